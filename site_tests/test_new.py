"""Beginning files: what `briefbook new` writes is told while it has blanks, and passes `check` once they are filled."""

from __future__ import annotations

import re
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_scripts.cli import main
from build_scripts.explanations import EXPLANATIONS
from site_tests.projects import copy_project, files_of

BRIEFING = "content/briefings/talks.yaml"


def run(root: Path, *args: str) -> tuple[int, str, str]:
    with chdir(root):
        done = CliRunner().invoke(main, list(args))
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    root = copy_project(tmp_path / "empty", content=False)
    (root / "content").mkdir()
    return root


def fill(path: Path) -> None:
    """Fill every blank mechanically: citations with the one that the file's own comment gives, the rest with words."""
    text = path.read_text("utf-8")
    cite = re.search(r"# ([\w-]+@\d+), or whatever", text)
    text = re.sub(r'cites: \["…"\]', f"cites: [{cite[1] if cite else ''}]", text)
    path.write_text(text.replace('"…"', "Words of the desk"), "utf-8")
    assert "…" not in path.read_text("utf-8")


@pytest.mark.parametrize("kind", ["briefing", "theme", "actor"])
def test_a_new_file_passes_once_its_blanks_are_filled(kind: str, project: Path) -> None:
    code, out, err = run(project, "new", kind, "port-talks")
    path = project / "content" / f"{kind}s" / "port-talks.yaml"
    assert (code, err) == (0, "")
    assert out.startswith(f"wrote content/{kind}s/port-talks.yaml: ")
    text = path.read_text("utf-8")
    assert text.count("#") > 2, "it explains itself"
    assert max(map(len, text.splitlines())) <= 200
    fill(path)
    code, _, err = run(project, "check")
    assert (code, err) == (0, "")


def test_each_blank_is_told_once_at_its_place(project: Path) -> None:
    assert run(project, "new", "briefing", "talks")[0] == 0
    lines = (project / BRIEFING).read_text("utf-8").splitlines()
    code, _, err = run(project, "check")
    assert code == 1
    told = re.findall(rf"^{BRIEFING}:(\d+):\d+: (\w+) (.*)$", err, re.MULTILINE)
    unfilled = [n for n, line in enumerate(lines, 1) if '"…"' in line and line[0] != "#"]
    assert [int(line) for line, _, _ in told] == unfilled
    assert {code for _, code, _ in told} == {"N005"}
    assert "`question` is still the blank … of a new file" in err
    assert "N005" in EXPLANATIONS


def test_an_ellipsis_within_words_is_text(project: Path) -> None:
    run(project, "new", "briefing", "talks")
    path = project / BRIEFING
    fill(path)
    path.write_text(path.read_text("utf-8").replace("Words of the desk", "And then …", 1), "utf-8")
    assert run(project, "check")[0] == 0


def test_a_briefing_in_a_project_without_content_has_blanks_for_its_articles(empty: Path) -> None:
    assert run(empty, "new", "briefing", "talks")[0] == 0
    code, _, err = run(empty, "check")
    assert code == 1
    assert "Traceback" not in err
    assert set(re.findall(r"^\S+: ([A-Z]\d+) (?!warning)", err, re.MULTILINE)) == {"N005"}


@pytest.mark.parametrize("name", ["no", "1e3", "2024-05-31", "Łódź", "a--b"])
def test_names_that_yaml_or_a_label_could_misread(name: str, project: Path) -> None:
    for kind in ("theme", "actor", "briefing"):
        assert run(project, "new", kind, name)[0] == 0
        fill(project / "content" / f"{kind}s" / f"{name}.yaml")
    code, _, err = run(project, "check")
    assert code == 0
    assert set(re.findall(r": ([A-Z]\d+) ", err)) <= {"X032"}, "no article speaks of such a theme"


def test_a_file_that_is_there_stays(project: Path) -> None:
    before = files_of(project / "content")
    for name in ("ukraine", "Ukraine"):
        code, _, err = run(project, "new", "theme", name)
        assert code == 1
        assert "content/themes/ukraine.yaml: N003" in err
    assert files_of(project / "content") == before


COMPARISONS = {
    "a list": "comparisons:\n  - id: one # kept\n    caption: One\n    rows: themes\n    columns: articles\n# end\n",
    "a list not indented": "comparisons:\n- id: one\n  caption: 'One'\n  rows: themes\n",
    "in brackets": "comparisons: [{id: one, caption: One}] # kept\n",
    "an empty list": "comparisons: [] # none yet\nnotes: Words\n",
    "no key": "notes: >-\n  Words of\n  the desk\n",
    "no line end": "notes: Words",
    "CRLF": "comparisons:\r\n  - id: one\r\n    caption: One\r\n",
}


@pytest.mark.parametrize("layout", COMPARISONS)
def test_a_comparison_is_added_and_every_other_byte_stays(layout: str, project: Path) -> None:
    end = "\r\n" if layout == "CRLF" else "\n"
    head = end.join(
        [
            "# A remark",
            "title:   Talks",
            'question: "What?"',
            "articles: [{id: embassy-talks-turkey, label: First}]",
            "key_points: [{text: Said., cites: [embassy-talks-turkey@16]}]",
            "themes: [embassies]",
            "",
        ]
    )
    path = project / BRIEFING
    before = (head + COMPARISONS[layout]).encode()
    path.write_bytes(before)
    code, out, err = run(project, "new", "comparison", "by-theme", "--briefing", "talks")
    assert (code, err) == (0, "")
    assert "added the comparison by-theme to content/briefings/talks.yaml" in out
    after = path.read_bytes()
    kept = before.replace(b" []", b"") if layout == "an empty list" else before
    remaining = iter(after)
    assert all(byte in remaining for byte in kept), "what stood there stands there in its order"
    added = len(after) - len(kept)
    assert 20 < added < 700
    assert (b"\r\n" in after) == (layout == "CRLF")
    assert "N005" in run(project, "check")[2]
    path.write_bytes(after.replace('"…"'.encode(), b"By theme").replace("…".encode(), b"By theme"))
    code, _, err = run(project, "check")
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["comparison", "x"], 2, "--briefing"),
        (["comparison", "x", "--briefing", "us-russia-talks"], 1, "did you mean `us-russia-talks-in-turkey`?"),
        (
            ["comparison", "themes", "--briefing", "us-russia-talks-in-turkey"],
            1,
            "N003 the comparison `themes` is there",
        ),
        (["theme", "x", "--briefing", "us-russia-talks-in-turkey"], 2, "--briefing is for a comparison"),
        (["theme", "../x"], 2, "is no id"),
        (["theme", "index"], 2, "is no id"),
        (["table", "x"], 2, "'table' is not one of"),
    ],
)
def test_what_can_not_be_begun(arguments: list[str], code: int, told: str, project: Path) -> None:
    before = files_of(project / "content")
    status, _, err = run(project, "new", *arguments)
    assert status == code
    assert told in err
    assert files_of(project / "content") == before


def test_a_briefing_that_can_not_be_read_tells_why(project: Path) -> None:
    path = project / BRIEFING
    path.write_text("title: [\n", "utf-8")
    code, _, err = run(project, "new", "comparison", "x", "--briefing", "talks")
    assert code == 1
    assert re.search(rf"^{BRIEFING}:\d+:\d+: Y001", err, re.MULTILINE)
    assert path.read_text("utf-8") == "title: [\n"


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    texts = set()
    for name in ("one", "two"):
        root = copy_project(tmp_path / name)
        run(root, "new", "briefing", "talks")
        texts.add((root / BRIEFING).read_bytes())
    assert len(texts) == 1
