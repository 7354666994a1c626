"""The review list: what the machine was unsure of, each with its place and what settles it.

In: a library with its locks. Out: one item for each open question, in file order: what is uncertain and how much, the
source's words with their lines, the line to type. Refused: nothing; what a hand has settled is no item.

Settled is what no longer asks: a row with bars, a suggestion that was taken or deleted, a block of another kind than
was inferred, a publisher that is named. `reviewed: true` on a block, or `reviewed: [publisher]` at the top, settles
what is right as it stands. All of it stands in the article file, so normalizing again asks nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, Literal, get_args

from build_scripts.blocks import (
    BODY_KINDS_BY_TYPE,
    AnyBodyItem,
    HeadingItem,
    MissingItem,
    TableItem,
)
from build_scripts.codec import cells_of, settled
from build_scripts.columns import split_rows
from build_scripts.content_files import read_lock
from build_scripts.contradictions import Texts
from build_scripts.documents import ArticleDocument
from build_scripts.entries import ArticleEntry
from build_scripts.flattened import bigrams_of
from build_scripts.library import Library
from build_scripts.locks import digest, read_lock_text
from build_scripts.model import Paragraph, Repair
from build_scripts.provenance import Tracer
from build_scripts.spans import Span, hull, trim
from build_scripts.text_places import Steps, text_leaves, texts_at
from build_scripts.yaml_scalars import format_scalar
from build_scripts.yaml_text import locate

ReviewKind = Literal[
    "row", "columns", "table", "list", "heading", "missing", "repair", "headline", "publisher", "credit"
]
"""What may be asked: of a row or of a whole table where its cells part, whether a block is what it was taken for, what
the capture dropped, whether a repair is right, who published it, who wrote it and where."""
KINDS: tuple[ReviewKind, ...] = get_args(ReviewKind)

KIND_OF_METADATUM: Mapping[str, ReviewKind] = {"headline": "headline", "publisher": "publisher"}
"""What is asked of a piece of metadata; of a byline and a dateline it is `credit`."""

SURE = 0.8
"""A block or a piece of metadata inferred with less is asked of. Of the headings of the evaluation's articles below it
68 of 100 are right (136 headings), from it on 94 (2,820). The rules of thumb give 0.7 and less where one sign alone
spoke, 0.85 and more where two agreed."""
SURE_COLUMNS = 0.9
"""Columns found with less are asked of: from here on 95 of 100 tables are right throughout, below not half of them
(`make eval`, the lines *columns*)."""
EXCERPT = 60
"""Characters of the source shown on each side of a suggested repair."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle an item: what it says (`accept`, `reject`, …), the line to type, and where it goes."""

    name: str
    line: str
    where: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One open question. `steps` lead to its value in the file; `lines` are the source's, None where there are none."""

    kind: ReviewKind
    article: str
    path: str
    line: int
    column: int
    unsure: str
    confidence: float | None
    words: str
    source: str
    lines: tuple[int, int] | None
    ways: tuple[Way, ...]
    steps: Steps
    asked: str | None = None
    """What is asked in words that do not change with what else is settled, where `unsure` does: it names the item."""
    proposal: str | None = None
    """The text that accepting puts in the place of the value, where it is a row."""

    @property
    def name(self) -> str:
        """A name that stays while others are settled: the article, the source's line, a digest of what is asked."""
        told = sha256(
            "\0".join((self.kind, self.asked or self.unsure, self.words)).encode("utf-8", "surrogatepass")
        ).hexdigest()
        return f"{self.article}@{self.lines[0] if self.lines else 0}.{told[:6]}"


def review(library: Library) -> tuple[ReviewItem, ...]:
    """Every open question of a library's articles, in file order."""
    found = [item for _, entry in sorted(library.articles.items()) for item in _Reviewer(library, entry).items()]
    return tuple(sorted(found, key=lambda i: (i.path, i.line, i.column, KINDS.index(i.kind))))


