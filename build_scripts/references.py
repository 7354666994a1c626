"""References: where ids stand in content/, and files changed so that none of them leads nowhere.

In: a library, an id, what becomes of it. Out: drafts of the files that name it, each change with its place, every other
byte as it was. Refused (`ProblemsError`): a file that names the id and can't be read, a layout that can't be spliced.

An article's id stands in briefings (`articles`, citations, the keys of cells), in `supersedes` of a newer capture's
article or record, and in notices; a briefing's in notices alone. Prose is nobody's reference and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_scripts.blocks import Document
from build_scripts.compare import parse_citation, rounds_of
from build_scripts.content_files import content_folder, read_yaml_text, shown_path, yaml_files
from build_scripts.documents import BriefingDocument, ComparisonFields, NoticeFields
from build_scripts.library import Library, strictest
from build_scripts.notices import FOLDERS, NoticeKind
from build_scripts.problems import Problem, ProblemsError
from build_scripts.spans import LineIndex
from build_scripts.yaml_scalars import format_scalar
from build_scripts.yaml_splice import (
    Splice,
    UnsafeSpliceError,
    add_key,
    comments_behind,
    remove_item,
    remove_key,
    rename_key,
    set_scalar,
    splice,
)
from build_scripts.yaml_text import Fields, Items, Node, Scalar, locate, read_nodes, to_data

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A change of a file as a maintainer is told of it: the place in the file as it was, and what changes there."""

    path: str
    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.what}" if self.line else f"{self.path}: {self.what}"


class Draft:
    """A YAML file that is being changed: each change is spliced in, read again and checked before the next one."""

    def __init__(self, path: Path, shown: str, text: str) -> None:
        self.path = path
        self.shown = shown
        self.text = text
        self.comments: list[Told] = []
        """The comments that went with what was removed."""
        self._first, _ = read_nodes(text, shown)
        self._as_it_was, self._lines = text, LineIndex(text)
        self._gone: set[int] = set()

    def told(self, steps: Steps, what: str) -> Told:
        """A change at a data path of the file as it was."""
        node, _ = locate(self._first, steps)
        return Told(self.shown, node.line if node else 0, node.column if node else 0, what)

    def set(self, steps: Steps, value: str | None) -> None:
        """Another text for one value, or none."""
        root, data = self._read()
        _held(data, steps[:-1])[steps[-1]] = value
        self._splice(set_scalar(self.text, root, steps, value), data, steps)

    def set_id(self, steps: Steps, old: str, new: str) -> None:
        """Another id in the place of `old` at the beginning of one value; its notation stays where it can."""
        root, data = self._read()
        node, _ = locate(root, steps)
        value = f"{_held(data, steps)}"
        raw = self.text[node.start : node.end] if isinstance(node, Scalar) else ""
        at = raw.find(old)
        if raw.count(old) != 1 or at > 1 or format_scalar(new) != new or not value.startswith(old):
            self.set(steps, new + value[len(old) :])
            return
        assert isinstance(node, Scalar)
        _held(data, steps[:-1])[steps[-1]] = new + value[len(old) :]
        self._splice(Splice(node.start + at, node.start + at + len(old), new), data, steps)

    def rename_key(self, steps: Steps, new: str) -> None:
        """Another name for the key that ends `steps`."""
        root, data = self._read()
        above, _ = locate(root, steps[:-1])
        assert isinstance(above, Fields)
        held = _held(data, steps[:-1])
        renamed = {(new if key == steps[-1] else key): value for key, value in held.items()}
        if len(renamed) < len(held):
            raise _unsafe(self, steps, f"there is a key `{new}` already")
        held.clear()
        held.update(renamed)
        self._splice(rename_key(self.text, above, str(steps[-1]), new), data, steps)

    def remove(self, steps: Steps) -> None:
        """An item or a key with its value; a list or mapping that would be left empty goes with its key.

        Comments behind it go too and are told; those on lines of their own stay.
        """
        root, data = self._read()
        above, _ = locate(root, steps[:-1])
        count = len(above.items) if isinstance(above, Items) else len(above.pairs) if isinstance(above, Fields) else 0
        if count == 1 and len(steps) > 1:
            self.remove(steps[:-1])
            return
        try:
            assert isinstance(above, Fields | Items)
            comments = comments_behind(self.text, above, steps[-1])
            if isinstance(above, Items):
                change = remove_item(self.text, above, int(steps[-1]), behind=False)
            else:
                change = remove_key(self.text, above, str(steps[-1]), behind=False)
        except UnsafeSpliceError as error:
            raise _unsafe(self, steps, str(error)) from error
        del _held(data, steps[:-1])[steps[-1]]
        self._splice(change, data, steps)
        self._tell_comments(steps, [comment for _, comment in comments])

    def _tell_comments(self, steps: Steps, comments: Sequence[str]) -> None:
        """Keep where comments that went stood in the file as it was: behind the item or key of a data path."""
        above, found = locate(self._first, steps[:-1])
        listed: list[tuple[int, str]] = []
        if found and isinstance(above, Fields | Items) and locate(self._first, steps)[1]:
            listed = comments_behind(self._as_it_was, above, steps[-1])
        for comment in comments:
            at = next((o for o, told in listed if told == comment and o not in self._gone), None)
            line, column = self._lines.position(at) if at is not None else (0, 0)
            self._gone.update([] if at is None else [at])
            self.comments.append(Told(self.shown, line, column, f"the comment goes with it: {comment}"))

    def add(self, lines: Sequence[str], data: dict[str, Any]) -> None:
        """Keys at the end of the file; `data` is what `lines` say."""
        root, held = self._read()
        if not isinstance(root, Fields) or not root.pairs:
            raise _unsafe(self, (), "it is no mapping of keys")
        held.update(data)
        self._splice(add_key(self.text, root, lines, root.pairs[-1][0].value or ""), held, ())

    def _read(self) -> tuple[Node | None, Any]:
        root, _ = read_nodes(self.text, self.shown)
        return root, to_data(root)

    def _splice(self, change: Splice, data: Any, steps: Steps) -> None:
        try:
            self.text = splice(self.text, [change], data, self.shown)
        except UnsafeSpliceError as error:
            raise _unsafe(self, steps, str(error)) from error


