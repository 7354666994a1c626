"""Merging: an article file that a hand edited takes what the machine writes today, and loses nothing.

In: the file, its lock, the article as the machine writes it today, their source. Out: the file's new text, the new
lock, and the conflicts. Refused (`UnmergeableError`): a file that is no article or whose places fit nothing, and layouts in
which a change can't be kept apart from what stands beside it. Then the file is left as it is, with the reason.

Three versions of each piece (a block, a line of metadata, an omission) are put side by side by the places in the source
that they come from: what the machine wrote then (the lock), what the file says, what the machine writes today. What no
hand touched follows the machine, what a hand touched stays. Where both changed a value the hand's stays, and the
conflict is told with both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build_scripts.carrying import Translation
from build_scripts.codec import UNCERTAIN
from build_scripts.locks import LOOSE, Lock, Mend, Piece, digest, digested, lock_text, mend_name, mends_of, pieces_of
from build_scripts.merge_values import Conflict, Merged
from build_scripts.model import METADATA, Source
from build_scripts.spans import LineIndex, Span, format_at
from build_scripts.yaml_changes import Change, Donor, DropKey, Kept, New, SetItems, SetKey, SetValue, Steps, changed
from build_scripts.yaml_scalars import PlainText
from build_scripts.yaml_splice import Splice, UnsafeSpliceError, has_comment, item_start
from build_scripts.yaml_text import Items, Node, locate, read_nodes, to_data


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
    lost_place: bool = False


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
    if root is None or fresh_root is None or problems:
        raise UnmergeableError(problems[0].message if problems else "the file is empty")
    donor = Donor.of(fresh, fresh_root, UNCERTAIN)
    try:
        merge = _ArticleMerge(text, root, lock, donor, source, carry)
        merge.run()
        after, splices = changed(text, root, merge.merged.changes, donor, path)
        new_lock = lock_text(donor.data, source)
    except UnsafeSpliceError as error:
        raise UnmergeableError(str(error)) from None
    except ValueError as error:
        raise UnmergeableError(f"a position does not fit the source: {error}") from None
    told = [_told(c, root, splices) for c in merge.merged.conflicts]
    told += [Told(at, _moved(at, splices), words, "", lost_place=True) for at, words in merge.lost]
    return MergedFile(mark + after, new_lock, tuple(sorted(told, key=lambda t: t.before)))


def _told(conflict: Conflict, root: Node, splices: Sequence[Splice]) -> Told:
    node, _ = locate(root, conflict.steps)
    offset = node.start if node else 0
    return Told(offset, _moved(offset, splices), shown(conflict.hand), shown(conflict.machine))


def _moved(offset: int, splices: Sequence[Splice]) -> int:
    return offset + sum(len(s.text) - (s.end - s.start) for s in splices if s.end <= offset)


def shown(value: Any) -> str:
    """A value in one line for people: texts joined, `nothing` for none."""
    texts = list(_texts(value))
    return " | ".join(texts) if texts else "nothing"


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


@dataclass(slots=True)
class _Group:
    """The pieces of the three versions that come from one place of the source."""

    base: list[Piece] = field(default_factory=list)
    hand: list[Piece] = field(default_factory=list)
    fresh: list[Piece] = field(default_factory=list)
    kept: bool = False
    """A hand's version stays although the machine's is another."""

    def untouched(self) -> bool:
        return _like(self.base, self.hand)

    def unchanged(self) -> bool:
        return _like(self.base, self.fresh)


def _like(base: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Is `other` (data) what `base` (digests) remembers, in the same places?"""
    return len(base) == len(other) and all(
        b.group == o.group and b.spans == o.spans and dict(b.parts) == digested(dict(o.parts))
        for b, o in zip(base, other, strict=True)
    )


def _kind(piece: Piece) -> str:
    """What a piece is, whatever it says."""
    return next(iter(piece.parts), "") if piece.group == "block" else piece.group


class _Places:
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


