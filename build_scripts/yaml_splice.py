"""Splices: a YAML file changed in some values only, every other byte as it was.

In: a file's text, its nodes, what is to change. Out: replacements of ranges, and the text that they make. Refused
(`UnsafeSpliceError`): a change that reading the new text again does not show as meant, and layouts in which a change
can't be kept apart from what stands beside it.

PyYAML's end marks are wider than a value: a mapping's reaches to the next item with all comments between, a block
scalar's over the blank lines behind it. `own_end` is where a value's own characters end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from build_scripts.problems import has_errors
from build_scripts.spans import line_end, line_start
from build_scripts.yaml_scalars import FOLDABLE, WIDTH, PlainText, fold, format_scalar, format_text, quote
from build_scripts.yaml_text import Fields, Items, Node, Scalar, locate, read_nodes, scalars_of, to_data

Steps = Sequence[str | int]

_LINE_END = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"#[^\r\n]*")
_COMMENT_BEHIND = re.compile(r"[ \t]+(#[^\r\n]*)")
_COMMENT_LINE = re.compile(r"(?:\r\n|\r|\n)([ ]*)(#[^\r\n]*)?(?=[\r\n]|\Z)")
_BLANK_BEHIND = re.compile(r"[ \t\r\n\x85\u2028\u2029]*\Z")


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Put `text` in the place of the characters from `start` to `end` (code points, half-open)."""

    start: int
    end: int
    text: str


class UnsafeSpliceError(Exception):
    """A change that can't be made without touching something else; the message says why."""


def splice(text: str, splices: Iterable[Splice], intended: object, path: str) -> str:
    """`text` with all `splices`, in the line ends of their places. `intended` is the data that must come out.

    Raises `UnsafeSpliceError` where two splices overlap, or where the new text, read again, is not `intended`.
    """
    pieces: list[str] = []
    cursor = 0
    for one in sorted(splices, key=lambda s: (s.start, s.end)):
        if one.start < cursor:
            raise UnsafeSpliceError("two changes touch the same place")
        pieces.append(text[cursor : one.start])
        pieces.append(as_written(text, one))
        cursor = one.end
    changed = "".join((*pieces, text[cursor:]))
    root, problems = read_nodes(changed, path)
    if has_errors(problems):
        error = next(p for p in problems if has_errors([p]))
        raise UnsafeSpliceError(f"it would no longer be read: {error.message}")
    if to_data(root) != intended:
        raise UnsafeSpliceError("its layout does not let the change be kept apart from what stands beside it")
    return changed


def as_written(text: str, one: Splice) -> str:
    """What a splice puts into `text`: its own text in the line ends of its place."""
    return one.text.replace("\n", _end_of_line(text, one.start)) if "\n" in one.text else one.text


def _end_of_line(text: str, offset: int) -> str:
    """How the line that holds `offset` ends; how the one before does, where it is the last and has no end."""
    found = _LINE_ENDS.search(text, offset) or _LINE_ENDS.search(text, line_start(text, offset) - 2)
    return found.group() if found else "\n"


def own_end(text: str, node: Node) -> int:
    """Where the characters of a value end: without comments, blank lines and white space behind it."""
    if isinstance(node, Fields | Items) and not in_flow(text, node):
        last = node.pairs[-1] if isinstance(node, Fields) else ("", node.items[-1])
        return max(own_end(text, last[1]), _colon_end(text, last[0]) if isinstance(last[0], Scalar) else 0)
    if isinstance(node, Scalar) and text[node.start : node.start + 1] in ("|", ">"):
        header = line_end(text, node.start)
        if "+" in text[node.start : header].partition("#")[0]:
            return node.end  # blank lines behind it are part of its text
        blank = _BLANK_BEHIND.search(text, node.start, node.end)
        return blank.start() if blank else node.end
    return node.end


def _words_end(text: str, node: Node) -> int:
    """Where the characters of a value end, without the blank lines that `|+` makes a part of it."""
    end = own_end(text, node)
    return node.start + len(text[node.start : end].rstrip("\r\n"))


