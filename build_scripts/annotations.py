"""Annotations: problems in the forms that other programs read.

In: problems, and the folder that their paths are told from. Out: JSON of our own, GitHub's workflow commands, or a log
in SARIF 2.1.0. Paths are those of the project, never those of a machine; texts are data and are escaped in each form.

Sources: GitHub's documentation of workflow commands (`%`, line ends, and in properties `:` and `,` are escaped); OASIS,
Static Analysis Results Interchange Format 2.1.0, 3.11 (messages), 3.4 (artifact locations), 3.30 (regions).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from build_scripts import __version__
from build_scripts.explanations import EXPLANATIONS
from build_scripts.problems import Problem, Severity, in_file_order

FORMATS = ("json", "github", "sarif")
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_COMMANDS = {Severity.error: "error", Severity.warning: "warning", Severity.note: "notice"}
_LINK = re.compile(r"\[[^\]]*\]\(")


def annotated(problems: Iterable[Problem], form: str, folder: str = "") -> str:
    """Problems in one of `FORMATS`, in file order. `folder` stands before each path (not in our own JSON)."""
    listed = in_file_order(problems)
    if form == "github":
        return "".join(f"{_command(p, folder)}\n" for p in listed)
    data = _sarif(listed, folder) if form == "sarif" else _own(listed)
    return json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"


def _own(problems: Sequence[Problem]) -> object:
    return {
        "version": 1,
        "errors": sum(p.severity is Severity.error for p in problems),
        "warnings": sum(p.severity is Severity.warning for p in problems),
        "problems": [
            {
                "path": p.path,
                "line": p.line or None,
                "column": p.column or None,
                "code": p.code,
                "severity": p.severity.name,
                "message": p.message,
                "hint": p.hint,
            }
            for p in problems
        ],
    }


def _command(problem: Problem, folder: str) -> str:
    """A problem as a workflow command; one without a line is told of the whole file."""
    properties = {"file": _within(folder, problem.path)}
    if problem.line:
        properties |= {"line": str(problem.line), "col": str(problem.column)}
    properties["title"] = problem.code
    told = ",".join(f"{key}={_escaped(value, in_property=True)}" for key, value in properties.items())
    return f"::{_COMMANDS[problem.severity]} {told}::{_escaped(_message(problem))}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def _message(problem: Problem) -> str:
    return f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def _within(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _sarif(problems: Sequence[Problem], folder: str) -> object:
    codes = sorted({p.code for p in problems})
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Briefbook",
                        "version": __version__,
                        "rules": [
                            {"id": code, "fullDescription": {"text": EXPLANATIONS.get(code, code)}} for code in codes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(p, codes, folder) for p in problems],
            }
        ],
    }


def _result(problem: Problem, codes: Sequence[str], folder: str) -> object:
    uri = quote(_within(folder, problem.path).encode("utf-8", "surrogateescape"), safe="/-_.~")
    place: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": max(1, problem.column)}
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity.name,
        "message": {"text": _plain(_message(problem))},
        "locations": [{"physicalLocation": place}],
    }


def _plain(text: str) -> str:
    """A text for a SARIF message, in which braces would be placeholders and brackets may be links."""
    if _LINK.search(text):
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}")
