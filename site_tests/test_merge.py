"""Law 4, a hand edit is never lost: random edits by hand × random changes of what the machine writes.

The property test makes an article file as `normalize` does, edits its text as a hand would, changes the article as
another version of the normalizer would, and merges.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_scripts import normalize as normalizer
from build_scripts.codec import article_yaml
from build_scripts.locks import Lock, lock_text, read_lock_text
from build_scripts.merge import MergedFile, merge_article
from build_scripts.model import (
    Article,
    BulletList,
    Heading,
    Inference,
    Omission,
    Paragraph,
    Source,
    Table,
)
from build_scripts.normalize import normalize
from build_scripts.repairs import propose_all
from build_scripts.yaml_splice import Splice, item_start, own_end, remove_item, set_scalar
from build_scripts.yaml_text import Fields, Items, Node, Scalar, locate, read_nodes, to_data
from site_tests.projects import ROOT

TEXT = """\
Port talks resume in Ham

By Ann Example

Officials met on Tuesday.The meeting lasted two hours, and both sides spoke of progress.

What was discussed

- Fisheries: quotas stay as they are.
- Ferries: a second line is planned.
- Customs: offices open longer.

The port authority expects a decision in May. It would take effect in June.

| Issue | Status | Next step |
| --- | --- | --- |
| Quotas | Agreed | Signing |
| Ferries | Planned | Tender |
| Customs | Open | Talks |

Measures could include:

The minister said that teh talks had gone well, and thanked the hosts.

Share this article
"""


def source_of(text: str) -> Source:
    return Source("port-talks", "port-talks.txt", text, "0" * 64)


def data_of(text: str) -> dict[str, Any]:
    root, problems = read_nodes(text.removeprefix("\ufeff"), "x.yaml")
    assert not problems
    data = to_data(root)
    assert isinstance(data, dict)
    return data


def lock_of(text: str, source: Source) -> Lock:
    lock = read_lock_text(lock_text(data_of(text), source), source)
    assert lock is not None
    return lock


def merged(hand: str, base: str, fresh: str, source: Source) -> MergedFile:
    return merge_article(hand, lock_of(base, source), fresh, source, "content/articles/port-talks.yaml")


@dataclass(frozen=True)
class Machine:
    """An article file as the machine wrote it, and the article."""

    source: Source
    article: Article
    text: str


@cache
def machine(text: str = TEXT) -> Machine:
    source = source_of(text)
    article = normalize(source)
    return Machine(source, article, article_yaml(article, source))


def find(base: Machine, kind: type[Any]) -> int:
    return next(i for i, b in enumerate(base.article.blocks) if isinstance(b, kind))


def with_block(article: Article, index: int, block: Any) -> Article:
    blocks = list(article.blocks)
    blocks[index : index + 1] = [block] if block is not None else []
    return replace(article, blocks=tuple(blocks))


# --- what a maintainer meets ------------------------------------------------------------------------------------------


def test_the_git_diff_shows_the_machines_change_alone() -> None:
    """Edit a paragraph, a cell, a heading; add a comment, a block; reorder two: only the machine's change comes in."""
    base = machine()
    hand = base.text.replace("It would take effect in June.", "It would take effect in July.")
    hand = hand.replace("[Ferries, Planned, Tender]", "[Ferries, Planned for 2027, Tender]  # the desk's")
    hand = hand.replace("heading: What was discussed", "heading: What they spoke of")
    hand = hand.replace("  - list:\n", "  # checked with the port\n  - paragraph: A note by the desk.\n  - list:\n")
    items = [i for i in range(len(base.article.blocks)) if isinstance(base.article.blocks[i], Paragraph)]
    index = find(base, BulletList)
    block = base.article.blocks[index]
    assert isinstance(block, BulletList)
    fresh = with_block(
        base.article, index, replace(block, items=(block.items[0], "Ferries: a third line.", block.items[2]))
    )
    assert len(items) > 1
    result = merged(hand, base.text, article_yaml(fresh, base.source), base.source)
    assert not result.told
    assert result.text == hand.replace("Ferries: a second line is planned.", "Ferries: a third line.")