def in_flow(text: str, node: Node) -> bool:
    """Is a list or mapping written in brackets?"""
    return text[node.start : node.start + 1] in ("[", "{")


def has_comment(text: str, start: int, node: Node, *, but: str = "", behind: bool = True) -> bool:
    """Is there a comment between `start` and the end of `node`, outside of its texts? One that is `but` does not count.

    One `behind` the value in its last line counts, unless that is False.
    """
    cursor = start
    for leaf in scalars_of(node):
        between = text[cursor : leaf.start]
        if "#" in (between.replace(but, "") if but else between):
            return True
        if text[leaf.start : leaf.start + 1] in ("|", ">") and "#" in text[leaf.start : line_end(text, leaf.start)]:
            return True
        cursor = max(cursor, own_end(text, leaf))
    return behind and "#" in text[cursor : line_end(text, cursor)]


def set_scalar(text: str, root: Node | None, steps: Steps, value: str | None) -> Splice:
    """Give the scalar at a data path another text, in the style that it has: quoted, folded, or plain where it can be.

    Raises `UnsafeSpliceError` where there is no scalar.
    """
    node, found = locate(root, steps)
    if not found or not isinstance(node, Scalar):
        raise UnsafeSpliceError(f"no single value at {_shown(steps)}")
    new, end = _styled(text, root, steps, node, value), _words_end(text, node)
    first, _, more = new.partition("\n")
    header = text[node.start : line_end(text, node.start)] if text[node.start : node.start + 1] in ("|", ">") else ""
    if header and (comment := _COMMENT_BEHIND.search(header)) and "#" not in first:
        new = f"{first} {comment.group(1).rstrip()}" + (f"\n{more}" if more else "")
    elif more and (comment := _COMMENT_BEHIND.match(text, end)):  # behind a folded text it would be a part of it
        new, end = f"{first} {comment.group(1).rstrip()}\n{more}", comment.end()
    return Splice(node.start, end, new)


def _styled(text: str, root: Node | None, steps: Steps, node: Scalar, value: str | None) -> str:
    # An empty value stands right behind its `:`.
    space = "" if node.start and (text[node.start - 1].isspace() or text[node.start - 1] in "[{") else " "
    if value is None:
        return space + "null"
    if isinstance(value, PlainText):
        return space + value
    sign = text[node.start : node.start + 1]
    one_line = FOLDABLE.fullmatch(value) is not None
    if sign == "'" and one_line:
        return "'" + value.replace("'", "''") + "'"
    if sign in ("'", '"'):
        return quote(value)
    if sign in ("|", ">") and one_line and value == value.strip() and value:
        head, _, body = text[node.start : _words_end(text, node)].partition("\n")
        indent = len(body) - len(body.lstrip(" "))
        if re.match(r"[|>][-+]?\s*(#.*)?$", head) and indent:
            pad = " " * indent
            lines = fold(value, WIDTH - indent) if sign == ">" else [value]
            return "\n".join([f"{sign}-{head[1:].lstrip('-+').rstrip()}", *(pad + line for line in lines)])
    if any(in_flow(text, above) for above in _above(root, steps)):
        return space + format_scalar(value, flow=True)
    holder, _ = locate(root, steps[:-1])
    indent = holder.column + 1 if holder else 2
    return space + format_text(value, indent, node.column - 1)


def _above(root: Node | None, steps: Steps) -> Iterator[Node]:
    for depth in range(len(steps)):
        node, _ = locate(root, steps[:depth])
        if node is not None:
            yield node


def item_start(text: str, items: Items, index: int) -> int:
    """The offset of the dash of an item in a list written with dashes."""
    if index == 0:
        return items.start
    cursor = line_end(text, own_end(text, items.items[index - 1]))
    dash = re.compile(rf"(?:\r\n|[\r\n])[ ]{{{items.column - 1}}}-(?=[\s]|\Z)")
    found = dash.search(text, cursor, items.items[index].start + 1)
    if found is None:
        raise UnsafeSpliceError("the list's dashes do not stand below each other")
    return found.end() - 1


