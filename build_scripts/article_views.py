"""Views of an article: blocks with their marks, repairs, what was left out.

In: an article's report and the page it is shown on. Out: plain dictionaries for the templates, all text raw. What the
rights don't allow is withheld here: of a text that may be quoted the statements that are shown stand, and a sign where
others are; of headings, captions and headers only how many words they have.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from operator import attrgetter

from build_scripts.clutter_codes import CODES
from build_scripts.codec import REMOVED_BY_HAND
from build_scripts.invisible_signs import Piece, is_unseen, told_apart
from build_scripts.line_fates import TAKEN_OUT, omitted_pieces
from build_scripts.marked_text import Run, cut, runs_of_block
from build_scripts.model import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Inference,
    MissingBlock,
    OrderedList,
    Paragraph,
    Provenance,
    Repair,
    Statement,
    Table,
)
from build_scripts.provenance import leaves_of
from build_scripts.report import ArticleReport
from build_scripts.showing import words_in
from build_scripts.spans import Span, trim
from build_scripts.views import Origin, View, language_tag, line_link, statement_view, withheld
from build_scripts.wording import Words

FIRST_CLAUSE = re.compile(r"[:;.](?=\s|$)")
"""Where a reason's first clause ends."""
TOLD = 300
"""How many characters of what the source has are told beside changed words."""
REASONS = frozenset({*CODES.values(), REMOVED_BY_HAND[1], TAKEN_OUT})
"""The reasons of omissions that are ours; others are a maintainer's own words."""


def block_id(index: int) -> str:
    """The anchor of a block, by its place in the article: it changes as blocks come and go before it."""
    return f"b{index + 1}"


def block_view(origin: Origin, report: ArticleReport, index: int, statements: Sequence[Statement]) -> View:
    """A block of an article with its marks, its statements and its lines. `statements` are those of this block."""
    block = report.article.blocks[index]
    provenance = report.provenance[index]
    hidden = _hidden_words(report, block, statements)
    view: View = {
        "id": block_id(index),
        "line": line_link(origin, report.article.id, block_lines(report, index)),
        "lang": language_tag(report.article.language),
        "provenance": provenance,
        "provenance_words": provenance_words(origin.words, provenance),
        "inferred": [inference_words(origin.words, i) for i in block.inferred],
        "withheld": origin.words.count("rights.words", hidden) if hidden else "",
        "kind": type(block).__name__.lower(),
    }
    match block:
        case Heading():
            view |= {
                "text": block.text if report.whole else "",
                "told": "" if report.whole else origin.words("article.heading_withheld", words=view["withheld"]),
            }
        case Paragraph() | BlockQuote():
            view["pieces"] = list(_pieces(origin, report, block, statements))
        case BulletList() | OrderedList():
            view["leaves"] = list(_items(origin, report, block, statements))
        case Table():
            view |= _source_table(origin, report, block, statements)
        case MissingBlock():
            shown = report.shows_text(block.announced)
            view |= {
                "told": origin.words(f"article.missing_{block.what}"),
                "announced": block.announced if shown else "",
                "hidden": "" if shown else withheld(origin.words, block.announced),
            }
    return view


def _hidden_words(report: ArticleReport, block: Block, statements: Sequence[Statement]) -> int:
    """How many words of a block are withheld."""
    if report.whole:
        return 0
    return max(0, sum(map(words_in, leaves_of(block))) - sum(words_in(s.text) for s in statements if report.shows(s)))


def _runs(report: ArticleReport, block: Block) -> list[list[Run]]:
    return runs_of_block(report.tracer, block, sorted(report.applied, key=attrgetter("at")))


def run_views(origin: Origin, report: ArticleReport, runs: Iterable[Run]) -> list[View]:
    """The runs of a text; each that is not as printed tells, where it may, what the source has."""
    views = []
    for run in runs:
        told = ""
        if run.mark == "added":
            told = origin.words("article.run_added")
        elif run.mark:
            shown = run.at is None or report.shows_span(run.at)
            was = " ".join(run.was.split())
            was = was if len(was) <= TOLD else was[: TOLD - 1] + "…"
            told = origin.words(f"article.run_{run.mark}" if shown and was else f"article.run_{run.mark}_only", was=was)
        views.append({"text": run.text, "mark": run.mark, "told": told})
    return views


def _pieces(
    origin: Origin, report: ArticleReport, block: Paragraph | BlockQuote, statements: Sequence[Statement]
) -> Iterator[View]:
    """A paragraph cut into its statements and what stands between them; withheld ones leave their anchors."""
    (runs,) = _runs(report, block)
    cursor = 0
    gap = False
    for statement in statements:
        start = block.text.find(statement.text, cursor)
        if start < 0:
            continue
        end = start + len(statement.text)
        if report.shows(statement):
            between = cut(runs, cursor, start)
            if not report.whole:
                between = [Run(" ")] if cursor else []
            if between:
                yield {"runs": run_views(origin, report, between), "statement": None, "gap": False}
            own = run_views(origin, report, cut(runs, start, end))
            yield {"runs": own, "statement": _own_statement(origin, statement), "gap": False}
            gap = False
        else:
            sign = "" if gap else origin.words("rights.gap")
            yield {"sign": sign, "statement": _own_statement(origin, statement), "gap": True, "first": not gap}
            gap = True
        cursor = end
    if cursor < len(block.text) and report.whole:
        yield {"runs": run_views(origin, report, cut(runs, cursor, len(block.text))), "statement": None, "gap": False}
    elif not statements and not report.whole:
        yield {"sign": origin.words("rights.gap"), "statement": None, "gap": True, "first": True}


