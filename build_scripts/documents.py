"""The YAML files that maintainers edit, as pydantic models: what may stand in them, and what it means.

In: plain data of one file (mappings, lists, strings, None). Out: a typed document, or every mistake as a `Problem` at
the line and column of its YAML node. Refused: unknown keys, missing ones, values of another type.

Values come as strings, for YAML is read without its guesses (`No`, `12:30` stay text); the models do the typing. Every
field has a description and an example: editors show them, and the reference of docs/maintaining.md is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field

from build_scripts.blocks import AnyBodyItem, Document
from build_scripts.fields import (
    At,
    CellKey,
    ChangedHow,
    ChangedThing,
    Citation,
    ColumnSource,
    Confidence,
    Day,
    FilledText,
    Flag,
    IsoDate,
    JudgedState,
    MayBeEmpty,
    MetadataGuess,
    MetadataPlace,
    Rights,
    RowSource,
    SaidAs,
    ShownText,
    Text,
    WebAddress,
)


class OmittedItem(Document):
    """A piece of the source that no block shows."""

    at: At
    reason: ShownText = Field(
        description="Why it is left out, in a word or in a sentence.",
        examples=["boilerplate", "A notice of the web site, not of the article."],
    )
    code: Text | None = Field(
        None,
        description="The code of what found it; none where a hand left it out. `briefbook explain CODE` tells more.",
        examples=["C003"],
    )


class RepairItem(Document):
    """A mend: `was` in the source, `now` in the text."""

    at: At = Field(description="Where `was` begins in the source: line:column.", examples=["5:18", "12:1"])
    was: FilledText = Field(description="The words as the source has them.", examples=["Tuesday.The", "thes"])
    now: Text = Field(description="The words as the text has them.", examples=["Tuesday. The", "these"])
    code: Text = Field(description="The repair's code; `briefbook explain CODE` tells why.", examples=["S003", "W003"])


class ArticleDocument(Document):
    """`content/articles/<id>.yaml`: one source as structure."""

    source: Text = Field(
        description="The name of the captured text in content/sources/.",
        examples=["port-talks.txt", "002_18d3fcac22904aeb.txt"],
    )
    encoding: Text | None = Field(
        None, description="Where the bytes are not plain UTF-8: how they were read.", examples=["cp1252"]
    )
    supersedes: Text | None = Field(
        None, description="The id of the article that an older capture of the same text has.", examples=["port-talks"]
    )
    title: ShownText | None = Field(
        None,
        description="The desk's title, shown where the source has no headline.",
        examples=["Port talks, first day"],
    )
    headline: ShownText | None = Field(
        None,
        description="The headline as printed in the source; null where it has none.",
        examples=["Port talks resume"],
    )
    publisher: ShownText | None = Field(
        None,
        description="The publisher as printed in the source, which is no verified fact; a record may hold that.",
        examples=["The Associated Press"],
    )
    byline: ShownText | None = Field(None, description="The author's line as printed.", examples=["By Ann Example"])
    dateline: ShownText | None = Field(None, description="The dateline as printed.", examples=["ISTANBUL (AP) —"])
    published: IsoDate | None = Field(
        None,
        description="The date that the source gives: a day, a month or a year.",
        examples=["2024-05-31", "2024-05"],
    )
    captured: IsoDate | None = Field(None, description="When the source was captured.", examples=["2024-06-02"])
    language: Text | None = Field(
        None, description="The language of the text as a BCP 47 tag.", examples=["en", "pt-BR"]
    )
    at: Annotated[dict[MetadataPlace, At], MayBeEmpty(dict)] = Field(
        default_factory=dict,
        description="Where the metadata stand in the source.",
        examples=[{"headline": 1, "byline": 3}, {"headline": "1:1-1:69", "publisher": "1:71-1:90"}],
    )
    inferred: dict[MetadataGuess, Confidence] | None = Field(
        None,
        description="What of the metadata was inferred, with its confidence from 0 to 1.",
        examples=[{"headline": 0.93}],
    )
    reviewed: Annotated[list[MetadataGuess], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="The metadata that a hand has looked at and found right, or rightly missing; `briefbook review` "
        "does not list them any more. The machine never writes it.",
        examples=[["publisher"], ["headline", "byline"]],
    )
    body: list[AnyBodyItem] = Field(
        description="The blocks, in reading order.",
        examples=[[{"heading": "What was agreed", "at": 8}, {"paragraph": "Officials met on Tuesday.", "at": 10}]],
    )
    omitted: Annotated[list[OmittedItem], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="What no block shows of the source, with the reason.",
        examples=[[{"at": 80, "reason": "boilerplate", "code": "C003"}]],
    )
    repairs: Annotated[list[RepairItem], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="Mends that the text above has. To reject one, put the old words back and delete its entry.",
        examples=[[{"at": "5:18", "was": "Tuesday.The", "now": "Tuesday. The", "code": "S003"}]],
    )
    suggested: Annotated[list[RepairItem], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="Mends that the machine is not sure of. To accept one, change the text and move its entry to "
        "`repairs`.",
        examples=[[{"at": "9:4", "was": "thes", "now": "these", "code": "W003"}]],
    )


class ArticleReference(Document):
    """An article of a briefing, with the label that the briefing gives it."""

    id: Text = Field(
        description="The article's id: the name of its file without `.yaml`.",
        examples=["port-talks", "istanbul-second-round"],
    )
    label: ShownText = Field(
        description="What tables of this briefing call it.", examples=["First round", "Before the talks"]
    )
    round: ShownText | None = Field(
        None,
        description="The round that it tells of, in words. Articles of one round stand one behind another, and a "
        "table whose columns are rounds has one column for them; an article without a round is one of its own.",
        examples=["First round", "Geneva, May"],
    )


class KeyPoint(Document):
    """A sentence of the desk with the places that show it."""

    text: ShownText = Field(
        description="What the articles say, attributed to them.",
        examples=["The first article says that quotas for fisheries stay as they are.", "Neither names a date."],
    )
    cites: list[Citation] = Field(
        min_length=1,
        description="The places that show it: article@line, article@4-7 or article#statement.",
        examples=[["port-talks@7", "port-talks@4-7", "port-talks#1f0c9a2e"]],
    )


class ClaimFields(Document):
    """A claim: what could be true or false, set beside what each article says of it."""

    id: Text = Field(
        description="Its id, in the keys of cells and in the addresses of its row and cells.",
        examples=["quotas-stay", "ferry-agreed"],
    )
    proposition: ShownText = Field(
        description="What could be true or false, as a sentence. It is the desk's, and no source's.",
        examples=["Quotas for fisheries stay as they are.", "A ferry was agreed on."],
    )
    theme: Text | None = Field(
        None, description="The id of the theme that it belongs to, in content/themes/.", examples=["fisheries"]
    )
    terms: list[ShownText] = Field(
        min_length=1,
        description="Words or phrases that find the statements which speak of it, written as a theme's; whether they "
        "say it is for the reader to see, and for the desk to judge.",
        examples=[["quota"], ["ferry was agreed", "agree on a ferry"]],
    )


class CellFields(Document):
    """The desk's judgement of one cell."""

    state: JudgedState = Field(
        description="What the desk judges that the article says of the row.", examples=["conditional"]
    )
    cites: Annotated[list[Citation], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="The places that show it, written as in `key_points`.",
        examples=[["port-talks@8"]],
    )
    note: ShownText | None = Field(None, description="Why, in the desk's words.", examples=["Only planned."])


