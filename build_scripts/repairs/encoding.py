"""E011 to E015, damage of characters: mojibake, HTML entities, control characters, invisible ones, soft hyphens.

Changes: UTF-8 read as something else (`donâ€™t` becomes `don’t`; found and mended by ftfy), entities left in the text
(`R&amp;D`), control characters, zero-width characters, soft hyphens. Captures have them from a page decoded twice or
escaped twice, and from marks for line breaking that show nothing. Example: `we&#8217;re` becomes `we’re`. Left alone:
`AT&T;`, an unknown `&name;`, entities in web addresses, the joiners of Arabic, Indic scripts and emoji; `&lt;` where
the leaf speaks of HTML, and an invisible character where a space may be meant, are only suggested.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

from build_scripts.model import Applicability, Repair
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.spans import Span

CODES = {
    "E011": "Mojibake: UTF-8 that was decoded as another encoding (`donâ€™t`) is decoded again, as ftfy finds it. "
    "Words that only look unusual (`NÃO`) stay.",
    "E012": "An HTML entity left in the text (`R&amp;D`, `&#8217;`) becomes its character: captures escape twice. An "
    "unknown name (`AT&T;`) or a web address stays; where the text speaks of HTML it is only suggested.",
    "E013": "A control character that shows nothing is taken out; one of the range 80 to 9F becomes what cp1252 "
    "means by it (a dash, a quote); a page break or separator between two words becomes a space. An escape sequence "
    "of a terminal is suggested as a whole. Tabs and line ends stay.",
    "E014": "A zero-width character (zero-width space, byte-order mark, word joiner) is taken out. Joiners between "
    "letters of scripts that need them, and in emoji, stay; where a space may be meant it is only suggested.",
    "E015": "A soft hyphen inside a line is taken out: it only marks where a word may be divided.",
}

# A UTF-8 lead byte (C2 to F4) read as cp1252 or Latin-1, then its continuation bytes; and the cp1251 reading of quotes.
MOJIBAKE = re.compile(
    r"(?:[\u00c2-\u00f4]|\u0432\u0402)[^\x00-\x7f\u1680\u180e\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
)
LEAD = re.compile("[\u00c2-\u00f4\u0432]")
LONGEST = 120
# No possessive group here: Python before 3.11.5 mismatches them.
ENTITY = re.compile(r"&(?:amp;|#0{0,4}38;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&(?:amp;)+")
ABOUT_HTML = re.compile(r"\b(?:HTML|XML|entit(?:y|ies)|escap(?:e|es|ed|ing)|markup)\b|</[A-Za-z]|\bhref=")
ESCAPE = r"\x1b(?:\[[0-9;:?]{0,24}[A-Za-z]|\][^\x07\x1b\r\n]{0,200}(?:\x07|\x1b\\))"
"""A terminal's sequence for colours and cursors (ECMA-48, CSI) or titles and links (OSC); bounded."""
CONTROL = re.compile(rf"(?P<escape>{ESCAPE})|(?:(?!{ESCAPE})[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])++|[\x80-\x9f]++")
PARTING = frozenset("\x0b\x0c\x1c\x1d\x1e\x1f")
"""Vertical tab, form feed and the separators of files, groups, records and units: what they part is not one word."""
ANY_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
INVISIBLE = "\u200b\u2060\ufeff\u200c\u200d\u200e\u200f\u00ad\u180e"
JOINERS = frozenset("\u2060\ufeff")
HIDDEN = re.compile(f"(?<! ) *+[{INVISIBLE}][ {INVISIBLE}]*+")
_PLAIN = rf"(?:(?!{ESCAPE})[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])"
TANGLE = re.compile(rf"(?:{_PLAIN}|[ {INVISIBLE}])++")
SIMPLE = re.compile(rf"[ {INVISIBLE}]*+{_PLAIN}*+|{_PLAIN}*+[ {INVISIBLE}]*+")
"""Control characters at one side of invisible ones: each pass mends its own. Others are a tangle, told as one thing."""
UNSURE = re.compile("[\x81\x85\x8d\x8f\x90\x9d]")
"""Undefined in cp1252, and U+0085, which may be a line end or an ellipsis."""
NOTHING = re.compile(f"[\x00-\x08\x0e-\x1b\x7f{INVISIBLE}]+")
SHOWING = re.compile(f"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d{INVISIBLE}]")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
NEAR = LONGEST
TURNS = 5
"""Text decoded wrongly more often than this is left."""
LATIN = re.compile(r"[ -~\u00a0-\u024f\u2010-\u203a]")


