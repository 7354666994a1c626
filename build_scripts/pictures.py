"""Pictures: counts as stacked bars, a matrix as a heat map, the rounds on a line; static SVG beside its figures.

In: plain tables: texts and whole numbers, dates as ISO texts. Out: a figure for each: an SVG with its title and its
description, a legend, and the same figures as a table to unfold. All geometry is computed here; the templates print it.
Refused: more series than there are fills to tell them apart (`ValueError`).

Widths are percent of the picture and heights are em, so that bars grow with the window while text keeps its size:
at 320 px it is as large as on a desk. What is `NARROW` em wide fits there. No font is at hand, so widths of text are
estimated, rather too wide than too narrow; labels wrap, and what is too long ends in … with its whole text behind it.

How to use it: `bars_part`, `heat_map_part` and `rounds_line_part` make one figure each, from anything counted. Their
`id` must be new on the page and of letters, digits and hyphens. `picture_sections` puts them together for pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from build_scripts.page import HtmlPart, Render
from build_scripts.views import View, many_columns

FILLS = ("solid", "slanted", "dotted", "level", "empty", "upright", "crossed", "sparse")
"""How the parts of a bar are told apart without colour, in the order of the series."""
MARKS = {
    "slanted": "M-1.5 1.5L1.5 -1.5M0 6L6 0M4.5 7.5L7.5 4.5",
    "dotted": "M1 2h2M4 5h2",
    "level": "M0 1.5h6M0 4.5h6",
    "upright": "M1.5 0v6M4.5 0v6",
    "crossed": "M0 0L6 6M0 6L6 0",
    "sparse": "M0 3h6",
}
"""What is drawn in a fill, on a tile of 6 by 6 px."""
NARROW = 20.0
"""The width that every picture has at least, in em of its text (12.8 px): 256 of the 288 px of a phone's column."""
LINE = 1.35
"""From one line of text to the next, in em."""
BAR = 1.1
"""The height of a bar, in em."""
SHADES = 4
"""Steps of a heat map above none."""
MOST_COLUMNS = 12
"""Columns of a heat map side by side; the others follow below."""
LANES = 2
"""Lines of numbers under a bar: what does not fit beside its neighbour stands in the second."""

_NARROW_SIGNS = frozenset("iljtfrI.,;:'’|!()[] -·")
_WIDE_SIGNS = frozenset("mwMW@%&—…")


@dataclass(frozen=True, slots=True)
class Square:
    """A cell of a heat map: the number that colours it, the sign and the words of its state."""

    count: int
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the line of rounds.

    `when` is an ISO day, month or year, None where it is undated; `round` is the name that the desk gives its round;
    `told` is how the time is told, where it is more than a date.
    """

    label: str
    when: str | None = None
    round: str | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a picture's legend: a sign (or the number of a column) and what it means."""

    sign: str
    words: str


def bars_part(
    render: Render,
    id: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, Sequence[int]]],
    series: Sequence[str],
    rows_label: str = "",
    fills: Sequence[str] = FILLS,
) -> HtmlPart:
    """Stacked horizontal bars: a bar for each row (its label, a count for each of the series), all of one scale.

    `fills` are those of the series, one each: what several pictures show has to look the same in all of them.
    """
    if len(series) > len(fills):
        raise ValueError(f"{len(series)} series, but only {len(fills)} fills tell them apart")
    words = render.words
    right_to_left = words.direction == "rtl"
    most = max((sum(counts) for _, counts in rows), default=0)
    drawn: list[View] = []
    y = 0.0
    for label, counts in rows:
        total = words.number(sum(counts))
        lines, whole = wrapped(label, NARROW - text_width(total) - 1, 2)
        top = y + len(lines) * LINE + 0.1
        parts = list(_parts(counts, most))
        places = _places([(x, width, words.number(count)) for _, count, x, width in parts])
        drawn.append(
            {
                "label": _text_lines(lines, "100%" if right_to_left else "0", y),
                "whole": whole,
                "total": total,
                "total_x": "0" if right_to_left else "100%",
                "total_y": _figure(y + 1),
                "base_y": _figure(top + BAR),
                "parts": [
                    {
                        "x": _figure(100 - x - width if right_to_left else x),
                        "y": _figure(top),
                        "width": _figure(width),
                        "height": _figure(BAR),
                        "fill": f"{id}-{fills[index]}",
                        "name": f"{label}, {series[index]}: {words.number(count)}",
                        "number": words.number(count) if place else "",
                        "align": place.align if place else "",
                        "number_x": _figure(100 - place.x if right_to_left else place.x) if place else "",
                        "number_y": _figure(top + BAR + 1 + place.lane * 1.1) if place else "",
                    }
                    for (index, count, x, width), place in zip(parts, places, strict=True)
                ],
            }
        )
        used = max((place.lane + 1 for place in places if place), default=0)
        y = top + BAR + used * 1.1 + 0.7
    return render(
        "picture_bars",
        picture=_picture(id, title, description, y, right_to_left),
        rows=drawn,
        fills=[{"id": f"{id}-{fill}", "fill": fill, "mark": MARKS.get(fill, "")} for fill in fills[: len(series)]],
        legend=[{"fill": f"{id}-{fill}", "words": name} for fill, name in zip(fills, series, strict=False)],
        table=_table(
            title, rows_label, list(series), [(label, [words.number(c) for c in counts]) for label, counts in rows]
        ),
    )


