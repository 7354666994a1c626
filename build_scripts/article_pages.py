"""The pages of an article: the article itself and its source, line by line.

In: an article's report. Out: its two pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from build_scripts import addresses, article_views, views
from build_scripts.model import Heading, Statement
from build_scripts.page import HeadingPart, Page, Part, Render, SearchEntry, budgeted, crumbs_part, plain
from build_scripts.report import KINDS, ArticleReport, Report


def _by_block(statements: Sequence[Statement]) -> dict[int, list[Statement]]:
    return {index: list(group) for index, group in groupby(statements, key=lambda s: s.block)}


def article_page(a: ArticleReport, report: Report, render: Render) -> Page:
    """The article's text with its marks, its repairs and what was left out."""
    uri = addresses.article_page(a.article.id)
    origin = views.Origin(uri, render.words)
    crumbs = (("Home", addresses.HOME), ("Articles", addresses.ARTICLES))
    kinds = {kind: views.kind_words(render.words, kind) for kind in KINDS}
    own = _by_block(a.statements)
    blocks = [article_views.block_view(origin, a, i, own.get(i, ())) for i in range(len(a.article.blocks))]
    parts: list[Part] = [
        crumbs_part(render, uri, *crumbs),
        HeadingPart(1, "top", a.title),
        render(
            "article_lead",
            card=views.article_card(origin, a),
            title_mark=article_views.metadatum_words(origin.words, a, "headline"),
            metadata=[
                {
                    "name": name.capitalize(),
                    "text": datum.text,
                    "mark": article_views.metadatum_words(origin.words, a, name),
                }
                for name, datum in a.article.metadata()
                if name in ("publisher", "byline", "dateline")
            ],
            encoding="" if a.article.encoding == "utf-8" else a.article.encoding,
            empty=not blocks,
            briefings=[
                {"label": b.document.title, "href": origin.link(addresses.briefing_page(b.id))}
                for b in report.briefings.values()
                if a.article.id in b.labels
            ],
        ),
    ]
    for block, view in zip(a.article.blocks, blocks, strict=True):
        if isinstance(block, Heading):
            parts.append(HeadingPart(block.level, view["id"], block.text))
            parts.append(render("block_marks", block=view))
        else:
            parts.append(render(f"block_{view['kind']}", block=view))
    for anchor, title, repairs, lead in (
        ("repairs", "Repairs", a.applied, "Damage of the capture, mended in the text above."),
        ("suggested", "Suggested, not applied", a.suggested, "The text above has the words as the source has them."),
    ):
        if repairs:
            parts.append(HeadingPart(2, anchor, title))
            parts.append(render("repairs", lead=lead, repairs=article_views.repair_views(origin, a, repairs)))
    if omissions := article_views.omission_views(origin, a):
        parts.append(HeadingPart(2, "left-out", "Left out"))
        parts.append(render("omissions", omissions=omissions))
    return Page(
        uri,
        "article",
        a.title,
        tuple(parts),
        description=plain(a.statements[0].text if a.statements else a.title),
        breadcrumb=crumbs,
        search_entries=budgeted(
            [
                SearchEntry("", a.title, ""),
                *(
                    SearchEntry(v["id"], b.text, "")
                    for b, v in zip(a.article.blocks, blocks, strict=True)
                    if isinstance(b, Heading)
                ),
                *(
                    SearchEntry(
                        addresses.statement_anchor(s.id),
                        f"{a.title} · {kinds[s.kind]}",
                        s.text,
                    )
                    for s in a.statements
                ),
            ]
        ),
        edit_uri=a.path,
    )


def source_page(a: ArticleReport, render: Render) -> Page:
    """The captured text line by line, with what became of every line."""
    uri = addresses.source_page(a.article.id)
    origin = views.Origin(uri, render.words)
    crumbs = (("Home", addresses.HOME), ("Sources", addresses.SOURCES))
    title = f"Source: {a.article.source}"
    return Page(
        uri,
        "source",
        title,
        (
            crumbs_part(render, uri, *crumbs),
            HeadingPart(1, "top", title),
            render(
                "source",
                article={"label": a.title, "href": origin.link(addresses.article_page(a.article.id))},
                figures=article_views.ledger_figures(a),
                lines=[article_views.line_view(origin, a, fate) for fate in a.fates],
            ),
        ),
        description=plain(f"The captured text of “{a.title}”, line by line, with what became of every line."),
        breadcrumb=crumbs,
        search_entries=(SearchEntry("", title, a.title),),
    )
