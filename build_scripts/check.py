"""Checks across files: every reference leads somewhere, every position fits, nothing is stated twice.

In: a library. Out: every problem of all files at once, in file order. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from build_scripts.compare import cited_statements, parse_citation
from build_scripts.contradictions import contradictions
from build_scripts.cues import Reading
from build_scripts.documents import BriefingDocument, ComparisonFields
from build_scripts.library import ID, ArticleEntry, Entry, Library
from build_scripts.model import MissingBlock, Statement
from build_scripts.problems import Problem, Severity, in_file_order, nearest
from build_scripts.spans import LineIndex
from build_scripts.statements import statements_of

CITATION_FORMS = "article@line, article@4-7 or article#statement"

MAX_ID = 100
"""How many characters an id may have that becomes an address and the name of a folder."""
MAX_ID_BYTES = 200
"""How many bytes it may have in UTF-8; file systems take names of 255, and `.yaml` or `.csv` is added."""


def reading_of(library: Library) -> Reading:
    """How this library's statements are read: its vocabulary, all its themes and actors."""
    return Reading.of(
        library.vocabulary.document if library.vocabulary else None,
        [library.theme(i) for i in sorted(library.themes)],
        [library.actor(i) for i in sorted(library.actors)],
    )


def read_statements(library: Library, articles: Mapping[str, ArticleEntry]) -> dict[str, tuple[Statement, ...]]:
    """The statements of some articles of a library, by article id."""
    reading = reading_of(library)
    return {i: statements_of(item.article, item.source, reading) for i, item in sorted(articles.items())}


def check(library: Library, statements: Mapping[str, Sequence[Statement]] | None = None) -> tuple[Problem, ...]:
    """Every problem of a library, in file order: those of reading it and those between its files.

    `statements` are those of all articles, where the caller has read them; else the cited articles are read here.
    """
    problems: list[Problem] = [*library.problems]
    problems.extend(_names(library))
    problems.extend(_articles(library))
    if statements is None:
        statements = read_statements(library, _cited(library))
    for entry in library.briefings.values():
        problems.extend(_briefing(entry, library, statements))
    problems.extend(_records(library))
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
    return in_file_order(problems)


def _told(library: Library, path: str) -> bool:
    return any(p.path == path for p in library.problems)


def _unread(library: Library, folder: str, name: str) -> bool:
    """Is there a file of this id that has a problem of its own? What refers to it is not to blame."""
    return any(p.path.rpartition(".")[0] == f"content/{folder}/{name}" for p in library.problems)


