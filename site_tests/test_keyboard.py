"""The keyboard alone, from the home page to a source's line and back: on a desk, and at 400 % zoom.

At 400 % a window of 1280 x 800 has the room of 320 x 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from site_tests.conftest import Site

pytestmark = pytest.mark.browser

Visit = Callable[..., BrowserContext]

FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect()
  const label = e.matches('.md-option') ? e.nextElementSibling.getBoundingClientRect() : box
  return {
    tag: e.localName, href: e.getAttribute('href') || '', inside: e.closest('.md-content') != null,
    unseen: !e.checkVisibility({visibilityProperty: true, opacityProperty: !e.matches('.md-option')})
      || label.width < 2 || label.height < 2 || label.right < 1 || label.left > innerWidth - 1
      || label.bottom < 1 || label.top > innerHeight - 1,
    covered: (() => {
      if (!e.matches('.md-content a, .md-content button, .md-content summary, .md-content input')) return false
      const above = document.elementFromPoint(label.left + label.width / 2, Math.max(1, label.top + 3))
      return above != null && above.closest('.md-header, thead') != null && !above.closest('thead')?.contains(e)
    })(),
    ring: getComputedStyle(e).outlineStyle, text: (e.getAttribute('aria-label') || e.textContent).trim().slice(0, 40),
  }
}"""

IDLE = "() => new Promise(done => requestIdleCallback(() => requestIdleCallback(() => done())))"
"""Waits until what a page does when it has time is done."""
SHIFTS = """() => { window.shifts = []; new PerformanceObserver(list => {
  for (const e of list.getEntries()) window.shifts.push(
    `${e.value.toFixed(4)} ${e.sources.map(s => s.node && (s.node.className || s.node.nodeName)).join(', ')}`)
}).observe({type: 'layout-shift', buffered: true}) }"""


