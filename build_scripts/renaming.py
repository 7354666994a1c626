"""Renaming and withdrawing: an article or a briefing gets another id, or goes, and no address and no reference is lost.

In: a library and what is wanted. Out: the files to write and to remove, and every change as told to the maintainer.
Nothing is written here. Refused (`ProblemsError`): an id that is not there, that can't be one or is taken, a briefing
that would have no article, a file that can't be changed safely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from build_scripts.briefing_checks import BriefingChecks
from build_scripts.content_files import (
    ID,
    MAX_ID,
    MAX_ID_BYTES,
    content_folder,
    lock_path,
    read_lock_bytes,
    shown_path,
    yaml_files,
)
from build_scripts.documents import NoticeDocument, NoticeFields
from build_scripts.library import Library
from build_scripts.notices import NOTICE_KINDS, NoticeKind, became, destination, known
from build_scripts.problems import Problem, ProblemsError, did_you_mean, has_errors, nearest
from build_scripts.references import Draft, Drafts, Told, drop_references, folder_of, refuse_unread, rename_references
from build_scripts.validation import read_document
from build_scripts.yaml_scalars import format_scalar, format_text

SCHEMA_LINE = "# yaml-language-server: $schema=../../schemas/notice.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a renaming or a withdrawal does: files to write and to remove, and each change in words."""

    files: dict[Path, bytes]
    remove: tuple[Path, ...]
    told: tuple[Told, ...]


def kind_of(library: Library, name: str, wanted: NoticeKind | None, new: str | None = None) -> NoticeKind:
    """Whether an id is an article's or a briefing's, or was before it became `new`.

    Raises `ProblemsError` where it is neither, or both and nobody says.
    """
    kinds: Sequence[NoticeKind] = (wanted,) if wanted else NOTICE_KINDS
    found = [k for k in kinds if name in {path.stem for path in yaml_files(library.root, folder_of(k))}]
    found = found or [k for k in kinds if new is not None and _moved(library, k, name, new)]
    if len(found) == 1:
        return found[0]
    if found:
        hint = "say which with --kind article or --kind briefing"
        raise ProblemsError([Problem("R001", "content", 0, 0, f"`{name}` is an article and a briefing", hint)])
    what = " or ".join(kinds)
    listed = [i for kind in kinds for i in known(library, kind)]
    moved = next((to for kind in kinds if (to := became(library, kind, name))), None)
    hint = moved or nearest(name, listed, "ids")
    raise ProblemsError([Problem("R001", "content", 0, 0, f"no {what} `{name}`", hint)])


def renamed(library: Library, kind: NoticeKind, old: str, new: str) -> Outcome:
    """Everything that changes where an article or a briefing gets another id.

    Where it has the new id already, as after a git merge of a branch that knew the old one only, what still names the
    old one is mended.
    """
    if _moved(library, kind, old, new):
        refuse_unread(library, old)
        late = Drafts(library)
        rename_references(late, kind, old, new)
        return Outcome({p: text.encode() for p, text in late.texts().items()}, (), tuple(sorted(late.told)))
    _refuse_id(library, kind, old, new)
    refuse_unread(library, old)
    drafts = Drafts(library)
    own = drafts.of(folder_of(kind), old)
    rename_references(drafts, kind, old, new)
    drop: list[Path] = []
    _forget_notice(drafts, kind, new, drop)
    told = [Told(own.shown, 0, 0, f"becomes content/{folder_of(kind)}/{new}.yaml")]
    files: dict[Path, bytes] = {}
    remove = [own.path]
    lock = read_lock_bytes(library.root, old) if kind == "article" else None
    if lock is not None:  # a damaged one too: `check` then tells of it
        files[lock_path(library.root, new)] = lock
        remove.append(lock_path(library.root, old))
        shown = shown_path(lock_path(library.root, old), library.root)
        told.append(Told(shown, 0, 0, f"becomes content/locks/{new}.lock"))
    texts = drafts.texts()
    files |= {path: text.encode() for path, text in texts.items() if path not in (own.path, *drop)}
    files[_path(library, kind, new)] = texts[own.path].encode()
    if old.casefold() != new.casefold():  # else the two addresses are one page on many systems
        path, text = _notice(library, texts, kind, old, [("moved_to", new)])
        files[path] = text.encode()
        told.append(Told(shown_path(path, library.root), 0, 0, f"leads from the old addresses to `{new}`"))
    return Outcome(files, (*remove, *drop), tuple(sorted([*told, *drafts.told])))


