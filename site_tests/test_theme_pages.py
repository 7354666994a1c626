"""The pages of themes and parties, and the lists: every statement, every figure, whatever stands in the texts."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from build_scripts import addresses
from build_scripts.kept import Kept
from build_scripts.library import read_library
from build_scripts.page import Page, content_html
from build_scripts.pages import read_pages
from build_scripts.report import Report, report_of
from build_scripts.theme_pages import CHARTED, SHOWN_STATEMENTS
from site_tests.ports import make_ports, run
from site_tests.projects import ROOT
from site_tests.test_changes_page import rights

HOSTILE = "</h1><script>alert(1)</script> {{ w }} “ferry” & اللغة العربية " + "x" * 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project about ports with a party, a theme that nothing has, and an article with many ferries."""
    root = make_ports(tmp_path_factory.mktemp("made"))
    content = root / "content"
    many = " ".join(f"Ferry number {n} was sold by the harbour." for n in range(40))
    (content / "sources" / "sold.txt").write_text(f"Ferries sold\n\n{many} The ferry will be missed.\n", "utf-8")
    run(root, "normalize")
    (content / "actors").mkdir()
    (content / "actors" / "harbour.yaml").write_text("label: The harbour\nterms: [harbour]\n", "utf-8")
    (content / "themes" / "whales.yaml").write_text("label: Whales\nterms: [whale, WHO]\n", "utf-8")
    return root


@pytest.fixture
def ports(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "project"))


def pages(root: Path) -> dict[str, Page]:
    return {p.uri: p for p in read_pages(root)[0].pages}


def tree(page: Page) -> Any:
    return html.document_fromstring(content_html(page.parts))


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def found(report: Report, kind: str, name: str) -> Counter[tuple[str, str]]:
    """Statements of a theme or a party, by article and id."""
    return Counter(
        (i, s.id) for i, a in report.articles.items() for s in a.statements
        if name in (s.themes if kind == "theme" else s.actors)
    )  # fmt: skip


@pytest.mark.parametrize("root", ["own", "made"])
def test_every_statement_stands_once_with_its_line_and_its_article(root: str, made: Path) -> None:
    folder = ROOT if root == "own" else made
    report, shown = report_of(read_library(folder)), pages(folder)
    for kind, names in (("theme", report.library.themes), ("party", report.library.actors)):
        for name in names:
            uri = addresses.theme_page(name) if kind == "theme" else addresses.party_page(name)
            page = tree(shown[uri])
            assert shown[uri].kind == kind
            items = page.xpath("//ul[@class='bb-statements']/li")
            wanted = found(report, kind, name)
            assert Counter(i.get("id") for i in items) == Counter(addresses.found_anchor(*key) for key in wanted)
            by_anchor = {i.get("id"): i for i in items}
            for article, own in report.articles.items():
                for s in own.statements:
                    if (article, s.id) not in wanted:
                        continue
                    item = by_anchor[addresses.found_anchor(article, s.id)]
                    if s.cells:  # a row is told by its columns: no quotation
                        told = "; ".join(f"{column}: {cell}" for column, cell in s.cells if cell)
                        assert item.find(".//q") is None
                        assert text(item).startswith(" ".join(told.split()))
                    else:
                        assert text(item.find(".//q")).strip("“”") == " ".join(s.text.split())
                    assert s.lines is not None
                    assert item.xpath(".//a[@class='bb-cite']/@href") == [
                        f"../../sources/{article}/{addresses.lines_query(*s.lines)}#L{s.lines[0]}"
                    ]
                    assert f"../../articles/{article}/#s-{s.id}" in item.xpath(".//a/@href")
            figure = page.xpath("//dd[@class='bb-figure']")[0]
            assert text(figure) == str(wanted.total())
            articles = {article for article, _ in wanted}
            assert text(page.xpath("//dd[@class='bb-figure']")[1]) == f"{len(articles)} of {len(report.articles)}"