def remove_item(text: str, items: Items, index: int, *, but: str = "", behind: bool = True) -> Splice:
    """Take an item out of a list, with its lines; comments in it, other than `but`, stay on lines of their own.

    Unless `behind`, those that stand behind something in a line (`comments_behind`) go with it.

    Raises `UnsafeSpliceError` where it is the list's only item: what the key then holds is the caller's to decide.
    """
    if len(items.items) == 1:
        raise UnsafeSpliceError("it is the only item of its list")
    if in_flow(text, items):
        return remove_in_flow(text, items.items, range(index, index + 1), but=but, behind=behind)
    start = item_start(text, items, index)
    end = own_end(text, items.items[index])
    if text[line_start(text, start) : start].strip(" ") and index == 0:  # `- - a`: the next item takes its place
        following = item_start(text, items, 1)
        comments = comments_of(text, start, items.items[0], following, but, behind=behind)
        return Splice(start, following, _led_by(text, start, comments))
    return _whole_lines(text, start, end, comments_of(text, start, items.items[index], but=but, behind=behind))


def remove_key(text: str, fields: Fields, key: str, *, but: str = "", behind: bool = True) -> Splice:
    """Take a key and its value out of a mapping, with their lines; comments in them, other than `but`, stay.

    Unless `behind`, those that stand behind something in a line (`comments_behind`) go with them.

    Raises `UnsafeSpliceError` where it is the only key, or is not there.
    """
    at = next((i for i, (name, _) in enumerate(fields.pairs) if name.value == key), None)
    if at is None or len(fields.pairs) == 1:
        raise UnsafeSpliceError(f"`{key}` is the only key of its mapping" if at is not None else f"no key `{key}`")
    name, value = fields.pairs[at]
    if in_flow(text, fields):
        return remove_in_flow(
            text, [pair_node(*pair) for pair in fields.pairs], range(at, at + 1), but=but, behind=behind
        )
    end = max(own_end(text, value), _colon_end(text, name))
    if text[line_start(text, name.start) : name.start].strip(" ") and at == 0:  # `- key: value`: the next key follows
        following = fields.pairs[1][0].start
        comments = comments_of(text, name.end, value, following, but, behind=behind)
        return Splice(name.start, following, _led_by(text, name.start, comments))
    return _whole_lines(text, name.start, end, comments_of(text, name.end, value, but=but, behind=behind))


def comments_behind(text: str, holder: Items | Fields, step: str | int) -> list[tuple[int, str]]:
    """The comments that stand in the lines of an item or a key, behind what it says, each with its offset.

    They speak of it alone; those on lines of their own may speak of what stands below.
    """
    end: int | None = None
    if isinstance(holder, Items):
        parts, at = holder.items, int(step)
        start, node = parts[at].start, parts[at]
    else:
        at = next(i for i, (name, _) in enumerate(holder.pairs) if name.value == step)
        parts = [pair_node(*pair) for pair in holder.pairs]
        start, node = holder.pairs[at][0].end, holder.pairs[at][1]
    if in_flow(text, holder):
        end = parts[at + 1].start if at + 1 < len(parts) else own_end(text, parts[at])
    elif isinstance(holder, Items):
        start = item_start(text, holder, at)
    return [(offset, comment) for offset, comment in _comments(text, start, node, end) if not _alone(text, offset)]


def remove_in_flow(text: str, parts: Sequence[Node], gone: range, *, but: str = "", behind: bool = True) -> Splice:
    """Take neighbours out of the `parts` of what stands in brackets; comments, other than `but`, stay.

    At least one part must be left.
    """
    last = parts[gone.stop - 1]
    first, own = parts[gone.start].start, own_end(text, last)
    whole = Items(last.line, last.column, first, own, items=list(parts[gone.start : gone.stop]))
    if gone.stop < len(parts):
        following = parts[gone.stop].start
        comments = comments_of(text, first, whole, following, but, behind=behind)
        return Splice(first, following, _led_by(text, first, comments))
    before = own_end(text, parts[gone.start - 1])
    if _COMMENT.search(text, before, first):  # it is of what stands before: that one's comma stays too
        before = first
    return Splice(before, own, _led_by(text, before, comments_of(text, first, whole, own, but, behind=behind)))


