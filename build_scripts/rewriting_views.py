"""Views of what a reader must know of a source before believing it: warnings, and the evidence that is counted.

In: an article's report and the page. Out: plain dictionaries. The desk's judgement is called the desk's; what is
counted is called counted, and its rule stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from build_scripts import addresses
from build_scripts.echoes import Echo
from build_scripts.left_out import printed_credits
from build_scripts.report import ArticleReport
from build_scripts.rewriting import Evidence, Sign, Trace, evidence_of
from build_scripts.views import Origin, View, line_link, withheld

SECTION = "evidence"
"""What the anchors of evidence begin with."""
SHOWN = 5
"""Places of a sign that are shown before the rest is folded away."""


def warning_views(
    origin: Origin, report: ArticleReport, label: str, labels: Mapping[str, str] | None = None
) -> list[View]:
    """None or one warning for an article: its facts in plain words, and the evidence of re-writing.

    `doubts` are those of the facts that speak of re-writing. The evidence is there where the desk judges, or the count
    says, that the text looks re-written. `labels` are what the page calls articles by their ids; others have titles.
    """
    words = origin.words
    facts = []
    if report.record.publisher is None:
        credited = report.printed("publisher")
        if credited is not None:
            facts.append(words("warning.unverified", publisher=credited))
        elif report.article.publisher:
            facts.append(words("warning.unverified_unnamed"))
        elif named := printed_credits(report):
            facts.append(words("warning.unrecognized", credits=named))
        else:
            facts.append(words("warning.no_publisher"))
    evidence = evidence_of(report)
    doubts = []
    if report.record.looks_rewritten:
        doubts.append(words("warning.rewritten"))
    if evidence.looks_rewritten:
        doubts.append(words("evidence.looks", summary=_summary(origin, evidence)))
    if not (facts or doubts):
        return []
    shown = _Shown(origin, report, labels or {})
    return [
        {
            "label": label,
            "facts": [*facts, *doubts],
            "doubts": doubts,
            "evidence": evidence_view(shown, evidence, label) if doubts else None,
        }
    ]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The page that shows an article's evidence, and what it calls the other articles."""

    origin: Origin
    report: ArticleReport
    labels: Mapping[str, str]


def evidence_view(shown: _Shown, evidence: Evidence, label: str) -> View:
    """The desk's reason, as far as it may be shown, and what was counted of an article, as a table."""
    words = shown.origin.words
    report = shown.report
    return {
        "id": addresses.section_anchor(SECTION, report.article.id),
        "reason": (report.record.looks_rewritten or "") if report.named else "",
        "caption": words("evidence.caption", article=label),
        "signs": [_sign_view(shown, evidence, sign) for sign in evidence.signs],
    }


def _summary(origin: Origin, evidence: Evidence) -> str:
    words = origin.words
    return words("evidence.summary", signs=words.number(evidence.speaking), all=words.number(len(evidence.signs)))


def _sign_view(shown: _Shown, evidence: Evidence, sign: Sign) -> View:
    words = shown.origin.words
    traces = [_trace_view(shown, t) for t in sign.traces]
    folded = traces[SHOWN:]
    found = words("evidence.undecided") if sign.number is None else words.number(sign.number)
    if sign.name in ("glued", "odd", "articles_wrong", "misspelt", "lowered"):
        found = words("evidence.in_words", found=found, words=words.count("evidence.words", evidence.words))
    return {
        "name": words(f"evidence.{sign.name}"),
        "found": found,
        "speaks": sign.speaks,
        "speaks_words": words("evidence.yes" if sign.speaks else "evidence.no"),
        "places": traces[:SHOWN],
        "folded": folded,
        "folded_label": words.count("evidence.more", len(folded)) if folded else "",
        "nowhere": "" if traces else words("evidence.nowhere"),
    }


def _trace_view(shown: _Shown, trace: Trace) -> View:
    view: View = {
        "line": line_link(shown.origin, shown.report.article.id, trace.lines),
        "was": trace.was or "",
        "now": trace.now or "",
        "pair": None,
    }
    if trace.echo is not None:
        view["pair"] = _pair_view(shown, trace.echo)
        view["line"] = None
    elif trace.was is None:
        view["was"] = shown.origin.words("evidence.withheld")
    return view


def _pair_view(shown: _Shown, echo: Echo) -> View:
    origin, report, words = shown.origin, shown.report, shown.origin.words
    own, other = echo.statement, echo.other
    other_shown = report.shows(other) if echo.within else echo.other_shown
    label = "" if echo.within else shown.labels.get(other.article) or echo.other_title
    return {
        "summary": words("evidence.shares", shared=words.number(echo.shared), of=words.number(echo.of)),
        "one": own.text if report.shows(own) else withheld(words, own.text),
        "one_line": line_link(origin, own.article, own.lines),
        "other": other.text if other_shown else withheld(words, other.text),
        "other_line": line_link(origin, other.article, other.lines, label),
    }
