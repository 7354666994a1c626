"""What recorded changes say in English, in the words of the site's language.

In: a change of content/changes/, whose texts `briefbook diff --record` wrote in English, as the commands speak. Out:
its texts for a page. On a page in English all stays as recorded. In another language a text that is wholly one of the
recorder's own forms (the section `recorded` of en.yaml, states, kinds, counts) is told in the language's words; what it
quotes stays. Everything else is somebody's words, of the desk or of a source: it is not touched, and its language is
not named, for none is known: a maintainer may have reworded the record in any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from build_scripts.article_views import inference_words, omission_words
from build_scripts.change_words import KIND_WORDS, PROVENANCE_WORDS, STATE_WORDS
from build_scripts.changes import NOUNS
from build_scripts.documents import ChangeDetail, ChangeFields
from build_scripts.model import ChangeKind, Inference
from build_scripts.views import lines_words
from build_scripts.wording import ENGLISH, Words

COUNTED = ("statement", "table", "missing", "row", "line")
"""What the recorder counts, as the section `counts` names it."""
BARE: Mapping[ChangeKind, str] = {"briefing-article": "article"}
"""Kinds that the recorder calls by a shorter name than they have."""
LABELLED: frozenset[ChangeKind] = frozenset({"cell", "party"})
"""Kinds whose subjects are labels of the desk."""
MARKED = frozenset({"reason", "kind", "judgement", "whose words"})
"""Details whose values are the site's own words."""

_PLACE = re.compile(r"[Ll]ines? (?P<first>[0-9]+)(?:–(?P<last>[0-9]+))?(?:, (?P<what>.+))?", re.DOTALL)
_MORE = re.compile(r"“(?P<text>.+)” and (?P<count>[0-9,]{1,12}) more statements?", re.DOTALL)
_INFERRED = re.compile(r"(?P<what>[a-z]+) inferred, confidence (?P<confidence>[01]\.[0-9]{2})")
_FIELDS = {"file": re.compile(r".+\.txt"), "code": re.compile(r"[A-Z][0-9]{3}")}
"""What stands in a field of the recorder's forms that short texts of others might look like."""
_STATES = {told: f"state.{state.replace('-', '_')}" for state, told in STATE_WORDS.items()}
_KINDS = {told: f"kind.{kind}" for kind, told in KIND_WORDS.items()}
_PROVENANCES = {told: f"provenance.{name}" for name, told in PROVENANCE_WORDS.items() if told}
_RIGHTS = {name: f"rights.{name}" for name in ("full", "quotes", "none")}


def repeats(words: Words, change: ChangeFields) -> bool:
    """Does a change's subject only say once more what kind of change it is, in English or in the page's language?"""
    subject = change.subject.casefold()
    thing = words(f"change_kind.{change.kind.replace('-', '_')}").casefold()
    return subject in (thing, NOUNS[change.kind][0], BARE.get(change.kind))


def in_words(words: Words, change: ChangeFields) -> ChangeFields:
    """The change with the recorder's own words in the page's language."""
    if words.tag.split("-")[0] == ENGLISH:
        return change
    return change.model_copy(
        update={
            "subject": change.subject if change.kind in LABELLED else recorded(words, change.subject),
            "before": _value(words, change, change.before),
            "after": _value(words, change, change.after),
            "details": [
                ChangeDetail.model_construct(
                    what=recorded(words, d.what),
                    before=_detail(words, d.what, d.before),
                    after=_detail(words, d.what, d.after),
                )
                for d in change.details
            ],
        }
    )


def recorded(words: Words, text: str) -> str:
    """A text that the recorder may have made, in the page's language; as it is where it has none of its forms."""
    place = _PLACE.fullmatch(text)
    if place is not None:
        told = lines_words(words, int(place["first"]), int(place["last"] or place["first"]))
        return words("recorded.at", place=told, what=recorded(words, place["what"])) if place["what"] else told
    more = _MORE.fullmatch(text)
    if more is not None:
        return words.count("recorded.more", int(more["count"].replace(",", "") or "0"), text=more["text"])
    counted = _counted(words, text)
    if counted is not None:
        return counted
    for name, form in _forms(words.english).items():
        found = form.fullmatch(text)
        if found is None:
            continue
        fields = {field: _field(words, field, value) for field, value in found.groupdict().items()}
        if None not in fields.values():
            return words(f"recorded.{name}", **{k: v or "" for k, v in fields.items()})
    return text


