"""Briefbook: captured articles in, a briefing site that can be checked line by line out.

The modules lie flat and are read from the top of this list to its end; each imports from its own layer or one above it.

1. ground: `spans`, `problems`, `model`
2. normalize: `outline`, `metadata`, `segment`, `tables`, `columns`, `repairs/`, `normalize`
3. library: `documents`, `yaml_text`, `codec`, `staging`, `library`
4. report: `provenance`, `statements`, `compare`, `check`, `pages`
5. edges: `mkdocs_plugin`, `site`, `cli`
"""

__version__ = "0.1.0"
