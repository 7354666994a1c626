"""Downloads: every table of the site and the whole corpus as files, and `datapackage.json`, which describes them.

In: the report, the words of the language, the site's settings. Out: the files below data/, with what each of them is:
the tables of `data_tables` as CSV, JSON and YAML; the whole corpus as one JSON and one YAML file; each comparison and
the measures of a briefing as CSV, JSON, YAML and Markdown; a Data Package (version 2 of the Frictionless standard).
Refused: two files of one address (`ProblemsError`).

The tables of the corpus are for programs: codes and ids, one record a row. The files of a briefing's tables are for
people: the table as it is shown, in the words of the site. What a source's rights withhold is withheld here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import urlsplit

from build_scripts import addresses
from build_scripts.compare import shown_state
from build_scripts.comparison_views import state_words
from build_scripts.data_formats import (
    Encoded,
    csv_file,
    encoded,
    guarded,
    joined,
    json_bytes,
    json_corpus,
    json_file,
    markdown_table,
    markdown_text,
    yaml_bytes,
    yaml_corpus,
    yaml_file,
)
from build_scripts.data_tables import (
    TABLES,
    Address,
    Column,
    Reference,
    Row,
    Shape,
    article_rows,
    citation_text,
    site_rows,
    statement_id,
)
from build_scripts.kept import ANEW, Kept
from build_scripts.measures import MeasureTable, measures_of
from build_scripts.measures_section import SECTION as MEASURES
from build_scripts.model import Cell, ComparisonTable, RowKind, Statement
from build_scripts.page import SiteFile
from build_scripts.problems import Problem, ProblemsError
from build_scripts.report import BriefingReport, Report
from build_scripts.site_settings import SiteSettings
from build_scripts.views import kind_words, lines_words, withheld_words
from build_scripts.wording import Words

PROFILE = "https://datapackage.org/profiles/2.0"
"""Where the standard's profiles stand."""
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "yaml": "application/yaml",
    "md": "text/markdown",
}
"""The media type of each format, by the ending of its files (RFC 4180, 8259, 9512, 7763)."""
QUOTES_IN_CELL = 20
"""How many quotes a cell of a briefing's table holds in the files for spreadsheets; all are in `CELL_QUOTES`."""
LONGEST_QUOTES = 20_000
"""How many characters they have together: Excel cuts a cell at 32,767, Python's csv refuses one over 131,072."""
CELL_QUOTES = "cell_quotes"
"""The table of the corpus that holds the quotes of every cell, one a row."""
Format = Literal["csv", "json", "yaml", "md"]


@dataclass(frozen=True, slots=True)
class Download:
    """A file with what it is: the table it holds (`corpus` for all), its format, the number of its rows.

    `briefing` is the id of the briefing whose table it is, as it is shown; None for the corpus.
    """

    file: SiteFile
    table: str
    format: Format
    rows: int
    caption: str
    briefing: str | None = None
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Downloads:
    """All files for other programs, and the file that describes them."""

    files: tuple[Download, ...]
    package: SiteFile

    def site_files(self) -> tuple[SiteFile, ...]:
        """The files alone."""
        return (*(d.file for d in self.files), self.package)


def downloads_of(report: Report, words: Words, settings: SiteSettings, kept: Kept = ANEW) -> Downloads:
    """Every download of the site. What was made of the very same rows before is `kept`."""
    address = partial(_address, settings)
    parts = [
        kept.of("pages", ("data", i), (a, settings.url), partial(_encoded, article_rows, a, address))
        for i, a in report.articles.items()
    ]
    parts.append(_encoded(site_rows, report, address, words))
    tables = {shape.name: joined(part[shape.name] for part in parts if shape.name in part) for shape in TABLES}
    files = [
        *(download for shape in TABLES for download in _table_files(shape, tables[shape.name], words)),
        *_corpus_files(tables, words),
        *(download for b in report.briefings.values() for download in _briefing_files(b, address, words)),
    ]
    _refuse_one_address_for_two(files)
    package = json_bytes(_package(report, files, words, settings))
    return Downloads(tuple(files), SiteFile(addresses.data_file("datapackage.json"), package))