def _own_statement(origin: Origin, statement: Statement) -> View:
    """A statement on its article's page, with what the permanent link to it is called."""
    view = statement_view(origin, statement)
    kind = view["kind_words"]
    cue = view["cue"]
    view["link"] = origin.words("article.statement_link", kind=kind)
    view["why"] = origin.words("article.kind_by", kind=kind, cue=cue) if cue else kind
    return view


def _items(
    origin: Origin, report: ArticleReport, block: BulletList | OrderedList, statements: Sequence[Statement]
) -> Iterator[View]:
    by_leaf = {s.leaf: s for s in statements}
    numbers = block.printed() if isinstance(block, OrderedList) else ("",) * len(block.items)
    for leaf, (runs, number) in enumerate(zip(_runs(report, block), numbers, strict=True)):
        statement = by_leaf[leaf]
        shown = report.shows(statement)
        yield {
            "runs": run_views(origin, report, runs if shown else [Run(origin.words("rights.gap"))]),
            "number": number if shown or report.named else "",
            "statement": _own_statement(origin, statement),
            "gap": not shown,
        }


def _source_table(origin: Origin, report: ArticleReport, block: Table, statements: Sequence[Statement]) -> View:
    width = max([len(block.columns), *(len(r) for r in block.rows if not isinstance(r, str))])
    gap = origin.words("rights.gap")
    leaves = iter(_runs(report, block))
    captioned = block.caption is not None
    if captioned:
        next(leaves)
    names = [c if report.shows_text(c) else gap for c in block.columns]
    columns: list[View] = [
        {"text": name, "runs": run_views(origin, report, runs if report.whole else [Run(name)])}
        for name, runs in zip(names, islice(leaves, len(names)), strict=True)
    ]
    columns += [{"text": "", "runs": []}] * (width - len(columns))
    empty = origin.words("article.cell_empty")
    for column in columns:
        column["empty"] = "" if _has_text(column["runs"]) else empty
    rows = []
    confidences = block.row_confidences[1:] if len(block.row_confidences) == len(block.rows) + 1 else ()
    for row, statement, confidence in zip_longest(block.rows, statements, confidences):
        own = [next(leaves) for _ in ((row,) if isinstance(row, str) else row)]
        shown = report.shows(statement)
        unsplit = isinstance(row, str) or not shown
        if not shown:
            own = [[Run(gap)]]
        cells = [run_views(origin, report, runs) for runs in own]
        cells += [[]] * (0 if unsplit else width - len(cells))
        rows.append(
            {
                "first": _cell(cells[0] if cells else [], columns[0]["text"] if columns else "", empty),
                "cells": [_cell(c, h["text"], empty) for c, h in zip(cells[1:], columns[1:], strict=False)],
                "span": max(1, width) if unsplit else 1,
                "unsplit": unsplit,
                "uncertain": _uncertain(origin.words, confidence) if isinstance(row, str) else "",
                "gap": not shown,
                "statement": _own_statement(origin, statement),
            }
        )
    caption = block.caption if captioned and report.shows_text(block.caption or "") else ""
    return {
        "caption": caption or origin.words("article.table"),
        "captioned": bool(caption),
        "direction": direction_of(leaves_of(block)) or origin.words.direction,
        "columns": columns,
        "rows": rows,
    }


def direction_of(texts: Iterable[str]) -> str:
    """`rtl` or `ltr`: the direction in which most of the texts are read; empty where no letter tells one.

    A text is read in the direction of its first letter that has one (rule P2 of the Unicode bidirectional algorithm).
    """
    strong = ((unicodedata.bidirectional(c) for c in text) for text in texts)
    firsts = Counter(next((kind for kind in kinds if kind in ("L", "R", "AL")), "") for kinds in strong)
    right, left = firsts["R"] + firsts["AL"], firsts["L"]
    return "" if not (right or left) else "rtl" if right > left else "ltr"


def _cell(runs: list[View], column: str, empty: str) -> View:
    return {"runs": runs, "column": column, "empty": "" if _has_text(runs) else empty}


def _has_text(runs: Iterable[View]) -> bool:
    """Does any run leave a mark on the page?"""
    return any(not is_unseen(c) for run in runs for c in run["text"])


def _uncertain(words: Words, confidence: float | None) -> str:
    if confidence is None:
        return words("article.columns_uncertain")
    return words("article.columns_uncertain_by", confidence=words.share(confidence))


