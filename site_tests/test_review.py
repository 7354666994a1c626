"""The review list: what it asks, with which place and line; what settles an item; nothing settled is asked again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from build_scripts.cli import main
from build_scripts.commands_review import KINDS
from build_scripts.library import read_library
from build_scripts.review import KINDS as LISTED_KINDS
from build_scripts.review import SURE, SURE_COLUMNS, ReviewItem, review
from build_scripts.settling import in_other_words
from site_tests.projects import copy_project

SOURCE = """Harbour news

The council met on Tuesday and spoke of thes plans for the port. The plans are old. The port is small.

Lines at a glance

Port Line Opens
Ham second line 2027
Elbe third line 2028
Northern Ferry Pier first line 2029

Key points of the meeting include:

The council will meet again in spring to speak about the money for it.
"""

ARTICLE = """# yaml-language-server: $schema=../../schemas/article.json
source: harbour.txt
headline: Harbour news # as printed
publisher: null
byline: The council
published: null
at: {headline: 1}
inferred: {headline: 0.7, byline: 0.85}
body:
  # the desk has read this one
  - paragraph: >-
      The council met on Tuesday and spoke of thes plans for the port. The plans are old. The port
      is small.
    at: 3
  - heading: Lines at a glance
    at: 5
    inferred: {heading: 0.62}   # hm
  - table:
      columns: [Port, Line, Opens]
      rows: # columns uncertain: to settle a row, put " | " between its cells
        - [Ham, second line, "2027"]
        - Elbe third line 2028
        - [Northern Ferry, Pier first line, "2029"]
    at: 7-10
    inferred: {table: 0.9, columns: 0.42, rows: [0.97, 0.95, 0.41, 0.76]}
  - missing: list
    announced: "Key points of the meeting include:"
    at: 12
  - paragraph: The council will meet again in spring to speak about the money for it.
    at: 14
omitted:
  - {at: 12, reason: announcement}
suggested:
  # the first is plain
  - {at: "3:41", was: "thes", now: "these", code: W003}
  - {at: "3:66", was: "The plans", now: "These plans", code: W001} # or not?
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "my projéct"
    for folder in ("sources", "articles", "locks", "records"):
        (root / "content" / folder).mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: x\n")
    (root / "content/sources/harbour.txt").write_text(SOURCE, "utf-8")
    path(root).write_text(ARTICLE, "utf-8")
    return root


def path(root: Path) -> Path:
    return root / "content/articles/harbour.yaml"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "review", *arguments])


def items(root: Path) -> list[ReviewItem]:
    library = read_library(root)
    assert not library.problems
    return list(review(library))


def kinds(root: Path) -> list[str]:
    return [item.kind for item in items(root)]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def change(root: Path, old: str, new: str) -> None:
    text = path(root).read_text("utf-8")
    assert text.count(old) == 1, old
    path(root).write_text(text.replace(old, new), "utf-8")


def test_every_open_question_is_listed_in_the_order_of_the_file(root: Path) -> None:
    found = items(root)
    assert [i.kind for i in found] == [
        "headline", "publisher", "heading", "columns", "row", "missing", "repair", "repair",
    ]  # fmt: skip
    words = {
        "headline": "headline: Harbour",
        "publisher": "publisher:",
        "heading": "  - heading",
        "columns": "  - table",
        "row": "- Elbe third",
        "missing": "  - missing",
    }
    for item in found[:6]:
        assert item.line == line_of(ARTICLE, words[item.kind]), item
    assert [i.line for i in found] == sorted(i.line for i in found)
    assert {i.path for i in found} == {"content/articles/harbour.yaml"}


def test_an_item_gives_the_words_of_the_source_with_their_line(root: Path) -> None:
    lines = SOURCE.split("\n")
    for item in items(root):
        if item.lines is None:
            assert item.kind == "publisher"
            continue
        first, last = item.lines
        said = " ".join(" ".join(lines[first - 1 : last]).split())
        assert " ".join(item.words.split()).strip("…") in said, item
    by_kind = {i.kind: i for i in items(root)}
    assert by_kind["row"].lines == (9, 9)
    assert by_kind["missing"].lines == (12, 12)
    assert by_kind["row"].confidence == 0.41
    assert by_kind["headline"].confidence == 0.7


