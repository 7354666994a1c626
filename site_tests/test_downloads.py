"""Downloads: what they hold is what the report holds, in every format, whatever the texts are, within the rights."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from build_scripts import data_formats
from build_scripts.data_formats import guarded, markdown_table, markdown_text, unguarded, yaml_bytes
from build_scripts.data_tables import TABLES
from build_scripts.downloads import QUOTES_IN_CELL, Downloads, column_description, distinct, downloads_of
from build_scripts.kept import Kept
from build_scripts.library import read_library
from build_scripts.pages import Renderer, read_pages
from build_scripts.problems import ProblemsError
from build_scripts.report import Report, report_of
from build_scripts.site_settings import SiteSettings
from build_scripts.wording import Words
from site_tests.conftest import Site
from site_tests.ports import make_ports
from site_tests.projects import ROOT, copy_project, files_of, run

SETTINGS = SiteSettings(url="https://example.org/briefs/")
SCHEMAS = Path(__file__).parent / "public_schemas"
SIGNS = "=+-@\t\r\n'＝＋－＠"

Files = dict[str, bytes]


def words() -> Words:
    return Renderer(ROOT / "templates", SETTINGS).words


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(read_library(ROOT))


@pytest.fixture(scope="module")
def downloads(report: Report) -> Downloads:
    return downloads_of(report, words(), SETTINGS)


def by_path(downloads: Downloads) -> Files:
    return {f.path: f.data for f in downloads.site_files()}


def rows(files: Files, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[f"data/{table}.json"])
    return found


def typed(cell: str, type_: str) -> Any:
    """A cell of a CSV file as its column's type says."""
    if cell == "":
        return None
    if type_ == "string":
        return unguarded(cell)
    if type_ == "boolean":
        return {"true": True, "false": False}[cell]
    return int(cell) if type_ == "integer" else json.loads(cell)


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def assert_formats_agree(files: Files) -> None:
    """Every table reads back alike from CSV, JSON and YAML, and so does the whole corpus."""
    package = json.loads(files["data/datapackage.json"])
    resources = {r["path"]: r for r in package["resources"]}
    corpus = json.loads(files["data/corpus.json"])
    assert list(corpus) == [shape.name for shape in TABLES]
    assert yaml.load(files["data/corpus.yaml"], yaml.CSafeLoader) == corpus
    for shape in TABLES:
        records = rows(files, shape.name)
        assert yaml.load(files[f"data/{shape.name}.yaml"], yaml.CSafeLoader) == records == corpus[shape.name]
        header, *lines = parsed(files[f"data/{shape.name}.csv"])
        fields = resources[f"{shape.name}.csv"]["schema"]["fields"]
        assert header == [f["name"] for f in fields]
        read = [{f["name"]: typed(cell, f["type"]) for f, cell in zip(fields, line, strict=True)} for line in lines]
        assert read == [{k: None if v == "" else v for k, v in record.items()} for record in records], shape.name


def assert_schema_holds(files: Files) -> None:
    """Keys are unique, references lead somewhere, constraints hold: what a reader of the package relies on."""
    package = json.loads(files["data/datapackage.json"])
    for resource in package["resources"]:
        data = files[f"data/{resource['path']}"]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        schema = resource.get("schema")
        if schema is not None:
            assert parsed(data)[0] == [field["name"] for field in schema["fields"]], resource["name"]
        if schema is None or "primaryKey" not in schema:
            continue
        records = rows(files, resource["name"])
        keys = [tuple(r[k] for k in schema["primaryKey"]) for r in records]
        assert len(set(keys)) == len(keys), resource["name"]
        for field in schema["fields"]:
            values = [r[field["name"]] for r in records]
            rules = field.get("constraints", {})
            assert not rules.get("required") or None not in values, (resource["name"], field["name"])
            assert {v for v in values if v is not None} <= set(rules["enum"]) if "enum" in rules else True
        for foreign in schema.get("foreignKeys", ()):
            other = rows(files, foreign["reference"]["resource"])
            there = {tuple(r[k] for k in foreign["reference"]["fields"]) for r in other}
            here = {tuple(r[k] for k in foreign["fields"]) for r in records}
            assert {h for h in here if None not in h} <= there, (resource["name"], foreign)


def test_every_file_is_published(site: Site, downloads: Downloads) -> None:
    built = files_of(site.folder / "data")
    expected = {f.path.removeprefix("data/") for f in downloads.site_files()} | {"index.html"}
    assert set(built) == expected


def test_all_formats_hold_the_same(downloads: Downloads) -> None:
    assert_formats_agree(by_path(downloads))


