"""Text is data: what looks like markup, a template or a link, in an article or in YAML, shows as these characters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from build_scripts.model import Heading
from site_tests.conftest import Site, site_of, source_lines
from site_tests.projects import ROOT, briefbook, copy_project, served
from site_tests.test_browser import assert_nothing_scrolls_sideways, search

TITLE = "</title><script>alert(1)</script>"
FIELD = "{{ 7*7 }}"
RAW = "{% raw %}"
SCRIPT = "<script>alert(1)</script>"
LINK = "[x](javascript:alert(1))"
PIPES = "| a | b |"
HASH = "# not a heading"
ALL = f"{TITLE} {FIELD} {RAW} {SCRIPT} {LINK} {PIPES} {HASH}"
FILE = "odd <script>alert(1)<script> {{ 7*7 }} {% raw %} [x](javascript:alert(1)).txt"
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkundenverwaltung" * 2

ARTICLE = f"""\
# Ministers meet {TITLE} and {FIELD} at {LINK} with {RAW}

The ministers met {TITLE} on Monday, and {FIELD} was said, {RAW} as well. They said {SCRIPT} aloud, \
and {LINK} was agreed. The note {PIPES} was read, it is {HASH} at all.

## Plans {TITLE} with {FIELD} and {RAW} of {SCRIPT} by {LINK} now {PIPES} and {HASH}

The parties agreed on these points:

- First, {TITLE} is agreed for all.
- Second, {FIELD} and {RAW} will be held.
- Third, {SCRIPT} and {LINK} stay, with {PIPES} and {HASH} in it.

The table shows them:

| Issue {FIELD} | Status {SCRIPT} |
| --- | --- |
| Border {TITLE} | agreed {RAW} \\| a \\| b \\| so far |
| Trade {LINK} | met {SCRIPT} {HASH} |

> The minister said {TITLE} and {FIELD} and {RAW}, {SCRIPT}, {LINK}.
"""

RIGHT_TO_LEFT = f"""\
# المحادثات في إسطنبول

اجتمع الدبلوماسيون في إسطنبول لإجراء الجولة الثانية من المحادثات. {WORD} was read aloud by the ministers.

- النقطة الأولى: الحدود
- النقطة الثانية: التجارة
- النقطة الثالثة: الأمن

| القضية | {WORD} |
| --- | --- |
| الحدود | متفق عليها |
| {WORD} | https://example.org/{"a" * 120} |
"""


def briefing(article: str) -> str:
    """A briefing whose every text is hostile, over the hostile article and the one that runs from right to left."""
    text = json.dumps  # a JSON string is a YAML string
    return f"""\
title: {text("Talks " + ALL)}
question: {text("Who said " + ALL)}
as_of: null
articles:
  - {{id: {article}, label: {text("Label " + ALL)}}}
  - {{id: rtl, label: {text("Label " + WORD)}}}
key_points:
  - text: {text("Point " + ALL)}
    cites: [{article}@3]
  - text: {text("Point " + WORD)}
    cites: [rtl@3]
themes: [talks]
actors: [ministers]
notes: {text("Desk " + ALL)}
comparisons:
  - id: themes
    caption: {text("Caption " + ALL)}
    rows: themes
    columns: articles
    cells:
      talks/{article}: {{state: disputed, cites: [{article}@3], note: {text("Note " + ALL)}}}
  - id: parties
    caption: {text("Parties " + WORD)}
    rows: actors
    columns: articles
