"""The command that tells what readers will see change: `diff`."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import ExitStack
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from build_scripts.console import counted, project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError, Severity

if TYPE_CHECKING:
    from build_scripts.changes import Differences
    from build_scripts.library import Library


@click.command()
@click.argument("revisions", nargs=-1, metavar="[REV [REV]]")
@click.option("--to", "until", metavar="REV", help="Compare with this revision instead of the files as they are now.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Text for a terminal, Markdown for a comment, JSON for programs (docs/json.md).",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something changes for a reader.")
@click.option("--record", is_flag=True, help="Write the changes as a file of content/changes/; needs --date.")
@click.option("--date", "day", metavar="DATE", help="The day of the record, such as 2026-11-30.")
@click.option("--title", help="The title of the record.")
@click.pass_context
@reports_problems
def diff(
    ctx: click.Context,
    revisions: tuple[str, ...],
    until: str | None,
    form: str,
    exit_code: bool,
    record: bool,
    day: str | None,
    title: str | None,
) -> None:
    """Tell in words what a reader will see change between a git revision and now.

    REV is a commit, a branch or a tag, by default HEAD: what changes with the edits that are not committed. A second
    REV (or A..B) compares two revisions; A...B compares B with where it parted from A.

    \b
    Example:
      briefbook diff
      briefbook diff v1.0 --format markdown
      briefbook diff --record --date 2026-11-30
    """
    _refuse_misuse(record, day, title, form)
    root = project(ctx)
    since, later = _revisions(revisions, until)
    found, before, after = _differences(root, since, later)
    if record:
        assert day is not None
        _record(root, found, day, title, before["words"])
    else:
        _print(found, form, before, after)
    sys.exit(1 if exit_code and found.groups else 0)


def _refuse_misuse(record: bool, day: str | None, title: str | None, form: str) -> None:
    if record and day is None:
        raise click.UsageError("--record needs --date: the day that readers are told, such as --date 2026-11-30")
    if not record and (day is not None or title is not None):
        raise click.UsageError("--date and --title go with --record")
    if record and form != "text":
        raise click.UsageError("--record writes a file; leave out --format")
    if day is not None and not _is_day(day):
        raise click.UsageError(f"{day!r} is no day: write it as 2026-11-30")
    if title is not None and not title.strip():
        raise click.UsageError("--title is blank: give it words, or leave it out")


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"[1-9]\d{3}-\d\d-\d\d", text, re.ASCII) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _revisions(given: tuple[str, ...], until: str | None) -> tuple[str, str | None]:
    """The earlier revision and the later one; the files as they are now where that is None."""
    names = list(given)
    if len(names) == 1 and (parted := re.fullmatch(r"(.*?)(\.\.\.?)(.*)", names[0])):
        one, dots, other = parted.groups()
        names = [f"{one or 'HEAD'}..." if dots == "..." else one or "HEAD", other or "HEAD"]
    if until is not None:
        names = [*(names or ["HEAD"]), until]
    if len(names) > 2:
        raise click.UsageError("at most two revisions: `briefbook diff A B`, `A..B` or `A --to B`")
    return (names or ["HEAD"])[0], names[1] if len(names) == 2 else None


Side = dict[str, str | None]
"""One side of a comparison: `revision`, `commit` (None for the files as they are now) and both in `words`."""


def _differences(root: Path, since: str, later: str | None) -> tuple[Differences, Side, Side]:
    from build_scripts.differences import differences_of
    from build_scripts.history import look_differs, page_files, repository_of
    from build_scripts.library import read_library

    repository = repository_of(root)
    if since.endswith("..."):
        assert later is not None
        earlier = repository.merge_base(since.removesuffix("..."), later)
    else:
        earlier = repository.revision(since)
    with ExitStack() as stack:
        before = stack.enter_context(repository.snapshot(earlier))
        notes = list(before.notes)
        here, now = root, Side(revision=None, commit=None, words="the files as they are now")
        if later is not None:
            commit = repository.revision(later)
            snapshot = stack.enter_context(repository.snapshot(commit))
            notes += snapshot.notes
            here, now = snapshot.root, Side(revision=commit.name, commit=commit.commit, words=commit.words)
        library = _sound(read_library(here), now["words"] or "")
        found = differences_of(read_library(before.root), page_files(before.root), library, page_files(here))
        if before.empty:
            notes.append(f"there is no content/ in {earlier.words}, so everything is new")
        if look_differs(before.root, here):
            notes.append("mkdocs.yml or templates/ changed too, and what that changes on the pages is not told here")
    from dataclasses import replace

    return (
        replace(found, notes=(*notes, *found.notes)),
        Side(revision=earlier.name, commit=earlier.commit, words=earlier.words),
        now,
    )


def _sound(library: Library, words: str) -> Library:
    """The later library, which must have no errors: what can't be built nobody will read."""
    from build_scripts.check import check

    problems = [p for p in check(library) if p.severity is Severity.error]
    if problems:
        hint = "mend what is told above, then compare again"
        problems.append(Problem("D005", "content", 0, 0, f"no site can be made of {words}, so none can change", hint))
        raise ProblemsError(problems)
    return library


