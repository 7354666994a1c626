"""Two branches edit content/ and git merges them without a conflict: real repositories, with our `.gitattributes`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_scripts.check import check
from build_scripts.cli import main
from build_scripts.library import read_library
from build_scripts.problems import has_errors
from site_tests.projects import ROOT, copy_project

NEW = """Harbour talks, day {day}

The two ports agreed on a second ferry line on day {day},and the line opens soon. It is a small line.

- The first port pays for the {day}th ship.
- The second port pays for the pier.
"""


def git(root: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Desk", "-c", "user.email=desk@example.org", "-c", "commit.gpgsign=false", *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, f"git {' '.join(arguments)}:\n{done.stdout}"
    return done.stdout


def briefbook(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--root", str(root), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """This project's content, committed on `main`."""
    root = copy_project(tmp_path / "project")
    for name in (".gitattributes", ".gitignore"):
        shutil.copy(ROOT / name, root)
    git(root, "init", "-q", "-b", "main")
    briefbook(root, "normalize")
    commit(root, "all")
    return root


def commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / "content" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def on_branch(root: Path, name: str, work: Callable[[Path], None]) -> None:
    git(root, "checkout", "-q", "-b", name, "main")
    work(root)
    commit(root, name)


def rename(root: Path, old: str, new: str) -> None:
    briefbook(root, "rename", old, new)


def merged(root: Path) -> None:
    """`one` and `two` merged into `main`, without a conflict and without an error of content/."""
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-edit", "one")
    git(root, "merge", "-q", "--no-edit", "two")
    assert not git(root, "status", "--porcelain")
    problems = check(read_library(root))
    assert not has_errors(problems), "\n".join(map(str, problems))
    assert not list((root / "content").rglob("*.orig"))


def test_two_articles_edited_two_sources_normalized_two_changes_recorded(root: Path) -> None:
    def desk(article: str, old: str, new: str, day: int) -> Callable[[Path], None]:
        def work(root: Path) -> None:
            change(root, f"articles/{article}.yaml", old, new)
            (root / f"content/sources/harbour-{day}.txt").write_text(NEW.format(day=day), "utf-8")
            briefbook(root, "normalize")
            briefbook(root, "diff", "--record", "--date", f"2026-05-{day:02}")

        return work

    recorded = set(read_library(root).changes)
    on_branch(root, "one", desk("embassy-talks-turkey", "fresh talks", "new talks", 3))
    on_branch(root, "two", desk("istanbul-second-round", "hopeful for a breakthrough", "in hope of a breakthrough", 4))
    merged(root)
    library = read_library(root)
    assert {"harbour-3", "harbour-4"} <= set(library.articles)
    assert len(set(library.changes) - recorded) == 2
    before = git(root, "rev-parse", "HEAD:content")
    briefbook(root, "normalize")  # what both normalized is up to date, what both edited is kept
    git(root, "add", "-A")
    assert not git(root, "diff", "--cached", "--name-only")
    assert git(root, "rev-parse", "HEAD:content") == before


def test_two_branches_record_what_changed_on_one_day(root: Path) -> None:
    def desk(article: str, old: str, new: str) -> Callable[[Path], None]:
        def work(root: Path) -> None:
            change(root, f"articles/{article}.yaml", old, new)
            briefbook(root, "diff", "--record", "--date", "2026-05-03")

        return work

    recorded = set(read_library(root).changes)
    on_branch(root, "one", desk("embassy-talks-turkey", "fresh talks", "new talks"))
    on_branch(root, "two", desk("istanbul-second-round", "hopeful for a breakthrough", "in hope of a breakthrough"))
    merged(root)
    assert len(set(read_library(root).changes) - recorded) == 2


def test_two_blocks_of_one_article_edited(root: Path) -> None:
    name = "articles/istanbul-second-round.yaml"

    def first(root: Path) -> None:
        change(root, name, "increasingly polarized world", "divided world")
        change(root, name, "publisher: The Associated Press", "publisher: The Associated Press # as printed")

    def second(root: Path) -> None:
        change(root, name, "hopeful for a breakthrough", "in hope of a breakthrough")
        change(root, name, '  - {at: "30:69"', '  # really?\n  - {at: "30:69"')

    on_branch(root, "one", first)
    on_branch(root, "two", second)
    merged(root)
    text = (root / "content" / name).read_text("utf-8")
    for words in ("divided world", "# as printed", "in hope of a breakthrough", "# really?"):
        assert words in text
    briefbook(root, "normalize")
    assert (root / "content" / name).read_text("utf-8") == text


def test_one_branch_renames_an_article_that_the_other_edits(root: Path) -> None:
    """Git follows the file to its new name; the notice and the references come with it."""
    on_branch(root, "one", lambda r: rename(r, "embassy-talks-turkey", "before-the-talks"))
    on_branch(root, "two", lambda r: change(r, "articles/embassy-talks-turkey.yaml", "fresh talks", "new talks"))
    merged(root)
    library = read_library(root)
    assert set(library.articles) == {"before-the-talks", "istanbul-second-round"}
    assert "new talks" in (root / "content/articles/before-the-talks.yaml").read_text("utf-8")
    assert set(library.locked) == set(library.articles)


def test_two_branches_settle_different_items_of_one_review_list(root: Path) -> None:
    name = "content/articles/istanbul-second-round.yaml"

    def settle(words: str, how: str) -> Callable[[Path], None]:
        def work(root: Path) -> None:
            lines = (root / name).read_text("utf-8").splitlines()
            number = next(n for n, line in enumerate(lines, 1) if words in line)
            briefbook(root, "review", how, f"{name}:{number}")

        return work

    on_branch(root, "one", settle("- missing: list", "--accept"))
    on_branch(root, "two", settle('was: "othre’s"', "--accept"))
    merged(root)
    text = (root / name).read_text("utf-8")
    assert "reviewed: true" in text
    assert "each other’s viewpoints" in text


def test_sources_keep_their_bytes(root: Path) -> None:
    """A capture has the line ends that it has, also where git would change them: digest and positions rest on it."""
    data = b"Talks\r\n\r\nThe two ports agreed on a line.\r\nIt opens soon.\n"
    source = root / "content/sources/mixed.txt"

    def work(root: Path) -> None:
        source.write_bytes(data)
        briefbook(root, "normalize")

    on_branch(root, "one", work)
    on_branch(root, "two", lambda r: change(r, "articles/embassy-talks-turkey.yaml", "fresh talks", "new talks"))
    git(root, "config", "core.autocrlf", "true")
    merged(root)
    source.unlink()
    git(root, "checkout", "-q", "--", ".")
    assert source.read_bytes() == data
    assert "mixed" in read_library(root).articles
