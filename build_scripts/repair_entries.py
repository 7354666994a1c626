"""Entries of `suggested` that become entries of `repairs`: the splices that move one, every other byte as it was.

In: an article file's text with its nodes, the entry and its place among the repairs. Out: splices, and the data that
must come out. Refused (`UnsafeSpliceError`): a layout in which the entry can't be moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from build_scripts.model import Repair
from build_scripts.spans import LineIndex, Span, apply_edits
from build_scripts.yaml_scalars import format_scalar, quote
from build_scripts.yaml_splice import (
    Splice,
    UnsafeSpliceError,
    add_key,
    comments_behind,
    in_flow,
    insert_item,
    remove_item,
    remove_key,
)
from build_scripts.yaml_text import Fields, Items, read_nodes, to_data

_AS = re.compile(r"\bas (\{.*\})\Z", re.DOTALL)


def own_words(repair: Repair, others: Iterable[Repair], source: str) -> Repair:
    """A repair that tells its own words only, without those that another one changes too; itself where none does.

    A suggestion may show `met,with openness` where `met, with` is mended already: the text has never had its words as
    they are told, and what the two do to them can't be told apart. Its own are `openness`.
    """
    (edit,) = repair.edits
    shown = Span(repair.at, repair.at + len(repair.was))
    taken = [e.span for r in others for e in r.edits if e != edit and shown.contains(e.span)]
    if not taken:
        return repair
    low = max((s.end for s in taken if s.end <= edit.span.start), default=shown.start)
    high = min((s.start for s in taken if s.start >= edit.span.end), default=shown.end)
    start, end = edit.span.start, edit.span.end
    while start > low and not source[start - 1].isspace():
        start -= 1
    while end < high and not source[end].isspace():
        end += 1
    return replace(repair, at=start, was=source[start:end], now=apply_edits(source, [edit], Span(start, end)))


def entry_of(repair: Repair, lines: LineIndex) -> dict[str, str]:
    """How a repair is told in its file, where its words are its own."""
    line, column = lines.position(repair.at)
    return {"at": f"{line}:{column}", "was": repair.was, "now": repair.now, "code": repair.code}


def entry_line(entry: Mapping[str, str]) -> str:
    """An entry in one line, as it is written into a file and told in a hint."""
    told = (f"{k}: {format_scalar(v, flow=True) if k == 'code' else quote(v)}" for k, v in entry.items())
    return "{" + ", ".join(told) + "}"


def told_entry(hint: str) -> dict[str, str] | None:
    """The entry that a hint ends with, behind `as`; None where it says of none."""
    found = _AS.search(hint)
    data = to_data(read_nodes(found[1], "")[0]) if found else None
    return data if isinstance(data, dict) else None


def moved(text: str, root: Fields, data: dict[str, Any], index: int, entry: Mapping[str, str], at: int) -> list[Splice]:
    """Put `entry` at a place among the repairs and take the suggestion it was away; `data` is changed alike."""
    listed = root.get("suggested")
    node = listed.items[index] if isinstance(listed, Items) else None
    if not isinstance(node, Fields):
        raise UnsafeSpliceError("`suggested` is no list of entries any more")
    line = entry_line(entry)
    as_it_was = text[node.start : node.end]
    if entry == data["suggested"][index] and in_flow(text, node) and "\n" not in as_it_was:
        line = as_it_was
    repairs = root.get("repairs")
    carried = not (isinstance(repairs, Items) and in_flow(text, repairs))
    if carried:
        line = " ".join([line, *(comment for _, comment in comments_of_entry(text, root, "suggested", index))])
    if isinstance(repairs, Items) and repairs.items:
        splices = [insert_item(text, repairs, at, [f"- {line}"])]
        data["repairs"].insert(at, dict(entry))
    elif repairs is None:
        above = "omitted" if root.get("omitted") is not None else "body"
        splices = [add_key(text, root, ["repairs:", f"  - {line}"], above)]
        data["repairs"] = [dict(entry)]
    else:
        raise UnsafeSpliceError("`repairs` is empty: remove the key first")
    return [*splices, dropped(text, root, data, index, behind=not carried)]


def comments_of_entry(text: str, root: Fields, name: str, index: int) -> list[tuple[int, str]]:
    """The comments in the lines of an entry, with their offsets: those that go where `dropped` takes it out."""
    listed = root.get(name)
    if not isinstance(listed, Items):
        return []
    if len(listed.items) > 1:
        return comments_behind(text, listed, index)
    return comments_behind(text, root, name)


def dropped(
    text: str, root: Fields, data: dict[str, Any], index: int, name: str = "suggested", *, behind: bool = False
) -> Splice:
    """Take an entry out of a list, with the list's key where it is the only one; `data` is changed alike.

    Unless `behind`, the comments in its lines go with it; those on lines of their own stay.
    """
    listed = root.get(name)
    if not isinstance(listed, Items):
        raise UnsafeSpliceError(f"`{name}` is no list any more")
    if len(listed.items) > 1:
        del data[name][index]
        return remove_item(text, listed, index, behind=behind)
    del data[name]
    return remove_key(text, root, name, behind=behind)
