"""Ten mistakes in one file: all are told in one run, at their lines and columns, and mended as the messages say.

Each folder of `cases/mistakes/` has the path of a file in the small project of `test_check`, the file with its
mistakes, what `briefbook check` tells of it, and the mended file.
"""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator

from build_scripts.annotations import annotated
from build_scripts.check import check
from build_scripts.cli import main
from build_scripts.documents import DOCUMENTS
from build_scripts.excerpts import excerpt, printable
from build_scripts.in_part import document_in_part
from build_scripts.library import read_library
from build_scripts.problems import Problem, Severity, has_errors
from build_scripts.validation import document_of, read_document
from build_scripts.yaml_text import SUSPICIOUS, read_nodes, read_plain, to_data
from site_tests.test_check import project

FOLDER = Path(__file__).parent
CASES = sorted(p for p in (FOLDER / "cases" / "mistakes").iterdir() if p.is_dir())
NAMES = [p.name for p in CASES]
MISTAKES = 10


def made(root: Path, case: Path, text: str) -> Path:
    """The small project with one file replaced."""
    path = (case / "path.txt").read_text("utf-8").strip()
    (root / "mkdocs.yml").parent.mkdir(parents=True, exist_ok=True)
    (root / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    return project(root, {"write": {path: text}})


def ran(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "check", *arguments])


def broken(case: Path) -> str:
    return (case / "broken.yaml").read_text("utf-8")


def mended(case: Path) -> str:
    return (case / "mended.yaml").read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_ten_mistakes_are_told_in_one_run(case: Path, tmp_path: Path) -> None:
    result = ran(made(tmp_path, case, broken(case)))
    assert result.exit_code == 1
    assert result.stderr == (case / "told.txt").read_text("utf-8")
    assert len(re.findall(r"^content/\S+:\d+:\d+: [A-Z]\d{3} ", result.stderr, re.MULTILINE)) == MISTAKES


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_mended_file_has_none(case: Path, tmp_path: Path) -> None:
    result = ran(made(tmp_path, case, mended(case)))
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_each_mend_takes_away_what_was_told_there_and_brings_nothing_new(case: Path, tmp_path: Path) -> None:
    before, after = broken(case).splitlines(keepends=True), mended(case).splitlines(keepends=True)
    changes = [c for c in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if c[0] != "equal"]
    told = told_words(made(tmp_path / "all", case, broken(case)))
    for number, (_, start, end, new_start, new_end) in enumerate(changes):
        text = "".join([*before[:start], *after[new_start:new_end], *before[end:]])
        left = told_words(made(tmp_path / str(number), case, text))
        assert len(left) < len(told), "".join(before[start:end])
        assert not left - told, "".join(before[start:end])


def told_words(root: Path) -> set[tuple[str, str]]:
    """The problems without their places and the lines that they name: a mend above moves them."""
    return {(p.code, re.sub(r"\d+", "#", p.message)) for p in check(read_library(root))}


def test_every_kind_of_trap_is_among_the_mistakes() -> None:
    told = "".join((case / "told.txt").read_text("utf-8") for case in CASES)
    codes = set(re.findall(r": ([A-Z]\d{3}) ", told))
    assert codes >= {"Y001", "Y002", "Y003", "Y004", "Y006", "Y007", "Y008", "Y009", "Y014"}
    assert codes >= {"X001", "X002", "X004", "X006", "X009", "X011", "X026"}


CLEAN = [mended(case) for case in CASES]
SIGNS = [
    ": ",
    " #",
    '"',
    "'",
    "\t",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a ",
    "!x ",
    "\n",
    "\n  ",
    "@",
    "---\n",
    "\r",
    "|",
]
EDITS = st.tuples(
    st.floats(0, 1), st.integers(0, 3), st.sampled_from(["", *SIGNS, "\ufeff", "\x00", "\u2028", "No", "é"])
)


@settings(max_examples=150)
@given(st.sampled_from(range(len(CLEAN))), st.lists(EDITS, min_size=1, max_size=4))
def test_whatever_a_hand_breaks_is_told_at_a_place_of_the_file(
    number: int, edits: list[tuple[float, int, str]]
) -> None:
    text = CLEAN[number]
    for where, taken, put in edits:
        at = int(where * len(text))
        text = text[:at] + put + text[at + taken :]
    root, problems = read_nodes(text, "x.yaml")
    plain = read_plain(text)
    assert plain is SUSPICIOUS or (plain == to_data(root) and not problems)
    assert root is None or not any(p.code == "Y001" for p in problems)  # nobody takes a mended copy for data
    lines = re.split(r"\r\n|\n|\r", text)
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 2
    model = DOCUMENTS[["article", "briefing", "record", "theme", "vocabulary"][number]]
    document, root, problems = read_document(model, text, "x.yaml")
    assert (document is None) is has_errors(problems)
    assert document_of(model, text) in (None, document)
    document_in_part(model, root)


