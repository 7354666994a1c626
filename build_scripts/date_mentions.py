"""Date mentions: what sentences tell of when, in ten languages.

In: a sentence. Out: its mentions in reading order: the words as printed and, where they tell a day, a month or a year
of the calendar for certain, that as ISO 8601, of days that are one span the first and the last. What needs another date
to be understood (*on Tuesday*, *last week*, *16 May*), can be read two ways (*03/04/2025*), is no day of the calendar
(*31 February 2024*) or is the year of a thing (*a 1962 treaty*) is a mention as printed, without a date. A bare number
is none: a year needs a month, a season or a preposition beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from build_scripts.dates import MONTHS, WEEKDAYS

LOCATIVES = (
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    "январю февралю марту апрелю маю июню июлю августу сентябрю октябрю ноябрю декабрю",
    "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
    "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
)
"""Forms of the months that stand in sentences and not in datelines."""
NAMES: dict[str, int] = MONTHS | {name: n for names in LOCATIVES for n, name in enumerate(names.split(), 1)}
ENGLISH = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
"""Months that English writes with a capital: *may 2000 people* names none."""
FOLDED = {name.replace("ı", "i"): number for name, number in NAMES.items()}
FIGURES = {ord(c): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, c in enumerate(row)}
"""Arabic and Persian figures, one for one, so that places in a text stay."""

_MONTH = r"(?<!\w)(?P<month>" + "|".join(sorted(NAMES, key=len, reverse=True)) + r")\.?(?!\w)"
_DAY = r"(?<![\d.:/])(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|°)?"
_TO = r"(?:\s?(?:[-–—/]|to|and|bis|al?|et|y|e|ve|и|до|و)\s?[0-3]?\d(?:st|nd|rd|th|er|\.|º|°)?)?"
_YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)(?![\w%]|[.,:]\d)"
_OF = r"(?:of |the |de |del |d['’])?"
_NOUN_BEHIND = (
    r"(?!\s+(?!is\b|was\b|has\b|does\b|as\b|this\b|its\b|his\b|us\b|plus\b|across\b|perhaps\b|always\b|thus\b)"
    r"(?-i:[a-z]+s)\b|\s+(?:percent|per cent|million|thousand|km|people|men|dollars?|euros?)\b)"
)
"""*In 2000 villages* tells no year."""

_THROUGH = (
    r"(?:\s?[-–—]\s?|\s(?:to|through|until|till|bis|au|al|a|до|по|حتى|إلى)(?:\s(?:the|zum))?\s)"
    r"(?P<last>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|°)?"
)
_LAST_MONTH = _MONTH.replace("?P<month>", "?P<last_month>")
_YEAR_BEHIND = rf",?(?: del?)? {_YEAR}(?:\s?(?:г\.|года?|року|р\.))?"
SPANS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}{_THROUGH} {_OF}{_MONTH}{_YEAR_BEHIND}",
        rf"{_MONTH} {_DAY}{_THROUGH},? {_YEAR}",
        rf"{_DAY} {_OF}{_MONTH}{_THROUGH} {_OF}{_LAST_MONTH}{_YEAR_BEHIND}",
        rf"{_MONTH} {_DAY}{_THROUGH.replace('(?P<last>', _LAST_MONTH + ' (?P<last>')},? {_YEAR}",
    )
)
"""Days from one to another: of one month, or of two of the same year."""
DAYS = (
    re.compile(r"(?<!\d)(?P<year>(?:1[5-9]|20|21)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)"),
    re.compile(rf"{_MONTH} {_DAY}{_TO},? {_YEAR}", re.IGNORECASE),
    re.compile(rf"{_DAY}{_TO} {_OF}{_MONTH},?(?: del?)? {_YEAR}(?:\s?(?:г\.|года?|року|р\.))?", re.IGNORECASE),
    re.compile(rf"(?<![\d.])(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.{_YEAR}"),
)
MONTH_OF_YEAR = re.compile(
    rf"{_MONTH},?\s(?:of |de |del |عام |سنة )?{_YEAR}(?:\s?(?:г\.|года?|году|року|році))?", re.IGNORECASE
)
YEARS = (
    re.compile(
        r"(?<!\w)(?:in|since|by|until|till|before|after|during|from|through|throughout|early(?: in)?|late(?: in)?|"
        r"mid-?|"
        r"(?:in |by |since )?the (?:spring|summer|autumn|fall|winter|end|beginning|start|middle) of|spring|summer|"
        r"autumn|winter|"
        r"seit|bis|im jahre?|anfang|ende|mitte|ab|en|depuis|fin|début|d['’]ici(?: à)?|desde|hasta|em|até|nel|dal|"
        r"entro il|"
        r"fino al|عام|العام|سنة|في|منذ|بحلول(?: عام)?)"
        rf" ?{_YEAR}{_NOUN_BEHIND}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,]){_YEAR}(?:\s(?:yılı\w*|senesi\w*|году?|года|годом|році|року|роком)|"
        rf"['’](?:[tdny]\w{{1,4}}))(?!\w)",
        re.IGNORECASE,
    ),
)
_DAY_ALONE = _DAY.replace("?P<day>", "?:")
_MONTH_ALONE = _MONTH.replace("?P<month>", "?P<alone>")
_WEEKDAY = rf"(?:{WEEKDAYS})"
THINGS = (
    "treaty|pact|agreement|accords?|convention|constitution|law|act|war|coup|elections?|revolution|invasion|summit|"
    "protocol|memorandum|charter|resolution|referendum|crisis|declaration|ceasefire|truce|armistice|framework|"
    "communiqué|vote|ruling|earthquake|attack"
)
UNDATED = (
    re.compile(rf"(?<![\w.,:/-])(?:1[5-9]|20|21)\d\d (?:[\w-]+ ){{0,2}}?(?:{THINGS})(?!\w)", re.IGNORECASE),
    re.compile(rf"{_MONTH_ALONE} {_DAY_ALONE}{_TO}(?![\w%]|[.,:]\d)", re.IGNORECASE),
    re.compile(rf"{_DAY_ALONE}{_TO} {_OF}{_MONTH_ALONE}", re.IGNORECASE),
    re.compile(r"(?<![\d/.-])[0-3]?\d([/.-])[01]?\d\1(?:\d{4}|\d\d)(?![\d/-]|\.\d)"),
    re.compile(
        rf"(?<!\w)(?:in|since|by|until|after|before|during|early|mid|late|im|seit|bis|ende|anfang|en|depuis|fin|"
        rf"desde|em|a|"
        rf"в|с|к|у|في|منذ)[ -]{_MONTH_ALONE}(?!\s\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:(?:on|by|until|since|last|next|this|late|early|am|ab|bis|le|el|la|on the|во?|у|يوم)\s+)?"
        r"(?:(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)|"
        r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)|"
        r"(?<=le )(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|"
        r"(?<=el )(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|"
        r"(?:pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar)(?= günü)|"
        r"(?:понедельник|вторник|сред[ауы]|четверг|пятниц[ауы]|суббот[ауы]|воскресенье)|"
        r"(?:понеділок|вівторок|середу|четвер|п['’]ятницю|суботу|неділю)|"
        r"(?:الإثنين|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد))"
        r"(?:\s+(?:morning|afternoon|evening|night))?(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:yesterday|tomorrow|tonight|earlier today|later today|"
        r"(?:earlier |later )?(?:last|next|this|the coming|the following|the previous) "
        r"(?:week|month|year|spring|summer|autumn|winter|weekend|quarter)s?|"
        r"in the coming (?:days|weeks|months|years)|"
        r"(?:\d{1,3}|a|two|three|four|five|six|several) (?:days|weeks|months|years|day|week|month|year) (?:ago|earlier|"
        r"later)|"
        r"gestern|morgen früh|vorgestern|(?:vergangene|letzte|nächste|kommende|diese)n? (?:woche|monat|jahr)|"
        r"hier|demain|(?:la semaine|le mois|l['’]an(?:née)?) (?:dernière?|prochaine?)|"
        r"ayer|mañana|(?:la semana|el mes|el año) (?:pasad[oa]|próxim[oa]|que viene)|ontem|amanhã|ieri|domani|"
        r"dün|yarın|(?:geçen|gelecek|önümüzdeki|bu) (?:hafta|ay|yıl)|"
        r"вчера|завтра|на (?:прошлой|следующей|этой) неделе|в (?:прошлом|следующем|этом) (?:году|месяце)|вчора|"
        r"أمس|غدا|غدًا|(?:الأسبوع|الشهر|العام) (?:الماضي|المقبل|القادم|الجاري))(?!\w)",
        re.IGNORECASE,
    ),
)
LONGEST = 20_000
"""Characters of a sentence that are looked at."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A time as a sentence tells it. `iso` is a day, a month or a year, or None where the words tell none for certain;
    `start` and `end` are offsets into the sentence. `until` is the last day of several that are one span,
    of which `iso` is the first.
    """

    start: int
    end: int
    printed: str
    iso: str | None = None
    until: str | None = None


def mentions_of(text: str) -> tuple[Mention, ...]:
    """The mentions of a sentence, in reading order, none overlapping another; the more exact reading wins."""
    plain = text[:LONGEST].translate(FIGURES)
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for start, end, iso, until in _candidates(plain):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            found.append(Mention(start, end, text[start:end], iso, until))
    return tuple(sorted(found, key=lambda m: m.start))


def _candidates(text: str) -> Iterator[tuple[int, int, str | None, str | None]]:
    for pattern in SPANS:
        for match in pattern.finditer(text):
            if span := _span(match):
                yield *match.span(), *span
    impossible = []
    for pattern in DAYS:
        for match in pattern.finditer(text):
            if iso := _day(match):
                yield *match.span(), iso, None
            elif _is_month(match["month"]) and not match["month"].isdigit():
                impossible.append(match.span())
    for start, end in impossible:  # taken before the month of *31 February 2024* is read as one
        yield start, end, None, None
    for match in MONTH_OF_YEAR.finditer(text):
        if _is_month(match["month"]):
            yield *match.span(), f"{match['year']}-{_number(match['month']):02}", None
    for pattern in YEARS:
        for match in pattern.finditer(text):
            yield *match.span(), match["year"], None
    for pattern in UNDATED:
        for match in pattern.finditer(text):
            if _is_month(match.groupdict().get("alone") or ""):
                yield match.start(), match.start() + len(match.group().rstrip(".")), None, None


def _day(match: re.Match[str]) -> str | None:
    """The day that a match tells; None where the calendar has none such."""
    if not _is_month(match["month"]):
        return None
    try:
        return date(int(match["year"]), _number(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def _span(match: re.Match[str]) -> tuple[str, str] | None:
    """The first and the last of the days that a match tells; None where they are no span of the calendar."""
    last_month = match.groupdict().get("last_month") or match["month"]
    first = _day(match)
    if first is None or not _is_month(last_month):
        return None
    try:
        last = date(int(match["year"]), _number(last_month), int(match["last"])).isoformat()
    except ValueError:
        return None
    return (first, last) if first < last else None


def _is_month(word: str) -> bool:
    return word.lower() not in ENGLISH or word[:1].isupper()


def _number(month: str) -> int:
    return FOLDED.get(month.lower().replace("i̇", "i").replace("ı", "i")) or int(month)
