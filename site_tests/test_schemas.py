"""The JSON Schemas: current, and of one mind with `briefbook check`, for an editor checks with them while one types.

An editor types YAML (`No` may be a boolean, `1e3` a number), Briefbook reads texts; both must take the same files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from build_scripts.documents import DOCUMENTS, schema_texts
from build_scripts.validation import read_document

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "articles": "article",
    "briefings": "briefing",
    "themes": "theme",
    "actors": "actor",
    "records": "record",
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
