"""The data of Briefbook: plain, frozen, without I/O.

Every stage takes these and gives these. Spans are half-open code-point offsets into `Source.text`. Blocks are a closed
union; their leaves are text only. Block, metadata and omission spans tile the source: sorted and joined they are its
text, the white space between two pieces belonging to the piece before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from build_scripts.spans import Edit, Span

Applicability = Literal["safe", "suggested"]
"""`safe`: applied to the text and recorded. `suggested`: listed for a maintainer, the text stays as it was."""


@dataclass(frozen=True, slots=True)
class Source:
    """One captured text as it lies in `content/sources/`; immutable.

    `id` is the file's stem, `path` its name for people, `text` the decoded text without newline translation, `sha256`
    the hex digest of the bytes, `encoding` how they were decoded (`utf-8`, `utf-8-sig`, `utf-16`, `cp1252`).
    """

    id: str
    path: str
    text: str
    sha256: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Repair:
    """A mend of damage done by capturing: `edits` against the original offsets, never overlapping other repairs.

    `was` and `now` show the edits with the words around them, `at` is the offset where `was` begins.
    """

    code: str
    edits: tuple[Edit, ...]
    reason: str
    applicability: Applicability
    at: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Omission:
    """A piece of the source that no block shows. `code` is a clutter code (`C...`), `reason` its short name."""

    span: Span
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Inference:
    """What the machine inferred (`heading`, `columns`, `table`, ...) and its confidence, 0 to 1."""

    what: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Metadatum:
    """One line of metadata (headline, publisher, byline, dateline) with its place."""

    text: str
    spans: tuple[Span, ...]
    inferred: tuple[Inference, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 2 to 6 (the headline is level 1)."""

    spans: tuple[Span, ...]
    text: str
    level: int = 2
    inferred: tuple[Inference, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]
    text: str
    inferred: tuple[Inference, ...] = ()


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list whose order means nothing; `items` without their markers."""

    spans: tuple[Span, ...]
    items: tuple[str, ...]
    inferred: tuple[Inference, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderedList:
    """A numbered or lettered list; `items` without their numbers.

    `numbers` are those as printed (`4.`, `(b)`); empty where they are 1., 2., 3. and so on.
    """

    spans: tuple[Span, ...]
    items: tuple[str, ...]
    inferred: tuple[Inference, ...] = ()
    numbers: tuple[str, ...] = ()

    def printed(self) -> tuple[str, ...]:
        """The number of each item as printed; items that a hand added behind the last number have none."""
        plain = tuple(f"{n}." for n in range(1, len(self.items) + 1))
        return (self.numbers + ("",) * len(self.items))[: len(self.items)] if self.numbers else plain


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `columns` are the header cells; a row is its cells, or one text where the columns are uncertain.

    `row_confidences`, where the columns were inferred, tell for the header and each row how likely all its cells are
    right; empty otherwise.
    """

    spans: tuple[Span, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...] | str, ...]
    caption: str | None = None
    inferred: tuple[Inference, ...] = ()
    row_confidences: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A quotation set apart by the source."""

    spans: tuple[Span, ...]
    text: str
    inferred: tuple[Inference, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingBlock:
    """A list or table that the source announces and the capture dropped.

    `announced` are the announcing words; the one span is empty, right after the block that holds them.
    """

    spans: tuple[Span, ...]
    what: Literal["list", "table"]
    announced: str
    inferred: tuple[Inference, ...] = ()


Block = Heading | Paragraph | BulletList | OrderedList | Table | BlockQuote | MissingBlock

METADATA = ("headline", "publisher", "byline", "dateline")
"""The metadata that have a place in the source, in reading order."""


@dataclass(frozen=True, slots=True)
class Article:
    """One source as structure. `id` names it everywhere; `published` and `captured` are ISO dates or None."""

    id: str
    source: str
    sha256: str
    headline: Metadatum | None
    publisher: Metadatum | None
    byline: Metadatum | None
    dateline: Metadatum | None
    published: str | None
    captured: str | None
    language: str | None
    blocks: tuple[Block, ...]
    omissions: tuple[Omission, ...] = ()
    repairs: tuple[Repair, ...] = ()
    title: str | None = None
    supersedes: str | None = None
    encoding: str = "utf-8"

    def metadata(self) -> tuple[tuple[str, Metadatum], ...]:
        """The metadata that are there, by name, in reading order."""
        return tuple((name, value) for name in METADATA if (value := getattr(self, name)) is not None)


Provenance = Literal["verbatim", "repaired", "edited", "added"]
"""What comparing a block with its source tells; computed, never declared."""

CellState = Literal["stated", "conditional", "no-match", "not-captured", "not-stated", "disputed", "superseded"]
RowKind = Literal["themes", "actors", "claims"]
"""What the rows of a comparison are: lists of a briefing, by their names there."""
ColumnKind = Literal["articles", "rounds"]
StatementKind = Literal["agreed", "reported", "expected", "recommended", "attributed", "background"]

ChangeKind = Literal[
    "briefing", "title", "question", "date", "briefing-article", "order", "key-point", "party", "comparison", "row",
    "cell", "notes", "article", "headline", "publisher", "byline", "dateline", "source", "record", "heading", "table",
    "table-row", "missing", "statement", "form", "mark", "repair", "suggestion", "omission", "wording", "page",
]  # fmt: skip
"""What of the site a change is told of, in reading order."""
ChangeAct = Literal[
    "added", "dropped", "changed", "renamed", "moved", "accepted", "rejected", "filled", "settled", "left-out",
    "shown-again",
]  # fmt: skip
"""What was done with it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject that comparisons have a row for; `terms` are the words that find its statements."""

    id: str
    label: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """A party that statements speak of; found by `terms` like a theme."""

    id: str
    label: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What could be true or false, as against a statement, which is one article's words; found by `terms`."""

    id: str
    theme: str | None
    proposition: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Articles that tell of the same round, one behind another; `id` is the id of the first of them."""

    id: str
    label: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, item or row of an article, with what was read off it and why.

    `block` is the index of its block, `text` what the article says (repairs applied), `quote` the source's own
    characters, `span` their place, `lines` the first and last source line (None where a hand wrote the text). `cue` is
    the wording that decided the kind; empty for `background`. `language` is the article's, where it is known.
    """

    id: str
    article: str
    block: int
    leaf: int
    text: str
    quote: str
    span: Span | None
    lines: tuple[int, int] | None
    kind: StatementKind
    cue: str
    themes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    speaker: str | None = None
    language: str | None = None
    withheld: int = 0
    """How many words the site may not show of it, by the rights to the article; 0 where it may show them."""
    cells: tuple[tuple[str, str], ...] = ()
    """Of a table row that is parted in cells: each with the header of its column, which may be empty."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to lines or to a statement of an article, resolved."""

    article: str
    lines: tuple[int, int] | None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of a comparison: its state, the statements that show it, and what the desk noted.

    `column` is the id of an article; of a round, the id of its first one.
    """

    row: str
    column: str
    state: CellState
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    by_desk: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """Themes, actors or claims against articles or rounds; `columns` and `rows` are (id, label) pairs.

    `column_articles` are the ids of the articles that each column is made of.
    """

    id: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    cells: tuple[tuple[Cell, ...], ...] = field(default=())
    rows_are: RowKind = "themes"
    columns_are: ColumnKind = "articles"
    column_articles: tuple[tuple[str, ...], ...] = ()
