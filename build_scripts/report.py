"""The report: everything the pages show, computed once from the library.

In: a library. Out: statements by article, where every text stands in its source, comparison tables by briefing, counted
facts. Plain data; nothing here knows of HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from build_scripts.check import read_statements
from build_scripts.column_groups import BUILT_IN, ColumnGroup, groups_of
from build_scripts.compare import Compared, claimed, claims_of, compare, rounds_of
from build_scripts.documents import BriefingDocument, ComparisonFields, RecordDocument
from build_scripts.echoes import Echo, echoes_of, passages_of
from build_scripts.entries import ArticleEntry
from build_scripts.kept import ANEW, Kept
from build_scripts.library import Library
from build_scripts.line_fates import LineFate, line_fates
from build_scripts.model import (
    Article,
    Claim,
    ComparisonTable,
    MissingBlock,
    Provenance,
    Repair,
    Round,
    Source,
    Statement,
    StatementKind,
    Table,
)
from build_scripts.notices import destination, notices_of
from build_scripts.provenance import Tracer
from build_scripts.showing import citations_in, quotes_itself, shown_ids, squeezed, withheld
from build_scripts.spans import Span, trim

KINDS: tuple[StatementKind, ...] = ("agreed", "reported", "expected", "recommended", "attributed", "background")


@dataclass(frozen=True)
class ArticleReport:
    """One article with what was read off it."""

    article: Article
    source: Source
    path: str
    record: RecordDocument
    statements: tuple[Statement, ...]
    shown: frozenset[str] | None = None
    """The ids of the statements that the site may show; None where it may show the whole text (see `showing`)."""
    echoes: tuple[Echo, ...] = ()
    """Its passages that are near-identical to others, of this article or of another one of the library."""

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
        return self.shown is None

    @property
    def named(self) -> bool:
        """May the site show headline, publisher, byline and dateline as printed? They are no part of the text."""
        return self.whole or self.record.rights == "quotes"

    def shows(self, statement: Statement) -> bool:
        """May the site show the words of this statement?"""
        return self.shown is None or statement.id in self.shown

    def shows_text(self, text: str) -> bool:
        """May the site show these words of the article? They must stand in what it shows anyhow."""
        words = squeezed(text)
        return self.whole or not words or any(words in shown for shown in self._shown_texts)

    def shows_span(self, span: Span) -> bool:
        """May the site show these characters of the source?"""
        return self.whole or any(shown.contains(span) for shown in self.shown_spans)

    @cached_property
    def shown_spans(self) -> tuple[Span, ...]:
        """The pieces of the source that the site may show, in order, none touching another; all where it is whole."""
        if self.shown is None:
            return (Span(0, len(self.source.text)),)
        spans = [s.span for s in self.statements if s.span is not None and s.id in self.shown and quotes_itself(s)]
        if self.named:
            spans += [trim(self.source.text, p) for _, datum in self.article.metadata() for p in datum.spans]
        merged: list[Span] = []
        for span in sorted(spans):
            if merged and span.start <= merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
            else:
                merged.append(span)
        return tuple(merged)

    @cached_property
    def _shown_texts(self) -> tuple[str, ...]:
        texts = [s.text for s in self.statements if self.shows(s)]
        printed = [datum.text for _, datum in self.article.metadata()] if self.named else []
        return tuple(map(squeezed, (*texts, *printed, *(s.of(self.source.text) for s in self.shown_spans))))

    def printed(self, name: str) -> str | None:
        """The headline, publisher, byline or dateline, where there is one and the site may show it."""
        datum = dict(self.article.metadata()).get(name)
        return datum.text if datum is not None and self.named else None

    @property
    def title(self) -> str:
        """The headline, else the desk's title, else the id."""
        return self.printed("headline") or self.article.title or self.article.id

    @property
    def title_origin(self) -> str:
        """Whose the title is: `source`, `desk`, or `none` where the id stands in for it."""
        if self.printed("headline"):
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
    """One briefing with its tables.

    `by_round` has the briefing's themes for rows and its rounds for columns; `formerly` are the ids that its articles
    had before, by the one that they have now.
    """

    id: str
    path: str
    document: BriefingDocument
    articles: tuple[ArticleReport, ...]
    labels: Mapping[str, str]
    tables: tuple[ComparisonTable, ...]
    actor_labels: Mapping[str, str]
    rounds: tuple[Round, ...]
    by_round: ComparisonTable
    claims: tuple[Claim, ...] = ()
    formerly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    actor_terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[ColumnGroup, ...] = BUILT_IN
    """The columns of the table of measures."""
    theme_labels: Mapping[str, str] = field(default_factory=dict)
    captures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """An article and those that it supersedes, from the newest capture, by its id, where there are any."""

    @property
    def unverified(self) -> int:
        """How many of its articles have no publisher that the desk verified."""
        return sum(not a.record.publisher for a in self.articles)


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
            (item, statements[i], library.record_entry(item.entry.document.source), library.rights(i)),
            partial(_article, item, library, statements[i]),
        )
        for i, item in sorted(library.articles.items())
    }
    formerly = _formerly(library)
    articles |= _withheld(library, articles, formerly, kept)
    articles = _with_echoes(articles, kept)
    briefings = {i: _briefing(i, library, articles, formerly, kept) for i in sorted(library.briefings)}
    kept.finish("report")
    return Report(library, articles, briefings)


