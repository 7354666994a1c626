"""Lighthouse on the pages that readers come to first, as a phone on a slow network loads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from site_tests.conftest import Site, site_of
from site_tests.lighthouse import BASE, CATEGORIES, Audit, audited, published
from site_tests.projects import ROOT, briefbook, copy_project

pytestmark = pytest.mark.verify
KINDS = ("home", "briefing", "comparison", "source")
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
BYTES = 250_000
"""What a page and all it loads by itself may weigh as it is sent: the index of search is among it."""


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    """This project's site, built for the address that it is served at."""
    root = copy_project(tmp_path_factory.mktemp("audits") / "project")
    with published(root / "site") as address:
        briefbook(root, "build", env={"SITE_URL": address})
        yield address, site_of(root, root / "site")


@pytest.fixture(scope="module")
def audits(publication: tuple[str, Site]) -> dict[str, Audit]:
    """The audit of each kind's longest page."""
    address, site = publication
    return {kind: audited(ROOT, address + site.uri(kind)) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_fast_accessible_and_found(audits: dict[str, Audit], kind: str) -> None:
    audit = audits[kind]
    short = [f"{name}: {audit.scores[name]} < {wanted}" for name, wanted in WANTED.items()
             if audit.scores[name] < wanted]  # fmt: skip
    assert audit.shift == 0
    assert audit.bytes <= BYTES, "\n".join(f"{size:>8,} {url}" for url, size in audit.requests)
    if short and audit.slow and all(name.startswith("performance") for name in short):
        pytest.skip(f"the machine was too slow to tell the performance: {short}, speeds {audit.speeds}")
    assert short == [], "\n".join((kind, *audit.failed))


def test_nothing_comes_from_elsewhere(publication: tuple[str, Site], audits: dict[str, Audit]) -> None:
    address, _ = publication
    origin = address.removesuffix(BASE)
    assert [url for audit in audits.values() for url, _ in audit.requests if not url.startswith(origin)] == []


def test_the_figures(audits: dict[str, Audit], capsys: pytest.CaptureFixture[str]) -> None:
    """Prints them; that they suffice is said above."""
    head = f"{'page':<12}{''.join(f'{name:>16}' for name in CATEGORIES)}{'KB':>8}{'shift':>8}  machine's speed"
    lines = [
        f"{kind:<12}{''.join(f'{a.scores[name]:>16g}' for name in CATEGORIES)}{a.bytes / 1000:>8.1f}{a.shift:>8g}"
        f"  {', '.join(f'{speed:.0f}' for speed in a.speeds)}"
        for kind, a in audits.items()
    ]
    with capsys.disabled():
        print("", head, *lines, sep="\n")
    assert len(lines) == len(KINDS)


def test_the_server_answers_as_the_host_does(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("<p>here</p>" * 100)
    (tmp_path / "404.html").write_text("lost")
    with published(tmp_path) as address:
        with urlopen(Request(f"{address}a", headers={"Accept-Encoding": "gzip"})) as answer:
            assert answer.url == f"{address}a/"
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
            assert answer.headers["Content-Encoding"] == "gzip"
            assert len(answer.read()) < 100
        for missing in (f"{address}b/", address.removesuffix(BASE) + "/a/"):
            with pytest.raises(HTTPError) as error:
                urlopen(missing)
            assert (error.value.code, error.value.read()) == (404, b"lost")
