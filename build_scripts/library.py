"""The library: all of `content/`, read and written here and nowhere else.

In: a project's root. Out: sources, articles, briefings, themes, actors, vocabulary and records with their YAML nodes,
and every problem found on the way. Refused: bytes that are no text, YAML that is no document of its kind. Writing goes
through `staging`: all files or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from build_scripts.codec import article_of
from build_scripts.decode import UndecodableError, decode
from build_scripts.documents import (
    ArticleDocument,
    BriefingDocument,
    Document,
    RecordDocument,
    TermsDocument,
    VocabularyDocument,
)
from build_scripts.model import Actor, Article, Source, Theme
from build_scripts.problems import Problem, Severity, did_you_mean, in_file_order
from build_scripts.repairs import PASSES
from build_scripts.staging import exclusive, write_files
from build_scripts.validation import read_document
from build_scripts.yaml_text import Node, locate

READ_FOLDERS = ("actors", "articles", "briefings", "records", "themes")
"""The folders of content/ whose YAML files are read."""

ID = re.compile(r"[^\W_][\w-]*")
"""Ids are file names, parts of addresses and of citations: letters, digits, `-` and `_`, no sign first."""

REASONS = {code: reason for one in PASSES for code, reason in one.codes.items()}
"""What each repair code stands for."""

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Entry(Generic[D]):
    """One YAML file: its id, its path for people, its document and its nodes."""

    id: str
    path: str
    document: D
    root: Node | None

    def place(self, *steps: str | int) -> tuple[int, int]:
        """Line and column of the value at a data path, or of the nearest one above it."""
        node, _ = locate(self.root, steps)
        return (node.line, node.column) if node else (0, 0)

    def problem(
        self, code: str, steps: Iterable[str | int], message: str, hint: str, severity: Severity = Severity.error
    ) -> Problem:
        """A problem at the place of a value of this file."""
        return Problem(code, self.path, *self.place(*steps), message, hint, severity)


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article with its file and its source."""

    article: Article
    source: Source
    entry: Entry[ArticleDocument]


@dataclass(frozen=True, slots=True)
class Library:
    """Everything a report needs; `problems` holds what could not be read."""

    root: Path
    sources: Mapping[str, Source] = field(default_factory=dict)
    articles: Mapping[str, ArticleEntry] = field(default_factory=dict)
    briefings: Mapping[str, Entry[BriefingDocument]] = field(default_factory=dict)
    themes: Mapping[str, Entry[TermsDocument]] = field(default_factory=dict)
    actors: Mapping[str, Entry[TermsDocument]] = field(default_factory=dict)
    vocabulary: Entry[VocabularyDocument] | None = None
    records: Mapping[str, Entry[RecordDocument]] = field(default_factory=dict)
    locked: Mapping[str, str] = field(default_factory=dict)
    """The digest of the source that each lock remembers, by article id."""
    claimed: frozenset[str] = frozenset()
    """Source files that an article file names, also one that could not be read."""
    problems: tuple[Problem, ...] = ()

    def theme(self, theme_id: str) -> Theme:
        """A theme as the model has it; `KeyError` where there is none."""
        document = self.themes[theme_id].document
        return Theme(theme_id, document.label, tuple(document.terms))

    def actor(self, actor_id: str) -> Actor:
        """An actor as the model has it; `KeyError` where there is none."""
        document = self.actors[actor_id].document
        return Actor(actor_id, document.label, tuple(document.terms))

    def record(self, source: str) -> RecordDocument:
        """What is known of a source beside its text; an empty record where nothing is."""
        entry = self.records.get(Path(source).stem)
        return entry.document if entry else RecordDocument()


def content_folder(root: Path) -> Path:
    """Where everything lies that a maintainer writes."""
    return root / "content"


def read_source(path: Path, root: Path) -> tuple[Source | None, Problem | None]:
    """One captured text, or why it is none."""
    shown = shown_path(path, root)
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        hint = "put the text itself there: a site must hold what its repository holds"
        return None, Problem("E005", shown, 0, 0, "a link that leads out of the project", hint)
    try:
        data = path.read_bytes()
        text, encoding = decode(data)
    except OSError as error:
        return None, unreadable(shown, error)
    except UndecodableError as error:
        return None, Problem(
            "E001",
            shown,
            error.line,
            error.column,
            f"byte 0x{error.byte:02X} at offset {error.offset} is not {error.encoding}",
            "save the capture as UTF-8; it is expected to be UTF-8, UTF-16 with its mark, or cp1252",
        )
    return Source(path.stem, path.name, text, sha256(data).hexdigest(), encoding), None


def source_paths(root: Path) -> list[Path]:
    """The captured texts, by name."""
    folder = content_folder(root) / "sources"
    return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith(".")) if folder.is_dir() else []


