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
            "",
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
    assert "content/briefings/ports.yaml:14:39: the comment goes with it: # both\n" in told
    assert told.count("the comment goes") == 2, "that of the key point, and that of `supersedes`"
    assert "content/articles/pier-2.yaml:" in told.partition("# the older one")[0].rpartition("\n")[2]
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


@pytest.mark.parametrize(
    ("was", "left", "told"),
    [
        ("{state: not-stated} # read it", "", ["16: the comment goes with it: # read it"]),
        ("# why\n        state: not-stated # read it", "", ["16: ", "# why", "17: ", "# read it"]),
        ("\n        # why\n        state: not-stated", "      # why\n", []),
    ],
)
def test_the_comment_in_a_cells_own_lines_goes_with_it_and_is_told(
    root: Path, was: str, left: str, told: list[str]
) -> None:
    """It would speak of the cell below; one in a line of its own stays, for nobody knows what it speaks of."""
    above, _, below = BRIEFING.partition("key_points:")
    text = (
        f"{above}themes: [ferries]\ncomparisons:\n  - id: themes\n    caption: By theme\n    rows: themes\n"
        f"    columns: articles\n    cells:\n      # on the harbour\n      ferries/harbour: {was}\n"
        "      ferries/pier: {state: not-stated} # stays\n"
    )
    assert below
    path = root / "content/briefings/ports.yaml"
    path.write_text(text, "utf-8")
    line = text[: text.index("ferries/harbour")].count("\n") + 1
    said = run(root, "withdraw", "harbour", "--reason", "Asked for.").stdout
    expected = text.replace(f"      ferries/harbour: {was}\n", left).replace("  - {id: harbour, label: Harbour}\n", "")
    assert path.read_text("utf-8") == expected
    goes = [x for x in said.splitlines() if "ports.yaml" in x and "the comment goes with it" in x]
    assert len(goes) == sum("#" in x for x in told)
    for number, comment in enumerate(x for x in ("# why", "# read it") if x in " ".join(told)):
        assert goes[number].startswith(f"content/briefings/ports.yaml:{line + number}:")
        assert goes[number].endswith(comment)


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


QUOTING = """title: Ports
question: What?
as_of: null
articles: [{id: harbour, label: Harbour}, {id: pier, label: Pier}, {id: pier-2, label: Other}]
key_points:
  - text: One speaks of “a second ferry line”, and of work on “the pier”.
    cites: [harbour@3, pier@3]
  - {text: It tells of “a second ferry line”., cites: [harbour@3]}
themes: [ferries]
comparisons:
  - id: themes
    caption: By theme
    rows: themes
    columns: articles
    cells:
      ferries/pier: {state: disputed, cites: [pier@3, harbour@3], note: Against “line opens in 2027”.}
      ferries/harbour: {state: stated, cites: [harbour@3, pier@3], note: It has “line opens in 2027”.}
notes: |
  The first one:
  “The two ports agreed” stands there, “The quay stays” here, “nobody said it” nowhere.
"""


@pytest.mark.parametrize("dry", [True, False])
def test_a_quotation_that_loses_its_article_is_told(root: Path, dry: bool) -> None:
    """What goes with the article loses nothing; what stood in no article before is told by `check` already."""
    (root / "content/briefings/ports.yaml").write_text(QUOTING, "utf-8")
    before = {p.message for p in check(read_library(root)) if p.code == "X026"}
    told = run(root, "withdraw", "harbour", "--reason", "Asked for.", *(["--dry-run"] if dry else [])).stdout
    warned = [line.partition(": take")[0] for line in told.splitlines() if "warning" in line]
    lines = QUOTING.splitlines()
    assert warned == [
        f"content/briefings/ports.yaml:{line}:{lines[line - 1].index(words) + 1}: "
        f"warning: “{words}” stands in `harbour` alone of what is cited"
        for line, words in ((6, "a second ferry line"), (16, "line opens in 2027"), (20, "The two ports agreed"))
    ]
    if not dry:
        after = {p.message for p in check(read_library(root)) if p.code == "X026"}
        assert len(after) == 4
        assert len(before) == 1
