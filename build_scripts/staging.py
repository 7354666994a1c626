"""All or nothing: files staged, flushed and renamed into place, with a journal.

In: new contents by path, or a folder that was built. Out: all of it in place. An interrupted run is rolled forward by
the next one: whatever the journal lists was complete on disk before the journal was. A run that failed earlier leaves
every file as it was.

Rejected: writing in place (half a file after a power cut) and a lock without a journal (half of the files after one).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypedDict

try:
    import fcntl
except ImportError:  # Windows has no flock; there one run at a time is the user's care.
    fcntl = None  # type: ignore[assignment]

WORK = ".briefbook"
JOURNAL = "journal.json"


def work_folder(root: Path) -> Path:
    """The project's folder for staged files, made when it is not there; git ignores it."""
    folder = root / WORK
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def exclusive(root: Path) -> Iterator[tuple[Path, ...]]:
    """One writer at a time in one project; an interrupted earlier run is rolled forward first.

    Gives the files that a hand edited after that run: they stay as the hand left them.
    """
    folder = work_folder(root)
    with (folder / "lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield recover(root)


def write_files(root: Path, files: Mapping[Path, bytes], remove: Iterable[Path] = ()) -> None:
    """Put `files` in place and take those of `remove` away, all or none. Call inside `exclusive`."""
    removes = [[os.path.relpath(p, root), _digest(p)] for p in sorted(set(remove) - set(files))]
    if not files and not removes:
        return
    staged = Path(tempfile.mkdtemp(prefix="staged-", dir=work_folder(root)))
    moves = []
    for number, (target, data) in enumerate(sorted(files.items())):
        part = staged / str(number)
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        place = target.resolve() if target.is_symlink() and target.resolve().is_relative_to(root) else target
        moves.append([str(part.relative_to(root)), os.path.relpath(place, root), _digest(place)])
    _flush_folder(staged)
    clean = [str(staged.relative_to(root))]
    plan: _Plan = {"removes": removes, "moves": moves, "folders": [], "clean": clean}
    _write_journal(root, plan)
    _finish(root, plan)


def replace_folder(root: Path, staged: Path, target: Path) -> None:
    """Put the folder `staged` where `target` is; `target` as it was goes away. Call inside `exclusive`.

    Both must lie on one file system: stage with `stage_folder`.
    """
    _flush_tree(staged)
    folders = [[os.path.relpath(staged, root), os.path.relpath(target, root)]]
    plan: _Plan = {"removes": [], "moves": [], "folders": folders, "clean": []}
    _write_journal(root, plan)
    _finish(root, plan)


def stage_folder(root: Path, target: Path) -> Path:
    """An empty folder to build into: among the project's staged files, or beside a `target` that lies outside."""
    inside = target.resolve().is_relative_to(root.resolve())
    parent = work_folder(root) if inside else target.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".staged-" if not inside else "staged-", dir=parent))


def recover(root: Path) -> tuple[Path, ...]:
    """Finish what the journal of an interrupted run lists, and clear away what was staged without one.

    A file that a hand edited since stays as it is, and is given back; where nothing was in place yet, all of the
    interrupted run's work is given up then.
    """
    plan = _read_journal(root)
    edited: list[str] = []
    if plan is not None:
        open_moves = [move for move in plan["moves"] if (root / move[0]).exists()]
        begun = len(open_moves) < len(plan["moves"])
        changes = [(target, was) for _, target, *was in open_moves]
        changes += [(target, was) for target, *was in plan["removes"]] if not begun else []
        edited = [target for target, was in changes if was and _digest(root / target) not in (was[0], None)]
        if edited and not begun:
            plan = {"removes": [], "moves": [], "folders": plan["folders"], "clean": plan["clean"]}
        plan["moves"] = [move for move in plan["moves"] if move[1] not in edited]
        plan["removes"] = [gone for gone in plan["removes"] if gone[0] not in edited]
        _finish(root, plan)
    folder = root / WORK
    (folder / JOURNAL).unlink(missing_ok=True)
    (folder / f"{JOURNAL}.part").unlink(missing_ok=True)
    for left in folder.glob("staged-*") if folder.exists() else ():
        shutil.rmtree(left, ignore_errors=True)
    return tuple(root / target for target in edited)


class _Plan(TypedDict):
    """What a journal lists, paths from the root. `was` is the digest of what stood there, None for nothing.

    `removes` are [file, was], `moves` are [staged part, file, was], `folders` are [staged folder, folder]; `clean` are
    folders that go at the end.
    """

    removes: list[list[Any]]
    moves: list[list[Any]]
    folders: list[list[str]]
    clean: list[str]


def _read_journal(root: Path) -> _Plan | None:
    """The journal of an interrupted run; None where there is none that can be read (it is written in one step)."""
    try:
        plan = json.loads((root / WORK / JOURNAL).read_text("utf-8"))
        removes = [gone if isinstance(gone, list) else [gone] for gone in plan.get("removes", [])]
        return {"removes": removes, "moves": plan["moves"], "folders": plan["folders"], "clean": plan["clean"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _finish(root: Path, plan: _Plan) -> None:
    """Do what a plan lists, as far as it is not done, and take the journal away."""
    # Removing comes first: where the system ignores case, `Talks` goes before `talks` takes its place. A part that is
    # in place already tells that all of it was done.
    if all((root / part).exists() for part, *_ in plan["moves"]):
        for target, *_ in plan["removes"]:
            (root / target).unlink(missing_ok=True)
    for part, target, *_ in plan["moves"]:
        source, place = root / part, root / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.exists():
            source.replace(place)
            _flush_folder(place.parent)
    for part, target in plan["folders"]:
        source, place = root / part, root / target
        old = source.parent / f"{source.name}-old"
        if source.exists():
            if place.exists():
                shutil.rmtree(old, ignore_errors=True)
                place.rename(old)
            place.parent.mkdir(parents=True, exist_ok=True)
            source.rename(place)
            _flush_folder(place.parent)
        shutil.rmtree(old, ignore_errors=True)
    for part in plan["clean"]:
        shutil.rmtree(root / part, ignore_errors=True)
    (root / WORK / JOURNAL).unlink(missing_ok=True)
    _flush_folder(root / WORK)


def _write_journal(root: Path, plan: _Plan) -> None:
    folder = work_folder(root)
    part = folder / f"{JOURNAL}.part"
    with part.open("w", encoding="utf-8") as out:
        json.dump(plan, out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(folder / JOURNAL)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    """Flush a folder's entries, where the system can open folders."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(parent, name), "rb") as file:
                os.fsync(file.fileno())
        _flush_folder(Path(parent))
