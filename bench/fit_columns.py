# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "scipy"]
# ///
"""Fit the weights of `build_scripts/columns.py` on flattened tables whose true cells are known.

    python bench/fit_columns.py TABLES.jsonl [--without JUDGED.jsonl] [--write]

TABLES.jsonl is what `bench/harvest_tables.py` prints. Tables of an origin that JUDGED.jsonl has, and tables that share
a row with one of its tables, are left out, so that `make eval` judges weights that have seen nothing of what it asks.
The models are fitted in turn; each later one sees what the earlier ones say of tables of origins held out, so that it
does not learn to trust a memory. Confidences are calibrated on splits of tables that the gaps' weights were not fitted
on. Printed are the figures of those held-out splits. numpy and scipy are needed here only: no lock file names them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np  # type: ignore[import-not-found, unused-ignore]
from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped, unused-ignore]

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build_scripts import columns as c  # noqa: E402
from build_scripts.column_features import (  # noqa: E402
    ALIKE,
    LIKENESSES,
    ROLES,
    STATIC,
    Column,
    Option,
    Row,
    TableView,
    gap_features,
    likenesses,
    view_table,
)
from build_scripts.token_shapes import read_token  # noqa: E402

GAP_DECAY, ROW_DECAY, HEADER_DECAY, WIDTH_DECAY = 6.0, 6e-4, 3e-3, 3e-3
"""Strengths of the L2 terms; of the gaps per example, of the others per share of the whole."""
FOLDS = 2
"""How many groups of origins the gap model is held out from in turn."""
STRUCTURED = 2_000
"""On how many tables rows and widths are fitted: they have few weights."""
PER_ORIGIN = 25
"""On how many tables of each origin confidences are calibrated; origins count alike: an unseen one may be like any."""
KEPT_GAPS = 5_000
"""How many gap weights are written, those that matter most."""
SPOILT = 0.12
"""The share of cells whose first capital is taken away in a second copy of each table, as captures do."""
HEADER_TABLES, HEADER_ORIGINS = 3, 2
"""A header cell is known from so many tables of so many origins on."""


@dataclass(frozen=True)
class Example:
    """A table with its truth: tokens, view, names of the gap features of each row, starts of the true cells."""

    id: str
    origin: str
    tokens: list[list[str]]
    view: TableView
    features: list[list[list[str]]]
    starts: list[tuple[int, ...]]
    header: list[str]
    weight: float
    known: frozenset[str] = frozenset()


def example(record: Mapping[str, Any], spoiling: random.Random | None = None) -> Example:
    """Read a record; `spoiling` lowers some first letters and makes the copy count less."""
    rows: list[list[str]] = record["rows"]
    if spoiling:
        rows = [
            [x[:1].lower() + x[1:] if x[1:2].islower() and spoiling.random() < SPOILT else x for x in row]
            for row in rows
        ]
    starts = []
    for row in rows:
        ends = np.cumsum([len(cell.split()) for cell in row])
        starts.append((0, *map(int, ends[:-1])))
    tokens = [" ".join(row).split() for row in rows]
    view = view_table(tokens, {(a, b): n for a, b, n in record["bigrams"]})
    features = [gap_features(view, r) for r in range(len(tokens))]
    header = [" ".join(read_token(t).core for t in cell.split()) for cell in rows[0]]
    return Example(record["id"], record["origin"], tokens, view, features, starts, header, 0.3 if spoiling else 1.0)


def origin_weights(examples: Iterable[Example]) -> dict[str, float]:
    """A weight for the tables of each origin: many, often alike, count for less than their number."""
    return {o: 3 / n**0.4 for o, n in Counter(e.origin for e in examples).items()}


def known_headers(examples: Sequence[Example], without: str = "") -> frozenset[str]:
    """Header cells of one to four words that tables of several origins have, one origin left out."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for e in examples:
        if e.origin != without:
            for cell in e.header:
                if 1 <= len(cell.split()) <= 4:
                    found[cell][e.origin] += 1
    return frozenset(
        cell for cell, origins in found.items() if origins.total() >= HEADER_TABLES and len(origins) >= HEADER_ORIGINS
    )


