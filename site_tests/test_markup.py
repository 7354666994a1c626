"""Built pages are sound HTML, a site's address is one, notes ask nobody for a picture, what is not seen is named."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_scripts.article_pages import Surroundings, article_page
from build_scripts.article_views import repair_views
from build_scripts.cli import main
from build_scripts.data_tables import TABLES
from build_scripts.desk_markdown import desk_markdown
from build_scripts.downloads import LONGEST_QUOTES, QUOTES_IN_CELL, downloads_of
from build_scripts.invisible_signs import Piece, told_apart
from build_scripts.library import read_library
from build_scripts.page import content_html, visible
from build_scripts.pages import Renderer, pages_of
from build_scripts.problems import ProblemsError
from build_scripts.report import report_of
from build_scripts.site_address import check_site_address
from build_scripts.site_settings import SiteSettings
from build_scripts.views import Origin
from site_tests.conftest import Site
from site_tests.markup import faults
from site_tests.projects import ROOT, briefbook, copy_project
from site_tests.test_article_pages import report_of_text

POINTS = " ".join(f"They agreed on point {n} of the plan for the harbour." for n in range(60))
ODD = f"""\
Ministers meet\u200b again\x85 in\u00a0the harbour

The ministers met,with many\u00ad guests\u200b, in the\x07 har\x85bour.The line\u00a0opens in spring.

{POINTS}

| Port | Line | |
| --- | --- | --- |
| Ham |  | 2027 |
| | \u200b | |
| Elsinore | second |

- First,the border
- Second, the trade \u202eback\u202c of grain

