"""What briefbook.js does with a page: filter, sort, copy, the marks' switch, where an address leads, paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from site_tests.conftest import Site
from site_tests.projects import ROOT

SCRIPT = ROOT / "templates" / "assets" / "briefbook.js"

Visit = Callable[..., BrowserContext]

WORDS = "[data-bb-words]"
STATE = "[data-bb-state]"
ORDER = "[data-bb-order]"

TRICKY = """<link rel="icon" href="data:,">
<div class="bb-tools" data-bb-for="t" data-shown="{shown}/{all}" data-sort="by {column}" data-copied="yes"
 data-not-copied="no" hidden><input data-bb-words><select data-bb-order><option value="">given<option value="0">name
<option value="1">one</select><button type="button" data-bb-clear></button>
<button type="button" data-bb-copy-table></button><span role="status"></span></div>
<table id="t" data-bb-table><thead><tr><th>Name</th><th>One</th></tr></thead><tbody>
<tr><th>Čelik 10</th><td>=HYPERLINK("x")</td></tr>
<tr><th>čelik 9</th><td>-5 %</td></tr>
<tr><th>مُعَاهَدَةٌ</th><td><q>İstanbul</q></td></tr>
<tr id="whole"><th colspan="2">&lt;img src=x onerror=alert(1)&gt;</th></tr></tbody></table>"""
"""A table with what texts of any source may hold: accents, vowel signs, a formula, markup, a row of one cell."""


def test_the_script_is_small_and_reads_nothing_as_code() -> None:
    text = SCRIPT.read_text("utf-8")
    assert text.count('"use strict";') == 1
    assert len(text.encode()) < 20_000
    code = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "document.write", "fetch("):
        assert forbidden not in code, forbidden


def test_the_style_sheet_has_no_rule_for_what_no_page_has() -> None:
    """Each class of the style sheet is in a template or in the script, where some are put together (`bb-state-{{`)."""
    css = re.sub(r"/\*.*?\*/", "", (SCRIPT.parent / "briefbook.css").read_text("utf-8"), flags=re.DOTALL)
    used = "".join(p.read_text("utf-8") for p in (*(ROOT / "templates").glob("*.j2"), SCRIPT))
    used += "".join(p.read_text("utf-8") for p in (ROOT / "build_scripts").glob("*.py"))
    begun = tuple(re.findall(r"(bb-[a-z]+-)\{\{", used))
    for name in sorted(set(re.findall(r"\.(bb-[\w-]+)", css))):
        there = re.search(rf"{re.escape(name)}(?![\w-])", used) or name.startswith(begun)
        assert there or ('class="bb-{{' in used and f'"{name[3:]}"' in used), name


@pytest.fixture
def comparison(site: Site, address: str, visit: Visit) -> Page:
    """The page of a comparison, on a desk."""
    context = visit(address, reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + site.uri("comparison"))
    return page


def rows(page: Page) -> Locator:
    return page.locator("table[data-bb-table] tbody tr")


def names(page: Page) -> list[str]:
    """The rows that are shown, by name."""
    shown = "es => es.filter(e => !e.hidden).map(e => e.cells[0].textContent.trim())"
    found: list[str] = rows(page).evaluate_all(shown)
    return found


@pytest.mark.browser
def test_a_table_is_filtered_by_words_and_by_state(comparison: Page) -> None:
    page = comparison
    tools = page.locator(".bb-tools").first
    told = tools.locator("[role=status]")
    every = names(page)
    expect(tools).to_be_visible()
    expect(told).to_have_text("")  # all are there: nothing is told
    row = rows(page).nth(len(every) - 1)
    words = re.findall(r"\w{4,}", row.locator("th").text_content() or "")
    tools.locator(WORDS).fill(f"{words[0].upper()} {words[-1][:4]}")
    texts = rows(page).locator("visible=true").all_text_contents()
    assert 0 < len(texts) <= len(every)
    assert all(words[0].casefold() in t.casefold() for t in texts)
    assert page.url.endswith(re.sub(" ", "+", f"words={words[0].upper()}+{words[-1][:4]}"))
    tools.locator(WORDS).press("Escape")
    assert names(page) == every
    assert "words" not in page.url
    for option in tools.locator(f"{STATE} option").all()[1:]:
        state = option.get_attribute("value") or ""
        tools.locator(STATE).select_option(state)
        kept = rows(page).locator("visible=true")
        assert kept.count() > 0, f"{state} is offered and nothing has it"
        for number in range(kept.count()):
            assert kept.nth(number).locator(f"td[data-state='{state}']").count()
        expect(told).to_contain_text(str(kept.count()))
    tools.locator("[data-bb-clear]").click()
    assert names(page) == every


@pytest.mark.browser
def test_a_table_is_sorted_by_a_columns_states_and_by_name(comparison: Page) -> None:
    page = comparison
    given = names(page)
    head = page.locator("table[data-bb-table] thead th")
    order = [o.get_attribute("value") for o in page.locator(f"{STATE} option").all()]
    states = "es => es.map(e => e.cells[1].dataset.state)"
    button = head.nth(1).locator("button.bb-sort")
    button.click()
    expect(head.nth(1)).to_have_attribute("aria-sort", "ascending")
    upward = rows(page).evaluate_all(states)
    assert upward == sorted(upward, key=order.index)
    assert upward != sorted(upward, key=order.index, reverse=True)
    button.click()
    expect(head.nth(1)).to_have_attribute("aria-sort", "descending")
    assert rows(page).evaluate_all(states) == sorted(upward, key=order.index, reverse=True)
    button.click()
    assert head.nth(1).get_attribute("aria-sort") is None
    assert names(page) == given
    page.locator(ORDER).first.select_option("0")
    expect(head.nth(0)).to_have_attribute("aria-sort", "ascending")
    assert [n.casefold() for n in names(page)] == sorted(n.casefold() for n in given)
    address = page.url
    page.goto("about:blank")
    page.goto(address)  # a table that is sorted can be linked to
    expect(head.nth(0)).to_have_attribute("aria-sort", "ascending")
    assert names(page) != given


@pytest.mark.browser
def test_an_address_of_a_row_or_a_cell_shows_what_hides_it(site: Site, address: str, comparison: Page) -> None:
    page = comparison
    cell = rows(page).last.locator("td").last
    name = cell.get_attribute("id")
    page.locator(WORDS).first.fill("no such words anywhere")
    assert names(page) == []
    page.evaluate("name => { location.hash = name }", name)
    expect(cell).to_be_focused()
    expect(cell).to_be_in_viewport()
    foot = page.locator("table[data-bb-table] thead th").last.evaluate("e => e.getBoundingClientRect().bottom")
    top = cell.evaluate("e => e.getBoundingClientRect().top")
    assert top >= foot - 1 or cell.evaluate("e => e.getBoundingClientRect().bottom") <= page.viewport_size["height"]  # type: ignore[index]
    assert cell.evaluate("e => e.matches(':target')")
    row = rows(page).nth(1)
    page.evaluate("name => { location.hash = name }", row.get_attribute("id"))
    expect(row).to_be_focused()
    folded = page.locator("td details.bb-more").first
    inner = folded.locator(".bb-quote").first
    page.evaluate("e => { e.id = 'inner' }", inner.element_handle())
    page.evaluate("() => { location.hash = 'inner' }")
    expect(inner).to_be_visible()


@pytest.mark.browser
def test_what_is_shown_of_a_table_is_copied_as_text(comparison: Page) -> None:
    page = comparison
    tools = page.locator(".bb-tools").first
    state = tools.locator(f"{STATE} option").last.get_attribute("value") or ""
    tools.locator(STATE).select_option(state)
    tools.locator("[data-bb-copy-table]").click()
    expect(page.locator("body > [role=status]")).to_have_text(re.compile(r"\S"))
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert len(lines) == 1 + len(names(page))
    columns = page.locator("table[data-bb-table] thead th").count()
    assert all(line.count("\t") == columns - 1 for line in lines)
    first = rows(page).locator("visible=true").first
    for quote in first.locator("q").all():
        assert " ".join((quote.text_content() or "").split()) in lines[1]
    for chip in first.locator("a.bb-cite").all():
        assert (chip.text_content() or "").strip() in lines[1]
    assert "¶" not in "".join(lines)


@pytest.mark.browser
def test_any_text_is_filtered_sorted_and_copied_as_text(address: str, visit: Visit) -> None:
    page = visit(address, permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(address + "404.html")
    page.set_content(TRICKY)
    page.add_script_tag(path=SCRIPT)
    tools = page.locator(".bb-tools")
    expect(tools).to_be_visible()
    for words, found in {
        "CELIK": ["Čelik 10", "čelik 9"],
        "معاهدة": ["مُعَاهَدَةٌ"],
        "istanbul": ["مُعَاهَدَةٌ"],
        "<img": ["<img src=x onerror=alert(1)>"],
        "celik ( \\": [],
    }.items():
        tools.locator(WORDS).fill(words)
        assert names(page) == found, words
    tools.locator(WORDS).fill("")
    tools.locator(ORDER).select_option("0")
    assert names(page).index("čelik 9") < names(page).index("Čelik 10")  # numbers by size
    tools.locator(ORDER).select_option("1")
    tools.locator(ORDER).select_option("")
    tools.locator("[data-bb-copy-table]").click()
    expect(page.locator("body > [role=status]")).to_have_text("yes")
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[1].endswith('\t\'=HYPERLINK("x")')  # no sheet takes it for a formula
    assert lines[2].endswith("\t-5 %")
    assert lines[3].endswith("\t“İstanbul”")
    assert lines[4] == "<img src=x onerror=alert(1)>\t"  # one cell that is two columns wide


@pytest.mark.browser
def test_a_cell_of_several_columns_moves_no_other_out_of_its_column(address: str, visit: Visit) -> None:
    page = visit(address, permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(address + "404.html")
    wide = '<tr><th colspan="2">whole</th><td>3</td></tr><tr><th>a</th><td>x</td><td>2</td></tr>'
    page.set_content(
        TRICKY.replace("<th>One</th>", "<th>One</th><th>Source</th>")
        .replace('<option value="1">one', '<option value="1">one<option value="2">source')
        .replace("<tbody>", f"<tbody>{wide}<tr><th>b</th><td>y</td><td>4</td></tr>")
    )
    page.add_script_tag(path=SCRIPT)
    expect(page.locator(".bb-tools")).to_be_visible()
    page.locator(ORDER).select_option("2")
    assert names(page)[-3:] == ["a", "whole", "b"]
    page.locator("[data-bb-copy-table]").click()
    expect(page.locator("body > [role=status]")).to_have_text("yes")
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[-3:] == ["a\tx\t2", "whole\t\t3", "b\ty\t4"]


@pytest.mark.browser
def test_the_marks_of_an_article_are_switched_off_and_stay_so(site: Site, address: str, visit: Visit) -> None:
    page = visit(address).new_page()
    page.goto(address + site.uri("article"))
    switch = page.locator("button[data-bb-marks]")
    mark = page.locator(".bb-block .bb-marks .bb-mark").first
    way = page.locator(".bb-block .bb-marks a").first
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(mark).to_be_visible()
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(mark).to_be_hidden()
    expect(way).to_be_visible()  # the way to the source is no mark
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(mark).to_be_hidden()
    switch.click()
    expect(mark).to_be_visible()


@pytest.mark.browser
def test_paper_has_every_row_and_what_is_folded_away(comparison: Page) -> None:
    page = comparison
    page.locator(WORDS).first.fill("no such words anywhere")
    folded = page.locator("td details.bb-more").first
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == rows(page).count()
    assert folded.evaluate("e => e.open")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert names(page) == []
    assert not folded.evaluate("e => e.open")


@pytest.mark.browser
def test_a_line_of_a_source_has_the_focus_after_each_way_there(site: Site, address: str, visit: Visit) -> None:
    page = visit(address).new_page()
    source = address + site.uri("source")
    page.goto(f"{source}#L3")
    expect(page.locator("#L3")).to_be_focused()
    page.evaluate("() => { location.hash = 'L5' }")
    expect(page.locator("#L5")).to_be_focused()
    page.go_back()
    expect(page.locator("#L3")).to_be_focused()
    page.goto(f"{source}?to=7#L4")
    cited = page.locator(".bb-ledger > .bb-cited")
    assert cited.evaluate_all("es => es.map(e => e.id)") == ["L5", "L6", "L7"]
    ground = "e => getComputedStyle(e).backgroundColor"
    assert cited.last.evaluate(ground) == page.locator("#L4").evaluate(ground) != page.locator("#L8").evaluate(ground)
    page.evaluate("() => { location.hash = 'L5' }")
    expect(page.locator("#L5")).to_be_focused()
    for odd in ("", "3", "9e9", "x"):
        page.goto(f"{source}?to={odd}#L4")
        expect(page.locator("#L4")).to_be_focused()
        expect(cited).to_have_count(0)
    page.goto(f"{source}#%E0%A4%A")  # no address of anything
    expect(page.locator("h1")).to_be_visible()
