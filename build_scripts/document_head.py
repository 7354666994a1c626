"""The head of a page's document: what other sites and programs read of it, and no reader sees.

In: a page, the report, the files beside the pages. Out: a piece of HTML for the document's head: Open Graph, the feeds,
and JSON-LD in the words of schema.org. The title, the description and the canonical address are the publisher's.

It says of a page what the page says: nothing is called published on a day that the YAML does not give, nobody is called
an author or a publisher whom the desk did not verify. Addresses are absolute where the site has one, else relative.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote

from build_scripts import addresses
from build_scripts.citing import page_address
from build_scripts.page import HtmlPart, Page, Render, SiteFile, json_script
from build_scripts.report import ArticleReport, BriefingReport, Report

Thing = dict[str, Any]
"""Something that JSON-LD tells of: its properties by their names at schema.org."""

TYPES: Mapping[str, str] = {
    "home": "WebSite",
    "briefing": "Report",
    "article": "CreativeWork",
    "theme": "CollectionPage",
    "party": "CollectionPage",
    "index": "CollectionPage",
    "data": "Dataset",
}
"""What a kind of page is at schema.org; any other is a `WebPage`."""
OG_TYPES: Mapping[str, str] = {"home": "website", "briefing": "article", "comparison": "article", "article": "article"}
"""What a kind of page is for Open Graph; any other is a `website`, as its specification says of what has no type."""
FORMATS: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "md": "text/markdown",
    "yaml": "application/yaml",
    "zip": "application/zip",
}
"""The media type of a download, by the ending of its name (IANA)."""


def document_head(page: Page, report: Report, files: Collection[SiteFile], render: Render) -> HtmlPart:
    """What stands in the head of a page's document."""
    settings = render.settings
    listed = page.kind not in ("notice", "missing")
    paths = {file.path for file in files}
    head = render(
        "head",
        title=page.title,
        kind=OG_TYPES.get(page.kind, "website"),
        description=page.description or settings.description,
        address=page_address(render, page.uri) if listed else "",
        site=settings.name,
        locale=render.words.open_graph_locale,
        unlisted=page.kind == "missing" or (page.kind == "notice" and "moved_to" not in page.metadata),
        feeds=[
            {"type": kind, "href": addresses.link(page.uri, path), "title": render.words(f"head.{name}")}
            for name, kind, path in (
                ("atom", "application/atom+xml", addresses.ATOM_FEED),
                ("json", "application/feed+json", addresses.JSON_FEED),
            )
            if path in paths and settings.url and listed
        ],
    )
    if not listed:
        return head
    return HtmlPart(
        head.html + json_script({"@context": "https://schema.org", "@graph": graph(page, report, files, render)}).html
    )


def graph(page: Page, report: Report, files: Collection[SiteFile], render: Render) -> list[Thing]:
    """The page, the site it is part of, and the way to it."""
    settings = render.settings
    address = _address(page, render, page.uri)
    site: Thing = {
        "@type": "WebSite",
        "@id": f"{_address(page, render, addresses.HOME)}#site",
        "name": settings.name,
        "url": _address(page, render, addresses.HOME),
        "inLanguage": settings.language,
    }
    if settings.description:
        site["description"] = settings.description
    if page.kind == "home":
        return [site]
    kind = TYPES.get(page.kind, "WebPage")
    thing: Thing = {
        "@type": kind,
        "@id": f"{address}#page",
        "name": page.title,
        "url": address,
        "inLanguage": settings.language,
        "isPartOf": {"@id": site["@id"]},
    }
    if page.description:
        thing["description"] = page.description
    thing |= _more(page, report, files, render)
    trail = [*page.breadcrumb, (page.title, page.uri)]
    crumbs: Thing = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": _address(page, render, uri)}
            for place, (name, uri) in enumerate(trail, 1)
        ],
    }
    return [site, thing, crumbs]


def _more(page: Page, report: Report, files: Collection[SiteFile], render: Render) -> Thing:
    """What is told of pages of one kind only."""
    steps = page.uri.split("/")
    name = steps[1] if len(steps) > 1 else ""
    if page.kind == "briefing" and (b := report.briefings.get(name)):
        return _briefing(page, b, report, render)
    if page.kind == "comparison" and (b := report.briefings.get(name)):
        whole = _address(page, render, addresses.briefing_page(b.id))
        return {"isPartOf": {"@type": "Report", "@id": f"{whole}#page", "name": b.document.title, "url": whole}}
    if page.kind in ("article", "source") and (a := report.articles.get(name)):
        return {"isBasedOn": _original(a)} | ({"inLanguage": a.article.language} if a.article.language else {})
    if page.kind in ("theme", "party"):
        return {"about": {"@type": "Thing", "name": page.title}}
    if page.kind == "data":
        return {
            "distribution": [_download(page, file, render) for file in files if file.path.startswith(addresses.DATA)]
        }
    return {}


def _briefing(page: Page, b: BriefingReport, report: Report, render: Render) -> Thing:
    library = report.library
    subjects = [
        *(library.theme(i).label for i in b.document.themes if i in library.themes),
        *(b.actor_labels[i] for i in b.document.actors if i in b.actor_labels),
    ]
    told: Thing = {"headline": b.document.title, "alternativeHeadline": b.document.question}
    if b.document.key_points:
        told["abstract"] = " ".join(" ".join(p.text.split()) for p in b.document.key_points)
    if b.document.as_of:
        told["contentReferenceTime"] = b.document.as_of
    if subjects:
        told["about"] = [{"@type": "Thing", "name": label} for label in subjects]
    told["citation"] = [
        {
            "@type": "CreativeWork",
            "name": a.title,
            "url": _address(page, render, addresses.article_page(a.article.id)),
            "isBasedOn": _original(a),
        }
        for a in b.articles
    ]
    return told


def _original(a: ArticleReport) -> Thing:
    """The text that was captured: who published it and when, only where the desk verified it or the text says it."""
    headline = a.printed("headline")
    told: Thing = {"@type": "Article" if headline else "CreativeWork", "name": a.title}
    if headline:
        told["headline"] = headline
    if a.record.address:
        told["url"] = a.record.address
    if a.record.publisher:
        told["publisher"] = {"@type": "Organization", "name": a.record.publisher}
    if published := a.record.published or a.article.published:
        told["datePublished"] = published
    return told


def _download(page: Page, file: SiteFile, render: Render) -> Thing:
    ending = file.path.rpartition(".")[2]
    address = render.settings.url + quote(file.path) if render.settings.url else addresses.link(page.uri, file.path)
    told: Thing = {"@type": "DataDownload", "name": file.path.rpartition("/")[2], "contentUrl": address}
    if ending in FORMATS:
        told["encodingFormat"] = FORMATS[ending]
    return told


def _address(page: Page, render: Render, uri: str) -> str:
    """The address of another page: absolute where the site has one, else relative to this page."""
    return page_address(render, uri) or addresses.link(page.uri, uri)
