"""Titles: an article's headline, its repeats, and the publisher named at its end.

In: lines and which of them are clutter. Out: pieces for the lines that are titles. A headline needs evidence: it is
repeated, it ends with a publisher, it is a heading of the first level, or it stands alone above the body. Without
evidence there is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from build_scripts.bylines import SMALL, is_credit, is_officer
from build_scripts.datelines import DATELINE
from build_scripts.dates import is_date_line, is_stamp
from build_scripts.lines import SHORT, Line, Piece, ends_clause, ends_sentence, starts_low, word_count
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.page_head import CRUMBS, HEAD, SECTION, body_start, is_institution
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
    tops = [n for n in range(min(len(lines), HEAD)) if n not in clutter and not is_date_line(lines[n].text)][:6]
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
    if (word_count(line.text) < 4 and suffix is None) or line.text.endswith("."):
        repeats = [n for n in repeats if n < (TOP if word_count(line.text) < 4 else first + 3)]
    sure: tuple[Inference, ...] = ()
    marked = line.text.startswith("# ") or (
        len(lines) > first + 1 and set(lines[first + 1].text) == {"="} and not lines[first + 1].blank
    )
    if not repeats and not marked:
        confidence = _lone_title(lines, first, suffix)
        if confidence is None:
            return _framed_title(lines, clutter)
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


def _framed_title(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, list[Piece]]:
    """The headline below the head of a page: the first line of four words or more that is no sentence, in the block of
    lines above the byline or date, or, without these, below a menu and above the prose.
    """
    body = body_start(lines, clutter)
    block = [n for n in range(body) if n not in clutter and _can_be_framed(lines[n].text)]
    block = [n for n in block if not is_officer(lines[n].text)]
    block = [n for n in block if not is_institution(lines[n].text)] or block
    credits = [n for n in range(body) if _is_credited(lines[n].text)]
    end = next((n for n in credits if block and n > block[0]), body)
    block = [n for n in block if n < end]
    if not block:
        return {}
    told = (n for n in range(block[0], end) if n not in clutter and n not in block and ends_sentence(lines[n].text))
    said = next(told, end)
    block, end = [n for n in block if n < said], said
    at = block[-1]
    for n in range(at - 1, block[0] - 1, -1):
        if n in block:
            at = n
        elif not lines[n].text.isupper() and clutter.get(n) not in ("C010", "C011", "C014"):
            break
    names = [n for n in range(at) if n in clutter or SECTION.fullmatch(lines[n].text)]
    if any(n not in names and ends_sentence(lines[n].text) for n in range(at)):
        return {}
    between = sum(n not in clutter for n in range(at, end))
    if between > (4 if credits else 3) or (not credits and len(names) < 2):
        return {}
    return {at: _title_pieces(lines[at], None, (Inference("headline", 0.85 if credits else 0.7),))}


def _is_credited(text: str) -> bool:
    return is_credit(text) or is_officer(text) or is_stamp(text)


def _can_be_framed(text: str) -> bool:
    return (
        word_count(text) >= 4
        and _can_be_title(text)
        and not ends_sentence(text.rstrip("?!\"'”’"))
        and text[:4].lstrip("\"'“‘«([").strip()[:1].isalnum()
        and not starts_low(text)
        and CRUMBS.search(text) is None
    )


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
    if not 3 <= word_count(line.text) <= 25 or is_institution(line.text):
        return None
    dated = is_credit(after.text) or DATELINE.match(after.text[:200]) is not None
    if dated:
        return 0.93 if after.blank else 0.85
    body = next((x for x in lines[first + 1 : first + 5] if len(x.text) >= 55), None)
    return 0.8 if after.blank and body is not None and len(line.text) < 160 and after is body else None


def issuer(lines: Sequence[Line], marked: Mapping[int, Sequence[Piece]]) -> dict[int, list[Piece]]:
    """The office that issued a statement, as its publisher: named alone on a line of the head of the page."""
    if any(p.kind == "publisher" for pieces in marked.values() for p in pieces):
        return {}
    for number in range(body_start(lines, marked)):
        line = lines[number]
        if number not in marked and is_institution(line.text):
            sure = (Inference("publisher", 0.7),)
            return {number: [Piece("publisher", (line.span,), ((Leaf((line.span,)),),), line.blank, inferred=sure)]}
    return {}
