"""The outline of a text: what segmenting found, before any text is mended.

In: spans. Out: drafts whose leaves are spans, which repairs read to know where sentences, items and cells begin, and
which `normalize` turns into blocks. Nothing here holds text of its own, so nothing can be invented here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from build_scripts.model import Inference, Omission
from build_scripts.spans import LINE_END, Edit, Span, apply_edits

DraftKind = Literal["heading", "paragraph", "list", "numbered", "table", "quote", "missing"]
Escape = Literal["", "pipe", "csv"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text of a block as pieces of the source: more than one where clutter stood in its middle.

    `escape` tells what the notation around it escaped: `pipe` (`\\|` means `|`), `csv` (`""` means `"`).
    """

    pieces: tuple[Span, ...]
    escape: Escape = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block to be.

    `leaves` are rows of leaves: one row of one leaf for a heading, paragraph or quote; a row of one leaf for each list
    item; for a table the header row first, then each row's cells. A table row that stays unsplit is a row of one leaf
    that `unsplit` names by its index. `what` is for a missing block (`list` or `table`), whose leaf is the announcing
    words and whose span is empty. `caption` is a table's, `row_confidences` those of
    a table whose columns were inferred (see `model.Table`).
    """

    kind: DraftKind
    spans: tuple[Span, ...]
    leaves: tuple[tuple[Leaf, ...], ...]
    level: int = 2
    what: Literal["list", "table"] = "list"
    caption: Leaf | None = None
    unsplit: frozenset[int] = frozenset()
    inferred: tuple[Inference, ...] = ()
    row_confidences: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything that was found in one text; together the spans tile it."""

    metadata: Mapping[str, Draft] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    omissions: tuple[Omission, ...] = ()
    published: str | None = None


def leaf_text(text: str, leaf: Leaf, edits: Iterable[Edit] = ()) -> str:
    """What a leaf says: its pieces with `edits` applied, unescaped, white space around each line taken off.

    Lines and pieces are joined by one space: the line ends of a wrapped paragraph are the markup of its kind, as
    bullets are of a list. Inside a line every character stays.
    """
    edits = tuple(edits)
    parts: list[str] = []
    for piece in leaf.pieces:
        for line in LINE_END.split(apply_edits(text, edits, piece)):
            if stripped := line.strip():
                parts.append(stripped)
    joined = " ".join(parts)
    if leaf.escape == "pipe":
        return joined.replace("\\|", "|")
    if leaf.escape == "csv":
        return joined.replace('""', '"')
    return joined
