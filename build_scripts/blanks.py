"""Blanks: values of a new file that nobody has filled yet.

In: a library. Out: a problem for each value that is still the `…` of `briefbook new`. An ellipsis within words is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from build_scripts.entries import Entry
from build_scripts.library import Library
from build_scripts.problems import Problem

BLANK = "…"
"""What a new file has in the place of a value that only its maintainer knows."""
_UNFILLED = re.compile(r"[\s.:?!]*…[\s.:?!…]*")


def blanks(library: Library) -> Iterator[Problem]:
    """A problem for each blank of the briefings, themes and actors."""
    briefings = (*library.briefings.values(), *library.parts.briefings)
    entries: list[Entry[Any]] = [*briefings, *library.themes.values(), *library.actors.values()]
    for entry in entries:
        for steps, text in _texts(entry.document.model_dump(by_alias=True), ()):
            if _UNFILLED.fullmatch(text):
                key = next(str(step) for step in reversed(steps) if isinstance(step, str))
                message = f"`{key}` is still the blank {text} of a new file"
                yield entry.problem("N005", steps, message, "fill it, or remove its entry")


def _texts(value: Any, steps: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*steps, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*steps, index))