def tab_to(page: Page, selector: str, limit: int = 120) -> None:
    """Press Tab until the focus is on what `selector` names; on the way it must always be seen."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"no way by Tab to {selector}; the focus is at {page.evaluate(FOCUSED)}")


@pytest.mark.parametrize("size", [(1280, 800), (320, 200)], ids=["desk", "400 %"])
def test_the_keyboard_alone_leads_from_home_to_a_source_line_and_back(
    site: Site, address: str, visit: Visit, size: tuple[int, int]
) -> None:
    width, height = size
    page = visit(address, width=width, height=height, reduced_motion="reduce").new_page()
    page.goto(address)
    # Search, on a phone behind its button.
    narrow = width < 960
    if narrow:
        tab_to(page, "button.md-header__button[for=__search]")
        page.keyboard.press("Enter")
    else:
        tab_to(page, "[data-md-component=search-query]")
    expect(page.locator("[data-md-component=search-query]")).to_be_focused()
    page.keyboard.type("arms control")
    # Those of the whole query: until then each letter has results of its own, which take the focus away with them.
    expect(page.locator(".md-search-result__link[href*='h=arms+control']").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()
    # To the briefing and its comparison.
    page.goto(address)
    tab_to(page, f"a[href='{site.uri('briefing')}']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(address + site.uri("briefing"))
    page.goto(address + site.uri("comparison"))
    # Filter, take the filter back, sort.
    tab_to(page, "[data-bb-words]")
    page.keyboard.type("no such words anywhere")
    shown = page.locator("table[data-bb-table] tbody tr").locator("visible=true")
    expect(shown).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("[data-bb-words]").first).to_be_focused()
    expect(shown).not_to_have_count(0)
    if narrow:
        tab_to(page, "[data-bb-order]")
        page.keyboard.press("ArrowDown")
    else:
        tab_to(page, "button.bb-sort")
        page.keyboard.press("Enter")
    expect(page.locator("table[data-bb-table] thead th").first).to_have_attribute("aria-sort", "ascending")
    # Open a cell, go to a quotation's line, come back to the same place.
    tab_to(page, "td details.bb-more > summary")
    page.keyboard.press("Enter")
    tab_to(page, "td details[open] a.bb-cite")
    link = page.evaluate(FOCUSED)["href"]
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sources/.*#L\d+$"))
    line = page.locator("ol.bb-ledger > li:target")
    expect(line).to_be_focused()
    expect(line).to_be_in_viewport()
    page.go_back()
    expect(page.locator("td details[open] a.bb-cite:focus")).to_have_attribute("href", link)
    expect(page.locator("a.bb-cite:focus")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 800), (320, 200)], ids=["desk", "400 %"])
def test_the_focus_is_always_seen_and_never_covered(
    site: Site, address: str, visit: Visit, size: tuple[int, int]
) -> None:
    page = visit(address, width=size[0], height=size[1], reduced_motion="reduce").new_page()
    for kind in ("comparison", "source"):
        page.goto(address + site.uri(kind))
        for _ in range(45):
            page.keyboard.press("Tab")
            now = page.evaluate(FOCUSED)
            assert not now["unseen"], now
            assert not now["covered"], now
            assert now["ring"] != "none" or now["tag"] in ("input", "body"), now
        for _ in range(10):
            page.keyboard.press("Shift+Tab")
            now = page.evaluate(FOCUSED)
            assert not now["unseen"], now
            assert not now["covered"], now


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(address: str, visit: Visit) -> None:
    page = visit(address, width=320, reduced_motion="reduce").new_page()
    page.goto(address)
    tab_to(page, "button.md-header__button[for=__drawer]")
    button = page.locator("button.md-header__button[for=__drawer]")
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    tab_to(page, ".md-nav--primary a.md-nav__link", 3)
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.closest('.md-sidebar--primary') != null")


def test_nothing_moves_while_a_page_loads(site: Site, address: str, visit: Visit) -> None:
    for width in (320, 1280):
        context = visit(address, width=width)
        context.add_init_script(f"({SHIFTS})()")
        page = context.new_page()
        for kind in sorted({p.kind for p in site.pages}):
            page.goto(address + site.uri(kind))
            page.evaluate(IDLE)  # the tables' tools come one after the other
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert page.evaluate("() => window.shifts") == [], (kind, width)


def test_without_scripts_no_tool_is_offered_that_does_nothing(site: Site, address: str, visit: Visit) -> None:
    page = visit(address, java_script_enabled=False).new_page()
    for kind in ("briefing", "comparison", "article"):
        page.goto(address + site.uri(kind))
        assert page.locator(".md-content :is(.bb-tools, .bb-button)").count() > 0
        expect(page.locator(".md-content :is(.bb-tools, .bb-button)").locator("visible=true")).to_have_count(0)
        assert page.locator(".md-content button").locator("visible=true").count() == 0


@pytest.mark.parametrize("asked", ["light", "dark"])
def test_light_and_dark_are_switched_and_kept(site: Site, address: str, visit: Visit, asked: str) -> None:
    """The scheme that the system asks for is there before anything is painted, then the one that a reader chose."""
    other = {"light": "slate", "dark": "default"}[asked]
    page = visit(address, color_scheme=asked).new_page()
    scheme = page.locator("body")
    page.add_init_script("addEventListener('DOMContentLoaded', () => { first = document.body.dataset.mdColorScheme })")
    page.goto(address + site.uri("briefing"))
    own = page.evaluate("() => first")
    assert own == {"light": "default", "dark": "slate"}[asked]
    switch = page.locator("[data-bb-palette] label:visible")
    expect(switch).to_have_count(1)
    ground = "() => getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    name = switch.get_attribute("title")
    switch.click()
    expect(scheme).to_have_attribute("data-md-color-scheme", other)
    assert page.evaluate(ground) != before
    expect(switch).to_have_count(1)
    assert switch.get_attribute("title") != name
    page.goto(address + site.uri("theme"))
    assert page.evaluate("() => first") == other
    expect(switch).to_have_count(1)
    page.locator("[data-bb-palette] input").first.focus()
    page.keyboard.press("Enter")
    expect(scheme).to_have_attribute("data-md-color-scheme", own)
