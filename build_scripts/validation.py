"""Validation: a YAML file as its document, or every mistake at the line and column where it stands.

In: the text of a file and the model it must fit. Out: the document, the nodes, the problems: one for each mistake, not
those that only follow from another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from build_scripts.blocks import BODY_KINDS, Document
from build_scripts.faults import begun_with, data_steps, fields_at, keys_of, problem_of
from build_scripts.problems import Problem, did_you_mean, has_errors
from build_scripts.spans import LineIndex
from build_scripts.yaml_text import SUSPICIOUS, Fields, Node, Scalar, locate, read_nodes, read_plain, to_data

D = TypeVar("D", bound=Document)


TRAPS = ("Y014", "Y015", "Y017")
"""Codes of values that are read as they stand, and may not be meant so."""
WRONG_TYPES = ("string_type", "list_type", "dict_type", "model_type", "model_attributes_type")


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

    There is no document where one of the problems is an error; `in_part` gives what can be read of it.
    """
    root, problems = read_nodes(text, path, in_part=True)
    if root is None or (isinstance(root, Scalar) and root.start == root.end):  # a `---` alone is an empty value
        if not has_errors(problems):
            problems.append(Problem("Y011", path, 1, 1, "the file is empty", f"expected {keys_of(model)}"))
        return None, None, problems
    if not isinstance(root, Fields):
        if root.sure and not has_errors(problems):
            expected = f"expected {keys_of(model)}"
            problems.append(Problem("Y011", path, root.line, root.column, "not a mapping of keys", expected))
        return None, root, problems
    try:
        document = model.model_validate(to_data(root))
    except ValidationError as error:
        document = None
        faults = error.errors(include_url=False)
        unknown = {f["loc"][:-1] for f in faults if f["loc"][-1:] == ("[key]",)}
        faults = [f for f in faults if f["loc"] not in unknown]  # the value of a key that is none: told once
        own = [f for f in faults if _is_own(f, root, text, model) and not _stands_elsewhere(f, faults, model)]
        found = [problem_of(f, model, root, path) for f in own]
        places = {(p.line, p.column) for p in found}
        cut_off = {(p.line, p.column): p.hint for p in problems if p.code == "Y015"}
        found = [replace(p, hint=cut_off.get((p.line, p.column), p.hint)) for p in found]
        problems = [p for p in problems if p.code not in TRAPS or (p.line, p.column) not in places]
        wrong = [locate(root, data_steps(f["loc"], root))[0] for f in own if f["type"] in WRONG_TYPES]
        problems = _outside(problems, [node for node in wrong if node is not None], text)
        problems.extend(found)
    return (None if has_errors(problems) else document), root, problems


def _is_own(fault: Any, root: Fields, text: str, model: type[BaseModel]) -> bool:
    """Is a fault the file's own, and not one that only reading on behind a mistake of notation made?"""
    steps = tuple(data_steps(fault["loc"], root))
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
    if fault["type"] == "union_tag_not_found" and isinstance(node, Fields) and not node.sure:
        keys = [key for key, _ in node.pairs if key.sure and key.value]
        known = any(key.value in BODY_KINDS for key, _ in node.pairs)
        return not known and any(did_you_mean(str(key.value), BODY_KINDS) for key in keys)
    return not found or node is None or node.sure


def _outside(problems: list[Problem], wrong: Sequence[Node], text: str) -> list[Problem]:
    """Problems without the traps in values that are of another type than they should be, which is told already."""
    if not wrong or not any(p.code in TRAPS for p in problems):
        return problems
    lines = LineIndex(text)
    return [
        p
        for p in problems
        if p.code not in TRAPS or not any(n.start <= lines.offset(p.line, p.column) < n.end for n in wrong)
    ]


def _stands_elsewhere(fault: Any, faults: Sequence[Any], model: type[BaseModel]) -> bool:
    """Is a missing key, or what a key lacks, told as one that stands too deep or too far left?"""
    *holder, key = fault["loc"]
    if fault["type"].startswith("model") and fault["input"] is None:  # what belongs into it stands beside it
        known = fields_at(model, tuple(holder))
        beside = [o["loc"][-1] for o in faults if o["type"] == fault["type"] and o["loc"][:-1] == tuple(holder)]
        return any(other in known and other != key for other in beside)
    return fault["type"] == "missing" and any(
        other["type"] == "extra_forbidden"
        and other["loc"][-1] == key
        and (other["loc"][:-1] == tuple(holder[: len(other["loc"]) - 1]) or holder == list(other["loc"][: len(holder)]))
        for other in faults
    )


def _misspelt(key: str, node: Fields, model: type[BaseModel], loc: tuple[str | int, ...]) -> bool:
    """Is a missing key there under a name that no such mapping has, and that is told with a did-you-mean for it?"""
    known = fields_at(model, loc)
    return any(
        name.value
        and name.value not in known
        and (begun_with(name.value, known) == key or did_you_mean(name.value, known) == f"did you mean `{key}`?")
        for name, _ in node.pairs
    )


def _named_in_damage(key: str, text: str) -> bool:
    """May a key that is missing stand in what a mistake of notation hides? A word of the mapping's text is like it."""
    words = re.findall(r"[\w-]+(?= *:)|(?m:^ *(?:- )?)[\w-]+", text)
    return any(word.strip(" -") == key or did_you_mean(word.strip(" -"), [key], 0.8) for word in words)
