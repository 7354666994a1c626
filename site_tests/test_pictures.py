"""Pictures: their figures are those of the report, nothing overflows, and they can be read in every light."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext

from build_scripts.article_pages import article_page, surroundings_of
from build_scripts.library import read_library
from build_scripts.page import HtmlPart, content_html
from build_scripts.pages import Renderer
from build_scripts.picture_sections import kinds_picture, pictures_section
from build_scripts.pictures import (
    FILLS,
    Key,
    Square,
    Stop,
    bars_part,
    heat_map_part,
    placed_in_time,
    rounds_line_part,
    text_width,
    wrapped,
)
from build_scripts.report import KINDS, Report, report_of
from build_scripts.site_settings import SiteSettings
from build_scripts.views import Origin
from site_tests.conftest import Site
from site_tests.projects import ROOT
from site_tests.pseudo import pseudo_language

Visit = Callable[..., BrowserContext]
SVG = "{http://www.w3.org/2000/svg}"

LONG = {
    "wide": "W" * 200,
    "words": "Negotiations on the mutual recognition of embassies and their consular services " * 3,
    "arabic": "محادثات بين روسيا والولايات المتحدة في تركيا حول السفارات والحد من التسلح والعقوبات " * 3,
    "chinese": "美国与俄罗斯外交官在伊斯坦布尔举行第二轮会谈讨论军备控制" * 6,
    "hindi": "तुर्की में रूस और अमेरिका के बीच वार्ता " * 5,
    "signs": "🇹🇷🤝 &amp; <b>\"'{{ x }} " * 10,
    "empty": "",
}


@pytest.fixture(scope="module")
def render() -> Renderer:
    return Renderer(ROOT / "templates", SiteSettings())


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(read_library(ROOT))


def drawing(part: HtmlPart) -> ElementTree.Element:
    """The SVG of a figure: it must be well-formed."""
    found = re.search(r"<svg xmlns.*</svg>(?=\s*(?:<ul|<p|<details))", part.html, re.DOTALL)
    assert found
    return ElementTree.fromstring(found.group())


def figures(part: HtmlPart) -> list[list[str]]:
    """The rows of the table beside a picture."""
    rows = re.findall(r"<tr>(.*?)</tr>", part.html.partition("<tbody>")[2], re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]


def hostile(render: Renderer) -> list[HtmlPart]:
    labels = list(LONG.values())
    counts = [
        [1, 2, 3, 4, 5, 6],
        [100, 0, 0, 0, 1, 1],
        [0] * 6,
        [1] * 6,
        [1000, 200, 3, 4, 5, 6],
        [0, 0, 0, 0, 0, 1],
        [9] * 6,
    ]
    squares = [Square(n * 37 % 1000, "●*", "stated") for n in range(13)]
    columns = [*labels, *"ABCDEF"]
    return [
        bars_part(render, "one", LONG["wide"], LONG["arabic"], list(zip(labels, counts, strict=True)), labels[:6]),
        heat_map_part(render, "two", "t", "d", columns, [(x, squares) for x in labels], [Key("●", LONG["wide"])]),
        heat_map_part(render, "three", "t", "d", ["Only"], [(x, squares[:1]) for x in labels], []),
        heat_map_part(render, "four", "t", "d", ["a", "b", "c"], [("x", squares[:3])], []),
        rounds_line_part(
            render, "five", "t", "d", [Stop(x, d, x) for x, d in zip(labels, ["2024", None] * 4, strict=False)]
        ),
        rounds_line_part(render, "six", "t", "d", [Stop("a", "2024-01-03"), Stop("b"), Stop("c", "2025")]),
        bars_part(render, "seven", "t", "d", [], ["a"]),
    ]


def test_the_pictures_of_a_briefing_show_the_counts(report: Report, render: Renderer) -> None:
    for b in report.briefings.values():
        parts = [*kinds_picture(b, render), *pictures_section(b, Origin("briefings/x/", render.words), render)]
        by_id = {p.html.partition('id="')[2].partition('"')[0]: p for p in parts if isinstance(p, HtmlPart)}
        for a, row in zip(b.articles, figures(by_id["picture-kinds"]), strict=True):
            assert list(map(int, row)) == [a.kinds[kind] for kind in KINDS]
        table = next(t for t in b.tables if t.rows_are == "themes" and t.columns_are == "articles")
        for cells, row in zip(table.cells, figures(by_id["picture-themes"]), strict=True):
            assert [int(text.split()[0]) for text in row] == [len(cell.statements) for cell in cells]
        for number, a in enumerate(b.articles, 1):
            rows = figures(by_id[f"picture-article-{number}"])
            for (theme, _), row in zip(b.by_round.rows, rows, strict=False):
                own = [s.kind for s in a.statements if theme in s.themes]
                assert list(map(int, row)) == [own.count(kind) for kind in KINDS]
            none = [s.kind for s in a.statements if not set(s.themes) & {t for t, _ in b.by_round.rows}]
            assert list(map(int, rows[-1])) == [none.count(kind) for kind in KINDS]


def test_an_articles_page_has_every_theme_that_finds_something(report: Report, render: Renderer) -> None:
    around = surroundings_of(report)
    for i, a in report.articles.items():
        parts = article_page(a, around[i], render).parts
        (part,) = (p for p in parts if isinstance(p, HtmlPart) and "bb-picture" in p.html)
        assert len(figures(part)) == len({t for s in a.statements for t in s.themes}) + 1


def test_every_picture_tells_what_it_is(report: Report, render: Renderer) -> None:
    b = next(iter(report.briefings.values()))
    section = [*kinds_picture(b, render), *pictures_section(b, Origin("x/", render.words), render)]
    parts = [p for p in section if isinstance(p, HtmlPart)]
    html = "\n".join(p.html for p in [*parts, *hostile(render)])
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(set(ids)) == len(ids)
    for part in [*parts, *hostile(render)]:
        svg = drawing(part)
        named = svg.get("aria-labelledby", "").split()
        assert svg.get("role") == "img"
        assert [e.get("id") for e in (svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")) if e is not None] == named
        assert all((svg.findtext(f"{SVG}{name}") or "").strip() for name in ("title", "desc"))
        assert not list(svg.iter(f"{SVG}a")), "nothing in a picture can be reached by the keyboard"
        used = set(re.findall(r"url\(#([^)]+)\)", part.html))
        assert used <= set(ids)


def test_the_parts_of_a_bar_are_as_long_as_their_counts(render: Renderer) -> None:
    part = bars_part(render, "x", "t", "d", [("a", [1, 0, 3]), ("b", [0, 8, 0]), ("c", [0, 0, 0])], ["p", "q", "r"])
    boxes = [
        (e.findtext(f"{SVG}title"), e.get("x"), e.get("width"), e.get("fill"))
        for e in drawing(part).iter(f"{SVG}rect")
        if e.find(f"{SVG}title") is not None
    ]
    assert boxes == [
        ("a, p: 1", "0%", "12.5%", "url(#x-solid)"),
        ("a, r: 3", "12.5%", "37.5%", "url(#x-dotted)"),
        ("b, q: 8", "0%", "100%", "url(#x-slanted)"),
    ]
    assert figures(part) == [["1", "0", "3"], ["0", "8", "0"], ["0", "0", "0"]]


def test_more_series_than_fills_are_refused(render: Renderer) -> None:
    with pytest.raises(ValueError, match="9 series"):
        bars_part(render, "x", "t", "d", [], [""] * (len(FILLS) + 1))


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["2024-01-01", None, "2024-01-03"], [0, None, 2]),
        (["2024-01-03", "2024-01"], [0, 0]),
        (["2024", "2024-02-29", "2024-02"], [0, 59, 59]),
        (["2024-01-03", "2024-01-01"], [None, None]),
        (["2024-01-03", "2023"], [None, None]),
        (["9999-12-31", "9999", "9999-12"], [0, 0, 0]),
        (["soon", "", None], [None, None, None]),
    ],
)
def test_dates_are_placed_in_the_order_that_the_desk_gives(dates: list[str | None], days: list[int | None]) -> None:
    placed = placed_in_time(dates)
    first = next((d for d in placed if d is not None), 0)
    assert [d - first if d is not None else None for d in placed] == days


def test_dots_stand_as_far_apart_as_their_dates(render: Renderer) -> None:
    stops = [Stop("a", "2024-01-01"), Stop("b"), Stop("c", "2024-01-02"), Stop("d", "2024-01-11"), Stop("e")]
    part = rounds_line_part(render, "x", "t", "d", stops)
    dots = [(float((e.get("cy") or "").removesuffix("em")), e.get("class")) for e in drawing(part).iter(f"{SVG}circle")]
    a, b, c, d, e = (y for y, _ in dots)
    assert (c - a) / (d - a) == pytest.approx(0.1, abs=0.01)
    assert a < b < c < d < e
    assert [kind for _, kind in dots] == [None, "bb-open", None, None, "bb-open"]
    assert render.words("picture.to_scale") in part.html
    backwards = rounds_line_part(render, "x", "t", "d", [Stop("a", "2024"), Stop("b", "2023")])
    assert render.words("picture.not_to_scale") in backwards.html


@given(st.text(max_size=120), st.floats(2, 30), st.integers(1, 3))
def test_labels_fit_their_room(text: str, room: float, most: int) -> None:
    lines, whole = wrapped(text, room, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line) <= max(room, 2.5) for line in lines)
    if not whole:
        assert "".join(lines).replace(" ", "") == "".join(text.split())
    else:
        assert lines[-1].endswith("…")
        assert whole == " ".join(text.split())


def test_the_same_figures_give_the_same_bytes(render: Renderer) -> None:
    assert [p.html for p in hostile(render)] == [p.html for p in hostile(Renderer(ROOT / "templates", SiteSettings()))]


def test_a_picture_names_its_counts_in_another_direction(tmp_path: Path) -> None:
    """Right to left, bars begin at the right."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "templates/languages/ar.yaml").write_text(pseudo_language("ar"), "utf-8")
    arabic = Renderer(tmp_path / "templates", SiteSettings(language="ar"))
    part = bars_part(arabic, "x", "t", "d", [("a", [1, 3]), ("b", [8, 0])], ["p", "q"])
    boxes = [e.get("x") for e in drawing(part).iter(f"{SVG}rect") if e.find(f"{SVG}title") is not None]
    assert boxes == ["87.5%", "50%", "0%"]
    assert "bb-picture-rtl" in part.html


