"""What a preview watches: the state of files and folders, looked at again and again.

In: paths of files and folders. Out: a snapshot, one stamp for each file below them, and the files in which two
snapshots differ. Refused: nothing; what is not there, or can't be looked at, simply has no stamp.

Snapshots are compared, no events are counted: an editor that saves by renaming, a burst of saves, a file that came and
went and a folder that is new need no rules of their own, and it works on network drives and in containers, where a
system gives no events.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

Snapshot = Mapping[str, tuple[int, ...]]
"""A stamp by path: the file's time, size, number and rights."""

PAUSE = 0.1
"""Seconds between two looks, where a look takes no time."""
SHARE = 9
"""A pause is at least this many times as long as a look took: watching costs a tenth of one core at most."""
SETTLED = 0.06
"""Seconds without a change after which a burst of saves is over."""
LONGEST = 2.0
"""Seconds after which a burst is not waited for any longer."""


def snapshot(paths: Iterable[Path]) -> Snapshot:
    """The stamps of all files at and below `paths`, links followed; names that begin with a dot are left out."""
    stamps: dict[str, tuple[int, ...]] = {}
    entered: set[tuple[int, int]] = set()
    waiting = [os.fspath(path) for path in paths]
    while waiting:
        path = waiting.pop()
        try:
            found = os.stat(path)
        except OSError:
            continue
        if not stat.S_ISDIR(found.st_mode):
            stamps[path] = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
            continue
        if (found.st_dev, found.st_ino) in entered:  # a link that leads back up
            continue
        entered.add((found.st_dev, found.st_ino))
        try:
            names = os.listdir(path)
        except OSError:
            continue
        waiting.extend(os.path.join(path, name) for name in names if not name.startswith("."))
    return stamps


def differing(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """The files that were changed, added or removed, in order."""
    return tuple(sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p)))


def next_change(paths: Iterable[Path], known: Snapshot) -> Snapshot:
    """Wait until something differs from `known` and a burst of saves is over; the snapshot then."""
    watched = tuple(paths)
    while True:
        started = time.monotonic()
        found = snapshot(watched)
        took = time.monotonic() - started
        if found != known:
            settled = _settled(watched, found)
            if settled != known:  # an editor's trial file that came and went is no change
                return settled
        time.sleep(max(PAUSE, SHARE * took))


def _settled(watched: tuple[Path, ...], found: Snapshot) -> Snapshot:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        time.sleep(SETTLED)
        again = snapshot(watched)
        if again == found:
            break
        found = again
    return found
