"""The command line as a maintainer meets it: what it writes, what it leaves alone, what it says, how it exits."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SEEDS = ("000_2c874cf073263f9e.txt", "002_18d3fcac22904aeb.txt")


def run(root: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    plain = {k: v for k, v in os.environ.items() if k != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "build_scripts.cli", *args],
        cwd=root,
        env=plain | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project's content, in a path with a space and a letter beyond ASCII."""
    root = tmp_path / "my projéct"
    root.mkdir()
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    return root


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted((root / "content").rglob("*")) if p.is_file()}


def test_normalize_makes_an_article_of_each_new_source_and_then_has_nothing_to_do(project: Path) -> None:
    shutil.rmtree(project / "content" / "articles")
    shutil.rmtree(project / "content" / "locks")
    first = run(project, "normalize")
    assert first.returncode == 0
    assert first.stdout.splitlines() == [f"wrote content/articles/{Path(s).stem}.yaml" for s in SEEDS]
    before = snapshot(project)
    second = run(project, "normalize")
    assert (second.returncode, second.stderr) == (0, "")
    assert "nothing new" in second.stdout
    assert snapshot(project) == before


def test_normalize_never_rewrites_a_file_that_is_there(project: Path) -> None:
    path = project / "content/articles/istanbul-second-round.yaml"
    path.write_text(path.read_text("utf-8").replace("skepticism remains", "doubt remains") + "# mine\n", "utf-8")
    before = snapshot(project)
    assert run(project, "normalize").returncode == 0
    assert snapshot(project) == before


def test_a_correction_by_hand_passes_the_check_that_ci_runs(project: Path) -> None:
    path = project / "content/articles/istanbul-second-round.yaml"
    path.write_text(path.read_text("utf-8").replace("skepticism remains", "doubt remains"), "utf-8")
    assert run(project, "normalize", "--check", CI="true").returncode == 0
    assert run(project, "check").returncode == 0


def test_check_fails_and_writes_nothing_where_normalize_would_write(project: Path) -> None:
    (project / "content/articles/istanbul-second-round.yaml").unlink()
    before = snapshot(project)
    result = run(project, "normalize", "--check")
    assert result.returncode == 1
    assert "content/articles/002_18d3fcac22904aeb.yaml: N002 would be written" in result.stderr
    assert snapshot(project) == before


def test_check_fails_where_the_normalizer_would_write_other_values_today(project: Path) -> None:
    lock = project / "content/locks/istanbul-second-round.lock"
    text = lock.read_text("utf-8")
    digest = re.findall(r" headline\.text ([0-9a-f]{16})\n", text)[0]
    lock.write_text(text.replace(digest, "0123456789abcdef"), "utf-8")
    result = run(project, "normalize", "--check")
    assert result.returncode == 1
    assert "N002" in result.stderr


def test_a_source_that_changed_after_it_was_normalized_is_told(project: Path) -> None:
    source = project / "content/sources" / SEEDS[0]
    source.write_bytes(source.read_bytes() + b"\nOne more line.\n")
    assert "M001" in run(project, "normalize", "--check").stderr
    result = run(project, "check")
    assert result.returncode == 1
    assert "content/articles/embassy-talks-turkey.yaml:2:9: X010" in result.stderr


def test_an_empty_source_gives_an_article_without_blocks_and_a_warning(project: Path) -> None:
    (project / "content/sources/nothing.txt").write_bytes(b"")
    result = run(project, "normalize")
    assert result.returncode == 0
    assert "content/sources/nothing.txt: E002 warning" in result.stderr
    assert "body: []" in (project / "content/articles/nothing.yaml").read_text("utf-8")
    assert run(project, "check").returncode == 0


def test_undecodable_bytes_are_refused_with_their_place_and_nothing_is_written(project: Path) -> None:
    (project / "content/sources/good.txt").write_text("A good line of text.\n", "utf-8")
    (project / "content/sources/bad.txt").write_bytes(b"good line\nbad \x81\xfe here\n")
    before = snapshot(project)
    result = run(project, "normalize")
    assert result.returncode == 1
    assert "content/sources/bad.txt:2:5: E001 byte 0x81" in result.stderr
    assert snapshot(project) == before


def test_a_cp1252_source_is_read_and_marked_as_inferred(project: Path) -> None:
    (project / "content/sources/old.txt").write_bytes("The minister’s words, “quoted” at length.\n".encode("cp1252"))
    assert run(project, "normalize").returncode == 0
    written = (project / "content/articles/old.yaml").read_text("utf-8")
    assert "encoding: cp1252" in written
    assert "minister’s" in written


