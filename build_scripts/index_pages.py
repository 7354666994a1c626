"""The pages that list what there is of a kind: briefings, articles, sources.

In: a report. Out: a page for each list.
"""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts import addresses, views
from build_scripts.page import HeadingPart, Page, Render, SearchEntry, crumbs_part
from build_scripts.report import Report


def index_pages(report: Report, render: Render) -> Iterator[Page]:
    """A page for each list."""
    articles = report.articles.values()
    shelves = (
        (
            addresses.BRIEFINGS,
            "Briefings",
            "Each briefing answers one question from several articles.",
            [
                (b.document.title, addresses.briefing_page(b.id), [b.document.question])
                for b in report.briefings.values()
            ],
        ),
        (
            addresses.ARTICLES,
            "Articles",
            "Each article as its capture gives it, with what was repaired, inferred and left out.",
            [
                (
                    a.title,
                    addresses.article_page(a.article.id),
                    [
                        render.words.count("counts.statement", len(a.statements)),
                        render.words.count("counts.table", a.tables),
                    ],
                )
                for a in articles
            ],
        ),
        (
            addresses.SOURCES,
            "Sources",
            "Each captured text, line by line, with what became of every line.",
            [
                (
                    a.title,
                    addresses.source_page(a.article.id),
                    [a.article.source, render.words.count("counts.line", len(a.tracer.lines))],
                )
                for a in articles
            ],
        ),
    )
    for uri, title, lead, entries in shelves:
        origin = views.Origin(uri, render.words)
        yield Page(
            uri,
            "index",
            title,
            (
                crumbs_part(render, uri, ("Home", addresses.HOME)),
                HeadingPart(1, "top", title),
                render(
                    "index",
                    lead=lead,
                    entries=[{"label": label, "href": origin.link(to), "facts": facts} for label, to, facts in entries],
                ),
            ),
            description=lead,
            search_entries=(SearchEntry("", title, lead),),
        )
