"""The pages of a briefing: the briefing itself and a page for each of its comparisons.

In: a briefing's report. Out: its pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts import addresses, article_views, views
from build_scripts.page import HeadingPart, Page, Part, Render, SearchEntry, budgeted, crumbs_part, plain
from build_scripts.report import BriefingReport


def briefing_page(b: BriefingReport, render: Render) -> Page:
    """The question, the bottom line, the comparisons, what the sources leave out."""
    uri = addresses.briefing_page(b.id)
    origin = views.Origin(uri, render.words)
    crumbs = (("Home", addresses.HOME), ("Briefings", addresses.BRIEFINGS))
    document = b.document
    labels = [b.labels[a.article.id] for a in b.articles]
    cards = [views.article_card(origin, a, label) for a, label in zip(b.articles, labels, strict=True)]
    missing = [
        {
            "label": label,
            "what": m.what,
            "announced": m.announced,
            "line": article_views.block_view(origin, a, a.article.blocks.index(m), ())["line"],
        }
        for a, label in zip(b.articles, labels, strict=True)
        for m in a.missing
    ]
    tables = [views.table_view(origin, t, b) for t in b.tables]
    uncertain = sum(isinstance(r, str) for a in b.articles for x in a.article.blocks for r in getattr(x, "rows", ()))
    parts: list[Part] = [
        crumbs_part(render, uri, *crumbs),
        HeadingPart(1, "top", document.title),
        render(
            "briefing_lead",
            question=document.question,
            as_of=document.as_of,
            all_undated=all(views.undated(a) for a in b.articles),
            articles=render.words.count("counts.article", len(b.articles)),
            tables=render.words.count("counts.table", sum(a.tables for a in b.articles)),
            missing=render.words.count("counts.missing", len(missing)),
            warnings=[w for card in cards for w in card["warnings"]],
        ),
    ]
    if document.key_points:
        parts += [
            HeadingPart(2, "bottom-line", "Bottom line"),
            render(
                "briefing_points",
                points=[
                    {"text": p.text, "citations": [views.citation_view(origin, c, b) for c in p.cites]}
                    for p in document.key_points
                ],
            ),
        ]
    actors = [
        {"label": label, "count": sum(i in s.actors for a in b.articles for s in a.statements)}
        for i, label in _actor_labels(b)
    ]
    parts += [
        HeadingPart(2, "at-a-glance", "At a glance"),
        render("briefing_glance", cards=cards, actors=actors, kinds=views.kind_rows(render.words, b.articles, labels)),
    ]
    for table in tables:
        parts += [HeadingPart(2, f"comparison-{table['id']}", table["caption"]), render("comparison", table=table)]
    parts += [
        HeadingPart(2, "left-out", "What the sources leave out"),
        render(
            "briefing_left_out",
            missing=missing,
            undated=[label for a, label in zip(b.articles, labels, strict=True) if views.undated(a)],
            unpublished=[label for a, label in zip(b.articles, labels, strict=True) if not a.article.publisher],
            uncertain=render.words.count("counts.row", uncertain) if uncertain else "",
            nothing=not (missing or uncertain)
            and all(a.article.publisher and not views.undated(a) for a in b.articles),
        ),
    ]
    if document.notes:
        parts += [HeadingPart(2, "notes", "The desk's notes"), render.markdown(document.notes)]
    parts += [HeadingPart(2, "sources", "Sources"), render("briefing_sources", cards=cards)]
    return Page(
        uri,
        "briefing",
        document.title,
        tuple(parts),
        description=plain(document.question),
        breadcrumb=crumbs,
        search_entries=budgeted(
            [
                SearchEntry("", document.title, document.question),
                *(SearchEntry("bottom-line", "Bottom line", p.text) for p in document.key_points),
                *(SearchEntry(f"comparison-{t['id']}", t["caption"], "") for t in tables),
            ]
        ),
        edit_uri=b.path,
    )


def _actor_labels(b: BriefingReport) -> list[tuple[str, str]]:
    return [(i, b.actor_labels[i]) for i in b.document.actors if i in b.actor_labels]


def comparison_pages(b: BriefingReport, render: Render) -> Iterator[Page]:
    """A page for each comparison table."""
    for table in b.tables:
        uri = addresses.comparison_page(b.id, table.id)
        origin = views.Origin(uri, render.words)
        view = views.table_view(origin, table, b)
        crumbs = (
            ("Home", addresses.HOME),
            ("Briefings", addresses.BRIEFINGS),
            (b.document.title, addresses.briefing_page(b.id)),
        )
        yield Page(
            uri,
            "comparison",
            table.caption,
            (
                crumbs_part(render, uri, *crumbs),
                HeadingPart(1, "top", table.caption),
                render("comparison_lead", title=b.document.title, href=origin.link(addresses.briefing_page(b.id))),
                render("comparison", table=view),
            ),
            description=plain(f"{table.caption}. {b.document.title}"),
            breadcrumb=crumbs,
            search_entries=budgeted(
                [
                    SearchEntry("", table.caption, b.document.title),
                    *(
                        SearchEntry(
                            cell["id"],
                            f"{row['label']} · {cell['column']}",
                            f"{cell['words']}. " + " ".join(q["text"] for q in cell["quotes"]),
                        )
                        for row in view["rows"]
                        for cell in row["cells"]
                    ),
                ]
            ),
            edit_uri=b.path,
        )
