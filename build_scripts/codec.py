"""Articles to YAML and back.

In: an `Article`, or the document of an article file with its nodes and its source. Out: the file's text, or the article
and the problems of its positions. Refused: positions outside the source or over each other, repairs whose words do not
stand where they say.

Positions in YAML are trimmed; in the model the white space between two pieces belongs to the piece before it. What no
piece of a file names is an omission `removed by hand`, computed here: a maintainer records nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_scripts.blocks import (
    AnyBodyItem,
    HeadingItem,
    ListItem,
    MissingItem,
    NumberedItem,
    ParagraphItem,
    QuoteItem,
    TableGuesses,
    TableItem,
)
from build_scripts.documents import ArticleDocument, RepairItem
from build_scripts.in_part import is_certain
from build_scripts.model import (
    METADATA,
    Applicability,
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Inference,
    Metadatum,
    MissingBlock,
    Omission,
    OrderedList,
    Paragraph,
    Repair,
    Source,
    Table,
)
from build_scripts.problems import Problem
from build_scripts.spans import LineIndex, Span, format_at, minimal_edit, parse_at, trim
from build_scripts.yaml_scalars import WIDTH, format_scalar, format_text, quote
from build_scripts.yaml_text import Node, locate

COMMA = "a comma parts two cells: put a cell that holds one in double quotes"
EMPTY = 'write a cell for each column, one that is empty as ""'
UNCERTAIN = ' # columns uncertain: to settle a row, put " | " between its cells'
SCHEMA_LINE = "# yaml-language-server: $schema=../../schemas/article.json"
REMOVED_BY_HAND = ("C900", "removed by hand")
BLANK = ("C015", "invisible")

_BARS = re.compile(r"(\\*)\|")

Reasons = Callable[[str], str]
"""What a repair code stands for, in a sentence; the library passes the repairs' own words."""


def article_yaml(article: Article, source: Source) -> str:
    """The text of `content/articles/<id>.yaml`, in reading order, as short as its content allows."""
    lines = LineIndex(source.text)
    out = [SCHEMA_LINE, f"source: {format_scalar(article.source)}"]
    if article.encoding != "utf-8":
        out.append(f"encoding: {article.encoding}  # inferred from the bytes")
    for key in ("supersedes", "title"):
        if (value := getattr(article, key)) is not None:
            out.append(f"{key}: {format_text(value, 2, len(key) + 2)}")
    for name in METADATA:
        datum: Metadatum | None = getattr(article, name)
        if datum is not None:
            out.append(f"{name}: {format_text(datum.text, 2, len(name) + 2)}")
        elif name in ("headline", "publisher"):
            out.append(f"{name}: null")
    out.append(f"published: {format_scalar(article.published) if article.published else 'null'}")
    for key in ("captured", "language"):
        if (value := getattr(article, key)) is not None:
            out.append(f"{key}: {format_scalar(value)}")
    placed = [f"{name}: {at_text(source, lines, datum.spans)}" for name, datum in article.metadata() if datum.spans]
    if placed:
        out.append(f"at: {{{', '.join(placed)}}}")
    if inferred := [Inference(name, i.confidence) for name, datum in article.metadata() for i in datum.inferred[:1]]:
        out.append(f"inferred: {_inferred(inferred)}")
    out.append("body:" if article.blocks else "body: []")
    for index, block in enumerate(article.blocks):
        out.extend(_block_lines(block, block_at(article, index, source, lines)))
    omitted = [o for o in article.omissions if o.span.of(source.text).strip()]
    if omitted:
        out.append("omitted:")
        for o in omitted:
            at = at_text(source, lines, [o.span])
            out.append(f"  - {{at: {at}, reason: {format_scalar(o.reason, flow=True)}, code: {o.code}}}")
    for key, applicability in (("repairs", "safe"), ("suggested", "suggested")):
        listed = [r for r in article.repairs if r.applicability == applicability]
        if listed:
            out.append(f"{key}:")
        for r in listed:
            line, column = lines.position(r.at)
            out.append(f'  - {{at: "{line}:{column}", was: {quote(r.was)}, now: {quote(r.now)}, code: {r.code}}}')
    return "\n".join(out) + "\n"


