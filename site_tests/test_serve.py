"""`briefbook serve`: a save shows in the open page by itself, a mistake as a panel over the last good page."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from build_scripts.build_messages import build_problems, configuration_problems
from build_scripts.library import read_library
from build_scripts.preview import Preview
from build_scripts.problems import Problem
from build_scripts.watched import differing, next_change, snapshot
from site_tests.projects import ROOT, briefbook, copy_project, files_of

Visit = Callable[..., BrowserContext]
LONG = 60.0
"""Seconds that a loaded machine may take for what is waited for."""

expect.set_options(timeout=LONG * 1000)


@dataclass
class Served:
    """A project that `briefbook serve` runs on."""

    root: Path
    process: subprocess.Popen[str]
    address: str
    told: Path
    settled: int = 0

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2].strip("/"))

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """An answer to a path that is sent as it stands, not as a client would tidy it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()

    def events(self) -> Iterator[dict[str, Any]]:
        """What open pages are told, from now on."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.request("GET", "/_briefbook/events")
        with connection.getresponse() as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

    def event(self, wanted: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The first event that is as wanted."""
        return next(event for event in self.events() if wanted(event))

    def write(self, name: str, text: str) -> None:
        """Save a file of the project as many editors do: a new one, renamed over the old one."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.parent / f".{path.name}.part"
        part.write_text(text, "utf-8")
        part.replace(path)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text("utf-8")
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def restore(self) -> None:
        """Make the project what it was, and wait until that is what is served."""
        kept = files_of(self.root.parent / "kept")
        for name, data in kept.items():
            if not (self.root / name).is_file() or (self.root / name).read_bytes() != data:
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                (self.root / name).write_bytes(data)
        for name in files_of(self.root).keys() - kept.keys():
            (self.root / name).unlink()
        self.settled += 1
        self.write(f"content/pages/settled-{self.settled}.md", "# Settled\n")
        wait_for(lambda: self.get(f"/settled-{self.settled}/")[0].status == 200)

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(LONG)


def wait_for(condition: Callable[[], Any]) -> None:
    ends = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < ends, "it never came to be"
        time.sleep(0.02)


def start(root: Path, *arguments: str) -> Served:
    """`briefbook serve` on a project, as soon as it tells its address."""
    told = root.parent / f"told-{time.monotonic_ns()}.txt"
    scratch = root.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if k not in ("SITE_URL", "REPORT_ERRORS", "SOURCE_DATE_EPOCH")}
    with told.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "build_scripts.cli", "serve", *(arguments or ("--port", "0"))],
            cwd=root,
            env={**kept, "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        wait_for(lambda: "serving http" in told.read_text() or process.poll() is not None)
        found = re.search(r"^serving (http://[^ /]+/)", told.read_text(), re.MULTILINE)
        assert found, told.read_text()
    except BaseException:
        process.kill()
        raise
    return Served(root, process, found[1], told)


@contextmanager
def serving(root: Path, *arguments: str) -> Iterator[Served]:
    served = start(root, *arguments)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.wait(LONG)


@pytest.fixture(scope="module")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("serve")
    root = copy_project(folder / "project")
    shutil.copytree(root, folder / "kept")
    with serving(root) as served:
        yield served


@pytest.fixture
def desk(one_for_all: Served) -> Iterator[Served]:
    """A served project that a test may edit; afterwards it is as it was."""
    yield one_for_all
    one_for_all.restore()


@dataclass(frozen=True)
class Briefing:
    """The first briefing of this project: its file, its page, and a text that both have."""

    name: str
    uri: str
    title: str
    question: str


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    entry = next(iter(read_library(ROOT).briefings.values()))
    return Briefing(entry.path, f"briefings/{entry.id}/", entry.document.title, entry.document.question)


def opened(visit: Visit, served: Served, uri: str, **settings: Any) -> Page:
    """A page that listens: what is saved from now on reaches it."""
    page = visit(served.address, **settings).new_page()
    with page.expect_response("**/_briefbook/events", timeout=LONG * 1000):
        page.goto(served.address + uri)
    return page


# --- a save shows


@pytest.mark.browser
def test_a_saved_text_shows_by_itself_where_one_was(desk: Served, visit: Visit, briefing: Briefing) -> None:
    page = opened(visit, desk, briefing.uri, height=500)
    other_tab = page.context.new_page()
    with other_tab.expect_response("**/_briefbook/events"):
        other_tab.goto(desk.address)
    details = page.locator("details").first
    details.evaluate("e => { e.open = true; scrollTo({top: 300, behavior: 'instant'}) }")
    assert page.evaluate("scrollY") == 300
    desk.edit(briefing.name, briefing.title, "A title <b>that</b> {{ was }} edited")
    expect(page.locator("h1")).to_contain_text("A title <b>that</b> {{ was }} edited")
    expect(other_tab.locator(".md-content")).to_contain_text("A title <b>that</b> {{ was }} edited")
    page.wait_for_function("Math.abs(scrollY - 300) < 2")
    expect(details).to_have_attribute("open", "")
    assert not page.locator("briefbook-preview .panel").is_visible()


@pytest.mark.browser
def test_a_style_a_page_a_setting_and_a_template_show_too(desk: Served, visit: Visit) -> None:
    page = opened(visit, desk, "")
    desk.write("templates/assets/more/own.css", "h1 { outline: 3px solid red }")
    desk.edit("mkdocs.yml", "extra_css:", "extra_css:\n  - assets/more/own.css")
    expect(page.locator("h1")).to_have_css("outline-width", "3px")
    desk.write("templates/assets/more/own.css", "h1 { outline: 5px solid red }")
    expect(page.locator("h1")).to_have_css("outline-width", "5px")
    desk.edit("mkdocs.yml", "site_name: Briefbook", "site_name: Another name")
    expect(page).to_have_title(re.compile("Another name"))
    desk.edit("templates/home_lead.html.j2", "", "<p id='tried'>a template</p>")
    expect(page.locator("#tried")).to_have_text("a template")
    desk.write("templates/overrides/main.html", '{% extends "base.html" %}{% block announce %}overridden{% endblock %}')
    expect(page.locator(".md-banner")).to_contain_text("overridden")
    desk.edit("templates/overrides/main.html", "overridden", "once more")
    expect(page.locator(".md-banner")).to_contain_text("once more")


@pytest.mark.browser
def test_a_page_that_goes_is_told_and_comes_back(desk: Served, browser: Any, briefing: Briefing) -> None:
    page = browser.new_page()
    desk.write("content/pages/notes/mine.md", "# Mine\n\nWords by hand.\n")
    wait_for(lambda: desk.get("/notes/mine/")[0].status == 200)
    page.goto(f"{desk.address}notes/mine/")
    shutil.rmtree(desk.root / "content/pages/notes")
    expect(page.locator("h1")).to_contain_text("Page not found")
    desk.write("content/pages/notes/mine.md", "# Mine\n\nWords by hand, again.\n")
    expect(page.get_by_text("Words by hand, again.")).to_be_visible()
    page.close()


@pytest.mark.browser
def test_a_new_source_is_told_to_want_its_article(desk: Served, visit: Visit) -> None:
    page = opened(visit, desk, "")
    before = files_of(desk.root / "content")
    chip = page.locator("briefbook-preview button.chip")
    warned = len(desk.event(lambda e: True)["warnings"])
    desk.write("content/sources/new.txt", "A headline\n\nBy A. Writer\n\nSome words.\n")
    expect(chip).to_have_text(re.compile(rf"^{warned + 1} warning"))
    assert not page.locator("briefbook-preview .panel").is_visible()
    chip.click()
    panel = page.locator("briefbook-preview .panel")
    expect(panel).to_contain_text("content/sources/new.txt")
    expect(panel).to_contain_text("briefbook normalize")
    (desk.root / "content/sources/new.txt").unlink()
    expect(panel).not_to_contain_text("content/sources/new.txt")
    assert files_of(desk.root / "content") == before


@pytest.mark.browser
def test_a_tab_that_was_asleep_catches_up(desk: Served, visit: Visit, briefing: Briefing) -> None:
    page = opened(visit, desk, briefing.uri)
    seen = """state => {
      Object.defineProperty(document, 'visibilityState', {value: state, configurable: true})
      document.dispatchEvent(new Event('visibilitychange'))
    }"""
    page.evaluate(seen, "hidden")
    desk.edit(briefing.name, briefing.title, "Written while nobody looked")
    desk.event(lambda e: b"Written while nobody looked" in desk.get(f"/{briefing.uri}")[1])
    expect(page.locator("h1")).to_contain_text(briefing.title)
    page.evaluate(seen, "visible")
    expect(page.locator("h1")).to_contain_text("Written while nobody looked")


@pytest.mark.browser
def test_a_server_that_was_started_anew_is_found_again(tmp_path: Path, browser: Any, briefing: Briefing) -> None:
    root = copy_project(tmp_path / "project")
    page = browser.new_page()
    with serving(root) as first:
        page.goto(first.address + briefing.uri)
        assert first.stop() == 0
    expect(page.get_by_text("The preview has stopped.")).to_be_visible()
    path = root / briefing.name
    path.write_text(path.read_text("utf-8").replace(briefing.title, "Written in between"), "utf-8")
    with serving(root, "--port", str(first.port)):
        expect(page.locator("h1")).to_contain_text("Written in between")
        expect(page.get_by_text("The preview has stopped.")).to_be_hidden()
    page.close()


# --- a mistake shows


@pytest.mark.browser
def test_mistakes_are_a_panel_over_the_last_good_page(desk: Served, visit: Visit, briefing: Briefing) -> None:
    page = opened(visit, desk, briefing.uri, width=360)
    panel, hide = page.locator("briefbook-preview .panel"), page.get_by_role("button", name="Hide")
    chip = page.locator("briefbook-preview button.chip")
    text = (desk.root / briefing.name).read_text("utf-8")
    line = 1 + text[: text.index("question:")].count("\n")
    desk.edit(briefing.name, "question:", "qestion:")
    theme = next((desk.root / "content/themes").glob("*.yaml"))
    desk.write(f"content/themes/{theme.name}", "label: [A\n")
    expect(panel).to_be_visible()
    expect(panel.locator("li", has_text="qestion")).to_have_count(1)
    expect(panel.locator("li", has_text=theme.name).first).to_be_visible()
    assert panel.get_attribute("role") == "alert"
    mistake = panel.locator("li", has_text="unknown key")
    expect(mistake).to_contain_text(f"{briefing.name}:{line}:1")
    expect(mistake).to_contain_text("did you mean `question`?")
    expect(mistake.locator("pre")).to_contain_text("qestion:")
    expect(mistake.locator("pre")).to_contain_text(re.compile(r"^\W*\^", re.MULTILINE))
    told = desk.told.read_text()
    assert f"{briefing.name}:{line}:1: Y004" in told
    expect(page.locator("h1")).to_contain_text(briefing.title)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = panel.bounding_box()
    assert box is not None
    assert box["height"] < 0.75 * 800
    for scheme in ("default", "slate"):
        page.evaluate("name => document.body.setAttribute('data-md-color-scheme', name)", scheme)
        assert panel.evaluate(PALE) == [], scheme
    hide.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(chip).to_be_focused()
    page.goto(desk.address)
    expect(chip).to_be_visible()
    expect(panel).to_be_hidden()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    desk.write(f"content/themes/{theme.name}", (desk.root.parent / "kept/content/themes" / theme.name).read_text())
    expect(panel).to_be_visible()  # other problems than those that were hidden
    expect(panel).not_to_contain_text(theme.name)
    desk.write(briefing.name, text)
    expect(panel).to_be_hidden()


PALE = """panel => {
  const light = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = e => {
    const own = getComputedStyle(e).backgroundColor
    return own.startsWith('rgba(0, 0, 0, 0') ? ground(e.parentElement) : own
  }
  return [...panel.querySelectorAll('*')].filter(e => e.textContent.trim()).flatMap(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x)
    return (a + 0.05) / (b + 0.05) < 4.5 ? [`${e.tagName}.${e.className}`] : []
  })
}"""


EVIL = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "${alert(1)}`",
    "</pre></section><a href=javascript:alert(1)>",
)


@pytest.mark.browser
def test_what_a_mistake_quotes_is_text(desk: Served, visit: Visit, briefing: Briefing) -> None:
    page = opened(visit, desk, briefing.uri)
    keys = "".join(f"{json.dumps(evil)}: 1\n" for evil in EVIL)
    desk.edit(briefing.name, "title:", f"{keys}title:")
    told = page.locator("briefbook-preview .panel li")
    expect(told).to_have_count(len(EVIL))
    for number, evil in enumerate(EVIL):
        expect(told.nth(number).locator(".message")).to_contain_text(evil)
        expect(told.nth(number).locator("pre")).to_contain_text(evil)
    assert told.locator("script, img, a").count() == 0  # and `visit` fails for a dialog or a request to elsewhere
    assert told.get_by_text("49").count() == 0


@pytest.mark.browser
def test_a_project_that_is_wrong_from_the_start_is_served_all_the_same(
    tmp_path: Path, browser: Any, briefing: Briefing
) -> None:
    root = copy_project(tmp_path / "project")
    path = root / briefing.name
    good = path.read_text("utf-8")
    path.write_text(good.replace("title:", "titel:", 1), "utf-8")
    with serving(root) as served:
        page = browser.new_page()
        page.goto(served.address + briefing.uri)
        expect(page.locator("briefbook-preview .panel")).to_contain_text("did you mean `title`?")
        expect(page.locator("h1")).to_contain_text("There is no good page yet")
        assert "Y004" in served.told.read_text()
        path.write_text(good, "utf-8")
        expect(page.locator("h1")).to_contain_text(briefing.title)
        expect(page.locator("briefbook-preview .panel")).to_be_hidden()
        page.close()


MISTAKES: dict[str, tuple[str, str, str, str, str, str]] = {
    # name: file, what stands there, what is saved instead, code, place after the file's name, words of the message
    "settings that are no YAML": ("mkdocs.yml", "nav:", "nav: [", "B001", ":", "configuration"),
    "an unknown setting": ("mkdocs.yml", "nav:", "navv: 1\nnav:", "B001", ":10:1", "Unrecognised"),
    "an unknown plugin": ("mkdocs.yml", "  - search\n", "  - search\n  - nowhere\n", "B001", ":", "nowhere"),
    "no plugin of ours": ("mkdocs.yml", "  - briefbook\n", "", "B006", "", "not in use"),
    "a page that the navigation lacks": ("mkdocs.yml", "method.md", "methods.md", "B002", ":", "methods.md"),
    "a template": (
        "templates/home_lead.html.j2",
        "",
        "<p>\n{{ nothing_of_this_name }}",
        "P001",
        ":2:1",
        "nothing_of_this",
    ),
    "a template's syntax": ("templates/home_lead.html.j2", "", "\n\n{% if %}", "P001", ":3:1", "template"),
}


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    made = Preview(copy_project(tmp_path / "project"), "http://127.0.0.1:1")
    yield made
    made.close()


def told_by(preview: Preview) -> list[tuple[str, Problem, str]]:
    """What a page would be told of a build now: each problem's place, the problem and its excerpt."""
    rebuilt = preview.rebuild()
    assert preview.shown.folder is None
    assert [told.problem for told in preview.shown.problems] == list(rebuilt.problems)
    return [
        (f"{p.path}:{p.line}:{p.column}" if p.line else p.path, p, told.excerpt)
        for told in preview.shown.problems
        for p in (told.problem,)
    ]


