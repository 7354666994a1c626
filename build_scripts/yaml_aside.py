"""Setting aside: an entry that goes and that a hand wrote about stays as a comment, and comes back from it.

In: a file's text, where an entry or a key stands with its lines, and what it says. Out: replacements that put `# `
before each of its lines, and those that take the `# ` off again. Refused (None): lines that can't be told from those
beside them, comments that do not say what is to come back.

The comments above such an entry and behind it go on speaking of it, and of nothing else. When it comes back, nothing of
the file is other than it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.problems import has_errors
from build_scripts.spans import line_end, line_start
from build_scripts.yaml_splice import Splice, comments_of, in_flow, item_start, lead_start, own_end
from build_scripts.yaml_text import Fields, Items, Node, read_nodes, to_data

MARK = "# "
MOST_TRIED = 8
"""How many ends of a run of comment lines are tried as the end of what was set aside."""

_LINES = re.compile(r"(?P<own>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_ODD_BREAK = re.compile(r"[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands set aside in the lines from `start` to `end`, and what brings it back."""

    start: int
    end: int
    splices: tuple[Splice, ...]


def is_a_hands(text: str, items: Items, index: int, *, but: str = "") -> bool:
    """Does a comment, other than `but`, speak of an item, or is it laid out as only a hand would?"""
    start, item = item_start(text, items, index), items.items[index]
    one_line = in_flow(text, item) and item.start == start + 2 and "\n" not in text[start : item.end]
    least = line_end(text, own_end(text, items.items[index - 1])) if index else 0
    led = lead_start(text, start, least) < line_start(text, start)
    return led or not one_line or bool(comments_of(text, start, item, but=but))


def set_aside(text: str, start: int, end: int) -> list[Splice] | None:
    """Make the lines from the one of `start` to that of `end` comments; what begins at `start` begins its line."""
    first = line_start(text, start)
    if text[first:start].strip(" ") or _ODD_BREAK.search(text, start, end):
        return None
    splices = []
    for line in _LINES.finditer(text, first):
        if line.start() >= end or line.start() == len(text):
            break
        own = line["own"]
        lead = len(own) - len(own.lstrip(" "))
        if lead >= start - first and own.strip():
            at = line.start() + start - first
            splices.append(Splice(at, at, MARK))
        elif own.strip() and own[lead] != "#":
            return None
    return splices


def item_aside(text: str, low: int, high: int, column: int, value: Any) -> Aside | None:
    """The first item with this value that was set aside between `low` and `high`, in a list of this column."""
    return _found(text, low, high, column, "- ", [value])


def key_aside(text: str, fields: Fields, key: str, value: Any) -> Aside | None:
    """The key with this value that was set aside in the file's own mapping."""
    return _found(text, 0, len(text), fields.column, f"{key}:", {key: value})


def _found(text: str, low: int, high: int, column: int, begins: str, data: Any) -> Aside | None:
    prefix = " " * (column - 1) + MARK
    cursor = text.find(prefix + begins, low, high)
    while cursor >= 0:
        if cursor == line_start(text, cursor) and (aside := _read(text, cursor, high, prefix, data)) is not None:
            return aside
        cursor = text.find(prefix + begins, cursor + 1, high)
    return None


def _read(text: str, start: int, high: int, prefix: str, data: Any) -> Aside | None:
    """What was set aside from `start`, where it says `data`: as many comment lines as do."""
    lines: list[tuple[re.Match[str], str, bool]] = []
    for line in _LINES.finditer(text, start, high):
        own = line["own"]
        marked = own.startswith(prefix)
        if line.start() == high or not (marked or not own.strip() or own.lstrip(" ").startswith("#")):
            break
        if marked and lines and own[len(prefix) : len(prefix) + 1] not in (" ", "#", "-"):
            break
        lines.append((line, prefix.removesuffix(MARK) + own.removeprefix(prefix) if marked else own, marked))
    ends = [n for n, (_, own, marked) in enumerate(lines, 1) if marked and own.strip()[:1] not in ("", "#")]
    for count in [*ends[:1], *ends[:0:-1]][:MOST_TRIED]:
        root, problems = read_nodes("\n".join(own for _, own, _ in lines[:count]), "")
        if not has_errors(problems) and to_data(root) == data:
            at = len(prefix) - len(MARK)
            taken: Sequence[tuple[re.Match[str], str, bool]] = lines[:count]
            off = [Splice(m.start() + at, m.start() + at + len(MARK), "") for m, _, marked in taken if marked]
            return Aside(start, taken[-1][0].end("own"), tuple(off))
    return None


def comments_end(text: str, offset: int) -> int:
    """Where the comment lines and blank lines below the line of `offset` end."""
    first = True
    for line in _LINES.finditer(text, line_start(text, offset)):
        own = line["own"].strip(" ")
        if line.start() == len(text) or (not first and own and not own.startswith("#")):
            return line.start()
        first = False
    return len(text)


def gaps(text: str, items: Items, gone: range, before: int) -> list[tuple[int, int]]:
    """The ranges behind item `before` that only comments stand in: around the items `gone`, to the next that stays."""
    listed = items.items
    low = line_end(text, own_end(text, listed[before])) if before >= 0 else lead_start(text, items.start)
    found = []
    for index in range(before + 1, gone.stop + 1):
        if index == len(listed):
            found.append((low, comments_end(text, low)))
        else:
            start = item_start(text, items, index)
            found.append((low, line_start(text, start)))
            low = line_end(text, own_end(text, listed[index]))
    return found


def section_is_a_hands(text: str, key: Node, value: Node, *, but: str = "") -> bool:
    """Does a comment, other than `but`, stand in a list of the file or above its key, or did a hand lay it out?"""
    if lead_start(text, key.start) < key.start or comments_of(text, key.end, value, but=but):
        return True
    return (
        isinstance(value, Items)
        and not in_flow(text, value)
        and any(is_a_hands(text, value, i, but=but) for i in range(len(value.items)))
    )
