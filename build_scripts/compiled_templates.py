"""Compiled templates, kept for as long as the process lives: of pages and of the theme.

In: what Jinja compiled. Out: the same code for the same template, whichever renderer asks. A preview and a build render
with many environments, and compiling all templates takes longer than rendering the pages of a small site.
"""

from __future__ import annotations

from types import CodeType
from typing import ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

MOST = 1000
"""Templates that are kept: whoever edits them for days in a preview fills no memory."""


class CompiledTemplates(BytecodeCache):
    """A cache for a Jinja environment. Templates are known by their name and text; the settings that change what is
    compiled (`autoescape`, `trim_blocks` …) by the environment's name: those that share it have the same ones.
    """

    _codes: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def __init__(self, environment: str) -> None:
        self._environment = environment

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name without its folder: templates of one text are the same ones wherever they lie."""
        return f"{self._environment}:{name}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template that was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            if len(self._codes) >= MOST:
                self._codes.clear()
            self._codes[bucket.key, bucket.checksum] = bucket.code
