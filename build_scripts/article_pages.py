"""The pages of an article: the article itself and its source, line by line.

In: an article's report and what of the site stands around it. Out: its two pages. What the rights don't allow stands on
neither (see `showing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from build_scripts import addresses, article_views, source_views, views
from build_scripts.model import Heading, Statement
from build_scripts.page import HeadingPart, Page, Part, Render, crumbs_part, plain
from build_scripts.picture_sections import kinds_by_theme_picture
from build_scripts.report import ArticleReport, Report
from build_scripts.rewriting_views import warning_views
from build_scripts.search_entries import article_entries, source_entries
from build_scripts.unread import is_unread
from build_scripts.views import View
from build_scripts.wording import Words

Named = tuple[str, str]
"""Something that has a page: its id and what it is called."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an article's pages say of other files: the briefings that name it, its themes, its other captures.

    Texts alone, so that they can be compared: whoever keeps a page keeps it by `repr` of these.
    """

    briefings: tuple[Named, ...] = ()
    themes: tuple[Named, ...] = ()
    older: Named | None = None
    newer: tuple[Named, ...] = ()


def surroundings_of(report: Report) -> dict[str, Surroundings]:
    """The surroundings of every article of a site."""
    titles = {i: (i, a.title) for i, a in report.articles.items()}
    newer: dict[str, list[Named]] = {}
    for i, a in report.articles.items():
        if a.article.supersedes in titles:
            newer.setdefault(a.article.supersedes, []).append(titles[i])
    found = {}
    for i, a in report.articles.items():
        themes = {theme for s in a.statements for theme in s.themes}
        found[i] = Surroundings(
            tuple((b.id, b.document.title) for b in report.briefings.values() if i in b.labels),
            tuple((t, report.library.theme(t).label) for t in sorted(themes) if t in report.library.themes),
            titles.get(a.article.supersedes or ""),
            tuple(newer.get(i, ())),
        )
    return found


def _by_block(statements: Sequence[Statement]) -> dict[int, list[Statement]]:
    return {index: list(group) for index, group in groupby(statements, key=lambda s: s.block)}


def article_page(a: ArticleReport, around: Surroundings, render: Render) -> Page:
    """The article's text with its marks, its repairs and what was left out."""
    words = render.words
    uri = addresses.article_page(a.article.id)
    origin = views.Origin(uri, words)
    crumbs = ((words("nav.home"), addresses.HOME), (words("nav.articles"), addresses.ARTICLES))
    own = _by_block(a.statements)
    blocks = [article_views.block_view(origin, a, i, own.get(i, ())) for i in range(len(a.article.blocks))]
    parts: list[Part] = [
        crumbs_part(render, uri, *crumbs),
        HeadingPart(1, "top", a.title),
        render("article_lead", **_lead(origin, a, around), empty=not blocks),
    ]
    for block, view in zip(a.article.blocks, blocks, strict=True):
        if isinstance(block, Heading) and a.whole:
            parts.append(HeadingPart(block.level, view["id"], block.text))
            parts.append(render("block_marks", block=view))
        else:
            parts.append(render(f"block_{view['kind']}", block=view))
    for name, repairs in (("repairs", a.applied), ("suggested", a.suggested)):
        if repairs:
            parts.append(HeadingPart(2, name, words(f"article.{name}_heading")))
            lead = words(f"article.{name}_lead")
            parts.append(render("repairs", lead=lead, repairs=article_views.repair_views(origin, a, repairs)))
    if omissions := article_views.omission_views(origin, a):
        parts.append(HeadingPart(2, "left-out", words("article.left_out_heading")))
        parts.append(render("omissions", omissions=omissions))
    if pictures := kinds_by_theme_picture(a, around.themes, render):
        parts += [HeadingPart(2, "pictures", words("picture.heading")), *pictures]
    return Page(
        uri,
        "article",
        a.title,
        tuple(parts),
        description=_description(origin, a),
        breadcrumb=crumbs,
        search_entries=article_entries(words, a, [view["id"] for view in blocks]),
        edit_uri=a.path,
    )


def _description(origin: views.Origin, a: ArticleReport) -> str:
    """The first statement that may be shown; without one what the article is, in figures."""
    first = next((s for s in a.statements if a.shows(s)), None)
    if first is not None:
        return plain(first.text)
    words = origin.words
    return plain(
        words(
            "article.description_withheld",
            title=a.title,
            statements=words.count("counts.statement", len(a.statements)),
            missing=views.missing_words(words, len(a.missing)),
        )
    )


