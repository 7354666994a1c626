"""The page of changes: what changed for a reader, newest first, as the files of content/changes/ tell it.

In: a report. Out: the page; the entries, which the feeds tell too. An entry has the anchor of its file's name and each
change in it one of its own words, so that no later entry moves them. A change leads to what it is about, where that is
still there (moved ids by their notices). What of an article's words may not be shown is withheld (`shown_changes`);
what the recorder wrote in English is told in the site's language (`recorded_words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from build_scripts import addresses
from build_scripts.documents import ChangeFields, ChangesDocument
from build_scripts.entries import Entry
from build_scripts.model import MissingBlock
from build_scripts.notices import destination
from build_scripts.page import HeadingPart, Page, Part, Render, SearchEntry, crumbs_part
from build_scripts.recorded_words import in_words, repeats
from build_scripts.report import Report
from build_scripts.search_entries import within
from build_scripts.shown_changes import shown_change
from build_scripts.views import Origin, View

OPEN_ENTRIES = 10
"""Entries that stand open; the changes of older ones are folded away."""
SHOWN_CHANGES = 12
"""Changes of an entry that are shown before the rest is folded away."""
SHOWN_DETAILS = 8
"""Details of a change that are shown before the rest is folded away."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """An entry of the page: the file's name and what it tells."""

    id: str
    path: str
    document: ChangesDocument

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return addresses.entry_anchor(self.id)

    def anchors(self) -> list[str]:
        """The place of each of its changes: by its words, so that it stays when others come or go."""
        told = ("\0".join(text or "" for text in _identity(change)) for change in self.document.changes)
        return [addresses.change_anchor(self.id, name) for name in addresses.own_names(told)]


def _identity(change: ChangeFields) -> tuple[str | None, ...]:
    """What tells a change from the others of its entry."""
    return (
        change.kind,
        change.act,
        change.subject,
        change.before,
        change.after,
        change.briefing,
        change.comparison,
        change.row,
        change.column,
        change.article,
        change.statement,
        change.page,
    )


def change_entries(entries: Iterable[Entry[ChangesDocument]]) -> tuple[ChangeEntry, ...]:
    """The recorded changes, newest first, those of one day by their files' names."""
    made = (ChangeEntry(e.id, e.path, e.document) for e in entries)
    return tuple(sorted(made, key=lambda e: (e.document.date, e.id), reverse=True))


def changes_page(report: Report, render: Render) -> Page:
    """What changed on the site for a reader, newest first."""
    words = render.words
    uri = addresses.CHANGES
    origin = Origin(uri, words)
    entries = change_entries(report.library.changes.values())
    crumbs = ((words("nav.home"), addresses.HOME),)
    title = words("nav.changes")
    parts: list[Part] = [
        crumbs_part(render, uri, *crumbs),
        HeadingPart(1, "top", title),
        render("changes_lead", empty=not entries, feeds=_feed_links(origin, render, entries)),
    ]
    opened = {entry.id for entry in entries[:OPEN_ENTRIES]}
    for year, group in groupby(entries, key=lambda e: e.document.date[:4]):
        own = list(group)
        parts.append(HeadingPart(2, f"y{year}", words("changes.year", year=year)))
        parts.append(
            render("changes_entries", entries=[entry_view(origin, report, e, opened=e.id in opened) for e in own])
        )
    return Page(
        uri,
        "changes",
        title,
        tuple(parts),
        description=words("changes.description"),
        breadcrumb=crumbs,
        search_entries=within(
            [
                SearchEntry("", title, words("changes.description")),
                *(
                    SearchEntry(e.anchor, words("search.changes", title=entry_title(origin, e)), e.document.summary)
                    for e in entries
                ),
            ]
        ),
    )


def _feed_links(origin: Origin, render: Render, entries: Sequence[ChangeEntry]) -> list[View]:
    """A sentence with the links to the feeds; nothing where there are none."""
    if not (render.settings.url and entries):
        return []
    return origin.words.pieces(
        "changes.feeds",
        atom={"text": origin.words("changes.atom"), "href": origin.link(addresses.ATOM_FEED)},
        json={"text": origin.words("changes.json"), "href": origin.link(addresses.JSON_FEED)},
    )


def entry_title(origin: Origin, entry: ChangeEntry) -> str:
    """An entry's title; its date in words where it has none."""
    return entry.document.title or origin.words.date(entry.document.date)


