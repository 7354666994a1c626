"""Normalizing again, as a maintainer meets it: what the command writes, tells and leaves alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import build_scripts.intake as intake
from build_scripts.cli import main
from build_scripts.model import Article, Heading, Source
from build_scripts.normalize import normalize
from site_tests.projects import copy_project, files_of
from site_tests.test_merge import TEXT

ARTICLE = "content/articles/port-talks.yaml"
LOCK = "content/locks/port-talks.lock"


def briefbook(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


def change(path: Path, old: str, new: str) -> str:
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    path.write_bytes(text.replace(old, new).encode())
    return text.replace(old, new)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = copy_project(tmp_path / "project", content=False)
    sources = project / "content" / "sources"
    sources.mkdir(parents=True)
    (sources / "port-talks.txt").write_text(TEXT, "utf-8")
    assert briefbook(project, "normalize").exit_code == 0
    return project


@pytest.fixture
def other_normalizer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any], Any]], None]:
    """Makes `normalize` write headings otherwise from now on."""

    def begin(turn: Callable[[Heading], Heading]) -> None:
        def changed(source: Source, *, article_id: str | None = None) -> Article:
            article = normalize(source, article_id=article_id)
            return replace(article, blocks=tuple(turn(b) if isinstance(b, Heading) else b for b in article.blocks))

        monkeypatch.setattr(intake, "normalize", changed)

    return begin


def test_what_no_hand_touched_follows_and_is_shown_before(root: Path, other_normalizer: Any) -> None:
    text = change(root / ARTICLE, "quotas stay as they are", "quotas stay, says the port  # no comment")
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    before = files_of(root)
    diff = briefbook(root, "normalize", "--diff")
    assert diff.exit_code == 0
    assert "-  - heading: What was discussed\n+  - heading: What Was Discussed\n" in diff.stdout
    assert f"+++ b/{LOCK}" in diff.stdout
    check = briefbook(root, "normalize", "--check")
    assert check.exit_code == 1
    assert f"{ARTICLE}: N002 would be updated" in check.stderr
    assert files_of(root) == before
    assert f"updated {ARTICLE}" in briefbook(root, "normalize").stdout
    assert (root / ARTICLE).read_text("utf-8") == text.replace("What was discussed", "What Was Discussed")
    assert briefbook(root, "normalize", "--check").exit_code == 0
    assert "nothing new" in briefbook(root, "normalize").stdout


def test_a_conflict_is_told_with_its_place_and_both_values(root: Path, other_normalizer: Any) -> None:
    text = change(root / ARTICLE, "heading: What was discussed", "heading: What they spoke of")
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    line = text[: text.index("What they spoke of")].count("\n") + 1
    result = briefbook(root, "normalize")
    assert result.exit_code == 0
    assert f"{ARTICLE}:{line}:14: M002 warning" in result.stderr
    assert "'What they spoke of'" in result.stderr
    assert "'What Was Discussed'" in result.stderr
    assert (root / ARTICLE).read_text("utf-8") == text
    assert briefbook(root, "normalize", "--check").exit_code == 0


def test_a_file_that_is_now_what_the_machine_writes_needs_its_lock_alone(root: Path, other_normalizer: Any) -> None:
    text = change(root / ARTICLE, "heading: What was discussed", "heading: What Was Discussed")
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    result = briefbook(root, "normalize")
    assert "M002" not in result.stderr
    assert f"updated {LOCK}: the article file stays as it is" in result.stdout
    assert (root / ARTICLE).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (ARTICLE, "at: 9-11", "at: 9-11\n    at: 9", "M003"),
        (ARTICLE, "at: 9-11", "at: 90-110", "M003"),
        (ARTICLE, "at: 9-11", "att: 9-11", "M003"),
        (LOCK, "# briefbook lock 2", "<<<<<<< HEAD\n# briefbook lock 2", "M005"),
        ("content/sources/port-talks.txt", "decision in May", "decision in June", "M001"),
    ],
)
def test_what_cannot_be_merged_safely_is_left_alone_with_the_reason(
    root: Path, other_normalizer: Any, path: str, old: str, new: str, code: str
) -> None:
    change(root / path, old, new)
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    (root / "content/sources/other.txt").write_text("Another text of words.\n", "utf-8")
    before = (root / ARTICLE).read_bytes(), (root / LOCK).read_bytes()
    result = briefbook(root, "normalize")
    assert f"{code} warning" in result.stderr
    assert "left alone" in result.stderr
    assert ((root / ARTICLE).read_bytes(), (root / LOCK).read_bytes()) == before
    assert (root / "content/articles/other.yaml").is_file(), "the others are written"
    assert briefbook(root, "normalize", "--check").exit_code == 1


def test_a_file_without_a_lock_is_all_a_hands(root: Path, other_normalizer: Any) -> None:
    (root / LOCK).unlink()
    before = files_of(root / "content")
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    assert briefbook(root, "normalize").exit_code == 0
    assert files_of(root / "content") == before


LONGER = (
    TEXT.replace("Officials met on Tuesday.", "Officials met on Wednesday.")
    .replace("What was discussed", "The hosts had invited them in spring.\n\nWhat was discussed")
    .replace("The minister said that teh talks had gone well, and thanked the hosts.\n", "")
    .replace("| Customs | Open | Talks |", "| Customs | Open | Talks |\n| Tolls | Open | Talks |")
)


@pytest.mark.parametrize("how", ["option", "record"])
def test_corrections_are_carried_over_to_a_newer_capture(root: Path, how: str) -> None:
    change(root / ARTICLE, "heading: What was discussed", "heading: What they spoke of # the desk's")
    change(root / ARTICLE, "  - list:\n", "  # seen by the port\n  - paragraph: A note by the desk.\n  - list:\n")
    change(root / ARTICLE, "[Ferries, Planned, Tender]", "[Ferries, Planned for 2027, Tender]")
    change(root / ARTICLE, "thanked the hosts", "thanked the hosts warmly")
    before = (root / ARTICLE).read_bytes()
    (root / "content/sources/port-talks-2.txt").write_text(LONGER, "utf-8")
    if how == "option":
        result = briefbook(root, "normalize", "--supersedes", "port-talks", "content/sources/port-talks-2.txt")
    else:
        (root / "content/records").mkdir()
        (root / "content/records/port-talks-2.yaml").write_text("supersedes: port-talks\n", "utf-8")
        result = briefbook(root, "normalize")
    assert result.exit_code == 0, result.output
    text = (root / "content/articles/port-talks-2.yaml").read_text("utf-8")
    for line in (
        "source: port-talks-2.txt",
        "supersedes: port-talks",
        "heading: What they spoke of # the desk's",
        "  # seen by the port\n  - paragraph: A note by the desk.\n  - list:",
        "[Ferries, Planned for 2027, Tender]",
        "Officials met on Wednesday.",
        "The hosts had invited them in spring.",
        "[Tolls, Open, Talks]",
        "thanked the hosts warmly",
    ):
        assert line in text, line
    assert "M004 warning" in result.stderr
    assert "thanked the hosts warmly" in result.stderr
    assert (root / ARTICLE).read_bytes() == before
    assert "error" not in briefbook(root, "check").stderr.replace("0 errors", "")
    assert briefbook(root, "normalize", "--check").exit_code == 0, "it is an article like any other from now on"


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--supersedes", "port-talks"], "needs one SOURCE", 2),
        (["--supersedes", "port-talk", "content/sources/new.txt"], "did you mean `port-talks`?", 1),
        (["--supersedes", "port-talks", "content/sources/port-talks.txt"], "has an article already", 2),
    ],
)
def test_a_wrong_supersedes_is_told(root: Path, arguments: list[str], said: str, code: int) -> None:
    (root / "content/sources/new.txt").write_text(LONGER, "utf-8")
    result = briefbook(root, "normalize", *arguments)
    assert result.exit_code == code
    assert said in result.output
    assert not (root / "content/articles/new.yaml").exists()


def test_repairs_follow_into_a_newer_capture(root: Path) -> None:
    """The machine's go with the machine; one of a hand's that has no place there is told."""
    change(
        root / ARTICLE,
        "repairs:\n",
        'repairs:\n  - {at: "23:24", was: "teh talks", now: "the talks", code: W003}\n',
    )
    change(root / ARTICLE, "teh talks had", "the talks had")
    new = TEXT.replace("met on Tuesday", "met on Wednesday").replace("teh talks", "all talks")
    (root / "content/sources/new.txt").write_text(new, "utf-8")
    result = briefbook(root, "normalize", "--supersedes", "port-talks", "content/sources/new.txt")
    text = (root / "content/articles/new.yaml").read_text("utf-8")
    assert 'was: "Wednesday.The", now: "Wednesday. The", code: S003' in text
    assert "W003" not in text
    assert "was not carried over: 'teh talks → the talks'" in result.stderr
    assert briefbook(root, "check").exit_code == 0


def test_what_is_saved_while_it_runs_is_not_lost(
    root: Path, other_normalizer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    real = intake.normalize_sources

    def slow(*args: Any, **kwargs: Any) -> Any:
        outcome = real(*args, **kwargs)
        change(root / ARTICLE, "quotas stay as they are", "quotas rise")
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(intake, "normalize_sources", slow)
        result = briefbook(root, "normalize")
    assert result.exit_code == 1
    assert f"{ARTICLE}: E006" in result.stderr
    assert "quotas rise" in (root / ARTICLE).read_text("utf-8")
    assert briefbook(root, "normalize").exit_code == 0
    text = (root / ARTICLE).read_text("utf-8")
    assert "quotas rise" in text
    assert "What Was Discussed" in text


@pytest.mark.parametrize("key", ["title", "supersedes"])
def test_a_key_of_the_desks_alone_stays(root: Path, other_normalizer: Any, key: str) -> None:
    text = change(root / ARTICLE, "\nheadline:", f"\n{key}: Talks\nheadline:")
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    assert briefbook(root, "normalize").exit_code == 0
    assert (root / ARTICLE).read_text("utf-8") == text.replace("What was discussed", "What Was Discussed")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("byline: By Ann Example", "byline: By Ann Example # asked"),
        ("at: {headline: 1, byline: 3}", "at: {headline: 1, byline: 3} # seen"),
        ("inferred: {headline: 0.93}", "inferred: {headline: 0.93} # sure"),
        ("omitted:", "omitted: # why"),
        (
            "  - {at: 25, reason: boilerplate, code: C003}",
            "  # own line\n  - {at: 25, reason: boilerplate, code: C003}",
        ),
        ("code: C003}", "code: C003} # yes"),
        ("code: S003}", "code: S003} # right"),
    ],
)
def test_a_comment_never_goes(root: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """It stays where its value went, and the machine's change comes in all the same."""
    change(root / ARTICLE, old, new)
    before = (root / ARTICLE).read_text("utf-8")

    def less(source: Source, *, article_id: str | None = None) -> Article:
        article = normalize(source, article_id=article_id)
        return replace(article, headline=None, byline=None, omissions=(), repairs=())

    monkeypatch.setattr(intake, "normalize", less)
    result = briefbook(root, "normalize")
    after = (root / ARTICLE).read_text("utf-8")
    assert new.partition("#")[2].splitlines()[0] in after
    assert after != before
    assert "M003" not in result.stderr