def test_both_changed_is_told_with_both_and_the_hands_stays() -> None:
    base = machine()
    index = find(base, Heading)
    block = base.article.blocks[index]
    assert isinstance(block, Heading)
    hand = base.text.replace("heading: What was discussed", "heading: What they spoke of")
    fresh = article_yaml(with_block(base.article, index, replace(block, text="What Was Discussed")), base.source)
    result = merged(hand, base.text, fresh, base.source)
    assert result.text == hand
    (told,) = result.told
    assert (told.hand, told.machine) == ("What they spoke of", "What Was Discussed")
    assert hand[told.after :].startswith("What they spoke of")
    again = merge_article(result.text, read_lock_text(result.lock, base.source), fresh, base.source, "x")  # type: ignore[arg-type]
    assert again.text == result.text
    assert not again.told, "told once: the lock then knows what the machine writes"


def test_a_rejected_repair_stays_rejected() -> None:
    base = machine()
    assert "Tuesday. The meeting" in base.text
    hand = base.text.replace("Tuesday. The meeting", "Tuesday.The meeting")
    hand = "\n".join(line for line in hand.split("\n") if 'was: "Tuesday.The"' not in line)
    hand = (
        hand.replace("repairs:\n", "") if "  - {" not in hand.partition("repairs:\n")[2].split("suggested")[0] else hand
    )
    index = find(base, Heading)
    changed = with_block(base.article, index, replace(base.article.blocks[index], text="Changed"))  # type: ignore[arg-type]
    result = merged(hand, base.text, article_yaml(changed, base.source), base.source)
    assert "Tuesday.The meeting" in result.text
    assert "S003" not in result.text
    assert "heading: Changed" in result.text


@pytest.mark.parametrize("layout", ["crlf", "no end", "four", "quoted", "mark"])
def test_layouts_stay(layout: str) -> None:
    base = machine()
    hand = base.text.replace("heading: What was discussed", "heading: 'What they spoke of'")
    index = find(base, Paragraph)
    block = base.article.blocks[index]
    new = "Officials met. " + "They spoke of many things and of some others. " * 4
    fresh = article_yaml(with_block(base.article, index, replace(block, text=new.strip())), base.source)  # type: ignore[arg-type]
    if layout == "crlf":
        hand = hand.replace("\n", "\r\n")
    elif layout == "no end":
        hand = hand.rstrip("\n")
    elif layout == "mark":
        hand = "\ufeff" + hand
    elif layout == "four":
        head, _, rest = hand.partition("body:\n")
        body, mark, tail = rest.partition("omitted:\n")
        hand = head + "body:\n" + "".join(f"  {line}\n" for line in body.splitlines()) + mark + tail
    result = merged(hand, base.text, fresh, base.source)
    assert data_of(result.text)["body"][index]["paragraph"] == new.strip()
    assert data_of(result.text)["body"][find(base, Heading)]["heading"] == "What they spoke of"
    if layout == "crlf":
        assert result.text.count("\n") == result.text.count("\r\n")
    if layout == "no end":
        assert not result.text.endswith("\n")
    if layout == "mark":
        assert result.text.startswith("\ufeff")


