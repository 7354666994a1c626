"""Provenance: what became of each text and each line, computed by comparing an article with its source.

In: an article and its source. Out: for every leaf (heading, sentence-bearing text, item, cell) where it stands in the
source and whether it is `verbatim`, `repaired`, `edited` (a hand changed it) or `added` (a hand wrote it); for every
line of the source what became of it. Nothing is declared by anybody, so nothing can be declared wrongly.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise

from build_scripts.alignment import TOKEN, Range, Rewording, best_chain, shared_out
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

MARKER = re.compile(r"(?:^|[\r\n])[ \t>]*\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)](?=\s|$|[A-Z])|\[[ xX]\]")
"""A number or letter before an item, and a check box: markup that holds letters or digits."""

WORD = re.compile(r"[^\W_]")

BETWEEN = re.compile(r"\s+(?:>[>\s]*)?")
"""What may part two words of one text."""

_SIGN = re.compile(r"[^\w\n]*[^\w\s\"'“”‘’«»()\[\]][^\w\n]*$|[ \t>]*\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s")
"""The sign of an item, from the beginning of its line to its text."""

_LINE = re.compile(r"[\r\n]")
_LINE_OR_CELL = re.compile(r"[\r\n]|(?<!\\)\||\t")
_BEGINNING = re.compile(
    r"(?:^|[\r\n|\t])[\s|>#=*+•◦‣▪·–—\-\"',;:.\\]*(?:\(?(?:\d{1,4}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s+)?$"
)
_ENDING = re.compile(r"[^\S\r\n\t]*(?:[\r\n|\t]|$)")

FEW = 8
"""In how many places a leaf may stand to fix the place of others."""
MANY = 50
"""How many are looked at where every leaf stands in more places than that."""

DISTINCT = 6
"""By how many of its words a leaf is looked up."""

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
        strip = _Strip(self.source.text, [place.span], self._edits_in([place.span]))
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
        self, strip: _Strip, text: str, place: Range | None, origin: Range | None, covered: Sequence[Range]
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
    strip: _Strip, block: Block, known: Sequence[Range | None], covered: list[Range], least: int
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
    strip: _Strip,
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
        self._tokens: list[tuple[str, int]] = []
        self._beginnings: dict[int, dict[tuple[str, ...], list[int]]] = {}
        self._offsets = [m[0] for m in self._marks]
        self._end = spans[-1].end if spans else 0
        self.text = "".join(parts)
        self._signed = _SIGN.match(self.text, 0, lead.end()) if (lead := MARKUP.match(self.text)) else None

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

    def find_most(self, leaves: Sequence[str], covered: Sequence[Range]) -> list[Range | None]:
        """Like `find_all`, where a hand changed some: so that as many words as can be are found in order.

        An edited leaf may say what stands further behind, in another leaf: what follows at once is taken as it comes,
        then those leaves that stand in few places fix the others between them.
        """
        found: list[Range | None] = [None] * len(leaves)
        open_ranges = [(0, len(leaves), 0, len(self.text))]
        while open_ranges:
            first, last, low, high = open_ranges.pop()
            while first < last:
                place = self._at_once(leaves, first, low, high, covered)
                if place is None:
                    # One leaf was edited where the two behind it follow the next line or cell.
                    if (place := self._behind_next(leaves[:last], first + 1, low, high, covered)) is None:
                        break
                    first += 1
                found[first] = place
                first, low = first + 1, place[1]
            numbers = [n for n in range(first, last) if leaves[n].strip()]
            choices = [self._choices(leaves[n], low, high, covered) for n in numbers]
            rare = [c if len(c) <= FEW else [] for c in choices]
            if not any(rare):
                rare = [c[:FEW] for c in choices[:MANY]]
            chain = [(n, p) for n, p in zip(numbers, best_chain(rare), strict=False) if p is not None]
            if not chain:
                continue
            edge, start = first, low
            for n, place in chain:
                found[n] = place
                if edge < n:
                    open_ranges.append((edge, n, start, place[0]))
                edge, start = n + 1, place[1]
            if edge < last:
                open_ranges.append((edge, last, start, high))
        low = 0
        for n, text in enumerate(leaves):
            place = found[n]
            wordless = place is None and text.strip() and TOKEN.search(text.split()[0]) is None
            if wordless and (place := self.find(text, low, covered)):
                high = next((p[0] for p in found[n + 1 :] if p), len(self.text))
                found[n] = place = place if place[1] <= high else None
            low = place[1] if place else low
        return found

    def _behind_next(
        self, leaves: Sequence[str], number: int, low: int, high: int, covered: Sequence[Range]
    ) -> Range | None:
        """Where a leaf stands behind the line or cell that begins at `low`, if the leaf behind it follows at once."""
        lead = MARKUP.match(self.text, low)
        stop = _LINE_OR_CELL.search(self.text, lead.end() if lead else low, high)
        if stop is None or number >= len(leaves):
            return None
        place = self._at_once(leaves, number, stop.end(), high, covered)
        sure = place and (number + 1 == len(leaves) or self._at_once(leaves, number + 1, place[1], high, covered))
        return place if sure else None

    def _at_once(
        self, leaves: Sequence[str], number: int, low: int, high: int, covered: Sequence[Range]
    ) -> Range | None:
        """Where a leaf stands that follows at once, to the end of its line or cell or to the next one's beginning."""
        words = leaves[number].split()
        lead = MARKUP.match(self.text, low)
        for at in (lead.end() if lead else low, low):
            end = self._match(words, at) if words else None
            if end is None or end > high or self._inside_word(at) or self._inside_word(end) or _taken(covered, at, end):
                continue
            following = next((text.split() for text in leaves[number + 1 :] if text.strip()), None)
            lead = MARKUP.match(self.text, end)
            if self._ends_piece(end) or (following and self._match(following, lead.end() if lead else end)):
                return at, end
        return None

    def _begun_with(self, first: tuple[str, ...]) -> list[int]:
        """Where these words stand one behind the other, whatever parts them."""
        count = len(first)
        if not self._tokens:
            self._tokens = [(m.group(), m.start()) for m in TOKEN.finditer(self.text)]
        if count not in self._beginnings:
            known: dict[tuple[str, ...], list[int]] = {}
            words = [word for word, _ in self._tokens]
            for at, key in enumerate(zip(*(words[n:] for n in range(count)), strict=False)):
                known.setdefault(key, []).append(self._tokens[at][1])
            self._beginnings[count] = known
        return self._beginnings[count].get(first, [])

    def _choices(self, text: str, low: int, high: int, covered: Sequence[Range]) -> list[tuple[int, int, int]]:
        """Where a leaf stands between `low` and `high`, with what speaks for it: its words, and a piece of its own."""
        words = text.split()
        found: list[tuple[int, int, int]] = []
        for form in dict.fromkeys((words[0], *_escaped(words[0]))):
            first = TOKEN.search(form)
            if first is None:
                continue
            known = self._begun_with(tuple(m.group() for m in islice(TOKEN.finditer(text), DISTINCT)))
            for at in known[bisect_left(known, low + first.start()) : bisect_left(known, high)]:
                at -= first.start()
                end = self._match(words, at)
                if end is None or end > high or self._inside_word(at) or self._inside_word(end):
                    continue
                if not _taken(covered, at, end):
                    whole = self._begins_piece(at) + self._ends_piece(end)
                    found.append((at, end, 4 * len(words) + whole))
                if len(found) > MANY:
                    return found
        return sorted(found)

    def whole(self, leaves: Sequence[str], covered: Sequence[Range]) -> list[Range]:
        """Where `leaves` stand as whole lines or cells, one at once behind the other, in nothing `covered`."""
        if not leaves:
            return []
        for start, end, _ in self._choices(leaves[0], 0, len(self.text), covered):
            places = [(start, end)]
            for text in leaves[1:]:
                lead = MARKUP.match(self.text, places[-1][1])
                at = lead.end() if lead else places[-1][1]
                behind = self._match(text.split(), at)
                if behind is None or _taken(covered, at, behind):
                    break
                places.append((at, behind))
            if len(places) == len(leaves) and self._begins_piece(start) and self._ends_piece(places[-1][1]):
                return places
        return []

    def pieces(self, free: Sequence[Range], low: int, high: int, *, lists: bool, cells: bool) -> list[Range]:
        """What stands in `free` ranges between `low` and `high`, line by line, or item by item, or cell by cell.

        A line without a sign of its own continues the item above it in a list that has signs. Marks are left out.
        """
        found: list[Range] = []
        for start, end in free[max(0, bisect_left(free, (low, low)) - 1) : bisect_left(free, (high, high))]:
            start, end = max(start, low), min(end, high)
            cursor = start
            while cursor < end:
                stop = _LINE_OR_CELL.search(self.text, cursor, end) if cells else _LINE.search(self.text, cursor, end)
                behind = stop.end() if stop else end
                piece = self._without_signs(cursor, stop.start() if stop else end)
                if piece is not None:
                    beginning = self._line_start(piece[0])
                    signless = lists and beginning >= start and not _SIGN.match(self.text, beginning, piece[0])
                    if signless and found and found[-1][0] >= start and self._signed:
                        found[-1] = (found[-1][0], piece[1])
                    else:
                        found.append(piece)
                cursor = behind
        return found

    def without_marks(self, start: int, end: int) -> Range:
        """A range that holds words, without lines at its ends that hold none of its own but the next leaf's sign."""
        while (at := self._line_start(end)) > start and not WORD.search(self._unmarked(at - 1, end)):
            end = at - 1
        while (line := _LINE.search(self.text, start, end)) and not WORD.search(self._unmarked(start, line.start())):
            start = line.end()
        return start, end

    def _line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def _without_signs(self, start: int, end: int) -> Range | None:
        lead = MARKUP.match(self.text, start, end)
        if lead and WORD.search(self.text, lead.end(), end):
            start = lead.end()
        elif not WORD.search(self._unmarked(start, end)):
            return None
        while end > start and (self.text[end - 1].isspace() or self.text[end - 1] == "|"):
            end -= 1
        return start, end

    def _begins_piece(self, at: int) -> bool:
        return bool(_BEGINNING.search(self.text, max(0, at - 40), at))

    def _ends_piece(self, at: int) -> bool:
        return bool(_ENDING.match(self.text, at))

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
        line_start = max(before, self._line_start(start))
        line_end = stop.start() if (stop := _LINE.search(self.text, end)) else len(self.text)
        line_end = min(after, line_end)
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


def _taken(covered: Sequence[Range], start: int, end: int) -> bool:
    """Does a range lie over one of the `covered` ones, which are sorted?"""
    at = bisect_left(covered, (end, end))
    return at > 0 and start < covered[at - 1][1]


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
