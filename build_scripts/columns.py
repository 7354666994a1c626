"""Recover the columns of a flattened table, whose rows are lines with the cells joined by single spaces.

In: the rows as text, header first, and word pairs counted in the document around them. Out: a `Split`, the most likely
cells with calibrated confidences; the caller decides which confidence is enough. Refused (`None`): fewer than two rows
of two tokens, and a header of one token (a cell is never empty).

Three models, each fitted on what the one before it gets right on tables it has not seen (`bench/fit_columns.py`):
1. a logistic regression tells for each gap between two tokens how likely a cell ends there;
2. for each number of columns, a row's few best splits are weighed by how much their cells resemble the cells of the
   same column in the other rows, and this is repeated until the rows agree (mean field); of a long table some rows,
   evenly spread, come to agree, and the others follow them;
3. the numbers of columns are ranked by what the first two say of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from operator import mul
from pathlib import Path

from build_scripts.column_features import (
    ALIKE,
    LIKENESSES,
    STATIC,
    Column,
    Option,
    Row,
    TableView,
    Ways,
    gap_features,
    likeness_sum,
    view_table,
)

MAX_COLUMNS = 6
"""Prose tables with more columns are rare (none of 209 had more than five) and cost the most."""
SAMPLE = 60
"""So many rows besides the header are weighed against each other, at most; those of a longer table against these."""
FOLLOWING = 10
"""So many splits of each of those other rows are weighed: the columns are known by then, and most are far behind."""
ROUNDS = 4
TRUST = 0.7
"""How much of the weight of likenesses is used: they were fitted beside true cells, but stand beside guessed ones."""
LEAST_SHARE = 1e-3
"""An option believed in less is not counted into the columns."""

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
    "known header cells a column",
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
    """Fitted weights by feature name: of gaps, of rows, of the header row, of numbers of columns, of confidences.

    `headers` are the header cells, in lower case, that tables of several origins have.
    """

    headers: frozenset[str]
    gap: Mapping[str, float]
    row: Mapping[str, float]
    header: Mapping[str, float]
    width: Mapping[str, float]
    table_confidence: Mapping[str, float]
    row_confidence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All rows split into one number of columns.

    `chosen` is an option of each row, `shares` how sure of it, `features` the values of `WIDTH`, `search` holds what
    the columns came to.
    """

    chosen: tuple[Option, ...]
    shares: tuple[float, ...]
    features: tuple[float, ...]
    search: _Search


@cache
def read_weights() -> Weights:
    """The weights beside this module."""
    data = json.loads(Path(__file__).with_name("column_weights.json").read_text(encoding="utf-8"))
    return Weights(headers=frozenset(data.pop("headers", ())), **data)


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
    get = weights.get
    return [max(-8.0, min(8.0, sum(map(get, names, repeat(0.0))))) for names in gap_features(view, row)]


def dot(weights: Sequence[float], values: Sequence[float]) -> float:
    """The sum of the values, each times its weight."""
    return sum(map(mul, weights, values), 0.0)


class _Search:
    """Rows of a table, each with its options for one number of columns, and what the columns have held so far."""

    def __init__(self, columns: int, weights: Mapping[str, float]) -> None:
        self.profile = [Column() for _ in range(columns)]
        roles = ["first", *["middle"] * (columns - 2), "last"]
        self._weights = [[TRUST * weights.get(f"{role} {name}", 0.0) for name in LIKENESSES] for role in roles]

    def count(self, options: Sequence[Option], shares: Sequence[float], sign: float) -> None:
        """Take the cells of a row into the profile of the columns, or (`sign` -1) out of it."""
        for option, share in zip(options, shares, strict=True):
            if share > LEAST_SHARE:
                for column, cell in zip(self.profile, option.cells, strict=True):
                    column.add(cell, sign * share)

    def ways(self, row: Row, options: Sequence[Option]) -> Ways:
        """The options of a row, to be weighed beside the profile."""
        return Ways(row, options, self._weights)

    def relax(
        self,
        rows: Sequence[Row],
        options: Sequence[Sequence[Option]],
        static: Sequence[Sequence[float]],
        shares: list[list[float]],
    ) -> list[list[float]]:
        """Let the rows agree, each weighing its options by the shares of all others."""
        ways = [self.ways(row, opts) for row, opts in zip(rows, options, strict=True)]
        for opts, found in zip(options, shares, strict=True):
            self.count(opts, found, 1.0)
        for _ in range(ROUNDS):
            for r, opts in enumerate(options):
                self.count(opts, shares[r], -1.0)
                shares[r] = softmax(ways[r].weigh(self.profile, static[r]))
                self.count(opts, shares[r], 1.0)
        return shares

    def alike(self, options: Sequence[Option], shares: Sequence[float], option: Option) -> list[float]:
        """The values of `ALIKE` of one option of a row."""
        self.count(options, shares, -1.0)
        found = likeness_sum(option, self.profile)
        self.count(options, shares, 1.0)
        return found


def _static_scores(options: Sequence[Option], weights: Mapping[str, float]) -> list[float]:
    """What speaks for the options of a row without looking at other rows."""
    listed = [weights.get(name, 0.0) for name in STATIC]
    return [dot(listed, option.static) for option in options]