@pytest.mark.parametrize(
    "style",
    [
        {"default_flow_style": False},
        {"default_flow_style": None, "width": 40},
        {"default_flow_style": True},
        {"default_flow_style": False, "sort_keys": False, "indent": 4},
    ],
)
def test_another_program_may_have_written_the_file(style: dict[str, Any]) -> None:
    """The same values in other quotes, indentation, order and brackets are still the machine's."""
    base = machine()

    def turn(block: Any) -> Any:
        if isinstance(block, Heading):
            return replace(block, text="What Was Discussed")
        if isinstance(block, BulletList):
            return replace(block, items=(block.items[0], "Tolls: none.", *block.items[1:]))
        if isinstance(block, Table):
            return replace(block, rows=(block.rows[0], ("Ferries", "Stopped: no ships", ""), *block.rows[2:]))
        return block

    fresh = article_yaml(replace(base.article, blocks=tuple(map(turn, base.article.blocks))), base.source)
    hand = yaml.dump(data_of(base.text), allow_unicode=True, **style)
    result = merged(hand, base.text, fresh, base.source)
    assert data_of(result.text) == data_of(fresh)
    assert not result.told
    lost = [line for line in hand.splitlines() if line not in result.text.splitlines()]
    assert len(lost) <= 6 or style["default_flow_style"], "other lines stay"


PORT = "  - paragraph: The port authority expects a decision in May. It would take effect in June."
ISSUES = "        - [Ferries, Planned, Tender]"
COMMENTED = [
    # What the machine wrote, how a hand has it, what it becomes.
    (
        "  - heading: What was discussed",
        "  - heading: What was discussed # desk",
        "  - heading: What was discussed at length # desk\n",
    ),
    (
        PORT,
        f"{PORT} # desk",
        """\
  - paragraph: >- # desk
      The port authority expects a decision in May. It would take effect in June. It would cost
      little.
""",
    ),
    (
        PORT,
        f"{PORT}\n          # desk",
        """\
  - paragraph: >-
      The port authority expects a decision in May. It would take effect in June. It would cost
      little.
    # desk
""",
    ),
    *(
        (
            PORT,
            PORT.replace("paragraph: ", f"paragraph: {sign} # desk\n      "),
            "  - paragraph: |- # desk\n"
            "      The port authority expects a decision in May. It would take effect in June. It would cost little.\n",
        )
        for sign in ("|-", "|", "|+")
    ),
    (
        ISSUES,
        "        - [Ferries, # one\n           Planned, Tender] # two",
        "        # one\n        - Ferries Planned Tender # two\n",
    ),
    (
        '      - "Ferries: a second line is planned."',
        '      - "Ferries: a second line is planned." # desk',
        '      - "Fisheries: quotas stay as they are."\n      # desk\n      - "Customs',
    ),
    (
        "    at: 7\n    inferred: {heading: 0.97}",
        "    at: 7\n    inferred: {heading: 0.97} # desk",
        "    at: 7\n    # desk\n",
    ),
    (
        "at: {headline: 1, byline: 3}",
        "at: {headline: 1, # one\n  byline: 3} # two",
        "at: {headline: 1, # one\n  } # two\n",
    ),
    (
        "at: {headline: 1, byline: 3}",
        "at: {byline: 3, # one\n  headline: 1} # two",
        "at: { # one\n     headline: 1} # two\n",
    ),
    (
        "  - {at: 25, reason: boilerplate, code: C003}",
        "  - {at: 25, reason: boilerplate, # one\n     code: C003} # two",
        "# one\n# two\n",
    ),
    (
        "  - heading: What was discussed\n    at: 7\n    inferred: {heading: 0.97}",
        "  - # one\n    inferred: # two\n      heading: 0.97 # three\n    heading: What was discussed # four\n"
        "    at: 7",
        "  - # one\n    # two\n    # three\n    heading: What was discussed at length # four\n    at: 7\n",
    ),
    (
        "  - heading: What was discussed\n    at: 7\n    inferred: {heading: 0.97}",
        "  - inferred: {heading: 0.97} # one\n    # two\n    heading: What was discussed\n    at: 7",
        "  - # one\n    # two\n    heading: What was discussed at length\n    at: 7\n",
    ),
]