def _article(item: ArticleEntry, library: Library, statements: tuple[Statement, ...]) -> ArticleReport:
    record = library.record(item.entry.document.source)
    allowed = library.rights(item.entry.id)  # less than its own record says, where an older capture allows less
    if record.rights != allowed:
        record = record.model_copy(update={"rights": allowed})
    return ArticleReport(item.article, item.source, item.entry.path, record, statements)


def _withheld(
    library: Library, articles: Mapping[str, ArticleReport], formerly: Mapping[str, tuple[str, ...]], kept: Kept
) -> dict[str, ArticleReport]:
    """The articles that the site may not show whole, with what it may show: all briefings decide that together."""
    bound = {i: a for i, a in articles.items() if a.record.rights != "full"}
    citing = [
        _briefing(i, library, articles, formerly, ANEW)
        for i, entry in sorted(library.briefings.items())
        if any(ref.id in bound for ref in entry.document.articles)
    ]
    tables = [table for b in citing for table in b.tables]
    citations = [c for b in citing for _, c in citations_in(b.document.model_dump())]
    found = {}
    for i, a in bound.items():
        shown = shown_ids(a.record.rights, a.article, a.statements, citations, tables)
        told = " ".join(sorted(shown)) if shown is not None else "*"
        found[i] = kept.of("report", ("shown", i), (a, told), partial(_with_shown, a, shown))
    return found


def _with_shown(a: ArticleReport, shown: frozenset[str] | None) -> ArticleReport:
    return replace(a, statements=withheld(a.statements, shown), shown=shown)


def _with_echoes(articles: Mapping[str, ArticleReport], kept: Kept) -> dict[str, ArticleReport]:
    """The reports with what their passages share with others: of one another they know nothing else."""
    passages = {
        i: kept.of("report", ("passages", i), (a.statements,), partial(passages_of, a.statements))
        for i, a in articles.items()
    }
    captures = _captures(articles)
    made = (*passages.values(), repr(captures))
    found = kept.of("report", "echoes of all", made, partial(echoes_of, passages, captures))
    done = {}
    for i, report in articles.items():
        echoes = tuple(
            replace(echo, other_shown=other.shows(echo.other), other_title=other.title)
            for echo in found.get(i, ())
            for other in (articles[echo.other.article],)
        )
        same = kept.same("report", ("echoes", i), echoes)
        done[i] = kept.of("report", ("echoed", i), (report, same), partial(_with_some, report, same))
    return done


def _captures(articles: Mapping[str, ArticleReport]) -> dict[str, str]:
    """For each article that supersedes another the oldest capture of its text; `check` tells circles."""
    found = {}
    for i in articles:
        oldest, seen = i, {i}
        while (older := articles[oldest].article.supersedes) is not None and older in articles and older not in seen:
            seen.add(older)
            oldest = older
        if oldest != i:
            found[i] = oldest
    return found


def _with_some(report: ArticleReport, echoes: tuple[Echo, ...]) -> ArticleReport:
    return replace(report, echoes=echoes) if echoes else report


def _formerly(library: Library) -> dict[str, tuple[str, ...]]:
    """The ids that articles had before, by the id that each has now."""
    found: dict[str, list[str]] = {}
    for old, _, _ in notices_of(library, "article"):
        now = destination(library, "article", old)
        if now is not None:
            found.setdefault(now, []).append(old)
    return {now: tuple(before) for now, before in found.items()}


def _briefing(
    briefing_id: str,
    library: Library,
    articles: Mapping[str, ArticleReport],
    formerly: Mapping[str, tuple[str, ...]],
    kept: Kept,
) -> BriefingReport:
    entry = library.briefings[briefing_id]
    document = entry.document
    claims = claims_of(document)
    labels = {
        "themes": {i: library.theme(i).label for i in document.themes if i in library.themes},
        "actors": {i: library.actor(i).label for i in document.actors if i in library.actors},
        "claims": {claim.id: claim.proposition for claim in claims},
    }
    own = {ref.id: articles[ref.id] for ref in document.articles if ref.id in articles}
    compared = Compared(
        {i: a.article for i, a in own.items()},
        {i: a.statements for i, a in own.items()},
        {
            i: kept.of(
                "report",
                ("claims", briefing_id, i),
                (repr(claims), a.statements),
                partial(claimed, claims, a.statements),
            )
            for i, a in own.items()
        },
    )
    by_round = next((f for f in document.comparisons if f.rows == "themes" and f.columns == "rounds"), None)
    rounds = ComparisonFields(
        id="rounds",
        caption="rounds",
        rows="themes",
        columns="rounds",
        cells=by_round.cells if by_round is not None else {},
    )
    return BriefingReport(
        briefing_id,
        entry.path,
        document,
        tuple(articles[ref.id] for ref in document.articles if ref.id in articles),
        {ref.id: ref.label for ref in document.articles},
        tuple(compare(fields, document, labels[fields.rows], compared) for fields in document.comparisons),
        labels["actors"],
        rounds_of(document, own),
        compare(rounds, document, labels["themes"], compared),
        claims,
        {i: formerly[i] for i in own if i in formerly},
        {i: library.actor(i).terms for i in document.actors if i in library.actors},
        columns=groups_of(library.vocabulary.document if library.vocabulary else None),
        theme_labels=labels["themes"],
        captures={i: ids for i in own if len(ids := tuple(c.entry.id for c in library.captures(i))) > 1},
    )
