"""Migrations: files of an older Briefbook come to today's shape; comments, order and every other byte stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from build_scripts.check import check
from build_scripts.cli import main
from build_scripts.library import read_library
from build_scripts.locks import LOCK_LINE
from build_scripts.migrations import MIGRATIONS, Migration, Subject, migrated, waiting
from build_scripts.yaml_splice import add_key, remove_key, rename_key, set_scalar, splice
from build_scripts.yaml_text import Fields, locate, read_nodes, to_data
from site_tests.projects import files_of

SOURCE = """Harbour news

The council met on Tuesday,and spoke of thes plans for the port. The plans are old.

- first item of the list
- second item of the list

| Port | Line |
| --- | --- |
| Ham | second |
"""


INNER = '"# yaml-language-server: $schema=x"'
"""A value that looks like the line."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "p"
    (root / "content/sources").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: x\n")
    (root / "content/sources/harbour.txt").write_text(SOURCE, "utf-8")
    assert run(root, "normalize").exit_code == 0
    return root


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


def article(root: Path) -> Path:
    return root / "content/articles/harbour.yaml"


def lock(root: Path) -> Path:
    return root / "content/locks/harbour.lock"


def test_what_is_written_today_needs_no_migration(root: Path) -> None:
    before = files_of(root / "content")
    result = run(root, "migrate", "--check")
    assert (result.exit_code, result.stdout) == (0, "every file has today's shape\n")
    assert run(root, "migrate").exit_code == 0
    assert files_of(root / "content") == before


def test_this_projects_content_has_todays_shape() -> None:
    assert not migrated(Path(__file__).parents[1]).files


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("label: Ferries\nterms: [ferry]\n", "{line}\nlabel: Ferries\nterms: [ferry]\n"),
        ("# of the desk\n\nlabel: F # no\nterms: [f]", "{line}\n# of the desk\n\nlabel: F # no\nterms: [f]"),
        ("label: F\r\nterms: [f]\r\n", "{line}\r\nlabel: F\r\nterms: [f]\r\n"),
        ("---\nlabel: F\nterms: [f]\n", "{line}\n---\nlabel: F\nterms: [f]\n"),
        ("\ufefflabel: F\nterms: [f]\n", "\ufeff{line}\nlabel: F\nterms: [f]\n"),
        ("# yaml-language-server: $schema=elsewhere.json\nlabel: F\nterms: [f]\n", None),
        ("# mine\n#yaml-language-server: $schema=../../schemas/theme.json\nlabel: F\nterms: [f]\n", None),
        (f"label: {INNER}\nterms: [f]\n", f"{{line}}\nlabel: {INNER}\nterms: [f]\n"),
    ],
)  # fmt: skip
def test_the_schema_line(root: Path, before: str, after: str | None) -> None:
    path = root / "content/themes/ferries.yaml"
    path.parent.mkdir()
    path.write_bytes(before.encode())
    check_only = run(root, "migrate", "--check")
    assert check_only.exit_code == (0 if after is None else 1)
    assert path.read_bytes() == before.encode()
    assert run(root, "migrate").exit_code == 0
    line = "# yaml-language-server: $schema=../../schemas/theme.json"
    assert path.read_bytes().decode() == (after or before).replace("{line}", line)
    assert run(root, "migrate", "--check").exit_code == 0
    assert not list(waiting(root))  # nothing is wrong without that line


def test_the_vocabulary_lies_higher_up(root: Path) -> None:
    path = root / "content/vocabulary.yaml"
    path.write_text("kinds: []\n")
    assert run(root, "migrate").exit_code == 0
    assert path.read_text().startswith("# yaml-language-server: $schema=../schemas/vocabulary.json\n")


def digest(value: object) -> str:
    """As locks of the first form had it."""
    return sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:16]


