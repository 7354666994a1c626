"""Differences: everything that a reader will see change between two states of a project.

In: two libraries and the hand-written pages of both. Out: the changes in
reading order: briefings, articles, the method's wordings, hand-written pages. What no reader sees (comments, the order
of keys, locks, digests, terms that find the same statements) gives no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from build_scripts.article_changes import ArticlePair, added_article, article_changes, dropped_article
from build_scripts.briefing_changes import Names, added_briefing, briefing_changes, dropped_briefing
from build_scripts.change_words import KIND_WORDS, count
from build_scripts.changes import Change, Detail, Differences, Group, changed
from build_scripts.check import read_statements
from build_scripts.library import Library
from build_scripts.pairing import squashed
from build_scripts.problems import Severity
from build_scripts.report import ArticleReport, BriefingReport, Report, report_of

Pages = Mapping[str, str | bytes]
"""The files of content/pages/ by their path in it; bytes where one is no text."""


@dataclass(frozen=True)
class State:
    """One state of a project: its report and its hand-written pages."""

    report: Report
    pages: Pages


def differences_of(before: Library, before_pages: Pages, after: Library, after_pages: Pages) -> Differences:
    """What changes for a reader between two libraries; the later one has no errors, the earlier one may have.

    A file of the earlier one that can't be read is left out, and a note says so; of what shapes how others are read
    (vocabulary, themes, actors, records) today's stands in for it. Statements of an article that is the same in both
    are read once, and not at all where no briefing shows them.
    """
    before, unread, notes = _readable(before, after)
    same = _unchanged(before, after)
    shown = {ref.id for lib in (before, after) for b in lib.briefings.values() for ref in b.document.articles}
    later = read_statements(after, {i: a for i, a in after.articles.items() if i in shown or i not in same})
    earlier = {i: later[i] for i in same & later.keys()}
    earlier |= read_statements(before, {i: a for i, a in before.articles.items() if i not in same})
    for i in same - later.keys():
        earlier[i] = later[i] = ()
    found = differences(
        State(report_of(before, earlier), before_pages), State(report_of(after, later), after_pages), unread
    )
    return replace(found, notes=notes)


def _unchanged(before: Library, after: Library) -> set[str]:
    """Articles that are the same in both and give the same statements."""
    if not _reads_alike(before, after):
        return set()
    both = before.articles.keys() & after.articles.keys()
    pairs = {i: [(a.article, a.source) for a in (before.articles[i], after.articles[i])] for i in both}
    return {i for i, (one, other) in pairs.items() if one == other}


def _reads_alike(before: Library, after: Library) -> bool:
    """Would a text give the same statements in both?"""
    vocabularies = [lib.vocabulary.document if lib.vocabulary else None for lib in (before, after)]
    terms = [
        [(i, e.document.terms) for entries in (lib.themes, lib.actors) for i, e in sorted(entries.items())]
        for lib in (before, after)
    ]
    return vocabularies[0] == vocabularies[1] and terms[0] == terms[1]


def _readable(before: Library, after: Library) -> tuple[Library, frozenset[str], tuple[str, ...]]:
    """The earlier library without what can't be read of it, those files, and a note of each."""
    notes = []
    left_out = set()
    # The first mistake of each file; one that is no YAML, or of another form than today's, is not to be trusted.
    for path, problem in {p.path: p for p in reversed(before.problems) if p.severity is Severity.error}.items():
        folder, _, name = path.removeprefix("content/").removesuffix(".yaml").rpartition("/")
        broken = problem.code[0] in "EY"
        if path == "content/vocabulary.yaml":
            before = replace(before, vocabulary=after.vocabulary)
        elif folder in ("themes", "actors", "records"):
            known = {i: entry for i, entry in getattr(before, folder).items() if i != name}
            today = getattr(after, folder)
            before = _with(before, folder, known | ({name: today[name]} if name in today else {}))
        elif folder in ("articles", "briefings") and (broken or name not in getattr(before, folder)):
            before = _with(before, folder, {i: e for i, e in getattr(before, folder).items() if i != name})
        else:
            continue
        left_out.add(path)
        place = f":{problem.line}:{problem.column}" if problem.line else ""
        notes.append(f"{path}{place} could not be read as it was ({problem.code}), so what changed in it is not told")
    return before, frozenset(left_out), tuple(sorted(notes))


def _with(library: Library, folder: str, entries: Mapping[str, Any]) -> Library:
    """A library with other entries in one of its folders."""
    changes: dict[str, Any] = {folder: entries}
    return replace(library, **changes)


def differences(before: State, after: State, unread: frozenset[str] = frozenset()) -> Differences:
    """What changes for a reader. `unread` are paths of the earlier state (`content/articles/x.yaml`) with errors."""
    pairs, new, gone = _paired_articles(before.report, after.report)
    names = _names(pairs)
    groups = [
        *_briefings(before.report, after.report, names, unread),
        *_articles(before.report, after.report, pairs, new, gone, unread),
        *_method(before.report, after.report),
        *_pages(before.pages, after.pages),
    ]
    return Differences(tuple(g for g in groups if g.changes))


