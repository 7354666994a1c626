"""Faults: what a value's type or a key's name is wrong in, told at the line and column of its YAML node.

In: an error of pydantic, the model that it is of, and the nodes of the file. Out: a problem with what was expected.
Each error path is mapped to the node it speaks of; union members, which are no keys of the file, are left out of the
path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from build_scripts.blocks import BODY_KINDS, Document
from build_scripts.fields import meant_date
from build_scripts.problems import Problem, did_you_mean
from build_scripts.yaml_scalars import format_scalar
from build_scripts.yaml_text import Fields, Node, Scalar, locate


def keys_of(model: type[BaseModel]) -> str:
    """The keys that a file of this kind needs, in words."""
    required = [f.alias or name for name, f in model.model_fields.items() if f.is_required()]
    return "the keys " + ", ".join(required or list(model.model_fields))


def fields_at(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
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


def level_of(model: type[BaseModel], key: str, loc: tuple[str | int, ...]) -> str | None:
    """Where above a data path a key may stand, in words; None where nowhere."""
    for length in range(len(loc) - 1, -1, -1):
        if key in fields_at(model, loc[:length]) and key not in fields_at(model, loc):
            names = [step for step in loc[:length] if isinstance(step, str) and not step.startswith("@")]
            return f"of {names[-1]!r}" if names else "of the file itself"
    return None


def below_of(model: type[BaseModel], key: str, loc: tuple[str | int, ...]) -> str | None:
    """The key of a data path whose entries, at some depth, have a key that is none of the path itself."""
    here = _model_at(model, loc)
    if here is None or key in fields_at(model, loc):
        return None
    for name, field in getattr(here, "model_fields", {}).items():
        if any(key in known_keys(inner) for inner in _models_in(field.annotation)):
            return str(field.alias or name)
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

_SHORT = 80
"""Characters of a text that is offered as a list."""
_GLUED = re.compile(r"[\w-]+:\S")

_WANTED = {
    "less_than_equal": "a number from 0 to 1",
    "greater_than_equal": "a number from 0 to 1",
    "string_too_short": "at least one character",
    "too_short": "at least one entry",
}


def problem_of(detail: Any, model: type[Document], root: Fields, path: str) -> Problem:
    """A pydantic error at the place of its YAML node."""
    kind: str = detail["type"]
    steps = tuple(data_steps(detail["loc"], root))
    node, _ = locate(root, steps)
    node = node or root
    last = steps[-1] if steps else ""
    if kind == "extra_forbidden":
        parent, _ = locate(root, steps[:-1])
        key = parent.key(str(last)) if isinstance(parent, Fields) else None
        place = key or node
        known = fields_at(model, tuple(s for s in detail["loc"][:-1]))
        if detail["input"] is None and isinstance(parent, Fields) and place.line == parent.line:
            hint = "a comma ends a value inside {…}: put the whole value before it in double quotes"
            return Problem("Y004", path, place.line, place.column, f"unknown key {last!r}", hint)
        other = next((k for k in known if k in BODY_KINDS), None)
        if last in BODY_KINDS and other is not None:
            message = f"a block that is {last!r} and {other!r} at once"
            return Problem("Y004", path, place.line, place.column, message, "begin a block of its own with `- `")
        if (above := level_of(model, str(last), detail["loc"][:-1])) is not None:
            message = f"the key {last!r} stands too deep: it is a key {above}"
            return Problem("Y004", path, place.line, place.column, message, "indent it like the other keys there")
        if (below := below_of(model, str(last), detail["loc"][:-1])) is not None:
            message = f"the key {last!r} stands too far left: it is a key of the entries of {below!r}"
            return Problem("Y004", path, place.line, place.column, message, "indent it like the other keys there")
        if (begun := begun_with(str(last), known)) is not None:
            message = f"unknown key {last!r}"
            return Problem("Y004", path, place.line, place.column, message, f"put a `:` and a space behind `{begun}`")
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
            if isinstance(parent, Fields) and node.line == parent.line and str(value).isdigit():
                hint = "write a number with a point, such as 0.9: a comma ends it"
            return Problem("Y004", path, node.line, node.column, f"unknown key {value!r}", hint)
        return Problem(
            "Y007", path, node.line, node.column, f"{value!r} is not one of the values of {last!r}",
            _nearest_key(str(value), options, "values"),
        )  # fmt: skip
    if wanted_type := _EXPECTED.get(kind):
        found = {list: "a list", dict: "a mapping", str: "a text", type(None): "nothing"}.get(
            type(detail["input"]), "another value"
        )
        holder, _ = locate(root, steps[:-1])
        beside = last in fields_at(model, detail["loc"][:-1]) and _model_at(model, detail["loc"]) is None
        if kind.startswith("model") and isinstance(holder, Fields) and beside:
            place = holder.key(str(last)) or node
            message, hint = f"the key {last!r} stands too far left", "indent it deeper than the key that it belongs to"
            return Problem("Y004", path, place.line, place.column, message, hint)
        name = f"{last!r}" if isinstance(last, str) else "this item"
        hint = f"expected {wanted_type}"
        if wanted_type == "a text" and detail["input"] is None:
            hint += _write_or_remove(last, model, detail["loc"])
        elif wanted_type == "a text" and last == "at" and isinstance(detail["input"], list):
            hint = 'expected lines: 18, 18-21, or "3, 7-8" for several'
        elif wanted_type == "a text":
            hint += _TEXT_TRAPS.get(type(detail["input"]), "")
        elif kind == "list_type" and isinstance(detail["input"], dict):
            hint += "; begin each entry with `- `"
        elif isinstance(detail["input"], str):
            if kind == "list_type" and _model_at(model, detail["loc"]) is None:
                hint += _meant_list(detail["input"])
            hint += "; put a space behind the `:`" if _GLUED.match(detail["input"]) else ""
        return Problem("Y006", path, node.line, node.column, f"{name} is {found}", hint)
    what = f"{last!r}" if isinstance(last, str) else "this item"
    value = detail["input"]
    if kind in ("no_date", "no_day") and isinstance(value, str) and (meant := meant_date(value, kind == "no_day")):
        message, hint = f"{what} can't be {value!r}", f"expected {detail['msg']}; did you mean {meant}?"
        return Problem("Y007", path, node.line, node.column, message, hint)
    said = "an empty list" if value == [] else repr(value) if isinstance(value, str) else str(last)
    hint = _WANTED.get(kind, str(detail["msg"])) if last != "level" else "a number from 2 to 6"
    return Problem("Y007", path, node.line, node.column, f"{what} can't be {said}", f"expected {hint}")


def _meant_list(text: str) -> str:
    """How a text that was meant as a list is written as one."""
    if re.match(r"-\S", text):
        return "; put a space behind each `-`"
    if re.match(r"[•·‣◦▪*–—]|\d+[.)]\s", text):
        return "; begin each item with `- `, a hyphen and a space"
    items = [item.strip() for item in text.strip("()").split(",")]
    short = len(text) <= _SHORT and all(item and len(item.split()) <= 3 and item[-1] != "." for item in items)
    if short and (len(items) > 1 or " " not in items[0]):
        return f"; did you mean [{', '.join(format_scalar(item, flow=True) for item in items)}]?"
    return ""


def begun_with(name: str, known: Iterable[str]) -> str | None:
    """The known key that an unknown one begins with, its value behind it: `label "First round`."""
    word = re.match(r"[\w-]+(?=[ :][^ ])", name)
    return word.group() if word and word.group() in known else None


def _write_or_remove(last: str | int, model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    """What to do where a text that is needed is nothing: `null` in quotes would be printed as the word."""
    if isinstance(last, int):
        return ": write it, or remove the item"
    needed = last in _required_at(model, loc[:-1])
    return f": write it behind `{last}:`" + ("" if needed else ", or remove the key")


def data_steps(loc: tuple[str | int, ...], root: Fields) -> list[str | int]:
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
