"""Fields: what a single value of the YAML files may be, and what each word of a fixed list means.

In: one value as YAML has it, mostly a text. Out: types for the models of `documents`, each with the JSON Schema that an
editor checks it with. Refused, as pydantic errors: a date that no calendar has, a blank text where a page shows it.

The schemas admit for text what YAML would type (`No`, `12:30`), so that an editor and `briefbook check` agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from build_scripts.dates import parse_date_line
from build_scripts.model import CellState, ChangeAct, ChangeKind, ColumnKind, RowKind, StatementKind

_ISO_DATE = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_WEB = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/]"
_OTHER_DATE = re.compile(
    r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})(?:[-/. ](?P<dom>\d{1,2}))?(?:[;,.]|[T ]\d\d:.*)?"
    r"|(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<y>\d{4})|(?P<digits>\d{8})"
)
_SCALAR_TYPES: list[JsonValue] = ["string", "number", "boolean"]


@dataclass(frozen=True)
class Explained:
    """What each word of a fixed list means; editors show it beside the word."""

    words: Mapping[str, str]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema with a meaning for each word; fails where one has none."""
        schema = handler(core)
        schema["enumDescriptions"] = [self.words[word] for word in schema["enum"]]
        return schema

    __hash__ = object.__hash__


@dataclass(frozen=True)
class MayBeEmpty:
    """A list or mapping whose key may stand without a value, as it does when its last entry was deleted."""

    empty: type

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Nothing is read as an empty one."""
        return core_schema.no_info_before_validator_function(
            lambda value: self.empty() if value is None else value, handler(source)
        )

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema admits `null`, so that an editor and `briefbook check` agree."""
        schema = handler(core)
        schema["type"] = [schema["type"], "null"]
        return schema


def _real_date(value: str) -> str:
    """A year, month or day that the calendar has; a schema's pattern can't tell the lengths of months."""
    try:
        if not re.fullmatch(_ISO_DATE, value):
            raise ValueError
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise PydanticCustomError("no_date", "a date such as 2024-05-31, 2024-05 or 2024") from None
    return value


def _day(value: str) -> str:
    """A whole day: what stands in an order of time, such as an entry of a feed, needs one."""
    if len(value) != len("2026-11-30"):
        raise PydanticCustomError("no_day", "a day such as 2026-11-30")
    return _real_date(value)


def meant_date(text: str, day: bool) -> str | None:
    """The date that a hand wrote in another notation, where it can be no other one: `31.05.2024`, `May 31, 2024`.

    `day` asks for a whole day. What can be read as two days (`05/06/2024`) is none.
    """
    found = _OTHER_DATE.fullmatch(text.strip())
    parts = found.groupdict() if found else {}
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        if first <= 12 and second <= 12 and first != second:
            return None
        told = f"{parts['y']}-{min(first, second):02}-{max(first, second):02}"
    elif digits := parts.get("digits"):
        told = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    elif parts.get("year"):
        told = "-".join(f"{int(parts[k]):02}" for k in ("year", "month", "dom") if parts[k])
    else:
        told = parse_date_line(text.strip()) or ""
    try:
        _real_date(told)
    except PydanticCustomError:
        return None
    return told if len(told) == len("2026-11-30") or not day else None


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "some text")
    return value


def _web_address(value: str) -> str:
    """An address that a reader's browser may open: another scheme could run a script or read the reader's files."""
    if not re.match(_WEB, value):
        raise PydanticCustomError("no_address", "an address that begins with https:// or http://")
    return value


def _flag(value: object) -> bool:
    """`true` or `false`, as YAML has them; the file is read without YAML's guesses, so both come as text."""
    told = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(told, bool):
        raise PydanticCustomError("no_flag", "true or false")
    return told


