"""Dates: the days and times of day that short texts tell.

In: a short text. Out: a date as ISO 8601, or whether a whole line tells nothing but a date. What can be read two ways
(`03/04/2025`) is a date line, but tells no day. Months, weekdays and labels are known in ten languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mar apr may jun jul aug sept oct nov dec",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feb mär apr mai jun jul aug sep okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "يناير فبراير مارس ابريل مايو يونيه يوليه اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
    "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
)
"""The names of the months in English, Turkish, Russian, Ukrainian, German, French, Spanish, Portuguese, Italian and
Arabic; short ones that are words of their own in English (`ago`, `set`, `out`) are left out."""
MONTHS = {name: number for names in _MONTHS for number, name in enumerate(names.split(), 1)}
_FOLDED = {name.replace("ı", "i"): number for name, number in MONTHS.items()}
_FIGURES = {ord(c): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, c in enumerate(row)}
"""Arabic and Persian figures, one for one, so that places in a text stay."""
WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    "pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar|"
    "понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|"
    "понеділок|вівторок|серед[ау]|четвер|п['’]ятниц[яю]|субот[ау]|неділ[яю]|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    "(?:segunda|terça|quarta|quinta|sexta)-feira|"
    "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    "(?:ال)?(?:[إا]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمعة|سبت|[أا]حد)"
)
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|°)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?=\b|\d\d?:\d\d)"
DATES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH} {_DAY},? {_YEAR}",
        rf"\b{_DAY} (?:of |de )?{_MONTH},?(?: de)? {_YEAR}",
        rf"(?<!\d)(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\.{_YEAR}",
    )
)
LOOSE_DATES = (
    *DATES,
    re.compile(r"(?<!\d)[0-3]?\d[/.-][0-3]?\d[/.-](?:\d{4}|\d\d)(?!\d)"),
    re.compile(
        rf"\b(?:{_MONTH} {_DAY}|{_DAY} (?:de )?{_MONTH})(?!\w)".replace("?P<month>", "?:").replace("?P<day>", "?:"),
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:yesterday|today|just now|dün|bugün|вчера|сегодня|gestern|heute|hier|aujourd['’]hui|ayer|hoy)\b",
        re.IGNORECASE,
    ),
)
"""As `DATES`, with those that tell no day of the calendar for certain."""
_PUBLISHED = (
    "published|posted|issued|released|created|"
    "yayın(?:lan|lanm)a(?: tarihi)?|yayın(?:landı| tarihi)|(?:giriş|eklenme|oluşturulma)(?: tarihi)?|"
    "опубликован[оа]?|дата(?: публикации)?|размещено|опубліковано|"
    "veröffentlicht|erschienen|erstellt|publié(?:e)?|paru|publicad[oa]|pubblicat[oa]|"
    "(?:تاريخ ال)?نشر|نُشر|تاريخ النشر"
)
_UPDATED = (
    "updated?|modified|revised|edited|corrected|reviewed|"
    "(?:son )?güncelle(?:me|ndi|nme)(?: tarihi)?|(?:дата )?обновлен[оаия]|изменено|оновлено|"
    "(?:zuletzt )?aktualisiert|stand|geändert|mis(?:e)? à jour|modifié|actualizad[oa]|atualizad[oa]|"
    "aggiornat[oa]|(?:آخر )?تحديث"
)
DATE_LABEL = re.compile(
    rf"(?:first |last |originally )?(?:{_PUBLISHED}|{_UPDATED}|date|tarih|datum|fecha|data|التاريخ)\b"
    r"(?: on| at| am| le| el| em| il| في)?:?\s*",
    re.IGNORECASE,
)
DATE_REST = re.compile(
    rf"(?:[\s,.|·•/()–—،-]|\b(?:{WEEKDAYS})\b|"
    r"\b(?:г|года|год|р|року|в|во|о|мск|um|uhr|den|der|vom|à|le|el|a las|às|ore|saat|tsi|الساعة|ص|م|de|del|"
    r"час(?:а|ов)? назад)\b|\d{1,2}h\d\d\b|"
    r"\d{1,2}[:.]\d\d(?::\d\d)?|\b[ap]\.?m\b\.?|(?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?|"
    r"\b(?:GMT|UTC|EST|EDT|ET|PT|CT|MT|[BCEMWNPAH]E?[SD]T|CET|WET|EET|IST|MSK|JST|KST|SGT|HKT|at|on|and|last|first|ago|"
    r"about|by (?:admin|editor|staff|newsroom)|(?:\d{1,2}|an?|one) (?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?)|"
    r"\d{1,2} ?[hm]|o['’]clock|h)\b|"
    r"[+]\d\d:?\d\d|T\d\d:\d\d:\d\dZ?|Z\b|"
    rf"(?:{_PUBLISHED}|{_UPDATED})\b:?)*",
    re.IGNORECASE,
)
MONTH_WORD = r"(?i:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
UPDATE = re.compile(
    rf"\b(?:(?P<update>{_UPDATED})|{_PUBLISHED})\b",
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
    text = text.translate(_FIGURES)
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
    text = text.translate(_FIGURES)
    best: tuple[int, str] | None = None
    for pattern in DATES:
        match = pattern.search(text)
        if match is None:
            continue
        month = match["month"].lower().replace("i̇", "i").replace("ı", "i")
        try:
            told = date(int(match["year"]), _FOLDED.get(month) or int(month), int(match["day"])).isoformat()
        except ValueError:
            continue
        if best is None or match.start() < best[0]:
            best = match.start(), told
    return best[1] if best else None


def is_date_rest(text: str) -> bool:
    """Is a text nothing but what stands around dates: times of day, zones, weekdays, labels?"""
    return DATE_REST.fullmatch(text) is not None


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
    text = text.translate(_FIGURES)
    dated = any(pattern.search(text) for pattern in LOOSE_DATES) or DATE_LABEL.match(text) is not None
    return dated and _only_dates(text, LOOSE_DATES)


OUTLET = re.compile(r"(?<=\w) [/|] [A-Z][\w.]*(?: [A-Z][\w.]*){0,2}$")
"""The name of the page behind its date: `March 21, 2025 / 7:12 AM EDT / CBS News`."""


def _only_dates(text: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    rest = OUTLET.sub("", text.translate(_FIGURES))
    for pattern in patterns:
        rest = pattern.sub(" ", rest)
    label = DATE_LABEL.match(rest)
    return DATE_REST.fullmatch(rest[label.end() :] if label else rest) is not None