REPAIRED = """\
Talks on the port

The hosts,who spoke first,were pleased,as were the guests. The talks ended.Both sides left,all said,in peace.

The minister,however,said nothing.The talks,so far,stopped there.
"""


@pytest.fixture
def repaired(tmp_path: Path) -> Path:
    """A project whose article has many repairs of two rules; comments and layouts of a hand among them."""
    root = copy_project(tmp_path / "repaired", content=False)
    sources = root / "content" / "sources"
    sources.mkdir(parents=True)
    (sources / "port-talks.txt").write_text(REPAIRED, "utf-8")
    assert briefbook(root, "normalize").exit_code == 0
    assert len(entries_of((root / ARTICLE).read_text("utf-8"))) >= 8
    return root


def entries_of(text: str) -> list[str]:
    """The lines of the entries of `repairs`, as the machine writes them."""
    return re.findall(r"^  - \{at: .*\}$", text.partition("\nrepairs:\n")[2].partition("\nsuggested:")[0], re.MULTILINE)


def without(monkeypatch: pytest.MonkeyPatch, *codes: str, **changed: Any) -> None:
    """Another normalizer: it makes no repair of these codes, and tells those that it makes otherwise."""

    def other(source: Source, *, article_id: str | None = None) -> Article:
        article = normalize(source, article_id=article_id)
        return replace(article, repairs=tuple(replace(r, **changed) for r in article.repairs if r.code not in codes))

    monkeypatch.setattr(intake, "normalize", other)


