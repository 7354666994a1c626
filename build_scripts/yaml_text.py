"""YAML as text with places: reading into nodes that know their line and column.

In: the text of one YAML file. Out: a tree of nodes, and plain data (mappings, lists, strings, None) for validation.
Told, each with its place and all at once: broken syntax, tabs, duplicate keys, anchors, aliases and tags, several
documents, a byte-order mark, depth or size beyond what a hand writes.

YAML's own reader stops at the first mistake of syntax. Here the line is mended in a scratch copy (`yaml_mends`) and
reading begins again, so that a file with several tells them all; nodes that a mend touched are not `sure`, and nothing
more is told of them.

Scalars stay strings (`No`, `12:30` and `1e3` are text); a plain `null`, `~` or nothing is no value. Depth and size are
bounded on parse events, before anything recursive sees the text: 30,000 nested brackets crash the C composer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from typing import Any, Final

import yaml

from build_scripts.problems import Problem, Severity
from build_scripts.yaml_foreign import without_foreign_matter
from build_scripts.yaml_mends import mends
from build_scripts.yaml_mistakes import nameless, syntax_problem
from build_scripts.yaml_scratch import ODD_BREAK, Scratch

MAX_DEPTH = 32
"""Nesting that is still read; what Briefbook writes is 6 deep."""
MAX_CHARACTERS = 64_000_000
"""A file's size that is still read; an article of 10 MB with its repairs stays well below."""
MAX_MISTAKES = 50
"""How many mistakes of syntax are looked for in one file; each takes a few readings of it."""
MAX_RETRIED = 6_000_000
"""How many characters are read again in all, to find the mistakes of one file behind its first: a second or two."""

SHARED = 24
"""Characters of the texts that are held once for all files: codes, places and words of fixed lists come often."""

PLAIN_NULL = frozenset({"", "~", "null", "Null", "NULL"})

TYPED_WORDS = frozenset(f(w) for w in ("yes", "no", "on", "off", "true", "false") for f in (str, str.title, str.upper))
"""Plain words that other YAML readers take for a truth value."""
FLAGS = frozenset({"reviewed", "measure"})
"""Keys whose value is meant as a truth value."""
TYPED_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0o[0-7]+|0x[0-9a-fA-F_]+|0[0-7_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]*\.?[0-9]+[eE][-+]?[0-9]+|[0-9]+(?:_[0-9]+)+|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
"""Plain texts that other YAML readers take for a number and would write in another way: base 60, octal, exponents."""

_GLUED_COMMENT = re.compile(r"[ \t]*(?<=[ \t])(?P<sign>#)\w")
"""A `#` with a word right behind it, such as `case #5`: a comment for YAML, and text for whoever wrote it."""
_GLUED_SIGN = re.compile(r"#(?<=[ \t]#)\w")
_GLUED_PAIR = re.compile(r"(?P<key>[\w-]+):(?=[^ \t:/])")
_DASH_BELOW = re.compile(r"[\r\n][ \t]*-(?=[ \t\w])")
_NO_WORDS = re.compile(r"[\d\s:.,+-]*")
"""Numbers, dates and places: what stands behind one of those is a comment."""


Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SUSPICIOUS: Final = object()
"""What `read_plain` gives for a text that has something to tell."""


@dataclass(slots=True, eq=False)
class Node:
    """A YAML value with its place. `line` and `column` are 1-based, `start` and `end` code-point offsets.

    `sure` is false where a mistake of notation was mended for reading on: what stands there is not what was meant.
    """

    line: int
    column: int
    start: int
    end: int
    sure: bool = field(default=True, kw_only=True)


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


def read_plain(text: str) -> object:
    """A document as plain data, read in the shortest way; `SUSPICIOUS` where anything is to be told of its notation.

    The shorter way of `to_data(read_nodes(text)[0])`, for the many files that have no mistake and need no places.
    """
    if text.startswith("\ufeff") or len(text) > MAX_CHARACTERS:
        return SUSPICIOUS
    if (" #" in text or "\t#" in text) and _GLUED_SIGN.search(text):
        return SUSPICIOUS
    try:
        return _plain(Loader(text))
    except yaml.YAMLError:
        return SUSPICIOUS