def _names(library: Library) -> Iterator[Problem]:
    """Ids that can't be told apart, or that take the address of a page which is there already."""
    entries: Mapping[str, Iterable[Entry[Any]]] = {
        "articles": [a.entry for a in library.articles.values()],
        "briefings": library.briefings.values(),
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


def _comparison_ids(entry: Entry[BriefingDocument]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for i, table in enumerate(entry.document.comparisons):
        steps: list[str | int] = ["comparisons", i, "id"]
        hint = "use letters, digits, `-` and `_`, no sign first, such as by-theme"
        if not ID.fullmatch(table.id):
            message = f"{_shortened(table.id)!r} is no id: it names a page and a file"
            yield entry.problem("X011", steps, message, hint)
        elif len(table.id) > MAX_ID or len(table.id.encode()) > MAX_ID_BYTES:
            message = f"an id of {len(table.id)} characters: it names a page and a file"
            yield entry.problem("X011", steps, message, f"use at most {MAX_ID} (and {MAX_ID_BYTES} bytes in UTF-8)")
        elif table.id.casefold() == "index":
            message = f"`{table.id}` is the address of the briefing's own page"
            yield entry.problem("X011", steps, message, "give it another id")
        earlier = seen.setdefault(table.id.casefold(), table.id)
        if earlier != table.id:
            message = f"`{table.id}` and `{earlier}` are one file on systems that ignore case"
            yield entry.problem("X020", steps, message, "give it another id")
        elif any(other.id == table.id for other in entry.document.comparisons[:i]):
            yield entry.problem("X016", steps, f"`{_shortened(table.id)}` stands twice", "give it another id")


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_ID else text[: MAX_ID - 1] + "…"


def _cited(library: Library) -> Mapping[str, ArticleEntry]:
    """The articles that some briefing speaks of; only their statements need reading."""
    wanted = {ref.id for entry in library.briefings.values() for ref in entry.document.articles}
    return {i: a for i, a in library.articles.items() if i in wanted}


def _articles(library: Library) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for article_id, item in library.articles.items():
        entry = item.entry
        name = entry.document.source
        if name in owners:
            yield entry.problem(
                "X005",
                ["source"],
                f"{name} is the source of `{owners[name]}` too",
                "keep one of the two files; a new capture of an article is a new source file",
            )
        owners.setdefault(name, article_id)
        older = entry.document.supersedes
        if older == article_id:
            hint = "name the article of the older capture, or remove the key"
            yield entry.problem("X001", ["supersedes"], f"`{article_id}` supersedes itself", hint)
        elif older is not None and older not in library.articles and not _unread(library, "articles", older):
            hint = nearest(older, [a for a in library.articles if a != article_id], "articles")
            yield entry.problem("X001", ["supersedes"], f"no article `{older}`", hint)
        if article_id not in library.locked:
            yield Problem(
                "X023",
                entry.path,
                0,
                0,
                f"no content/locks/{article_id}.lock: every value counts as a hand's",
                "restore the lock with git; an article that was written by hand needs none",
                Severity.warning,
            )
        yield from contradictions(item)
        if library.locked.get(article_id, "") not in ("", item.source.sha256):
            yield entry.problem(
                "X010",
                ["source"],
                f"{name} changed after it was normalized",
                "sources are immutable: restore the file, and add the new capture under a name of its own",
            )
        for index, block in enumerate(item.article.blocks):
            if isinstance(block, MissingBlock) and not block.spans:
                yield entry.problem(
                    "X006",
                    ["body", index],
                    "a missing block without a place",
                    "give it the `at` of the paragraph that announces it",
                )
    for name in library.sources:
        if name not in library.claimed:
            yield Problem(
                "N001",
                f"content/sources/{name}",
                0,
                0,
                "no article is made of it yet",
                "run `briefbook normalize`",
                Severity.warning,
            )
    for article_id in library.locked:
        if article_id not in library.articles and not _told(library, f"content/articles/{article_id}.yaml"):
            yield Problem(
                "X019",
                f"content/locks/{article_id}.lock",
                0,
                0,
                f"there is no article `{article_id}`",
                "rename the lock as its article was renamed, or delete it with its article",
                Severity.warning,
            )


def _briefing(
    entry: Entry[BriefingDocument], library: Library, statements: Mapping[str, Sequence[Statement]]
) -> Iterator[Problem]:
    document = entry.document
    ids = [ref.id for ref in document.articles]
    for i, article_id in enumerate(ids):
        if article_id not in library.articles:
            if not _unread(library, "articles", article_id):
                yield entry.problem(
                    "X001",
                    ["articles", i, "id"],
                    f"no article `{article_id}`",
                    nearest(article_id, library.articles, "articles"),
                )
        elif article_id in ids[:i]:
            yield entry.problem("X016", ["articles", i, "id"], f"`{article_id}` stands twice", "keep one of the two")
    for key, known, what in (("themes", library.themes, "theme"), ("actors", library.actors, "actor")):
        named: list[str] = getattr(document, key)
        for i, name in enumerate(named):
            if name not in known:
                if not _unread(library, key, name):
                    yield entry.problem("X002", [key, i], f"no {what} `{name}`", nearest(name, known, f"{what}s"))
            elif name in named[:i]:
                yield entry.problem("X016", [key, i], f"`{name}` stands twice", "keep one of the two")
    if not document.key_points:
        yield entry.problem(
            "X014", ["title"], "a briefing without `key_points`", "write three to five, each with `cites`",
            Severity.warning,
        )  # fmt: skip
    for i, point in enumerate(document.key_points):
        for j, cite in enumerate(point.cites):
            yield from _citation(entry, ["key_points", i, "cites", j], cite, ids, library, statements)
    yield from _comparison_ids(entry)
    for i, table in enumerate(document.comparisons):
        yield from _comparison(entry, i, table, ids, library, statements)


def _comparison(
    entry: Entry[BriefingDocument],
    index: int,
    table: ComparisonFields,
    ids: Sequence[str],
    library: Library,
    statements: Mapping[str, Sequence[Statement]],
) -> Iterator[Problem]:
    here: list[str | int] = ["comparisons", index]
    rows: list[str] = getattr(entry.document, table.rows)
    only = table.only or ()
    for j, row in enumerate(only):
        if row not in rows:
            yield entry.problem(
                "X009", [*here, "only", j], f"`{row}` is not among `{table.rows}`", nearest(row, rows, table.rows)
            )
        elif row in only[:j]:
            yield entry.problem("X016", [*here, "only", j], f"`{row}` stands twice", "keep one of the two")
    keys = {f"{row}/{column}": None for row in (only or rows) for column in ids}
    for key, cell in table.cells.items():
        steps = [*here, "cells", key]
        if key not in keys:
            none = f"the briefing has no `{table.rows}`, so this comparison has no rows"
            hint = nearest(key, keys, "cells (row/article)") if keys else none
            yield entry.problem("X009", steps, f"no cell `{key}`", hint)
        for j, cite in enumerate(cell.cites):
            yield from _citation(entry, [*steps, "cites", j], cite, ids, library, statements)
        if cell.state in ("stated", "conditional", "disputed", "superseded") and not cell.cites:
            yield entry.problem(
                "X017", [*steps, "state"], f"`{cell.state}` without `cites`", f"add the places: {CITATION_FORMS}"
            )


def _citation(
    entry: Entry[BriefingDocument],
    steps: Sequence[str | int],
    text: str,
    ids: Sequence[str],
    library: Library,
    statements: Mapping[str, Sequence[Statement]],
) -> Iterator[Problem]:
    citation = parse_citation(text)
    if citation is None:
        yield entry.problem("X004", steps, f"not a citation: {_shortened(text)!r}", f"expected {CITATION_FORMS}")
        return
    name = citation.article
    if name not in library.articles:
        if not _unread(library, "articles", name):
            yield entry.problem("X004", steps, f"no article `{name}`", nearest(name, library.articles, "articles"))
        return
    if name not in ids:
        yield entry.problem(
            "X004", steps, f"`{name}` is no article of this briefing", f"add it to `articles`, or cite {', '.join(ids)}"
        )
        return
    if citation.lines is not None:
        first, last = citation.lines
        count = len(LineIndex(library.articles[name].source.text))
        if not 1 <= first <= last <= count:
            yield entry.problem(
                "X004", steps, f"no lines {first}-{last} in the source of `{name}`", f"it has lines 1 to {count}"
            )
            return
    if not cited_statements(citation, statements[name]):
        yield entry.problem(
            "X004",
            steps,
            f"{text} names no statement: nothing of the article stands there",
            "cite a line that a paragraph, a list item or a table row comes from",
        )


def _records(library: Library) -> Iterator[Problem]:
    stems = {name.rpartition(".")[0] or name for name in library.sources}
    digests = {(name.rpartition(".")[0] or name): source.sha256 for name, source in library.sources.items()}
    for record_id, entry in library.records.items():
        if entry.document.rights != "full":
            yield entry.problem(
                "X018",
                ["rights"],
                f"`{entry.document.rights}` can't be kept yet: the pages would show the whole text",
                "keep the source out of content/sources/ until the pages can withhold its text",
            )
        told = entry.document.sha256
        if told is not None and told != digests.get(record_id, told):
            yield entry.problem(
                "X010",
                ["sha256"],
                f"the source has the digest {digests[record_id]}",
                "restore the file that the record speaks of, or record the new capture under a name of its own",
            )
        if record_id not in stems:
            yield Problem(
                "X013",
                entry.path,
                0,
                0,
                f"no source has the stem {record_id!r}",
                nearest(record_id, stems, "sources"),
                Severity.warning,
            )