@pytest.mark.parametrize(("old", "was", "now"), COMMENTED)
def test_a_comment_stays_where_the_machine_writes_its_value_anew(old: str, was: str, now: str) -> None:
    base = machine()
    assert base.text.count(f"{old}\n") == 1

    def turn(block: Any) -> Any:
        if isinstance(block, Heading):
            return replace(block, text="What was discussed at length", inferred=())
        if isinstance(block, BulletList):
            return replace(block, items=(block.items[0], block.items[2]))
        if isinstance(block, Table):
            return replace(block, rows=(block.rows[0], "Ferries Planned Tender", block.rows[2]))
        if isinstance(block, Paragraph) and block.text.startswith("The port"):
            return replace(block, text=f"{block.text} It would cost little.")
        return block

    other = replace(base.article, byline=None, omissions=(), blocks=tuple(map(turn, base.article.blocks)))
    fresh = article_yaml(other, base.source)
    result = merged(base.text.replace(old, was), base.text, fresh, base.source)
    assert now in result.text
    assert not result.told
    assert data_of(result.text) == data_of(fresh)
    assert result.text.count("#") == was.count("#") + base.text.count("#")


def test_of_an_omission_told_otherwise_the_value_alone_changes() -> None:
    base = machine()
    hand = base.text.replace(
        "  - {at: 25, reason: boilerplate, code: C003}",
        "  # seen\n  - {at: 25, reason: boilerplate, # why\n     code: 'C003'} # ok",
    )
    assert hand != base.text
    other = replace(base.article, omissions=tuple(replace(o, code="C004") for o in base.article.omissions))
    result = merged(hand, base.text, article_yaml(other, base.source), base.source)
    assert not result.told
    now = result.text.partition("omitted:")[2].partition("\nrepairs:")[0]
    assert now.startswith("\n  # seen\n  - {at: 25, reason: ")
    assert ", # why\n     code: 'C004'} # ok" in now


@pytest.mark.parametrize("layout", ["lf", "crlf", "cr", "mark", "mixed"])
def test_line_ends_and_places_are_those_of_the_file(layout: str) -> None:
    """A long paragraph comes in before a conflict, whose place is told in the file as it is then."""
    base = machine()
    hand = base.text.replace("heading: What was discussed", "heading: What they spoke of")
    if layout == "mixed":
        head, sign, rest = hand.partition("body:\n")
        hand = head.replace("\n", "\r\n") + sign + rest
    ending = {"crlf": "\r\n", "cr": "\r"}.get(layout, "\n")
    hand = ("\ufeff" if layout == "mark" else "") + hand.replace("\n", ending)
    first, heading = find(base, Paragraph), find(base, Heading)
    blocks = list(base.article.blocks)
    blocks[first] = replace(blocks[first], text="They spoke of many things and of some others. " * 9 + "So it was.")  # type: ignore[arg-type]
    blocks[heading] = replace(blocks[heading], text="What Was Discussed")  # type: ignore[arg-type]
    result = merged(
        hand, base.text, article_yaml(replace(base.article, blocks=tuple(blocks)), base.source), base.source
    )
    (told,) = result.told
    assert result.text[told.after :].startswith("What they spoke of")
    assert hand[told.before :].startswith("What they spoke of")
    came = result.text[: told.after].rpartition("paragraph")[2]
    assert set(re.findall(r"\r\n|\r|\n", came)) == {ending}


def test_what_goes_and_what_comes_at_the_end_of_a_file_without_a_last_line_end() -> None:
    base = machine()
    without = replace(base.article, omissions=())
    hand = article_yaml(without, base.source).rstrip("\n") + " # desk"
    other = replace(base.article, repairs=())
    result = merged(hand, article_yaml(without, base.source), article_yaml(other, base.source), base.source)
    assert data_of(result.text)["omitted"] == data_of(base.text)["omitted"]
    assert "repairs" not in data_of(result.text)
    assert "# desk" in result.text
    plain = merged(
        hand.removesuffix(" # desk"), article_yaml(without, base.source), article_yaml(other, base.source), base.source
    )
    assert plain.text == article_yaml(other, base.source).rstrip("\n")


