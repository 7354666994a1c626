"""A project of three articles about ports, with all the references that renaming and withdrawing must mend."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from build_scripts.check import check
from build_scripts.cli import main
from build_scripts.library import read_library
from build_scripts.page import Page
from build_scripts.pages import read_pages
from build_scripts.problems import has_errors
from site_tests.projects import ROOT, copy_project

SOURCES = {
    "harbour.txt": "Harbour talks\n\nThe two ports agreed on a second ferry line. The line opens in 2027.\n",
    "pier.txt": "Pier talks\n\nThe pier was closed for repairs. It will open again next spring.\n",
    "quay.txt": "Quay talks\n\nThe quay stays as it is. Nothing was agreed about the money for it.\n",
}

BRIEFING = """# yaml-language-server: $schema=../../schemas/briefing.json
title: Ports
question: What was agreed?
as_of: null
articles: # in the order of the desk
  - {id: harbour, label: Harbour}
  # the second one
  - id: 'pier'   # quoted by hand
    label: Pier
  - {id: pier-2, label: Other}
key_points:
  - text: >-
      The harbour article tells of a second line, harbour@3 says so.
    cites: [harbour@3, "harbour@1-3"] # both
  - text: Both tell of work.
    cites:
      - pier@3
      # and this
      - harbour@3
  - text: The quay stays.
    cites: [pier-2@3]
themes: [ferries]
comparisons:
  - id: themes
    caption: By theme
    rows: themes
    columns: articles
    cells:
      ferries/harbour: {state: stated, cites: [harbour@3]}
      "ferries/pier": # never says so
        state: not-stated
        note: The pier is no ferry.
      ferries/pier-2: {state: disputed, cites: [pier-2@3, harbour@3], note: Against the harbour.}
notes: |
  See harbour@3.
"""

THEME = "# yaml-language-server: $schema=../../schemas/theme.json\nlabel: Ferries\nterms: [ferry, line]\n"


def make_ports(tmp_path: Path) -> Path:
    """Three articles made by the machine, one with hand edits and a newer capture, in one briefing."""
    root = copy_project(tmp_path / "my projéct", content=False)
    content = root / "content"
    for folder in ("sources", "briefings", "themes", "records", "pages"):
        (content / folder).mkdir(parents=True)
    for name, text in SOURCES.items():
        (content / "sources" / name).write_text(text, "utf-8")
    (content / "briefings/ports.yaml").write_text(BRIEFING, "utf-8")
    (content / "themes/ferries.yaml").write_text(THEME, "utf-8")
    (content / "vocabulary.yaml").write_bytes((ROOT / "content/vocabulary.yaml").read_bytes())
    run(root, "normalize")
    (content / "articles/quay.yaml").rename(content / "articles/pier-2.yaml")
    (content / "locks/quay.lock").rename(content / "locks/pier-2.lock")
    newer = content / "articles/pier-2.yaml"
    newer.write_text(newer.read_text("utf-8").replace("headline:", "supersedes: harbour # the older one\nheadline:", 1))
    assert no_errors(root)
    return root


def run(root: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["--root", str(root), *arguments])
    assert result.exit_code == code, result.output
    return result


def no_errors(root: Path) -> bool:
    problems = check(read_library(root))
    assert not has_errors(problems), "\n".join(map(str, problems))
    return True


def briefing(root: Path) -> str:
    return (root / "content/briefings/ports.yaml").read_text("utf-8")


def notice(root: Path, name: str) -> str:
    return (root / f"content/notices/{name}.yaml").read_text("utf-8")


def pages(root: Path) -> dict[str, Page]:
    return {page.uri: page for page in read_pages(root)[0].pages}
