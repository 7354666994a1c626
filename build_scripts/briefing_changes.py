"""What changes for a reader in one briefing: its answer, its articles, its comparisons cell by cell.

In: a briefing's report before and after, and which articles and statements became which. Out: changes in reading order.
Rows, columns and citations are compared by what they name, so that an article whose file was renamed changes no cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_scripts.change_words import COLUMN_WORDS, ROW_WORDS, STATE_WORDS, count, lines_words
from build_scripts.changes import Change, Detail, changed
from build_scripts.compare import parse_citation, shown_state
from build_scripts.model import Cell, Citation, ComparisonTable, Statement
from build_scripts.pairing import in_another_order, paired, squashed
from build_scripts.report import BriefingReport


@dataclass(frozen=True)
class Names:
    """How what was named is named now: articles by id, statements by article and id. What is gone keeps its name."""

    articles: Mapping[str, str]
    statements: Mapping[tuple[str, str], tuple[str, str]]
    reworded: frozenset[str] = frozenset()
    """Articles, by their id now, that have other statements than before, not only other kinds of them."""

    def article(self, old: str) -> str:
        """The id that an article has now."""
        return self.articles.get(old, old)

    def statement(self, statement: Statement) -> tuple[str, str]:
        """The article and id that a statement has now."""
        key = statement.article, statement.id
        return self.statements.get(key, (self.article(statement.article), statement.id))

    def citation(self, text: str) -> str:
        """A citation as it would be written now."""
        citation = parse_citation(text)
        if citation is None:
            return text
        if citation.statement is not None:
            return "#".join(
                self.statements.get(
                    (citation.article, citation.statement), (self.article(citation.article), citation.statement)
                )
            )
        return f"{self.article(citation.article)}@{text.partition('@')[2]}"


def dropped_briefing(report: BriefingReport) -> Change:
    """A briefing that is no longer there."""
    return Change("briefing", "dropped", "Briefing", report.document.title, briefing=report.id)


def added_briefing(report: BriefingReport) -> Change:
    """A briefing that is new."""
    document = report.document
    details = [
        Detail("question", document.question, document.question),
        Detail("articles", *2 * ("; ".join(ref.label for ref in document.articles),)),
        *(Detail("key point", *2 * (point.text,)) for point in document.key_points),
        *(Detail("comparison", *2 * (f"{t.caption} ({count(len(t.rows), 'row')})",)) for t in report.tables),
    ]
    return Change("briefing", "added", "Briefing", None, document.title, tuple(details), briefing=report.id)


def briefing_changes(before: BriefingReport, after: BriefingReport, names: Names) -> Iterator[Change]:
    """Everything that changes in a briefing, in reading order."""
    here = after.id
    old, new = before.document, after.document
    if before.id != here:
        yield Change("briefing", "renamed", "Address", before.id, here, briefing=here)
    yield from changed("title", "Title", (old.title, new.title), briefing=here)
    yield from changed("question", "Question", (old.question, new.question), briefing=here)
    yield from changed("date", "As of", (old.as_of or "undated", new.as_of or "undated"), briefing=here)
    yield from _articles(before, after, names)
    yield from _key_points(before, after, names)
    yield from _parties(before, after, names)
    yield from _comparisons(before, after, names)
    yield from changed("notes", "The desk’s notes", (old.notes, new.notes), briefing=here)


def _articles(before: BriefingReport, after: BriefingReport, names: Names) -> Iterator[Change]:
    here = after.id
    old = {names.article(ref.id): ref.label for ref in before.document.articles}
    new = {ref.id: ref.label for ref in after.document.articles}
    rounds = [
        {names.article(ref.id): ref.round for ref in before.document.articles},
        {ref.id: ref.round for ref in after.document.articles},
    ]
    for article in [*new, *(i for i in old if i not in new)]:
        was, now = (of.get(article) for of in rounds)
        if (article in new) != (article in old):
            details = _column(after if article in new else before, article)
        else:
            details = (Detail("round", was, now),) if squashed(was or "") != squashed(now or "") else ()
        yield from changed(
            "briefing-article", "Article", (old.get(article), new.get(article)), details,
            briefing=here, article=article,
        )  # fmt: skip
    yield from _order("articles", old, new, here)


def _column(report: BriefingReport, article: str) -> tuple[Detail, ...]:
    """What the comparisons say of an article that came or went, row by row."""
    return tuple(
        Detail(f"{label}: {STATE_WORDS[shown_state(table.rows_are, cell)]}")
        for table in report.tables
        if table.columns_are == "articles"
        for (_, label), cells in zip(table.rows, table.cells, strict=True)
        for cell in cells
        if cell.column == article
    )


def _named(actor: str, report: BriefingReport) -> int:
    """In how many statements of a briefing's articles a party is named."""
    return sum(actor in s.actors for a in report.articles for s in a.statements)


