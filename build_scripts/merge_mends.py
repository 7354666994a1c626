"""Merging the entries of `repairs` and `suggested`: what the machine mended, and what a hand made of it.

In: the three versions of a file, and the changes of its blocks. Out: more changes. An entry is known by its edit,
whatever words are shown around it, so that one a hand took out (a repair rejected, a suggestion settled) stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from build_scripts.locks import Mend, Piece, mend_name, mends_of
from build_scripts.merge_values import Merged
from build_scripts.merge_versions import Versions
from build_scripts.model import METADATA
from build_scripts.spans import Span
from build_scripts.yaml_changes import Entry, Kept, New, Retold, SetValue, Steps

SECTIONS = ("repairs", "suggested")

Edit = tuple[Span, str]
"""Which characters of the source a mend replaces, and by which."""


def merge_mends(versions: Versions, merged: Merged) -> None:
    """Add to `merged` what changes in `repairs` and `suggested`; its changes of the blocks must be complete."""
    work = _Mends(versions, merged)
    stays = {section: work.staying(section) for section in SECTIONS}
    edits = {edit for entries in stays.values() for edit, _ in entries}
    for section, entries in stays.items():
        work.section(section, entries, edits)


class _Mends:
    def __init__(self, versions: Versions, merged: Merged) -> None:
        self.versions, self.merged = versions, merged
        v = versions
        self.hand = {(m.section, m.place): m for m in mends_of(v.hand, v.older, v.older_lines)}
        self.led = {place: led for place, m in self.hand.items() if (led := self._led(m)) is not None}
        self.fresh = mends_of(v.fresh, v.source, v.lines)
        self.base = self._led_names()
        self.today = {mend_name(m, v.lines): m for m in self.fresh}
        self.machines = set(v.lock.mends.values())
        self.changed = {c.steps: c.value for c in merged.changes if isinstance(c, SetValue)}

    def staying(self, section: str) -> list[tuple[Edit, Entry]]:
        """What becomes of the entries of one of the two lists, less those that go; each with its edit."""
        entries: list[tuple[Edit, Entry]] = []
        retold = self._retold(section)
        for index, item in enumerate(self.versions.hand.get(section) or []):
            mend = self.led.get((section, index))
            entry = self._entry(section, index, item, mend) if mend is not None else None
            if entry is not None and mend is not None:
                entries.append((mend.edit, entry))
            elif index in retold:
                entries.append((retold[index].edit, Retold(index, self._item(retold[index]))))
            elif self.versions.carry is not None and self.hand[section, index].digest not in self.machines:
                self.merged.lose((section, index), f"{item['was']} → {item['now']}", "dropped")
        return entries

    def section(self, section: str, stays: Iterable[tuple[Edit, Entry]], edits: AbstractSet[Edit]) -> None:
        """Merge one of the two lists: what stays of it, and what is new today and has none of the `edits` that stay."""
        entries = [(edit[0].start, entry) for edit, entry in stays]
        for mend in self.fresh:
            name = mend_name(mend, self.versions.lines)
            if mend.section != section or name in self.base or mend.edit in edits:
                continue
            if self._comes(mend):
                before = (n for n, (start, _) in enumerate(entries, 1) if start <= mend.edit[0].start)
                entries.insert(max(before, default=0), (mend.edit[0].start, New(self._item(mend))))
        listed = self.versions.hand.get(section) or []
        self.merged.set_list(section, listed, [e for _, e in entries], self.versions.key_before(section), aside=True)

    def _item(self, mend: Mend) -> dict[str, str]:
        """The entry of the machine's file of today that one of its mends was read from."""
        assert mend.place is not None
        item: dict[str, str] = self.versions.fresh[mend.section][mend.place]
        return item

    def _comes(self, mend: Mend) -> bool:
        """Has the text the words with which a new entry of today's is right?"""
        return self._says(mend, self._item(mend)["was" if mend.section == "suggested" else "now"], new=True)

    def _retold(self, section: str) -> dict[int, Mend]:
        """What the machine writes today of its own entries whose edit is another now, by their index in the file.

        The same code in the same place is the same entry for whoever wrote about it.
        """
        there = {m.edit for m in self.led.values()}
        told: dict[tuple[str, int], list[Mend]] = {}
        for mend in self.fresh:
            new = mend.edit not in there and mend_name(mend, self.versions.lines) not in self.base
            if new and mend.section == section and self._comes(mend):
                told.setdefault((self._item(mend)["code"], mend.edit[0].start), []).append(mend)
        found: dict[int, Mend] = {}
        for (kind, place), mend in self.led.items():
            name = mend_name(mend, self.versions.lines)
            if kind != section or place is None or name in self.today or self.base.get(name) != mend.digest:
                continue
            listed = told.get((self.versions.hand[section][place].get("code"), mend.edit[0].start))
            if listed:
                found[place] = listed.pop(0)
        return found

    def _entry(self, section: str, index: int, item: Mapping[str, str], mend: Mend) -> Kept | Retold | None:
        """What becomes of an entry of the file; None where it goes."""
        name = mend_name(mend, self.versions.lines)
        machines, still = self.base.get(name) == mend.digest, self._still(item)
        today = self.today.get(name)
        if today is not None and today.place is not None and (machines or not still):
            return (
                Kept(index) if today.digest == mend.digest else Retold(index, self.versions.fresh[section][today.place])
            )
        touched = section == "repairs" and self._touched(mend) and self._says(mend, item["now"])
        if still and (today is not None or not machines or touched):
            self._lead((section, index, "at"), item["at"])
            return Kept(index)
        return None

    # --- places of a newer capture ------------------------------------------------------------------------------------

    def _led(self, mend: Mend) -> Mend | None:
        """A mend of the file, in the newer capture; None where its place is not there."""
        carry, span = self.versions.carry, mend.edit[0]
        if carry is None:
            return mend
        start = carry.offset(span.start)
        if start is None:
            return None
        return Mend(mend.section, (Span(start, start + len(span)), mend.edit[1]), mend.digest, mend.place)

    def _still(self, item: Mapping[str, str]) -> bool:
        """Do the words that an entry shows stand in the newer capture as well?"""
        carry = self.versions.carry
        if carry is None:
            return True
        start = carry.offset(self._older_start(item["at"]))
        return start is not None and self.versions.source.text.startswith(item["was"], start)

    def _older_start(self, at: str) -> int:
        line, _, column = at.partition(":")
        return self.versions.older_lines.offset(int(line), int(column or 1))

    def _lead(self, steps: Steps, at: str) -> None:
        carry = self.versions.carry
        start = carry.offset(self._older_start(at)) if carry is not None else None
        if start is not None:
            line, column = self.versions.lines.position(start)
            self.merged.changes.append(SetValue(steps, f"{line}:{column}"))

    def _led_names(self) -> dict[str, str]:
        """The mends of the lock by their name; in the newer capture their places are other ones."""
        carry, mends = self.versions.carry, self.versions.lock.mends
        if carry is None:
            return dict(mends)
        led = {}
        for name, told in mends.items():
            at, _, rest = name.partition(" ")
            start = carry.offset(self._older_start(at))
            if start is not None:
                line, column = self.versions.lines.position(start)
                led[f"{line}:{column} {rest}"] = told
        return led

    # --- the text around a mend ---------------------------------------------------------------------------------------

    def _says(self, mend: Mend, words: str, *, new: bool = False) -> bool:
        """Will the text at the place of a mend say these words? `new` is the answer where no hand was there."""
        group = self.versions.group_at(mend.edit[0].start)
        if group is None or group.untouched():
            return new
        said = (str(self.changed.get(steps, text)) for piece in group.hand for steps, text in _texts_of(piece))
        return any(words in text for text in said)

    def _touched(self, mend: Mend) -> bool:
        """Did a hand change the piece that a mend is in?"""
        group = self.versions.group_at(mend.edit[0].start)
        return group is not None and not group.untouched()


def _texts_of(piece: Piece) -> Iterable[tuple[Steps, str]]:
    """The texts of a piece of the file, each with its data path."""

    def below(value: Any, steps: Steps) -> Iterable[tuple[Steps, str]]:
        if isinstance(value, str):
            yield steps, value
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
