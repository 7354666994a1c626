"""Left out: what the sources of a briefing lack, as far as it can be looked for.

In: a briefing's report. Out: gaps, article by article, each with its place where it has one, and what was looked for.
A gap is a fact of the capture (*no date is in the text*), never a judgement of the source. That nothing was found
missing is said only where every search was made and found something.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from build_scripts.date_mentions import mentions_of
from build_scripts.model import BlockQuote, MissingBlock, Paragraph, Statement, Table
from build_scripts.named_places import named_places
from build_scripts.persons import persons_in
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.voices import voice_of

GapName = Literal[
    "missing_list", "missing_table", "uncertain", "abrupt", "no_date", "no_date_inside", "no_publisher", "no_byline",
    "no_official", "undecided", "no_place", "no_address",
]  # fmt: skip

ENDS = frozenset(".!?…:;。！？｡؟۔।॥։՞።៕။\"”’'»“)]）』」*†")
"""Signs that a finished text ends with, of the scripts that have others than the Latin ones included."""
CUT = ("...", "…", "[...]", "[…]", "(...)", "(…)")
"""What a text ends with that was cut on purpose; a quotation may end so too, so it counts at the very end only."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a source lacks. `text` are words of the source that show it, None where there are none or where
    rights withhold them (`withheld`); `count` is how often, `sayings` how many wordings of speech were looked at.
    """

    name: GapName
    article: str
    lines: tuple[int, int] | None = None
    text: str | None = None
    withheld: bool = False
    count: int = 1
    sayings: int = 0
    places: tuple[tuple[int, int], ...] = ()


def gaps_of(b: BriefingReport) -> tuple[tuple[str, tuple[Gap, ...]], ...]:
    """The gaps of each article of a briefing, in the briefing's order; an article that lacks nothing has none."""
    # Whether a place is named is counted; its name is not shown here, so the rights of the texts do not bear on it.
    read = replace(b, articles=tuple(replace(a, shown=None) for a in b.articles))
    placed = {place.article for place in named_places(read)}
    return tuple((a.article.id, tuple(_gaps(a, a.article.id in placed))) for a in b.articles)


def _gaps(a: ArticleReport, placed: bool) -> Iterator[Gap]:
    article = a.article.id
    for block in a.missing:
        name: GapName = "missing_table" if block.what == "table" else "missing_list"
        yield _quoted(a, name, _announcing_lines(a, block), block.announced)
    rows = _whole_rows(a)
    if rows:
        places = tuple(s.lines for s in rows if s.lines is not None)
        yield Gap("uncertain", article, count=len(rows), places=places)
    ending = _abrupt_end(a)
    if ending is not None:
        yield _quoted(a, "abrupt", ending.lines, ending.text)
    if not (a.article.published or a.record.published):
        yield Gap("no_date", article)
    if not any(m.iso is not None for s in a.statements for m in mentions_of(s.text)):
        yield Gap("no_date_inside", article)
    if a.article.publisher is None and a.record.publisher is None:
        yield Gap("no_publisher", article)
    if a.article.byline is None:
        yield Gap("no_byline", article)
    persons = persons_in(s.text for s in a.statements)
    sayings = sum(voice_of(s) != "unattributed" for s in a.statements)
    if persons is None:
        yield Gap("undecided", article, sayings=sayings)
    elif not persons:
        yield Gap("no_official", article, sayings=sayings)
    if not placed and a.article.dateline is None:
        yield Gap("no_place", article)
    if a.record.address is None:
        yield Gap("no_address", article)


def _quoted(a: ArticleReport, name: GapName, lines: tuple[int, int] | None, text: str) -> Gap:
    shown = a.shows_text(text)
    return Gap(name, a.article.id, lines, text if shown else None, not shown)


def _announcing_lines(a: ArticleReport, block: MissingBlock) -> tuple[int, int] | None:
    """The line on which the announcing words end; the missing block's own span is empty and behind them."""
    if not block.spans:
        return None
    end = len(a.source.text[: block.spans[0].end].rstrip())
    line = a.tracer.lines.line_of(max(0, end - 1))
    return line, line


def _whole_rows(a: ArticleReport) -> list[Statement]:
    """The rows of tables that stayed whole, as statements."""
    found = []
    by_block: dict[int, list[Statement]] = {}
    for statement in a.statements:
        by_block.setdefault(statement.block, []).append(statement)
    for index, block in enumerate(a.article.blocks):
        if isinstance(block, Table):
            rows = zip(block.rows, by_block.get(index, ()), strict=True)
            found += [statement for row, statement in rows if isinstance(row, str)]
    return found


def _abrupt_end(a: ArticleReport) -> Statement | None:
    """The last statement, where it is running text that ends without the end of a sentence, or with a cut.

    Where the last block is a list or a table nothing is told: these end as they please.
    """
    blocks = [(i, block) for i, block in enumerate(a.article.blocks) if not isinstance(block, MissingBlock)]
    if not blocks or not isinstance(blocks[-1][1], Paragraph | BlockQuote):
        return None
    own = [s for s in a.statements if s.block == blocks[-1][0]]
    text = own[-1].text.rstrip() if own else ""
    return own[-1] if text and (text.endswith(CUT) or text[-1] not in ENDS) else None
