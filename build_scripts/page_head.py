"""The head of a page: what stands above an article's first sentence and is not the article's.

In: lines. Out: where the prose begins, and which lines above it are menus, trails of crumbs, kickers, the widgets of a
player, an author's office. A row of a table is no menu; a lone word above the text needs a byline or date beside it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from build_scripts.bylines import SMALL, is_credit, is_office
from build_scripts.datelines import DATELINE
from build_scripts.dates import is_stamp
from build_scripts.lines import Line, Piece, ends_sentence, word_count

HEAD = 60
"""How many lines the head of a page can have above the article's first sentence."""
PROSE = 80
"""From so many characters on a sentence is prose, not a standfirst or a caption: the article has begun."""
BARS = re.compile(r"\s(?:[|>»›/·•]|::)\s")
SECTION = re.compile(
    r"home(?:page)?|(?:world|uk|us|u\.s\.|local|national|international|latest|top|breaking|all) (?:news|stories)|"
    r"world|news|politics|business|economy|markets|sports?|opinion|culture|arts?|tech(?:nology)?|science|health|"
    r"travel|(?:life)?style|life|videos?|photos|weather|local|national|international|regions?|europe|asia|africa|"
    r"(?:the )?americas|middle east|uk|us|u\.s\.|entertainment|education|environment|climate|money|finance|food|live|"
    r"latest|trending|about(?: us)?|contact(?: us)?|menu|search|subscribe|log ?in|sign (?:in|up)|register|"
    r"newsletters?|podcasts?|jobs|careers|shop|games|magazine|features|topics|sections|archives?|advertise|help|faq|"
    r"privacy(?: policy)?|terms(?: of (?:use|service))?|cookies|sitemap|more|accessibility|arts (?:and|&) culture",
    re.IGNORECASE,
)
"""Names of sections and service pages, as menus tell them."""
INSTITUTION = re.compile(
    r"(?:the )?(?:[\w’'.-]+ ){0,3}(?:ministry|department|office|embassy|mission|delegation|bureau|secretariat|"
    r"government|press service|directorate|council|commission|agency|institute|spokesperson['’]s office)"
    r"(?: (?:of|for|on|to) (?:[\w’'&,-]+ ?){1,12})?",
    re.IGNORECASE,
)
"""The name of an office that issues statements. It has no verb: each word has a capital, the small ones aside."""
LED = 8
"""How many lines of offices and names can stand between a standfirst and the date."""
CRUMBS = re.compile(r"\w (?:[>»›]|/) \w")
WIDGET = re.compile(
    r"live|companies|from:?|reporting from (?-i:[A-Z]).{1,40}|admin|"
    r"listen|download|transcript|print|menu|search|close|play|pause|mute|toggle .{1,30}|enlarge this image|"
    r"(?-i:[A-Z][a-z]+) \d{4} issue|(?:breaking|exclusive|analysis|opinion|feature|explainer|"
    r"updated|news|video|watch live|press release)|[\d,.]{1,5}k?|[•∙·] ?paid",
    re.IGNORECASE,
)
"""What stands alone between a headline and the text, and is the page's."""


def body_start(lines: Sequence[Line], taken: Container[int]) -> int:
    """The number of the first line that is prose: a sentence as long as a line of print, or one with a dateline.

    Above it stand the head of the page and the article's own: title, standfirst, byline and dates.
    """
    led = False
    for number, line in enumerate(lines[:HEAD]):
        text = line.text
        long = len(text) >= PROSE and (ends_sentence(text) or len(text) >= 2 * PROSE)
        if long and any(is_credit(below.text) for below in lines[number + 1 : number + 3]):
            continue
        if long and not led and _leads(lines, number):
            led = True
            continue
        if number not in taken and (long or DATELINE.match(text[:200])) and not is_credit(text):
            return number
    return 0


def _leads(lines: Sequence[Line], number: int) -> bool:
    """Is a line a standfirst: only short open lines stand between it and `Published` or the article's age?"""
    for below in lines[number + 1 : number + 1 + LED]:
        if is_stamp(below.text):
            return True
        if len(below.text) > PROSE or ends_sentence(below.text):
            return False
    return False


def is_institution(text: str) -> bool:
    """Is a line the name of an office and nothing else?"""
    words = re.findall(r"[^\W\d_][\w’'-]*", text[:200])
    large = sum(w[0].isupper() or w.lower() in SMALL for w in words)
    return 2 <= len(words) <= 14 and large == len(words) and INSTITUTION.fullmatch(text) is not None


