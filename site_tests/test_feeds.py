"""The feeds: valid, the entries of the page, with ids and dates that never change, and none without an address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from lxml import etree, html
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from build_scripts import addresses
from build_scripts.feeds import NEWEST, tag
from build_scripts.pages import read_pages
from build_scripts.site_settings import SiteSettings
from site_tests.projects import briefbook, copy_project
from site_tests.test_changes_page import point, record

SETTINGS = SiteSettings(name="Ports & <piers>", description="What “ports” say", url="https://example.org/a%20b/")
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMAS = Path(__file__).parent / "public_schemas"
SCHEMA, VERSION_1 = (json.loads((SCHEMAS / f"json-feed-{v}.json").read_text("utf-8")) for v in ("1.1", "1"))
JSON_FEED = Draft4Validator(
    SCHEMA,
    registry=Registry().with_resource("https://json.schemastore.org/feed-1", Resource.from_contents(VERSION_1, DRAFT4)),
    format_checker=Draft4Validator.FORMAT_CHECKER,
)
HOSTILE = "]]></content><script>alert(1)</script> &amp; \x0b\x1b \ufffe \U0001f6a2 نص"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = copy_project(tmp_path / "project", content=False)
    (root / "content" / "changes").mkdir(parents=True)
    return root


def feeds(root: Path, settings: SiteSettings = SETTINGS) -> dict[str, bytes]:
    paths = (addresses.ATOM_FEED, addresses.JSON_FEED)
    return {f.path: f.data for f in read_pages(root, settings)[0].files if f.path in paths}


def atom_of(root: Path) -> Any:
    return etree.fromstring(feeds(root)[addresses.ATOM_FEED])


def json_of(root: Path) -> Any:
    return json.loads(feeds(root)[addresses.JSON_FEED])


def test_the_atom_feed_has_what_rfc_4287_asks_for(root: Path) -> None:
    record(root, "one", "2026-01-02", [point()], "First")
    record(root, "two", "2026-03-04", [point("Later.")])
    feed = atom_of(root)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    for name in ("id", "title", "updated"):  # sections 4.1.1 and 4.1.2: exactly one
        assert len(feed.findall(f"{ATOM}{name}")) == 1
        for entry in feed.findall(f"{ATOM}entry"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == SETTINGS.name  # of the feed: then entries need none
    assert feed.findtext(f"{ATOM}title") == "Ports & <piers>: changes"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-04T00:00:00Z"
    by_relation = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert by_relation == {"self": f"{SETTINGS.url}changes/feed.xml", "alternate": f"{SETTINGS.url}changes/"}
    known = {"id", "title", "updated", "published", "link", "summary", "content"}
    first, second = feed.findall(f"{ATOM}entry")
    assert {etree.QName(e).localname for e in first} == known
    assert first.findtext(f"{ATOM}updated") == "2026-03-04T00:00:00Z"
    assert first.findtext(f"{ATOM}title") == "March 4, 2026"
    assert second.findtext(f"{ATOM}title") == "First"
    assert second.find(f"{ATOM}link").get("href") == f"{SETTINGS.url}changes/#e-one"
    assert second.findtext(f"{ATOM}summary") == "Summary of one."
    assert second.find(f"{ATOM}content").get("type") == "html"
    content = html.fragment_fromstring(second.findtext(f"{ATOM}content"), create_parent=True)
    assert content.findtext(".//ins") == "Ferries stay."


def test_the_json_feed_has_what_version_1_1_asks_for(root: Path) -> None:
    record(root, "one", "2026-01-02", [point()], "First")
    feed = json_of(root)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Ports & <piers>: changes"
    assert (feed["home_page_url"], feed["feed_url"]) == (
        f"{SETTINGS.url}changes/",
        f"{SETTINGS.url}changes/feed.json",
    )
    assert set(feed) <= {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
    JSON_FEED.validate(feed)
    (item,) = feed["items"]
    assert set(item) == {"id", "url", "title", "summary", "content_html", "date_published"}
    assert item["date_published"] == "2026-01-02T00:00:00Z"
    assert item["url"] == f"{SETTINGS.url}changes/#e-one"
    assert "Ferries stay." in item["content_html"]


def test_both_feeds_tell_the_same(root: Path) -> None:
    for n in range(3):
        record(root, f"e{n}", f"2026-01-0{n + 1}", [point(f"Point {n}.")])
    atom = [[e.findtext(f"{ATOM}{n}") for n in ("id", "title", "updated", "summary", "content")]
            for e in atom_of(root).findall(f"{ATOM}entry")]  # fmt: skip
    items = json_of(root)["items"]
    assert atom == [[i[k] for k in ("id", "title", "date_published", "summary", "content_html")] for i in items]
    assert len(items) == 3


def test_ids_never_change_and_none_is_given_twice(root: Path) -> None:
    record(root, "one", "2026-01-02", [point()], "First")
    record(root, "same-day", "2026-01-02", [point()], "First")
    before = {i["url"]: i["id"] for i in json_of(root)["items"]}
    assert sorted(before.values()) == [
        "tag:example.org,2026-01-02:/a%20b/changes/one",
        "tag:example.org,2026-01-02:/a%20b/changes/same-day",
    ]
    record(root, "one", "2026-01-02", [point("Other."), point()], "Another title")
    record(root, "later", "2027-01-02", [point()])
    after = {i["url"]: i["id"] for i in json_of(root)["items"]}
    assert after.items() >= before.items()
    assert len(set(after.values())) == 3


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://localhost:8000/x/", "localhost"),
        ("https://user:secret@example.org/", "example.org"),
        ("https://a..example/", "a..example"),
    ],
)
def test_a_tag_names_the_host_alone(url: str, authority: str) -> None:
    found = tag(url, "2026-01-02", "changes/x")
    assert re.fullmatch(r"[A-Za-z0-9:/.,%~_-]+", found)
    assert found.startswith(f"tag:{authority},2026-01-02:/")
    assert "secret" not in found


def test_hostile_text_stays_text_in_both_feeds(root: Path) -> None:
    path = record(root, "one", "2026-01-02", [point("PLACE", subject="PLACE")], "PLACE")
    quoted = json.dumps(HOSTILE.replace("\ufffe", "")).replace("\\ud83d\\udea2", "\\U0001f6a2")
    path.write_text(path.read_text("utf-8").replace("PLACE", quoted), "utf-8")
    feed = atom_of(root)
    shown = HOSTILE.replace("\ufffe", "").replace("\x0b", "\u240b").replace("\x1b", "\u241b")
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == shown
    assert not feed.xpath("//*[local-name() = 'script']")
    content = html.fragment_fromstring(entry.findtext(f"{ATOM}content"), create_parent=True)
    assert not content.xpath(".//script")
    assert content.findtext(".//ins") == shown
    assert json_of(root)["items"][0]["title"] == shown


def test_what_xml_has_no_place_for_is_replaced() -> None:
    from build_scripts.feeds import FeedItem, atom, json_feed
    from build_scripts.pages import Renderer
    from site_tests.projects import ROOT

    render = Renderer(ROOT / "templates", SETTINGS)
    item = FeedItem("tag:x", "https://x/", "a\ud800b\ufffec\x00d", "2026-01-02T00:00:00Z", "s\uffff", "<p>\x08</p>")
    feed = etree.fromstring(atom([item], render))
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "a\ufffdb[U+FFFE]c\u2400d"
    assert json.loads(json_feed([item], render))["items"][0]["title"] == "a\ufffdb[U+FFFE]c\u2400d"


def test_a_feed_holds_the_newest_entries(root: Path) -> None:
    for n in range(NEWEST + 20):
        record(root, f"e{n:03}", f"2026-{n // 28 + 1:02}-{n % 28 + 1:02}", [point(f"Point {n}.")])
    items = json_of(root)["items"]
    assert len(items) == NEWEST
    assert items[0]["url"].endswith(f"e-e{NEWEST + 19:03}")
    assert len(atom_of(root).findall(f"{ATOM}entry")) == NEWEST


def test_the_same_input_gives_the_same_bytes(root: Path) -> None:
    record(root, "one", "2026-01-02", [point()])
    assert feeds(root) == feeds(root)


def test_without_an_address_or_without_changes_there_is_no_feed(root: Path) -> None:
    assert feeds(root) == {}
    record(root, "one", "2026-01-02", [point()])
    assert feeds(root, SiteSettings()) == {}
    told = "\n".join(str(p.parts) for p in read_pages(root)[0].pages if p.uri == addresses.CHANGES)
    assert "feed.xml" not in told


def test_the_built_site_has_the_feeds_and_names_them(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    told = briefbook(root, "build")
    assert "no feed" in told
    assert not (root / "site" / addresses.ATOM_FEED).exists()
    told = briefbook(root, "build", env={"SITE_URL": "https://example.org/x/"})
    assert "no feed" not in told
    feed = etree.fromstring((root / "site" / addresses.ATOM_FEED).read_bytes())
    assert feed.findtext(f"{ATOM}id") == "https://example.org/x/changes/feed.xml"
    assert json.loads((root / "site" / addresses.JSON_FEED).read_bytes())["items"]
    page = html.fromstring((root / "site" / "changes" / "index.html").read_bytes())
    named = {e.get("type"): e.get("href") for e in page.xpath("//link[contains(@rel, 'alternate')]")}
    assert named == {"application/atom+xml": "feed.xml", "application/feed+json": "feed.json"}
    assert set(page.xpath("//p//a/@href")) >= {"feed.xml", "feed.json"}
    # Every link in an entry leads to a page that is there.
    for item in json.loads((root / "site" / addresses.JSON_FEED).read_bytes())["items"]:
        for href in html.fragment_fromstring(item["content_html"], create_parent=True).xpath(".//a/@href"):
            path = href.removeprefix("https://example.org/x/").partition("#")[0]
            assert (root / "site" / path / "index.html").is_file(), href
