"""Capturing: a saved page becomes a source whose structure `normalize` reads back, with a record of where it is from.

Cases are pages in `cases/capture/`; beside each stands what must come of it: the source, the record, and the blocks of
the article that is made of the source.
"""

from __future__ import annotations

import gzip
import os
import re
import time
from contextlib import chdir
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from build_scripts.capture import Wishes, capture_files, name_of
from build_scripts.cli import main
from build_scripts.codec import article_yaml
from build_scripts.content_files import read_source
from build_scripts.documents import RecordDocument
from build_scripts.html_details import Detail, bare_title, usable_address, usable_day
from build_scripts.html_text import text_of
from build_scripts.normalize import normalize
from build_scripts.problems import ProblemsError
from build_scripts.saved_page import read_markup
from build_scripts.validation import read_document
from site_tests.projects import copy_project, files_of

CASES = Path(__file__).parent / "cases" / "capture"
SENTENCE = "Officials of both ports met on Tuesday, and the meeting lasted two hours, the harbour office said."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = copy_project(tmp_path / "project", content=False)
    (root / "content").mkdir()
    return root


def run(root: Path, *args: str, stdin: bytes = b"") -> tuple[int, str, str]:
    with chdir(root):
        done = CliRunner().invoke(main, list(args), input=stdin)
    return done.exit_code, done.stdout, done.stderr


def page(body: str, head: str = "<title>Port talks resume</title>") -> bytes:
    article = f"<article><h1>Port talks resume</h1><p>{SENTENCE}</p>{body}<p>{SENTENCE}</p></article>"
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{article}</body></html>".encode()


def source_of(root: Path, data: bytes, name: str = "page.html") -> str:
    (one,) = capture_files(root, [(name, data)], Wishes())
    return one.files[one.source].decode()


def outcome(root: Path, path: Path) -> str:
    """Source, record and article of a case, as one text."""
    (one,) = capture_files(root, [(path.name, path.read_bytes())], Wishes())
    for file, data in one.files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    source, problem = read_source(one.source, root)
    assert source is not None
    assert problem is None
    article = article_yaml(normalize(source, article_id=one.source.stem), source)
    record = one.files[one.record].decode()
    return f"{source.text}--- record\n{record}--- article\n{article.partition('source: ')[2].partition(chr(10))[2]}"


@pytest.mark.parametrize(
    "path", sorted(p for p in CASES.iterdir() if p.suffix in (".html", ".mhtml")), ids=lambda p: p.stem
)
def test_what_comes_of_a_page(path: Path, project: Path) -> None:
    got = outcome(project, path)
    expected = path.with_suffix(".expected")
    if os.environ.get("BRIEFBOOK_ACCEPT") and not os.environ.get("CI"):
        expected.write_text(got, "utf-8", newline="\n")
    assert got == expected.read_text("utf-8")


@pytest.mark.parametrize("path", sorted(CASES.glob("*.*html")), ids=lambda p: p.stem)
def test_a_record_is_a_valid_document_with_true_digests(path: Path, project: Path) -> None:
    (one,) = capture_files(project, [(path.name, path.read_bytes())], Wishes())
    document, _, problems = read_document(RecordDocument, one.files[one.record].decode(), "record.yaml")
    assert problems == []
    assert document is not None
    assert document.file_sha256 == sha256(path.read_bytes()).hexdigest()
    assert document.sha256 == sha256(one.files[one.source]).hexdigest()


def test_captured_normalized_and_checked(project: Path) -> None:
    (project / "talks.html").write_bytes((CASES / "lists-nested.html").read_bytes())
    code, out, err = run(project, "capture", "talks.html", "--captured", "2024-06-02", "--publisher", "The Example")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "wrote content/sources/talks.txt (15 lines: 1 heading, 3 paragraphs, 1 list)",
        "wrote content/records/talks.yaml",
        "next: look through both, then run `briefbook normalize`",
    ]
    record = (project / "content/records/talks.yaml").read_text()
    assert 'captured: "2024-06-02"' in record
    assert "publisher: The Example" in record
    assert "verify it.\npublisher" not in record, "what the user said is not the page's"
    assert run(project, "normalize")[0] == 0
    assert run(project, "normalize")[0] == 0
    assert run(project, "check")[0] == 0


