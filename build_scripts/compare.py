"""Comparisons: what each article, or each round, says on each theme, party or claim, and what is unknown.

In: a briefing's comparison, statements by article, and what the desk judged. Out: a table of cells, each with a state
in the design's words. A cell of a round that the desk did not judge as such is put together from the cells of the
round's articles, as another comparison of the same rows judges them. What a machine may say: `stated`, `conditional`;
without a match `not-captured` where the article has a missing block, else `no-match`. `not-stated`, `disputed` and
`superseded` are the desk's judgement alone: a term that did not match is no proof of absence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from build_scripts.cues import terms_pattern
from build_scripts.documents import BriefingDocument, CellFields, ComparisonFields
from build_scripts.model import (
    Article,
    Cell,
    CellState,
    Citation,
    Claim,
    ComparisonTable,
    MissingBlock,
    Round,
    RowKind,
    Statement,
)

CONDITIONAL = frozenset({"expected", "recommended"})
"""Kinds that say what may be or ought to be, not what is."""

FIRST_SHOWN = ("agreed", "reported", "attributed", "background", "expected", "recommended")
"""The order of a cell's quotes by kind: what is said to be done before what is only awaited."""

STRENGTH: tuple[CellState, ...] = (
    "disputed", "stated", "conditional", "superseded", "not-captured", "no-match", "not-stated",
)  # fmt: skip
"""Which state a round has whose articles have several: what one of them says, the round says."""

NOT_JUDGED: Mapping[str, str] = {"stated": "found", "conditional": "found-awaited"}
"""What a cell of a claim shows where the machine found its words: that they affirm the claim is for a person to say.

The words of a claim stand in a denial and in a mere mention too.
"""

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


def row_ids(briefing: BriefingDocument, kind: RowKind) -> list[str]:
    """The ids of a briefing's themes, actors or claims, as they stand there."""
    return [claim.id for claim in briefing.claims] if kind == "claims" else list(getattr(briefing, kind))


def claims_of(briefing: BriefingDocument) -> tuple[Claim, ...]:
    """The claims of a briefing."""
    return tuple(Claim(c.id, c.theme, c.proposition, tuple(c.terms)) for c in briefing.claims)


def rounds_of(briefing: BriefingDocument, there: Collection[str]) -> tuple[Round, ...]:
    """The rounds of a briefing, in its order, from those of its articles that are `there`."""
    labels: dict[tuple[str, str], str] = {}
    members: dict[tuple[str, str], list[str]] = {}
    for ref in briefing.articles:
        if ref.id not in there:
            continue
        key = ("round", ref.round) if ref.round is not None else ("article", ref.id)
        labels[key] = ref.label if ref.round is None else ref.round
        members.setdefault(key, []).append(ref.id)
    return tuple(Round(ids[0], labels[key], tuple(dict.fromkeys(ids))) for key, ids in members.items())


def speaks_of(kind: RowKind, row: str, claims: Iterable[Claim]) -> Callable[[Statement], bool]:
    """Whether a statement has a term of a row; a claim that is not there is spoken of by none."""
    if kind != "claims":
        return lambda statement: row in getattr(statement, kind)
    pattern = terms_pattern(term for claim in claims if claim.id == row for term in claim.terms)
    return lambda statement: pattern.search(statement.text) is not None


def claimed(claims: Iterable[Claim], statements: Iterable[Statement]) -> dict[str, tuple[Statement, ...]]:
    """The statements of one article that have a term of each claim, in reading order."""
    listed = list(statements)
    return {claim.id: tuple(filter(speaks_of("claims", claim.id, [claim]), listed)) for claim in claims}


@dataclass(frozen=True, slots=True)
class Compared:
    """The articles of a briefing, by id: what they say, and which of it speaks of each claim."""

    articles: Mapping[str, Article]
    statements: Mapping[str, Sequence[Statement]]
    claimed: Mapping[str, Mapping[str, Sequence[Statement]]]

    def found(self, kind: RowKind, row: str, article: str) -> tuple[Statement, ...]:
        """The statements of an article that have a term of a row, the firmest kind first."""
        if kind == "claims":
            matches = list(self.claimed[article].get(row, ()))
        else:
            matches = [s for s in self.statements[article] if row in getattr(s, kind)]
        return firmest_first(matches)


