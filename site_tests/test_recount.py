"""Every number on a page equals what counting the YAML gives: the pages' numbers are found, and counted anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

import pytest

from site_tests.projects import ROOT, briefbook, copy_project
from site_tests.recount import Content, Number, Said, marked_pages, numbers_of

Recounter = Callable[[Content, Number], int]


# --- whose statements, articles and rows are meant


def articles_of(c: Content, n: Number) -> list[str]:
    """The articles that a number is about: one, a briefing's, or all."""
    if n.kind == "briefing" and not n.section:  # the lead, whose links are to lines of some articles
        return page_articles(c, n)
    if n.has("article"):
        return [n.of("article")]
    if n.has("briefing"):
        return c.in_briefing(n.of("briefing"))
    return sorted(c.articles)


def page_articles(c: Content, n: Number) -> list[str]:
    """The articles that the whole page is about."""
    shelf, _, name = n.uri.partition("/")
    name = name.split("/")[0]
    if shelf == "briefings" and name:
        return c.in_briefing(name)
    return [name] if shelf in ("articles", "sources") and name else sorted(c.articles)


def headed_article(c: Content, n: Number) -> list[str]:
    """The article that the column or row of a briefing's table, or the table itself, is labelled with; else all."""
    if not n.has("briefing"):
        return page_articles(c, n)
    briefing = c.briefings[n.of("briefing")]
    for heads in ((n.column, n.row), (n.caption,)):
        if labelled := [a["id"] for a in briefing["articles"] if any(a["label"] in h for h in heads)]:
            return labelled
    return c.in_briefing(n.of("briefing"))


def topic(c: Content, n: Number) -> tuple[str, Sequence[str]]:
    """The theme or the actor that a number is about, with its terms."""
    kind = "theme" if n.has("theme") else "actor"
    name = n.of(kind)
    return name, (c.themes if kind == "theme" else c.actors)[name]["terms"]


def in_briefings(c: Content, n: Number) -> list[str]:
    """The briefings that have a topic."""
    name, _ = topic(c, n)
    field = "themes" if n.has("theme") else "actors"
    return [i for i, b in c.briefings.items() if name in b.get(field, ())]


def said_of_topic(c: Content, n: Number) -> list[Said]:
    """The statements of a topic: of an article where the number is about one, else of all that it is looked for in."""
    return c.with_terms(topic(c, n)[1], [n.of("article")] if n.has("article") else sorted(c.articles))


def total(c: Content, articles: Sequence[str], count: Callable[[str], int]) -> int:
    """The sum over articles."""
    return sum(count(i) for i in articles)


def statements(c: Content, articles: Sequence[str], kind: str | None = None) -> int:
    """The statements of articles, of one kind or of all."""
    return sum(kind in (None, s.kind) for i in articles for s in c.said[i])


def kind_of(n: Number) -> str | None:
    """The kind that a number's column or row names."""
    found = re.search(r"kind\.([a-z]+)$", n.label) or re.search(r"kind\.([a-z]+)$", n.row)
    return found[1] if found else None


def _theme_named(c: Content, n: Number) -> Sequence[str]:
    """The terms of the theme whose label stands last before a number."""
    label = n.before.rpartition("|")[2].strip(" (")
    return next(t["terms"] for t in c.themes.values() if t["label"] == label)


# --- what each number should be


def by_kind(c: Content, n: Number) -> int:
    """A cell of statements by kind: of a briefing's articles, or of a topic in each article."""
    if n.kind in ("theme", "party"):
        titled = [i for i in c.articles if title(c, i) == n.row] or ([n.of("article")] if n.has("article") else [])
        said = c.with_terms(topic(c, n)[1], titled or sorted(c.articles))
        return sum(kind_of(n) in (None, s.kind) for s in said)
    articles = headed_article(c, n)
    if themes := [t for t in c.themes.values() if t["label"] == n.row]:
        return sum(kind_of(n) in (None, s.kind) for s in c.with_terms(themes[0]["terms"], articles))
    if n.row == "picture.no_theme":
        known = c.briefings[n.of("briefing")].get("themes", ()) if n.has("briefing") else c.themes
        own = [t for i in known for t in c.themes[i]["terms"]]
        themed = c.with_terms(own, articles)
        return sum(kind_of(n) in (None, s.kind) and s not in themed for i in articles for s in c.said[i])
    return statements(c, articles, kind_of(n))


