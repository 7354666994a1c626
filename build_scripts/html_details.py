"""What a page tells of itself: its title, publisher, address and date, each with the place that tells it.

In: the tree of a page. Out: `PageDetails`. Only what a page declares counts (JSON-LD, `meta`, `link`, the
article's microdata, a marked `time`, else the one of its header); nothing is concluded from its wording, its address
or the day of a copyright line. Refused: values that are no text, addresses that are not of the web, dates that the
calendar does not have.
"""

from __future__ import annotations

import email.utils
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from build_scripts.dates import iso_date
from build_scripts.html_tree import Element

LONGEST = 500
"""Characters of a title or a name; a longer one is no name."""
LONGEST_ADDRESS = 2000
LONGEST_SCRIPT = 2_000_000
MOST_NODES = 5000
ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*Posting|Report|Review|WebPage|\w*Page)$")
DAY = re.compile(r"\s*(\d{4})([-/.]?)(\d{2})\2(\d{2})(?=$|[T\s])")
MONTH = re.compile(r"\s*(\d{4})(?:-(\d{2}))?\s*$")
ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)
MOST_BETWEEN = 80
"""Words between a headline and the `time` of its header: a byline and a lead."""
LONGEST_BYLINE = 160
NO_HEADERS = frozenset(
    "nav aside footer ul ol menu dl table blockquote figure figcaption pre form h1 h2 h3 h4 h5 h6".split()
)
TEXT_BLOCKS = frozenset("p div section article main header address body".split())
BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|date(?:line|time|published)?|time(?:stamp)?|pub(?:lished|date)?|posted|meta)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Words in the classes of bylines and of days of publication."""
BEGINS = re.compile(r"(?:by|von|par|por|di|door|av)\s+[^\W\d_]|(?:published|posted)\b", re.IGNORECASE)
REMARKS = re.compile(r"comment|respond|related|recommend|teaser", re.IGNORECASE)
"""Words in the class or id of what readers wrote, or of other articles."""
DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "date",
)
"""Names under which pages declare the day of publication, the plainest first."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A value and what of the page tells it, such as `og:title`."""

    value: str
    told_by: str


@dataclass(frozen=True, slots=True)
class PageDetails:
    """What a page declares; None where it declares nothing."""

    title: Detail | None = None
    publisher: Detail | None = None
    address: Detail | None = None
    published: Detail | None = None


def details_of(tree: Element) -> PageDetails:
    """What a page tells of itself."""
    article = _article_node(tree)
    metas = _metas(tree)

    def first(usable: Callable[[str], str | None], *told: tuple[str, Any]) -> Detail | None:
        for name, value in told:
            if isinstance(value, str) and (good := usable(value)):
                return Detail(good, name)
        return None

    def named(*names: str) -> list[tuple[str, str | None]]:
        return [(name, metas.get(name)) for name in names]

    publisher = article.get("publisher")
    if isinstance(publisher, list):
        publisher = next((p for p in publisher if isinstance(p, dict)), None)
    page = article.get("mainEntityOfPage")
    canonical = next((link.get("href") for link in tree.iter("link") if "canonical" in _words(link, "rel")), None)
    return PageDetails(
        title=first(
            usable_name,
            ("JSON-LD headline", article.get("headline")),
            *named("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"),
            ("title", next(("".join(t.itertext()) for t in tree.iter("title")), None)),
        ),
        publisher=first(
            usable_name,
            ("JSON-LD publisher", publisher.get("name") if isinstance(publisher, dict) else publisher),
            *named("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_publisher"),
        ),
        address=first(
            usable_address,
            ("canonical link", canonical),
            *named("og:url"),
            ("JSON-LD url", article.get("url")),
            ("JSON-LD page", page.get("@id") if isinstance(page, dict) else page),
        ),
        published=first(
            usable_day,
            ("JSON-LD datePublished", article.get("datePublished")),
            *named(*DATE_NAMES),
            ("microdata datePublished", _declared_day(tree)),
            ("time", _marked_day(tree)),
        ),
    )


def bare_title(title: Detail, headline: str) -> Detail:
    """A title without what the page adds to its headline, such as the site's name behind a bar or a dash."""
    plain = usable_name(headline)
    if plain is None or plain == title.value:
        return title
    own = re.escape(plain)
    added = re.fullmatch(rf"{own}\s*(?:[|•·»]|\s[-–—:/]\s)\s*\S.*|.*\S\s*(?:[|•·«]|\s[-–—:/]\s)\s*{own}", title.value)
    return Detail(plain, f"{title.told_by}, as far as it is the headline") if added else title


def header_day(headline: Element) -> Detail | None:
    """The one day that the `time` elements in an article's header tell: those near its headline, in a byline or alone.

    A `time` in running text, a list, a table or a picture's caption tells of something else, and is never taken.
    """
    around = next(headline.iterancestors("header"), None)
    days: dict[str, None] = {}
    between = 0
    behind = False
    for element in headline.getroottree().getroot().iter():
        behind = behind or element is headline
        inside = around is not None and any(above is around for above in element.iterancestors())
        if element.tag == "time" and (inside or (behind and between <= MOST_BETWEEN)):
            day = usable_day(element.get("datetime") or "")
            if day is not None and _is_of_the_header(element, inside):
                days[day] = None
        if behind and not any(above is headline for above in element.iterancestors()) and element is not headline:
            between += len((element.text or "").split())
        between += len((element.tail or "").split()) if behind else 0
        if behind and between > MOST_BETWEEN and not inside and around is None:
            break
    return Detail(next(iter(days)), "the time in the article's header") if len(days) == 1 else None