ONE_MISTAKE = [
    ("title a\nquestion: b\narticles: [{id: c, label: d}]\n", "1:1: Y001 not YAML: a line without a `key: value`"),
    ("title:a\nquestion: b\narticles: [{id: c, label: d}]\n", "1:6: Y001 not YAML: a `:` without a space behind it"),
    ("title: a\nquestion: >-\n  b\nc d\narticles: [{id: c, label: d}]\n", "4:1: Y001 not YAML: a line without a"),
    (
        "title: a\n  question: b\narticles: [{id: c, label: d}]\n",
        "2:3: Y001 not YAML: the key 'question' stands deeper",
    ),
    ("title: a\nquestion: b\narticles: [{id: c, label: d}\nthemes: [e]\n", "3:11: Y001 not YAML: `[` is opened here"),
    ("title: a\nquestion: b\narticles:\n  - id: c\n   label: d\n", "5:4: Y001 not YAML: this line stands at an"),
    ("title: a\nquestion: 'it's b'\narticles: [{id: c, label: d}]\n", "2:11: Y001 not YAML: a quote is opened here"),
    ("title: a\nquestion: - b\narticles: [{id: c, label: d}]\n", "2:11: Y001 not YAML: a list that begins in"),
    ('title: "\\q"\nquestion: b\narticles: [{id: c, label: d}]\n', "1:9: Y001 not YAML: \\q stands for no"),
    ("title: a\nquestion: b\n...\narticles: [{id: c, label: d}]\n", "4:1: Y009 the document ended above"),
    ("title: a\nquestion: b\narticles: [{id: c, lable: d}]\n", "3:20: Y004 unknown key 'lable'"),
]


@pytest.mark.parametrize(("text", "told"), ONE_MISTAKE)
def test_one_mistake_is_told_once(text: str, told: str) -> None:
    _, _, problems = read_document(DOCUMENTS["briefing"], text, "x.yaml")
    assert len(problems) == 1, [str(p) for p in problems]
    assert str(problems[0]).startswith(f"x.yaml:{told}")


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    return made(tmp_path, CASES[NAMES.index("briefing")], broken(CASES[NAMES.index("briefing")]))


def test_sarif_fits_its_public_schema_and_tells_the_same(ten: Path) -> None:
    result = ran(ten, "--format", "sarif")
    assert (result.exit_code, result.stderr) == (1, "")
    log = json.loads(result.stdout)
    schema = json.loads((FOLDER / "public_schemas" / "sarif-2.1.0.json").read_text("utf-8"))
    Draft4Validator(schema).validate(log)
    run = log["runs"][0]
    told = [
        (
            r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            *r["locations"][0]["physicalLocation"]["region"].values(),
            r["ruleId"],
        )
        for r in run["results"]
    ]
    assert told == [(p.path, p.line, p.column, p.code) for p in check(read_library(ten))]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[r["ruleIndex"]] for r in run["results"]] == [t[-1] for t in told]


ODD = Problem("X001", "content/a b%c/ü,x:y.yaml", 3, 4, "100% of {a}: [b](http://c)\nand\r::error::more", "a, b: c")
WHOLE = Problem("X012", "content/x.yml", 0, 0, "ends in .yml", "", Severity.warning)


