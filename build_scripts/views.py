"""Views: the report in the words and links that the templates print; formatting lives here, templates stay logic-free.

In: parts of the report and the page they are shown on. Out: plain dictionaries, lists, strings and numbers. All text is
raw: templates escape it where they print it, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from build_scripts import addresses
from build_scripts.article_dates import dateline_mention, published_date
from build_scripts.compare import parse_citation
from build_scripts.model import Statement
from build_scripts.print_notes import Place, PrintNotes
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.showing import words_in
from build_scripts.wording import Words

View = dict[str, Any]


LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language tag (BCP 47), as far as its shape tells."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The page that views are made for: its address, from which links lead, and the words of its language."""

    uri: str
    words: Words
    notes: PrintNotes | None = None
    """What collects the places that the page cites, where it prints them as notes."""

    def note(self, place: Place) -> str:
        """What the citation of a place carries for paper; empty where the page prints no notes."""
        return self.notes.key(place) if self.notes is not None else ""

    def link(self, target: str, anchor: str = "", query: str = "") -> str:
        """A relative reference to another page of the site."""
        return addresses.link(self.uri, target, anchor, query)


def lines_words(words: Words, first: int, last: int) -> str:
    """Source lines in words."""
    if first == last:
        return words("place.line", first=str(first))
    return words("place.lines", first=str(first), last=str(last))


def line_link(origin: Origin, article_id: str, lines: tuple[int, int] | None, label: str = "") -> View | None:
    """A link to source lines; None where there are none."""
    if lines is None:
        return None
    place = lines_words(origin.words, *lines)
    anchor, query = addresses.line_anchor(lines[0]), addresses.lines_query(*lines)
    return {
        "href": origin.link(addresses.source_page(article_id), anchor, query),
        "label": origin.words("place.labelled", label=label, place=place) if label else place,
        "note": origin.note(Place(article_id, lines)),
    }


def sentence(words: Words, name: str, **fields: str | View) -> list[View]:
    """A word cut at its fields, for the macro `said`: a field is a text of its own, or a link (`href` and `label`)."""
    return words.pieces(name, **fields)


def kind_words(words: Words, kind: str) -> str:
    """A kind of statement in words."""
    return words(f"kind.{kind}")


def missing_words(words: Words, number: int) -> str:
    """How many announced lists and tables are missing, or that none is."""
    return words.count("counts.missing", number) if number else words("counts.none_missing")


def language_tag(language: str | None) -> str:
    """A language as `lang` names it; empty where it is not known, or no tag that a browser reads."""
    return language if language is not None and LANGUAGE_TAG.fullmatch(language) else ""


def withheld(words: Words, text: str) -> str:
    """What stands for a text of an article where the rights don't allow it."""
    return withheld_words(words, words_in(text))


def withheld_words(words: Words, number: int) -> str:
    """What stands for so many words of an article that the rights don't allow."""
    return words.count("rights.withheld", number)


def statement_view(origin: Origin, statement: Statement, label: str = "") -> View:
    """A statement with its kind in words and the way to its line and to its article.

    Where the rights don't allow its words, `withheld` is true and `text` says so. Of a table row, `row` is true and
    `text` tells each cell with its column: that is no quotation, for the source does not say it so.
    """
    shown = not statement.withheld
    text = _row_words(origin.words, statement.cells) or statement.text
    return {
        "id": addresses.statement_anchor(statement.id),
        "text": text if shown else withheld_words(origin.words, statement.withheld),
        "withheld": not shown,
        "lang": language_tag(statement.language) if shown else "",
        "kind": statement.kind,
        "kind_words": kind_words(origin.words, statement.kind),
        "cue": statement.cue if shown else "",
        "by_hand": not statement.quote,
        "row": bool(statement.cells),
        "line": line_link(origin, statement.article, statement.lines, label),
        "href": origin.link(addresses.article_page(statement.article), addresses.statement_anchor(statement.id)),
    }


def _row_words(words: Words, cells: Sequence[tuple[str, str]]) -> str:
    """The cells of a row with their columns, as one text; an empty cell says nothing."""
    told = [words("place.cell", column=c, text=t) if c.strip() else t for c, t in cells if t.strip()]
    return reduce(lambda done, cell: words("place.cells", cells=done, cell=cell), told) if told else ""


def citation_view(origin: Origin, text: str, briefing: BriefingReport) -> View:
    """A citation as a link to its source line, labelled as the briefing labels the article."""
    citation = parse_citation(text)
    assert citation is not None, f"check lets no {text!r} through"
    label = briefing.labels.get(citation.article, citation.article)
    report = next(a for a in briefing.articles if a.article.id == citation.article)
    lines = citation.lines
    if lines is None:
        lines = next((s.lines for s in report.statements if s.id == citation.statement), None)
    found = line_link(origin, citation.article, lines, label)
    if found is None:
        anchor = addresses.statement_anchor(citation.statement or "")
        return {
            "href": origin.link(addresses.article_page(citation.article), anchor),
            "label": label,
            "note": origin.note(Place(citation.article, None, citation.statement or "")),
        }
    return found


def many_columns(columns: Sequence[str]) -> bool:
    """Whether a table of counts, with these columns beside its rows' names, has more than a phone is wide for."""
    return len(columns) > 2


def undated(report: ArticleReport) -> bool:
    """Does neither the article nor its record nor its dateline carry a date, be it without a year?"""
    return published_date(report) is None and dateline_mention(report) is None


def dateline_words(words: Words, report: ArticleReport) -> str:
    """The day of a dateline, in words that call it the dateline's; as printed where it has no year; empty without."""
    mention = dateline_mention(report)
    if mention is None:
        return ""
    if mention.iso is not None:
        day = words.date(mention.iso)
        last = mention.until
        return words(
            "date.dateline", date=day if last is None else words("date.span", first=day, last=words.date(last))
        )
    if report.named:
        return words("date.dateline_printed", words=mention.printed)
    return words("date.dateline_withheld")


def date_words(words: Words, report: ArticleReport, inline: bool = False) -> str:
    """When an article was published, else what its dateline tells, else that it is undated."""
    published = published_date(report)
    if published is not None:
        return words.date(published)
    return dateline_words(words, report) or words("date.undated_inline" if inline else "date.undated")
