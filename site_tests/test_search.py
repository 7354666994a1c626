"""Search: what it finds, how it is called, how much of it a site gives, and that a result lands on what it names."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from playwright.sync_api import Page as Tab

from build_scripts.article_pages import article_page, surroundings_of
from build_scripts.compare import shown_state
from build_scripts.comparison_views import SIGNS
from build_scripts.library import read_library
from build_scripts.page import Page, SearchEntry, content_html
from build_scripts.pages import read_pages
from build_scripts.report import report_of
from build_scripts.search_entries import LEVELS, within, within_site
from build_scripts.site import configuration
from site_tests.conftest import Site
from site_tests.projects import ROOT, briefbook, copy_project
from site_tests.test_browser import assert_in_sight, opened, search

Visit = Callable[..., BrowserContext]


def entries(pages: tuple[Page, ...]) -> list[tuple[str, SearchEntry]]:
    return [(p.uri, e) for p in pages for e in p.search_entries]


@pytest.fixture(scope="module")
def own() -> tuple[Page, ...]:
    return read_pages(ROOT)[0].pages


def test_each_kind_of_thing_is_found_under_its_name(own: tuple[Page, ...]) -> None:
    report = report_of(read_library(ROOT))
    found = entries(own)
    titles = {(uri, e.anchor): e.title for uri, e in found}
    texts = {(uri, e.anchor): e.text for uri, e in found}
    for i, a in report.articles.items():
        assert titles[f"articles/{i}/", ""] == f"Article · {a.title}"
        assert titles[f"sources/{i}/", ""] == f"Source · {a.article.source}"
        assert a.title in texts[f"sources/{i}/", ""]
        for s in a.statements:
            assert titles[f"articles/{i}/", f"s-{s.id}"].startswith("Statement · ")
            assert texts[f"articles/{i}/", f"s-{s.id}"] == " ".join(s.text.split())
    for i in report.library.themes:
        assert titles[f"themes/{i}/", ""] == f"Theme · {report.library.theme(i).label}"
    for i in report.library.actors:
        assert titles[f"parties/{i}/", ""] == f"Party · {report.library.actor(i).label}"
    for i, b in report.briefings.items():
        assert titles[f"briefings/{i}/", ""] == f"Briefing · {b.document.title}"
        points = [e.text for uri, e in found if uri == f"briefings/{i}/" and e.title.startswith("Key point · ")]
        assert points == [p.text for p in b.document.key_points]
        for table in b.tables:
            for cells in table.cells:
                for cell in cells:
                    title = titles[f"briefings/{i}/{table.id}/", f"{table.id}--{cell.row}--{cell.column}"]
                    assert title.startswith(f"Cell · {SIGNS[shown_state(table.rows_are, cell)]} ")
    missing = [e for _, e in found if e.title.startswith("Missing · ")]
    assert len(missing) == sum(len(a.missing) for a in report.articles.values())


def test_every_entry_has_a_place_of_its_own_that_is_on_its_page(own: tuple[Page, ...]) -> None:
    """The theme knows an entry by its address: of two with the same, it would show the wrong words."""
    told = Counter((uri, e.anchor) for uri, e in entries(own))
    assert [place for place, number in told.items() if number > 1] == []
    for page in own:
        ids = set(re.findall(r'\sid="([^"]*)"', content_html(page.parts)))
        assert {e.anchor for e in page.search_entries if e.anchor} <= ids, page.uri


def test_a_withheld_statement_is_not_found_by_its_words() -> None:
    report = report_of(read_library(ROOT))
    name, whole = next(iter(report.articles.items()))
    from build_scripts.pages import Renderer
    from build_scripts.showing import withheld
    from build_scripts.site_settings import SiteSettings

    render = Renderer(ROOT / "templates", SiteSettings())
    closed = replace(
        whole,
        record=whole.record.model_copy(update={"rights": "none"}),
        statements=withheld(whole.statements, frozenset()),
        shown=frozenset(),
    )
    page = article_page(closed, surroundings_of(report)[name], render)
    told = " ".join(f"{e.title} {e.text}" for e in page.search_entries)
    for statement in whole.statements:
        assert len(statement.text) < 30 or statement.text not in told
    for block in whole.article.blocks:
        for leaf in (getattr(block, "text", None), getattr(block, "announced", None)):
            assert not leaf or len(leaf) < 30 or leaf not in told


# --- budgets


def some(number: int, size: int = 300) -> list[SearchEntry]:
    return [
        SearchEntry("" if n == 0 else f"a{n}", f"Title {n}", ("word " * (size // 5)).strip()) for n in range(number)
    ]


def size(found: tuple[SearchEntry, ...]) -> int:
    return sum(len(e.title) + len(e.text) for e in found)


def test_a_page_keeps_to_its_budget_and_drops_from_the_end() -> None:
    whole = some(1000)
    for level, (budget, longest) in enumerate(LEVELS):
        kept = within(whole, level)
        assert [e.anchor for e in kept] == [e.anchor for e in whole[: len(kept)]]
        assert size(kept) <= budget or len(kept) == 1
        assert all(len(e.text) <= longest + 2 for e in kept)
    assert len(within(whole, len(LEVELS) - 1)) == 1  # the page itself is always found


def test_what_is_within_the_budget_stays_as_it_is() -> None:
    whole = tuple(some(20))
    assert within(whole) == whole


def page(uri: str, found: list[SearchEntry]) -> Page:
    return Page(uri, "article", uri, (), search_entries=tuple(found))


def test_a_small_site_gives_everything() -> None:
    pages = [page(f"{n}/", some(20)) for n in range(20)]
    assert all(one is other for one, other in zip(within_site(pages), pages, strict=True))


@pytest.mark.parametrize("number", [50, 500, pytest.param(5000, marks=pytest.mark.verify)])
def test_as_a_site_grows_its_entries_shorten_and_no_page_is_lost(number: int) -> None:
    pages = [page(f"{n}/", some(20)) for n in range(number)]
    budget = 100_000
    shortened = within_site(pages, budget)
    assert [p.uri for p in shortened] == [p.uri for p in pages]
    assert all(p.search_entries and p.search_entries[0].title == "Title 0" for p in shortened)
    titles = sum(len("Title 0") for _ in pages)
    assert sum(size(p.search_entries) for p in shortened) <= max(budget, titles)
    assert shortened[0].search_entries == within_site([*reversed(pages)], budget)[-1].search_entries


# --- the built index


def test_the_index_is_in_the_sites_language(tmp_path: Path) -> None:
    """The theme takes the language of its words for search too, where it knows it."""
    for language, expected in (("en", "en"), ("tr", "tr"), ("ru", "ru"), ("ar", "en")):
        root = copy_project(tmp_path / language, content=False)
        (root / "content" / "pages").mkdir(parents=True)
        settings = (root / "mkdocs.yml").read_text("utf-8")
        settings = re.sub(r"(?m)^  language: .*\n", "", settings)
        settings = settings.replace("  name: material\n", f"  name: material\n  language: {language}\n", 1)
        (root / "mkdocs.yml").write_text(settings, "utf-8")
        config = configuration(root)
        config.plugins.on_startup(command="build", dirty=False)
        config = config.plugins.on_config(config)
        search_plugin = (
            config.plugins["material/search"] if "material/search" in config.plugins else config.plugins["search"]
        )
        assert search_plugin.config.lang == [expected]


def test_titles_weigh_more_than_texts_but_do_not_drown_them(site: Site) -> None:
    index = json.loads((site.folder / "search" / "search_index.json").read_text("utf-8"))
    assert index["config"]["fields"]["title"]["boost"] == 6.0
    assert index["config"]["fields"]["text"]["boost"] == 1.0


def test_a_sites_own_weights_are_kept(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    settings = (root / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("  - search\n", "  - search: {fields: {title: {boost: 2.5}}}\n", 1)
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    briefbook(root, "build")
    index = json.loads((root / "site" / "search" / "search_index.json").read_text("utf-8"))
    assert index["config"]["fields"]["title"]["boost"] == 2.5


# --- in the browser


def unique_word(site: Site, chosen: Callable[[str, SearchEntry], bool]) -> tuple[str, SearchEntry, str]:
    """An entry, its page, and a word that stands in it and hardly anywhere else."""
    found = entries(site.pages)
    stems = Counter(w[:7] for _, e in found for w in {*re.findall(r"[a-z]+", f"{e.title} {e.text}".lower())})
    candidates = [
        (stems[word[:7]], uri, e, word)
        for uri, e in found
        if chosen(uri, e)
        for word in re.findall(r"\b[a-z]{8,}\b", e.text)
    ]
    _, uri, entry, word = min(candidates, key=lambda c: c[0])
    return uri, entry, word


def result(tab: Tab, uri: str, anchor: str, address: str) -> Locator:
    """The result that leads to an anchor of a page; the rest of its page is unfolded where it is there."""
    path = urljoin(address, uri)
    unfold = "document.querySelectorAll('details.md-search-result__more').forEach(d => d.open = true)"
    ending = f"#{anchor}" if anchor else ""
    links = tab.locator(".md-search-result__link")
    expect(links.first).to_be_attached()
    tab.evaluate(unfold)
    hrefs = links.evaluate_all("es => es.map(e => e.href)")
    place = next(n for n, href in enumerate(hrefs) if re.sub(r"\?[^#]*", "", href) == f"{path}{ending}")
    return links.nth(place)


def assert_landed(tab: Tab, address: str, uri: str, anchor: str, words: str) -> None:
    tab.wait_for_url(
        re.compile(re.escape(f"{address}{uri}") + r"(\?.*)?" + re.escape(f"#{anchor}" if anchor else "") + "$")
    )
    target = tab.locator(f"[id='{anchor}']") if anchor else tab.locator("h1")
    assert_in_sight(target)
    expect(target).to_contain_text(words)
    if anchor:
        assert target.evaluate("e => e.matches(':target')")
        assert target.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"


def sought(site: Site, what: str) -> tuple[str, str, str, str]:
    """What to type, the page and the anchor to land on, and words that must stand there."""
    report = site.report
    if what == "statement":
        uri, entry, word = unique_word(site, lambda uri, e: e.anchor.startswith("s-"))
        return word, uri, entry.anchor, word
    if what == "theme":
        name = next(iter(report.library.themes))
        label = report.library.theme(name).label
        return label, f"themes/{name}/", "", label
    if what == "party":
        name = next(iter(report.library.actors))
        label = report.library.actor(name).label
        return label, f"parties/{name}/", "", label
    if what == "source":
        name, article = next(iter(report.articles.items()))
        return article.article.source[:8], f"sources/{name}/", "", article.title
    briefing = next(iter(report.briefings.values()))
    table = briefing.tables[0]
    row, column = table.rows[0], table.columns[-1]
    words = f"{row[1].split()[0]} {column[1]}"
    return words, f"briefings/{briefing.id}/{table.id}/", f"{table.id}--{row[0]}--{column[0]}", ""


NAMED = {"statement": "Statement ·", "theme": "Theme ·", "party": "Party ·", "source": "Source ·", "cell": "Cell ·"}


@pytest.mark.browser
@pytest.mark.parametrize("what", list(NAMED))
@pytest.mark.parametrize("width", [360, 1280])
def test_a_result_names_its_kind_and_lands_on_what_it_names(
    site: Site, address: str, visit: Visit, what: str, width: int
) -> None:
    typed, uri, anchor, words = sought(site, what)
    tab = opened(visit, address, width=width, reduced_motion="reduce")
    search(tab, typed)
    expect(tab.locator(".md-search-result__link").first).to_be_visible()
    found = result(tab, uri, anchor, address)
    expect(found.locator("h1, h2")).to_contain_text(NAMED[what])
    found.click()
    assert_landed(tab, address, uri, anchor, words)


@pytest.mark.browser
@pytest.mark.parametrize("what", ["theme", "party"])
def test_a_page_that_is_called_so_comes_first_and_enter_opens_it(
    site: Site, address: str, visit: Visit, what: str
) -> None:
    typed, uri, anchor, words = sought(site, what)
    tab = opened(visit, address)
    search(tab, typed)
    first: Any = tab.locator(".md-search-result__item").first.locator(".md-search-result__link").first
    expect(first.locator("h1")).to_contain_text(NAMED[what])
    tab.keyboard.press("Enter")
    assert_landed(tab, address, uri, anchor, words)