def propose_mojibake(reading: Reading) -> tuple[Repair, ...]:
    """E011; in plain ASCII there is nothing to look for."""
    text = reading.text
    if text.isascii() or MOJIBAKE.search(text) is None:
        return ()
    return tuple(made for piece in reading.pieces for made in _mojibake(text, piece))


def propose_entities(reading: Reading) -> tuple[Repair, ...]:
    """E012; without an ampersand there is nothing to look for."""
    if "&" not in reading.text:
        return ()
    return tuple(made for piece in reading.pieces for made in _entities(reading.text, piece))


def propose_controls(reading: Reading) -> tuple[Repair, ...]:
    """E013."""
    if ANY_CONTROL.search(reading.text) is None:
        return ()
    return tuple(made for piece in reading.pieces for made in _controls(reading.text, piece))


def propose_hidden(reading: Reading) -> tuple[Repair, ...]:
    """E014 and E015."""
    if reading.text.isascii() or not any(mark in reading.text for mark in INVISIBLE):
        return ()
    return tuple(made for piece in reading.pieces for made in _hidden(reading.text, piece))


def _mojibake(text: str, piece: Span) -> list[Repair]:
    """Tokens that ftfy reads as UTF-8 decoded wrongly."""
    found: list[Repair] = []
    at = piece.start
    while (match := MOJIBAKE.search(text, at, piece.end)) is not None:
        start, end = _token(text, piece, match.start(), match.end())
        at = end
        if end - start > LONGEST:
            continue
        token = text[start:end]
        fixed = _decoded(token)
        if fixed is None or fixed == token or not fixed.strip() or "\ufffd" in fixed:
            continue
        for first, last, now in _parts(token, fixed):
            reason = "UTF-8 decoded as another encoding"
            found.append(repair("E011", reason, "safe", text, piece, start + first, start + last, now))
    return found


def _parts(token: str, fixed: str) -> list[tuple[int, int, str]]:
    """The change of a token told run by run, so that plain characters between two stay free for other repairs."""
    parts = [(*run.span(), _decoded(run.group()) or "") for run in BEYOND_ASCII.finditer(token)]
    told, at = "", 0
    for first, last, now in parts:
        told += token[at:first] + now
        at = last
    if told + token[at:] != fixed:
        return [(0, len(token), fixed)]
    return [(first, last, now) for first, last, now in parts if now != token[first:last]]


def _decoded(token: str) -> str | None:
    """`token` as ftfy reads it, read again until nothing changes; None where this does not come to an end, or leaves a
    control character: then not all of it was UTF-8, and what is left could be read anew.
    """
    from ftfy import fix_encoding  # half of a start's time, and few texts need it

    for _ in range(TURNS):
        plain = token.lstrip("\u00a0\u00ad")  # ftfy would take these for bytes of what follows
        decoded = fix_encoding(plain, fix_c1_controls=False)
        if decoded == plain:
            return token
        if CONTROL.search(decoded):
            return None
        token = token[: len(token) - len(plain)] + "".join(_shown(ch) for ch in decoded)
    return None


def _token(text: str, piece: Span, start: int, end: int) -> tuple[int, int]:
    """The run without white space around a place; a no-break space counts in, mojibake is full of them."""
    while start > piece.start and not _breaks(text, start - 1) and end - start <= LONGEST:
        start -= 1
    while end < piece.end and not _breaks(text, end):
        end += 1
    while text[start] in "\u00a0\u00ad":  # ftfy would take it for a byte of what follows
        start += 1
    return start, end


