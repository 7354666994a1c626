"""Speakers: who is said to have said it, as printed.

In: a statement and the place of its wording of speech. Out: the noun phrase beside it, or None where nobody is named: a
pronoun is no name. Looked for before the verb (*Tyne insists that…*), after it where a quotation came before
(*…," said President Noor*), and after *according to*.
"""

from __future__ import annotations

import re

PRONOUNS = frozenset(
    "i we you he she it they this that these those which who whom what there here and but so as asked when pressed"
    " himself herself itself themselves".split()
)
"""What stands where a speaker would and names nobody."""
REACH = 200
"""Code points on either side of the verb in which its speaker is looked for: three lines of print."""

OPENERS = re.compile(
    r"[.!?:;“”\"«»()\[\]|—–]|,\s|\s-\s|(?:^|\s)(?:that|but|while|when|because|although|though|if|as|so|which|where|whom|"
    r"since|whether|than|or)\s",
    re.IGNORECASE,
)
"""What a speaker's name does not reach over."""
HELPERS = re.compile(
    r"(?:\s+(?:has|have|had|also|then|later|earlier|again|still|now|repeatedly|since|once|even|both|all|is|was|were|are|"
    r"do|does|did|not|afterwards?|yesterday|today|further|reportedly|"
    r"(?:declin|refus|want|start|promis|offer)ed to|went on to|goes on to|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[a-z]{3,20}ly))+\s*$"
)
"""Words between a speaker and the verb."""
LEADING = re.compile(
    r"^(?:(?:and|but|yet|then|however|meanwhile|later|earlier|still|also)\s+|"
    r"(?:on|in|at|after|since|before|by|last|next|this)\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[12]\d{3}|response|"
    r"turn|addition|return|week|month|year)\s+(?=\S))+",
    re.IGNORECASE,
)
"""What stands before a speaker in the same clause."""
FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|shall|should|must|not)\b")
"""Words that no name has: what follows *said* is then what was said."""
NAME = re.compile(
    r"(?:[^\W\d_a-z][\w.’'-]*|of|de|van|von|bin|al|the|\(ret\.\))(?:\s+(?:[^\W\d_a-z][\w.’'-]*|of|de|van|von|bin|al|the|\(ret\.\)))*"
)
"""A name in apposition: words with capitals."""
TITLE_STOP = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|St|Amb|Adm|Capt|Maj|[A-Z])\.$")
AFTER = re.compile(
    r"\s*(?P<speaker>.+?)(?=[.!?:;“”\"«»()—–]*$|[,!?:;“”\"«»()—–]|\.\s|\s(?:on|in|at|after|before|during|outside|told|to|who"
    r"|when|while|as|this|last|late|early|earlier|later|by|from|with|for|following|yesterday|today|and|but)\b)"
)
"""A speaker after the verb, and what may end the name."""


def speaker_of(text: str, start: int, end: int) -> str | None:
    """Who speaks where the wording of speech stands at `start` to `end` of `text`."""
    cue = text[start:end].lower()
    if cue == "according to" or cue.endswith((" of", " by")):
        return _named(_after_preposition(text, end))
    if by := re.match(r"\s+by\b", text[end : end + REACH]):
        return _named(_after_preposition(text, end + by.end()))
    left = text[max(0, start - REACH) : start].rstrip()
    if re.search(r"[”\"»’'][,.]?$", left) or _is_whole_clause(left):
        inverted = _inverted(text, end)
        if inverted is not None and (left[-1] != "," or not FINITE.search(inverted)):
            return _named(inverted)
    return _named(_before(left))


def _is_whole_clause(left: str) -> bool:
    """*The talks have failed, said the minister*: a comma, the only one, after four words or more."""
    return left.endswith(",") and left.count(",") == 1 and len(left.split()) > 3


def _before(left: str) -> str | None:
    """The noun phrase that ends where the verb begins."""
    left = HELPERS.sub("", left.rstrip()).rstrip()
    name = ""
    if left.endswith(","):
        left, name = _apposition(left[:-1])
    phrase = _last_phrase(left)
    return f"{phrase}, {name}" if phrase and name else phrase


def _apposition(left: str) -> tuple[str, str]:
    """What stands before the words between two commas, and these where they are a name: *Its head, A. B. Crane,*."""
    before, comma, inserted = left.rpartition(",")
    if not comma:
        return left, ""
    inserted = inserted.strip()
    bare = inserted.removesuffix(".")
    return before, inserted if NAME.fullmatch(bare or "-") and not bare.islower() else ""


def _last_phrase(left: str) -> str | None:
    begin = 0
    for match in OPENERS.finditer(left):
        if match.group().startswith(".") and TITLE_STOP.search(left[: match.end()]):
            continue
        begin = match.end()
    phrase = LEADING.sub("", left[begin:].strip())
    head, conjunction, rest = phrase.rpartition(" and ")
    if conjunction and not _is_name(head):
        phrase = rest
    return phrase


def _is_name(words: str) -> bool:
    return (
        len(words.split()) <= 6
        and bool(re.match(r"(?:the\s|both\s|its\s|his\s|her\s|their\s)?\S", words, re.IGNORECASE))
        and bool(NAME.fullmatch(re.sub(r"^(?:the|both|its|his|her|their)\s", "", words, flags=re.IGNORECASE)))
    )


def _inverted(text: str, end: int) -> str | None:
    """The noun phrase after the verb, where a quotation stands before it."""
    right = text[end : end + REACH]
    match = AFTER.match(_stopless(right))
    if match is None:
        return None
    phrase = right[match.start("speaker") : match.end("speaker")].strip()
    first = phrase.split(" ", 1)[0].lower()
    if not phrase or first in {
        "that",
        "to",
        "on",
        "in",
        "at",
        "of",
        "about",
        "reporters",
        "how",
        "why",
        "whether",
        "us",
    }:
        return None
    rest = right[match.end("speaker") :]
    if (comma := re.match(r",\s*([^,.;:“”\"]{2,60})(?=[,.;:]|$)", rest)) and not phrase[0].isupper():
        name = comma[1].strip()
        if NAME.fullmatch(name):
            return f"{phrase}, {name}"
    return phrase


def _stopless(text: str) -> str:
    """`text` with the stops of titles and initials as another character, so that they end nothing; same length."""
    return re.sub(r"\b(Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sen|Rep|Gov|St|Amb|Adm|Capt|Maj|[A-Z])\.", r"\1_", text)


def _after_preposition(text: str, end: int) -> str | None:
    right = text[end : end + REACH]
    match = re.match(
        r"\s+([^,;:!?“”\"()—–]+?)(?=[,;:!?“”\"()—–]|\.\s|\.?$|\s(?:is|was|are|were|that)\s)", _stopless(right)
    )
    return right[match.start(1) : match.end(1)] if match else None


def _named(phrase: str | None) -> str | None:
    """The phrase, unless it is a pronoun, too long for a name, or no word at all."""
    if phrase is None:
        return None
    phrase = phrase.strip(" \t\r\n,’'").strip()
    words = phrase.split()
    if not words or len(words) > 16 or not any(c.isalpha() for c in phrase):
        return None
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return None
    return None if words[-1].lower() in PRONOUNS else phrase
