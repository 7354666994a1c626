"""Mistakes in different places of one file do not hide each other: two are told as each is alone."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from build_scripts.check import check
from build_scripts.library import read_library
from site_tests.test_check import BASE, project

TABLE = """\
  - table:
      columns: [Port, Grain]
      rows:
        - [Odesa, two]
        - Varna | two
    at: 4
  - list: [First, Second]
"""
ARTICLE = BASE["articles/ferries.yaml"].replace("repairs:", f"{TABLE}omitted: []\nrepairs:")
BRIEFING = BASE["briefings/crossing.yaml"] + "notes: A ferry is expected.\n"

OF_ARTICLE: Mapping[str, tuple[str, str]] = {
    "X001": ("headline: The", "supersedes: nobody\nheadline: The"),
    "X006": ("    at: 3\n", "    at: 300\n"),
    "X007": ('"3:4", was', '"3:5", was'),
    "X008": ("    at: 4\n", "    at: 3-4\n"),
    "X021": ("met, and talked", "met,and talked"),
    "X022": ("talked of thes", "talked of these"),
    "X025": ("[Odesa, two]", "[Odesa, 1,2]"),
    "X025 in one line": ("Varna | two", "Varna | two | three"),
    "Y007": ("code: S002", "code: S999"),
}
OF_ARTICLES_MODEL: Mapping[str, tuple[str, str]] = {
    "a text for a list": ("list: [First, Second]", "numbered: First"),
    "a list for a text": ("publisher: null", "publisher: [a]"),
    "a mapping for a text": ("  - list: [First, Second]", "  - heading: {a: b}"),
    "a key misspelt": ("inferred: {paragraph", "inferrd: {paragraph"),
    "a key of nothing": ("published:", "colour: red\npublished:"),
    "a block without a kind": ("  - list: [First, Second]", "  - level: 2"),
    "a key twice": ("publisher: null", "publisher: null\npublisher: null"),
    "two colons": ("publisher: null", "publisher: a: b"),
    "a list that stays open": ("list: [First, Second]", "list: [First, Second"),
    "an entry of another type": ("omitted: []", "omitted: [clutter]"),
}
OF_BRIEFING: Mapping[str, tuple[str, str]] = {
    "X001": ("id: ferries, label", "id: ferris, label"),
    "X002": ("[boats, dates]", "[boats, dats]"),
    "X004": ("    cites: [ferries@3]\nth", "    cites: [ferries@30]\nth"),
    "X009": ("boats/ferries", "boat/ferries"),
    "X017": ("state: conditional, cites: [ferries@3]", "state: conditional"),
    "X026": ("notes: A ferry", "notes: “A boat that never comes”; a ferry"),
}
OF_BRIEFINGS_MODEL: Mapping[str, tuple[str, str]] = {
    "a list for a text": ("question: Will there be a ferry?", "question: [a]"),
    "a mapping for a text": ("caption: By theme", "caption: {a: b}"),
    "a text for a list": ("key_points:\n", "actors: {a: b}\nkey_points:\n"),
    "a key misspelt": ("as_of:", "as_off:"),
    "a key of nothing": ("as_of:", "colour: red\nas_of:"),
    "a key twice": ("as_of: 2024-06", "as_of: 2024-06\nas_of: 2024-06"),
    "two colons": ("caption: By theme", "caption: By: theme"),
}
PAIRS = [
    *(("articles/ferries.yaml", ARTICLE, a, b) for a, b in product(OF_ARTICLE.items(), OF_ARTICLES_MODEL.items())),
    *(("briefings/crossing.yaml", BRIEFING, a, b) for a, b in product(OF_BRIEFING.items(), OF_BRIEFINGS_MODEL.items())),
]


def told(root: Path, path: str, text: str) -> set[tuple[str, str, str]]:
    """Code, message and the line's own text of each problem of the file; lines move with what stands above."""
    project(root, {"write": {"sources/ferries.txt": BASE["sources/ferries.txt"] + "Odesa two Varna two\n", path: text}})
    lines = text.splitlines()
    found = [p for p in check(read_library(root)) if p.path == f"content/{path}"]
    return {(p.code, p.message.partition(" in line ")[0], lines[p.line - 1].strip() if p.line else "") for p in found}


def changed(text: str, change: tuple[str, str]) -> str:
    old, new = change
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("path", "text", "cross", "own"), PAIRS, ids=[f"{p.partition('/')[0]}-{a[0]}-{b[0]}" for p, _, a, b in PAIRS]
)
def test_a_mistake_of_types_hides_no_other(
    path: str, text: str, cross: tuple[str, tuple[str, str]], own: tuple[str, tuple[str, str]], tmp_path: Path
) -> None:
    right = told(tmp_path / "0", path, text)
    first = told(tmp_path / "1", path, changed(text, cross[1])) - right
    second = told(tmp_path / "2", path, changed(text, own[1])) - right
    assert cross[0][:4] in {code for code, _, _ in first}
    assert second
    assert told(tmp_path / "3", path, changed(changed(text, cross[1]), own[1])) - right == first | second
