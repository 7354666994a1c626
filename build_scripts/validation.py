"""Validation: a YAML file as its document, or every mistake at the line and column where it stands.

In: the text of a file and the model it must fit. Out: the document, the nodes, the problems. Each error path of
pydantic is mapped to the YAML node it speaks of; union members, which are no keys of the file, are left out of the
path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from build_scripts.blocks import BODY_KINDS, Document
from build_scripts.problems import Problem, did_you_mean, has_errors
from build_scripts.yaml_text import SUSPICIOUS, Fields, Items, Node, Scalar, locate, read_nodes, read_plain, to_data

D = TypeVar("D", bound=Document)


def document_of(model: type[D], text: str) -> D | None:
    """The document of a file without any problem, in the shortest way; None where there is something to tell."""
    data = read_plain(text)
    if data is SUSPICIOUS or not isinstance(data, dict):
        return None
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def read_document(model: type[D], text: str, path: str) -> tuple[D | None, Node | None, list[Problem]]:
    """One YAML file as its document, its nodes (for the places of later problems), and all problems found.

    There is no document where one of the problems is an error; `document_in_part` gives what can be read of it.
    """
    root, problems = read_nodes(text, path, in_part=True)
    if root is None:
        if not has_errors(problems):
            problems.append(Problem("Y011", path, 1, 1, "the file is empty", f"expected {_keys_of(model)}"))
        return None, None, problems
    if not isinstance(root, Fields):
        if root.sure and not has_errors(problems):
            expected = f"expected {_keys_of(model)}"
            problems.append(Problem("Y011", path, root.line, root.column, "not a mapping of keys", expected))
        return None, root, problems
    try:
        document = model.model_validate(to_data(root))
    except ValidationError as error:
        document = None
        faults = error.errors(include_url=False)
        unknown = {f["loc"][:-1] for f in faults if f["loc"][-1:] == ("[key]",)}
        faults = [f for f in faults if f["loc"] not in unknown]  # the value of a key that is none: told once
        found = [_problem_of(f, model, root, path) for f in faults if _is_own(f, root, text, model)]
        places = {(p.line, p.column) for p in found}
        cut_off = {(p.line, p.column): p.hint for p in problems if p.code == "Y015"}
        found = [replace(p, hint=cut_off.get((p.line, p.column), p.hint)) for p in found]
        problems = [p for p in problems if p.code not in ("Y014", "Y015") or (p.line, p.column) not in places]
        problems.extend(found)
    return (None if has_errors(problems) else document), root, problems


def _is_own(fault: Any, root: Fields, text: str, model: type[BaseModel]) -> bool:
    """Is a fault the file's own, and not one that only reading on behind a mistake of notation made?"""
    steps = tuple(_data_steps(fault["loc"], root))
    node, found = locate(root, steps)
    parent, _ = locate(root, steps[:-1])
    if fault["type"] == "missing":
        if isinstance(node, Fields) and _misspelt(str(steps[-1]), node, model, fault["loc"][:-1]):
            return False
        around = text if node is root or node is None else text[node.start : node.end]
        return node is None or node.sure or not _named_in_damage(str(steps[-1]), around)
    if fault["type"] == "extra_forbidden" or (steps and steps[-1] == "[key]"):
        holder = parent if steps[-1:] != ("[key]",) else locate(root, steps[:-2])[0]
        name = str(fault["input"] if steps[-1] == "[key]" else steps[-1])
        key = holder.key(name) if isinstance(holder, Fields) else None
        return (key is None or key.sure) and name != "<<"  # a merge key's alias is told
    return not found or node is None or node.sure


def _misspelt(key: str, node: Fields, model: type[BaseModel], loc: tuple[str | int, ...]) -> bool:
    """Is a missing key there under a name that no such mapping has, and that is told with a did-you-mean for it?"""
    known = _fields_at(model, loc)
    return any(
        name.value and name.value not in known and did_you_mean(name.value, known) == f"did you mean `{key}`?"
        for name, _ in node.pairs
    )


def _named_in_damage(key: str, text: str) -> bool:
    """May a key that is missing stand in what a mistake of notation hides? A word of the mapping's text is like it."""
    words = re.findall(r"[\w-]+(?= *:)|(?m:^ *(?:- )?)[\w-]+", text)
    return any(word.strip(" -") == key or did_you_mean(word.strip(" -"), [key], 0.8) for word in words)


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
                steps = _data_steps(fault["loc"], copy)
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
    return False


