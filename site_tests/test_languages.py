"""Languages: every word that the pages print is in a language's file, and a page reads well in another one.

A pseudo-language brackets every word. What stands outside the brackets, and is no text of content/, is an English word
that no translator would see.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from playwright.sync_api import BrowserContext

from build_scripts.article_views import FIRST_CLAUSE
from build_scripts.pages import read_pages
from build_scripts.problems import Problem, ProblemsError
from build_scripts.repairs import PASSES
from build_scripts.site_settings import SiteSettings
from build_scripts.wording import OPTIONAL, fields_of, words_of
from site_tests.conftest import Site, site_of
from site_tests.projects import ROOT, briefbook, copy_project, served
from site_tests.pseudo import LANGUAGES, Content, english, outside_of_page, pseudo_language, search_texts, speak
from site_tests.test_browser import assert_nothing_scrolls_sideways

RIGHT_TO_LEFT = "ar"
"""A language that runs from right to left and has all six plural categories."""
ENGLISH = english()
TEMPLATES = sorted((ROOT / "templates").rglob("*.j2"))
MODULES = sorted((ROOT / "build_scripts").rglob("*.py"))


# --- which words are used


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a word: where, its name or a pattern of names, the fields it fills (None where they can't be told)."""

    where: str
    pattern: str
    fields: frozenset[str] | None


def uses_in_template(path: Path) -> Iterator[Use]:
    tree = Environment(extensions=[]).parse(path.read_text("utf-8"))
    for found in tree.find_all(nodes.Getattr):
        section = found.node
        if isinstance(section, nodes.Getattr) and isinstance(section.node, nodes.Name) and section.node.name == "w":
            yield Use(f"{path.name}:{found.lineno}", re.escape(f"{section.attr}.{found.attr}"), frozenset())


def uses_in_module(path: Path) -> Iterator[Use]:
    """Calls of `words(…)`, `words.count(…)` and `words.pieces(…)`, whatever holds the words: `origin.words` too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func)
        found = re.fullmatch(r"(?:.*\.)?(?:words|w)(\.count|\.pieces|\.forms|\.has)?", called)
        if found and (pattern := _pattern(node.args[0])):
            given = {k.arg for k in node.keywords}
            fields = None if None in given or found[1] in (".forms", ".has") else {k for k in given if k}
            yield Use(
                f"{path.name}:{node.lineno}",
                pattern,
                None if fields is None else frozenset(fields | ({"count"} if found[1] == ".count" else set())),
            )


def _pattern(argument: ast.expr) -> str:
    """A regular expression of the names that an expression may be; empty where it is none."""
    match argument:
        case ast.Constant(value=str(name)):
            return re.escape(name)
        case ast.JoinedStr(values=values):
            return "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[a-z0-9_.]+" for v in values)
        case ast.IfExp(body=body, orelse=orelse):
            either = [p for p in (_pattern(body), _pattern(orelse)) if p]
            return f"(?:{'|'.join(either)})" if len(either) == 2 else ""
        case _:
            return ""


def names_in(path: Path) -> Iterator[str]:
    """Patterns of the names that a module puts together, whoever asks for them then: `f"kind.{kind}"`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr) and re.match(r"[a-z_]+\\\.", pattern := _pattern(node)):
            yield pattern


def constants(path: Path) -> set[str]:
    """Every text of a module: a word's name may lie in a table that a call reads."""
    return {n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Constant)
            and isinstance(n.value, str)}  # fmt: skip


USES = [
    *(use for path in TEMPLATES for use in uses_in_template(path)),
    *(use for path in MODULES if path.name != "wording.py" for use in uses_in_module(path)),
]


def test_every_word_that_is_used_is_there() -> None:
    names = list(ENGLISH.names())
    lost = [f"{u.where}: {u.pattern}" for u in USES if not any(re.fullmatch(u.pattern, n) for n in names)]
    assert lost == []
    assert len(USES) > 50


def test_every_word_that_is_there_is_used() -> None:
    named = set().union(*(constants(path) for path in MODULES))
    made = [pattern for path in MODULES for pattern in names_in(path)]
    patterns = re.compile("|".join(f"(?:{pattern})" for pattern in [*(u.pattern for u in USES), *made]))
    assert [n for n in ENGLISH.names() if not patterns.fullmatch(n) and n not in named] == []


