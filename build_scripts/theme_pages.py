"""The pages of themes and of parties: every statement that has their words, article by article and kind by kind.

In: a report. Out: a page for each theme and each party of content/. A statement is there because its words are; the
page says which words these are, and that others are missed. Where no statement has them, it says so and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from build_scripts import addresses, views
from build_scripts.kept import ANEW, Kept
from build_scripts.model import Actor, Statement, Theme
from build_scripts.page import HeadingPart, Page, Part, Render, crumbs_part
from build_scripts.picture_sections import kind_bars
from build_scripts.report import KINDS, ArticleReport, Report
from build_scripts.search_entries import page_entry
from build_scripts.views import Origin, View

TopicKind = Literal["theme", "party"]
"""What a page of this module is about."""

SHOWN_STATEMENTS = 6
"""Statements of one kind that an article shows before the rest is folded away."""
CHARTED = 40
"""Articles that the chart shows, those with the most statements; each of them has its own part below."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme or a party, the articles with statements on it, and the rows of comparisons that it has.

    `briefings` are (id, title); `rows` are (briefing, comparison, caption); `of` is how many articles there are.
    """

    kind: TopicKind
    subject: Theme | Actor
    path: str
    found: tuple[ArticleReport, ...]
    of: int
    briefings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]

    @property
    def uri(self) -> str:
        """The address of its page."""
        page = addresses.theme_page if self.kind == "theme" else addresses.party_page
        return page(self.subject.id)

    def statements(self, report: ArticleReport) -> tuple[Statement, ...]:
        """The statements of an article that have its words, in reading order."""
        return tuple(s for s in report.statements if self.subject.id in _named(self.kind, s))


def topics(report: Report, kind: TopicKind) -> list[Topic]:
    """All themes, or all parties, by id."""
    found: dict[str, list[ArticleReport]] = {}
    for article in report.articles.values():
        for name in dict.fromkeys(i for s in article.statements for i in _named(kind, s)):
            found.setdefault(name, []).append(article)
    library = report.library
    entries = library.themes if kind == "theme" else library.actors
    rows = "themes" if kind == "theme" else "actors"
    return [
        Topic(
            kind,
            library.theme(i) if kind == "theme" else library.actor(i),
            entries[i].path,
            tuple(found.get(i, ())),
            len(report.articles),
            tuple(
                (b.id, b.document.title)
                for b in report.briefings.values()
                if i in (b.document.themes if kind == "theme" else b.document.actors)
            ),
            tuple(
                (b.id, table.id, table.caption)
                for b in report.briefings.values()
                for table, fields in zip(b.tables, b.document.comparisons, strict=True)
                if fields.rows == rows and any(row == i for row, _ in table.rows)
            ),
        )
        for i in sorted(entries)
    ]


def _named(kind: TopicKind, statement: Statement) -> tuple[str, ...]:
    return statement.themes if kind == "theme" else statement.actors


def theme_pages(report: Report, render: Render, kept: Kept = ANEW) -> Iterator[Page]:
    """A page for each theme and each party; one whose articles and rows are the same is not made again."""
    kinds: tuple[TopicKind, ...] = ("theme", "party")
    for kind in kinds:
        for topic in topics(report, kind):
            inputs = (
                render,
                repr((topic.subject, topic.path, topic.of, topic.briefings, topic.rows)),
                *topic.found,
            )
            yield kept.of("pages", (kind, topic.subject.id), inputs, partial(topic_page, topic, render))


def topic_page(topic: Topic, render: Render) -> Page:
    """The page of a theme or a party."""
    words = render.words
    origin = Origin(topic.uri, words)
    shelf, section = (addresses.THEMES, "themes") if topic.kind == "theme" else (addresses.PARTIES, "parties")
    crumbs = ((words("nav.home"), addresses.HOME), (words(f"nav.{section}"), shelf))
    label = topic.subject.label
    own = {a.article.id: topic.statements(a) for a in topic.found}
    number = sum(map(len, own.values()))
    parts: list[Part] = [
        crumbs_part(render, topic.uri, *crumbs),
        HeadingPart(1, "top", label),
        render(
            "topic_lead",
            lead=words(f"topic.{topic.kind}_lead"),
            statements=words.number(number),
            articles=words("topic.in_articles", found=words.number(len(own)), all=words.number(topic.of)),
            terms=list(dict.fromkeys(topic.subject.terms)),
            empty=not number,
        ),
    ]
    if number:
        parts += [HeadingPart(2, "figures", words("picture.heading")), _chart(topic, own, render)]
    parts += [
        HeadingPart(2, "compared", words("topic.appears")),
        render("topic_rows", briefings=_briefing_views(topic, origin)),
    ]
    for article in topic.found:
        anchor = addresses.article_anchor(article.article.id)
        view = article_statements(origin, article, own[article.article.id])
        parts += [HeadingPart(2, anchor, article.title), render("topic_article", article=view)]
    return Page(
        topic.uri,
        topic.kind,
        label,
        tuple(parts),
        description=words(f"topic.{topic.kind}_description", label=label),
        breadcrumb=crumbs,
        search_entries=(page_entry(words, topic.kind, label, ", ".join(topic.subject.terms)),),
        edit_uri=topic.path,
    )


def _chart(topic: Topic, own: Mapping[str, Sequence[Statement]], render: Render) -> Part:
    """Statements by article and kind as bars, with their table; of many articles those with the most."""
    words = render.words
    kinds = [k for k in KINDS if any(s.kind == k for found in own.values() for s in found)]
    most = sorted(topic.found, key=lambda a: -len(own[a.article.id]))[:CHARTED]
    shown = [a for a in topic.found if a in most] if len(topic.found) > CHARTED else topic.found
    counts = [(a.title, [sum(s.kind == k for s in own[a.article.id]) for k in kinds]) for a in shown]
    left_out = len(topic.found) - len(shown)
    description = words("topic.chart", label=topic.subject.label)
    if left_out:
        description = words.count("topic.chart_most", left_out, label=topic.subject.label)
    return kind_bars(
        render,
        "by-article",
        words("topic.figures"),
        description,
        counts,
        kinds,
        words("topic.article"),
    )


def _briefing_views(topic: Topic, origin: Origin) -> list[View]:
    """The briefings that have it, each with its rows in their comparisons."""
    return [
        {
            "label": title,
            "href": origin.link(addresses.briefing_page(briefing)),
            "rows": [
                {
                    "label": caption,
                    "href": origin.link(
                        addresses.comparison_page(briefing, table), addresses.row_anchor(table, topic.subject.id)
                    ),
                }
                for of, table, caption in topic.rows
                if of == briefing
            ],
        }
        for briefing, title in topic.briefings
    ]


def article_statements(origin: Origin, report: ArticleReport, statements: Sequence[Statement]) -> View:
    """An article's statements by kind, in the order of certainty, within a kind in reading order."""
    words = origin.words
    kinds = []
    for kind in KINDS:
        own = [s for s in statements if s.kind == kind]
        if not own:
            continue
        shown = [statement_item(origin, report, s) for s in own]
        folded = len(shown) - SHOWN_STATEMENTS
        kinds.append(
            {
                "words": views.kind_words(words, kind),
                "kind": kind,
                "number": words.number(len(own)),
                "statements": shown[:SHOWN_STATEMENTS] if folded > 1 else shown,
                "more": shown[SHOWN_STATEMENTS:] if folded > 1 else [],
                "more_label": words.count("topic.more", folded) if folded > 1 else "",
            }
        )
    return {
        "href": origin.link(addresses.article_page(report.article.id)),
        "date": views.date_words(words, report),
        "count": words.count("counts.statement", len(statements)),
        "kinds": kinds,
    }


def statement_item(origin: Origin, report: ArticleReport, statement: Statement) -> View:
    """A statement with an anchor of its own on this page."""
    view = views.statement_view(origin, statement)
    return {"anchor": addresses.found_anchor(report.article.id, statement.id), "statement": view}
