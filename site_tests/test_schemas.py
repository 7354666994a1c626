"""The JSON Schemas: current, and of one mind with `briefbook check`, for an editor checks with them while one types.

An editor types YAML (`No` may be a boolean, `1e3` a number), Briefbook reads texts; both must take the same files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from build_scripts.documents import DOCUMENTS
from build_scripts.schemas import schema_of, schema_texts
from build_scripts.validation import read_document
from site_tests.projects import briefbook, copy_project

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "articles": "article",
    "briefings": "briefing",
    "themes": "theme",
    "actors": "actor",
    "records": "record",
    "notices": "notice",
    "changes": "changes",
}


class Typed(yaml.SafeLoader):
    """YAML as editors read it: typed, but dates are texts, for JSON has none."""


Typed.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def typed(text: str) -> Any:
    return yaml.load(text, Loader=Typed)


def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_texts()[f"{kind}.json"]))


def faults(kind: str, text: str) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in validator(kind).iter_errors(typed(text))]


def content() -> list[Any]:
    """Every YAML file of content/ with the kind of document it holds."""
    found = [("vocabulary", ROOT / "content" / "vocabulary.yaml")]
    for folder, kind in FOLDERS.items():
        found.extend((kind, path) for path in sorted((ROOT / "content" / folder).glob("*.yaml")))
    return [pytest.param(kind, path, id=path.relative_to(ROOT / "content").as_posix()) for kind, path in found]


def test_schemas_are_current() -> None:
    kept = {p.name: p.read_text("utf-8") for p in (ROOT / "schemas").iterdir()}
    assert kept == schema_texts(), "out of date: run `briefbook schemas`"


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_schemas_are_schemas(kind: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_texts()[f"{kind}.json"]))


def test_every_file_of_content_is_looked_at() -> None:
    looked_at = {case.values[1] for case in content()}
    assert looked_at == set((ROOT / "content").rglob("*.yaml"))


@pytest.mark.parametrize(("kind", "path"), content())
def test_content_fits_its_schema(kind: str, path: Path) -> None:
    assert not faults(kind, path.read_text("utf-8"))


@pytest.mark.parametrize(("kind", "path"), content())
def test_the_first_line_names_the_schema(kind: str, path: Path) -> None:
    first = path.read_text("utf-8").partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = (path.parent / first.partition("=")[2]).resolve()
    assert named == ROOT / "schemas" / f"{kind}.json"


@pytest.mark.parametrize("kind", ["briefing", "theme", "actor"])
def test_a_begun_file_names_its_schema(kind: str, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    briefbook(root, "new", kind, "begun")
    first = (root / "content" / f"{kind}s" / "begun.yaml").read_text("utf-8").partition("\n")[0]
    assert first == f"# yaml-language-server: $schema=../../schemas/{kind}.json"


# --- what editors show


def fields(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every model that a kind of file has, by the names of both."""
    schema = schema_of(kind)
    for name, model in {kind: schema, **schema.get("$defs", {})}.items():
        for key, field in model["properties"].items():
            yield f"{name}.{key}", field