def test_each_use_fills_the_fields_of_its_word() -> None:
    wrong = []
    for use in USES:
        names = [n for n in ENGLISH.names() if use.fields is not None and re.fullmatch(use.pattern, n)]
        wanted = [fields_of(ENGLISH.forms(n)) for n in names]
        # A name that is put together may stand for words that other calls print.
        given = use.fields or frozenset()
        if (
            names
            and not names[0].startswith("tools.")
            and not any(given == fields or given == fields | {"count"} for fields in wanted)
        ):
            wrong.append(f"{use.where}: {names[0]} has {sorted(wanted[0])}, and gets {sorted(given)}")
    assert wrong == []


def test_a_template_names_words_without_fields_only() -> None:
    names = {re.sub(r"\\(.)", r"\1", u.pattern) for path in TEMPLATES for u in uses_in_template(path)}
    # The words of `tools` wait in attributes for the script, which fills their fields.
    there = {n for n in names if n in set(ENGLISH.names()) and not n.startswith("tools.")}
    assert [n for n in sorted(there) if fields_of(ENGLISH.forms(n)) or len(ENGLISH.forms(n)) > 1] == []


# --- each language's file


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.yaml")), ids=lambda p: p.stem)
def test_a_language_has_the_same_words(path: Path) -> None:
    words = words_of(path.stem, path.read_text("utf-8"), path.name, ENGLISH)
    assert {n for n in words.names() if n.partition(".")[0] not in OPTIONAL} == set(ENGLISH.names())
    for name in ENGLISH.names():
        assert fields_of(words.forms(name)) <= fields_of(ENGLISH.forms(name)), name
        for text in words.forms(name).values():
            assert text.removesuffix("\n") == text.strip() or name.endswith("separator"), (name, text)
            assert "{{" not in text, (name, text)
        if "{count}" not in words.forms(name)["other"]:
            wanted = fields_of(ENGLISH.forms(name)) - {"count"}
            assert wanted <= fields_of({"other": words.forms(name)["other"]}), f"{name} lacks a field"


