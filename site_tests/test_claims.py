"""Claims and comparisons: what a claim finds, what each cell of a table says, and addresses that stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from build_scripts import addresses
from build_scripts.briefing_changes import Names, briefing_changes
from build_scripts.check import check
from build_scripts.compare import NOT_JUDGED, STRENGTH
from build_scripts.comparison_views import SIGNS, table_view
from build_scripts.downloads import comparison_grid
from build_scripts.library import read_library
from build_scripts.model import CellState, ComparisonTable
from build_scripts.report import BriefingReport, report_of
from build_scripts.search_entries import comparison_entries
from build_scripts.views import Origin
from build_scripts.wording import Words, words_of
from site_tests.conftest import Site
from site_tests.ports import briefing, make_ports, no_errors, pages, run
from site_tests.projects import ROOT, briefbook, served

Visit = Callable[..., BrowserContext]

CLAIMS = """claims:
  - {id: line-agreed, proposition: A second line was agreed on., theme: ferries, terms: [second ferry line, "US"]}
  - {id: bridge, proposition: A bridge is built., terms: [bridge]}
"""
TABLE = """  - id: claims
    caption: By claim
    rows: claims
    cells:
      bridge/pier: {state: not-captured, note: A page is missing.}
"""


@pytest.fixture
def ports(tmp_path: Path) -> Path:
    """Three articles with claims of their briefing."""
    root = make_ports(tmp_path)
    path = root / "content/briefings/ports.yaml"
    text = path.read_text("utf-8").replace("comparisons:\n", f"{CLAIMS}comparisons:\n{TABLE}", 1)
    path.write_text(text, "utf-8")
    assert no_errors(root)
    return root


@pytest.fixture(scope="module")
def words() -> Words:
    """The English words."""
    return words_of("en", (ROOT / "templates/languages/en.yaml").read_text("utf-8"), "en.yaml")


def report(root: Path) -> BriefingReport:
    return next(iter(report_of(read_library(root)).briefings.values()))


def table(b: BriefingReport, name: str) -> ComparisonTable:
    return next(t for t in b.tables if t.id == name)


def states(found: ComparisonTable) -> list[list[CellState]]:
    return [[cell.state for cell in cells] for cells in found.cells]


def test_a_claim_is_found_by_its_own_terms(ports: Path) -> None:
    found = table(report(ports), "claims")
    assert found.rows == (("line-agreed", "A second line was agreed on."), ("bridge", "A bridge is built."))
    assert states(found) == [["stated", "no-match", "no-match"], ["no-match", "not-captured", "no-match"]]
    (statement,) = found.cells[0][0].statements
    assert statement.text == "The two ports agreed on a second ferry line."
    assert found.cells[1][1].by_desk


def test_a_term_in_capitals_finds_no_pronoun(ports: Path) -> None:
    source = ports / "content/sources/pier.txt"
    assert "US" not in source.read_text("utf-8")
    path = ports / "content/articles/pier.yaml"
    path.write_text(path.read_text("utf-8").replace("The pier was", "It told us the pier was"), "utf-8")
    assert states(table(report(ports), "claims"))[0][1] == "no-match"


def test_an_edit_of_a_claim_s_terms_reaches_its_cells(ports: Path) -> None:
    path = ports / "content/briefings/ports.yaml"
    path.write_text(path.read_text("utf-8").replace("[bridge]", "[pier]"), "utf-8")
    assert states(table(report(ports), "claims"))[1] == ["no-match", "not-captured", "no-match"]
    path.write_text(
        path.read_text("utf-8").replace("bridge/pier: {state: not-captured", "bridge/pier: {state: not-stated")
    )
    told = [str(problem) for problem in check(read_library(ports))]
    assert any("X028" in t and "has a term of `bridge`" in t for t in told)


def test_every_state_has_a_sign_words_and_a_meaning(words: Words) -> None:
    assert set(SIGNS) == {*STRENGTH, *NOT_JUDGED.values()}
    assert len(set(SIGNS.values())) == len(SIGNS)
    for state in SIGNS:
        assert words.has(f"state.{state.replace('-', '_')}")
        assert words.has(f"state_meaning.{state.replace('-', '_')}")


NOT_STATED = "its words stand here; not judged"


def test_a_claim_s_words_are_not_said_to_state_it(ports: Path, words: Words) -> None:
    """They stand in a denial too: that an article states a claim is what the desk says, and nobody else."""
    path = ports / "content/briefings/ports.yaml"
    denied = "  - {id: denied, proposition: Money was agreed on., terms: [agreed about the money]}\n"
    awaited = "  - {id: awaited, proposition: The pier is open., terms: [open again]}\n"
    judged = "      line-agreed/pier-2: {state: stated, cites: [pier-2@3], note: So.}\n"
    text = path.read_text("utf-8").replace(CLAIMS, CLAIMS + denied + awaited).replace(TABLE, TABLE + judged)
    path.write_text(text, "utf-8")
    assert no_errors(ports)
    b = report(ports)
    found = table(b, "claims")
    assert [cells[column].state for cells, column in zip(found.cells[2:], (2, 1), strict=True)] == [
        "stated",
        "conditional",
    ], "the machine's states stay"
    view = table_view(Origin("", words), found, b)
    shown = {row["label"]: [cell["words"] for cell in row["cells"]] for row in view["rows"]}
    assert shown["Money was agreed on."][2] == NOT_STATED
    assert shown["The pier is open."][1] == "its words stand in expectations only; not judged"
    assert shown["A second line was agreed on."] == [NOT_STATED, "no match for these terms", "stated"]
    legend = {state["state"]: state["words"] for state in view["legend"]}
    assert legend["found"] == NOT_STATED
    used = {cell["state"] for row in view["rows"] for cell in row["cells"]}
    assert used == set(legend), "each state that is offered to choose from is one of a cell"
    grid = comparison_grid(b, found, words)
    assert [row[column].split("\n")[0] for row, column in zip(grid.rows[2:], (3, 2), strict=True)] == [
        NOT_STATED,
        "its words stand in expectations only; not judged",
    ]
    titles = [entry.title for entry in comparison_entries(words, found, b)]
    assert any(NOT_STATED in title and "Money" in title for title in titles)
    themes = table_view(Origin("", words), table(b, "themes"), b)
    assert "found" not in {state["state"] for state in themes["legend"]}, "a theme has no proposition to judge"


def test_a_judged_gap_counts_nothing(ports: Path, words: Words) -> None:
    """`not captured` of the desk gives no number of lists: the machine found none missing."""
    b = report(ports)
    view = table_view(Origin("", words), table(b, "claims"), b)
    assert view["rows"][1]["cells"][1]["words"] == "not captured"


def test_every_cell_of_every_table_says_something(site: Site, words: Words) -> None:
    seen = 0
    for b in site.report.briefings.values():
        for one in b.tables:
            for row in table_view(Origin("", words), one, b)["rows"]:
                for cell in row["cells"]:
                    assert cell["words"].strip()
                    assert cell["sign"]
                    seen += 1
    assert seen > 20


def test_a_page_s_table_has_its_caption_its_scopes_and_its_links(ports: Path) -> None:
    page = pages(ports)["briefings/ports/claims/"]
    html = "\n".join(getattr(part, "html", "") for part in page.parts)
    assert re.search(r'<caption[^>]* id="claims\.caption"[^>]*>By claim</caption>', html)
    assert 'aria-labelledby="claims.caption"' in html
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == 2
    assert html.count("data-state=") >= 6
    for ending in ("csv", "json", "md"):
        assert f'href="../../../{addresses.table_file("ports", "claims", ending)}"' in html
    assert 'href="../../../themes/ferries/"' in html, "the theme of a claim"
    names = [unescape(n) for n in re.findall(r'class="bb-here"[^>]*aria-label="([^"]+)"', html)]
    assert len(names) == len(set(names)) == 2 + 6, "each permanent link has a name of its own"
    assert "Permanent link to the cell: A bridge is built., Pier" in names
    for anchor in re.findall(r'class="bb-here" href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html


def test_old_addresses_of_cells_lead_to_them_after_renaming(ports: Path) -> None:
    before = pages(ports)["briefings/ports/claims/"]
    anchors = set(re.findall(r' id="(claims--[^"]+)"', "".join(getattr(p, "html", "") for p in before.parts)))
    run(ports, "rename", "pier", "jetty")
    run(ports, "rename", "jetty", "landing-stage")
    run(ports, "rename", "ports", "harbours", "--kind", "briefing")
    after = pages(ports)
    html = "".join(getattr(p, "html", "") for p in after["briefings/harbours/claims/"].parts)
    now = re.findall(r' id="(claims--[^"]+)"', html)
    assert len(now) == len(set(now))
    assert anchors <= set(now)
    assert "claims--bridge--jetty" in now
    (inside,) = re.findall(r'<td id="claims--bridge--landing-stage"[^>]*>((?:<span id="[^"]+"></span>)*)', html)
    assert set(re.findall('id="([^"]+)"', inside)) == {"claims--bridge--pier", "claims--bridge--jetty"}
    assert after["briefings/ports/claims/"].metadata["moved_to"] == "briefings/harbours/claims/"


def test_an_id_that_is_in_use_again_is_no_old_address(ports: Path) -> None:
    notice = ports / "content/notices/pier.yaml"
    notice.parent.mkdir()
    notice.write_text("article: {moved_to: harbour}\n", "utf-8")
    assert report(ports).formerly == {}


def test_withdrawing_an_article_takes_out_its_cells_of_claims(ports: Path) -> None:
    done = run(ports, "withdraw", "pier", "--reason", "Wrong.")
    assert "bridge/pier" not in briefing(ports)
    assert "the cell is removed: not-captured; A page is missing." in done.output
    assert no_errors(ports)


def test_diff_tells_what_changes_of_a_claim(ports: Path) -> None:
    before = report(ports)
    path = ports / "content/briefings/ports.yaml"
    text = path.read_text("utf-8")
    text = text.replace("A bridge is built.", "A bridge is planned.").replace("[bridge]", "[money]")
    path.write_text(text, "utf-8")
    changes = list(briefing_changes(before, report(ports), Names({}, {})))
    told = {(c.kind, c.act, c.subject, c.before, c.after): c for c in changes}
    row = told["row", "changed", "Claim in “By claim”", "A bridge is built.", "A bridge is planned."]
    assert [(d.what, d.before, d.after) for d in row.details] == [("words that find it", "bridge", "money")]
    cell = next(c for c in changes if c.kind == "cell")
    assert (cell.before, cell.after, cell.column) == ("no match for these terms", NOT_STATED, "pier-2")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_deep_link_to_a_cell_marks_it(site: Site, address: str, visit: Visit, width: int) -> None:
    page = visit(address, width=width).new_page()
    uri = site.uri("comparison")
    page.goto(address + uri)
    cells = page.locator("table.bb-comparison td")
    assert cells.count() > 3
    for text in cells.all_inner_texts():
        assert text.strip()
    last = cells.last
    last.hover()
    link = last.locator("a.bb-here")
    expect(link).to_have_css("opacity", "1")
    link.click()
    anchor = last.get_attribute("id") or "?"
    assert page.url.endswith(f"#{anchor}")
    page.goto("about:blank")
    page.goto(f"{address}{uri}#{anchor}")
    expect(last).to_be_in_viewport()
    ground = "e => getComputedStyle(e).backgroundColor"
    assert last.evaluate(ground) != cells.first.evaluate(ground)


@pytest.mark.browser
def test_an_old_deep_link_marks_the_cell_that_had_it(ports: Path, visit: Visit, tmp_path: Path) -> None:
    run(ports, "rename", "pier", "jetty")
    briefbook(ports, "build", "--site-dir", str(tmp_path / "site"))
    with served(tmp_path / "site") as address:
        page = visit(address).new_page()
        page.goto(f"{address}briefings/ports/claims/#claims--bridge--pier")
        cell = page.locator("#claims--bridge--jetty")
        expect(cell).to_be_in_viewport()
        ground = "e => getComputedStyle(e).backgroundColor"
        assert cell.evaluate(ground) != page.locator("#claims--bridge--harbour").evaluate(ground)


@pytest.mark.browser
def test_every_cell_has_text_without_scripts(site: Site, address: str, visit: Visit) -> None:
    page = visit(address, java_script_enabled=False).new_page()
    for p in site.pages:
        if p.kind == "comparison":
            page.goto(address + p.uri)
            states = page.locator("table.bb-comparison td .bb-state")
            assert states.count() == page.locator("table.bb-comparison td").count() > 0
            assert all(text.strip() for text in states.all_inner_texts())
