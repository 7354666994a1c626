"""Collect tables of Markdown files, with their true cells, for `bench/fit_columns.py`.

    python bench/harvest_tables.py REPOSITORY... > tables.jsonl

REPOSITORY is a clone, bare or not, read by git as it is at HEAD. Kept are tables of prose: two to six columns, at least
two rows below the header, no empty cell, at least seven of ten tokens words, no markup or code left. Each line is an
object: `id`, `origin` (owner/name), `path`, `rows` (header first, at most ten), `flat` (the rows joined by spaces) and
`bigrams` ([word, word, count] of the same file outside its tables). Left out are tables a third of whose rows were seen
before, and more than eight tables of one file, four with one header or 500 of one repository.
"""

from __future__ import annotations

import html
import itertools
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
FILES = (".md", ".mdx", ".markdown", ".qmd")
LARGEST_FILE, MOST_FILES = 600_000, 6_000
PER_FILE, PER_HEADER, PER_REPOSITORY, ROWS = 8, 4, 500, 10
LONGEST_ROW = 61
"""Tokens; no row of 209 prose tables was longer."""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
WORDY = re.compile(r"[(\"“‘'*]*[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’\-/&.]*[)\"”’',.;:?!*]*")
MARKUP = re.compile(r"[<>{}=\\]|https?:|`|\$\{|::|\(\)|_\w+_|!\[")
CODE = re.compile(r"[_/]\w|\w\.\w|[a-z][A-Z]")
PICTURE = re.compile(r"[\U0001F000-\U0001FAFF☀-➿️⬀-⯿]")
HTML_TABLE = re.compile(r"<table[^>]*>(.*?)</table>", re.DOTALL | re.IGNORECASE)
HTML_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
HTML_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL | re.IGNORECASE)

Rows = list[list[str]]


def inline_text(token: Token) -> str:
    """What a reader sees of inline Markdown."""
    shown = []
    for child in token.children or []:
        if child.type in ("text", "code_inline", "image"):
            shown.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or re.match(r"<br", child.content, re.IGNORECASE):
            shown.append(" ")
    return " ".join(html.unescape("".join(shown)).replace("**", "").replace("__", "").split())


def html_rows(table: str) -> Rows:
    """The cells of a table in HTML; none where cells are merged."""
    if re.search(r"(?:col|row)span", table):
        return []
    return [
        [
            " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).replace("**", "").split())
            for cell in HTML_CELL.findall(row)
        ]
        for row in HTML_ROW.findall(table)
    ]


def read_tables(text: str) -> tuple[list[Rows], Counter[tuple[str, str]]]:
    """The tables of a Markdown text, and the word pairs outside them."""
    tables: list[Rows] = []
    pairs: Counter[tuple[str, str]] = Counter()
    inside = False
    for token in MARKDOWN.parse(text):
        if token.type == "table_open":
            tables.append([])
        inside = token.type == "table_open" or (inside and token.type != "table_close")
        if token.type == "tr_open":
            tables[-1].append([])
        elif token.type == "inline" and inside:
            tables[-1][-1].append(inline_text(token))
        elif token.type == "inline":
            pairs.update(itertools.pairwise(w.lower() for w in WORD.findall(inline_text(token))))
    tables.extend(html_rows(found) for found in HTML_TABLE.findall(text))
    return tables, pairs


def is_prose(rows: Rows) -> bool:
    """Is this a whole table of prose?"""
    if len(rows) < 3 or not 2 <= len(rows[0]) <= 6 or any(len(r) != len(rows[0]) or not all(r) for r in rows):
        return False
    flat = " ".join(cell for row in rows for cell in row)
    tokens = flat.split()
    silent = sum(not any(c.isalnum() for c in cell) for row in rows for cell in row)
    foreign = sum(ord(c) > 0x24F and c not in "–—‘’“”…•→≥≤✓−" for c in flat)
    return (
        not MARKUP.search(flat)
        and sum(bool(WORDY.fullmatch(t)) for t in tokens) >= 0.7 * len(tokens)
        and sum(bool(CODE.search(t)) for t in tokens) <= 0.08 * len(tokens)
        and max(len(" ".join(row).split()) for row in rows) <= LONGEST_ROW
        and len(PICTURE.findall(flat)) <= len(rows) // 3
        and silent <= 1
        and foreign <= 0.02 * len(flat)
        and len(tokens) >= 3 * len(rows)
    )


def markdown_files(repository: str) -> Iterator[tuple[str, str]]:
    """The path and text of each Markdown file with a table, in an order that chance gives, always the same."""
    listed = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "HEAD"], capture_output=True, text=True, check=True
    )
    files = [
        (line.split()[2], line.split("\t", 1)[1]) for line in listed.stdout.splitlines() if line.lower().endswith(FILES)
    ]
    random.Random(1).shuffle(files)
    for digest, path in files[:MOST_FILES]:
        data = subprocess.run(
            ["git", "-C", repository, "cat-file", "blob", digest], capture_output=True, check=True
        ).stdout
        if len(data) <= LARGEST_FILE and re.search(rb"\|\s*:?-|<table", data):
            yield path, re.sub(r"\A---\n.*?\n---\n", "", data.decode("utf-8", "replace"), flags=re.DOTALL)


def harvest(repository: str, seen: set[str]) -> Iterator[dict[str, object]]:
    """The tables of one repository; `seen` are the rows of all so far."""
    folder = Path(repository).resolve()
    folder = folder.parent if folder.name in (".git", "repo") else folder
    origin = folder.name.replace("+", "/")
    headers: Counter[tuple[str, ...]] = Counter()
    kept = 0
    for path, text in markdown_files(repository):
        tables, pairs = read_tables(text)
        for rows in [t[:ROWS] for t in tables if is_prose(t)][:PER_FILE]:
            flat = [" ".join(row) for row in rows]
            known = sum(row.lower() in seen for row in flat[1:])
            headers[tuple(rows[0])] += 1
            if known * 3 > len(flat) - 1 or headers[tuple(rows[0])] > PER_HEADER or kept == PER_REPOSITORY:
                continue
            seen.update(row.lower() for row in flat[1:])
            tokens = [t.lower().strip(".,;:!?()\"'“”") for row in flat for t in row.split()]
            bigrams = sorted([a, b, pairs[a, b]] for a, b in set(itertools.pairwise(tokens)) if (a, b) in pairs)
            yield {
                "id": f"{origin}-{kept}",
                "origin": origin,
                "path": path,
                "rows": rows,
                "flat": flat,
                "bigrams": bigrams,
            }
            kept += 1


def main() -> None:
    """Print the tables of the repositories given."""
    seen: set[str] = set()
    for repository in sys.argv[1:]:
        for record in harvest(repository, seen):
            print(json.dumps(record))


if __name__ == "__main__":
    main()
