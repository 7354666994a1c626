"""The library: all of `content/`, read and written here and nowhere else.

In: a project's root. Out: sources, articles, briefings, themes, actors, vocabulary and records with their YAML nodes,
and every problem found on the way. Refused: bytes that are no text, YAML that is no document of its kind. Writing goes
through `staging`: all files or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Generic, TypeVar

from build_scripts.blocks import Document
from build_scripts.codec import article_of
from build_scripts.decode import UndecodableError, decode, utf16
from build_scripts.documents import (
    ArticleDocument,
    BriefingDocument,
    ChangesDocument,
    NoticeDocument,
    RecordDocument,
    TermsDocument,
    VocabularyDocument,
)
from build_scripts.in_part import Part, document_in_part
from build_scripts.kept import ANEW, Kept
from build_scripts.locks import is_first_form, is_lock
from build_scripts.model import Actor, Article, Source, Theme
from build_scripts.problems import Problem, ProblemsError, Severity, did_you_mean, in_file_order
from build_scripts.repairs import PASSES
from build_scripts.spans import LineIndex
from build_scripts.staging import exclusive, write_files
from build_scripts.validation import document_of, read_document
from build_scripts.yaml_text import Fields, Node, Scalar, locate, nodes_of

READ_FOLDERS = ("actors", "articles", "briefings", "changes", "notices", "records", "themes")
"""The folders of content/ whose YAML files are read."""

ID = re.compile(r"[^\W_][\w-]*")
"""Ids are file names, parts of addresses and of citations: letters, digits, `-` and `_`, no sign first."""

_ENDING = re.compile(r"(?<=.)\.ya?ml(?:\.txt)?$", re.IGNORECASE)
"""Endings of YAML files that nothing reads, and `.yaml` itself; some editors add `.txt`."""

MAX_ID = 100
"""How many characters an id may have that becomes an address and the name of a folder."""
MAX_ID_BYTES = 200
"""How many bytes it may have in UTF-8; file systems take names of 255, and `.yaml` or `.csv` is added."""

READING = "reading"
"""The stage of a build in which files are read."""

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
    data: bytes | None = None
    """What was read, in UTF-8, where the entry is kept: its places are then of that text, whatever was saved since."""
    part: Part[D] | None = None
    """Where only a part of the file could be read: that part. Such an entry is for checking alone."""

    @property
    def text(self) -> str:
        """The file's text; read again by a command, which has no use for most files' any more."""
        try:
            data = self.data if self.data is not None else self.file.read_bytes() if self.file else b""
            return data.decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""  # it was well when it was read; what changed since then is told the next time

    @property
    def root(self) -> Node | None:
        """The file's nodes, made where they are asked for: thousands of trees would fill the memory."""
        return self.part.root if self.part else nodes_of(self.text)

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
        text = self.text
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
        entry = self.record_entry(source)
        return entry.document if entry else RecordDocument()

    def record_entry(self, source: str) -> Entry[RecordDocument] | None:
        """The file of a source's record, where there is one."""
        return self.records.get(Path(source).stem)


def content_folder(root: Path) -> Path:
    """Where everything lies that a maintainer writes."""
    return root / "content"


def read_source(path: Path, root: Path, kept: Kept = ANEW) -> tuple[Source | None, Problem | None]:
    """One captured text, or why it is none."""
    shown = shown_path(path, root)
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        hint = "put the text itself there: a site must hold what its repository holds"
        return None, Problem("E005", shown, 0, 0, "a link that leads out of the project", hint)
    try:
        data = path.read_bytes()
        digest = sha256(data).hexdigest()
        return kept.of(READING, ("source", path.name), (digest,), lambda: _source(path, data, digest)), None
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


def _source(path: Path, data: bytes, digest: str) -> Source:
    text, encoding = decode(data)
    return Source(path.stem, path.name, text, digest, encoding)


def source_paths(root: Path) -> list[Path]:
    """The captured texts, by name."""
    folder = content_folder(root) / "sources"
    return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith(".")) if folder.is_dir() else []


