"""Voices: who is said to have said it.

In: a briefing's report. Out: for each article its statements by who is said to have said them, counted so that the
counts add up, and the speakers as printed, each with what is attributed to them.

A statement is attributed where its wording is one of speech or opinion (its kind), or where a speaker stands beside
such a wording though another kind decided (*the envoy said it would…*). The head noun of the phrase decides whether it
names somebody (`naming`). In scripts without capitals a speaker counts as named. All else is unattributed: the article
itself says so. A surname alone (*Weber*) is the person of that article who is named in full (*Minister Karl Weber*),
where there is only one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from build_scripts.model import Statement
from build_scripts.naming import capitals_in, is_named, person_tokens
from build_scripts.report import ArticleReport, BriefingReport

Voice = Literal["named", "unnamed", "nobody", "unattributed"]
VOICES: tuple[Voice, ...] = ("named", "unnamed", "nobody", "unattributed")
"""By name; not named (*analysts*); a wording of speech with nobody beside it; the article's own."""


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
    names = capitals_in(s.text for a in b.articles for s in a.statements)
    return tuple(article_voices(report, names) for report in b.articles)


def article_voices(report: ArticleReport, names: frozenset[str] = frozenset()) -> ArticleVoices:
    """The voices of one article; `names` are the words that the briefing's articles have as names."""
    counts: Counter[Voice] = Counter()
    said: dict[str, list[tuple[int, Statement]]] = {}
    nobody = []
    for number, statement in enumerate(report.statements):
        voice = voice_of(statement, names)
        counts[voice] += 1
        if voice in ("named", "unnamed") and statement.speaker is not None:
            said.setdefault(" ".join(statement.speaker.split()).casefold(), []).append((number, statement))
        elif voice == "nobody":
            nobody.append(statement)
    speakers = []
    for numbered in _joined(list(said.values())):
        statements = [s for _, s in numbered]
        # Printed elsewhere with a capital, a speaker is named wherever the name stands.
        voice = "named" if any(voice_of(s, names) == "named" for s in statements) else "unnamed"
        for statement in statements:
            counts[voice_of(statement, names)] -= 1
            counts[voice] += 1
        shown = [s for s in statements if report.shows(s)]
        name = max(((s.speaker or "") for s in shown or statements), key=lambda n: len(person_tokens(n)))
        speakers.append(Speaker(name, report.article.id, voice, tuple(statements), bool(shown)))
    return ArticleVoices(report.article.id, +counts, tuple(speakers), tuple(nobody))


def _joined(groups: list[list[tuple[int, Statement]]]) -> list[list[tuple[int, Statement]]]:
    """The statements by speaker, those of a surname alone with the one person who has it in full."""
    tokens = [person_tokens(group[0][1].speaker or "") for group in groups]
    full: dict[str, dict[tuple[str, ...], int]] = {}
    target = list(range(len(groups)))
    for number, own in enumerate(tokens):
        if len(own) > 1:
            target[number] = full.setdefault(own[-1], {}).setdefault(own, number)
    for number, own in enumerate(tokens):
        if len(own) == 1 and len(persons := full.get(own[0], {})) == 1:
            target[number] = next(iter(persons.values()))
    merged: dict[int, list[tuple[int, Statement]]] = {}
    for number, group in enumerate(groups):
        merged.setdefault(target[number], []).extend(group)
    return sorted((sorted(group, key=lambda n: n[0]) for group in merged.values()), key=lambda group: group[0][0])


def voice_of(statement: Statement, names: frozenset[str] = frozenset()) -> Voice:
    """Who is said to have said a statement."""
    if statement.speaker:
        return "named" if is_named(statement.speaker, statement.text, names) else "unnamed"
    return "nobody" if statement.kind == "attributed" else "unattributed"
