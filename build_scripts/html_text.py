"""The text of an article's blocks: plain text with the few signs that `normalize` reads back as structure.

In: the blocks of an article. Out: text with `#` before headings, `-` and numbers before items (inner lists stand in),
`|` between cells with a rule below the header, `>` before quotes; a blank line between blocks, but none between a
table and its caption right above, nor between a quotation and who said it right below; LF at every line's end.

A line of a paragraph that looks like one of these signs (`# 1 in the world`) is set in by four spaces, as code is:
`normalize` reads such lines as they stand, and no sign is made up that the page never had. Typed bullets and numbers in
company are lists indeed, and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build_scripts.html_blocks import Item, PageBlock

SIGN = re.compile(r"\s*(?:#{1,6}[ \t]|>|```|~~~)")
"""What begins a heading, a quote or code, and nothing else."""
BULLET = re.compile(r"\s*([-*+])[ \t]")
NUMBER = re.compile(r"\s*\(?(\d{1,3})[.)]\s")


SET_IN = " " * 4


def text_of(blocks: Sequence[PageBlock]) -> str:
    """The text of the blocks; empty where there are none."""
    parts: list[str] = []
    alike = _look_alikes(blocks)
    for n, block in enumerate(blocks):
        before = blocks[n - 1] if n else None
        if before is not None and not _belongs(before, block):
            parts.append("")
        parts.extend(_lines(block, alike))
    return "\n".join(parts) + "\n" if parts else ""


def _belongs(before: PageBlock, block: PageBlock) -> bool:
    """Does a block stand right below the one before: a table below its caption, a speaker below the quotation?"""
    if block.kind == "table":
        return before.role == "caption"
    return block.role == "speaker" and before.kind == "quote" and len(block.lines) == 1


def _look_alikes(blocks: Sequence[PageBlock]) -> frozenset[str]:
    """The lines of paragraphs that would be read as headings, quotes, code, or items of lists that they don't make."""
    lines = [line if b.kind == "paragraph" else "" for b in blocks for line in (b.lines or ("",))]
    numbers = {int(match[1]) for line in lines if (match := NUMBER.match(line))}
    found: set[str] = set()
    for n, line in enumerate(lines):
        if SIGN.match(line):
            found.add(line)
        elif bullet := BULLET.match(line):
            near = (BULLET.match(other) for other in (*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]))
            if not any(other is not None and other[1] == bullet[1] for other in near):
                found.add(line)
        elif (number := NUMBER.match(line)) and not {int(number[1]) - 1, int(number[1]) + 1} & numbers:
            found.add(line)
    return frozenset(found)


def _lines(block: PageBlock, alike: frozenset[str]) -> Iterator[str]:
    if block.kind == "heading":
        yield f"{'#' * max(1, block.level)} {block.lines[0]}"
    elif block.kind == "list":
        yield from _list_lines(block.items)
    elif block.kind == "table":
        yield from _table_lines(block.rows)
    elif block.kind == "quote":
        yield from (f"> {line}" for line in block.lines)
    elif block.kind == "code":
        yield from (f"{SET_IN}{line}" if line.strip() else "" for line in block.lines)
    else:
        for line in block.lines:
            yield f"{SET_IN}{line.lstrip()}" if line in alike else line


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
