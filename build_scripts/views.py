"""Views: the report in the words and links that the templates print; formatting lives here, templates stay logic-free.

In: parts of the report and the page they are shown on. Out: plain dictionaries, lists, strings and numbers. All text is
raw: templates escape it where they print it, and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from build_scripts import addresses
from build_scripts.compare import parse_citation
from build_scripts.model import (
    Block,
    BlockQuote,
    BulletList,
    Cell,
    ComparisonTable,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Repair,
    Statement,
    Table,
)
from build_scripts.provenance import LineFate, Place
from build_scripts.report import KINDS, ArticleReport, BriefingReport
from build_scripts.spans import trim

View = dict[str, Any]

STATES: dict[str, tuple[str, str, str]] = {
    "stated": ("●", "stated", "the article says something on it"),
    "conditional": ("◐", "conditional", "the article says only what is expected or recommended"),
    "no-match": ("○", "no match for these terms", "no statement has the theme's words; that is no proof of absence"),
    "not-captured": (
        "✕",
        "not captured",
        "no statement has the theme's words, and the capture lacks parts that the article announces",
    ),
    "not-stated": ("–", "not stated", "the desk read the article and found nothing on it"),
    "disputed": ("≠", "disputed", "the desk judges that the sources contradict each other"),
    "superseded": ("↻", "superseded", "the desk judges that a later source replaces it"),
}
"""Each cell state: its sign, its words, and what it means."""

KIND_WORDS: dict[str, str] = {
    "agreed": "said to be agreed",
    "reported": "reported",
    "expected": "expected",
    "recommended": "recommended",
    "attributed": "attributed",
    "background": "background",
}

PROVENANCE_WORDS: dict[str, str] = {
    "verbatim": "",
    "repaired": "repaired",
    "edited": "edited by hand",
    "added": "added by hand",
}

ROW_WORDS = {"themes": "Theme", "actors": "Party"}
"""What the rows of a comparison are."""

FIRST_CLAUSE = re.compile(r"[:;.](?=\s|$)")
"""Where a reason's first clause ends."""

SHOWN_QUOTES = 2
"""Quotes that a cell shows before the rest is folded away."""


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lines_words(first: int, last: int) -> str:
    """Source lines in words."""
    return f"line {first}" if first == last else f"lines {first}–{last}"


def line_link(origin: str, article_id: str, lines: tuple[int, int] | None, label: str = "") -> View | None:
    """A link to source lines; None where there are none."""
    if lines is None:
        return None
    words = lines_words(*lines)
    return {
        "href": addresses.link(origin, addresses.source_page(article_id), addresses.line_anchor(lines[0])),
        "label": f"{label}, {words}" if label else words,
    }


def statement_view(origin: str, statement: Statement, label: str = "") -> View:
    """A statement with its kind in words and the way to its line and to its article."""
    return {
        "id": addresses.statement_anchor(statement.id),
        "text": statement.text,
        "kind": statement.kind,
        "kind_words": KIND_WORDS[statement.kind],
        "cue": statement.cue,
        "by_hand": not statement.quote,
        "line": line_link(origin, statement.article, statement.lines, label),
        "href": addresses.link(
            origin, addresses.article_page(statement.article), addresses.statement_anchor(statement.id)
        ),
    }


def citation_view(origin: str, text: str, briefing: BriefingReport) -> View:
    """A citation as a link to its source line, labelled as the briefing labels the article."""
    citation = parse_citation(text)
    assert citation is not None, f"check lets no {text!r} through"
    label = briefing.labels.get(citation.article, citation.article)
    report = next(a for a in briefing.articles if a.article.id == citation.article)
    lines = citation.lines
    if lines is None:
        lines = next((s.lines for s in report.statements if s.id == citation.statement), None)
    found = line_link(origin, citation.article, lines, label)
    if found is None:
        anchor = addresses.statement_anchor(citation.statement or "")
        return {"href": addresses.link(origin, addresses.article_page(citation.article), anchor), "label": label}
    return found


