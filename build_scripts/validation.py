"""Validation: a YAML file as its document, or every mistake at the line and column where it stands.

In: the text of a file and the model it must fit. Out: the document, the nodes, the problems. Each error path of
pydantic is mapped to the YAML node it speaks of; union members, which are no keys of the file, are left out of the
path.
"""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from build_scripts.documents import BODY_KINDS, Document
from build_scripts.problems import Problem, did_you_mean
from build_scripts.yaml_text import Fields, Node, locate, read_nodes, to_data

D = TypeVar("D", bound=Document)


def read_document(model: type[D], text: str, path: str) -> tuple[D | None, Node | None, list[Problem]]:
    """One YAML file as its document, its nodes (for the places of later problems), and all problems found."""
    root, problems = read_nodes(text, path)
    if root is None:
        if not problems:
            problems.append(Problem("Y011", path, 1, 1, "the file is empty", f"expected {_keys_of(model)}"))
        return None, None, problems
    if not isinstance(root, Fields):
        problems.append(
            Problem("Y011", path, root.line, root.column, "not a mapping of keys", f"expected {_keys_of(model)}")
        )
        return None, root, problems
    try:
        document = model.model_validate(to_data(root))
    except ValidationError as error:
        problems.extend(_problem_of(detail, model, root, path) for detail in error.errors(include_url=False))
        return None, root, problems
    return (None if problems else document), root, problems


def _keys_of(model: type[BaseModel]) -> str:
    required = [f.alias or name for name, f in model.model_fields.items() if f.is_required()]
    return "the keys " + ", ".join(required or list(model.model_fields))


def _fields_at(model: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand at a data path, for the did-you-mean."""
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
    return [f.alias or name for name, f in getattr(current, "model_fields", {}).items()]


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
        return Problem(
            "Y004",
            path,
            place.line,
            place.column,
            f"unknown key {last!r}",
            _nearest_key(str(last), known, "keys here"),
        )
    if kind == "missing":
        return Problem("Y005", path, node.line, node.column, f"the key {last!r} is missing", f"add `{last}:`")
    if kind == "union_tag_not_found":
        wanted = f"one of {', '.join(BODY_KINDS)} as its key"
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
        return Problem("Y006", path, node.line, node.column, f"{name} is {found}", f"expected {wanted_type}")
    what = f"{last!r}" if isinstance(last, str) else "this item"
    value = detail["input"]
    said = "an empty list" if value == [] else repr(value) if isinstance(value, str) else str(last)
    hint = _WANTED.get(kind, str(detail["msg"]))
    return Problem("Y007", path, node.line, node.column, f"{what} can't be {said}", f"expected {hint}")


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