def test_the_lines_of_a_lock_may_stand_in_any_order() -> None:
    base = machine()
    head, source, *lines = lock_text(data_of(base.text), base.source).splitlines()
    turned = read_lock_text("\n".join([head, source, *reversed(lines)]) + "\n", base.source)
    straight = lock_of(base.text, base.source)
    assert turned is not None
    assert sorted(map(repr, (p.parts.get("list") for p in turned.pieces))) == sorted(
        map(repr, (p.parts.get("list") for p in straight.pieces))
    )
    assert sorted(repr(p.parts["table"]["rows"]) for p in turned.pieces if "table" in p.parts) == sorted(
        repr(p.parts["table"]["rows"]) for p in straight.pieces if "table" in p.parts
    )


# --- the property -----------------------------------------------------------------------------------------------------

STRUCTURES = [
    TEXT,
    *(p.read_text("utf-8") for p in sorted((ROOT / "content" / "sources").glob("*.txt"))),
    *(p.read_text("utf-8") for p in sorted((ROOT / "site_tests" / "cases").glob("segment/*/source.txt"))[::9]),
]


@st.composite
def machines_changes(draw: st.DrawFn, base: Machine) -> Article:
    """The article as another version of the normalizer would write it."""
    article = base.article
    for _ in range(draw(st.integers(0, 4))):
        if not article.blocks:
            break
        index = draw(st.integers(0, len(article.blocks) - 1))
        block: Any = article.blocks[index]
        word = f"machine{draw(st.integers(0, 99))}"
        how = draw(st.sampled_from(["text", "text", "text", "kind", "inferred", "omit", "repair", "shape", "headline"]))
        if how == "inferred":
            what = block.inferred[0].what if block.inferred else "heading"
            if not isinstance(block, Table):
                article = with_block(article, index, replace(block, inferred=(Inference(what, 0.5),)))
        elif how == "omit" and block.spans and len(article.blocks) > 1:
            gone = tuple(Omission(s, "C002", "boilerplate") for s in block.spans if len(s))
            after = {s.end for s in block.spans}
            blocks = tuple(
                b
                for i, b in enumerate(article.blocks)
                if i != index and not (len(b.spans) == 1 and b.spans[0].start == b.spans[0].end in after)
            )
            omissions = tuple(sorted([*article.omissions, *gone], key=lambda o: o.span))
            if blocks:
                article = replace(article, blocks=blocks, omissions=omissions)
        elif how == "repair" and article.repairs:
            number = draw(st.integers(0, len(article.repairs) - 1))
            article = replace(article, repairs=article.repairs[:number] + article.repairs[number + 1 :])
        elif how == "headline" and article.headline is not None:
            article = replace(article, headline=replace(article.headline, text=f"{article.headline.text} {word}"))
        elif isinstance(block, Heading):
            article = with_block(
                article,
                index,
                Paragraph(block.spans, block.text) if how == "kind" else replace(block, text=f"{block.text} {word}"),
            )
        elif isinstance(block, Paragraph):
            article = with_block(
                article,
                index,
                Heading(block.spans, block.text) if how == "kind" else replace(block, text=f"{word} {block.text}"),
            )
        elif isinstance(block, BulletList):
            at = draw(st.integers(0, len(block.items) - 1))
            new = [f"{block.items[at]} {word}"] if how != "shape" else [block.items[at], word]
            article = with_block(
                article, index, replace(block, items=(*block.items[:at], *new, *block.items[at + 1 :]))
            )
        elif isinstance(block, Table) and block.rows:
            at = draw(st.integers(0, len(block.rows) - 1))
            row: Any = block.rows[at]
            if how == "shape":
                row = " ".join(row) if not isinstance(row, str) else tuple(row.split(" ", 1))
            else:
                row = (*row[:-1], f"{row[-1]} {word}") if not isinstance(row, str) else f"{row} {word}"
            article = with_block(article, index, replace(block, rows=(*block.rows[:at], row, *block.rows[at + 1 :])))
    return article


