"""Evidence of re-writing: what is counted, that it is counted right, and that the rule parts what it should part."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.score_statements import reading_of
from build_scripts.article_pages import Surroundings, article_page
from build_scripts.briefing_pages import briefing_page
from build_scripts.documents import DOCUMENTS
from build_scripts.echoes import LEAST, SHARE, echoes_of, passages_of, runs_of, words_of
from build_scripts.library import read_library
from build_scripts.model import Source, Statement
from build_scripts.normalize import normalize
from build_scripts.page import content_html
from build_scripts.persons import persons_in
from build_scripts.report import ArticleReport, BriefingReport, report_of
from build_scripts.rewriting import Evidence, Sign, evidence_of
from build_scripts.rewriting_views import warning_views
from build_scripts.statements import statements_of
from build_scripts.validation import read_document
from site_tests.briefed import briefed, origin, renderer
from site_tests.projects import ROOT

CASES = Path(__file__).parent / "cases" / "rewriting"
LABELS = sorted((ROOT / "site_tests" / "labels").glob("*.txt"))


def signs(evidence: Evidence) -> dict[str, Sign]:
    return {sign.name: sign for sign in evidence.signs}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_each_sign_is_counted_with_its_lines(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    (report,) = briefed(tmp_path, case).articles
    found = signs(evidence_of(report))
    for name, expected in case["expect"].items():
        if isinstance(expected, list):
            assert [t.lines and t.lines[0] for t in found[name].traces] == expected, name
            assert found[name].number == len(expected), name
        else:
            assert found[name].number == expected, name


@cache
def record() -> Any:
    document, _, problems = read_document(
        DOCUMENTS["record"], "publisher: null\naddress: null\npublished: null\ncaptured: null\nrights: full\n", "r.yaml"
    )
    assert document is not None, problems
    return document


def labelled() -> Iterator[ArticleReport]:
    """The texts that people wrote and labelled, as articles of which nothing else is known."""
    reading = reading_of()
    for path in LABELS:
        source = Source(path.stem, path.name, path.read_text("utf-8"), "0" * 64)
        article = normalize(source)
        yield ArticleReport(article, source, path.name, record(), statements_of(article, source, reading))


def test_the_rule_parts_the_seeds_from_what_people_wrote() -> None:
    """Both seeds look re-written by the counts, and none of the 26 texts of offices and newsrooms does."""
    seeds = report_of(read_library(ROOT)).articles
    assert {i: evidence_of(a).looks_rewritten for i, a in seeds.items()} == dict.fromkeys(seeds, True)
    assert [a.path for a in labelled() if evidence_of(a).looks_rewritten] == []


def test_one_sort_of_slip_is_not_enough(tmp_path: Path) -> None:
    """A capture that dropped line breaks, of a report with a name, a date and a publisher of record."""
    text = "A headline\n\nMinister Ann Example met them on 1 May 2025,and left.Then they spoke,and wrote,and left.\n"
    b = briefed(tmp_path, {"texts": {"one": text}, "records": {"one": {"publisher": "The Example"}}})
    evidence = evidence_of(b.articles[0])
    assert signs(evidence)["glued"].speaks
    assert not evidence.looks_rewritten


def statement(article: str, number: int, text: str) -> Statement:
    return Statement(f"{number:08x}", article, number, 0, text, text, None, (number, number), "background", "")


def echoed(**texts: list[str]) -> list[tuple[str, int, str, int]]:
    passages = {i: passages_of([statement(i, n, t) for n, t in enumerate(own)]) for i, own in texts.items()}
    return [
        (article, echo.statement.block, echo.other.article, echo.other.block)
        for article, echoes in echoes_of(passages).items()
        for echo in echoes
    ]


ONE = "Diplomats convened in Tarn for the second round of talks aimed at addressing a range of issues."
NEAR = "In Tarn, diplomats convened in TARN for the second round of discussions aimed at addressing several matters."
FAR = "The minister of agriculture opened the new market hall in the presence of several hundred guests."


def test_echoes_within_and_across() -> None:
    assert echoed(a=[ONE, FAR, NEAR]) == [("a", 0, "a", 2)]
    assert echoed(a=[ONE], b=[FAR, NEAR]) == [("a", 0, "b", 1), ("b", 1, "a", 0)]
    assert echoed(a=[ONE], b=[FAR]) == []
    assert echoed(a=["Too short to tell."], b=["Too short to tell."]) == []
    assert echoed(a=[], b=[""]) == []


def test_echoes_in_scripts_without_capitals_or_spaces() -> None:
    arabic = "اجتمع الدبلوماسيون في تارن في الجولة الثانية من المحادثات الرامية إلى معالجة القضايا"
    assert echoed(a=[arabic, arabic.replace("القضايا", "المسائل")]) == [("a", 0, "a", 1)]
    assert echoed(
        a=["外交官们在塔恩举行了第二轮会谈以讨论各种问题。", "外交官们在塔恩举行了第二轮磋商以讨论各种问题。"]
    ) == [("a", 0, "a", 1)]


@given(st.lists(st.lists(st.sampled_from("a b c d e f g h i j".split()), max_size=25).map(" ".join), max_size=8))
def test_every_echo_is_what_it_says_and_none_is_missed(texts: list[str]) -> None:
    """Held against counting every pair; with so few texts no run is a fixed expression."""
    passages = {"a": passages_of([statement("a", n, t) for n, t in enumerate(texts)])}
    found = {(e.statement.block, e.other.block): (e.shared, e.of) for e in echoes_of(passages).get("a", ())}
    expected = {}
    for first, one in enumerate(texts):
        for second in range(first + 1, len(texts)):
            if min(len(words_of(one)), len(words_of(texts[second]))) < 8:
                continue
            runs = runs_of(words_of(one)), runs_of(words_of(texts[second]))
            shared, of = len(runs[0] & runs[1]), min(map(len, runs))
            if shared >= LEAST and shared >= SHARE * of:
                expected[first, second] = shared, of
    assert found == expected


def test_a_library_of_many_articles_is_compared_in_seconds() -> None:
    chosen = Random(1)
    words = [f"word{n}" for n in range(2_000)]
    texts = {
        f"a{n}": [statement(f"a{n}", m, " ".join(chosen.choices(words, k=20))) for m in range(20)] for n in range(200)
    }
    texts["a7"].append(statement("a7", 99, ONE))
    texts["a9"].append(statement("a9", 99, NEAR))
    started = time.process_time()
    found = echoes_of({i: passages_of(own) for i, own in texts.items()})
    assert time.process_time() - started < 10
    assert ("a9", 99) in [(e.other.article, e.other.block) for e in found["a7"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Außenminister Johann Wadephul und Präsidentin Weber trafen sich.", ("Johann Wadephul", "Weber")),
        ("Президент Владимир Путин встретился с ним.", ("Владимир Путин",)),
        ("Cumhurbaşkanı Erdoğan geldi.", ("Erdoğan",)),
        ("Le président Macron a parlé.", ("Macron",)),
        ("U.S. President Donald Trump met Volodymyr Zelenskyy.", ("Donald Trump",)),
        ("Dr. H. E. Lorne, a spokeswoman, left.", ("H. E. Lorne",)),
        ("The minister said on Monday that President United States had left.", ()),
        ("Analysts and senior officials expect more; the Foreign Ministry said so.", ()),
        ("The Jordan Valley and the Chad Basin", ()),
        ("قال الرئيس بوتين إن المحادثات مستمرة", None),
        ("外交官们在塔恩举行了会谈", None),
        ("", ()),
    ],
)
def test_persons(text: str, names: tuple[str, ...] | None) -> None:
    assert persons_in([text]) == names


def told(b: BriefingReport) -> list[dict[str, Any]]:
    render = renderer()
    return [v for a in b.articles for v in warning_views(origin(render), a, a.article.id)]


def test_the_warning_says_what_is_counted_and_what_the_desk_judges(tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / "traces.yaml").read_text("utf-8"))
    plain = told(briefed(tmp_path / "a", case))[0]
    assert not any("machine" in fact for fact in plain["facts"])
    judged = told(briefed(tmp_path / "b", case | {"records": {"spun": {"looks_rewritten": "Words are glued."}}}))[0]
    assert any("it looks re-written by machine" in fact for fact in judged["facts"])
    assert judged["evidence"]["reason"] == "Words are glued."
    source = {"warnings": [{"facts": judged["doubts"], "evidence": judged["evidence"]}], "lines": [], "publisher": []}
    fields = ("id", "label", "href", "title", "title_mark", "date", "statements", "tables", "missing", "repairs")
    html = renderer()("briefing_sources", sources=[dict.fromkeys((*fields, "address", "rights"), "") | source]).html
    assert html.count("Words are glued.") == 1
    for sign in judged["evidence"]["signs"]:
        assert sign["name"] in html
    assert html.count('href="../../sources/spun/#L') == 4 + 2 + len(re.findall("→", html)) - 4
    assert not re.search(r"<t[dh][^>]*>\s*</t[dh]>", html)


def test_a_page_says_the_evidence_once(tmp_path: Path) -> None:
    """The reason of the desk and the table stand together; a briefing's warning leads there, an article has its own."""
    b = briefed(tmp_path, {"texts": {"one": WORN}, "records": {"one": {"looks_rewritten": "Words are glued."}}})
    (a,) = b.articles
    render = renderer()
    for parts in (briefing_page(b, render).parts, article_page(a, Surroundings(), render).parts):
        html = content_html(parts)
        assert html.count("Words are glued.") == 1
        assert html.count('class="bb-more bb-evidence"') == html.count('id="evidence.one"') == 1
        assert html.count("Does it speak for re-writing?</th>") == 1
        assert "the desk judges that it looks re-written by machine" in html
        assert not re.search(r"\b0 announced", html)
    html = content_html(briefing_page(b, render).parts)
    assert 'href="#evidence.one"' in html
    assert html.count("nothing announced is missing") == 2  # above, and at its one source