def arrange(rows: Sequence[Row], columns: int, weights: Weights) -> Arrangement:
    """Split all rows into `columns` cells so that gaps and columns speak for it most."""
    options = [row.options(columns) for row in rows]
    static = [_static_scores(opts, weights.row if r else weights.header) for r, opts in enumerate(options)]
    shares = [softmax(scores) for scores in static]
    search = _Search(columns, weights.row)
    alone = len(rows) <= 2
    if not alone:
        shares[1:] = search.relax(rows[1:], options[1:], static[1:], shares[1:])
    best = [s.index(max(s)) for s in shares]
    chosen = tuple(options[r][i] for r, i in enumerate(best))
    top = tuple(s[i] for s, i in zip(shares, best, strict=True))
    alike = [
        [0.0] * len(ALIKE) if alone else search.alike(options[r], shares[r], chosen[r]) for r in range(1, len(rows))
    ]
    features = _width_features(
        rows,
        columns,
        chosen,
        top,
        [static[r][i] for r, i in enumerate(best)],
        alike,
        [weights.row.get(n, 0.0) for n in ALIKE],
    )
    return Arrangement(chosen, top, features, search)


def arrange_rest(rows: Sequence[Row], sample: Sequence[int], found: Arrangement, weights: Weights) -> Arrangement:
    """The arrangement of all rows, where the one `found` is of the rows that `sample` names.

    Each row besides is weighed once beside the columns of the sample.
    """
    chosen, shares = dict(zip(sample, found.chosen, strict=True)), dict(zip(sample, found.shares, strict=True))
    for r, row in enumerate(rows):
        if r not in chosen:
            options = row.options(len(found.search.profile), FOLLOWING)
            ways = found.search.ways(row, options)
            weighed = softmax(ways.weigh(found.search.profile, _static_scores(options, weights.row)))
            shares[r] = max(weighed)
            chosen[r] = options[weighed.index(shares[r])]
    order = range(len(rows))
    return Arrangement(tuple(chosen[r] for r in order), tuple(shares[r] for r in order), found.features, found.search)


def spread(count: int, most: int) -> list[int]:
    """Row 0 and up to `most` of the others, evenly spread; all of them where they are no more."""
    body = min(count - 1, most)
    return [0, *(1 + n * (count - 1) // body for n in range(body))]


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
        sum(dot(alike_weights, a) for a in alike) / body,
        sum(static[1:]) / body,
        chosen[0].static[STATIC.index("known header cells")] / columns,
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


def readable(rows: Sequence[str]) -> dict[int, list[str]]:
    """The tokens of the rows that can have columns, by index; none where no table can be read from them."""
    tokens = [row.split() for row in rows]
    kept = {n: t for n, t in enumerate(tokens) if len(t) > 1}
    return kept if 0 in kept and len(kept) > 1 else {}


def split_rows(
    rows: Sequence[str], bigrams: Mapping[tuple[str, str], int] | None = None, *, columns: int | None = None
) -> Split | None:
    """Split flattened rows into cells, the same number in every row.

    `bigrams` counts pairs of neighbouring lower-case words in the document outside the table: a pair seen there speaks
    against a border between the two. A row of a single word stays whole, with confidence 0. `columns` is their number
    where it is known. `None` when there is nothing to split, or not into so many.
    """
    tokens = readable(rows)
    if not tokens:
        return None
    weights = read_weights()
    kept = list(tokens.values())
    if columns is not None and not 2 <= columns <= min(MAX_COLUMNS, min(map(len, kept))):
        return None
    view = view_table(kept, bigrams or {})
    split = decide(kept, view, [gap_logits(view, r, weights.gap) for r in range(len(kept))], weights, columns)
    if len(kept) == len(rows):
        return split
    at = {n: k for k, n in enumerate(tokens)}
    return Split(
        tuple(split.rows[at[n]] if n in at else (" ".join(row.split()),) for n, row in enumerate(rows)),
        tuple(split.starts[at[n]] if n in at else (0,) for n in range(len(rows))),
        0.0,
        tuple(split.row_confidences[at[n]] if n in at else 0.0 for n in range(len(rows))),
    )


def decide(
    tokens: Sequence[Sequence[str]],
    view: TableView,
    logits: Sequence[Sequence[float]],
    weights: Weights,
    columns: int | None = None,
) -> Split:
    """The best split of a table whose gaps have these log-odds; into `columns` where their number is known."""
    read = [Row(view, r, logits[r], weights.headers) for r in range(len(tokens))]
    width_weights = [weights.width.get(n, 0.0) for n in WIDTH]
    most = min(MAX_COLUMNS, min(map(len, tokens)))
    sample = spread(len(read), SAMPLE)
    numbers = range(2, most + 1) if columns is None else (columns,)
    found = [arrange([read[r] for r in sample], n, weights) for n in numbers]
    widths = softmax([dot(width_weights, a.features) for a in found])
    best = found[max(range(len(found)), key=lambda i: (widths[i], -i))]
    if len(sample) < len(read):
        best = arrange_rest(read, sample, best, weights)
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
