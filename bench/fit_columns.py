"""Fit the weights of `build_scripts/columns.py` on flattened tables whose true cells are known.

    python bench/fit_columns.py --eval DIR            held-out figures only
    python bench/fit_columns.py --eval DIR --write    and write build_scripts/column_weights.json

`DIR/tables.jsonl` has one table a line: `id`, `origin` (the repository), `flat` (rows joined by spaces), `rows` (the
true cells), `bigrams` ([word, word, count] from the document outside the table). Besides, tables invented from the text
of `DIR/articles.jsonl.gz` are fitted on (`invented_tables.py`). Figures are told by origin left out: a table is split
with weights fitted on the tables of all other origins, and on no article of its own. Inside each fit the later models
see what the earlier ones say of tables held out in turn, so that they do not learn to trust a memory. Confidences are
calibrated on the held-out splits, and judged with the calibration fitted on the other origins.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from invented_tables import invent  # type: ignore[import-not-found]  # noqa: E402

from build_scripts import columns as c  # noqa: E402
from build_scripts.column_features import (  # noqa: E402
    ALIKE,
    STATIC,
    Column,
    Row,
    TableView,
    gap_features,
    likeness_sum,
    view_table,
)

INVENTED_GAPS, INVENTED_ROWS = 600, 150
"""How many invented tables the gaps, and the rows and widths, are fitted on besides the true ones."""
INVENTED_WEIGHT = 0.25
GAPS_KEPT = 2_100
"""How many gap weights are kept, those that matter most: the file shall stay under 60 KB."""
GROUPS = 4
"""How many parts the inner fits hold out in turn."""
EMPTY: dict[str, float] = {}


@dataclass(frozen=True)
class Example:
    """A table with its truth: tokens, view, gap features of each row, starts of the true cells of each row."""

    id: str
    origin: str
    tokens: list[list[str]]
    view: TableView
    features: list[list[list[str]]]
    starts: list[tuple[int, ...]]
    rows: list[list[str]]
    weight: float = 1.0


def example(record: Mapping[str, object], lowered: random.Random | None = None, weight: float = 1.0) -> Example:
    """Read a record; `lowered` spoils some first words of cells the way captures do (capital to lower case)."""
    truth: list[list[str]] = record["rows"]  # type: ignore[assignment]
    if lowered:
        truth = [
            [c[:1].lower() + c[1:] if c[1:2].islower() and lowered.random() < 0.12 else c for c in row] for row in truth
        ]
    tokens = [" ".join(row).split() for row in truth]
    starts = []
    for row in truth:
        at, places = 0, []
        for cell in row:
            places.append(at)
            at += len(cell.split())
        starts.append(tuple(places))
    view = view_table(tokens, {(a, b): n for a, b, n in record["bigrams"]})  # type: ignore[attr-defined]
    features = [gap_features(view, r) for r in range(len(tokens))]
    return Example(
        str(record["id"]), str(record["origin"]), tokens, view, features, starts, truth, 0.3 if lowered else weight
    )


def fit_logistic(
    data: Sequence[tuple[Sequence[str], bool, float]], epochs: int, rate: float, decay: float, seed: int = 1
) -> dict[str, float]:
    """Logistic regression on named binary features by AdaGrad with L2 `decay`; `data` has (names, label, weight)."""
    index: dict[str, int] = {}
    rows = [([index.setdefault(n, len(index)) for n in names], label, weight) for names, label, weight in data]
    weights, squares = [0.0] * len(index), [1e-2] * len(index)
    order, shuffle = list(range(len(rows))), random.Random(seed).shuffle
    for _ in range(epochs):
        shuffle(order)
        for at in order:
            found, label, weight = rows[at]
            error = weight * (c.logistic(sum([weights[i] for i in found])) - label)
            if -1e-3 < error < 1e-3:
                continue
            for i in found:
                step = error + decay * weights[i]
                squares[i] += step * step
                weights[i] -= rate * step / math.sqrt(squares[i])
    return {name: weights[i] for name, i in index.items()}


def fit_choice(
    data: Sequence[tuple[Sequence[Sequence[float]], int, float]],
    names: Sequence[str],
    decay: float,
    epochs: int,
    prior: Mapping[str, float] = EMPTY,
) -> dict[str, float]:
    """Conditional logit: of each list of alternatives (vectors of `names`) the one at the index was right.

    Full gradient steps with a step size for each weight (RMSprop); `decay` pulls towards `prior`.
    """
    size = len(names)
    base = [prior.get(n, 0.0) for n in names]
    weights, squares = list(base), [1e-3] * size
    total = sum(w for _, _, w in data)
    for epoch in range(epochs):
        slope = [decay * (w - b) for w, b in zip(weights, base, strict=True)]
        for options, right, weight in data:
            shares = c.softmax([sum(map(float.__mul__, weights, o)) for o in options])
            for i, (share, option) in enumerate(zip(shares, options, strict=True)):
                pull = weight * (share - (i == right)) / total
                if pull > 1e-6 or pull < -1e-6:
                    slope = [s + pull * o for s, o in zip(slope, option, strict=True)]
        step = 0.1 / (1 + 4 * epoch / epochs)
        squares = [0.9 * q + 0.1 * s * s for q, s in zip(squares, slope, strict=True)]
        weights = [w - step * s / math.sqrt(q + 1e-8) for w, s, q in zip(weights, slope, squares, strict=True)]
    return dict(zip(names, weights, strict=True))


def table_weights(examples: Sequence[Example]) -> dict[str, float]:
    """A weight for each table: origins with many tables, often alike, count for less than their number."""
    sizes = Counter(e.origin for e in examples)
    return {
        e.id: e.weight if e.origin.startswith("invented") else e.weight / sizes[e.origin] ** 0.4 * 3 for e in examples
    }


def fit_gaps(examples: Sequence[Example]) -> dict[str, float]:
    """The weights of the gap model; names seen only in one origin, or rarely, are left out."""
    origins: dict[str, set[str]] = defaultdict(set)
    often: Counter[str] = Counter()
    for e in examples:
        for row in e.features:
            for names in row:
                often.update(names)
                for name in names:
                    origins[name].add(e.origin)
    kept = {n for n, k in often.items() if k >= 4 and len(origins[n]) >= 2}
    share = table_weights(examples)
    data = [
        ([n for n in names if n in kept], gap in starts, share[e.id] / math.sqrt(len(row)) * 2)
        for e in examples
        for r, (row, starts) in enumerate(zip(e.features, e.starts, strict=True))
        # Invented headers are drawn from short lists: too many would teach those lists.
        if r or not e.origin.startswith("invented") or e.id.endswith(("0", "3", "6"))
        for gap, names in enumerate(row, 1)
    ]
    weights = fit_logistic(data, epochs=9, rate=0.1, decay=0.004)
    top = sorted(weights, key=lambda n: (-abs(weights[n]) * math.sqrt(often[n]), n))[:GAPS_KEPT]
    return {n: round(weights[n], 2) for n in sorted(top)}


def logits_of(e: Example, weights: Mapping[str, float]) -> list[list[float]]:
    """The gap log-odds of all rows."""
    return [[max(-8.0, min(8.0, sum(weights.get(n, 0.0) for n in names))) for names in row] for row in e.features]


def fit_rows(examples: Sequence[Example], logits: Mapping[str, list[list[float]]]) -> tuple[dict[str, float], ...]:
    """The weights of row splits, body and header, with the other rows as they truly are (pseudo-likelihood)."""
    share = table_weights(examples)
    body, header = [], []
    for e in examples:
        columns = len(e.starts[0])
        rows = [Row(e.view, r, logits[e.id][r]) for r in range(len(e.tokens))]
        truth = [row.option(starts) for row, starts in zip(rows, e.starts, strict=True)]
        profile = [Column() for _ in range(columns)]
        for option in truth[1:]:
            for j, cell in enumerate(option.cells):
                profile[j].add(cell, 1.0)
        for r, row in enumerate(rows):
            options = row.options(columns)
            if truth[r].starts not in [o.starts for o in options]:
                options.append(truth[r])
            right = [o.starts for o in options].index(truth[r].starts)
            if r == 0:
                header.append(([list(o.static) for o in options], right, share[e.id]))
                continue
            for j, cell in enumerate(truth[r].cells):
                profile[j].add(cell, -1.0)
            seen: dict[tuple[int, int], tuple[float, ...]] = {}
            alone = len(rows) < 3
            vectors = [[*o.static, *([0.0] * len(ALIKE) if alone else likeness_sum(o, profile, seen))] for o in options]
            body.append((vectors, right, share[e.id] / math.sqrt(len(rows) - 1)))
            for j, cell in enumerate(truth[r].cells):
                profile[j].add(cell, 1.0)
    return (
        fit_choice(body, (*STATIC, *ALIKE), 0.004, 40, {"gaps": 0.8, "same type": 0.3, "same shape": 0.3}),
        fit_choice(header, STATIC, 0.02, 60, {"gaps": 0.8}),
    )


def fit_widths(
    examples: Sequence[Example], logits: Mapping[str, list[list[float]]], weights: c.Weights
) -> dict[str, float]:
    """The weights that rank the numbers of columns."""
    share = table_weights(examples)
    data = []
    for e in examples:
        rows = [Row(e.view, r, logits[e.id][r]) for r in range(len(e.tokens))]
        most = min(c.MAX_COLUMNS, min(map(len, e.tokens)))
        options = [list(c.arrange(rows, n, weights).features) for n in range(2, most + 1)]
        data.append((options, len(e.starts[0]) - 2, share[e.id]))
    return fit_choice(data, c.WIDTH, 0.02, 150)


def grouped(examples: Sequence[Example]) -> list[set[str]]:
    """The origins in `GROUPS` groups of about the same number of tables."""
    groups: list[tuple[int, set[str]]] = [(0, set()) for _ in range(GROUPS)]
    for origin, size in sorted(Counter(e.origin for e in examples).items(), key=lambda p: (-p[1], p[0])):
        at = min(range(GROUPS), key=lambda i: groups[i][0])
        groups[at] = (groups[at][0] + size, groups[at][1] | {origin})
    return [g for _, g in groups if g]


def fit(examples: Sequence[Example], invented: Sequence[Example]) -> c.Weights:
    """All weights but the confidences'.

    Gaps learn from clean, spoiled and most invented examples, the rest from clean ones and the last of the invented.
    """
    clean = [e for e in examples if e.weight == 1.0]
    more, rest = list(invented[:INVENTED_GAPS]), list(invented[INVENTED_GAPS:])
    logits: dict[str, list[list[float]]] = {}
    for held in grouped(clean):
        inner = fit_gaps([*(e for e in examples if e.origin not in held), *more])
        logits.update({e.id: logits_of(e, inner) for e in clean if e.origin in held})
    gap = fit_gaps([*examples, *more])
    logits.update({e.id: logits_of(e, gap) for e in rest})
    row, header = fit_rows([*clean, *rest], logits)
    width = fit_widths([*clean, *rest], logits, c.Weights({}, row, header, {}, {}, {}))
    return c.Weights(gap, row, header, width, {}, {})


@dataclass(frozen=True)
class Held:
    """What a held-out table came to, with what its confidence can be read from."""

    id: str
    origin: str
    exact: bool
    right_rows: list[bool]
    cells: tuple[int, int]
    table: dict[str, float]
    row: list[dict[str, float]]
    right_width: bool
    told: list[list[str]]


def judge(e: Example, weights: c.Weights) -> Held:
    """Split a table and compare it with the truth."""
    logits = logits_of(e, weights.gap)
    rows = [Row(e.view, r, logits[r]) for r in range(len(e.tokens))]
    most = min(c.MAX_COLUMNS, min(map(len, e.tokens)))
    found = [c.arrange(rows, n, weights) for n in range(2, most + 1)]
    widths = c.softmax([c.dot([weights.width[n] for n in c.WIDTH], a.features) for a in found])
    best = found[widths.index(max(widths))]
    right = [o.starts == s for o, s in zip(best.chosen, e.starts, strict=True)]
    hit = total = 0
    for row, option, starts in zip(e.tokens, best.chosen, e.starts, strict=True):
        mine = list(zip(option.starts, (*option.starts[1:], len(row)), strict=True))
        true = list(zip(starts, (*starts[1:], len(row)), strict=True))
        total += len(true)
        hit += sum(m == t for m, t in zip(mine, true, strict=False)) if len(mine) == len(true) else 0
    return Held(
        e.id,
        e.origin,
        all(right),
        right,
        (hit, total),
        c.confidence_features(best.shares, widths, best),
        [c.row_confidence_features(s, widths, 0.0) for s in best.shares],
        len(best.chosen[0].starts) == len(e.starts[0]),
        [
            [" ".join(row[s:t]) for s, t in zip(o.starts, (*o.starts[1:], len(row)), strict=True)]
            for row, o in zip(e.tokens, best.chosen, strict=True)
        ],
    )


def fit_confidence(rows: Sequence[tuple[dict[str, float], bool]], decay: float = 0.02) -> dict[str, float]:
    """Platt's way over several features: logistic regression as a choice between `right` and nothing."""
    names = sorted({n for features, _ in rows for n in features})
    data = [([[f[n] for n in names], [0.0] * len(names)], 0 if right else 1, 1.0) for f, right in rows]
    return fit_choice(data, names, decay, 200)


