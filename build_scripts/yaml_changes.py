"""Changes of a YAML file's values, made so that every other byte stays.

In: a file with its nodes, and changes by data path. Out: the file's new text. New lists and mappings are written as
they stand in a donor, the text that the machine wrote. Refused (`UnsafeSpliceError`): what `yaml_splice` refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from build_scripts.yaml_aside import gaps, is_a_hands, item_aside, key_aside, section_is_a_hands, set_aside
from build_scripts.yaml_scalars import PlainText, format_scalar, format_text
from build_scripts.yaml_splice import (
    Splice,
    UnsafeSpliceError,
    add_key,
    comments_outdented,
    in_flow,
    insert_item,
    item_start,
    line_behind,
    own_end,
    pair_node,
    remove_in_flow,
    remove_item,
    remove_key,
    rewritten,
    set_scalar,
    splice,
)
from build_scripts.yaml_text import Fields, Items, Node, Scalar, locate, to_data

Steps = tuple[str | int, ...]

_NUMBER = re.compile(r"\d+(-\d+|\.\d+)?")


@dataclass(frozen=True, slots=True)
class SetValue:
    """Give the scalar at a data path of the file another text."""

    steps: Steps
    value: str | None


@dataclass(frozen=True, slots=True)
class SetKey:
    """Add a key to the mapping at a data path behind the key `behind`, or replace its value, with one of today's."""

    steps: Steps
    key: str
    value: Any
    behind: str
    aside: bool = False
    """It may stand set aside in the file, and then comes back from there."""


@dataclass(frozen=True, slots=True)
class DropKey:
    """Take a key out of the mapping at a data path."""

    steps: Steps
    key: str
    aside: bool = False
    """Where a hand wrote about it, it stays as a comment (`yaml_aside`)."""


@dataclass(frozen=True, slots=True)
class SetItems:
    """Give the list at a data path other items: the file's own that stay, those that are told anew, and new ones.

    Items that stay may have changes of their own inside. Those told anew keep what they have in common with what they
    were, comments included.
    """

    steps: Steps
    entries: tuple[Entry, ...]
    aside: bool = False
    """An item that goes and that a hand wrote about stays as a comment, from which it comes back (`yaml_aside`)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of a list that stays, by its index in the file."""

    index: int


@dataclass(frozen=True, slots=True)
class New:
    """An item that comes into a list."""

    value: Any


@dataclass(frozen=True, slots=True)
class Retold:
    """An item of a list that stays in its place, by its index in the file, and has another value."""

    index: int
    value: Any


Entry = Kept | New | Retold
Change = SetValue | SetKey | DropKey | SetItems


@dataclass(slots=True)
class Donor:
    """A text that the machine wrote, whose lists and mappings are copied as they stand."""

    text: str
    comment: str = ""
    """A comment that the machine writes into items; any other is a hand's."""
    data: Any = None
    _nodes: dict[int, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, root: Node | None, comment: str = "") -> Donor:
        """A donor with its data; each list and mapping of the data remembers its node."""
        donor = cls(text, comment)
        donor.data = donor._read(root)
        return donor

    def _read(self, node: Node | None) -> Any:
        if isinstance(node, Scalar):
            written = self.text[node.start : node.end]
            return PlainText(written) if written == node.value and _NUMBER.fullmatch(written) else node.value
        data: Any
        if isinstance(node, Fields):
            data = {key.value: self._read(value) for key, value in node.pairs}
        elif isinstance(node, Items):
            data = [self._read(item) for item in node.items]
        else:
            return None
        self._nodes[id(data)] = node
        return data

    def as_item(self, value: Any) -> list[str]:
        """The lines of a list's item, its dash in the first column."""
        if value is None or isinstance(value, str):
            return [f"- {_scalar(value, 4, 2)}"] if value is None else f"- {format_text(value, 4, 2)}".split("\n")
        lines, is_list = self._lines(value)
        if is_list:
            return ["-", *(f"  {line}" for line in lines)]
        return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]

    def as_key(self, key: str, value: Any, column: int) -> list[str]:
        """The lines of a key with its value; `column` is how far the mapping stands in, for folding."""
        if value is None or isinstance(value, str):
            return f"{key}: {_scalar(value, 2, column + len(key) + 2)}".split("\n")
        lines, is_list = self._lines(value)
        if not is_list and len(lines) == 1:
            return [f"{key}: {lines[0]}"]
        return [f"{key}:", *(f"  {line}" for line in lines)]

    def _lines(self, value: Any) -> tuple[list[str], bool]:
        """The lines of a list or mapping, the first column taken off, and whether it is a list with dashes."""
        node = self._nodes.get(id(value))
        if node is None and isinstance(value, list) and value:
            return [line for item in value for line in self.as_item(item)], True
        if node is None or not value:
            return [flow_text(value)], False
        if in_flow(self.text, node):
            return [self.text[node.start : node.end]], False
        first, *more = self.text[node.start : own_end(self.text, node)].split("\n")
        return [first, *(line[node.column - 1 :] for line in more)], isinstance(node, Items)


