"""Intake: captures that have no article yet become article files with their locks.

In: a project's root and sources. Out: the files to write, and what is to tell of each source. Nothing is written here,
and no article file that is there is ever made anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_scripts.codec import article_yaml
from build_scripts.documents import ArticleDocument
from build_scripts.library import (
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
from build_scripts.locks import lock_text
from build_scripts.normalize import normalize
from build_scripts.problems import Problem, Severity, in_file_order
from build_scripts.validation import read_document


@dataclass(frozen=True, slots=True)
class NormalizeOutcome:
    """What normalizing found: the files to write, by path, and what is to tell of each source."""

    files: Mapping[Path, bytes]
    written: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    stale: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def normalize_sources(root: Path, paths: Iterable[Path]) -> NormalizeOutcome:
    """Articles for the sources at `paths` that have none yet; nothing is written here.

    An article file that is there is never rewritten. Where the lock beside it tells that the machine would write other
    values today than it wrote then (the source or the normalizer changed), that is a problem in `stale`.
    """
    problems: list[Problem] = []
    owners = _owners(root, problems)
    taken = {path.stem.casefold() for path in (content_folder(root) / "articles").glob("*.yaml")}
    files: dict[Path, bytes] = {}
    written, kept, stale = [], [], []
    for path in paths:
        source, problem = read_source(path, root)
        if source is None:
            problems.extend([problem] if problem else [])
            continue
        owner = owners.get(path.name)
        article = normalize(source, article_id=owner or _new_id(path.stem, taken))
        if owner is not None:
            kept.append(owner)
            stale.extend(_stale(root, owner, lock_text(article, source)))
            continue
        if not article.blocks:
            problems.append(
                Problem(
                    "E002",
                    shown_path(path, root),
                    0,
                    0,
                    "no block of text was found",
                    "check the capture; the article file is written without blocks",
                    Severity.warning,
                )
            )
        taken.add(article.id.casefold())
        files[article_path(root, article.id)] = article_yaml(article, source).encode()
        files[lock_path(root, article.id)] = lock_text(article, source).encode()
        written.append(article.id)
    return NormalizeOutcome(files, tuple(written), tuple(kept), in_file_order(stale), in_file_order(problems))


def _stale(root: Path, article_id: str, fresh: str) -> list[Problem]:
    path, old = lock_path(root, article_id), read_lock(root, article_id)
    if old is None:
        return []  # Without a readable lock every value is a hand's, and a hand's value is never stale.
    if old == fresh:
        return []
    before, after = set(old.splitlines()), set(fresh.splitlines())
    changed = sorted(after - before, key=fresh.splitlines().index) or sorted(before - after)
    if any(line.startswith("source ") for line in after - before):
        message = "its source changed after it was normalized"
        hint = "sources are immutable: restore the file, and add the new capture under a name of its own"
    else:
        names = ", ".join(line.rpartition(" ")[0] for line in changed[:3])
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        message = f"the normalizer would write other values today: {names}{more}"
        hint = (
            f"keep your corrections with git, delete the file and {shown_path(path, root)}, "
            "run `briefbook normalize`, and put your corrections back"
        )
    return [Problem("M001", shown_path(article_path(root, article_id), root), 0, 0, message, hint)]


def _owners(root: Path, problems: list[Problem]) -> dict[str, str]:
    """Which article is of which source file, by the `source` keys alone."""
    owners: dict[str, str] = {}
    for path in yaml_files(root, "articles"):
        text, problem = read_yaml_text(path, root)
        if problem is not None:
            problems.append(problem)
            continue
        document, _, found = read_document(ArticleDocument, text, shown_path(path, root))
        if document is not None:
            owners.setdefault(document.source, path.stem)
            continue
        problems.extend(found)
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
