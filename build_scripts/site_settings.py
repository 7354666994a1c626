"""What the pages need of the site's settings, whoever publishes it.

In: nothing. Out: `SiteSettings`, a plain record that the edges fill from mkdocs.yml.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """`name` and `description` as the configuration gives them; `url` is the address with a slash at its end.

    Without `url` there is no canonical address and no feed. `language` is a tag such as `en` or `pt-BR`.
    `report_errors` is where a reader tells of an error: an address of the web or of mail, empty where there is none.
    """

    name: str = "Briefbook"
    description: str = ""
    url: str = ""
    language: str = "en"
    report_errors: str = ""
