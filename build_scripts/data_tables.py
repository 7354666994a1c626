"""Data tables: what the site holds, as plain tables for other programs.

In: the report, and what makes a page's address. Out: the tables of `TABLES`, each with typed columns, a primary key and
references to others; their rows in the order of the pages. Names of tables and columns, and values such as kinds and
states, are the same in every language.

The rights of a source are kept: where they don't allow the words of a text, the text is None and `withheld` is true;
what was counted of it, its lines and its address stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from build_scripts import addresses
from build_scripts.article_views import block_id, block_lines
from build_scripts.changes_page import change_entries
from build_scripts.line_fates import omitted_pieces
from build_scripts.model import Citation, ComparisonTable, Heading, MissingBlock
from build_scripts.provenance import leaves_of
from build_scripts.report import KINDS, ArticleReport, BriefingReport, Report
from build_scripts.shown_changes import shown_change
from build_scripts.spans import Span, trim
from build_scripts.wording import Words

Value = str | int | bool | list[str] | list[int] | None
Row = tuple[Value, ...]
Address = Callable[..., str]
"""`address(page, anchor)`: where a page stands, whole where the site's address is known, else from the site's root."""

ColumnType = Literal["string", "integer", "boolean", "array"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `required`: no row lacks it. `choices`: all values there may be, where they are few."""

    name: str
    type: ColumnType = "string"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that name a row of another table, by its primary key."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table, its primary key, and its references."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()


