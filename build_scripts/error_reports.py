"""Where a reader tells of an error: the address that the site's settings give, made for each page.

In: `extra: briefbook: report_errors:` of mkdocs.yml. Out: an address to follow; one of mail says which page it is of.
Refused: whatever is neither a page of the web (`https://`) nor an address of mail (`mailto:`), so that no setting ends
in a link that runs something.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from build_scripts.problems import Problem, ProblemsError
from build_scripts.site_settings import SiteSettings

MAIL = re.compile(r"mailto:[^\s@?&,<>\"]+@[^\s@?&,<>\"]+(?:\?[^\s<>\"]*)?", re.IGNORECASE)
UNSAFE = re.compile('[\x00-\x20\x7f<>"\\\\^`{|}]')
"""What no address may hold as it is (RFC 3986)."""


def check_report_errors(settings: SiteSettings) -> None:
    """Is the address one that a page may lead to? `ProblemsError` where it is not."""
    address = settings.report_errors
    if not address or MAIL.fullmatch(address) or _is_web(address):
        return
    message = f"`report_errors` is no address to report errors to: {address!r}"
    hint = "write `https://…` or `mailto:name@example.org`, or nothing"
    raise ProblemsError([Problem("P008", "mkdocs.yml", 0, 0, message, hint)])


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and not UNSAFE.search(address)
    except ValueError:  # a host in brackets that is no address
        return False


def report_address(settings: SiteSettings, title: str, uri: str) -> str:
    """Where to tell of an error on a page; empty where the settings name no place.

    A letter begins with the page's title as its subject and its address as its text (RFC 6068), unless the settings
    say how it begins.
    """
    address = settings.report_errors
    if not address.lower().startswith("mailto:") or "?" in address:
        return address
    where = f"{settings.url}{quote(uri)}"
    return f"{address}?subject={quote(' '.join(title.split()), safe='')}&body={quote(where, safe='')}"
