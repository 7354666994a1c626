"""Checks of a briefing's claims and of its rounds.

In: a briefing's file, and what the statements of its articles say. Out: problems: claims that no row or cell could be
named by, that nothing shows or finds; rounds that stand apart in the order or differ in nothing that a reader sees;
rows and cells that would have one address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from build_scripts.addresses import cell_anchor, row_anchor
from build_scripts.compare import row_ids
from build_scripts.content_files import ID, MAX_ID, MAX_ID_BYTES
from build_scripts.documents import ArticleReference, BriefingDocument
from build_scripts.entries import Entry
from build_scripts.in_part import is_certain
from build_scripts.problems import Problem, Severity, nearest

SHOWN = 60
"""Characters of an id or a round that a message shows."""


def claim_problems(entry: Entry[BriefingDocument], is_found: Callable[[str], bool]) -> Iterator[Problem]:
    """Problems of `claims`. `is_found` tells whether a statement of the briefing's articles has a term of a claim."""
    document = entry.document
    ids = [claim.id for claim in document.claims]
    for i, claim in enumerate(document.claims):
        steps: list[str | int] = ["claims", i, "id"]
        if not ID.fullmatch(claim.id) or len(claim.id) > MAX_ID or len(claim.id.encode()) > MAX_ID_BYTES:
            hint = f"use at most {MAX_ID} letters, digits, `-` and `_`, no sign first, such as quotas-stay"
            yield entry.problem("X011", steps, f"{_short(claim.id)!r} is no id: it names a row and its cells", hint)
        elif claim.id in ids[:i]:
            yield entry.problem("X016", steps, f"`{claim.id}` stands twice", "give it another id")
        elif not is_found(claim.id) and not _is_judged(document, claim.id):
            message = f"no statement of this briefing's articles has a term of `{claim.id}`"
            hint = "mend its `terms`, judge its cells, or take it out"
            yield entry.problem("X032", steps, message, hint, Severity.warning)
        if claim.theme is not None and claim.theme not in document.themes and _is_whole(entry, ["themes"]):
            hint = nearest(claim.theme, document.themes, "themes")
            message = f"`{_short(claim.theme)}` is not among `themes`"
            yield entry.problem("X034", ["claims", i, "theme"], message, hint)
    shown = any(table.rows == "claims" for table in document.comparisons)
    if ids and not shown and _is_whole(entry, ["comparisons"]):
        hint = "add a comparison with `rows: claims`"
        yield entry.problem_at_key("X035", ["claims"], "no comparison shows the claims", hint, Severity.warning)


def _is_judged(document: BriefingDocument, claim: str) -> bool:
    """Did the desk judge a cell of the claim? Then it looked, and that no statement has its words is what it found."""
    tables = [table for table in document.comparisons if table.rows == "claims"]
    return any(key.rpartition("/")[0] == claim for table in tables for key in table.cells)


def round_problems(entry: Entry[BriefingDocument]) -> Iterator[Problem]:
    """Problems of the rounds that articles name."""
    articles = entry.document.articles
    if not _is_whole(entry, ["articles"]):
        return
    first: dict[str, str] = {}
    for i, ref in enumerate(articles):
        if ref.round is None:
            yield from _labelled_as_a_round(entry, i, articles)
            continue
        steps: list[str | int] = ["articles", i, "round"]
        earlier = [other for other in articles[:i] if other.round == ref.round]
        if earlier and articles[i - 1].round != ref.round:
            message = f"the round “{_short(ref.round)}” stands apart: `{articles[i - 1].id}` is between its articles"
            hint = f"put `{ref.id}` right behind `{earlier[-1].id}`, or name another round"
            yield entry.problem("X036", steps, message, hint)
        alike = first.setdefault(_plain(ref.round), ref.round)
        if alike != ref.round:
            message = f"“{_short(ref.round)}” and “{_short(alike)}” are two rounds, and look like one"
            hint = f"write “{_short(alike)}” here too, or give one of them another name"
            yield entry.problem("X036", steps, message, hint, Severity.warning)


def _labelled_as_a_round(
    entry: Entry[BriefingDocument], index: int, articles: Sequence[ArticleReference]
) -> Iterator[Problem]:
    label = articles[index].label
    if any(ref.round is not None and _plain(ref.round) == _plain(label) for ref in articles):
        message = f"“{_short(label)}” is a round of other articles, and this one has no `round`"
        hint = "give it that `round`, or another label"
        yield entry.problem("X036", ["articles", index, "label"], message, hint, Severity.warning)


def _is_whole(entry: Entry[BriefingDocument], steps: Sequence[str | int]) -> bool:
    """Is what was read at a data path all that the file has there?"""
    return entry.part is None or is_certain(entry.part.root, steps)


def address_problems(entry: Entry[BriefingDocument]) -> Iterator[Problem]:
    """Comparisons of which a row or a cell would have the address of another one; only `--` in an id can do that."""
    document = entry.document
    seen: dict[str, str] = {}
    told: set[int] = set()
    for i, table in enumerate(document.comparisons):
        rows = list(dict.fromkeys(table.only if table.only is not None else row_ids(document, table.rows)))
        columns = list(dict.fromkeys(ref.id for ref in document.articles))
        named = {f"row {row}": row_anchor(table.id, row) for row in rows}
        named |= {f"cell {row}/{c}": cell_anchor(table.id, row, c) for row in rows for c in columns}
        for name, anchor in named.items():
            other = seen.setdefault(anchor, f"{name} of `{table.id}`")
            if other != f"{name} of `{table.id}`" and i not in told:
                told.add(i)
                message = f"{name} of `{_short(table.id)}` and {other} would have one address: #{_short(anchor)}"
                hint = "give the comparison, the row or the article an id without `--`"
                yield entry.problem("X037", ["comparisons", i, "id"], message, hint)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
