"""Intake: captures become article files with their locks; files that are there take what the machine writes today.

In: a project's root and sources. Out: the files to write, and what is to tell of each source. Nothing is written here.
What a hand wrote stays (see `merge`); a file that can't be merged safely is left alone, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from build_scripts.carrying import Translation
from build_scripts.codec import article_of, article_yaml
from build_scripts.content_files import (
    article_path,
    content_folder,
    lock_path,
    named_source,
    read_lock,
    read_source,
    read_yaml_text,
    record_path,
    shown_path,
    source_path,
    yaml_files,
)
from build_scripts.documents import ArticleDocument, RecordDocument
from build_scripts.library import reason_of, withdrawn_sources
from build_scripts.locks import Lock, lock_problem, lock_text, read_lock_text
from build_scripts.merge import MergedFile, UnmergeableError, merge_article
from build_scripts.model import Article, Source
from build_scripts.normalize import normalize
from build_scripts.problems import Problem, Severity, in_file_order, nearest
from build_scripts.spans import LineIndex
from build_scripts.validation import read_document
from build_scripts.yaml_text import read_nodes, to_data

SHOWN = 120
"""How many characters of each side of a conflict are told."""


@dataclass(slots=True)
class NormalizeOutcome:
    """What normalizing found: the files to write, by path, and what is to tell of each source.

    `written` are the ids of new articles, `changed` those whose file changes, `renewed` those whose lock alone does,
    `kept` the others; `left` tells why a file is left alone, `told` what both a hand and the machine changed.
    """

    files: dict[Path, bytes] = field(default_factory=dict)
    before: dict[Path, bytes] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def pending(self) -> bool:
        """Is there anything that is not as the machine and the hands would have it?"""
        return bool(self.files or self.left)


def normalize_sources(
    root: Path, paths: Iterable[Path], *, writing: bool = True, supersedes: Mapping[str, str] | None = None
) -> NormalizeOutcome:
    """Articles for the sources at `paths`, merged into the files that are there; nothing is written here.

    Places are told as they are after writing, or, unless `writing`, as they are now. `supersedes` gives, by the name of
    a newer source, the id of the article of an older capture, whose corrections are carried over; so may a record.
    """
    outcome = NormalizeOutcome()
    owners = _owners(root, outcome.problems)
    withdrawn = withdrawn_sources(root)
    taken = {path.stem.casefold() for path in (content_folder(root) / "articles").glob("*.yaml")}
    for path in paths:
        source, problem = read_source(path, root)
        if source is None:
            outcome.problems.extend([problem] if problem else [])
            continue
        owner = owners.get(path.name)
        if owner is None and path.name in withdrawn:
            continue
        article = normalize(source, article_id=owner or _new_id(path.stem, taken))
        fresh = article_yaml(article, source)
        if owner is not None:
            _renew(root, owner, source, fresh, outcome, writing=writing)
            continue
        taken.add(article.id.casefold())
        older = (supersedes or {}).get(path.name) or _record_supersedes(root, source)
        if older is None:
            _write_new(root, article, source, fresh, outcome)
        else:
            _carry(root, article.id, source, fresh, older, outcome)
    outcome.told, outcome.left, outcome.problems = (
        list(in_file_order(p)) for p in (outcome.told, outcome.left, outcome.problems)
    )
    return outcome


def _write_new(root: Path, article: Article, source: Source, fresh: str, outcome: NormalizeOutcome) -> None:
    if not article.blocks:
        shown = shown_path(source_path(root, source.path), root)
        hint = "check the capture; the article file is written without blocks"
        outcome.problems.append(Problem("E002", shown, 0, 0, "no block of text was found", hint, Severity.warning))
    outcome.files[article_path(root, article.id)] = fresh.encode()
    outcome.files[lock_path(root, article.id)] = lock_of(fresh, source).encode()
    outcome.written.append(article.id)


def lock_of(fresh: str, source: Source) -> str:
    """The lock of a file that the machine has just written."""
    data = to_data(read_nodes(fresh, "")[0])
    assert isinstance(data, dict)
    return lock_text(data, source)


def _renew(
    root: Path, article_id: str, source: Source, fresh: str, outcome: NormalizeOutcome, *, writing: bool
) -> None:
    """What the machine writes today, into a file that is there."""
    path, shown = article_path(root, article_id), shown_path(article_path(root, article_id), root)
    old_lock = read_lock(root, article_id)
    if old_lock is None and not lock_path(root, article_id).exists():
        outcome.kept.append(article_id)  # Without a lock every value is a hand's.
        return
    new_lock = lock_of(fresh, source)
    if old_lock == new_lock:
        outcome.kept.append(article_id)
        return
    try:
        lock = _lock(root, article_id, old_lock or "", source)
        text, before = _mergeable_text(root, article_id, source)
        merged = _own_rewrite(text, before, old_lock or "", fresh, new_lock, source) or merge_article(
            text, lock, fresh, source, shown
        )
        _accept(merged.text, source, shown)
    except _LeftAloneError as error:
        outcome.left.append(error.problem)
        return
    except UnmergeableError as error:
        hint = "make the change by hand, `briefbook normalize --diff` shows it; or delete the file and its lock"
        outcome.left.append(Problem("M003", shown, 0, 0, f"left alone: {error}", hint))
        return
    outcome.told.extend(_told(merged, text, source.path, shown, writing=writing))
    outcome.before[path] = text.encode()
    if merged.text != text:
        outcome.files[path] = merged.text.encode()
        outcome.changed.append(article_id)
    else:
        outcome.renewed.append(article_id)
    outcome.before[lock_path(root, article_id)] = (old_lock or "").encode()
    outcome.files[lock_path(root, article_id)] = merged.lock.encode()


class _LeftAloneError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def _lock(root: Path, article_id: str, text: str, source: Source) -> Lock:
    """An article's lock. Raises `_LeftAloneError` where it is none, or remembers another text."""
    shown = shown_path(article_path(root, article_id), root)
    place = shown_path(lock_path(root, article_id), root)
    lock = read_lock_text(text, source)
    if lock is None:
        raise _LeftAloneError(lock_problem(text, place, f"; {shown} is left alone"))
    if lock.source != source.sha256:
        message = f"left alone: its source {source.path} changed after it was normalized"
        hint = (
            "sources are immutable: restore the file; add a new capture under a name of its own, then "
            f"`briefbook normalize --supersedes {article_id} content/sources/NEW.txt` carries your corrections over"
        )
        raise _LeftAloneError(Problem("M001", shown, 0, 0, message, hint))
    return lock


