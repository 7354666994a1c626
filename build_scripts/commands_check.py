"""Commands that look after content/: `check`, `new`, `explain`, `schemas`."""

from __future__ import annotations

import sys

import click

from build_scripts.console import counted, project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError, Severity


@click.command()
@click.pass_context
@reports_problems
def check(ctx: click.Context) -> None:
    """Tell every problem of content/, with its file, line and column.

    \b
    Example:
      briefbook check
    """
    from build_scripts.check import check as checked
    from build_scripts.library import read_library

    library = read_library(project(ctx))
    problems = checked(library)
    tell(problems)
    errors = sum(p.severity is Severity.error for p in problems)
    if errors:
        click.echo(f"{errors} {'error' if errors == 1 else 'errors'}; nothing was changed", err=True)
        sys.exit(1)
    click.echo(
        f"no errors in {counted(len(library.articles), 'article')} and {counted(len(library.briefings), 'briefing')}"
    )


@click.command()
@click.argument("kind", type=click.Choice(["briefing", "theme", "actor"]))
@click.argument("name")
@click.pass_context
@reports_problems
def new(ctx: click.Context, kind: str, name: str) -> None:
    """Begin a briefing, theme or actor: a commented file whose blanks you fill.

    \b
    Example:
      briefbook new theme fisheries
    """
    from build_scripts.check import MAX_ID
    from build_scripts.library import ID, write_content
    from build_scripts.starters import starter

    root = project(ctx)
    if not ID.fullmatch(name) or name.casefold() == "index" or len(name) > MAX_ID:
        raise click.UsageError(
            f"{name!r} is no id: use letters, digits, `-` and `_`, such as arms-control, but not `index`"
        )
    path = root / "content" / f"{kind}s" / f"{name}.yaml"
    shown = path.relative_to(root).as_posix()
    if path.exists():
        raise ProblemsError([Problem("N003", shown, 0, 0, "the file is there already", "choose another name")])
    write_content(root, {path: starter(kind, name, root).encode()})
    click.echo(f"wrote {shown}: fill its blanks, then run `briefbook check`")


@click.command()
@click.argument("code")
@reports_problems
def explain(code: str) -> None:
    """Tell what a code of a problem, a repair or an omission stands for.

    \b
    Example:
      briefbook explain X004
    """
    from build_scripts.clutter import CODES
    from build_scripts.explanations import EXPLANATIONS
    from build_scripts.library import REASONS

    known = {**{c: f"Left out of the article as clutter: {reason}." for c, reason in CODES.items()}, **REASONS}
    known |= EXPLANATIONS
    if code.upper() not in known:
        raise click.UsageError(f"no code {code!r}; the codes are {', '.join(sorted(known))}")
    click.echo(f"{code.upper()}: {known[code.upper()]}")


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a schema is out of date.")
@click.pass_context
@reports_problems
def schemas(ctx: click.Context, only_check: bool) -> None:
    """Write the JSON Schemas that editors check the YAML with, from the models.

    \b
    Example:
      briefbook schemas
    """
    from build_scripts.documents import schema_texts
    from build_scripts.library import write_content

    folder = project(ctx) / "schemas"
    files = {folder / name: text.encode() for name, text in schema_texts().items()}
    old = {p: d for p, d in files.items() if not p.is_file() or p.read_bytes() != d}
    if only_check:
        tell(Problem("N004", f"schemas/{p.name}", 0, 0, "out of date", "run `briefbook schemas`") for p in old)
        sys.exit(1 if old else 0)
    write_content(folder.parent, old)
    click.echo(f"wrote {len(old)} of {len(files)} schemas")
