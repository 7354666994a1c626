"""Checks of briefings: ids, citations, cells, quotations, and what a briefing lacks.

In: a library and the statements of its articles. Out: the problems of its briefings. Of a file that could be read in
part only what is there is checked, never what seems to miss.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from build_scripts.article_checks import unread
from build_scripts.claim_checks import address_problems, claim_problems, round_problems
from build_scripts.compare import cited_statements, claims_of, parse_citation, rounds_of, row_ids, speaks_of
from build_scripts.content_files import ID, MAX_ID, MAX_ID_BYTES
from build_scripts.documents import BriefingDocument, CellFields, ComparisonFields
from build_scripts.entries import Entry
from build_scripts.in_part import is_certain
from build_scripts.library import Library
from build_scripts.model import Citation, ColumnKind, RowKind, Statement
from build_scripts.notices import became
from build_scripts.problems import Problem, Severity, nearest
from build_scripts.provenance import leaves_of
from build_scripts.quotations import Quotation, nearest_passage, pieces, plain, quotations, stands_in
from build_scripts.spans import LineIndex
from build_scripts.yaml_text import locate

CITATION_FORMS = "article@line, article@4-7 or article#statement"

Steps = Sequence[str | int]

_LIKE_A_CITATION = re.compile(
    r"(?P<article>[^\W_][\w-]*?)(?:\.yaml)?[^\w-]+(?:lines? *|[Ll]\.? *)?(?P<lines>\d{1,9})(?:\D+(?P<last>\d{1,9}))?"
)
RESERVED = {"index": "the briefing's own page", "measures": "the files of the table of measures"}
"""What stands already at the addresses that a comparison of such an id would have."""
_UNSTATED = ("not-stated", "no-match", "not-captured")
_STATED = ("stated", "conditional", "disputed", "superseded")


@dataclass(slots=True)
class BriefingChecks:
    """Checks the briefings of one library; what several need of an article is made once."""

    library: Library
    statements: Mapping[str, Sequence[Statement]]
    _passages: dict[str, tuple[str, str]] = field(default_factory=dict)
    _lines: dict[str, LineIndex] = field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """Those of all briefings, and of the articles that are in none."""
        for entry in self.library.briefings.values():
            yield from self._briefing(entry)
        for entry in self.library.parts.briefings:
            yield from entry.own(self._briefing(entry))
        yield from self._orphans()

    def lost_quotations(self, entry: Entry[BriefingDocument], article: str) -> Iterator[tuple[Steps, Quotation]]:
        """The quotations of a briefing that are found today, and are not once nothing is cited of `article` any more.

        Each with the data path of its text. What cites nothing else is left out: it goes with the article.
        """
        document = entry.document
        texts: list[tuple[Steps, str, list[str]]] = [
            (["key_points", i, "text"], point.text, _cited(point.cites)) for i, point in enumerate(document.key_points)
        ]
        for i, table in enumerate(document.comparisons):
            for key, cell in table.cells.items():
                if key.rpartition("/")[2] != article or table.columns == "rounds":
                    texts.append((["comparisons", i, "cells", key, "note"], cell.note or "", _cited(cell.cites)))
        texts.append((["notes"], document.notes or "", [ref.id for ref in document.articles]))
        for steps, text, names in texts:
            if set(names) > {article} and all(name in self.library.articles for name in names):
                for quotation in quotations(text):
                    if self._holders(pieces(quotation.text), names) == [article]:
                        yield steps, quotation

    def _orphans(self) -> Iterator[Problem]:
        library = self.library
        entries = (*library.briefings.values(), *library.parts.briefings)
        read = {entry.path for entry in entries}
        unread_ones = any(p.path.startswith("content/briefings/") and p.path not in read for p in library.problems)
        if not entries or unread_ones or not all(map(_all_named, library.parts.briefings)):
            return
        named = [ref.id for entry in entries for ref in entry.document.articles]
        shown = set(_meant(named, library.articles))
        articles = (*library.articles.values(), *library.parts.articles)
        older = {a.entry.document.supersedes for a in articles}
        for article_id, item in library.articles.items():
            if article_id not in shown and article_id not in older:
                hint = "name it in a briefing's `articles`, or in `supersedes` of its newer capture"
                yield Problem("X031", item.entry.path, 0, 0, "no briefing has this article", hint, Severity.warning)

    def _briefing(self, entry: Entry[BriefingDocument]) -> Iterator[Problem]:
        document = entry.document
        named = [ref.id for ref in document.articles]
        ids = _meant(named, self.library.articles)
        for i, article_id in enumerate(named):
            if article_id not in self.library.articles:
                if not unread(self.library, "articles", article_id):
                    hint = became(self.library, "article", article_id)
                    hint = hint or nearest(article_id, self.library.articles, "articles")
                    yield entry.problem("X001", ["articles", i, "id"], f"no article `{article_id}`", hint)
            elif article_id in named[:i]:
                yield entry.problem(
                    "X016", ["articles", i, "id"], f"`{article_id}` stands twice", "keep one of the two"
                )
        yield from round_problems(entry)
        yield from self._rows(entry, ids)
        yield from claim_problems(entry, lambda claim: not self._readable(entry, ids) or self._is_found(entry, claim))
        if not document.key_points and _is_whole(entry, ["key_points"]):
            hint = "write three to five, each with `cites`"
            yield entry.problem("X014", ["title"], "a briefing without `key_points`", hint, Severity.warning)
        for i, point in enumerate(document.key_points):
            for j, cite in enumerate(point.cites):
                yield from self._citation(entry, ["key_points", i, "cites", j], cite, ids)
            yield from self._quotations(entry, ["key_points", i, "text"], point.text, point.cites, [])
        yield from self._quotations(entry, ["notes"], document.notes or "", [], ids)
        yield from _comparison_ids(entry)
        if _all_named(entry):
            yield from address_problems(entry)
        for i, table in enumerate(document.comparisons):
            yield from self._comparison(entry, i, table, ids)

    def _rows(self, entry: Entry[BriefingDocument], ids: Sequence[str]) -> Iterator[Problem]:
        """Problems of `themes` and `actors`."""
        library = self.library
        readable = self._readable(entry, ids)
        for key, known, what in (("themes", library.themes, "theme"), ("actors", library.actors, "actor")):
            named: list[str] = getattr(entry.document, key)
            for i, name in enumerate(named):
                if name not in known:
                    if not unread(library, key, name):
                        yield entry.problem("X002", [key, i], f"no {what} `{name}`", nearest(name, known, f"{what}s"))
                elif name in named[:i]:
                    yield entry.problem("X016", [key, i], f"`{name}` stands twice", "keep one of the two")
                elif readable and not any(name in getattr(s, key) for a in ids for s in self.statements[a]):
                    message = f"no statement of this briefing's articles has a term of `{name}`"
                    hint = f"mend the `terms` of content/{key}/{name}.yaml, or take it out of the briefing"
                    yield entry.problem("X032", [key, i], message, hint, Severity.warning)

    def _readable(self, entry: Entry[BriefingDocument], ids: Sequence[str]) -> bool:
        """Can all that the articles of a briefing say be looked at?"""
        return bool(ids) and all(i in self.library.articles for i in ids) and _all_named(entry)

    def _is_found(self, entry: Entry[BriefingDocument], claim: str) -> bool:
        """Has a statement of the briefing's articles a term of a claim?"""
        speaks = speaks_of("claims", claim, claims_of(entry.document))
        return any(speaks(s) for ref in entry.document.articles for s in self.statements[ref.id])

    def _comparison(
        self, entry: Entry[BriefingDocument], index: int, table: ComparisonFields, ids: Sequence[str]
    ) -> Iterator[Problem]:
        here: list[str | int] = ["comparisons", index]
        whole = _is_whole(entry, [table.rows])
        there = self._rows_there(entry, table.rows)
        rows = _meant(row_ids(entry.document, table.rows), there)
        offered = [row for row in rows if row in there or unread(self.library, table.rows, row)]  # none misspelt
        only = table.only or ()
        for j, row in enumerate(only):
            if row not in rows:
                if whole:
                    hint = nearest(row, offered or rows, table.rows)
                    yield entry.problem("X009", [*here, "only", j], f"`{row}` is not among `{table.rows}`", hint)
            elif row in only[:j]:
                yield entry.problem("X016", [*here, "only", j], f"`{row}` stands twice", "keep one of the two")
        meant = _meant(only, offered) if only else rows
        columns = _columns(entry.document, table.columns, ids)
        keys = {f"{row}/{column}": (row, column) for row in meant for column in columns}
        for key, cell in table.cells.items():
            steps = [*here, "cells", key]
            if key not in keys and whole and _is_whole(entry, [*here, "only"]) and _all_named(entry):
                none = f"the briefing has no `{table.rows}`, so this comparison has no rows"
                known = [k for k, (row, column) in keys.items() if row in offered and column in self.library.articles]
                hint = nearest(key, known, "cells (row/article)") if keys else none
                first = _first_of_round(key, columns)
                if first in keys:
                    hint = f"the article is of a round: name its cell by the round's first article, `{first}`"
                yield entry.problem_at_key("X009", steps, f"no cell `{key}`", hint)
            for j, cite in enumerate(cell.cites):
                yield from self._citation(entry, [*steps, "cites", j], cite, ids)
            column = keys[key][1] if key in keys else ""
            members = columns.get(column, (column,))
            yield from self._quotations(entry, [*steps, "note"], cell.note or "", cell.cites, members)
            if cell.state in _STATED and not cell.cites and _is_without(entry, [*steps, "cites"]):
                hint = f"add the places: {CITATION_FORMS}"
                yield entry.problem("X017", [*steps, "state"], f"`{cell.state}` without `cites`", hint)
            elif key in keys and all(article in self.library.articles for article in members):
                yield from self._judgement(entry, steps, table.rows, keys[key][0], members, cell)

    def _rows_there(self, entry: Entry[BriefingDocument], kind: RowKind) -> Collection[str]:
        """The rows of a kind that have terms."""
        if kind == "claims":
            return row_ids(entry.document, kind)
        return self.library.themes if kind == "themes" else self.library.actors

    def _judgement(
        self,
        entry: Entry[BriefingDocument],
        steps: Steps,
        kind: RowKind,
        row: str,
        members: Sequence[str],
        cell: CellFields,
    ) -> Iterator[Problem]:
        """Where a cell's judgement and what the articles of its column say today part ways."""
        if row not in self._rows_there(entry, kind):
            return  # no terms to compare with; why is told elsewhere
        column = members[0]
        names = ", ".join(f"`{name}`" for name in members)
        speaks = speaks_of(kind, row, claims_of(entry.document))
        citations = [c for c in map(parse_citation, cell.cites) if c is not None]
        here = [c for c in citations if c.article in members]
        cited = [s for c in here for s in cited_statements(c, self.statements[c.article])]
        found = [s for name in members for s in self.statements[name] if speaks(s)]
        told: tuple[str, str, str] | None = None
        if cell.state in _UNSTATED and (unseen := [s for s in found if s not in cited]):
            more = f" and {len(unseen) - 1} more" if len(unseen) > 1 else ""
            message = f"`{cell.state}`, but {_name(unseen[0])}{more} has a term of `{row}`"
            told = "X028", message, "change the state, or cite the places that the judgement has weighed"
        elif cell.state in ("stated", "conditional") and citations and len(citations) == len(cell.cites):
            if not here:
                what = "article" if len(members) == 1 else "round:"
                told = "X030", f"no cite of this cell is of its {what} {names}", f"cite {column}@line"
            elif cited and not cell.note and not any(map(speaks, cited)):
                where = f"; {_name(found[0])} has" if found else f" any more, and nothing of {names} has"
                hint = f"cite the place that says it, add its words to the `terms` of `{row}`, or say why in `note`"
                told = "X029", f"`{cell.state}`, but what is cited has no term of `{row}`{where}", hint
        if told is not None:
            yield entry.problem(told[0], [*steps, "state"], told[1], told[2], Severity.warning)

    def _citation(
        self, entry: Entry[BriefingDocument], steps: Steps, text: str, ids: Sequence[str]
    ) -> Iterator[Problem]:
        citation = parse_citation(text)
        articles = self.library.articles
        if citation is None:
            like = _LIKE_A_CITATION.fullmatch(text.strip(" \t\u00a0\"'“”„‘’«»()[]<>"))
            last = f"-{like['last']}" if like and like["last"] else ""
            hint = f"did you mean `{like['article']}@{like['lines']}{last}`?" if like else f"expected {CITATION_FORMS}"
            yield entry.problem("X004", steps, f"not a citation: {shortened(text)!r}", hint)
            return
        name = citation.article
        if name not in articles:
            if not unread(self.library, "articles", name):
                hint = became(self.library, "article", name) or nearest(name, articles, "articles")
                yield entry.problem("X004", steps, f"no article `{name}`", hint)
            return
        if name not in ids:
            if _all_named(entry):
                hint = f"add it to `articles`, or cite {', '.join(ids)}"
                yield entry.problem("X004", steps, f"`{name}` is no article of this briefing", hint)
            return
        if citation.lines is not None:
            first, last_line = citation.lines
            count = len(self._line_index(name))
            if not 1 <= first <= last_line <= count:
                message = f"no lines {first}-{last_line} in the source of `{name}`"
                yield entry.problem("X004", steps, message, f"it has lines 1 to {count}")
                return
        if not cited_statements(citation, self.statements[name]) and not self._misplaced(name):
            message = f"{text} names no statement: nothing of the article stands there"
            yield entry.problem("X004", steps, message, self._near(citation))

    def _misplaced(self, name: str) -> bool:
        """Has the article a place that is none, which is told? Then its statements lack the lines that are cited."""
        path = self.library.articles[name].entry.path
        return any(p.path == path and p.code in ("X006", "X008") for p in self.library.problems)

    def _near(self, citation: Citation) -> str:
        """What to cite in the place of a citation that names no statement."""
        statements = self.statements[citation.article]
        if citation.statement is not None:
            close = [_id(s) for s in statements if _one_apart(citation.statement, s.id)]
            told = f"did you mean `{close[0]}`?" if len(close) == 1 else ""
            return (
                told or f"cite its line, as {citation.article}@line; the page of the article tells its statements' ids"
            )
        hint = "cite a line that a paragraph, a list item or a table row comes from"
        line = citation.lines[0] if citation.lines else 0
        placed = [s for s in statements if s.lines]
        near = min(placed, key=lambda s: abs(s.lines[0] - line) if s.lines else 0, default=None)
        return f"{hint}; the nearest is {_name(near)}" if near else hint

    def _line_index(self, name: str) -> LineIndex:
        if name not in self._lines:
            self._lines[name] = LineIndex(self.library.articles[name].source.text)
        return self._lines[name]

    def _quotations(
        self, entry: Entry[BriefingDocument], steps: Steps, text: str, cites: Iterable[str], others: Sequence[str]
    ) -> Iterator[Problem]:
        """Words in quotation marks that none of the articles has which are cited, or else are `others`."""
        citations = [c for c in map(parse_citation, cites) if c is not None]
        names = _cited(cites) or list(dict.fromkeys(others))
        if not names or not all(name in self.library.articles for name in names):
            return
        for quotation in quotations(text):
            parts = pieces(quotation.text)
            holders = self._holders(parts, names)
            if not holders:
                yield self._not_found(entry, steps, quotation, parts, names)
            elif citations and not stands_in(parts, " … ".join(self._cited_text(c) for c in citations)):
                where = self._where(parts, holders[0])
                message = f"“{quotation.text}” stands elsewhere in `{holders[0]}` than cited"
                hint = f"cite {where} as well" if where else "cite its lines as well"
                yield entry.problem_at_words("X027", steps, quotation.text, message, hint, Severity.warning)

    def _not_found(
        self,
        entry: Entry[BriefingDocument],
        steps: Steps,
        quotation: Quotation,
        parts: Sequence[str],
        names: Sequence[str],
    ) -> Problem:
        passages = [(_name(s), s.text) for name in names for s in self.statements[name]]
        for name in names:
            lines = self._line_index(name)
            text = self.library.articles[name].source.text
            passages += [(f"{name}@{n}", lines.span(n).of(text)) for n in range(1, len(lines) + 1)]
        near = nearest_passage(parts, passages)
        hint = "quote its own words, cite the article that has them, or leave the quotation marks out"
        if near:
            hint = f"{near[0]} has “{near[1]}”"
        message = f"“{quotation.text}” does not stand in {', '.join(f'`{n}`' for n in names)}"
        remark = steps[0] == "notes"
        severity = Severity.warning if remark else Severity.error
        return entry.problem_at_words("X026", steps, quotation.text, message, hint, severity)

    def _holders(self, parts: Sequence[str], names: Iterable[str]) -> list[str]:
        """The articles that have the words of a quotation."""
        return [name for name in names if any(stands_in(parts, p) for p in self._texts(name))]

    def _texts(self, name: str) -> tuple[str, str]:
        """The source of an article, and what the article says, as they are compared."""
        if name not in self._passages:
            item = self.library.articles[name]
            said = [datum.text for _, datum in item.article.metadata()]
            said += [leaf for block in item.article.blocks for leaf in leaves_of(block)]
            self._passages[name] = plain(item.source.text), plain(" ".join(said))
        return self._passages[name]

    def _cited_text(self, citation: Citation) -> str:
        if citation.article not in self.library.articles:
            return ""
        said = [s.text for s in cited_statements(citation, self.statements[citation.article])]
        source = ""
        if citation.lines is not None:
            lines = self._line_index(citation.article)
            first, last = citation.lines
            if 1 <= first <= last <= len(lines):
                text = self.library.articles[citation.article].source.text
                source = text[lines.span(first).start : lines.span(last).end]
        return plain(" ".join([source, " … ", *said]))

    def _where(self, parts: Sequence[str], name: str) -> str:
        """The citation of the first statement or line that has the words; empty where they stand over several."""
        return next((_name(s) for s in self.statements[name] if stands_in(parts, plain(s.text))), "")


