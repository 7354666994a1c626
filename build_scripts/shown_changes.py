"""What of a recorded change may be shown: the words of a text whose rights withhold them are told by their number.

In: a change of content/changes/ and the report. Out: the same change, with the number of their words in place of texts
that may not be shown. A file of changes holds words of an article as it was; the rights are those of today. Of an
article that was withdrawn no word is shown again. What the desk wrote (key points, notes, reasons) and the site's own
words (states, kinds, marks) are shown always.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from build_scripts.documents import ChangeDetail, ChangeFields
from build_scripts.model import ComparisonTable
from build_scripts.notices import destination, shown
from build_scripts.report import ArticleReport, Report
from build_scripts.showing import squeezed
from build_scripts.views import withheld
from build_scripts.wording import Words

PRINTED = frozenset({"article", "headline", "publisher", "byline", "dateline"})
"""Kinds whose values are printed in the source beside its text."""
TEXT = frozenset({"heading", "table", "table-row", "missing", "statement", "repair", "suggestion", "omission"})
"""Kinds whose values are words of an article's text."""
QUOTING = frozenset({"form", "mark"})
"""Kinds whose values are the site's words, and whose subject quotes the text."""
OWN_DETAILS = frozenset({"kind", "level", "reason", "note"})
"""Details that hold words of the site or of the desk."""

_QUOTED = re.compile("“(.*)”", re.DOTALL)

Allowed = Callable[[str], bool]
"""May this text be shown?"""


def shown_change(words: Words, report: Report, change: ChangeFields) -> ChangeFields:
    """The change as readers may see it; the change itself where they may see all of it."""
    hidden = [
        squeezed(datum.text) for a in report.articles.values() if not a.named for _, datum in a.article.metadata()
    ]
    allowed = _allowed(report, change)
    if allowed is None and not hidden:
        return change

    def told(text: str | None, own: bool) -> str | None:
        if text is None or not text.strip():
            return text
        kept_back = own and allowed is not None and not allowed(text)
        return withheld(words, text) if kept_back or any(h in squeezed(text) for h in hidden) else text

    def named(text: str, own: bool) -> str:
        """A text that may quote the article: only the quoted words are withheld."""
        parts = _QUOTED.search(text) if own else None
        if parts is None:
            shown = told(text, False)
            return text if shown is None else shown
        return f"{text[: parts.start(1)]}{told(parts[1], True)}{text[parts.end(1) :]}"

    values = change.kind in PRINTED | TEXT
    quoting = change.kind in TEXT | QUOTING
    return change.model_copy(
        update={
            "subject": named(change.subject, quoting),
            "before": told(change.before, values),
            "after": told(change.after, values),
            "details": [
                ChangeDetail.model_construct(
                    what=named(d.what, quoting),
                    before=told(d.before, _of_text(change, d)),
                    after=told(d.after, _of_text(change, d)),
                )
                for d in change.details
            ],
        }
    )


def _of_text(change: ChangeFields, detail: ChangeDetail) -> bool:
    """Are a detail's values words of an article's text?"""
    if change.kind == "cell":
        return detail.what == "quote"
    return change.kind in TEXT and detail.what not in OWN_DETAILS


def _allowed(report: Report, change: ChangeFields) -> Allowed | None:
    """Which words of the articles that a change tells of may be shown; None where all of them may."""
    names = [n for n in (change.article, *_columns(report, change)) if n is not None]
    articles: list[ArticleReport] = []
    gone: list[str] = []
    for name in dict.fromkeys(names):
        here = destination(report.library, "article", name)
        if here is not None and here in report.articles:
            articles.append(report.articles[here])
        elif (end := shown(report.library, "article", name)) is not None:
            gone.append(end[1].title or "")
    if gone:
        return lambda text: squeezed(text) in map(squeezed, filter(None, gone))
    if all(a.whole for a in articles):
        return None
    return lambda text: any(_has(a, text) for a in articles)


def _columns(report: Report, change: ChangeFields) -> Sequence[str | None]:
    """The articles of the column that a change names: those of a round, where it stands for one."""
    if change.column is None:
        return ()
    briefing = destination(report.library, "briefing", change.briefing) if change.briefing is not None else None
    tables: Iterable[ComparisonTable] = report.briefings[briefing].tables if briefing is not None else ()
    here = destination(report.library, "article", change.column)
    for table in tables:
        if table.id == change.comparison:
            for (column, _), articles in zip(table.columns, table.column_articles, strict=True):
                if column == here:
                    return (change.column, *articles)
    return (change.column,)


def _has(article: ArticleReport, text: str) -> bool:
    """Do these words stand in what the site shows of an article?"""
    if not article.whole:
        return article.shows_text(text)
    words = squeezed(text)
    return any(words in squeezed(s.text) for s in article.statements) or words in squeezed(article.source.text)
