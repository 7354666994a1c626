"""Sentences: in a text and its language, out half-open ranges of it; what lies between them is white space.

The borders are those of `sentencex` (Wikimedia's rule-based splitter, many languages), which is given a text through a
window: at each opening quotation mark it looks for the closing one as far as the text goes, so that unclosed ones take
time with the square of the length. A few borders that it misses or puts in wrongly are mended here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

WINDOW = 2_000
"""Code points handed over at a time: far above a long sentence, below what makes the search for marks felt."""
LAP = 200
"""What the next window reads again where one holds no border at all."""
MANY_MARKS = 60
"""More quotation marks than this in one window are no quotations any more: they are read as spaces."""

MARKS = re.compile("[«‹„“‘'`\"《「『]")
SPACE = re.compile(r"\s+")
UNPAIRED = re.compile("[\ud800-\udfff]")

ABBREVIATED = re.compile(
    r"(?:^|[\s(“\"])(?:Ms|Mx|Mses|Messrs|Lt|Col|Maj|Capt|Cmdr|Adm|Amb|Brig|Hon|Gov|Sen|Rep|Min)\.$"
)
"""Titles that take a full stop; a name follows."""
CLOCK = re.compile(r"\d\s?[ap]\.m\.$", re.IGNORECASE)
AFTER_CLOCK = re.compile(
    r"(?:on\b|[(\d]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z]{2,4}\b|(?:Jan|Febr)uary|March|April|May|June|July|August"
    r"|September|October|November|December|local|Eastern|Central|Pacific|Moscow)"
)
"""What goes on after a time of day: a weekday, a month, a time zone."""
_MONTHS = (
    "januar|jänner|januára|januari|februar|februára|februari|märz|marts|mars|april|apríla|mai|maj|mája|mei|juni|júna|juli|"
    "júla|august|augusta|september|septembra|oktober|októbra|november|novembra|dezember|desember|december|decembra|"
    "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|"
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    "(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:ta|n|ssa)"
)
"""Months behind a day with a full stop: German, Danish, Norwegian, Czech, Slovak, Polish, Finnish."""
DAY_BEFORE = re.compile(r"(?P<before>\w+[,:]?\s|[(/–—-]\s?|^)(?:[12]?\d|3[01])\.$")
ENGLISH_TOO = re.compile(r"(?:april|august|september|november|december|mars)(?!\w)", re.IGNORECASE)
BEFORE_DAY = re.compile(
    r"(?:am|vom|zum|bis|den|der|dem|des|ab|seit|und|oder|d|dne|od|do|dnia|i|a|til|fra|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|(?:man|tirs|ons|tors|fre|lør|søn)dag)[,:]?\s$",
    re.IGNORECASE,
)
"""What stands before such a day, and before no number that ends an English sentence."""
MONTH_BEHIND = re.compile(rf"(?:{_MONTHS})\.?(?!\w)", re.IGNORECASE)
FIGURES_BEHIND = re.compile(r"[01]?\d\.\s?(?:19|20)\d\d\b")
FIGURES_BEFORE = re.compile(r"(?:^|[\s(])[0-3]?\d\.\s?[01]?\d\.$")
YEAR_BEHIND = re.compile(r"(?:19|20)\d\d\b")
MISSED = re.compile(
    r"(?<=\.)[\"”]\s+(?=[\"“(]?[^\W\d_a-z])"  # “Nobody tells me.” The mayor…
    r"|\b(?:\d{1,2}|in|since|until|before|by|of|last|next|this)\s(?:March|April|May|June|July)\.\s+(?=[^\W\d_a-z])"
    r"|(?<=[.!?])\)\s+(?=[^\W\d_a-z])"  # (It was late.) Next…
)
"""Borders that the splitter takes for the inside of a sentence; the border is where the match ends."""


def split_sentences(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Sentences of `text` as (start, end) offsets without the white space around them, in order, touching or apart."""
    found: list[tuple[int, int]] = []
    for start, end in _joined(text, _borders(text, language or "en")):
        cursor = start
        for match in MISSED.finditer(text, start, end):
            found.append((cursor, match.end()))
            cursor = match.end()
        found.append((cursor, end))
    return [stripped for start, end in found if (stripped := _stripped(text, start, end)) is not None]


def _borders(text: str, language: str) -> Iterator[tuple[int, int]]:
    """The splitter's sentences, through windows: the last one of a window may go on, so the next begins with it."""
    start = sentence = 0
    while start < len(text):
        if start == sentence and (space := SPACE.match(text, start)):
            start = space.end()  # a border at every line end of a million empty lines would take its time
        window = _plain(text[start : start + WINDOW])
        last = start + len(window) >= len(text)
        ends = [start + b["end_index"] for b in get_sentence_boundaries(language, window)]
        if not last and len(ends) == 1:
            start += WINDOW - LAP  # no border: the sentence goes on in the next window
            continue
        for end in ends if last else ends[:-1]:
            if end > sentence:
                yield sentence, end
                sentence = end
        start = len(text) if last else sentence
    if sentence < len(text):
        yield sentence, len(text)


def _plain(window: str) -> str:
    """The window as the splitter can read it: whole characters, quotation marks in measure; of the same length."""
    window = UNPAIRED.sub("\ufffd", window)
    return MARKS.sub(" ", window) if len(MARKS.findall(window)) > MANY_MARKS else window


def _joined(text: str, pieces: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces, those joined again that a title, a time of day or a day before its month has parted."""
    held: tuple[int, int] | None = None
    for start, end in pieces:
        if held is not None and _goes_on(text, held, start):
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _goes_on(text: str, before: tuple[int, int], start: int) -> bool:
    tail = text[max(before[0], before[1] - 20) : before[1]]
    if "\n\n" in tail:
        return False
    tail = tail.rstrip()
    if not tail.endswith("."):
        return False
    return bool(
        ABBREVIATED.search(tail)
        or (CLOCK.search(tail) and AFTER_CLOCK.match(text, start))
        or (tail[-2:-1].isdigit() and _is_date(text, tail, start))
    )


def _is_date(text: str, tail: str, start: int) -> bool:
    """Is the full stop that of a day before its month (*12. Juni*, *12. 6. 2024*), and no end of a sentence?

    A month that English spells alike needs a bracket, a dash or a word of another language before the day:
    *The total was 12. April was cold.* are two sentences.
    """
    if FIGURES_BEFORE.search(tail) and YEAR_BEHIND.match(text, start):
        return True
    day = DAY_BEFORE.search(tail)
    if day is None:
        return False
    if MONTH_BEHIND.match(text, start) is None:
        return FIGURES_BEHIND.match(text, start) is not None
    before = day["before"]
    return ENGLISH_TOO.match(text, start) is None or not before[:1].isalnum() or BEFORE_DAY.search(before) is not None


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return None
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(kept)