def _field(words: Words, field: str, value: str) -> str | None:
    """What stands in a form's field, in the page's language; None where it is not what the recorder writes there."""
    match field:
        case "state":
            return words(_STATES[value]) if value in _STATES else None
        case "kind":
            return words(_KINDS[value]) if value in _KINDS else None
        case "counted" | "dropped":
            return _counted(words, value)
        case "reason":
            return omission_words(words, value)
        case _:
            return value if field not in _FIELDS or _FIELDS[field].fullmatch(value) else None


def _value(words: Words, change: ChangeFields, text: str | None) -> str | None:
    """A value of a change: only of kinds whose values are the site's own words."""
    if text is None:
        return None
    match change.kind:
        case "cell":
            return _known(words, _STATES, text)
        case "form":
            return recorded(words, text)
        case "date":
            return recorded(words, text) if text == "undated" else text
        case "party":
            return recorded(words, text) if text.startswith("named in ") else text
        case "mark":
            return ", ".join(_mark(words, mark) for mark in re.split(", (?!confidence )", text))
        case "record":
            told = words.english("recorded.rights").casefold()
            return _known(words, _RIGHTS, text) if change.subject.casefold() == told else text
        case _:
            return text


def _mark(words: Words, text: str) -> str:
    """A mark beside a text: whose words it has, or what was inferred of it."""
    found = _INFERRED.fullmatch(text)
    if found is not None:
        return inference_words(words, Inference(found["what"], float(found["confidence"])))
    return _known(words, _PROVENANCES, text) if text in _PROVENANCES else recorded(words, text)


def _detail(words: Words, what: str, text: str | None) -> str | None:
    if text is None or what not in MARKED:
        return text
    return omission_words(words, text) if what == "reason" else _known(words, _KINDS, recorded(words, text))


def _known(words: Words, names: Mapping[str, str], text: str) -> str:
    return words(names[text]) if text in names else text


def _counted(words: Words, text: str) -> str | None:
    """`50 statements, 3 tables` in the page's language; None where something else is counted."""
    told = []
    for part in text.split(", "):
        found = next((t for counter in _counters(words.english) if (t := counter(words, part)) is not None), None)
        if found is None:
            return None
        told.append(found)
    return ", ".join(told)


Count = Callable[[Words, str], str | None]
"""What tells a counted thing in a page's language, where a text is one."""


@lru_cache(maxsize=4)
def _counters(english: Words) -> tuple[Count, ...]:
    def counter(name: str) -> Count:
        forms = "|".join(_pattern(form) for form in dict.fromkeys(english.forms(name).values()))
        number = re.compile(re.sub(r"\(\?P<count>[^)]*\)", "([0-9,]{1,12})", forms))

        def count(words: Words, text: str) -> str | None:
            found = number.fullmatch(text)
            digits = next((group for group in found.groups() if group), "") if found is not None else ""
            return words.count(name, int(digits.replace(",", "") or "0")) if digits else None

        return count

    return tuple(counter(f"counts.{name}") for name in COUNTED)


@lru_cache(maxsize=4)
def _forms(english: Words) -> dict[str, re.Pattern[str]]:
    """The recorder's forms, by their names: the English words with what may stand in their fields."""
    named = (name.removeprefix("recorded.") for name in english.names() if name.startswith("recorded."))
    return {
        name: re.compile(_pattern(english.forms(f"recorded.{name}")["other"]), re.IGNORECASE | re.DOTALL)
        for name in named
        if name not in ("at", "more")
    }


def _pattern(text: str) -> str:
    """An English word as a regular expression, its fields as named groups."""
    return "".join(_steps(text))


def _steps(text: str) -> Iterator[str]:
    for index, part in enumerate(re.split(r"\{([a-z_]+)\}", text)):
        yield f"(?P<{part}>.+)" if index % 2 else re.escape(part)
