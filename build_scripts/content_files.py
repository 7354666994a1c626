"""The files of `content/`: where they lie, what they hold, and writing them.

In: a project's root. Out: paths, texts, captures. Refused: bytes that are no text, links that lead out of the project.
Writing goes through `staging`: all files or none, and none over what a hand saved meanwhile.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from build_scripts.decode import UndecodableError, decode, utf16
from build_scripts.kept import ANEW, Kept
from build_scripts.model import Source
from build_scripts.problems import Problem, ProblemsError
from build_scripts.spans import LineIndex
from build_scripts.staging import exclusive, interrupted, write_files
from build_scripts.yaml_text import Fields, Scalar, nodes_of

READ_FOLDERS = ("actors", "articles", "briefings", "changes", "notices", "records", "themes")
"""The folders of content/ whose YAML files are read."""

ID = re.compile(r"[^\W_][\w-]*")
"""Ids are file names, parts of addresses and of citations: letters, digits, `-` and `_`, no sign first."""

MAX_ID = 100
"""How many characters an id may have that becomes an address and the name of a folder."""

MAX_ID_BYTES = 200
"""How many bytes it may have in UTF-8; file systems take names of 255, and `.yaml` or `.csv` is added."""


def content_folder(root: Path) -> Path:
    """Where everything lies that a maintainer writes."""
    return root / "content"


def article_path(root: Path, article_id: str) -> Path:
    """Where an article's YAML lies."""
    return content_folder(root) / "articles" / f"{article_id}.yaml"


def record_path(root: Path, source_id: str) -> Path:
    """Where the record of a source lies."""
    return content_folder(root) / "records" / f"{source_id}.yaml"


def source_path(root: Path, name: str) -> Path:
    """Where a captured text lies; whatever `name` says, it does not lead out of content/sources/."""
    return content_folder(root) / "sources" / Path(name).name


def lock_path(root: Path, article_id: str) -> Path:
    """Where the digests of what the machine wrote lie."""
    return content_folder(root) / "locks" / f"{article_id}.lock"


def source_paths(root: Path) -> list[Path]:
    """The captured texts, by name."""
    folder = content_folder(root) / "sources"
    return sorted(p for p in folder.glob("*") if p.is_file() and not p.name.startswith(".")) if folder.is_dir() else []


def yaml_files(root: Path, folder: str) -> list[Path]:
    """The YAML files of a folder of content/, by name."""
    return sorted((content_folder(root) / folder).glob("*.yaml"))


def shown_path(path: Path, root: Path) -> str:
    """A path as problems tell it: from the project's root, where it lies below."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def read_source(path: Path, root: Path, kept: Kept = ANEW) -> tuple[Source | None, Problem | None]:
    """One captured text, or why it is none."""
    shown = shown_path(path, root)
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        hint = "put the text itself there: a site must hold what its repository holds"
        return None, Problem("E005", shown, 0, 0, "a link that leads out of the project", hint)
    try:
        data = path.read_bytes()
        digest = sha256(data).hexdigest()
        return kept.of(READING, ("source", path.name), (digest,), lambda: _source(path, data, digest)), None
    except OSError as error:
        return None, unreadable(shown, error)
    except UndecodableError as error:
        return None, Problem(
            "E001",
            shown,
            error.line,
            error.column,
            f"byte 0x{error.byte:02X} at offset {error.offset} is not {error.encoding}",
            "save the capture as UTF-8; it is expected to be UTF-8, UTF-16 with its mark, or cp1252",
        )


def _source(path: Path, data: bytes, digest: str) -> Source:
    text, encoding = decode(data)
    return Source(path.stem, path.name, text, digest, encoding)


READING = "reading"
"""The stage of a build in which files are read."""


def read_yaml_text(path: Path, root: Path) -> tuple[str, Problem | None]:
    """A YAML file's text, or why it can't be read."""
    shown = shown_path(path, root)
    if path.is_dir():
        return "", Problem("E003", shown, 0, 0, "a folder, and no file", "move it away, or give it another name")
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", unreadable(shown, error)
    if utf16(data):
        return "", Problem("Y012", shown, 1, 1, "the file is UTF-16 and not UTF-8", "save the file as UTF-8")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = LineIndex(before).position(len(before))
        return "", Problem(
            "Y012", shown, line, column, f"byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8"
        )


def read_lock(root: Path, article_id: str) -> str | None:
    """The text of an article's lock; None where there is none that can be read."""
    data = read_lock_bytes(root, article_id)
    try:
        return data.decode("utf-8") if data is not None else None
    except UnicodeDecodeError:
        return None


