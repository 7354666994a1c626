"""The command that lists what the machine was unsure of, and settles it: `review`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from build_scripts.console import counted, project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError, has_errors, nearest

if TYPE_CHECKING:
    from build_scripts.library import Library
    from build_scripts.review import ReviewItem

KINDS = ("row", "columns", "table", "list", "heading", "missing", "repair", "headline", "publisher", "credit")
"""As in `review.KINDS`, which is too heavy to import for the help alone; a test holds the two together."""


@click.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE]...")
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this kind; may be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form.")
@click.option("--accept", "accept", multiple=True, metavar="ITEM", help="Settle an item as proposed.")
@click.option("--reject", "reject", multiple=True, metavar="ITEM", help="Delete a suggested repair.")
@click.option("--exit-code", is_flag=True, help="Exit 1 where items are open, for those who want that in CI.")
@click.pass_context
@reports_problems
def review(
    ctx: click.Context,
    articles: tuple[str, ...],
    kinds: tuple[str, ...],
    form: str,
    accept: tuple[str, ...],
    reject: tuple[str, ...],
    exit_code: bool,
) -> None:
    """List what the machine was unsure of, each with its place and what settles it.

    ARTICLE names articles by their ids; by default all are listed. What is settled does not come back: `reviewed: true`
    on a block, or `reviewed: [publisher]` at the top of the file, says that it is right as it is. ITEM is the name that
    the list gives in brackets, or the place as it is now (FILE:LINE:COLUMN, ARTICLE:LINE; lines move when others are
    settled, names do not). --accept takes the proposed cells of a row or the new words of a repair, and marks
    anything else as reviewed; --reject deletes a suggested repair.

    \b
    Example:
      briefbook review --kind repair
      briefbook review --accept port-talks@12.3f9a1c --reject port-talks@14.07be52
    """
    from build_scripts.content_files import held_files
    from build_scripts.library import read_library
    from build_scripts.review import as_json
    from build_scripts.review import review as reviewed

    root = project(ctx)
    held = held_files(root) if accept or reject else {}
    library = read_library(root)
    for name in articles:
        if name not in library.articles and not any(
            p.path == f"content/articles/{name}.yaml" for p in library.problems
        ):
            raise click.UsageError(f"no article {name!r}; {nearest(name, library.articles, 'articles')}")
    if accept or reject:
        _settle(library, held, accept, reject)
        return
    tell(p for p in library.problems if p.path.startswith(("content/articles/", "content/sources/")))
    items = [i for i in reviewed(library) if (not articles or i.article in articles) and (not kinds or i.kind in kinds)]
    if form == "json":
        click.echo(json.dumps([as_json(i) for i in items], ensure_ascii=False, indent=2))
    else:
        _print(items, len(articles) or len(library.articles))
    if (exit_code and items) or has_errors(library.problems):
        sys.exit(1)


def _print(items: Sequence[ReviewItem], asked: int) -> None:
    for _, group in groupby(items, key=lambda i: i.path):
        for item in group:
            sure = f", confidence {item.confidence:.2f}" if item.confidence is not None else ""
            click.echo(f"{item.path}:{item.line}:{item.column}: {item.kind}: {item.unsure}{sure} [{item.name}]")
            if item.lines is not None:
                first, last = item.lines
                lines = f"line {first}" if first == last else f"lines {first}-{last}"
                click.echo(f"    {item.source}, {lines}: {_shortened(item.words)}")
            for way in item.ways:
                here = f"{item.path}:{item.line}:{item.column}"
                where = "" if way.where == here else f"    ({way.where})"
                click.echo(f"    {way.name}: {way.line}{where}")
        click.echo()
    counts = [f"{sum(i.kind == k for i in items)} {k}" for k in KINDS if any(i.kind == k for i in items)]
    detail = f": {', '.join(counts)}" if counts else ""
    click.echo(f"{counted(len(items), 'item')} to review in {counted(asked, 'article')}{detail}")


def _shortened(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 2].rsplit(" ", 1)[0] + " …"


def _settle(library: Library, held: Mapping[Path, bytes], accept: Sequence[str], reject: Sequence[str]) -> None:
    """Answer items one after the other, each in the text that the one before it left; all are written or none."""
    from build_scripts.content_files import article_path, write_content
    from build_scripts.library import read_library
    from build_scripts.review import review as reviewed
    from build_scripts.settling import accepted, comments_of, rejected, reread
    from build_scripts.yaml_splice import UnsafeSpliceError

    listed = reviewed(library)
    asked = [(accepted, p, _found(p, listed)) for p in accept] + [(rejected, p, _found(p, listed)) for p in reject]
    problems = []
    for n, (_, place, found) in enumerate(asked):
        twice = any(found == other for _, _, other in asked[:n])
        if len(found) != 1 or twice:
            what = "it is named twice" if twice and found else f"{len(found) or 'no'} items of the review list are this"
            hint = "name an item as `briefbook review` lists it, once: its name in brackets, or FILE:LINE:COLUMN"
            problems.append(Problem("R010", place, 0, 0, what, hint))
    if problems:
        raise ProblemsError(problems)
    files: dict[Path, bytes] = {}
    told = []
    # A header before its rows; suggestions from the last one upward, for each that is settled leaves the list.
    plain = sorted((a for a in asked if a[2][0].kind != "repair"), key=lambda a: a[2][0].line)
    repairs = sorted((a for a in asked if a[2][0].kind == "repair"), key=lambda a: -a[2][0].line)
    for answer, _, (item,) in (*plain, *repairs):
        path = article_path(library.root, item.article)
        entry = library.articles[item.article]
        text = files[path].decode() if path in files else path.read_bytes().decode()
        if path in files:
            entry = reread(entry, text)
        try:
            files[path] = answer(item, entry, text).encode()
        except UnsafeSpliceError as error:
            problems.append(
                Problem("R010", item.path, item.line, item.column, f"it can't be settled by a command: {error}",
                        "open the file there and type what `briefbook review` lists")
            )  # fmt: skip
        told.append(f"{item.path}:{item.line}:{item.column}: {answer.__name__}: {item.unsure}")
        for row, column, comment in comments_of(item, text, path.read_bytes().decode()) if answer is rejected else ():
            told.append(f"{item.path}:{row}:{column}: the comment goes with it: {comment}")
    if problems:
        raise ProblemsError(problems)
    write_content(library.root, files, read=held)
    for line in sorted(told):
        click.echo(line)
    left = len(reviewed(read_library(library.root)))
    click.echo(f"{counted(left, 'item')} left to review" if left else "nothing is left to review")


def _found(place: str, items: Sequence[ReviewItem]) -> list[ReviewItem]:
    """The items of a name, or at a place: `content/articles/x.yaml:12:5`, or shorter `x.yaml:12` and `x:12`."""
    if named := [i for i in items if i.name == place]:
        return named
    name, *numbers = place.rsplit(":", 2) if place.count(":") > 1 else place.rsplit(":", 1)
    if not numbers or not all(n.isdigit() for n in numbers):
        return []
    wanted = [int(n) for n in numbers]
    article = name.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml")
    found = [i for i in items if i.article == article and [i.line, i.column][: len(wanted)] == wanted]
    return list({i.steps: i for i in found}.values())  # a block that asks two things is settled at once
