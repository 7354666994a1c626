"""Wording: every word that the pages print, from one file for each language (`templates/languages/<tag>.yaml`).

In: the text of a language's file, and the English one, which says what a file must hold. Out: `Words`: texts with their
fields filled in, plurals by the language's own rules (Unicode CLDR, by Babel), numbers and dates as the language writes
them. Refused: words that are missing, unknown, or with other fields than the English ones; all are told at once.

A file has sections of words. A word is a text, or a text for each of the language's plural categories. `{name}` is a
field of it, which a page fills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from build_scripts.problems import Problem, ProblemsError, did_you_mean
from build_scripts.yaml_text import Fields, Node, Scalar, read_nodes

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of Unicode CLDR."""
ENGLISH = "en"
"""The language whose file says which words there are."""

OPTIONAL = frozenset({"repair_reasons"})
"""Sections that a language may have beyond the English words: `repair_reasons`, why a repair is made, by its code."""

_FIELD = re.compile(r"\{([a-z_]+)\}")

Forms = Mapping[str, str]
"""A word: its text under `other`, or a text for each plural category of the language."""


class Section:
    """The words of a section without fields, as a template names them: `w.briefing.bottom_line`."""

    def __init__(self, words: Mapping[str, Forms]) -> None:
        self._words = words

    def __getattr__(self, name: str) -> str:
        try:
            return self._words[name]["other"]
        except KeyError:
            raise AttributeError(name) from None


class Words:
    """The words of one language. A word is named by its section and its own name: `briefing.bottom_line`."""

    def __init__(
        self, tag: str, sections: Mapping[str, Mapping[str, Forms]], path: str, english: Words | None = None
    ) -> None:
        self.tag = tag
        self.path = path
        self.english = english or self
        self._sections = sections
        self._locale = locale_of(tag)

    def __getattr__(self, section: str) -> Section:
        try:
            return Section(self._sections[section])
        except KeyError:
            raise AttributeError(section) from None

    def __call__(self, name: str, **fields: str) -> str:
        """The text of a word, its fields filled in; `ProblemsError` where the language has no such word."""
        return _filled(self.forms(name)["other"], fields)

    def has(self, name: str) -> bool:
        """Does the language have this word?"""
        section, _, key = name.partition(".")
        return key in self._sections.get(section, {})

    def count(self, name: str, number: int, **fields: str) -> str:
        """The plural form of a word that fits `number`, which fills its field `{count}`."""
        forms = self.forms(name)
        form = forms.get(self._locale.plural_form(number), forms["other"])
        return _filled(form, {"count": self.number(number), **fields})

    def pieces(self, name: str, **fields: Any) -> list[dict[str, Any]]:
        """A word cut at its fields, for a sentence with links in it; the macro `said` prints it.

        A field is a text, or a mapping with its `label` (or `text`) and its `href`. Every piece has `text` and `label`,
        which are the same, `href` (empty where it is no link) and `own`: the text where it is a field's, else empty.
        """
        pieces: list[dict[str, Any]] = []
        for index, part in enumerate(_FIELD.split(self.forms(name)["other"])):
            if index % 2:
                value = fields[part] if isinstance(fields[part], dict) else {"text": fields[part]}
                text = value.get("label", value.get("text", ""))
                pieces.append({"href": "", **value, "text": text, "label": text, "own": text})
            elif part:
                pieces.append({"href": "", "text": part, "label": part, "own": ""})
        return pieces

    def number(self, value: int | float) -> str:
        """A number as the language writes it."""
        return str(format_decimal(value, locale=self._locale))

    def share(self, value: float) -> str:
        """A share, 0 to 1, in percent."""
        return str(format_percent(value, locale=self._locale))

    def date(self, iso: str) -> str:
        """An ISO date (a day, a month or a year) in words; as it is where it is no date."""
        parts = iso.split("-")
        try:
            day = date(*(int(p) for p in (*parts, "1", "1")[:3]))
        except (ValueError, TypeError):
            return iso
        if len(parts) == 1:
            return iso
        if len(parts) == 2:
            return str(format_skeleton("yMMMM", day, locale=self._locale))
        return str(format_date(day, "long", locale=self._locale))

    @property
    def open_graph_locale(self) -> str:
        """Language and territory as Open Graph writes them (`en_US`): where the tag names none, the likely territory.

        Likely territories are those of Unicode CLDR; a language without one stands alone.
        """
        likely = get_global("likely_subtags").get(self._locale.language, "")
        found = (p for p in likely.split("_")[1:] if re.fullmatch(r"[A-Z]{2}|[0-9]{3}", p))
        territory = self._locale.territory or next(found, "")
        return f"{self._locale.language}_{territory}" if territory else str(self._locale.language)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self._locale.text_direction)

    def names(self) -> Iterator[str]:
        """The names of all words."""
        for section, words in self._sections.items():
            for key in words:
                yield f"{section}.{key}"

    def forms(self, name: str) -> Forms:
        """A word's text for each plural category, or under `other` alone; `ProblemsError` where there is none."""
        section, _, key = name.partition(".")
        try:
            return self._sections[section][key]
        except KeyError:
            problem = Problem("P004", self.path, 0, 0, f"the word `{name}` is missing", "add it")
            raise ProblemsError([problem]) from None


