"""A theme whose pages are rendered anew only where what they are made of changed.

In: the theme's environment, as MkDocs asks it for templates, and what is kept of earlier builds. Out: the same pages,
byte for byte. Refused, and rendered each time: pages of another theme than Material, whose templates are known to read
the settings, the navigation and the page itself and nothing else (a test reads them); pages of a theme with overrides
that name anything else than a few things of which that is known too; whatever is no page.

What a page is made of: the environment and the settings (new objects as soon as one of their files is saved), its own
content and facts, and the navigation with the facts of the pages in it.
"""

from __future__ import annotations

import re
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

KNOWN = frozenset(
    "extends super include import from as with context if elif else endif for in endfor not and or is "
    "defined none true false e escape forceescape replace striptags tojson url trim lower upper "
    "page title meta made url abs_url canonical_url is_homepage toc level id children nav items homepage "
    "config site_name site_url site_description site_author copyright base_url lang t".split()
)
"""The words that an override's tags may hold: of the language of templates, and for what a page is made of. Of a page's
own text there is none: an override could read another page's by it."""

TAG = re.compile(
    r"""\{\#.*?\#\} | \{[{%] (?P<code> (?: '[^'\\]*(?:\\.[^'\\]*)*' | "[^"\\]*(?:\\.[^"\\]*)*" | [^'"] )*? ) [%}]\}""",
    re.DOTALL | re.VERBOSE,
)
"""A comment or a tag of a template; texts in it are whole."""
TEXT = re.compile(r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*\"""", re.DOTALL)
BLOCK = re.compile(r"[-+]?\s*(block|endblock)(\s+\w+)?\s*[-+]?")
"""The tags around a block, whatever its name is."""
WORD = re.compile(r"[^\W\d]\w*")


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
            repr(self._config.theme.get("palette")),  # the words of its switches are those of the language's file
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
    return config.theme.name == "material" and (custom is None or all(map(_known, _files(Path(custom)))))


def _files(folder: Path) -> Iterable[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in UNREAD)


def _known(file: Path) -> bool:
    """Is it known what the tags of an override read?"""
    try:
        return reads_known_only(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return False


def reads_known_only(template: str) -> bool:
    """Does a template name nothing in its tags but what a page is known to be made of?

    Any other word, and any way to come to something without naming it (brackets, a template that no page includes),
    is a no: a page too many is rendered then, but none is ever out of date.
    """
    rest = TAG.sub("", template)
    if any(sign in rest for sign in ("{{", "{%", "{#")):
        return False  # something that ends in another way than is known here
    for tag in TAG.finditer(template):
        code = tag["code"]
        if code is None or BLOCK.fullmatch(code):
            continue
        if any(name in code for name in UNREAD):
            return False
        bare = TEXT.sub(" ", code)
        if any(sign in bare for sign in "[{") or not KNOWN.issuperset(WORD.findall(bare)):
            return False
    return True


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