class ComparisonFields(Document):
    """A comparison table of a briefing."""

    id: Text = Field(description="Its id, in the address of its page.", examples=["themes", "parties"])
    caption: ShownText = Field(
        description="What the table shows, printed above it.",
        examples=["What each article says, by theme", "What each party is said to have done"],
    )
    rows: RowSource = Field("themes", description="What the rows are.", examples=["themes"])
    columns: ColumnSource = Field("articles", description="What the columns are.", examples=["articles"])
    only: list[Text] | None = Field(
        None,
        description="The ids of the rows, in this order; all of them by default.",
        examples=[["ferries", "fisheries"]],
    )
    cells: dict[CellKey, CellFields] = Field(
        default_factory=dict,
        description="Judgements of the desk where the machine's are not enough, by `row-id/article-id`. In a table of "
        "rounds the article is the first of its round, and a cell that is not judged there is put together from the "
        "cells of the round's articles, as another table of the same rows judges them.",
        examples=[
            {"ferries/port-talks": {"state": "conditional", "cites": ["port-talks@8"]}},
            {"ukraine/port-talks": {"state": "not-stated"}},
        ],
    )


class BriefingDocument(Document):
    """`content/briefings/<id>.yaml`: the question, the answer, the articles and the comparisons."""

    title: ShownText = Field(description="The briefing's title.", examples=["Port talks", "US–Russia talks in Turkey"])
    question: ShownText = Field(
        description="The one question that the briefing answers.",
        examples=["What is agreed, and what is only planned?", "Who pays for the second line?"],
    )
    as_of: IsoDate | None = Field(
        None, description="The date the briefing speaks of; null is shown as undated.", examples=["2024-06-02"]
    )
    articles: list[ArticleReference] = Field(
        min_length=1,
        description="Its articles, in the order that the desk judges right; the page says that it is the desk's "
        "judgement.",
        examples=[[{"id": "port-talks", "label": "First round"}]],
    )
    key_points: Annotated[list[KeyPoint], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="The bottom line: three to five points.",
        examples=[[{"text": "The article says that quotas for fisheries stay.", "cites": ["port-talks@7"]}]],
    )
    themes: Annotated[list[Text], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="Ids of content/themes/, in the order of the rows.",
        examples=[["fisheries", "ferries"]],
    )
    actors: Annotated[list[Text], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="Ids of content/actors/, in the order of the rows.",
        examples=[["united-states", "russia"]],
    )
    claims: Annotated[list[ClaimFields], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="What could be true or false, for tables whose rows are claims, in the order of the rows.",
        examples=[[{"id": "quotas-stay", "proposition": "Quotas for fisheries stay.", "terms": ["quota"]}]],
    )
    comparisons: Annotated[list[ComparisonFields], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="The tables that set the articles side by side, each with a page of its own.",
        examples=[[{"id": "themes", "caption": "What each article says, by theme", "rows": "themes"}]],
    )
    notes: ShownText | None = Field(
        None,
        description="Remarks of the desk, in Markdown (HTML in it is shown as text).",
        examples=["The second article is *undated*."],
    )


