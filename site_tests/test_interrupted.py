"""A command is killed while it puts files in place: the next one finishes that first, then reads, and says so."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.exceptions import PluginError

from build_scripts import staging, unfinished
from build_scripts.cli import main
from build_scripts.mkdocs_plugin import make_pages
from build_scripts.preview import Preview
from build_scripts.site import configuration
from site_tests.ports import make_ports
from site_tests.projects import files_of

RENAME = ["rename", "harbour", "port"]
WITHDRAW = ["withdraw", "harbour", "--reason", "Asked for."]
JOURNAL = Path(staging.WORK, staging.JOURNAL)
FINISHED = "E009 note: an interrupted run was finished first"


class Killed(BaseException):
    """The process is gone: nothing clears up after it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_ports(tmp_path_factory.mktemp("made"))


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "project")


def briefbook(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


def killed(root: Path, arguments: list[str], moment: int) -> bool:
    """Kill a command at its move or removal of a file number `moment`, from 0; False where it ended before."""
    real = staging._finish
    left = moment
    over = False

    def step(real_step: object) -> object:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal left, over
            if left == 0 or over:
                over = True
                raise Killed
            left -= 1
            return real_step(*args, **kwargs)  # type: ignore[operator]

        return call

    def finish(root: Path, plan: object) -> None:
        with pytest.MonkeyPatch.context() as steps:
            for name in ("replace", "unlink", "rename"):
                steps.setattr(Path, name, step(getattr(Path, name)))
            real(root, plan)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "_finish", finish)
        try:
            result = briefbook(root, *arguments)
        except Killed:
            return True
    assert result.exit_code == 0, result.output
    return False


@pytest.mark.parametrize("arguments", [RENAME, WITHDRAW], ids=["rename", "withdraw"])
def test_check_reads_all_of_it_wherever_it_was_killed(root: Path, tmp_path: Path, arguments: list[str]) -> None:
    whole = shutil.copytree(root, tmp_path / "whole")
    assert briefbook(whole, *arguments).exit_code == 0
    for moment in range(40):
        again = shutil.copytree(root, tmp_path / str(moment))
        if not killed(again, arguments, moment):
            assert moment > 4
            return
        assert (again / JOURNAL).exists()
        result = briefbook(again, "check")
        assert result.exit_code == 0, f"killed at {moment}: {result.output}"
        assert result.stderr.count(FINISHED) == 1
        assert files_of(again / "content") == files_of(whole / "content")
        assert not (again / JOURNAL).exists()
        assert FINISHED not in briefbook(again, "check").stderr
    pytest.fail("more moments than were tried")


READERS: list[tuple[list[str], int]] = [
    (["check"], 0),
    (["check", "--format", "json"], 0),
    (["review"], 0),
    (["normalize"], 0),
    (["normalize", "--check"], 0),
    (["migrate"], 0),
    (["new", "theme", "fish"], 0),
    (["new", "comparison", "more", "--briefing", "ports"], 0),
    (["rename", "pier", "jetty"], 0),
    (["withdraw", "pier", "--reason", "Asked for."], 0),
    (["diff"], 1),  # it lies in no repository
    (["pages", "--out", "OUT"], 0),
    (["build"], 0),
]


@pytest.mark.parametrize("moment", [0, 3])
@pytest.mark.parametrize(("arguments", "code"), READERS, ids=[" ".join(a) for a, _ in READERS])
def test_every_command_finishes_it_before_it_reads(
    root: Path, tmp_path: Path, arguments: list[str], code: int, moment: int
) -> None:
    assert killed(root, RENAME, moment)
    result = briefbook(root, *(str(tmp_path / "out") if a == "OUT" else a for a in arguments))
    assert result.exit_code == code, result.output
    assert result.stderr.startswith(".briefbook/journal.json: " + FINISHED)
    assert FINISHED not in result.stdout
    assert (root / "content/articles/port.yaml").exists()
    assert not (root / "content/articles/harbour.yaml").exists()
    articles = [path.read_text("utf-8") for path in (root / "content/articles").iterdir()]
    assert sum("source: harbour.txt" in text for text in articles) == 1, "one article of a source"


@pytest.mark.parametrize("moment", [0, 3])
def test_a_capture_finishes_it_too(root: Path, tmp_path: Path, moment: int) -> None:
    assert killed(root, RENAME, moment)
    (tmp_path / "page.txt").write_text("A page\n\nIt has a paragraph.\n", "utf-8")
    assert FINISHED in briefbook(root, "capture", str(tmp_path / "page.txt")).stderr
    assert briefbook(root, "check").exit_code == 0