def fixed_lists(value: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema that allows some words only."""
    if isinstance(value, dict):
        if "enum" in value:
            yield value
        for key, below in value.items():
            if key != "examples":
                yield from fixed_lists(below)
    elif isinstance(value, list):
        for below in value:
            yield from fixed_lists(below)


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_every_field_is_described_with_an_example(kind: str) -> None:
    lacking = {
        name: what
        for name, field in fields(kind)
        for what in ("description", "examples")
        if not (field.get(what) and "  " not in str(field[what]))
    }
    assert not lacking, "give each a `description` and `examples` in build_scripts/documents.py or blocks.py"


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_descriptions_are_sentences(kind: str) -> None:
    for name, field in fields(kind):
        assert re.match(r"[A-Z`]", field["description"]), name
        assert field["description"].endswith((".", "!", '"')), name


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_every_word_of_a_fixed_list_is_explained(kind: str) -> None:
    for found in fixed_lists(schema_of(kind)):
        words = [word for word in found["enum"] if word is not None]
        assert len(found["enumDescriptions"]) == len(words), found
        assert all(told.endswith(".") for told in found["enumDescriptions"]), found


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_examples_fit_their_fields(kind: str) -> None:
    definitions = schema_of(kind).get("$defs", {})
    for name, field in fields(kind):
        for example in field["examples"]:
            found = list(Draft202012Validator({**field, "$defs": definitions}).iter_errors(example))
            assert not found, f"{name}: {example!r}: {found[0].message}"


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_briefbook_takes_the_examples_too(kind: str) -> None:
    """A file of the keys that it needs and one more: each key with each of its examples."""
    schema = schema_of(kind)
    first = {key: schema["properties"][key]["examples"][0] for key in schema.get("required", ())}
    for key, field in schema["properties"].items():
        for example in field["examples"]:
            text = "".join(f"{k}: {json.dumps(v)}\n" for k, v in {**first, key: example}.items())
            document, _, problems = read_document(DOCUMENTS[kind], text, "case.yaml")
            assert document is not None, [str(p) for p in problems]


def test_schemas_have_no_title_above_a_field() -> None:
    """Editors print a title above every description, where it would say the key again."""
    for kind in DOCUMENTS:
        assert [name for name, field in fields(kind) if "title" in field and "properties" not in field] == []


def test_the_settings_of_vs_code_know_every_kind_of_file() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    known = {"vocabulary": "content/vocabulary.yaml", "changes": "content/changes/*.yaml"}
    wanted = {f"./schemas/{kind}.json": known.get(kind, f"content/{kind}s/*.yaml") for kind in DOCUMENTS}
    assert settings["yaml.schemas"] == wanted
    assert settings["yaml.format.enable"] is False, "a formatter would fold texts anew, and each would count as edited"
    assert settings["[yaml]"]["editor.formatOnSave"] is False


ARTICLE = "source: a.txt\nbody: []\n"
ALIKE = [
    # Texts that YAML takes for something else.
    ("theme", "label: No\nterms: [12:30, 1e3, 0x1F, yes, 2024-05-31]\n", True),
    ("article", "source: 1\nheadline: 3.0\nbody: [{heading: true, at: 5}]\n", True),
    ("article", ARTICLE + "published: 2024-05-31\n", True),
    ("article", ARTICLE + "published: 2024\n", True),
    ("article", ARTICLE + 'at: {headline: 1}\nheadline: "null"\n', True),
    ("article", "source: a.txt\nbody: [{table: {columns: [A, 1], rows: [[x, No], all of one]}, at: 1-3}]\n", True),
    # No value where one may miss, and where none may.
    ("article", ARTICLE + "headline: null\npublisher: ~\nbyline:\n", True),
    ("theme", "label: null\nterms: [a]\n", False),
    ("theme", "label: a\nterms: [null]\n", False),
    ("theme", "label: a\nterms:\n", False),
    # Mistakes.
    ("article", ARTICLE + "headlien: a\n", False),
    ("article", "body: []\n", False),
    ("article", ARTICLE + "published: May\n", False),
    ("article", ARTICLE + "at: {title: 1}\n", False),
    ("article", "source: a.txt\nbody: [{heading: a, level: 7}]\n", False),
    ("article", "source: a.txt\nbody: [{heading: a, level: two}]\n", False),
    ("article", "source: a.txt\nbody: [{heading: a, inferred: {heading: 1.5}}]\n", False),
    ("article", "source: a.txt\nbody: [{headings: a}]\n", False),
    ("article", "source: a.txt\nbody: [{missing: picture, announced: a}]\n", False),
    ("article", "source: a.txt\nbody: {heading: a}\n", False),
    ("article", ARTICLE + "repairs: [{at: 1:1, was: '', now: a, code: S001}]\n", False),
    ("briefing", "title: a\nquestion: b\narticles: []\n", False),
    ("briefing", "title: a\nquestion: b\narticles: [{id: c, label: d}]\n", True),
    ("briefing", "title: a\nquestion: b\narticles: [{id: c, label: d}]\nkey_points: [{text: e, cites: []}]\n", False),
    ("record", "rights: some\n", False),
    ("record", "rights: quotes\n", True),
]


@pytest.mark.parametrize(("kind", "text", "fits"), ALIKE)
def test_editor_and_check_agree(kind: str, text: str, fits: bool) -> None:
    document, _, problems = read_document(DOCUMENTS[kind], text, "case.yaml")
    assert (document is not None) is fits, [str(p) for p in problems]
    assert (not faults(kind, text)) is fits, faults(kind, text)