class TermsDocument(Document):
    """`content/themes/<id>.yaml` and `content/actors/<id>.yaml`: a label and the words that find its statements."""

    label: ShownText = Field(
        description="The name that pages and tables show.", examples=["Ferries", "Trade and sanctions"]
    )
    terms: list[ShownText] = Field(
        min_length=1,
        description="Words or phrases that find its statements; case does not matter, plurals are found.",
        examples=[["ferry", "second line", "passenger service"]],
    )


class KindCues(Document):
    """The wording that shows one kind of statement."""

    kind: SaidAs = Field(description="The kind of statement that these cues show.", examples=["agreed"])
    cues: list[ShownText] = Field(
        min_length=1,
        description="Words or phrases; `*` stands for any ending, any beginning or any word, `#` for a number, "
        '`"…"` for a quotation of four words or more.',
        examples=[["agreed to", "*ed a treaty", "# of # voted"]],
    )
    unless: Annotated[list[ShownText], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="Phrases, written alike, in which a cue does not count.",
        examples=[["had agreed to disagree"]],
    )


class ColumnNames(Document):
    """Headers of like meaning, united into one column where tables of several articles are put together."""

    label: ShownText = Field(
        description="What the united column is called.", examples=["Objective", "Who is responsible"]
    )
    names: list[ShownText] = Field(
        min_length=1,
        description="The headers that mean it, as tables print them; case, plural and punctuation do not matter.",
        examples=[["Objective", "Goal", "Purpose"], ["Responsible", "Responsible party", "Lead agency"]],
    )
    measure: Flag = Field(
        False,
        description="Whether such a column names what is proposed: a table that begins with it is one of measures.",
        examples=[True],
    )


