"""The built site in Chromium: what a reader does, on a desk and on a phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from site_tests.conftest import Site

pytestmark = pytest.mark.browser

Visit = Callable[..., BrowserContext]
KINDS = ("home", "briefing", "comparison", "article", "source", "method", "index")

AT_REST = "*, ::before, ::after { transition: none !important; animation: none !important; }"

OVERFLOWING = """() => {
  const root = document.scrollingElement
  const wide = root.scrollWidth > root.clientWidth ? [`the page: ${root.scrollWidth} > ${root.clientWidth}`] : []
  for (const e of document.querySelectorAll('.md-content *')) {
    const box = e.getBoundingClientRect()
    if (!box.width || !box.height || e.closest('.bb-unseen, .headerlink') || getComputedStyle(e).clipPath != 'none')
      continue
    const frame = e.closest('.bb-scroll')
    if (frame && getComputedStyle(frame).overflowX == 'auto') continue
    if (e.closest('thead') && getComputedStyle(e.closest('thead')).clipPath != 'none') continue
    if (box.right > root.clientWidth + 1 || box.left < -1)
      wide.push(`${e.tagName}.${e.className}: ${box.left} to ${box.right}: ${e.textContent.slice(0, 40)}`)
  }
  return wide
}"""

PALE = """() => {
  const parse = c => {
    const found = c.match(/[\\d.]+/g).map(Number)
    const scale = c.startsWith('color(') ? 255 : 1
    return [found[0] * scale, found[1] * scale, found[2] * scale, found.length > 3 ? found[3] : 1]
  }
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]))
  const ground = e => {
    const layers = []
    for (let at = e; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor))
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255])
  }
  const light = rgb => {
    const [r, g, b] = rgb.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const pale = []
  let seen = 0
  for (const e of document.querySelectorAll('.md-content *, .md-sidebar .md-nav__link, .md-header__topic *')) {
    const own = [...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim())
    if (!own || !e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || e.closest('.headerlink'))
      continue
    seen++
    const below = ground(e)
    const [a, b] = [light(over(parse(getComputedStyle(e).color), below)), light(below)].sort((x, y) => y - x)
    if ((a + 0.05) / (b + 0.05) < 4.5)
      pale.push(`${((a + 0.05) / (b + 0.05)).toFixed(2)} ${e.tagName}.${e.className}: ${e.textContent.slice(0, 40)}`)
  }
  return {pale, seen}
}"""


def opened(visit: Visit, address: str, uri: str = "", **settings: object) -> Page:
    page = visit(address, **settings).new_page()
    page.goto(address + uri)
    return page


def assert_in_sight(target: Locator) -> None:
    """The target's top is below the site's header and above the window's foot."""
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()
    below = (
        """e => e.getBoundingClientRect().top - document.querySelector('.md-header').getBoundingClientRect().bottom"""
    )
    assert 0 <= target.evaluate(below) < target.evaluate("() => innerHeight") - 20


def assert_at_line(page: Page, address: str, site: Site, article: str, line: int) -> None:
    """The page shows this very line of the source, marked, and the line says what the file says."""
    expect(page).to_have_url(re.compile(re.escape(f"{address}sources/{article}/") + rf"(\?to=\d+)?#L{line}$"))
    target = page.locator(f"#L{line}")
    assert_in_sight(target)
    assert target.locator("p").first.text_content() == site.source_line(article, line)
    assert target.evaluate("e => e.matches(':target')")
    neighbour = page.locator("ol.bb-ledger > li:not(:target)").first
    background = "e => getComputedStyle(e).backgroundColor"
    assert target.evaluate(background) != neighbour.evaluate(background)


def search(page: Page, words: str) -> Locator:
    """Type into the site's search; its results."""
    button = page.locator(".md-header__button[for=__search]")
    if button.is_visible():  # on a phone the field is behind it
        button.click()
    field = page.locator("[data-md-component=search-query]")
    field.click()
    field.press_sequentially(words)
    return page.locator(".md-search-result")


