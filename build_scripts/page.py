"""A page: what every publisher gets, and what all pages share.

In: headings and pieces of HTML. Out: a `Page`, its content as HTML, its search entries within their budget.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, Protocol

from build_scripts import addresses
from build_scripts.site_settings import SiteSettings
from build_scripts.wording import Words

PageKind = Literal[
    "home", "briefing", "comparison", "article", "source", "theme", "party", "changes", "data", "method", "index",
    "notice", "missing",
]  # fmt: skip
"""What a page is; `missing` is the one that is shown for an address that no page has."""


@dataclass(frozen=True, slots=True)
class HeadingPart:
    """A heading of a page; `text` is plain."""

    level: int
    id: str
    text: str
    link_title: str = ""
    """What the link to it says, in the language of the pages; whoever puts the pages together adds it."""


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """A piece of HTML that a template made."""

    html: str


Part = HeadingPart | HtmlPart


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something that search finds: an anchor of the page (empty for its top), a title and a text, both plain."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site, whoever publishes it. `title` and `description` are plain text."""

    uri: str
    kind: PageKind
    title: str
    parts: tuple[Part, ...]
    description: str = ""
    breadcrumb: tuple[tuple[str, str], ...] = ()
    search_entries: tuple[SearchEntry, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    edit_uri: str | None = None
    head: HtmlPart | None = None
    """What stands in the head of the page's HTML beside its title and its description."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file beside the pages: a download, a feed. `path` is relative to the site (`data/statements.csv`)."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """All that a site publishes: its pages and the files beside them, each by address."""

    pages: tuple[Page, ...]
    files: tuple[SiteFile, ...] = ()
    missing: Page | None = None
    """What is shown for an address that no page has; its links lead from the site's root."""
    words: Words | None = None
    """The words of the site's language, for what a publisher's theme prints; none where nothing was made."""


CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that no HTML may hold; browsers read some of the second set (U+0080 to U+009F) as others."""


def visible(value: Any) -> Any:
    """A text with its control characters as their pictures (U+2400 and on), or as their numbers where they have none.

    HTML has no place for the characters.
    """
    if isinstance(value, str) and CONTROL.search(value):
        return type(value)(CONTROL.sub(lambda m: _picture(ord(m.group())), value))
    return value


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"[U+{code:04X}]"


def content_html(parts: Iterable[Part]) -> str:
    """A page's parts as the HTML of its content."""
    pieces = []
    for part in parts:
        match part:
            case HeadingPart(level, anchor, text, link_title):
                name = escape(anchor)
                title = f' title="{escape(link_title)}"' if link_title else ""
                pieces.append(
                    f'<h{level} id="{name}" dir="auto">{escape(visible(text))}'
                    f'<a class="headerlink" href="#{name}"{title}>&para;</a></h{level}>'
                )
            case HtmlPart(html):
                pieces.append(html)
    return "\n".join(pieces)


def crumbs_part(render: Render, uri: str, *crumbs: tuple[str, str]) -> HtmlPart:
    """The way from the home page to this one."""
    return render("crumbs", crumbs=[{"label": label, "href": addresses.link(uri, to)} for label, to in crumbs])


def plain(text: str, limit: int = 160) -> str:
    """A description: one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"


def json_script(data: Mapping[str, Any]) -> HtmlPart:
    """Data that other programs read of a page (JSON-LD), as a script element that no text in it can end.

    In a script HTML reads no references, so nothing is escaped as HTML: `<`, `>` and `&` are written as JSON's own
    escapes, and so are the two line separators, which older readers of JSON take for ends of lines.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda m: f"\\u{ord(m.group()):04x}", text)
    safe = CONTROL.sub(lambda m: f"\\u{ord(m.group()):04x}", safe)  # JSON may hold them, HTML may not
    return HtmlPart(f'<script type="application/ld+json">{safe}</script>')


class Render(Protocol):
    """What makes a piece of HTML of a template; `pages.Renderer` is the one there is."""

    @property
    def words(self) -> Words:
        """The words of the site's language; templates have them as `w`."""

    @property
    def settings(self) -> SiteSettings:
        """The site's settings."""

    def __call__(self, name: str, **fields: Any) -> HtmlPart:
        """The template `name` with its fields."""

    def markdown(self, text: str) -> HtmlPart:
        """A hand-written note."""
