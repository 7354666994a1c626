"""Tables that lost their columns: runs of lines, each a row whose cells are joined by single spaces.

In: open lines with what stands around them. Out: runs that are most likely such tables, with that likelihood. How the
rows split into cells is `columns`' business, which a run is handed to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from build_scripts.columns import Split, split_rows
from build_scripts.lines import Line, Piece, ends_clause, ends_sentence, starts_low
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.spans import Span

THRESHOLD = 0.5
"""Below this confidence the rows of a flattened table stay unsplit."""
LONGEST_ROW = 1000
LONGEST_HEADER = 120
TOKEN = re.compile(r"\S+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def bigrams_of(pieces: Sequence[str]) -> Counter[tuple[str, str]]:
    """Pairs of neighbouring words, in lower case, counted over pieces of prose."""
    pairs: Counter[tuple[str, str]] = Counter()
    for piece in pieces:
        words = [w.lower() for w in WORD.findall(piece)]
        pairs.update(zip(words, words[1:], strict=False))
    return pairs


def run_likelihood(run: Sequence[Line], announced: bool) -> float:
    """How likely a run of lines between blank lines is a flattened table, 0 to 1. Rough, by shape alone."""
    if len(run) < 3:
        return 0.0
    header, rows = run[0].text, run[1:]
    if len(header) > LONGEST_HEADER or ends_sentence(header) or header.endswith((":", ",", ";")) or len(header.split()) < 2:
        return 0.0
    if any(len(row.text) > LONGEST_ROW for row in rows) or sum(len(row.text.split()) < 2 for row in rows) * 3 > len(rows):
        return 0.0
    if (sum(starts_low(row.text) for row in rows) * 2 > len(rows) and not announced) or any(ends_clause(row.text) for row in rows):
        return 0.0
    lengths = [len(row.text) for row in rows]
    score = 0.55 + 0.1 * min(3, len(run) - 3)
    score += 0.25 * announced
    score += 0.1 if len(header) <= min(lengths) * 1.5 else -0.2
    score -= 0.3 * (sum(ends_sentence(row.text) for row in rows) == len(rows) and max(lengths) > 250)
    return max(0.0, min(0.99, score))


def table_of(text: str, run: Sequence[Line], bigrams: Mapping[tuple[str, str], int] | None, likely: float) -> Piece:
    """The table that a run of lines is: split into cells where the columns are sure enough, else row by row."""
    split = split_rows([" ".join(row.text.split()) for row in run], bigrams)
    inferred = [Inference("table", round(likely, 3))]
    spans = (Span(run[0].start, run[-1].end),)
    if split is None or split.confidence < THRESHOLD:
        if split is not None:
            inferred.append(Inference("columns", round(split.confidence, 3)))
        leaves = tuple((Leaf((row.span,)),) for row in run)
        return Piece("table", spans, leaves, run[0].blank, unsplit=frozenset(range(len(run))), inferred=tuple(inferred))
    inferred.append(Inference("columns", round(split.confidence, 3)))
    leaves = tuple(_cells(row, starts) for row, starts in zip(run, split.starts, strict=True))
    return Piece("table", spans, leaves, run[0].blank, inferred=tuple(inferred))


def _cells(row: Line, starts: Sequence[int]) -> tuple[Leaf, ...]:
    tokens = [(row.start + m.start(), row.start + m.end()) for m in TOKEN.finditer(row.text)]
    ends = [*starts[1:], len(tokens)]
    return tuple(
        Leaf((Span(tokens[a][0], tokens[b - 1][1]),)) if a < b else Leaf(()) for a, b in zip(starts, ends, strict=True)
    )


__all__ = ["Split", "bigrams_of", "run_likelihood", "table_of"]
