"""Views of comparison tables: states in words and signs, cells with their quotes, anchors that stay, links to files.

In: a comparison table, its briefing's report and the page it is shown on. Out: plain dictionaries for templates, all
text raw. An article that was renamed keeps its old anchors: each cell has those of all ids that its articles had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from build_scripts import addresses
from build_scripts.compare import shown_state
from build_scripts.model import Cell, Citation, Claim, ComparisonTable, RowKind
from build_scripts.report import BriefingReport
from build_scripts.unread import is_unread
from build_scripts.views import Origin, View, citation_view, statement_view
from build_scripts.wording import Words

SIGNS: dict[str, str] = {
    "stated": "●",
    "found": "◆",
    "conditional": "◐",
    "found-awaited": "◈",
    "no-match": "○",
    "not-captured": "✕",
    "not-stated": "–",
    "disputed": "≠",
    "superseded": "↻",
}
"""The sign of what a cell shows (see `shown_state`); its words and its meaning are the language's."""

FITTING_COLUMNS = 3
"""Columns that fit a desk beside the rows' names; a table of more scrolls within a frame of its own."""

SHOWN_QUOTES = 2
"""Quotes that a cell shows before the rest is folded away, on the table's own page."""

SHOWN_IN_PART = 1
"""Quotes that it shows where the table is a part of a longer page."""

FOLDED_QUOTES = 10
"""Quotes that a cell folds away where the table is a part of a longer page; all of them are on its own."""

FILES = ("csv", "json", "md")
"""The files that each table is published as."""


def table_view(origin: Origin, table: ComparisonTable, briefing: BriefingReport) -> View:
    """A comparison table."""
    page = addresses.comparison_page(briefing.id, table.id)
    rows = [
        (row, label, addresses.row_anchor(table.id, row), cells)
        for (row, label), cells in zip(table.rows, table.cells, strict=True)
    ]
    taken = {anchor for _, _, anchor, _ in rows}
    taken |= {addresses.cell_anchor(table.id, c.row, c.column) for cells in table.cells for c in cells}
    columns = list(zip(table.columns, table.column_articles, strict=True))
    return {
        "id": table.id,
        "anchor": addresses.table_anchor(table.id),
        "caption": table.caption,
        "caption_id": addresses.caption_anchor(table.id),
        "href": origin.link(page) if origin.uri != page else "",
        "rows_label": origin.words(f"row.{table.rows_are}"),
        "by_rounds": table.columns_are == "rounds",
        "claims": table.rows_are == "claims",
        "wide": len(columns) > FITTING_COLUMNS,
        "unread": [
            origin.words("comparison.unread", article=briefing.labels[a.article.id])
            for a in briefing.articles
            if is_unread(a)
        ],
        "columns": [_column_view(origin, label, articles, briefing) for (_, label), articles in columns],
        "rows": [
            {
                "id": anchor,
                "label": label,
                "here": _here(origin, anchor, "comparison.row_link", row=label),
                **_row_target(origin, table, row, briefing),
                "cells": [
                    {
                        **cell_view(origin, table, cell, column, articles, briefing),
                        "former": former_anchors(table.id, cell, articles, briefing, taken),
                        "here": _here(
                            origin,
                            addresses.cell_anchor(table.id, cell.row, cell.column),
                            "comparison.cell_link",
                            row=label,
                            column=column,
                        ),
                    }
                    for cell, ((_, column), articles) in zip(cells, columns, strict=True)
                ],
            }
            for row, label, anchor, cells in rows
        ],
        "legend": legend(origin.words, (shown_state(table.rows_are, c) for row in table.cells for c in row)),
        "files": [
            {
                "href": origin.link(addresses.table_file(briefing.id, table.id, ending)),
                "label": origin.words(f"comparison.file_{ending}"),
            }
            for ending in FILES
        ],
    }


def _column_view(origin: Origin, label: str, articles: Sequence[str], briefing: BriefingReport) -> View:
    """A column's header: a link to its article; a round of several has a link for each."""
    links = [{"label": briefing.labels[i], "href": origin.link(addresses.article_page(i))} for i in articles]
    single = len(links) == 1
    return {"label": label, "href": links[0]["href"] if single else "", "articles": [] if single else links}


def _row_target(origin: Origin, table: ComparisonTable, row: str, briefing: BriefingReport) -> View:
    """Where a row's header leads: to its theme or party; a claim names its theme and the words that find it."""
    target: View = {"href": "", "theme": None, "terms": []}
    if table.rows_are == "themes":
        target["href"] = origin.link(addresses.theme_page(row))
    elif table.rows_are == "actors":
        target["href"] = origin.link(addresses.party_page(row))
    else:
        claim = next(claim for claim in briefing.claims if claim.id == row)
        target |= {"theme": claim_theme(origin, claim, briefing), "terms": list(claim.terms)}
    return target


