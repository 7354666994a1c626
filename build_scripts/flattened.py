"""Tables that lost their columns: runs of lines, each a row whose cells are joined by single spaces.

In: open lines with what stands around them. Out: runs that are most likely such tables, with that likelihood. How the
rows split into cells is `columns`' business, which a run is handed to.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from build_scripts.columns import split_rows
from build_scripts.lines import Line, Piece, ends_clause, ends_sentence, starts_low
from build_scripts.lists import LISTED, NUMBER
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.spans import Span

THRESHOLD = 0.5
"""From this confidence on all rows of a flattened table are split into cells."""
ROW_THRESHOLD = 0.7
"""Below `THRESHOLD` a row is split only where it is this sure itself, and its header row too; the others stay whole."""
MAX_ROWS = 2_000
"""A longer run of lines is left whole: no article has such a table."""
LONGEST_ROW = 1000
LONGEST_HEADER = 120
LONGEST_LABELLED = 250
INNER_STOP = re.compile(r"[.!?;] \S")
LABEL = re.compile(r"[^\s:][^:]{0,40}: \S")
TABLED = re.compile(r"\b(?:tables?|compar\w+|figures|chart)\b", re.IGNORECASE)
TOKEN = re.compile(r"\S+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def bigrams_of(pieces: Sequence[str]) -> Counter[tuple[str, str]]:
    """Pairs of neighbouring words, in lower case, counted over pieces of prose."""
    pairs: Counter[tuple[str, str]] = Counter()
    for piece in pieces:
        words = [w.lower() for w in WORD.findall(piece)]
        pairs.update(itertools.pairwise(words))
    return pairs


def run_likelihood(run: Sequence[Line], announced: bool) -> float:
    """How likely a run of lines between blank lines is a flattened table, 0 to 1. Rough, by shape alone."""
    if len(run) < 3 or all(LABEL.match(line.text) for line in run):
        return 0.0
    header, rows = run[0].text, run[1:]
    if (
        len(header) > LONGEST_HEADER
        or ends_sentence(header)
        or header.endswith((":", ",", ";"))
        or len(header.split()) < 2
    ):
        return 0.0
    if any(len(row.text) > LONGEST_ROW for row in rows) or sum(len(row.text.split()) < 2 for row in rows) * 3 > len(
        rows
    ):
        return 0.0
    if (sum(starts_low(row.text) for row in rows) * 2 > len(rows) and not announced) or any(
        ends_clause(row.text) for row in rows
    ):
        return 0.0
    lengths = [len(row.text) for row in rows]
    score = 0.55 + 0.1 * min(3, len(run) - 3)
    score += 0.25 * announced
    score += 0.1 if len(header) <= min(lengths) * 1.5 else -0.2
    score -= 0.3 * (sum(ends_sentence(row.text) for row in rows) == len(rows) and max(lengths) > 250)
    return max(0.0, min(0.99, score))


def close_tables(run: Sequence[Line], announced: Sequence[bool], before: str) -> list[tuple[int, int, float]]:
    """Tables in lines that no blank line parts: (first, behind the last, likelihood) of each.

    `announced` tells for each line whether the one above promises something, `before` is the text above the first.
    Two signs are taken: an announcement that
    three or more lines follow which do not end like sentences; and four or more such lines whose rows hold numbers.
    """
    found: list[tuple[int, int, float]] = []
    at = 0
    while at < len(run):
        end = at
        while end < len(run) and _is_row(run[end].text, end > at) and (end == at or not announced[end]):
            end += 1
        found += _in_stretch(run, at, end, announced[at], run[at - 1].text[-200:] if at else before)
        at = max(end, at + 1)
    return found


def _is_row(text: str, below_header: bool) -> bool:
    """Can a line be a row, or, above others, a header?"""
    if (
        len(text) > LONGEST_ROW
        or text[0] in "|{[<"
        or text.endswith((":", ",", ";"))
        or NUMBER.match(text) is not None
        or (not below_header and len(text) > LONGEST_HEADER)
    ):
        return False
    return not ends_sentence(text) or (below_header and _is_labelled(text)) or len(text.split()) == 1


def _is_labelled(text: str) -> bool:
    """Does a second capital follow a short label without a stop, as where a cell begins (`Trade Rules Lower`)?"""
    words = text.split(None, 11)[:10]
    if len(words) < 5 or len(text) > LONGEST_LABELLED or INNER_STOP.search(text) or not words[0][:1].isupper():
        return False
    second = next((n for n, w in enumerate(words[1:5], 1) if w[:1].isupper()), None)
    if second is None or any(w.endswith((",", ".", ":")) for w in words[:second]):
        return False
    return sum(w[:1].islower() for w in words[second + 1 :]) * 2 >= len(words) - second - 1


def _tells_a_value(text: str) -> bool:
    """Does a word after the first begin with a figure, or is the last one a mere sign, as `*` or `–`?"""
    words = text.split()[1:]
    return any(w[:1].isdigit() or w[-1:] == "%" for w in words) or (
        bool(words) and len(words[-1]) <= 2 and not any(map(str.isalnum, words[-1])) and words[-1] not in "…&"
    )


def _in_stretch(run: Sequence[Line], start: int, end: int, announced: bool, above: str) -> list[tuple[int, int, float]]:
    """The tables in lines from `start` to `end` that could all be rows."""
    values = [_tells_a_value(line.text) for line in run[start:end]]
    closed = [ends_sentence(line.text) for line in run[start:end]]
    if sum(closed) * 2 < sum(values):
        values = [value and not shut for value, shut in zip(values, closed, strict=True)]
    if announced and LISTED.search(above) and not TABLED.search(above):
        telling = sum(n or _is_labelled(line.text) for n, line in zip(values, run[start:end], strict=True))
        if telling * 2 < end - start:
            return []
    stretches = [(start + a, start + b) for a, b in _stretches(values)]
    if announced and end - start >= 3 and len(run[start].text.split()) >= 2:
        told = stretches and stretches[0][0] <= start + 2 and stretches[0][1] - start > 3
        first = (start, stretches[0][1] if told else end, 0.85)
        return [
            first,
            *((a - 1, b, 0.7) for a, b in stretches[1:] if told and b - a >= 3 and _has_header(run, a, first[1])),
        ]
    labelled = sum(_is_labelled(line.text) and not ends_sentence(line.text) for line in run[start + 1 : end])
    if end - start >= 5 and labelled >= 0.7 * (end - start - 1):
        return [(start, end, 0.6)]
    return [(a - 1, b, 0.7) for a, b in stretches if b - a >= 3 and _has_header(run, a, start)]


def _has_header(run: Sequence[Line], first: int, lowest: int) -> bool:
    """Stands a line that can be a header right above a row, not above `lowest`?"""
    return first - 1 >= lowest and len(run[first - 1].text.split()) >= 2


def _stretches(values: Sequence[bool]) -> list[tuple[int, int]]:
    """Where lines with values stand close: from the first to behind the last, with single lines without one between."""
    found: list[tuple[int, int]] = []
    for at in (n for n, value in enumerate(values) if value):
        if found and at - found[-1][1] <= 1:
            found[-1] = found[-1][0], at + 1
        else:
            found.append((at, at + 1))
    return [(a, b) for a, b in found if sum(values[a:b]) >= 0.75 * (b - a) and b - a >= 2]


def table_of(text: str, run: Sequence[Line], bigrams: Mapping[tuple[str, str], int] | None, likely: float) -> Piece:
    """The table that a run of lines is; rows whose columns are not sure enough stay whole."""
    split = split_rows([" ".join(row.text.split()) for row in run], bigrams) if len(run) <= MAX_ROWS else None
    inferred = [Inference("table", round(likely, 3))]
    unsplit = frozenset(range(len(run)))
    leaves: list[tuple[Leaf, ...]] = [(Leaf((row.span,)),) for row in run]
    if split is not None:
        inferred.append(Inference("columns", round(split.confidence, 3)))
        sure = [
            len(starts) > 1 and (split.confidence >= THRESHOLD or c >= ROW_THRESHOLD)
            for starts, c in zip(split.starts, split.row_confidences, strict=True)
        ]
        if sure[0]:
            unsplit = frozenset(n for n, is_sure in enumerate(sure) if not is_sure)
            for n, (row, starts) in enumerate(zip(run, split.starts, strict=True)):
                if sure[n]:
                    leaves[n] = _cells(row, starts)
    return Piece(
        "table",
        (Span(run[0].start, run[-1].end),),
        tuple(leaves),
        run[0].blank,
        unsplit=unsplit,
        inferred=tuple(inferred),
        row_confidences=split.row_confidences if split is not None else (),
    )


def _cells(row: Line, starts: Sequence[int]) -> tuple[Leaf, ...]:
    tokens = [(row.start + m.start(), row.start + m.end()) for m in TOKEN.finditer(row.text)]
    ends = [*starts[1:], len(tokens)]
    return tuple(
        Leaf((Span(tokens[a][0], tokens[b - 1][1]),)) if a < b else Leaf(()) for a, b in zip(starts, ends, strict=True)
    )
