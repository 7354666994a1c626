"""Measures: what the articles of a briefing propose, their tables and lists set in one table.

In: a briefing's report and the words of a language. Out: `MeasureTable`: united columns, and a row for each proposal
with its article, its statement and its source lines. Nothing is rewritten: a cell is a cell of the source, or a piece
of a list item cut at its own colon; what the source has not is None, never an empty text.

A table is one of measures where the first of its headers that tells more than who, when or a number names measures
(`ColumnGroup.measure`), or its caption does, or where most of its rows are recommended, by their own words or by those
of the paragraph before. A list is, where most of its items are recommended, or where the words that announce it expect
or recommend something and name measures near their end (*Key initiatives may include:*), or its heading is such a
name. So a table of impacts, or of how things stand, is none; nor is one with a column of a state (*Status*, *Result*,
*Rejected by*) most of whose rows are reported, agreed or settled by the words of that column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from build_scripts.column_groups import BUILT_IN, ColumnGroup, Columns, header_words, is_numbering
from build_scripts.model import (
    Article,
    BulletList,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Statement,
    Table,
)
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.wording import Words

Counted = Literal["header", "caption", "recommended", "announced", "heading"]
"""Why rows count as measures."""

Absent = Literal["no_cell", "no_column", "no_part"]
"""Why a row has nothing in a column: its cell is empty, its table has no such column, its list item no such part."""

STATES = frozenset(
    {
        "status", "state", "progress", "decision", "result", "outcome", "vote", "verdict", "fate",
        "status quo", "current status", "final result", "final outcome", "result of vote", "rejected by", "adopted by",
        "accepted by", "approved by", "agreed by", "vetoed by", "signed by", "blocked by",
        "stand",
        "ergebnis", "entscheidung", "statut", "état", "résultat", "décision", "estado", "resultado", "decisión",
        "stato", "risultato", "durum", "sonuç", "karar", "статус", "результат", "решение", "рішення", "الحالة",
        "النتيجة",
    }
)  # fmt: skip
"""Headers, by their words, of columns that tell what became of a row."""
SETTLED = re.compile(
    r"[✓✔✗✘☑]|\b(?:rejected|refused|declined|dropped|withdrawn|abandoned|vetoed|blocked|adopted|approved|accepted|"
    r"agreed|signed|ratified|passed|complete|completed|done|implemented|achieved|delivered|failed|closed|concluded|"
    r"launched|resolved|in force|took effect|abgelehnt|angenommen|umgesetzt|erledigt|rejeté|adopté|rechazado|aprobado|"
    r"reddedildi|kabul edildi|tamamlandı|отклонено|принято|выполнено)\b",
    re.IGNORECASE,
)
"""Words of a state that say that something came of a row, or that nothing will."""
OPEN = re.compile(
    r"\b(?:to be|will|would|may|could|should|not|yet|pending|expected|planned|proposed|likely|draft)\b", re.IGNORECASE
)
"""Words of a state that take those back."""

LABELLED = re.compile(r"(?P<name>[^:：.!?\n]{1,90}?)\s*[:：]\s+(?P<text>\S.*)", re.DOTALL)
DASHED = re.compile(r"(?P<name>[^:：.!?\n–—]{1,90}?)\s+[–—]\s+(?P<text>\S.*)", re.DOTALL)
LONGEST_NAME = 9
"""Words that stand before a colon as a name, at most; more are a clause."""
ANNOUNCING = 8
"""How many words from the end of an announcing sentence the name of what is announced stands."""
NOTHING = frozenset({"", "-", "–", "—", "n/a", "…", "..."})
"""Cells that hold no words."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A proposal. `cells` has a text or None for each column; where `whole`, the text of an unsplit row alone.

    The article's id and the statement's name a row for good. `shown` is False where the source's rights
    withhold the words; there are no cells then.
    """

    article: str
    statement: Statement
    cells: tuple[str | None, ...]
    lines: tuple[int, int] | None
    why: Counted
    whole: str | None = None
    shown: bool = True
    absent: tuple[Absent | None, ...] = ()
    """For each column why its cell has no text; None where it has."""


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """All measures of a briefing. `columns` are (id, label) pairs; the first names the measure.

    `united` are the printed headers that stand in each column. `tables` and `lists` count where the rows come from.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[MeasureRow, ...]
    united: tuple[tuple[str, ...], ...] = ()
    tables: int = 0
    lists: int = 0


