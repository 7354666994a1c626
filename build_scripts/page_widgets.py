"""Widgets: what a page sets into an article's text, told by the company it stands in.

In: lines and which of them are clutter by their wording. Out: bars of buttons, the clocks of players, descriptions of
pictures with their captions, quotations set out in large print that the text has as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_scripts.clutter_wording import SITE_NAMES, TITLE
from build_scripts.lines import SHORT, Line, ends_sentence, word_count
from build_scripts.page_head import PROSE

_CONTROL = (
    SITE_NAMES
    + r"|(?:copy )?link(?: copied)?!?|copy link copied|share|tweet|post|save|like|comments?|more|bookmark|gift|pocket"
    r"|sms|mail|zalo|line|vk|viber|mastodon|google news|mix|xing|print article|email article|share article"
    r"|gift (?:this )?article|save article|read more|listen|download|embed|previous|next"
    r"|add to (?:your )?(?:favou?rites|reading list|saved stories)|\d{1,4}"
)
"""What a button says; a lone one may be a heading, two in a row are a bar of buttons."""
BUTTON = 24
"""A button's words are shorter."""
CONTROL = re.compile(_CONTROL, re.IGNORECASE)
CLOCKS = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[/|] ?\d{1,2}:\d\d(?::\d\d)?)?")
SIGNED = re.compile(r" ?(?:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3})/[A-Z][\w .&’'-]{1,40}")
"""A photographer and an agency."""
DESCRIBED = re.compile(
    r"((?:Getty(?: Images)?|Reuters|AFP|AP|EPA|PA(?: Media)?|BBC|Anadolu|Xinhua|Shutterstock|Handout|Alamy|NASA|Press "
    r"Association|Police|Family handout|Supplied)(?:[ /][A-Z][\w.&’'-]*){0,4}) .{20,250}[^.!?\s] \1"
)
PULLED = re.compile(r"[\"“«„][^\"“”«»]{20,280}[\"”»“]\.?")
PULLS = 20
"""A text with more quotations alone on a line than these is a collection of them."""


def bars_of_buttons(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """Two or more lines in a row that are each a button's word (`Facebook`, `Copy link`); behind a colon they are a
    list of the article's.
    """
    found: dict[int, str] = {}
    run: list[int] = []
    for number in range(len(lines) + 1):
        if number < len(lines) and len(lines[number].text) < BUTTON and CONTROL.fullmatch(lines[number].text):
            run.append(number)
            continue
        known = [n for n in run if n in clutter]
        words = [n for n in run if not lines[n].text.isdigit()]
        if len(run) > 1 and words and (known or not run[0] or not lines[run[0] - 1].text.endswith(":")):
            found |= {n: "C003" for n in run if n not in clutter}
        run = []
    return found


def behind_players(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """The clocks of a player (`0:00`, `24:31`), right below its `Listen to this article`."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines[1:], 1):
        above = lines[number - 1].text.casefold()
        plays = number - 1 in found or (number - 1 in clutter and above.startswith(("listen", "play", "watch")))
        if plays and number not in clutter and len(line.text) < BUTTON and CLOCKS.fullmatch(line.text):
            found[number] = "C002"
    return found


def described_pictures(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """A picture's description with its agency before and behind it, as pages for screen readers have it, and the
    caption below: `Getty Images A ferry beside rocks Getty Images`.
    """
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        behind = lines[number + 1].text if number + 1 < len(lines) else ""
        twin = len(line.text) <= SHORT and behind.startswith(line.text) and SIGNED.fullmatch(behind, len(line.text))
        if twin and number not in clutter:
            found |= {n: "C010" for n in (number, number + 1) if n not in clutter}
            continue
        if number in clutter or len(line.text) > SHORT or DESCRIBED.fullmatch(line.text) is None:
            continue
        found[number] = "C010"
        below = number + 1
        if below < len(lines) and below not in clutter and lines[below].blank <= line.blank:
            caption = lines[below].text
            if 5 <= word_count(caption) <= 25 and len(caption) <= TITLE and not ends_sentence(caption):
                found[below] = "C010"
    return found


def pull_quotes(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """Quotations alone on a line whose words stand in a longer paragraph too."""
    alone = [n for n, x in enumerate(lines) if n not in clutter and len(x.text) <= SHORT and PULLED.fullmatch(x.text)]
    if not 0 < len(alone) <= PULLS:
        return {}
    joined = "\n".join(line.text for line in lines if len(line.text) > PROSE)
    found: dict[int, str] = {}
    for number in alone:
        words = lines[number].text.strip('"“”«»„ .,')
        at = joined.find(words)
        while at >= 0 and word_count(words) >= 5:
            start, end = joined.rfind("\n", 0, at) + 1, joined.find("\n", at)
            if (end if end >= 0 else len(joined)) - start > len(lines[number].text) + 20:
                found[number] = "C016"
                break
            at = joined.find(words, at + 1)
    return found


FRAMES = (
    ("C004", re.compile(r"skip past newsletter promotion", re.I), re.compile(r"after newsletter promotion", re.I), 12),
    ("C005", re.compile(r"list of \d+ items", re.I), re.compile(r"end of list", re.I), 12),
    ("C002", re.compile(r"quick guide", re.I), re.compile(r"show", re.I), 2),
)
"""(code, words that open a frame, words that close it, most lines between): pages for screen readers say where a frame
begins and ends."""


def framed_widgets(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """The lines between the words that open a frame and those that close it, these included."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        if len(line.text) > BUTTON * 2:
            continue
        for code, opens, closes, most in FRAMES:
            if opens.fullmatch(line.text):
                near = range(number + 1, min(len(lines), number + most + 2))
                end = next((n for n in near if closes.fullmatch(lines[n].text)), number)
                found |= {n: code for n in range(number, end + 1) if end > number and n not in clutter}
    return found


CONSENTS = re.compile(
    r"(?:i )?(?:dis)?agree|(?:do not )?consent|accept|(?:accept|reject) all|decline|reject|learn more|"
    r"(?:manage|more|privacy|cookie) (?:choices|options|settings|preferences)",
    re.I,
)


def consent_buttons(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """The buttons (`AGREE`, `MORE OPTIONS`) below what a page says of cookies."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines[1:], 1):
        if number not in clutter and len(line.text) < BUTTON and CONSENTS.fullmatch(line.text):
            above = clutter.get(number - 1) or found.get(number - 1)
            if above == "C007":
                found[number] = "C007"
    return found
