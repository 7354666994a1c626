"""Columns of flattened tables: cases as data, and what holds of any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_scripts.columns import Split, split_rows

CASES = sorted((Path(__file__).parent / "cases" / "columns").glob("*.json"))
SURE = 0.9
"""From here on a split is taken without asking (law 3)."""


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    bigrams = {(a, b): n for a, b, n in case.get("bigrams", [])}
    split = split_rows([" ".join(cells) for cells in case["cells"]], bigrams)
    assert split is not None
    if case["expect"] == "exact":
        assert [list(row) for row in split.rows] == case["cells"], case["why"]
    else:
        assert split.confidence < SURE, case["why"]


def assert_sound(rows: list[str], split: Split) -> None:
    assert len(split.rows) == len(split.starts) == len(split.row_confidences) == len(rows)
    assert len({len(row) for row in split.rows if len(row) > 1}) == 1
    assert 0 <= split.confidence <= 1
    assert all(0 <= confidence <= 1 for confidence in split.row_confidences)
    for text, cells, starts in zip(rows, split.rows, split.starts, strict=True):
        tokens = text.split()
        assert " ".join(cells) == " ".join(tokens)
        assert all(cells) or not tokens
        assert starts[0] == 0
        for cell, start, end in zip(cells, starts, (*starts[1:], len(tokens)), strict=True):
            assert cell == " ".join(tokens[start:end])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_is_kept(rows: list[str]) -> None:
    split = split_rows(rows)
    if sum(len(row.split()) > 1 for row in rows) < 2 or len(rows[0].split()) < 2:
        assert split is None
    else:
        assert split is not None
        assert_sound(rows, split)


words = st.sampled_from(
    "Arms control New policy, of the 12 $5 (draft) n/a a.b @x “Yes” - & 2021 Kim Lee ends. it’s".split()
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(words, min_size=2, max_size=14).map(" ".join), min_size=2, max_size=6),
    st.dictionaries(st.tuples(words, words).map(lambda p: (p[0].lower(), p[1].lower())), st.integers(1, 9), max_size=5),
)
def test_table_like_text_is_kept_and_split_alike(rows: list[str], bigrams: dict[tuple[str, str], int]) -> None:
    split = split_rows(rows, bigrams)
    assert split is not None
    assert_sound(rows, split)
    assert split == split_rows([f"  {row.replace(' ', '   ')} " for row in rows], dict(reversed(bigrams.items())))


@pytest.mark.parametrize(
    "rows",
    [[], ["Name Role"], ["Name", "Kim Engineer"], ["Name Role", "Kim"]],
    ids=["empty", "header only", "a header of one word", "no row of two words"],
)
def test_no_table_to_split(rows: list[str]) -> None:
    assert split_rows(rows) is None


def test_other_white_space_separates_tokens_too() -> None:
    split = split_rows(["Item\tCost", "Bread\u00a0$3", "Milk\u2003$2"])
    assert split is not None
    assert split.rows == (("Item", "Cost"), ("Bread", "$3"), ("Milk", "$2"))


def test_a_row_of_one_word_stays_whole_and_the_others_are_split() -> None:
    rows = ["Name Role", "Kim Lee Engineer", "Vacant", "Ada Berg Pilot"]
    split = split_rows(rows)
    assert split is not None
    assert_sound(rows, split)
    assert [len(row) for row in split.rows] == [2, 2, 1, 2]
    assert split.row_confidences[2] == 0
    assert split.confidence == 0
