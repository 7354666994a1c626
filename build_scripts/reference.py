"""The reference of docs/maintaining.md: every field of every YAML file, every command, every code.

In: the JSON Schemas, the codes with their explanations, and the commands as plain facts. Out: Markdown, put between two
marks of a text that is otherwise written by hand. Refused: a text without these marks.

It is made of what the program itself goes by, so that no field, option or code can be missing or out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.clutter_codes import CODES, FOUND
from build_scripts.documents import DOCUMENTS
from build_scripts.explanations import EXPLANATIONS, STAGES
from build_scripts.repairs import PASSES
from build_scripts.schemas import schema_of
from build_scripts.yaml_scalars import format_scalar

BEGIN = "<!-- The reference begins. `briefbook schemas` writes it: what is changed by hand below is lost. -->"
END = "<!-- The reference ends. -->"


@dataclass(frozen=True, slots=True)
class Option:
    """An option or an argument of a command: how it is written, and what it does (nothing of an argument)."""

    written: str
    told: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its full name, how it is called, its help in paragraphs, the lines of its example, its options."""

    name: str
    usage: str
    paragraphs: Sequence[str]
    example: Sequence[str]
    options: Sequence[Option]


class NoMarksError(ValueError):
    """The text has no place for the reference: one of its two marks is missing, or they stand in the wrong order."""


def with_reference(text: str, commands: Iterable[Command]) -> str:
    """`text` with the reference of today between its marks.

    Raises:
        NoMarksError: the marks are missing, doubled or in the wrong order.
    """
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(END) < text.index(BEGIN):
        raise NoMarksError(f"expected one line {BEGIN} and, after it, one line {END}")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{reference(commands)}\n{END}{rest.partition(END)[2]}"


def reference(commands: Iterable[Command]) -> str:
    """The whole reference as Markdown that ends with a line end."""
    return "\n".join([*_files(), *_commands(commands), *_codes()]) + "\n"


# --- files


def _files() -> Iterator[str]:
    yield from (
        "## Files and their fields",
        "",
        "A key that is not optional must be there. Texts need no quotes unless they begin with a sign or hold `: ` or",
        "` #`; `null`, or nothing, is no value.",
        "",
    )
    kinds: dict[type, list[str]] = {}
    for name, model in DOCUMENTS.items():
        kinds.setdefault(model, []).append(name)
    for names in kinds.values():
        yield from _file(names, schema_of(names[0]))


def _file(names: Sequence[str], schema: Mapping[str, Any]) -> Iterator[str]:
    """One kind of file: its keys, then each kind of mapping that stands in it."""
    yield from (f"### {' and '.join(names).capitalize()}", "", _cell(schema["description"]), "")
    definitions: Mapping[str, Any] = schema.get("$defs", {})
    titles = {name: model["title"].lower() for name, model in definitions.items()}
    yield from _table(_rows(schema, titles))
    blocks = list(_kinds(schema["properties"].get("body", {}).get("items", {})))
    rows = {name: _rows(model, titles) for name, model in definitions.items()}
    counted = Counter(row for name in blocks for row in rows[name])
    shared = [row for row, times in counted.items() if times > len(blocks) / 2]
    whose = names[0].capitalize()
    if shared:
        yield from (f"#### {whose}: every block", "", "Beside the keys that are told of its kind below:", "")
        yield from _table(shared)
    for name in [*blocks, *(name for name in definitions if name not in blocks)]:
        what = f"block, {titles[name]}" if name in blocks else titles[name]
        yield from (f"#### {whose}: {what}", "", _cell(definitions[name]["description"]), "")
        yield from _table([row for row in rows[name] if row not in shared])


def _kinds(chain: Mapping[str, Any]) -> Iterator[str]:
    """The models that a chain of `if` chooses from."""
    while "then" in chain:
        yield chain["then"]["$ref"].rpartition("/")[2]
        chain = chain["else"]


def _table(rows: Iterable[str]) -> Iterator[str]:
    yield from ("| key | value | meaning | example |", "| --- | --- | --- | --- |", *rows, "")


