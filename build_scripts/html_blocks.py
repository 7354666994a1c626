"""The blocks of a page: headings, paragraphs, lists, tables and quotes, read from its elements.

In: the tree of a page. Out: its blocks in reading order, each with the element it comes from. Text is the page's own,
white space as a browser shows it; links and emphasis give their text only. Nothing is left out here but pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from build_scripts.html_grids import grid_of, is_data_table, title_row
from build_scripts.html_tree import Element

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol", "menu", "dir"})
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer "
    "form header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead "
    "tr ul".split()
) | set(HEADINGS)
RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
"""Raised figures stay raised: `10<sup>6</sup>` is no 106, and a note's number no figure of the amount before it."""
RAISABLE = re.compile(r"[0-9+\-−=()n]{1,6}")
SPACES = re.compile(r"[ \t\n\f\r]+")
"""White space that HTML joins; a no-break space is text."""
QUOTES = ("“", '"', "«", "‘", "„", "'")
"""With one of these a `q` has its signs already; without, the browser shows them."""
ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: how deep it stands (0 is outermost), its number or `-`, its lines."""

    depth: int
    mark: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block. `kind` is heading, paragraph, list, table, quote or code; only the fields of its kind are filled.
    `role` is for paragraphs: `caption` says what the table right behind it holds, `speaker` who said a quotation.
    """

    kind: str
    element: Element
    lines: tuple[str, ...] = ()
    level: int = 0
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    role: Literal["", "caption", "speaker"] = ""

    def text(self) -> str:
        """All its words, joined by spaces."""
        parts: Iterable[str] = self.lines
        if self.items:
            parts = (line for item in self.items for line in item.lines)
        elif self.rows:
            parts = (cell for row in self.rows for cell in row)
        return " ".join(parts)


