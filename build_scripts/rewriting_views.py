"""Views of what a reader must know of a source before believing it: warnings, and the evidence that is counted.

In: an article's report and the page. Out: plain dictionaries. The desk's judgement is called the desk's; what is
counted is called counted, and its rule stands beside it.
"""

from __future__ import annotations

from build_scripts.echoes import Echo
from build_scripts.report import ArticleReport
from build_scripts.rewriting import Evidence, Sign, Trace, evidence_of
from build_scripts.views import Origin, View, line_link, withheld

SHOWN = 5
"""Places of a sign that are shown before the rest is folded away."""


def warning_views(origin: Origin, report: ArticleReport, label: str, counted: bool = True) -> list[View]:
    """None or one warning for an article: its facts in plain words, and the evidence of re-writing.

    The evidence is there where the desk judges, or the count says, that the text looks re-written; `counted` False
    leaves its table out, for pages that only name the warning.
    """
    words = origin.words
    facts = []
    if report.record.publisher is None:
        credited = report.printed("publisher")
        if credited is not None:
            facts.append(words("warning.unverified", publisher=credited))
        else:
            facts.append(words("warning.unverified_unnamed" if report.article.publisher else "warning.no_publisher"))
    evidence = evidence_of(report)
    desk = report.record.looks_rewritten or ""
    if desk:
        facts.append(words("warning.rewritten"))
    if evidence.looks_rewritten:
        facts.append(words("evidence.looks", summary=_summary(origin, evidence)))
    if not facts:
        return []
    shown = counted and (bool(desk) or evidence.looks_rewritten)
    return [
        {
            "label": label,
            "facts": facts,
            "evidence": desk if report.named else "",
            "counted": evidence_view(origin, report, evidence, label) if shown else None,
        }
    ]


def evidence_view(origin: Origin, report: ArticleReport, evidence: Evidence, label: str) -> View:
    """What was counted of an article, as a table."""
    words = origin.words
    return {
        "caption": words("evidence.caption", article=label),
        "summary": _summary(origin, evidence),
        "signs": [_sign_view(origin, report, evidence, sign) for sign in evidence.signs],
    }


def _summary(origin: Origin, evidence: Evidence) -> str:
    words = origin.words
    return words("evidence.summary", signs=words.number(evidence.speaking), all=words.number(len(evidence.signs)))


def _sign_view(origin: Origin, report: ArticleReport, evidence: Evidence, sign: Sign) -> View:
    words = origin.words
    traces = [_trace_view(origin, report, t) for t in sign.traces]
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


def _trace_view(origin: Origin, report: ArticleReport, trace: Trace) -> View:
    words = origin.words
    view: View = {
        "line": line_link(origin, report.article.id, trace.lines),
        "was": trace.was or "",
        "now": trace.now or "",
        "pair": None,
    }
    if trace.echo is not None:
        view["pair"] = _pair_view(origin, report, trace.echo)
        view["line"] = None
    elif trace.was is None:
        view["was"] = words("evidence.withheld")
    return view


def _pair_view(origin: Origin, report: ArticleReport, echo: Echo) -> View:
    words = origin.words
    own, other = echo.statement, echo.other
    other_shown = report.shows(other) if echo.within else echo.other_shown
    label = "" if echo.within else other.article
    return {
        "summary": words("evidence.shares", shared=words.number(echo.shared), of=words.number(echo.of)),
        "one": own.text if report.shows(own) else withheld(words, own.text),
        "one_line": line_link(origin, own.article, own.lines),
        "other": other.text if other_shown else withheld(words, other.text),
        "other_line": line_link(origin, other.article, other.lines, label),
    }
