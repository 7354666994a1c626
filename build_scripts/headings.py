"""Headings that stand as bare lines: how likely an open line is one, by its own shape and by what stands around it.

In: an open line with its neighbours. Out: a probability. The weights are a logistic regression fitted offline
(`bench/fit_headings.py`) on articles whose headings are known; their sum is the log-odds. What a first look says
of the neighbours is part of the second.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from build_scripts.lines import ends_sentence, starts_low

LONGEST = 200
"""Longest line, in characters, that can be a heading: of 957 known ones two were longer than 150."""
THRESHOLD = 0.5

SMALL = frozenset(
    "a an and as at but by for from in into is of on onto or over per the to vs via with your our its".split()
)
SENTENCE_WORDS = frozenset(
    "is are was were be been has have had will would can could may might should must does do did says said told "
    "we you they he she it i this that these those there".split()
)
OPENERS = frozenset(
    "the this that these those it they he she we i there if when while in on at for as by after before since although "
    "but and so to "
    "see please note you your our".split()
)
DANGLING = frozenset(
    "a an the and or but of in on at to for from by with as into is are was were be been that which than when where "
    "has have had will would can could may might should must if because while".split()
)
"""Words that no title ends with: the line breaks off."""
CODE = re.compile(r"https?://|www\.|@\w|\w_\w|[{}<>=\\`]|\w\(\)|\.\w{1,5}$|^[-/.]")
NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[A-Za-z][.)]|[IVX]{1,5}[.)]|"
    r"(?:Step|Part|Chapter|Section|Phase|Day|Week|Appendix|Tip|Lesson) [\dA-Z]{1,3}\b[:.]?) +\S"
)
INNER_STOP = re.compile(r"[.!?;]\s+\S")
QUOTED = re.compile(r"[\"“«].*[\"”»][.,]?")
SPEAKER = re.compile(r"(?:Q|A|Question|Answer)[:.] |[A-Z][A-Z .,’'-]{2,40}: ?(?:[A-Z][a-z]|\S+ [a-z])")
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4})?|\d{1,2} ?[ap]\.?m\.?", re.IGNORECASE)
"""The time of day alone on a line: it heads an entry of a live report or of a programme."""
TICKER = re.compile(r".{2,60} [+−–▲▼-] ?\d{1,3}(?:[.,]\d{1,3})? ?%")
"""What a share has gained or lost: a figure beside the text, no heading."""
ENTITLED = 0.8
"""How likely a title right below a clock time is the heading of its entry, as live reports have it."""
ROMAN = re.compile(r"[IVX]{1,5}\.?|\d{1,2}\.")
"""A section's number, where the section has no title."""
WORDS = re.compile(r"[^\W_]+(?:[’'\-.&/][^\W_]+)*")
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around an open line: its text, the kinds and texts of its neighbours, the blank lines, the paper.

    `chance_before` and `chance_after` are the likelihoods of the neighbours, where they are open lines too and a first
    look has told them.

    `before` and `after` are kinds of pieces (`text` for open lines, empty at the ends of the source). `again` tells
    that the same words stand alone elsewhere too, `titled` how many of the likely headings of the text give their words
    capitals, 0 to 1.
    """

    text: str
    before: str
    before_text: str
    blank_before: int
    after: str
    after_text: str
    blank_after: int
    airy: bool
    again: bool = False
    chance_before: float | None = None
    chance_after: float | None = None
    titled: float | None = None


def features(at: Setting) -> Iterator[str]:
    """The names of what holds for a line; each has a weight."""
    text = at.text
    words = WORDS.findall(text)
    count = len(words)
    yield "always"
    length = _length(count)
    yield f"words {length}"
    if text[-1] in ".。" and not text.endswith("..."):
        yield "ends in a full stop"
    elif ends_sentence(text):
        yield "ends in ? or !" if text.rstrip("\"'”’)")[-1] in "?!？！" else "ends in dots"
    elif text[-1] in ":：":
        yield "ends in a colon"
    elif text[-1] in ",;，；、–—-":
        yield "ends open"
    elif text[-1] in ")]\"”’'":
        yield "ends in a closer"
    if starts_low(text):
        yield "starts low"
    elif not text[:3].lstrip("\"'“‘«(#")[:1].isalnum():
        yield "starts with a sign"
    high = _capitals(words)
    if high is not None:
        titled = "all" if high >= 0.99 else "most" if high >= 0.6 else "some" if high >= 0.3 else "few"
        yield f"titled: {titled}"
        yield f"titled: {titled}, words {length}"
        if at.titled is not None and count >= 3:
            alike = at.titled if high >= 0.6 else 1 - at.titled
            yield "like the headings" if alike >= 0.8 else "unlike the headings" if alike <= 0.2 else "half alike"
    if text.isupper():
        yield "all capitals"
    low = [w.lower() for w in words]
    if low and low[0] in OPENERS:
        yield "opens like a sentence"
    if count >= 2 and low[-1] in DANGLING and text[-1].isalpha():
        yield "breaks off"
    if any(w in SENTENCE_WORDS for w in low[1:]):
        yield "has a verb of sentences" + ("?" if text.endswith("?") else "")
    if low and low[0].endswith("ing") and count > 1:
        yield "opens with a gerund"
    if low and low[0] in ("how", "what", "why", "when", "where", "who", "which"):
        yield "opens with a question word"
    if CODE.search(text):
        yield "looks like code or an address"
    if NUMBERED.match(text):
        yield "numbered"
    if INNER_STOP.search(text):
        yield "a stop inside"
    if ":" in text[:-1]:
        yield "a colon inside"
    if QUOTED.fullmatch(text):
        yield "quoted whole"
    if text[0] in "([" and text[-1] in ")]":
        yield "bracketed whole"
        if text.isupper():
            yield "bracketed capitals"
    if SPEAKER.match(text):
        yield "a speaker's label"
    if CLOCK.fullmatch(text):
        yield "a time alone"
    if ROMAN.fullmatch(text):
        yield "a number alone"
    if WIDE.search(text):
        yield "wide script"
        if "，" in text or "、" in text:
            yield "a comma inside wide script"
    if "|" in text:
        yield "bars"
    elif "[" in text:
        yield "brackets"
    yield from _around(at, length)


def _length(count: int) -> str:
    return (
        str(count)
        if count < 5
        else "5-6"
        if count < 7
        else "7-9"
        if count < 10
        else "10-13"
        if count < 14
        else "14-19"
        if count < 20
        else "20+"
    )


def _capitals(words: Sequence[str]) -> float | None:
    """The share of words with a capital or a figure, the first and the small ones aside; None for a single word."""
    plain = [w for w in words if w.lower() not in SMALL]
    if len(words) < 2 or not plain:
        return None
    rest = plain[1:] or plain
    return sum(w[:1].isupper() or w[:1].isdigit() for w in rest) / len(rest)


def _around(at: Setting, length: str) -> Iterator[str]:
    after = at.after or "end"
    if at.again:
        yield "stands elsewhere too"
    if after == "text":
        long = len(at.after_text)
        after = "short text" if long < 60 else "text" if long < 140 else "long text"
        if long >= 60 and not ends_sentence(at.after_text[-10:]) and at.after_text[-1:] != ":":
            yield "open text follows"
        if at.after_text[-1:] == ":":
            yield "an announcement follows"
    yield f"before {after}"
    yield f"before {after}, words {length}"
    if at.text[-1] in "?？":
        yield f"asks, before {after}"
        yield f"asks, words {length}"
    if at.chance_after is not None:
        yield f"before a likely {_sure(at.chance_after)}, {after}"
    if at.chance_before is not None:
        yield f"behind a likely {_sure(at.chance_before)}"
    before = at.before or "start"
    if before == "text":
        before = "short text" if len(at.before_text) < 60 else "text"
        if at.before_text[-1:] == ":":
            yield "follows an announcement"
        elif not ends_sentence(at.before_text[-10:]):
            yield "follows an open line" + (" close" if not at.blank_before else "")
    yield f"behind {before}"
    if at.airy and not at.blank_after and at.after:
        yield "no air below"
    if at.airy and not at.blank_before and at.before:
        yield "no air above"


def _sure(chance: float) -> str:
    return (
        "heading" if chance >= 0.8 else "heading?" if chance >= 0.5 else "paragraph?" if chance >= 0.2 else "paragraph"
    )


PRIOR: dict[str, float] = {
    "always": 2.0,
    "words 10-13": -1.0,
    "words 14-19": -2.0,
    "words 20+": -4.0,
    "words 0": -4.0,
    "ends in a full stop": -5.0,
    "ends in a colon": -3.5,
    "ends open": -5.0,
    "starts low": -3.0,
    "starts with a sign": -1.0,
    "titled: all": 1.5,
    "titled: most": 1.0,
    "titled: few": -0.3,
    "opens like a sentence": -1.5,
    "has a verb of sentences": -1.5,
    "looks like code or an address": -3.0,
    "numbered": 0.5,
    "a stop inside": -2.0,
    "quoted whole": -3.0,
    "bracketed whole": -5.0,
    "bracketed capitals": -3.0,
    "a speaker's label": -5.0,
    "a time alone": 6.0,
    "a number alone": 5.0,
    "before end": -4.0,
    "before short text": -0.5,
    "before text": 0.3,
    "before long text": 1.0,
    "open text follows": -0.5,
    "follows an announcement": -1.5,
    "follows an open line close": -0.5,
    "no air below": -1.0,
    "no air above": -1.0,
    "bars": -4.0,
    "brackets": -1.0,
    "wide script": -1.0,
    "a comma inside wide script": -3.0,
}


WEIGHTS_FILE = Path(__file__).with_name("heading_weights.json")


@cache
def read_weights() -> tuple[dict[str, float], dict[str, float]]:
    """The fitted weights beside this module: of the first look, and of the second, which knows the neighbours."""
    data = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return data["first_look"], data["second_look"]


def entitles(text: str, above: str, blank: int) -> bool:
    """Is a line the title of an entry of a live report: open, short, close below the time of day?"""
    close = not blank and CLOCK.fullmatch(above[:40]) is not None
    return close and len(text) <= 100 and not ends_sentence(text) and not starts_low(text) and text[-1] not in ":;,"


def likelihood(at: Setting, weights: Mapping[str, float]) -> float:
    """The probability that the line is a heading."""
    odds = sum(weights.get(name, 0.0) for name in features(at))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def informed(
    settings: Sequence[Setting], neighbours: Sequence[tuple[int | None, int | None]], weights: Mapping[str, float]
) -> list[Setting]:
    """The settings with what a first look says of their neighbours, which are told by their places in `settings`."""
    chances = [likelihood(s, weights) for s in settings]
    likely = [s.text for s, chance in zip(settings, chances, strict=True) if chance >= 0.8]
    shares = [high for text in likely if (high := _capitals(WORDS.findall(text))) is not None]
    titled = sum(high >= 0.6 for high in shares) / len(shares) if len(shares) >= 3 else None
    return [
        replace(
            setting,
            titled=titled,
            chance_before=None if before is None else chances[before],
            chance_after=None if after is None else chances[after],
        )
        for setting, (before, after) in zip(settings, neighbours, strict=True)
    ]


def likelihoods(settings: Sequence[Setting], neighbours: Sequence[tuple[int | None, int | None]]) -> list[float]:
    """The probability of each line that it is a heading, after two looks: by itself, then knowing its neighbours."""
    first, second = read_weights()
    looked = informed(settings, neighbours, first)
    return [0.0 if TICKER.fullmatch(s.text) else likelihood(s, second) for s in looked]