def texts_of(node: Node | None) -> list[tuple[str | int, ...]]:
    """The data paths of all texts of a body."""
    found: list[tuple[str | int, ...]] = []

    def walk(node: Node, steps: tuple[str | int, ...]) -> None:
        if (
            isinstance(node, Scalar)
            and node.value
            and steps[-1] not in ("at", "level", "missing")
            and "inferred" not in steps
        ):
            found.append(steps)
        elif isinstance(node, Fields):
            for key, value in node.pairs:
                walk(value, (*steps, str(key.value)))
        elif isinstance(node, Items):
            for i, item in enumerate(node.items):
                walk(item, (*steps, i))

    body, _ = locate(node, ("body",))
    if body is not None:
        walk(body, ("body",))
    return found


def spliced(text: str, one: Splice) -> str:
    return text[: one.start] + one.text + text[one.end :]


@st.composite
def hands_edits(draw: st.DrawFn, base: Machine) -> str:
    """The file's text after some edits by hand. New words are `HANDn`, comments `# NOTE n`."""
    text = base.text
    for number in range(draw(st.integers(0, 5))):
        root, problems = read_nodes(text, "x.yaml")
        assert not problems, (problems, text)
        body, _ = locate(root, ("body",))
        if not isinstance(body, Items) or not body.items:
            return text
        index = draw(st.integers(0, len(body.items) - 1))
        start, end = item_start(text, body, index), own_end(text, body.items[index])
        line_start = text.rfind("\n", 0, start) + 1
        how = draw(
            st.sampled_from(
                [
                    "set",
                    "set",
                    "set",
                    "quote",
                    "note",
                    "note behind",
                    "remove",
                    "add",
                    "swap",
                    "split",
                    "level",
                    "merge",
                    "drop suggested",
                    "add row",
                ]
            )
        )
        if how in ("set", "quote"):
            steps = draw(st.sampled_from(texts_of(root)))
            node, _ = locate(root, steps)
            assert isinstance(node, Scalar)
            if how == "set":
                cut = (node.value or "").partition(" ")
                text = spliced(text, set_scalar(text, root, steps, f"{cut[0]} HAND{number} {cut[2]}".strip()))
            elif not any(text[above.start] in "[{" for i in range(len(steps)) if (above := locate(root, steps[:i])[0])):
                escaped = (node.value or "").replace("\\", "\\\\").replace('"', '\\"')
                if escaped.isprintable():
                    text = spliced(text, Splice(node.start, own_end(text, node), f'"{escaped}"'))
        elif how == "note":
            text = (
                f"{text[:line_start]}{draw(st.sampled_from(['', '  ', '      ']))}# NOTE {number}\n{text[line_start:]}"
            )
        elif how == "note behind" and text[end - 1] != "\n" and "#" not in text[end : text.find("\n", end)]:
            text = f"{text[:end]} # NOTE {number}{text[end:]}"
        elif how == "remove" and len(body.items) > 1:
            cut_out = remove_item(text, body, index)
            if "# NOTE" not in text[cut_out.start : cut_out.end]:
                text = spliced(text, cut_out)
        elif how == "add":
            text = f"{text[:line_start]}  - paragraph: HAND{number} was added\n{text[line_start:]}"
        elif how == "swap" and index:
            before = item_start(text, body, index - 1), own_end(text, body.items[index - 1])
            between = text[before[1] : start]
            if "#" not in between and "#" not in text[end : (text + "\n").find("\n", end)]:
                text = text[: before[0]] + text[start:end] + between + text[before[0] : before[1]] + text[end:]
        elif how == "split":
            item = data_of(text)["body"][index]
            if "paragraph" in item and "at" in item and " " in item["paragraph"] and item["paragraph"].isprintable():
                first, _, rest = item["paragraph"].partition(" ")
                at = f'"{item["at"]}"'
                new = "".join(
                    f'- paragraph: "{part}"\n    at: {at}\n  '
                    for part in (x.replace("\\", "\\\\").replace('"', '\\"') for x in (first, rest))
                )
                if "#" not in text[start:end]:
                    text = text[:start] + new.rstrip() + text[end:]
        elif how == "drop suggested":
            for section in ("suggested", "repairs"):
                items, found = locate(root, (section,))
                if found and isinstance(items, Items) and len(items.items) > 1:
                    text = spliced(text, remove_item(text, items, draw(st.integers(0, len(items.items) - 1))))
                    break
        elif how == "add row":
            steps_row = next((s for s in texts_of(root) if s[1] == index and s[-2:-1] == ("list",)), None)
            if steps_row is not None:
                items, _ = locate(root, steps_row[:-1])
                if isinstance(items, Items) and text[items.start] == "-":
                    at_start = text.rfind("\n", 0, items.start) + 1
                    text = f"{text[:at_start]}{' ' * (items.column - 1)}- HAND{number} came in\n{text[at_start:]}"
    for number in range(10, 10 + draw(st.sampled_from([0, 0, 3, 9]))):
        text = with_comment(text, draw(st.integers(0, text.count("\n"))), number, own_line=draw(st.booleans()))
    ending = draw(st.sampled_from(["", "", "crlf", "no end"]))
    if ending == "crlf":
        text = text.replace("\n", "\r\n")
    elif ending == "no end":
        text = text.rstrip("\n")
    return text