@dataclass(slots=True)
class _Reader:
    """Walks a tree; keeps the elements that hold blocks, so that a `span` around paragraphs is known as one."""

    holders: set[Element] = field(default_factory=set)
    in_cell: bool = False
    """Is a cell of a table of data read? A table in it is part of its text, whatever it would be elsewhere."""

    def blocks(self, parent: Element, quoted: bool = False) -> Iterator[PageBlock]:
        """The blocks of what stands inside `parent`."""
        inline: list[str] = [parent.text or ""]

        def flush() -> Iterator[PageBlock]:
            for lines in paragraphs("".join(inline)):
                yield PageBlock("quote" if quoted else "paragraph", parent, lines)
            inline.clear()

        for child in parent:
            if not isinstance(child.tag, str):
                pass
            elif child.tag in BLOCKS or child in self.holders or (quoted and child.tag == "cite" and _closes(child)):
                yield from flush()
                yield from self._block(child, quoted)
            else:
                inline.append(inline_text(child))
            inline.append(child.tail or "")
        yield from flush()

    def _block(self, element: Element, quoted: bool) -> Iterator[PageBlock]:
        tag = element.tag
        if tag in HEADINGS:
            if lines := shown_lines(inline_text(element)):
                yield PageBlock("heading", element, (" ".join(lines),), HEADINGS[tag])
        elif tag in LISTS:
            yield from self._list(element)
        elif tag == "dl":
            yield from self._definitions(element)
        elif tag == "table":
            yield from self._table(element, quoted)
        elif tag == "pre":
            yield from _preformatted(element)
        elif tag == "p" and element not in self.holders:
            for lines in paragraphs(inline_text(element)):
                yield PageBlock("quote" if quoted else "paragraph", element, lines)
        elif tag == "figure" and (table := _captioned(element)) is not None:
            captions = [block for child in element.iterchildren("figcaption") for block in self.blocks(child)]
            for block in self.blocks(element):
                if block.element is table and block.kind == "table":
                    yield from map(_as_caption, captions)
                if not any(above.tag == "figcaption" for above in (block.element, *block.element.iterancestors())):
                    yield block
        else:
            # Who said a quotation is named below it, and is no word of it.
            if (quoted and tag in ("cite", "footer", "figcaption")) or (
                tag == "figcaption" and _names_speaker(element)
            ):
                yield from (replace(b, role="speaker") if b.kind == "paragraph" else b for b in self.blocks(element))
            else:
                yield from self.blocks(element, quoted or tag == "blockquote")

    def _list(self, element: Element) -> Iterator[PageBlock]:
        """A list as one block; a table inside an item parts it, the list goes on behind with its own numbers."""
        items: list[Item] = []
        for part in self._items(element, 0):
            if isinstance(part, Item):
                items.append(part)
                continue
            if items:
                yield PageBlock("list", element, items=tuple(items))
            items = []
            yield part
        if items:
            yield PageBlock("list", element, items=tuple(items))

    def _items(self, element: Element, depth: int) -> Iterator[Item | PageBlock]:
        numbers = _numbers(element)
        for child in element:
            if child.tag in LISTS:  # A list right inside a list: browsers show it as an inner one.
                yield from self._items(child, depth + 1)
                continue
            if not isinstance(child.tag, str):
                continue
            mark = next(numbers) if child.tag == "li" else "-"
            if child.tag == "li" and (told := _whole(child.get("value"))) is not None:
                numbers = _numbers(element, told)
                mark = next(numbers)
            lines: list[str] = []
            inner: list[Item | PageBlock] = []
            for block in self.blocks(child):
                if block.kind == "list":
                    inner.extend(Item(depth + 1 + i.depth, i.mark, i.lines) for i in block.items)
                elif block.kind in ("table", "code"):
                    inner.append(block)
                elif inner:
                    inner.append(Item(depth + 1, "", block.lines))
                else:
                    lines.extend(block.lines)
            if lines or inner:
                yield from _joined([Item(depth, mark, tuple(lines)), *inner])

    def _definitions(self, element: Element) -> Iterator[PageBlock]:
        """Terms and what is said of them: `- term: definition`, for a list of either alone would part the two.

        What else is said of a term stands behind a semicolon where it is short, else the term is said again.
        """
        items: list[Item] = []
        terms: list[str] = []
        said = ""
        for child in element.iter("dt", "dd"):
            if next(child.iterancestors("dl"), None) is not element:
                continue
            lines = [line for block in self.blocks(child) for line in (block.lines or (block.text(),)) if line]
            if child.tag == "dt":
                terms.extend(lines)
                continue
            again = not terms
            if terms:
                said = ", ".join(terms)
            if said and lines and again and _is_short(items[-1], lines):
                items[-1] = Item(0, "-", (f"{items[-1].lines[0]}; {lines[0]}",))
                continue
            if said and lines:
                lines[0] = f"{said}{' ' if said.endswith((':', '?', '–', '—')) else ': '}{lines[0]}"
            elif terms:
                lines = [said]
            if lines:
                items.append(Item(0, "-", tuple(lines)))
            terms = []
        items.extend(Item(0, "-", (term,)) for term in terms)
        if items:
            yield PageBlock("list", element, items=tuple(items))

    def _table(self, element: Element, quoted: bool) -> Iterator[PageBlock]:
        captions = [block for caption in element.iterchildren("caption") for block in self.blocks(caption)]
        if not self.in_cell and not is_data_table(element):
            yield from captions
            for cell in element.iter("td", "th"):
                if next(cell.iterancestors("table"), None) is element:
                    yield from self.blocks(cell, quoted)
            return
        title = None if self.in_cell else title_row(element)
        rows = grid_of(element, self._cell, title)
        if title is not None:
            captions.extend(block for cell in title for block in self.blocks(cell))
        yield from map(_as_caption, captions)
        if rows:
            yield PageBlock("table", element, rows=rows)

    def _cell(self, cell: Element) -> str:
        """A cell's text on one line; the items of a list in it keep their bullets, the rows of a table in it stand
        behind semicolons.
        """
        parts: list[str] = []
        outer, self.in_cell = self.in_cell, True
        blocks = list(self.blocks(cell))
        self.in_cell = outer
        for block in blocks:
            if block.kind == "table":
                parts.append("; ".join(", ".join(filter(None, row)) for row in block.rows if any(row)))
            elif block.kind == "list" and len(block.items) > 1:
                parts.extend(f"• {' '.join(item.lines)}" for item in block.items if item.lines)
            elif text := block.text():
                parts.append(text)
        return " ".join(" ".join(parts).split(" ")).replace("\n", " ")


def blocks_of(tree: Element) -> list[PageBlock]:
    """The blocks of a page in reading order."""
    holders: set[Element] = set()
    for element in tree.iter(*sorted(BLOCKS)):
        for above in element.iterancestors():
            if above in holders:
                break
            holders.add(above)
    return [block for block in _Reader(holders).blocks(tree) if block.text()]


def inline_text(element: Element) -> str:
    """The text of an element without blocks: line breaks as `\\n`, other white space joined, raised figures raised."""
    parts: list[str] = []
    _inline(element, parts)
    return "".join(parts)


def _inline(element: Element, parts: list[str]) -> None:
    if element.tag == "br":
        parts.append("\v")
    elif element.tag == "sup":
        raised = "".join(element.itertext()).strip()
        parts.append(raised.translate(RAISED) if RAISABLE.fullmatch(raised) else "".join(element.itertext()))
        return
    quoted = element.tag == "q" and not "".join(element.itertext()).lstrip().startswith(QUOTES)
    parts.append("“" if quoted else "")
    parts.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            _inline(child, parts)
            if child.tag == "time" and _runs_on(child):
                parts.append(" ")  # Two days that a page's style sets apart, as that of an update.
        parts.append(child.tail or "")
    parts.append("”" if quoted else "")


def _runs_on(element: Element) -> bool:
    """Does the text of an element end right where that of the next begins?"""
    behind = element.getnext()
    if element.tail or behind is None or not isinstance(behind.tag, str):
        return False
    return "".join(element.itertext())[-1:].isalnum() and "".join(behind.itertext())[:1].isalnum()


