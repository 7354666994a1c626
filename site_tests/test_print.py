"""Print: a briefing as Chromium prints it, with its sources as numbered notes and every table whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from playwright.sync_api import Page as Tab

from build_scripts.page import HeadingPart, HtmlPart, Page, content_html
from build_scripts.pages import read_pages
from build_scripts.print_notes import Place, PrintNotes
from build_scripts.site_settings import SiteSettings
from site_tests.conftest import Site
from site_tests.pdf_text import pdf_pages, squeezed
from site_tests.ports import make_ports

Visit = Callable[..., BrowserContext]
ADDRESS = "https://example.org/desk/"
PAPER = 718
"""The width of A4 between its margins of 1 cm, in CSS pixels."""

CUT = """width => {
  const cut = []
  for (const e of document.querySelectorAll('.md-content :is(table, th, td, svg, pre, p, li, a)')) {
    const box = e.getBoundingClientRect()
    if (!box.width || !box.height || !e.checkVisibility() || e.closest('.bb-unseen, .bb-here, .headerlink')) continue
    if (box.right > width + 1 || box.left < -1)
      cut.push(`${e.tagName}.${e.className} ${box.left} to ${box.right}: ${e.textContent.slice(0, 40)}`)
    const folds = getComputedStyle(e).overflowX != 'visible'
    if (folds && e.clientWidth && e.scrollWidth > e.clientWidth + 1) cut.push(`scrolls: ${e.tagName}`)
  }
  return cut
}"""


def numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r' data-note="(\d+)"', html)]


def notes(html: str) -> dict[int, str]:
    """The text of each note by its number."""
    listed = re.search(r'<ol class="bb-print-notes">(.*?)</ol>', html, re.DOTALL)
    if listed is None:
        return {}
    found = re.findall(r'<li value="(\d+)">(.*?)</li>', listed[1], re.DOTALL)
    return {int(number): " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split()) for number, text in found}


def test_places_are_numbered_where_they_first_stand() -> None:
    collected = PrintNotes()
    late, early, unused = (collected.key(Place(a, (1, 2))) for a in ("late", "early", "unused"))
    assert collected.key(Place("late", (1, 2))) == late
    assert (
        len({late, early, unused, collected.key(Place("late", (1, 3))), collected.key(Place("late", None, "s"))}) == 5
    )
    mark = '<a data-note="{}"></a>'.format
    parts = (
        HtmlPart(f"<p>{mark(early)} {mark(late)}</p>"),
        HeadingPart(2, "x", mark(unused)),
        HtmlPart(f"<p>{mark(late)} {mark(early)} {mark('n99')} [n0] &lt;a data-note=&quot;n2&quot;&gt;</p>"),
    )
    done, places = collected.numbered(parts)
    assert [p.article for p in places] == ["early", "late"]
    first, heading, last = done
    assert isinstance(first, HtmlPart)
    assert isinstance(last, HtmlPart)
    assert numbers(first.html) == [1, 2]
    assert numbers(last.html) == [2, 1]
    assert heading is parts[1]
    assert "=&quot;n2&quot;" in last.html
    assert "n99" not in last.html


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ports(tmp_path_factory.mktemp("print"))


def made(root: Path, url: str = "") -> dict[str, Page]:
    return {p.uri: p for p in read_pages(root, SiteSettings(url=url))[0].pages}


@pytest.mark.parametrize("url", ["", ADDRESS])
def test_every_number_has_its_note_and_every_note_its_number(ports: Path, url: str) -> None:
    cited = 0
    for page in made(ports, url).values():
        html = content_html(page.parts)
        listed, used = notes(html), numbers(html)
        assert list(listed) == list(dict.fromkeys(used)) == list(range(1, len(listed) + 1)), page.uri
        assert bool(listed) <= (page.kind in ("briefing", "comparison"))
        assert not re.search(r'data-note="[^0-9]', html)
        cited += len(listed)
        for text in listed.values():
            assert re.search(rf"{re.escape(url)}(sources/[^/ ]+/(\?to=\d+)?#L\d+|articles/[^/ ]+/#s-\S+)$", text)
    assert cited > 5


def test_a_number_stands_beside_the_place_of_its_note(ports: Path) -> None:
    page = made(ports)["briefings/ports/"]
    html = content_html(page.parts)
    listed = notes(html)
    chips = re.findall(r'<a class="bb-cite" href="([^"]*)" data-note="(\d+)">([^<]*)</a>', html)
    assert len(chips) == len(numbers(html))
    for href, number, label in chips:
        assert listed[int(number)].endswith(unescape(href).replace("../../", ""))
        assert unescape(label).rpartition(", ")[2] in listed[int(number)]
    assert listed[1].startswith("Harbour, line 3: The two ports agreed on a second ferry line.")
    assert listed[2].startswith("Harbour, lines 1–3: Harbour talks")


def test_a_note_keeps_to_the_rights_of_its_article(ports: Path) -> None:
    record = ports / "content/records/pier.yaml"
    record.write_text("rights: none\n", "utf-8")
    try:
        listed = notes(content_html(made(ports)["briefings/ports/"].parts))
    finally:
        record.unlink()
    own = [text for text in listed.values() if text.startswith("Pier, ")]
    assert own
    assert not [text for text in own if "closed" in text or "open again" in text]


def printed(page: Tab) -> list[str]:
    return pdf_pages(page.pdf(format="A4", margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"}))


@pytest.mark.browser
def test_a_printed_briefing_is_whole(site: Site, address: str, visit: Visit) -> None:
    """Every statement of every table, every note with its address, and nothing that only works on a screen."""
    briefing = next(iter(site.report.briefings.values()))
    uri = f"briefings/{briefing.id}/"
    page = visit(address, color_scheme="dark").new_page()
    page.goto(address + uri)
    pages = printed(page)
    text = "".join(pages)
    for point in briefing.document.key_points:
        assert squeezed(point.text) in text
    for table in briefing.tables:
        assert squeezed(table.caption) in text
        for cells in table.cells:
            for cell in cells:
                for statement in cell.statements:
                    # A row that goes on over the foot of a sheet has its cells' lines in turn: words are looked for.
                    words = statement.cells[0][1] if statement.cells else " ".join(statement.text.split()[:3])
                    assert squeezed(words) in text, statement.text
    html = content_html(next(p for p in site.pages if p.uri == uri).parts)
    listed = notes(html)
    assert listed
    for number, note in listed.items():
        assert f"[{number}]" in text
        assert squeezed(note.rpartition(" ")[2]) in text
    for words in ("Copy the line", "Table of contents", "Skip to content"):
        assert squeezed(words) not in text
    assert 5 < len(pages) < 40


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["briefing", "comparison", "article", "source", "home"])
def test_on_paper_nothing_is_cut(site: Site, address: str, visit: Visit, kind: str) -> None:
    page = visit(address, width=PAPER).new_page()
    page.goto(address + site.uri(kind))
    page.emulate_media(media="print")
    assert page.evaluate(CUT, PAPER) == []


MANY = """<div class="md-content md-typeset"><div class="bb-scroll"><table class="bb-table {kind} bb-cards">
<thead><tr>{heads}</tr></thead><tbody><tr><th scope="row">Row</th>{cells}</tr></tbody></table></div></div>"""


@pytest.mark.browser
@pytest.mark.parametrize("columns", [1, 4, 5, 12])
def test_a_table_of_many_columns_is_whole(site: Site, visit: Visit, columns: int) -> None:
    """As a table where it fits on a sheet; else as lists in which each value has its column's name."""
    heads = "".join(f"<th scope=col>Column {n}</th>" for n in range(columns + 1))
    cells = "".join(f'<td data-column="Column {n}">{"long" * 30} value {n}</td>' for n in range(1, columns + 1))
    page = visit("about:", width=PAPER).new_page()
    style = (site.root / "templates/assets/briefbook.css").read_text("utf-8")
    page.set_content(MANY.format(kind="bb-comparison", heads=heads, cells=cells))
    page.add_style_tag(content=f"html {{ font-size: 125%; }} {style}")
    page.emulate_media(media="print")
    assert page.evaluate(CUT, PAPER) == []
    shown = page.locator("td").evaluate_all("es => es.map(e => getComputedStyle(e, '::before').content)")
    assert shown == ([f'"Column {n}"' for n in range(1, columns + 1)] if columns > 4 else ["none"] * columns)


@pytest.mark.browser
def test_the_notes_are_for_paper_only(site: Site, address: str, visit: Visit) -> None:
    page = visit(address).new_page()
    page.goto(address + site.uri("briefing"))
    printed = "es => es.map(e => getComputedStyle(e, '::after').content).filter(c => c != 'none').length"
    assert not page.locator(".bb-print").evaluate_all("es => es.filter(e => e.checkVisibility()).length")
    assert page.locator(".bb-cite[data-note]").evaluate_all(printed) == 0
    page.emulate_media(media="print")
    numbered = page.locator(".bb-cite[data-note]")
    assert numbered.evaluate_all(printed) == numbered.count() > 0
    assert not page.locator(".bb-button, .bb-actions").evaluate_all("es => es.filter(e => e.checkVisibility()).length")
