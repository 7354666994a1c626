"""Mends of YAML's syntax, with which reading can go on behind a mistake.

In: an error of the YAML reader, the scratch copy that it read, and the place that was told. Out: copies in which the
mistake is gone in one way or another, likely ways first. Whoever reads them takes the one with which reading gets
furthest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from build_scripts.yaml_mistakes import OTHER_COLON, closed_before, has_sign, is_bullet, sign_of
from build_scripts.yaml_scratch import (
    COLON,
    DASH,
    GLUED,
    GLUED_DASH,
    ITEM,
    KEY,
    ODD_BREAK,
    OPENERS,
    OPENS_BLOCK,
    OPENS_TEXT,
    Scratch,
    indent,
    tab_in_indentation,
)

_FIRST_WORD = re.compile(r"[ \t]*(?:- +)?(?P<word>[\w/-]+)(?= |$)")
_KEY_BEHIND = re.compile(r"[,{] *[\w-]+: ")


def mends(error: Any, scratch: Scratch, line: int, column: int) -> Iterator[Scratch]:
    """Copies in which the mistake is gone in one way or another, likely ways first; the last ones leave the line out.

    `line` and `column` are the place that was told of it.
    """
    told = line - 1
    mark = error.problem_mark or error.context_mark
    index, at = scratch.at(mark.index) if mark is not None else (told, 0)
    reason = str(error.problem)
    if scratch.line(told)[column - 1 : column] in ("'", '"'):
        yield from _quoted_otherwise(scratch, told, column - 1)
    nameless_item = scratch.line(told)[column - 1 : column] == ":" and scratch.line(told)[: column - 1].strip() == "-"
    if nameless_item or "while scanning a block scalar" in str(error.context):
        yield _with_letter(scratch, told, column - 1)
    for number in dict.fromkeys((index, told)):
        tab = tab_in_indentation(scratch.line(number))
        if tab is not None and tab >= indent(scratch.line(number)):
            yield scratch.with_line(number, scratch.line(number).replace("\t", " "), tab, end=tab + 1)
        elif tab is not None:
            yield from _indented_otherwise(scratch, number)
    if scratch.line(index)[at:].strip() == "," and index == told:
        yield scratch.with_line(index, scratch.line(index)[:at], at)
    opened = closed_before(scratch.line(index), at)
    if opened is not None and index == told and scratch.column(index, opened) == column - 1:
        line_told = scratch.line(index)
        yield scratch.with_line(index, line_told[:opened] + "x" * (len(line_told) - opened), opened)
    if "mapping values are not allowed" in reason:
        if told == index and column == indent(scratch.original(index)) + 1:
            yield from _indented_otherwise(scratch, index)
        if told == index:
            yield _without_colons(scratch, index, at)
        else:
            yield from _spaced_sign(scratch, told)
            yield from _text_moved_in(scratch, told)
            yield from _with_colon(scratch, told)
            yield _left_out(scratch, range(told, told + 1))
    elif "expected ':'" in reason:
        yield from _spaced_sign(scratch, told)
        yield from _text_moved_in(scratch, told)
        yield from _with_colon(scratch, told)
        if (above := scratch.above(told)) >= 0 and not KEY.match(scratch.line(above)):
            yield _moved(scratch, range(told, told + 1), indent(scratch.line(above)))  # a line of a longer text
    elif "expected ',' or" in reason:
        if scratch.line(told)[column - 1 : column] == "*":
            yield _with_letter(scratch, told, column - 1)
        text = scratch.line(told).rstrip()
        if told < index and scratch.column(told, len(text)) == column - 1:
            yield scratch.with_line(told, text + ",", len(text))
        if index == told:
            yield _without_colons(scratch, index, at)
            yield _without_signs(scratch, index, at)
        yield _closed(scratch, told)
    elif is_bullet(scratch, scratch.offset(told, column - 1)):
        line_told = scratch.line(told)
        yield scratch.with_line(told, line_told.replace("*", "-", 1), column - 1, lossy=True, end=column)
    elif (
        "mapping keys" in reason
        or "block sequence entries" in reason
        or "cannot start" in reason
        or sign_of(error) is not None
    ):
        yield _with_letter(scratch, told, column - 1)
        yield _with_letter(scratch, index, at)
    elif "<document start>" in reason:
        yield _left_out(scratch, range(index, len(scratch)))
    elif "escape" in reason or "hexdecimal" in reason:
        yield scratch.with_line(index, scratch.line(index).replace("\\", "/"), 0)
    elif scratch.line(told)[column - 1 : column] == "*":
        yield _with_letter(scratch, told, column - 1)
    elif not scratch.line(index)[:at].strip():
        if GLUED_DASH.match(scratch.line(index)):
            yield from _spaced_sign(scratch, index)
        yield from _indented_otherwise(scratch, index)
        holder = scratch.above(index)
        while holder >= 0 and indent(scratch.line(holder)) >= indent(scratch.line(index)):
            holder = scratch.above(holder)
        if holder >= 0:
            yield _left_out(scratch, range(holder, holder + 1))
    for number in dict.fromkeys((told, index)):
        if number < len(scratch) and scratch.line(number).strip():
            if scratch.line(number)[: column - 1].strip() and number == told:
                yield scratch.with_line(number, scratch.line(number)[: column - 1], column - 1, lossy=True)
            yield _left_out(scratch, range(number, number + 1))
            below = [scratch.line(n) for n in scratch.block(number)[1:]]
            if OPENS_BLOCK.search(scratch.line(number)) or not any(KEY.match(t) or DASH.match(t) for t in below):
                yield _left_out(scratch, scratch.block(number))


def _indented_otherwise(scratch: Scratch, index: int) -> Iterator[Scratch]:
    """The line and its block at the indentations that the lines above allow; a tab as four, two or eight columns."""
    line = scratch.line(index)
    lead = indent(line)
    above = scratch.above(index)
    levels: list[int] = []
    if "\t" in line[:lead]:
        levels = [len(line[:lead].expandtabs(width)) for width in (4, 2, 8)]
    nearest = indent(scratch.line(above)) if above >= 0 else 0
    seen: list[int] = []
    number = above
    while number >= 0 and len(seen) < 6:
        text = scratch.line(number)
        item = ITEM.match(text, indent(text))
        for level in (indent(text), item.end() if item else -1):
            if level >= 0 and level not in seen:
                seen.append(level)
        if indent(text) == 0:
            break
        number = scratch.above(number)
    close = sorted(seen, key=lambda level: abs(level - lead))
    known = [level for level in levels if level in seen]
    below = scratch.line(index + 1)
    if line.rstrip().endswith(":") and DASH.match(below):  # a list stands no less deep than its key
        close.sort(key=lambda level: level > indent(below))
    for level in dict.fromkeys((*known, *levels, *close, nearest + 2)):
        yield _moved(scratch, range(index, index + 1), level)
        if OPENS_BLOCK.search(scratch.line(index)):
            yield _moved(scratch, scratch.block(index), level)
        if tab_in_indentation(line) is None and len(run := _run(scratch, index)) > 1:
            yield _moved(scratch, run, level)


def _run(scratch: Scratch, index: int) -> range:
    """A line and those below it that stand as deep as it, or belong to one of them."""
    lead = indent(scratch.line(index))
    before, end = index, index + 1
    while end < len(scratch):
        line = scratch.line(end)
        if line.strip():
            deeper = indent(line) > indent(scratch.line(before))
            tab = tab_in_indentation(line) is not None  # a mistake of its own
            if tab or indent(line) < lead or (deeper and not OPENS_BLOCK.search(scratch.line(before))):
                break
            before = end
        end += 1
    return range(index, end)


def _moved(scratch: Scratch, numbers: range, level: int) -> Scratch:
    index = numbers[0]
    change = level - indent(scratch.line(index))
    copy = scratch
    for number in numbers:
        line = scratch.line(number)
        if line.strip():
            lead = max(0, indent(line) + change)
            text = " " * lead + line[indent(line) :]
            copy = copy.with_line(number, text, lead, lossy=number == index, moved=lead - indent(line))
    return copy


def _spaced_sign(scratch: Scratch, index: int) -> Iterator[Scratch]:
    """A key or an item with a space behind its sign, which is made the right one."""
    line = scratch.line(index)
    if odd := ODD_BREAK.search(line):
        yield scratch.with_line(index, ODD_BREAK.sub(" ", line), odd.start())
    elif glued := GLUED.match(line):
        kept = line[glued.end()] in "[{\"'|>"  # the sign of a value: it gives up its place, and is not replaced
        text = line[: glued.end()] + " " + line[glued.end() + (not kept) :]
        yield scratch.with_line(index, text, glued.end(), moved=int(kept))
    elif other := OTHER_COLON.match(line):
        key = other.group(1)
        rest = line[other.end() :]
        yield scratch.with_line(
            index, (key + ": ").ljust(other.end()) + rest[max(0, len(key) + 2 - other.end()) :], len(key)
        )
    elif dash := GLUED_DASH.match(line):
        text = line[: dash.end()] + " " + line[dash.end() :]
        yield scratch.with_line(index, text, dash.end(), moved=1, end=dash.end() + 1)


def _with_colon(scratch: Scratch, index: int) -> Iterator[Scratch]:
    """The first word of a line as its key."""
    line = scratch.line(index)
    if (word := _FIRST_WORD.match(line)) is not None:
        text = line[: word.end()] + ":" + line[word.end() :]
        yield scratch.with_line(index, text, word.start("word"), lossy=True, moved=int(word.end() < len(line)))


def _text_moved_in(scratch: Scratch, index: int) -> Iterator[Scratch]:
    """The lines of a text that stand no deeper than the key above them, which begins a block of text."""
    above, lead = scratch.above(index), indent(scratch.line(index))
    if above < 0 or not OPENS_TEXT.search(scratch.line(above)):
        return
    item = ITEM.match(scratch.line(above), indent(scratch.line(above)))
    level = (item.end() if item else indent(scratch.line(above))) + 2
    end = index + 1
    while end < len(scratch) and indent(scratch.line(end)) == lead and not has_sign(scratch.line(end)):
        end += 1
    yield _moved(scratch, range(index, end), level)


def _without_colons(scratch: Scratch, index: int, at: int) -> Scratch:
    """The colons of a text out of the way; those in the rest of its line are of the same mistake."""
    line = scratch.line(index)
    end = min((p for p in (line.find(c, at) for c in (", ", "}", "]")) if p >= 0), default=len(line))
    end = end if re.match(r"[^'\"]*[\[{]", line) else len(line)
    return scratch.with_line(index, line[:at] + COLON.sub(";", line[at:end]) + line[end:], max(0, at - 1))


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
        if character in OPENERS:
            open_ones.append(OPENERS[character])
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
        text = line[: at + 1] + inner.replace(sign, "x").replace("\\", "x") + line[last:]
        yield scratch.with_line(index, text, at, lossy=_KEY_BEHIND.search(inner) is not None)
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
