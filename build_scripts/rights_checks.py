"""Checks of rights: what briefings cite of articles whose text the site must not show whole.

In: a library and the statements of its articles. Out: problems: of a record whose article is cited as a whole or
nearly so, of one that would show what the record of an older capture withholds, and of citations whose words no reader
will see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_scripts.entries import ArticleEntry, Entry
from build_scripts.library import RIGHTS, Library, strictest
from build_scripts.model import Statement
from build_scripts.problems import Problem, Severity
from build_scripts.showing import SHARE, article_words, citations_in, cited_ids, words_in


def rights_problems(library: Library, statements: Mapping[str, Sequence[Statement]]) -> Iterator[Problem]:
    """What briefings cite of articles with other rights than `full`, and newer captures that say more than older."""
    yield from _wider_than_older(library)
    bound = {i: a for i, a in library.articles.items() if library.rights(i) != "full"}
    if not bound:
        return
    cited = [(e, s, c) for e in library.briefings.values() for s, c in citations_in(e.document.model_dump())]
    for article_id, item in bound.items():
        if library.rights(article_id) == "none":
            for entry, steps, citation in cited:
                if citation.article == article_id:
                    message = f"no reader sees the words of `{article_id}`, for its record says `rights: none`"
                    hint = "say so in the text, or set `rights: quotes` in its record if that is right"
                    yield entry.problem("X042", steps, message, hint, Severity.warning)
        else:
            shown = cited_ids(article_id, statements[article_id], [c for _, _, c in cited])
            yield from _share(library, item, statements[article_id], shown)


def _wider_than_older(library: Library) -> Iterator[Problem]:
    """Records that state wider rights than an older capture of the same article has."""
    for article_id in library.articles:
        captures = library.captures(article_id)
        record = library.record_entry(captures[0].entry.document.source)
        if record is None or "rights" not in record.document.model_fields_set or len(captures) == 1:
            continue
        own, older = record.document.rights, [(c, library.record(c.entry.document.source).rights) for c in captures[1:]]
        least = strictest(rights for _, rights in older)
        if RIGHTS.index(own) > RIGHTS.index(least):
            bound = next(c for c, rights in older if rights == least)
            path = f"content/records/{Path(bound.entry.document.source).stem}.yaml"
            message = f"`rights: {own}`, and `{bound.entry.id}`, an older capture of the same article, has `{least}`"
            hint = f"write `rights: {least}` here, or, if that is right, `rights: {own}` in {path} too"
            yield record.problem("X046", ["rights"], message, hint)


def _share(
    library: Library, item: ArticleEntry, statements: Sequence[Statement], shown: frozenset[str]
) -> Iterator[Problem]:
    """How much of an article its citations show."""
    record = library.record_entry(item.entry.document.source)
    words = article_words(item.article)
    told = sum(words_in(s.text) for s in statements if s.id in shown)
    if not words or told <= words * SHARE:
        return
    place: Entry[Any] = record if record is not None else item.entry  # an older capture's record may say it alone
    steps = ["rights"] if record is not None else ["supersedes"]
    if len(shown) == len(statements):
        hint = "cite fewer of its statements, or set `rights: full` if that is right"
        yield place.problem("X041", steps, f"the briefings cite the whole of `{item.entry.id}`", hint)
    else:
        message = f"the briefings cite {told:,} of the {words:,} words of `{item.entry.id}`, and all of them are shown"
        hint = f"cite statements, not lines: `{item.entry.id}#<statement>`; up to a quarter is a quotation"
        yield place.problem("X040", steps, message, hint, Severity.warning)
