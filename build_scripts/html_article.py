"""The article of a page: which of its blocks are the article, and which are the page around it.

In: the blocks of a page and its tree. Out: the blocks of the article in reading order, its headline first. Trafilatura
tells which text is the article's; what it drops inside the article (it loses tables with many links, parts of nested
lists, announcing lines) is taken back from the page. Nothing is taken from outside the article, and no text is ever
Trafilatura's own rendering: it decides, the page's blocks are what is written.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from build_scripts.html_around import (
    AROUND,
    OUTSIDE,
    Links,
    holds_text,
    is_card,
    is_named_around,
    is_own_list,
    names_of,
    never_articles,
)
from build_scripts.html_blocks import PageBlock
from build_scripts.html_tree import Element

WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|[^\W_]+")
SHINGLE = 4
"""Words in a row that show a text to be the article's: fewer stand anywhere."""
HEADER_WORDS = re.compile(
    r"by-?line|author|writer|dateline|date|time|published|standfirst|sub-?head\w*|deck|dek|lede|lead|spot|summary|intro|subtitle|"
    r"excerpt|description|abstract",
    re.IGNORECASE,
)
"""Words in a class, id or property of what stands between a headline and its article."""
CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption(?:-text)?(?=$|\s)", re.IGNORECASE)
"""Classes of what stands below a picture, where it is no `figcaption`."""
LONGEST_HEADLINE = 250
HEADLINE_WORDS = re.compile(r"head-?line|title", re.IGNORECASE)
BIG_STYLE = re.compile(r"font-(?:weight\s*:\s*(?:bold|[6-9]00)|size\s*:)", re.IGNORECASE)
DATED = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|(?:19|20)\d\d)(?!\d)")
"""A day in figures, or a year."""
MOST_DATED = 16
"""Words of a line that tells when an article was published."""
MOST_DATES = 3
"""Lines with a day above an article: more are those of other articles."""
MOST_HEADERS = 6
LONGEST_JOINED = 20_000
LONGEST_PIECE = 400
"""Characters of a text that can be a piece of fewer words than a run has."""
LEAD = 8
"""Words of a block that can't be a link of the page's head any more."""
ITEM = 6
"""Words of an item that says something, in a list above the article: buttons have fewer."""
SPANS = ("colspan", "rowspan")
LOGGERS = ("trafilatura", "htmldate", "justext", "courlan", "readability")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The text that Trafilatura tells to be the article's, as its runs of words and its short pieces."""

    shingles: frozenset[tuple[str, ...]]
    pieces: frozenset[str]

    def share(self, text: str) -> float:
        """How much of a text is the article's, 0 to 1."""
        found = words(text)
        if len(found) < SHINGLE:
            return float(" ".join(found) in self.pieces)
        runs = [tuple(found[n : n + SHINGLE]) for n in range(len(found) - SHINGLE + 1)]
        return sum(run in self.shingles for run in runs) / len(runs)


def words(text: str) -> list[str]:
    """The words of a text in lower case, letters of scripts without spaces one by one."""
    return [w.lower() for w in WORD.findall(text)]


def choose(tree: Element) -> Chosen:
    """What Trafilatura tells to be the article of a page; nothing where it finds none. The tree stays as it is.

    `fast` leaves out its comparison with jusText, whose time grows with the square of the page (a list of 4,000 items
    takes 25 s). On the 181 pages of the article extraction benchmark what is written is the same with and without.
    """
    from trafilatura import bare_extraction

    with _quiet(), _without_spans(tree):
        try:
            found = bare_extraction(
                tree,
                include_comments=False,
                include_tables=True,
                include_formatting=False,
                with_metadata=False,
                fast=True,
            )
        except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
            found = None  # Its own failures on broken pages; the page then has no article that can be told.
    body = getattr(found, "body", None)
    if body is None:
        return Chosen(frozenset(), frozenset())
    shingles: set[tuple[str, ...]] = set()
    pieces: set[str] = set()
    whole = words(" ".join(body.itertext()))
    shingles.update(tuple(whole[n : n + SHINGLE]) for n in range(len(whole) - SHINGLE + 1))
    for element in body.iter("p", "item", "cell", "head", "quote", "hi", "code", "row", "list"):
        parts = (
            ("".join(element.itertext()), element.text, element.tail) if len(element) else (element.text, element.tail)
        )
        for text in filter(None, parts):
            # Joined without spaces: words that inline elements part are whole here, and stand so in the page's blocks.
            # An element without such has no runs of words but those of the whole, and is a piece only if it is short.
            if len(text) >= (LONGEST_JOINED if len(element) else LONGEST_PIECE):
                continue
            found_words = words(text)
            if len(found_words) < SHINGLE:
                pieces.add(" ".join(found_words))
            elif len(element):
                shingles.update(tuple(found_words[n : n + SHINGLE]) for n in range(len(found_words) - SHINGLE + 1))
    pieces.discard("")
    return Chosen(frozenset(shingles), frozenset(pieces))


