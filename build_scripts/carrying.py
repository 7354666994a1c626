"""Carrying: where the places of an older capture are in a newer one of the same article.

In: two captures. Out: for a span or an offset of the older text its place in the newer one, None where that has not got
it. Nothing is refused. Lines are compared first, then the words of lines that differ, so that other line ends, a
corrected word or a new paragraph do not cost the places around them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from build_scripts.model import Source
from build_scripts.spans import Span, trim

MOST_WORDS = 4_000
"""Words of differing lines, older and newer together, that are compared one by one: it takes their square."""
ENOUGH = 0.5
"""The part of a span's characters that must be in the newer text for the span to be found there."""

ALIKE = 4
"""Words at the beginning or the end that show two lines to be the same one in other words."""
APART = 120
"""Characters of the newer text between two words of one place; a place of many words may have more."""

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_WORDS = re.compile(r"\w+|[^\w\s]")


class Translation:
    """The way from an older capture (`older`, of the article `older_id`) to a newer one's text."""

    def __init__(self, older: Source, older_id: str, newer: str) -> None:
        self.older, self.older_id = older, older_id
        self._newer = newer
        # Runs of equal characters: where they begin in the older text, in the newer one, and how many there are.
        self._runs = sorted(_runs(older.text, newer))
        self._starts = [run[0] for run in self._runs]

    def offset(self, offset: int) -> int | None:
        """The place of one character of the older text."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        start, new, length = self._runs[index]
        return new + offset - start if offset < start + length else None

    def span(self, span: Span) -> Span | None:
        """The place of a span, from its first to its last character there, where enough of it stands together."""
        own = trim(self.older.text, span)
        found: list[tuple[int, int]] = []
        for index in range(max(0, bisect_right(self._starts, own.start) - 1), len(self._runs)):
            start, new, length = self._runs[index]
            if start >= own.end:
                break
            low, high = max(start, own.start), min(start + length, own.end)
            if low < high:
                found.append((new + low - start, new + high - start))
        together = _largest(found, max(APART, len(own) // 4))
        enough = ENOUGH * len("".join(own.of(self.older.text).split()))
        if not together or sum(high - low for low, high in together) < enough:
            return None
        return trim(self._newer, Span(together[0][0], max(high for _, high in together)))


def _largest(found: Sequence[tuple[int, int]], apart: int) -> list[tuple[int, int]]:
    """The ranges that stand together and hold most: words found far from the others are not the same ones."""
    groups: list[list[tuple[int, int]]] = []
    for low, high in sorted(found):
        if groups and low - max(h for _, h in groups[-1][-3:]) <= apart:
            groups[-1].append((low, high))
        else:
            groups.append([(low, high)])
    return max(groups, key=lambda group: sum(high - low for low, high in group), default=[])


def _pieces(text: str, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[int, str]]:
    return [(m.start(), m.group()) for m in pattern.finditer(text, start, end) if m.group()]


def _runs(older: str, newer: str) -> list[tuple[int, int, int]]:
    old, new = ([p for p in _pieces(t, _LINES, 0, len(t)) if p[1].strip()] for t in (older, newer))
    runs: list[tuple[int, int, int]] = []
    left_old: list[tuple[int, str]] = []
    left_new: list[tuple[int, str]] = []
    for o1, o2, n1, n2, equal in _lines(old, new):
        if equal:
            runs.extend(_line(*pair) for pair in zip(old[o1:o2], new[n1:n2], strict=True))
            continue
        words_old = [w for at, text in old[o1:o2] for w in _pieces(older, _WORDS, at, at + len(text))]
        words_new = [w for at, text in new[n1:n2] for w in _pieces(newer, _WORDS, at, at + len(text))]
        close = _words(words_old, words_new) if len(words_old) + len(words_new) <= MOST_WORDS else []
        runs.extend(close)
        if sum(length for _, _, length in close) * 4 < sum(len(word) for _, word in words_old):
            left_old.extend(old[o1:o2])
        left_new.extend(new[n1:n2])
    return [*runs, *_moved(left_old, left_new, runs)]


def _lines(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> list[tuple[int, int, int, int, bool]]:
    """Ranges of lines that belong together: equal ones, then those that begin or end alike, then what is left."""
    ranges = [(0, len(old), 0, len(new), False)]
    for key in (str.strip, _beginning, _ending):
        finer: list[tuple[int, int, int, int, bool]] = []
        for o1, o2, n1, n2, equal in ranges:
            if equal or o1 == o2 or n1 == n2:
                finer.append((o1, o2, n1, n2, equal))
                continue
            names = [key(text) for _, text in old[o1:o2]], [key(text) for _, text in new[n1:n2]]
            for tag, a1, a2, b1, b2 in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
                place = (o1 + a1, o1 + a2, n1 + b1, n1 + b2)
                if tag == "equal" and key is not str.strip:  # a pair at a time: the lines differ inside
                    finer.extend(
                        (place[0] + k, place[0] + k + 1, place[2] + k, place[2] + k + 1, False) for k in range(a2 - a1)
                    )
                else:
                    finer.append((*place, tag == "equal"))
        ranges = finer
    return ranges


def _beginning(line: str) -> str:
    """The first words of a line, by which it is known although words behind them changed."""
    return " ".join(line.split(None, ALIKE)[:ALIKE])


def _ending(line: str) -> str:
    """The last words of a line."""
    return " ".join(line.rsplit(None, ALIKE)[-ALIKE:])


def _line(old: tuple[int, str], new: tuple[int, str]) -> tuple[int, int, int]:
    """A line that both have; the white space at its ends may differ."""
    (at_old, line_old), (at_new, line_new) = old, new
    words = line_old.strip()
    return at_old + line_old.find(words), at_new + line_new.find(words), len(words)


def _words(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, [w for _, w in old], [w for _, w in new], autojunk=False)
    return [
        (old[i][0], new[j][0], len(old[i][1]))
        for a, b, size in matcher.get_matching_blocks()
        for i, j in zip(range(a, a + size), range(b, b + size), strict=True)
    ]


def _moved(
    old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]], runs: Sequence[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Lines that stand once in each of the two, elsewhere."""
    taken = {start for start, _, _ in runs}
    times = Counter(text.strip() for _, text in new)
    places = {text.strip(): (at, text) for at, text in new if times[text.strip()] == 1 and text.strip()}
    once = Counter(text.strip() for _, text in old)
    return [
        _line((at, text), places[text.strip()])
        for at, text in old
        if text.strip() in places and once[text.strip()] == 1 and at not in taken
    ]
