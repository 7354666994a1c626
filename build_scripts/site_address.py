"""The address that a site is published at, as its settings give it.

In: `site_url` of mkdocs.yml. Out: nothing, where links, feeds and the head of a page can be made of it. Refused: what
no page can be published at. The theme prints the address as it is: a quotation mark in it would end an attribute.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from build_scripts.problems import Problem, ProblemsError
from build_scripts.site_settings import SiteSettings

UNSAFE = re.compile("[\"'<>\\\\^`{|}?#]")
"""What ends the path of an address, or may not stand in it as it is (RFC 3986); and both quotation marks."""


def check_site_address(settings: SiteSettings) -> None:
    """Can a site be published there? `ProblemsError` where it can't; without an address there is nothing to check."""
    if not settings.url or _is_site(settings.url):
        return
    message = (
        f"no site can be published at {settings.url!r} (`site_url` in mkdocs.yml, or the environment variable SITE_URL)"
    )
    hint = "write `https://…/` with a host and a folder: no `?`, no `#`, no quotation mark, no space; or nothing"
    raise ProblemsError([Problem("P009", "mkdocs.yml", 0, 0, message, hint)])


def _is_site(address: str) -> bool:
    if UNSAFE.search(address) or any(unicodedata.category(c)[0] in "CZ" for c in address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a host in brackets that is no address, a port that is no number
        return False
