"""Problems: what is wrong, where, what was expected, what to do.

In: facts about a mistake. Out: one-line and many-line texts of it, in file order. Only the edges print them and choose
an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum


class Severity(IntEnum):
    """How bad: an `error` fails the command (exit 1), a `warning` is told, a `note` explains."""

    error = 2
    warning = 1
    note = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake with its place. `line` and `column` are 1-based; 0 means that the whole file is meant."""

    code: str
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    severity: Severity = Severity.error

    def __str__(self) -> str:
        """`path:line:column: CODE message`, so that an editor jumps there; the hint follows on a line of its own."""
        place = self.path if not self.line else f"{self.path}:{self.line}:{self.column}"
        label = "" if self.severity is Severity.error else f"{self.severity.name}: "
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{place}: {self.code} {label}{self.message}{hint}"


class ProblemsError(Exception):
    """Work that can't go on; `problems` holds every reason found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_file_order(problems)
        super().__init__("\n".join(map(str, self.problems)))


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by path, line, column and code, repeated ones once."""
    return tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.column, p.code, p.message)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Is there any that must fail the command?"""
    return any(p.severity is Severity.error for p in problems)


def did_you_mean(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known name most like `name`, as a question; empty where none is. `likeness` is `difflib`'s, 0 to 1."""
    listed = list(known)
    close = get_close_matches(name, listed, 1, likeness) or get_close_matches(name.casefold(), listed, 1, likeness)
    if not close and len(name) >= 4:
        close = [k for k in listed if k.startswith(name)]  # the beginning of one name only
    return f"did you mean `{close[0]}`?" if len(close) == 1 else ""


def nearest(name: str, known: Iterable[str], what: str, shown: int = 12) -> str:
    """A did-you-mean for a name that nothing has, else the first of those known."""
    listed = list(known)
    if close := did_you_mean(name, listed, likeness=0.5):
        return close
    if not listed:
        return f"there are no {what}"
    return f"{what}: {', '.join(listed[:shown])}{' …' if len(listed) > shown else ''}"
