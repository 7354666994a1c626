"""The section of a briefing's page that shows what its articles propose, in one table.

In: a briefing's report and the page. Out: a heading and the table, or nothing where the articles propose nothing.
"""

from __future__ import annotations

from build_scripts import addresses
from build_scripts.measures import MeasureRow, MeasureTable, measures_of
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.pairing import excerpt
from build_scripts.report import BriefingReport
from build_scripts.views import Origin, View, kind_words, line_link, withheld_words

SECTION = "measures"
"""The id of the section, of its table and of the files that it is downloaded as."""
NAME = 80
"""Characters of a row's name that the permanent link to it is called by."""
ENDINGS = (("csv", "csv"), ("json", "json"), ("md", "markdown"))


def measures_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """The measures of all articles of a briefing; no part where there are none."""
    table = measures_of(b, origin.words)
    if not table.rows:
        return ()
    return (
        HeadingPart(2, SECTION, origin.words("measures.heading")),
        render("measures", table=measures_view(b, origin, table)),
    )


def measures_view(b: BriefingReport, origin: Origin, table: MeasureTable) -> View:
    """The table of measures."""
    words = origin.words
    return {
        "caption": words("measures.caption"),
        "figures": words(
            "measures.figures",
            rows=words.count("counts.row", len(table.rows)),
            tables=words.count("measures.from_tables", table.tables),
            lists=words.count("measures.from_lists", table.lists),
        ),
        "id": SECTION,
        "name_column": table.columns[0][1],
        "others": [
            {"label": label} for label in (*(label for _, label in table.columns[1:]), words("measures.source"))
        ],
        "states": [],
        "rows": [_row_view(b, origin, table, row) for row in table.rows],
        "united": [
            words(
                "measures.united",
                column=label,
                headers=", ".join(words("measures.header", header=h) for h in headers),
            )
            for (_, label), headers in zip(table.columns, table.united, strict=True)
            if len(headers) > 1 or any(h.casefold() != label.casefold() for h in headers)
        ],
        "files": [
            {"href": origin.link(addresses.table_file(b.id, SECTION, ending)), "label": words(f"measures.{name}")}
            for ending, name in ENDINGS
        ],
    }


def _row_view(b: BriefingReport, origin: Origin, table: MeasureTable, row: MeasureRow) -> View:
    words = origin.words
    statement = row.statement
    whole = row.whole if row.shown else withheld_words(words, statement.withheld)
    labels = [label for _, label in table.columns]
    cells = [
        {"column": label, "text": text if text is not None else words(f"measures.{why}"), "given": text is not None}
        for label, text, why in zip(labels, row.cells, row.absent, strict=False)
    ]
    article = b.labels.get(row.article, row.article)
    anchor = addresses.section_anchor(SECTION, row.article, row.statement.id)
    name = whole or cells[0]["text"]
    return {
        "id": anchor,
        "here": {"href": f"#{anchor}", "label": words("measures.row_link", row=excerpt(str(name), NAME))},
        "whole": whole,
        "uncertain": row.shown and row.whole is not None,
        "withheld": not row.shown,
        "name_column": labels[0],
        "span": len(labels),
        "name": cells[0] if cells else None,
        "cells": cells[1:],
        "by_hand": not statement.quote and row.shown,
        "kind": statement.kind,
        "kind_words": kind_words(words, statement.kind),
        "article": article,
        "href": origin.link(addresses.article_page(row.article), addresses.statement_anchor(statement.id)),
        "line": line_link(origin, row.article, row.lines),
    }
