"""The YAML files that maintainers edit, as pydantic models: what may stand in them, and their JSON Schemas.

In: plain data of one file (mappings, lists, strings, None). Out: a typed document, or every mistake as a `Problem` at
the line and column of its YAML node. Refused: unknown keys, missing ones, values of another type.

Values come as strings, for YAML is read without its guesses (`No`, `12:30` stay text); the models do the typing. The
schemas admit for text what YAML would type, so that an editor and `briefbook check` agree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, JsonValue, Tag, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticCustomError

from build_scripts.model import CellState, StatementKind

_ISO_DATE = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_SCALAR_TYPES: list[JsonValue] = ["string", "number", "boolean"]


def _real_date(value: str) -> str:
    """A year, month or day that the calendar has; a schema's pattern can't tell the lengths of months."""
    try:
        if not re.fullmatch(_ISO_DATE, value):
            raise ValueError
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise PydanticCustomError("no_date", "a date such as 2024-05-31, 2024-05 or 2024") from None
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "some text")
    return value


Text = Annotated[str, WithJsonSchema({"type": _SCALAR_TYPES})]
ShownText = Annotated[str, AfterValidator(_not_blank), WithJsonSchema({"type": _SCALAR_TYPES, "pattern": r"\S"})]
"""Text that a page shows or a search needs: blank, it would leave a hole where a reader expects words."""
IsoDate = Annotated[
    str,
    AfterValidator(_real_date),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": _ISO_DATE}, {"type": "integer", "minimum": 1000, "maximum": 9999}]}
    ),
]
FilledText = Annotated[str, Field(min_length=1), WithJsonSchema({"type": _SCALAR_TYPES, "minLength": 1})]
At = Annotated[
    Text,
    Field(description="Lines of the source: 18, 18-21, or 5:1-5:304 where a line is split; several with commas."),
    WithJsonSchema({"type": ["string", "integer"]}),
]
Confidence = Annotated[float, Field(ge=0, le=1)]
BlockGuess = Literal["heading", "paragraph", "list", "numbered", "table", "columns", "quote", "missing"]
"""What a machine may have inferred of a block: its kind, or where a table's columns part."""
MetadataGuess = Literal["headline", "publisher", "byline", "dateline", "published"]


class Document(BaseModel):
    """What every model here shares: no unknown keys, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BodyItem(Document):
    """A block of an article. Without `at` it was added by hand."""

    at: At | None = None
    inferred: dict[BlockGuess, Confidence] | None = Field(
        None, description="What the machine inferred, with its confidence from 0 to 1."
    )


class HeadingItem(BodyItem):
    """A heading."""

    heading: ShownText = Field(description="The heading's text.")
    level: int = Field(2, ge=2, le=6, description="2 to 6; the headline is level 1.")


class ParagraphItem(BodyItem):
    """A paragraph."""

    paragraph: ShownText = Field(description="The paragraph's text.")


class ListItem(BodyItem):
    """A list with bullets."""

    items: list[ShownText] = Field(alias="list", description="The items, without their bullets.")


class NumberedItem(BodyItem):
    """A numbered or lettered list."""

    numbers: list[Text] | None = Field(
        None, description="The numbers as printed, such as `4.` or `(b)`; 1., 2., 3. where there are none."
    )
    numbered: list[ShownText] = Field(description="The items, without their numbers.")


def _row_kind(value: Any) -> str:
    return "@text" if isinstance(value, str) else "@cells"


AnyRow = Annotated[
    Annotated[list[Text], Tag("@cells")] | Annotated[Text, Tag("@text")],
    Discriminator(_row_kind),
]


class TableFields(Document):
    """The columns and rows of a table."""

    columns: AnyRow = Field(description="The header cells, in brackets or with ` | ` between them.")
    rows: list[AnyRow] = Field(
        description="A row is its cells, in brackets or with ` | ` between them; a row whose columns are uncertain is "
        "one text. A bar that belongs to the text is written `\\|`."
    )
    caption: ShownText | None = Field(None, description="The caption, as the source prints it.")


class TableGuesses(Document):
    """What the machine inferred of a table, with its confidence from 0 to 1."""

    table: Confidence | None = Field(None, description="That it is a table.")
    columns: Confidence | None = Field(None, description="That every cell of it is right.")
    rows: list[Confidence] | None = Field(None, description="Of the header and each row: that its cells are right.")


class TableItem(BodyItem):
    """A table."""

    inferred: TableGuesses | None = Field(None, description="What the machine inferred.")  # type: ignore[assignment]
    table: TableFields


class QuoteItem(BodyItem):
    """A quotation set apart by the source."""

    quote: ShownText = Field(description="The quoted text.")


class MissingItem(BodyItem):
    """A list or table that the source announces and the capture dropped."""

    missing: Literal["list", "table"]
    announced: ShownText = Field(description="The announcing words.")


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


class OmittedItem(Document):
    """A piece of the source that no block shows."""

    at: At
    reason: ShownText = Field(description="Why it is left out, such as `boilerplate`.")
    code: Text | None = Field(None, description="The clutter code that found it.")


class RepairItem(Document):
    """A mend: `was` in the source, `now` in the text."""

    at: At = Field(description="Where `was` begins: line:column.")
    was: FilledText = Field(description="The words as the source has them.")
    now: Text = Field(description="The words as the text has them.")
    code: Text = Field(description="The repair's code; `briefbook explain CODE` tells why.")


class ArticleDocument(Document):
    """`content/articles/<id>.yaml`: one source as structure."""

    source: Text = Field(description="The file under content/sources/.", examples=["002_18d3fcac22904aeb.txt"])
    encoding: Text | None = Field(None, description="Where the bytes are not plain UTF-8: how they were read.")
    supersedes: Text | None = Field(None, description="The id of the article of an older capture.")
    title: ShownText | None = Field(None, description="The desk's title, shown where the source has no headline.")
    headline: ShownText | None = Field(None, description="As printed in the source; null where it has none.")
    publisher: ShownText | None = Field(None, description="As printed in the source; not a verified fact.")
    byline: ShownText | None = Field(None, description="The author's line as printed.")
    dateline: ShownText | None = Field(None, description="The dateline as printed, such as `ISTANBUL (AP) —`.")
    published: IsoDate | None = Field(None, description="The date that the source gives, as 2024-05-31.")
    captured: IsoDate | None = Field(None, description="When the source was captured.")
    language: Text | None = Field(None, description="A BCP 47 tag such as `en`.")
    at: dict[Literal["headline", "publisher", "byline", "dateline"], At] = Field(
        default_factory=dict, description="Where the metadata stand in the source."
    )
    inferred: dict[MetadataGuess, Confidence] | None = Field(None, description="What of the metadata was inferred.")
    body: list[AnyBodyItem] = Field(description="The blocks, in reading order.")
    omitted: list[OmittedItem] = Field(default_factory=list, description="What no block shows, with the reason.")
    repairs: list[RepairItem] = Field(default_factory=list, description="Mends applied to the text.")
    suggested: list[RepairItem] = Field(default_factory=list, description="Mends that a maintainer may accept.")


class ArticleReference(Document):
    """An article of a briefing, with the label that the briefing gives it."""

    id: Text
    label: ShownText


class KeyPoint(Document):
    """A sentence of the desk with the places that show it."""

    text: ShownText = Field(description="What the articles say, attributed to them.")
    cites: list[Text] = Field(min_length=1, description="article@line, article@4-7 or article#statement.")


class CellFields(Document):
    """The desk's judgement of one cell."""

    state: CellState = Field(description="What the desk judges.")
    cites: list[Text] = Field(default_factory=list, description="The places that show it.")
    note: ShownText | None = Field(None, description="Why, in the desk's words.")


