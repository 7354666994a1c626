"""Mistakes of YAML's syntax: what is wrong, and where its cause stands.

In: an error of the YAML reader and the scratch copy that it read. Out: a problem at the place of the cause, which often
stands above the place where reading stopped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from build_scripts.problems import Problem
from build_scripts.yaml_scratch import (
    COLON,
    DASH,
    GLUED,
    GLUED_DASH,
    ITEM,
    KEY,
    ODD_BREAK,
    OPENERS,
    OPENS_TEXT,
    Scratch,
    indent,
    tab_in_indentation,
)

NO_SPACE = "a `-` without a space behind it"
QUOTE_HINT = "put the whole value in double quotes"
CURLY_HINT = 'put the whole value in straight double quotes, "…": curly ones are letters for YAML'
SURROGATES = re.compile(r"\\u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
"""A character beyond U+FFFF as JSON escapes it (RFC 8259, section 7)."""
HALF = re.compile(r"\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}")
OTHER_COLON = re.compile(r"([ \t]*(?:- +)?[\w-]+)(?:[ \t]*[：=;]|[ \t]*:=)(?!=)")
"""A key with another sign in the place of its colon."""

_GLUED_TEXT = re.compile(r"[ \t]*(?:- +)?[\w-]+:[|>][+-]?\d?[ \t]*$")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'[^']*'")


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
    if (tab := tab_in_indentation(here)) is not None and (at <= tab or not here[:at].strip()):
        where = "in the indentation" if tab < indent(here) else "behind `-`"
        hint = "indent with spaces, two for each level" if tab < indent(here) else "write one space there"
        return Problem("Y003", path, line, tab + 1, f"a tab {where}", hint)
    hint = "quote the value in double quotes when it holds `: `, ` #` or begins with a sign"
    if "while scanning a block scalar" in str(error.context) and error.context_mark is not None:
        message = f"not YAML: a value cannot begin with {scratch.text[error.context_mark.index]!r}"
        hint = "put the whole value in double quotes, or write a longer text in the lines below, indented"
        return Problem("Y001", path, *scratch.place(error.context_mark.index), message, hint)
    if here[at : at + 1] in OPENERS.values() and _is_stray(here, at):
        message = f"not YAML: a `{here[at]}` that closes nothing"
        return Problem("Y001", path, line, column, message, "take it away, or put the whole value in double quotes")
    if (opened := closed_before(here, at)) is not None and reason == "did not find expected key":
        if here[at:].strip() == ",":
            message, hint = (
                f"not YAML: the value is closed in column {len(before)}, and a `,` stands behind it",
                "delete the `,`",
            )
            return Problem("Y001", path, line, column, message, hint)
        message = f"not YAML: the value is closed in column {len(before)}, and the text goes on behind it"
        return Problem("Y001", path, line, scratch.column(index, opened) + 1, message, QUOTE_HINT)
    if (sign := sign_of(error)) is not None:
        message, hint = f"not YAML: a value cannot begin with {sign!r}", "put the value in double quotes"
        if is_bullet(scratch, error.context_mark.index):
            message, hint = "not YAML: an item that begins with '*'", "begin each item with `- `, a hyphen and a space"
        return Problem("Y001", path, *scratch.place(error.context_mark.index), message, hint)
    if "mapping values are not allowed" in reason:
        line, column, reason, hint = _colon_problem(scratch, index, line, column, at)
    elif "could not find expected ':'" in reason:
        index, _ = scratch.at((error.context_mark or mark).index)
        line, column, reason, hint = keyless(scratch, index)
    elif "block sequence entries are not allowed" in reason:
        reason = "a list that begins in the line of its key"
        hint = "put each `- item` in a line of its own below the key, or the value in double quotes"
    elif "unknown escape character" in reason or "hexdecimal" in reason:
        at = here.rfind("\\", 0, at + 1)
        column = scratch.column(index, at) + 1
        escape = here[at : at + 2]
        reason = f"{escape} stands for no character"
        hint = "write \\\\ for a backslash, or put the value in single quotes"
    elif "invalid Unicode character escape" in reason:
        at = here.rfind("\\", 0, at + 1)
        column = scratch.column(index, at) + 1
        reason, hint = _no_character(here, at)
    elif "expected ',' or" in reason:
        line, column, reason, hint = _bracket_problem(error, scratch, line, column)
    elif "expected <document start>" in reason:
        return Problem("Y009", path, line, column, "the document ended above", "remove the line `...`")
    elif "incompatible YAML document" in reason:
        reason, hint = "a version that is not read", "remove the line that begins with %"
    elif here.startswith("%"):
        column, reason, hint = 1, "a line cannot begin with %", "remove the sign, or put the text in double quotes"
    elif "mapping keys are not allowed" in reason:
        reason, hint = f"a value cannot begin with {here[at : at + 1]!r}", "put the value in double quotes"
    elif "did not find expected" in reason and not before:
        reason = "this line stands at an indentation that no line above has"
        if dash := GLUED_DASH.match(here):
            hint = "put a space between the dash and its item"
            return Problem("Y001", path, line, scratch.column(index, dash.end()), f"not YAML: {NO_SPACE}", hint)
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


def _no_character(line: str, at: int) -> tuple[str, str]:
    """Why the escape at a place of a line, whose number is no character's, is none, and what to write."""
    if (pair := SURROGATES.match(line, at)) is not None:
        high, low = (int(code, 16) for code in pair.groups())
        number = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
        reason = f"{pair.group()} is one character in two halves, as JSON writes it, and YAML has no halves"
        return reason, f"write the character itself or \\U{number:08X}"
    if (half := HALF.match(line, at)) is not None:
        reason = f"{half.group()} is half of a character, as JSON writes it, and YAML has no halves"
        return reason, "write the character itself, or its number in eight digits, such as \\U0001F600"
    escape = line[at : at + (10 if line[at + 1 : at + 2] == "U" else 6)]
    return f"{escape} stands for no character", "write the character itself, or \\\\ for a backslash"


