"""What changes for a reader in one article, and which of its statements became which.

In: an article's report before and after. Out: changes in reading order. A statement is known again by its id (its
source's words); what a hand changed is found again between the same neighbours, by the words that stay. What a repair
explains is told as the repair alone, and a table row whose columns were settled as settled, not as another text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_scripts.change_words import KIND_WORDS, PROVENANCE_WORDS, count, lines_words
from build_scripts.changes import Change, Detail, changed
from build_scripts.line_fates import TAKEN_OUT, omitted_pieces
from build_scripts.model import (
    Block,
    BlockQuote,
    BulletList,
    ChangeAct,
    ChangeKind,
    Heading,
    OrderedList,
    Paragraph,
    Repair,
    Statement,
    Table,
)
from build_scripts.pairing import excerpt, gaps, in_another_order, paired, paired_in_place, squashed
from build_scripts.provenance import leaves_of
from build_scripts.report import ArticleReport
from build_scripts.spans import Span

FORMS: dict[type[Block], str] = {
    Heading: "a heading",
    Paragraph: "a paragraph",
    BulletList: "a list with bullets",
    OrderedList: "a numbered list",
    Table: "a table",
    BlockQuote: "a quotation",
}
"""What each kind of block looks like, in words."""

NEIGHBOURLY = 0.3
"""Words in common from which on two statements between the same neighbours are one that was changed."""

Pair = tuple[Statement | None, Statement | None]


@dataclass(frozen=True)
class ArticlePair:
    """One article before and after, with its statements paired in reading order."""

    before: ArticleReport
    after: ArticleReport
    pairs: tuple[Pair, ...]
    explained: frozenset[str]
    """Ids, before or after, of statements whose change a repair explains."""

    @classmethod
    def of(cls, before: ArticleReport, after: ArticleReport) -> ArticlePair:
        """Pair the statements of two states of an article."""
        if before.statements == after.statements:
            return cls(before, after, tuple(zip(before.statements, after.statements, strict=True)), frozenset())
        pairs, explained = _pair_statements(before, after)
        return cls(before, after, tuple(pairs), frozenset(explained))

    @property
    def same_source(self) -> bool:
        """Are positions before and after those of one text?"""
        return self.before.source.text == self.after.source.text


def dropped_article(report: ArticleReport, withdrawn: str | None) -> Change:
    """An article that is no longer there; `withdrawn` is the reason that readers are told, where there is one."""
    why = [Detail(f"withdrawn: {withdrawn}")] if withdrawn else []
    details = (*why, *_contents(report))
    return Change("article", "dropped", "Article", report.title, None, details, article=report.article.id)


def added_article(report: ArticleReport, titles: dict[str, str]) -> Change:
    """An article that is new; `titles` are those of all articles, for the one that it supersedes."""
    older = report.article.supersedes
    details = [Detail(f"a newer capture of {titles.get(older, older)}")] if older else []
    return Change(
        "article", "added", "Article", None, report.title, (*details, *_contents(report)), article=report.article.id
    )


def _contents(report: ArticleReport) -> Iterator[Detail]:
    yield Detail(f"source {report.article.source}")
    facts = [count(len(report.statements), "statement")]
    if report.tables:
        facts.append(count(report.tables, "table"))
    if report.missing:
        facts.append(count(len(report.missing), "announced list or table missing", "announced lists or tables missing"))
    yield Detail(", ".join(facts))


def article_changes(pair: ArticlePair, titles: dict[str, str]) -> list[Change]:
    """Everything that changes in an article, in reading order."""
    before, after = pair.before, pair.after
    here = after.article.id
    older = after.article.supersedes
    if older is None and _alike(before, after):
        return []
    changes: list[Change] = []
    if before.article.id != here:
        changes.append(Change("article", "renamed", "Address", before.article.id, here, article=here))
    changes += _heads(pair, titles)
    touched: set[int] = set()
    for found in (_headings, _tables, _missing, _statements):
        changes += found(pair, touched)
    changes += _forms(pair)
    changes += _repairs(pair, touched)
    changes += _omissions(pair)
    changes += _marks(pair, touched)
    return changes


def _alike(before: ArticleReport, after: ArticleReport) -> bool:
    """Is all the same that a page shows of an article?"""
    one, other = ((r.article, r.source.text, r.statements, r.record) for r in (before, after))
    return one == other


# --- what stands above the text


def _heads(pair: ArticlePair, titles: dict[str, str]) -> Iterator[Change]:
    before, after = pair.before, pair.after
    here = after.article.id
    origins = {"source": "the source’s headline", "desk": "the desk’s title", "none": "the file’s name"}
    whose = []
    if before.title_origin != after.title_origin:
        whose = [Detail("whose words", origins[before.title_origin], origins[after.title_origin])]
    renamed_only = before.title_origin == after.title_origin == "none"
    if not renamed_only:
        yield from changed("headline", "Headline", (before.title, after.title), whose, article=here)
    old, new = dict(before.article.metadata()), dict(after.article.metadata())
    names: tuple[ChangeKind, ...] = ("publisher", "byline", "dateline")
    for name in names:
        one, other = (m[name].text if name in m else None for m in (old, new))
        yield from changed(name, name.capitalize(), (one, other), article=here)
    one, other = (r.article.published or r.record.published or "undated" for r in (before, after))
    yield from changed("date", "Date", (one, other), article=here)
    yield from _source(pair)
    one, other = (titles.get(r.article.supersedes or "", r.article.supersedes) for r in (before, after))
    yield from changed("source", "Newer capture of", (one, other), article=here)
    for subject, one, other in (
        ("Publisher, verified by the desk", before.record.publisher, after.record.publisher),
        ("Original address", before.record.address, after.record.address),
        ("Looks re-written by machine", before.record.looks_rewritten, after.record.looks_rewritten),
        ("How much of the text may be shown", before.record.rights, after.record.rights),
    ):
        yield from changed("record", subject, (one, other), article=here)


def _source(pair: ArticlePair) -> Iterator[Change]:
    before, after = pair.before, pair.after
    here = after.article.id
    if before.article.source != after.article.source or not pair.same_source:
        details = []
        if not pair.same_source:
            old, new = (Counter(fate.text for fate in r.fates if fate.text.strip()) for r in (before, after))
            added, dropped = (new - old).total(), (old - new).total()
            details = [Detail(f"the captured text: {count(added, 'line')} added, {count(dropped, 'line')} dropped")]
        yield from changed("source", "Source", (before.article.source, after.article.source), details, article=here)
    elif before.article.encoding != after.article.encoding:
        yield from changed("source", "Read as", (before.article.encoding, after.article.encoding), article=here)


# --- blocks


def _headings(pair: ArticlePair, touched: set[int]) -> Iterator[Change]:
    here = pair.after.article.id
    old, new = (
        [(i, b) for i, b in enumerate(r.article.blocks) if isinstance(b, Heading)] for r in (pair.before, pair.after)
    )
    pairs = paired_in_place([b.text for _, b in old], [b.text for _, b in new])
    # A text that was no heading, or is none any more, is told as another form of the same words.
    texts_before = {squashed(s.text) for s in pair.before.statements}
    texts_after = {squashed(s.text) for s in pair.after.statements}
    reached = set(pairs.values())
    for i, (_, was) in enumerate(old):
        if i in pairs:
            index, now = new[pairs[i]]
            levels = [Detail("level", str(was.level), str(now.level))] if was.level != now.level else []
            if squashed(was.text) != squashed(now.text):
                touched.add(index)
            yield from changed("heading", "Heading", (was.text, now.text), levels, article=here)
        elif squashed(was.text) not in texts_after:
            yield Change("heading", "dropped", "Heading", was.text, article=here)
    for j, (index, now) in enumerate(new):
        if j not in reached and squashed(now.text) not in texts_before:
            touched.add(index)
            yield Change("heading", "added", "Heading", None, now.text, article=here)


def _tables(pair: ArticlePair, touched: set[int]) -> Iterator[Change]:
    here = pair.after.article.id
    old, new = (
        [(i, b) for i, b in enumerate(r.article.blocks) if isinstance(b, Table)] for r in (pair.before, pair.after)
    )
    pairs = paired([" ".join(leaves_of(b)) for _, b in old], [" ".join(leaves_of(b)) for _, b in new], NEIGHBOURLY)
    reached = set(pairs.values())
    for i, (_, was) in enumerate(old):
        if i not in pairs:
            yield Change("table", "dropped", "Table", _table_words(was), article=here)
            continue
        index, now = new[pairs[i]]
        details = []
        if (was.caption or "") != (now.caption or ""):
            details.append(Detail("caption", was.caption, now.caption))
        if [squashed(c) for c in was.columns] != [squashed(c) for c in now.columns]:
            details.append(Detail("columns", " | ".join(was.columns), " | ".join(now.columns)))
        if details:
            touched.add(index)
            yield from changed("table", "Table", (_table_words(now), _table_words(now)), details, article=here)
    for j, (index, now) in enumerate(new):
        if j not in reached:
            touched.add(index)
            yield Change("table", "added", "Table", None, _table_words(now), article=here)


def _table_words(table: Table) -> str:
    return f"{table.caption or ' | '.join(table.columns)} ({count(len(table.rows), 'row')})"


def _missing(pair: ArticlePair, touched: set[int]) -> Iterator[Change]:
    here = pair.after.article.id
    old, new = (Counter((m.what, squashed(m.announced)) for m in r.missing) for r in (pair.before, pair.after))
    for what, announced in (old - new).elements():
        act: ChangeAct = "filled" if _stands_there(pair.after.article.blocks, what, announced) else "dropped"
        subject = f"Missing {what}" if act == "filled" else f"The mark of a missing {what}"
        yield Change("missing", act, subject, announced, announced if act == "filled" else None, article=here)
    for what, announced in (new - old).elements():
        yield Change("missing", "added", f"The mark of a missing {what}", None, announced, article=here)


def _stands_there(blocks: Sequence[Block], what: str, announced: str) -> bool:
    """Does a list or a table follow the block that announces it?"""
    for block, following in pairwise(blocks):
        if announced in squashed(" ".join(leaves_of(block))):
            return isinstance(following, Table if what == "table" else BulletList | OrderedList)
    return False


def _forms(pair: ArticlePair) -> Iterator[Change]:
    """Texts that are now shown as something else: a paragraph that became a list, a line that became a heading."""
    here = pair.after.article.id
    found: dict[tuple[str, str, int], list[str]] = {}
    for was, now in pair.pairs:
        if was is not None and now is not None:
            one, other = (r.article.blocks[s.block] for r, s in ((pair.before, was), (pair.after, now)))
            if type(one) is not type(other):
                found.setdefault((FORMS[type(one)], FORMS[type(other)], now.block), []).append(now.text)
    for headings, report, forms in (
        (_new_headings(pair.before, pair.after), pair.before, lambda form: (form, FORMS[Heading])),
        (_new_headings(pair.after, pair.before), pair.after, lambda form: (FORMS[Heading], form)),
    ):
        for s in report.statements:
            if squashed(s.text) in headings:
                form = FORMS[type(report.article.blocks[s.block])]
                found.setdefault((*forms(form), s.block), []).append(s.text)
    for (form_before, form_after, _), texts in found.items():
        more = f" and {count(len(texts) - 1, 'more statement')}" if len(texts) > 1 else ""
        subject = f"“{excerpt(texts[0], 80)}”{more}"
        yield from changed("form", subject, (form_before, form_after), article=here)


def _new_headings(before: ArticleReport, after: ArticleReport) -> set[str]:
    """The texts of headings that were none."""
    old, new = ({squashed(b.text) for b in r.article.blocks if isinstance(b, Heading)} for r in (before, after))
    return new - old


def _marks(pair: ArticlePair, touched: set[int]) -> Iterator[Change]:
    """Marks beside a text that is the same: who wrote it, what was inferred. Where its words changed that is told."""
    here = pair.after.article.id
    blocks: dict[int, int] = {}
    for was, now in pair.pairs:
        if was is not None and now is not None:
            blocks.setdefault(now.block, was.block)
    old_headings, new_headings = (
        [(i, b.text) for i, b in enumerate(r.article.blocks) if isinstance(b, Heading)]
        for r in (pair.before, pair.after)
    )
    pairs = paired([t for _, t in old_headings], [t for _, t in new_headings])
    blocks |= {new_headings[j][0]: old_headings[i][0] for i, j in pairs.items()}
    shortened = {was.block for was, now in pair.pairs if was is not None and now is None}
    for index, earlier in sorted(blocks.items()):
        # Where the words changed, that a hand or a repair changed them goes without saying.
        first = 1 if index in touched or earlier in shortened else 0
        one, other = (_mark(r, i)[first:] for r, i in ((pair.before, earlier), (pair.after, index)))
        block = pair.after.article.blocks[index]
        told = (", ".join(filter(None, one)) or "none", ", ".join(filter(None, other)) or "none")
        yield from changed("mark", f"Mark of “{excerpt(' '.join(leaves_of(block)), 80)}”", told, article=here)


def _mark(report: ArticleReport, index: int) -> tuple[str, ...]:
    block = report.article.blocks[index]
    marks = [PROVENANCE_WORDS[report.provenance[index]]]
    marks += [f"{i.what} inferred, confidence {i.confidence:.2f}" for i in block.inferred]
    if isinstance(block, Table) and block.row_confidences:
        marks.append("rows with confidence " + " ".join(f"{c:.2f}" for c in block.row_confidences))
    return tuple(marks)


# --- statements


def _pair_statements(before: ArticleReport, after: ArticleReport) -> tuple[list[Pair], set[str]]:
    old, new = before.statements, after.statements
    by_id = {s.id: j for j, s in enumerate(new)}
    pairs = {i: by_id[s.id] for i, s in enumerate(old) if s.id in by_id}
    explained: set[str] = set()
    mends = _mends(before, after)
    for old_places, new_places in gaps(len(old), len(new), pairs):
        if not (old_places and new_places):
            continue
        texts = [squashed(" ".join(s[k].text for k in places)) for s, places in ((old, old_places), (new, new_places))]
        if _mended(texts[0], texts[1], mends):
            explained.update(old[i].id for i in old_places)
            explained.update(new[j].id for j in new_places)
        alone = len(old_places) == len(new_places) == 1 and _share_lines(old[old_places[0]], new[new_places[0]])
        found = paired(
            [old[i].text for i in old_places],
            [new[j].text for j in new_places],
            NEIGHBOURLY / 2 if alone and before.source.text == after.source.text else NEIGHBOURLY,
        )
        pairs |= {old_places[i]: new_places[j] for i, j in found.items()}
    reached = set(pairs.values())
    old_rest = [i for i in range(len(old)) if i not in pairs]
    new_rest = [j for j in range(len(new)) if j not in reached]
    found = paired([old[i].text for i in old_rest], [new[j].text for j in new_rest], 0.7)
    pairs |= {old_rest[i]: new_rest[j] for i, j in found.items()}
    for i, j in pairs.items():
        if old[i].text != new[j].text and _mended(squashed(old[i].text), squashed(new[j].text), mends):
            explained |= {old[i].id, new[j].id}
    return _in_reading_order(old, new, pairs), explained


def _in_reading_order(old: Sequence[Statement], new: Sequence[Statement], pairs: dict[int, int]) -> list[Pair]:
    """Pairs as a reader of the new text meets them; what was dropped stands behind its old neighbour."""
    earlier = {j: i for i, j in pairs.items()}
    dropped: dict[int, list[Statement]] = {}
    last = -1
    for i, statement in enumerate(old):
        if i in pairs:
            last = pairs[i]
        else:
            dropped.setdefault(last, []).append(statement)
    ordered: list[Pair] = [(s, None) for s in dropped.get(-1, [])]
    for j, statement in enumerate(new):
        ordered.append((old[earlier[j]] if j in earlier else None, statement))
        ordered += [(s, None) for s in dropped.get(j, [])]
    return ordered


def _share_lines(one: Statement, other: Statement) -> bool:
    return bool(one.lines and other.lines and one.lines[0] <= other.lines[1] and other.lines[0] <= one.lines[1])


def _mends(before: ArticleReport, after: ArticleReport) -> list[tuple[str, str]]:
    """What repairs that were applied or taken back since put for what, on a page's one line."""
    old, new = (Counter((r.code, r.was, r.now) for r in report.applied) for report in (before, after))
    mends = [(squashed(was), squashed(now)) for _, was, now in (new - old).elements()]
    return mends + [(squashed(now), squashed(was)) for _, was, now in (old - new).elements()]


