"""The texts of changes: for a terminal, as Markdown for a comment, as JSON, as a file of content/changes/.

In: differences. Out: texts. Everything in them that is not ours is data: on a terminal no character can steer it, in
Markdown none is markup, and none makes a mention, a reference or a link, so that a comment notifies nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from build_scripts.changes import Change, Detail, Differences, counts, counts_words, detail_words, words
from build_scripts.yaml_scalars import format_scalar, format_text, quote

NOTHING = "Nothing changes for a reader."
VERSION = 1
"""The version of the JSON's form; keys may be added without a new one."""

COMMENT = 60_000
"""How many characters the Markdown has at most: GitHub refuses comments of more than 65,536, and counts some twice."""
SHOWN = 40
"""How many changes of one briefing, article or page the Markdown shows."""

SCHEMA_LINE = "# yaml-language-server: $schema=../../schemas/changes.json"
IDS = ("briefing", "comparison", "row", "column", "article", "statement", "page")
"""What a change may name by its id."""


def counted_words(differences: Differences) -> str:
    """The first line of every form: how much changes, counted."""
    changes = differences.changes
    return f"{len(changes):,} {'change' if len(changes) == 1 else 'changes'} for a reader: {counts_words(changes)}."


# --- text


def to_text(differences: Differences, since: str, head: Callable[[str], str] = str) -> str:
    """All changes as text. `head` styles the titles; `since` names what was compared."""
    lines = [f"Since {visible(since)}:"]
    lines.append(counted_words(differences) if differences.groups else NOTHING)
    for group in differences.groups:
        lines += ["", head(visible(f"{group.what}: {group.title}"))]
        for change in group.changes:
            lines.append(visible(f"  {words(change)}"))
            lines += [visible(f"      {line}") for line in detail_words(change)]
    lines += _paragraph([visible(note) for note in differences.notes])
    return "\n".join(lines) + "\n"


def _paragraph(notes: Sequence[str]) -> list[str]:
    return ["", *(f"Note: {note}." for note in notes)] if notes else []


def visible(text: str) -> str:
    """A text without characters that steer a terminal, turn its direction or can't be written: they become escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(c) if unicodedata.category(c) in ("Cc", "Cs") or c in _TURNING else c for c in text)


_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


# --- Markdown

_MARKUP = re.compile(r"[\\`*_\[\]()#|~$]|^[+=-]")
"""Signs that some Markdown takes for markup, some at the beginning only; behind a backslash none of them is any."""
_NUMBER = re.compile(r"^(\d+)\.")
"""What would begin a numbered list."""
_LINKING = re.compile(
    r"(?P<sign>[@#])(?=\w)"  # mentions and references
    r"|(?P<scheme>:)(?=//)|(?P<www>(?i:www))(?=\.)|(?P<mail>(?i:mailto|xmpp))(?=:)"  # addresses
    r"|(?P<short>(?i:gh))(?=-\d)"  # GH-12
    r"|(?P<hex>\b[0-9a-f]{7,40}\b)"  # the digest of a commit
    r"|(?P<emoji>:)(?=[\w+-]+:)"
)
_BREAK = "\u200b"
"""A space of no width: with it GitHub sees no link, mention or reference where a text only looks like one."""
_BROKEN_DIGEST = re.compile(rf"\b[0-9a-f]{{4}}(?:{_BREAK}[0-9a-f]{{1,4}})+\b")


def to_markdown(differences: Differences, since: str, limit: int = COMMENT) -> str:
    """The changes as Markdown of at most `limit` characters; whole entries are left out, and counted."""
    changes = differences.changes
    head = ["### What a reader will see change", "", f"Since {_with_commits(markdown(since))}."]
    head += ["", f"**{markdown(counted_words(differences)) if changes else NOTHING}**"]
    notes = [excerpt_of(markdown(note)) for note in differences.notes]
    tail = ["", *(f"- Note: {note}." for note in notes[:SHOWN])] if notes else []
    if len(notes) > SHOWN:
        tail.append(f"- and {len(notes) - SHOWN:,} more notes")
    entries = list(_entries(differences))
    room = limit - _length(head) - _length(tail) - 200
    shown: list[str] = []
    told = 0
    for lines, number in entries:
        room -= _length(lines)
        if room < 0:
            break
        shown += lines
        told += number
    if told < len(changes):
        shown += ["", f"*{len(changes) - told:,} more changes are not shown here: `briefbook diff` tells them all.*"]
    return "\n".join([*head, *shown, *tail]) + "\n"


def _entries(differences: Differences) -> Iterator[tuple[list[str], int]]:
    """The lines of each change, a group's title with its first one, and how many changes they tell."""
    for group in differences.groups:
        title = ["", f"#### {markdown(excerpt_of(f'{group.what}: {group.title}'))}", ""]
        for change in group.changes[:SHOWN]:
            lines = [f"- {markdown(words(change))}", *(f"  - {markdown(line)}" for line in detail_words(change))]
            yield [*title, *lines], 1
            title = []
        more = len(group.changes) - SHOWN
        if more > 0:
            yield [f"- and {more:,} more: {markdown(counts_words(group.changes[SHOWN:]))}"], more