def test_the_figures_are_those_of_the_report(report: Report, downloads: Downloads) -> None:
    files = by_path(downloads)
    statements = rows(files, "statements")
    for article_id, a in report.articles.items():
        own = [s for s in statements if s["article"] == article_id]
        assert [(s["id"], s["text"], s["kind"]) for s in own] == [
            (f"{article_id}#{s.id}", s.text, s.kind) for s in a.statements
        ]
        lines = [r for r in rows(files, "source_lines") if r["article"] == article_id]
        raw = (ROOT / "content/sources" / a.article.source).read_bytes()
        assert [r["text"] for r in lines] == raw.decode("utf-8-sig").splitlines(), "the seeds have LF and CRLF only"
        assert len(lines) == len(a.tracer.lines)
        (source,) = [s for s in rows(files, "sources") if s["article"] == article_id]
        assert source["sha256"] == sha256(raw).hexdigest()
        assert source["characters"] == source["characters_kept"] + source["characters_left_out"]
        assert source["repairs_applied"] == sum(
            r["applied"] for r in rows(files, "repairs") if r["article"] == article_id
        )
    counted = Counter(theme for s in statements for theme in s["themes"])
    assert {t["id"]: t["statements"] for t in rows(files, "themes")} == {
        t["id"]: counted[t["id"]] for t in rows(files, "themes")
    }
    quotes = rows(files, "cell_quotes")
    cells = {(c["briefing"], c["comparison"], c["row"], c["column"]): c for c in rows(files, "cells")}
    for b in report.briefings.values():
        for table in b.tables:
            for line in table.cells:
                for cell in line:
                    told = cells.pop((b.id, table.id, cell.row, cell.column))
                    assert (told["state"], told["by_desk"], told["note"]) == (cell.state, cell.by_desk, cell.note)
                    assert told["statements"] == len(cell.statements)
                    own, quotes = quotes[: len(cell.statements)], quotes[len(cell.statements) :]
                    place = (b.id, table.id, cell.row, cell.column)
                    for number, (one, s) in enumerate(zip(own, cell.statements, strict=True), 1):
                        assert (one["briefing"], one["comparison"], one["row"], one["column"]) == place
                        assert (one["position"], one["statement"]) == (number, f"{s.article}#{s.id}")
                        assert (one["kind"], one["text"]) == (s.kind, s.text)
    assert not cells
    assert not quotes


def test_a_table_of_a_briefing_is_the_one_that_is_shown(report: Report, downloads: Downloads) -> None:
    files = by_path(downloads)
    for b in report.briefings.values():
        for table in b.tables:
            header, *lines = parsed(files[f"data/briefings/{b.id}/{table.id}.csv"])
            assert header[1:] == [label for _, label in table.columns]
            assert [line[0] for line in lines] == [label for _, label in table.rows]
            data = json.loads(files[f"data/briefings/{b.id}/{table.id}.json"])
            assert yaml.load(files[f"data/briefings/{b.id}/{table.id}.yaml"], yaml.CSafeLoader) == data
            markdown = (
                MarkdownIt("commonmark")
                .enable("table")
                .render(files[f"data/briefings/{b.id}/{table.id}.md.txt"].decode("utf-8"))
            )
            shown = unescape(markdown)
            assert markdown.count("<tr>") == len(table.rows) + 1
            for line, cells in zip(lines, table.cells, strict=True):
                for text, cell in zip(line[1:], cells, strict=True):
                    held = cell.statements[:QUOTES_IN_CELL]
                    assert text.count("\n") == len(held) + (held != cell.statements) + bool(cell.note)
                    for statement in held:
                        squeezed = " ".join(statement.text.split())
                        assert squeezed in text
                        assert squeezed in shown


def test_every_address_leads_to_a_page_of_the_site(site: Site, downloads: Downloads) -> None:
    pages: dict[str, str] = {}
    seen = 0
    for shape in TABLES:
        for record in rows(by_path(downloads), shape.name):
            if "url" not in record:
                continue
            address, _, anchor = record["url"].removeprefix(SETTINGS.url).partition("#")
            if address not in pages:
                pages[address] = (site.folder / address / "index.html").read_text("utf-8")
            assert not anchor or f'id="{anchor}"' in pages[address], record["url"]
            seen += 1
    assert seen > 300


def test_without_an_address_of_the_site_addresses_begin_at_its_root(report: Report) -> None:
    files = by_path(downloads_of(report, words(), SiteSettings()))
    assert all(s["url"].startswith("articles/") for s in rows(files, "statements"))
    assert "homepage" not in json.loads(files["data/datapackage.json"])


