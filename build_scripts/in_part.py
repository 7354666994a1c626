"""Reading in part: what is right in a YAML file that has mistakes, as a document for the checks across files.

In: the nodes of a file and the model it should fit. Out: a document in which stand-ins hold the places of what is wrong
or missing, where those are, and which lists and mappings may lack something. Refused: a file of which too little can be
read. It is for finding more mistakes, and nobody's data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from build_scripts.blocks import Document
from build_scripts.faults import below_of, data_steps, fields_at, level_of
from build_scripts.problems import did_you_mean
from build_scripts.yaml_text import Fields, Items, Node, Scalar, locate, to_data, walk

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Part(Generic[D]):
    """What can be read of a file that has mistakes, for the checks across files and for nothing else.

    In the place of a value that is wrong or missing stands another one, so that the rest keeps its place. `unsure` are
    the places (line and column) of those. A list or mapping of `root` is not `sure` where an item or a key of it may be
    missing altogether: a check of one place need not wait for a mistake in another.
    """

    document: D
    root: Node
    unsure: frozenset[tuple[int, int]]


STAND_INS = ("?", "2000", "2", "0.5", "true")
"""Values tried one after the other: a text, a date, a level, a confidence, a flag."""
MAX_ROUNDS = 20


def document_in_part(model: type[D], root: Node | None) -> Part[D] | None:
    """A document of what is right in a file that has mistakes; None where too little is."""
    if not isinstance(root, Fields):
        return None
    copy = _copied(root)
    assert isinstance(copy, Fields)
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
                _replaced(copy, steps, fault, model)
        else:
            places = {(n.line, n.column) for n in walk(copy) if isinstance(n, Scalar) and not n.sure}
            return Part(document, copy, frozenset(places))
    return None


def is_certain(root: Node | None, steps: Sequence[str | int], *, texts: bool = True) -> bool:
    """Is the value at a data path all that the file has there, with nothing that stands in for anything?

    Without `texts` only that no item and no key is missing in it is asked for, not what the texts are. Of a value that
    is not there: has what would hold it all its keys and items?
    """
    node, found = locate(root, steps)
    if not found:
        holder, _ = locate(root, steps[:-1])
        return holder is not None and holder.sure
    return node is not None and all(n.sure for n in walk(node) if texts or n is node or not isinstance(n, Scalar))


def _copied(node: Node) -> Node:
    """The collections copied, the scalars as they are: pruning must not touch the tree itself."""
    if isinstance(node, Fields):
        pairs = [(key, _copied(value)) for key, value in node.pairs]
        return Fields(node.line, node.column, node.start, node.end, pairs, sure=node.sure)
    if isinstance(node, Items):
        items = [_copied(item) for item in node.items]
        return Items(node.line, node.column, node.start, node.end, items, sure=node.sure)
    return node


@dataclass(slots=True, eq=False)
class _StandIn(Scalar):
    """A text in the place of a value that is wrong or missing; `tried` counts those of `STAND_INS` that did not fit."""

    tried: int = 0


class _StandInList(Items):
    """An empty list where no text may stand."""


def _replaced(root: Fields, steps: list[str | int], fault: Any, model: type[BaseModel]) -> None:
    """Take a fault out of the tree: a misspelt key is mended, a wrong value gets another, else what holds it goes."""
    is_key = steps[-1] == "[key]"
    if is_key:
        steps = [*steps[:-2], str(fault["input"])]
    parent, _ = locate(root, steps[:-1])
    node, found = locate(root, steps)
    if found and fault["type"] == "missing":
        return
    if found and (is_key or fault["type"] == "extra_forbidden"):
        _meant_or_gone(root, steps, fault, model)
        return
    if isinstance(node, _StandInList):
        _take_away(root, steps if isinstance(parent, Items) or len(steps) == 1 else steps[:-1], missed=True)
        return
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
        _take_away(root, steps, missed=False)
        parent.pairs.append((Scalar(*place, str(last), sure=False), new))


def _meant_or_gone(root: Fields, steps: list[str | int], fault: Any, model: type[BaseModel]) -> None:
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
        return
    lacking: list[Node] = []  # what may be without a key that is there, but not at its place
    if below is not None and parent is not None:
        lacking = list(walk(parent))
    elif level_of(model, name, fault["loc"][:-1]) is not None:
        lacking = [node for n in range(len(steps)) if (node := locate(root, steps[:n])[0]) is not None]
    for node in lacking:
        node.sure = node.sure and isinstance(node, Scalar)
    _take_away(root, steps, missed=False)


def _take_away(root: Fields, steps: list[str | int], *, missed: bool) -> None:
    """Take a value out; where it may be `missed`, what held it is no longer sure."""
    parent, _ = locate(root, steps[:-1])
    if missed and parent is not None:
        parent.sure = False
    last = steps[-1]
    if isinstance(parent, Fields):
        parent.pairs = [pair for pair in parent.pairs if pair[0].value != last]
    elif isinstance(parent, Items) and isinstance(last, int):
        del parent.items[last : last + 1]
