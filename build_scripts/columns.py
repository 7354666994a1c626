"""Recover the columns of a flattened table, whose rows are lines with the cells joined by single spaces.

In: the rows as text, header first, and word pairs counted in the document around them. Out: a `Split`, the most likely
cells with calibrated confidences; the caller decides which confidence is enough. Refused (`None`): fewer than two rows,
a row of one token (a cell is never empty), and rows too long to be rows of a table.

Three models, each fitted on what the one before it gets right on tables it has not seen (`bench/fit_columns.py`):
1. a logistic regression tells for each gap between two tokens how likely a cell ends there;
2. for each number of columns, a row's few best splits are weighed by how much their cells resemble the cells of the
   same column in the other rows, and this is repeated until the rows agree (mean field);
3. the numbers of columns are ranked by what the first two say of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from build_scripts.column_features import (
    ALIKE,
    STATIC,
    Column,
    Option,
    Row,
    TableView,
    gap_features,
    likeness_sum,
    view_table,
)

MAX_COLUMNS = 6
"""Prose tables with more columns are rare (none of 209 had more than five) and cost the most."""
MAX_ROWS = 2_000
MAX_ROW_TOKENS = 400
"""The longest row of 209 prose tables had 61 tokens: a row of hundreds is a paragraph."""
ROUNDS = 4

WIDTH = (
    *(f"{n} columns" for n in range(2, MAX_COLUMNS + 1)),
    "evidence a row",
    "evidence",
    "worst row",
    "weakest gap a row",
    "strongest gap left",
    "header evidence",
    "header weakest gap",
    "header strongest gap left",
    "certainty",
    "likeness",
    "static",
    *ALIKE,
)
"""What is asked of a number of columns."""


@dataclass(frozen=True, slots=True)
class Split:
    """The cells of a flattened table.

    `rows`: header first, each row's cells; a row's cells joined by one space are its tokens joined by one space.
    `starts`: for each row the token indices (tokens as `str.split` gives them) at which its cells start.
    `confidence`: the probability that every cell of the table is right; `row_confidences`: that all cells of a row are.
    """

    rows: tuple[tuple[str, ...], ...]
    starts: tuple[tuple[int, ...], ...]
    confidence: float
    row_confidences: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights by feature name: of gaps, of rows, of the header row, of numbers of columns, of confidences."""

    gap: Mapping[str, float]
    row: Mapping[str, float]
    header: Mapping[str, float]
    width: Mapping[str, float]
    table_confidence: Mapping[str, float]
    row_confidence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All rows split into one number of columns.

    `chosen` is an option of each row, `shares` how sure of it, `features` the values of `WIDTH`.
    """

    chosen: tuple[Option, ...]
    shares: tuple[float, ...]
    features: tuple[float, ...]


@cache
def read_weights() -> Weights:
    """The weights beside this module."""
    data = json.loads(Path(__file__).with_name("column_weights.json").read_text(encoding="utf-8"))
    return Weights(**data)


def logistic(x: float) -> float:
    """1 / (1 + e^-x) without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def softmax(scores: Sequence[float]) -> list[float]:
    """Shares that sum to one, in proportion to e^score."""
    top = max(scores)
    raised = [math.exp(s - top) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]


def gap_logits(view: TableView, row: int, weights: Mapping[str, float]) -> list[float]:
    """The log-odds that a cell ends at each gap of a row, in order from gap 1."""
    return [max(-8.0, min(8.0, sum(weights.get(name, 0.0) for name in names))) for names in gap_features(view, row)]


def dot(weights: Sequence[float], values: Sequence[float]) -> float:
    """The sum of the values, each times its weight."""
    return sum(w * v for w, v in zip(weights, values, strict=True))