def _rows(schema: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    required = schema.get("required", ())
    return [
        _row(f"`{key}`", _value(field, key in required, titles), _meaning(field), _example(field))
        for key, field in schema["properties"].items()
    ]


def _value(field: Mapping[str, Any], required: bool, titles: Mapping[str, str]) -> str:
    """What kind of value a field has, and what holds without it."""
    kind = _kind(field, titles)
    if required:
        return f"{kind}, **required**"
    default = field.get("default")
    return f"{kind}; `{_flow(default)}` by default" if default not in (None, [], {}) else f"{kind}, optional"


_TEXT = {"string", "number", "boolean"}


def _kind(field: Mapping[str, Any], titles: Mapping[str, str], *, many: bool = False) -> str:
    """A value's kind in words; `many` of them as the items of a list."""
    types = {field.get("type")} if isinstance(field.get("type"), str) else {*field.get("type", ())} - {"null"}
    if "$ref" in field:
        title = titles[field["$ref"].rpartition("/")[2]]
        one, several = f"a mapping ({title})", f"mappings ({title})"
    elif "if" in field:
        one, several = "a block", "blocks"
    elif "title" in field:
        one, several = f"a mapping ({field['title'].lower()})", f"mappings ({field['title'].lower()})"
    elif "$comment" in field:
        one, several = field["$comment"], field["$comment"]
    elif "enum" in field:
        one, several = "one of these words", "these words"
    elif types == {"boolean"}:
        one, several = "`true` or `false`", "`true` or `false`"
    elif types == {*_TEXT, "array"}:
        one, several = "a list of texts, or one text", "lists of texts, or texts"
    elif types == {"array"}:
        inner = _kind(field["items"], titles, many=True)
        one, several = f"a list of {inner}", f"lists of {inner}"
    elif types == {"object"} and "properties" in field:
        one, several = "a mapping with these keys", "mappings with these keys"
    elif types == {"object"}:
        inner = _kind(field["additionalProperties"], titles, many=True)
        key = field.get("propertyNames", {}).get("title", "text")
        one, several = f"a mapping from {key} to {inner}", f"mappings from {key} to {inner}"
    elif types in ({"number"}, {"integer"}):
        noun = "number" if types == {"number"} else "whole number"
        bounds = f" from {field['minimum']} to {field['maximum']}" if {"minimum", "maximum"} <= set(field) else ""
        one, several = f"a {noun}{bounds}", f"{noun}s{bounds}"
    elif types <= {*_TEXT, "integer"}:
        one, several = "text", "texts"
    else:
        raise ValueError(f"no words for the kind of {field}")
    return several if many else one


def _meaning(field: Mapping[str, Any]) -> str:
    """What a field means, and each word or key of a fixed list in it."""
    told = [_cell(field["description"])]
    holder = field.get("items", {}) if field.get("type") == "array" else field
    told += [
        f"`{w}`: {_cell(m)}" for w, m in zip(holder.get("enum", ()), holder.get("enumDescriptions", ()), strict=False)
    ]
    if "title" not in field:
        told += [f"`{key}`: {_cell(inner['description'])}" for key, inner in field.get("properties", {}).items()]
    return "<br>".join(told)


def _example(field: Mapping[str, Any]) -> str:
    return "<br>".join(_code(_flow(example)) for example in field.get("examples", ())[:2])


def _code(text: str) -> str:
    """A text as inline code; a back-tick in it needs two around it."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return format_scalar(value, flow=True) if isinstance(value, str) else str(value)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cell(text: str) -> str:
    """A text as one paragraph, with nothing of it read as HTML."""
    parts = " ".join(text.split()).split("`")
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


# --- commands


def _commands(commands: Iterable[Command]) -> Iterator[str]:
    yield from ("## Commands", "", "Each ends with 0 when all is well, 1 for problems and 2 for a misspelt call.", "")
    for command in commands:
        yield from (f"### {command.name}", "", f"`{command.usage}`", "")
        for paragraph in command.paragraphs:
            yield from (_cell(paragraph), "")
        yield from ("```sh", *command.example, "```", "")
        if command.options:
            yield from ("| option | what it does |", "| --- | --- |")
            yield from (_row(f"`{option.written}`", _cell(option.told)) for option in command.options)
            yield ""


# --- codes


def _codes() -> Iterator[str]:
    yield from ("## Codes", "", "`briefbook explain CODE` tells the same in the terminal.", "", "### Problems", "")
    for letter in sorted({code[0] for code in EXPLANATIONS}):
        yield from (
            f"#### {letter}: {STAGES[letter]}",
            "",
            "| code | why, and how to mend it |",
            "| --- | --- |",
        )
        yield from (_row(f"`{c}`", _cell(EXPLANATIONS[c])) for c in sorted(EXPLANATIONS) if c[0] == letter)
        yield ""
    yield from ("### Repairs", "", "| code | what it mends | family |", "| --- | --- | --- |")
    for one in PASSES:
        yield from (_row(f"`{code}`", _cell(text), one.name) for code, text in one.codes.items())
    yield from ("", "### Omissions", "", "| code | what is left out | reason |", "| --- | --- | --- |")
    yield from (_row(f"`{code}`", _cell(FOUND[code]), CODES[code]) for code in CODES)
