"""Timeline: what a briefing's articles tell, in time.

In: a briefing's report. Out: `Timeline`: dated entries in the order of their dates, undated ones in the order of the
articles and of reading, and how many statements have no place in it. An entry is a statement, or the day on which an
article was published, written (by its dateline) or captured.

Statements that enter: those that tell a day, a month or a year of the calendar, once for each; those said to be agreed;
those reported or expected that tell a time in other words (*on Tuesday*), or whose cue is one of meeting and signing
(reported) or of a set time (expected). The rest describes, judges or recommends, and a reader finds it elsewhere.
Times such as *on Tuesday* are not worked out: what day they mean depends on when the article was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from build_scripts.article_dates import dateline_mention, published_date
from build_scripts.date_mentions import Mention, mentions_of
from build_scripts.model import Statement
from build_scripts.report import ArticleReport, BriefingReport

Occasion = Literal["told", "printed", "verified", "dateline", "captured"]
"""Told by a statement; the article's publication as printed, or as the desk verified it; its dateline; its capture."""

EVENTS = frozenset(
    "met|meet|meets|are meeting|held|have held|was held|were held|are holding|is holding|convened|convene|convenes|"
    "began|"
    "begun|was begun|took place|takes place|concluded|concludes|signed|visited|arrived|arrive|arrives|launched|opened|"
    "resumed|started|ended|ratified|exchanged|withdrew|broke|struck|left|sent|was sent|were sent|came into|set up|"
    "appointed|expelled|announced|closed|suspended|released|adjourned|wrapped up|travelled|traveled|landed".split("|")
)
"""Cues of `reported` that tell of something done at one time."""
SCHEDULED = frozenset(
    "scheduled|slated|set to|are set for|is set for|about to|is planned|are planned|planned for|"
    "plans for|to be held|to be signed|to be discussed|is due to|are due to|is due in|is due on|are due in|poised to|"
    "on the verge of".split("|")
)
"""Cues of `expected` that tell of something with a set time, or soon to come."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something in time. `date` is a day, a month or a year, or None; `printed` are the words of time as printed;
    `until` is the last day where `date` is the first of several.

    `id` is permanent: the article's id, and the statement's (with the date, from its second on) or the occasion.
    """

    id: tuple[str, ...]
    article: str
    occasion: Occasion
    date: str | None = None
    printed: tuple[str, ...] = ()
    statement: Statement | None = None
    shown: bool = True
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated and undated entries, and how many statements are in neither."""

    dated: tuple[TimelineEntry, ...]
    undated: tuple[TimelineEntry, ...]
    elsewhere: int = 0

    @property
    def statements(self) -> int:
        """How many statements are in it."""
        return len({e.statement.id + e.article for e in (*self.dated, *self.undated) if e.statement is not None})


def timeline_of(b: BriefingReport) -> Timeline:
    """The timeline of a briefing's articles."""
    dated: list[tuple[str, int, int, TimelineEntry]] = []
    undated: list[TimelineEntry] = []
    elsewhere = 0
    for number, report in enumerate(b.articles):
        days = _of_record(report)
        dated.extend((e.date, number, -1, e) for e in days if e.date is not None)
        undated.extend(e for e in days if e.date is None)
        for place, statement in enumerate(report.statements):
            entries = _entries(report, statement)
            dated.extend((e.date, number, place, e) for e in entries if e.date is not None)
            undated.extend(e for e in entries if e.date is None)
            elsewhere += not entries
    dated.sort(key=lambda d: d[:3])
    return Timeline(tuple(e for *_, e in dated), tuple(undated), elsewhere)


def _of_record(report: ArticleReport) -> list[TimelineEntry]:
    article, record = report.article, report.record
    found: list[tuple[Occasion, str | None]] = [
        ("printed", article.published),
        ("verified", record.published if record.published != article.published else None),
        ("captured", record.captured or article.captured),
    ]
    entries = [
        TimelineEntry((article.id, occasion), article.id, occasion, day) for occasion, day in found if day is not None
    ]
    written = dateline_mention(report)
    known = (article.published, record.published)
    if written is not None and (written.iso not in known if written.iso else published_date(report) is None):
        printed, id = (written.printed,), (article.id, "dateline")
        entries.append(
            TimelineEntry(id, article.id, "dateline", written.iso, printed, None, report.named, written.until)
        )
    return entries


def _entries(report: ArticleReport, statement: Statement) -> list[TimelineEntry]:
    mentions = mentions_of(statement.text)
    dates: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.iso is not None:
            dates.setdefault(mention.iso, []).append(mention)
    base = (statement.article, statement.id)
    shown = report.shows(statement)
    if dates:
        return [
            TimelineEntry(
                base if n == 0 else (*base, day),
                statement.article,
                "told",
                day,
                tuple(m.printed for m in own),
                statement,
                shown,
                max((m.until for m in own if m.until is not None), default=None),
            )
            for n, (day, own) in enumerate(dates.items())
        ]
    printed = tuple(dict.fromkeys(m.printed for m in mentions))
    if _is_event(statement, bool(printed)):
        return [TimelineEntry(base, statement.article, "told", None, printed, statement, shown)]
    return []


def _is_event(statement: Statement, timed: bool) -> bool:
    cue = " ".join(statement.cue.lower().split())
    match statement.kind:
        case "agreed":
            return True
        case "reported":
            return timed or cue in EVENTS
        case "expected":
            return timed or cue in SCHEDULED
        case _:
            return False
