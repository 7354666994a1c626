"""Rounds: which articles are one, what their cells say together, and what changed from one to the next."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build_scripts.briefing_changes import Names, briefing_changes
from build_scripts.library import read_library
from build_scripts.page import HeadingPart
from build_scripts.report import BriefingReport, report_of
from build_scripts.rounds import SILENT, round_changes
from build_scripts.wording import words_of
from site_tests.ports import briefing, make_ports, no_errors, pages, run
from site_tests.projects import ROOT

HARBOUR = "{id: harbour, label: Harbour}"
PIER = "    label: Pier\n"
OTHER = "{id: pier-2, label: Other}"
COLUMNS = "    columns: rounds\n"
TABLE = f"""  - id: rounds
    caption: By round
    rows: themes
{COLUMNS}"""


@pytest.fixture
def ports(tmp_path: Path) -> Path:
    """Three articles, each a round of its own, with a table of rounds."""
    root = make_ports(tmp_path)
    change(root, "comparisons:\n", f"comparisons:\n{TABLE}")
    return root


def change(root: Path, old: str, new: str) -> None:
    """Other words in the briefing; it must have no error then."""
    path = root / "content/briefings/ports.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), "utf-8")
    assert no_errors(root)


def one_round(root: Path) -> None:
    """The harbour and the pier are one round."""
    path = root / "content/briefings/ports.yaml"
    text = path.read_text("utf-8").replace(HARBOUR, "{id: harbour, label: Harbour, round: First}")
    path.write_text(text.replace(PIER, f"{PIER}    round: First\n"), "utf-8")
    assert no_errors(root)


def judge(root: Path, cell: str) -> None:
    """A cell of the table of rounds, as the desk judges it."""
    change(root, COLUMNS, f"{COLUMNS}    cells:\n      {cell}\n")


def report(root: Path) -> BriefingReport:
    return next(iter(report_of(read_library(root)).briefings.values()))


def html(root: Path, uri: str = "briefings/ports/rounds/") -> str:
    return "\n".join(getattr(part, "html", "") for part in pages(root)[uri].parts)


def headings(root: Path) -> list[str]:
    """The headings of the briefing's page."""
    return [part.text for part in pages(root)["briefings/ports/"].parts if isinstance(part, HeadingPart)]


def test_without_a_round_each_article_is_one(ports: Path) -> None:
    assert [(r.id, r.label, r.articles) for r in report(ports).rounds] == [
        ("harbour", "Harbour", ("harbour",)),
        ("pier", "Pier", ("pier",)),
        ("pier-2", "Other", ("pier-2",)),
    ]


def test_articles_of_one_round_are_one_column(ports: Path) -> None:
    one_round(ports)
    b = report(ports)
    assert [(r.id, r.label, r.articles) for r in b.rounds] == [
        ("harbour", "First", ("harbour", "pier")),
        ("pier-2", "Other", ("pier-2",)),
    ]
    table = next(t for t in b.tables if t.id == "rounds")
    assert table.columns == (("harbour", "First"), ("pier-2", "Other"))
    page = html(ports)
    assert '<a href="../../../articles/pier/" dir="auto">Pier</a>' in page, "each article of the round has its link"
    assert 'id="rounds--ferries--pier"' in page, "its cell is found by each of its articles"


def test_a_round_says_what_its_articles_are_judged_to_say(ports: Path) -> None:
    """The table of articles judges `harbour` stated and `pier` not stated; `pier-2` is disputed."""
    one_round(ports)
    (cells,) = next(t for t in report(ports).tables if t.id == "rounds").cells
    assert [(c.state, c.by_desk) for c in cells] == [("stated", True), ("disputed", True)]
    assert cells[0].note == "The pier is no ferry."
    assert {s.article for s in cells[0].statements} == {"harbour"}


def test_a_round_is_judged_as_a_whole(ports: Path) -> None:
    one_round(ports)
    judge(ports, "ferries/harbour: {state: superseded, cites: [pier@3], note: Closed.}")
    (cells,) = next(t for t in report(ports).tables if t.id == "rounds").cells
    assert (cells[0].state, cells[0].note) == ("superseded", "Closed.")
    assert {s.article for s in cells[0].statements} == {"pier"}
    assert report(ports).by_round.cells == (cells,), "what changed between the rounds goes by it too"
    assert "Pier, line 3" in html(ports), "where a round has several articles, a quote names its own"