@contextmanager
def _without_spans(tree: Element) -> Iterator[None]:
    """Takes `colspan` and `rowspan` away for a while: Trafilatura writes out every cell that they span."""
    taken = [(e, name, e.attrib.pop(name)) for e in tree.iter("td", "th") for name in SPANS if name in e.attrib]
    try:
        yield
    finally:
        for element, name, value in reversed(taken):
            element.set(name, value)


def article_blocks(blocks: Sequence[PageBlock], chosen: Chosen, title: str | None) -> list[PageBlock]:
    """The blocks of the article, its headline first; none where the page has no article."""
    links = Links()
    pictured = [is_picture_caption(block) for block in blocks]
    kept = [not own and chosen.share(block.text()) >= 0.5 for own, block in zip(pictured, blocks, strict=True)]
    never = never_articles(blocks, [len(b.text()) if k else 0 for k, b in zip(kept, blocks, strict=True)])
    kept = [k and not outside for k, outside in zip(kept, never, strict=True)]
    anchors = [n for n, block in enumerate(blocks) if kept[n] and block.kind != "heading"]
    if not anchors:
        return []
    home = _home([blocks[n] for n in anchors])
    inside = _within(blocks, home)
    first, last = anchors[0], anchors[-1]
    lead = next((n for n in anchors if len(words(blocks[n].text())) >= LEAD), first)
    headline = _headline(blocks, kept, lead, title)
    for n in range(headline if headline is not None else 0):
        kept[n] = kept[n] and len(words(blocks[n].text())) >= LEAD and links.share(blocks[n].element) < 0.5
    for n in range(first + 1, last):
        if not kept[n] and inside[n] and blocks[n].kind != "heading" and not pictured[n] and not never[n]:
            own = n > lead and is_own_list(blocks, n)
            kept[n] = not _is_around(blocks[n], home, links, own)
    _behind(blocks, kept, last, home, links)
    _captions(blocks, kept)
    if headline is not None:
        _header(blocks, kept, (headline, lead), title, never, links)
    _headings(blocks, kept, inside, home)
    chosen_blocks = [b for n, b in enumerate(blocks) if kept[n] and n != headline]
    if headline is None:  # What the page's title says stands nowhere in its text, and so not in the source.
        return chosen_blocks
    top = blocks[headline]
    return [PageBlock("heading", top.element, (" ".join(top.lines),), 1), *chosen_blocks]


def is_picture_caption(block: PageBlock) -> bool:
    """Is a block said of a picture, and not of a table, a quotation or code?"""
    for above in (block.element, *block.element.iterancestors()):
        if above.tag == "figure":
            return False
        if above.tag == "figcaption" or CAPTION_CLASS.search(above.get("class") or ""):
            figure = above.getparent()
            if above.tag != "figcaption" and (figure is None or next(figure.iter("img", "amp-img"), None) is None):
                return False
            return figure is None or not holds_text(figure)
    return False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many parts of an article's stretch of the page are left out: pictures' captions, passages that the page
    strikes out, and lists and tables of links.
    """

    captions: int = 0
    struck: int = 0
    links: int = 0


def left_out(blocks: Sequence[PageBlock], article: Sequence[PageBlock]) -> LeftOut:
    """What of an article's stretch of the page is left out."""
    places = {e: n for n, e in enumerate(article[0].element.getroottree().iter())} if article else {}
    if not places:
        return LeftOut()
    first, last = places[article[0].element], max(places[e] for e in article[-1].element.iter())
    beside = article[-1].element.getparent()

    def within(element: Element) -> bool:
        return first <= places[element] and (places[element] <= last or element.getparent() is beside)

    captions = {figcaption_of(b) for b in blocks if is_picture_caption(b)}
    struck = [e for e in places if e.get("data-struck") is not None]
    written = {b.element for b in article}
    links = [b.element for b in blocks if b.kind in ("list", "table") and b.element not in written]
    return LeftOut(sum(map(within, captions)), sum(map(within, struck)), sum(first <= places[e] <= last for e in links))