def test_the_description_is_a_data_package(downloads: Downloads) -> None:
    files = by_path(downloads)
    package = json.loads(files["data/datapackage.json"])
    schema = json.loads((SCHEMAS / "datapackage-2.0.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    assert not [e.message for e in validator.iter_errors(package)]
    wrong = json.loads(json.dumps(package))
    wrong["resources"][0]["schema"]["fields"][0]["type"] = "text"
    assert list(validator.iter_errors(wrong))
    names = [r["name"] for r in package["resources"]]
    assert len(set(names)) == len(names)
    described = {f"data/{r['path']}" for r in package["resources"]} | {"data/datapackage.json"}
    assert {path for path in files if not path.endswith(".md.txt")} == described
    assert "stay with their owners" in package["licenses"][0]["title"]
    assert_schema_holds(files)


def test_every_column_is_described() -> None:
    told = words()
    for shape in TABLES:
        for column in shape.columns:
            assert column_description(shape, column, told)
    used = {c.name for s in TABLES for c in s.columns} | {f"{s.name}_{c.name}" for s in TABLES for c in s.columns}
    assert {n.partition(".")[2] for n in told.names() if n.startswith("data_column.")} <= used


def test_the_same_report_gives_the_same_bytes(report: Report, downloads: Downloads) -> None:
    again = downloads_of(report_of(read_library(ROOT)), words(), SETTINGS)
    assert again.site_files() == downloads.site_files()
    kept = Kept()
    for _ in range(2):
        assert downloads_of(report, words(), SETTINGS, kept).site_files() == downloads.site_files()
    assert len(kept) == len(report.articles)


@given(st.text(st.sampled_from([*SIGNS, "a", '"', ",", " "]) | st.characters(exclude_categories=["Cs"]), max_size=8))
def test_no_spreadsheet_takes_a_text_for_a_formula_and_none_is_lost(text: str) -> None:
    safe = guarded(text)
    assert not safe or safe[0] not in SIGNS.replace("'", "")
    assert unguarded(safe) == text
    data = data_formats.csv_file(["text"], data_formats.encoded(["text"], [[text]]))
    assert [unguarded(cell) for cell in parsed(data)[1]] == [text]
    assert data.endswith(b"\r\n")


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=80)
    | st.sampled_from(["No", "null", "~", "1e3", "12:30", "- a", "a: b", "a #b", "", " ", "\x85", "\u2028", "=", "<<"])
)


@given(
    st.dictionaries(
        st.text(max_size=9),
        st.recursive(LEAVES, lambda c: st.lists(c, max_size=4) | st.dictionaries(st.text(max_size=5), c, max_size=4)),
        max_size=5,
    )
)
def test_yaml_reads_back_as_what_was_written(value: dict[str, Any]) -> None:
    assert (yaml.load(yaml_bytes(value), yaml.CSafeLoader)) == value


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_markdown_shows_a_text_as_it_is(cells: list[str]) -> None:
    table = markdown_table(["x"] * len(cells), [[markdown_text(cell) for cell in cells]])
    html = MarkdownIt("commonmark").enable("table").render(table)
    shown = unescape(html.partition("<tbody>")[2])
    for cell in cells:
        assert " ".join(cell.split()).replace("\0", "\ufffd") in shown
    assert html.count("<td>") == len(cells)
    for tag in ("<a ", "<em>", "<strong>", "<code>", "<img"):
        assert tag not in html


def test_columns_of_one_name_are_told_apart() -> None:
    assert distinct(["a", "b", "A", "a (2)", ""]) == ("a", "b", "A (2)", "a (2) (2)", "–")


# --- what nobody has seen -------------------------------------------------------------------------------------------

HOSTILE = """=HYPERLINK("http://example.org","Open")

-cmd|' /C calc'!A0 was agreed on Tuesday, "quoted", and |piped| <script>alert(1)</script>.

قال الوزير إن الاتفاق سيوقع غدا. \u202e The talks, ＠SUM(1), were agreed to on 1 May.
@SUM(1+1) was signed by both sides on the same day, they say.

- +1 is an item that should be read
- =2 is another one that could be read
"""


