"""All or nothing: files staged, flushed and renamed into place, with a journal.

In: new contents by path, or a folder that was built. Out: all of it in place. An interrupted run is rolled forward by
the next one, before it reads: whatever the journal lists was complete on disk before the journal was. A run that failed
earlier leaves every file as it was. Refused: a journal whose paths lead out of the project.

Rejected: writing in place (half a file after a power cut) and a lock without a journal (half of the files after one).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypedDict

try:
    import fcntl
except ImportError:  # Windows has no flock; there one run at a time is the user's care.
    fcntl = None  # type: ignore[assignment]

WORK = ".briefbook"
JOURNAL = "journal.json"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of an interrupted run: the files and folders that it was to change, and what a hand edited since.

    `edited` files stay as the hand left them; where nothing was in place yet, the run was given up for them.
    """

    changed: tuple[Path, ...] = ()
    edited: tuple[Path, ...] = ()


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
        yield recover(root).edited


def interrupted(root: Path) -> bool:
    """Was a run stopped while it put files in place, or is one at it right now?"""
    return (root / WORK / JOURNAL).exists()


def finish_interrupted(root: Path) -> Recovered | None:
    """Finish an interrupted run; None where another process holds the lock, so that the journal may be its own.

    Nothing is touched where there is no journal. Raises `OSError` where the system refuses; the journal then stays.
    """
    if not interrupted(root):
        return Recovered()
    with (root / WORK / "lock").open("w") as lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
        return recover(root)


def write_files(root: Path, files: Mapping[Path, bytes], remove: Iterable[Path] = ()) -> None:
    """Put `files` in place and take those of `remove` away, all or none. Call inside `exclusive`.

    Raises `OSError` before anything changes where a folder can't be written to.
    """
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
    try:
        _refuse_unwritable(root / str(name) for name in (*(m[1] for m in moves), *(r[0] for r in removes)))
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
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


def _refuse_unwritable(places: Iterable[Path]) -> None:
    """Tell before the first file is moved that the last one can't be: half of the files are none of our ends."""
    for folder in sorted({place.parent for place in places}):
        there = next(f for f in (folder, *folder.parents) if f.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))


def recover(root: Path) -> Recovered:
    """Finish what the journal of an interrupted run lists, and clear away what was staged without one.

    A file that a hand edited since stays as it is; where nothing was in place yet, all of the interrupted run's work is
    given up then.
    """
    plan = _read_journal(root)
    edited: list[str] = []
    changed: list[str] = []
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
        changed = [*(m[1] for m in plan["moves"]), *(r[0] for r in plan["removes"]), *(f[1] for f in plan["folders"])]
        _finish(root, plan)
    folder = root / WORK
    (folder / JOURNAL).unlink(missing_ok=True)
    (folder / f"{JOURNAL}.part").unlink(missing_ok=True)
    for left in folder.glob("staged-*") if folder.exists() else ():
        shutil.rmtree(left, ignore_errors=True)
    return Recovered(tuple(root / target for target in changed), tuple(root / target for target in edited))


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
    """The journal of an interrupted run; None where there is none, or none of ours (it is written in one step).

    Raises `OSError` where the system does not give it: what it lists is not to be thrown away then.
    """
    try:
        plan = json.loads((root / WORK / JOURNAL).read_text("utf-8"))
        removes = [gone if isinstance(gone, list) else [gone] for gone in plan.get("removes", [])]
        moves, folders, clean = plan["moves"], plan["folders"], plan["clean"]
        staged = [*(move[0] for move in moves), *clean]
        ours = all(_is_inside(path, WORK) for path in staged)
        ours = ours and all(_is_inside(path) for path in [*(m[1] for m in moves), *(r[0] for r in removes)])
        # A site may lie outside of the project; it is then staged beside its place.
        ours = ours and all(
            (_is_inside(part, WORK) and _is_inside(place)) or os.path.dirname(part) == os.path.dirname(place)
            for part, place in folders
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None
    return {"removes": removes, "moves": moves, "folders": folders, "clean": clean} if ours else None


def _is_inside(path: str, folder: str = "") -> bool:
    """Does a path of a journal, from the root, lie below the project's `folder`?"""
    steps = os.path.normpath(path).split(os.sep)
    return not os.path.isabs(path) and steps[0] not in ("..", ".") and (not folder or steps[0] == folder != path)


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
