"""What an interrupted command left unfinished is finished before anything is read.

In: a project's root. Out: a note of what was finished; nothing where nothing was interrupted. Refused: to go on
(`ProblemsError`) where it can't be finished, or where a hand edited one of the files since. Whoever reads content/ for
a user asks here first: half of a change looks like mistakes, and plans made from it would be wrong.
"""

from __future__ import annotations

import time
from pathlib import Path

from build_scripts.content_files import shown_path, unwritable_folder
from build_scripts.problems import Problem, ProblemsError, Severity
from build_scripts.staging import JOURNAL, WORK, Recovered, finish_interrupted

PATIENCE = 3.0
"""Seconds to wait for another command: putting files in place takes far less, unless that command was stopped."""

_SHOWN = f"{WORK}/{JOURNAL}"


def finish(root: Path) -> tuple[Problem, ...]:
    """Finish an interrupted run; a note of it where there was one.

    Raises `ProblemsError` where the system refuses it, another command holds the lock all the time, or a hand edited
    one of the files since (its edit stays).
    """
    done = _finished(root)
    notes = _notes(done, root)
    if done.edited:
        hint = "what the run had for it is given up; look whether it is as you want it, then run the command again"
        message = "edited after an interrupted run; your edit stays"
        told = [Problem("E007", shown_path(path, root), 0, 0, message, hint) for path in done.edited]
        raise ProblemsError([*told, *notes])
    return notes


def _notes(done: Recovered, root: Path) -> tuple[Problem, ...]:
    if not done.changed:
        return ()
    names = sorted(shown_path(path, root) for path in done.changed)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    message = f"an interrupted run was finished first: it changed {names[0]}{more}"
    return (Problem("E009", _SHOWN, 0, 0, message, "", Severity.note),)


def _finished(root: Path) -> Recovered:
    until = time.monotonic() + PATIENCE
    try:
        while (done := finish_interrupted(root)) is None:
            if time.monotonic() > until:
                message = "another command is writing right now, or was stopped while it wrote"
                hint = "wait until it has ended (or end it), then run this one again"
                raise ProblemsError([Problem("E008", _SHOWN, 0, 0, message, hint)])
            time.sleep(0.02)
    except OSError as error:
        message = f"an earlier run was interrupted, and it can't be finished: {error.strerror}"
        hint = f"make {unwritable_folder(error, root)} writable, then run the command again: it finishes that run first"
        raise ProblemsError([Problem("E008", _SHOWN, 0, 0, message, hint)]) from error
    return done
