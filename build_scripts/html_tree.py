"""The tree of a page: its markup as elements, without what no reader sees.

In: the text of HTML, however broken. Out: an lxml tree of bounded depth; a second one without scripts, styles, forms'
controls and hidden parts; one without the text that the page strikes out. Nothing is
refused: what can't be nested is unwrapped, its text stays.

libxml2 stops reading where elements are nested 2,048 deep (256 without `huge_tree`), and loses what follows; such
pages are damaged or hostile, so their nesting is taken out before they are read again.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, TypeAlias

from lxml import etree, html

Element: TypeAlias = Any
"""An element of lxml, which has no type information."""

READ_DEPTH = 2040
"""libxml2 ends at 2,048."""
DEPTH = 150
"""How deep elements of the tree stand at most; articles stand some 30 deep."""
WRAPPERS = re.compile(
    r"<(/?)(?:(div|section|article|main|center|address|form|fieldset|details|header|footer|aside|nav)"
    r"|a|abbr|b|big|cite|code|em|font|i|ins|label|mark|s|small|span|strong|strike|sub|sup|tt|u)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
ALL_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
UNSEEN = (
    "script style noscript template svg iframe frame object embed applet canvas audio video map head link meta base "
    "button input select textarea datalist progress meter dialog math"
).split()
CELLS = frozenset({"td", "th", "tr", "li", "dt", "dd"})
"""Elements that tell the place of others, and so stay what they are where they are struck out as a whole."""
STRUCK = ("del", "s", "strike")
LETTERED = frozenset({*STRUCK, "a", "b", "em", "font", "i", "small", "span", "strong", "u"})
STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)(?=\s*(?:;|!|$))", re.IGNORECASE)

HEADING_MARK = re.compile(r"(?:^|\s)(?:mw-editsection|edit-?section|edit-?link|headerlink|permalink)(?=$|\s)", re.I)
"""Classes of what stands in headings for those who edit or cite them."""


def read_tree(text: str) -> Element:
    """The tree of a page, its comments taken out, no element deeper than `DEPTH`."""
    tree = _parsed(text)
    if _depth(tree) >= READ_DEPTH:
        tree = _parsed(WRAPPERS.sub(lambda m: f"<{m[1]}p>" if m[2] else " ", text))
    if _depth(tree) >= READ_DEPTH:
        tree = _parsed("<body><p>" + ALL_TAGS.sub("<p>", text))
    for element in [e for level, e in _levels(tree) if level == DEPTH and len(e)]:
        joined = " ".join(" ".join(element.itertext()).split())
        for child in list(element):
            element.remove(child)
        element.text = joined
    return tree


def seen_tree(tree: Element) -> Element:
    """A copy without what no reader sees. Where all is hidden, as a page that a script reveals, it stays."""
    seen = deepcopy(tree)
    for element in list(seen.iter(*UNSEEN)):
        if element.tag != "head" or element.getparent() is seen:
            _drop(element)
    for heading in seen.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        for element in [e for e in heading.iter("a", "span", "button") if _is_mark(e)]:
            _drop(element)
    total = len("".join(seen.itertext()).split())
    for element in list(seen.xpath("//*[@hidden or @style]")):
        hidden = element.get("hidden") is not None or HIDDEN_STYLE.search(element.get("style") or "")
        if hidden and element.getparent() is not None and len("".join(element.itertext()).split()) * 2 < total:
            _drop(element)
    return seen


def _is_mark(element: Element) -> bool:
    """Is an element in a heading a sign that leads to its place, or to its editing: `¶`, `#`, `[edit]`?"""
    if HEADING_MARK.search(element.get("class") or ""):
        return True
    leads = element.tag == "a" and (element.get("href") or "").startswith("#")
    return leads and not any(c.isalnum() for c in "".join(element.itertext()))


def without_struck(tree: Element) -> Element:
    """A copy with the text that the page strikes out taken away, for it was taken back; its elements stay, empty and
    as `del`, so that they can be counted. Where that is half of all text, as of an element never closed, it stays.
    """
    kept = deepcopy(tree)
    total = len("".join(kept.itertext()).split())
    for element in kept.xpath("//*[@data-struck]"):
        del element.attrib["data-struck"]
    struck = [e for e in kept.iter() if e.tag in STRUCK or STRUCK_STYLE.search(e.get("style") or "")]
    for element in struck:
        text = "".join(element.itertext())
        if element.getparent() is None or not text.strip() or len(text.split()) * 2 > total:
            continue
        parts = element.tag not in LETTERED or any(element.find(f".//{tag}") is not None for tag in ("p", "li", "div"))
        behind = element.tail or getattr(element.getnext(), "text", None) or ""
        spaced = (text[0].isspace() or text[-1].isspace()) and behind[:1].isalnum()
        for child in list(element):
            element.remove(child)
        element.tag, element.text = (element.tag, None) if element.tag in CELLS else ("del", " " if spaced else None)
        element.set("data-struck", "")
        for _ in range(2 if parts else 0):  # Paragraphs before and behind stay two.
            element.append(element.makeelement("br"))
    return kept


def _parsed(text: str) -> Element:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    data = text.encode("utf-8", "replace")
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        tree = html.document_fromstring(b"<html><body></body></html>")
    return tree


def _levels(tree: Element) -> list[tuple[int, Element]]:
    level, found = 0, []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            level += 1
            found.append((level, element))
        else:
            level -= 1
    return found


def _depth(tree: Element) -> int:
    return max(level for level, _ in _levels(tree))


def _drop(element: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
