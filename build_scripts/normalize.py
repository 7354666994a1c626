"""Normalizing: a captured text becomes an article.

In: a source. Out: an `Article` whose spans tile the source and whose texts are the source's own with the safe repairs
applied. Nothing is refused: any text at all goes through. The passes are few and stand in `normalize` in their order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from build_scripts.model import (
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Metadatum,
    MissingBlock,
    OrderedList,
    Paragraph,
    Repair,
    Source,
    Table,
)
from build_scripts.outline import Draft, Leaf, Outline, leaf_text
from build_scripts.repairs import propose_all
from build_scripts.segment import outline_of
from build_scripts.spans import ORDER, Edit, Span, line_start

Say = Callable[[Leaf], str]


class Mended:
    """The safe edits of one text, in order, so that each leaf looks at its own only."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        self._text = text
        self._edits = sorted(edits, key=ORDER)
        self._starts = [e.span.start for e in self._edits]
        self._ends = [e.span.end for e in self._edits]

    def near(self, span: Span) -> list[Edit]:
        """The edits that touch a span."""
        return self._edits[bisect_left(self._ends, span.start) : bisect_right(self._starts, span.end)]

    def say(self, leaf: Leaf) -> str:
        """The text of a leaf."""
        edits = [e for piece in leaf.pieces for e in self.near(piece)]
        return leaf_text(self._text, leaf, dict.fromkeys(edits))


def normalize(source: Source, *, article_id: str | None = None) -> Article:
    """The article that a source holds; `article_id` is the source's id where none is given. Pure."""
    outline = outline_of(source)
    repairs = fitting(outline, propose_all(source, outline))
    edits = [e for r in repairs if r.applicability == "safe" for e in r.edits]
    say = Mended(source.text, edits).say
    metadata = {name: _metadatum(draft, say) for name, draft in outline.metadata.items()}
    return Article(
        id=article_id if article_id is not None else source.id,
        source=source.path,
        sha256=source.sha256,
        headline=metadata.get("headline"),
        publisher=metadata.get("publisher"),
        byline=metadata.get("byline"),
        dateline=metadata.get("dateline"),
        published=outline.published,
        captured=None,
        language=None,
        blocks=tuple(block_of(draft, say, source.text) for draft in outline.drafts),
        omissions=outline.omissions,
        repairs=repairs,
        encoding=source.encoding,
    )


def fitting(outline: Outline, repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """The repairs whose every edit lies inside one piece of a leaf: no other could show, or be told apart."""
    drafts = (*outline.metadata.values(), *outline.drafts)
    pieces = sorted({(p.start, p.end) for d in drafts for p in _pieces(d)})
    starts = [start for start, _ in pieces]

    def inside(edit: Edit) -> bool:
        at = bisect_right(starts, edit.span.start) - 1
        return any(Span(*pieces[n]).contains(edit.span) for n in (at, at - 1) if n >= 0)

    return tuple(r for r in repairs if all(map(inside, r.edits)))


def _pieces(draft: Draft) -> list[Span]:
    if draft.kind == "missing":
        return []
    leaves = [leaf for row in draft.leaves for leaf in row]
    if draft.caption is not None:
        leaves.append(draft.caption)
    return [p for leaf in leaves for p in leaf.pieces]


def _metadatum(draft: Draft, say: Say) -> Metadatum:
    return Metadatum(say(draft.leaves[0][0]), draft.spans, draft.inferred)


def numbers_of(text: str, draft: Draft) -> tuple[str, ...]:
    """The numbers or letters that a list prints before its items; none where they are 1., 2., 3. and so on."""
    numbers = []
    for (leaf,) in draft.leaves:
        start = leaf.pieces[0].start
        numbers.append(text[line_start(text, start) : start].strip())
    return () if numbers == [f"{n}." for n in range(1, len(numbers) + 1)] else tuple(numbers)


def block_of(draft: Draft, say: Say, text: str) -> Block:
    """The block that a draft of `text` is, with the words that `say` gives its leaves."""
    rows = tuple(tuple(map(say, row)) for row in draft.leaves)
    match draft.kind:
        case "heading":
            return Heading(draft.spans, rows[0][0], draft.level, draft.inferred)
        case "paragraph":
            return Paragraph(draft.spans, rows[0][0], draft.inferred)
        case "list":
            return BulletList(draft.spans, tuple(row[0] for row in rows), draft.inferred)
        case "numbered":
            return OrderedList(draft.spans, tuple(row[0] for row in rows), draft.inferred, numbers_of(text, draft))
        case "quote":
            return BlockQuote(draft.spans, rows[0][0], draft.inferred)
        case "missing":
            return MissingBlock(draft.spans, draft.what, rows[0][0], draft.inferred)
        case "table":
            body = tuple(row[0] if n in draft.unsplit else row for n, row in enumerate(rows[1:], 1))
            caption = say(draft.caption) if draft.caption is not None else None
            return Table(draft.spans, rows[0], body, caption, draft.inferred, draft.row_confidences)
