"""Renaming: every reference follows, comments and layout stay, an interrupted one is finished."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from build_scripts.check import check
from build_scripts.content_files import write_content
from build_scripts.library import read_library
from build_scripts.page import content_html
from site_tests.ports import BRIEFING, briefing, make_ports, no_errors, notice, pages, run
from site_tests.projects import files_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three articles in one briefing."""
    return make_ports(tmp_path)


def test_renaming_mends_every_reference_and_keeps_every_other_byte(root: Path) -> None:
    content = root / "content"
    before = files_of(content)
    told = run(root, "rename", "harbour", "ferry-talks").stdout
    after = files_of(content)
    expected = (
        BRIEFING.replace("{id: harbour,", "{id: ferry-talks,")
        .replace('[harbour@3, "harbour@1-3"]', '[ferry-talks@3, "ferry-talks@1-3"]')
        .replace("- harbour@3\n", "- ferry-talks@3\n")
        .replace("ferries/harbour: {state: stated, cites: [harbour@3]}", "ferries/NEW: {state: stated, cites: [NEW@3]}")
        .replace("NEW", "ferry-talks")
        .replace("[pier-2@3, harbour@3]", "[pier-2@3, ferry-talks@3]")
    )  # fmt: skip
    assert after["briefings/ports.yaml"].decode() == expected
    assert "harbour@3 says so" in expected  # prose is the desk's
    assert after["articles/ferry-talks.yaml"] == before["articles/harbour.yaml"]
    assert after["locks/ferry-talks.lock"] == before["locks/harbour.lock"]
    assert b"supersedes: ferry-talks # the older one" in after["articles/pier-2.yaml"]
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {
        "articles/harbour.yaml", "articles/ferry-talks.yaml", "locks/harbour.lock", "locks/ferry-talks.lock",
        "briefings/ports.yaml", "articles/pier-2.yaml", "notices/harbour.yaml",
    }  # fmt: skip
    assert no_errors(root)
    assert "content/briefings/ports.yaml:14:13: harbour@3 becomes ferry-talks@3" in told
    assert "nothing new" in run(root, "normalize").stdout or "up to date" in run(root, "normalize").stdout


def test_the_record_of_a_newer_capture_follows(root: Path) -> None:
    """It names the article whose corrections are to be carried over, before there is an article of its own."""
    record = root / "content" / "records" / "harbour-longer.yaml"
    record.parent.mkdir(exist_ok=True)
    record.write_text("# newer\nsupersedes: 'harbour' # the first one\n", "utf-8")
    assert (
        "content/records/harbour-longer.yaml:2:13: harbour becomes ferry-talks"
        in run(root, "rename", "harbour", "ferry-talks").stdout
    )
    assert record.read_text("utf-8") == "# newer\nsupersedes: 'ferry-talks' # the first one\n"
    source = (root / "content" / "sources" / "harbour.txt").read_text("utf-8")
    (root / "content" / "sources" / "harbour-longer.txt").write_text(f"{source}\nMore was said later.\n", "utf-8")
    assert "wrote content/articles/harbour-longer.yaml" in run(root, "normalize").stdout
    assert no_errors(root)


def test_a_damaged_lock_goes_along(root: Path) -> None:
    damaged = b"# briefbook lock 2\n\xff\n"
    (root / "content/locks/harbour.lock").write_bytes(damaged)
    run(root, "rename", "harbour", "ferry-talks")
    assert (root / "content/locks/ferry-talks.lock").read_bytes() == damaged
    assert not (root / "content/locks/harbour.lock").exists()


def test_ids_that_only_look_alike_are_left_alone(root: Path) -> None:
    run(root, "rename", "pier", "jetty")
    text = briefing(root)
    assert "id: 'jetty'   # quoted by hand" in text
    assert "pier-2@3" in text
    assert "{id: pier-2, label: Other}" in text
    assert "ferries/jetty" in text
    assert "ferries/pier-2" in text
    assert no_errors(root)


