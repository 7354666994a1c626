"""Left out: what the sources of a briefing lack, as far as it can be looked for.

In: a briefing's report. Out: gaps, article by article, each with its place where it has one, and what was looked for.
A gap is a fact of the capture (*no date was found in the text*), never a judgement of the source. The searches differ
in how much they find, so gaps are not summed up. That nothing was found missing is said only where every search was
made and found something. What the desk's own record lacks (`OF_THE_DESK`) is no gap of a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from build_scripts.article_dates import article_date, dateline_date, dateline_mention
from build_scripts.date_mentions import mentions_of
from build_scripts.model import BlockQuote, Metadatum, MissingBlock, Paragraph, Statement, Table
from build_scripts.named_places import named_places
from build_scripts.naming import person_tokens
from build_scripts.persons import NO_NAMES, persons_in
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.spans import trim
from build_scripts.voices import voice_of, voices_of

GapName = Literal[
    "missing_list", "missing_table", "uncertain", "abrupt", "no_date", "incomplete_date", "no_date_inside",
    "incomplete_dates", "no_publisher", "unrecognized", "no_byline", "no_official", "undecided", "no_place",
    "no_address",
]  # fmt: skip

OF_THE_DESK: frozenset[GapName] = frozenset({"no_address"})
"""What the desk's record lacks."""
AGENCIES = (
    r"Reuters|AP|Associated Press|AFP|Agence France-Presse|AA|Anadolu(?: Ajansı| Agency)?|DHA|İHA|UPI|dpa|Xinhua|TASS|"
    r"PTI|ANI|IANS|ANSA|EFE|Bloomberg|VOA|RFE/RL|CNN|BBC|Interfax|Kyodo|Yonhap|ТАСС|РИА Новости|Интерфакс|Рейтер|"
    r"Укринформ|Укрінформ|УНІАН|УНИАН"
)
CREDIT = re.compile(rf"\([^()]*[^\W\d_][^()]*\)|/[^/]*[^\W\d_][^/]*/|(?<!\w)(?:{AGENCIES})(?!\w)")
"""What names somebody in a dateline or a byline beside the place and the author: words in brackets, an agency."""

ENDS = frozenset(".!?…:;。！？｡؟۔।॥։՞።៕။\"”’'»“)]）』」*†")
"""Signs that a finished text ends with, of the scripts that have others than the Latin ones included."""
CUT = ("...", "…", "[...]", "[…]", "(...)", "(…)")
"""What a text ends with that was cut on purpose; a quotation may end so too, so it counts at the very end only."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a source lacks. `text` are words of the source that show it, None where there are none or where
    rights withhold them (`withheld`); `count` is how often, `sayings` how many wordings of speech were looked at.
    `quotes` are several such words, each once and where it first stands.
    """

    name: GapName
    article: str
    lines: tuple[int, int] | None = None
    text: str | None = None
    withheld: bool = False
    count: int = 1
    sayings: int = 0
    places: tuple[tuple[int, int], ...] = ()
    quotes: tuple[tuple[str, tuple[int, int] | None], ...] = ()


def gaps_of(b: BriefingReport) -> tuple[tuple[str, tuple[Gap, ...]], ...]:
    """The gaps of each article of a briefing, in the briefing's order; an article that lacks nothing has none."""
    # Whether a place is named is counted; its name is not shown here, so the rights of the texts do not bear on it.
    read = replace(b, articles=tuple(replace(a, shown=None) for a in b.articles))
    placed = {place.article for place in named_places(read)}
    speakers = _speaking_persons(read)
    return tuple((a.article.id, tuple(_gaps(a, a.article.id in placed, a.article.id in speakers))) for a in b.articles)


def _speaking_persons(b: BriefingReport) -> set[str]:
    """The articles that name a speaker as persons are named: by a name that is no party's and no body's."""
    parties = {term.casefold() for terms in b.actor_terms.values() for term in terms}
    found = set()
    for voices in voices_of(b):
        for speaker in voices.speakers:
            name = person_tokens(speaker.name) if speaker.voice == "named" else ()
            short = len(name) == 1 and name[0].upper() in speaker.name
            if name and not short and " ".join(name) not in parties and NO_NAMES.isdisjoint(name):
                found.add(voices.article)
    return found


def credits_of(a: ArticleReport) -> tuple[tuple[str, tuple[int, int] | None], ...]:
    """Dateline and byline as printed, with their lines, where they name somebody beside the place and the author."""
    found = []
    for name in ("dateline", "byline"):
        datum = dict(a.article.metadata()).get(name)
        if datum is not None and CREDIT.search(datum.text):
            found.append((datum.text, _datum_lines(a, datum)))
    return tuple(found)


def printed_credits(a: ArticleReport) -> str:
    """The words of `credits_of`, as far as the site may show them; empty where there are none."""
    return " · ".join(text for text, _ in credits_of(a)) if a.named else ""


def _datum_lines(a: ArticleReport, datum: Metadatum | None) -> tuple[int, int] | None:
    if datum is None or not datum.spans:
        return None  # where a hand wrote it
    first, last = (trim(a.source.text, span) for span in (datum.spans[0], datum.spans[-1]))
    return a.tracer.lines.line_of(first.start), a.tracer.lines.line_of(max(first.start, last.end - 1))


def _gaps(a: ArticleReport, placed: bool, speaks: bool) -> Iterator[Gap]:
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
    if article_date(a) is None:
        written = dateline_mention(a)
        if written is None:
            yield Gap("no_date", article)
        else:
            shown = written.printed if a.named else None
            lines = _datum_lines(a, a.article.dateline)
            yield Gap("incomplete_date", article, lines, shown, not a.named)
    yield from _dates_inside(a)
    if a.article.publisher is None and a.record.publisher is None:
        credits = credits_of(a)
        if credits:
            yield Gap("unrecognized", article, withheld=not a.named, quotes=credits if a.named else ())
        else:
            yield Gap("no_publisher", article)
    if a.article.byline is None:
        yield Gap("no_byline", article)
    persons = persons_in(s.text for s in a.statements)
    sayings = sum(voice_of(s) != "unattributed" for s in a.statements)
    if persons is None:
        yield Gap("undecided", article, sayings=sayings)
    elif not persons and not speaks:
        yield Gap("no_official", article, sayings=sayings)
    if not placed and a.article.dateline is None:
        yield Gap("no_place", article)
    if a.record.address is None:
        yield Gap("no_address", article)


def _dates_inside(a: ArticleReport) -> Iterator[Gap]:
    """That no date of the calendar was found in the text, with the words that tell of time otherwise."""
    told: dict[str, tuple[int, int] | None] = {}
    withheld = found = False
    for statement in a.statements:
        for mention in mentions_of(statement.text):
            if mention.iso is not None:
                return
            found = True
            if a.shows(statement):
                told.setdefault(mention.printed, statement.lines)
            else:
                withheld = True
    if not found and dateline_date(a) is None:
        yield Gap("no_date_inside", a.article.id)
    elif found:
        yield Gap("incomplete_dates", a.article.id, withheld=withheld, quotes=tuple(told.items()))


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
