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

from build_scripts.html_blocks import PageBlock
from build_scripts.html_tree import Element

WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|[^\W_]+")
SHINGLE = 4
"""Words in a row that show a text to be the article's: fewer stand anywhere."""
AROUND = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recommend\w*|more-?(?:stories|news|on|from)|read-?(?:more|next|also)|"
    r"newsletter|subscri\w+|sign-?up|promo\w*|advert\w*|ads?|sponsor\w*|nav\w*|menu\w*|breadcrumbs?|tags?|taglist|"
    r"topics|footer|comments?|respond|cookie\w*|consent|toolbar|pagination|pager|popular|trending|most-?read|widget|"
    r"sidebar|teaser\w*|author-?(?:bio|box|info)|toc|toctitle|navbox|mw-editsection|metadata|printfooter|catlinks|"
    r"\w*gallery|slideshow|photo|caption(?:-\w+)?|credit|latest(?:-\w+)*|jp-\w+|hide|outbrain|taboola|donat\w+|paywall|login|skip\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Words in a class or id that name parts of the page around an article."""
OUTSIDE = frozenset({"nav", "footer", "aside", "form", "header", "menu", "button"})
HEADER_WORDS = re.compile(
    r"by-?line|author|writer|dateline|date|time|published|standfirst|sub-?head\w*|deck|dek|lede|summary|intro|subtitle|"
    r"excerpt|description|abstract",
    re.IGNORECASE,
)
"""Words in a class, id or property of what stands between a headline and its article."""
CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption(?:-text)?(?=$|\s)", re.IGNORECASE)
"""Classes of what stands below a picture, where it is no `figcaption`."""
LONGEST_HEADLINE = 250
HEADLINE_WORDS = re.compile(r"head-?line|title", re.IGNORECASE)
BIG_STYLE = re.compile(r"font-(?:weight\s*:\s*(?:bold|[6-9]00)|size\s*:)", re.IGNORECASE)
NAMED = ("class", "id", "role", "itemprop", "rel", "data-component", "data-testid")
MOST_HEADERS = 6
LEAD = 8
"""Words of a block that can't be a link of the page's head any more."""
SPANS = ("colspan", "rowspan")
LOGGERS = ("trafilatura", "htmldate", "justext", "courlan", "readability")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The text that Trafilatura tells to be the article's, as its runs of words and its short pieces."""

    shingles: frozenset[tuple[str, ...]]
    pieces: frozenset[str]
    paragraphs: tuple[str, ...]

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
        return Chosen(frozenset(), frozenset(), ())
    shingles: set[tuple[str, ...]] = set()
    pieces: set[str] = set()
    whole = words(" ".join(body.itertext()))
    shingles.update(tuple(whole[n : n + SHINGLE]) for n in range(len(whole) - SHINGLE + 1))
    for element in body.iter("p", "item", "cell", "head", "quote", "hi", "code", "row", "list"):
        for text in ("".join(element.itertext()), element.text or "", element.tail or ""):
            # Joined without spaces: words that inline elements part are whole here, and stand so in the page's blocks.
            found_words = words(text) if len(text) < 20_000 else []
            if len(found_words) < SHINGLE:
                pieces.add(" ".join(found_words))
            shingles.update(tuple(found_words[n : n + SHINGLE]) for n in range(len(found_words) - SHINGLE + 1))
    pieces.discard("")
    told = tuple(" ".join("".join(e.itertext()).split()) for e in body.iter("p", "item", "head", "quote", "cell"))
    return Chosen(frozenset(shingles), frozenset(pieces), tuple(t for t in told if t))


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
    pictured = [is_picture_caption(block) for block in blocks]
    kept = [not own and chosen.share(block.text()) >= 0.5 for own, block in zip(pictured, blocks, strict=True)]
    anchors = [n for n, block in enumerate(blocks) if kept[n] and block.kind != "heading"]
    if not anchors:
        return []
    home = _home([blocks[n] for n in anchors])
    inside = [_is_inside(block.element, home) for block in blocks]
    first, last = anchors[0], anchors[-1]
    lead = next((n for n in anchors if len(words(blocks[n].text())) >= LEAD), first)
    headline = _headline(blocks, kept, lead, title)
    for n in range(headline if headline is not None else 0):
        kept[n] = kept[n] and len(words(blocks[n].text())) >= LEAD and _linked(blocks[n].element) < 0.5
    start = first if headline is None or headline > first else headline + 1
    for n in range(first + 1, last):
        if not kept[n] and inside[n] and blocks[n].kind != "heading" and not pictured[n]:
            kept[n] = not _is_around(blocks[n], home)
    _behind(blocks, kept, last, home)
    _captions(blocks, kept)
    _headings(blocks, kept, home)
    header = [n for n in range(start, first) if not kept[n] and _belongs_to_header(blocks[n], title)]
    for n in header[:MOST_HEADERS] if headline is not None else ():
        kept[n] = True
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
            if above.tag != "figcaption" and (figure is None or figure.find(".//img") is None):
                return False
            return figure is None or not _holds_text(figure)
    return False


