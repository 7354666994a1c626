"""Checks of labels and terms: those that readers, or the machine, can't tell apart, and those that find nothing.

In: a library. Out: warnings: of labels that a briefing has twice, of a text that it has twice, in an older and a newer
capture, of rounds that nobody named, of terms without a letter or digit or that stand twice, of the vocabulary's
columns. Refused: nothing. Files that could be read in part are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from build_scripts.column_groups import header_words
from build_scripts.documents import BriefingDocument, VocabularyDocument
from build_scripts.entries import Entry
from build_scripts.library import Library
from build_scripts.problems import Problem, Severity

OWN_COLUMNS = ("Source", "Kaynak")
"""What the languages call the column that the table of measures has of its own, for the article of a row."""

SHOWN = 60
"""Characters of a text of the file that a message shows."""


def label_problems(library: Library) -> Iterator[Problem]:
    """Those of the themes, the parties, the briefings and the vocabulary."""
    for folder in (library.themes, library.actors):
        for entry in folder.values():
            yield from term_problems(entry, ["terms"], entry.document.terms)
    for briefing in library.briefings.values():
        yield from _labels(briefing, library)
        yield from _captures(briefing, library)
        yield from _rounds(briefing)
        for i, claim in enumerate(briefing.document.claims):
            yield from term_problems(briefing, ["claims", i, "terms"], claim.terms)
    if library.vocabulary is not None:
        yield from _columns(library.vocabulary)


def term_problems(entry: Entry[Any], steps: Sequence[str | int], terms: Sequence[str]) -> Iterator[Problem]:
    """Terms of a list that find nothing, or everything, and those that find what another one of the list finds."""
    seen: dict[str, int] = {}
    for i, term in enumerate(terms):
        if not any(map(str.isalnum, term)):
            message = f"the term `{_short(term)}` has no letter and no digit"
            hint = "write words; signs alone find nothing that can be told from other words"
            yield entry.problem("X049", [*steps, i], message, hint, Severity.warning)
            continue
        first = seen.setdefault(plain(term), i)
        if first != i:
            message = f"the term `{_short(term)}` stands twice, as `{_short(terms[first])}` before"
            yield entry.problem("X049", [*steps, i], message, "keep one of the two", Severity.warning)


def _labels(entry: Entry[BriefingDocument], library: Library) -> Iterator[Problem]:
    """Labels that two articles, themes or parties of a briefing share."""
    document = entry.document
    themes = {i: library.theme(i).label for i in document.themes if i in library.themes}
    actors = {i: library.actor(i).label for i in document.actors if i in library.actors}
    articles = [(ref.id, ref.label) for ref in document.articles]
    listed: tuple[tuple[str, list[tuple[str, str]], list[str]], ...] = (
        ("articles", articles, ["label"]),
        ("themes", [(i, themes.get(i, i)) for i in document.themes], []),
        ("actors", [(i, actors.get(i, i)) for i in document.actors], []),
    )
    for key, labelled, behind in listed:
        seen: dict[str, str] = {}
        for number, (own, label) in enumerate(labelled):
            other = seen.setdefault(plain(label), own)
            if other != own:
                message = f"`{own}` and `{other}` have one label, “{_short(label)}”"
                hint = "give one of them a label that tells it from the other"
                yield entry.problem("X047", [key, number, *behind], message, hint, Severity.warning)


def _captures(entry: Entry[BriefingDocument], library: Library) -> Iterator[Problem]:
    """Older captures of articles that the briefing has too."""
    named = list(dict.fromkeys(ref.id for ref in entry.document.articles))
    newer = {c.entry.id: i for i in named for c in library.captures(i)[1:]}
    for i, ref in enumerate(entry.document.articles):
        if ref.id in newer and newer[ref.id] != ref.id:
            message = f"`{ref.id}` is an older capture of `{newer[ref.id]}`, which this briefing has too"
            hint = "keep the newer one, and cite it"
            yield entry.problem("X048", ["articles", i, "id"], message, hint, Severity.warning)


def _rounds(entry: Entry[BriefingDocument]) -> Iterator[Problem]:
    """Comparisons of rounds where no article names one."""
    if any(ref.round is not None for ref in entry.document.articles):
        return
    for i, table in enumerate(entry.document.comparisons):
        if table.columns == "rounds":
            message = "`columns: rounds`, and no article of this briefing names a `round`"
            hint = "give the articles a `round`, or write `columns: articles`"
            yield entry.problem("X050", ["comparisons", i, "columns"], message, hint, Severity.warning)


def _columns(entry: Entry[VocabularyDocument]) -> Iterator[Problem]:
    """Columns of the vocabulary whose labels or names readers or headers can't be told by."""
    seen: dict[str, int] = {}
    own = {plain(name) for name in OWN_COLUMNS}
    for i, column in enumerate(entry.document.columns or ()):
        steps: list[str | int] = ["columns", i, "label"]
        if seen.setdefault(plain(column.label), i) != i:
            hint = "give it another label, or put its names into the other one"
            message = f"two columns have the label “{_short(column.label)}”"
            yield entry.problem("X051", steps, message, hint, Severity.warning)
        elif plain(column.label) in own:
            message = f"“{_short(column.label)}” is the page's own column, of the article that a row comes from"
            yield entry.problem("X051", steps, message, "give it another label", Severity.warning)
        for j, name in enumerate(column.names):
            if not _has_letters(header_words(name)):
                message = f"the name `{_short(name)}` has no letters, so no header is told by it"
                yield entry.problem("X051", ["columns", i, "names", j], message, "write words", Severity.warning)


def _has_letters(words: Iterable[str]) -> bool:
    return any(c.isalpha() for word in words for c in word)


def plain(text: str) -> str:
    """A text as it is compared: case and blanks make no difference."""
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
