"""Commands that look after content/: `check`, `explain`, `schemas`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from build_scripts.console import counted, folder_in_repository, project, reports_problems, tell
from build_scripts.problems import Problem, Severity, did_you_mean


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="`text` for people (standard error); `json`, `github` (annotations) and `sarif` for programs.",
)
@click.option("--fix", is_flag=True, help="Mend what needs no judgement, in place; comments and order stay.")
@click.pass_context
@reports_problems
def check(ctx: click.Context, form: str, fix: bool) -> None:
    """Tell every problem of content/, with its file, line and column.

    Errors end it with exit code 1, warnings do not. `--fix` takes off byte-order marks, puts spaces in the place of
    tabs, renames misspelt keys and `.yml` files, quotes words that other readers would not take for text, and brings
    `repairs` and `suggested` in line with the text; each only where one meaning is possible.

    \b
    Example:
      briefbook check
      briefbook check --fix
      briefbook check --format sarif > briefbook.sarif
    """
    from build_scripts.annotations import annotated
    from build_scripts.check import check as checked
    from build_scripts.content_files import held_files
    from build_scripts.excerpts import printable
    from build_scripts.library import read_library
    from build_scripts.migrations import without_schema

    root = project(ctx)
    held = held_files(root) if fix else {}
    library = read_library(root)
    problems = checked(library)
    while fix and _mend(root, problems, held, quiet=form != "text"):  # a mend may show more that can be mended
        held = held_files(root)
        library = read_library(root)
        problems = checked(library)
    errors = sum(p.severity is Severity.error for p in problems)
    if form != "text":
        click.echo(annotated(problems, form, folder_in_repository(root)), nl=False)
        sys.exit(1 if errors else 0)
    tell(problems)
    if plain := without_schema(root):
        files = counted(len(plain), "file")
        more = f", the first is {plain[0]}" if len(plain) > 1 else f": {plain[0]}"
        click.echo(printable(f"note: no schema for editors on top of {files}{more}; `briefbook migrate` adds it"))
    if errors:
        left = "left" if fix else "nothing was changed"
        click.echo(f"{counted(errors, 'error')}{' ' if fix else '; '}{left}", err=True)
        sys.exit(1)
    click.echo(
        f"no errors in {counted(len(library.articles), 'article')} and {counted(len(library.briefings), 'briefing')}"
    )


def _mend(root: Path, problems: Iterable[Problem], held: Mapping[Path, bytes], *, quiet: bool) -> bool:
    """Make the safe mends, all or none, and tell each; is anything other now?"""
    from build_scripts.content_files import write_content
    from build_scripts.excerpts import printable
    from build_scripts.mending import mending

    plan = mending(root, problems)
    if plan.files:
        write_content(root, plan.files, plan.removed, read=held)
    for mend in plan.mends if not quiet else ():
        place = str(mend.problem).partition(": ")[0]
        click.echo(printable(f"{place}: {mend.problem.code} mended: {mend.done}"))
    for withheld in plan.withheld if not quiet and not plan.files else ():  # else the next run may make it
        place = str(withheld.problem).partition(": ")[0]
        click.echo(printable(f"{place}: {withheld.problem.code} not mended: {withheld.why}"))
    return bool(plan.files)


@click.command()
@click.argument("code")
@reports_problems
def explain(code: str) -> None:
    """Tell what a code of a problem, a repair or an omission stands for.

    \b
    Example:
      briefbook explain X004
    """
    from build_scripts.clutter_codes import CODES, FOUND
    from build_scripts.explanations import EXPLANATIONS
    from build_scripts.library import REASONS

    known = {
        **{c: f"{FOUND[c]} Left out of the article as clutter: {reason}." for c, reason in CODES.items()},
        **REASONS,
    }
    known |= EXPLANATIONS
    if code.upper() not in known:
        raise click.UsageError(f"no code {code!r}; {_codes_like(code.strip().upper(), sorted(known))}")
    click.echo(f"{code.upper()}: {known[code.upper()]}")


def _codes_like(code: str, known: list[str]) -> str:
    """Where to look for a code that there is not: among those of its stage, else the letters of the stages."""
    from build_scripts.explanations import STAGES

    own = [c for c in known if code and c[0] == code[0]]
    if not own:
        letters = sorted({c[0] for c in known})
        return f"a code is a letter ({', '.join(letters)}) and three digits, as problems and article files have it"
    stage = f" ({STAGES[code[0]]})" if code[0] in STAGES else ""
    listed = own if len(own) <= 3 else [own[0], "…", own[-1]]
    number = code[1:].strip(" -_")
    padded = f"{code[0]}{int(number):03}" if re.fullmatch(r"[0-9]{1,9}", number) else code
    close = did_you_mean(padded if padded in own else code, own, likeness=0.8)
    return f"{close or 'look at the message again'}; those of {code[0]}{stage} are {', '.join(listed)}"
