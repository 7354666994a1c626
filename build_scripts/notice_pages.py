"""The pages of notices: where an article or a briefing was, a redirect to where it is, or why it was withdrawn.

In: a library with notices and the pages that are there. Out: a page for each old address. They stand in no list, no
search and no site map. A redirect works without JavaScript; with it, the anchor of the old address goes along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_scripts import addresses
from build_scripts.documents import NoticeFields
from build_scripts.library import Library
from build_scripts.notices import NoticeKind, destination, notices_of, shown
from build_scripts.page import HeadingPart, Page, Render, crumbs_part, plain


def notice_pages(library: Library, pages: Sequence[Page], render: Render) -> Iterator[Page]:
    """A page for every old address; `pages` are those of what is there."""
    by_uri = {page.uri: page for page in pages}
    kind: NoticeKind
    for kind in ("article", "briefing"):
        for old, entry, _ in notices_of(library, kind):
            new = destination(library, kind, old)
            if new is not None:
                for root in _roots(kind):
                    prefix = f"{root}{new}/"
                    for uri in (u for u in by_uri if u.startswith(prefix)):
                        yield _redirect(f"{root}{old}/{uri.removeprefix(prefix)}", by_uri[uri], entry.path, render)
                continue
            if (end := shown(library, kind, old)) is None:
                continue
            name, fields = end
            onward = destination(library, kind, fields.replaced_by) if fields.replaced_by is not None else None
            below = ["", *(f"{page}/" for page in fields.pages)]
            for uri in (f"{root}{old}/{rest}" for root in _roots(kind) for rest in below):
                yield _withdrawn(uri, kind, name, fields, by_uri.get(_page(kind, onward)), entry.path, render)


def _roots(kind: NoticeKind) -> tuple[str, ...]:
    return (addresses.ARTICLES, addresses.SOURCES) if kind == "article" else (addresses.BRIEFINGS,)


def _page(kind: NoticeKind, name: str | None) -> str:
    """The page of an article or a briefing; an address that no page has where there is none."""
    if name is None:
        return "?"
    return addresses.article_page(name) if kind == "article" else addresses.briefing_page(name)


def _redirect(uri: str, target: Page, path: str, render: Render) -> Page:
    href = addresses.link(uri, target.uri)
    title = f"Moved: {target.title}"
    return Page(
        uri,
        "notice",
        title,
        (
            crumbs_part(render, uri, ("Home", addresses.HOME)),
            HeadingPart(1, "top", "This page has moved"),
            render("redirect", label=target.title, href=href),
        ),
        description=plain(f"This page has moved: {target.title}"),
        metadata={"moved_to": target.uri},
        edit_uri=path,
    )


def _withdrawn(
    uri: str, kind: NoticeKind, name: str, fields: NoticeFields, onward: Page | None, path: str, render: Render
) -> Page:
    heading = f"This {kind} was withdrawn"
    title = fields.title or name
    return Page(
        uri,
        "notice",
        f"Withdrawn: {title}",
        (
            crumbs_part(render, uri, ("Home", addresses.HOME)),
            HeadingPart(1, "top", heading),
            render(
                "withdrawn",
                title=title,
                reason=fields.withdrawn,
                date=fields.date,
                instead={"label": onward.title, "href": addresses.link(uri, onward.uri)} if onward else None,
            ),
        ),
        description=plain(f"{heading}: {title}. {fields.withdrawn}"),
        edit_uri=path,
    )
