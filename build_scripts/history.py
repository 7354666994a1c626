"""History: what git keeps of a project, put into a folder of its own. The only module that starts a program.

In: a project's root and the name of a revision. Out: a folder with its files as they were then, for as long as one
needs it. Refused, as problems: no git, no repository, a revision that is not there, history that a shallow clone lacks.
Nothing of the repository is changed, nothing checked out, no hook and no filter run: trees and files are read by
`ls-tree` and `cat-file` alone. What names a revision is an argument, never an option (`_commit` refuses a `-`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from build_scripts.problems import Problem, ProblemsError, nearest

LOOKED_AT = ("content", "mkdocs.yml", "templates")
"""What of a project is taken out of its history: the rest is the program."""

SURROUNDINGS = re.compile(r"GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|PREFIX|NAMESPACE|EXTERNAL_DIFF|PAGER|TRACE\w*)")
"""What a hook or a shell may have told git of another repository, or of how to print."""

LINKS = 8
"""How many links one after the other are followed; more are a circle."""

POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose contents git-lfs keeps elsewhere."""

FETCH = "in a shallow clone run `git fetch --unshallow`; in GitHub Actions give actions/checkout `fetch-depth: 0`"


@dataclass(frozen=True)
class Revision:
    """A commit: how it was named, its digest."""

    name: str
    commit: str

    @property
    def words(self) -> str:
        """`main (126d386)`; the digest alone where it was named by it."""
        short = self.commit[:9]
        return short if self.commit.startswith(self.name) else f"{self.name} ({short})"


@dataclass(frozen=True)
class Snapshot:
    """A project as it was: the folder that holds it, what could not be taken along, whether it had any content/."""

    root: Path
    notes: tuple[str, ...]
    empty: bool