def _parts(counts: Sequence[int], most: int) -> Iterator[tuple[int, int, float, float]]:
    """The parts of a bar that are not empty: which of the series, its count, where it begins and its width."""
    x = 0.0
    for index, count in enumerate(counts):
        if count:
            width = 100 * count / most
            yield index, count, x, width
            x += width


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the number of a bar's part stands: in which line, how it is aligned, and at how many percent."""

    lane: int
    align: str
    x: float


def _places(numbers: Sequence[tuple[float, float, str]]) -> list[_Place | None]:
    """Where each number under a bar stands; None where there is no room for it at the least width.

    A number stands under the middle of its part; at the ends of the picture, under its part's outer edge.
    """
    ends = [0.0] * LANES
    places: list[_Place | None] = []
    for x, width, number in numbers:
        room = text_width(number) + 0.3
        left, right = x * NARROW / 100, (x + width) * NARROW / 100
        begin, align, at = (left + right - room) / 2, "middle", x + width / 2
        if begin < 0:
            begin, align, at = left, "start", x
        elif begin + room > NARROW:
            begin, align, at = right - room, "end", x + width
        lane = next((n for n in range(LANES) if begin >= ends[n] - 0.2), None)
        places.append(_Place(lane, align, at) if lane is not None else None)
        if lane is not None:
            ends[lane] = begin + room
    return places


