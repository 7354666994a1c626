"""Rights: of a text that may not be shown whole nothing is published but what may be quoted, in no file of the site.

A site is built of several real texts, most with `rights: quotes` or `none`. Every run of eight words of such a source
that does not stand in a shown quotation is looked for in every file of the site, in whatever form a file has words.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from build_scripts.cli import main
from build_scripts.library import read_library
from build_scripts.model import Article, Cell, Citation, ComparisonTable, Paragraph, Statement
from build_scripts.report import ArticleReport, Report, report_of
from build_scripts.showing import QUOTES, SHARE, article_words, shown_ids, withheld, words_in
from site_tests.projects import ROOT, briefbook, copy_project, files_of

RUN = 8
"""How many words in a row are no quotation any more."""
LABELS = ROOT / "site_tests" / "labels"
TEXTS = {
    "address-1988": "quotes",
    "factbook-background-a": "quotes",
    "factbook-disputes-asia": "none",
    "factbook-background-b": "full",
}
"""Real texts, and the rights that this site has to each."""
BLENDED = "blended"
"""A text made for this test: every kind of block, damage to repair, clutter to leave out."""
BLEND = """\
# Ministers of the two river states meet again behind closed doors in the old harbour town

By Amelia Correspondent, staff writer of the evening edition of the harbour gazette

HARBOUR TOWN (The Example) - The ministers agreed on a new ferry line between both banks of the river.It opens in
the spring of the coming year ,as both sides said after a long night of talks. Nothing was said about who pays for it.

Sign up for our newsletter

## What the two delegations of the river states want to settle before the end of the year

The two sides plan to work on these points in the coming weeks and months of the year:

- The first point is the border crossing at the northern bridge that was closed in the winter
- The second point is trade in grain and timber along the whole length of the shared river
- the third point is a joint commission that meets once in a quarter in alternating capitals

| What is to be done in the river basin | Who is to do it and by when it should be done |
| --- | --- |
| Dredging of the lower river channel for barges | The port authority of the southern state by autumn |
| Exchange of flood warnings by day and by night | Both weather services without any further delay |

> We have come a long way and we will not stop in the middle of this river, the minister said.

The following table shows what has been spent so far by both sides on the common works:

Nobody knows yet what the parliaments of the two states will make of the draft agreement. It is expected to be signed
in summer. The opposition has recommended to wait until the elections are over in both of the countries.
"""


def words_of(text: str) -> list[str]:
    """The words of a text alone, as they are looked for: whatever stands between them in a file does not matter."""
    return re.findall(r"[^\W_]+", text.casefold())


@dataclass(frozen=True)
class Bound:
    """A built site with texts that may not be shown whole, and the same as written for other publishers."""

    report: Report
    files: dict[str, bytes]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every file as the words that it holds: escapes read, markup taken for a space and for nothing."""
        for name, data in self.files.items():
            if name.endswith((".woff2", ".png", ".ico", ".gz", ".map")) or "assets/javascripts" in name:
                continue
            text = data.decode("utf-8", "replace")
            if name.endswith(".json"):
                text = json.dumps(json.loads(text), ensure_ascii=False)
            yield name, html.unescape(text)


def _written(root: Path, name: str, text: str, rights: str) -> None:
    (root / "content" / "sources" / f"{name}.txt").write_text(text, "utf-8")
    (root / "content" / "records" / f"{name}.yaml").write_text(f"publisher: null\nrights: {rights}\n", "utf-8")


def _other(word: re.Match[str]) -> str:
    """A word that no other text has, in the place of a word."""
    return f"x{word[0][::-1]}"