Text = Annotated[str, WithJsonSchema({"type": _SCALAR_TYPES})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
ShownText = Annotated[str, AfterValidator(_not_blank), WithJsonSchema({"type": _SCALAR_TYPES, "pattern": r"\S"})]
"""Text that a page shows or a search needs: blank, it would leave a hole where a reader expects words."""
WebAddress = Annotated[str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": _WEB})]
FilledText = Annotated[str, Field(min_length=1), WithJsonSchema({"type": _SCALAR_TYPES, "minLength": 1})]
IsoDate = Annotated[
    str,
    AfterValidator(_real_date),
    WithJsonSchema(
        {
            "$comment": "a day, a month or a year",
            "type": ["string", "integer"],
            "pattern": _ISO_DATE,
            "minimum": 1000,
            "maximum": 9999,
        }
    ),
]
Day = Annotated[
    str,
    AfterValidator(_day),
    WithJsonSchema(
        {"$comment": "a day", "type": "string", "pattern": r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
    ),
]
At = Annotated[
    str,
    WithJsonSchema(
        {
            "$comment": "places in the source",
            "type": ["string", "integer"],
            "description": "Where it stands in the source: lines as 18 or 18-21, 5:1-5:304 (line and column) where a "
            "line is split; several places with commas.",
            "examples": ["18-21", "5:1-5:304"],
        }
    ),
]
Citation = Annotated[
    str,
    WithJsonSchema(
        {
            "type": _SCALAR_TYPES,
            "description": "A place: article@line, article@4-7 or article#statement.",
            "examples": ["port-talks@4-7"],
        }
    ),
]
CellKey = Annotated[
    str,
    WithJsonSchema(
        {
            "title": "row-id/article-id",
            "description": "The row's id, a slash, the article's id; in a table of rounds "
            "the id of the round's first article.",
        }
    ),
]
Confidence = Annotated[float, Field(ge=0, le=1)]

BlockGuess = Annotated[
    Literal["heading", "paragraph", "list", "numbered", "table", "columns", "quote", "missing"],
    Explained(
        {
            "heading": "That it is a heading.",
            "paragraph": "That it is a paragraph of its own, or that its lines belong together.",
            "list": "That its lines are the items of a list.",
            "numbered": "That its lines are the items of a numbered list.",
            "table": "That its lines are the rows of a table.",
            "columns": "Where the columns of the table part.",
            "quote": "That it is a quotation set apart.",
            "missing": "That the capture dropped a list or a table here.",
        }
    ),
]
"""What a machine may have inferred of a block: its kind, or where a table's columns part."""
MetadataGuess = Annotated[
    Literal["headline", "publisher", "byline", "dateline", "published"],
    Explained(
        {
            "headline": "That this line is the headline.",
            "publisher": "That these words name the publisher.",
            "byline": "That this line names the author.",
            "dateline": "That these words are the dateline.",
            "published": "That this date is the one of publication.",
        }
    ),
]
MetadataPlace = Annotated[
    Literal["headline", "publisher", "byline", "dateline"],
    Explained(
        {
            "headline": "The headline's place.",
            "publisher": "The publisher's place.",
            "byline": "The byline's place.",
            "dateline": "The dateline's place.",
        }
    ),
]
MissingKind = Annotated[
    Literal["list", "table"],
    Explained({"list": "A list is announced and not there.", "table": "A table is announced and not there."}),
]
JudgedState = Annotated[
    CellState,
    Explained(
        {
            "stated": "The article says it. Needs `cites`.",
            "conditional": "The article says it of what may come: expected, proposed, asked for. Needs `cites`.",
            "no-match": "No statement has one of the terms, which does not prove that the article is silent.",
            "not-captured": "The article announces a list or a table that the capture dropped, so nobody can tell.",
            "not-stated": "The desk read the article: it does not say it. Only a maintainer may write this.",
            "disputed": "The articles contradict each other here. Only a maintainer may write this; needs `cites`.",
            "superseded": "A later article says otherwise. Only a maintainer may write this; needs `cites`.",
        }
    ),
]
SaidAs = Annotated[
    StatementKind,
    Explained(
        {
            "agreed": "Parties settled it.",
            "reported": "It is told as something that happened.",
            "expected": "It is awaited or planned.",
            "recommended": "Somebody ought to do it, or asks for it.",
            "attributed": "Somebody is quoted with it.",
            "background": "No cue was found, or it only sets the scene.",
        }
    ),
]
RowSource = Annotated[
    RowKind,
    Explained(
        {
            "themes": "The briefing's themes.",
            "actors": "The briefing's actors.",
            "claims": "The briefing's claims.",
        }
    ),
]
ColumnSource = Annotated[
    ColumnKind,
    Explained(
        {
            "articles": "The briefing's articles.",
            "rounds": "The briefing's rounds: articles with the same `round` are one column; an article without one "
            "is a round of its own, under its label.",
        }
    ),
]
Rights = Annotated[
    Literal["full", "quotes", "none"],
    Explained(
        {
            "full": "The whole text.",
            "quotes": "Quotations with their places, not the whole.",
            "none": "The structure alone, no words.",
        }
    ),
]
ChangedThing = Annotated[
    ChangeKind,
    Explained(
        {
            "briefing": "A whole briefing, or its address.",
            "title": "A briefing's title.",
            "question": "A briefing's question.",
            "date": "The date of a briefing or of an article.",
            "briefing-article": "An article of a briefing, or its label there.",
            "order": "The order of something.",
            "key-point": "A key point, or its citations.",
            "party": "A party of a briefing, or how often it is named.",
            "comparison": "A comparison, its caption or its address.",
            "row": "A row of a comparison, or its label.",
            "cell": "A cell of a comparison: its state, its quotes, what the desk noted.",
            "notes": "The desk's notes of a briefing.",
            "article": "A whole article, or its address.",
            "headline": "An article's headline, or the title that stands in for it.",
            "publisher": "An article's publisher, as printed.",
            "byline": "An article's byline.",
            "dateline": "An article's dateline.",
            "source": "The capture that an article is made of.",
            "record": "What the desk knows of a source beside its text.",
            "heading": "A heading of an article.",
            "table": "A table of an article, its caption or its columns.",
            "table-row": "A row whose columns were settled.",
            "missing": "A list or table that the capture dropped.",
            "statement": "A statement of an article: its text, its kind, its speaker.",
            "form": "What a text is shown as, such as a list.",
            "mark": "The mark beside a text: who wrote it, what was inferred.",
            "repair": "A repair of the text.",
            "suggestion": "A repair that is suggested.",
            "omission": "A piece of the source that is left out.",
            "wording": "The wordings that decide a statement's kind.",
            "page": "A page written by hand.",
        }
    ),
]
ChangedHow = Annotated[
    ChangeAct,
    Explained(
        {
            "added": "It is new.",
            "dropped": "It is gone.",
            "changed": "It says something else.",
            "renamed": "It has another address.",
            "moved": "It stands elsewhere.",
            "accepted": "A suggested repair was made.",
            "rejected": "A repair was taken back.",
            "filled": "What was missing is there.",
            "settled": "What was uncertain is decided.",
            "left-out": "No text shows it any more.",
            "shown-again": "It was left out and is shown.",
        }
    ),
]
