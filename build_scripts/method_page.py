"""The method page: how the articles are read, what a machine may say and what only a person may, and the limits.

In: a report and the measured figures. Out: the page.
"""

from __future__ import annotations

from collections.abc import Mapping

from build_scripts import addresses, views
from build_scripts.measured import measured
from build_scripts.page import HeadingPart, Page, Render, SearchEntry, crumbs_part
from build_scripts.report import KINDS, Report
from build_scripts.wording import Words


def method_page(report: Report, render: Render) -> Page:
    """The method page."""
    title = "Method"
    articles = list(report.articles.values())
    uri = addresses.METHOD
    cues = _cues(report)
    return Page(
        uri,
        "method",
        title,
        (
            crumbs_part(render, uri, ("Home", addresses.HOME)),
            HeadingPart(1, "top", title),
            render("method_lead"),
            HeadingPart(2, "states", "What the cells of a comparison say"),
            render("method_states", states=views.legend(render.words, views.SIGNS)),
            HeadingPart(2, "kinds", "Kinds of statements"),
            render(
                "method_kinds",
                kinds=[{"words": words, "cues": cues.get(kind, "")} for kind, words in _in_order(render.words, cues)],
            ),
            HeadingPart(2, "measured", "How well the machine reads"),
            render(
                "method_measured",
                date=measured().date,
                figures=[dict(zip(("measure", "figure", "target"), f, strict=True)) for f in measured().figures],
            ),
            HeadingPart(2, "figures", "What this site holds"),
            render(
                "method_figures",
                figures=[
                    {"name": "Articles", "value": len(articles)},
                    {"name": "Statements", "value": sum(len(a.statements) for a in articles)},
                    {"name": "Tables", "value": sum(a.tables for a in articles)},
                    {"name": "Lists or tables announced and missing", "value": sum(len(a.missing) for a in articles)},
                    {"name": "Repairs applied", "value": sum(len(a.applied) for a in articles)},
                    {"name": "Repairs suggested, not applied", "value": sum(len(a.suggested) for a in articles)},
                    {
                        "name": "Pieces left out, with a reason",
                        "value": sum(len(a.article.omissions) for a in articles),
                    },
                ],
            ),
        ),
        description="How the articles are read, what a machine may say and what only a person may, and the limits.",
        search_entries=(SearchEntry("", title, "How the articles are read, and the limits."),),
    )


def _in_order(words: Words, cues: Mapping[str, str]) -> list[tuple[str, str]]:
    """The kinds and their words in the order in which their cues decide; kinds without cues last."""
    order = [*cues, *KINDS]
    return [(kind, views.kind_words(words, kind)) for kind in sorted(KINDS, key=order.index)]


def _cues(report: Report) -> dict[str, str]:
    vocabulary = report.library.vocabulary
    return {k.kind: ", ".join(k.cues) for k in (vocabulary.document.kinds if vocabulary else ())}
