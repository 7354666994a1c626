"""Pages: the report as HTML parts, for any publisher.

In: a report and the folder of templates. Out: pages, each a list of headings (level, id, text) and pieces of HTML that
Jinja made, with its search entries. Knows nothing of MkDocs; the only importer of jinja2. Article text and YAML values
are escaped where a template prints them and nowhere else; an undefined field is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from markdown_it import MarkdownIt

from build_scripts import addresses, views
from build_scripts.article_pages import article_page, source_page
from build_scripts.briefing_pages import briefing_page, comparison_pages
from build_scripts.check import check, read_statements
from build_scripts.kept import ANEW, Kept
from build_scripts.library import read_library
from build_scripts.measured import measured
from build_scripts.notice_pages import notice_pages
from build_scripts.page import HeadingPart, HtmlPart, Page, SearchEntry, crumbs_part, visible
from build_scripts.problems import Problem, ProblemsError, has_errors
from build_scripts.report import Report, report_of


class _FirstRead(BaseLoader):
    """The templates of a folder, each as it was when it was first asked for, whatever is saved afterwards."""

    def __init__(self, folder: Path) -> None:
        self._files = FileSystemLoader(folder)
        self._read: dict[str, tuple[str, str] | None] = {}

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool] | None]:
        """The text and the path of a template; `TemplateNotFound` where there was none."""
        if template not in self._read:
            self._read[template] = self._now(environment, template)
        found = self._read[template]
        if found is None:
            raise TemplateNotFound(template)
        return *found, None

    def unchanged(self, environment: Environment) -> bool:
        """Are all the templates that were asked for what they were?"""
        try:
            return all(self._now(environment, name) == found for name, found in self._read.items())
        except (OSError, UnicodeDecodeError):
            return False

    def _now(self, environment: Environment, template: str) -> tuple[str, str] | None:
        try:
            text, path, _ = self._files.get_source(environment, template)
        except TemplateNotFound:
            return None
        return text, path


class Renderer:
    """The templates of one folder. A broken template is told with its file and line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates = _FirstRead(folder)
        self._jinja = Environment(
            loader=self._templates,
            autoescape=True,
            undefined=StrictUndefined,
            finalize=visible,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})

    def holds(self) -> bool:
        """Does it give what one made now would give?"""
        return self._templates.unchanged(self._jinja)

    def __call__(self, name: str, **fields: Any) -> HtmlPart:
        """The template `name` with its fields."""
        try:
            return HtmlPart(self._jinja.get_template(f"{name}.html.j2").render(fields))
        except Exception as error:
            if isinstance(error, MemoryError | RecursionError):
                raise
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


def read_pages(root: Path, kept: Kept = ANEW) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages of the project at `root`, and the problems of its content that are no errors.

    What is `kept` of an earlier call, and still holds, is not made again; the pages are the same either way.
    Raises `ProblemsError` with all problems where one of them is an error, or where a template fails.
    """
    library = read_library(root, kept)
    statements = read_statements(library, library.articles, kept)
    problems = check(library, statements)
    if has_errors(problems):
        raise ProblemsError(problems)
    return pages_of(report_of(library, statements, kept), root / "templates", kept), problems


def pages_of(report: Report, templates: Path, kept: Kept = ANEW) -> tuple[Page, ...]:
    """Every page that the report gives, in the order of their addresses."""
    render = kept.of("pages", "templates", (str(templates),), lambda: Renderer(templates), Renderer.holds)
    pages = [
        _home(report, render),
        _method(report, render),
        *_indexes(report, render),
        *(briefing_page(b, render) for b in report.briefings.values()),
        *(page for b in report.briefings.values() for page in comparison_pages(b, render)),
        *(
            kept.of(
                "pages", ("article", i), (a, render, *_named_by(report, i)), partial(article_page, a, report, render)
            )
            for i, a in report.articles.items()
        ),
        *(
            kept.of("pages", ("source", i), (a, render), partial(source_page, a, render))
            for i, a in report.articles.items()
        ),
    ]
    pages.extend(notice_pages(report.library, tuple(pages), render))
    addressed = tuple(kept.same("pages", ("page", page.uri), page) for page in _with_own_addresses(pages))
    kept.finish("pages")
    return addressed


def _named_by(report: Report, article_id: str) -> Iterator[str]:
    """What an article's page says of the briefings that name it: nothing else there is of another file."""
    for b in report.briefings.values():
        if article_id in b.labels:
            yield from (b.id, b.document.title)


def _with_own_addresses(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages by address; none may lead out of the site, and no two may share one, also where case is ignored."""
    problems = []
    seen: dict[str, str] = {}
    for page in pages:
        steps = page.uri.split("/")
        if any(step in ("", ".", "..", "index") or "\\" in step or "\0" in step for step in steps[:-1]) or steps[-1]:
            message = f"{page.title!r} would have the address {page.uri!r}"
            problems.append(
                Problem("P002", page.edit_uri or "content", 0, 0, message, "give it an id of letters and digits")
            )
        other = seen.setdefault(page.uri.casefold(), page.title)
        if other is not page.title:
            message = f"{page.title!r} and {other!r} would have one address: {page.uri!r}"
            problems.append(Problem("P003", page.edit_uri or "content", 0, 0, message, "give one of them another id"))
    if problems:
        raise ProblemsError(problems)
    return tuple(sorted(pages, key=lambda p: p.uri))


def _template_line(error: Exception, folder: Path) -> int:
    trace = error.__traceback__
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(str(folder)):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


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
                crumbs_part(render, uri, ("Home", addresses.HOME)),
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
            crumbs_part(render, uri, ("Home", addresses.HOME)),
            HeadingPart(1, "top", title),
            render("method_lead"),
            HeadingPart(2, "states", "What the cells of a comparison say"),
            render("method_states", states=views.legend(views.STATES)),
            HeadingPart(2, "kinds", "Kinds of statements"),
            render(
                "method_kinds",
                kinds=[{"words": words, "cues": cues.get(kind, "")} for kind, words in _in_order(cues)],
            ),
            HeadingPart(2, "measured", "How well the machine reads"),
            render(
                "method_measured",
                date=measured().date,
                figures=[dict(zip(("measure", "figure", "target"), f, strict=True)) for f in measured().figures],
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


def _in_order(cues: Mapping[str, str]) -> list[tuple[str, str]]:
    """The kinds and their words in the order in which their cues decide; kinds without cues last."""
    order = [*cues, *views.KIND_WORDS]
    return sorted(views.KIND_WORDS.items(), key=lambda kind: order.index(kind[0]))


def _cues(report: Report) -> dict[str, str]:
    vocabulary = report.library.vocabulary
    return {k.kind: ", ".join(k.cues) for k in (vocabulary.document.kinds if vocabulary else ())}
