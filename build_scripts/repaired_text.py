"""Some spans of a source with the repairs made, as one text in which the leaves of an article are looked for.

In: a source, spans of it, the edits made in them. Out: where texts stand, which pieces no text has, and the way back to
the source. Nothing is refused: what is not there has no place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from build_scripts.alignment import TOKEN, Range, best_chain
from build_scripts.spans import Edit, Span, line_end, line_start

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


class RepairedText:
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
        self._origins = [m[1] for m in self._marks]
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
                    beginning = line_start(self.text, piece[0])
                    signless = lists and beginning >= start and not _SIGN.match(self.text, beginning, piece[0])
                    if signless and found and found[-1][0] >= start and self._signed:
                        found[-1] = (found[-1][0], piece[1])
                    else:
                        found.append(piece)
                cursor = behind
        return found

    def without_marks(self, start: int, end: int) -> Range:
        """A range that holds words, without lines at its ends that hold none of its own but the next leaf's sign."""
        while (at := line_start(self.text, end)) > start and not WORD.search(self._unmarked(at - 1, end)):
            end = at - 1
        while (line := _LINE.search(self.text, start, end)) and not WORD.search(self._unmarked(start, line.start())):
            start = line.end()
        return start, end

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
        begins = max(before, line_start(self.text, start))
        ends = min(after, line_end(self.text, end))
        head = self._unmarked(begins, start) if begins < start else ""
        return bool(WORD.search(head) or WORD.search(self.text[end : max(end, ends)]))

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

    def from_source(self, span: Span) -> Range:
        """A span of the source, which cuts no edit in two, as a range of this text; what its edits insert is in it."""
        start, end = (self._here(span.start, at_end=False), self._here(span.end, at_end=True))
        return start, max(start, end)

    def _here(self, offset: int, *, at_end: bool) -> int:
        origins = self._origins
        if not at_end:
            index = bisect_left(origins, offset)
            if index < len(origins) and origins[index] == offset:
                return self._offsets[index]
        index = max(0, bisect_right(origins, offset) - 1)
        here, origin, replaced = self._marks[index]
        behind = self._offsets[index + 1] if index + 1 < len(self._offsets) else len(self.text)
        return behind if replaced else min(here + max(0, offset - origin), behind)

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