# --- in the browser -------------------------------------------------------------------------------------------------

OUTSIDE = """() => {
  const found = []
  for (const text of document.querySelectorAll('.bb-picture svg[role=img] text')) {
    const box = text.getBoundingClientRect(), frame = text.closest('svg[role=img]').getBoundingClientRect()
    const beside = box.left < frame.left - 1 || box.right > frame.right + 1
    if (beside || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      found.push(`${text.textContent.slice(0, 30)}: ${box.left}-${box.right} of ${frame.left}-${frame.right}`)
    if (parseFloat(getComputedStyle(text).fontSize) < 12) found.push(`${text.textContent}: too small`)
  }
  for (const frame of document.querySelectorAll('.bb-picture svg[role=img]')) {
    const boxes = [...frame.querySelectorAll('text')]
      .map(t => [t, t.getBoundingClientRect()]).filter(([, b]) => b.width)
    for (let i = 0; i < boxes.length; i++)
      for (let j = i + 1; j < boxes.length; j++) {
        const [a, b] = [boxes[i][1], boxes[j][1]]
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const under = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (over > 1 && under > a.height * .4) found.push(`${boxes[i][0].textContent} / ${boxes[j][0].textContent}`)
      }
  }
  const root = document.scrollingElement
  if (root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth}`)
  return found
}"""

