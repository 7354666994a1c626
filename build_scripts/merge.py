"""Merging: an article file that a hand edited takes what the machine writes today, and loses nothing.

In: the file, its lock, the article as the machine writes it today, their source. Out: the file's new text, the new
lock, and the conflicts. Refused (`UnmergeableError`): a file that is no article or whose places fit nothing, and
layouts in which a change can't be kept apart from what stands beside it. Then the file is left as it is, with the
reason.

Three versions of each piece (a block, a line of metadata, an omission) are put side by side by the places in the source
that they come from: what the machine wrote then (the lock), what the file says, what the machine writes today. What no
hand touched follows the machine, what a hand touched stays. Where both changed a value the hand's stays, and the
conflict is told with both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from build_scripts.carrying import Translation
from build_scripts.codec import UNCERTAIN, cells_of
from build_scripts.locks import LOOSE, Lock, Piece, digest, digested, lock_text
from build_scripts.merge_mends import merge_mends
from build_scripts.merge_values import Conflict, Fate, Merged
from build_scripts.merge_versions import Group, Versions, kind_of, like, same
from build_scripts.model import METADATA, Source
from build_scripts.problems import has_errors
from build_scripts.spans import Span, format_at
from build_scripts.yaml_changes import Donor, DropKey, Entry, Kept, New, Retold, SetKey, SetValue, Steps, changed
from build_scripts.yaml_scalars import PlainText
from build_scripts.yaml_splice import Splice, UnsafeSpliceError, as_written
from build_scripts.yaml_text import locate, read_nodes

LINES = re.compile(r"\d+(-\d+)?")


class UnmergeableError(Exception):
    """A file that can't be merged safely; the message says why."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell of a merge at an offset of the file as it was and of the file as it is after: a conflict where
    both changed a value, or (`lost_place`) a hand's text whose place the new capture has not.
    """

    before: int
    after: int
    hand: str
    machine: str
    fate: Fate = "conflict"


@dataclass(frozen=True, slots=True)
class MergedFile:
    """An article file after merging, its lock, and what is to tell."""

    text: str
    lock: str
    told: tuple[Told, ...] = ()


def merge_article(
    text: str, lock: Lock, fresh: str, source: Source, path: str, carry: Translation | None = None
) -> MergedFile:
    """`text`, an article file, with what `fresh`, the machine's own file of today, changes.

    With `carry` the file is of an older capture: its places are led into `source`, and it becomes the file of this one.
    Raises `UnmergeableError`.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    root, problems = read_nodes(text, path)
    fresh_root, _ = read_nodes(fresh, path)
    if root is None or fresh_root is None or has_errors(problems):
        raise UnmergeableError(next((p.message for p in problems), "the file is empty"))
    donor = Donor.of(fresh, fresh_root, UNCERTAIN)
    try:
        merged = _ArticleMerge(Versions(text, root, lock, donor, source, carry)).run()
        after, splices = changed(text, root, merged.changes, donor, path)
        new_lock = lock_text(donor.data, source)
    except UnsafeSpliceError as error:
        raise UnmergeableError(str(error)) from None
    except ValueError as error:
        raise UnmergeableError(f"a position does not fit the source: {error}") from None
    facts: list[tuple[Steps, str, str, Fate]] = [
        (c.steps, shown(c.hand), shown(c.machine), "conflict") for c in merged.conflicts
    ]
    facts += [(lost.steps, lost.words, "", lost.fate) for lost in merged.lost]
    moved = _moves(text, splices)
    told = []
    for steps, hand, machine, fate in facts:
        node, _ = locate(root, steps)
        offset = node.start if node else 0
        told.append(Told(offset + len(mark), moved(offset) + len(mark), hand, machine, fate))
    return MergedFile(mark + after, new_lock, tuple(sorted(told, key=lambda t: t.before)))


def _moves(text: str, splices: Iterable[Splice]) -> Callable[[int], int]:
    """Tells where an offset of `text` is after the splices."""
    ordered = sorted(splices, key=lambda s: s.end)
    ends = [s.end for s in ordered]
    by = [0, *accumulate(len(as_written(text, s)) - (s.end - s.start) for s in ordered)]
    return lambda offset: offset + by[bisect_right(ends, offset)]


def shown(value: Any) -> str:
    """A value in one line for people: texts joined; empty for none."""
    return " | ".join(_texts(value))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, below in value.items():
            if key not in ("at", "inferred"):
                yield from _texts(below)
    elif value is not None:
        for below in value:
            yield from _texts(below)


