"""Saved pages: what a browser wrote, as the text of its HTML.

In: the bytes of a file. Out: the markup (or the plain text) they hold, how they were read, and what the saving itself
tells: the address and the day. HTML, MHTML ("single file" of Chrome and Edge) and plain text are read. Refused: bytes
of other kinds (PDF, archives, pictures) and pages beyond any size that an article has.

Bytes are read as browsers do: a byte order mark, then what the page or its envelope declares, where ISO-8859-1 stands
for windows-1252; but a page that is valid UTF-8 is that, whatever it declares, for chance makes no such page. Where
nothing is declared, or windows-1252 makes no words of it, its language and then its letters tell; `guessed` says so.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import email.utils
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Kind = Literal["html", "text"]

LONGEST_FILE = 200_000_000
"""Bytes of a file that is read at all: pages saved with their pictures inside reach tens of millions."""
LONGEST_MARKUP = 20_000_000
"""Characters of markup, pictures inside it taken out."""
OTHER_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"bplist00", "a web archive of Safari"),
    (b"{\\rtf", "a document in Rich Text Format"),
)
MARKUP = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|article|main|section|div|p|h1|table|ul)(?=[\s/>]))",
    re.IGNORECASE,
)
DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
EMBEDDED = re.compile(r"""(?<=["'(])data:[^"'()<>\s]{100,}""")
"""A picture, a font or a sheet inside the page."""
INVISIBLE = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f]")
"""Control characters, which browsers do not show."""
SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]{0,100})")
SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S{1,2000}) -->")
LANGUAGE = re.compile(rb"""<html\b[^>]{0,500}?\slang\s*=\s*["']?([a-zA-Z]{2,3})(?![a-zA-Z])""", re.IGNORECASE)
TAGS = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^<>]*>|&#?\w{1,10};", re.IGNORECASE | re.DOTALL)
SAMPLE = 500_000
"""Bytes of a page that are looked at for its letters."""
BY_LANGUAGE = {
    language: name
    for name, languages in (
        ("cp1250", "cs hr hu pl ro sk sl"),
        ("cp1251", "ba be bg kk ky mk ru sah sr tg tt uk"),
        ("cp1253", "el"),
        ("cp1254", "az ku tr"),
        ("cp1255", "he"),
        ("cp1256", "ar fa ur"),
        ("cp1257", "et lt lv"),
        ("cp1258", "vi"),
        ("cp874", "th"),
        ("cp932", "ja"),
        ("cp949", "ko"),
    )
    for language in languages.split()
}
"""What the HTML standard has browsers try for a language; languages of several encodings are left out."""
GUESSED = "found by its bytes"
AS_BROWSERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-7": "utf-8",
}
"""What browsers read for an encoding that a page declares; one in which the declaration could not be read is none."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """What a file holds.

    `encoding` is how it was read, with the reason where the page did not say so; `replaced` counts what could not be
    read and became U+FFFD. `address` and `saved` (a date) are what the saving program noted.
    """

    kind: Kind
    text: str
    encoding: str
    replaced: int = 0
    address: str | None = None
    saved: str | None = None
    saved_by: str = ""

    @property
    def guessed(self) -> bool:
        """Is the encoding none that the page or its bytes declare?"""
        return self.kind == "html" and bool(re.search(f"{GUESSED}|for its language", self.encoding))


class UnreadablePageError(ValueError):
    """A file that is no saved page; `hint` tells what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def open_page(data: bytes, name: str, kind: Kind | None = None) -> SavedPage:
    """The page in `data`. `name` is the file's, whose ending tells its kind; `kind` is what the user says it is.

    Raises `UnreadablePageError`.
    """
    what = next((what for sign, what in OTHER_KINDS if data.startswith(sign)), None)
    if what is not None:
        hint = "save the page as HTML in the browser, or copy its text into a .txt file"
        raise UnreadablePageError(f"it is {what}, neither a saved page nor a text", hint)
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadablePageError("it is empty", "save the page again")
    if len(data) > LONGEST_FILE:
        raise UnreadablePageError(f"it has {len(data):,} bytes; {LONGEST_FILE:,} are read", "save the page alone")
    if kind is None and name.lower().endswith((".txt", ".text", ".md")):
        kind = "text"
    if kind != "text" and _is_mhtml(data):
        return _markup(_from_mhtml(data))
    if kind == "text":
        return SavedPage("text", "", "")
    text, encoding, replaced = read_markup(data)
    if kind is None and not name.lower().endswith((".html", ".htm", ".xhtml")) and not MARKUP.search(text[:5000]):
        return SavedPage("text", "", "")
    return _markup(SavedPage("html", text, encoding, replaced))


