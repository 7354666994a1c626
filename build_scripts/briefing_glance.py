"""A briefing at a glance: who, where, in which order, how much is said, what is missing, each with its proof.

In: a briefing's report. Out: the parts of the section. Every number is counted; what the desk judged is called its own.
"""

from __future__ import annotations

from build_scripts import addresses, article_views, views
from build_scripts.model import MissingBlock
from build_scripts.named_places import NamedPlace, named_places
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.picture_sections import kinds_picture
from build_scripts.report import KINDS, ArticleReport, BriefingReport
from build_scripts.statements import introduces
from build_scripts.unread import is_unread
from build_scripts.views import Origin, View
from build_scripts.wording import Words

SHOWN = 6
"""Places, agreements and gaps that are shown with their lines; the sections below have them all."""


def glance_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """The facts of a briefing, then its statements by kind."""
    words = render.words
    missing = [
        (a, i) for a in b.articles for i, block in enumerate(a.article.blocks) if isinstance(block, MissingBlock)
    ]
    agreed = [s for a in b.articles for s in a.statements if s.kind == "agreed"]
    leads = [s for a in b.articles for s in a.statements if s.kind == "agreed" and introduces(a.article, s)]
    settled = [s for s in agreed if s not in leads]
    unread = [a for a in b.articles if is_unread(a)]
    statements = sum(len(a.statements) for a in b.articles)
    return (
        HeadingPart(2, "at-a-glance", words("briefing.at_a_glance")),
        render(
            "briefing_glance",
            parties=[_party(b, i, label, origin) for i, label in b.actor_labels.items()],
            places=_places(b, origin),
            rounds=_rounds(b, origin),
            sources=words.count("counts.article", len(b.articles)),
            sources_mark=words.count("briefing.sources_unverified", b.unverified)
            if b.unverified
            else words("briefing.sources_all_verified"),
            sources_href="#sources",
            statements=words.number(statements),
            agreed=words.count("counts.statement", len(agreed)) if agreed else "",
            agreed_lines=[
                views.line_link(origin, s.article, s.lines, b.labels[s.article]) for s in settled[:SHOWN] if s.lines
            ],
            agreed_more=_more(words, len(settled)),
            agreed_leads=words.count("briefing.more_leads", len(leads)) if leads else "",
            agreed_unread=bool(unread) and len(unread) == len(b.articles),
            unread=[_unread(b, a, origin) for a in unread],
            missing_count=words.count("counts.missing", len(missing)) if missing else "",
            missing=[_missing(b, origin, a, i) for a, i in missing[:SHOWN]],
            missing_more=_more(words, len(missing)),
        ),
        *kinds_section(b, render),
    )


def kinds_section(b: BriefingReport, render: Render) -> tuple[Part, ...]:
    """Statements by kind and article, counted, with what they sum up to; nothing where there are none."""
    labels = [b.labels[a.article.id] for a in b.articles]
    if not any(a.statements for a in b.articles):
        return ()
    words = render.words
    columns = [*labels, words("briefing.all")] if len(labels) > 1 else labels
    rows = []
    for kind in KINDS:
        counts = [a.kinds[kind] for a in b.articles]
        rows.append((views.kind_words(words, kind), [*counts, sum(counts)] if len(labels) > 1 else counts))
    sums = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)]
    rows.append((words("briefing.all"), sums))
    return (
        HeadingPart(3, "kinds", words("briefing.kinds")),
        render(
            "briefing_kinds",
            columns=columns,
            many=views.many_columns(columns),
            rows=[
                {
                    "label": label,
                    "counts": [
                        {"column": column, "count": words.number(count)}
                        for column, count in zip(columns, counts, strict=True)
                    ],
                }
                for label, counts in rows
            ],
        ),
        *kinds_picture(b, render),
    )


def _party(b: BriefingReport, actor: str, label: str, origin: Origin) -> View:
    count = sum(actor in s.actors for a in b.articles for s in a.statements)
    return {
        "label": label,
        "href": origin.link(addresses.party_page(actor)),
        "told": origin.words.count("counts.statement", count),
    }


def _places(b: BriefingReport, origin: Origin) -> list[View]:
    """Each place once, as it is printed, with the line where each article first names it."""
    found: dict[tuple[str, bool], list[NamedPlace]] = {}
    for place in named_places(b):
        found.setdefault((place.text, place.dateline), []).append(place)
    return [
        {
            "told": views.sentence(
                origin.words, f"briefing.{'place_dateline' if dateline else 'place_words'}", place=text
            ),
            "lines": [
                views.line_link(origin, p.article, p.lines, b.labels[p.article]) for p in places[:SHOWN] if p.lines
            ],
            "more": _more(origin.words, len(places)),
        }
        for (text, dateline), places in found.items()
    ]


def _unread(b: BriefingReport, a: ArticleReport, origin: Origin) -> list[View]:
    """That the wording of an article is not read, with its language where it is known."""
    page = {"href": origin.link(addresses.article_page(a.article.id)), "label": b.labels[a.article.id]}
    if a.article.language:
        return origin.words.pieces("briefing.unread_language", article=page, language=a.article.language)
    return origin.words.pieces("briefing.unread", article=page)


def _more(words: Words, number: int) -> str:
    """How many there are beside those that are shown, in words; empty where all are shown."""
    return words.count("briefing.more", number - SHOWN) if number > SHOWN else ""


def _rounds(b: BriefingReport, origin: Origin) -> list[View]:
    """The articles in the desk's order; those that tell of one round stand together under its name."""
    return [
        {
            "name": "" if r.label == b.labels[r.id] else r.label,
            "articles": [{"label": b.labels[i], "href": origin.link(addresses.article_page(i))} for i in r.articles],
        }
        for r in b.rounds
    ]


def _missing(b: BriefingReport, origin: Origin, a: ArticleReport, index: int) -> View:
    block = a.article.blocks[index]
    assert isinstance(block, MissingBlock)
    name = "missing_one" if a.shows_text(block.announced) else "missing_unquoted"
    what = origin.words(f"briefing.what_{block.what}")
    lines = article_views.block_lines(a, index)
    return {
        "told": origin.words.pieces(f"briefing.{name}", what=what, announced=block.announced),
        "line": views.line_link(origin, a.article.id, lines, b.labels[a.article.id]),
    }
