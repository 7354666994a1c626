"""The console: what every command shares. Problems are printed here, and here they become exit codes.

In: problems, progress, a click context. Out: lines on standard error, colours where they are wanted, exit code 1.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from build_scripts.problems import Problem, ProblemsError, Severity, in_file_order

F = TypeVar("F", bound=Callable[..., Any])


def reports_problems(function: F) -> F:
    """Print the problems that end a command, and exit with 1."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except ProblemsError as error:
            tell(error.problems)
            sys.exit(1)
        except click.ClickException:
            raise
        except (BrokenPipeError, KeyboardInterrupt):
            raise
        except OSError as error:
            where = error.filename or ""
            tell(
                [
                    Problem(
                        "E004", str(where), 0, 0, f"the system says: {error.strerror}", "check the path and its rights"
                    )
                ]
            )
            sys.exit(1)
        except Exception as error:
            if isinstance(error.__cause__, KeyboardInterrupt):  # while a class was made: Python wraps it there
                raise click.Abort from error
            report = _write_report(error)
            where = f"; the details are in {report}" if report else ""
            tell([Problem("B999", "briefbook", 0, 0, f"a defect of Briefbook: {error!r}{where}", "please report it")])
            sys.exit(1)

    return run  # type: ignore[return-value]


def _write_report(error: Exception) -> Path | None:
    """Keep the traceback of a defect in a file: it is for those who mend it, not for those who meet it."""
    path = Path(tempfile.gettempdir()) / f"briefbook-defect-{os.getpid()}.txt"
    try:
        path.write_text("".join(traceback.format_exception(error)), "utf-8")
    except OSError:
        return None
    return path


def project(ctx: click.Context) -> Path:
    """The project's root, with nothing left unfinished by an interrupted run; a usage error where there is none."""
    from build_scripts.staging import interrupted

    root = _named_project(ctx)
    if interrupted(root):
        from build_scripts.unfinished import finish

        tell(finish(root))
    return root


def _named_project(ctx: click.Context) -> Path:
    if ctx.obj is not None:
        root: Path = ctx.obj
        if not (root / "mkdocs.yml").is_file():
            raise click.UsageError(f"no mkdocs.yml in {root}: it is not a Briefbook project")
        return root.resolve()
    if (nearest := nearest_project()) is not None:
        return nearest
    raise click.UsageError("no mkdocs.yml here or above: run it in a Briefbook project, or name one with --root")


def folder_in_repository(root: Path) -> str:
    """The project's folder in the repository that GitHub checks out; empty where it is the same or unknown."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return ""
    try:
        folder = root.resolve().relative_to(Path(workspace).resolve()).as_posix()
    except ValueError:
        return ""
    return "" if folder == "." else folder


def nearest_project() -> Path | None:
    """The nearest folder upward that holds mkdocs.yml."""
    try:
        here = Path.cwd()
    except FileNotFoundError:  # removed since the shell went there
        return None
    return next((f for f in (here, *here.parents) if (f / "mkdocs.yml").is_file()), None)


def tell(problems: Iterable[Problem]) -> None:
    """Print problems in file order, each with its line and a caret; in colours on a terminal that wants them."""
    from build_scripts.excerpts import excerpt, printable

    colours = {Severity.error: "red", Severity.warning: "yellow", Severity.note: "cyan"}
    lines = _Lines()
    for problem in in_file_order(problems):
        safe = replace(
            problem, path=printable(problem.path), message=printable(problem.message), hint=printable(problem.hint)
        )
        head, _, hint = str(safe).partition("\n")
        told = [styled(head, colours[problem.severity])]
        line = lines.line(problem.path, problem.line)
        if line is not None:
            shown, caret = excerpt(line, problem.column, problem.line)
            told += [styled(shown, "bright_black"), styled(caret, colours[problem.severity])]
        click.echo("\n".join([*told, *([hint] if hint else [])]), err=True)


class _Lines:
    """Lines of the files that problems speak of; only the last file is kept, for problems come in file order."""

    def __init__(self) -> None:
        context = click.get_current_context(silent=True)
        named = context.find_root().obj if context is not None else None
        self._folders = [f for f in (named if isinstance(named, Path) else nearest_project(), Path()) if f]
        self._path = ""
        self._lines: list[str] = []

    def line(self, path: str, number: int) -> str | None:
        """A line without its end; None where there is none to show."""
        if not number:
            return None
        if path != self._path:
            self._path, self._lines = path, self._read(path)
        return self._lines[number - 1] if number <= len(self._lines) else None

    def _read(self, path: str) -> list[str]:
        for folder in self._folders:
            try:
                text = (folder / path).read_bytes().decode("utf-8-sig", "replace")
            except (OSError, ValueError):
                continue
            return re.split(r"\r\n|\n|\r", text)
        return []


def styled(text: str, colour: str) -> str:
    """`text` in colour where standard error is a terminal and neither NO_COLOR nor CI is set."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("CI") or not sys.stderr.isatty()
    return text if plain else click.style(text, fg=colour)


def counted(number: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def progress(text: str) -> None:
    """Tell on a terminal what takes its time; quiet elsewhere."""
    if sys.stderr.isatty() and not os.environ.get("CI"):
        click.echo(styled(text, "bright_black"), err=True)
