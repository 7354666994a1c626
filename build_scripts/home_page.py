"""The home page: every briefing as a card, what changed last, the themes.

In: a report. Out: its page. What changed comes from the entries that the desk recorded; nothing else is told as one.
"""

from __future__ import annotations

from typing import Any

from build_scripts import addresses
from build_scripts.documents import ChangesDocument
from build_scripts.page import HeadingPart, Page, Part, Render, SearchEntry
from build_scripts.report import BriefingReport, Report
from build_scripts.views import Origin, View

NEWEST = 3
"""Changes that the home page shows."""
POINTS = 3
"""Key points that a card shows: the first ones, for the desk puts the answer first."""


def home_page(report: Report, render: Render) -> Page:
    """The home page."""
    words = render.words
    origin = Origin(addresses.HOME, words)
    title = words("home.title")
    changes = _newest_first(report)
    parts: list[Part] = [HeadingPart(1, "top", title)]
    parts.append(render("home_lead"))
    if report.briefings:
        cards = [_card(b, changes, origin) for b in report.briefings.values()]
        parts.append(render("home_cards", cards=cards))
    else:
        articles = {"href": origin.link(addresses.ARTICLES), "label": words("home.no_briefing_articles")}
        told = words.pieces("home.no_briefing", articles=articles) if report.articles else []
        parts.append(render("home_empty", told=told))
    if changes:
        parts += [HeadingPart(2, "changes", words("home.changes")), _changes(changes, origin, render)]
    if themes := _themes(report, origin):
        parts += [HeadingPart(2, "themes", words("home.themes")), render("home_themes", themes=themes)]
    parts.append(
        render(
            "home_ways",
            ways=[
                {"label": words(f"home.{name}"), "href": origin.link(uri)}
                for name, uri in (
                    ("all_articles", addresses.ARTICLES),
                    ("all_sources", addresses.SOURCES),
                    ("method", addresses.METHOD),
                )
            ],
        )
    )
    return Page(
        addresses.HOME,
        "home",
        title,
        tuple(parts),
        description=render.settings.description or words("home.description"),
        search_entries=(SearchEntry("", title, " ".join(b.document.title for b in report.briefings.values())),),
        metadata={"nav": words("home.nav")},
    )


def _card(b: BriefingReport, changes: list[tuple[str, ChangesDocument]], origin: Origin) -> View:
    words = origin.words
    points = [p.text for p in b.document.key_points]
    last = next((entry for _, entry in changes if any(c.briefing == b.id for c in entry.changes)), None)
    as_of = b.document.as_of
    return {
        "title": b.document.title,
        "question": b.document.question,
        "href": origin.link(addresses.briefing_page(b.id)),
        "as_of": words("briefing.as_of", date=words.date(as_of)) if as_of else words("date.undated"),
        "articles": words.count("counts.article", len(b.articles)),
        "unverified": words.count("briefing.sources_unverified", b.unverified) if b.unverified else "",
        "sources_href": origin.link(addresses.briefing_page(b.id), "sources"),
        "points": points[:POINTS],
        "more": words.count("home.more_points", len(points) - POINTS) if len(points) > POINTS else "",
        "more_href": origin.link(addresses.briefing_page(b.id), "bottom-line"),
        "changed": words.pieces("home.changed", date=words.date(last.date), title=last.title or last.summary)
        if last
        else [],
    }


def _newest_first(report: Report) -> list[tuple[str, ChangesDocument]]:
    """The entries of what changed, by their dates; of one day, as their files are called."""
    entries: list[tuple[str, Any]] = [(name, entry.document) for name, entry in report.library.changes.items()]
    return sorted(entries, key=lambda item: (item[1].date, item[0]), reverse=True)


def _changes(changes: list[tuple[str, ChangesDocument]], origin: Origin, render: Render) -> Part:
    words = render.words
    return render(
        "home_changes",
        changes=[
            {
                "told": words.pieces(
                    "home.change",
                    date=words.date(entry.date),
                    title={
                        "href": origin.link(addresses.CHANGES, addresses.entry_anchor(name)),
                        "label": entry.title or entry.summary,
                    },
                ),
                "summary": entry.summary if entry.title else "",
            }
            for name, entry in changes[:NEWEST]
        ],
        href=origin.link(addresses.CHANGES),
    )


def _themes(report: Report, origin: Origin) -> list[View]:
    """The themes with the number of their statements in all articles."""
    words = origin.words
    statements = [s for a in report.articles.values() for s in a.statements]
    return [
        {
            "told": words.pieces(
                "home.theme",
                theme={"href": origin.link(addresses.theme_page(i)), "label": report.library.theme(i).label},
                statements=words.count("counts.statement", sum(i in s.themes for s in statements)),
            )
        }
        for i in sorted(report.library.themes)
    ]
