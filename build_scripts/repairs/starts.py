"""S005 and S006, starts that begin in lower case.

The policy. A *sentence inside a text* (S005) is raised where the words before it end a sentence: a period behind a
word that is no abbreviation, no initial and no ellipsis, then white space, then an ordinary word. The *first word of
a leaf* (S006) is raised where its siblings begin with capitals: the document's other paragraphs (and then only behind
a heading, a list, a table or a finished sentence), its other headings, the other items of the list, the other cells
of the column, the other headers of the document's tables; at least two siblings with a capital, and twice as many as
without. All else is left, or suggested where only the evidence is thin. Captures have lowered starts from rewriting
tools and from markup that was dropped.

Example: `landscape. as talks unfold` becomes `landscape. As talks unfold`; `cybersecurity Cooperation:` among
`Commitment to Peace:` and `Future Talks:` becomes `Cybersecurity Cooperation:`. Left alone: `iPhone`, `npm`, `e.g.
the`, `Inc. said`, `“Why?” he asked`, `wait... what`, lists all in lower case, a paragraph that goes on where the last
one broke off, and a document that does not capitalize its sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from build_scripts.model import Applicability, Repair
from build_scripts.outline import Draft, Leaf, Outline
from build_scripts.repairs.proposal import Reading, repair
from build_scripts.repairs.words import (
    CLAUSE_OPENERS,
    LETTER,
    SITES_END,
    abbreviation,
    is_foreign,
    known,
    opener,
    ordinary,
)
from build_scripts.spans import Span

CODES = {
    "S005": "A sentence that begins in lower case inside a text is raised, where a period behind an ordinary word ends "
    "the one before it. Behind abbreviations (`e.g.`, `Inc.`), initials, ellipses and quoted questions, and before "
    "words whose lower case is meant (`iPhone`, `npm`), it stays.",
    "S006": "A paragraph, heading, list item, cell or header that begins in lower case is raised, where its siblings "
    "begin with capitals: at least two of them, and twice as many as do not. Lists all in lower case and "
    "paragraphs that continue the one before stay.",
}

START = re.compile(r"[.!?][\"”’'»)\]]*+\s++(?=[a-zà-öø-ÿ])")
CAPITAL_START = re.compile(r"[.!?][\"”’'»)\]]*+\s*+[A-ZÀ-ÖØ-Þ]")
WORD_AT = re.compile(rf"([{LETTER}]+(?:['’][{LETTER}]+)?)(\S?)(\s*+)(\S?)(\w*+)")
COMPOUND_END = re.compile(rf"([{LETTER}]{{2,}}+)(?![#/_=0-9-])")
NOT_SPACE = re.compile(r"\S")
LAST_WORD = re.compile(rf"(\S?)(?<![{LETTER}'’-])([{LETTER}]+(?:['’-][{LETTER}]+)*|[0-9]+)([%”’\"')\]]*)$")
FINISHED = re.compile(r"[.!?:;…][\"”’')\]]*$")
ROMAN = re.compile(r"[ivx]{1,5}")
"""What numbers a clause (`iii. publicity rights`)."""
COUNTED = re.compile(r"(?:[0-9]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|ft\.?)) $")
"""Behind it `in.` is a measure."""
TIED = frozenset(
    "all anti both co cross de double ever far fast first five four full half hard high in inter long low mid multi "
    "non off on one open over post pre pro re right second self semi short single six so state ten third three two "
    "ultra under up well world year".split()
)
"""What begins a compound of plain words; of other compounds (`cargo-test-support`) many are names of things."""
GOES_ON = frozenset("and but how nor or so that then what when where which who whose".split())
"""Words by which an item, cell or heading goes on from the one before."""
RELATIVE = frozenset("which who whom whose".split())
"""Behind a period they go on from the sentence before (`the backlog. which makes`): the period may be the slip."""
SPEECH = frozenset("he she i they we it said says asked asks and or but then adds replied wondered".split())


def propose(reading: Reading) -> tuple[Repair, ...]:
    """A repair for each lowered start of a sentence or of a leaf, safe or suggested."""
    text = reading.text
    if is_foreign(text):
        return ()
    found: dict[int, tuple[Span, str, str, Applicability]] = {}
    candidates = [(piece, match) for piece in reading.pieces for match in START.finditer(text, piece.start, piece.end)]
    groups = tuple(_groups(text, reading.outline))
    names = _names(text, [match.end() for _, match in candidates], groups)
    capitals = sum(1 for group in groups for start in group.starts if text[start.at].isupper())
    lowered = len(candidates) + sum(1 for group in groups for start in group.starts if text[start.at].islower())
    # A raise makes capitals more and the lowered fewer, a glued start counts already: a second run has the same answer.
    capitalizes = bool(lowered) and capitals + sum(1 for _ in CAPITAL_START.finditer(text)) >= lowered
    for piece, match in candidates:
        applicability = _sentence(text, piece, match)
        if applicability is not None:
            sure = capitalizes and match.end() not in names
            reason = "sentence begins in lower case"
            found[match.end()] = (piece, "S005", reason, applicability if sure else "suggested")
    for group in groups:
        for start, applicability in group.lowered(text):
            reason = f"{group.what} begins in lower case"
            if applicability == "safe":
                reason += ", its siblings with capitals"
            sure = capitalizes and start.at not in names
            found[start.at] = (start.piece, "S006", reason, applicability if sure else "suggested")
    made: list[Repair] = []
    for at, (piece, code, reason, applicability) in sorted(found.items()):
        made.append(repair(code, reason, applicability, text, piece, at, at + 1, text[at].upper()))
    return tuple(made)


def _names(text: str, places: list[int], groups: tuple[Group, ...]) -> frozenset[int]:
    """The places where a word that is no opener begins low, as it does elsewhere: so it is written (`cargo build`)."""
    lows = {*places, *(start.at for group in groups for start in group.starts if text[start.at].islower())}
    words = {at: match.group(1) for at in lows if (match := WORD_AT.match(text, at))}
    times = Counter(words.values())
    return frozenset(at for at, word in words.items() if times[word] > 1 and not opener(word))


def _sentence(text: str, piece: Span, match: re.Match[str]) -> Applicability | None:
    """Does a sentence begin behind `match`?"""
    at, mark = match.end(), match.group()[0]
    right = WORD_AT.match(text, at, min(piece.end, at + 80))
    left = LAST_WORD.search(_last_token(text, max(piece.start, match.start() - 48), match.start()))
    if right is None or left is None or len(text[at].upper()) != 1:
        return None
    word, after = right.group(1), right.group(2)
    before, last, closing = left.groups()
    if not ordinary(word) or not word.islower() or (after and after not in ",;:-–—"):
        return None
    if before == "." or (before and before in "./@#_=<>\\$&*`") or abbreviation(last):
        return None
    if (len(last) < 2 and not closing) or ROMAN.fullmatch(last) or word in SITES_END:
        return None
    if last == "in" and COUNTED.search(text, max(piece.start, match.start() - 12), match.start() - 2):
        return None  # `five ft. seven in. in height`
    quotes = match.group()[1:].strip()
    if quotes:
        return "suggested" if mark == "." and quotes in ("”", '"') and opener(word) and word not in SPEECH else None
    if mark != ".":
        # Older prose goes on behind exclamations (`But, alas! the zeal of the business was gone by`).
        return "suggested" if last.islower() and known(last) and word not in SPEECH else None
    if after == ":" or word in RELATIVE or (after == "-" and not _is_tied(text, at, word)):
        return "suggested"
    if word == "as" and (right.group(4) + right.group(5)) == "follows":
        return "suggested"
    if last.isdigit():
        return "safe" if opener(word) and len(last) == 4 else None
    # An abbreviation that the list does not know is short or unknown as a word; behind it only an opener is sure.
    plain = known(last) and (last.islower() or len(last) > 4) and not (word.endswith("ed") and len(word) > 4)
    return "safe" if plain or opener(word) or word in ("based", "compared", "used") else "suggested"


def _is_tied(text: str, at: int, word: str) -> bool:
    """A compound of two plain words (`long-term`), and no number or sign behind (`leadership-council#176`)."""
    second = COMPOUND_END.match(text, at + len(word) + 1, at + 80)
    return word in TIED and second is not None and known(second.group(1))


def _last_token(text: str, start: int, end: int) -> str:
    """What stands before `end` without white space, looked for from `start`: nothing where a space stands there."""
    tail = text[start:end].rsplit(None, 1)
    return tail[-1] if tail and not text[end - 1].isspace() else ""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a leaf begins with a letter.

    `fit` tells whether it may be raised at all if its siblings are capitals, `doubtful` that it is only suggested: a
    paragraph without a word that begins clauses may be the rest of one whose beginning the capture dropped.
    """

    at: int
    piece: Span
    fit: bool
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Leaves of one kind and place; `support` counts capitals that vouch for them from elsewhere."""

    what: str
    starts: tuple[Start, ...]
    support: int = 0

    def lowered(self, text: str) -> Iterator[tuple[Start, Applicability]]:
        """The starts in lower case, and whether the siblings carry raising them."""
        low = [start for start in self.starts if text[start.at].islower()]
        capitals = sum(text[start.at].isupper() for start in self.starts)
        agree = capitals > 0 and capitals + self.support >= max(2, 2 * len(low))
        for start in low:
            if start.fit and capitals > 0:
                yield start, "safe" if agree and not start.doubtful else "suggested"


def _groups(text: str, outline: Outline) -> Iterator[Group]:
    """The leaves of the document by what they are siblings in."""
    paragraphs: list[Start] = []
    headings: list[Start] = []
    headers: list[Start] = []
    columns: list[Group] = []
    items: list[Group] = []
    drafts = tuple(outline.drafts)
    for number, draft in enumerate(drafts):
        if draft.kind in ("paragraph", "quote"):
            fit = number == 0 or _ends(text, drafts[number - 1])
            paragraphs += _starts(text, (leaf for row in draft.leaves for leaf in row), fit, clauses=True)
        elif draft.kind == "heading":
            headings += _starts(text, (leaf for row in draft.leaves for leaf in row), words=2, titles=True)
        elif draft.kind in ("list", "numbered"):
            items.append(Group("item", _starts(text, (leaf for row in draft.leaves for leaf in row), words=2)))
        elif draft.kind == "table":
            headers += _starts(text, draft.leaves[0] if draft.leaves else ())
            columns += _columns(text, draft)
    yield Group("paragraph", tuple(paragraphs))
    yield Group("heading", tuple(headings))
    yield from items
    yield from columns
    support = sum(
        all(text[s.at].isupper() or (s.fit and any(s is low for low, how in column.lowered(text) if how == "safe"))
            for s in column.starts) and len(column.starts) > 1
        for column in columns
    )  # fmt: skip
    yield Group("header", tuple(headers), support)


def _columns(text: str, draft: Draft) -> Iterator[Group]:
    """The cells of each column below the header; rows that stayed unsplit are a column of their own."""
    rows = [(number in draft.unsplit, row) for number, row in enumerate(draft.leaves) if number]
    whole = [leaf for unsplit, row in rows if unsplit for leaf in row]
    if whole:
        yield Group("row", _starts(text, whole, words=2))
    split = [row for unsplit, row in rows if not unsplit]
    for place in range(max(map(len, split), default=0)):
        yield Group("cell", _starts(text, (row[place] for row in split if place < len(row)), words=2))


def _starts(
    text: str, leaves: Iterable[Leaf], fit: bool = True, words: int = 1, clauses: bool = False, titles: bool = False
) -> tuple[Start, ...]:
    """Where these leaves begin with a letter. Fit are ordinary words, with `words` = 2 if another word follows."""
    found: list[Start] = []
    for leaf in leaves:
        piece, at = next(
            ((p, first.start()) for p in leaf.pieces if (first := NOT_SPACE.search(text, p.start, p.end))), (None, 0)
        )
        if piece is None:
            continue
        if not text[at].isalpha():
            continue
        right = WORD_AT.match(text, at, min(piece.end, at + 80))
        sure, word, after = False, "", ""
        if fit and right is not None and text[at].islower() and len(text[at].upper()) == 1:
            word, after, space, following = right.groups()[:4]
            plain = not after or after in ",;:-–—"
            enough = words == 1 or bool(space and following and following.isalnum())
            sure = ordinary(word) and word.islower() and plain and enough
        doubtful = sure and (
            (clauses and not _is_clause(text, piece, word))
            or (titles and not _is_title(text, piece))
            or (not clauses and (word in GOES_ON or after == ","))
            or (after == "-" and not _is_tied(text, at, word))
        )
        found.append(Start(at, piece, sure, doubtful))
    return tuple(found)


def _is_clause(text: str, piece: Span, word: str) -> bool:
    """Begins with a word that begins clauses, and ends like a sentence."""
    return (
        word in CLAUSE_OPENERS
        and FINISHED.search(text[max(piece.start, piece.end - 40) : piece.end].rstrip()) is not None
    )


def _is_title(text: str, piece: Span) -> bool:
    """A heading of which most of the longer words behind the first have capitals; a comment of code looks different."""
    longer = [word for word in text[piece.start : min(piece.end, piece.start + 200)].split()[1:] if len(word) > 3]
    return sum(word[0].isupper() for word in longer) * 2 > len(longer)


def _is_whole(text: str, draft: Draft) -> bool:
    """A line taken for a heading that is no piece of a paragraph: begins high, neither broken off nor a long clause."""
    words = draft.leaves[0][0].pieces[0].of(text)[:200].split()
    if len(words) > 8 and any(word.endswith(",") for word in words):
        return False
    return bool(words) and not words[0][:1].islower() and not opener(words[-1]) and words[-1][-1] not in ",;-("


def _ends(text: str, draft: Draft) -> bool:
    """May a new sentence begin behind this block? Not behind a paragraph that broke off or led up to something."""
    if draft.kind == "heading":
        return not draft.inferred or _is_whole(text, draft)
    if draft.kind not in ("paragraph", "quote"):
        return draft.kind == "table"
    leaves = [leaf for row in draft.leaves for leaf in row if leaf.pieces]
    if not leaves:
        return True
    last = leaves[-1].pieces[-1]
    tail = text[max(last.start, last.end - 40) : last.end].rstrip()
    return FINISHED.search(tail) is not None and not tail.endswith((":", ";"))
