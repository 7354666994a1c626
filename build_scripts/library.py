"""The library: all of `content/`, read at once.

In: a project's root. Out: sources, articles, briefings, themes, actors, vocabulary and records with their YAML nodes,
and every problem found on the way. Refused: bytes that are no text, YAML that is no document of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from build_scripts.codec import article_of
from build_scripts.content_files import (
    ID,
    READ_FOLDERS,
    READING,
    content_folder,
    named_source,
    read_source,
    read_yaml_text,
    shown_path,
    source_paths,
    unreadable,
    yaml_files,
)
from build_scripts.documents import (
    ArticleDocument,
    BriefingDocument,
    ChangesDocument,
    NoticeDocument,
    RecordDocument,
    TermsDocument,
    VocabularyDocument,
)
from build_scripts.entries import ArticleEntry, D, Entry, Parts
from build_scripts.in_part import document_in_part
from build_scripts.kept import ANEW, Kept
from build_scripts.locks import is_first_form, is_lock, lock_problem
from build_scripts.model import Actor, Source, Theme
from build_scripts.problems import Problem, Severity, did_you_mean, in_file_order
from build_scripts.repairs import PASSES
from build_scripts.validation import document_of, read_document

_ENDING = re.compile(r"(?<=.)\.ya?ml(?:\.txt)?$", re.IGNORECASE)
"""Endings of YAML files that nothing reads, and `.yaml` itself; some editors add `.txt`."""

RIGHTS = ("none", "quotes", "full")
"""How much of a text the site may show, from the least."""

REASONS = {code: reason for one in PASSES for code, reason in one.codes.items()}
"""What each repair code stands for."""


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
    parts: Parts = field(default_factory=Parts)

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

    def rights(self, article_id: str) -> str:
        """How much of an article's text the site may show: the least that its record or an older capture's allows.

        A newer capture has the words of the older one, so a text that is withheld is not shown by being captured again.
        """
        return strictest(self.record(i.entry.document.source).rights for i in self.captures(article_id))

    def captures(self, article_id: str) -> list[ArticleEntry]:
        """An article that is there, and those that it supersedes, from the newest capture; `check` tells circles."""
        found: dict[str, ArticleEntry] = {}
        next_id: str | None = article_id
        while next_id is not None and next_id in self.articles and next_id not in found:
            found[next_id] = self.articles[next_id]
            next_id = found[next_id].entry.document.supersedes
        return list(found.values())

    def record_entry(self, source: str) -> Entry[RecordDocument] | None:
        """The file of a source's record, where there is one."""
        return self.records.get(Path(source).stem)


def strictest(rights: Iterable[str]) -> str:
    """The rights that let the least be shown; `full` where there are none."""
    return min(rights, key=RIGHTS.index, default=RIGHTS[-1])


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
        problems.append(lock_problem(text, shown))
    return next((line.partition(" ")[2] for line in text.splitlines() if line.startswith("source ")), "")


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
