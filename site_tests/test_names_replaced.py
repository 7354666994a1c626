"""The method knows nothing of the seed articles: other names and numbers in them leave the structure the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build_scripts.decode import decode
from build_scripts.model import Source
from build_scripts.normalize import normalize
from site_tests.shapes import skeleton_of

SOURCES = Path(__file__).parents[1] / "content" / "sources"
SEEDS = ["000_2c874cf073263f9e.txt", "002_18d3fcac22904aeb.txt"]
NAMES = {
    "United States": "Federated Isles",
    "United Nations": "Assembled Peoples",
    "The Associated Press": "The Northern Courier",
    "the Associated Press": "the Northern Courier",
    "Middle East": "Outer Gulf",
    "Eastern Europe": "Western Karelia",
    "Washington": "Lisbon",
    "Istanbul": "Montevideo",
    "Ukraine": "Paraguay",
    "Russian": "Chilean",
    "Russia": "Chile",
    "Moscow": "Santiago",
    "Turkey": "Uruguay",
    "Europe": "Oceania",
    "NATO": "ASEAN",
    "Asia": "Africa",
    "U.S.": "P.R.",
    "US": "PR",
}
NUMBERS = {"second": "seventh", "two": "nine"}


def replaced(text: str) -> str:
    """`text` with every name and number replaced, each place once."""
    table = NAMES | NUMBERS
    names = re.compile(
        r"(?<![A-Za-z])(?:" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + r")(?![A-Za-z])"
    )
    return names.sub(lambda m: table[m[0]], text)


@pytest.mark.parametrize("name", SEEDS)
def test_structure_stays(name: str) -> None:
    text, _ = decode((SOURCES / name).read_bytes())
    other = replaced(text)
    assert other != text
    assert not re.search("Istanbul|Russia|Turkey|Ukraine|Associated", other)
    first = normalize(Source("x", "x", text, ""))
    second = normalize(Source("x", "x", other, ""))
    assert skeleton_of(first) == skeleton_of(second)
