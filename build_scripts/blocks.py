"""The blocks of an article file as pydantic models, and what every model of a file shares.

In: plain data of one block (a mapping). Out: a typed item; its kind is the first of the keys of `BODY_KINDS` that it
has. Refused: unknown keys, missing ones, values of another type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from build_scripts.fields import (
    At,
    BlockGuess,
    Confidence,
    Flag,
    MissingKind,
    ShownText,
    Text,
)


def _title(model: type) -> str:
    """What editors call a model: `ArticleReference` is an article reference."""
    words = re.findall(r"[A-Z][a-z]+", model.__name__)
    return " ".join(words[:-1] if words[-1] in ("Document", "Fields", "Item") else words).capitalize()


_KEY_SETS: dict[frozenset[str], set[str]] = {}
"""The sets of keys that documents have; nothing changes one, for documents are frozen."""


class Document(BaseModel):
    """What every model here shares: no unknown keys, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, model_title_generator=_title)

    def model_post_init(self, context: Any, /) -> None:
        """Share the set of the keys that the file has: thousands of articles hold few different ones, and it is big."""
        keys = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _KEY_SETS.setdefault(frozenset(keys), keys))


def _shared_last(schema: dict[str, Any]) -> None:
    """What makes a block's kind comes first, what all blocks may have after it."""
    fields = schema["properties"]
    schema["properties"] = {n: fields[n] for n in (*(n for n in fields if n not in _SHARED), *_SHARED)}


_SHARED = ("at", "inferred", "reviewed")


class BodyItem(Document):
    """A block of an article. Without `at` it was added by hand."""

    model_config = ConfigDict(json_schema_extra=_shared_last)

    at: At | None = Field(
        None,
        description="Where the block stands in the source: lines as 18 or 18-21, 5:1-5:304 (line and column) where a "
        "line is split; several places with commas. Without it the block was added by hand.",
        examples=["18-21", "5:1-5:304"],
    )
    inferred: dict[BlockGuess, Confidence] | None = Field(
        None,
        description="What the machine inferred, with its confidence from 0 to 1.",
        examples=[{"heading": 0.93}],
    )
    reviewed: Flag = Field(
        False,
        description="`true`: a hand has looked, and what is inferred or missing here is right as it stands; "
        "`briefbook review` does not list it any more. The machine never writes it.",
        examples=[True],
    )


class HeadingItem(BodyItem):
    """A heading."""

    heading: ShownText = Field(
        description="The heading's text.", examples=["What was agreed", "Ferries: the second line"]
    )
    level: int = Field(
        2, ge=2, le=6, description="How deep the heading stands: 2 to 6; the headline is level 1.", examples=[3]
    )


class ParagraphItem(BodyItem):
    """A paragraph."""

    paragraph: ShownText = Field(
        description="The paragraph's text.",
        examples=["Officials met on Tuesday. The meeting lasted two hours.", "The port: open again"],
    )


class ListItem(BodyItem):
    """A list with bullets."""

    items: list[ShownText] = Field(
        alias="list",
        description="The items, without their bullets.",
        examples=[["Fisheries: quotas stay as they are.", "Ferries: a second line is planned."]],
    )


class NumberedItem(BodyItem):
    """A numbered or lettered list."""

    numbers: list[Text] | None = Field(
        None,
        description="The numbers as printed, one for each item; 1., 2., 3. where there are none.",
        examples=[["(a)", "(b)"]],
    )
    numbered: list[ShownText] = Field(
        description="The items, without their numbers.", examples=[["Sign the treaty.", "Open the port."]]
    )


def _row_kind(value: Any) -> str:
    return "@text" if isinstance(value, str) else "@cells"


AnyRow = Annotated[
    Annotated[list[Text], Tag("@cells")] | Annotated[Text, Tag("@text")],
    Discriminator(_row_kind),
    WithJsonSchema(
        {"type": ["string", "number", "boolean", "array"], "items": {"type": ["string", "number", "boolean"]}}
    ),
]


class TableFields(Document):
    """The columns and rows of a table."""

    columns: AnyRow = Field(
        description="The header cells, in brackets or with ` | ` between them.",
        examples=[["Port", "Line", "Opens"], "Port | Line | Opens"],
    )
    rows: list[AnyRow] = Field(
        description="A row is its cells, in brackets or with ` | ` between them; a row whose columns are uncertain is "
        "one text. A bar that belongs to the text is written `\\|`.",
        examples=[[["Ham", "second", 2027], "Elbe | third | 2028", "Port of Ham second line 2027"]],
    )
    caption: ShownText | None = Field(
        None, description="The caption, as the source prints it.", examples=["Table 1. Planned lines"]
    )


class TableGuesses(Document):
    """What the machine inferred of a table, with its confidence from 0 to 1."""

    table: Confidence | None = Field(None, description="That it is a table.", examples=[0.98])
    columns: Confidence | None = Field(None, description="That every cell of it is right.", examples=[0.97])
    rows: list[Confidence] | None = Field(
        None, description="Of the header and each row: that its cells are right.", examples=[[0.99, 0.97, 0.41]]
    )


class TableItem(BodyItem):
    """A table."""

    inferred: TableGuesses | None = Field(
        None,
        description="What the machine inferred, with its confidence from 0 to 1.",
        examples=[{"table": 0.98, "columns": 0.97}],
    )  # type: ignore[assignment]
    table: TableFields = Field(
        description="The table: its columns, its rows and, where the source has one, its caption.",
        examples=[{"columns": ["Port", "Line"], "rows": ["Ham | second", "Elbe | third"]}],
    )


class QuoteItem(BodyItem):
    """A quotation set apart by the source."""

    quote: ShownText = Field(
        description="The quoted text.", examples=["We shall open the port in spring.", "No comment."]
    )


class MissingItem(BodyItem):
    """A list or table that the source announces and the capture dropped."""

    missing: MissingKind = Field(description="What the capture dropped.", examples=["list"])
    announced: ShownText = Field(
        description="The words of the source that announce it.",
        examples=["Key highlights from the meeting include:", "The lines at a glance:"],
    )


BODY_KINDS: Mapping[str, type[BodyItem]] = {
    "heading": HeadingItem,
    "paragraph": ParagraphItem,
    "list": ListItem,
    "numbered": NumberedItem,
    "table": TableItem,
    "quote": QuoteItem,
    "missing": MissingItem,
}


def _body_kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else BODY_KINDS_BY_TYPE.get(type(value), ())
    return next((f"@{kind}" for kind in BODY_KINDS if kind in keys), None)


BODY_KINDS_BY_TYPE: Mapping[type, tuple[str, ...]] = {model: (kind,) for kind, model in BODY_KINDS.items()}

AnyBodyItem = Annotated[
    Annotated[HeadingItem, Tag("@heading")]
    | Annotated[ParagraphItem, Tag("@paragraph")]
    | Annotated[ListItem, Tag("@list")]
    | Annotated[NumberedItem, Tag("@numbered")]
    | Annotated[TableItem, Tag("@table")]
    | Annotated[QuoteItem, Tag("@quote")]
    | Annotated[MissingItem, Tag("@missing")],
    Discriminator(_body_kind),
]
