"""Showing: which words of an article the site may show, by the rights that its record tells of.

In: an article's rights, its statements and its text; the citations and the comparison tables of all briefings. Out: the
ids of the statements that may be shown, and the statements, those that may not with the number of their words. Nothing
is refused: rights of another name are read as `none`. The rights of a capture are never wider than those of the
captures that it supersedes (`Library.rights`).

- `full`: everything.
- `quotes`: what the desk cites (key points, judged cells, whatever else a briefing cites: by statement or by lines),
  always; then the first quotes of cells that the machine found, as long as all shown words stay within `SHARE` of the
  article's words. Headline, publisher, byline and dateline are bibliography and are shown; headings, captions, headers
  of tables, announcements, what was left out and what was repaired elsewhere are not.
- `none`: no word of the text, its headline included: the structure alone.

Figures, lines, kinds, themes and parties are shown whatever the rights are: they are counted, not quoted.

How a page, a feed or a download respects it:

- a statement: `a.shows(s)`, or `s.withheld` (the number of its words that are withheld; 0 where it is shown).
  `views.statement_view` and the macro `quoted` print the right thing without more;
- all of an article's text (an export of its YAML, its blocks): only where `a.whole`;
- headline, publisher, byline, dateline: `a.printed("headline")` and `a.title`, never `a.article.headline.text`;
- a place of the source: `a.shows_span(span)`;
- any other words of the text (a cell of a table, what was repaired, a date's sentence, a text of content/changes/):
  `a.shows_text(words)`, and where it is not so `views.withheld(words_of_language, text)` stands for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import Any

from build_scripts.compare import cited_statements, parse_citation
from build_scripts.model import Article, Citation, ComparisonTable, Statement
from build_scripts.provenance import leaves_of

SHARE = 0.25
"""The share of an article's words that quotes the machine chose may bring the shown words to."""

QUOTES = 2
"""How many quotes of one cell the machine may choose."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""A character of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""


def words_in(text: str) -> int:
    """How many words a text has: what white space parts and has a letter or a digit; where none parts, characters."""
    spaced, characters = _UNSPACED.subn(" ", text)
    return characters + sum(any(map(str.isalnum, word)) for word in spaced.split())


def article_words(article: Article) -> int:
    """How many words the blocks of an article have."""
    return sum(words_in(leaf) for block in article.blocks for leaf in leaves_of(block))


def citations_in(data: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Citation]]:
    """Every citation of a briefing's data with its data path, wherever a `cites` stands in it, in its order."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from citations_in(value, (*steps, key))
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for index, value in enumerate(data):
            here = (*steps, index)
            if steps and steps[-1] == "cites" and isinstance(value, str):
                citation = parse_citation(value)
                if citation is not None:
                    yield here, citation
            else:
                yield from citations_in(value, here)


def cited_ids(article_id: str, statements: Sequence[Statement], citations: Iterable[Citation]) -> frozenset[str]:
    """The ids of an article's statements that citations point at."""
    own = dict.fromkeys(c for c in citations if c.article == article_id)
    return frozenset(s.id for c in own for s in cited_statements(c, statements))


def shown_ids(
    rights: str,
    article: Article,
    statements: Sequence[Statement],
    citations: Iterable[Citation],
    tables: Iterable[ComparisonTable],
) -> frozenset[str] | None:
    """The ids of the statements that may be shown; None where all of the text may be.

    `citations` and `tables` are those of all briefings in a fixed order, which decides what the machine's share is
    spent on: the first quote of every cell, then the second of every cell.
    """
    if rights == "full":
        return None
    if rights != "quotes":
        return frozenset()
    shown = set(cited_ids(article.id, statements, citations))
    length = {s.id: words_in(s.text) for s in statements}
    room = int(article_words(article) * SHARE) - sum(length[i] for i in shown)
    cells = [cell for table in tables for row in table.cells for cell in row if not cell.by_desk]
    chosen = [list(islice((s for s in c.statements if s.article == article.id), QUOTES)) for c in cells]
    for turn in zip_longest(*chosen):
        for statement in turn:
            if statement is not None and statement.id not in shown and length[statement.id] <= room:
                shown.add(statement.id)
                room -= length[statement.id]
    return frozenset(shown)


def withheld(statements: Sequence[Statement], shown: frozenset[str] | None) -> tuple[Statement, ...]:
    """Statements, each that may not be shown with the number of its words, one at least; rows without their headers."""
    if shown is None:
        return tuple(statements)
    return tuple(replace(s, cells=(), withheld=0 if s.id in shown else max(1, words_in(s.text))) for s in statements)


def quotes_itself(statement: Statement) -> bool:
    """Are the source's characters of a statement its own words? A hand's text has none; clutter may stand in others.

    A repair parts a word into two at most here and there, and an item has a number: two more words are no others.
    """
    return bool(statement.quote) and words_in(statement.quote) <= words_in(statement.text) + 2


def squeezed(text: str) -> str:
    """A text with its words parted by single blanks, for looking one up in another."""
    return " ".join(text.split())