@pytest.mark.parametrize("name", MISTAKES)
def test_every_kind_of_mistake_is_told_at_its_place(preview: Preview, tmp_path: Path, name: str) -> None:
    file, old, new, code, where, words = MISTAKES[name]
    path = tmp_path / "project" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new if old else new + old, 1), "utf-8")
    ((place, problem, excerpt),) = told_by(preview)
    assert place.startswith(f"{file}{where}")
    assert problem.code == code
    assert words in problem.message
    assert bool(excerpt) == bool(where)
    assert str(tmp_path) not in f"{problem}{excerpt}"


@pytest.mark.parametrize(
    ("file", "text", "place", "words"),
    [
        ("content/pages/own.md", "# Own\n\nsee [it](gone.md)\n", ":3:10", "gone.md"),
        ("content/pages/own.md", "# Own\n\n[it](#gone)\n", ":3:6", "#gone"),
        ("templates/overrides/main.html", '{% extends "base.html" %}\n{% block x %}', ":2:1", "endblock"),
        ("templates/overrides/main.html", "{% block x %}\n\n{{ a.b.c }}{% endblock %}", ":3:1", "undefined"),
        ("content/pages/sources/index.md", "# Mine", "", "has the address of a generated page"),
        ("content/articles/bad id.yaml", "source: x", "", "is no id"),
        ("content/articles/latin.yaml", "headline: \udce9", ":1:11", "UTF-8"),
        ("content/articles/tab.yaml", "source: a\n\tb: c\n", ":2:1", "tab"),
    ],
)  # fmt: skip
def test_a_new_file_with_a_mistake_is_told_at_its_place(
    preview: Preview, tmp_path: Path, file: str, text: str, place: str, words: str
) -> None:
    path = tmp_path / "project" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    told = [(found, problem.message) for found, problem, _ in told_by(preview)]
    expected = f"{file}{place}" if place or "address" not in words else "mkdocs.yml"
    assert any(found == expected and words in message for found, message in told), told


