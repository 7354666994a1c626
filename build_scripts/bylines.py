"""Bylines: who wrote an article, and the lines of dates and authors' notes that stand with the names.

In: lines, and the number of the first line of prose. Out: pieces for the byline and the date lines, with the date of
publication where the text gives one. A name without `By` needs a date beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_scripts.datelines import CYRILLIC, UPPER
from build_scripts.dates import (
    DATE_LABEL,
    MONTH_WORD,
    WEEKDAYS,
    is_date_line,
    is_date_rest,
    is_stamp,
    parse_date_line,
    publication_date,
)
from build_scripts.lines import SHORT, Line, Piece, word_count
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.spans import Span

SMALL = frozenset("a an and at by for from in of on or the to with & de la le du des der die das und el y".split())
BYLINE = re.compile(
    r"[*_]{0,2}(?:by:?|(?:written|reported|story|text|words|interview|report|analysis) by:?|author:?|"
    r"reporting by)\s+(?-i:(?=[^\Wa-z\d_]))",
    re.IGNORECASE,
)
TOP = 12
"""How many lines from the beginning can hold the headline's repeats when it is short, bylines and dates."""
BIOGRAPHY = re.compile(
    r"\b(?:is|was) (?:an? |the |[\w’'.]+[’']s )(?:[\w’'&-]+,? ){0,6}?(?:reporter|writer|editor|correspondent|"
    r"journalist|author|"
    r"columnist|contributor|fellow|professor|lecturer|researcher|head|director|analyst|producer|photographer|"
    r"freelance\w*)\b|"
    r"\b(?:covers|writes (?:about|for|on)|reports (?:on|from|for)|can be reached|is based in|lives in|"
    r"joined (?:the|this))\b"
)
NOTES = 10
"""How many lines from the end an author's note can stand."""
PARTED = re.compile(
    r"\s*[|·•]\s*|\s+[–—-]\s+|,\s+(?=(?i:updated|published|posted)|[0-3]?\d\.? \w)|"
    r"\s+(?=(?:Updated|Published|Posted|Last)\b)"
)
"""What stands between a byline and the date behind it."""
DATED = re.compile(
    r"(?:" + DATE_LABEL.pattern + r")|\d|" + rf"(?:{MONTH_WORD}|{WEEKDAYS})\b",
    re.IGNORECASE,
)
_NAME = rf"[{UPPER}{CYRILLIC}](?:[\w’'-]+|\.)"
OFFICE = re.compile(
    r"(?:(?-i:[A-Z])[\w’'&-]+,? )?(?:[\w’'&-]+ ){0,3}(?:correspondent|reporter|editor|writer|journalist|"
    r"columnist|analyst|producer|"
    r"newsroom|bureau chief)(?:, .{1,40}| in (?-i:[A-Z]).{1,30})?",
    re.IGNORECASE,
)
"""What a reporter is, as a line of its own or behind the name."""
NAMED = re.compile(
    rf"(?!(?:{MONTH_WORD}|The|A|An)\b)(?!.*\b(?:OF|THE|AND|FOR|IN)\b){_NAME}(?: (?:(?:de|van|von|der|den|al|"
    rf"bin|di|da|la|le|el) )?{_NAME}){{1,3}}"
    rf"(?:(?:,| and|, and| &) {_NAME}(?: {_NAME}){{0,3}}){{0,2}}"
)


DESK = re.compile(
    r"admin|editor|(?:news|web|online) ?(?:desk|team|staff)|staff(?: (?:writer|reporter))?", re.IGNORECASE
)
"""Who signs where no author does, as a line of its own."""
OFFICER = re.compile(rf"(?:{NAMED.pattern}),? (?=\S+ \S)(?i:{OFFICE.pattern})")
"""A name and an office of two words or more on one line."""


BYLINE_ABROAD = re.compile(
    rf"(?i:von|par|por|di|da|text:|redaktion:|auteur ?:|autora?:|autore:|yazan:|haber:|muhabir:|автор(?:ы)?:|текст:|"
    rf"корреспондент:)\s+(?P<names>{NAMED.pattern})"
)
"""A byline in other languages; `von` and its like need a whole name, for phrases begin with them as well."""
SIGNED = re.compile(r"[\s|·•/,;–—-]+(?:by:?\s+|von\s+|par\s+|por\s+)?|\s*[|·•/,;–—-]\s*|\s+", re.IGNORECASE)
"""What stands between a date and the name beside it."""
BETWEEN = re.compile(r"[|·•/]|[^\W\d_]|(?<=\s)[–—-](?=\s)")
CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b(?!\.\d)")
"""What tells a name beside a date from a title with a day (`9 May Victory Parade`): a bar, `by`, a time of day."""


