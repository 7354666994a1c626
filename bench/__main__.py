"""Speed and memory as ratios against a peer in the same run: `make bench`.

Each figure is the median of several runs in fresh processes, ours and the peer's in turn, so that a slow moment of the
machine meets both. The peers: markdown-it-py on the same text (for `normalize`), the C loader of PyYAML on the same
files (for reading articles), `mkdocs build` on the same pages written out as Markdown (for the build). Then each text
of `adversarial` is normalized at n and 2n characters: a ratio of two is linear (`make bench ARGS=growth`: only this;
`ARGS=check`: only `check` on 1,000 article files).
"""

from __future__ import annotations

import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.adversarial import TEXTS, growth

ROOT = Path(__file__).parent.parent
RUNS = 3
SENTENCE = re.compile(r"[A-Z][^.!?\n]{40,400}[.!?](?=\s)")
SUPER_LINEAR = 2.6
"""A text of twice the size that takes longer than this is told."""
ARTICLES = 100
CHECKED = 1000
"""Article files that `check` is measured on."""
GROWN = 50_000
"""Characters of the texts whose growth is measured."""

MEASURED = """
import resource, sys, time
from pathlib import Path
{setup}
start = time.perf_counter()
{work}
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure(setup: str, work: str, root: Path) -> tuple[float, float]:
    """Seconds and peak MiB of `work` in a process of its own."""
    code = MEASURED.format(setup=setup, work=work)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def compare(name: str, ours: tuple[str, str], peer: tuple[str, str], peer_name: str, root: Path, size: str) -> None:
    """Print one line: our median, the peer's, and the ratio of time and of memory."""
    pairs = [(measure(*ours, root), measure(*peer, root)) for _ in range(RUNS)]
    (mine, my_peak), (theirs, their_peak) = (
        (statistics.median(p[i][0] for p in pairs), statistics.median(p[i][1] for p in pairs)) for i in (0, 1)
    )
    print(
        f"{name:<28} {size:>8} {mine:8.2f} s {my_peak:7.0f} MiB | {peer_name:<22} {theirs:8.2f} s {their_peak:7.0f} MiB"
        f" | time × {mine / theirs:5.2f}  memory × {my_peak / their_peak:4.2f}"
    )


def prose(characters: int) -> str:
    """Text with the sentences of the sources in random order, in paragraphs; the same at each call."""
    chance = random.Random(1)
    sources = [path.read_text("utf-8") for path in sorted((ROOT / "content" / "sources").glob("*.txt"))]
    sentences = [found.group() for text in sources for found in SENTENCE.finditer(text)]
    paragraphs: list[str] = []
    length = 0
    while length < characters:
        text = " ".join(chance.choice(sentences) for _ in range(chance.randint(2, 6)))
        paragraphs.append(text)
        length += len(text) + 2
    return "\n\n".join(paragraphs)


def project(folder: Path, articles: int) -> Path:
    """A project with many copies of the second article, normalized."""
    root = folder / "project"
    root.mkdir()
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copy(ROOT / "mkdocs.yml", root)
    (root / "content" / "sources").mkdir(parents=True)
    (root / "content" / "pages").mkdir()
    text = (ROOT / "content" / "sources" / "002_18d3fcac22904aeb.txt").read_text("utf-8")
    for number in range(articles):
        (root / "content" / "sources" / f"article-{number:04}.txt").write_text(f"{text}\n\nCopy {number}.\n", "utf-8")
    subprocess.run(
        [sys.executable, "-m", "build_scripts.cli", "--root", str(root), "normalize"],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    return root


def copies(root: Path, to: Path, articles: int) -> Path:
    """A project with as many articles as asked for: those of another one again and again, under other names."""
    shutil.copytree(root, to)
    content = to / "content"
    for number in range(ARTICLES, articles):
        old, new = f"article-{number % ARTICLES:04}", f"article-{number:04}"
        shutil.copy(content / "sources" / f"{old}.txt", content / "sources" / f"{new}.txt")
        shutil.copy(content / "locks" / f"{old}.lock", content / "locks" / f"{new}.lock")
        text = (content / "articles" / f"{old}.yaml").read_text("utf-8")
        (content / "articles" / f"{new}.yaml").write_text(text.replace(f"{old}.txt", f"{new}.txt"), "utf-8")
    return to


def compare_check(root: Path, articles: int) -> None:
    """Check all of a project, against loading its article files and nothing more."""
    compare(
        "check, articles",
        (
            "from build_scripts.check import check\nfrom build_scripts.library import read_library",
            "check(read_library(Path('.')))",
        ),
        (
            "import yaml",
            "[yaml.load(p.read_text('utf-8'), yaml.CSafeLoader) for p in Path('content/articles').glob('*')]",
        ),
        "yaml.load, C loader",
        root,
        f"{articles}",
    )


def print_growth(characters: int) -> None:
    """One line for each text of `adversarial`: time, speed, and growth to twice the size."""
    for name, make in TEXTS.items():
        first, ratio = growth(make, characters)
        told = "  more than linear?" if ratio > SUPER_LINEAR and first > 0.02 else ""
        print(f"{name:<28} {characters / 1e6:5.1f} MB {first:8.2f} s  2n: × {ratio:4.2f}{told}", flush=True)


def main() -> None:
    """Measure everything and print a table."""
    if sys.argv[1:] == ["growth"]:
        print_growth(GROWN)
        return
    if sys.argv[1:] == ["check"]:
        with tempfile.TemporaryDirectory() as name:
            root = project(Path(name), ARTICLES)
            compare_check(copies(root, Path(name) / "many", CHECKED), CHECKED)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for characters in (100_000, 1_000_000, 10_000_000):
            path = folder / f"{characters}.txt"
            path.write_text(prose(characters), "utf-8")
            compare(
                "normalize, prose",
                (
                    "from build_scripts.normalize import normalize\nfrom build_scripts.model import Source",
                    f"normalize(Source('x', 'x', Path({str(path)!r}).read_text('utf-8'), ''))",
                ),
                ("from markdown_it import MarkdownIt", f"MarkdownIt().parse(Path({str(path)!r}).read_text('utf-8'))"),
                "markdown-it-py, parse",
                folder,
                f"{characters / 1e6:.1f} MB",
            )
        root = project(folder, ARTICLES)
        compare_check(root, ARTICLES)
        compare_check(copies(root, folder / "many", CHECKED), CHECKED)
        out = folder / "plain"
        subprocess.run(
            [sys.executable, "-m", "build_scripts.cli", "--root", str(root), "pages", "--out", str(out / "docs")],
            check=True,
            capture_output=True,
            env={"PYTHONPATH": str(ROOT)},
        )
        (out / "mkdocs.yml").write_text("site_name: Plain\ntheme: {name: material, font: false}\nplugins: [search]\n")
        compare(
            "build, articles",
            ("from build_scripts.cli import main", "main(['build'], standalone_mode=False)"),
            (
                "import os\nos.environ['NO_MKDOCS_2_WARNING'] = '1'\nfrom mkdocs.__main__ import cli",
                f"cli(['build', '-q', '-f', {str(out / 'mkdocs.yml')!r}], standalone_mode=False)",
            ),
            "mkdocs, same pages",
            root,
            f"{ARTICLES}",
        )
    print_growth(GROWN)


if __name__ == "__main__":
    main()
