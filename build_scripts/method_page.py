"""The method page: how the articles are read, what a machine may say and what only a person may, and the limits.

In: a report and the measured figures. Out: the page. Its prose is Markdown in the language's file, so that a translator
edits one file; every figure is counted or measured.
"""

from __future__ import annotations

from collections.abc import Iterator

from build_scripts import addresses, views
from build_scripts.compare import NOT_JUDGED
from build_scripts.comparison_views import SIGNS, legend
from build_scripts.documents import KindCues
from build_scripts.measured import measured
from build_scripts.page import HeadingPart, Page, Part, Render, SearchEntry, crumbs_part
from build_scripts.report import KINDS, Report
from build_scripts.views import View
from build_scripts.wording import Words

BY_DESK = ("not-stated", "disputed", "superseded")
"""The states that a person alone may give."""


def method_page(report: Report, render: Render) -> Page:
    """The method page."""
    words = render.words
    title = words("nav.method")
    uri = addresses.METHOD
    crumbs = ((words("nav.home"), addresses.HOME),)
    parts: list[Part] = [crumbs_part(render, uri, *crumbs), HeadingPart(1, "top", title)]
    parts.append(render("method_lead"))
    for name in ("rules", "says"):
        parts += [_heading(words, name), render.markdown(words(f"method.{name}"))]
    parts += [
        _heading(words, "states"),
        render(
            "method_states",
            groups=[
                {
                    "label": words("method.by_machine"),
                    "states": legend(words, [s for s in SIGNS if s not in (*BY_DESK, *NOT_JUDGED.values())]),
                },
                {"label": words("method.of_claims"), "states": legend(words, NOT_JUDGED.values())},
                {"label": words("method.by_desk"), "states": legend(words, BY_DESK)},
            ],
        ),
        _heading(words, "kinds"),
        *_kinds(report, render),
    ]
    for name in ("rewritten", "rights", "limits"):
        parts += [_heading(words, name), render.markdown(words(f"method.{name}"))]
    figures = measured()
    parts += [
        _heading(words, "measured"),
        render.markdown(words("method.measured", date=words.date(figures.date))),
        render(
            "method_measured",
            count=words.count("method.all_measured", len(figures.figures)),
            figures=[
                {"measure": measure, "figure": figure, "target": target or ""}
                for measure, figure, target in figures.figures
            ],
        ),
        _heading(words, "holds", "figures"),
        render("method_figures", figures=_figures(words, report)),
    ]
    return Page(
        uri,
        "method",
        title,
        tuple(parts),
        description=words("method.description"),
        breadcrumb=crumbs,
        search_entries=(
            SearchEntry("", title, words("method.description")),
            *(SearchEntry(p.id, p.text, "") for p in parts if isinstance(p, HeadingPart) and p.level > 1),
        ),
    )


def _heading(words: Words, name: str, anchor: str = "") -> HeadingPart:
    return HeadingPart(2, anchor or name, words(f"method.{name}_heading"))


def _kinds(report: Report, render: Render) -> Iterator[Part]:
    """The kinds with their wordings, each to unfold."""
    words = render.words
    vocabulary = report.library.vocabulary
    fields = {k.kind: k for k in (vocabulary.document.kinds if vocabulary else ())}
    # The kinds in the order in which their wordings decide; those without any last.
    order = [*fields, *KINDS]
    yield render.markdown(words("method.kinds"))
    if not fields:
        yield render("method_no_kinds")
        return
    yield render(
        "method_kinds", kinds=[_kind(words, kind, fields.get(kind)) for kind in sorted(KINDS, key=order.index)]
    )
    yield render.markdown(words("method.kinds_notation"))


def _kind(words: Words, kind: str, fields: KindCues | None) -> View:
    cues = list(dict.fromkeys(fields.cues)) if fields else []
    unless = list(dict.fromkeys(fields.unless)) if fields else []
    told = words.count("method.cues", len(cues))
    if unless:
        told = words("method.kind_summary", cues=told, unless=words.count("method.unless_count", len(unless)))
    return {
        "words": views.kind_words(words, kind),
        "kind": kind,
        "meaning": words(f"kind_meaning.{kind}"),
        "summary": told if cues else "",
        "cues": cues,
        "unless": unless,
        "none": "" if cues or kind == "background" else words("method.no_cues"),
    }


def _figures(words: Words, report: Report) -> list[View]:
    """What the site holds, counted."""
    articles = list(report.articles.values())
    counted = {
        "articles": len(articles),
        "statements": sum(len(a.statements) for a in articles),
        "tables": sum(a.tables for a in articles),
        "missing": sum(len(a.missing) for a in articles),
        "applied": sum(len(a.applied) for a in articles),
        "suggested": sum(len(a.suggested) for a in articles),
        "omissions": sum(len(a.article.omissions) for a in articles),
    }
    return [{"name": words(f"method.{name}"), "value": words.number(value)} for name, value in counted.items()]