def _address(settings: SiteSettings, page: str, anchor: str = "") -> str:
    return settings.url + addresses.link(addresses.HOME, page, anchor)


def _refuse_one_address_for_two(files: Sequence[Download]) -> None:
    seen: dict[str, Download] = {}
    problems = []
    for one in files:
        other = seen.setdefault(one.file.path.casefold(), one)
        if other is not one:
            message = f"{one.caption!r} and {other.caption!r} would have one address: {one.file.path!r}"
            hint = "give the comparison another id"
            problems.append(Problem("P003", f"content/briefings/{one.briefing}.yaml", 0, 0, message, hint))
    if problems:
        raise ProblemsError(problems)


def _encoded(make: Callable[..., Mapping[str, Sequence[Row]]], *given: Any) -> dict[str, Encoded]:
    """The rows that `make` gives by table, in every format."""
    rows = make(*given)
    return {s.name: encoded([c.name for c in s.columns], rows[s.name]) for s in TABLES if s.name in rows}


def _table_files(shape: Shape, rows: Encoded, words: Words) -> Iterator[Download]:
    formats: tuple[tuple[Format, bytes], ...] = (
        ("csv", csv_file([column.name for column in shape.columns], rows)),
        ("json", json_file(rows)),
        ("yaml", yaml_file(rows)),
    )
    for format_, data in formats:
        file = SiteFile(addresses.data_file(f"{shape.name}.{format_}"), data)
        yield Download(file, shape.name, format_, rows.count, words(f"data_table.{shape.name}"), shape=shape)


def _corpus_files(tables: Mapping[str, Encoded], words: Words) -> Iterator[Download]:
    count = sum(rows.count for rows in tables.values())
    formats: tuple[tuple[Format, bytes], ...] = (("json", json_corpus(tables)), ("yaml", yaml_corpus(tables)))
    for format_, data in formats:
        file = SiteFile(addresses.data_file(f"corpus.{format_}"), data)
        yield Download(file, "corpus", format_, count, words("data_table.corpus"))


# --- the tables of a briefing, as they are shown -------------------------------------------------------------------