@pytest.mark.parametrize("width", [360, 1280])
def test_each_key_point_leads_to_the_source_lines_it_rests_on(
    site: Site, address: str, visit: Visit, width: int
) -> None:
    briefing = next(iter(site.report.briefings.values()))
    page = opened(visit, address, f"briefings/{briefing.id}/", width=width)
    points = page.locator(".bb-bottom li")
    assert points.count() == len(briefing.document.key_points) >= 3
    for number, point in enumerate(briefing.document.key_points):
        expect(points.nth(number)).to_contain_text(point.text)
        for place, cite in enumerate(point.cites if width > 360 else point.cites[:1]):
            article, _, lines = cite.partition("@")
            points.nth(number).locator("a.bb-cite").nth(place).click()
            assert_at_line(page, address, site, article, int(lines.partition("-")[0]))
            page.go_back()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_quotation_in_a_comparison_leads_to_its_source_line(
    site: Site, address: str, visit: Visit, width: int
) -> None:
    page = opened(visit, address, site.uri("comparison"), width=width)
    page.locator("details.bb-more summary").first.click()
    shown = page.locator("td .bb-quote:visible")
    assert shown.count() > 5
    for number in (0, 2, shown.count() - 1):
        chip = shown.nth(number).locator("a.bb-cite")
        article, line = re.fullmatch(r".*sources/([^/]+)/#L(\d+)", chip.get_attribute("href") or "").groups()  # type: ignore[union-attr]
        chip.click()
        assert_at_line(page, address, site, article, int(line))
        page.go_back()
        page.locator("details.bb-more:not([open]) summary").first.click()


@pytest.mark.parametrize("width", [360, 1280])
def test_search_finds_a_statement_and_leads_to_it(site: Site, address: str, visit: Visit, width: int) -> None:
    entries = [(p.uri, e) for p in site.pages for e in p.search_entries]
    stems = Counter(w[:7] for _, e in entries for w in {*re.findall(r"[a-z]+", f"{e.title} {e.text}".lower())})
    uri, entry, word = next(
        (uri, e, word)
        for uri, e in entries
        if e.anchor.startswith("s-")
        for word in re.findall(r"\b[a-z]{9,}\b", e.text)
        if stems[word[:7]] == 1
    )
    page = opened(visit, address, width=width)
    found = search(page, word).locator(f".md-search-result__link[href*='#{entry.anchor}']")
    expect(found.first).to_contain_text(word)
    found.first.click()
    page.wait_for_url(re.compile(re.escape(f"{address}{uri}") + r".*#" + re.escape(entry.anchor) + "$"))
    target = page.locator(f"[id='{entry.anchor}']")
    assert_in_sight(target)
    expect(target).to_contain_text(word)


def assert_nothing_scrolls_sideways(page: Page, widths: tuple[int, ...]) -> None:
    """On the page that is open, at each of the window's widths, with everything unfolded."""
    page.add_style_tag(content=AT_REST)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(OVERFLOWING) == [], (page.url, width)


def test_no_page_scrolls_sideways(site: Site, address: str, visit: Visit) -> None:
    page = visit(address).new_page()
    kinds = set()
    for made in site.pages:
        page.goto(address + made.uri)
        # The first page of each kind also where the layout has other columns.
        assert_nothing_scrolls_sideways(page, (320, 1280) if made.kind in kinds else (320, 768, 1280, 2560))
        kinds.add(made.kind)


