"""The form in which other programs read an article: one JSON object, plain and stable.

In: an article and its source. Out: a dictionary with `id`, `blocks`, `omissions` and `repairs`. Spans are pairs of
half-open code-point offsets into the text as decoded. A headline that ends with its publisher on the same line is told
as one block with both spans and `publisher` beside it: readers of this form take the line as one.
"""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.model import (
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Inference,
    MissingBlock,
    OrderedList,
    Paragraph,
    Source,
    Table,
)
from build_scripts.spans import Span

Json = dict[str, object]


def to_json(article: Article, source: Source) -> Json:
    """An article as a JSON object.

    `blocks` hold the metadata too, in the order of the source; a missing block carries its announcing paragraph's
    spans. A date line, which is kept as the article's date, is told as a block of kind `date`. `repairs` are told one
    edit each.
    """
    blocks: list[tuple[int, Json]] = []
    for name, value in article.metadata():
        if (
            name == "publisher"
            and article.headline is not None
            and _adjoin(article.headline.spans[-1], value.spans[0], source)
        ):
            headline = blocks[0][1]
            headline["spans"] = [*map(_pair, article.headline.spans), *map(_pair, value.spans)]
            headline["publisher"] = value.text
            continue
        blocks.append((value.spans[0].start, _block(name, value.spans, value.inferred, text=value.text)))
    announcing: tuple[Span, ...] = ()
    for block in article.blocks:
        if isinstance(block, MissingBlock):
            place = announcing or block.spans
            told = _block("missing", place, block.inferred, what=block.what, announced=block.announced)
            blocks.append((block.spans[0].start, told))
        else:
            announcing = block.spans
            blocks.append((block.spans[0].start, _told(block)))
    omissions: list[Json] = []
    for omission in article.omissions:
        if omission.reason == "date":
            blocks.append(
                (omission.span.start, _block("date", (omission.span,), (), text=omission.span.of(source.text).strip()))
            )
        else:
            omissions.append({"span": _pair(omission.span), "reason": omission.reason, "code": omission.code})
    repairs: list[Json] = [
        {
            "span": _pair(edit.span),
            "was": edit.span.of(source.text),
            "now": edit.replacement,
            "code": repair.code,
            "applied": repair.applicability == "safe",
        }
        for repair in article.repairs
        for edit in repair.edits
    ]
    blocks.sort(key=lambda pair: pair[0])
    return {"id": article.id, "blocks": [b for _, b in blocks], "omissions": omissions, "repairs": repairs}


def _adjoin(first: Span, second: Span, source: Source) -> bool:
    """Do two spans stand on one line, the second right behind the first?"""
    between = source.text[first.start : second.start]
    return first.end == second.start and "\n" not in between and "\r" not in between


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _block(kind: str, spans: Sequence[Span], inferred: Sequence[Inference], **rest: object) -> Json:
    told: Json = {"kind": kind, "spans": [_pair(s) for s in spans], **rest}
    if inferred:
        told["inferred"] = {i.what: i.confidence for i in inferred}
    return told


def _told(block: Block) -> Json:
    match block:
        case Heading():
            return _block("heading", block.spans, block.inferred, text=block.text, level=block.level)
        case Paragraph():
            return _block("paragraph", block.spans, block.inferred, text=block.text)
        case BlockQuote():
            return _block("quote", block.spans, block.inferred, text=block.text)
        case BulletList() | OrderedList():
            ordered = isinstance(block, OrderedList)
            return _block("list", block.spans, block.inferred, items=list(block.items), ordered=ordered)
        case Table():
            rows = [row if isinstance(row, str) else list(row) for row in block.rows]
            told = _block("table", block.spans, block.inferred, columns=list(block.columns), rows=rows)
            if block.caption is not None:
                told["caption"] = block.caption
            return told
        case MissingBlock():
            return _block("missing", block.spans, block.inferred, what=block.what, announced=block.announced)
