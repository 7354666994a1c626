"""The text of an article's blocks: plain text with the few signs that `normalize` reads back as structure.

In: the blocks of an article. Out: text with `#` before headings, `-` and numbers before items (inner lists stand in),
`|` between cells with a rule below the header, `>` before quotes; a blank line between blocks, LF at every line's end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_scripts.html_blocks import Item, PageBlock


def text_of(blocks: Sequence[PageBlock]) -> str:
    """The text of the blocks; empty where there are none."""
    parts: list[str] = []
    for n, block in enumerate(blocks):
        if n:
            parts.append("")
        parts.extend(_lines(block))
    return "\n".join(parts) + "\n" if parts else ""


def _lines(block: PageBlock) -> Iterator[str]:
    if block.kind == "heading":
        yield f"{'#' * max(1, block.level)} {block.lines[0]}"
    elif block.kind == "list":
        yield from _list_lines(block.items)
    elif block.kind == "table":
        yield from _table_lines(block.rows)
    elif block.kind == "quote":
        yield from (f"> {line}" for line in block.lines)
    elif block.kind == "code":
        yield from ("```", *block.lines, "```")
    else:
        yield from block.lines


def _list_lines(items: Sequence[Item]) -> Iterator[str]:
    """Items below each other; an inner list stands under the text of its item."""
    margins = [0]
    for item in items:
        depth = min(item.depth, len(margins) - 1)
        margin = " " * margins[depth]
        margins[depth + 1 :] = [margins[depth] + len(item.mark) + 1]
        first, *rest = item.lines
        yield f"{margin}{item.mark} {first}"
        yield from (f"{' ' * margins[-1]}{line}" for line in rest)


def _table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _row(rows[0])
    yield _row(["---"] * len(rows[0]))
    yield from map(_row, rows[1:])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