def firmest_first(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Statements by kind, in reading order within each."""
    return tuple(sorted(statements, key=lambda s: FIRST_SHOWN.index(s.kind)))


def compare(
    fields: ComparisonFields, briefing: BriefingDocument, labels: Mapping[str, str], compared: Compared
) -> ComparisonTable:
    """A comparison table of a briefing. `labels` are those of its rows, by id; a row without one is left out."""
    rows = fields.only if fields.only is not None else row_ids(briefing, fields.rows)
    known = [row for row in dict.fromkeys(rows) if row in labels]
    if fields.columns == "rounds":
        columns = rounds_of(briefing, compared.articles)
    else:
        there = {ref.id: ref.label for ref in briefing.articles if ref.id in compared.articles}
        columns = tuple(Round(i, label, (i,)) for i, label in there.items())
    judged = judged_elsewhere(fields, briefing) if fields.columns == "rounds" else {}
    return ComparisonTable(
        fields.id,
        fields.caption,
        tuple((column.id, column.label) for column in columns),
        tuple((row, labels[row]) for row in known),
        tuple(tuple(_cell(row, column, fields, judged, compared) for column in columns) for row in known),
        fields.rows,
        fields.columns,
        tuple(column.articles for column in columns),
    )


def judged_elsewhere(fields: ComparisonFields, briefing: BriefingDocument) -> dict[str, CellFields]:
    """What the first comparison of articles with the same rows that judges a cell says of it, by row/article."""
    found: dict[str, CellFields] = {}
    for other in briefing.comparisons:
        if other.columns == "articles" and other.rows == fields.rows:
            found = other.cells | found
    return found


def _cell(
    row: str, column: Round, fields: ComparisonFields, judged: Mapping[str, CellFields], compared: Compared
) -> Cell:
    """A cell: as the desk judges the whole column, else from what its articles say."""
    own = fields.cells.get(f"{row}/{column.id}")
    if own is not None:
        return _judged(row, column, fields.rows, own, compared)
    parts = []
    for article in column.articles:
        there = judged.get(f"{row}/{article}")
        if there is not None:
            parts.append(_judged(row, Round(article, "", (article,)), fields.rows, there, compared))
        else:
            found = compared.found(fields.rows, row, article)
            parts.append(Cell(row, article, machine_state(compared.articles[article], found), found))
    if len(parts) == 1:
        return replace(parts[0], column=column.id)
    return Cell(
        row,
        column.id,
        min((part.state for part in parts), key=STRENGTH.index),
        firmest_first(s for part in parts for s in part.statements),
        tuple(dict.fromkeys(c for part in parts for c in part.citations)),
        " ".join(part.note for part in parts if part.note) or None,
        any(part.by_desk for part in parts),
    )


def _judged(row: str, column: Round, kind: RowKind, judged: CellFields, compared: Compared) -> Cell:
    found = firmest_first(s for article in column.articles for s in compared.found(kind, row, article))
    citations = tuple(c for c in map(parse_citation, judged.cites) if c is not None)
    cited = [
        s
        for c in citations
        if c.article in column.articles
        for s in cited_statements(c, compared.statements[c.article])
    ]
    terms = set(found)
    shown = tuple(sorted(dict.fromkeys(cited), key=lambda s: s not in terms))  # those with the row's words first
    return Cell(row, column.id, judged.state, shown or found, citations, judged.note, by_desk=True)


def shown_state(rows: RowKind, cell: Cell) -> str:
    """What readers are told of a cell: its state, save that of a claim on which nobody judged."""
    return cell.state if rows != "claims" or cell.by_desk else NOT_JUDGED.get(cell.state, cell.state)


def machine_state(article: Article, found: Sequence[Statement]) -> CellState:
    """What the machine may say of a cell, from the statements that match and the article's missing blocks."""
    if found:
        return "conditional" if all(s.kind in CONDITIONAL for s in found) else "stated"
    return "not-captured" if any(isinstance(b, MissingBlock) for b in article.blocks) else "no-match"
