"""Captures: a saved page or text becomes a source and a record of it.

In: the bytes of a file, its name, and what the user says of it. Out: the bytes of both files, with what is to tell.
Nothing is written here. Refused: pages without an article, files of other kinds, a name that is taken.

The same file gives the same bytes: no clock is asked, so the day of the capture is the user's to say, or the saving
program's where it noted one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from build_scripts.content_files import content_folder, read_yaml_text, shown_path, source_paths, yaml_files
from build_scripts.decode import UndecodableError, decode
from build_scripts.html_details import Detail, PageDetails, bare_title, details_of, header_day, usable_address
from build_scripts.problems import Problem, ProblemsError, Severity
from build_scripts.saved_page import Kind, SavedPage, UnreadablePageError, open_page
from build_scripts.yaml_scalars import format_text

FILE_DIGEST = re.compile(r"^file_sha256:[ \t]*[\"']?([0-9a-f]{64})\b", re.MULTILINE)
UNSEEN = re.compile("[\0-\x08\x0e-\x1f]")
MOST_UNSEEN = 5
"""Control characters that a text may have, whatever its length: some editors leave one or two."""
LONGEST_NAME = 60
"""Characters of a name made from a title."""
FEWEST_WORDS = 8
"""Words that a page's article has at least: fewer are a notice that it could not be shown."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user says of a capture; None where nothing."""

    name: str | None = None
    title: str | None = None
    publisher: str | None = None
    address: str | None = None
    published: str | None = None
    captured: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """What came of one file. `counts` are the blocks by kind, and what is left out: the `caption`s of pictures, and
    lists and tables of `links`; `same_as` is for one that was captured before.
    """

    shown: str
    source: Path
    record: Path
    files: Mapping[Path, bytes]
    lines: int = 0
    counts: Mapping[str, int] | None = None
    problems: tuple[Problem, ...] = ()
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is there: the sources by the digest of the file each came from, and the files that take a name, by it."""

    digests: dict[str, str]
    names: dict[str, str]


def capture_files(root: Path, files: Iterable[tuple[str, bytes]], wishes: Wishes) -> list[Capture]:
    """What comes of files, told by their names (`-` for standard input) and bytes.

    Raises `ProblemsError` with the problems of all of them, so that either every file is captured or none.
    """
    done: list[Capture] = []
    problems: list[Problem] = []
    taken = _taken(root)
    for shown, data in files:
        try:
            one = _capture(root, shown, data, wishes, taken)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        taken.digests.setdefault(sha256(data).hexdigest(), shown_path(one.source, root))
        taken.names.setdefault(one.source.stem.casefold(), shown_path(one.source, root))
        done.append(one)
    if problems:
        raise ProblemsError(problems)
    return done


def _capture(root: Path, shown: str, data: bytes, wishes: Wishes, taken: _Taken) -> Capture:
    folder = content_folder(root)
    digest = sha256(data).hexdigest()
    if (same := taken.digests.get(digest)) is not None:
        return Capture(shown, root / same, folder / "records" / f"{Path(same).stem}.yaml", {}, same_as=same)
    name = "" if shown == "-" else Path(shown.replace("\\", "/")).name
    try:
        page = open_page(data, name, wishes.kind)
    except UnreadablePageError as error:
        raise ProblemsError([Problem("K002", shown, 0, 0, str(error), error.hint)]) from None
    if page.kind == "text":
        source_bytes, lines = _text(shown, data)
        details, counts, struck = PageDetails(), None, 0
    else:
        text, details, counts, struck = _article(shown, page)
        source_bytes, lines = text.encode(), text.count("\n")
    title = wishes.title or (details.title.value if details.title else None)
    stem = wishes.name or name_of(Path(name).stem) or name_of(title or "") or "capture"
    source, record = folder / "sources" / f"{stem}.txt", folder / "records" / f"{stem}.yaml"
    if (owner := taken.names.get(stem.casefold())) is not None:
        message = f"{owner} is there already, and is of another capture"
        raise ProblemsError([Problem("K003", shown, 0, 0, message, "choose another name with --name")])
    text = record_yaml(page, details, wishes, name, digest, sha256(source_bytes).hexdigest())
    files = {source: source_bytes, record: text.encode()}
    return Capture(shown, source, record, files, lines, counts, (*_encoding(shown, page), *_struck(shown, struck)))


def _taken(root: Path) -> _Taken:
    taken = _Taken({}, {})
    for path in source_paths(root):
        taken.names.setdefault(path.stem.casefold(), shown_path(path, root))
        taken.digests.setdefault(sha256(path.read_bytes()).hexdigest(), shown_path(path, root))
    for path in yaml_files(root, "records"):
        source = content_folder(root) / "sources" / f"{path.stem}.txt"
        taken.names.setdefault(path.stem.casefold(), shown_path(path, root))
        text, _ = read_yaml_text(path, root)
        if (match := FILE_DIGEST.search(text)) and source.is_file():
            taken.digests.setdefault(match[1], shown_path(source, root))
    return taken


def _text(shown: str, data: bytes) -> tuple[bytes, int]:
    """A plain text as it is, byte for byte, where it can be read."""
    try:
        text, _ = decode(data)
    except UndecodableError as error:
        hint = "save the text as UTF-8; it is expected to be UTF-8, UTF-16 with its mark, or cp1252"
        raise ProblemsError(
            [Problem("K004", shown, error.line, error.column, f"byte 0x{error.byte:02X} is not {error.encoding}", hint)]
        ) from None
    signs = len(UNSEEN.findall(text))
    if signs > MOST_UNSEEN and signs * 100 > len(text):
        hint = "save the page as HTML in the browser, or copy its text into a .txt file"
        message = f"it is no text: {signs} of its {len(text):,} characters are control characters"
        raise ProblemsError([Problem("K002", shown, 0, 0, message, hint)])
    return data, len(text.splitlines())


def _article(shown: str, page: SavedPage) -> tuple[str, PageDetails, dict[str, int], int]:
    """The article of a page as text, what the page tells, how many blocks of each kind there are (and `caption`s of
    pictures that are left out), and how many passages are left out because the page strikes them out.
    """
    from build_scripts.html_article import article_blocks, choose, has_prose, left_out
    from build_scripts.html_blocks import blocks_of
    from build_scripts.html_text import text_of
    from build_scripts.html_tree import read_tree, seen_tree, without_struck

    tree = without_struck(read_tree(page.text))
    details = details_of(tree)
    shown_blocks = blocks_of(seen_tree(tree))
    blocks = article_blocks(shown_blocks, choose(tree), details.title.value if details.title else None)
    if not has_prose(blocks, FEWEST_WORDS):
        message = "no article text was found in the page"
        hint = "open the page, wait until its text is shown and save it again; or copy the text into a .txt file"
        raise ProblemsError([Problem("K001", shown, 0, 0, message, hint)])
    counts: dict[str, int] = {}
    for block in blocks:
        counts[block.kind] = counts.get(block.kind, 0) + 1
    missing = left_out(shown_blocks, blocks)
    counts |= {"caption": missing.captions, "links": missing.links}
    if blocks[0].kind == "heading" and blocks[0].level == 1:
        details = replace(
            details,
            title=details.title and bare_title(details.title, blocks[0].lines[0]),
            published=details.published or header_day(blocks[0].element),
        )
    return unicodedata.normalize("NFC", text_of(blocks)), details, counts, missing.struck


def _struck(shown: str, count: int) -> tuple[Problem, ...]:
    if not count:
        return ()
    told = (
        "1 passage that the page strikes out was" if count == 1 else f"{count} passages that the page strikes out were"
    )
    hint = "the page took this text back itself; look whether what is left reads as it should"
    return (Problem("K006", shown, 0, 0, f"{told} left out", hint, Severity.warning),)


def _encoding(shown: str, page: SavedPage) -> Iterator[Problem]:
    if page.replaced:
        signs = "1 character" if page.replaced == 1 else f"{page.replaced} characters"
        message = f"{signs} could not be read as {page.encoding} and stand as \ufffd"
        yield Problem("K005", shown, 0, 0, message, "save the page again, as UTF-8", Severity.warning)
    if page.guessed:
        message = f"the page does not say rightly how its letters are written; it was read as {page.encoding}"
        hint = "look whether its letters are right; else open the page and save it again, as UTF-8"
        yield Problem("K007", shown, 0, 0, message, hint, Severity.warning)


def name_of(text: str) -> str:
    """A name for files, made from a title or a file's name: letters, digits and `-`; empty where none is left."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    latin = unicodedata.normalize("NFKD", plain.replace("ß", "ss"))
    plain = "".join(c for c in latin if not unicodedata.combining(c)) if plain.isascii() or _is_latin(plain) else plain
    words = re.sub(r"[^\w]+|_+", "-", re.sub(r"['’]", "", plain)).strip("-").split("-")
    name = words[0][:LONGEST_NAME]
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name += f"-{word}"
    return f"{name}-page" if name == "index" else name


