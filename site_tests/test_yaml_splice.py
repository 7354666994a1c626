"""Splices: values change, every other byte of a YAML file stays, in every layout that a hand may have chosen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.yaml_splice import (
    Splice,
    UnsafeSpliceError,
    add_key,
    has_comment,
    insert_item,
    own_end,
    remove_item,
    remove_key,
    rename_key,
    set_scalar,
    splice,
)
from build_scripts.yaml_text import Fields, Items, Node, locate, read_nodes, to_data


def nodes(text: str) -> Node:
    root, problems = read_nodes(text, "x.yaml")
    assert root is not None
    assert not problems
    return root


def at(root: Node, steps: tuple[str | int, ...], kind: type[Any]) -> Any:
    node, found = locate(root, steps)
    assert found
    assert isinstance(node, kind)
    return node


SET = [
    ("a: one # why\nb: 2\n", ("a",), "two", "a: two # why\nb: 2\n"),
    ("a: 'it''s' # why\n", ("a",), "it's not", "a: 'it''s not' # why\n"),
    ('a: "x"\n', ("a",), 'say "no"', 'a: "say \\"no\\""\n'),
    ("a:\nb: 2\n", ("a",), "one", "a: one\nb: 2\n"),
    ("a: null\n", ("a",), "one", "a: one\n"),
    ("a: one", ("a",), "a: colon", 'a: "a: colon"'),
    ("a: {b: x, c: y} # z\n", ("a", "b"), "p, q", 'a: {b: "p, q", c: y} # z\n'),
    ("a:\n - >- # why\n    1\n    2\n\n # next\n - b\n", ("a", 0), "3", "a:\n - >- # why\n    3\n\n # next\n - b\n"),
    ("a: |-\n   one\n# next\nb: 1\n", ("a",), "three", "a: |-\n   three\n# next\nb: 1\n"),
    ("a:\r\n- one\r\n- two\r\n", ("a", 1), "x" * 98 + " y", f"a:\r\n- one\r\n- >-\r\n  {'x' * 98}\r\n  y\r\n"),
    ("a: one\n  two # c\nb: 1\n", ("a",), "three", "a: three # c\nb: 1\n"),
    ("- - a\n  - b\n", (0, 0), "c", "- - c\n  - b\n"),
    ("a: one\n", ("a",), None, "a: null\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "steps", "value", "expected"), SET)
def test_a_value_changes_in_its_own_style(
    text: str, steps: tuple[str | int, ...], value: str | None, expected: str
) -> None:
    root = nodes(text)
    intended = to_data(nodes(expected))
    assert splice(text, [set_scalar(text, root, steps, value)], intended, "x.yaml") == expected


ITEMS = [
    ("a:\n  # one\n  - 1 # first\n  # two\n  - 2\n", ("a",), 0, "a:\n  # one\n  # first\n  # two\n  - 2\n"),
    ("a:\n  # one\n  - 1 # first\n  # two\n  - 2", ("a",), 1, "a:\n  # one\n  - 1 # first\n  # two"),
    ("a: [1, 2, 3] # c\n", ("a",), 1, "a: [1, 3] # c\n"),
    ("a: [1, 2, 3] # c\n", ("a",), 2, "a: [1, 2] # c\n"),
    ("- x: 1\n  y: >-\n    long\n    text\n\n# between\n- x: 2\n", (), 0, "\n# between\n- x: 2\n"),
    ("-\n  - a\n  - b\n-\n  - c\n", (), 1, "-\n  - a\n  - b\n"),
    ("- - a\n  - b\n- - c\n", (0,), 0, "- - b\n- - c\n"),
]


@pytest.mark.parametrize(("text", "steps", "index", "expected"), ITEMS)
def test_an_item_goes_with_its_lines(text: str, steps: tuple[str | int, ...], index: int, expected: str) -> None:
    items = at(nodes(text), steps, Items)
    assert splice(text, [remove_item(text, items, index)], to_data(nodes(expected)), "x.yaml") == expected


KEYS = [
    ("a:\n  # why\n  - 1\nb: 2\n", (), "a", "# why\nb: 2\n"),
    ("a: # x\n  - b: >- # y\n      t # no comment\n    c: 'it # too' # z\nb: 2", (), "a", "# x\n# y\n# z\nb: 2"),
    ("a: 1 # c\n# for b\nb:\n  - 2\nc: 3\n", (), "b", "a: 1 # c\n# for b\nc: 3\n"),
    ("- a: 1\n  b: 2\n- a: 3\n", (0,), "a", "- b: 2\n- a: 3\n"),
    ("- a: 1\n  b: # c\n- a: 3\n", (0,), "b", "- a: 1\n  # c\n- a: 3\n"),
    ("a: {b: 1, c: [2, 3]}\n", ("a",), "c", "a: {b: 1}\n"),
    ("a: {b: 1, c: [2, 3]}\n", ("a",), "b", "a: {c: [2, 3]}\n"),
]


@pytest.mark.parametrize(("text", "steps", "key", "expected"), KEYS)
def test_a_key_goes_with_its_value(text: str, steps: tuple[str | int, ...], key: str, expected: str) -> None:
    fields = at(nodes(text), steps, Fields)
    assert splice(text, [remove_key(text, fields, key)], to_data(nodes(expected)), "x.yaml") == expected


INSERTED = [
    ("a:\n  - 1 # c\n  # d\n  - 2\n", 1, ["- x: 1", "  y: 2"], "a:\n  - 1 # c\n  - x: 1\n    y: 2\n  # d\n  - 2\n"),
    ("a:\n- 1", 1, ["- 2"], "a:\n- 1\n- 2"),
    ("a:\n- 1\n", 0, ["- 0"], "a:\n- 0\n- 1\n"),
    ("a: [1]\n", 1, ["2"], "a: [1, 2]\n"),
    ("a: []\n", 0, ["2"], "a: [2]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "index", "lines", "expected"), INSERTED)
def test_an_item_comes_in(text: str, index: int, lines: list[str], expected: str) -> None:
    items = at(nodes(text), ("a",), Items)
    assert splice(text, [insert_item(text, items, index, lines)], to_data(nodes(expected)), "x.yaml") == expected


def test_keys_are_added_and_renamed() -> None:
    text = "a: 1 # one\n# behind\nc: {d: 1}\n"
    root = at(nodes(text), (), Fields)
    changes = [
        add_key(text, root, ["b:", "  - 2"], "a"),
        add_key(text, at(root, ("c",), Fields), ["e: 2"], "d"),
        rename_key(text, root, "a", "x"),
    ]
    expected = "x: 1 # one\nb:\n  - 2\n# behind\nc: {d: 1, e: 2}\n"
    assert splice(text, changes, to_data(nodes(expected)), "x.yaml") == expected


def test_what_comes_out_otherwise_than_meant_is_refused() -> None:
    text = "a: 1\nb: 2\n"
    with pytest.raises(UnsafeSpliceError, match="kept apart"):
        splice(text, [Splice(3, 4, "3")], {"a": "1", "b": "2"}, "x.yaml")
    with pytest.raises(UnsafeSpliceError, match="no longer be read"):
        splice(text, [Splice(3, 4, '"')], {}, "x.yaml")
    with pytest.raises(UnsafeSpliceError, match="same place"):
        splice(text, [Splice(3, 4, "x"), Splice(3, 4, "y")], {}, "x.yaml")
    with pytest.raises(UnsafeSpliceError, match="only"):
        remove_item("a: [1]", at(nodes("a: [1]"), ("a",), Items), 0)
    with pytest.raises(UnsafeSpliceError, match="only"):
        remove_key("a: 1", at(nodes("a: 1"), (), Fields), "a")


def test_comments_are_seen_and_signs_in_texts_are_not() -> None:
    text = (
        "a:\n  - x: 'no # comment'\n    y: >-\n      nor # here\n  - x: 1\n    # here\n    y: 2\n  - z: 1 # and here\n"
    )
    items = at(nodes(text), ("a",), Items)
    assert [has_comment(text, item.start, item) for item in items.items] == [False, True, True]


LEAVES = st.text(alphabet=st.sampled_from("ab #:-'\"\n,[]{}é\u2028"), min_size=0, max_size=12)
STYLES = st.sampled_from(["plain", "'", '"', ">", "|"])


def written(value: str, style: str, pad: str) -> str:
    """A text in some style; the style only says how, where YAML allows it for this text."""
    simple = re.fullmatch(r"[abé][abé ,]*[abé]|[abé]", value)
    if style == "'" and "\n" not in value and "\u2028" not in value:
        return "'" + value.replace("'", "''") + "'"
    if style in (">", "|") and simple:
        return f"{style}-\n{pad}    {value}"
    if style == "plain" and simple and "," not in value:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\u2028", "\\u2028")
    return f'"{escaped}"'


@given(
    st.lists(st.tuples(LEAVES, STYLES, st.sampled_from(["", " # why", "\n# between"])), min_size=1, max_size=5),
    st.data(),
)
def test_any_value_can_take_any_text(listed: list[tuple[str, str, str]], data: st.DataObject) -> None:
    lines = ["top: 1"]
    for number, (value, style, comment) in enumerate(listed):
        behind = comment if style not in (">", "|") or not comment.startswith(" #") else ""
        lines.append(f"k{number}: {written(value, style, '')}{behind}")
    text = "\n".join(lines) + data.draw(st.sampled_from(["\n", ""]))
    root = nodes(text)
    before = to_data(root)
    assert before == {"top": "1", **{f"k{n}": v for n, (v, _, _) in enumerate(listed)}}
    number = data.draw(st.integers(0, len(listed) - 1))
    value = data.draw(LEAVES)
    node, _ = locate(root, (f"k{number}",))
    assert node is not None
    change = set_scalar(text, root, (f"k{number}",), value)
    after = splice(text, [change], {**before, f"k{number}": value}, "x.yaml")
    assert after.startswith(text[: node.start])
    assert after.endswith(text[own_end(text, node) :])
