"""Commands that move what is there: `rename`, `withdraw`, `migrate`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from build_scripts.console import counted, project, reports_problems
from build_scripts.problems import ProblemsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from build_scripts.renaming import Outcome

KIND = click.option("--kind", type=click.Choice(["article", "briefing"]), help="Which is meant, where an id is both.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Write nothing; tell what would change.")


@click.command()
@click.argument("old")
@click.argument("new")
@KIND
@DRY_RUN
@click.pass_context
@reports_problems
def rename(ctx: click.Context, old: str, new: str, kind: str | None, dry_run: bool) -> None:
    """Give an article or a briefing another id, with its lock and everything that names it.

    Its old addresses lead to the new ones: content/notices/OLD.yaml says so. Every other byte of the files stays. Where
    a git merge brought new references to the old id, the same command mends them.

    \b
    Example:
      briefbook rename istanbul-second-round istanbul-talks
    """
    from build_scripts.content_files import held_files
    from build_scripts.library import read_library
    from build_scripts.renaming import kind_of, renamed

    root = project(ctx)
    held = held_files(root)
    library = read_library(root)
    outcome = renamed(library, kind_of(library, old, kind, new), old, new)  # type: ignore[arg-type]
    _write(root, outcome, held, dry_run)


@click.command()
@click.argument("name", metavar="ID")
@click.option("--reason", required=True, help="Why, as readers are told.")
@click.option("--date", help="When, such as 2026-05-31; the page says undated without one.")
@click.option("--replaced-by", metavar="ID", help="What readers should read instead.")
@click.option("--remove-source", is_flag=True, help="Remove the capture and its record too.")
@KIND
@DRY_RUN
@click.pass_context
@reports_problems
def withdraw(
    ctx: click.Context,
    name: str,
    reason: str,
    date: str | None,
    replaced_by: str | None,
    remove_source: bool,
    kind: str | None,
    dry_run: bool,
) -> None:
    """Take an article or a briefing off the site; its address tells why.

    The article file and its lock go, and so do citations of it; a key point or a cell that cites nothing else goes too,
    and each is told with its text. The capture stays (unless --remove-source), and no article is made of it again. git
    keeps what was removed.

    \b
    Example:
      briefbook withdraw embassy-talks-turkey --reason "The publisher asked for it." --dry-run
    """
    from build_scripts.content_files import held_files
    from build_scripts.library import read_library
    from build_scripts.renaming import kind_of, withdrawn

    if not reason.strip():
        raise click.UsageError("--reason is shown to readers: write a sentence")
    if date is not None and not _is_date(date):
        raise click.UsageError(f"--date {date!r} is no date such as 2026-05-31, 2026-05 or 2026")
    root = project(ctx)
    held = held_files(root)
    library = read_library(root)
    which = kind_of(library, name, kind)  # type: ignore[arg-type]
    if remove_source and which == "briefing":
        raise click.UsageError(f"--remove-source: `{name}` is a briefing and has no source")
    outcome = withdrawn(library, which, name, reason, date=date, replaced_by=replaced_by, remove_source=remove_source)
    _write(root, outcome, held, dry_run)


def _is_date(text: str) -> bool:
    from build_scripts.documents import NoticeDocument
    from build_scripts.validation import read_document

    document, _, _ = read_document(NoticeDocument, f'article: {{withdrawn: x, date: "{text}"}}', "")
    return document is not None


def _write(root: Path, outcome: Outcome, held: Mapping[Path, bytes], dry_run: bool) -> None:
    from build_scripts.content_files import write_content

    if outcome.told and not dry_run:
        write_content(root, outcome.files, outcome.remove, read=held)
    for change in outcome.told:
        click.echo(str(change))
    if not outcome.told:
        click.echo("nothing to do: nothing names the old id")
        return
    if dry_run:
        click.echo("nothing was written: this was a dry run")
        return
    click.echo(f"wrote {counted(len(outcome.files), 'file')}, removed {len(outcome.remove)}")


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a file has an older shape.")
@click.pass_context
@reports_problems
def migrate(ctx: click.Context, only_check: bool) -> None:
    """Bring files that an older Briefbook wrote to today's shape; every other byte of them stays.

    \b
    Example:
      briefbook migrate --check
    """
    from build_scripts.content_files import held_files, write_content
    from build_scripts.migrations import migrated

    root = project(ctx)
    held = held_files(root)
    outcome = migrated(root)
    if outcome.problems:
        raise ProblemsError(outcome.problems)
    if outcome.files and not only_check:
        write_content(root, outcome.files, read=held)
    for line in outcome.told:
        click.echo(line)
    if not outcome.files:
        click.echo("every file has today's shape")
    elif only_check:
        click.echo(f"{counted(len(outcome.files), 'file')} to migrate: run `briefbook migrate`", err=True)
        sys.exit(1)
    else:
        click.echo(f"migrated {counted(len(outcome.files), 'file')}")
