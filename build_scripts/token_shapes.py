"""What can be seen of a token of a flattened table: its shape, its word class, the punctuation at its two ends.

In: a token (a run of characters without white space). Out: a `Token`. Nothing is refused: scripts without letter case
have a shape of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from build_scripts.parts_of_speech import tag_of
from build_scripts.word_classes import word_class

OPENING = "([{<\"'“‘«*`"
CLOSING = ")]}>\"'”’»*`"
STOPS = ".,;:!?…"

_PATTERNS = (
    ("url", re.compile(r"(?:https?://|www\.|mailto:).+|\S+\.(?:com|org|net|gov|io|edu|html?|md|pdf)(?:/\S*)?", re.I)),
    ("handle", re.compile(r"[@#][\w.\-/]+|[\w.+\-]+@[\w.\-]+")),
    ("money", re.compile(r"(?:[A-Z]{2,3})?[$€£¥₹]\d[\d.,]*\w{0,2}|\d[\d.,]*[€£¥]")),
    ("percent", re.compile(r"[+\-−~<>≤≥]?\d[\d.,]*%|\d[\d.,]*[\-–]\d[\d.,]*%")),
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|Q[1-4]|FY\d{2,4}")),
    ("year", re.compile(r"(?:1[5-9]|20)\d\d(?:[/–\-](?:\d\d){1,2})?s?")),
    ("clock", re.compile(r"\d{1,2}:\d{2}(?:[ap]m)?|\d{1,2}[ap]m", re.I)),
    ("range", re.compile(r"\d[\d.,]*[\-–]\d[\d.,]*")),
    ("version", re.compile(r"v\d[\w.\-]*|\d+\.\d+\.[\d.x]+", re.I)),
    ("number", re.compile(r"[+\-−~<>≤≥≈]?\d[\d.,]*[+x]?")),
    ("ordinal", re.compile(r"\d+(?:st|nd|rd|th)", re.I)),
    ("amount", re.compile(r"[+\-−~<>≤≥]?\d[\d.,]*[A-Za-zµ°/]{1,5}\d?")),
)
WORD_SHAPES = frozenset(("title", "lower", "upper", "letter", "mixed"))
_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?")
_CODE = re.compile(r"[_\\={}$<>|]|[a-z][A-Z]|\w\(|\w\.\w|\w/\w.*/|::|^--?[A-Za-z]|\w:\w|^/\w|[A-Z]{2,}[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Token:
    """`core` is the lower-case token without the punctuation at its ends; `head` and `tail` are classes of those ends.

    `depth` is how many brackets the token opens less those that it closes, `tag` the part of speech (`tag_of`).
    """

    core: str
    shape: str
    word: str
    head: str
    tail: str
    depth: int
    tag: str


def _shape(core: str) -> str:
    for name, pattern in _PATTERNS:
        if pattern.fullmatch(core):
            return name
    if _CODE.search(core):
        return "code"
    letters = [c for c in core if c.isalpha()]
    if not letters:
        return "symbol"
    if not any(c.isupper() or c.islower() for c in letters):
        return "caseless"
    if core.isupper():
        return "letter" if len(core) == 1 else "upper"
    if letters[0].isupper():
        return "title"
    if core.islower():
        return "lower"
    return "mixed"


def _bracket_depth(token: str) -> int:
    return sum(token.count(c) for c in "([{") - sum(token.count(c) for c in ")]}")


@lru_cache(maxsize=20_000)
def read_token(token: str) -> Token:
    """Everything the column model looks at in one token."""
    token = token[:200]  # a longer one is never a word; looking at its beginning bounds the time
    body = token.lstrip(OPENING)
    head = {"(": "open", "[": "open", "{": "open"}.get(token[0], "quote") if body != token else ""
    core = body.rstrip(STOPS + CLOSING)
    ends = body[len(core) :] if core else ""
    if not core:
        kind = {"&": "amp", "/": "slash", "+": "plus", "|": "bar"}.get(token, "")
        if not kind:
            kind = "dash" if not token.strip("-–—−") else "bullet" if token in "•*·" else "symbol"
        return Token(token, kind, kind, head, "", _bracket_depth(token), kind)
    if ends.endswith(("...", "…")):
        tail = "dots"
    elif ends:
        tail = next((c for c in reversed(ends) if c in STOPS), "close" if ends[-1] in ")]}" else "quote")
        tail = {"!": "?"}.get(tail, tail)
    else:
        tail = ""
    lower = core.lower()
    if not core.strip("-–—−"):
        return Token(core, "dash", "dash", head, tail, 0, "dash")
    if core in ("&", "/", "+", "|", "→", "=>", "->"):
        kind = {"&": "amp", "/": "slash", "+": "plus", "|": "bar"}.get(core, "arrow")
        return Token(core, kind, kind, head, tail, 0, kind)
    if _ABBREVIATION.fullmatch(core):
        shape, tail = ("upper" if core[0].isupper() else "lower"), ("" if tail == "." else tail)
    else:
        shape = _shape(core)
    word = word_class(lower.replace("’", "'")) if shape in WORD_SHAPES else shape
    if lower in ("n/a", "n.a"):
        shape, word = "upper", "answer"
    if shape in ("title", "lower") and "-" in core and word == "x":
        word = word_class(lower.rsplit("-", 1)[1]) if lower.rsplit("-", 1)[1] else "x"
        word = {"ed": "adj", "ing": "adj"}.get(word, word)
    tag = tag_of(core) if shape in WORD_SHAPES else shape
    return Token(lower, shape, word, head, tail, _bracket_depth(token), tag)
