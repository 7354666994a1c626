"""The section of a briefing's page that tells what the sources leave out.

In: a briefing's report and the page. Out: a heading, the gaps of each article, or that nothing was found missing, and
what the desk's own records lack.
"""

from __future__ import annotations

from build_scripts import addresses
from build_scripts.left_out import OF_THE_DESK, Gap, gaps_of
from build_scripts.page import HeadingPart, Part, Render
from build_scripts.report import BriefingReport
from build_scripts.views import Origin, View, line_link

SECTION = "left-out"
SHOWN_PLACES = 10
"""Lines of rows that are linked; the count tells of the rest."""
SHOWN_QUOTES = 6
"""Words of a gap that are quoted; the rest is counted."""


def left_out_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """What the sources leave out; always there, for that nothing is missing is worth saying too."""
    words = origin.words
    gaps = gaps_of(b)
    told = [(article, [g for g in own if g.name not in OF_THE_DESK]) for article, own in gaps]
    view = {
        "articles": [
            {
                "label": b.labels.get(article, article),
                "href": origin.link(addresses.article_page(article)),
                "gaps": [_gap_view(origin, gap) for gap in own],
            }
            for article, own in told
            if own
        ],
        "desk": [
            {
                "label": b.labels.get(article, article),
                "href": origin.link(addresses.article_page(article)),
                "gaps": [_gap_view(origin, gap) for gap in own if gap.name in OF_THE_DESK],
            }
            for article, own in gaps
            if any(gap.name in OF_THE_DESK for gap in own)
        ],
        "nothing": bool(gaps) and not any(own for _, own in gaps),
    }
    return HeadingPart(2, SECTION, words("left_out.heading")), render("left_out", **view)


def _gap_view(origin: Origin, gap: Gap) -> View:
    words = origin.words
    how = ""
    if gap.name in ("no_official", "undecided"):
        how = words("left_out.no_official_how", sayings=words.count("left_out.sayings", gap.sayings))
    places = [line_link(origin, gap.article, lines) for lines in dict.fromkeys(gap.places)][:SHOWN_PLACES]
    name = f"left_out.{gap.name}"
    return {
        "text": words.count(name, gap.count) if gap.name == "uncertain" else words(name),
        "quote": gap.text or "",
        "withheld": words("left_out.withheld") if gap.withheld else "",
        "line": line_link(origin, gap.article, gap.lines),
        "quotes": [
            {"text": text, "line": line_link(origin, gap.article, lines)} for text, lines in gap.quotes[:SHOWN_QUOTES]
        ],
        "more": words.count("left_out.more", len(gap.quotes) - SHOWN_QUOTES) if len(gap.quotes) > SHOWN_QUOTES else "",
        "places": [place for place in places if place is not None],
        "how": how,
    }
