"""Data formats: tables and structures as CSV, JSON, YAML and Markdown; the same data give the same bytes.

In: texts, numbers, truth values, lists and mappings. Out: UTF-8 bytes. Refused: nothing; what a format has no sign for
is escaped as the format does it.

CSV is that of RFC 4180: commas, CRLF, quotes where they are needed; a list is JSON in its cell, nothing is an empty
cell. Spreadsheets run what begins with `=`, `+`, `-` or `@` as a formula, also where it is quoted, so an apostrophe is
put before such a text (`guarded`). That can be undone without loss (`unguarded`), for a text that has the apostrophe
already gets one more; JSON and YAML hold every text as it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from build_scripts.yaml_scalars import format_scalar, quote

SHORT = 60
"""Characters of a text that may stand plain in YAML; a longer one stands in quotes."""
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may take for a formula, full-width signs included; after any number of apostrophes."""
_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]<>#|~&$]")
_HALVES = re.compile("[\ud800-\udfff]")


_json = json.JSONEncoder(ensure_ascii=False).encode


def guarded(text: str) -> str:
    """A text as it stands in a CSV file: no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


@dataclass(frozen=True, slots=True)
class Encoded:
    """Rows of a table, how many there are, and how they stand in each format; parts of a table can be joined."""

    count: int = 0
    csv: bytes = b""
    json: bytes = b""
    yaml: bytes = b""


def encoded(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Encoded:
    """The rows of a table in each format; `header` are the names of its columns."""
    records = [dict(zip(header, row, strict=True)) for row in rows]
    return Encoded(
        len(rows), _bytes(_csv(rows)), _bytes(",\n".join(map(_json, records))), _bytes(_yaml_records(header, rows))
    )


def joined(parts: Iterable[Encoded]) -> Encoded:
    """The rows of several parts, one after another."""
    some = [part for part in parts if part.count]
    return Encoded(
        sum(part.count for part in some),
        b"".join(part.csv for part in some),
        b",\n".join(part.json for part in some),
        b"".join(part.yaml for part in some),
    )


def csv_file(header: Sequence[str], rows: Encoded) -> bytes:
    """A table as a CSV file with a header."""
    return _bytes(_csv([header])) + rows.csv


def json_file(rows: Encoded) -> bytes:
    """A table as a JSON file: a list of records, each on a line."""
    return b"[\n%s\n]\n" % rows.json if rows.json else b"[]\n"


def yaml_file(rows: Encoded) -> bytes:
    """A table as a YAML file: a list of records."""
    return rows.yaml or b"[]\n"


def json_corpus(tables: Mapping[str, Encoded]) -> bytes:
    """Tables by name as one JSON file."""
    parts = [b"%s: %s" % (_bytes(_json(name)), json_file(rows).rstrip()) for name, rows in tables.items()]
    return b"{\n%s\n}\n" % b",\n".join(parts)


def yaml_corpus(tables: Mapping[str, Encoded]) -> bytes:
    """Tables by name as one YAML file."""
    return b"".join(
        b"%s:%s%s" % (_bytes(_short_scalar(name, False)), b"\n" if rows.yaml else b" ", yaml_file(rows))
        for name, rows in tables.items()
    )


def _csv(rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _yaml_records(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The records of a table, each value on a line; `yaml_text` in short."""
    leads = [f"{'  ' if n else '- '}{_short_scalar(name, False)}:" for n, name in enumerate(header)]
    return "".join(f"{lead}{_yaml_value(value, 2)}\n" for row in rows for lead, value in zip(leads, row, strict=True))


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value) if isinstance(value, list) else str(value)


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """A structure as a JSON file."""
    return _bytes(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def yaml_text(value: Any, indent: int = 0) -> str:
    """A value as YAML, its lines `indent` columns in; every text is read as a text by every YAML reader."""
    pad = " " * indent
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, own in value.items():
            lines.append(f"{pad}{_short_scalar(key, False)}:{_yaml_value(own, indent)}")
    else:
        for item in value:
            if isinstance(item, Mapping) and item:
                lines.append(f"{pad}- {yaml_text(item, indent + 2).lstrip(' ')}")
            else:
                lines.append(f"{pad}-{_yaml_value(item, indent)}")
    return "\n".join(lines)


def _yaml_value(value: Any, indent: int) -> str:
    """What stands behind a colon or a dash: on its line, or below."""
    if isinstance(value, Mapping) and value:
        return f"\n{yaml_text(value, indent + 2)}"
    if isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        return f"\n{yaml_text(value, indent + 2)}"
    if isinstance(value, list):
        return f" [{', '.join(_yaml_scalar(item, flow=True) for item in value)}]"
    return f" {_yaml_scalar(value)}"


def _yaml_scalar(value: Any, flow: bool = False) -> str:
    if isinstance(value, str):
        return quote(value) if len(value) > SHORT else _short_scalar(value, flow)
    if isinstance(value, Mapping):
        return "{}"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


@lru_cache(maxsize=8192)
def _short_scalar(text: str, flow: bool) -> str:
    """Ids, kinds and labels come again and again; to find out whether a text can stand plain takes its time."""
    return format_scalar(text, flow=flow)


def yaml_bytes(value: Mapping[str, Any]) -> bytes:
    """A structure as a YAML file."""
    return _bytes(f"{yaml_text(value) or '{}'}\n")


def markdown_text(text: str) -> str:
    """A text on one line of Markdown, where none of its signs is markup: neither HTML, a link nor the end of a cell."""
    return _MARKDOWN_SIGNS.sub(lambda m: f"\\{m.group()}", " ".join(text.split()))


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown of texts that are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _bytes(text: str) -> bytes:
    """UTF-8; half a surrogate pair, for which it has no bytes, as U+FFFD."""
    return _HALVES.sub("\ufffd", text).encode("utf-8")
