"""The evidence for the columns of a flattened table, as features of gaps between tokens, of cells, and of
whole rows beside the other rows.

In: the tokens of the rows, header first, and word pairs of the document around the table. Out: feature names that
`column_weights.json` gives weights to. Nothing is refused.

A *gap* lies between two tokens of a row and has the index of the token behind it; a cell starts at a gap or at token 0.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from build_scripts.token_shapes import Token, read_token

FUNCTION_CLASSES = frozenset("det prep to conj pron aux".split())
UPPER_SHAPES = frozenset(("title", "upper"))
NUMERIC_SHAPES = frozenset("money percent date year clock range number ordinal amount version".split())
NO_TOKEN = Token("", "edge", "edge", "", "", 0)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as tokens, and what is counted over its body.

    In how many rows each word and each word pair stands, and how many different words follow and lead each word.
    """

    rows: tuple[tuple[Token, ...], ...]
    word_rows: Mapping[str, int]
    pair_rows: Mapping[tuple[str, str], int]
    followers: Mapping[str, int]
    leaders: Mapping[str, int]
    bigrams: Mapping[tuple[str, str], int]


def view_table(rows: Sequence[Sequence[str]], bigrams: Mapping[tuple[str, str], int]) -> TableView:
    """Read the tokens of all rows; `bigrams` has lower-case words without punctuation and how often the pair occurs."""
    read = tuple(tuple(read_token(t) for t in row) for row in rows)
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for row in read[1:]:
        words.update({t.core for t in row})
        pairs.update({(a.core, b.core) for a, b in itertools.pairwise(row)})
    edges: Counter[tuple[str, str]] = Counter()
    for row in read[1:]:
        edges.update({(row[0].core, "")[::-1], (row[-1].core, "")})
    followers: Counter[str] = Counter(a for a, _ in (*pairs, *edges) if a)
    leaders: Counter[str] = Counter(b for _, b in (*pairs, *edges) if b)
    return TableView(read, words, pairs, followers, leaders, bigrams)


def _bucket(number: int, *limits: int) -> int:
    """How many of the rising `limits` the number reaches."""
    return sum(number >= limit for limit in limits)


def _variety(neighbours: Mapping[str, int], rows: Mapping[str, int], word: str) -> str:
    often = rows.get(word, 0)
    if often < 2:
        return "once"
    share = (neighbours.get(word, 0) - 1) / (often - 1)
    return "same" if share <= 0 else "some" if share < 0.7 else "all"


def _rises(before: Token, after: Token) -> bool:
    """Does a capital follow lower case that could end a cell?"""
    return (
        after.shape in UPPER_SHAPES
        and before.shape not in UPPER_SHAPES
        and before.word not in FUNCTION_CLASSES
        and before.tail in ("", ".", "close")
    )


def glued(z: Token, a: Token, b: Token) -> bool:
    """Do `a` and `b` (after `z`) belong to one date, quantity, name or enumeration?"""
    if a.tail == "," or b.word in ("amp", "slash") or a.word in ("amp", "slash"):
        return True
    dated = {a.word, b.word}
    if "month" in dated and dated & {"number", "year", "weekday"} and not (a.shape == "year" and b.word == "month"):
        return True
    if z.word == "month" and a.shape == "number" and b.shape == "year":
        return True
    if a.word == "given" and a.shape == "title" and b.shape in ("title", "letter"):
        return True
    return a.shape in NUMERIC_SHAPES and b.word == "unit" and b.shape == "lower"


