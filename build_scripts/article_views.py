"""Views of an article and of its source: blocks with their marks, repairs, omissions, the ledger of lines.

In: an article's report and the page it is shown on. Out: plain dictionaries for the templates, all text raw.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from build_scripts import addresses
from build_scripts.line_fates import LineFate, omitted_pieces
from build_scripts.model import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Provenance,
    Repair,
    Statement,
    Table,
)
from build_scripts.report import ArticleReport
from build_scripts.spans import trim
from build_scripts.views import Origin, View, line_link, statement_view
from build_scripts.wording import Words

FIRST_CLAUSE = re.compile(r"[:;.](?=\s|$)")
"""Where a reason's first clause ends."""


def block_view(origin: Origin, report: ArticleReport, index: int, statements: Sequence[Statement]) -> View:
    """A block of an article with its marks, its statements and its lines. `statements` are those of this block."""
    block = report.article.blocks[index]
    own = list(statements)
    provenance = report.provenance[index]
    lines = _block_lines(report, block)
    view: View = {
        "id": f"b{index + 1}",
        "line": line_link(origin, report.article.id, lines),
        "provenance": provenance,
        "provenance_words": provenance_words(origin.words, provenance),
        "inferred": [f"{i.what} inferred, confidence {i.confidence:.2f}" for i in block.inferred],
        "kind": type(block).__name__.lower(),
    }
    match block:
        case Heading():
            view |= {"text": block.text, "level": block.level}
        case Paragraph() | BlockQuote():
            view["pieces"] = _pieces(origin, block.text, own)
        case BulletList() | OrderedList():
            by_leaf = {s.leaf: s for s in own}
            numbers = block.printed() if isinstance(block, OrderedList) else ("",) * len(block.items)
            view["leaves"] = [
                {"text": item, "number": number, "statement": statement_view(origin, by_leaf[i])}
                for i, (item, number) in enumerate(zip(block.items, numbers, strict=True))
            ]
        case Table():
            view |= _source_table(origin, report, block, own)
        case MissingBlock():
            view |= {"what": block.what, "announced": block.announced}
    return view


def _pieces(origin: Origin, text: str, statements: Sequence[Statement]) -> list[View]:
    """A paragraph cut into its statements and what stands between them."""
    pieces: list[View] = []
    cursor = 0
    for statement in statements:
        start = text.find(statement.text, cursor)
        if start < 0:
            continue
        if start > cursor:
            pieces.append({"text": text[cursor:start], "statement": None})
        pieces.append({"text": statement.text, "statement": statement_view(origin, statement)})
        cursor = start + len(statement.text)
    if cursor < len(text):
        pieces.append({"text": text[cursor:], "statement": None})
    return pieces


def _source_table(origin: Origin, report: ArticleReport, block: Table, statements: Sequence[Statement]) -> View:
    width = max([len(block.columns), *(len(r) for r in block.rows if not isinstance(r, str))])
    columns = [*block.columns, *[""] * (width - len(block.columns))]
    rows = []
    confidences = block.row_confidences[1:] if len(block.row_confidences) == len(block.rows) + 1 else ()
    for row, statement, confidence in zip_longest(block.rows, statements, confidences):
        cells = [row] if isinstance(row, str) else [*row, *[""] * (width - len(row))]
        rows.append(
            {
                "first": {"text": cells[0] if cells else "", "column": columns[0] if columns else ""},
                "cells": [{"text": c, "column": h} for c, h in zip(cells[1:], columns[1:], strict=False)],
                "span": width if isinstance(row, str) else 1,
                "unsplit": isinstance(row, str),
                "confidence": f"{confidence:.2f}" if confidence is not None else "",
                "statement": statement_view(origin, statement),
            }
        )
    return {
        "caption": block.caption or "Table of the article",
        "captioned": bool(block.caption),
        "columns": columns,
        "rows": rows,
    }


def _block_lines(report: ArticleReport, block: Block) -> tuple[int, int] | None:
    tracer = report.tracer
    spans = [s for raw in block.spans if len(s := trim(report.source.text, raw))]
    if isinstance(block, MissingBlock) and block.spans:
        end = len(report.source.text[: block.spans[0].end].rstrip())
        line = tracer.lines.line_of(max(0, end - 1))
        return line, line
    if not spans:
        return None
    return tracer.lines.line_of(spans[0].start), tracer.lines.line_of(spans[-1].end - 1)


