"""Article dates: when an article was published or, where nothing tells that, the day that its dateline has.

In: an article's report. Out: a day, or the words of a dateline that tell one without its year. The text's own date of
publication and the desk's record go before the dateline, which tells when and where an article was written; nothing of
it is handed on as published.
"""

from __future__ import annotations

from build_scripts.date_mentions import Mention, mentions_of
from build_scripts.report import ArticleReport


def published_date(a: ArticleReport) -> str | None:
    """When an article was published, by its own text or by the desk's record, as ISO 8601."""
    return a.article.published or a.record.published


def dateline_mention(a: ArticleReport) -> Mention | None:
    """What an article's dateline tells of when: a date of the calendar before one that is not complete; or None."""
    if a.article.dateline is None:
        return None
    mentions = mentions_of(a.article.dateline.text)
    return next((m for m in mentions if m.iso is not None), mentions[0] if mentions else None)


def dateline_date(a: ArticleReport) -> str | None:
    """The date of the calendar that an article's dateline tells, as ISO 8601."""
    mention = dateline_mention(a)
    return mention.iso if mention is not None else None


def article_date(a: ArticleReport) -> str | None:
    """The date of publication, else that of the dateline, as ISO 8601."""
    return published_date(a) or dateline_date(a)
