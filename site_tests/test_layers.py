"""The layers of `build_scripts`, as its docstring lists them: who may import what, and who may touch files.

Imports are read from the syntax tree, those inside functions included; nothing is imported to find them.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "build_scripts"
LAYER_LINE = re.compile(r"^\d\. \w+: (.+?)(?=^\d\. |\Z)", re.MULTILINE | re.DOTALL)
EDGES = 6

FILE_WORK = {"content_files", "entries", "library", "staging"}
"""The modules below the edges that read or write a project's files."""
OWN_DATA = {
    "columns",
    "headings",
    "measured",
    "parts_of_speech",
    "word_classes",
    "repairs.spelling",
    "repairs.spun",
    "repairs.words",
}
"""Modules that read a file of the package: fitted weights and word lists. They must not be led anywhere else."""
OPENS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "rmtree", "mkdtemp", "copytree"}


@cache
def layers() -> dict[str, int]:
    """Layer by module; a module of a folder is in the folder's layer."""
    docstring = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))) or ""
    return {
        name.rstrip("/"): number
        for number, listed in enumerate(LAYER_LINE.findall(docstring), 1)
        for name in re.findall(r"`([\w/]+)`", listed)
    }


@cache
def trees() -> dict[str, ast.Module]:
    """Every module's tree, by its name in the package: `spans`, `repairs` (the folder itself), `repairs.words`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        if name:
            found[name] = ast.parse(path.read_text("utf-8"), str(path))
    return found


def imports(tree: ast.Module) -> set[str]:
    """The full names of all modules that a tree imports, wherever the statement stands."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports here are absolute"
            assert node.module is not None
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def own_imports(tree: ast.Module) -> set[str]:
    """The modules of this package that a tree imports."""
    known = {f"build_scripts.{name}": name for name in trees()}
    found = {known[name] for name in imports(tree) if name in known}
    # `from build_scripts.repairs.words import known` names the folder only on the way.
    return found - {name.partition(".")[0] for name in found if "." in name}


def layer(module: str) -> int:
    """A module's layer; 0 where the docstring does not list it, which a test tells."""
    return layers().get(module.partition(".")[0], 0)


def importers(package: str) -> set[str]:
    return {
        module
        for module, tree in trees().items()
        if any(name == package or name.startswith(f"{package}.") for name in imports(tree))
    }


def test_every_module_has_a_layer() -> None:
    assert set(layers()) == {module.partition(".")[0] for module in trees()}
    assert set(layers().values()) == {1, 2, 3, 4, 5, EDGES}


@pytest.mark.parametrize("module", sorted(trees()))
def test_no_import_from_a_later_layer(module: str) -> None:
    below = {other for other in own_imports(trees()[module]) if layer(other) > layer(module)}
    assert not below, f"{module} (layer {layer(module)}) imports {sorted(below)}"


def test_no_circular_import() -> None:
    try:
        TopologicalSorter({m: own_imports(tree) - {m} for m, tree in trees().items()}).prepare()
    except CycleError as error:
        pytest.fail(f"modules import each other: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("jinja2", {"pages", "compiled_templates"}),
        ("mkdocs", {"mkdocs_plugin", "kept_theme", "site", "preview"}),
        ("yaml", {"yaml_text", "yaml_scalars"}),
        ("pydantic", {"fields", "blocks", "documents", "schemas", "faults", "validation", "in_part", "interchange"}),
        ("click", {"cli", "console", *(m for m in trees() if m.startswith("commands_"))}),
        ("subprocess", {"history"}),  # git is asked there and nowhere else
        ("socket", {"preview_server"}),
        ("urllib.request", set()),
    ],
)
def test_who_imports(package: str, allowed: set[str]) -> None:
    assert importers(package) <= allowed


def test_the_command_line_starts_without_mkdocs() -> None:
    """MkDocs takes most of a second to import: only commands that need it pay for it."""
    for module in ("cli", "console", *(m for m in trees() if m.startswith("commands_"))):
        at_top = ast.Module([n for n in trees()[module].body if isinstance(n, ast.Import | ast.ImportFrom)], [])
        own = own_imports(at_top)
        others = {n.partition(".")[0] for n in imports(at_top)} - {"click", "build_scripts"}
        assert others <= sys.stdlib_module_names, module
        assert all(o in ("console", "problems") or o.startswith("commands_") for o in own), module


def opened(tree: ast.Module) -> list[ast.Call]:
    """The calls that read, write or remove files."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [c for c in calls if getattr(c.func, "attr", getattr(c.func, "id", "")) in OPENS]


@pytest.mark.parametrize(
    "module",
    [m for m in sorted(trees()) if layer(m) < EDGES and m not in FILE_WORK],
)
def test_files_are_the_librarys_and_the_edges_business(module: str) -> None:
    calls = opened(trees()[module])
    if module in OWN_DATA:
        assert calls, f"{module} reads no data any more: take it off the list"
        text = ast.unparse(trees()[module])
        assert "__file__" in text or "files(__package__)" in text
        assert all(getattr(c.func, "attr", "") == "read_text" for c in calls)
        return
    assert not calls, f"{module} opens files: line {calls[0].lineno}"


@pytest.mark.parametrize("module", sorted(m for m in trees() if layer(m) < EDGES))
def test_no_clock_no_chance_no_locale(module: str) -> None:
    """The same input gives the same bytes (law 5)."""
    tree = trees()[module]
    assert not imports(tree) & {"time", "random", "secrets", "uuid", "locale", "getpass", "platform"}
    called = {ast.unparse(n.func).rpartition(".")[2] for n in ast.walk(tree) if isinstance(n, ast.Call)}
    assert not called & {"now", "utcnow", "today", "getenv", "hash"}
    assert "os.environ" not in ast.unparse(tree)


@pytest.mark.parametrize("module", sorted(m for m in trees() if m != "console" and not m.startswith("commands_")))
def test_only_the_command_line_prints_and_exits(module: str) -> None:
    names = {node.id for node in ast.walk(trees()[module]) if isinstance(node, ast.Name)}
    assert not names & {"print", "exit", "quit"}
    assert "sys.exit" not in ast.unparse(trees()[module])