def typed(root: Path, kind: str, how: str) -> str:
    """The line that the list gives, for the one item of a kind."""
    (item,) = [i for i in items(root) if i.kind == kind]
    return next(w.line for w in item.ways if w.name == how)


def test_typing_the_line_that_is_given_settles_a_row(root: Path) -> None:
    line = typed(root, "row", "to settle it")
    assert re.fullmatch(r"- Elbe.* \| .* \| .*2028", line)
    change(root, "- Elbe third line 2028", line)
    assert "row" not in kinds(root)
    (row,) = [r for b in read_library(root).articles["harbour"].article.blocks for r in getattr(b, "rows", ())[1:2]]
    assert len(row) == 3
    assert " ".join(row) == "Elbe third line 2028"


@pytest.mark.parametrize(
    ("kind", "how", "old", "new"),
    [
        ("headline", "if it is right", "at: {headline: 1}", "at: {headline: 1}\n{line}"),
        ("publisher", "if it is known", "publisher: null", "{line}"),
        ("publisher", "if it is right", "publisher: null", "publisher: null\n{line}"),
        ("heading", "if it is right", "    at: 5\n", "    {line}\n    at: 5\n"),
        ("heading", "if it is a paragraph", "- heading: Lines at a glance", "{line}"),
        ("columns", "if it is right", "    at: 7-10", "    at: 7-10\n    {line}"),
        ("missing", "if it is lost", "    at: 12\n", "    at: 12\n    {line}\n"),
        (
            "missing",
            "to fill it in",
            '- missing: list\n    announced: "Key points of the meeting include:"\n    at: 12\n',
            "{line}\n",
        ),
    ],
)  # fmt: skip
def test_typing_the_line_that_is_given_settles_the_item(root: Path, kind: str, how: str, old: str, new: str) -> None:
    before = kinds(root)
    change(root, old, new.replace("{line}", typed(root, kind, how)))
    gone = {"row", "columns"} if kind == "columns" else {kind}  # a table that was looked at is right in all its rows
    assert kinds(root) == [k for k in before if k not in gone]


def test_a_row_written_with_bars_is_a_hands_and_is_not_asked_of(root: Path) -> None:
    change(root, '- [Northern Ferry, Pier first line, "2029"]', "- Northern Ferry Pier | first line | 2029")
    assert "columns" not in kinds(root)


def test_a_record_that_names_the_publisher_settles_it(root: Path) -> None:
    record = root / "content/records/harbour.yaml"
    record.write_text("publisher: null\n")
    assert "publisher" in kinds(root)
    record.write_text("publisher: The Harbour Gazette\n")
    assert "publisher" not in kinds(root)


@pytest.mark.parametrize("confidence", [0.5, SURE - 0.01, SURE, 0.99])
def test_thresholds(root: Path, confidence: float) -> None:
    change(root, "heading: 0.62", f"heading: {confidence:.2f}")
    assert ("heading" in kinds(root)) == (confidence < SURE)
    change(root, "0.97, 0.95, 0.41, 0.76", f"0.97, 0.95, 0.41, {min(0.99, confidence + 0.1):.2f}")
    assert ("columns" in kinds(root)) == (min(0.99, confidence + 0.1) < SURE_COLUMNS)


def test_a_header_that_is_whole_comes_first_and_all_rows_get_one_number_of_cells(root: Path) -> None:
    change(root, "columns: [Port, Line, Opens]", "columns: Port Line Opens")
    change(root, '- [Ham, second line, "2027"]', "- Ham second line 2027")
    change(root, '- [Northern Ferry, Pier first line, "2029"]', "- Northern Ferry Pier first line 2029")
    rows = [i for i in items(root) if i.kind == "row"]
    assert len(rows) == 4
    assert rows[0].ways[0].line.startswith("columns: Port")
    assert len({i.ways[0].line.count(" | ") for i in rows}) == 1
    refused = run(root, "--accept", f"harbour:{rows[1].line}")
    assert refused.exit_code == 1
    assert "header" in refused.stderr
    for row in rows:
        assert run(root, "--accept", f"harbour:{row.line}").exit_code == 0
    assert "row" not in kinds(root)


