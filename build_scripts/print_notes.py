"""Notes: the places that a page cites, numbered, for paper, where no link can be followed.

In: the places that a page's views link to, then its parts. Out: the same parts with a number at each citation, and the
places in the order of their numbers. A place has one number, given where a reader of the page first comes to it;
whatever no template printed has none.

A view that links to a place is made before it is known where it stands. So its citation holds the place's key, in an
attribute that only paper shows, and the numbers are filled in once all parts are there. No text can be taken for such
an attribute: templates escape the quotation marks of what they print.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from build_scripts.page import HtmlPart, Part

MARK = re.compile(r' data-note="([^"]*)"')
"""What the macro `chip` prints for a place, with its key."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a page cites: source lines of an article, 1-based and inclusive, or a statement that has none."""

    article: str
    lines: tuple[int, int] | None
    statement: str = ""


class PrintNotes:
    """The places that the views of one page link to, by their keys."""

    def __init__(self) -> None:
        self._keys: dict[Place, str] = {}

    def key(self, place: Place) -> str:
        """The key of a place, for the view of its citation."""
        return self._keys.setdefault(place, f"n{len(self._keys)}")

    def numbered(self, parts: Sequence[Part]) -> tuple[tuple[Part, ...], tuple[Place, ...]]:
        """The parts with a number at each citation, and the cited places: the first is number 1."""
        places: Mapping[str, Place] = {key: place for place, key in self._keys.items()}
        cited: dict[str, int] = {}

        def number(match: re.Match[str]) -> str:
            key = unescape(match[1])
            if key not in places:
                return ""
            return f' data-note="{cited.setdefault(key, len(cited) + 1)}"'

        done: list[Part] = [
            replace(part, html=MARK.sub(number, part.html)) if isinstance(part, HtmlPart) else part for part in parts
        ]
        return tuple(done), tuple(places[key] for key in cited)