def _columns(text: str, **choices: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns in short: `name`, `name:integer`, `name!` where it is required."""
    columns = []
    for word in text.split():
        name, _, kind = word.rstrip("!").partition(":")
        type_: ColumnType = kind or "string"  # type: ignore[assignment]
        columns.append(Column(name, type_, word.endswith("!"), choices.get(name, ())))
    return tuple(columns)


_ARTICLE = Reference(("article",), "articles", ("id",))
_BRIEFING = Reference(("briefing",), "briefings", ("id",))
_STATES = ("stated", "conditional", "no-match", "not-captured", "not-stated", "disputed", "superseded")

TABLES: tuple[Shape, ...] = (
    Shape(
        "briefings",
        _columns("id! title! question! as_of articles:array! themes:array! actors:array! url!"),
        ("id",),
    ),
    Shape(
        "briefing_articles",
        _columns("briefing! position:integer! article! label! round"),
        ("briefing", "position"),
        (_BRIEFING, _ARTICLE),
    ),
    Shape(
        "key_points",
        _columns("briefing! position:integer! text! cites:array!"),
        ("briefing", "position"),
        (_BRIEFING,),
    ),
    Shape(
        "articles",
        _columns(
            "id! title! title_by! headline publisher byline dateline published captured language supersedes source! "
            "rights! withheld:boolean! statements:integer! blocks:integer! tables:integer! missing:integer! url!",
            title_by=("source", "desk", "none"),
            rights=("full", "quotes", "none"),
        ),
        ("id",),
    ),
    Shape(
        "sources",
        _columns(
            "article! file! sha256! encoding! lines:integer! characters:integer! characters_kept:integer! "
            "characters_metadata:integer! characters_left_out:integer! repairs_applied:integer! "
            "repairs_suggested:integer! publisher address published captured title looks_rewritten rights! url!",
            rights=("full", "quotes", "none"),
        ),
        ("article",),
        (_ARTICLE,),
    ),
    Shape(
        "blocks",
        _columns(
            "article! number:integer! kind! level:integer text withheld:boolean! provenance! first_line:integer "
            "last_line:integer url!",
            kind=("heading", "paragraph", "bulletlist", "orderedlist", "table", "blockquote", "missingblock"),
            provenance=("verbatim", "repaired", "edited", "added"),
        ),
        ("article", "number"),
        (_ARTICLE,),
    ),
    Shape(
        "statements",
        _columns(
            "id! article! block:integer! kind! cue speaker themes:array! actors:array! first_line:integer "
            "last_line:integer text source_text withheld:boolean! url!",
            kind=KINDS,
        ),
        ("id",),
        (_ARTICLE, Reference(("article", "block"), "blocks", ("article", "number"))),
    ),
    Shape(
        "source_lines",
        _columns(
            "article! line:integer! text withheld:boolean! blocks:array! metadata:array! left_out:array! "
            "repairs:integer! url!"
        ),
        ("article", "line"),
        (_ARTICLE,),
    ),
    Shape(
        "repairs",
        _columns(
            "article! number:integer! code! applied:boolean! line:integer! was now withheld:boolean! reason url!",
        ),
        ("article", "number"),
        (_ARTICLE,),
    ),
    Shape(
        "omissions",
        _columns(
            "article! number:integer! reason! first_line:integer! last_line:integer! characters:integer! text "
            "withheld:boolean! url!"
        ),
        ("article", "number"),
        (_ARTICLE,),
    ),
    Shape(
        "missing",
        _columns("article! block:integer! what! announced withheld:boolean! line:integer url!", what=("list", "table")),
        ("article", "block"),
        (_ARTICLE, Reference(("article", "block"), "blocks", ("article", "number"))),
    ),
    Shape("themes", _columns("id! label! terms:array! statements:integer!"), ("id",)),
    Shape("actors", _columns("id! label! terms:array! statements:integer!"), ("id",)),
    Shape(
        "claims",
        _columns("briefing! id! theme proposition! terms:array!"),
        ("briefing", "id"),
        (_BRIEFING, Reference(("theme",), "themes", ("id",))),
    ),
    Shape(
        "comparisons",
        _columns(
            "briefing! id! caption! rows_are! columns_are! rows:integer! columns:integer! url!",
            rows_are=("themes", "actors", "claims"),
            columns_are=("articles", "rounds"),
        ),
        ("briefing", "id"),
        (_BRIEFING,),
    ),
    Shape(
        "cells",
        _columns(
            "briefing! comparison! row! row_label! column! column_label! articles:array! state! by_desk:boolean! note "
            "cites:array! statements:integer! url!",
            state=_STATES,
        ),
        ("briefing", "comparison", "row", "column"),
        (_BRIEFING, Reference(("briefing", "comparison"), "comparisons", ("briefing", "id"))),
    ),
    Shape(
        "cell_quotes",
        _columns(
            "briefing! comparison! row! column! position:integer! statement! article! kind! text "
            "withheld:boolean! url!",
            kind=KINDS,
        ),
        ("briefing", "comparison", "row", "column", "position"),
        (
            Reference(
                ("briefing", "comparison", "row", "column"), "cells", ("briefing", "comparison", "row", "column")
            ),
            Reference(("statement",), "statements", ("id",)),
            _ARTICLE,
        ),
    ),
    Shape(
        "changes",
        _columns(
            "entry! number:integer! date! title kind! act! subject! before after withheld:boolean! briefing comparison "
            "row column article statement page url!"
        ),
        ("entry", "number"),
    ),
)
"""Every table of the corpus, in the order of reading."""


def site_rows(report: Report, address: Address, words: Words) -> dict[str, list[Row]]:
    """The rows of each table that no article gives by itself."""
    rows: dict[str, list[Row]] = {}
    for b in report.briefings.values():
        for name, one in _briefing_rows(b, address):
            rows.setdefault(name, []).append(one)
    rows["themes"] = list(_found(report, "themes"))
    rows["actors"] = list(_found(report, "actors"))
    rows["changes"] = list(_changes(report, address, words))
    return rows


def statement_id(article: str, statement: str) -> str:
    """A statement's id among all articles': the citation of it."""
    return f"{article}#{statement}"


def article_rows(a: ArticleReport, address: Address) -> dict[str, list[Row]]:
    """The rows that an article gives, by table: a function of its report alone."""
    page, source_page = address(addresses.article_page(a.article.id)), address(addresses.source_page(a.article.id))

    def at_line(line: int) -> str:
        return f"{source_page}#{addresses.line_anchor(line)}"

    def at_block(number: int) -> str:
        return f"{page}#{block_id(number - 1)}"

    article, record, accounted = a.article, a.record, a.accounted
    return {
        "articles": [
            (
                article.id, a.title, a.title_origin, a.printed("headline"), a.printed("publisher"), a.printed("byline"),
                a.printed("dateline"), article.published, article.captured, article.language, article.supersedes,
                article.source, record.rights, not a.whole, len(a.statements), len(article.blocks), a.tables,
                len(a.missing), page,
            )
        ],
        "sources": [
            (
                article.id, article.source, a.source.sha256, a.source.encoding, len(a.tracer.lines),
                accounted["characters"], accounted["kept"], accounted["metadata"], accounted["omitted"], len(a.applied),
                len(a.suggested), record.publisher, record.address, record.published, record.captured,
                record.title if a.named else None, record.looks_rewritten if a.named else None, record.rights,
                source_page,
            )
        ],
        "blocks": list(_blocks(a, at_block)),
        "statements": list(_statements(a, lambda anchor: f"{page}#{quote(anchor)}")),
        "source_lines": [
            (
                article.id, fate.number, fate.text if shown else None, not shown, [n + 1 for n in fate.blocks],
                list(fate.metadata), list(dict.fromkeys(fate.omitted)), len(fate.repairs), at_line(fate.number),
            )
            for fate in a.fates
            for shown in (not fate.text.strip() or a.shows_span(trim(a.source.text, a.tracer.lines.span(fate.number))),)
        ],
        "repairs": [
            (
                article.id, number, repair.code, repair.applicability == "safe", line, repair.was if shown else None,
                repair.now if shown else None, not shown, repair.reason if shown else None, at_line(line),
            )
            for number, repair in enumerate(article.repairs, 1)
            for line in (a.tracer.lines.line_of(repair.at),)
            for shown in (a.shows_span(Span(repair.at, repair.at + len(repair.was))),)
        ],
        "omissions": list(_omissions(a, at_line)),
        "missing": list(_missing(a, at_block)),
    }  # fmt: skip


def _blocks(a: ArticleReport, at: Callable[[int], str]) -> Iterator[Row]:
    for number, block in enumerate(a.article.blocks, 1):
        lines = block_lines(a, number - 1)
        shown = a.whole
        yield (
            a.article.id, number, type(block).__name__.lower(), block.level if isinstance(block, Heading) else None,
            "\n".join(leaves_of(block)) if shown else None, not shown, a.provenance[number - 1],
            lines[0] if lines else None, lines[1] if lines else None, at(number),
        )  # fmt: skip


def _statements(a: ArticleReport, at: Callable[[str], str]) -> Iterator[Row]:
    for s in a.statements:
        shown = a.shows(s)
        differs = shown and s.quote != s.text and s.span is not None and a.shows_span(s.span)
        source_text = s.quote if differs else None
        yield (
            statement_id(a.article.id, s.id), a.article.id, s.block + 1, s.kind, s.cue or None if shown else None,
            s.speaker if shown else None, list(s.themes), list(s.actors), s.lines[0] if s.lines else None,
            s.lines[1] if s.lines else None, s.text if shown else None, source_text or None, not shown,
            at(addresses.statement_anchor(s.id)),
        )  # fmt: skip


def _omissions(a: ArticleReport, at_line: Callable[[int], str]) -> Iterator[Row]:
    number = 0
    for whole, reason in omitted_pieces(a.tracer):
        span = trim(a.source.text, whole)
        if not len(span):
            continue
        number += 1
        first, last = a.tracer.lines.line_of(span.start), a.tracer.lines.line_of(span.end - 1)
        shown = a.shows_span(span)
        yield (
            a.article.id, number, reason, first, last, len(span), span.of(a.source.text) if shown else None, not shown,
            at_line(first),
        )  # fmt: skip


def _missing(a: ArticleReport, at: Callable[[int], str]) -> Iterator[Row]:
    for number, block in enumerate(a.article.blocks, 1):
        if isinstance(block, MissingBlock):
            shown = a.shows_text(block.announced)
            lines = block_lines(a, number - 1)
            yield (
                a.article.id, number, block.what, block.announced if shown else None, not shown,
                lines[0] if lines else None, at(number),
            )  # fmt: skip


def _briefing_rows(b: BriefingReport, address: Address) -> Iterator[tuple[str, Row]]:
    """The rows that a briefing gives, each with its table."""
    document = b.document
    yield (
        "briefings",
        (
            b.id, document.title, document.question, document.as_of, [ref.id for ref in document.articles],
            list(document.themes), list(document.actors), address(addresses.briefing_page(b.id)),
        ),
    )  # fmt: skip
    for position, ref in enumerate(document.articles, 1):
        yield "briefing_articles", (b.id, position, ref.id, ref.label, ref.round)
    for position, point in enumerate(document.key_points, 1):
        yield "key_points", (b.id, position, point.text, list(point.cites))
    for claim in b.claims:
        yield "claims", (b.id, claim.id, claim.theme, claim.proposition, list(claim.terms))
    for table in b.tables:
        page = addresses.comparison_page(b.id, table.id)
        yield (
            "comparisons",
            (
                b.id, table.id, table.caption, table.rows_are, table.columns_are, len(table.rows), len(table.columns),
                address(page),
            ),
        )  # fmt: skip
        for row in _cells(b, table, lambda anchor, page=page: address(page, anchor)):  # type: ignore[misc]
            yield "cells", row
        for row in _cell_quotes(b, table, address):
            yield "cell_quotes", row


def _cells(b: BriefingReport, table: ComparisonTable, at: Callable[[str], str]) -> Iterator[Row]:
    for (_, row_label), cells in zip(table.rows, table.cells, strict=True):
        for cell, (_, label), articles in zip(cells, table.columns, table.column_articles, strict=True):
            yield (
                b.id, table.id, cell.row, row_label, cell.column, label, list(articles), cell.state, cell.by_desk,
                cell.note, list(map(citation_text, cell.citations)),
                len(cell.statements), at(addresses.cell_anchor(table.id, cell.row, cell.column)),
            )  # fmt: skip


def _cell_quotes(b: BriefingReport, table: ComparisonTable, address: Address) -> Iterator[Row]:
    """What each cell rests on, one statement a row: of one cell there may be more than a field of CSV can hold."""
    for cell in (cell for cells in table.cells for cell in cells):
        for position, s in enumerate(cell.statements, 1):
            yield (
                b.id, table.id, cell.row, cell.column, position, statement_id(s.article, s.id), s.article, s.kind,
                None if s.withheld else s.text, bool(s.withheld),
                address(addresses.article_page(s.article), addresses.statement_anchor(s.id)),
            )  # fmt: skip


def citation_text(citation: Citation) -> str:
    """A citation as a maintainer writes it."""
    if citation.lines is None:
        return statement_id(citation.article, citation.statement or "")
    first, last = citation.lines
    return f"{citation.article}@{first}" + (f"-{last}" if last != first else "")


def _found(report: Report, what: Literal["themes", "actors"]) -> Iterator[Row]:
    """Themes or actors of the site with the number of statements that have their words."""
    entries = report.library.themes if what == "themes" else report.library.actors
    counts = dict.fromkeys(entries, 0)
    for a in report.articles.values():
        for s in a.statements:
            for i in s.themes if what == "themes" else s.actors:
                if i in counts:
                    counts[i] += 1
    for i in sorted(entries):
        named = report.library.theme(i) if what == "themes" else report.library.actor(i)
        yield i, named.label, list(named.terms), counts[i]


def _changes(report: Report, address: Address, words: Words) -> Iterator[Row]:
    for entry in change_entries(report.library.changes.values()):
        for number, (change, anchor) in enumerate(zip(entry.document.changes, entry.anchors(), strict=True), 1):
            open_ = shown_change(words, report, change)
            yield (
                entry.id, number, entry.document.date, entry.document.title, change.kind, change.act, open_.subject,
                change.before if open_.before == change.before else None,
                change.after if open_.after == change.after else None, open_ != change, change.briefing,
                change.comparison, change.row, change.column, change.article, change.statement, change.page,
                address(addresses.CHANGES, anchor),
            )  # fmt: skip
