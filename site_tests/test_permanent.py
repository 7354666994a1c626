"""Permanent addresses: those of statements, lines and cells stay when the text around them changes.

A statement's address is made of the source's own words for it, a line's of its number in a file that never changes, a
cell's of the ids of its table, row and column. So none depends on what stands before, behind or around it. What does
change an address is told by the tests at the end: other words of the statement itself, in the source or by a hand; an
earlier statement with the very same words, which takes the address without a number; the renaming of an id.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts import addresses
from build_scripts.cues import Reading
from build_scripts.model import Article, Block, BulletList, Paragraph, Source, Statement
from build_scripts.normalize import normalize
from build_scripts.page import content_html
from build_scripts.pages import read_pages
from build_scripts.statements import statements_of
from site_tests.projects import briefbook, copy_project

READING = Reading.of(None, [], [])
BRIEFING = "us-russia-talks-in-turkey"


def source_of(text: str, name: str = "a") -> Source:
    """A text as a source."""
    return Source(name, f"{name}.txt", text, "0" * 64)


def ids_of(article: Article, source: Source) -> dict[str, str]:
    """The address of every statement, by its text."""
    return {s.text: addresses.statement_anchor(s.id) for s in statements_of(article, source, READING)}


@st.composite
def texts(draw: st.DrawFn) -> list[list[str]]:
    """Paragraphs and lists of sentences, none of which says what another one says; some are damaged."""
    words = draw(st.lists(st.from_regex("[a-z]{3,9}", fullmatch=True), min_size=2, max_size=14, unique=True))
    sentences = [
        f"The delegates{draw(st.sampled_from(['', ' of both states', ' and their hosts ,as planned']))} "
        f"discussed the {word} question {n} in the morning."
        for n, word in enumerate(words)
    ]
    blocks: list[list[str]] = []
    while sentences:
        size = draw(st.integers(1, 4))
        blocks.append(sentences[:size])
        sentences = sentences[size:]
    return blocks


def written(blocks: list[list[str]], lists: bool = False) -> str:
    """Paragraphs, every third block a list, as a captured text."""
    told = ["Ministers meet again"]
    for n, block in enumerate(blocks):
        listed = lists and n % 3 == 2 and len(block) > 1
        told.append("\n".join(f"- {s}" for s in block) if listed else " ".join(block))
    return "\n\n".join(told) + "\n"


@given(texts(), st.data())
@settings(max_examples=60)
def test_a_statement_keeps_its_address_whatever_a_hand_does_around_it(
    blocks: list[list[str]], data: st.DataObject
) -> None:
    source = source_of(written(blocks, lists=True))
    article = normalize(source)
    before = statements_of(article, source, READING)
    ids = [s.id for s in before]
    assert len(set(ids)) == len(ids)
    assert before
    kept = data.draw(st.sampled_from(before), label="kept")
    edited = _worked_on(article, kept, data)
    after = statements_of(edited, source, READING)
    same = [s for s in after if s.text == kept.text]
    assert [s.id for s in same] == [kept.id], (kept, after)
    assert same[0].lines == kept.lines
    assert same[0].quote == kept.quote


def _worked_on(article: Article, kept: Statement, data: st.DataObject) -> Article:
    """The article as a hand leaves it: blocks removed, put elsewhere, added, their other sentences written anew."""
    own = article.blocks[kept.block]
    others = [b for b in article.blocks if b is not own]
    left = [b for b in others if data.draw(st.booleans(), label="stays")]
    left = [_written_anew(b, "", data) for b in left]
    added = [Paragraph((), f"The desk adds remark {n} here.") for n in range(data.draw(st.integers(0, 2)))]
    blocks = data.draw(st.permutations([*left, *added, _written_anew(own, kept.text, data)]), label="order")
    return replace(article, blocks=tuple(blocks))


def _written_anew(block: Block, spared: str, data: st.DataObject) -> Block:
    """A block, in which a hand may have changed a word of every sentence but the spared one."""
    if not data.draw(st.booleans(), label="edited"):
        return block

    def changed(text: str) -> str:
        return text if text == spared else text.replace("discussed", "weighed")

    match block:
        case Paragraph():
            sentences = re.split(r"(?<=\.) ", block.text)
            return replace(block, text=" ".join(map(changed, sentences)))
        case BulletList():
            return replace(block, items=tuple(map(changed, block.items)))
        case _:
            return block


@given(texts(), texts(), st.data())
@settings(max_examples=60)
def test_a_newer_capture_has_the_addresses_of_all_that_it_says_alike(
    blocks: list[list[str]], others: list[list[str]], data: st.DataObject
) -> None:
    """Paragraphs inserted, taken out, put elsewhere and joined in another capture: equal sentences, equal addresses."""
    inserted = [[s.replace("delegates", "envoys") for s in block] for block in others]
    newer = data.draw(st.permutations([b for b in [*blocks, *inserted] if data.draw(st.booleans())]))
    one, two = source_of(written(blocks)), source_of(written(list(newer)), "b")
    older_ids, newer_ids = ids_of(normalize(one), one), ids_of(normalize(two), two)
    for text in older_ids.keys() & newer_ids.keys():
        assert older_ids[text] == newer_ids[text]
    assert {
        s for b in newer for s in b if s.startswith("The delegates discussed") and s in older_ids
    } <= newer_ids.keys()


@given(texts())
@settings(max_examples=30)
def test_normalizing_again_gives_the_same_addresses(blocks: list[list[str]]) -> None:
    source = source_of(written(blocks, lists=True))
    assert ids_of(normalize(source), source) == ids_of(normalize(source), source)


# --- the built pages


def _anchors(root: Path) -> dict[str, set[str]]:
    """The anchors of every page."""
    publication, _ = read_pages(root)
    return {p.uri: set(re.findall(r' id="([^"]*)"', content_html(p.parts))) for p in publication.pages}


def _edited(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_bytes().decode()
    new = change(text)
    assert new != text
    path.write_bytes(new.encode())


def test_the_pages_keep_their_anchors_when_articles_are_edited(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    before = _anchors(root)
    path = root / "content" / "articles" / "istanbul-second-round.yaml"
    # A paragraph less, an item less, a sentence that a hand wrote anew, a paragraph that it wrote itself.
    _edited(path, lambda t: re.sub(r"(?ms)^  - heading: In Summary\n.*?(?=^  - )", "", t, count=1))
    _edited(path, lambda t: t.replace("polarized world", "divided world", 1))
    _edited(
        path, lambda t: t.replace("body:\n", "body:\n  - paragraph: The desk adds a paragraph above all others.\n", 1)
    )
    briefbook(root, "normalize")
    after = _anchors(root)
    article = addresses.article_page("istanbul-second-round")
    source = addresses.source_page("istanbul-second-round")
    gone = {a for a in before[article] - after[article] if a.startswith("s-")}
    assert len(gone) == 1  # of the sentence that has other words now
    assert before[source] <= after[source]
    for uri in before:
        if uri.startswith(f"briefings/{BRIEFING}/"):
            assert {a for a in before[uri] if "--" in a} <= {a for a in after[uri] if "--" in a}, uri


def test_the_pages_keep_their_anchors_beside_a_newer_capture(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    before = _anchors(root)
    sources = root / "content" / "sources"
    older = (sources / "002_18d3fcac22904aeb.txt").read_bytes().decode()
    lines = older.split("\n")
    newer = "\n".join(
        [*lines[:9], "A correction was made to this article by its publisher on Friday.", "", *lines[9:70]]
    )
    (sources / "again.txt").write_bytes(newer.encode())
    (root / "content" / "records" / "again.yaml").write_text("supersedes: istanbul-second-round\n", "utf-8")
    briefbook(root, "normalize")
    after = _anchors(root)
    for uri, anchors in before.items():
        wanted = {a for a in anchors if a.startswith(("s-", "L")) or "--" in a}
        assert wanted <= after[uri], uri
    own, new = addresses.article_page("istanbul-second-round"), addresses.article_page("again")
    shared = {a for a in after[own] & after[new] if a.startswith("s-")}
    assert len(shared) > 40
    pages = {p.uri: content_html(p.parts) for p in read_pages(root)[0].pages}
    assert 'href="../again/"' in pages[own]
    assert 'href="../istanbul-second-round/"' in pages[new]


# --- what does change an address


@pytest.mark.parametrize(
    ("was", "now", "same"),
    [
        ("The line opens in spring.", "The line opens in spring.", True),
        ("The line opens in spring.", "The line opens in summer.", False),
        ("The line opens in spring.", "The line  opens in spring.", False),
    ],
)
def test_other_words_or_signs_of_the_source_give_another_address(was: str, now: str, same: bool) -> None:
    one, two = (source_of(f"Talks\n\nThe ministers met on Monday. {text} It is long.\n") for text in (was, now))
    ids = [list(ids_of(normalize(s), s).values()) for s in (one, two)]
    assert ids[0][0] == ids[1][0]
    assert ids[0][2] == ids[1][2]
    assert (ids[0][1] == ids[1][1]) is same


def test_a_hand_that_changes_a_statement_gives_it_another_address() -> None:
    source = source_of("Talks\n\nThe ministers met on Monday. The line opens in spring. It is long.\n")
    article = normalize(source)
    before = ids_of(article, source)
    *rest, block = article.blocks
    assert isinstance(block, Paragraph)
    edited = replace(
        article,
        blocks=(
            *rest,
            replace(block, text=block.text.replace("spring", "May")),
        ),
    )
    after = ids_of(edited, source)
    assert {t: i for t, i in after.items() if t in before} == {t: i for t, i in before.items() if "spring" not in t}
    assert after["The line opens in May."] not in before.values()


def test_of_equal_statements_the_first_has_the_address_without_a_number() -> None:
    source = source_of("Talks\n\nNothing was agreed. They met.\n\nNothing was agreed. They parted.\n")
    article = normalize(source)
    first, _, second, _ = statements_of(article, source, READING)
    assert second.id == f"{first.id}-2"
    (left, _) = statements_of(replace(article, blocks=article.blocks[-1:]), source, READING)
    assert left.id == first.id


def test_an_address_is_made_of_ids_alone() -> None:
    assert addresses.line_anchor(12) == "L12"
    assert addresses.cell_anchor("themes", "arms-control", "a") == "themes--arms-control--a"
    assert addresses.statement_anchor("0a1b2c3d-2") == "s-0a1b2c3d-2"