def _lead(origin: views.Origin, a: ArticleReport, around: Surroundings) -> View:
    """What stands above the text: where the title comes from, warnings, the figures, the way to other pages."""
    words = origin.words
    warnings = warning_views(origin, a, a.title)
    title = {"source": "", "desk": "title_by_desk", "none": "title_is_file"}[a.title_origin]
    if title and not a.named and a.article.headline is not None:
        title += "_withheld"
    mark = article_views.metadatum_words(words, a, "headline")
    provenances = {p.provenance for b in a.article.blocks for p in a.tracer.places(b)}
    marks = [word for word in (mark, *_inferred(words, a)) if word]
    newer = [_link(origin, addresses.article_page(i), name) for i, name in around.newer]
    return {
        "told": [words(f"article.{title}")] if title else [words("article.title_mark", mark=m) for m in marks],
        "date": views.date_words(words, a),
        "source": views.sentence(
            words, "article.source", source=_link(origin, addresses.source_page(a.article.id), a.article.source)
        ),
        "encoding": ""
        if a.source.encoding.startswith("utf-8")
        else words("article.read_as", encoding=a.source.encoding),
        "superseded": [views.sentence(words, "article.superseded", newer=link) for link in newer],
        "rights": "" if a.whole else words("rights.article_quotes" if a.named else "rights.article_none"),
        "metadata": article_views.metadata_views(origin, a),
        "warnings": warnings,
        "evidence": [w["evidence"] for w in warnings if w["evidence"]],
        "facts": list(_facts(origin, a, around)),
        "key": [
            {"mark": mark, "text": words(f"article.marks_{mark}")}
            for mark in ("repaired", "edited", "added")
            if mark in provenances
        ],
    }


def _inferred(words: Words, a: ArticleReport) -> list[str]:
    headline = a.article.headline
    return (
        [article_views.inference_words(words, i) for i in headline.inferred] if headline is not None and a.named else []
    )


def _facts(origin: views.Origin, a: ArticleReport, around: Surroundings) -> list[View]:
    """The article's figures and the pages it stands on, each with what it is called."""
    words = origin.words
    counted, _, every = source_views.ledger(a)
    repairs = words.number(len(a.applied))
    if a.suggested:
        repairs = words("article.repairs_suggested", repairs=repairs, suggested=words.number(len(a.suggested)))
    characters = words(
        "article.characters_told",
        all=words.number(every),
        left_out=words.number(sum(n for name, (_, n) in counted.items() if name.startswith("out:"))),
        **{name: words.number(counted.get(name, (0, 0))[1]) for name in ("kept", "metadata", "blank")},
    )
    told = [
        ("statements", [_text(words.number(len(a.statements)))]),
        ("tables", [_text(words.number(a.tables))]),
        ("repairs", [_link(origin, origin.uri, repairs, "repairs") if a.applied else _text(repairs)]),
        (
            "missing",
            [_text(words.count("counts.missing", len(a.missing)) if a.missing else words("article.missing_none"))],
        ),
        ("characters", [_text(characters)]),
        (
            "briefings",
            [_link(origin, addresses.briefing_page(i), name) for i, name in around.briefings]
            or [_text(words("article.no_briefing"))],
        ),
        ("themes", [_theme(origin, a, i, name) for i, name in around.themes] or [_text(words("article.no_theme"))]),
    ]
    if is_unread(a):
        language = a.article.language
        unread = words("article.wording_language", language=language) if language else words("article.wording_unread")
        told.insert(1, ("wording", [_text(unread)]))
    if around.older:
        told.append(("older", [_link(origin, addresses.article_page(around.older[0]), around.older[1])]))
    if around.newer:
        told.append(("newer", [_link(origin, addresses.article_page(i), name) for i, name in around.newer]))
    return [{"name": words(f"article.{name}"), "told": values} for name, values in told]


def _text(text: str) -> View:
    return {"label": text, "href": ""}


def _link(origin: views.Origin, uri: str, label: str, anchor: str = "") -> View:
    return {"label": label, "href": origin.link(uri, anchor)}


def _theme(origin: views.Origin, a: ArticleReport, theme: str, name: str) -> View:
    count = origin.words.number(sum(theme in s.themes for s in a.statements))
    return _link(origin, addresses.theme_page(theme), origin.words("article.theme", theme=name, statements=count))


def source_page(a: ArticleReport, around: Surroundings, render: Render) -> Page:
    """The captured text line by line, with what became of every line."""
    words = render.words
    uri = addresses.source_page(a.article.id)
    origin = views.Origin(uri, words)
    crumbs = ((words("nav.home"), addresses.HOME), (words("nav.sources"), addresses.SOURCES))
    title = words("source.title", title=a.title)
    article = _link(origin, addresses.article_page(a.article.id), a.title)
    lead = "lead" if a.whole else "lead_quotes" if a.named else "lead_none"
    newer = [_link(origin, addresses.source_page(i), name) for i, name in around.newer]
    briefings = [
        views.sentence(words, "source.briefing", briefing=_link(origin, addresses.briefing_page(i), name))
        for i, name in around.briefings
    ]
    return Page(
        uri,
        "source",
        title,
        (
            crumbs_part(render, uri, *crumbs),
            HeadingPart(1, "top", title),
            render(
                "source_lead",
                lead=views.sentence(words, f"source.{lead}", article=article),
                superseded=[views.sentence(words, "article.superseded", newer=link) for link in newer],
                warnings=warning_views(origin, a, a.title),
                facts=[views.sentence(words, "source.file", source=a.article.source), *briefings],
                ledger=source_views.ledger_view(origin, a),
            ),
            HeadingPart(2, "capture", words("source.record")),
            render("source_record", record=source_views.record_view(origin, a)),
            HeadingPart(2, "lines", words("source.text")),
            render(
                "source",
                lines=source_views.line_views(origin, a),
                lang=views.language_tag(a.article.language),
                article=article,
                briefings=briefings,
            ),
        ),
        description=plain(words("source.description", title=a.title)),
        breadcrumb=crumbs,
        search_entries=source_entries(words, a),
    )
