"""Commands that make articles of captures: `normalize`, `split-table`."""

from __future__ import annotations

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from build_scripts.console import counted, progress, project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError, Severity, has_errors

if TYPE_CHECKING:
    from build_scripts.intake import NormalizeOutcome


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if anything would be written.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print what would change as a unified diff.")
@click.option(
    "--supersedes", metavar="ARTICLE", help="SOURCE is a newer capture of this article: carry corrections over."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file and write nothing.")
@click.pass_context
@reports_problems
def normalize(
    ctx: click.Context,
    sources: tuple[Path, ...],
    only_check: bool,
    show_diff: bool,
    supersedes: str | None,
    as_json: bool,
) -> None:
    """Turn captures of content/sources/ into article files, and bring the files that are there up to date.

    Whatever a hand changed in an article file stays; the rest follows the normalizer. Where both changed a value yours
    stays, and both are told. SOURCE names captures; by default all are looked at.

    \b
    Example:
      briefbook normalize
      briefbook normalize --diff content/sources/talks.txt
      briefbook normalize --supersedes port-talks content/sources/port-talks-longer.txt
    """
    if as_json:
        _print_json(sources)
        return
    if supersedes is not None and len(sources) != 1:
        raise click.UsageError("--supersedes needs one SOURCE: the newer capture")
    from build_scripts.content_files import source_paths, write_content
    from build_scripts.intake import normalize_sources

    root = project(ctx)
    paths = [_source_path(root, p) for p in sources] or source_paths(root)
    progress(f"Normalizing {len(paths)} sources …")
    writing = not (only_check or show_diff)
    older = {paths[0].name: supersedes} if supersedes is not None else {}
    outcome = normalize_sources(root, paths, writing=writing, supersedes=older)
    left = Severity.error if only_check else Severity.warning
    tell(outcome.problems)
    if supersedes is not None and outcome.kept + outcome.changed + outcome.renewed:
        raise click.UsageError(f"{paths[0].name} has an article already: --supersedes is for a new capture")
    told = [*outcome.told, *(replace(p, severity=left) for p in outcome.left)]
    if show_diff:
        for path in sorted(outcome.files):
            _print_diff(root, path, outcome.before.get(path), outcome.files[path])
    if not writing:
        tell(told)
        _tell_pending(outcome)
        sys.exit(1 if has_errors(outcome.problems) or (only_check and outcome.pending()) else 0)
    if has_errors(outcome.problems):
        tell(told)
        click.echo("nothing was written", err=True)
        sys.exit(1)
    write_content(root, outcome.files, read=outcome.before)
    tell(told)  # its places are those of the files as they are now
    for article_id in outcome.written:
        click.echo(f"wrote content/articles/{article_id}.yaml")
    for article_id in outcome.changed:
        click.echo(f"updated content/articles/{article_id}.yaml: what no hand had touched")
    for article_id in outcome.renewed:
        click.echo(f"updated content/locks/{article_id}.lock: the article file stays as it is")
    if not outcome.files:
        alone = f", {len(outcome.left)} left alone" if outcome.left else ""
        click.echo(f"nothing new: {counted(len(outcome.kept), 'article')} there, up to date{alone}")


def _tell_pending(outcome: NormalizeOutcome) -> None:
    hint = "run `briefbook normalize` and commit"
    for message, ids in (
        ("would be written", outcome.written),
        ("would be updated", outcome.changed),
        ("would stay, its lock would be updated", outcome.renewed),
    ):
        tell(Problem("N002", f"content/articles/{i}.yaml", 0, 0, message, hint) for i in ids)


def _print_diff(root: Path, path: Path, before: bytes | None, after: bytes) -> None:
    """One file's change as `git diff` shows it, in colours where standard output is a terminal."""
    name = path.relative_to(root).as_posix()
    old, new = (data.decode("utf-8").splitlines(keepends=True) for data in (before or b"", after))
    for line in unified_diff(old, new, f"a/{name}" if before is not None else "/dev/null", f"b/{name}"):
        shown = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        click.echo(shown, nl=False)


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
    from build_scripts.content_files import read_source
    from build_scripts.interchange import to_json
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
    from build_scripts.content_files import unreadable

    for path in files:
        try:
            yield str(path), path.read_bytes()
        except OSError as error:
            problems.append(unreadable(str(path), error))
    if not files:
        yield "standard input", sys.stdin.buffer.read()
