"""The part of speech that an English word has most often.

In: one word. Out: a Penn Treebank tag, a few of them merged (`VBP` is `VB`, `RBR` is `RB`, `PRP$` is `DT`, `WDT` is
`WP`, `RP` is `IN`). A word not listed is tagged by its ending; `?` where that does not tell, `NP?` where it begins with
a capital besides. Nothing is refused. The list beside this module is the lexicon of Brill's tagger, without rare words
and those that their ending tags rightly; its origin and license are in `parts_of_speech_en.LICENSE.txt`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

UNKNOWN = "?"
UNKNOWN_NAME = "NP?"
_ENDINGS = (("ing", "VBG"), ("ed", "VBN"), ("ly", "RB"))


@cache
def _tags() -> dict[str, str]:
    """Tags by word; names are listed with their capital."""
    tags: dict[str, str] = {}
    for line in Path(__file__).with_name("parts_of_speech_en.txt").read_text(encoding="utf-8").splitlines():
        tag, *words = line.split()
        tags.update(dict.fromkeys(words, tag))
    return tags


@lru_cache(maxsize=50_000)
def tag_of(word: str) -> str:
    """The tag of a word without punctuation at its ends, in the case in which it is printed."""
    tags = _tags()
    lower = word.lower()
    found = tags.get(lower) or tags.get(word)
    if found is not None:
        return found
    if "-" in word:
        # Of a compound the last part decides, but it stands mostly before a noun: a class of its own.
        return tags.get(lower.rsplit("-", 1)[1], "") + "-"
    if lower.endswith("s") and lower[:-1] in tags:
        return "NNS"
    if any(c.isdigit() for c in word):
        return "CD"
    for ending, tag in _ENDINGS:
        if lower.endswith(ending):
            return tag
    return UNKNOWN_NAME if word[:1].isupper() else UNKNOWN
