"""Locks of the first form, brought to today's.

In: the text of such a lock, its article file and its source. Out: the text of today's lock, which tells the same
values apart: those that the machine wrote then, and those that a hand has written since. Refused (None): a text that is
no lock of the first form, an article file whose positions fit nothing.

The first form named a value by the lines of its block and its place in it (`18-21 rows.0.1`), and held no digests of
confidences and codes. Those count as the machine's in a block of which anything else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from build_scripts.codec import article_yaml, cells_of
from build_scripts.locks import (
    LOCK_LINE,
    LOOSE,
    NOWHERE,
    Piece,
    digest,
    is_first_form,
    mend_name,
    mends_of,
    pieces_of,
)
from build_scripts.model import METADATA, Source
from build_scripts.spans import LineIndex, format_at
from build_scripts.yaml_text import read_nodes, to_data


def renewed(text: str, article: str, source: Source) -> str | None:
    """Today's lock in the place of a lock of the first form; `article` is the text of the article file."""
    if not is_first_form(text):
        return None
    from build_scripts.normalize import normalize  # here, for every command asks, and hardly a lock is so old

    then = {name: told for name, _, told in (line.rpartition(" ") for line in text.splitlines()[1:])}
    lines = LineIndex(source.text)
    new: dict[str, str] = {}
    try:
        # What the file says comes first, then what the machine writes today: what a hand removed stands only there.
        told_file, fresh = _data(article), _data(article_yaml(normalize(source), source))
        # A confidence that the file's block has not, beside others, is one that was not told then; none at all is a
        # block whose confidences a hand removed.
        inferred = tuple(f"{_place(n)}.inferred" for n, _, _ in _values(told_file, source, lines) if ".inferred" in n)
        for data in (told_file, fresh):
            values = list(_values(data, source, lines))
            known = {_place(name) for name, old, _ in values if old is not None and digest(old[1]) == then.get(old[0])}
            for name, old, value in values:
                told = then.get(old[0]) if old is not None else None
                if old is not None and told == digest(old[1]):
                    new[name] = digest(value)
                elif told is not None:
                    new.setdefault(name, told)  # a hand changed it since, or the machine would write another today
                elif old is None and _place(name) in known and not (data is fresh and name.startswith(inferred)):
                    new.setdefault(name, digest(value))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return "\n".join([LOCK_LINE, f"source {then.get('source', source.sha256)}", *map(" ".join, new.items())]) + "\n"


def _place(name: str) -> str:
    """The position and the group of a value's name: what stands together in one block."""
    at, _, rest = name.partition(" ")
    return f"{at} {rest.partition('.')[0]}"


def _data(text: str) -> Mapping[str, Any]:
    root, _ = read_nodes(text, "")
    data = to_data(root)
    if not isinstance(data, dict):
        raise ValueError("no mapping of keys")
    return data


def _values(
    data: Mapping[str, Any], source: Source, lines: LineIndex
) -> Iterator[tuple[str, tuple[str, Any] | None, Any]]:
    """Each value of an article file: its name today, its name and form in the first form (None: not held), itself."""
    for key in LOOSE:
        if key in data:
            yield f"{NOWHERE} loose.{key}", (key, data[key]) if key == "published" else None, data[key]
    seen: dict[tuple[str, str], int] = {}
    for piece in pieces_of(data, source, lines):
        at = format_at(source.text, lines, piece.spans).replace(" ", "") or NOWHERE
        number = seen[at, piece.group] = seen.get((at, piece.group), 0) + 1
        group = piece.group if number == 1 else f"{piece.group}{number}"
        if piece.spans:  # without a place in the source it is a hand's
            parts = {key: value for key, value in piece.parts.items() if key != "reviewed"}  # a hand's, always
            for path, value in _leaves(parts):
                yield f"{at} {group}.{path}", _first_form(piece, at, path, value), value
    for mend in mends_of(data, source, lines):
        told = data[mend.section][mend.place]
        applicability = "safe" if mend.section == "repairs" else "suggested"
        value = [told["at"], told["was"], told["now"], told["code"]]
        old = (f"{told['at']} {told['code']} {applicability}", [told["was"], told["now"]])
        yield mend_name(mend, lines), old, value


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The texts of data by their paths; an empty list or mapping counts as one, as in a lock."""
    if not isinstance(value, dict | list) or not value:
        yield path, value
        return
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _leaves(below, f"{path}.{key}" if path else str(key))


def _first_form(piece: Piece, at: str, path: str, value: Any) -> tuple[str, Any] | None:
    if piece.group in METADATA:
        return (piece.group, value) if path == "text" else None
    if piece.group == "missing":
        return (f"{at} missing.{piece.parts['missing']}", value) if path == "announced" else None
    if piece.group == "omitted":
        return (f"{at} omitted", value) if path == "reason" else None
    if path == "level":
        return f"{at} level", int(value)
    if path.startswith("table."):
        name = path.removeprefix("table.")
        cells = cells_of(value) if name == "columns" or re.fullmatch(r"rows\.\d+", name) else value
        return f"{at} {name}.0" if name == "columns" else f"{at} {name}", cells if isinstance(cells, str) else value
    if path.startswith(("inferred", "numbers")):
        return None
    return f"{at} {path}", value
