"""Clutter: lines that belong to the page a text was captured from, not to the article.

In: lines. Out: the numbers of those that are clutter, each with a code. `clutter_wording` tells what says so itself,
`page_head`, `page_tail` and `page_widgets` what its company gives away, `inline_clutter` what stands inside
paragraphs. Every code and its reason stand here.
"""

from __future__ import annotations

from collections.abc import Sequence

from build_scripts.clutter_wording import clutter_code
from build_scripts.lines import Line, ends_sentence
from build_scripts.page_head import HEAD, PROSE, is_menu
from build_scripts.page_tail import contact_block, linked_titles, tail
from build_scripts.page_widgets import (
    bars_of_buttons,
    behind_players,
    consent_buttons,
    described_pictures,
    framed_widgets,
    pull_quotes,
)

TOP = 6
"""How many lines from the beginning can be a menu."""
EDGE = 4
"""How many lines from either end of the text count as its edge."""


def clutter_lines(lines: Sequence[Line]) -> dict[int, str]:
    """The lines that are clutter, by their number in `lines`, with their codes."""
    last = len(lines) - EDGE
    top = max(TOP, next((n for n, x in enumerate(lines[:HEAD]) if len(x.text) >= PROSE and x.text[-1] == "."), 0))
    prose = max((n for n in range(max(0, last), len(lines)) if _is_prose_line(lines[n])), default=-1)
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        code = clutter_code(line.text, number < EDGE or (number >= last and number > prose))
        if code is not None:
            found[number] = code
        elif (number < top or number >= last) and is_menu(lines, number):
            found[number] = "C002"
    found |= framed_widgets(lines, found)
    found |= consent_buttons(lines, found)
    found |= contact_block(lines)
    found |= bars_of_buttons(lines, found)
    found |= behind_players(lines, found)
    found |= described_pictures(lines, found)
    found |= linked_titles(lines, found)
    found |= pull_quotes(lines, found)
    return found | tail(lines, found)


def _is_prose_line(line: Line) -> bool:
    return len(line.text) >= PROSE and ends_sentence(line.text) and clutter_code(line.text, False) is None