def _markup(page: SavedPage) -> SavedPage:
    """The page without pictures inside and invisible characters, and with what the saving program noted."""
    text = INVISIBLE.sub("", EMBEDDED.sub("", page.text)).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_MARKUP:
        message = f"its markup has {len(text):,} characters; {LONGEST_MARKUP:,} are read"
        raise UnreadablePageError(message, "save the article's text into a .txt file")
    head = text[:10_000]
    if page.address is None and (note := SINGLE_FILE.search(head)):
        return replace(page, text=text, address=note[1], saved=_script_day(note[2]), saved_by="SingleFile's note")
    if page.address is None and (note := SAVED_FROM.search(head)):
        return replace(page, text=text, address=note[1], saved_by="the browser's note")
    return replace(page, text=text)


def read_markup(data: bytes, declared: str | None = None) -> tuple[str, str, int]:
    """The text of HTML, how it was read, and how many signs had to be replaced.

    `declared` is the encoding that an envelope names; it counts before what the page itself declares.
    """
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            text = data.decode("utf-8-sig" if name == "utf-8" else name, "replace")
            return text, f"{name} by its mark", text.count("\ufffd")
    start = data[:400]
    if start.count(b"<\0") > 1 or start.count(b"\0<") > 1:
        name = "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
        text = data.decode(name, "replace")
        return text, f"{name} by its zero bytes", text.count("\ufffd")
    if declared is None:
        match = XML_DECLARED.match(data[:200]) or DECLARED.search(data[:4096])
        declared = match[1].decode("ascii") if match else None
    wanted = _known(declared)
    try:
        text = data.decode("utf-8")
        return text, "utf-8" if wanted in ("utf-8", None) else f"utf-8, though the page says {declared}", 0
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        lost = text.count("\ufffd")
    if wanted in (None, "utf-8") and sum(c > "\x7f" for c in text) > 3 * lost:
        return text, "utf-8", lost  # A byte was lost here and there: chance makes no such page in another encoding.
    if wanted not in (None, "utf-8", "cp1252"):
        text = data.decode(wanted, "replace")
        return text, str(declared).lower(), text.count("\ufffd")
    name, why = _by_letters(data)
    if name == "cp1252":
        if wanted == name:
            return (text := data.decode(name, "replace")), str(declared).lower(), text.count("\ufffd")
        try:
            return data.decode(name), f"windows-1252, {GUESSED}", 0
        except UnicodeDecodeError:
            return text, "utf-8", lost
    text = data.decode(name, "replace")
    said = f"; the page says {declared}" if wanted is not None else ""
    return text, f"{name.replace('cp125', 'windows-125')}, {why}{said}", text.count("\ufffd")


def _by_letters(data: bytes) -> tuple[str, str]:
    """The codec of bytes that are no UTF-8 and of which nothing else is known, and what tells it.

    It is windows-1252 where that makes words as Latin letters write them, else what the page's language is written
    in, else what Charset Normalizer finds in the words of the page.
    """
    plain = TAGS.sub(b" ", data[:SAMPLE])
    language = (match := LANGUAGE.search(data[:4096])) and match[1].decode("ascii").lower()
    if language and (name := BY_LANGUAGE.get(language)) is not None and "\ufffd" not in data.decode(name, "replace"):
        return name, f"for its language is {language}"
    text = plain.decode("cp1252", "replace")
    found = re.findall(r"[^\W\d_]{3,}", text)
    high = sum(c > "\x7f" for c in text)
    if high * 3 <= len("".join(text.split())) and sum(min(word) >= "\u00c0" for word in found) * 5 <= len(found):
        return "cp1252", GUESSED
    from charset_normalizer import from_bytes

    best = from_bytes(plain).best()
    return (best.encoding if best is not None else "cp1252"), GUESSED


def _known(declared: str | None) -> str | None:
    """The codec that browsers use for a declared encoding; None where there is none."""
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared).name
        b"".decode(name)  # Some codecs of Python turn bytes into bytes; those raise here.
    except (LookupError, ValueError):
        return None
    return AS_BROWSERS.get(name, name)


def _is_mhtml(data: bytes) -> bool:
    head = data[:4000].lstrip().lower()
    return b"multipart/related" in head and b"mime-version:" in head and not head.startswith(b"<")


def _from_mhtml(data: bytes) -> SavedPage:
    """The page of an MHTML file: its first part of HTML; pictures and frames are further parts."""
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes) or not payload.strip():
                continue
            text, encoding, replaced = read_markup(payload, part.get_content_charset())
            address = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "") or None
            day = _mail_day(str(message.get("Date", "")))
            return SavedPage("html", text, encoding, replaced, address, day, "the MHTML file's head")
    raise UnreadablePageError("it is an MHTML file without a page", "save the page again, as HTML")


def _mail_day(text: str) -> str | None:
    try:
        return email.utils.parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _script_day(text: str) -> str | None:
    """The day of a date as JavaScript prints it: `Sun May 12 2024 10:00:00 GMT+0200 (…)`."""
    try:
        return datetime.strptime(" ".join(text.split()[1:4]), "%b %d %Y").date().isoformat()
    except ValueError:
        return None