def with_comment(text: str, place: int, number: int, *, own_line: bool) -> str:
    """The text with a comment in or behind a line, where it stays one and is not read as a part of a value."""
    lines = text.split("\n")
    if own_line:
        lines.insert(place, f"{' ' * (number % 5 * 2)}# NOTE {number}")
    else:
        lines[place] += f" # NOTE {number}"
    changed = "\n".join(lines)
    root, problems = read_nodes(changed, "x.yaml")
    return changed if not problems and root is not None and to_data(root) == data_of(text) else text


def words(text: str, lead: str) -> Counter[str]:
    return Counter(w.strip("\"'.,]") for w in text.replace("# NOTE ", "#NOTE").split() if w.startswith(lead))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Machine, str, Article]:
    base = machine(draw(st.sampled_from(STRUCTURES)))
    return base, draw(hands_edits(base)), draw(machines_changes(base))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cases())
def test_no_edit_is_lost_and_nothing_else_changes(case: tuple[Machine, str, Article]) -> None:
    base, hand, article = case
    fresh = article_yaml(article, base.source)
    result = merged(hand, base.text, fresh, base.source)
    for lead in ("HAND", "#NOTE"):
        assert words(result.text, lead) == words(hand, lead)
    if fresh == base.text:
        assert result.text == hand
        assert not result.told
    if hand == base.text:
        assert data_of(result.text) == data_of(fresh)
        assert not result.told
    was, now, then, today = (data_of(t) for t in (base.text, result.text, hand, fresh))
    machine_said = set(leaves(was["body"]))
    for item in then["body"]:
        hands = [leaf for leaf in leaves([item]) if leaf not in machine_said]
        assert set(hands) <= set(leaves(now["body"])), "what a hand wrote stays word for word"
    unchanged = [i for i in was["body"] if i in today["body"]]
    assert [i for i in now["body"] if i in unchanged] == [i for i in then["body"] if i in unchanged], (
        "what the machine did not change stays as the hand left it: there, removed, in its order"
    )
    for key, (b, h, f) in alike(was, then, today).items():
        expected = [
            fresh_leaf if hand_leaf == base_leaf else hand_leaf
            for base_leaf, hand_leaf, fresh_leaf in zip(b, h, f, strict=True)
        ]
        assert one_of(now, key) == expected, "untouched values follow the machine, edited ones stay"
    lock = read_lock_text(result.lock, base.source)
    assert lock is not None
    again = merge_article(result.text, lock, fresh, base.source, "x.yaml")
    assert again.text == result.text
    assert again.lock == result.lock
    assert not again.told


Key = tuple[str, str]