class _Search:
    """All body rows of a table, each with its options for one number of columns."""

    def __init__(
        self, options: list[list[Option]], static: list[list[float]], columns: int, alike: list[float]
    ) -> None:
        self.options, self.static, self.columns, self.alike_weights = options, static, columns, alike

    def weigh(self, row: int, profile: Sequence[Column]) -> tuple[list[float], list[list[float]]]:
        """The scores of the options of a row beside the other rows, and how alike they are."""
        seen: dict[tuple[int, int], tuple[float, ...]] = {}
        alike = [likeness_sum(option, profile, seen) for option in self.options[row]]
        return [s + dot(self.alike_weights, a) for s, a in zip(self.static[row], alike, strict=True)], alike

    def relax(self, shares: list[list[float]]) -> tuple[list[list[float]], list[list[list[float]]]]:
        """Let the rows agree, each weighing its options by the shares of all others; shares and likenesses at last."""
        profile = [Column() for _ in range(self.columns)]

        def count(row: int, sign: float) -> None:
            for option, share in zip(self.options[row], shares[row], strict=True):
                if share > 1e-3:
                    _count(profile, option, sign * share)

        for r in range(len(self.options)):
            count(r, 1.0)
        alike: list[list[list[float]]] = [[] for _ in self.options]
        for _ in range(ROUNDS):
            for r in range(len(self.options)):
                count(r, -1.0)
                scores, alike[r] = self.weigh(r, profile)
                shares[r] = softmax(scores)
                count(r, 1.0)
        return shares, alike


def _count(profile: Sequence[Column], option: Option, share: float) -> None:
    for column, cell in zip(profile, option.cells, strict=True):
        column.add(cell, share)


def arrange(rows: Sequence[Row], columns: int, weights: Weights) -> Arrangement:
    """Split all rows into `columns` cells so that gaps and columns speak for it most."""
    options = [row.options(columns) for row in rows]
    static_weights = [weights.row.get(n, 0.0) for n in STATIC]
    header_weights = [weights.header.get(n, 0.0) for n in STATIC]
    alike_weights = [weights.row.get(n, 0.0) for n in ALIKE]
    static = [
        [dot(header_weights if r == 0 else static_weights, o.static) for o in opts] for r, opts in enumerate(options)
    ]
    shares = [softmax(scores) for scores in static]
    alike = [[[0.0] * len(ALIKE)] * len(opts) for opts in options]
    if len(rows) > 2:
        search = _Search(options[1:], static[1:], columns, alike_weights)
        shares[1:], alike[1:] = search.relax(shares[1:])
    best = [s.index(max(s)) for s in shares]
    chosen = tuple(options[r][i] for r, i in enumerate(best))
    top = tuple(s[i] for s, i in zip(shares, best, strict=True))
    features = _width_features(
        rows,
        columns,
        chosen,
        top,
        [static[r][i] for r, i in enumerate(best)],
        [alike[r][i] for r, i in enumerate(best)],
        alike_weights,
    )
    return Arrangement(chosen, top, features)


def _width_features(
    rows: Sequence[Row],
    columns: int,
    chosen: Sequence[Option],
    shares: Sequence[float],
    static: Sequence[float],
    alike: Sequence[Sequence[float]],
    alike_weights: Sequence[float],
) -> tuple[float, ...]:
    """The values of `WIDTH` for the rows as chosen."""
    evidence: list[float] = []
    weakest: list[float] = []
    left: list[float] = []
    for row, option in zip(rows, chosen, strict=True):
        starts = set(option.starts[1:])
        inside = [row.logits[s - 1] for s in sorted(starts)]
        outside = [logit for g, logit in enumerate(row.logits, 1) if g not in starts]
        evidence.append(sum(inside))
        weakest.append(min(inside))
        # A row split at every gap has none left: that says nothing, neither for nor against.
        left.append(max(outside, default=0.0))
    body = max(1, len(rows) - 1)
    likeness = [sum(a[i] for a in alike[1:]) / body / columns for i in range(len(ALIKE))]
    return (
        *(float(columns == n) for n in range(2, MAX_COLUMNS + 1)),
        sum(evidence[1:]) / body,
        min(30.0, max(-30.0, sum(evidence[1:]))) / 5,
        min(evidence[1:]),
        sum(weakest[1:]) / body,
        sum(left[1:]) / body,
        evidence[0],
        weakest[0],
        left[0],
        sum(math.log(max(1e-6, s)) for s in shares[1:]) / body,
        sum(dot(alike_weights, a) for a in alike[1:]) / body,
        sum(static[1:]) / body,
        *likeness,
    )


