"""Commands that make articles of captures: `normalize`, `split-table`."""

from __future__ import annotations

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from build_scripts.console import progress, project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError, Severity, has_errors


@click.command()
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


@click.command("split-table")
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