"""


def make(folder: Path) -> None:
    root = copy_project(folder / "project", content=False)
    content = root / "content"
    for name in ("sources", "pages", "briefings", "themes", "actors", "records"):
        (content / name).mkdir(parents=True)
    (content / "vocabulary.yaml").write_bytes((ROOT / "content" / "vocabulary.yaml").read_bytes())
    (content / "sources" / FILE).write_text(ARTICLE, "utf-8")
    (content / "sources" / "rtl.txt").write_text(RIGHT_TO_LEFT, "utf-8")
    briefbook(root, "normalize")
    article = article_id(root)
    rewritten = json.dumps(f"Evidence {ALL}")
    record = f"address: {json.dumps('https://example.org/' + ALL)}\nlooks_rewritten: {rewritten}\nrights: full\n"
    (content / "records" / f"{Path(FILE).stem}.yaml").write_text(record, "utf-8")
    theme = f"label: {json.dumps('Theme ' + ALL)}\nterms: [ministers, minister]\n"
    (content / "themes" / "talks.yaml").write_text(theme, "utf-8")
    actor = f"label: {json.dumps('Actor ' + ALL)}\nterms: [ministers, minister]\n"
    (content / "actors" / "ministers.yaml").write_text(actor, "utf-8")
    (content / "briefings" / "odd.yaml").write_text(briefing(article), "utf-8")
    briefbook(root, "build", "--site-dir", str(folder / "site"))


def article_id(root: Path) -> str:
    (path,) = (p for p in (root / "content" / "articles").glob("*.yaml") if p.stem != "rtl")
    return path.stem


@pytest.fixture(scope="module")
def hostile(shared_folder: Callable[..., Path]) -> Site:
    folder = shared_folder("hostile-site", make)
    return site_of(folder / "project", folder / "site")


@pytest.fixture(scope="module")
def hostile_address(hostile: Site) -> Iterator[str]:
    with served(hostile.folder) as where:
        yield where


class Elements(HTMLParser):
    """The scripts of a page that are not the theme's, its links to scripts, and its titles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.script_links: list[str] = []
        self.titles = 0
        self._in_script = False
        self._pictures = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A block of data is no script: `test_document_head.py` reads it as JSON.
        self._in_script = tag == "script" and ("type", "application/ld+json") not in attrs
        self._pictures += tag == "svg"
        self.titles += tag == "title" and not self._pictures  # a picture has titles of its own
        self.script_links += [v for n, v in attrs if v and (n.startswith("on") or v.lower().startswith("javascript:"))]

    def handle_endtag(self, tag: str) -> None:
        self._pictures -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if self._in_script and "alert" in data:
            self.scripts.append(data)


def test_nothing_of_it_is_markup_in_any_file(hostile: Site) -> None:
    pages = sorted(hostile.folder.rglob("*.html"))
    assert len(pages) == len(hostile.pages) + 1  # and 404.html
    for path in pages:
        text = path.read_text("utf-8")
        found = Elements(text)
        name = path.relative_to(hostile.folder).as_posix()
        assert (found.scripts, found.script_links, found.titles) == ([], [], 1), name
        assert TITLE not in text, name
        assert "<script>alert" not in text, name
        assert ">49<" not in text, name
    index = json.loads((hostile.folder / "search" / "search_index.json").read_text("utf-8"))
    texts = [entry["title"] + entry["text"] for entry in index["docs"]]
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;" in t for t in texts)
    assert not any("<script" in t or "</title" in t for t in texts)


