"""Pages: the report as HTML parts, for any publisher.

In: a report and the folder of templates. Out: pages, each a list of headings (level, id, text) and pieces of HTML that
Jinja made, with its search entries. Knows nothing of MkDocs; the only importer of jinja2. Article text and YAML values
are escaped where a template prints them and nowhere else; an undefined field is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markdown_it import MarkdownIt

from build_scripts import addresses, views
from build_scripts.model import Heading, Statement
from build_scripts.problems import Problem, ProblemsError
from build_scripts.report import ArticleReport, BriefingReport, Report

PageKind = Literal["home", "briefing", "comparison", "article", "source", "method", "index"]

SEARCH_BUDGET = 60_000
"""Characters of search text a page may give: statements beyond it are not listed, headings always are."""


@dataclass(frozen=True, slots=True)
class HeadingPart:
    """A heading of a page; `text` is plain."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """A piece of HTML that a template made."""

    html: str


Part = HeadingPart | HtmlPart


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something that search finds: an anchor of the page (empty for its top), a title and a text, both plain."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site, whoever publishes it. `title` and `description` are plain text."""

    uri: str
    kind: PageKind
    title: str
    parts: tuple[Part, ...]
    description: str = ""
    breadcrumb: tuple[tuple[str, str], ...] = ()
    search_entries: tuple[SearchEntry, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    edit_uri: str | None = None


def content_html(parts: Iterable[Part]) -> str:
    """A page's parts as the HTML of its content."""
    pieces = []
    for part in parts:
        match part:
            case HeadingPart(level, anchor, text):
                name = escape(anchor)
                pieces.append(
                    f'<h{level} id="{name}" dir="auto">{escape(text)}'
                    f'<a class="headerlink" href="#{name}" title="Permanent link">&para;</a></h{level}>'
                )
            case HtmlPart(html):
                pieces.append(html)
    return "\n".join(pieces)


class Renderer:
    """The templates of one folder. A broken template is told with its file and line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jinja = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})

    def __call__(self, name: str, **fields: Any) -> HtmlPart:
        """The template `name` with its fields."""
        try:
            return HtmlPart(self._jinja.get_template(f"{name}.html.j2").render(fields))
        except TemplateError as error:
            line = getattr(error, "lineno", 0) or _template_line(error, self._folder)
            path = Path(getattr(error, "filename", None) or self._folder / f"{name}.html.j2")
            shown = path.relative_to(self._folder.parent) if path.is_relative_to(self._folder.parent) else path
            raise ProblemsError(
                [
                    Problem(
                        "P001", str(shown), line, 1 if line else 0, f"the template fails: {error}", "mend the template"
                    )
                ]
            ) from error

    def markdown(self, text: str) -> HtmlPart:
        """A hand-written note: CommonMark, HTML in it shown as text, script links left as text."""
        return HtmlPart(f'<div class="bb-notes">{self._markdown.render(text)}</div>')


def pages_of(report: Report, templates: Path) -> tuple[Page, ...]:
    """Every page that the report gives, in the order of their addresses."""
    render = Renderer(templates)
    pages = [
        _home(report, render),
        _method(report, render),
        *_indexes(report, render),
        *(_briefing(b, render) for b in report.briefings.values()),
        *(page for b in report.briefings.values() for page in _comparisons(b, render)),
        *(_article(a, report, render) for a in report.articles.values()),
        *(_source(a, render) for a in report.articles.values()),
    ]
    return tuple(sorted(pages, key=lambda p: p.uri))


def _template_line(error: Exception, folder: Path) -> int:
    trace = error.__traceback__
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(str(folder)):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _crumbs(render: Renderer, uri: str, *crumbs: tuple[str, str]) -> HtmlPart:
    return render("crumbs", crumbs=[{"label": label, "href": addresses.link(uri, to)} for label, to in crumbs])


def _plain(text: str, limit: int = 160) -> str:
    """A description: one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + " …"


def _budgeted(entries: Iterable[SearchEntry]) -> tuple[SearchEntry, ...]:
    """Entries within the page's budget; the first one, the page itself, always stays."""
    kept: list[SearchEntry] = []
    spent = 0
    for entry in entries:
        spent += len(entry.title) + len(entry.text)
        if kept and spent > SEARCH_BUDGET:
            break
        kept.append(entry)
    return tuple(kept)


def _home(report: Report, render: Renderer) -> Page:
    uri = addresses.HOME
    cards = [
        {
            "title": b.document.title,
            "question": b.document.question,
            "href": addresses.link(uri, addresses.briefing_page(b.id)),
            "as_of": b.document.as_of,
            "articles": views.count(len(b.articles), "article"),
            "points": [p.text for p in b.document.key_points],
        }
        for b in report.briefings.values()
    ]
    title = "Briefings that can be checked line by line"
    return Page(
        uri,
        "home",
        title,
        (
            HeadingPart(1, "top", title),
            render(
                "home",
                cards=cards,
                articles_href=addresses.link(uri, addresses.ARTICLES),
                sources_href=addresses.link(uri, addresses.SOURCES),
                method_href=addresses.link(uri, addresses.METHOD),
            ),
        ),
        description="Briefings on talks between states: what each article says, where they differ, what is unknown.",
        search_entries=(SearchEntry("", title, " ".join(b.document.title for b in report.briefings.values())),),
        metadata={"nav": "Home"},
    )


def _indexes(report: Report, render: Renderer) -> Iterator[Page]:
    articles = report.articles.values()
    shelves = (
        (
            addresses.BRIEFINGS,
            "Briefings",
            "Each briefing answers one question from several articles.",
            [
                (b.document.title, addresses.briefing_page(b.id), [b.document.question])
                for b in report.briefings.values()
            ],
        ),
        (
            addresses.ARTICLES,
            "Articles",
            "Each article as its capture gives it, with what was repaired, inferred and left out.",
            [
                (
                    a.title,
                    addresses.article_page(a.article.id),
                    [views.count(len(a.statements), "statement"), views.count(a.tables, "table")],
                )
                for a in articles
            ],
        ),
        (
            addresses.SOURCES,
            "Sources",
            "Each captured text, line by line, with what became of every line.",
            [
                (
                    a.title,
                    addresses.source_page(a.article.id),
                    [a.article.source, views.count(len(a.tracer.lines), "line")],
                )
                for a in articles
            ],
        ),
    )
    for uri, title, lead, entries in shelves:
        yield Page(
            uri,
            "index",
            title,
            (
                _crumbs(render, uri, ("Home", addresses.HOME)),
                HeadingPart(1, "top", title),
                render(
                    "index",
                    lead=lead,
                    entries=[
                        {"label": label, "href": addresses.link(uri, to), "facts": facts}
                        for label, to, facts in entries
                    ],
                ),
            ),
            description=lead,
            search_entries=(SearchEntry("", title, lead),),
        )


def _briefing(b: BriefingReport, render: Renderer) -> Page:
    uri = addresses.briefing_page(b.id)
    document = b.document
    labels = [b.labels[a.article.id] for a in b.articles]
    cards = [views.article_card(uri, a, label) for a, label in zip(b.articles, labels, strict=True)]
    missing = [
        {
            "label": label,
            "what": m.what,
            "announced": m.announced,
            "line": views.block_view(uri, a, a.article.blocks.index(m), ())["line"],
        }
        for a, label in zip(b.articles, labels, strict=True)
        for m in a.missing
    ]
    tables = [views.table_view(uri, t, b) for t in b.tables]
    uncertain = sum(isinstance(r, str) for a in b.articles for x in a.article.blocks for r in getattr(x, "rows", ()))
    parts: list[Part] = [
        _crumbs(render, uri, ("Home", addresses.HOME), ("Briefings", addresses.BRIEFINGS)),
        HeadingPart(1, "top", document.title),
        render(
            "briefing_lead",
            question=document.question,
            as_of=document.as_of,
            all_undated=all(views.undated(a) for a in b.articles),
            articles=views.count(len(b.articles), "article"),
            tables=views.count(sum(a.tables for a in b.articles), "table"),
            missing=views.count(len(missing), "announced list or table missing", "announced lists or tables missing"),
            warnings=[w for card in cards for w in card["warnings"]],
        ),
    ]
    if document.key_points:
        parts += [
            HeadingPart(2, "bottom-line", "Bottom line"),
            render(
                "briefing_points",
                points=[
                    {"text": p.text, "citations": [views.citation_view(uri, c, b) for c in p.cites]}
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
        render("briefing_glance", cards=cards, actors=actors, kinds=views.kind_rows(b.articles, labels)),
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
            uncertain=views.count(uncertain, "table row") if uncertain else "",
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
        description=_plain(document.question),
        breadcrumb=(("Home", addresses.HOME), ("Briefings", addresses.BRIEFINGS)),
        search_entries=_budgeted(
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


def _comparisons(b: BriefingReport, render: Renderer) -> Iterator[Page]:
    for table in b.tables:
        uri = addresses.comparison_page(b.id, table.id)
        view = views.table_view(uri, table, b)
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
                _crumbs(render, uri, *crumbs),
                HeadingPart(1, "top", table.caption),
                render(
                    "comparison_lead", title=b.document.title, href=addresses.link(uri, addresses.briefing_page(b.id))
                ),
                render("comparison", table=view),
            ),
            description=_plain(f"{table.caption}. {b.document.title}"),
            breadcrumb=crumbs,
            search_entries=_budgeted(
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


def _by_block(statements: Sequence[Statement]) -> dict[int, list[Statement]]:
    return {index: list(group) for index, group in groupby(statements, key=lambda s: s.block)}


def _article(a: ArticleReport, report: Report, render: Renderer) -> Page:
    uri = addresses.article_page(a.article.id)
    own = _by_block(a.statements)
    blocks = [views.block_view(uri, a, i, own.get(i, ())) for i in range(len(a.article.blocks))]
    parts: list[Part] = [
        _crumbs(render, uri, ("Home", addresses.HOME), ("Articles", addresses.ARTICLES)),
        HeadingPart(1, "top", a.title),
        render(
            "article_lead",
            card=views.article_card(uri, a),
            metadata=[
                {"name": name.capitalize(), "text": datum.text}
                for name, datum in a.article.metadata()
                if name in ("publisher", "byline", "dateline")
            ],
            encoding="" if a.article.encoding == "utf-8" else a.article.encoding,
            empty=not blocks,
            briefings=[
                {"label": b.document.title, "href": addresses.link(uri, addresses.briefing_page(b.id))}
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
            parts.append(render("repairs", lead=lead, repairs=views.repair_views(uri, a, repairs)))
    if omissions := views.omission_views(uri, a):
        parts.append(HeadingPart(2, "left-out", "Left out"))
        parts.append(render("omissions", omissions=omissions))
    return Page(
        uri,
        "article",
        a.title,
        tuple(parts),
        description=_plain(a.statements[0].text if a.statements else a.title),
        breadcrumb=(("Home", addresses.HOME), ("Articles", addresses.ARTICLES)),
        search_entries=_budgeted(
            [
                SearchEntry("", a.title, ""),
                *(
                    SearchEntry(v["id"], b.text, "")
                    for b, v in zip(a.article.blocks, blocks, strict=True)
                    if isinstance(b, Heading)
                ),
                *(
                    SearchEntry(addresses.statement_anchor(s.id), f"{a.title} · {views.KIND_WORDS[s.kind]}", s.text)
                    for s in a.statements
                ),
            ]
        ),
        edit_uri=a.path,
    )


def _source(a: ArticleReport, render: Renderer) -> Page:
    uri = addresses.source_page(a.article.id)
    title = f"Source: {a.article.source}"
    return Page(
        uri,
        "source",
        title,
        (
            _crumbs(render, uri, ("Home", addresses.HOME), ("Sources", addresses.SOURCES)),
            HeadingPart(1, "top", title),
            render(
                "source",
                article={"label": a.title, "href": addresses.link(uri, addresses.article_page(a.article.id))},
                figures=views.ledger_figures(a),
                lines=[views.line_view(uri, a, fate) for fate in a.fates],
            ),
        ),
        description=_plain(f"The captured text of “{a.title}”, line by line, with what became of every line."),
        breadcrumb=(("Home", addresses.HOME), ("Sources", addresses.SOURCES)),
        search_entries=(SearchEntry("", title, a.title),),
    )


def _method(report: Report, render: Renderer) -> Page:
    title = "Method"
    articles = list(report.articles.values())
    uri = addresses.METHOD
    cues = _cues(report)
    return Page(
        uri,
        "method",
        title,
        (
            _crumbs(render, uri, ("Home", addresses.HOME)),
            HeadingPart(1, "top", title),
            render("method_lead"),
            HeadingPart(2, "states", "What the cells of a comparison say"),
            render("method_states", states=views.legend(views.STATES)),
            HeadingPart(2, "kinds", "Kinds of statements"),
            render(
                "method_kinds",
                kinds=[{"words": words, "cues": cues.get(kind, "")} for kind, words in views.KIND_WORDS.items()],
            ),
            HeadingPart(2, "figures", "What this site holds"),
            render(
                "method_figures",
                figures=[
                    {"name": "Articles", "value": len(articles)},
                    {"name": "Statements", "value": sum(len(a.statements) for a in articles)},
                    {"name": "Tables", "value": sum(a.tables for a in articles)},
                    {"name": "Lists or tables announced and missing", "value": sum(len(a.missing) for a in articles)},
                    {"name": "Repairs applied", "value": sum(len(a.applied) for a in articles)},
                    {"name": "Repairs suggested, not applied", "value": sum(len(a.suggested) for a in articles)},
                    {
                        "name": "Pieces left out, with a reason",
                        "value": sum(len(a.article.omissions) for a in articles),
                    },
                ],
            ),
        ),
        description="How the articles are read, what a machine may say and what only a person may, and the limits.",
        search_entries=(SearchEntry("", title, "How the articles are read, and the limits."),),
    )


def _cues(report: Report) -> dict[str, str]:
    vocabulary = report.library.vocabulary
    return {k.kind: ", ".join(k.cues) for k in (vocabulary.document.kinds if vocabulary else ())}
