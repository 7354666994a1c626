"""What is kept from one build to the next: results of pure functions, each with the very inputs it was made from.

In: a slot (what a result is of), its inputs, a function that makes it. Out: the result that the slot holds, where it
was made from the same inputs; else a new one. Nothing is guessed: an input is the same where it is the same object, or
an equal text. So a result must be a function of its inputs alone, and neither it nor they may be changed later.

A slot holds one result, and what a finished stage of a build no longer asked for is dropped: as much is kept as the
last build needed, however long a preview runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Results by stage and slot. A build asks for all it needs, then tells that a stage is over."""

    def __init__(self) -> None:
        self._results: dict[str, dict[object, tuple[tuple[object, ...], Any]]] = {}
        self._asked: dict[str, set[object]] = {}

    def of(
        self,
        stage: str,
        slot: object,
        inputs: tuple[object, ...],
        make: Callable[[], T],
        holds: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """The result of `make()`, which depends on `inputs` and on nothing else; kept where they are the same.

        A result that reads more while it is used `holds` as long as it says so itself.
        """
        results = self._results.setdefault(stage, {})
        held = results.get(slot)
        if held is not None and len(held[0]) == len(inputs) and all(map(_same, held[0], inputs)) and holds(held[1]):
            result: T = held[1]
        else:
            result = make()
            results[slot] = (inputs, result)
        self._asked.setdefault(stage, set()).add(slot)
        return result

    def same(self, stage: str, slot: object, value: T) -> T:
        """The value that the slot held, where it is equal: what is made from it then has the same input.

        For values of texts and whole numbers: of these, equal ones are alike.
        """
        results = self._results.setdefault(stage, {})
        held = results.get(slot)
        if held is not None and held[1] == value:
            value = held[1]
        results[slot] = ((), value)
        self._asked.setdefault(stage, set()).add(slot)
        return value

    def finish(self, stage: str) -> None:
        """Drop what this stage no longer asked for since it was last finished."""
        asked = self._asked.pop(stage, set())
        self._results[stage] = {slot: held for slot, held in self._results.get(stage, {}).items() if slot in asked}

    def __len__(self) -> int:
        """How many results are held."""
        return sum(map(len, self._results.values()))


class Anew(Kept):
    """Keeps nothing: for a command that builds once."""

    def of(
        self,
        stage: str,
        slot: object,
        inputs: tuple[object, ...],
        make: Callable[[], T],
        holds: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """The result of `make()`."""
        return make()

    def same(self, stage: str, slot: object, value: T) -> T:
        """The value itself."""
        return value

    def finish(self, stage: str) -> None:
        """Nothing is there to be dropped."""


ANEW = Anew()


def _same(one: object, other: object) -> bool:
    """Equality of other things may be looser than their bytes (1 and True), and costs a walk through all of them."""
    return one is other or (type(one) is str and type(other) is str and one == other)