class _ArticleMerge:
    """One merge: groups of pieces, decided one by one, then the lists and mappings they stand in."""

    def __init__(
        self, text: str, root: Node, lock: Lock, donor: Donor, source: Source, carry: Translation | None
    ) -> None:
        self.text, self.root, self.lock, self.donor, self.source, self.carry = text, root, lock, donor, source, carry
        self.lines = LineIndex(source.text)
        self.hand: dict[str, Any] = _mapping(to_data(root))
        self.fresh: dict[str, Any] = _mapping(donor.data)
        self.merged = Merged()
        self.lost: list[tuple[int, str]] = []
        older, older_lines = (carry.older, LineIndex(carry.older.text)) if carry else (source, self.lines)
        self.base_pieces = [self._led(p) for p in lock.pieces]
        self.hand_pieces = [self._led(p) for p in pieces_of(self.hand, older, older_lines)]
        self.fresh_pieces = pieces_of(self.fresh, source, self.lines)
        self.older, self.older_lines = older, older_lines
        self.places = _Places([*self.base_pieces, *self.hand_pieces, *self.fresh_pieces])
        self.groups: dict[tuple[str, int], _Group] = {}
        self._gather()
        # What becomes of each item of the lists: itself, or others in its place, or nothing; and what comes behind it.
        self.instead: dict[tuple[str, int], list[Any]] = {}
        self.behind: dict[tuple[str, int], list[Any]] = {}
        self.ats: dict[str, Any] = dict(self.hand.get("at") or {})
        self.inferred: dict[str, Any] = dict(self.hand.get("inferred") or {})

    def _led(self, piece: Piece) -> Piece:
        """A piece with its place in the newer capture."""
        if self.carry is None:
            return piece
        spans = tuple(s for span in piece.spans if (s := self.carry.span(span)) is not None)
        return Piece(piece.group, spans, piece.parts, piece.place)

    def _gather(self) -> None:
        alone = 0
        for listed, side in ((self.base_pieces, "base"), (self.hand_pieces, "hand"), (self.fresh_pieces, "fresh")):
            for piece in listed:
                alone += 1
                group = self.groups.setdefault(self.places.of(piece, alone), _Group())
                getattr(group, side).append(piece)

    def run(self) -> None:
        """Decide every group, then change lists and mappings accordingly."""
        for group in self.groups.values():
            self._decide(group)
        self._insert()
        if self.carry is not None:
            self._lead_places()
        for key in ("body", "omitted"):
            self._list(key)
        self._loose()
        self._mapping("at", self.ats)
        self._mapping("inferred", self.inferred)
        self._mends()

    # --- one group ----------------------------------------------------------------------------------------------------

    def _decide(self, group: _Group) -> None:
        if not group.base and not group.fresh:
            return  # a hand's own
        aligned = self._aligned(group)
        if not aligned and (group.unchanged() or _same(group.hand, group.fresh)):
            group.kept = not group.untouched()
            return
        if aligned:
            for base, hand, fresh in zip(group.base, group.hand, group.fresh, strict=True):
                self._values(base, hand, fresh)
            return
        if not group.hand and not group.base:
            return  # new text of the machine's, inserted later
        if group.untouched() and not any(map(self._commented, group.hand)):
            self._take(group)
            return
        group.kept = True
        if self._says_more(group):
            told = group.hand[0].steps() if group.hand and group.hand[0].group not in METADATA else ()
            if group.hand and group.hand[0].group in METADATA:
                told = group.hand[0].steps("text")
            hand_parts = [dict(p.parts) for p in group.hand]
            self.merged.conflicts.append(Conflict(told, hand_parts, [dict(p.parts) for p in group.fresh]))

    def _aligned(self, group: _Group) -> bool:
        """Do the three versions have the same pieces, so that they can be merged value by value?"""
        listed = group.base, group.hand, group.fresh
        if not len(group.base) == len(group.hand) == len(group.fresh) >= 1:
            return False
        for base, hand, fresh in zip(*listed, strict=True):
            kinds = {_kind(base), _kind(hand), _kind(fresh)}
            if len(kinds) > 1 or (self.carry is None and not base.spans == hand.spans == fresh.spans):
                return False
            if "table" in kinds and not _like([base], [hand]) and _width(base) != _width(fresh):
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
            return
        assert hand.place is not None
        self.merged.value(hand.place, base.parts, dict(hand.parts), self._fresh_parts(fresh))
        if self.carry is not None:
            self.merged.changes.append(SetValue((*hand.place, "at"), self._fresh_item(fresh)["at"]))

    def _fresh_item(self, piece: Piece) -> dict[str, Any]:
        assert piece.place is not None
        key, index = piece.place
        item: dict[str, Any] = self.fresh[str(key)][index]
        return item

    def _fresh_parts(self, piece: Piece) -> dict[str, Any]:
        return {k: v for k, v in self._fresh_item(piece).items() if k != "at"}

    def _commented(self, piece: Piece) -> bool:
        """Does a comment of a hand stand in an item?"""
        if piece.place is None or piece.group in METADATA:
            return False
        items, _ = locate(self.root, piece.place[:-1])
        node, _ = locate(self.root, piece.place)
        assert isinstance(items, Items)
        assert node is not None
        start = node.start if self.text[items.start] == "[" else item_start(self.text, items, int(piece.place[-1]))
        return has_comment(self.text, start, node, but=UNCERTAIN)

    def _says_more(self, group: _Group) -> bool:
        """Does the machine say other words today than it said then, or where the hand left nothing, of other places?"""
        then = {d for p in group.base for d in _digests({k: v for k, v in p.parts.items() if k != "inferred"})}
        today = {
            d for p in group.fresh for d in _digests(digested({k: v for k, v in p.parts.items() if k != "inferred"}))
        }
        return bool(today - then) or [_kind(p) for p in group.base] != [_kind(p) for p in group.fresh]

    def _take(self, group: _Group) -> None:
        """What the machine writes today in the place of what it wrote then."""
        for key, groups in (("body", ("block", "missing")), ("omitted", ("omitted",))):
            gone = [p.place for p in group.hand if p.group in groups and p.place]
            come = [self._fresh_item(p) for p in group.fresh if p.group in groups]
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
            self.merged.changes.append(SetKey((), name, text, self._key_before(name)))
        self._set(self.ats, name, (self.fresh.get("at") or {}).get(name))
        self._set(self.inferred, name, (self.fresh.get("inferred") or {}).get(name))

    @staticmethod
    def _set(mapping: dict[str, Any], name: str, value: Any) -> None:
        mapping.pop(name, None)
        if value is not None:
            mapping[name] = value

    # --- what comes in ------------------------------------------------------------------------------------------------

    def _insert(self) -> None:
        """New pieces of the machine's, each behind the piece that stands before it in the machine's own file."""
        for group in self.groups.values():
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
            (int(piece.place[1]), self._fresh_item(piece))
        )

    def _index_before(self, key: str, piece: Piece) -> int:
        """The index in the file of the item behind which a new one belongs; -1 for the list's beginning."""
        assert piece.place is not None
        for index in range(int(piece.place[1]) - 1, -1, -1):
            before = next(p for p in self.fresh_pieces if p.place == (key, index))
            there = [
                int(p.place[1]) for p in self.groups[self.places.of(before, 0)].hand if p.place and p.place[0] == key
            ]
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
        entries: list[Kept | New] = [New(value) for value in come.get(-1, ())]
        for index in range(len(items)):
            if (key, index) in self.instead:
                entries.extend(New(value) for value in self.instead[key, index])
            else:
                entries.append(Kept(index))
            entries.extend(New(value) for value in come.get(index, ()))
        self._entries(key, items, entries)

    def _entries(self, key: str, items: Sequence[Any], entries: Sequence[Kept | New]) -> None:
        if list(entries) == [Kept(i) for i in range(len(items))]:
            return
        gone = set(range(len(items))) - {e.index for e in entries if isinstance(e, Kept)}
        changes: list[Change] = []
        for change in self.merged.changes:  # changes inside of items that go are moot
            if not (change.steps[:1] == (key,) and len(change.steps) > 1 and change.steps[1] in gone):
                changes.append(change)
        self.merged.changes = changes
        if not entries and key != "body":
            self.merged.changes.append(DropKey((), key))
        elif not items or not entries:
            self.merged.changes.append(
                SetKey((), key, [e.value for e in entries if isinstance(e, New)], self._key_before(key))
            )
        else:
            self.merged.changes.append(SetItems((key,), tuple(entries)))

    def _key_before(self, key: str) -> str:
        """The key of the file behind which a new one belongs, by the order of the machine's own."""
        order = list(self.fresh)
        before = order[: order.index(key)] if key in order else order
        return next((k for k in reversed(before) if k in self.hand), next(iter(self.hand)))

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
            self.merged.changes.append(SetKey((), key, ordered, self._key_before(key)))
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
            then = self.lock.loose.get(key)
            now, today = (digest(side[key]) if key in side else None for side in (self.hand, self.fresh))
            if today in (now, then):
                continue
            if now == then:
                if key not in self.fresh:
                    self.merged.changes.append(DropKey((), key))
                elif key in self.hand:
                    self.merged.changes.append(SetValue((key,), self.fresh[key]))
                else:
                    self.merged.changes.append(SetKey((), key, self.fresh[key], self._key_before(key)))
            elif key in self.hand:
                self.merged.conflicts.append(Conflict((key,), self.hand[key], self.fresh.get(key)))
        if self.carry is not None:
            self.merged.changes.append(SetValue(("source",), self.fresh["source"]))
            if "supersedes" in self.hand:
                self.merged.changes.append(SetValue(("supersedes",), self.carry.older_id))
            else:
                self.merged.changes.append(SetKey((), "supersedes", self.carry.older_id, "source"))

    # --- repairs ------------------------------------------------------------------------------------------------------

    def _mends(self) -> None:
        """Entries of `repairs` and `suggested`: known by their edit; one that a hand took out stays out."""
        hand = [self._led_mend(m) for m in mends_of(self.hand, self.older, self.older_lines)]
        fresh = mends_of(self.fresh, self.source, self.lines)
        there = {m.edit for m in hand if m is not None}
        base = self._led_names()
        today = {mend_name(m, self.lines): m for m in fresh}
        for section in ("repairs", "suggested"):
            listed = self.hand.get(section) or []
            entries: list[tuple[int, Kept | New]] = []
            for index, item in enumerate(listed):
                mend = next((m for m in hand if m is not None and m.section == section and m.place == index), None)
                if mend is None:  # only in an older capture
                    self._lose((section, index), f"{item['was']} → {item['now']}")
                    continue
                name = mend_name(mend, self.lines)
                machines = base.get(name) == mend.digest
                if name in today:
                    if machines and today[name].digest != mend.digest:
                        entries.append((mend.edit[0].start, New(self.fresh[section][today[name].place])))
                    else:
                        entries.append((mend.edit[0].start, Kept(index)))
                        self._lead_mend((section, index, "at"), item["at"])
                elif not machines or (section == "repairs" and self._touched(mend) and self._says(mend, item["now"])):
                    entries.append((mend.edit[0].start, Kept(index)))
                    self._lead_mend((section, index, "at"), item["at"])
            for mend in fresh:
                name = mend_name(mend, self.lines)
                if mend.section != section or name in base or mend.edit in there:
                    continue
                item = self.fresh[section][mend.place]
                if self._says(mend, item["was" if section == "suggested" else "now"], new=True):
                    place = sum(1 for start, _ in entries if start <= mend.edit[0].start)
                    entries.insert(place, (mend.edit[0].start, New(item)))
            self._entries(section, listed, [e for _, e in entries])

    def _led_mend(self, mend: Mend) -> Mend | None:
        """A mend of the file, in the newer capture; None where its words are not there."""
        if self.carry is None:
            return mend
        item = self.hand[mend.section][mend.place]
        older = self._older_start(item["at"])
        start = self.carry.offset(older)
        if start is None or not self.source.text.startswith(item["was"], start):
            return None
        shift = start - older
        span = mend.edit[0]
        return Mend(mend.section, (Span(span.start + shift, span.end + shift), mend.edit[1]), mend.digest, mend.place)

    def _older_start(self, at: str) -> int:
        line, _, column = at.partition(":")
        return self.older_lines.offset(int(line), int(column or 1))

    def _lead_mend(self, steps: Steps, at: str) -> None:
        start = self.carry.offset(self._older_start(at)) if self.carry is not None else None
        if start is not None:
            line, column = self.lines.position(start)
            self.merged.changes.append(SetValue(steps, f"{line}:{column}"))

    def _led_names(self) -> dict[str, str]:
        """The mends of the lock by their name; in the newer capture their places are other ones."""
        if self.carry is None:
            return dict(self.lock.mends)
        led = {}
        for name, told in self.lock.mends.items():
            at, _, rest = name.partition(" ")
            start = self.carry.offset(self._older_start(at))
            if start is not None:
                line_now, column_now = self.lines.position(start)
                led[f"{line_now}:{column_now} {rest}"] = told
        return led

    def _says(self, mend: Mend, words: str, *, new: bool = False) -> bool:
        """Does the text that the file will have at the place of a mend say these words?"""
        place = self.places.of_offset(mend.edit[0].start)
        group = self.groups.get(("", place)) if place is not None else None
        if group is None:
            return new
        if group.unchanged() and group.untouched():
            return new
        pieces = group.hand if group.kept or not group.untouched() else group.fresh
        changes = {c.steps: c.value for c in self.merged.changes if isinstance(c, SetValue)}
        said = [str(changes.get(steps, text)) for piece in pieces for steps, text in _leaves(piece, self._own(piece))]
        return any(words in text for text in said)

    def _touched(self, mend: Mend) -> bool:
        """Did a hand change the piece that a mend is in?"""
        place = self.places.of_offset(mend.edit[0].start)
        group = self.groups.get(("", place)) if place is not None else None
        return group is not None and not group.untouched()

    def _own(self, piece: Piece) -> bool:
        return any(piece is p for p in self.hand_pieces)

    # --- a newer capture ----------------------------------------------------------------------------------------------

    def _lead_places(self) -> None:
        """Places of what a hand keeps, in the newer capture; what has none there is told and stands without."""
        assert self.carry is not None
        done = {c.steps for c in self.merged.changes if isinstance(c, SetValue)}
        for piece in self.hand_pieces:
            if piece.place is None or piece.group in METADATA:
                if (
                    piece.group in METADATA
                    and piece.group in self.ats
                    and self.ats[piece.group] == (self.hand.get("at") or {}).get(piece.group)
                ):
                    at = format_at(self.source.text, self.lines, piece.spans)
                    if not at:
                        self._lose((piece.group,), shown(piece.parts))
                    self._set(self.ats, piece.group, at or None)
                continue
            key, index = str(piece.place[0]), int(piece.place[1])
            item = self.hand[key][index]
            if (key, index) in self.instead or item.get("at") is None or (key, index, "at") in done:
                continue
            group = next((g for g in self.groups.values() if any(p is piece for p in g.hand)), None)
            if group is not None and not group.fresh and group.base and group.untouched():
                self.instead[key, index] = []
            elif at := format_at(self.source.text, self.lines, piece.spans):
                self.merged.changes.append(SetValue((key, index, "at"), PlainText(at) if at.isdigit() else at))
            elif self._is_machines(piece):
                self.instead[key, index] = []
            else:
                self._lose(piece.place, shown(piece.parts))
                if key == "body":
                    self.merged.changes.append(DropKey(piece.place, "at"))
                else:
                    self.instead[key, index] = []

    def _is_machines(self, piece: Piece) -> bool:
        """Is a piece that has no place any more what the machine once wrote?"""
        return any(dict(b.parts) == digested(dict(piece.parts)) for b in self.base_pieces if b.group == piece.group)

    def _lose(self, steps: Steps, words: str) -> None:
        node, _ = locate(self.root, steps)
        self.lost.append((node.start if node else 0, words))


