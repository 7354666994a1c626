"""Counting anew: the numbers on the pages, and what counting the YAML files by other means gives.

In: a project, and its pages in a language that prints each word's name and marks each number. Out: every number with
what it is said to count and whom it speaks of; and what is counted in content/ with a plain YAML reader, without the
report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import yaml
from lxml import html as lxml_html

from build_scripts.page import Page, content_html
from build_scripts.pages import read_pages
from build_scripts.site_settings import SiteSettings
from build_scripts.wording import Words
from site_tests.pseudo import CLOSE, OPEN, pseudo_language

TAG = "en-GB"
"""A language with English plurals that this project does not have."""
NUMBER = re.compile(r"⟪(-?\d+)⟫")
SHELVES = {"articles": "article", "sources": "article", "briefings": "briefing", "themes": "theme", "parties": "actor"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a page prints.

    `label` names the word that tells what is counted: the message that the number stands in, with those around it
    (`watch.figures > counts.statement`), else the header of its column, the term before it, or the words before it.
    `row` and `column` are what heads them, a word's name or the text; the row of a definition is its term. `place`
    counts the numbers of one message, from 0. `caption` is the text of its table's caption and of the figure's,
    `section` the id of the heading above it, `before` the text of its block up to it.
    `about` are the things that the number's row, card or page is about, the nearest first: `("article", id)`.
    """

    uri: str
    kind: str
    label: str
    row: str
    column: str
    caption: str
    section: str
    before: str
    place: int
    value: int
    about: tuple[tuple[str, str], ...]
    shown: str

    def of(self, kind: str) -> str:
        """The id of the nearest thing of a kind that the number is about; `LookupError` where there is none."""
        return next(i for k, i in self.about if k == kind)

    def has(self, kind: str) -> bool:
        """Is it about a thing of this kind?"""
        return any(k == kind for k, _ in self.about)


def marked_pages(root: Path, monkey: Callable[[object, str, object], None]) -> tuple[Page, ...]:
    """The pages of a project in the language that names its words; `monkey` is pytest's `monkeypatch.setattr`."""
    file = root / "templates" / "languages" / f"{TAG}.yaml"
    file.write_text(pseudo_language(TAG, lambda name, text: f"{OPEN}{name}|{text}{CLOSE}"), "utf-8")
    monkey(Words, "number", lambda _, value: f"⟪{value}⟫" if isinstance(value, int) else str(value))
    publication, _ = read_pages(root, SiteSettings(language=TAG))
    return publication.pages


def numbers_of(pages: Iterable[Page]) -> Iterator[Number]:
    """Every number on the pages, in their order; pictures are left out, for each has a table beside it."""
    for page in pages:
        tree = lxml_html.fromstring(f"<div>{content_html(page.parts)}</div>")
        for svg in tree.xpath("//svg"):
            svg.drop_tree()
        for element in tree.iter():
            for text, holder in ((element.text, element), (element.tail, element.getparent())):
                if isinstance(element.tag, str) and text and NUMBER.search(text) and holder is not None:
                    block = _block(holder)
                    whole = "".join(block.itertext())
                    before = _before(block, element, text is element.tail)
                    for found in NUMBER.finditer(text):
                        here = before + text[: found.start()]
                        label = _message(here) or _heading(block, here)
                        shown = " ".join(whole.split())[:160]
                        about = (*_about(page, block), *_about_page(page))
                        yield Number(
                            uri=page.uri,
                            kind=page.kind,
                            label=label,
                            row=_row(block),
                            column=_column(block),
                            caption=_caption(block),
                            section=next(iter(block.xpath("preceding::h2[1]/@id")), ""),
                            before=here,
                            place=len(NUMBER.findall(_own(here))),
                            value=int(found[1]),
                            about=about,
                            shown=shown,
                        )


def _block(element: Any) -> Any:
    """The smallest element around it that is a cell, an entry or a paragraph of its own."""
    while element.tag not in ("td", "th", "dd", "dt", "li", "p", "h1", "h2", "h3", "h4", "caption", "summary", "div",
                              "section", "figcaption"):  # fmt: skip
        element = element.getparent()
    return element