def _print(found: Differences, form: str, before: Side, after: Side) -> None:
    from build_scripts.change_texts import to_json, to_markdown, to_text

    since = before["words"] or ""
    if after["commit"]:
        since = f"{since}, until {after['words']}"
    if form == "json":
        told = [{key: side[key] for key in ("revision", "commit")} for side in (before, after)]
        # Half a pair, as a file's name may hold, has no UTF-8; what stands for it is its escape in JSON too.
        line = json.dumps(to_json(found, told[0], told[1]), ensure_ascii=False)
        click.echo(line.encode("utf-8", "backslashreplace"))
    elif form == "markdown":
        click.echo(to_markdown(found, since), nl=False)
    else:
        click.echo(to_text(found, since, _styled), nl=False)


def _styled(title: str) -> str:
    """A title in bold where standard output is a terminal and neither NO_COLOR nor CI is set."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("CI") or not sys.stdout.isatty()
    return title if plain else click.style(title, bold=True)


def _record(root: Path, found: Differences, day: str, title: str | None, since: str | None) -> None:
    from build_scripts.change_texts import NOTHING, to_yaml
    from build_scripts.content_files import write_content
    from build_scripts.library import read_library

    tell(Problem("D006", "content/changes", 0, 0, note, "", Severity.warning) for note in found.notes)
    if not found.groups:
        click.echo(f"{NOTHING[:-1]}; no file was written")
        return
    earlier = _recorded(read_library(root), found)
    if earlier is not None:
        click.echo(f"{earlier} tells these changes already; no file was written")
        return
    data = to_yaml(found, day, title, since or "").encode()
    path = _free_path(root, f"{day}-{sha256(data).hexdigest()[:8]}")
    write_content(root, {path: data}, read={})
    shown = path.relative_to(root).as_posix()
    click.echo(f"wrote {shown} with {counted(len(found.changes), 'change')}: edit its summary, then commit it")


def _recorded(library: Library, found: Differences) -> str | None:
    """The file of content/changes/ that tells these very changes, if there is one: twice would be twice on the page."""
    told = [(c.kind, c.act, c.subject, c.before, c.after) for c in found.changes]
    for entry in library.changes.values():
        if [(c.kind, c.act, c.subject, c.before, c.after) for c in entry.document.changes] == told:
            return entry.path
    return None


def _free_path(root: Path, name: str) -> Path:
    """A file of that name which is not there yet: what a hand may have edited is never written over.

    The name tells what is in it, so that two branches that record on one day make two files for git.
    """
    folder = root / "content" / "changes"
    names = (f"{name}.yaml" if n == 1 else f"{name}-{n}.yaml" for n in count(1))
    return next(folder / free for free in names if not os.path.lexists(folder / free))
