"""Tables whose columns the text marks: by pipes, by tabs, by aligned white space.

In: lines and the number of the first. Out: the table that begins there and the number of the line after it, or None.
Cells are spans; pipes, separator rows, quotes and the white space around belong to the table and to no cell. Commas
are `csv_tables`' business, tables whose columns were lost `flattened`'s.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from build_scripts.lines import SHORT, Line, Piece, ends_sentence, inferred_table
from build_scripts.lists import bullet_of
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.spans import Span

BOX = "│"
"""The pipe of tables drawn with box characters; it counts where the line begins with it."""
SEPARATOR = re.compile(r"[|+:=\-\u2500-\u257f\u2013\u2014 \t]+")
GAPS = ("  ", "\t", "\u00a0", "\u3000")
"""One of these stands in whatever `GAP` matches."""
GAP = re.compile(r"\t+[ \t]*| {2,}|[\u00a0\u3000]{2,}")
RULED = re.compile(r"[-=]{2,}(?:[ \t]+[-=]{2,})+")
PROBE = 8
"""How many rows decide whether lines are a table; the rows behind them are only counted. Keeps time linear."""
Cells = tuple[Leaf, ...]


def is_separator(text: str) -> bool:
    """Is the line a separator row: dashes (or `=`), with pipes, plus signs, colons and spaces, and nothing else?"""
    return (
        ("-" in text or "=" in text or "─" in text or "━" in text or "—" in text)
        and ("|" in text or "+" in text or any(sign in text for sign in "┼┬┴"))
        and SEPARATOR.fullmatch(text) is not None
    )


def pipes(line: Line) -> list[int]:
    """The offsets of the pipes in a line that no backslash escapes."""
    if "|" not in line.text:
        return [line.start + at for at, sign in enumerate(line.text) if sign == BOX] if line.text[0] == BOX else []
    found: list[int] = []
    at = line.text.find("|")
    while at >= 0:
        back = at - 1
        while back >= 0 and line.text[back] == "\\":
            back -= 1
        if (at - 1 - back) % 2 == 0:
            found.append(line.start + at)
        at = line.text.find("|", at + 1)
    return found


def _cell(text: str, start: int, end: int, escape: bool) -> Leaf:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Leaf((Span(start, end),) if start < end else (), "pipe" if escape else "")


def _pipe_row(text: str, line: Line, bars: Sequence[int], outer: tuple[bool, bool], count: int) -> Cells:
    """The cells of one row.

    `outer` tells whether this table's rows begin and end with a pipe, `count` its columns (0: not known).
    """
    edges = [line.start - 1, *bars, line.end]
    cells = [_cell(text, a + 1, b, True) for a, b in itertools.pairwise(edges)]
    if outer[0] and bars and bars[0] == line.start:
        cells = cells[1:]
    if cells and bars and bars[-1] == line.end - 1 and (outer[1] or len(cells) > count or not count):
        cells = cells[:-1]
    return tuple(cells)


def pipe_table_at(
    text: str, lines: Sequence[Line], number: int, stop: Callable[[int], bool]
) -> tuple[Piece, int] | None:
    """The table with pipes that begins at a line: with a separator row, or three rows (two with outer pipes) alike."""
    first = lines[number]
    if "|" not in first.text and not (first.text[:1] in "+┌╔" and is_separator(first.text)):
        return None
    rows: list[tuple[Line, list[int]]] = []
    separator: Line | None = None
    headless = False
    at = number
    since = 0
    while at < len(lines) and not stop(at):
        line = lines[at]
        if line.blank > 1 and at > number:
            break
        if is_separator(line.text):
            bordered = line.text[0] in "+┌├└╔╠╚"
            if separator is not None and not bordered and since > 1:
                at -= 1
                rows.pop()
                break
            if separator is None and not bordered:
                headless = not rows
                separator = line
            elif separator is None and rows:
                separator = line
            since = 0
        else:
            bars = pipes(line)
            if not bars:
                break
            if (
                rows
                and separator is None
                and not is_separator(lines[min(at + 1, len(lines) - 1)].text)
                and (len(bars) != len(rows[0][1]) or bullet_of(line) is not None or len(line.text) > 2000)
            ):
                break
            if line.blank and rows and separator is not None:
                wanted = len(rows[0][1])
                if abs(len(bars) - wanted) > 0 or (at + 1 < len(lines) and is_separator(lines[at + 1].text)):
                    break
            if (
                separator is not None
                and not line.blank
                and since > 1
                and at + 1 < len(lines)
                and _new_header(lines, at)
            ):
                break
            rows.append((line, bars))
            since += 1
        at += 1
    if not rows:
        return None
    all_outer = all(bars[0] == line.start for line, bars in rows)
    if separator is None:
        if any(bullet_of(line) is not None for line, _ in rows):
            return None
        counts = {len(bars) for _, bars in rows}
        needed = 2 if all_outer and all(bars[-1] == line.end - 1 and len(bars) > 2 for line, bars in rows) else 3
        if len(rows) < needed or len(counts) > 1 or any(len(line.text) > 2000 for line, _ in rows):
            return None
    outer, count = _frame(rows, separator, all_outer)
    if separator is not None and count and not headless and not _heads(rows[0][1], rows[0][0], count):
        return None
    body = [_pipe_row(text, line, bars, outer, count) for line, bars in rows]
    leaves: tuple[Cells, ...] = (*(((),) if headless else ()), *body)
    end = lines[at - 1].end
    inferred = () if separator is not None else (Inference("table", 0.9),)
    return Piece("table", (Span(first.start, end),), _padded(leaves), blank=first.blank, inferred=inferred), at


def _new_header(lines: Sequence[Line], at: int) -> bool:
    """Does a new table begin at this row, its separator right below, without the frame of a grid?"""
    below = lines[at + 1]
    return (
        not below.blank
        and is_separator(below.text)
        and below.text[0] not in "+├"
        and lines[at - 1].text[:1] not in "+├"
    )


def _heads(bars: Sequence[int], line: Line, count: int) -> bool:
    """Can a row with these pipes be the header of a table of `count` columns?"""
    inner = len(bars) - (bars[0] == line.start) - (bars[-1] == line.end - 1) + 1
    return abs(inner - count) <= max(1, count // 3)


def _frame(
    rows: Sequence[tuple[Line, list[int]]], separator: Line | None, all_outer: bool
) -> tuple[tuple[bool, bool], int]:
    """Whether rows begin and end with a pipe, and how many columns there are (0: not known)."""
    if separator is None or not ("|" in separator.text or "+" in separator.text):
        return (all_outer, True), 0
    marks = separator.text
    lead = marks[0] == "|" or (all_outer and marks[0] == "+")
    trail = marks[-1] == "|"
    count = marks.count("|") + marks.count("+") + 1 - (marks[0] in "|+") - (marks[-1] in "|+")
    return (lead, trail), count


def _padded(leaves: tuple[Cells, ...]) -> tuple[Cells, ...]:
    """Rows with empty cells added up to the header's length; left ragged where that would multiply the table."""
    width = len(leaves[0]) or max(map(len, leaves[1:]), default=0)
    cells = sum(map(len, leaves))
    if not leaves[0] or width * len(leaves) > 4 * cells + 64:
        return leaves
    return tuple((*row, *(Leaf(()),) * (width - len(row))) if len(row) < width else row for row in leaves)


