"""The preview's server: the last good site with the live-reload script in its pages, and the news of each build.

In: a preview, an address to listen at. Out: the files of the folder that is shown, read-only, and a stream of events
that tells every open page which site is shown and what is wrong. Refused: a port that is taken, paths that lead out of
the folder, methods that would change something, and, where only this machine may ask, requests under the name of
another one (a foreign page can lead its own name to this machine).
"""

from __future__ import annotations

import errno
import ipaddress
import json
import mimetypes
import os
import socket
import socketserver
from collections.abc import Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from build_scripts.preview import Preview, Shown, Told
from build_scripts.problems import Problem, ProblemsError

OWN = "/_briefbook/"
"""The path of what belongs to the preview and not to the site."""
SCRIPT = Path(__file__).with_name("live_reload.js")
ALIVE = 15.0
"""Seconds between two signs of life on a stream; a browser that is gone is noticed then."""
TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
}
"""What a site is made of; a system's own table may name these otherwise."""
TEXTUAL = ("text/", "application/json", "application/manifest+json", "application/xml", "application/yaml", "image/svg")
WAITING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>No page yet</title>
<style>body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }</style>
</head><body><h1>There is no good page yet</h1>
<p>The site could not be built. It appears here by itself as soon as what is named is mended and saved; the terminal
names it too.</p></body></html>
"""


class PreviewServer(ThreadingHTTPServer):
    """Listens at once, so that a taken port is told before anything is built; answers from `begin` on."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers have one port
    preview: Preview

    def __init__(self, host: str, port: int) -> None:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        self.address_family = family
        self.host = host
        self._answering: Thread | None = None
        super().__init__(address[:2], _Handler)  # type: ignore[arg-type]

    def server_bind(self) -> None:
        """Bind, without asking the network for this machine's name as `HTTPServer` does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    @property
    def for_others(self) -> bool:
        """Does it listen at every address of this machine?"""
        return self.server_address[0] in ("0.0.0.0", "::")

    @property
    def origin(self) -> str:
        """The address on this machine, without a slash at its end."""
        host = "localhost" if self.for_others else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.server_port}"

    def begin(self, preview: Preview) -> None:
        """Answer requests, in threads of their own."""
        self.preview = preview
        self._answering = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self._answering.start()

    def end(self) -> None:
        """Give the port back."""
        if self._answering is not None:
            self.shutdown()  # waits for the loop's end, and would wait for ever where none began
        self.server_close()

    def admits(self, host: str) -> bool:
        """May a request name this host? Any where others are asked in; else this machine's own names."""
        if not _is_loopback(str(self.server_address[0])):
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in ("localhost", self.host.lower()) or name.endswith(".localhost") or _is_loopback(name)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the middle of an answer is no news."""


def listen(host: str, port: int) -> PreviewServer:
    """A server that listens at `host` and `port` (0: any free one); `ProblemsError` where it can't."""
    try:
        return PreviewServer(host, port)
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            message = f"port {port} of {host} is taken, perhaps by another `briefbook serve`"
            problem = Problem("V001", "serve", 0, 0, message, "stop that one, or name another port; --port 0 finds one")
        elif number == errno.EACCES:
            message = f"the system does not allow port {port}"
            problem = Problem("V001", "serve", 0, 0, message, "name a port above 1023; --port 0 finds a free one")
        else:
            said = getattr(error, "strerror", None) or str(error)
            hint = "name an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for its network too"
            problem = Problem("V002", "serve", 0, 0, f"can't listen at {host!r}: {said}", hint)
        raise ProblemsError([problem]) from error


