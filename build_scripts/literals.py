"""Literal lines: lines that are words as they stand, whatever sign they begin with.

In: lines, and which of them something has claimed. Out: a paragraph for what stands between fences (the fences are
rules), and for what is set in by four spaces under a line that is not, as Markdown and `capture` write it. Left alone:
other lines that are set in: lists, tables, titles in the middle of the page, telegrams.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from build_scripts.clutter_codes import CODES
from build_scripts.lines import Line, Piece
from build_scripts.outline import Leaf
from build_scripts.spans import Span

FENCE = re.compile(r"(?:```|~~~)[\w+-]{0,20}$")
SET_IN = 4
"""Spaces from which on Markdown reads a line as it stands."""
SIGN = re.compile(r"#{1,6}[ \t]|>|```|~~~")
MARK = re.compile(r"[-*+•●◦–—]\s|\(?[\divxlc]{1,4}[.)]\s|\(?[a-z][.)]\s", re.IGNORECASE)
NUMBER = re.compile(r"\(?(\d{1,3})[.)]\s")
CODE = re.compile(r"[;{}]$|\w\([^()\s]*\);?$|^(?:\$ |//|/\*)|\w (?:=|==|!=|:=|=>|->) \S")
"""What ends or parts the lines of programs, and no lines of prose."""


def literal_lines(lines: Sequence[Line], marked: Mapping[int, object]) -> dict[int, list[Piece]]:
    """Pieces for the literal lines, by their numbers."""
    found = _fenced(lines, marked)
    return found | _set_in(lines, {*marked, *found})


def _fenced(lines: Sequence[Line], marked: Mapping[int, object]) -> dict[int, list[Piece]]:
    """Code between fences: the fences are rules, what stands between is one paragraph, whatever it looks like."""
    found: dict[int, list[Piece]] = {}
    opened: int | None = None
    for number, line in enumerate(lines):
        if number in marked:
            opened = None
        elif FENCE.match(line.text) is None or line.indent >= SET_IN:
            continue
        elif opened is None:
            opened = number
        elif line.text == lines[opened].text[:3]:
            found |= _code(lines, opened, number)
            opened = None
    return found


def _code(lines: Sequence[Line], first: int, last: int) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = {n: [] for n in range(first, last)}
    for n in (first, last):
        found[n] = [Piece("omission", (lines[n].span,), blank=lines[n].blank, code="C013", reason=CODES["C013"])]
    if last > first + 1:
        found[first + 1] = [_paragraph(lines[first + 1 : last])]
    return found


def _set_in(lines: Sequence[Line], marked: Container[int]) -> dict[int, list[Piece]]:
    """Runs of lines that are set in, where they begin like a heading, a quote or a fence, read like code, or are one
    bullet or number without any company.
    """
    found: dict[int, list[Piece]] = {}
    numbers = {int(match[1]) for line in lines if (match := NUMBER.match(line.text))}
    under = False
    at = 1
    while at < len(lines):
        first = at
        at += 1
        under = under if lines[first - 1].indent >= SET_IN else first - 1 not in marked or lines[first].blank > 0
        if first in marked or lines[first].indent < SET_IN or not under:
            continue
        while at < len(lines) and lines[at].indent >= SET_IN and not lines[at].blank and at not in marked:
            at += 1
        run = lines[first:at]
        above = "" if first - 1 in found else lines[first - 1].text
        if _is_literal(run, above, lines[at : at + 1], numbers):
            found |= {n: [] for n in range(first, at)}
            found[first] = [_paragraph(run)]
    return found


def _is_literal(run: Sequence[Line], above: str, below: Sequence[Line], numbers: Container[int]) -> bool:
    if any(SIGN.match(line.text) for line in run):
        return True
    if MARK.match(above):  # What is set in below an item is of the item.
        return False
    if len(run) == 1 and MARK.match(run[0].text):
        number = NUMBER.match(run[0].text)
        listed = number is not None and (int(number[1]) - 1 in numbers or int(number[1]) + 1 in numbers)
        return not listed and not (below and MARK.match(below[0].text))
    return any(CODE.search(line.text) for line in run)


def _paragraph(run: Sequence[Line]) -> Piece:
    span = Span(run[0].start, run[-1].end)
    return Piece("paragraph", (span,), ((Leaf((span,)),),), run[0].blank)