def _is_of_the_header(element: Element, inside: bool) -> bool:
    """Does a `time` stand alone, or in a byline? `inside`: the element `header` around the headline has it."""
    above = list(element.iterancestors())
    if any(a.tag in NO_HEADERS or REMARKS.search(f"{a.get('class')} {a.get('id')}") for a in above if a.tag != "body"):
        return False
    block = next((a for a in above if a.tag in TEXT_BLOCKS), above[-1])
    if block.tag == "body":
        block = element
    text = " ".join("".join(block.itertext()).split())
    own = " ".join("".join(element.itertext()).split())
    before = " ".join("".join(block.itertext()).partition(own)[0].split()[-3:]) if own else ""
    said = " ".join((before, *_words(element, "class"), *_words(element, "itemprop")))
    if re.search(r"updat|modif|correct|last", said, re.IGNORECASE) or len(text) > LONGEST_BYLINE:
        return False
    if text == own:
        return True
    line = [element, *(above[: above.index(block) + 1] if block is not element else [])]
    named = any(BYLINE.search(f"{part.get('class')} {part.get('itemprop')}") for part in line)
    sentence = re.search(r"[.!?][\"”’]?$", text) is not None and len(text.split()) > 3
    return (named or (inside and block.tag != "p") or BEGINS.match(text) is not None) and not sentence


def usable_name(text: str) -> str | None:
    """A title or name on one line; None where it is none."""
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", html.unescape(text)).split())
    return plain if 0 < len(plain) <= LONGEST and any(c.isalnum() for c in plain) else None


def usable_address(text: str) -> str | None:
    """An address of the web; None where it is another."""
    plain = html.unescape(text).strip()
    return plain if len(plain) <= LONGEST_ADDRESS and ADDRESS.fullmatch(plain) else None


def usable_day(text: str) -> str | None:
    """The day, month or year that a text in ISO 8601 (or of a mail's head) tells, as it stands there; else None."""
    if match := DAY.match(text):
        year, _, month, day = match.groups()
    elif match := MONTH.match(text):
        year, month, day = match[1], match[2], None
    else:
        try:
            return email.utils.parsedate_to_datetime(text).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    told = "-".join(part for part in (year, month, day) if part)
    return told if int(year) >= 1000 else None


def _metas(tree: Element) -> dict[str, str]:
    """The first value of each `meta`, by its name in lower case."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = meta.get("content")
        if name and value and value.strip():
            found.setdefault(name.strip().lower(), value)
    return found


def _declared_day(tree: Element) -> str | None:
    """The day that the article's own microdata declares (`itemprop="datePublished"`), in an attribute or in its text.

    Of a page with a headline that is the article which holds it; what other items tell (comments, teasers) counts not.
    """
    headline = next(tree.iter("h1"), None)
    mine = set() if headline is None else {a for a in headline.iterancestors() if a.get("itemscope") is not None}
    for element in tree.iter():
        if not isinstance(element.tag, str) or "datePublished" not in _words(element, "itemprop"):
            continue
        above = [a for a in element.iterancestors() if a.tag != "body"]
        scope = next((a for a in above if a.get("itemscope") is not None), None)
        if scope is not None and mine and scope not in mine:
            continue
        if any(a.tag in ("nav", "aside", "footer") or REMARKS.search(f"{a.get('class')} {a.get('id')}") for a in above):
            continue
        kind = (scope.get("itemtype") or "").rstrip("/").rpartition("/")[2] if scope is not None else ""
        if kind and ARTICLE_TYPE.fullmatch(kind) is None:
            continue
        for told in (element.get("content"), element.get("datetime")):
            if told and (day := usable_day(told)):
                return day
        text = "".join(element.itertext())
        if len(text) <= LONGEST_BYLINE and (day := iso_date(text)):
            return day
    return None


def _marked_day(tree: Element) -> str | None:
    """The day of the first `time` that is marked as that of publication; what only stands in the page is no such."""
    for element in tree.iter("time"):
        if element.get("pubdate") is None and "datePublished" not in _words(element, "itemprop"):
            continue
        around = [a for a in element.iterancestors() if a.tag != "body"]
        if any(
            a.tag in ("nav", "aside", "footer") or REMARKS.search(f"{a.get('class')} {a.get('id')}") for a in around
        ):
            continue
        if day := usable_day(element.get("datetime") or ""):
            return day
    return None


def _words(element: Element, name: str) -> list[str]:
    return (element.get(name) or "").split()


def _article_node(tree: Element) -> dict[str, Any]:
    """The node of the page's JSON-LD that describes its article; the page's own where there is none."""
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            nodes.extend(_nodes(script.text or ""))
    by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}

    def rank(node: dict[str, Any]) -> int:
        types = node.get("@type")
        kinds = [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]
        if not any(ARTICLE_TYPE.fullmatch(kind) for kind in kinds):
            return 0
        return 2 if any(not kind.endswith("Page") for kind in kinds) else 1

    best = max(nodes, key=rank, default={})
    if not best or not rank(best):
        return {}
    publisher = best.get("publisher")
    if isinstance(publisher, dict) and "name" not in publisher and isinstance(publisher.get("@id"), str):
        best = {**best, "publisher": by_id.get(publisher["@id"])}
    return best


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    """The objects of one script, those of `@graph` and of lists too; nothing where it is no JSON."""
    stripped = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$", "", text)
    if len(stripped) > LONGEST_SCRIPT:
        return
    try:
        waiting = [json.loads(stripped, strict=False)]
    except (ValueError, RecursionError):
        return
    seen = 0
    while waiting and seen < MOST_NODES:
        seen += 1
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting = [*node[:100], *waiting]
        elif isinstance(node, dict):
            yield node
            inner = [node[key] for key in ("@graph", "mainEntity", "publisher", "itemListElement") if key in node]
            waiting.extend(i for i in inner if isinstance(i, dict | list))
