"""A newer capture takes the corrections of the older one: random edits by hand × random newer texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_scripts.carrying import Translation
from build_scripts.codec import article_of, article_yaml
from build_scripts.documents import ArticleDocument
from build_scripts.library import reason_of
from build_scripts.locks import read_lock_text
from build_scripts.merge import merge_article
from build_scripts.model import Source
from build_scripts.normalize import normalize
from build_scripts.problems import Severity
from build_scripts.validation import read_document
from site_tests.test_merge import STRUCTURES, Machine, data_of, hands_edits, lock_of, machine, source_of, words

AGREED = """\
Ministers agree on grain corridor after night of talks

By Ann Example

The deal allows forty ships a month to pass. It still needs the approval of two parliaments.

Monitors will arrive next week, the host said.
"""
PAUSE = "Talks resume in the capital after a long pause"
RESUMED = "The talks resumed on Monday, and both sides said that they would stay until a text is agreed.\n"
STEPS = "Talks resume\n\nThe ministers met on Monday and spoke about fish.\n\nAmong the steps:\n\n- Open the port\n"
UNTOUCHED = {
    "another headline above": (AGREED, f"Corridor to open on Friday\n\n{AGREED}"),
    "another headline": (AGREED, AGREED.replace(AGREED.partition("\n")[0], "Corridor to open on Friday")),
    "another byline": (AGREED, AGREED.replace("Ann Example", "Bob Other")),
    "a headline that becomes text": (f"{PAUSE}\n\n{RESUMED}", f"Updated: the ministry said\n\n{PAUSE} {RESUMED}"),
    "a suggestion that becomes a repair": (
        f"{STEPS}- Sign the treaty\n- raise the quotas\n- close the border\n",
        f"{STEPS}- Sign the treaty\n- Limit the catch\n- Pay the crews\n- raise the quotas\n- close the border\n",
    ),
    "a repair that becomes a suggestion": (
        f"{STEPS}- Sign the treaty\n- close the border\n",
        f"{STEPS}- Sign the treaty\n- raise the quotas\n- limit the catch\n- close the border\n",
    ),
}
"""An older and a newer capture each."""


@st.composite
def newer_texts(draw: st.DrawFn, text: str) -> str:
    """Another capture of a text: lines that are gone, came in, moved, or have another word; perhaps other line ends."""
    lines = text.split("\n")
    for number in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["gone", "came", "word", "word", "moved"]))
        if how == "gone" and len(lines) > 3:
            del lines[place]
        elif how == "came":
            lines[place:place] = ["", f"Sentence {number} of the longer text says that the port opened.", ""]
        elif how == "word":
            cut = lines[place].split(" ")
            cut[draw(st.integers(0, len(cut) - 1))] = f"corrected{number}"
            lines[place] = " ".join(cut)
        elif how == "moved":
            line = lines.pop(place)
            lines.insert(draw(st.integers(0, len(lines))), line)
    return draw(st.sampled_from(["\n", "\n", "\r\n"])).join(lines)


@st.composite
def captures(draw: st.DrawFn) -> tuple[Machine, str, Source]:
    base = machine(draw(st.sampled_from(STRUCTURES)))
    newer = replace(source_of(draw(newer_texts(base.source.text))), path="newer.txt", sha256="1" * 64)
    return base, draw(hands_edits(base)), newer


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(captures())
def test_what_a_hand_wrote_is_carried_over_or_told(case: tuple[Machine, str, Source]) -> None:
    base, hand, newer = case
    fresh = article_yaml(normalize(newer), newer)
    way = Translation(base.source, "port-talks", newer.text)
    result = merge_article(hand, lock_of(base.text, base.source), fresh, newer, "x.yaml", way)
    assert words(result.text, "#NOTE") == words(hand, "#NOTE")
    told = " ".join(t.hand for t in result.told)
    assert not words(hand, "HAND") - words(f"{result.text} {told}", "HAND")
    document, nodes, problems = read_document(ArticleDocument, result.text, "x.yaml")
    assert document is not None, problems
    _, found = article_of(document, nodes, newer, "x", "x.yaml", reason_of)
    assert not [p for p in (*problems, *found) if p.severity is Severity.error]
    lock = read_lock_text(result.lock, newer)
    assert lock is not None
    again = merge_article(result.text, lock, fresh, newer, "x.yaml")
    assert (again.text, again.told) == (result.text, ())


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_no_hand_touched_is_as_the_machine_writes_it(name: str) -> None:
    older, newer = (source_of(text) for text in UNTOUCHED[name])
    base, fresh = (article_yaml(normalize(source), source) for source in (older, newer))
    way = Translation(older, "port-talks", newer.text)
    result = merge_article(base, lock_of(base, older), fresh, newer, "x.yaml", way)
    assert [t.hand for t in result.told] == []
    assert data_of(result.text) == {**data_of(fresh), "supersedes": "port-talks"}


def test_what_is_missing_has_no_place_without_its_announcement() -> None:
    older = source_of("Port talks resume\n\nThe delegates met.\n\nMeasures could include:\n\nThe minister left.\n")
    newer = source_of(older.text.replace("Measures could include:\n\n", ""))
    base, fresh = (article_yaml(normalize(source), source) for source in (older, newer))
    hand = base.replace("Measures could", "Measures may")
    assert hand.count("Measures may") == 2
    way = Translation(older, "port-talks", newer.text)
    result = merge_article(hand, lock_of(base, older), fresh, newer, "x.yaml", way)
    assert "- missing:" not in result.text
    assert '- paragraph: "Measures may include:"' in result.text
    assert sorted(t.fate for t in result.told) == ["dropped", "placeless"]
