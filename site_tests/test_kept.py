"""What a preview keeps from one build to the next: any edits in any order give the bytes of a build made anew."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta, nodes

from build_scripts.kept import ANEW, Kept
from build_scripts.kept_theme import can_keep, reads_known_only
from build_scripts.preview import Preview
from build_scripts.site import configuration
from build_scripts.watched import differing, snapshot
from site_tests.projects import ROOT, briefbook, copy_project, files_of

ORIGIN = "http://127.0.0.1:1"

Edit = Callable[[Path, random.Random], None]


# --- the random edits; each may be made at any time, also on what another one broke


def one_of(chance: random.Random, root: Path, pattern: str) -> Path | None:
    found = sorted(root.glob(pattern))
    return chance.choice(found) if found else None


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def replace_word(pattern: str) -> Edit:
    """Another word in the place of one, also in comments, keys and citations: some such edits are mistakes."""

    def edit(root: Path, chance: random.Random) -> None:
        if path := one_of(chance, root, pattern):
            text = path.read_text("utf-8")
            words = list(re.finditer(r"(?<=[ \"])[A-Za-z]{4,}(?=[ .,\"\n])", text))
            if words:
                word = chance.choice(words)
                new = chance.choice(("agreed", "vessels", "It's", "<b>&amp;", "{{ 7 }}", "Ä"))
                write(path, text[: word.start()] + new + text[word.end() :])

    return edit


def remove_line(pattern: str) -> Edit:
    def edit(root: Path, chance: random.Random) -> None:
        if path := one_of(chance, root, pattern):
            lines = path.read_text("utf-8").splitlines(keepends=True)
            if lines:
                del lines[chance.randrange(len(lines))]
            write(path, "".join(lines))

    return edit


def remove(pattern: str) -> Edit:
    def edit(root: Path, chance: random.Random) -> None:
        if path := one_of(chance, root, pattern):
            path.unlink()

    return edit


def restore(root: Path, chance: random.Random) -> None:
    """The content as it was at first: what was made from it long ago must not come back in part."""
    for name in ("content", "templates"):
        shutil.rmtree(root / name)
        shutil.copytree(root.parent / "first" / name, root / name)


def same_article_again(root: Path, chance: random.Random) -> None:
    """An article made of the capture of another one, under its name with a number."""
    if path := one_of(chance, root, "content/articles/*.yaml"):
        text = path.read_text("utf-8")
        name = f"again-{chance.randrange(3)}"
        if named := re.search(r"^source: (\S+)$", text, re.MULTILINE):
            source = root / "content" / "sources" / named[1]
            if source.is_file():
                write(root / f"content/sources/{name}.txt", source.read_text("utf-8"))
                write(root / f"content/articles/{name}.yaml", text.replace(named[0], f"source: {name}.txt"))


def title_of_briefing(root: Path, chance: random.Random) -> None:
    if path := one_of(chance, root, "content/briefings/*.yaml"):
        title = f"title: Talks {chance.randrange(9)}"
        write(path, re.sub(r"^title: .*$", title, path.read_text("utf-8"), flags=re.MULTILINE))


def page_by_hand(root: Path, chance: random.Random) -> None:
    text = f"# Notes {chance.randrange(9)}\n\n## Part {chance.randrange(9)}\n\n[articles](articles/index.md)\n"
    write(root / f"content/pages/notes-{chance.randrange(2)}.md", text)


def setting(old: str, new: str) -> Edit:
    """A setting to and fro."""

    def edit(root: Path, chance: random.Random) -> None:
        path = root / "mkdocs.yml"
        text = path.read_text("utf-8")
        write(path, text.replace(new, old) if new in text else text.replace(old, new))

    return edit


def override(text: str) -> Edit:
    def edit(root: Path, chance: random.Random) -> None:
        write(root / "templates/overrides/main.html", '{% extends "base.html" %}{% block announce %}' + text)
        with (root / "templates/overrides/main.html").open("a") as file:
            file.write("{% endblock %}")

    return edit


def shared_template(root: Path, chance: random.Random) -> None:
    """A change of what others include or import."""
    path = root / chance.choice(("templates/macros.html.j2", "templates/pieces.html.j2", "templates/block.html.j2"))
    text = path.read_text("utf-8")
    write(path, text.replace('class="', f'data-n="{chance.randrange(9)}" class="', 1))


EDITS: list[Edit] = [
    *[replace_word("content/articles/*.yaml")] * 4,
    replace_word("content/themes/*.yaml"),
    replace_word("content/vocabulary.yaml"),
    replace_word("content/records/*.yaml"),
    replace_word("content/briefings/*.yaml"),
    replace_word("content/sources/*.txt"),
    replace_word("templates/*.j2"),
    remove_line("content/articles/*.yaml"),
    remove_line("content/briefings/*.yaml"),
    remove_line("templates/*.j2"),
    remove("content/articles/again-*.yaml"),
    remove("content/records/*.yaml"),
    remove("content/themes/*.yaml"),
    remove("content/pages/*.md"),
    remove("templates/overrides/main.html"),
    *[restore] * 4,
    same_article_again,
    title_of_briefing,
    page_by_hand,
    shared_template,
    setting("  - method.md\n", "  - method.md\n  - Notes: notes-0.md\n"),
    setting("site_name: Briefbook", "site_name: Other"),
    setting("    - navigation.top\n", "    - navigation.top\n    - navigation.footer\n    - navigation.tabs\n"),
    override("{% for p in pages %}{{ p.title }} {{ p.content | length }}{% endfor %}"),
    override("in other words"),
    override("{{ super() }}{% if page.is_homepage %}{{ page.title | e }}{% endif %}{{ config.site_name | e }}"),
]


def differences(preview: Preview, root: Path) -> list[str]:
    """In what the site that is shown, or what was told, is other than with a preview begun anew."""
    fresh = Preview(root, ORIGIN)
    try:
        fresh.rebuild()
        ours, clean = preview.shown, fresh.shown
        found = [
            *(["other problems"] if ours.problems != clean.problems else []),
            *(["other warnings"] if ours.warnings != clean.warnings else []),
        ]
        if clean.folder is not None:
            assert ours.folder is not None
            kept, made = files_of(ours.folder), files_of(clean.folder)
            found += [name for name in sorted(kept.keys() | made.keys()) if kept.get(name) != made.get(name)]
        return found
    finally:
        fresh.close()


def edited(root: Path, seed: int, edits: int) -> Iterator[tuple[int, str, Preview]]:
    """A preview of a project after each of so many random edits."""
    copy_project(root)
    shutil.copytree(root, root.parent / "first")
    chance = random.Random(seed)
    preview = Preview(root, ORIGIN)
    try:
        preview.rebuild()
        known = snapshot(preview.watched)
        broken = 0
        for number in range(edits):
            edit = chance.choice(EDITS) if broken < 2 else restore  # else one mistake would be shown to the end
            edit(root, chance)
            latest = snapshot(preview.watched)
            changed, known = differing(known, latest), latest
            preview.rebuild(changed)
            broken = broken + 1 if preview.shown.problems else 0
            yield number, f"{edit.__qualname__} of {', '.join(Path(c).name for c in changed)}", preview
    finally:
        preview.close()


@pytest.mark.parametrize(("seed", "edits"), [(1, 8), *(pytest.param(s, 16, marks=pytest.mark.verify) for s in (2, 3))])
def test_any_edits_give_the_bytes_of_a_build_made_anew(tmp_path: Path, seed: int, edits: int) -> None:
    root = tmp_path / "project"
    good = 0
    made: list[str] = []
    for _, edit, preview in edited(root, seed, edits):
        made.append(edit)
        assert not differences(preview, root), "\n".join(made)
        good += not preview.shown.problems
    assert good > 3, "hardly an edit left the project whole: this shows little"


# --- what is made again, what is kept


class Counted(Kept):
    """Tells what was made anew."""

    def __init__(self) -> None:
        super().__init__()
        self.made: set[tuple[str, object]] = set()

    def of(self, stage: str, slot: object, inputs: tuple[object, ...], make: Callable[[], Any], *more: Any) -> Any:
        def counted() -> Any:
            self.made.add((stage, slot))
            return make()

        return super().of(stage, slot, inputs, counted, *more)


@dataclass
class Desk:
    """A previewed project in which some files are saved, one after the other."""

    root: Path
    preview: Preview
    kept: Counted

    def save(self, name: str, old: str, new: str) -> set[tuple[str, object]]:
        """What is made anew after another text stands in a file; empty `old`: the file is new."""
        path = self.root / name
        text = path.read_text("utf-8") if old else ""
        assert old in text
        write(path, text.replace(old, new, 1) if old else new)
        return self.saved(path)

    def saved(self, path: Path) -> set[tuple[str, object]]:
        self.kept.made.clear()
        rebuilt = self.preview.rebuild([str(path)])
        assert not rebuilt.problems
        return set(self.kept.made)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    root = copy_project(tmp_path / "project")
    preview = Preview(root, ORIGIN)
    preview.kept = kept = Counted()
    preview.rebuild()
    yield Desk(root, preview, kept)
    preview.close()


FIRST, OTHER = (p.stem for p in sorted((ROOT / "content/articles").glob("*.yaml"))[:2])


def pages(made: set[tuple[str, object]]) -> set[str]:
    """The pages that got their theme."""
    return {str(slot).removesuffix("index.html") for stage, slot in made if stage == "theme" and isinstance(slot, str)}


def test_a_word_of_an_article_makes_what_shows_it(desk: Desk) -> None:
    text = (desk.root / f"content/articles/{FIRST}.yaml").read_text("utf-8")
    word = re.search(r"(?<=paragraph: >-\n)\s+\S+", text)
    assert word
    made = desk.save(f"content/articles/{FIRST}.yaml", word[0], f"{word[0]} tomorrow")
    assert {"articles/" + FIRST + "/", "sources/" + FIRST + "/"} <= pages(made)
    assert not {page for page in pages(made) if OTHER in page}
    assert ("statements", FIRST) in made
    assert not {(stage, slot) for stage, slot in made if slot == OTHER or OTHER in str(slot)}


def test_other_terms_that_change_nothing_make_no_page(desk: Desk) -> None:
    theme = next((desk.root / "content/themes").glob("*.yaml"))
    made = desk.save(theme.relative_to(desk.root).as_posix(), "terms: [", "terms: [no such words anywhere, ")
    assert ("statements", FIRST) in made  # they were read again
    assert pages(made) == {
        "data/",
        "themes/",
        f"themes/{theme.stem}/",
    }  # those that print the terms, or their file's size


def test_a_template_makes_every_page_that_is_other(desk: Desk) -> None:
    made = desk.save("templates/source.html.j2", "<", "<!-- another --><")
    assert {"sources/" + FIRST + "/", "sources/" + OTHER + "/"} == pages(made)


def test_a_page_by_hand_makes_itself(desk: Desk) -> None:
    assert pages(desk.save("content/pages/notes.md", "", "# Notes\n")) == {"notes/"}


def test_a_setting_makes_all(desk: Desk) -> None:
    made = pages(desk.save("mkdocs.yml", "site_name: Briefbook", "site_name: Another"))
    assert {"", "method/", "articles/" + FIRST + "/", "sources/" + OTHER + "/"} <= made


def test_an_override_with_expressions_has_every_page_made_each_time(desk: Desk) -> None:
    path = "templates/overrides/partials/copyright.html"
    desk.save(path, "", "{{ pages | length }} pages")
    home = desk.preview.shown.folder
    assert home is not None
    before = (home / "method/index.html").read_text("utf-8")
    desk.save("content/pages/notes.md", "", "# Notes\n")
    assert desk.preview.shown.folder is not None
    after = (desk.preview.shown.folder / "method/index.html").read_text("utf-8")
    numbers = [int(found[1]) for found in (re.search(r"(\d+) pages", text) for text in (before, after)) if found]
    assert numbers[1] == numbers[0] + 1


def test_an_override_that_reads_what_is_known_makes_only_what_it_shows(desk: Desk) -> None:
    block = "{% block announce %}{{ page.title | e }}{% endblock %}"
    made = pages(desk.save("templates/overrides/main.html", "{% block header %}", block + "{% block header %}"))
    assert {"", "method/", "articles/" + FIRST + "/"} <= made  # the theme is another
    assert pages(desk.save("content/pages/notes.md", "", "# Notes\n")) == {"notes/"}


READ_UNKNOWN = [
    "{{ pages }}",
    "{{ page.content }}",
    "{% for p in nav.pages %}{{ p.title }}{% endfor %}",
    "{{ page['content'] }}",
    "{{ page | attr('content') }}",
    "{{ config.plugins.briefbook.publication }}",
    '{% include "sitemap.xml" %}',
    "{% include name %}",
    "{{ build_date_utc }}",
    # What only looks as if a tag or a comment ended, or began, there.
    "{{ '}}' ~ pages }}",
    '{{ "\\"}}" ~ pages }}',
    '{{ {"a": {}} ~ pages }}',
    '{{ "{#" }}{{ pages }}{{ "#}" }}',
    "{{ pages",
    "{% raw %}{{ pages }}{% endraw %}",
    "{% block pages %}{{ pages }}{% endblock %}",
]


@pytest.mark.parametrize("template", READ_UNKNOWN)
def test_an_override_that_may_read_anything_is_known(template: str) -> None:
    assert not reads_known_only(template)


@pytest.mark.parametrize(
    "template", ["words", "{# pages #}", "{{ 'pages' }}", "{% block pages %}{% endblock %}", "{{ page.title | e }}"]
)
def test_an_override_that_reads_the_page_itself_is_known(template: str) -> None:
    assert reads_known_only(template)


def test_this_projects_overrides_read_what_is_known() -> None:
    """Else each save would render every page."""
    assert can_keep(configuration(ROOT))


FOLLOWED = {
    "the title of a page in the navigation": ("content/pages/notes.md", "# Notes", "# Remarks"),
    "what only the head of a page by hand has": ("content/pages/aside.md", "description: one", "description: two"),
    "a word in a page by hand": ("content/pages/aside.md", "Some words", "Other words"),
    "the record of a source": ("content/records/{source}.yaml", "publisher: null", "publisher: A paper"),
    "the title of a briefing": ("content/briefings/{briefing}.yaml", "title: ", "title: New "),
    "the label of a theme": ("content/themes/{theme}.yaml", "label: ", "label: New "),
}


def test_each_page_follows_what_it_shows_of_other_files(desk: Desk) -> None:
    for name in ("notes", "aside"):
        text = "---\ndescription: one\n---\n\n# Notes\n\nSome words.\n"
        desk.save(f"content/pages/{name}.md", "", text)
    desk.save("mkdocs.yml", "  - method.md\n", "  - method.md\n  - notes.md\n")
    names = {
        "source": next((desk.root / "content/records").glob("*.yaml")).stem,
        "briefing": next((desk.root / "content/briefings").glob("*.yaml")).stem,
        "theme": next((desk.root / "content/themes").glob("*.yaml")).stem,
    }
    for what, (name, old, new) in FOLLOWED.items():
        before = files_of(desk.preview.shown.folder or desk.root)
        desk.save(name.format_map(names), old, new)
        assert files_of(desk.preview.shown.folder or desk.root) != before, what
    assert not differences(desk.preview, desk.root)


def test_what_is_gone_is_dropped(desk: Desk) -> None:
    held = len(desk.kept)
    for number in range(3):
        desk.save(f"content/pages/page-{number}.md", "", "# A page\n")
        (desk.root / f"content/pages/page-{number}.md").unlink()
        (desk.root / "content/themes" / f"theme-{number}.yaml").write_text("label: A\nterms: [no such words]\n")
        desk.saved(desk.root / "content/themes")
        (desk.root / "content/themes" / f"theme-{number}.yaml").unlink()
        desk.saved(desk.root / "content/themes")
    assert len(desk.kept) == held


def test_a_command_in_a_process_of_its_own_builds_the_same(desk: Desk) -> None:
    desk.save(f"content/articles/{FIRST}.yaml", "headline: ", "headline: Once more, ")
    desk.save("templates/block.html.j2", "<", "<!-- another --><")
    desk.save("content/vocabulary.yaml", "cues: [", "cues: [in a, ")
    desk.save("content/pages/notes.md", "", "# Notes\n")
    briefbook(desk.root, "build", "--site-dir", str(desk.root.parent / "built"))
    assert desk.preview.shown.folder is not None
    kept, built = files_of(desk.preview.shown.folder), files_of(desk.root.parent / "built")
    assert [name for name in sorted(kept.keys() | built.keys()) if kept.get(name) != built.get(name)] == []


# --- what it rests on


def test_only_the_same_object_or_an_equal_text_is_the_same_input() -> None:
    kept = Kept()
    asked: list[object] = []

    def of(*inputs: object) -> object:
        return kept.of("stage", "slot", inputs, lambda: asked.append(inputs))

    given: list[tuple[object, ...]] = [
        ("a",),
        ("a",),
        (1,),
        (True,),
        (1.0,),
        ([],),
        ([],),
        ("a",),
        ("a", "b"),
        ("ab",),
        ("a",),
    ]
    for inputs in given:
        of(*inputs)
    assert asked == [("a",), (1,), (True,), (1.0,), ([],), ([],), ("a",), ("a", "b"), ("ab",), ("a",)]


def test_a_result_that_no_longer_holds_is_made_again() -> None:
    kept = Kept()
    holds = True
    made = [kept.of("stage", "slot", (), object, lambda _: holds) for _ in range(2)]
    holds = False
    assert made[0] is made[1] is not kept.of("stage", "slot", (), object, lambda _: holds)


def test_a_command_keeps_nothing() -> None:
    assert ANEW.of("stage", "slot", (), object) is not ANEW.of("stage", "slot", (), object)
    assert ANEW.same("stage", "slot", "a") == "a"
    assert len(ANEW) == 0


def theme_templates() -> Iterator[tuple[str, nodes.Template]]:
    theme = configuration(ROOT).theme
    folder = next(Path(path) for path in theme.dirs if (Path(path) / "mkdocs_theme.yml").is_file())
    environment = theme.get_env()
    environment.filters.setdefault("date", str)  # the blog plugin's, for its own templates
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), environment.parse(path.read_text("utf-8"))


def test_the_themes_templates_read_what_is_known_and_no_more() -> None:
    """Of all that MkDocs hands to a template; other names are set by the theme's templates for each other."""
    unread = {"pages", "build_date_utc"}
    read: set[str] = set()
    for name, tree in theme_templates():
        found = meta.find_undeclared_variables(tree)
        assert not found & unread, name
        read |= found
        for node in tree.find_all(nodes.Getattr):
            of = node.node
            if node.attr in ("content", "markdown") and isinstance(of, nodes.Name):
                # The page's own; `post` is the blog plugin's, which is not among those that are kept for.
                assert of.name in ("page", "post", "listing", "self"), f"{name}: {of.name}.{node.attr}"
    assert {"page", "nav", "config", "base_url"} <= read
