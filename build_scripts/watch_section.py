"""The section of a briefing's page that shows what its articles expect and recommend: what to watch.

In: a briefing's report and the page. Out: a heading and the statements by theme, or nothing where there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from build_scripts import addresses
from build_scripts.bounds import LISTED, bounds_parts, hidden_articles
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.prospects import Prospect, prospects_of
from build_scripts.report import BriefingReport
from build_scripts.views import Origin, View, line_link, statement_view

SECTION = "watch"
SHOWN = 3
"""Statements of a theme that are shown before the rest is folded away."""


def watch_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """What to watch; no part where the articles expect and recommend nothing."""
    groups = prospects_of(b)
    if not groups:
        return ()
    words = origin.words
    kinds = Counter(s.kind for g in groups for p in g.prospects for s in (p.statement, *p.same))
    same = sum(len(p.same) for g in groups for p in g.prospects)
    counted = {
        "statements": words.count("counts.statement", kinds.total()),
        "expected": words.count("watch.expected", kinds["expected"]),
        "recommended": words.count("watch.recommended", kinds["recommended"]),
    }
    figures = (
        words("watch.figures_same", same=words.count("watch.same", same), **counted)
        if same
        else words("watch.figures", **counted)
    )
    lead = render("watch_lead", figures=figures)
    parts: list[Part] = [HeadingPart(2, SECTION, words("watch.heading")), lead]
    hidden = hidden_articles(b)
    for group in groups:
        label = b.theme_labels[group.theme] if group.theme is not None else words("watch.no_theme")
        anchor = addresses.section_anchor(SECTION, group.theme) if group.theme is not None else f"{SECTION}-rest"
        count = words.number(len(group.prospects))
        if b.theme_labels:  # beside no theme, "on none of them" tells nothing
            parts.append(HeadingPart(3, anchor, words("watch.group", theme=label, statements=count)))
        open_ones = [p for p in group.prospects if p.statement.article not in hidden]
        parts += [
            render("watch", **_group_view(b, origin, open_ones[:LISTED], sum(len(p.same) for p in group.prospects))),
            *bounds_parts(
                b,
                origin,
                render,
                rest=[p.statement.article for p in open_ones[LISTED:]],
                withheld=[p.statement.article for p in group.prospects if p.statement.article in hidden],
                theme=group.theme,
            ),
        ]
    return tuple(parts)


def _group_view(b: BriefingReport, origin: Origin, prospects: Sequence[Prospect], same: int) -> View:
    items = [_item_view(b, origin, p) for p in prospects]
    folded = items[SHOWN:]
    return {
        "same": origin.words.count("watch.more_same", same) if same else "",
        "items": items[:SHOWN],
        "folded": folded,
        "folded_label": origin.words.count("watch.more", len(folded)) if folded else "",
    }


def _item_view(b: BriefingReport, origin: Origin, prospect: Prospect) -> View:
    statement = prospect.statement
    others = ", ".join(b.theme_labels[theme] for theme in prospect.themes[1:])
    same = [line_link(origin, s.article, s.lines, b.labels.get(s.article, s.article)) for s in prospect.same]
    return {
        "id": addresses.section_anchor(SECTION, statement.article, statement.id),
        "statement": statement_view(origin, statement, b.labels.get(statement.article, statement.article)),
        "also": origin.words("watch.also", themes=others) if others else "",
        "same": [place for place in same if place is not None],
    }