def _mergeable_text(root: Path, article_id: str, source: Source) -> tuple[str, Article]:
    """An article file's text and what it says. Raises `_LeftAloneError` where it has mistakes."""
    path = article_path(root, article_id)
    shown = shown_path(path, root)
    text, problem = read_yaml_text(path, root)
    article = None
    found = [problem] if problem else []
    if problem is None:
        article, found = _article(text.removeprefix("\ufeff"), source, shown)
    if found or article is None:
        first = found[0] if found else Problem("M003", shown, 0, 0, "it is no article")
        hint = "mend it first; `briefbook check` tells all that is wrong"
        message = f"left alone: it has mistakes ({first.code}: {first.message})"
        raise _LeftAloneError(Problem("M003", shown, first.line, first.column, message, hint))
    return text, article


def _article(text: str, source: Source, shown: str) -> tuple[Article | None, list[Problem]]:
    document, nodes, problems = read_document(ArticleDocument, text, shown)
    if document is None:
        return None, problems
    article, found = article_of(document, nodes, source, Path(shown).stem, shown, reason_of)
    return article, [p for p in (*problems, *found) if p.severity is Severity.error]


def _own_rewrite(
    text: str, before: Article, old_lock: str, fresh: str, new_lock: str, source: Source
) -> MergedFile | None:
    """Today's file as a whole where every byte of the old one is the machine's; None where a hand was in it."""
    if article_yaml(before, source) != text or before.title is not None or before.supersedes is not None:
        return None  # The machine writes neither of the two of itself, and no lock remembers them.
    return MergedFile(fresh, new_lock) if lock_of(text, source) == old_lock else None


def _accept(text: str, source: Source, shown: str) -> None:
    """Refuse (`UnmergeableError`) a merged file that would not pass as an article."""
    _, problems = _article(text.removeprefix("\ufeff"), source, shown)
    if problems:
        first = problems[0]
        raise UnmergeableError(f"it would then have mistakes (line {first.line}: {first.message})")


