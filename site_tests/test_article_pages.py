"""The pages of an article and of its source: marks in the text, figures that add up, the way from line to statement."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext, Page, expect

from build_scripts.article_pages import Surroundings, article_page, source_page
from build_scripts.cues import Reading
from build_scripts.documents import RecordDocument
from build_scripts.marked_text import runs_of, runs_of_block
from build_scripts.model import Paragraph, Source
from build_scripts.normalize import normalize
from build_scripts.page import content_html
from build_scripts.pages import Renderer
from build_scripts.provenance import Place, leaves_of
from build_scripts.report import ArticleReport
from build_scripts.site_settings import SiteSettings
from build_scripts.source_views import ledger
from build_scripts.statements import statements_of
from site_tests.conftest import Site
from site_tests.projects import ROOT

Visit = Callable[..., BrowserContext]

DAMAGED = """\
Ministers meet again

The ministers met,with many guests, in the harbour.The line opens in spring. as both sides said ,it was a success.

- First,the border crossing at the bridge
- Second, the trade in grain.It was agreed

Sign up for our newsletter

The talks go on. Nobody knows  what comes next in the  second year.
"""


def report_of_text(text: str, name: str = "x") -> ArticleReport:
    """A captured text, normalized and read."""
    source = Source(name, f"{name}.txt", text, "0" * 64)
    article = normalize(source)
    statements = statements_of(article, source, Reading.of(None, [], []))
    return ArticleReport(article, source, f"content/articles/{name}.yaml", RecordDocument(), statements)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [*DAMAGED.split("\n"), "", "  ", "\t", "---", "| a | b |", "| --- | --- |", "| c,d | e |", "> so,it is"]
        ),
        st.text(max_size=40),
    ),
    max_size=14,
)


@given(LINES)
@settings(max_examples=60)
def test_the_runs_of_every_text_are_the_text(lines: list[str]) -> None:
    report = report_of_text("\n".join(lines))
    for block in report.article.blocks:
        runs = runs_of_block(report.tracer, block, report.applied)
        assert ["".join(r.text for r in leaf) for leaf in runs] == list(leaves_of(block))


@given(LINES)
@settings(max_examples=60)
def test_the_ledger_adds_up(lines: list[str]) -> None:
    report = report_of_text("\n".join(lines))
    counted, number, characters = ledger(report)
    assert sum(n for n, _ in counted.values()) == number == len(report.tracer.lines)
    assert sum(n for _, n in counted.values()) == characters == len(report.source.text)
    blank = [f for f in report.fates if not f.text.strip()]
    assert counted.get("blank", (0, 0))[0] == len(blank)


def test_every_repair_is_marked_where_it_was_made_and_nothing_else() -> None:
    report = report_of_text(DAMAGED)
    assert len(report.applied) >= 4
    found = []
    for block in report.article.blocks:
        for leaf in runs_of_block(report.tracer, block, report.applied):
            found += [(r.was, r.text) for r in leaf if r.mark]
            assert all(r.mark in ("", "repaired") for r in leaf)
    told = [(" ".join(r.was.split()), " ".join(r.now.split())) for r in report.applied]
    assert len(found) <= len(told)
    for was, now in told:
        assert any(was in " ".join(w.split()) and now in " ".join(n.split()) for w, n in found), (was, now)
    text = " ".join(n for _, n in found)
    assert "talks" not in text
    assert "comes next" not in text


@pytest.mark.parametrize(
    ("was", "now", "marked"),
    [
        ("The line opens in spring.", "The line opens in summer.", ["summer."]),
        ("The line opens in spring.", "The new line opens in spring.", ["new"]),
        ("The line opens in spring.", "Nothing of this is left here.", ["Nothing of this is left here."]),
        ("The line opens in early spring.", "The line opens in spring.", []),
    ],
)
def test_words_that_a_hand_changed_are_marked(was: str, now: str, marked: list[str]) -> None:
    report = report_of_text(f"Talks\n\n{was} They met.\n")
    place = report.tracer.places(report.article.blocks[-1])[0]
    assert place.span is not None
    changed = Place(place.text.replace(was, now), place.span, "edited")
    runs = runs_of(report.tracer, changed, report.applied)
    assert "".join(r.text for r in runs) == changed.text
    if marked == ["Nothing of this is left here."]:
        assert all(r.mark == "edited" for r in runs if "Nothing" in r.text)
    else:
        assert [r.text for r in runs if r.mark] == marked


def test_a_repair_in_a_text_with_line_breaks_is_marked() -> None:
    wrapped = (
        "The ministers of the two states met,with many guests and with their staffs, in the old\n"
        "harbour of the town at the mouth of the river.The new line opens in the spring of the\n"
        "coming year, and both sides said that they look forward to it with some impatience.\n"
    )
    report = report_of_text(f"Talks\n\n{wrapped}\n{wrapped.replace('river', 'lake')}")
    block = report.article.blocks[-1]
    assert isinstance(block, Paragraph)
    assert "\n" in report.source.text[block.spans[0].start : block.spans[0].end].strip()
    assert "\n" not in block.text
    marks = [
        r.text
        for b in report.article.blocks
        for x in runs_of_block(report.tracer, b, report.applied)
        for r in x
        if r.mark
    ]
    assert marks == ["river. The", "lake. The"]


def pages_of_report(report: ArticleReport, language: str = "en") -> tuple[str, str]:
    """The two pages of an article as HTML."""
    render = Renderer(ROOT / "templates", SiteSettings(language=language))
    around = Surroundings()
    return tuple(content_html(make(report, around, render).parts) for make in (article_page, source_page))  # type: ignore[return-value]


def test_what_the_source_has_stands_beside_a_mark() -> None:
    article, source = pages_of_report(report_of_text(DAMAGED))
    marks = re.findall(r'<ins class="bb-repaired" title="([^"]*)">', article)
    assert any("met,with" in html.unescape(m) for m in marks)
    # Each line leads to its block and to its statements, and these are there.
    anchors = set(re.findall(r' id="([^"]*)"', article))
    targets = re.findall(r'href="../../articles/x/#([^"]*)"', source)
    assert {t for t in targets if t.startswith("b")} <= anchors
    assert {t for t in targets if t.startswith("s-")} == {a for a in anchors if a.startswith("s-")}


def test_a_long_source_is_a_page_of_twice_its_size_at_most() -> None:
    text = (ROOT / "content" / "sources" / "002_18d3fcac22904aeb.txt").read_text("utf-8")
    _, source = pages_of_report(report_of_text(text, "istanbul-second-round"))
    assert len(source.encode()) < 2.9 * len(text.encode())


def test_an_article_of_another_language_says_so() -> None:
    report = report_of_text(DAMAGED)
    for tag, told in (("de", True), ('x" onclick="', False), (None, False)):
        article = replace(report.article, language=tag)
        other = ArticleReport(article, report.source, report.path, report.record, report.statements)
        page, source = pages_of_report(other)
        assert ('<p dir="auto" lang="de">' in page) is told
        assert ('class="bb-ledger" lang="de"' in source) is told
        assert 'onclick="' not in page  # told as a text, it is no attribute


def test_empty_and_one_line_texts_have_pages() -> None:
    for text in ("", "\n", " \n\t\n", "One line.", "One line.\r\nAnother line\rA third"):
        article, source = pages_of_report(report_of_text(text))
        assert "bb-ledger" in source
        assert article


# --- in a browser


def opened(visit: Visit, address: str, uri: str, **settings: object) -> Page:
    page = visit(address, **settings).new_page()
    page.goto(address + uri)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_a_line_that_is_led_to_is_marked_and_has_the_focus(
    site: Site, address: str, visit: Visit, scripts: bool
) -> None:
    uri = site.uri("source")
    page = opened(visit, address, f"{uri}#L61", java_script_enabled=True) if scripts else None
    if page is not None:
        expect(page.locator("#L61")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('li').id") == "L61"
        page.get_by_role("link", name="Back to the article").first.click()
        expect(page).to_have_url(re.compile(r"articles/istanbul-second-round/$"))
        return
    page = opened(visit, address, f"{uri}#L61", java_script_enabled=False)
    expect(page.locator("li:target")).to_have_attribute("id", "L61")
    expect(page.locator("li:target")).to_have_attribute("tabindex", "-1")
    expect(page.locator("li:target")).to_be_in_viewport()


@pytest.mark.browser
def test_the_marks_can_be_put_away_and_stay_so(site: Site, address: str, visit: Visit) -> None:
    page = opened(visit, address, site.uri("article"))
    button = page.get_by_role("button", name="Show the marks")
    line = "e => getComputedStyle(e).textDecorationLine"
    mark = page.locator(".bb-block ins").first
    expect(button).to_have_attribute("aria-pressed", "true")
    assert mark.evaluate(line) == "underline"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert mark.evaluate(line) == "none"
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    assert mark.evaluate(line) == "underline"


@pytest.mark.browser
def test_a_statement_has_a_link_to_itself_by_keyboard(site: Site, address: str, visit: Visit) -> None:
    page = opened(visit, address, site.uri("article"))
    link = page.locator("a.bb-itself").first
    assert link.evaluate("e => getComputedStyle(e).opacity") == "0"
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate("e => getComputedStyle(e).opacity") == "1"
    assert link.evaluate("e => e.getBoundingClientRect().width") > 3
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#s-[0-9a-f]{8}"))
    expect(page.locator(".bb-statement:target")).to_be_in_viewport()