def _is_latin(text: str) -> bool:
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in text)


def record_yaml(
    page: SavedPage, details: PageDetails, wishes: Wishes, name: str, file_digest: str, source_digest: str
) -> str:
    """The record of a capture. What was found by machine has a comment that says where."""
    address = details.address
    if page.address is not None and (good := usable_address(page.address)):
        address = Detail(good, page.saved_by)
    saved = Detail(page.saved, page.saved_by) if page.saved else None
    lines = ["# yaml-language-server: $schema=../../schemas/record.json"]
    told = (
        ("title", wishes.title, details.title),
        ("publisher", wishes.publisher, details.publisher),
        ("address", wishes.address, address),
        ("published", wishes.published, details.published),
        ("captured", wishes.captured, saved),
    )
    for key, wish, detail in told:
        if wish is None and detail is not None:
            lines.append(f"# From {_place(detail.told_by)}; verify it.")
        value = wish if wish is not None else detail.value if detail is not None else None
        shown = "null" if value is None else format_text(value, 2, len(key) + 2)
        lines.append(f"{key}: {shown}")
    if name:
        lines.append(f"file: {format_text(name, 2, 6)}")
    if page.kind == "html":
        lines.append(f"# The page was read as {page.encoding}; its article is the source.")
        lines.append(f"file_sha256: {file_digest}")
    lines.append(f"sha256: {source_digest}")
    lines.append("rights: full")
    return "\n".join(lines) + "\n"


def _place(told_by: str) -> str:
    return told_by if told_by.startswith(("SingleFile", "the ")) else f"the page's metadata ({told_by})"