USUAL = Columns(BUILT_IN)
BESIDE = ("responsible", "timeline")
"""Built-in columns that may stand before the one that names the measure."""
NAME = "measure"
DESCRIPTION = "description"


@dataclass(slots=True)
class _Gathering:
    """The columns found so far, by id: united ones in their groups' order, then the printed ones as they come."""

    columns: Columns
    words: Words
    rows: list[tuple[MeasureRow, dict[str, str], frozenset[str] | None]] = field(default_factory=list)
    """Each row with its texts by column, and the columns that its table has; None for a list."""
    printed: dict[str, dict[str, None]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return next((g.id for g in self.columns.groups if g.measure), NAME)

    @property
    def description(self) -> str:
        """The column for what stands behind an item's name: the group of the header *Description*."""
        group = self.columns.group_of(DESCRIPTION)
        return group.id if group is not None and not group.measure else DESCRIPTION

    def note(self, column: str, header: str) -> None:
        """A printed header stands in a column."""
        self.printed.setdefault(column, {}).setdefault(header)


def measures_of(b: BriefingReport, words: Words) -> MeasureTable:
    """The measures of a briefing's articles, in the order of the articles and of reading."""
    gathering = _Gathering(Columns(b.columns), words)
    tables = lists = 0
    for report in b.articles:
        by_block: dict[int, list[Statement]] = {}
        for statement in report.statements:
            by_block.setdefault(statement.block, []).append(statement)
        for index, block in enumerate(report.article.blocks):
            own = by_block.get(index, [])
            if isinstance(block, Table):
                why = _why_table(report.article, index, block, own, gathering.columns)
                if why is not None and own:
                    _add_table(gathering, report, block, own, why)
                    tables += 1
            elif isinstance(block, BulletList | OrderedList):
                announced = _introduction(report.article, index)
                why = _why_list(announced, by_block, own, gathering.columns, report.article)
                if why is not None:
                    _add_list(gathering, report, block, own, why)
                    lists += 1
    return _table_of(gathering, tables, lists)


def _why_table(
    article: Article, index: int, block: Table, statements: Sequence[Statement], columns: Columns
) -> Counted | None:
    if _is_settled(block, statements):
        return None
    first = _telling_header(block, columns)
    group = columns.group_of(block.columns[first]) if first is not None else None
    # *Date, Action*: what stands behind a date may have happened.
    leads = first == 0 or is_numbering(next(iter(block.columns), "")) or all(s.kind != "reported" for s in statements)
    if group is not None and group.measure and leads:
        return "header"
    if block.caption is not None and (group := columns.group_of(_bare(block.caption))) is not None and group.measure:
        return "caption"
    return "recommended" if _most(statements, "recommended") else None


def _is_settled(block: Table, statements: Sequence[Statement]) -> bool:
    """Does a column tell what became of the rows, and did something become of most? They are proposed no more."""
    told = [n for n, header in enumerate(block.columns) if " ".join(header_words(header)) in STATES]
    if not told or len(statements) != len(block.rows):
        return False
    settled = 0
    for row, statement in zip(block.rows, statements, strict=True):
        settled += statement.kind in ("reported", "agreed") or any(
            _settles(block.columns[n] if not isinstance(row, str) else "", state)
            for n, state in ([(0, row)] if isinstance(row, str) else [(n, row[n]) for n in told if n < len(row)])
        )
    return settled * 2 > len(block.rows)


def _settles(header: str, state: str) -> bool:
    """Does a cell say that something came of its row, or that nothing will? Below *Rejected by* any name does."""
    names = header_words(header)[-1:] == ("by",) and state.strip() not in NOTHING
    return (names or SETTLED.search(state) is not None) and OPEN.search(state) is None


def _telling_header(block: Table, columns: Columns) -> int | None:
    """The first header that is no number, no date and no actor; None where there is none."""
    for number, header in enumerate(block.columns):
        group = columns.group_of(header)
        usual = USUAL.group_of(header)
        beside = usual is not None and usual.id in BESIDE and not (group is not None and group.measure)
        if not is_numbering(header) and not beside:
            return number
    return None


def _bare(caption: str) -> str:
    """A caption without its number: *Table 2: Key measures*."""
    return re.sub(r"^\W*\w+\s+\d+\s*[.:–—-]\s*", "", caption)


def _most(statements: Sequence[Statement], kind: str) -> bool:
    return sum(s.kind == kind for s in statements) * 2 > len(statements)


def _introduction(article: Article, index: int) -> int | None:
    """The paragraph or heading that introduces a block: what was dropped between the two may stand there."""
    for before in range(index - 1, -1, -1):
        if isinstance(article.blocks[before], Paragraph | Heading):
            return before
        if not isinstance(article.blocks[before], MissingBlock):
            return None
    return None


def _why_list(
    announced: int | None,
    by_block: dict[int, list[Statement]],
    statements: Sequence[Statement],
    columns: Columns,
    article: Article,
) -> Counted | None:
    if not statements:
        return None
    if _most(statements, "recommended"):
        return "recommended"
    if announced is None:
        return None
    block = article.blocks[announced]
    if isinstance(block, Heading):
        group = columns.group_of(block.text)
        return "heading" if group is not None and group.measure else None
    sentence = by_block[announced][-1] if by_block.get(announced) else None
    if sentence is None or sentence.kind not in ("expected", "recommended"):
        return None
    if sentence.text.rstrip()[-1:] not in (":", "："):
        return None
    ending = " ".join(header_words(sentence.text)[-ANNOUNCING:])
    return "announced" if columns.names_measures(ending) else None


def _add_table(
    gathering: _Gathering, report: ArticleReport, block: Table, statements: Sequence[Statement], why: Counted
) -> None:
    ids = _column_ids(gathering, report, block)
    for row, statement in zip(block.rows, statements, strict=True):
        cells: dict[str, str] = {}
        whole = row if isinstance(row, str) else None
        shown = report.shows(statement)
        if not isinstance(row, str) and shown:
            for number, text in enumerate(row):
                header = block.columns[number] if number < len(block.columns) else ""
                if number < len(ids) and ids[number] is None:
                    continue  # it only numbers the rows
                column = ids[number] if number < len(ids) else None
                if column is None or column in cells:
                    column = _printed_column(gathering, "")
                if text.strip() not in NOTHING:
                    cells[column] = text if column not in cells else f"{cells[column]} {text}"
                    if report.shows_text(header):
                        gathering.note(column, header)
        _add_row(gathering, statement, cells, why, whole, shown, frozenset(i for i in ids if i is not None))


def _column_ids(gathering: _Gathering, report: ArticleReport, block: Table) -> list[str | None]:
    """The column of each header; None for one that only numbers the rows. Each group has one column of a table."""
    groups: list[ColumnGroup | None] = [gathering.columns.group_of(h) for h in block.columns]
    telling = _telling_header(block, gathering.columns)
    naming = next((n for n, g in enumerate(groups) if g is not None and g.measure), telling)
    taken: set[str] = set()
    ids: list[str | None] = []
    for number, (header, group) in enumerate(zip(block.columns, groups, strict=True)):
        column: str | None
        if number == naming:
            column = gathering.name
        elif is_numbering(header) and len(block.columns) > 1 and number == 0:
            column = None
        elif group is not None and not group.measure and group.id not in taken:
            column = group.id
        else:
            column = _printed_column(gathering, header if report.shows_text(header) else "")
        if column is not None and column in taken:
            column = _printed_column(gathering, header, len(taken))
        if column is not None:
            taken.add(column)
        ids.append(column)
    return ids


def _printed_column(gathering: _Gathering, header: str, again: int = 0) -> str:
    """The column of a header that no group unites; the same words in another table are the same column."""
    words = " ".join(header_words(header)) or header.strip()
    column = f"as-printed {words} {again or ''}".rstrip()
    gathering.labels.setdefault(column, header.strip() or gathering.words("measures.untitled"))
    return column


def _add_list(
    gathering: _Gathering,
    report: ArticleReport,
    block: BulletList | OrderedList,
    statements: Sequence[Statement],
    why: Counted,
) -> None:
    for item, statement in zip(block.items, statements, strict=True):
        name, text = named_item(item)
        shown = report.shows(statement)
        cells = {gathering.name: name}
        if text is not None:
            cells[gathering.description] = text
        _add_row(gathering, statement, cells if shown else {}, why, None, shown, None)


def named_item(item: str) -> tuple[str, str | None]:
    """A list item as its name and what is said of it: *Hotline: a direct line*; the whole item where it has no name."""
    for pattern in (LABELLED, DASHED):
        match = pattern.fullmatch(item.strip())
        if match is not None and len(match["name"].split()) <= LONGEST_NAME and any(map(str.isalpha, match["name"])):
            return match["name"], match["text"]
    return item, None


def _add_row(
    gathering: _Gathering,
    statement: Statement,
    cells: dict[str, str],
    why: Counted,
    whole: str | None,
    shown: bool,
    columns: frozenset[str] | None,
) -> None:
    row = MeasureRow(
        statement.article,
        statement,
        (),
        statement.lines,
        why,
        whole if shown else None,
        shown,
    )
    gathering.rows.append((row, cells, columns))


def _table_of(gathering: _Gathering, tables: int, lists: int) -> MeasureTable:
    used = {column for _, cells, _ in gathering.rows for column in cells}
    order = list(_ordered(gathering, used))
    labels = _distinct(_label(gathering, column) for column in order)
    rows = tuple(
        MeasureRow(
            row.article,
            row.statement,
            () if row.whole is not None or not row.shown else tuple(cells.get(column) for column in order),
            row.lines,
            row.why,
            row.whole,
            row.shown,
            () if row.whole is not None or not row.shown else tuple(_absent(c, cells, columns) for c in order),
        )
        for row, cells, columns in gathering.rows
    )
    ids = _distinct("-".join(header_words(column)) or "column" for column in order)
    return MeasureTable(
        tuple(zip(ids, labels, strict=True)) if rows else (),
        rows,
        tuple(tuple(h for h in gathering.printed.get(column, ()) if h.strip()) for column in order) if rows else (),
        tables,
        lists,
    )


def _absent(column: str, cells: dict[str, str], columns: frozenset[str] | None) -> Absent | None:
    """Why a row has nothing in a column."""
    if column in cells:
        return None
    if columns is None:
        return "no_part"
    return "no_cell" if column in columns else "no_column"


def _ordered(gathering: _Gathering, used: set[str]) -> Iterator[str]:
    """The name, the other groups in their order, what the items of lists add, then headers as printed."""
    yield gathering.name
    groups = [g.id for g in gathering.columns.groups if g.id != gathering.name]
    yield from (i for i in groups if i in used)
    if gathering.description in used and gathering.description not in (*groups, gathering.name):
        yield gathering.description
    yield from (column for column in gathering.labels if column in used)


def _label(gathering: _Gathering, column: str) -> str:
    group = next((g for g in gathering.columns.groups if g.id == column), None)
    if group is not None and group.label is not None:
        return group.label
    return gathering.labels[column] if column in gathering.labels else gathering.words(f"measure_column.{column}")


def _distinct(names: Iterable[str]) -> list[str]:
    """The names, those that stood before with a number behind them: a file's header has each once."""
    found: list[str] = []
    seen: set[str] = set()
    for name in names:
        chosen, number = name, 1
        while chosen.casefold() in seen:
            number += 1
            chosen = f"{name} ({number})"
        seen.add(chosen.casefold())
        found.append(chosen)
    return found