def test_on_a_phone_a_comparison_is_cards_that_name_their_columns(site: Site, address: str, visit: Visit) -> None:
    page = opened(visit, address, site.uri("comparison"), width=360)
    cells = page.locator("table.bb-comparison td")
    labels = {label for _, label in next(iter(site.report.briefings.values())).tables[0].columns}
    names = cells.evaluate_all("es => es.map(e => getComputedStyle(e, '::before').content)")
    assert {name.strip('"') for name in names} == labels
    boxes = [cells.nth(n).bounding_box() for n in range(2)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"] - 1


def test_on_a_desk_the_columns_names_stay_in_sight(site: Site, address: str, visit: Visit) -> None:
    page = opened(visit, address, site.uri("comparison"))
    row = page.locator("table.bb-comparison tbody tr").nth(3)
    page.goto(f"{address}{site.uri('comparison')}#{row.get_attribute('id')}")
    head = page.locator("table.bb-comparison thead th").nth(1)
    assert_in_sight(head)
    assert_in_sight(row)
    foot = head.evaluate("e => e.getBoundingClientRect().bottom")
    assert row.evaluate("e => e.getBoundingClientRect().top") >= foot
    widths = page.locator("table.bb-comparison tbody th").evaluate_all("es => es.map(e => e.offsetWidth)")
    assert min(widths) >= 120  # a word is never broken letter by letter


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(site: Site, address: str, visit: Visit, scheme: str) -> None:
    page = visit(address, color_scheme=scheme, reduced_motion="reduce").new_page()
    for uri in [*map(site.uri, KINDS), f"{site.uri('source')}#L3"]:
        page.goto(address + uri)
        expect(page.locator("body")).to_have_attribute(
            "data-md-color-scheme", "slate" if scheme == "dark" else "default"
        )
        page.add_style_tag(content=AT_REST)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = page.evaluate(PALE)
        assert found["pale"] == [], uri
        assert found["seen"] > 8, uri


def test_the_keyboard_shows_where_it_is(site: Site, address: str, visit: Visit) -> None:
    page = opened(visit, address, site.uri("briefing"))
    chip = page.locator(".bb-bottom a.bb-cite").first
    chip.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    assert chip.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    summary = page.locator("td details.bb-more:has(.bb-quote) summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("td details.bb-more .bb-quote").first).to_be_visible()


def test_without_scripts_everything_is_there_to_read(site: Site, address: str, visit: Visit) -> None:
    context = visit(address, java_script_enabled=False)
    page = context.new_page()
    briefing = next(iter(site.report.briefings.values()))
    page.goto(f"{address}briefings/{briefing.id}/")
    for point in briefing.document.key_points:
        expect(page.get_by_text(point.text)).to_be_visible()
    for table in briefing.tables:
        shown = page.get_by_role("table", name=table.caption)
        for (_, label), cells in zip(table.rows, table.cells, strict=True):
            row = shown.locator("tr", has=page.locator("th", has_text=label))
            for cell in cells:
                for statement in cell.statements:
                    for said in [text for _, text in statement.cells] or [statement.text]:
                        expect(row.first).to_contain_text(" ".join(said.split()))
    folded = page.locator("td details.bb-more:has(.bb-quote)").first
    folded.locator("summary").click()
    expect(folded.locator(".bb-quote").first).to_be_visible()
    page.locator(".bb-bottom a.bb-cite").first.click()
    assert_in_sight(page.locator("ol.bb-ledger li:target"))
    page.goto(urljoin(address, site.uri("article")))
    expect(page.locator(".bb-statement").last).to_be_visible()


def test_on_paper_what_is_folded_away_is_printed(site: Site, address: str, visit: Visit) -> None:
    page = opened(visit, address, site.uri("comparison"), color_scheme="dark")
    expect(page.locator("td details.bb-more .bb-quote").first).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".md-header")).to_be_hidden()
    assert page.locator("td details.bb-more .bb-quote").first.evaluate("e => e.getBoundingClientRect().height") > 10
    assert page.locator("td .bb-quote").first.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("width", [360, 1280])
def test_each_part_of_a_long_page_is_where_its_address_leads(
    site: Site, address: str, visit: Visit, width: int
) -> None:
    """Also what is laid out only when one comes near; and printed it is all there."""
    uri = site.uri("briefing")
    page = visit(address, width=width, java_script_enabled=False).new_page()
    page.goto(address + uri)
    far = page.locator(".md-content__inner > *").evaluate_all(
        "es => es.filter(e => getComputedStyle(e).contentVisibility === 'auto').length"
    )
    assert far > 5
    page.emulate_media(media="print")
    assert not page.locator(".md-content *").evaluate_all(
        "es => es.filter(e => getComputedStyle(e).contentVisibility === 'auto').length"
    )
    page = visit(address, width=width).new_page()
    page.goto(address + uri)
    last = "e => [...e].slice(-1)[0].id"
    names = page.locator(".md-content__inner > h2[id]").evaluate_all("es => es.map(e => e.id)")[::4]
    names += [page.locator(f"{part}[id]").evaluate_all(last) for part in (".bb-comparison td", ".bb-measures tr")]
    for name in names:
        page.goto("about:blank")
        page.goto(f"{address}{uri}#{name}")
        page.wait_for_timeout(200)
        box = page.locator(f"[id='{name}']").bounding_box()
        assert box is not None, name
        assert 0 <= box["y"] < page.evaluate("innerHeight"), name
