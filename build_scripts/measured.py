"""How well the normalizer does, as measured; the method page shows it.

In: `measured.json` beside this module, which `make eval EVAL=DIR ARGS=--write` writes. Out: the figures and their date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one day: each a measure, the figure and its target (empty where there is none), as printed."""

    date: str
    figures: tuple[tuple[str, str, str], ...]


@cache
def measured() -> Measured:
    """The figures beside this module."""
    told = json.loads(Path(__file__).with_name("measured.json").read_text(encoding="utf-8"))
    return Measured(told["date"], tuple((measure, figure, target) for measure, figure, target in told["figures"]))
