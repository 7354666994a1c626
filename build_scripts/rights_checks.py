"""Checks of rights: what briefings cite of articles whose text the site must not show whole.

In: a library and the statements of its articles. Out: problems: of a record whose article is cited as a whole or
nearly so, and of citations whose words no reader will see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from build_scripts.entries import ArticleEntry
from build_scripts.library import Library
from build_scripts.model import Statement
from build_scripts.problems import Problem, Severity
from build_scripts.showing import SHARE, article_words, citations_in, cited_ids, words_in


def rights_problems(library: Library, statements: Mapping[str, Sequence[Statement]]) -> Iterator[Problem]:
    """What briefings cite of articles with other rights than `full`."""
    bound = {i: a for i, a in library.articles.items() if library.record(a.entry.document.source).rights != "full"}
    if not bound:
        return
    cited = [(e, s, c) for e in library.briefings.values() for s, c in citations_in(e.document.model_dump())]
    for article_id, item in bound.items():
        if library.record(item.entry.document.source).rights == "none":
            for entry, steps, citation in cited:
                if citation.article == article_id:
                    message = f"no reader sees the words of `{article_id}`, for its record says `rights: none`"
                    hint = "say so in the text, or set `rights: quotes` in its record if that is right"
                    yield entry.problem("X042", steps, message, hint, Severity.warning)
        else:
            shown = cited_ids(article_id, statements[article_id], [c for _, _, c in cited])
            yield from _share(library, item, statements[article_id], shown)


def _share(
    library: Library, item: ArticleEntry, statements: Sequence[Statement], shown: frozenset[str]
) -> Iterator[Problem]:
    """How much of an article its citations show."""
    record = library.record_entry(item.entry.document.source)
    words = article_words(item.article)
    told = sum(words_in(s.text) for s in statements if s.id in shown)
    if record is None or not words or told <= words * SHARE:
        return
    if len(shown) == len(statements):
        hint = "cite fewer of its statements, or set `rights: full` if that is right"
        yield record.problem("X041", ["rights"], f"the briefings cite the whole of `{item.entry.id}`", hint)
    else:
        message = f"the briefings cite {told:,} of the {words:,} words of `{item.entry.id}`, and all of them are shown"
        hint = f"cite statements, not lines: `{item.entry.id}#<statement>`; up to a quarter is a quotation"
        yield record.problem("X040", ["rights"], message, hint, Severity.warning)
