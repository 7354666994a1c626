"""The command that makes a source of a saved page: `capture`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from build_scripts.console import counted, progress, project, reports_problems, tell

F = TypeVar("F", bound=Callable[..., Any])
LONGEST_INPUT = 200_000_000


def _day(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from build_scripts.html_details import usable_day

    if value is not None and usable_day(value) != value:
        raise click.BadParameter(f"{value!r} is no date; write one such as 2024-05-31, 2024-05 or 2024", param=option)
    return value


def _address(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from build_scripts.html_details import usable_address

    if value is not None and usable_address(value) != value:
        raise click.BadParameter(
            f"{value!r} is no address of the web; write one such as https://example.org/article", param=option
        )
    return value


def _words(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from build_scripts.html_details import LONGEST, usable_name

    if value is not None and usable_name(value) != value:
        raise click.BadParameter(f"write some words on one line, {LONGEST} characters at most", param=option)
    return value


def _name(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from build_scripts.content_files import ID, MAX_ID

    if value is not None and (not ID.fullmatch(value) or value.casefold() == "index" or len(value) > MAX_ID):
        raise click.BadParameter(
            f"{value!r} is no name: use letters, digits, `-` and `_`, such as port-talks, but not `index`", param=option
        )
    return value


def _option(name: str, check: Callable[..., str | None], text: str) -> Callable[[F], F]:
    return click.option(name, callback=check, help=text)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(allow_dash=True))
@_option("--name", _name, "The source's name, for one FILE; by default the file's name, or the page's title.")
@_option("--title", _words, "The title, where the page does not tell it rightly (for one FILE).")
@_option("--address", _address, "The address it was captured from (for one FILE).")
@_option("--published", _day, "The day of publication, such as 2024-05-31 (for one FILE).")
@_option("--publisher", _words, "Who published it.")
@_option("--captured", _day, "The day of the capture; no clock is asked.")
@click.option("--html", "kind", flag_value="html", help="FILE is HTML, whatever its name and its beginning say.")
@click.option("--text", "kind", flag_value="text", help="FILE is plain text; it is copied byte for byte.")
@click.pass_context
@reports_problems
def capture(ctx: click.Context, /, files: tuple[str, ...], **given: str | None) -> None:
    """Make a source of a saved page (HTML or MHTML), or of a text, with a record of where it comes from.

    The article of a page becomes content/sources/NAME.txt, with its headings, lists, tables and quotes; what the page
    tells of itself becomes content/records/NAME.yaml. Captions of pictures, lists of links to other pages and struck
    text are left out, and told.
    FILE `-` is standard input.

    \b
    Example:
      briefbook capture talks.html --captured 2024-05-31
    """
    from build_scripts.capture import Wishes, capture_files
    from build_scripts.content_files import shown_path, write_content

    one = [f"--{key}" for key in ("name", "title", "address", "published") if given[key] is not None]
    if len(files) > 1 and one:
        raise click.UsageError(f"{', '.join(one)} can be told of one FILE only, and there are {len(files)}")
    root = project(ctx)
    progress(f"reading {counted(len(files), 'file')}")
    done = capture_files(root, [(name, _read(name)) for name in files], Wishes(**given))  # type: ignore[arg-type]
    tell(problem for item in done for problem in item.problems)
    write_content(root, {path: data for item in done for path, data in item.files.items()})
    for item in done:
        if item.same_as is not None:
            click.echo(f"{item.shown}: captured already, as {item.same_as}")
            continue
        click.echo(f"wrote {shown_path(item.source, root)} ({_told(item.lines, item.counts)})")
        click.echo(f"wrote {shown_path(item.record, root)}")
    if any(item.files for item in done):
        click.echo("next: look through both, then run `briefbook normalize`")


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LONGEST_INPUT + 1)
    return Path(name).read_bytes()


def _told(lines: int, counts: Mapping[str, int] | None) -> str:
    """`24 lines: 1 heading, 2 lists, 1 table; 1 picture's caption and 2 lists of links left out`."""
    nouns = {"heading": "heading", "paragraph": "paragraph", "list": "list", "table": "table", "quote": "quote"}
    parts = [counted(number, nouns[kind]) for kind, number in (counts or {}).items() if kind in nouns]
    left = {name: (counts or {}).get(name, 0) for name in ("caption", "links")}
    without = [
        "1 picture's caption" if left["caption"] == 1 else f"{left['caption']} pictures' captions",
        "1 list of links" if left["links"] == 1 else f"{left['links']} lists of links",
    ]
    missing = [text for number, text in zip(left.values(), without, strict=True) if number]
    told = counted(lines, "line") + (f": {', '.join(parts)}" if parts else "")
    return f"{told}; {' and '.join(missing)} left out" if missing else told