def test_content_and_settings_are_told_together(preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "project" / "content" / "vocabulary.yaml").write_text("kinds: [\n", "utf-8")
    settings = tmp_path / "project" / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + "\nnothing: 1\n", "utf-8")
    assert {problem.code for _, problem, _ in told_by(preview)} >= {"Y001", "B001"}


# --- what is served


def test_what_is_served_is_what_a_build_gives_and_the_script(desk: Served, tmp_path: Path, briefing: Briefing) -> None:
    for title in ("First", "Second"):  # a build after others gives the same as one alone
        desk.edit(briefing.name, briefing.title if title == "First" else "First", title)
        wait_for(lambda: f">{title}<".encode() in desk.get(f"/{briefing.uri}")[1])  # noqa: B023
    briefbook(desk.root, "build", "--site-dir", str(tmp_path / "site"))
    shutil.rmtree(desk.root / ".briefbook")
    built = files_of(tmp_path / "site")
    assert len(built) > 20
    for name, data in built.items():
        answer, served = desk.get(f"/{name}")
        assert answer.status == 200, name
        script = re.findall(rb'<script src="/_briefbook/live\.js" data-site="[\w-]+"></script>', served)
        assert len(script) == (name.endswith(".html")), name
        assert served.replace(b"".join(script), b"", len(script)) == data, name
        assert b"_briefbook" not in data, name


