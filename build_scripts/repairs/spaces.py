"""S001, doubled spaces inside a line.

Changes: two or three spaces between two words of one line become one. Captures have them where markup between two
words (a link, an emphasis) was dropped with a space on either side. Example: `US diplomats  must` becomes `US
diplomats must`. Left alone: two spaces behind the ends of sentences where the text does so as a habit (a typist's
convention, not damage); four and more, which may align columns, are only suggested; spaces at the edges of lines.
"""

from __future__ import annotations

import re
from dataclasses import replace

from build_scripts.model import Applicability, Repair
from build_scripts.outline import Draft
from build_scripts.repairs.proposal import Reading, pieces_of, repair
from build_scripts.spans import Span

CODES = {
    "S001": "Two or three spaces inside a line become one: captures drop markup between words and keep the space on "
    "either side of it (`diplomats  must`). Two spaces behind sentences stay where the text has them as a habit; four "
    "and more may align columns and are only suggested."
}

RUN = re.compile(r"  ++")
HABIT = 3
"""From so many doubled spaces behind sentences on, they are the writer's habit."""
COLUMNS = 3
"""From so many on, in more than every second line of a leaf, they may be columns."""
CODE = "#=/|+<>{}$\\"
"""Before these the spaces set off a comment or align code."""
ALIGNING = 4
"""From so many spaces on, a run may align columns."""


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A repair for each run of spaces inside a line of a leaf."""
    text = reading.text
    if "  " not in text:
        return ()
    found: list[tuple[Span, int, int, bool]] = []
    after_sentences: list[tuple[Span, int, int, bool]] = []
    for piece in _prose(reading):
        runs = [match.span() for match in RUN.finditer(text, piece.start, piece.end)]
        runs = [
            (start, end) for start, end in runs if piece.start < start and end < piece.end and _inside(text, start, end)
        ]
        here = [run for run in runs if text[run[0] - 1] not in ".!?:" or run[1] - run[0] > 2]
        columns = len(here) >= COLUMNS and len(here) * 2 > text.count("\n", piece.start, piece.end) + 1
        found += ((piece, start, end, columns or end - start >= ALIGNING or text[end] in CODE) for start, end in here)
        after_sentences += (
            (piece, start, end, False) for start, end in runs if text[start - 1] in ".!?:" and end - start == 2
        )
    if len(after_sentences) < HABIT:
        found += after_sentences
    made = (_repair(text, piece, start, end, aligning) for piece, start, end, aligning in found)
    return tuple(sorted(made, key=lambda one: one.at))


def _inside(text: str, start: int, end: int) -> bool:
    """Between two characters of one line, neither of them white space."""
    return not (text[start - 1].isspace() or text[end].isspace())


def _repair(text: str, piece: Span, start: int, end: int, aligning: bool) -> Repair:
    applicability: Applicability = "suggested" if aligning else "safe"
    reason = "may align columns" if aligning else "doubled space"
    return repair("S001", reason, applicability, text, piece, start, end, " ")


def _prose(reading: Reading) -> tuple[Span, ...]:
    if not any(draft.unsplit for draft in reading.outline.drafts):
        return reading.pieces
    drafts = tuple(_without_unsplit_rows(draft) for draft in reading.outline.drafts)
    return pieces_of(replace(reading.outline, drafts=drafts))


def _without_unsplit_rows(draft: Draft) -> Draft:
    """A row that stays unsplit keeps its spaces: two of them may be an empty cell."""
    if not draft.unsplit:
        return draft
    return replace(draft, leaves=tuple(() if n in draft.unsplit else row for n, row in enumerate(draft.leaves)))
