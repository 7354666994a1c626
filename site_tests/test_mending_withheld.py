"""`briefbook check --fix` beside mistakes that it can't mend: what is safe is mended all the same, the rest is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_scripts.cli import main
from site_tests.projects import copy_project
from site_tests.test_check import BASE
from site_tests.test_mending import FERRIES, fixed, small

TABLE = "  - table:\n      caption: Source: UN\n      columns: [A, B]\n      rows: []\n"
MISSPELT = BASE[FERRIES].replace("publisher: null", "bylin: Me # ours\npublisher: null")
TWICE = MISSPELT.replace("published:", "publisher: null\npublished:")
COLONS = MISSPELT.replace("repairs:", f"{TABLE}repairs:")
DEEP = BASE[FERRIES].replace("  - paragraph:", "  - paragrph:").replace("publisher: null", "publisher: a: b")
WORD = "label: Boats: all\nterms: [ferry, No] # ours\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "told"),
    [
        (FERRIES, TWICE, TWICE.replace("bylin:", "byline:"), "3:1: Y004"),
        (FERRIES, COLONS, COLONS.replace("bylin:", "byline:"), "3:1: Y004"),
        (FERRIES, DEEP, DEEP.replace("paragrph", "paragraph"), "7:5: Y004"),
        ("themes/boats.yaml", WORD, WORD.replace("No", '"No"'), "2:16: Y014"),
    ],
    ids=["a key twice", "two colons", "a key of a block", "a word without quotes"],
)
def test_what_is_safe_is_mended_beside_mistakes_of_notation(
    path: str, before: str, after: str, told: str, tmp_path: Path
) -> None:
    root = small(tmp_path, {path: before})
    result = fixed(root)
    assert result.exit_code == 1
    assert f"content/{path}:{told} mended: " in result.stdout
    assert (root / "content" / path).read_bytes() == after.encode()
    assert "1 error left" in result.stderr


HIDDEN = BASE[FERRIES].replace("publisher: null", "bylin: Me\n- byline: Ours\npublisher: null")
COMMENT = (
    BASE[FERRIES]
    .replace("thes plans", "these plans")
    .replace(
        '  - {at: "3:22", was: "thes", now: "these", code: W003}',
        '  - at: "3:22" # here\n    was: thes\n    now: these\n    code: W003',
    )
)


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (FERRIES, HIDDEN, "`byline` may stand in what can't be read yet"),
        (FERRIES, COMMENT, "X022 not mended: there is a comment in the entry"),
        ("records/ferries.yaml", "publishe: x\n", "Y004 not mended: `publisher` and `published` are both like it"),
        (
            FERRIES,
            BASE[FERRIES].replace("thes plans", "these plans").replace("headline: The", "headline: x\nheadline: The"),
            "X022 not mended: the file has a mistake of notation (Y002 in line 3): mend that first",
        ),
    ],
    ids=["a key that damage may hide", "a comment", "two keys alike", "a list of a damaged file"],
)
def test_what_is_withheld_is_told_with_the_reason(path: str, text: str, told: str, tmp_path: Path) -> None:
    root = small(tmp_path, {path: text})
    result = fixed(root)
    assert told in result.stdout, result.output
    assert re.search(rf"^content/{path}:\d+:\d+: [XY]\d+ not mended: ", result.stdout, re.MULTILINE)
    assert (root / "content" / path).read_text("utf-8") == text
    assert (
        "not mended" not in CliRunner().invoke(main, ["--root", str(root), "check", "--fix", "--format", "json"]).stdout
    )


EMBASSY = "content/articles/embassy-talks-turkey.yaml"
OVER = (
    '  - {at: "31:1", was: "Additionally,enhancing openness", now: "Additionally,enhancing transparency", code: W001}\n'
)
OWN = '  - {at: "31:24", was: "openness", now: "transparency", code: W001}\n'


def asked(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--root", str(root), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def taken_over(tmp_path: Path) -> Path:
    """A hand wrote the words of a suggestion that shows a repair's words too."""
    root = copy_project(tmp_path / "project")
    text = (root / EMBASSY).read_text("utf-8")
    assert text.count("enhancing openness about") == text.count(OVER) == 1
    (root / EMBASSY).write_text(text.replace("enhancing openness about", "enhancing transparency about"), "utf-8")
    return root


@pytest.mark.parametrize("way", ["accept", "fix", "by hand, then fix"])
def test_a_suggestion_over_a_repair_tells_its_own_words_when_it_is_taken(taken_over: Path, way: str) -> None:
    path = taken_over / EMBASSY
    before = path.read_text("utf-8")
    listed = asked(taken_over, "review", "embassy-talks-turkey")
    assert "the text has “transparency” already" in listed
    assert "Additionally,enhancing openness’" not in listed
    assert "becomes “Additionally,enhancing" not in listed
    if way == "accept":
        name = re.search(r"'openness' may be meant as 'transparency' \(W001\) \[(\S+)\]", listed)
        assert name is not None
        asked(taken_over, "review", "--accept", name[1])
    elif way == "fix":
        assert "X022" in asked(taken_over, "check")
        assert "X022 mended" in asked(taken_over, "check", "--fix")
    else:
        path.write_text(before.replace(OVER, "").replace("suggested:\n", f"{OVER}suggested:\n"), "utf-8")
        assert "X007 warning" in asked(taken_over, "check")
        assert "X007 mended" in asked(taken_over, "check", "--fix")
    after = path.read_text("utf-8")
    assert after.index("\nrepairs:") < after.index(OWN) < after.index("\nsuggested:")
    assert after.replace(OWN, "") == before.replace(OVER, "")
    assert "warning" not in asked(taken_over, "check")
    assert "openness" not in asked(taken_over, "review", "embassy-talks-turkey")
    asked(taken_over, "normalize", "--check")


def test_the_name_of_a_suggestion_stays_when_the_words_it_shows_do_not(taken_over: Path) -> None:
    path = taken_over / EMBASSY
    pattern = r"\[(embassy-talks-turkey@31\.\w+)\]"
    with_repair = re.findall(pattern, asked(taken_over, "review"))
    text = path.read_text("utf-8")
    repair = next(line for line in text.splitlines(keepends=True) if '"Additionally,enhancing", now' in line)
    path.write_text(text.replace(repair, ""), "utf-8")
    assert re.findall(pattern, asked(taken_over, "review")) == with_repair != []
