"""The page for an address that no page has: what a reader may have looked for, and ways on.

In: a report and what is published. Out: the page. It is shown at any address, however deep, so its links lead from the
root of the site; no script is needed for any of them.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote, urlsplit

from build_scripts import addresses
from build_scripts.error_reports import report_address
from build_scripts.page import HeadingPart, Page, Part, Render
from build_scripts.report import Report

URI = "404.html"
"""Where publishers look for it."""
SHELVES = (
    ("home", addresses.HOME),
    ("briefings", addresses.BRIEFINGS),
    ("articles", addresses.ARTICLES),
    ("sources", addresses.SOURCES),
    ("themes", addresses.THEMES),
    ("parties", addresses.PARTIES),
    ("changes", addresses.CHANGES),
    ("data", addresses.DATA),
    ("method", addresses.METHOD),
)
"""Where readers may want to go on, and the words for it."""


def missing_page(report: Report, published: Collection[str], render: Render) -> Page:
    """The page; `published` are the addresses of all others, for it leads to none that is not there."""
    words = render.words
    root = site_root(render.settings.url)
    title = words("missing.title")
    parts: list[Part] = [
        HeadingPart(1, "top", title),
        render(
            "missing",
            shelves=[
                {"label": words(f"nav.{name}"), "href": root + quote(uri)} for name, uri in SHELVES if uri in published
            ],
            briefings=[
                {
                    "label": b.document.title,
                    "question": b.document.question,
                    "href": root + quote(addresses.briefing_page(b.id)),
                }
                for b in report.briefings.values()
            ],
        ),
    ]
    if errors := report_address(render.settings, title, ""):
        parts.append(render("report_error", href=errors, link=words("missing.report"), how=words("missing.report_how")))
    return Page(URI, "missing", title, tuple(parts), description=words("missing.lead"))


def site_root(url: str) -> str:
    """The path that a site's addresses begin with, as MkDocs takes it: from its address, else the server's root."""
    path = urlsplit(url).path or "/"
    return path if path.endswith("/") else f"{path}/"
