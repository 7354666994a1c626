"""Provenance: what became of each text and each line, computed by comparing an article with its source.

In: an article and its source. Out: for every leaf (heading, sentence-bearing text, item, cell) where it stands in the
source and whether it is `verbatim`, `repaired`, `edited` (a hand changed it) or `added` (a hand wrote it); for every
line of the source what became of it. Nothing is declared by anybody, so nothing can be declared wrongly.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from build_scripts.model import (
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Provenance,
    Source,
    Table,
)
from build_scripts.spans import Edit, LineIndex, Span, trim

MARKUP = re.compile(r"[\s|>#=*+•◦‣▪·–—\-\"',;:.\\]*(?:\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s+)?")
"""What may stand before a leaf inside its block: bullets, pipes, rules, `#`, `>`, CSV quotes, numbers, white space."""

REACH = 20_000
"""How far ahead, in code points, a leaf that does not follow at once is looked for."""


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
        self._places: dict[int, tuple[Place, ...]] = {}  # by the block's identity: the article holds its blocks

    def places(self, block: Block) -> tuple[Place, ...]:
        """Every leaf of `block` with its place, in the order of `leaves_of`."""
        known = self._places.get(id(block))
        if known is None:
            known = self._places[id(block)] = self._find(block)
        return known

    def _find(self, block: Block) -> tuple[Place, ...]:
        leaves = leaves_of(block)
        spans = [s for raw in block.spans if len(s := trim(self.source.text, raw))]
        if not spans:
            return tuple(Place(text, None, "added") for text in leaves)
        strip = _Strip(self.source.text, spans, self._edits_in(spans))
        cursor = 0
        found: list[tuple[int, int] | None] = []
        for text in leaves:
            place = strip.find(text, cursor)
            found.append(place)
            if place is not None:
                cursor = place[1]
        return tuple(self._place(strip, leaves, found, i) for i in range(len(leaves)))

    def quote(self, block: Block, leaf: int, start: int, end: int) -> Span | None:
        """The source span of the characters `start` to `end` of a leaf's text; None where a hand changed the leaf."""
        place = self.places(block)[leaf]
        return self.within(block, place, start, end)

    def within(self, block: Block, place: Place, start: int, end: int) -> Span | None:
        """Like `quote`, for a place that is known already."""
        if place.span is None or place.provenance not in ("verbatim", "repaired"):
            return None
        if start == 0 and end == len(place.text):
            return place.span
        strip = _Strip(self.source.text, [place.span], self._edits_in([place.span]))
        if strip.text == place.text:
            return strip.to_source(start, end)
        before = strip.find(place.text[:start].strip(), 0) if place.text[:start].strip() else (0, 0)
        piece = strip.find(place.text[start:end].strip(), before[1] if before else 0)
        return strip.to_source(*piece) if piece else None

    def block_provenance(self, block: Block) -> Provenance:
        """A block's provenance: the strongest of its leaves'."""
        kinds = {p.provenance for p in self.places(block)}
        if not block.spans and not isinstance(block, MissingBlock):
            return "added"
        if kinds & {"edited", "added"}:
            return "edited"
        return "repaired" if "repaired" in kinds else "verbatim"

    def _edits_in(self, spans: Sequence[Span]) -> list[Edit]:
        edits: list[Edit] = []
        for span in spans:
            low, high = bisect_left(self._starts, span.start), bisect_right(self._starts, span.end)
            edits.extend(e for e in self._edits[low:high] if span.contains(e.span))
        return edits

    def _place(
        self, strip: _Strip, leaves: Sequence[str], found: Sequence[tuple[int, int] | None], index: int
    ) -> Place:
        text, place = leaves[index], found[index]
        if place is not None:
            span = strip.to_source(*place)
            changed = any(span.start <= e.span.start and e.span.end <= span.end for e in strip.edits)
            return Place(text, span, "repaired" if changed else "verbatim")
        if not text.strip():
            return Place(text, None, "verbatim")
        low = max((p[1] for p in found[:index] if p), default=0)
        high = min((p[0] for p in found[index + 1 :] if p), default=len(strip.text))
        gap = MARKUP.sub("", strip.text[low:high], count=1).strip()
        neighbours = sum(1 for p in found if p is None)
        if not gap and neighbours:
            return Place(text, None, "added")
        return Place(text, trim(self.source.text, strip.to_source(low, max(low, high))), "edited")