def test_text_form(root: Path) -> None:
    result = run(root)
    assert result.exit_code == 0
    heads = [line for line in result.stdout.splitlines() if line.startswith("content/")]
    assert len(heads) == 8
    assert all(re.match(r"content/articles/harbour\.yaml:\d+:\d+: \w+: ", line) for line in heads)
    assert "harbour.txt, line 9: Elbe third line 2028" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("8 items to review in 1 article: 1 row")


def test_json_form_and_filters(root: Path) -> None:
    told: list[dict[str, Any]] = json.loads(run(root, "--format", "json", "--kind", "row", "--kind", "repair").stdout)
    assert [t["kind"] for t in told] == ["row", "repair", "repair"]
    assert told[0]["source_lines"] == [9, 9]
    assert {"how", "line", "where"} == set(told[0]["settle"][0])
    assert json.loads(run(root, "harbour", "--kind", "list", "--format", "json").stdout) == []
    wrong = run(root, "harbor")
    assert wrong.exit_code == 2
    assert "did you mean `harbour`" in wrong.stderr


def test_the_list_fails_only_where_one_asks_for_that(root: Path) -> None:
    assert run(root).exit_code == 0
    assert run(root, "--exit-code").exit_code == 1
    assert run(root, "--exit-code", "--kind", "list").exit_code == 0


def test_accepting_a_repair_changes_the_word_moves_the_entry_and_no_other_byte(root: Path) -> None:
    number = line_of(ARTICLE, '- {at: "3:41"')
    result = run(root, "--accept", f"content/articles/harbour.yaml:{number}:5")
    assert result.exit_code == 0, result.output
    expected = ARTICLE.replace("spoke of thes plans", "spoke of these plans")
    entry = '  - {at: "3:41", was: "thes", now: "these", code: W003}\n'
    expected = expected.replace(entry, "")
    expected = expected.replace("suggested:\n", f"repairs:\n{entry}suggested:\n")
    assert path(root).read_text("utf-8") == expected
    assert kinds(root).count("repair") == 1


def test_rejecting_a_repair_deletes_its_entry_and_no_other_byte(root: Path) -> None:
    number = line_of(ARTICLE, '- {at: "3:66"')
    result = run(root, "--reject", f"harbour:{number}")
    assert result.exit_code == 0
    line = '  - {at: "3:66", was: "The plans", now: "These plans", code: W001} # or not?\n'
    assert path(root).read_text("utf-8") == ARTICLE.replace(line, ""), "its comment would speak of another entry"
    column = line.index("#") + 1
    assert f"harbour.yaml:{number}:{column}: the comment goes with it: # or not?\n" in result.stdout


def test_a_repair_that_is_accepted_takes_its_comment_along(root: Path) -> None:
    number = line_of(ARTICLE, '- {at: "3:66"')
    assert run(root, "--accept", f"harbour:{number}").exit_code == 0
    line = '  - {at: "3:66", was: "The plans", now: "These plans", code: W001} # or not?\n'
    changed = path(root).read_text("utf-8")
    assert line in changed.partition("repairs:")[2].partition("suggested:")[0]
    assert changed.count("# or not?") == 1


def test_the_right_one_of_equal_words_is_changed(root: Path) -> None:
    """`The plans` stands once, `The` four times: the words around tell which."""
    text = ARTICLE.replace(
        'at: "3:66", was: "The plans", now: "These plans"', 'at: "3:85", was: "The port", now: "Our port"'
    )
    path(root).write_text(text, "utf-8")
    assert run(root, "--accept", f"harbour:{line_of(text, 'Our port')}").exit_code == 0
    changed = path(root).read_text("utf-8")
    assert "for the port. The plans are old. Our port\n      is small." in changed


