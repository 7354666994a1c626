"""Locks: what the machine wrote into an article file, remembered as digests.

In: an article file's data as `normalize` wrote it, and its source. Out: the text of `content/locks/<id>.lock`, one line
a value: `<position> <name> <digest>`. A value of the YAML that still has its digest is the machine's; any other is a
hand's. Refused (None): a text that is no such lock, such as one with the marks of an unfinished git merge.

A value's name is the position of its piece (a block, a line of metadata, an omission, a repair) in the source and its
path in the piece, so it stays when blocks are moved, added or removed. One line a value: git merges locks line by line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from build_scripts.model import METADATA, Source
from build_scripts.problems import Problem
from build_scripts.spans import LineIndex, Span, format_at, minimal_edit, parse_at

LOCK_LINE = "# briefbook lock 2: digests of the values that normalize wrote; do not edit"
FIRST_FORM = "# briefbook lock 1:"
NOWHERE = "-"
LOOSE = ("encoding", "published", "captured", "language")
"""Values that the machine writes and that have no place in the source."""

Tree = Any
"""Data (text, None, lists, mappings) or the same shape with a digest in the place of each text."""

_WHOLE = re.compile(re.escape(LOCK_LINE) + r"\nsource [0-9a-f]*\n(?:\S+ [a-z]+\d*\.\S+ [0-9a-f]{16}\n)*")
_LINE = re.compile(r"(\S+) ([a-z]+\d*)\.(\S+) ([0-9a-f]{16})")
_MARK = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$", re.MULTILINE)
"""A mark of git between two versions of a text; no line of a lock begins like it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands together in an article file and comes from one place of the source.

    `group` is `block`, `missing`, `omitted`, or the name of a metadatum; `parts` are its values by key, `place` how far
    down in the file they stand (None in a lock).
    """

    group: str
    spans: tuple[Span, ...]
    parts: Mapping[str, Tree]
    place: tuple[str | int, ...] | None = None

    def steps(self, *path: str | int) -> tuple[str | int, ...]:
        """The data path of a value of this piece in its file."""
        assert self.place is not None
        if self.group in METADATA:
            return ("inferred", self.group) if path[0] == "inferred" else (self.group,)
        return (*self.place, *path)


@dataclass(frozen=True, slots=True)
class Mend:
    """An entry of `repairs` or `suggested`: which edit it is, and the digest of how it is told."""

    section: str
    edit: tuple[Span, str]
    digest: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock read: the source's digest, the pieces with digests in the place of values, the mends, the loose values."""

    source: str
    pieces: tuple[Piece, ...]
    mends: Mapping[str, str]
    loose: Mapping[str, str]


def digest(value: Any) -> str:
    """16 hex digits of the SHA-256 of a value's JSON."""
    canonical = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digested(data: Tree) -> Tree:
    """Data with a digest in the place of each text, and of each list or mapping that is empty."""
    if isinstance(data, Mapping) and data:
        return {key: digested(value) for key, value in data.items()}
    if isinstance(data, list | tuple) and data:
        return [digested(value) for value in data]
    return digest(data)


def pieces_of(data: Mapping[str, Any], source: Source, lines: LineIndex) -> list[Piece]:
    """The pieces of an article file's data, in reading order. `ValueError` for a position that does not fit."""

    def spans(at: Any) -> tuple[Span, ...]:
        return parse_at(source.text, lines, at) if isinstance(at, str) and at else ()

    ats, inferred = data.get("at") or {}, data.get("inferred") or {}
    pieces = []
    for name in METADATA:
        if data.get(name) is not None or name in ats:
            parts = {"text": data.get(name)} | ({"inferred": inferred[name]} if name in inferred else {})
            pieces.append(Piece(name, spans(ats.get(name)), parts, (name,)))
    for key, group in (("body", "block"), ("omitted", "omitted")):
        for index, item in enumerate(data.get(key) or ()):
            parts = {k: v for k, v in item.items() if k != "at"}
            here = "missing" if "missing" in parts else group
            pieces.append(Piece(here, spans(item.get("at")), parts, (key, index)))
    return pieces


def mends_of(data: Mapping[str, Any], source: Source, lines: LineIndex) -> list[Mend]:
    """The entries of `repairs` and `suggested`. `ValueError` for a position that does not fit."""
    mends = []
    for section in ("repairs", "suggested"):
        for index, item in enumerate(data.get(section) or ()):
            line, _, column = item["at"].partition(":")
            start = lines.offset(int(line), int(column)) if column.isdigit() and line.isdigit() else -1
            if start < 0:
                start = parse_at(source.text, lines, item["at"])[0].start
            edit = minimal_edit(start, item["was"], item["now"])
            told = [item["at"], item["was"], item["now"], item["code"]]
            mends.append(Mend(section, (edit.span, edit.replacement), digest(told), index))
    return mends


