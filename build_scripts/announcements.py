"""Announcements: paragraphs that promise a list or a table, and whether it came.

In: pieces in order. Out: the same with a missing piece behind each announcement that nothing fulfils. An announcement
ends in a colon, or says in its last sentence that a table or list is below. A colon before speech is none, nor is one
before a statement or a letter that is given word for word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from build_scripts.lines import Piece, last_sentence
from build_scripts.outline import Leaf
from build_scripts.spans import Span

BELOW = re.compile(
    r"(?:below (?:is|are|you will find) (?:a|an|the|some|our)\b.{0,60}\b(?:table|list|chart|summary|breakdown)|"
    r"(?:here is (?:a|the) (?:table|list|chart))|"
    r"(?:the )?(?:table|list|chart) below (?:shows|lists|sums|summari[sz]es|outlines)|"
    r"(?:the )?following (?:table|list|chart) (?:shows|lists|sums|summari[sz]es|outlines))\b",
    re.IGNORECASE,
)
"""How the last sentence begins where a table or list is announced without a colon."""
HINTS = ("below", "following ", "here is ")
"""One of these stands in whatever `BELOW` matches; they are found far faster than alternatives at every place."""
SPEECH = re.compile(
    r"(?<!be )(?<!been )(?<!is )(?<!are )(?<!was )(?<!were )"
    r"\b(?:said|says|saying|told|tells|wrote|writes|"
    r"tweeted|posted|asked|asks|added|adds|replied|stated|statement|declared|"
    r"answered|quoted?|commented|warned|noted|explained|reads|read|tweet|recalled|insisted|joked|"
    r"host|byline|anchor|(?:begin|full|the) text|transcript)"
    r"(?: (?:\w+ ){0,5}\w+)?:$",
    re.IGNORECASE,
)
LISTS = re.compile(
    r"\b(?:includ\w+|following|follows?|these|several|such as|below|are|were|is|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|some|many|\d{1,2}) (?:\w+ ){0,2}\w+s)\b",
    re.IGNORECASE,
)
_TEXTS = (
    r"(?:statement|readout|communiqu[eé]|remarks|speech|letter|transcript|message|text|translation|excerpt|address|"
    r"interview|press release)"
)
PROSE = re.compile(
    r"\battribut(?:able|ed) to\b|\b(?:said|stated|wrote|replied|declared):$|"
    rf"\b(?:following|this|here|below) (?:is|was|are|were) (?:\w+ ){{0,4}}{_TEXTS}\b|"
    rf"\bfollowing (?:\w+ ){{0,3}}{_TEXTS} (?:was|were|is|has been|from|by|on behalf)\b|"
    rf"\b(?:issued|released|published|made|gave|delivered|read) the following (?:\w+ ){{0,3}}{_TEXTS}\b",
    re.IGNORECASE,
)
"""Announcements of a text that is given word for word: a statement, a letter, a transcript."""
TABLES = re.compile(r"\b(?:tables?|charts?|spreadsheet)\b", re.IGNORECASE)
OPEN_QUOTES = "\"“«„'‘"
FULFILS = ("list", "numbered", "table")


def announces(text: str, span: Span) -> Span | None:
    """The announcing words of a paragraph (its last sentence) where it promises a list or a table, or None."""
    tail = Span(max(span.start, span.end - 400), span.end).of(text).rstrip()
    if tail[-1:] not in (":", "：") and not _points_below(tail):
        return None
    said = last_sentence(text, span)
    words = said.of(text)
    if words[-1:] in ":：":
        return said if any(c.isalpha() for c in words) else None
    return said if BELOW.match(words) and len(words) < 400 else None


def _points_below(tail: str) -> bool:
    low = tail.lower()
    return any(hint in low for hint in HINTS) and BELOW.search(tail) is not None


def _missing(text: str, piece: Piece, behind: Sequence[Piece]) -> Piece | None:
    after = behind[0] if behind else None
    if piece.kind != "paragraph" or (after is not None and after.kind in FULFILS):
        return None
    said = announces(text, Span(piece.leaves[0][0].pieces[0].start, piece.leaves[0][0].pieces[-1].end))
    if said is None:
        return None
    words = said.of(text)
    if words[-1] in ":：":
        label = said.start == piece.start and len(words.split()) == 1
        if label and after is not None and after.kind == "paragraph":
            return None
        quoted = after is not None and (
            after.kind == "quote" or (after.kind in ("paragraph", "text") and text[after.start] in OPEN_QUOTES)
        )
        if after is not None and after.kind in ("paragraph", "text") and PROSE.search(words):
            return None
        if ((quoted or SPEECH.search(words[-120:])) and not LISTS.search(words)) or len(words) > 600:
            return None
    elif any(p.kind in (*FULFILS, "quote") for p in behind):
        return None
    what = "table" if TABLES.search(words) else "list"
    return Piece("missing", (Span(piece.end, piece.end),), ((Leaf((said,)),),), what=what)


def add_missing(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """`pieces` with a missing piece right behind each announcement that no list or table follows."""
    found: list[Piece] = []
    solid = [p for p in pieces if p.kind != "omission"]
    place = {id(p): n for n, p in enumerate(solid)}
    for piece in pieces:
        found.append(piece)
        if piece.kind == "paragraph":
            number = place[id(piece)]
            missing = _missing(text, piece, solid[number + 1 : number + 4])
            if missing is not None:
                found.append(missing)
    return found