def test_pages_are_whole_while_others_are_made(desk: Served, briefing: Briefing) -> None:
    failed: list[str] = []
    seen: set[str] = set()
    ended = Event()

    def look() -> None:
        while not ended.is_set():
            for path in ("/", f"/{briefing.uri}", "/search/search_index.json", "/assets/briefbook.css"):
                answer, data = desk.get(path)
                if answer.status != 200 or len(data) != int(answer.headers["Content-Length"]):
                    failed.append(f"{path}: {answer.status}")
                if path == f"/{briefing.uri}":
                    seen.add(re.search(r"<h1[^>]*>([^<]*)", data.decode())[1].strip())  # type: ignore[index]

    looking = [Thread(target=look) for _ in range(2)]
    for thread in looking:
        thread.start()
    try:
        last = briefing.title
        for number in range(4):
            desk.edit(briefing.name, last, last := f"Title {number}")
            if number == 1:
                continue  # two saves, one after the other
            wait_for(lambda: f">{last}<".encode() in desk.get(f"/{briefing.uri}")[1])
        wait_for(lambda: last in seen)  # those who look see it too before they end
    finally:
        ended.set()
        for thread in looking:
            thread.join()
    assert failed == []
    assert {"Title 0", "Title 3"} <= seen


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/?a=b", {}, 200),
        ("GET", "/method", {}, 302),
        ("GET", "//method", {}, 302),
        ("GET", "/index.html/", {}, 404),
        ("GET", "/nothing/", {}, 404),
        ("GET", "/../../../../../../../etc/passwd", {}, 404),
        ("GET", "/..%2f..%2f..%2f..%2f..%2fetc/passwd", {}, 404),
        ("GET", "/%2e%2e/1/index.html", {}, 404),
        ("GET", "/..%5c..%5cx", {}, 404),
        ("GET", "/a%00b", {}, 404),
        ("GET", "/%ff%fe", {}, 404),
        ("GET", f"/{'x' * 5000}", {}, 404),
        ("GET", "http://127.0.0.1/", {}, 404),
        ("GET", "/_briefbook/nothing", {}, 404),
        ("GET", "/", {"Host": "evil.example"}, 403),
        ("GET", "/_briefbook/events", {"Host": "evil.example:8000"}, 403),
        ("GET", "/", {"Host": "localhost:8000"}, 200),
        ("GET", "/", {"Host": "[::1]:8000"}, 200),
        ("GET", "/", {"Host": "[::"}, 403),
        ("POST", "/", {}, 405),
        ("PUT", "/x", {}, 405),
        ("DELETE", "/", {}, 405),
    ],
)
def test_only_the_sites_files_are_read(
    one_for_all: Served, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer, data = one_for_all.get(path, method, **headers)
    assert answer.status == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"root:" not in data
    if status == 302:
        assert answer.headers["Location"] == "/method/"
    if method == "HEAD":
        assert data == b""
        assert int(answer.headers["Content-Length"]) > 1000


def test_kinds_of_files_are_told(one_for_all: Served) -> None:
    kinds = {
        "/": "text/html; charset=utf-8",
        "/assets/briefbook.css": "text/css; charset=utf-8",
        "/search/search_index.json": "application/json; charset=utf-8",
        "/_briefbook/live.js": "text/javascript; charset=utf-8",
        "/assets/images/favicon.png": "image/png",
    }
    assert {path: one_for_all.get(path)[0].headers["Content-Type"] for path in kinds} == kinds


def test_a_site_with_an_address_of_its_own_lies_at_its_path(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    settings = root / "mkdocs.yml"
    settings.write_text(
        re.sub(r"^site_url:.*", "site_url: https://example.org/desk/", settings.read_text(), flags=re.M)
    )
    with serving(root) as served:
        assert f"{served.address}desk/" in served.told.read_text()
        assert served.get("/")[0].headers["Location"] == "/desk/"
        answer, data = served.get("/desk/")
        assert answer.status == 200
        assert b"example.org" not in data
        answer, data = served.get("/desk/nothing")
        assert answer.status == 404
        assert b'href="/desk/' in data


# --- the command


def assert_taken(root: Path, port: int) -> None:
    command = [sys.executable, "-m", "build_scripts.cli", "serve", "--port", str(port)]
    second = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"V001 port {port} of 127.0.0.1 is taken" in second.stderr


def test_it_ends_and_leaves_nothing(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    before = files_of(root)
    for number in (signal.SIGINT, signal.SIGTERM):
        with serving(root) as served:
            stream = served.events()
            assert next(stream)["problems"] == []
            assert any((tmp_path / "scratch").iterdir())
            if number == signal.SIGINT:
                assert_taken(root, served.port)
            assert served.stop(number) == 0
            assert "Traceback" not in served.told.read_text()
            with suppress(OSError):
                stream.close()  # type: ignore[attr-defined]
    assert list((tmp_path / "scratch").iterdir()) == []
    assert files_of(root) == before


def test_each_rebuild_is_one_line(desk: Served, briefing: Briefing) -> None:
    before = desk.told.read_text()
    desk.edit(briefing.name, briefing.title, "Told in one line")
    wait_for(lambda: desk.told.read_text() != before)
    added = desk.told.read_text()[len(before) :]
    assert re.fullmatch(rf"changed {re.escape(briefing.name)}: \d+ pages \(\d+\.\d s\)\n", added)


# --- what is watched


def test_what_changed_is_seen_however_it_was_saved(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("one")
    second.write_text("two")
    known = snapshot([tmp_path])
    assert set(known) == {str(first), str(second)}

    def change(*steps: Callable[[], Any]) -> list[str]:
        nonlocal known
        for step in steps:
            step()
        found = next_change([tmp_path], known)
        names = [Path(p).relative_to(tmp_path).as_posix() for p in differing(known, found)]
        known = found
        return names

    part = tmp_path / ".a.yaml.swp"
    assert change(lambda: part.write_text("six"), lambda: part.replace(first)) == ["a.yaml"]
    assert change(second.unlink) == ["b.yaml"]
    new = tmp_path / "new" / "folder"
    assert change(lambda: new.mkdir(parents=True), lambda: (new / "c.md").write_text("")) == ["new/folder/c.md"]
    assert change(lambda: (new / "loop").symlink_to(tmp_path), lambda: first.write_text("7")) == ["a.yaml"]
    assert change(lambda: shutil.rmtree(new), lambda: first.write_text("8")) == ["a.yaml", "new/folder/c.md"]


def between_looks(monkeypatch: pytest.MonkeyPatch, steps: Iterable[Callable[[], object]]) -> None:
    """Let each pause of those who look be the next step of a hand, however quick the machine is."""
    hand = iter(steps)
    monkeypatch.setattr("build_scripts.watched.time.sleep", lambda _: next(hand, int)())


def test_a_burst_is_one_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = snapshot([tmp_path])
    between_looks(monkeypatch, [(tmp_path / f"{number}").touch for number in range(40)])
    assert len(next_change([tmp_path], known)) == 40


def test_what_came_and_went_is_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = snapshot([tmp_path])
    trial = tmp_path / "4913"
    trial.write_text("")  # an editor tries whether it may write here
    between_looks(monkeypatch, [trial.unlink, *[int] * 5, (tmp_path / "x").touch])
    assert [Path(p).name for p in differing(known, next_change([tmp_path], known))] == ["x"]


# --- what MkDocs tells


@pytest.mark.parametrize(
    ("messages", "failure", "place"),
    [
        (["Doc file 'a.md' contains a link 'b.md', but the target is not found."], None, ("docs/a.md", 3, 4)),
        (["Doc file 'a.md' contains a link 'c.md', but the target is not found."], None, ("docs/a.md", 0, 0)),
        (["Doc file 'z.md' contains a link 'c.md', but the target is not found."], None, ("mkdocs.yml", 0, 0)),
        (["A reference to 'x.md' is included in the 'nav' configuration"], None, ("mkdocs.yml", 5, 10)),
        (["something else"], None, ("mkdocs.yml", 0, 0)),
        ([], ValueError("x"), ("mkdocs.yml", 0, 0)),
    ],
)  # fmt: skip
def test_the_place_that_mkdocs_means(
    tmp_path: Path, messages: list[str], failure: Exception | None, place: tuple[str, int, int]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# b.md\n\n[](b.md)\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x.md\n\nnav:\n  - Home: index.md\n  - Two: x.md\n")
    (problem,) = build_problems(messages, failure, tmp_path, tmp_path / "docs")
    assert (problem.path, problem.line, problem.column) == place


def test_settings_are_told_without_the_machines_path(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  # one\n  - two\n  - three\n")
    message = "Config value 'plugins': The \"three\" plugin is not installed"
    (problem,) = configuration_problems([message], SystemExit(1), tmp_path)  # type: ignore[arg-type]
    assert (problem.line, problem.column) == (4, 5)
    message = (
        f'bad:\n  in "{tmp_path}/mkdocs.yml", line 1, column 2\nmore\n  in "{tmp_path}/mkdocs.yml", line 3, column 4'
    )
    (problem,) = configuration_problems([message], ValueError(), tmp_path)
    assert (problem.line, problem.column) == (3, 4)
    assert str(tmp_path) not in problem.message
