"""Timeline, what to watch and who said it: cases as data, counts that add up, permanent anchors, hostile input."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.bounds import LISTED
from build_scripts.briefing_glance import glance_section
from build_scripts.date_mentions import mentions_of
from build_scripts.prospects import prospects_of
from build_scripts.speakers_section import speakers_section
from build_scripts.timeline import timeline_of
from build_scripts.timeline_section import timeline_section
from build_scripts.voices import voices_of
from build_scripts.watch_section import watch_section
from site_tests.briefed import briefed, html_of, origin, renderer

CASES = Path(__file__).parent / "cases" / "timeline"
MENTIONS = yaml.safe_load((CASES / "mentions.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", MENTIONS, ids=lambda c: c["text"][:30])
def test_mentions(case: dict[str, Any]) -> None:
    found = [[m.printed, m.iso, *([m.until] if m.until else [])] for m in mentions_of(case["text"])]
    assert found == case["mentions"]


@given(
    st.text(max_size=200) | st.lists(st.sampled_from(["May", "16", "2025", "in", "on Tuesday", ",", "в"])).map(" ".join)
)
def test_a_mention_is_a_piece_of_the_sentence_and_a_date_is_of_the_calendar(text: str) -> None:
    reached = 0
    for mention in mentions_of(text):
        assert text[mention.start : mention.end] == mention.printed
        assert mention.start >= reached
        reached = mention.end
        if mention.iso is not None:
            date(*(int(p) for p in (*mention.iso.split("-"), "1", "1")[:3]))
        if mention.until is not None:
            assert mention.iso is not None
            assert mention.iso < date.fromisoformat(mention.until).isoformat()


def test_a_long_sentence_is_read_in_no_time() -> None:
    started = time.process_time()
    mentions_of("on the 1 of May 2025 to 2 " * 2_000 + "w" * 100_000 + " 20" * 20_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("path", sorted(p for p in CASES.glob("*.yaml") if p.stem != "mentions"), ids=lambda p: p.stem)
def test_timeline(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    b = briefed(tmp_path, case)
    timeline = timeline_of(b)
    expect = case["expect"]
    assert [[e.article, e.occasion, e.date] for e in timeline.dated] == [
        [article, occasion, str(day)] for article, occasion, day in expect["dated"]
    ]
    assert [[e.article, e.statement and e.statement.text, *e.printed] for e in timeline.undated] == expect["undated"]
    assert timeline.elsewhere == expect["elsewhere"]
    assert timeline.statements + timeline.elsewhere == sum(len(a.statements) for a in b.articles)


def test_the_page_dates_what_is_dated_and_no_more(tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / "dated-and-undated.yaml").read_text("utf-8"))
    b = briefed(tmp_path, case)
    render = renderer()
    html = html_of(timeline_section(b, origin(render), render))
    timeline = timeline_of(b)
    assert re.findall(r'datetime="([^"]+)"', html) == [e.date for e in timeline.dated]
    anchors = re.findall(r'<li id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors)) == len(timeline.dated) + len(timeline.undated)
    assert "June 2, 2025" in html
    assert "time as printed: “on Tuesday”" in html
    assert "6 dated entries and 3 undated entries; 2 statements stand in neither." in html


def test_anchors_stay_when_text_around_them_changes(tmp_path: Path) -> None:
    """What is added before and behind a statement moves no anchor of it."""
    told = "The envoys signed the pact on 1 June 2025."

    def anchors(folder: str, text: str) -> set[str]:
        b = briefed(tmp_path / folder, {"articles": {"one": {"body": [{"paragraph": text}]}}})
        render = renderer()
        parts = (*timeline_section(b, origin(render), render), *watch_section(b, origin(render), render))
        return set(re.findall(r'<li id="([^"]+)"', html_of(parts)))

    kept = anchors("a", f"{told} They will meet again.")
    assert kept
    assert kept < anchors(
        "b", f"It was agreed in May 2024. {told} Much else was said. They will meet again. They agreed."
    )


WATCHED = {
    "themes": {"boats": ["ferry", "ship"], "tolls": ["toll"], "unused": ["whale"]},
    "articles": {
        "one": {
            "body": [
                {"paragraph": "A ferry is expected in May of this year, with a toll. The ships should sail. It rains."},
                {"paragraph": "The toll could rise by a fifth before the end of the summer, the two ports fear now."},
                {"paragraph": "They will talk."},
            ]
        },
        "two": {
            "body": [
                {"paragraph": "The toll could rise by a fifth before the end of the summer, the two ports fear."},
                {"paragraph": "They will talk."},
            ]
        },
    },
}


def test_watch_groups_by_theme_and_says_a_thing_once(tmp_path: Path) -> None:
    b = briefed(tmp_path, WATCHED)
    groups = {g.theme: [(p.statement.text[:12], p.themes, len(p.same)) for p in g.prospects] for g in prospects_of(b)}
    assert groups == {
        "boats": [("A ferry is e", ("boats", "tolls"), 0), ("The ships sh", ("boats",), 0)],
        "tolls": [("The toll cou", ("tolls",), 1)],
        None: [("They will ta", (), 1)],
    }
    render = renderer()
    html = html_of(watch_section(b, origin(render), render))
    assert "6 statements: 5 expected and 1 recommended. 2 nearly repeat another one" in html
    assert html.index("Boats (2)") < html.index("Tolls (1)") < html.index("On none of the themes (1)")
    assert html.count("1 more statement nearly repeats one of these") == 2
    assert "also on Tolls" in html
    assert "Unused" not in html


def test_watch_folds_and_counts(tmp_path: Path) -> None:
    body = [{"paragraph": f"The {n} ministers of the country number {n} will sign paper {n}."} for n in range(400)]
    b = briefed(tmp_path, {"articles": {"one": {"body": body}}})
    render = renderer()
    started = time.process_time()
    html = html_of(watch_section(b, origin(render), render))
    assert time.process_time() - started < 5
    shown = len(re.findall('<li id="watch', html))
    groups = prospects_of(b)
    found = sum(len(g.prospects) for g in groups)
    assert shown == LISTED < found
    assert f"{shown - 3} more statements" in html
    assert f'articles/one/" dir="auto">ONE</a>: {found - LISTED} more entries' in html
    assert "On none of the themes" not in html  # there are no themes


def test_what_is_not_listed_is_on_the_page_of_its_theme(tmp_path: Path) -> None:
    body = [{"paragraph": f"The {n} ministers of the ferry number {n} will sign paper {n}."} for n in range(100)]
    b = briefed(tmp_path, {"themes": {"boats": ["ferry"]}, "articles": {"one": {"body": body}}})
    (group,) = prospects_of(b)
    render = renderer()
    html = html_of(watch_section(b, origin(render), render))
    assert f"Boats ({len(group.prospects)})" in html
    assert f'themes/boats/" dir="auto">Boats</a>: {len(group.prospects) - LISTED} more entries' in html


def test_long_sections_are_bounded(tmp_path: Path) -> None:
    told = [
        f"Minister Ann Example{chr(97 + n % 26)}{chr(97 + n // 26)} said on May 16, {1900 + n} that." for n in range(99)
    ]
    told += [f"He said that again, {n}." for n in range(99)]
    b = briefed(tmp_path, {"articles": {"one": {"body": [{"paragraph": " ".join(told)}]}}})
    render = renderer()
    assert len(re.findall('<li id="timeline', html_of(timeline_section(b, origin(render), render)))) == LISTED
    html = html_of(speakers_section(b, origin(render), render))
    assert len(re.findall('<li id="speakers', html)) == LISTED
    assert html.count("39 more entries") == 2


SPOKEN = {
    "articles": {
        "one": {
            "body": [
                {
                    "paragraph": "Minister Ann Example said the pact would hold. Analysts suggest that it will not. "
                    "The Kremlin said it was ready. It said more. Nothing else is known. Officials said they had left."
                }
            ]
        },
        "two": {"body": [{"paragraph": "The port is open. It is large."}]},
    }
}


def test_voices_add_up(tmp_path: Path) -> None:
    b = briefed(tmp_path, SPOKEN)
    one, two = voices_of(b)
    assert one.counts == Counter(named=2, unnamed=2, nobody=1, unattributed=1)
    assert [(s.name, s.voice) for s in one.speakers] == [
        ("Minister Ann Example", "named"),
        ("Analysts", "unnamed"),
        ("The Kremlin", "named"),
        ("Officials", "unnamed"),
    ]
    for voices, report in zip((one, two), b.articles, strict=True):
        assert voices.counts.total() == len(report.statements)
    render = renderer()
    html = html_of(speakers_section(b, origin(render), render))
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html)
    counts = [[int(n) for n in re.findall(r"<td[^>]*>(\d+)</td>", row)] for row in rows]
    assert counts == [[2, 2, 1, 1, 6], [0, 0, 0, 2, 2], [2, 2, 1, 3, 8]]


def test_a_surname_is_the_one_person_who_is_named_in_full(tmp_path: Path) -> None:
    told = "Minister Karl Weber said it. Weber said more. Karl Weber said it again. Aune said nothing to that. "
    both = told + "Ann Weber said yes."
    b = briefed(
        tmp_path, {"articles": {"one": {"body": [{"paragraph": told}]}, "two": {"body": [{"paragraph": both}]}}}
    )
    one, two = voices_of(b)
    assert next((s.name, len(s.statements)) for s in one.speakers) == ("Minister Karl Weber", 3)
    assert [(s.name, len(s.statements)) for s in two.speakers if "Weber" in s.name] == [
        ("Minister Karl Weber", 2),
        ("Weber", 1),
        ("Ann Weber", 1),
    ]


def test_rights_withhold_quotes_and_names(tmp_path: Path) -> None:
    b = briefed(tmp_path, SPOKEN | {"records": {"one": {"rights": "none"}}})
    render = renderer()
    where = origin(render)
    parts = (*speakers_section(b, where, render), *timeline_section(b, where, render), *watch_section(b, where, render))
    html = html_of(parts)
    assert not re.search("Ann Example|Kremlin|Analysts suggest|would hold", html)
    assert "<li id=" not in html
    for told in ("2 entries whose words", "1 entry whose words"):
        assert f'articles/one/" dir="auto">ONE</a>: {told}' in html


@pytest.mark.parametrize(
    ("sentence", "fields", "unread"),
    [
        ("Der Minister kam am Morgen in den Hafen.", {}, True),
        ("Der Minister kam am Morgen in den Hafen.", {"language": "de"}, True),
        ("The minister said that it was late.", {"language": "de"}, True),
        ("The minister said that it was late.", {}, False),
        ("The river is wide.", {"language": "en-GB"}, False),
    ],
)
def test_what_is_not_read_is_no_zero(sentence: str, fields: dict[str, str], unread: bool, tmp_path: Path) -> None:
    article = {"body": [{"paragraph": f"{sentence} " * 9}], **fields}
    b = briefed(tmp_path, {"articles": {"one": article}})
    render = renderer()
    html = html_of(glance_section(b, origin(render), render))
    assert ("its wording is not read" in html) == unread
    assert ("Its language is" in html) == (unread and bool(fields))
    assert "No statement tells of an agreement." in html or unread
    assert not (unread and "No statement tells of an agreement." in html)
    assert not (unread and "nobody is said" in html_of(speakers_section(b, origin(render), render)))


def test_few_statements_are_not_judged(tmp_path: Path) -> None:
    b = briefed(tmp_path, {"articles": {"one": {"body": [{"paragraph": "The river is wide. " * 7}]}}})
    render = renderer()
    assert "not read" not in html_of(glance_section(b, origin(render), render))


def test_a_short_article_in_another_language_is_told_by_its_small_words(tmp_path: Path) -> None:
    german = (
        "Die Unterhändler kamen am Morgen in die Stadt und gingen am Abend ohne ein Ergebnis wieder fort, so heißt es. "
    )
    b = briefed(tmp_path, {"articles": {"one": {"body": [{"paragraph": german * 2}]}}})
    render = renderer()
    assert "its wording is not read" in html_of(glance_section(b, origin(render), render))


def test_an_introduction_is_no_agreement_beside_its_items(tmp_path: Path) -> None:
    text = "The talks ended.\n\nThe sides have agreed to:\n\n- a first visit in spring\n- a second one\n\nThey left.\n"
    b = briefed(tmp_path, {"texts": {"one": text}})
    render = renderer()
    html = html_of(glance_section(b, origin(render), render))
    assert "3 statements" in html
    assert "1 of them only introduces the items" in html
    agreed = html.split("Said to be agreed</dt>")[1].split("<dt>")[0]
    assert [int(n) for n in re.findall(r"line (\d+)", agreed)] == [5, 6]


@pytest.mark.parametrize("section", [timeline_section, watch_section, speakers_section])
def test_nothing_is_shown_of_an_empty_article(section: Any, tmp_path: Path) -> None:
    b = briefed(tmp_path, {"articles": {"one": {"body": []}}})
    render = renderer()
    assert section(b, origin(render), render) == ()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = '<img src=x onerror=alert(1)>"{{ 7*7 }}'
    text = f"Minister {hostile} said on May 16, 2025 that {hostile} will be signed. Analysts {hostile} said so."
    b = briefed(tmp_path, {"articles": {"one": {"body": [{"paragraph": text}]}}})
    render = renderer()
    where = origin(render)
    html = html_of((*timeline_section(b, where, render), *watch_section(b, where, render)))
    html += html_of(speakers_section(b, where, render))
    assert "<img" not in html
    assert "49" not in html