def test_the_same_file_is_captured_once(project: Path) -> None:
    data = page("")
    (project / "one.html").write_bytes(data)
    (project / "two.html").write_bytes(data)
    assert run(project, "capture", "one.html", "two.html")[0] == 0
    before = files_of(project / "content")
    assert list(before) == ["records/one.yaml", "sources/one.txt"]
    code, out, _ = run(project, "capture", "two.html")
    assert (code, out) == (0, "two.html: captured already, as content/sources/one.txt\n")
    assert files_of(project / "content") == before


def test_a_name_that_is_taken_is_never_written_over(project: Path) -> None:
    (project / "talks.html").write_bytes(page(""))
    assert run(project, "capture", "talks.html")[0] == 0
    before = files_of(project / "content")
    (project / "talks.html").write_bytes(page("<p>Another sentence that the page has now, and had not before.</p>"))
    (project / "other.html").write_bytes(page("<p>The text of another page, which is captured in the same go.</p>"))
    code, out, err = run(project, "capture", "other.html", "talks.html")
    assert (code, out) == (1, "")
    assert "talks.html: K003 content/sources/talks.txt is there already" in err
    assert "--name" in err
    assert files_of(project / "content") == before, "all files or none"
    assert run(project, "capture", "talks.html", "--name", "talks-2")[0] == 0


def test_a_text_is_copied_byte_for_byte(project: Path) -> None:
    data = b"Port talks resume\r\n\r\nCaf\xe9 officials met.\x85 No line end"
    (project / "Port talks.txt").write_bytes(data)
    assert run(project, "capture", "Port talks.txt")[0] == 0
    assert (project / "content/sources/port-talks.txt").read_bytes() == data
    assert "Port talks.txt" in (project / "content/records/port-talks.yaml").read_text()


def test_standard_input_is_html_or_text_by_its_beginning_unless_told(project: Path) -> None:
    data = page("")
    assert run(project, "capture", "-", stdin=data)[0] == 0
    assert (project / "content/sources/port-talks-resume.txt").read_text().startswith("# Port talks resume\n")
    assert run(project, "capture", "-", "--text", "--name", "raw", stdin=data + b"\n")[0] == 0
    assert (project / "content/sources/raw.txt").read_bytes() == data + b"\n"
    plain = f"Talks\n\n{SENTENCE} It is 5 < 6.\n".encode()
    assert run(project, "capture", "-", "--name", "plain", stdin=plain)[0] == 0
    assert (project / "content/sources/plain.txt").read_bytes() == plain


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (
            "login.html",
            b"<html><title>Sign in</title><body><form><input name=a><button>Go</button></form></body></html>",
            "K001",
        ),
        ("links.html", b"<body><ul>" + b"<li><a href=x>Home</a></li>" * 30 + b"</ul></body>", "K001"),
        ("empty.html", b" \n\0", "K002"),
        ("paper.pdf", b"%PDF-1.7 ...", "K002"),
        ("paper.html", gzip.compress(b"<p>x", mtime=0), "K002"),
        ("broken.mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n--x--\n", "K002"),
        ("bytes.txt", b"Port \x81\x8d talks", "K004"),
        ("program.bin", b"\x7fELF\x02\x01\x01" + b"\0" * 90 + b"port", "K002"),
    ],
)
def test_what_is_no_capture_is_told_and_nothing_is_written(name: str, data: bytes, code: str, project: Path) -> None:
    (project / name).write_bytes(data)
    status, out, err = run(project, "capture", name)
    assert (status, out) == (1, "")
    assert f"{name}" in err
    assert f": {code} " in err
    assert "\n    " in err, "a hint follows"
    assert "Traceback" not in err
    assert files_of(project / "content") == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.html", "--published", "yesterday"],
        ["a.html", "--published", "2024-02-30"],
        ["a.html", "--captured", "31.5.2024"],
        ["a.html", "--address", "javascript:alert(1)"],
        ["a.html", "--address", "example.org"],
        ["a.html", "--name", "../up"],
        ["a.html", "--name", "index"],
        ["a.html", "--title", "  "],
        ["a.html", "b.html", "--name", "both"],
        [],
    ],
)
def test_nonsense_is_a_mistake_of_usage(arguments: list[str], project: Path) -> None:
    for name in ("a.html", "b.html"):
        (project / name).write_bytes(page(""))
    code, _, err = run(project, "capture", *arguments)
    assert code == 2
    assert "Error:" in err
    assert files_of(project / "content") == {}


