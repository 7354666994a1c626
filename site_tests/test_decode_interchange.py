"""Decoding bytes, and the form in which other programs read an article."""

from __future__ import annotations

import pytest

from build_scripts.decode import UndecodableError, decode
from build_scripts.interchange import to_json
from build_scripts.model import Source
from build_scripts.normalize import normalize


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        ("caf\u00e9\r\n".encode(), "caf\u00e9\r\n", "utf-8"),
        (b"\xef\xbb\xbfx", "x", "utf-8-sig"),
        ("\u0416x".encode("utf-16"), "\u0416x", "utf-16"),
        (b"\xfe\xff\x04\x16", "\u0416", "utf-16"),
        (b"it\x92s", "it\u2019s", "cp1252"),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n", "utf-8"),
        ("a\u0085b\u2028c\0".encode(), "a\u0085b\u2028c\0", "utf-8"),
        ("\U0001f600".encode("utf-16"), "\U0001f600", "utf-16"),
        (b"\xff\xfe", "", "utf-16"),
        ("Talks resume.\n".encode("utf-16-le"), "Talks resume.\n", "utf-16"),
        (
            "\u041c\u0438\u0440 \u0438 \u0442\u0440\u0443\u0434.\n".encode("utf-16-be"),
            "\u041c\u0438\u0440 \u0438 \u0442\u0440\u0443\u0434.\n",
            "utf-16",
        ),
        (b"A stray \0 in a line of plain text is no sign.", "A stray \0 in a line of plain text is no sign.", "utf-8"),
        (b"\0\0\0\0", "\0\0\0\0", "utf-8"),
        (b"\xed\xa0\xbd", "\u00ed\u00a0\u00bd", "cp1252"),
    ],
)
def test_decodes(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "offset", "line", "column", "byte"),
    [
        (b"ab\ncd\xff\x81", 6, 2, 4, 0x81),
        (b"a\r\nb\rc\x8d", 6, 3, 2, 0x8D),
        (b"\xef\xbb\xbfok\n\xff", 6, 2, 1, 0xFF),
        (b"\xff\xfea", 2, 1, 1, 0x61),
    ],
)
def test_refuses_with_the_place(data: bytes, offset: int, line: int, column: int, byte: int) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(data)
    assert (caught.value.offset, caught.value.line, caught.value.column, caught.value.byte) == (
        offset,
        line,
        column,
        byte,
    )


def test_interchange() -> None:
    text = (
        "Ports reopen after the storm – The Example Courier\n\nPorts reopen after the storm - the example courier\n\n"
        "The ports reopened on Monday. Ships that waited include:\n\n"
        "The storm has passed, the office said.\n\nRead more\n"
    )
    source = Source("ports", "ports.txt", text, "")
    told = to_json(normalize(source), source)
    blocks, omissions = told["blocks"], told["omissions"]
    assert isinstance(blocks, list)
    assert isinstance(omissions, list)
    assert [b["kind"] for b in blocks] == ["headline", "paragraph", "missing", "paragraph"]
    assert blocks[0]["publisher"] == "The Example Courier"
    assert blocks[2]["spans"] == blocks[1]["spans"]
    assert [o["reason"] for o in omissions] == ["duplicate-headline", "boilerplate"]
    assert told["id"] == "ports"
