"""Unread: the articles whose wording the vocabulary of cues does not read.

In: an article's report. Out: whether its kinds and speakers are read at all. The vocabulary is English: of an article
that is known to be in another language, or in which hardly any statement has a wording of it, a 0 tells nothing.
Of fewer than eight statements all may well be background: they are judged by the small words of English, if there are
twenty words.
"""

from __future__ import annotations

import re

from build_scripts.report import ArticleReport

ENGLISH = frozenset("the of and to was were with for that from by at his which their".split())
"""Small words that every fifth word or more of English running text is one of."""
WORD = re.compile(r"[^\W\d_]+")
WORDS_FROM = 20
"""Words from which a text almost without small words of English is told as one in another language."""
JUDGED_FROM = 8
"""Statements of an article from which none, or hardly any, with a cue is no chance."""
HARDLY_ANY = 1 / 20
"""The share of statements with a cue up to which the article counts as not read: in the labelled English documents
four of five have one, and words of other languages look like a cue now and then (German *will*)."""


def is_unread(a: ArticleReport) -> bool:
    """Does the vocabulary not read this article? Never of one that states nothing."""
    if not a.statements:
        return False
    if a.article.language:
        return a.article.language.replace("_", "-").split("-")[0].lower() not in ("en", "eng")
    # A quotation has its marks in many languages: it is no word of English.
    read = sum(s.cue[:1].isalpha() for s in a.statements)
    words = [w for s in a.statements for w in WORD.findall(s.text.lower())]
    if not read and len(words) >= WORDS_FROM and sum(w in ENGLISH for w in words) <= HARDLY_ANY * len(words):
        return True
    return len(a.statements) >= JUDGED_FROM and read <= HARDLY_ANY * len(a.statements)
