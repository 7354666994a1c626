"""Datelines: the place, day and agency that an agency's report begins with, such as `ISTANBUL (AP) —`.

In: a paragraph. Out: the span of its dateline, the dash included. A place in ordinary letters needs an agency or a day
beside it: `Istanbul – a city of ferries` begins with none.
"""

from __future__ import annotations

import re

from build_scripts.dates import MONTH_WORD
from build_scripts.spans import Span

UPPER = "A-Z" + "".join(chr(c) for c in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isupper())
CYRILLIC = "".join(chr(c) for c in range(0x400, 0x530) if chr(c).isupper())
PLACE = rf"[{UPPER}][{UPPER}’'.\-]+(?:[ /][{UPPER}][{UPPER}’'.\-]*){{0,4}}(?:, (?:[{UPPER}][\w.’'-]+ ?){{1,4}})?"
_DASH = r" ?(?:[–—]|-{1,2}|:)"
_CAPITAL = r"[A-Z][\w.’'-]+"
_PLACE_CYRILLIC = rf"[{CYRILLIC}][{CYRILLIC}’'.\-]+(?:[ /][{CYRILLIC}][{CYRILLIC}’'.\-]*){{0,4}}"
_AGENCY_CYRILLIC = "ТАСС|РИА Новости|Интерфакс|Рейтер|Укринформ|УНИАН|Укрінформ|УНІАН|БЕЛТА|TASS|Reuters|AFP|AP"
_AGENCY = "AA|DHA|İHA|AP|AFP|Reuters|UPI|dpa|CNN|Xinhua|TASS|PTI|ANI|IANS|ANSA|EFE|Bloomberg|VOA|RFE/RL"
_DAY = rf"(?:{MONTH_WORD} [0-3]?\d(?:, \d{{4}})?|[0-3]?\d\.? {MONTH_WORD}(?: \d{{4}}(?: ?г\.)?)?)"
_WHEN = rf"(?:, {_DAY})?"
DATELINE = re.compile(
    rf"(?:{PLACE}{_WHEN} ?\([A-Z][\w .&/’'-]{{1,40}}\){_DASH}|"
    rf"{PLACE}{_WHEN} ?(?:[–—]|--)|"
    rf"{PLACE}(?:[,.] {_DAY})?\.? ?(?:/[A-Z][\w ]{{1,30}}/\.?(?: ?[–—-])?|\((?:Interfax|TASS|RIA Novosti)\) ?[–—-])|"
    rf"{_PLACE_CYRILLIC}(?:, {_DAY}(?: ?[–—](?= ?[«“„\"A-Z{CYRILLIC}])|\.? ?/(?:{_AGENCY_CYRILLIC})[^/]{{0,30}}/\.?|"
    rf"{_DASH}(?= (?:{_AGENCY_CYRILLIC})))|"
    rf"{_WHEN} \((?:{_AGENCY_CYRILLIC})\){_DASH}|{_DASH} (?:{_AGENCY_CYRILLIC})\.)|"
    rf"{_CAPITAL}(?: {_CAPITAL}){{0,3}}(?:, {_CAPITAL}(?: {_CAPITAL})?)?{_WHEN} \((?:{_AGENCY})\){_DASH})\s*"
)
"""A place in capitals (or any place with the name of an agency), then a dash. In Cyrillic letters the day or the agency
stands beside it, for there a dash is the verb of many sentences: `США — крупнейший торговый партнёр`."""


PLACED = re.compile(
    rf"{_CAPITAL}(?: {_CAPITAL}){{0,2}}, (?:{_CAPITAL}(?: {_CAPITAL}){{0,2}}|[0-3]?\d {MONTH_WORD} \d{{4}}|"
    rf"{MONTH_WORD} [0-3]?\d, \d{{4}}) [–—] (?=[{UPPER}“\"‘])"
)
"""A place in ordinary letters, with its country or the day: only the first paragraph begins so."""


def dateline_of(text: str, span: Span, *, first: bool) -> Span | None:
    """The dateline that a paragraph (the `first` of its article, or not) begins with, its dash included, or None."""
    begin = text[span.start : min(span.end, span.start + 160)]
    match = DATELINE.match(begin) or (PLACED.match(begin) if first else None)
    if match is None or span.start + match.end() >= span.end:
        return None
    return Span(span.start, span.start + match.end())
