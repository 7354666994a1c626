"""Pairing: which text of an earlier state became which text of a later one, and how to show the two side by side.

In: two lists of texts in reading order. Out: pairs of their places; excerpts of two texts around where they differ.
Equal texts are paired first, then alike ones by the words that they share. Nothing is refused.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

TOKEN = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
"""A word; where a script writes without spaces (Thai, Chinese, Japanese, Korean) a character stands for it."""

ALIKE = 0.5
"""The share of words from which on two texts are taken for one that was changed (Dice's coefficient, 0 to 1)."""

PRODUCT = 40_000
"""How many pairs are looked at; beyond it only texts that stand near each other, so that time grows with the length."""
NEAR = 50

LEAD = 50
"""How many characters an excerpt shows before the first difference."""


def squashed(text: str) -> str:
    """A text as a page shows it: every run of white space is one space, none at the ends."""
    return " ".join(text.split())


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, 0 to 1 (Dice's coefficient over words with their counts)."""
    return _likeness(_words(one), _words(other))


def paired(before: Sequence[str], after: Sequence[str], least: float = ALIKE) -> dict[int, int]:
    """For places in `before` the place in `after` that it became; what was added or dropped has no pair.

    >>> paired(["a b c", "x y"], ["new", "a b d"])
    {0: 1}
    """
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for j, text in enumerate(after):
        places[squashed(text)].append(j)
    pairs: dict[int, int] = {}
    for i, text in enumerate(before):
        if same := places.get(squashed(text)):
            pairs[i] = same.popleft()
    rest_before = [i for i in range(len(before)) if i not in pairs]
    taken = set(pairs.values())
    rest_after = [j for j in range(len(after)) if j not in taken]
    for i, j in _alike([before[i] for i in rest_before], [after[j] for j in rest_after], least):
        pairs[rest_before[i]] = rest_after[j]
    return dict(sorted(pairs.items()))


def paired_in_place(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Like `paired`; a text that stands alone between the same neighbours became what stands there now."""
    pairs = paired(before, after)
    for old, new in gaps(len(before), len(after), pairs):
        if len(old) == len(new) == 1:
            pairs[old[0]] = new[0]
    return dict(sorted(pairs.items()))


def gaps(before: int, after: int, pairs: Mapping[int, int]) -> list[tuple[list[int], list[int]]]:
    """The places without a pair between two neighbours that have one, in lists of these lengths."""
    reached = set(pairs.values())
    found: dict[int, tuple[list[int], list[int]]] = {}
    last = -1
    for i in range(before):
        if i in pairs:
            last = pairs[i]
        else:
            found.setdefault(last, ([], []))[0].append(i)
    last = -1
    for j in range(after):
        if j in reached:
            last = j
        else:
            found.setdefault(last, ([], []))[1].append(j)
    return list(found.values())


def _alike(before: Sequence[str], after: Sequence[str], least: float) -> Iterable[tuple[int, int]]:
    """Pairs of alike texts, the most alike first; among equals those that stand nearest to each other."""
    words_before, words_after = [_words(t) for t in before], [_words(t) for t in after]
    everything = len(before) * len(after) <= PRODUCT
    found = []
    for i, own in enumerate(words_before):
        reach = range(len(after)) if everything else range(max(0, i - NEAR), min(len(after), i + NEAR + 1))
        for j in reach:
            value = _likeness(own, words_after[j])
            if value >= least:
                found.append((-value, abs(i - j), i, j))
    done_before: set[int] = set()
    done_after: set[int] = set()
    for _, _, i, j in sorted(found):
        if i not in done_before and j not in done_after:
            done_before.add(i)
            done_after.add(j)
            yield i, j


def _words(text: str) -> Counter[str]:
    return Counter(TOKEN.findall(text.casefold()))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    size = one.total() + other.total()
    if not size:
        return 0.0
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return 2 * sum(min(count, many[word]) for word, count in few.items() if word in many) / size


def in_another_order(places: Sequence[int]) -> bool:
    """Do the places that a list's members came to no longer ascend?"""
    return any(a > b for a, b in pairwise(places))


def excerpt(text: str, width: int) -> str:
    """The beginning of a text, at most `width` characters, cut between words where there are any."""
    text = squashed(text)
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    if text[width - 1] != " " and " " in cut[width // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip() + "…"


def excerpts(before: str, after: str, width: int) -> tuple[str, str]:
    """Two texts, each at most about `width` characters, so that where they first differ is seen in both."""
    before, after = squashed(before), squashed(after)
    if max(len(before), len(after)) <= width:
        return before, after
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = same - LEAD
    if start <= 0:
        return excerpt(before, width), excerpt(after, width)
    space = before.rfind(" ", 0, start)
    start = space + 1 if space >= start - LEAD else start  # a script without spaces is cut where it must be
    return "…" + excerpt(before[start:], width), "…" + excerpt(after[start:], width)
