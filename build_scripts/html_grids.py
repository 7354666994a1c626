"""The grids of a page's tables: which tables hold data, and what stands in each of their cells.

In: a `table` element. Out: its rows, the header first, all of one length. A cell over several rows says the same for
each of them, so each has its text; one over several columns has it in the first, but in headers over each, so that a
header of two rows becomes one (`Exports 2023`, `Exports 2024`). Where no row is a header, the header is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from build_scripts.html_tree import Element

MOST_CELLS = 200_000
WIDEST_SPAN = 100
LONGEST_CELL = 1500
"""Characters: a longer cell is a column of a page's layout."""
LONGEST_OUTER = 300
"""The same where a table stands in a cell: layouts are made of tables in tables, data seldom is."""
LONGEST_TITLE = 200
"""Characters of a table's title in its first row."""
NUMERIC = re.compile(r"[^\w]*\d[\d.,:/ \u00a0%–-]*\W{0,3}(?:\w{1,3}\W?)?")
Row = tuple[str, ...]


def own_rows(table: Element) -> Iterator[Element]:
    """The rows of a table, those of tables inside it left aside."""
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            yield row


def cells_of(row: Element) -> list[Element]:
    """The cells of a row."""
    return [cell for cell in row if cell.tag in ("td", "th")]


def is_data_table(table: Element) -> bool:
    """Does a table hold data? Else it places parts of the page beside each other, and its cells are read as blocks.

    Data has two columns and two rows at least, and no cell that is an article of its own. The page's own word counts
    first: `role`, header cells, a caption. With tables in its cells it is data only where most cells have none and all
    are short.
    """
    role = (table.get("role") or "").lower()
    rows = [cells for row in own_rows(table) if (cells := cells_of(row))]
    if role in ("presentation", "none") or not rows or max(map(len, rows)) < 2:
        return False
    heads = any(cell.tag == "th" for cells in rows for cell in cells)
    marked = role in ("table", "grid") or heads or table.find("caption") is not None
    if len(rows) < 2 and not marked:
        return False
    if table.find(".//table") is not None and not _is_outer(rows, marked):
        return False
    long = sum(len("".join(cell.itertext())) > LONGEST_CELL for cells in rows for cell in cells)
    if marked:
        return long * 3 <= sum(map(len, rows))
    headed = any(cell.find(f".//h{level}") is not None for cells in rows for cell in cells for level in range(1, 5))
    return not long and not headed


def _is_outer(rows: Sequence[Sequence[Element]], marked: bool) -> bool:
    """Are rows with tables in some of their cells data all the same? Theirs are few and small, the first row's none."""
    cells = [cell for row in rows for cell in row]
    holding = [cell for cell in cells if cell.find(".//table") is not None]
    if len(rows) < 2 or len(holding) * 2 > len(cells) or any(cell in rows[0] for cell in holding):
        return False
    if any(len(" ".join("".join(cell.itertext()).split())) > LONGEST_OUTER for cell in cells):
        return False
    return marked or (min(map(len, rows)) > 1 and max(map(len, rows)) == min(map(len, rows)))


def title_row(table: Element) -> Element | None:
    """The first row of a table where it is one cell over all columns: it says what the table holds, and no column."""
    rows = [row for row in own_rows(table) if any("".join(cell.itertext()).strip() for cell in cells_of(row))]
    if len(rows) < 3 or len(cells := cells_of(rows[0])) != 1:
        return None
    text = "".join(cells[0].itertext()).strip()
    wide = _span(cells[0], "colspan", 1)
    widest = max(sum(_span(cell, "colspan", 1) for cell in cells_of(row)) for row in rows[1:])
    alone = (cells[0].get("rowspan") or "1").strip() == "1"
    plain = not any(cells[0].find(f".//{tag}") is not None for tag in ("table", "ul", "ol", "p[2]"))
    return rows[0] if 1 < widest <= wide and alone and plain and len(text) <= LONGEST_TITLE else None