def _order(
    what: str, old: Mapping[str, str], new: Mapping[str, str], briefing: str, comparison: str | None = None
) -> Iterator[Change]:
    places = {name: k for k, name in enumerate(new)}
    if in_another_order([places[name] for name in old if name in places]):
        one, other = (", ".join(labels.values()) for labels in (old, new))
        yield Change("order", "changed", f"Order of the {what}", one, other, briefing=briefing, comparison=comparison)


def _key_points(before: BriefingReport, after: BriefingReport, names: Names) -> Iterator[Change]:
    here = after.id
    old, new = before.document.key_points, after.document.key_points
    pairs = paired([p.text for p in old], [p.text for p in new])
    earlier = {j: i for i, j in pairs.items()}
    for j, point in enumerate(new):
        if j not in earlier:
            yield Change("key-point", "added", "Key point", None, point.text, briefing=here)
            continue
        was = old[earlier[j]]
        details = []
        if [names.citation(c) for c in was.cites] != point.cites:
            details.append(Detail("citations", _cited(before, was.cites), _cited(after, point.cites)))
        yield from changed("key-point", "Key point", (was.text, point.text), details, briefing=here)
    for i, point in enumerate(old):
        if i not in pairs:
            yield Change("key-point", "dropped", "Key point", point.text, briefing=here)
    if in_another_order(list(pairs.values())):
        yield Change("order", "changed", "Order of the key points", briefing=here)


def _cited(report: BriefingReport, cites: Sequence[str]) -> str:
    """Citations in the words of the page: `Second round, line 13`."""
    lines = {(s.article, s.id): s.lines for a in report.articles for s in a.statements}

    def told(citation: Citation) -> str:
        label = report.labels.get(citation.article, citation.article)
        where = citation.lines or lines.get((citation.article, citation.statement or ""))
        return f"{label}, {lines_words(*where)}" if where else label

    return "; ".join(told(c) if (c := parse_citation(text)) is not None else text for text in cites)


def _parties(before: BriefingReport, after: BriefingReport, names: Names) -> Iterator[Change]:
    """The parties at a glance: who is named, and in how many statements where the texts are the same."""
    here = after.id
    old, new = ({i: r.actor_labels[i] for i in r.document.actors if i in r.actor_labels} for r in (before, after))
    for actor in [*new, *(i for i in old if i not in new)]:
        yield from changed("party", "Party", (old.get(actor), new.get(actor)), briefing=here, row=actor)
    if {names.article(a.article.id) for a in before.articles} != {a.article.id for a in after.articles}:
        return
    if any(a.article.id in names.reworded for a in after.articles):
        return
    for actor in (i for i in new if i in old):
        one, other = (f"named in {count(_named(actor, r), 'statement')}" for r in (before, after))
        yield from changed("party", new[actor], (one, other), briefing=here, row=actor)


# --- comparisons


