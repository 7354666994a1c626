"""S002 and S003, words and sentences that were glued together.

Changes: a space is put behind a comma, semicolon or colon (S002: `diplomacy,the`) or behind the end of a sentence
(S003: `world.The`), whose first letter is raised where the sentence was lowered as well (`landscape.as the` becomes
`landscape. As the`). Captures have them where a line break or a tag stood between the two and was dropped. Left
alone: `U.S.`, `node.js`, `3.5`, `1,000`, `12:30`, web addresses, file names, initials, `Ph.D.`, `foo.Bar`, `f(a,b)`,
`std::vector`; scripts other than Latin are for `glued_abroad`. What may be either (`collections.Counter`, `key:value`)
is suggested or left, never applied.

Each decision looks at the words beside the mark and at signs of code in the run of characters without white space
that holds it. A space put in splits such a run but never changes these signs, so a second run finds nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from build_scripts.model import Applicability, Repair
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.repairs.words import (
    DOMAIN_ENDINGS,
    FOLLOWERS,
    LETTER,
    LOWER_OPENERS,
    SITES_END,
    SUBJECTS,
    WORDS_TOO,
    abbreviation,
    is_cased,
    known,
    opener,
    ordinary,
)
from build_scripts.spans import Span

CODES = {
    "S002": "A space is missing behind a comma, semicolon or colon: captures drop the line break or tag that stood "
    "there (`diplomacy,the`). Numbers (`1,000`, `12:30`), code (`f(a,b)`, `key:value`), lists without any space "
    "(`a,b,c`) and scripts other than Latin stay; doubtful ones are suggested.",
    "S003": "A space is missing between two sentences (`world.The`); a first letter that was lowered as well is raised "
    "(`landscape.as the`). Addresses, file names, abbreviations (`U.S.`), initials and dotted names (`node.js`, "
    "`foo.Bar`) stay; doubtful ones are suggested. In other languages the shape of the words tells "
    "(`geldi.Görüşmeler`): lower case before, a capital and lower case behind.",
}

MARK = re.compile(rf"[,;:.!?][\"”’'»)\]]?(?=[“‘\"'«(\[]?[{LETTER}])")
RIGHT = re.compile(rf"([“‘\"'«(\[]?)([{LETTER}]{{1,40}}+(?:['’][{LETTER}]{{1,10}})?)(.?)(\s*+)([{LETTER}]*+)(.?)", re.S)
LEFT = re.compile(rf"(?:(.)??)([{LETTER}]+(?:['’-][{LETTER}]+)*|[0-9]+)([\"”’'»)\]%*+]{{0,3}})$", re.S)
NOT_SPACE = re.compile(r"\S*+")
LONGEST = 160
"""A longer run without white space is not prose and is passed over."""
CODE_SIGNS = re.compile(r"[\\@=_<>{}|#$^~`/&]|::|->|\.\.\.?[a-z]+\(|\(\)|[A-Za-z]\([^)]*,|[A-Za-z]\[")
SLASHED_WORDS = re.compile(rf"[{LETTER}]+(?:/[{LETTER}]+)+")
NAMESPACES = frozenset(
    "bar baz build collections config console context datetime document errors foo http io java javax json math numpy "
    "os pandas path pathlib random re self string strings sys system term thread threading time torch types util utils "
    "window workspace".split()
)
"""Words that stand before the dot of a dotted name in code; not evidence of a glued sentence without an opener "
"behind."""