def first_form(root: Path) -> None:
    """The lock that Briefbook 0.1.0 wrote for this article."""
    text = "The council met on Tuesday, and spoke of thes plans for the port. The plans are old."
    values: list[tuple[str, object]] = [
        ("published", None),
        ("1 heading", "Harbour news"),
        ("1 level", 2),
        ("3 paragraph", text),
        ("5-6 list.0", "first item of the list"),
        ("5-6 list.1", "second item of the list"),
        ("8-10 columns.0", "Port"),
        ("8-10 columns.1", "Line"),
        ("8-10 rows.0.0", "Ham"),
        ("8-10 rows.0.1", "second"),
        ("3:20 S002 safe", ["Tuesday,and", "Tuesday, and"]),
        ("3:41 W003 suggested", ["thes", "these"]),
    ]
    whole = sha256(SOURCE.encode()).hexdigest()
    head = ["# briefbook lock 1: digests of the values that normalize wrote; do not edit", f"source {whole}"]
    lock(root).write_text("\n".join([*head, *(f"{name} {digest(value)}" for name, value in values)]) + "\n", "utf-8")


def test_a_lock_of_the_first_form(root: Path) -> None:
    today = lock(root).read_text("utf-8")
    first_form(root)
    (problem,) = [p for p in check(read_library(root)) if p.code == "R009"]
    assert problem.path == "content/locks/harbour.lock"
    assert "briefbook migrate" in problem.hint
    before = article(root).read_bytes()
    assert run(root, "migrate").exit_code == 0
    assert article(root).read_bytes() == before
    assert sorted(lock(root).read_text("utf-8").splitlines()) == sorted(today.splitlines())
    assert run(root, "migrate", "--check").exit_code == 0
    assert not [p for p in check(read_library(root)) if p.code == "R009"]


def test_a_hand_edit_from_before_stays_a_hands(root: Path) -> None:
    """A word changed, a suggestion rejected, a block removed and one added: normalizing again leaves them so."""
    today = lock(root).read_text("utf-8")
    first_form(root)
    text = article(root).read_text("utf-8")
    start = text.index("suggested:")
    text = text[:start].replace("The plans are old.", "The plans are ancient.").replace("- second item", "- 2nd item")
    first = text.index("  - heading: Harbour news")
    text = text[:first] + text[text.index("  - paragraph:") :] + "# the desk's last word\n"
    article(root).write_text(text, "utf-8")
    assert run(root, "migrate").exit_code == 0
    assert lock(root).read_text("utf-8").splitlines()[0] == LOCK_LINE
    assert sorted(lock(root).read_text("utf-8").splitlines()) == sorted(today.splitlines())
    for _ in range(2):
        result = run(root, "normalize")
        assert result.exit_code == 0, result.output
        assert article(root).read_text("utf-8") == text


def test_a_lock_whose_article_is_gone_is_told(root: Path) -> None:
    first_form(root)
    article(root).unlink()
    before = files_of(root / "content")
    result = run(root, "migrate")
    assert result.exit_code == 1
    assert "content/locks/harbour.lock: R009" in result.stderr
    assert files_of(root / "content") == before


def test_a_file_that_can_not_be_read_stops_it_and_nothing_is_written(root: Path) -> None:
    (root / "content/themes").mkdir()
    (root / "content/themes/broken.yaml").write_text("label: [\n")
    (root / "content/themes/whole.yaml").write_text("label: F\nterms: [f]\n")
    before = files_of(root / "content")
    result = run(root, "migrate")
    assert result.exit_code == 1
    assert "content/themes/broken.yaml:" in result.stderr
    assert files_of(root / "content") == before


def spliced(change: Callable[[str, Fields, dict[str, object]], list[object]]) -> Callable[[Subject], str]:
    """A migration's change as it is written for a real one: splices, and the data that must come out."""

    def changed(subject: Subject) -> str:
        node, _ = read_nodes(subject.text, subject.shown)
        assert isinstance(node, Fields)
        data = to_data(node)
        assert isinstance(data, dict)
        return splice(subject.text, change(subject.text, node, data), data, subject.shown)  # type: ignore[arg-type]

    return changed


def _renamed(text: str, node: Fields, data: dict[str, object]) -> list[object]:
    data["label"] = data.pop("name")
    return [rename_key(text, node, "name", "label")]


