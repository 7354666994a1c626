"""Prospects: what the articles of a briefing expect and recommend, by theme.

In: a briefing's report. Out: groups in the order of the briefing's themes, what is on none of them last. What only
leads to a list is none: its items say it. A statement stands once, under the first of its themes; one that says nearly
the same in nearly the same words stands beside the first of them. That two statements say the same is decided by their
words alone (`echoes.runs_of`), more strictly than for passages that are merely alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from build_scripts.echoes import runs_of, words_of
from build_scripts.model import Statement
from build_scripts.report import BriefingReport
from build_scripts.statements import introduces

KINDS = ("expected", "recommended")
ALIKE = 0.6
"""Of all runs of three words that either has, the share that both have, from which two statements say the same: of 14
words one in the middle may differ."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """A statement to watch, its themes in the briefing's order, and those that say nearly the same."""

    statement: Statement
    themes: tuple[str, ...]
    same: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class ProspectGroup:
    """The prospects on a theme; `theme` is None for those on none of the briefing's."""

    theme: str | None
    prospects: tuple[Prospect, ...]


def prospects_of(b: BriefingReport) -> tuple[ProspectGroup, ...]:
    """What a briefing's articles expect and recommend, grouped; no group is empty."""
    themes = [theme for theme in dict.fromkeys(b.document.themes) if theme in b.theme_labels]
    groups: defaultdict[str | None, list[Prospect]] = defaultdict(list)
    for first, *same in _once(
        [s for a in b.articles for s in a.statements if s.kind in KINDS and not introduces(a.article, s)]
    ):
        own = tuple(theme for theme in themes if theme in first.themes)
        groups[own[0] if own else None].append(Prospect(first, own, tuple(same)))
    return tuple(ProspectGroup(theme, tuple(groups[theme])) for theme in (*themes, None) if theme in groups)


def _once(statements: list[Statement]) -> list[list[Statement]]:
    """The statements in their order, each with those behind it that say nearly the same."""
    found: list[list[Statement]] = []
    runs: list[frozenset[tuple[str, ...]]] = []
    wordings: dict[tuple[str, ...], int] = {}
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for statement in statements:
        words = words_of(statement.text)
        own = runs_of(words)
        meeting = Counter(number for run in own for number in holders[run])
        alike = wordings.get(tuple(words))
        if alike is None:
            near = (n for n, shared in meeting.items() if shared >= ALIKE * (len(own) + len(runs[n]) - shared))
            alike = min(near, default=None)
        if alike is not None and words:
            found[alike].append(statement)
            continue
        number = len(found)
        wordings[tuple(words)] = number
        found.append([statement])
        runs.append(own)
        for run in own:
            holders[run].append(number)
    return found
