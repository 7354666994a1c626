"""The site: MkDocs run for a whole build that is put in place only when it is good.

In: a project's root. Out: the built site in the folder that mkdocs.yml names, or the last good one untouched and every
problem told. This is the reference way; the pages are the same as `mkdocs build --strict` gives.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from build_scripts.build_messages import build_problems, configuration_problems
from build_scripts.kept import ANEW, Kept
from build_scripts.mkdocs_plugin import BriefbookPlugin, project_root, settings_of, src_uri
from build_scripts.page import Page, Publication, content_html, visible
from build_scripts.problems import Problem, ProblemsError
from build_scripts.site_address import check_site_address
from build_scripts.staging import exclusive, replace_folder, stage_folder

# Material prints a notice about another project's future on every build; it is no news of this site.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: its folder, how many pages and bytes it has, the address it is for (None where none is set)."""

    folder: Path
    pages: int
    size: int
    site_url: str | None


def configuration(root: Path, **overrides: Any) -> MkDocsConfig:
    """The project's MkDocs configuration; `ProblemsError` where there is none or it is wrong."""
    path = root / "mkdocs.yml"
    heard = _Heard()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(heard)
    try:
        config = load_config(config_file=str(path), **overrides)
    except Exception as error:  # a hook or a plugin that it names may fail with errors of any kind
        raise ProblemsError(configuration_problems(heard.messages, error, root)) from error
    finally:
        logger.removeHandler(heard)
    check_site_address(settings_of(config))
    return config


def build_site(root: Path, publication: Publication, site_dir: Path | None = None) -> Built:
    """Build the whole site of `publication` and put it in place; nothing changes where the build fails.

    Afterwards every page must be there: an exit code is no evidence. Raises `ProblemsError` with what MkDocs told.
    """
    with exclusive(root):
        target = site_dir.resolve() if site_dir else Path(configuration(root).site_dir)
        if not _may_replace(root, target):
            hint = "name a new or empty folder, or one that holds an earlier build"
            message = f"the site can't be built into {target}: it holds other files"
            raise ProblemsError([Problem("B004", "mkdocs.yml", 0, 0, message, hint)])
        staged = stage_folder(root, target)
        try:
            config = configuration(root, site_dir=str(staged), strict=True)
            render_site(config, publication)
            staged.chmod(0o755)
            replace_folder(root, staged, target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    files = [p for p in target.rglob("*") if p.is_file()]
    count = sum(p.name == "index.html" for p in files)
    return Built(target, count, sum(p.stat().st_size for p in files), config.site_url or None)


def render_site(
    config: MkDocsConfig, publication: Publication, served_at: str | None = None, kept: Kept = ANEW
) -> None:
    """Build the site of `publication` into the folder that `config` names, which is the caller's alone.

    `served_at` is the address of a preview: MkDocs then builds drafts too, as its own server does. What is `kept` of
    earlier builds with the same `config` object stands for pages that did not change. Afterwards every
    page must be there: an exit code is no evidence. Raises `ProblemsError` with what MkDocs told.
    """
    plugin = config.plugins.get("briefbook")
    if not isinstance(plugin, BriefbookPlugin):
        hint = "add `- briefbook` under `plugins:`"
        raise ProblemsError([Problem("B006", "mkdocs.yml", 0, 0, "the plugin `briefbook` is not in use", hint)])
    plugin.made = publication
    plugin.kept = kept
    told = _run(config, served_at)
    expected = [*(page_file(p.uri) for p in publication.pages), *(f.path for f in publication.files)]
    missing = [path for path in expected if not (Path(config.site_dir) / path).is_file()]
    if missing and not told:
        message = f"files are missing: {', '.join(missing[:5])}"
        told.append(Problem("B003", "site", 0, 0, message, "report this as a defect"))
    if told:
        raise ProblemsError(told)


def _may_replace(root: Path, target: Path) -> bool:
    """May a build put its folder where `target` is? Only where nothing is, or an earlier build."""
    if root.resolve().is_relative_to(target.resolve()):
        return False
    if not target.exists():
        return True
    if not target.is_dir():
        return False
    return not any(target.iterdir()) or all((target / name).is_file() for name in ("index.html", "404.html"))


def page_file(uri: str) -> str:
    """The file of a page in the built site."""
    return f"{uri}index.html"


class _Heard(logging.Handler):
    """Keeps what MkDocs and its plugins tell from warnings upward."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _run(config: MkDocsConfig, served_at: str | None = None) -> list[Problem]:
    heard = _Heard()
    logger = logging.getLogger("mkdocs")
    level = logger.level
    logger.addHandler(heard)
    logger.setLevel(logging.WARNING)
    failure: Exception | None = None
    try:
        config.plugins.on_startup(command="serve" if served_at else "build", dirty=False)
        build(config, serve_url=served_at)
    except (
        Exception
    ) as error:  # besides MkDocs' own: a theme's template or another plugin fails with errors of any kind
        failure = error
    finally:
        config.plugins.on_shutdown()
        logger.removeHandler(heard)
        logger.setLevel(level)
    return build_problems(heard.messages, failure, project_root(config), Path(config.docs_dir))


def write_pages(publication: Publication, assets: Path, out: Path) -> int:
    """The pages as Markdown files that hold nothing but HTML, for any other publisher; how many were written.

    Raises `ProblemsError` where `out` holds files already.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ProblemsError(
            [Problem("B005", str(out), 0, 0, "it is not an empty folder", "name a new or empty folder")]
        )
    number = 0
    for page in publication.pages:
        path = out / src_uri(page.uri)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page_markdown(page), "utf-8", newline="\n")
        number += 1
    for file in publication.files:
        (out / file.path).parent.mkdir(parents=True, exist_ok=True)
        (out / file.path).write_bytes(file.data)
    if assets.is_dir():
        shutil.copytree(assets, out / "assets", dirs_exist_ok=True)
    return number


def page_markdown(page: Page) -> str:
    """A page as a Markdown file: front matter, then one block of HTML that no Markdown dialect reads into."""
    # A blank line ends an HTML block; braces are what other generators take for a template's.
    html = content_html(page.parts).replace("{", "&#123;").replace("}", "&#125;")
    lines = [line for line in re.split(r"[\r\n]+", html) if line.strip()]
    # Themes print a title and a description as the front matter has them: this is the place to escape them.
    title, description = (json.dumps(escape(visible(value))) for value in (page.title, page.description))
    front = f"---\ntitle: {title}\ndescription: {description}\n---\n\n"
    return front + "<div>\n" + "\n".join(lines) + "\n</div>\n"
