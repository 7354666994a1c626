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
from pathlib import Path

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
def exclusive(root: Path) -> Iterator[None]:
    """One writer at a time in one project; an interrupted earlier run is rolled forward first."""
    folder = work_folder(root)
    with (folder / "lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        recover(root)
        yield


def write_files(root: Path, files: Mapping[Path, bytes], remove: Iterable[Path] = ()) -> None:
    """Put `files` in place and take those of `remove` away, all or none. Call inside `exclusive`."""
    removes = sorted(os.path.relpath(path, root) for path in set(remove) - set(files))
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
        moves.append([str(part.relative_to(root)), os.path.relpath(target, root)])
    _flush_folder(staged)
    clean = [str(staged.relative_to(root))]
    _write_journal(root, {"removes": removes, "moves": moves, "folders": [], "clean": clean})
    recover(root)


def replace_folder(root: Path, staged: Path, target: Path) -> None:
    """Put the folder `staged` where `target` is; `target` as it was goes away. Call inside `exclusive`.

    Both must lie on one file system: stage with `stage_folder`.
    """
    _flush_tree(staged)
    _write_journal(
        root,
        {"moves": [], "folders": [[os.path.relpath(staged, root), os.path.relpath(target, root)]], "clean": []},
    )
    recover(root)


def stage_folder(root: Path, target: Path) -> Path:
    """An empty folder to build into: among the project's staged files, or beside a `target` that lies outside."""
    inside = target.resolve().is_relative_to(root.resolve())
    parent = work_folder(root) if inside else target.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".staged-" if not inside else "staged-", dir=parent))


def recover(root: Path) -> bool:
    """Finish what the journal lists and clear away what was staged without one; True where there was a journal."""
    folder = root / WORK
    journal = folder / JOURNAL
    found = journal.exists()
    if found:
        plan = json.loads(journal.read_text("utf-8"))
        # Removing comes first: where the system ignores case, `Talks` goes before `talks` takes its place. A part that
        # is in place already tells that all of it was done.
        if all((root / part).exists() for part, _ in plan["moves"]):
            for target in plan.get("removes", ()):
                (root / target).unlink(missing_ok=True)
        for part, target in plan["moves"]:
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
        journal.unlink()
        _flush_folder(folder)
    (folder / f"{JOURNAL}.part").unlink(missing_ok=True)
    for left in folder.glob("staged-*") if folder.exists() else ():
        shutil.rmtree(left, ignore_errors=True)
    return found


def _write_journal(root: Path, plan: Mapping[str, object]) -> None:
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
