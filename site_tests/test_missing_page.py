"""The page for an address that no page has: it helps at any depth, with or without an address of the site's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from build_scripts.missing_page import SHELVES, site_root
from build_scripts.mkdocs_plugin import with_missing_page
from build_scripts.page import HeadingPart, Page, content_html
from build_scripts.pages import read_pages
from build_scripts.site_settings import SiteSettings
from site_tests.conftest import Site
from site_tests.ports import make_ports
from site_tests.projects import ROOT, briefbook

ADDRESS = "https://example.org/desk/ports/"


class Links(HTMLParser):
    """Where the elements of a class lead, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.hrefs.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("url", "root"),
    [("", "/"), ("https://example.org", "/"), ("https://example.org/a/b", "/a/b/"), (ADDRESS, "/desk/ports/")],
)
def test_links_lead_from_the_root_of_the_site(url: str, root: str) -> None:
    assert site_root(url) == root


@pytest.mark.parametrize("url", ["", ADDRESS])
def test_it_leads_to_every_list_and_briefing_that_there_is_and_to_nothing_else(tmp_path: Path, url: str) -> None:
    publication, _ = read_pages(make_ports(tmp_path), SiteSettings("Desk", url=url, report_errors="https://e.org/"))
    missing = publication.missing
    assert missing is not None
    assert missing not in publication.pages
    there = {page.uri for page in publication.pages}
    root = urlsplit(url).path or "/"
    links = Links(content_html(missing.parts).replace('class="headerlink" href="#', 'class="headerlink" name="'))
    inner = [h for h in links.hrefs if h and h != "https://e.org/"]
    assert all(h.startswith(root) for h in inner)
    led = {h.removeprefix(root) for h in inner}
    assert led == {uri for _, uri in SHELVES if uri in there} | {"briefings/ports/"}
    assert {"", "briefings/", "articles/", "sources/"} <= led
    assert "https://e.org/" in links.hrefs
    assert missing.head is not None
    assert 'name="robots" content="noindex"' in missing.head.html
    assert "og:url" not in missing.head.html


def test_without_content_it_still_leads_home(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    publication, _ = read_pages(tmp_path)
    assert publication.missing is not None
    html = content_html(publication.missing.parts)
    assert 'href="/"' in html
    assert 'id="briefings"' not in html


def test_the_themes_page_keeps_its_frame_and_gets_our_words() -> None:
    from mkdocs.config.defaults import MkDocsConfig

    config = MkDocsConfig()
    config.load_dict({"site_name": "A & <b>"})
    page = Page("404.html", "missing", "Gone & <b>", (HeadingPart(1, "top", r"Gone \1 & <b>"),))
    frame = (
        '<head><title>A</title></head><body><article class="md-content__inner md-typeset">\n<h1>404</h1>\n</article>'
        "<footer></footer></body>"
    )
    made = with_missing_page(frame, page, config)
    assert "<title>Gone &amp; &lt;b&gt; - A &amp; &lt;b&gt;</title></head>" in made
    assert r"Gone \1 &amp; &lt;b&gt;" in made
    assert "<h1>404</h1>" not in made
    assert made.endswith("</article><footer></footer></body>")
    assert with_missing_page("another theme's", page, config) == "another theme's"


def test_every_build_has_it_in_the_place_of_the_themes_own(site: Site, tmp_path: Path) -> None:
    html = (site.folder / "404.html").read_text("utf-8")
    assert html.count("<h1") == 1
    assert "404 - Not found" not in html
    assert re.search(r"<title>Page not found - Briefbook</title>", html)
    briefbook(site.root, "build", "--site-dir", str(tmp_path / "site"), env={"SITE_URL": ADDRESS})
    made = (tmp_path / "site/404.html").read_text("utf-8")
    content = re.search(r"<article.*?</article>", made, re.DOTALL)
    assert content is not None
    for href in Links(content[0]).hrefs:
        if not href.startswith("#"):
            path = urljoin(f"{ADDRESS}a/b/c/", href).removeprefix(ADDRESS)
            assert (tmp_path / "site" / path / "index.html").is_file(), href


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_who_is_lost_comes_back(site: Site, visit: Callable[..., BrowserContext], scripts: bool) -> None:
    """Served as a host does it: with this page and the status 404 for whatever is not there."""

    class Host(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            data = (site.folder / "404.html").read_bytes()
            self.send_response(200)  # 404 there; a browser would tell it as an error on its console
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def handler(*args: object) -> Host:
        return Host(*args, directory=str(site.folder))  # type: ignore[arg-type]

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            origin = f"http://127.0.0.1:{server.server_port}/"
            page = visit(origin, java_script_enabled=scripts, width=360).new_page()
            page.goto(f"{origin}articles/an/old/address/")
            expect(page.locator("h1")).to_contain_text("Page not found")
            title = next(iter(site.report.briefings.values())).document.title
            page.locator(".md-content").get_by_role("link", name=title).click()
            expect(page.locator("h1")).to_contain_text(title)
            assert page.url.startswith(f"{origin}briefings/")
        finally:
            server.shutdown()