def read_library(root: Path, kept: Kept = ANEW) -> Library:
    """All of `content/`. Never raises for what a file holds: problems are collected, what could be read is there.

    Every file is read; what is `kept` of one with the same content is not made again.
    """
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for path in source_paths(root):
        source, problem = read_source(path, root, kept)
        if source is not None:
            sources[path.name] = source
        if problem is not None:
            problems.append(problem)
    articles: dict[str, ArticleEntry] = {}
    broken = {p.path.rpartition("/")[2] for p in problems}
    article_parts: list[Entry[ArticleDocument]] = []
    for entry in _entries(root, "articles", ArticleDocument, problems, parts=article_parts, kept=kept):
        if (item := _article(entry, sources, broken, problems, kept)) is not None:
            articles[entry.id] = item
    parts = [_article(entry, sources, broken, problems, kept) for entry in article_parts]
    briefing_parts: list[Entry[BriefingDocument]] = []
    record_parts: list[Entry[RecordDocument]] = []
    problems.extend(_strays(root))
    vocabulary = _one(root, content_folder(root) / "vocabulary.yaml", VocabularyDocument, problems, kept)
    vocabulary = None if vocabulary is None or vocabulary.part else vocabulary
    claimed = {a.entry.document.source for a in articles.values()}
    for path in yaml_files(root, "articles"):
        if path.stem not in articles:
            text, _ = read_yaml_text(path, root)
            claimed.add(named_source(text, path.stem))
    notice_parts: list[Entry[NoticeDocument]] = []
    notices = {e.id: e for e in _entries(root, "notices", NoticeDocument, problems, parts=notice_parts, kept=kept)}
    claimed.update(_withdrawn(notices.values()))
    briefings = _entries(root, "briefings", BriefingDocument, problems, parts=briefing_parts, kept=kept)
    themes = _entries(root, "themes", TermsDocument, problems, kept=kept)
    actors = _entries(root, "actors", TermsDocument, problems, kept=kept)
    records = _entries(root, "records", RecordDocument, problems, any_id=True, parts=record_parts, kept=kept)
    changes = _entries(root, "changes", ChangesDocument, problems, kept=kept)
    kept.finish(READING)
    return Library(
        root=root,
        sources=sources,
        articles=articles,
        briefings={e.id: e for e in briefings},
        themes={e.id: e for e in themes},
        actors={e.id: e for e in actors},
        vocabulary=vocabulary,
        records={e.id: e for e in records},
        notices=notices,
        changes={e.id: e for e in changes},
        locked={path.stem: _locked_digest(path, root, problems) for path in _lock_files(root)},
        claimed=frozenset(claimed),
        problems=in_file_order(problems),
        parts=Parts(
            tuple(a for a in parts if a is not None), tuple(briefing_parts), tuple(record_parts), tuple(notice_parts)
        ),
    )


def _article(
    entry: Entry[ArticleDocument],
    sources: Mapping[str, Source],
    broken: AbstractSet[str],
    problems: list[Problem],
    kept: Kept,
) -> ArticleEntry | None:
    """The article of a file; None where its source is not there, which is told."""
    name = entry.document.source
    if name not in sources:
        if name not in broken:
            base = re.split(r"[/\\]", name)[-1]
            close = did_you_mean(name, sources) or did_you_mean(base, sources)
            hint = close or "put the capture there, or name the right one"
            problem = entry.problem("X003", ["source"], f"no file content/sources/{name}", hint)
            problems.extend(entry.own([problem]))
        return None
    source = sources[name]
    item, found = kept.of(READING, ("article", entry.path), (entry, source), lambda: _article_entry(entry, source))
    problems.extend(found)
    return item


def _article_entry(entry: Entry[ArticleDocument], source: Source) -> tuple[ArticleEntry, tuple[Problem, ...]]:
    root = entry.part.root if entry.part else None
    article, found = article_of(entry.document, root, source, entry.id, entry.path, reason_of)
    if found and root is None:  # only now are the places of its values needed
        article, found = article_of(entry.document, entry.root, source, entry.id, entry.path, reason_of)
    return ArticleEntry(article, source, entry), tuple(entry.own(found))


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
    data = read_lock_bytes(root, article_id)
    try:
        return data.decode("utf-8") if data is not None else None
    except UnicodeDecodeError:
        return None