def calibrated(held: Sequence[Held]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of the table's and the rows' confidence."""
    table = fit_confidence([(h.table, h.exact) for h in held])
    rows = [
        ({**f, "table": c.score(table, h.table)}, right)
        for h in held
        for f, right in zip(h.row, h.right_rows, strict=True)
    ]
    return table, fit_confidence(rows)


def _job(task: tuple[list[dict[str, object]], list[dict[str, object]], str]) -> list[Held]:
    records, articles, origin = task
    examples = prepared([r for r in records if r["origin"] != origin])
    weights = fit(examples, invented_examples([a for a in articles if a["origin"] != origin]))
    return [judge(example(r), weights) for r in records if r["origin"] == origin]


def prepared(records: Sequence[Mapping[str, object]]) -> list[Example]:
    """Each table clean and once more with spoiled starts."""
    noise = random.Random(7)
    return [example(r) for r in records] + [example(r, noise) for r in records]


def invented_examples(articles: Sequence[Mapping[str, object]]) -> list[Example]:
    """Invented tables made of these articles."""
    return [example(r, weight=INVENTED_WEIGHT) for r in invent(articles, INVENTED_GAPS + INVENTED_ROWS, seed=3)]


def report(held: Sequence[Held], say: Callable[[str], None] = print) -> None:
    """The held-out figures; confidences calibrated on the other origins."""
    sure: list[tuple[float, bool, str]] = []
    for origin in sorted({h.origin for h in held}):
        table, _ = calibrated([h for h in held if h.origin != origin])
        sure += [(c.logistic(c.score(table, h.table)), h.exact, h.id) for h in held if h.origin == origin]
    for origin in [*sorted({h.origin for h in held}), ""]:
        part = [h for h in held if origin in ("", h.origin)]
        hit, total = sum(h.cells[0] for h in part), sum(h.cells[1] for h in part)
        say(
            f"{origin or 'all':42} n {len(part):3} exact {sum(h.exact for h in part) / len(part):.3f} "
            f"cell {hit / total:.3f} width {sum(h.right_width for h in part) / len(part):.3f}"
        )
    for limit in (0.95, 0.9, 0.8, 0.7, 0.5):
        top = [right for p, right, _ in sure if p >= limit]
        say(f"confidence >= {limit}: share {len(top) / len(sure):.3f} exact {sum(top) / max(1, len(top)):.3f}")
    mean = sum(p for p, _, _ in sure) / len(sure)
    say(f"mean confidence {mean:.3f}, Brier {sum((p - r) ** 2 for p, r, _ in sure) / len(sure):.4f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, required=True, metavar="DIR")
    parser.add_argument("--write", action="store_true", help="write build_scripts/column_weights.json")
    parser.add_argument("--predictions", type=Path, help="write the held-out splits there, for looking at failures")
    args = parser.parse_args()
    lines = (args.eval / "tables.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    with gzip.open(args.eval / "articles.jsonl.gz", "rt", encoding="utf-8") as packed:
        articles = [a for a in map(json.loads, packed) if a["style"] == "P"]
    origins = sorted(Counter(r["origin"] for r in records).items(), key=lambda p: (-p[1], p[0]))
    with ProcessPoolExecutor(2) as pool:
        jobs = pool.map(_job, [(records, articles, origin) for origin, _ in origins])
        held = [h for part in jobs for h in part]
    report(held)
    if args.predictions:
        with args.predictions.open("w", encoding="utf-8") as out:
            for h in held:
                out.write(json.dumps({"id": h.id, "exact": h.exact, "rows": h.told, "table": h.table}) + "\n")
    if args.write:
        weights = fit(prepared(records), invented_examples(articles))
        table, row = calibrated(held)
        data = {
            "gap": weights.gap,
            "row": weights.row,
            "header": weights.header,
            "width": weights.width,
            "table_confidence": table,
            "row_confidence": row,
        }
        text = json.dumps(
            {k: {n: round(w, 4) for n, w in v.items()} for k, v in data.items()},
            indent=0,
            sort_keys=True,
            ensure_ascii=False,
        )
        (ROOT / "build_scripts" / "column_weights.json").write_text(text + "\n", encoding="utf-8")
        print(f"wrote {len(data['gap'])} gap weights, {len(text)} characters")


if __name__ == "__main__":
    main()
