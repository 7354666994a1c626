"""Recorded changes in another language: each text that `briefbook diff --record` can write is told in its words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from build_scripts.documents import ChangeDetail, ChangeFields
from build_scripts.model import ChangeKind
from build_scripts.recorded_words import in_words, recorded, repeats
from build_scripts.wording import Words, words_of
from site_tests.pseudo import english, pseudo_language

ENGLISH = english()
OTHER = words_of("ru", pseudo_language("ru"), "ru.yaml", ENGLISH)
"""A language whose every word is bracketed; its plurals have other categories than the English ones."""


def change(kind: ChangeKind, subject: str, **more: Any) -> ChangeFields:
    details = [ChangeDetail(**d) for d in more.pop("details", ())]
    return ChangeFields(kind=kind, act="changed", subject=subject, details=details, **more)


def outside(text: str) -> str:
    """What of a text stands outside the brackets."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = less
    return text


@pytest.mark.parametrize(
    "text",
    [
        "question",
        "words that find it",
        "The desk’s notes",
        "Publisher, verified by the desk",
        "50 statements, 3 tables",
        "1 statement",
        "1,234 statements, 1 table, 3 announced lists or tables missing",
        "Line 12, text",
        "Lines 3–4, statement",
        "Line 5",
        "Line 7, suggested repair S003",
        "The mark of a missing list",
        "Order of the key points",
        "the captured text: 3 lines added, 1 line dropped",
        "3 lines added, 0 lines dropped",
        "was left out: boilerplate",
        "reason: tags",
        "a list with bullets",
        "Wordings of “said to be agreed”",
    ],
)
def test_what_the_recorder_writes_is_told_in_the_language(text: str) -> None:
    assert outside(recorded(OTHER, text)).strip(", ") == ""
    turned = recorded(OTHER, text)
    for number in re.findall(r"\d+", text.replace(",", "")):
        assert number in re.sub(r"[\s\u00a0]", "", turned)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("source 002 a.txt", "002 a.txt"),
        ("a newer capture of Talks: statement", "Talks: statement"),
        ("Mark of “The ferry, line 3”", "The ferry, line 3"),
        ("“It began” and 2 more statements", "It began"),
        ("Order of the rows of “By theme”", "By theme"),
        ("Arms control: no match for these terms", "Arms control"),
        ("2 rows: Ferries, Tolls", "Ferries, Tolls"),
        ("left out: by order of the desk", "by order of the desk"),
    ],
)
def test_what_it_quotes_stays(text: str, kept: str) -> None:
    told = recorded(OTHER, text)
    assert kept in told
    assert told != text


@pytest.mark.parametrize(
    "text", ["Source of the trouble", "Arms control, Second round", "repair the pier", "x statements", "A: B", "", "…"]
)
def test_words_of_others_stay(text: str) -> None:
    assert recorded(OTHER, text) == text


def test_in_english_all_stays_as_it_was_recorded() -> None:
    told = change("article", "Article", after="Talks", details=[{"what": "1 statement"}])
    assert in_words(ENGLISH, told) is told


def test_values_are_told_only_where_they_are_the_sites_own() -> None:
    states = {"before": "no match for these terms", "after": "stated"}
    assert outside(str(in_words(OTHER, change("cell", "Statement, Note", **states)).after)) == ""
    assert in_words(OTHER, change("cell", "Statement", **states)).subject == "Statement"
    headings = in_words(OTHER, change("heading", "Heading", before="Statement", after="undated"))
    assert (headings.before, headings.after) == ("Statement", "undated")
    quoted = in_words(OTHER, change("cell", "x", details=[{"what": "quote", "after": "none"}])).details[0]
    assert (outside(quoted.what), quoted.after) == ("", "none")
    judged = [{"what": "judgement", "before": "the machine’s", "after": "the desk’s"}]
    (detail,) = in_words(OTHER, change("cell", "x", details=judged)).details
    assert outside(f"{detail.before}{detail.after}") == ""
    mark = in_words(
        OTHER, change("mark", "Mark of “x”", before="none", after="repaired, table inferred, confidence 0.98")
    )
    assert outside(f"{mark.before}{mark.after}") == ", "
    assert in_words(OTHER, change("party", "Party", after="undated")).after == "undated"


@pytest.mark.parametrize("words", [ENGLISH, OTHER], ids=["en", "other"])
def test_a_subject_that_repeats_its_kind_is_known(words: Words) -> None:
    assert repeats(words, change("key-point", "Key point"))
    assert repeats(words, change("briefing-article", "Article"))
    assert repeats(words, change("cell", words("change_kind.cell").upper()))
    assert not repeats(words, change("cell", "Key point"))
