"""A strict reader of built pages: what a browser mends in silence is told.

In: the HTML of a page. Out: each fault with its line. An element that may not stand where it stands (a block inside a
paragraph, a link in a link, a cell outside of its row) makes a browser close another one early: the page then is not
the one that the template says. Told too: tags left open or closed twice, an attribute or an id that stands twice,
characters that HTML has no place for, headings and cells without words.
"""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements that have no end tag (HTML Living Standard, 13.1.2)."""
BLOCKS = frozenset(
    "address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
PHRASES = frozenset("b bdi button cite code em h1 h2 h3 h4 h5 h6 i kbd mark p pre q small span strong sub sup".split())
"""Elements that hold words and no block."""
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
PARENTS = {
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
    "caption": {"table"},
    "summary": {"details"},
    "option": {"select", "optgroup", "datalist"},
}
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "tr": {"td", "th"},
}
SCRIPTS = frozenset({"script", "template"})
NO_PLACE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no HTML may hold (13.1: no surrogates, noncharacters, controls other than white space)."""
UNSEEN = frozenset("Cc Cf Zl Zp Zs".split())
"""Unicode's categories of what leaves no mark on a page."""
FEW = 20
"""How many faults of a page are told."""


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[tuple[str, int]] = []
        self.words: list[bool] = []
        """For each open element: does it hold words, or a picture that says some?"""
        self.ids: dict[str, int] = {}

    def tell(self, what: str, line: int = 0) -> None:
        self.faults.append(f"line {line or self.getpos()[0]}: {what}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, attrs)
        if tag in VOID:
            if tag == "img" and dict(attrs).get("alt"):
                self.words = [True] * len(self.words)
            return
        self.open.append((tag, self.getpos()[0]))
        self.words.append(tag in ("input", "select", "textarea"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, attrs)
        if tag not in VOID and not any(name in ("svg", "math") for name, _ in self.open):
            self.tell(f"<{tag}/> closes nothing: HTML ignores the stroke")

    def _begin(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        for name in sorted({n for n in names if names.count(n) > 1}):
            self.tell(f"<{tag}> has two attributes `{name}`")
        own = dict(attrs).get("id")
        if own is not None:
            if own in self.ids:
                self.tell(f"id {own!r} stands in line {self.ids[own]} already")
            self.ids.setdefault(own, self.getpos()[0])
            if not own or re.search(r"\s", own):
                self.tell(f"id {own!r} is none")
        for name, value in attrs:
            if NO_PLACE.search(value or ""):
                self.tell(f"<{tag} {name}> holds {NO_PLACE.search(value or '')!r}")
        around = [name for name, _ in self.open]
        parent = around[-1] if around else ""
        if tag in BLOCKS:
            for outer in around:
                if outer in PHRASES:
                    self.tell(f"<{tag}> inside <{outer}>")
        if tag in ("a", "button", "form", "label") and tag in around:
            self.tell(f"<{tag}> inside <{tag}>")
        if (tag == "button" and "a" in around) or (tag == "a" and "button" in around):
            self.tell(f"<{tag}> inside a button or a link")
        wrong_parent = tag in PARENTS and parent not in PARENTS[tag]
        wrong_child = parent in CHILDREN and tag not in CHILDREN[parent] | SCRIPTS
        if "svg" not in around and (wrong_parent or wrong_child):
            self.tell(f"<{tag}> inside <{parent}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in [name for name, _ in self.open]:
            self.tell(f"</{tag}> closes nothing")
            return
        while self.open:
            name, line = self.open.pop()
            said = self.words.pop()
            if self.words and said:
                self.words[-1] = True
            if name == tag:
                if not said and (tag in HEADINGS or tag in ("td", "th", "caption", "summary")):
                    self.tell(f"<{tag}> without words", line)
                return
            self.tell(f"<{name}> is never closed", line)

    def handle_data(self, data: str) -> None:
        if NO_PLACE.search(data):
            self.tell(f"the text holds {NO_PLACE.search(data)!r}")
        inside = [name for name, _ in self.open]
        if data.strip() and self.words and not SCRIPTS & set(inside):
            self.words[-1] = self.words[-1] or any(unicodedata.category(c) not in UNSEEN for c in data)
            if inside[-1] in CHILDREN:
                self.tell(f"text inside <{inside[-1]}>: {data.strip()[:40]!r}")


def faults(html: str) -> list[str]:
    """What is wrong in a page, in the order of its lines; the first `FEW` of it."""
    reader = _Strict()
    reader.feed(html)
    reader.close()
    for name, line in reader.open:
        reader.tell(f"<{name}> is never closed", line)
    return reader.faults[:FEW]