def read_lock_bytes(root: Path, article_id: str) -> bytes | None:
    """What an article's lock holds, of whatever form it is; None where there is none."""
    try:
        return lock_path(root, article_id).read_bytes()
    except OSError:
        return None


def held_files(root: Path) -> dict[Path, bytes]:
    """What the files of `content/` hold, all but the sources and the pages.

    Taken before a command reads them: with it `write_content` knows what a hand saved while the command was at work.
    """
    names = {"vocabulary.yaml"} | {
        f"{folder}/{path.name}"
        for folder in (*READ_FOLDERS, "locks")
        for path in (content_folder(root) / folder).glob("*")
    }
    paths = (content_folder(root) / name for name in sorted(names))
    held = {}
    for path in paths:
        with suppress(OSError):  # what can't be read no command writes
            if path.is_file():
                held[path] = path.read_bytes()
    return held


def write_content(
    root: Path,
    files: Mapping[Path, bytes],
    remove: Iterable[Path] = (),
    *,
    read: Mapping[Path, bytes] | None = None,
) -> None:
    """Put files of `content/` in place and take those of `remove` away, all or none.

    `read` is what files held when the work began (`held_files`); one of these files that is not in it was not there
    then, but for the sources, which nobody saves again. Raises `ProblemsError` where one holds something else by now: a
    hand saved it meanwhile, and nothing is written.
    """
    remove = tuple(remove)
    with exclusive(root) as edited:
        looked_at = sorted({*files, *remove}) if read is not None else []
        meanwhile = [
            path
            for path in looked_at
            if path.parent.name != "sources"
            and (path.read_bytes() if path.is_file() else None) != (read or {}).get(path)
        ]
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
        meant = _ENDING.sub(".yaml", path.name)
        if (meant != path.name and len(steps) == 2 and steps[0] in READ_FOLDERS) or (
            meant == "vocabulary.yaml" and len(steps) == 1
        ):
            yield Problem("X012", shown_path(path, root), 0, 0, "files here end in .yaml", f"rename it to {meant}")
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
    kept: Kept = ANEW,
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
        entry = _one(root, path, model, problems, kept)
        if entry is not None and entry.part is None and named:
            entries.append(entry)
        elif entry is not None and parts is not None:
            parts.append(entry)
    for path in sorted((content_folder(root) / folder).glob("*.yml")):
        problems.append(
            Problem("X012", shown_path(path, root), 0, 0, "files here end in .yaml", f"rename it to {path.stem}.yaml")
        )
    return entries


def _one(root: Path, path: Path, model: type[D], problems: list[Problem], kept: Kept) -> Entry[D] | None:
    if not path.exists():
        return None
    text, problem = read_yaml_text(path, root)
    if problem is not None:
        problems.append(problem)
        return None
    shown = shown_path(path, root)
    entry, found = kept.of(READING, ("file", shown), (text,), lambda: _entry(path, shown, model, text, kept))
    problems.extend(found)
    return entry


def _entry(
    path: Path, shown: str, model: type[D], text: str, kept: Kept
) -> tuple[Entry[D] | None, tuple[Problem, ...]]:
    """The entry of a file with this text, and what is wrong with it."""
    name, data = path.stem, (text.encode("utf-8") if kept is not ANEW else None)
    document = document_of(model, text)
    if document is not None:
        return Entry(name, shown, document, path, data), ()
    document, node, found = read_document(model, text, shown)
    if document is not None:
        return Entry(name, shown, document, path, data), tuple(found)
    part = document_in_part(model, node)
    return (Entry(name, shown, part.document, path, data, part) if part is not None else None), tuple(found)


def unreadable(shown: str, error: OSError) -> Problem:
    """What is told of a file that the system does not give."""
    return Problem("E003", shown, 0, 0, f"can't be read: {error.strerror}", "check the file's name and rights")


def read_yaml_text(path: Path, root: Path) -> tuple[str, Problem | None]:
    """A YAML file's text, or why it can't be read."""
    shown = shown_path(path, root)
    if path.is_dir():
        return "", Problem("E003", shown, 0, 0, "a folder, and no file", "move it away, or give it another name")
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", unreadable(shown, error)
    if utf16(data):
        return "", Problem("Y012", shown, 1, 1, "the file is UTF-16 and not UTF-8", "save the file as UTF-8")
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
