"""Cues: the visible wording that decides a statement's kind, and the terms that find its themes and actors.

In: words and phrases as a maintainer writes them in YAML. Out: patterns, and for a text the kind and the cue that
decided. The meaning is never asked.

In a cue or term, `*` at the end of a word stands for any ending, at its start for any beginning (`*ed`), a lone `*`
for any one word, a lone `…` at the start or the end of a phrase for up to eight words of the same clause, `#` for a
number, `"…"` for a quotation of four words or more. White space or a hyphen parts words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from build_scripts.documents import VocabularyDocument
from build_scripts.model import Actor, StatementKind, Theme

NOTHING = re.compile(r"(?!)")
QUOTATION = '"…"'
QUOTED = r"(?:[“«„]|(?<![^\s(\[—–])\")(?=\w)(?:[^\s“”\"«»„]{1,60}\s+){3}[^\s“”\"«»„]"
"""An opening quotation mark and the words after it up to the fourth."""
PARTED = r"[\s-]+"
RUN = "…"
RUN_WORD = (
    r"(?!(?:after|although|and|as|because|before|if|once|since|that|unless|until|when|where|which|while|who)\b)"
    r"[^\s,;:.!?—–“”\"]{1,60}"
)
"""A word that `…` runs over: it stops at marks and at what opens another clause; `but` goes on with the same one."""
ASIDE = re.compile(
    r"\b(?:which|who|whom|whose|whoever|whereby|wherein)\b(?:\s+[^\s,;:!?—–“”\"]{1,60}){1,8}"
    r"|^\W*(?:although|though|even though|while|whilst|whereas|since|as|after|before|when|whenever|because|if|unless|"
    r"once|until|despite|following|given|having)\b[^,;:.!?—–“”\"]*,",
    re.IGNORECASE,
)
"""A relative clause, at most eight words of it since nothing marks its end, and a clause or phrase of circumstance at
the start, up to its comma: what stands there decides nothing."""
GROUPED_FROM = 24
"""Of more alternatives than this, those with the same first letter are tried together: thousands cost little more."""


def terms_pattern(terms: Iterable[str], *, endings: bool = True) -> re.Pattern[str]:
    """One pattern for words or phrases in any case; with `endings` plurals and possessives are found too.

    A word written in capitals is found in capitals only: `US` must not find the pronoun. No term: nothing is found.
    """
    parts = list(dict.fromkeys(part for term in terms if (part := _part(term.split(), endings))))
    marked = [p for p in parts if p == QUOTED]
    worded = [p for p in parts if p != QUOTED]
    if worded:
        marked.append(r"(?<!\w)" + _alternatives(worded) + r"(?!\w)")
    return re.compile("|".join(marked), re.IGNORECASE) if marked else NOTHING


def _part(words: list[str], endings: bool) -> str:
    """The expression for one term: its words, the last one with its endings."""
    if words == [QUOTATION]:
        return QUOTED
    before = rf"(?:(?<!\S){RUN_WORD}(?:,(?=\s+but\b))?\s+){{0,8}}" if words[:1] == [RUN] else ""
    behind = rf"(?:\s+{RUN_WORD}){{0,8}}" if words[1:] and words[-1] == RUN else ""
    words = [w for w in words if w != RUN]
    return before + PARTED.join(_word(w, endings and i == len(words) - 1) for i, w in enumerate(words)) + behind


def _word(word: str, ending: bool) -> str:
    if word == "*":
        return r"[\w’'-]{1,60}"
    if word == "#":
        return r"\d[\d.,]{0,20}"
    if word.isupper():
        return rf"(?-i:{re.escape(word)})" + (r"(?:['’]s?)?" if ending else "")
    before = r"\w{0,60}" if word.startswith("*") else ""
    stem = word.strip("*")
    if word.endswith("*"):
        return before + re.escape(stem) + r"\w{0,60}(?:['’]s?)?"
    if ending and re.search(r"[^aeiou\W]y$", stem, re.IGNORECASE):
        return before + re.escape(stem[:-1]) + r"(?:y(?:['’]s)?|ies)"
    return before + re.escape(stem) + (r"(?:s|es|['’]s?|s['’])?" if ending else "")


def _alternatives(parts: list[str], depth: int = 0) -> str:
    if len(parts) < GROUPED_FROM or depth > 3:
        return "(?:" + "|".join(parts) + ")"
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        letter = part[:1].lower() if part[:1].isalpha() else ""
        groups[letter].append(part[1:] if letter else part)
    loose = groups.pop("", [])
    grouped = [letter + _alternatives(rest, depth + 1) for letter, rest in sorted(groups.items())]
    return "(?:" + "|".join(grouped + loose) + ")"


@dataclass(frozen=True, slots=True)
class Wording:
    """The cues of one kind, and the phrases in which they do not count."""

    kind: StatementKind
    cues: re.Pattern[str]
    unless: re.Pattern[str]

    def found(self, text: str, aside: Sequence[tuple[int, int]] = ()) -> Iterator[re.Match[str]]:
        """The cues in `text` that stand neither `aside` nor, whole or in part, inside a phrase of `unless`."""
        barred: list[tuple[int, int]] | None = None
        reached = 0
        for match in self.cues.finditer(text):
            if barred is None:
                barred = _merged([*aside, *(m.span() for m in self.unless.finditer(text))])
            while reached < len(barred) and barred[reached][1] <= match.start():
                reached += 1
            if reached == len(barred) or barred[reached][0] >= match.end():
                yield match


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@dataclass(frozen=True, slots=True)
class Decision:
    """A kind and the cue that decided; no cue for `background`."""

    kind: StatementKind
    cue: str = ""


BACKGROUND = Decision("background")


@dataclass(frozen=True, slots=True)
class Reading:
    """What decides a statement's kind, themes and actors, compiled once."""

    kinds: tuple[Wording, ...]
    themes: tuple[tuple[str, re.Pattern[str]], ...]
    actors: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, vocabulary: VocabularyDocument | None, themes: Iterable[Theme], actors: Iterable[Actor]) -> Reading:
        """A reading from the vocabulary file and the themes and actors of a library."""
        return cls(
            tuple(
                Wording(k.kind, terms_pattern(k.cues, endings=False), terms_pattern(k.unless, endings=False))
                for k in (vocabulary.kinds if vocabulary else ())
            ),
            tuple((t.id, terms_pattern(t.terms)) for t in themes),
            tuple((a.id, terms_pattern(a.terms)) for a in actors),
        )

    def decide(self, text: str) -> Decision:
        """The first kind whose cue stands in `text`, and that cue; `background` where none does."""
        aside = [m.span() for m in ASIDE.finditer(text)]
        for wording in self.kinds:
            if match := next(wording.found(text, aside), None):
                return Decision(wording.kind, match.group())
        return BACKGROUND

    def sayings(self, text: str) -> Iterator[re.Match[str]]:
        """The wordings of speech in `text`, whatever kind decides it."""
        aside = [m.span() for m in ASIDE.finditer(text)]
        for wording in self.kinds:
            if wording.kind == "attributed":
                yield from wording.found(text, aside)
