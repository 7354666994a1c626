"""What the desk writes as Markdown, as HTML.

In: a hand-written note. Out: CommonMark as HTML; HTML in it shows as text, links that would run a script stay text, and
a picture becomes a link to it. A page that showed the picture would ask the picture's host for it and tell that host of
every reader; no page of the site asks another host for anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def desk_markdown() -> MarkdownIt:
    """A reader of such notes."""
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    reader.core.ruler.after("inline", "images_as_links", _link_images)
    return reader


def _link_images(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _linked(state, token.children)


def _linked(state: StateCore, tokens: Iterable[Token]) -> list[Token]:
    """Every image as a link named by its words, or by its address where it has none; in a link as its words alone."""
    found: list[Token] = []
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "image":
            found.append(token)
            continue
        address = str(token.attrs.get("src", ""))
        words = "".join(_words(token.children or ()))
        text = Token("text", "", 0, content=words.strip() or address)
        if inside or address.lower().startswith("data:"):  # a link may hold none; what an address holds is no place
            found.append(text)
            continue
        attrs = {"href": address} | ({"title": token.attrs["title"]} if token.attrs.get("title") else {})
        found += [Token("link_open", "a", 1, attrs=attrs), text, Token("link_close", "a", -1)]
    return found


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    """What an image is called, without emphasis and links."""
    for token in tokens:
        if token.type == "image":
            yield from _words(token.children or ())
        else:
            yield " " if token.type in ("softbreak", "hardbreak") else token.content
