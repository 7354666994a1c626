"""YAML scalars: texts as a hand would write them, plain where every reader takes them for text, else quoted or folded.

In: a text. Out: its notation. Refused: nothing; what YAML does not allow is written as an escape in double quotes.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

WIDTH = 100
"""Columns at which long text is folded."""


_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff])*")


_FLOW_SIGNS = ",[]{}:?!&*'\"|>%@`#\\"


FOLDABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")


class PlainText(str):
    """A text that is to be written plain although it looks like a number: a position, a confidence, a level."""

    __slots__ = ()


_resolver: Any = yaml.SafeLoader("")


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


_UNSAFE_CHARACTER = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')


def format_scalar(text: str, *, flow: bool = False) -> str:
    """`text` as a one-line YAML scalar: plain where every YAML reader takes it for this text, else in double quotes.

    `flow` is for values inside `[...]` and `{...}`, where commas and brackets end a plain scalar.
    """
    plain = isinstance(text, PlainText) or (
        _PLAIN.fullmatch(text) is not None
        and ": " not in text
        and " #" not in text
        and not text.endswith((":", " "))
        and _resolver.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str"
        and not (flow and any(c in text for c in _FLOW_SIGNS))
        and not text[:1].isdigit()
    )
    return text if plain else quote(text)


def quote(text: str) -> str:
    """`text` in double quotes, with what YAML does not allow as escapes."""
    return '"' + _UNSAFE_CHARACTER.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def format_text(text: str, indent: int, first_column: int) -> str:
    """`text` as the value of a key: on the key's line where it fits, else folded (`>-`) below it.

    `indent` is how far the folded lines stand in, `first_column` how many columns the key takes. Text that a fold would
    change (line breaks, control characters, white space at its ends) goes into double quotes on one line.
    """
    short = format_scalar(text)
    if first_column + len(short) <= WIDTH or not FOLDABLE.fullmatch(text) or text != text.strip():
        return short
    pad = " " * indent
    return ">-\n" + "\n".join(pad + line for line in fold(text, WIDTH - indent))


def fold(text: str, width: int) -> list[str]:
    """`text` cut into lines of at most `width` characters, only at single spaces between other characters.

    Joined by one space the lines are `text` again. A word longer than `width` stays whole.
    """
    lines: list[str] = []
    start = 0
    while len(text) - start > width:
        cut = _fold_at(text, start, width)
        if cut < 0:
            break
        lines.append(text[start:cut])
        start = cut + 1
    lines.append(text[start:])
    return lines


def _fold_at(text: str, start: int, width: int) -> int:
    cut = text.rfind(" ", start + 1, start + width + 1)
    while cut > start and not _single_space(text, cut):
        cut = text.rfind(" ", start + 1, cut)
    if cut > start:
        return cut
    cut = text.find(" ", start + width)
    while cut >= 0 and not _single_space(text, cut):
        cut = text.find(" ", cut + 1)
    return cut


def _single_space(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and not text[at - 1].isspace() and not text[at + 1].isspace()