def _breaks(text: str, at: int) -> bool:
    """White space, or a character that shows nothing. A soft hyphen behind a letter beyond ASCII is a byte (`í`)."""
    character = text[at]
    if character == "\u00ad":
        return at == 0 or text[at - 1].isascii()
    return (character.isspace() and character not in "\u00a0\u0085") or character in "&;\x7f" or character in INVISIBLE


def _shown(character: str) -> str:
    """What a mended character leaves in the text: nothing of one that would have to be mended in its turn."""
    if character in INVISIBLE or CONTROL.match(character):
        return ""
    return " " if character in "\t\r\n" else character


def _entities(text: str, piece: Span) -> list[Repair]:
    found: list[Repair] = []
    about_html: bool | None = None
    for match in ENTITY.finditer(text, piece.start, piece.end):
        start, end = match.span()
        name = match.group(1)
        if name is None:
            now = "&"
        elif name[0] == "#":
            now = html.unescape(f"&{name};")
        elif f"{name};" in html5:
            now = html5[f"{name};"]
        else:
            continue
        now = "".join(_shown(ch) for ch in now)
        if now == match.group() or "\ufffd" in now or _in_address(text, piece, start):
            continue
        if about_html is None:
            about_html = ABOUT_HTML.search(text, piece.start, piece.end) is not None
        # A plain letter or digit has no reason to be escaped, and a blank could double another: a person should look.
        odd = not now or (now.isascii() and (now.isalnum() or now in "#;" or now.isspace()))
        unsure = (
            about_html or odd or (now == "&" and _continues(text, piece, end)) or _brings(text, piece, start, end, now)
        )
        applicability: Applicability = "suggested" if unsure else "safe"
        found.append(repair("E012", f"HTML entity {match.group()}", applicability, text, piece, start, end, now))
    return found


def _continues(text: str, piece: Span, end: int) -> bool:
    """Would an ampersand put here begin another entity?"""
    return re.compile(r"[#A-Za-z0-9]{1,32};").match(text, end, piece.end) is not None


def _brings(text: str, piece: Span, start: int, end: int, now: str) -> bool:
    """Would an entity come about, or stands mojibake near that would be read otherwise, with what shows nothing out?"""
    first, last = max(piece.start, start - NEAR), min(piece.end, end + NEAR)
    before = text[first:last]
    if "&" not in before and "&" not in now and LEAD.search(before + now) is None:
        return False
    told = text[first:start] + now + text[end:last]
    shown = NOTHING.sub("", told)
    garbled = any(map(MOJIBAKE.search, (before, told, shown, html.unescape(before), html.unescape(told))))
    return garbled or len(ENTITY.findall(shown)) > len(ENTITY.findall(before))


def _in_address(text: str, piece: Span, at: int) -> bool:
    before = text[max(piece.start, at - 200) : at].rsplit(None, 1)
    token = before[-1] if before and not text[at - 1].isspace() else ""
    return "://" in token or token.startswith("www.")


def _controls(text: str, piece: Span) -> list[Repair]:
    found = _tangles(text, piece)
    taken = {offset for made in found for offset in range(made.edits[0].span.start, made.edits[0].span.end)}
    for match in CONTROL.finditer(text, piece.start, piece.end):
        start, end = match.span()
        if start in taken or end - 1 in taken:
            continue
        if match["escape"]:
            found.append(repair("E013", "escape sequence of a terminal", "suggested", text, piece, start, end, ""))
            continue
        now = "".join(_cp1252(ch) for ch in match.group())
        if not PARTING.isdisjoint(match.group()) and (parted := _parted(text, piece, start, end)):
            applicability: Applicability = "safe" if parted == "words" else "suggested"
            if _brings(text, piece, start, end, " "):
                applicability = "suggested"
            found.append(repair("E013", "separator between words", applicability, text, piece, start, end, " "))
            continue
        # U+0085 may be a line end or an ellipsis.
        spacing = "\x85" in match.group() or not now.strip()
        unsure = (spacing and _between_words(text, piece, start, end)) or UNSURE.search(match.group()) is not None
        unsure = unsure or _brings(text, piece, start, end, now)
        reason = "control character" if not now else "cp1252 read as Latin-1"
        found.append(repair("E013", reason, "suggested" if unsure else "safe", text, piece, start, end, now))
    return found


