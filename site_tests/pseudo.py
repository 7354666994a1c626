"""Pseudo-languages: every word of the pages in brackets, so that a test tells the pages' own words from the articles'.

In: the English words. Out: a language's file whose every text is bracketed (⟦…⟧), and what of a page stands outside the
brackets: text of the articles and the desk, or an English word that no language's file holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import yaml

from build_scripts.wording import CATEGORIES, Forms, Words, locale_of, words_of
from site_tests.projects import ROOT

OPEN, CLOSE = "⟦", "⟧"
LANGUAGES = ROOT / "templates" / "languages"
SHOWN = {"title", "aria-label", "aria-description", "aria-roledescription", "alt", "placeholder", "label", "summary",
         "data-column", "data-label", "data-title"}  # fmt: skip
"""Attributes that a reader sees or hears."""
DESCRIBING = {"description", "og:title", "og:description", "og:site_name", "twitter:title", "twitter:description"}
UNSEEN = {"script", "style", "noscript", "template", "code", "pre"}
"""What is left alone: what nobody sees, and notation, such as the names of columns or BibTeX."""
LATIN = re.compile("[A-Za-z]")
"""Only these are looked at: the theme's own words are in the language, and those that are tried have other letters."""
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "code",
    "em",
    "i",
    "ins",
    "del",
    "mark",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}
"""Elements within a line."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def english() -> Words:
    """The words that there are."""
    return words_of("en", (LANGUAGES / "en.yaml").read_text("utf-8"), "templates/languages/en.yaml")


def pseudo_language(tag: str, text: Callable[[str, str], str] = lambda _, text: f"{OPEN}{text}{CLOSE}") -> str:
    """The file of a language whose every word is `text(name, English text)`, with the plural categories of `tag`."""
    words = english()
    categories = [c for c in CATEGORIES if c in {*locale_of(tag).plural_form.tags, "other"}]
    sections: dict[str, dict[str, str | dict[str, str]]] = {}
    for name in words.names():
        section, _, key = name.partition(".")
        forms = words.forms(name)
        made = text(name, forms["other"])
        sections.setdefault(section, {})[key] = dict.fromkeys(categories, made) if _counted(forms) else made
    return yaml.safe_dump(sections, allow_unicode=True, sort_keys=False, width=10_000)


def _counted(forms: Forms) -> bool:
    return len(forms) > 1


def speak(root: Path, tag: str, text: str) -> None:
    """Make the project at `root` speak the language `tag`, whose file holds `text`."""
    (root / "templates" / "languages" / f"{tag}.yaml").write_text(text, "utf-8")
    config = root / "mkdocs.yml"
    given = config.read_text("utf-8")
    chosen = re.sub(r"^  language: .*\n", "", given, flags=re.MULTILINE)
    chosen = chosen.replace("theme:\n  name: material\n", f"theme:\n  name: material\n  language: {tag}\n", 1)
    assert chosen != given, "mkdocs.yml names its theme otherwise: mend this"
    config.write_text(chosen, "utf-8")


@dataclass(frozen=True, slots=True)
class Run:
    """A text outside the brackets, white space as one space, where it stands, and the whole line that it is of."""

    where: str
    text: str
    line: str = ""


class _Texts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.runs: list[Run] = []
        self._open: list[tuple[str, bool]] = []
        self._depth = 0
        self._line: list[str] = []
        self._waiting: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        self._end_line()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in INLINE:
            self._end_line()
        elif tag == "code":
            self._line.append(" ")  # the name of a character, often of a space, parts the words around it
        # English on purpose: an explanation of a code, marked as what it is.
        foreign = tag != "html" and given.get("lang") == "en"
        if not foreign:
            for name in sorted(SHOWN & given.keys()):
                self.runs += outside(given[name], f"{tag} {name}")
        if tag == "meta" and given.get("name", given.get("property")) in DESCRIBING:
            self.runs += outside(given.get("content", ""), f"meta {given.get('name', given.get('property'))}")
        if tag not in VOID:
            self._open.append((tag, foreign or tag in UNSEEN))

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self._end_line()
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(left_alone for _, left_alone in self._open):
            found, self._depth = _cut(data, self._depth)
            where = ".".join(name for name, _ in self._open[-3:])
            self._line.append(data)
            self._waiting += [(where, text) for text in found]

    def _end_line(self) -> None:
        line = " ".join("".join(self._line).split())
        self.runs += [Run(where, text, line) for where, text in self._waiting]
        self._line, self._waiting = [], []


def outside_of_page(html: str) -> list[Run]:
    """The texts of a page that stand outside the brackets; not scripts and styles, nor what is marked English."""
    return _Texts(html).runs


def outside(text: str, where: str) -> list[Run]:
    """The pieces of one text that stand outside the brackets."""
    return [Run(where, piece) for piece in _cut(text, 0)[0]]


def _cut(text: str, depth: int) -> tuple[list[str], int]:
    pieces = [""]
    for part in re.split(f"([{OPEN}{CLOSE}])", text):
        if part == OPEN:
            depth += 1
            pieces.append("")
        elif part == CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0:
            pieces[-1] += part
    return [" ".join(p.split()) for p in pieces if LATIN.search(p)], depth


class Content:
    """What the desk and the sources say: every text of content/ and of mkdocs.yml, whole and in its sentences."""

    def __init__(self, root: Path) -> None:
        config = yaml.load((root / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)
        values = {*_scalars(config), *(str(name) for item in config.get("nav", ()) for name in item)}
        for path in sorted((root / "content").rglob("*")):
            if path.is_file():
                values |= {path.name, path.stem, path.relative_to(root).as_posix()}
                text = path.read_bytes().decode("utf-8", "replace")
                values |= set(_scalars(yaml.load(text, yaml.BaseLoader))) if path.suffix == ".yaml" else {text}
                if path.suffix != ".yaml":
                    values |= set(text.splitlines())
        self._values = {" ".join(v.split()) for v in values}
        self._all = "\n".join(sorted(self._values))
        self._words = set(re.findall(r"[A-Za-z]+", self._all))

    def says(self, run: Run) -> bool:
        """Is this the content's text, itself or as a part of its line?"""
        return self.has(run.text) or (len(run.line.split()) > 2 and run.line in self._all)

    def has_words(self, run: str, notation: str = "") -> bool:
        """Is each word of a text one of the content's, or of a notation's? Search joins texts that stand apart."""
        return set(re.findall(r"[A-Za-z]+", run)) <= self._words | set(re.findall(r"[A-Za-z]+", notation))

    def has(self, run: str) -> bool:
        """Is this the content's text? One or two words must be a whole value, lest "reported" be taken for one."""
        bare = run.strip(" .,;:·|()[]“”\"'–—…→¶-")
        if not LATIN.search(bare) or run in self._values or bare in self._values:
            return True
        if len(bare.split()) > 2 and bare in self._all:
            return True
        if re.fullmatch(r"https?://\S+|(?:utf|cp|iso|windows|koi)[-_]?\d[\w-]*", bare):
            return True  # an address, an encoding
        for separator in (" | ", " - ", " · ", ": ", ", "):
            if separator in run:
                return all(self.has(part) for part in run.split(separator))
        return False


def _scalars(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _scalars(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _scalars(inner)
    else:
        yield str(value)


def search_texts(folder: Path) -> Iterator[Run]:
    """The texts of a site's search index that stand outside the brackets."""
    for entry in json.loads((folder / "search" / "search_index.json").read_text("utf-8"))["docs"]:
        for name in ("title", "text"):
            for run in outside_of_page(f"<p>{entry[name]}</p>"):
                yield Run(f"search {name} {entry['location']}", run.text)