def _meant_or_gone(root: Fields, steps: list[str | int], fault: Any, model: type[BaseModel]) -> bool:
    """An unknown key as the one that it seems to mean, where that is not there; else without it."""
    parent, _ = locate(root, steps[:-1])
    name = str(steps[-1])
    known = _fields_at(model, fault["loc"][:-1])
    close = get_close_matches(name, known, 1)
    if fault["type"] == "extra_forbidden" and close and isinstance(parent, Fields) and parent.key(close[0]) is None:
        new = close[0]
        parent.pairs = [
            (Scalar(k.line, k.column, k.start, k.end, new, sure=False) if k.value == name else k, v)
            for k, v in parent.pairs
        ]
        return False
    _take_away(root, steps)
    return _level_of(model, name, fault["loc"][:-1]) is not None


def _take_away(root: Fields, steps: list[str | int]) -> None:
    parent, _ = locate(root, steps[:-1])
    last = steps[-1]
    if isinstance(parent, Fields):
        parent.pairs = [pair for pair in parent.pairs if pair[0].value != last]
    elif isinstance(parent, Items) and isinstance(last, int):
        del parent.items[last : last + 1]


def _keys_of(model: type[BaseModel]) -> str:
    required = [f.alias or name for name, f in model.model_fields.items() if f.is_required()]
    return "the keys " + ", ".join(required or list(model.model_fields))


