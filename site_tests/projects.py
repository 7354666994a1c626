"""Projects to test with: a copy of this one, or a small one made of captures; built by the commands a user runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).parents[1]


def copy_project(to: Path, content: bool = True) -> Path:
    """This project in the new folder `to`: the settings and templates, and its content unless that is to be another."""
    to.mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", to)
    shutil.copytree(ROOT / "templates", to / "templates")
    if content:
        shutil.copytree(ROOT / "content", to / "content")
    return to


def run(root: Path, *command: str, env: Mapping[str, str] | None = None) -> str:
    """What `python -m command` prints, run in `root`; fails with it where the exit code is not 0."""
    kept = {k: v for k, v in os.environ.items() if k not in ("SITE_URL", "REPORT_ERRORS", "SOURCE_DATE_EPOCH")}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env={**kept, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def briefbook(root: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """What a command of Briefbook prints."""
    return run(root, "build_scripts.cli", *arguments, env=env)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes, by its path in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address that `folder` is served at, with a slash at its end, on this machine only."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
