"""Lists: lines that begin with a bullet, a number or a letter, and labelled lines where a list was announced.

In: lines and the number of the first. Out: the piece that begins there and the number of the line after it, or None.
Numbers and letters make a list only where the next item follows in their order: a lone `2. Review` may be a heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from build_scripts.lines import Line, Piece, ends_sentence, starts_low
from build_scripts.model import Inference
from build_scripts.outline import Leaf
from build_scripts.spans import Span

BULLET = re.compile(
    r"[\u200b\ufeff\u200e\u200f]?(&(?:bull|middot);|[•◦▪▫■□●○‣⁃∙·・►▶➢➤→⇒➔➜✓✔✅☑✗✘❌❖◆🔹🔸🔷🔶👉📌🔴🟢🔵\uf0b7*+–—-])[\ufe0e\ufe0f]?"
    r"(?:\s+(?:\[[ xX]\]\s+)?|(?<=[•◦▪●‣⁃∙・►➢➤→✓✔✅☑❌🔹🔸👉📌\uf0b7\ufe0f]))(?=\S)"
)
ROUND = re.compile(r"o[ \t]+(?=\S)")
GLUED = re.compile(r"(?:-|\*(?!.*\*))(?=[^\W\d_])")
"""A dash or star without the space behind it: an item only in company, see `_glued_run`."""
GLUED_NUMBER = re.compile(r"(\d{1,3})([.)])(?=[^\W\d_])(?![a-z])")
NUMBER = re.compile(r"\(?(?:(\d{1,3})|([A-Za-z])|([ivxIVX]{1,5}))[.)]\s+(?=\S)")
LABELLED = re.compile(r"(?=[^:]{2,60}:)[A-Z0-9“\"][^:.!?]{0,58}: (?=\S)")
TERMED = re.compile(r"[A-Z][\w’'-]*(?: [\w’'&-]+){0,3}\. (?=[A-Z\d“\"])")
"""A label that ends in a full stop (`Trade. Lower tariffs …`): one only where a colon announced items."""
ALONE = frozenset("•◦▪■●○‣⁃·*-–")
"""Bullets that some captures put on a line of their own, above their item."""
CHECKS = frozenset("✓✔✅☑✗✘❌")
"""Bullets that say yes or no: items of one list have one or the other."""
PIPED = re.compile(r"\|?[ :]*-{2,}[-|: ]*")
ROMAN = {n: i for i, n in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)}
LISTED = re.compile(
    r"\b(?:includ\w+|points|steps|reasons|rules|things|issues|measures|topics|members|goals|aims|questions|ways|tips)\b"
    r".{0,40}:$",
    re.IGNORECASE,
)
"""Announcements of lists, by the word for their items."""
KEYS = re.compile(
    r"(?:executive )?summary:?|(?:key|main) (?:points|takeaways|facts|findings|developments):?|"
    r"(?:highlights|takeaways):?|at a glance:?|in brief:?",
    re.IGNORECASE,
)
"""Titles of the box of key points above a report."""
OPEN_ENDS = frozenset("a an and as at but by for from in of on or that the their to which with".split())
"""Words that no item ends with."""
LONGEST_ITEM = 40
"""How many lines the first numbered item may take before the second must come."""
WEAK = "*+–—✓✔✅☑✗✘❌→⇒➔➜・🔹🔸🔷🔶👉📌🔴🟢🔵"
"""Bullets that alone may be a footnote, a dash of speech or a sum: one of them makes no list."""


def bullet_of(line: Line) -> tuple[str, int] | None:
    """The bullet a line begins with and the offset where its item's text begins."""
    match = BULLET.match(line.text)
    if match is None:
        return None
    return match[1], line.start + match.end()


SUB = "o◦○▫□‣⁃∙·▪"
"""Bullets of an inner level: right below items of another they go on with the same list."""


def round_of(lines: Sequence[Line], number: int) -> tuple[str, int] | None:
    """As `bullet_of`, for the letter `o` that word processors leave of a hollow bullet: only in company of the same,
    three in a row or two behind a colon, for `o` is a word of Portuguese and Polish.
    """
    if ROUND.match(lines[number].text) is None:
        return None
    first = last = number
    while first > 0 and number - first < 2 and ROUND.match(lines[first - 1].text):
        first -= 1
    while last + 1 < len(lines) and last - number < 2 and ROUND.match(lines[last + 1].text):
        last += 1
    announced = last > first and first > 0 and lines[first - 1].text.endswith((":", "："))
    if last - first < 2 and not announced:
        return None
    return "o", lines[number].start + len(lines[number].text) - len(lines[number].text[1:].lstrip())


