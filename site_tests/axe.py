"""Accessibility: what axe-core finds wrong with a page, as messages.

In: a page in a browser, as it stands at that moment (its menus, dialogs and folded cells opened or not). Out: a message
for each place that breaks one of axe-core's rules: WCAG 2.0 to 2.2, levels A and AA, and best practices. axe-core comes
with the package axe-playwright-python; its rules are told at the address that each message ends with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
"""axe-core itself."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
"""Which rules are asked for. Without them axe-core leaves out some that WCAG 2.2 is new with (the size of targets)."""

LAY_OUT = """() => [...document.querySelectorAll('.md-content__inner > *, .bb-ledger > li')].forEach(
  e => { if (getComputedStyle(e).contentVisibility === 'auto') e.style.contentVisibility = 'visible' })"""
"""Gives all of a page its own room, as for whoever is near: rules about places compare them."""

RUN = """([within, options]) => axe.run(within, options).then(({violations, incomplete}) =>
  [violations, incomplete].map(found => found.map(({id, impact, help, helpUrl, nodes}) => ({id, impact, help, helpUrl,
    nodes: nodes.map(({target, html, failureSummary}) => ({target, html, failureSummary}))}))))"""


def violations(
    page: Page, within: str | None = None, without: Sequence[str] = (), only: Sequence[str] = ()
) -> list[str]:
    """What breaks a rule on the page, in the order of the rules; empty where nothing does.

    Args:
        page: The page, at rest: a half-shown element has a half-blended colour.
        within: A selector of the part that is looked at; all of the page where it is None.
        without: The names of rules that are left out; say at the call why.
        only: The names of the rules that are asked for; all where there are none.
    """
    return list(_messages(_found(page, within, without, only)[0]))


def undecided(page: Page, within: str | None = None, without: Sequence[str] = ()) -> list[str]:
    """What axe-core could not decide and leaves to somebody who looks, in the same words."""
    return list(_messages(_found(page, within, without)[1]))


def _found(page: Page, within: str | None, without: Sequence[str], only: Sequence[str] = ()) -> tuple[Any, Any]:
    page.evaluate(LAY_OUT)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {AXE} }}")
    # `iframes: false`: the site has none of its own, and axe waits for those that do not answer.
    options = {
        "rules": {name: {"enabled": False} for name in without},
        "runOnly": list(only) or TAGS,
        "iframes": False,
        "resultTypes": ["violations", "incomplete"],  # what is right is not described element by element
    }
    broken, open_ones = page.evaluate(RUN, [within or {"exclude": []}, options])
    return broken, open_ones


def _messages(rules: Sequence[Any]) -> Iterator[str]:
    for rule in rules:
        for node in rule["nodes"]:
            target = " in ".join(str(t) for t in reversed(node["target"]))
            reasons = "; ".join(line.strip() for line in node["failureSummary"].splitlines()[1:] if line.strip())
            html = " ".join(node["html"].split())
            yield (
                f"{rule['id']} ({rule['impact']}): {rule['help']}\n  at {target}\n  {html[:300]}\n  {reasons}\n"
                f"  {rule['helpUrl']}"
            )
