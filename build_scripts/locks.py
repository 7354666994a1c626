"""Locks: what the machine wrote into an article file, remembered as digests.

In: an article as `normalize` made it. Out: the text of `content/locks/<id>.lock`, one line for each value. A value of
the YAML that still has its digest is the machine's; any other is a hand's.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from build_scripts.codec import at_text, block_at
from build_scripts.model import (
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Source,
    Table,
)
from build_scripts.spans import LineIndex

LOCK_LINE = "# briefbook lock 1: digests of the values that normalize wrote; do not edit"


def lock_text(article: Article, source: Source) -> str:
    """What `content/locks/<id>.lock` holds: the source's digest and one line for each value the machine wrote.

    A value is named by the source lines of its block and its place in it, so that the name survives changes around it.
    """
    lines = LineIndex(source.text)
    values: list[tuple[str, Any]] = [(name, datum.text) for name, datum in article.metadata()]
    values.append(("published", article.published))
    for index, block in enumerate(article.blocks):
        at = block_at(article, index, source, lines).strip('"').replace(" ", "")
        values.extend((f"{at} {name}", value) for name, value in _values(block))
    values.extend(
        (f"{at_text(source, lines, [o.span])} omitted".replace('"', ""), o.reason)
        for o in article.omissions
        if o.span.of(source.text).strip()
    )
    for r in article.repairs:
        line, column = lines.position(r.at)
        values.append((f"{line}:{column} {r.code} {r.applicability}", [r.was, r.now]))
    return "\n".join([LOCK_LINE, f"source {source.sha256}", *(f"{name} {_digest(v)}" for name, v in values)]) + "\n"


def _values(block: Block) -> list[tuple[str, Any]]:
    match block:
        case Heading():
            return [("heading", block.text), ("level", block.level)]
        case Paragraph():
            return [("paragraph", block.text)]
        case BlockQuote():
            return [("quote", block.text)]
        case BulletList() | OrderedList():
            name = "list" if isinstance(block, BulletList) else "numbered"
            numbers = [("numbers", list(block.numbers))] if isinstance(block, OrderedList) and block.numbers else []
            return [*((f"{name}.{i}", item) for i, item in enumerate(block.items)), *numbers]
        case Table():
            cells: list[tuple[str, Any]] = [(f"columns.{i}", c) for i, c in enumerate(block.columns)]
            if block.caption is not None:
                cells.insert(0, ("caption", block.caption))
            for r, row in enumerate(block.rows):
                cells.extend(
                    [(f"rows.{r}", row)]
                    if isinstance(row, str)
                    else [(f"rows.{r}.{c}", cell) for c, cell in enumerate(row)]
                )
            return cells
        case MissingBlock():
            return [(f"missing.{block.what}", block.announced)]


def _digest(value: Any) -> str:
    canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]