def test_withdrawing_the_first_article_of_a_round_keeps_what_rests_on_the_others(ports: Path) -> None:
    one_round(ports)
    judge(ports, "ferries/harbour: {state: superseded, cites: [harbour@3, pier@3], note: Closed.}")
    done = run(ports, "withdraw", "harbour", "--reason", "Wrong.")
    assert "ferries/harbour becomes ferries/pier" in done.output
    assert "      ferries/pier: {state: superseded, cites: [pier@3], note: Closed.}" in briefing(ports)
    assert no_errors(ports)


def test_withdrawing_takes_a_cell_that_rests_on_the_article_alone(ports: Path) -> None:
    one_round(ports)
    judge(ports, "ferries/harbour: {state: stated, cites: [harbour@3]}")
    run(ports, "withdraw", "harbour", "--reason", "Wrong.")
    assert "ferries/harbour" not in briefing(ports)
    assert no_errors(ports)


def test_renaming_the_first_article_renames_the_cells_of_its_round(ports: Path) -> None:
    one_round(ports)
    judge(ports, "ferries/harbour: {state: stated, cites: [pier@3], note: So.}")
    run(ports, "rename", "harbour", "port")
    assert "ferries/port: {state: stated, cites: [pier@3]" in briefing(ports)
    page = html(ports)
    for anchor in ("rounds--ferries--port", "rounds--ferries--harbour", "rounds--ferries--pier"):
        assert page.count(f'id="{anchor}"') == 1


# --- what changed from one round to the next


def judged(root: Path, *states: str) -> None:
    """The states of the theme in the three articles, as the desk judges them."""
    cells = "".join(
        f"      ferries/{name}: {{state: {state}, cites: [{name}@3], note: So.}}\n"
        for name, state in zip(("harbour", "pier", "pier-2"), states, strict=True)
    )
    path = root / "content/briefings/ports.yaml"
    head, _, rest = path.read_text("utf-8").partition("    columns: articles\n    cells:\n")
    path.write_text(f"{head}    columns: articles\n    cells:\n{cells}notes:{rest.partition('notes:')[2]}", "utf-8")
    assert no_errors(root)


@pytest.mark.parametrize(
    ("states", "changes"),
    [
        (("stated", "stated", "stated"), ["both_stated", "both_stated"]),
        (("conditional", "stated", "conditional"), ["moved", "moved"]),
        (("not-stated", "stated", "disputed"), ["new_not_stated", "moved"]),
        (("stated", "not-stated", "stated"), ["gone_not_stated", "again"]),
        (("no-match", "not-captured", "stated"), ["neither_captured", "new_not_captured"]),
        (("no-match", "no-match", "not-stated"), ["neither", "neither"]),
        (("not-stated", "not-stated", "not-captured"), ["neither_stated", "neither_captured"]),
        (("superseded", "no-match", "no-match"), ["gone_no_match", "neither"]),
        (("conditional", "not-captured", "conditional"), ["gone_not_captured", "again"]),
        (("no-match", "conditional", "no-match"), ["new_no_match", "gone_no_match"]),
    ],
)
def test_what_changed_is_told_from_the_states(ports: Path, states: tuple[str, ...], changes: list[str]) -> None:
    judged(ports, *states)
    assert [c.themes[0].change for c in round_changes(report(ports))] == changes


def test_a_round_without_a_match_is_not_said_to_have_dropped_anything() -> None:
    words = words_of("en", (ROOT / "templates/languages/en.yaml").read_text("utf-8"), "en.yaml")
    for name in ("gone_no_match", "gone_not_captured"):
        assert words(f"rounds.{name}", after="B").startswith("No longer matched: no statement of “B” has its words")
    assert "no proof that it was dropped" in words("rounds.gone_no_match", after="B")
    for state in SILENT:
        assert all(words.has(f"rounds.{kind}_{state.replace('-', '_')}") for kind in ("new", "gone"))


def test_the_page_has_a_table_for_each_two_rounds(ports: Path) -> None:
    judged(ports, "conditional", "stated", "not-stated")
    page = html(ports, "briefings/ports/")
    captions = re.findall(r'<caption id="rounds-\d">(.*?)</caption>', page, re.DOTALL)
    shown = [re.sub("<[^>]+>", "", caption).strip() for caption in captions]
    assert shown == ["From “Harbour” to “Pier”", "From “Pier” to “Other”"]
    (first, second) = re.findall(r'<table class="bb-table bb-round-table.*?</table>', page, re.DOTALL)
    assert "From “conditional” to “stated”." in re.sub("<[^>]+>", "", first)
    assert 'href="../../sources/harbour/#L3"' in first
    told = "The desk found nothing on it in “Other”.".lower()
    assert told not in re.sub("<[^>]+>", "", first).lower()
    assert told in re.sub("<[^>]+>", "", second).lower()
    assert headings(ports).count("What changed from article to article") == 1
    assert "The order of the articles is the desk’s judgement." in page
    section = page[page.index("The order of the articles") : page.rindex("</table>")]
    section = section[: section.rindex("bb-round-table")]
    assert "round" not in re.sub("<[^>]+>", " ", section), "nobody named a round"


