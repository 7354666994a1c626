"""Naming: does a phrase that stands beside a wording of speech name somebody?

In: a speaker as printed, the statement it stands in, and the words that a briefing prints as names. Out: whether the
phrase names a person, a body or a place; and of a person the words of the name. The head noun decides, which is the
last word before a preposition: *a Kestrian official familiar with the talks* names nobody, nor do *analysts at Bank of
Osaka* or *IT Minister*, a title alone. At the beginning of a sentence a capital tells nothing: a word names somebody
there if the articles print it with a capital elsewhere, if it is a first name, or if it stands in the singular without
an article, as no common noun does. What is refused: nothing; a plural surname at a beginning (*Woods said*) may be
missed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from build_scripts.persons import PARTICLES, TITLE, persons_in
from build_scripts.repairs.words import known
from build_scripts.word_classes import word_class

DETERMINERS = frozenset(
    "the a an its his her their our my your this that these those some many several most both other another all any "
    "one two three four five six seven eight nine ten each every no".split()
)
BEHIND_HEAD = re.compile(
    r"\s+(?:of|in|at|from|for|to|with|within|on|near|by|under|inside|outside|behind|against|about|who|whom|whose|which|"
    r"that|close|familiar|speaking|briefed|involved|involving|representing|present|directly|including|on)\b.*",
    re.DOTALL,
)
"""What stands behind a head noun and what follows it."""
SELVES = re.compile(r"\s+(?:himself|herself|itself|themselves|too|also|alone|both|all)$")
TITLE_NOUNS = frozenset(
    "minister president premier chancellor secretary undersecretary ambassador envoy consul senator governor "
    "mayor general colonel admiral captain chairman chairwoman chair chief director spokesman spokeswoman spokesperson "
    "commissioner king queen prince princess pope judge justice delegate negotiator diplomat official analyst expert "
    "officer leader lawmaker adviser advisor aide counterpart source critic observer resident head professor economist "
    "lawyer reporter journalist editor author researcher coordinator representative speaker".split()
)
"""Whom an office or a trade tells of and no name: also with a capital (*the Secretary*)."""
NO_SINGULAR = frozenset(
    "police staff media people government parliament opposition management industry press labour labor neither either "
    "none few others nobody everyone everybody anyone someone somebody men women half much more public academia youth "
    "not even only critics".split()
)
"""Words that stand without an article and name nobody, though they are no plural in `s`."""


def is_named(speaker: str, text: str, names: frozenset[str] = frozenset()) -> bool:
    """Does a speaker, as printed in the statement `text`, name somebody?"""
    letters = [c for c in speaker if c.isalpha()]
    if letters and all(c.lower() == c.upper() for c in letters):
        return True
    before, comma, beside = speaker.partition(",")
    if comma and is_named(beside.strip(), "", names):
        return True
    head = _head(before)
    if persons_in([head]):
        return True
    words = [w for w in (w.strip("’'.,()\"“”") for w in head.split()) if w]
    if not words:
        return False
    noun = re.sub(r"['’]s?$", "", words[-1])
    if not noun[:1].isupper() or noun.lower() in DETERMINERS or _office(noun):
        return False
    if len(words) > 1 or not _opens(speaker, text) or noun.lower() in names or _abbreviation(noun):
        return True
    lowered = noun.lower()
    if not known(lowered) or word_class(lowered) == "given":
        return True
    plural = lowered.endswith("s") and known(lowered[:-1])
    return not plural and lowered not in NO_SINGULAR


def _head(phrase: str) -> str:
    """The words of a noun phrase up to its head noun."""
    return SELVES.sub("", BEHIND_HEAD.sub("", phrase.strip()))


def _office(noun: str) -> bool:
    lowered = noun.lower()
    return lowered in TITLE_NOUNS or (lowered.endswith("s") and lowered[:-1] in TITLE_NOUNS)


def _abbreviation(noun: str) -> bool:
    return len(noun) > 1 and noun.isupper()


def _opens(speaker: str, text: str) -> bool:
    """Does the statement, or a quotation or sentence within it, begin with the speaker?"""
    at = text.find(speaker.split(",")[0])
    before = text[: max(at, 0)].rstrip(" “\"'«„(")
    return at >= 0 and (not before or before[-1] in '.!?:;”"»')


def person_tokens(speaker: str) -> tuple[str, ...]:
    """The words of a person's name in a speaker as printed, in small letters: without offices and what stands before
    them; empty where an article or a small letter shows that it is no name alone.
    """
    before, comma, beside = speaker.partition(",")
    if comma and (own := person_tokens(beside)):
        return own
    words = _head(before).split()
    begin = max((n + 1 for n, w in enumerate(words) if TITLE.fullmatch(w) or _office(w.strip(".,"))), default=0)
    words = [w.strip("’'.,()\"“”") for w in words[begin:]]
    if not words or words[0].lower() in DETERMINERS:
        return ()
    if not all(w[:1].isupper() or w.lower() in PARTICLES for w in words):
        return ()
    return tuple(w.casefold() for w in words)


def capitals_in(texts: Iterable[str]) -> frozenset[str]:
    """The words, in small letters, that texts print with a capital where no sentence begins, and more often so than in
    small letters: names.
    """
    capitals: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for match in re.finditer(r"[^\W\d_][\w-]*", text):
            word = match.group()
            if not word[0].isupper():
                small[word] += 1
            elif re.search(r"[\w,’'][ \n]+$", text[max(0, match.start() - 3) : match.start()]):
                capitals[word.lower()] += 1
    return frozenset(w for w, n in capitals.items() if n > small[w])
