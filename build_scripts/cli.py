"""The command line: `briefbook` with all its commands. Exit codes: 0 fine, 1 problems, 2 usage."""

from __future__ import annotations

from pathlib import Path

import click

from build_scripts import __version__
from build_scripts.commands_capture import capture
from build_scripts.commands_check import check, explain
from build_scripts.commands_diff import diff
from build_scripts.commands_new import new
from build_scripts.commands_normalize import normalize, split_table
from build_scripts.commands_rename import migrate, rename, withdraw
from build_scripts.commands_review import review
from build_scripts.commands_schemas import schemas
from build_scripts.commands_site import build, pages, serve


class Commands(click.Group):
    """The commands in the order that one uses them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names as written below."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="briefbook")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's folder; by default the nearest one upward that holds mkdocs.yml.",
)
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Turn captured articles into a briefing site that can be checked line by line.

    \b
    Example:
      briefbook normalize && briefbook check && briefbook build
    """
    ctx.obj = root


COMMANDS = (
    capture,
    normalize,
    split_table,
    review,
    check,
    rename,
    withdraw,
    migrate,
    diff,
    build,
    serve,
    pages,
    new,
    explain,
    schemas,
)
"""In the order that one uses them, which is that of the help."""

for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
