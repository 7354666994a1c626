"""Provenance: what became of each text and each line, computed by comparing an article with its source.

In: an article and its source. Out: for every leaf (heading, sentence-bearing text, item, cell) where it stands in the
source and whether it is `verbatim`, `repaired`, `edited` (a hand changed it) or `added` (a hand wrote it); for every
line of the source what became of it. Nothing is declared by anybody, so nothing can be declared wrongly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from build_scripts.alignment import Range, Rewording, shared_out
from build_scripts.model import (
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Metadatum,
    MissingBlock,
    OrderedList,
    Paragraph,
    Provenance,
    Source,
    Table,
)
from build_scripts.repaired_text import BETWEEN, WORD, RepairedText
from build_scripts.spans import Edit, LineIndex, Span, trim


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leaf stands. `span` is None where a hand added it; for an edited one it is what the machine had there."""

    text: str
    span: Span | None
    provenance: Provenance


def leaves_of(block: Block) -> tuple[str, ...]:
    """The texts of a block in reading order; a table's caption first, then its header, then its rows."""
    match block:
        case Heading() | Paragraph() | BlockQuote():
            return (block.text,)
        case BulletList() | OrderedList():
            return block.items
        case Table():
            caption = (block.caption,) if block.caption is not None else ()
            cells = [c for row in block.rows for c in ((row,) if isinstance(row, str) else row)]
            return (*caption, *block.columns, *cells)
        case MissingBlock():
            return ()


