"""Repairs: cases as data (a text, what it becomes, what is suggested), and properties over any text.

A case without `now` must stay as it is; without `suggested` nothing is suggested. The outline is made from the lines:
`# ` a heading, `- ` an item, `|` a row, anything else a paragraph (`wrapped`: all of it is one).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts.model import Repair, Source
from build_scripts.outline import Draft, DraftKind, Leaf, Outline
from build_scripts.repairs import PASSES, propose_all
from build_scripts.repairs.proposal import Shift, pieces_of, shifted
from build_scripts.spans import LINE_END, Span, apply_edits, minimal_edit

HERE = Path(__file__).parent
FILES = sorted((HERE / "cases" / "repairs").glob("*/*.json"))
CASES = [
    pytest.param(case, id=f"{path.parent.name}/{path.stem}-{number}")
    for path in FILES
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")), 1)
]
SEEDS = sorted((HERE.parent / "content" / "sources").glob("*.txt"))


def source_of(text: str) -> Source:
    return Source("case", "case.txt", text, "0" * 64)


def outline_of(text: str, wrapped: bool = False) -> Outline:
    """A block a line; neighbouring items are one list, neighbouring rows one table."""
    if wrapped:
        return Outline(drafts=(Draft("paragraph", (Span(0, len(text)),), ((Leaf((Span(0, len(text)),)),),)),))
    drafts: list[Draft] = []
    start = 0
    for end, behind in [*((m.start(), m.end()) for m in LINE_END.finditer(text)), (len(text), len(text))]:
        line = text[start:end]
        kinds: dict[str, DraftKind] = {"- ": "list", "# ": "heading"}
        kind = "table" if line.startswith("|") else kinds.get(line[:2], "paragraph")
        row: tuple[Leaf, ...] = (Leaf((Span(start + (2 if kind in ("list", "heading") else 0), end),)),)
        if kind == "table":
            bars = [start + at for at, ch in enumerate(line) if ch == "|"]
            row = tuple(Leaf((Span(a + 1, b),)) for a, b in pairwise(bars))
        if kind in ("list", "table") and drafts and drafts[-1].kind == kind:
            drafts[-1] = replace(drafts[-1], leaves=(*drafts[-1].leaves, row))
        elif line.strip():
            drafts.append(Draft(kind, (Span(start, end),), (row,)))
        start = behind
    return Outline(drafts=tuple(drafts))


def safe(repairs: tuple[Repair, ...]) -> list[Repair]:
    return [made for made in repairs if made.applicability == "safe"]


def check(text: str, outline: Outline) -> str:
    """All that holds of any proposals; gives the text with the safe ones applied."""
    source = source_of(text)
    repairs = propose_all(source, outline)
    pieces = pieces_of(outline)
    assert repairs == propose_all(source, outline)
    for made in repairs:
        assert made.was != made.now
        assert made.was
        assert text.startswith(made.was, made.at)
        assert made.edits == (minimal_edit(made.at, made.was, made.now),)
        assert any(piece.contains(made.edits[0].span) for piece in pieces)
        assert any(made.code in one.codes for one in PASSES)
        if not LINE_END.search(edited := made.edits[0].span.of(text)):
            assert not LINE_END.search(made.was), edited
    apply_edits(text, [edit for made in repairs for edit in made.edits])
    edits = [edit for made in safe(repairs) for edit in made.edits]
    mended = apply_edits(text, edits)
    again = propose_all(source_of(mended), shifted(outline, Shift(edits)))
    assert safe(again) == []
    return mended


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, object]) -> None:
    text, outline = str(case["text"]), outline_of(str(case["text"]), bool(case.get("wrapped")))
    mended = check(text, outline)
    suggested = [r.code for r in propose_all(source_of(text), outline) if r.applicability == "suggested"]
    assert mended == case.get("now", text)
    assert suggested == case.get("suggested", [])


def test_every_family_has_look_alikes() -> None:
    assert {path.parent.name for path in FILES if path.stem == "look-alikes"} == {path.parent.name for path in FILES}


def test_every_code_is_explained_once() -> None:
    codes = Counter(code for one in PASSES for code in one.codes)
    assert set(codes.values()) == {1}
    assert all(len(text) > 60 for one in PASSES for text in one.codes.values())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seed(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    check(text, outline_of(text))
    check(text, outline_of(text, wrapped=True))


FRAGMENTS = st.sampled_from(
    "the The a A I talks world Nations node js U.S. e.g. i.e. etc. Inc. iPhone npm thes othre 3.5 2024 . , ; : ! ? ... "
    "“ ” \" ' ( ) - / @ & &amp; &#46; &nbsp; &lt; &#8203; \u200b \u00ad \u200d \ufeff \x07 \x85 \x93 "
    "Ã© â€™ â€œ Ã Â\u00a0 ï»¿ Ã¢â‚¬â„¢ &#195; &amp;amp; \u2060 \x99 é É 中 ، i.e.a Inc.com data.NASA ii.".split(" ")
)
SPACING = st.sampled_from(["", " ", " ", "  ", "\n", "-\n", "\r\n", "\u00a0", "\n- ", "\n|", "|", "\n# "])


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(FRAGMENTS, SPACING), max_size=14))
    return "".join(word + space for word, space in parts)


@settings(max_examples=500, deadline=None)
@given(texts() | st.text(max_size=60), st.booleans())
def test_any_text(text: str, wrapped: bool) -> None:
    check(text, outline_of(text, wrapped))
