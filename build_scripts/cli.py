"""The command line: `briefbook`. The only place that prints and chooses exit codes: 0 fine, 1 problems, 2 usage."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import traceback
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from build_scripts import __version__
from build_scripts.problems import Problem, ProblemsError, Severity, has_errors, in_file_order

F = TypeVar("F", bound=Callable[..., Any])


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def progress(text: str) -> None:
    """Tell on a terminal what takes its time; quiet elsewhere."""
    if sys.stderr.isatty() and not os.environ.get("CI"):
        click.echo(styled(text, "bright_black"), err=True)


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if anything would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file and write nothing.")
@click.pass_context
@reports_problems
def normalize(ctx: click.Context, sources: tuple[Path, ...], only_check: bool, as_json: bool) -> None:
    """Turn new captures of content/sources/ into article files.

    An article file that is there is never rewritten. SOURCE names captures; by default all are looked at.

    \b
    Example:
      briefbook normalize
      briefbook normalize content/sources/talks.txt
    """
    if as_json:
        _print_json(sources)
        return
    from build_scripts.intake import normalize_sources
    from build_scripts.library import source_paths, write_content

    root = project(ctx)
    paths = [_source_path(root, p) for p in sources] or source_paths(root)
    progress(f"Normalizing {len(paths)} sources …")
    outcome = normalize_sources(root, paths)
    stale = Severity.error if only_check else Severity.warning
    tell([*outcome.problems, *(replace(p, severity=stale) for p in outcome.stale)])
    if only_check:
        tell(
            Problem(
                "N002", f"content/articles/{i}.yaml", 0, 0, "would be written", "run `briefbook normalize` and commit"
            )
            for i in outcome.written
        )
        sys.exit(1 if outcome.written or outcome.stale or has_errors(outcome.problems) else 0)
    if has_errors(outcome.problems):
        click.echo("nothing was written", err=True)
        sys.exit(1)
    write_content(root, outcome.files)
    for article_id in outcome.written:
        click.echo(f"wrote content/articles/{article_id}.yaml")
    if not outcome.written:
        click.echo(f"nothing new: {len(outcome.kept)} articles are there and stay as they are")


def _source_path(root: Path, path: Path) -> Path:
    """A source as given, or by its name in content/sources/; a usage error where there is none."""
    for candidate in (path, root / "content" / "sources" / path.name):
        resolved = candidate.resolve()
        if resolved.is_file() and resolved.parent == (root / "content" / "sources").resolve():
            return root / "content" / "sources" / resolved.name
    if path.is_file():
        raise click.UsageError(f"{path} does not lie in content/sources/: copy it there first")
    raise click.UsageError(f"no source {path}")


def _print_json(sources: tuple[Path, ...]) -> None:
    from build_scripts.interchange import to_json
    from build_scripts.library import read_source
    from build_scripts.normalize import normalize as normalized

    if not sources:
        raise click.UsageError("--json needs the files to print")
    problems = []
    for path in sources:
        source, problem = read_source(path, Path.cwd())
        if source is None:
            problems.extend([problem] if problem else [])
            continue
        click.echo(json.dumps(to_json(normalized(source), source), ensure_ascii=False))
    if problems:
        raise ProblemsError(problems)


@main.command("split-table")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="One table a line in, one prediction a line out, both as JSON.")
@reports_problems
def split_table(files: tuple[Path, ...], as_json: bool) -> None:
    """Find the columns of a table whose rows were flattened to lines of words.

    FILE holds the rows, header first; standard input by default. The cells are printed with ` | ` between them, the
    way a row is settled in an article file. With --json each line of FILE is one table as an object with `id`, `flat`
    (the rows) and, if you like, `bigrams` ([word, word, count] of the document around it); docs/json.md has the forms.

    \b
    Example:
      briefbook split-table rows.txt
      briefbook split-table --json tables.jsonl
    """
    from build_scripts.codec import settled
    from build_scripts.columns import split_rows
    from build_scripts.decode import UndecodableError, decode
    from build_scripts.interchange import read_flat_table, split_to_json

    problems: list[Problem] = []
    for place, (name, data) in enumerate(_inputs(files, problems)):
        if as_json:
            for number, line in enumerate(data.removeprefix(BOM_UTF8).split(b"\n"), 1):
                if not line.strip():
                    continue
                try:
                    told = split_to_json(read_flat_table(line.decode("utf-8")))
                except ValueError as error:
                    hint = 'expected UTF-8 and an object such as {"id": "1", "flat": ["Name Role", "Ada Engineer"]}'
                    problems.append(Problem("T002", name, number, 1, f"not a flattened table: {error}", hint))
                else:
                    click.echo(json.dumps(told, ensure_ascii=False))
            continue
        try:
            text, _ = decode(data)
        except UndecodableError as error:
            problems.append(Problem("E001", name, error.line, error.column, str(error), "save the file as UTF-8"))
            continue
        split = split_rows([line for line in text.splitlines() if line.strip()])
        if split is None:
            hint = "give two rows or more, each of two words or more, header first"
            problems.append(Problem("T001", name, 1, 1, "there are no columns to find", hint))
            continue
        click.echo("\n" * bool(place) + "\n".join(map(settled, split.rows)))
        click.echo(f"{name}: confidence {split.confidence:.2f}", err=True)
    if problems:
        raise ProblemsError(problems)


def _inputs(files: Iterable[Path], problems: list[Problem]) -> Iterable[tuple[str, bytes]]:
    """The name and the bytes of each file; standard input where there is none."""
    from build_scripts.library import unreadable

    for path in files:
        try:
            yield str(path), path.read_bytes()
        except OSError as error:
            problems.append(unreadable(str(path), error))
    if not files:
        yield "standard input", sys.stdin.buffer.read()


@main.command()
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
        f"no errors in {_counted(len(library.articles), 'article')} and {_counted(len(library.briefings), 'briefing')}"
    )


@main.command()
@click.option("--site-dir", type=click.Path(path_type=Path), help="Build into this folder instead of mkdocs.yml's.")
@click.pass_context
@reports_problems
def build(ctx: click.Context, site_dir: Path | None) -> None:
    """Build the whole site; the last good one stays when anything is wrong.

    \b
    Example:
      briefbook build
    """
    root = project(ctx)
    pages = _pages(root)
    progress(f"Building {len(pages)} pages …")
    from build_scripts.site import build_site

    built = build_site(root, pages, site_dir)
    shown = os.path.relpath(built.folder)
    click.echo(f"built {built.pages} pages, {built.size / 1e6:.1f} MB: {shown}{os.sep}index.html")
    if not built.site_url:
        click.echo("no site_url is set: there is no sitemap and no canonical address (mkdocs.yml, or SITE_URL=…)")
    click.echo(f"to look at it: python3 -m http.server --directory {shown} 8000, then open http://localhost:8000/")


def _pages(root: Path) -> tuple[Any, ...]:
    """The pages of a project; every problem is told, `ProblemsError` where one is an error."""
    from build_scripts.pages import read_pages

    made, problems = read_pages(root)
    tell(problems)
    return made


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.pass_context
@reports_problems
def serve(ctx: click.Context, host: str, port: int) -> None:
    """Preview the site; saving a YAML file, a template or a page reloads it.

    \b
    Example:
      briefbook serve --port 8080
    """
    root = project(ctx)
    _pages(root)
    from mkdocs.commands.serve import serve as serve_mkdocs
    from mkdocs.exceptions import Abort

    teller = logging.StreamHandler()
    teller.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("mkdocs").addHandler(teller)
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    try:
        serve_mkdocs(config_file=str(root / "mkdocs.yml"), dev_addr=f"{host}:{port}")
    except Abort as error:
        raise ProblemsError([Problem("B002", "mkdocs.yml", 0, 0, str(error), "mend it and serve again")]) from error


@main.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new or empty folder.")
@click.pass_context
@reports_problems
def pages(ctx: click.Context, out: Path) -> None:
    """Write the pages for any other publisher: Markdown files that hold nothing but HTML.

    \b
    Example:
      briefbook pages --out build/pages
    """
    root = project(ctx)
    made = _pages(root)
    from build_scripts.site import write_pages

    number = write_pages(made, root / "templates" / "assets", out)
    click.echo(f"wrote {number} pages to {out}; the style sheet is assets/briefbook.css")


@main.command()
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


@main.command()
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


@main.command()
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


if __name__ == "__main__":
    main()
