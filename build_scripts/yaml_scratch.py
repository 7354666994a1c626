"""Scratch copies: a YAML text whose lines can be mended for reading on, and where each character stands in the file.

In: the text of a file. Out: copies with other lines, each knowing what a mend changed and which place of the file a
place of the copy is. A scratch copy is never written anywhere and nothing of what is mended in it is believed: it only
lets reading reach the next mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KEY = re.compile(r"[ \t]*(?:- +)*[\w-]+ ?:(?=[ \t]|$)")
COLON = re.compile(r":(?=[ \t]|$)")
ITEM = re.compile(r"(?:- +)+")
GLUED = re.compile(r"([ \t]*(?:- +)?[\w-]+):(?=[^ \t:/])")
"""A key with its value right behind the colon."""
GLUED_DASH = re.compile(r"[ \t]*-(?=[\w\"'\[{])")
"""The beginning of a list item without the space behind its dash."""
OPENS_BLOCK = re.compile(r"^\s*(?:- +)+[\w-]+ ?:|:\s*(?:[|>][+-]?\d?)?\s*(?:#.*)?$")
"""A line below which deeper ones belong to it; a list item that is one text has none."""
OPENS_TEXT = re.compile(r"[:-][ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?$")
"""A line below which a block of text stands."""
DASH = re.compile(r"\s*-(?:\s|$)")
OPENERS = {"[": "]", "{": "}"}

ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ODD_SPACE = re.compile(f"[{ODD}]")
"""Spaces that look like one and are letters for YAML: web pages and word processors write them."""

ODD_BREAK = re.compile("[\x85\u2028\u2029]")
"""What YAML 1.1 takes for a line end and no editor does."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_INDENT = re.compile(r"[ \t]*")
_LEAD = re.compile(r"[ \t]*(?:-[ \t]+)*")


@dataclass(frozen=True, slots=True)
class Damage:
    """What a mend changed: from a column (0-based) of a line (0-based) to another one, or to the line's end.

    `lossy`: a key, an item or their order may have been lost; else only a value is not what it was.
    """

    line: int
    column: int
    lossy: bool
    end: int | None = None


class Scratch:
    """A copy of a text whose lines can be mended, and the places of its characters in the text itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.damages: tuple[Damage, ...] = ()
        self._lines = [m.group() for m in _LINE.finditer(text) if m.group()] or [""]
        self._told = self._lines
        self._moved: dict[int, int] = {}
        self._starts: list[int] | None = None

    def take(self, other: Scratch) -> None:
        """Be as another copy of the same text is."""
        self.text, self.damages = other.text, other.damages
        self._lines, self._moved, self._starts = other._lines, other._moved, other._starts

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    def line(self, index: int) -> str:
        """A line (0-based) without its end; empty where there is none."""
        return self._lines[index].rstrip("\r\n") if 0 <= index < len(self._lines) else ""

    def original(self, index: int) -> str:
        """A line as the file has it."""
        return self._told[index].rstrip("\r\n") if 0 <= index < len(self._told) else ""

    def at(self, offset: int) -> tuple[int, int]:
        """An offset as line and column of this copy, 0-based."""
        starts = self._line_starts()
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= offset else (low, middle)
        return low, offset - starts[low]

    def offset(self, index: int, column: int) -> int:
        """The offset of a line and column of this copy, 0-based."""
        return self._line_starts()[index] + column

    def place(self, offset: int) -> tuple[int, int]:
        """An offset of this copy as line and column of the text, 1-based."""
        line, column = self.at(offset)
        return line + 1, self.column(line, column) + 1

    def column(self, index: int, column: int) -> int:
        """A column of this copy (0-based) as the one of the text."""
        return max(0, column - self._moved.get(index, 0))

    def touched(self, start: int, end: int, *, lossy: bool) -> bool:
        """Did a mend change something between two offsets? Of the lossy mends only, or of all."""
        if not self.damages:
            return False
        starts = self._line_starts()
        return any(
            (damage.lossy or not lossy)
            and starts[damage.line] + damage.column < max(end, start + 1)
            and start < starts[damage.line] + (len(self._lines[damage.line]) if damage.end is None else damage.end)
            for damage in self.damages
        )

    def with_line(
        self, index: int, line: str, column: int, *, lossy: bool = False, moved: int = 0, end: int | None = None
    ) -> Scratch:
        """A copy with another line, changed from `column` to `end`; `moved` columns were put before its text."""
        copy = Scratch.__new__(Scratch)
        ending = self._lines[index][len(self.line(index)) :]
        copy._told = self._told
        copy._lines = [*self._lines[:index], line + ending, *self._lines[index + 1 :]]
        copy._moved = {**self._moved, index: self._moved.get(index, 0) + moved} if moved else self._moved
        copy._starts = None
        copy.text = "".join(copy._lines)
        copy.damages = (*self.damages, Damage(index, column, lossy, end))
        return copy

    def replace_all(self, pattern: re.Pattern[str], character: str) -> None:
        """Put a character in the place of each that a pattern finds; nothing moves."""
        for index in range(len(self._lines)):
            if found := pattern.search(self.line(index)):
                in_key = COLON.search(self.line(index)[: found.start()]) is None
                line = pattern.sub(character, self.line(index))
                self.take(self.with_line(index, line, found.start(), lossy=in_key))

    def block(self, index: int) -> range:
        """A line and those below it that stand further in."""
        lead = indent(self.line(index))
        end = index + 1
        while end < len(self) and (not self.line(end).strip() or indent(self.line(end)) > lead):
            end += 1
        while end > index + 1 and not self.line(end - 1).strip():
            end -= 1
        return range(index, end)

    def above(self, index: int) -> int:
        """The nearest line above that is neither blank nor a comment; -1 where there is none."""
        index -= 1
        while index >= 0 and (not self.line(index).strip() or self.line(index).lstrip().startswith("#")):
            index -= 1
        return index

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts, offset = [], 0
            for line in self._lines:
                starts.append(offset)
                offset += len(line)
            self._starts = starts
        return self._starts


def indent(line: str) -> int:
    """How many spaces and tabs a line begins with."""
    found = _INDENT.match(line)
    return len(found.group()) if found else 0


def tab_in_indentation(line: str) -> int | None:
    """Where a line that is not blank has a tab before its text, or behind the dash of an item; None where nowhere."""
    found = _LEAD.match(line)
    lead = found.group() if found and line.strip() else ""
    return lead.index("\t") if "\t" in lead else None
