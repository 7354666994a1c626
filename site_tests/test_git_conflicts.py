"""Two branches whose locks conflict: what is told to do works in a real repository, and no hand's value is lost."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_scripts.cli import main
from build_scripts.locks import LOCK_LINE, lock_problem
from site_tests.test_git_merge import briefbook, change, commit, git, root

__all__ = ["root"]

ARTICLE = "content/articles/istanbul-second-round.yaml"
LOCK = "content/locks/istanbul-second-round.lock"


def asked(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--root", str(root), *arguments])
    return result.exit_code, result.output


def renewed(root: Path, digit: str) -> None:
    """The lock as a normalizer that writes another value would leave it."""
    lines = (root / LOCK).read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if " block." in line)
    lines[number] = lines[number][:-16] + digit * 16
    (root / LOCK).write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def conflicted(root: Path) -> Path:
    """Both branches corrected a value of the article and renewed its lock; git could merge the article alone."""
    git(root, "switch", "-qc", "other")
    change(root, ARTICLE.removeprefix("content/"), "publisher: ", "title: Ours at the desk\npublisher: ")
    renewed(root, "a")
    commit(root, "theirs")
    git(root, "switch", "-q", "main")
    text = (root / ARTICLE).read_text("utf-8")
    last = re.findall(r"^  - paragraph: .*\n(?:      .*\n)+", text, re.MULTILINE)[-1]
    word = last.split()[4]
    change(root, ARTICLE.removeprefix("content/"), last, last.replace(word, "HANDWRITTEN", 1))
    renewed(root, "b")
    commit(root, "ours")
    git(root, "merge", "-q", "other", code=1)
    assert "<<<<<<<" in (root / LOCK).read_text("utf-8")
    assert "<<<<<<<" not in (root / ARTICLE).read_text("utf-8")
    return root


@pytest.mark.parametrize(("command", "expected"), [("check", 1), ("normalize", 0)])
def test_the_hint_works_on_an_unmerged_lock_and_no_hand_value_is_lost(
    conflicted: Path, command: str, expected: int
) -> None:
    code, told = asked(conflicted, command)
    assert code == expected
    assert re.search(rf"^{LOCK}:\d+:1: M005 .*an unfinished git merge", told, re.MULTILINE)
    marked = int(re.search(rf"{LOCK}:(\d+):1", told)[1])  # type: ignore[index]
    assert (conflicted / LOCK).read_text("utf-8").splitlines()[marked - 1].startswith("<<<<<<<")
    steps = re.findall(r"`((?:git|briefbook) [^`]+)`", told)
    assert [s.split()[0] for s in steps] == ["git", "briefbook"]
    git(conflicted, *shlex.split(steps[0])[1:])
    before = (conflicted / ARTICLE).read_text("utf-8")
    briefbook(conflicted, *shlex.split(steps[1])[1:])
    after = (conflicted / ARTICLE).read_text("utf-8")
    assert after == before
    assert "HANDWRITTEN" in after
    assert "title: Ours at the desk" in after
    assert "M005" not in asked(conflicted, "check")[1]
    commit(conflicted, "merged")
    assert asked(conflicted, "normalize", "--check")[0] == 0


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{LOCK_LINE}\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n", "git checkout --ours -- L"),
        (f"<<<<<<< HEAD\r\n{LOCK_LINE}\r\n=======\r\ny\r\n>>>>>>> b\r\n", "git checkout --ours -- L"),
        ("# briefbook lock 1: old\nsource a\n<<<<<<< HEAD\n", "git checkout --ours -- L"),
        ("# briefbook lock 1: old\nsource a\n", "briefbook migrate"),
        (f"{LOCK_LINE}\nsource a\nmine\n", "git checkout -- L"),
        (f"{LOCK_LINE}\nsource a\n1 <<<<<<<\n", "git checkout -- L"),
    ],
)
def test_only_marks_of_git_are_a_conflict(text: str, hint: str) -> None:
    assert hint in lock_problem(text, "L").hint
