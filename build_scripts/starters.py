"""Starters: commented files that a maintainer fills, one for each kind.

In: a kind and an id. Out: the text of a YAML file in which every blank is told. Nothing is written here.
"""

from __future__ import annotations

from pathlib import Path

from build_scripts.yaml_scalars import format_scalar

_TERMS = """\
# yaml-language-server: $schema=../../schemas/{kind}.json
label: {label}
# The words that find its statements: in any case, plurals included; `*` at the end stands for any ending.
terms:
  - {term}
"""

_BRIEFING = """\
# yaml-language-server: $schema=../../schemas/briefing.json
title: {label}
# The one question that this briefing answers.
question: "…?"
as_of: null # a date such as 2024-05-31; null is shown as undated
# In the order that you judge right; the page says that it is your judgement.
articles:
{articles}
# The bottom line: three to five points. Say who says it, and cite the lines: article@12 or article@4-7.
key_points: []
#  - text: The first article says that …
#    cites: [{cite}]
# Ids of content/themes/ and content/actors/.
themes: [{themes}]
actors: [{actors}]
comparisons:
  - id: themes
    caption: What each article says, by theme
    rows: themes
    columns: articles
"""


def starter(kind: str, name: str, root: Path) -> str:
    """The text of a new file; a briefing lists the articles, themes and actors that are there."""
    label = format_scalar(name.replace("-", " ").replace("_", " ").strip().capitalize() or name)
    if kind != "briefing":
        return _TERMS.format(kind=kind, label=label, term=label)

    def ids(folder: str) -> list[str]:
        return sorted(p.stem for p in (root / "content" / folder).glob("*.yaml"))

    articles = ids("articles")
    return _BRIEFING.format(
        label=label,
        articles="\n".join(
            f"  - {{id: {format_scalar(i, flow=True)}, label: {format_scalar(i.replace('-', ' '), flow=True)}}}"
            for i in articles
        )
        or "  - {id: …, label: …}",
        cite=f"{articles[0]}@1" if articles else "…@1",
        themes=", ".join(format_scalar(i, flow=True) for i in ids("themes")),
        actors=", ".join(format_scalar(i, flow=True) for i in ids("actors")),
    )
