"""Three versions of a value: what the machine wrote then, what the file says, what the machine writes today.

In: digests of the first, the other two as data. Out: the value that the file is to have, the changes that lead there,
and the conflicts. Nothing is refused: where both changed a value, the file's stays and the conflict is told.

Lists are merged as `diff3` does it (Khanna, Kunal, Pierce, "A Formal Investigation of Diff3", 2007): an element that
neither side touched, one that only one side touched, and runs that both did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from build_scripts.codec import cells_of
from build_scripts.locks import Tree, digested
from build_scripts.yaml_changes import Change, DropKey, Entry, Kept, New, SetItems, SetKey, SetValue, Steps

_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both changed, at its data path in the file: what the file says, and what the machine would write."""

    steps: Steps
    hand: Any
    machine: Any


Fate = Literal["conflict", "placeless", "dropped"]
"""What is told of a value: both changed it; it stands without its place; without its place it had to go."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What a hand wrote at a data path of the file, and a newer capture has no place for."""

    steps: Steps
    words: str
    fate: Fate


@dataclass(slots=True)
class Merged:
    """The changes of one file, its conflicts, and what could not be carried over, in the order found."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def lose(self, steps: Steps, words: str, fate: Fate) -> None:
        """Tell of something that a newer capture has no place for."""
        self.lost.append(Lost(steps, words, fate))

    def set_list(
        self, key: str, items: Sequence[Any], entries: Sequence[Entry], behind: str, *, aside: bool = False
    ) -> None:
        """Give a list at the top of the file other entries; `behind` is the key that a new list comes behind.

        With `aside`, what goes and a hand wrote about stays as a comment.
        """
        if list(entries) == [Kept(i) for i in range(len(items))]:
            return
        gone = set(range(len(items))) - {e.index for e in entries if isinstance(e, Kept)}
        # Changes inside of items that go are moot.
        self.changes = [c for c in self.changes if c.steps[:1] != (key,) or len(c.steps) < 2 or c.steps[1] not in gone]
        if not entries and key != "body":
            self.changes.append(DropKey((), key, aside))
        elif not items or not entries:
            self.changes.append(SetKey((), key, [e.value for e in entries if isinstance(e, New)], behind, aside))
        else:
            self.changes.append(SetItems((key,), tuple(entries), aside))

    def value(self, steps: Steps, base: Tree, hand: Any, machine: Any, *, told: bool = True) -> Any:
        """The merged value at `steps`; `base` is digests. Unless `told`, conflicts need no telling."""
        of_hand, of_machine = digested(hand), digested(machine)
        if of_machine in (of_hand, base) or _settled_alike(hand, machine):
            return hand
        if isinstance(hand, dict) and isinstance(machine, dict) and isinstance(base, Mapping):
            return self._mapping(steps, base, hand, machine, told=told)
        if isinstance(hand, list) and isinstance(machine, list) and isinstance(base, list):
            return self._list(steps, base, hand, machine, told=told)
        if of_hand == base and _scalar(hand) and _scalar(machine):
            self.changes.append(SetValue(steps, machine))
            return machine
        if of_hand == base:
            self._replace(steps, machine)
            return machine
        if told:
            self.conflicts.append(Conflict(steps, hand, machine))
        return hand

    def _replace(self, steps: Steps, machine: Any) -> None:
        """A value of another shape in the place of an old one, which is a key's; a list's items are set as a list."""
        *above, last = steps
        assert isinstance(last, str)
        self.changes.append(SetKey(tuple(above), last, machine, last))

    def _mapping(
        self, steps: Steps, base: Mapping[str, Tree], hand: dict[str, Any], machine: dict[str, Any], *, told: bool
    ) -> dict[str, Any]:
        merged = dict(hand)
        for key in [*machine, *(k for k in hand if k not in machine)]:
            then, now, fresh = (side.get(key, _ABSENT) for side in (base, hand, machine))
            here = told and key != "inferred"
            if then is not _ABSENT and now is not _ABSENT and fresh is not _ABSENT:
                merged[key] = self.value((*steps, key), then, now, fresh, told=here)
            elif fresh is _ABSENT:
                if then is not _ABSENT and digested(now) == then and len(hand) > 1:
                    self.changes.append(DropKey(steps, key))
                    del merged[key]
            elif now is _ABSENT and then is _ABSENT:
                order = list(machine)
                behind = next((k for k in reversed(order[: order.index(key)]) if k in merged), next(iter(hand), ""))
                self.changes.append(SetKey(steps, key, fresh, behind))
                merged[key] = fresh
            elif here and digested(fresh) != (then if now is _ABSENT else digested(now)):
                self.conflicts.append(Conflict((*steps, key), None if now is _ABSENT else now, fresh))
        return merged

    def _list(
        self, steps: Steps, base: Sequence[Tree], hand: list[Any], machine: list[Any], *, told: bool
    ) -> list[Any]:
        entries: list[Kept | New] = []
        merged: list[Any] = []
        for (b1, b2), (h1, h2), (m1, m2) in _chunks(base, digested(hand) or [], digested(machine) or []):
            then = list(base[b1:b2])
            fresh = machine[m1:m2]
            of_hand, of_machine = digested(hand[h1:h2]), digested(fresh)
            if of_hand == digested([]):
                of_hand = []
            if of_machine == digested([]):
                of_machine = []
            if of_hand == then and of_machine != then and (h2 - h1 != m2 - m1 or not _alike(hand[h1:h2], fresh)):
                entries.extend(New(value) for value in fresh)
                merged.extend(fresh)
                continue
            entries.extend(Kept(i) for i in range(h1, h2))
            if of_machine in (then, of_hand):
                merged.extend(hand[h1:h2])
            elif b2 - b1 == h2 - h1 == m2 - m1:
                merged.extend(
                    self.value((*steps, h1 + i), then[i], hand[h1 + i], fresh[i], told=told) for i in range(h2 - h1)
                )
            else:
                merged.extend(hand[h1:h2])
                if told:
                    where = (*steps, h1) if h1 < h2 else steps
                    self.conflicts.append(Conflict(where, hand[h1:h2], fresh))
        if [e.index if isinstance(e, Kept) else -1 for e in entries] != list(range(len(hand))):
            self.changes.append(SetItems(steps, tuple(entries)))
        return merged


def _settled_alike(hand: Any, machine: Any) -> bool:
    """Did a hand settle a row with bars as the machine does today in brackets?"""
    return isinstance(hand, str) and isinstance(machine, list) and cells_of(hand) == tuple(machine)


def _scalar(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _alike(hand: Sequence[Any], machine: Sequence[Any]) -> bool:
    """Have two runs of items the same shapes, so that one turns into the other by its single values?"""
    return all(
        (_scalar(a) and _scalar(b))
        or (isinstance(a, list) and isinstance(b, list) and all(map(_scalar, [*a, *b])))
        or (isinstance(a, dict) and isinstance(b, dict))
        for a, b in zip(hand, machine, strict=True)
    )


_Range = tuple[int, int]


def _chunks(base: Sequence[Tree], hand: Sequence[Tree], machine: Sequence[Tree]) -> list[tuple[_Range, _Range, _Range]]:
    """Ranges of the three lists that belong together, one behind the other, as small as both comparisons allow."""
    to_hand, to_machine = _matches(base, hand), _matches(base, machine)
    chunks: list[tuple[_Range, _Range, _Range]] = []
    b = h = m = 0
    for i in range(len(base) + 1):
        if i < len(base) and (i not in to_hand or i not in to_machine):
            continue
        at_hand, at_machine = to_hand.get(i, len(hand)), to_machine.get(i, len(machine))
        if b < i or h < at_hand or m < at_machine:
            chunks.append(((b, i), (h, at_hand), (m, at_machine)))
        if i < len(base):
            chunks.append(((i, i + 1), (at_hand, at_hand + 1), (at_machine, at_machine + 1)))
        b, h, m = i + 1, at_hand + 1, at_machine + 1
    return chunks


def _matches(base: Sequence[Tree], other: Sequence[Tree]) -> dict[int, int]:
    """Which element of `other` each one of `base` became: the same, or one changed in its place among others."""
    names = [json.dumps(x, sort_keys=True) for x in base], [json.dumps(x, sort_keys=True) for x in other]
    pairs: dict[int, int] = {}
    for tag, b1, b2, o1, o2 in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b2 - b1 == o2 - o1):
            pairs.update(zip(range(b1, b2), range(o1, o2), strict=True))
    return pairs