def test_sarif_of_odd_texts_fits_too() -> None:
    log = json.loads(annotated([ODD, WHOLE], "sarif", "sub/folder"))
    Draft4Validator(json.loads((FOLDER / "public_schemas" / "sarif-2.1.0.json").read_text("utf-8"))).validate(log)
    first, second = log["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "sub/folder/content/a%20b%25c/%C3%BC%2Cx%3Ay.yaml"
    assert first["message"]["text"].startswith("100% of {{a}}: \\[b\\](http://c)\n")
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert second["level"] == "warning"


COMMAND = re.compile(
    r"::(?P<command>error|warning|notice) "
    r"(?P<properties>(?:[a-zA-Z]+=[^,:\r\n]*)(?:,[a-zA-Z]+=[^,:\r\n]*)*)::(?P<message>.*)"
)
"""A workflow command as GitHub documents it: a name, properties parted by commas, the message to the line's end."""


def read_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them; every line must be one."""

    def decoded(value: str, *more: tuple[str, str]) -> str:
        for sign, character in (*more, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            value = value.replace(sign, character)
        return value

    found = []
    for line in re.split(r"\r\n|\n|\r", text.removesuffix("\n")):
        match = COMMAND.fullmatch(line)
        assert match, line
        pairs = (pair.split("=", 1) for pair in match["properties"].split(","))
        properties = {key: decoded(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}
        found.append((match["command"], properties, decoded(match["message"])))
    return found


def test_githubs_annotations_are_its_workflow_commands(ten: Path) -> None:
    result = ran(ten, "--format", "github")
    assert (result.exit_code, result.stderr) == (1, "")
    told = [(c, p["file"], p["line"], p["col"], p["title"], m) for c, p, m in read_commands(result.stdout)]
    assert told == [
        ("error", p.path, str(p.line), str(p.column), p.code, f"{p.message}\n{p.hint}")
        for p in check(read_library(ten))
    ]


def test_githubs_annotations_of_odd_texts_can_be_read_back() -> None:
    (error, whole) = read_commands(annotated([ODD, WHOLE], "github"))
    place = {"file": ODD.path, "line": "3", "col": "4", "title": "X001"}
    assert error == ("error", place, f"{ODD.message}\n{ODD.hint}")
    assert whole == ("warning", {"file": WHOLE.path, "title": "X012"}, WHOLE.message)


def test_paths_are_those_of_the_repository_on_github(ten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(ten.parent))
    told = read_commands(ran(ten, "--format", "github").stdout)
    assert {p["file"] for _, p, _ in told} == {f"{ten.name}/content/briefings/crossing.yaml"}
    monkeypatch.setenv("GITHUB_WORKSPACE", str(ten / "content"))
    told = read_commands(ran(ten, "--format", "github").stdout)
    assert {p["file"] for _, p, _ in told} == {"content/briefings/crossing.yaml"}


JSON_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["version", "errors", "warnings", "problems"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "errors": {"type": "integer"},
        "warnings": {"type": "integer"},
        "problems": {
            "items": {
                "type": "object",
                "required": ["path", "line", "column", "code", "severity", "message", "hint"],
                "additionalProperties": False,
                "properties": {
                    **{key: {"type": "string"} for key in ("path", "code", "message", "hint")},
                    "line": {"type": ["integer", "null"], "minimum": 1},
                    "column": {"type": ["integer", "null"], "minimum": 1},
                    "severity": {"enum": ["error", "warning", "note"]},
                },
            }
        },
    },
}


def test_json_tells_the_same(ten: Path) -> None:
    result = ran(ten, "--format", "json")
    assert (result.exit_code, result.stderr) == (1, "")
    data = json.loads(result.stdout)
    Draft202012Validator(JSON_FORM).validate(data)
    assert (data["errors"], data["warnings"]) == (MISTAKES, 0)
    assert [(p["line"], p["column"], p["code"]) for p in data["problems"]] == [
        (p.line, p.column, p.code) for p in check(read_library(ten))
    ]


def test_files_without_a_schema_for_editors_are_noted_and_do_not_fail(tmp_path: Path) -> None:
    root = made(tmp_path, CASES[NAMES.index("theme")], "label: Boats\nterms: [ferry]\n")
    result = ran(root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "note: no schema for editors on top of 6 files, the first is content/" in result.stdout
    assert CliRunner().invoke(main, ["--root", str(root), "migrate"]).exit_code == 0
    assert "note: " not in ran(root).stdout


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_warnings_do_not_fail(form: str, tmp_path: Path) -> None:
    root = made(tmp_path, CASES[NAMES.index("theme")], 'label: Boats\nterms: [ferry, No, "May"]\n')
    result = ran(root, "--format", form)
    assert result.exit_code == 0
    assert "Y014" in result.output


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("a: b", 4, "a: b", "   ^"),
        ("\ta: b", 1, "→   a: b", "^"),
        ("\ta: b", 2, "→   a: b", "    ^"),
        ("題名: 平和", 5, "題名: 平和", "      ^"),
        ("cafe\u0301: x", 8, "cafe\u0301: x", "      ^"),
        ("a\x1b[31mb: \u202ec", 11, "a\\x1b[31mb: \\u202ec", " " * 18 + "^"),
        ("a: b", 99, "a: b", "    ^"),
        ("", 1, "", "^"),
    ],
)
def test_the_caret_stands_below_its_character(line: str, column: int, shown: str, caret: str) -> None:
    first, second = excerpt(line, column, 7)
    assert first.removeprefix("    7 | ").rstrip() == shown.rstrip()
    assert second == "      | " + caret


@pytest.mark.parametrize("column", [1, 50, 5_000, 9_999, 10_000])
def test_a_long_line_is_shown_round_the_caret(column: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(10_000))
    first, second = excerpt(line, column, 1)
    assert len(first) < 120
    assert first[second.index("^")] == line[column - 1]
    assert first.endswith("…") is (column < 9_950)


def test_what_would_steer_a_terminal_is_shown_as_an_escape(tmp_path: Path) -> None:
    text = 'label: Boats\nterms: [ferry, May]\n"\\e[31m\\u202ered": x\n'
    result = ran(made(tmp_path, CASES[NAMES.index("theme")], text))
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr
    assert printable("a\nb\u200bc") == "a\\x0ab\\u200bc"
