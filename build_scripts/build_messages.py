"""What MkDocs, its theme and its plugins tell of a build, as problems at the places that they mean.

In: the messages that were logged, the exception that ended the build, the project. Out: one problem for each, in one
line, with the file and line where they can be found. Refused: nothing; a message that names no place is told of
mkdocs.yml as a whole, never at a guessed line.
"""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from build_scripts.problems import Problem

SETTINGS = "mkdocs.yml"
YAML_PLACE = re.compile(r'(?: *in "[^"]*",)? *line (\d+), column (\d+)')
PAGE_LINK = re.compile(r"^Doc file '(?P<file>[^']+)' contains an? .*?'(?P<named>[^']*)'")
PAGE = re.compile(r"^Error (?:reading|building) page '(?P<file>[^']+)'")
READING = re.compile(r"^(?:File not found|Encoding error reading file): (?P<file>\S.*)$")
SETTING = re.compile(r"^Config value '(?P<key>[^']+)': (?P<said>.*)$", re.DOTALL)
NAVIGATION = re.compile(r"'(?P<named>[^']+)' is included in the 'nav' configuration")
QUOTED = re.compile(r"""["'`]([^"'`]+)["'`]""")
OWN_CODE = tuple(
    Path(folder).resolve()
    for folder in (str(Path(__file__).parent), sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"))
)
"""Where no maintainer mends anything, though a project's folder may hold it all."""


def configuration_problems(messages: Sequence[str], failure: Exception, root: Path) -> list[Problem]:
    """What MkDocs says of the settings, each at the setting that it names if it names one."""
    if not messages and (place := _failed_at(failure, root)):
        said = _in_one_line(f"{type(failure).__name__}: {failure}", root)
        return [Problem("B001", *place, f"it can't be used: {said}", "mend the line that is named")]
    return [_configuration_problem(message, root) for message in messages or [_sentence(failure)]]


def _configuration_problem(message: str, root: Path) -> Problem:
    text = _text(root / SETTINGS)
    line, column = 0, 0
    if places := YAML_PLACE.findall(message):
        line, column = map(int, places[-1])  # the first is where the collection began that could not be ended
        message = YAML_PLACE.sub("", message)
    elif found := SETTING.match(message):
        line, column = setting_place(text, found["key"], *QUOTED.findall(found["said"]))
    said = _in_one_line(message, root)
    return Problem("B001", SETTINGS, line, column, f"the configuration is wrong: {said}", "mend it and build again")


def build_problems(messages: Sequence[str], failure: Exception | None, root: Path, docs: Path) -> list[Problem]:
    """What a build told from warnings upward, and what ended it. `docs` is the folder of hand-written pages."""
    problems = []
    if failure is not None and (place := _failed_at(failure, root)):
        said = _in_one_line(f"{type(failure).__name__}: {failure}", root)
        problems.append(Problem("B002", *place, f"MkDocs: {said}", "mend the line that is named"))
        messages = [m for m in messages if str(failure) not in m]
    elif failure is not None and not messages:
        messages = [_sentence(failure)]
    hint = "mend what it names; a strict build tells no warnings"
    for message in messages:
        place = _place(message, root, docs)
        problems.append(Problem("B002", *place, f"MkDocs: {_in_one_line(message, root)}", hint))
    return problems


def _sentence(failure: Exception) -> str:
    """What an exception says; MkDocs' own speak in sentences, others need their kind before it."""
    own = type(failure).__module__.startswith("mkdocs.")
    return str(failure) if own and str(failure) else f"{type(failure).__name__}: {failure}"


def setting_place(text: str, key: str, *names: str) -> tuple[int, int]:
    """Line and column of a setting of mkdocs.yml, or of one of the `names` below it; zeros where it is not there."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if not re.match(rf"{re.escape(key)}\s*:", line):
            continue
        for below, other in enumerate(lines[number - 1 :], number):
            if below > number and re.match(r"[^\s#-]", other):
                break
            for name in names:
                if name != key and (found := re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", other)):
                    return below, found.start() + 1
        return number, 1
    return 0, 0


def _place(message: str, root: Path, docs: Path) -> tuple[str, int, int]:
    if found := NAVIGATION.search(message):
        return SETTINGS, *setting_place(_text(root / SETTINGS), "nav", found["named"])
    for pattern in (PAGE_LINK, PAGE, READING):
        if found := pattern.match(message):
            path = docs / found["file"]
            if not path.is_file():
                break
            named = found.groupdict().get("named")
            return _shown(path, root), *(_find(_text(path), named) if named else (0, 0))
    return SETTINGS, 0, 0


def _find(text: str, named: str) -> tuple[int, int]:
    """Line and column of the first place where `named` stands as a link's target; zeros where none does."""
    before = r"""\]\(\s*<?|\]:\s*<?|\b(?:href|src)\s*=\s*["']?"""
    found = re.search(rf"""(?:{before})({re.escape(named)})(?=[)>"'\s]|$)""", text, re.MULTILINE)
    if found is None:
        return 0, 0
    start = found.start(1)
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def _failed_at(failure: Exception, root: Path) -> tuple[str, int, int] | None:
    """The line of the project, in a template or a hook, that a build ended in; None where it was none of its own."""
    places = [(getattr(failure, "filename", None), getattr(failure, "lineno", None))]
    trace = failure.__traceback__
    while trace is not None:
        places.insert(1, (trace.tb_frame.f_code.co_filename, trace.tb_lineno))  # the innermost first
        trace = trace.tb_next
    for name, line in places:
        if not isinstance(name, str) or not isinstance(line, int) or not Path(name).is_file():
            continue
        path = Path(name).resolve()
        if path.is_relative_to(root.resolve()) and not any(path.is_relative_to(folder) for folder in OWN_CODE):
            return _shown(path, root.resolve()), line, 1
    return None


def _in_one_line(message: str, root: Path) -> str:
    return " ".join(message.replace(f"{root}/", "").split())


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
