"""Links to the files of a briefing's tables, for its own pages.

In: a briefing's report and the page. Out: what can be downloaded of it, and a section that lists it.
"""

from __future__ import annotations

from build_scripts import addresses
from build_scripts.measures import measures_of
from build_scripts.measures_section import SECTION as MEASURES
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.report import BriefingReport
from build_scripts.views import Origin, View

ENDINGS = ("csv", "json", "yaml", "md")
"""The formats of a briefing's tables, by the endings of their files."""


def downloads_list(b: BriefingReport, origin: Origin) -> list[View]:
    """The tables of a briefing, each with a link to its file in every format."""
    tables = [(table.id, table.caption) for table in b.tables]
    if measures_of(b, origin.words).rows:
        tables.append((MEASURES, origin.words("data.measures")))
    return [
        {
            "caption": caption,
            "files": [
                {
                    "href": origin.link(addresses.table_file(b.id, table, e)),
                    "label": origin.words(f"data.format_{e}"),
                    "size": "",
                }
                for e in ENDINGS
            ],
        }
        for table, caption in tables
    ]


def downloads_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """What can be downloaded of a briefing; no part where it has no table."""
    tables = downloads_list(b, origin)
    if not tables:
        return ()
    words = origin.words
    page = {"href": origin.link(addresses.DATA), "text": words("nav.data")}
    return (
        HeadingPart(2, "downloads", words("data.downloads")),
        render("downloads", lead=words.pieces("data.downloads_lead", page=page), tables=tables),
    )