def title(c: Content, article: str) -> str:
    """What an article is called."""
    return str(c.articles[article].get("headline") or c.articles[article].get("title") or article)


def in_articles(c: Content, n: Number) -> int:
    """`2 of 5`: the articles with a topic, of those it is looked for in."""
    return (
        len({s.article for s in c.with_terms(topic(c, n)[1], sorted(c.articles))}) if n.place == 0 else len(c.articles)
    )


def characters(c: Content, n: Number) -> int:
    """`9 characters: 7 in the article, 1 in its head, 1 left out, …`: the whole is counted, the rest must add up."""
    path = c.root / "sources" / c.articles[n.of("article")]["source"]
    return len(path.read_bytes().decode("utf-8"))


def _to_watch(c: Content, n: Number, kinds: Sequence[str]) -> int:
    """The statements of these kinds but those that only lead to a list."""
    return sum(
        s.kind in kinds and not (s.text.endswith(":") and any(lead.endswith(s.text) for lead in c.leads(i)))
        for i in page_articles(c, n)
        for s in c.said[i]
    )


def _of_briefing(c: Content, n: Number) -> int:
    if n.row == "briefing.agreed":
        return statements(c, page_articles(c, n), "agreed")
    if n.has("actor") and n.section:
        return len(c.with_terms(topic(c, n)[1], page_articles(c, n)))
    return statements(c, articles_of(c, n))


RECOUNTED: dict[tuple[str, str], Recounter] = {
    ("article", "article.statements"): lambda c, n: statements(c, page_articles(c, n)),
    ("article", "article.theme"): lambda c, n: len(c.with_terms(_theme_named(c, n), page_articles(c, n))),
    ("article", "article.tables"): lambda c, n: len(c.blocks(n.of("article"), "table")),
    ("article", "article.repairs_suggested"): lambda c, n: len(
        c.listed(page_articles(c, n)[0], "suggested" if n.place else "repairs")
    ),
    ("article", "article.repairs"): lambda c, n: len(c.listed(page_articles(c, n)[0], "repairs")),
    ("*", "counts.missing"): lambda c, n: total(c, articles_of(c, n), lambda i: len(c.blocks(i, "missing"))),
    ("*", "state.not_captured_because > counts.missing_is"): lambda c, n: total(
        c, headed_article(c, n), lambda i: len(c.blocks(i, "missing"))
    ),
    ("*", "counts.table"): lambda c, n: total(c, articles_of(c, n), lambda i: len(c.blocks(i, "table"))),
    ("*", "counts.repair"): lambda c, n: total(c, articles_of(c, n), lambda i: len(c.listed(i, "repairs"))),
    ("briefing", "briefing.statements"): lambda c, n: statements(c, articles_of(c, n)),
    ("briefing", "briefing.all"): by_kind,
    ("briefing", "counts.article"): lambda c, n: len(page_articles(c, n)),
    ("briefing", "counts.statement"): _of_briefing,
    **{
        ("briefing", f"watch.{message} > {name}"): partial(_to_watch, kinds=kinds)
        for message in ("figures", "figures_same")
        for name, kinds in (
            ("counts.statement", ("expected", "recommended")),
            ("watch.expected", ("expected",)),
            ("watch.recommended", ("recommended",)),
        )
    },
    ("*", "briefing.sources_unverified"): lambda c, n: sum(map(c.is_unverified, articles_of(c, n))),
    ("briefing", "speakers.all"): lambda c, n: statements(c, headed_article(c, n)),
    ("data", "data.figures > counts.article"): lambda c, n: len(c.articles),
    ("data", "counts.article"): lambda c, n: len(c.articles),
    ("data", "counts.statement"): lambda c, n: statements(c, sorted(c.articles)),
    ("data", "counts.line"): lambda c, n: total(c, sorted(c.articles), lambda i: len(c.source_lines(i))),
    ("home", "counts.article"): lambda c, n: len(articles_of(c, n)),
    ("home", "home.theme > counts.statement"): lambda c, n: len(said_of_topic(c, n)),
    ("home", "home.more_points"): lambda c, n: len(c.briefings[n.of("briefing")]["key_points"]) - 3,
    ("index", "list.articles"): lambda c, n: len(articles_of(c, n)),
    ("index", "list.briefings"): lambda c, n: len(in_briefings(c, n)),
    ("index", "list.characters"): characters,
    ("index", "list.lines"): lambda c, n: len(c.source_lines(n.of("article"))),
    ("index", "list.missing"): lambda c, n: total(c, articles_of(c, n), lambda i: len(c.blocks(i, "missing"))),
    ("index", "list.repairs"): lambda c, n: len(c.listed(n.of("article"), "repairs")),
    ("index", "list.statements"): lambda c, n: (
        len(said_of_topic(c, n)) if n.has("theme") or n.has("actor") else statements(c, articles_of(c, n))
    ),
    ("index", "list.tables"): lambda c, n: (
        len(c.blocks(n.of("article"), "table"))
        if n.has("article")
        else len(c.briefings[n.of("briefing")].get("comparisons") or ())
    ),
    ("*", "topic.in_articles"): in_articles,
    ("*", "topic.statements"): lambda c, n: len(said_of_topic(c, n)),
    ("theme", "counts.statement"): lambda c, n: len(said_of_topic(c, n)),
    ("party", "counts.statement"): lambda c, n: len(said_of_topic(c, n)),
    ("method", "method.articles"): lambda c, n: len(c.articles),
    ("method", "method.statements"): lambda c, n: statements(c, sorted(c.articles)),
    ("method", "method.tables"): lambda c, n: total(c, sorted(c.articles), lambda i: len(c.blocks(i, "table"))),
    ("method", "method.missing"): lambda c, n: total(c, sorted(c.articles), lambda i: len(c.blocks(i, "missing"))),
    ("method", "method.applied"): lambda c, n: total(c, sorted(c.articles), lambda i: len(c.listed(i, "repairs"))),
    ("method", "method.suggested"): lambda c, n: total(c, sorted(c.articles), lambda i: len(c.listed(i, "suggested"))),
    ("method", "method.omissions"): lambda c, n: total(c, sorted(c.articles), lambda i: len(c.listed(i, "omitted"))),
    **{
        ("*", f"kind.{kind}"): by_kind
        for kind in ("agreed", "reported", "expected", "recommended", "attributed", "background")
    },
}
"""How each number is counted anew, by the page's kind (`*` for any) and what it is said to count."""