@dataclass(frozen=True)
class Repository:
    """The repository that a project lies in; `prefix` is the project's place in it, with a slash at its end."""

    git: str
    root: Path
    prefix: str
    shallow: bool

    def revision(self, name: str) -> Revision:
        """The commit that a name stands for; `ProblemsError` where there is none."""
        return Revision(name, self._commit(name))

    def merge_base(self, one: str, other: str) -> Revision:
        """The commit at which two revisions parted."""
        commits = [self._commit(one), self._commit(other)]
        done = _run(self.git, self.root, "merge-base", *commits)
        if done.returncode:
            message = f"`{one}` and `{other}` have no commit in common"
            raise _problem("D004", message, FETCH if self.shallow else "name two revisions of one history")
        return Revision(f"{one}...{other}", done.stdout.decode().strip())

    def _commit(self, name: str) -> str:
        if not name or name.startswith("-") or not name.isprintable():
            raise _problem("D003", f"{name!r} can't name a revision", "name a commit, a branch or a tag")
        done = _run(self.git, self.root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        found = done.stdout.decode().strip()
        if done.returncode == 0 and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", found):
            return found
        if _run(self.git, self.root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
            raise _problem("D003", f"no revision {name!r}: nothing is committed yet", "commit first")
        if self.shallow:
            raise _problem("D004", f"no revision {name!r} here: this clone is shallow, history is missing", FETCH)
        listed = _run(self.git, self.root, "for-each-ref", "--format=%(refname:short)")
        names = [n for n in listed.stdout.decode("utf-8", "replace").splitlines() if n]
        raise _problem("D003", f"no revision {name!r}", nearest(name, ["HEAD", *names], "branches and tags"))

    @contextmanager
    def snapshot(self, revision: Revision) -> Iterator[Snapshot]:
        """The project as it was at a revision, in a folder that is there inside the `with` only."""
        with tempfile.TemporaryDirectory(prefix="briefbook-") as folder:
            root = Path(folder)
            entries = self._tree(revision)
            notes = self._written(entries, root)
            yield Snapshot(root, tuple(notes), not any(p.startswith("content/") for p in entries))

    def _tree(self, revision: Revision) -> dict[str, tuple[str, str]]:
        """Mode and digest of each file that is looked at, by its path in the project."""
        paths = [f"{self.prefix}{name}" for name in LOOKED_AT]
        asked = ("ls-tree", "-r", "-z", "--full-tree", revision.commit, "--", *paths)
        done = _run(self.git, self.root, "--literal-pathspecs", *asked)
        if done.returncode:
            raise _unreadable(revision, done)
        entries = {}
        for line in filter(None, done.stdout.split(b"\0")):
            facts, _, path = line.partition(b"\t")
            mode, _, digest = facts.decode().split(" ")
            entries[os.fsdecode(path).removeprefix(self.prefix)] = (mode, digest)
        return entries

    def _written(self, entries: dict[str, tuple[str, str]], root: Path) -> list[str]:
        """Put the files into `root`, and tell what is none."""
        notes = []
        digests = sorted({digest for mode, digest in entries.values() if mode != "160000"})
        texts = self._blobs(digests)
        for path, (mode, digest) in sorted(entries.items()):
            if mode == "160000":
                notes.append(f"{path} is another repository (a submodule), and what is in it is not looked at")
                continue
            found = _followed(path, entries, texts) if mode == "120000" else digest
            if found is None or not _safe(path):
                notes.append(f"{path} leads out of what git keeps of the project, and is not looked at")
                continue
            if texts[found].startswith(POINTER):
                notes.append(f"{path} is kept by git-lfs, and is not looked at")
                continue
            target = root.joinpath(*PurePosixPath(path).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(texts[found])
        return notes

    def _blobs(self, digests: Sequence[str]) -> dict[str, bytes]:
        """The contents of files, by digest."""
        asked = "".join(f"{digest}\n" for digest in digests).encode()
        done = _run(self.git, self.root, "cat-file", "--batch", stdin=asked)
        found: dict[str, bytes] = {}
        data, cursor = done.stdout, 0
        for digest in digests:
            end = data.find(b"\n", cursor)
            facts = data[cursor:end].decode("utf-8", "replace").split(" ")
            if end < 0 or len(facts) != 3 or facts[0] != digest:
                message = f"the repository lacks the file {digest[:9]}: history is missing"
                raise _problem("D004", message, f"fetch it: {FETCH}; `git fsck` tells of a damaged repository")
            size = int(facts[2])
            found[digest] = data[end + 1 : end + 1 + size]
            cursor = end + size + 2
        return found


def repository_of(root: Path) -> Repository:
    """The repository that the project at `root` lies in; `ProblemsError` where there is none, or no git."""
    git = shutil.which("git")
    if git is None:
        raise _problem("D001", "git was not found", "install git, or put it on the PATH")
    done = _run(git, root, "rev-parse", "--show-prefix", "--is-shallow-repository", "--is-inside-work-tree")
    lines = os.fsdecode(done.stdout).split("\n")
    if done.returncode or len(lines) < 3:
        told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        if "dubious ownership" in told:
            hint = "the folder is another user's: `git status` tells how to trust it"
        else:
            hint = "begin its history with `git init` and a first commit"
        raise _problem("D002", f"no git repository: {told or 'git tells no reason'}", hint)
    return Repository(git, root, lines[0], lines[1] == "true")


def page_files(root: Path) -> dict[str, str | bytes]:
    """The files of content/pages/ by their path in it; bytes where one is no text. Hidden ones are no pages."""
    folder = root / "content" / "pages"
    found: dict[str, str | bytes] = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        steps = path.relative_to(folder).parts
        if path.is_file() and not any(step.startswith(".") for step in steps):
            data = path.read_bytes().replace(b"\r\n", b"\n")
            try:
                found["/".join(steps)] = data.decode("utf-8")
            except UnicodeDecodeError:
                found["/".join(steps)] = data
    return found


def look_differs(before: Path, after: Path) -> bool:
    """Do the settings or the templates of two projects differ? What that changes on the pages nobody can tell here."""
    return _looks(before) != _looks(after)


def _looks(root: Path) -> dict[str, bytes]:
    paths = [root / "mkdocs.yml", *sorted((root / "templates").rglob("*"))]
    return {
        p.relative_to(root).as_posix(): p.read_bytes().replace(b"\r\n", b"\n")
        for p in paths
        if p.is_file() and "__pycache__" not in p.parts
    }


def _followed(path: str, entries: dict[str, tuple[str, str]], texts: dict[str, bytes]) -> str | None:
    """The digest of the file that a link leads to inside the tree; None where it leads elsewhere."""
    for _ in range(LINKS):
        mode, digest = entries.get(path, ("", ""))
        if mode != "120000":
            return digest or None
        target = os.fsdecode(texts[digest])
        if target.startswith("/"):
            return None
        steps = list(PurePosixPath(path).parts[:-1])
        for step in PurePosixPath(target).parts:
            if step != "..":
                steps.append(step)
            elif steps:
                steps.pop()
            else:
                return None
        path = "/".join(steps)
    return None


def _safe(path: str) -> bool:
    """Does a path of a tree stay below the folder it is put into? git makes no other, a forged tree may."""
    parts = path.split("/")
    foreign = "" if os.sep == "/" else "\\:"
    return all(p not in ("", ".", "..") and not set(p) & set(foreign) for p in parts)


def _run(git: str, folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    kept = {k: v for k, v in os.environ.items() if not SURROUNDINGS.fullmatch(k)}
    command = [git, "--no-pager", "--no-replace-objects", "-c", "core.quotePath=false", *arguments]
    env = {**kept, "LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    return subprocess.run(command, cwd=folder, env=env, input=stdin, capture_output=True, check=False)


def _problem(code: str, message: str, hint: str) -> ProblemsError:
    return ProblemsError([Problem(code, "git", 0, 0, message, hint)])


def _unreadable(revision: Revision, done: subprocess.CompletedProcess[bytes]) -> ProblemsError:
    told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
    hint = f"{FETCH}; `git fsck` tells of a damaged repository"
    return _problem("D004", f"{revision.words} can't be read: {told}", hint)
