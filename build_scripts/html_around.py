"""What stands around an article in its page: known by the names of elements, and by how much of a text is links.

In: the elements and blocks of a page. Out: whether one is named as a part of the page around the article (share bars,
comments, related stories), how much of it is links, and whether a list of links is the article's own. What is left out
of an article for this is counted, so that it can be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from build_scripts.clutter_wording import clutter_code
from build_scripts.html_blocks import PageBlock
from build_scripts.html_tree import Element

AROUND = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recommend\w*|more-?(?:stories|news|on|from)|read-?(?:more|next|also)|"
    r"newsletter|subscri\w+|sign-?up|promo\w*|advert\w*|ads?|sponsor\w*|nav\w*|menu\w*|breadcrumbs?|tags?|taglist|"
    r"topics|footer|comments?|respond|cookie\w*|consent|toolbar|pagination|pager|popular|trending|most-?read|widget|"
    r"sidebar|teaser\w*|author-?(?:bio|box|info)|toc|toctitle|navbox|mw-editsection|metadata|printfooter|catlinks|"
    r"\w*gallery|slideshow|photo|caption(?:-\w+)?|credit|latest(?:-\w+)*|jp-\w+|hide|outbrain|taboola|donat\w+|paywall|login|skip\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Words in a class or id that name parts of the page around an article."""
NEVER = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:-?(?:area|list|section|thread|body))?|disqus\w*|discussions?|respond|toc|toctitle|"
    r"coment[aá]rios?|comentarios|commentaires?|kommentare?|reacties|yorum(?:lar)?|kommentar(?:ii|y)|"
    r"share-?(?:bar|buttons?|links?)|read-?(?:also|next)|related-?(?:posts|articles|stories|news|links)|newsletter|"
    r"(?:cookie|consent)-?(?:banner|notice|bar|popup|overlay))(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Those of them that hold no word of the article, even where its text seems to go on there."""
OUTSIDE = frozenset({"nav", "footer", "aside", "form", "header", "menu", "button"})
NAMED = ("class", "id", "role", "itemprop", "rel", "data-component", "data-testid")
RELATED = re.compile(
    r"(?:see|read) also|further reading|external links|по теме|(?:читайте|смотрите) также|(?:mehr )?zum thema|"
    r"lesen sie auch|mehr dazu|(?:à )?lire aussi|sur le même sujet|(?:lea|lee|leia) tamb(?:ién|ém)|"
    r"(?:noticias|notícias) relacionad[ao]s|te puede interesar|leggi anche|ilgili (?:haberler|yazılar|konular)|"
    r"اقرأ أيضا?ً?|(?:مواضيع|أخبار) ذات صلة",
    re.IGNORECASE,
)
"""Headings of other articles, beside those that `clutter_wording` knows."""
LONGEST_CARD = 400
"""Characters of a link that holds blocks, as a picture with a title does; a longer one was never closed."""
FEWEST = 200
"""Characters of an article beside comments: with fewer, what is so named may be the article."""
INTRODUCES = 120
"""Characters of a paragraph that announces a list."""


@dataclass(slots=True)
class Links:
    """How much of each element's text is links, 0 to 1; counted once, for many blocks can share an element."""

    known: dict[Element, float] = field(default_factory=dict)

    def share(self, element: Element) -> float:
        """The share of an element; one without text is all links."""
        if (share := self.known.get(element)) is None:
            total = len("".join(element.itertext()).strip())
            linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a"))
            share = linked / total if total else 1.0
            self.known[element] = share = 1.0 if is_card(element) else share
        return share


def is_card(element: Element) -> bool:
    """Does an element stand in a link, with a heading or a picture perhaps, as the teaser of another article does?"""
    card = next(element.iterancestors("a"), None)
    return card is not None and len("".join(card.itertext())) <= LONGEST_CARD


def names_of(element: Element) -> str:
    """The names that a page gives an element, by which it is known what it is for."""
    return " ".join(filter(None, (element.get(name) for name in NAMED)))


def holds_text(figure: Element) -> bool:
    """Does a `figure` show a table, a quotation or code, and no picture?"""
    return any(figure.find(f".//{tag}") is not None for tag in ("table", "blockquote", "pre"))


def is_named_around(element: Element, home: Element) -> bool:
    """Is an element, or one around it inside `home`, named as a part of the page around the article?"""
    for above in (element, *element.iterancestors()):
        if above is home:
            return False
        if above.tag in ("figcaption", "figure"):
            if holds_text(above if above.tag == "figure" else above.getparent()):
                continue
            return True
        if above.tag in OUTSIDE or AROUND.search(names_of(above)):
            return True
    return False


def never_articles(blocks: Sequence[PageBlock], weights: Sequence[int]) -> list[bool]:
    """Which blocks stand in comments, contents and the like, whatever their words are.

    `weights` are the characters of each block that seems the article's. Where an element so named holds the first of
    them, or little is left without all of these, the name speaks of something else, as of a page that has comments.
    """
    known: dict[Element, Element | None] = {}
    around = [_never(block.element, known) for block in blocks]
    first = next((element for element, weight in zip(around, weights, strict=True) if weight), None)
    rest = sum(weight for element, weight in zip(around, weights, strict=True) if element is None or element is first)
    return [element is not None and element is not first and rest >= FEWEST for element in around]


def _never(element: Element, known: dict[Element, Element | None]) -> Element | None:
    """The outermost element so named around an element, `body` and `html` left aside; None where there is none."""
    path: list[Element] = []
    found: Element | None = None
    for above in (element, *element.iterancestors()):
        if above in known:
            found = known[above]
            break
        path.append(above)
    for above in reversed(path):
        if found is None and above.tag not in ("html", "body") and NEVER.search(names_of(above)):
            found = above
        known[above] = found
    return found


def is_own_list(blocks: Sequence[PageBlock], at: int) -> bool:
    """Is a list of links the article's own, as one of documents or members? Its heading or announcement says so.

    Contents (links to places of the same page) and what is headed `Related` or `Read more` are none.
    """
    block = blocks[at]
    if block.kind != "list" or not at:
        return False
    targets = [(link.get("href") or "#").strip() for link in block.element.iter("a")]
    if all(target.startswith("#") for target in targets):
        return False
    above = blocks[at - 1]
    text = above.text().strip()
    announced = above.kind == "paragraph" and len(text) <= INTRODUCES and text.endswith(":")
    other = RELATED.match(text) is not None or clutter_code(text.rstrip(" :"), at_edge=True) is not None
    return (above.kind == "heading" or announced) and not other