class _Reviewer:
    """Asks of one article."""

    def __init__(self, library: Library, item: ArticleEntry) -> None:
        self._library = library
        self._item = item
        self._entry = item.entry
        self._document: ArticleDocument = item.entry.document
        self._tracer = Tracer(item.article, item.source)
        self._root = item.entry.root
        self._machines = _rows_of_lock(library, item)

    def items(self) -> Iterator[ReviewItem]:
        yield from self._metadata()
        for index, item in enumerate(self._document.body):
            if not item.reviewed:
                yield from self._block(index, item)
        yield from self._suggested()

    def _asked(
        self,
        kind: ReviewKind,
        steps: Iterable[str | int],
        unsure: str,
        confidence: float | None,
        spans: Sequence[Span],
        ways: Sequence[Way],
        **more: Any,
    ) -> ReviewItem:
        """An item; its words are those of the source at `spans`, unless `words` says otherwise."""
        source = self._item.source
        kept = [s for s in (trim(source.text, raw) for raw in spans) if len(s)]
        lines = None
        if kept:
            whole = hull(kept)
            lines = (self._tracer.lines.line_of(whole.start), self._tracer.lines.line_of(whole.end - 1))
        words = more.pop("words", None)
        steps = tuple(steps)
        return ReviewItem(
            kind,
            self._item.article.id,
            self._entry.path,
            *self._place(*steps),
            unsure,
            confidence,
            words if words is not None else " … ".join(" ".join(s.of(source.text).split()) for s in kept),
            source.path,
            lines,
            tuple(ways),
            steps,
            **more,
        )

    def _place(self, *steps: str | int) -> tuple[int, int]:
        node, _ = locate(self._root, steps)
        return (node.line, node.column) if node else (0, 0)

    def _where(self, *steps: str | int) -> str:
        line, column = self._place(*steps)
        return f"{self._entry.path}:{line}:{column}"

    def _metadata(self) -> Iterator[ReviewItem]:
        document = self._document
        inferred = document.inferred or {}
        data = dict(self._item.article.metadata())
        for name in ("headline", "publisher", "byline", "dateline"):
            if name in document.reviewed:
                continue
            kind = KIND_OF_METADATUM.get(name, "credit")
            told: str | None = getattr(document, name)
            confidence = inferred.get(name)
            if name == "publisher" and self._library.record(document.source).publisher is not None:
                continue
            right = Way("if it is right", self._reviewed(name), self._where())
            if told is None:
                if kind == "publisher":
                    unsure = "no publisher was found in the source"
                    ways = [Way("if it is known", "publisher: NAME", self._where(name)), *self._in_record(), right]
                elif kind == "headline" and document.title is None:
                    unsure = "no headline was found in the source, and the desk gives no title"
                    ways = [Way("to give one", "title: TITLE", self._where(name)), right]
                else:
                    continue
                yield self._asked(kind, [name], unsure, None, (), ways)
            elif confidence is not None and confidence < SURE:
                other = Way("if there is another", f"{name}: TEXT", self._where(name))
                ways = [right, other, *(self._in_record() if kind == "publisher" else ())]
                unsure = f"this was taken for the {name}: {told}"
                yield self._asked(kind, [name], unsure, confidence, data[name].spans, ways)

    def _reviewed(self, name: str) -> str:
        """The line that says that metadata are right as they are; with those that a hand has named already."""
        return f"reviewed: [{', '.join([*self._document.reviewed, name])}]"

    def _in_record(self) -> list[Way]:
        stem = PurePosixPath(self._document.source).stem
        where = f"content/records/{stem}.yaml"
        entry = self._library.records.get(stem)
        line, column = entry.place("publisher") if entry else (0, 0)
        return [Way("or in the record", "publisher: NAME", f"{where}:{line}:{column}" if line else where)]

    def _block(self, index: int, item: AnyBodyItem) -> Iterator[ReviewItem]:
        here: Steps = ("body", index)
        block = self._item.article.blocks[index]
        right = Way("if it is right", "reviewed: true", self._where(*here))
        if isinstance(item, TableItem):
            yield from self._table(index, item)
            return
        if isinstance(item, MissingItem):
            example = (
                "- list: [FIRST, SECOND]" if item.missing == "list" else "- table: {columns: A | B, rows: [a | b]}"
            )
            ways = [
                Way("to fill it in", example, self._where(*here)),
                Way("if it is lost", "reviewed: true", self._where(*here)),
            ]
            confidence = (item.inferred or {}).get("missing")
            announcing = self._announcing(index, item.announced)
            unsure = f"the source announces a {item.missing} that the capture has not: {item.announced}"
            yield self._asked("missing", here, unsure, confidence, announcing, ways)
            return
        for what, kind, other in (
            ("heading", "heading", "paragraph"),
            ("list", "list", "paragraph"),
            ("numbered", "list", "paragraph"),
            ("quote", "list", "paragraph"),
        ):
            confidence = (item.inferred or {}).get(what)  # type: ignore[call-overload]
            if confidence is None or confidence >= SURE or BODY_KINDS_BY_TYPE[type(item)] != (what,):
                continue
            text = f"{what}: {format_scalar(item.heading)}" if isinstance(item, HeadingItem) else f"{what}:"
            instead = text.replace(what, other, 1) if isinstance(item, HeadingItem) else f"{other}: TEXT"
            ways = [right, Way(f"if it is a {other}", f"- {instead}", self._where(*here))]
            words = {"numbered": "numbered list", "quote": "quotation"}.get(what, what)
            yield self._asked(
                "heading" if kind == "heading" else "list", here, f"this was taken for a {words}", confidence,
                block.spans, ways,
            )  # fmt: skip

    def _announcing(self, index: int, announced: str) -> tuple[Span, ...]:
        """The words that announce a missing block, in the source before its place."""
        text = self._item.source.text
        behind = max((s.end for s in self._item.article.blocks[index].spans), default=0)
        at = text.rfind(announced, 0, behind)
        return (Span(at, at + len(announced)),) if at >= 0 else ()

    def _table(self, index: int, item: TableItem) -> Iterator[ReviewItem]:
        here: Steps = ("body", index)
        block = self._item.article.blocks[index]
        guesses = item.inferred
        right = Way("if it is right", "reviewed: true", self._where(*here))
        if guesses is not None and guesses.table is not None and guesses.table < SURE:
            instead = Way("if it is none", "- paragraph: TEXT", self._where(*here))
            yield self._asked(
                "table", here, "these lines were taken for a table", guesses.table, block.spans, [right, instead]
            )
        rows: list[Sequence[str] | str] = [item.table.columns, *item.table.rows]
        if guesses is None or guesses.columns is None:
            return
        told = guesses.rows or []
        confidences = told if len(told) == len(rows) else [guesses.columns] * len(rows)
        spans = self._row_spans(index, item)
        whole = [n for n, row in enumerate(rows) if isinstance(cells_of(row), str)]
        proposed = self._proposed(rows) if whole else {}
        for n in whole:
            steps = (*here, "table", "columns") if n == 0 else (*here, "table", "rows", n - 1)
            line = proposed.get(n)
            ways = [right]
            if line is not None:
                lead = "columns:" if n == 0 else "-"
                ways.insert(0, Way("to settle it", f"{lead} {format_scalar(line)}", self._where(*steps)))
            what = "the header" if n == 0 else "this row"
            unsure = f"where the cells of {what} part is uncertain"
            yield self._asked("row", steps, unsure, confidences[n], spans[n], ways, proposal=line)
        low = [n for n, row in enumerate(rows) if self._is_machines(row) and confidences[n] < SURE_COLUMNS]
        if low and (told or guesses.columns < SURE_COLUMNS):
            least = min(low, key=lambda n: (confidences[n], n))
            named = f"; least of row {least}" if told and least else "; least of the header" if told else ""
            unsure = f"the cells of this table were found by its words{named}"
            step = (*here, "table", "columns") if least == 0 else (*here, "table", "rows", least - 1)
            line = f"{'columns:' if not least else '-'} {format_scalar(settled(rows[least]))}"
            cells = Way("else, so for each row", line, self._where(*step))
            yield self._asked("columns", here, unsure, guesses.columns, spans[least], [right, cells])

    def _is_machines(self, row: Sequence[str] | str) -> bool:
        """Is a row as the machine split it? One with bars is a hand's, so is one whose cells the lock has not."""
        if isinstance(row, str):
            return False
        return self._machines is None or tuple(map(digest, row)) in self._machines

    def _row_spans(self, index: int, item: TableItem) -> list[tuple[Span, ...]]:
        """Where each row of a table stands in the source, the header first."""
        by_row: dict[Steps, list[Span]] = {}
        places = self._tracer.places(self._item.article.blocks[index])
        for steps, place in zip(text_leaves(item, index), places, strict=True):
            row = tuple(steps[2:5]) if steps[3] == "rows" else tuple(steps[2:4])
            by_row.setdefault(row, []).extend([place.span] if place.span is not None else [])
        names: list[Steps] = [("table", "columns"), *(("table", "rows", r) for r in range(len(item.table.rows)))]
        return [(hull(by_row[name]),) if by_row.get(name) else () for name in names]

    def _proposed(self, rows: Sequence[Sequence[str] | str]) -> dict[int, str]:
        """The machine's best split of the rows that are whole, as their line; of as many cells as the others have."""
        cells = [cells_of(row) for row in rows]
        widths = Counter(len(c) for c in cells[:1] or () if not isinstance(c, str))
        widths = widths or Counter(len(c) for c in cells if not isinstance(c, str))
        width = widths.most_common(1)[0][0] if widths else None
        prose = bigrams_of([b.text for b in self._item.article.blocks if isinstance(b, Paragraph)])
        split = split_rows([c if isinstance(c, str) else " ".join(c) for c in cells], prose, columns=width)
        if split is None:
            return {}
        wide = max(map(len, split.rows))
        return {
            n: settled([*split.rows[n], *[""] * (wide - len(split.rows[n]))])
            for n, c in enumerate(cells)
            if isinstance(c, str)
        }

    def _suggested(self) -> Iterator[ReviewItem]:
        repairs: dict[tuple[str, str, str], Repair] = {}
        for r in self._item.article.repairs:
            if r.applicability == "suggested":
                line, column = self._tracer.lines.position(r.at)
                repairs[(f"{line}:{column}", r.was, r.now)] = r
        if not self._document.suggested:
            return
        texts = Texts(self._item)
        for i, told in enumerate(self._document.suggested):
            found = repairs.get((told.at, told.was, told.now))
            steps = ("suggested", i)
            own = texts.own(found) if found else told
            text = self._target(found) if found else None
            ways = [Way("to reject", "delete this entry", self._where(*steps))]
            if text is not None:
                change = f"“{own.was}” becomes “{own.now}”, and this entry moves to `repairs`"
                if found is not None and texts.contradict(found):
                    change = f"the text has “{own.now}” already, and this entry moves to `repairs`"
                ways.insert(0, Way("to accept", change, self._where(*text)))
            at = Span(found.at, found.at + len(found.was)) if found else None
            yield self._asked(
                "repair", steps, f"{own.was!r} may be meant as {own.now!r} ({told.code})", None,
                (at,) if at else (), ways, words=self._excerpt(found) if found else told.was,
                asked=f"{told.was!r} may be meant as {told.now!r} ({told.code})",
            )  # fmt: skip

    def _target(self, repair: Repair) -> Steps | None:
        return next((steps for steps, _ in texts_at(self._item, self._tracer, repair.edits[0].span)), None)

    def _excerpt(self, repair: Repair) -> str:
        text = self._item.source.text
        line = self._tracer.lines.span(self._tracer.lines.line_of(repair.at))
        start = max(line.start, repair.at - EXCERPT)
        end = min(line.end, repair.at + len(repair.was) + EXCERPT)
        return ("…" if start > line.start else "") + text[start:end] + ("…" if end < line.end else "")


def _rows_of_lock(library: Library, item: ArticleEntry) -> frozenset[tuple[str, ...]] | None:
    """The digests of the cells of each row that the machine split in an article; None where no lock tells."""
    text = read_lock(library.root, item.article.id)
    lock = read_lock_text(text, item.source) if text is not None else None
    if lock is None:
        return None
    tables = [piece.parts["table"] for piece in lock.pieces if isinstance(piece.parts.get("table"), dict)]
    rows = [row for table in tables for row in (table.get("columns"), *(table.get("rows") or ()))]
    return frozenset(tuple(row) for row in rows if isinstance(row, list))


def as_json(item: ReviewItem) -> Mapping[str, object]:
    """An item as plain data."""
    return {
        "name": item.name,
        "kind": item.kind,
        "article": item.article,
        "path": item.path,
        "line": item.line,
        "column": item.column,
        "unsure": item.unsure,
        "confidence": item.confidence,
        "source": item.source,
        "source_lines": list(item.lines) if item.lines else None,
        "words": item.words,
        "settle": [{"how": way.name, "line": way.line, "where": way.where} for way in item.ways],
    }