def in_block_style(line: str) -> str:
    found = re.fullmatch(r'  - \{at: (".*?"), was: (".*"), now: (".*"), code: (\w+)\}', line)
    assert found is not None
    return "  - at: {}\n    was: {}\n    now: {}\n    code: {}".format(*found.groups())


def as_a_hand_has_it(line: str, how: str) -> str:
    return {
        "above": f"  # seen\n{line}",
        "behind": f"{line} # ok",
        "both": f"  # seen\n  # by two\n{line} # ok",
        "block": in_block_style(line),
        "block with comments": in_block_style(line).replace("\n", " # one\n  # two\n", 1) + " # three",
        "two lines": line.replace(", was", ", # one\n     was"),
        "far in": f"      # seen\n{line}",
        "outside": f"# seen\n{line}",
    }[how]


HOW = ["above", "behind", "both", "block", "block with comments", "two lines", "far in", "outside"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "none"])
@pytest.mark.parametrize("codes", [["S002"], ["S003"], ["S002", "S003"]], ids="-".join)
@pytest.mark.parametrize("how", HOW)
def test_what_a_hand_wrote_about_an_entry_waits_for_it(
    repaired: Path, monkeypatch: pytest.MonkeyPatch, how: str, codes: list[str], ending: str
) -> None:
    """A rule that is switched off and on again leaves no trace; meanwhile no comment speaks of another entry."""
    path = repaired / ARTICLE
    text = path.read_text("utf-8")
    for line in entries_of(text)[::2]:
        text = text.replace(line, as_a_hand_has_it(line, how))
    text = text.rstrip("\n") if ending == "none" else text.replace("\n", ending)
    path.write_bytes(text.encode())
    assert briefbook(repaired, "normalize").exit_code == 0
    assert path.read_bytes().decode() == text
    without(monkeypatch, *codes)
    result = briefbook(repaired, "normalize")
    assert "M003" not in result.stderr
    off = path.read_bytes().decode()
    assert off != text
    assert re.findall(r"# (?:seen|by two|ok|one|two|three)\b", off) == re.findall(
        r"# (?:seen|by two|ok|one|two|three)\b", text
    )
    for line in entries_of(text.replace("\r", "")):
        assert line in off or not any(line.endswith(f"code: {code}}}") for code in {"S002", "S003"} - set(codes))
    assert briefbook(repaired, "normalize").exit_code == 0
    assert path.read_bytes().decode() == off
    monkeypatch.setattr(intake, "normalize", normalize)
    assert briefbook(repaired, "normalize").exit_code == 0
    assert path.read_bytes().decode() == text