def _plain(loader: Any) -> object:
    get = loader.get_event
    started: list[Any] = [get(), get()]
    if not isinstance(started[1], yaml.DocumentStartEvent):
        return SUSPICIOUS
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    ends = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    top: list[Any] = []
    stack: list[tuple[Any, Any]] = []
    here: Any = top  # the collection that is being filled; `key` is the one whose value comes next, None before it
    key: str | None = None
    while True:
        event = get()
        kind = event.__class__
        if kind is scalar:
            value = event.value
            if len(value) <= SHARED:
                value = intern(value)
            if event.anchor is not None or event.tag is not None:
                return SUSPICIOUS
            if not event.style:
                if value in PLAIN_NULL:
                    if key is not None and ":" in key:
                        return SUSPICIOUS
                    value = None
                elif (
                    value in TYPED_WORDS
                    or (value[0] in "+-.0123456789" and TYPED_NUMBER.fullmatch(value))
                    or ((" -" in value or "\n-" in value) and event.end_mark.line > event.start_mark.line)
                ):
                    return SUSPICIOUS
            if here.__class__ is list:
                here.append(value)
            elif key is None:
                if not value or not value.strip() or value in here:
                    return SUSPICIOUS
                key = value
            else:
                here[key] = value
                key = None
        elif kind is mapping or kind is sequence:
            if event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH:
                return SUSPICIOUS
            below: Any = {} if kind is mapping else []
            if here.__class__ is list:
                here.append(below)
            elif key is None:
                return SUSPICIOUS
            else:
                here[key] = below
            stack.append((here, None))
            here, key = below, None
        elif kind in ends:
            here, key = stack.pop()
        elif kind is yaml.DocumentEndEvent:
            return top[0] if isinstance(get(), yaml.StreamEndEvent) else SUSPICIOUS
        else:
            return SUSPICIOUS


@lru_cache(maxsize=4)
def nodes_of(text: str) -> Node | None:
    """The tree of a text whose problems are told already: for the places of problems found later."""
    return read_nodes(text, "")[0]


def read_nodes(text: str, path: str, *, in_part: bool = False) -> tuple[Node | None, list[Problem]]:
    """The tree of one YAML document (None for an empty one) and every problem of its notation.

    There is none of a text with mistakes of syntax either, unless it is asked for `in_part`: what a mend let be read is
    for finding more mistakes, and nobody's data.
    """
    if len(text) > MAX_CHARACTERS:
        return None, [Problem("Y010", path, 0, 0, f"the file has {len(text):,} characters", "split the file")]
    problems: list[Problem] = []
    mark = text.startswith("\ufeff")
    if mark:
        hint = "save the file as UTF-8 without a mark; `briefbook check --fix` takes it off"
        problems.append(Problem("Y013", path, 1, 1, "the file begins with a byte-order mark", hint, Severity.warning))
    scratch = Scratch(text[1:] if mark else text)
    problems.extend(without_foreign_matter(scratch, path))
    root = _read(scratch, path, problems)
    if (scratch.damages or any(p.code == "Y001" for p in problems)) and not in_part:
        return None, problems
    if root is not None and (scratch.damages or mark):
        _settle(root, scratch, int(mark))
    return root, problems


def _read(scratch: Scratch, path: str, problems: list[Problem]) -> Node | None:
    """The tree of a scratch copy, which is mended at each mistake of syntax, as long as reading gets on."""
    found: list[Problem] = []
    left = MAX_RETRIED
    for _ in range(MAX_MISTAKES):
        found = []
        quoted: list[Any] = []
        try:
            root = _build(scratch, path, found, quoted)
        except yaml.MarkedYAMLError as error:
            problem = syntax_problem(error, scratch, path, quoted)
            problems.append(problem)
            better, left = _mended(error, scratch, problem, path, left)
            if better is None:
                break
            scratch.take(better)
        except _TooDeepError as error:
            line, column = scratch.place(error.index)
            found.append(Problem("Y010", path, line, column, f"nested more than {MAX_DEPTH} deep", "flatten the value"))
            break
        else:
            problems.extend(found)
            return root
    problems.extend(found)
    return None


