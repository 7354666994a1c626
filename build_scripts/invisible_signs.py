"""Invisible characters made visible: two texts that look alike are told apart.

In: what a source has and what a repair made of it. Out: both cut into pieces, the characters that leave no mark on a
page named by their code points (`U+200B`) where the two texts differ by them. A text of nothing else is named whole.
Spaces are named only where a page would show both texts the same: it takes several as one and drops those at the ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

UNSEEN = frozenset("Cc Cf Zl Zp Zs".split())
"""Unicode's categories of controls, of what only formats, and of spaces."""
SELECTORS = re.compile("[\ufe00-\ufe0f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]")
"""Marks and letters without a look of their own: variation selectors, joiners, fillers."""
SPACES = " \t\n\r"
WIDE = re.compile(rf"^[{SPACES}]+|[{SPACES}]{{2,}}|[{SPACES}]+$|[\t\n\r]")
"""White space that a page shows as less than it is."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `named` where it is the name of a character."""

    text: str
    named: bool = False


def is_unseen(character: str) -> bool:
    """Does a character leave no mark on a page?"""
    return unicodedata.category(character) in UNSEEN or SELECTORS.match(character) is not None


def told_apart(was: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, what differs between them and is not seen named; an empty text has no piece."""
    counts = Counter(was), Counter(now)
    differ = {c for c in counts[0] | counts[1] if counts[0][c] != counts[1][c] and c not in SPACES and is_unseen(c)}
    alike = _seen(was) == _seen(now)
    return tuple(_pieces(was, differ, alike)), tuple(_pieces(now, differ, alike))


def _seen(text: str) -> str:
    """What a page shows of a text."""
    return " ".join("".join(" " if c.isspace() else c for c in text if c.isspace() or not is_unseen(c)).split())


def _pieces(text: str, differ: Set[str], alike: bool) -> Iterator[Piece]:
    whole = all(map(is_unseen, text))
    wide = {n for m in WIDE.finditer(text) for n in range(m.start(), m.end())} if alike else set()
    plain = ""
    for place, character in enumerate(text):
        if not (whole or place in wide or character in differ):
            plain += character
            continue
        if plain:
            yield Piece(plain)
            plain = ""
        yield Piece(f"U+{ord(character):04X}", named=True)
    if plain:
        yield Piece(plain)