def glued_of(line: Line, after_colon: bool) -> tuple[str, int] | None:
    """As `bullet_of`, for a mark glued to its word: a capital's, or any word's where a colon announced it."""
    match = GLUED.match(line.text)
    if match is None or (line.text[1].islower() and not after_colon):
        return None
    return line.text[0], line.start + 1


def _glued_run(lines: Sequence[Line], number: int, stop: Callable[[int], bool]) -> bool | None:
    """Do at least two lines with the same glued mark stand in a row here? Told as: does a colon announce them?"""
    after_colon = number > 0 and lines[number - 1].text.endswith((":", "："))
    mark = glued_of(lines[number], after_colon)
    if mark is None or number + 1 >= len(lines) or stop(number + 1) or lines[number + 1].blank > 1:
        return None
    below = glued_of(lines[number + 1], after_colon)
    return after_colon if below is not None and below[0] == mark[0] else None


def numbers_of(line: Line) -> tuple[tuple[str, int], int] | None:
    """What a line is numbered with, as (style, value), and the offset where its item's text begins.

    A letter that is a Roman number too is told as a letter; `follows` knows both readings.
    """
    match = NUMBER.match(line.text)
    if match is None:
        glued = GLUED_NUMBER.match(line.text)
        return (("1" + glued[2], int(glued[1])), line.start + glued.end()) if glued else None
    digits, letter, roman = match.groups()
    bracket = line.text[match.end(match.lastindex or 0)]
    at = line.start + match.end()
    if digits:
        return ("1" + bracket, int(digits)), at
    if letter:
        return (("a" if letter.islower() else "A") + bracket, ord(letter.lower()) - 96), at
    value = ROMAN.get(roman.lower())
    return (((("i" if roman.islower() else "I") + bracket), value), at) if value else None


def follows(before: tuple[str, int], after: tuple[str, int]) -> bool:
    """Is `after` the next number after `before`, in the same style, or the same one again (`1.` `1.` in Markdown)?"""
    (style, value), (next_style, next_value) = before, after
    if style == next_style:
        return next_value == value + 1 or (style[0] == "1" and next_value == value == 1)
    roman = {9: 1, 22: 5, 24: 10}.get(value) if style[0] in "aA" else value
    return next_style[1:] == style[1:] and roman is not None and next_style[0] in "iI" and next_value == roman + 1


def _skips(before: tuple[str, int], after: tuple[str, int]) -> bool:
    """Is `after` a later number in the same style, some that the source left out between?"""
    return before[0] == after[0] and before[0][0] == "1" and 1 < after[1] - before[1] <= 20


def continues(line: Line, previous: Line, content: int, marker_indent: int, width: int) -> bool:
    """Does an unmarked line go on with the item above it?

    It does when it is indented like the item's text, or, in a wrapped text of `width`, when the line above was full and
    its sentence open.
    """
    if line.indent > marker_indent and (line.indent >= min(content, marker_indent + 2)):
        return line.blank <= 1
    if line.blank or not width:
        return False
    word = len(line.text.split(None, 1)[0])
    full = previous.end - previous.first + 1 + word > width
    return full and (not ends_sentence(previous.text) or starts_low(line.text)) and len(line.text) <= width + 8


def cut_off(lines: Sequence[Line], at: int) -> bool:
    """Is a line in lower case the rest of the item's line above, whose sentence is open, in a text that is not wrapped?

    It is where that line ends in the middle of something, or where the next line is an item again.
    """
    line, above = lines[at], lines[at - 1].text
    if line.blank or not starts_low(line.text) or ends_sentence(above) or above.endswith((":", ";")):
        return False
    if above.endswith(",") or above.rsplit(None, 1)[-1].lower() in OPEN_ENDS:
        return True
    below = lines[at + 1] if at + 1 < len(lines) else None
    return below is not None and not below.blank and (bullet_of(below) or numbers_of(below)) is not None