def test_a_page_speaks_of_rounds_where_one_is_named(ports: Path) -> None:
    change(ports, HARBOUR, "{id: harbour, label: Harbour, round: First}")
    page = html(ports, "briefings/ports/")
    assert headings(ports).count("What changed between the rounds") == 1
    assert "The order of the rounds is the desk’s judgement." in page


def test_an_article_and_its_newer_capture_are_not_compared(ports: Path) -> None:
    """It is one text: the first and the last article are two captures, and here they stand side by side."""
    path = ports / "content/briefings/ports.yaml"
    text = path.read_text("utf-8").replace(
        "  # the second one\n  - id: 'pier'   # quoted by hand\n    label: Pier\n", ""
    )
    text = text.replace(f"  - {OTHER}\n", f"  - {OTHER}\n  - {{id: pier, label: Pier}}\n")
    path.write_text(text, "utf-8")
    assert no_errors(ports)
    assert [(c.before.id, c.after.id) for c in round_changes(report(ports))] == [("pier-2", "pier")]


def test_two_articles_of_one_label_are_told_apart(ports: Path) -> None:
    change(ports, PIER, "    label: Harbour\n")
    page = html(ports, "briefings/ports/")
    shown = [re.sub("<[^>]+>", "", c).strip() for c in re.findall(r"<caption id=.rounds-\d.>(.*?)</caption>", page)]
    assert shown[0] == "From “Harbour (harbour)” to “Harbour (pier)”"


def test_what_both_have_is_not_called_the_same(ports: Path) -> None:
    """Two statements on one theme need not say the same."""
    judged(ports, "stated", "stated", "conditional")
    page = re.sub("<[^>]+>", "", html(ports, "briefings/ports/"))
    assert "Both have statements on it." in page
    assert "The same in both" not in page


def test_a_single_round_has_no_change(ports: Path) -> None:
    one_round(ports)
    change(ports, OTHER, "{id: pier-2, label: Other, round: First}")
    assert round_changes(report(ports)) == ()
    assert "bb-round-table" not in html(ports, "briefings/ports/")


def test_a_briefing_without_themes_has_no_change(ports: Path) -> None:
    path = ports / "content/briefings/ports.yaml"
    text = path.read_text("utf-8").replace("themes: [ferries]", "themes: []").partition("comparisons:")[0]
    path.write_text(text, "utf-8")
    assert round_changes(report(ports)) == ()
    assert "bb-round-table" not in html(ports, "briefings/ports/")


# --- diff


def test_diff_tells_that_a_round_has_another_name(ports: Path) -> None:
    one_round(ports)
    path = ports / "content/briefings/ports.yaml"
    before = report(ports)
    path.write_text(path.read_text("utf-8").replace("round: First", "round: Geneva"), "utf-8")
    changes = list(briefing_changes(before, report(ports), Names({}, {})))
    told = [(c.kind, c.act, c.subject, c.before, c.after) for c in changes]
    assert ("comparison", "changed", "Round in “By round”", "First", "Geneva") in told
    assert not [c for c in changes if c.kind == "cell"], "the cells say what they said"


def test_diff_tells_that_an_article_joined_a_round(ports: Path) -> None:
    before = report(ports)
    one_round(ports)
    changes = list(briefing_changes(before, report(ports), Names({}, {})))
    told = [(c.kind, c.act, c.subject, c.before, c.after) for c in changes]
    assert ("briefing-article", "changed", "Article", "Pier", "Pier") in told
    assert ("comparison", "changed", "Round in “By round”", "Harbour", "First") in told
    assert ("comparison", "dropped", "Round in “By round”", "Pier", None) in told


def test_diff_tells_that_columns_became_rounds(ports: Path) -> None:
    before = report(ports)
    change(ports, COLUMNS, "    columns: articles\n")
    changes = list(briefing_changes(before, report(ports), Names({}, {})))
    told = [(c.kind, c.act, c.subject, c.before, c.after) for c in changes]
    assert ("comparison", "changed", "Columns of “By round”", "Round", "Article") in told
