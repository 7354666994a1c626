"""Checks of articles and records: sources, locks, older captures, places, codes, words in quotation marks.

In: a library. Out: the problems of its article files and records that reading them one by one can't show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from build_scripts.clutter_codes import CODES
from build_scripts.content_files import read_lock
from build_scripts.contradictions import contradictions
from build_scripts.entries import ArticleEntry, Entry
from build_scripts.library import Library
from build_scripts.locks import Lock, read_lock_text
from build_scripts.model import MissingBlock, Source
from build_scripts.notices import became
from build_scripts.problems import Problem, Severity, nearest
from build_scripts.quotations import nearest_passage, pieces, plain, quotations, stands_in
from build_scripts.spans import LINE_END
from build_scripts.table_checks import table_problems

BY_HAND = ("C000", "C900")
"""Codes of omissions that a hand made, beside those of clutter."""


def article_problems(library: Library) -> Iterator[Problem]:
    """Problems of the articles, one by one and between them."""
    owners: dict[str, str] = {}
    for item in (*library.articles.values(), *library.parts.articles):
        entry = item.entry
        name = entry.document.source
        if name in owners:
            message = f"{name} is the source of `{owners[name]}` too"
            hint = "keep one of the two files; a new capture of an article is a new source file"
            yield from entry.own([entry.problem("X005", ["source"], message, hint)])
        owners.setdefault(name, entry.id)
        if entry.id not in library.locked:
            message = f"no content/locks/{entry.id}.lock: every value counts as a hand's"
            hint = "restore the lock with git; an article that was written by hand needs none"
            yield Problem("X023", entry.path, 0, 0, message, hint, Severity.warning)
        yield from entry.own(_article(entry.id, item, library))
    yield from _circles(library)


def _article(article_id: str, item: ArticleEntry, library: Library) -> Iterator[Problem]:
    entry = item.entry
    older = entry.document.supersedes
    if older == article_id:
        hint = "name the article of the older capture, or remove the key"
        yield entry.problem("X001", ["supersedes"], f"`{article_id}` supersedes itself", hint)
    elif older is not None and older not in library.articles and not unread(library, "articles", older):
        others = [a for a in library.articles if a != article_id]
        hint = became(library, "article", older) or nearest(older, others, "articles")
        yield entry.problem("X001", ["supersedes"], f"no article `{older}`", hint)
    yield from contradictions(item, lambda: _lock(library, item))
    yield from table_problems(library.root, article_id, item)
    for i, omitted in enumerate(entry.document.omitted):
        if omitted.code is not None and omitted.code not in CODES and omitted.code not in BY_HAND:
            hint = nearest(omitted.code, [*CODES, *BY_HAND], "codes of omissions")
            yield entry.problem("Y007", ["omitted", i, "code"], f"no omission has the code {omitted.code!r}", hint)
    if library.locked.get(article_id, "") not in ("", item.source.sha256):
        message = f"{entry.document.source} changed after it was normalized"
        hint = "sources are immutable: restore the file, and add the new capture under a name of its own"
        yield entry.problem("X010", ["source"], message, hint)
    for index, block in enumerate(item.article.blocks):
        if isinstance(block, MissingBlock) and not block.spans:
            hint = "give it the `at` of the paragraph that announces it"
            yield entry.problem("X006", ["body", index], "a missing block without a place", hint)


def _lock(library: Library, item: ArticleEntry) -> Lock | None:
    text = read_lock(library.root, item.entry.id)
    return read_lock_text(text, item.source) if text is not None else None


def _circles(library: Library) -> Iterator[Problem]:
    """Articles that supersede each other in a circle: none of them is the newest."""
    articles = {a.entry.id: a for a in library.parts.articles} | dict(library.articles)
    older = {i: a.entry.document.supersedes for i, a in articles.items()}
    for article_id, item in sorted(articles.items()):
        way = [article_id]
        while (next_id := older.get(way[-1])) is not None and next_id not in way:
            way.append(next_id)
        if next_id == article_id and len(way) > 1 and article_id == min(way):
            message = f"a circle: {' supersedes '.join(f'`{i}`' for i in (*way, article_id))}"
            yield item.entry.problem("X033", ["supersedes"], message, "remove the key from the oldest of them")


def unread(library: Library, folder: str, name: str) -> bool:
    """Is there a file of this id that has a problem of its own? What refers to it is not to blame."""
    return any(p.path.rpartition(".")[0] == f"content/{folder}/{name}" for p in library.problems)


def record_problems(library: Library) -> Iterator[Problem]:
    """Problems of the records: what they say of a source against the source."""
    sources = {(name.rpartition(".")[0] or name): source for name, source in library.sources.items()}
    for entry in library.records.values():
        yield from _record(entry, sources)
    for entry in library.parts.records:
        yield from entry.own(_record(entry, sources))


def _record(entry: Entry[Any], sources: Mapping[str, Source]) -> Iterator[Problem]:
    document = entry.document
    source = sources.get(entry.id)
    if source is None:
        hint = nearest(entry.id, sources, "sources")
        # A source whose record is lost would be shown whole.
        severity = Severity.warning if document.rights == "full" else Severity.error
        yield Problem("X013", entry.path, 0, 0, f"no source has the stem {entry.id!r}", hint, severity)
        return
    if document.sha256 is not None and document.sha256 != source.sha256:
        hint = "restore the file that the record speaks of, or record the new capture under a name of its own"
        yield entry.problem("X010", ["sha256"], f"the source has the digest {source.sha256}", hint)
    for quotation in quotations(document.looks_rewritten or ""):
        parts = pieces(quotation.text)
        if not stands_in(parts, plain(source.text)):
            lines = [(str(n), text) for n, text in enumerate(LINE_END.split(source.text), 1) if text.strip()]
            near = nearest_passage(parts, lines)
            hint = f"line {near[0]} has “{near[1]}”" if near else "quote the source's own words, or leave the marks out"
            message = f"“{quotation.text}” does not stand in {source.path}"
            yield entry.problem_at_words("X026", ["looks_rewritten"], quotation.text, message, hint)