ELSEWHERE = (
    ("*", "*more*", "what is folded away: how much is shown is a choice of the page"),
    ("*", "*evidence.*", "glued words and runs of words that two texts share"),
    ("*", "*speakers.*", "who is named is read, not counted"),
    ("briefing", "*who-said*", "who is named is read, not counted"),
    ("briefing", "watch.group", "what is expected, by theme"),
    ("briefing", "* > watch.same", "what is said nearly alike"),
    ("briefing", "timeline.*", "dates are read, not counted"),
    ("briefing", "measures.*", "rows of tables whose columns are alike"),
    ("briefing", "*left_out.*", "findings of many kinds, each with its place"),
    ("data", "data.*", "columns and bytes of the files themselves"),
    ("data", "*counts.row", "rows of the files themselves"),
    ("method", "method.all_measured", "figures of measured.json"),
    ("method", "method.kind_summary *", "wordings of vocabulary.yaml"),
    ("source", "counts.*", "marks of one line"),
    ("source", "source.*", "lines and characters by what became of them: they add up, which is tested below"),
    ("article", "article.characters_told", "characters by what became of them: they add up, which is tested below"),
)
"""Numbers that are not counted anew here: the page's kind, what is said to be counted, and what they are.

Each is a number of its own maker's tests; a new one that is in neither list fails.
"""


def counted_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str], list[str]]:
    """How many numbers were counted anew, those that are another than what was counted, and those nobody counts."""
    pages = marked_pages(root, monkeypatch.setattr)
    content = Content(root)
    content.read_kinds(pages)
    labels = {a["label"] for b in content.briefings.values() for a in b["articles"]}
    wrong, unknown, right = [], [], 0
    for n in numbers_of(pages):
        recounter = RECOUNTED.get((n.kind, n.label)) or RECOUNTED.get(("*", n.label))
        if n.kind == "briefing" and n.column == n.label in labels:
            if "picture.by_desk" in n.shown:
                continue  # a cell that the desk judged has the places that it cites beside the statements
            recounter = by_kind
        section = f"{n.section} {n.label}"
        if any(fnmatch(n.kind, k) and (fnmatch(n.label, p) or fnmatch(section, p)) for k, p, _ in ELSEWHERE):
            continue
        if recounter is None:
            unknown.append(f"{n.uri}: {n.label} ({n.value}) in: {n.shown}")
        elif (counted := recounter(content, n)) != n.value:
            wrong.append(f"{n.uri}: {n.label}, row {n.row!r}: prints {n.value}, counted {counted}, in: {n.shown}")
        else:
            right += 1
    return right, wrong, sorted(set(unknown))


