"""Mistakes of YAML's syntax: what is wrong, where its cause stands, and mends with which reading can go on.

In: an error of the YAML reader and the text that it read. Out: a problem at the place of the cause, which often stands
above the place where reading stopped; and scratch copies in which the line is mended, most likely first. A scratch copy
is never written anywhere and nothing of what is mended in it is believed: it only lets reading reach the next mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.problems import Problem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"\s*(?:- +)*[\w-]+ ?:(?=\s|$)")
_COLON = re.compile(r":(?=\s|$)")
_INDENT = re.compile(r"[ \t]*")
_ITEM = re.compile(r"(?:- +)+")
_GLUED = re.compile(r"(\s*(?:- +)?[\w-]+):(?=[^\s:/])")
_OPENS_BLOCK = re.compile(r"^\s*(?:- +)+[\w-]+ ?:|:\s*(?:[|>][+-]?\d?)?\s*(?:#.*)?$")
"""A line below which deeper ones belong to it; a list item that is one text has none."""
_DASH = re.compile(r"\s*-(?:\s|$)")
_OPENERS = {"[": "]", "{": "}"}

QUOTE_HINT = "put the whole value in double quotes"


@dataclass(frozen=True, slots=True)
class Damage:
    """What a mend changed: from a column (0-based) of a line (0-based) to its end.

    `lossy`: a key, an item or their order may have been lost; else only a value is not what it was.
    """

    line: int
    column: int
    lossy: bool


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

    def place(self, offset: int) -> tuple[int, int]:
        """An offset of this copy as line and column of the text, 1-based."""
        line, column = self.at(offset)
        return line + 1, max(0, column - self._moved.get(line, 0)) + 1

    def touched(self, start: int, end: int, *, lossy: bool) -> bool:
        """Did a mend change something between two offsets? Of the lossy mends only, or of all."""
        if not self.damages:
            return False
        starts = self._line_starts()
        return any(
            (damage.lossy or not lossy)
            and starts[damage.line] + damage.column < max(end, start + 1)
            and start < starts[damage.line] + len(self._lines[damage.line])
            for damage in self.damages
        )

    def with_line(self, index: int, line: str, column: int, *, lossy: bool = False, moved: int = 0) -> Scratch:
        """A copy with another line, changed from `column` on; `moved` columns were put before its text."""
        copy = Scratch.__new__(Scratch)
        ending = self._lines[index][len(self.line(index)) :]
        copy._told = self._told
        copy._lines = [*self._lines[:index], line + ending, *self._lines[index + 1 :]]
        copy._moved = {**self._moved, index: self._moved.get(index, 0) + moved} if moved else self._moved
        copy._starts = None
        copy.text = "".join(copy._lines)
        copy.damages = (*self.damages, Damage(index, column, lossy))
        return copy

    def replace_all(self, pattern: re.Pattern[str], character: str) -> None:
        """Put a character in the place of each that a pattern finds; nothing moves."""
        for index in range(len(self._lines)):
            if found := pattern.search(self.line(index)):
                self.take(self.with_line(index, pattern.sub(character, self.line(index)), found.start()))

    def block(self, index: int) -> range:
        """A line and those below it that stand further in."""
        indent = _indent(self.line(index))
        end = index + 1
        while end < len(self) and (not self.line(end).strip() or _indent(self.line(end)) > indent):
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


def nameless(path: str, line: int, column: int) -> Problem:
    """A value whose key has no name."""
    hint = 'write the key before its `:`; put a word such as null in ""'
    return Problem("Y004", path, line, column, "a key without a name", hint)


def syntax_problem(error: Any, scratch: Scratch, path: str, quoted: Sequence[Any]) -> Problem:
    """What an error of the YAML reader means, at the place of its cause."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("Y001", path, 0, 0, f"not YAML: {error.problem or 'it cannot be read'}", "see `briefbook new`")
    if (problem := _quote_problem(error, scratch, path, quoted)) is not None:
        return problem
    index, at = scratch.at(mark.index)
    here = scratch.line(index)
    line, column = scratch.place(mark.index)
    before = here[:at].rstrip()
    reason = str(error.problem or "not YAML")
    if (
        reason in ("did not find expected key", "did not find expected node content")
        and re.match(r":(\s|$)", here[at:])
        and before[-1:] in "[{,-?"
    ):
        return nameless(path, line, column)
    if (tab := _tab_in_indentation(here)) is not None and (at <= tab or not here[:at].strip()):
        message, hint = "a tab in the indentation", "indent with spaces, two for each level"
        return Problem("Y003", path, line, tab + 1, message, hint)
    hint = "quote the value in double quotes when it holds `: `, ` #` or begins with a sign"
    if "while scanning a block scalar" in str(error.context) and error.context_mark is not None:
        message = f"not YAML: a value cannot begin with {scratch.text[error.context_mark.index]!r}"
        hint = "put the whole value in double quotes, or write a longer text in the lines below, indented"
        return Problem("Y001", path, *scratch.place(error.context_mark.index), message, hint)
    if here[at : at + 1] in _OPENERS.values() and _is_stray(here, at):
        message = f"not YAML: a `{here[at]}` that closes nothing"
        return Problem("Y001", path, line, column, message, "take it away, or put the whole value in double quotes")
    if (sign := _sign_of(error)) is not None:
        message = f"not YAML: a value cannot begin with {sign!r}"
        return Problem(
            "Y001", path, *scratch.place(error.context_mark.index), message, "put the value in double quotes"
        )
    if "mapping values are not allowed" in reason:
        line, column, reason, hint = _colon_problem(scratch, index, line, column, at)
    elif "could not find expected ':'" in reason:
        index, at = scratch.at((error.context_mark or mark).index)
        line, column = scratch.place((error.context_mark or mark).index)
        if glued := _GLUED.match(scratch.line(index)):
            column, reason, hint = glued.end(), "a `:` without a space behind it", "put a space between key and value"
        else:
            reason = "a line without a `key: value`"
            hint = "give it a key, or indent it deeper than the key whose text it goes on with"
    elif "block sequence entries are not allowed" in reason:
        reason = "a list that begins in the line of its key"
        hint = "put each `- item` in a line of its own below the key, or the value in double quotes"
    elif "unknown escape character" in reason:
        line, column = scratch.place(mark.index)
        escape = here[at - 1 : at + 1] if here[at - 1 : at] == "\\" else here[at : at + 2]
        reason = f"{escape} stands for no character"
        hint = "write \\\\ for a backslash, or put the value in single quotes"
    elif "expected ',' or" in reason:
        line, column, reason, hint = _bracket_problem(error, scratch, line, column)
    elif "expected <document start>" in reason:
        return Problem("Y009", path, line, column, "the document ended above", "remove the line `...`")
    elif "incompatible YAML document" in reason:
        reason, hint = "a version that is not read", "remove the line that begins with %"
    elif "did not find expected" in reason and not before:
        reason = "this line stands at an indentation that no line above has"
        if here.lstrip().startswith("- "):
            reason = "a list item that does not stand below the items before it"
        hint = "indent it like the lines that it belongs to"
    elif "did not find expected" in reason or "block end" in reason:
        hint = "check the indentation and the brackets of this line and the one above"
    elif "cannot start any token" in reason:
        reason, hint = f"a value cannot begin with {here[at : at + 1]!r}", "put the value in double quotes"
    elif "unexpected end of stream" in reason or "quoted scalar" in reason:
        hint = "close the quote"
    return Problem("Y001", path, line, column, f"not YAML: {reason}", hint)