def by_place(data: dict[str, Any]) -> dict[Key, list[str]]:
    """The texts of each block that is alone in its place, by its position and kind."""
    keys = [(str(item.get("at")), next(iter(item))) for item in data["body"]]
    ats = Counter(at for at, _ in keys)
    return {k: leaves([item]) for k, item in zip(keys, data["body"], strict=True) if ats[k[0]] == 1 and k[0] != "None"}


def alike(*versions: dict[str, Any]) -> dict[Key, tuple[list[str], ...]]:
    """The blocks that all versions have in the same place and shape, each with its texts in every version."""
    told = [by_place(v) for v in versions]
    shared = [k for k in told[0] if all(k in one and len(one[k]) == len(told[0][k]) for one in told)]
    return {k: tuple(one[k] for one in told) for k in shared}


def one_of(data: dict[str, Any], key: Key) -> list[str] | None:
    return by_place(data).get(key)


def leaves(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [leaf for key, below in value.items() if key not in ("at", "inferred") for leaf in leaves(below)]
    return [leaf for below in value or () for leaf in leaves(below)]


def test_every_source_of_the_repository_takes_part() -> None:
    assert len(STRUCTURES) > 5
    assert all(machine(text).article.blocks for text in STRUCTURES)
    assert Path(ROOT / "site_tests" / "cases" / "segment").is_dir()


def test_a_row_settled_by_hand_as_the_machine_settles_it_today_is_no_conflict() -> None:
    base = machine()
    index = find(base, Table)
    table = base.article.blocks[index]
    assert isinstance(table, Table)
    unsure = with_block(
        base.article, index, replace(table, rows=(table.rows[0], "Ferries Planned Tender", table.rows[2]))
    )
    was = article_yaml(unsure, base.source)
    hand = was.replace("- Ferries Planned Tender", "- Ferries | Planned | Tender")
    result = merged(hand, was, base.text, base.source)
    assert result.text == hand
    assert not result.told


def test_what_a_hand_found_first_is_no_conflict() -> None:
    base = machine()
    was = article_yaml(replace(base.article, byline=None), base.source)
    hand = was.replace("published:", "byline: By Ann Example\npublished:")
    result = merged(hand, was, base.text, base.source)
    assert not result.told
    assert "byline: By Ann Example\n" in result.text


def test_what_a_hand_said_it_has_looked_at_stays_so() -> None:
    base = machine()
    heading = find(base, Heading)
    block = base.article.blocks[heading]
    hand = base.text.replace(
        "  - heading: What was discussed\n", "  - heading: What was discussed\n    reviewed: true\n"
    )
    other = with_block(base.article, heading, replace(block, inferred=(Inference("heading", 0.61),)))
    result = merged(hand, base.text, article_yaml(other, base.source), base.source)
    assert "    reviewed: true\n" in result.text
    assert "inferred: {heading: 0.61}" in result.text
    plain = with_block(base.article, heading, Paragraph(block.spans, "What was discussed"))
    result = merged(hand, base.text, article_yaml(plain, base.source), base.source)
    assert result.text == hand
    assert len(result.told) == 1


@pytest.mark.parametrize("order", [("suggested", "safe"), ("safe", "suggested")])
def test_a_mend_that_changes_lists_is_in_the_other(order: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_of("Port talks resume in Ham\n\nOfficials met on Tuesday.The meeting lasted two hours.\n")
    real = propose_all
    written = []
    for applicability in order:
        changed = {"S003": applicability}
        monkeypatch.setattr(
            normalizer,
            "propose_all",
            lambda *args, changed=changed: tuple(
                replace(r, applicability=changed.get(r.code, r.applicability)) for r in real(*args)
            ),
        )
        written.append(article_yaml(normalizer.normalize(source), source))
    base, fresh = written
    result = merge_article(f"{base}# a note\n", lock_of(base, source), fresh, source, "x.yaml")
    assert data_of(result.text) == data_of(fresh) != data_of(base)
    assert result.text.endswith("# a note\n")