def _odds(share: float) -> float:
    """Log-odds of a share, bounded: a row with one way to be split is not surer than the model ever was right."""
    bounded = min(0.99, max(0.01, share))
    return math.log(bounded / (1 - bounded))


def confidence_features(shares: Sequence[float], widths: Sequence[float], arrangement: Arrangement) -> dict[str, float]:
    """What the confidence of a whole table is read from; `widths` are the shares of the numbers of columns."""
    top = max(widths)
    return {
        "bias": 1.0,
        "columns": _odds(top),
        "worst row": _odds(min(shares)),
        "rows": sum(math.log(max(1e-4, s)) for s in shares),
        "header": _odds(shares[0]),
        "weakest gap": arrangement.features[WIDTH.index("weakest gap a row")],
        "gap left": arrangement.features[WIDTH.index("strongest gap left")],
        "number of rows": math.log(len(shares)),
    }


def row_confidence_features(share: float, widths: Sequence[float], table: float) -> dict[str, float]:
    """What the confidence of one row is read from; `table` is the log-odds of the whole table's."""
    top = max(widths)
    return {
        "bias": 1.0,
        "columns": _odds(top),
        "row": _odds(share),
        "table": table,
    }


def score(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The sum of the features, each times the weight of its name."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def readable(rows: Sequence[str]) -> list[list[str]] | None:
    """The tokens of the rows, or None where no table can be read from them."""
    if not 2 <= len(rows) <= MAX_ROWS:
        return None
    tokens = [row.split() for row in rows]
    return tokens if all(2 <= len(t) <= MAX_ROW_TOKENS for t in tokens) else None


def split_rows(rows: Sequence[str], bigrams: Mapping[tuple[str, str], int] | None = None) -> Split | None:
    """Split flattened rows into cells, the same number in every row.

    `bigrams` counts pairs of neighbouring lower-case words in the document outside the table: a pair seen there speaks
    against a border between the two. `None` when there is nothing to split.
    """
    tokens = readable(rows)
    if tokens is None:
        return None
    weights = read_weights()
    view = view_table(tokens, bigrams or {})
    return decide(tokens, view, [gap_logits(view, r, weights.gap) for r in range(len(tokens))], weights)


def decide(
    tokens: Sequence[Sequence[str]], view: TableView, logits: Sequence[Sequence[float]], weights: Weights
) -> Split:
    """The best split of a table whose gaps have these log-odds."""
    read = [Row(view, r, logits[r]) for r in range(len(tokens))]
    width_weights = [weights.width.get(n, 0.0) for n in WIDTH]
    most = min(MAX_COLUMNS, min(map(len, tokens)))
    found = [arrange(read, n, weights) for n in range(2, most + 1)]
    widths = softmax([dot(width_weights, a.features) for a in found])
    best = found[max(range(len(found)), key=lambda i: (widths[i], -i))]
    table = score(weights.table_confidence, confidence_features(best.shares, widths, best))
    return Split(
        tuple(
            tuple(" ".join(row[s:e]) for s, e in zip(o.starts, (*o.starts[1:], len(row)), strict=True))
            for row, o in zip(tokens, best.chosen, strict=True)
        ),
        tuple(o.starts for o in best.chosen),
        logistic(table),
        tuple(logistic(score(weights.row_confidence, row_confidence_features(s, widths, table))) for s in best.shares),
    )
