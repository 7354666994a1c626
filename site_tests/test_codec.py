"""Articles survive YAML: what is written is read back as the same article, to the character."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.codec import article_of, article_yaml, cells_of, told_confidence
from build_scripts.content_files import read_source, source_paths
from build_scripts.documents import ArticleDocument
from build_scripts.intake import lock_of
from build_scripts.library import REASONS
from build_scripts.model import (
    METADATA,
    Article,
    Block,
    Heading,
    Inference,
    OrderedList,
    Paragraph,
    Source,
    Table,
)
from build_scripts.normalize import normalize
from build_scripts.problems import Problem
from build_scripts.provenance import Tracer
from build_scripts.validation import read_document

ROOT = Path(__file__).parent.parent


def source_of(text: str) -> Source:
    return Source("x", "x.txt", text, "0" * 64)


def written(source: Source) -> str:
    return article_yaml(normalize(source), source)


def read_back(text: str, source: Source) -> tuple[Article | None, list[Problem]]:
    document, root, problems = read_document(ArticleDocument, text, "x.yaml")
    if document is None:
        return None, problems
    article, found = article_of(document, root, source, source.id, "x.yaml", lambda code: REASONS.get(code, ""))
    return article, [*problems, *found]


def rounded(article: Article) -> Article:
    """YAML keeps two digits of a confidence; the order of repairs is by place."""

    def less(inferred: tuple[Inference, ...]) -> tuple[Inference, ...]:
        return tuple(Inference(i.what, told_confidence(i.confidence)) for i in inferred)

    def less_sure(block: Block) -> Block:
        if isinstance(block, Table):
            block = dataclasses.replace(block, row_confidences=tuple(map(told_confidence, block.row_confidences)))
        return dataclasses.replace(block, inferred=less(block.inferred))

    data = {
        name: dataclasses.replace(datum, inferred=less(datum.inferred))
        for name in METADATA
        if (datum := getattr(article, name)) is not None
    }
    return dataclasses.replace(
        article,
        blocks=tuple(map(less_sure, article.blocks)),
        repairs=tuple(
            sorted(
                (dataclasses.replace(r, reason="") for r in article.repairs),
                key=lambda r: (r.at, r.edits, r.code, r.applicability),
            )
        ),
        omissions=tuple(sorted(article.omissions, key=lambda o: o.span)),
        **data,
    )


def assert_round_trip(text: str) -> None:
    source = source_of(text)
    article = normalize(source)
    written = article_yaml(article, source)
    back, problems = read_back(written, source)
    assert not problems
    assert back is not None
    assert rounded(back) == rounded(article)
    yaml.safe_load(written)  # any other YAML reader takes it too


@pytest.mark.parametrize("path", source_paths(ROOT), ids=lambda p: p.name)
def test_each_source_comes_back_from_yaml_as_the_same_article(path: Path) -> None:
    source, problem = read_source(path, ROOT)
    assert source is not None
    assert problem is None
    assert_round_trip(source.text)


LINE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        [
            "",
            "A heading",
            "- item: one",
            "• two",
            "1. first",
            "a | b |",
            "---|---|",
            "x | y \\| z |",
            "> quoted",
            "## H",
        ]
    ),
    st.lists(st.sampled_from("the talks in Turkey,and Moscow said . agreed: yes # no".split()), max_size=40).map(
        " ".join
    ),
)


@given(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_any_text_comes_back_from_yaml_as_the_same_article(lines: list[str], end: str) -> None:
    assert_round_trip(end.join(lines))


def edited(change: Callable[[str], str], text: str = "A first line of words.\n\nA second line of words.\n") -> Article:
    source = source_of(text)
    back, problems = read_back(change(article_yaml(normalize(source), source)), source)
    assert not problems
    assert back is not None
    return back


def test_a_block_that_a_hand_deleted_is_an_omission() -> None:
    article = edited(lambda y: y.split("  - paragraph: A second")[0])
    assert [type(b) for b in article.blocks] == [Paragraph]
    assert [(o.reason, o.span.start) for o in article.omissions] == [("removed by hand", 24)]


def test_a_block_without_a_place_was_added_by_hand() -> None:
    article = edited(lambda y: y + "  - heading: The desk's own\n")
    added = article.blocks[-1]
    assert isinstance(added, Heading)
    assert added.spans == ()


def test_blocks_that_a_hand_split_share_their_place_and_count_once() -> None:
    article = edited(
        lambda y: y.replace("A first line of words.\n", "A first line\n    at: 1\n  - paragraph: of words.\n")
    )
    assert [b.spans for b in article.blocks[:2]] == [article.blocks[0].spans] * 2
    assert not article.omissions


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("at: 3", "at: 9"), "X006", 10),
        (("at: 3", 'at: "1:3-1:5"'), "X008", 10),
        (("at: 3", "at: three"), "X006", 10),
    ],
)
def test_a_position_that_fits_nothing_is_told_with_its_place(change: tuple[str, str], code: str, line: int) -> None:
    source = source_of("A first line of words.\n\nA second line of words.\n")
    written = article_yaml(normalize(source), source)
    assert change[0] in written
    _, problems = read_back(written.replace(*change), source)
    assert [(p.code, p.line) for p in problems] == [(code, line)]


def test_a_repair_whose_words_stand_elsewhere_is_told() -> None:
    source = source_of("We met,and talked. It was good.\n")
    written = article_yaml(normalize(source), source)
    assert "met, and" in written
    _, problems = read_back(written.replace('was: "met,and"', 'was: "sat,and"'), source)
    assert [p.code for p in problems] == ["X007"]


def test_a_numbered_list_keeps_the_numbers_that_the_source_prints() -> None:
    numbers = {}
    for marks in (("4.", "5."), ("(a)", "(b)"), ("1.", "2.")):
        source = source_of(f"The parties agreed:\n{marks[0]} First thing here\n{marks[1]} Second thing here\n")
        back, problems = read_back(written(source), source)
        assert not problems
        assert back is not None
        (found,) = [b for b in back.blocks if isinstance(b, OrderedList)]
        assert found.printed() == marks
        numbers[marks] = found.numbers
    assert numbers[("1.", "2.")] == ()


def test_the_lock_has_a_line_for_each_value_and_none_for_a_hand() -> None:
    source = source_of("A first line of words.\n\nA second line of words.\n")
    lock = lock_of(article_yaml(normalize(source), source), source).splitlines()
    names = [line.rpartition(" ")[0] for line in lock[2:]]
    assert names == ["- loose.published", "1 block.paragraph", "3 block.paragraph"]
    assert all(len(line.rpartition(" ")[2]) == 16 for line in lock[2:])


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        (["a | b", "c"], ("a | b", "c")),
        ("Port of Ham second line", "Port of Ham second line"),
        ("Port of Ham | second line", ("Port of Ham", "second line")),
        ("Port of Ham |  second line\t| 2027", ("Port of Ham", "second line", "2027")),
        (r"either \| or", "either | or"),
        (r"either \| or | both", ("either | or", "both")),
        ("a|b", "a|b"),
        ("| a", "| a"),
        ("| a | b |", ("a", "b")),
        (r"\| a \|", "| a |"),
        ("", ""),
    ],
)
def test_a_row_is_settled_with_bars(written: list[str] | str, cells: tuple[str, ...] | str) -> None:
    assert cells_of(written) == cells


UNCERTAIN = """\
source: x.txt
headline: null
body:
  - table:
      columns: Port | Plan
      rows:
        - North Ham second line
        - East Bay | third line
    at: 1-3
    inferred: {table: 0.9, columns: 0.31, rows: [0.5, 0.3, 0.4]}
"""


def test_one_line_settles_an_uncertain_row() -> None:
    source = source_of("Port Plan\nNorth Ham second line\nEast Bay third line\n")
    article, problems = read_back(UNCERTAIN, source)
    assert not problems
    assert article is not None
    (table,) = article.blocks
    assert isinstance(table, Table)
    assert table.columns == ("Port", "Plan")
    assert table.rows == ("North Ham second line", ("East Bay", "third line"))
    assert table.row_confidences == (0.5, 0.3, 0.4)
    places = Tracer(article, source).places(table)
    assert [p.provenance for p in places] == ["verbatim"] * 5


def test_a_row_settled_into_another_number_of_cells_is_told() -> None:
    source = source_of("Port Plan\nNorth Ham second line\nEast Bay third line\n")
    text = UNCERTAIN.replace("East Bay | third line", "East | Bay | third line")
    _, problems = read_back(text, source)
    assert [(p.code, p.line, p.column) for p in problems] == [("X025", 8, 11)]
    assert "3 cells below 2 column headers" in str(problems[0])
    _, problems = read_back(UNCERTAIN.replace("Port | Plan", "Port Plan"), source)
    assert [p.code for p in problems] == ["X025"]
    assert "settle `columns` first" in str(problems[0])
