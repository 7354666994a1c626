"""Changes: what a reader will see change, as plain frozen data, and each one in words.

In: nothing but what the other modules of this layer find. Out: `Change`, `Group` and `Differences`, and the words of a
change as raw text; whoever prints them escapes them. A change names what it speaks of by ids, so that a page can link
there, and tells what it was and what it is in the words of the pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from build_scripts.model import ChangeAct, ChangeKind
from build_scripts.pairing import excerpt, excerpts, squashed

WIDTH = 160
"""About how many characters of a text are shown beside a change; the JSON and the records hold it whole."""
DETAILS = 12
"""How many details of one change are shown before the rest is counted."""

NOUNS: dict[ChangeKind, tuple[str, str]] = {
    "briefing": ("briefing", "briefings"),
    "title": ("title", "titles"),
    "question": ("question", "questions"),
    "date": ("date", "dates"),
    "briefing-article": ("article of a briefing", "articles of briefings"),
    "order": ("order", "orders"),
    "key-point": ("key point", "key points"),
    "party": ("party", "parties"),
    "comparison": ("comparison", "comparisons"),
    "row": ("row of a comparison", "rows of comparisons"),
    "cell": ("cell", "cells"),
    "notes": ("note of the desk", "notes of the desk"),
    "article": ("article", "articles"),
    "headline": ("headline", "headlines"),
    "publisher": ("publisher", "publishers"),
    "byline": ("byline", "bylines"),
    "dateline": ("dateline", "datelines"),
    "source": ("source", "sources"),
    "record": ("fact about a source", "facts about sources"),
    "heading": ("heading", "headings"),
    "table": ("table", "tables"),
    "table-row": ("table row", "table rows"),
    "missing": ("missing list or table", "missing lists or tables"),
    "statement": ("statement", "statements"),
    "form": ("form of a text", "forms of texts"),
    "mark": ("mark", "marks"),
    "repair": ("repair", "repairs"),
    "suggestion": ("suggestion", "suggestions"),
    "omission": ("piece of a source", "pieces of sources"),
    "wording": ("wording of a kind", "wordings of kinds"),
    "page": ("page", "pages"),
}
"""What each kind of change is told of, one and many, in reading order."""

QUOTED: frozenset[ChangeKind] = frozenset(
    {"title", "question", "key-point", "notes", "headline", "publisher", "byline", "dateline", "heading", "statement",
     "table-row", "missing", "repair", "suggestion", "omission"}
)  # fmt: skip
"""Kinds whose texts are somebody's words: they stand in quotation marks; others are the site's own words."""
QUOTED_DETAILS = frozenset({"quote", "note", "caption", "text"})
"""Details that are somebody's words."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A part of a change: `what` (such as `quote`, `kind`), what it was and what it is; None is nothing."""

    what: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a reader will see change.

    `subject` says of what (`Arms control, Second round`), `before` and `after` how the pages tell it, None where there
    was or is nothing; both alike where only `details` changed. The ids name where it stands now, or stood.
    """

    kind: ChangeKind
    act: ChangeAct
    subject: str
    before: str | None = None
    after: str | None = None
    details: tuple[Detail, ...] = ()
    briefing: str | None = None
    comparison: str | None = None
    row: str | None = None
    column: str | None = None
    article: str | None = None
    statement: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one briefing, article or page, under a title."""

    what: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that changes for a reader, in reading order; `notes` tell what could not be looked at, and why."""

    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in reading order."""
        return tuple(change for group in self.groups for change in group.changes)


def changed(
    kind: ChangeKind,
    subject: str,
    values: tuple[str | None, str | None],
    details: Iterable[Detail] = (),
    **ids: str,
) -> list[Change]:
    """A change of a value, before and after, added or dropped where one is None; nothing where nothing differs."""
    before, after = values
    details = tuple(details)
    if (before is None) == (after is None) and squashed(before or "") == squashed(after or "") and not details:
        return []
    act: ChangeAct = "added" if before is None and after is not None else "dropped" if after is None else "changed"
    told = Change(kind, "changed" if before is after is None else act, subject, before, after, details)
    return [replace(told, **ids)]  # type: ignore[arg-type]  # mypy takes every keyword for one of every type


def counts(changes: Iterable[Change]) -> list[tuple[ChangeKind, ChangeAct, int]]:
    """How many changes there are of each kind and act, in the order of `NOUNS`, acts by the alphabet."""
    counted = Counter((c.kind, c.act) for c in changes)
    order = list(NOUNS)
    return [(k, a, n) for (k, a), n in sorted(counted.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))]


def counts_words(changes: Iterable[Change]) -> str:
    """`2 cells changed, 1 statement added`; empty where there is no change."""
    return ", ".join(f"{n:,} {NOUNS[k][n != 1]} {act_words(a)}" for k, a, n in counts(changes))


def act_words(act: ChangeAct) -> str:
    """`left out` for `left-out`."""
    return act.replace("-", " ")


def words(change: Change, width: int = WIDTH) -> str:
    """A change on one line, raw: `Arms control, Second round: not stated → stated`."""
    subject = excerpt(change.subject, 2 * width)
    before, after = _values(change.before, change.after, change.kind in QUOTED, width)
    if change.act in ("changed", "renamed", "moved"):
        if before is not None and after is not None and before != after:
            return f"{subject}: {before} → {after}"
        told = after if after is not None else before
        return f"{subject}: {told}" if told is not None else subject
    value = f"{before} → {after}" if None not in (before, after) and before != after else after or before
    return f"{subject} {act_words(change.act)}" + (f": {value}" if value else "")


def detail_words(change: Change, width: int = WIDTH) -> list[str]:
    """The details of a change, one line each, raw; the last tells how many more there are."""
    lines = []
    for detail in change.details[:DETAILS]:
        before, after = _values(detail.before, detail.after, detail.what in QUOTED_DETAILS, width)
        if before is not None and after is not None:
            lines.append(f"{detail.what}: {after}" if before == after else f"{detail.what}: {before} → {after}")
        elif after is not None:
            lines.append(f"{detail.what} added: {after}")
        elif before is not None:
            lines.append(f"{detail.what} dropped: {before}")
        else:
            lines.append(detail.what)
    if len(change.details) > DETAILS:
        lines.append(f"and {len(change.details) - DETAILS:,} more")
    return lines


def _values(before: str | None, after: str | None, quoted: bool, width: int) -> tuple[str | None, str | None]:
    if before is not None and after is not None:
        one, other = excerpts(before, after, width)
    else:
        one, other = excerpt(before or "", width), excerpt(after or "", width)

    def told(text: str | None, shown: str) -> str | None:
        return None if text is None else f"“{shown}”" if quoted else shown

    return told(before, one), told(after, other)
