"""Score the normalizer on documents with known structure: `make eval EVAL=DIR`.

DIR holds `articles.jsonl.gz` (articles flattened the way captures are, with their true blocks), `tables.jsonl`
(flattened tables with their true cells) and `score.py`, which compares predictions with both and prints JSON. Printed
are its figures beside the targets and, where they are shares of counted cases, their 95 % intervals. No weight of the
normalizer was fitted on the documents that the project is scored on: every origin is held out. The statements' figures
come from `site_tests/labels/`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from bench.score_statements import Rate, read_labels, reading_of
from bench.score_statements import score as score_statements
from build_scripts.interchange import read_flat_table, split_to_json, to_json
from build_scripts.model import Source
from build_scripts.normalize import normalize

Json = dict[str, Any]
FIGURES = Path(__file__).parent.parent / "build_scripts" / "measured.json"
NEEDED = {
    "articles.jsonl.gz": "articles, one JSON object a line: id, origin, style, text, gold, noisy_text, noisy_gold, "
    "defects",
    "tables.jsonl": "flattened tables, one JSON object a line: id, origin, flat, rows, bigrams",
    "score.py": "the scorer; `score.py articles|tables PREDICTIONS [--noisy] [--style P|F|D] [--gold FILE]` "
    "prints JSON",
}
STYLES = ("P", "F", "D")


def interval(share: float | None, cases: int) -> str:
    """A share of counted cases with its 95 % interval, as text."""
    return str(Rate(round(share * cases), cases)) if share is not None and cases else "–"


def plain(value: float | None) -> str:
    """A figure without an interval, as text."""
    return "–" if value is None else f"{value:.3f}"


def read_lines(path: Path) -> list[Json]:
    """The JSON objects of a file, packed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_article(task: tuple[str, str]) -> Json:
    """What `briefbook normalize --json` says of one text."""
    name, text = task
    source = Source(name, name, text, "")
    return to_json(normalize(source), source)


def read_table(record: Json) -> Json:
    """What `briefbook split-table --json` says of one table."""
    return split_to_json(read_flat_table(json.dumps(record)))


def unspaced(doc: Json, flattened: Json) -> Json:
    """An article in style P with the flattened tables of the same article in style F: no blank line parts them."""
    text, gold, shift = doc["text"], [], 0
    tables = iter([b for b in flattened["gold"] if b["kind"] == "table"])
    out = []
    at = 0
    for block in sorted(doc["gold"], key=lambda b: b["span"][0]):
        start, end = block["span"]
        entry = dict(block, span=[start + shift, end + shift])
        if block["kind"] == "table":
            table = next(tables)
            flat = flattened["text"][table["span"][0] : table["span"][1]].strip("\n")
            out += [text[at:start], flat]
            at = end
            tail = text[start:end]
            kept = tail[len(tail.rstrip("\n")) :]
            out.append(kept)
            entry = dict(table, span=[start + shift, start + shift + len(flat)])
            shift += len(flat) + len(kept) - (end - start)
        gold.append(entry)
    out.append(text[at:])
    return dict(doc, text="".join(out), gold=gold)


