"""Views of a source: the ledger, line by line, and its figures.

In: an article's report and the page its source is shown on. Out: plain dictionaries for the templates, all text raw. Of
a line that the rights don't allow, the words that may be quoted are shown; signs stand for the others.

The figures count every line once and every character once: a line counts where most of its characters do.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator

from build_scripts import addresses
from build_scripts.article_dates import published_date
from build_scripts.article_views import block_id, block_word, omission_words, provenance_words
from build_scripts.line_fates import LineFate, omitted_pieces
from build_scripts.model import Statement
from build_scripts.report import ArticleReport
from build_scripts.spans import Span
from build_scripts.views import Origin, View, dateline_words, kind_words
from build_scripts.wording import Words

LINKED = 8
"""Statements of one line that are linked at once; the rest is folded away."""


def statements_by_line(report: ArticleReport) -> dict[int, list[Statement]]:
    """The statements that stand in each line, in reading order."""
    found: dict[int, list[Statement]] = defaultdict(list)
    for statement in report.statements:
        if statement.lines is not None:
            for number in range(statement.lines[0], statement.lines[1] + 1):
                found[number].append(statement)
    return dict(found)


def line_views(origin: Origin, report: ArticleReport) -> list[View]:
    """Every line of the source with what became of it; the texts joined are the source's lines, where it is whole."""
    own = statements_by_line(report)
    article = addresses.article_page(report.article.id)
    kinds = {s.kind: kind_words(origin.words, s.kind) for s in report.statements}
    names = [block_word(origin.words, b) for b in report.article.blocks]
    # Of repairs each line tells its own, counted: another line of a repaired block may stand untouched.
    marks = ["" if p == "repaired" else provenance_words(origin.words, p) for p in report.provenance]
    views = []
    for fate in report.fates:
        links = [
            {"href": origin.link(article, addresses.statement_anchor(s.id)), "label": kinds[s.kind]}
            for s in own.get(fate.number, ())
        ]
        views.append(
            {
                "number": fate.number,
                "id": addresses.line_anchor(fate.number),
                "text": _line_text(origin, report, fate),
                "filled": bool(fate.text.strip()),
                "blocks": [
                    {"href": origin.link(article, block_id(i)), "label": names[i], "provenance": marks[i]}
                    for i in fate.blocks
                ],
                "statements": links[:LINKED],
                "more": links[LINKED:],
                "more_label": origin.words.count("source.more_statements", len(links) - LINKED)
                if len(links) > LINKED
                else "",
                "marks": list(_marks(origin.words, report, fate)),
                "omitted": [
                    origin.words("source.left_out_as", reason=omission_words(origin.words, reason))
                    for reason in dict.fromkeys(fate.omitted)
                ],
            }
        )
    return views


def _marks(words: Words, report: ArticleReport, fate: LineFate) -> Iterator[str]:
    for told in fate.metadata:
        name, _, by_hand = told.partition(",")
        name, _, by_hand = told.partition(",")
        yield words(f"source.{name}_edited" if by_hand else f"source.{name}_line")
    repaired = [report.article.repairs[i] for i in fate.repairs]
    applied = sum(r.applicability == "safe" for r in repaired)
    if applied:
        yield words.count("counts.repair", applied)
    if len(repaired) > applied:
        yield words.count("counts.suggestion", len(repaired) - applied)


def _line_text(origin: Origin, report: ArticleReport, fate: LineFate) -> str:
    """A line's characters, as far as they may be shown."""
    if report.whole or not fate.text.strip():
        return fate.text
    line = report.tracer.lines.span(fate.number)
    gap = origin.words("rights.gap")
    parts: list[str] = []
    cursor = line.start
    shown = report.shown_spans
    first = max(0, bisect_right(shown, line.start, key=lambda s: s.start) - 1)
    for span in shown[first:]:
        if span.start >= line.end:
            break
        start, end = max(span.start, line.start), min(span.end, line.end)
        if start >= end:
            continue
        if _says(report.source.text[cursor:start]):
            parts.append(gap)
        parts.append(report.source.text[start:end].strip())
        cursor = end
    if _says(report.source.text[cursor : line.end]) or not parts:
        parts.append(gap)
    return " ".join(parts)


