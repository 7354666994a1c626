"""The evidence for the columns of a flattened table, as features of gaps between tokens, of cells, and of
whole rows beside the other rows.

In: the tokens of the rows, header first, and word pairs of the document around the table. Out: feature names that
`column_weights.json` gives weights to. Nothing is refused.

A *gap* lies between two tokens of a row and has the index of the token behind it; a cell starts at a gap or at token 0.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter, mul
from typing import NamedTuple

from build_scripts.token_shapes import Token, read_token

FUNCTION_CLASSES = frozenset("det prep to conj pron aux".split())
UPPER_SHAPES = frozenset(("title", "upper"))
NUMERIC_SHAPES = frozenset("money percent date year clock range number ordinal amount version".split())
NO_TOKEN = Token("", "edge", "edge", "", "", 0, "edge")


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
    return bisect_right(limits, number)


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
    if z.word == "given" and z.shape == "title" and a.shape == "letter" and b.shape == "title":
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
    headed = {t.core for t in view.rows[0] if t.word not in FUNCTION_CLASSES}
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
            f"T {a.tag},{a.shape}>{b.tag},{b.shape}",
            f"TT {a.tag}>{b.tag}",
            f"T- {a.tag},{a.tail}",
            f"-T {b.tag},{b.shape}",
            f"zT {z.tag},{a.tag}>{b.tag}",
            f"Tc {a.tag}>{b.tag},{c.tag}",
            f"zTc {z.tag},{a.tag}>{b.tag},{c.tag}",
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
            if b.core in headed or a.core in headed:
                found.append(f"headed {a.core in headed},{b.core in headed},{b.shape}")
            found.append(f"often {share > 0.45},{before > 0.45},{b.shape in ('lower',)}")
        if header:
            found += [f"h{name}" for name in found if name.split(" ", 1)[0] in ("bias", "s", "w", "t", "n", "r", "g")]
            found += [f"hB {b.word}", f"hA {a.word}", f"hT {a.tag}>{b.tag}", f"hT- {a.tag}", f"h-T {b.tag}"]
        features.append(found)
    return features


ATTRIBUTES = (
    "shape",
    "word",
    "next",
    "last",
    "tail",
    "type",
    "tag",
    "last tag",
    "opening",
    "closing",
    "core",
    "lastcore",
)
"""What the cells of a column are compared by."""


class CellView(NamedTuple):
    """A cell as the column model sees it: tokens `start` up to `end` of its row.

    What is counted of cells are keys, texts that begin with what they are of: `attributes` the `ATTRIBUTES` in their
    order, `whole` the words, `shared` those of its words that stand in other rows too, function words left out;
    `counted` are all of these and the keys of its tokens' shapes and parts of speech. `pick` takes the values of the
    attributes out of a mapping by key. `size` is the logarithm of the `length` in tokens.
    """

    start: int
    end: int
    attributes: tuple[str, ...]
    whole: str
    make: tuple[str, ...]
    shared: tuple[str, ...]
    counted: tuple[str, ...]
    pick: Callable[[Mapping[str, float]], tuple[float, ...]]
    length: int
    size: float
    words: str
    open_brackets: bool
    ends_open: bool
    starts_low: bool


class _Keys(NamedTuple):
    """The keys of one token, by its place in a cell; the last two are those of a cell of this token alone."""

    shape: str
    word: str
    next: str
    last: str
    tail: str
    tag: str
    last_tag: str
    core: str
    last_core: str
    make: str
    shared: str
    opening_alone: str
    closing_alone: str


@lru_cache(maxsize=20_000)
def _keys(token: Token) -> _Keys:
    tail = token.tail if token.tail in (".", "", "?", ",") else "other"
    return _Keys(
        f"shape={token.shape}",
        f"word={token.word}",
        f"next={token.shape}",
        f"last={token.shape if token.shape != 'lower' else token.word}",
        f"tail={tail}",
        f"tag={token.tag}",
        f"last tag={token.tag}",
        f"core={token.core}",
        f"lastcore={token.core}",
        f"make={token.shape} {token.tag}",
        f"shared={token.core}",
        f"opening={token.tag} {NO_TOKEN.tag}",
        f"closing={NO_TOKEN.tag} {token.tag}",
    )


def _running(flags: Iterable[int]) -> list[int]:
    """The sums of the first 0, 1, 2 and so on."""
    return list(itertools.accumulate(flags, initial=0))


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
    "known header cells",
    "words in known header cells",
)
"""What is asked of a row's split without looking at other rows."""
LIKENESSES = tuple(f"same {name}" for name in (*ATTRIBUTES, "length", "cell", "make", "vocabulary"))
"""What is asked of a cell with the other cells of its column in view."""
ROLES = ("first", "middle", "last")
ALIKE = tuple(f"{role} {name}" for role in ROLES for name in LIKENESSES)
"""What is asked of a row's split with the other rows in view: summed over the cells of one role."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to split a row: where its cells start, the cells, and the values of `STATIC`."""

    starts: tuple[int, ...]
    cells: tuple[CellView, ...]
    static: tuple[float, ...]