def pair_node(key: Scalar, value: Node) -> Fields:
    """A key with its value as a mapping of its own."""
    return Fields(key.line, key.column, key.start, max(value.end, key.end), pairs=[(key, value)])


def rename_key(text: str, fields: Fields, key: str, new: str) -> Splice:
    """Give a key another name. Raises `UnsafeSpliceError` where it is not there."""
    node = fields.key(key)
    if node is None:
        raise UnsafeSpliceError(f"no key `{key}`")
    quoted = text[node.start : node.start + 1]
    flow = in_flow(text, fields)
    return Splice(node.start, node.end, quote(new) if quoted in ("'", '"') else format_scalar(new, flow=flow))


def insert_item(text: str, items: Items, index: int, lines: Sequence[str]) -> Splice:
    """Put an item before number `index` of a list written with dashes (behind the last where `index` is its length).

    `lines` are those of the item as they stand in a list that is not indented, the dash first. In brackets the one line
    is the item itself, without a dash.
    """
    if in_flow(text, items):
        item = lines[0].removeprefix("- ")
        if not items.items:
            return Splice(items.start + 1, items.end - 1, item)
        if index < len(items.items):
            return Splice(items.items[index].start, items.items[index].start, f"{item}, ")
        return Splice(items.items[-1].end, items.items[-1].end, f", {item}")
    pad = " " * (items.column - 1)
    body = "\n".join(pad + line if line else line for line in lines)
    if index == 0:
        start = line_start(text, items.start)
        if text[start : items.start].strip(" "):
            raise UnsafeSpliceError("the list begins in the line of its key")
        above = lead_start(text, start)
        if 0 < above < start:  # comments above the first item go on standing above it
            end = above - (2 if text[above - 2 : above] == "\r\n" else 1)
            return Splice(end, end, f"\n{body}")
        return Splice(start, start, body + "\n")
    return line_behind(text, own_end(text, items.items[index - 1]), body)


def add_key(text: str, fields: Fields, lines: Sequence[str], behind: str) -> Splice:
    """Put a key behind the key `behind` of a mapping; `lines` as they stand in a mapping that is not indented.

    In braces the one line is `key: value` in flow style. Raises `UnsafeSpliceError` where `behind` is not there.
    """
    pair = next(((k, v) for k, v in fields.pairs if k.value == behind), None)
    if pair is None:
        raise UnsafeSpliceError(f"no key `{behind}`")
    end = max(own_end(text, pair[1]), _colon_end(text, pair[0]))
    if in_flow(text, fields):
        return Splice(end, end, f", {lines[0]}")
    pad = " " * (fields.column - 1)
    return line_behind(text, end, "\n".join(pad + line for line in lines))


def line_behind(text: str, offset: int, body: str) -> Splice:
    """Put `body` as lines of its own behind the line that holds `offset`, whatever comment ends that line."""
    end = line_end(text, offset)
    return Splice(end, end, f"\n{body}")


def rewritten(text: str, start: int, node: Node, new: str, *, but: str = "") -> Splice:
    """Put `new` in the place of the characters from `start` to the end of `node`, which stands behind.

    Comments between them, other than `but`, stay on lines of their own before `new`; so does the one behind, where it
    would become a part of `new`'s text.
    """
    end = max(_words_end(text, node), start)
    comments = comments_of(text, start, node, end, but)
    behind = _COMMENT_BEHIND.match(text, end)
    if behind is not None and _ends_folded(new):
        comments.append(behind.group(1).rstrip())
        end = behind.end()
    return Splice(start, end, _led_by(text, start, comments) + new)


def _ends_folded(new: str) -> bool:
    """Is the last line of a notation one of a text written below its key?"""
    *above, last = new.split("\n")
    depth = len(last) - len(last.lstrip(" "))
    header = next((line for line in reversed(above) if line.strip() and len(line) - len(line.lstrip(" ")) < depth), "")
    return re.search(r"(?:^|\s)[|>][-+0-9]*(?:\s+#.*)?$", header) is not None