def entry_view(origin: Origin, report: Report, entry: ChangeEntry, opened: bool = True) -> View:
    """An entry with its changes, the rest of a long one to be folded away."""
    words = origin.words
    document = entry.document
    changes = [
        change_view(origin, report, change, anchor)
        for change, anchor in zip(document.changes, entry.anchors(), strict=True)
    ]
    folded = len(changes) - SHOWN_CHANGES if len(changes) > SHOWN_CHANGES + 2 else 0
    return {
        "anchor": entry.anchor,
        "here": {"href": f"#{entry.anchor}", "label": words("changes.permanent")},
        "title": document.title or "",
        "date": words.date(document.date),
        "day": document.date,
        "summary": document.summary,
        "opened": opened,
        "show": words.count("changes.show", len(changes)),
        "changes": changes[: len(changes) - folded],
        "more": changes[len(changes) - folded :],
        "more_label": words.count("changes.more", folded) if folded else "",
    }


def change_view(origin: Origin, report: Report, told: ChangeFields, anchor: str) -> View:
    """A change in words, with the way to what it is about."""
    words = origin.words
    change = in_words(words, shown_change(words, report, told))
    thing = words(f"change_kind.{change.kind.replace('-', '_')}")
    place = place_of(origin, report, told)
    details = [{"what": d.what, **_values(d.before, d.after)} for d in change.details]
    folded = len(details) - SHOWN_DETAILS if len(details) > SHOWN_DETAILS + 2 else 0
    return {
        "anchor": anchor,
        "here": {"href": f"#{anchor}", "label": words("changes.permanent_change")},
        "told": words(
            "changes.told",
            thing=thing,
            act=words(f"change_act.{change.act.replace('-', '_')}"),
        ),
        "act": change.act,
        "subject": "" if repeats(words, told) else change.subject,
        **_values(change.before, None if place and place["label"] == change.after else change.after),
        "details": details[: len(details) - folded],
        "more_details": details[len(details) - folded :],
        "more_label": words.count("changes.more_details", folded) if folded else "",
        "place": place,
    }


def _values(before: str | None, after: str | None) -> View:
    """What was and what is; as one `value` where both are alike."""
    if before is not None and before == after:
        return {"before": None, "after": None, "value": after}
    return {"before": before, "after": after, "value": None}


def place_of(origin: Origin, report: Report, change: ChangeFields) -> View | None:
    """A link to what a change is about, where it is still there; None where it is not."""
    target = _cell_place(report, change) or _article_place(report, change) or _briefing_place(report, change)
    if target is None:
        return None
    uri, anchor, label = target
    return {"href": origin.link(uri, anchor), "label": label}


Place = tuple[str, str, str]
"""A page, an anchor on it (or none), and what to call it."""


def _cell_place(report: Report, change: ChangeFields) -> Place | None:
    """The comparison, the row or the cell that a change names."""
    found = _briefing(report, change)
    if found is None or change.comparison is None:
        return None
    table = next((t for t in report.briefings[found].tables if t.id == change.comparison), None)
    if table is None:
        return None
    page = addresses.comparison_page(found, table.id)
    if change.row is None or change.row not in (row for row, _ in table.rows):
        return page, "", table.caption
    column = destination(report.library, "article", change.column) if change.column is not None else None
    if column is None or column not in (c for c, _ in table.columns):
        return page, addresses.row_anchor(table.id, change.row), table.caption
    return page, addresses.cell_anchor(table.id, change.row, column), table.caption


def _article_place(report: Report, change: ChangeFields) -> Place | None:
    """The article, and in it the statement or the missing list."""
    here = destination(report.library, "article", change.article) if change.article is not None else None
    article = report.articles.get(here) if here is not None else None
    if article is None:
        return None
    page = addresses.article_page(article.article.id)
    anchor = ""
    if any(s.id == change.statement for s in article.statements):
        anchor = addresses.statement_anchor(change.statement or "")
    elif change.kind == "missing":
        blocks = enumerate(article.article.blocks, 1)
        told = {change.before, change.after}
        anchor = next((f"b{n}" for n, b in blocks if isinstance(b, MissingBlock) and b.announced in told), "")
    return page, anchor, article.title


def _briefing(report: Report, change: ChangeFields) -> str | None:
    return destination(report.library, "briefing", change.briefing) if change.briefing is not None else None


def _briefing_place(report: Report, change: ChangeFields) -> Place | None:
    here = _briefing(report, change)
    if here is None or here not in report.briefings:
        return None
    return addresses.briefing_page(here), "", report.briefings[here].document.title