def _paired_articles(
    before: Report, after: Report
) -> tuple[list[ArticlePair], list[ArticleReport], list[ArticleReport]]:
    """Articles by id; one whose id is gone and whose source has another id now was renamed."""
    old, new = dict(before.articles), dict(after.articles)
    pairs = {i: (old.pop(i), new.pop(i)) for i in list(new) if i in old}
    for key in (_source_name, _source_digest):
        by_source = {key(a): i for i, a in reversed(old.items())}
        for i in list(new):
            earlier = by_source.pop(key(new[i]), None)
            if earlier is not None:
                pairs[i] = (old.pop(earlier), new.pop(i))
    ordered = [ArticlePair.of(*pairs[i]) for i in after.articles if i in pairs]
    return ordered, list(new.values()), list(old.values())


def _source_name(report: ArticleReport) -> str:
    return report.article.source


def _source_digest(report: ArticleReport) -> str:
    return report.source.sha256


def _names(pairs: Iterable[ArticlePair]) -> Names:
    articles, statements, reworded = {}, {}, set()
    for pair in pairs:
        articles[pair.before.article.id] = pair.after.article.id
        for was, now in pair.pairs:
            if was is None or now is None or squashed(was.text) != squashed(now.text):
                reworded.add(pair.after.article.id)
            if was is not None and now is not None:
                statements[was.article, was.id] = (now.article, now.id)
    return Names(articles, statements, frozenset(reworded))


def _briefings(before: Report, after: Report, names: Names, unread: frozenset[str]) -> Iterator[Group]:
    old, new = dict(before.briefings), dict(after.briefings)
    pairs: dict[str, tuple[BriefingReport, BriefingReport]] = {i: (old.pop(i), new[i]) for i in new if i in old}
    by_title = {b.document.title: i for i, b in reversed(old.items())}
    for i, briefing in new.items():
        if i not in pairs and (earlier := by_title.pop(briefing.document.title, None)) is not None:
            pairs[i] = (old.pop(earlier), briefing)
    for i, briefing in new.items():
        if i in pairs:
            changes = tuple(briefing_changes(*pairs[i], names))
        elif briefing.path in unread:
            changes = ()
        else:
            changes = (added_briefing(briefing),)
        yield Group("Briefing", briefing.document.title, changes)
    for briefing in old.values():
        yield Group("Briefing", briefing.document.title, (dropped_briefing(briefing),))


def _articles(
    before: Report,
    after: Report,
    pairs: Iterable[ArticlePair],
    new: Iterable[ArticleReport],
    gone: Iterable[ArticleReport],
    unread: frozenset[str],
) -> Iterator[Group]:
    titles = {i: a.title for report in (before, after) for i, a in report.articles.items()}
    by_id = {p.after.article.id: p for p in pairs}
    added = {a.article.id for a in new if a.path not in unread}
    for i, article in after.articles.items():
        if i in by_id:
            yield Group("Article", article.title, tuple(article_changes(by_id[i], titles)))
        elif i in added:
            yield Group("Article", article.title, (added_article(article, titles),))
    for article in gone:
        notice = after.library.notices.get(article.article.id)
        told = notice.document.article if notice is not None else None
        yield Group("Article", article.title, (dropped_article(article, told.withdrawn if told else None),))


def _method(before: Report, after: Report) -> Iterator[Group]:
    """The wordings that the page Method lists; what they decide is told with the statements."""
    old, new = _cues(before), _cues(after)
    changes: list[Change] = []
    for kind, words in KIND_WORDS.items():
        one, other = Counter(old.get(kind, ())), Counter(new.get(kind, ()))
        details = [Detail("wording", None, cue) for cue in (other - one)]
        details += [Detail("wording", cue, None) for cue in (one - other)]
        if details:
            changes += changed("wording", f"Wordings of “{words}”", (None, None), details)
    shared = [k for k in old if k in new]
    if shared != [k for k in new if k in old]:
        changes.append(Change("order", "changed", "Order in which the wordings decide"))
    yield Group("Page", "Method", tuple(changes))


def _cues(report: Report) -> dict[str, list[str]]:
    """The wordings by kind, in the order in which they decide."""
    vocabulary = report.library.vocabulary
    return {k.kind: k.cues for k in (vocabulary.document.kinds if vocabulary else ())}


def _pages(before: Pages, after: Pages) -> Iterator[Group]:
    """Hand-written pages and the files beside them, by path below content/pages/."""
    for path in sorted({*before, *after}):
        changes: list[Change] = []
        if path not in before:
            changes = [Change("page", "added", "Page", None, path, page=path)]
        elif path not in after:
            changes = [Change("page", "dropped", "Page", path, page=path)]
        elif before[path] != after[path]:
            changes = [
                Change("page", "changed", "Page", path, path, tuple(_lines(before[path], after[path])), page=path)
            ]
        yield Group("Page", path, tuple(changes))


def _lines(before: str | bytes, after: str | bytes) -> Iterator[Detail]:
    if isinstance(before, str) and isinstance(after, str):
        old, new = (Counter(line.rstrip() for line in t.splitlines() if line.strip()) for t in (before, after))
        added, dropped = (new - old), (old - new)
        yield Detail(f"{count(added.total(), 'line')} added, {count(dropped.total(), 'line')} dropped")
        yield from (Detail("text", None, line) for line in added)
        yield from (Detail("text", line, None) for line in dropped)
