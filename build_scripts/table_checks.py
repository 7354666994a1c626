"""Checks of tables: a row in brackets has as many cells as there are columns, or a comma parted one in two.

In: an article with its lock. Out: the rows, or the columns, whose number of cells a hand changed; a row that a hand
settled with bars is told where it is read (`codec`), with the same words. Refused: nothing; a table that the source
itself has ragged is written as it is, what the machine wrote is never told, nor what could not be read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_scripts.blocks import TableItem
from build_scripts.codec import COMMA, EMPTY, cells_of, uneven_row
from build_scripts.content_files import read_lock
from build_scripts.entries import ArticleEntry
from build_scripts.in_part import is_certain
from build_scripts.locks import digest, is_first_form, read_lock_text
from build_scripts.problems import Problem
from build_scripts.spans import LineIndex, Span, parse_at


def table_problems(root: Path, article_id: str, item: ArticleEntry) -> Iterator[Problem]:
    """The rows in brackets of an article that do not fit their columns, and that the machine did not write."""
    for index, block in enumerate(item.entry.document.body):
        if not isinstance(block, TableItem):
            continue
        here: list[str | int] = ["body", index, "table"]
        tree = item.entry.part.root if item.entry.part else None
        if tree is not None and not is_certain(tree, [*here, "columns"], texts=False):
            continue
        columns = cells_of(block.table.columns)
        width = 1 if isinstance(columns, str) else len(columns)
        wrong = {
            r: tuple(row)
            for r, row in enumerate(block.table.rows)
            if not isinstance(row, str) and len(row) != width and width  # a table without a header may have any rows
            if tree is None or is_certain(tree, [*here, "rows", r], texts=False)
        }
        if not wrong:
            continue
        text = read_lock(root, article_id)
        if text is not None and is_first_form(text):
            continue  # it tells nothing of today's values before `briefbook migrate` has run
        written = [] if text is None else list(_written(text, item, block.at))
        header = (columns,) if isinstance(columns, str) else tuple(columns)
        if not isinstance(columns, str) and _columns_wrong(header, wrong, block.table.rows, written):
            count = len(next(iter(wrong.values())))
            hint = COMMA if width > count else EMPTY
            message = f"{width} column headers above rows of {count} cell{'s' if count > 1 else ''}"
            yield item.entry.problem("X025", [*here, "columns"], message, hint)
            continue
        for r, cells in wrong.items():
            if any(table.has(r, cells, width) for table in written):
                continue
            yield item.entry.problem("X025", [*here, "rows", r], *uneven_row(cells, columns))


@dataclass(frozen=True, slots=True)
class _Written:
    """A table as the machine wrote it: the digests of its cells; empty where its columns are uncertain."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    placed: bool
    """Does it stand at the place of the table that is looked at?"""

    def has(self, number: int, cells: Sequence[str], width: int) -> bool:
        """Did the machine write a row of as many cells below as many columns: this one, or the one in its place?"""
        same = self.placed and number < len(self.rows) and len(self.rows[number]) == len(cells)
        return len(self.columns) == width and (same or tuple(map(digest, cells)) in self.rows)


def _written(text: str, item: ArticleEntry, at: str | None) -> Iterator[_Written]:
    lock = read_lock_text(text, item.source)
    spans = _spans(item, at)
    for piece in lock.pieces if lock is not None else ():
        table = piece.parts.get("table") if piece.group == "block" else None
        if isinstance(table, Mapping):
            rows = table.get("rows")
            listed = rows if isinstance(rows, list) else []
            placed = bool(spans) and piece.spans == spans
            yield _Written(_cells(table.get("columns")), tuple(map(_cells, listed)), placed)


def _cells(row: object) -> tuple[str, ...]:
    return tuple(map(str, row)) if isinstance(row, list) else (str(row),)


def _spans(item: ArticleEntry, at: str | None) -> tuple[Span, ...]:
    try:
        return parse_at(item.source.text, LineIndex(item.source.text), at) if at else ()
    except ValueError:
        return ()  # told elsewhere


def _columns_wrong(
    header: Sequence[str], wrong: Mapping[int, Sequence[str]], rows: Sequence[object], written: Sequence[_Written]
) -> bool:
    """Is it the header that has another number of cells: do all rows agree, or does the lock say so?"""
    counts = {len(cells) for cells in wrong.values()}
    if len(counts) != 1 or len(wrong) != len(rows):
        return False
    if tuple(map(digest, header)) in {table.columns for table in written}:
        return False
    known = any(table.placed and len(table.columns) in counts for table in written)
    return known or (len(rows) > 1 and not any(table.placed for table in written))
