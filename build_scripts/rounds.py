"""What changed between the rounds: for each theme, what became of its state from one round to the next.

In: a briefing's report. Out: changes, and a part of the briefing's page; nothing where there is a single round. A state
is what the cells say: where no statement has a theme's words, nothing is said to be dropped, only to match no more. An
article and a newer capture of it are no two rounds: nothing is said to have changed between them. Where no article
names a round, the page speaks of articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from build_scripts import addresses
from build_scripts.comparison_views import SIGNS, beside_quotes, cell_words, state_words, written
from build_scripts.model import Cell, CellState, Round, Statement
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.report import BriefingReport
from build_scripts.views import Origin, View, citation_view, line_link, sentence
from build_scripts.wording import Words

SILENT: frozenset[CellState] = frozenset({"no-match", "not-captured", "not-stated"})
"""States of a cell that shows no statement."""
SHOWN_PLACES = 3
"""Places that a round shows of a theme before the rest is folded away."""
FOLDED_PLACES = 12
"""Places that are folded away; of more than these the theme's page has the list."""


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What became of a theme from one round to the next; `change` is the name of its word in the section `rounds`."""

    theme: str
    label: str
    before: Cell
    after: Cell
    change: str


@dataclass(frozen=True, slots=True)
class RoundChanges:
    """Two rounds, one behind the other, and what became of each theme."""

    before: Round
    after: Round
    themes: tuple[ThemeChange, ...]


def round_changes(b: BriefingReport) -> tuple[RoundChanges, ...]:
    """What changed between the rounds of a briefing; empty where there is a single one, or no theme."""
    if not b.by_round.rows:
        return ()
    return tuple(
        RoundChanges(
            before,
            after,
            tuple(
                ThemeChange(theme, label, cells[k], cells[k + 1], _change(cells[: k + 2]))
                for (theme, label), cells in zip(b.by_round.rows, b.by_round.cells, strict=True)
            ),
        )
        for k, (before, after) in enumerate(pairwise(b.rounds))
        if not _one_text(b, before, after)
    )


def _one_text(b: BriefingReport, before: Round, after: Round) -> bool:
    """Has one of two rounds an article that is a newer capture of an article of the other?"""
    return any(
        {i, j} <= set(b.captures.get(i, ())) or {i, j} <= set(b.captures.get(j, ()))
        for i in before.articles
        for j in after.articles
    )


def _names(b: BriefingReport, words: Words) -> dict[str, str]:
    """What each round is called, by its id: its label; of several with one label each has its article's id too."""
    plain = [" ".join(r.label.split()).casefold() for r in b.rounds]
    return {
        r.id: words("rounds.alike", label=r.label, article=r.id) if plain.count(own) > 1 else r.label
        for r, own in zip(b.rounds, plain, strict=True)
    }


def _change(cells: tuple[Cell, ...]) -> str:
    """What the last of a theme's cells has that the one before it has not; the earlier ones tell what comes again."""
    before, after = cells[-2].state, cells[-1].state
    if before in SILENT and after in SILENT:
        if "not-captured" in (before, after):
            return "neither_captured"
        return "neither_stated" if before == after == "not-stated" else "neither"
    if before in SILENT:
        if any(cell.state not in SILENT for cell in cells[:-2]):
            return "again"
        return f"new_{before.replace('-', '_')}"
    if after in SILENT:
        return f"gone_{after.replace('-', '_')}"
    if before == after:
        return "both_stated" if before == "stated" else "both"
    return "moved"


def rounds_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """What changed between the rounds, as a table for each two that follow each other."""
    changes = round_changes(b)
    if not changes:
        return ()
    words = origin.words
    named = any(ref.round is not None for ref in b.document.articles)
    names = _names(b, words)
    changes = tuple(
        replace(
            pair,
            before=replace(pair.before, label=names[pair.before.id]),
            after=replace(pair.after, label=names[pair.after.id]),
        )
        for pair in changes
    )
    return (
        HeadingPart(2, "rounds", words("rounds.heading" if named else "rounds.heading_articles")),
        render(
            "rounds",
            order=words("rounds.order" if named else "rounds.order_articles"),
            tables=[
                {
                    "caption": sentence(words, "rounds.caption", before=pair.before.label, after=pair.after.label),
                    "anchor": f"rounds-{number}",
                    "before": pair.before.label,
                    "after": pair.after.label,
                    "rows": [_row(origin, b, pair, change) for change in pair.themes],
                }
                for number, pair in enumerate(changes, 1)
            ],
        ),
    )


def _row(origin: Origin, b: BriefingReport, pair: RoundChanges, change: ThemeChange) -> View:
    return {
        "label": change.label,
        "href": origin.link(addresses.theme_page(change.theme)),
        "change": change_words(origin, pair, change),
        "sides": [
            _side(origin, b, pair.before, change.before),
            _side(origin, b, pair.after, change.after),
        ],
    }


def change_words(origin: Origin, pair: RoundChanges, change: ThemeChange) -> list[View]:
    """What became of a theme, as the pieces of a sentence."""
    was, state = (state_words(origin.words, cell.state) for cell in (change.before, change.after))
    return sentence(
        origin.words, f"rounds.{change.change}", before=pair.before.label, after=pair.after.label, was=was, state=state
    )


def _side(origin: Origin, b: BriefingReport, side: Round, cell: Cell) -> View:
    """A theme in one round: its state, the places that show it, what the desk noted."""
    several = len(side.articles) > 1
    cited = [citation_view(origin, written(c), b) for c in beside_quotes(cell, side.articles)]
    found = list(_distinct([*cited, *(_place(origin, b, s, several) for s in cell.statements)]))
    places = found[: SHOWN_PLACES + FOLDED_PLACES]
    folded = len(places) - SHOWN_PLACES
    elsewhere = None
    if len(found) > len(places):
        label = origin.words.count("rounds.all_places", len(found))
        elsewhere = {"href": origin.link(addresses.theme_page(cell.row)), "label": label}
    return {
        "round": side.label,
        "state": cell.state,
        "sign": SIGNS[cell.state],
        "words": cell_words(origin.words, "themes", cell, side.articles, b),
        "by_desk": cell.by_desk,
        "places": places[:SHOWN_PLACES],
        "more": places[SHOWN_PLACES:],
        "more_label": origin.words.count("rounds.more_places", folded) if folded > 0 else "",
        "elsewhere": elsewhere,
    }


def _place(origin: Origin, b: BriefingReport, statement: Statement, several: bool) -> View:
    """A link to a statement's source lines; to its article where a hand wrote it, and no line has it."""
    label = b.labels[statement.article]
    found = line_link(origin, statement.article, statement.lines, label if several else "")
    if found is not None:
        return found
    anchor = addresses.statement_anchor(statement.id)
    return {"href": origin.link(addresses.article_page(statement.article), anchor), "label": label, "note": ""}


def _distinct(places: list[View]) -> Iterator[View]:
    """Each place once: several sentences may stand in one line."""
    seen: set[tuple[str, str]] = set()
    for place in places:
        key = place["href"], place["label"]
        if key not in seen:
            seen.add(key)
            yield place
