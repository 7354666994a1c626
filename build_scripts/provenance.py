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
from itertools import chain

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
from build_scripts.spans import Edit, LineIndex, Span, trim

MARKUP = re.compile(r"[\s|>#=*+•◦‣▪·–—\-\"',;:.\\]*(?:\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s+)?")
"""What may stand before a leaf inside its block: bullets, pipes, rules, `#`, `>`, CSV quotes, numbers, white space."""

MARKER = re.compile(r"(?:^|\n)[ \t>]*\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)](?=\s|$|[A-Z])|\[[ xX]\]")
"""A number or letter before an item, and a check box: markup that holds letters or digits."""

WORD = re.compile(r"[^\W_]")

BETWEEN = re.compile(r"\s+(?:>[>\s]*)?")
"""What may part two words of one text."""

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
        self._sharing: dict[tuple[Span, ...], list[Block]] = {}
        for block in article.blocks:
            if not isinstance(block, MissingBlock):
                self._sharing.setdefault(block.spans, []).append(block)
        # By the block's identity: the article holds its blocks.
        self._places: dict[int, tuple[Place, ...]] = {}
        self._dropped: dict[tuple[Span, ...], tuple[Span, ...]] = {}

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
        """The source span of the characters `start` to `end` of a leaf's text; None where a hand changed the leaf."""
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
        strip = _Strip(self.source.text, spans, edits)
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
        strip = _Strip(self.source.text, trimmed, self._edits_in(trimmed))
        covered: list[tuple[int, int]] = []
        found: list[list[tuple[int, int] | None]] = []
        for block in blocks:
            own = strip.find_all(leaves_of(block), covered)
            covered.extend(p for p in own if p is not None)
            found.append(own)
        covered.sort()
        for block, own in zip(blocks, found, strict=True):
            leaves = leaves_of(block)
            self._places[id(block)] = tuple(self._place(strip, leaves, own, covered, i) for i in range(len(leaves)))
        self._dropped[spans] = tuple(
            trim(self.source.text, strip.to_source(start, end)) for start, end in strip.uncovered(covered)
        )

    def _place(
        self,
        strip: _Strip,
        leaves: Sequence[str],
        own: Sequence[tuple[int, int] | None],
        covered: Sequence[tuple[int, int]],
        index: int,
    ) -> Place:
        text, place = leaves[index], own[index]
        if place is not None:
            span = strip.to_source(*place)
            if strip.cut(place, covered):
                return Place(text, span, "edited")
            changed = any(span.start <= e.span.start and e.span.end <= span.end for e in strip.edits)
            return Place(text, span, "repaired" if changed else "verbatim")
        if not text.strip():
            return Place(text, None, "verbatim")
        low = max((p[1] for p in own[:index] if p), default=0)
        high = min((p[0] for p in own[index + 1 :] if p), default=len(strip.text))
        if not any(low < end and start < high for start, end in strip.uncovered(covered)):
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

    def find_all(self, leaves: Sequence[str], covered: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
        """Where each of `leaves` stands, one behind the other, in no range that is `covered`; None where it doesn't."""
        cursor = 0
        found: list[tuple[int, int] | None] = []
        for text in leaves:
            place = self.find(text, cursor, covered)
            found.append(place)
            if place is not None:
                cursor = place[1]
        return found

    def find(self, text: str, cursor: int, covered: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
        """Where `text` stands from `cursor` on as whole words, in no range that is `covered`.

        Its words may be parted by any white space and, in a quotation, by the `>` of a new line.
        """
        words = text.split()
        if not words:
            return None
        lead = MARKUP.match(self.text, cursor)
        limit = min(len(self.text), cursor + REACH + len(text))
        for at in chain((lead.end() if lead else cursor, cursor), self._starts_of(words[0], cursor, limit)):
            end = at + len(text) if self.text.startswith(text, at) else self._match(words, at)
            if end is None or self._inside_word(at) or self._inside_word(end):
                continue
            if not any(at < taken[1] and taken[0] < end for taken in covered):
                return at, end
        return None

    def _inside_word(self, at: int) -> bool:
        """Does `at` lie between two letters or digits?"""
        return 0 < at < len(self.text) and self.text[at - 1].isalnum() and self.text[at].isalnum()

    def uncovered(self, covered: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The ranges between `covered` ones (sorted) that hold words, markers of items apart."""
        gaps, cursor = [], 0
        for start, end in (*covered, (len(self.text), len(self.text))):
            if start > cursor and WORD.search(self._unmarked(cursor, start)):
                gaps.append((cursor, start))
            cursor = max(cursor, end)
        return gaps

    def cut(self, place: tuple[int, int], covered: Sequence[tuple[int, int]]) -> bool:
        """Do words stand beside `place`, on its lines, that are in no text?"""
        start, end = place
        index = bisect_left(covered, place)
        before = max((e for _, e in covered[:index]), default=0) if index < 2 else covered[index - 1][1]
        after = covered[index + 1][0] if index + 1 < len(covered) else len(self.text)
        line_start = max(before, self.text.rfind("\n", 0, start) + 1)
        line_end = self.text.find("\n", end)
        line_end = min(after, line_end if line_end >= 0 else len(self.text))
        head = self._unmarked(line_start, start) if line_start < start else ""
        return bool(WORD.search(head) or WORD.search(self.text[end : max(end, line_end)]))

    def _unmarked(self, start: int, end: int) -> str:
        """A range without the numbers and letters that mark items."""
        return MARKER.sub("", self.text[start:end])

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
        """The end of `words` where they stand at `at`, parted by white space or a quotation's `>`; None elsewhere."""
        for number, word in enumerate(words):
            if number:
                parted = BETWEEN.match(self.text, at)
                if parted is None:
                    return None
                at = parted.end()
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


TAKEN_OUT = "taken out by hand"
"""The reason of a piece whose block no longer says it."""


def omitted_pieces(tracer: Tracer) -> tuple[tuple[Span, str], ...]:
    """What the article leaves out, with the reason: its omissions, and what a hand took out of blocks that stay."""
    dropped = {span for block in tracer.article.blocks for span in tracer.dropped(block)}
    pieces = [(o.span, o.reason) for o in tracer.article.omissions]
    return tuple(sorted([*pieces, *((span, TAKEN_OUT) for span in dropped)]))


def line_fates(tracer: Tracer) -> tuple[LineFate, ...]:
    """For every line of the source what became of it; a blank line has no fate beside its neighbours."""
    article, source, lines = tracer.article, tracer.source, tracer.lines
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
            by_hand = tracer.metadatum(datum) == "edited"
            metadata.setdefault(number, []).append(f"{name}, edited by hand" if by_hand else name)
    for span, reason in omitted_pieces(tracer):
        for number in lines_of([span]):
            omitted.setdefault(number, []).append(reason)
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