def test_everything_is_settled_by_accepting_and_stays_settled(root: Path) -> None:
    places = [f"{i.path}:{i.line}:{i.column}" for i in items(root)]
    result = run(root, *[a for place in places for a in ("--accept", place)])
    assert result.exit_code == 0, result.output
    assert "nothing is left to review" in result.stdout
    assert items(root) == []
    text = path(root).read_text("utf-8")
    assert "reviewed: [headline, publisher]" in text or "reviewed: [publisher, headline]" in text
    assert "# the desk has read this one" in text
    assert "# hm" in text


def test_what_needs_a_hand_is_refused_and_nothing_is_written(root: Path) -> None:
    change(root, "spoke of thes plans", "talked of some plans")
    before = path(root).read_bytes()
    number = line_of(before.decode(), '- {at: "3:41"')
    for arguments in (
        ["--accept", f"harbour:{number}"],  # a hand changed the words
        ["--reject", f"harbour:{line_of(ARTICLE, '  - heading')}"],  # only a hand knows what else it is
        ["--accept", "harbour:1"],  # nothing stands there
        ["--accept", f"harbour:{line_of(ARTICLE, '- Elbe')}", "--accept", "elsewhere:3"],  # all or none
        ["--accept", f"harbour:{number + 1}", "--reject", f"harbour:{number + 1}"],  # which of the two?
    ):
        result = run(root, *arguments)
        assert result.exit_code == 1
        assert "R010" in result.stderr
        assert path(root).read_bytes() == before


def test_reviewed_is_true_or_false(root: Path) -> None:
    change(root, "    at: 5\n", "    at: 5\n    reviewed: maybe\n")
    (problem,) = read_library(root).problems
    assert (problem.code, problem.line) == ("Y007", line_of(path(root).read_text("utf-8"), "reviewed"))
    assert "true or false" in problem.hint
    change(root, "reviewed: maybe", "reviewed: false")
    assert "heading" in kinds(root)


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("a cat sat", "a cat sat", "a dog sat", "a dog sat"),
        ("a  cat sat", "a cat sat", "a dog sat", "a  dog sat"),
        ("so a cat sat here", "a cat sat", "a dog sat", "so a dog sat here"),
        ("cat and cat", "cat and cat", "cat and dog", "cat and dog"),
        ("a cat alone", "a cat and a cat", "a dog and a cat", None),  # which of the two was it?
        ("one cat and a cat", "a cat and a cat", "a dog and a cat", "one dog and a cat"),
        ("no such words", "a cat sat", "a dog sat", None),
        ("a cat, sat", "a cat, sat", "a dog, sat", "a dog, sat"),
        ("a dog sat", "a cat sat", "a dog sat", None),  # there already
    ],
)
def test_words_changed_in_other_words(text: str, old: str, new: str, expected: str | None) -> None:
    assert in_other_words(text, old, new) == expected


def test_the_kinds_of_the_command_are_those_of_the_list() -> None:
    assert KINDS == LISTED_KINDS


def normalized(root: Path, text: str) -> Path:
    """A project whose one article the machine has made of a capture."""
    (root / "content/sources").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: x\n")
    (root / "content/sources/talks.txt").write_text(text, "utf-8")
    assert CliRunner().invoke(main, ["--root", str(root), "normalize"]).exit_code == 0
    return root