def _mended(error: Any, scratch: Scratch, told: Problem, path: str, left: int) -> tuple[Scratch | None, int]:
    """The first of the mends with which reading gets furthest, and how many characters may still be read.

    None where none gets beyond the line that was told.
    """
    best: Scratch | None = None
    furthest = (told.line, 1 << 30)
    for mend in mends(error, scratch, told.line, told.column):
        left -= len(mend.text)
        if left < 0:
            break
        quoted: list[Any] = []
        try:
            _build(mend, path, [], quoted)
        except yaml.MarkedYAMLError as later:
            problem = syntax_problem(later, mend, path, quoted)
            if problem.code == "Y009" != told.code:
                continue  # the file's first lines became a text of their own, and no mistake behind it would count
            if (problem.line, problem.column) > furthest:
                best, furthest = mend, (problem.line, problem.column)
        except _TooDeepError:
            continue
        else:
            return mend, left
    return best, left


def _settle(root: Node, scratch: Scratch, mark: int) -> None:
    """Tell of each node whether a mend touched it, and count its offsets in the file and not in the scratch copy."""
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            node.sure = node.sure and not scratch.touched(node.start, node.end, lossy=False)
        else:
            node.sure = node.sure and not scratch.touched(node.start, node.end, lossy=True)
        if isinstance(node, Items):
            pending.extend(node.items)
        elif isinstance(node, Fields):
            pending.extend(part for pair in node.pairs for part in pair)
        node.start += mark
        node.end += mark
    if any(damage.lossy for damage in scratch.damages):
        root.sure = False  # also where what was lost stands before its first key or behind its last