@pytest.mark.parametrize("moment", [0, 3])
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [(RENAME, 0, "nothing to do: nothing names the old id"), (WITHDRAW, 1, "it was withdrawn: Asked for.")],
    ids=["rename", "withdraw"],
)
def test_the_same_command_again_finds_its_work_done(
    root: Path, arguments: list[str], code: int, told: str, moment: int
) -> None:
    assert killed(root, arguments, moment)
    result = briefbook(root, *arguments)
    assert "E006" not in result.output
    assert result.exit_code == code
    assert FINISHED in result.stderr
    assert told in result.output
    assert briefbook(root, "check").exit_code == 0


@pytest.mark.parametrize("moment", [0, 3])
def test_mkdocs_finishes_it(root: Path, moment: int, caplog: pytest.LogCaptureFixture) -> None:
    assert killed(root, RENAME, moment)
    with caplog.at_level("INFO", "mkdocs"):
        pages = make_pages(configuration(root))
    assert "articles/port/" in {page.uri for page in pages.pages}
    assert caplog.text.count(FINISHED) == 1


def test_mkdocs_tells_what_it_cannot_finish(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert killed(root, RENAME, 3)
    briefing = root / "content/briefings/ports.yaml"
    briefing.write_text(briefing.read_text("utf-8") + "# a hand's\n", "utf-8")
    with pytest.raises(PluginError):
        make_pages(configuration(root))
    assert "content/briefings/ports.yaml: E007" in caplog.text


def test_a_preview_finishes_what_is_interrupted_while_it_runs(root: Path) -> None:
    preview = Preview(root, "http://127.0.0.1:8000")
    try:
        assert not preview.rebuild().problems
        assert killed(root, RENAME, 3)
        built = preview.rebuild([str(root / "content/articles/port.yaml")])
        assert not built.problems
        assert [w.code for w in built.warnings].count("E009") == 1
    finally:
        preview.close()


@pytest.mark.parametrize("moment", [0, 3])
def test_a_file_that_a_hand_edited_since_is_told_and_stays(root: Path, moment: int) -> None:
    assert killed(root, RENAME, moment)
    briefing = root / "content/briefings/ports.yaml"
    edited = briefing.read_bytes() + b"# a hand's\n"
    briefing.write_bytes(edited)
    result = briefbook(root, "check")
    assert result.exit_code == 1
    assert "content/briefings/ports.yaml: E007" in result.stderr
    assert "X00" not in result.output, "nothing was read yet"
    assert (FINISHED in result.stderr) == bool(moment), "else all of it was given up"
    assert briefing.read_bytes() == edited
    assert "E007" not in briefbook(root, "check").output


@pytest.fixture
def held(root: Path) -> Iterator[Path]:
    """A project that another process is writing to, as long as the test runs."""
    fcntl = pytest.importorskip("fcntl")
    assert killed(root, RENAME, 3)
    with (root / staging.WORK / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield root


def test_a_command_that_is_at_work_is_told(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfinished, "PATIENCE", 0.1)
    before = files_of(held)
    result = briefbook(held, "check")
    assert result.exit_code == 1
    assert result.stderr.startswith(".briefbook/journal.json: E008 another command is writing right now")
    assert "X00" not in result.output
    assert files_of(held) == before


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A folder that can't be written to, also where the tests run as root."""
    real_access, real_replace = os.access, Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.parent == folder:
            raise PermissionError(13, "Permission denied", str(self), None, str(target))
        return real_replace(self, target)

    monkeypatch.setattr(
        os, "access", lambda path, mode: real_access(path, mode) and not (mode & os.W_OK and Path(path) == folder)
    )
    monkeypatch.setattr(Path, "replace", replace)


def test_what_the_system_refuses_to_finish_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert killed(root, RENAME, 3)
    with monkeypatch.context() as patch:
        refuse(patch, root / "content/briefings")
        result = briefbook(root, "check")
    assert result.exit_code == 1
    assert "E008 an earlier run was interrupted, and it can't be finished: Permission denied" in result.stderr
    assert "make content/briefings writable" in result.stderr
    assert "X00" not in result.output
    assert FINISHED in briefbook(root, "check").stderr


@pytest.mark.parametrize("arguments", [RENAME, WITHDRAW], ids=["rename", "withdraw"])
@pytest.mark.parametrize("folder", ["content/briefings", "content/articles", "."])
def test_nothing_is_told_as_done_in_a_folder_that_cannot_be_written_to(
    root: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], folder: str
) -> None:
    before = files_of(root / "content")
    with monkeypatch.context() as patch:
        refuse(patch, root / folder)
        if folder == ".":
            shutil.rmtree(root / staging.WORK)
            patch.setattr(Path, "mkdir", lambda self, **_: (_ for _ in ()).throw(PermissionError(13, "No", str(self))))
        result = briefbook(root, *arguments)
    assert result.exit_code == 1
    assert not result.stdout
    shown = str(root) if folder == "." else folder
    assert result.stderr.startswith(f"{shown}: E004 it can't be written to (")
    assert "nothing was written" in result.stderr
    assert files_of(root / "content") == before
    assert not (root / JOURNAL).exists()
    assert not list((root / staging.WORK).glob("staged-*"))


def test_a_writing_that_the_system_stops_half_way_is_finished_later(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shutil.copytree(root, tmp_path / "whole")
    assert briefbook(whole, *RENAME).exit_code == 0
    with monkeypatch.context() as patch:
        refuse(patch, root / "content/briefings")
        patch.setattr(os, "access", lambda *_: True)  # as on a file system whose rights are told wrongly
        result = briefbook(root, *RENAME)
    assert result.exit_code == 1
    assert not result.stdout
    assert result.stderr.startswith("content/briefings: E004 the system stopped the writing half-way")
    assert FINISHED in briefbook(root, "check").stderr
    assert files_of(root / "content") == files_of(whole / "content")


def test_an_interruption_that_python_wraps_is_no_defect(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: Path) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(staging, "interrupted", stopped)
    result = briefbook(root, "check")
    assert result.stderr.strip() == "Aborted!"
    assert result.exit_code == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_really_is_read_only(root: Path) -> None:
    (root / "content/briefings").chmod(0o555)
    try:
        result = briefbook(root, *RENAME)
    finally:
        (root / "content/briefings").chmod(0o755)
    assert result.stderr.startswith("content/briefings: E004")
    assert not result.stdout


@pytest.mark.parametrize(
    "plan",
    [
        '{"removes": [["../kept.txt"]], "moves": [], "folders": [], "clean": []}',
        '{"removes": [["KEPT"]], "moves": [], "folders": [], "clean": []}',
        '{"removes": [], "moves": [[".briefbook/evil", "../kept.txt"]], "folders": [], "clean": []}',
        '{"removes": [], "moves": [["../kept.txt", "content/x"]], "folders": [], "clean": []}',
        '{"removes": [], "moves": [], "folders": [[".briefbook", "../kept"]], "clean": []}',
        '{"removes": [], "moves": [], "folders": [], "clean": [".briefbook/../../kept"]}',
        '{"removes": [], "moves": [], "folders": [], "clean": ["content"]}',
        '{"removes": [], "moves": [[]], "folders": [], "clean": []}',
        "[]",
    ],
)
def test_a_journal_leads_nowhere_else(root: Path, plan: str) -> None:
    """It may have come with a project from elsewhere."""
    kept = root.parent / "kept.txt"
    kept.write_text("mine", "utf-8")
    (root.parent / "kept").mkdir()
    (root.parent / "kept/file").write_text("mine", "utf-8")
    (root / staging.WORK / "evil").write_text("evil", "utf-8")
    before = files_of(root / "content")
    (root / JOURNAL).write_text(plan.replace("KEPT", str(kept)), "utf-8")
    assert briefbook(root, "check").exit_code == 0
    assert kept.read_text("utf-8") == "mine"
    assert (root.parent / "kept/file").read_text("utf-8") == "mine"
    assert files_of(root / "content") == before


def test_reading_leaves_no_folder_behind(root: Path) -> None:
    shutil.rmtree(root / staging.WORK)
    assert briefbook(root, "check").exit_code == 0
    assert not (root / staging.WORK).exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_quietly_while_modules_are_imported(tmp_path: Path) -> None:
    """The entry is imported; then a module that takes its time stands for all of them."""
    (tmp_path / "click.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(30)\n", "utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from build_scripts.start import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "importing\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert told.strip() == "Aborted!"
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("code", "told", "not_told"),
    [
        ("X999", "those of X (references between files) are X001, …, X0", "B999"),
        ("X0004", "did you mean `X004`?", "B999"),
        ("x4", "did you mean `X004`?", "B999"),
        ("Q001", "a code is a letter (", "X001"),
        ("", "a code is a letter (", "X001"),
    ],
)
def test_explain_suggests_codes_of_the_same_stage(code: str, told: str, not_told: str) -> None:
    result = CliRunner().invoke(main, ["explain", code])
    assert result.exit_code == 2
    line = re.sub(r"\s+", " ", result.stderr.partition("Error: ")[2])
    assert told in line
    assert not_told not in line.partition(";")[2]
    assert len(line) < 160
