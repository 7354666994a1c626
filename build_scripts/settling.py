"""Settling: an open question of the review list answered in its article file, every other byte as it was.

In: an item of the review list and the text of its file. Out: the file's new text. Refused (`UnsafeSpliceError`, with
why): a suggestion whose words a hand changed, an answer that only a hand can give, a layout that can't be spliced.

Accepting says that the machine is right: a row takes the proposed cells, a suggestion goes into the text and its entry
to `repairs`, anything else gets `reviewed`. Rejecting deletes a suggestion; what else is wrong needs words of a hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from build_scripts.codec import article_of
from build_scripts.contradictions import Texts
from build_scripts.documents import ArticleDocument
from build_scripts.entries import ArticleEntry, Entry
from build_scripts.library import reason_of
from build_scripts.model import Repair, Table
from build_scripts.problems import Problem, has_errors
from build_scripts.provenance import Tracer
from build_scripts.repair_entries import comments_of_entry, dropped, entry_of, moved
from build_scripts.review import ReviewItem
from build_scripts.spans import Edit, LineIndex, apply_edits, minimal_edit
from build_scripts.text_places import Steps, texts_at
from build_scripts.validation import read_document
from build_scripts.yaml_splice import (
    Splice,
    UnsafeSpliceError,
    add_key,
    comments_behind,
    insert_item,
    set_scalar,
    splice,
)
from build_scripts.yaml_text import Fields, Items, Scalar, locate, read_nodes, to_data


def accepted(item: ReviewItem, article: ArticleEntry, text: str) -> str:
    """The file's text with the item accepted."""
    settling = _Settling(item, article, text)
    if item.kind == "repair":
        settling.take_suggestion()
    elif item.kind == "row":
        settling.split_row()
    elif item.steps[0] == "body":
        settling.mark_block()
    else:
        settling.mark_metadatum()
    return settling.done()


def rejected(item: ReviewItem, article: ArticleEntry, text: str) -> str:
    """The file's text with a suggestion deleted."""
    if item.kind != "repair":
        raise UnsafeSpliceError(
            "only a suggested repair can be rejected by a command; here a hand must write what is right"
        )
    settling = _Settling(item, article, text)
    settling.drop_suggestion()
    return settling.done()


def comments_of(item: ReviewItem, text: str, as_it_was: str) -> list[tuple[int, int, str]]:
    """The comments that go with a suggestion that is deleted from `text`: as written, and where in the file as it was.

    With the last suggestion goes what stands behind their key.
    """
    root, _ = read_nodes(text, item.path)
    first, _ = read_nodes(as_it_was, item.path)
    if item.kind != "repair" or not isinstance(root, Fields) or not isinstance(first, Fields):
        return []
    index, lines = int(item.steps[1]), LineIndex(as_it_was)
    stood = [*comments_of_entry(as_it_was, first, "suggested", index), *comments_behind(as_it_was, first, "suggested")]
    told = []
    for _, comment in comments_of_entry(text, root, "suggested", index):
        place = next((n for n, (_, other) in enumerate(stood) if other == comment), None)
        told.append((*((item.line, item.column) if place is None else lines.position(stood.pop(place)[0])), comment))
    return told


def reread(article: ArticleEntry, text: str) -> ArticleEntry:
    """An article as its file's new text has it."""
    entry = article.entry
    document, root, problems = read_document(ArticleDocument, text, entry.path)
    if document is None:
        raise UnsafeSpliceError(problems[0].message)
    made, _ = article_of(document, root, article.source, entry.id, entry.path, reason_of)
    return ArticleEntry(made, article.source, Entry(entry.id, entry.path, document))


