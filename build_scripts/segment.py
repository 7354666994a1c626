"""Segmenting: what each part of a captured text is.

In: a source. Out: its outline, whose spans tile the text. The passes stand in `outline_of` in their order: what marks
itself comes first (pipes, bullets, `#`), what must be inferred from shape and neighbourhood last. Nothing is refused:
what no pass claims is a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from build_scripts import flattened, headings
from build_scripts.announcements import add_missing, announces
from build_scripts.assembly import assemble
from build_scripts.bylines import authors_notes, closing_byline, find_credits
from build_scripts.clutter import clutter_lines
from build_scripts.clutter_codes import CODES
from build_scripts.csv_tables import csv_table_at
from build_scripts.datelines import dateline_of
from build_scripts.inline_clutter import inline_clutter, without
from build_scripts.lines import SHORT, Line, Piece, ends_sentence, lines_of
from build_scripts.lists import labelled_at, list_at, unmarked_at
from build_scripts.literals import literal_lines
from build_scripts.model import Inference, Source
from build_scripts.outline import Leaf, Outline
from build_scripts.page_head import body_start, head_of_page, lone_place
from build_scripts.spans import Span
from build_scripts.tables import aligned_table_at, pipe_table_at, tab_table_at
from build_scripts.titles import find_titles, issuer
from build_scripts.wrapping import is_airy, join_wrapped, wrap_width

HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
CLOSING_HASHES = re.compile(r"[ \t]+#{1,6}$")
RULE = re.compile(r"(?:[-*_=~•·–—─━][ \t]*){3,}")
QUOTE = re.compile(r"(?:>[ \t]?)+(?![/=<>\-\d])")
CREDITS = ("C008", "C010", "C011", "C014")
"""Codes of what stands right below a standfirst, besides the byline: a picture's caption or credit, a date."""
CAPTION = re.compile(r"(?:Table|TABLE|Tab\.) ?\d{0,3}(?:\.\d+)? ?[:.–—|-] ?\S")


def outline_of(source: Source) -> Outline:
    """The outline of a source; its spans tile the text."""
    text = source.text
    pieces, published = open_pieces(text)
    pieces = name_headings(text, pieces)
    pieces = part_paragraphs(text, pieces)
    pieces = add_missing(text, pieces)
    return assemble(text, pieces, published)


def open_pieces(text: str) -> tuple[list[Piece], str | None]:
    """The pieces of a text before its headings are told from its paragraphs, and the date of publication."""
    lines = lines_of(text)
    width = wrap_width(lines)
    marked, published = mark_lines(lines)
    marked |= literal_lines(lines, marked)
    pieces = claim_marked(text, lines, marked, width)
    pieces = find_flattened(text, pieces, width)
    return join_wrapped(text, pieces, width), published


def mark_lines(lines: Sequence[Line]) -> tuple[dict[int, list[Piece]], str | None]:
    """Lines that are not the article's body: headline, publisher, repeats, byline, dates, clutter; and the date."""
    clutter = clutter_lines(lines)
    marked: dict[int, list[Piece]] = {}
    for number, pieces in find_titles(lines, clutter).items():
        marked[number] = pieces
    for number, code in clutter.items():
        if number not in marked:
            line = lines[number]
            marked[number] = [Piece("omission", (line.span,), blank=line.blank, code=code, reason=CODES[code])]
    top = next((n for n, pieces in sorted(marked.items()) if any(p.kind == "headline" for p in pieces)), 0)
    credits, published = find_credits(lines, marked, body_start(lines, marked))
    marked |= credits | (closing_byline(lines, clutter) if not _has_byline(credits) else {})
    if any(p.kind == "headline" for p in marked.get(top, ())):
        marked |= issuer(lines, marked)
    for number in range(top):
        if number not in marked:
            marked[number] = [_of_the_page(lines[number])]
    if (above := lone_place(lines, marked)) is not None and above > top:
        place = lines[above].span
        sure = (Inference("dateline", 0.7),)
        marked[above] = [Piece("dateline", (place,), ((Leaf((place,)),),), lines[above].blank, inferred=sure)]
    for number in head_of_page(lines, marked, top):
        marked[number] = [_of_the_page(lines[number])]
    for number in authors_notes(lines, marked):
        line = lines[number]
        marked[number] = [Piece("omission", (line.span,), blank=line.blank, code="C011", reason=CODES["C011"])]
    return marked, published


