"""What the terminal and the recorded changes say of statements, cells and blocks: English, as the commands are.

In: nothing. Out: words by kind and state, counts with their noun. The pages take theirs from `wording`.
"""

from __future__ import annotations

KIND_WORDS: dict[str, str] = {
    "agreed": "said to be agreed",
    "reported": "reported",
    "expected": "expected",
    "recommended": "recommended",
    "attributed": "attributed",
    "background": "background",
}
STATE_WORDS: dict[str, str] = {
    "stated": "stated",
    "found": "its words stand here; not judged",
    "conditional": "conditional",
    "found-awaited": "its words stand in expectations only; not judged",
    "no-match": "no match for these terms",
    "not-captured": "not captured",
    "not-stated": "not stated",
    "disputed": "disputed",
    "superseded": "superseded",
}
ROW_WORDS: dict[str, str] = {"themes": "Theme", "actors": "Party", "claims": "Claim"}
"""What the rows of a comparison are."""
COLUMN_WORDS: dict[str, str] = {"articles": "Article", "rounds": "Round"}
"""What its columns are."""
PROVENANCE_WORDS: dict[str, str] = {
    "verbatim": "",
    "repaired": "repaired",
    "edited": "edited by hand",
    "added": "added by hand",
}


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lines_words(first: int, last: int) -> str:
    """Source lines in words."""
    return f"line {first}" if first == last else f"lines {first}–{last}"