def _is_without(entry: Entry[BriefingDocument], steps: Steps) -> bool:
    """Does a file lack the value at a data path, for certain?"""
    if entry.part is None:
        return True
    holder, _ = locate(entry.root, steps[:-1])
    value, found = locate(entry.root, steps)
    return holder is not None and holder.sure and not (found and value is not None and not value.sure)


def _is_whole(entry: Entry[BriefingDocument], steps: Steps, *, texts: bool = True) -> bool:
    """Is what was read at a data path all that the file has there?"""
    return entry.part is None or is_certain(entry.part.root, steps, texts=texts)


def _all_named(entry: Entry[BriefingDocument]) -> bool:
    """Are all ids of a briefing's articles those that the file has? Of a file read in part one may be missing."""
    if entry.part is None or not _is_whole(entry, ["articles"], texts=False):
        return entry.part is None
    places = (entry.place("articles", i, "id") for i in range(len(entry.document.articles)))
    return not any(place in entry.part.unsure for place in places)


def _meant(named: Sequence[str], known: Iterable[str]) -> list[str]:
    """Ids, and behind them those that the unknown ones seem to mean: a misspelt id is told once, where it stands."""
    listed = list(known)
    near = [found for i in named if i not in listed for found in get_close_matches(i, listed, 1, 0.5)]
    return [*named, *(i for i in near if i not in named)]