def test_kinds_are_headings_with_their_numbers(made: Path) -> None:
    page = tree(pages(made)["themes/ferries/"])
    report = report_of(read_library(made))
    for article in report.articles.values():
        kinds = Counter(s.kind for s in article.statements if "ferries" in s.themes)
        if not kinds:
            assert not page.xpath(f"//*[@id='{addresses.article_anchor(article.article.id)}']")
    heads = [text(h) for h in page.xpath("//h3[@class='bb-kind-head']")]
    told = Counter(s.kind for a in report.articles.values() for s in a.statements if "ferries" in s.themes)
    assert sum(int(h.rpartition(" ")[2]) for h in heads) == told.total()


def test_many_statements_of_a_kind_are_folded_and_all_there(made: Path) -> None:
    page = tree(pages(made)["themes/ferries/"])
    folded = page.xpath("//details[@class='bb-more']/ul[@class='bb-statements']/li")
    report = report_of(read_library(made))
    most = max(Counter(s.kind for s in report.articles["sold"].statements).values())
    assert len(folded) == most - SHOWN_STATEMENTS


def test_the_words_that_find_it_stand_there_with_their_limit(made: Path) -> None:
    page = tree(pages(made)["themes/ferries/"])
    assert page.xpath("//ul[@class='bb-terms']/li/text()") == ["ferry", "line"]
    assert "in other words is missed" in text(page)


def test_what_no_statement_has_is_said(made: Path) -> None:
    page = tree(pages(made)["themes/whales/"])
    assert "No statement has these words." in text(page)
    assert "No briefing has it." in text(page)
    assert not page.xpath("//svg | //h3")
    assert text(page.xpath("//dd[@class='bb-figure']")[0]) == "0"


def test_it_leads_to_its_rows_in_comparisons(made: Path) -> None:
    links = tree(pages(made)["themes/ferries/"]).xpath("//a/@href")
    assert "../../briefings/ports/" in links
    assert "../../briefings/ports/themes/#themes--ferries" in links


def test_the_chart_counts_what_the_page_shows(made: Path) -> None:
    page = tree(pages(made)["themes/ferries/"])
    table = page.xpath("//figure//table")[0]
    rows = {text(r.find("th")): [text(c) for c in r.findall("td")] for r in table.xpath(".//tbody/tr")}
    report = report_of(read_library(made))
    own = {a.title: sum("ferries" in s.themes for s in a.statements) for a in report.articles.values()}
    assert {label: sum(map(int, cells)) for label, cells in rows.items()} == {t: n for t, n in own.items() if n}


def test_a_kind_has_one_fill_on_every_page(made: Path) -> None:
    """Whichever kinds a page has: `reported` alone looks as it does beside all the others."""
    fills: dict[str, set[str]] = {}
    drawn = 0
    for page in pages(made).values():
        for key in tree(page).xpath("//figure[.//pattern]//ul[@class='bb-legend']/li"):
            used = key.xpath(".//rect/@fill")[0].removeprefix("url(#").removesuffix(")")
            pattern = key.xpath(f"ancestor::figure//pattern[@id='{used}']/@class")
            fills.setdefault(text(key), set()).update(pattern)
            drawn += 1
    assert drawn > len(fills) > 1
    assert {kind: found for kind, found in fills.items() if len(found) > 1} == {}
    assert len(set.union(*fills.values())) == len(fills)


def test_no_picture_is_called_as_the_heading_above_it(made: Path) -> None:
    for page in pages(made).values():
        for figure in tree(page).xpath("//figure"):
            heading = figure.xpath("preceding::*[self::h2 or self::h3][1]")
            assert [text(h) for h in heading] != [text(figure.find("figcaption"))], page.uri


