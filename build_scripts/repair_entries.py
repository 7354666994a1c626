"""Entries of `suggested` that become entries of `repairs`: the splices that move one, every other byte as it was.

In: an article file's text with its nodes, the entry and its place among the repairs. Out: splices, and the data that
must come out. Refused (`UnsafeSpliceError`): a layout in which the entry can't be moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build_scripts.yaml_scalars import format_scalar, quote
from build_scripts.yaml_splice import Splice, UnsafeSpliceError, add_key, in_flow, insert_item, remove_item, remove_key
from build_scripts.yaml_text import Fields, Items


def moved(text: str, root: Fields, data: dict[str, Any], index: int, entry: Mapping[str, str], at: int) -> list[Splice]:
    """Put `entry` at a place among the repairs and take the suggestion it was away; `data` is changed alike."""
    listed = root.get("suggested")
    node = listed.items[index] if isinstance(listed, Items) else None
    if not isinstance(node, Fields):
        raise UnsafeSpliceError("`suggested` is no list of entries any more")
    line = (
        "{"
        + ", ".join(f"{k}: {format_scalar(v, flow=True) if k == 'code' else quote(v)}" for k, v in entry.items())
        + "}"
    )
    as_it_was = text[node.start : node.end]
    if entry == data["suggested"][index] and in_flow(text, node) and "\n" not in as_it_was:
        line = as_it_was
    repairs = root.get("repairs")
    if isinstance(repairs, Items) and repairs.items:
        splices = [insert_item(text, repairs, at, [f"- {line}"])]
        data["repairs"].insert(at, dict(entry))
    elif repairs is None:
        above = "omitted" if root.get("omitted") is not None else "body"
        splices = [add_key(text, root, ["repairs:", f"  - {line}"], above)]
        data["repairs"] = [dict(entry)]
    else:
        raise UnsafeSpliceError("`repairs` is empty: remove the key first")
    return [*splices, dropped(text, root, data, index)]


def dropped(text: str, root: Fields, data: dict[str, Any], index: int, name: str = "suggested") -> Splice:
    """Take an entry out of a list, with the list's key where it is the only one; `data` is changed alike."""
    listed = root.get(name)
    if not isinstance(listed, Items):
        raise UnsafeSpliceError(f"`{name}` is no list any more")
    if len(listed.items) > 1:
        del data[name][index]
        return remove_item(text, listed, index)
    del data[name]
    return remove_key(text, root, name)