def _mended(was: str, now: str, mends: Iterable[tuple[str, str]]) -> bool:
    """Do repairs alone make one text of the other?"""
    text = was
    for old, new in mends:
        if old and old in text:
            text = text.replace(old, new, 1)
            if text == now:
                return True
    return text == now


def _statements(pair: ArticlePair, touched: set[int]) -> Iterator[Change]:
    here = pair.after.article.id
    headings_before, headings_after = (
        {squashed(b.text) for b in r.article.blocks if isinstance(b, Heading)} for r in (pair.before, pair.after)
    )
    left_out = omitted_pieces(pair.after.tracer) if pair.same_source else ()
    was_left_out = omitted_pieces(pair.before.tracer) if pair.same_source else ()
    for was, now in pair.pairs:
        told = now or was
        assert told is not None
        ids = {"article": here, "statement": told.id}
        line = f"{lines_words(*told.lines).capitalize()}, " if told.lines else ""
        if was is not None and now is not None:
            details = (
                *_detail("kind", KIND_WORDS[was.kind], KIND_WORDS[now.kind]),
                *_detail("speaker", was.speaker, now.speaker),
            )
            same = squashed(was.text) == squashed(now.text) or {was.id, now.id} <= pair.explained
            if squashed(was.text) != squashed(now.text):
                touched.add(now.block)
            if not same and _unbarred(was.text) == _unbarred(now.text):
                act: ChangeAct = "settled" if " | " in now.text else "changed"
                yield Change("table-row", act, "Table row", was.text, now.text, details, **ids)
            elif not same:
                yield from changed("statement", f"{line}text".capitalize(), (was.text, now.text), details, **ids)
            elif details:
                yield Change(
                    "statement", "changed", f"{line}statement".capitalize(), now.text, now.text, details, **ids
                )
        elif now is not None and now.id not in pair.explained and squashed(now.text) not in headings_before:
            touched.add(now.block)
            details = _reason(now.span, was_left_out, "was left out")
            yield Change("statement", "added", f"{line}statement".capitalize(), None, now.text, details, **ids)
        elif was is not None and was.id not in pair.explained and squashed(was.text) not in headings_after:
            details = _reason(was.span, left_out, "left out")
            yield Change("statement", "dropped", f"{line}statement".capitalize(), was.text, None, details, **ids)
    if in_another_order(_places_now(pair)):
        yield Change("order", "changed", "Order of the text", None, None, article=here)


