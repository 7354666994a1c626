"""YAML as text with places: reading into nodes that know their line and column.

In: the text of one YAML file. Out: a tree of nodes, and plain data (mappings, lists, strings, None) for validation.
Refused, each with its place and all that can be found at once: broken syntax, tabs, duplicate keys, anchors, aliases
and tags, several documents, depth or size beyond what a hand writes.

Scalars stay strings (`No`, `12:30` and `1e3` are text); a plain `null`, `~` or nothing is no value. Depth and size are
bounded on parse events, before anything recursive sees the text: 30,000 nested brackets crash the C composer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from build_scripts.problems import Problem

MAX_DEPTH = 32
"""Nesting that is still read; what Briefbook writes is 6 deep."""
MAX_CHARACTERS = 64_000_000
"""A file's size that is still read; an article of 10 MB with its repairs stays well below."""

PLAIN_NULL = frozenset({"", "~", "null", "Null", "NULL"})

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class Node:
    """A YAML value with its place. `line` and `column` are 1-based, `start` and `end` code-point offsets."""

    line: int
    column: int
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A single value; None when the file says null."""

    value: str | None


@dataclass(slots=True, eq=False)
class Items(Node):
    """A sequence."""

    items: list[Node]


@dataclass(slots=True, eq=False)
class Fields(Node):
    """A mapping, in the order written; keys are scalars."""

    pairs: list[tuple[Scalar, Node]]

    def get(self, key: str) -> Node | None:
        """The value of `key`, None where there is none."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def key(self, key: str) -> Scalar | None:
        """The node of the key itself."""
        return next((name for name, _ in self.pairs if name.value == key), None)


def read_nodes(text: str, path: str) -> tuple[Node | None, list[Problem]]:
    """The tree of one YAML document (None for an empty one) and every problem of its notation."""
    if len(text) > MAX_CHARACTERS:
        return None, [Problem("Y010", path, 0, 0, f"the file has {len(text):,} characters", "split the file")]
    problems: list[Problem] = []
    quoted: list[Any] = []
    try:
        return _build(text, path, problems, quoted), problems
    except yaml.MarkedYAMLError as error:
        problems.append(_syntax_problem(error, text, path, quoted))
    except yaml.reader.ReaderError as error:
        line, column = _line_column(text, error.position)
        problems.append(
            Problem(
                "Y012",
                path,
                line,
                column,
                f"a character that YAML does not allow: U+{_ordinal(error.character):04X}",
                'write it as an escape in double quotes, such as "\\u0000"',
            )
        )
    except _TooDeepError as error:
        problems.append(
            Problem("Y010", path, error.line, error.column, f"nested more than {MAX_DEPTH} deep", "flatten the value")
        )
    return None, problems


def to_data(node: Node | None) -> object:
    """Nodes as plain data: dict, list, str and None. What has no name has no place there: reading told it."""
    if isinstance(node, Fields):
        return {key.value: to_data(value) for key, value in node.pairs if key.value}
    if isinstance(node, Items):
        return [to_data(item) for item in node.items]
    if isinstance(node, Scalar):
        return node.value
    return None


def locate(root: Node | None, path: Sequence[str | int]) -> tuple[Node | None, bool]:
    """The node that a data path leads to, as far as the file has it, and whether the whole path was found."""
    node = root
    for step in path:
        below: Node | None = None
        if isinstance(node, Fields) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
            below = node.items[step]
        if below is None:
            return node, False
        node = below
    return node, True


class _TooDeepError(Exception):
    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column
        super().__init__(f"too deep at {line}:{column}")


