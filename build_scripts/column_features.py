"""The evidence for the columns of a flattened table, as features of gaps between tokens and of cells.

In: the tokens of the rows, header first, and word pairs of the document around the table. Out: feature names that
`column_weights.json` gives weights to. Nothing is refused.

A *gap* lies between two tokens of a row and has the index of the token behind it; a cell starts at a gap or at token 0.
"""

from __future__ import annotations

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
    """A table as tokens, and what is counted over all of it: in how many rows each word and each word pair stands,
    how many different words follow and lead each word, and for each kind of gap in how many body rows it stands, and
    in how many of them once."""

    rows: tuple[tuple[Token, ...], ...]
    word_rows: Mapping[str, int]
    pair_rows: Mapping[tuple[str, str], int]
    followers: Mapping[str, int]
    leaders: Mapping[str, int]
    kinds: Mapping[str, tuple[int, int]]
    bigrams: Mapping[tuple[str, str], int]


def view_table(rows: Sequence[Sequence[str]], bigrams: Mapping[tuple[str, str], int]) -> TableView:
    """Read the tokens of all rows; `bigrams` has lower-case words without punctuation and how often the pair occurs."""
    read = tuple(tuple(read_token(t) for t in row) for row in rows)
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for row in read[1:]:
        words.update({t.core for t in row})
        pairs.update({(a.core, b.core) for a, b in zip(row, row[1:], strict=False)})
    edges: Counter[tuple[str, str]] = Counter()
    for row in read[1:]:
        edges.update({(row[0].core, "")[::-1], (row[-1].core, "")})
    followers: Counter[str] = Counter(a for a, _ in (*pairs, *edges) if a)
    leaders: Counter[str] = Counter(b for _, b in (*pairs, *edges) if b)
    standing: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for row in read[1:]:
        kinds = Counter(kind for i in range(1, len(row)) for kind in gap_kinds(row, i))
        standing.update(kinds.keys())
        alone.update(kind for kind, n in kinds.items() if n == 1)
    both = {kind: (n, alone[kind]) for kind, n in standing.items()}
    return TableView(read, words, pairs, followers, leaders, both, bigrams)


def gap_kinds(row: Sequence[Token], i: int) -> tuple[str, ...]:
    """What a gap is, from coarse to fine: a kind that stands once in every row is likely a border."""
    a, b = row[i - 1], row[i]
    c = row[i + 1] if i + 1 < len(row) else NO_TOKEN
    return (
        f"b{b.shape}",
        f"ab{a.shape}>{b.shape}",
        f"abc{a.shape}>{b.shape},{c.shape}",
        f"w{b.word}",
        f"t{a.tail}>{b.shape}",
        f"r{_rises(a, b)}",
        f"s{i}:{a.shape}>{b.shape}",
        f"e{len(row) - i}:{a.shape}>{b.shape}",
        f"B{b.core}",
        f"A{a.core}",
    )


KIND_NAMES = ("b", "ab", "abc", "w", "t", "r", "s", "e", "B", "A")


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
    title_share = _bucket(
        10 * sum(t.shape in UPPER_SHAPES for t in letters) // max(1, len(letters)), 1, 3, 5, 8, 10
    )
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
            for name, kind in zip(KIND_NAMES, gap_kinds(tokens, i), strict=True):
                standing, alone = view.kinds.get(kind, (0, 0))
                share = "all" if standing == body_rows else "most" if 3 * standing >= 2 * body_rows else "few"
                single = "one" if alone == standing else "mostly" if 3 * alone >= 2 * standing else "many"
                if share != "few":
                    found += [f"k{name} {share},{single}", f"k{name} {share},{single},{b.shape}"]
                    if name in ("b", "ab", "r", "s", "e"):
                        found.append(f"k{name} {share},{single},{a.shape}>{b.shape}")
            # Where a repeated word has ever new neighbours on one side, a column may end: after a shared prefix the cells
            # vary, and inside it the pair is repeated.
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


def view_cell(tokens: Sequence[Token], begins: str = "", ends: str = "") -> CellView:
    """Read one cell off its tokens; `begins` and `ends` stand in for its first and last word when it is compared."""
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
        begins or first.core,
        ends or last.core,
    )
    depth = low = 0
    for token in tokens:
        depth += token.depth
        low = min(low, depth)
    return CellView(
        attributes,
        (begins or first.core, *(t.core for t in tokens[1:]), ends),
        len(tokens),
        depth != 0 or low < 0,
        last.word in FUNCTION_CLASSES or last.word in ("amp", "slash") or last.tail in (",", ":", ";"),
        first.shape == "lower",
    )
