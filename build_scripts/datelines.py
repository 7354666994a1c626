"""Datelines: the place, day and agency that an agency's report begins with, such as `ISTANBUL (AP) —`.

In: a paragraph. Out: the span of its dateline, the dash included. A place in ordinary letters needs an agency or a day
beside it: `Istanbul – a city of ferries` begins with none.
"""

from __future__ import annotations

import re

from build_scripts.dates import MONTH_WORD
from build_scripts.spans import Span

UPPER = "A-Z" + "".join(chr(c) for c in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isupper())
PLACE = rf"[{UPPER}][{UPPER}’'.\-]+(?:[ /][{UPPER}][{UPPER}’'.\-]*){{0,4}}(?:, (?:[{UPPER}][\w.’'-]+ ?){{1,4}})?"
_DASH = r" ?(?:[–—]|-{1,2}|:)"
_CAPITAL = r"[A-Z][\w.’'-]+"
_AGENCY = "AP|AFP|Reuters|UPI|dpa|CNN|Xinhua|TASS|PTI|ANI|IANS|ANSA|EFE|Bloomberg|VOA|RFE/RL"
_WHEN = rf"(?:, (?:{MONTH_WORD} [0-3]?\d(?:, \d{{4}})?|[0-3]?\d {MONTH_WORD}))?"
DATELINE = re.compile(
    rf"(?:{PLACE}{_WHEN} ?\([A-Z][\w .&/’'-]{{1,40}}\){_DASH}|"
    rf"{PLACE}{_WHEN} ?(?:[–—]|--)|"
    rf"{PLACE}(?:[,.] (?:{MONTH_WORD} [0-3]?\d|"
    rf"[0-3]?\d {MONTH_WORD}))?\.? ?(?:/[A-Z][\w ]{{1,30}}/\.?(?: ?[–—-])?|\((?:Interfax|TASS|RIA Novosti)\) ?[–—-])|"
    rf"{_CAPITAL}(?: {_CAPITAL}){{0,3}}(?:, {_CAPITAL}(?: {_CAPITAL})?)?{_WHEN} \((?:{_AGENCY})\){_DASH})\s*"
)
"""A place in capitals (or any place with the name of an agency), then a dash."""


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