def walk(node: Node | None) -> Iterator[Node]:
    """A node and all below it, keys too, in the order of the file; nothing for None."""
    if node is not None:
        yield node
    if isinstance(node, Fields):
        for key, value in node.pairs:
            yield key
            yield from walk(value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from walk(item)


def scalars_of(node: Node | None) -> Iterator[Scalar]:
    """The keys and single values of a node, in the order of the file."""
    return (one for one in walk(node) if isinstance(one, Scalar))


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
    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(f"too deep at {index}")


def _events(text: str) -> Iterator[Any]:
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                raise _TooDeepError(mark.index)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _build(scratch: Scratch, path: str, problems: list[Problem], quoted: list[Any]) -> Node | None:
    """The tree; `quoted` has the last event of a quoted scalar, or alias, also when reading ends in an error."""
    text = scratch.text
    counted_anew = bool(scratch.damages) or ODD_BREAK.search(text) is not None  # lines as editors count
    root: Node | None = None
    documents = 0
    stack: list[tuple[Items | Fields, dict[str | None, Scalar] | None]] = []
    pending: list[Scalar | None] = []

    def at(mark: Any) -> tuple[int, int]:
        return scratch.place(mark.index) if counted_anew else (mark.line + 1, mark.column + 1)

    def told(code: str, event: Any, message: str, hint: str, severity: Severity = Severity.error) -> None:
        problems.append(Problem(code, path, *at(event.start_mark), message, hint, severity))

    def glued(colon: int) -> None:
        message, hint = "not YAML: a `:` without a space behind it", "put a space between key and value"
        problems.append(Problem("Y001", path, *scratch.place(colon), message, hint))

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
            parent.pairs.append(_parted(key, node, text, glued) or (key, node))
            pending[-1] = None
            return
        if not isinstance(node, Scalar):
            problems.append(
                Problem("Y011", path, node.line, node.column, "a list or mapping as a key", "keys are single words")
            )
            node = Scalar(node.line, node.column, node.start, node.end, "")
        elif not (node.value or "").strip():
            problems.append(nameless(path, node.line, node.column))
            node = Scalar(node.line, node.column, node.start, node.end, "")
        assert seen is not None
        if node.value == "<<":
            parent.sure = False  # a merge key: what it lacks may stand elsewhere
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
        seen.setdefault(node.value, node)
        pending[-1] = node

    for event in _events(text):
        start, end = event.start_mark, event.end_mark
        anchored = getattr(event, "anchor", None) is not None
        tagged = getattr(event, "tag", None) is not None
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                told("Y009", event, "a second document begins here", "one file holds one document; remove the `---`")
                if root is not None:
                    root.sure = False  # what it lacks may stand in the second one
        if anchored:
            what = f"*{event.anchor}" if isinstance(event, yaml.AliasEvent) else f"&{event.anchor}"
            told("Y008", event, f"anchors and aliases are not used here: {what}", "write the value out, or quote it")
        if tagged:
            told(
                "Y008",
                event,
                f"tags are not used here: {_tag_as_written(event.tag)}",
                "remove the tag, or quote the value",
            )
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style
            if event.style in ("'", '"'):
                quoted[:] = [event]
            value = None if plain and event.value in PLAIN_NULL else str(event.value)
            if plain and not tagged and value is not None:
                key = pending[-1] if stack and isinstance(stack[-1][0], Fields) else None
                if value in TYPED_WORDS and not (key is not None and key.value in FLAGS):
                    what = "a truth value"
                elif value[0] in "+-.0123456789" and TYPED_NUMBER.fullmatch(value):
                    what = "a number of another notation"
                else:
                    what = ""
                if what:
                    message = f"{value} is read as text here; other YAML readers take it for {what}"
                    told("Y014", event, message, "put it in double quotes", Severity.warning)
            if plain and value is not None and (dash := _DASH_BELOW.search(text, start.index, end.index)):
                problems.append(_item_in_text(path, *scratch.place(dash.end() - 1)))
            is_value = bool(stack) and (isinstance(stack[-1][0], Items) or pending[-1] is not None)
            if plain and is_value and (cut := _GLUED_COMMENT.match(text, end.index)):
                if value is None:
                    problems.append(_cut_off(path, *at(start)))  # where it is told, too, that there is no value
                elif not _NO_WORDS.fullmatch(value):
                    problems.append(_cut_off(path, *scratch.place(cut.start("sign"))))
            place(Scalar(*at(start), start.index, end.index, value, sure=not (tagged or anchored)))
        elif isinstance(event, yaml.AliasEvent):
            quoted[:] = [event]
            place(Scalar(*at(start), start.index, end.index, None, sure=False))
        elif isinstance(event, yaml.SequenceStartEvent):
            items = Items(*at(start), start.index, end.index, [], sure=not tagged)
            place(items)
            stack.append((items, None))
            pending.append(None)
        elif isinstance(event, yaml.MappingStartEvent):
            fields = Fields(*at(start), start.index, end.index, [], sure=not tagged)
            place(fields)
            stack.append((fields, {}))
            pending.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()[0].end = end.index
            pending.pop()
    return root


def _parted(key: Scalar, value: Node, text: str, told: Callable[[int], None]) -> tuple[Scalar, Scalar] | None:
    """The key and the value that a hand meant by `{key:value}`, which is one word for YAML; None for anything else."""
    found = _GLUED_PAIR.match(text, key.start, key.end)
    if found is None or key.start == key.end or not isinstance(value, Scalar) or value.start != value.end:
        return None
    told(found.end("key"))
    name = Scalar(key.line, key.column, key.start, found.end("key"), found["key"], sure=False)
    column = key.column + found.end() - key.start
    return name, Scalar(key.line, column, found.end(), key.end, text[found.end() : key.end], sure=False)


def _cut_off(path: str, line: int, column: int) -> Problem:
    """A value that ends where a hand did not mean it to."""
    message = "the value ends before this `#`; the rest of the line is a comment"
    hint = "put the whole value in double quotes, or a space behind the `#` of a comment"
    return Problem("Y015", path, line, column, message, hint, Severity.warning)


def _item_in_text(path: str, line: int, column: int) -> Problem:
    """A line that looks like a list item and is read as a part of the text above it."""
    message = "this line is read as a part of the text above it, not as a list item"
    hint = "indent it like the items that it belongs to, with `- ` first; if it is text, put the whole in double quotes"
    return Problem("Y017", path, line, column, message, hint, Severity.warning)


def _tag_as_written(tag: str) -> str:
    """A tag as it stands in the file: `!!` is short for YAML's own address."""
    if tag.startswith("tag:yaml.org,2002:"):
        return "!!" + tag.removeprefix("tag:yaml.org,2002:")
    return tag if tag.startswith("!") else f"!<{tag}>"
