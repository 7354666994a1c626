"""Text places: which texts of an article file stand for which part of its source.

In: an article with its file, and a tracer of its texts. Out: the data paths of its texts, each with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_scripts.blocks import (
    AnyBodyItem,
    HeadingItem,
    ListItem,
    MissingItem,
    NumberedItem,
    ParagraphItem,
    QuoteItem,
    TableItem,
)
from build_scripts.codec import cells_of
from build_scripts.entries import ArticleEntry
from build_scripts.provenance import Tracer
from build_scripts.spans import Span, hull

Steps = tuple[str | int, ...]
"""Where a value stands in a file: the keys and numbers that lead to it."""


def text_leaves(item: AnyBodyItem, index: int) -> list[Steps]:
    """The data paths of a block's texts, in the order of `provenance.leaves_of`: a row in one text has one path for all
    its cells.
    """
    here: Steps = ("body", index)
    match item:
        case HeadingItem():
            return [(*here, "heading")]
        case ParagraphItem():
            return [(*here, "paragraph")]
        case QuoteItem():
            return [(*here, "quote")]
        case ListItem():
            return [(*here, "list", n) for n in range(len(item.items))]
        case NumberedItem():
            return [(*here, "numbered", n) for n in range(len(item.numbered))]
        case TableItem():
            table = item.table
            caption = [(*here, "table", "caption")] if table.caption is not None else []
            return [
                *caption,
                *_row_leaves(table.columns, (*here, "table", "columns")),
                *(leaf for r, row in enumerate(table.rows) for leaf in _row_leaves(row, (*here, "table", "rows", r))),
            ]
        case MissingItem():
            return []


def _row_leaves(row: Sequence[str] | str, here: Steps) -> list[Steps]:
    if not isinstance(row, str):
        return [(*here, c) for c in range(len(row))]
    cells = cells_of(row)
    return [here] * (1 if isinstance(cells, str) else len(cells))


def texts_at(item: ArticleEntry, tracer: Tracer, span: Span) -> Iterator[tuple[Steps, Span]]:
    """The texts of an article file that a span of the source became: their data paths and their places."""
    for name, datum in item.article.metadata():
        whole = hull(datum.spans) if datum.spans else None
        if whole is not None and whole.contains(span):
            yield (name,), whole
    for index, (block, told) in enumerate(zip(item.article.blocks, item.entry.document.body, strict=True)):
        if not any(s.contains(span) for s in block.spans):
            continue
        spans: dict[Steps, list[Span]] = {}
        for steps, place in zip(text_leaves(told, index), tracer.places(block), strict=False):
            if place.span is not None:
                spans.setdefault(steps, []).append(place.span)
        for where, found in spans.items():
            if hull(found).contains(span):
                yield where, hull(found)