def locale_of(tag: str) -> Locale:
    """What Unicode CLDR knows of a language; `ProblemsError` where it knows none of this tag."""
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        hint = "use a language tag such as en, tr or pt-BR"
        raise ProblemsError([Problem("P005", "mkdocs.yml", 0, 0, f"`{tag}` is no language", hint)]) from None


def words_of(tag: str, text: str, path: str, english: Words | None = None) -> Words:
    """The words of a language's file; `ProblemsError` with everything that is wrong in it.

    `english` is what it is held against; None for the English file itself.
    """
    root, problems = read_nodes(text, path)
    if problems:  # what could not be read is not missing
        raise ProblemsError(problems)
    sections: dict[str, dict[str, Forms]] = {}
    places: dict[str, Node] = {}
    categories = {*locale_of(tag).plural_form.tags, "other"}
    for key, node in _fields(root, path, problems, "sections of words"):
        section = sections.setdefault(key.value or "", {})
        places[key.value or ""] = key
        for name, value in _fields(node, path, problems, "words"):
            places[f"{key.value}.{name.value}"] = name
            forms = _read_forms(name, value, categories, path, problems)
            if forms is not None:
                section[name.value or ""] = forms
    words = Words(tag, sections, path, english)
    if english is not None and isinstance(root, Fields):
        broken = {key.value for key, node in root.pairs if not isinstance(node, Fields)}
        there = {name for name in english.names() if name in places or name.partition(".")[0] in broken}
        problems.extend(_differences(words, english, places, sections, there))
    if problems:
        raise ProblemsError(problems)
    return words


def _fields(node: Node | None, path: str, problems: list[Problem], what: str) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Fields):
        yield from node.pairs
    else:
        line, column = (node.line, node.column) if node is not None else (0, 0)
        problems.append(Problem("P006", path, line, column, f"expected {what}", "see templates/languages/en.yaml"))


def _read_forms(
    name: Scalar, value: Node, categories: set[str], path: str, problems: list[Problem]
) -> dict[str, str] | None:
    if isinstance(value, Scalar) and value.value:
        return {"other": value.value}
    pairs = value.pairs if isinstance(value, Fields) else []
    forms = {k.value: v.value for k, v in pairs if k.value and isinstance(v, Scalar) and v.value}
    if set(forms) != categories:
        wanted = ", ".join(c for c in CATEGORIES if c in categories)
        message = f"`{name.value}` is neither a text nor a text for each plural category"
        problems.append(Problem("P006", path, value.line, value.column, message, f"the categories are: {wanted}"))
        return None
    return forms


def _differences(
    words: Words,
    english: Words,
    places: Mapping[str, Node],
    sections: Mapping[str, Mapping[str, Forms]],
    there: set[str],
) -> Iterator[Problem]:
    """What a language's file has less, more or other than the English one; a word that is `there` is not missing."""
    own, wanted = set(words.names()), set(english.names())
    for name in sorted(wanted - own - there):
        section, _, key = name.partition(".")
        place = places.get(section)
        line, column = (place.line, place.column) if place is not None else (0, 0)
        message = f"the word `{key}` of `{section}` is missing"
        yield Problem("P004", words.path, line, column, message, f"in English: {english.forms(name)['other']}")
    for name in sorted(n for n in own - wanted if n.partition(".")[0] not in OPTIONAL):
        node = places[name]
        close = did_you_mean(name, wanted) or "remove it"
        yield Problem("P007", words.path, node.line, node.column, f"no page prints the word `{name}`", close)
    for name in sorted(own & wanted):
        section, _, key = name.partition(".")
        expected = fields_of(english.forms(name))
        for text in sections[section][key].values():
            if extra := set(_FIELD.findall(text)) - expected:
                message = f"`{name}` has no field {{{min(extra)}}}"
                hint = f"its fields: {', '.join(f'{{{f}}}' for f in sorted(expected)) or 'none'}"
                yield Problem("P007", words.path, places[name].line, places[name].column, message, hint)


def fields_of(forms: Forms) -> set[str]:
    """The names of a word's fields."""
    return {field for text in forms.values() for field in _FIELD.findall(text)}


def _filled(text: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda m: fields[m[1]] if m[1] in fields else m[0], text)
