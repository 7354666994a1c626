"""Documents that cannot drift: commands, codes, the README's promises, versions, and what must stand nowhere."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
import pytest
from pydantic import BaseModel

from build_scripts import __version__, clutter_codes
from build_scripts.cli import main
from build_scripts.commands_schemas import facts
from build_scripts.documents import DOCUMENTS
from build_scripts.explanations import EXPLANATIONS, STAGES
from build_scripts.reference import BEGIN, END, NoMarksError, with_reference
from build_scripts.repairs import PASSES
from site_tests.projects import briefbook, copy_project

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CODE = re.compile(r"[A-Z]\d{3}")

REPAIRS: dict[str, str] = {code: text for one in PASSES for code, text in one.codes.items()}


def commands(group: click.Group = main, names: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    """Every command with its full name, the group itself first."""
    found: list[tuple[str, click.Command]] = [(" ".join(("briefbook", *names)), group)]
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found.extend(commands(command, (*names, name)))
        else:
            found.append((" ".join(("briefbook", *names, name)), command))
    return found


COMMANDS = dict(commands())


def code_blocks(text: str) -> Iterator[str]:
    """The lines of a Markdown text's fenced blocks."""
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


# --- commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    text = COMMANDS[name].help or ""
    assert text.strip(), f"{name} has no help"
    example = text.partition("Example:")[2]
    assert name in example, f"the help of {name} has no example of it"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts[0]} has no help"


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_parse(name: str) -> None:
    """An example of the help is accepted as it stands: its command, its options and the number of its arguments."""
    for line in (COMMANDS[name].help or "").partition("Example:")[2].splitlines():
        for call in filter(None, (part.strip() for part in line.split("&&"))):
            assert_parses(call)


def test_the_readme_leads_to_the_manual() -> None:
    """It names the commands of its five things; the manual names all (see below)."""
    assert "docs/maintaining.md" in README


def assert_parses(call: str) -> None:
    words = shlex.split(re.sub(r"\s(?:[>|]|#\s).*", "", call))
    assert words[0].rpartition("/")[2] == "briefbook"
    if words[1:] in (["--help"], ["COMMAND", "--help"], ["--version"]):
        return
    command = COMMANDS.get(f"briefbook {words[1]}")
    assert command is not None, f"no such command: {call}"
    arguments = [w for w in words[2:] if w != "--help"]
    context = click.Context(command, info_name=words[1], resilient_parsing=True)
    left = command.make_parser(context).parse_args(list(arguments))
    assert not left[1], f"left over in {call!r}: {left[1]}"


# --- codes


def codes_in(folder: str, *, inside: bool) -> dict[str, str]:
    """The codes written in the modules inside or outside of a folder of `build_scripts`, with one place of each."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "build_scripts").rglob("*.py")):
        if (path.parent.name == folder) is not inside or path.stem in ("explanations", "documents"):
            continue  # documents.py has codes in its examples
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.setdefault(node.value, f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_every_problem_code_is_explained() -> None:
    used = codes_in("repairs", inside=False)
    unexplained = {
        code: place for code, place in used.items() if code not in {*EXPLANATIONS, *clutter_codes.CODES, *REPAIRS}
    }
    assert not unexplained, "say in build_scripts/explanations.py why it is told and how to mend it"


def test_every_explained_code_is_used() -> None:
    assert set(EXPLANATIONS) <= set(codes_in("repairs", inside=False))
    assert set(clutter_codes.CODES) <= set(codes_in("repairs", inside=False))


def test_every_repair_code_is_explained_and_used() -> None:
    assert set(codes_in("repairs", inside=True)) == set(REPAIRS)
    assert len(REPAIRS) == sum(len(one.codes) for one in PASSES), "two passes give the same code"


def test_no_code_means_a_problem_and_an_omission() -> None:
    assert not set(EXPLANATIONS) & set(clutter_codes.CODES)


def test_no_code_means_a_problem_and_a_repair() -> None:
    assert not {*EXPLANATIONS, *clutter_codes.CODES} & set(REPAIRS)


@pytest.mark.parametrize("code", sorted({*EXPLANATIONS, *REPAIRS}))
def test_explanations_are_sentences(code: str) -> None:
    for text in filter(None, (EXPLANATIONS.get(code), REPAIRS.get(code))):
        assert text[0].isupper() or text[0] == "`"
        assert text.endswith((".", '".'))
        assert "\n" not in text


def test_content_has_known_codes_only() -> None:
    known = {*REPAIRS, *clutter_codes.CODES, *EXPLANATIONS}
    for path in (ROOT / "content" / "articles").glob("*.yaml"):
        assert set(re.findall(r"\bcode: (\w+)", path.read_text("utf-8"))) <= known


def test_the_codes_of_examples_are_known() -> None:
    known = {*REPAIRS, *clutter_codes.CODES, *EXPLANATIONS}
    assert set(re.findall(r'"code": "(\w+)"', (ROOT / "build_scripts" / "documents.py").read_text("utf-8"))) <= known


def test_every_stage_has_a_name() -> None:
    assert {code[0] for code in EXPLANATIONS} == set(STAGES)


def test_every_clutter_code_says_what_it_finds() -> None:
    assert set(clutter_codes.FOUND) == set(clutter_codes.CODES)


# --- the reference of docs/maintaining.md

MANUAL = (ROOT / "docs" / "maintaining.md").read_text("utf-8")
WRITTEN, _, REFERENCE = MANUAL.partition(BEGIN)


def test_the_reference_is_up_to_date() -> None:
    assert with_reference(MANUAL, facts(main)) == MANUAL, "run `briefbook schemas`"


def table_rows(text: str) -> list[list[str]]:
    """The cells of every row of a Markdown text's tables."""
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("| ---")
    ]