WORN = "A headline\n\nThey met,and left.Then they spoke,and wrote to all the harbours of the river.\n"


def test_the_other_article_of_a_pair_is_called_what_the_page_calls_it(tmp_path: Path) -> None:
    texts = {i: f"Headline of {i}\n\n{text}\n" for i, text in (("one", ONE), ("two", NEAR))}
    b = briefed(tmp_path, {"texts": texts, "records": {"one": {"looks_rewritten": "It looks odd."}}})
    a = next(a for a in b.articles if a.article.id == "one")
    title = next(other for other in b.articles if other.article.id == "two").title
    assert title not in ("two", "")
    for labels, name in (({"two": "Round two"}, "Round two"), ({}, title)):
        (view,) = warning_views(origin(renderer()), a, "One", labels)
        across = [t["pair"] for s in view["evidence"]["signs"] for t in s["places"] if t["pair"]]
        assert [pair["other_line"]["label"].rpartition(",")[0] for pair in across] == [name]


def test_no_warning_where_nothing_is_to_be_known(tmp_path: Path) -> None:
    text = "A headline\n\nMinister Ann Example met them on 1 May 2025.\n"
    assert told(briefed(tmp_path, {"texts": {"one": text}, "records": {"one": {"publisher": "The Example"}}})) == []


def test_rights_withhold_words_here_too(tmp_path: Path) -> None:
    case = yaml.safe_load((CASES / "traces.yaml").read_text("utf-8"))
    b = briefed(tmp_path, case | {"records": {"spun": {"looks_rewritten": "It looks odd.", "rights": "none"}}})
    view = told(b)[0]
    assert "harbour" not in str(view)
    assert "met,and" not in str(view)
    assert next(s for s in view["evidence"]["signs"] if s["name"].startswith("Words glued"))["found"].startswith("4 ")


def test_two_captures_of_one_text_are_no_echo() -> None:
    passages = {i: passages_of([statement(i, 0, ONE)]) for i in ("new", "old", "other")}
    assert sorted(echoes_of(passages, {"new": "old"})) == ["new", "old", "other"]
    found = echoes_of(passages, {"new": "old"})
    assert [e.other.article for e in found["new"]] == ["other"]
    assert [e.other.article for e in found["other"]] == ["new", "old"]