def score(folder: Path, what: str, predictions: Iterable[Json], *options: str) -> Json:
    """What the folder's own scorer says of predictions."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(p) + "\n" for p in predictions)
        file.flush()
        command = [sys.executable, str(folder / "score.py"), what, file.name, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{folder / 'score.py'} failed:\n{done.stderr}")
    found: Json = json.loads(done.stdout)
    return found


Line = tuple[str, str, str]
"""A measure, its figure, its target; all as printed."""


def article_lines(folder: Path, pool: ProcessPoolExecutor) -> Iterator[Line]:
    """The figures of the articles."""
    docs = read_lines(folder / "articles.jsonl.gz")
    clean = list(pool.map(read_article, [(d["id"], d["text"]) for d in docs], chunksize=8))
    for style in STYLES:
        told = score(folder, "articles", clean, "--style", style)
        heading, missing = told["heading"], told["missing_list"]
        yield f"block micro-F1, style {style}", plain(told["block_micro_f1"]), "≥ .985"
        yield f"headings, style {style}: precision", interval(heading["precision"], heading["n"]), "≥ .97"
        yield f"headings, style {style}: recall", interval(heading["recall"], heading["n"]), "≥ .97"
        if "list" in told:
            listed = told["list"]
            yield f"lists, style {style}: precision", interval(listed["precision"], listed["n"]), "≥ .99"
            yield f"lists, style {style}: recall", interval(listed["recall"], listed["n"]), "≥ .99"
            yield f"list items, style {style}: recall", plain(told["list_item_recall"]), "1.0"
        else:
            yield "missing lists: precision", interval(missing["precision"], missing["n"]), "≥ .99"
            yield "missing lists: recall", interval(missing["recall"], missing["n"]), "≥ .99"
        if style == "P":
            yield "pipe-table cells", plain(told["pipe_table_cells"]), "1.0"
        if style == "F":
            yield from detection_lines("flattened tables found", told, "≥ .99", "≥ .97")
        yield f"characters accounted once, style {style}", plain(told["characters_accounted_once"]), "1.0"
    yield from unspaced_lines(folder, docs)
    everything = score(folder, "articles", clean)["repairs"]
    noisy = list(pool.map(read_article, [(d["id"], d["noisy_text"]) for d in docs], chunksize=8))
    repairs = score(folder, "articles", noisy, "--noisy")["repairs"]
    for kind, name in (("glued", "glued words put in, mended"), ("lower", "lower-case starts put in, mended")):
        found = repairs.get(kind) or next((v for k, v in repairs.items() if k.startswith(kind)), None)
        if found:
            yield name, interval(found["recall"], found["n"]), "≥ .97"
    each = everything["applied_elsewhere_per_100k_words"]
    yield "repairs applied elsewhere, clean texts, per 100,000 words", f"{each:.2f}", "≤ 1"


def detection_lines(name: str, told: Json, precision: str, recall: str) -> Iterator[Line]:
    """How many flattened tables were found, and how many of those found are any, with their targets."""
    table = told["table"]
    yield f"{name}: precision", interval(table["precision"], table["n"]), precision
    yield f"{name}: recall", interval(told["flattened_table_detection_recall"], table["n"]), recall


def unspaced_lines(folder: Path, docs: Sequence[Json]) -> Iterator[Line]:
    """The figures of flattened tables that no blank line parts from the text around."""
    styles: dict[str, dict[str, Json]] = {}
    for d in docs:
        styles.setdefault(d["id"].rsplit("-", 1)[0], {})[d["style"]] = d
    made = [unspaced(x["P"], x["F"]) for x in styles.values() if "P" in x and "F" in x]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as gold:
        gold.writelines(json.dumps(d) + "\n" for d in made)
        gold.flush()
        told = score(folder, "articles", [read_article((d["id"], d["text"])) for d in made], "--gold", gold.name)
    yield from detection_lines("flattened tables found, no blank lines", told, "≥ .80", "≥ .60")


def table_lines(folder: Path, pool: ProcessPoolExecutor) -> Iterator[Line]:
    """The figures of the flattened tables, by origin and together."""
    tables = read_lines(folder / "tables.jsonl")
    told = {p["id"]: p for p in pool.map(read_table, tables, chunksize=8)}
    right = {t["id"]: told[t["id"]]["rows"] == t["rows"] for t in tables}
    for origin in sorted({t["origin"] for t in tables}):
        part = [right[t["id"]] for t in tables if t["origin"] == origin]
        yield f"columns exact, {origin}", interval(sum(part) / len(part), len(part)), ""
    found = score(folder, "tables", told.values())
    count = found["tables"]
    yield "columns: every cell of the table right", interval(found["exact"], count), "≥ .80"
    yield "columns: cells right", plain(found["cell"]), "≥ .92"
    sure = found["confidence>=0.9"]
    yield "columns, confidence ≥ .9: exact", interval(sure["exact"], round(sure["share"] * count)), "≥ .98"
    yield "columns, confidence ≥ .9: share of the tables", interval(sure["share"], count), "≥ .40"
    for limit in (0.7, 0.5):
        part = [right[i] for i, p in told.items() if p.get("confidence", 0) >= limit]
        yield f"columns, confidence ≥ {limit}: exact", interval(sum(part) / len(part) if part else None, len(part)), ""
        yield f"columns, confidence ≥ {limit}: share", interval(len(part) / count, count), ""
    rows = [
        (sure, mine == true)
        for t in tables
        for mine, true, sure in zip(
            told[t["id"]]["rows"] or [], t["rows"], told[t["id"]].get("row_confidences", []), strict=False
        )
    ]
    certain = [right for sure, right in rows if sure >= 0.9]
    yield "rows of flattened tables, confidence ≥ .9: right", interval(sum(certain) / len(certain), len(certain)), ""
    yield "rows of flattened tables, confidence ≥ .9: share", interval(len(certain) / len(rows), len(rows)), ""
    mean = sum(p.get("confidence", 0) for p in told.values()) / count
    yield "columns: mean confidence", plain(mean), "= exact"


def statement_lines() -> Iterator[Line]:
    """The figures of the statements, on the labelled texts that no cue was written from."""
    told = score_statements([d for d in read_labels() if d.half == "test"], reading_of())
    yield "statements: kind right", str(told.right), ""
    for kind in told.kinds:
        yield f"statements, {kind.kind}: precision", str(kind.precision), ""
        yield f"statements, {kind.kind}: recall", str(kind.recall), ""
    yield "statements: speaker as labelled", str(told.exact), ""


def main() -> int:
    """Print the table; the exit code is 2 where DIR lacks what is needed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    parser.add_argument("--write", action="store_true", help="write the figures that the method page shows")
    args = parser.parse_args()
    folder: Path | None = args.folder
    if folder is None or any(not (folder / name).is_file() for name in NEEDED):
        print("make eval EVAL=DIR scores the normalizer on documents with known structure; DIR holds:", file=sys.stderr)
        for name, what in NEEDED.items():
            lacking = "" if folder is None or (folder / name).is_file() else "  (not there)"
            print(f"  {name}: {what}{lacking}", file=sys.stderr)
        return 2
    print(f"{'measure':<62} {'figure':<22} target")
    lines: list[Line] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for part in (article_lines(folder, pool), table_lines(folder, pool), statement_lines()):
            for line in part:
                lines.append(line)
                print(f"{line[0]:<62} {line[1]:<22} {line[2]}", flush=True)
    if args.write:
        told = {"date": date.today().isoformat(), "figures": lines}
        FIGURES.write_text(json.dumps(told, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
