"""Feeds of what changed: Atom (RFC 4287) and JSON Feed 1.1, with the same entries as the page of changes.

In: a report and the site's settings. Out: a file for each feed; none where the site has no address, for a feed's
entries are known by it, or where nothing changed yet. An entry's id is a tag (RFC 4151) of the site's host, the entry's
day and its file's name: it stays, whatever is published later. `updated` is the entry's day at midnight UTC, for there
is no clock (law 5). Characters that XML has no place for are shown as their pictures or as U+FFFD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from build_scripts import addresses
from build_scripts.changes_page import ChangeEntry, change_entries, entry_title, entry_view
from build_scripts.page import Render, SiteFile, visible
from build_scripts.report import Report
from build_scripts.views import Origin

NEWEST = 50
"""Entries that a feed holds; the page has them all."""
ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no place for (section 2.2), not even as a reference."""


@dataclass(frozen=True, slots=True)
class FeedOrigin(Origin):
    """A feed, which is read elsewhere: its links are absolute."""

    url: str = ""

    def link(self, target: str, anchor: str = "", query: str = "") -> str:
        """The address of a page of the site."""
        return self.url + quote(target) + query + (f"#{quote(anchor)}" if anchor else "")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An entry of a feed; `html` is the changes, all else plain text."""

    id: str
    url: str
    title: str
    updated: str
    summary: str
    html: str


def feeds(report: Report, render: Render) -> tuple[SiteFile, ...]:
    """The feeds of a site that has an address and changes to tell."""
    entries = change_entries(report.library.changes.values())
    if not (render.settings.url and entries):
        return ()
    items = feed_items(entries[:NEWEST], report, render)
    return (
        SiteFile(addresses.ATOM_FEED, atom(items, render)),
        SiteFile(addresses.JSON_FEED, json_feed(items, render)),
    )


def feed_items(entries: Sequence[ChangeEntry], report: Report, render: Render) -> tuple[FeedItem, ...]:
    """Entries as feeds hold them."""
    url = render.settings.url
    origin = FeedOrigin(addresses.CHANGES, render.words, url=url)
    items = []
    for entry in entries:
        view = entry_view(origin, report, entry)
        items.append(
            FeedItem(
                tag(url, entry.document.date, f"{addresses.CHANGES}{entry.id}"),
                origin.link(addresses.CHANGES, entry.anchor),
                entry_title(origin, entry),
                f"{entry.document.date}T00:00:00Z",
                entry.document.summary,
                render("feed_entry", entry=view).html,
            )
        )
    return tuple(items)


def tag(url: str, day: str, name: str) -> str:
    """A tag URI (RFC 4151) of a site's host: the host's name as it was held on that day."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:  # an address that no name server knows, such as one with an empty or a very long label
        host = quote(host)
    return f"tag:{host},{day}:{quote(parts.path, safe='/%')}{quote(name)}"


def atom(items: Sequence[FeedItem], render: Render) -> bytes:
    """The Atom feed."""
    ElementTree.register_namespace("", ATOM)
    url, words = render.settings.url, render.words
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": words.tag})
    _text(feed, "id", url + addresses.ATOM_FEED)
    _text(feed, "title", words("changes.feed_title", site=render.settings.name))
    if render.settings.description:
        _text(feed, "subtitle", render.settings.description)
    _text(feed, "updated", max(item.updated for item in items))
    _link(feed, "self", "application/atom+xml", url + addresses.ATOM_FEED)
    _link(feed, "alternate", "text/html", url + addresses.CHANGES)
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", render.settings.name)
    for item in items:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, "id", item.id)
        _text(entry, "title", item.title)
        _text(entry, "updated", item.updated)
        _text(entry, "published", item.updated)
        _link(entry, "alternate", "text/html", item.url)
        _text(entry, "summary", item.summary)
        _text(entry, "content", item.html, type="html")
    ElementTree.indent(feed)
    data: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = _NO_XML.sub("\ufffd", visible(text))


def _link(parent: ElementTree.Element, relation: str, kind: str, address: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "type": kind, "href": address})


def json_feed(items: Sequence[FeedItem], render: Render) -> bytes:
    """The JSON Feed."""
    url, words = render.settings.url, render.words
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words("changes.feed_title", site=render.settings.name),
        "home_page_url": url + addresses.CHANGES,
        "feed_url": url + addresses.JSON_FEED,
        "language": words.tag,
        "authors": [{"name": render.settings.name, "url": url}],
    }
    if render.settings.description:
        feed["description"] = render.settings.description
    feed["items"] = [
        {
            "id": item.id,
            "url": item.url,
            "title": visible(item.title),
            "summary": visible(item.summary),
            "content_html": item.html,
            "date_published": item.updated,
        }
        for item in items
    ]
    text = json.dumps(feed, ensure_ascii=False, indent=1)
    return _NO_XML.sub("\ufffd", text).encode("utf-8") + b"\n"