def test_a_file_that_is_not_there(project: Path) -> None:
    code, _, err = run(project, "capture", "none.html")
    assert code == 1
    assert "none.html: E004 the system says" in err


def test_the_libraries_below_are_not_heard(project: Path) -> None:
    """Trafilatura logs what it finds wrong with a page; it is told by a problem of ours or not at all."""
    (project / "a.html").write_bytes(b"<html><head></head><body></body></html>")
    _, out, err = run(project, "capture", "a.html")
    assert out == ""
    assert len(err.strip().splitlines()) == 2


def test_characters_that_are_lost_are_told(project: Path) -> None:
    (project / "a.html").write_bytes(page("<p>A caf\0e of the two ports.</p>").replace(b"caf\0e", b"caf\xe9 \x81"))
    code, _, err = run(project, "capture", "a.html")
    assert code == 0
    assert "a.html: K005 warning: 2 characters could not be read as utf-8" in err


def test_what_is_left_out_of_an_article_is_told(project: Path) -> None:
    for name in ("struck-out", "figures-with-captions"):
        (project / f"{name}.html").write_bytes((CASES / f"{name}.html").read_bytes())
    code, out, err = run(project, "capture", "struck-out.html", "figures-with-captions.html")
    assert code == 0
    assert "struck-out.html: K006 warning: 7 passages that the page strikes out were left out" in err
    assert "figures-with-captions.html: " not in err
    assert "1 table; 1 picture's caption left out)" in out
    assert out.count("left out") == 1


def test_lists_of_links_that_are_left_out_are_told(project: Path) -> None:
    (project / "port.html").write_bytes((CASES / "carousel-above.html").read_bytes())
    code, out, _ = run(project, "capture", "port.html")
    assert code == 0
    assert "; 2 lists of links left out)" in out


def test_a_guessed_encoding_is_told(project: Path) -> None:
    for name in ("windows-1251-undeclared", "windows-1251-declared-wrongly", "windows-1252"):
        (project / f"{name}.html").write_bytes((CASES / f"{name}.html").read_bytes())
    code, out, err = run(project, "capture", *sorted(p.name for p in project.glob("*.html")))
    assert code == 0
    assert "wrote content/sources/windows-1251-undeclared.txt" in out
    assert err.count(" K007 warning: ") == 2
    assert "read as windows-1251" in err
    assert "windows-1252.html" not in err


RUSSIAN = "Министры торговли двух стран встретились во вторник и договорились открыть четыре перехода. "
GREEK = "Οι υπουργοί εμπορίου συναντήθηκαν την Τρίτη στην πόλη του λιμανιού και συμφώνησαν. "
FRENCH = "L’été dernier, les ministres réunis à Évry ont déclaré « c’est fini » après la conférence. "
POLISH = "Wałęsa powiedział, że źle się dzieje w państwie, żółw i jeż idą do Łodzi. "
TURKISH = "İki ülkenin bakanları salı günü bir araya geldi ve kapıların açılması için anlaştı. "
ARABIC = "اجتمع وزراء التجارة في البلدين يوم الثلاثاء في مدينة الميناء واتفقوا على إعادة فتح أربعة معابر. "
JAPANESE = "貿易大臣は火曜日に港町で会談し、六月までに四つの国境検問所を再開することで合意した。"