class _ArticleMerge:
    """One merge: groups of pieces, decided one by one, then the lists and mappings they stand in."""

    def __init__(self, versions: Versions) -> None:
        self.versions, self.merged = versions, Merged()
        self.hand, self.fresh, self.carry = versions.hand, versions.fresh, versions.carry
        # What becomes of each item of the lists: itself, or others in its place, or nothing; and what comes behind it.
        self.instead: dict[tuple[str, int], list[Any]] = {}
        self.behind: dict[tuple[str, int], list[Any]] = {}
        self.ats: dict[str, Any] = dict(self.hand.get("at") or {})
        self.inferred: dict[str, Any] = dict(self.hand.get("inferred") or {})
        self.placed: set[str] = set()
        """Metadata that has the machine's place of today."""

    def run(self) -> Merged:
        """Decide every group, then change lists and mappings accordingly."""
        for group in self.versions.groups.values():
            self._decide(group)
        self._insert()
        if self.carry is not None:
            self._lead_places()
        for key in ("body", "omitted"):
            self._list(key)
        self._loose()
        self._mapping("at", self.ats)
        self._mapping("inferred", self.inferred)
        merge_mends(self.versions, self.merged)
        return self.merged

    # --- one group ----------------------------------------------------------------------------------------------------

    def _decide(self, group: Group) -> None:
        if not group.base and not group.fresh:
            return  # a hand's own
        aligned = self._aligned(group)
        if not aligned and (group.unchanged() or same(group.hand, group.fresh)):
            group.kept = not group.untouched()
            return
        if aligned:
            for base, hand, fresh in zip(group.base, group.hand, group.fresh, strict=True):
                self._values(base, hand, fresh)
            return
        if not group.hand and not group.base:
            return  # new text of the machine's, inserted later
        if group.untouched():
            self._take(group)
            return
        group.kept = True
        if self._says_more(group):
            told = self._place_of(group)
            hand_parts = [dict(p.parts) for p in group.hand]
            self.merged.conflicts.append(Conflict(told, hand_parts, [dict(p.parts) for p in group.fresh]))

    def _place_of(self, group: Group) -> Steps:
        """Where in the file to tell of a group: at its first piece, else behind what would stand before it."""
        if group.hand:
            piece = group.hand[0]
            return piece.steps("text") if piece.group in METADATA else piece.steps()
        if not group.fresh or group.fresh[0].group in METADATA:
            return (self.versions.key_before(group.base[0].group),)
        key = "omitted" if group.fresh[0].group == "omitted" else "body"
        before = self._index_before(key, group.fresh[0])
        return (key, before) if before >= 0 else (key,)

    def _aligned(self, group: Group) -> bool:
        """Do the three versions have the same pieces, so that they can be merged value by value?"""
        listed = group.base, group.hand, group.fresh
        if not len(group.base) == len(group.hand) == len(group.fresh) >= 1:
            return False
        for base, hand, fresh in zip(*listed, strict=True):
            kinds = {kind_of(base), kind_of(hand), kind_of(fresh)}
            if len(kinds) > 1 or (self.carry is None and not base.spans == hand.spans == fresh.spans):
                return False
            if "table" in kinds and not like([base], [hand]) and _width(base) != _width(fresh):
                return False
        return True

    def _values(self, base: Piece, hand: Piece, fresh: Piece) -> None:
        if hand.group in METADATA:
            name = hand.group
            here = {"text": hand.parts["text"]}
            self.merged.value((name,), base.parts.get("text"), here["text"], fresh.parts.get("text"))
            then, now, today = (p.parts.get("inferred") for p in (base, hand, fresh))
            if (digest(now) if now is not None else None) == then:
                self._set(self.inferred, name, today)
            if self.carry is not None:
                self._set(self.ats, name, self.fresh["at"].get(name))
                self.placed.add(name)
            return
        assert hand.place is not None
        self.merged.value(hand.place, base.parts, dict(hand.parts), self._fresh_parts(fresh))
        if self.carry is not None:
            self.merged.changes.append(SetValue((*hand.place, "at"), self.versions.fresh_item(fresh)["at"]))

    def _fresh_parts(self, piece: Piece) -> dict[str, Any]:
        return {k: v for k, v in self.versions.fresh_item(piece).items() if k != "at"}

    def _says_more(self, group: Group) -> bool:
        """Does the machine say words that are new to it and to the hand, or make other blocks of them?"""
        then = {d for p in group.base for d in _digests(_words(p))}
        now = {d for p in group.hand for d in _digests(digested(_words(p)))}
        today = {d for p in group.fresh for d in _digests(digested(_words(p)))}
        kinds = [kind_of(p) for p in group.fresh]
        return bool(today - then - now) or kinds not in (
            [kind_of(p) for p in group.base],
            [kind_of(p) for p in group.hand],
        )

    def _take(self, group: Group) -> None:
        """What the machine writes today in the place of what it wrote then."""
        for key, groups in (("body", ("block", "missing")), ("omitted", ("omitted",))):
            gone = [p.place for p in group.hand if p.group in groups and p.place]
            come = [self.versions.fresh_item(p) for p in group.fresh if p.group in groups]
            for number, place in enumerate(gone):
                self.instead[key, int(place[1])] = come if number == 0 else []
            if come and not gone:
                for piece in group.fresh:
                    if piece.group in groups:
                        self._put_in(key, piece)
        for name in METADATA:
            was = next((p for p in group.hand if p.group == name), None)
            now = next((p for p in group.fresh if p.group == name), None)
            if was is not None or now is not None:
                self._metadatum(name, now)

    def _metadatum(self, name: str, piece: Piece | None) -> None:
        text = piece.parts["text"] if piece else None
        if piece is None and name not in self.fresh:
            if name in self.hand:
                self.merged.changes.append(DropKey((), name))
        elif name in self.hand:
            self.merged.changes.append(SetValue((name,), text))
        else:
            self.merged.changes.append(SetKey((), name, text, self.versions.key_before(name)))
        self._set(self.ats, name, (self.fresh.get("at") or {}).get(name))
        self.placed.add(name)
        self._set(self.inferred, name, (self.fresh.get("inferred") or {}).get(name))

    @staticmethod
    def _set(mapping: dict[str, Any], name: str, value: Any) -> None:
        mapping.pop(name, None)
        if value is not None:
            mapping[name] = value

    # --- what comes in ------------------------------------------------------------------------------------------------

    def _insert(self) -> None:
        """New pieces of the machine's, each behind the piece that stands before it in the machine's own file."""
        for group in self.versions.groups.values():
            if group.hand or group.base:
                continue
            for piece in group.fresh:
                if piece.group in METADATA:
                    if self.hand.get(piece.group) is None:
                        self._metadatum(piece.group, piece)
                else:
                    self._put_in("omitted" if piece.group == "omitted" else "body", piece)

    def _put_in(self, key: str, piece: Piece) -> None:
        assert piece.place is not None
        self.behind.setdefault((key, self._index_before(key, piece)), []).append(
            (int(piece.place[1]), self.versions.fresh_item(piece))
        )

    def _index_before(self, key: str, piece: Piece) -> int:
        """The index in the file of the item behind which a new one belongs; -1 for the list's beginning."""
        assert piece.place is not None
        for index in range(int(piece.place[1]) - 1, -1, -1):
            before = self.versions.fresh_by_place[key, index]
            there = [int(p.place[1]) for p in self.versions.group_of(before).hand if p.place and p.place[0] == key]
            if before.spans and there:
                return max(there)
        return -1

    def _list(self, key: str) -> None:
        """The new items of a list, those that stay among them."""
        items = self.hand.get(key) or []
        come = {
            i: [value for _, value in sorted(new, key=lambda n: n[0])]
            for (k, i), new in self.behind.items()
            if k == key
        }
        entries: list[Entry] = [New(value) for value in come.get(-1, ())]
        for index in range(len(items)):
            if (key, index) in self.instead:
                first, *more = self.instead[key, index] or [None]
                entries.extend([Retold(index, first)] if first is not None else ())
                entries.extend(New(value) for value in more)
            else:
                entries.append(Kept(index))
            entries.extend(New(value) for value in come.get(index, ()))
        self.merged.set_list(key, items, entries, self.versions.key_before(key))

    # --- mappings at the top ------------------------------------------------------------------------------------------

    def _mapping(self, key: str, wanted: Mapping[str, Any]) -> None:
        there = self.hand.get(key) or {}
        if dict(wanted) == there:
            return
        if not wanted:
            self.merged.changes.append(DropKey((), key))
            return
        ordered = {name: wanted[name] for name in METADATA if name in wanted} | dict(wanted)
        if not there:
            self.merged.changes.append(SetKey((), key, ordered, self.versions.key_before(key)))
            return
        if not set(there) & set(wanted):
            self.merged.changes.append(SetKey((), key, ordered, key))
            return
        for name in [n for n in there if n not in wanted]:
            self.merged.changes.append(DropKey((key,), name))
        for name, value in ordered.items():
            if name not in there:
                self.merged.changes.append(SetKey((key,), name, value, next(n for n in there if n in wanted)))
            elif there[name] != value:
                self.merged.changes.append(SetValue((key, name), value))

    def _loose(self) -> None:
        """Values without a place: dates, language, encoding; and whose file this is."""
        for key in LOOSE:
            then = self.versions.lock.loose.get(key)
            now, today = (digest(side[key]) if key in side else None for side in (self.hand, self.fresh))
            if today in (now, then):
                continue
            if now == then:
                if key not in self.fresh:
                    self.merged.changes.append(DropKey((), key))
                elif key in self.hand:
                    self.merged.changes.append(SetValue((key,), self.fresh[key]))
                else:
                    self.merged.changes.append(SetKey((), key, self.fresh[key], self.versions.key_before(key)))
            elif key in self.hand:
                self.merged.conflicts.append(Conflict((key,), self.hand[key], self.fresh.get(key)))
        if self.carry is not None:
            self.merged.changes.append(SetValue(("source",), self.fresh["source"]))
            if "supersedes" in self.hand:
                self.merged.changes.append(SetValue(("supersedes",), self.carry.older_id))
            else:
                self.merged.changes.append(SetKey((), "supersedes", self.carry.older_id, "source"))

    # --- a newer capture ----------------------------------------------------------------------------------------------

    def _lead_places(self) -> None:
        """Places of what a hand keeps, in the newer capture; what has none there is told and stands without."""
        assert self.carry is not None
        done = {c.steps for c in self.merged.changes if isinstance(c, SetValue)}
        taken = {s for g in self.versions.groups.values() if not g.kept for p in g.fresh for s in p.spans}
        for piece in self.versions.hand_pieces:
            if piece.place is None or piece.group in METADATA:
                if piece.group in METADATA and piece.group in self.ats and piece.group not in self.placed:
                    at = format_at(self.versions.source.text, self.versions.lines, piece.spans)
                    if not at:
                        self.merged.lose((piece.group,), shown(piece.parts), "placeless")
                    self._set(self.ats, piece.group, _place(at) if at else None)
                    taken.update(piece.spans)  # a block around it, as after moved lines, has no place beside it
                continue
            key, index = str(piece.place[0]), int(piece.place[1])
            item = self.hand[key][index]
            if (key, index) in self.instead or item.get("at") is None or (key, index, "at") in done:
                continue
            group = self.versions.group_of(piece)
            spans = piece.spans if piece.group == "missing" else _free(piece.spans, taken)
            if not group.fresh and group.base and group.untouched():
                self.instead[key, index] = []
            elif at := format_at(self.versions.source.text, self.versions.lines, spans):
                taken.update(spans)
                self.merged.changes.append(SetValue((key, index, "at"), _place(at)))
            elif self._is_machines(piece):
                self.instead[key, index] = []
            else:
                stands = key == "body" and piece.group != "missing"  # of what is missing there is nothing but its place
                self.merged.lose(piece.place, shown(piece.parts), "placeless" if stands else "dropped")
                if stands:
                    self.merged.changes.append(DropKey(piece.place, "at"))
                else:
                    self.instead[key, index] = []

    def _is_machines(self, piece: Piece) -> bool:
        """Is a piece that has no place any more what the machine once wrote?"""
        told = digested(dict(piece.parts))
        return any(dict(b.parts) == told for b in self.versions.lock.pieces if b.group == piece.group)


def _place(at: str) -> str:
    """A place as the machine writes it: lines without quotes."""
    return PlainText(at) if LINES.fullmatch(at) else at


def _free(spans: Sequence[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that no other piece has a part of; one that another has as a whole is shared, as split blocks do."""
    others = list(taken)
    return tuple(s for s in spans if not any(s.overlaps(o) and s != o for o in others))


def _words(piece: Piece) -> dict[str, Any]:
    """What a piece says, without how sure the machine is of it."""
    return {k: v for k, v in piece.parts.items() if k != "inferred"}


def _width(piece: Piece) -> int:
    columns = piece.parts.get("table", {}).get("columns", ())
    cells = cells_of(columns)
    return 1 if isinstance(cells, str) else len(cells)


def _digests(tree: Any) -> Iterable[str]:
    if isinstance(tree, str):
        yield tree
    else:
        for below in tree.values() if isinstance(tree, Mapping) else tree:
            yield from _digests(below)
