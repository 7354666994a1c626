"""What a file of `content/` is once it is read: its id, its path for people, its document, the places of its values.

In: a document and the text it was read from. Out: problems at the place of a value, of a key, of words within a text.
Refused: nothing; a value that is not in the file has the place of what would hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from build_scripts.blocks import Document
from build_scripts.documents import (
    ArticleDocument,
    BriefingDocument,
    NoticeDocument,
    RecordDocument,
)
from build_scripts.in_part import Part
from build_scripts.model import Article, Source
from build_scripts.problems import Problem, Severity
from build_scripts.spans import LineIndex
from build_scripts.yaml_text import Fields, Node, locate, nodes_of

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Entry(Generic[D]):
    """One YAML file: its id, its path for people, its document and its nodes."""

    id: str
    path: str
    document: D
    file: Path | None = None
    data: bytes | None = None
    """What was read, in UTF-8, where the entry is kept: its places are then of that text, whatever was saved since."""
    part: Part[D] | None = None
    """Where only a part of the file could be read: that part. Such an entry is for checking alone."""

    @property
    def text(self) -> str:
        """The file's text; read again by a command, which has no use for most files' any more."""
        try:
            data = self.data if self.data is not None else self.file.read_bytes() if self.file else b""
            return data.decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""  # it was well when it was read; what changed since then is told the next time

    @property
    def root(self) -> Node | None:
        """The file's nodes, made where they are asked for: thousands of trees would fill the memory."""
        return self.part.root if self.part else nodes_of(self.text)

    def own(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems less those of a value that only stands in for one that is wrong, which is told already."""
        unsure = self.part.unsure if self.part else frozenset()
        return [p for p in problems if (p.line, p.column) not in unsure]

    def place(self, *steps: str | int) -> tuple[int, int]:
        """Line and column of the value at a data path, or of the nearest one above it."""
        node, _ = locate(self.root, steps)
        return (node.line, node.column) if node else (0, 0)

    def problem(
        self, code: str, steps: Iterable[str | int], message: str, hint: str, severity: Severity = Severity.error
    ) -> Problem:
        """A problem at the place of a value of this file."""
        return Problem(code, self.path, *self.place(*steps), message, hint, severity)

    def problem_at_key(
        self, code: str, steps: Sequence[str | int], message: str, hint: str, severity: Severity = Severity.error
    ) -> Problem:
        """A problem of a key, not of its value: the value may stand lines below."""
        holder, found = locate(self.root, steps[:-1])
        key = holder.key(str(steps[-1])) if found and isinstance(holder, Fields) else None
        if key is None:
            return self.problem(code, steps, message, hint, severity)
        return Problem(code, self.path, key.line, key.column, message, hint, severity)

    def problem_at_words(
        self,
        code: str,
        steps: Iterable[str | int],
        words: str,
        message: str,
        hint: str,
        severity: Severity = Severity.error,
    ) -> Problem:
        """A problem at the place of some words within a text of this file."""
        line, column = self.place(*steps)
        node, found = locate(self.root, list(steps))
        text = self.text
        if found and node is not None and text:
            lines = LineIndex(text)
            start = lines.offset(node.line, node.column)  # offsets of a file with mistakes may be those of a copy
            spaced = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
            if match := spaced.search(text, start, start + node.end - node.start + 1):
                line, column = lines.position(match.start())
        return Problem(code, self.path, line, column, message, hint, severity)


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article with its file and its source."""

    article: Article
    source: Source
    entry: Entry[ArticleDocument]


@dataclass(frozen=True, slots=True)
class Parts:
    """Files of which only a part could be read, for checking that part."""

    articles: tuple[ArticleEntry, ...] = ()
    briefings: tuple[Entry[BriefingDocument], ...] = ()
    records: tuple[Entry[RecordDocument], ...] = ()
    notices: tuple[Entry[NoticeDocument], ...] = ()