def _told(merged: MergedFile, text: str, source: str, shown: str, *, writing: bool) -> Iterable[Problem]:
    lines = LineIndex(merged.text if writing else text)
    for told in merged.told:
        place = lines.position(told.after if writing else told.before)
        if told.fate != "conflict":
            message = f"not in {source}, so it stands without a place: {_short(told.hand)!r}"
            hint = "give it the `at` of its lines, leave it as added by hand, or delete it"
            if told.fate == "dropped":
                message = (
                    f"not in {source}, so this entry of the older capture was not carried over: {_short(told.hand)!r}"
                )
                hint = "add it anew where it is needed"
            yield Problem("M004", shown, *place, message, hint, Severity.warning)
            continue
        hand, machine = _around(told.hand, told.machine)
        if not told.hand:
            message = (
                f"removed by hand, and the normalizer would write it otherwise today; it stays removed: {machine!r}"
            )
            yield Problem("M002", shown, *place, message, "put it back if you want it", Severity.warning)
            continue
        message = f"changed by hand and by the normalizer; yours stays: {hand!r}; the normalizer's: {machine!r}"
        yield Problem("M002", shown, *place, message, "take over what you want of it", Severity.warning)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _around(hand: str, machine: str) -> tuple[str, str]:
    """Both texts, long ones from a little before the first place where they differ."""
    same = next(
        (i for i, (a, b) in enumerate(zip(hand, machine, strict=False)) if a != b), min(len(hand), len(machine))
    )
    start = max(0, same - SHOWN // 3)
    if start == 0 or max(len(hand), len(machine)) <= SHOWN:
        return _short(hand), _short(machine)
    return "…" + _short(hand[start:]), "…" + _short(machine[start:])


def _carry(root: Path, article_id: str, source: Source, fresh: str, older: str, outcome: NormalizeOutcome) -> None:
    """The article of a newer capture, with the corrections of the older one's."""
    shown = shown_path(article_path(root, article_id), root)
    old_shown = shown_path(article_path(root, older), root)
    try:
        old_source = _source_of(root, older)
        lock_file = read_lock(root, older)
        if lock_file is None:
            message = f"no lock of `{older}`: nobody can tell your corrections from what the machine wrote"
            raise _LeftAloneError(Problem("M005", old_shown, 0, 0, message, "restore content/locks/ with git"))
        lock = _lock(root, older, lock_file, old_source)
        text, _ = _mergeable_text(root, older, old_source)
        merged = merge_article(text, lock, fresh, source, shown, Translation(old_source, older, source.text))
        _accept(merged.text, source, shown)
    except _LeftAloneError as error:
        outcome.problems.append(error.problem)
        return
    except UnmergeableError as error:
        message = f"the corrections of `{older}` can't be carried over to {source.path}: {error}"
        hint = f"normalize it without `supersedes`, add `supersedes: {older}` to its file, and correct it by hand"
        outcome.problems.append(Problem("M004", old_shown, 0, 0, message, hint))
        return
    outcome.told.extend(_told(merged, text, source.path, shown, writing=True))
    outcome.files[article_path(root, article_id)] = merged.text.encode()
    outcome.files[lock_path(root, article_id)] = merged.lock.encode()
    outcome.written.append(article_id)


def _source_of(root: Path, article_id: str) -> Source:
    path = article_path(root, article_id)
    shown = shown_path(path, root)
    if not path.is_file():
        known = sorted(p.stem for p in yaml_files(root, "articles"))
        raise _LeftAloneError(
            Problem(
                "X001", shown, 0, 0, f"no article `{article_id}` to supersede", nearest(article_id, known, "articles")
            )
        )
    text, problem = read_yaml_text(path, root)
    source, wrong = (None, problem)
    if problem is None:
        source, wrong = read_source(source_path(root, named_source(text, path.stem)), root)
    if source is None:
        raise _LeftAloneError(wrong or Problem("X003", shown, 0, 0, "its source can't be read", ""))
    return source


def _record_supersedes(root: Path, source: Source) -> str | None:
    """The article of an older capture, as the source's record names it."""
    path = record_path(root, source.id)
    if not path.is_file():
        return None
    text, problem = read_yaml_text(path, root)
    if problem is not None or "supersedes" not in text:
        return None
    document, _, _ = read_document(RecordDocument, text, shown_path(path, root))
    return document.supersedes if document else None


def _owners(root: Path, problems: list[Problem]) -> dict[str, str]:
    """Which article is of which source file, by the `source` keys alone."""
    owners: dict[str, str] = {}
    for path in yaml_files(root, "articles"):
        text, problem = read_yaml_text(path, root)
        if problem is not None:
            problems.append(problem)
            continue
        owners.setdefault(named_source(text, path.stem), path.stem)
    return owners


def _new_id(stem: str, taken: set[str]) -> str:
    """The source's stem as an id, with a number where an article has it (letter case does not tell files apart)."""
    base = re.sub(r"[^\w-]+", "-", stem).strip("-_")[:80] or "article"
    number, article_id = 1, base
    while article_id.casefold() in taken or article_id.casefold() == "index":
        number += 1
        article_id = f"{base}-{number}"
    return article_id