def _held(data: Any, steps: Steps) -> Any:
    for step in steps:
        data = data[step]
    return data


def _unsafe(draft: Draft, steps: Steps, why: str) -> ProblemsError:
    told = draft.told(steps, "")
    message = f"it can't be changed without touching what stands beside it: {why}"
    hint = "change this place by hand, then run the command again; nothing was written"
    return ProblemsError([Problem("R004", draft.shown, told.line, told.column, message, hint)])


class Drafts:
    """The files of a library that a change touches, each read once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._told: list[Told] = []
        self._drafts: dict[Path, Draft] = {}

    @property
    def told(self) -> list[Told]:
        """What changes, and the comments that go with it."""
        return [*self._told, *(told for draft in self._drafts.values() for told in draft.comments)]

    def of(self, folder: str, name: str) -> Draft:
        """The draft of a YAML file of content/ that could be read."""
        path = content_folder(self.library.root) / folder / f"{name}.yaml"
        if path not in self._drafts:
            text, problem = read_yaml_text(path, self.library.root)
            if problem is not None:
                raise ProblemsError([problem])
            self._drafts[path] = Draft(path, shown_path(path, self.library.root), text)
        return self._drafts[path]

    def tell(self, draft: Draft, steps: Steps, what: str) -> None:
        """Keep what changes for the maintainer."""
        self._told.append(draft.told(steps, what))

    def texts(self) -> dict[Path, str]:
        """The files that the changes leave, by path."""
        return {path: draft.text for path, draft in self._drafts.items()}


def refuse_unread(library: Library, name: str) -> None:
    """Refuse where a file that could not be read names the id: a reference in it would be left behind."""
    token = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    problems = []
    read = {"articles": library.articles, "briefings": library.briefings, "notices": library.notices}
    read |= {"records": library.records}
    for folder, entries in read.items():
        for path in yaml_files(library.root, folder):
            if path.stem in entries or (path.stem == name and folder != "records"):
                continue
            text, _ = read_yaml_text(path, library.root)
            shown = shown_path(path, library.root)
            if token.search(text):
                message = f"it names `{name}`, and it can't be read: what it says of it would be left behind"
                problems.append(Problem("R004", shown, 0, 0, message, "mend what `briefbook check` tells of the file"))
    if problems:
        raise ProblemsError(problems)


def rename_references(drafts: Drafts, kind: NoticeKind, old: str, new: str) -> None:
    """Let everything that names the id name the new one."""
    if kind == "article":
        for name, entry in sorted(drafts.library.briefings.items()):
            for steps, cited in citations(entry.document, old):
                draft = drafts.of("briefings", name)
                drafts.tell(draft, steps, f"{cited} becomes {new}{cited[len(old) :]}")
                draft.set_id(steps, old, new)
            for i, ref in enumerate(entry.document.articles):
                if ref.id == old:
                    drafts.tell(drafts.of("briefings", name), ("articles", i, "id"), f"{old} becomes {new}")
                    drafts.of("briefings", name).set_id(("articles", i, "id"), old, new)
            for steps in cells(entry.document, old):
                key = f"{str(steps[-1]).rpartition('/')[0]}/{new}"
                drafts.tell(drafts.of("briefings", name), steps, f"{steps[-1]} becomes {key}")
                drafts.of("briefings", name).rename_key(steps, key)
        for name, item in sorted(drafts.library.articles.items()):
            if item.entry.document.supersedes == old:
                drafts.tell(drafts.of("articles", name), ("supersedes",), f"{old} becomes {new}")
                drafts.of("articles", name).set_id(("supersedes",), old, new)
        for name in _records_of_newer(drafts.library, old):
            drafts.tell(drafts.of("records", name), ("supersedes",), f"{old} becomes {new}")
            drafts.of("records", name).set_id(("supersedes",), old, new)
    for steps, name in _notices_to(drafts.library, kind, old, ("moved_to", "replaced_by")):
        drafts.tell(drafts.of("notices", name), steps, f"{old} becomes {new}")
        drafts.of("notices", name).set_id(steps, old, new)


def drop_references(drafts: Drafts, kind: NoticeKind, old: str, instead: str | None) -> None:
    """Take out everything that names the id; what loses its last citation goes too. `instead` takes its place only
    where a notice sends readers on.
    """
    if kind == "article":
        _refuse_empty(drafts.library, old)
        _refuse_wider(drafts.library, old)
        for name, entry in sorted(drafts.library.briefings.items()):
            _drop_from_briefing(drafts, name, entry.document, old)
        before = drafts.library.articles[old].entry.document.supersedes
        for name, item in sorted(drafts.library.articles.items()):
            if item.entry.document.supersedes == old:
                draft = drafts.of("articles", name)
                if before is not None and before not in (old, name):
                    drafts.tell(draft, ("supersedes",), f"supersedes {before} instead, which `{old}` superseded")
                    draft.set(("supersedes",), before)
                else:
                    drafts.tell(draft, ("supersedes",), f"supersedes nothing any more: {old} is withdrawn")
                    draft.remove(("supersedes",))
        for name in _records_of_newer(drafts.library, old):
            draft = drafts.of("records", name)
            instead_of = before if before != old else None
            words = "nothing any more" if instead_of is None else f"{before} instead, which `{old}` superseded"
            drafts.tell(draft, ("supersedes",), f"supersedes {words}: {old} is withdrawn")
            draft.set(("supersedes",), instead_of)
    for steps, name in _notices_to(drafts.library, kind, old, ("replaced_by",)):
        draft = drafts.of("notices", name)
        if instead is not None and instead != name:
            drafts.tell(draft, steps, f"{old} becomes {instead}")
            draft.set(steps, instead)
        else:
            drafts.tell(draft, steps, f"sends readers to nothing any more: {old} is withdrawn")
            draft.remove(steps)


def _refuse_empty(library: Library, old: str) -> None:
    problems = [
        entry.problem(
            "R003", ["articles"], f"`{old}` is the only article of this briefing",
            f"withdraw the briefing first (`briefbook withdraw {name} --reason …`), or give it another article",
        )
        for name, entry in sorted(library.briefings.items())
        if {ref.id for ref in entry.document.articles} == {old}
    ]  # fmt: skip
    if problems:
        raise ProblemsError(problems)


def _refuse_wider(library: Library, old: str) -> None:
    """Refuse where only the record of this capture keeps a newer one of its text from being shown."""
    problems = []
    for name, item in sorted(library.articles.items()):
        captures = library.captures(name)
        rest = [library.record(c.entry.document.source).rights for c in captures if c.entry.id != old]
        now = library.rights(name)
        if name != old and strictest(rest) != now:
            message = (
                f"without `{old}`, whose record says `rights: {now}`, its text would be shown as `{strictest(rest)}`"
            )
            path = f"content/records/{Path(item.entry.document.source).stem}.yaml"
            hint = f"write `rights: {now}` in {path} first"
            problems.append(item.entry.problem("R011", ["supersedes"], message, hint))
    if problems:
        raise ProblemsError(problems)


def _drop_from_briefing(drafts: Drafts, name: str, document: BriefingDocument, old: str) -> None:
    """What a briefing says of an article, from its end upward: what stands above keeps its number."""
    gone: list[tuple[Steps, str]] = []
    cited = [steps for steps, _ in citations(document, old)]
    holders: dict[Steps, int] = {}
    for steps in cited:
        holders[steps[:-2]] = holders.get(steps[:-2], 0) + 1
    passed_on = {steps: key for steps in cells(document, old) if (key := _passed_on(document, steps, old)) is not None}
    own = [steps for steps in cells(document, old) if steps not in passed_on]
    for steps in own:
        gone.append((steps, f"the cell is removed: {_cell_words(_at(document, steps))}"))
    for holder, count in holders.items():
        if holder in own:
            continue
        value = _at(document, holder)
        if count == len(value.cites):
            if holder[0] == "key_points":
                words = f"the key point is removed, for it cites nothing else: {value.text}"
            else:
                words = f"the cell is removed, for it cites nothing else: {_cell_words(value)}"
            gone.append((holder, words))
        else:
            for steps in (s for s in cited if s[:-2] == holder):
                gone.append((steps, f"the citation is removed: {_at(document, steps)}"))
    for i, ref in enumerate(document.articles):
        if ref.id == old:
            gone.append((("articles", i), f"the article is removed: {ref.label}"))
    # Lists are emptied from their ends; a key and a number never stand in the same place of two paths.
    for steps, what in sorted(gone, key=lambda g: [(str(s), 0) if isinstance(s, str) else ("", s) for s in g[0]])[::-1]:
        draft = drafts.of("briefings", name)
        drafts.tell(draft, steps, what)
        draft.remove(steps)
    for steps, key in passed_on.items():
        drafts.tell(
            drafts.of("briefings", name), steps, f"{steps[-1]} becomes {key}, as of the next article of its round"
        )
        drafts.of("briefings", name).rename_key(steps, key)


def _passed_on(document: BriefingDocument, steps: Steps, article: str) -> str | None:
    """The name that the cell of a round has once its first article is gone; None where it goes with the article.

    What the desk judged of a round rests on its other articles too, where it cites one of them.
    """
    table: ComparisonFields = _at(document, steps[:2])
    cites = [c for c in map(parse_citation, _at(document, steps).cites) if c is not None and c.article != article]
    own = next(one for one in rounds_of(document, [ref.id for ref in document.articles]) if article in one.articles)
    others = [other for other in own.articles if other != article]
    if table.columns != "rounds" or not others or not any(c.article in others for c in cites):
        return None
    key = f"{str(steps[-1]).rpartition('/')[0]}/{others[0]}"
    return key if key not in table.cells else None


def _cell_words(cell: Any) -> str:
    words = [cell.state, *([", ".join(cell.cites)] if cell.cites else []), *([cell.note] if cell.note else [])]
    return "; ".join(words)


def _at(document: BriefingDocument, steps: Steps) -> Any:
    value: Any = document
    for step in steps:
        value = getattr(value, str(step)) if isinstance(value, Document) else value[step]
    return value


def citations(document: BriefingDocument, article: str) -> Iterator[tuple[Steps, str]]:
    """The citations of an article in a briefing: where they stand, and as written."""
    listed: list[tuple[Steps, Sequence[str]]] = [
        (("key_points", i, "cites"), point.cites) for i, point in enumerate(document.key_points)
    ]
    for i, table in enumerate(document.comparisons):
        listed += [(("comparisons", i, "cells", key, "cites"), cell.cites) for key, cell in table.cells.items()]
    for steps, cites in listed:
        for j, cite in enumerate(cites):
            if re.match(rf"{re.escape(article)}[@#]", cite):
                yield (*steps, j), cite


def cells(document: BriefingDocument, article: str) -> Iterator[Steps]:
    """The cells of an article that the desk judged in a briefing."""
    for i, table in enumerate(document.comparisons):
        for key in table.cells:
            if key.rpartition("/")[2] == article:
                yield ("comparisons", i, "cells", key)


def _records_of_newer(library: Library, article: str) -> list[str]:
    """The records of captures that are newer ones of an article."""
    return [name for name, entry in sorted(library.records.items()) if entry.document.supersedes == article]


def _notices_to(library: Library, kind: NoticeKind, name: str, keys: Sequence[str]) -> Iterator[tuple[Steps, str]]:
    """Where notices name an id: the data path, and the id of the notice."""
    for old, entry in sorted(library.notices.items()):
        fields: NoticeFields | None = getattr(entry.document, kind)
        for key in keys if fields is not None else ():
            if getattr(fields, key) == name:
                yield (kind, key), old


def folder_of(kind: NoticeKind) -> str:
    """The folder of content/ that holds articles or briefings."""
    return FOLDERS[kind]