def _project(folder: Path) -> Path:
    root = copy_project(folder / "project")
    for name, rights in TEXTS.items():
        _written(root, name, (LABELS / f"{name}.txt").read_text("utf-8"), rights)
    _written(root, BLENDED, BLEND, "quotes")
    _written(root, f"{BLENDED}-none", re.sub("[a-z]{3,}", _other, BLEND), "none")
    briefbook(root, "normalize")
    report = report_of(read_library(root))
    ids = [i for i in report.articles if i in TEXTS or i.startswith(BLENDED)]
    cited = {i: [s for s in report.articles[i].statements if words_in(s.text) > RUN] for i in ids}
    assert all(cited.values())
    lines = report.articles[BLENDED].statements
    row = next(s for s in lines if " | " in s.text)
    (root / "content" / "themes" / "river.yaml").write_text(
        "label: Rivers\nterms: [river, canal, water, border, boundary, dispute, government]\n", "utf-8"
    )
    points = "".join(f"  - {{text: The desk says so., cites: ['{i}#{own[-1].id}']}}\n" for i, own in cited.items())
    (root / "content" / "briefings" / "bound.yaml").write_text(
        "title: What may be quoted\nquestion: What is shown?\nas_of: null\narticles:\n"
        + "".join(f"  - {{id: {i}, label: Text {n}}}\n" for n, i in enumerate(ids))
        + f"key_points:\n{points}  - {{text: A row., cites: ['{BLENDED}#{row.id}']}}\n"
        + "themes: [river]\nactors: []\n"
        + "comparisons:\n  - {id: themes, caption: By theme, rows: themes, columns: articles}\n",
        "utf-8",
    )
    (root / "content" / "changes").mkdir(exist_ok=True)
    told = "".join(
        f"  - {{kind: statement, act: changed, subject: Statement, before: {json.dumps(s.text)}, "
        f'after: {json.dumps(s.text)}, article: {i}, statement: "{s.id}"}}\n'
        for i, own in cited.items()
        for s in own
    )
    (root / "content" / "changes" / "2026-11-30-0a1b2c3d.yaml").write_text(
        f"date: 2026-11-30\ntitle: null\nsummary: Statements changed.\nchanges:\n{told}", "utf-8"
    )
    return root


def _built(folder: Path) -> None:
    root = _project(folder)
    briefbook(root, "build", "--site-dir", str(folder / "site"), env={"SITE_URL": "https://example.org/b/"})
    briefbook(root, "pages", "--out", str(folder / "pages"))


@pytest.fixture(scope="session")
def bound(shared_folder: Callable[..., Path]) -> Bound:
    """The site of the texts above, built once."""
    folder = shared_folder("rights", _built)
    files = {f"{name}/{path}": data for name in ("site", "pages") for path, data in files_of(folder / name).items()}
    return Bound(report_of(read_library(folder / "project")), files)


def _line(text: str) -> str:
    return " ".join(text.split())


def shown_words(a: ArticleReport) -> str:
    """All words of an article that the site may show, each text a line."""
    # Two statements that follow each other are shown one behind the other; a hidden one parts them.
    texts = " ".join(s.text if a.shows(s) else "\n" for s in a.statements).split("\n")
    texts += " ".join(s.quote if a.shows(s) else "\n" for s in a.statements).split("\n")
    pieces = [s.of(a.source.text) for s in a.shown_spans]
    between = [a.source.text[one.end : other.start] for one, other in pairwise(a.shown_spans)]
    joints = ["\n" if words_of(gap) else " " for gap in between]
    texts += "".join(f"{joint}{piece}" for joint, piece in zip(["", *joints], map(_line, pieces), strict=False)).split(
        "\n"
    )
    texts += [a.title, *(datum.text for _, datum in a.article.metadata() if a.named)]
    return "\n".join(" ".join(words_of(text)) for text in texts)


def forbidden(a: ArticleReport) -> set[str]:
    """Every run of words of an article, as captured and as repaired, that no shown text has.

    A word beside a quotation may be anybody's, such as the next field's of a file: a run that is shown but for its
    first or its last word is none.
    """
    shown = "".join(f" {line} \n" for line in shown_words(a).split("\n"))
    found = set()
    for text in (a.source.text, " ".join(s.text for s in a.statements)):
        words = words_of(text)
        for at in range(len(words) - RUN + 1):
            run = words[at : at + RUN]
            if f" {' '.join(run[1:])} " not in shown and f" {' '.join(run[:-1])} " not in shown:
                found.add(" ".join(run))
    return found


