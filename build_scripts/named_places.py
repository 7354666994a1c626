"""Places that articles name: where a dateline says they were written, and which parties they speak of as places.

In: a briefing's report. Out: for each article its places as it prints them, with the lines where it first does. Nothing
is inferred of where the talks were: a place that is named is named, and no more.

A party counts as a place where `in` or `at` stands before its name and no noun behind it: `gather in Turkey for` and
`met in Istanbul.` name one, `in Turkish waters` and `in NATO circles` do not. Names in capitals alone (NATO, EU) are
organisations; only a dateline makes a place of such a word. The wording is English; in other languages only datelines
are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from build_scripts.dates import MONTH_WORD
from build_scripts.report import ArticleReport, BriefingReport

PLACE_ENDS = re.compile(r"\s*(?:[(/–—:]|--|\s-|\.\s|\.$)")
"""Where the place of a dateline ends: before an agency, a dash, a stop."""
DAY = re.compile(rf"\d|^(?:{MONTH_WORD})\b")
"""A part of a dateline that tells a day."""
AFTER = (
    r"(?=\s*(?:[,.;:!?)”’\"]|$|[–—-]\s|(?:for|on|to|and|or|but|with|as|at|after|before|since|from|by|that|which|where|who|"
    r"this|last|next|is|was|are|were|has|have|had|will|would|could|may|between|amid|over|during|when|while|if|because|not|again|also|too|today|yesterday|tomorrow|soon|now|later|earlier)\b))"
)
"""What may follow a place's name: the end of a clause, or a word that is no noun."""


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place as an article prints it, and the source lines (1-based, inclusive) where it first does."""

    article: str
    text: str
    lines: tuple[int, int] | None
    dateline: bool


def named_places(b: BriefingReport) -> Iterator[NamedPlace]:
    """The places of a briefing, article by article: first the dateline's, then in the order in which they are named."""
    names = sorted(
        {t for terms in b.actor_terms.values() for t in terms if not t.isupper()}, key=lambda t: (-len(t), t)
    )
    for a in b.articles:
        yield from _dateline_place(a)
        if names:
            yield from _parties_as_places(a, names)


def _dateline_place(a: ArticleReport) -> Iterator[NamedPlace]:
    datum = a.article.dateline
    if datum is None or a.printed("dateline") is None:
        return
    text = dateline_place(datum.text)
    if text:
        lines = None  # where a hand wrote it
        if datum.spans:
            first, last = datum.spans[0], datum.spans[-1]
            lines = (a.tracer.lines.line_of(first.start), a.tracer.lines.line_of(max(first.start, last.end - 1)))
        yield NamedPlace(a.article.id, text, lines, True)


def dateline_place(dateline: str) -> str:
    """The place of a dateline, without its day and its agency; empty where none stands in it.

    >>> dateline_place("ISTANBUL, May 31 (Reuters) -")
    'ISTANBUL'
    >>> dateline_place("GENEVA, Switzerland (AP) —")
    'GENEVA, Switzerland'
    """
    place = PLACE_ENDS.split(dateline.strip(), maxsplit=1)[0]
    parts = [part.strip() for part in place.split(",")]
    return ", ".join(part for part in parts if part and not DAY.search(part))


def _parties_as_places(a: ArticleReport, names: list[str]) -> Iterator[NamedPlace]:
    pattern = re.compile(rf"\b(?:[Ii]n|[Aa]t)\s+(?:the\s+)?({'|'.join(map(re.escape, names))}){AFTER}")
    seen: set[str] = set()
    for statement in a.statements:
        if not a.shows(statement):
            continue
        for match in pattern.finditer(statement.text):
            if match[1] not in seen:
                seen.add(match[1])
                yield NamedPlace(a.article.id, match[1], statement.lines, False)
