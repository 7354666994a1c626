"""Fit the weights of `build_scripts/headings.py` on Markdown whose headings are known, and test them elsewhere.

    fit_headings.py EVAL_DIR REPOSITORY...            fit on the repositories, test on EVAL_DIR's articles, by origin
    fit_headings.py EVAL_DIR REPOSITORY... --write    the same, and write the weights

REPOSITORY is a git directory, bare or not, of public Markdown with prose: handbooks, blogs, guides. Its files become
captures as `EVAL_DIR/articles.jsonl.gz` has them, in memory only: lists and tables marked, or lists dropped and tables
flattened. EVAL_DIR's own repositories must not be among them: so its figures are of origins that the weights never saw.

A logistic regression whose weights are drawn towards `headings.PRIOR` (maximum a posteriori, a Gaussian around each):
what the articles say nothing of keeps the prior, which was set by hand with pages of news in mind. Not told to the fit:
lines that are bold as a whole (headings to the eye, paragraphs to Markdown), lines before dropped code or pictures, and
headings that are a rarity in news: those that end like sentences or announcements, or begin with code.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from build_scripts import headings
from build_scripts.segment import open_pieces, open_settings
from build_scripts.spans import Span, trim

Sample = tuple[str, bool, tuple[str, ...], str]
Page = tuple[str, list[tuple[headings.Setting, bool | None, int | None, int | None]]]
"""An origin and its open lines: setting, is a heading (None: not told), places of the open lines before and after."""
Part = tuple[str, list[list[str]]]
"""A block of Markdown: its kind, and its rows of texts."""
SPREAD = 1.0
"""Standard deviation of a weight around its prior, in log-odds; 1.0, 1.5 and 2.5 give figures within a hundredth."""
REPEATS = 3
"""Each article is there in three styles: a line speaks once."""
EACH = 35
"""Articles of one repository, so that none of them rules."""
FRONT_MATTER = re.compile(r"\A(?:---\n(.*?)\n---|\+\+\+\n(.*?)\n\+\+\+)\n", re.DOTALL)
TITLE = re.compile(r"^title\s*[:=]\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
FOREIGN = re.compile(r"(?:^|/)(?:\.|node_modules|[a-z]{2}(?:-\w{2})?/(?!.*\ben/))|LICENSE|CHANGELOG|[Tt]emplate")
DEBRIS = re.compile(r"\{ ?[{%:.a]|:(?:material|fontawesome|simple)|^===|</|^!|^:::|<!--|^\[[^\]]*\]:")
"""What other tools than Markdown read: shortcodes, attributes, comments, HTML."""


def parts_of(markdown: str) -> Iterator[Part]:
    """The blocks of a Markdown text; `untold` are paragraphs that may well be headings, or that code broke off."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    at = 0
    pending: Part | None = None
    while at < len(tokens):
        token = tokens[at]
        end = at + 1
        while token.nesting == 1 and not (tokens[end].nesting == -1 and tokens[end].level == token.level):
            end += 1
        part = _part(token, tokens[at:end])
        if part is None and pending is not None and pending[0] == "paragraph" and pending[1][0][0][-1] not in ".?!":
            pending = "untold", pending[1]
        if pending is not None:
            yield pending
        pending = part
        at = end + (token.nesting == 1)
    if pending is not None:
        yield pending


def _part(token: Token, inside: Sequence[Token]) -> Part | None:
    texts = [text for t in inside if t.type == "inline" and (text := _plain(t)) and not DEBRIS.search(text)]
    if not texts:
        return None
    match token.type:
        case "heading_open":
            return "heading", [texts]
        case "paragraph_open":
            return ("untold" if _is_bold(inside[1]) else "paragraph"), [texts]
        case "bullet_list_open" | "ordered_list_open":
            return "list", [[text] for text in texts]
        case "blockquote_open":
            return "paragraph", [[" ".join(texts)]]
        case "table_open":
            rows: list[list[str]] = []
            for inner in inside:
                if inner.type == "tr_open":
                    rows.append([])
                elif inner.type == "inline":
                    rows[-1].append(_plain(inner) or "-")
            return "table", rows
    return None


