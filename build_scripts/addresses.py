"""Addresses: which page and which anchor every id has; decided here once, for pages, anchors, links and downloads.

In: ids. Out: page addresses relative to the site (`articles/x/`, the home page is empty), anchors, and links between
pages as relative references, so that a site works under any address.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import quote

HOME = ""
BRIEFINGS = "briefings/"
ARTICLES = "articles/"
SOURCES = "sources/"
THEMES = "themes/"
PARTIES = "parties/"
CHANGES = "changes/"
ATOM_FEED = "changes/feed.xml"
JSON_FEED = "changes/feed.json"
DATA = "data/"
METHOD = "method/"


def briefing_page(briefing_id: str) -> str:
    """The page of a briefing."""
    return f"{BRIEFINGS}{briefing_id}/"


def comparison_page(briefing_id: str, comparison_id: str) -> str:
    """The page of one comparison of a briefing."""
    return f"{BRIEFINGS}{briefing_id}/{comparison_id}/"


def article_page(article_id: str) -> str:
    """The page of an article."""
    return f"{ARTICLES}{article_id}/"


def source_page(article_id: str) -> str:
    """The page of an article's source, line by line; named by the article, as citations are."""
    return f"{SOURCES}{article_id}/"


def theme_page(theme_id: str) -> str:
    """The page of a theme."""
    return f"{THEMES}{theme_id}/"


def party_page(actor_id: str) -> str:
    """The page of a party (an actor)."""
    return f"{PARTIES}{actor_id}/"


def entry_anchor(entry_id: str) -> str:
    """The anchor of an entry of the page of changes, named by its file."""
    return f"e-{entry_id}"


def change_anchor(entry_id: str, change: str) -> str:
    """The anchor of one change of an entry; `change` is what tells it from the others."""
    return f"e-{entry_id}--{change}"


def own_names(texts: Iterable[str]) -> list[str]:
    """A name for each text of a list, made of its words (8 hex digits of SHA-256; `-2` on repeats).

    So a name stays when other texts come, go or change places.
    """
    names: list[str] = []
    seen: dict[str, int] = {}
    for text in texts:
        name = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def point_anchors(texts: Iterable[str]) -> list[str]:
    """The anchors of a briefing's key points on its page."""
    return [f"p-{name}" for name in own_names(texts)]


def found_anchor(article_id: str, statement_id: str) -> str:
    """The anchor of a statement on the page of a theme or a party, where those of several articles stand."""
    return f"s-{article_id}--{statement_id}"


def article_anchor(article_id: str) -> str:
    """The anchor of an article's statements on the page of a theme or a party."""
    return f"a-{article_id}"


def data_file(name: str) -> str:
    """A file of the data page: `statements.csv`, `datapackage.json`."""
    return f"{DATA}{name}"


def table_file(briefing_id: str, table_id: str, ending: str) -> str:
    """A table of a briefing as a file: `csv`, `json`, `yaml` or `md`.

    Markdown is published as `.md.txt`: publishers take what ends in `.md` for a page, and browsers show a `.txt`.
    """
    return f"{DATA}briefings/{briefing_id}/{table_id}.{'md.txt' if ending == 'md' else ending}"


TO = "to"
"""The field of an address that names the last of several lines; briefbook.js reads it."""


def line_anchor(line: int) -> str:
    """The anchor of a source line, 1-based."""
    return f"L{line}"


def lines_query(first: int, last: int) -> str:
    """What stands before the anchor of the first of several lines for a script that shows all; empty for one line."""
    return f"?{TO}={last}" if last > first else ""


def statement_anchor(statement_id: str) -> str:
    """The anchor of a statement on its article's page."""
    return f"s-{statement_id}"


def comparison_anchor(table: str) -> str:
    """The anchor of a comparison's heading on the page of its briefing."""
    return f"comparison-{table}"


def table_anchor(table: str) -> str:
    """The anchor of a comparison's table; no id has a full stop, so no row or cell has this anchor."""
    return f"{table}.table"


def caption_anchor(table: str) -> str:
    """The anchor of a comparison's caption."""
    return f"{table}.caption"


def row_anchor(table: str, row: str) -> str:
    """The anchor of a comparison's row; the table's id stands in it, for a page may show several."""
    return f"{table}--{row}"


def cell_anchor(table: str, row: str, column: str) -> str:
    """The anchor of a comparison's cell."""
    return f"{table}--{row}--{column}"


def section_anchor(section: str, *ids: str) -> str:
    """The anchor of an entry of a briefing's section; no id has a full stop, so no row or cell has this anchor."""
    return ".".join((section, *ids))


def link(origin: str, target: str, anchor: str = "", query: str = "") -> str:
    """A relative reference from the page `origin` to the page `target`, percent-encoded, with an anchor.

    `query` stands before the anchor as it is (see `lines_query`).
    """
    fragment = f"{query}#{quote(anchor)}" if anchor else query
    if origin == target:
        return fragment or "./"
    here = origin.split("/")[:-1]
    there = target.split("/")[:-1]
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    steps = [".."] * (len(here) - shared) + there[shared:]
    path = "/".join(quote(s) if s != ".." else s for s in steps)
    tail = target.split("/")[-1]
    return (f"{path}/" if path else "" if tail else "./") + quote(tail) + fragment
