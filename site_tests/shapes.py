"""An article as cases write it down: its texts and kinds, without offsets and without the decimals of confidences."""

from __future__ import annotations

from build_scripts.model import (
    Article,
    BlockQuote,
    BulletList,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Source,
    Table,
)

Json = dict[str, object]


def shape_of(article: Article, source: Source) -> Json:
    """Metadata, blocks and omissions. What was inferred is told, not how surely.

    A table whose columns were inferred is told by its lines: how they split is `columns`' business and tests.
    """
    told: Json = {name: value.text for name, value in article.metadata()}
    if article.published:
        told["published"] = article.published
    blocks: list[Json] = []
    for block in article.blocks:
        match block:
            case Heading():
                blocks.append({"heading": block.text, "level": block.level})
            case Paragraph():
                blocks.append({"paragraph": block.text})
            case BlockQuote():
                blocks.append({"quote": block.text})
            case BulletList():
                blocks.append({"list": list(block.items)})
            case OrderedList():
                blocks.append({"numbered": list(block.items)})
            case Table():
                rows: list[object] = [row if isinstance(row, str) else list(row) for row in block.rows]
                if any(i.what == "columns" for i in block.inferred):
                    blocks.append({"lines": [" ".join(r) for r in (block.columns, *map(_cells, block.rows))]})
                else:
                    blocks.append({"columns": list(block.columns), "rows": rows, "caption": block.caption})
            case MissingBlock():
                blocks.append({"missing": block.what, "announced": block.announced})
        if block.inferred:
            blocks[-1]["inferred"] = [i.what for i in block.inferred]
    told["blocks"] = blocks
    told["omissions"] = [[o.code, o.reason, o.span.of(source.text).strip()] for o in article.omissions]
    return told


def skeleton_of(article: Article) -> list[object]:
    """The structure alone: kinds, numbers of items, rows and cells."""
    told: list[object] = [name for name, _ in article.metadata()]
    for block in article.blocks:
        match block:
            case BulletList() | OrderedList():
                told.append((type(block).__name__, len(block.items)))
            case Table():
                told.append(("Table", len(block.columns), [1 if isinstance(r, str) else len(r) for r in block.rows]))
            case _:
                told.append(type(block).__name__)
    told.append([o.reason for o in article.omissions])
    return told


def _cells(row: tuple[str, ...] | str) -> tuple[str, ...]:
    return (row,) if isinstance(row, str) else row