def hostile_project(tmp_path: Path, rights: str = "full") -> Path:
    root = copy_project(tmp_path / "p", content=False)
    content = root / "content"
    for folder in ("sources", "briefings", "themes", "records", "pages", "actors"):
        (content / folder).mkdir(parents=True)
    (content / "sources/hostile.txt").write_text(HOSTILE, "utf-8")
    (content / "vocabulary.yaml").write_bytes((ROOT / "content/vocabulary.yaml").read_bytes())
    run(root, "build_scripts.cli", "normalize")
    (content / "themes/t.yaml").write_text('label: "=1+1 |x|"\nterms: [agreed, "=2"]\n', "utf-8")
    (content / "records/hostile.yaml").write_text(
        f"rights: {rights}\naddress: https://example.org/?a=1&b=2\nlooks_rewritten: '=why'\n", "utf-8"
    )
    (content / "briefings/b.yaml").write_text(
        "title: '=T <b>'\nquestion: '+Q?'\narticles: [{id: hostile, label: '@L'}]\nthemes: [t]\n"
        "key_points: [{text: '-point, x', cites: [hostile@3]}]\n"
        "comparisons: [{id: c, caption: '=C | <i>x</i>', rows: themes}]\n",
        "utf-8",
    )
    return root


def hostile_files(root: Path) -> Files:
    return by_path(downloads_of(report_of(read_library(root)), words(), SETTINGS))


def test_hostile_texts_survive_every_format(tmp_path: Path) -> None:
    files = hostile_files(hostile_project(tmp_path))
    assert_formats_agree(files)
    assert_schema_holds(files)
    for path, data in files.items():
        if path.endswith(".csv"):
            cells = [cell for line in parsed(data) for cell in line]
            assert not [c for c in cells if c[:1] and c[0] in SIGNS.replace("'", "")], path
    texts = [s["text"] for s in rows(files, "statements")]
    assert any(t.startswith("=2 is another") for t in texts)
    assert rows(files, "themes")[0]["label"] == "=1+1 |x|"
    markdown = files["data/briefings/b/c.md.txt"].decode("utf-8")
    assert "<i>" not in markdown.replace("\\<i\\>", "")


@pytest.mark.parametrize("rights", ["quotes", "none"])
def test_rights_hold_in_every_file(tmp_path: Path, rights: str) -> None:
    """What the site may not show stands in no file; the figures do."""
    root = hostile_project(tmp_path, rights)
    report = report_of(read_library(root))
    files = hostile_files(root)
    assert_formats_agree(files)
    assert_schema_holds(files)
    a = report.articles["hostile"]
    shown = [s for s in a.statements if a.shows(s)]
    hidden = [s for s in a.statements if not a.shows(s)]
    assert hidden
    assert bool(shown) == (rights == "quotes")
    all_files = "\n".join(data.decode("utf-8") for data in files.values()).replace('\\"', '"').replace('""', '"')
    for statement in hidden:
        assert statement.text not in all_files
        assert statement.quote not in all_files
    for statement in shown:
        assert statement.text in all_files
    told = {s["id"]: s for s in rows(files, "statements")}
    for statement in a.statements:
        row = told[f"hostile#{statement.id}"]
        assert row["withheld"] == (not a.shows(statement))
        assert (row["text"] is None) == row["withheld"]
        assert (row["kind"], row["first_line"]) == (statement.kind, statement.lines and statement.lines[0])
    assert all(b["text"] is None for b in rows(files, "blocks"))
    assert rows(files, "sources")[0]["characters"] == len(HOSTILE)
    pages = read_pages(root)[0].files
    assert {f.path for f in pages} >= set(files)


def test_a_project_without_content_has_its_files(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "p", content=False)
    for folder in ("sources", "pages"):
        (root / "content" / folder).mkdir(parents=True)
    files = hostile_files(root)
    assert_formats_agree(files)
    assert_schema_holds(files)
    assert all(rows(files, shape.name) == [] for shape in TABLES)


def test_two_tables_of_one_address_are_refused(tmp_path: Path) -> None:
    root = make_ports(tmp_path)
    path = root / "content/briefings/ports.yaml"
    path.write_text(path.read_text("utf-8").replace("id: themes", "id: measures"), "utf-8")
    source = root / "content/sources/plan.txt"
    source.write_text("Plan\n\nThe ports should take these measures:\n\n- Build a pier\n- Widen the quay\n", "utf-8")
    run(root, "build_scripts.cli", "normalize")
    path.write_text(
        path.read_text("utf-8").replace(
            "  - {id: pier-2, label: Other}", "  - {id: plan, label: Plan}\n  - {id: pier-2, label: Other}"
        ),
        "utf-8",
    )
    with pytest.raises(ProblemsError, match="P003"):
        downloads_of(report_of(read_library(root)), words(), SETTINGS)
