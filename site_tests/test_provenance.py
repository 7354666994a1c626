"""What a hand did to an article is told of every text, also where it only took words away."""

from __future__ import annotations

import pytest

from build_scripts.line_fates import line_fates, omitted_pieces
from build_scripts.model import Source
from build_scripts.provenance import Tracer
from site_tests.test_codec import read_back, source_of, written

TEXT = """\
# Port talks resume

Officials met on Tuesday. The meeting was short. It is longer than the first one.

- Ferries: a second line is planned.
- Ports: none.
- Cars: many.

> We will not accept less than 4.5 tonnes.
> That was always clear.

4. Fourth thing
5. Fifth thing

A | B
---|---
x | y
z | w
"""


def traced(*changes: tuple[str, str]) -> Tracer:
    source: Source = source_of(TEXT)
    text = written(source)
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new)
    article, problems = read_back(text, source)
    assert article is not None
    assert not problems
    return Tracer(article, source)


def told(tracer: Tracer) -> list[str]:
    return [tracer.block_provenance(b) for b in tracer.article.blocks]


def test_what_nobody_touched_is_verbatim() -> None:
    tracer = traced()
    assert set(told(tracer)) == {"verbatim"}
    assert [tracer.metadatum(m) for _, m in tracer.article.metadata()] == ["verbatim"]
    assert not omitted_pieces(tracer)


@pytest.mark.parametrize(
    ("old", "new", "block", "line", "gone"),
    [
        (" It is longer than the first one.", "", 0, 3, "It is longer than the first one."),
        ("The meeting was short. It is longer than the first one.", "The meeting", 0, 3, "was short."),
        ("Ferries: a second line is planned.", "a second line", 1, 5, "Ferries:"),
        ('      - "Ports: none."\n', "", 1, 6, "Ports: none."),
        ("        - [z, w]\n", "", 4, 18, "z | w"),
    ],
)
def test_words_that_a_hand_took_out_are_told(old: str, new: str, block: int, line: int, gone: str) -> None:
    tracer = traced((old, new))
    expected = ["verbatim"] * 5
    expected[block] = "edited"
    assert told(tracer) == expected
    pieces = [span.of(TEXT) for span, reason in omitted_pieces(tracer) if reason == "taken out by hand"]
    assert any(gone in piece for piece in pieces), pieces
    assert "taken out by hand" in line_fates(tracer)[line - 1].omitted


def test_an_edited_headline_is_told() -> None:
    tracer = traced(("headline: Port talks resume", "headline: Port talks collapse"))
    assert [tracer.metadatum(m) for _, m in tracer.article.metadata()] == ["edited"]
    assert line_fates(tracer)[0].metadata == ("headline, edited by hand",)


def test_a_block_that_stands_twice_was_added_once() -> None:
    block = "  - list:\n"
    source = source_of(TEXT)
    text = written(source)
    start = text.index(block)
    copy = text[start : text.index("  - quote:")]
    article, problems = read_back(text.replace(copy, copy + copy), source)
    assert article is not None
    assert not problems
    assert told(Tracer(article, source)).count("added") == 1


def test_a_block_that_a_hand_split_stays_verbatim() -> None:
    tracer = traced(
        (
            "Officials met on Tuesday. The meeting was short. It is longer than the first one.\n    at: 3\n",
            "Officials met on Tuesday.\n    at: 3\n"
            "  - paragraph: The meeting was short. It is longer than the first one.\n    at: 3\n",
        )
    )
    assert set(told(tracer)) == {"verbatim"}
    assert not omitted_pieces(tracer)
