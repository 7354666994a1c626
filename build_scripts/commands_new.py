"""The command that begins files: `new`."""

from __future__ import annotations

from pathlib import Path

import click

from build_scripts.console import project, reports_problems
from build_scripts.problems import Problem, ProblemsError, nearest


@click.command()
@click.argument("kind", type=click.Choice(["briefing", "theme", "actor", "comparison"]))
@click.argument("name")
@click.option("--briefing", metavar="ID", help="The briefing that a new comparison is added to.")
@click.pass_context
@reports_problems
def new(ctx: click.Context, kind: str, name: str, briefing: str | None) -> None:
    """Begin a briefing, theme or actor (a commented file whose blanks you fill), or a comparison in a briefing.

    A blank is `…`; `briefbook check` tells each that is left. A comparison is added to the file of its briefing, which
    stays as it is otherwise.

    \b
    Example:
      briefbook new theme fisheries
      briefbook new comparison by-party --briefing port-talks
    """
    from build_scripts.blanks import BLANK
    from build_scripts.content_files import ID, MAX_ID, write_content
    from build_scripts.library import read_library
    from build_scripts.starters import starter

    root = project(ctx)
    if not ID.fullmatch(name) or name.casefold() == "index" or len(name) > MAX_ID:
        raise click.UsageError(
            f"{name!r} is no id: use letters, digits, `-` and `_`, such as arms-control, but not `index`"
        )
    if kind == "comparison":
        _comparison(root, name, briefing)
        return
    if briefing is not None:
        raise click.UsageError(f"--briefing is for a comparison; a {kind} has a file of its own")
    folder = root / "content" / f"{kind}s"
    taken = {path.stem.casefold(): path for path in folder.glob("*.yaml")}
    if (path := taken.get(name.casefold())) is not None:
        shown = path.relative_to(root).as_posix()
        raise ProblemsError([Problem("N003", shown, 0, 0, "the file is there already", "choose another name")])
    path = folder / f"{name}.yaml"
    text = starter(kind, name, read_library(root))
    write_content(root, {path: text.encode()}, read={})
    what = "fill its blanks (…)" if f'"{BLANK}"' in text else "complete its words"
    click.echo(f"wrote {path.relative_to(root).as_posix()}: {what}, then run `briefbook check`")


def _comparison(root: Path, name: str, briefing: str | None) -> None:
    from build_scripts.content_files import held_files, read_yaml_text, write_content
    from build_scripts.library import read_library
    from build_scripts.starters import with_comparison
    from build_scripts.yaml_splice import UnsafeSpliceError

    held = held_files(root)
    library = read_library(root)
    if briefing is None:
        known = ", ".join(library.briefings) or "there are none yet: begin one with `briefbook new briefing NAME`"
        raise click.UsageError(f"a comparison stands in a briefing: name it with --briefing ({known})")
    path = root / "content" / "briefings" / f"{briefing}.yaml"
    shown = f"content/briefings/{briefing}.yaml"
    entry = library.briefings.get(briefing)
    if entry is None:
        own = [problem for problem in library.problems if problem.path == shown]
        none = Problem(
            "N006", shown, 0, 0, f"no briefing `{briefing}`", nearest(briefing, library.briefings, "briefings")
        )
        raise ProblemsError(own or [none])
    for number, table in enumerate(entry.document.comparisons):
        if table.id.casefold() == name.casefold():
            place = entry.place("comparisons", number, "id")
            message = f"the comparison `{table.id}` is there already"
            raise ProblemsError([Problem("N003", shown, *place, message, "choose another name")])
    text, problem = read_yaml_text(path, root)
    if problem is not None:
        raise ProblemsError([problem])
    try:
        changed = with_comparison(name, entry, text)
    except UnsafeSpliceError as error:
        hint = "write it by hand: `- id:`, `caption:`, `rows:`, `columns:` below `comparisons:`"
        raise ProblemsError([Problem("N007", shown, 0, 0, f"no comparison can be added: {error}", hint)]) from None
    write_content(root, {path: changed.encode()}, read=held)
    click.echo(f"added the comparison {name} to {shown}: fill its blanks, then run `briefbook check`")