def _events(text: str) -> Iterator[Any]:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                raise _TooDeepError(mark.line + 1, mark.column + 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _build(text: str, path: str, problems: list[Problem], quoted: list[Any]) -> Node | None:
    """The tree; `quoted` has the last event of a quoted scalar, also when reading ends in an error."""
    root: Node | None = None
    documents = 0
    stack: list[tuple[Items | Fields, dict[str | None, Scalar] | None]] = []
    pending: list[Scalar | None] = []

    def told(code: str, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        problems.append(Problem(code, path, mark.line + 1, mark.column + 1, message, hint))

    def place(node: Node) -> None:
        nonlocal root
        if not stack:
            if root is None:
                root = node
            return
        parent, seen = stack[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            return
        key = pending[-1]
        if key is not None:
            parent.pairs.append((key, node))
            pending[-1] = None
            return
        if not isinstance(node, Scalar):
            problems.append(
                Problem("Y011", path, node.line, node.column, "a list or mapping as a key", "keys are single words")
            )
            node = Scalar(node.line, node.column, node.start, node.end, "")
        elif not (node.value or "").strip():
            problems.append(_nameless(path, node.line, node.column))
            node = Scalar(node.line, node.column, node.start, node.end, "")
        assert seen is not None
        if node.value and (earlier := seen.get(node.value)) is not None:
            problems.append(
                Problem(
                    "Y002",
                    path,
                    node.line,
                    node.column,
                    f"the key {node.value!r} stands twice; first in line {earlier.line}",
                    "keep one of the two",
                )
            )
        seen[node.value] = node
        pending[-1] = node

    for event in _events(text):
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                told("Y009", event, "a second document begins here", "one file holds one document; remove the `---`")
        if getattr(event, "anchor", None) is not None:
            what = f"*{event.anchor}" if isinstance(event, yaml.AliasEvent) else f"&{event.anchor}"
            told("Y008", event, f"anchors and aliases are not used here: {what}", "write the value out, or quote it")
        if getattr(event, "tag", None) is not None:
            told(
                "Y008",
                event,
                f"tags are not used here: {_tag_as_written(event.tag)}",
                "remove the tag, or quote the value",
            )
        if isinstance(event, yaml.ScalarEvent):
            if event.style in ("'", '"'):
                quoted[:] = [event]
            null = not event.style and event.value in PLAIN_NULL
            place(Scalar(start.line + 1, start.column + 1, start.index, end.index, None if null else str(event.value)))
        elif isinstance(event, yaml.AliasEvent):
            place(Scalar(start.line + 1, start.column + 1, start.index, end.index, None))
        elif isinstance(event, yaml.SequenceStartEvent):
            items = Items(start.line + 1, start.column + 1, start.index, end.index, [])
            place(items)
            stack.append((items, None))
            pending.append(None)
        elif isinstance(event, yaml.MappingStartEvent):
            fields = Fields(start.line + 1, start.column + 1, start.index, end.index, [])
            place(fields)
            stack.append((fields, {}))
            pending.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()[0].end = end.index
            pending.pop()
    return root


def _nameless(path: str, line: int, column: int) -> Problem:
    return Problem(
        "Y004",
        path,
        line,
        column,
        "a key without a name",
        'write the key before its `:`; put a word such as null in ""',
    )


def _tag_as_written(tag: str) -> str:
    """A tag as it stands in the file: `!!` is short for YAML's own address."""
    if tag.startswith("tag:yaml.org,2002:"):
        return "!!" + tag.removeprefix("tag:yaml.org,2002:")
    return tag if tag.startswith("!") else f"!<{tag}>"


def _quote_problem(error: yaml.MarkedYAMLError, text: str, path: str, quoted: Sequence[Any]) -> Problem | None:
    """An error that a quote caused, at the place where the quote opens: reading stops far behind it."""
    context: Any = error.context_mark
    found: Any = error.problem_mark
    what = "a quote is opened here"
    if error.context == "while scanning a quoted scalar" and context is not None:
        if "unexpected" in str(error.problem):
            hint = "close the quote, or put the whole value in quotes of the other kind"
            return Problem(
                "Y001", path, context.line + 1, context.column + 1, f"not YAML: {what} and never closed", hint
            )
        return None
    last = quoted[0] if quoted else None
    if last is None or found is None or text[last.end_mark.index : found.index].strip(" "):
        return None
    start, end = last.start_mark, last.end_mark
    if start.line == end.line:
        message = f"not YAML: {what} and closed in column {end.column}, where the text goes on"
        hint = "put the whole value in quotes of the other kind, or double a ' inside of '…'"
    else:
        message = f"not YAML: {what} and closed only in line {end.line + 1}"
        hint = "close the quote in its own line"
    return Problem("Y001", path, start.line + 1, start.column + 1, message, hint)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: str, quoted: Sequence[Any]) -> Problem:
    if (problem := _quote_problem(error, text, path, quoted)) is not None:
        return problem
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    before = here[: column - 1].rstrip() if column else ""
    if (
        str(error.problem) in ("did not find expected key", "did not find expected node content")
        and re.match(r":(\s|$)", here[column - 1 :])
        and before[-1:] in "[{,-?"
    ):
        return _nameless(path, line, column)
    if "\t" in here[: max(column, len(here) - len(here.lstrip()))] and not here[: here.find("\t")].strip():
        return Problem(
            "Y003",
            path,
            line,
            here.find("\t") + 1,
            "a tab in the indentation",
            "indent with spaces, two for each level",
        )
    reason = str(error.problem or "not YAML")
    hint = "quote the value in double quotes when it holds `: `, ` #` or begins with a sign"
    if "mapping values are not allowed" in reason:
        reason, hint = "a second `: ` in one line", "put the whole value in double quotes"
    elif "could not find expected ':'" in reason:
        reason, hint = "a line without a `key: value`", "check the line above: an open quote, or wrong indentation"
    elif "did not find expected" in reason or "block end" in reason:
        hint = "check the indentation and the brackets of this line and the one above"
    elif "cannot start any token" in reason:
        reason, hint = f"a value cannot begin with {here[column - 1 : column]!r}", "put the value in double quotes"
    elif "unexpected end of stream" in reason or "quoted scalar" in reason:
        hint = "close the quote"
    return Problem("Y001", path, line, column, f"not YAML: {reason}", hint)


def _line_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _ordinal(character: str | int | bytes) -> int:
    if isinstance(character, int):
        return character
    return ord(character[:1]) if character else 0
