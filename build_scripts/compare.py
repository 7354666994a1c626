"""Comparisons: what each article says on each theme, and what is unknown.

In: a briefing's comparison, statements by article, and what the desk judged. Out: a table of cells, each with a state
in the design's words. What a machine may say: `stated`, `conditional`; without a match `not-captured` where the article
has a missing block, else `no-match`. `not-stated`, `disputed` and `superseded` are the desk's judgement alone: a term
that did not match is no proof of absence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_scripts.documents import BriefingDocument, CellFields, ComparisonFields
from build_scripts.model import Article, Cell, CellState, Citation, ComparisonTable, MissingBlock, Statement

CONDITIONAL = frozenset({"expected", "recommended"})
"""Kinds that say what may be or ought to be, not what is."""

FIRST_SHOWN = ("agreed", "reported", "attributed", "expected", "recommended", "background")
"""The order of a cell's quotes by kind: what is said to be done before what is only awaited."""

CITATION = re.compile(
    r"(?P<article>[^@#\s]+)(?:@(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9}))?"
    r"|#(?P<statement>[0-9a-f]{8}(?:-[0-9]{1,9})?))"
)
"""A citation; no file has a line of more than nine digits, and Python refuses to read thousands of them."""


def parse_citation(text: str) -> Citation | None:
    """`article@line`, `article@4-7` or `article#statement`; None where it is none of the three."""
    match = CITATION.fullmatch(text)
    if match is None:
        return None
    if match["statement"]:
        return Citation(match["article"], None, match["statement"])
    first = int(match["first"])
    return Citation(match["article"], (first, int(match["last"] or first)))


def cited_statements(citation: Citation, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements of an article that a citation points at: the named one, or those on its lines."""
    if citation.statement is not None:
        return tuple(s for s in statements if s.id == citation.statement)
    assert citation.lines is not None
    first, last = citation.lines
    return tuple(s for s in statements if s.lines and s.lines[0] <= last and first <= s.lines[1])


def compare(
    fields: ComparisonFields,
    briefing: BriefingDocument,
    labels: Mapping[str, str],
    articles: Mapping[str, Article],
    statements: Mapping[str, Sequence[Statement]],
) -> ComparisonTable:
    """A comparison table of a briefing. `labels` are those of its rows (themes or actors), by id."""
    rows = fields.only if fields.only is not None else (briefing.themes if fields.rows == "themes" else briefing.actors)
    columns = [(ref.id, ref.label) for ref in briefing.articles if ref.id in articles]
    known = [row for row in rows if row in labels]
    return ComparisonTable(
        fields.id,
        fields.caption,
        tuple(columns),
        tuple((row, labels[row]) for row in known),
        tuple(
            tuple(
                _cell(row, column, fields, articles[column], statements[column], fields.cells.get(f"{row}/{column}"))
                for column, _ in columns
            )
            for row in known
        ),
    )


def _cell(
    row: str,
    column: str,
    fields: ComparisonFields,
    article: Article,
    statements: Sequence[Statement],
    judged: CellFields | None,
) -> Cell:
    matches = [s for s in statements if row in (s.themes if fields.rows == "themes" else s.actors)]
    found = tuple(sorted(matches, key=lambda s: FIRST_SHOWN.index(s.kind)))  # stable: reading order within a kind
    if judged is not None:
        citations = tuple(c for c in map(parse_citation, judged.cites) if c is not None)
        cited = [s for c in citations if c.article == column for s in cited_statements(c, statements)]
        shown = tuple(sorted(dict.fromkeys(cited), key=lambda s: s not in found))  # those with the row's words first
        return Cell(row, column, judged.state, shown or found, citations, judged.note, by_desk=True)
    return Cell(row, column, machine_state(article, found), found)


def machine_state(article: Article, found: Sequence[Statement]) -> CellState:
    """What the machine may say of a cell, from the statements that match and the article's missing blocks."""
    if found:
        return "conditional" if all(s.kind in CONDITIONAL for s in found) else "stated"
    return "not-captured" if any(isinstance(b, MissingBlock) for b in article.blocks) else "no-match"
