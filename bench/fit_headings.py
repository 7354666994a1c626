"""Fit the weights of `build_scripts/headings.py` on articles whose headings are known.

    fit_headings.py EVAL_DIR            cross-validated by origin: precision, recall, calibration
    fit_headings.py EVAL_DIR --write    fit on all origins and write the weights

A logistic regression whose weights are drawn towards the prior below (maximum a posteriori, a Gaussian around each):
what the articles say nothing of keeps the prior, which was set by hand with pages of news in mind.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from build_scripts import headings
from build_scripts.segment import open_pieces, open_settings
from build_scripts.spans import Span, trim

Sample = tuple[str, bool, tuple[str, ...], str]
Page = tuple[str, list[tuple[headings.Setting, bool | None, int | None, int | None]]]
"""An origin and its open lines: setting, is a heading (None: not told), places of the open lines before and after."""
SPREAD = 1.5
"""Standard deviation of a weight around its prior, in log-odds."""
REPEATS = 6
"""Each article is there in three styles, each without and with noise: a line speaks once."""


def read_pages(folder: Path) -> list[Page]:
    """The open lines of every article that could be headings."""
    pages: list[Page] = []
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            for which in ("", "noisy_"):
                text = document[which + "text"]
                gold = {trim(text, Span(*b["span"])): b["kind"] for b in document[which + "gold"]}
                rows = []
                for _, piece, setting, before, after in open_settings(text, open_pieces(text)[0]):
                    kind = gold.get(trim(text, piece.spans[0]))
                    rows.append(
                        (setting, kind == "heading" if kind in ("heading", "paragraph") else None, before, after)
                    )
                pages.append((document["origin"], rows))
    return pages


def samples_of(pages: list[Page], first: dict[str, float] | None) -> list[Sample]:
    """The labelled lines of pages; with `first`, the likelihoods it gives the neighbours are features too."""
    samples: list[Sample] = []
    for origin, rows in pages:
        settings = [row[0] for row in rows]
        if first is not None:
            settings = headings.informed(settings, [(b, a) for _, _, b, a in rows], first)
        for setting, (_, label, _, _) in zip(settings, rows, strict=True):
            if label is not None:
                samples.append((origin, label, tuple(headings.features(setting)), setting.text))
    return samples


def fit(samples: list[Sample], prior: dict[str, float], rounds: int = 14) -> dict[str, float]:
    """Weights that make the samples likely and stay near the prior; AdaGrad, the same every time."""
    order = list(range(len(samples)))
    chance = random.Random(0)
    weights = defaultdict(float, prior)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    seen: dict[str, int] = defaultdict(int)
    for _, _, names, _ in samples:
        for name in names:
            seen[name] += 1
    for _ in range(rounds):
        chance.shuffle(order)
        for n in order:
            _, label, names, _ = samples[n]
            odds = sum(weights[name] for name in names)
            error = label - 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            for name in names:
                slope = error - REPEATS / (SPREAD**2 * seen[name]) * (weights[name] - prior.get(name, 0.0))
                squares[name] += slope * slope
                weights[name] += 0.3 * slope / math.sqrt(squares[name])
    return dict(weights)


def probability(weights: dict[str, float], names: tuple[str, ...]) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(weights.get(n, 0.0) for n in names)))))


def stacked(pages: list[Page], origins: list[str]) -> list[Sample]:
    """Samples for the second look: the first is fitted on the other half of the pages each time, as it will be used."""
    samples: list[Sample] = []
    for half in (0, 1):
        mine = [p for n, p in enumerate(pages) if (n // 7) % 2 == half]
        other = [p for n, p in enumerate(pages) if (n // 7) % 2 != half]
        samples += samples_of(mine, fit(samples_of(other, None), headings.PRIOR, rounds=10))
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    arguments = parser.parse_args()
    pages = read_pages(arguments.folder)
    origins = sorted({p[0] for p in pages})
    if arguments.write:
        first = fit(samples_of(pages, None), headings.PRIOR)
        second = fit(stacked(pages, origins), headings.PRIOR)
        fitted = {
            title: {k: round(v, 2) for k, v in sorted(weights.items()) if abs(v) >= 0.05}
            for title, weights in (("first_look", first), ("second_look", second))
        }
        headings.WEIGHTS_FILE.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    bins: dict[int, list[bool]] = defaultdict(list)
    total = [0, 0, 0]
    wrong = []
    for origin in origins:
        others = [p for p in pages if p[0] != origin]
        first = fit(samples_of(others, None), headings.PRIOR)
        weights = fit(stacked(others, origins), headings.PRIOR)
        right = told = known = 0
        for _, label, names, text in samples_of([p for p in pages if p[0] == origin], first):
            p = probability(weights, names)
            bins[int(p * 10)].append(label)
            right += label and p >= 0.5
            told += p >= 0.5
            known += label
            if (p >= 0.5) != label:
                wrong.append(
                    (
                        label,
                        round(p, 2),
                        text[:110],
                        [n for n in names if "before" in n or "behind" in n or "follow" in n],
                    )
                )
        print(f"{origin}: precision {right / told:.4f} recall {right / known:.4f}  ({known} headings)")
        total = [total[0] + right, total[1] + told, total[2] + known]
    print(f"all: precision {total[0] / total[1]:.4f} recall {total[0] / total[2]:.4f}")
    for low, labels in sorted(bins.items()):
        print(f"  {low / 10:.1f}  {sum(labels) / len(labels):.3f}  n={len(labels)}")
    random.Random(1).shuffle(wrong)
    for error in wrong[: arguments.errors]:
        print(error)


if __name__ == "__main__":
    main()
