"""The page of a briefing and the home page: their order, their counted figures, what they say where there is little."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from build_scripts.library import read_library
from build_scripts.named_places import dateline_place, named_places
from build_scripts.page import HeadingPart, Page, content_html
from build_scripts.pages import read_pages
from build_scripts.report import BriefingReport, report_of
from build_scripts.site_settings import SiteSettings
from site_tests.conftest import Site
from site_tests.ports import make_ports, pages
from site_tests.ports import run as command

ORDER = (
    "top", "bottom-line", "at-a-glance", "kinds", "rounds", "pictures", "measures", "watch", "speakers", "timeline",
    "left-out", "notes", "sources", "cite", "report", "downloads",
)  # fmt: skip
"""The anchors of a briefing's sections; comparisons have their own after `rounds`."""


def text_of(page: Page) -> str:
    """What a reader sees of a page, on one line."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", content_html(page.parts), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def anchors(page: Page) -> list[str]:
    return [part.id for part in page.parts if isinstance(part, HeadingPart)]


def section(page: Page, anchor: str) -> str:
    """The HTML from a heading to the next one of its level or above."""
    parts = list(page.parts)
    start = next(i for i, p in enumerate(parts) if isinstance(p, HeadingPart) and p.id == anchor)
    level = parts[start].level  # type: ignore[union-attr]
    end = next((i for i in range(start + 1, len(parts)) if getattr(parts[i], "level", 9) <= level), len(parts))
    return content_html(parts[start:end])


def with_content(root: Path, path: str, text: str) -> None:
    file = root / "content" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def briefing_of(root: Path, **lines: str) -> None:
    """Replace single lines of the ports' briefing by others."""
    file = root / "content/briefings/ports.yaml"
    text = file.read_text("utf-8")
    for key, value in lines.items():
        text, count = re.subn(rf"^{key}:.*$", value.replace("\\", r"\\"), text, flags=re.MULTILINE)
        assert count == 1, key
    file.write_text(text, "utf-8")


def test_the_sections_have_one_order_and_stable_anchors(site: Site) -> None:
    for page in (p for p in site.pages if p.kind == "briefing"):
        found = anchors(page)
        assert len(found) == len(set(found))
        known = [a for a in found if a in ORDER]
        assert known == [a for a in ORDER if a in known]
        assert {"top", "bottom-line", "at-a-glance", "kinds", "rounds", "left-out", "sources", "cite"} <= set(known)
        tables = [a for a in found if a.startswith("comparison-")]
        assert found.index("rounds") < found.index(tables[0]) < found.index("left-out")


def test_the_figures_at_a_glance_are_counted(site: Site) -> None:
    for b in site.report.briefings.values():
        page = next(p for p in site.pages if p.uri == f"briefings/{b.id}/")
        glance = section(page, "at-a-glance")
        statements = [s for a in b.articles for s in a.statements]
        text = " ".join(unescape(re.sub(r"<[^>]*>", " ", glance)).split())
        assert f"Statements {len(statements)} " in text
        agreed = sum(s.kind == "agreed" for s in statements)
        assert f"Said to be agreed {agreed} statement" in text
        missing = [m for a in b.articles for m in a.missing]
        assert f"Missing {len(missing)} announced list" in text
        assert all(m.announced in text for m in missing)
        for actor, label in b.actor_labels.items():
            count = sum(actor in s.actors for s in statements)
            assert re.search(rf"{re.escape(label)} \({count} statements?\)", text)
        rows = re.findall(r"<tr><th scope=\"row\">([^<]*)</th>(.*?)</tr>", glance)
        table = {name: [int(n) for n in re.findall(r">(\d+)</td>", cells)] for name, cells in rows}
        assert table.pop("All") == [*(len(a.statements) for a in b.articles), len(statements)]
        assert [row[-1] for row in table.values()] == [sum(row[:-1]) for row in table.values()]
        assert sum(row[-1] for row in table.values()) == len(statements)


def test_what_the_desk_judged_is_called_the_desks(site: Site) -> None:
    page = next(p for p in site.pages if p.kind == "briefing")
    assert "Written by the desk" in section(page, "bottom-line")
    assert "the desk’s judgement" in section(page, "at-a-glance")


@pytest.fixture
def ports(tmp_path: Path) -> Path:
    return make_ports(tmp_path)


def test_a_briefing_with_hardly_anything_says_so(ports: Path) -> None:
    with_content(
        ports,
        "briefings/ports.yaml",
        "title: Ports\nquestion: What was agreed?\narticles: [{id: pier, label: Pier}]\n",
    )
    with_content(ports, "sources/pier.txt", "One line that says nothing of it.\n")
    (ports / "content/articles/pier.yaml").unlink()
    (ports / "content/locks/pier.lock").unlink()
    command(ports, "normalize")
    page = pages(ports)["briefings/ports/"]
    text = text_of(page)
    assert "The desk has written no bottom line yet" in text
    assert "The desk has named none." in text
    assert "None is named in a dateline" in text
    assert "No statement tells of an agreement." in text
    assert "No list or table that is announced is missing." in text
    assert "Undated: no date of publication and no dated dateline was found in the articles" in text
    assert "1 article " in text
    assert not [a for a in anchors(page) if a.startswith("comparison-")]


