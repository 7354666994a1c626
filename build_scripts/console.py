"""The console: what every command shares. Problems are printed here, and here they become exit codes.

In: problems, progress, a click context. Out: lines on standard error, colours where they are wanted, exit code 1.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
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
    """The project's root; a usage error where there is none."""
    if ctx.obj is not None:
        root: Path = ctx.obj
        if not (root / "mkdocs.yml").is_file():
            raise click.UsageError(f"no mkdocs.yml in {root}: it is not a Briefbook project")
        return root.resolve()
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise click.UsageError("no mkdocs.yml here or above: run it in a Briefbook project, or name one with --root")


def tell(problems: Iterable[Problem]) -> None:
    """Print problems in file order, errors in red on a terminal that wants colours."""
    colours = {Severity.error: "red", Severity.warning: "yellow", Severity.note: "cyan"}
    for problem in in_file_order(problems):
        head, _, hint = str(problem).partition("\n")
        click.echo(styled(head, colours[problem.severity]) + (f"\n{hint}" if hint else ""), err=True)


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