@pytest.mark.parametrize("how", HOW)
def test_of_an_entry_told_otherwise_the_value_alone_changes(
    repaired: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = repaired / ARTICLE
    text = path.read_text("utf-8")
    for line in entries_of(text):
        text = text.replace(line, as_a_hand_has_it(line, how))
    path.write_text(text, "utf-8")
    assert briefbook(repaired, "normalize").exit_code == 0

    def other(source: Source, *, article_id: str | None = None) -> Article:
        article = normalize(source, article_id=article_id)
        more = [
            replace(
                r,
                now=r.now.replace(", ", ",  "),
                edits=tuple(replace(e, replacement=f" {e.replacement}") for e in r.edits),
            )
            for r in article.repairs
            if r.code == "S002"
        ]
        return replace(
            article,
            repairs=tuple(sorted([*more, *(r for r in article.repairs if r.code != "S002")], key=lambda r: r.at)),
        )

    monkeypatch.setattr(intake, "normalize", other)
    assert briefbook(repaired, "normalize").exit_code == 0
    section = text.partition("\nrepairs:\n")[2]
    now = path.read_text("utf-8").partition("\nrepairs:\n")[2]
    assert now != section
    assert now == re.sub(r'(now: "[^"]*?,) ', r"\1  ", section)


def test_the_place_of_a_conflict_is_that_of_the_file_as_it_is_now(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(root / ARTICLE, "heading: What was discussed", "heading: What they spoke of")

    def other(source: Source, *, article_id: str | None = None) -> Article:
        article = normalize(source, article_id=article_id)
        blocks = (replace(b, text="Discussed") if isinstance(b, Heading) else b for b in article.blocks)
        return replace(article, byline=None, blocks=tuple(blocks))

    monkeypatch.setattr(intake, "normalize", other)
    result = briefbook(root, "normalize")
    assert "M002" in result.stderr
    assert "heading: What they spoke of" in result.stderr, "the line that is shown"


def test_a_lock_that_is_damaged_stops_nothing_else(root: Path, other_normalizer: Any) -> None:
    lock = (root / LOCK).read_text("utf-8")
    other_normalizer(lambda heading: replace(heading, text="What Was Discussed"))
    line = next(x for x in lock.splitlines() if ".rows.0.0 " in x)
    for damaged in (
        lock.replace(line, f"{line.replace('.0.0 ', ' ')}\n{line}"),
        lock[:-30],
        "\0",
        lock.replace(" ", "\t"),
    ):
        (root / LOCK).write_text(damaged, "utf-8")
        result = briefbook(root, "normalize")
        assert f"{LOCK}: M005" in result.stderr
        assert "git checkout" in result.stderr
    (root / LOCK).write_bytes(b"\xff\xfe")
    assert "M005" in briefbook(root, "normalize", "--check").stderr
