"""Notices: what became of ids that articles and briefings had, so that no old address ends nowhere.

In: a library. Out: where an old id leads now, and every problem of content/notices/. Chains (a moved to b, b moved to
c) lead to their end at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from build_scripts.documents import NoticeDocument, NoticeFields
from build_scripts.entries import Entry
from build_scripts.in_part import is_certain
from build_scripts.library import Library
from build_scripts.problems import Problem, Severity, nearest

NoticeKind = Literal["article", "briefing"]
NOTICE_KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
FOLDERS: Mapping[NoticeKind, str] = {"article": "articles", "briefing": "briefings"}
"""The folder of content/ that holds what a notice of a kind speaks of."""


def known(library: Library, kind: NoticeKind) -> Mapping[str, Any]:
    """All articles or all briefings, by id."""
    return library.articles if kind == "article" else library.briefings


def notices_of(library: Library, kind: NoticeKind) -> Iterator[tuple[str, Entry[NoticeDocument], NoticeFields]]:
    """The notices of one kind: the old id, the file, what it says; those whose id is in use again are left out."""
    taken = {name.casefold() for name in known(library, kind)}
    for old, entry in sorted(library.notices.items()):
        fields: NoticeFields | None = getattr(entry.document, kind)
        if fields is not None and old.casefold() not in taken:
            yield old, entry, fields


def destination(library: Library, kind: NoticeKind, name: str) -> str | None:
    """The id that an id leads to: itself where it is in use, else the end of its notices; None where there is none."""
    seen: set[str] = set()
    while name not in known(library, kind):
        entry = library.notices.get(name)
        fields: NoticeFields | None = getattr(entry.document, kind) if entry else None
        if fields is None or fields.moved_to is None or name in seen:
            return None
        seen.add(name)
        name = fields.moved_to
    return name


def became(library: Library, kind: NoticeKind, name: str) -> str:
    """What became of an id, as a hint for a reference that still names it; empty where no notice tells."""
    moved = destination(library, kind, name)
    if moved is not None and moved != name:
        return f"it is `{moved}` now: `briefbook rename {name} {moved}` mends what still names it"
    end = shown(library, kind, name)
    return f"it was withdrawn: {end[1].withdrawn}" if end is not None else ""


def notice_problems(library: Library) -> Iterator[Problem]:
    """Notices that contradict themselves, lead nowhere, or speak of what is there."""
    for old, entry in sorted(library.notices.items()):
        if not any(getattr(entry.document, kind) for kind in NOTICE_KINDS):
            hint = "add `article:` or `briefing:` with `moved_to` or `withdrawn`, or delete the file"
            yield entry.problem("R005", [], "a notice that tells nothing", hint)
        for kind in NOTICE_KINDS:
            fields: NoticeFields | None = getattr(entry.document, kind)
            if fields is not None:
                yield from _notice(library, kind, old, entry, fields)
    for entry in library.parts.notices:
        for kind in NOTICE_KINDS:
            fields = getattr(entry.document, kind)
            if fields is not None:
                whole = entry.part is None or is_certain(entry.part.root, [kind])
                check = _notice if whole else _targets
                yield from entry.own(check(library, kind, entry.id, entry, fields))


def _notice(
    library: Library, kind: NoticeKind, old: str, entry: Entry[NoticeDocument], fields: NoticeFields
) -> Iterator[Problem]:
    if (fields.moved_to is None) == (fields.withdrawn is None):
        both = "both moved and withdrawn" if fields.moved_to is not None else "neither moved nor withdrawn"
        yield entry.problem_at_key("R005", [kind], f"`{old}` is {both}", "keep one of `moved_to` and `withdrawn`")
    elif fields.moved_to is not None:
        for key in ("date", "title", "replaced_by", "source", "pages"):
            if getattr(fields, key):
                hint = "remove it; what moved is at its new place with all that is told of it"
                yield entry.problem_at_key(
                    "R005", [kind, key], f"`{key}` belongs to a withdrawal, and `{old}` moved", hint
                )
    if kind == "briefing" and fields.source is not None:
        yield entry.problem_at_key("R005", [kind, "source"], "a briefing has no source", "remove the key")
    if kind == "article" and fields.pages:
        yield entry.problem_at_key("R005", [kind, "pages"], "an article has no comparisons", "remove the key")
    again = next((i for i in known(library, kind) if i.casefold() == old.casefold()), None)
    if again is not None:
        message = f"there is {_an(kind)} `{again}` again, so this notice is never shown"
        yield entry.problem_at_key("R007", [kind], message, f"remove `{kind}` here, or give the {kind} another id")
    yield from _targets(library, kind, old, entry, fields)


def _targets(
    library: Library, kind: NoticeKind, old: str, entry: Entry[NoticeDocument], fields: NoticeFields
) -> Iterator[Problem]:
    """What a notice names that is not there."""
    for key, wanted in (("moved_to", fields.moved_to), ("replaced_by", fields.replaced_by)):
        if wanted is not None and not _unread(library, kind, wanted):
            yield from _target(library, kind, old, entry, key, wanted)
    if kind == "article" and fields.source is not None:
        yield from _source(library, entry, fields.source)


def _target(
    library: Library, kind: NoticeKind, old: str, entry: Entry[NoticeDocument], key: str, wanted: str
) -> Iterator[Problem]:
    if destination(library, kind, wanted) is not None:
        return
    seen, name = {old}, wanted
    while key == "moved_to":
        onward = library.notices.get(name)
        fields: NoticeFields | None = getattr(onward.document, kind) if onward else None
        if name in seen:
            hint = f"one of them must lead to {_an(kind)} that is there"
            yield entry.problem("R006", [kind, key], f"`{old}` leads back to `{name}`, round and round", hint)
            return
        if fields is not None and fields.withdrawn is not None:
            return  # what it moved to was withdrawn later: the old address tells of that
        if fields is None or fields.moved_to is None:
            break
        seen.add(name)
        name = fields.moved_to
    yield entry.problem("R006", [kind, key], f"no {kind} `{name}`", nearest(name, known(library, kind), f"{kind}s"))


def _source(library: Library, entry: Entry[NoticeDocument], source: str) -> Iterator[Problem]:
    steps = ["article", "source"]
    owner = next((i for i, a in library.articles.items() if a.entry.document.source == source), None)
    if owner is not None:
        message = f"{source} is the source of `{owner}`, so it is not withdrawn"
        yield entry.problem("R008", steps, message, "remove the key, or withdraw the article too")
    elif source not in library.sources:
        hint = nearest(source, library.sources, "sources")
        yield entry.problem(
            "R008", steps, f"no file content/sources/{source}", f"remove the key; {hint}", Severity.warning
        )


def _an(kind: NoticeKind) -> str:
    return "an article" if kind == "article" else "a briefing"


def _unread(library: Library, kind: NoticeKind, name: str) -> bool:
    """Is there a file of this id that has a problem of its own? What refers to it is not to blame."""
    return any(p.path == f"content/{FOLDERS[kind]}/{name}.yaml" for p in library.problems)


def shown(library: Library, kind: NoticeKind, name: str) -> tuple[str, NoticeFields] | None:
    """The end of a chain of notices that is no article and no briefing: the id that was withdrawn, and what is said."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        entry = library.notices.get(name)
        fields: NoticeFields | None = getattr(entry.document, kind) if entry else None
        if fields is None or fields.withdrawn is not None:
            return (name, fields) if fields is not None else None
        name = fields.moved_to or name
    return None
