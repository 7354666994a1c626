"""What became of each line of a source, and what an article leaves out of it.

In: an article traced in its source. Out: for every line its blocks, its repairs and why parts of it are left out.
Nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from build_scripts.provenance import Tracer
from build_scripts.spans import Span, trim


@dataclass(frozen=True, slots=True)
class LineFate:
    """What became of one source line: the blocks it is in, why parts of it are left out, the repairs made in it."""

    number: int
    text: str
    blocks: tuple[int, ...]
    metadata: tuple[str, ...]
    omitted: tuple[str, ...]
    repairs: tuple[int, ...]


TAKEN_OUT = "taken out by hand"
"""The reason of a piece whose block no longer says it."""


def omitted_pieces(tracer: Tracer) -> tuple[tuple[Span, str], ...]:
    """What the article leaves out, with the reason: its omissions, and what a hand took out of blocks that stay."""
    dropped = {span for block in tracer.article.blocks for span in tracer.dropped(block)}
    pieces = [(o.span, o.reason) for o in tracer.article.omissions]
    return tuple(sorted([*pieces, *((span, TAKEN_OUT) for span in dropped)]))


def line_fates(tracer: Tracer) -> tuple[LineFate, ...]:
    """For every line of the source what became of it; a blank line has no fate beside its neighbours."""
    article, source, lines = tracer.article, tracer.source, tracer.lines
    blocks: dict[int, list[int]] = {}
    metadata: dict[int, list[str]] = {}
    omitted: dict[int, list[str]] = {}
    repairs: dict[int, list[int]] = {}

    def lines_of(raw: Iterable[Span]) -> Iterable[int]:
        for one in raw:
            span = trim(source.text, one)
            if len(span):
                yield from range(lines.line_of(span.start), lines.line_of(span.end - 1) + 1)

    for index, block in enumerate(article.blocks):
        for number in lines_of(block.spans):
            blocks.setdefault(number, []).append(index)
    for name, datum in article.metadata():
        for number in lines_of(datum.spans):
            by_hand = tracer.metadatum(datum) == "edited"
            metadata.setdefault(number, []).append(f"{name}, edited by hand" if by_hand else name)
    for span, reason in omitted_pieces(tracer):
        for number in lines_of([span]):
            omitted.setdefault(number, []).append(reason)
    for index, repair in enumerate(article.repairs):
        repairs.setdefault(lines.line_of(repair.at), []).append(index)
    return tuple(
        LineFate(
            number,
            lines.span(number).of(source.text),
            tuple(blocks.get(number, ())),
            tuple(metadata.get(number, ())),
            tuple(omitted.get(number, ())),
            tuple(repairs.get(number, ())),
        )
        for number in range(1, len(lines) + 1)
    )
