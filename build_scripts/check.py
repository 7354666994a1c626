"""Checks across files: every reference leads somewhere, every position fits, nothing is stated twice.

In: a library. Out: every problem of all files at once, in file order. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from build_scripts.article_checks import article_problems, record_problems
from build_scripts.blanks import blanks
from build_scripts.briefing_checks import BriefingChecks
from build_scripts.column_groups import repeated_names
from build_scripts.cues import Reading
from build_scripts.entries import ArticleEntry, Entry
from build_scripts.kept import ANEW, Kept
from build_scripts.label_checks import label_problems
from build_scripts.library import Library
from build_scripts.migrations import waiting
from build_scripts.model import Statement
from build_scripts.notices import notice_problems
from build_scripts.problems import Problem, Severity, in_file_order
from build_scripts.rights_checks import rights_problems
from build_scripts.statements import statements_of


def reading_of(library: Library) -> Reading:
    """How this library's statements are read: its vocabulary, all its themes and actors."""
    return Reading.of(
        library.vocabulary.document if library.vocabulary else None,
        [library.theme(i) for i in sorted(library.themes)],
        [library.actor(i) for i in sorted(library.actors)],
    )


def read_statements(
    library: Library, articles: Mapping[str, ArticleEntry], kept: Kept = ANEW
) -> dict[str, tuple[Statement, ...]]:
    """The statements of some articles of a library, by article id."""
    told_by = (library.vocabulary, *(e for part in (library.themes, library.actors) for e in (None, *part.values())))
    reading = kept.of("statements", "reading", told_by, lambda: reading_of(library))
    found = {}
    for i, item in sorted(articles.items()):
        make = partial(statements_of, item.article, item.source, reading)
        # With other terms most articles say what they said: their pages are then made from the same.
        found[i] = kept.same("statements", ("same", i), kept.of("statements", i, (item, reading), make))
    kept.finish("statements")
    return found


def check(library: Library, statements: Mapping[str, Sequence[Statement]] | None = None) -> tuple[Problem, ...]:
    """Every problem of a library, in file order: those of reading it and those between its files.

    `statements` are those of all articles, where the caller has read them; else an article is read when it is needed.
    """
    problems: list[Problem] = [*library.problems]
    problems.extend(_names(library))
    problems.extend(_columns(library))
    problems.extend(label_problems(library))
    problems.extend(article_problems(library))
    problems.extend(_unmatched(library))
    problems.extend(BriefingChecks(library, _ReadWhenNeeded(library) if statements is None else statements).problems())
    problems.extend(record_problems(library))
    problems.extend(rights_problems(library, _ReadWhenNeeded(library) if statements is None else statements))
    problems.extend(notice_problems(library))
    problems.extend(waiting(library.root))
    if library.briefings and library.vocabulary is None and not _told(library, "content/vocabulary.yaml"):
        problems.append(
            Problem(
                "X015",
                "content/vocabulary.yaml",
                0,
                0,
                "there is none: every statement is shown as background",
                "write one with `kinds:`, each with its `cues:`",
                Severity.warning,
            )
        )
    unfilled = list(blanks(library))
    places = {(p.path, p.line, p.column) for p in unfilled}  # an unfilled id leads nowhere either: told once
    return in_file_order([p for p in problems if (p.path, p.line, p.column) not in places] + unfilled)


def _told(library: Library, path: str) -> bool:
    return any(p.path == path for p in library.problems)


class _ReadWhenNeeded(dict[str, tuple[Statement, ...]]):
    """The statements of articles by id, each article read when it is asked for: few are cited of many."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._reading: Reading | None = None

    def __missing__(self, article_id: str) -> tuple[Statement, ...]:
        if self._reading is None:
            self._reading = reading_of(self._library)
        item = self._library.articles[article_id]
        self[article_id] = statements_of(item.article, item.source, self._reading)
        return self[article_id]


def _unmatched(library: Library) -> Iterator[Problem]:
    """Sources without an article, and locks without one."""
    meant = {p.hint for p in library.problems if p.code == "X003"}  # a name that is misspelt is no new capture
    for name in library.sources:
        if name not in library.claimed and f"did you mean `{name}`?" not in meant:
            path = f"content/sources/{name}"
            hint = "run `briefbook normalize`"
            yield Problem("N001", path, 0, 0, "no article is made of it yet", hint, Severity.warning)
    for article_id in library.locked:
        if article_id not in library.articles and not _told(library, f"content/articles/{article_id}.yaml"):
            path = f"content/locks/{article_id}.lock"
            hint = "rename the lock as its article was renamed, or delete it with its article"
            yield Problem("X019", path, 0, 0, f"there is no article `{article_id}`", hint, Severity.warning)


def _columns(library: Library) -> Iterator[Problem]:
    """Headers of the vocabulary that two columns have: a table's cell would have two places."""
    entry = library.vocabulary
    if entry is None:
        return
    for i, j, name, other in repeated_names(entry.document):
        message = f"the header `{name}` is one of `{other}` already; case, plural and punctuation do not matter"
        yield entry.problem("X045", ["columns", i, "names", j], message, "keep it in one of the two columns")


def _names(library: Library) -> Iterator[Problem]:
    """Ids that can't be told apart, or that take the address of a page which is there already."""
    entries: Mapping[str, Iterable[Entry[Any]]] = {
        "articles": [a.entry for a in (*library.articles.values(), *library.parts.articles)],
        "briefings": (*library.briefings.values(), *library.parts.briefings),
        "themes": library.themes.values(),
        "actors": library.actors.values(),
    }
    for folder, listed in entries.items():
        seen: dict[str, str] = {}
        for entry in listed:
            earlier = seen.setdefault(entry.id.casefold(), entry.id)
            if earlier != entry.id:
                message = f"`{entry.id}` and `{earlier}` are one file on systems that ignore case"
                yield Problem("X020", entry.path, 0, 0, message, "rename one of the two files")
            if folder in ("articles", "briefings") and entry.id.casefold() == "index":
                message = f"`{entry.id}` is the address of the page that lists all {folder}"
                yield Problem("X011", entry.path, 0, 0, message, "rename the file")
