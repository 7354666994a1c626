"""Measures: the table of what a briefing's articles propose; cases as data, the section's page, hostile input."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build_scripts import addresses
from build_scripts.briefing_checks import RESERVED
from build_scripts.check import check
from build_scripts.column_groups import BUILT_IN, Columns, header_words, repeated_names
from build_scripts.documents import DOCUMENTS
from build_scripts.label_checks import OWN_COLUMNS
from build_scripts.library import read_library
from build_scripts.measures import MeasureRow, measures_of, named_item
from build_scripts.measures_section import SECTION, measures_section
from build_scripts.validation import read_document
from build_scripts.wording import words_of
from site_tests.briefed import briefed, html_of, origin, renderer, words
from site_tests.projects import ROOT

CASES = Path(__file__).parent / "cases" / "measures"


def told(row: MeasureRow) -> list[Any]:
    return [row.article, row.why, *([{"whole": row.whole}] if row.whole is not None else row.cells)]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_measures(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    table = measures_of(briefed(tmp_path, case), words())
    assert [label for _, label in table.columns] == case["expect"]["columns"]
    assert [told(row) for row in table.rows] == case["expect"]["rows"]
    assert len({i for i, _ in table.columns}) == len(table.columns)


def test_measures_of_a_capture(tmp_path: Path) -> None:
    """From the text on, with the lines of its source."""
    text = (
        "The harbour talks\n\nThe two ports met in Tarn on Monday and spoke for a day.\n\n"
        "To lower the tolls, both ports should adopt the following measures:\n\n"
        "| Measure | Objective |\n| --- | --- |\n| Shared register | Openness |\n| Joint patrols | Fewer accidents |\n"
    )
    table = measures_of(briefed(tmp_path, {"texts": {"harbour": text}}), words())
    assert [(row.lines, row.cells) for row in table.rows] == [
        ((9, 9), ("Shared register", "Openness")),
        ((10, 10), ("Joint patrols", "Fewer accidents")),
    ]
    assert {row.statement.kind for row in table.rows} == {"recommended"}


def test_every_row_of_the_page_leads_to_its_line_and_says_what_is_not_given(tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / "tables-of-several-articles.yaml").read_text("utf-8"))
    b = briefed(tmp_path, case)
    render = renderer()
    html = html_of(measures_section(b, origin(render), render))
    table = measures_of(b, render.words)
    for row in table.rows:
        anchor = addresses.section_anchor(SECTION, row.article, row.statement.id)
        assert html.count(f'<tr id="{anchor}">') == html.count(f'href="#{anchor}"') == 1
    assert html.count('data-bb-for="measures"') == html.count('data-bb-table="measures"') == 1
    assert len(re.findall(r'<option value="\d+">', html)) == len(re.findall(r'<th scope="col"', html))
    empty = sum(cell is None for row in table.rows for cell in row.cells)
    assert empty == sum(
        html.count(f">{render.words(f'measures.{why}')}<") for why in ("no_cell", "no_column", "no_part")
    )
    assert html.count(">the cell is empty<") == 3, "of the toll pact: its aims, its agency and its budget"
    assert html.count(">no such column in this table<") == empty - 3 > 0
    assert not re.search(r"<t[dh][^>]*>\s*</t[dh]>", html)
    for ending in ("csv", "json", "md"):
        assert f'href="../../{addresses.table_file("one", SECTION, ending)}"' in html


def test_no_section_without_measures(tmp_path: Path) -> None:
    b = briefed(tmp_path, {"articles": {"one": {"body": [{"paragraph": "Nothing is proposed."}]}}})
    render = renderer()
    assert measures_section(b, origin(render), render) == ()


def test_rights_withhold_the_words(tmp_path: Path) -> None:
    secret = "Hotline between the capitals"
    body = {"body": [{"table": {"columns": ["Measure", "Wanted by"], "rows": [[secret, "Everybody in Tarn"], secret]}}]}
    b = briefed(tmp_path, {"articles": {"one": body}, "records": {"one": {"rights": "none"}}})
    table = measures_of(b, words())
    assert [(row.shown, row.cells, row.whole) for row in table.rows] == [(False, (), None), (False, (), None)]
    render = renderer()
    html = html_of(measures_section(b, origin(render), render))
    assert secret not in html
    assert "Wanted by" not in html
    assert html.count('class="bb-withheld"') == 2


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Hotline: a direct line", ("Hotline", "a direct line")),
        ("Hotline – a direct line", ("Hotline", "a direct line")),
        ("Hotline：直通", ("Hotline：直通", None)),
        ("خط ساخن: بين العاصمتين", ("خط ساخن", "بين العاصمتين")),
        ("At 12:30 the ships sail", ("At 12:30 the ships sail", None)),
        ("See https://example.org/x: more", ("See https://example.org/x: more", None)),
        ("One. Two: three", ("One. Two: three", None)),
        ("a b c d e f g h i j: long", ("a b c d e f g h i j: long", None)),
        ("12: twelve", ("12: twelve", None)),
        ("Ends with a colon:", ("Ends with a colon:", None)),
        ("well-known thing", ("well-known thing", None)),
    ],
)
def test_named_items(item: str, expected: tuple[str, str | None]) -> None:
    assert named_item(item) == expected


@given(st.text(max_size=60))
def test_an_item_is_never_changed(item: str) -> None:
    name, text = named_item(item)
    assert name in item
    assert text is None or (text in item and item.strip().endswith(text))
    if text is None:
        assert name == item


HEADERS = [
    ("Proposed Agreement", "measure"),
    ("Key Measures", "measure"),
    ("STRATEGIES:", "measure"),
    ("Confidence-building measures", "measure"),
    ("Recommended reforms", "measure"),
    ("Proposed date", "timeline"),
    ("Objective(s)", "objective"),
    ("Expected Outcomes", "expected"),
    ("Who?", "responsible"),
    ("Mesures proposées", "measure"),
    ("HEDEF", "objective"),
    ("Impact", None),
    ("Current Status", None),
    ("Key Themes", None),
    ("Agreement", None),
    ("", None),
    ("—", None),
]


@pytest.mark.parametrize(("header", "group"), HEADERS)
def test_headers(header: str, group: str | None) -> None:
    found = Columns(BUILT_IN).group_of(header)
    assert (found.id if found else None) == group


def test_no_built_in_name_is_in_two_groups() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for group in BUILT_IN:
        for name in group.names:
            assert seen.setdefault(header_words(name), group.id) == group.id, name


@given(st.text(max_size=40))
def test_any_header_has_words_and_at_most_one_group(header: str) -> None:
    Columns(BUILT_IN).group_of(header)
    assert all(header_words(header))


VOCABULARY = (
    "kinds: []\ncolumns:\n  - {label: Measure, names: [Plan], measure: true}\n  - {label: Why, names: [Aim, plans]}\n"
)


def test_a_header_of_two_columns_is_told_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "vocabulary.yaml").write_text(VOCABULARY, "utf-8")
    problems = [p for p in check(read_library(tmp_path)) if p.code == "X045"]
    assert [(p.line, p.column) for p in problems] == [(4, 31)]
    assert "`Measure`" in problems[0].message


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ("[]", "Y007"),
        ("[{label: A, names: []}]", "Y007"),
        ("[{label: '', names: [a]}]", "Y007"),
        ("[{names: [a]}]", "Y005"),
        ("[{label: A, names: [a], measure: perhaps}]", "Y007"),
        ("[{label: A, names: [a], more: b}]", "Y004"),
    ],
)
def test_mistakes_in_columns_are_told(columns: str, code: str) -> None:
    _, _, problems = read_document(DOCUMENTS["vocabulary"], f"kinds: []\ncolumns: {columns}\n", "x.yaml")
    assert code in [p.code for p in problems]


def test_every_language_s_own_column_is_known_to_the_check() -> None:
    for path in sorted((ROOT / "templates" / "languages").glob("*.yaml")):
        assert words_of(path.stem, path.read_text("utf-8"), path.name)("measures.source") in OWN_COLUMNS


def test_no_comparison_may_have_the_id_of_the_section() -> None:
    assert SECTION in RESERVED


def test_no_columns_at_all_are_the_built_in_ones() -> None:
    document, _, problems = read_document(DOCUMENTS["vocabulary"], "kinds: []\ncolumns: null\n", "x.yaml")
    assert not problems
    assert document is not None
    assert not list(repeated_names(document))  # type: ignore[arg-type]


def test_many_articles_and_hostile_text(tmp_path: Path) -> None:
    hostile = '</td><script>alert("x")</script>{{ 7*7 }}'
    articles = {
        f"a{n}": {
            "body": [
                {"paragraph": "They should do this:"},
                {"table": {"columns": ["Strategy", hostile], "rows": [["w" * 5_000, hostile]] * 40}},
            ]
        }
        for n in range(12)
    }
    b = briefed(tmp_path, {"articles": articles})
    render = renderer()
    html = html_of(measures_section(b, origin(render), render))
    assert html.count("<tr id=") == 480
    assert "<script" not in html
    assert len(set(re.findall(r'<tr id="([^"]+)"', html))) == 480