def shown_lines(text: str) -> tuple[str, ...]:
    """The lines that a browser shows of inline text, in which `\\v` is a line break."""
    joined = (SPACES.sub(" ", line).strip(" ") for line in text.split("\v"))
    return tuple(line for line in joined if line.strip())


def paragraphs(text: str) -> Iterator[tuple[str, ...]]:
    """Inline text as paragraphs, each with its lines: two line breaks in a row part them, as writers of HTML use it."""
    for part in re.split(r"\v\s*\v", text):
        lines: list[str] = []
        for line in shown_lines(part):
            if lines and line[0].islower() and lines[-1][-1] not in ".!?:;":
                lines[-1] += f" {line}"  # a break for looks, within a sentence
            else:
                lines.append(line)
        if lines:
            yield tuple(lines)


def _preformatted(element: Element) -> Iterator[PageBlock]:
    """Text whose line ends count. It is code where the page says so, else an agency's text as it was typed."""
    text = inline_text(element).replace("\v", "\n")
    code = element.find(".//code") is not None or re.search(r"highlight|code|lang", element.get("class") or "")
    if code:
        yield PageBlock("code", element, tuple(line.rstrip() for line in text.strip("\n").split("\n")))
        return
    for part in re.split(r"\n[ \t]*\n", text):
        if lines := tuple(line.rstrip() for line in part.split("\n") if line.strip()):
            yield PageBlock("paragraph", element, lines)


def _captioned(figure: Element) -> Element | None:
    """The table of data that a `figure` shows alone, and whose caption its `figcaption` so is; None where it is not."""
    tables = [table for table in figure.iter("table") if next(table.iterancestors("table", "figure"), None) is figure]
    return tables[0] if len(tables) == 1 and is_data_table(tables[0]) else None


def _names_speaker(figcaption: Element) -> bool:
    """Is it the caption of a `figure` that shows nothing but a quotation, right behind that?"""
    figure, before = figcaption.getparent(), figcaption.getprevious()
    others = ("img", "picture", "video", "table")
    alone = figure is not None and figure.tag == "figure" and not any(True for _ in figure.iter(*others))
    return alone and before is not None and before.tag == "blockquote"


def _as_caption(block: PageBlock) -> PageBlock:
    one = block.kind in ("paragraph", "heading") and len(block.lines) == 1
    return PageBlock("paragraph", block.element, block.lines, role="caption") if one else block


def _closes(cite: Element) -> bool:
    """Is a `cite` the last of its quotation, on a line of its own, as where it names who spoke?"""
    before = cite.getprevious()
    parent = cite.getparent()
    behind = before is not None and (before.tag in BLOCKS or before.tag == "br") and not (before.tail or "").strip()
    return parent is not None and behind and cite.getnext() is None and not (cite.tail or "").strip()


def _joined(parts: list[Item | PageBlock]) -> Iterator[Item | PageBlock]:
    """Text behind an inner list goes on with its item: it is one more line of the last one there."""
    done: list[Item | PageBlock] = []
    for part in parts:
        last = done[-1] if done else None
        if isinstance(part, Item) and part.mark == "" and isinstance(last, Item):
            done[-1] = Item(last.depth, last.mark, (*last.lines, *part.lines))
        elif isinstance(part, Item) and part.mark == "":
            done.append(PageBlock("paragraph", parts_element(parts), part.lines))
        elif not (isinstance(part, Item) and not part.lines):
            done.append(part)
    yield from done


def _is_short(item: Item, lines: list[str]) -> bool:
    """Can what a definition says be joined to the item of its term: a word or some, and no sentence?"""
    first = item.lines[-1]
    joins = len(item.lines) == len(lines) == 1 and len(first) <= 200 and len(lines[0]) <= 60
    return joins and not first.endswith((".", "!", "?", ":", ";"))


def parts_element(parts: list[Item | PageBlock]) -> Element:
    """The element of the first block among the parts of an item."""
    return next(part.element for part in parts if isinstance(part, PageBlock))


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else None


def _numbers(element: Element, start: int | None = None) -> Iterator[str]:
    """The marks of a list's items: `-`, or numbers as its `type`, `start` and `reversed` say."""
    if element.tag != "ol":
        while True:
            yield "-"
    step = -1 if element.get("reversed") is not None else 1
    if start is None:
        start = _whole(element.get("start"))
    if start is None:
        start = sum(1 for _ in element.iterchildren("li")) if step < 0 else 1
    while True:
        yield _number(start, element.get("type") or "1")
        start += step


def _number(value: int, style: str) -> str:
    if style in "aA" and 1 <= value <= 26:
        return f"{chr(ord(style) + value - 1)}."
    if style in "iI" and 1 <= value <= len(ROMAN):
        return f"{ROMAN[value - 1] if style == 'i' else ROMAN[value - 1].upper()}."
    return f"{value}."