def test_a_row_whose_cells_a_hand_parted_anew_is_not_asked_of(tmp_path: Path) -> None:
    """The lock tells that the cells are no longer those that the machine wrote."""
    lines = "\n".join(["Port Line Opens", "Ham second line 2027", "Elbe third line 2028", "Pier first line 2029"])
    text = f"Harbour\n\nThe following table shows the lines:\n\n{lines}\n\nThe end of it is near, as all know.\n"
    root = normalized(tmp_path / "p", text)
    article = root / "content/articles/talks.yaml"
    whole = article.read_text("utf-8")
    start = whole.index("      rows:")
    end = whole.index("    at: 5-8")
    rows = '      rows:\n        - [Ham, second line, "2027"]\n        - [Elbe, third line, "2028"]\n'
    made = whole[:start] + rows + '        - [Pier, first line, "2029"]\n' + whole[end:]
    made = re.sub(r"columns: Port Line Opens", "columns: [Port, Line, Opens]", made)
    made = re.sub(r"inferred: \{table: .*\}", "inferred: {table: 0.9, columns: 0.6, rows: [0.8, 0.6, 0.7, 0.8]}", made)
    article.write_text(made, "utf-8")
    from build_scripts.locks import lock_text
    from build_scripts.yaml_text import read_nodes, to_data

    data: Any = to_data(read_nodes(made, "")[0])
    source = read_library(root).articles["talks"].source
    (root / "content/locks/talks.lock").write_text(lock_text(data, source), "utf-8")
    (item,) = [i for i in items(root) if i.kind == "columns"]
    assert "least of row 1" in item.unsure
    article.write_text(made.replace("[Ham, second line,", "[Ham second, line,"), "utf-8")
    (item,) = [i for i in items(root) if i.kind == "columns"]
    assert "least of row 2" in item.unsure
    for cells in ("[Elbe, third line,", "[Pier, first line,", "[Ham, second line,", "[Port, Line,"):
        text = article.read_text("utf-8")
        article.write_text(text.replace(cells, cells.replace(", ", " ", 1) + " x,"), "utf-8")
    assert "columns" not in kinds(root)


def test_what_is_settled_does_not_come_back_when_the_machine_writes_again(tmp_path: Path) -> None:
    """The machine's values of then are made older ones, as if the normalizer had learnt since: all of it is merged."""
    root = normalized(tmp_path / "p", SOURCE)
    article = root / "content/articles/talks.yaml"
    first = items(root)
    assert {"repair", "missing"} <= {i.kind for i in first}
    places = [f"{i.path}:{i.line}:{i.column}" for i in first]
    assert run(root, *[a for place in places for a in ("--accept", place)]).exit_code == 0
    settled = article.read_text("utf-8")
    for _ in range(2):
        assert CliRunner().invoke(main, ["--root", str(root), "normalize"]).exit_code == 0
        assert article.read_text("utf-8") == settled
        assert items(root) == []
    # An older machine: it took the last paragraph for something else.
    lock = root / "content/locks/talks.lock"
    words = "The council will meet again in spring"
    from build_scripts.locks import digest

    said = next(line for line in settled.splitlines() if words in line).partition("paragraph: ")[2]
    old = said.replace("money", "funds")
    lock.write_text(lock.read_text("utf-8").replace(digest(said), digest(old)), "utf-8")
    article.write_text(settled.replace(said, old), "utf-8")
    assert CliRunner().invoke(main, ["--root", str(root), "normalize"]).exit_code == 0
    assert article.read_text("utf-8") == settled
    assert items(root) == []


def test_names_stay_while_others_are_settled(root: Path) -> None:
    """Worked through as it was listed, one call for each."""
    names = [i.name for i in items(root)]
    assert len(set(names)) == len(names)
    for name in names:
        if name not in [i.name for i in items(root)]:
            continue  # a block that asks two things is settled at once
        assert f"[{name}]" in run(root).stdout
        result = run(root, "--accept", name)
        assert result.exit_code == 0, result.output
    assert items(root) == []


def test_an_accepted_repair_is_recorded_in_the_words_that_the_text_has(tmp_path: Path) -> None:
    """One stands beside another mend, which the words shown around it hold too: then its entry tells its own alone."""
    project = copy_project(tmp_path / "project")
    listed = [i for i in review(read_library(project)) if i.kind == "repair"]
    assert listed
    for item in listed:
        assert run(project, "--accept", item.name).exit_code == 0
    for file in sorted((project / "content" / "articles").glob("*.yaml")):
        text, _, repairs = file.read_text("utf-8").partition("\nrepairs:")
        said = " ".join(text.split())
        for now in re.findall(r'now: "([^"]*)", code: W', repairs):
            assert now in said