def _has_byline(credits: Mapping[int, Sequence[Piece]]) -> bool:
    return any(piece.kind == "byline" for pieces in credits.values() for piece in pieces)


def _of_the_page(line: Line) -> Piece:
    return Piece("omission", (line.span,), blank=line.blank, code="C002", reason=CODES["C002"])


def claim_marked(text: str, lines: Sequence[Line], marked: dict[int, list[Piece]], width: int) -> list[Piece]:
    """Pieces for what marks itself; every other line becomes a piece of open text."""
    stop = marked.__contains__
    found: list[Piece] = []
    number = 0
    while number < len(lines):
        if number in marked:
            found.extend(marked[number])
            number += 1
            continue
        line = lines[number]
        claimed = _claim(text, lines, number, stop, width, found)
        if claimed is None:
            found.append(Piece("text", (line.span,), ((Leaf((line.span,)),),), line.blank, lines=(line,)))
            number += 1
        else:
            piece, number = claimed
            found.append(piece)
    return found


def _claim(
    text: str, lines: Sequence[Line], number: int, stop: Callable[[int], bool], width: int, before: Sequence[Piece]
) -> tuple[Piece, int] | None:
    line = lines[number]
    sign = line.text[0]
    if (table := pipe_table_at(text, lines, number, stop)) is not None:
        return table
    if sign == "#" and (match := HASHES.match(line.text)):
        closing = CLOSING_HASHES.search(line.text, max(match.end(), len(line.text) - 12))
        place = Span(line.start + match.end(), line.start + closing.start() if closing else line.end)
        level = max(2, len(match[1]))
        return Piece("heading", (line.span,), ((Leaf((place,)),),), line.blank, level=level), number + 1
    if number + 1 < len(lines) and not stop(number + 1) and _underlines(line, lines[number + 1]):
        level = 2 if lines[number + 1].text[0] in "=" else 3
        span = Span(line.start, lines[number + 1].end)
        return Piece("heading", (span,), ((Leaf((line.span,)),),), line.blank, level=level), number + 2
    if sign == ">" and QUOTE.match(line.text) is not None:
        return _quote(lines, number, stop)
    if len(line.text) <= SHORT and RULE.fullmatch(line.text):
        return Piece("omission", (line.span,), blank=line.blank, code="C013", reason="rule"), number + 1
    if (listed := list_at(lines, number, stop, width)) is not None:
        return listed
    for find in (tab_table_at, aligned_table_at, csv_table_at):
        if (table := find(text, lines, number, stop)) is not None:
            return table
    above = next((p for p in reversed(before) if p.kind != "omission"), None)
    if above is not None and above.kind == "text" and not ends_sentence(above.lines[-1].text):
        return labelled_at(lines, number, stop) or unmarked_at(lines, number, stop)
    return None


def _underlines(line: Line, below: Line) -> bool:
    marks = set(below.text)
    return (
        not below.blank
        and len(marks) == 1
        and marks <= set("=-~^")
        and len(below.text) >= 3
        and len(line.text) <= SHORT
        and (abs(len(below.text) - len(line.text)) <= 3 or (not ends_sentence(line.text) and len(line.text) < 100))
        and not RULE.fullmatch(line.text)
    )


def _quote(lines: Sequence[Line], number: int, stop: Callable[[int], bool]) -> tuple[Piece, int] | None:
    first = lines[number]
    leaves: list[Span] = []
    at = number
    while (
        at < len(lines)
        and not stop(at)
        and QUOTE.match(lines[at].text) is not None
        and (at == number or not lines[at].blank)
    ):
        line = lines[at]
        match = QUOTE.match(line.text)
        assert match is not None
        at += 1
        if match.end() < len(line.text):
            leaves.append(Span(line.start + match.end(), line.end))
        elif leaves:
            break
    if not leaves:
        return Piece(
            "omission", (Span(first.start, lines[at - 1].end),), blank=first.blank, code="C013", reason="rule"
        ), at
    return Piece("quote", (Span(first.start, lines[at - 1].end),), ((Leaf(tuple(leaves)),),), first.blank), at


