"""Views: the report in the words and links that the templates print; formatting lives here, templates stay logic-free.

In: parts of the report and the page they are shown on. Out: plain dictionaries, lists, strings and numbers. All text is
raw: templates escape it where they print it, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts import addresses
from build_scripts.compare import parse_citation
from build_scripts.model import (
    Cell,
    ComparisonTable,
    Statement,
)
from build_scripts.report import KINDS, ArticleReport, BriefingReport
from build_scripts.wording import Words

View = dict[str, Any]

SIGNS: dict[str, str] = {
    "stated": "●",
    "conditional": "◐",
    "no-match": "○",
    "not-captured": "✕",
    "not-stated": "–",
    "disputed": "≠",
    "superseded": "↻",
}
"""The sign of each cell state; its words and its meaning are the language's."""


SHOWN_QUOTES = 2
"""Quotes that a cell shows before the rest is folded away."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The page that views are made for: its address, from which links lead, and the words of its language."""

    uri: str
    words: Words

    def link(self, target: str, anchor: str = "") -> str:
        """A relative reference to another page of the site."""
        return addresses.link(self.uri, target, anchor)


def lines_words(words: Words, first: int, last: int) -> str:
    """Source lines in words."""
    if first == last:
        return words("place.line", first=str(first))
    return words("place.lines", first=str(first), last=str(last))


def line_link(origin: Origin, article_id: str, lines: tuple[int, int] | None, label: str = "") -> View | None:
    """A link to source lines; None where there are none."""
    if lines is None:
        return None
    place = lines_words(origin.words, *lines)
    return {
        "href": origin.link(addresses.source_page(article_id), addresses.line_anchor(lines[0])),
        "label": origin.words("place.labelled", label=label, place=place) if label else place,
    }


def kind_words(words: Words, kind: str) -> str:
    """A kind of statement in words."""
    return words(f"kind.{kind}")


def statement_view(origin: Origin, statement: Statement, label: str = "") -> View:
    """A statement with its kind in words and the way to its line and to its article."""
    return {
        "id": addresses.statement_anchor(statement.id),
        "text": statement.text,
        "kind": statement.kind,
        "kind_words": kind_words(origin.words, statement.kind),
        "cue": statement.cue,
        "by_hand": not statement.quote,
        "line": line_link(origin, statement.article, statement.lines, label),
        "href": origin.link(addresses.article_page(statement.article), addresses.statement_anchor(statement.id)),
    }


def citation_view(origin: Origin, text: str, briefing: BriefingReport) -> View:
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
        return {"href": origin.link(addresses.article_page(citation.article), anchor), "label": label}
    return found


def cell_view(
    origin: Origin, table_id: str, cell: Cell, column_label: str, missing: int, briefing: BriefingReport
) -> View:
    """A comparison cell: its state in a sign and in words, its quotes, what the desk noted."""
    words = state_words(origin.words, cell.state)
    if cell.state == "not-captured":
        words = origin.words("state.not_captured_because", missing=origin.words.count("counts.missing_is", missing))
    quotes = [statement_view(origin, s) for s in cell.statements]
    folded = len(quotes) - SHOWN_QUOTES
    return {
        "id": addresses.cell_anchor(table_id, cell.row, cell.column),
        "column": column_label,
        "state": cell.state,
        "sign": SIGNS[cell.state],
        "words": words,
        "meaning": state_meaning(origin.words, cell.state),
        "quotes": quotes[:SHOWN_QUOTES],
        "more": quotes[SHOWN_QUOTES:],
        "more_label": origin.words.count("counts.more_quotes", folded) if folded > 0 else "",
        "note": cell.note,
        "by_desk": cell.by_desk,
        "citations": [
            line_link(origin, c.article, c.lines, briefing.labels.get(c.article, c.article))
            for c in cell.citations
            if c.lines is not None and (c.article != cell.column or not cell.statements)
        ],
    }


def table_view(origin: Origin, table: ComparisonTable, briefing: BriefingReport) -> View:
    """A comparison table."""
    missing = {a.article.id: len(a.missing) for a in briefing.articles}
    page = addresses.comparison_page(briefing.id, table.id)
    return {
        "id": table.id,
        "caption": table.caption,
        "href": origin.link(page) if origin.uri != page else "",
        "rows_label": next(origin.words(f"row.{c.rows}") for c in briefing.document.comparisons if c.id == table.id),
        "columns": [{"label": label, "href": origin.link(addresses.article_page(i))} for i, label in table.columns],
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
        "legend": legend(origin.words, (c.state for row in table.cells for c in row)),
    }


def legend(words: Words, states: Iterable[str]) -> list[View]:
    """The states that a table uses, in their fixed order."""
    used = set(states)
    return [
        {"sign": sign, "words": state_words(words, state), "meaning": state_meaning(words, state)}
        for state, sign in SIGNS.items()
        if state in used
    ]


def state_words(words: Words, state: str) -> str:
    """A cell's state in words."""
    return words(f"state.{state.replace('-', '_')}")


def state_meaning(words: Words, state: str) -> str:
    """What a cell's state means."""
    return words(f"state_meaning.{state.replace('-', '_')}")


def warnings(words: Words, report: ArticleReport, label: str) -> list[View]:
    """What a reader must know of a source before believing it, in plain words; none or one for the article."""
    facts = []
    credited = report.article.publisher
    if credited is not None and report.record.publisher is None:
        facts.append(words("warning.unverified", publisher=credited.text))
    elif credited is None and report.record.publisher is None:
        facts.append(words("warning.no_publisher"))
    if report.record.looks_rewritten:
        facts.append(words("warning.rewritten"))
    return [{"label": label, "facts": facts, "evidence": report.record.looks_rewritten or ""}] if facts else []


def undated(report: ArticleReport) -> bool:
    """Does neither the article nor its record carry a date?"""
    return not (report.article.published or report.record.published)


def article_card(origin: Origin, report: ArticleReport, label: str = "") -> View:
    """An article with its figures, for lists of articles."""
    article = report.article
    return {
        "label": label or report.title,
        "title": report.title,
        "title_by_desk": report.title_origin == "desk",
        "untitled": report.title_origin == "none",
        "href": origin.link(addresses.article_page(article.id)),
        "source_href": origin.link(addresses.source_page(article.id)),
        "source": article.source,
        "publisher": article.publisher.text if article.publisher else None,
        "date": article.published or report.record.published,
        "address": report.record.address,
        "statements": len(report.statements),
        "tables": report.tables,
        "missing": len(report.missing),
        "repairs": len(report.applied),
        "warnings": warnings(origin.words, report, label or report.title),
    }


def kind_rows(words: Words, reports: Sequence[ArticleReport], labels: Sequence[str]) -> View:
    """Statements by kind and article, counted."""
    return {
        "columns": list(labels),
        "rows": [
            {
                "label": kind_words(words, kind),
                "counts": [{"column": label, "count": r.kinds[kind]} for r, label in zip(reports, labels, strict=True)],
            }
            for kind in KINDS
        ],
    }