def parted_date(text: str) -> tuple[int, int, int, int] | None:
    """Where the date and the name stand in a line of both (`16 Mayıs 2025, 09:12 Ayşe Yılmaz`, `Posted on 14 March
    2025 by Jo Park`, `Ayşe Yılmaz | 16 Mayıs 2025`): begin and end of either; None for every other line.
    """
    if len(text) > 120 or not any(c.isdigit() for c in text):
        return None
    for gap in SIGNED.finditer(text):
        first, last = text[: gap.start()], text[gap.end() :]
        cyrillic = "," in gap[0] and first[:1] in CYRILLIC  # No titles have capitals throughout there.
        if not (BETWEEN.search(gap[0]) or CLOCK.search(text) or DATE_LABEL.match(text) or cyrillic):
            continue
        if is_date_line(first) and _names(last) and not is_date_rest(last):
            return 0, gap.start(), gap.end(), len(text)
        if (
            is_date_line(last)
            and _names(first)
            and not is_date_rest(first)
            and (gap[0].strip() or DATE_LABEL.match(last))
        ):
            return gap.end(), len(text), 0, gap.start()
    return None


def is_office(text: str) -> bool:
    """Is a line the office of a reporter (`Europe correspondent`)?"""
    return len(text) <= 80 and OFFICE.fullmatch(text) is not None


def is_officer(text: str) -> bool:
    """Is a line a name with an office behind it (`Jo Park, Energy editor`)?"""
    return len(text) <= 80 and OFFICER.fullmatch(text) is not None


def is_byline(text: str) -> bool:
    """Is a line `By` and names, and nothing like a sentence?"""
    match = BYLINE.match(text[:60])
    if match is None and len(text) <= 140 and BYLINE_ABROAD.fullmatch(PARTED.split(text)[0]):
        return True
    if match is None or len(text) > 140 or text.endswith((".", ":", "?", "!")):
        return False
    rest = [w.strip(",;|()") for w in text[match.end() :].split()]
    names = [w for w in rest if w and w.lower() not in SMALL and w[:1].isalpha()]
    return len(names) >= 2 and sum(w[:1].isupper() for w in names) >= 0.8 * len(names)


def is_credit(text: str) -> bool:
    """Is a line a byline or a date: what stands between a title and the text?"""
    told = is_byline(text) or is_date_line(text) or DESK.fullmatch(text) or parted_date(text)
    return len(text) <= 160 and bool(told)


def find_credits(
    lines: Sequence[Line], taken: Mapping[int, object], body: int
) -> tuple[dict[int, list[Piece]], str | None]:
    """The byline and the date lines near the top (a labelled date anywhere), and the date of publication.

    `body` is the number of the first line of prose.
    """
    found: dict[int, list[Piece]] = {}
    published: str | None = None
    byline = False
    seen_body = 0
    top = max(TOP, body)
    for number, line in enumerate(lines):
        if number >= top + 6 and number < len(lines) - 3:
            continue
        if number in taken or len(line.text) > 160:
            seen_body += len(line.text) > 160
            continue
        if not byline and seen_body < 2 and is_byline(line.text):
            found[number] = _byline_pieces(line)
            published = published or publication_date(line.text)
            byline = True
        elif not byline and number < top and seen_body < 2 and (parts := parted_date(line.text)) is not None:
            found[number] = _parted_pieces(line, parts)
            published = published or publication_date(line.text)
            byline = True
        elif (number < top and (is_date_line(line.text) or (number < body and is_stamp(line.text)))) or (
            DATE_LABEL.match(line.text) and parse_date_line(line.text) is not None
        ):
            found[number] = [Piece("omission", (line.span,), blank=line.blank, code="C014", reason="date")]
            published = published or publication_date(line.text)
    if not byline:
        found |= _bare_byline(lines, taken, found, body)
    return found, published


