"""Statements: what an article says, sentence by sentence, each with its place, its kind and the cue that decided it.

In: an article with its source, themes, actors and the vocabulary of cues. Out: statements in reading order. A statement
is a sentence of a paragraph or quotation, a list item, or a table row; headings state nothing. Kinds come from visible
wording kept in YAML, never from the meaning; the cue is kept, so that a reader sees why.

Sentences are split by `sentencex` (Wikimedia's rule-based splitter), which keeps every character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sentencex import get_sentence_boundaries

from build_scripts.documents import VocabularyDocument
from build_scripts.model import (
    Actor,
    Article,
    Block,
    BlockQuote,
    BulletList,
    MissingBlock,
    OrderedList,
    Paragraph,
    Source,
    Statement,
    StatementKind,
    Table,
    Theme,
)
from build_scripts.provenance import Place, Tracer
from build_scripts.spans import Span, hull

ROW_JOINT = " | "
"""What stands between the cells of a row where it is shown as one statement."""

FIRM: frozenset[StatementKind] = frozenset({"agreed", "recommended", "expected", "attributed"})
"""Kinds that an item's own words decide; otherwise it takes the mood of its introduction."""

REPORTING = (
    r"(?:says?|said|told|argues?|argued|suggests?|suggested|warns?|warned|believes?|believed|notes?|noted|"
    r"claims?|claimed|adds?|added|announced|stated|states)"
)
ACCORDING = re.compile(r"\baccording to (?P<speaker>[^,.;:!?]{2,80})", re.IGNORECASE)
SAYING = re.compile(
    r"(?:^|[,;:—–]\s|\b(?:and|but|however|while)\s)(?P<speaker>(?:[^\W\d_][\w.’'-]*\s+){0,7}?[^\W\d_][\w.’'-]*)\s+"
    + REPORTING
    + r"\b",
    re.IGNORECASE,
)


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """One pattern for words or phrases in any case, with plural and possessive endings, parted by space or hyphen.

    A `*` at a term's end stands for any ending. No term at all gives a pattern that finds nothing.
    """
    parts = []
    for term in terms:
        words = term.split()
        if not words:
            continue
        open_end = words[-1].endswith("*")
        # `US` must not find the pronoun: a word in capitals is found in capitals only.
        escaped = [f"(?-i:{re.escape(w)})" if w.isupper() else re.escape(w.rstrip("*")) for w in words]
        ending = r"\w*" if open_end else r"(?:s|es|['’]s?|s['’])?"
        if words[-1].isupper():
            ending = r"(?:['’]s?)?"
        elif not open_end and re.search(r"[^aeiou\W]y$", words[-1], re.IGNORECASE):
            escaped[-1], ending = escaped[-1][:-1], r"(?:y(?:['’]s)?|ies)"
        parts.append(r"[\s-]+".join(escaped) + ending)
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE) if parts else re.compile(r"(?!)")


def split_sentences(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Sentences of `text` as (start, end) offsets without the white space around them."""
    found: list[tuple[int, int]] = []
    cursor = 0
    for boundary in get_sentence_boundaries(language or "en", text):
        piece = boundary["text"]
        start = text.find(piece, cursor)
        if start < 0:
            continue
        cursor = start + len(piece)
        stripped = piece.strip()
        if stripped:
            begin = start + len(piece) - len(piece.lstrip())
            found.append((begin, begin + len(stripped)))
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """What decides a statement's kind, themes and actors, compiled once."""

    kinds: tuple[tuple[StatementKind, re.Pattern[str]], ...]
    themes: tuple[tuple[str, re.Pattern[str]], ...]
    actors: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, vocabulary: VocabularyDocument | None, themes: Iterable[Theme], actors: Iterable[Actor]) -> Reading:
        """A reading from the vocabulary file and the themes and actors of a library."""
        return cls(
            tuple((k.kind, terms_pattern(k.cues)) for k in (vocabulary.kinds if vocabulary else ())),
            tuple((t.id, terms_pattern(t.terms)) for t in themes),
            tuple((a.id, terms_pattern(a.terms)) for a in actors),
        )

    def kind_of(self, text: str) -> tuple[StatementKind, str]:
        """The first kind whose cue stands in `text`, and that cue; `background` where none does."""
        for kind, pattern in self.kinds:
            if match := pattern.search(text):
                return kind, match.group()
        return "background", ""


def statements_of(article: Article, source: Source, reading: Reading) -> tuple[Statement, ...]:
    """Every statement of an article, in reading order, with its permanent id."""
    tracer = Tracer(article, source)
    seen: Counter[str] = Counter()
    found: list[Statement] = []
    mood: tuple[StatementKind, str] = ("background", "")
    for index, block in enumerate(article.blocks):
        drafts = list(_drafts(article, index, block, tracer, reading, mood))
        for draft in drafts:
            base = sha256((draft.quote or draft.text).encode("utf-8", "surrogatepass")).hexdigest()[:8]
            seen[base] += 1
            found.append(replace(draft, id=base if seen[base] == 1 else f"{base}-{seen[base]}"))
        if isinstance(block, Paragraph) and drafts:
            mood = (drafts[-1].kind, drafts[-1].cue)
        elif not isinstance(block, MissingBlock | BulletList | OrderedList | Table):
            mood = ("background", "")
    return tuple(found)


def _drafts(
    article: Article, index: int, block: Block, tracer: Tracer, reading: Reading, mood: tuple[StatementKind, str]
) -> Iterable[Statement]:
    places = tracer.places(block)
    match block:
        case Paragraph() | BlockQuote():
            for start, end in split_sentences(block.text, article.language):
                span = tracer.within(places[0], start, end)
                kind, cue = reading.kind_of(block.text[start:end])
                yield _statement(article, index, 0, block.text[start:end], span, places[0], tracer, reading, kind, cue)
        case BulletList() | OrderedList():
            for leaf, text in enumerate(block.items):
                kind, cue = _with_mood(reading.kind_of(text), mood)
                yield _statement(article, index, leaf, text, None, places[leaf], tracer, reading, kind, cue)
        case Table():
            leaf = len(block.columns) + (block.caption is not None)
            for row in block.rows:
                cells = (row,) if isinstance(row, str) else row
                here = places[leaf : leaf + len(cells)]
                text = ROW_JOINT.join(cells)
                kind, cue = _with_mood(reading.kind_of(text), mood)
                place = _row_place(text, here)
                yield _statement(article, index, leaf, text, None, place, tracer, reading, kind, cue)
                leaf += len(cells)


def _with_mood(own: tuple[StatementKind, str], mood: tuple[StatementKind, str]) -> tuple[StatementKind, str]:
    if own[0] in FIRM or mood[0] in ("background", "attributed"):
        return own
    return mood


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
    kind: StatementKind,
    cue: str,
) -> Statement:
    by_hand = place.provenance in ("edited", "added")
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
        kind=kind,
        cue=cue,
        themes=tuple(i for i, pattern in reading.themes if pattern.search(text)),
        actors=tuple(i for i, pattern in reading.actors if pattern.search(text)),
        speaker=speaker_of(text),
    )


def speaker_of(text: str) -> str | None:
    """Who is said to have said it, as printed; None where nobody is named."""
    match = ACCORDING.search(text) or SAYING.search(text)
    if match is None:
        return None
    speaker = match["speaker"].strip()
    return None if speaker.lower() in {"it", "this", "that", "which", "who", "he", "she", "they", "and"} else speaker