def mend_name(mend: Mend, lines: LineIndex) -> str:
    """How a lock names a mend: by its edit, whatever words are shown around it."""
    (span, replacement), (line, column) = mend.edit, lines.position(mend.edit[0].start)
    return f"{line}:{column} {mend.section}.{digest([len(span), replacement])}"


def lock_text(data: Mapping[str, Any], source: Source) -> str:
    """What `content/locks/<id>.lock` holds for a file with this data, all of it written by the machine."""
    lines = LineIndex(source.text)
    out = [LOCK_LINE, f"source {source.sha256}"]
    out.extend(f"{NOWHERE} loose.{key} {digest(data[key])}" for key in LOOSE if key in data)
    seen: dict[tuple[str, str], int] = {}
    for piece in pieces_of(data, source, lines):
        at = format_at(source.text, lines, piece.spans).replace(" ", "") or NOWHERE
        number = seen[at, piece.group] = seen.get((at, piece.group), 0) + 1
        group = piece.group if number == 1 else f"{piece.group}{number}"
        out.extend(f"{at} {group}.{path} {told}" for path, told in _flat(digested(dict(piece.parts))))
    out.extend(f"{mend_name(mend, lines)} {mend.digest}" for mend in mends_of(data, source, lines))
    return "\n".join(out) + "\n"


def _flat(tree: Tree, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield path, tree
        return
    for key, below in tree.items() if isinstance(tree, Mapping) else enumerate(tree):
        yield from _flat(below, f"{path}.{key}" if path else str(key))


def is_first_form(text: str) -> bool:
    """Is a text a lock of the first form, which `old_locks` renews, without the marks of an unfinished git merge?"""
    return text.startswith(FIRST_FORM) and _MARK.search(text) is None


def lock_problem(text: str, shown: str, more: str = "") -> Problem:
    """What is told of a lock that can't be read, and how to get one that can; `more` is what follows from it.

    Git restores no file that has two versions in an unfinished merge: one of them must be taken. Either will do, for
    what is not of the lock that was taken counts as a hand's.
    """
    mark = _MARK.search(text)
    if mark is not None:
        line = text.count("\n", 0, mark.start()) + 1
        hint = f"take either side, `git checkout --ours -- {shown}`, then run `briefbook normalize`"
        return Problem(
            "M005", shown, line, 1, f"an unfinished git merge: two versions of the lock stand here{more}", hint
        )
    if is_first_form(text):
        return Problem("M005", shown, 0, 0, f"written by an older Briefbook{more}", "run `briefbook migrate`")
    return Problem(
        "M005", shown, 0, 0, f"not a lock: it can't be read{more}", f"restore it with git: git checkout -- {shown}"
    )


def is_lock(text: str) -> bool:
    """Has a text the form of a lock? Cheaper than reading it, and no source is needed."""
    return _WHOLE.fullmatch(text) is not None


def read_lock_text(text: str, source: Source) -> Lock | None:
    """A lock's values by piece; None where it is no lock of this form, or speaks of places that the source has not."""
    head, *rest = text.splitlines() or [""]
    if head != LOCK_LINE or not rest or not rest[0].startswith("source "):
        return None
    lines = LineIndex(source.text)
    loose: dict[str, str] = {}
    mends: dict[str, str] = {}
    grouped: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for line in rest[1:]:
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        at, group, path, told = match.groups()
        if group == "loose":
            loose[path] = told
        elif group in ("repairs", "suggested"):
            mends[f"{at} {group}.{path}"] = told
        else:
            grouped.setdefault((at, group), []).append((path, told))
    pieces = []
    for (at, group), values in grouped.items():
        try:
            spans = parse_at(source.text, lines, at) if at != NOWHERE else ()
            pieces.append(Piece(group.rstrip("0123456789"), spans, _unflattened(values)))
        except (ValueError, TypeError, AttributeError):  # a place that the source has not, a path through a value
            return None
    return Lock(rest[0].removeprefix("source "), tuple(pieces), mends, loose)


def _unflattened(values: Sequence[tuple[str, str]]) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    for path, told in values:
        *above, last = path.split(".")
        node = tree
        for step in above:
            node = node.setdefault(step, {})
        node[last] = told
    listed: dict[str, Tree] = _listed(tree)
    return listed


def _listed(tree: Tree) -> Tree:
    if not isinstance(tree, dict):
        return tree
    below = {key: _listed(value) for key, value in tree.items()}
    numbers = [str(i) for i in range(len(below))]  # a merge by git may have left the lines in another order
    return [below[i] for i in numbers] if set(below) == set(numbers) else below