def _comparisons(before: BriefingReport, after: BriefingReport, names: Names) -> Iterator[Change]:
    here = after.id
    old, new = ({t.id: t for t in r.tables} for r in (before, after))
    by_caption = {t.caption: t for t in old.values() if t.id not in new}
    taken = set()
    for table in new.values():
        was = old.get(table.id) or by_caption.get(table.caption)
        if was is None:
            rows = Detail(f"{count(len(table.rows), 'row')}: {', '.join(label for _, label in table.rows)}")
            yield Change(
                "comparison", "added", "Comparison", None, table.caption, (rows,), briefing=here, comparison=table.id
            )
            continue
        taken.add(was.id)
        if was.id != table.id:
            yield Change(
                "comparison", "renamed", "Address of a comparison", was.id, table.id,
                briefing=here, comparison=table.id,
            )  # fmt: skip
        yield from changed("comparison", "Comparison", (was.caption, table.caption), briefing=here, comparison=table.id)
        yield from _table(before, was, after, table, names)
    for table in old.values():
        if table.id not in taken:
            yield Change("comparison", "dropped", "Comparison", table.caption, briefing=here, comparison=table.id)
    yield from _order(
        "comparisons", {i: t.caption for i, t in old.items()}, {i: t.caption for i, t in new.items()}, here
    )


def _table(
    before: BriefingReport, was: ComparisonTable, after: BriefingReport, now: ComparisonTable, names: Names
) -> Iterator[Change]:
    here = after.id
    ids = {"briefing": here, "comparison": now.id}
    what = [ROW_WORDS[t.rows_are] for t in (was, now)]
    if what[0] != what[1]:
        yield from changed(
            "comparison", f"Rows of “{now.caption}”", (what[0], what[1]), briefing=here, comparison=now.id
        )
    if was.columns_are != now.columns_are:
        across = (COLUMN_WORDS[was.columns_are], COLUMN_WORDS[now.columns_are])
        yield from changed("comparison", f"Columns of “{now.caption}”", across, briefing=here, comparison=now.id)
    became = _columns_became(was, now, names)
    if was.columns_are == now.columns_are == "rounds":
        yield from _rounds(was, now, became, here)
    old_rows, new_rows = dict(was.rows), dict(now.rows)
    renamed = _renamed(old_rows, new_rows)
    old_rows = {renamed.get(i, i): label for i, label in old_rows.items()}
    columns = dict(now.columns)
    old_cells = {
        (renamed.get(c.row, c.row), became[c.column]): c for row in was.cells for c in row if c.column in became
    }
    claims = [_claim_details(r) if t.rows_are == "claims" else {} for r, t in ((before, was), (after, now))]
    claims[0] = {renamed.get(i, i): details for i, details in claims[0].items()}
    subject = f"{what[1]} in “{now.caption}”"
    for (row, label), cells in zip(now.rows, now.cells, strict=True):
        if row not in old_rows:
            told = [Detail(f"{columns[c.column]}: {STATE_WORDS[shown_state(now.rows_are, c)]}") for c in cells]
        else:
            told = [
                Detail(name, claims[0][row].get(name), text)
                for name, text in claims[1].get(row, {}).items()
                if row in claims[0] and claims[0][row].get(name) != text
            ]
        yield from changed("row", subject, (old_rows.get(row), label), told, briefing=here, comparison=now.id, row=row)
        for cell in cells:
            earlier = old_cells.get((row, cell.column))
            if earlier is not None:
                states = STATE_WORDS[shown_state(was.rows_are, earlier)], STATE_WORDS[shown_state(now.rows_are, cell)]
                subject_of = f"{label}, {columns[cell.column]}"
                yield from _cell(before, earlier, after, cell, subject_of, states, names, ids)
    for row, label in old_rows.items():
        if row not in new_rows:
            yield from changed("row", subject, (label, None), briefing=here, comparison=now.id, row=row)
    yield from _order(f"rows of “{now.caption}”", old_rows, new_rows, here, comparison=now.id)


