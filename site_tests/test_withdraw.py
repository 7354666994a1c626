"""Withdrawing: what rests on an article goes with it and is told, nothing else changes, its address tells why."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_scripts.check import check
from build_scripts.library import read_library, withdrawn_sources
from build_scripts.page import content_html
from site_tests.ports import BRIEFING, briefing, make_ports, no_errors, notice, pages, run
from site_tests.projects import files_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three articles in one briefing."""
    return make_ports(tmp_path)


@pytest.mark.parametrize("more", ["", "publisher: The Port Gazette\n"])
def test_the_record_of_a_newer_capture_supersedes_nothing_then(root: Path, more: str) -> None:
    record = root / "content/records/harbour-longer.yaml"
    record.write_text(f"supersedes: harbour # the first one\n{more}", "utf-8")
    (root / "content/sources/harbour-longer.txt").write_text("Harbour talks\n\nThey went on for long.\n", "utf-8")
    told = run(root, "withdraw", "harbour", "--reason", "Asked for.").stdout
    assert "content/records/harbour-longer.yaml:1:13: supersedes nothing any more" in told
    assert record.read_text("utf-8") == f"supersedes: null # the first one\n{more}"
    run(root, "normalize")
    assert no_errors(root)


def test_withdrawing_takes_out_what_rests_on_it_and_tells_each(root: Path) -> None:
    told = run(
        root, "withdraw", "harbour", "--reason", "The publisher asked: for it.", "--date", "2026-05",
        "--replaced-by", "pier",
    ).stdout  # fmt: skip
    expected = BRIEFING
    for gone, left in (
        ("  - {id: harbour, label: Harbour}\n", ""),
        (
            "  - text: >-\n      The harbour article tells of a second line, harbour@3 says so.\n"
            '    cites: [harbour@3, "harbour@1-3"] # both\n',
            "  # both\n",
        ),
        ("      - harbour@3\n", ""),
        ("      ferries/harbour: {state: stated, cites: [harbour@3]}\n", ""),
        (", harbour@3", ""),
    ):
        assert expected.count(gone) == 1, gone
        expected = expected.replace(gone, left)
    assert briefing(root) == expected
    assert "supersedes" not in (root / "content/articles/pier-2.yaml").read_text("utf-8")
    assert not (root / "content/articles/harbour.yaml").exists()
    assert not (root / "content/locks/harbour.lock").exists()
    assert (root / "content/sources/harbour.txt").exists()
    assert "harbour article tells of a second line" in told
    assert "content/briefings/ports.yaml:12:5: the key point is removed" in told
    assert no_errors(root)
    assert withdrawn_sources(root) == {"harbour.txt": "content/notices/harbour.yaml"}
    assert not [p for p in check(read_library(root)) if p.code == "N001"]
    run(root, "normalize")
    assert not (root / "content/articles/harbour.yaml").exists()
    for uri in ("articles/harbour/", "sources/harbour/"):
        page = content_html(pages(root)[uri].parts)
        assert "This article was withdrawn" in page
        assert "The publisher asked: for it." in page
        assert "Withdrawn 2026-05" in page
        assert "articles/pier/" in page or "../pier/" in page
        assert not pages(root)[uri].search_entries


def test_recorded_changes_of_what_is_withdrawn_are_told(root: Path) -> None:
    """History stays as it was told; whether its quotations may stay is for a person to say."""
    record = root / "content/changes/2026-05-01.yaml"
    record.parent.mkdir()
    record.write_text(
        "date: 2026-05-01\nsummary: One.\nchanges:\n"
        "  - {kind: statement, act: added, subject: Line 3, after: The line opens in 2027., article: harbour}\n"
    )
    before = record.read_bytes()
    run(root, "rename", "harbour", "ferry-talks")
    told = run(root, "withdraw", "ferry-talks", "--reason", "Not ours.").stdout
    assert "content/changes/2026-05-01.yaml:4:5: stays, and may quote the article" in told
    assert record.read_bytes() == before
    assert no_errors(root)


def test_withdrawing_with_the_source(root: Path) -> None:
    record = root / "content/records/harbour.yaml"
    record.write_text("publisher: null\n")
    run(root, "withdraw", "harbour", "--reason", "Not ours.", "--remove-source")
    assert not record.exists()
    assert not (root / "content/sources/harbour.txt").exists()
    assert "source:" not in notice(root, "harbour")
    assert no_errors(root)
    assert "Undated" in content_html(pages(root)["articles/harbour/"].parts)


def test_a_briefing_is_never_left_without_an_article(root: Path) -> None:
    other = root / "content/briefings/alone.yaml"
    other.write_text(
        "title: A\nquestion: B\narticles: [{id: harbour, label: C}]\n"
        "comparisons: [{id: one, caption: D, rows: themes}]\nthemes: [ferries]\n"
    )
    before = files_of(root / "content")
    result = run(root, "withdraw", "harbour", "--reason", "No.", code=1)
    assert "content/briefings/alone.yaml:3:" in result.stderr
    assert "R003" in result.stderr
    assert files_of(root / "content") == before
    run(root, "withdraw", "alone", "--reason", "It was merged.", "--replaced-by", "ports")
    run(root, "withdraw", "harbour", "--reason", "No.")
    assert no_errors(root)
    made = pages(root)
    for uri in ("briefings/alone/", "briefings/alone/one/"):
        assert "This briefing was withdrawn" in content_html(made[uri].parts)


def test_old_names_of_what_is_withdrawn_tell_of_it_too(root: Path) -> None:
    run(root, "rename", "harbour", "b")
    run(root, "withdraw", "pier", "--reason", "Old.", "--replaced-by", "b")
    run(root, "withdraw", "b", "--reason", "Not ours.")
    assert no_errors(root)
    assert "replaced_by" not in notice(root, "pier")
    assert "Not ours." in content_html(pages(root)["articles/harbour/"].parts)
    assert "R002" in run(root, "rename", "pier-2", "b", code=1).stderr


def test_usage(root: Path) -> None:
    run(root, "withdraw", "harbour", code=2)
    run(root, "withdraw", "harbour", "--reason", " ", code=2)
    run(root, "withdraw", "harbour", "--reason", "x", "--date", "yesterday", code=2)
    run(root, "withdraw", "ports", "--reason", "x", "--remove-source", code=2)
    assert "R001" in run(root, "withdraw", "harbour", "--reason", "x", "--replaced-by", "piers", code=1).stderr
    assert no_errors(root)


def test_the_reason_is_text_wherever_it_is_shown(root: Path) -> None:
    reason = '</title><script>alert("1")</script> {{ 7 * 7 }} # not a comment'
    run(root, "withdraw", "harbour", "--reason", reason)
    html = content_html(pages(root)["articles/harbour/"].parts)
    assert "<script>alert" not in html
    assert "{{ 7 * 7 }} # not a comment" in html
