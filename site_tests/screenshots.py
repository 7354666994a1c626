"""Pictures of the built site: `python -m site_tests.screenshots [KIND ...]` writes them into docs/screenshots/.

Each kind of page as a reader sees it: on a desk, on a phone, in the dark scheme, on paper (`briefing-phone.png`). The
four in the README are a part of the repository; git leaves the others alone, for any state of it makes them anew.
Exit code 1, and what to do, where there is no browser, where the site can't be built, or where a picture is too big; 2
where no page is of a kind that is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Error, sync_playwright

from site_tests.conftest import Site, built, site_of, start_chromium
from site_tests.projects import ROOT, served

FOLDER = ROOT / "docs" / "screenshots"
SHOWN = ("briefing-desktop", "comparison-phone", "article-dark", "briefing-print")
"""The pictures in the README; .gitignore names them as well."""
LIMIT = 300_000
"""Bytes that one of those may have, so that the README loads fast and the repository stays small."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: the window in CSS pixels, the pixels for each, the scheme, the medium."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    density: float = 1


LOOKS = (
    Look("desktop", 1280, 800),
    Look("phone", 360, 720, density=2),
    Look("dark", 1280, 800, scheme="dark"),
    Look("print", 794, 1123, media="print"),  # A4 at the 96 dots for an inch that CSS counts with
)
BEGIN = {"comparison": "table", "source": "ol"}
"""What the picture of a kind begins with on a phone, where it would lie below the window otherwise."""


def picture(chromium: Browser, address: str, site: Site, kind: str, look: Look) -> bytes:
    """The PNG of what a window shows of the longest page of a kind."""
    context = chromium.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
        device_scale_factor=look.density,
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        page.goto(address + site.uri(kind), wait_until="networkidle")
        page.emulate_media(media=look.media)
        if look.name == "phone" and kind in BEGIN:
            page.locator(f"article {BEGIN[kind]}").first.evaluate(
                "e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 56)"
            )
        return page.screenshot(animations="disabled", caret="hide", scale="device")
    finally:
        context.close()


def main(asked: Sequence[str] = ()) -> int:
    """Write the pictures of the kinds that are asked for, of all where none is; the exit code."""
    with TemporaryDirectory() as folder:
        try:
            built(Path(folder))
        except AssertionError as error:
            print(f"the site can't be built: {error}", file=sys.stderr)
            return 1
        site = site_of(Path(folder) / "project", Path(folder) / "site")
        kinds = sorted({page.kind for page in site.pages if (site.folder / page.uri / "index.html").is_file()})
        if unknown := sorted(set(asked) - set(kinds)):
            print(f"no page is of the kind {unknown[0]!r}; there are: {', '.join(kinds)}", file=sys.stderr)
            return 2
        try:
            with served(site.folder) as address, sync_playwright() as playwright:
                chromium = start_chromium(playwright)
                made = {
                    f"{kind}-{look.name}": picture(chromium, address, site, kind, look)
                    for kind in kinds
                    if kind in asked or not asked
                    for look in LOOKS
                }
                chromium.close()
        except (RuntimeError, Error) as error:
            print(f"no picture was made, for no browser works: {error}", file=sys.stderr)
            return 1
    if big := [name for name in SHOWN if len(made.get(name, b"")) > LIMIT]:
        print(
            f"{big[0]}.png has {len(made[big[0]]):,} bytes, more than {LIMIT:,}: make its window smaller",
            file=sys.stderr,
        )
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not asked:
        for path in FOLDER.glob("*.png"):
            path.unlink()  # a kind that is no more
    for name, data in made.items():
        (FOLDER / f"{name}.png").write_bytes(data)
    shown = [name for name in SHOWN if name in made]
    print(f"wrote {len(made)} pictures to {FOLDER.relative_to(ROOT).as_posix()}/, {len(shown)} of them for the README:")
    for name in shown:
        print(f"  {name}.png: {len(made[name]):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
