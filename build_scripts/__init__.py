"""Briefbook: captured articles in, a briefing site that can be checked line by line out.

The modules lie flat and are read from the top of this list to its end; each imports from its own layer or one above it.

1. ground: `spans`, `problems`, `explanations`, `model`
2. normalize: `outline`, `lines`, `parts_of_speech`, `word_classes`, `token_shapes`, `column_features`, `columns`,
   `lists`, `tables`, `csv_tables`, `flattened`, `headings`, `dates`, `datelines`, `bylines`, `page_head`, `titles`,
   `clutter_wording`, `page_widgets`, `page_tail`, `clutter`, `inline_clutter`, `announcements`, `wrapping`,
   `assembly`, `segment`, `repairs/`, `normalize`
3. library: `decode`, `yaml_text`, `yaml_scalars`, `documents`, `validation`, `codec`, `locks`, `staging`, `library`,
   `intake`
4. report: `addresses`, `provenance`, `measured`, `sentences`, `cues`, `speakers`, `statements`, `compare`,
   `contradictions`, `check`, `report`, `views`, `article_views`, `page`, `article_pages`, `briefing_pages`, `pages`
5. edges: `interchange`, `starters`, `mkdocs_plugin`, `site`, `console`, `commands_normalize`, `commands_check`,
   `commands_site`, `cli`
"""

__version__ = "0.1.0"
