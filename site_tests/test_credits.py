"""Credits: lines of dates and names below a headline, and datelines, in many languages; each a line of a case file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from build_scripts.model import Article, Heading, Paragraph, Source
from build_scripts.normalize import normalize
from site_tests.laws import check_laws

CASES = Path(__file__).parent / "cases" / "credits"
LAST = "The next round of the talks will be held in the autumn, both sides said on Wednesday in the other port."
PROSE = "The delegations met in the port on Friday, and the meeting lasted four hours, the ministry said later."


def cases(name: str) -> list[Any]:
    return list(json.loads((CASES / f"{name}.json").read_text(encoding="utf-8")))


def read(text: str) -> Article:
    source = Source("x", "x.txt", text, "0" * 64)
    article = normalize(source)
    check_laws(source, article)
    return article


@pytest.mark.parametrize("case", cases("date-lines"), ids=lambda case: case["line"])
def test_a_date_below_the_headline_is_no_heading(case: dict[str, Any]) -> None:
    article = read(f"# Talks on the corridor resume\n\n{case['line']}\n\n{PROSE}\n\nWhat comes next\n\n{LAST}\n")
    assert [b.text for b in article.blocks if isinstance(b, Heading)] == ["What comes next"]
    assert [b.text for b in article.blocks if isinstance(b, Paragraph)] == [PROSE, LAST]
    assert (article.byline.text if article.byline else None) == case["byline"]
    assert article.published == case["published"]


@pytest.mark.parametrize("line", cases("not-date-lines"))
def test_a_heading_that_names_a_day_stays_one(line: str) -> None:
    below = read(f"# Talks on the corridor resume\n\n{PROSE}\n\n{line}\n\n{LAST}\n")
    assert [b.text for b in below.blocks if isinstance(b, Heading)] == [line]
    above = read(f"# Talks on the corridor resume\n\n{line}\n\n{PROSE}\n\nWhat comes next\n\n{LAST}\n")
    assert (above.byline, above.published) == (None, None)
    assert line in [b.text for b in above.blocks if isinstance(b, Heading | Paragraph)]


@pytest.mark.parametrize("case", cases("datelines"), ids=lambda case: case["text"])
def test_a_dateline_tells_the_place_and_the_day(case: dict[str, Any]) -> None:
    article = read(f"# Talks on the corridor resume\n\n{case['text']}\n\n{LAST}\n")
    assert (article.dateline.text if article.dateline else None) == case["dateline"]


def test_who_is_quoted_stands_right_below_the_quotation() -> None:
    quoted = "> The corridor is no favour.\nOlena Marchenko"
    article = read(f"# Talks on the corridor resume\n\n{PROSE}\n\n{quoted}\n\n{LAST}\n\nNext\n\n{PROSE}\n")
    assert [type(b).__name__ for b in article.blocks] == [
        *("Paragraph", "BlockQuote", "Paragraph", "Paragraph", "Heading", "Paragraph")
    ]


@pytest.mark.parametrize(
    ("below", "kinds"),
    [
        ("    # 1 in the world", ["Paragraph"]),
        ("    > not a quote", ["Paragraph"]),
        ("    - not a list", ["Paragraph"]),
        ("    # a note\n    ls ports\n    open(port);", ["Paragraph"]),
        ("    - herring of the sea\n    - cod of the sea", ["BulletList"]),
        ("    1. herring of the sea\n    2. cod of the sea", ["OrderedList"]),
        ("    Port     Fee    Day\n    Odesa    10     Monday\n    Kavala   20     Friday", ["Table"]),
    ],
)
def test_what_is_set_in_is_read_as_it_stands(below: str, kinds: list[str]) -> None:
    article = read(f"# Talks on the corridor resume\n\n{PROSE}\n\n{below}\n\n{LAST}\n")
    assert [type(b).__name__ for b in article.blocks] == ["Paragraph", *kinds, "Paragraph"]
    assert article.omissions == ()
