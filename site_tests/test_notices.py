"""Notices: checked, and shown where an article or a briefing was, with and without a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from build_scripts.check import check
from build_scripts.cli import main
from build_scripts.library import read_library
from site_tests.ports import make_ports, run
from site_tests.projects import served


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three articles in one briefing."""
    return make_ports(tmp_path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("article: {}\n", "R005"),
        ("{}\n", "R005"),
        ("article: {moved_to: pier, withdrawn: No.}\n", "R005"),
        ("article: {moved_to: pier, date: 2026-05-01}\n", "R005"),
        ("briefing: {withdrawn: No., source: harbour.txt}\n", "R005"),
        ("article: {moved_to: peer}\n", "R006"),
        ("article: {moved_to: old}\n", "R006"),
        ("article: {moved_to: ports}\n", "R006"),
        ("article: {withdrawn: No., replaced_by: peer}\n", "R006"),
        ("article: {withdrawn: No., source: harbour.txt}\n", "R008"),
        ("article: {withdrawn: No., source: gone.txt}\n", "R008"),
        ("article: {withdrawn: ''}\n", "Y007"),
        ("articles: {moved_to: pier}\n", "Y004"),
    ],
)
def test_notices_are_checked(root: Path, text: str, code: str) -> None:
    folder = root / "content/notices"
    folder.mkdir()
    (folder / "old.yaml").write_text(text)
    found = [p for p in check(read_library(root)) if p.path == "content/notices/old.yaml"]
    assert [p.code for p in found] == [code], found
    assert all(p.line for p in found)


def test_a_notice_of_what_is_there_again(root: Path) -> None:
    folder = root / "content/notices"
    folder.mkdir()
    (folder / "Harbour.yaml").write_text("article: {moved_to: pier}\n")
    (problem,) = [p for p in check(read_library(root)) if p.path.startswith("content/notices")]
    assert (problem.code, problem.line) == ("R007", 1)


def test_two_notices_round_and_round(root: Path) -> None:
    folder = root / "content/notices"
    folder.mkdir()
    (folder / "a.yaml").write_text("article: {moved_to: b}\n")
    (folder / "b.yaml").write_text("article: {moved_to: a}\n")
    assert {p.code for p in check(read_library(root)) if p.path.startswith("content/notices")} == {"R006"}


def test_the_built_site_leads_on_with_and_without_a_script(root: Path, browser: Browser) -> None:
    run(root, "rename", "harbour", "ferry-talks")
    run(root, "withdraw", "pier-2", "--reason", "Not ours.")
    out = root / "site"
    result = CliRunner().invoke(
        main, ["--root", str(root), "build"], env={"SITE_URL": "https://example.org/desk/", "NO_MKDOCS_2_WARNING": "1"}
    )
    assert result.exit_code == 0, result.output
    html = (out / "articles/harbour/index.html").read_text("utf-8")
    head = html.partition("</head>")[0]
    assert '<meta http-equiv="refresh" content="0; url=../ferry-talks/">' in head
    assert '<link rel="canonical" href="https://example.org/desk/articles/ferry-talks/">' in head
    sitemap = (out / "sitemap.xml").read_text("utf-8")
    assert "articles/ferry-talks/" in sitemap
    assert "articles/harbour/" not in sitemap
    assert "pier-2" not in sitemap
    assert "harbour/" not in (out / "search/search_index.json").read_text("utf-8").replace("Harbour", "")
    anchor = re.search(r'id="(s-[0-9a-f]{8})"', (out / "articles/ferry-talks/index.html").read_text("utf-8"))
    assert anchor is not None
    with served(out) as address:
        for script in (True, False):
            context = browser.new_context(java_script_enabled=script)
            page = context.new_page()
            page.goto(f"{address}articles/harbour/#{anchor[1]}")
            page.wait_for_url("**/articles/ferry-talks/**", timeout=15_000)
            if script:
                assert page.url.endswith(f"#{anchor[1]}")
            page.goto(f"{address}sources/pier-2/")
            assert page.locator("h1").inner_text().startswith("This article was withdrawn")
            context.close()
