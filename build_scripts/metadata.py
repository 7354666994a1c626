"""Metadata: the lines that tell an article's headline, publisher, byline, place and date.

In: lines. Out: pieces for the lines that are metadata, and the date of publication where the text gives one. A headline
needs evidence: it is repeated, it ends with a publisher, it is a heading of the first level, or it stands alone above
the body. Without evidence there is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from build_scripts.lines import SHORT, Line, Piece, ends_clause, ends_sentence, word_count
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.spans import Span

TOP = 12
"""How many lines from the beginning can hold the headline's repeats when it is short, bylines and dates."""

SUFFIX = re.compile(r"\s+(?:[–—|·»]|-{1,2}|::)\s+(?=[^–—|·»]*$)")
OUTLET = re.compile(
    r"\b(?:News|Times|Post|Press|Herald|Tribune|Journal|Guardian|Reuters|BBC|CNN|AP|AFP|NPR|Gazette|Daily|"
    r"Weekly|Observer|"
    r"Telegraph|Chronicle|Review|Magazine|Today|Agency|Courier|Globe|Mail|Standard|Independent|Monitor|Bulletin|"
    r"Online|"
    r"Broadcasting|Radio|TV|Television|Network|Media|Wire|Report|Dispatch|Express|Sun|Star|Mirror|Insider|"
    r"Politico|Axios|"
    r"Bloomberg|Economist|Atlantic|Al Jazeera|Xinhua|TASS|Interfax|Deutsche Welle|DW|Wikipedia|Blog)\b|\.(?:com|"
    r"org|net|co\.\w\w|info|gov|eu|news)$"
)
SMALL = frozenset("a an and at by for from in of on or the to with & de la le du des der die das und el y".split())
BYLINE = re.compile(
    r"[*_]{0,2}(?:by|written by|reported by|story by|text by|author:?|reporting by|words by)\s+(?-i:(?=[^\Wa-z\d_]))",
    re.IGNORECASE,
)
MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|"
        "october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
DATES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH} {_DAY},? {_YEAR}\b",
        rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}\b",
    )
)
DATE_LABEL = re.compile(
    r"(?:first |last |originally )?(?:published|posted|updated|modified|date|issued|released|created)\b(?: on|"
    r" at)?:?\s*",
    re.IGNORECASE,
)
DATE_REST = re.compile(
    r"(?:[\s,.|·•/()–—-]|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\d{1,2}[:.]\d\d(?::\d\d)?|\b[ap]\.?m\b\.?|"
    r"\b(?:GMT|UTC|EST|EDT|ET|PT|CT|MT|BST|CET|CEST|IST|MSK|PST|PDT|CDT|at|on|and|last|first)\b|[+]\d\d:?\d\d|"
    r"T\d\d:\d\d:\d\dZ?|Z\b|"
    r"\b(?:published|posted|updated|modified)\b:?)*",
    re.IGNORECASE,
)
PLACE = r"[A-Z][A-Z’'.\-]+(?:[ /][A-Z][A-Z’'.\-]*){0,4}(?:, (?:[A-Z][\w.’'-]+ ?){1,4})?"
_MONTH_WORD = r"(?i:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DASH = r" ?(?:[–—]|-{1,2}|:)"
_CAPITAL = r"[A-Z][\w.’'-]+"
_AGENCY = "AP|AFP|Reuters|UPI|dpa|CNN|Xinhua|TASS|PTI|ANI|IANS|ANSA|EFE|Bloomberg|VOA|RFE/RL"
_WHEN = rf"(?:, (?:{_MONTH_WORD} [0-3]?\d(?:, \d{{4}})?|[0-3]?\d {_MONTH_WORD}))?"
DATELINE = re.compile(
    rf"(?:{PLACE}{_WHEN} ?\([A-Z][\w .&/’'-]{{1,40}}\){_DASH}|"
    rf"{PLACE}{_WHEN} ?(?:[–—]|--)|"
    rf"{_CAPITAL}(?: {_CAPITAL}){{0,3}}(?:, {_CAPITAL}(?: {_CAPITAL})?)?{_WHEN} \((?:{_AGENCY})\){_DASH})\s*"
)
"""A place in capitals (or any place with the name of an agency), then a dash."""


def title_key(text: str) -> str:
    """A title as it is compared with its repeats: case, dashes and white space even, marks of a heading off."""
    plain = text.strip().lstrip("#").strip()
    return " ".join(re.sub(r"[–—‒−-]+", "-", plain.replace("’", "'")).casefold().split())


def suffix_of(text: str) -> tuple[int, int] | None:
    """Where a publisher named at the end of a title begins, as (end of the title, start of the publisher), or None.

    It has the shape of a name: up to six words, each with a capital but the small ones, no full stop.
    """
    matches = list(SUFFIX.finditer(text))
    match = matches[-1] if matches else None
    if match is None or match.start() == 0:
        return None
    words = text[match.end() :].split()
    shaped = 0 < len(words) <= 6 and all(w[:1].isupper() or w.lower() in SMALL or "." in w[1:-1] for w in words)
    if not shaped or text.endswith(("?", "!", ":")) or words[-1].lower() in SMALL:
        return None
    return match.start(), match.end()


