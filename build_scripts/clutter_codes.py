"""The codes of what is left out of an article, the reasons that a page shows for them, and what each finds.

In: nothing. Out: tables of texts, apart from the patterns that find such lines, so that pages can tell them without
compiling those.
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "C001": "duplicate-headline",
    "C002": "boilerplate",
    "C003": "boilerplate",
    "C004": "boilerplate",
    "C005": "boilerplate",
    "C006": "boilerplate",
    "C007": "boilerplate",
    "C008": "boilerplate",
    "C009": "tags",
    "C010": "caption",
    "C011": "credit",
    "C012": "call-to-action",
    "C013": "rule",
    "C014": "date",
    "C015": "invisible",
    "C016": "pull-quote",
}
"""Clutter codes and the reasons they are told by, which the page shows."""
FOUND: dict[str, str] = {
    "C001": "A line that repeats the headline.",
    "C002": "A control of the page, such as a menu, a search field or a button.",
    "C003": "What invites to share the article or to follow its publisher.",
    "C004": "What invites to sign up, to subscribe or to log in.",
    "C005": "Links to other pages, and their titles.",
    "C006": "An advertisement, or a line that announces one.",
    "C007": "A request for consent, such as to cookies.",
    "C008": "A notice of rights.",
    "C009": "The article's tags.",
    "C010": "The caption of a picture that the text does not have.",
    "C011": "The credit of a picture.",
    "C012": "A call to act, such as to write, to donate or to read on.",
    "C013": "A rule between sections, drawn with signs.",
    "C014": "A line that holds nothing but a date; the date is kept as `published`.",
    "C015": "A line without any visible character.",
    "C016": "A quotation set out in large print that the text has as well.",
}
"""What each clutter code finds."""