def _block_lines(block: Block, at: str) -> list[str]:
    lines: list[str] = []
    match block:
        case Heading():
            lines = [f"  - heading: {format_text(block.text, 6, 13)}"]
            if block.level != 2:
                lines.append(f"    level: {block.level}")
        case Paragraph():
            lines = [f"  - paragraph: {format_text(block.text, 6, 15)}"]
        case BlockQuote():
            lines = [f"  - quote: {format_text(block.text, 6, 11)}"]
        case BulletList() | OrderedList():
            key = "list" if isinstance(block, BulletList) else "numbered"
            lines = [f"  - {key}:", *(f"      - {format_text(item, 10, 8)}" for item in block.items)]
            if isinstance(block, OrderedList) and block.numbers:
                lines.extend(_sequence("    numbers:", block.numbers, 6))
        case Table():
            lines = ["  - table:"]
            if block.caption is not None:
                lines.append(f"      caption: {format_text(block.caption, 8, 15)}")
            if len(block.columns) == 1:
                lines.append(f"      columns: {format_text(_barred(block.columns[0]), 8, 15)}")
            else:
                lines.extend(_sequence("      columns:", block.columns, 8))
            uncertain = any(isinstance(row, str) for row in block.rows)
            lines.append(f"      rows:{UNCERTAIN if uncertain else ''}" if block.rows else "      rows: []")
            for row in block.rows:
                if isinstance(row, str):
                    lines.append(f"        - {format_text(_barred(row), 12, 10)}")
                else:
                    lines.extend(_sequence("        -", row, 10))
        case MissingBlock():
            lines = [f"  - missing: {block.what}", f"    announced: {format_text(block.announced, 6, 15)}"]
    if at:
        lines.append(f"    at: {at}")
    if block.inferred:
        rows = block.row_confidences if isinstance(block, Table) else ()
        lines.append(f"    inferred: {_inferred(block.inferred, rows)}")
    return lines


def _barred(row: str) -> str:
    """A row that is one text, written so that no bar of its own is taken for one between cells."""
    return _BARS.sub(lambda bar: bar[1] * 2 + "\\|", row)


def settled(cells: Sequence[str]) -> str:
    """A row in one line, with bars between its cells, as `cells_of` reads it."""
    return " | ".join(map(_barred, cells))


