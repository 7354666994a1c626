"""The preview: the site as it is now, built anew after each save, and what stands in its way.

In: a project's root. Out: a folder with the last good site, and the problems of the latest build. Each build goes to a
folder of its own among the system's temporary ones and is shown only when it is whole, so that nobody is ever given a
page of a build that failed or is under way. Nothing is written into the project.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from urllib.parse import urlsplit

from mkdocs.config.config_options import Hooks
from mkdocs.config.defaults import MkDocsConfig

from build_scripts.excerpts import excerpt
from build_scripts.kept import Kept
from build_scripts.mkdocs_plugin import settings_of
from build_scripts.page import Publication
from build_scripts.pages import read_pages
from build_scripts.problems import Problem, ProblemsError, Severity, has_errors, in_file_order
from build_scripts.site import configuration, render_site
from build_scripts.unfinished import finish

OWN_PLUGINS = {"search", "material/search", "briefbook"}
"""Plugins that keep nothing from one build to the next; with others the configuration is read for each build."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem with the lines that it is about, as they were when it was found."""

    problem: Problem
    excerpt: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser is given: the last good site and what the latest build told."""

    site: str
    """Names the build that `folder` holds: another name is another build, also after the preview was started anew."""
    folder: Path | None
    """None until a first build was good."""
    mount: str = "/"
    """The path of the site's address, with a slash at both ends."""
    problems: tuple[Told, ...] = ()
    warnings: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A build that was tried: how long it took, how many pages it has, what it told."""

    seconds: float
    pages: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


class Preview:
    """A project's site, built again whenever it is asked for. One thread builds, any may read `shown`."""

    def __init__(self, root: Path, origin: str) -> None:
        """`origin` is where the site is served, without a slash at its end."""
        self._root = root
        self._origin = origin
        self._work = Path(tempfile.mkdtemp(prefix="briefbook-preview-"))
        self._run = secrets.token_hex(4)
        self._builds = 0
        self._config: MkDocsConfig | None = None
        self._config_paths: tuple[Path, ...] = ()
        self._folders: list[Path] = []
        self.kept = Kept()
        self._shown = Shown(f"{self._run}-0", None)
        self._changed = Condition()

    @property
    def shown(self) -> Shown:
        """What a browser is given now."""
        return self._shown

    def shown_after(self, known: Shown, seconds: float) -> Shown:
        """What is shown as soon as it is other than `known`, after so many seconds in any case."""
        with self._changed:
            self._changed.wait_for(lambda: self._shown is not known, seconds)
            return self._shown

    @property
    def watched(self) -> tuple[Path, ...]:
        """The files and folders that the site is made of; the settings name some of them."""
        settings = self._root / "mkdocs.yml"
        content = (self._root / "content", self._root / "templates")
        return tuple(dict.fromkeys((settings, *_inherited(settings), *content, *self._config_paths)))

    def rebuild(self, changed: Sequence[str] = ()) -> Rebuilt:
        """Build the site, and show it if it is good; else the last good one stays, with the problems."""
        started = time.perf_counter()
        self._builds += 1
        folder = self._work / str(self._builds)
        if not self._settings_hold(changed):
            self._config = None
            Hooks._load_hook.cache_clear()  # MkDocs runs a hook's file once in a process, whatever is saved there
        publication = Publication(())
        told: tuple[Problem, ...] = ()
        last = self._shown
        mount = last.mount
        try:
            publication, told, config = self._read(folder)
            # Kept again when the build is good: one that fails may leave it half changed.
            kept, self._config = self._config, None
            mount = _mount(config)
            folder.mkdir()
            render_site(config, publication, f"{self._origin}{mount}", self.kept)
            self._config = kept
        except Exception as error:
            shutil.rmtree(folder, ignore_errors=True)
            found = in_file_order((*told, *_reasons(error)))
            problems = tuple(p for p in found if p.severity is Severity.error)
            warnings = tuple(p for p in found if p.severity is not Severity.error)
            self._show(Shown(last.site, last.folder, last.mount, self._told(problems), self._told(warnings)))
        else:
            problems, warnings = (), told
            self._show(Shown(f"{self._run}-{self._builds}", folder, mount, (), self._told(warnings)))
            self._keep(folder)
        return Rebuilt(time.perf_counter() - started, len(publication.pages), problems, warnings)

    def close(self) -> None:
        """Remove everything that was built."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _read(self, folder: Path) -> tuple[Publication, tuple[Problem, ...], MkDocsConfig]:
        """What is published, warnings, settings; `ProblemsError` with the problems of content and settings together."""
        found: list[Problem] = []
        publication = Publication(())
        failed: ProblemsError | None = None
        config = self._config
        try:
            config = config or configuration(self._root, site_dir=str(folder), strict=True)
        except ProblemsError as error:
            failed = error
            found.extend(error.problems)
        try:
            found.extend(finish(self._root))
            settings = None
            if config is not None:
                if config.site_url:
                    config.site_url = f"{self._origin}{_mount(config)}"
                settings = settings_of(config)
            publication, warnings = read_pages(self._root, settings, self.kept)
            found.extend(warnings)
        except ProblemsError as error:
            found.extend(error.problems)
        if config is None:
            raise ProblemsError(found) from failed
        config.site_dir = str(folder)
        self._take(config)
        if has_errors(found):
            raise ProblemsError(found)
        return publication, tuple(found), config

    def _take(self, config: MkDocsConfig) -> None:
        """Remember the settings and what they say is to be watched."""
        if self._config is None:
            # Compiling the theme's templates is most of a small site's build; Jinja itself looks whether one changed.
            env = config.theme.get_env()
            config.theme.get_env = lambda: env  # type: ignore[method-assign]
            if env.loader is not None:
                listed = env.loader.list_templates()  # thousands of icons; a file that is new asks for new settings
                env.loader.list_templates = lambda: listed  # type: ignore[method-assign]
        named = [config.docs_dir, config.theme.custom_dir, *config.watch, *config.hooks]
        paths = (self._root / name for name in named if name)
        folders = (self._root / "content", self._root / "templates")
        self._config_paths = tuple(p for p in paths if not any(p.is_relative_to(folder) for folder in folders))
        self._config = config if set(config.plugins) <= OWN_PLUGINS and not config.hooks else None

    def _settings_hold(self, changed: Sequence[str]) -> bool:
        """Are the settings as they were, where these files changed?"""
        if self._config is None:
            return False
        theme = self._config.theme.custom_dir  # an override that is new would not be found among the compiled templates
        folders = [Path(f) for f in (self._root / "content", self._root / "templates", self._config.docs_dir)]
        return all(folder.is_dir() for folder in folders) and all(
            any(Path(path).is_relative_to(folder) for folder in folders)
            and not (theme and Path(path).is_relative_to(theme))
            for path in changed
        )

    def _told(self, problems: Sequence[Problem]) -> tuple[Told, ...]:
        return tuple(Told(problem, _excerpt(problem, self._root)) for problem in problems)

    def _show(self, shown: Shown) -> None:
        with self._changed:
            self._shown = shown
            self._changed.notify_all()

    def _keep(self, folder: Path) -> None:
        """Remove older sites; the one before this may still be on its way to a browser."""
        self._folders.append(folder)
        for old in self._folders[:-2]:
            shutil.rmtree(old, ignore_errors=True)
        self._folders = self._folders[-2:]


def _excerpt(problem: Problem, root: Path) -> str:
    """The line that a problem is about with a caret below; empty where it is about a whole file."""
    if not problem.line:
        return ""
    try:
        text = (root / problem.path).read_bytes().decode("utf-8-sig", "replace")
        line = re.split(r"\r\n|\n|\r", text)[problem.line - 1]
    except (OSError, ValueError, IndexError):
        return ""
    return "\n".join(excerpt(line, problem.column, problem.line))


def _reasons(error: Exception) -> tuple[Problem, ...]:
    """What ended a build, as problems: a preview goes on whatever it was."""
    if isinstance(error, ProblemsError):
        return error.problems
    if isinstance(error, OSError):
        said = f"the system says: {error.strerror}"
        return (Problem("E004", str(error.filename or ""), 0, 0, said, "check the path and its rights"),)
    hint = "please report it; `briefbook build` writes the details into a file"
    return (Problem("B999", "briefbook", 0, 0, f"a defect of Briefbook: {error!r}", hint),)


def _mount(config: MkDocsConfig) -> str:
    path = urlsplit(config.site_url or "/").path.strip("/")
    return f"/{path}/" if path else "/"


def _inherited(settings: Path) -> tuple[Path, ...]:
    """The files that mkdocs.yml takes settings from."""
    found: list[Path] = []
    path = settings
    while True:
        try:
            named = re.search(
                r"^INHERIT:[ \t]*[\"']?([^\"'#\r\n]+?)[\"']?[ \t]*$", path.read_text("utf-8"), re.MULTILINE
            )
        except (OSError, UnicodeDecodeError):
            return tuple(found)
        if named is None or (path.parent / named[1]) in found:
            return tuple(found)
        path = path.parent / named[1]
        found.append(path)