def is_bullet(scratch: Scratch, offset: int) -> bool:
    """Is a `*` the sign of a list item, as Markdown and word processors have it, and no alias?"""
    index, at = scratch.at(offset)
    line = scratch.line(index)
    return not line[:at].strip() and line[at : at + 2] in ("* ", "*\t")


def keyless(scratch: Scratch, index: int) -> tuple[int, int, str, str]:
    """A line that has no key, or one that YAML does not see: its place, what is wrong, what to do.

    Of several such lines one below the other the first is told: together they are one text for YAML.
    """
    lead = indent(scratch.line(index))
    above = scratch.above(index)
    while above >= 0 and indent(scratch.line(above)) == lead and not has_sign(scratch.line(above)):
        index, above = above, scratch.above(above)
    line = scratch.line(index)
    if (odd := ODD_BREAK.search(line)) is not None:
        reason = f"a sign that ends a line and that no editor shows (U+{ord(odd.group()):04X})"
        return index + 1, scratch.column(index, odd.start()) + 1, reason, "delete it, or write a space in its place"
    if GLUED.match(line) or OTHER_COLON.match(line):
        found = GLUED.match(line) or OTHER_COLON.match(line)
        assert found is not None
        behind = line[found.end() : found.end() + 1]
        if OTHER_COLON.match(line):
            reason, hint = f"a `{found.group()[-1]}` in the place of `:`", "write `key: value`"
        elif behind.isspace():
            reason, hint = "a `:` with another space than a plain one behind it", "write a plain space there"
        else:
            reason, hint = "a `:` without a space behind it", "put a space between key and value"
        return index + 1, scratch.column(index, found.end() - 1) + 1, reason, hint
    reason = "a line without a `key: value`"
    hint = "give it a key, or indent it deeper than the key whose text it goes on with"
    if re.fullmatch(r"[ \t]*(?:- +)?[\w/-]+[ \t]*", line):
        hint = "put a `:` behind it if it is a key; else indent it deeper than the key whose text it goes on with"
    if above >= 0 and OPENS_TEXT.search(scratch.line(above)):
        reason, hint = "a text that stands no deeper than its key above", "indent it two spaces deeper than its key"
    return index + 1, scratch.column(index, lead) + 1, reason, hint


def _glued_text(scratch: Scratch, index: int) -> int | None:
    """The line at or above a place that begins a block of text right behind its colon; None where none does."""
    while index >= 0 and not KEY.match(scratch.line(index)):
        if _GLUED_TEXT.match(scratch.line(index)):
            return index
        index = scratch.above(index)
    return None