def list_at(
    lines: Sequence[Line], number: int, stop: Callable[[int], bool], width: int = 0
) -> tuple[Piece, int] | None:
    """The bullet list or numbered list that begins at a line.

    `stop` tells whether a line belongs to something else (clutter, a title); `width` is that of a wrapped text, or 0.
    """
    first = lines[number]
    if first.text in ALONE:
        return _alone_at(lines, number, stop)
    bullet = bullet_of(first) or round_of(lines, number)
    after_colon = _glued_run(lines, number, stop) if bullet is None else None
    if after_colon is not None:
        bullet = glued_of(first, after_colon)
    if bullet is None:
        return _numbered_at(lines, number, stop, width)
    items: list[Span] = []
    content = bullet[1] - first.first
    at, marker_indent, previous = number, first.indent, first
    item_start, dash = bullet[1], bullet[0] in WEAK
    tight = True
    at += 1
    while at < len(lines) and not stop(at):
        line = lines[at]
        mark = bullet_of(line) or round_of(lines, at)
        if mark is None and after_colon is not None and (mark := glued_of(line, after_colon)) and mark[0] != bullet[0]:
            break
        inner = mark is not None and not line.blank and mark[0] in (SUB if bullet[0] in "*+-–—" else SUB + "-")
        inner = inner or (mark is not None and {mark[0], bullet[0]} <= CHECKS)
        if (
            mark is not None
            and line.indent <= first.indent
            and ((mark[0] != bullet[0] and not inner) or (line.blank and items and tight))
        ):
            break
        tight = tight and not line.blank
        if mark is None and line.indent > marker_indent and (nested := numbers_of(line)) is not None:
            mark = "1", nested[1]
        if _begins_table(lines, at):
            break
        if mark is not None and line.blank <= 2:
            items.append(Span(item_start, previous.end))
            item_start, content, marker_indent = mark[1], mark[1] - line.first, line.indent
        elif not continues(line, previous, content, marker_indent, width) and not cut_off(lines, at):
            break
        previous = line
        at += 1
    items.append(Span(item_start, previous.end))
    if dash and len(items) == 1:
        return None
    return _list_piece("list", first, previous, items), at


def _numbered_at(
    lines: Sequence[Line], number: int, stop: Callable[[int], bool], width: int
) -> tuple[Piece, int] | None:
    first = lines[number]
    begin = numbers_of(first)
    if begin is None or (begin[0][0][0] != "1" and begin[0][1] not in (1, 9)):
        return None
    items: list[Span] = []
    (last, item_start), previous, at = begin, first, number + 1
    numbered = 1
    content, marker_indent = item_start - first.first, first.indent
    while at < len(lines) and not stop(at):
        line = lines[at]
        mark = numbers_of(line)
        nested = bullet_of(line) if line.indent > first.indent and not line.blank else None
        inner = mark is not None and line.indent > first.indent and not line.blank and not follows(last, mark[0])
        if nested is None and inner and mark is not None:
            nested = "1", mark[1]
        if (
            mark is not None
            and line.blank <= 2
            and (follows(last, mark[0]) or (numbered > 1 and not width and not line.blank and _skips(last, mark[0])))
        ):
            numbered += 1
            items.append(Span(item_start, previous.end))
            (last, item_start) = mark
            content, marker_indent = item_start - line.first, line.indent
        elif line.blank and bullet_of(line) is not None:
            break
        elif nested is not None:
            items.append(Span(item_start, previous.end))
            item_start, content, marker_indent = nested[1], nested[1] - line.first, line.indent
        elif (not items and at - number > LONGEST_ITEM) or not (
            continues(line, previous, content, marker_indent, width) or cut_off(lines, at)
        ):
            break
        previous = line
        at += 1
    items.append(Span(item_start, previous.end))
    if len(items) < 2:
        return None
    return _list_piece("numbered", first, previous, items), at


def _alone_at(lines: Sequence[Line], number: int, stop: Callable[[int], bool]) -> tuple[Piece, int] | None:
    """Two or more items, each below a bullet that stands on a line of its own."""
    first, at = lines[number], number
    items: list[Span] = []
    while at + 1 < len(lines) and lines[at].text == first.text and lines[at + 1].text not in ALONE:
        if stop(at) or stop(at + 1) or lines[at + 1].blank > 1:
            break
        items.append(lines[at + 1].span)
        at += 2
    return (_list_piece("list", first, lines[at - 1], items), at) if len(items) > 1 else None


