"""Views: the report in the words and links that the templates print; formatting lives here, templates stay logic-free.

In: parts of the report and the page they are shown on. Out: plain dictionaries, lists, strings and numbers. All text is
raw: templates escape it where they print it, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from build_scripts import addresses
from build_scripts.compare import parse_citation
from build_scripts.model import (
    Cell,
    ComparisonTable,
    Statement,
)
from build_scripts.report import KINDS, ArticleReport, BriefingReport

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


ROW_WORDS = {"themes": "Theme", "actors": "Party"}
"""What the rows of a comparison are."""


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