class _Settling:
    """Collects the splices of one answer, and the data that must come out."""

    def __init__(self, item: ReviewItem, article: ArticleEntry, text: str) -> None:
        self._item = item
        self._article = article
        self._text = text
        root, problems = read_nodes(text, item.path)
        if has_errors(problems) or not isinstance(root, Fields):
            raise UnsafeSpliceError("the file can't be read any more")
        self._root = root
        self._data: dict[str, Any] = to_data(root)  # type: ignore[assignment]
        self._splices: list[Splice] = []

    def done(self) -> str:
        """The new text; it must mean what was meant, and bring no problem of positions or repairs."""
        changed = splice(self._text, self._splices, self._data, self._item.path)
        before, after = (self._problems(t) for t in (self._text, changed))
        new = [p for p in after if p.message not in {q.message for q in before}]
        if new:
            raise UnsafeSpliceError(new[0].message)
        return changed

    def _problems(self, text: str) -> list[Problem]:
        document, root, problems = read_document(ArticleDocument, text, self._item.path)
        if document is not None:
            problems += article_of(
                document, root, self._article.source, self._item.article, self._item.path, reason_of
            )[1]
        return problems

    def _held(self, steps: Steps) -> object:
        value: object = self._data
        for step in steps:
            value = value[step]  # type: ignore[index]
        return value

    def _set(self, steps: Steps, value: str) -> None:
        self._splices.append(set_scalar(self._text, self._root, steps, value))
        self._held(steps[:-1])[steps[-1]] = value  # type: ignore[index]

    def split_row(self) -> None:
        """The proposed cells, with bars between them. A header comes first: cells need headers."""
        if self._item.proposal is None:
            raise UnsafeSpliceError("the machine has no split to propose")
        header = self._article.article.blocks[int(self._item.steps[1])]
        if self._item.steps[3] == "rows" and isinstance(header, Table) and len(header.columns) == 1:
            raise UnsafeSpliceError("the header of this table is whole still: settle it first")
        self._set(self._item.steps, self._item.proposal)

    def mark_block(self) -> None:
        """`reviewed: true` behind the block's last key."""
        node, _ = locate(self._root, self._item.steps)
        if not isinstance(node, Fields):
            raise UnsafeSpliceError("the block is no mapping any more")
        if node.get("reviewed") is not None:
            self._set((*self._item.steps, "reviewed"), "true")
            return
        last = node.pairs[-1][0].value or ""
        self._splices.append(add_key(self._text, node, ["reviewed: true"], last))
        self._held(self._item.steps)["reviewed"] = "true"  # type: ignore[index]

    def mark_metadatum(self) -> None:
        """The name of the metadatum in `reviewed`, above the body."""
        name = str(self._item.steps[0])
        listed = self._root.get("reviewed")
        if isinstance(listed, Items):
            lines = [f"- {name}"]
            self._splices.append(insert_item(self._text, listed, len(listed.items), lines))
            self._data["reviewed"].append(name)
            return
        keys = [key.value or "" for key, _ in self._root.pairs]
        at = keys.index("body") if "body" in keys else len(keys)
        if not at or listed is not None:
            raise UnsafeSpliceError("there is no key above `body` to put `reviewed` behind")
        self._splices.append(add_key(self._text, self._root, [f"reviewed: [{name}]"], keys[at - 1]))
        self._data["reviewed"] = [name]

    def drop_suggestion(self) -> None:
        """Its entry goes; with the last one its key."""
        self._splices.append(dropped(self._text, self._root, self._data, int(self._item.steps[1])))

    def take_suggestion(self) -> None:
        """The new words into the text, the entry to `repairs`."""
        index = int(self._item.steps[1])
        told = self._article.entry.document.suggested[index]
        tracer = Tracer(self._article.article, self._article.source)
        repair = next(
            (
                r
                for r in self._article.article.repairs
                if r.applicability == "suggested" and (r.was, r.now) == (told.was, told.now)
                and f"{tracer.lines.position(r.at)[0]}:{tracer.lines.position(r.at)[1]}" == told.at
            ),
            None,
        )  # fmt: skip
        if repair is None:
            raise UnsafeSpliceError(f"{told.was!r} does not stand at {told.at}")
        if not Texts(self._article).contradict(repair):  # a hand wrote the new words already
            self._replace_words(repair, tracer)
        self._record(index, repair, tracer)

    def _replace_words(self, repair: Repair, tracer: Tracer) -> None:
        source = self._article.source.text
        edit = repair.edits[0]
        safe = {e for r in self._article.article.repairs if r.applicability == "safe" for e in r.edits}
        for steps, span in texts_at(self._article, tracer, edit.span):
            near = [e for e in safe if span.contains(e.span)]
            try:
                old, new = apply_edits(source, near, span), apply_edits(source, [*near, edit], span)
            except ValueError as error:
                raise UnsafeSpliceError("another repair changes the same words") from error
            node, _ = locate(self._root, steps)
            text = node.value if isinstance(node, Scalar) else None
            if text is None:
                continue
            changed = in_other_words(text, old, new)
            if changed is None:
                raise UnsafeSpliceError("a hand changed the words around it: write the new words yourself")
            self._set(steps, changed)
            return
        raise UnsafeSpliceError(f"no text of the article has {repair.was!r}")

    def _record(self, index: int, repair: Repair, tracer: Tracer) -> None:
        """The entry among the repairs, where the order of the source puts it, in the words it had."""
        own = Texts(self._article).own(repair)
        entry = dict(self._data["suggested"][index])
        if own != repair:
            entry |= entry_of(own, tracer.lines)
        at = sum(1 for place in self._places(tracer) if place <= repair.at)
        self._splices.extend(moved(self._text, self._root, self._data, index, entry, at))

    def _places(self, tracer: Tracer) -> Iterator[int]:
        """Where each entry of `repairs` stands in the source."""
        for told in self._article.entry.document.repairs:
            line, _, column = told.at.partition("-")[0].partition(":")
            yield tracer.lines.offset(int(line), int(column or 1))


def in_other_words(text: str, old: str, new: str) -> str | None:
    """`text` with the change from `old` to `new` made in it; None where its words there are others.

    `old` is what the machine would say in the place of `text`. The changed words are looked for with as many words
    around them as tell their place from any other.
    """
    edit: Edit = minimal_edit(0, old, new)
    start, end = edit.span.start, edit.span.end
    while start and not old[start - 1].isspace():
        start -= 1
    while end < len(old) and not old[end].isspace():
        end += 1
    words = [m.span() for m in re.finditer(r"\S+", old)]
    first = sum(1 for _, e in words if e <= start)
    behind = sum(1 for s, _ in words if s < max(end, start + 1))
    fresh = old[start : edit.span.start] + edit.replacement + old[edit.span.end : end]
    for more in range(len(words) + 1):
        low, high = max(0, first - more), min(len(words), behind + more)
        before = [old[s:e] for s, e in words[low:first]]
        changed = [old[s:e] for s, e in words[first:behind]]
        after = [old[s:e] for s, e in words[behind:high]]
        pattern = re.compile(
            r"(?<!\S)" + _spaced([*before]) + (r"\s+" if before else "") + f"({_spaced(changed)})"
            + (r"\s+" if after else "") + _spaced(after) + r"(?!\S)"
        )  # fmt: skip
        here, there = list(pattern.finditer(old)), list(pattern.finditer(text))
        if not there or not changed:
            return None
        if len(here) == len(there):
            at = next((n for n, m in enumerate(here) if m.start(1) == start), None)
            if at is None:
                return None
            return text[: there[at].start(1)] + fresh + text[there[at].end(1) :]
        if low == 0 and high == len(words):
            return None
    return None


def _spaced(words: list[str]) -> str:
    return r"\s+".join(map(re.escape, words))