class VocabularyDocument(Document):
    """`content/vocabulary.yaml`: the cues that decide a statement's kind; the first kind that fits wins."""

    kinds: list[KindCues] = Field(
        description="The kinds from the one that is tried first to the last; a statement without a cue is background.",
        examples=[[{"kind": "agreed", "cues": ["agreed to", "signed"], "unless": ["not agreed to"]}]],
    )
    columns: list[ColumnNames] | None = Field(
        None,
        min_length=1,
        description="The columns of the table of measures, in their order, each with the headers that mean it; without "
        "the key a built-in set is used. Other headers stay as they are printed.",
        examples=[
            [
                {"label": "Measure", "names": ["Measure", "Strategy", "Proposed agreement"], "measure": True},
                {"label": "Objective", "names": ["Objective", "Goal", "Aim"]},
            ]
        ],
    )


class RecordDocument(Document):
    """`content/records/<source stem>.yaml`: what is known of a source beside its text."""

    publisher: ShownText | None = Field(
        None, description="Who published it, as verified by the desk.", examples=["The Associated Press"]
    )
    address: WebAddress | None = Field(
        None, description="The address it was captured from.", examples=["https://example.org/2024/05/port-talks.html"]
    )
    published: IsoDate | None = Field(
        None, description="When it was published, as verified by the desk.", examples=["2024-05-31"]
    )
    captured: IsoDate | None = Field(None, description="When it was captured.", examples=["2024-06-02"])
    title: ShownText | None = Field(
        None,
        description="The title that the page itself tells, which may differ from the headline.",
        examples=["Port talks resume - The Example"],
    )
    file: ShownText | None = Field(
        None, description="The name of the file that it was captured from.", examples=["Port talks resume.html"]
    )
    file_sha256: Text | None = Field(
        None,
        description="The SHA-256 digest of the saved page, by which `briefbook capture` knows it again.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    supersedes: Text | None = Field(
        None,
        description="The id of the article of an older capture: when this capture is normalized, the corrections made "
        "there are carried over.",
        examples=["istanbul-second-round"],
    )
    sha256: Text | None = Field(
        None,
        description="The SHA-256 digest of the source's bytes, by which `briefbook check` sees that it was changed.",
        examples=["42061861b546ec06b2b7f96970ec4e61e3eb6c19f9e9f18ff019d1b9e70c522e"],
    )
    rights: Rights = Field(
        "full",
        description="How much of the text the site may show. Where an older capture of the article allows less, that "
        "holds for this one too.",
        examples=["quotes"],
    )
    looks_rewritten: ShownText | None = Field(
        None,
        description="Why the desk thinks that the text was re-written by machine.",
        examples=["Synonyms stand where fixed phrases belong."],
    )