PALE = """() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number)
  const light = rgb => {
    const [r, g, b] = rgb.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) }
  const paper = document.querySelector('.md-content').appendChild(document.createElement('i'))
  paper.style.backgroundColor = 'var(--bb-paper)'
  const ground = parse(getComputedStyle(paper).backgroundColor).slice(0, 3)
  paper.remove()
  const found = []
  let seen = 0
  for (const e of document.querySelectorAll('.bb-picture svg text, .bb-picture svg line, .bb-picture svg circle')) {
    const style = getComputedStyle(e)
    const colour = parse(e.tagName == 'text' ? style.fill : style.stroke).slice(0, 3)
    const least = e.tagName == 'text' ? 4.5 : 3
    if (ratio(colour, ground) < least) found.push(`${e.tagName} ${e.textContent}: ${ratio(colour, ground)}`)
    seen++
  }
  for (const e of document.querySelectorAll('.bb-picture svg rect:not(pattern rect)')) {
    if (ratio(parse(getComputedStyle(e).stroke).slice(0, 3), ground) < 3) found.push(`edge of ${e.textContent}`)
    seen++
  }
  for (const e of document.querySelectorAll('.bb-picture g > rect')) {
    const style = getComputedStyle(e), share = Number(style.fillOpacity), fill = parse(style.fill).slice(0, 3)
    const mixed = fill.map((v, i) => v * share + ground[i] * (1 - share))
    const text = parse(getComputedStyle(e.parentElement.querySelector('text')).fill).slice(0, 3)
    if (ratio(text, mixed) < 4.5) found.push(`on a shade: ${ratio(text, mixed)}`)
    seen++
  }
  return {found, seen}
}"""


@pytest.fixture(scope="module")
def hostile_html(render: Renderer) -> str:
    return content_html(hostile(render))


def show(page: object, html: str) -> None:
    page.evaluate(  # type: ignore[attr-defined]
        "html => { document.querySelector('.md-content__inner').innerHTML = html }", html
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_label_leaves_its_picture_or_covers_another(
    site: Site, address: str, visit: Visit, hostile_html: str, width: int
) -> None:
    page = visit(address, width=width).new_page()
    page.goto(address + site.uri("briefing"))
    assert page.locator(".bb-picture").count() >= 3
    assert page.evaluate(OUTSIDE) == []
    show(page, hostile_html)
    assert page.locator(".bb-picture").count() == 7
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "settings",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"color_scheme": "dark", "media": "print"},
        {"color_scheme": "light", "forced_colors": "active"},
    ],
    ids=lambda s: "-".join(s.values()),
)
def test_pictures_stand_out_from_their_ground(
    site: Site, address: str, visit: Visit, hostile_html: str, settings: dict[str, str]
) -> None:
    media = settings.get("media")
    page = visit(address, **{k: v for k, v in settings.items() if k != "media"}).new_page()
    page.goto(address + site.uri("briefing"))
    if media:
        page.emulate_media(media="print", color_scheme="dark")
    for html in (None, hostile_html):
        if html is not None:
            show(page, html)
        told = page.evaluate(PALE)
        assert told["found"] == []
        assert told["seen"] > 30
