"""What the sources leave out: gaps as data cases, their counts, and what is said where nothing is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from build_scripts.left_out import Gap, GapName, gaps_of
from build_scripts.left_out_section import left_out_section
from build_scripts.library import read_library
from build_scripts.report import report_of
from site_tests.briefed import briefed, html_of, origin, renderer
from site_tests.projects import ROOT

CASES = Path(__file__).parent / "cases" / "left_out"


def case_of(name: str) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    return case


def told(gap: Gap) -> str:
    """The name of a gap, the line and the words that show it, where it has some."""
    pieces = [(gap.text if gap.name == "incomplete_date" else None, gap.lines), *gap.quotes]
    shown = [f"{text or ''} {lines[0] if lines else ''}".strip() for text, lines in pieces]
    return " ".join([gap.name, *filter(None, [shown[0], " | ".join(shown[1:])])])


@pytest.mark.parametrize("name", sorted(p.stem for p in CASES.glob("*.yaml")))
def test_gaps(name: str, tmp_path: Path) -> None:
    case = case_of(name)
    assert {article: [told(g) for g in gaps] for article, gaps in gaps_of(briefed(tmp_path, case))} == case["expect"]


def test_the_page_counts_what_it_lists(tmp_path: Path) -> None:
    b = briefed(tmp_path, case_of("rows-and-other-scripts"))
    render = renderer()
    html = html_of(left_out_section(b, origin(render), render))
    found = [g.name for _, gaps in gaps_of(b) for g in gaps]
    assert html.count("<li>") == len(found)
    of_sources, of_desk = html.split("What the desk’s own record lacks")
    assert of_desk.count("<li>") == of_desk.count("No original address is in the record") == found.count("no_address")
    assert "No original address is in the record" not in of_sources
    assert not re.search(r"\d+ gaps", html)
    assert "2 table rows could not be cut" in html
    assert "Nothing was found missing" not in html


def test_every_gap_begins_a_sentence() -> None:
    words = renderer().words
    for name in get_args(GapName):
        for text in words.forms(f"left_out.{name}").values():
            assert text[0].isupper() or text.startswith("{count}"), name


def test_nothing_is_said_to_be_missing_only_where_nothing_is(tmp_path: Path) -> None:
    b = briefed(tmp_path, case_of("all-is-known"))
    render = renderer()
    html = html_of(left_out_section(b, origin(render), render))
    assert "Nothing was found missing" in html
    assert "<li>" not in html


def test_announcing_words_are_withheld_where_rights_say_so(tmp_path: Path) -> None:
    case = case_of("little-is-known")
    open_b = briefed(tmp_path / "a", case)
    bound = briefed(tmp_path / "b", case | {"records": {"one": {"rights": "none"}}})
    render = renderer()
    shown, withheld = (html_of(left_out_section(b, origin(render), render)) for b in (open_b, bound))
    assert "Several topics were raised" in shown
    assert "Several topics" not in withheld
    assert "matter of the tolls" not in withheld
    assert withheld.count("<li>") == shown.count("<li>")
    assert withheld.count("words that the site may not show") == 2


def test_the_seeds() -> None:
    """Three lists that the second seed announces are not in its capture; their lines are those of the source."""
    (b,) = report_of(read_library(ROOT)).briefings.values()
    gaps = dict(gaps_of(b))
    lines = [g.lines for g in gaps["istanbul-second-round"] if g.name == "missing_list"]
    source = next(a.source for a in b.articles if a.article.id == "istanbul-second-round").text.split("\n")
    assert lines == [(48, 48), (61, 61), (67, 67)]
    for first, _ in (place for place in lines if place is not None):
        assert source[first - 1].rstrip().endswith(":")
    assert "no_official" in [g.name for g in gaps["embassy-talks-turkey"]]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = '<img src=x onerror=alert(1)>"{{ 7*7 }}'
    b = briefed(tmp_path, {"articles": {"one": {"body": [{"paragraph": f"It ends {hostile} in"}]}}})
    render = renderer()
    html = html_of(left_out_section(b, origin(render), render))
    assert "<img" not in html
    assert re.search("&lt;img", html)


def test_an_empty_article_has_gaps_and_no_briefing_fails(tmp_path: Path) -> None:
    b = briefed(tmp_path, {"articles": {"one": {"body": []}}})
    assert [g.name for _, gaps in gaps_of(b) for g in gaps][:2] == ["no_date", "no_date_inside"]
    render = renderer()
    assert left_out_section(b, origin(render), render)