def _before(block: Any, element: Any, tail: bool) -> str:
    """The text of a block before a text of it: of the element itself, or what follows it."""
    found: list[str] = []

    def walk(at: Any) -> bool:
        if at is element and not tail:
            return True
        found.append(at.text or "")
        for child in at:
            if walk(child):
                return True
            if child is element and tail:
                return True
            found.append(child.tail or "")
        return False

    walk(block)
    return "".join(found)


def _message(before: str) -> str:
    """The names of the words that are open at the end of a text, the outer ones first; empty where none is."""
    names: list[str] = []
    for part in re.findall(rf"{OPEN}[a-z_0-9.]+|{CLOSE}", before):
        if part == CLOSE:
            names.pop()
        else:
            names.append(part[1:])
    return " > ".join(names)


def _own(before: str) -> str:
    """What the innermost open word of a text has so far, without the words in it."""
    while (shorter := re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", before)) != before:
        before = shorter
    return before.rpartition(OPEN)[2]


def _named(text: str) -> str:
    """The name of the last word in a text, else the text."""
    names = re.findall(rf"{OPEN}([a-z_]+\.[a-z_0-9]+)\|", text)
    return names[-1] if names else " ".join(text.split())


def _heading(block: Any, before: str) -> str:
    """What heads a number that stands alone."""
    if block.tag == "td":
        return _column(block)
    if block.tag == "dd":
        return _named("".join(block.xpath("preceding-sibling::dt[1]")[0].itertext()))
    return _named(before)


def _column(block: Any) -> str:
    if block.tag != "td":
        return ""
    column = block.get("data-column")
    if column is None:
        place = block.getparent().xpath("./td|./th").index(block)
        heads = block.xpath("ancestor::table[1]/thead/tr[last()]/*")
        column = "".join(heads[place].itertext()) if place < len(heads) else ""
    return _named(column)


def _caption(block: Any) -> str:
    found = block.xpath("ancestor::table[1]/caption | ancestor::figure[1]//figcaption")
    return " ".join(" ".join("".join(c.itertext()) for c in found).split())


def _row(block: Any) -> str:
    heads = block.xpath("ancestor-or-self::tr[1]/th[1] | self::dd/preceding-sibling::dt[1]")
    return _named("".join(heads[0].itertext())) if heads else ""


def _about(page: Page, block: Any) -> Iterator[tuple[str, str]]:
    """What the links nearest to a number lead to: those of its own block, then of the rows and cards around it."""
    at = block
    for heading in block.xpath("(self::h3|self::p)/preceding-sibling::h2[1][starts-with(@id, 'a-')]"):
        yield ("article", heading.get("id").removeprefix("a-"))
    while at is block or (at is not None and at.tag not in ("table", "tbody", "ul", "ol", "dl")):
        links = [a.get("href") for a in at.xpath(".//a[@href]")]
        found = list(dict.fromkeys(thing for href in links if (thing := _thing(page.uri, href))))
        several = Counter(kind for kind, _ in found)
        yield from (thing for thing in found if several[thing[0]] == 1 or at.tag in ("li", "tr", "section"))
        if at.tag in ("tr", "section", "li", "article"):
            break
        at = at.getparent()


def _about_page(page: Page) -> Iterator[tuple[str, str]]:
    if thing := _thing("", page.uri):
        yield thing


def _thing(origin: str, href: str) -> tuple[str, str] | None:
    path, _, anchor = unquote(urljoin(f"/{origin}", href)).removeprefix("/").partition("#")
    parts = path.split("/")
    if anchor.startswith("a-"):
        return ("article", anchor.removeprefix("a-"))
    return (SHELVES[parts[0]], parts[1]) if parts[0] in SHELVES and len(parts) > 2 and parts[1] else None


# --- counting content/


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, as counting finds it: a sentence, an item of a list, a row of a table."""

    article: str
    text: str
    kind: str = ""


END = re.compile(r"""(?<![A-Z]\.[A-Z])(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)[.!?]["”’)]*\s+(?=["“‘(]?[A-ZÀ-Þ])""")


class Content:
    """The YAML of content/, read by a plain reader and counted by hand."""

    def __init__(self, root: Path) -> None:
        self.root = root / "content"
        self.articles = self._folder("articles")
        self.briefings = self._folder("briefings")
        self.themes = self._folder("themes")
        self.actors = self._folder("actors")
        self.records = self._folder("records")

    def _folder(self, name: str) -> dict[str, Mapping[str, Any]]:
        paths = sorted((self.root / name).glob("*.yaml"))
        return {p.stem: yaml.safe_load(p.read_text("utf-8")) for p in paths}

    def blocks(self, article: str, kind: str) -> list[Any]:
        """The blocks of a kind."""
        return [block[kind] for block in self.articles[article]["body"] if kind in block]

    def listed(self, article: str, key: str) -> list[Any]:
        """A list beside the body: `repairs`, `suggested`, `omitted`."""
        return list(self.articles[article].get(key) or ())

    @cached_property
    def said(self) -> dict[str, list[Said]]:
        """The statements of each article."""
        return {i: [Said(i, text) for text in self._texts(i)] for i in self.articles}

    def _texts(self, article: str) -> Iterator[str]:
        for block in self.articles[article]["body"]:
            if "paragraph" in block or "quote" in block:
                yield from END.sub("\n", " ".join((block.get("paragraph") or block["quote"]).split())).split("\n")
            elif "list" in block or "numbered" in block:
                yield from block.get("list") or block["numbered"]
            elif "table" in block:
                for row in block["table"]["rows"]:
                    yield row if isinstance(row, str) else " | ".join(row)

    def leads(self, article: str) -> list[str]:
        """The paragraphs that only lead to the list or table below them."""
        body = self.articles[article]["body"]
        return [
            " ".join(block["paragraph"].split())
            for block, below in pairwise(body)
            if str(block.get("paragraph", "")).rstrip().endswith(":") and below.keys() & {"list", "numbered", "table"}
        ]

    def is_unverified(self, article: str) -> bool:
        """Has the desk verified no publisher of its capture?"""
        record = self.records.get(Path(self.articles[article]["source"]).stem) or {}
        return not record.get("publisher")

    def in_briefing(self, briefing: str) -> list[str]:
        """The ids of a briefing's articles."""
        return [str(a["id"]) for a in self.briefings[briefing]["articles"]]

    def with_terms(self, terms: Iterable[str], articles: Iterable[str]) -> list[Said]:
        """The statements of articles that have one of the terms: whole words in any case, and a plural."""
        forms = [f for t in terms for f in (t, t.removesuffix("y") + "ies") if f == t or t.endswith("y")]
        found = [re.compile(rf"(?<!\w){re.escape(t)}(?:s|es|’s|'s)?(?!\w)", 0 if t.isupper() else re.I) for t in forms]
        return [s for i in articles for s in self.said[i] if any(f.search(s.text) for f in found)]

    def source_lines(self, article: str) -> list[str]:
        """The lines of an article's source."""
        text = (self.root / "sources" / self.articles[article]["source"]).read_bytes().decode("utf-8-sig")
        lines: list[str] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[:-1] if lines and not lines[-1] else lines

    def read_kinds(self, pages: Iterable[Page]) -> None:
        """Give each statement the kind that its article's page marks it with: a kind is read, not counted."""
        for page in pages:
            if page.kind == "article":
                article = page.uri.split("/")[1]
                tree = lxml_html.fromstring(f"<div>{content_html(page.parts)}</div>")
                labels = tree.xpath("//*[starts-with(@id, 's-')]//a[contains(@class, 'bb-itself')]/@aria-label")
                kinds = [re.findall(r"kind\.([a-z]+)\|", label)[0] for label in labels]
                said = self.said[article]
                assert len(kinds) == len(said), (
                    f"{article}: {len(kinds)} marks, and {len(said)} statements were counted"
                )
                self.said[article] = [replace(s, kind=kind) for s, kind in zip(said, kinds, strict=True)]