LENGTH_FLAGS = tuple(tuple(float(length >= n) for n in (1, 2, 3, 4, 6, 9)) for length in range(10))
"""By length in tokens, 9 for any longer: which of the lengths that `STATIC` asks for a cell reaches."""
NO_FLAGS = LENGTH_FLAGS[0]


class Row:
    """The options of one row, its cells read once. `known` are header cells, in lower case, that many tables have."""

    def __init__(self, view: TableView, row: int, logits: Sequence[float], known: frozenset[str] = frozenset()) -> None:
        self.tokens = view.rows[row]
        self.known = known if row == 0 else frozenset()
        self.logits = logits
        self.repeated = [
            row > 0 and view.pair_rows.get((a.core, b.core), 0) > 1 for a, b in itertools.pairwise(self.tokens)
        ]
        self._keys = [_keys(t) for t in self.tokens]
        self.make = [k.make for k in self._keys]
        self._cores = [t.core for t in self.tokens]
        self._shared = [t.word not in FUNCTION_CLASSES and view.word_rows.get(t.core, 0) > 1 for t in self.tokens]
        self._openings = [f"opening={a.tag} {b.tag}" for a, b in itertools.pairwise(self.tokens)]
        self._closings = [f"closing={a.tag} {b.tag}" for a, b in itertools.pairwise(self.tokens)]
        self._depths = _running(t.depth for t in self.tokens)
        self._bracketed = any(t.depth for t in self.tokens)
        self._counts = _TypeCounts(self.tokens)
        self._cells: dict[tuple[int, int], CellView] = {}

    def cell(self, start: int, end: int) -> CellView:
        """The cell from token `start` up to `end`."""
        found = self._cells.get((start, end))
        if found is None:
            found = self._cells[start, end] = self._read_cell(start, end)
        return found

    def _read_cell(self, start: int, end: int) -> CellView:
        first, last, alone = self._keys[start], self._keys[end - 1], end - start == 1
        attributes = (
            first.shape,
            first.word,
            f"next={NO_TOKEN.shape}" if alone else self._keys[start + 1].next,
            last.last,
            last.tail,
            f"type={self._counts.cell_type(start, end)}",
            first.tag,
            last.last_tag,
            first.opening_alone if alone else self._openings[start],
            last.closing_alone if alone else self._closings[end - 2],
            first.core,
            last.last_core,
        )
        words = " ".join(self._cores[start:end])
        whole = f"whole={words}"
        make = tuple(self.make[start:end])
        shared = tuple(dict.fromkeys(self._keys[n].shared for n in range(start, end) if self._shared[n]))
        token = self.tokens[end - 1]
        depth = self._depths[start]
        return CellView(
            start,
            end,
            attributes,
            whole,
            make,
            shared,
            (*attributes, whole, *make, *shared),
            itemgetter(*attributes),
            end - start,
            math.log(end - start),
            words,
            self._bracketed and (self._depths[end] != depth or min(self._depths[start + 1 : end + 1]) < depth),
            token.word in FUNCTION_CLASSES or token.word in ("amp", "slash") or token.tail in (",", ":", ";"),
            self.tokens[start].shape == "lower",
        )

    def option(self, starts: tuple[int, ...]) -> Option:
        """The row split at `starts`, the first of which is 0."""
        cells = tuple(map(self.cell, starts, (*starts[1:], len(self.tokens))))
        flags = [LENGTH_FLAGS[min(9, c.length)] for c in cells]
        middle = flags[1] if len(cells) == 3 else tuple(map(sum, zip(*flags[1:-1], strict=True))) or NO_FLAGS
        known = [c.length for c in cells if c.words in self.known] if self.known else []
        static = (
            sum([self.logits[s - 1] for s in starts[1:]]),
            *flags[0],
            *flags[-1],
            *middle,
            float(sum([c.open_brackets for c in cells])),
            float(sum([c.ends_open for c in cells[:-1]])),
            float(sum([c.starts_low for c in cells])),
            float(sum([self.repeated[s - 1] for s in starts[1:]])),
            float(len(cells) - len({self._cores[s] for s in starts})),
            float(len(cells) - len({self._cores[c.end - 1] for c in cells})),
            float(len(known)),
            float(sum(known)),
        )
        return Option(starts, cells, static)

    def options(self, columns: int, most: int = SPLITS_KEPT) -> list[Option]:
        """The `most` likely splits into `columns` cells, the likeliest first; equally likely ones in reading order."""
        gaps = sorted(range(1, len(self.tokens)), key=lambda g: (-self.logits[g - 1], g))
        kept = sorted(gaps[: GAPS_KEPT[columns]])
        choices = list(itertools.combinations(kept, columns - 1))
        sums = list(map(sum, itertools.combinations([self.logits[g - 1] for g in kept], columns - 1)))
        ranked = sorted(range(len(choices)), key=sums.__getitem__, reverse=True)  # keeps the order of equals
        return [self.option((0, *choices[n])) for n in ranked[:most]]


