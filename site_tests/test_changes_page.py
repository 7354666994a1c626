"""The page of changes: what it tells, in which order and words, its links and anchors, and what it must not tell."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from lxml import html

from build_scripts import addresses
from build_scripts.changes_page import OPEN_ENTRIES, SHOWN_CHANGES, change_entries
from build_scripts.library import read_library
from build_scripts.model import ChangeAct, ChangeKind
from build_scripts.page import HeadingPart, Page, content_html
from build_scripts.pages import Renderer, read_pages
from build_scripts.report import report_of
from build_scripts.site_settings import SiteSettings
from build_scripts.yaml_scalars import format_scalar
from site_tests.ports import make_ports, run
from site_tests.projects import ROOT

Write = Callable[..., Path]


DOCK = """Dock talks

The dock was closed for repairs. It will open again next spring. The harbour master met the owners on the pier. Nobody
knows what the repairs cost. The owners asked the town for money. The town has not answered yet.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project about ports with one more article, `dock`, which no briefing names."""
    root = make_ports(tmp_path_factory.mktemp("made"))
    (root / "content" / "sources" / "dock.txt").write_text(DOCK, "utf-8")
    run(root, "normalize")
    article = root / "content" / "articles" / "dock.yaml"
    article.write_text(article.read_text("utf-8").replace("headline: null", "headline: Dock talks", 1), "utf-8")
    return root


@pytest.fixture
def ports(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "project"))


def record(root: Path, name: str, date: str, changes: list[dict[str, Any]], title: str | None = None) -> Path:
    """A file of content/changes/."""
    lines = [f"date: {date}", f"title: {format_scalar(title) if title else 'null'}", f"summary: Summary of {name}."]
    lines.append("changes:")
    for change in changes:
        for place, (key, value) in enumerate(change.items()):
            lead = "  - " if place == 0 else "    "
            if key != "details":
                lines.append(f"{lead}{key}: {format_scalar(value)}")
                continue
            lines.append(f"{lead}details:")
            for detail in value:
                for number, (field, text) in enumerate(detail.items()):
                    lines.append(f"      {'- ' if number == 0 else '  '}{field}: {format_scalar(text)}")
    path = root / "content" / "changes" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def page_of(root: Path, settings: SiteSettings | None = None) -> Page:
    return next(p for p in read_pages(root, settings)[0].pages if p.uri == addresses.CHANGES)


def tree(page: Page) -> Any:
    return html.document_fromstring(content_html(page.parts))


def entry(page: Page, name: str) -> Any:
    return tree(page).get_element_by_id(addresses.entry_anchor(name))


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def point(after: str = "Ferries stay.", **more: Any) -> dict[str, Any]:
    return {"kind": "key-point", "act": "added", "subject": "Key point", "after": after, **more}


def test_every_kind_and_act_of_a_change_has_words() -> None:
    words = Renderer(ROOT / "templates", SiteSettings()).words
    for kind in get_args(ChangeKind):
        assert words(f"change_kind.{kind.replace('-', '_')}")
    for act in get_args(ChangeAct):
        assert words(f"change_act.{act.replace('-', '_')}")
    known = {n for n in words.names() if n.startswith(("change_kind.", "change_act."))}
    assert len(known) == len(get_args(ChangeKind)) + len(get_args(ChangeAct))


def test_entries_stand_newest_first_under_their_years(ports: Path) -> None:
    for name, day in (("b", "2026-03-01"), ("a", "2025-12-31"), ("d", "2027-01-01"), ("c", "2026-03-01")):
        record(ports, name, day, [point()])
    page = page_of(ports)
    assert [p.text for p in page.parts if isinstance(p, HeadingPart)] == ["Changes", "2027", "2026", "2025"]
    shown = tree(page).xpath("//section[contains(@class, 'bb-entry')]/@id")
    assert shown == [addresses.entry_anchor(name) for name in ("d", "c", "b", "a")]
    assert "January 1, 2027" in text(entry(page, "d"))


def test_a_site_without_changes_says_so(ports: Path) -> None:
    assert "No change has been recorded yet." in text(tree(page_of(ports)))


def test_before_and_after_are_told_in_words_and_elements(ports: Path) -> None:
    cell = {"kind": "cell", "act": "changed", "subject": "Ferries, Pier", "before": "no match", "after": "stated",
            "details": [{"what": "quote", "after": "It will open again next spring."}],
            "briefing": "ports", "comparison": "themes", "row": "ferries", "column": "pier"}  # fmt: skip
    record(ports, "one", "2026-01-02", [cell], "A title")
    found = entry(page_of(ports), "one")
    assert text(found.find(".//del")) == "no match"
    assert [text(e) for e in found.iter("ins")] == ["stated", "It will open again next spring."]
    assert "Cell: changed" in text(found)
    assert "Before: no match" in text(found)
    assert "Now: stated" in text(found)
    assert "Ferries, Pier" in text(found)
    assert text(found.find(".//h3")).startswith("A title")


def links(root: Path, **ids: Any) -> list[str]:
    """Where a change with these ids leads."""
    record(root, "x", "2026-01-02", [{"kind": "record", "act": "changed", "subject": "S", **ids}])
    found = entry(page_of(root), "x")
    return [a for a in found.xpath(".//a/@href") if not a.startswith("#")]


def test_a_change_leads_to_what_it_is_about(ports: Path) -> None:
    statement = next(s for s in report_of(read_library(ports)).articles["pier"].statements if "spring" in s.text)
    assert links(ports, article="pier") == ["../articles/pier/"]
    assert links(ports, article="pier", statement=statement.id) == [f"../articles/pier/#s-{statement.id}"]
    assert links(ports, article="pier", statement="00000000") == ["../articles/pier/"]
    assert links(ports, briefing="ports") == ["../briefings/ports/"]
    where = {"briefing": "ports", "comparison": "themes", "row": "ferries"}
    assert links(ports, **where) == ["../briefings/ports/themes/#themes--ferries"]
    assert links(ports, **where, column="pier") == ["../briefings/ports/themes/#themes--ferries--pier"]
    assert links(ports, briefing="ports", comparison="themes", row="gone") == ["../briefings/ports/themes/"]
    assert links(ports, briefing="ports", comparison="gone") == ["../briefings/ports/"]


def test_what_is_gone_has_no_link_and_what_moved_is_followed(ports: Path) -> None:
    assert links(ports, article="nowhere") == []
    assert links(ports, briefing="nowhere") == []
    assert links(ports, page="about.md") == []
    run(ports, "rename", "pier", "jetty")
    assert links(ports, article="pier") == ["../articles/jetty/"]
    where = {"briefing": "ports", "comparison": "themes", "row": "ferries", "column": "pier"}
    assert links(ports, **where) == ["../briefings/ports/themes/#themes--ferries--jetty"]


def test_anchors_stay_when_other_changes_come_and_go(ports: Path) -> None:
    changes = [point(f"Point {n}.") for n in range(4)]
    record(ports, "x", "2026-01-02", changes)
    before = dict(zip((c["after"] for c in changes), _anchors(ports), strict=True))
    record(ports, "x", "2026-01-02", [point("New."), changes[3], changes[1]], "Another title")
    record(ports, "y", "2026-05-02", [point("Later.")])
    assert _anchors(ports)[1:] == [before["Point 3."], before["Point 1."]]


def _anchors(root: Path) -> list[str]:
    entries = change_entries(read_library(root).changes.values())
    return next(e for e in entries if e.id == "x").anchors()


def test_equal_changes_have_anchors_of_their_own(ports: Path) -> None:
    record(ports, "x", "2026-01-02", [point(), point(), point()])
    ids = tree(page_of(ports)).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(set(_anchors(ports))) == 3


def test_text_is_data(ports: Path) -> None:
    hostile = "</ins><script>alert(1)</script> {{ w }} & “x” \u202eabc"
    change = point(hostile, details=[{"what": hostile, "before": hostile, "after": "b"}]) | {"subject": hostile}
    record(ports, "x", "2026-01-02", [change], hostile)
    page = page_of(ports)
    found = entry(page, "x")
    assert not found.xpath(".//script")
    assert "<script>" not in content_html(page.parts)
    assert [text(e) for e in found.iter("ins")] == [" ".join(hostile.split()), "b"]


def rights(root: Path, article: str, what: str) -> None:
    source = read_library(root).articles[article].article.source
    path = root / "content" / "records" / f"{Path(source).stem}.yaml"
    told = path.read_text("utf-8") if path.exists() else ""
    kept = re.sub(r"(?m)^rights:.*\n", "", told)
    path.write_text(f"{kept}rights: {what}\n", "utf-8")


def test_words_whose_rights_withhold_them_are_not_told(ports: Path) -> None:
    gone = "The secret paragraph that was there before."
    changes: list[dict[str, Any]] = [
        {"kind": "statement", "act": "changed", "subject": "Line 3, text", "before": gone,
         "after": "The dock was closed for repairs.", "article": "dock"},
        {"kind": "mark", "act": "changed", "subject": f"Mark of “{gone}”", "before": "none", "after": "edited",
         "article": "dock"},
        {"kind": "heading", "act": "dropped", "subject": "Heading", "before": gone, "article": "dock"},
        {"kind": "cell", "act": "changed", "subject": "Ferries, Dock", "before": "stated", "after": "conditional",
         "details": [{"what": "quote", "before": gone}, {"what": "note", "after": "The desk’s note."}],
         "briefing": "ports", "comparison": "themes", "row": "ferries", "column": "dock"},
        point("The desk’s point."),
    ]  # fmt: skip
    record(ports, "x", "2026-01-02", changes)
    assert gone in text(tree(page_of(ports)))
    told = ""
    for what in ("quotes", "none"):
        rights(ports, "dock", what)
        told = text(tree(page_of(ports)))
        assert "secret" not in told
        for kept in ("stated", "conditional", "edited", "The desk’s note.", "The desk’s point.", "Line 3, text"):
            assert kept in told
    assert "The dock was closed" not in told  # `none` shows no word, also not of what is there now
    for page in read_pages(ports, SiteSettings(url="https://example.org/"))[0].pages:
        assert not any("secret" in f"{e.title} {e.text}" for e in page.search_entries)
    for file in read_pages(ports, SiteSettings(url="https://example.org/"))[0].files:
        assert b"secret" not in file.data, file.path


def test_a_headline_that_no_page_shows_is_not_told_either(ports: Path) -> None:
    record(ports, "x", "2026-01-02", [
        {"kind": "article", "act": "added", "subject": "Article", "after": "Dock talks", "article": "dock"},
        {"kind": "source", "act": "changed", "subject": "Capture of", "after": "Dock talks", "article": "harbour"},
    ])  # fmt: skip
    assert "Dock talks" in text(tree(page_of(ports)))
    rights(ports, "dock", "none")
    assert "Dock talks" not in text(tree(page_of(ports)))


def test_no_word_of_an_article_that_was_withdrawn_is_told(ports: Path) -> None:
    changes = [{"kind": "statement", "act": "dropped", "subject": "Line 3", "before": "A libel.", "article": "pub"}]
    record(ports, "x", "2026-01-02", changes)
    assert "A libel." in text(tree(page_of(ports)))
    folder = ports / "content" / "notices"
    folder.mkdir(exist_ok=True)
    (folder / "pub.yaml").write_text("article: {withdrawn: It was wrong., date: 2026-01-01, title: Pub}\n", "utf-8")
    told = text(tree(page_of(ports)))
    assert "libel" not in told
    assert "Statement: dropped" in told


def test_of_a_thousand_entries_the_newest_stand_open_and_all_can_be_read(ports: Path) -> None:
    for n in range(1000):
        record(ports, f"e{n}", f"{2020 + n % 7}-{n % 12 + 1:02}-{n % 28 + 1:02}", [point(f"Point {n}.")])
    record(ports, "long", "2030-01-01", [point(f"Long {n}.") for n in range(300)])
    begin = time.perf_counter()
    page = page_of(ports)
    assert time.perf_counter() - begin < 40  # it takes 4 s on an idle machine, most of them reading
    found = tree(page)
    assert len(found.xpath("//section[contains(@class, 'bb-entry')]")) == 1001
    closed = found.xpath("//section[contains(@class, 'bb-entry')]/details[@class='bb-more'][1]/..")
    assert len(closed) == 1001 - OPEN_ENTRIES + 1  # the long one has a rest to unfold
    long = entry(page, "long")
    assert len(long.xpath("./ul/li")) == SHOWN_CHANGES
    assert len(long.xpath(".//li[@class='bb-change']")) == 300
    everything = text(found)
    assert all(f"Point {n}." in everything for n in range(1000))
    assert sum(isinstance(p, HeadingPart) for p in page.parts) == 1 + 8  # the contents are years, not entries


def test_this_sites_own_record_leads_to_pages_that_are_there() -> None:
    pages = {p.uri for p in read_pages(ROOT)[0].pages}
    page = page_of(ROOT)
    targets = {a for a in tree(page).xpath("//section//a/@href") if not a.startswith("#")}
    assert targets
    assert {t.removeprefix("../") for t in targets} <= pages