def _begins_table(lines: Sequence[Line], number: int) -> bool:
    """Does a table with pipes begin here, inside an item: its header, and a row of dashes below?"""
    if not lines[number].text.startswith("|") or number + 1 >= len(lines):
        return False
    return PIPED.fullmatch(lines[number + 1].text[:2000]) is not None


def _list_piece(kind: str, first: Line, last: Line, items: Sequence[Span]) -> Piece:
    leaves = tuple((Leaf((item,)),) for item in items)
    return Piece(kind, (Span(first.start, last.end),), leaves, blank=first.blank)


def labelled_at(lines: Sequence[Line], number: int, stop: Callable[[int], bool]) -> tuple[Piece, int] | None:
    """A list whose bullets the capture dropped: two or more lines `Term: text` (or `Term. text`) in a row, where a list
    was announced; three or more short ones otherwise.
    """
    announced = number > 0 and lines[number - 1].text.endswith(":")
    at = number
    label = TERMED if announced and TERMED.match(lines[number].text) else LABELLED
    while at < len(lines) and not stop(at) and label.match(lines[at].text) and (at == number or lines[at].blank <= 1):
        if lines[at].text.endswith(":") or (not announced and len(lines[at].text) > 100):
            break
        at += 1
    if at - number < (2 if announced else 3):
        return None
    run = lines[number:at]
    if _is_talk(run):
        return None
    leaves = tuple((Leaf((line.span,)),) for line in run)
    piece = Piece(
        "list", (Span(run[0].start, run[-1].end),), leaves, blank=run[0].blank, inferred=(Inference("list", 0.9),)
    )
    return piece, at


def _is_talk(run: Sequence[Line]) -> bool:
    """Are the labels the names of speakers, as a transcript has them: in capitals, or the same ones again and again?"""
    labels = [line.text.split(":", 1)[0] for line in run]
    spoken = sum(ends_sentence(line.text) for line in run)
    return spoken * 2 > len(run) and (all(map(str.isupper, labels)) or len(set(labels)) * 2 <= len(labels))


def unmarked_at(lines: Sequence[Line], number: int, stop: Callable[[int], bool]) -> tuple[Piece, int] | None:
    """A list whose bullets the capture dropped, without labels: three to twelve short lines, close together, that do
    not end like sentences and hold no numbers, right below words that announce such items.
    """
    above = number - 1
    while above > 0 and stop(above):
        above -= 1
    if above < 0:
        return None
    if len(lines[above].text) < 40 and KEYS.fullmatch(lines[above].text):
        return _key_points(lines, number, stop)
    if above < number - 1 or LISTED.search(lines[above].text[-120:]) is None:
        return None
    at = number
    while at < len(lines) and not stop(at) and at - number <= 12:
        line = lines[at]
        if (at > number and line.blank) or len(line.text) > 120 or ends_sentence(line.text) or line.text.endswith(":"):
            break
        if any(c.isdigit() for c in line.text) or "|" in line.text:
            return None
        at += 1
    if not 3 <= at - number <= 12:
        return None
    if at < len(lines) and not lines[at].blank and not stop(at):
        at -= len(lines[at].text) >= 60 and not lines[at - 1].text.endswith((",", ";"))
    run = lines[number:at]
    if len(run) < 3:
        return None
    leaves = tuple((Leaf((line.span,)),) for line in run)
    span = Span(run[0].start, run[-1].end)
    return Piece("list", (span,), leaves, blank=run[0].blank, inferred=(Inference("list", 0.6),)), at


def _key_points(lines: Sequence[Line], number: int, stop: Callable[[int], bool]) -> tuple[Piece, int] | None:
    """Two to eight open lines of four words or more close below `Summary` and its kind, and a blank line behind."""
    at = number
    while at < len(lines) and not stop(at) and not (at > number and lines[at].blank):
        text = lines[at].text
        if len(text) > 160 or ends_sentence(text) or text.endswith(":") or len(text.split()) < 4 or "|" in text:
            return None
        at += 1
    if not 2 <= at - number <= 8 or (at < len(lines) and not lines[at].blank):
        return None
    run = lines[number:at]
    leaves = tuple((Leaf((line.span,)),) for line in run)
    span = Span(run[0].start, run[-1].end)
    return Piece("list", (span,), leaves, blank=run[0].blank, inferred=(Inference("list", 0.7),)), at
