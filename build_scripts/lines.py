"""The lines of a text, and what their shape tells; the ground that segmenting stands on.

In: a text. Out: its lines that hold any character besides white space, each with its place and how many blank lines
stand before it, and small questions about one line. Nothing is refused. Every question about a long line looks at a
bounded part of it, so that time stays linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from build_scripts.model import Inference
from build_scripts.outline import DraftKind, Leaf
from build_scripts.spans import LINE_END, Span

SHORT = 300
"""Longest line, in characters, that can be a title, heading, byline or piece of clutter. Headlines of news agencies end
near 150; the rest is room."""

CLOSERS = "\"'”’»)]}*_"
ENDINGS = ".!?…。！？؟।"
WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]{0,3}(?:\s+(?=\S)|(?=[A-Z][a-z]+ ))|[。！？]")
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Col|Jr|Sr|vs|No|Inc|Ltd|Co|Corp|e\.g|i\.e|etc|approx)"
    r"|\b[A-Z](?:\.[A-Z])+)\.\s*$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something on it.

    `first` is where it begins with its indent, `start` and `end` bound its text, `blank` counts the blank lines before.
    """

    first: int
    start: int
    end: int
    blank: int
    text: str

    @property
    def span(self) -> Span:
        """The text of the line, without white space around."""
        return Span(self.start, self.end)

    @property
    def indent(self) -> int:
        """How many white characters stand before the text."""
        return self.start - self.first


@dataclass(frozen=True, slots=True)
class Piece:
    """Something found in the text while segmenting: a block to be, an omission, a piece of metadata, or open text.

    `kind` is a kind of draft, the name of a metadatum, `omission`, or `text` for lines that nothing has claimed yet.
    `spans` are without the white space around, until the end, when the pieces are made to tile. `blank` counts blank
    lines before.
    """

    kind: DraftKind | str
    spans: tuple[Span, ...]
    leaves: tuple[tuple[Leaf, ...], ...] = ()
    blank: int = 0
    level: int = 2
    what: str = "list"
    caption: Leaf | None = None
    unsplit: frozenset[int] = frozenset()
    inferred: tuple[Inference, ...] = ()
    row_confidences: tuple[float, ...] = ()
    code: str = ""
    reason: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def start(self) -> int:
        """Where the piece begins."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.spans[-1].end


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of `text` that hold more than white space, in order."""
    found: list[Line] = []
    blank = cursor = 0
    for end, after in _line_ends(text):
        raw = text[cursor:end]
        stripped = raw.strip()
        if stripped:
            start = cursor + (len(raw) - len(raw.lstrip()))
            found.append(Line(cursor, start, start + len(stripped), blank, stripped))
            blank = 0
        else:
            blank += 1
        cursor = after
    return tuple(found)


def _line_ends(text: str) -> list[tuple[int, int]]:
    ends = [(m.start(), m.end()) for m in LINE_END.finditer(text)]
    ends.append((len(text), len(text)))
    return ends


def ends_sentence(text: str) -> bool:
    """Does the text end with a full stop, question or exclamation mark, closing quotes and brackets aside?"""
    tail = text[-8:].rstrip(CLOSERS)
    return bool(tail) and tail[-1] in ENDINGS


def ends_clause(text: str) -> bool:
    """Does the text end with a comma, semicolon or dash, as a line of verse, of a list or of a wrapped text does?"""
    return text[-1:] in ",;–—-、，；"


def starts_low(text: str) -> bool:
    """Does the first letter of the text come in lower case, with nothing but quotes before it?"""
    return text[:4].lstrip("\"'“‘«(")[:1].islower()


def word_count(text: str) -> int:
    """How many words there are, counting no further than needed to tell a long text."""
    return len(text[:2000].split())


def last_sentence(text: str, span: Span) -> Span:
    """The last sentence of `span`, looking back no further than 600 characters; all of it where there is one."""
    low = max(span.start, span.end - 600)
    start = span.start
    for match in SENTENCE_END.finditer(text, low, span.end):
        if match.end() >= span.end:
            break
        if not ABBREVIATION.search(text, max(low, match.start() - 12), match.start() + 1):
            start = match.end()
    return Span(start, span.end)


def inferred_table(first: Line, last: Line, leaves: tuple[tuple[Leaf, ...], ...]) -> Piece:
    """The table that lines from `first` to `last` are taken for: by their alignment or delimiters, not by pipes."""
    return Piece(
        "table", (Span(first.start, last.end),), leaves, blank=first.blank, inferred=(Inference("table", 0.9),)
    )