def _places_now(pair: ArticlePair) -> list[int]:
    """Where the statements of the earlier text stand now, in their earlier order."""
    places = {id(s): k for k, s in enumerate(pair.after.statements)}
    became = {id(was): places[id(now)] for was, now in pair.pairs if was is not None and now is not None}
    return [became[id(s)] for s in pair.before.statements if id(s) in became]


def _detail(what: str, before: str | None, after: str | None) -> list[Detail]:
    return [Detail(what, before, after)] if before != after else []


def _unbarred(text: str) -> list[str]:
    """A row's words without the bars between its cells."""
    return text.replace("|", " ").split()


def _reason(span: Span | None, pieces: Iterable[tuple[Span, str]], words: str) -> tuple[Detail, ...]:
    """Why a statement's place is in no block."""
    if span is None:
        return ()
    return tuple(Detail(f"{words}: {reason}") for piece, reason in pieces if piece.overlaps(span))[:1]


# --- repairs and omissions


def _repairs(pair: ArticlePair, touched: set[int]) -> Iterator[Change]:
    here = pair.after.article.id
    old, new = _by_place(pair.before, pair.same_source), _by_place(pair.after, pair.same_source)
    for key in [*old, *(k for k in new if k not in old)]:
        was, now = old.get(key), new.get(key)
        if was == now or (
            was and now and (was.applicability, was.was, was.now) == (now.applicability, now.was, now.now)
        ):
            continue
        told = now or was
        assert told is not None
        report = pair.after if now else pair.before
        subject = lines_words(*2 * (report.tracer.lines.line_of(told.at),)).capitalize()
        kind, act, what = _fate(was, now)
        if kind == "repair" and (now is not None or pair.same_source):
            place = told.edits[0].span
            touched |= {i for i, b in enumerate(pair.after.article.blocks) if any(s.contains(place) for s in b.spans)}
        texts = (told.now, told.was) if act == "rejected" else (told.was, told.now)
        yield Change(kind, act, f"{subject}, {what} {told.code}", *texts, article=here)


