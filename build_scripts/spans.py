"""Positions in a text: spans, lines and columns, edits.

In: a text and offsets into it. Out: spans, positions as people read them, edited texts. Refused: a span or an edit that
does not fit its text (`ValueError`).

Offsets are 0-based code points, half-open. Lines and columns are 1-based and inclusive. Lines end at LF, CRLF or CR and
nowhere else: `str.splitlines` also breaks at form feeds and U+2028, which captures carry inside sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

LINE_END = re.compile(r"\r\n|\n|\r")
AT_ITEM = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?")


_BREAK = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start` included, `end` not."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Does `other` lie inside this span (an empty one at either edge included)?"""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Do the two share at least one character?"""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters of `span` by `replacement`; an empty span inserts."""

    span: Span
    replacement: str


ORDER = attrgetter("span.start", "span.end", "replacement")
"""The order of edits as a key: many are sorted, and comparing numbers is much quicker than comparing edits."""


def trim(text: str, span: Span) -> Span:
    """`span` without the white space at its two ends (an all-white span becomes empty at its start)."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else Span(span.start, span.start)


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all of `spans`; `ValueError` when there is none."""
    listed = list(spans)
    if not listed:
        raise ValueError("no spans")
    return Span(min(s.start for s in listed), max(s.end for s in listed))


def minimal_edit(start: int, was: str, now: str, same_before: int = 0, same_behind: int = 0) -> Edit:
    """The smallest edit that turns `was`, found at offset `start`, into `now`.

    The common beginning is taken off first, then the common end, so that equal changes are always the same edit: a
    repair is kept in YAML with the words around it and must come back as the edit it was. Who knows that the two begin
    and end with so many characters alike says so (`same_before`, `same_behind`), and spares comparing them.
    """
    shorter = min(len(was), len(now))
    head = same_before
    while head < shorter and was[head] == now[head]:
        head += 1
    tail = min(same_behind, shorter - head)
    while tail < shorter - head and was[-1 - tail] == now[-1 - tail]:
        tail += 1
    return Edit(Span(start + head, start + len(was) - tail), now[head : len(now) - tail])


def apply_edits(text: str, edits: Iterable[Edit], within: Span | None = None) -> str:
    """`text` (or its part `within`) with all `edits` applied; the only code that changes a text.

    Edits that lie outside `within` are not its business and are passed over. Raises `ValueError` for edits that overlap
    or reach over the edge of `within`.
    """
    window = within if within is not None else Span(0, len(text))
    if window.end > len(text):
        raise ValueError(f"a span beyond the text: {window}")
    pieces: list[str] = []
    cursor = window.start
    last: Span | None = None
    for edit in sorted(edits, key=ORDER):
        span = edit.span
        if span.end < window.start or span.start > window.end:
            continue
        if not window.contains(span):
            if span.overlaps(window):
                raise ValueError(f"an edit over the edge of its span: {edit}")
            continue
        if last is not None and (span.start < last.end or span == last):
            raise ValueError(f"edits overlap at {span.start}")
        pieces.append(text[cursor : span.start])
        pieces.append(edit.replacement)
        cursor = span.end
        last = span
    pieces.append(text[cursor : window.end])
    return "".join(pieces)


def line_start(text: str, offset: int) -> int:
    """Where the line that holds `offset` begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line that holds `offset` ends, its line end left out."""
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


class LineIndex:
    """Where the lines of one text begin and end: the way between offsets and the positions that people read.

    The nothing behind a final line end is no line. Only as a position it is told, as the first column of the line that
    would begin there: a mistake of a file may stand at its very end.
    """

    __slots__ = ("_count", "_ends", "_starts", "length")

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._ends = []
        for match in LINE_END.finditer(text):
            self._ends.append(match.start())
            self._starts.append(match.end())
        self._ends.append(len(text))
        self.length = len(text)
        self._count = len(self._starts) - (0 < self._starts[-1] == len(text))

    def __len__(self) -> int:
        """How many lines there are, as editors and people count them; an empty text has one, which is empty."""
        return self._count

    def span(self, line: int) -> Span:
        """Line number `line` (1-based), without its line end; `ValueError` when there is no such line."""
        if not 1 <= line <= self._count:
            raise ValueError(f"no line {line}: the text has {self._count} line{'s' * (self._count > 1)}")
        return Span(self._starts[line - 1], self._ends[line - 1])

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds `offset`; a line end belongs to its line, the end of the text to the last."""
        return min(self._count, bisect_right(self._starts, offset))

    def position(self, offset: int) -> tuple[int, int]:
        """`offset` as (line, column), both 1-based."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """(line, column), both 1-based, as an offset; `ValueError` when the line has no such column.

        The column just behind the last character is allowed: a repair may insert there.
        """
        if (line, column) == (len(self._starts), 1):
            return self._starts[-1]
        span = self.span(line)
        if not 1 <= column <= len(span) + 1:
            raise ValueError(f"no column {column} in line {line}: it has {len(span)} characters")
        return span.start + column - 1


def format_at(text: str, lines: LineIndex, spans: Sequence[Span]) -> str:
    """Spans as a maintainer writes them: `18`, `18-21`, or `5:1-5:304` where a line is split; several with commas.

    Each span is trimmed first. A span is told in whole lines when nothing but white space stands beside it on its first
    and last line. Empty spans have no characters to name and are left out.
    """
    told: list[str] = []
    for raw in spans:
        span = trim(text, raw)
        if span.start == span.end:
            continue
        first, first_column = lines.position(span.start)
        last, last_column = lines.position(span.end - 1)
        whole = (
            not text[lines.span(first).start : span.start].strip() and not text[span.end : lines.span(last).end].strip()
        )
        if whole:
            told.append(f"{first}" if first == last else f"{first}-{last}")
        else:
            told.append(f"{first}:{first_column}-{last}:{last_column}")
    return ", ".join(told)


def parse_at(text: str, lines: LineIndex, at: str) -> tuple[Span, ...]:
    """The trimmed spans that `at` names, in the order written: the inverse of `format_at`.

    Raises `ValueError` with what was wrong, for the caller to give it a place.
    """
    spans: list[Span] = []
    for part in at.split(","):
        match = AT_ITEM.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"not a position: {part.strip()!r}; expected a line (18), lines (18-21) or 5:1-5:304")
        first, first_column, last, last_column = (int(g) if g else None for g in match.groups())
        assert first is not None
        lines.span(first)
        start = lines.offset(first, first_column) if first_column is not None else lines.span(first).start
        end_line = last if last is not None else first
        lines.span(end_line)
        if last_column is not None:
            end = lines.offset(end_line, last_column) + 1
        elif first_column is not None and last is None:
            end = start + 1
        else:
            end = lines.span(end_line).end
        if end > len(text):
            raise ValueError(f"position {part.strip()} reaches beyond the text")
        if end < start:
            raise ValueError(f"position {part.strip()} ends before it starts")
        spans.append(trim(text, Span(start, end)))
    return tuple(spans)
