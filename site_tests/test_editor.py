"""What an editor shows while one types: a real yaml-language-server, with the schemas and the settings of this project.

Each test opens texts as an editor does; nothing of content/ is written. `make verify` installs the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from build_scripts.blocks import BODY_KINDS
from build_scripts.documents import DOCUMENTS
from build_scripts.schemas import schema_of
from build_scripts.validation import read_document
from site_tests.language_server import Server, command, language_server
from site_tests.projects import ROOT

pytestmark = pytest.mark.verify
CONTENT = ROOT / "content"
SETTINGS: Mapping[str, Any] = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
FILES = sorted(CONTENT.rglob("*.yaml"))
PLACES = {"vocabulary": CONTENT / "vocabulary.yaml"} | {
    kind: CONTENT / (kind if kind == "changes" else f"{kind}s") / "new.yaml"
    for kind in DOCUMENTS
    if kind != "vocabulary"
}
"""Where a file of each kind lies."""


@pytest.fixture(scope="module")
def editor() -> Iterator[Server]:
    """An editor with the settings of .vscode/."""
    with language_server(command(ROOT), ROOT, SETTINGS) as server:
        yield server


@pytest.fixture(scope="module")
def bare() -> Iterator[Server]:
    """An editor without settings of this project: it knows a file's schema by its first line only."""
    with language_server(command(ROOT), ROOT, {"yaml.schemaStore.enable": False}) as server:
        yield server


def modeline(kind: str) -> str:
    up = "../" if kind == "vocabulary" else "../../"
    return f"# yaml-language-server: $schema={up}schemas/{kind}.json\n"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(CONTENT).as_posix())
def test_nothing_is_underlined_in_content(bare: Server, path: Path) -> None:
    assert not bare.diagnostics(path, path.read_text("utf-8"))


@pytest.mark.parametrize("kind", PLACES)
def test_the_first_line_brings_the_schema(bare: Server, kind: str) -> None:
    (found,) = [
        d for d in bare.diagnostics(PLACES[kind], modeline(kind) + "unheard_of: 1\n") if "unheard_of" in d.message
    ]
    assert (found.line, found.column, found.end) == (2, 1, (2, 11))


@pytest.mark.parametrize("kind", PLACES)
def test_the_settings_bring_it_where_the_first_line_is_gone(editor: Server, kind: str) -> None:
    (found,) = [d for d in editor.diagnostics(PLACES[kind], "unheard_of: 1\n") if "unheard_of" in d.message]
    assert (found.line, found.column) == (1, 1)


# --- completion


@pytest.mark.parametrize("kind", PLACES)
def test_every_key_is_offered_with_what_it_means(editor: Server, kind: str) -> None:
    offered = editor.completions(PLACES[kind], modeline(kind) + "|")
    for key, field in schema_of(kind)["properties"].items():
        assert told(offered[key]) == field["description"]


ARTICLE = "source: a.txt\nbody:\n"
BRIEFING = "title: a\nquestion: b\narticles: [{id: c, label: d}]\n"
COMPARISON = f"{BRIEFING}comparisons:\n  - id: a\n    caption: b\n"
OFFERED = [
    ("article", ARTICLE + "  - |", {*BODY_KINDS, "at"}),
    ("article", ARTICLE + "  - heading: a\n    |", {"at", "level", "inferred", "reviewed"}),
    ("article", ARTICLE + "  - paragraph: a\n  - t|", {*BODY_KINDS}),
    ("article", ARTICLE + "  - table:\n      |", {"columns", "rows", "caption"}),
    (
        "article",
        ARTICLE + "  - heading: a\n    inferred:\n      |",
        {"heading", "paragraph", "list", "quote", "missing"},
    ),
    ("article", ARTICLE + "  - table: {columns: [a], rows: []}\n    inferred:\n      |", {"table", "columns", "rows"}),
    ("article", ARTICLE + "  - missing: |", {"list", "table"}),
    ("article", "source: a.txt\nbody: []\nat:\n  |", {"headline", "publisher", "byline", "dateline"}),
    ("article", "source: a.txt\nbody: []\nrepairs:\n  - |", {"at", "was", "now", "code"}),
    ("article", "source: a.txt\nbody: []\nomitted:\n  - |", {"at", "reason", "code"}),
    ("briefing", BRIEFING + "key_points:\n  - |", {"text", "cites"}),
    ("briefing", BRIEFING + "comparisons:\n  - |", {"id", "caption", "rows", "columns", "only", "cells"}),
    ("briefing", f"{COMPARISON}    rows: |", {"themes", "actors"}),
    ("briefing", f"{COMPARISON}    cells:\n      |", {"row-id/article-id"}),
    ("briefing", f"{COMPARISON}    cells:\n      a/b:\n        |", {"state", "cites", "note"}),
    ("briefing", f"{COMPARISON}    cells:\n      a/b:\n        state: |", {"stated", "conditional", "disputed"}),
    ("briefing", f"{COMPARISON}    cells:\n      a/b: {{state: |}}", {"stated", "conditional", "disputed"}),
    ("vocabulary", "kinds:\n  - |", {"kind", "cues", "unless"}),
    ("vocabulary", "kinds:\n  - kind: |", {"agreed", "reported", "expected", "background"}),
    ("record", "rights: |", {"full", "quotes", "none"}),
]


