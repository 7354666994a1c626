"""The pages that list what there is of a kind: briefings, articles, sources, themes, parties, each with its figures.

In: a report. Out: a page for each list, its rows by their labels, whatever their case and accents.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts import addresses, views
from build_scripts.page import HeadingPart, Page, Render, SearchEntry, crumbs_part
from build_scripts.report import ArticleReport, BriefingReport, Report
from build_scripts.theme_pages import Topic, topics
from build_scripts.views import View
from build_scripts.wording import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: what it leads to, and the texts of its cells in the order of the columns."""

    label: str
    uri: str
    cells: tuple[str, ...]


def index_pages(report: Report, render: Render) -> Iterator[Page]:
    """A page for each list."""
    words = render.words
    articles = list(report.articles.values())
    yield _index(
        render,
        addresses.BRIEFINGS,
        "briefings",
        ("briefing", "question", "as_of", "articles", "statements", "tables"),
        [_briefing(words, b) for b in report.briefings.values()],
    )
    yield _index(
        render,
        addresses.ARTICLES,
        "articles",
        ("article", "date", "publisher", "statements", "tables", "missing", "rights"),
        [_article(words, a) for a in articles],
    )
    yield _index(
        render,
        addresses.SOURCES,
        "sources",
        ("source", "article", "lines", "characters", "kept", "repairs", "rights"),
        [_source(words, a) for a in articles],
    )
    for name, kind, uri in (("themes", "theme", addresses.THEMES), ("parties", "party", addresses.PARTIES)):
        found = topics(report, "theme" if kind == "theme" else "party")
        yield _index(
            render, uri, name, (kind, "statements", "articles", "briefings", "terms"), [_topic(words, t) for t in found]
        )


def _index(render: Render, uri: str, name: str, columns: Sequence[str], rows: Sequence[Row]) -> Page:
    words = render.words
    title, lead = words(f"nav.{name}"), words(f"list.{name}_lead")
    heads = [words(f"list.{column}") for column in columns]
    crumbs = ((words("nav.home"), addresses.HOME),)
    return Page(
        uri,
        "index",
        title,
        (
            crumbs_part(render, uri, *crumbs),
            HeadingPart(1, "top", title),
            render(
                "index",
                lead=lead,
                title=title,
                region=words("list.region", list=title),
                columns=heads,
                rows=[_row_view(uri, row, heads) for row in sorted(rows, key=_by_label)],
            ),
        ),
        description=lead,
        breadcrumb=crumbs,
        search_entries=(SearchEntry("", title, lead),),
    )


def _row_view(origin: str, row: Row, heads: Sequence[str]) -> View:
    return {
        "label": row.label,
        "href": addresses.link(origin, row.uri),
        "cells": [{"text": text, "column": head} for text, head in zip(row.cells, heads[1:], strict=True)],
    }


def _by_label(row: Row) -> tuple[str, str]:
    """Labels without case and accents; of the same label, by address."""
    bare = unicodedata.normalize("NFKD", row.label)
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold(), row.uri


def _briefing(words: Words, b: BriefingReport) -> Row:
    as_of = b.document.as_of
    return Row(
        b.document.title,
        addresses.briefing_page(b.id),
        (
            b.document.question,
            words.date(as_of) if as_of else words("date.undated"),
            words.number(len(b.articles)),
            words.number(sum(len(a.statements) for a in b.articles)),
            words.number(len(b.tables)),
        ),
    )


def _article(words: Words, a: ArticleReport) -> Row:
    return Row(
        a.title,
        addresses.article_page(a.article.id),
        (
            views.date_words(words, a),
            a.printed("publisher") or words("list.not_named"),
            words.number(len(a.statements)),
            words.number(a.tables),
            words.number(len(a.missing)),
            words(f"rights.{a.record.rights}"),
        ),
    )


def _source(words: Words, a: ArticleReport) -> Row:
    accounted = a.accounted
    return Row(
        a.article.source,
        addresses.source_page(a.article.id),
        (
            a.title,
            words.number(len(a.tracer.lines)),
            words.number(accounted["characters"]),
            words.share(accounted["kept"] / accounted["characters"]) if accounted["characters"] else words.number(0),
            words.number(len(a.applied)),
            words(f"rights.{a.record.rights}"),
        ),
    )


def _topic(words: Words, topic: Topic) -> Row:
    return Row(
        topic.subject.label,
        topic.uri,
        (
            words.number(sum(len(topic.statements(a)) for a in topic.found)),
            words("topic.in_articles", found=words.number(len(topic.found)), all=words.number(topic.of)),
            words.number(len(topic.briefings)),
            ", ".join(topic.subject.terms) or words("list.none"),
        ),
    )
