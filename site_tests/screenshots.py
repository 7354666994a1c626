"""The picture in the README, from the built site: `python -m site_tests.screenshots` writes docs/briefing.png.

Exit code 1, and what to do, where there is no browser, where the site can't be built, or where the picture is too big.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Error, sync_playwright

from site_tests.conftest import built, site_of, start_chromium
from site_tests.projects import ROOT, served

PICTURE = ROOT / "docs" / "briefing.png"
LIMIT = 200_000
"""Bytes that the picture may have, so that the README loads fast and the repository stays small."""


def main() -> int:
    """Write the picture; the exit code."""
    with TemporaryDirectory() as folder:
        try:
            built(Path(folder))
        except AssertionError as error:
            print(f"the site can't be built: {error}", file=sys.stderr)
            return 1
        site = site_of(Path(folder) / "project", Path(folder) / "site")
        try:
            with served(site.folder) as address, sync_playwright() as playwright:
                chromium = start_chromium(playwright)
                page = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
                page.goto(address + site.uri("briefing"), wait_until="networkidle")
                picture = page.screenshot()
                chromium.close()
        except (RuntimeError, Error) as error:
            print(f"no picture was made, for no browser works: {error}", file=sys.stderr)
            return 1
    if len(picture) > LIMIT:
        print(f"the picture has {len(picture):,} bytes, more than {LIMIT:,}: make the window smaller", file=sys.stderr)
        return 1
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(picture)
    print(f"wrote {PICTURE.relative_to(ROOT).as_posix()}: {len(picture):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
