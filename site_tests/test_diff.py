"""What a reader will see change: cases as edits of a small project with the words expected, git at the edge, records.

A case (`cases/diff/NAME.yaml`) tells in `says` what it is about and gives `edits`, `moves`, `removes` and `files`; what
`briefbook diff` then tells stands beside it in `NAME.txt`. `BRIEFBOOK_ACCEPT=1` renews those texts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.change_texts import COMMENT, markdown, to_markdown
from build_scripts.changes import NOUNS, Change, Detail, Differences, Group
from build_scripts.cli import main
from build_scripts.documents import ChangesDocument
from build_scripts.library import read_library
from build_scripts.pairing import excerpt, excerpts, paired
from build_scripts.validation import read_document

ROOT = Path(__file__).parents[1]
CASES = ROOT / "site_tests" / "cases" / "diff"
WORKFLOWS = ROOT / ".github" / "workflows"
ARTICLE = "content/articles/first-round.yaml"
BRIEFING = "content/briefings/ports.yaml"

GIT = {
    **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "desk" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    **{f"GIT_{who}_DATE": "2026-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")},
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=GIT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout


def commit(folder: Path, message: str = "another") -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD").strip()


def copy_of(to: Path) -> Path:
    shutil.copytree(CASES / "project", to)
    (to / ".gitignore").write_text("/.briefbook/\n", "utf-8")
    return to


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project in a repository of its own, with one commit."""
    root = copy_of(tmp_path / "ports")
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit(root, "one")
    return root


def edit(root: Path, path: str, was: str, now: str) -> None:
    text = (root / path).read_text("utf-8")
    assert was in text, f"{path} has no {was!r}"
    (root / path).write_text(text.replace(was, now, 1), "utf-8")