def _briefing_files(b: BriefingReport, address: Address, words: Words) -> Iterator[Download]:
    for table in b.tables:
        grid = comparison_grid(b, table, words)
        yield from _grid_files(b, table.id, table.caption, grid, _comparison_data(b, table, address))
    measures = measures_of(b, words)
    if measures.rows:
        caption = words("data.measures_of", briefing=b.document.title)
        yield from _grid_files(
            b, MEASURES, caption, measures_grid(b, measures, words), _measures_data(b, measures, address)
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as texts: its header, each name once, and its rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _grid_files(b: BriefingReport, table: str, caption: str, grid: Grid, data: Mapping[str, Any]) -> Iterator[Download]:
    columns = tuple(Column(name) for name in grid.header)
    shape = Shape(table, columns, ())
    markdown = f"## {markdown_text(caption)}\n\n" + markdown_table(
        list(map(markdown_text, grid.header)), [list(map(_markdown_cell, row)) for row in grid.rows]
    )
    formats: tuple[tuple[Format, bytes], ...] = (
        ("csv", csv_file(grid.header, encoded(grid.header, grid.rows))),
        ("json", json_bytes(data)),
        ("yaml", yaml_bytes(data)),
        ("md", markdown.encode("utf-8", "replace")),
    )
    for format_, content in formats:
        file = SiteFile(addresses.table_file(b.id, table, format_), content)
        yield Download(file, table, format_, len(grid.rows), caption, b.id, shape)


def _markdown_cell(text: str) -> str:
    """A cell of several lines on one: Markdown has no other for it than HTML."""
    return " · ".join(map(markdown_text, text.split("\n")))


def comparison_grid(b: BriefingReport, table: ComparisonTable, words: Words) -> Grid:
    """A comparison as texts: a row's name, then for each column the state, the desk's note and the quotes."""
    header = distinct([words(f"row.{table.rows_are}"), *(label for _, label in table.columns)])
    return Grid(
        header,
        tuple(
            (label, *(_cell_text(b, table.rows_are, cell, words) for cell in cells))
            for (_, label), cells in zip(table.rows, table.cells, strict=True)
        ),
    )


def _cell_text(b: BriefingReport, rows: RowKind, cell: Cell, words: Words) -> str:
    state = state_words(words, shown_state(rows, cell))
    parts = [words("data.by_desk", state=state) if cell.by_desk else state]
    if cell.note:
        parts.append(words("data.note", text=" ".join(cell.note.split())))
    shown, length = [], 0
    for s in cell.statements[:QUOTES_IN_CELL]:
        text = _quote_text(b, s, words)
        length += len(text) + 1
        if length > LONGEST_QUOTES:
            break
        shown.append(text)
    if len(shown) < len(cell.statements):
        more = words.count("data.more_quotes", len(cell.statements) - len(shown), file=f"{CELL_QUOTES}.csv")
        shown.append(more)
    return "\n".join([*parts, *shown])


def _quote_text(b: BriefingReport, s: Statement, words: Words) -> str:
    label = b.labels.get(s.article, s.article)
    place = words("place.labelled", label=label, place=lines_words(words, *s.lines)) if s.lines else label
    if s.withheld:
        return words(
            "data.withheld_quote", text=withheld_words(words, s.withheld), kind=kind_words(words, s.kind), place=place
        )
    name = "data.quote" if s.quote else "data.by_hand"
    return words(name, text=" ".join(s.text.split()), kind=kind_words(words, s.kind), place=place)


def _comparison_data(b: BriefingReport, table: ComparisonTable, address: Address) -> dict[str, Any]:
    page = addresses.comparison_page(b.id, table.id)
    return {
        "briefing": b.id,
        "id": table.id,
        "caption": table.caption,
        "url": address(page),
        "rows_are": table.rows_are,
        "columns_are": table.columns_are,
        "columns": [
            {"id": i, "label": label, "articles": list(articles)}
            for (i, label), articles in zip(table.columns, table.column_articles, strict=True)
        ],
        "rows": [
            {
                "id": row,
                "label": label,
                "cells": [
                    {
                        "column": cell.column,
                        "state": cell.state,
                        "by_desk": cell.by_desk,
                        "note": cell.note,
                        "cites": list(map(citation_text, cell.citations)),
                        "url": address(page, addresses.cell_anchor(table.id, cell.row, cell.column)),
                        "statements": [_statement_data(s, address) for s in cell.statements],
                    }
                    for cell in cells
                ],
            }
            for (row, label), cells in zip(table.rows, table.cells, strict=True)
        ],
    }


def _statement_data(s: Statement, address: Address) -> dict[str, Any]:
    return {
        "id": statement_id(s.article, s.id),
        "kind": s.kind,
        "text": None if s.withheld else s.text,
        "withheld": bool(s.withheld),
        "lines": list(s.lines) if s.lines else None,
        "url": address(addresses.article_page(s.article), addresses.statement_anchor(s.id)),
    }


def measures_grid(b: BriefingReport, table: MeasureTable, words: Words) -> Grid:
    """The measures as texts: their columns, then kind, article, lines. A row that is not split stands in the first."""
    width = len(table.columns)
    added = ("data.article", "data.kind", "data.lines")
    rows = []
    for row in table.rows:
        if not row.shown:
            cells = [withheld_words(words, row.statement.withheld), *[""] * (width - 1)]
        elif row.whole is not None:
            cells = [row.whole, *[""] * (width - 1)]
        else:
            cells = [text or "" for text in row.cells]
        lines = lines_words(words, *row.lines) if row.lines else ""
        rows.append((*cells, b.labels.get(row.article, row.article), kind_words(words, row.statement.kind), lines))
    return Grid(distinct([*(label for _, label in table.columns), *map(words, added)]), tuple(rows))


def _measures_data(b: BriefingReport, table: MeasureTable, address: Address) -> dict[str, Any]:
    page = addresses.briefing_page(b.id)
    return {
        "briefing": b.id,
        "columns": [
            {"id": i, "label": label, "headers": list(headers)}
            for (i, label), headers in zip(table.columns, table.united, strict=True)
        ],
        "rows": [
            {
                "id": statement_id(row.article, row.statement.id),
                "article": row.article,
                "counted_by": row.why,
                "cells": {i: text for (i, _), text in zip(table.columns, row.cells, strict=False)},
                "unsplit": row.whole,
                "lines": list(row.lines) if row.lines else None,
                "statement": _statement_data(row.statement, address),
                "url": address(page, addresses.section_anchor(MEASURES, row.article, row.statement.id)),
            }
            for row in table.rows
        ],
    }


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names for the columns of a file, each once: one that stood before has its number behind it."""
    found: list[str] = []
    seen: set[str] = set()
    for name in names:
        base = " ".join(name.split()) or "–"
        chosen, number = base, 1
        while chosen.casefold() in seen:
            number += 1
            chosen = f"{base} ({number})"
        seen.add(chosen.casefold())
        found.append(chosen)
    return tuple(found)


# --- the description ----------------------------------------------------------------------------------------------


def _package(report: Report, files: Sequence[Download], words: Words, settings: SiteSettings) -> dict[str, Any]:
    """The descriptor of a Data Package, version 2."""
    names = iter(_names(files))
    package: dict[str, Any] = {
        "$schema": f"{PROFILE}/datapackage.json",
        "name": _slug(settings.name) or "briefbook",
        "title": settings.name,
        "description": words("data.package", guard=words("data.guard")),
    }
    if _is_web(settings.url):
        package["homepage"] = settings.url
    return package | {
        "licenses": [{"name": "other-closed", "title": words("data.rights")}],
        "sources": [_source(a.title, a.record.address) for a in report.articles.values()],
        "resources": [_resource(one, next(names), words) for one in files if one.format != "md"],
    }


def _source(title: str, address: str | None) -> dict[str, str]:
    return {"title": title} | ({"path": address} if address and _is_web(address) else {})


def _is_web(address: str) -> bool:
    return urlsplit(address).scheme in ("http", "https")


def _names(files: Sequence[Download]) -> Iterator[str]:
    """A name for each file, in lower-case ASCII, each once."""
    taken: set[str] = set()
    for one in files:
        if one.format == "md":
            continue
        stem = one.table if one.briefing is None else _slug(f"{one.briefing}--{one.table}") or "table"
        base = stem if one.format == "csv" else f"{stem}-{one.format}"
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        yield name


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-.")


def _resource(one: Download, name: str, words: Words) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": name,
        "path": one.file.path.removeprefix(addresses.DATA),
        "title": one.caption,
        "format": one.format,
        "mediatype": MEDIA_TYPES[one.format],
        "encoding": "utf-8",
        "bytes": len(one.file.data),
        "hash": f"sha256:{sha256(one.file.data).hexdigest()}",
    }
    if one.briefing is not None and one.table != MEASURES and one.format == "csv":
        resource["description"] = words("data.wide", quotes=words.number(QUOTES_IN_CELL), file=f"{CELL_QUOTES}.csv")
    if one.format == "csv" and one.shape is not None:
        resource |= {"type": "table", "schema": _schema(one.shape, words, described=one.briefing is None)}
    return resource


def _schema(shape: Shape, words: Words, described: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{PROFILE}/tableschema.json",
        "fields": [_field(shape, column, words, described) for column in shape.columns],
        "missingValues": [""],
    }
    if shape.key:
        schema["primaryKey"] = list(shape.key)
    if shape.references:
        schema["foreignKeys"] = list(map(_foreign_key, shape.references))
    return schema


def _field(shape: Shape, column: Column, words: Words, described: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": guarded(column.name), "type": column.type}  # as it stands in the file
    if described:
        field["description"] = column_description(shape, column, words)
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(reference: Reference) -> dict[str, Any]:
    return {
        "fields": list(reference.columns),
        "reference": {"resource": reference.table, "fields": list(reference.key)},
    }


def column_description(shape: Shape, column: Column, words: Words) -> str:
    """What a column of the corpus holds: in words for this table, else in those that several tables share."""
    own = f"data_column.{shape.name}_{column.name}"
    return words(own if words.has(own) else f"data_column.{column.name}")