def withdrawn(
    library: Library,
    kind: NoticeKind,
    name: str,
    reason: str,
    *,
    date: str | None = None,
    replaced_by: str | None = None,
    remove_source: bool = False,
) -> Outcome:
    """Everything that changes where an article or a briefing goes; its address tells why."""
    _refuse_successor(library, kind, name, replaced_by)
    refuse_unread(library, name)
    drafts = Drafts(library)
    own = drafts.of(folder_of(kind), name)
    drop_references(drafts, kind, name, replaced_by)
    remove = [own.path]
    told = [Told(own.shown, 0, 0, "is removed")]
    says: list[tuple[str, str | list[str]]] = [("withdrawn", reason)]
    says += [(key, value) for key, value in (("date", date), ("replaced_by", replaced_by)) if value is not None]
    if kind == "article":
        item = library.articles.get(name)
        if item is None:
            raise _unread(own)
        headline = item.article.headline
        title = headline.text if headline is not None else item.article.title
        says += [("title", title)] if title else []
        if remove_source:
            for path in _source_files(library, name, item.article.source):
                remove.append(path)
                told.append(Told(shown_path(path, library.root), 0, 0, "is removed"))
        else:
            says.append(("source", item.article.source))
        told.extend(_remembered(library, name))
        told.extend(_unquoted(library, name))
        lock = lock_path(library.root, name)
        if read_lock_bytes(library.root, name) is not None or name in library.locked:
            remove.append(lock)
            told.append(Told(shown_path(lock, library.root), 0, 0, "is removed"))
    else:
        entry = library.briefings.get(name)
        if entry is None:
            raise _unread(own)
        says.append(("title", entry.document.title))
        says += [("pages", [t.id for t in entry.document.comparisons])] if entry.document.comparisons else []
    texts = drafts.texts()
    files = {path: text.encode() for path, text in texts.items() if path not in remove}
    path, text = _notice(library, texts, kind, name, says)
    files[path] = text.encode()
    told.append(Told(shown_path(path, library.root), 0, 0, f"tells at the old address: {reason}"))
    return Outcome(files, tuple(remove), tuple(sorted([*told, *drafts.told])))


def _remembered(library: Library, name: str) -> Iterator[Told]:
    """The recorded changes of an article: history stays, and quotes what the article said; a hand decides of it."""
    names = {name, *(old for old in library.notices if destination(library, "article", old) == name)}
    for entry in library.changes.values():
        for index, change in enumerate(entry.document.changes):
            if change.article in names:
                what = "stays, and may quote the article: delete the entry if its words may not be shown"
                yield Told(entry.path, *entry.place("changes", index), what)


def _unquoted(library: Library, name: str) -> Iterator[Told]:
    """Quotations of the article in texts of the desk that stay: a hand decides what becomes of the words."""
    checks = BriefingChecks(library, {})
    for entry in library.briefings.values():
        for steps, quotation in checks.lost_quotations(entry, name):
            what = (
                f"warning: “{quotation.text}” stands in `{name}` alone of what is cited: take the words out or cite "
                "another article that has them, for `check` will not find them (X026)"
            )
            place = entry.problem_at_words("X026", steps, quotation.text, what, "")
            yield Told(entry.path, place.line, place.column, what)


def _moved(library: Library, kind: NoticeKind, old: str, new: str) -> bool:
    return old not in known(library, kind) and new in known(library, kind) and destination(library, kind, old) == new


def _path(library: Library, kind: NoticeKind, name: str) -> Path:
    return content_folder(library.root) / folder_of(kind) / f"{name}.yaml"


def _unread(draft: Draft) -> ProblemsError:
    hint = "mend what `briefbook check` tells of it, or remove its file and its lock by hand"
    return ProblemsError([Problem("R004", draft.shown, 0, 0, "it can't be read", hint)])


