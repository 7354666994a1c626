"""Laws 1 and 2 as checks on one article: written from the design, without the normalizer's own means.

A block's texts must be found in order in its source spans with the recorded repairs applied, and what is left over must
be the markup of its kind. The edits are applied here by plain slicing.
"""

from __future__ import annotations

import re

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
    Table,
)
from build_scripts.spans import Span

BULLETS = "-*+•–—◦▪▫■□●○‣⁃∙·・►▶➢➤→⇒➔➜✓✔✅☑✗✘❌❖◆🔹🔸🔷🔶👉📌🔴🟢🔵\uf0b7\ufe0e\ufe0f"
INVISIBLE = "\u200b\ufeff\u200e\u200f"
RESIDUE = {
    "headline": re.compile(r"[#=\s]*[–—|·»:\-]*\s*"),
    "publisher": re.compile(r"\s*"),
    "byline": re.compile(r"[*_\s]*"),
    "dateline": re.compile(r"[–—:\-\s]*"),
    "heading": re.compile(r"[#=~^\-\s]*"),
    "paragraph": re.compile(r"\s*"),
    "quote": re.compile(r"[>\s]*"),
    "list": re.compile(
        rf"(?:[{re.escape(BULLETS)}{INVISIBLE}\s]|\[[ xX]\]|\(?(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{1,5}})[.)]|"
        r"o(?=\s)|&(?:bull|middot);)*"
    ),
    "table": re.compile(r"[|+:=\-–—\u2500-\u257f,;\"\s]*"),
}


def spans_of(article: Article) -> list[Span]:
    """Every span that an article accounts for, sorted; missing blocks have none of their own."""
    spans = [s for _, m in article.metadata() for s in m.spans]
    spans += [s for b in article.blocks if not isinstance(b, MissingBlock) for s in b.spans]
    return sorted([*spans, *(o.span for o in article.omissions)])


def check_nothing_lost(source: Source, article: Article) -> None:
    """Law 1: the spans tile the source, and white space between two pieces is the first one's."""
    cursor = 0
    for span in spans_of(article):
        assert span.start == cursor, f"{cursor} to {span.start} is nobody's or somebody's twice"
        assert len(span), "an empty span"
        assert cursor == 0 or not source.text[span.start].isspace(), "white space belongs to the piece before it"
        cursor = span.end
    assert cursor == len(source.text)
    before = 0
    for block in article.blocks:
        if isinstance(block, MissingBlock):
            assert block.spans == (Span(before, before),)
        else:
            before = block.spans[-1].end


def mended(source: Source, article: Article, spans: tuple[Span, ...]) -> str:
    """The characters of `spans` with the safe repairs inside them applied, from the last to the first."""
    edits = sorted((e for r in article.repairs if r.applicability == "safe" for e in r.edits), reverse=True)
    told = []
    for span in spans:
        text, offset = source.text[span.start : span.end], span.start
        for edit in edits:
            if span.start <= edit.span.start and edit.span.end <= span.end:
                text = text[: edit.span.start - offset] + edit.replacement + text[edit.span.end - offset :]
        told.append(text)
    return "\n".join(told)


def residue(said: str, leaves: list[str]) -> str:
    """What is left of `said` once `leaves` are taken out of it in order, white space being of any kind and length."""
    left, cursor = [], 0
    for leaf in leaves:
        words = [re.escape(word) for word in leaf.split()]
        if not words:
            continue
        match = re.compile(r"\s+(?:>[>\s]*)?".join(words)).search(said, cursor)
        assert match is not None, f"not in the source: {leaf[:80]!r}"
        left.append(said[cursor : match.start()])
        cursor = match.end()
    return " ".join([*left, said[cursor:]])


def leaves_of(block: Block) -> tuple[str, list[str]]:
    """The kind of a block and its texts as the source writes them: pipes and quotes escaped again."""
    match block:
        case Heading() | Paragraph() | BlockQuote():
            kind = {Heading: "heading", Paragraph: "paragraph", BlockQuote: "quote"}[type(block)]
            return kind, [block.text]
        case BulletList() | OrderedList():
            return "list", list(block.items)
        case Table():
            rows = [list(block.columns), *([r] if isinstance(r, str) else list(r) for r in block.rows)]
            return "table", [*([block.caption] if block.caption else []), *(cell for row in rows for cell in row)]
        case MissingBlock():
            return "paragraph", []


def check_nothing_invented(source: Source, article: Article) -> None:
    """Law 2: every block and metadatum says what its spans say, less the markup of its kind."""
    for name, value in article.metadata():
        left = residue(mended(source, article, value.spans), [value.text])
        assert RESIDUE[name].fullmatch(left), f"{name}: left over {left[:80]!r}"
    for block in article.blocks:
        if isinstance(block, MissingBlock):
            continue
        kind, leaves = leaves_of(block)
        said = mended(source, article, block.spans)
        if kind == "table":
            said = said.replace("\\|", "|")
            leaves = [leaf.replace("\\|", "|") for leaf in leaves]
            if any('"' in leaf for leaf in leaves) or '""' in said:
                said, leaves = said.replace('""', '"'), [leaf.replace('""', '"') for leaf in leaves]
        left = residue(said, leaves)
        assert RESIDUE[kind].fullmatch(left), f"{kind}: left over {left[:80]!r}"


def check_laws(source: Source, article: Article) -> None:
    """Laws 1 and 2."""
    check_nothing_lost(source, article)
    check_nothing_invented(source, article)
