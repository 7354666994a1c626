"""Checks across files: every reference leads somewhere, every position fits, nothing is stated twice.

In: a library. Out: every problem of all files at once, in file order. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from build_scripts.compare import cited_statements, parse_citation
from build_scripts.documents import BriefingDocument
from build_scripts.library import ArticleEntry, Entry, Library
from build_scripts.model import MissingBlock, Statement
from build_scripts.problems import Problem, Severity, in_file_order
from build_scripts.spans import LineIndex
from build_scripts.statements import Reading, statements_of

CITATION_FORMS = "article@line, article@4-7 or article#statement"


def reading_of(library: Library) -> Reading:
    """How this library's statements are read: its vocabulary, all its themes and actors."""
    return Reading.of(
        library.vocabulary.document if library.vocabulary else None,
        [library.theme(i) for i in sorted(library.themes)],
        [library.actor(i) for i in sorted(library.actors)],
    )


def check(library: Library) -> tuple[Problem, ...]:
    """Every problem of a library, in file order: those of reading it and those between its files."""
    problems: list[Problem] = [*library.problems]
    problems.extend(_articles(library))
    statements = {i: statements_of(a.article, a.source, reading_of(library)) for i, a in _cited(library).items()}
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
        if older is not None and (older not in library.articles or older == article_id):
            yield entry.problem("X001", ["supersedes"], f"no article `{older}`", _nearest(older, library.articles))
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
            if not _told(library, f"content/articles/{article_id}.yaml"):
                yield entry.problem(
                    "X001",
                    ["articles", i, "id"],
                    f"no article `{article_id}`",
                    _nearest(article_id, library.articles, "articles"),
                )
        elif article_id in ids[:i]:
            yield entry.problem("X016", ["articles", i, "id"], f"`{article_id}` stands twice", "keep one of the two")
    for key, known, what in (("themes", library.themes, "theme"), ("actors", library.actors, "actor")):
        named: list[str] = getattr(document, key)
        for i, name in enumerate(named):
            if name not in known:
                yield entry.problem("X002", [key, i], f"no {what} `{name}`", _nearest(name, known, f"{what}s"))
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
    seen: list[str] = []
    for i, table in enumerate(document.comparisons):
        if table.id in seen:
            yield entry.problem("X016", ["comparisons", i, "id"], f"`{table.id}` stands twice", "give it another id")
        seen.append(table.id)
        rows: list[str] = getattr(document, table.rows)
        for j, row in enumerate(table.only or ()):
            if row not in rows:
                yield entry.problem(
                    "X009", ["comparisons", i, "only", j], f"`{row}` is not among `{table.rows}`",
                    _nearest(row, rows, table.rows),
                )  # fmt: skip
        for key, cell in table.cells.items():
            steps: list[str | int] = ["comparisons", i, "cells", key]
            row, slash, column = key.partition("/")
            if not slash or row not in (table.only or rows) or column not in ids:
                keys = [f"{r}/{c}" for r in (table.only or rows) for c in ids]
                yield entry.problem("X009", steps, f"no cell `{key}`", _nearest(key, keys, "cells are row/article"))
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
        yield entry.problem("X004", steps, f"not a citation: {text!r}", f"expected {CITATION_FORMS}")
        return
    name = citation.article
    if name not in library.articles:
        if not _told(library, f"content/articles/{name}.yaml"):
            yield entry.problem("X004", steps, f"no article `{name}`", _nearest(name, library.articles, "articles"))
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
                _nearest(record_id, stems, "sources"),
                Severity.warning,
            )


def _nearest(name: str, known: Iterable[str], what: str = "known") -> str:
    listed = list(known)
    close = get_close_matches(name, listed, 1, 0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"{what}: {', '.join(listed[:12])}{' …' if len(listed) > 12 else ''}" if listed else f"there are no {what}"
