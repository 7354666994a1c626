"""The laws over all of content/ as it lies there, hand edits included."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts.codec import article_of, article_yaml
from build_scripts.documents import ArticleDocument
from build_scripts.entries import ArticleEntry
from build_scripts.library import REASONS, read_library
from build_scripts.model import Article, Heading, MissingBlock, Table
from build_scripts.normalize import normalize
from build_scripts.provenance import Tracer, leaves_of
from build_scripts.report import report_of
from build_scripts.spans import LineIndex, trim
from build_scripts.validation import read_document
from site_tests.laws import check_nothing_invented, check_nothing_lost, spans_of

ROOT = Path(__file__).parent.parent
LIBRARY = read_library(ROOT)
ENTRIES = list(LIBRARY.articles.values())
EACH = pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.article.id)


def test_content_is_there_and_has_no_problem() -> None:
    assert ENTRIES
    assert not LIBRARY.problems


@EACH
def test_law_1_every_character_of_a_source_is_accounted_for_once(entry: ArticleEntry) -> None:
    check_nothing_lost(entry.source, entry.article)


@EACH
def test_law_2_what_no_hand_edited_is_the_source_with_its_repairs(entry: ArticleEntry) -> None:
    tracer = Tracer(entry.article, entry.source)
    kinds = Counter(tracer.block_provenance(b) for b in entry.article.blocks)
    assert not kinds["added"]
    if not kinds["edited"]:
        check_nothing_invented(entry.source, entry.article)


@EACH
def test_law_2_every_text_of_a_page_leads_to_the_very_characters_it_came_from(entry: ArticleEntry) -> None:
    report = report_of(LIBRARY).articles[entry.article.id]
    lines = LineIndex(entry.source.text)
    for statement in report.statements:
        assert statement.span is not None
        assert statement.lines is not None
        assert statement.quote == statement.span.of(entry.source.text)
        assert lines.line_of(statement.span.start) == statement.lines[0]
        edits = [e.span for r in report.applied for e in r.edits]
        if not any(e.start <= statement.span.end and statement.span.start <= e.end for e in edits):
            assert statement.quote.split() == statement.text.replace("|", " ").split() or "|" in statement.quote
    assert len({s.id for s in report.statements}) == len(report.statements)


@EACH
def test_law_3_what_was_inferred_says_so(entry: ArticleEntry) -> None:
    text = entry.source.text
    for block in entry.article.blocks:
        first = trim(text, block.spans[0]).of(text) if block.spans else ""
        if isinstance(block, Heading) and not first.startswith("#"):
            assert [i.what for i in block.inferred] == ["heading"], block.text
        if isinstance(block, Table) and "|" not in first:
            assert "columns" in {i.what for i in block.inferred}, block.columns
    assert all(0 < i.confidence <= 1 for b in entry.article.blocks for i in b.inferred)


def test_law_3_every_changed_word_is_a_recorded_repair() -> None:
    for entry in ENTRIES:
        tracer = Tracer(entry.article, entry.source)
        changed = sum(p.provenance == "repaired" for b in entry.article.blocks for p in tracer.places(b))
        applied = sum(r.applicability == "safe" for r in entry.article.repairs)
        assert 0 < changed <= applied


def edit(entry: ArticleEntry, drop: set[int], retext: dict[int, str]) -> tuple[Article, int]:
    """The article read back after a hand dropped some blocks and wrote others anew."""
    article = normalize(entry.source)
    written = article_yaml(article, entry.source)
    head, _, rest = written.partition("body:\n")
    body, _, tail = rest.partition("omitted:\n")
    blocks = body.split("  - ")[1:]
    items: list[str] = []
    for piece in blocks:
        if items and piece.split(":")[0] not in (
            "heading",
            "paragraph",
            "list",
            "table",
            "missing",
            "quote",
            "numbered",
        ):
            items[-1] += "  - " + piece
        else:
            items.append(piece)
    kept = []
    for i, item in enumerate(items):
        if i in drop:
            continue
        if i in retext and item.startswith("heading: "):
            item = f"heading: {retext[i]!r}\n" + item.partition("\n")[2]
        kept.append("  - " + item)
    text = head + ("body:\n" + "".join(kept) if kept else "body: []\n") + "omitted:\n" + tail
    document, root, problems = read_document(ArticleDocument, text, "x.yaml")
    assert document is not None, problems
    back, found = article_of(document, root, entry.source, "x", "x.yaml", lambda c: REASONS.get(c, ""))
    assert not [p for p in found if p.code != "X007"], found
    return back, len(items)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_law_1_holds_whatever_a_hand_deletes_or_rewrites(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(ENTRIES))
    drop = data.draw(st.sets(st.integers(0, 30), max_size=10))
    retext = data.draw(st.dictionaries(st.integers(0, 30), st.text("abc", min_size=1, max_size=8), max_size=3))
    article, _ = edit(entry, drop, retext)
    spans = sorted(set(spans_of(article)))
    assert spans[0].start == 0
    assert spans[-1].end == len(entry.source.text)
    assert all(a.end == b.start for a, b in itertools.pairwise(spans))
    tracer = Tracer(article, entry.source)
    for block in article.blocks:
        if isinstance(block, MissingBlock):
            continue
        assert len(tracer.places(block)) == len(leaves_of(block))
