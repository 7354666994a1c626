"""Migrations: files that an older Briefbook wrote, brought to today's shape.

In: the files of content/. Out: their new texts, every other byte as it was, and what was done to each. Nothing is
written here; a second run finds nothing to do. Refused: a file that can't be read, a layout that can't be spliced; both
are problems, and then nothing is to be written.

`MIGRATIONS` is the whole list, in the order in which they run. A new one is a few lines: what it finds, what it
changes. It stays for good, so that a project of any age comes to today's shape with one command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from build_scripts.content_files import (
    READ_FOLDERS,
    article_path,
    content_folder,
    lock_path,
    named_source,
    read_lock,
    read_source,
    read_yaml_text,
    shown_path,
    yaml_files,
)
from build_scripts.documents import DOCUMENTS
from build_scripts.locks import is_first_form
from build_scripts.model import Source
from build_scripts.old_locks import renewed
from build_scripts.problems import Problem, Severity, has_errors, in_file_order
from build_scripts.yaml_splice import UnsafeSpliceError
from build_scripts.yaml_text import read_nodes, to_data

LOCK = "lock"
SCHEMA = re.compile(r"^#\s*yaml-language-server:.*\$schema=", re.MULTILINE)
KINDS_BY_FOLDER = {"changes": "changes"} | {
    folder: folder.removesuffix("s") for folder in READ_FOLDERS if folder != "changes"
}
"""Which kind of document a folder of content/ holds."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A file that may need migrating. `kind` is that of its document, or `lock`, which has its article and source."""

    kind: str
    path: Path
    shown: str
    text: str
    article: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Migration:
    """One change of shape: its name, what it does and why, the kinds of files it looks at, what it finds and changes.

    `needed` says that without it the file can't be used as meant, so that `briefbook check` tells of it.
    `change` raises `UnsafeSpliceError` where a file's layout does not let it through.
    """

    id: str
    what: str
    why: str
    kinds: frozenset[str]
    found: Callable[[Subject], bool]
    change: Callable[[Subject], str]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Migrated:
    """What migrating does: new contents by path, what was done to each file, and what could not be done."""

    files: dict[Path, bytes] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def _lacks_schema(subject: Subject) -> bool:
    head = re.match(r"\ufeff?(?:[ \t]*(?:#.*)?(?:\r\n|\r|\n))*[ \t]*#?.*", subject.text)
    return not SCHEMA.search(head.group().lstrip("\ufeff") if head else "")


def _with_schema(subject: Subject) -> str:
    up = "../" if subject.path.parent.name == "content" else "../../"
    mark, text = ("\ufeff", subject.text[1:]) if subject.text.startswith("\ufeff") else ("", subject.text)
    ending = re.search(r"\r\n|\n|\r", text)
    line = f"# yaml-language-server: $schema={up}schemas/{subject.kind}.json"
    changed = f"{mark}{line}{ending.group() if ending else chr(10)}{text}"
    if to_data(read_nodes(changed, subject.shown)[0]) != to_data(read_nodes(subject.text, subject.shown)[0]):
        raise UnsafeSpliceError("a line above it changes what it says")
    return changed


def _renewed_lock(subject: Subject) -> str:
    changed = renewed(subject.text, subject.article, subject.source) if subject.source is not None else None
    if changed is None:
        raise UnsafeSpliceError("its article or its source can't be read, or their positions do not fit each other")
    return changed


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "schema-line",
        "the first line names the schema",
        "editors complete and check the file while one types",
        frozenset(DOCUMENTS),
        _lacks_schema,
        _with_schema,
        needed=False,
    ),
    Migration(
        "lock-2",
        "the lock has today's form",
        "only then can `briefbook normalize` tell what the machine wrote from what a hand wrote",
        frozenset({LOCK}),
        lambda subject: is_first_form(subject.text),
        _renewed_lock,
    ),
)
"""Every migration there is, in the order in which they run. None is ever removed."""


