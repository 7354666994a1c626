"""The built site without a browser: its pages, search entries, key elements and links are counted and followed."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest

from site_tests.conftest import Site, source_lines
from site_tests.projects import briefbook, copy_project, files_of, run

SHELVES = ("briefings", "articles", "sources", "themes", "parties", "changes", "data")
STANDARD_FILES = {"404.html", "search/search_index.json", "assets/briefbook.css"}


@dataclass
class Html(HTMLParser):
    """What stands in a page: its tags, ids, links, and the text of chosen elements."""

    text: str
    tags: Counter[str] = field(default_factory=Counter)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    quotes: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._quote: list[str] | None = None
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            if given.get("class") == "bb-cite" and self._quote:
                self.quotes.append(("".join(self._quote), given["href"]))
                self._quote = None
        elif tag in ("link", "script", "img", "iframe"):
            self.resources += [given[name] for name in ("href", "src") if given.get(name)]
        elif tag == "q":
            self._quote = []

    def handle_data(self, data: str) -> None:
        if self._quote is not None and self.lasttag == "q":
            self._quote.append(data)

    __hash__ = object.__hash__


@pytest.fixture(scope="module")
def htmls(site: Site) -> dict[str, Html]:
    """Every page of the site by its address (the home page's is empty)."""
    files = site.folder.rglob("index.html")
    return {
        path.relative_to(site.folder).as_posix().removesuffix("index.html"): Html(path.read_text("utf-8"))
        for path in files
    }


def hand_written(site: Site) -> list[str]:
    folder = site.root / "content" / "pages"
    return [p.relative_to(folder).as_posix().removesuffix(".md") + "/" for p in folder.rglob("*.md")]


def test_every_article_briefing_and_comparison_has_its_pages(site: Site, htmls: dict[str, Html]) -> None:
    expected = {"", "method/", *(f"{shelf}/" for shelf in SHELVES), *hand_written(site)}
    for path in (site.root / "content" / "articles").glob("*.yaml"):
        expected |= {f"articles/{path.stem}/", f"sources/{path.stem}/"}
    for folder, shelf in (("themes", "themes"), ("actors", "parties"), ("briefings", "briefings")):
        expected |= {f"{shelf}/{path.stem}/" for path in (site.root / "content" / folder).glob("*.yaml")}
    for path in (site.root / "content" / "briefings").glob("*.yaml"):
        comparisons = path.read_text("utf-8").partition("\ncomparisons:")[2]
        expected |= {
            f"briefings/{path.stem}/{name}/" for name in re.findall(r"^  - id: (\S+)$", comparisons, re.MULTILINE)
        }
    assert set(htmls) == expected
    assert {p.uri for p in site.pages} == expected - set(hand_written(site))
    assert set(files_of(site.folder)) >= STANDARD_FILES


def test_search_finds_what_the_pages_give_it(site: Site, htmls: dict[str, Html]) -> None:
    index = json.loads((site.folder / "search" / "search_index.json").read_text("utf-8"))
    found = Counter(entry["location"] for entry in index["docs"])
    expected = Counter(f"{p.uri}#{e.anchor}" if e.anchor else p.uri for p in site.pages for e in p.search_entries)
    by_hand = [place for place in found if place.partition("#")[0] in hand_written(site)]
    for place in by_hand:
        del found[place]
    assert bool(by_hand) == bool(hand_written(site))
    assert found == expected
    assert sum(expected.values()) > 150
    for place in found:
        uri, _, anchor = place.partition("#")
        assert not anchor or anchor in htmls[uri].ids, place


def test_each_page_has_one_title_and_no_id_twice(htmls: dict[str, Html]) -> None:
    for uri, html in htmls.items():
        assert html.tags["h1"] == 1, uri
        assert html.text.partition("</head>")[0].count("<title>") == 1, uri  # a picture has a title of its own
        assert html.tags["main"] == 1, uri
        assert [i for i, n in Counter(html.ids).items() if n > 1] == [], uri


def test_a_briefing_has_its_key_elements(site: Site, htmls: dict[str, Html]) -> None:
    for briefing in site.report.briefings.values():
        html = htmls[f"briefings/{briefing.id}/"]
        cites = sum(len(point.cites) for point in briefing.document.key_points)
        assert html.text.count('class="bb-bottom"') == 1
        bottom = html.text.partition('class="bb-bottom"')[2].partition("</div>")[0]
        assert bottom.count("<li ") == len(briefing.document.key_points)
        assert bottom.count('class="bb-cite"') == cites >= len(briefing.document.key_points)
        assert html.text.count("bb-comparison") == len(briefing.tables)
        states = sum(len(row) for t in briefing.tables for row in t.cells)
        changed = sum(len(row) for row in briefing.by_round.cells)  # what changed from one round to the next
        assert html.text.count('class="bb-state ') == states + changed
        assert {"bottom-line", "at-a-glance", "left-out", "sources"} <= set(html.ids)


def test_an_article_and_its_source_have_their_key_elements(site: Site, htmls: dict[str, Html]) -> None:
    for report in site.report.articles.values():
        article, source = htmls[f"articles/{report.article.id}/"], htmls[f"sources/{report.article.id}/"]
        assert {f"s-{s.id}" for s in report.statements} <= set(article.ids)
        assert {f"b{number}" for number in range(1, len(report.article.blocks) + 1)} <= set(article.ids)
        numbers = range(1, len(source_lines(site.root / "content" / "sources" / report.article.source)) + 1)
        assert [i for i in source.ids if re.fullmatch(r"L\d+", i)] in (
            [f"L{n}" for n in numbers],
            [f"L{n}" for n in numbers[:-1]],  # what follows the last line end is a line only if it holds something
        )


def test_every_quotation_stands_at_the_line_it_names(site: Site, htmls: dict[str, Html]) -> None:
    checked = 0
    for uri, html in htmls.items():
        for quote, href in html.quotes:
            place, _, line = urljoin(f"/{uri}", href).partition("#L")
            path = place.partition("?")[0]
            name = site.report.articles[path.removeprefix("/sources/").rstrip("/")].article.source
            lines = source_lines(site.root / "content" / "sources" / name)[int(line) - 1 :]
            first = _letters(lines[0])
            said = _letters(quote)
            assert said in _letters("".join(lines)), (uri, quote, href)
            assert said in first or first in said or first.endswith(said[:20]) or not first, (uri, quote, href)
            checked += 1
    assert checked > 50


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def test_mkdocs_alone_builds_the_same_site_without_a_warning(site: Site, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    told = run(root, "mkdocs", "build", "--strict", "-d", str(tmp_path / "site"))
    assert not re.search(r"^(WARNING|ERROR|CRITICAL)", told, re.MULTILINE), told
    _assert_same(files_of(tmp_path / "site"), files_of(site.folder))


def test_the_same_content_gives_the_same_bytes_anywhere(site: Site, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "another place, ж")
    home = tmp_path / "home"
    home.mkdir()
    elsewhere = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "HOME": str(home), "PYTHONHASHSEED": "12345"}
    for _ in range(2):
        briefbook(root, "build", env=elsewhere)
        _assert_same(files_of(root / "site"), files_of(site.folder))


def test_no_page_names_the_machine_or_the_day(site: Site) -> None:
    for name, data in files_of(site.folder).items():
        if name.endswith((".html", ".json", ".xml")):
            assert str(site.root).encode() not in data, name
            assert not re.search(rb"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d", data), name


def _assert_same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
