"""Statements: what an article says, sentence by sentence, each with its place, its kind and the cue that decided it.

In: an article with its source, themes, actors and the vocabulary of cues. Out: statements in reading order. A statement
is a sentence of a paragraph or quotation, a list item, or a table row; headings state nothing. Kinds come from visible
wording kept in YAML (`cues`), never from the meaning; the cue is kept, so that a reader sees why. A list item without a
wording of its own takes the mood of its introduction: the paragraph before it, or a heading that has a cue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from build_scripts.cues import BACKGROUND, Decision, Reading
from build_scripts.model import (
    Article,
    Block,
    BlockQuote,
    BulletList,
    Heading,
    MissingBlock,
    OrderedList,
    Paragraph,
    Source,
    Statement,
    StatementKind,
    Table,
)
from build_scripts.provenance import Place, Tracer
from build_scripts.sentences import split_sentences
from build_scripts.spans import Span, hull
from build_scripts.speakers import speaker_of

COLONS = (":", "：")
ROW_JOINT = " | "
"""What stands between the cells of a row where it is shown as one statement."""

FIRM: frozenset[StatementKind] = frozenset({"agreed", "recommended", "expected", "attributed"})
"""Kinds that an item's own words decide; otherwise it takes the mood of its introduction."""


def statements_of(article: Article, source: Source, reading: Reading) -> tuple[Statement, ...]:
    """Every statement of an article, in reading order, with its permanent id."""
    tracer = Tracer(article, source)
    seen: Counter[str] = Counter()
    found: list[Statement] = []
    mood = BACKGROUND
    for index, block in enumerate(article.blocks):
        drafts = list(_drafts(article, index, block, tracer, reading, mood))
        for draft in drafts:
            base = sha256((draft.quote or draft.text).encode("utf-8", "surrogatepass")).hexdigest()[:8]
            seen[base] += 1
            found.append(replace(draft, id=base if seen[base] == 1 else f"{base}-{seen[base]}"))
        if isinstance(block, Paragraph) and drafts:
            mood = Decision(drafts[-1].kind, drafts[-1].cue)
        elif isinstance(block, Heading):
            mood = _firm(reading.decide(block.text))
        elif not isinstance(block, MissingBlock | BulletList | OrderedList | Table):
            mood = BACKGROUND
    return tuple(found)


def introduces(article: Article, statement: Statement) -> bool:
    """Does a statement only lead to the list or table below it, which takes its mood: *The sides have agreed to:*?"""
    behind = article.blocks[statement.block + 1 : statement.block + 2]
    return (
        isinstance(article.blocks[statement.block], Paragraph)
        and statement.text.rstrip().endswith(COLONS)
        and bool(behind)
        and isinstance(behind[0], BulletList | OrderedList | Table)
        and article.blocks[statement.block].text.rstrip().endswith(statement.text.rstrip())  # type: ignore[union-attr]
    )


def _drafts(
    article: Article, index: int, block: Block, tracer: Tracer, reading: Reading, mood: Decision
) -> Iterable[Statement]:
    places = tracer.places(block)
    match block:
        case Paragraph() | BlockQuote():
            for start, end in split_sentences(block.text, article.language):
                span = tracer.within(places[0], start, end)
                text = block.text[start:end]
                yield _statement(article, index, 0, text, span, places[0], tracer, reading, reading.decide(text))
        case BulletList() | OrderedList():
            for leaf, text in enumerate(block.items):
                decision = _with_mood(reading.decide(text), mood)
                yield _statement(article, index, leaf, text, None, places[leaf], tracer, reading, decision)
        case Table():
            leaf = len(block.columns) + (block.caption is not None)
            for row in block.rows:
                cells = (row,) if isinstance(row, str) else row
                here = places[leaf : leaf + len(cells)]
                text = ROW_JOINT.join(cells)
                decision = _with_mood(reading.decide(text), mood)
                made = _statement(article, index, leaf, text, None, _row_place(text, here), tracer, reading, decision)
                yield (
                    made if isinstance(row, str) else replace(made, cells=tuple(zip(block.columns, row, strict=False)))
                )
                leaf += len(cells)


def _with_mood(own: Decision, mood: Decision) -> Decision:
    return own if own.kind in FIRM or mood.kind == "background" else mood


def _firm(decision: Decision) -> Decision:
    """A heading introduces a list only where its wording is plain: *What to expect*; a reported act in it does not."""
    return decision if decision.kind in FIRM else BACKGROUND


def _row_place(text: str, cells: Sequence[Place]) -> Place:
    spans = [c.span for c in cells if c.span is not None]
    if not spans:
        return Place(text, None, "added")
    kinds = {c.provenance for c in cells}
    strongest = next((k for k in ("edited", "repaired") if k in kinds), "verbatim")
    return Place(text, hull(spans), "edited" if "added" in kinds else strongest)  # type: ignore[arg-type]


def _statement(
    article: Article,
    index: int,
    leaf: int,
    text: str,
    span: Span | None,
    place: Place,
    tracer: Tracer,
    reading: Reading,
    decision: Decision,
) -> Statement:
    by_hand = place.provenance in ("edited", "added")
    if by_hand and span is not None and tracer.repaired(span).text.split() == text.split():
        by_hand = False  # a hand changed another sentence of the paragraph: this one keeps its quote, and so its id
    where = span or place.span
    lines = None
    if where is not None:
        lines = (tracer.lines.line_of(where.start), tracer.lines.line_of(max(where.start, where.end - 1)))
    return Statement(
        id="",
        article=article.id,
        block=index,
        leaf=leaf,
        text=text,
        quote="" if by_hand or where is None else where.of(tracer.source.text),
        span=where,
        lines=lines,
        kind=decision.kind,
        cue=decision.cue,
        themes=tuple(i for i, pattern in reading.themes if pattern.search(text)),
        actors=tuple(i for i, pattern in reading.actors if pattern.search(text)),
        speaker=_speaker(text, reading),
        language=article.language,
    )


def _speaker(text: str, reading: Reading) -> str | None:
    """Who is said to have said it, as printed, beside the first wording of speech; a quotation alone names nobody."""
    spoken = next((m for m in reading.sayings(text) if m.group()[0].isalpha()), None)
    return speaker_of(text, *spoken.span()) if spoken else None
