"""Comparisons on pages: all of a briefing's tables as a part of its page, and a page for each.

In: a briefing's report. Out: parts and pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts import addresses
from build_scripts.comparison_views import table_view
from build_scripts.note_views import with_notes
from build_scripts.page import HeadingPart, Page, Part, Render, crumbs_part, plain
from build_scripts.print_notes import PrintNotes
from build_scripts.report import BriefingReport
from build_scripts.search_entries import comparison_entries
from build_scripts.views import Origin, View, sentence


def comparisons_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """The comparison tables of a briefing, each under a heading; nothing where it has none."""
    parts: list[Part] = []
    for table in b.tables:
        parts += [
            HeadingPart(2, addresses.comparison_anchor(table.id), table.caption),
            render("comparison", table=table_view(origin, table, b)),
        ]
    return tuple(parts)


def comparison_pages(b: BriefingReport, render: Render) -> Iterator[Page]:
    """A page for each comparison table."""
    words = render.words
    for table in b.tables:
        uri = addresses.comparison_page(b.id, table.id)
        notes = PrintNotes()
        origin = Origin(uri, words, notes)
        crumbs = (
            (words("nav.home"), addresses.HOME),
            (words("nav.briefings"), addresses.BRIEFINGS),
            (b.document.title, addresses.briefing_page(b.id)),
        )
        parts: tuple[Part, ...] = (
            crumbs_part(render, uri, *crumbs),
            HeadingPart(1, "top", table.caption),
            render("comparison_lead", told=_lead(origin, b)),
            render("comparison", table=table_view(origin, table, b)),
        )
        yield Page(
            uri,
            "comparison",
            table.caption,
            with_notes(parts, notes, b, render),
            description=plain(words("comparison.description", caption=table.caption, briefing=b.document.title)),
            breadcrumb=crumbs,
            search_entries=comparison_entries(words, table, b),
            edit_uri=b.path,
        )


def _lead(origin: Origin, b: BriefingReport) -> list[View]:
    """From which briefing a table is, as the pieces of a sentence."""
    briefing = {"href": origin.link(addresses.briefing_page(b.id)), "label": b.document.title}
    return sentence(origin.words, "comparison.lead", briefing=briefing)