def _refuse_id(library: Library, kind: NoticeKind, old: str, new: str) -> None:
    """Refuse an id that can't be one, that is taken, or whose address leads somewhere else already."""
    shown = f"content/{folder_of(kind)}/{new}.yaml"

    def refused(message: str, hint: str) -> ProblemsError:
        return ProblemsError([Problem("R002", shown, 0, 0, message, hint)])

    if not ID.fullmatch(new) or len(new) > MAX_ID or len(new.encode()) > MAX_ID_BYTES or new.casefold() == "index":
        raise refused(
            f"{new[:MAX_ID]!r} is no id: it names pages and files",
            f"use at most {MAX_ID} letters, digits, `-` and `_`, no sign first, and not `index`",
        )
    for path in yaml_files(library.root, folder_of(kind)):
        if path.stem.casefold() == new.casefold() and path.stem != old:
            raise refused(f"there is {'an' if kind == 'article' else 'a'} {kind} `{path.stem}`", "choose another id")
    if new == old:
        raise refused(f"`{old}` has this id already", "choose another id")
    entry = next((e for i, e in library.notices.items() if i.casefold() == new.casefold()), None)
    fields: NoticeFields | None = getattr(entry.document, kind) if entry is not None else None
    if fields is None or entry is None or destination(library, kind, entry.id) == old:
        return
    became = "was withdrawn" if fields.withdrawn is not None else f"is `{fields.moved_to}` now"
    raise refused(
        f"the {kind} that had the id `{entry.id}` {became}, and its old address tells so",
        f"choose another id, or delete {entry.path} if nobody has the old address",
    )


def _refuse_successor(library: Library, kind: NoticeKind, name: str, successor: str | None) -> None:
    if successor is None:
        return
    if successor == name or successor not in known(library, kind):
        hint = did_you_mean(successor, [i for i in known(library, kind) if i != name])
        message = f"`{successor}` can't replace itself" if successor == name else f"no {kind} `{successor}`"
        raise ProblemsError([Problem("R001", "content", 0, 0, message, hint or f"name {kind} that stays")])


def _source_files(library: Library, name: str, source: str) -> list[Path]:
    """The capture and its record, where no other article and no other source needs them."""
    others = [i for i, a in library.articles.items() if i != name and a.article.source == source]
    if others:
        message = f"{source} is the source of `{others[0]}` too"
        hint = "withdraw that article first, or leave out --remove-source"
        raise ProblemsError([Problem("R001", f"content/sources/{source}", 0, 0, message, hint)])
    found = [content_folder(library.root) / "sources" / source]
    stem = PurePosixPath(source).stem
    if stem in library.records and sum(PurePosixPath(s).stem == stem for s in library.sources) == 1:
        found.append(content_folder(library.root) / "records" / f"{stem}.yaml")
    return found


def _forget_notice(drafts: Drafts, kind: NoticeKind, name: str, drop: list[Path]) -> None:
    """An id that is taken again has no notice any more."""
    for old in [i for i in drafts.library.notices if i.casefold() == name.casefold()]:
        document = drafts.library.notices[old].document
        if getattr(document, kind) is None:
            continue
        draft = drafts.of("notices", old)
        if all(getattr(document, other) is None for other in NOTICE_KINDS if other != kind):
            drop.append(draft.path)
            drafts.tell(draft, (), f"is removed: `{name}` is in use again")
        else:
            drafts.tell(draft, (kind,), f"is removed: `{name}` is in use again")
            draft.remove((kind,))


def _notice(
    library: Library, texts: dict[Path, str], kind: NoticeKind, old: str, says: Sequence[tuple[str, str | list[str]]]
) -> tuple[Path, str]:
    """The path and the text of the notice for an id: a new file, or the one that is there with a section more."""
    path = content_folder(library.root) / "notices" / f"{old}.yaml"
    shown = shown_path(path, library.root)
    lines = [f"{kind}:"]
    for key, value in says:
        if isinstance(value, list):
            lines.append(f"  {key}: [{', '.join(format_scalar(v, flow=True) for v in value)}]")
        else:
            lines += f"  {key}: {format_text(value, 4, len(key) + 4)}".split("\n")
    entry = library.notices.get(old)
    if entry is None:
        text = "\n".join([SCHEMA_LINE, *lines]) + "\n"
    else:
        draft = Drafts(library).of("notices", old)
        draft.text = texts.get(path, draft.text)
        data: dict[str, Any] = {kind: dict(says)}
        if getattr(entry.document, kind) is not None:  # left behind by hand: the id was in use in spite of it
            other = next(k for k in NOTICE_KINDS if k != kind)
            if getattr(entry.document, other) is None:
                return path, "\n".join([SCHEMA_LINE, *lines]) + "\n"
            draft.remove((kind,))
        draft.add(lines, data)
        text = draft.text
    _, _, problems = read_document(NoticeDocument, text, shown)
    if has_errors(problems):
        raise ProblemsError(problems)
    return path, text