class Tracer:
    """Finds the leaves of one article in its source."""

    def __init__(self, article: Article, source: Source) -> None:
        self.article = article
        self.source = source
        self.lines = LineIndex(source.text)
        self._edits = sorted(e for r in article.repairs if r.applicability == "safe" for e in r.edits)
        self._starts = [e.span.start for e in self._edits]
        self._sharing: dict[tuple[Span, ...], list[Block]] = {}
        for block in article.blocks:
            if not isinstance(block, MissingBlock):
                self._sharing.setdefault(block.spans, []).append(block)
        # By the block's identity: the article holds its blocks.
        self._places: dict[int, tuple[Place, ...]] = {}
        self._dropped: dict[tuple[Span, ...], tuple[Span, ...]] = {}
        self._rewordings: dict[Place, Rewording] = {}

    def places(self, block: Block) -> tuple[Place, ...]:
        """Every leaf of `block` with its place, in the order of `leaves_of`."""
        if isinstance(block, MissingBlock):
            return ()
        if id(block) not in self._places:
            self._trace(block.spans, self._sharing.get(block.spans, [block]))
        return self._places[id(block)]

    def dropped(self, block: Block) -> tuple[Span, ...]:
        """The pieces of a block's spans whose words stand in no text: a hand took them out."""
        self.places(block)
        return self._dropped.get(block.spans, ())

    def within(self, place: Place, start: int, end: int) -> Span | None:
        """The source span of the characters `start` to `end` of a leaf's text; None where a hand added the leaf.

        Where a hand changed the leaf it is what the machine had there, as far as its words tell.
        """
        if place.span is None:
            return None
        if place.provenance not in ("verbatim", "repaired"):
            return self._within_changed(place, place.span, start, end)
        if start == 0 and end == len(place.text):
            return place.span
        strip = RepairedText(self.source.text, [place.span], self._edits_in([place.span]))
        if strip.text == place.text:
            return strip.to_source(start, end)
        before = strip.find(place.text[:start].strip(), 0) if place.text[:start].strip() else (0, 0)
        piece = strip.find(place.text[start:end].strip(), before[1] if before else 0)
        return strip.to_source(*piece) if piece else None

    def _within_changed(self, place: Place, span: Span, start: int, end: int) -> Span:
        if place not in self._rewordings:
            self._rewordings[place] = Rewording(span.of(self.source.text), place.text)
        low, high = self._rewordings[place].origin(start, end)
        mark = BETWEEN.match(self.source.text, span.start + low, span.start + high)
        piece = trim(self.source.text, Span(mark.end() if mark else span.start + low, span.start + high))
        return piece if len(piece) else span

    def repaired(self, span: Span) -> RepairedText:
        """A span of the source with the repairs that were made in it."""
        return RepairedText(self.source.text, [span], self._edits_in([span]))

    def block_provenance(self, block: Block) -> Provenance:
        """A block's provenance: the strongest of its leaves', `edited` too where words of its source were taken out."""
        if isinstance(block, MissingBlock):
            return "verbatim"
        kinds = {p.provenance for p in self.places(block)}
        if not block.spans or kinds == {"added"}:
            return "added"
        if kinds & {"edited", "added"} or self.dropped(block):
            return "edited"
        return "repaired" if "repaired" in kinds else "verbatim"

    def metadatum(self, datum: Metadatum) -> Provenance:
        """What became of a headline, publisher, byline or dateline."""
        spans = self._trimmed(datum.spans)
        if not spans:
            return "added"
        edits = self._edits_in(spans)
        strip = RepairedText(self.source.text, spans, edits)
        place = strip.find(datum.text, 0)
        if place is None or WORD.search(strip.text[: place[0]] + strip.text[place[1] :]):
            return "edited"
        return "repaired" if edits else "verbatim"

    def _trimmed(self, spans: Sequence[Span]) -> list[Span]:
        return [s for raw in spans if len(s := trim(self.source.text, raw))]

    def _edits_in(self, spans: Sequence[Span]) -> list[Edit]:
        edits: list[Edit] = []
        for span in spans:
            low, high = bisect_left(self._starts, span.start), bisect_right(self._starts, span.end)
            edits.extend(e for e in self._edits[low:high] if span.contains(e.span))
        return edits

    def _trace(self, spans: tuple[Span, ...], blocks: Sequence[Block]) -> None:
        """Find the leaves of all blocks that have these spans: a hand may have split one, each has words of its own."""
        trimmed = self._trimmed(spans)
        if not trimmed:
            for block in blocks:
                self._places[id(block)] = tuple(Place(text, None, "added") for text in leaves_of(block))
            return
        strip = RepairedText(self.source.text, trimmed, self._edits_in(trimmed))
        covered: list[Range] = []
        found: list[list[Range | None]] = []
        for block in blocks:
            leaves = leaves_of(block)
            own = strip.find_all(leaves, covered)
            if any(p is None and text.strip() for p, text in zip(own, leaves, strict=True)):
                most = strip.find_most(leaves, sorted(covered))
                own = max(most, own, key=lambda some: sum(len(t) for t, p in zip(leaves, some, strict=True) if p))
            covered.extend(p for p in own if p is not None)
            found.append(own)
        covered.sort()
        moved = [_moved(strip, block, own, covered, 2) for block, own in zip(blocks, found, strict=True)]
        origins = _origins(strip, blocks, found, moved, covered)
        for known, block, own, came in zip(moved, blocks, found, origins, strict=True):
            left = [p or known.get(n) or came[n] for n, p in enumerate(own)]
            known.update(_moved(strip, block, left, covered, 1))
        for block, own, known, came in zip(blocks, found, moved, origins, strict=True):
            self._places[id(block)] = tuple(
                self._place(strip, text, own[n], known.get(n) or came[n], covered)
                for n, text in enumerate(leaves_of(block))
            )
        self._dropped[spans] = tuple(
            trim(self.source.text, strip.to_source(*strip.without_marks(start, end)))
            for start, end in strip.uncovered(covered)
        )

    def _place(
        self, strip: RepairedText, text: str, place: Range | None, origin: Range | None, covered: Sequence[Range]
    ) -> Place:
        if place is not None:
            span = strip.to_source(*place)
            if strip.cut(place, covered):
                return Place(text, span, "edited")
            changed = any(span.start <= e.span.start and e.span.end <= span.end for e in strip.edits)
            return Place(text, span, "repaired" if changed else "verbatim")
        if not text.strip():
            return Place(text, None, "verbatim")
        if origin is None:
            return Place(text, None, "added")
        return Place(text, trim(self.source.text, strip.to_source(*origin)), "edited")