def apply(case: Mapping[str, Any], root: Path) -> None:
    for path, to in case.get("moves", {}).items():
        (root / path).rename(root / to)
    for path in case.get("removes", []):
        (root / path).unlink()
    for path, text in case.get("files", {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    for path, edits in case.get("edits", {}).items():
        for one in edits:
            edit(root, path, one["was"], one["now"])


def run(root: Path, *arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["--root", str(root), "diff", *arguments])
    assert done.exit_code == code, done.output
    return done


def told(root: Path, *arguments: str, code: int = 0) -> str:
    return run(root, *arguments, code=code).stdout


def as_json(root: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(root, *arguments, "--format", "json"))
    return found


def check_snapshot(path: Path, text: str) -> None:
    if os.environ.get("BRIEFBOOK_ACCEPT") and not os.environ.get("CI"):
        path.write_text(text, "utf-8")
    kept = path.read_text("utf-8") if path.exists() else ""
    if kept != text:
        path.with_name(f"{path.name}.changed").write_text(text, "utf-8")
    assert text == kept, f"see {path.name}.changed"


# --- the words


@pytest.mark.parametrize("name", sorted(p.stem for p in CASES.glob("*.yaml")))
def test_a_case_is_told_in_these_words(name: str, project: Path) -> None:
    apply(yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8")), project)
    text = told(project)
    check_snapshot(CASES / f"{name}.txt", re.sub(r"\([0-9a-f]{9}\)", "(…)", text))


def test_every_kind_of_change_has_its_noun() -> None:
    from typing import get_args

    from build_scripts.model import ChangeKind

    assert set(NOUNS) == set(get_args(ChangeKind))


def test_the_form_of_the_output_changes_no_fact(project: Path) -> None:
    apply(yaml.safe_load((CASES / "statements.yaml").read_text("utf-8")), project)
    text, found, shown = told(project), as_json(project), told(project, "--format", "markdown")
    assert found["version"] == 1
    assert sum(c["count"] for c in found["counts"]) == len(found["changes"]) > 5
    for change in found["changes"]:
        assert change["words"] in text
        assert markdown(change["words"]) in shown
    dropped = next(c for c in found["changes"] if c["before"] == "The meeting lasted two hours.")
    assert (dropped["kind"], dropped["act"], dropped["article"], dropped["after"]) == (
        "statement", "dropped", "first-round", None,
    )  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{8}", dropped["statement"])
    assert dropped["details"] == [{"what": "left out: taken out by hand", "before": None, "after": None}]
    assert found["from"]["commit"] == git(project, "rev-parse", "HEAD").strip()
    assert found["to"] == {"revision": None, "commit": None}


def test_the_json_page_tells_every_key(project: Path) -> None:
    apply(yaml.safe_load((CASES / "cell.yaml").read_text("utf-8")), project)
    page = (ROOT / "docs" / "json.md").read_text("utf-8").partition("## `briefbook diff")[2]
    found = as_json(project)
    keys = {*found, *found["from"], *found["changes"][0], *found["changes"][0]["details"][0], *found["counts"][0]}
    assert [k for k in sorted(keys) if f"`{k}`" not in page] == []
    kinds = {word for line in page.splitlines() for word in re.findall(r"`([a-z-]+)`", line)}
    assert [k for k in NOUNS if k not in kinds] == []


def test_colours_are_for_terminals_only(project: Path) -> None:
    apply(yaml.safe_load((CASES / "cell.yaml").read_text("utf-8")), project)
    assert "\x1b" not in told(project)


# --- Markdown


ACTIVE = re.compile(
    r"<|(?<!\\)[\[\]*_`~|]|://|(?i:www\.)|[@#][A-Za-z0-9_]|(?i:\bgh-\d)|\b[0-9a-f]{7,40}\b|(?<!\\)(\\\\)+[\[\]*_`]"
)
"""What GitHub would take for markup, a link, a mention, a reference or a commit."""


@given(st.text(max_size=80) | st.text(alphabet="@#:/<>[]()*_`~|!\\&.-w1aGH \n\u202e\x1b", max_size=40))
def test_no_text_is_markup(text: str) -> None:
    shown = markdown(text)
    assert not ACTIVE.search(shown), shown
    assert "\n" not in shown
    assert all(c.isprintable() or c in "\u200b" or not c.isascii() for c in shown)


def test_a_text_comes_out_as_it_is_read() -> None:
    from markdown_it import MarkdownIt

    text = "1. <b>Bold</b> & *stars* [x](y) `code` | a_b_c ~~no~~ #12 @octocat &amp; \\ end"
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(f"- {markdown(text)}")
    assert re.sub(r"<(?!/?(?:ul|li)>)", "?", html) == html, "no other element than the list"
    import html as entities

    assert entities.unescape(re.sub("<[^>]+>", "", html)).strip().replace("\u200b", "") == text


def many(number: int, text: str = "Key point") -> Differences:
    changes = tuple(Change("key-point", "added", "Key point", None, f"{text} {n}") for n in range(number))
    return Differences((Group("Briefing", "A", changes), Group("Briefing", "B", changes)))


def test_long_markdown_is_cut_by_whole_entries() -> None:
    found = Differences(tuple(replace(many(3, "\U0001f600 word" * 20).groups[0], title=f"T{n}") for n in range(300)))
    shown = to_markdown(found, "main")
    units = len(shown.encode("utf-16-le")) // 2
    assert 0.9 * COMMENT < units <= COMMENT
    entries = [line for line in shown.splitlines() if line.startswith("- ")]
    assert all(line.endswith("”") for line in entries)
    (more,) = re.findall(r"([\d,]+) more changes are not shown", shown)
    assert len(entries) + int(more.replace(",", "")) == 900


def test_one_long_group_leaves_room_for_the_next() -> None:
    shown = to_markdown(many(500), "main")
    assert "#### Briefing: B" in shown
    assert shown.count("460 more: 460 key points added") == 2


# --- excerpts and pairs


def test_excerpts_show_where_two_texts_differ() -> None:
    same = "It is said and said again that nothing changes here. " * 8
    one, other = excerpts(same + "The port opens in spring.", same + "The port opens in autumn.", 60)
    assert one.startswith("…")
    assert one.endswith("spring.")
    assert other.endswith("autumn.")
    assert excerpt("one two three four", 10) == "one two…"


@given(st.lists(st.text("ab c", max_size=8), max_size=12), st.lists(st.text("ab c", max_size=8), max_size=12))
def test_pairs_are_one_to_one_and_equal_texts_first(before: list[str], after: list[str]) -> None:
    pairs = paired(before, after)
    assert len(set(pairs.values())) == len(pairs)
    left = [b for i, b in enumerate(before) if i not in pairs]
    assert not {" ".join(b.split()) for b in left} & {
        " ".join(a.split()) for j, a in enumerate(after) if j not in pairs.values()
    }


# --- revisions


def test_two_revisions(project: Path) -> None:
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    commit(project)
    git(project, "tag", "v1")
    edit(project, BRIEFING, "title: Ports", "title: Quays")
    assert "“Ports” → “Quays”" in told(project)
    assert "“Port talks” → “Quays”" in told(project, "HEAD~1")
    for way in (["HEAD~1", "v1"], ["HEAD~1..v1"], ["HEAD~1", "--to", "v1"], ["HEAD~1.."]):
        assert "“Port talks” → “Ports”" in told(project, *way)
    assert "“Ports” → “Port talks”" in told(project, "v1", "HEAD~1")


def test_three_dots_compare_with_where_two_branches_parted(project: Path) -> None:
    git(project, "checkout", "--quiet", "-b", "work")
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    commit(project)
    git(project, "checkout", "--quiet", "main")
    edit(project, BRIEFING, "question: What is agreed, and", "question: What is settled, and")
    commit(project)
    shown = told(project, "main...work")
    assert "Title: “Port talks” → “Ports”" in shown
    assert "Question" not in shown
    assert "Question" in told(project, "main..work")


def test_exit_codes(project: Path) -> None:
    run(project, "--exit-code", code=0)
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    run(project, code=0)
    run(project, "--exit-code", code=1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mian"], "D003 no revision 'mian'"),
        (["--", "--upload-pack=x"], "D003 '--upload-pack=x' can't name a revision"),
        (["main:content"], "D003"),
        (["0123456789"], "D003"),
    ],
)
def test_a_revision_that_is_not_there(project: Path, arguments: list[str], words: str) -> None:
    done = run(project, *arguments, code=1)
    assert words in done.stderr
    assert "Traceback" not in done.output
    if arguments == ["mian"]:
        assert "did you mean `main`?" in done.stderr


def test_nothing_committed_yet(tmp_path: Path) -> None:
    root = copy_of(tmp_path / "ports")
    git(root, "init", "--quiet")
    assert "nothing is committed yet" in run(root, code=1).stderr


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_of(tmp_path / "ports")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "D002 no git repository" in run(root, code=1).stderr


def test_no_git(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "D001 git was not found" in run(project, code=1).stderr


def test_a_shallow_clone_says_that_history_is_missing(project: Path, tmp_path: Path) -> None:
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    commit(project)
    git(tmp_path, "clone", "--quiet", "--depth", "1", project.as_uri(), "clone")
    clone = tmp_path / "clone"
    assert "Nothing changes" in told(clone)
    done = run(clone, "HEAD~1", code=1)
    assert "D004" in done.stderr
    assert "fetch-depth: 0" in done.stderr
    git(clone, "fetch", "--quiet", "--unshallow")
    assert "“Port talks” → “Ports”" in told(clone, "HEAD~1")


def test_a_project_in_a_folder_of_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = tmp_path / "all of it"
    root = outer / "desk ünd" / "ports"
    copy_of(root)
    (outer / "content").mkdir()
    (outer / "content" / "other.txt").write_text("of another project", "utf-8")
    git(outer, "init", "--quiet")
    commit(outer)
    edit(root, BRIEFING, "title: Port talks", "title: Ports")
    # As in a hook, which tells git of another place.
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert told(root).count("→") == 1


def test_the_work_tree_and_the_index_stay_as_they_are(project: Path) -> None:
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    git(project, "add", BRIEFING)
    edit(project, BRIEFING, "question: What is agreed, and", "question: What is settled, and")
    before = (git(project, "status", "--porcelain", "-z"), (project / ".git" / "index").read_bytes())
    files = {p: p.read_bytes() for p in project.rglob("*") if p.is_file() and ".git" not in p.parts}
    told(project)
    assert before == (git(project, "status", "--porcelain", "-z"), (project / ".git" / "index").read_bytes())
    assert files == {p: p.read_bytes() for p in project.rglob("*") if p.is_file() and ".git" not in p.parts}


def test_links_are_followed_inside_the_project_only(project: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("label: Secret\nterms: [secret]\n", "utf-8")
    (project / "content" / "actors" / "leak.yaml").symlink_to(secret)
    (project / "content" / "actors" / "same.yaml").symlink_to("russia.yaml")
    edit(project, BRIEFING, "actors: [russia]", "actors: [russia, same]")
    commit(project)
    (project / "content" / "actors" / "leak.yaml").unlink()
    shown = told(project)
    assert "content/actors/leak.yaml leads out of what git keeps" in shown
    assert "Secret" not in shown
    assert "Nothing changes for a reader." in shown


def test_submodules_are_told(project: Path) -> None:
    head = git(project, "rev-parse", "HEAD").strip()
    git(project, "update-index", "--add", "--cacheinfo", f"160000,{head},content/pages/sub")
    git(project, "commit", "--quiet", "--message", "sub")
    assert "content/pages/sub is another repository (a submodule)" in told(project)


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="this system keeps file names in UTF-8")
def test_file_names_that_are_no_text(project: Path) -> None:
    folder = os.fsencode(project / "content" / "pages")
    os.makedirs(folder, exist_ok=True)
    for name in (b"caf\xe9.md", b"a\nb.md", b"-x.md"):
        with open(os.path.join(folder, name), "wb") as out:
            out.write(b"# Page\n")
    commit(project)
    assert "Nothing changes" in told(project)
    for form in ("text", "markdown", "json"):
        done = subprocess.run(
            [sys.executable, "-m", "build_scripts.cli", "diff", "HEAD~1", "--format", form],
            cwd=project, env={**GIT, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "caf" in done.stdout.decode("utf-8")
    run(project, "HEAD~1", "--record", "--date", "2026-11-30")
    assert len(read_library(project).changes[recorded(project).stem].document.changes) == 3


# --- what can't be read


def test_an_earlier_state_with_errors_stops_nothing(project: Path) -> None:
    good = {path: (project / path).read_text("utf-8") for path in (ARTICLE, BRIEFING, "content/vocabulary.yaml")}
    edit(project, ARTICLE, "headline:", "headlien:")
    edit(project, "content/vocabulary.yaml", "kinds:", "kinds: [")
    commit(project)
    for path, text in good.items():
        (project / path).write_text(text, "utf-8")
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    shown = told(project)
    assert re.search(r"Note: content/articles/first-round\.yaml:\d+:\d+ could not be read as it was \(Y004\)", shown)
    assert re.search(r"Note: content/vocabulary\.yaml:\d+:\d+ could not be read as it was", shown)
    assert "1 change for a reader: 1 title changed." in shown, "nothing is told as new that only could not be read"


def test_a_later_state_with_errors_is_refused(project: Path) -> None:
    edit(project, BRIEFING, "title:", "titel:")
    done = run(project, code=1)
    assert "Y004" in done.stderr
    assert f"{BRIEFING}:" in done.stderr
    assert "D005" in done.stderr
    commit(project)
    edit(project, BRIEFING, "titel:", "title:")
    assert "D005" in run(project, "HEAD~1", "HEAD", code=1).stderr


def test_content_that_is_new_altogether(tmp_path: Path) -> None:
    root = copy_of(tmp_path / "ports")
    git(root, "init", "--quiet")
    git(root, "add", "mkdocs.yml")
    git(root, "commit", "--quiet", "--message", "settings")
    shown = told(root)
    assert "1 briefing added, 2 articles added" in shown
    assert "there is no content/ in HEAD" in shown


def test_templates_that_changed_are_told_as_not_looked_at(project: Path) -> None:
    (project / "mkdocs.yml").write_text("site_name: Quays\n", "utf-8")
    assert "Note: mkdocs.yml or templates/ changed too" in told(project)


# --- records


def test_a_record_can_be_read_checked_and_edited(project: Path) -> None:
    for name in ("cell", "hostile", "statements"):
        apply(yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8")), project)
    run(project, "--record", "--date", "2026-11-30", "--title", "Read again: “all” of it")
    path = recorded(project)
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../schemas/changes.json\n")
    assert max(map(len, text.splitlines())) < 400
    document, _, problems = read_document(ChangesDocument, text, "changes.yaml")
    assert not problems
    assert document is not None
    assert (document.date, document.title) == ("2026-11-30", "Read again: “all” of it")
    found = as_json(project)["changes"]
    keys = [k for k in found[0] if k not in ("words", "details")]
    assert [[getattr(c, k) for k in keys] for c in document.changes] == [[c[k] for k in keys] for c in found]
    assert [[d.model_dump() for d in c.details] for c in document.changes] == [c["details"] for c in found]
    library = read_library(project)
    assert list(library.changes) == [path.stem]
    assert re.fullmatch(r"2026-11-30-[0-9a-f]{8}", path.stem)
    assert "X024" not in "".join(map(str, library.problems))


def recorded(project: Path) -> Path:
    """The one file of content/changes/."""
    (path,) = (project / "content" / "changes").iterdir()
    return path


def test_a_record_is_never_written_over_nor_written_twice(project: Path) -> None:
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    run(project, "--record", "--date", "2026-11-30")
    path = recorded(project)
    edit(project, f"content/changes/{path.name}", "summary: ", "summary: By hand. ")
    kept = path.read_bytes()
    assert "tells these changes already" in told(project, "--record", "--date", "2026-11-30")
    edit(project, BRIEFING, "question: What is agreed, and", "question: What is settled, and")
    said = told(project, "--record", "--date", "2026-11-30")
    assert re.search(r"wrote content/changes/2026-11-30-[0-9a-f]{8}\.yaml with 2 changes", said)
    assert path.read_bytes() == kept
    assert len(list(path.parent.iterdir())) == 2
    later = next(p for p in path.parent.iterdir() if p != path)
    edit(project, f"content/changes/{later.name}", "What is settled", "By hand what is settled")
    assert f"wrote content/changes/{later.stem}-2.yaml" in told(project, "--record", "--date", "2026-11-30")


def test_records_are_no_change_themselves(project: Path) -> None:
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    run(project, "--record", "--date", "2026-11-30")
    commit(project)
    assert "Nothing changes for a reader." in told(project)
    assert "no file was written" in told(project, "--record", "--date", "2026-12-01")
    assert recorded(project).is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--record"],
        ["--date", "2026-11-30"],
        ["--record", "--date", "2026-02-30"],
        ["--record", "--date", "2026-11"],
        ["--record", "--date", "30.11.2026"],
        ["--record", "--date", "2026-11-30", "--format", "json"],
        ["--record", "--date", "2026-11-30", "--title", " "],
        ["A", "B", "C"],
        ["A..B", "--to", "C"],
    ],
)
def test_misuse_is_exit_code_2(project: Path, arguments: list[str]) -> None:
    assert "Traceback" not in run(project, *arguments, code=2).output
    assert not (project / "content" / "changes").exists()


def test_a_record_with_a_mistake_is_told_with_its_place(project: Path) -> None:
    edit(project, BRIEFING, "title: Port talks", "title: Ports")
    run(project, "--record", "--date", "2026-11-30")
    name = f"content/changes/{recorded(project).name}"
    edit(project, name, "date: 2026-11-30", "date: 2026-11")
    edit(project, name, "kind: title", "kind: titel")
    problems = [str(p) for p in read_library(project).problems]
    assert any(re.match(rf"{re.escape(name)}:\d+:\d+: Y007 .*\n?.*2026-11-30", p) for p in problems)
    assert any("title" in p and "titel" in p for p in problems)


# --- the workflows


def workflow(name: str) -> dict[str, Any]:
    found: dict[Any, Any] = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in found.items()}  # YAML 1.1 takes `on` for true


def step(name: str, job: str, title: str) -> dict[str, Any]:
    return next(s for s in workflow(name)["jobs"][job]["steps"] if s.get("name") == title)


def script(folder: Path, text: str, env: Mapping[str, str], pipefail: bool = False) -> subprocess.CompletedProcess[str]:
    """A step's script, run as the runner runs it."""
    path = folder.parent / "step.sh"
    path.write_text(text, "utf-8")
    command = ["bash", "--noprofile", "--norc", "-e", *(["-o", "pipefail"] if pipefail else []), str(path)]
    return subprocess.run(command, cwd=folder, env={**GIT, **env}, capture_output=True, text=True, check=False)


@pytest.fixture
def pull_request(project: Path, tmp_path: Path) -> Path:
    """What actions/checkout leaves of a pull request: the commit that merges it, and its two parents."""
    git(project, "checkout", "--quiet", "-b", "work")
    for name in ("cell", "statements", "record-and-page", "hostile"):
        case = yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
        apply(case, project)
    commit(project, "work")
    git(project, "checkout", "--quiet", "main")
    edit(project, "content/themes/fisheries.yaml", "label: Fisheries", "label: Fish")
    commit(project, "meanwhile")
    git(project, "merge", "--quiet", "--no-ff", "--message", "merge", "work")
    git(project, "update-ref", "refs/pull/7/merge", "HEAD")
    clone = tmp_path / "checkout"
    depth = next(s for s in workflow("changes")["jobs"]["changes"]["steps"] if "checkout" in s.get("uses", ""))["with"]
    git(tmp_path, "init", "--quiet", "checkout")
    refs = ["+refs/pull/7/merge:refs/remotes/pull/7/merge"]
    git(clone, "fetch", "--quiet", "--no-tags", f"--depth={depth['fetch-depth']}", project.as_uri(), *refs)
    git(clone, "checkout", "--quiet", "--detach", "refs/remotes/pull/7/merge")
    binaries = clone / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "briefbook").write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m build_scripts.cli "$@"\n', "utf-8"
    )
    (binaries / "briefbook").chmod(0o755)
    return clone


def comment_text(pull_request: Path, temp: Path) -> str:
    temp.mkdir(exist_ok=True)
    done = script(
        pull_request,
        step("changes", "changes", "What a reader will see change")["run"],
        {"BASE": "main", "RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(temp / "summary.md")},
    )
    assert done.returncode == 0, done.stderr
    text = (temp / "changes.md").read_text("utf-8")
    assert (temp / "summary.md").read_text("utf-8") == text
    return text


def test_the_comment_on_a_pull_request(pull_request: Path, tmp_path: Path) -> None:
    """The very commands of the workflow, in a checkout as the runner has it."""
    text = comment_text(pull_request, tmp_path / "runner")
    commit_now = git(pull_request, "rev-parse", "main").strip()[:9]
    told_commit = f"`{commit_now}`"
    assert told_commit in text, "as code: whoever copies it has the whole name, and GitHub makes no reference of it"
    assert "Fish:" not in text, "what came into the base meanwhile is no change of this pull request"
    check_snapshot(CASES / "comment.md", text.replace(told_commit, "…"))


FAKE_GH = """\
import json, pathlib, sys
folder = pathlib.Path({folder!r})
arguments = sys.argv[1:]
with (folder / "asked").open("a") as out:
    out.write(json.dumps(arguments) + "\\n")
url = next(a for a in arguments if a.startswith("repos/"))
method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
if method in ("POST", "PATCH"):
    body = json.loads(pathlib.Path(arguments[arguments.index("--input") + 1]).read_text("utf-8"))["body"]
    (folder / "posted").write_text(json.dumps([method, url, body]), "utf-8")
    print("{{}}")
elif url.endswith("/zip"):
    sys.stdout.buffer.write((folder / "artifact.zip").read_bytes())
else:
    name = "artifacts" if url.endswith("artifacts") else "comments" if url.endswith("comments") else "pulls"
    print((folder / f"{{name}}.json").read_text("utf-8"))
"""


class Poster:
    """The second workflow with a GitHub that answers from files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        gh = folder / "gh"
        program = folder / "gh.py"
        program.write_text(FAKE_GH.format(folder=str(folder)), "utf-8")
        gh.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n', "utf-8")
        gh.chmod(0o755)
        self.answer("pulls", [{"number": 7, "head": {"sha": "c0ffee"}}, {"number": 8, "head": {"sha": "older"}}])
        self.answer("artifacts", {"artifacts": [{"id": 5}]})
        self.answer("comments", [])

    def answer(self, name: str, value: object) -> None:
        (self.folder / f"{name}.json").write_text(json.dumps(value), "utf-8")

    def post(self, text: str, code: int = 0) -> tuple[str, str, str] | None:
        import zipfile

        with zipfile.ZipFile(self.folder / "artifact.zip", "w") as kept:
            kept.writestr("changes.md", text)
        (self.folder / "posted").unlink(missing_ok=True)
        one = step("comment", "comment", "Comment")
        env = {
            "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.folder),
            "REPOSITORY": "desk/ports",
            "RUN": "3",
            "COMMIT": "c0ffee",
            "OWNER": "someone",
            "BRANCH": 'x"; touch pwned; "',
            "MARKER": one["env"]["MARKER"],
        }
        assert one["shell"] == "bash"
        done = script(self.folder, one["run"], env, pipefail=True)
        assert done.returncode == code, done.stdout + done.stderr
        assert not (self.folder / "pwned").exists()
        posted = self.folder / "posted"
        return tuple(json.loads(posted.read_text("utf-8"))) if posted.exists() else None


needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "jq", "unzip"))), reason="this machine lacks bash, jq or unzip"
)


@needs_tools
def test_the_comment_is_posted_once_and_then_renewed(pull_request: Path, tmp_path: Path) -> None:
    text = comment_text(pull_request, tmp_path / "runner")
    poster = Poster(tmp_path / "github")
    marker = "<!-- briefbook diff -->\n"
    assert poster.post(text) == ("POST", "repos/desk/ports/issues/7/comments", marker + text)
    others = [
        {"id": 1, "user": {"login": "someone"}, "body": marker + "written by a person"},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": "of another workflow"},
        {"id": 3, "user": {"login": "github-actions[bot]"}, "body": marker + "the earlier one"},
    ]
    poster.answer("comments", others)
    assert poster.post(text) == ("PATCH", "repos/desk/ports/issues/comments/3", marker + text)
    nothing = to_markdown(Differences(()), "main")
    assert poster.post(nothing) == ("PATCH", "repos/desk/ports/issues/comments/3", marker + nothing)
    poster.answer("comments", others[:2])
    assert poster.post(nothing) is None, "nothing to say, and nothing said before"


@needs_tools
@pytest.mark.parametrize(
    "text",
    [
        "@octocat look", "see #12", "<img src=x>", "[x](/y)", "[x][y]", "[x]: /y", "https://example.org",
        "www.example.org", r"\\[x\\](/y)", "a" * 70_000,
    ],
)  # fmt: skip
def test_a_text_that_was_not_made_by_us_is_not_posted(text: str, tmp_path: Path) -> None:
    poster = Poster(tmp_path / "github")
    head = "### What a reader will see change\n\n"
    assert poster.post(head + text, code=1) is None
    assert poster.post("An advertisement", code=1) is None


@needs_tools
def test_no_open_pull_request_no_comment(tmp_path: Path) -> None:
    poster = Poster(tmp_path / "github")
    poster.answer("pulls", [{"number": 7, "head": {"sha": "newer"}}])
    assert poster.post("### What a reader will see change\n") is None


def test_the_code_of_a_pull_request_may_only_read() -> None:
    changes, comment = workflow("changes"), workflow("comment")
    assert changes["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in changes["jobs"].values())
    assert comment["permissions"] == {}
    assert comment["jobs"]["comment"]["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert set(changes["on"]) == {"pull_request"}
    assert set(comment["on"]) == {"workflow_run"}
    assert comment["on"]["workflow_run"]["workflows"] == [changes["name"]]
    steps = comment["jobs"]["comment"]["steps"]
    assert not any("uses" in s for s in steps), "nothing of the pull request is checked out"
    assert not any("${{" in s["run"] for s in steps), "what the event tells comes by the environment, never as code"


def test_actions_are_pinned() -> None:
    for path in WORKFLOWS.glob("*.yml"):
        for used in re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used[0]), f"{path.name}: {used[0]}"
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", used[1]), f"{path.name}: {used[0]} tells no version"


def test_details_beyond_a_dozen_are_counted() -> None:
    from build_scripts.changes import detail_words

    change = Change(
        "cell", "changed", "A, B", "stated", "stated", tuple(Detail("quote", None, str(n)) for n in range(20))
    )
    assert detail_words(change)[-1] == "and 8 more"