def runs_in(text: str) -> Iterator[str]:
    """Every run of words of a text."""
    words = words_of(text)
    return (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def test_no_run_of_words_that_may_not_be_shown_is_in_any_file(bound: Bound) -> None:
    hidden = {run: i for i, a in bound.report.articles.items() if not a.whole for run in forbidden(a)}
    # What another text of the site says too may stand there.
    for a in bound.report.articles.values():
        if a.whole:
            for run in runs_in(a.source.text):
                hidden.pop(run, None)
    assert len(hidden) > 1000
    leaks = set()
    for name, text in bound.texts():
        for form in (re.sub(r"<[^>]*>", " ", text), re.sub(r"<[^>]*>", "", text), text):
            leaks |= {(name, hidden[run], run) for run in runs_in(form) if run in hidden}
    assert not leaks, "\n".join(map(str, sorted(leaks)[:40]))


def test_the_search_finds_what_is_hidden_in_none_of_its_words(bound: Bound) -> None:
    """The test above would see them: the words of a text that may be shown whole are found."""
    a = bound.report.articles["factbook-background-b"]
    page = next(t for n, t in bound.texts() if n == "site/articles/factbook-background-b/index.html")
    found = set(runs_in(re.sub(r"<[^>]*>", "", page)))
    assert sum(run in found for run in runs_in(a.statements[0].text)) > 0


@pytest.mark.parametrize("article", ["address-1988", "factbook-background-a", BLENDED])
def test_what_may_be_quoted_is_shown_with_its_places(bound: Bound, article: str) -> None:
    a = bound.report.articles[article]
    quoted = [s for s in a.statements if a.shows(s)]
    assert quoted
    for page in (f"articles/{article}", f"sources/{article}"):
        text = html.unescape(re.sub(r"<[^>]*>", "", bound.files[f"site/{page}/index.html"].decode()))
        for statement in quoted:
            for cell in (statement.text if page[0] == "a" else statement.quote).split(" | "):
                assert " ".join(words_of(cell)) in " ".join(words_of(text)), (page, cell)
    briefing = bound.files["site/briefings/bound/index.html"].decode()
    assert all(f"sources/{article}/#L{s.lines[0]}" in briefing for s in quoted if s.lines)


@pytest.mark.parametrize("article", [*TEXTS, BLENDED, f"{BLENDED}-none"])
def test_figures_and_addresses_are_those_of_the_whole(bound: Bound, article: str) -> None:
    a = bound.report.articles[article]
    page = bound.files[f"site/articles/{article}/index.html"].decode()
    source = bound.files[f"site/sources/{article}/index.html"].decode()
    assert all(f'id="s-{s.id}"' in page for s in a.statements)
    assert all(f'id="L{n}"' in source for n in range(1, len(a.tracer.lines) + 1))
    assert f"{len(a.source.text):,}" in source
    assert re.search(rf"Statements</dt><dd[^>]*><bdi>{len(a.statements)}</bdi>", page)
    assert (("rights to this text are not ours" in page) and ("[…]" in source)) is not a.whole


def test_of_a_text_without_rights_no_word_is_shown(bound: Bound) -> None:
    for article in ("factbook-disputes-asia", f"{BLENDED}-none"):
        a = bound.report.articles[article]
        assert not any(map(a.shows, a.statements))
        assert not a.shown_spans
        assert a.title == article
        assert a.printed("headline") is None
    files = "\n".join(text for _, text in bound.texts())
    assert "xsetats" not in files


def test_another_share_gives_other_quotations(bound: Bound) -> None:
    """Machine-chosen quotes keep to the share; the desk's citations stand beside it."""
    for article in ("address-1988", "factbook-background-a", BLENDED):
        a = bound.report.articles[article]
        shown = [s for s in a.statements if a.shows(s)]
        assert 0 < sum(words_in(s.text) for s in shown) <= SHARE * article_words(a.article)
        assert all((s.withheld == 0) is a.shows(s) for s in a.statements)


# --- any article

SENTENCE = st.text(st.sampled_from("ab \n-|中ا'"), min_size=1, max_size=60).filter(lambda t: bool(t.strip()))


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, tuple[Statement, ...], list[Citation], ComparisonTable]:
    texts = draw(st.lists(SENTENCE, min_size=1, max_size=12))
    article = Article(
        "a", "a.txt", "0" * 64, None, None, None, None, None, None, None, tuple(Paragraph((), t) for t in texts)
    )
    statements = tuple(
        Statement(f"{n:08x}", "a", n, 0, t, t, None, (n + 1, n + 1), "reported", "") for n, t in enumerate(texts)
    )
    cites = draw(st.lists(st.integers(0, len(texts) - 1), max_size=2))
    cells = draw(st.lists(st.lists(st.sampled_from(statements), max_size=4), max_size=4))
    row = tuple(Cell("r", "a", "stated", tuple(c), by_desk=draw(st.booleans())) for c in cells)
    table = ComparisonTable("t", "T", (("a", "A"),), (("r", "R"),), (row,))
    return article, statements, [Citation("a", None, statements[n].id) for n in cites], table