def left_out(blocks: Sequence[PageBlock], article: Sequence[PageBlock]) -> tuple[int, int]:
    """How many captions of pictures and how many struck passages of an article's stretch of the page are left out."""
    places = {e: n for n, e in enumerate(article[0].element.getroottree().iter())} if article else {}
    if not places:
        return 0, 0
    first, last = places[article[0].element], max(places[e] for e in article[-1].element.iter())
    beside = article[-1].element.getparent()

    def within(element: Element) -> bool:
        return first <= places[element] and (places[element] <= last or element.getparent() is beside)

    captions = {figcaption_of(b) for b in blocks if is_picture_caption(b)}
    struck = [e for e in places if e.get("data-struck") is not None]
    return sum(map(within, captions)), sum(map(within, struck))


def figcaption_of(block: PageBlock) -> Element:
    """The `figcaption` a block stands in; its own element where there is none."""
    around = (block.element, *block.element.iterancestors())
    return next((above for above in around if above.tag == "figcaption"), block.element)


def _holds_text(figure: Element) -> bool:
    return any(figure.find(f".//{tag}") is not None for tag in ("table", "blockquote", "pre"))


def _captions(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """The caption of a table, a quotation or code is the article's where that is."""
    figures = {f for n, b in enumerate(blocks) if kept[n] for f in b.element.iterancestors("figure")}
    for n, block in enumerate(blocks):
        caption = figcaption_of(block)
        if caption.tag == "figcaption" and caption.getparent() in figures and not is_picture_caption(block):
            kept[n] = True


def prose_words(blocks: Sequence[PageBlock]) -> int:
    """How many words the blocks have, headings and those that are mostly links left aside."""
    return sum(len(words(b.text())) for b in blocks if b.kind != "heading" and _linked(b.element) < 0.8)


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


def _is_inside(element: Element, home: Element) -> bool:
    return element is home or any(above is home for above in element.iterancestors())


def _is_around(block: PageBlock, home: Element) -> bool:
    """Is a block inside the article no part of it: mostly links, or in an element that says so?"""
    if _linked(block.element) > 0.6 and not (block.kind == "table" and len(block.rows) > 2):
        return True
    return _named_around(block.element, home)


def _named_around(element: Element, home: Element) -> bool:
    for above in (element, *element.iterancestors()):
        if above is home:
            return False
        if above.tag in ("figcaption", "figure"):
            if _holds_text(above if above.tag == "figure" else above.getparent()):
                continue
            return True
        if above.tag in OUTSIDE or AROUND.search(" ".join(above.get(name) or "" for name in NAMED)):
            return True
    return False


def _linked(element: Element) -> float:
    """How much of an element's text is links, 0 to 1."""
    total = len("".join(element.itertext()).strip())
    return sum(len("".join(link.itertext()).strip()) for link in element.iter("a")) / total if total else 1.0


def _behind(blocks: Sequence[PageBlock], kept: list[bool], last: int, home: Element) -> None:
    """A list or table right behind the last block of the article, in the same element, is its end."""
    for n in range(last + 1, len(blocks)):
        block = blocks[n]
        if figcaption_of(block).tag == "figcaption":
            continue
        if block.kind not in ("list", "table") or _holder(block.element) is not _holder(blocks[last].element):
            break
        if _is_around(block, home) or _linked(block.element) > 0.3:
            break
        kept[n] = True


def _holder(element: Element) -> Element:
    """What an element stands in, the figure around it left aside."""
    above = element.getparent()
    return above.getparent() if above is not None and above.tag == "figure" else above


def _headings(blocks: Sequence[PageBlock], kept: list[bool], home: Element) -> None:
    """A heading is the article's where the article goes on right below it, or below a heading that is."""
    goes_on = False
    for n in reversed(range(len(blocks))):
        if blocks[n].kind != "heading":
            goes_on = kept[n]
            continue
        around = not _is_inside(blocks[n].element, home) or _named_around(blocks[n].element, home)
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


def _belongs_to_header(block: PageBlock, title: str | None) -> bool:
    """Is a block between headline and article a byline, a date or a lead?"""
    text = block.text()
    if block.kind != "paragraph" or len(text) > 600 or text == title:
        return False
    named = " ".join(element.get(name) or "" for element in (block.element, *_near(block.element)) for name in NAMED)
    if AROUND.search(named):
        return False
    byline = re.match(r"(?:by|von|par|por|di|door|av)\s+\w", text, re.IGNORECASE) and len(text) < 120
    timed = block.element.find(".//time") is not None or block.element.tag == "time"
    return bool(byline or timed or (HEADER_WORDS.search(named) and _linked(block.element) < 0.95))


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