def find_flattened(text: str, pieces: Sequence[Piece], width: int) -> list[Piece]:
    """Runs of open lines that are tables without their columns, and captions joined to the tables they stand above."""
    found: list[Piece] = []
    prose: dict[tuple[str, str], int] | None = None
    at = 0
    while at < len(pieces):
        run = _run(pieces, at)
        done = 0
        for first, behind, likely in () if width else _tables_in(text, pieces, at, len(run)):
            if prose is None:
                prose = flattened.bigrams_of(
                    [p.lines[0].text for p in pieces if p.kind == "text" and len(p.lines[0].text) > 100]
                )
            found.extend(run[done:first])
            found.append(flattened.table_of(text, [p.lines[0] for p in run[first:behind]], prose, likely))
            done = behind
        found.extend(run[done:])
        at += len(run)
        if not run:
            found.append(_captioned(text, pieces[at], found))
            at += 1
    return found


def _captioned(text: str, piece: Piece, found: list[Piece]) -> Piece:
    """A piece; where it is a table and a caption stands right above it, the table with its caption.

    A caption calls itself one, or it is a line of its own with no blank line between it and a table drawn with pipes.
    """
    if piece.kind != "table" or not found or found[-1].kind != "text":
        return piece
    line = found[-1].lines[0]
    alone = len(found[-1].lines) == 1 and (found[-1].blank or len(found) == 1)
    says = alone and not piece.blank and text[piece.start] == "|" and not line.text.endswith((":", ";", ","))
    if len(line.text) > SHORT or not (says or CAPTION.match(line.text)):
        return piece
    above = found.pop()
    return replace(piece, spans=(Span(above.start, piece.end),), caption=above.leaves[0][0], blank=above.blank)


def _tables_in(text: str, pieces: Sequence[Piece], at: int, count: int) -> list[tuple[int, int, float]]:
    """The flattened tables in a run of open lines, as (first, behind the last, likelihood) within the run."""
    if count < 3:
        return []
    run = [piece.lines[0] for piece in pieces[at : at + count]]
    promises = at > 0 and pieces[at - 1].kind == "text" and announces(text, pieces[at - 1].spans[-1]) is not None
    if _stands_apart(pieces, at, at + count):
        likely = flattened.run_likelihood(run, promises)
        if likely >= 0.5:
            return [(0, count, likely)]
    announced = [promises, *(line.text.endswith(":") for line in run[:-1])]
    before = text[max(0, pieces[at - 1].end - 200) : pieces[at - 1].end] if at else ""
    return flattened.close_tables(run, announced, before)