def claim_theme(origin: Origin, claim: Claim, briefing: BriefingReport) -> View | None:
    """A link to the page of a claim's theme; None where it has none."""
    label = dict(briefing.by_round.rows).get(claim.theme or "")
    if claim.theme is None or label is None:
        return None
    return {"href": origin.link(addresses.theme_page(claim.theme)), "label": label}


def _here(origin: Origin, anchor: str, word: str, **names: str) -> View:
    """The permanent link to a row or a cell, with a name of its own for those who do not see where it stands."""
    return {"href": origin.link(origin.uri, anchor), "label": origin.words(word, **names)}


def former_anchors(
    table: str, cell: Cell, articles: Sequence[str], briefing: BriefingReport, taken: Collection[str]
) -> list[str]:
    """Other anchors of a cell: of the ids that its articles had, and of a round's other articles; none that is `taken`.

    So a deep link lands after an article was renamed, and after another article became the first of its round.
    """
    names = (name for article in articles for name in (article, *briefing.formerly.get(article, ())))
    anchors = dict.fromkeys(addresses.cell_anchor(table, cell.row, name) for name in names)
    return [anchor for anchor in anchors if anchor not in taken]


def cell_view(
    origin: Origin,
    table: ComparisonTable,
    cell: Cell,
    column_label: str,
    articles: Sequence[str],
    briefing: BriefingReport,
) -> View:
    """A comparison cell: its state in a sign and in words, its quotes, what the desk noted.

    `articles` are those of its column; where they are several, each quote names its own.
    """
    several = len(articles) > 1
    shown_as = shown_state(table.rows_are, cell)
    page, anchor = (
        addresses.comparison_page(briefing.id, table.id),
        addresses.cell_anchor(table.id, cell.row, cell.column),
    )
    shown = SHOWN_QUOTES if origin.uri == page else SHOWN_IN_PART
    most = len(cell.statements) if origin.uri == page else shown + FOLDED_QUOTES
    quotes = [statement_view(origin, s, briefing.labels[s.article] if several else "") for s in cell.statements[:most]]
    folded = len(quotes) - shown
    elsewhere = None
    if len(cell.statements) > most:
        label = origin.words.count("comparison.all_quotes", len(cell.statements))
        elsewhere = {"href": origin.link(page, anchor), "label": label}
    return {
        "id": anchor,
        "column": column_label,
        "state": shown_as,
        "sign": SIGNS[shown_as],
        "words": cell_words(origin.words, table.rows_are, cell, articles, briefing),
        "quotes": quotes[:shown],
        "more": quotes[shown:],
        "more_label": origin.words.count("counts.more_quotes", folded) if folded > 0 else "",
        "elsewhere": elsewhere,
        "note": cell.note,
        "by_desk": cell.by_desk,
        "citations": [citation_view(origin, written(c), briefing) for c in beside_quotes(cell, articles)],
    }


def cell_words(words: Words, rows: RowKind, cell: Cell, articles: Sequence[str], briefing: BriefingReport) -> str:
    """A cell's state in words, with what is missing where that is why."""
    missing = sum(len(a.missing) for a in briefing.articles if a.article.id in articles)
    if cell.state == "not-captured" and missing and not cell.by_desk:
        return words("state.not_captured_because", missing=words.count("counts.missing_is", missing))
    return state_words(words, shown_state(rows, cell))


def beside_quotes(cell: Cell, articles: Sequence[str]) -> list[Citation]:
    """The citations that no quote of the cell shows: those of other columns, and all where it has no quotes."""
    return [c for c in cell.citations if c.article not in articles or not cell.statements]


def written(citation: Citation) -> str:
    """A citation as a maintainer writes it."""
    if citation.lines is None:
        return f"{citation.article}#{citation.statement}"
    first, last = citation.lines
    return f"{citation.article}@{first}-{last}"


def legend(words: Words, states: Iterable[str]) -> list[View]:
    """What the cells of a table show, in a fixed order."""
    used = set(states)
    return [
        {
            "state": state,
            "sign": sign,
            "words": state_words(words, state),
            "meaning": state_meaning(words, state),
        }
        for state, sign in SIGNS.items()
        if state in used
    ]


def state_words(words: Words, state: str) -> str:
    """A cell's state in words."""
    return words(f"state.{state.replace('-', '_')}")


def state_meaning(words: Words, state: str) -> str:
    """What a cell's state means."""
    return words(f"state_meaning.{state.replace('-', '_')}")
