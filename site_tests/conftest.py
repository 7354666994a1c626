"""Fixtures: this project's site, built once for a test session whatever the number of its processes, and a browser."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Dialog, Playwright, sync_playwright

from build_scripts.library import read_library
from build_scripts.page import Page
from build_scripts.pages import pages_of
from build_scripts.report import Report, report_of
from site_tests.projects import ROOT, briefbook, copy_project, served

settings.register_profile("briefbook", deadline=None)  # a loaded machine is no defect
settings.load_profile("briefbook")

CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Site:
    """A built site: the project it is made of, its report and pages, and the folder of its files."""

    root: Path
    folder: Path
    report: Report
    pages: tuple[Page, ...]

    def uri(self, kind: str) -> str:
        """The address of the longest page of a kind: the one that has most of what such a page can show."""
        return max((p for p in self.pages if p.kind == kind), key=lambda p: len(str(p.parts))).uri

    def source_line(self, article_id: str, number: int) -> str:
        """A line of an article's source, as it stands in content/sources/."""
        return source_lines(self.root / "content" / "sources" / self.report.articles[article_id].article.source)[
            number - 1
        ]


def source_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 text; they end at LF, CRLF or CR only."""
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def site_of(root: Path, folder: Path) -> Site:
    """The site of a project that is built already."""
    report = report_of(read_library(root))
    return Site(root, folder, report, pages_of(report, root / "templates").pages)


def once(base: Path, worker: str, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` that `make` fills, once for all processes of a session; the others wait for it."""
    shared = base if worker == "master" else base.parent
    folder, done, failed = shared / name, shared / f"{name}.done", shared / f"{name}.failed"
    try:
        (shared / f"{name}.begun").mkdir()
    except FileExistsError:
        while not done.exists():
            if failed.exists():
                pytest.fail(f"another process could not make {name}:\n{failed.read_text('utf-8')}")
            time.sleep(0.05)
        return folder
    try:
        make(folder)
    except BaseException as error:
        failed.write_text(str(error), "utf-8")
        raise
    done.touch()
    return folder


def built(folder: Path) -> None:
    """A copy of this project in `folder`/project, and its site in `folder`/site."""
    root = copy_project(folder / "project")
    briefbook(root, "build", "--site-dir", str(folder / "site"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[..., Path]:
    """`shared_folder(name, make)`: see `once`."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "master")
    return partial(once, tmp_path_factory.getbasetemp(), worker)


@pytest.fixture(scope="session")
def site(shared_folder: Callable[..., Path]) -> Site:
    """This project's site, built from a copy."""
    folder = shared_folder("own-site", built)
    return site_of(folder / "project", folder / "site")


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where this project's site is served."""
    with served(site.folder) as where:
        yield where


def find_chromium() -> str:
    """The path of a Chromium; fails with what to install where there is none."""
    found = subprocess.run(
        ["sh", str(ROOT / "site_tests" / "install_browser.sh"), "--find"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        raise RuntimeError(found.stderr)
    return found.stdout.strip()


def start_chromium(playwright: Playwright) -> Browser:
    """A Chromium without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of this process."""
    with sync_playwright() as playwright:
        chromium = start_chromium(playwright)
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What pages did that no page may do."""

    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`visit(origin, width=…, **settings)`: a browser context whose every request, dialog and complaint is watched.

    At the test's end there must be none: no request to elsewhere, none that fails, no error on the console, no dialog.
    """
    watch = Watch()
    contexts: list[BrowserContext] = []

    def dismissed(dialog: Dialog) -> None:
        watch.dialogs.append(dialog.message)
        dialog.dismiss()

    def open_context(origin: str, width: int = 1280, height: int = 800, **settings: Any) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(15_000)
        context.on(
            "request",
            lambda r: watch.foreign.append(r.url) if not r.url.startswith((origin, "data:", "blob:")) else None,
        )
        context.on("response", lambda r: watch.failed.append(r.url) if r.status >= 400 else None)
        context.on("console", lambda m: watch.complaints.append(m.text) if m.type == "error" else None)
        context.on("weberror", lambda e: watch.complaints.append(str(e.error)))
        context.on("dialog", dismissed)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert watch == Watch()
