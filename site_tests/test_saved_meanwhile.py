"""A hand saves a file while a command is at work on it: the command writes nothing, and says so (E006)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from build_scripts import content_files
from build_scripts.cli import main
from site_tests.projects import copy_project, files_of

ARTICLE = "content/articles/embassy-talks-turkey.yaml"
BRIEFING = "content/briefings/us-russia-talks-in-turkey.yaml"
NOTICE = "content/notices/embassy-talks-turkey.yaml"


def briefbook(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def saved(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_bytes(text.encode())


def with_a_mark(root: Path) -> None:
    path = root / ARTICLE
    path.write_text("\ufeff" + path.read_text("utf-8"), "utf-8")


def without_schema(root: Path) -> None:
    path = root / ARTICLE
    path.write_text(path.read_text("utf-8").partition("\n")[2], "utf-8")


def nothing(root: Path) -> None:
    pass


def open_item(root: Path) -> str:
    listed = briefbook(root, "review", "--kind", "repair", "embassy-talks-turkey").stdout
    return listed.partition("[")[2].partition("]")[0]


CASES: list[tuple[list[str], Callable[[Path], None], str]] = [
    (["review", "--accept", "ITEM"], nothing, ARTICLE),
    (["review", "--reject", "ITEM"], nothing, ARTICLE),
    (["rename", "embassy-talks-turkey", "embassies"], nothing, ARTICLE),
    (["rename", "embassy-talks-turkey", "embassies"], nothing, BRIEFING),
    (["rename", "embassy-talks-turkey", "embassies"], nothing, "content/locks/embassy-talks-turkey.lock"),
    (["rename", "embassy-talks-turkey", "embassies"], nothing, NOTICE),
    (["rename", "embassy-talks-turkey", "embassies"], nothing, "content/articles/embassies.yaml"),
    (["withdraw", "embassy-talks-turkey", "--reason", "Asked for.", "--remove-source"], nothing, ARTICLE),
    (["withdraw", "embassy-talks-turkey", "--reason", "Asked for."], nothing, BRIEFING),
    (["check", "--fix"], with_a_mark, ARTICLE),
    (["migrate"], without_schema, ARTICLE),
    (["new", "theme", "ferries"], nothing, "content/themes/ferries.yaml"),
    (["new", "comparison", "by-day", "--briefing", "us-russia-talks-in-turkey"], nothing, BRIEFING),
]


@pytest.mark.parametrize(("arguments", "prepare", "path"), CASES)
def test_nothing_is_written_over(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    prepare: Callable[[Path], None],
    path: str,
) -> None:
    prepare(root)
    item = open_item(root)
    told = [item if a == "ITEM" else a for a in arguments]
    real = content_files.write_content
    after: dict[str, bytes] = {}

    def late(*args: object, **kwargs: object) -> None:
        if not after:
            saved(root, path, ((root / path).read_text("utf-8") if (root / path).exists() else "") + "# a hand's\n")
            after.update(files_of(root / "content"))
        real(*args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(content_files, "write_content", late)
        result = briefbook(root, *told)
    assert after, "the command came to write"
    assert result.exit_code == 1, result.output
    assert f"{path}: E006" in result.stderr
    assert files_of(root / "content") == after


@pytest.mark.parametrize(("arguments", "prepare", "path"), CASES)
def test_without_a_hand_it_is_written(
    root: Path, arguments: list[str], prepare: Callable[[Path], None], path: str
) -> None:
    prepare(root)
    before = files_of(root / "content")
    item = open_item(root)
    result = briefbook(root, *[item if a == "ITEM" else a for a in arguments])
    assert "E006" not in result.output, path
    assert files_of(root / "content") != before
