"""Quotations: the words that a text puts in quotation marks, looked for in what it quotes.

In: a text of the desk, and passages (a source's text, an article's texts) by name. Out: the quotations, whether each is
found, and else the passage most like it. White space, the forms of quotation marks, apostrophes and dashes, ligatures
and invisible characters do not count; neither does the case of the first letter, nor the punctuation that English sets
inside of the closing mark. `…`, `...`, `[…]` and a word in brackets part a quotation: its pieces are looked for in
order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_QUOTED = re.compile(
    r"“([^“”„]+)[”“]|„([^“”„]+)[“”]|«([^«»]+)»|»([^«»]+)«|「([^「」]+)」|『([^『』]+)』|(?<!\w)\"([^\"]+)\"(?!\w)"
    r"|(?<![\w’])‘(\w[^‘]*?\s[^‘]*?)’(?!\w)"
)
"""Words between quotation marks; between single ones only two or more, for `’` is the apostrophe too."""

_PARTED = re.compile(r"\s*(?:\[[^\]]*\]|…|\.\.\.+)\s*")
_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212-]+\s*")
_MARKS = re.compile('["“”„‟«»‘’‚‛′″`´]')
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACE = re.compile(r"\s+")
_EDGES = " .,;:!?'"

LIKE_ENOUGH = 0.6
"""How much of a quotation's letters a passage must have, in their order, to be offered; 0 to 1."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, with the offset of their first character in the text."""

    text: str
    start: int


def quotations(text: str) -> Iterator[Quotation]:
    """The words that `text` puts in quotation marks, without the marks."""
    for found in _QUOTED.finditer(text):
        group = found.lastindex or 0
        if any(c.isalnum() for c in found[group]):
            yield Quotation(found[group], found.start(group))


def plain(text: str) -> str:
    """`text` as it is compared: one form for white space, marks and dashes, nothing invisible."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).replace("…", " … "))
    return _SPACE.sub(" ", _DASHES.sub("-", _MARKS.sub("'", text))).strip()


def pieces(quotation: str) -> list[str]:
    """The parts of a quotation that must be found, as `plain` has them."""
    parts = (plain(part).strip(_EDGES) for part in _PARTED.split(quotation))
    return [part for part in parts if any(c.isalnum() for c in part)]


def stands_in(parts: Sequence[str], passage: str) -> bool:
    """Do all parts stand in a passage (as `plain` has it) as whole words, in their order?"""
    cursor = 0
    for part in parts:
        end = min((e for form in _forms(part) if (e := _end_of(form, passage, cursor)) >= 0), default=-1)
        if end < 0:
            return False
        cursor = end
    return True


def _forms(part: str) -> tuple[str, str]:
    first = part[0]
    return part, (first.lower() if first.isupper() else first.upper()) + part[1:]


def _end_of(words: str, passage: str, cursor: int) -> int:
    at = passage.find(words, cursor)
    while at >= 0:
        end = at + len(words)
        if not (passage[at - 1 : at].isalnum() and words[0].isalnum()) and not (
            passage[end : end + 1].isalnum() and words[-1].isalnum()
        ):
            return end
        at = passage.find(words, at + 1)
    return -1


def nearest_passage(parts: Sequence[str], passages: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The (name, words) of the passage most like a quotation; None where none is like enough.

    Passages are given as (name, text); the words are those of the text that the quotation seems to be of.
    """
    wanted = " ".join(parts)
    best: tuple[float, str, str] | None = None
    words = set(re.findall(r"\w+", wanted.casefold()))
    shared = [(len(words & set(re.findall(r"\w+", text.casefold()))), name, text) for name, text in passages]
    for count, name, text in sorted(shared, key=lambda s: -s[0])[:5]:
        if not count:
            break
        found = plain(text)
        blocks = [b for b in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks() if b.size > 2]
        like = sum(b.size for b in blocks) / max(1, len(wanted))
        if like >= LIKE_ENOUGH and (best is None or like > best[0]):
            best = like, name, _whole_words(found, blocks[0].b - blocks[0].a, blocks[-1].b + len(wanted) - blocks[-1].a)
    return best[1:] if best else None


def _whole_words(text: str, start: int, end: int) -> str:
    start, end = max(0, start), min(len(text), end)
    while 0 < start < len(text) and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip(" .,;:")