def head_of_page(lines: Sequence[Line], marked: Mapping[int, Sequence[Piece]], headline: int) -> list[int]:
    """The lines of the page between the headline and the first sentence: kickers, section names, the widgets of a
    player, an author's office; and all that stands between the headline and its repeat, where that is a menu.
    """
    if not any(p.kind == "headline" for p in marked.get(headline, ())):
        return []
    body = body_start(lines, marked)
    free = [n for n in range(headline + 1, body) if n not in marked]
    repeats = [n for n in range(headline + 1, body) if any(p.code == "C001" for p in marked.get(n, ()))]
    between = [n for n in free if repeats and n < repeats[-1]]
    terse = all(word_count(lines[n].text) <= 5 and not ends_sentence(lines[n].text) for n in between)
    if len(between) < 3 or not terse or not any(SECTION.fullmatch(lines[n].text) for n in between):
        between = []
    dated = {n for n in range(body) for p in marked.get(n, ()) if p.kind == "byline" or p.code == "C014"}
    pictures = _pictures(lines, marked, [n for n in free if dated and n > min(dated)])
    return [n for n in free if n in between or n in pictures or (dated and _is_widget(lines[n].text))]


def _pictures(lines: Sequence[Line], marked: Mapping[int, Sequence[Piece]], free: Sequence[int]) -> set[int]:
    """What a picture between the byline and the text shows: one or two open lines close below its agency's name, or a
    description close above the caption that begins with the same words.
    """
    found: set[int] = set()
    for number in free:
        text = lines[number].text
        if ends_sentence(text) or not 5 <= word_count(text) <= 25:
            continue
        above = [p.code for p in marked.get(number - 1, ())] == ["C011"] or number - 1 in found
        below = any(p.code == "C010" for p in marked.get(number + 1, ()))
        same = below and lines[number + 1].text.casefold().split()[:2] == text.casefold().split()[:2]
        if (above and number - 2 not in found and not lines[number].blank and word_count(text) >= 7) or same:
            found.add(number)
    return found


def lone_place(lines: Sequence[Line], marked: Mapping[int, Sequence[Piece]]) -> int | None:
    """A place in capitals on the line right above the text and somewhere below the date, as a dateline of its own."""
    body = body_start(lines, marked)
    number = next((n for n in range(body - 1, -1, -1) if n not in marked), -1)
    dated = any(p.code == "C014" for n in range(max(0, number)) for p in marked.get(n, ()))
    text = lines[number].text if number >= 0 else ""
    named = text.isupper() and text.replace(" ", "").isalpha() and 4 <= len(text) <= 30 and word_count(text) <= 3
    if not (dated and named) or WIDGET.fullmatch(text) or SECTION.fullmatch(text) or is_institution(text):
        return None
    return number


def _is_widget(text: str) -> bool:
    """Is a line between a headline and its text the page's: a button, a kicker, an office?"""
    kicker = text.isupper() and word_count(text) <= 3 and text[-1].isalpha()
    return kicker or WIDGET.fullmatch(text) is not None or is_office(text)


def is_menu(lines: Sequence[Line], number: int) -> bool:
    """Is a line at the edge of the text a menu or a trail of crumbs: three or more short names between bars, or section
    words alone? Beside other lines with bars it is rather the row of a table.
    """
    text = lines[number].text
    match = BARS.search(text)
    if match is None or len(text) > 160 or text.startswith("|") or text.endswith(("|", ".", ":", ",", ";")):
        return False
    sign = match[0].strip()
    if sign in "»›" and text.startswith("Home") and text.count(sign) > 1:
        return True
    parts = [part.strip() for part in text.split(sign)]
    names = [re.sub(r"\b(?:and|the|of)\b|&", " ", part).split() for part in parts]
    if len(parts) < 2 or not all(0 < len(name) <= 2 and name[0][0].isupper() for name in names):
        return False
    if any(ch.isdigit() for ch in text):
        return False
    known = sum(SECTION.fullmatch(part) is not None for part in parts)
    beside = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    if any(sign in x.text for x in beside) and sign == "|":
        return known == len(parts) and not any(x.text.strip("|:- ") == "" for x in beside)
    if known == len(parts):
        return True
    return len(parts) >= 3 and (
        known > 0 or (sign in "|>»›" and number < HEAD and all(len(x.text) < PROSE for x in lines[:number]))
    )
