"""`briefbook check` on small mistakes: each case of `cases/check/` is a small project with one thing changed.

A case has `write` (texts by path), `replace` (old and new words by path) and `remove` (paths); `expect` lists every
problem that is told then, whole and in order. A case that expects nothing is a look-alike that must pass.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from build_scripts.check import check, read_statements
from build_scripts.codec import article_yaml
from build_scripts.compare import parse_citation
from build_scripts.documents import DOCUMENTS
from build_scripts.intake import lock_of
from build_scripts.library import read_library
from build_scripts.locks import LOCK_LINE
from build_scripts.model import Source
from build_scripts.normalize import normalize
from build_scripts.schemas import schema_texts
from build_scripts.validation import read_document

CASES = Path(__file__).parent / "cases" / "check"

FERRIES = "The ports agree on a ferry\n\nWe met,and talked of thes plans. The ferry is expected in May.\n"
BASE = {
    "sources/ferries.txt": FERRIES,
    "articles/ferries.yaml": """\
source: ferries.txt
headline: The ports agree on a ferry
publisher: null
published: 2024-05-31
at: {headline: 1}
body:
  - paragraph: We met, and talked of thes plans. The ferry is expected in May.
    at: 3
    inferred: {paragraph: 0.9}
repairs:
  - {at: "3:4", was: "met,and", now: "met, and", code: S002}
suggested:
  - {at: "3:22", was: "thes", now: "these", code: W003}
""",
    "locks/ferries.lock": f"{LOCK_LINE}\nsource {sha256(FERRIES.encode()).hexdigest()}\n",
    "themes/boats.yaml": "label: Boats\nterms: [ferry]\n",
    "themes/dates.yaml": "label: Dates\nterms: [May]\n",
    "actors/ports.yaml": "label: The ports\nterms: [ports]\n",
    "vocabulary.yaml": "kinds:\n  - {kind: expected, cues: [is expected]}\n",
    "briefings/crossing.yaml": """\
title: The crossing
question: Will there be a ferry?
as_of: 2024-06
articles:
  - {id: ferries, label: The ports}
key_points:
  - text: A ferry is expected.
    cites: [ferries@3]
themes: [boats, dates]
comparisons:
  - id: by-theme
    caption: By theme
    cells:
      boats/ferries: {state: conditional, cites: [ferries@3]}
""",
}


def cases() -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted(CASES.glob("*.yaml"))]


def project(root: Path, case: dict[str, Any]) -> Path:
    """The small project with a case's changes, in `root`."""
    texts: dict[str, str] = {**BASE, **case.get("write", {})}
    for path, changes in case.get("replace", {}).items():
        for old, new in changes.items():
            assert texts[path].count(old) == 1, f"{path}: {old!r} must stand there once"
            texts[path] = texts[path].replace(old, new)
    for path in case.get("remove", []):
        del texts[path]
    for path, text in texts.items():
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return root


def told(root: Path) -> list[str]:
    return [str(problem) for problem in check(read_library(root))]


def test_the_small_project_has_no_problem(tmp_path: Path) -> None:
    assert told(project(tmp_path, {})) == []