@pytest.mark.parametrize(
    ("text", "codec", "tag"),
    [
        (RUSSIAN, "cp1251", "<html>"),
        (RUSSIAN, "koi8-r", "<html>"),
        (RUSSIAN, "cp1251", "<html lang=ru-RU><meta charset=iso-8859-1>"),
        (RUSSIAN, "utf-16-le", "<html>"),
        (GREEK, "cp1253", "<html>"),
        (FRENCH, "cp1252", "<html>"),
        (FRENCH, "cp1252", "<html lang=fr><meta charset=utf-8>"),
        (POLISH, "cp1250", '<html dir="ltr" lang="pl">'),
        (TURKISH, "cp1254", "<html lang=tr>"),
        (TURKISH, "cp1254", "<html><meta charset=iso-8859-9>"),
        (ARABIC, "cp1256", "<html>"),
        (JAPANESE, "cp932", "<html>"),
        (JAPANESE, "euc-jp", "<html>"),
    ],
)
def test_letters_are_read_as_they_were_written(text: str, codec: str, tag: str) -> None:
    page_text = f"{tag}<body><p>{text * 5}</p></body></html>"
    read, _, replaced = read_markup(page_text.encode(codec))
    assert (read, replaced) == (page_text, 0)


def test_a_byte_that_is_lost_spoils_no_other() -> None:
    text, how, replaced = read_markup(f"<p>{RUSSIAN}</p>".encode() + b"\xe9<p>caf\xe9</p>")
    assert RUSSIAN in text
    assert (how, replaced) == ("utf-8", 2)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Port talks resume | The Example", "Port talks resume"),
        ("Port talks resume - World - The Example", "Port talks resume"),
        ("The Example — Port talks resume", "Port talks resume"),
        ("Port talks resume", "Port talks resume"),
        ("Port talks resume, ministers say", "Port talks resume, ministers say"),
        ("Port talks resume-again", "Port talks resume-again"),
        ("Another title | The Example", "Another title | The Example"),
    ],
)
def test_a_title_without_the_name_of_the_site(title: str, bare: str) -> None:
    assert bare_title(Detail(title, "title"), "Port  talks resume").value == bare


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<h2>What next<a class=headerlink href='#n'>¶</a></h2><p>It goes on.</p>", "## What next\n"),
        ("<h2>What <a href='/next'>next</a></h2><p>It goes on.</p>", "## What next\n"),
        ("<h2>Item <a href='#n'>3</a></h2><p>It goes on.</p>", "## Item 3\n"),
        ("<blockquote>We won.<br><cite>Ann</cite></blockquote>", "> We won.\nAnn\n"),
        ("<blockquote><p>We won.</p><footer>— Ann</footer></blockquote>", "> We won.\n— Ann\n"),
        ("<blockquote><p>In <cite>The Sea</cite> we won.</p></blockquote>", "> In The Sea we won.\n"),
        ("<p>On <time>31 May</time><time>2 June</time> it was.</p>", "On 31 May 2 June it was.\n"),
        ("<p>On <time>31 May</time>, it was.</p>", "On 31 May, it was.\n"),
    ],
)
def test_what_is_said_and_what_is_a_sign(body: str, shown: str, project: Path) -> None:
    assert f"\n{shown}" in source_of(project, page(body))


def test_paragraphs_that_share_an_element_take_no_longer(project: Path) -> None:
    """4,000 of them took 75 s when each asked anew how much of the element is links."""
    lines = "<br><br>".join(f"Sentence number {n} of the long protocol of the talks." for n in range(4000))
    before = time.monotonic()
    assert source_of(project, page(f"<p>{lines}</p>")).count("\nSentence number") == 4000
    assert time.monotonic() - before < 20


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<p>It is a mis<del>s</del>take of theirs.</p>", "It is a mistake of theirs."),
        ("<p>They met<s> again </s>twice this year.</p>", "They met twice this year."),
        ("<p>They met<s> again</s>, and twice so.</p>", "They met, and twice so."),
        ("<div>They met.<del><p>Never.</p></del>They left again.</div>", "They met.\n\nThey left again."),
    ],
)
def test_struck_text_leaves_words_whole_and_apart(body: str, shown: str, project: Path) -> None:
    assert f"\n{shown}\n" in source_of(project, page(body))