def _fields_at(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at a data path, for the did-you-mean."""
    return [f.alias or name for name, f in getattr(_model_at(model, steps), "model_fields", {}).items()]


def _required_at(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    fields = getattr(_model_at(model, steps), "model_fields", {})
    return [f.alias or name for name, f in fields.items() if f.is_required()]


def _model_at(model: type[BaseModel], steps: tuple[str | int, ...]) -> Any:
    current: Any = model
    for step in steps:
        if isinstance(step, int):
            continue
        if current is None:
            break
        fields = {f.alias or name: f for name, f in getattr(current, "model_fields", {}).items()}
        if step in fields:
            current = _model_in(fields[step].annotation)
        elif step[1:] in BODY_KINDS:
            current = BODY_KINDS[step[1:]]
    return current


def _level_of(model: type[BaseModel], key: str, loc: tuple[str | int, ...]) -> str | None:
    """Where above a data path a key may stand, in words; None where nowhere."""
    for length in range(len(loc) - 1, -1, -1):
        if key in _fields_at(model, loc[:length]) and key not in _fields_at(model, loc):
            names = [step for step in loc[:length] if isinstance(step, str) and not step.startswith("@")]
            return f"of {names[-1]!r}" if names else "of the file itself"
    return None


def known_keys(model: type[BaseModel]) -> list[str]:
    """Every key that a file of this kind may have, at any depth."""
    pending, seen = [model], {model}
    keys: set[str] = set()
    while pending:
        for name, field in pending.pop().model_fields.items():
            keys.add(field.alias or name)
            new = [m for m in _models_in(field.annotation) if m not in seen]
            seen.update(new)
            pending.extend(new)
    return sorted(keys)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)


_EXPECTED = {
    "string_type": "a text",
    "list_type": "a list (`- item` lines, or [a, b])",
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
}


_TEXT_TRAPS: Mapping[type, str] = {
    dict: "; put the whole text in double quotes, for `: ` makes it a mapping",
    list: "; put the whole text in double quotes, for `[` and `- ` begin a list",
}
"""What a hand may have meant as text, by what YAML made of it."""

_GLUED = re.compile(r"[\w-]+:\S")

_WANTED = {
    "less_than_equal": "a number from 0 to 1 (a heading's level: 2 to 6)",
    "greater_than_equal": "a number from 0 to 1 (a heading's level: 2 to 6)",
    "string_too_short": "at least one character",
    "too_short": "at least one entry",
}


def _problem_of(detail: Any, model: type[Document], root: Fields, path: str) -> Problem:
    """A pydantic error at the place of its YAML node."""
    kind: str = detail["type"]
    steps = tuple(_data_steps(detail["loc"], root))
    node, _ = locate(root, steps)
    node = node or root
    last = steps[-1] if steps else ""
    if kind == "extra_forbidden":
        parent, _ = locate(root, steps[:-1])
        key = parent.key(str(last)) if isinstance(parent, Fields) else None
        place = key or node
        known = _fields_at(model, tuple(s for s in detail["loc"][:-1]))
        if detail["input"] is None and isinstance(parent, Fields) and place.line == parent.line:
            hint = "a comma ends a value inside {…}: put the whole value before it in double quotes"
            return Problem("Y004", path, place.line, place.column, f"unknown key {last!r}", hint)
        if (above := _level_of(model, str(last), detail["loc"][:-1])) is not None:
            message = f"the key {last!r} stands too deep: it is a key {above}"
            return Problem("Y004", path, place.line, place.column, message, "indent it like the other keys there")
        hint = _nearest_key(str(last), known, "keys here")
        there = [k for k in known if hint == f"did you mean `{k}`?" and isinstance(parent, Fields) and parent.key(k)]
        if there:
            hint = f"`{there[0]}` is there already: keep one of the two"
        return Problem("Y004", path, place.line, place.column, f"unknown key {last!r}", hint)
    if kind == "no_address":
        hint = f"expected {detail['msg']}; remove the key where there is none"
        return Problem("Y007", path, node.line, node.column, f"{last!r} can't be {detail['input']!r}", hint)
    if kind == "missing":
        return Problem("Y005", path, node.line, node.column, f"the key {last!r} is missing", f"add `{last}:`")
    if kind == "union_tag_not_found":
        wanted = f"one of {', '.join(BODY_KINDS)} as its key"
        if isinstance(node, Scalar) and _GLUED.match(node.value or ""):
            wanted += "; put a space behind the `:`"
        for key_node, _ in node.pairs if isinstance(node, Fields) else ():
            if close := did_you_mean(str(key_node.value), BODY_KINDS):
                node, wanted = key_node, close
                break
        return Problem("Y004", path, node.line, node.column, "a block of no known kind", wanted)
    if kind == "literal_error":
        expected = str(detail["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        options = [e.strip() for e in expected.split(",")]
        value = detail["input"]
        if last == "[key]":
            parent, _ = locate(root, steps[:-2])
            node = (parent.key(str(value)) if isinstance(parent, Fields) else None) or node
            hint = _nearest_key(str(value), options, "keys here")
            return Problem("Y004", path, node.line, node.column, f"unknown key {value!r}", hint)
        return Problem(
            "Y007", path, node.line, node.column, f"{value!r} is not one of the values of {last!r}",
            _nearest_key(str(value), options, "values"),
        )  # fmt: skip
    if wanted_type := _EXPECTED.get(kind):
        found = {list: "a list", dict: "a mapping", str: "a text", type(None): "nothing"}.get(
            type(detail["input"]), "another value"
        )
        name = f"{last!r}" if isinstance(last, str) else "this item"
        hint = f"expected {wanted_type}"
        if wanted_type == "a text" and detail["input"] is None:
            hint += _write_or_remove(last, model, detail["loc"])
        elif wanted_type == "a text":
            hint += _TEXT_TRAPS.get(type(detail["input"]), "")
        elif isinstance(detail["input"], str) and _GLUED.match(detail["input"]):
            hint += "; put a space behind the `:`"
        return Problem("Y006", path, node.line, node.column, f"{name} is {found}", hint)
    what = f"{last!r}" if isinstance(last, str) else "this item"
    value = detail["input"]
    said = "an empty list" if value == [] else repr(value) if isinstance(value, str) else str(last)
    hint = _WANTED.get(kind, str(detail["msg"]))
    return Problem("Y007", path, node.line, node.column, f"{what} can't be {said}", f"expected {hint}")


def _write_or_remove(last: str | int, model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    """What to do where a text that is needed is nothing: `null` in quotes would be printed as the word."""
    if isinstance(last, int):
        return ": write it, or remove the item"
    needed = last in _required_at(model, loc[:-1])
    return f": write it behind `{last}:`" + ("" if needed else ", or remove the key")


def _data_steps(loc: tuple[str | int, ...], root: Fields) -> list[str | int]:
    """Pydantic's error path less the names of union members, which are no keys of the file."""
    steps: list[str | int] = []
    node: Node | None = root
    for i, step in enumerate(loc):
        below, found = locate(node, [step])
        if found:
            steps.append(step)
            node = below
        elif i == len(loc) - 1 and isinstance(step, str) and not step.startswith("@"):
            steps.append(step)
    return steps


def _nearest_key(value: str, known: list[str], what: str) -> str:
    return did_you_mean(value, known) or f"{what}: {', '.join(known)}"