def cells_of(row: Sequence[str] | str) -> tuple[str, ...] | str:
    """The cells of a row as a maintainer writes it: in brackets, or in one line with ` | ` between them.

    A text without such a bar is a row whose columns are uncertain. `\\|` is a bar that belongs to the text.
    """
    if not isinstance(row, str):
        return tuple(row)
    if row.strip().startswith("| ") and row.strip().endswith(" |"):
        row = row.strip()[1:-1]  # bars at both ends too, as Markdown has them
    cells, at = [""], 0
    for bar in _BARS.finditer(row):
        start, end = bar.span()
        cells[-1] += row[at:start]
        if not bar[1] and row[start - 1 : start].isspace() and row[end : end + 1].isspace():
            cells.append("")
        else:
            cells[-1] += "\\" * (len(bar[1]) // 2) + "|"
        at = end
    cells[-1] += row[at:]
    return tuple(cell.strip() for cell in cells) if len(cells) > 1 else cells[0]


def uneven_row(row: Sequence[str] | str, columns: Sequence[str] | str) -> tuple[str, str]:
    """What is told of a row that has another number of cells than there are columns, and what to do."""
    cells = cells_of(row)
    count = 1 if isinstance(cells, str) else len(cells)
    told = f"{count} cell{'s' if count != 1 else ''} below"
    if isinstance(columns, str):
        hint = "settle `columns` first, in brackets or with ` | ` between its cells"
        return f"{told} a header whose columns are uncertain", hint
    width = f"{len(columns)} column header{'s' if len(columns) != 1 else ''}"
    if isinstance(row, str):
        return f"{told} {width}", "put one ` | ` between two cells; write a bar that belongs to the text as `\\|`"
    return f"{told} {width}", COMMA if count > len(columns) else EMPTY


def _sequence(lead: str, cells: Sequence[str], indent: int) -> list[str]:
    """Cells on one line in brackets where they fit, else one below the other."""
    flow = f"{lead} [{', '.join(format_scalar(cell, flow=True) for cell in cells)}]"
    if len(flow) <= WIDTH or not cells:
        return [flow]
    pad = " " * indent
    return [lead, *(f"{pad}- {format_text(cell, indent + 4, indent + 2)}" for cell in cells)]


def told_confidence(confidence: float) -> float:
    """A confidence as it is written: two digits, and never a certainty, for it was inferred."""
    return min(0.99, max(0.01, round(confidence, 2)))


def _inferred(inferred: Iterable[Inference], rows: Sequence[float] = ()) -> str:
    told = [f"{format_scalar(i.what, flow=True)}: {told_confidence(i.confidence):.2f}" for i in inferred]
    if rows:
        told.append(f"rows: [{', '.join(f'{told_confidence(c):.2f}' for c in rows)}]")
    return "{" + ", ".join(told) + "}"


def at_text(source: Source, lines: LineIndex, spans: Sequence[Span]) -> str:
    """A position as YAML text; quoted where another YAML reader would take it for a number in base 60 or a mapping."""
    at = format_at(source.text, lines, spans)
    return at if re.fullmatch(r"\d+(-\d+)?", at) else f'"{at}"'


def block_at(article: Article, index: int, source: Source, lines: LineIndex) -> str:
    """A block's position as YAML text; a missing block has that of the block which announces it."""
    block = article.blocks[index]
    spans = block.spans
    if isinstance(block, MissingBlock):
        spans = next((b.spans for b in reversed(article.blocks[:index]) if not isinstance(b, MissingBlock)), ())
    return at_text(source, lines, spans) if spans else ""


@dataclass(slots=True)
class _Places:
    """Reads positions and tells those that fit nothing."""

    source: Source
    lines: LineIndex
    root: Node | None
    path: str
    problems: list[Problem]

    def told(self, code: str, steps: Sequence[str | int], message: str, hint: str) -> None:
        node, _ = locate(self.root, steps)
        self.problems.append(
            Problem(code, self.path, node.line if node else 0, node.column if node else 0, message, hint)
        )

    def spans(self, at: str | None, *steps: str | int) -> tuple[Span, ...]:
        if at is None:
            return ()
        try:
            return parse_at(self.source.text, self.lines, at)
        except ValueError as error:
            plain = re.sub(r"^(?:lines?|l\.?)\s*", "", at.strip(), flags=re.IGNORECASE)
            plain = re.sub(r"\s*(?:[–—−‑-]|to|bis)\s*", "-", plain)
            close = plain != at and re.fullmatch(r"\d{1,9}(-\d{1,9})?", plain)
            hint = f"positions of {self.source.path}: lines 1 to {len(self.lines)}"
            self.told("X006", steps, f"{error}", f"did you mean `{plain}`? {hint}" if close else hint)
            return ()


def _settled_wrong(items: Sequence[AnyBodyItem], places: _Places) -> None:
    """Tell the rows that a hand settled with bars into another number of cells than the header has."""
    for i, item in enumerate(items):
        if not isinstance(item, TableItem):
            continue
        columns = cells_of(item.table.columns)
        width = 1 if isinstance(columns, str) else len(columns)
        for r, row in enumerate(item.table.rows):
            cells = cells_of(row)
            wrong = isinstance(row, str) and not isinstance(cells, str) and len(cells) != width
            if wrong and (places.root is None or is_certain(places.root, ("body", i, "table", "columns"))):
                places.told("X025", ("body", i, "table", "rows", r), *uneven_row(row, columns))


def article_of(
    document: ArticleDocument, root: Node | None, source: Source, article_id: str, path: str, reasons: Reasons
) -> tuple[Article, list[Problem]]:
    """The article that a document and its source make, and every problem of its positions and repairs."""
    places = _Places(source, LineIndex(source.text), root, path, [])
    _settled_wrong(document.body, places)
    meta_spans: dict[str, tuple[Span, ...]] = {name: places.spans(at, "at", name) for name, at in document.at.items()}
    body_spans = [places.spans(item.at, "body", i, "at") for i, item in enumerate(document.body)]
    omitted_spans = [places.spans(item.at, "omitted", i, "at") for i, item in enumerate(document.omitted)]

    pieces: dict[Span, tuple[str | int, ...]] = {}
    for name, spans in meta_spans.items():
        pieces.update((s, ("at", name)) for s in spans)
    for i, spans in enumerate(body_spans):
        if not isinstance(document.body[i], MissingItem):
            pieces.update((s, ("body", i, "at")) for s in spans)
    for i, spans in enumerate(omitted_spans):
        pieces.update((s, ("omitted", i, "at")) for s in spans)
    full, removed = _tile(source.text, pieces, places)

    def widened(spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(full.get(s, s) for s in spans)

    inferred = document.inferred or {}
    metadata: dict[str, Metadatum | None] = {}
    for name in METADATA:
        text: str | None = getattr(document, name)
        spans = meta_spans.get(name, ())
        guesses = tuple(Inference(k, v) for k, v in inferred.items() if k == name)
        metadata[name] = Metadatum(text, widened(spans), guesses) if text is not None else None
        if text is None and spans:
            removed.extend(Omission(s, *REMOVED_BY_HAND) for s in widened(spans) if s.of(source.text).strip())
    ends = sorted(full.values())
    blocks = []
    for item, spans in zip(document.body, body_spans, strict=True):
        if isinstance(item, MissingItem):
            end = max((s.end for s in spans), default=None)
            tile = next((s for s in ends if end is not None and s.start < end <= s.end), None)
            blocks.append(_block(item, (Span(tile.end, tile.end),) if tile else ()))
        else:
            blocks.append(_block(item, widened(spans)))
    omissions = [
        Omission(span, item.code or "C000", item.reason)
        for item, spans in zip(document.omitted, omitted_spans, strict=True)
        for span in widened(spans)
    ]
    repairs = [
        *_repairs(document.repairs, "repairs", "safe", places, reasons),
        *_repairs(document.suggested, "suggested", "suggested", places, reasons),
    ]
    article = Article(
        id=article_id,
        source=document.source,
        sha256=source.sha256,
        headline=metadata["headline"],
        publisher=metadata["publisher"],
        byline=metadata["byline"],
        dateline=metadata["dateline"],
        published=document.published,
        captured=document.captured,
        language=document.language,
        blocks=tuple(blocks),
        omissions=tuple(sorted([*omissions, *removed], key=lambda o: o.span)),
        repairs=tuple(sorted(repairs, key=lambda r: (r.at, r.edits, r.code))),
        title=document.title,
        supersedes=document.supersedes,
        encoding=document.encoding or "utf-8",
    )
    return article, places.problems


def _tile(
    text: str, pieces: Mapping[Span, tuple[str | int, ...]], places: _Places
) -> tuple[dict[Span, Span], list[Omission]]:
    """Trimmed pieces widened over the white space behind them, and what no piece names as omissions."""
    full: dict[Span, Span] = {}
    removed: list[Omission] = []
    order = sorted(s for s in pieces if s.start < s.end)
    cursor = 0
    before: Span | None = None
    for i, span in enumerate(order):
        if before is not None and span.start < before.end:
            line, column = places.lines.position(span.start)
            places.told(
                "X008",
                pieces[span],
                f"positions lie over each other at {line}:{column}",
                "give each block its own lines; blocks that were split share one whole `at`",
            )
            continue
        gap = trim(text, Span(cursor, span.start))
        if gap.start < gap.end:
            start = cursor if not full else gap.start
            if before is not None:
                full[before] = Span(full[before].start, gap.start)
            removed.append(Omission(Span(start, span.start), *REMOVED_BY_HAND))
            full[span] = span
        else:
            if before is not None:
                full[before] = Span(full[before].start, span.start)
            full[span] = Span(0, span.end) if i == 0 else span
        before, cursor = span, span.end
    rest = trim(text, Span(cursor, len(text)))
    if rest.start < rest.end:
        if before is not None:
            full[before] = Span(full[before].start, rest.start)
            removed.append(Omission(Span(rest.start, len(text)), *REMOVED_BY_HAND))
        else:
            removed.append(Omission(Span(0, len(text)), *REMOVED_BY_HAND))
    elif before is not None:
        full[before] = Span(full[before].start, len(text))
    elif text:
        removed.append(Omission(Span(0, len(text)), *BLANK))
    return full, removed


def _table_guesses(guesses: TableGuesses | None) -> tuple[tuple[Inference, ...], tuple[float, ...]]:
    if guesses is None:
        return (), ()
    pairs = (("table", guesses.table), ("columns", guesses.columns))
    return tuple(Inference(k, v) for k, v in pairs if v is not None), tuple(guesses.rows or ())


def _block(item: AnyBodyItem, spans: tuple[Span, ...]) -> Block:
    guesses = {} if isinstance(item, TableItem) else item.inferred or {}
    inferred = tuple(Inference(k, v) for k, v in guesses.items())
    match item:
        case HeadingItem():
            return Heading(spans, item.heading, item.level, inferred)
        case ParagraphItem():
            return Paragraph(spans, item.paragraph, inferred)
        case ListItem():
            return BulletList(spans, tuple(item.items), inferred)
        case NumberedItem():
            return OrderedList(spans, tuple(item.numbered), inferred, tuple(item.numbers or ()))
        case QuoteItem():
            return BlockQuote(spans, item.quote, inferred)
        case TableItem():
            columns = cells_of(item.table.columns)
            return Table(
                spans,
                (columns,) if isinstance(columns, str) else columns,
                tuple(map(cells_of, item.table.rows)),
                item.table.caption,
                *_table_guesses(item.inferred),
            )
        case MissingItem():
            return MissingBlock(spans, item.missing, item.announced, inferred)


def _repairs(
    items: Sequence[RepairItem], key: str, applicability: Applicability, places: _Places, reasons: Reasons
) -> list[Repair]:
    repairs: list[Repair] = []
    taken: list[tuple[Span, int]] = []
    for i, item in enumerate(items):
        spans = places.spans(item.at, key, i, "at")
        if not spans:
            continue
        start = spans[0].start
        line, _, column = item.at.partition(":")
        if column.isdigit() and line.isdigit():
            start = places.lines.offset(int(line), int(column))
        if not places.source.text.startswith(item.was, start):
            places.told(
                "X007",
                (key, i, "was"),
                f"{item.was!r} does not stand at {item.at} of {places.source.path}",
                "set `at` to the line:column where the words begin, or remove the entry",
            )
            continue
        edit = minimal_edit(start, item.was, item.now)
        if applicability == "safe":
            taken.append((edit.span, i))
        repairs.append(Repair(item.code, (edit,), reasons(item.code), applicability, start, item.was, item.now))
    taken.sort()
    for (before, _), (span, i) in pairwise(taken):
        if span.start < before.end or span == before:
            places.told("X007", (key, i), f"two repairs change one place ({items[i].at})", "remove one of them")
    return repairs
