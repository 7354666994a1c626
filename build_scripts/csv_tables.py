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
LONGEST_RECORD = 8
"""How many lines a row can take."""
LONGEST_LINE = 20_000
LONGEST_CELL = 40
"""Longest cells, in characters on average, of a file of data."""


def csv_table_at(
    text: str, lines: Sequence[Line], number: int, stop: Callable[[int], bool]
) -> tuple[Piece, int] | None:
    """Three or more rows with equally many commas (or semicolons), most of them with no space behind, as in a file."""
    for mark in CSV_DELIMITERS:
        first = lines[number].text
        if mark not in first or len(first) > LONGEST_LINE:
            continue
        if ends_sentence(first) or len(first) > LONGEST_CELL * (first.count(mark) + 1):
            continue
        header = _fields(first, mark)
        if len(header) < 2:
            continue
        rows = [header]
        at = number + 1
        heads = [lines[number]]
        while at < len(lines) and not stop(at) and lines[at].blank == 0 and mark in lines[at].text:
            behind = _record_end(lines, at)
            fields = _fields(text[lines[at].start : lines[behind - 1].end], mark)
            if len(fields) != len(header) or (len(rows) == PROBE and not _is_csv(heads, rows)):
                break
            rows.append(fields)
            heads.append(lines[at])
            at = behind
        if len(rows) >= 3 and _is_csv(heads[:PROBE], rows[:PROBE]):
            leaves = tuple(_leaves(text, head.start, row) for head, row in zip(heads, rows, strict=True))
            return inferred_table(lines[number], lines[at - 1], leaves), at
    return None


def _record_end(lines: Sequence[Line], at: int) -> int:
    """Behind the last line of the row that begins at a line: a field in quotes may go on over some lines."""
    quotes = 0
    for behind in range(at, min(len(lines), at + LONGEST_RECORD)):
        quotes += lines[behind].text.count('"')
        if quotes % 2 == 0:
            return behind + 1
    return at + 1


def _fields(record: str, mark: str) -> list[str]:
    """The fields of a record, quotes included; a delimiter inside quotes does not count. None of an open quotation."""
    parts = record.split(mark)
    if '"' not in record:
        return parts
    if record.count('"') % 2:
        return []
    fields: list[str] = []
    quoted: list[str] = []
    for part in parts:
        closes = part.count('"') % 2 == 1
        if quoted:
            quoted.append(part)
            if closes:
                fields.append(mark.join(quoted))
                quoted = []
        elif closes:
            quoted = [part]
        else:
            fields.append(part)
    return fields


def _is_csv(lines: Sequence[Line], rows: Sequence[Sequence[str]]) -> bool:
    inner = [field for row in rows for field in row[1:]]
    spaced = sum(field[:1] == " " for field in inner)
    fields = sum(map(len, rows))
    if ends_sentence(lines[0].text) or sum(len(field) for row in rows for field in row) > LONGEST_CELL * fields:
        return False
    sentences = sum(ends_sentence(line.text) for line in lines)
    if spaced * 10 <= len(inner):
        return sentences * 3 <= len(lines) and (
            len(rows[0]) > 2 or len(rows) > 3 or any(_numeric(field) for row in rows for field in row)
        )
    if sentences or any(map(_numeric, rows[0])):
        return False
    return any(all(_numeric(row[k]) for row in rows[1:]) for k in range(len(rows[0])))


def _numeric(cell: str) -> bool:
    plain = cell.strip().strip('"$€£%')
    return bool(plain) and len(plain) < 20 and plain.replace(".", "", 1).replace("-", "").isdigit()


def _leaves(text: str, start: int, fields: Sequence[str]) -> tuple[Leaf, ...]:
    """The cells of a record that begins at `start`."""
    leaves = []
    for field in fields:
        leaves.append(_csv_leaf(text, start, start + len(field)))
        start += len(field) + 1
    return tuple(leaves)


def _csv_leaf(text: str, start: int, end: int) -> Leaf:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start >= 2 and text[start] == text[end - 1] == '"':
        return Leaf((Span(start + 1, end - 1),) if end - start > 2 else (), "csv")
    return Leaf((Span(start, end),) if start < end else ())