def test_hostile_text_is_text(ports: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}</section>\"'&amp; " + "w" * 300
    quoted = json.dumps(hostile)
    briefing_of(ports, title=f"title: {quoted}", question=f"question: {quoted}")
    file = ports / "content/briefings/ports.yaml"
    file.write_text(file.read_text("utf-8").replace("label: Harbour", f"label: {quoted}"), "utf-8")
    with_content(ports, "records/harbour.yaml", f"publisher: {quoted}\nlooks_rewritten: {quoted}\n")
    made = pages(ports)
    for uri in ("", "briefings/ports/", "briefings/ports/themes/"):
        html = content_html(made[uri].parts)
        assert "<img" not in html
        assert "7*7" in html
        assert hostile.split("<")[0] + "&lt;img" in html


def test_a_source_has_its_original_address_and_who_published_it(ports: Path) -> None:
    with_content(
        ports,
        "records/harbour.yaml",
        "publisher: The Harbour Times\naddress: https://example.com/a?b=1&c=2\npublished: 2026-02-03\n",
    )
    sources = section(pages(ports)["briefings/ports/"], "sources")
    link = re.search(r'<a [^>]*href="https://example\.com/a\?b=1&amp;c=2"[^>]*>', sources)
    assert link is not None
    assert 'rel="external noopener"' in link[0]
    text = unescape(re.sub(r"<[^>]*>", "", sources))
    assert "Publisher, verified by the desk: The Harbour Times" in text
    assert "February 3, 2026" in text
    assert text.count("No publisher recognized") == 2
    assert sources.count("noopener") == 1


def test_what_may_not_be_shown_is_not_shown(ports: Path) -> None:
    file = ports / "content/briefings/ports.yaml"
    file.write_text(file.read_text("utf-8").replace("harbour@1-3", "harbour@3").replace("pier-2@3", "pier@3"), "utf-8")
    for rights in ("quotes", "none"):
        with_content(ports, "records/quay.yaml", f"rights: {rights}\n")
        html = content_html(pages(ports)["briefings/ports/"].parts)
        assert "Nothing was agreed about the money" not in html
        assert ("Only quotations are shown" if rights == "quotes" else "None of its words are shown") in html


def test_the_desks_notes_are_markdown_without_html(ports: Path) -> None:
    file = ports / "content/briefings/ports.yaml"
    text = file.read_text("utf-8").replace("See harbour@3.", "*See* <script>alert(1)</script> [x](javascript:alert)")
    file.write_text(text, "utf-8")
    notes = section(pages(ports)["briefings/ports/"], "notes")
    assert "<em>See</em>" in notes
    assert "<script>" not in notes
    assert 'href="javascript' not in notes
    assert "no source says it" in notes


# --- places -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("ISTANBUL (AP) —", "ISTANBUL"),
        ("ISTANBUL, May 31 (Reuters) -", "ISTANBUL"),
        ("GENEVA, Switzerland (AP) —", "GENEVA, Switzerland"),
        ("МОСКВА, 2 апреля. /ТАСС/.", "МОСКВА"),
        ("WASHINGTON —", "WASHINGTON"),
        ("ANKARA, Türkiye, 31 May 2024 –", "ANKARA, Türkiye"),
        ("BAD NEUENAHR-AHRWEILER (dpa) -", "BAD NEUENAHR-AHRWEILER"),
        ("(AP) —", ""),
    ],
)
def test_a_datelines_place_is_without_its_day_and_its_agency(dateline: str, place: str) -> None:
    assert dateline_place(dateline) == place


def places(root: Path, text: str) -> list[str]:
    """The places that a briefing on one article of this text names."""
    with_content(root, "sources/pier.txt", text)
    (root / "content/articles/pier.yaml").unlink()
    (root / "content/locks/pier.lock").unlink()
    command(root, "normalize")
    with_content(root, "actors/turkey.yaml", "label: Turkey\nterms: [Turkey, Turkish, Istanbul]\n")
    with_content(root, "actors/nato.yaml", "label: NATO\nterms: [NATO]\n")
    with_content(
        root,
        "briefings/ports.yaml",
        "title: P\nquestion: Q?\narticles: [{id: pier, label: Pier}]\nactors: [turkey, nato]\n",
    )
    return [p.text for p in named_places(briefing(root))]