def figcaption_of(block: PageBlock) -> Element:
    """The `figcaption` a block stands in; its own element where there is none."""
    around = (block.element, *block.element.iterancestors())
    return next((above for above in around if above.tag == "figcaption"), block.element)


def _captions(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """The caption of a table, a quotation or code is the article's where that is; so is who said a quotation."""
    figures = {f for n, b in enumerate(blocks) if kept[n] for f in b.element.iterancestors("figure")}
    for n, block in enumerate(blocks):
        caption = figcaption_of(block)
        if caption.tag == "figcaption" and caption.getparent() in figures and not is_picture_caption(block):
            kept[n] = True
        if block.role == "speaker" and n and (blocks[n - 1].kind == "quote" or blocks[n - 1].role == "speaker"):
            kept[n] = kept[n - 1]
        if block.role == "caption" and n + 1 < len(blocks) and blocks[n + 1].kind == "table":
            kept[n] = kept[n + 1]


def has_prose(blocks: Sequence[PageBlock], least: int) -> bool:
    """Have the blocks as many words, headings and those that are mostly links left aside?"""
    links = Links()
    count = 0
    for block in blocks:
        if block.kind != "heading" and links.share(block.element) < 0.8:
            count += len(words(block.text()))
        if count >= least:
            return True
    return False


def _home(anchors: Sequence[PageBlock]) -> Element:
    """The innermost element that holds four fifths of the article's words."""
    weights: dict[Element, int] = {}
    total = 0
    for block in anchors:
        weight = len(block.text())
        total += weight
        for element in (block.element, *block.element.iterancestors()):
            weights[element] = weights.get(element, 0) + weight
    element = max(anchors, key=lambda b: len(b.text())).element
    for above in (element, *element.iterancestors()):
        if weights.get(above, 0) * 5 >= total * 4:
            return above
    return element.getroottree().getroot()


def _within(blocks: Sequence[PageBlock], home: Element) -> list[bool]:
    """Which blocks stand in the home of the article."""
    elements = set(home.iter())
    return [block.element in elements for block in blocks]


def _is_around(block: PageBlock, home: Element, links: Links, own: bool = False) -> bool:
    """Is a block inside the article no part of it: mostly links (its `own` ones aside), or in an element so named?"""
    if not own and links.share(block.element) > 0.6 and not (block.kind == "table" and len(block.rows) > 2):
        return True
    return is_named_around(block.element, home)


def _behind(blocks: Sequence[PageBlock], kept: list[bool], last: int, home: Element, links: Links) -> None:
    """A list or table right behind the last block of the article, in the same element, is its end."""
    for n in range(last + 1, len(blocks)):
        block = blocks[n]
        if figcaption_of(block).tag == "figcaption":
            continue
        if block.kind not in ("list", "table") or _holder(block.element) is not _holder(blocks[last].element):
            break
        if _is_around(block, home, links) or links.share(block.element) > 0.3:
            break
        kept[n] = True


def _holder(element: Element) -> Element:
    """What an element stands in, the figure around it left aside."""
    above = element.getparent()
    return above.getparent() if above is not None and above.tag == "figure" else above


def _headings(blocks: Sequence[PageBlock], kept: list[bool], inside: Sequence[bool], home: Element) -> None:
    """A heading is the article's where the article goes on right below it, or below a heading that is."""
    goes_on = False
    for n in reversed(range(len(blocks))):
        if blocks[n].kind != "heading":
            goes_on = kept[n]
            continue
        around = not inside[n] or is_named_around(blocks[n].element, home)
        kept[n] = goes_on and (kept[n] or not around)
        goes_on = goes_on and kept[n]


def _headline(blocks: Sequence[PageBlock], kept: Sequence[bool], first: int, title: str | None) -> int | None:
    """The block that is the headline: the page's first-level heading that its title has, or the only one."""
    tops = [n for n, b in enumerate(blocks) if b.kind == "heading" and b.level == 1 and n <= first + 1]
    told = set(words(title or ""))

    def likeness(n: int) -> float:
        own = set(words(blocks[n].text()))
        return len(own & told) / max(len(own), 1)

    near = [n for n in tops if likeness(n) >= 0.6 and len(words(blocks[n].text())) > 1]
    if near:
        return near[-1]
    others = [n for n, b in enumerate(blocks) if b.kind == "heading" and b.level == 2 and n <= first + 1]
    near = [n for n in others if likeness(n) >= 0.8 and len(words(blocks[n].text())) > 2]
    if near:
        return near[-1]
    if len(tops) == 1 and (title is None or kept[tops[0]]):
        return tops[0]
    shown = [n for n, b in enumerate(blocks[: first + 1]) if b.kind == "paragraph" and _stands_out(b.element)]
    near = [n for n in shown if likeness(n) >= 0.8 and len(words(blocks[n].text())) > 2]
    return near[-1] if near else None


def _stands_out(element: Element) -> bool:
    """Is all of a short paragraph bold, big, or named a headline, as pages without headings have theirs?"""
    text = " ".join("".join(element.itertext()).split())
    if not text or len(text) > LONGEST_HEADLINE:
        return False
    for inner in element.iter():
        big = inner.tag in ("b", "strong", "big") or inner.get("size") or BIG_STYLE.search(inner.get("style") or "")
        named = HEADLINE_WORDS.search(" ".join(inner.get(name) or "" for name in ("class", "id", "itemprop")))
        if (big or named) and " ".join("".join(inner.itertext()).split()) == text:
            return True
    around = element.getparent()
    return around is not None and around.tag in ("b", "strong", "big", "font") and len(around) == 1


def _header(
    blocks: Sequence[PageBlock],
    kept: list[bool],
    between: tuple[int, int],
    title: str | None,
    never: Sequence[bool],
    links: Links,
) -> None:
    """What stands between the headline and the lead and is the article's: byline, dates, standfirst, first sentences;
    and no teasers of other articles, nor buttons.

    Right before the headline it is a date alone, and only where its element names it so and stands beside it.
    """
    headline, lead = between
    for n in range(headline + 1, lead):
        listed = blocks[n].kind == "list" and links.share(blocks[n].element) >= 0.95
        kept[n] = kept[n] and not listed and not is_card(blocks[n].element)
    found: dict[str, list[int]] = {"named": [], "dated": [], "said": []}
    for n in range(headline + 1, lead):
        why = None if kept[n] else _of_the_header(blocks[n], title, links)
        if why is not None and (why == "named" or not never[n]):  # A byline can stand in a bar of buttons.
            found[why].append(n)
    if len(found["dated"]) > MOST_DATES:
        found["dated"] = []
    for places in found.values():
        for n in places[:MOST_HEADERS]:
            kept[n] = True
    before = headline - 1
    if before >= 0 and not never[before] and _beside(blocks[before].element, blocks[headline].element):
        element = blocks[before].element
        named = element.find(".//time") is not None or HEADER_WORDS.search(names_of(element))
        kept[before] = bool(kept[before] or (named and _tells_a_date(blocks[before]) and links.share(element) < 0.5))


def _beside(element: Element, headline: Element) -> bool:
    return element.getparent() is headline.getparent() and element.tag not in OUTSIDE


def _tells_a_date(block: PageBlock) -> bool:
    text = block.text()
    return block.kind in ("paragraph", "list") and DATED.search(text) is not None and len(words(text)) <= MOST_DATED


def _of_the_header(block: PageBlock, title: str | None, links: Links) -> str | None:
    """Why a block between headline and lead is the article's: it is `named` a byline or a lead, it is `dated`, or
    something is `said` in it; None where it is not.
    """
    text = block.text()
    around = (block.element, *_near(block.element))
    if text == title or is_picture_caption(block):
        return None
    if any(e.tag in OUTSIDE - {"header"} or AROUND.search(names_of(e)) for e in around):
        return None
    linked = links.share(block.element)
    if block.kind == "paragraph" and len(text) <= 600:
        named = HEADER_WORDS.search(" ".join(map(names_of, around))) and linked < 0.95
        byline = re.match(r"(?:by|von|par|por|di|door|av)\s+\w", text, re.IGNORECASE) and len(text) < 120
        if named or byline or block.element.find(".//time") is not None or block.element.tag == "time":
            return "named"
    if linked >= 0.5:
        return None
    said = sum(len(words(" ".join(item.lines))) >= ITEM for item in block.items) * 2 >= len(block.items)
    if said and len(words(text)) >= LEAD:
        return "said"
    return "dated" if _tells_a_date(block) else None


def _near(element: Element) -> Iterable[Element]:
    above = list(element.iterancestors())[:1]
    return [*above, *list(element.iterchildren())[:3]]


@contextmanager
def _quiet() -> Iterator[None]:
    """What these libraries log and warn of is of use to their makers alone."""
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    try:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
