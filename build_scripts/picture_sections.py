"""The pictures of a briefing and of an article, put together for their pages.

In: a briefing's or an article's report. Out: the parts of a page; none where there is nothing to draw. Every number is
counted from the report, and stands in the table beside its picture as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from build_scripts import comparison_views, views
from build_scripts.article_dates import article_date
from build_scripts.model import ComparisonTable, Statement, StatementKind
from build_scripts.page import HeadingPart, HtmlPart, Part, Render
from build_scripts.pictures import FILLS, Key, Square, Stop, bars_part, heat_map_part, rounds_line_part
from build_scripts.report import KINDS, ArticleReport, BriefingReport
from build_scripts.views import Origin

BY_DESK = "*"
"""The sign beside a state that the desk judged."""
MOST_ARTICLES = 6
"""Where a briefing has more articles than this, the themes of each are shown on the articles' own pages alone."""

Labels = Sequence[tuple[str, str]]
"""Ids and labels, in the order in which they are shown."""


def pictures_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """The pictures of a briefing under a heading of their own; that of its kinds stands beside their table."""
    parts = [
        *rounds_picture(b, render),
        *themes_picture(b, render),
        *(
            part
            for number, a in enumerate(b.articles if len(b.articles) <= MOST_ARTICLES else (), 1)
            for part in kinds_by_theme_picture(
                a, b.by_round.rows, render, f"picture-article-{number}", b.labels[a.article.id]
            )
        ),
    ]
    return (HeadingPart(2, "pictures", render.words("picture.heading")), *parts) if parts else ()


def rounds_picture(b: BriefingReport, render: Render) -> tuple[HtmlPart, ...]:
    """The briefing's articles on a line, in the desk's order; nothing where there is only one."""
    words = render.words
    rounds = {ref.id: ref.round for ref in b.document.articles}
    stops = [
        Stop(b.labels[a.article.id], article_date(a), rounds.get(a.article.id), views.date_words(words, a))
        for a in b.articles
    ]
    if len(stops) < 2:
        return ()
    return (rounds_line_part(render, "picture-rounds", words("picture.rounds"), words("picture.rounds_told"), stops),)


def kinds_picture(b: BriefingReport, render: Render) -> tuple[HtmlPart, ...]:
    """The statements of each article by kind."""
    words = render.words
    rows = [(b.labels[a.article.id], [a.kinds[kind] for kind in KINDS]) for a in b.articles]
    if not any(sum(counts) for _, counts in rows):
        return ()
    return (
        kind_bars(
            render,
            "picture-kinds",
            words("picture.kinds"),
            words("picture.kinds_told"),
            rows,
            KINDS,
            words("picture.article"),
        ),
    )


def themes_picture(b: BriefingReport, render: Render) -> tuple[HtmlPart, ...]:
    """The briefing's themes against its articles, where one of its tables compares them; else against its rounds."""
    by_article = (t for t in b.tables if (t.rows_are, t.columns_are) == ("themes", "articles") and t.rows)
    table = next(by_article, b.by_round)
    if not (table.rows and table.columns):
        return ()
    words = render.words
    name = "picture.themes" if table.columns_are == "articles" else "picture.themes_by_round"
    desk = any(cell.by_desk for row in table.cells for cell in row)
    return (
        heat_map_part(
            render,
            "picture-themes",
            words(name),
            words(f"{name}_told"),
            [label for _, label in table.columns],
            _squares(table, render),
            [
                *(
                    Key(s["sign"], s["words"])
                    for s in comparison_views.legend(words, (c.state for r in table.cells for c in r))
                ),
                *([Key(BY_DESK, words("picture.by_desk"))] if desk else []),
            ],
            words("picture.theme"),
        ),
    )


def _squares(table: ComparisonTable, render: Render) -> list[tuple[str, list[Square]]]:
    words = render.words
    by_desk = f", {words('picture.by_desk')}"
    return [
        (
            label,
            [
                Square(
                    len(cell.statements),
                    comparison_views.SIGNS[cell.state] + (BY_DESK if cell.by_desk else ""),
                    comparison_views.state_words(words, cell.state) + (by_desk if cell.by_desk else ""),
                )
                for cell in cells
            ],
        )
        for (_, label), cells in zip(table.rows, table.cells, strict=True)
    ]


def kinds_by_theme_picture(
    a: ArticleReport, themes: Labels, render: Render, id: str = "picture-article", label: str = ""
) -> tuple[HtmlPart, ...]:
    """An article's statements by theme and kind; the last bar is what has none of the themes. No themes, no picture."""
    words = render.words
    known = {theme for theme, _ in themes}
    rows = [
        *((name, _by_kind([s for s in a.statements if theme in s.themes])) for theme, name in themes),
        (words("picture.no_theme"), _by_kind([s for s in a.statements if not known & set(s.themes)])),
    ]
    if not themes or not a.statements:
        return ()
    return (
        kind_bars(
            render,
            id,
            words("picture.kinds_by_theme", label=label or a.title),
            words("picture.kinds_by_theme_told"),
            rows,
            KINDS,
            words("picture.theme"),
        ),
    )


def kind_bars(
    render: Render,
    id: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, Sequence[int]]],
    kinds: Sequence[StatementKind],
    rows_label: str,
) -> HtmlPart:
    """Bars whose parts are kinds of statements: each kind has its own fill on every page, whichever kinds there are."""
    names = [views.kind_words(render.words, kind) for kind in kinds]
    fills = [FILLS[KINDS.index(kind)] for kind in kinds]
    return bars_part(render, id, title, description, rows, names, rows_label, fills)


def _by_kind(statements: Sequence[Statement]) -> list[int]:
    counted = Counter(s.kind for s in statements)
    return [counted[kind] for kind in KINDS]