class _Strip:
    """Some spans of a source with edits applied, as one text that remembers where its characters come from."""

    def __init__(self, text: str, spans: Sequence[Span], edits: Sequence[Edit]) -> None:
        self.edits = list(edits)
        parts: list[str] = []
        self._marks: list[tuple[int, int, bool]] = []  # (offset here, offset in the source, is a replacement)
        length = 0

        def add(piece: str, origin: int, replaced: bool) -> None:
            nonlocal length
            self._marks.append((length, origin, replaced))
            parts.append(piece)
            length += len(piece)

        for number, span in enumerate(spans):
            if number:
                add("\n", spans[number - 1].end, True)
            cursor = span.start
            for edit in (e for e in edits if span.contains(e.span)):
                if edit.span.start < cursor:
                    continue
                add(text[cursor : edit.span.start], cursor, False)
                add(edit.replacement, edit.span.start, True)
                cursor = edit.span.end
            add(text[cursor : span.end], cursor, False)
        self._offsets = [m[0] for m in self._marks]
        self._end = spans[-1].end if spans else 0
        self.text = "".join(parts)

    def find(self, text: str, cursor: int) -> tuple[int, int] | None:
        """Where `text` stands from `cursor` on, whatever white space its words are parted by."""
        words = text.split()
        if not words:
            return None
        lead = MARKUP.match(self.text, cursor)
        for at in (lead.end() if lead else cursor, cursor):
            end = at + len(text) if self.text.startswith(text, at) else self._match(words, at)
            if end is not None:
                return at, end
        limit = min(len(self.text), cursor + REACH + len(text))
        for at in self._starts_of(words[0], cursor, limit):
            end = self._match(words, at)
            if end is not None:
                return at, end
        return None

    def _starts_of(self, word: str, cursor: int, limit: int) -> Iterator[int]:
        """Where a text that begins with `word` might begin."""
        forms = {word, *_escaped(word)}
        while cursor < limit:
            found = [at for form in forms if (at := self.text.find(form, cursor, limit)) >= 0]
            if not found:
                return
            cursor = min(found)
            yield cursor
            cursor += 1

    def _match(self, words: Sequence[str], at: int) -> int | None:
        """The end of `words` where they stand at `at`, parted by any white space; None where they don't."""
        for number, word in enumerate(words):
            if number:
                start = at
                while at < len(self.text) and self.text[at].isspace():
                    at += 1
                if at == start:
                    return None
            form = next((f for f in (word, *_escaped(word)) if self.text.startswith(f, at)), None)
            if form is None:
                return None
            at += len(form)
        return at

    def to_source(self, start: int, end: int) -> Span:
        """A range of this text as a span of the source."""
        first = self._origin(start, at_end=False)
        last = self._origin(end, at_end=True)
        return Span(first, max(first, last))

    def _origin(self, offset: int, *, at_end: bool) -> int:
        index = (bisect_left(self._offsets, offset) if at_end else bisect_right(self._offsets, offset)) - 1
        index = max(0, index)
        here, origin, replaced = self._marks[index]
        if replaced:
            following = self._marks[index + 1][1] if index + 1 < len(self._marks) else self._end
            return following if at_end else origin
        return origin + offset - here


def _escaped(word: str) -> tuple[str, ...]:
    """A word as its notation may have escaped it: `\\|` in pipe tables, `""` in CSV."""
    if "|" in word:
        return (word.replace("|", "\\|"),)
    return (word.replace('"', '""'),) if '"' in word else ()


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of one source line: the blocks it is in, why parts of it are left out, the repairs made in it."""

    number: int
    text: str
    blocks: tuple[int, ...]
    metadata: tuple[str, ...]
    omitted: tuple[str, ...]
    repairs: tuple[int, ...]


def line_fates(article: Article, source: Source, lines: LineIndex) -> tuple[LineFate, ...]:
    """For every line of the source what became of it; a blank line has no fate beside its neighbours."""
    blocks: dict[int, list[int]] = {}
    metadata: dict[int, list[str]] = {}
    omitted: dict[int, list[str]] = {}
    repairs: dict[int, list[int]] = {}

    def lines_of(raw: Iterable[Span]) -> Iterable[int]:
        for one in raw:
            span = trim(source.text, one)
            if len(span):
                yield from range(lines.line_of(span.start), lines.line_of(span.end - 1) + 1)

    for index, block in enumerate(article.blocks):
        for number in lines_of(block.spans):
            blocks.setdefault(number, []).append(index)
    for name, datum in article.metadata():
        for number in lines_of(datum.spans):
            metadata.setdefault(number, []).append(name)
    for omission in article.omissions:
        for number in lines_of([omission.span]):
            omitted.setdefault(number, []).append(omission.reason)
    for index, repair in enumerate(article.repairs):
        repairs.setdefault(lines.line_of(repair.at), []).append(index)
    return tuple(
        LineFate(
            number,
            lines.span(number).of(source.text),
            tuple(blocks.get(number, ())),
            tuple(metadata.get(number, ())),
            tuple(omitted.get(number, ())),
            tuple(repairs.get(number, ())),
        )
        for number in range(1, len(lines) + 1)
    )