def test_hostile_labels_terms_and_statements_stay_text(ports: Path) -> None:
    theme = ports / "content" / "themes" / "ferries.yaml"
    theme.write_text(f"label: >-\n  {HOSTILE}\nterms:\n  - ferry\n  - >-\n    {HOSTILE}\n", "utf-8")
    source = ports / "content" / "sources" / "odd.txt"
    source.write_text(f"Odd ferries\n\nThe ferry carries {HOSTILE} to the quay.\n", "utf-8")
    run(ports, "normalize")
    shown = pages(ports)
    for uri in ("themes/ferries/", "themes/", "articles/odd/"):
        assert "<script>alert" not in content_html(shown[uri].parts).replace('<script type="application/ld+json">', "")
    assert HOSTILE.strip() in text(tree(shown["themes/ferries/"]))


def test_withheld_words_are_on_no_page_of_a_theme(ports: Path) -> None:
    rights(ports, "sold", "none")
    page = pages(ports)["themes/ferries/"]
    assert "was sold" not in content_html(page.parts)
    assert "withheld" in content_html(page.parts)
    report = report_of(read_library(ports))
    items = tree(page).xpath("//ul[@class='bb-statements']/li")
    assert len(items) == found(report, "theme", "ferries").total()  # they are counted, and have their places


def test_of_very_many_articles_the_chart_draws_those_with_the_most(ports: Path) -> None:
    for n in range(CHARTED + 5):
        text_of = f"Line {n}\n\nA ferry left the port. " + "The ferry came back. " * (n % 3)
        (ports / "content" / "sources" / f"more{n}.txt").write_text(text_of + "\n", "utf-8")
    run(ports, "normalize")
    page = tree(pages(ports)["themes/ferries/"])
    assert len(page.xpath("//figure//table//tbody/tr")) == CHARTED
    assert "are not drawn" in text(page)
    report = report_of(read_library(ports))
    assert len(page.xpath("//ul[@class='bb-statements']/li")) == found(report, "theme", "ferries").total()


def test_a_page_is_made_again_only_where_something_of_it_changed(ports: Path) -> None:
    kept = Kept()

    def made_pages() -> dict[str, Page]:
        return {p.uri: p for p in read_pages(ports, None, kept)[0].pages}

    before = made_pages()
    assert made_pages()["themes/ferries/"] is before["themes/ferries/"]
    article = ports / "content" / "articles" / "pier.yaml"  # it has no ferry
    article.write_text(article.read_text("utf-8").replace("It will open", "It may open"), "utf-8")
    after = made_pages()
    assert after["themes/ferries/"] is before["themes/ferries/"]
    article = ports / "content" / "articles" / "sold.yaml"
    article.write_text(article.read_text("utf-8").replace("Ferry number 1 ", "Ferry number one "), "utf-8")
    after = made_pages()
    assert "Ferry number one" in content_html(after["themes/ferries/"].parts)
    assert {u: content_html(p.parts) for u, p in after.items()} == {
        u: content_html(p.parts) for u, p in pages(ports).items()
    }


@pytest.mark.parametrize(
    ("uri", "first", "cells"),
    [
        ("articles/", "harbour", {"Statements": "2", "Tables": "0", "Date": "Undated"}),
        ("sources/", "harbour.txt", {"Lines": "3", "Repairs": "0", "Rights": "the whole text may be shown"}),
        ("themes/", "Ferries", {"Words that find it": "ferry, line", "Briefings": "1"}),
        ("parties/", "The harbour", {"Words that find it": "harbour", "Briefings": "0"}),
        ("briefings/", "Ports", {"As of": "Undated", "Articles": "3", "Question": "What was agreed?"}),
    ],
)
def test_a_list_has_each_with_its_figures(made: Path, uri: str, first: str, cells: dict[str, str]) -> None:
    rows = tree(pages(made)[uri]).xpath("//tbody/tr")
    assert text(rows[0].find("th")) == first
    shown = {c.get("data-column"): text(c) for c in rows[0].findall("td")}
    assert shown.items() >= cells.items()
    labels = [text(r.find("th")).casefold() for r in rows]
    assert labels == sorted(labels)


def test_lists_of_nothing_say_so(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shown = pages(tmp_path)
    for uri in ("briefings/", "articles/", "sources/", "themes/", "parties/"):
        assert "There is nothing here yet." in text(tree(shown[uri]))