def heat_map_part(
    render: Render,
    id: str,
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Square]]],
    legend: Sequence[Key],
    rows_label: str = "",
) -> HtmlPart:
    """A matrix as a heat map: the shade of a square grows with its number, which stands in it with its state's sign."""
    words = render.words
    right_to_left = words.direction == "rtl"
    squares = [s for _, cells in rows for s in cells]
    most = max((s.count for s in squares), default=0)
    widest = max((max(text_width(words.number(s.count)), text_width(s.sign)) for s in squares), default=1)
    side_by_side = max(1, min(MOST_COLUMNS, len(columns), int(NARROW / (widest + 0.5))))
    room = NARROW / side_by_side
    in_one_line = room >= 4
    height = 1.7 if in_one_line else 2.7
    by_name = all(not wrapped(c, room - 0.4, 2)[1] for c in columns)
    heads = [wrapped(c, room - 0.4, 2)[0] if by_name else [words.number(n)] for n, c in enumerate(columns, 1)]
    step = 100 / side_by_side

    def place(n: int) -> float:
        """Where a column begins, in percent."""
        return 100 - (n + 1) * step if right_to_left else n * step

    drawn_rows: list[View] = []
    drawn_heads: list[View] = []
    y = 0.0
    for first in range(0, len(columns), side_by_side):
        band = range(first, min(first + side_by_side, len(columns)))
        for n in band:
            middle = f"{_figure(place(n - first) + step / 2)}%"
            drawn_heads += _text_lines(heads[n], middle, y)
        y += max(len(heads[n]) for n in band) * LINE + 0.4
        for label, cells in rows:
            lines, whole = wrapped(label, NARROW, 2)
            top = y + len(lines) * LINE + 0.15
            drawn_rows.append(
                {
                    "label": _text_lines(lines, "100%" if right_to_left else "0", y),
                    "whole": whole,
                    "squares": [
                        {
                            "x": _figure(place(n - first) + step * 0.02),
                            "y": _figure(top),
                            "width": _figure(step * 0.96),
                            "height": _figure(height),
                            "shade": -(-cells[n].count * SHADES // most) if most else 0,
                            "middle": _figure(place(n - first) + step / 2),
                            "texts": [
                                {"text": f"{words.number(cells[n].count)} {cells[n].sign}", "y": _figure(top + 1.2)}
                            ]
                            if in_one_line
                            else [
                                {"text": words.number(cells[n].count), "y": _figure(top + 1.15)},
                                {"text": cells[n].sign, "y": _figure(top + 2.3)},
                            ],
                            "name": f"{label}, {columns[n]}: {words.number(cells[n].count)}, {cells[n].words}",
                        }
                        for n in band
                    ],
                }
            )
            y = top + height + 0.4
        y += 0.5
    return render(
        "picture_heat_map",
        picture=_picture(id, title, description, y, right_to_left),
        heads=drawn_heads,
        rows=drawn_rows,
        columns=[] if by_name else [{"sign": words.number(n), "words": c} for n, c in enumerate(columns, 1)],
        legend=[{"sign": key.sign, "words": key.words} for key in legend],
        table=_table(
            title,
            rows_label,
            list(columns),
            [(label, [f"{words.number(s.count)} {s.sign} {s.words}" for s in cells]) for label, cells in rows],
        ),
    )


def rounds_line_part(render: Render, id: str, title: str, description: str, stops: Sequence[Stop]) -> HtmlPart:
    """The rounds on a line, downwards in the order given.

    The dots of dated stops stand as far apart as their dates; a stop without a date stands between its neighbours, as
    an open circle. Where there are no two dates, or where they contradict the order, all stand at even distances.
    """
    words = render.words
    right_to_left = words.direction == "rtl"
    side = -1 if right_to_left else 1
    drawn: list[View] = []
    rests: list[float] = []
    facts: list[str] = []
    y = 0.0
    for stop in stops:
        lines, whole = wrapped(stop.label, NARROW - 3, 2)
        when = stop.told or (words.date(stop.when) if stop.when else words("date.undated"))
        below, below_whole = wrapped(f"{when} · {stop.round}" if stop.round else when, NARROW - 3, 2)
        facts.append(when)
        rests.append(y + LINE / 2)
        drawn.append(
            {
                "label": _text_lines(lines, f"{_figure(side * 2.8)}em", y),
                "below": _text_lines(below, f"{_figure(side * 2.8)}em", y + len(lines) * LINE),
                "whole": whole or below_whole,
            }
        )
        y += (len(lines) + len(below)) * LINE + 0.6
    days = placed_in_time([stop.when for stop in stops])
    dots = _dots(days, rests)
    known = [day is not None for day in days]
    rounds = any(stop.round for stop in stops)
    return render(
        "picture_rounds",
        picture=_picture(id, title, description, y, right_to_left),
        start="100%" if right_to_left else "0",
        axis=_figure(side * 0.7),
        elbow=_figure(side * 2.4),
        stops=[
            view | {"y": _figure(dot), "rest": _figure(rest), "dated": bool(stop.when)}
            for view, dot, rest, stop in zip(drawn, dots, rests, stops, strict=True)
        ],
        steps=[
            {"top": _figure(dots[n]), "bottom": _figure(dots[n + 1]), "dated": known[n] and known[n + 1]}
            for n in range(len(stops) - 1)
        ],
        to_scale=dots != rests,
        table=_table(
            title,
            words("picture.article"),
            [*([words("picture.round")] if rounds else []), words("picture.when")],
            [
                (stop.label, [*([stop.round or words("picture.no_round")] if rounds else []), when])
                for stop, when in zip(stops, facts, strict=True)
            ],
        ),
    )


def placed_in_time(dates: Sequence[str | None]) -> list[int | None]:
    """A day for each ISO date, never before the day of one that stands before it; None for what has none.

    A month or a year is a span of days, of which the first that keeps the order is taken. All None where the dates
    contradict the order.
    """
    days: list[int | None] = []
    latest = 0
    for text in dates:
        span = _span_of_days(text)
        if span is None:
            days.append(None)
            continue
        latest = max(latest, span[0])
        if latest > span[1]:
            return [None] * len(dates)
        days.append(latest)
    return days


def _span_of_days(text: str | None) -> tuple[int, int] | None:
    """The first and the last day of an ISO day, month or year; None where it is none."""
    try:
        steps = [int(step) for step in (text or "").split("-")]
        first = date(*(*steps, 1, 1)[:3])
    except (ValueError, TypeError):
        return None
    if len(steps) == 3:
        return first.toordinal(), first.toordinal()
    months = first.year * 12 + first.month - 1 + (12 if len(steps) == 1 else 1)
    if months // 12 > date.max.year:
        return first.toordinal(), date.max.toordinal()
    return first.toordinal(), date(months // 12, months % 12 + 1, 1).toordinal() - 1


def _dots(days: Sequence[int | None], rests: Sequence[float]) -> list[float]:
    """Where each dot stands: by its day between the first and the last dated stop, else beside its label."""
    known = [(n, day) for n, day in enumerate(days) if day is not None]
    if len(known) < 2 or known[0][1] == known[-1][1]:
        return list(rests)
    (first, begin), (last, end) = known[0], known[-1]
    dots = list(rests)
    for n, day in known:
        dots[n] = rests[first] + (rests[last] - rests[first]) * (day - begin) / (end - begin)
    for (one, _), (other, _) in pairwise(known):
        for n in range(one + 1, other):
            dots[n] = dots[one] + (dots[other] - dots[one]) * (n - one) / (other - one)
    return dots


def _picture(id: str, title: str, description: str, height: float, right_to_left: bool) -> View:
    return {
        "id": id,
        "title": title,
        "description": description,
        "height": _figure(height + 0.2),
        "direction": "rtl" if right_to_left else "ltr",
    }


def _table(title: str, rows_label: str, columns: list[str], rows: Sequence[tuple[str, Sequence[str]]]) -> View:
    """A picture's figures as a table."""
    return {
        "caption": title,
        "rows_label": rows_label,
        "columns": columns,
        "many": many_columns(columns),
        "rows": [
            {"label": label, "cells": [{"text": c, "column": h} for c, h in zip(cells, columns, strict=True)]}
            for label, cells in rows
        ],
    }


def _text_lines(lines: Sequence[str], x: str, y: float) -> list[View]:
    return [{"text": line, "x": x, "y": _figure(y + n * LINE + 1)} for n, line in enumerate(lines)]


def text_width(text: str) -> float:
    """How wide a text is at most, in em, as far as its characters tell; measured in common system fonts."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> float:
    if character in _NARROW_SIGNS:
        return 0.38
    if character in _WIDE_SIGNS:
        return 1.05
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.4 if category == "So" else 1.05
    if character.isascii() or category == "Nd":
        return 0.75 if category == "Lu" else 0.63
    return {"Lu": 0.85, "Ll": 0.7}.get(category, 1.0)


def wrapped(text: str, room: float, most: int) -> tuple[list[str], str]:
    """A text in at most `most` lines of `room` em; and the text itself where that is too little for it, else nothing.

    Lines break at spaces; a word that is longer than a line is cut. What was left out is marked with …
    """
    whole = " ".join(text.split())
    lines: list[str] = []
    rest = whole
    while rest and len(lines) < most:
        line = _line_of(rest, room)
        rest = rest[len(line) :].lstrip(" ")
        lines.append(line.rstrip(" "))
    if not rest:
        return lines or [""], ""
    last = lines[-1]
    while last and text_width(last) > room - 1.1:
        last = last[:-1]
    lines[-1] = last.rstrip(" ") + "…"
    return lines, whole


def _line_of(text: str, room: float) -> str:
    """The longest beginning of a text that fits; at least a character."""
    width, space = 0.0, 0
    for n, character in enumerate(text):
        if character == " ":
            space = n
        width += _character_width(character)
        if width > room:
            return text[: space or max(1, n)]
    return text


def _figure(value: float) -> str:
    """A length for SVG, in em or percent, with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
