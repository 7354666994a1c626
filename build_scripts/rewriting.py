"""Rewriting: what may be counted of a source that looks re-written by machine.

In: an article's report. Out: `Evidence`: each sign with its number, its places, and whether it speaks for re-writing by
`FROM`. Nothing is judged: the numbers are shown, the rule is shown, and the desk's own judgement (`looks_rewritten` of
the record) is another thing. Refused: where persons can't be told by their names, that sign is not decided.

The signs, after what article spinners and careless captures leave: words glued together (S002, S003), synonyms in fixed
phrases (W001), *a* and *an* in the wrong place (W002), misspelt words (W003), sentences that begin in lower case (S005,
S006), passages that say one thing twice (`echoes`), and that a report has no named person, no date and no publisher
whom the desk has verified. By count an article looks re-written where `SIGNS` of them speak for it and `WORDING` of
these is one of its wording. Every sign has another cause as well; that is why none of them is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from build_scripts.article_dates import dateline_date
from build_scripts.date_mentions import mentions_of
from build_scripts.echoes import Echo
from build_scripts.persons import persons_in
from build_scripts.report import ArticleReport
from build_scripts.showing import article_words

SignName = Literal[
    "glued", "odd", "articles_wrong", "misspelt", "lowered", "within", "across", "people", "dates", "publisher"
]
CODES: Mapping[SignName, tuple[str, ...]] = {
    "glued": ("S002", "S003"),
    "odd": ("W001",),
    "articles_wrong": ("W002",),
    "misspelt": ("W003",),
    "lowered": ("S005", "S006"),
}
"""The repairs, applied or suggested, that are counted for each sign of wording."""
FROM: Mapping[SignName, int] = {
    "glued": 3, "odd": 2, "articles_wrong": 2, "misspelt": 3, "lowered": 2, "within": 2, "across": 2,
}  # fmt: skip
"""The number from which a sign of wording speaks for re-writing: one or two slips stand in edited text as well."""
LACKING: tuple[SignName, ...] = ("people", "dates", "publisher")
"""Signs that speak for it where none is found."""
SIGNS = 4
WORDING = 1


@dataclass(frozen=True, slots=True)
class Trace:
    """A place that is counted: its source lines, and its words as printed and mended; None where rights withhold them.
    A place of a near-identical passage has its `echo`.
    """

    lines: tuple[int, int] | None
    was: str | None = None
    now: str | None = None
    echo: Echo | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """What was counted. `number` is None where it can't be decided; `speaks` for re-writing by the rule."""

    name: SignName
    number: int | None
    speaks: bool
    traces: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All signs of an article, in their order, and how many words it has."""

    signs: tuple[Sign, ...]
    words: int

    @property
    def speaking(self) -> int:
        """How many signs speak for re-writing."""
        return sum(sign.speaks for sign in self.signs)

    @property
    def looks_rewritten(self) -> bool:
        """Does it look re-written by these counts?"""
        wording = sum(sign.speaks for sign in self.signs if sign.name not in LACKING)
        return self.speaking >= SIGNS and wording >= WORDING


def evidence_of(report: ArticleReport) -> Evidence:
    """What is counted of an article."""
    return Evidence(tuple(_signs(report)), article_words(report.article))


def _signs(report: ArticleReport) -> Iterator[Sign]:
    for name, codes in CODES.items():
        traces = tuple(_trace(report, r.at, r.was, r.now) for r in report.article.repairs if r.code in codes)
        yield _counted(name, traces)
    for name, within in (("within", True), ("across", False)):
        echoes = tuple(Trace(e.statement.lines, echo=e) for e in report.echoes if e.within is within)
        yield _counted("within" if name == "within" else "across", echoes)
    persons = persons_in(s.text for s in report.statements)
    yield Sign("people", len(persons) if persons is not None else None, persons == ())
    dates = tuple(
        Trace(s.lines, m.printed if report.shows(s) else None)
        for s in report.statements
        for m in mentions_of(s.text)
        if m.iso is not None
    )
    told = report.article.published or dateline_date(report)
    printed = dates if told is None else (Trace(None, told), *dates)
    yield Sign("dates", len(printed), not printed, printed)
    verified = report.record.publisher is not None
    yield Sign("publisher", int(verified), not verified)


def _trace(report: ArticleReport, at: int, was: str, now: str) -> Trace:
    line = report.tracer.lines.line_of(at)
    shown = report.whole or report.shows_text(was)
    return Trace((line, line), was if shown else None, now if shown else None)


def _counted(name: SignName, traces: tuple[Trace, ...]) -> Sign:
    return Sign(name, len(traces), len(traces) >= FROM[name], traces)
