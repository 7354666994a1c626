"""Alignment: which part of an earlier text an edited one came from, by the words that are still there.

In: texts in reading order, and the places, pieces or words of the earlier text that they may have come from. Out: the
places that fit together best, the pieces that each text came from, the range of a sentence. Nothing is refused: where
no word tells two pieces apart, their order does, and where that does not either, all of them are given.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
"""A word; where a script writes without spaces (Thai, Chinese, Japanese, Korean) a character stands for it."""

SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*(?=\s|$)")

SHORT = 3
"""Words up to this length are mostly grammar: they count a quarter."""

LEAST = 0.2
"""The share of the shorter one's words that tells that two texts are the same one, edited."""

MOST = 0.5
"""The share that a further piece must add to what one text came from, or a further text to one piece."""

PRODUCT = 10_000
"""How many pairs of texts and pieces are weighed; beyond it only their order counts."""

WORDS = 4_000_000
"""The like for words within one text."""

Range = tuple[int, int]
"""From, inclusive, and to, exclusive."""


def best_chain(choices: Sequence[Sequence[tuple[int, int, int]]]) -> list[Range | None]:
    """One place (start, end) at most for each text, from its `choices` with their weights, so that places ascend.

    The sum of the weights is the greatest; among equals the earlier text and the earlier place win.

    >>> best_chain([[(9, 11, 1)], [(0, 3, 2)], [(5, 7, 2)]])
    [None, (0, 3), (5, 7)]
    """
    ends = sorted({end for options in choices for _, end, _ in options})
    best: list[tuple[int, int]] = [(0, -1)] * (len(ends) + 1)  # a Fenwick tree of (weight, number of a link)
    links: list[tuple[int, int, int, int]] = []  # (text, start, end, link before)
    for text, options in enumerate(choices):
        reached = []
        for start, end, weight in options:
            at, before = bisect_left(ends, start + 1), (0, -1)
            while at > 0:
                if best[at][0] > before[0]:
                    before = best[at]
                at -= at & -at
            links.append((text, start, end, before[1]))
            reached.append((end, before[0] + weight, len(links) - 1))
        for end, total, link in reached:
            at = bisect_left(ends, end) + 1
            while at < len(best):
                if total > best[at][0]:
                    best[at] = (total, link)
                at += at & -at
    chain: list[Range | None] = [None] * len(choices)
    at, last = len(ends), (0, -1)
    while at > 0:
        if best[at][0] > last[0]:
            last = best[at]
        at -= at & -at
    link = last[1]
    while link >= 0:
        text, start, end, link = links[link]
        chain[text] = (start, end)
    return chain


def shared_out(texts: Sequence[str], groups: Sequence[int], pieces: Sequence[str]) -> list[Range | None]:
    """For each of `texts` the range of `pieces` it came from, both in reading order; None for what came from none.

    Texts and pieces that share words are paired first, in order; what is left between two pairs is paired one to one
    where there are as many of both, else each of the texts may have come from any of the pieces. A text of a row
    (`groups`) that finds nothing left came from where its neighbour in the row did.

    >>> shared_out(["Ports: a few", "new", "Cars, many"], [0, 1, 2], ["Ports: none", "Cars: many"])
    [(0, 1), None, (1, 2)]
    """
    own = _paired(texts, pieces)
    index = 0
    while index < len(own):
        if own[index] is not None:
            index += 1
            continue
        behind = index
        while behind < len(own) and own[behind] is None:
            behind += 1
        low = next((r[1] for r in reversed(own[:index]) if r), 0)
        high = next((r[0] for r in own[behind:] if r), len(pieces))
        if high - low == behind - index:
            own[index:behind] = [(low + n, low + n + 1) for n in range(behind - index)]
        elif low < high:
            own[index:behind] = [(low, high)] * (behind - index)
        else:
            for n in range(index, behind):
                if n and groups[n - 1] == groups[n]:
                    own[n] = own[n - 1]
            for n in reversed(range(index, behind)):
                if own[n] is None and n + 1 < len(own) and groups[n + 1] == groups[n]:
                    own[n] = own[n + 1]
        index = behind
    return own


