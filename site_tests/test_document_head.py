"""The head of documents: Open Graph, feeds and JSON-LD, read from pages as a browser and a crawler read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from build_scripts import addresses
from build_scripts.document_head import document_head
from build_scripts.library import read_library
from build_scripts.page import Page, Publication, SiteFile, json_script
from build_scripts.pages import Renderer, read_pages
from build_scripts.report import report_of
from build_scripts.site_settings import SiteSettings
from site_tests.conftest import Site
from site_tests.ports import make_ports
from site_tests.projects import ROOT, briefbook

ADDRESS = "https://example.org/desk/"
HOSTILE = '</script><script>alert(1)</script><!-- \u2028 & "x" \' <title> محادثات'


class Head(HTMLParser):
    """What stands in a document's head: elements with their attributes, and the text of scripts and the title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[int, str] = {}
        self._open = ""
        self._within = True
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = self._within and tag != "body"
        if self._within:
            self.elements.append((tag, {k: v or "" for k, v in attrs}))
            self._open = tag

    def handle_data(self, data: str) -> None:
        if self._within and self._open in ("script", "title"):
            place = len(self.elements) - 1
            self.texts[place] = self.texts.get(place, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def meta(self, name: str) -> list[str]:
        return [a["content"] for t, a in self.elements if t == "meta" and name in (a.get("property"), a.get("name"))]

    def links(self, rel: str) -> list[dict[str, str]]:
        return [a for t, a in self.elements if t == "link" and a.get("rel") == rel]

    def data(self) -> list[dict[str, Any]]:
        """The JSON-LD of the document, by script."""
        kind = "application/ld+json"
        places = [i for i, (t, a) in enumerate(self.elements) if t == "script" and a.get("type") == kind]
        return [json.loads(self.texts[i]) for i in places]


def head_of(page: Page) -> Head:
    assert page.head is not None
    return Head(page.head.html)


def things(head: Head) -> dict[str, dict[str, Any]]:
    """What the JSON-LD tells of, by type."""
    (data,) = head.data()
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def addresses_in(value: Any) -> Iterator[str]:
    """Every address in JSON-LD that leads to a page of the site or elsewhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("url", "item", "contentUrl", "@id") and isinstance(inner, str):
                yield inner
            else:
                yield from addresses_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from addresses_in(inner)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose briefing, theme and article have hostile names."""
    root = make_ports(tmp_path_factory.mktemp("head"))
    briefing = root / "content/briefings/ports.yaml"
    quoted = json.dumps(HOSTILE)
    text = briefing.read_text("utf-8").replace("title: Ports", f"title: {quoted}").replace("What was agreed?", quoted)
    briefing.write_text(text, "utf-8")
    theme = root / "content/themes/ferries.yaml"
    theme.write_text(theme.read_text("utf-8").replace("label: Ferries", f"label: {quoted}"), "utf-8")
    (root / "content/records/harbour.yaml").write_text(
        "# yaml-language-server: $schema=../../schemas/record.json\n"
        f"publisher: {quoted}\naddress: https://example.com/harbour?a=1&b=2\npublished: 2026-02-03\n",
        "utf-8",
    )
    return root


@pytest.fixture(scope="module", params=["", ADDRESS])
def published(hostile: Path, request: pytest.FixtureRequest) -> tuple[str, Publication]:
    return request.param, read_pages(hostile, SiteSettings("Desk <&>", 'About "ports" & piers.', request.param))[0]


def test_json_in_a_script_is_the_same_data_and_ends_no_script() -> None:
    data = {"name": HOSTILE, "again": ["\ud800", "\x00", "]]>", "</SCRIPT", "<!--<script>"]}
    html = json_script(data).html
    body = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(body)
    assert json.loads(body) == data
    body.encode("utf-8")


def test_every_page_tells_what_it_is(published: tuple[str, Publication]) -> None:
    url, publication = published
    there = {page.uri for page in publication.pages} | {file.path for file in publication.files}
    for page in publication.pages:
        head = head_of(page)
        assert head.meta("og:title") == [page.title]
        assert head.meta("og:site_name") == ["Desk <&>"]
        assert head.meta("og:locale") == ["en_US"]
        assert head.meta("twitter:card") == ["summary"]
        assert head.meta("og:description") == [page.description or 'About "ports" & piers.']
        assert head.meta("og:type")[0] in ("website", "article")
        assert head.meta("og:url") == ([f"{url}{page.uri}"] if url and page.kind != "notice" else [])
        assert not head.meta("description"), "the theme prints it"
        assert not head.links("canonical"), "the theme prints it"
        assert not [t for t, a in head.elements if t == "script" and a.get("type") != "application/ld+json"]
        if page.kind == "notice":
            continue
        for address in addresses_in(head.data()):
            if address.startswith("https://example.com/"):
                continue
            full = urljoin(f"{ADDRESS}{page.uri}", address)
            assert full.startswith(ADDRESS)
            assert full.removeprefix(ADDRESS).partition("#")[0] in there
            assert address.startswith(ADDRESS) is bool(url)


def test_a_briefing_is_a_report_on_its_subjects_that_cites_its_articles(
    published: tuple[str, Publication], hostile: Path
) -> None:
    _, publication = published
    page = next(p for p in publication.pages if p.kind == "briefing")
    told = things(head_of(page))
    report = told["Report"]
    assert report["headline"] == report["name"] == page.title == HOSTILE
    assert report["alternativeHeadline"] == HOSTILE
    assert [subject["name"] for subject in report["about"]] == [HOSTILE]
    articles = report_of(read_library(hostile)).briefings["ports"].articles
    assert [work["name"] for work in report["citation"]] == [a.title for a in articles]
    original = report["citation"][0]["isBasedOn"]
    assert original["publisher"] == {"@type": "Organization", "name": HOSTILE}
    assert original["url"] == "https://example.com/harbour?a=1&b=2"
    assert original["datePublished"] == "2026-02-03"
    assert "publisher" not in report["citation"][1]["isBasedOn"]
    assert not {"datePublished", "author", "publisher", "contentReferenceTime"} & set(report)
    crumbs = told["BreadcrumbList"]["itemListElement"]
    assert [c["position"] for c in crumbs] == list(range(1, len(crumbs) + 1))
    assert [c["name"] for c in crumbs] == [*(label for label, _ in page.breadcrumb), page.title]


def test_each_kind_has_its_type(published: tuple[str, Publication]) -> None:
    _, publication = published
    expected = {"home": "WebSite", "briefing": "Report", "article": "CreativeWork", "comparison": "WebPage"}
    expected |= {"source": "WebPage", "theme": "CollectionPage", "method": "WebPage", "data": "Dataset"}
    for page in publication.pages:
        if page.kind in expected:
            assert expected[page.kind] in things(head_of(page)), page.uri
        if page.kind in ("article", "source"):
            kinds = things(head_of(page))
            told = kinds.get("CreativeWork") or kinds["WebPage"]
            assert told["isBasedOn"]["name"] == next(
                p.title for p in publication.pages if p.uri == page.uri.replace("sources/", "articles/")
            )


def test_feeds_are_named_where_there_are_any_and_the_site_has_an_address(hostile: Path) -> None:
    settings = SiteSettings(url=ADDRESS)
    render = Renderer(hostile / "templates", settings)
    report = report_of(read_library(hostile))
    page = Page("articles/x/", "article", "X", ())
    feeds = (SiteFile(addresses.ATOM_FEED, b""), SiteFile(addresses.JSON_FEED, b""))
    found = Head(document_head(page, report, feeds, render).html).links("alternate feed")
    assert [(f["type"], urljoin(ADDRESS + page.uri, f["href"])) for f in found] == [
        ("application/atom+xml", ADDRESS + addresses.ATOM_FEED),
        ("application/feed+json", ADDRESS + addresses.JSON_FEED),
    ]
    assert not Head(document_head(page, report, (), render).html).links("alternate feed")
    plain = Renderer(hostile / "templates", SiteSettings())
    assert not Head(document_head(page, report, feeds, plain).html).links("alternate feed")


@pytest.mark.parametrize(
    ("tag", "locale"), [("en", "en_US"), ("tr", "tr_TR"), ("pt-BR", "pt_BR"), ("ar", "ar_EG"), ("zh-Hant-TW", "zh_TW")]
)
def test_the_locale_has_a_territory(tag: str, locale: str) -> None:
    from build_scripts.wording import Words

    assert Words(tag, {}, "").open_graph_locale == locale


def test_the_built_pages_have_each_once(site: Site, tmp_path: Path) -> None:
    """Also what the theme prints: description and canonical address stand there once."""
    briefbook(site.root, "build", "--site-dir", str(tmp_path / "site"), env={"SITE_URL": ADDRESS})
    for page in site.pages:
        html = (tmp_path / "site" / page.uri / "index.html").read_text("utf-8")
        head = Head(html)
        assert len(head.meta("description")) == 1
        assert len(head.links("canonical")) == 1
        assert head.links("canonical")[0]["href"] == head.meta("og:url")[0] == ADDRESS + page.uri
        assert len(head.meta("og:title")) == len(head.data()) == 1
        assert html.count("</head>") == 1
        assert not head.meta("robots")
    without = Head((site.folder / "index.html").read_text("utf-8"))
    assert not without.links("canonical")
    assert len(without.data()) == 1


def test_the_words_of_the_heads_come_from_the_language(tmp_path: Path) -> None:
    """No word in the templates of this head: what is between their tags is fields only."""
    text = (ROOT / "templates/head.html.j2").read_text("utf-8")
    assert not re.sub(r"\{%.*?%\}|<[^>]*>|\s", "", text)
