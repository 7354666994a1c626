"""Search entries: what the site's search finds, each with its kind and its article in the title.

In: parts of the report in the words of the site's language. Out: entries, the page's own first and then by weight, so
that what a budget cuts off at the end is what is missed least: headings, missing lists and cells stand before
statements. Refused: nothing; what an article's rights withhold gives an entry that has its place but not its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from build_scripts import addresses, views
from build_scripts.compare import shown_state
from build_scripts.comparison_views import SIGNS, cell_words, state_words
from build_scripts.model import ComparisonTable, Heading, MissingBlock
from build_scripts.page import Page, SearchEntry, plain
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.wording import Words

SITE_BUDGET = 2_000_000
"""Characters of search text that a site gives whole. A reader's browser loads them and makes its index of them."""
LEVELS = ((60_000, 2_000), (30_000, 500), (15_000, 250), (8_000, 160), (4_000, 100), (2_000, 60), (500, 0), (0, 0))
"""What a page may give, the less the larger the site: characters of all its entries, and of the text of each."""
TITLE = 70
"""About how many characters of an article's title stand in the title of its statements."""


def page_entry(words: Words, kind: str, title: str, *texts: str | None) -> SearchEntry:
    """The entry of a page, found by its title and by `texts`; `kind` names a word of the section `search`."""
    return SearchEntry("", words(f"search.{kind}", title=title), " ".join(t for t in texts if t))


def article_entries(words: Words, report: ArticleReport, anchors: Sequence[str]) -> tuple[SearchEntry, ...]:
    """What is found on an article's page; `anchors` are those of its blocks."""
    title = plain(report.title, TITLE)
    kinds = {k: words("search.statement", kind=views.kind_words(words, k), title=title) for k in report.kinds}
    places = list(zip(report.article.blocks, anchors, strict=True))
    return within(
        [
            page_entry(words, "article", report.title, *_known(report)),
            *(
                SearchEntry(anchor, words("search.heading", text=block.text), "")
                for block, anchor in places
                if isinstance(block, Heading) and report.whole
            ),
            *(
                SearchEntry(
                    anchor,
                    words("search.left_out", title=title),
                    block.announced if report.shows_text(block.announced) else "",
                )
                for block, anchor in places
                if isinstance(block, MissingBlock)
            ),
            *(
                SearchEntry(addresses.statement_anchor(s.id), kinds[s.kind], s.text)
                for s in report.statements
                if report.shows(s)
            ),
        ]
    )


def source_entries(words: Words, report: ArticleReport) -> tuple[SearchEntry, ...]:
    """What is found on a source's page: the file, by its name, its headline, its publisher, its address."""
    return (page_entry(words, "source", report.article.source, report.title, *_known(report)),)


def _known(report: ArticleReport) -> Iterator[str | None]:
    """What an article is known by beside its title."""
    yield report.printed("publisher")
    yield report.record.publisher
    yield report.article.published or report.record.published
    yield report.record.address


def briefing_entries(words: Words, briefing: BriefingReport) -> tuple[SearchEntry, ...]:
    """What is found on a briefing's page: the question, the key points."""
    document = briefing.document
    anchors = addresses.point_anchors(point.text for point in document.key_points)
    return within(
        [
            page_entry(words, "briefing", document.title, document.question, *briefing.labels.values()),
            *(
                SearchEntry(anchor, words("search.key_point", title=plain(document.title, TITLE)), point.text)
                for point, anchor in zip(document.key_points, anchors, strict=True)
            ),
        ]
    )


def comparison_entries(words: Words, table: ComparisonTable, briefing: BriefingReport) -> tuple[SearchEntry, ...]:
    """What is found on a comparison's page: its cells, by row, column, state, note and those quotes that are shown."""
    reports = {a.article.id: a for a in briefing.articles}
    columns = list(zip(table.columns, table.column_articles, strict=True))
    entries = [page_entry(words, "comparison", table.caption, briefing.document.title)]
    for (_, row), cells in zip(table.rows, table.cells, strict=True):
        for cell, ((_, column), articles) in zip(cells, columns, strict=True):
            shown = shown_state(table.rows_are, cell)
            state = state_words(words, shown)
            title = words("search.cell", sign=SIGNS[shown], state=state, row=row, column=column)
            whole = cell_words(words, table.rows_are, cell, articles, briefing)
            told = [whole if whole != state else "", cell.note or ""]
            told += [s.text for s in cell.statements if reports[s.article].shows(s)]
            anchor = addresses.cell_anchor(table.id, cell.row, cell.column)
            entries.append(SearchEntry(anchor, title, " ".join(filter(None, told))))
    return within(entries)


def within(entries: Iterable[SearchEntry], level: int = 0) -> tuple[SearchEntry, ...]:
    """The entries that a page may give at a level: long texts are cut, then the last entries are dropped.

    The first one, the page itself, always stays, with at least its title.
    """
    budget, longest = LEVELS[level]
    kept: list[SearchEntry] = []
    spent = 0
    for entry in entries:
        text = plain(entry.text, longest) if longest else ""
        spent += len(entry.title) + len(text)
        if kept and spent > budget:
            break
        kept.append(entry if text == entry.text else replace(entry, text=text))
    return tuple(kept)


def within_site(pages: Sequence[Page], budget: int = SITE_BUDGET) -> list[Page]:
    """The pages with entries that fit the whole site: all of them at the first level that keeps to the budget."""
    entries = [page.search_entries for page in pages]
    shortened, level = entries, 0
    while _size(shortened) > budget and level < len(LEVELS) - 1:
        level += 1
        shortened = [within(own, level) for own in entries]
    if all(one is other for one, other in zip(shortened, entries, strict=True)):
        return list(pages)
    return [replace(page, search_entries=own) for page, own in zip(pages, shortened, strict=True)]


def _size(entries: Iterable[Sequence[SearchEntry]]) -> int:
    return sum(len(e.title) + len(e.text) for own in entries for e in own)
