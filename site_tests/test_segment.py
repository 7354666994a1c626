"""Segmenting: each case is a folder with a source and the outline expected of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from build_scripts.model import Article, BulletList, Source, Table
from build_scripts.normalize import normalize
from build_scripts.segment import outline_of
from site_tests.laws import check_laws
from site_tests.shapes import shape_of

CASES = sorted((Path(__file__).parent / "cases" / "segment").glob("*/source.txt"))


def read_case(path: Path) -> tuple[Source, Article]:
    text = path.read_bytes().decode("utf-8")
    source = Source(path.parent.name, path.name, text, "0" * 64)
    return source, normalize(source)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.parent.name)
def test_case(path: Path) -> None:
    source, article = read_case(path)
    told = shape_of(article, source)
    expected = path.with_name("expected.json")
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("BRIEFBOOK_ACCEPT") and not os.environ.get("CI"):
        expected.write_text(text, encoding="utf-8")
    changed = path.with_name("expected.json.changed")
    if not expected.exists() or json.loads(expected.read_text(encoding="utf-8")) != told:
        changed.write_text(text, encoding="utf-8")
        assert told == (json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else None)
    changed.unlink(missing_ok=True)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.parent.name)
def test_laws_hold_for_cases(path: Path) -> None:
    check_laws(*read_case(path))


def test_there_are_cases_of_what_must_not_be() -> None:
    names = {path.parent.name for path in CASES}
    assert len(names) >= 20
    assert {"not-headings", "not-lists", "not-tables", "not-clutter"} <= names


def test_only_bare_headings_are_inferred() -> None:
    text = "# Top\n\n## Marked\n\nA sentence of the body stands here.\n\nUnderlined\n----------\n\n"
    text += "Another sentence of the body.\n\nBare Words\n\nThe last sentence of the body is this one.\n"
    outline = outline_of(Source("x", "x", text, ""))
    headings = [d for d in outline.drafts if d.kind == "heading"]
    assert [bool(d.inferred) for d in headings] == [False, False, True]
    assert all(0.5 <= i.confidence < 1 for d in headings for i in d.inferred)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\r", "\x00", "\u200b", "\ufeff", "a", "-", "|", "#", ">", "=", "1.", "\u2028", "\t\t"]
)
def test_hardly_any_text_at_all(text: str) -> None:
    source = Source("x", "x", text, "")
    check_laws(source, normalize(source))


def test_wide_and_long_inputs_go_through() -> None:
    header = " | ".join(f"c{n}" for n in range(1000))
    wide = f"{header}\n{'|'.join(['---'] * 1000)}\n" + f"{header}\n" * 3
    bullets = "".join(f"- item {n} of a long list\n" for n in range(10_000))
    table = normalize(Source("x", "x", wide, "")).blocks
    assert len(table) == 1
    assert isinstance(table[0], Table)
    assert len(table[0].columns) == 1000
    items = normalize(Source("x", "x", bullets, "")).blocks
    assert len(items) == 1
    assert isinstance(items[0], BulletList)
    assert len(items[0].items) == 10_000


def test_each_inferred_metadatum_is_told_by_its_own_name() -> None:
    text = "Ministers agree on fishing quotas | BBC News\n\nThe ministers agreed on Monday, their office said.\n"
    told = {name: value.inferred for name, value in normalize(Source("x", "x", text, "")).metadata()}
    assert {name: [i.what for i in inferred] for name, inferred in told.items()} == {
        "headline": ["headline"],
        "publisher": ["publisher"],
    }