def _plain(token: Token) -> str:
    shown = {"softbreak": " ", "hardbreak": " "}
    texts = (t.content if t.type in ("text", "code_inline") else shown.get(t.type, "") for t in token.children or ())
    return " ".join("".join(texts).split())


def _is_bold(token: Token) -> bool:
    """Is a paragraph in bold or italics as a whole?"""
    children = [t for t in token.children or () if t.type != "text" or t.content.strip(" :.")]
    opens = sum(t.type in ("strong_open", "em_open") for t in children)
    return bool(children) and children[0].nesting == 1 and children[-1].nesting == -1 and 0 < opens <= 2


def capture(title: str, parts: Sequence[Part], style: str) -> tuple[str, list[tuple[str, Span]]]:
    """A text as captures have it, in a style of EVAL_DIR, and the kinds and spans of its blocks."""
    blocks = [] if style == "P" else [("headline", f"{title} – The Example Courier")] * 2
    for kind, rows in parts:
        if kind == "list":
            text = "" if style == "D" else "\n".join(("- " if style == "P" else "  • ") + row[0] for row in rows)
        elif kind == "table" and style == "P":
            lines = [f"| {' | '.join(row)} |" for row in rows]
            text = "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
        else:
            text = "\n".join(" ".join(row) for row in rows)
        if text:
            blocks.append((kind, text))
    parted = "\n" if style == "P" else "\n\n"
    spans, cursor = [], 0
    for kind, text in blocks:
        spans.append((kind, Span(cursor, cursor + len(text))))
        cursor += len(text) + len(parted)
    return parted.join(text for _, text in blocks), spans


def read_repository(folder: Path) -> Iterator[Page]:
    """The open lines of captures made of up to `EACH` articles of a repository, chosen the same way every time."""

    def git(*words: str) -> str:
        told = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
        return told.stdout.decode("utf-8", "replace")

    names = [n for n in git("ls-tree", "-r", "--name-only", "HEAD").splitlines() if n.endswith((".md", ".mdx"))]
    names = sorted(n for n in names if not FOREIGN.search(n))
    random.Random(7).shuffle(names)
    left = EACH
    for name in names:
        text = git("show", f"HEAD:{name}")
        front = FRONT_MATTER.match(text)
        told = TITLE.search(front[1] or front[2]) if front else None
        parts = list(parts_of(text[front.end() :] if front else text))
        title = told[1] if told else parts.pop(0)[1][0][0] if parts and parts[0][0] == "heading" else ""
        kinds = [kind for kind, _ in parts]
        fits = 2 <= kinds.count("heading") <= 40 and kinds.count("paragraph") >= 4 and 1200 < len(text) < 25_000
        if not title or not fits:
            continue
        for style in "PFD":
            yield page_of(str(folder), *capture(title, parts, style), trusted=False)
        left -= 1
        if not left:
            return


def page_of(origin: str, text: str, gold: Sequence[tuple[str, Span]], *, trusted: bool) -> Page:
    """The open lines of a capture that could be headings; of those not `trusted`, some are not told."""
    kinds = {trim(text, span): kind for kind, span in gold}
    rows = []
    for _, piece, setting, before, after in open_settings(text, open_pieces(text)[0]):
        kind = kinds.get(trim(text, piece.spans[0]))
        label = kind == "heading" if kind in ("heading", "paragraph") else None
        if label and not trusted and _is_rare(setting.text):
            label = None
        rows.append((setting, label, before, after))
    return origin, rows


def _is_rare(text: str) -> bool:
    stopped = text[-1] in ":：,;" or (text[-1] == "." and headings.NUMBERED.match(text) is None)
    return stopped or text[0].islower() or headings.CODE.search(text) is not None


