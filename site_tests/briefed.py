"""A briefing made of texts: what the sections of a briefing's page are computed from, for tests.

A case has `texts` (captures by id, read as any capture is) or `articles` (bodies by id, as a maintainer writes them),
and may have `columns` (of the vocabulary), `themes` and `actors` (terms by id), `records` (by article id) and `fields`
of the briefing. The wording of statements is this project's.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from build_scripts.codec import article_yaml
from build_scripts.library import read_library
from build_scripts.model import Source
from build_scripts.normalize import normalize
from build_scripts.page import HeadingPart, HtmlPart, Part
from build_scripts.pages import Renderer
from build_scripts.problems import Severity
from build_scripts.report import BriefingReport, report_of
from build_scripts.site_settings import SiteSettings
from build_scripts.views import Origin
from build_scripts.wording import Words, words_of
from site_tests.projects import ROOT

KINDS = (ROOT / "content" / "vocabulary.yaml").read_text("utf-8").split("\ncolumns:")[0] + "\n"
ENGLISH = ROOT / "templates" / "languages" / "en.yaml"


def words() -> Words:
    """The English words."""
    return words_of("en", ENGLISH.read_text("utf-8"), "en.yaml")


def briefed(root: Path, case: dict[str, Any]) -> BriefingReport:
    """The one briefing of a project made of a case, its articles in the order of the case."""
    content = root / "content"
    ids = [*case.get("texts", {}), *case.get("articles", {})]
    files: dict[str, str] = {"vocabulary.yaml": KINDS}
    if "columns" in case:
        files["vocabulary.yaml"] += _dumped({"columns": case["columns"]})
    for name, text in case.get("texts", {}).items():
        source = Source(name, f"{name}.txt", text, sha256(text.encode()).hexdigest())
        files[f"sources/{name}.txt"] = text
        files[f"articles/{name}.yaml"] = article_yaml(normalize(source), source)
    for name, body in case.get("articles", {}).items():
        files[f"sources/{name}.txt"] = f"The capture of {name}.\n"
        files[f"articles/{name}.yaml"] = _dumped({"source": f"{name}.txt", "headline": None, "publisher": None, **body})
    for folder in ("themes", "actors"):
        for name, terms in case.get(folder, {}).items():
            files[f"{folder}/{name}.yaml"] = _dumped({"label": name.replace("-", " ").capitalize(), "terms": terms})
    for name, record in case.get("records", {}).items():
        files[f"records/{name}.yaml"] = _dumped(
            {"publisher": None, "address": None, "published": None, "captured": None, "rights": "full", **record}
        )
    files["briefings/one.yaml"] = _dumped(
        {
            "title": "One",
            "question": "What is said?",
            "articles": [{"id": i, "label": i.upper()} for i in ids],
            "themes": [*case.get("themes", {})],
            "actors": [*case.get("actors", {})],
            **case.get("fields", {}),
        }
    )
    for path, text in files.items():
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    library = read_library(root)
    errors = [str(p) for p in library.problems if p.severity is Severity.error]
    assert not errors, errors
    return report_of(library).briefings["one"]


class _Plain(yaml.SafeDumper):
    """Writes a value that stands twice out twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dumped(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000))


def renderer() -> Renderer:
    """This project's templates, in English."""
    return Renderer(ROOT / "templates", SiteSettings())


def origin(render: Renderer) -> Origin:
    """The page of the briefing."""
    return Origin("briefings/one/", render.words)


def html_of(parts: tuple[Part, ...]) -> str:
    """Parts as HTML, headings as bare tags."""
    pieces = []
    for part in parts:
        match part:
            case HeadingPart(level, anchor, text):
                pieces.append(f'<h{level} id="{anchor}">{text}</h{level}>')
            case HtmlPart(html):
                pieces.append(html)
    return "\n".join(pieces)
