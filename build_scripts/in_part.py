"""Reading in part: what is right in a YAML file that has mistakes, as a document for the checks across files.

In: the nodes of a file and the model it should fit. Out: a document in which stand-ins hold the places of what is wrong
or missing, and where those are. Refused: a file of which too little can be read. It is for finding more mistakes, and
nobody's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from build_scripts.blocks import Document
from build_scripts.faults import below_of, data_steps, fields_at, level_of
from build_scripts.problems import did_you_mean
from build_scripts.yaml_text import Fields, Items, Node, Scalar, locate, to_data

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Part(Generic[D]):
    """What can be read of a file that has mistakes, for the checks across files and for nothing else.

    In the place of a value that is wrong or missing stands another one, so that the rest keeps its place. `unsure` are
    the places (line and column) of those, `whole` is false where a key or an item may be missing altogether.
    """

    document: D
    root: Node
    unsure: frozenset[tuple[int, int]]
    whole: bool


STAND_INS = ("?", "2000", "2", "0.5", "true")
"""Values tried one after the other: a text, a date, a level, a confidence, a flag."""
MAX_ROUNDS = 20


def document_in_part(model: type[D], root: Node | None) -> Part[D] | None:
    """A document of what is right in a file that has mistakes; None where too little is."""
    if not isinstance(root, Fields):
        return None
    copy = _copied(root)
    assert isinstance(copy, Fields)
    removed = False
    for _ in range(MAX_ROUNDS):
        try:
            document = model.model_validate(to_data(copy))
        except ValidationError as error:
            faults = error.errors(include_url=False)
            # A misspelt key first: what is missing may be there under that name.
            for fault in sorted(faults, key=lambda f: f["type"] == "missing"):
                steps = data_steps(fault["loc"], copy)
                if not steps:
                    return None
                removed = _replaced(copy, steps, fault, model) or removed
        else:
            places = {(n.line, n.column) for n in _all_nodes(copy) if isinstance(n, Scalar) and not n.sure}
            whole = not removed and all(n.sure for n in _all_nodes(root) if not isinstance(n, Scalar))
            return Part(document, copy, frozenset(places), whole)
    return None


def _copied(node: Node) -> Node:
    """The collections copied, the scalars as they are: pruning must not touch the tree itself."""
    if isinstance(node, Fields):
        pairs = [(key, _copied(value)) for key, value in node.pairs]
        return Fields(node.line, node.column, node.start, node.end, pairs, sure=node.sure)
    if isinstance(node, Items):
        items = [_copied(item) for item in node.items]
        return Items(node.line, node.column, node.start, node.end, items, sure=node.sure)
    return node


def _all_nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Fields):
        for key, value in node.pairs:
            yield key
            yield from _all_nodes(value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from _all_nodes(item)


@dataclass(slots=True, eq=False)
class _StandIn(Scalar):
    """A text in the place of a value that is wrong or missing; `tried` counts those of `STAND_INS` that did not fit."""

    tried: int = 0


class _StandInList(Items):
    """An empty list where no text may stand."""


def _replaced(root: Fields, steps: list[str | int], fault: Any, model: type[BaseModel]) -> bool:
    """Take a fault out of the tree: a misspelt key is mended, a wrong value gets a stand-in, else what holds it goes.

    True where something was taken away that a check across files might miss.
    """
    is_key = steps[-1] == "[key]"
    if is_key:
        steps = [*steps[:-2], str(fault["input"])]
    parent, _ = locate(root, steps[:-1])
    node, found = locate(root, steps)
    if found and fault["type"] == "missing":
        return False
    if found and (is_key or fault["type"] == "extra_forbidden"):
        return _meant_or_gone(root, steps, fault, model)
    if isinstance(node, _StandInList):
        _take_away(root, steps if isinstance(parent, Items) or len(steps) == 1 else steps[:-1])
        return True
    where = node or root
    place = (where.line, where.column, where.start, where.end)
    tried = node.tried + 1 if found and isinstance(node, _StandIn) else 0
    new: Node = _StandInList(*place, [], sure=False)
    if fault["type"] == "literal_error" and not tried:
        options = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
        near = get_close_matches(str(fault["input"]), options, 1, 0.5) or options[:1]
        new = _StandIn(*place, near[0], sure=False)
    elif tried < len(STAND_INS):
        new = _StandIn(*place, STAND_INS[tried], sure=False, tried=tried)
    last = steps[-1]
    if isinstance(parent, Items) and isinstance(last, int) and last < len(parent.items):
        parent.items[last] = new
    elif isinstance(parent, Fields):
        _take_away(root, steps)
        parent.pairs.append((Scalar(*place, str(last), sure=False), new))
    return isinstance(new, _StandInList)


def _meant_or_gone(root: Fields, steps: list[str | int], fault: Any, model: type[BaseModel]) -> bool:
    """An unknown key as the one that it seems to mean, where that is not there; else without it."""
    parent, _ = locate(root, steps[:-1])
    name = str(steps[-1])
    known = fields_at(model, fault["loc"][:-1])
    new = did_you_mean(name, known).removeprefix("did you mean `").removesuffix("`?")
    below = below_of(model, name, fault["loc"][:-1])
    wanted = fault["type"] == "extra_forbidden" and new and below is None
    if wanted and isinstance(parent, Fields) and parent.key(new) is None:
        parent.pairs = [
            (Scalar(k.line, k.column, k.start, k.end, new, sure=False) if k.value == name else k, v)
            for k, v in parent.pairs
        ]
        return False
    _take_away(root, steps)
    return below is not None or level_of(model, name, fault["loc"][:-1]) is not None


def _take_away(root: Fields, steps: list[str | int]) -> None:
    parent, _ = locate(root, steps[:-1])
    last = steps[-1]
    if isinstance(parent, Fields):
        parent.pairs = [pair for pair in parent.pairs if pair[0].value != last]
    elif isinstance(parent, Items) and isinstance(last, int):
        del parent.items[last : last + 1]