def _by_place(report: ArticleReport, same_source: bool) -> dict[tuple[object, ...], Repair]:
    """Repairs by place and code; where the source is another, by their words and how often they stood before."""
    seen: Counter[tuple[object, ...]] = Counter()
    found = {}
    for repair in report.article.repairs:
        key: tuple[object, ...] = (repair.code, repair.at) if same_source else (repair.code, repair.was)
        seen[key] += 1
        found[*key, seen[key]] = repair
    return found


def _fate(was: Repair | None, now: Repair | None) -> tuple[ChangeKind, ChangeAct, str]:
    """What became of a repair: its kind, its act, its word."""
    before = was.applicability if was else None
    after = now.applicability if now else None
    match before, after:
        case "suggested", "safe":
            return "repair", "accepted", "suggested repair"
        case "safe", _:
            return ("repair", "changed", "repair") if after == "safe" else ("repair", "rejected", "repair")
        case None, "safe":
            return "repair", "added", "repair"
        case "suggested", None:
            return "suggestion", "dropped", "suggested repair"
        case None, _:
            return "suggestion", "added", "suggested repair"
        case _:
            return "suggestion", "changed", "suggested repair"


def _omissions(pair: ArticlePair) -> Iterator[Change]:
    """Pieces of the source that are newly left out, or shown again, but for those of statements told already.

    What a hand took out of a text that stays is told with that text.
    """
    here = pair.after.article.id
    old, new = (
        tuple((span, reason) for span, reason in omitted_pieces(r.tracer) if reason != TAKEN_OUT)
        for r in (pair.before, pair.after)
    )
    if not pair.same_source:
        return  # another text has other pieces; its lines are counted with the source
    dropped = [was.span for was, now in pair.pairs if was is not None and now is None and was.span is not None]
    added = [now.span for was, now in pair.pairs if now is not None and was is None and now.span is not None]
    text = pair.after.source.text
    acts: tuple[tuple[ChangeAct, tuple[tuple[Span, str], ...], list[Span]], ...] = (
        ("left-out", new, [*(s for s, _ in old), *dropped]),
        ("shown-again", old, [*(s for s, _ in new), *added]),
    )
    for act, pieces, known in acts:
        for piece, reason in pieces:
            for rest in _less(piece, known):
                shown = squashed(rest.of(text))
                if any(c.isalnum() for c in shown):
                    line = pair.after.tracer.lines.line_of(
                        rest.start + len(rest.of(text)) - len(rest.of(text).lstrip())
                    )
                    subject = f"Line {line}"
                    before, after = (None, shown) if act == "left-out" else (shown, None)
                    yield Change("omission", act, subject, before, after, (Detail(f"reason: {reason}"),), article=here)
    reasons = dict(old)
    for piece, reason in new:
        if reasons.get(piece, reason) != reason:
            shown = squashed(piece.of(text))
            why = Detail("reason", reasons[piece], reason)
            yield Change("omission", "changed", "Left out", shown, shown, (why,), article=here)


def _less(span: Span, known: Iterable[Span]) -> list[Span]:
    """What of a span lies in none of those known."""
    rest = []
    cursor = span.start
    for other in sorted(known):
        if other.start > cursor:
            rest.append(Span(cursor, min(other.start, span.end)))
        cursor = max(cursor, other.end)
        if cursor >= span.end:
            break
    else:
        rest.append(Span(cursor, span.end))
    return [piece for piece in rest if len(piece)]