def _split(text: str, node: Fields, data: dict[str, object]) -> list[object]:
    who, _, when = str(data["printed"]).partition(", ")
    data["publisher"], data["published"] = who, when
    del data["printed"]
    return [
        rename_key(text, node, "printed", "publisher"),
        set_scalar(text, node, ("printed",), who),
        add_key(text, node, [f'published: "{when}"'], "printed"),
    ]


def _has(key: str) -> Callable[[Subject], bool]:
    return lambda subject: locate(read_nodes(subject.text, subject.shown)[0], (key,))[1]


NAME = Migration("name", "`name` is `label`", "one word for it", frozenset({"theme"}), _has("name"), spliced(_renamed))
PRINTED = Migration("printed", "`printed` is two", "dates", frozenset({"record"}), _has("printed"), spliced(_split))
OLDER = (NAME, PRINTED)
THEME = b"# mine\r\n\r\n%s:   'Ferries'   # as we say\r\nterms:\r\n    - ferry # and\r\n    # this\r\n    - line\r\n"


def test_a_key_renamed_and_a_field_split_keep_every_other_byte(root: Path) -> None:
    theme, record = root / "content/themes/ferries.yaml", root / "content/records/harbour.yaml"
    for path in (theme, record):
        path.parent.mkdir()
    theme.write_bytes(
        b"# mine\r\n\r\nname:   'Ferries'   # as we say\r\nterms:\r\n    - ferry # and\r\n    # this\r\n    - line\r\n"
    )
    record.write_bytes("# first\nrights: full # all of it\nprinted: The Gazette, 2024-05-31   # ß\n\n# last\n".encode())
    told = list(waiting(root, OLDER))
    assert [(p.path, p.code) for p in told] == [
        ("content/records/harbour.yaml", "R009"), ("content/themes/ferries.yaml", "R009"),
    ]  # fmt: skip
    outcome = migrated(root, OLDER)
    assert not outcome.problems
    assert {p.name: data for p, data in outcome.files.items()} == {
        "ferries.yaml": THEME % b"label",
        "harbour.yaml": "# first\nrights: full # all of it\npublisher: The Gazette   # ß\n"
        'published: "2024-05-31"\n\n# last\n'.encode(),
    }  # fmt: skip
    for path, data in outcome.files.items():
        path.write_bytes(data)
    assert not migrated(root, OLDER).files
    assert not list(waiting(root, OLDER))


def test_migrations_run_in_their_order(root: Path) -> None:
    """A later one sees what an earlier one made."""
    theme = root / "content/themes/ferries.yaml"
    theme.parent.mkdir()
    theme.write_text("called: F\nterms: [f]\n")

    def first(text: str, node: Fields, data: dict[str, object]) -> list[object]:
        data["name"] = data.pop("called")
        return [rename_key(text, node, "called", "name")]

    older = Migration("called-name", "", "", frozenset({"theme"}), _has("called"), spliced(first))
    (data,) = migrated(root, (older, *OLDER, *MIGRATIONS)).files.values()
    assert data.decode() == "# yaml-language-server: $schema=../../schemas/theme.json\nlabel: F\nterms: [f]\n"


def test_a_layout_that_can_not_be_changed_is_told_with_its_file(root: Path) -> None:
    theme = root / "content/themes/ferries.yaml"
    theme.parent.mkdir()
    theme.write_text("{printed: 'x, y'}\n")

    def removed(text: str, node: Fields, data: dict[str, object]) -> list[object]:
        del data["printed"]
        return [remove_key(text, node, "printed")]

    one = Migration("gone", "`printed` is gone", "", frozenset({"theme"}), _has("printed"), spliced(removed))
    outcome = migrated(root, (one,))
    assert not outcome.files
    (problem,) = outcome.problems
    assert (problem.code, problem.path) == ("R009", "content/themes/ferries.yaml")


def test_every_migration_says_what_and_why() -> None:
    assert len({m.id for m in MIGRATIONS}) == len(MIGRATIONS)
    assert all(m.id and m.what and m.why and m.kinds for m in MIGRATIONS)