def _paired(texts: Sequence[str], pieces: Sequence[str]) -> list[Range | None]:
    """The ranges of pieces of those texts that share words with some."""
    own: list[Range | None] = [None] * len(texts)
    if len(texts) * len(pieces) > PRODUCT:
        return own
    said, had = [_words(t) for t in texts], [_words(p) for p in pieces]
    # Ways that end with text `j` on piece `i`, and the best of all that have looked at so many texts and pieces.
    totals = [[0.0] * (len(pieces) + 1) for _ in range(len(texts) + 1)]
    ways: dict[Range, tuple[float, Range | None]] = {}
    last: list[list[Range | None]] = [[None] * (len(pieces) + 1) for _ in range(len(texts) + 1)]
    for j, words in enumerate(said):
        for i, piece in enumerate(had):
            common = _common(words, piece)
            found: list[tuple[float, Range | None]] = []
            if common and common >= LEAST * min(_size(words), _size(piece)):
                found.append((totals[j][i] + common, last[j][i]))
                if i and (j, i - 1) in ways:
                    more = _common(words, had[i - 1] + piece) - _common(words, had[i - 1])
                    if more >= MOST * _size(piece):
                        found.append((ways[j, i - 1][0] + more, (j, i - 1)))
                if j and (j - 1, i) in ways:
                    more = _common(piece, said[j - 1] + words) - _common(piece, said[j - 1])
                    if more >= MOST * _size(words):
                        found.append((ways[j - 1, i][0] + more, (j - 1, i)))
            total, here = totals[j][i + 1], last[j][i + 1]
            if totals[j + 1][i] > total:
                total, here = totals[j + 1][i], last[j + 1][i]
            if found:
                ways[j, i] = max(found, key=lambda way: way[0])
                if ways[j, i][0] > total:
                    total, here = ways[j, i][0], (j, i)
            totals[j + 1][i + 1], last[j + 1][i + 1] = total, here
    at = last[-1][-1]
    while at is not None:
        j, i = at
        known = own[j]
        own[j] = (i, known[1] if known else i + 1)
        at = ways[at][1]
    return own


def _words(text: str) -> Counter[str]:
    return Counter(TOKEN.findall(text.casefold()))


def _size(words: Counter[str]) -> float:
    return sum(count * _weight(word) for word, count in words.items())


def _common(one: Counter[str], other: Counter[str]) -> float:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return sum(min(count, many[word]) * _weight(word) for word, count in few.items() if word in many)


def _weight(word: str) -> float:
    return len(word) if len(word) > SHORT or not word.isalpha() or TOKEN.fullmatch(word * 2) is None else len(word) / 4


class Rewording:
    """A text that a hand changed, word by word beside what it was."""

    def __init__(self, was: str, now: str) -> None:
        self._was = was
        self._old, self._new = list(TOKEN.finditer(was)), list(TOKEN.finditer(now))
        self._pairs: list[Range] = []  # (word of `now`, word of `was`), both ascending
        if len(self._old) * len(self._new) <= WORDS:
            words = [m.group().casefold() for m in self._old], [m.group().casefold() for m in self._new]
            for at_old, at_new, size in SequenceMatcher(None, *words, autojunk=False).get_matching_blocks():
                self._pairs += [(at_new + n, at_old + n) for n in range(size)]

    def origin(self, start: int, end: int) -> Range:
        """Where in the earlier text the characters `start` to `end` of the later one, a sentence or so, came from.

        From its words that are still there to the ends of the sentence, as far as no word beside it lies; without any,
        all that lies between the words before and behind.
        """
        inside = [old for new, old in self._pairs if start <= self._new[new].start() < end]
        before = [old for new, old in self._pairs if self._new[new].start() < start]
        behind = [old for new, old in self._pairs if self._new[new].start() >= end]
        low = self._old[before[-1]].end() if before else 0
        high = self._old[behind[0]].start() if behind else len(self._was)
        if inside:
            first, last = self._old[inside[0]].start(), self._old[inside[-1]].end()
            breaks = [m.end() for m in SENTENCE_END.finditer(self._was, low, first)]
            low = breaks[-1] if breaks else low
            after = SENTENCE_END.search(self._was, last, high)
            high = after.end() if after else high
        elif stop := SENTENCE_END.match(self._was, low):
            low = stop.end()
        return low, max(low, high)
