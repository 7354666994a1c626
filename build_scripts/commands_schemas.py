"""The command that renews what is made of the models and of the commands themselves: `schemas`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from build_scripts.console import project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from build_scripts.reference import Command

MANUAL = "docs/maintaining.md"


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a file is out of date.")
@click.pass_context
@reports_problems
def schemas(ctx: click.Context, only_check: bool) -> None:
    """Renew what is made of the models: the JSON Schemas of the YAML files, and the manual's reference.

    Editors complete and check with schemas/. The reference of docs/maintaining.md is written where that file is there.

    \b
    Example:
      briefbook schemas
      briefbook schemas --check
    """
    from build_scripts.content_files import write_content

    root = project(ctx)
    made = _made(root, ctx.find_root().command)
    old = {path: data for path, data in made.items() if not path.is_file() or path.read_bytes() != data}
    names = [path.relative_to(root).as_posix() for path in old]
    if only_check:
        tell(Problem("N004", name, 0, 0, "out of date", "run `briefbook schemas`") for name in names)
        sys.exit(1 if old else 0)
    write_content(root, old)
    click.echo("\n".join(f"wrote {name}" for name in names) or f"all {len(made)} files are up to date")


def _made(root: Path, command: click.Command) -> dict[Path, bytes]:
    """The generated files as they should be, by path."""
    from build_scripts.reference import NoMarksError, with_reference
    from build_scripts.schemas import schema_texts

    files = {root / "schemas" / name: text.encode() for name, text in schema_texts().items()}
    manual = root / MANUAL
    if manual.is_file():
        try:
            files[manual] = with_reference(manual.read_text("utf-8"), facts(command)).encode()
        except NoMarksError as error:
            problem = Problem("N004", MANUAL, 0, 0, "it has no place for the reference", str(error))
            raise ProblemsError([problem]) from error
    return files


def facts(command: click.Command, name: str = "briefbook") -> Iterator[Command]:
    """What the manual tells of a command, then of each command in it, in the order of the help."""
    from build_scripts.reference import Command, Option

    context = click.Context(command, info_name=name)
    text = inspect.cleandoc(command.help or "").replace("\b\n", "")
    told, _, example = text.partition("Example:\n")
    options = []
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in parameter.opts:
            options.append(Option(*record))
    yield Command(
        name,
        f"{name} {' '.join(command.collect_usage_pieces(context))}",
        re.split(r"\n{2,}", told.strip()),
        [line.strip() for line in example.splitlines() if line.strip()],
        options,
    )
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            below = command.get_command(context, part)
            if below is not None:
                yield from facts(below, f"{name} {part}")