def excerpt_of(text: str) -> str:
    """A title or note, cut where it is very long."""
    return text if len(text) <= 600 else text[:599] + "…"


def _length(lines: Iterable[str]) -> int:
    """How long lines are as GitHub counts them: a character beyond the first 65,536 counts twice."""
    return sum(len(line) + sum(c > "\uffff" for c in line) + 1 for line in lines)


def markdown(text: str) -> str:
    """`text` so that GitHub shows its characters and nothing else."""
    text = visible(" ".join(text.split()))
    text = _LINKING.sub(_unlinked, text)
    text = _NUMBER.sub(r"\1\.", _MARKUP.sub(lambda m: "\\" + m.group(), text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unlinked(match: re.Match[str]) -> str:
    """What begins a link with a break behind it; a digest with one behind every four digits: no part looks like one."""
    found = match.group()
    return _BREAK.join(re.findall(".{1,4}", found)) if match.group("hex") else found + _BREAK


def _with_commits(told: str) -> str:
    """Markdown with the digests of commits as code: no reference there either, and whole for whoever copies them."""
    return _BROKEN_DIGEST.sub(lambda m: f"`{m.group().replace(_BREAK, '')}`", told)


# --- JSON


def to_json(differences: Differences, since: dict[str, Any], until: dict[str, Any]) -> dict[str, Any]:
    """The changes for programs, in the form of docs/json.md."""
    return {
        "version": VERSION,
        "from": since,
        "to": until,
        "counts": [{"kind": k, "act": act, "count": n} for k, act, n in counts(differences.changes)],
        "changes": [_json(change) for change in differences.changes],
        "notes": list(differences.notes),
    }


def _json(change: Change) -> dict[str, Any]:
    """A change with every key, in the order of its fields, and its words."""
    told: dict[str, Any] = {f.name: getattr(change, f.name) for f in fields(change) if f.name != "details"}
    told["details"] = [{"what": d.what, "before": d.before, "after": d.after} for d in change.details]
    return {**told, "words": words(change)}


# --- the record


def to_yaml(differences: Differences, date: str, title: str | None, since: str) -> str:
    """A file of content/changes/: what a maintainer may shorten and reword before readers see it."""
    summary = counts_words(differences.changes)
    lines = [
        SCHEMA_LINE,
        f"# What changed for a reader since {visible(since)}.",
        "# Yours to edit: the title, the summary, and which changes readers are told of.",
        f"date: {quote(date) if not re.fullmatch(r'[0-9-]+', date) else date}",
        f"title: {format_text(_writable(title), 2, 7) if title else 'null'}",
        f"summary: {format_text(summary[:1].upper() + summary[1:] + '.', 2, 9)}",
        "changes:",
    ]
    for change in differences.changes:
        lines += _yaml(change)
    return "\n".join(lines) + "\n"


def _writable(text: str) -> str:
    """Half a pair, as a file's name may hold, is no text in YAML, not even as an escape: its digits stand for it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _yaml(change: Change) -> Iterator[str]:
    yield f"  - kind: {change.kind}"
    yield f"    act: {change.act}"
    yield f"    subject: {format_text(_writable(change.subject), 6, 13)}"
    for key in ("before", "after"):
        value = getattr(change, key)
        if value is not None:
            yield f"    {key}: {format_text(_writable(value), 6, 6 + len(key))}"
    if change.details:
        yield "    details:"
        for detail in change.details:
            yield from _yaml_detail(detail)
    for key in IDS:
        value = getattr(change, key)
        if value is not None:
            yield f"    {key}: {format_scalar(_writable(value))}"


def _yaml_detail(detail: Detail) -> Iterator[str]:
    yield f"      - what: {format_text(_writable(detail.what), 10, 14)}"
    for key, value in (("before", detail.before), ("after", detail.after)):
        if value is not None:
            yield f"        {key}: {format_text(_writable(value), 10, 10 + len(key))}"
