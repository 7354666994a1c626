"""Templates are logic-free: fields, `if` field, `for`, `include`, blocks, and macros for the pieces they share.

Whatever computes, compares, calls or filters belongs into `views.py`, where types and tests reach it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateSyntaxError, nodes

TEMPLATES = Path(__file__).parents[1] / "templates"
OVERRIDES = TEMPLATES / "overrides"
"""Templates of the theme: MkDocs renders them, without autoescape, so there every field is escaped by name."""

ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Include,
    nodes.FromImport,
    nodes.Macro,
    nodes.Call,
    nodes.Extends,
    nodes.Block,
)
"""All that a template may be made of; `Const` is the name of an included template."""

FILTERS: frozenset[str] = frozenset()
"""The filters that a template may use: none is needed."""


def templates() -> list[Path]:
    return sorted(p for p in TEMPLATES.rglob("*.j2") if not p.is_relative_to(OVERRIDES))


def overrides() -> list[Path]:
    return sorted(p for p in OVERRIDES.rglob("*") if p.suffix in {".html", ".xml", ".j2"})


def shown(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def faults(text: str) -> Iterator[str]:
    """What of a template is more than fields, `if`, `for`, `include`, blocks and macros."""
    tree = Environment(autoescape=True).parse(text)
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        macros.update(name if isinstance(name, str) else name[1] for name in imported.names)
    for node in tree.find_all(nodes.Node):
        place = f"line {node.lineno}: {type(node).__name__}"
        if isinstance(node, nodes.Filter):
            if node.name not in FILTERS:
                yield f"{place} {node.name}"
        elif not isinstance(node, ALLOWED):
            yield place
        elif isinstance(node, nodes.Call):
            if not (isinstance(node.node, nodes.Name) and node.node.name in macros):
                yield f"{place} of something that is no macro"
        elif isinstance(node, nodes.For):
            if node.test is not None or node.recursive or isinstance(node.iter, nodes.Call):
                yield f"{place} with a condition, or recursive"
        elif isinstance(node, nodes.If):
            if not isinstance(node.test, nodes.Name | nodes.Getattr):
                yield f"{place} of more than a field"
        elif isinstance(node, nodes.Include | nodes.Extends | nodes.FromImport):
            if not isinstance(node.template, nodes.Const):
                yield f"{place} of a computed template"
            elif not (TEMPLATES / str(node.template.value)).is_file():
                yield f"{place} of a template that is not there: {node.template.value}"


@pytest.mark.parametrize("path", templates(), ids=shown)
def test_templates_hold_no_logic(path: Path) -> None:
    assert not list(faults(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "{{ a + 1 }}",
        "{{ a ~ b }}",
        "{{ -a }}",
        "{% set a = 1 %}",
        "{% set a %}x{% endset %}",
        "{% if a == b %}{% endif %}",
        "{% if a > 1 %}{% endif %}",
        "{% if a and b %}{% endif %}",
        "{% if not a %}{% endif %}",
        "{% if a is defined %}{% endif %}",
        "{{ a if b }}",
        "{{ a | safe }}",
        "{{ a | upper }}",
        "{% filter upper %}x{% endfilter %}",
        "{{ a.upper() }}",
        "{{ range(3) }}",
        "{{ a[0] }}",
        "{% for b in a if b %}{% endfor %}",
        "{% for b in a.items() %}{% endfor %}",
        "{% autoescape false %}{{ a }}{% endautoescape %}",
        "{% include name %}",
        '{% include "nowhere.html.j2" %}',
        "{% from 'macros.html.j2' import chip %}{{ clip(a) }}",
    ],
)
def test_logic_is_found(text: str) -> None:
    assert list(faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "{{ a.b }}",
        "{% if a.b %}x{% elif c %}y{% else %}z{% endif %}",
        "{% for b in a %}{{ b }}{% if loop.last %}.{% endif %}{% endfor %}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b) }}",
    ],
)
def test_plain_templates_pass(text: str) -> None:
    assert not list(faults(text))


def test_every_template_is_used() -> None:
    """A template that nothing names is a page that nobody sees."""
    sources = "\n".join(p.read_text("utf-8") for p in (TEMPLATES.parent / "build_scripts").glob("*.py"))
    named: set[str] = set()
    for path in templates():
        tree = Environment().parse(path.read_text("utf-8"))
        for node in tree.find_all((nodes.Include, nodes.Extends, nodes.FromImport)):
            template = getattr(node, "template", None)
            if isinstance(template, nodes.Const):
                named.add(str(template.value))
    unused = [
        p.name
        for p in templates()
        if p.name not in named
        and f'"{p.name.removesuffix(".html.j2")}"' not in sources
        and not p.name.startswith("block_")  # named by the kind of block
    ]
    assert not unused


@pytest.mark.parametrize("path", overrides(), ids=shown)
def test_overrides_of_the_theme_parse_and_escape(path: Path) -> None:
    try:
        tree = Environment().parse(path.read_text("utf-8"))
    except TemplateSyntaxError as error:
        pytest.fail(f"{shown(path)}:{error.lineno}: {error.message}")
    assert not [f.lineno for f in tree.find_all(nodes.Filter) if f.name in {"safe", "unescape"}]
    printed = [(o.lineno, child) for o in tree.find_all(nodes.Output) for child in o.nodes]
    bare = [line for line, child in printed if isinstance(child, nodes.Name | nodes.Getattr | nodes.Or)]
    assert not bare, f"{shown(path)}: printed without an escape in line {bare[0]}"