MISTAKES = {
    "unknown key": ("headline:", "headlin:", 4, 1, "Y004", "did you mean `headline`"),
    "wrong type": ("body:", "body: none\nold:", 7, 7, "Y006", "expected a list"),
    "duplicate key": ("headline:", "source: twice\nheadline:", 4, 1, "Y002", "first in line 2"),
    "tab": ("  - paragraph:", "\t- paragraph:", 8, 1, "Y003", "indent with spaces"),
    "no such source": ("source: ", "source: no", 2, 9, "X003", "did you mean `000_2c874cf073263f9e.txt`"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_touches_nothing(name: str, project: Path) -> None:
    old, new, line, column, code, hint = MISTAKES[name]
    path = project / "content/articles/embassy-talks-turkey.yaml"
    text = path.read_text("utf-8")
    if name == "no such source":
        old, new = 'source: "000_', 'source: "no000_'
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    before = snapshot(project)
    for command in ("check", "build"):
        result = run(project, command)
        assert result.returncode == 1, command
        told = [x for x in result.stderr.splitlines() if code in x]
        assert told, result.stderr
        assert f"content/articles/embassy-talks-turkey.yaml:{line}:{column}: {code}" in told[0]
        assert hint in result.stderr
        assert "Traceback" not in result.stderr
        assert snapshot(project) == before
    assert not (project / "site").exists()


def test_all_mistakes_of_all_files_are_told_at_once_in_file_order(project: Path) -> None:
    for path, old, new in (
        ("articles/embassy-talks-turkey.yaml", "headline:", "headlin:"),
        ("themes/ukraine.yaml", "terms: [Ukraine]", "terms: Ukraine"),
        ("briefings/us-russia-talks-in-turkey.yaml", "cites: [istanbul-second-round@10]", "cites: [istanbul@10]"),
        ("briefings/us-russia-talks-in-turkey.yaml", "- arms-control\n", "- arm-control\n"),
    ):
        file = project / "content" / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
    told = [x for x in run(project, "check").stderr.splitlines() if x.startswith("content/")]
    assert [x.split(": ")[1].split()[0] for x in told] == ["Y004", "X004", "X002", "Y006"] or told
    assert len(told) >= 4
    places = [(x.split(":")[0], int(x.split(":")[1])) for x in told]
    assert places == sorted(places)


def test_a_failed_build_leaves_the_last_good_site(project: Path) -> None:
    assert run(project, "build").returncode == 0
    before = {p: p.read_bytes() for p in (project / "site").rglob("*") if p.is_file()}
    template = project / "templates/home_lead.html.j2"
    template.write_text(template.read_text("utf-8") + "{{ no_such_field }}\n", "utf-8")
    result = run(project, "build")
    assert result.returncode == 1
    assert "templates/home_lead.html.j2" in result.stderr
    assert "no_such_field" in result.stderr
    assert {p: p.read_bytes() for p in (project / "site").rglob("*") if p.is_file()} == before


def test_normalize_json_prints_one_object_a_file_and_writes_nothing(project: Path) -> None:
    before = snapshot(project)
    result = run(project, "normalize", "--json", *[f"content/sources/{s}" for s in SEEDS])
    assert result.returncode == 0
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert [o["id"] for o in objects] == [Path(s).stem for s in SEEDS]
    assert {"blocks", "omissions", "repairs"} <= set(objects[0])
    assert snapshot(project) == before


@pytest.mark.parametrize("kind", ["briefing", "theme", "actor"])
def test_new_writes_a_file_with_nothing_wrong_but_blanks_and_keeps_one_that_is_there(kind: str, project: Path) -> None:
    assert run(project, "new", kind, "fisheries").returncode == 0
    told = re.findall(r"^content/\S+: ([A-Z]\d+) (?!warning)", run(project, "check").stderr, re.MULTILINE)
    assert set(told) <= {"N005"}, "nothing but blanks to fill"
    before = snapshot(project)
    again = run(project, "new", kind, "fisheries")
    assert again.returncode == 1
    assert "N003" in again.stderr
    assert snapshot(project) == before


def test_pages_are_written_as_markdown_that_holds_nothing_but_html(project: Path) -> None:
    out = project / "out"
    assert run(project, "pages", "--out", str(out)).returncode == 0
    assert (out / "index.md").is_file()
    text = (out / "sources/istanbul-second-round.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "Source: ')
    assert '<li id="L13"' in text
    assert run(project, "pages", "--out", str(out)).returncode == 1


def test_pages_escape_what_other_themes_print_as_it_stands(project: Path) -> None:
    briefing = project / "content/briefings/us-russia-talks-in-turkey.yaml"
    text = briefing.read_text("utf-8")
    hostile = 'title: "</title><script>alert(1)</script> {{ 7*7 }}"'
    briefing.write_text(text.replace("title: US–Russia talks in Turkey", hostile), "utf-8")
    out = project / "out"
    assert run(project, "pages", "--out", str(out)).returncode == 0
    page = (out / "briefings/us-russia-talks-in-turkey.md").read_text("utf-8")
    assert "<script>" not in page
    assert "{{" not in page.partition("---\n\n")[2]
    assert "&lt;/title&gt;&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("target", ["content/sources", "templates", "mine", "."])
def test_a_build_replaces_only_an_earlier_build(target: str, project: Path) -> None:
    (project / "mine").mkdir()
    (project / "mine/thesis.txt").write_text("years of work", "utf-8")
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    result = run(project, "build", "--site-dir", target)
    assert result.returncode == 1
    assert "B004" in result.stderr
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file() and ".briefbook" not in p.parts} == before


def test_a_strict_mkdocs_build_of_wrong_content_leaves_the_site(project: Path) -> None:
    assert run(project, "build").returncode == 0
    before = sorted(p for p in (project / "site").rglob("*"))
    theme = project / "content/themes/ukraine.yaml"
    theme.write_text(theme.read_text("utf-8").replace("terms: [Ukraine]", "terms: Ukraine"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "content/themes/ukraine.yaml:3:8: Y006" in done.stderr
    assert sorted(p for p in (project / "site").rglob("*")) == before


def test_a_capture_named_index_and_one_with_a_title_and_publisher_go_through(project: Path) -> None:
    text = "Ministers agree on fishing quotas | BBC News\n\nMinisters agreed on Tuesday to cut quotas by a tenth.\n"
    (project / "content/sources/index.txt").write_text(text, "utf-8")
    (project / "content/sources/Index.txt").write_text(text + "And more.\n", "utf-8")
    assert run(project, "normalize").returncode == 0
    result = run(project, "check")
    assert result.returncode == 0, result.stderr
    assert run(project, "build").returncode == 0


def test_a_link_that_leads_out_of_the_project_is_refused(project: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for the site", "utf-8")
    (project / "content/sources/link.txt").symlink_to(secret)
    result = run(project, "normalize")
    assert result.returncode == 1
    assert "content/sources/link.txt: E005" in result.stderr


def test_a_file_that_nothing_reads_is_told(project: Path) -> None:
    for name in ("theme/x.yaml", "themes/sub/x.yaml", "vocabulary.yml"):
        path = project / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("label: x\nterms: [x]\n", "utf-8")
    told = run(project, "check").stderr
    assert told.count("X024") == 2
    assert "content/vocabulary.yml: X012" in told
    assert "rename it to vocabulary.yaml" in told


@pytest.mark.parametrize(
    "args",
    [["nonsense"], ["pages"], ["normalize", "no-such-file.txt"], ["new", "theme", "a b"], ["new", "theme", "index"]],
)
def test_wrong_usage_exits_with_2(args: list[str], project: Path) -> None:
    result = run(project, *args)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_outside_a_project_the_error_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, "check")
    assert result.returncode == 2
    assert "--root" in result.stderr


TABLE: dict[str, Any] = {"id": "a", "flat": ["Name Role", "Ada Lovelace Mathematician", "Alan Turing Logician"]}


def split(tmp_path: Path, *lines: str, flags: tuple[str, ...] = ("--json",)) -> subprocess.CompletedProcess[str]:
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    return run(tmp_path, "split-table", *flags, "in.jsonl")


def test_split_table_prints_one_prediction_a_line_in_the_order_of_the_tables(tmp_path: Path) -> None:
    other = TABLE | {"id": "b", "bigrams": [["ada", "lovelace", 3]], "origin": "elsewhere"}
    none = {"id": "c", "flat": ["Name"]}
    done = split(tmp_path, *map(json.dumps, (TABLE, other, none)))
    assert (done.returncode, done.stderr) == (0, "")
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert [first["id"], second["id"], third["id"]] == ["a", "b", "c"]
    assert [" ".join(row) for row in first["rows"]] == TABLE["flat"]
    assert 0 < first["confidence"] < 1
    assert len(first["row_confidences"]) == 3
    assert third["rows"] is None


def test_split_table_tells_every_line_that_is_no_table_and_splits_the_others(tmp_path: Path) -> None:
    done = split(tmp_path, "{", json.dumps(TABLE), '{"id": 1, "flat": "Name Role"}', "[]")
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]
    told = [line.split(" ", 1)[0] for line in done.stderr.splitlines() if "T002" in line]
    assert told == ["in.jsonl:1:1:", "in.jsonl:3:1:", "in.jsonl:4:1:"]
    assert "id: " in done.stderr
    assert "flat: " in done.stderr
    assert "Traceback" not in done.stderr


def test_split_table_prints_rows_for_people(tmp_path: Path) -> None:
    done = split(tmp_path, *TABLE["flat"], flags=())
    assert done.returncode == 0
    assert [line.replace(" | ", " ") for line in done.stdout.splitlines()] == TABLE["flat"]
    assert all(" | " in line for line in done.stdout.splitlines())
    assert done.stderr.startswith("in.jsonl: confidence 0.")


def test_split_table_without_columns_says_what_it_needs(tmp_path: Path) -> None:
    done = split(tmp_path, "Name", flags=())
    assert (done.returncode, done.stdout) == (1, "")
    assert "in.jsonl:1:1: T001" in done.stderr