def fit_gaps(examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression by L-BFGS; feature names seen less than four times or in one origin only are left out."""
    often: Counter[str] = Counter()
    origins: dict[str, set[str]] = defaultdict(set)
    for e in examples:
        for row in e.features:
            for names in row:
                often.update(names)
                for name in names:
                    origins[name].add(e.origin)
    index = {n: i for i, n in enumerate(sorted(n for n, k in often.items() if k >= 4 and len(origins[n]) > 1))}
    share = origin_weights(examples)
    bounds, columns = [0], list[int]()
    labels, weights = list[float](), list[float]()
    for e in examples:
        for row, starts in zip(e.features, e.starts, strict=True):
            for gap, names in enumerate(row, 1):
                columns.extend(index[n] for n in names if n in index)
                bounds.append(len(columns))
                labels.append(float(gap in starts))
                weights.append(share[e.origin] * e.weight / math.sqrt(len(row) * len(e.tokens)))
    shape = (len(labels), len(index))
    x = csr_matrix((np.ones(len(columns), np.float32), np.array(columns, np.int32), np.array(bounds)), shape=shape)
    y, w = np.array(labels), np.array(weights) / np.mean(weights)
    back = x.T.tocsr()

    def loss(b: Any) -> tuple[float, Any]:
        z = x @ b
        error = w * (1 / (1 + np.exp(-z)) - y)
        return float((w * (np.logaddexp(0, z) - y * z)).sum() + GAP_DECAY / 2 * b @ b), back @ error + GAP_DECAY * b

    found = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B", options={"maxiter": 120})
    strength = {n: abs(found.x[i]) * math.sqrt(often[n]) for n, i in index.items()}
    top = sorted(index, key=lambda n: (-strength[n], n))[:KEPT_GAPS]
    return {n: round(float(found.x[index[n]]), 2) for n in sorted(top)}


def fit_choice(
    data: Sequence[tuple[Sequence[Sequence[float]], int, float]],
    names: Sequence[str],
    decay: float,
    prior: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Conditional logit: of each list of alternatives (vectors of `names`) the one at the index was right."""
    base = np.array([(prior or {}).get(n, 0.0) for n in names])
    x = np.concatenate([np.asarray(options, float) for options, _, _ in data])
    first = np.cumsum([0, *(len(options) for options, _, _ in data)])
    right = first[:-1] + np.array([r for _, r, _ in data])
    w = np.array([weight for _, _, weight in data])
    w = w / w.sum()
    group = np.repeat(np.arange(len(data)), np.diff(first))

    def loss(b: Any) -> tuple[float, Any]:
        z = x @ b
        top = np.maximum.reduceat(z, first[:-1])
        raised = np.exp(z - top[group])
        total = np.add.reduceat(raised, first[:-1])
        slope = x.T @ (raised / total[group] * w[group]) - (x[right] * w[:, None]).sum(0)
        away = b - base
        return float((w * (np.log(total) + top - z[right])).sum() + decay / 2 * away @ away), slope + decay * away

    options = {"maxiter": 800, "ftol": 1e-12, "gtol": 1e-7}
    found = minimize(loss, base.copy(), jac=True, method="L-BFGS-B", options=options)
    return {n: round(float(v), 4) for n, v in zip(names, found.x, strict=True)}


def logits_of(e: Example, weights: Mapping[str, float]) -> list[list[float]]:
    """The gap log-odds of all rows."""
    return [[max(-8.0, min(8.0, sum(weights.get(n, 0.0) for n in names))) for names in row] for row in e.features]


def rows_of(e: Example, logits: Sequence[Sequence[float]]) -> list[Row]:
    """The rows of a table with their options to come."""
    return [Row(e.view, r, logits[r], e.known) for r in range(len(e.tokens))]


def alike(option: Option, profile: Sequence[Column], seen: dict[tuple[int, int], tuple[float, ...]]) -> list[float]:
    """`likeness_sum`, each cell looked at once."""
    found = []
    for j, cell in enumerate(option.cells):
        key = (j, id(cell))
        if key not in seen:
            seen[key] = likenesses(cell, j, profile)
        found.append(seen[key])
    middle = [sum(values) for values in zip(*found[1:-1], strict=True)] or [0.0] * len(LIKENESSES)
    return [*found[0], *middle, *found[-1]]


def fit_rows(examples: Sequence[Example], logits: Mapping[str, list[list[float]]]) -> tuple[dict[str, float], ...]:
    """The weights of row splits, body and header, with the other rows as they truly are (pseudo-likelihood)."""
    share = origin_weights(examples)
    body, header = [], []
    for e in examples:
        columns = len(e.starts[0])
        rows = rows_of(e, logits[e.id])
        truth = [row.option(starts) for row, starts in zip(rows, e.starts, strict=True)]
        profile = [Column() for _ in range(columns)]

        def count(option: Option, sign: float, profile: list[Column] = profile) -> None:
            for column, cell in zip(profile, option.cells, strict=True):
                column.add(cell, sign)

        for option in truth[1:]:
            count(option, 1.0)
        for r, row in enumerate(rows):
            options = row.options(columns)
            if truth[r].starts not in [o.starts for o in options]:
                options.append(truth[r])
            right = [o.starts for o in options].index(truth[r].starts)
            if r == 0:
                header.append(([o.static for o in options], right, share[e.origin]))
                continue
            count(truth[r], -1.0)
            seen: dict[tuple[int, int], tuple[float, ...]] = {}
            none = [0.0] * len(ALIKE)
            vectors = [[*o.static, *(none if len(rows) < 3 else alike(o, profile, seen))] for o in options]
            body.append((vectors, right, share[e.origin] / math.sqrt(len(rows) - 1)))
            count(truth[r], 1.0)
    prior = {"gaps": 0.8} | {f"{role} same {name}": 0.3 for role in ROLES for name in ("type", "shape")}
    return fit_choice(body, (*STATIC, *ALIKE), ROW_DECAY, prior), fit_choice(
        header, STATIC, HEADER_DECAY, {"gaps": 0.8}
    )


def arrangements(e: Example, logits: Sequence[Sequence[float]], weights: c.Weights) -> list[c.Arrangement]:
    """The table split into each number of columns."""
    rows = rows_of(e, logits)
    most = min(c.MAX_COLUMNS, min(map(len, e.tokens)))
    return [c.arrange(rows, n, weights) for n in range(2, most + 1)]


def fit_widths(
    examples: Sequence[Example], logits: Mapping[str, list[list[float]]], weights: c.Weights
) -> dict[str, float]:
    """The weights that rank the numbers of columns."""
    share = origin_weights(examples)
    data = []
    for e in examples:
        found = arrangements(e, logits[e.id], weights)
        data.append(([a.features for a in found], len(e.starts[0]) - 2, share[e.origin]))
    return fit_choice(data, c.WIDTH, WIDTH_DECAY)


def folds(examples: Sequence[Example]) -> list[set[str]]:
    """The origins in groups of about the same number of tables."""
    groups: list[tuple[int, set[str]]] = [(0, set()) for _ in range(FOLDS)]
    for origin, size in sorted(Counter(e.origin for e in examples).items(), key=lambda p: (-p[1], p[0])):
        at = min(range(FOLDS), key=lambda i: groups[i][0])
        groups[at] = (groups[at][0] + size, groups[at][1] | {origin})
    return [g for _, g in groups]


@dataclass(frozen=True)
class Judged:
    """What a held-out table came to, with what its confidence can be read from."""

    weight: float
    exact: bool
    right_rows: list[bool]
    table: dict[str, float]
    rows: list[dict[str, float]]


def judge(e: Example, logits: Sequence[Sequence[float]], weights: c.Weights, weight: float) -> Judged:
    """Split a table and compare it with the truth."""
    found = arrangements(e, logits, weights)
    widths = c.softmax([c.dot([weights.width[n] for n in c.WIDTH], a.features) for a in found])
    best = found[widths.index(max(widths))]
    right = [o.starts == s for o, s in zip(best.chosen, e.starts, strict=True)]
    table = c.confidence_features(best.shares, widths, best)
    return Judged(weight, all(right), right, table, [c.row_confidence_features(s, widths, 0.0) for s in best.shares])


def fit_confidence(rows: Sequence[tuple[Mapping[str, float], bool, float]]) -> dict[str, float]:
    """Platt's way over several features: logistic regression as a choice between `right` and nothing."""
    names = sorted({n for features, _, _ in rows for n in features})
    data = [([[f[n] for n in names], [0.0] * len(names)], 0 if right else 1, weight) for f, right, weight in rows]
    return fit_choice(data, names, 1e-4)


def fit(examples: Sequence[Example], spoilt: Sequence[Example]) -> tuple[c.Weights, list[Judged]]:
    """All weights, and the held-out splits that the confidences are calibrated on."""
    logits: dict[str, list[list[float]]] = {}
    for held in folds(examples):
        inner = fit_gaps([e for e in (*examples, *spoilt) if e.origin not in held])
        logits.update({e.id: logits_of(e, inner) for e in examples if e.origin in held})
    gap = fit_gaps([*examples, *spoilt])
    heads = {origin: known_headers(examples, origin) for origin in {e.origin for e in examples}}
    some = random.Random(2).sample(list(examples), min(STRUCTURED, len(examples)))
    some = [replace(e, known=heads[e.origin]) for e in some]
    row, header = fit_rows(some, logits)
    weights = c.Weights(known_headers(examples), gap, row, header, {}, {}, {})
    weights = replace(weights, width=fit_widths(some, logits, weights))
    drawn: dict[str, list[Example]] = defaultdict(list)
    for e in random.Random(3).sample(list(examples), len(examples)):
        if len(drawn[e.origin]) < PER_ORIGIN:
            drawn[e.origin].append(replace(e, known=heads[e.origin]))
    judged = [judge(e, logits[e.id], weights, 1 / len(part)) for part in drawn.values() for e in part]
    table = fit_confidence([(j.table, j.exact, j.weight) for j in judged])
    rows = [
        ({**f, "table": c.score(table, j.table)}, right, j.weight / len(j.rows))
        for j in judged
        for f, right in zip(j.rows, j.right_rows, strict=True)
    ]
    return replace(weights, table_confidence=table, row_confidence=fit_confidence(rows)), judged


def report(judged: Sequence[Judged], weights: c.Weights) -> None:
    """Print the held-out figures, each origin counting alike."""
    total = sum(j.weight for j in judged)
    sure = [(c.logistic(c.score(weights.table_confidence, j.table)), j) for j in judged]
    print(f"{len(judged)} tables held out, exact {sum(j.weight for j in judged if j.exact) / total:.3f}")
    for limit in (0.95, 0.9, 0.7, 0.5):
        part = [j for p, j in sure if p >= limit]
        exact = sum(j.weight for j in part if j.exact) / max(1e-9, sum(j.weight for j in part))
        print(f"confidence >= {limit}: share {sum(j.weight for j in part) / total:.3f} exact {exact:.3f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", type=Path)
    parser.add_argument("--without", type=Path, help="tables that the weights shall be judged on")
    parser.add_argument("--write", action="store_true", help="write build_scripts/column_weights.json")
    args = parser.parse_args()
    records = [json.loads(line) for line in args.tables.read_text("utf-8").splitlines()]
    if args.without:
        judged_on = [json.loads(line) for line in args.without.read_text("utf-8").splitlines()]
        origins = {r["origin"] for r in judged_on}
        rows = {" ".join(row) for r in judged_on for row in r["rows"][1:]}
        records = [
            r for r in records if r["origin"] not in origins and not any(" ".join(x) in rows for x in r["rows"][1:])
        ]
    records = [r for r in records if len(r["rows"][0]) <= c.MAX_COLUMNS]
    spoiling = random.Random(7)
    weights, judged = fit([example(r) for r in records], [example(r, spoiling) for r in records])
    report(judged, weights)
    if args.write:
        data = {"headers": sorted(weights.headers)} | {
            name: getattr(weights, name)
            for name in ("gap", "row", "header", "width", "table_confidence", "row_confidence")
        }
        text = json.dumps(data, indent=0, sort_keys=True, ensure_ascii=False)
        (ROOT / "build_scripts" / "column_weights.json").write_text(text + "\n", encoding="utf-8")
        print(f"wrote {len(weights.gap)} gap weights, {len(text)} characters")


if __name__ == "__main__":
    main()