def test_a_time_in_the_text_is_no_day_of_publication(project: Path) -> None:
    time_ = '<time datetime="2019-05-05">5 May 2019</time>'
    for body in (
        f"<p>On {time_} it began.</p>",
        f"<ul><li>{time_}</li><li>b</li></ul>",
        f"<div>By {time_} it was.</div>",
    ):
        data = page("").replace(b"</h1>", b"</h1>" + body.encode())
        (one,) = capture_files(project, [("page.html", data)], Wishes())
        assert b"\npublished: null" in one.files[one.record], body


def test_nothing_but_the_page_is_written() -> None:
    """Every word of a source stands in the page (law 2), a definition's colon and a list's bullets aside."""
    for path in sorted(CASES.glob("*.html")):
        text, _, _ = read_markup(path.read_bytes())
        source = path.with_suffix(".expected").read_text("utf-8").partition("--- record")[0]
        known = unescape(text)
        for word in re.findall(r"[A-Za-zÀ-ž]{2,}", source):
            assert word in known, f"{path.name}: {word}"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("elements", "<div>" * 20_000),
        ("inline elements", "<p>" + "<span>" * 20_000 + "text" + "</span>" * 20_000 + "</p>"),
        ("lists", "<ul><li>an item of it" * 5_000),
        ("tables", "<table><tr><td>a cell of it" * 5_000),
        ("unknown elements", "<x>" * 20_000),
        ("wide spans", "<table>" + "<tr><td colspan=1000 rowspan=65000>x</td><td>y</td></tr>" * 300 + "</table>"),
        ("broken tags", "<" * 300_000),
        ("comments", "<!--" * 50_000),
        ("metadata", '<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
    ],
)
def test_hostile_pages_end_and_lose_no_article(name: str, body: str, project: Path) -> None:
    before = time.monotonic()
    last = "The last sentence of the article says that the ferry sails at noon from the second port."
    head, behind = (body, "") if name == "metadata" else ("", body)
    article = f"<article><h1>Port talks resume</h1><p>{SENTENCE}</p><p>{last}</p></article>"
    source = source_of(project, f"<html><body>{head}{article}{behind}".encode())
    assert SENTENCE in source
    assert last in source
    assert time.monotonic() - before < 20


def test_text_behind_deep_nesting_is_not_lost(project: Path) -> None:
    """The parser stops where elements are nested too deep, and would drop what follows without a word."""
    assert SENTENCE in source_of(project, b"<body>" + b"<div>" * 5000 + b"</div>" * 5000 + page(""))
    assert SENTENCE in source_of(project, b"<body>" + b"<div>" * 5000 + page(""))


def test_a_long_page(project: Path) -> None:
    items = "".join(f"<li>Item number {n} of the long list of measures</li>" for n in range(5000))
    before = time.monotonic()
    source = source_of(project, page(f"<ul>{items}</ul>"))
    assert source.count("\n- Item") == 5000
    assert time.monotonic() - before < 20


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Port talks: “resumed” - The Example", "port-talks-resumed-the-example"),
        ("Überraschung in Łódź", "uberraschung-in-łodz"),
        ("交渉が再開", "交渉が再開"),
        ("../../etc/passwd", "etc-passwd"),
        ("index", "index-page"),
        ("…", ""),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert name_of(text) == name


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-31", "2024-05-31"),
        ("2024-05-31T23:59:59-05:00", "2024-05-31"),
        ("20240531", "2024-05-31"),
        ("2024/05/31", "2024-05-31"),
        ("Fri, 31 May 2024 10:00:00 GMT", "2024-05-31"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2024-02-30", None),
        ("0000-01-01", None),
        ("20240531123", None),
        ("31 May", None),
        ("", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert usable_day(text) == day


def test_addresses() -> None:
    assert usable_address("https://example.org/a?b=1&amp;c=2") == "https://example.org/a?b=1&c=2"
    for bad in (
        "javascript:alert(1)",
        "/relative",
        "https://a b",
        'https://x/"><script>',
        "ftp://x",
        "https://" + "a" * 3000,
    ):
        assert usable_address(bad) is None


def test_all_problems_at_once(project: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        capture_files(project, [("a.pdf", b"%PDF-"), ("b.html", b"<body></body>")], Wishes())
    assert [p.code for p in caught.value.problems] == ["K002", "K001"]


def test_no_blocks_no_text() -> None:
    assert text_of([]) == ""