class ComparisonFields(Document):
    """A comparison table of a briefing."""

    id: Text
    caption: ShownText
    rows: Literal["themes", "actors"] = Field("themes", description="What the rows are.")
    columns: Literal["articles"] = Field("articles", description="What the columns are.")
    only: list[Text] | None = Field(None, description="The ids of the rows, in this order; all of them by default.")
    cells: dict[Text, CellFields] = Field(
        default_factory=dict, description="Judgements of the desk, by `row-id/article-id`."
    )


class BriefingDocument(Document):
    """`content/briefings/<id>.yaml`: the question, the answer, the articles and the comparisons."""

    title: ShownText
    question: ShownText = Field(description="The question that the briefing answers.")
    as_of: IsoDate | None = Field(None, description="The date the briefing speaks of; null is shown as undated.")
    articles: list[ArticleReference] = Field(min_length=1, description="In the order that the desk judges right.")
    key_points: list[KeyPoint] = Field(default_factory=list, description="The bottom line: three to five points.")
    themes: list[Text] = Field(default_factory=list, description="Ids of content/themes/.")
    actors: list[Text] = Field(default_factory=list, description="Ids of content/actors/.")
    comparisons: list[ComparisonFields] = Field(default_factory=list)
    notes: ShownText | None = Field(None, description="Remarks of the desk, in Markdown (HTML in it is shown as text).")


class TermsDocument(Document):
    """`content/themes/<id>.yaml` and `content/actors/<id>.yaml`: a label and the words that find its statements."""

    label: ShownText
    terms: list[ShownText] = Field(
        min_length=1, description="Words or phrases; case does not matter, plurals are found."
    )


class KindCues(Document):
    """The wording that shows one kind of statement."""

    kind: StatementKind
    cues: list[ShownText] = Field(
        min_length=1,
        description="Words or phrases; `*` stands for any ending, any beginning or any word, `#` for a number, "
        '`"…"` for a quotation of four words or more.',
    )
    unless: list[ShownText] = Field(
        default_factory=list, description="Phrases, written alike, in which a cue does not count."
    )


class VocabularyDocument(Document):
    """`content/vocabulary.yaml`: the cues that decide a statement's kind; the first kind that fits wins."""

    kinds: list[KindCues]


class RecordDocument(Document):
    """`content/records/<source stem>.yaml`: what is known of a source beside its text."""

    publisher: ShownText | None = Field(None, description="Who published it, as verified by the desk.")
    address: ShownText | None = Field(None, description="The address it was captured from.")
    published: IsoDate | None = None
    captured: IsoDate | None = None
    sha256: Text | None = Field(None, description="The digest of the source's bytes.")
    rights: Literal["full", "quotes", "none"] = Field("full", description="How much of the text the site may show.")
    looks_rewritten: ShownText | None = Field(
        None, description="Why the desk thinks that the text was re-written by machine."
    )


DOCUMENTS: Mapping[str, type[Document]] = {
    "article": ArticleDocument,
    "briefing": BriefingDocument,
    "theme": TermsDocument,
    "actor": TermsDocument,
    "vocabulary": VocabularyDocument,
    "record": RecordDocument,
}


def schema_texts() -> dict[str, str]:
    """The JSON Schemas by file name under `schemas/`, as text that ends with a line end."""
    texts = {}
    for name, model in sorted(DOCUMENTS.items()):
        schema = model.model_json_schema(by_alias=True, schema_generator=_Schema)
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        texts[f"{name}.json"] = json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return texts


class _Schema(GenerateJsonSchema):
    """Pydantic's generator; kept as a class of its own so that its options have one place."""