def migrated(root: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Migrated:
    """All files of content/ in today's shape: those that change, and what changes them."""
    problems: list[Problem] = []
    files: dict[Path, bytes] = {}
    texts: dict[Path, str] = {}
    told = []
    for subject in _subjects(root, problems, {k for m in migrations for k in m.kinds}):
        if subject.kind == LOCK:
            own = article_path(root, subject.path.stem)
            subject = replace(subject, article=texts.get(own, subject.article))
        text = subject.text
        for migration in migrations:
            if subject.kind not in migration.kinds or not migration.found(subject):
                continue
            try:
                changed = migration.change(subject)
            except UnsafeSpliceError as error:
                hint = f"do it by hand: {migration.what}; nothing was written"
                problems.append(Problem("R009", subject.shown, 0, 0, f"{migration.id}: {error}", hint))
                break
            subject = replace(subject, text=changed)
            told.append(f"{subject.shown}: {migration.id}: {migration.what}")
        texts[subject.path] = subject.text
        if subject.text != text:
            files[subject.path] = subject.text.encode()
    return Migrated(files, tuple(told), in_file_order(problems))


def waiting(root: Path, migrations: Sequence[Migration] = MIGRATIONS) -> Iterator[Problem]:
    """Files that have a shape of an older Briefbook and can't be used as meant before `briefbook migrate` has run."""
    needed = [m for m in migrations if m.needed]
    for subject in _subjects(root, [], {k for m in needed for k in m.kinds}, whole=False):
        for migration in needed:
            if subject.kind in migration.kinds and migration.found(subject):
                message = f"an older Briefbook wrote it; today {migration.what}: {migration.why}"
                hint = "run `briefbook migrate`"
                yield Problem("R009", subject.shown, 0, 0, message, hint, Severity.warning)


def without_schema(root: Path) -> list[str]:
    """The YAML files whose first line does not name their schema: nothing is wrong, but editors can't help in them."""
    paths = [path for folder in KINDS_BY_FOLDER for path in yaml_files(root, folder)]
    paths += [path for path in [content_folder(root) / "vocabulary.yaml"] if path.is_file()]
    found = []
    for path in paths:
        text, problem = read_yaml_text(path, root)
        shown = shown_path(path, root)
        if problem is None and _lacks_schema(Subject("", path, shown, text)):
            found.append(shown)
    return found


def _subjects(root: Path, problems: list[Problem], kinds: set[str], *, whole: bool = True) -> Iterator[Subject]:
    """The files of some kinds, the locks last; a lock with its article and source only where it is wanted `whole`."""
    paths = [(kind, path) for folder, kind in KINDS_BY_FOLDER.items() for path in yaml_files(root, folder)]
    vocabulary = content_folder(root) / "vocabulary.yaml"
    paths += [("vocabulary", vocabulary)] if vocabulary.is_file() else []
    for kind, path in paths:
        if kind not in kinds:
            continue
        text, problem = read_yaml_text(path, root)
        shown = shown_path(path, root)
        found = [problem] if problem is not None else read_nodes(text, shown)[1]
        if has_errors(found):
            problems.extend(found)
        else:
            yield Subject(kind, path, shown, text)
    if LOCK in kinds:
        yield from _locks(root, whole)


def _locks(root: Path, whole: bool) -> Iterator[Subject]:
    for path in sorted((content_folder(root) / "locks").glob("*.lock")):
        text = read_lock(root, path.stem)
        if text is None:
            continue
        subject = Subject(LOCK, lock_path(root, path.stem), shown_path(path, root), text)
        if whole and article_path(root, path.stem).is_file():
            article, _ = read_yaml_text(article_path(root, path.stem), root)
            source, _ = read_source(content_folder(root) / "sources" / named_source(article, path.stem), root)
            subject = replace(subject, article=article, source=source)
        yield subject
