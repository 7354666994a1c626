"""Citing: how a page is cited, in a line of text and in BibTeX.

In: a page and what it is a page of. Out: the part that tells it. A date stands there only where the YAML gives one, an
address only where the site has one; when the page was read, only its reader knows, and the part says so.

BibTeX reads braces before it reads anything else, escaped ones too: in a field they are written as commands. The other
signs of TeX are escaped; a title stands in a second pair of braces, which keeps its capital letters.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from build_scripts.article_dates import article_date
from build_scripts.error_reports import report_address
from build_scripts.page import HtmlPart, Page, Part, Render
from build_scripts.report import Report

TEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
"""What stands for a sign that TeX or BibTeX would read as its own."""
KEY_SIGN = re.compile(r"[^A-Za-z0-9:.-]")
"""What is put into no key: BibTeX ends one at commas, braces and blanks, and older ones know ASCII letters only."""
CITED = ("briefing", "comparison", "article", "source", "theme", "party")
"""The kinds of pages that tell how to cite them."""


def page_address(render: Render, uri: str) -> str:
    """A page's address on the web; empty where the site has none."""
    return f"{render.settings.url}{quote(uri)}" if render.settings.url else ""


def tex(text: str) -> str:
    """A text as a field of BibTeX holds it: one line, nothing in it a command."""
    line = " ".join(text.split())
    return "".join(TEX.get(sign, sign) for sign in line if sign.isprintable())


def bibtex_key(uri: str) -> str:
    """An entry's key, from the ids in the page's address: no two pages have one."""
    name = uri.strip("/").replace("/", ":")
    plain = KEY_SIGN.sub("-", name)
    # Where signs were replaced, or one of the ids has the sign between them, two addresses could look alike.
    return plain if plain == name and ":" not in uri else f"{plain}:{hashlib.sha256(uri.encode()).hexdigest()[:8]}"


def bibtex(title: str, site: str, uri: str, address: str, date: str | None, undated: str) -> str:
    """A page as an entry of BibTeX. `date` is an ISO date or None, `undated` the word for that."""
    fields = [("title", f"{{{tex(title)}}}"), ("organization", f"{{{tex(site)}}}")]
    if address:
        fields += [("howpublished", f"\\url{{{address}}}"), ("url", address)]
    fields += [("year", date.split("-")[0]), ("date", date)] if date else [("note", tex(undated))]
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    return f"@misc{{{bibtex_key(uri)},\n{lines}}}"


def cite_part(page: Page, date: str | None, render: Render, folded: bool = True) -> HtmlPart:
    """How to cite a page; `folded` where it stands at the end of a page, without a heading of its own."""
    words, settings = render.words, render.settings
    address = page_address(render, page.uri)
    when = words.date(date) if date else words("date.undated")
    name = "text" if address else "text_without_address"
    return render(
        "citing",
        folded=folded,
        text=words(f"citing.{name}", title=page.title, site=settings.name, date=when, address=address),
        bibtex=bibtex(page.title, settings.name, page.uri, address, date, words("date.undated")),
        no_address=not address,
    )


def report_part(render: Render, href: str) -> HtmlPart:
    """Where to tell of an error on a page."""
    words = render.words
    return render("report_error", href=href, link=words("reporting.link"), how=words("reporting.how"))


def with_citation(page: Page, report: Report, render: Render) -> Page:
    """A page with how it is cited at its end, where its kind has it; a briefing's page has it in its own order."""
    if page.kind not in CITED or page.kind == "briefing":
        return page
    parts: list[Part] = [*page.parts, cite_part(page, cited_date(page, report), render)]
    if errors := report_address(render.settings, page.title, page.uri):
        parts.append(report_part(render, errors))
    return replace(page, parts=tuple(parts))


def cited_date(page: Page, report: Report) -> str | None:
    """The date that the YAML gives for what a page shows; None where it gives none."""
    steps = page.uri.split("/")
    if page.kind in ("briefing", "comparison") and (b := report.briefings.get(steps[1])):
        return b.document.as_of
    if page.kind in ("article", "source") and (a := report.articles.get(steps[1])):
        return article_date(a)
    return None
