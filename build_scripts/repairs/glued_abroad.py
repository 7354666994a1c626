"""S003 between words of other languages than English: sentences that were glued together.

Changes: a space is put behind the end of a sentence (`посольств.Встреча`, `geldi.Görüşmeler`). Captures have such
places for the same reasons as in English, but no list of words tells here what a word is, so shape must: a word in
lower case with a vowel in it, the end of a sentence, a word that begins with a capital and goes on in lower case. Left
alone: abbreviations (`проф.Иванов`, `им.Ленина`, `bzw.Das`), initials (`А.С.Пушкин`), addresses (`пример.рф`), whatever
has signs of code in its run, and scripts without capitals. Plain Latin words count only where the text is not English,
and are only suggested: they could be a dotted name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from build_scripts.model import Applicability, Repair
from build_scripts.repairs.glued import CODE_SIGNS, LONGEST, run_around
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.repairs.words import DOMAIN_ENDINGS, SAMPLE, is_english, is_foreign

CODES: dict[str, str] = {}
"""None of its own: S003 is explained with `glued`."""
GLUED = re.compile(
    r"(?<![^\W_])(?P<left>[^\W\d_]{3,40}+)(?P<mark>[”»)]?[.!?…][”»)]?)(?=(?P<opening>[«“„(]?)"
    r"(?P<right>[^\W\d_]{2,40}+)(?P<behind>.?))",
    re.DOTALL,
)
"""A word, the end of a sentence and a word, of whatever letters, and what stands behind them."""
SHORTENED = frozenset(
    "гор обл ред проф акад тов доц стр рис табл руб тыс млн млрд просп пер наб корп тел факс прим напр англ нем лат "
    "рос вул див грн зам ген мин сек хоз prof doç dok bkz sok cad mah apt tel yrd müh mim örn yay çev haz bzw usw vgl "
    "inkl zzgl abs art aufl str bearb hrsg evtl ggf sog geb gest env max min réf tél fig pág págs núm ing avv dott sig "
    "ecc obr arq dra srta".split()
)
"""Words of other languages that keep their period."""
VOWELS = frozenset("aeiouyæøœıаеиоуыэюяієαεηιουω")
"""Letters (accents taken off) of which every word has one; what has none is an abbreviation."""
SITES = frozenset("рф рус укр бел срб мкд мон қаз".split())
"""Endings of addresses in other letters."""
MARKS = 0.015
"""Share of letters beyond A to Z from which on a text is not English: English has less, French and German 3 %."""


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A repair for each end of a sentence that glues two words of another language, safe or suggested."""
    text = reading.text
    foreign = not is_english(text) and (is_foreign(text) or _marked(text))
    if text.isascii() and not foreign:
        return ()
    counted = Counter((m["left"], m["right"]) for m in GLUED.finditer(text))
    found: list[Repair] = []
    for piece in reading.pieces:
        for match in GLUED.finditer(text, piece.start, piece.end):
            words = match["left"] + match["right"]
            if (words.isascii() and not foreign) or not _ends_sentence(match):
                continue
            at = match.end()
            start, end = run_around(text, piece, at - 1)
            run = text[start:end]
            if end - start > LONGEST or CODE_SIGNS.search(run) or run.lower().startswith("www."):
                continue
            sure = len(match["left"]) > 3 and match["behind"].isspace() and not words.isascii()
            sure = sure and counted[match["left"], match["right"]] == 1
            behind = at + len(match["opening"]) + 1
            applicability: Applicability = "safe" if sure else "suggested"
            reason = "no space between two sentences"
            now = f" {text[at:behind]}"
            found.append(repair("S003", reason, applicability, text, piece, at, behind, now))
    return tuple(found)


def _marked(text: str) -> bool:
    letters = [c for c in text[:SAMPLE] if c.isalpha()]
    return sum(not c.isascii() for c in letters) > MARKS * len(letters)


def _ends_sentence(match: re.Match[str]) -> bool:
    left, right, behind = match["left"], match["right"], match["behind"]
    shaped = left.islower() and right[0].isupper() and right[1:].islower()
    plain = unicodedata.normalize("NFD", left.casefold())
    whole = any(c in VOWELS for c in plain) and not (left in SHORTENED and "." in match["mark"])
    site = right.lower() in DOMAIN_ENDINGS or right.lower() in SITES
    return shaped and whole and not site and (not behind or behind.isspace() or behind in ",;:»”)")
