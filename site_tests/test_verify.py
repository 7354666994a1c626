"""The slow checks (`make verify`): large captures, runs that are killed, the laws over many more texts."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.adversarial import TEXTS, growth
from build_scripts.model import Source
from build_scripts.normalize import normalize
from build_scripts.staging import WORK
from site_tests.laws import check_laws
from site_tests.projects import ROOT, copy_project

pytestmark = pytest.mark.verify
LIBRARY = [sys.executable, "-m", "build_scripts.cli"]


def start(root: Path, *args: str) -> subprocess.Popen[bytes]:
    plain = {k: v for k, v in os.environ.items() if k != "CI"} | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([*LIBRARY, *args], cwd=root, env=plain, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(root: Path, *args: str) -> str:
    process = start(root, *args)
    told = process.communicate()[0].decode()
    assert process.returncode == 0, told
    return told


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_capture_of_five_megabytes_goes_through(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    words = (ROOT / "content/sources/002_18d3fcac22904aeb.txt").read_text("utf-8").split()
    chance = random.Random(1)
    paragraphs: list[str] = []
    while len(paragraphs) < 12_500:
        paragraphs.append(" ".join(chance.choice(words) for _ in range(60)).capitalize() + ".")
    text = "\n\n".join(paragraphs)
    assert len(text) > 4_500_000
    (root / "content/sources/large.txt").write_text(text, "utf-8")
    run(root, "normalize")
    run(root, "check")
    run(root, "build")
    assert (root / "site/sources/large/index.html").stat().st_size > len(text)


def test_whenever_a_run_is_killed_all_is_whole_after_the_next(tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    run(root, "build")
    site = files(root / "site")
    chance = random.Random(2)
    for turn in range(12):
        source = root / f"content/sources/new-{turn}.txt"
        source.write_text(f"A capture, number {turn}.\n\nIt has two paragraphs, and nothing else.\n", "utf-8")
        content = files(root / "content")
        process = start(root, "normalize" if turn % 2 else "build")
        time.sleep(chance.uniform(0.05, 2.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        run(root, "normalize")
        written = {f"articles/new-{turn}.yaml", f"locks/new-{turn}.lock"}
        assert files(root / "content").keys() == content.keys() | written
        assert {k: v for k, v in files(root / "content").items() if k in content} == content
        assert not list((root / WORK).glob("staged-*"))
        assert not (root / WORK / "journal.json").exists()
        for name in written:
            (root / "content" / name).unlink()
        source.unlink()
        run(root, "build")
        assert files(root / "site") == site
    shutil.rmtree(root)


@pytest.mark.parametrize("name", TEXTS)
def test_time_grows_with_the_text(name: str) -> None:
    # Twice the text takes twice the time; four times would be its square. Three tries: the machine may be busy.
    assert any(ratio < 3.2 or first < 0.01 for first, ratio in (growth(TEXTS[name], 20_000) for _ in range(3)))


@settings(max_examples=5_000, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_the_laws_hold_for_thousands_of_texts(text: str) -> None:
    source = Source("x", "x", text, "")
    check_laws(source, normalize(source))
