"""Links of a built site: each is followed, in every file, as a browser or a program would follow it.

In: the folder of a built site and the address it is published at. Out: a message for each reference that leads nowhere,
each id that stands twice on a page, and each thing that a page would load from elsewhere. Nothing here knows how the
site was made: what counts is what stands in its files.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

NOWHERE = "http://nowhere.invalid/"
"""The address of a site that is published at none."""
LOADED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("image", "href"), ("use", "href"),
          ("embed", "src"), ("object", "data"), ("video", "src"), ("audio", "src"), ("input", "src")}  # fmt: skip
"""What a page loads by itself; of `link`, see `_is_loaded`."""
FOLLOWED = {"href", "src", "data", "poster", "action", "cite", "formaction", "xlink:href"}
IDS = {"for", "headers", "form", "list", "aria-controls", "aria-labelledby", "aria-describedby", "aria-owns",
       "aria-details", "aria-flowto", "aria-activedescendant"}  # fmt: skip
"""Attributes that name ids of the same page, parted by spaces."""
OF_THE_THEME = {"__toc"}
"""Ids that the theme's labels name on pages without the switch: of a page that is not in the navigation, it prints the
table of contents and not the box that folds it on a phone."""
METADATA = {"og:url", "og:image", "twitter:image"}
"""Properties of the head whose content is an address."""
NAMES = re.compile(r'"@id":\s*"$')
"""What stands before a name of linked data, which looks like an address."""
OUTSIDE = ("http:", "https:", "mailto:", "tel:")
STYLED = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)""")
TEXTS = {".html", ".xml", ".json", ".csv", ".md", ".yaml", ".txt", ".atom", ".svg", ".webmanifest"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as it stands in a file: what holds it, and whether the page loads it by itself."""

    where: str
    target: str
    loaded: bool = False


@dataclass
class Document(HTMLParser):
    """What a page of HTML holds that leads somewhere, and its ids."""

    text: str
    ids: Counter[str] = field(default_factory=Counter)
    references: list[Reference] = field(default_factory=list)
    named_ids: list[Reference] = field(default_factory=list)
    linked_data: list[str] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)

    __hash__ = object.__hash__

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = ""
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self._inside = tag
        if tag == "script" and given.get("type") == "application/ld+json":
            self._inside = "ld+json"
            self.linked_data.append("")
        if "id" in given:
            self.ids[given["id"]] += 1
        for name, value in given.items():
            if name in FOLLOWED and not (tag == "use" and name == "xlink:href" and "href" in given):
                self._refer(tag, name, value, (tag, name) in LOADED or (tag == "link" and _is_loaded(given)))
            elif name in ("srcset", "imagesrcset"):
                for candidate in value.split(","):
                    self._refer(tag, name, candidate.split()[0], True)
            elif name in IDS:
                self.named_ids += [Reference(f"{tag} {name}", i) for i in value.split()]
            elif name == "style" or "url(" in value:
                for found in STYLED.findall(value):
                    self._refer(tag, name, "".join(found), True)
        if tag == "meta":
            if given.get("property", given.get("name")) in METADATA:
                self._refer(tag, given.get("property", given.get("name", "")), given.get("content", ""), False)
            if given.get("http-equiv", "").casefold() == "refresh":
                self._refer(tag, "refresh", given["content"].partition("url=")[2].strip("'\" "), False)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "ld+json":
            self.linked_data[-1] += data
        elif self._inside == "style":
            for found in STYLED.findall(data):
                self._refer("style", "url", "".join(found), True)

    def _refer(self, tag: str, name: str, target: str, loaded: bool) -> None:
        self.references.append(Reference(f"{tag} {name}", target.strip(), loaded))


def _is_loaded(link: dict[str, str]) -> bool:
    return bool(
        {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"} & set(link.get("rel", "").split())
    )


class BuiltSite:
    """The files of a built site. `address` is where it is published, with a slash at its end."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder = folder
        self.published = bool(address)
        self.address = address or NOWHERE
        self.files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        self.followed = 0
        self._documents: dict[str, Document] = {}

    def document(self, path: str) -> Document:
        """The page of HTML that lies at `path`."""
        if path not in self._documents:
            self._documents[path] = Document((self.folder / path).read_text("utf-8"))
        return self._documents[path]

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The paths of the pages."""
        return tuple(sorted(path for path in self.files if path.endswith(".html")))

    def lost(self) -> list[str]:
        """What leads nowhere, in every file of the site."""
        return [
            *(message for path in self.pages for message in self._of_page(path)),
            *(message for path in sorted(self.files) for message in self._of_file(path)),
        ]

    def _of_page(self, path: str) -> Iterator[str]:
        document = self.document(path)
        here = self._address_of(path)
        for name, times in document.ids.items():
            if times > 1:
                yield f"{path}: the id {name!r} stands {times} times"
            if not name or re.search(r"\s", name):
                yield f"{path}: the id {name!r} is no id"
        for reference in document.named_ids:
            self.followed += 1
            if reference.target not in document.ids and reference.target not in OF_THE_THEME:
                yield f"{path}: {reference.where} names the id {reference.target!r}, which the page does not have"
        for reference in document.references:
            if reference.target.startswith("#"):  # of this very page, whatever address it is shown for
                self.followed += 1
                anchor = reference.target[1:]
                if anchor and anchor not in document.ids and unquote(anchor) not in document.ids:
                    yield f"{path}: {reference.where}: the page does not have the anchor {reference.target!r}"
            elif told := self._broken(reference.target, here, reference.loaded):
                yield f"{path}: {reference.where}: {told}"
        for text in document.linked_data:
            try:
                json.loads(text)
            except ValueError as error:
                yield f"{path}: its JSON-LD is none: {error}"

    def _of_file(self, path: str) -> Iterator[str]:
        """What leads nowhere in a file by the form that such a file has."""
        file = self.folder / path
        if file.suffix == ".css":
            for found in STYLED.findall(file.read_text("utf-8")):
                target = "".join(found)
                if not target.startswith("data:") and (told := self._broken(target, self._address_of(path), True)):
                    yield f"{path}: {told}"
            return
        if file.suffix not in TEXTS:
            return
        text = file.read_bytes().decode("utf-8")
        if path.endswith("search_index.json"):
            for entry in json.loads(text)["docs"]:
                if told := self._broken(entry["location"], self.address):
                    yield f"{path}: {told}"
        if path.endswith("datapackage.json"):
            for target in _paths(json.loads(text)):
                if told := self._broken(target, self._address_of(path)):
                    yield f"{path}: {told}"
        if path.endswith(".xml"):
            for target in re.findall(r'<link\b[^>]*\bhref="([^"]*)"', text):
                if told := self._broken(_unescaped(target), self._address_of(path)):
                    yield f"{path}: {told}"
        if self.published:
            for found in re.finditer(re.escape(self.address) + r"""[^\s"'<>()\[\]{}|\\^`]*""", text):
                target = _unescaped(found[0]).rstrip(".,;:")
                if NAMES.search(
                    text[max(0, found.start() - 20) : found.start()]
                ):  # a name for a thing, whose page has no anchor of it
                    target = target.partition("#")[0]
                if told := self._broken(target, self.address):
                    yield f"{path}: {told}"
        elif NOWHERE in text:
            yield f"{path}: names {NOWHERE}"

    def _address_of(self, path: str) -> str:
        if path == "404.html":  # it is shown for any address below the site's
            return urljoin(self.address, "some/lost/place")
        return self.address + path.removesuffix("index.html")

    def _broken(self, target: str, here: str, loaded: bool = False) -> str:
        """What is wrong with a reference; empty where it arrives."""
        self.followed += 1
        if target.startswith("data:"):
            return ""
        try:
            parts = urlsplit(urljoin(here, target))
        except ValueError as error:
            return f"{target!r} is no address: {error}"
        site = urlsplit(self.address)
        if (parts.scheme, parts.netloc) != (site.scheme, site.netloc):
            if loaded:
                return f"{target!r} is loaded from elsewhere"
            return "" if f"{parts.scheme}:" in OUTSIDE else f"{target!r} is no link"
        if not parts.path.startswith(site.path):
            return f"{target!r} leads out of the site"
        path = unquote(parts.path.removeprefix(site.path), errors="strict")
        if path.endswith("/") or not path:
            path += "index.html"
        if path not in self.files:
            return f"{target!r} leads to {path!r}, which the site does not have"
        if parts.fragment and path.endswith(".html"):
            ids = self.document(path).ids
            if parts.fragment not in ids and unquote(parts.fragment) not in ids:
                return f"{target!r} leads to an anchor that {path!r} does not have"
        return ""


def _paths(value: Any) -> Iterator[str]:
    """The paths of a data package's resources."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "path" and isinstance(inner, str):
                yield inner
            elif key == "path" and isinstance(inner, list):
                yield from inner
            else:
                yield from _paths(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner)


def _unescaped(text: str) -> str:
    return text.replace("&amp;", "&").replace("&#x2F;", "/").replace("\\/", "/")
