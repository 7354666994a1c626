"""The report: everything the pages show, computed once from the library.

In: a library. Out: statements by article, where every text stands in its source, comparison tables by briefing, counted
facts. Plain data; nothing here knows of HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from build_scripts.check import read_statements
from build_scripts.compare import compare
from build_scripts.documents import BriefingDocument, RecordDocument
from build_scripts.entries import ArticleEntry
from build_scripts.kept import ANEW, Kept
from build_scripts.library import Library
from build_scripts.line_fates import LineFate, line_fates
from build_scripts.model import (
    Article,
    ComparisonTable,
    MissingBlock,
    Provenance,
    Repair,
    Source,
    Statement,
    StatementKind,
    Table,
)
from build_scripts.provenance import Tracer

KINDS: tuple[StatementKind, ...] = ("agreed", "reported", "expected", "recommended", "attributed", "background")


@dataclass(frozen=True)
class ArticleReport:
    """One article with what was read off it."""

    article: Article
    source: Source
    path: str
    record: RecordDocument
    statements: tuple[Statement, ...]

    @cached_property
    def tracer(self) -> Tracer:
        """Finds the article's texts in its source."""
        return Tracer(self.article, self.source)

    @cached_property
    def provenance(self) -> tuple[Provenance, ...]:
        """Each block's provenance."""
        return tuple(self.tracer.block_provenance(b) for b in self.article.blocks)

    @cached_property
    def fates(self) -> tuple[LineFate, ...]:
        """What became of each source line."""
        return line_fates(self.tracer)

    @property
    def whole(self) -> bool:
        """May the site show the whole text?"""
        return self.record.rights == "full"

    def shows(self, statement: Statement) -> bool:
        """May the site show the words of this statement?"""
        return self.whole

    @property
    def title(self) -> str:
        """The headline, else the desk's title, else the id."""
        if self.article.headline is not None:
            return self.article.headline.text
        return self.article.title or self.article.id

    @property
    def title_origin(self) -> str:
        """Whose the title is: `source`, `desk`, or `none` where the id stands in for it."""
        if self.article.headline is not None:
            return "source"
        return "desk" if self.article.title else "none"

    @property
    def missing(self) -> tuple[MissingBlock, ...]:
        """What the source announces and the capture dropped."""
        return tuple(b for b in self.article.blocks if isinstance(b, MissingBlock))

    @property
    def tables(self) -> int:
        """How many tables there are."""
        return sum(isinstance(b, Table) for b in self.article.blocks)

    @property
    def applied(self) -> tuple[Repair, ...]:
        """Repairs that the text has."""
        return tuple(r for r in self.article.repairs if r.applicability == "safe")

    @property
    def suggested(self) -> tuple[Repair, ...]:
        """Repairs that a maintainer may accept."""
        return tuple(r for r in self.article.repairs if r.applicability == "suggested")

    @property
    def kinds(self) -> Counter[StatementKind]:
        """Statements by kind."""
        return Counter(s.kind for s in self.statements)

    @cached_property
    def accounted(self) -> Mapping[str, int]:
        """Characters of the source by what became of them; white space at the edges of a piece counts with it."""
        metadata = sum(len(s) for _, datum in self.article.metadata() for s in datum.spans)
        omitted = sum(len(o.span) for o in self.article.omissions)
        whole = len(self.source.text)
        return {"characters": whole, "kept": whole - omitted, "metadata": metadata, "omitted": omitted}


@dataclass(frozen=True)
class BriefingReport:
    """One briefing with its tables."""

    id: str
    path: str
    document: BriefingDocument
    articles: tuple[ArticleReport, ...]
    labels: Mapping[str, str]
    tables: tuple[ComparisonTable, ...]
    actor_labels: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """All of a site's content, computed."""

    library: Library
    articles: Mapping[str, ArticleReport]
    briefings: Mapping[str, BriefingReport]


def report_of(
    library: Library, statements: Mapping[str, tuple[Statement, ...]] | None = None, kept: Kept = ANEW
) -> Report:
    """The report of a library without errors (`check` tells them); `statements` by article, where they are read."""
    if statements is None:
        statements = read_statements(library, library.articles, kept)
    articles = {
        i: kept.of(
            "report",
            i,
            (item, statements[i], library.record_entry(item.entry.document.source)),
            partial(_article, item, library, statements[i]),
        )
        for i, item in sorted(library.articles.items())
    }
    kept.finish("report")
    return Report(library, articles, {i: _briefing(i, library, articles) for i in sorted(library.briefings)})


def _article(item: ArticleEntry, library: Library, statements: tuple[Statement, ...]) -> ArticleReport:
    return ArticleReport(
        item.article, item.source, item.entry.path, library.record(item.entry.document.source), statements
    )


def _briefing(briefing_id: str, library: Library, articles: Mapping[str, ArticleReport]) -> BriefingReport:
    entry = library.briefings[briefing_id]
    document = entry.document
    labels = {
        "themes": {i: library.theme(i).label for i in document.themes if i in library.themes},
        "actors": {i: library.actor(i).label for i in document.actors if i in library.actors},
    }
    tables = tuple(
        compare(
            fields,
            document,
            labels[fields.rows],
            {i: a.article for i, a in articles.items()},
            {i: a.statements for i, a in articles.items()},
        )
        for fields in document.comparisons
    )
    return BriefingReport(
        briefing_id,
        entry.path,
        document,
        tuple(articles[ref.id] for ref in document.articles if ref.id in articles),
        {ref.id: ref.label for ref in document.articles},
        tables,
        labels["actors"],
    )
