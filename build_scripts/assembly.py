"""Assembling: pieces become the outline of a text, their spans stretched so that they tile it.

In: pieces in order, their spans without the white space around. Out: the outline; the white space behind a piece is
that piece's, white space before the first is the first one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from build_scripts.clutter_codes import CODES
from build_scripts.lines import Piece
from build_scripts.model import METADATA, Omission
from build_scripts.outline import Draft, DraftKind, Outline
from build_scripts.spans import Span


def assemble(text: str, pieces: Sequence[Piece], published: str | None) -> Outline:
    """The outline, its spans stretched so that they tile: the white space behind a piece is that piece's."""
    starts = sorted({s.start for p in pieces if p.kind != "missing" for s in p.spans})
    ends = dict(zip(starts, [*starts, len(text)][1:], strict=True))
    head = starts[0] if starts else 0

    def stretched(span: Span) -> Span:
        return Span(0 if span.start == head else span.start, ends[span.start])

    metadata: dict[str, Draft] = {}
    drafts: list[Draft] = []
    omissions: list[Omission] = []
    last_end = 0
    for piece in pieces:
        if piece.kind == "missing":
            spans: tuple[Span, ...] = (Span(last_end, last_end),)
        else:
            spans = tuple(map(stretched, piece.spans))
            last_end = spans[-1].end
        if piece.kind == "omission":
            omissions.append(Omission(spans[0], piece.code, piece.reason))
            continue
        draft = Draft(
            kind=cast(DraftKind, piece.kind if piece.kind not in METADATA else "paragraph"),
            spans=spans,
            leaves=piece.leaves,
            level=piece.level,
            what="table" if piece.what == "table" else "list",
            caption=piece.caption,
            unsplit=piece.unsplit,
            inferred=piece.inferred,
            row_confidences=piece.row_confidences,
        )
        if piece.kind in METADATA and piece.kind not in metadata:
            metadata[piece.kind] = draft
        else:
            drafts.append(draft)
    if not starts and text:
        omissions.append(Omission(Span(0, len(text)), "C015", CODES["C015"]))
    return Outline(metadata, tuple(drafts), tuple(omissions), published)
