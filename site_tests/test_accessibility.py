"""axe-core on every kind of page: light and dark, narrow and wide, with menus, search and folded parts open.

What axe cannot see (where the focus goes, what moves) is in `test_keyboard.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from site_tests.axe import violations
from site_tests.conftest import Site

pytestmark = pytest.mark.browser

Visit = Callable[..., BrowserContext]

AT_REST = "*, ::before, ::after { transition: none !important; animation: none !important; caret-color: transparent; }"
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true })"
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules that another scheme of colours may break: it changes nothing else."""
SCHEME = "scheme => { document.body.dataset.mdColorScheme = scheme }"


def kinds_of(site: Site) -> list[str]:
    """The address of one page of each kind that this site has, and of the one for an address that no page has."""
    found = {page.kind: site.uri(page.kind) for page in site.pages if page.kind != "missing"}
    return [*found.values(), "404.html"]


def assert_no_violation(page: Page, what: str, *only: str) -> None:
    found = violations(page, only=only)
    assert not found, f"{what}\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (320, "default"),
        (1280, "slate"),
        # What a colour stands on does not hang on the width, nor the room of a target on the scheme.
        pytest.param(320, "slate", marks=pytest.mark.verify),
        pytest.param(1280, "default", marks=pytest.mark.verify),
    ],
)
@pytest.mark.parametrize("part", [0, 1])
def test_no_kind_of_page_breaks_a_rule(
    site: Site, address: str, visit: Visit, width: int, scheme: str, part: int
) -> None:
    page = visit(address, width=width, reduced_motion="reduce").new_page()
    for uri in kinds_of(site)[part::2]:
        page.goto(address + uri)
        page.add_style_tag(content=AT_REST)
        page.evaluate(UNFOLD)
        page.evaluate(SCHEME, scheme)
        assert_no_violation(page, f"{uri} at {width} px, {scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_menu_or_dialog_breaks_a_rule(site: Site, address: str, visit: Visit, scheme: str) -> None:
    page = visit(address, width=320, color_scheme=scheme, reduced_motion="reduce").new_page()
    page.goto(address + site.uri("theme"))
    page.add_style_tag(content=AT_REST)
    page.locator(".md-header__button[for=__drawer]").click()
    expect(page.locator(".md-nav--primary a.md-nav__link").first).to_be_in_viewport()
    assert_no_violation(page, "the menu")
    page.keyboard.press("Escape")
    expect(page.locator("#__drawer")).not_to_be_checked()
    page.locator(".md-header__button[for=__search]").click()
    field = page.locator("[data-md-component=search-query]")
    field.press_sequentially("agree")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.evaluate(UNFOLD)
    assert_no_violation(page, "what search finds, on a phone")
    page.set_viewport_size({"width": 1280, "height": 800})
    field.click()
    assert_no_violation(page, "what search finds, on a desk")


def test_a_comparison_that_is_filtered_and_sorted_breaks_no_rule(site: Site, address: str, visit: Visit) -> None:
    page = visit(address, reduced_motion="reduce").new_page()
    page.goto(address + site.uri("comparison"))
    page.add_style_tag(content=AT_REST)
    tools = page.locator(".bb-tools").first
    tools.locator("[data-bb-order]").select_option("1")
    tools.locator("[data-bb-words]").fill("no such words")
    expect(tools.locator(".bb-shown")).to_have_text(re.compile("0"))
    assert_no_violation(page, "a filter that leaves no row")
    page.mouse.wheel(0, 1200)
    page.mouse.wheel(0, -300)
    assert_no_violation(page, "with the button that leads to the top")


@pytest.mark.parametrize(
    ("settings", "scheme"),
    [({"forced_colors": "active"}, "dark"), ({"contrast": "more"}, "light"), ({"contrast": "more"}, "dark")],
)
def test_colours_of_the_readers_own_break_no_rule(
    site: Site, address: str, visit: Visit, settings: dict[str, str], scheme: str
) -> None:
    page = visit(address, color_scheme=scheme, reduced_motion="reduce", **settings).new_page()
    for kind in ("comparison", "source"):
        page.goto(f"{address}{site.uri(kind)}")
        page.add_style_tag(content=AT_REST)
        assert_no_violation(page, f"{kind}, {settings}", *OF_COLOUR)


def test_what_is_marked_is_marked_in_forced_colours_too(site: Site, address: str, visit: Visit) -> None:
    """Where grounds and shadows are taken away, borders and outlines say it."""
    page = visit(address, forced_colors="active").new_page()
    page.goto(f"{address}{site.uri('source')}#L3")
    line = page.locator("#L3")
    assert line.evaluate("e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]") == [
        "solid",
        "3px",
    ]
    page.goto(address + site.uri("briefing"))
    canvas = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    for chip in page.locator("a.bb-cite:visible").all()[:3]:
        border = chip.evaluate("e => getComputedStyle(e).borderTopColor")
        assert border != canvas
        assert chip.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1
    for state in page.locator("table.bb-comparison .bb-state").all()[:5]:
        assert state.text_content()  # the sign and the words are text, not colour
