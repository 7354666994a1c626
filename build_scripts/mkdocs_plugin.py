"""The seam to MkDocs: a thin adapter that hands Briefbook's pages over as generated files.

In: a MkDocs configuration whose project has `content/` and `templates/`. Out: a page of the site for each `Page`, its
content, table of contents and search entries set from its parts; Python-Markdown never sees them. Refused: content with
errors (all are logged, the build fails), addresses without directories (links are relative to them).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents, get_toc

from build_scripts import addresses
from build_scripts.compiled_templates import CompiledTemplates
from build_scripts.kept import ANEW, Kept
from build_scripts.kept_theme import THEME, KeptTheme, can_keep
from build_scripts.page import HeadingPart, Page, Part, Publication, content_html, visible
from build_scripts.pages import read_pages
from build_scripts.problems import Problem, ProblemsError, Severity
from build_scripts.site_settings import SiteSettings
from build_scripts.unfinished import finish

ID_ATTRIBUTE = re.compile(r'\sid="([^"]*)"')
CONTENT = re.compile(r'(<article class="md-content__inner md-typeset">).*?</article>', re.DOTALL)
TITLE = re.compile(r"<title>[^<]*</title>")
UNDATED = "1980-01-01"
"""MkDocs wants a date of every page (for an archive's time stamp). It is never printed."""

SEARCH_PLUGINS = ("material/search", "search")
"""The names under which the theme's search is installed."""
TITLE_WEIGHT = 6.0
"""What a word of a search entry's title weighs against one of its text. The theme gives an entry that is a page up to
five times as much as one within a page, so that a page named by the words sought still comes first."""

log = get_plugin_logger("briefbook")


class BriefbookPage(MkDocsPage):
    """A page whose content is made already: nothing is read and no Markdown is converted."""

    def __init__(self, made: Page, file: File, config: MkDocsConfig, kept: Kept = ANEW) -> None:
        super().__init__(escape(visible(made.metadata.get("nav", made.title))), file, config)
        self.made = made
        self._kept = kept
        if made.edit_uri and config.edit_uri_template and config.config_file_path:
            root = Path(config.config_file_path).parent
            path = os.path.relpath(root / made.edit_uri, config.docs_dir).replace(os.sep, "/")
            self.edit_url = config.edit_uri_template.format(path=path, path_noext=os.path.splitext(path)[0])
        if "moved_to" in made.metadata and config.site_url:
            self.canonical_url = urljoin(config.site_url, quote(made.metadata["moved_to"]))

    def read_source(self, config: MkDocsConfig) -> None:
        """Set what MkDocs reads from a file's front matter."""
        self.markdown = ""
        self.meta = {
            "made": True,
            "title": escape(visible(self.made.title)),
            "description": escape(visible(self.made.description)),
            "search": {"exclude": True},  # its entries come from the page, see `on_page_context`
            "notice": self.made.kind == "notice",
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Join the parts."""
        content, anchors = self._kept.of(THEME, ("content", self.made.uri), (self.made,), self._content)
        self.content = content
        self.toc = table_of_contents(self.made.parts)
        self.present_anchor_ids = set(anchors)

    def _content(self) -> tuple[str, frozenset[str]]:
        html = content_html(self.made.parts)
        return html, frozenset(unescape(i) for i in ID_ATTRIBUTE.findall(html))


class NoOptions(Config):  # type: ignore[no-untyped-call] # MkDocs' Config has no types there
    """The plugin has no options."""


class BriefbookPlugin(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]
    """`plugins: [search, briefbook]` in mkdocs.yml; it has no options, everything lies in content/ and templates/."""

    publication = Publication(())
    made: Publication | None = None
    """What the caller made already; read from content/ where there are none."""
    kept: Kept = ANEW
    """What the caller keeps of earlier builds with this configuration."""
    unnamed: Sequence[dict[str, Any]] = ()
    """The schemes of colours whose switch has no name in mkdocs.yml: it gets one in the site's language."""

    @event_priority(50)  # before the theme's search reads its settings
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Refuse what Briefbook's relative links do not work with; drop what needs an address where there is none."""
        if not config.use_directory_urls:
            raise PluginError("briefbook: set `use_directory_urls: true`; the pages' links are relative to folders")
        if not config.site_url:
            log.info("without `site_url` there is no canonical address, no feed and no sitemap")
            config.theme.static_templates.discard("sitemap.xml")
        weigh_titles(config)
        self.unnamed = unnamed_schemes(config)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Make the pages before MkDocs empties the site's folder: content with errors leaves the last good site."""
        self.publication = self.made if self.made is not None else make_pages(config)
        if (words := self.publication.words) is not None:
            for option in self.unnamed:
                name = "theme.to_light" if option.get("scheme") == "slate" else "theme.to_dark"
                option["toggle"]["name"] = words(name)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Make the pages of content/ and add them as generated files."""
        root = project_root(config)
        if (copied := files.get_file_from_path("sitemap.xml")) is not None:
            files.remove(copied)  # the theme folder's template, which MkDocs takes for a file to copy
        by_hand = {file.dest_uri.casefold(): file.src_uri for file in files}
        for page in self.publication.pages:
            name = src_uri(page.uri)
            if (hand := by_hand.get(f"{page.uri}index.html".casefold())) is not None:
                raise PluginError(
                    f"briefbook: {hand} in {config.docs_dir} has the address of a generated page: rename it"
                )
            file = File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            BriefbookPage(page, file, config, self.kept)
            files.append(file)
        for made in self.publication.files:
            if made.path.casefold() in by_hand:
                raise PluginError(f"briefbook: {by_hand[made.path.casefold()]} has the address of a generated file")
            files.append(File.generated(config, made.path, content=made.data))
        assets = root / "templates" / "assets"
        for path in sorted(p for p in assets.rglob("*") if p.is_file()):
            name = f"assets/{path.relative_to(assets).as_posix()}"
            if files.get_file_from_path(name) is None:
                files.append(File.generated(config, name, abs_src_path=str(path)))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take the clock out of the pages: MkDocs gives each the day of the build."""
        for file in files.documentation_pages():
            if file.page is not None:
                file.page.update_date = UNDATED
        return nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Let what is kept stand for the theme's work, where it is known to be the same."""
        if env.bytecode_cache is None:
            env.bytecode_cache = CompiledTemplates("theme")
        return KeptTheme(env, config, self.kept) if self.kept is not ANEW and can_keep(config) else env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Keep what this build was made of and no more."""
        self.kept.finish(THEME)

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Escape the titles of hand-written pages: the theme prints what it takes for HTML."""
        if not isinstance(page, BriefbookPage):
            if "title" in page.meta:
                page.meta["title"] = escape(str(page.meta["title"]))
                page.title = page.meta["title"]
            elif page.title:
                page.meta["title"] = page.title  # from a Markdown heading: escaped already, and not to be undone
            for key in ("description", "author"):
                if key in page.meta:
                    page.meta[key] = escape(str(page.meta[key]))
        return html

    def on_page_context(self, context: Any, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Any:
        """Add the page's own search entries to the theme's index."""
        if isinstance(page, BriefbookPage):
            entries = search_index(config)
            if entries is not None:
                entries.extend(search_entries(page.made, page.url))
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Add what the page has for its head. Where it moved, lead on, also where no script runs."""
        if isinstance(page, BriefbookPage) and page.made.head is not None:
            output = output.replace("</head>", f"{page.made.head.html}</head>", 1)
        if isinstance(page, BriefbookPage) and "moved_to" in page.made.metadata:
            href = escape(addresses.link(page.made.uri, page.made.metadata["moved_to"]))
            lead = f'<noscript><meta http-equiv="refresh" content="0; url={href}"></noscript>'
            return output.replace("</head>", f"{lead}</head>", 1)
        return output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Put the page for missing addresses in the place of the theme's own."""
        missing = self.publication.missing
        if template_name != "404.html" or missing is None:
            return output_content
        return with_missing_page(output_content, missing, config)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch what the pages are made of."""
        root = project_root(config)
        for folder in ("content", "templates"):
            if (root / folder).is_dir():
                server.watch(str(root / folder))
        return server


def project_root(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()


def settings_of(config: MkDocsConfig) -> SiteSettings:
    """What the pages need of a site's configuration."""
    own = config.extra.get("briefbook")
    report_errors = own.get("report_errors") if isinstance(own, dict) else None
    return SiteSettings(
        name=config.site_name,
        description=config.site_description or "",
        url=config.site_url or "",
        language=str(config.theme.get("language") or "en"),
        report_errors=str(report_errors or ""),
    )


def with_missing_page(output: str, missing: Page, config: MkDocsConfig) -> str:
    """The theme's page for missing addresses with our title, our head and our content; a theme's of another make stays.

    Every piece stands once in it: what the theme prints is escaped, so no text can look like one.
    """
    head = missing.head.html if missing.head is not None else ""
    content = content_html(missing.parts)
    for pattern, piece in (
        (CONTENT, lambda m: f"{m[1]}{content}</article>"),
        (TITLE, lambda _: f"<title>{escape(visible(missing.title))} - {escape(config.site_name)}</title>"),
        (re.compile("</head>"), lambda _: f"{head}</head>"),
    ):
        output = pattern.sub(piece, output, count=1)
    return output


def unnamed_schemes(config: MkDocsConfig) -> tuple[dict[str, Any], ...]:
    """The entries of Material's `palette` that have a switch without a name."""
    palette = config.theme.get("palette")
    return tuple(
        option
        for option in (palette if isinstance(palette, list) else ())
        if isinstance(option, dict) and isinstance(option.get("toggle"), dict) and not option["toggle"].get("name")
    )


def make_pages(config: MkDocsConfig) -> Publication:
    """What a project publishes; problems are logged, `PluginError` where one of them is an error."""
    root = project_root(config)
    try:
        _tell(finish(root))
        publication, problems = read_pages(root, settings_of(config))
    except ProblemsError as error:
        _tell(error.problems)
        raise PluginError("briefbook: the pages can't be made") from error
    _tell(problems)
    return publication


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        log.log(_level(problem), "%s", problem)


def _level(problem: Problem) -> int:
    """Warnings of ours are told as news: a strict build fails for errors, not for an article without text."""
    return logging.ERROR if problem.severity is Severity.error else logging.INFO


def src_uri(uri: str) -> str:
    """The source file that MkDocs would make the address of: `articles/x/` is `articles/x.md`."""
    shelves = (
        addresses.HOME,
        addresses.BRIEFINGS,
        addresses.ARTICLES,
        addresses.SOURCES,
        addresses.THEMES,
        addresses.PARTIES,
    )
    return f"{uri}index.md" if uri in shelves else f"{uri.rstrip('/')}.md"


def table_of_contents(parts: Sequence[Part]) -> TableOfContents:
    """The headings of a page as MkDocs' tree; names are escaped, for the theme prints them as HTML."""
    root: list[Any] = []
    open_levels: list[tuple[int, list[Any]]] = [(0, root)]
    for part in parts:
        if not isinstance(part, HeadingPart):
            continue
        token: Any = {"level": part.level, "id": part.id, "name": escape(visible(part.text)), "children": []}
        while open_levels[-1][0] >= part.level:
            open_levels.pop()
        open_levels[-1][1].append(token)
        open_levels.append((part.level, token["children"]))
    return get_toc(root)


def weigh_titles(config: MkDocsConfig) -> None:
    """Let a word of a title weigh some times what one of a text does, where the site's settings say nothing of it.

    The theme's own weight is 1,000: every statement of an article whose headline has the word would then come before
    the one statement of another that is about it.
    """
    for name in SEARCH_PLUGINS:
        settings = getattr(config.plugins.get(name), "config", None)
        fields = settings.get("fields") if settings is not None else None
        if isinstance(fields, dict):
            fields.setdefault("title", {"boost": TITLE_WEIGHT})


def search_index(config: MkDocsConfig) -> list[dict[str, str]] | None:
    """The entries of the theme's search plugin; None where there is none that keeps a list."""
    for name in SEARCH_PLUGINS:
        index = getattr(config.plugins.get(name), "search_index", None)
        entries = getattr(index, "entries", None)
        if isinstance(entries, list):
            return entries
    return None


def search_entries(page: Page, url: str) -> list[dict[str, str]]:
    """A page's search entries in the form of Material's index, which holds HTML: texts are escaped once."""
    return [
        {
            "location": f"{url}#{entry.anchor}" if entry.anchor else url,
            "title": escape(visible(entry.title), quote=False),
            "text": f"<p>{escape(visible(entry.text), quote=False)}</p>" if entry.text else "",
        }
        for entry in page.search_entries
    ]