class NoticeFields(Document):
    """What became of one id: it moved, or what had it was withdrawn."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"oneOf": [{"required": ["moved_to"]}, {"required": ["withdrawn"]}]},
    )

    moved_to: Text | None = Field(
        None, description="The id that it has now; every old address leads there.", examples=["istanbul-second-round"]
    )
    withdrawn: ShownText | None = Field(
        None,
        description="Why it was withdrawn, as readers are told.",
        examples=["The publisher asked for it.", "The capture is of another article."],
    )
    date: IsoDate | None = Field(
        None, description="When it was withdrawn; without one the page says undated.", examples=["2026-05-31"]
    )
    title: ShownText | None = Field(None, description="The title that it had.", examples=["Embassy talks in Turkey"])
    replaced_by: Text | None = Field(
        None, description="The id of what readers should read instead.", examples=["istanbul-second-round"]
    )
    source: Text | None = Field(
        None,
        description="The capture that stays in content/sources/ without an article: none is made of it again.",
        examples=["002_18d3fcac22904aeb.txt"],
    )
    pages: Annotated[list[Text], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="The ids of a withdrawn briefing's comparisons: their pages tell of the withdrawal too.",
        examples=[["themes", "parties"]],
    )


class NoticeDocument(Document):
    """`content/notices/<old id>.yaml`: what stands where an article or a briefing was that has this id no more."""

    article: NoticeFields | None = Field(
        None, description="What became of the article of this id.", examples=[{"moved_to": "istanbul-second-round"}]
    )
    briefing: NoticeFields | None = Field(
        None, description="What became of the briefing of this id.", examples=[{"withdrawn": "It was merged."}]
    )


class ChangeDetail(Document):
    """A part of a change."""

    what: ShownText = Field(description="Which part, or all there is to say of it.", examples=["quote", "kind"])
    before: Text | None = Field(None, description="What it was; nothing where it is new.", examples=["reported"])
    after: Text | None = Field(None, description="What it is; nothing where it is gone.", examples=["expected"])


class ChangeFields(Document):
    """One thing that changed for a reader. The ids say where it stands; what they name may be gone since."""

    kind: ChangedThing = Field(description="What of the site changed.", examples=["cell"])
    act: ChangedHow = Field(description="What became of it.", examples=["changed"])
    subject: ShownText = Field(
        description="What it is, as readers are told.", examples=["Arms control, Second round", "Key point"]
    )
    before: Text | None = Field(
        None, description="What the pages said; nothing where it is new.", examples=["no match for these terms"]
    )
    after: Text | None = Field(
        None, description="What the pages say; nothing where it is gone.", examples=["conditional"]
    )
    details: Annotated[list[ChangeDetail], MayBeEmpty(list)] = Field(
        default_factory=list,
        description="Its parts, such as the quotes of a cell.",
        examples=[[{"what": "quote", "after": "A second line is planned."}]],
    )
    briefing: Text | None = Field(None, description="The briefing's id.", examples=["port-talks"])
    comparison: Text | None = Field(None, description="The comparison's id.", examples=["themes"])
    row: Text | None = Field(None, description="The id of the row: a theme or an actor.", examples=["ferries"])
    column: Text | None = Field(None, description="The id of the column: an article.", examples=["ferry-talks"])
    article: Text | None = Field(None, description="The article's id.", examples=["ferry-talks"])
    statement: Text | None = Field(None, description="The statement's id in its article.", examples=["1f0c9a2e"])
    page: Text | None = Field(None, description="The page's path in content/pages/.", examples=["about.md"])


class ChangesDocument(Document):
    """`content/changes/<date>-<digest>.yaml`: what changed for readers, as `briefbook diff --record` begins it."""

    date: Day = Field(description="The day that the maintainer gives to these changes.", examples=["2026-11-30"])
    title: ShownText | None = Field(
        None, description="A title; the date stands in for it.", examples=["The second round, read again"]
    )
    summary: ShownText = Field(
        description="What changed, in a sentence or two.",
        examples=["1 cell changed, 2 statements added.", "The talks on ferries are conditional now."],
    )
    changes: list[ChangeFields] = Field(
        min_length=1,
        description="The changes in reading order. Delete those that readers need not be told of.",
        examples=[[{"kind": "key-point", "act": "added", "subject": "Key point", "after": "Quotas stay."}]],
    )


DOCUMENTS: Mapping[str, type[Document]] = {
    "article": ArticleDocument,
    "briefing": BriefingDocument,
    "theme": TermsDocument,
    "actor": TermsDocument,
    "vocabulary": VocabularyDocument,
    "record": RecordDocument,
    "notice": NoticeDocument,
    "changes": ChangesDocument,
}
