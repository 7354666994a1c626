"""Mending: the problems of content/ that can be mended without a judgement, mended in the text of their files.

In: a library, its problems. Out: new texts of files, every mend that was made and every one that was withheld, for the
library to write all at once. Each mend touches its own characters only, so that comments, order, quoting and line ends
stay. Refused: a mend with more than one possible meaning, and one after which the file, read again, has any problem
that it did not have before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from build_scripts.blocks import Document
from build_scripts.content_files import read_yaml_text, shown_path
from build_scripts.documents import (
    ArticleDocument,
    BriefingDocument,
    ChangesDocument,
    NoticeDocument,
    RecordDocument,
    TermsDocument,
    VocabularyDocument,
)
from build_scripts.faults import known_keys
from build_scripts.problems import Problem
from build_scripts.repair_entries import comments_of_entry, dropped, moved, told_entry
from build_scripts.spans import LineIndex
from build_scripts.validation import read_document
from build_scripts.yaml_foreign import misread_spaces
from build_scripts.yaml_scalars import quote
from build_scripts.yaml_splice import (
    Splice,
    UnsafeSpliceError,
    has_comment,
    rename_key,
    set_scalar,
    splice,
)
from build_scripts.yaml_text import Fields, Items, Node, Scalar, read_nodes, scalars_of, to_data

MODELS: Mapping[str, type[Document]] = {
    "actors": TermsDocument,
    "articles": ArticleDocument,
    "briefings": BriefingDocument,
    "changes": ChangesDocument,
    "notices": NoticeDocument,
    "records": RecordDocument,
    "themes": TermsDocument,
}
MENDED = frozenset({"X007", "X012", "X021", "X022", "Y003", "Y004", "Y013", "Y014"})
"""The codes of problems that can be mended here, where their file allows it."""
NOTATION = frozenset({"Y001", "Y002", "Y003", "Y008", "Y009", "Y010", "Y011", "Y012"})
"""Codes of a file whose places in its text are not certain: values in it are left alone."""
LIKE_ENOUGH = 0.8
"""How like a known key a misspelt one must be, and no second known key may be; `difflib`'s, 0 to 1."""

_LEAD = re.compile(r"[ \t]*")
_LINE_STARTS = re.compile(r"(?:\A|(?<=\n)|(?<=\r)(?!\n))")