def grid_of(table: Element, text_of: Callable[[Element], str], without: Element | None = None) -> tuple[Row, ...]:
    """The rows of a table of data, the header first; empty where no cell has any text. `without` is a row that is
    left out.
    """
    grid: list[list[tuple[str, Element]]] = []
    above: dict[int, tuple[int, str, Element]] = {}
    headed = 0
    rows = [row for row in own_rows(table) if row is not without]
    room = MOST_CELLS
    for number, row in enumerate(rows):
        line: list[tuple[str, Element]] = []

        def fill(line: list[tuple[str, Element]] = line) -> None:
            while len(line) in above:
                column = len(line)
                left, text, cell = above.pop(column)
                line.append((text, cell))
                if left > 1:
                    above[column] = (left - 1, text, cell)

        header = _in_head(row) or (headed == number and _all_headers(row))
        headed += header and headed == number
        for cell in cells_of(row):
            fill()
            text = text_of(cell)
            wide = _span(cell, "colspan", 1)
            high = _span(cell, "rowspan", len(rows) - number)
            for offset in range(wide):
                if offset:
                    fill()
                shown = text if not offset or header else ""
                if high > 1:
                    above[len(line)] = (high - 1, shown, cell)
                line.append((shown, cell))
        fill()
        if any(text for text, _ in line):
            room -= len(line)
            grid.append(line)
        elif header:
            headed -= 1
        if room < 0:
            break
    if not grid:
        return ()
    if not headed and _bold(grid[0]) and len(grid) > 1 and not _bold(grid[1]):
        headed = 1
    body = [tuple(text for text, _ in line) for line in grid]
    if not headed and _labels(body):
        headed = 1
    if headed == len(body):
        headed = min(1, len(body) - 1)
    return _even(_header(body[:headed]), body[headed:])


def _in_head(row: Element) -> bool:
    parent = row.getparent()
    return parent is not None and parent.tag == "thead"


def _all_headers(row: Element) -> bool:
    cells = cells_of(row)
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _span(cell: Element, name: str, rest: int) -> int:
    told = (cell.get(name) or "1").strip()
    if not re.fullmatch(r"[0-9]{1,5}", told):
        return 1
    return min(int(told) or max(rest, 1), WIDEST_SPAN if name == "colspan" else 10_000)


def _bold(line: Sequence[tuple[str, Element]]) -> bool:
    """Is all of a row's text bold? Editors without header cells mark their headers so."""
    filled = [cell for text, cell in line if text]
    return bool(filled) and all(_is_bold(cell) for cell in filled)


def _is_bold(cell: Element) -> bool:
    bold = sum(len("".join(e.itertext()).strip()) for e in cell.iter("b", "strong"))
    return bold > 0 and bold >= len("".join(cell.itertext()).strip())


def _labels(body: Sequence[Row]) -> bool:
    """Does the first row name the columns? It does where it is of words and figures stand below in some column."""
    if (
        len(body) < 2
        or not all(body[0])
        or any(NUMERIC.fullmatch(c) and not re.fullmatch(r"\d{4}", c) for c in body[0])
    ):
        return False
    if any(len(cell) > 60 for cell in body[0]):
        return False
    columns = range(1, len(body[0]))
    figures = any(all(NUMERIC.fullmatch(row[c]) for row in body[1:] if c < len(row) and row[c]) for c in columns)
    return len(body[0]) >= 3 or figures


def _header(rows: Sequence[Row]) -> Row:
    """One header of several rows: what stands above each other, once where it is repeated."""
    if not rows:
        return ()
    width = max(map(len, rows))
    columns = [list(dict.fromkeys(row[c] for row in rows if c < len(row) and row[c])) for c in range(width)]
    return tuple(" ".join(column) for column in columns)


def _even(header: Row, body: Sequence[Row]) -> tuple[Row, ...]:
    """All rows with as many cells as the longest; a column that is empty all the way down is no column."""
    rows = [header, *body]
    width = max(map(len, rows))
    padded = [(*row, *[""] * (width - len(row))) for row in rows]
    kept = [c for c in range(width) if any(row[c] for row in padded)]
    return tuple(tuple(row[c] for c in kept) for row in padded)