def _columns(document: BriefingDocument, kind: ColumnKind, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The articles of each column by the id that its cells are named by; `ids` are all articles, the meant ones too."""
    if kind == "articles":
        return {i: (i,) for i in ids}
    named = [ref.id for ref in document.articles]
    meant = {i: (i,) for i in ids if i not in named}
    return {one.id: one.articles for one in rounds_of(document, named)} | meant


def _first_of_round(key: str, columns: Mapping[str, Sequence[str]]) -> str:
    """The name of the cell that a name with another article of its round means; empty where it is none."""
    row, _, article = key.rpartition("/")
    first = next((i for i, members in columns.items() if article in members), None)
    return f"{row}/{first}" if first is not None else ""


def _cited(cites: Iterable[str]) -> list[str]:
    """The articles that citations name, each once."""
    return list(dict.fromkeys(c.article for c in map(parse_citation, cites) if c is not None))


def _name(statement: Statement) -> str:
    """A statement as a citation: its lines, or its id where a hand wrote it."""
    if statement.lines is None:
        return _id(statement)
    first, last = statement.lines
    return f"{statement.article}@{first}" if first == last else f"{statement.article}@{first}-{last}"


def _id(statement: Statement) -> str:
    return f"{statement.article}#{statement.id}"


def _one_apart(one: str, other: str) -> bool:
    """Do two ids differ in one character? Digests that are only alike in more have nothing to do with each other."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _comparison_ids(entry: Entry[BriefingDocument]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for i, table in enumerate(entry.document.comparisons):
        steps: list[str | int] = ["comparisons", i, "id"]
        hint = "use letters, digits, `-` and `_`, no sign first, such as by-theme"
        if not ID.fullmatch(table.id):
            message = f"{shortened(table.id)!r} is no id: it names a page and a file"
            yield entry.problem("X011", steps, message, hint)
        elif len(table.id) > MAX_ID or len(table.id.encode()) > MAX_ID_BYTES:
            message = f"an id of {len(table.id)} characters: it names a page and a file"
            yield entry.problem("X011", steps, message, f"use at most {MAX_ID} (and {MAX_ID_BYTES} bytes in UTF-8)")
        elif table.id.casefold() in RESERVED:
            message = f"`{table.id}` is the address of {RESERVED[table.id.casefold()]}"
            yield entry.problem("X011", steps, message, "give it another id")
        earlier = seen.setdefault(table.id.casefold(), table.id)
        if earlier != table.id:
            message = f"`{table.id}` and `{earlier}` are one file on systems that ignore case"
            yield entry.problem("X020", steps, message, "give it another id")
        elif any(other.id == table.id for other in entry.document.comparisons[:i]):
            yield entry.problem("X016", steps, f"`{shortened(table.id)}` stands twice", "give it another id")


def shortened(text: str) -> str:
    """A text of the file as a message shows it."""
    return text if len(text) <= MAX_ID else text[: MAX_ID - 1] + "…"
