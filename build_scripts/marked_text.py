"""Marked text: the texts of an article cut into runs, each as printed, repaired, or changed by a hand.

In: an article traced in its source. Out: for every leaf of a block its runs, which joined are its text; one that is not
as printed tells what the source has there. Nothing is refused: where a text can't be laid beside its source, it is
one run as a whole, and the block tells what became of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from build_scripts.model import Block, Repair
from build_scripts.provenance import Place, Tracer
from build_scripts.repaired_text import RepairedText
from build_scripts.spans import Span

Mark = Literal["", "repaired", "edited", "added"]

MARKUP = frozenset(">|\\\"'#*+-=_`~•◦‣▪·")
"""Signs of the source's markup that may stand between the words of a text."""
WORDS = 400_000
"""Products of two texts' words up to which they are compared word by word: about a tenth of a second."""
LEAST = 0.3
"""The share of words that two texts have in common, from which on single words are marked, not the whole text."""

_PIECE = re.compile(r"\S+|\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text. `was` is what the source has, where a mark says that it is not as printed; `at` its place."""

    text: str
    mark: Mark = ""
    was: str = ""
    at: Span | None = None


def runs_of_block(tracer: Tracer, block: Block, applied: Sequence[Repair]) -> list[list[Run]]:
    """The runs of every leaf of a block, in the order of `leaves_of`. `applied` are the article's, by their places."""
    return [runs_of(tracer, place, applied) for place in tracer.places(block)]


def runs_of(tracer: Tracer, place: Place, applied: Sequence[Repair]) -> list[Run]:
    """The runs of one leaf."""
    if not place.text or place.provenance == "verbatim":
        return [Run(place.text)]
    if place.span is None or place.provenance == "added":
        return [Run(place.text, "added")]
    strip = tracer.repaired(place.span)
    if place.provenance == "edited":
        return list(_edited(place, strip))
    return list(_repaired(place, place.span, strip, tracer.source.text, applied))


def _edited(place: Place, strip: RepairedText) -> Iterator[Run]:
    """A text that a hand changed: the words that are other than the repaired source's."""
    assert place.span is not None
    old, new = strip.text.split(), _PIECE.findall(place.text)
    words = [n for n, piece in enumerate(new) if not piece.isspace()]
    whole = Run(place.text, "edited", strip.text, place.span)
    if len(old) * len(words) > WORDS:
        yield whole
        return
    matcher = SequenceMatcher(None, old, [new[n] for n in words], autojunk=False)
    same = {words[b + k] for a, b, size in matcher.get_matching_blocks() for k in range(size)}
    if len(same) < LEAST * len(words) or len(same) == len(words):
        yield whole if len(same) < len(words) else Run(place.text)
        return
    changed = [(b1, b2, " ".join(old[a1:a2])) for op, a1, a2, b1, b2 in matcher.get_opcodes() if op != "equal"]
    cursor = 0
    for first, behind, was in changed:
        if first == behind:
            continue
        start, end = words[first], words[behind - 1] + 1
        if start > cursor:
            yield Run("".join(new[cursor:start]))
        yield Run("".join(new[start:end]), "edited", was, place.span)
        cursor = end
    if cursor < len(new):
        yield Run("".join(new[cursor:]))


def _repaired(place: Place, span: Span, strip: RepairedText, source: str, applied: Sequence[Repair]) -> Iterator[Run]:
    """A repaired text: the words that each repair shows, those of overlapping ones as one."""
    beside = _laid_beside(strip.text, place.text)
    windows: list[Span] = []
    starts = [r.at for r in applied]
    # A window that begins earlier reaches in at most as far as repairs show words.
    for repair in applied[max(0, bisect_left(starts, span.start) - 1) : bisect_right(starts, span.end)]:
        start, end = max(repair.at, span.start), min(repair.at + len(repair.was), span.end)
        if not any(span.contains(e.span) for e in repair.edits) or start >= end:
            continue
        if windows and start < windows[-1].end:
            windows[-1] = Span(windows[-1].start, max(windows[-1].end, end))
        else:
            windows.append(Span(start, end))
    if beside is None or not windows:
        yield Run(place.text, "repaired", span.of(source), span)
        return
    cursor = 0
    for window in windows:
        first, behind = strip.from_source(window)
        start, end = beside[first], beside[behind]
        while start < end and place.text[start].isspace():
            start += 1
        while end > start and place.text[end - 1].isspace():
            end -= 1
        if start < cursor or start >= end:
            continue
        if start > cursor:
            yield Run(place.text[cursor:start])
        yield Run(place.text[start:end], "repaired", window.of(source), window)
        cursor = end
    if cursor < len(place.text):
        yield Run(place.text[cursor:])


def _laid_beside(strip: str, text: str) -> Sequence[int] | None:
    """For every offset of the repaired source its offset in a text that differs in white space and markup only."""
    if strip == text:
        return range(len(text) + 1)
    offsets: list[int] = []
    at = 0
    for sign in strip:
        while at < len(text) and text[at] != sign and text[at].isspace():
            at += 1
        offsets.append(at)
        if at < len(text) and text[at] == sign:
            at += 1
        elif not sign.isspace() and sign not in MARKUP:
            return None
    if text[at:].strip():
        return None
    return [*offsets, len(text)]


def cut(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """The runs of the characters `start` to `end` of a text; a run over an edge is cut and keeps its mark."""
    found: list[Run] = []
    here = 0
    for run in runs:
        behind = here + len(run.text)
        if here < end and start < behind:
            found.append(replace(run, text=run.text[max(0, start - here) : end - here]))
        here = behind
        if here >= end:
            break
    return found