def cell_view(
    origin: str, table_id: str, cell: Cell, column_label: str, missing: int, briefing: BriefingReport
) -> View:
    """A comparison cell: its state in a sign and in words, its quotes, what the desk noted."""
    sign, words, meaning = STATES[cell.state]
    if cell.state == "not-captured":
        lacking = count(missing, "announced list or table is missing", "announced lists or tables are missing")
        words = f"not captured: no match for these terms, and {lacking}"
    quotes = [statement_view(origin, s) for s in cell.statements]
    return {
        "id": addresses.cell_anchor(table_id, cell.row, cell.column),
        "column": column_label,
        "state": cell.state,
        "sign": sign,
        "words": words,
        "meaning": meaning,
        "quotes": quotes[:SHOWN_QUOTES],
        "more": quotes[SHOWN_QUOTES:],
        "more_label": count(len(quotes) - SHOWN_QUOTES, "more quote") if len(quotes) > SHOWN_QUOTES else "",
        "note": cell.note,
        "by_desk": cell.by_desk,
        "citations": [
            line_link(origin, c.article, c.lines, briefing.labels.get(c.article, c.article))
            for c in cell.citations
            if c.lines is not None and (c.article != cell.column or not cell.statements)
        ],
    }


def table_view(origin: str, table: ComparisonTable, briefing: BriefingReport) -> View:
    """A comparison table."""
    missing = {a.article.id: len(a.missing) for a in briefing.articles}
    page = addresses.comparison_page(briefing.id, table.id)
    return {
        "id": table.id,
        "caption": table.caption,
        "href": addresses.link(origin, page) if origin != page else "",
        "rows_label": next(ROW_WORDS[c.rows] for c in briefing.document.comparisons if c.id == table.id),
        "columns": [
            {"label": label, "href": addresses.link(origin, addresses.article_page(i))} for i, label in table.columns
        ],
        "rows": [
            {
                "id": addresses.row_anchor(table.id, row_id),
                "label": label,
                "cells": [
                    cell_view(origin, table.id, cell, column_label, missing[column_id], briefing)
                    for cell, (column_id, column_label) in zip(cells, table.columns, strict=True)
                ],
            }
            for (row_id, label), cells in zip(table.rows, table.cells, strict=True)
        ],
        "legend": legend(c.state for row in table.cells for c in row),
    }


def legend(states: Iterable[str]) -> list[View]:
    """The states that a table uses, in their fixed order."""
    used = set(states)
    return [{"sign": s, "words": w, "meaning": m} for key, (s, w, m) in STATES.items() if key in used]


def warnings(report: ArticleReport, label: str) -> list[View]:
    """What a reader must know of a source before believing it, in plain words; none or one for the article."""
    facts = []
    credited = report.article.publisher
    if credited is not None and report.record.publisher is None:
        facts.append(f"its headline credits {credited.text}; not verified")
    elif credited is None and report.record.publisher is None:
        facts.append("it names no publisher")
    if report.record.looks_rewritten:
        facts.append("it looks re-written by machine")
    return [{"label": label, "facts": facts, "evidence": report.record.looks_rewritten or ""}] if facts else []


def undated(report: ArticleReport) -> bool:
    """Does neither the article nor its record carry a date?"""
    return not (report.article.published or report.record.published)


def article_card(origin: str, report: ArticleReport, label: str = "") -> View:
    """An article with its figures, for lists of articles."""
    article = report.article
    return {
        "label": label or report.title,
        "title": report.title,
        "title_by_desk": report.title_origin == "desk",
        "untitled": report.title_origin == "none",
        "href": addresses.link(origin, addresses.article_page(article.id)),
        "source_href": addresses.link(origin, addresses.source_page(article.id)),
        "source": article.source,
        "publisher": article.publisher.text if article.publisher else None,
        "date": article.published or report.record.published,
        "address": report.record.address,
        "statements": len(report.statements),
        "tables": report.tables,
        "missing": len(report.missing),
        "repairs": len(report.applied),
        "warnings": warnings(report, label or report.title),
    }


def kind_rows(reports: Sequence[ArticleReport], labels: Sequence[str]) -> View:
    """Statements by kind and article, counted."""
    return {
        "columns": list(labels),
        "rows": [
            {
                "label": KIND_WORDS[kind],
                "counts": [{"column": label, "count": r.kinds[kind]} for r, label in zip(reports, labels, strict=True)],
            }
            for kind in KINDS
        ],
    }


