"""Citing: what stands in a line of text and in BibTeX, whatever a title is; where to tell of an error."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from build_scripts.citing import CITED, bibtex, bibtex_key, tex
from build_scripts.error_reports import check_report_errors, report_address
from build_scripts.page import Page, content_html
from build_scripts.pages import read_pages
from build_scripts.problems import ProblemsError
from build_scripts.site_settings import SiteSettings
from site_tests.ports import make_ports

HOSTILE = [
    "Plain title",
    "100 % of {the} ports & $5 #1 a_b ~x ^y \\input{secret} <b>",
    "}} , note = {x",
    "{ one that is never closed",
    "\\",
    "Переговоры, محادثات, 会谈",
    "two\nlines\u2028and\ttabs\x00",
    '"quoted" @misc{other,',
]


def entry(text: str) -> tuple[str, str, dict[str, str]]:
    """A BibTeX entry read as BibTeX reads it: a backslash protects no brace. Its type, key and fields."""
    head = re.match(r"@(\w+)\{([^\s,{}\"#%'()=~\\]+),\n", text)
    assert head is not None, text
    fields: dict[str, str] = {}
    at = head.end()
    while text[at] != "}":
        name = re.match(r"\s*(\w+) = \{", text[at:])
        assert name is not None, text[at:]
        at += name.end()
        start, depth = at, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        assert name[1] not in fields
        fields[name[1]] = text[start : at - 1]
        assert text[at : at + 2] == ",\n"
        at += 2
    assert text[at:] == "}"
    return head[1], head[2], fields


def untexed(value: str) -> str:
    """What TeX prints for a field: each command and each escaped sign as its sign."""
    signs = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    signs |= {"less": "<", "greater": ">", "bar": "|"}
    bare = re.sub(r"\\text(\w+)\{\}|\\[#$%&_]", "", value)
    assert not set("\\{}#$%&_~^") & set(bare), f"TeX would read these as its own: {bare!r}"
    return re.sub(r"\\text(\w+)\{\}|\\([#$%&_])", lambda m: signs[m[1]] if m[1] else m[2], value)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_one_field_and_prints_as_it_is(title: str) -> None:
    made = bibtex(title, title, "briefings/x/", "https://example.org/briefings/x/", None, "undated")
    kind, key, fields = entry(made)
    assert (kind, key) == ("misc", "briefings:x")
    assert list(fields) == ["title", "organization", "howpublished", "url", "note"]
    shown = "".join(c for c in " ".join(title.split()) if c.isprintable())
    assert untexed(fields["title"][1:-1]) == shown
    assert untexed(fields["organization"][1:-1]) == shown
    assert fields["title"][0] + fields["title"][-1] == "{}"


def test_dates_and_addresses_stand_there_where_they_are_known() -> None:
    _, _, fields = entry(bibtex("T", "S", "articles/x/", "", "2024-05", "undated"))
    assert fields == {"title": "{T}", "organization": "{S}", "year": "2024", "date": "2024-05"}
    _, _, fields = entry(bibtex("T", "S", "articles/x/", "", None, "tarihsiz"))
    assert fields == {"title": "{T}", "organization": "{S}", "note": "tarihsiz"}


def test_no_two_pages_have_one_key() -> None:
    uris = ["themes/a b/", "themes/a-b/", "themes/a_b/", "themes/ä/", "themes/ö/", "themes/a/b/", "themes/a:b/"]
    keys = [bibtex_key(uri) for uri in uris]
    assert len({k.casefold() for k in keys}) == len(uris)
    assert all(re.fullmatch(r"[A-Za-z0-9:.-]+", key) for key in keys)


def test_what_tex_reads_as_its_own_is_escaped() -> None:
    assert tex("a_b & {c}") == r"a\_b \& \textbraceleft{}c\textbraceright{}"


SETTINGS = SiteSettings("Desk", "About ports.", "https://example.org/desk/", "en", "mailto:desk@example.org")


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose briefing has a hostile title and a date, and an article with a date in its record."""
    root = make_ports(tmp_path_factory.mktemp("citing"))
    briefing = root / "content/briefings/ports.yaml"
    title = 'title: "</script><b>Ports</b> & 100 % {of} them: what\'s \\"agreed\\"?"'
    briefing.write_text(
        briefing.read_text("utf-8").replace("title: Ports", title).replace("as_of: null", "as_of: 2026-03-05"), "utf-8"
    )
    record = "# yaml-language-server: $schema=../../schemas/record.json\npublished: 2026-02\n"
    (root / "content/records/harbour.yaml").write_text(record, "utf-8")
    return root


