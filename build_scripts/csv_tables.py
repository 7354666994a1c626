"""Tables whose cells are parted by commas or semicolons, as in a CSV file.

In: lines and the number of the first. Out: the table that begins there and the number of the line after it, or None.
Quotes around a field belong to no cell. Prose has commas too: there white space follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from build_scripts.lines import Line, Piece, ends_sentence, inferred_table
from build_scripts.outline import Leaf
from build_scripts.spans import Span
from build_scripts.tables import PROBE

CSV_DELIMITERS = (",", ";")
LONGEST_CELL = 40
"""Longest cells, in characters on average, of a file of data."""


def csv_table_at(
    text: str, lines: Sequence[Line], number: int, stop: Callable[[int], bool]
) -> tuple[Piece, int] | None:
    """Three or more rows with equally many commas (or semicolons), most of them with no space behind, as in a file."""
    for mark in CSV_DELIMITERS:
        if mark not in lines[number].text:
            continue
        first = lines[number].text
        if ends_sentence(first) or len(first) > LONGEST_CELL * (first.count(mark) + 1):
            continue
        header = _csv_cells(lines[number], mark)
        if len(header) < 2 or len(lines[number].text) > 20000:
            continue
        rows = [header]
        at = number + 1
        while at < len(lines) and not stop(at) and lines[at].blank == 0:
            cells = _csv_cells(lines[at], mark) if mark in lines[at].text else []
            if len(cells) != len(header) or (len(rows) == PROBE and not _is_csv(text, lines[number:at], rows, mark)):
                break
            rows.append(cells)
            at += 1
        if len(rows) >= 3 and _is_csv(text, lines[number : min(at, number + PROBE)], rows[:PROBE], mark):
            leaves = tuple(tuple(_csv_leaf(text, c) for c in row) for row in rows)
            return inferred_table(lines[number], lines[at - 1], leaves), at
    return None


def _csv_cells(line: Line, mark: str) -> list[Span]:
    """The fields of a line, quotes included; a delimiter inside quotes does not count."""
    cells: list[Span] = []
    start, quoted = line.start, False
    if '"' not in line.text:
        return _split_line(line, mark)
    for offset, char in enumerate(line.text, line.start):
        if char == '"':
            quoted = not quoted
        elif char == mark and not quoted:
            cells.append(Span(start, offset))
            start = offset + 1
    cells.append(Span(start, line.end))
    return cells if not quoted else []


def _split_line(line: Line, mark: str) -> list[Span]:
    cells: list[Span] = []
    cursor = 0
    for part in line.text.split(mark):
        cells.append(Span(line.start + cursor, line.start + cursor + len(part)))
        cursor += len(part) + 1
    return cells


def _is_csv(text: str, lines: Sequence[Line], rows: Sequence[Sequence[Span]], mark: str) -> bool:
    inner = [c for row in rows for c in row[1:]]
    spaced = sum(1 for c in inner if text[c.start : c.start + 1] == " ")
    cells = [c.of(text) for row in rows for c in row]
    if any(ends_sentence(line.text) for line in lines[:1]) or sum(map(len, cells)) > LONGEST_CELL * len(cells):
        return False
    sentences = sum(ends_sentence(line.text) for line in lines)
    if spaced * 10 <= len(inner):
        return sentences * 3 <= len(lines) and (len(rows[0]) > 2 or len(rows) > 3 or any(_numeric(c) for c in cells))
    numbers = any(all(_numeric(row[k].of(text)) for row in rows[1:]) for k in range(len(rows[0])))
    return not sentences and numbers and not any(_numeric(c.of(text)) for c in rows[0])


def _numeric(cell: str) -> bool:
    plain = cell.strip().strip('"$€£%')
    return bool(plain) and len(plain) < 20 and plain.replace(".", "", 1).replace("-", "").isdigit()


def _csv_leaf(text: str, cell: Span) -> Leaf:
    start, end = cell.start, cell.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start >= 2 and text[start] == text[end - 1] == '"':
        return Leaf((Span(start + 1, end - 1),) if end - start > 2 else (), "csv")
    return Leaf((Span(start, end),) if start < end else ())
