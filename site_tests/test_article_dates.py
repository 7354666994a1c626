"""The day of a dateline on the pages: told as the dateline's, before "undated", withheld where rights say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_scripts.article_dates import article_date
from build_scripts.briefing_pages import sources_section
from build_scripts.picture_sections import rounds_picture
from build_scripts.timeline_section import timeline_section
from build_scripts.views import date_words, undated
from site_tests.briefed import briefed, html_of, origin, renderer, words

BODY = "The ports are open, and nobody there said why it was so."
CASES = {
    "BRUSSELS, April 3, 2024 (Reuters) - ": ("2024-04-03", "dateline: April 3, 2024"),
    "İSTANBUL, 3 Mayıs 2024 — ": ("2024-05-03", "dateline: May 3, 2024"),
    "WIEN, 3. Mai 2024 — ": ("2024-05-03", "dateline: May 3, 2024"),
    "TARN, May 4 — ": (None, "dateline: “May 4”"),
    "TARN — ": (None, "Undated"),
    "": (None, "Undated"),
}


@pytest.mark.parametrize("dateline", CASES)
def test_a_dateline_tells_the_day(dateline: str, tmp_path: Path) -> None:
    b = briefed(tmp_path, {"texts": {"one": dateline + BODY, "two": BODY}})
    one = b.articles[0]
    iso, told = CASES[dateline]
    assert one.article.published is None
    assert article_date(one) == iso
    assert date_words(words(), one) == told
    assert undated(one) == (told == "Undated")
    render = renderer()
    picture = html_of(rounds_picture(b, render))
    assert ("dateline: " in picture) == ("dateline: " in told)
    sources = html_of(sources_section(b, [[], []], origin(render), render))
    assert (told if told != "Undated" else "undated") in sources


def test_publication_goes_before_the_dateline(tmp_path: Path) -> None:
    case = {"texts": {"one": f"TARN, May 4, 2024 (AP) — {BODY}"}, "records": {"one": {"published": "2024-05-06"}}}
    (one,) = briefed(tmp_path, case).articles
    assert date_words(words(), one) == "May 6, 2024"


def test_a_credit_is_told_where_no_publisher_is_recognized(tmp_path: Path) -> None:
    b = briefed(tmp_path, {"texts": {"one": f"TARN, May 4 (AFP) — {BODY}", "two": BODY}})
    render = renderer()
    html = html_of(sources_section(b, [[], []], origin(render), render))
    assert "No publisher recognized; printed: “<bdi>TARN, May 4 (AFP)</bdi>”" in html
    assert html.count("No publisher recognized") == 2


def test_rights_withhold_the_words_of_a_dateline(tmp_path: Path) -> None:
    b = briefed(tmp_path, {"texts": {"one": f"TARN, May 4 (AFP) — {BODY}"}, "records": {"one": {"rights": "none"}}})
    render = renderer()
    where = origin(render)
    html = html_of((*sources_section(b, [[]], where, render), *timeline_section(b, where, render)))
    assert "May 4" not in html
    assert "AFP" not in html
    assert date_words(words(), b.articles[0]) == "dateline: a time without a year"


def test_days_from_one_to_another_are_shown_as_such(tmp_path: Path) -> None:
    b = briefed(tmp_path, {"texts": {"one": "The ports are open from 2 to 5 June 2024 and no longer."}})
    render = renderer()
    assert "June 2, 2024 – June 5, 2024" in html_of(timeline_section(b, origin(render), render))
