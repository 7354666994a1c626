"""The section of a briefing's page that sets what its articles tell in time.

In: a briefing's report and the page. Out: a heading and the list, or nothing where no article tells of a time.
"""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts import addresses
from build_scripts.bounds import LISTED, bounds_parts, hidden_articles
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.report import BriefingReport
from build_scripts.timeline import TimelineEntry, timeline_of
from build_scripts.views import Origin, View, statement_view
from build_scripts.wording import Words

SECTION = "timeline"
SHOWN_UNDATED = 8
"""Undated entries that are shown before the rest is folded away."""


def timeline_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """What a briefing's articles tell in time; no part where they tell of none."""
    timeline = timeline_of(b)
    if not timeline.dated and not timeline.undated:
        return ()
    words = origin.words
    lead = render(
        "timeline_lead",
        figures=words(
            "timeline.figures",
            dated=words.count("timeline.dated_entries", len(timeline.dated)),
            undated=words.count("timeline.undated_entries", len(timeline.undated)),
            elsewhere=words.count("counts.statement", timeline.elsewhere),
        ),
        no_dates=not timeline.dated,
    )
    parts: list[Part] = [HeadingPart(2, SECTION, words("timeline.heading")), lead]
    if timeline.dated:
        parts += [
            HeadingPart(3, f"{SECTION}-dated", words("timeline.dated")),
            *_list(b, origin, render, timeline.dated, LISTED),
        ]
    if timeline.undated:
        parts += [
            HeadingPart(3, f"{SECTION}-undated", words("timeline.undated")),
            *_list(b, origin, render, timeline.undated, SHOWN_UNDATED),
        ]
    return tuple(parts)


def _list(
    b: BriefingReport, origin: Origin, render: Render, entries: Sequence[TimelineEntry], shown: int
) -> list[Part]:
    hidden = hidden_articles(b)
    withheld = [e for e in entries if e.statement is not None and e.article in hidden]
    kept = [e for e in entries if e.statement is None or e.article not in hidden]
    made = [_entry_view(b, origin, e) for e in kept[:LISTED]]
    folded = made[shown:]
    listed = render(
        "timeline_entries",
        entries=made[:shown],
        folded=folded,
        folded_label=origin.words.count("timeline.more", len(folded)) if folded else "",
        folded_start=str(shown + 1),
    )
    beyond = bounds_parts(
        b, origin, render, rest=[e.article for e in kept[LISTED:]], withheld=[e.article for e in withheld]
    )
    return [*([listed] if made else []), *beyond]


def _entry_view(b: BriefingReport, origin: Origin, entry: TimelineEntry) -> View:
    words = origin.words
    label = b.labels.get(entry.article, entry.article)
    statement = entry.statement
    return {
        "id": addresses.section_anchor(SECTION, *entry.id),
        "date": entry.date or "",
        "when": _when(words, entry),
        "printed": _printed(words, entry.printed) if entry.shown and entry.date is None and entry.printed else "",
        "statement": statement_view(origin, statement, label) if statement is not None else None,
        "record": "" if statement is not None else words(f"timeline.{_occasion(entry)}", article=label),
        "by_desk": entry.occasion == "verified",
        "href": origin.link(addresses.article_page(entry.article)),
    }


def _when(words: Words, entry: TimelineEntry) -> str:
    if entry.date is None:
        return ""
    first = words.date(entry.date)
    return first if entry.until is None else words("date.span", first=first, last=words.date(entry.until))


def _printed(words: Words, printed: Sequence[str]) -> str:
    return words("timeline.as_printed", words=", ".join(printed))


def _occasion(entry: TimelineEntry) -> str:
    return {"printed": "published_printed", "verified": "published_verified"}.get(entry.occasion, entry.occasion)
