"""Turkish: the site builds in it, and its pages speak it alone, with its numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import yaml

from build_scripts.wording import Words, words_of
from site_tests.conftest import Site, site_of
from site_tests.projects import briefbook, copy_project
from site_tests.pseudo import LANGUAGES, Content, english, speak

FILE = LANGUAGES / "tr.yaml"
ENGLISH = english()
TURKISH = words_of("tr", FILE.read_text("utf-8"), FILE.name, ENGLISH)
LONG = 5
"""How many words a piece of a text must have to be told from chance."""
SIGNS = r"[\s“”(){}\[\]:;,./·×…–]|[kM]B"
"""What stays of a text in every language."""
NOTATION = re.compile(f"(?:\\{{[a-z_]+\\}}|SHA-256|CSV|JSON|YAML|Markdown|Python|{SIGNS})*")
HEADINGS = ("bottom_line", "at_a_glance", "kinds", "sources_heading")


# --- the words


def texts(words: Words) -> Iterator[tuple[str, str]]:
    """The name of each word with each of its texts."""
    for name in words.names():
        for text in words.forms(name).values():
            yield name, text


def test_every_word_is_translated() -> None:
    shared = [(n, text) for n, text in texts(TURKISH) if ENGLISH.has(n)]
    assert [n for n, text in shared if text == ENGLISH.forms(n)["other"] and not NOTATION.fullmatch(text)] == []


def test_a_suffix_never_stands_at_a_field() -> None:
    """What a field holds is not known, so no suffix can be in harmony with it."""
    assert [(n, text) for n, text in texts(TURKISH) if re.search(r"\}['’”]?['’]?[a-zçğıöşü]", text)] == []


def test_what_is_counted_stands_in_the_singular() -> None:
    assert [(n, text) for n, text in texts(TURKISH) if re.search(r"\{count\} [a-zçğıöşü]+l[ae]r\b", text)] == []


def test_numbers_stand_as_turkish_writes_them() -> None:
    wrong = re.compile(r"\d\s*%|\d,\d{3}\b")
    assert [(n, text) for n, text in texts(TURKISH) if wrong.search(text)] == []


# --- a site


def make(folder: Path) -> None:
    """This project's site in Turkish."""
    root = copy_project(folder / "project")
    speak(root, "tr", FILE.read_text("utf-8"))
    env = {"SITE_URL": "https://desk.example/", "REPORT_ERRORS": "mailto:desk@desk.example"}
    briefbook(root, "build", "--site-dir", str(folder / "site"), env=env)


@pytest.fixture(scope="module")
def turkish(shared_folder: Callable[..., Path]) -> Site:
    folder = shared_folder("turkish-site", make)
    return site_of(folder / "project", folder / "site")


def page_of(site: Site, uri: str) -> str:
    return (site.folder / uri / "index.html").read_text("utf-8")


def plain(html: str) -> str:
    """A file's text without its tags, white space as one space."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def pieces(text: str) -> Iterator[str]:
    """The long pieces of a text that stand between its fields, its marks of Markdown and its ends of sentences."""
    for piece in re.split(r"\{[a-z_]+\}|\*\*|`[^`]*`|\n\s*\n|\n\s*(?:-|\d\.) |(?<=[.:;])\s", text):
        if len(piece.split()) >= LONG:
            yield " ".join(piece.split())


def test_every_page_says_that_it_is_turkish(turkish: Site) -> None:
    pages = sorted(turkish.folder.rglob("*.html"))
    assert len(pages) > 10
    assert [p for p in pages if not re.search(r'<html[^>]*\blang="?tr\b', p.read_text("utf-8"))] == []


def test_a_briefing_has_turkish_headings(turkish: Site) -> None:
    html = page_of(turkish, turkish.uri("briefing"))
    found = {plain(h).rstrip("¶ ") for h in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", html, re.DOTALL)}
    wanted = {f"briefing.{name}" for name in HEADINGS} | {"left_out.heading", "timeline.heading", "citing.heading"}
    assert {name for name in wanted if TURKISH(name) not in found} == set()
    assert found & {ENGLISH(name) for name in wanted} == set()
    assert {"Özet", "Bir bakışta"} <= found


def test_a_line_is_cited_in_turkish(turkish: Site) -> None:
    html = plain(page_of(turkish, turkish.uri("briefing")))
    assert re.search(r", \d+\. satır\b", html)
    assert not re.search(r"\blines? \d", html)


def test_dates_and_numbers_are_turkish(turkish: Site) -> None:
    changes = plain(page_of(turkish, turkish.uri("changes")))
    for path in (turkish.root / "content" / "changes").glob("*.yaml"):
        day = yaml.safe_load(path.read_text("utf-8"))["date"]
        months = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split()
        assert f"{day.day} {months[day.month - 1]} {day.year}" in changes
    for article in turkish.report.articles.values():
        page = plain(page_of(turkish, f"articles/{article.article.id}"))
        characters = f"{len(article.source.text):,}".replace(",", ".")
        assert f"{characters}; makalede" in page


def test_repairs_have_turkish_reasons(turkish: Site) -> None:
    for article in turkish.report.articles.values():
        html = page_of(turkish, f"articles/{article.article.id}")
        told = re.findall(r"<code>([A-Z]\d{3})</code> <span([^>]*)>(.*?)</span>", html)
        assert len(told) == len(article.article.repairs) > 0
        assert [(code, t) for code, mark, t in told if "lang=" in mark] == []


def test_recorded_changes_are_told_in_turkish(turkish: Site) -> None:
    html = plain(page_of(turkish, "changes"))
    assert "Bilgi notu: eklendi US–Russia talks in Turkey" in html.replace("¶ ", "")
    for told in ("Briefing", "question", "50 statements", "announced lists or tables"):
        assert not re.search(rf"\b{told}\b", html), told
    assert "50 ifade, 3 tablo" in html


def test_no_english_text_remains(turkish: Site) -> None:
    files = [p for p in turkish.folder.rglob("*") if p.suffix in (".html", ".json", ".xml") and p.name != "corpus.json"]
    all_texts = [p.read_text("utf-8") for p in sorted(files)]
    said = "\n".join(f"{plain(text)}\n{' '.join(unescape(text).split())}" for text in all_texts)
    content = Content(turkish.root)
    left = [(n, p) for n, text in texts(ENGLISH) for p in pieces(text) if p in said and not content.has(p)]
    assert left == []
    own = {n for n, text in texts(TURKISH) for p in pieces(text) if p in said}
    assert len(own) > 100, "the pages' own texts are not found, so English ones would not be either"
