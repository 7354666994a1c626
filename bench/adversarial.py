"""Texts made to be slow: what a passage of the normalizer could take more than linear time over, by size.

In: a number of characters. Out: a text of about that many. `make bench` times each at n and 2n, `make verify` some.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable

from build_scripts.model import Source
from build_scripts.normalize import normalize

WORDS = "the talks minister agreed harbour trade Geneva on Monday and three ships of many said that it was".split()
Make = Callable[[int], str]


def words(characters: int) -> str:
    """Words on one line."""
    chance = random.Random(2)
    return " ".join(chance.choice(WORDS) for _ in range(characters // 5))


def lines(line: Callable[[int], str], end: str = "\n") -> Make:
    """So many numbered lines as fit."""

    def make(characters: int) -> str:
        found: list[str] = []
        length = 0
        while length < characters:
            found.append(line(len(found)))
            length += len(found[-1]) + len(end)
        return end.join(found)

    return make


def again(piece: str) -> Make:
    """One piece over and over."""
    return lambda characters: piece * (characters // len(piece) + 1)


def _short_rows(end: str) -> Make:
    def make(characters: int) -> str:
        chance = random.Random(3)
        rows = [" ".join(chance.choice(WORDS).title() for _ in range(chance.randint(2, 7))) for _ in range(12)]
        return end.join("\n".join(chance.sample(rows, 12)) for _ in range(characters // 320 + 1))

    return make


def _wide_table(characters: int) -> str:
    row = "| " + " | ".join(f"c{n}" for n in range(1000)) + " |"
    return "\n".join(["A Title", "", row, "|" + "---|" * 1000, *[row] * (characters // len(row) + 1)])


TEXTS: dict[str, Make] = {
    "one line": words,
    "no spaces": again("abcdefghij"),
    "paragraphs": lambda n: "\n\n".join(words(400).capitalize() + "." for _ in range(n // 400 + 1)),
    "wrapped lines": lambda n: "\n".join(words(76)[:70] for _ in range(n // 71 + 1)),
    "bullets": lines(lambda n: f"- Item number {n} of it"),
    "bullets, blank lines": lines(lambda n: f"- Item number {n} of it", "\n\n"),
    "numbered items": lines(lambda n: f"{n % 400 + 1}. Item of the list"),
    "numbers of four digits": lines(lambda n: f"{1000 + n}. Item of the list"),
    "nested bullets": lines(lambda n: " " * (n % 40) + "- Item of the list"),
    "table, 1,000 columns": _wide_table,
    "table, many rows": lambda n: "| a | b |\n|---|---|\n" + lines(lambda i: f"| {i} | cell {i} |")(n),
    "pipes alone": again("|"),
    "lines of pipes": again("|\n"),
    "open brackets": again("("),
    "open quotes": again("“"),
    "full stops": again("."),
    "blanks": again(" "),
    "blanks between": lambda n: "x" + " " * n + "x",
    "line feeds": again("\n"),
    "carriage returns": again("\r"),
    "NUL": again("\0"),
    "NUL between": again("x\0"),
    "zero-width spaces": again("\u200b"),
    "zero-width and NUL": again("\u200b\0 "),
    "soft hyphens": again("ab\u00ad"),
    "combining marks": lambda n: "e" + "\u0301" * n,
    "ampersands escaped again": lambda n: "&" + "amp;" * (n // 4),
    "entities": again("R&amp;amp;D is &#46;The "),
    "mojibake": again("donâ€™t stop "),
    "mojibake without spaces": again("â€™"),
    "control characters": again("a\x93b\x94 "),
    "glued sentences": again("word.The "),
    "glued without spaces": again("word.The"),
    "glued commas": again("word,the "),
    "hyphenations": again("nego-\ntiations of "),
    "right to left and back": again("سلام hello עולם world "),
    "the same heading": again("The Same Heading\n\n"),
    "the same title": again("The Long Title of the Talks in Geneva\n\n"),
    "deep quotes": lambda n: "> " * (n // 2) + "x",
    "quoted lines": lines(lambda n: "> " * (n % 60) + "x"),
    "deep indents": lines(lambda n: " " * (n % 200) + "x"),
    "lines of one character": again("x\n"),
    "announcements": again("The items include:\n"),
    "CSV": lines(lambda n: f"a{n},b,c{n}"),
    "nearly CSV": lines(lambda n: "a,b,c" + ",d" * (n % 7)),
    "CSV on one line": again("a,b,"),
    "lines of two words": lines(lambda n: f"{WORDS[n % 7].title()} {WORDS[n * 3 % 11]}"),
    "short rows": _short_rows("\n"),
    "short rows, parted": _short_rows("\n\n"),
    "tabs": again("\t"),
    "cells with tabs": lines(lambda n: "a" + "\tb" * (n % 5)),
    "aligned cells": again("aa   bb   cc\n"),
    "hashes": again("#"),
    "headings with hashes": again("# x\n"),
    "minus signs": again("-"),
    "underlined lines": again("x\n===\n"),
    "lower-case starts": again("the talks ended. the ships left. "),
    "spun words": again("frequently enough a accomplished outcome "),
    "addresses": again("https://a.b/c?d=e&f "),
    "a long address": lambda n: "https://" + "a.b/" * (n // 4),
    "bylines": again("By Anna Roth\n"),
    "clutter": again("Share this:\n\n"),
    "datelines": again("GENEVA (AP) — The talks.\n\n"),
    "parts of a title": lambda n: "A Title" + " - x" * (n // 4),
}


def seconds(text: str, runs: int = 2) -> float:
    """The processor time `normalize` takes for `text`, the best of `runs`.

    As in `timeit`, no garbage is collected meanwhile: a full collection costs what all that the process holds does.
    """
    best = float("inf")
    collects = gc.isenabled()
    for _ in range(runs):
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            normalize(Source("x", "x", text, ""))
            best = min(best, time.process_time() - start)
        finally:
            if collects:
                gc.enable()
    return best


def growth(make: Make, characters: int) -> tuple[float, float]:
    """Seconds for a text of `characters`, and how many times as long one of twice the size takes, for its length."""
    short, long = make(characters), make(2 * characters)
    first, second = seconds(short), seconds(long)
    return first, second / max(first, 1e-9) * (2 * len(short) / len(long))