def tab_table_at(
    text: str, lines: Sequence[Line], number: int, stop: Callable[[int], bool]
) -> tuple[Piece, int] | None:
    """Two or more rows with the same number of tabs inside."""
    tabs = lines[number].text.count("\t")
    if not tabs:
        return None
    at = number
    spans: list[list[Span]] = []
    while at < len(lines) and not stop(at) and (at == number or lines[at].blank == 0):
        line = lines[at]
        raw_end = line.end
        while raw_end < len(text) and text[raw_end] in "\t ":
            raw_end += 1
        cells = _split(text, line.first, raw_end, "\t")
        if "\t" not in text[line.first : raw_end] or (
            at > number and len(cells) not in (len(spans[0]), len(spans[0]) - 1)
        ):
            break
        spans.append(cells)
        at += 1
    if at - number < 2 or len(lines[number].text) > 20000:
        return None
    leaves = tuple(tuple(_cell(text, c.start, c.end, False) for c in row) for row in spans)
    piece = Piece(
        "table",
        (Span(lines[number].start, lines[at - 1].end),),
        _padded(leaves),
        blank=lines[number].blank,
        inferred=(Inference("table", 0.95),),
    )
    return piece, at


def _split(text: str, start: int, end: int, mark: str) -> list[Span]:
    cells: list[Span] = []
    while (at := text.find(mark, start, end)) >= 0:
        cells.append(Span(start, at))
        start = at + len(mark)
    cells.append(Span(start, end))
    return cells