SITES = frozenset("api app apps beta blog code data dev git open staging www".split())
"""Words that stand before the dot of a site's name (`data.NASA`, `code.NASA`)."""
DETERMINED = frozenset("that this their our its his her your my same".split())
"""Words that show the noun behind them to be a noun of the sentence (`for that time.Working overtime`)."""
SHORT_ENDS = frozenset("it us up on in so do me him her off out too to by".split())
"""Short words that sentences end with."""
COMPANIES = frozenset("etc inc ltd corp co llc".split())
STANDING = re.compile(rf"(?:(?<=[\s,;(“\"])|(?<![\s\S]))[A-ZÀ-ÖØ-Þ][{LETTER}]++")
LATIN = ("e.g", "i.e")
LATIN_ABBREVIATION = re.compile(r"(?:^|[(\[“\"',;])(?:e\.g|i\.e)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A mark with no space behind it: the words beside it and what stands around them.

    `at` is the offset behind the mark (and a quote closed there), `previous` the word before the left one, `before` the
    character before it inside the run, `after` the one behind the right word, `next_word` the word behind that, `ends`
    tells that nothing follows in the leaf.
    """

    at: int
    mark: str
    previous: str
    before: str
    left: str
    closing: str
    opening: str
    right: str
    after: str
    next_word: str
    ends: bool
    abbreviated: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A run without white space that holds places; `listed` when it looks like values, not words of a sentence."""

    piece: Span
    places: tuple[Place, ...]
    listed: bool


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A repair for each mark in a leaf that glues two words, safe or suggested."""
    text = reading.text
    runs = [run for piece in reading.pieces for run in _runs(text, piece)]
    if not runs:
        return ()
    dotted = Counter((place.left, place.right) for run in runs for place in run.places if place.mark == ".")
    standing: frozenset[str] | None = None
    found: list[Repair] = []
    for run in runs:
        for place in run.places:
            applicability = _decide(place, run.listed, dotted[place.left, place.right] > 1)
            if applicability == "suggested" and _named(place) and dotted[place.left, place.right] == 1:
                standing = standing or frozenset(STANDING.findall(text))
                applicability = "safe" if place.right in standing else "suggested"
            if applicability is not None:
                found.append(_repair(text, run.piece, place, applicability))
    return tuple(found)


def _repair(text: str, piece: Span, place: Place, applicability: Applicability) -> Repair:
    """The space, and the first letter raised where a lowered sentence begins."""
    first, ends_sentence = place.right[0], place.mark in ".!?"
    raise_it = ends_sentence and not place.abbreviated and not place.opening and len(first.upper()) == 1
    now = " " + place.opening + (first.upper() if raise_it else first)
    code, reason = (
        ("S003", "no space between two sentences") if ends_sentence else ("S002", f"no space behind `{place.mark}`")
    )
    if place.abbreviated:
        reason = "no space behind an abbreviation"
    return repair(code, reason, applicability, text, piece, place.at, place.at + len(place.opening) + 1, now)


def _runs(text: str, piece: Span) -> list[Run]:
    """The runs of one piece that hold places."""
    found: list[Run] = []
    at, commas = piece.start, 0
    while (match := MARK.search(text, at, piece.end)) is not None:
        at = match.end()
        if _initial(text, piece, match.start()):
            continue
        start, end = run_around(text, piece, match.start())
        at = end
        if end - start > LONGEST:
            continue
        places = _places(text, piece, start, end)
        if places:
            commas += sum(place.mark == "," for place in places)
            found.append(Run(piece, places, _is_list(text, piece, start, end, places)))
    if commas > 2 and ", " not in piece.of(text) and text[piece.end - 1] not in ".!?:":
        return [Run(piece, run.places, True) for run in found]
    return found


def _initial(text: str, piece: Span, mark: int) -> bool:
    """Does a single letter stand before the mark (`J.K.`, `U.S.`, `a.b`), unless it ends `e.g` or `i.e`? Nothing "
    "to mend.
    """
    if mark - 1 < piece.start or not text[mark - 1].isalpha():
        return False
    alone = mark - 2 < piece.start or not (text[mark - 2].isalnum() or text[mark - 2] in "'’-")
    return alone and text[max(piece.start, mark - 3) : mark].lower() not in LATIN


def run_around(text: str, piece: Span, at: int) -> tuple[int, int]:
    """The run without white space around `at`, inside the piece; its beginning is looked for `LONGEST` back at most."""
    window = max(piece.start, at - LONGEST - 1)
    parts = text[window:at].rsplit(None, 1)
    start = at - len(parts[-1]) if parts and not text[at - 1].isspace() else at
    match = NOT_SPACE.match(text, at, piece.end)
    return start, match.end() if match else at + 1


def _places(text: str, piece: Span, start: int, end: int) -> tuple[Place, ...]:
    """The marks of one run that glue two words; none where the run shows signs of code or of an address."""
    run = text[start:end]
    plain = SLASHED_WORDS.sub("x", run) if "/" in run else run
    if CODE_SIGNS.search(plain) or run.lower().startswith("www."):
        return ()
    found: list[Place] = []
    for match in MARK.finditer(text, start, end):
        left = LEFT.search(text[max(start, match.start() - 48) : match.start()])
        right = RIGHT.match(text, match.end(), piece.end)
        if left is None or right is None:
            continue
        opening, word, after, space, following, last = right.groups()
        spaced = after.isspace() or bool(space)
        begins = match.start() - len(left.group(2)) - len(left.group(3))
        earlier = text[max(piece.start, start - 30) : start].split()
        found.append(
            Place(
                at=match.end(),
                mark=match.group()[0],
                previous=earlier[-1].lower() if earlier and begins == start else "",
                before=text[begins - 1] if begins > start else "",
                left=left.group(2),
                closing=left.group(3) + match.group()[1:],
                opening=opening,
                right=word,
                after=after,
                next_word=following if spaced or f"{word}{after}{following}" in LATIN else "",
                ends=not (after.isspace() or after in ",;:") or not (following or last),
                abbreviated=LATIN_ABBREVIATION.search(text[start : match.start()]) is not None
                or (left.group(2).lower() in COMPANIES and word[0].islower() and word not in SITES_END),
            )
        )
    return tuple(found)


def _is_list(text: str, piece: Span, start: int, end: int, places: tuple[Place, ...]) -> bool:
    """A run of values rather than words of a sentence: the whole leaf, or several bare commas and no word to join "
    "them.
    """
    if start == piece.start and end == piece.end:
        return True
    pauses = [place for place in places if place.mark in ",;"]
    if max(len(pauses), text.count(",", start, end - 1)) < 2:
        return False
    if any(len(place.right) > 2 and opener(place.right) for place in pauses) and all(known(p.right) for p in pauses):
        return False
    goes_on = text[end - 1] == "," and end < piece.end
    return not (goes_on and all(len(w) > 2 and w[0].isupper() for p in pauses for w in (p.left, p.right)))


def _decide(place: Place, listed: bool, repeated: bool) -> Applicability | None:
    """Safe, suggested, or None for what stays as it is without a word."""
    if place.mark in ",;":
        return _pause(place, listed)
    if place.mark == ":":
        return _colon(place)
    if place.abbreviated:
        return "safe" if place.right.islower() and known(place.right) and place.after.isspace() else None
    return _sentence(place, repeated)


def _pause(place: Place, listed: bool) -> Applicability | None:
    """Behind a comma or semicolon: both sides words, at least one of them an ordinary one."""
    left, right = place.left, place.right
    if place.closing.endswith(("'", '"')) or place.opening in ("'", '"') or place.before in ("'", '"'):
        return "suggested" if known(left) and known(right) else None
    if left.isdigit():
        return "safe" if opener(right) and len(right) > 1 and not listed else None
    if len(left) < 2 and not place.closing:
        return None
    if f"{right}{place.after}{place.next_word}" in LATIN:
        return "safe" if known(left) and not listed else None
    both = known(left) and known(right)
    if listed or (place.before == "(" and place.after == ")"):
        return "suggested" if both and (opener(left) or opener(right)) else None
    if place.mark == ";":
        return "safe" if both and (place.after.isspace() or place.after == ",") else "suggested" if both else None
    names = len(left) > 2 and len(right) > 2 and left[0].isupper() and right[0].isupper()
    either = len(left) > 2 and (known(left) or opener(right)) and (len(right) > 1 or place.after.isspace())
    return "safe" if both or names or either or (len(right) > 2 and known(right)) else None


def _colon(place: Place) -> Applicability | None:
    """Behind a colon: only before a word that begins clauses, with more to come; else it may be a key and its value."""
    if place.closing or place.opening or not known(place.left) or len(place.left) < 3 or not place.after.isspace():
        return None
    if opener(place.right) and len(place.right) > 1 and place.next_word and place.left != place.right:
        return "safe" if place.right.lower() in SUBJECTS else "suggested"
    return "suggested" if place.right[0].isupper() and ordinary(place.right) and len(place.right) > 2 else None


def _sentence(place: Place, repeated: bool) -> Applicability | None:
    """Behind a period, exclamation or question mark: the left must end a sentence, the right begin one."""
    left, right = place.left, place.right
    if place.before == ".":
        return "safe" if _behind_address(place) else None
    if len(left) < 2 and not place.closing:
        return None
    if abbreviation(left) and not (left.lower() in COMPANIES and is_cased(right) and ordinary(right)):
        return None
    if place.after and not place.after.isspace() and place.after not in ",;:’'\"”)":
        return None
    if place.mark in "!?" and not opener(right):
        return "suggested" if ordinary(left) and ordinary(right) and right[0].isupper() else None
    quoted = place.closing.endswith(("'", '"')) or place.opening in ("'", '"')
    if right[0].islower():
        return _lowered(place, repeated or quoted)
    if len(right) == 1 and (right not in "AI" or not place.after.isspace()):
        return None
    if quoted:
        return "suggested" if opener(right) or ordinary(right) else None
    if left.isdigit():
        return "safe" if opener(right) and len(left) > 1 and place.before != "v" and not place.ends else None
    if opener(right) and is_cased(right):
        return "suggested" if place.ends else "safe"
    if repeated or (right.lower() in DOMAIN_ENDINGS and not (right.lower() in WORDS_TOO and is_cased(right))):
        return None
    return _titled(place)


def _behind_address(place: Place) -> bool:
    """The end of a site or file (`Data.gov.They go`, `test.cmd.By default`), then a word that can only open."""
    begins = opener(place.right) and place.right[0].isupper() and is_cased(place.right) and len(place.right) > 1
    return begins and place.left.lower() in DOMAIN_ENDINGS and place.after in " ," and place.next_word.islower()


def _titled(place: Place) -> Applicability | None:
    """A capitalized word that is no opener behind the period: it could be a dotted name (`collections.Counter`)."""
    left, right = place.left, place.right
    if place.ends or place.before not in ("", "/", "(") or not _ends_sentence(place):
        return "suggested" if ordinary(left) and ordinary(right) and left not in NAMESPACES else None
    if is_cased(right) and ordinary(right):
        return "safe"
    acronym = right.rstrip("s").isupper() and len(right) > 1 and left not in SITES
    return "safe" if (is_cased(right) or acronym) and (len(left) > 3 or left in SHORT_ENDS) else "suggested"


def _ends_sentence(place: Place) -> bool:
    """May a sentence end with the left word? In lower case (or a plural acronym), and no namespace of code."""
    left = place.left
    if left in NAMESPACES:
        return place.previous in DETERMINED
    if left.islower():
        return (ordinary(left) and len(left) > 2) or left in SHORT_ENDS
    return len(left) > 2 and left[-1] == "s" and left[:-1].isupper()


def _named(place: Place) -> bool:
    """A name in mixed case (`variable.GitHub Actions`) that only needs to be seen standing free elsewhere."""
    return (
        place.mark == "." and not place.ends and not place.before and place.right[0].isupper() and _ends_sentence(place)
    )


def _lowered(place: Place, doubtful: bool) -> Applicability | None:
    """A sentence glued and lowered: an opener that is no ending of an address, or that shows itself by what follows."""
    left, right = place.left, place.right
    if right.replace("’", "'").removesuffix("'s") in DOMAIN_ENDINGS - LOWER_OPENERS:
        return None
    clause = right in SUBJECTS and right not in DOMAIN_ENDINGS and place.next_word.islower()
    plain = left.islower() or (clause and is_cased(left) and right != "this")  # `Model.this`
    if not (plain and ordinary(left) and len(left) > 2) or place.mark != "." or place.before:
        return None
    if not place.after.isspace() and place.after != ",":
        return None
    if right in LOWER_OPENERS and place.next_word:
        sure = right not in DOMAIN_ENDINGS or place.next_word.lower() in FOLLOWERS
        return "safe" if sure and not doubtful and left not in NAMESPACES else "suggested"
    return (
        "suggested" if right not in DOMAIN_ENDINGS and ordinary(right) and len(right) > 2 and place.next_word else None
    )
