"""The text of a PDF that Chromium printed, page by page, without its white space.

In: the bytes of a PDF as Chromium's Skia writes it: no object streams, text as glyph numbers of fonts that tell which
characters the glyphs stand for. Out: the characters in the order in which they are drawn. It reads no other PDF.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")
RANGE = re.compile(rb"<(\w+)> <(\w+)> (?:<(\w+)>|\[([^\]]*)\])")
SINGLE = re.compile(rb"<(\w+)> <(\w+)>")


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page; runs of glyphs follow one another without white space."""
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    fonts = {number: dict(_glyphs(body, objects)) for number, body in objects.items() if b"/ToUnicode" in body}
    pages = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b", body):
            continue
        resources = dict(re.findall(rb"/(\w+) (\d+) 0 R", body))
        contents = re.findall(rb"(\d+) 0 R", re.search(rb"/Contents\s*(\[[^\]]*\]|\d+ 0 R)", body)[1])  # type: ignore[index]
        text = b"\n".join(_stream(objects[int(n)]) for n in contents)
        pages.append("".join(_shown(text, {k: fonts.get(int(n), {}) for k, n in resources.items()})))
    return pages


def squeezed(text: str) -> str:
    """A text without its white space and its soft hyphens, as `pdf_pages` gives it."""
    return "".join(text.replace("\xad", "").split())


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body[: found.start()] else found[1]


def _glyphs(font: bytes, objects: dict[int, bytes]) -> Iterator[tuple[int, str]]:
    """The characters of a font's glyphs."""
    number = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert number is not None
    text = _stream(objects[int(number[1])])
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, start, each in RANGE.findall(block):
            values = re.findall(rb"<(\w+)>", each)
            for place in range(int(last, 16) - int(first, 16) + 1):
                value = _characters(values[place]) if each else chr(int(start, 16) + place)
                yield int(first, 16) + place, value
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for glyph, value in SINGLE.findall(block):
            yield int(glyph, 16), _characters(value)


def _characters(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


def _shown(text: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterator[str]:
    glyphs: dict[int, str] = {}
    for font, run in SHOWN.findall(text):
        if font:
            glyphs = fonts.get(font, {})
        else:
            codes = (int(run[i : i + 4], 16) for i in range(0, len(run), 4))
            yield squeezed("".join(glyphs.get(code, "") for code in codes))