def aligned_table_at(
    text: str, lines: Sequence[Line], number: int, stop: Callable[[int], bool]
) -> tuple[Piece, int] | None:
    """Rows whose cells stand two or more spaces apart: three rows, or two whose columns stand one below the other."""
    head = lines[number].text[:2000]
    if not any(gap in head for gap in GAPS) or GAP.search(head) is None:
        return None
    rows: list[list[Span]] = []
    at = number
    ruled: list[Span] = []
    while at < len(lines) and not stop(at) and (at == number or lines[at].blank == 0):
        line = lines[at]
        if at > number and (RULED.fullmatch(line.text) or (len(line.text) > 2 and set(line.text) <= set("-=─"))):
            ruled.append(line.span)
            at += 1
            continue
        cells = _chunks(line) if len(line.text) <= SHORT else []
        if len(cells) < 2 or (len(rows) == PROBE and not _is_aligned(text, lines[number:at], rows, bool(ruled))):
            break
        rows.append(cells)
        at += 1
    if len(rows) < 2 or not _is_aligned(text, lines[number:at], rows[:PROBE], bool(ruled)):
        return None
    starts = _columns(lines[number:at], rows)
    leaves = tuple(
        _placed(text, line, row, starts)
        for line, row in zip((x for x in lines[number:at] if x.span not in ruled), rows, strict=True)
    )
    return inferred_table(lines[number], lines[at - 1], leaves), at


def _chunks(line: Line) -> list[Span]:
    cells: list[Span] = []
    cursor = line.start
    for gap in GAP.finditer(line.text):
        cells.append(Span(cursor, line.start + gap.start()))
        cursor = line.start + gap.end()
    cells.append(Span(cursor, line.end))
    return cells


def _is_aligned(text: str, lines: Sequence[Line], rows: Sequence[Sequence[Span]], ruled: bool) -> bool:
    chunks = [c for row in rows for c in row]
    sentences = sum(ends_sentence(c.of(text)) for row in rows for c in row[:-1])
    if sentences * 4 > len(chunks) - len(rows) or sum(map(len, chunks)) > 60 * len(chunks):
        return False
    same = len({len(row) for row in rows}) == 1
    if ruled:
        return True
    edges: dict[int, int] = {}
    whole = {line.start: line for line in lines}
    for row in rows:
        line = whole[row[0].start]
        for place in {c.start - line.first for c in row[1:]} | {-(c.end - line.first) for c in row[1:]}:
            edges[place] = edges.get(place, 0) + 1
    agree = max(edges.values()) >= 0.7 * len(rows)
    wide = sorted(b.start - a.end for row in rows for a, b in itertools.pairwise(row))
    return (same or len(rows) >= 3) and (agree or (same and len(rows) >= 3 and wide[len(wide) // 4] >= 3))


def _columns(lines: Sequence[Line], rows: Sequence[Sequence[Span]]) -> int:
    """How many columns there are: as many as the longest row has cells."""
    return max(map(len, rows))


def _placed(text: str, line: Line, row: Sequence[Span], count: int) -> Cells:
    leaves = tuple(_cell(text, c.start, c.end, False) for c in row)
    return leaves + (Leaf(()),) * (count - len(leaves))
