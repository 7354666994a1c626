"""The form in which other programs read an article, or have a flattened table split: one JSON object, plain and stable.

In: an article and its source. Out: a dictionary with `id`, `blocks`, `omissions` and `repairs`. Spans are pairs of
half-open code-point offsets into the text as decoded. A headline that ends with its publisher on the same line is told
as one block with both spans and `publisher` beside it: readers of this form take the line as one.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from build_scripts.columns import split_rows
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
            if block.row_confidences:
                told["row_confidences"] = [round(c, 3) for c in block.row_confidences]
            return told
        case MissingBlock():
            return _block("missing", block.spans, block.inferred, what=block.what, announced=block.announced)


class FlatTable(BaseModel):
    """A flattened table as another program asks about it: its rows, header first, as texts.

    `bigrams` are word pairs of the document around the table, in lower case, each with its count.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    id: str
    flat: list[str]
    bigrams: list[tuple[str, str, int]] = []


def read_flat_table(line: str) -> FlatTable:
    """One line of JSON as a flattened table; `ValueError` tells every fault of it."""
    try:
        return FlatTable.model_validate_json(line)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" if e["loc"] else e["msg"] for e in error.errors()]
        raise ValueError("; ".join(faults)) from None


def split_to_json(table: FlatTable) -> Json:
    """The best cells of a flattened table as a JSON object, however unsure.

    `rows` is null where there is no candidate, one row null where that row is a single word; `confidence` is the
    probability that every cell is right, `row_confidences` the same for each row.
    """
    split = split_rows(table.flat, {(a, b): count for a, b, count in table.bigrams})
    if split is None:
        return {"id": table.id, "rows": None}
    return {
        "id": table.id,
        "rows": [list(row) if len(row) > 1 else None for row in split.rows],
        "confidence": round(split.confidence, 4),
        "row_confidences": [round(c, 4) for c in split.row_confidences],
    }
