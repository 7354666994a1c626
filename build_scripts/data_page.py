"""The data page: every file that can be downloaded, what it holds, how large it is and how it is read.

In: the downloads of the site. Out: the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from build_scripts import addresses
from build_scripts.data_tables import TABLES, Shape
from build_scripts.downloads import Download, Downloads, column_description
from build_scripts.page import HeadingPart, Page, Part, Render, SearchEntry, crumbs_part
from build_scripts.report import Report
from build_scripts.views import Origin, View
from build_scripts.wording import Words

READ_PYTHON = 'pandas.read_csv("statements.csv")'
VALIDATE = "frictionless validate datapackage.json"


def data_page(report: Report, downloads: Downloads, render: Render) -> Page:
    """The data page."""
    words = render.words
    uri = addresses.DATA
    origin = Origin(uri, words)
    title = words("nav.data")
    home = (words("nav.home"), addresses.HOME)
    of_tables = {d.table: d for d in downloads.files if d.briefing is None}
    parts: list[Part] = [
        crumbs_part(render, uri, home),
        HeadingPart(1, "top", title),
        render(
            "data_lead",
            figures=", ".join(
                [
                    words.count("counts.article", len(report.articles)),
                    words.count("counts.statement", of_tables["statements"].rows),
                    words.count("counts.line", of_tables["source_lines"].rows),
                ]
            ),
        ),
        HeadingPart(2, "corpus", words("data.corpus")),
        render("data_files", lead=words.pieces("data.corpus_lead"), tables=_corpus(downloads, origin)),
        HeadingPart(2, "reading", words("data.reading")),
        render("data_reading", items=_reading(render, origin)),
        HeadingPart(2, "rights", words("data.rights_heading")),
        render("data_text", text=words.pieces("data.rights_lead", column="withheld")),
        HeadingPart(2, "tables", words("data.tables")),
        *_tables(downloads, origin, render),
    ]
    parts += _briefings(report, downloads, origin, render)
    return Page(
        uri,
        "data",
        title,
        tuple(parts),
        description=words("data.description"),
        breadcrumb=(home,),
        search_entries=(
            SearchEntry("", title, words("data.description")),
            *(SearchEntry(_anchor(s), words(f"data_table.{s.name}"), ", ".join(_names(s))) for s in TABLES),
        ),
    )


def _anchor(shape: Shape) -> str:
    return f"table-{shape.name}"


def _names(shape: Shape) -> list[str]:
    return [column.name for column in shape.columns]


def _reading(render: Render, origin: Origin) -> list[list[View]]:
    words = render.words
    package = {"href": origin.link(addresses.data_file("datapackage.json")), "text": "datapackage.json"}
    where = "absolute" if render.settings.url else "relative"
    return [
        words.pieces("data.reading_encoding"),
        words.pieces("data.reading_spreadsheet"),
        words.pieces("data.guard"),
        words.pieces("data.reading_python", code=READ_PYTHON),
        words.pieces("data.reading_package", file=package, code=VALIDATE),
        words.pieces(f"data.addresses_{where}", column="url"),
    ]


def _corpus(downloads: Downloads, origin: Origin) -> list[View]:
    words = origin.words
    package = downloads.package
    return [
        {
            "caption": words("data_table.corpus"),
            "rows": "",
            "files": [_file(d, origin) for d in downloads.files if d.table == "corpus" and d.briefing is None],
        },
        {
            "caption": words("data.package_file"),
            "rows": "",
            "files": [
                {
                    "href": origin.link(package.path),
                    "label": words("data.format_json"),
                    "size": size_words(words, len(package.data)),
                }
            ],
        },
    ]


def _file(one: Download, origin: Origin) -> View:
    return {
        "href": origin.link(one.file.path),
        "label": origin.words(f"data.format_{one.format}"),
        "size": size_words(origin.words, len(one.file.data)),
    }


def _tables(downloads: Downloads, origin: Origin, render: Render) -> Iterator[Part]:
    words = origin.words
    yield render("data_text", text=words.pieces("data.tables_lead"))
    for shape in TABLES:
        own = [d for d in downloads.files if d.briefing is None and d.table == shape.name]
        caption = words(f"data_table.{shape.name}")
        yield HeadingPart(3, _anchor(shape), caption)
        yield render(
            "data_table",
            caption=caption,
            rows=words.count("counts.row", own[0].rows),
            count=words.count("data.columns", len(shape.columns)),
            entries=[_file(d, origin) for d in own],
            columns=[
                {
                    "name": column.name,
                    "type": words(f"data_type.{column.type}"),
                    "holds": column_description(shape, column, words),
                    "choices": list(column.choices),
                }
                for column in shape.columns
            ],
        )


def _briefings(report: Report, downloads: Downloads, origin: Origin, render: Render) -> Iterator[Part]:
    words = origin.words
    own = [d for d in downloads.files if d.briefing is not None]
    if not own:
        return
    yield HeadingPart(2, "briefings", words("data.briefing_tables"))
    yield render("data_text", text=words.pieces("data.briefing_tables_lead"))
    for briefing, files in groupby(own, key=lambda d: d.briefing or ""):
        title = report.briefings[briefing].document.title
        yield HeadingPart(3, f"briefing-{briefing}", title)
        page = {"href": origin.link(addresses.briefing_page(briefing)), "text": title}
        lead = words.pieces("data.of_briefing", briefing=page)
        yield render("data_files", lead=lead, tables=_by_table(files, origin))


def _by_table(files: Iterable[Download], origin: Origin) -> list[View]:
    return [
        {
            "caption": caption,
            "rows": origin.words.count("counts.row", rows),
            "files": [_file(d, origin) for d in some],
        }
        for (_, caption, rows), some in groupby(files, key=lambda d: (d.table, d.caption, d.rows))
    ]


def size_words(words: Words, size: int) -> str:
    """A number of bytes in words, in thousands of bytes."""
    if size < 1000:
        return words.count("data.bytes", size)
    if size < 1_000_000:
        return words("data.kilobytes", size=words.number(round(size / 1000, 1)))
    return words("data.megabytes", size=words.number(round(size / 1_000_000, 1)))
