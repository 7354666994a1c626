"""A theme whose pages are rendered anew only where what they are made of changed.

In: the theme's environment, as MkDocs asks it for templates, and what is kept of earlier builds. Out: the same pages,
byte for byte. Refused, and rendered each time: pages of another theme than Material, whose templates are known to read
the settings, the navigation and the page itself and nothing else (a test reads them); pages of a theme with overrides
that hold expressions, for these may read anything; whatever is no page.

What a page is made of: the environment and the settings (new objects as soon as one of their files is saved), its own
content and facts, and the navigation with the facts of the pages in it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from build_scripts.kept import Kept

THEME = "theme"
"""The stage of a build in which pages get their theme."""
UNREAD = {"sitemap.xml"}
"""Templates of their own, which no page includes."""


class KeptTheme:
    """The environment of a theme, for one build; MkDocs takes its templates from here."""

    def __init__(self, env: Any, config: MkDocsConfig, kept: Kept) -> None:
        self._env = env
        self._config = config
        self._kept = kept
        self._navigation = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    def get_template(self, name: str, *others: Any, **more: Any) -> Any:
        """A template that knows which of its pages are kept."""
        return _KeptTemplate(self._env.get_template(name, *others, **more), name, self)

    def page(self, template: Any, name: str, context: Mapping[str, Any]) -> str:
        """A page's HTML: the kept one, where all that it is made of is as it was."""
        page = cast(Page, context["page"])
        # All pages are read before the first is rendered, so the navigation's titles are settled by now.
        self._navigation = self._navigation or repr([_item_facts(item) for item in context["nav"]])
        inputs = (
            self._env,
            self._config,
            self._config.site_url or "",
            name,
            getattr(page, "made", None),
            page.content or "",
            page.markdown or "",
            repr(_facts(page)),
            self._navigation,
        )

        def rendered() -> bytes:
            html: str = template.render(context)
            return zlib.compress(html.encode("utf-8", "surrogatepass"), 1)  # a page is mostly the theme's own text

        held = self._kept.of(THEME, page.file.dest_uri, inputs, rendered)
        return zlib.decompress(held).decode("utf-8", "surrogatepass")


class _KeptTemplate:
    def __init__(self, template: Any, name: str, theme: KeptTheme) -> None:
        self._template = template
        self._name = name
        self._theme = theme

    def __getattr__(self, name: str) -> Any:
        return getattr(self._template, name)

    def render(self, context: Mapping[str, Any]) -> str:
        """The template's output, from what is kept where it is a page's."""
        if context.get("page") is None:
            html: str = self._template.render(context)
            return html
        return self._theme.page(self._template, self._name, context)


def can_keep(config: MkDocsConfig) -> bool:
    """Is it known what the pages of this theme are made of?"""
    custom = config.theme.custom_dir
    return config.theme.name == "material" and (custom is None or not any(map(_reads, _files(Path(custom)))))


def _files(folder: Path) -> Iterable[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in UNREAD)


def _reads(file: Path) -> bool:
    """Does an override hold expressions or tags of a template?"""
    try:
        data = file.read_bytes()
    except OSError:
        return True
    return b"{{" in data or b"{%" in data


def _item_facts(item: Any) -> object:
    """What a template may read of an item of the navigation, but for which one is active: that is the page's place."""
    if isinstance(item, Page):
        by_hand = (item.content, item.markdown) if not hasattr(item, "made") else ()
        return ("page", _facts(item), by_hand)
    if item.children is not None:
        return ("section", item.title, [_item_facts(child) for child in item.children])
    return ("link", item.title, item.url)


def _facts(page: Page) -> object:
    """What a template may read of a page beside its content and its place in the navigation."""
    return (
        page.file.src_uri,
        page.file.dest_uri,
        page.file.inclusion.name,
        page.url,
        page.abs_url,
        page.canonical_url,
        page.edit_url,
        page.update_date,
        page.title,
        page.meta,
        page.is_homepage,
        [_heading_facts(heading) for heading in page.toc],
    )


def _heading_facts(heading: Any) -> object:
    return (heading.level, heading.id, heading.title, [_heading_facts(child) for child in heading.children])