@dataclass(frozen=True, slots=True)
class Mend:
    """One mend: the problem as it was told, and what was done."""

    problem: Problem
    done: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A problem whose mend is known and was not made, and why."""

    problem: Problem
    why: str


@dataclass(slots=True)
class Mending:
    """New texts by path, files to take away, every mend, and those that were not made."""

    files: dict[Path, bytes] = field(default_factory=dict)
    removed: list[Path] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)


def mending(root: Path, problems: Iterable[Problem]) -> Mending:
    """All safe mends of the problems that `check` told of a project."""
    plan = Mending()
    by_path: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.code in MENDED:
            by_path.setdefault(problem.path, []).append(problem)
    for shown, told in sorted(by_path.items()):
        path = root / shown
        if told[0].code == "X012":
            _rename(path, root, told[0], plan)
            continue
        model = VocabularyDocument if shown == "content/vocabulary.yaml" else MODELS.get(path.parent.name)
        text, unread = read_yaml_text(path, root)
        if model is None or unread is not None or path.is_symlink():
            continue
        file = _File(model, text, shown, plan.mends, plan.withheld)
        file.mend(told)
        if file.text != text:
            plan.files[path] = file.text.encode("utf-8")
    return plan


def _rename(path: Path, root: Path, problem: Problem, plan: Mending) -> None:
    new = path.with_name(problem.hint.removeprefix("rename it to "))
    text, unread = read_yaml_text(path, root)
    if new.exists():
        plan.withheld.append(Withheld(problem, f"{shown_path(new, root)} is there already"))
    if new.exists() or unread is not None or path.is_symlink():
        return
    plan.files[new] = text.encode("utf-8")
    plan.removed.append(path)
    plan.mends.append(Mend(problem, f"renamed to {shown_path(new, root)}"))


@dataclass(slots=True)
class _File:
    """One file on its way: each mend is tried on its text, and kept where nothing else changes."""

    model: type[Document]
    text: str
    path: str
    mends: list[Mend]
    withheld: list[Withheld]

    def mend(self, told: Sequence[Problem]) -> None:
        """Try all mends, those that move lines last."""
        by_code: dict[str, list[Problem]] = {}
        for problem in told:
            by_code.setdefault(problem.code, []).append(problem)
        for problem in by_code.get("Y013", []):
            self._take(self.text.removeprefix("\ufeff"), problem, "took the mark off")
        self._indent(by_code.get("Y003", []))
        in_line = [*by_code.get("Y004", []), *by_code.get("Y014", [])]
        for problem in sorted(in_line, key=lambda p: (p.line, p.column), reverse=True):  # what stands before stays
            (self._rename_key if problem.code == "Y004" else self._quote)(problem)
        for problem in by_code.get("X007", []):
            self._retell(problem)
        for problem in reversed(by_code.get("X022", [])):
            self._accept(problem)
        for problem in reversed(by_code.get("X021", [])):
            self._drop(problem)
        self.mends.sort(key=lambda m: (m.problem.path, m.problem.line, m.problem.column))

    def _problems(self, text: str) -> Counter[tuple[str, str]]:
        """The problems of a text without their places, which a mend may move."""
        _, _, problems = read_document(self.model, text, self.path)
        return Counter((p.code, re.sub(r"in line \d+", "", p.message)) for p in problems)

    def _take(self, text: str, problem: Problem, done: str) -> None:
        """Keep a new text, where one problem is gone and no other came (references are checked elsewhere)."""
        before, after = self._problems(self.text), self._problems(text)
        own = problem.code.startswith("X") or (before - after)[problem.code, problem.message] == 1
        if after - before or not own:
            other = next(iter(after - before), None)
            self._withhold(problem, f"it would bring {other[0]}: {other[1]}" if other else "it would mend nothing")
            return
        self.text = text
        self.mends.append(Mend(problem, done))

    def _withhold(self, problem: Problem, why: str) -> None:
        self.withheld.append(Withheld(problem, why))

    def _root(self, problem: Problem) -> Fields | None:
        """The nodes, where their places in the text are certain; else the mend is withheld."""
        root, problems = read_nodes(self.text, self.path)
        wrong = next((p for p in problems if p.code in NOTATION), None)
        if isinstance(root, Fields) and wrong is None:
            return root
        where = f" ({wrong.code} in line {wrong.line})" if wrong is not None else ""
        self._withhold(problem, f"the file has a mistake of notation{where}: mend that first")
        return None

    def _indent(self, told: Sequence[Problem]) -> None:
        """Tabs and spaces of other kinds as plain ones, where each width of a tab that can be read gives the same data.

        A width with which the file is a whole document goes before others, whose text has more mistakes.
        """
        if not told:
            return
        read: list[tuple[bool, object, str]] = []
        for width in (2, 4, 8):
            text = _without_tabs(self.text, {p.line for p in told}, width)
            document, root, problems = read_document(self.model, text, self.path)
            if not any(p.code in NOTATION for p in problems):
                read.append((document is not None, to_data(root), text))
        meant = [(data, text) for whole, data, text in read if whole] or [(data, text) for _, data, text in read]
        if meant and all(data == meant[0][0] for data, _ in meant):
            self.text = meant[0][1]
            self.mends.extend(
                Mend(
                    problem,
                    "put spaces in the place of the tab" if "a tab" in problem.message else "put plain spaces there",
                )
                for problem in told
            )
            return
        why = (
            "a tab may stand for more than one indentation here"
            if meant
            else "no indentation gives YAML without mistakes"
        )
        for problem in told:
            self._withhold(problem, why)

    def _rename_key(self, problem: Problem) -> None:
        """Give a misspelt key its name; beside mistakes of notation too, where nothing they hide can be meant."""
        hint = re.fullmatch(r"did you mean `([^`]+)`\?", problem.hint)
        root, problems = read_nodes(self.text, self.path, in_part=True)
        holder, key = next(_keys_at(root, problem), (None, None))
        if hint is None:
            return  # nobody knows what is meant: there is no mend to withhold
        if holder is None or key is None or not key.value:
            self._withhold(problem, "its mapping can't be read: mend the other mistakes of the file first")
            return
        was, new, known = key.value, hint[1], known_keys(self.model)
        plain = re.sub(r"[\s-]+", "_", was.strip("“”„\"'‘’ ").casefold())
        close = [plain] if plain in known else get_close_matches(plain, known, 2, LIKE_ENOUGH)
        if close != [new]:
            others = " and ".join(f"`{name}`" for name in close)
            self._withhold(
                problem, f"{others} are both like it" if len(close) > 1 else "it is not like enough to be sure"
            )
        elif holder.get(new) is not None:
            self._withhold(problem, f"`{new}` is there already")
        elif not any(p.code in NOTATION for p in problems):
            change = rename_key(self.text, holder, was, new)
            key.value = new
            self._splice([change], to_data(root), problem, f"`{was}` is now `{new}`")
        elif _may_hide(self.text, root, new):
            self._withhold(problem, f"`{new}` may stand in what can't be read yet: mend the other mistakes first")
        else:
            key.value = new
            self._replace(key, was, new, to_data(root), problem, f"`{was}` is now `{new}`")

    def _quote(self, problem: Problem) -> None:
        root, problems = read_nodes(self.text, self.path, in_part=True)
        node = next((n for n in scalars_of(root) if (n.line, n.column) == (problem.line, problem.column)), None)
        if node is None or not node.value:
            self._withhold(problem, "its line can't be read: mend the other mistakes of the file first")
        elif any(p.code in NOTATION for p in problems):
            self._replace(node, node.value, quote(node.value), to_data(root), problem, "put it in double quotes")
        elif self.text[node.start : node.end] == node.value:
            change = Splice(node.start, node.end, quote(node.value))
            self._splice([change], to_data(root), problem, "put it in double quotes")
        else:
            self._withhold(problem, "it does not stand in one line as it is read")

    def _replace(self, node: Scalar, was: str, new: str, data: object, problem: Problem, done: str) -> None:
        """Put `new` in the place of a plain scalar of a file with mistakes of notation, where all else stays.

        Offsets are then those of a copy in which the mistakes are gone; lines and columns are the file's own.
        """
        try:
            start = LineIndex(self.text).offset(node.line, node.column)
        except ValueError:
            start = len(self.text)
        if not node.sure or not self.text.startswith(was, start):
            self._withhold(problem, "its line can't be read for certain: mend the other mistakes of the file first")
            return
        text = self.text[:start] + new + self.text[start + len(was) :]
        if to_data(read_nodes(text, self.path, in_part=True)[0]) != data:
            self._withhold(problem, "the other mistakes of the file would then be read otherwise: mend them first")
            return
        self._take(text, problem, done)

    def _retell(self, problem: Problem) -> None:
        """Let an entry of `repairs` tell the words alone that no other one changes."""
        entry = told_entry(problem.hint)
        if entry is None:
            return  # only a hand can tell what is meant
        root = self._root(problem)
        listed, index = _entry(root, "repairs", problem)
        if root is None or listed is None:
            return
        data: Any = to_data(root)
        changed = {key: value for key, value in entry.items() if data["repairs"][index].get(key) != value}
        splices = [set_scalar(self.text, root, ("repairs", index, key), value) for key, value in changed.items()]
        data["repairs"][index] |= changed
        self._splice(splices, data, problem, f"told its own words: {entry['was']!r}")

    def _drop(self, problem: Problem) -> None:
        """Take out an entry of `repairs` that the text contradicts."""
        root = self._root(problem)
        listed, index = _entry(root, "repairs", problem)
        if root is None or listed is None:
            return
        data: Any = to_data(root)
        comments = [comment for _, comment in comments_of_entry(self.text, root, "repairs", index)]
        try:
            change = dropped(self.text, root, data, index, "repairs")
        except UnsafeSpliceError as error:
            self._withhold(problem, str(error))
            return
        done = ", with its comment: ".join(
            ["took the entry out of `repairs`", *([" ".join(comments)] if comments else [])]
        )
        self._splice([change], data, problem, done)

    def _accept(self, problem: Problem) -> None:
        """Move an entry of `suggested` whose words the text has to `repairs`, as its line stands."""
        root = self._root(problem)
        listed, index = _entry(root, "suggested", problem)
        if root is None or listed is None:
            return
        if has_comment(self.text, listed.items[index].start, listed.items[index], behind=False):
            self._withhold(problem, "there is a comment in the entry: move it by hand")
            return
        data: Any = to_data(root)
        key = root.key("suggested")
        try:
            if (
                root.get("repairs") is None
                and len(listed.items) == 1
                and key is not None
                and not told_entry(problem.hint)
            ):
                splices = [rename_key(self.text, root, "suggested", "repairs")]
                data["repairs"] = data.pop("suggested")
            else:
                entry = told_entry(problem.hint) or data["suggested"][index]
                at = sum(_place(other) <= _place(entry) for other in data.get("repairs") or ())
                splices = moved(self.text, root, data, index, entry, at)
        except UnsafeSpliceError as error:
            self._withhold(problem, str(error))
            return
        self._splice(splices, data, problem, "moved the entry to `repairs`")

    def _splice(self, splices: Sequence[Splice], data: object, problem: Problem, done: str) -> None:
        """Keep the text that the splices make, where it is read as `data` says."""
        try:
            text = splice(self.text, splices, data, self.path)
        except UnsafeSpliceError as error:
            self._withhold(problem, str(error))
            return
        self._take(text, problem, done)


def _without_tabs(text: str, lines: set[int], width: int) -> str:
    starts = [m.start() for m in _LINE_STARTS.finditer(text)]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    for number in lines:
        piece = pieces[number - 1]
        if (found := misread_spaces(piece.rstrip("\r\n"))) is not None:
            piece = piece[: found[0]] + " " * (found[1] - found[0]) + piece[found[1] :]
        if (lead := _LEAD.match(piece)) is not None:
            pieces[number - 1] = lead.group().expandtabs(width) + piece[lead.end() :]
    return "".join(pieces)


def _keys_at(node: Node | None, problem: Problem) -> Iterator[tuple[Fields, Scalar]]:
    """The key at a problem's place, with its mapping."""
    if isinstance(node, Fields):
        for key, value in node.pairs:
            if (key.line, key.column) == (problem.line, problem.column):
                yield node, key
            yield from _keys_at(value, problem)
    elif isinstance(node, Items):
        for item in node.items:
            yield from _keys_at(item, problem)


def _may_hide(text: str, root: Node | None, key: str) -> bool:
    """May a file with mistakes have a key that was not read? Does a line begin with it that no such key was read in?"""
    name = re.compile(rf"[ \t-]*[\"'“]?{re.escape(key)}[\"'”]?[ \t]*(?:[:=\uff1a]|$)")
    read = {scalar.line for scalar in scalars_of(root) if scalar.value == key}
    lines = re.split(r"\r\n|\r|\n", text)
    return any(number not in read and name.match(line) for number, line in enumerate(lines, 1))


def _entry(root: Fields | None, name: str, problem: Problem) -> tuple[Items | None, int]:
    """The list `name` and the number of the entry at a problem's place."""
    listed = root.get(name) if root is not None else None
    if isinstance(listed, Items):
        for index, item in enumerate(listed.items):
            if (item.line, item.column) == (problem.line, problem.column):
                return listed, index
    return None, 0


def _place(entry: Mapping[str, str]) -> list[int]:
    """Where an entry of repairs stands in the source: line and column."""
    return [int(number) for number in re.findall(r"\d{1,9}", entry["at"])[:2]]