def _can_be_title(text: str) -> bool:
    return (
        len(text) <= SHORT
        and any(c.isalpha() for c in text)
        and not text.startswith(("- ", "* ", "• ", "> ", "|"))
        and not text.endswith(("|", ":", ";", ","))
        and word_count(text) <= 40
    )


def find_titles(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, list[Piece]]:
    """The headline, the publisher and the headline's repeats, by the number of their line."""
    tops = [n for n in range(min(len(lines), 6)) if n not in clutter]
    first = next((n for n in tops if _comes_again(lines, n)), tops[0] if tops else None)
    if first is None or not _can_be_title(lines[first].text):
        return {}
    line = lines[first]
    suffix = suffix_of(line.text)
    whole = title_key(line.text)
    keys = {whole}
    begin = line.text.lstrip("# \t")[:2].casefold()
    if suffix is not None:
        keys.add(title_key(line.text[: suffix[0]]))
    repeats = []
    for number in range(first + 1, len(lines)):
        text = lines[number].text
        if len(text) > SHORT or number in clutter or text.lstrip("# \t")[:2].casefold() != begin:
            continue
        cut = suffix_of(text)
        key = title_key(text)
        near = number < TOP or word_count(text) >= 4
        if key == whole or (near and (key in keys or (cut is not None and title_key(text[: cut[0]]) in keys))):
            repeats.append(number)
    if word_count(line.text) < 4 and suffix is None:
        repeats = [n for n in repeats if n < TOP]
    sure: tuple[Inference, ...] = ()
    marked = line.text.startswith("# ") or (
        len(lines) > first + 1 and set(lines[first + 1].text) == {"="} and not lines[first + 1].blank
    )
    if not repeats and not marked:
        confidence = _lone_title(lines, first, suffix)
        if confidence is None:
            return {}
        sure = (Inference("headline", confidence),)
        if confidence < 0.9:
            suffix = None
    found = {number: [_repeat(lines[number])] for number in repeats}
    named = [(n, cut) for n in repeats if (cut := suffix_of(lines[n].text)) and _names_it(lines[n], cut, whole)]
    if named:
        suffix = None
        found[named[0][0]] = _repeat_with_publisher(lines[named[0][0]], named[0][1])
    found[first] = _title_pieces(line, suffix, sure)
    if marked and not line.text.startswith("# "):
        found[first + 1] = []
        found[first][-1] = _stretched(found[first][-1], lines[first + 1].end)
    return found


def _names_it(line: Line, cut: tuple[int, int], key: str) -> bool:
    """Is a line, less the publisher at its end, the title of this key?"""
    return title_key(line.text[: cut[0]]) == key


def _comes_again(lines: Sequence[Line], number: int) -> bool:
    """Is a line near the top told again in the next few, with or without its publisher, with only labels above it?"""
    text = lines[number].text
    above = lines[:number]
    if (
        word_count(text) < 3
        or not _can_be_title(text)
        or any(word_count(x.text) > 3 or ends_sentence(x.text) for x in above)
    ):
        return False
    cut = suffix_of(text)
    keys = {title_key(text)} | ({title_key(text[: cut[0]])} if cut else set())
    return any(title_key(x.text) in keys for x in lines[number + 1 : number + 6] if len(x.text) <= SHORT)


def _stretched(piece: Piece, end: int) -> Piece:
    return Piece(piece.kind, (Span(piece.start, end),), piece.leaves, piece.blank, inferred=piece.inferred)


def _repeat(line: Line) -> Piece:
    return Piece("omission", (line.span,), blank=line.blank, code="C001", reason="duplicate-headline")


def _repeat_with_publisher(line: Line, cut: tuple[int, int]) -> list[Piece]:
    """A repeat whose end names the publisher that the headline itself lacks."""
    title = Piece("omission", (Span(line.start, line.start + cut[0]),), (), line.blank, code="C001")
    place = Span(line.start + cut[1], line.end)
    return [replace(title, reason="duplicate-headline"), Piece("publisher", (place,), ((Leaf((place,)),),), 0)]


def _title_pieces(line: Line, suffix: tuple[int, int] | None, sure: tuple[Inference, ...]) -> list[Piece]:
    begin = line.start
    if line.text.startswith("# "):
        begin += len(line.text) - len(line.text[2:].lstrip())
    end = line.start + suffix[0] if suffix else line.end
    pieces = [Piece("headline", (Span(line.start, end),), ((Leaf((Span(begin, end),)),),), line.blank, inferred=sure)]
    if suffix:
        place = Span(line.start + suffix[1], line.end)
        told = tuple(Inference("publisher", i.confidence) for i in sure)
        pieces.append(Piece("publisher", (place,), ((Leaf((place,)),),), 0, inferred=told))
    return pieces


