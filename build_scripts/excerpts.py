"""Excerpts: a line of a file with a caret below the place that a problem speaks of.

In: a line and a column. Out: text that is safe to print: what would steer a terminal or turn the direction of writing
is shown as an escape, a long line is cut to a window round the caret, and the caret stands below its character also
behind tabs, wide letters and combining marks. Refused: nothing; a column behind the line's end is shown at its end.
"""

from __future__ import annotations

import unicodedata

WINDOW = 96
"""How many columns of a line are shown."""
BEHIND = 24
"""How many columns are shown behind the caret at least, where the line has them."""
REACH = 4 * WINDOW
"""How many characters on each side of the caret are looked at: marks that take no column may be among them."""
TAB = "→   "

_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"
"""Of the format characters those that words of some scripts, and joined emoji, need."""


def printable(text: str) -> str:
    """`text` with its control characters, changes of direction and line ends as escapes."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def excerpt(line: str, column: int, number: int) -> tuple[str, str]:
    """The line as it is shown, with its number, and the line with the caret below it. `column` is 1-based."""
    at = min(max(column - 1, 0), len(line))
    start = max(0, at - REACH)
    cells = [TAB if c == "\t" else _shown(c) for c in line[start : at + REACH]]
    widths = [sum(map(_width, cell)) for cell in cells]
    at = first = at - start
    room = WINDOW - min(BEHIND, sum(widths[at:]))
    while first > 0 and sum(widths[first - 1 : at]) <= room:
        first -= 1
    last, room = at, WINDOW - sum(widths[first:at])
    while last < len(cells) and (room := room - widths[last]) >= 0:
        last += 1
    lead = "…" if start + first else ""
    shown = lead + "".join(cells[first:last]) + ("…" if start + last < len(line) else "")
    gutter = f"{number:>5} | "
    below = " " * (len(gutter) - 2) + "| " + " " * (len(lead) + sum(widths[first:at])) + "^"
    return gutter + shown.rstrip(), below


def _shown(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _STEERING:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _width(character: str) -> int:
    """How many columns a terminal gives a character."""
    if character.isascii():
        return 1
    if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