def test_a_dry_run_tells_all_and_writes_nothing(root: Path) -> None:
    before = files_of(root / "content")
    told = run(root, "rename", "harbour", "ferry-talks", "--dry-run").stdout
    assert told.splitlines()[:-1] == run(root, "rename", "harbour", "ferry-talks", "--dry-run").stdout.splitlines()[:-1]
    assert "nothing was written" in told
    run(root, "withdraw", "harbour", "--reason", "No.", "--dry-run")
    assert files_of(root / "content") == before


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("harbor", "x", "R001", "did you mean `harbour`"),
        ("../briefings/ports", "x", "R001", ""),
        ("harbour", "pier", "R002", "choose another"),
        ("harbour", "PIER", "R002", "choose another"),
        ("harbour", "harbour", "R002", "choose another"),
        ("harbour", "../x", "R002", "letters"),
        ("harbour", "a b", "R002", "letters"),
        ("harbour", "index", "R002", "letters"),
        ("harbour", "x" * 101, "R002", "letters"),
    ],
)
def test_what_can_not_be_renamed(root: Path, old: str, new: str, code: str, hint: str) -> None:
    before = files_of(root / "content")
    result = run(root, "rename", old, new, code=1)
    assert code in result.stderr
    assert hint in result.stderr
    assert files_of(root / "content") == before


def test_the_case_of_letters_can_change(root: Path) -> None:
    run(root, "rename", "harbour", "Harbour")
    assert no_errors(root)
    assert "Harbour@3" in briefing(root)
    assert not (root / "content/notices").exists()


def test_chains_collapse_and_an_id_can_be_taken_back(root: Path) -> None:
    before = files_of(root / "content")
    run(root, "rename", "harbour", "b")
    run(root, "rename", "b", "c")
    assert "moved_to: c\n" in notice(root, "harbour")
    assert "moved_to: c\n" in notice(root, "b")
    assert no_errors(root)
    assert "R002" in run(root, "rename", "pier", "b", code=1).stderr  # the old address of `c`
    run(root, "rename", "c", "harbour")
    assert not (root / "content/notices/harbour.yaml").exists()
    after = files_of(root / "content")
    assert {k: v for k, v in after.items() if not k.startswith("notices/")} == before
    assert no_errors(root)


def test_references_that_come_later_are_told_and_mended(root: Path) -> None:
    """Another branch cites the old id; git merges it without a conflict."""
    run(root, "rename", "harbour", "ferry-talks")
    path = root / "content/briefings/ports.yaml"
    path.write_text(briefing(root).replace("- pier@3\n", "- pier@3\n      - harbour@1-3   # late\n"))
    (problem,) = [p for p in check(read_library(root)) if p.code == "X004"]
    assert "`briefbook rename harbour ferry-talks`" in problem.hint
    run(root, "rename", "harbour", "ferry-talks")
    assert "      - ferry-talks@1-3   # late\n" in briefing(root)
    assert no_errors(root)
    assert "nothing to do" in run(root, "rename", "harbour", "ferry-talks").stdout
    run(root, "withdraw", "ferry-talks", "--reason", "Not ours.")
    path.write_text(briefing(root).replace("- pier@3\n", "- pier@3\n      - harbour@3\n"))
    (problem,) = [p for p in check(read_library(root)) if p.code == "X004"]
    assert "withdrawn: Not ours." in problem.hint


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace("[harbour@3, ", "[\n        harbour@3,\n        "),
        lambda text: text.replace("{id: harbour, label: Harbour}", "{label: Harbour, id: harbour}"),
        lambda text: text.replace("articles: #", "articles:   # harbour, pier:"),
        lambda text: text.replace("- harbour@3\n", "- >-\n        harbour@3\n"),
    ],
)
def test_every_layout_is_renamed_there_and_back(root: Path, layout: Callable[[str], str]) -> None:
    path = root / "content/briefings/ports.yaml"
    path.write_bytes(layout(BRIEFING).encode())
    assert no_errors(root)
    run(root, "rename", "harbour", "x")
    assert no_errors(root)
    assert b"x@3" in path.read_bytes()
    run(root, "rename", "x", "harbour")
    assert path.read_bytes() == layout(BRIEFING).encode()
    run(root, "withdraw", "harbour", "--reason", "No.")
    assert no_errors(root)
    left = path.read_text("utf-8").replace("harbour@3 says so", "").replace("See harbour@3", "")
    assert "harbour@" not in left