@given(articles())
def test_what_is_shown_beyond_citations_stays_within_the_share(
    drawn: tuple[Article, tuple[Statement, ...], list[Citation], ComparisonTable],
) -> None:
    article, statements, citations, table = drawn
    shown = shown_ids("quotes", article, statements, citations, [table])
    assert shown is not None
    cited = {c.statement for c in citations}
    assert cited <= shown
    length = {s.id: words_in(s.text) for s in statements}
    if shown - cited:
        assert sum(length[i] for i in shown) <= SHARE * article_words(article)
    offered = {s.id for row in table.cells for c in row if not c.by_desk for s in c.statements[:QUOTES]}
    assert shown <= cited | offered
    assert shown == shown_ids("quotes", article, statements, list(citations), [table])
    assert shown_ids("none", article, statements, citations, [table]) == frozenset()
    assert shown_ids("full", article, statements, citations, [table]) is None
    told = withheld(statements, shown)
    assert [replace(s, withheld=0) for s in told] == list(statements)
    assert {s.id for s in told if not s.withheld} == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("- | --", 0),
        ("one", 1),
        ("don't stop", 2),
        ("中文字", 3),
        ("ab中cd", 3),
        ("كلمة أخرى", 2),
        ("हिन्दी में", 2),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert words_in(text) == words


def _recaptured(root: Path, records: dict[str, str]) -> None:
    """The capture `old`, and a newer one of its text with a sentence more, each with its record."""
    old = "Harbour talks\n\nThe two ports of the river agreed on a second ferry line that opens in the spring.\n"
    (root / "content/sources").mkdir(parents=True)
    (root / "content/records").mkdir()
    (root / "content/pages").mkdir()
    (root / "content/sources/old.txt").write_text(old, "utf-8")
    for name, record in records.items():
        (root / f"content/records/{name}.yaml").write_text(record, "utf-8")
    briefbook(root, "normalize")
    (root / "content/sources/new.txt").write_text(f"{old}\nThe quay stays as it is.\n", "utf-8")
    briefbook(root, "normalize", "--supersedes", "old", "content/sources/new.txt")
    (root / "content/sources/newest.txt").write_text(f"{old}\nThe quay stays as it was.\n", "utf-8")
    briefbook(root, "normalize", "--supersedes", "new", "content/sources/newest.txt")


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({}, ("full", "full", "full")),
        ({"old": "rights: none\n"}, ("none", "none", "none")),
        ({"old": "rights: quotes\n", "newest": "publisher: null\n"}, ("quotes", "quotes", "quotes")),
        ({"old": "rights: quotes\n", "new": "rights: none\n"}, ("quotes", "none", "none")),
        ({"old": "rights: none\n", "new": "rights: full\n"}, ("none", "none", "none")),
        ({"newest": "rights: quotes\n"}, ("full", "full", "quotes")),
    ],
)
def test_a_newer_capture_shows_no_more_than_an_older_one(
    tmp_path: Path, records: dict[str, str], expected: tuple[str, ...]
) -> None:
    """Where nobody says anything of a newer capture, what is withheld of the older one is withheld of it too."""
    root = copy_project(tmp_path / "p", content=False)
    _recaptured(root, records)
    report = report_of(read_library(root))
    names = ("old", "new", "newest")
    assert tuple(report.articles[name].record.rights for name in names) == expected
    for name, rights in zip(names, expected, strict=True):
        a = report.articles[name]
        assert a.whole == (rights == "full")
        assert all(bool(s.withheld) == (rights != "full") for s in a.statements)


def test_no_file_has_the_words_of_a_text_that_was_captured_again(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "p", content=False)
    _recaptured(root, {"old": "rights: none\n"})
    briefbook(root, "pages", "--out", str(tmp_path / "pages"))
    for name, data in files_of(tmp_path / "pages").items():
        assert b"second ferry line" not in data, name
        assert b"quay stays" not in data, name


def test_withdrawing_the_older_capture_lets_nothing_be_shown(tmp_path: Path) -> None:
    """Only its record kept the newer ones from being shown: that is refused until their own records say it."""
    root = copy_project(tmp_path / "p", content=False)
    _recaptured(root, {"old": "rights: none\n"})
    refused = CliRunner().invoke(main, ["--root", str(root), "withdraw", "old", "--reason", "Asked for."])
    assert refused.exit_code == 1
    assert "R011" in refused.output
    assert "write `rights: none` in content/records/new.yaml first" in refused.output
    assert (root / "content/articles/old.yaml").exists()
    for name in ("new", "newest"):
        (root / f"content/records/{name}.yaml").write_text("rights: none\n", "utf-8")
    briefbook(root, "withdraw", "old", "--reason", "Asked for.")
    assert {a.record.rights for a in report_of(read_library(root)).articles.values()} == {"none"}
