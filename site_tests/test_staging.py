"""Law 6, all or nothing: whatever moment a run is stopped at, the next one finds all of the change or none of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build_scripts import staging
from build_scripts.staging import exclusive, recover, replace_folder, stage_folder, write_files

OLD = {"a.txt": b"old a", "deep/b.txt": b"old b"}
NEW = {"a.txt": b"new a", "deep/b.txt": b"new b", "deep/er/c.txt": b"new c"}


class Stopped(Exception):
    """The power went away."""


def stop_at(monkeypatch: pytest.MonkeyPatch, moment: int) -> Callable[[], int]:
    """Make the system call number `moment` of those that change the disk fail; tells how many there were."""
    calls = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == moment:
                raise Stopped
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))
    monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))
    return lambda: calls


def lay(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def found(root: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in sorted(root.rglob("*"))
        if p.is_file() and staging.WORK not in p.relative_to(root).parts
    }


def test_files_are_written_all_or_none_wherever_a_run_stops(tmp_path: Path) -> None:
    for moment in range(1, 60):
        root = tmp_path / str(moment)
        lay(root, OLD)
        with pytest.MonkeyPatch.context() as patch:
            calls = stop_at(patch, moment)
            try:
                with exclusive(root):
                    write_files(root, {root / name: data for name, data in NEW.items()})
                finished = True
            except Stopped:
                finished = False
            last = calls() < moment
        recover(root)
        assert found(root) in ([NEW] if finished else [OLD, NEW]), f"stopped at {moment}"
        assert not list((root / staging.WORK).glob("staged-*"))
        if last:
            return
    pytest.fail("more moments than were tried")


def test_a_folder_is_replaced_whole_or_not_at_all_wherever_a_run_stops(tmp_path: Path) -> None:
    for moment in range(1, 60):
        root = tmp_path / str(moment)
        lay(root / "site", OLD)
        with pytest.MonkeyPatch.context() as patch:
            calls = stop_at(patch, moment)
            try:
                with exclusive(root):
                    staged = stage_folder(root, root / "site")
                    lay(staged, {"only.html": b"new"})
                    replace_folder(root, staged, root / "site")
                finished = True
            except Stopped:
                finished = False
            last = calls() < moment
        recover(root)
        assert found(root / "site") in ([{"only.html": b"new"}] if finished else [OLD, {"only.html": b"new"}])
        assert [p.name for p in (root / staging.WORK).iterdir()] == ["lock"]
        if last:
            return
    pytest.fail("more moments than were tried")


def test_the_next_writer_finishes_what_an_interrupted_one_began(tmp_path: Path) -> None:
    lay(tmp_path, OLD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "_finish", lambda root, plan: None)
        with exclusive(tmp_path):
            write_files(tmp_path, {tmp_path / "a.txt": b"new a"})
    assert found(tmp_path) == OLD
    with exclusive(tmp_path):
        pass
    assert found(tmp_path) == OLD | {"a.txt": b"new a"}


@pytest.mark.parametrize("moved", [0, 1])
def test_what_a_hand_edited_after_an_interrupted_run_stays(tmp_path: Path, moved: int) -> None:
    """Before anything was in place the run is given up; after, it is finished but for the edited file."""
    lay(tmp_path, OLD)
    real = staging._finish

    def stop(root: Path, plan: Any) -> None:
        begun: Any = {**plan, "moves": plan["moves"][:moved], "removes": [], "clean": []}
        real(root, begun)
        staging._write_journal(root, plan)
        raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staging, "_finish", stop)
        with pytest.raises(Stopped), exclusive(tmp_path):
            write_files(tmp_path, {tmp_path / name: data for name, data in NEW.items()})
    last = max(name for name in NEW if name in OLD)
    (tmp_path / last).write_bytes(b"a hand's")
    with exclusive(tmp_path) as edited:
        assert edited == (tmp_path / last,)
    expected = {**NEW, last: b"a hand's"} if moved else {**OLD, last: b"a hand's"}
    assert found(tmp_path) == expected
    with exclusive(tmp_path) as edited:
        assert edited == ()


def test_a_journal_that_cannot_be_read_stops_nobody(tmp_path: Path) -> None:
    lay(tmp_path, OLD)
    staging.work_folder(tmp_path)
    (tmp_path / staging.WORK / staging.JOURNAL).write_text("{", "utf-8")
    with exclusive(tmp_path):
        write_files(tmp_path, {tmp_path / "a.txt": b"new a"})
    assert (tmp_path / "a.txt").read_bytes() == b"new a"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    lay(tmp_path, {"real.txt": b"old"})
    (tmp_path / "link.txt").symlink_to("real.txt")
    with exclusive(tmp_path):
        write_files(tmp_path, {tmp_path / "link.txt": b"new"})
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"
