"""The page of a briefing: the answer first, then what it rests on, in one order for every briefing.

In: a briefing's report. Out: its page. What the desk wrote or judged is called the desk's; all else is counted, or
quoted with its line.
"""

from __future__ import annotations

from dataclasses import replace

from build_scripts import addresses, views
from build_scripts.article_dates import published_date
from build_scripts.briefing_glance import glance_section
from build_scripts.citing import cite_part, report_part
from build_scripts.comparison_pages import comparisons_section
from build_scripts.download_links import downloads_section
from build_scripts.error_reports import report_address
from build_scripts.left_out import printed_credits
from build_scripts.left_out_section import left_out_section
from build_scripts.measures_section import measures_section
from build_scripts.note_views import with_notes
from build_scripts.page import HeadingPart, HtmlPart, Page, Part, Render, crumbs_part, plain
from build_scripts.picture_sections import pictures_section
from build_scripts.print_notes import PrintNotes
from build_scripts.report import ArticleReport, BriefingReport
from build_scripts.rewriting_views import warning_views
from build_scripts.rounds import rounds_section
from build_scripts.search_entries import briefing_entries
from build_scripts.speakers_section import speakers_section
from build_scripts.timeline_section import timeline_section
from build_scripts.views import Origin, View
from build_scripts.watch_section import watch_section


def briefing_page(b: BriefingReport, render: Render) -> Page:
    """The question, the bottom line, the comparisons, what the sources leave out."""
    uri = addresses.briefing_page(b.id)
    notes = PrintNotes()
    origin = Origin(uri, render.words, notes)
    document = b.document
    crumbs = ((render.words("nav.home"), addresses.HOME), (render.words("nav.briefings"), addresses.BRIEFINGS))
    errors = report_address(render.settings, document.title, uri)
    downloads = downloads_section(b, origin, render)
    warned = [warning_views(origin, a, b.labels[a.article.id], b.labels) for a in b.articles]
    sections = (
        bottom_line_section(b, origin, render),
        glance_section(b, origin, render),
        rounds_section(b, origin, render),
        comparisons_section(b, origin, render),
        pictures_section(b, origin, render),
        measures_section(b, origin, render),
        watch_section(b, origin, render),
        speakers_section(b, origin, render),
        timeline_section(b, origin, render),
        left_out_section(b, origin, render),
        notes_section(b, render),
        sources_section(b, warned, origin, render),
    )
    page = Page(
        uri,
        "briefing",
        document.title,
        (),
        description=plain(document.question),
        breadcrumb=crumbs,
        search_entries=briefing_entries(render.words, b),
        edit_uri=b.path,
    )
    parts: list[Part] = [
        crumbs_part(render, uri, *crumbs),
        HeadingPart(1, "top", document.title),
        _lead(b, warned, render, bool(downloads), bool(errors)),
        *(part for section in sections for part in section),
        HeadingPart(2, "cite", render.words("citing.heading")),
        cite_part(page, document.as_of, render, folded=False),
    ]
    if errors:
        parts += [HeadingPart(2, "report", render.words("reporting.heading")), report_part(render, errors)]
    parts += downloads
    return replace(page, parts=with_notes(parts, notes, b, render))


def _lead(b: BriefingReport, warned: list[list[View]], render: Render, downloads: bool, report: bool) -> HtmlPart:
    """The question, what it is counted from, and what a reader must know of the sources before reading on."""
    words = render.words
    if b.document.as_of:
        as_of = words("briefing.as_of", date=words.date(b.document.as_of))
    elif any(map(published_date, b.articles)):
        as_of = words("date.undated")
    elif found := dict.fromkeys(filter(None, (views.dateline_words(words, a) for a in b.articles))):
        as_of = words("briefing.undated_datelines", datelines=", ".join(found))
    else:
        as_of = words("briefing.undated_all")
    return render(
        "briefing_lead",
        question=b.document.question,
        as_of=as_of,
        articles=words.count("counts.article", len(b.articles)),
        statements=words.count("counts.statement", sum(len(a.statements) for a in b.articles)),
        tables=words.count("counts.table", sum(a.tables for a in b.articles)),
        missing=views.missing_words(words, sum(len(a.missing) for a in b.articles)),
        downloads=downloads,
        report=report,
        warnings=[
            warning | {"href": f"#{warning['evidence']['id']}" if warning["evidence"] else ""}
            for own in warned
            for warning in own
        ],
    )


def bottom_line_section(b: BriefingReport, origin: Origin, render: Render) -> tuple[Part, ...]:
    """The desk's key points with their citations, or that there are none."""
    heading = HeadingPart(2, "bottom-line", render.words("briefing.bottom_line"))
    if not b.document.key_points:
        return heading, render("briefing_no_points")
    anchors = addresses.point_anchors(p.text for p in b.document.key_points)
    points = [
        {"id": anchor, "text": p.text, "citations": [views.citation_view(origin, c, b) for c in p.cites]}
        for p, anchor in zip(b.document.key_points, anchors, strict=True)
    ]
    return heading, render("briefing_points", points=points)


def notes_section(b: BriefingReport, render: Render) -> tuple[Part, ...]:
    """What the desk remarks, called the desk's; nothing where it remarks nothing."""
    if not b.document.notes:
        return ()
    heading = HeadingPart(2, "notes", render.words("briefing.notes"))
    return heading, render("briefing_notes_by"), render.markdown(b.document.notes)


def sources_section(b: BriefingReport, warned: list[list[View]], origin: Origin, render: Render) -> tuple[Part, ...]:
    """The captures that the briefing rests on, with their figures, their original addresses and their warnings."""
    sources = [_source(a, b.labels[a.article.id], w, origin) for a, w in zip(b.articles, warned, strict=True)]
    return (
        HeadingPart(2, "sources", render.words("briefing.sources_heading")),
        render("briefing_sources", sources=sources),
    )


def _source(a: ArticleReport, label: str, warnings: list[View], origin: Origin) -> View:
    words = origin.words
    marks = {"desk": "briefing.title_by_desk", "none": "briefing.title_is_file"}
    lines = {"href": origin.link(addresses.source_page(a.article.id)), "label": a.article.source}
    return {
        "id": a.article.id,
        "label": label,
        "title": a.title,
        "title_mark": words(marks[a.title_origin]) if a.title_origin in marks else "",
        "href": origin.link(addresses.article_page(a.article.id)),
        "publisher": _publisher(a, origin),
        "date": views.date_words(words, a, inline=True),
        "statements": words.count("counts.statement", len(a.statements)),
        "tables": words.count("counts.table", a.tables),
        "missing": views.missing_words(words, len(a.missing)),
        "repairs": words.count("counts.repair", len(a.applied)),
        "lines": words.pieces("briefing.source_lines", source=lines),
        "address": a.record.address or "",
        "rights": "" if a.whole else words(f"briefing.rights_{a.record.rights}"),
        "warnings": [{"facts": w["doubts"], "evidence": w["evidence"]} for w in warnings if w["doubts"]],
    }


def _publisher(a: ArticleReport, origin: Origin) -> list[View]:
    """Who published it: as the desk verified it, else as printed, which is no verified fact."""
    if a.record.publisher:
        return origin.words.pieces("briefing.publisher_verified", publisher=a.record.publisher)
    printed = a.printed("publisher")
    if printed is not None:
        return origin.words.pieces("briefing.publisher_printed", publisher=printed)
    if a.article.publisher is None and (named := printed_credits(a)):
        return origin.words.pieces("briefing.publisher_unrecognized", credits=named)
    return origin.words.pieces("briefing.no_publisher")
