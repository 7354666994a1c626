"""The home page: every briefing as a card, what changed last, the themes.

In: a report. Out: its page.
"""

from __future__ import annotations

from build_scripts import addresses, views
from build_scripts.page import HeadingPart, Page, Render, SearchEntry
from build_scripts.report import Report


def home_page(report: Report, render: Render) -> Page:
    """The home page."""
    uri = addresses.HOME
    origin = views.Origin(uri, render.words)
    cards = [
        {
            "title": b.document.title,
            "question": b.document.question,
            "href": origin.link(addresses.briefing_page(b.id)),
            "as_of": b.document.as_of,
            "articles": render.words.count("counts.article", len(b.articles)),
            "points": [p.text for p in b.document.key_points],
        }
        for b in report.briefings.values()
    ]
    title = "Briefings that can be checked line by line"
    return Page(
        uri,
        "home",
        title,
        (
            HeadingPart(1, "top", title),
            render(
                "home",
                cards=cards,
                articles_href=origin.link(addresses.ARTICLES),
                sources_href=origin.link(addresses.SOURCES),
                method_href=origin.link(addresses.METHOD),
            ),
        ),
        description="Briefings on talks between states: what each article says, where they differ, what is unknown.",
        search_entries=(SearchEntry("", title, " ".join(b.document.title for b in report.briefings.values())),),
        metadata={"nav": "Home"},
    )