def shown(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.browser
def test_it_shows_as_these_characters_on_every_page(
    hostile: Site, hostile_address: str, visit: Callable[..., BrowserContext]
) -> None:
    article = article_id(hostile.root)
    report = hostile.report.articles[article]
    assert {type(b).__name__ for b in report.article.blocks} >= {
        "Heading",
        "Paragraph",
        "BulletList",
        "Table",
        "BlockQuote",
    }
    said = [s.text for s in report.statements]
    title = report.title
    everything = f"Talks {ALL}"
    headings = [b.text for b in report.article.blocks if isinstance(b, Heading)]
    expected = {
        "": ["Talks " + ALL, "Who said " + ALL, "Point " + ALL],
        "briefings/": [everything, "Who said " + ALL],
        "articles/": [title],
        "sources/": [title, FILE],
        "briefings/odd/": [
            *(f"{word} {ALL}" for word in ("Talks", "Who said", "Point", "Label", "Caption", "Note", "Desk", "Theme")),
            *(f"{word}{ALL}" for word in ("Actor ", "Evidence ", "https://example.org/")),
            title,
            FILE,
        ],
        "briefings/odd/themes/": [f"{word} {ALL}" for word in ("Talks", "Caption", "Label", "Theme", "Note")],
        f"articles/{article}/": [title, FILE, *headings, f"Evidence {ALL}", everything],
        f"sources/{article}/": [title, FILE],
    }
    titles = {p.uri: p.title for p in hostile.pages}
    page = visit(hostile_address).new_page()
    for uri, texts in expected.items():
        page.goto(hostile_address + uri)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.add_style_tag(content="* { content-visibility: visible !important; }")  # inner_text leaves out what is far
        content = shown(page.locator("article.md-content__inner").inner_text())
        for text in texts:
            assert shown(text) in content, (uri, text)
        assert page.title() in (f"{shown(titles[uri])} - Briefbook", "Briefbook"), uri
        assert shown(page.locator("h1").inner_text()).rstrip("¶ ") == shown(titles[uri])
        assert shown(page.locator(".md-header__topic").last.text_content() or "") in (shown(titles[uri]), "Home")
        assert page.locator("article script, article a[href^='javascript']").count() == 0
    page.goto(f"{hostile_address}articles/{article}/")
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    for text in said:
        words = " ".join(t for t in shown(text).split(" ") if t != "|") if " | " in text else shown(text)
        content = shown(page.locator("article.md-content__inner").inner_text())
        assert words in content or all(part.strip() in content for part in text.split(" | ")), text
    cells = page.locator("article .bb-block table").first
    for cell in (f"Issue {FIELD}", f"Status {SCRIPT}", f"Border {TITLE}", f"agreed {RAW} | a | b | so far"):
        expect(cells.get_by_text(cell, exact=True)).to_be_visible()
    page.goto(f"{hostile_address}sources/{article}/")
    lines = page.locator("ol.bb-ledger p:first-child").all_text_contents()
    written = source_lines(hostile.root / "content" / "sources" / FILE)
    assert lines == [line for line in written if line.strip()]


@pytest.mark.browser
def test_it_shows_as_these_characters_in_search(
    hostile: Site, hostile_address: str, visit: Callable[..., BrowserContext]
) -> None:
    page = visit(hostile_address).new_page()
    page.goto(hostile_address)
    results = search(page, "ministers")
    expect(results.locator(".md-search-result__link").first).to_be_visible()
    expect(results).to_contain_text(hostile.report.articles[article_id(hostile.root)].title)
    results.locator("summary").evaluate_all("es => es.forEach(e => e.parentElement.open = true)")
    texts = " ".join(results.locator(".md-search-result__link").all_inner_texts())
    for characters in (TITLE, FIELD, RAW, SCRIPT, LINK):
        assert shown(characters) in shown(texts), characters
    assert results.locator("script, a[href^='javascript'], title").count() == 0
    results.locator(f"a[href*='articles/{article_id(hostile.root)}/']").first.click()
    page.wait_for_url(re.compile(r".*articles/.*"))
    assert page.locator("article script").count() == 0


@pytest.mark.browser
def test_long_words_and_other_directions_stay_on_the_page(
    hostile: Site, hostile_address: str, visit: Callable[..., BrowserContext]
) -> None:
    page = visit(hostile_address).new_page()
    for made in hostile.pages:
        page.goto(hostile_address + made.uri)
        assert_nothing_scrolls_sideways(page, (320, 1280))
    page.goto(f"{hostile_address}articles/rtl/")
    direction = "e => getComputedStyle(e).direction"
    assert page.locator("h1").evaluate(direction) == "rtl"
    assert page.locator(".bb-block-paragraph p[dir]").first.evaluate(direction) == "rtl"
    assert page.locator(".bb-block-bulletlist li").first.evaluate(direction) == "rtl"
