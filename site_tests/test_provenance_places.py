"""What a hand edits keeps its own line of the source, whatever stands beside it; a line behind the last is none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts.line_fates import line_fates
from build_scripts.model import BulletList
from build_scripts.provenance import Tracer, leaves_of
from build_scripts.sentences import split_sentences
from build_scripts.spans import LineIndex, parse_at
from site_tests.test_codec import read_back, source_of, written

TEXT = """\
# Port talks resume

Officials met on Tuesday. The meeting was short and was held in the capital.

- Ferries: a second line is planned for the summer.
- Ports: no new berth is planned at all.
- Cars: many of them wait at the border.
- Trains: the night train runs again.

Name | State | Note
---|---|---
Alpha port | Yes | open
Beta port | No | closed
Gamma port | Yes | open
Delta port | No | shut

> We will not accept less than 4.5 tonnes.
> That was always clear.
> Nobody asked us.

The rules in short are these:

1. Boats run
   every second day.
   - Large boats carry cars.
   - Small boats carry people.
2. Docks are closed
   on Sundays.
3. Buses run.

The end of it all is here.
"""

PORTS = "Ports: no new berth is planned at all."
PORTS_ITEM = f'      - "{PORTS}"\n'
CARS = "Cars: many of them wait at the border."
BETA = '        - [Beta port, "No", closed]\n'
GAMMA = '[Gamma port, "Yes", open]'

Lines = tuple[int, int] | None


def traced(text: str, *changes: tuple[str, str]) -> Tracer:
    source = source_of(text)
    yaml = written(source)
    for old, new in changes:
        assert old in yaml, yaml
        yaml = yaml.replace(old, new)
    article, problems = read_back(yaml, source)
    assert article is not None
    assert not problems
    return Tracer(article, source)


def changed(tracer: Tracer) -> dict[str, Lines]:
    """The lines of every text that a hand changed or added."""
    lines = tracer.lines
    return {
        p.text: (lines.line_of(p.span.start), lines.line_of(p.span.end - 1)) if p.span else None
        for block in tracer.article.blocks
        for p in tracer.places(block)
        if p.provenance in ("edited", "added")
    }


def taken_out(tracer: Tracer) -> set[int]:
    return {fate.number for fate in line_fates(tracer) if "taken out by hand" in fate.omitted}


CASES: dict[str, tuple[list[tuple[str, str]], dict[str, Lines], set[int]]] = {
    "one word of the first item": (
        [("a second line", "a third line")],
        {"Ferries: a third line is planned for the summer.": (5, 5)},
        {5},
    ),
    "neighbours": (
        [("a second line", "a third line"), ("no new berth", "no old berth")],
        {"Ferries: a third line is planned for the summer.": (5, 5), "Ports: no old berth is planned at all.": (6, 6)},
        {5, 6},
    ),
    "neighbours without a word left": (
        [(PORTS, "Something new"), (CARS, "Totally different")],
        {"Something new": (6, 6), "Totally different": (7, 7)},
        {6, 7},
    ),
    "an item that now says a word of the next": ([(PORTS, "Cars")], {"Cars": (6, 6)}, {6}),
    "one removed beside an edited one": (
        [(PORTS_ITEM, ""), ("many of them", "few of them")],
        {"Cars: few of them wait at the border.": (7, 7)},
        {6, 7},
    ),
    "one inserted between edited ones": (
        [(PORTS, 'Ports: no old berth is planned at all."\n      - "Written by hand'), ("many of them", "few of them")],
        {
            "Ports: no old berth is planned at all.": (6, 6),
            "Written by hand": None,
            "Cars: few of them wait at the border.": (7, 7),
        },
        {6, 7},
    ),
    "split in two": (
        [(PORTS, 'Ports: no new berth"\n      - "is planned in all.')],
        {"Ports: no new berth": (6, 6), "is planned in all.": (6, 6)},
        {6},
    ),
    "two made one": ([(f'{PORTS}"\n      - "{CARS}', f"{PORTS} {CARS}")], {f"{PORTS} {CARS}": (6, 7)}, {6, 7}),
    "put elsewhere": ([(PORTS_ITEM, ""), (f'"{CARS}"\n', f'"{CARS}"\n{PORTS_ITEM}')], {PORTS: (6, 6)}, set()),
    "a cell that now says what one below says": (
        [('[Alpha port, "Yes"', '[Alpha port, "No"')],
        {"Alpha port": (12, 12), "No": (12, 12), "open": (12, 12)},
        {12},
    ),
    "cells of neighbouring rows": (
        [("Beta port", "Beta harbour"), (GAMMA, '[Gamma harbour, "Yes", shut]')],
        {
            "Beta harbour": (13, 13),
            "No": (13, 13),
            "Gamma harbour": (14, 14),
            "Yes": (14, 14),
            "shut": (14, 14),
        },
        {13, 14},
    ),
    "a row put elsewhere": (
        [(BETA, ""), (GAMMA, f"{GAMMA}\n{BETA}".rstrip("\n"))],
        {"Beta port": (13, 13), "No": (13, 13), "closed": (13, 13)},
        set(),
    ),
    "a nested list with wrapped items": (
        [("Large boats", "Big boats"), ("carry people", "carry nobody"), ("Docks are closed", "Docks are open")],
        {
            "Big boats carry cars.": (25, 25),
            "Small boats carry nobody.": (26, 26),
            "Docks are open on Sundays.": (27, 28),
        },
        {25, 26, 27, 28},
    ),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("case", CASES)
def test_what_is_edited_keeps_its_own_lines(case: str, ends: str) -> None:
    changes, expected, gone = CASES[case]
    tracer = traced(TEXT.replace("\n", ends), *changes)
    found = changed(tracer)
    assert {text: lines for text, lines in found.items() if text in expected} == expected
    # Cells beside an edited one on its line are told as edited with it; nothing else is.
    assert all(lines in expected.values() for lines in found.values()), found
    assert taken_out(tracer) == gone


def test_the_sentences_of_an_edited_text_keep_their_lines() -> None:
    tracer = traced(TEXT, ("That was always clear", "That was never clear"))
    quote = tracer.article.blocks[3]
    (text,) = leaves_of(quote)
    spans = [tracer.within(tracer.places(quote)[0], *piece) for piece in split_sentences(text, "en")]
    assert [span and tracer.lines.line_of(span.start) for span in spans] == [17, 18, 19]
    assert [span and span.of(TEXT) for span in spans][1:] == ["That was always clear.", "Nobody asked us."]


WORDS = st.lists(st.sampled_from("alpha beta gamma delta yes no none".split()), min_size=1, max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=3, max_size=7, unique=True), st.data())
def test_one_edited_item_is_where_it_was_and_moves_no_other(told: list[str], data: st.DataObject) -> None:
    items = [f"Item {n} tells {words}" for n, words in enumerate(told)]
    source = source_of("Some words of an introduction come first:\n\n" + "".join(f"- {i}\n" for i in items))
    article, problems = read_back(written(source), source)
    assert article is not None
    assert not problems
    at = next(n for n, b in enumerate(article.blocks) if isinstance(b, BulletList))
    block = article.blocks[at]
    assert isinstance(block, BulletList)
    which = data.draw(st.integers(0, len(items) - 1))
    new = data.draw(WORDS.filter(lambda w: all(w not in item for item in items)))
    edited = [new if n == which else item for n, item in enumerate(block.items)]
    changed_block = BulletList(block.spans, tuple(edited))
    blocks = (*article.blocks[:at], changed_block, *article.blocks[at + 1 :])
    tracer = Tracer(type(article)(**{**{f: getattr(article, f) for f in article.__slots__}, "blocks": blocks}), source)
    places = tracer.places(changed_block)
    assert [p.span and tracer.lines.line_of(p.span.start) for p in places] == [n + 3 for n in range(len(items))]
    assert all(a.span and b.span and a.span.end <= b.span.start for a, b in itertools.pairwise(places))
    assert [p.provenance for p in places] == ["edited" if n == which else "verbatim" for n in range(len(items))]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("\n", 1), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\r\nb\r\n", 2), ("a\rb\r", 2), ("a\n\n", 2)],
)
def test_the_nothing_behind_a_final_line_end_is_no_line(text: str, count: int) -> None:
    lines = LineIndex(text)
    assert len(lines) == count
    assert lines.span(count).end <= len(text)
    assert lines.line_of(len(text)) == count
    told = [at for at in range(len(text) + 1) if text[max(0, at - 1) : at + 1] != "\r\n"]
    assert [lines.offset(*lines.position(at)) for at in told] == told
    last = lines.span(count)
    assert lines.offset(count, len(last) + 1) == last.end
    for at in (f"{count + 1}", f"1-{count + 1}", f"{count + 1}:1", f"{count + 1}:1-{count + 1}:1"):
        with pytest.raises(ValueError, match=rf"no line {count + 1}: the text has {count} line"):
            parse_at(text, lines, at)


def test_the_ledger_ends_with_the_last_line() -> None:
    tracer = traced(TEXT)
    assert [fate.number for fate in line_fates(tracer)] == list(range(1, TEXT.count("\n") + 1))