def _tangles(text: str, piece: Span) -> list[Repair]:
    """Runs of control and invisible characters that one pass after the other could not mend at once: suggested."""
    shown = piece.of(text)
    if not any(mark in shown for mark in INVISIBLE):
        return []
    found: list[Repair] = []
    for match in TANGLE.finditer(text, piece.start, piece.end):
        run = match.group()
        if SIMPLE.fullmatch(run) or all(ch not in INVISIBLE for ch in run):
            continue
        start = match.start() + len(run) - len(run.lstrip(" "))
        end = match.end() - len(run) + len(run.rstrip(" "))
        beside = text[max(piece.start, start - 1) : start] + text[end : min(piece.end, end + 1)]
        parts = " " in run.strip(" ") or not PARTING.isdisjoint(run)
        now = " " if parts and len(beside) == 2 and not any(map(str.isspace, beside)) else ""
        found.append(repair("E013", "control and invisible characters", "suggested", text, piece, start, end, now))
    return found


def _parted(text: str, piece: Span, start: int, end: int) -> str:
    """What a separator stands between: `words` (sentences and quotations too), other `signs`, or nothing, beside a
    space or an edge.
    """
    before = _before(text, piece, start)
    after = _behind(text, piece, end)
    if not before.strip() or not after.strip():
        return ""
    ends = before.isalnum() or before in ".!?:;,…)”’\"'"
    return "words" if ends and (after.isalnum() or after in "“‘(\"'") else "signs"


def _cp1252(character: str) -> str:
    if character < "\x80":
        return "" if CONTROL.match(character) else character
    if character > "\x9f":
        return character
    try:
        return bytes([ord(character)]).decode("cp1252")
    except UnicodeDecodeError:
        return ""


def _between_words(text: str, piece: Span, start: int, end: int) -> bool:
    """Would taking out `start`-`end` leave a space doubled, or letters and punctuation glued, that were apart?"""
    before = _before(text, piece, start) or " "
    after = _behind(text, piece, end) or " "
    return (before == " " and after == " ") or (
        not (before.isalnum() and after.isalnum()) and not (before.isspace() or after.isspace())
    )


def _before(text: str, piece: Span, at: int) -> str:
    """The last character before `at` that shows something, as it will read; looks `NEAR` far."""
    found = SHOWING.search(text[max(piece.start, at - NEAR) : at][::-1])
    return _cp1252(found.group()) if found else ""


def _behind(text: str, piece: Span, at: int) -> str:
    """The first character from `at` on that shows something, as it will read; looks `NEAR` far."""
    found = SHOWING.search(text, at, min(piece.end, at + NEAR))
    return _cp1252(found.group()) if found else ""


def _hidden(text: str, piece: Span) -> list[Repair]:
    found: list[Repair] = []
    for match in HIDDEN.finditer(text, piece.start, piece.end):
        start, end = match.span()
        run = match.group()
        before = _before(text, piece, start)
        after = _behind(text, piece, end)
        neighbours_latin = all(not ch or LATIN.match(ch) or ch in "\r\n\t" for ch in (before, after))
        if (set(run) & set("\u200c\u200d\u200e\u200f") and not neighbours_latin) or (
            "\u00ad" in run and after in ("\r", "\n")
        ):
            continue
        now = " " if " " in run else ""
        # Joiners of words forbid a line break: no space is meant where they stand, and no word ends there.
        unsure = not now and not JOINERS.issuperset(run) and _between_words(text, piece, start, end)
        unsure = unsure or after in ("\r", "\n") or before in ("\r", "\n") or CONTROL.match(before + after) is not None
        unsure = unsure or _brings(text, piece, start, end, now)
        soft = set(run) <= set("\u00ad ")
        found.append(
            repair(
                "E015" if soft else "E014",
                "soft hyphen" if soft else "invisible character",
                "suggested" if unsure else "safe",
                text,
                piece,
                start,
                end,
                now,
            )
        )
    return found
