"""Starters: commented files that a maintainer fills, one for each kind, and a comparison within a briefing.

In: a kind, an id, the library. Out: text of YAML in which every blank is told: `…` stands where only the maintainer
knows the value, and `briefbook check` tells each that is left. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build_scripts.blanks import BLANK
from build_scripts.compare import row_ids
from build_scripts.documents import BriefingDocument
from build_scripts.entries import Entry
from build_scripts.library import Library
from build_scripts.model import Paragraph, RowKind
from build_scripts.spans import LineIndex
from build_scripts.yaml_scalars import format_scalar
from build_scripts.yaml_splice import Splice, UnsafeSpliceError, add_key, in_flow, insert_item, splice
from build_scripts.yaml_text import Fields, Items, nodes_of, to_data

SHOWN = 12
"""How many articles, themes and actors a new briefing lists; the rest is named in a comment."""
NAMED = 40

_TERMS = """\
# yaml-language-server: $schema=../../schemas/{kind}.json
# {sentence}
# Name its id, {id}, among the `{kind}s` of a briefing.
label: {label} # as the pages show it
# The words that find its statements: in any case, plurals included; `*` at the end stands for any ending.
terms:
  - {term}
"""
_SENTENCES = {
    "theme": "A theme: what statements speak of.",
    "actor": "An actor: who statements speak of, by every name that the articles use.",
}

_BRIEFING = """\
# yaml-language-server: $schema=../../schemas/briefing.json
# Fill every "…"; `briefbook check` tells those that are left.
title: {label}
# The one question that this briefing answers.
question: "…"
as_of: null # a date such as 2024-05-31; null is shown as undated
# In the order that you judge right; the page says that it is your judgement. A label is what its column is called.
articles:
{articles}
# The bottom line: three to five points. Say who says it, and cite the lines:
# {cite}article@line, article@4-7 or article#statement.
key_points:
  - text: "…"
    cites: ["…"]
# Ids of content/themes/ and content/actors/, in the order of the rows.
{themes}
{actors}
# What could be true or false, as your sentences, with the words that find what speaks of it; for `rows: claims`:
# claims:
#   - {{id: quotas-stay, proposition: Quotas stay as they are., terms: [quota]}}
{comparisons}"""

_COMPARISON = """\
- id: {id}
  # What the table shows, printed above it.
  caption: {caption}
  rows: {rows} # or {other}: those of this briefing
  columns: articles # or rounds: articles with the same `round` are one column
  # Some of the rows only, in this order:
  # only: [{first}]
  # Your judgement of a cell, where the machine's is not enough, by row/article:
  # cells:
  #   {first}/{article}: {{state: not-stated, note: Why you judge so.}}
"""


@dataclass(frozen=True, slots=True)
class _Ids:
    """The ids that are there, as a list in brackets and as a comment on those that are not listed."""

    listed: Sequence[str]
    more: Sequence[str]

    def line(self, key: str) -> str:
        """`key: [a, b] # also there: c`."""
        shown = ", ".join(format_scalar(i, flow=True) for i in self.listed)
        return f"{key}: [{shown}]{self.comment(' # also there: ')}"

    def comment(self, before: str) -> str:
        """The rest, cut where it becomes long."""
        return f"{before}{', '.join(self.more[:NAMED])}{' …' if len(self.more) > NAMED else ''}" if self.more else ""


def _ids(names: Sequence[str]) -> _Ids:
    return _Ids(names[:SHOWN], names[SHOWN:])


def starter(kind: str, name: str, library: Library) -> str:
    """The text of a new briefing, theme or actor; a briefing lists the articles, themes and actors that are there."""
    words = name.replace("-", " ").replace("_", " ").strip()
    label = format_scalar(f"{words[:1].upper()}{words[1:]}" or name)
    if kind != "briefing":
        return _TERMS.format(
            kind=kind, id=name, sentence=_SENTENCES[kind], label=label, term=format_scalar(words or name)
        )
    articles = _ids(sorted(library.articles))
    lines = [
        f"  - {{id: {format_scalar(i, flow=True)}, label: {format_scalar(i.replace('-', ' '), flow=True)}}}"
        for i in articles.listed
    ] or [f'  - {{id: "{BLANK}", label: "{BLANK}"}}']
    lines.extend(["  # Also there: " + articles.comment("")] if articles.more else [])
    rows = "themes" if library.themes else "actors" if library.actors else None
    head = "# Tables that set the articles side by side, each with a page of its own.\n"
    comparisons = f"{head}comparisons: [] # `briefbook new comparison` adds one, once there are themes or actors\n"
    if rows is not None:
        singular = rows.removesuffix("s")
        table = f"  - id: {rows}\n    caption: What each article says, by {singular}\n    rows: {rows}\n"
        comparisons = f"{head}comparisons:\n{table}    columns: articles\n"
    return _BRIEFING.format(
        label=label,
        articles="\n".join(lines),
        cite=_citable(library, articles.listed),
        themes=_ids(sorted(library.themes)).line("themes"),
        actors=_ids(sorted(library.actors)).line("actors"),
        comparisons=comparisons,
    )


def _citable(library: Library, articles: Sequence[str]) -> str:
    """A citation that leads somewhere, as an example; empty where there is none."""
    for article_id in articles:
        item = library.articles[article_id]
        for block in item.article.blocks:
            if isinstance(block, Paragraph) and block.spans:
                line, _ = LineIndex(item.source.text).position(block.spans[0].start)
                return f"{article_id}@{line}, or whatever shows it: "
    return ""


def with_comparison(name: str, briefing: Entry[BriefingDocument], text: str) -> str:
    """The text of a briefing's file with a comparison more, every other byte as it was.

    Raises `UnsafeSpliceError` where the file's layout does not let it be added.
    """
    document = briefing.document
    kinds: tuple[RowKind, ...] = ("themes", "actors", "claims")
    rows = next((kind for kind in kinds if row_ids(document, kind)), kinds[0])
    other = " or ".join(kind for kind in kinds if kind != rows)
    ids = row_ids(document, rows)
    lines = _COMPARISON.format(
        id=format_scalar(name),
        caption=f'"{BLANK}"',
        rows=rows,
        other=other,
        first=ids[0] if ids else "row",
        article=document.articles[0].id,
    ).splitlines()
    root = nodes_of(text)
    data = to_data(root)
    if not isinstance(root, Fields) or not isinstance(data, dict):
        raise UnsafeSpliceError("it is no mapping of keys")
    added = {"id": name, "caption": BLANK, "rows": rows, "columns": "articles"}
    intended = {**data, "comparisons": [*(data.get("comparisons") or []), added]}
    return splice(text, [_addition(text, root, lines, added)], intended, briefing.path)


def _addition(text: str, root: Fields, lines: Sequence[str], added: dict[str, str]) -> Splice:
    node = next((value for key, value in root.pairs if key.value == "comparisons"), None)
    indented = "\n".join(f"  {line}" for line in lines)
    if node is None:
        return add_key(text, root, ["comparisons:", *(f"  {line}" for line in lines)], root.pairs[-1][0].value or "")
    if isinstance(node, Items) and node.items:
        if not in_flow(text, node):
            return insert_item(text, node, len(node.items), lines)
        shown = ", ".join(f"{key}: {format_scalar(value, flow=True)}" for key, value in added.items())
        return insert_item(text, node, len(node.items), [f"- {{{shown}}}"])
    before = text[: node.start].rstrip(" ")
    return Splice(len(before), node.end, f"\n{indented}")
