"""Inline clutter: what belongs to the page inside a paragraph of the article.

In: the span of a paragraph. Out: the spans in it that are the page's, each with its code: closing sentences that call
on the visitor, bracketed credits and links anywhere, credits of the desk, rights and `Read also: …` at the end. A
sentence with quotation marks or a verb of saying is somebody's and stays; `(see also: Article 5)` is the author's.
"""

from __future__ import annotations

import re

from build_scripts.clutter_wording import REPORTED
from build_scripts.lines import last_sentence, word_count
from build_scripts.spans import Span

CLOSING = re.compile(
    r"(?:stay tuned(?: for| to| as| with)?|"
    r"(?:please |do |(?:and )?don['’]t forget to )?(?:follow us|subscribe to (?:our|my)|"
    r"sign up for our|share this (?:article|story|post))|"
    r"don['’]t forget to (?:subscribe|follow|like|share)|"
    r"stay with (?:us|(?-i:[A-Z])[\w.]*)[^.]{0,60} for (?:more|the latest|updates|further)|"
    r"(?:join|find) us on (?-i:Telegram|WhatsApp|Facebook|X|Twitter|Instagram|YouTube)|click here (?:to|for)|"
    r"for (?:more|further|the latest) (?:updates|news|stories|coverage)[^.]{0,80}(?:follow|visit|subscribe|stay|"
    r"check)|"
    r"(?:let us know|tell us|share your (?:thoughts|views))[^.]{0,60}(?:comments?|below)|"
    r"check back (?:soon|later|often|for)|keep (?:following|checking) (?:us|this|our)|download our app|"
    r"(?:this is a )?(?:developing|breaking) (?:news )?story[^.]{0,60}(?:check|will be|update|refresh))\b",
    re.IGNORECASE,
)
"""The beginning of a closing sentence that speaks to the visitor of the page, not of the news."""
CALLS = (
    "stay tuned", "stay with", "follow us", "subscribe to", "sign up for", "share this", "share your", "forget to",
    "for more ", "for further ", "for the latest ", "let us know", "tell us", "check back", "keep following",
    "keep checking", "download our", "developing ", "breaking ", "click here", "us on ",
)  # fmt: skip
"""One of these stands in whatever `CLOSING` matches; asking for them first is a hundred times as fast."""
BRACKETED = re.compile(
    r"(?<=\s)[\[(](?:"
    r"(?P<C011>(?:file )?(?:photo(?:graph)?|image|picture|video|graphic|illustration)s?(?: credits?| by| courtesy of)?"
    r" ?[:/|] ?(?-i:[A-Z@])[^()\[\]]{1,120})|"
    r"(?P<C005>(?:(?:read|watch) (?:also|more|next|related)|also read) ?[:|–—-] ?[^()\[\]]{1,160}|"
    r"click here[^()\[\]]{0,80})|"
    r"(?P<C006>advertisement|(?:story|article) continues below[^()\[\]]{0,60})"
    r")[\])](?=\s|$)",
    re.IGNORECASE,
)
"""In brackets with white space on both sides: a credit with a name, a link, an advertisement's mark."""
LAST = re.compile(
    r"(?:^|(?<=[.!?”\"’)\]]))\s*(?:"
    r"(?P<C011>[(\[](?:additional )?(?:reporting|writing|editing|compiled|edited|translated) by (?-i:[A-Z])"
    r"[^()\[\]]{1,240}[)\]]\.?)|"
    r"(?P<C005>(?:(?:read|watch) (?:also|more|next)|also read) ?: ?(?-i:[A-Z“\"‘'])[^.]{3,160}[^.\s])|"
    r"(?P<C008>(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:19|20)\d\d [^.\n]{1,80}(?:\.? all rights reserved)?\.?)"
    r")$",
    re.IGNORECASE,
)
"""What a paragraph ends with, behind a whole sentence."""
TOLD = re.compile(r"\b(?:is|are|was|were|has|had|will|would|stood|appears?|appeared)\b")
REACH = 400
"""How far from its end, in characters, a paragraph's closing clutter can begin."""
CLOSINGS = 3
"""How many pieces of clutter one paragraph can end with."""


def inline_clutter(text: str, span: Span) -> list[tuple[Span, str]]:
    """The spans of a paragraph that are the page's, in order, each with its code."""
    found: list[tuple[Span, str]] = []
    end = span.end
    for _ in range(CLOSINGS):
        last = _last_of(text, Span(span.start, end))
        if last is None:
            break
        found.append(last)
        end = _stripped(text, span.start, last[0].start)
        if end == span.start:
            break
    found += [
        (Span(m.start(), m.end()), str(m.lastgroup))
        for m in BRACKETED.finditer(text, span.start, end)
        if not REPORTED.search(m[0])
    ]
    return sorted(found)


def without(text: str, span: Span, cuts: list[tuple[Span, str]]) -> list[Span]:
    """What is left of a span once the spans of `cuts` are taken out, without white space at the ends."""
    left: list[Span] = []
    start = span.start
    for cut in [*(cut for cut, _ in cuts), Span(span.end, span.end)]:
        end = _stripped(text, start, cut.start)
        if end > start:
            left.append(Span(start, end))
        start = cut.end
        while start < span.end and text[start].isspace():
            start += 1
    return left


def _stripped(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _last_of(text: str, span: Span) -> tuple[Span, str] | None:
    """The clutter that a span ends with, or None."""
    low = max(span.start, span.end - REACH)
    tail = text[low : span.end]
    match = LAST.search(tail)
    if match is not None and match.lastgroup is not None:
        place = Span(low + match.start(match.lastgroup), span.end)
        rest = place.of(text)
        rights = match.lastgroup == "C008" and "rights reserved" not in rest.lower()
        if not REPORTED.search(rest) and not (rights and TOLD.search(rest)):
            return place, match.lastgroup
    lowered = tail.lower()
    if not any(call in lowered for call in CALLS):
        return None
    sentence = last_sentence(text, span)
    said = sentence.of(text)
    if not CLOSING.match(said) or REPORTED.search(said) or word_count(said) > 40:
        return None
    return sentence, "C005" if said[:5].lower() == "click" else "C012"