def comments_outdented(text: str, one: Splice) -> list[Splice]:
    """What keeps the comments in the lines behind a change out of its text, where that now ends folded below its key.

    Comments as far in as the folded lines would be read as lines of it; they come two columns less in.
    """
    if not _ends_folded(one.text):
        return []
    last = one.text.rpartition("\n")[2]
    depth = len(last) - len(last.lstrip(" "))
    splices: list[Splice] = []
    cursor = line_end(text, one.end)
    while line := _COMMENT_LINE.match(text, cursor):
        start, end = line.span(1)
        if line.group(2) and end - start < depth:
            break
        if line.group(2):
            splices.append(Splice(start, end, " " * max(0, depth - 2)))
        cursor = line.end()
    return splices


def comments_of(
    text: str, start: int, node: Node, end: int | None = None, but: str = "", *, behind: bool = True
) -> list[str]:
    """The comments of a hand from `start` to `end`, by default the end of the last line of `node`; `but` is none.

    Unless `behind`, only those on lines of their own.
    """
    return [
        comment
        for offset, comment in _comments(text, start, node, end)
        if comment != but.strip() and (behind or _alone(text, offset))
    ]


def _alone(text: str, offset: int) -> bool:
    """Does nothing stand before an offset in its line?"""
    return not text[line_start(text, offset) : offset].strip(" \t")


def _comments(text: str, start: int, node: Node, end: int | None) -> list[tuple[int, str]]:
    """Each comment from `start` to `end`, by default the end of the last line of `node`, with its offset."""
    found: list[re.Match[str]] = []
    cursor = start
    for leaf in scalars_of(node):
        found.extend(_COMMENT.finditer(text, cursor, leaf.start))
        if text[leaf.start : leaf.start + 1] in ("|", ">"):
            found.extend(_COMMENT.finditer(text, leaf.start, line_end(text, leaf.start)))
        cursor = max(cursor, own_end(text, leaf))
    if end is None:
        end = cursor if cursor and text[cursor - 1] in "\r\n" else line_end(text, cursor)
    found.extend(_COMMENT.finditer(text, cursor, end))
    return [(one.start(), one.group().rstrip()) for one in found]


def _led_by(text: str, start: int, comments: Sequence[str]) -> str:
    """Comments before what stands at `start`, which then begins a line of its own, as far in as it stood."""
    pad = " " * (start - line_start(text, start))
    lead = " " if comments and start and not text[start - 1].isspace() else ""
    return lead + "".join(f"{comment}\n{pad}" for comment in comments)


def _whole_lines(text: str, start: int, end: int, comments: Sequence[str]) -> Splice:
    """Take out the lines from that of `start` to that of `end` but for `comments`; none is left empty."""
    first, last = line_start(text, start), line_end(text, end)
    if end and text[end - 1] in "\r\n":  # blank lines behind a text are its own
        return Splice(first, end, "".join(f"{text[first:start]}{comment}\n" for comment in comments))
    if comments:
        pad = " " * (start - first)
        return Splice(start, last, f"\n{pad}".join(comments))
    behind = _LINE_END.match(text, last)
    if behind is not None:
        return Splice(first, behind.end(), "")
    before = next((m for m in _LINE_END.finditer(text, max(0, first - 2), first) if m.end() == first), None)
    return Splice(before.start() if before else first, last, "")


def lead_start(text: str, offset: int, least: int = 0) -> int:
    """Where the comment lines directly above the line of `offset` begin; that line's own start where there are none.

    `least` is where what stands above ends: no line that begins before it is one of them.
    """
    start = line_start(text, offset)
    while start > least:
        above = line_start(text, start - (2 if text[start - 2 : start] == "\r\n" else 1))
        if above < least or not text[above:start].lstrip(" ").startswith("#"):
            break
        start = above
    return start


def _colon_end(text: str, key: Node) -> int:
    """The offset behind a key's `:`; that of the key where there is none (an item in brackets)."""
    found = re.compile(r"\s*:").match(text, key.end)
    return found.end() if found else key.end


def _shown(steps: Steps) -> str:
    return ".".join(str(s) for s in steps)
