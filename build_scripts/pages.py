"""Pages: the report as HTML parts, for any publisher.

In: a report and the folder of templates. Out: pages, each a list of headings (level, id, text) and pieces of HTML that
Jinja made, with its search entries. Knows nothing of MkDocs; beside `compiled_templates` the only importer of jinja2.
Article text and YAML values are escaped where a template prints them and nowhere else; an undefined field is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from build_scripts.article_pages import article_page, source_page, surroundings_of
from build_scripts.briefing_pages import briefing_page
from build_scripts.changes_page import changes_page
from build_scripts.check import check, read_statements
from build_scripts.citing import with_citation
from build_scripts.comparison_pages import comparison_pages
from build_scripts.compiled_templates import CompiledTemplates
from build_scripts.data_page import data_page
from build_scripts.desk_markdown import desk_markdown
from build_scripts.document_head import document_head
from build_scripts.downloads import downloads_of
from build_scripts.error_reports import check_report_errors
from build_scripts.feeds import feeds
from build_scripts.home_page import home_page
from build_scripts.index_pages import index_pages
from build_scripts.kept import ANEW, Kept
from build_scripts.library import read_library
from build_scripts.method_page import method_page
from build_scripts.missing_page import missing_page
from build_scripts.notice_pages import notice_pages
from build_scripts.page import HeadingPart, HtmlPart, Page, Publication, Render, SiteFile, visible
from build_scripts.problems import Problem, ProblemsError, has_errors
from build_scripts.report import Report, report_of
from build_scripts.search_entries import within_site
from build_scripts.site_address import check_site_address
from build_scripts.site_settings import SiteSettings
from build_scripts.theme_pages import theme_pages
from build_scripts.wording import ENGLISH, Words, locale_of, words_of


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

    def has(self, environment: Environment, template: str) -> bool:
        """Was it there? It is asked for by that: the answer is a part of what must hold."""
        try:
            self.get_source(environment, template)
        except TemplateNotFound:
            return False
        except UnicodeDecodeError:
            pass  # told by who reads it
        return True

    def list_templates(self) -> list[str]:
        """The names of what there is now."""
        return self._files.list_templates()

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

    def __init__(self, folder: Path, settings: SiteSettings) -> None:
        check_site_address(settings)
        check_report_errors(settings)
        self.settings = settings
        self._folder = folder
        self._templates = _FirstRead(folder)
        self._jinja = Environment(
            loader=self._templates,
            autoescape=True,
            undefined=StrictUndefined,
            finalize=visible,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=CompiledTemplates("pages"),
        )
        self._markdown = desk_markdown()
        self.words = self._words(settings.language)
        self._jinja.globals["w"] = self.words

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

    def _words(self, language: str) -> Words:
        """The words of a language; `ProblemsError` with all that is wrong in its file."""
        english = words_of(ENGLISH, *self._language_file(ENGLISH))
        for tag in dict.fromkeys((language, locale_of(language).language)):
            if tag == ENGLISH:
                return english
            if self._templates.has(self._jinja, f"languages/{tag}.yaml"):
                return words_of(tag, *self._language_file(tag), english)
        there = ", ".join(
            name.removeprefix("languages/").removesuffix(".yaml")
            for name in self._jinja.list_templates(extensions=["yaml"])
        )
        message = f"there are no words for the language `{language}`"
        hint = f"add templates/languages/{language}.yaml, or set `theme: language:` to one of: {there}"
        raise ProblemsError([Problem("P005", "mkdocs.yml", 0, 0, message, hint)])

    def _language_file(self, tag: str) -> tuple[str, str]:
        """The text of a language's file, and its path for people."""
        name = f"languages/{tag}.yaml"
        path = f"{self._folder.name}/{name}"
        try:
            text, _, _ = self._templates.get_source(self._jinja, name)
        except TemplateNotFound:
            raise ProblemsError(
                [Problem("P004", path, 0, 0, "the file of the words is missing", "restore it")]
            ) from None
        except UnicodeDecodeError:
            raise ProblemsError([Problem("E001", path, 0, 0, "it is no UTF-8 text", "save it as UTF-8")]) from None
        return text, path

    def markdown(self, text: str) -> HtmlPart:
        """A hand-written note: CommonMark, HTML in it shown as text, script links left as text, pictures as links."""
        return HtmlPart(f'<div class="bb-notes">{self._markdown.render(text)}</div>')


def read_pages(
    root: Path, settings: SiteSettings | None = None, kept: Kept = ANEW
) -> tuple[Publication, tuple[Problem, ...]]:
    """What the project at `root` publishes, and the problems of its content that are no errors.

    What is `kept` of an earlier call, and still holds, is not made again; the pages are the same either way.
    Raises `ProblemsError` with all problems where one of them is an error, or where a template fails.
    """
    library = read_library(root, kept)
    statements = read_statements(library, library.articles, kept)
    problems = check(library, statements)
    if has_errors(problems):
        raise ProblemsError(problems)
    return pages_of(report_of(library, statements, kept), root / "templates", settings, kept), problems


def pages_of(report: Report, templates: Path, settings: SiteSettings | None = None, kept: Kept = ANEW) -> Publication:
    """Every page that the report gives, in the order of their addresses, and the files beside them."""
    chosen = settings or SiteSettings()
    render = kept.of(
        "pages", "templates", (str(templates), repr(chosen)), lambda: Renderer(templates, chosen), Renderer.holds
    )
    around = surroundings_of(report)
    downloads = downloads_of(report, render.words, chosen, kept)
    pages = [
        home_page(report, render),
        method_page(report, render),
        changes_page(report, render),
        data_page(report, downloads, render),
        *index_pages(report, render),
        *theme_pages(report, render, kept),
        *(briefing_page(b, render) for b in report.briefings.values()),
        *(page for b in report.briefings.values() for page in comparison_pages(b, render)),
        *(
            kept.of("pages", (name, i), (a, render, repr(around[i])), partial(make, a, around[i], render))
            for name, make in (("article", article_page), ("source", source_page))
            for i, a in report.articles.items()
        ),
    ]
    pages.extend(notice_pages(report.library, tuple(pages), render))
    files: tuple[SiteFile, ...] = (*downloads.site_files(), *feeds(report, render))
    cited = [with_citation(page, report, render) for page in pages]
    addressed = tuple(
        kept.same("pages", ("page", page.uri), _with_head(page, report, files, render))
        for page in within_site(_with_own_addresses(cited))
    )
    kept.finish("pages")
    missing = _with_head(missing_page(report, {page.uri for page in addressed}, render), report, files, render)
    return Publication(addressed, files, missing, render.words)


def _with_head(page: Page, report: Report, files: Sequence[SiteFile], render: Render) -> Page:
    """A page with what other sites and programs read of it, and the titles of its headings' links."""
    told = render.words("nav.permanent_link")
    parts = tuple(replace(p, link_title=told) if isinstance(p, HeadingPart) else p for p in page.parts)
    return replace(page, parts=parts, head=document_head(page, report, files, render))


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
