"""Commands that make pages: `build`, `serve`, `pages`."""

from __future__ import annotations

import os
import signal
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from build_scripts.console import counted, progress, project, reports_problems, tell
from build_scripts.problems import Problem

if TYPE_CHECKING:
    from build_scripts.page import Publication
    from build_scripts.preview import Rebuilt


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
    publication = _publication(root)
    progress(f"Building {len(publication.pages)} pages …")
    from build_scripts.site import build_site

    built = build_site(root, publication, site_dir)
    shown = os.path.relpath(built.folder)
    click.echo(f"built {built.pages} pages, {built.size / 1e6:.1f} MB: {shown}{os.sep}index.html")
    if not built.site_url:
        click.echo("no site_url is set: no sitemap, no feed, no canonical address (mkdocs.yml, or SITE_URL=…)")
    click.echo(f"to look at it: python3 -m http.server --directory {shown} 8000, then open http://localhost:8000/")


def _publication(root: Path) -> Publication:
    """What a project publishes; every problem is told, `ProblemsError` where one is an error."""
    from build_scripts.mkdocs_plugin import settings_of
    from build_scripts.pages import read_pages
    from build_scripts.site import configuration

    made, problems = read_pages(root, settings_of(configuration(root)))
    tell(problems)
    return made


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for all.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--open/--no-open", "opens", default=False, help="Open the site in a browser.  [default: no-open]")
@click.pass_context
@reports_problems
def serve(ctx: click.Context, host: str, port: int, opens: bool) -> None:
    """Preview the site: saving a file shows in the open browser, a mistake too. Ctrl-C ends it.

    \b
    Example:
      briefbook serve --port 8080
    """
    root = project(ctx)
    for name in ("SIGTERM", "SIGHUP"):  # ended from elsewhere, it clears up as after Ctrl-C
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    from build_scripts.preview import Preview
    from build_scripts.preview_server import listen
    from build_scripts.watched import differing, next_change, snapshot

    server = listen(host, port)
    preview = Preview(root, server.origin)
    try:
        progress("Building …")
        known = snapshot(preview.watched)
        warned = _rebuilt(preview.rebuild(), "built", ())
        server.begin(preview)
        others = f"; for other machines under this one's name, port {server.server_port}" if server.for_others else ""
        click.echo(f"serving {server.origin}{preview.shown.mount}{others} (Ctrl-C ends it)")
        if opens:
            webbrowser.open(f"{server.origin}{preview.shown.mount}")
        while True:
            latest = next_change(preview.watched, known)
            changed = differing(known, latest)
            known = latest
            warned = _rebuilt(preview.rebuild(changed), _named(changed, root), warned)
    except KeyboardInterrupt:
        progress("The preview has ended.")
    finally:
        server.end()
        preview.close()


def _rebuilt(built: Rebuilt, what: str, warned: Sequence[Problem]) -> Sequence[Problem]:
    """Tell of one build in a line, its problems before it; warnings only where they are others than those `warned`."""
    tell([*built.problems, *(w for w in built.warnings if w not in warned)])
    if built.problems:
        wrong = counted(len(built.problems), "problem")
        click.echo(f"{what}: {wrong}, the last good pages stay ({built.seconds:.1f} s)", err=True)
    else:
        click.echo(f"{what}: {built.pages} pages ({built.seconds:.1f} s)", err=True)
    return built.warnings


def _named(paths: Sequence[str], root: Path) -> str:
    """The files that changed, the first by name."""
    first = os.path.relpath(paths[0], root)
    return f"changed {first}" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


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
    made = _publication(root)
    from build_scripts.site import write_pages

    number = write_pages(made, root / "templates" / "assets", out)
    click.echo(f"wrote {number} pages to {out}; the style sheet is assets/briefbook.css")
