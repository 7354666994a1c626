"""Foreign matter in a YAML text: what an editor, a web page or git left there, and no YAML reader may see.

In: a scratch copy of a text. Out: problems at its control characters, at spaces of other kinds where YAML needs plain
ones, at the marks of an unfinished merge; the copy is brought into a form in which the rest can be read. Other spaces
within words are text and stay, as they do in a block of text below `>-` or `|`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from build_scripts.problems import Problem
from build_scripts.yaml_scratch import ODD, ODD_SPACE, OPENS_TEXT, Scratch, indent

MOST = 50
"""How many of a kind are told of one file."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = f"[ \t{ODD}]"
_LEAD = re.compile(rf"{_SPACE}*(?=-{_SPACE}|[\w-]+ ?:(?:{_SPACE}|$)|#|$)")
_DASH = re.compile(rf" *(?:- +)*-{_SPACE}+(?=\S)")
_NO_SPACE = re.compile(f"[\t{ODD}]")
_TAB_BEHIND = re.compile(r"(?m:^) *(?:- +)*- *\t")
_NAMES = {"\t": "tab", "\u00a0": "non-breaking space", "\u202f": "non-breaking space", "\u3000": "wide space"}
_MARKS = {"<": "<<<<<<<", "|": "|||||||", "=": "=======", ">": ">>>>>>>"}


def without_foreign_matter(scratch: Scratch, path: str) -> list[Problem]:
    """Every problem of what does not belong in a YAML text; the copy is without it then."""
    return [*_control_characters(scratch, path), *_merge_marks(scratch, path), *_odd_spaces(scratch, path)]


def _control_characters(scratch: Scratch, path: str) -> Iterator[Problem]:
    found = list(_FORBIDDEN.finditer(scratch.text))
    for one in found[:MOST]:
        line, column = scratch.place(one.start())
        code = ord(one.group())
        message = f"a character that YAML does not allow: U+{code:04X}"
        escape = f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"
        yield Problem("Y012", path, line, column, message, f'delete it, or write "{escape}" in double quotes')
    if found:
        scratch.replace_all(_FORBIDDEN, "x")


def _odd_spaces(scratch: Scratch, path: str) -> Iterator[Problem]:
    if ODD_SPACE.search(scratch.text) is None and _TAB_BEHIND.search(scratch.text) is None:
        return
    text_above = -1  # the indentation of the key whose block of text these lines may belong to
    told = 0
    for index in range(len(scratch)):
        line = scratch.line(index)
        if text_above >= 0 and (indent(line) > text_above or not line.strip(" \t")):
            continue
        if (found := misread_spaces(line)) is not None:
            start, end, where = found
            told += 1
            if told <= MOST:
                name = _NAMES.get(line[start], f"space of another kind (U+{ord(line[start]):04X})")
                hint = "write plain spaces; `briefbook check --fix` does"
                yield Problem("Y003", path, index + 1, start + 1, f"a {name} {where}", hint)
            line = line[:start] + " " * (end - start) + line[end:]
            scratch.take(scratch.with_line(index, line, start, end=end))
        text_above = indent(line) if OPENS_TEXT.search(line) else -1


def misread_spaces(line: str) -> tuple[int, int, str] | None:
    """Where a line has spaces that look like indentation or like the one behind a dash, and are none for YAML.

    From, to (half-open, 0-based) and the place in words. None where nowhere; a tab in the indentation is not meant.
    """
    lead = _LEAD.match(line)
    if lead is not None and (odd := ODD_SPACE.search(lead.group())):
        return odd.start(), lead.end(), "in the indentation" if line.strip() else "in an empty line"
    dash = _DASH.match(line)
    if dash is not None and (odd := _NO_SPACE.search(dash.group())):
        return odd.start(), dash.end(), "behind `-`"
    return None


def _merge_marks(scratch: Scratch, path: str) -> Iterator[Problem]:
    """The places where git found two versions and left the choice to a hand; the first version is read on with."""
    if not any(mark in scratch.text for mark in _MARKS.values()):
        return
    marks = [(index, sign) for index in range(len(scratch)) if (sign := _mark(scratch.line(index)))]
    number = 0
    while number < len(marks):
        index, sign = marks[number]
        shape = "".join(s for _, s in marks[number : number + 4])
        length = 4 if shape == "<|=>" else 3 if shape[:3] == "<=>" else 1
        last = marks[number + length - 1][0]
        if length > 1:
            middle = marks[number + length - 2][0]
            message = f"an unfinished git merge: two versions stand here, the second below line {middle + 1}"
            hint = "keep what is right of the two, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
            gone = [index, *range(marks[number + 1][0], last + 1)]
        else:
            message, hint, gone = f"a mark that git left here: {_MARKS[sign]}", "delete the line", [index]
        yield Problem("Y016", path, index + 1, 1, message, hint)
        for line in gone:
            if scratch.line(line):
                scratch.take(scratch.with_line(line, "#" + scratch.line(line)[1:], 0, lossy=True))
        number += length


def _mark(line: str) -> str:
    """The sign of a line that git wrote at a conflict; empty for any other line."""
    sign = line[:1]
    if sign not in _MARKS or line[:7] != _MARKS[sign]:
        return ""
    return sign if not line[7:8].strip() and (sign != "=" or not line[7:].strip()) else ""