def _is_stray(line: str, at: int) -> bool:
    """Is a closing bracket of a line one too many? Brackets inside of quotes do not count."""
    before = re.sub(r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'", "", line[:at])
    closer = line[at]
    opener = "[" if closer == "]" else "{"
    return before.count(opener) <= before.count(closer) and opener in before


def _sign_of(error: Any) -> str | None:
    """The sign of an alias, an anchor or a tag that is none."""
    signs = {"an alias": "*", "an anchor": "&", "a tag": "!"}
    return next((sign for what, sign in signs.items() if error.context_mark and what in str(error.context)), None)


def _colon_problem(scratch: Scratch, index: int, line: int, column: int, at: int) -> tuple[int, int, str, str]:
    here = scratch.line(index)
    above = scratch.above(index)
    over = scratch.line(above)
    first = _COLON.search(here)
    if first is not None and first.start() == at and above >= 0:
        if (glued := _GLUED.match(over)) and not _KEY.match(over):
            return above + 1, glued.end(), "a `:` without a space behind it", "put a space between key and value"
        item = _ITEM.match(over, _indent(over))
        columns = (_indent(over), item.end() if item else -1)
        if _KEY.match(here) and not _KEY.match(over) and _indent(here) in columns:
            reason = "a line without a `key: value`"
            hint = "give it a key, or indent it deeper than the key whose text it goes on with"
            return above + 1, _indent(over) + 1, reason, hint
        if _KEY.match(here) and _indent(here) > _indent(over):
            reason = f"the key {here[:at].strip()!r} stands deeper than the line above, whose value goes on here"
            hint = "indent it like the keys that it belongs to, or put the whole value above in double quotes"
            return line, _indent(scratch.original(index)) + 1, reason, hint
    return line, column, "a second `: ` in one line" if first and first.start() < at else "a `: ` in a text", QUOTE_HINT


def _bracket_problem(error: Any, scratch: Scratch, line: int, column: int) -> tuple[int, int, str, str]:
    closer = "]" if "']'" in str(error.problem) else "}"
    opener = "[" if closer == "]" else "{"
    if error.context_mark is None:
        return line, column, str(error.problem), f"check the brackets: `{opener}` … `{closer}`"
    opened = scratch.place(error.context_mark.index)
    index, at = scratch.at((error.problem_mark or error.context_mark).index)
    here = scratch.line(index)
    if opened[0] == line and here[at : at + 1] == ":":
        return line, column, "a second `: ` inside of brackets", "put the value before it in double quotes"
    if opened[0] == line and here[at : at + 1]:
        reason = f"`{opener}` is opened in column {opened[1]}, and a `,` or `{closer}` is missing here"
        return line, column, reason, f"put `,` between two values, `{closer}` behind the last, or a value in quotes"
    return *opened, f"`{opener}` is opened here and never closed", f"close it with `{closer}` in its own line"


def _quote_problem(error: Any, scratch: Scratch, path: str, quoted: Sequence[Any]) -> Problem | None:
    """An error that a quote caused, at the place where the quote opens: reading stops far behind it."""
    context: Any = error.context_mark
    found: Any = error.problem_mark
    what = "a quote is opened here"
    if error.context == "while scanning a quoted scalar" and context is not None:
        if "unexpected" in str(error.problem):
            hint = "close the quote, or put the whole value in quotes of the other kind"
            return Problem("Y001", path, *scratch.place(context.index), f"not YAML: {what} and never closed", hint)
        return None
    last = quoted[0] if quoted else None
    if last is None or found is None or scratch.text[last.end_mark.index : found.index].strip(" "):
        return None
    start, end = scratch.place(last.start_mark.index), scratch.place(last.end_mark.index)
    if start[0] == end[0]:
        message = f"not YAML: {what} and closed in column {end[1] - 1}, where the text goes on"
        hint = "put the whole value in quotes of the other kind, or double a ' inside of '…'"
    else:
        message = f"not YAML: {what} and closed only in line {end[0]}"
        hint = "close the quote in its own line"
    return Problem("Y001", path, *start, message, hint)


def mends(error: Any, scratch: Scratch, line: int, column: int) -> Iterator[Scratch]:
    """Copies in which the mistake is gone in one way or another, likely ways first; the last ones leave the line out.

    `line` and `column` are the place that was told of it.
    """
    told = line - 1
    mark = error.problem_mark or error.context_mark
    index, at = scratch.at(mark.index) if mark is not None else (told, 0)
    reason = str(error.problem)
    nameless_item = scratch.line(told)[column - 1 : column] == ":" and scratch.line(told)[: column - 1].strip() == "-"
    if nameless_item or "while scanning a block scalar" in str(error.context):
        yield _with_letter(scratch, told, column - 1)
    for number in dict.fromkeys((index, told)):
        if _tab_in_indentation(scratch.line(number)) is not None:
            yield from _indented_otherwise(scratch, number)
    if "mapping values are not allowed" in reason:
        if told == index and column == _indent(scratch.original(index)) + 1:
            yield from _indented_otherwise(scratch, index)
        if told == index:
            yield _without_colons(scratch, index, at)
        else:
            yield from _spaced_colon(scratch, told)
            yield _left_out(scratch, range(told, told + 1))
    elif "expected ':'" in reason:
        yield from _spaced_colon(scratch, told)
        if (above := scratch.above(told)) >= 0 and not _KEY.match(scratch.line(above)):
            yield _moved(scratch, range(told, told + 1), _indent(scratch.line(above)))  # a line of a longer text
    elif "expected ',' or" in reason:
        if index == told:
            yield _without_colons(scratch, index, at)
            yield _without_signs(scratch, index, at)
        yield _closed(scratch, told)
    elif "block sequence entries" in reason or "cannot start" in reason or _sign_of(error) is not None:
        yield _with_letter(scratch, told, column - 1)
        yield _with_letter(scratch, index, at)
    elif "<document start>" in reason:
        yield _left_out(scratch, range(index, len(scratch)))
    elif "escape" in reason:
        yield scratch.with_line(index, scratch.line(index).replace("\\", "/"), 0)
    elif not scratch.line(index)[:at].strip():
        yield from _indented_otherwise(scratch, index)
        holder = scratch.above(index)
        while holder >= 0 and _indent(scratch.line(holder)) >= _indent(scratch.line(index)):
            holder = scratch.above(holder)
        if holder >= 0:
            yield _left_out(scratch, range(holder, holder + 1))
    if scratch.line(told)[column - 1 : column] in ("'", '"'):
        yield from _quoted_otherwise(scratch, told, column - 1)
    for number in dict.fromkeys((told, index)):
        if number < len(scratch) and scratch.line(number).strip():
            if scratch.line(number)[: column - 1].strip() and number == told:
                yield scratch.with_line(number, scratch.line(number)[: column - 1], column - 1, lossy=True)
            yield _left_out(scratch, range(number, number + 1))
            below = [scratch.line(n) for n in scratch.block(number)[1:]]
            if _OPENS_BLOCK.search(scratch.line(number)) or not any(_KEY.match(t) or _DASH.match(t) for t in below):
                yield _left_out(scratch, scratch.block(number))


def _indent(line: str) -> int:
    found = _INDENT.match(line)
    return len(found.group()) if found else 0


def _tab_in_indentation(line: str) -> int | None:
    lead = line[: _indent(line)]
    return lead.index("\t") if "\t" in lead and line.strip() else None


def _indented_otherwise(scratch: Scratch, index: int) -> Iterator[Scratch]:
    """The line and its block at the indentations that the lines above allow; a tab as four, two or eight columns."""
    line = scratch.line(index)
    lead = _indent(line)
    above = scratch.above(index)
    levels: list[int] = []
    if "\t" in line[:lead]:
        levels = [len(line[:lead].expandtabs(width)) for width in (4, 2, 8)]
    nearest = _indent(scratch.line(above)) if above >= 0 else 0
    seen: list[int] = []
    number = above
    while number >= 0 and len(seen) < 6:
        text = scratch.line(number)
        item = _ITEM.match(text, _indent(text))
        for level in (_indent(text), item.end() if item else -1):
            if level >= 0 and level not in seen:
                seen.append(level)
        if _indent(text) == 0:
            break
        number = scratch.above(number)
    close = sorted(seen, key=lambda level: abs(level - lead))
    known = [level for level in levels if level in seen]
    below = scratch.line(index + 1)
    if line.rstrip().endswith(":") and _DASH.match(below):  # a list stands no less deep than its key
        close.sort(key=lambda level: level > _indent(below))
    for level in dict.fromkeys((*known, *levels, *close, nearest + 2)):
        yield _moved(scratch, range(index, index + 1), level)
        if _OPENS_BLOCK.search(scratch.line(index)):
            yield _moved(scratch, scratch.block(index), level)


def _moved(scratch: Scratch, numbers: range, level: int) -> Scratch:
    index = numbers[0]
    change = level - _indent(scratch.line(index))
    copy = scratch
    for number in numbers:
        line = scratch.line(number)
        if line.strip():
            lead = max(0, _indent(line) + change)
            text = " " * lead + line[_indent(line) :]
            copy = copy.with_line(number, text, lead, lossy=number == index, moved=lead - _indent(line))
    return copy


def _spaced_colon(scratch: Scratch, index: int) -> Iterator[Scratch]:
    line = scratch.line(index)
    if glued := _GLUED.match(line):
        yield scratch.with_line(index, line[: glued.end()] + " " + line[glued.end() + 1 :], glued.end())


def _without_colons(scratch: Scratch, index: int, at: int) -> Scratch:
    """The colons of a text out of the way; those in the rest of its line are of the same mistake."""
    line = scratch.line(index)
    end = min((p for p in (line.find(c, at) for c in (", ", "}", "]")) if p >= 0), default=len(line))
    end = end if re.match(r"[^'\"]*[\[{]", line) else len(line)
    return scratch.with_line(index, line[:at] + _COLON.sub(";", line[at:end]) + line[end:], max(0, at - 1))


def _without_signs(scratch: Scratch, index: int, at: int) -> Scratch:
    """The text up to the next comma or closing bracket replaced by one word that joins the value before it."""
    line = scratch.line(index)
    end = min((p for p in (line.find(c, at) for c in ",}]") if p >= 0), default=len(line))
    return scratch.with_line(index, line[:at].rstrip("\"' ").ljust(at) + " " * (end - at) + line[end:], max(0, at - 1))


def _closed(scratch: Scratch, index: int) -> Scratch:
    """All brackets that a line opens closed at its end."""
    line = scratch.line(index)
    open_ones: list[str] = []
    for character in re.sub(r'"(?:[^"\\]|\\.)*"' + r"|'[^']*'", "", line):
        if character in _OPENERS:
            open_ones.append(_OPENERS[character])
        elif open_ones and character == open_ones[-1]:
            open_ones.pop()
    return scratch.with_line(index, line + "".join(reversed(open_ones)), len(line), lossy=True)


def _with_letter(scratch: Scratch, index: int, at: int) -> Scratch:
    line = scratch.line(index)
    return scratch.with_line(index, line[:at] + "x" + line[at + 1 :], at)


def _quoted_otherwise(scratch: Scratch, index: int, at: int) -> Iterator[Scratch]:
    line = scratch.line(index)
    sign = line[at]
    last = line.rfind(sign)
    inner = line[at + 1 : last] if last > at else ""
    if sign in inner:
        yield scratch.with_line(index, line[: at + 1] + inner.replace(sign, "x").replace("\\", "x") + line[last:], at)
    yield scratch.with_line(index, line + sign, at)
    closing = re.search(r"[\]}, ]+$", line)
    if closing and closing.start() > at:
        yield scratch.with_line(index, line[: closing.start()] + sign + line[closing.start() :], at)
    rest = line[at:]
    yield scratch.with_line(index, line[:at] + "x" * len(rest), at)


def _left_out(scratch: Scratch, numbers: range) -> Scratch:
    copy = scratch
    for number in numbers:
        if copy.line(number).strip():
            copy = copy.with_line(number, "#" + copy.line(number)[1:], 0, lossy=True)
    return copy