def closing_byline(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, list[Piece]]:
    """The credit of reporters and editors at the end, as the byline of an article that has no other."""
    for number in range(len(lines) - 1, max(-1, len(lines) - NOTES), -1):
        if clutter.get(number) == "C011" and is_byline(lines[number].text):
            return {number: _byline_pieces(lines[number])}
    return {}


def _byline_pieces(line: Line) -> list[Piece]:
    """The byline, and behind it on the same line a date or a time, if there is one, left out."""
    end = line.start + len(line.text.rstrip("*_"))
    begin = line.start + len(line.text) - len(line.text.lstrip("*_"))
    for match in PARTED.finditer(line.text):
        rest = line.text[match.end() :]
        if rest and DATED.match(rest) and any(ch.isdigit() for ch in rest):
            place = Span(begin, line.start + match.start())
            byline = Piece("byline", (Span(line.start, place.end),), ((Leaf((place,)),),), line.blank)
            behind = (
                place.end + len(match[0]) - len(match[0].lstrip()) if match[0].strip() else line.start + match.end()
            )
            return [byline, Piece("omission", (Span(behind, line.end),), blank=0, code="C014", reason="date")]
    return [Piece("byline", (line.span,), ((Leaf((Span(begin, end),)),),), line.blank)]


def _parted_pieces(line: Line, parts: tuple[int, int, int, int]) -> list[Piece]:
    """The date left out with what parts it from the name, and the name as an inferred byline."""
    date = Span(line.start + parts[0], line.start + parts[1])
    name = Span(line.start + parts[2], line.start + parts[3])
    sure = (Inference("byline", 0.7),)
    if name.start < date.start:
        between = line.text[parts[3] : parts[0]]
        behind = Span(name.end + len(between) - len(between.lstrip()), line.end)
        byline = Piece("byline", (name,), ((Leaf((name,)),),), line.blank, inferred=sure)
        return [byline, Piece("omission", (behind,), blank=0, code="C014", reason="date")]
    before = Span(line.start, line.start + len(line.text[: parts[2]].rstrip()))
    dated = Piece("omission", (before,), blank=line.blank, code="C014", reason="date")
    return [dated, Piece("byline", (name,), ((Leaf((name,)),),), inferred=sure)]


def _bare_byline(
    lines: Sequence[Line], taken: Mapping[int, object], dates: Mapping[int, object], body: int
) -> dict[int, list[Piece]]:
    """A name without `By`, right above or below a date near the top, with the place or the office it is told with."""
    stamps = {n for n in range(body) if is_stamp(lines[n].text)}
    for number in sorted({*dates, *stamps}):
        if number >= body:
            break
        below = next(
            (n for n in range(number + 1, body) if n not in taken and n not in dates and n not in stamps), body
        )
        for near in (number - 1, below):
            if 0 < near < body and near not in taken and near not in dates and _names(lines[near].text):
                line = lines[near]
                sure = (Inference("byline", 0.7),)
                byline = Piece("byline", (line.span,), ((Leaf((line.span,)),),), line.blank, inferred=sure)
                return {near: [byline]}
    return {}


def _names(text: str) -> bool:
    return NAMED.fullmatch(text) is not None or is_officer(text)


def authors_notes(lines: Sequence[Line], marked: Mapping[int, Sequence[Piece]]) -> list[int]:
    """Lines near the end that tell who the author is: the byline's name, then an office or where to write to."""
    names = [
        lines[n].text
        for n, pieces in sorted(marked.items())
        if any(p.kind == "byline" for p in pieces) and n < len(lines)
    ]
    if not names:
        return []
    people = [m[0].casefold() for m in re.finditer(rf"{_NAME}(?: {_NAME}){{1,3}}", re.sub(BYLINE, "", names[0]))]
    last = [n for n in range(len(lines)) if n not in marked][-NOTES:]
    found: list[int] = []
    for n in last:
        text = lines[n].text
        low = text.casefold()
        if low in people and n > 0 and (n + 1 in last or n + 1 in marked):
            found.append(n)
        elif len(text) <= SHORT and BIOGRAPHY.search(text):
            signed = any(low.startswith(name.split()[0] + " ") for name in people) and any(
                m in found for m in (n - 1, n - 2)
            )
            told = any(low.startswith((name, f"{name.split()[-1]} is a")) for name in people)
            if signed or told:
                if signed and n - 2 in found and n - 1 in last and word_count(lines[n - 1].text) <= 3:
                    found.append(n - 1)
                found.append(n)
    return found
