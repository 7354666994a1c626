"""The section of a briefing's page that tells who is said to have said it.

In: a briefing's report and the page. Out: a heading, a table of counts that add up, and the speakers with their quotes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from build_scripts import addresses
from build_scripts.bounds import LISTED, bounds_parts, hidden_articles
from build_scripts.model import Statement
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.report import BriefingReport
from build_scripts.unread import is_unread
from build_scripts.views import Origin, View, statement_view
from build_scripts.voices import VOICES, ArticleVoices, Speaker, Voice, voices_of

SECTION = "speakers"
SHOWN = 6
"""Speakers of a sort that are shown before the rest is folded away."""


def speakers_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """Who is said to have said it; no part where the articles state nothing."""
    voices = voices_of(b)
    if not any(v.counts.total() for v in voices):
        return ()
    words = origin.words
    columns = [words(f"speakers.{voice}") for voice in VOICES]
    rows = [_row(b, origin, v, columns) for v in voices]
    total: Counter[Voice] = sum((v.counts for v in voices), Counter())
    parts: list[Part] = [
        HeadingPart(2, SECTION, words("speakers.heading")),
        render(
            "speakers",
            columns=columns,
            rows=rows,
            total=_counts(origin, total, columns) if len(rows) > 1 else [],
            nobody_at_all=not (total["named"] or total["unnamed"]) and not any(map(is_unread, b.articles)),
        ),
    ]
    hidden = hidden_articles(b)
    for sort in ("named", "unnamed"):
        speakers = [s for v in voices for s in v.speakers if s.voice == sort]
        if speakers:
            parts += [
                HeadingPart(3, f"{SECTION}-{sort}", words(f"speakers.{sort}_heading")),
                *_speakers_parts(b, origin, render, speakers, hidden),
            ]
    silent = [s for v in voices for s in v.nobody]
    if silent:
        parts += [
            HeadingPart(3, f"{SECTION}-nobody", words("speakers.nobody_heading")),
            *_quotes_parts(b, origin, render, silent, hidden),
        ]
    return tuple(parts)


def _row(b: BriefingReport, origin: Origin, voices: ArticleVoices, columns: Sequence[str]) -> View:
    return {
        "label": b.labels.get(voices.article, voices.article),
        "href": origin.link(addresses.article_page(voices.article)),
        "counts": _counts(origin, voices.counts, columns),
    }


def _counts(origin: Origin, counts: Counter[Voice], columns: Sequence[str]) -> list[View]:
    """The counts of each voice, then all together."""
    numbers = [counts[voice] for voice in VOICES]
    labels = [*columns, origin.words("speakers.all")]
    return [
        {"column": label, "count": origin.words.number(n)}
        for label, n in zip(labels, [*numbers, sum(numbers)], strict=True)
    ]


def _speakers_parts(
    b: BriefingReport, origin: Origin, render: Render, speakers: Sequence[Speaker], hidden: frozenset[str]
) -> list[Part]:
    shown = [s for s in speakers if s.article not in hidden]
    views = [_speaker_view(b, origin, s) for s in shown[:LISTED]]
    folded = views[SHOWN:]
    listed = render(
        "speakers_list",
        speakers=views[:SHOWN],
        folded=folded,
        folded_label=origin.words.count("speakers.more", len(folded)) if folded else "",
    )
    beyond = bounds_parts(
        b,
        origin,
        render,
        rest=[q.article for s in shown[:LISTED] for q in s.statements[LISTED:]]
        + [q.article for s in shown[LISTED:] for q in s.statements],
        withheld=[q.article for s in speakers if s.article in hidden for q in s.statements],
    )
    return [*([listed] if views else []), *beyond]


def _speaker_view(b: BriefingReport, origin: Origin, speaker: Speaker) -> View:
    words = origin.words
    return {
        "id": addresses.section_anchor(SECTION, speaker.article, speaker.statements[0].id),
        "label": words(
            "speakers.by",
            speaker=speaker.name if speaker.shown else words("speakers.withheld"),
            statements=words.count("counts.statement", len(speaker.statements)),
        ),
        "quotes": [statement_view(origin, s, b.labels.get(s.article, s.article)) for s in speaker.statements[:LISTED]],
    }


def _quotes_parts(
    b: BriefingReport, origin: Origin, render: Render, statements: Sequence[Statement], hidden: frozenset[str]
) -> list[Part]:
    shown = [s for s in statements if s.article not in hidden]
    beyond = bounds_parts(
        b,
        origin,
        render,
        rest=[s.article for s in shown[LISTED:]],
        withheld=[s.article for s in statements if s.article in hidden],
    )
    listed = render("speakers_quotes", **_quotes(b, origin, shown[:LISTED]))
    return [*([listed] if shown else []), *beyond]


def _quotes(b: BriefingReport, origin: Origin, statements: Sequence[Statement]) -> View:
    quotes = [statement_view(origin, s, b.labels.get(s.article, s.article)) for s in statements]
    folded = quotes[SHOWN:]
    return {
        "quotes": quotes[:SHOWN],
        "folded": folded,
        "folded_label": origin.words.count("counts.more_quotes", len(folded)) if folded else "",
    }