def read_lock_bytes(root: Path, article_id: str) -> bytes | None:
    """What an article's lock holds, of whatever form it is; None where there is none."""
    try:
        return lock_path(root, article_id).read_bytes()
    except OSError:
        return None


def named_source(text: str, stem: str) -> str:
    """The name of an article file's source; of a file that is broken too, for it owns its source all the same."""
    match = re.search(r"^source:[ \t]*[\"']?([^\"'#\r\n]+?)[\"']?[ \t]*(?:#.*)?$", text, re.MULTILINE)
    if match:
        return match.group(1)
    root = nodes_of(text)
    node = root.get("source") if isinstance(root, Fields) else None
    return node.value if isinstance(node, Scalar) and node.value else f"{stem}.txt"


def held_files(root: Path) -> dict[Path, bytes]:
    """What the files of `content/` hold, all but the sources and the pages.

    Taken before a command reads them: with it `write_content` knows what a hand saved while the command was at work.
    """
    names = {"vocabulary.yaml"} | {
        f"{folder}/{path.name}"
        for folder in (*READ_FOLDERS, "locks")
        for path in (content_folder(root) / folder).glob("*")
    }
    paths = (content_folder(root) / name for name in sorted(names))
    held = {}
    for path in paths:
        with suppress(OSError):  # what can't be read no command writes
            if path.is_file():
                held[path] = path.read_bytes()
    return held


def write_content(
    root: Path,
    files: Mapping[Path, bytes],
    remove: Iterable[Path] = (),
    *,
    read: Mapping[Path, bytes] | None = None,
) -> None:
    """Put files of `content/` in place and take those of `remove` away, all or none.

    `read` is what files held when the work began (`held_files`); one of these files that is not in it was not there
    then, but for the sources, which nobody saves again. Raises `ProblemsError` where one holds something else by now: a
    hand saved it meanwhile, and nothing is written; and where the system refuses.
    """
    try:
        _write_content(root, files, tuple(remove), read)
    except OSError as error:
        raise ProblemsError([_unwritten(error, root)]) from error


def unwritable_folder(error: OSError, root: Path) -> str:
    """The folder that must be writable for what the system refused, as problems tell it; a file where that is it."""
    named = [Path(name) for name in (error.filename2, error.filename) if isinstance(name, str)] or [root]
    # `os.path` and not `Path`, which raises where a folder above can't be looked into.
    folders = [next(f for f in (path, *path.parents) if os.path.isdir(f)) for path in named]
    closed = [place for place in (*folders, *named) if os.path.exists(place) and not os.access(place, os.W_OK)]
    there = (closed or folders)[0]
    return "the project's folder" if there == root else shown_path(there, root)


def _unwritten(error: OSError, root: Path) -> Problem:
    what = unwritable_folder(error, root)
    path = str(root) if what == "the project's folder" else what
    refused = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    if interrupted(root):  # the first files are in place
        hint = f"make {what} writable" if refused else "make room for the files"
        message = f"the system stopped the writing half-way: {error.strerror}"
        return Problem("E004", path, 0, 0, message, f"{hint}, and run any command: it puts the rest in place first")
    if refused:
        message = f"it can't be written to ({error.strerror}); nothing was written"
        return Problem("E004", path, 0, 0, message, f"make {what} writable, then run the command again")
    message = f"the system says: {error.strerror}; nothing was written"
    return Problem("E004", path, 0, 0, message, "check the path and the space on the disk")


def _write_content(
    root: Path, files: Mapping[Path, bytes], remove: tuple[Path, ...], read: Mapping[Path, bytes] | None
) -> None:
    with exclusive(root) as edited:
        looked_at = sorted({*files, *remove}) if read is not None else []
        meanwhile = [
            path
            for path in looked_at
            if path.parent.name != "sources"
            and (path.read_bytes() if path.is_file() else None) != (read or {}).get(path)
        ]
        hint = "run the command again: it takes what you saved into account"
        problems = [
            *(
                Problem("E006", shown_path(path, root), 0, 0, "saved while the command ran; nothing was written", hint)
                for path in meanwhile
            ),
            *(
                Problem("E007", shown_path(path, root), 0, 0, "edited after an interrupted run; your edit stays", hint)
                for path in edited
            ),
        ]
        if problems:
            raise ProblemsError(problems)
        write_files(root, files, remove)


def unreadable(shown: str, error: OSError) -> Problem:
    """What is told of a file that the system does not give."""
    return Problem("E003", shown, 0, 0, f"can't be read: {error.strerror}", "check the file's name and rights")
