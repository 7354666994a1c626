"""Decoding: the bytes of a captured file as text.

In: bytes. Out: the text, without newline translation, and the name of the encoding. Refused: bytes that are neither
UTF-8, nor UTF-16 (its mark may be missing), nor cp1252 where every byte is defined.
"""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE

from build_scripts.spans import LINE_END


class UndecodableError(ValueError):
    """Bytes that are no text we know. `offset` counts bytes from 0; `line` and `column` are 1-based."""

    def __init__(self, offset: int, line: int, column: int, byte: int, encoding: str) -> None:
        self.offset, self.line, self.column, self.byte, self.encoding = offset, line, column, byte, encoding
        super().__init__(
            f"byte 0x{byte:02x} at offset {offset} is not {encoding}; expected UTF-8, UTF-16 with a byte "
            "order mark, or cp1252: save the file as UTF-8"
        )


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: `utf-8`, `utf-8-sig`, `utf-16` or `cp1252` (inferred). Raises `UndecodableError`."""
    if data.startswith(BOM_UTF8):
        return _strict(data, "utf-8-sig"), "utf-8-sig"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and not data.startswith(BOM_UTF32_LE):
        return _strict(data, "utf-16"), "utf-16"
    if (unmarked := _unmarked_utf16(data)) is not None:
        return unmarked, "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _strict(data, "cp1252"), "cp1252"


def utf16(data: bytes) -> bool:
    """Are the bytes UTF-16, with its mark or without?"""
    marked = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    return marked or _unmarked_utf16(data) is not None


def _unmarked_utf16(data: bytes) -> str | None:
    """The text of UTF-16 without its mark: the NULs of spaces, digits and line ends all stand on one side of the pairs.

    A twentieth of the pairs must have one, as the spaces of any alphabet give; a stray NUL in UTF-8 is none of it.
    """
    if len(data) < 4 or len(data) % 2 or b"\0" not in data:
        return None
    first, second = data[::2].count(0), data[1::2].count(0)
    if bool(first) == bool(second) or (first + second) * 20 < len(data) // 2:
        return None
    try:
        return data.decode("utf-16-be" if first else "utf-16-le")
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        mark = 3 if encoding == "utf-8-sig" else 0
        offset = min(error.start + mark, len(data) - 1)
        before = data[:offset].decode(encoding, errors="replace")
        ends = [m.end() for m in LINE_END.finditer(before)]
        column = len(before) - (ends[-1] if ends else 0) + 1
        raise UndecodableError(offset, len(ends) + 1, column, data[offset], encoding) from None