@pytest.mark.parametrize(("kind", "text", "wanted"), OFFERED, ids=[f"{c[0]}: {c[1][-40:]}" for c in OFFERED])
def test_what_fits_is_offered(editor: Server, kind: str, text: str, wanted: set[str]) -> None:
    offered = editor.completions(PLACES[kind], modeline(kind) + text)
    assert wanted <= set(offered)
    assert all(told(offered[name]) for name in wanted), "each with what it means"


def test_every_word_of_a_fixed_list_is_offered_with_its_meaning(editor: Server) -> None:
    state = schema_of("briefing")["$defs"]["CellFields"]["properties"]["state"]
    offered = editor.completions(PLACES["briefing"], f"{COMPARISON}    cells:\n      a/b:\n        state: |")
    assert {name: told(item) for name, item in offered.items()} == dict(
        zip(state["enum"], state["enumDescriptions"], strict=True)
    )


@pytest.mark.parametrize("kind", PLACES)
def test_no_example_is_filled_in_by_itself(editor: Server, kind: str) -> None:
    """What is inserted has blanks where words belong, so that no example is published by mistake."""
    texts = {
        "article": [ARTICLE + "  - |"],
        "briefing": [BRIEFING + "key_points:\n  - |", BRIEFING + "comparisons:\n  - |"],
    }
    words = {w for found in examples(schema_of(kind)) for w in re.findall(r"\w+ [\w ]{6,}", found)}
    for text in ["|", *texts.get(kind, [])]:
        for item in editor.completions(PLACES[kind], modeline(kind) + text).values():
            assert not [word for word in words if word in item.get("insertText", "")], item