def block_lines(report: ArticleReport, index: int) -> tuple[int, int] | None:
    """The first and the last source line of a block; None where a hand wrote it."""
    tracer = report.tracer
    block = report.article.blocks[index]
    spans = [s for raw in block.spans if len(s := trim(report.source.text, raw))]
    if isinstance(block, MissingBlock) and block.spans:
        end = len(report.source.text[: block.spans[0].end].rstrip())
        line = tracer.lines.line_of(max(0, end - 1))
        return line, line
    if not spans:
        return None
    return tracer.lines.line_of(spans[0].start), tracer.lines.line_of(spans[-1].end - 1)


def repair_views(origin: Origin, report: ArticleReport, repairs: Iterable[Repair]) -> list[View]:
    """Repairs with their line and their reason: in full where its code first stands, then its first clause."""
    views = []
    explained: set[str] = set()
    for repair in repairs:
        line = report.tracer.lines.line_of(repair.at)
        shown = report.shows_span(Span(repair.at, repair.at + len(repair.was)))
        reason, tag = repair_reason(origin.words, repair, shown)
        was, now = told_apart(repair.was, repair.now)
        views.append(
            {
                "line": line_link(origin, report.article.id, (line, line)),
                "was": _shown_pieces(was, origin.words("article.repair_added")) if shown else [],
                "now": _shown_pieces(now, origin.words("article.repair_taken_out")) if shown else [],
                "was_hidden": "" if shown else withheld(origin.words, repair.was),
                "now_hidden": "" if shown else withheld(origin.words, repair.now),
                "gap": not shown,
                "code": repair.code,
                "reason": FIRST_CLAUSE.split(reason, maxsplit=1)[0] if repair.code in explained else reason,
                "lang": tag,
            }
        )
        explained.add(repair.code)
    return views


def _shown_pieces(pieces: Sequence[Piece], nothing: str) -> list[View]:
    """The pieces of one side of a repair; what to say where the side is empty."""
    return [{"text": p.text, "named": p.named, "told": ""} for p in pieces] or [
        {"text": "", "named": False, "told": nothing}
    ]


def repair_reason(words: Words, repair: Repair, shown: bool = True) -> tuple[str, str]:
    """Why a repair was made, and the language of these words where it is not the page's.

    A language may have words for a code; without them they are those of the code itself, in English, which may hold
    words of the article: where these are not `shown`, what stands in quotation marks and behind a colon is left out.
    """
    name = f"repair_reasons.{repair.code}"
    if words.has(name):
        return words(name), ""
    reason = re.sub(r"`([^`]*)`", r"“\1”", repair.reason)
    if not shown:
        reason = re.sub(r"“[^”]*”", "“…”", FIRST_CLAUSE.split(reason, maxsplit=1)[0])
    return reason, "" if words.tag.split("-")[0] == "en" else "en"


def omission_views(origin: Origin, report: ArticleReport) -> list[View]:
    """What no block shows, with its reason and its lines."""
    views = []
    for whole, reason in omitted_pieces(report.tracer):
        span = trim(report.source.text, whole)
        if not len(span):
            continue
        lines = (report.tracer.lines.line_of(span.start), report.tracer.lines.line_of(span.end - 1))
        text = span.of(report.source.text)
        shown = report.shows_span(span)
        views.append(
            {
                "line": line_link(origin, report.article.id, lines),
                "text": text if shown else withheld(origin.words, text),
                "gap": not shown,
                "reason": omission_words(origin.words, reason),
            }
        )
    return views


def omission_words(words: Words, reason: str) -> str:
    """Why a piece was left out: one of our reasons in the page's language, or a maintainer's own words."""
    return words(f"omission.{re.sub(r'[ -]', '_', reason)}") if reason in REASONS else reason


def inference_words(words: Words, inference: Inference) -> str:
    """What the machine inferred, and how sure it is."""
    name = f"inferred.{inference.what}"
    confidence = words.share(inference.confidence)
    return words(name if words.has(name) else "inferred.other", what=inference.what, confidence=confidence)


def block_word(words: Words, block: Block) -> str:
    """What kind of block it is."""
    return words(f"block.{type(block).__name__.lower()}")


def metadata_views(origin: Origin, report: ArticleReport) -> list[View]:
    """Publisher, byline and dateline as printed, as far as they may be shown, with what became of them."""
    return [
        {
            "name": origin.words(f"article.{name}" if mark else f"article.{name}_printed"),
            "text": text,
            "mark": mark,
            "inferred": [inference_words(origin.words, i) for i in datum.inferred],
        }
        for name, datum in report.article.metadata()
        if name != "headline" and (text := report.printed(name)) is not None
        for mark in (metadatum_words(origin.words, report, name),)
    ]


def metadatum_words(words: Words, report: ArticleReport, name: str) -> str:
    """What became of a headline, publisher, byline or dateline, in words; empty where it stands as printed."""
    datum = dict(report.article.metadata()).get(name)
    return provenance_words(words, report.tracer.metadatum(datum)) if datum is not None and report.named else ""


def provenance_words(words: Words, provenance: Provenance) -> str:
    """What comparing a text with its source tells, in words; empty where it stands as printed."""
    return "" if provenance == "verbatim" else words(f"provenance.{provenance}")
