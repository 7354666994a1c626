"""Briefbook: captured articles in, a briefing site that can be checked line by line out.

The modules lie flat and are read from the top of this list to its end; each imports from its own layer or one above it.

1. ground: `spans`, `problems`, `explanations`, `model`
2. normalize: `outline`, `lines`, `word_classes`, `token_shapes`, `column_features`, `columns`, `lists`, `tables`,
   `csv_tables`, `flattened`, `headings`, `metadata`, `announcements`, `clutter`, `wrapping`, `assembly`, `segment`,
   `repairs/`, `normalize`
3. library: `decode`, `yaml_text`, `yaml_scalars`, `documents`, `validation`, `codec`, `locks`, `staging`, `library`,
   `intake`
4. report: `addresses`, `provenance`, `statements`, `compare`, `contradictions`, `check`, `report`, `views`,
   `article_views`, `page`, `article_pages`, `briefing_pages`, `pages`
5. edges: `interchange`, `starters`, `mkdocs_plugin`, `site`, `cli`
"""

__version__ = "0.1.0"
