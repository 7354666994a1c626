"""The three versions of an article file, side by side by the places of the source that they come from.

In: the file with its lock, the machine's file of today, their source. Out: groups of pieces (blocks, lines of metadata,
omissions) from one place, each with what the machine wrote then, what the file says, what the machine writes today.
Refused: a file that is no mapping, positions that do not fit the source (`ValueError`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from build_scripts.blocks import BODY_KINDS
from build_scripts.carrying import Translation
from build_scripts.locks import Lock, Piece, digested, pieces_of
from build_scripts.model import METADATA, Source
from build_scripts.spans import LineIndex
from build_scripts.yaml_changes import Donor, Steps
from build_scripts.yaml_text import Node, to_data

Key = tuple[str, int]
"""Names a group: what sort it is of, and its place."""


@dataclass(slots=True)
class Group:
    """The pieces of the three versions that come from one place of the source."""

    base: list[Piece] = field(default_factory=list)
    hand: list[Piece] = field(default_factory=list)
    fresh: list[Piece] = field(default_factory=list)
    kept: bool = False
    """A hand's version stays although the machine's is another."""

    def untouched(self) -> bool:
        """Does the file say what the machine wrote then?"""
        return like(self.base, self.hand)

    def unchanged(self) -> bool:
        """Does the machine write today what it wrote then?"""
        return like(self.base, self.fresh)


def like(base: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Is `other` (data) what `base` (digests) remembers, in the same places?"""
    return len(base) == len(other) and all(
        b.group == o.group and b.spans == o.spans and dict(b.parts) == digested(dict(o.parts))
        for b, o in zip(base, other, strict=True)
    )


def kind_of(piece: Piece) -> str:
    """What a piece is, whatever it says."""
    if piece.group != "block":
        return piece.group
    return next((kind for kind in BODY_KINDS if kind in piece.parts), "")  # a hand may have put another key first


def same(hand: Sequence[Piece], fresh: Sequence[Piece]) -> bool:
    """Does the file say what the machine writes today, in the same places?"""
    return len(hand) == len(fresh) and all(
        h.group == f.group and h.spans == f.spans and dict(h.parts) == dict(f.parts)
        for h, f in zip(hand, fresh, strict=True)
    )


class Places:
    """Which pieces come from one place: those whose spans share a character, and those of one name without a span."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        placed = [p for p in pieces if p.spans and p.group != "missing"]
        spans = sorted({(s.start, s.end) for p in placed for s in p.spans})
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in spans:
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)
        self._over = list(range(len(self._starts)))
        for piece in placed:
            first = self._at(piece.spans[0].start)
            for span in piece.spans[1:]:
                self._join(first, self._at(span.start))
        by_name: dict[str, int] = {}
        for piece in placed:
            if piece.group in METADATA:
                here = self._at(piece.spans[0].start)
                self._join(by_name.setdefault(piece.group, here), here)
        self._by_name = by_name

    def _at(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _find(self, index: int) -> int:
        while self._over[index] != index:
            index = self._over[index]
        return index

    def _join(self, one: int, other: int) -> None:
        self._over[self._find(other)] = self._find(one)

    def of_offset(self, offset: int) -> int | None:
        """The place that holds an offset; None where none does."""
        index = bisect_right(self._starts, offset) - 1
        return self._find(index) if index >= 0 and offset <= self._ends[index] else None

    def of(self, piece: Piece, alone: int) -> tuple[str, int]:
        """The place of a piece; one of its own, named `alone`, for a piece that comes from nowhere."""
        if piece.group in METADATA and piece.group in self._by_name:
            return "", self._find(self._by_name[piece.group])
        if not piece.spans:
            return (piece.group, -1) if piece.group in METADATA else ("alone", alone)
        place = self._find(self._at(piece.spans[-1].start))
        return ("missing" if piece.group == "missing" else ""), place


class Versions:
    """One file in three versions. With `carry` the file and its lock are of an older capture of the same article."""

    def __init__(
        self, text: str, root: Node, lock: Lock, donor: Donor, source: Source, carry: Translation | None
    ) -> None:
        self.text, self.root, self.lock, self.source, self.carry = text, root, lock, source, carry
        self.lines = LineIndex(source.text)
        self.hand: dict[str, Any] = _mapping(_without_last_breaks(to_data(root)))
        self.fresh: dict[str, Any] = _mapping(donor.data)
        self.older, self.older_lines = (carry.older, LineIndex(carry.older.text)) if carry else (source, self.lines)
        self.hand_pieces = [self._led(p) for p in pieces_of(self.hand, self.older, self.older_lines)]
        self.fresh_pieces = pieces_of(self.fresh, source, self.lines)
        base_pieces = [self._led(p) for p in lock.pieces]
        self.places = Places([*base_pieces, *self.hand_pieces, *self.fresh_pieces])
        self.groups: dict[Key, Group] = {}
        self._key_of: dict[int, Key] = {}
        alone = 0
        for listed, side in ((base_pieces, "base"), (self.hand_pieces, "hand"), (self.fresh_pieces, "fresh")):
            for piece in listed:
                alone += 1
                key = self._key_of[id(piece)] = self.places.of(piece, alone)
                getattr(self.groups.setdefault(key, Group()), side).append(piece)
        self._kept_alive = base_pieces  # their ids are keys
        self.fresh_by_place: dict[Steps, Piece] = {p.place: p for p in self.fresh_pieces if p.place is not None}

    def group_of(self, piece: Piece) -> Group:
        """The group that one of these pieces is in."""
        return self.groups[self._key_of[id(piece)]]

    def group_at(self, offset: int) -> Group | None:
        """The group whose place holds an offset of the source."""
        place = self.places.of_offset(offset)
        return self.groups.get(("", place)) if place is not None else None

    def fresh_item(self, piece: Piece) -> dict[str, Any]:
        """The entry of the machine's file that a piece of it was read from."""
        assert piece.place is not None
        key, index = piece.place
        item: dict[str, Any] = self.fresh[str(key)][index]
        return item

    def key_before(self, key: str) -> str:
        """The key of the file behind which a new one belongs, by the order of the machine's own."""
        order = list(self.fresh)
        before = order[: order.index(key)] if key in order else order
        return next((k for k in reversed(before) if k in self.hand), next(iter(self.hand)))

    def _led(self, piece: Piece) -> Piece:
        """A piece with its place in the newer capture."""
        if self.carry is None:
            return piece
        spans = tuple(s for span in piece.spans if (s := self.carry.span(span)) is not None)
        return Piece(piece.group, spans, piece.parts, piece.place)


def _without_last_breaks(data: object) -> object:
    """Data without the line ends behind its texts: they come of writing a text as `|` or `>`, and are no edit."""
    if isinstance(data, dict):
        return {key: _without_last_breaks(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_last_breaks(value) for value in data]
    return data.rstrip("\r\n") if isinstance(data, str) else data


def _mapping(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError("the file is not a mapping of keys")
    return data