def read_articles(folder: Path) -> Iterator[Page]:
    """The open lines of the articles of EVAL_DIR."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            gold = [(b["kind"], Span(*b["span"])) for b in document["gold"]]
            yield page_of(document["origin"], document["text"], gold, trusted=True)


def samples_of(pages: list[Page], first: dict[str, float] | None) -> list[Sample]:
    """The labelled lines of pages; with `first`, the likelihoods it gives the neighbours are features too."""
    samples: list[Sample] = []
    for origin, rows in pages:
        settings = [row[0] for row in rows]
        if first is not None:
            settings = headings.informed(settings, [(b, a) for _, _, b, a in rows], first)
        for setting, (_, label, _, _) in zip(settings, rows, strict=True):
            if label is not None:
                samples.append((origin, label, tuple(headings.features(setting)), setting.text))
    return samples


def fit(samples: list[Sample], prior: dict[str, float], rounds: int = 14) -> dict[str, float]:
    """Weights that make the samples likely and stay near the prior; AdaGrad, the same every time."""
    order = list(range(len(samples)))
    chance = random.Random(0)
    weights = defaultdict(float, prior)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    seen: dict[str, int] = defaultdict(int)
    for _, _, names, _ in samples:
        for name in names:
            seen[name] += 1
    for _ in range(rounds):
        chance.shuffle(order)
        for n in order:
            _, label, names, _ = samples[n]
            error = label - probability(weights, names)
            for name in names:
                slope = error - REPEATS / (SPREAD**2 * seen[name]) * (weights[name] - prior.get(name, 0.0))
                squares[name] += slope * slope
                weights[name] += 0.3 * slope / math.sqrt(squares[name])
    return dict(weights)


def probability(weights: dict[str, float], names: tuple[str, ...]) -> float:
    """The probability that a line with these features is a heading."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(weights.get(n, 0.0) for n in names)))))


def stacked(pages: list[Page]) -> list[Sample]:
    """Samples for the second look: the first is fitted on the other half of the pages each time, as it will be used."""
    samples: list[Sample] = []
    for half in (0, 1):
        mine = [p for n, p in enumerate(pages) if (n // 6) % 2 == half]
        other = [p for n, p in enumerate(pages) if (n // 6) % 2 != half]
        samples += samples_of(mine, fit(samples_of(other, None), headings.PRIOR, rounds=10))
    return samples


def main() -> None:
    """Fit, test, and write the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("repositories", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    arguments = parser.parse_args()
    pages = [page for folder in arguments.repositories for page in read_repository(folder)]
    first = fit(samples_of(pages, None), headings.PRIOR)
    second = fit(stacked(pages), headings.PRIOR)
    if arguments.write:
        fitted = {
            title: {k: round(v, 2) for k, v in sorted(weights.items()) if abs(v) >= 0.05}
            for title, weights in (("first_look", first), ("second_look", second))
        }
        headings.WEIGHTS_FILE.write_text(json.dumps(fitted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    report("fitted on", samples_of(pages, first), second, 0)
    tested = samples_of(list(read_articles(arguments.folder)), first)
    for origin in sorted({sample[0] for sample in tested}):
        report(origin, [sample for sample in tested if sample[0] == origin], second, 0)
    report("held out, all", tested, second, arguments.errors)


def report(title: str, samples: list[Sample], weights: dict[str, float], errors: int) -> None:
    """Print precision, recall and, with errors to show, the calibration and some of them."""
    told = [(probability(weights, names), label, text) for _, label, names, text in samples]
    right = sum(label for p, label, _ in told if p >= 0.5)
    precision, recall = right / sum(p >= 0.5 for p, _, _ in told), right / sum(label for _, label, _ in told)
    print(f"{title}: precision {precision:.4f} recall {recall:.4f} ({sum(x[1] for x in told)} headings)")
    if not errors:
        return
    for low in range(10):
        labels = [label for p, label, _ in told if int(p * 10) == low]
        print(f"  {low / 10:.1f}  {sum(labels) / max(1, len(labels)):.3f}  n={len(labels)}")
    wrong = sorted({(label, round(p, 2), text) for p, label, text in told if (p >= 0.5) != label})
    random.Random(1).shuffle(wrong)
    print(*wrong[:errors], sep="\n")


if __name__ == "__main__":
    main()