def _says(text: str) -> bool:
    """Does a piece of a line have a word? Bullets, rules and quotation marks alone are no gap."""
    return any(map(str.isalnum, text))


# --- the figures

KEPT, METADATA, BLANK = "kept", "metadata", "blank"


def ledger(report: ArticleReport) -> tuple[dict[str, tuple[int, int]], int, int]:
    """Lines and characters by what became of them, and how many there are of both.

    The keys are `kept`, `metadata`, `blank`, and `out:` with the reason of what is left out. A blank line is one of
    white space alone; its end counts with a line. Each character counts once: where pieces lie over each other, what
    is left out before metadata before what is kept.
    """
    text = report.source.text
    numbers = {KEPT: 0, METADATA: 1}
    fate = array("L", bytes(array("L").itemsize * len(text)))  # all is kept that nothing else takes
    for _, datum in report.article.metadata():
        for span in datum.spans:
            _paint(fate, span, 1)
    for span, reason in omitted_pieces(report.tracer):
        _paint(fate, span, numbers.setdefault(f"out:{reason}", len(numbers)))
    names = list(numbers)
    lines: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    index = report.tracer.lines
    whole = len(index)
    starts = [index.span(n).start for n in range(1, whole + 1)]
    for number in range(whole):
        start = starts[number]
        end = starts[number + 1] if number + 1 < whole else len(text)
        if not text[start:end].strip():
            lines[BLANK] += 1
            characters[BLANK] += end - start
            continue
        piece = fate[start:end]
        if piece.count(piece[0]) == len(piece):
            lines[names[piece[0]]] += 1
            characters[names[piece[0]]] += len(piece)
            continue
        counted = Counter(piece)
        for at, count in counted.items():
            characters[names[at]] += count
        lines[names[min(counted, key=lambda at: (-counted[at], at))]] += 1
    found = {n: (lines[n], characters[n]) for n in [*names, BLANK] if characters[n] or lines[n] or n == KEPT}
    return found, whole, len(text)


def _paint(fate: array[int], span: Span, number: int) -> None:
    fate[span.start : span.end] = array("L", [number]) * len(span)


def ledger_view(origin: Origin, report: ArticleReport) -> View:
    """What became of a source's lines and characters, as a table whose columns add up."""
    words = origin.words
    counted, lines, characters = ledger(report)
    repaired = _repaired(report)
    rows = []
    for name, (of_lines, of_characters) in counted.items():
        out = name.partition(":")[2]
        label = words("source.row_out", reason=omission_words(words, out)) if out else words(f"source.row_{name}")
        rows.append(_row(words, label, of_lines, of_characters))
        if name == KEPT and repaired[0]:
            rows.append({**_row(words, words("source.row_repaired"), *repaired), "part": True})
    return {
        "rows": rows,
        "total": _row(words, words("source.row_all"), lines, characters),
    }


def _row(words: Words, label: str, lines: int, characters: int) -> View:
    return {"label": label, "lines": words.number(lines), "characters": words.number(characters), "part": False}


def _repaired(report: ArticleReport) -> tuple[int, int]:
    """Lines and characters that a repair shows as damaged; overlapping ones count once."""
    index = report.tracer.lines
    lines: set[int] = set()
    characters = behind = 0
    for start, end in sorted((r.at, r.at + len(r.was)) for r in report.applied):
        lines.add(index.line_of(start))
        characters += max(0, end - max(start, behind))
        behind = max(behind, end)
    return len(lines), characters


def record_view(origin: Origin, report: ArticleReport) -> View:
    """What is known of the capture beside its text."""
    words, record, encoding = origin.words, report.record, report.source.encoding
    address = record.address
    captured = report.article.captured or record.captured
    published = published_date(report)
    return {
        "address": address or "",
        "captured": words.date(captured) if captured else "",
        "published": words.date(published) if published else dateline_words(words, report),
        "publisher": record.publisher or "",
        "rights": words(f"rights.{record.rights}"),
        "encoding": words("source.encoding_inferred", encoding=encoding) if encoding == "cp1252" else encoding,
        "sha256": report.source.sha256,
    }
