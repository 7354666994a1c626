"""The reading of statements against labels: `python -m bench.score_statements`.

Reads `site_tests/labels/` (its README says how the labels were made) and prints, for the development and the test half,
precision, recall and F1 of each kind with 95 % Wilson intervals, and how often the printed speaker was found.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import yaml

from build_scripts.content_files import read_source
from build_scripts.cues import Reading
from build_scripts.library import read_library
from build_scripts.model import Statement, StatementKind
from build_scripts.normalize import normalize
from build_scripts.statements import statements_of

ROOT = Path(__file__).parent.parent
LABELS = ROOT / "site_tests" / "labels"
KINDS: tuple[StatementKind, ...] = ("agreed", "recommended", "expected", "attributed", "reported", "background")

Half = Literal["development", "test"]
Nature = Literal["real", "written"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One statement as a person labelled it; `speaker` is None where none is printed, or the kind asks for none."""

    text: str
    kind: StatementKind
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One labelled document: where it comes from, and its statements in reading order."""

    path: Path
    origin: str
    license: str
    nature: Nature
    half: Half
    labels: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of counted cases, with its 95 % Wilson interval (Wilson 1927); 0 of 0 is nothing known: 0 to 1."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """The share itself."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper end."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} ({low:.2f} to {high:.2f})"


@dataclass(frozen=True, slots=True)
class KindScore:
    """How one kind was read."""

    kind: StatementKind
    precision: Rate
    recall: Rate

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision.value, self.recall.value
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The reading of some documents against their labels.

    `found` counts the labelled statements whose borders the program found (the others count as wrong); `exact` the
    attributed ones whose speaker, or lack of one, is as labelled; `named` those whose speaker at least overlaps it.
    """

    statements: int
    found: Rate
    right: Rate
    kinds: tuple[KindScore, ...]
    exact: Rate
    named: Rate
    confused: tuple[tuple[str, str, str], ...] = field(repr=False)

    @property
    def macro_f1(self) -> float:
        """The mean of the kinds' F1."""
        return sum(k.f1 for k in self.kinds) / len(self.kinds)


def read_labels(folder: Path = LABELS) -> tuple[Document, ...]:
    """The labelled documents of a folder, by name."""
    documents = []
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        labels = tuple(Labelled(s["text"], s["kind"], s.get("speaker")) for s in data["statements"])
        documents.append(
            Document(
                path.with_name(data["text"]), data["origin"], data["license"], data["nature"], data["half"], labels
            )
        )
    return tuple(documents)


def reading_of(root: Path = ROOT) -> Reading:
    """The project's own reading: its vocabulary, without themes and actors, which the labels do not cover."""
    library = read_library(root)
    return Reading.of(library.vocabulary.document if library.vocabulary else None, (), ())


def score(documents: Iterable[Document], reading: Reading) -> Score:
    """The statements that the program reads in `documents`, against the labels."""
    pairs: list[tuple[Labelled, Statement | None]] = []
    for document in documents:
        pairs.extend(_paired(document, reading))
    told = Counter(s.kind for _, s in pairs if s is not None)
    labelled = Counter(label.kind for label, _ in pairs)
    right = Counter(label.kind for label, s in pairs if s is not None and s.kind == label.kind)
    spoken = [(label.speaker, s.speaker if s else "") for label, s in pairs if label.kind == "attributed"]
    named = [(wanted, got) for wanted, got in spoken if wanted is not None]
    return Score(
        statements=len(pairs),
        found=Rate(sum(s is not None for _, s in pairs), len(pairs)),
        right=Rate(sum(right.values()), len(pairs)),
        kinds=tuple(KindScore(k, Rate(right[k], told[k]), Rate(right[k], labelled[k])) for k in KINDS),
        exact=Rate(sum(_plain(wanted) == _plain(got) for wanted, got in spoken), len(spoken)),
        named=Rate(sum(_overlap(wanted, got) for wanted, got in named), len(named)),
        confused=tuple(
            (label.kind, f"{s.kind} [{s.cue}]" if s else "no such statement", label.text)
            for label, s in pairs
            if s is None or s.kind != label.kind
        ),
    )


def _paired(document: Document, reading: Reading) -> list[tuple[Labelled, Statement | None]]:
    source, problem = read_source(document.path, document.path.parent)
    assert source is not None, problem
    read: dict[str, list[Statement]] = {}
    for statement in statements_of(normalize(source), source, reading):
        read.setdefault(_spaced(statement.text), []).append(statement)
    pairs: list[tuple[Labelled, Statement | None]] = []
    for label in document.labels:
        same = read.get(_spaced(label.text))
        pairs.append((label, same.pop(0) if same else None))
    return pairs


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _plain(speaker: str | None) -> str:
    """A name without its article, in small letters."""
    return re.sub(r"^(?:the|an?)\s", "", (speaker or "").lower())


def _overlap(wanted: str, got: str | None) -> bool:
    mine, theirs = _plain(wanted), _plain(got)
    return bool(theirs) and (mine in theirs or theirs in mine)


def report(documents: Sequence[Document], reading: Reading) -> str:
    """The scores as a table for people: each half, and in it the real and the written texts apart."""
    lines = []
    for half in get_args(Half):
        for natures in (get_args(Nature), ("real",), ("written",)):
            chosen = [d for d in documents if d.half == half and d.nature in natures]
            if not chosen:
                continue
            s = score(chosen, reading)
            lines.append(f"{half}, {' and '.join(natures)} texts: {len(chosen)} documents, {s.statements} statements")
            lines.append(f"  borders found {s.found}; kind right {s.right}; macro F1 {s.macro_f1:.2f}")
            lines.append(
                f"  speaker as labelled {s.exact} of {s.exact.of}; a printed speaker found {s.named} of {s.named.of}"
            )
            lines.append(f"  {'kind':<12} {'precision':<22} {'recall':<22} {'F1':<5} labelled")
            lines.extend(
                f"  {k.kind:<12} {k.precision!s:<22} {k.recall!s:<22} {k.f1:.2f}  {k.recall.of}" for k in s.kinds
            )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Print the report; with `--wrong`, what was read wrongly in the development half."""
    documents, reading = read_labels(), reading_of()
    if "--wrong" in arguments:
        chosen = [d for d in documents if d.half == "development"]
        for wanted, got, text in score(chosen, reading).confused:
            print(f"{wanted} / {got}: {text}")
        return
    print(report(documents, reading))


if __name__ == "__main__":
    main(sys.argv[1:])
