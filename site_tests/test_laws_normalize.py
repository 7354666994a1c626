"""Laws 1 and 2 over every source in the repository, over arbitrary text, and over generated articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_scripts.decode import decode
from build_scripts.model import Source
from build_scripts.normalize import normalize
from build_scripts.spans import apply_edits
from site_tests.laws import check_laws

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "content" / "sources").glob("*.txt"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_laws_hold_for_sources(path: Path) -> None:
    text, encoding = decode(path.read_bytes())
    source = Source(path.stem, path.name, text, "", encoding)
    article = normalize(source)
    check_laws(source, article)
    assert article == normalize(source)


def check(text: str) -> None:
    """The laws; the same again gives the same; no two repairs share a character."""
    source = Source("x", "x", text, "")
    article = normalize(source)
    check_laws(source, article)
    assert article == normalize(Source("x", "x", text, ""))
    apply_edits(text, [edit for made in article.repairs for edit in made.edits])  # refuses what overlaps


ANY = st.characters(exclude_categories=())
"""Lone surrogates too: no decoding gives them, but a caller may."""


@settings(max_examples=300, deadline=None)
@given(st.text(ANY, max_size=300))
def test_laws_hold_for_any_text(text: str) -> None:
    check(text)


ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "  ",
            "\u00a0",
            "\u3000",
            "\t",
            "\x0b",
            "\x0c",
            "\x1c",
            "\x85",
            "\u2028",
            "\u2029",
            "\n",
            "\r",
            "\r\n",
        ),
        *("\0", "\x07", "\x1b[0m", "\x7f", "\x93", "\xad", "\u200b", "\u200d", "\u200e", "\u202e", "\u2060", "\ufeff"),
        *(
            "e\u0301",
            "\u0301" * 9,
            "İ",
            "ß",
            "ﬁ",
            "ǆ",
            "😀",
            "👩\u200d🚀",
            "🇹🇷",
            "\U000e0001",
            "\ud800",
            "\udfff",
            "\ufffe",
        ),
        *(
            "سلام",
            "שלום",
            "总统",
            "ไทย",
            "नमस्ते",
            "Τι;",
            "world.The",
            "talks,the",
            "U.S.",
            "e.g.",
            "nego-\ntiations",
            "donâ€™t",
        ),
        *(
            "&amp;amp;",
            "&#46;",
            "&nbsp;",
            "# ",
            "- ",
            "1. ",
            "> ",
            "| a | b |",
            "|---|",
            "a\tb",
            "a,b,c",
            '"',
            "(",
            "Share this:",
        ),
        *("These include:", "GENEVA (AP) — ", "By Anna Roth", "The talks ended.", "the ships left."),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ODD, max_size=40).map("".join))
def test_laws_hold_for_odd_characters_in_documents(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(ODD, max_size=20).map("".join), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_laws_hold_for_what_was_decoded(text: str, encoding: str) -> None:
    check(decode(text.encode(encoding, "ignore"))[0])


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab AB.:-|#>*=1\n\r\t,"•–\\+;(', max_size=200))
def test_laws_hold_for_any_markup(text: str) -> None:
    check(text)


WORDS = "the talks minister agreed harbour trade Geneva on Monday and three ships 1,200 U.S. percent".split()
sentence = st.lists(st.sampled_from(WORDS), min_size=3, max_size=30).map(lambda ws: " ".join(ws).capitalize() + ".")
paragraph = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
title = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(lambda ws: " ".join(ws).title())
items = st.lists(sentence, min_size=1, max_size=5)
cell = st.lists(st.sampled_from([*WORDS, "\\|", ""]), max_size=3).map(" ".join)
rows = st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(cell, min_size=n, max_size=n), min_size=2, max_size=5))
block = st.one_of(
    paragraph,
    title,
    title.map(lambda t: f"## {t}"),
    title.map(lambda t: f"{t}\n{'-' * len(t)}"),
    paragraph.map(lambda p: f"> {p}"),
    sentence.map(lambda s: s[:-1] + " include:"),
    st.tuples(st.sampled_from(["- ", "* ", "  • ", "– "]), items).map(lambda p: "\n".join(p[0] + i for i in p[1])),
    items.map(lambda ii: "\n".join(f"{n}. {i}" for n, i in enumerate(ii, 1))),
    rows.map(lambda rr: "\n".join(" | ".join(r) + " |" for r in [rr[0], ["---"] * len(rr[0]), *rr[1:]])),
    rows.map(lambda rr: "\n".join(" ".join(r) for r in rr)),
    rows.map(lambda rr: "\n".join(",".join(f'"{c}"' for c in r) for r in rr)),
    rows.map(lambda rr: "\n".join("\t".join(r) for r in rr)),
    st.sampled_from(
        [
            "Advertisement",
            "Read more",
            "Share this:",
            "Exit mobile version",
            "By Anna Roth and Max Klein",
            "March 4, 2025",
            "GENEVA (AP) — The talks began.",
            "Stay tuned for more updates.",
            "* * *",
        ]
    ),
)
articles = st.tuples(
    st.lists(block, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n \n"])
).map(
    lambda pair: pair[1].join(
        b.replace("\n", pair[1][:2] if pair[1].startswith("\r\n") else pair[1][0]) for b in pair[0]
    )
)


@settings(max_examples=200, deadline=None)
@given(articles)
def test_laws_hold_for_generated_articles(text: str) -> None:
    check(text)