def make_counted(tmp_path: Path) -> Path:
    """Five articles of sentences with one theme and one cue each, edited by hand after they were normalized."""
    root = copy_project(tmp_path / "project", content=False)
    content = root / "content"
    for name in ("sources", "pages", "briefings", "themes", "actors", "records"):
        (content / name).mkdir(parents=True)
    (content / "vocabulary.yaml").write_bytes((ROOT / "content" / "vocabulary.yaml").read_bytes())
    for number in range(1, 6):
        (content / "sources" / f"quay-{number}.txt").write_text(source(number), "utf-8")
    for name, terms in (("ferries", "ferry"), ("cranes", "crane, hoist"), ("never", "zeppelin")):
        (content / "themes" / f"{name}.yaml").write_text(f"label: The {name}\nterms: [{terms}]\n", "utf-8")
    (content / "actors" / "port.yaml").write_text("label: The port\nterms: [Port Authority]\n", "utf-8")
    briefbook(root, "normalize")
    first = content / "articles" / "quay-1.yaml"
    text = first.read_text("utf-8")
    assert "  - Ferry item 1 of 1.\n" in text
    text = text.replace("  - Ferry item 1 of 1.\n", "  - Ferry item 1 of 1.\n      - An item by hand on a crane.\n")
    first.write_text(text.replace("The hoist was painted.", "The hoist was painted. A ferry was named."), "utf-8")
    articles = ", ".join(f"{{id: quay-{n}, label: Quay {n}}}" for n in range(1, 5))
    (content / "briefings" / "quays.yaml").write_text(
        f"title: Quays\nquestion: Which quay?\nas_of: 2025-03-01\narticles: [{articles}]\n"
        + "key_points:\n"
        + "".join(f"  - {{text: Point {n}, cites: [quay-{n}@3]}}\n" for n in (1, 2, 3, 4))
        + "themes: [ferries, cranes, never]\nactors: [port]\ncomparisons:\n"
        "  - {id: themes, caption: By theme, rows: themes, columns: articles}\n"
        "  - {id: parties, caption: By party, rows: actors, columns: articles}\n",
        "utf-8",
    )
    return root


def source(number: int) -> str:
    """A capture whose every count grows with its number; the last one has no text but its title."""
    if number == 5:
        return "# Quay 5\n"
    said = " ".join(f"The ferry number {i} will leave. The Port Authority agreed on crane {i}." for i in range(number))
    items = "\n".join(f"- Ferry item {i} of {number}." for i in range(1, number + 2))
    rows = "\n".join(f"| Crane {i} | stands |" for i in range(number + 1))
    return (
        f"# Quay {number}\n\n{said} The hoist was painted.\n\n## Items\n\nThese are the items:\n\n{items}\n\n"
        f"The table shows the cranes:\n\n| Crane | State |\n| --- | --- |\n{rows}\n\nThe end is near.It came.\n\n"
        "The following measures should be taken:\n\nNothing more was said of it.\n"
    )


def test_the_numbers_of_this_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_project(tmp_path / "project")
    right, wrong, unknown = counted_anew(root, monkeypatch)
    assert wrong == []
    assert unknown == [], "say in RECOUNTED how to count them"
    assert right > 300


def test_the_numbers_of_a_project_that_was_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_counted(tmp_path)
    right, wrong, unknown = counted_anew(root, monkeypatch)
    assert wrong == []
    assert unknown == [], "say in RECOUNTED how to count them"
    assert right > 200


def test_what_became_of_a_source_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_counted(tmp_path)
    content = Content(root)
    found = [n for n in numbers_of(marked_pages(root, monkeypatch.setattr)) if n.kind in ("article", "source")]
    for article in content.articles:
        whole, *parts = [n.value for n in found if n.label == "article.characters_told" and n.of("article") == article]
        path = content.root / "sources" / content.articles[article]["source"]
        assert whole == sum(parts) == len(path.read_bytes().decode("utf-8"))
        for label in ("source.lines", "source.characters"):
            rows = {n.row: n.value for n in found if n.label == label and n.of("article") == article}
            total_row = rows.pop("source.row_all")
            rows.pop("source.row_repaired", None)  # a part of those in the article
            assert sum(rows.values()) == total_row, (article, label, rows)
