"""Wrapped text: paragraphs that line ends, or clutter in their middle, broke into lines.

In: lines, then pieces. Out: the width at which a text is wrapped, and the pieces with open lines joined to paragraphs.
In a text that keeps one paragraph on each line nothing is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from build_scripts.lines import Line, Piece, ends_sentence, starts_low
from build_scripts.lists import bullet_of
from build_scripts.outline import Leaf
from build_scripts.spans import Span

WIDEST = 140
"""A text is wrapped only where its lines end before this column: terminals, mail and teletype wrap at 60 to 100."""


def is_airy(pieces: Sequence[Piece]) -> bool:
    """Do blank lines part the blocks of this text, or does every line stand close to the next?"""
    return sum(p.blank > 0 for p in pieces[1:]) * 3 > len(pieces)


def wrap_width(lines: Sequence[Line]) -> int:
    """The column at which a text is wrapped by line ends, or 0 where every line is a paragraph.

    In a wrapped text a line ends where the next word would not have fitted; and about half of the lines end inside a
    sentence. (Knuth & Plass call the first a first-fit break: it is what terminals and editors do.)
    """
    long = sum(len(line.text) > WIDEST for line in lines)
    if long * 5 > len(lines):
        return 0
    pairs = [
        (a, b)
        for a, b in pairwise(lines)
        if not b.blank and 30 <= len(a.text) <= WIDEST and not a.text.startswith("|") and bullet_of(b) is None
    ]
    if len(pairs) < 2:
        return 0
    widths = sorted(a.end - a.first for a, _ in pairs)
    width = widths[min(len(widths) - 1, len(widths) * 97 // 100)]
    full = sum(a.end - a.first + 1 + len(b.text.split(None, 1)[0]) > width for a, b in pairs)
    inside = sum(not ends_sentence(a.text) and not a.text.endswith(":") for a, _ in pairs)
    near = sum(a.end - a.first >= width * 0.7 for a, _ in pairs)
    low = sum(starts_low(b.text) for _, b in pairs)
    fits = full * 2 >= len(pairs) or near * 10 >= len(pairs) * 8
    return width if fits and inside * 2 >= len(pairs) and low * 4 >= len(pairs) else 0


def join_wrapped(text: str, pieces: Sequence[Piece], width: int) -> list[Piece]:
    """Open lines joined to paragraphs where line ends, or clutter, broke them."""
    airy = is_airy(pieces)
    found: list[Piece] = []
    for piece in pieces:
        joined = None
        if piece.kind == "text" and found:
            if found[-1].kind == "text":
                joined = _joined(found[-1], piece, width, airy)
            elif len(found) > 1 and found[-1].kind == "omission" and found[-2].kind == "text":
                joined = _across(found, piece)
                if joined is not None:
                    found[-2] = joined
                    continue
        if joined is not None:
            found[-1] = joined
        else:
            found.append(piece)
    return _in_order(found)


def _text_of(above: Piece, spans: tuple[Span, ...], last: Line) -> Piece:
    """Open text that begins as `above` and goes on to a line. Made anew: `replace` takes four times as long."""
    return Piece("text", spans, ((Leaf(spans),),), above.blank, lines=(*above.lines[:1], last))


def _joined(above: Piece, below: Piece, width: int, airy: bool) -> Piece | None:
    last, line = above.lines[-1], below.lines[0]
    if below.blank:
        return None
    if not width:
        return _lone_wrap(above, below) if airy else None
    word = len(line.text.split(None, 1)[0])
    full = last.end - last.first + 1 + word > width - 4
    open_ = not ends_sentence(last.text) and not last.text.endswith(":")
    if len(line.text) > width + 10 or not (
        full or (open_ and starts_low(line.text) and last.end - last.first > width * 0.6)
    ):
        return None
    if line.indent >= 2 and not last.indent and not open_:
        return None
    span = Span(above.spans[-1].start, below.end)
    return _text_of(above, (span,), line)


def _lone_wrap(above: Piece, below: Piece) -> Piece | None:
    """Two lines of a paragraph in a text that is not wrapped: the sentence is open, goes on in lower case, and the line
    above is as long as a wrapped line and not shorter than the one below.
    """
    last, line = above.lines[-1], below.lines[0]
    held = last.end - last.first
    if ends_sentence(last.text) or last.text[-1] in ":;" or not starts_low(line.text):
        return None
    if not 55 <= held <= WIDEST or len(line.text) > held + 12:
        return None
    span = Span(above.spans[-1].start, below.end)
    spans = (*above.spans[:-1], span)
    return _text_of(above, spans, line)


def _across(found: Sequence[Piece], below: Piece) -> Piece | None:
    """A paragraph that goes on behind clutter: its sentence was open, and what follows begins in lower case."""
    above = found[-2]
    last, line = above.lines[-1], below.lines[0]
    if ends_sentence(last.text) or last.text[-1] in ":;" or not starts_low(line.text) or above.end - above.start < 40:
        return None
    spans = (*above.spans, below.spans[0])
    return _text_of(above, spans, line)


def _in_order(pieces: list[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda p: p.start)
