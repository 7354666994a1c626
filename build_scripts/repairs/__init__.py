"""The repairs: one module a family, each proposing mends of damage done by capturing.

In: a source and its outline. Out: repairs against the original offsets, those that may be applied marked `safe`.
Refused: nothing; no pass changes a text. `PASSES` is the one place where the passes and their order are written down.

A pass that mends characters (`characters=True`) is read through by the later ones: they see the text as it stands
after its safe repairs, and their offsets are taken back to the original. So `word&#46;The` needs no second run.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from build_scripts.model import Repair, Source
from build_scripts.outline import Outline
from build_scripts.repairs import encoding, glued, glued_abroad, hyphens, spaces, spelling, spun, starts
from build_scripts.repairs.proposal import Reading, Shift, reading_of, repair, shifted
from build_scripts.spans import Edit, Span, apply_edits

Propose = Callable[[Reading], tuple[Repair, ...]]


@dataclass(frozen=True, slots=True)
class Pass:
    """One family: its name, the codes it may give with what `briefbook explain` prints of them, and its function."""

    name: str
    codes: dict[str, str]
    propose: Propose
    characters: bool = False


def _only(explained: dict[str, str], *codes: str) -> dict[str, str]:
    return {code: explained[code] for code in codes}


PASSES: tuple[Pass, ...] = (
    Pass("mojibake", _only(encoding.CODES, "E011"), encoding.propose_mojibake, characters=True),
    Pass("entities", _only(encoding.CODES, "E012"), encoding.propose_entities, characters=True),
    Pass("control characters", _only(encoding.CODES, "E013"), encoding.propose_controls, characters=True),
    Pass("invisible characters", _only(encoding.CODES, "E014", "E015"), encoding.propose_hidden, characters=True),
    Pass("hyphens", hyphens.CODES, hyphens.propose),
    Pass("spaces", spaces.CODES, spaces.propose),
    Pass("glued words", glued.CODES, glued.propose),
    Pass("glued words of other languages", glued_abroad.CODES, glued_abroad.propose),
    Pass("lower-case starts", starts.CODES, starts.propose),
    Pass("spun words", spun.CODES, spun.propose),
    Pass("spelling", spelling.CODES, spelling.propose),
)


def propose_all(source: Source, outline: Outline) -> tuple[Repair, ...]:
    """The repairs of all passes, sorted by position; each inside one leaf piece, none overlapping an earlier pass's."""
    seen = reading_of(source.text, outline)
    kept = _Kept(seen.pieces)
    shift = None
    for one in PASSES:
        for made in one.propose(seen):
            kept.add(made if shift is None else _taken_back(made, source, kept.pieces, shift))
        edits = kept.safe_edits() if one.characters else ()
        if edits:
            shift = Shift(edits)
            seen = reading_of(apply_edits(source.text, edits), shifted(outline, shift))
    return kept.in_order()


def _taken_back(made: Repair, source: Source, pieces: tuple[Span, ...], shift: Shift) -> Repair | None:
    """A repair of the mended text as one of the original; None where its place was mended itself."""
    (edit,) = made.edits
    span = shift.back(edit.span)
    piece = _piece_of(pieces, span) if span is not None else None
    if span is None or piece is None:
        return None
    start, end, text = span.start, span.end, edit.replacement
    return repair(made.code, made.reason, made.applicability, source.text, piece, start, end, text)


def _piece_of(pieces: tuple[Span, ...], span: Span) -> Span | None:
    """The piece that holds all of `span`."""
    at = bisect_left(pieces, Span(span.start, 1 << 62))
    return pieces[at - 1] if at and pieces[at - 1].contains(span) else None


class _Kept:
    """The repairs kept so far; a later one that meets an earlier one's edit, or leaves the pieces, is dropped."""

    def __init__(self, pieces: tuple[Span, ...]) -> None:
        self.pieces = pieces
        self._repairs: list[Repair] = []
        self._taken: set[Span] = set()
        self._touched: dict[int, Span] = {}

    def add(self, made: Repair | None) -> None:
        """Keep `made` if all its edits lie free inside one piece."""
        if made is None or any(_piece_of(self.pieces, e.span) is None or not self._free(e.span) for e in made.edits):
            return
        self._repairs.append(made)
        for edit in made.edits:
            self._taken.add(edit.span)
            for offset in range(edit.span.start, edit.span.end):
                self._touched[offset] = edit.span

    def _free(self, span: Span) -> bool:
        """No edit was kept that shares a character with `span`, or inserts at the same place, or into it."""
        if span in self._taken or any(offset in self._touched for offset in range(span.start, span.end)):
            return False
        if any(Span(offset, offset) in self._taken for offset in range(span.start + 1, span.end)):
            return False
        return len(span) > 0 or not (holder := self._touched.get(span.start)) or holder.start == span.start

    def safe_edits(self) -> tuple[Edit, ...]:
        return tuple(e for made in self._repairs if made.applicability == "safe" for e in made.edits)

    def in_order(self) -> tuple[Repair, ...]:
        places = [(made.edits[0].span, made) for made in self._repairs]
        return tuple(made for _, made in sorted(places, key=lambda p: (p[0].start, p[0].end, p[1].code)))


__all__ = ["PASSES", "Pass", "propose_all"]