def has_sign(line: str) -> bool:
    """Does YAML see a key, an item or a line of its own signs here?"""
    return KEY.match(line) is not None or DASH.match(line) is not None or line.startswith(("---", "...", "%"))


def closed_before(line: str, at: int) -> int | None:
    """Where the bracket opens that closes right before a place of a line, and begins a value; None where none does."""
    before = line[:at].rstrip()
    if before[-1:] not in ("]", "}") or not line[at : at + 1].strip():
        return None
    plain = _QUOTED.sub(lambda m: "x" * len(m.group()), before)
    depth = 0
    for place in range(len(plain) - 1, -1, -1):
        depth += (plain[place] in OPENERS.values()) - (plain[place] in OPENERS)
        if not depth:
            return place if plain[place] in OPENERS else None
    return None


def _is_stray(line: str, at: int) -> bool:
    """Is a closing bracket of a line one too many? Brackets inside of quotes do not count."""
    if not line.strip(" \t]}"):
        return True
    before = _QUOTED.sub("", line[:at])
    closer = line[at]
    opener = "[" if closer == "]" else "{"
    return before.count(opener) <= before.count(closer) and opener in before


def sign_of(error: Any) -> str | None:
    """The sign of an alias, an anchor or a tag that is none."""
    signs = {"an alias": "*", "an anchor": "&", "a tag": "!"}
    return next((sign for what, sign in signs.items() if error.context_mark and what in str(error.context)), None)


def _colon_problem(scratch: Scratch, index: int, line: int, column: int, at: int) -> tuple[int, int, str, str]:
    here = scratch.line(index)
    above = scratch.above(index)
    over = scratch.line(above)
    first = COLON.search(here)
    if first is not None and first.start() == at and above >= 0:
        item = ITEM.match(over, indent(over))
        columns = (indent(over), item.end() if item else -1)
        if dash := GLUED_DASH.match(over):
            hint = "put a space between the dash and its item"
            return above + 1, scratch.column(above, dash.end()), NO_SPACE, hint
        if (opener := _glued_text(scratch, above)) is not None:
            return keyless(scratch, opener)
        if not KEY.match(over) and (GLUED.match(over) or (KEY.match(here) and indent(here) in columns)):
            return keyless(scratch, above)
        if KEY.match(here) and indent(here) > indent(over):
            reason = f"the key {here[:at].strip()!r} stands deeper than the line above, whose value goes on here"
            hint = "indent it like the keys that it belongs to, or put the whole value above in double quotes"
            return line, indent(scratch.original(index)) + 1, reason, hint
    reason = "a second `: ` in one line" if first and first.start() < at else "a `: ` in a text"
    curly = re.match(r"[^:]*: +[“”„‘’«]", here)
    return line, column, reason, CURLY_HINT if curly else QUOTE_HINT


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
    above = scratch.above(index)
    if opened[0] < line and above >= opened[0] - 1 and indent(here) > indent(scratch.line(opened[0] - 1)):
        text = scratch.line(above).rstrip()
        if at == indent(here) and not text.endswith((",", opener)) and "#" not in text:
            reason = f"`{opener}` is opened in line {opened[0]}, and a `,` is missing at the end of this line"
            return above + 1, scratch.column(above, len(text)) + 1, reason, "put `,` between two values"
    if opened[0] == line and here[at : at + 1]:
        reason = f"`{opener}` is opened in column {opened[1]}, and a `,` or `{closer}` is missing here"
        return line, column, reason, f"put `,` between two values, `{closer}` behind the last, or a value in quotes"
    return *opened, f"`{opener}` is opened here and never closed", f"close it with `{closer}` in its own line"


def _quote_problem(error: Any, scratch: Scratch, path: str, quoted: Sequence[Any]) -> Problem | None:
    """An error that a quote caused, at the place where the quote opens: reading stops far behind it."""
    context: Any = error.context_mark
    found: Any = error.problem_mark
    what = "a quote is opened here"
    if quoted and not hasattr(quoted[0], "value") and found is not None:  # an alias
        end = quoted[0].end_mark.index
        if scratch.text[end : found.index].strip(" ") or "\n" in scratch.text[end : found.index]:
            return None
        hint = "put the whole value in double quotes"
        return Problem(
            "Y001", path, *scratch.place(quoted[0].start_mark.index), "not YAML: a value cannot begin with '*'", hint
        )
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
