"""`make eval`: what it says without its folder, and what it makes of a small one."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import evaluate
from build_scripts.measured import measured

ROOT = Path(__file__).parents[1]


def run(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.evaluate", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("args", [(), ("nowhere",)], ids=["no folder", "a folder that is not there"])
def test_without_its_folder_it_says_what_it_needs(args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.returncode == 2
    assert all(name in done.stderr for name in evaluate.NEEDED)
    assert "Traceback" not in done.stderr


def test_tables_are_put_flattened_where_no_blank_line_parts_them() -> None:
    pipes = "Intro:\n| A | B |\n|---|---|\n| c d | e |\nAfter it.\n"
    flat = "Intro:\n\nA B\nc d e\n\nAfter it.\n"

    def gold(text: str, *parts: tuple[str, str]) -> list[dict[str, Any]]:
        return [{"kind": kind, "span": [text.index(part), text.index(part) + len(part)]} for kind, part in parts]

    doc = {
        "text": pipes,
        "gold": gold(pipes, ("paragraph", "Intro:"), ("table", pipes[7:38]), ("paragraph", "After it.")),
    }
    other = {"text": flat, "gold": gold(flat, ("table", "A B\nc d e"))}
    made = evaluate.unspaced(doc, other)
    assert made["text"] == "Intro:\nA B\nc d e\nAfter it.\n"
    shown = [made["text"][slice(*b["span"])] for b in made["gold"]]
    assert shown == ["Intro:", "A B\nc d e", "After it."]


def test_it_scores_a_small_folder(tmp_path: Path) -> None:
    """A scorer that tells back what it was given shows that predictions reach it, in the form it reads."""
    table = {
        "id": "t",
        "origin": "o",
        "flat": ["Name Role", "Ada Lovelace Pilot"],
        "bigrams": [],
        "rows": [["a", "b"]] * 2,
    }
    text = "Talks resume\n\nOfficials met.\n"
    doc = {"id": "d", "origin": "o", "style": "P", "text": text, "noisy_text": text, "gold": [], "noisy_gold": []}
    (tmp_path / "tables.jsonl").write_text(json.dumps(table) + "\n", "utf-8")
    with gzip.open(tmp_path / "articles.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps(doc | {"defects": []}) + "\n")
    (tmp_path / "score.py").write_text(
        "import json, sys\n"
        "told = [json.loads(line) for line in open(sys.argv[2])]\n"
        "share = {'precision': 1.0, 'recall': 0.5, 'n': len(told)}\n"
        "print(json.dumps({'exact': 0.0, 'cell': 0.0, 'tables': len(told),"
        " 'confidence>=0.9': {'share': 0.0, 'exact': None}, 'block_micro_f1': 0.25,"
        " 'heading': share, 'list': share, 'table': share, 'missing_list': share,"
        " 'list_item_recall': None, 'pipe_table_cells': None, 'flattened_table_detection_recall': None,"
        " 'characters_accounted_once': 1.0, 'repairs': {'glued': share, 'applied_elsewhere_per_100k_words': 2.0}}))\n",
        "utf-8",
    )
    done = run(str(tmp_path))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["measure", "figure", "target"]
    assert any(line.startswith("block micro-F1, style P") and "0.250" in line for line in lines)
    assert any(line.startswith("columns exact, o") and line.split()[3] == "0.000" for line in lines)
    assert any(line.startswith("statements: kind right") for line in lines)


def test_the_published_figures_have_a_date_and_targets() -> None:
    told = measured()
    assert len(told.date) == 10
    assert len(told.figures) > 30
    assert all(measure and figure for measure, figure, _ in told.figures)
