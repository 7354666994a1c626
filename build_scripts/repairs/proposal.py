"""One proposed mend, and the leaves that mends may lie in.

In: a source text and a place in it, or an outline. Out: a `Repair` with the words around it, or the pieces of text
that blocks and metadata show. Refused: nothing; a change that changes nothing gives no repair.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter

from build_scripts.model import Applicability, Repair
from build_scripts.outline import Draft, Leaf, Outline
from build_scripts.spans import ORDER, Edit, Span, minimal_edit

NOT_SPACE = re.compile(r"\S*+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pass reads: a text, its outline, and the pieces of text that the outline shows (`pieces_of`)."""

    text: str
    outline: Outline
    pieces: tuple[Span, ...]


CONTEXT = 24
"""How many characters of the words around an edit are shown on either side, at most."""


def repair(
    code: str,
    reason: str,
    applicability: Applicability,
    text: str,
    piece: Span,
    start: int,
    end: int,
    replacement: str,
) -> Repair:
    """The repair that replaces `text[start:end]`, which lies in `piece`, by `replacement`.

    `was` and `now` reach to the white space around the edit (at most `CONTEXT` characters, never out of the piece), so
    that a person recognizes the place; the edit is `minimal_edit` of the two, and so can be had back from them.
    """
    head = text[max(piece.start, start - CONTEXT) : start]
    first = start - len(head.rsplit(None, 1)[-1]) if head and not head[-1].isspace() else start
    tail = NOT_SPACE.match(text, end, min(piece.end, end + CONTEXT))
    last = tail.end() if tail is not None else end
    if text[start:end].isspace() and not replacement.strip():
        first, last = _words_beside(text, piece, first, last)
    if text[start:end].casefold() == replacement.casefold():
        last = _next_word(text, piece, last)
    was = text[first:last]
    now = text[first:start] + replacement + text[end:last]
    edit = minimal_edit(first, was, now, start - first, last - end)
    return Repair(code, (edit,), reason, applicability, first, was, now)


def _words_beside(text: str, piece: Span, first: int, last: int) -> tuple[int, int]:
    """A repair of white space alone: the places where the words on both sides begin and end."""
    if first > piece.start and text[first - 1] not in "\r\n":
        first -= 1
        while first > piece.start and not text[first - 1].isspace():
            first -= 1
    return first, last


def _next_word(text: str, piece: Span, last: int) -> int:
    """A repair of case alone: the word behind it is told as well, if it stands in the same line."""
    at = last
    while at < min(piece.end, last + CONTEXT) and text[at] == " ":
        at += 1
    end = at
    while end < min(piece.end, last + CONTEXT) and not text[end].isspace():
        end += 1
    return end if at > last and end > at else last


def drafts_of(outline: Outline) -> Iterator[Draft]:
    """Metadata and blocks; missing blocks have no text of their own and are passed over."""
    yield from outline.metadata.values()
    yield from (draft for draft in outline.drafts if draft.kind != "missing")


def leaves_of(draft: Draft) -> Iterator[Leaf]:
    """The leaves of one draft, its caption included."""
    for row in draft.leaves:
        yield from row
    if draft.caption is not None:
        yield draft.caption


def reading_of(text: str, outline: Outline) -> Reading:
    """A text and its outline, for the passes."""
    return Reading(text, outline, pieces_of(outline))


def pieces_of(outline: Outline) -> tuple[Span, ...]:
    """The pieces of text that metadata and blocks show, sorted, none twice, none empty, none overlapping another."""
    # Plain tuples: hashing and comparing spans would take longer than most passes do.
    found = [
        (piece.start, piece.end, piece)
        for draft in drafts_of(outline)
        for leaf in leaves_of(draft)
        for piece in leaf.pieces
    ]
    found.sort(key=itemgetter(0, 1))
    kept: list[Span] = []
    reached = 0
    for start, end, piece in found:
        if start < end and start >= reached:
            kept.append(piece)
            reached = end
    return tuple(kept)


class Shift:
    """Where the characters of a text stand once edits are applied, and where they stood before.

    `edits` must not overlap, as `apply_edits` asks. Passes that read a mended text have their offsets taken back to the
    original by this. Each question costs the logarithm of the number of edits.
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._old: list[Span] = []
        self._new: list[Span] = []
        delta = 0
        for edit in sorted(edits, key=ORDER):
            start = edit.span.start + delta
            self._old.append(edit.span)
            self._new.append(Span(start, start + len(edit.replacement)))
            delta += len(edit.replacement) - len(edit.span)
        self._old_ends = [span.end for span in self._old]
        self._new_ends = [span.end for span in self._new]

    def forward(self, piece: Span) -> Span:
        """A piece of the original, no edit reaching over its edges, as a piece of the mended text."""
        before = bisect_right(self._old_ends, piece.start)
        while before and self._old[before - 1].start == piece.start:
            before -= 1
        inside = bisect_right(self._old_ends, piece.end)
        return Span(piece.start + self._delta(before), piece.end + self._delta(inside))

    def back(self, span: Span) -> Span | None:
        """A span of the mended text as a span of the original; None where it begins or ends in mended characters."""
        if len(span):
            first, last = self._character(span.start), self._character(span.end - 1)
            return None if first is None or last is None else Span(first, last + 1)
        if span.start and (before := self._character(span.start - 1)) is not None:
            return Span(before + 1, before + 1)
        after = self._character(span.start)
        return None if after is None else Span(after, after)

    def _delta(self, count: int) -> int:
        """How far the text stands moved behind the first `count` edits."""
        return self._new_ends[count - 1] - self._old_ends[count - 1] if count else 0

    def _character(self, offset: int) -> int | None:
        """Where the character at `offset` of the mended text stands in the original; None where an edit made it."""
        passed = bisect_right(self._new_ends, offset)
        if passed < len(self._new) and self._new[passed].start <= offset:
            return None
        return offset - self._delta(passed)


def shifted(outline: Outline, shift: Shift) -> Outline:
    """`outline` for the text as it stands after the edits of `shift`: its leaves moved, missing blocks left out."""

    def moved(leaf: Leaf) -> Leaf:
        return replace(leaf, pieces=tuple(shift.forward(piece) for piece in leaf.pieces))

    def redrafted(draft: Draft) -> Draft:
        rows = tuple(tuple(moved(leaf) for leaf in row) for row in draft.leaves)
        return replace(draft, leaves=rows, caption=moved(draft.caption) if draft.caption is not None else None)

    drafts = tuple(redrafted(draft) for draft in outline.drafts if draft.kind != "missing")
    metadata = {name: redrafted(draft) for name, draft in outline.metadata.items()}
    return replace(outline, metadata=metadata, drafts=drafts)
