"""The tail of a page: links to other articles, forms and notices below an article, or in a block in its middle.

In: lines and which of them are clutter by their wording. Out: the titles and names among and below them. Only what
looks like a title is taken; a sentence ends the block, and the tail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_scripts.bylines import is_credit
from build_scripts.clutter_wording import EDGE_LINES, TITLE
from build_scripts.lines import Line, ends_sentence, word_count
from build_scripts.lists import bullet_of

LINKS = 12
"""How many titles a block of links can have."""
TAIL = 60
"""How many lines at the end of a text can be the page's."""
LINK_HEAD = re.compile(
    r"(?:today['’]s |related|recommended|popular|trending|latest|recent|similar|more|you (?:may|might)|"
    r"editors?\b|don['’]t miss|"
    r"up next|most|top|explore|what to read|read (?:this )?next|around|suggested|must[- ]reads?|also (?:on|"
    r"in))\b(?! ?:)(?!.*\. )",
    re.IGNORECASE,
)
MORE = re.compile(r"(?:read|see|watch) (?:more|also|next):?", re.IGNORECASE)
"""Words above the title of one other article."""
RELATED = re.compile("|".join(pattern for code, pattern in EDGE_LINES if code in ("C005", "C009")), re.IGNORECASE)
FORM = re.compile(
    r"leave a (?:reply|comment)|post (?:a )?comment|comments?\b|\d+ comments?|suggest a|reuse this|required fields|"
    r"join the conversation|(?:previous|next) (?:post|article)|like this|back to (?:the )?top",
    re.IGNORECASE,
)


def _is_title(line: Line) -> bool:
    """Can a line be a link's words: a title, a rank, a name; no sentence, no item of a list, no announcement?"""
    text = line.text
    return (
        len(text) <= TITLE
        and not (ends_sentence(text.rstrip("?!\"'”’)")) and word_count(text) > 3)
        and not text.endswith((":", ",", ";"))
        and "|" not in text
        and bullet_of(line) is None
    )


def _heads_links(text: str) -> bool:
    """Is a line of clutter the head of a block of links, rather than a link itself?"""
    return len(text) < 60 and LINK_HEAD.match(text) is not None


def linked_titles(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """Titles close below `Related stories` and its kind, up to the next blank line. Where the text goes on without
    one, the last title may be a heading of the article and stays; above a byline or a date stands the article itself.
    """
    found: dict[int, str] = {}
    for head, code in clutter.items():
        if code != "C005" or not (_heads_links(lines[head].text) or MORE.fullmatch(lines[head].text)):
            continue
        at = head + 1
        while at < len(lines) and at - head <= LINKS and _is_title(lines[at]) and not lines[at].blank:
            at += 1
        if any(is_credit(lines[n].text) for n in range(head + 1, min(at + 1, len(lines)))):
            continue
        if at < len(lines) and not lines[at].blank and at not in clutter:
            at -= 1
        found |= {n: "C005" for n in range(head + 1, at) if n not in clutter}
    return found


def tail(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """What follows links, forms, tags or rights at the end of a text, where nothing but titles and clutter does."""
    start = len(lines)
    while start and len(lines) - start < TAIL and (start - 1 in clutter or _is_title(lines[start - 1])):
        start -= 1
    known = [n for n in range(start, len(lines)) if n in clutter]
    anchor = (
        next(
            (
                n
                for n in range(start, len(lines))
                if _closes(clutter.get(n), lines[n].text)
                or (n not in clutter and n < known[-1] and RELATED.fullmatch(lines[n].text))
            ),
            None,
        )
        if known
        else None
    )
    if anchor is None:
        return {}
    code = clutter.get(anchor, "C005")
    return {n: code if code == "C005" else "C002" for n in range(anchor, len(lines)) if n not in clutter}


def _closes(code: str | None, text: str) -> bool:
    """Does a line of clutter of this code stand below an article, with only more of the page behind it?"""
    return code in ("C004", "C008", "C009") or (
        (code == "C005" and _heads_links(text)) or (code is not None and FORM.match(text) is not None)
    )


CONTACT = re.compile(
    r"(?:media|press|for (?:media|press|more|further)) (?:contacts?|enquiries|inquiries|information):?", re.I
)
REACHED = re.compile(r"(?:tel|phone|fax|e-?mail|mob(?:ile)?|web(?:site)?)\b\.? ?:|.*\w@\w|[+(]?\d[\d ()./-]{6,}$", re.I)
CONTACTS = 8
"""How many lines a press office's address has."""


def contact_block(lines: Sequence[Line]) -> dict[int, str]:
    """`Media contact:` and the office, telephone and address close below it, near the end of a text."""
    for number in range(max(0, len(lines) - TAIL // 2), len(lines)):
        if CONTACT.fullmatch(lines[number].text) is None:
            continue
        at = number + 1
        while at < len(lines) and at - number <= CONTACTS and not lines[at].blank and _can_address(lines[at]):
            at += 1
        last = max((n for n in range(number, at) if REACHED.match(lines[n].text)), default=number)
        if last > number:
            return dict.fromkeys(range(number, last + 1), "C002")
    return {}


def _can_address(line: Line) -> bool:
    return _is_title(line) or (len(line.text) <= TITLE and REACHED.match(line.text) is not None)