def _lone_title(lines: Sequence[Line], first: int, suffix: tuple[int, int] | None) -> float | None:
    """How likely a line at the top is the headline though nothing repeats it; None: too little speaks for it."""
    line = lines[first]
    if suffix is not None:
        outlet = OUTLET.search(line.text[suffix[1] :]) is not None
        barred = line.text[suffix[0] : suffix[1]].strip() == "|"
        # `World | Politics` and a table's header have the form as well: a bar alone proves nothing where all is a word
        # or two, or where bars stand in the next line too.
        terse = all(word_count(part) <= 2 for part in line.text.split("|"))
        rows = first + 1 < len(lines) and not lines[first + 1].blank and " | " in lines[first + 1].text
        if outlet or (barred and not terse and not rows):
            return 0.95
        if barred and rows:
            return None
    after = lines[first + 1] if first + 1 < len(lines) else None
    if (
        after is None
        or ends_sentence(line.text.rstrip("?!"))
        or ends_clause(line.text)
        or not line.text[:4].lstrip("\"'“‘«([").strip()[:1].isupper()
    ):
        return None
    if not 3 <= word_count(line.text) <= 25:
        return None
    dated = (
        _byline(after.text) or parse_date_line(after.text) is not None or DATELINE.match(after.text[:200]) is not None
    )
    if dated:
        return 0.93 if after.blank else 0.85
    body = next((x for x in lines[first + 1 : first + 5] if len(x.text) >= 55), None)
    return 0.8 if after.blank and body is not None and len(line.text) < 160 and after is body else None


def _byline(text: str) -> bool:
    match = BYLINE.match(text[:60])
    if match is None or len(text) > 140 or text.endswith((".", ":", "?", "!")):
        return False
    rest = [w.strip(",;|()") for w in text[match.end() :].split()]
    names = [w for w in rest if w and w.lower() not in SMALL and w[:1].isalpha()]
    return len(names) >= 2 and sum(w[:1].isupper() for w in names) >= 0.8 * len(names)


UPDATE = re.compile(
    r"\b(?:(?P<update>updated?|modified|revised|edited|corrected|reviewed)|published|posted|issued|released|created)\b",
    re.IGNORECASE,
)


def publication_date(text: str) -> str | None:
    """The first complete date in a short text that does not tell an update, as ISO 8601, or None."""
    found = sorted((m.start(), m.end()) for pattern in DATES for m in pattern.finditer(text))
    reached, update = 0, False
    for start, end in found:
        labels = list(UPDATE.finditer(text, reached, max(start, reached)))
        update = labels[-1]["update"] is not None if labels else update
        if not update and (told := iso_date(text[start:end])) is not None:
            return told
        reached = end
    return None


def iso_date(text: str) -> str | None:
    """The first complete date in a short text, as ISO 8601, or None; day and month in digits alone are ambiguous."""
    best: tuple[int, str] | None = None
    for pattern in DATES:
        match = pattern.search(text)
        if match is None:
            continue
        month = match["month"].lower()
        try:
            told = date(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"])).isoformat()
        except ValueError:
            continue
        if best is None or match.start() < best[0]:
            best = match.start(), told
    return best[1] if best else None


def parse_date_line(text: str) -> str | None:
    """The date that a whole line tells, as ISO 8601, or None where the line says more than a date."""
    if len(text) > 120 or not any(c.isdigit() for c in text):
        return None
    told = iso_date(text)
    if told is None:
        return None
    rest = text
    for pattern in DATES:
        rest = pattern.sub(" ", rest)
    label = DATE_LABEL.match(rest)
    return told if DATE_REST.fullmatch(rest[label.end() :] if label else rest) else None


def find_credits(lines: Sequence[Line], taken: Mapping[int, object]) -> tuple[dict[int, list[Piece]], str | None]:
    """The byline and the date lines near the top (a labelled date anywhere), and the date of publication."""
    found: dict[int, list[Piece]] = {}
    published: str | None = None
    byline = False
    seen_body = 0
    for number, line in enumerate(lines):
        if number >= TOP + 3 and number < len(lines) - 3:
            continue
        if number in taken or len(line.text) > 160:
            seen_body += len(line.text) > 160
            continue
        if not byline and seen_body < 2 and _byline(line.text):
            marks = len(line.text) - len(line.text.lstrip("*_"))
            place = Span(line.start + marks, line.start + len(line.text.rstrip("*_")))
            found[number] = [Piece("byline", (line.span,), ((Leaf((place,)),),), line.blank)]
            published = published or publication_date(line.text)
            byline = True
        elif parse_date_line(line.text) is not None and (number < TOP or DATE_LABEL.match(line.text)):
            found[number] = [Piece("omission", (line.span,), blank=line.blank, code="C014", reason="date")]
            published = published or publication_date(line.text)
    return found, published


def dateline_of(text: str, span: Span) -> Span | None:
    """The dateline that a paragraph begins with, its dash included, or None."""
    match = DATELINE.match(text[span.start : min(span.end, span.start + 160)])
    if match is None or span.start + match.end() >= span.end:
        return None
    return Span(span.start, span.start + match.end())
