"""Contradictions: repairs and suggestions that the text of an article no longer agrees with.

In: an article with its source and its file, and its lock where it is needed. Out: warnings for entries of `repairs`
whose words a hand put back, for entries that a hand moved there though their words do not stand in the text, and for
entries of `suggested` whose words the text has already. Refused: nothing; where a hand rewrote the words of the
machine's own repairs altogether, nothing is told.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from build_scripts.documents import RepairItem
from build_scripts.entries import ArticleEntry
from build_scripts.library import REASONS
from build_scripts.locks import Lock, Mend, mend_name
from build_scripts.model import MissingBlock, Repair
from build_scripts.problems import Problem, Severity, nearest
from build_scripts.provenance import leaves_of
from build_scripts.repair_entries import entry_line, entry_of, own_words
from build_scripts.spans import LineIndex, Span, apply_edits


def contradictions(item: ArticleEntry, lock: Callable[[], Lock | None]) -> Iterator[Problem]:
    """Entries of `repairs` and `suggested` that the text contradicts, and codes that no repair has.

    The `lock` is asked for only where it matters whether the machine wrote an entry.
    """
    entry = item.entry
    lines = LineIndex(item.source.text)
    by_place: dict[tuple[str, str, str, str], Repair] = {}
    for repair in item.article.repairs:
        line, column = lines.position(repair.at)
        for place in (f"{line}:{column}", f"{line}"):
            by_place.setdefault((repair.applicability, repair.was, repair.now, place), repair)
    texts = Texts(item)
    for key, applicability in (("repairs", "safe"), ("suggested", "suggested")):
        listed: Sequence[RepairItem] = getattr(entry.document, key)
        for i, told in enumerate(listed):
            if told.code not in REASONS:
                hint = nearest(told.code, sorted(REASONS), "repair codes", len(REASONS))
                yield entry.problem("Y007", [key, i, "code"], f"no repair has the code {told.code!r}", hint)
            found = by_place.get((applicability, told.was, told.now, told.at.partition("-")[0].strip()))
            if found is None:
                continue
            own = texts.own(found)
            instead = f", as {entry_line(entry_of(own, lines))}" if own != found else ""
            if applicability == "safe" and texts.contradict(found):
                message = f"the text has the words as they were: {own.was!r}"
                hint = "remove the entry; the pages would tell of a mend that the text has not"
                yield entry.problem("X021", [key, i], message, hint, Severity.warning)
            elif applicability == "suggested" and texts.contradict(found):
                message = f"the text has the new words already: {own.now!r}"
                hint = f"move the entry to `repairs`{instead}"
                yield entry.problem("X022", [key, i], message, hint, Severity.warning)
            elif applicability == "safe" and (instead or texts.lack(found)):
                known = lock()
                if known is not None and _is_machines(found, lines, known):
                    continue
                message = f"{told.now!r} does not stand in the text: another repair changes some of these words"
                hint = f"tell the words that this one changes{instead}"
                if not instead:
                    if known is None or not known.mends:
                        continue  # it may be the machine's, and its words rewritten since
                    message = f"{told.now!r} does not stand in the text"
                    hint = "write the words into the text, or remove the entry: the pages would tell of such a mend"
                yield entry.problem("X007", [key, i], message, hint, Severity.warning)


def _is_machines(repair: Repair, lines: LineIndex, lock: Lock) -> bool:
    (edit,) = repair.edits
    return mend_name(Mend("repairs", (edit.span, edit.replacement), ""), lines) in lock.mends


class Texts:
    """What an article says where a repair is to be, against what it would say with the repair made and without it.

    Words are counted, not only looked for: those of a repair may stand elsewhere in its block, and several repairs of a
    block may be alike. Where a hand rewrote the words altogether, or mended some of several alike, nothing is told.
    """

    def __init__(self, item: ArticleEntry) -> None:
        self._source = item.source.text
        self._repairs = sorted(item.article.repairs, key=lambda r: r.edits[0])
        self._starts = [r.edits[0].span.start for r in self._repairs]
        self._made = [r for r in self._repairs if r.applicability == "safe"]
        self._made_at = [r.edits[0].span.start for r in self._made]
        said: dict[Span, list[str]] = {}
        for _, datum in item.article.metadata():
            for span in datum.spans:
                said.setdefault(span, []).append(datum.text)
        for block in item.article.blocks:
            if not isinstance(block, MissingBlock):
                for span in block.spans:
                    said.setdefault(span, []).extend(leaves_of(block))
        self._said = [(span, _spaced(" ".join(texts))) for span, texts in sorted(said.items())]
        self._ends = [span.end for span, _ in self._said]

    def own(self, repair: Repair) -> Repair:
        """A repair that tells only the words which no other repair of the article changes."""
        first = bisect_left(self._made_at, repair.at)
        behind = bisect_right(self._made_at, repair.at + len(repair.was))
        return own_words(repair, self._made[first:behind], self._source)

    def lack(self, repair: Repair) -> bool:
        """Does the text at a repair's place have its new words nowhere? Not where nothing shows the place any more."""
        (edit,) = repair.edits
        shown = [text for _, text in self._around(edit.span)]
        if any(_spaced(repair.now) in text for text in shown):
            return False  # as nearly always
        start, end = edit.span.start, edit.span.end
        while start and not self._source[start - 1].isspace():
            start -= 1
        while end < len(self._source) and not self._source[end].isspace():
            end += 1
        within = Span(max(start, repair.at), min(end, repair.at + len(repair.was)))
        own = self.own(replace(repair, at=within.start, was=within.of(self._source)))
        words = _spaced(apply_edits(self._source, [edit], Span(own.at, own.at + len(own.was))))
        return bool(words and shown) and not any(words in text for text in shown)

    def _around(self, span: Span) -> list[tuple[Span, str]]:
        """The pieces that hold a place of the source, with what the article says there."""
        first = bisect_left(self._ends, span.start)  # an insertion may lie at the edge of two pieces
        return [piece for piece in self._said[first : first + 2] if piece[0].contains(span)]

    def contradict(self, repair: Repair) -> bool:
        """Does the text say it as before a repair that is recorded as made, or as after one that is only suggested?"""
        own = self.own(repair)
        return any(self._otherwise(own, span, text) for span, text in self._around(repair.edits[0].span))

    def _otherwise(self, repair: Repair, span: Span, text: str) -> bool:
        made = repair.applicability == "safe"
        old, new = _spaced(repair.was), _spaced(repair.now)
        gone, come = (new, old) if made else (old, new)
        if old == new or come not in text:
            return False
        near = self._repairs[bisect_left(self._starts, span.start) : bisect_right(self._starts, span.end)]
        one = (repair.applicability, repair.was, repair.now)
        alike = {r for r in near if (r.applicability, *self._words(r)) == one}
        safe = {r for r in near if r.applicability == "safe"}
        try:
            told = self._mended(safe, span)
            otherwise = self._mended(safe - alike if made else safe | alike, span)
        except ValueError:  # repairs over each other: told as X007, or a suggestion within another repair
            return False
        # Words that are a part of the other ones are there either way, so they prove nothing.
        has_come = _count(come, text) >= _count(come, otherwise) > _count(come, told)
        has_gone = _count(gone, text) <= _count(gone, otherwise) < _count(gone, told)
        return (has_come or _within(come, gone)) and (has_gone or _within(gone, come))

    def _words(self, repair: Repair) -> tuple[str, str]:
        own = self.own(repair)
        return own.was, own.now

    def _mended(self, repairs: Iterable[Repair], span: Span) -> str:
        edits = {e for r in repairs for e in r.edits if span.contains(e.span)}
        return _spaced(apply_edits(self._source, edits, span))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _within(words: str, others: str) -> bool:
    return not words or _count(words, others) > 0


def _count(words: str, text: str) -> int:
    """How often `words` stand in a text, not as a part of longer ones."""
    if not words or words not in text:
        return 0
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    return len(re.findall(f"{before}{re.escape(words)}{after}", text))
