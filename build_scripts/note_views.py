"""The notes of a printed page: every place that it cites, with its number, its lines, their words and their address.

In: a page's parts and what collected its places. Out: the parts with the numbers in them, and a list of the notes at
their end, which only paper shows. The words stand there where the article's rights allow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from build_scripts import addresses
from build_scripts.page import Part, Render, plain
from build_scripts.print_notes import Place, PrintNotes
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.views import View, lines_words
from build_scripts.wording import Words

QUOTED = 160
"""Characters of a source line that a note prints: enough to find the place again where the site is out of reach."""


def with_notes(parts: Sequence[Part], notes: PrintNotes, b: BriefingReport, render: Render) -> tuple[Part, ...]:
    """A page's parts with numbered citations, and the notes at the end; as they are where nothing is cited."""
    numbered, places = notes.numbered(parts)
    if not places:
        return numbered
    articles = {a.article.id: a for a in b.articles}
    views = [
        _note(number, place, articles.get(place.article), b.labels, render) for number, place in enumerate(places, 1)
    ]
    return (*numbered, render("notes", notes=views))


def _note(number: int, place: Place, a: ArticleReport | None, labels: Mapping[str, str], render: Render) -> View:
    if place.lines is None:
        path, anchor = quote(addresses.article_page(place.article)), addresses.statement_anchor(place.statement)
    else:
        path = quote(addresses.source_page(place.article)) + addresses.lines_query(*place.lines)
        anchor = addresses.line_anchor(place.lines[0])
    return {
        "number": number,
        "label": labels.get(place.article, place.article),
        "place": _place_words(render.words, place),
        "text": plain(_quoted(place, a), QUOTED) if a is not None else "",
        "address": f"{render.settings.url}{path}#{quote(anchor)}",
    }


def _place_words(words: Words, place: Place) -> str:
    return lines_words(words, *place.lines) if place.lines is not None else ""


def _quoted(place: Place, a: ArticleReport) -> str:
    """The words at a place, as the source has them; where the site may not show all, what it may show of them."""
    if place.lines is None:
        return next((s.text for s in a.statements if s.id == place.statement and a.shows(s)), "")
    first, last = place.lines
    if a.whole:
        return "\n".join(fate.text for fate in a.fates[first - 1 : last])
    return " … ".join(
        s.quote for s in a.statements if s.lines and first <= s.lines[0] and s.lines[1] <= last and a.shows(s)
    )
