"""The library: all of `content/`, read and written here and nowhere else.

In: a project's root. Out: sources, articles, briefings, themes, actors, vocabulary and records with their YAML nodes,
and every problem found on the way. Refused: bytes that are no text, YAML that is no document of its kind. Writing goes
through `staging`: all files or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from build_scripts.blocks import Document
from build_scripts.codec import article_of
from build_scripts.decode import UndecodableError, decode
from build_scripts.documents import (
    ArticleDocument,
    BriefingDocument,
    ChangesDocument,
    NoticeDocument,
    RecordDocument,
    TermsDocument,
    VocabularyDocument,
)
from build_scripts.locks import is_first_form, is_lock
from build_scripts.model import Actor, Article, Source, Theme
from build_scripts.problems import Problem, ProblemsError, Severity, did_you_mean, in_file_order
from build_scripts.repairs import PASSES
from build_scripts.spans import LineIndex
from build_scripts.staging import exclusive, write_files
from build_scripts.validation import Part, document_in_part, document_of, read_document
from build_scripts.yaml_text import Fields, Node, Scalar, locate, nodes_of

READ_FOLDERS = ("actors", "articles", "briefings", "changes", "notices", "records", "themes")
"""The folders of content/ whose YAML files are read."""

ID = re.compile(r"[^\W_][\w-]*")
"""Ids are file names, parts of addresses and of citations: letters, digits, `-` and `_`, no sign first."""

MAX_ID = 100
"""How many characters an id may have that becomes an address and the name of a folder."""
MAX_ID_BYTES = 200
"""How many bytes it may have in UTF-8; file systems take names of 255, and `.yaml` or `.csv` is added."""

REASONS = {code: reason for one in PASSES for code, reason in one.codes.items()}
"""What each repair code stands for."""

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Entry(Generic[D]):
    """One YAML file: its id, its path for people, its document and its nodes."""

    id: str
    path: str
    document: D
    file: Path | None = None
    part: Part[D] | None = None
    """Where only a part of the file could be read: that part. Such an entry is for checking alone."""

    @property
    def root(self) -> Node | None:
        """The file's nodes, read where they are asked for: thousands of trees would fill the memory."""
        return self.part.root if self.part else nodes_of(self._text())

    def _text(self) -> str:
        try:
            return self.file.read_bytes().decode("utf-8") if self.file else ""
        except (OSError, UnicodeDecodeError):
            return ""  # it was well when it was read; what changed since then is told the next time

    def own(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems less those of a value that only stands in for one that is wrong, which is told already."""
        unsure = self.part.unsure if self.part else frozenset()
        return [p for p in problems if (p.line, p.column) not in unsure]

    def place(self, *steps: str | int) -> tuple[int, int]:
        """Line and column of the value at a data path, or of the nearest one above it."""
        node, _ = locate(self.root, steps)
        return (node.line, node.column) if node else (0, 0)

    def problem(
        self, code: str, steps: Iterable[str | int], message: str, hint: str, severity: Severity = Severity.error
    ) -> Problem:
        """A problem at the place of a value of this file."""
        return Problem(code, self.path, *self.place(*steps), message, hint, severity)

    def problem_at_key(
        self, code: str, steps: Sequence[str | int], message: str, hint: str, severity: Severity = Severity.error
    ) -> Problem:
        """A problem of a key, not of its value: the value may stand lines below."""
        holder, found = locate(self.root, steps[:-1])
        key = holder.key(str(steps[-1])) if found and isinstance(holder, Fields) else None
        if key is None:
            return self.problem(code, steps, message, hint, severity)
        return Problem(code, self.path, key.line, key.column, message, hint, severity)

    def problem_at_words(
        self,
        code: str,
        steps: Iterable[str | int],
        words: str,
        message: str,
        hint: str,
        severity: Severity = Severity.error,
    ) -> Problem:
        """A problem at the place of some words within a text of this file."""
        line, column = self.place(*steps)
        node, found = locate(self.root, list(steps))
        text = self._text()
        if found and node is not None and text:
            lines = LineIndex(text)
            start = lines.offset(node.line, node.column)  # offsets of a file with mistakes may be those of a copy
            spaced = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
            if match := spaced.search(text, start, start + node.end - node.start + 1):
                line, column = lines.position(match.start())
        return Problem(code, self.path, line, column, message, hint, severity)


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article with its file and its source."""

    article: Article
    source: Source
    entry: Entry[ArticleDocument]


@dataclass(frozen=True, slots=True)
class Parts:
    """Files of which only a part could be read, for checking that part."""

    articles: tuple[ArticleEntry, ...] = ()
    briefings: tuple[Entry[BriefingDocument], ...] = ()
    records: tuple[Entry[RecordDocument], ...] = ()
    notices: tuple[Entry[NoticeDocument], ...] = ()


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
    notices: Mapping[str, Entry[NoticeDocument]] = field(default_factory=dict)
    """What became of ids that articles and briefings had, by the old id."""
    changes: Mapping[str, Entry[ChangesDocument]] = field(default_factory=dict)
    """What readers are told that changed, by file name."""
    locked: Mapping[str, str] = field(default_factory=dict)
    """The digest of the source that each lock remembers, by article id."""
    claimed: frozenset[str] = frozenset()
    """Source files that an article file names, also one that could not be read, or a notice of a withdrawal."""
    problems: tuple[Problem, ...] = ()
    parts: Parts = Parts()

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
    article_parts: list[Entry[ArticleDocument]] = []
    for entry in _entries(root, "articles", ArticleDocument, problems, parts=article_parts):
        if (item := _article(entry, sources, broken, problems)) is not None:
            articles[entry.id] = item
    parts = [_article(entry, sources, broken, problems) for entry in article_parts]
    briefing_parts: list[Entry[BriefingDocument]] = []
    record_parts: list[Entry[RecordDocument]] = []
    problems.extend(_strays(root))
    vocabulary = _one(root, content_folder(root) / "vocabulary.yaml", VocabularyDocument, problems)
    vocabulary = None if vocabulary is None or vocabulary.part else vocabulary
    claimed = {a.entry.document.source for a in articles.values()}
    for path in yaml_files(root, "articles"):
        if path.stem not in articles:
            text, _ = read_yaml_text(path, root)
            claimed.add(named_source(text, path.stem))
    notice_parts: list[Entry[NoticeDocument]] = []
    notices = {e.id: e for e in _entries(root, "notices", NoticeDocument, problems, parts=notice_parts)}
    claimed.update(_withdrawn(notices.values()))
    return Library(
        root=root,
        sources=sources,
        articles=articles,
        briefings={e.id: e for e in _entries(root, "briefings", BriefingDocument, problems, parts=briefing_parts)},
        themes={e.id: e for e in _entries(root, "themes", TermsDocument, problems)},
        actors={e.id: e for e in _entries(root, "actors", TermsDocument, problems)},
        vocabulary=vocabulary,
        records={e.id: e for e in _entries(root, "records", RecordDocument, problems, any_id=True, parts=record_parts)},
        notices=notices,
        changes={e.id: e for e in _entries(root, "changes", ChangesDocument, problems)},
        locked={path.stem: _locked_digest(path, root, problems) for path in _lock_files(root)},
        claimed=frozenset(claimed),
        problems=in_file_order(problems),
        parts=Parts(
            tuple(a for a in parts if a is not None), tuple(briefing_parts), tuple(record_parts), tuple(notice_parts)
        ),
    )


def _article(
    entry: Entry[ArticleDocument], sources: Mapping[str, Source], broken: AbstractSet[str], problems: list[Problem]
) -> ArticleEntry | None:
    """The article of a file; None where its source is not there, which is told."""
    name = entry.document.source
    if name not in sources:
        if name not in broken:
            hint = did_you_mean(name, sources) or "put the capture there, or name the right one"
            problem = entry.problem("X003", ["source"], f"no file content/sources/{name}", hint)
            problems.extend(entry.own([problem]))
        return None
    root = entry.part.root if entry.part else None
    article, found = article_of(entry.document, root, sources[name], entry.id, entry.path, reason_of)
    if found and root is None:  # only now are the places of its values needed
        article, found = article_of(entry.document, entry.root, sources[name], entry.id, entry.path, reason_of)
    problems.extend(entry.own(found))
    return ArticleEntry(article, sources[name], entry)


def reason_of(code: str) -> str:
    """What a repair code stands for; empty for one that no repair has."""
    return REASONS.get(code, "")


def withdrawn_sources(root: Path) -> dict[str, str]:
    """The captures whose article was withdrawn, each with the notice that says so: no article is made of them again."""
    return _withdrawn(_entries(root, "notices", NoticeDocument, []))


def _withdrawn(notices: Iterable[Entry[NoticeDocument]]) -> dict[str, str]:
    told = ((e.document.article, e.path) for e in notices)
    return {fields.source: path for fields, path in told if fields is not None and fields.source is not None}


def read_lock(root: Path, article_id: str) -> str | None:
    """The text of an article's lock; None where there is none that can be read."""
    try:
        return lock_path(root, article_id).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def write_content(
    root: Path,
    files: Mapping[Path, bytes],
    remove: Iterable[Path] = (),
    *,
    read: Mapping[Path, bytes | None] | None = None,
) -> None:
    """Put files of `content/` in place and take those of `remove` away, all or none.

    `read` is what files held when the work began (None: they were not there). Raises `ProblemsError` where one holds
    something else by now: a hand saved it meanwhile, and nothing is written.
    """
    with exclusive(root) as edited:
        held = {path: (path.read_bytes() if path.is_file() else None) for path in read or ()}
        meanwhile = [path for path, data in (read or {}).items() if held[path] != data]
        hint = "run the command again: it takes what you saved into account"
        problems = [
            *(
                Problem("E006", shown_path(path, root), 0, 0, "saved while the command ran; nothing was written", hint)
                for path in meanwhile
            ),
            *(
                Problem("E007", shown_path(path, root), 0, 0, "edited after an interrupted run; your edit stays", hint)
                for path in edited
            ),
        ]
        if problems:
            raise ProblemsError(problems)
        write_files(root, files, remove)


def article_path(root: Path, article_id: str) -> Path:
    """Where an article's YAML lies."""
    return content_folder(root) / "articles" / f"{article_id}.yaml"


def record_path(root: Path, source_id: str) -> Path:
    """Where the record of a source lies."""
    return content_folder(root) / "records" / f"{source_id}.yaml"


def source_path(root: Path, name: str) -> Path:
    """Where a captured text lies; whatever `name` says, it does not lead out of content/sources/."""
    return content_folder(root) / "sources" / Path(name).name


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
    """The name of an article file's source; of a file that is broken too, for it owns its source all the same."""
    match = re.search(r"^source:[ \t]*[\"']?([^\"'#\r\n]+?)[\"']?[ \t]*(?:#.*)?$", text, re.MULTILINE)
    if match:
        return match.group(1)
    root = nodes_of(text)
    node = root.get("source") if isinstance(root, Fields) else None
    return node.value if isinstance(node, Scalar) and node.value else f"{stem}.txt"


def _lock_files(root: Path) -> list[Path]:
    return sorted((content_folder(root) / "locks").glob("*.lock"))


def _locked_digest(path: Path, root: Path, problems: list[Problem]) -> str:
    """The source's digest as a lock remembers it; empty where it has none. A lock that is damaged is told."""
    shown = shown_path(path, root)
    try:
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError as error:
        problems.append(unreadable(shown, error))
        return ""
    if not is_lock(text) and not is_first_form(text):
        problems.append(Problem("M005", shown, 0, 0, "not a lock: it can't be read", f"git checkout -- {shown}"))
    return next((line.partition(" ")[2] for line in text.splitlines() if line.startswith("source ")), "")


def yaml_files(root: Path, folder: str) -> list[Path]:
    """The YAML files of a folder of content/, by name."""
    return sorted((content_folder(root) / folder).glob("*.yaml"))


def _entries(
    root: Path,
    folder: str,
    model: type[D],
    problems: list[Problem],
    *,
    any_id: bool = False,
    parts: list[Entry[D]] | None = None,
) -> list[Entry[D]]:
    """The files of a folder that can be read; in `parts` those of which only a part can."""
    entries = []
    for path in yaml_files(root, folder):
        named = any_id or ID.fullmatch(path.stem) is not None
        if not named:
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
        entry = _one(root, path, model, problems)
        if entry is not None and entry.part is None and named:
            entries.append(entry)
        elif entry is not None and parts is not None:
            parts.append(entry)
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
    shown = shown_path(path, root)
    document = document_of(model, text)
    if document is not None:
        return Entry(path.stem, shown, document, path)
    document, node, found = read_document(model, text, shown)
    problems.extend(found)
    if document is not None:
        return Entry(path.stem, shown, document, path)
    part = document_in_part(model, node)
    return Entry(path.stem, shown, part.document, path, part) if part is not None else None


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