def section(title: str) -> str:
    """What stands below a heading of the reference, to the next one that is no deeper."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,}} |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {title!r}"
    return found[2]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_field_is_documented(kind: str) -> None:
    """Asked of the models themselves, not of the schemas that the reference is made of."""
    rows = {row[0]: row for row in table_rows(REFERENCE) if len(row) == 4}
    for model in models_in(DOCUMENTS[kind]):
        for name, field in model.model_fields.items():
            row = rows.get(f"`{field.alias or name}`")
            assert row, f"{model.__name__}.{name}"
            assert all(row), f"{model.__name__}.{name} lacks a value, a meaning or an example"
            for word in words_of(field.annotation, *field.metadata):
                assert f"`{word}`: " in REFERENCE, f"{model.__name__}.{name}: {word}"


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """A model, and every model that its fields name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(annotation):
        yield from models_in(part)


def words_of(*annotations: Any) -> Iterator[str]:
    """Every word of the fixed lists in a field's type."""
    for annotation in annotations:
        if get_origin(annotation) is Literal:
            yield from get_args(annotation)
        else:
            yield from words_of(*get_args(annotation))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    told = section(name)
    options = {row[0] for row in table_rows(told)}
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert any(set(parameter.opts) <= set(re.findall(r"--?[\w-]+", option)) for option in options), (
                parameter.opts
            )
        else:
            assert parameter.make_metavar(click.Context(COMMANDS[name])) in told.splitlines()[1]
    assert "```sh\nbriefbook" in told


@pytest.mark.parametrize("code", sorted({*EXPLANATIONS, *REPAIRS, *clutter_codes.CODES}))
def test_every_code_is_documented(code: str) -> None:
    (row,) = [row for row in table_rows(section_of_codes()) if row[0] == f"`{code}`"]
    assert len(row[1]) > 10


def section_of_codes() -> str:
    return REFERENCE.partition("\n## Codes\n")[2]


def test_a_manual_without_marks_is_refused() -> None:
    for text in ("", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}\n{BEGIN}\n{END}"):
        with pytest.raises(NoMarksError):
            with_reference(text, [])


def test_what_is_written_by_hand_stays(tmp_path: Path) -> None:
    """`briefbook schemas` changes nothing but what stands between the marks; `--check` tells and writes nothing."""
    root = copy_project(tmp_path / "project", content=False)
    manual = root / "docs" / "maintaining.md"
    manual.parent.mkdir()
    manual.write_text(f"By hand, é.\n\n{BEGIN}\nold\n{END}\n\nBelow, by hand.\n", "utf-8")
    with pytest.raises(AssertionError, match=r"docs/maintaining\.md: N004"):
        briefbook(root, "schemas", "--check")
    assert "\nold\n" in manual.read_text("utf-8")
    assert "wrote docs/maintaining.md" in briefbook(root, "schemas")
    text = manual.read_text("utf-8")
    assert text.startswith(f"By hand, é.\n\n{BEGIN}\n\n## Files")
    assert text.endswith(f"{END}\n\nBelow, by hand.\n")
    assert "up to date" in briefbook(root, "schemas")
    briefbook(root, "schemas", "--check")


def test_the_manual_tells_of_every_command_in_its_own_words() -> None:
    for name in COMMANDS:
        assert f"{name}" in WRITTEN, f"{name} is not told of outside the reference"