def block_view(origin: str, report: ArticleReport, index: int, statements: Sequence[Statement]) -> View:
    """A block of an article with its marks, its statements and its lines. `statements` are those of this block."""
    block = report.article.blocks[index]
    own = list(statements)
    provenance = report.provenance[index]
    lines = _block_lines(report, block)
    view: View = {
        "id": f"b{index + 1}",
        "line": line_link(origin, report.article.id, lines),
        "provenance": provenance,
        "provenance_words": PROVENANCE_WORDS[provenance],
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
            view["leaves"] = [
                {"text": item, "statement": statement_view(origin, by_leaf[i])} for i, item in enumerate(block.items)
            ]
        case Table():
            view |= _source_table(origin, report, block, own)
        case MissingBlock():
            view |= {"what": block.what, "announced": block.announced}
    return view


def _pieces(origin: str, text: str, statements: Sequence[Statement]) -> list[View]:
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


def _source_table(origin: str, report: ArticleReport, block: Table, statements: Sequence[Statement]) -> View:
    width = max([len(block.columns), *(len(r) for r in block.rows if not isinstance(r, str))])
    columns = [*block.columns, *[""] * (width - len(block.columns))]
    rows = []
    for row, statement in zip(block.rows, statements, strict=True):
        cells = [row] if isinstance(row, str) else [*row, *[""] * (width - len(row))]
        rows.append(
            {
                "first": {"text": cells[0] if cells else "", "column": columns[0] if columns else ""},
                "cells": [{"text": c, "column": h} for c, h in zip(cells[1:], columns[1:], strict=False)],
                "span": width if isinstance(row, str) else 1,
                "unsplit": isinstance(row, str),
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


def repair_views(origin: str, report: ArticleReport, repairs: Iterable[Repair]) -> list[View]:
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


def omission_views(origin: str, report: ArticleReport) -> list[View]:
    """What no block shows, with its reason and its lines."""
    views = []
    for omission in report.article.omissions:
        span = trim(report.source.text, omission.span)
        if not len(span):
            continue
        lines = (report.tracer.lines.line_of(span.start), report.tracer.lines.line_of(span.end - 1))
        views.append(
            {
                "line": line_link(origin, report.article.id, lines),
                "text": span.of(report.source.text),
                "reason": omission.reason,
                "code": omission.code,
            }
        )
    return views


def line_view(origin: str, report: ArticleReport, fate: LineFate) -> View:
    """A source line with what became of it."""
    article = addresses.article_page(report.article.id)
    links = [
        {
            "href": addresses.link(origin, article, f"b{index + 1}"),
            "label": _block_word(report.article.blocks[index]),
            "provenance": PROVENANCE_WORDS[report.provenance[index]],
        }
        for index in fate.blocks
    ]
    repaired = [report.article.repairs[i] for i in fate.repairs]
    applied = sum(r.applicability == "safe" for r in repaired)
    return {
        "number": fate.number,
        "id": addresses.line_anchor(fate.number),
        "text": fate.text,
        "blank": not fate.text.strip(),
        "filled": bool(fate.text.strip()),
        "blocks": links,
        "metadata": list(fate.metadata),
        "omitted": list(dict.fromkeys(fate.omitted)),
        "repairs": count(applied, "repair") if applied else "",
        "suggested": count(len(repaired) - applied, "suggestion") if len(repaired) > applied else "",
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
    reasons = Counter(o.reason for o in report.article.omissions if o.span.of(report.source.text).strip())
    left_out = ", ".join(f"{n} × {reason}" for reason, n in sorted(reasons.items())) or "nothing"
    return [
        {"name": "Characters", "value": f"{accounted['characters']:,}"},
        {"name": "Kept in the article", "value": f"{accounted['kept']:,}"},
        {"name": "Left out", "value": f"{accounted['omitted']:,} ({left_out})"},
        {"name": "Repairs applied", "value": f"{len(report.applied):,}"},
        {"name": "Suggestions not applied", "value": f"{len(report.suggested):,}"},
        {"name": "SHA-256", "value": report.source.sha256},
    ]


def place_words(place: Place) -> str:
    """A leaf's provenance in words; empty where the source says it as it is."""
    return PROVENANCE_WORDS[place.provenance]