def _stands_apart(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Do blank lines part pieces `start` to `end` from the rest, and is there a rest?"""
    above = start == 0 or pieces[start].blank > 0
    below = end >= len(pieces) or pieces[end].blank > 0
    return above and below and end > start and (start > 0 or end < len(pieces))


def _run(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """The open lines from `at` on that no blank line parts."""
    run: list[Piece] = []
    while at < len(pieces) and pieces[at].kind == "text" and (not run or not pieces[at].blank):
        run.append(pieces[at])
        at += 1
    return run


def name_headings(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Open pieces told apart into headings and paragraphs."""
    rows = open_settings(text, pieces)
    told = headings.likelihoods([row[2] for row in rows], [row[3:] for row in rows])
    chances = {id(row[1]): chance for row, chance in zip(rows, told, strict=True)}
    found: list[Piece] = []
    standfirst = _standfirst(pieces)
    for piece in pieces:
        if piece.kind != "text":
            found.append(piece)
            continue
        chance = chances.get(id(piece), 0.0) if piece is not standfirst else 0.0
        if headings.entitles(
            piece.lines[0].text, found[-1].lines[0].text if found and found[-1].lines else "", piece.blank
        ):
            chance = max(chance, headings.ENTITLED)
        if found and found[-1].kind == "quote" and not piece.blank:
            chance = 0.0  # Who is quoted, named right below the quotation.
        if chance >= headings.THRESHOLD:
            found.append(
                replace(
                    piece, kind="heading", inferred=(Inference("heading", round(chance, 3)),), level=_level(piece, text)
                )
            )
        else:
            found.append(replace(piece, kind="paragraph"))
    return found


def _standfirst(pieces: Sequence[Piece]) -> Piece | None:
    """The line below a headline that leads into the article: five words or more, a byline or a date right behind."""
    top = next((n for n, p in enumerate(pieces) if p.kind == "headline"), len(pieces))
    behind = [p for p in pieces[top + 1 : top + 12] if p.kind not in ("omission", "publisher") or p.code in CREDITS]
    if len(behind) < 2 or behind[0].kind != "text" or len(behind[0].lines[0].text.split()) < 5:
        return None
    return behind[0] if behind[1].kind == "byline" or behind[1].code in CREDITS else None


def open_settings(
    text: str, pieces: Sequence[Piece]
) -> list[tuple[int, Piece, headings.Setting, int | None, int | None]]:
    """The open pieces short enough for headings: number, piece, what stands around it, and the places in this very list
    of the open pieces right before and behind it.
    """
    solid = [p for p in pieces if p.kind != "omission"]
    airy = is_airy(solid)
    numbers = [
        n for n, p in enumerate(solid) if p.kind == "text" and len(p.spans) == 1 and len(p.spans[0]) <= headings.LONGEST
    ]
    place = {number: at for at, number in enumerate(numbers)}
    words = Counter(solid[n].spans[0].of(text) for n in numbers)
    rows = []
    for n in numbers:
        setting = setting_of(text, solid, n, airy)
        setting = replace(setting, again=words[setting.text] > 1)
        rows.append((n, solid[n], setting, place.get(n - 1), place.get(n + 1)))
    return rows


def _level(piece: Piece, text: str) -> int:
    match = re.match(r"\d+((?:\.\d+)+)", text[piece.start : piece.start + 20])
    return min(6, 2 + match[1].count(".")) if match else 2


def setting_of(text: str, solid: Sequence[Piece], number: int, airy: bool) -> headings.Setting:
    """What stands around an open piece, as `headings` asks for it; of long texts the two ends."""
    before = solid[number - 1] if number else None
    after = solid[number + 1] if number + 1 < len(solid) else None
    return headings.Setting(
        text=solid[number].spans[0].of(text),
        before=before.kind if before else "",
        before_text=_ends(text, before),
        blank_before=solid[number].blank,
        after=after.kind if after else "",
        after_text=_ends(text, after),
        blank_after=after.blank if after else 1,
        airy=airy,
    )


def _ends(text: str, piece: Piece | None) -> str:
    if piece is None:
        return ""
    if piece.end - piece.start <= 400:
        return text[piece.start : piece.end]
    return text[piece.start : piece.start + 200] + text[piece.end - 200 : piece.end]


def part_paragraphs(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Datelines cut off the paragraphs that begin with them, and the page's own out of those that hold it."""
    found: list[Piece] = []
    dated = False
    paragraphs = 0
    for piece in pieces:
        if piece.kind != "paragraph":
            found.append(piece)
            continue
        paragraphs += 1
        if (
            not dated
            and paragraphs <= 4
            and (place := dateline_of(text, piece.spans[0], first=paragraphs == 1)) is not None
        ):
            dated = True
            words = _without_dash(text, place)
            found.append(Piece("dateline", (place,), ((Leaf((words,)),),), piece.blank))
            piece = _cut(piece, Span(place.end, piece.spans[0].end), 0)
        cuts = [inline_clutter(text, span) for span in piece.spans]
        taken = [cut for some in cuts for cut in some]
        spans = tuple(x for span, some in zip(piece.spans, cuts, strict=True) for x in without(text, span, some))
        parts = [replace(piece, spans=spans, leaves=((Leaf(spans),),))] if spans else []
        parts += [Piece("omission", (cut,), blank=0, code=code, reason=CODES[code]) for cut, code in taken]
        found.extend(sorted(parts, key=lambda p: p.start))
    return found


def _without_dash(text: str, place: Span) -> Span:
    end = place.end
    while end > place.start and (text[end - 1].isspace() or text[end - 1] in "–—-:"):
        end -= 1
    return Span(place.start, end)


def _cut(piece: Piece, span: Span, which: int) -> Piece:
    spans = list(piece.spans)
    spans[which] = span
    return replace(piece, spans=tuple(spans), leaves=((Leaf(tuple(spans)),),))
