"""W001 and W002, words that a rewriting tool put in, and `a` before a vowel. Suggested, never applied.

Suggests: the usual wording for one that article spinners put in its place (`frequently enough` for `often`), from the
list in `spun_words.txt`; `an` for `a` and back (`a accomplished`). Captures have them because the page itself was
rewritten by machine: replacing the words would be guessing at an original nobody has. Example: `interaction channels`
suggests `communication channels`. Left alone: `a European`, `an hour`, `a one-off`, anything with a capital inside or
a digit, and every text that is not mainly English.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from build_scripts.model import Repair
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.repairs.words import LETTERS, is_english, known, opener, tokens
from build_scripts.spans import Span

CODES = {
    "W001": "A wording that article spinners put in the place of a usual one (`frequently enough` for `often`). Never "
    "applied: what stood there before the rewriting is not known.",
    "W002": "`a` before a vowel sound or `an` before a consonant (`a accomplished outcome`), often the trace of a "
    "swapped word. Never applied. `a European`, `an hour`, `a one-off` stay.",
}

ARTICLE = re.compile(r"([Aa]n?) ([a-z]{3,}+)(?![\w.@/])")
SILENT_H = ("hour", "honest", "honor", "honour", "heir")
CONSONANT_SOUND = re.compile(
    r"(?:eu|ewe|one(?:s|$|-|ness)|once|u(?:nanim|ni(?!n|m)|rls?$|s(?:e|a[bg]|u|ing)|rani|rin|til|tens|topi|biq|kulele|kr|ter(?:us|ine)))"
)


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A suggestion for each spun wording and each wrong article in a leaf."""
    text = reading.text
    if not is_english(text):
        return ()
    pieces = reading.pieces
    phrases = _phrases(text, pieces)
    told = {at for made in phrases for at in range(made.at, made.at + len(made.was))}
    articles = [a for a in _articles(text, pieces) if a.at not in told]
    found = [*phrases, *articles]
    return tuple(sorted(found, key=lambda made: made.edits[0].span))


@cache
def spun_words() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """The listed wordings, what usually stands there, and the words that must be there for it; the longest first."""
    lines = files(__package__).joinpath("spun_words.txt").read_text(encoding="utf-8").splitlines()
    pairs = sorted(line.split(" | ") for line in lines if line and not line.startswith("#"))
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple((phrase, usual, frozenset(LETTERS.findall(phrase))) for phrase, usual in pairs)


def _phrases(text: str, pieces: tuple[Span, ...]) -> list[Repair]:
    lowered = text.lower()
    if len(lowered) != len(text):  # `İ` grows; the offsets would not be the text's
        lowered = text
    found: list[Repair] = []
    taken: set[int] = set()
    there = frozenset(LETTERS.findall(" ".join(tokens(text)).lower()))
    for phrase, usual, words in spun_words():
        if not words <= there:
            continue
        at = lowered.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            if _whole(lowered, at, end) and at not in taken and end - 1 not in taken:
                piece = next((p for p in _around(pieces, at) if p.end >= end), None)
                if piece is not None:
                    taken.update(range(at, end))
                    now = usual[0].upper() + usual[1:] if text[at].isupper() else usual
                    reason = f"a wording of rewriting tools; usual: {usual}"
                    found.append(repair("W001", reason, "suggested", text, piece, at, end, now))
            at = lowered.find(phrase, end)
    return found


def _whole(text: str, at: int, end: int) -> bool:
    """No letter, digit or hyphen directly before or behind."""
    beside = text[max(0, at - 1) : at] + text[end : end + 1]
    return not any(ch.isalnum() or ch == "-" for ch in beside)


def _around(pieces: tuple[Span, ...], at: int) -> tuple[Span, ...]:
    """The piece that holds `at`, if any."""
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high) // 2
        if pieces[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return pieces[low : low + 1] if low < len(pieces) and pieces[low].start <= at else ()


def _articles(text: str, pieces: tuple[Span, ...]) -> list[Repair]:
    found: list[Repair] = []
    for piece in pieces:
        for match in ARTICLE.finditer(text, piece.start, piece.end):
            article, word = match.groups()
            vowel = word.startswith(SILENT_H) or (word[0] in "aeiou" and not CONSONANT_SOUND.match(word))
            if vowel == (len(article) == 2) or not known(word) or opener(word):
                continue
            if len(article) == 2 and word[0] == "h":
                continue  # `an hotel`, as it was once written
            start, end = match.span()
            before = text[start - 1] if start > piece.start else " "
            if not (before.isspace() or before in "“\"‘'(") or (article[0] == "A" and not _begins(text, piece, start)):
                continue  # `M&A and`, `vitamin A equals`
            now = article[0] + ("n" if vowel else "")
            reason = f"`{now.lower()}` stands before `{word}`"
            found.append(repair("W002", reason, "suggested", text, piece, start, end, f"{now} {word}"))
    return found


def _begins(text: str, piece: Span, at: int) -> bool:
    """At the beginning of the leaf or behind the end of a sentence?"""
    tail = text[max(piece.start, at - 4) : at].rstrip(" \r\n“\"‘'(")
    return not tail or tail[-1] in ".!?:"
