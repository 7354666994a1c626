"""Persons: whom a text names, found by the words beside a name.

In: texts of an article. Out: the names found, as printed, or None where names can't be told from other words: in a
script without capitals. Found are a name behind a title (*Minister Ann Example*, *Außenminister Weber*), a known first
name before another name (`given_names.txt`: of nine languages), and a name before or behind an office (*Ann Example, a
spokeswoman*). A title alone (*the minister*) names nobody, nor does a place or a body. That none is found does not
prove that there is none: a name may stand without any of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from build_scripts.repairs.words import known
from build_scripts.word_classes import word_class

TITLES = (
    "mr|mrs|ms|dr|prof|professor|sir|dame|lord|lady|president|vice president|prime minister|premier|chancellor|"
    "minister|"
    "foreign minister|defen[cs]e minister|finance minister|interior minister|secretary of state|state secretary|"
    "secretary|"
    "undersecretary|under-secretary|deputy secretary|secretary-general|ambassador|envoy|special envoy|consul|senator|"
    "sen|"
    "representative|rep|congressman|congresswoman|governor|gov|mayor|general|gen|colonel|col|admiral|adm|major|maj|"
    "captain|capt|lieutenant|lt|sergeant|sgt|chairman|chairwoman|chair|chief|director|spokesman|spokeswoman|"
    "spokesperson|"
    "commissioner|king|queen|prince|princess|pope|judge|justice|delegate|negotiator|diplomat|official|analyst|"
    "herr|frau|präsident(?:in)?|bundeskanzler(?:in)?|kanzler(?:in)?|minister(?:in)?|außenminister(?:in)?|"
    "verteidigungsminister(?:in)?|botschafter(?:in)?|sprecher(?:in)?|"
    "président[e]?|premier ministre|ministre|ambassadeur|ambassadrice|monsieur|madame|"
    "presidente|primer ministro|ministr[oa]|embajador[a]?|embaixador[a]?|ambasciator[e]?|señor[a]?|"
    "cumhurbaşkanı|başbakan|bakanı?|dışişleri bakanı|büyükelçi(?:si)?|sözcü(?:sü)?|sayın|"
    "президент|премьер-министр|министр(?: иностранных дел)?|глава мид|посол|господин|госпожа|пресс-секретарь|"
    "прем['’]єр-міністр|міністр|речник"
)
UPPER = r"[^\W\d_]"
_WORD = r"[^\W\d_][\w’'-]+"
PARTICLES = frozenset("de van von der den al bin bint di da la le el del dos".split())
_LINK = r"(?:(?:de|van|von|der|den|al|bin|bint|di|da|la|le|el|del|dos)[ -])?"
BEHIND_TITLE = re.compile(
    rf"(?<![\w-])(?:{TITLES})\.?\s+(?=(?P<name>{_LINK}(?:{UPPER}\.|{_WORD})(?:\s+{_LINK}(?:{UPPER}\.|"
    rf"{_WORD})){{0,3}}))",
    re.IGNORECASE,
)
TITLE = re.compile(rf"(?:{TITLES})\.?", re.IGNORECASE)
RUN = re.compile(rf"(?<![\w-])(?=(?P<name>(?:{UPPER}\.|{_WORD})(?:\s+{_LINK}(?:{UPPER}\.|{_WORD})){{1,3}}))")
OFFICE_BEHIND = re.compile(
    r"\s*,\s+(?:(?:a|an|the|its|his|her|their|former|chief|senior|deputy|acting)\s+|[\w’'-]+[’']s\s+){0,3}"
    r"(?:[\w-]+\s+){0,3}?(?:spokes(?:man|woman|person)|minister|secretary|ambassador|envoy|president|director|head|"
    r"chair\w*|"
    r"analyst|expert|professor|officer|official|negotiator|diplomat|lawmaker|leader|governor|mayor|adviser|advisor)\b",
    re.IGNORECASE,
)
NO_NAMES = frozenset(
    "affairs agency america american army assembly association bank board bureau chamber china chinese christ "
    "commission "
    "committee conference congress council court day defence defense department east embassy europe european executive "
    "federal federation force forces foreign government group house institute international kremlin law ministry "
    "monday "
    "nation national nations north of office organisation organization parliament party pentagon policy press republic "
    "russia russian security senate service social south staff state states summit team tuesday turkey turkish ukraine "
    "river creek island islands sea mountain mountains lake valley bay gulf street square park falls city county "
    "province "
    "kashmir peninsula region strait canal "
    "ukrainian union united university washington wednesday thursday friday saturday sunday west white world january "
    "february march april may june july august september october november december the a an and in on at for to "
    "by".split()
)
"""Words with a capital that stand behind a title and name nobody: *President United States*, *minister on Monday*."""
PLACES_TOO = frozenset(
    "jordan chad georgia virginia victoria florence paris sydney carolina israel austin charlotte santa dallas houston "
    "london china asia india holland ireland france troy vienna cairo america lourdes odessa alexandria savannah "
    "madison "
    "jackson lincoln washington berlin milan roma guadalupe trinidad salvador santiago francisco diego jose".split()
)
"""First names that are places as well: they name a person only with a title or an office beside."""
LEAST_CASED = 0.5
"""The share of letters that belong to a script with capitals, from which names can be told by theirs."""


def persons_in(texts: Iterable[str]) -> tuple[str, ...] | None:
    """The names of persons in the texts of an article, each once, in reading order; None where none can be told."""
    joined = [unicodedata.normalize("NFC", text) for text in texts]
    if not _has_capitals(joined):
        return None
    found: dict[str, None] = {}
    for text in joined:
        places = [(m.start("name"), _name_behind(m["name"])) for m in BEHIND_TITLE.finditer(text)]
        places += _with_first_names(text)
        for _, name in sorted((p for p in places if p[1]), key=lambda p: p[0]):
            found.setdefault(name)
    return tuple(found)


def _has_capitals(texts: list[str]) -> bool:
    letters = [c for text in texts for c in text[:5_000] if c.isalpha()]
    cased = sum(c.lower() != c.upper() for c in letters)
    return not letters or cased >= LEAST_CASED * len(letters)


def _name_behind(words: str) -> str:
    """What of the words behind a title is a name: those with a capital, up to the first that names nobody."""
    kept: list[str] = []
    rest = words.split()
    while rest and TITLE.fullmatch(rest[0]):
        rest = rest[1:]
    for word in rest:
        if word.lower() not in PARTICLES and not (word[0].isupper() and not _is_no_name(word)):
            break
        kept.append(word)
    while kept and not (kept[-1][0].isupper() and len(kept[-1].rstrip(".")) > 1):
        kept.pop()
    return " ".join(kept)


def _is_no_name(word: str) -> bool:
    bare = re.sub(r"['’]s?$", "", word).lower()
    return bare in NO_NAMES or bare.rstrip("s") in NO_NAMES or (word.isupper() and len(word.strip(".")) > 1)


def _with_first_names(text: str) -> list[tuple[int, str]]:
    """Runs of words with capitals that begin with a known first name, or are told to hold an office."""
    found = []
    reached = 0
    for match in RUN.finditer(text):
        start = match.start("name")
        words = match["name"].split()
        if start < reached or not words[0][0].isupper() or TITLE.fullmatch(words[0]):
            continue
        name = _name_behind(match["name"])
        parts = name.split()
        if len(parts) < 2:
            continue
        first = parts[0].rstrip(".").lower()
        named = word_class(first) == "given" and first not in PLACES_TOO
        if named or (OFFICE_BEHIND.match(text, start + len(name)) and not all(map(_common, parts))):
            found.append((start, name))
            reached = start + len(name)
    return found


def _common(word: str) -> bool:
    """Is it an English word that text has in small letters too?"""
    return word.isascii() and known(word) and word_class(word.lower()) != "given"