def repair_views(origin: Origin, report: ArticleReport, repairs: Iterable[Repair]) -> list[View]:
    """Repairs with their line and their reason: in full where its code first stands, then its first clause."""
    views = []
    explained: set[str] = set()
    for repair in repairs:
        line = report.tracer.lines.line_of(repair.at)
        reason = re.sub(r"`([^`]*)`", r"“\1”", repair.reason)
        views.append(
            {
                "line": line_link(origin, report.article.id, (line, line)),
                "was": repair.was,
                "now": repair.now,
                "code": repair.code,
                "reason": FIRST_CLAUSE.split(reason, maxsplit=1)[0] if repair.code in explained else reason,
            }
        )
        explained.add(repair.code)
    return views


def omission_views(origin: Origin, report: ArticleReport) -> list[View]:
    """What no block shows, with its reason and its lines."""
    views = []
    for whole, reason in omitted_pieces(report.tracer):
        span = trim(report.source.text, whole)
        if not len(span):
            continue
        lines = (report.tracer.lines.line_of(span.start), report.tracer.lines.line_of(span.end - 1))
        views.append(
            {
                "line": line_link(origin, report.article.id, lines),
                "text": span.of(report.source.text),
                "reason": reason,
            }
        )
    return views


def line_view(origin: Origin, report: ArticleReport, fate: LineFate) -> View:
    """A source line with what became of it."""
    article = addresses.article_page(report.article.id)
    links = [
        {
            "href": origin.link(article, f"b{index + 1}"),
            "label": _block_word(report.article.blocks[index]),
            "provenance": provenance_words(origin.words, report.provenance[index]),
        }
        for index in fate.blocks
    ]
    repaired = [report.article.repairs[i] for i in fate.repairs]
    applied = sum(r.applicability == "safe" for r in repaired)
    suggested = len(repaired) - applied
    return {
        "number": fate.number,
        "id": addresses.line_anchor(fate.number),
        "text": fate.text,
        "blank": not fate.text.strip(),
        "filled": bool(fate.text.strip()),
        "blocks": links,
        "metadata": list(fate.metadata),
        "omitted": list(dict.fromkeys(fate.omitted)),
        "repairs": origin.words.count("counts.repair", applied) if applied else "",
        "suggested": origin.words.count("counts.suggestion", suggested) if suggested else "",
    }


def _block_word(block: Block) -> str:
    match block:
        case BulletList() | OrderedList():
            return "list"
        case BlockQuote():
            return "quotation"
        case _:
            return type(block).__name__.lower()


def ledger_figures(report: ArticleReport) -> list[View]:
    """What became of a source's characters, counted."""
    accounted = report.accounted
    reasons = Counter(reason for span, reason in omitted_pieces(report.tracer) if span.of(report.source.text).strip())
    left_out = ", ".join(f"{n} × {reason}" for reason, n in sorted(reasons.items())) or "nothing"
    return [
        {"name": "Characters", "value": f"{accounted['characters']:,}"},
        {"name": "Kept in the article", "value": f"{accounted['kept']:,}"},
        {"name": "Left out", "value": f"{accounted['omitted']:,} ({left_out})"},
        {"name": "Repairs applied", "value": f"{len(report.applied):,}"},
        {"name": "Suggestions not applied", "value": f"{len(report.suggested):,}"},
        {"name": "SHA-256", "value": report.source.sha256},
    ]


def metadatum_words(words: Words, report: ArticleReport, name: str) -> str:
    """What became of a headline, publisher, byline or dateline, in words; empty where it stands as printed."""
    datum = dict(report.article.metadata()).get(name)
    return provenance_words(words, report.tracer.metadatum(datum)) if datum is not None else ""


def provenance_words(words: Words, provenance: Provenance) -> str:
    """What comparing a text with its source tells, in words; empty where it stands as printed."""
    return "" if provenance == "verbatim" else words(f"provenance.{provenance}")