# --- the README and the other documents


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("path", documents(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            file, _, anchor = target.partition("#")
            place = (path.parent / file) if file else path
            assert place.exists(), f"{path.name}: {target} is not there"
            if anchor:
                assert anchor in anchors(place), f"{path.name}: {target} has no such heading"


def test_the_screenshot_is_a_small_picture() -> None:
    (name,) = re.findall(r"^!\[[^\]]{20,}\]\(([^)]+)\)", README, re.MULTILINE)
    data = (ROOT / name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n")
    assert len(data) < 200_000


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_make_targets_of_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for path in documents():
        told = re.findall(r"(?:`|^|\s)make (?:[A-Z_]+=\S+ )*([a-z]+)(?=[`\s]|$)", only_code(path), re.MULTILINE)
        assert set(told) <= targets, path.name
    assert {"site", "test"} <= set(re.findall(r"^make (\w+)", "\n".join(code_blocks(README)), re.MULTILINE))


def test_briefbook_commands_of_the_documents_exist() -> None:
    calls = [c.strip() for path in documents() for c in re.findall(r"briefbook [^\n`&|;#]*", only_code(path))]
    assert len(calls) > 5
    for call in calls:
        assert_parses(re.sub(r"[(].*", "", call))


def only_code(path: Path) -> str:
    """The fenced blocks and the back-ticked words of a document, what is generated left out."""
    text = path.read_text("utf-8").partition(BEGIN)[0]
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return "\n".join([*code_blocks(text), *inline])


def test_the_readme_runs(tmp_path: Path) -> None:
    """Its five things, one after the other, in a copy: commands end well, files come out as they are shown."""
    for name in ("content", "templates", "schemas", "mkdocs.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    author = ["-c", "user.name=Ann Example", "-c", "user.email=ann@example.org"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "A clone"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    ran: list[str] = []
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "SITE_URL": ""}

    def run(script: str) -> None:
        done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        ran.append(script)

    for language, block in re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        if language == "sh" and "make " not in block and "serve" not in block:
            run(block)
        elif "key_points:" in block:
            (tmp_path / "content" / "briefings" / "port-talks.yaml").write_text(block, "utf-8")
        elif language == "yaml":
            article = (tmp_path / "content" / "articles" / "port-talks.yaml").read_text("utf-8").splitlines()
            assert [line for line in block.splitlines() if line not in article] == []
    run("briefbook normalize --check && briefbook build && briefbook pages --out build/pages")
    assert len(ran) >= 5
    briefing = (tmp_path / "site" / "briefings" / "port-talks" / "index.html").read_text("utf-8")
    assert "Only planned." in briefing
    assert "a second line is planned" in briefing


def test_paths_of_the_readme_exist() -> None:
    """Paths in backquotes that name something of the repository, unless they have a blank to fill."""
    made = {".venv/bin/briefbook", ".venv", "site/", ".briefbook/", "content/articles/port-talks.yaml"}
    for path in re.findall(r"`([\w.-]+/[\w./-]*)`", README):
        if path not in made and not path.startswith(("content/", ".venv/")):
            assert (ROOT / path).exists(), path
    for folder in set(re.findall(r"`(content/\w+/)", README)):
        assert (ROOT / folder).is_dir(), folder


def test_the_decisions_are_listed() -> None:
    folder = ROOT / "docs" / "adr"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == [p.name for p in sorted(folder.glob("[0-9]*.md"))]
    for name in listed:
        headings = re.findall(r"^## (.+)$", (folder / name).read_text("utf-8"), re.MULTILINE)
        assert headings == ["Status", "Context", "Decision", "Consequences", "Rejected"], name


# --- versions, and what must stand nowhere


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert project["version"] == __version__
    assert f"## [{__version__}]" in changelog
    assert "## [Unreleased]" in changelog


def test_no_machine_and_no_registry_is_named() -> None:
    """No file names a folder of the machine it was written on, or the host packages came from."""
    words = [
        "/wo" + "rk/",
        "/ro" + "ot/",
        "files.python" + "hosted.org",
        "py" + "pi.org",
        "index" + "-url",
        "arti" + "factory",
    ]
    forbidden = re.compile("|".join(map(re.escape, words)))
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found: list[str] = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and not name.startswith((".venv/", "site/")):
            text = path.read_bytes().decode("utf-8", "replace").replace("--no-emit-index" + "-url", "")
            found.extend(f"{name}: {match.group()}" for match in forbidden.finditer(text))
    assert not found
