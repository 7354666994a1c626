"""Dates: the days and times of day that short texts tell.

In: a short text. Out: a date as ISO 8601, or whether a whole line tells nothing but a date. What can be read two ways
(`03/04/2025`) is a date line, but tells no day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

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
_YEAR = r"(?P<year>(?:19|20)\d\d)(?=\b|\d\d?:\d\d)"
DATES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH} {_DAY},? {_YEAR}",
        rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}",
        rf"(?<!\d)(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.{_YEAR}",
    )
)
LOOSE_DATES = (
    *DATES,
    re.compile(r"(?<!\d)[0-3]?\d[/.-][0-3]?\d[/.-](?:\d{4}|\d\d)(?!\d)"),
    re.compile(
        rf"\b(?:{_MONTH} {_DAY}|{_DAY} {_MONTH})(?!\w)".replace("?P<month>", "?:").replace("?P<day>", "?:"),
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:yesterday|today|just now)\b", re.IGNORECASE),
)
"""As `DATES`, with those that tell no day of the calendar for certain."""
DATE_LABEL = re.compile(
    r"(?:first |last |originally )?(?:published|posted|updated?|modified|date|issued|released|created)\b(?: on|"
    r" at)?:?\s*",
    re.IGNORECASE,
)
DATE_REST = re.compile(
    r"(?:[\s,.|·•/()–—-]|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\d{1,2}[:.]\d\d(?::\d\d)?|\b[ap]\.?m\b\.?|(?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?|"
    r"\b(?:GMT|UTC|EST|EDT|ET|PT|CT|MT|[BCEMWNPAH]E?[SD]T|CET|WET|EET|IST|MSK|JST|KST|SGT|HKT|at|on|and|last|first|ago|"
    r"about|by (?:admin|editor|staff|newsroom)|(?:\d{1,2}|an?|one) (?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?)|"
    r"\d{1,2} ?[hm]|o['’]clock|h)\b|"
    r"[+]\d\d:?\d\d|T\d\d:\d\d:\d\dZ?|Z\b|"
    r"(?:published|posted|updated?|modified)\b:?)*",
    re.IGNORECASE,
)
MONTH_WORD = r"(?i:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
UPDATE = re.compile(
    r"\b(?:(?P<update>updated?|modified|revised|edited|corrected|reviewed)|published|posted|issued|released|created)\b",
    re.IGNORECASE,
)


STAMP = re.compile(
    r"(?:published|updated|posted)(?: on)?:?|(?:.{0,20}\b\d{1,3} ?|(?:about )?(?:an?|one) )"
    r"(?:s|m|h|d|w|(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month)s?) ago",
    re.IGNORECASE,
)
"""What pages say of the age of an article, in place of a date."""


def is_stamp(text: str) -> bool:
    """Does a whole line tell the age of an article (`4 hours ago`), or say `Published` above a date?"""
    return len(text) < 60 and STAMP.fullmatch(text) is not None


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
    return told if told is not None and _only_dates(text, DATES) else None


def is_date_line(text: str) -> bool:
    """Does a whole line tell a date or a time of day, be it without a year or in figures that can be read two ways?"""
    if len(text) > 120 or not any(c.isdigit() for c in text):
        return False
    dated = any(pattern.search(text) for pattern in LOOSE_DATES) or DATE_LABEL.match(text) is not None
    return dated and _only_dates(text, LOOSE_DATES)


OUTLET = re.compile(r"(?<=\w) [/|] [A-Z][\w.]*(?: [A-Z][\w.]*){0,2}$")
"""The name of the page behind its date: `March 21, 2025 / 7:12 AM EDT / CBS News`."""


def _only_dates(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    rest = OUTLET.sub("", text)
    for pattern in patterns:
        rest = pattern.sub(" ", rest)
    label = DATE_LABEL.match(rest)
    return DATE_REST.fullmatch(rest[label.end() :] if label else rest) is not None
