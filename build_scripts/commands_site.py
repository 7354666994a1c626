"""Commands that make pages: `build`, `serve`, `pages`."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import click

from build_scripts.console import progress, project, reports_problems, tell
from build_scripts.problems import Problem, ProblemsError


@click.command()
@click.option("--site-dir", type=click.Path(path_type=Path), help="Build into this folder instead of mkdocs.yml's.")
@click.pass_context
@reports_problems
def build(ctx: click.Context, site_dir: Path | None) -> None:
    """Build the whole site; the last good one stays when anything is wrong.

    \b
    Example:
      briefbook build
    """
    root = project(ctx)
    pages = _pages(root)
    progress(f"Building {len(pages)} pages …")
    from build_scripts.site import build_site

    built = build_site(root, pages, site_dir)
    shown = os.path.relpath(built.folder)
    click.echo(f"built {built.pages} pages, {built.size / 1e6:.1f} MB: {shown}{os.sep}index.html")
    if not built.site_url:
        click.echo("no site_url is set: there is no sitemap and no canonical address (mkdocs.yml, or SITE_URL=…)")
    click.echo(f"to look at it: python3 -m http.server --directory {shown} 8000, then open http://localhost:8000/")


def _pages(root: Path) -> tuple[Any, ...]:
    """The pages of a project; every problem is told, `ProblemsError` where one is an error."""
    from build_scripts.pages import read_pages

    made, problems = read_pages(root)
    tell(problems)
    return made


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.pass_context
@reports_problems
def serve(ctx: click.Context, host: str, port: int) -> None:
    """Preview the site; saving a YAML file, a template or a page reloads it.

    \b
    Example:
      briefbook serve --port 8080
    """
    root = project(ctx)
    _pages(root)
    from mkdocs.commands.serve import serve as serve_mkdocs
    from mkdocs.exceptions import Abort

    teller = logging.StreamHandler()
    teller.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("mkdocs").addHandler(teller)
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    try:
        serve_mkdocs(config_file=str(root / "mkdocs.yml"), dev_addr=f"{host}:{port}")
    except Abort as error:
        raise ProblemsError([Problem("B002", "mkdocs.yml", 0, 0, str(error), "mend it and serve again")]) from error


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new or empty folder.")
@click.pass_context
@reports_problems
def pages(ctx: click.Context, out: Path) -> None:
    """Write the pages for any other publisher: Markdown files that hold nothing but HTML.

    \b
    Example:
      briefbook pages --out build/pages
    """
    root = project(ctx)
    made = _pages(root)
    from build_scripts.site import write_pages

    number = write_pages(made, root / "templates" / "assets", out)
    click.echo(f"wrote {number} pages to {out}; the style sheet is assets/briefbook.css")