def _mapping(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise UnmergeableError("the file is not a mapping of keys")
    return data


def _same(hand: Sequence[Piece], fresh: Sequence[Piece]) -> bool:
    return len(hand) == len(fresh) and all(
        h.group == f.group and h.spans == f.spans and dict(h.parts) == dict(f.parts)
        for h, f in zip(hand, fresh, strict=True)
    )


def _width(piece: Piece) -> int:
    columns = piece.parts.get("table", {}).get("columns", ())
    return len(columns) if isinstance(columns, list) else 1


def _digests(tree: Any) -> Iterable[str]:
    if isinstance(tree, str):
        yield tree
    else:
        for below in tree.values() if isinstance(tree, Mapping) else tree:
            yield from _digests(below)


def _leaves(piece: Piece, own: bool) -> Iterable[tuple[Steps, str]]:
    """The texts of a piece with their data paths in the file (those of the machine's file have none there)."""

    def below(value: Any, steps: Steps) -> Iterable[tuple[Steps, str]]:
        if isinstance(value, str):
            yield (steps if own else ()), value
        elif isinstance(value, Mapping):
            for key, one in value.items():
                if key != "inferred":
                    yield from below(one, (*steps, key))
        elif value is not None:
            for number, one in enumerate(value):
                yield from below(one, (*steps, number))

    if piece.group in METADATA:
        yield from below(piece.parts.get("text"), (piece.group,))
    else:
        yield from below(piece.parts, piece.place or ())