def examples(schema: Any) -> Iterator[str]:
    """Every text of every example of a schema."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield from texts_of(value) if key == "examples" else examples(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from examples(value)


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from texts_of(below)


def told(item: Mapping[str, Any]) -> str:
    """What an offer is explained with."""
    text = item.get("documentation", "")
    return str(text["value"] if isinstance(text, dict) else text)


# --- hover


@pytest.mark.parametrize("kind", PLACES)
def test_every_key_tells_what_it_means_and_gives_an_example(editor: Server, kind: str) -> None:
    """A text in which each key has its first example: under the mouse, each shows description and example."""
    fields = schema_of(kind)["properties"]
    text = modeline(kind) + "".join(f"{key}: {json.dumps(field['examples'][0])}\n" for key, field in fields.items())
    for key, field in fields.items():
        shown = plain(editor.hover(PLACES[kind], text, text.index(f"\n{key}:") + 1))
        assert plain(field["description"]) in shown
        assert "Example:" in shown


SHOWN = [
    ("article", ARTICLE + "  - heading: b\n    level: 3\n    at: 5\n", "heading:", "The heading's text."),
    ("article", ARTICLE + "  - heading: b\n    level: 3\n    at: 5\n", "level:", "2 to 6"),
    ("article", ARTICLE + "  - heading: b\n    level: 3\n    at: 5\n", "at: 5", "added by hand"),
    ("article", ARTICLE + "  - heading: b\n    inferred: {heading: 0.9}\n", "heading: 0", "That it is a heading."),
    ("article", ARTICLE + "  - table: {columns: [b], rows: []}\n    inferred: {columns: 0.9}\n", "columns: 0", "right"),
    ("article", ARTICLE + "  - missing: list\n    announced: b\n", "list", "A list is announced and not there."),
    ("article", ARTICLE + "  - table: {columns: [b], rows: [[c]]}\n", "rows:", "columns are uncertain"),
    (
        "article",
        "source: a\nbody: []\nrepairs: [{at: 1:1, was: b, now: c, code: d}]\n",
        "was:",
        "as the source has them",
    ),
    ("briefing", f"{COMPARISON}    cells: {{a/b: {{state: disputed}}}}\n", "disputed", "contradict each other"),
    ("briefing", f"{COMPARISON}    cells: {{a/b: {{state: disputed}}}}\n", "state:", "The article says it."),
    ("briefing", BRIEFING + "key_points: [{text: e, cites: [c@1]}]\n", "cites:", "article@4-7"),
    ("record", "rights: quotes\n", "quotes", "Quotations with their places"),
    ("theme", "label: a\nterms: [b]\n", "terms:", "plurals are found"),
]


@pytest.mark.parametrize(("kind", "text", "at", "wanted"), SHOWN, ids=[f"{c[0]}: {c[1][-40:]}" for c in SHOWN])
def test_what_is_under_the_mouse_is_explained(editor: Server, kind: str, text: str, at: str, wanted: str) -> None:
    assert wanted in plain(editor.hover(PLACES[kind], modeline(kind) + text, (modeline(kind) + text).rindex(at)))


def plain(markdown: str) -> str:
    """Markdown without the escapes that keep it from being read as such."""
    return re.sub(r"\\([\\`*_{}\[\]#+!])", r"\1", markdown)


# --- mistakes: the editor underlines the lines that `briefbook check` names

MISTAKES = [
    ("article", "source: a.txt\nheadlien: b\nbody: []\n", [2]),
    ("article", "headline: b\nbody: []\n", [1]),
    ("article", "source: a.txt\nbody:\n  - headin: b\n    at: 5\n", [3]),
    ("article", "source: a.txt\nbody:\n  - heading: b\n    lvel: 3\n", [4]),
    ("article", "source: a.txt\nbody:\n  - heading: b\n    level: 9\n", [4]),
    ("article", "source: a.txt\nbody:\n  - paragraph: b\n  - list: c\n    at: 4\n", [4]),
    ("article", "source: a.txt\nbody:\n  - paragraph: b\n    inferred:\n      paragrph: 0.9\n", [5]),
    ("article", "source: a.txt\nbody:\n  - paragraph: b\n    inferred:\n      paragraph: 1.5\n", [5]),
    ("article", "source: a.txt\nbody:\n  - missing: picture\n    announced: c\n", [3]),
    ("article", "source: a.txt\nbody:\n  - heading:\n    at: 5\n", [3]),
    ("article", "source: a.txt\npublished: May\nbody: []\ncaptured: 2024-13-01\n", [2, 4]),
    ("article", "source: a.txt\nbody:\n  - table: {columns: [b], row: []}\n", [3]),
    ("article", "source: a.txt\nbody:\n  - at: 5\n", [3]),
    ("article", "source: a.txt\nbody:\n  - {}\n", [3]),
    ("article", "source: a.txt\nbody:\n  - heading: b\n    paragraph: c\n", [4]),
    ("article", "source: a.txt\nbody: []\nrepairs:\n  - at: 9\n    was: ''\n    now: b\n    code: S001\n", [5]),
    ("article", "source: a.txt\nbody: []\nat:\n  headlin: 1\n", [4]),
    ("article", "source: a.txt\nbody:\n  heading: b\n", [3]),
    ("article", 'source: a.txt\nheadline: ""\nbody: []\n', [2]),
    ("article", "source: a.txt\nsource: b.txt\nbody: []\n", [2]),
    ("briefing", "title: a\nquestion:\narticles:\n  - id: c\n    label: d\n", [2]),
    ("briefing", "title: a\nquestion: b\narticles: []\n", [3]),
    ("briefing", f"{COMPARISON}    cells:\n      a/b:\n        state: maybe\n        notes: c\n", [9, 10]),
    ("briefing", f"{BRIEFING}key_points:\n  - text: e\n    cites: []\n  - text: f\n    cite: [c@1]\n", [6, 8]),
    ("theme", "label: a\nterms:\n", [2]),
    ("theme", "label: a\nterm: [b]\n", [2]),
    ("record", "rights: some\nadress: b\n", [1, 2]),
    ("vocabulary", "kinds:\n  - kind: agree\n    cues: [b]\n  - kind: agreed\n    cues: []\n", [2, 5]),
]


@pytest.mark.parametrize(("kind", "text", "lines"), MISTAKES, ids=[f"{c[0]}: {c[1][-40:]}" for c in MISTAKES])
def test_editor_and_check_name_the_same_lines(editor: Server, kind: str, text: str, lines: list[int]) -> None:
    _, _, problems = read_document(DOCUMENTS[kind], modeline(kind) + text, "case.yaml")
    underlined = editor.diagnostics(PLACES[kind], modeline(kind) + text)
    assert sorted({p.line - 1 for p in problems}) == lines, [str(p) for p in problems]
    assert set(lines) <= {d.line - 1 for d in underlined}, underlined
    # An editor tells of a misspelt key twice, as unknown and as missing; `briefbook check` once.
    assert {d.line - 1 for d in underlined if not d.message.startswith("Missing property")} <= set(lines), underlined


NOT_YAML = [
    ("article", "source: a.txt\nheadline: Talks: second round\nbody: []\n"),
    ("article", "source: a.txt\nbody:\n\t- heading: b\n"),
    ("article", "source: a.txt\nbody: [\n"),
    ("article", 'source: a.txt\nheadline: "Talks\nbody: []\n'),
    ("article", "source: a.txt\nbody:\n  - heading: b\n   at: 5\n"),
]


@pytest.mark.parametrize(("kind", "text"), NOT_YAML, ids=[t for _, t in NOT_YAML])
def test_what_is_no_yaml_is_underlined_too(editor: Server, kind: str, text: str) -> None:
    document, _, problems = read_document(DOCUMENTS[kind], modeline(kind) + text, "case.yaml")
    assert document is None
    assert problems
    assert editor.diagnostics(PLACES[kind], modeline(kind) + text)


def test_a_misspelt_key_is_underlined_from_its_first_letter_to_its_last(editor: Server) -> None:
    text = "source: a.txt\nbody:\n  - heading: b\n    lvel: 3\n"
    (found,) = editor.diagnostics(PLACES["article"], text)
    assert (found.line, found.column, found.end) == (4, 5, (4, 9))
    assert "lvel" in found.message