class _TypeCounts:
    """How many of the first tokens of a row are figures, answers, capitals: so that types of cells are quickly told."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._numeric = _running(
            t.shape in NUMERIC_SHAPES or t.word in ("unit", "time", "month", "weekday", "dash") for t in tokens
        )
        self._answers = _running(t.word == "answer" for t in tokens)
        self._upper = _running(t.shape in UPPER_SHAPES for t in tokens)
        self._titled = _running(
            t.shape in UPPER_SHAPES or t.word in FUNCTION_CLASSES or t.word in ("amp", "dash") for t in tokens
        )

    def cell_type(self, start: int, end: int) -> str:
        """What sort of cell tokens `start` up to `end` make."""
        first, length = self._tokens[start].shape, end - start
        if self._numeric[end] - self._numeric[start] == length:
            return "number"
        if self._answers[end] - self._answers[start] == length:
            return "answer"
        if length == 1:
            return f"one {first}"
        if self._titled[end] - self._titled[start] == length:
            return "titles" if length <= 5 else "long titles"
        if first in UPPER_SHAPES and self._upper[end] - self._upper[start] <= 1 + length // 4:
            return "sentence"
        return "phrase" if first == "lower" else "other"


MAKES, MAKE_PRIOR = 30, 0.1
"""About how many kinds of tokens a table has, and how many tokens of each are taken as seen before any was."""


class Column:
    """What the cells of one column have been so far, each counted by the share of belief in it."""

    def __init__(self) -> None:
        self.total = 0.0
        self.counts: defaultdict[str, float] = defaultdict(float)
        self.tokens = 0.0
        self.length = 0.0
        self.square = 0.0

    def add(self, cell: CellView, share: float) -> None:
        """Count a cell; a negative share takes it out again."""
        counts = self.counts
        for key in cell.counted:
            counts[key] += share
        self.total += share
        self.tokens += share * cell.length
        self.length += share * cell.size
        self.square += share * cell.size * cell.size

    def attribute_logs(self, keys: Iterable[str]) -> list[float]:
        """Smoothed log-probabilities of attributes."""
        counts, total, log = self.counts, max(0.0, self.total) + 0.8, math.log
        never = log(0.12 / total)
        return [log((count + 0.12) / total) if (count := counts[key]) > 0.0 else never for key in keys]

    def make_logs(self, keys: Iterable[str]) -> list[float]:
        """How much likelier tokens of these shapes and parts of speech are here than anywhere, in logs."""
        counts, log = self.counts, math.log
        spread = max(0.0, self.tokens) + MAKE_PRIOR * MAKES
        never = log((0.0 + MAKE_PRIOR) * MAKES / spread)
        return [log((count + MAKE_PRIOR) * MAKES / spread) if (count := counts[key]) > 0.0 else never for key in keys]

    def length_logs(self, sizes: Iterable[float]) -> list[float]:
        """How likely cells are so long, up to a constant: normal over the logarithms of lengths."""
        # Two pseudo-cells of the usual length (e^1 tokens, give or take a factor of e) keep few rows from ruling.
        total = max(0.0, self.total)
        mean = (self.length + 0.5) / (total + 0.5)
        variance = max(0.02, (self.square - 2 * mean * self.length + total * mean * mean + 1.0) / (total + 2.0))
        width = -0.5 * math.log(variance)
        return [width - 0.5 * (size - mean) ** 2 / variance for size in sizes]

    def whole_share(self, cell: CellView) -> float:
        """The share of the cells with the very same words."""
        return max(0.0, self.counts[cell.whole]) / (max(0.0, self.total) + 0.5)


def vocabulary_logs(words: Sequence[str], profile: Sequence[Column]) -> list[dict[str, float]]:
    """For each column: how much more often words, told as keys, stand in it than in any; logs of smoothed shares."""
    if not words:
        return [{} for _ in profile]
    here = [[max(0.0, column.counts[word]) for word in words] for column in profile]
    everywhere = [sum(counts) + 0.1 * len(profile) for counts in zip(*here, strict=True)]
    return [
        {
            word: math.log((count + 0.1) / total * len(profile))
            for word, count, total in zip(words, counts, everywhere, strict=True)
        }
        for counts in here
    ]


def likenesses(cell: CellView, at: int, profile: Sequence[Column]) -> tuple[float, ...]:
    """How well a cell fits as the cell of column `at`: the `LIKENESSES`."""
    column = profile[at]
    return (
        *column.attribute_logs(cell.attributes),
        *column.length_logs((cell.size,)),
        column.whole_share(cell),
        sum(column.make_logs(cell.make)),
        sum(vocabulary_logs(cell.shared, profile)[at].values()),
    )


def likeness_sum(option: Option, profile: Sequence[Column]) -> list[float]:
    """The values of `ALIKE` of a whole split."""
    found = [likenesses(cell, j, profile) for j, cell in enumerate(option.cells)]
    middle = [sum(values) for values in zip(*found[1:-1], strict=True)] or [0.0] * len(LIKENESSES)
    return [*found[0], *middle, *found[-1]]


class Ways:
    """The options of a row, each cell of each column weighed once however many options have it.

    `weights` are those of the `LIKENESSES`, by column.
    """

    def __init__(self, row: Row, options: Sequence[Option], weights: Sequence[Sequence[float]]) -> None:
        self.options = options
        self._make = row.make
        self._weights = weights
        columns = list(zip(*(option.cells for option in options), strict=True))
        self._cells = [list({id(cell): cell for cell in column}.values()) for column in columns]
        places = itertools.count()
        at = [{id(cell): next(places) for cell in cells} for cells in self._cells]
        self._picks = [
            itemgetter(*[place[id(cell)] for place, cell in zip(at, option.cells, strict=True)]) for option in options
        ]
        self._keys: list[dict[str, float]] = [
            dict(itertools.chain.from_iterable(zip(cell.attributes, weighing) for cell in cells))  # noqa: B905
            for cells, weighing in zip(self._cells, weights, strict=True)
        ]
        self._words = list(dict.fromkeys(w for cells in self._cells for cell in cells for w in cell.shared))

    def weigh(self, profile: Sequence[Column], static: Sequence[float]) -> list[float]:
        """The scores of the options: `static` and how much their cells, by weight, are like those of the columns."""
        found: list[float] = []
        words = vocabulary_logs(self._words, profile)
        for column, cells, keys, weights, known in zip(
            profile, self._cells, self._keys, self._weights, words, strict=True
        ):
            told = dict(zip(keys, map(mul, keys.values(), column.attribute_logs(keys)), strict=True))
            make = column.make_logs(self._make)
            lengths = column.length_logs([cell.size for cell in cells])
            long, whole, made, shared = weights[len(ATTRIBUTES) :]
            for cell, length in zip(cells, lengths, strict=True):
                found.append(
                    sum(cell.pick(told))
                    + long * length
                    + whole * column.whole_share(cell)
                    + made * sum(make[cell.start : cell.end])
                    + shared * sum([known[word] for word in cell.shared])
                )
        return [sum(pick(found), score) for pick, score in zip(self._picks, static, strict=True)]