The talks go on\ufffe. Nobody knows  what comes next.
"""


def odd_project(to: Path) -> Path:
    """A project with one briefing over an article that has what pages are seldom made of."""
    root = copy_project(to, content=False)
    for folder in ("sources", "pages"):
        (root / "content" / folder).mkdir(parents=True)
    (root / "content" / "sources" / "odd.txt").write_text(ODD, "utf-8", newline="")
    briefbook(root, "normalize")
    for folder, text in {
        "themes/harbour": "label: Harbour\nterms: [harbour]\n",
        "briefings/odd": (
            'title: Odd\nquestion: "What?"\narticles: [{id: odd, label: Odd}]\nthemes: [harbour]\n'
            'notes: "![i](http://evil.example/x.png) and [![j](http://evil.example/y.png)](http://elsewhere.example/)"\n'
            "comparisons: [{id: all, caption: All, rows: themes, columns: articles}]\n"
        ),
    }.items():
        path = root / "content" / f"{folder}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = odd_project(tmp_path_factory.mktemp("odd") / "project")
    briefbook(root, "build", env={"SITE_URL": "https://example.org/desk"})
    return root


def faults_of(site: Path) -> list[str]:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 8
    return [f"{path.relative_to(site)}: {fault}" for path in pages for fault in faults(path.read_text("utf-8"))]


def test_every_page_of_this_project_is_sound(site: Site) -> None:
    assert faults_of(site.folder) == []


def test_every_page_of_an_odd_project_is_sound(odd: Path) -> None:
    assert faults_of(odd / "site") == []
    source = (odd / "site/sources/odd/index.html").read_text("utf-8")
    assert "<details" in source.partition('class="bb-ledger"')[2], "a line has more statements than fit"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>a<details><summary>b</summary>c</details></p>", "<details> inside <p>"),
        ("<a href=x>a<a href=y>b</a></a>", "<a> inside <a>"),
        ("<div><p>a</div>", "<p> is never closed"),
        ("<div>a</p></div>", "</p> closes nothing"),
        ('<p id="a" id="b">a</p>', "<p> has two attributes `id`"),
        ('<p id="a">a</p><p id="a">b</p>', "id 'a' stands in line 1 already"),
        ("<h2> \u200b</h2>", "<h2> without words"),
        ("<table><tr><td><i></i></td></tr></table>", "<td> without words"),
        ("<ul><p>a</p></ul>", "<p> inside <ul>"),
        ("<li>a</li>", "<li> inside <>"),
        ("<p>\x85</p>", "the text holds"),
        ("<div>", "<div> is never closed"),
        ("<b/>", "closes nothing"),
        ("<table>a</table>", "text inside <table>"),
        ("<button><a href=x>a</a></button>", "inside a button or a link"),
    ],
)
def test_the_reader_tells(html: str, told: str) -> None:
    assert told in "\n".join(faults(html))


def test_the_reader_is_quiet() -> None:
    assert (
        faults('<p>a<br>b <img src=x alt=y></p><table><tr><td><img alt=c></td></tr></table><svg><path d=""/></svg>')
        == []
    )


# --- the address of the site


@pytest.mark.parametrize(
    "address", ["", "https://example.org/", "http://127.0.0.1:8000/a/b/", "https://bücher.example/%20/"]
)
def test_addresses_that_a_site_can_have(address: str) -> None:
    check_site_address(SiteSettings(url=address))


@pytest.mark.parametrize(
    "address",
    ["ftp://x/", "https://example.org/x?y=1", "https://example.org/#f", 'https://example.org/"x/', "https:///x/",
     "https://example.org/'x/", "https://example.org/a b/", "https://example.org/\x85/", "javascript:alert(1)",
     "https://[x/", "https://example.org:port/", "//example.org/", "https://example.org/<b>/", "example.org",
     "https://:80/", "https://example.org/\u2028/"],
)  # fmt: skip
def test_addresses_that_no_site_can_have(address: str) -> None:
    with pytest.raises(ProblemsError) as error:
        check_site_address(SiteSettings(url=address))
    (problem,) = error.value.problems
    assert (problem.code, problem.path) == ("P009", "mkdocs.yml")
    assert "`site_url`" in problem.message
    assert "SITE_URL" in problem.message


@pytest.mark.parametrize("address", ["ftp://x/", 'https://example.org/"x/', "https://example.org/x?y=1"])
def test_a_build_refuses_the_address(odd: Path, address: str) -> None:
    before = (odd / "site/index.html").read_bytes()
    told = CliRunner().invoke(
        main, ["--root", str(odd), "build"], env={"SITE_URL": address, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert told.exit_code == 1
    assert "P009" in told.output
    assert (odd / "site/index.html").read_bytes() == before


def test_the_address_gets_its_slash(odd: Path) -> None:
    assert '<link rel="canonical" href="https://example.org/desk/">' in (odd / "site/index.html").read_text("utf-8")


# --- the desk's notes


def test_notes_ask_nobody_for_a_picture(odd: Path) -> None:
    page = (odd / "site/briefings/odd/index.html").read_text("utf-8")
    assert '<a href="http://evil.example/x.png">i</a>' in page
    assert '<a href="http://elsewhere.example/">j</a>' in page
    assert not [p for p in (odd / "site").rglob("*.html") if 'src="http' in p.read_text("utf-8")]


@pytest.mark.parametrize(
    ("note", "html"),
    [
        ("![a *b*](x.png 't')", '<a href="x.png" title="t">a b</a>'),
        ("![](http://e.example/x)", '<a href="http://e.example/x">http://e.example/x</a>'),
        ("![r][r]\n\n[r]: http://e.example/r", '<a href="http://e.example/r">r</a>'),
        ("![d](data:image/png;base64,AA)", "d"),
        ("![<b>](x)", '<a href="x">&lt;b&gt;</a>'),
        ("- **![a](x)**", '<strong><a href="x">a</a></strong>'),
    ],
)
def test_a_picture_is_a_link(note: str, html: str) -> None:
    made = desk_markdown().render(note)
    assert html in made
    assert "<img" not in made


# --- what is not seen


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("\u200b", "", (["U+200B"], [])),
        ("a\u200bb", "ab", (["U+200B"], [])),
        ("a\u00a0b", "a b", (["U+00A0"], [])),
        ("co\u00adop", "coop", (["U+00AD"], [])),
        ("x\x85y", "x…y", (["U+0085"], [])),
        ("a  b c", "a b c", (["U+0020", "U+0020"], [])),
        ("", " ", ([], ["U+0020"])),
        ("one\u200dtwo.Three", "one\u200dtwo. Three", ([], [])),
        ("wordword", "word word", ([], [])),
    ],
)
def test_what_is_not_seen_is_named(was: str, now: str, told: tuple[list[str], list[str]]) -> None:
    sides = told_apart(was, now)
    assert tuple([p.text for p in side if p.named] for side in sides) == told
    for side, text in zip(sides, (was, now), strict=True):
        assert "".join(chr(int(p.text[2:], 16)) if p.named else p.text for p in side) == text
    assert told_apart("a\u200bb", "ab")[0] == (Piece("a"), Piece("U+200B", True), Piece("b"))


def test_the_table_of_repairs_has_no_cell_without_words(odd: Path) -> None:
    page = (odd / "site/articles/odd/index.html").read_text("utf-8")
    repairs = page.partition('id="repairs"')[2]
    assert "<code>U+200B</code>" in repairs
    report = report_of_text("Ministers meet again\n\nThey met,with many guests. It was a success.\n")
    taken = [replace(report.applied[0], was="\u200b", now=""), replace(report.applied[0], was="", now=" ")]
    origin = Origin("articles/x/", Renderer(ROOT / "templates", SiteSettings()).words)
    shown = [(r["was"][0], r["now"][0]) for r in repair_views(origin, report, taken)]
    assert [(was["text"] or was["told"], now["text"] or now["told"]) for was, now in shown] == [
        ("U+200B", "taken out"),
        ("nothing; it was put in", "U+0020"),
    ]


def test_controls_are_shown_by_pictures_or_numbers() -> None:
    assert visible("a\x07b\x7fc\x85d\x9fe\u202ef") == "a\u2407b\u2421c[U+0085]d[U+009F]e\u202ef"
    assert visible("tab\tline\n") == "tab\tline\n"


def test_an_empty_cell_of_a_source_says_so() -> None:
    text = (
        "Ports meet again\n\n| Port | Line | |\n| --- | --- | --- |\n| Ham |  | 2027 |\n| Elsinore | second | 2028 |\n"
    )
    page = article_page(report_of_text(text), Surroundings(), Renderer(ROOT / "templates", SiteSettings()))
    assert content_html(page.parts).count("<i>empty in the source</i>") == 2


# --- cells that hold hundreds of quotes


def test_a_cell_of_a_spreadsheet_is_bounded_and_a_long_file_has_all(odd: Path) -> None:
    report = report_of(read_library(odd))
    settings = SiteSettings()
    words = Renderer(odd / "templates", settings).words
    files = {d.file.path: d.file.data for d in downloads_of(report, words, settings).files}
    (cell,) = [c for b in report.briefings.values() for t in b.tables for row in t.cells for c in row]
    assert len(cell.statements) > 2 * QUOTES_IN_CELL
    _, (_, text) = csv.reader(io.StringIO(files["data/briefings/odd/all.csv"].decode("utf-8-sig"), newline=""))
    assert text.count("\n") == QUOTES_IN_CELL + 1
    assert text.endswith(f"and {len(cell.statements) - QUOTES_IN_CELL} more quotes: see cell_quotes.csv")
    assert len(text) < LONGEST_QUOTES + 500
    quotes = json.loads(files["data/cell_quotes.json"])
    assert [q["text"] for q in quotes] == [s.text for s in cell.statements]
    assert "cell_quotes" in {shape.name for shape in TABLES}


def test_one_long_quote_is_not_put_into_a_cell(odd: Path, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project", content=False)
    (root / "content" / "sources").mkdir(parents=True)
    (root / "content" / "sources" / "odd.txt").write_text(
        "# Ports meet\n\nThe harbour" + " and the next one" * 2000 + " agreed.\n", "utf-8"
    )
    briefbook(root, "normalize")
    for folder in ("themes", "briefings"):
        (root / "content" / folder).mkdir()
        for path in (odd / "content" / folder).glob("*.yaml"):
            (root / "content" / folder / path.name).write_bytes(path.read_bytes())
    report = report_of(read_library(root))
    files = {f.path: f.data for f in pages_of(report, root / "templates").files}
    cells = [c for row in csv.reader(io.StringIO(files["data/briefings/odd/all.csv"].decode("utf-8-sig"))) for c in row]
    assert max(map(len, cells)) < 1000
    assert any("and 1 more quote: see cell_quotes.csv" in c for c in cells)
    assert len(json.loads(files["data/cell_quotes.json"])[0]["text"]) > LONGEST_QUOTES