def cited(page: Page) -> tuple[str, str]:
    """The line and the BibTeX entry that a page shows."""
    html = content_html(page.parts)
    line, entry = re.findall(r'<(p|pre) id="cite-(?:text|bibtex)"[^>]*>(.*?)</\1>', html, re.DOTALL)
    return unescape(line[1]), unescape(entry[1])


@pytest.mark.parametrize("url", ["", "https://example.org/desk/"])
def test_every_page_that_can_be_cited_says_how(ports: Path, url: str) -> None:
    settings = SiteSettings("Desk & Co", url=url)
    pages = read_pages(ports, settings)[0].pages
    kinds = {page.kind for page in pages if "cite-bibtex" in content_html(page.parts)}
    assert kinds == {page.kind for page in pages} & set(CITED) >= {"briefing", "comparison", "article", "source"}
    keys = set()
    for page in (p for p in pages if p.kind in CITED):
        line, text = cited(page)
        _, key, fields = entry(text)
        keys.add(key)
        assert untexed(fields["title"][1:-1]) == page.title
        assert page.title in line
        assert "Desk & Co" in line
        assert ("howpublished" in fields) is bool(url)
        if url:
            assert fields["url"] == f"{url}{page.uri}"
            assert line.endswith(f"{url}{page.uri}")
        else:
            assert "no public address" in content_html(page.parts)
        date = {"briefings/ports/": "2026-03-05", "articles/harbour/": "2026-02", "sources/harbour/": "2026-02"}
        expected = date.get(page.uri) or ("2026-03-05" if page.kind == "comparison" else None)
        assert fields.get("date") == expected
        assert ("year" in fields) is (expected is not None)
        assert ("ndated" in line) is (expected is None)
    assert len(keys) == sum(p.kind in CITED for p in pages)


def test_a_copy_button_names_what_it_copies_and_waits_for_the_script(ports: Path) -> None:
    for page in read_pages(ports, SETTINGS)[0].pages:
        html = content_html(page.parts)
        for button in re.findall(r"<button[^>]*data-bb-copy=[^>]*>", html):
            target = re.search(r'data-bb-copy="([^"]+)"', button)
            assert target is not None
            assert html.count(f'id="{target[1]}"') == 1
            assert " hidden " in button


def test_an_error_is_told_to_the_address_of_the_settings(ports: Path) -> None:
    pages = {p.uri: p for p in read_pages(ports, SETTINGS)[0].pages}
    for uri in ("briefings/ports/", "articles/harbour/", "briefings/ports/themes/"):
        found = re.search(r'<a href="(mailto:[^"]*)"', content_html(pages[uri].parts))
        assert found is not None
        parts = urlsplit(unescape(found[1]))
        assert parts.path == "desk@example.org"
        assert parse_qs(parts.query) == {
            "subject": [pages[uri].title],
            "body": [f"https://example.org/desk/{uri}"],
        }
    without = {p.uri: p for p in read_pages(ports, SiteSettings())[0].pages}
    html = content_html(without["briefings/ports/"].parts)
    assert 'id="report"' not in html
    assert "#report" not in html


def test_an_address_of_the_web_stays_as_it_is() -> None:
    settings = SiteSettings(report_errors="https://example.org/issues?q=a&b=c")
    assert report_address(settings, "T", "x/") == settings.report_errors
    settings = SiteSettings(report_errors="mailto:a@example.org?subject=Errors")
    assert report_address(settings, "T", "x/") == settings.report_errors
    made = report_address(SiteSettings(report_errors="mailto:a@example.org"), "a&body=b\r\nBcc: c", "é/")
    assert unquote(made.partition("&body=")[0]).endswith("subject=a&body=b Bcc: c")
    assert " " not in made
    assert made.count("&") == 1


@pytest.mark.parametrize("address", ["", "https://example.org", "mailto:desk@example.org", "MAILTO:a@b?subject=x"])
def test_addresses_that_lead_somewhere(address: str) -> None:
    check_report_errors(SiteSettings(report_errors=address))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://example.org", "desk@example.org", "https://", "mailto:", "https://a b", "data:x",
     'https://a.org/"><script>', "mailto:a@b,c@d", "https://[x", " https://example.org", "//example.org"],
)  # fmt: skip
def test_addresses_that_are_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as error:
        check_report_errors(SiteSettings(report_errors=address))
    (problem,) = error.value.problems
    assert (problem.code, problem.path) == ("P008", "mkdocs.yml")


def test_a_refused_address_fails_the_build(ports: Path) -> None:
    with pytest.raises(ProblemsError, match="report_errors"):
        read_pages(ports, SiteSettings(report_errors="javascript:alert(1)"))