@pytest.mark.parametrize("path", cases())
def test_every_problem_of_a_case_is_told(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    assert set(case) <= {"about", "write", "replace", "remove", "expect"}
    assert told(project(tmp_path, case)) == [text.rstrip("\n") for text in case["expect"]]


BLANKS = [
    ("article", "source: a\nbody: []\nheadline: {}\n"),
    ("article", "source: a\nbody: []\ntitle: {}\n"),
    ("article", "source: a\nbody: [{{heading: {}}}]\n"),
    ("article", "source: a\nbody: [{{paragraph: {}}}]\n"),
    ("article", "source: a\nbody: [{{quote: {}}}]\n"),
    ("article", "source: a\nbody: [{{list: [x, {}]}}]\n"),
    ("article", "source: a\nbody: [{{numbered: [{}]}}]\n"),
    ("article", "source: a\nbody: [{{missing: list, announced: {}}}]\n"),
    ("article", "source: a\nbody: [{{table: {{caption: {}, columns: [x], rows: []}}}}]\n"),
    ("article", "source: a\nbody: []\nomitted: [{{at: 1, reason: {}}}]\n"),
    ("briefing", "title: {}\nquestion: b\narticles: [{{id: c, label: d}}]\n"),
    ("briefing", "title: a\nquestion: {}\narticles: [{{id: c, label: d}}]\n"),
    ("briefing", "title: a\nquestion: b\narticles: [{{id: c, label: {}}}]\n"),
    ("briefing", "title: a\nquestion: b\narticles: [{{id: c, label: d}}]\nkey_points: [{{text: {}, cites: [e]}}]\n"),
    ("briefing", "title: a\nquestion: b\narticles: [{{id: c, label: d}}]\ncomparisons: [{{id: e, caption: {}}}]\n"),
    ("theme", "label: {}\nterms: [a]\n"),
    ("theme", "label: a\nterms: [{}]\n"),
    ("vocabulary", "kinds: [{{kind: agreed, cues: [{}]}}]\n"),
    ("record", "publisher: {}\n"),
]


@pytest.mark.parametrize("blank", ['""', '" "', '"\\n\\t"'])
@pytest.mark.parametrize(("kind", "text"), BLANKS)
def test_a_text_that_a_page_shows_is_not_blank_for_check_and_editor(kind: str, text: str, blank: str) -> None:
    _, _, problems = read_document(DOCUMENTS[kind], text.format(blank), "x.yaml")
    assert [(p.code, p.hint) for p in problems] == [("Y007", "expected some text")]
    assert problems[0].column > 1
    assert not fits_schema(kind, text.format(blank))
    document, _, problems = read_document(DOCUMENTS[kind], text.format("word"), "x.yaml")
    assert document is not None, problems
    assert fits_schema(kind, text.format("word"))


def fits_schema(kind: str, text: str) -> bool:
    return bool(schema_of(kind).is_valid(yaml.safe_load(text)))


@cache
def schema_of(kind: str) -> Draft202012Validator:
    return Draft202012Validator(yaml.safe_load(schema_texts()[f"{kind}.json"]))


def test_a_cell_may_be_empty() -> None:
    text = 'source: a\nbody: [{table: {columns: ["", x], rows: [[a, ""]]}}]\n'
    assert read_document(DOCUMENTS["article"], text, "x.yaml")[2] == []
    assert fits_schema("article", text)


DATES = [("2024", True), ("2024-02", True), ("2024-02-29", True), ("1000-01-01", True)]
NO_DATES = (
    "20245 2023-02-29 2024-02-31 2024-13 2024-13-45 2024-00 2024-1-1 0000 0024 2024- 2024-05-31T10:00 ２０２４".split()
)


@pytest.mark.parametrize(("date", "real"), [*DATES, *((d, False) for d in NO_DATES)])
def test_a_date_is_one_that_the_calendar_has(date: str, real: bool) -> None:
    text = f"source: a\nbody: []\npublished: {date}\n"
    document, _, problems = read_document(DOCUMENTS["article"], text, "x.yaml")
    assert (document is not None) is real
    if not real:
        said = (
            f"x.yaml:3:12: Y007 'published' can't be '{date}'\n    expected a date such as 2024-05-31, 2024-05 or 2024"
        )
        assert [str(p).partition(";")[0] for p in problems] == [said]


@pytest.mark.parametrize("date", [20245, 999, 2024.5, "2024-13-45", "2024-1-1", "20245"])
def test_an_editor_refuses_what_its_schema_can_tell_to_be_no_date(date: object) -> None:
    schema = Draft202012Validator(yaml.safe_load(schema_texts()["article.json"]))
    assert schema.is_valid({"source": "a", "body": [], "published": 2024})
    assert not schema.is_valid({"source": "a", "body": [], "published": date})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a@123456789", True),
        ("a@1-123456789", True),
        ("a@1234567890", False),
        ("a@" + "9" * 5000, False),
        ("a@1-" + "9" * 5000, False),
        ("a@٣", False),
        ("a#0123abcd-" + "9" * 5000, False),
    ],
)
def test_a_citation_of_too_many_digits_is_none(text: str, read: bool) -> None:
    assert (parse_citation(text) is not None) is read


@pytest.mark.parametrize(
    ("change", "offered"),
    [
        (lambda i: ("0" if i[3] != "0" else "1").join((i[:3], i[4:])), True),
        (lambda i: ("0" if i[0] != "0" else "1") + i[1:], True),
        (lambda i: i[:2] + ("00" if i[2:4] != "00" else "11") + i[4:], False),
        (lambda i: i[1:] + i[0], False),
    ],
)
def test_a_statement_is_offered_where_one_character_differs(
    change: Callable[[str], str], offered: bool, tmp_path: Path
) -> None:
    library = read_library(project(tmp_path / "a", {}))
    statement = read_statements(library, library.articles)["ferries"][0].id
    wrong = change(statement)
    replace = {"briefings/crossing.yaml": {"    cites: [ferries@3]\nthemes": f'    cites: ["ferries#{wrong}"]\nthemes'}}
    (line,) = told(project(tmp_path / "b", {"replace": replace}))
    assert line.startswith(f"content/briefings/crossing.yaml:8:13: X004 ferries#{wrong} names no statement")
    assert (f"did you mean `ferries#{statement}`?" in line) is offered
    assert ("cite its line" in line) is not offered


def test_an_id_has_at_most_a_hundred_characters_and_two_hundred_bytes(tmp_path: Path) -> None:
    for name, fits in (("a" * 100, True), ("a" * 101, False), ("海" * 66, True), ("海" * 67, False)):
        root = project(tmp_path, {"replace": {"briefings/crossing.yaml": {"id: by-theme": f"id: {name}"}}})
        assert [line.split(" ")[1] for line in told(root)] == ([] if fits else ["X011"]), name


WORDS = "thes these dialog dialogue met,and met, and said.The said. The othre’s other’s frequently enough often".split(
    " "
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*WORDS, "\n\n", "- ", "  "]), max_size=40))
def test_what_the_machine_writes_contradicts_nothing(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    text = "The parties met on Monday to talk. " + " ".join(words) + "\n"
    source = Source("new", "new.txt", text, sha256(text.encode()).hexdigest())
    article = normalize(source)
    written = {
        "sources/new.txt": text,
        "articles/new.yaml": article_yaml(article, source),
        "locks/new.lock": lock_of(article_yaml(article, source), source),
    }
    alone = {"write": written, "remove": ["briefings/crossing.yaml"]}  # with a briefing it would be one left out
    assert told(project(tmp_path_factory.mktemp("new"), alone)) == []
