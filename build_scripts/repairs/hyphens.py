"""S004, words hyphenated at the end of a line.

Changes: the hyphen and the line end are taken out of `nego-` / `tiations` where the document has `negotiations`
elsewhere; only the line end where it has `long-term`; a soft hyphen at a line end always goes. Captures have them
from PDFs and from columns set in print. Left alone: where neither form occurs elsewhere it is only suggested (`re-` /
`creation` could be either), and a hyphen between digits or before a capital (`Anglo-` / `American`) is no subject.
"""

from __future__ import annotations

import re

from build_scripts.model import Applicability, Repair
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.repairs.words import LETTER, known

CODES = {
    "S004": "A word divided at the end of a line is joined (`nego-` / `tiations`): captures of print keep the hyphen "
    "and the line end. Safe only where the joined word, or the word with its hyphen (`long-term`), occurs elsewhere in "
    "the document, or where the hyphen is a soft one; otherwise suggested."
}

BREAK = re.compile(r"[-\u2010\u00ad](?:\r\n|\n|\r)[ \t]*+")
HEAD = re.compile(rf"[{LETTER}]{{2,40}}$")
TAIL = re.compile(r"[a-zà-öø-ÿ]{2,40}")
COMPOUND = re.compile(rf"[{LETTER}]++(?:-[{LETTER}]++)*")


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A repair for each word divided at a line end inside a leaf."""
    text = reading.text
    words: frozenset[str] | None = None
    found: list[Repair] = []
    for piece in reading.pieces:
        for match in BREAK.finditer(text, piece.start, piece.end):
            head = HEAD.search(text[max(piece.start, match.start() - 42) : match.start()])
            tail = TAIL.match(text, match.end(), piece.end)
            if head is None or tail is None:
                continue
            if words is None:
                words = frozenset(COMPOUND.findall(text.lower()))
            first, second = head.group().lower(), tail.group()
            now, reason, applicability = _decide(first, second, match.group()[0], words)
            if now is not None:
                found.append(repair("S004", reason, applicability, text, piece, *match.span(), now))
    return tuple(found)


def _decide(first: str, second: str, hyphen: str, words: frozenset[str]) -> tuple[str | None, str, Applicability]:
    """What stands for hyphen and line end, why, and how sure it is."""
    if hyphen == "\u00ad":
        return "", "divided by a soft hyphen", "safe"
    if first + second in words:
        return "", "divided at a line end; the joined word occurs elsewhere", "safe"
    if f"{first}-{second}" in words:
        return "-", "divided at a line end; the word with its hyphen occurs elsewhere", "safe"
    if known(first + second):
        return "", "divided at a line end; joined it is a word", "suggested"
    return None, "", "suggested"