def _rows_of(block: Block) -> list[int]:
    """For each leaf of a block the number of the row it is in; an item is a row of its own."""
    if not isinstance(block, Table):
        return list(range(len(leaves_of(block))))
    caption = [0] if block.caption is not None else []
    rows = [1 if isinstance(row, str) else len(row) for row in block.rows]
    return [*caption, *[1] * len(block.columns), *(n for n, size in enumerate(rows, 2) for _ in range(size))]


def _moved(
    strip: RepairedText, block: Block, known: Sequence[Range | None], covered: list[Range], least: int
) -> dict[int, Range]:
    """Items and rows of at least so many words that a hand put elsewhere in their block, by leaf; `covered` grows."""
    found: dict[int, Range] = {}
    if not isinstance(block, BulletList | OrderedList | Table):
        return found
    leaves = leaves_of(block)
    for _, row in groupby(range(len(leaves)), key=_rows_of(block).__getitem__):
        numbers = [n for n in row if leaves[n].strip()]
        words = sum(len(leaves[n].split()) for n in numbers)
        if words < least or any(known[n] is not None for n in numbers):
            continue
        if places := strip.whole([leaves[n] for n in numbers], covered):
            found.update(zip(numbers, places, strict=True))
            for place in places:
                insort(covered, place)
    return found


def _origins(
    strip: RepairedText,
    blocks: Sequence[Block],
    found: Sequence[Sequence[Range | None]],
    moved: Sequence[dict[int, Range]],
    covered: Sequence[Range],
) -> list[list[Range | None]]:
    """For each leaf that does not stand in the source what it was before a hand changed it; None for a new one.

    Its place is fixed by the leaves before and behind it that stand there, and between them by its words.
    """
    origins: list[list[Range | None]] = [[None] * len(own) for own in found]
    flat = [(b, n) for b, own in enumerate(found) for n in range(len(own))]
    seen = [p for own in found for p in own if p is not None]
    # Blocks that a hand split fix each other's places only while they stand in the order of the source.
    runs = [flat] if seen == sorted(seen) else [[at for at in flat if at[0] == b] for b in range(len(blocks))]
    texts = [leaves_of(block) for block in blocks]
    rows = [_rows_of(block) for block in blocks]
    free = strip.uncovered(covered)
    for run in runs:
        placed = [i for i, (b, n) in enumerate(run) if found[b][n] is not None]
        for before, behind in pairwise([-1, *placed, len(run)]):
            changed = [(b, n) for b, n in run[before + 1 : behind] if texts[b][n].strip() and n not in moved[b]]
            if not changed:
                continue
            low = _at(found, run[before])[1] if before >= 0 else 0
            high = _at(found, run[behind])[0] if behind < len(run) else len(strip.text)
            kinds = {type(blocks[b]) for b, _ in changed}
            pieces = strip.pieces(free, low, high, lists=bool(kinds & {BulletList, OrderedList}), cells=Table in kinds)
            if kinds.isdisjoint({BulletList, OrderedList, Table}) and len(changed) == 1 and pieces:
                pieces = [(pieces[0][0], pieces[-1][1])]
            came = shared_out(
                [texts[b][n] for b, n in changed],
                [len(flat) * b + rows[b][n] for b, n in changed],
                [strip.text[slice(*piece)] for piece in pieces],
            )
            for (b, n), own in zip(changed, came, strict=True):
                if own is not None:
                    origins[b][n] = (pieces[own[0]][0], pieces[own[1] - 1][1])
    return origins


def _at(found: Sequence[Sequence[Range | None]], at: tuple[int, int]) -> Range:
    place = found[at[0]][at[1]]
    assert place is not None
    return place