def test_an_id_that_begins_with_a_figure_is_quoted(root: Path) -> None:
    run(root, "rename", "harbour", "2026")
    assert '{id: "2026", label: Harbour}' in briefing(root)
    assert no_errors(root)


def test_old_addresses_lead_to_the_new_ones(root: Path) -> None:
    run(root, "rename", "harbour", "ferry-talks")
    made = pages(root)
    for shelf in ("articles", "sources"):
        old = made[f"{shelf}/harbour/"]
        assert old.metadata["moved_to"] == f"{shelf}/ferry-talks/"
        assert 'href="../ferry-talks/"' in content_html(old.parts)
        assert not old.search_entries
    for uri in ("articles/", "sources/", ""):
        assert "harbour/" not in content_html(made[uri].parts).replace("ferry-talks/", "")


def test_renaming_a_briefing(root: Path) -> None:
    run(root, "rename", "ports", "harbours")
    assert (root / "content/briefings/harbours.yaml").read_text("utf-8") == BRIEFING
    assert no_errors(root)
    made = pages(root)
    assert made["briefings/ports/"].metadata["moved_to"] == "briefings/harbours/"
    assert made["briefings/ports/themes/"].metadata["moved_to"] == "briefings/harbours/themes/"


def test_an_article_and_a_briefing_of_one_id(root: Path) -> None:
    (root / "content/briefings/ports.yaml").rename(root / "content/briefings/harbour.yaml")
    assert "--kind" in run(root, "rename", "harbour", "x", code=1).stderr
    run(root, "rename", "harbour", "x", "--kind", "article")
    run(root, "rename", "harbour", "y", "--kind", "briefing")
    text = notice(root, "harbour")
    assert "article:\n  moved_to: x\n" in text
    assert "briefing:\n  moved_to: y\n" in text
    assert no_errors(root)
    run(root, "rename", "x", "harbour")
    assert "article" not in notice(root, "harbour")
    assert no_errors(root)


def test_a_file_that_can_not_be_read_and_names_the_id_stops_it(root: Path) -> None:
    other = root / "content/briefings/other.yaml"
    other.write_text("title: [\narticles: harbour\n")
    before = files_of(root / "content")
    for command in (["rename", "harbour", "x"], ["withdraw", "harbour", "--reason", "No."]):
        result = run(root, *command, code=1)
        assert "content/briefings/other.yaml: R004" in result.stderr
        assert files_of(root / "content") == before
    other.write_text("title: [\narticles: harbour-2\n")
    run(root, "rename", "harbour", "x")


def test_an_interrupted_renaming_is_rolled_forward(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes when some files are moved: the next command finishes it."""
    import build_scripts.staging as staging

    calls = []
    flush = staging._flush_folder

    def fails(folder: Path) -> None:
        calls.append(folder)
        if folder.name == "articles":
            raise KeyboardInterrupt
        flush(folder)

    monkeypatch.setattr(staging, "_flush_folder", fails)
    with pytest.raises(KeyboardInterrupt):
        write_content(
            root,
            {root / "content/articles/new.yaml": b"a", root / "content/locks/new.lock": b"b"},
            [root / "content/articles/harbour.yaml", root / "content/locks/harbour.lock"],
        )
    monkeypatch.undo()
    assert not (root / "content/locks/new.lock").exists()
    write_content(root, {})
    assert (root / "content/locks/new.lock").read_bytes() == b"b"
    assert (root / "content/articles/new.yaml").read_bytes() == b"a"
    assert not (root / "content/articles/harbour.yaml").exists()
    assert not (root / "content/locks/harbour.lock").exists()