def _scalar(value: str | None, indent: int, column: int) -> str:
    return "null" if value is None else format_text(value, indent, column)


def flow_text(value: Any) -> str:
    """A value in one line, lists and mappings in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{format_scalar(k, flow=True)}: {flow_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return "null" if value is None else format_scalar(value, flow=True)


def changed(text: str, root: Node, changes: Sequence[Change], donor: Donor, path: str) -> tuple[str, list[Splice]]:
    """`text` with all `changes`, and the splices that made it. Raises `UnsafeSpliceError`, see `yaml_splice.splice`."""
    drops, others = _drops_in_flow(text, root, changes, donor)
    made = [*drops, *(s for change in others for s in _splices(text, root, change, donor))]
    splices = _apart(text, [*made, *(s for one in made for s in comments_outdented(text, one))])
    return splice(text, splices, intended(to_data(root), changes), path), splices


def _drops_in_flow(text: str, root: Node, changes: Sequence[Change], donor: Donor) -> tuple[list[Splice], list[Change]]:
    """The splices of keys that go from mappings in braces, neighbours at once; and the changes that are left."""
    gone: dict[Steps, list[DropKey]] = {}
    for change in changes:
        node, found = locate(root, change.steps) if isinstance(change, DropKey) else (None, False)
        if isinstance(change, DropKey) and found and isinstance(node, Fields) and in_flow(text, node):
            gone.setdefault(change.steps, []).append(change)
    splices: list[Splice] = []
    done: set[int] = set()
    for steps, drops in gone.items():
        node, _ = locate(root, steps)
        assert isinstance(node, Fields)
        names = [key.value for key, _ in node.pairs]
        places = sorted(names.index(d.key) for d in drops if d.key in names)
        if len(places) < len(drops) or len(places) == len(names):
            continue  # each is refused by itself
        done.update(map(id, drops))
        pairs = [pair_node(*pair) for pair in node.pairs]
        while places:
            first = stop = places.pop(0)
            while places and places[0] == stop + 1:
                stop = places.pop(0)
            splices.append(remove_in_flow(text, pairs, range(first, stop + 1), but=donor.comment))
    return splices, [c for c in changes if id(c) not in done]


def _apart(text: str, splices: Sequence[Splice]) -> list[Splice]:
    """Lines that go together go as one piece, and lines that come in behind such stand where those end."""
    gone: list[Splice] = []
    for one in sorted(s for s in splices if s.text == "" and s.end > s.start):
        if gone and one.start <= gone[-1].end <= one.end:
            start = gone[-1].start
            if (
                one.end == len(text) and text[one.end - 1] not in "\r\n"
            ):  # the file stays without an end of its last line
                start -= 2 if text[max(0, start - 2) : start] == "\r\n" else min(1, start)
            gone[-1] = Splice(start, one.end, "")
        else:
            gone.append(one)
    moved = list(gone)
    for one in (s for s in splices if s.text or s.end == s.start):
        over = next((g for g in gone if g.start <= one.start < g.end), None)
        if one.start == one.end and one.text.startswith("\n") and over is not None:
            to_the_end = over.end == len(text) and text[over.start] in "\r\n"
            one = (
                Splice(over.start, over.start, one.text)
                if to_the_end
                else Splice(over.end, over.end, one.text[1:] + "\n")
            )
        moved.append(one)
    return moved


def intended(data: Any, changes: Iterable[Change]) -> Any:
    """What the data are to be after the changes, whose paths are those of the data as they were."""
    result = deepcopy(data)
    ordered = sorted(changes, key=lambda c: (isinstance(c, SetItems), -len(c.steps)))
    for change in ordered:
        holder = result
        for step in change.steps[: -1 if isinstance(change, SetValue) else None]:
            holder = holder[step]
        match change:
            case SetValue():
                holder[change.steps[-1]] = change.value
            case SetKey():
                holder[change.key] = deepcopy(change.value)
            case DropKey():
                del holder[change.key]
            case SetItems():
                holder[:] = [holder[e.index] if isinstance(e, Kept) else deepcopy(e.value) for e in change.entries]
    return result


def _splices(text: str, root: Node, change: Change, donor: Donor) -> list[Splice]:
    if isinstance(change, SetValue):
        return [set_scalar(text, root, change.steps, change.value)]
    node, found = locate(root, change.steps)
    if isinstance(change, SetItems):
        if not found or not isinstance(node, Items):
            raise UnsafeSpliceError("a list is written in no way that can be changed")
        return _list_splices(text, root, node, change, donor)
    if not found or not isinstance(node, Fields):
        raise UnsafeSpliceError("a mapping is written in no way that can be changed")
    if isinstance(change, DropKey):
        aside = _key_set_aside(text, node, change.key, donor) if change.aside else None
        return aside or [remove_key(text, node, change.key, but=donor.comment)]
    if change.aside and node.get(change.key) is None:
        found_aside = key_aside(text, node, change.key, change.value)
        if found_aside is not None:
            return list(found_aside.splices)
    return [_key_splice(text, node, change, donor)]


def _key_set_aside(text: str, fields: Fields, key: str, donor: Donor) -> list[Splice] | None:
    """A key with its list as a comment, where a hand wrote about it."""
    name, value = fields.key(key), fields.get(key)
    if name is None or value is None or in_flow(text, fields) or len(fields.pairs) == 1:
        return None
    if not section_is_a_hands(text, name, value, but=donor.comment):
        return None
    return set_aside(text, name.start, own_end(text, value))


def _key_splice(text: str, node: Fields, change: SetKey, donor: Donor) -> Splice:
    flow = in_flow(text, node)
    lines = (
        [f"{format_scalar(change.key, flow=True)}: {flow_text(change.value)}"]
        if flow
        else donor.as_key(change.key, change.value, node.column - 1)
    )
    pair = next(((k, v) for k, v in node.pairs if k.value == change.key), None)
    if pair is None:
        return add_key(text, node, lines, change.behind)
    pad = "" if flow else " " * (node.column - 1)
    return rewritten(text, pair[0].start, pair_node(*pair), ("\n" + pad).join(lines), but=donor.comment)


def _list_splices(text: str, root: Node, items: Items, change: SetItems, donor: Donor) -> list[Splice]:
    splices: list[Splice] = []
    kept = [e.index for e in change.entries if not isinstance(e, New)]
    if kept != sorted(set(kept)):
        raise UnsafeSpliceError("the items that stay would change their order")
    flow = in_flow(text, items)
    before = -1  # the last item that stays, or whose place a new one takes
    run: list[Any] = []
    for entry in (*change.entries, Kept(len(items.items))):
        if isinstance(entry, New):
            run.append(entry.value)
            continue
        gone = range(before + 1, entry.index)
        if flow:
            splices.extend(_flow_run_splices(text, items, gone, before, run, donor))
        elif change.aside and len(items.items) > len(gone):
            splices.extend(_aside_run_splices(text, items, gone, before, run, donor))
        else:
            splices.extend(_run_splices(text, items, gone, before, run, donor))
        if isinstance(entry, Retold):
            splices.extend(_retold(text, root, items, (*change.steps, entry.index), entry.value, donor))
        before, run = entry.index, []
    return splices


def _retold(text: str, root: Node, items: Items, steps: Steps, value: Any, donor: Donor) -> list[Splice]:
    """Another value for an item: of one with the same keys only the values that are others change."""
    index = steps[-1]
    assert isinstance(index, int)
    node = items.items[index]
    single = _single_values(text, root, node, steps, value)
    if single is not None:
        return single
    if in_flow(text, items):
        return [rewritten(text, node.start, node, flow_text(value), but=donor.comment)]
    new = ("\n" + " " * (items.column - 1)).join(donor.as_item(value))
    return [rewritten(text, item_start(text, items, index), node, new, but=donor.comment)]


def _single_values(text: str, root: Node, node: Node, steps: Steps, value: Any) -> list[Splice] | None:
    """The splices of the single values that differ; None where the two have not the same shape."""
    if to_data(node) == value:
        return []
    if isinstance(node, Scalar) and (value is None or isinstance(value, str)):
        return [set_scalar(text, root, steps, value)]
    below: list[tuple[Node, str | int, Any]]
    if isinstance(node, Fields) and isinstance(value, Mapping) and {k.value for k, _ in node.pairs} == set(value):
        below = [(here, str(key.value), value[key.value]) for key, here in node.pairs]
    elif isinstance(node, Items) and isinstance(value, list) and len(node.items) == len(value):
        below = [(here, number, value[number]) for number, here in enumerate(node.items)]
    else:
        return None
    splices: list[Splice] = []
    for here, step, one in below:
        more = _single_values(text, root, here, (*steps, step), one)
        if more is None:
            return None
        splices.extend(more)
    return splices


def _aside_run_splices(
    text: str, items: Items, gone: range, before: int, values: Sequence[Any], donor: Donor
) -> list[Splice]:
    """As `_run_splices`; what a hand wrote about is set aside where it stands, and comes back from there."""
    splices: list[Splice] = []
    plain: list[int] = []
    for index in gone:
        aside = None
        if is_a_hands(text, items, index, but=donor.comment):
            aside = set_aside(text, item_start(text, items, index), own_end(text, items.items[index]))
        if aside is None:
            plain.append(index)
        else:
            splices.extend(aside)
    places = gaps(text, items, gone, before)
    reached = 0
    behind: int | None = None  # the end of what came back last
    waiting: list[Any] = []
    for value in values:
        found = next(
            (
                a
                for low, high in places
                if high > reached and (a := item_aside(text, max(low, reached), high, items.column, value))
            ),
            None,
        )
        if found is None:
            waiting.append(value)
            continue
        splices.extend(_coming(text, items, before, behind, waiting, donor))
        splices.extend(found.splices)
        reached, behind, waiting = found.end, found.end, []
    if behind is None and len(plain) == len(gone):
        return _run_splices(text, items, gone, before, values, donor)
    splices.extend(_coming(text, items, before, behind, waiting, donor))
    splices.extend(remove_item(text, items, index, but=donor.comment) for index in plain)
    return splices


def _coming(
    text: str, items: Items, before: int, behind: int | None, values: Sequence[Any], donor: Donor
) -> list[Splice]:
    """Put `values` behind the offset `behind`, or behind item `before` where there is none."""
    if not values:
        return []
    lines = [line for value in values for line in donor.as_item(value)]
    if behind is None:
        return [insert_item(text, items, before + 1, lines)]
    pad = " " * (items.column - 1)
    return [line_behind(text, behind, "\n".join(pad + line for line in lines))]


def _run_splices(
    text: str, items: Items, gone: range, before: int, values: Sequence[Any], donor: Donor
) -> list[Splice]:
    """Put `values` behind item `before` where the items `gone` stood: each takes one's place as far as they reach."""
    pad = " " * (items.column - 1)
    blocks = [donor.as_item(value) for value in values]
    splices = []
    places = list(gone)
    if not places and blocks:
        return [insert_item(text, items, before + 1, [line for block in blocks for line in block])]
    for number, index in enumerate(places):
        if number < len(blocks):
            shown = blocks[number:] if number == len(places) - 1 else blocks[number : number + 1]
            joined = ("\n" + pad).join(line for block in shown for line in block)
            start = item_start(text, items, index)
            splices.append(rewritten(text, start, items.items[index], joined, but=donor.comment))
        else:
            splices.append(remove_item(text, items, index, but=donor.comment))
    return splices


def _flow_run_splices(
    text: str, items: Items, gone: range, before: int, values: Sequence[Any], donor: Donor
) -> list[Splice]:
    """As `_run_splices`, in brackets: what stands between the items that stay keeps its layout."""
    shown = ", ".join(map(flow_text, values))
    if gone and (values or len(gone) == len(items.items)):
        places = items.items[gone.start : gone.stop]
        whole = Items(items.line, items.column, places[0].start, places[-1].end, items=places)
        return [rewritten(text, places[0].start, whole, shown, but=donor.comment)]
    if values:
        return [insert_item(text, items, before + 1, [shown])]
    return [remove_in_flow(text, items.items, gone, but=donor.comment)] if gone else []