def gap_features(view: TableView, row: int) -> list[list[str]]:
    """For each gap of one row, in order from gap 1, the names of its features."""
    tokens = view.rows[row]
    header = row == 0
    count = len(tokens)
    rises = [i for i in range(1, count) if _rises(tokens[i - 1], tokens[i])]
    letters = [t for t in tokens if t.shape in ("title", "upper", "lower", "mixed")]
    title_share = _bucket(10 * sum(t.shape in UPPER_SHAPES for t in letters) // max(1, len(letters)), 1, 3, 5, 8, 10)
    body_rows = max(1, len(view.rows) - 1)
    told = len(view.bigrams) > 0
    depth, quoted, rose = 0, False, 0
    features: list[list[str]] = []
    for i in range(1, count):
        a, b = tokens[i - 1], tokens[i]
        z = tokens[i - 2] if i > 1 else NO_TOKEN
        c = tokens[i + 1] if i + 1 < count else NO_TOKEN
        depth = max(0, depth + a.depth)
        # Only an unpaired quotation mark opens or closes; an apostrophe inside a word is not at an end.
        quoted ^= (a.head == "quote") != (a.tail == "quote")
        shapes, words = f"{a.shape}>{b.shape}", f"{a.word}>{b.word}"
        place = "first" if rises[:1] == [i] else "rise" if i in rises[1:] else "flat"
        rose += place != "flat"
        seen = _bucket(view.bigrams.get((a.core, b.core), 0), 1, 2, 4)
        repeated = view.pair_rows.get((a.core, b.core), 0)
        found = [
            "bias",
            f"s- {a.shape}",
            f"-s {b.shape}",
            f"w- {a.word}",
            f"-w {b.word}",
            f"t- {a.tail}",
            f"-t {b.head}",
            f"p- {_bucket(i, 2, 3, 4, 6, 9)}",
            f"-p {_bucket(count - i, 2, 3, 4, 6, 9)}",
            f"s {shapes}",
            f"w {words}",
            f"sw {a.shape}>{b.word},{b.shape}",
            f"ws {a.word},{a.shape}>{b.shape}",
            f"zs {z.shape},{shapes}",
            f"sc {shapes},{c.shape}",
            f"zw {z.word},{words}",
            f"wc {words},{c.word}",
            f"bc {b.word},{b.shape},{c.word}",
            f"A {a.core}",
            f"B {b.core},{b.shape}",
            f"t {a.tail}|{b.head}|{b.shape}",
            f"p {_bucket(i, 2, 3, 4, 6, 9)}|{b.shape}",
            f"pw {_bucket(i, 2, 3, 4, 6)}|{b.word}",
            f"e {_bucket(count - i, 2, 3, 4, 6)}|{shapes}",
            f"r {place},{_bucket(len(rises), 1, 2, 3, 4)},{min(rose, 3)}",
            f"rs {shapes},{_bucket(len(rises), 1, 2, 3)}",
            f"c {title_share},{shapes}",
            f"n {_bucket(count, 3, 4, 6, 10, 20)},{b.shape}",
        ]
        if told:
            found += [f"g {seen}", f"gs {seen > 0},{b.shape}", f"gw {seen > 0},{b.word}"]
        if glued(z, a, b):
            found.append("glued")
        if count - i <= 3:
            rest = ",".join(t.shape for t in tokens[i:])
            found += [f"end {rest}", f"endw {a.word}|{rest}"]
        if i <= 3:
            found.append(f"start {','.join(t.shape for t in tokens[:i])}|{b.shape}")
        if depth:
            found.append("inside brackets")
        if quoted:
            found.append("inside quotes")
        if repeated > 1:
            found += [f"rep {_bucket(repeated, 3, 5)}", f"reps {shapes}"]
        if not header and body_rows > 1:
            # Where a repeated word has ever new neighbours on one side, a column may end: after a shared prefix the
            # cells vary, and inside it the pair is repeated.
            right = _variety(view.followers, view.word_rows, a.core)
            left = _variety(view.leaders, view.word_rows, b.core)
            found += [f"v {right},{left}", f"v- {right},{b.shape}", f"-v {left},{b.shape}"]
            share = view.word_rows.get(b.core, 0) / body_rows
            before = view.word_rows.get(a.core, 0) / body_rows
            found.append(f"often {share > 0.45},{before > 0.45},{b.shape in ('lower',)}")
        if header:
            found += [f"h{name}" for name in found if name.split(" ", 1)[0] in ("bias", "s", "w", "t", "n", "r", "g")]
            found += [f"hB {b.word}", f"hA {a.word}"]
        features.append(found)
    return features


def _cell_type(tokens: Sequence[Token]) -> str:
    first = tokens[0]
    if all(t.shape in NUMERIC_SHAPES or t.word in ("unit", "time", "month", "weekday", "dash") for t in tokens):
        return "number"
    if all(t.word == "answer" for t in tokens):
        return "answer"
    if len(tokens) == 1:
        return f"one {first.shape}"
    if all(t.shape in UPPER_SHAPES or t.word in FUNCTION_CLASSES or t.word in ("amp", "dash") for t in tokens):
        return "titles" if len(tokens) <= 5 else "long titles"
    if first.shape in UPPER_SHAPES and sum(t.shape in UPPER_SHAPES for t in tokens) <= 1 + len(tokens) // 4:
        return "sentence"
    return "phrase" if first.shape == "lower" else "other"


ATTRIBUTES = ("shape", "word", "next", "last", "tail", "type", "core", "lastcore")
"""What the cells of a column are compared by."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell as the column model sees it: its `ATTRIBUTES`, its words, its length in tokens."""

    attributes: tuple[str, ...]
    words: tuple[str, ...]
    length: int
    open_brackets: bool
    ends_open: bool
    starts_low: bool


def view_cell(tokens: Sequence[Token]) -> CellView:
    """Read one cell off its tokens."""
    first, last = tokens[0], tokens[-1]
    second = tokens[1] if len(tokens) > 1 else NO_TOKEN
    tail = last.tail if last.tail in (".", "", "?", ",") else "other"
    attributes = (
        first.shape,
        first.word,
        second.shape,
        last.shape if last.shape != "lower" else last.word,
        tail,
        _cell_type(tokens),
        first.core,
        last.core,
    )
    depth = low = 0
    for token in tokens:
        depth += token.depth
        low = min(low, depth)
    return CellView(
        attributes,
        tuple(t.core for t in tokens),
        len(tokens),
        depth != 0 or low < 0,
        last.word in FUNCTION_CLASSES or last.word in ("amp", "slash") or last.tail in (",", ":", ";"),
        first.shape == "lower",
    )


GAPS_KEPT = {2: 12, 3: 9, 4: 8, 5: 8, 6: 8}
"""By number of columns: how many of a row's most likely gaps are combined into splits."""
SPLITS_KEPT = 24

STATIC = (
    "gaps",
    *(f"first cell {n}" for n in (1, 2, 3, 4, 6, 9)),
    *(f"last cell {n}" for n in (1, 2, 3, 4, 6, 9)),
    *(f"middle cell {n}" for n in (1, 2, 3, 4, 6, 9)),
    "open brackets",
    "ends open",
    "starts low",
    "repeated pairs",
    "same first words",
    "same last words",
)
"""What is asked of a row's split without looking at other rows."""
ALIKE = tuple(f"same {name}" for name in (*ATTRIBUTES, "length", "cell"))
"""What is asked of it with the other rows in view."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to split a row: where its cells start, the cells, and the values of `STATIC`."""

    starts: tuple[int, ...]
    cells: tuple[CellView, ...]
    static: tuple[float, ...]


def _length_flags(length: int) -> tuple[float, ...]:
    return tuple(float(length >= n) for n in (1, 2, 3, 4, 6, 9))


class Row:
    """The options of one row, its cells read once."""

    def __init__(self, view: TableView, row: int, logits: Sequence[float]) -> None:
        self.tokens = view.rows[row]
        self.logits = logits
        self.repeated = [
            row > 0 and view.pair_rows.get((a.core, b.core), 0) > 1 for a, b in itertools.pairwise(self.tokens)
        ]
        self._cells: dict[tuple[int, int], CellView] = {}

    def cell(self, start: int, end: int) -> CellView:
        """The cell from token `start` up to `end`."""
        found = self._cells.get((start, end))
        if found is None:
            found = self._cells[start, end] = view_cell(self.tokens[start:end])
        return found

    def option(self, starts: tuple[int, ...]) -> Option:
        """The row split at `starts`, the first of which is 0."""
        ends = (*starts[1:], len(self.tokens))
        cells = tuple(self.cell(s, e) for s, e in zip(starts, ends, strict=True))
        middle = [0.0] * 6
        for cell in cells[1:-1]:
            middle = [m + f for m, f in zip(middle, _length_flags(cell.length), strict=True)]
        static = (
            sum(self.logits[s - 1] for s in starts[1:]),
            *_length_flags(cells[0].length),
            *_length_flags(cells[-1].length),
            *middle,
            float(sum(c.open_brackets for c in cells)),
            float(sum(c.ends_open for c in cells[:-1])),
            float(sum(c.starts_low for c in cells)),
            float(sum(self.repeated[s - 1] for s in starts[1:])),
            float(len(cells) - len({c.attributes[-2] for c in cells})),
            float(len(cells) - len({c.attributes[-1] for c in cells})),
        )
        return Option(starts, cells, static)

    def options(self, columns: int) -> list[Option]:
        """The most likely splits into `columns` cells, the likeliest first; equally likely ones in reading order."""
        gaps = sorted(range(1, len(self.tokens)), key=lambda g: (-self.logits[g - 1], g))
        kept = sorted(gaps[: GAPS_KEPT[columns]])
        ranked = sorted(
            (-sum(self.logits[g - 1] for g in chosen), chosen) for chosen in itertools.combinations(kept, columns - 1)
        )
        return [self.option((0, *chosen)) for _, chosen in ranked[:SPLITS_KEPT]]


class Column:
    """What the cells of one column have been so far, each counted by the share of belief in it."""

    def __init__(self) -> None:
        self.total = 0.0
        self.counts: list[dict[str, float]] = [{} for _ in ATTRIBUTES]
        self.whole: dict[tuple[str, ...], float] = {}
        self.length = 0.0
        self.square = 0.0

    def add(self, cell: CellView, share: float) -> None:
        """Count a cell; a negative share takes it out again."""
        self.total += share
        for counts, value in zip(self.counts, cell.attributes, strict=True):
            counts[value] = counts.get(value, 0.0) + share
        self.whole[cell.words] = self.whole.get(cell.words, 0.0) + share
        size = math.log(cell.length)
        self.length += share * size
        self.square += share * size * size

    def likeness(self, cell: CellView) -> tuple[float, ...]:
        """How well a cell fits the column, as `ALIKE`: smoothed log-probabilities, for whole cells a share."""
        total = max(0.0, self.total)
        values = [
            math.log((max(0.0, counts.get(value, 0.0)) + 0.12) / (total + 0.8))
            for counts, value in zip(self.counts, cell.attributes, strict=True)
        ]
        # Two pseudo-cells of the usual length (e^1 tokens, give or take a factor of e) keep few rows from ruling.
        mean = (self.length + 0.5) / (total + 0.5)
        variance = max(0.02, (self.square - 2 * mean * self.length + total * mean * mean + 1.0) / (total + 2.0))
        size = math.log(cell.length)
        values.append(-0.5 * math.log(variance) - 0.5 * (size - mean) ** 2 / variance)
        values.append(max(0.0, self.whole.get(cell.words, 0.0)) / (total + 0.5))
        return tuple(values)


def likeness_sum(
    option: Option, profile: Sequence[Column], known: dict[tuple[int, int], tuple[float, ...]]
) -> list[float]:
    """The values of `ALIKE` of a whole split: the sums over its cells; `known` keeps those of cells seen before."""
    sums = [0.0] * len(ALIKE)
    for j, cell in enumerate(option.cells):
        key = (j, id(cell))
        found = known.get(key)
        if found is None:
            found = known[key] = profile[j].likeness(cell)
        sums = [s + f for s, f in zip(sums, found, strict=True)]
    return sums
