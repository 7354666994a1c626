"""W003, misspelled words. Suggested, never applied.

Suggests: for a word in lower case that no list knows and that stands in the document once, the one common word that
is a single slip away (a letter left out, put in, replaced, or two swapped) and far more common than any other such
word. Captures have slips because somebody typed, or a tool hid a copy by them. Example: `othre` suggests `other`.
Left alone: names, words with a capital, digit, hyphen or underscore, words of fewer than four letters, anything that
occurs twice (a term of the subject), and every text that is not mainly English.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from build_scripts.model import Repair
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.repairs.words import MEANT_LOWER, MODERN, is_english, ranks, tokens
from build_scripts.repairs.words import known as is_known
from build_scripts.spans import Span

CODES = {
    "W003": "A word that no list knows, in lower case and used once, where one common word is a single slip away "
    "(`othre`, `thes`). Never applied. Names, terms used twice, words with capitals, digits or hyphens stay."
}

LOWER = re.compile(r"(?<![\w’'@#$./\\&-])[a-z]{3,24}+(?![\w@/\\=(&-]|[.:][\w/]|['’](?!s\b))")
LONGEST = 24
PUNCTUATION = ".,;:!?…()[]\"'“”‘’«»"
COMMON = 12_000
"""A correction must be among so many most frequent words: rarer ones are as likely a term as a slip."""
AHEAD = 4
"""How many times as frequent the best correction must be as the next (by rank, as frequency falls with rank)."""
PREFIXES = tuple(
    "anti auto bi co counter cross cyber de dis geo hyper inter intra macro mega meta micro mid mini mis multi non out "
    "over para post pre pro pseudo re semi socio sub super tele trans ultra un under up".split()
)
SUFFIXES = tuple(
    "s es ed d ing er ers ly ness less able ability ization isation ise ised ising ises ize ized izing like wise ward "
    "wards ful ish ist ists ism ally ship first".split()
)
FEW = 12
"""So many words are looked for one by one, at most."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A suggestion for each misspelled word in a leaf."""
    text = reading.text
    if not is_english(text):
        return ()
    listed = misspellings()
    wanted: dict[str, str] = {}
    for word, times in _strange_words(text).items():
        if word in listed:
            wanted[word] = listed[word]
        elif times == 1 and (now := correction(word)) is not None:
            wanted[word] = now
    found: list[Repair] = []
    for piece in reading.pieces if len(wanted) > FEW else _pieces_with(text, wanted, reading.pieces):
        for match in LOWER.finditer(text, piece.start, piece.end):
            if (now := wanted.get(match.group())) is not None:
                reason = f"not in the word list; usual: {now}"
                found.append(repair("W003", reason, "suggested", text, piece, *match.span(), now))
    return tuple(found)


def _pieces_with(text: str, words: Iterable[str], pieces: tuple[Span, ...]) -> list[Span]:
    """The pieces that hold any of a few words: finding these is faster than going through every word of the text."""
    places: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            places.add(at)
            at = text.find(word, at + 1)
    starts = [piece.start for piece in pieces]
    return [pieces[number - 1] for number in sorted({bisect_right(starts, at) for at in places}) if number]


def _strange_words(text: str) -> Counter[str]:
    """The words of four letters and more in lower case that are not in the list or known as misspelled, punctuation
    and `’s` taken off, and how often each stands.
    """
    known, listed = ranks(), misspellings()
    words: Counter[str] = Counter()
    for token, times in tokens(text).items():
        if token in known and token not in listed:
            continue
        word = token.strip(PUNCTUATION)
        if word[-2:] in ("'s", "’s"):
            word = word[:-2]
        if word in known and word not in listed:
            continue
        if len(word) > 3 and word.isascii() and word.islower() and word.isalpha():
            words[word] += times
    return words


@cache
def misspellings() -> dict[str, str]:
    """The listed misspellings and their words."""
    lines = files(__package__).joinpath("misspellings.txt").read_text(encoding="ascii").splitlines()
    return dict(line.split(" | ") for line in lines if line and not line.startswith("#"))


def correction(word: str) -> str | None:
    """The one common word a single slip away from `word`, or None: also where `word` is made of known parts."""
    if len(word) > LONGEST or not _has_neighbour(word) or word in MEANT_LOWER or is_known(word) or _made_of_parts(word):
        return None
    known = ranks()
    best: dict[str, float] = {}
    for slip, weight in _slips(word):
        rank = known.get(slip)
        if rank is not None and len(slip) > 2:
            best[slip] = min(best.get(slip, float("inf")), (rank + 20) * weight)
    if not best:
        return None
    ordered = sorted((value, slip) for slip, value in best.items())
    first, now = ordered[0]
    if known[now] >= COMMON or (len(ordered) > 1 and ordered[1][0] < AHEAD * first):
        return None
    # Of four letters nearly every string has a neighbour: there only two swapped letters are evidence.
    return now if len(word) > 4 or sorted(word) == sorted(now) else None


@cache
def _neighbours() -> dict[str, list[str]]:
    """The common words by length with the first two letters, and by length with the first and the last two."""
    index: dict[str, list[str]] = {}
    for word, _ in zip(ranks(), range(COMMON), strict=False):
        index.setdefault(f"{len(word)}{word[:2]}", []).append(word)
        index.setdefault(f"{len(word)}{word[0]}-{word[-2:]}", []).append(word)
    return index


def _has_neighbour(word: str) -> bool:
    """Is a common word a single slip away? One slip leaves the first two letters or the last two as they were.

    Most unknown words have no such neighbour, and this is found ten times as fast as by trying all slips.
    """
    index = _neighbours()
    for length in (len(word) - 1, len(word), len(word) + 1):
        for key in (f"{length}{word[:2]}", f"{length}{word[0]}-{word[-2:]}"):
            if any(_one_slip(word, other) for other in index.get(key, ())):
                return True
    return False


def _one_slip(word: str, other: str) -> bool:
    """Do the two differ by one letter left out, put in or replaced, or by two neighbours swapped?"""
    head = 0
    while head < min(len(word), len(other)) and word[head] == other[head]:
        head += 1
    a, b = word[head:], other[head:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def _slips(word: str) -> list[tuple[str, float]]:
    """What `word` may have been before one slip; the first letter is rarely the one. The weight divides how likely."""
    halves = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    slips = [(a + b[1] + b[0] + b[2:], 0.2) for a, b in halves if len(b) > 1]
    slips += [(a + b[1:], 0.4 if a[-1] == b[0] else 1.0) for a, b in halves if b]
    slips += [(a + letter + b, 0.4 if a[-1] == letter else 0.8) for a, b in halves for letter in LETTERS]
    slips += [(a + letter + b[1:], 1.5) for a, b in halves if b for letter in LETTERS if letter != b[0]]
    return slips


def _made_of_parts(word: str) -> bool:
    """A prefix and a word, a word and an ending, or two words written as one: built, not misspelled."""
    known = ranks()
    if any(word.startswith(p) and (word[len(p) :] in known and len(word) > len(p) + 2) for p in PREFIXES):
        return True
    for ending in SUFFIXES:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 3 and (stem in known or stem in MODERN or stem + "e" in known):
            return True
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return any(a in known and b in known and known[a] < COMMON and known[b] < COMMON for a, b in halves)
