"""Bounds: what a section of a briefing's page does not list one by one, and where it stands.

In: statements of a section that go beyond its bound, and those whose words the site may not show at all. Out: a part
that counts them, article by article or for a theme, with the way to the page that has them; nothing where there are
none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from build_scripts import addresses
from build_scripts.page import Part, Render
from build_scripts.report import BriefingReport
from build_scripts.views import Origin

LISTED = 60
"""Entries of a group that a section lists, those folded away among them: about six screens of a desk."""


def hidden_articles(b: BriefingReport) -> frozenset[str]:
    """The articles of which the site may show no statement."""
    return frozenset(a.article.id for a in b.articles if a.statements and not any(map(a.shows, a.statements)))


def bounds_parts(
    b: BriefingReport,
    origin: Origin,
    render: Render,
    *,
    rest: Iterable[str] = (),
    withheld: Iterable[str] = (),
    theme: str | None = None,
) -> tuple[Part, ...]:
    """What is counted and not listed: `rest` and `withheld` have the article of each entry; the rest of a theme is on
    the page of the `theme`, all else on the pages of the articles.
    """
    words = origin.words
    lines = [
        {"told": words.count("bounds.more_withheld", count), **_article(b, origin, article)}
        for article, count in Counter(withheld).items()
    ]
    beyond = Counter(rest)
    if theme is not None and beyond:
        page = {"href": origin.link(addresses.theme_page(theme)), "label": b.theme_labels[theme]}
        lines.append({"told": words.count("bounds.more_elsewhere", beyond.total()), **page})
    elif beyond:
        lines += [
            {"told": words.count("bounds.more_elsewhere", count), **_article(b, origin, article)}
            for article, count in beyond.items()
        ]
    return (render("bounds", lines=lines),) if lines else ()


def _article(b: BriefingReport, origin: Origin, article: str) -> dict[str, str]:
    return {"href": origin.link(addresses.article_page(article)), "label": b.labels.get(article, article)}
