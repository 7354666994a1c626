"""Every link of the built site arrives: on pages, in feeds, downloads, the sitemap, and where only programs look."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from site_tests.conftest import Site
from site_tests.projects import ROOT, briefbook, copy_project
from site_tests.site_links import BuiltSite
from site_tests.test_hostile import make as make_hostile

ADDRESS = "https://desk.example/briefs/talks%20now/"
"""A published site's address: below a path, as a project's site is, and the path has a character that is encoded."""
ODD = ("élan", "日本-語", "a_b", "100", "ъ", "İstanbul", "x--y", "s-1", "b1", "L1", "con", "e" * 80, "क", "مرفأ")
"""Names of files that are ids, addresses and anchors at once; some look like the anchors that pages make."""


def build(make: Callable[[Path], None], folder: Path) -> None:
    """The project that `make` makes in `folder`/project, built for `ADDRESS`."""
    make(folder)
    briefbook(folder / "project", "build", "--site-dir", str(folder / "published"), env={"SITE_URL": ADDRESS})


def make_own(folder: Path) -> None:
    copy_project(folder / "project")


def make_odd(folder: Path) -> None:
    """Articles, themes, parties, briefings and comparisons with every odd name; a page by hand that links to them."""
    root = copy_project(folder / "project", content=False)
    content = root / "content"
    for name in ("sources", "pages", "briefings", "themes", "actors"):
        (content / name).mkdir(parents=True)
    (content / "vocabulary.yaml").write_bytes((ROOT / "content" / "vocabulary.yaml").read_bytes())
    for number, name in enumerate(ODD, start=1):
        said = f"The ferry of {name} leaves today. Both ports agreed on it."
        (content / "sources" / f"{name}.txt").write_text(f"# Talks {number}\n\n{said}\n\n- One\n- Two lines\n", "utf-8")
        (content / "themes" / f"{name}.yaml").write_text(f"label: Theme {number}\nterms: [ferry, line]\n", "utf-8")
        (content / "actors" / f"{name}.yaml").write_text(f"label: Party {number}\nterms: [ports]\n", "utf-8")
    briefbook(root, "normalize")
    ids = sorted(p.stem for p in (content / "articles").glob("*.yaml"))
    quoted = [f'"{name}"' for name in ids]
    for name in ODD:
        tables = "".join(
            f'  - {{id: "{table}", caption: "Table {table}", rows: {rows}, columns: articles}}\n'
            for table in (ODD[:4] if name in ODD[:2] else ODD[4:5])
            for rows in ("themes" if table != ODD[0] else "actors",)
        )
        themes = ", ".join(_quoted(ODD if name == ODD[0] else ODD[:2]))
        (content / "briefings" / f"{name}.yaml").write_text(
            f'title: Briefing {name}\nquestion: Which line?\nas_of: null\narticles: ['
            + ", ".join(f"{{id: {q}, label: Label {q[1:-1]}}}" for q in (quoted if name == ODD[0] else quoted[:2]))
            + f"]\nkey_points:\n  - text: The ferry leaves.\n    cites: [\"{ids[0]}@3\"]\n"
            f"themes: [{themes}]\nactors: [{', '.join(_quoted(ODD[:3]))}]\ncomparisons:\n{tables}",
            "utf-8",
        )  # fmt: skip
    (content / "pages" / "über uns.md").write_text("# About us\n\n[Home](index.md), [here](#about-us).\n", "utf-8")


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


@pytest.fixture(scope="module", params=["own", "hostile", "odd"])
def published(shared_folder: Callable[..., Path], request: pytest.FixtureRequest) -> BuiltSite:
    """A site that is published at `ADDRESS`: this project's, one of hostile texts, one of odd names."""
    make = {"own": make_own, "hostile": make_hostile, "odd": make_odd}[request.param]
    folder = shared_folder(f"published-{request.param}", partial(build, make))
    return BuiltSite(folder / "published", ADDRESS)


def test_every_link_of_a_published_site_arrives(published: BuiltSite) -> None:
    assert published.lost() == []
    assert published.followed > 30 * len(published.pages)


def test_a_published_site_has_what_programs_ask_for(published: BuiltSite) -> None:
    sitemap = (published.folder / "sitemap.xml").read_text("utf-8")
    for path in published.pages:
        if path != "404.html":
            links = [r.target for r in published.document(path).references if r.where == "link href"]
            canonical = [target for target in links if target.startswith(ADDRESS)]
            assert canonical, f"{path} has no canonical address"
            assert canonical[0] in sitemap, path


def test_every_link_of_a_site_without_an_address_arrives(site: Site) -> None:
    built = BuiltSite(site.folder)
    assert built.lost() == []
    assert built.followed > 30 * len(built.pages)


BROKEN = [
    ('<a href="b/">', "leads to 'b/index.html'"),
    ('<a href="a">', "leads to 'a'"),
    ('<a href="a/#x">', "anchor"),
    ('<a href="#x">', "does not have the anchor '#x'"),
    ('<a href="../">', "leads out of the site"),
    ('<a href="/">', "leads out of the site"),
    ('<a href="javascript:alert(1)">', "is no link"),
    ('<img src="https://other.example/a.png">', "loaded from elsewhere"),
    ('<img srcset="a/ 1x, b.png 2x">', "leads to 'b.png'"),
    ('<link rel="stylesheet" href="//other.example/a.css">', "loaded from elsewhere"),
    ('<p style="background: url(a.png)">', "leads to 'a.png'"),
    ("<style>p { background: url('a.png') }</style>", "leads to 'a.png'"),
    ('<label for="x">', "names the id 'x'"),
    ('<p id="a"><p id="a">', "stands 2 times"),
    ('<p id="a b">', "is no id"),
    ('<meta http-equiv="refresh" content="0; url=b/">', "leads to 'b/index.html'"),
    ('<meta property="og:image" content="b.png">', "leads to 'b.png'"),
    (f'<script type="application/ld+json">{{"url": "{ADDRESS}b/"}}</script>', "leads to 'b/index.html'"),
    ('<script type="application/ld+json">{</script>', "JSON-LD"),
    ('<svg><use href="#x"/></svg>', "anchor"),
]


@pytest.mark.parametrize(("html", "told"), BROKEN, ids=[html for html, _ in BROKEN])
def test_what_leads_nowhere_is_found(tmp_path: Path, html: str, told: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p id=here>")
    (tmp_path / "index.html").write_text(html)
    (message,) = BuiltSite(tmp_path, ADDRESS).lost()
    assert message.startswith("index.html: ")
    assert told in message


@pytest.mark.parametrize(
    "html",
    [
        '<a href="a/#here">',
        '<a href="a/#h%65re">',
        '<a href="./">',
        '<a href="https://other.example/x">',
        '<a href="mailto:desk@desk.example">',
        '<img src="data:,">',
        f'<link rel="canonical" href="{ADDRESS}a/">',
        f'<script type="application/ld+json">{{"@id": "{ADDRESS}a/#page"}}</script>',
        "<p>&lt;a href='b/'&gt;",
    ],
)
def test_what_arrives_is_not_told(tmp_path: Path, html: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p id=here>")
    (tmp_path / "index.html").write_text(html)
    assert BuiltSite(tmp_path, ADDRESS).lost() == []