def briefing(root: Path) -> BriefingReport:
    return report_of(read_library(root)).briefings["ports"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Envoys met in Istanbul for talks. They will gather in Turkey again.\n", ["Istanbul", "Turkey"]),
        ("Envoys met in Istanbul. They stayed in Istanbul.\n", ["Istanbul"]),
        ("In Turkey, envoys met.\n", ["Turkey"]),
        ("Envoys sailed in Turkish waters. They spoke in NATO circles and in NATO.\n", []),
        ("Turkey invited them. The Istanbul talks ended within Turkeys.\n", []),
        ("Faith in Turkey policy fell. They believe in Istanbul talks.\n", []),
        ("ISTANBUL (AP) — Envoys from four states met for talks on ferries on Friday.\n", ["ISTANBUL"]),
    ],
)
def test_a_place_is_what_is_named_as_one(ports: Path, text: str, expected: list[str]) -> None:
    assert places(ports, f"Talks on ferries\n\n{text}") == expected


def test_a_place_leads_to_its_line(ports: Path) -> None:
    places(ports, "Talks on ferries\n\nNothing yet.\n\nEnvoys met in Istanbul for talks.\n")
    glance = section(pages(ports)["briefings/ports/"], "at-a-glance")
    assert re.search(r"Istanbul</bdi>.{0,80}sources/pier/#L5", glance, re.DOTALL)


# --- home ---------------------------------------------------------------------------------------------------------

ENTRY = """date: {date}
{title}summary: {summary}
changes:
  - {{kind: key-point, act: added, subject: Key point, after: X{b}}}
"""


def entry(date: str, summary: str, title: str = "", briefing: str = "") -> str:
    return ENTRY.format(
        date=date,
        summary=summary,
        title=f"title: {title}\n" if title else "",
        b=f", briefing: {briefing}" if briefing else "",
    )


def test_a_card_has_the_answer_and_what_changed_last(ports: Path) -> None:
    with_content(ports, "changes/2026-01-01-a.yaml", entry("2026-01-01", "Old and ours.", "First", "ports"))
    with_content(ports, "changes/2026-02-01-b.yaml", entry("2026-02-01", "Newer and ours.", briefing="ports"))
    with_content(ports, "changes/2026-03-01-c.yaml", entry("2026-03-01", "Newest <b>of another.", "Other"))
    with_content(ports, "changes/2025-03-01-d.yaml", entry("2025-03-01", "Oldest of all."))
    page = pages(ports)[""]
    html = content_html(page.parts)
    card = re.search(r'<section class="bb-card">.*?</section>', html, re.DOTALL)
    assert card is not None
    text = " ".join(unescape(re.sub(r"<[^>]*>", "", card[0])).split())
    assert all(told in text for told in ("Ports", "What was agreed?", "3 articles", "Undated"))
    assert text.index("The harbour article tells") < text.index("Both tell of work.") < text.index("The quay stays.")
    assert "Last changed February 1, 2026: Newer and ours." in text
    latest = section(page, "changes")
    shown = " ".join(unescape(re.sub(r"<[^>]*>", "", latest)).split())
    assert shown.index("March 1, 2026: Other") < shown.index("February 1, 2026") < shown.index("January 1, 2026: First")
    assert "Oldest" not in shown
    assert "Newest &lt;b&gt;of another." in latest
    for href in re.findall(r'href="([^"#][^"]*)"', latest):
        assert href.startswith("changes/")


def test_the_changes_lead_to_their_entries(ports: Path) -> None:
    with_content(ports, "changes/2026-01-01-a.yaml", entry("2026-01-01", "Ours.", "First", "ports"))
    made = pages(ports)
    hrefs = re.findall(r'href="changes/#([^"]+)"', content_html(made[""].parts))
    assert hrefs
    assert all(f'id="{unescape(h)}"' in content_html(made["changes/"].parts) for h in hrefs)


def test_without_recorded_changes_none_is_told(ports: Path) -> None:
    page = pages(ports)[""]
    assert "changes" not in anchors(page)
    assert "Last changed" not in text_of(page)


def test_themes_have_their_counts(ports: Path) -> None:
    report = report_of(read_library(ports))
    count = sum("ferries" in s.themes for a in report.articles.values() for s in a.statements)
    assert f"Ferries ({count} statements)" in re.sub(r"<[^>]*>", "", section(pages(ports)[""], "themes"))
    assert 'href="themes/ferries/"' in section(pages(ports)[""], "themes")


def test_a_site_without_a_briefing_and_one_without_anything(ports: Path) -> None:
    (ports / "content/briefings/ports.yaml").unlink()
    text = text_of(pages(ports)[""])
    assert "There is no briefing yet. The articles are here." in text
    for folder in ("articles", "locks", "sources", "themes"):
        for file in (ports / "content" / folder).iterdir():
            file.unlink()
    page = pages(ports)[""]
    assert "There is nothing here yet" in text_of(page)
    assert "themes" not in anchors(page)


def test_the_words_are_those_of_the_settings(ports: Path) -> None:
    page = {p.uri: p for p in read_pages(ports, SiteSettings(description="Of ports."))[0].pages}[""]
    assert page.description == "Of ports."
