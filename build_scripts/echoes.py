"""Echoes: passages that say nearly the same in nearly the same words, within an article or between two.

In: the statements of all articles. Out: for each article its echoes, each with what is shared, counted. Refused:
passages too short to tell. Two passages are near-identical where they share `LEAST` or more runs of `RUN` words, and
these are `SHARE` or more of the runs of the shorter one: the containment of w-shingles, after Broder, "On the
resemblance and containment of documents" (1997). Case and punctuation do not matter. Of the 565 statements of the
seeds and of the labelled texts, 7 pairs pass; each tells one thing twice. A shared source, a quotation or a treaty's
name in full gives echoes too: they are counted here, and judged by the reader.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from build_scripts.model import Statement

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’][^\W_]+)*")
"""A word; of scripts without spaces between words, a character."""
RUN = 3
"""Words in a run: runs of two are phrases that any text has, runs of four miss a passage with every fourth changed."""
LEAST = 4
SHARE = 0.22
SHORTEST = 8
"""Words of a passage, at least."""
COMMON = 20
"""A run that more passages than this have is a fixed expression; it leads to no pair, but counts in one."""
LONGEST = 4_000
"""Words of a passage that are compared: a text without a full stop would cost as much as all others."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement that is long enough to tell, with its runs of words as numbers, and how many words it has."""

    statement: Statement
    runs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Echo:
    """Two near-identical passages: `shared` runs of three words of the `of` that the shorter one has.

    `statement` is the article's own. `other_shown` tells whether the rights of the other's source let its words stand;
    `other_title` is what the other article is called.
    """

    statement: Statement
    other: Statement
    shared: int
    of: int
    other_shown: bool = True
    other_title: str = ""

    @property
    def within(self) -> bool:
        """Do both stand in one article?"""
        return self.statement.article == self.other.article


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return WORD.findall(text.casefold())[:LONGEST]


def runs_of(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """The runs of words of a passage, each once."""
    return frozenset(zip(*(words[i:] for i in range(RUN)), strict=False))


def passages_of(statements: Sequence[Statement]) -> tuple[Passage, ...]:
    """The passages of an article."""
    found = []
    for statement in statements:
        words = words_of(statement.text)
        if len(words) >= SHORTEST:
            # Numbers instead of words: a library has a million runs. They only lead to pairs, which are then counted
            # in words, so that nothing depends on how a process numbers its texts.
            found.append(Passage(statement, frozenset(map(hash, runs_of(words)))))
    return tuple(found)


def echoes_of(
    passages: Mapping[str, Sequence[Passage]], captures: Mapping[str, str] | None = None
) -> dict[str, tuple[Echo, ...]]:
    """The echoes of each article that has any, in its reading order; those within it once, at the first passage.

    `captures` names for an article the oldest capture of the same text: two captures of one text echo all of it, which
    tells nothing.
    """
    same = captures or {}
    every = [passage for article in sorted(passages) for passage in passages[article]]
    frequency: Counter[int] = Counter()
    for passage in every:
        frequency.update(passage.runs)
    told = {run for run, count in frequency.items() if 1 < count <= COMMON}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, passage in enumerate(every):
        for run in passage.runs & told:
            holders[run].append(number)
    meeting: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        meeting.update(combinations(numbers, 2))
    found: defaultdict[str, list[tuple[int, int, Echo]]] = defaultdict(list)
    for (first, second), count in meeting.items():
        if count < 2:
            continue
        one, other = every[first].statement, every[second].statement
        if one.article != other.article and same.get(one.article, one.article) == same.get(
            other.article, other.article
        ):
            continue
        echo = _echo(one, other)
        if echo is not None:
            found[one.article].append((first, second, echo))
            if not echo.within:
                found[other.article].append((second, first, Echo(other, one, echo.shared, echo.of)))
    return {
        article: tuple(echo for _, _, echo in sorted(echoes, key=lambda e: e[:2]))
        for article, echoes in sorted(found.items())
    }


def _echo(one: Statement, other: Statement) -> Echo | None:
    runs = runs_of(words_of(one.text)), runs_of(words_of(other.text))
    shared, of = len(runs[0] & runs[1]), min(map(len, runs))
    return Echo(one, other, shared, of) if shared >= LEAST and shared >= SHARE * of else None
