"""Voices: who is said to have said it.

In: a briefing's report. Out: for each article its statements by who is said to have said them, counted so that the
counts add up, and the speakers as printed, each with what is attributed to them.

A statement is attributed where its wording is one of speech or opinion (its kind), or where a speaker stands beside
such a wording though another kind decided (*the envoy said it would…*). A speaker is named where a word of the phrase
has a capital that no beginning of a sentence explains: a person, a body, a place that speaks for one. In scripts
without capitals a speaker counts as named. All else is unattributed: the article itself says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from build_scripts.model import Statement
from build_scripts.repairs.words import known
from build_scripts.report import ArticleReport, BriefingReport

Voice = Literal["named", "unnamed", "nobody", "unattributed"]
VOICES: tuple[Voice, ...] = ("named", "unnamed", "nobody", "unattributed")
"""By name; not named (*analysts*); a wording of speech with nobody beside it; the article's own."""
ARTICLES = frozenset("the a an its his her their our my some many several most both other one two three".split())


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker of an article, as first printed, and what is attributed to them there, in reading order."""

    name: str
    article: str
    voice: Voice
    statements: tuple[Statement, ...]
    shown: bool = True


@dataclass(frozen=True, slots=True)
class ArticleVoices:
    """The voices of one article: `counts` add up to its statements. `speakers` as they first speak; `nobody` are the
    statements of speech that name none.
    """

    article: str
    counts: Counter[Voice]
    speakers: tuple[Speaker, ...]
    nobody: tuple[Statement, ...]


def voices_of(b: BriefingReport) -> tuple[ArticleVoices, ...]:
    """Who is said to have said it, article by article."""
    return tuple(article_voices(report) for report in b.articles)


def article_voices(report: ArticleReport) -> ArticleVoices:
    """The voices of one article."""
    counts: Counter[Voice] = Counter()
    said: dict[str, list[Statement]] = {}
    nobody = []
    for statement in report.statements:
        voice = voice_of(statement)
        counts[voice] += 1
        if voice in ("named", "unnamed") and statement.speaker is not None:
            said.setdefault(" ".join(statement.speaker.split()).casefold(), []).append(statement)
        elif voice == "nobody":
            nobody.append(statement)
    speakers = []
    for statements in said.values():
        # Printed elsewhere with a capital, a speaker is named wherever the name stands.
        voice = "named" if any(voice_of(s) == "named" for s in statements) else "unnamed"
        for statement in statements:
            counts[voice_of(statement)] -= 1
            counts[voice] += 1
        shown = next((s for s in statements if report.shows(s)), None)
        name = (shown or statements[0]).speaker or ""
        speakers.append(Speaker(name, report.article.id, voice, tuple(statements), shown is not None))
    return ArticleVoices(report.article.id, +counts, tuple(speakers), tuple(nobody))


def voice_of(statement: Statement) -> Voice:
    """Who is said to have said a statement."""
    if statement.speaker:
        return "named" if is_named(statement.speaker, statement.text) else "unnamed"
    return "nobody" if statement.kind == "attributed" else "unattributed"


def is_named(speaker: str, text: str) -> bool:
    """Does a speaker as printed name somebody?"""
    letters = [c for c in speaker if c.isalpha()]
    if letters and all(c.lower() == c.upper() for c in letters):
        return True
    words = [w.strip("’'.,()\"“”") for w in speaker.split()]
    opens = text.lstrip("“\"'«„( ").startswith(speaker.split()[0])
    for number, word in enumerate(words):
        if not word[:1].isupper() or word.lower() in ARTICLES:
            continue
        begins = opens and number == 0
        if not begins or not _ordinary(word):
            return True
    return False


def _ordinary(word: str) -> bool:
    """A word of everyday English, also as a compound or in the plural: its capital at a beginning names nobody."""
    lowered = word.lower()
    return known(lowered) or (lowered.endswith("s") and known(lowered[:-1]))