def _columns_became(was: ComparisonTable, now: ComparisonTable, names: Names) -> dict[str, str]:
    """Which column each earlier one became: of the same article; a round also with one of its articles, or its name."""
    members = [
        {i: {names.article(a) for a in of} for (i, _), of in zip(was.columns, was.column_articles, strict=True)},
        {i: set(of) for (i, _), of in zip(now.columns, now.column_articles, strict=True)},
    ]
    labels = [dict(was.columns), dict(now.columns)]
    became = {i: names.article(i) for i in members[0] if names.article(i) in members[1]}
    if was.columns_are == now.columns_are == "rounds":
        shared = {(i, j) for i, of in members[0].items() for j, others in members[1].items() if of & others}
        named = {
            (i, j) for i, one in labels[0].items() for j, other in labels[1].items() if squashed(one) == squashed(other)
        }
        for alike in (shared, named):
            for one in (i for i in members[0] if i not in became):
                free = (i for i in members[1] if i not in became.values() and (one, i) in alike)
                if (other := next(free, None)) is not None:
                    became[one] = other
    return became


def _rounds(was: ComparisonTable, now: ComparisonTable, became: Mapping[str, str], briefing: str) -> Iterator[Change]:
    """Rounds that are new, gone, or have another name, each with what its cells say."""
    old, new = dict(was.columns), dict(now.columns)
    subject = f"Round in “{now.caption}”"
    for one, other in became.items():
        yield from changed("comparison", subject, (old[one], new[other]), briefing=briefing, comparison=now.id)
    for table, known in ((now, set(became.values())), (was, set(became))):
        for place, (column, label) in enumerate(table.columns):
            if column not in known:
                states = [
                    Detail(f"{row}: {STATE_WORDS[shown_state(table.rows_are, cells[place])]}")
                    for (_, row), cells in zip(table.rows, table.cells, strict=True)
                ]
                values = (None, label) if table is now else (label, None)
                yield from changed("comparison", subject, values, states, briefing=briefing, comparison=now.id)


def _claim_details(report: BriefingReport) -> dict[str, dict[str, str | None]]:
    """What the header of a claim's row tells beside the claim, by claim."""
    themes = dict(report.by_round.rows)
    return {
        claim.id: {"theme": themes.get(claim.theme or ""), "words that find it": "; ".join(claim.terms)}
        for claim in report.claims
    }


def _renamed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Rows whose id changed and whose label did not: for a reader they are the same."""
    gone = {label: i for i, label in old.items() if i not in new}
    return {gone[label]: i for i, label in new.items() if i not in old and label in gone}


def _cell(
    before: BriefingReport,
    was: Cell,
    after: BriefingReport,
    now: Cell,
    subject: str,
    states: tuple[str, str],
    names: Names,
    ids: dict[str, str],
) -> Iterator[Change]:
    details: list[Detail] = []
    if was.by_desk != now.by_desk:
        judge = ("the machine’s", "the desk’s")
        details.append(Detail("judgement", judge[was.by_desk], judge[now.by_desk]))
    if squashed(was.note or "") != squashed(now.note or ""):
        details.append(Detail("note", was.note, now.note))
    places = [_places(r, c, rename) for r, c, rename in ((before, was, names.article), (after, now, str))]
    if places[0].keys() != places[1].keys():
        details.append(Detail("citations", *("; ".join(p.values()) or None for p in places)))
    old = {names.statement(s): s for s in was.statements}
    new = {(s.article, s.id): s for s in now.statements}
    details += [Detail("quote", None, s.text) for key, s in new.items() if key not in old]
    details += [Detail("quote", s.text, None) for key, s in old.items() if key not in new]
    yield from changed("cell", subject, states, details, **ids, row=now.row, column=now.column, article=now.column)


def _places(report: BriefingReport, cell: Cell, rename: Callable[[str], str]) -> dict[object, str]:
    """The citations that a cell shows beside its quotes, by where they lead, in words."""
    own = {s.article for s in cell.statements}
    found: dict[object, str] = {}
    for c in cell.citations:
        if c.article in own:
            continue
        label = report.labels.get(c.article, c.article)
        lines = c.lines or _lines_of(report, c)
        where = lines if lines is not None else c.statement
        found[rename(c.article), where] = f"{label}, {lines_words(*lines)}" if lines is not None else label
    return found


def _lines_of(report: BriefingReport, citation: Citation) -> tuple[int, int] | None:
    """The lines of a cited statement."""
    statements = (s for a in report.articles if a.article.id == citation.article for s in a.statements)
    return next((s.lines for s in statements if s.id == citation.statement), None)