def read_library(root: Path) -> Library:
    """All of `content/`. Never raises for what a file holds: problems are collected, what could be read is there."""
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for path in source_paths(root):
        source, problem = read_source(path, root)
        if source is not None:
            sources[path.name] = source
        if problem is not None:
            problems.append(problem)
    articles: dict[str, ArticleEntry] = {}
    broken = {p.path.rpartition("/")[2] for p in problems}
    for entry in _entries(root, "articles", ArticleDocument, problems):
        name = entry.document.source
        if name not in sources:
            if name not in broken:
                problems.append(
                    entry.problem(
                        "X003",
                        ["source"],
                        f"no file content/sources/{name}",
                        did_you_mean(name, sources) or "put the capture there, or name the right one",
                    )
                )
            continue
        article, found = article_of(
            entry.document, entry.root, sources[name], entry.id, entry.path, lambda code: REASONS.get(code, "")
        )
        problems.extend(found)
        articles[entry.id] = ArticleEntry(article, sources[name], entry)
    problems.extend(_strays(root))
    vocabulary = _one(root, content_folder(root) / "vocabulary.yaml", VocabularyDocument, problems)
    claimed = {a.entry.document.source for a in articles.values()}
    for path in yaml_files(root, "articles"):
        if path.stem not in articles:
            text, _ = read_yaml_text(path, root)
            claimed.add(named_source(text, path.stem))
    return Library(
        root=root,
        sources=sources,
        articles=articles,
        briefings={e.id: e for e in _entries(root, "briefings", BriefingDocument, problems)},
        themes={e.id: e for e in _entries(root, "themes", TermsDocument, problems)},
        actors={e.id: e for e in _entries(root, "actors", TermsDocument, problems)},
        vocabulary=vocabulary,
        records={e.id: e for e in _entries(root, "records", RecordDocument, problems, any_id=True)},
        locked={path.stem: _locked_digest(path) for path in sorted((content_folder(root) / "locks").glob("*.lock"))},
        claimed=frozenset(claimed),
        problems=in_file_order(problems),
    )


def read_lock(root: Path, article_id: str) -> str | None:
    """The text of an article's lock; None where there is none that can be read."""
    try:
        return lock_path(root, article_id).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def write_content(root: Path, files: Mapping[Path, bytes]) -> None:
    """Put files of `content/` in place, all or none."""
    with exclusive(root):
        write_files(root, files)


def article_path(root: Path, article_id: str) -> Path:
    """Where an article's YAML lies."""
    return content_folder(root) / "articles" / f"{article_id}.yaml"


def lock_path(root: Path, article_id: str) -> Path:
    """Where the digests of what the machine wrote lie."""
    return content_folder(root) / "locks" / f"{article_id}.lock"


def _strays(root: Path) -> Iterator[Problem]:
    """Files of content/ that nothing reads: a folder or an ending that is none of ours."""
    folder = content_folder(root)
    for path in sorted(folder.rglob("*")):
        steps = path.relative_to(folder).parts
        if path.is_dir() or any(s.startswith(".") for s in steps) or steps[0] == "pages":
            continue
        endings = dict.fromkeys(READ_FOLDERS, ".yaml") | {"locks": ".lock", "sources": path.suffix}
        if len(steps) == 2 and endings.get(steps[0]) == path.suffix:
            continue
        if steps == ("vocabulary.yaml",) or (len(steps) == 2 and steps[0] in READ_FOLDERS and path.suffix == ".yml"):
            continue
        known = ", ".join(f"{name}/" for name in sorted(endings))
        hint = f"what is read: {known} (YAML files end in .yaml), pages/ and vocabulary.yaml"
        yield Problem("X024", shown_path(path, root), 0, 0, "nothing reads this file", hint, Severity.warning)


def named_source(text: str, stem: str) -> str:
    """The source of an article file that can't be read: it still owns it, and must not be written anew."""
    match = re.search(r"^source:[ \t]*[\"']?([^\"'#\r\n]+?)[\"']?[ \t]*(?:#.*)?$", text, re.MULTILINE)
    return match.group(1) if match else f"{stem}.txt"


def _locked_digest(path: Path) -> str:
    """The source's digest as a lock remembers it; empty where it has none."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(" ")[2] for line in lines if line.startswith("source ")), "")


def yaml_files(root: Path, folder: str) -> list[Path]:
    """The YAML files of a folder of content/, by name."""
    return sorted((content_folder(root) / folder).glob("*.yaml"))


def _entries(
    root: Path, folder: str, model: type[D], problems: list[Problem], *, any_id: bool = False
) -> list[Entry[D]]:
    entries = []
    for path in yaml_files(root, folder):
        if not any_id and not ID.fullmatch(path.stem):
            problems.append(
                Problem(
                    "X011",
                    shown_path(path, root),
                    0,
                    0,
                    f"{path.stem!r} is no id: it names the page and its citations",
                    "rename the file with letters, digits, `-` and `_` only",
                )
            )
            continue
        entry = _one(root, path, model, problems)
        if entry is not None:
            entries.append(entry)
    for path in sorted((content_folder(root) / folder).glob("*.yml")):
        problems.append(
            Problem("X012", shown_path(path, root), 0, 0, "files here end in .yaml", f"rename it to {path.stem}.yaml")
        )
    return entries


def _one(root: Path, path: Path, model: type[D], problems: list[Problem]) -> Entry[D] | None:
    if not path.exists():
        return None
    text, problem = read_yaml_text(path, root)
    if problem is not None:
        problems.append(problem)
        return None
    document, node, found = read_document(model, text, shown_path(path, root))
    problems.extend(found)
    return Entry(path.stem, shown_path(path, root), document, node) if document is not None else None


def unreadable(shown: str, error: OSError) -> Problem:
    """What is told of a file that the system does not give."""
    return Problem("E003", shown, 0, 0, f"can't be read: {error.strerror}", "check the file's name and rights")


def read_yaml_text(path: Path, root: Path) -> tuple[str, Problem | None]:
    """A YAML file's text, or why it can't be read."""
    shown = shown_path(path, root)
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", unreadable(shown, error)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return "", Problem(
            "Y012", shown, line, column, f"byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8"
        )


def shown_path(path: Path, root: Path) -> str:
    """A path as problems tell it: from the project's root, where it lies below."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()
