"""S001, doubled spaces inside a line.

Changes: two or three spaces between two words of one line become one. Captures have them where markup between two
words (a link, an emphasis) was dropped with a space on either side. Example: `US diplomats  must` becomes `US diplomats
must`. Left alone: two spaces behind the ends of sentences where the text does so as a habit (a typist's convention, not
damage); four and more, which may align columns, are only suggested; spaces at the edges of lines.
"""

from __future__ import annotations

import re
from dataclasses import replace

from build_scripts.model import Repair, Source
from build_scripts.outline import Draft, Outline
from build_scripts.repairs.proposal import pieces_of, repair
from build_scripts.spans import Span

CODES = {
    "S001": "Two or three spaces inside a line become one: captures drop markup between words and keep the space on "
    "either side of it (`diplomats  must`). Two spaces behind sentences stay where the text has them as a habit; four "
    "and more may align columns and are only suggested."
}

RUN = re.compile(r"  ++(?=\S)")
HABIT = 3
"""From so many doubled spaces behind sentences on, they are the writer's habit."""
COLUMNS = 3
"""From so many on, in more than every second line of a leaf, they may be columns."""
ALIGNING = 4
"""From so many spaces on, a run may align columns."""


def propose(source: Source, outline: Outline) -> tuple[Repair, ...]:
    """A repair for each run of spaces inside a line of a leaf."""
    text = source.text
    found: list[Repair] = []
    after_sentences: list[Repair] = []
    prose = replace(outline, drafts=tuple(_without_unsplit_rows(draft) for draft in outline.drafts))
    for piece in pieces_of(prose):
        here: list[Repair] = []
        for match in RUN.finditer(text, piece.start, piece.end):
            start, end = match.span()
            if start == piece.start or text[start - 1].isspace():
                continue
            aligning = end - start >= ALIGNING
            made = repair(
                "S001",
                "may align columns" if aligning else "doubled space",
                "suggested" if aligning else "safe",
                text,
                piece,
                start,
                end,
                " ",
            )
            (after_sentences if text[start - 1] in ".!?:" and end - start == 2 else here).append(made)
        found += _doubted(here) if len(here) >= COLUMNS and len(here) * 2 > _lines(text, piece) else here
    if len(after_sentences) < HABIT:
        found += after_sentences
    return tuple(sorted(found, key=lambda made: made.at))


def _without_unsplit_rows(draft: Draft) -> Draft:
    """A row that stays unsplit keeps its spaces: two of them may be an empty cell."""
    if not draft.unsplit:
        return draft
    return replace(draft, leaves=tuple(() if n in draft.unsplit else row for n, row in enumerate(draft.leaves)))


def _lines(text: str, piece: Span) -> int:
    return text.count("\n", piece.start, piece.end) + 1


def _doubted(found: list[Repair]) -> list[Repair]:
    return [replace(made, applicability="suggested", reason="may align columns") for made in found]
