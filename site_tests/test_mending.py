"""`briefbook check --fix`: what is safe is mended, everything else in the file stays as it was, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from build_scripts.cli import main
from site_tests.projects import files_of
from site_tests.test_check import BASE, project
from site_tests.test_mistakes import CASES, broken, made

FERRIES = "articles/ferries.yaml"


def small(root: Path, write: dict[str, str]) -> Path:
    project(root, {"write": write})
    (root / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    return root


def fixed(root: Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "check", "--fix"])


MENDS = [
    (
        "a mark",
        "themes/boats.yaml",
        "\ufeff# ours\nlabel: Boats\nterms: [ferry]\n",
        "# ours\nlabel: Boats\nterms: [ferry]\n",
        "1:1: Y013",
    ),
    (
        "tabs, with Windows line ends",
        "themes/boats.yaml",
        "label: Boats  # ours\r\nterms:\r\n\t- ferry # all of them\r\n\t- boat\r\n",
        "label: Boats  # ours\r\nterms:\r\n  - ferry # all of them\r\n  - boat\r\n",
        "3:1: Y003",
    ),
    (
        "keys, words and a number in one line",
        "themes/boats.yaml",
        "lable:   'Boats' # ours\nterms: [ferry,  No, 12:30, 2024]  # and more\n",
        'label:   \'Boats\' # ours\nterms: [ferry,  "No", "12:30", 2024]  # and more\n',
        "1:1: Y004",
    ),
    (
        "a tab, a key and a word, one after the other",
        "themes/boats.yaml",
        "lable: Boats # ours\nterms:\n\t- No\n\t- ferry\n",
        'label: Boats # ours\nterms:\n  - "No"\n  - ferry\n',
        "3:1: Y003",
    ),
    (
        "tabs and a key in a list of mappings",
        "vocabulary.yaml",
        "kinds:\n  - kind: agreed\n\tcues: [a]\n\tunles: [b]\n",
        "kinds:\n  - kind: agreed\n    cues: [a]\n    unless: [b]\n",
        "3:1: Y003",
    ),
    (
        "a key of a briefing",
        "briefings/crossing.yaml",
        BASE["briefings/crossing.yaml"].replace("key_points:", "keypoints: # ours"),
        BASE["briefings/crossing.yaml"].replace("key_points:", "key_points: # ours"),
        "6:1: Y004",
    ),
    (
        "spaces of other kinds, with comments",
        "briefings/crossing.yaml",
        BASE["briefings/crossing.yaml"]
        .replace("  - text:", "\u00a0\u3000- text:")
        .replace("3]\nth", "3]\n\u00a0# a\u00a0b\nth"),
        BASE["briefings/crossing.yaml"].replace("3]\nth", "3]\n # a\u00a0b\nth"),
        "7:1: Y003",
    ),
    (
        "tabs and other spaces behind dashes",
        "themes/boats.yaml",
        "label: Boats\nterms:\n  -\tferry # ours\n  -\u00a0ship\u00a0of the line\n",
        "label: Boats\nterms:\n  - ferry # ours\n  - ship\u00a0of the line\n",
        "3:4: Y003",
    ),
    (
        "keys in capitals and in quotes of a word processor",
        "themes/boats.yaml",
        "LABEL: Boats # ours\n“terms”: [ferry]\n",
        "label: Boats # ours\nterms: [ferry]\n",
        "1:1: Y004",
    ),
    (
        "a key of a record of changes",
        "changes/2026-01-02.yaml",
        "date: 2026-01-02\nsumary: x # ours\nchanges:\n  - {kind: title, act: added, subject: x}\n",
        "date: 2026-01-02\nsummary: x # ours\nchanges:\n  - {kind: title, act: added, subject: x}\n",
        "2:1: Y004",
    ),
    (
        "a repair that the hand took back, the only one",
        FERRIES,
        BASE[FERRIES].replace("We met, and", "We met,and").replace("repairs:", "# ours\nrepairs: # told"),
        BASE[FERRIES]
        .replace("We met, and", "We met,and")
        .replace('repairs:\n  - {at: "3:4", was: "met,and", now: "met, and", code: S002}\n', "# ours\n"),
        "12:5: X021",
    ),
    (
        "a suggestion that the hand took over",
        FERRIES,
        BASE[FERRIES].replace("thes plans", "these plans") + "# the end\n",
        BASE[FERRIES]
        .replace("thes plans", "these plans")
        .replace('suggested:\n  - {at: "3:22", was: "thes", now: "these", code: W003}\n', "")
        .replace("code: S002}\n", 'code: S002}\n  - {at: "3:22", was: "thes", now: "these", code: W003}\n')
        + "# the end\n",
        "13:5: X022",
    ),
    (
        "a suggestion where there is no repair yet",
        FERRIES,
        BASE[FERRIES]
        .replace("thes plans", "these plans")
        .replace("met, and talked", "met,and talked")
        .replace('repairs:\n  - {at: "3:4", was: "met,and", now: "met, and", code: S002}\n', ""),
        BASE[FERRIES]
        .replace("thes plans", "these plans")
        .replace("met, and talked", "met,and talked")
        .replace('repairs:\n  - {at: "3:4", was: "met,and", now: "met, and", code: S002}\n', "")
        .replace("suggested:", "repairs:"),
        "11:5: X022",
    ),
]


@pytest.mark.parametrize(("path", "before", "after", "told"), [m[1:] for m in MENDS], ids=[m[0] for m in MENDS])
def test_it_is_mended_and_nothing_else_changes(path: str, before: str, after: str, told: str, tmp_path: Path) -> None:
    root = small(tmp_path, {path: before})
    others = files_of(root / "content")
    result = fixed(root)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert f"content/{path}:{told} mended: " in result.stdout
    assert (root / "content" / path).read_bytes() == after.encode()
    assert files_of(root / "content") | {path: b""} == others | {path: b""}
    assert "mended" not in fixed(root).stdout


@pytest.mark.parametrize("name", ["sea.yml", "sea.YML", "sea.Yaml", "sea.yaml.txt", "sea.yml.TXT"])
def test_a_file_with_another_ending_is_renamed(name: str, tmp_path: Path) -> None:
    root = small(tmp_path, {f"themes/{name}": "label: Sea # ours\nterms: [sea]\n"})
    result = fixed(root)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    assert (root / "content/themes/sea.yaml").read_text("utf-8") == "label: Sea # ours\nterms: [sea]\n"
    assert [p.name for p in (root / "content/themes").glob("sea*")] == ["sea.yaml"]


KEPT = [
    ("both endings are there", {"themes/boats.yml": "label: Sea\nterms: [sea]\n"}),
    ("two known keys are alike", {"records/ferries.yaml": "publishe: x\n"}),
    ("the key is there already", {"themes/boats.yaml": "label: Boats\nlable: Ships\nterms: [ferry]\n"}),
    ("no known key is like it", {"themes/boats.yaml": "label: Boats\nnotes: Ships\nterms: [ferry]\n"}),
    ("the value does not fit the key", {"themes/boats.yaml": "label: Boats\nterm: ferry\n"}),
    ("a tab may mean two things", {"briefings/crossing.yaml": BASE["briefings/crossing.yaml"].replace(
        "      boats/ferries: {state: conditional, cites: [ferries@3]}\n",
        "      boats/ferries:\n        state: conditional\n        cites: [ferries@3]\n\tnoet: x\n")}),
    ("an unfinished merge", {"themes/boats.yaml":
        "<<<<<<< a\nlabel: Boats\n=======\nlable: No\n>>>>>>> b\nterms: [ferry]\n"}),
    ("an alias", {"themes/boats.yaml": "label: &a Boats\nterms: [*a]\n"}),
    ("a comment in the entry", {FERRIES: BASE[FERRIES].replace("thes plans", "these plans").replace(
        '  - {at: "3:22", was: "thes", now: "these", code: W003}',
        '  - at: "3:22" # here\n    was: thes\n    now: these\n    code: W003')}),
]  # fmt: skip


@pytest.mark.parametrize("write", [k[1] for k in KEPT], ids=[k[0] for k in KEPT])
def test_what_needs_a_judgement_is_left_alone(write: dict[str, str], tmp_path: Path) -> None:
    root = small(tmp_path, write)
    before = files_of(root)
    result = fixed(root)
    assert files_of(root) == before
    assert result.stderr


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_ten_mistakes_become_fewer_and_no_new_one_comes(case: Path, tmp_path: Path) -> None:
    root = made(tmp_path, case, broken(case))
    before = CliRunner().invoke(main, ["--root", str(root), "check"]).stderr
    after = fixed(root).stderr
    assert after.count("    ^") <= before.count("    ^")
    assert {line.split(" ", 1)[1] for line in after.splitlines() if line.startswith("content/")} <= {
        line.split(" ", 1)[1] for line in before.splitlines() if line.startswith("content/")
    }