@pytest.mark.parametrize("path", sorted(LANGUAGES.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_reasons_of_repairs_are_those_of_every_code(path: Path) -> None:
    """Where a language has them; each has a short first clause, which stands alone where its code comes again."""
    words = words_of(path.stem, path.read_text("utf-8"), path.name, ENGLISH)
    reasons = {n.partition(".")[2]: words(n) for n in words.names() if n.startswith("repair_reasons.")}
    assert set(reasons) in (set(), {code for one in PASSES for code in one.codes})
    assert {c: t for c, t in reasons.items() if len(FIRST_CLAUSE.split(t, maxsplit=1)[0]) > 80 or "{" in t} == {}


SMALL = """\
a:
  plain: A text
  held: "In {place}"
  counted: {one: "{count} line", other: "{count} lines"}
"""

MISTAKES = [
    ("a: {plain: X, held: '{place}'}\n", "P004", 1, 1, "the word `counted` of `a` is missing"),
    ("b: {}\na:\n  plain: X\n", "P004", 2, 1, "the word `held` of `a` is missing"),
    ("{}\n", "P004", 0, 0, "the word `plain` of `a` is missing"),
    (SMALL + "  plian: X\n", "P007", 5, 3, "no page prints the word `a.plian`"),
    (SMALL + "b:\n  x: X\n", "P007", 6, 3, "no page prints the word `b.x`"),
    (SMALL.replace("{place}", "{palce}"), "P007", 3, 3, "`a.held` has no field {palce}"),
    (SMALL.replace("A text", "A {text}"), "P007", 2, 3, "`a.plain` has no field {text}"),
    (SMALL.replace("one:", "few:"), "P006", 4, 12, "`counted` is neither a text nor a text for each plural category"),
    (SMALL.replace(', other: "{count} lines"', ""), "P006", 4, 12, "`counted` is neither"),
    (SMALL.replace("A text", "[A]"), "P006", 2, 10, "`plain` is neither"),
    (SMALL.replace("A text", '""'), "P006", 2, 10, "`plain` is neither"),
    (SMALL.replace("A text", ""), "P006", 2, 9, "`plain` is neither"),
    ("a: X\n", "P006", 1, 4, "expected words"),
    ("- a\n", "P006", 1, 1, "expected sections of words"),
    ("a: {\n", "Y001", 1, 6, ""),
    ("a:\n  plain: A\n  plain: B\n", "Y002", 3, 3, ""),
    ("", "P006", 0, 0, "expected sections of words"),
    ("\ufeff" + SMALL, "Y013", 1, 1, ""),
]


@pytest.mark.parametrize(("text", "code", "line", "column", "told"), MISTAKES, ids=[repr(m[0][-40:]) for m in MISTAKES])
def test_a_mistake_in_a_language_is_told_at_its_place(text: str, code: str, line: int, column: int, told: str) -> None:
    small = words_of("en", SMALL, "templates/languages/en.yaml")
    with pytest.raises(ProblemsError) as error:
        words_of("en-GB", text, "templates/languages/en-GB.yaml", small)
    problems: tuple[Problem, ...] = tuple(error.value.problems)
    found = [p for p in problems if p.code == code]
    assert found, [str(p) for p in problems]
    assert {p.path for p in problems} == {"templates/languages/en-GB.yaml"}
    assert (line, column) in {(p.line, p.column) for p in found if told in p.message}, [str(p) for p in problems]
    assert all(p.hint for p in found)
    assert code == "P004" or len(problems) == 1, [str(p) for p in problems]


@pytest.mark.parametrize("tag", ["en", "tr", "ru", "ar", "pl", "ja", "pt-BR"])
def test_each_language_wants_its_own_plural_categories(tag: str) -> None:
    small = words_of("en", SMALL, "templates/languages/en.yaml")
    made = pseudo_language(tag)
    words = words_of(tag, made, f"{tag}.yaml", ENGLISH)
    assert words.count("counts.line", 2) == f"⟦{words.number(2)} lines⟧"
    if tag not in ("en", "tr", "ja"):
        with pytest.raises(ProblemsError, match="plural category"):
            words_of(tag, SMALL, f"{tag}.yaml", small)


def test_numbers_shares_and_dates_are_the_languages() -> None:
    turkish, russian = (words_of(tag, pseudo_language(tag), tag) for tag in ("tr", "ru"))
    assert (turkish.number(12345), turkish.share(0.25), turkish.date("2025-04-10")) == (
        "12.345",
        "%25",
        "10 Nisan 2025",
    )
    assert (russian.number(12345), russian.date("2025-04")) == ("12\xa0345", "апрель 2025\u202fг.")
    assert (turkish.date("2025"), turkish.date("2025-02-30"), turkish.date("soon")) == ("2025", "2025-02-30", "soon")


# --- a site in another language


def speaking(tmp_path: Path, tag: str, text: str | None) -> Path:
    root = copy_project(tmp_path / "project")
    if text is not None:
        speak(root, tag, text)
    return root


def refused(root: Path, tag: str) -> Problem:
    with pytest.raises(ProblemsError) as error:
        read_pages(root, SiteSettings(language=tag))
    return next(iter(error.value.problems))


def test_a_language_without_a_file_is_refused(tmp_path: Path) -> None:
    root = speaking(tmp_path, "fr", None)
    problem = refused(root, "fr")
    assert (problem.code, problem.path) == ("P005", "mkdocs.yml")
    assert "templates/languages/fr.yaml" in problem.hint
    assert re.search(r"one of: (\w+, )*en\b", problem.hint)


def test_what_is_no_language_is_refused(tmp_path: Path) -> None:
    assert refused(speaking(tmp_path, "", None), "klingonese").code == "P005"


def test_a_language_in_a_country_falls_back_on_its_language(tmp_path: Path) -> None:
    root = speaking(tmp_path, "pt", pseudo_language("pt"))
    publication, _ = read_pages(root, SiteSettings(language="pt-BR"))
    assert "⟦" in str(publication.pages[0].parts)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    root = speaking(tmp_path, "", None)
    (root / "templates" / "languages" / "fr.yaml").write_bytes(b"a: \xff\n")
    problem = refused(root, "fr")
    assert (problem.code, problem.path) == ("E001", "templates/languages/fr.yaml")
    (root / "templates" / "languages" / "en.yaml").unlink()
    problem = refused(root, "en")
    assert (problem.code, problem.path) == ("P004", "templates/languages/en.yaml")


def make(folder: Path) -> None:
    """This project's site in a pseudo-language that runs from right to left."""
    root = copy_project(folder / "project")
    speak(root, RIGHT_TO_LEFT, pseudo_language(RIGHT_TO_LEFT))
    briefbook(root, "build", "--site-dir", str(folder / "site"), env={"SITE_URL": "https://desk.example/"})


@pytest.fixture(scope="module")
def mirrored(shared_folder: Callable[..., Path]) -> Site:
    folder = shared_folder("mirrored-site", make)
    return site_of(folder / "project", folder / "site")


@pytest.fixture(scope="module")
def mirrored_address(mirrored: Site) -> Iterator[str]:
    with served(mirrored.folder) as where:
        yield where


def test_no_english_word_stands_outside_the_language(mirrored: Site) -> None:
    content = Content(mirrored.root)
    found: dict[str, str] = {}
    for path in sorted(mirrored.folder.rglob("*.html")):
        for run in outside_of_page(path.read_text("utf-8")):
            if not content.says(run):
                found.setdefault(run.text, f"{path.relative_to(mirrored.folder)}: {run.where}: {run.text[:200]}")
    columns = " ".join(re.findall(r"<code>([^<]*)</code>", (mirrored.folder / "data/index.html").read_text("utf-8")))
    for run in search_texts(mirrored.folder):
        if not content.has_words(run.text, columns):
            found.setdefault(run.text, f"{run.where}: {run.text[:200]}")
    assert list(found.values()) == []


def test_no_word_of_the_language_is_called_english(mirrored: Site) -> None:
    english_marks = [
        mark
        for path in sorted(mirrored.folder.rglob("*.html"))
        for mark in re.findall(r'<[^>]*\slang="en"[^>]*>([^<]*)', path.read_text("utf-8"))
    ]
    assert english_marks
    assert [mark for mark in english_marks if "⟦" in mark] == []


@pytest.mark.browser
def test_a_language_from_right_to_left_mirrors_every_kind_of_page(
    mirrored: Site, mirrored_address: str, visit: Callable[..., BrowserContext]
) -> None:
    content = Content(mirrored.root)
    page = visit(mirrored_address).new_page()
    for kind in dict.fromkeys(p.kind for p in mirrored.pages):
        page.goto(mirrored_address + mirrored.uri(kind))
        assert page.locator("html").get_attribute("lang") == RIGHT_TO_LEFT
        assert page.evaluate("getComputedStyle(document.querySelector('article')).direction") == "rtl"
        left = page.evaluate(MIRRORED)
        assert left == [], (kind, left)
        english_words = [run for run in outside_of_page(page.content()) if not content.says(run)]
        assert english_words == [], f"{kind}: a script writes them"
        assert_nothing_scrolls_sideways(page, (320, 1280))


MIRRORED = """() => {
  const wrong = []
  const right = document.querySelector('article').getBoundingClientRect().right
  for (const e of document.querySelectorAll('article li, article dd, article th, article td, article p, article h2')) {
    const style = getComputedStyle(e)
    if (style.direction == 'rtl' && ['left', '-webkit-left'].includes(style.textAlign))
      wrong.push(`${e.tagName}.${e.className} is aligned to the left: ${e.textContent.slice(0, 40)}`)
  }
  for (const [near, far] of [['.bb-crumbs li:first-child', '.bb-crumbs li:last-child'],
                             ['article', '.md-sidebar--secondary:not([hidden])']]) {
    const [a, b] = [near, far].map(s => document.querySelector(s)?.getBoundingClientRect())
    if (a && b && b.width && a.top < b.bottom && b.top < a.bottom && a.left != b.left && a.right < b.right)
      wrong.push(`${near} stands left of ${far}`)
  }
  return wrong
}"""


# --- the pseudo-language itself


def test_what_stands_outside_the_brackets_is_found() -> None:
    html = (
        "<html><head><title>⟦a⟧ b</title><meta name=description content='⟦c⟧ d'></head><body lang=ar>"
        "<p>⟦said by <b>⟦e⟧</b> in⟧ f <i title='g'>7</i></p><script>h</script><p lang=en>i</p><img alt='⟦j⟧'>"
    )
    assert [run.text for run in outside_of_page(html)] == ["b", "d", "g", "f"]


def test_the_content_is_told_from_words_of_the_pages(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.yaml").write_text(
        "label: Border talks\nbody:\n  - paragraph: It was reported on Monday.\n"
    )
    (tmp_path / "mkdocs.yml").write_text("site_name: Desk\nsite_url: !ENV [A, '']\n")
    content = Content(tmp_path)
    assert content.has("Border talks")
    assert content.has("“was reported on Monday”")
    assert content.has("Border talks - Desk")
    assert not content.has("reported")
    assert not content.has("label")
    assert not content.has("was reported on Tuesday")