class _Handler(BaseHTTPRequestHandler):
    """One request. Nothing is kept by browsers, so that no page is ever older than the site."""

    server: PreviewServer
    server_version = "briefbook"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """A page, a file, or the preview's own."""
        if not self.server.admits(self.headers.get("Host", "")):
            self._send(HTTPStatus.FORBIDDEN, "This preview is for this machine only: open it under its own address.")
            return
        path = unquote(self.path.partition("?")[0].partition("#")[0], errors="replace")
        if path == f"{OWN}events":
            self._stream()
        elif path == f"{OWN}live.js":
            self._send(HTTPStatus.OK, SCRIPT.read_bytes(), TYPES[".js"])
        else:
            self._file(path, self.server.preview.shown)

    do_HEAD = do_GET

    def refused(self) -> None:
        """A method that a preview has no use for."""
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, "A preview is only read.", allow="GET, HEAD")

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = refused

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told: the terminal is for problems."""

    def _file(self, path: str, shown: Shown) -> None:
        if shown.folder is None:
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, _with_script(WAITING.encode(), shown), TYPES[".html"])
            return
        if not f"{path}/".startswith(shown.mount):
            if path == "/":
                self._send(HTTPStatus.FOUND, "", location=quote(shown.mount))
            else:
                self._missing(shown)
            return
        steps = [step for step in path[len(shown.mount) :].split("/") if step]
        if any(step in (".", "..") or set(step) & set("\\\0:") for step in steps):
            self._missing(shown)
            return
        try:
            file = shown.folder.joinpath(*steps)
            if file.is_dir():
                if not path.endswith("/"):
                    self._send(HTTPStatus.FOUND, "", location=quote(f"{shown.mount}{'/'.join(steps)}/"))
                    return
                file = file / "index.html"
            elif path.endswith("/"):
                self._missing(shown)
                return
            if not file.resolve().is_relative_to(shown.folder.resolve()):
                self._missing(shown)
                return
            data = file.read_bytes()
        except (OSError, ValueError):
            self._missing(shown)
            return
        kind = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self._send(HTTPStatus.OK, _with_script(data, shown) if kind == TYPES[".html"] else data, kind)

    def _missing(self, shown: Shown) -> None:
        """The site's own page for what is not there; alive too, for the page may come back."""
        try:
            data = (shown.folder / "404.html").read_bytes() if shown.folder else b""
        except OSError:
            data = b""
        data = data or b"<!doctype html><title>Not found</title><body><h1>Not found</h1></body>"
        self._send(HTTPStatus.NOT_FOUND, _with_script(data, shown), TYPES[".html"])

    def _stream(self) -> None:
        """Tell what is shown, now and whenever it changes, until the browser goes."""
        self._head(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        if self.command == "HEAD":
            return
        preview = self.server.preview
        shown = preview.shown
        self.wfile.write(event(shown))
        while True:
            latest = preview.shown_after(shown, ALIVE)
            self.wfile.write(event(latest) if latest is not shown else b": alive\n\n")
            shown = latest

    def _head(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith(TEXTUAL) else kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _send(self, status: HTTPStatus, data: bytes | str, kind: str = "text/plain", **headers: str) -> None:
        data = data.encode() if isinstance(data, str) else data
        self._head(status, kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.title(), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def event(shown: Shown) -> bytes:
    """What a page is told, as one event. It is data: the page puts it into texts and nowhere else."""
    news = {
        "site": shown.site,
        "good": shown.folder is not None,
        "problems": _told(shown.problems),
        "warnings": _told(shown.warnings),
    }
    return f"data: {json.dumps(news)}\n\n".encode()


def _told(found: Iterable[Told]) -> list[dict[str, str]]:
    return [
        {
            "code": problem.code,
            "place": f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path,
            "severity": problem.severity.name,
            "message": problem.message,
            "excerpt": told.excerpt,
            "hint": problem.hint,
        }
        for told in found
        for problem in (told.problem,)
    ]


def _with_script(html: bytes, shown: Shown) -> bytes:
    """A page with the live-reload script before its end, and the name of the site that the page is of."""
    end = html.lower().rfind(b"</body>")
    end = len(html) if end < 0 else end
    return html[:end] + f'<script src="{OWN}live.js" data-site="{shown.site}"></script>'.encode() + html[end:]


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
