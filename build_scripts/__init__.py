"""Briefbook: captured articles in, a briefing site that can be checked line by line out.

The modules lie flat and are read from the top of this list to its end; each imports from its own layer or one above it.

1. ground: `spans`, `problems`, `explanations`, `excerpts`, `annotations`, `model`, `kept`
2. normalize: `outline`, `lines`, `parts_of_speech`, `word_classes`, `token_shapes`, `column_features`, `columns`,
   `lists`, `tables`, `csv_tables`, `flattened`, `headings`, `dates`, `datelines`, `bylines`, `page_head`, `titles`,
   `clutter_wording`, `page_widgets`, `page_tail`, `clutter_codes`, `clutter`, `inline_clutter`, `announcements`,
   `wrapping`, `literals`, `assembly`, `segment`, `repairs/`, `normalize`
3. library: `decode`, `yaml_scratch`, `yaml_foreign`, `yaml_mistakes`, `yaml_mends`, `yaml_text`, `yaml_scalars`,
   `yaml_splice`, `fields`, `blocks`, `documents`, `schemas`, `faults`, `validation`, `in_part`, `codec`, `locks`,
   `yaml_aside`, `yaml_changes`, `merge_values`, `old_locks`, `carrying`, `merge_versions`, `merge_mends`, `merge`,
   `staging`, `content_files`, `entries`, `library`, `migrations`, `intake`
4. report: `reference`, `addresses`, `alignment`, `repaired_text`, `provenance`, `line_fates`, `measured`,
   `sentences`, `cues`, `speakers`, `statements`, `compare`, `contradictions`, `column_groups`, `blanks`, `notices`,
   `quotations`, `table_checks`, `article_checks`, `claim_checks`, `label_checks`, `showing`, `rights_checks`,
   `briefing_checks`, `check`, `repair_entries`, `mending`, `references`, `renaming`, `text_places`, `review`,
   `settling`, `echoes`, `report`, `marked_text`, `pairing`, `change_words`, `changes`, `article_changes`,
   `briefing_changes`, `differences`, `change_texts`, `named_places`, `date_mentions`, `article_dates`, `persons`,
   `timeline`, `prospects`, `naming`, `voices`, `unread`, `rewriting`, `left_out`, `data_formats`
5. pages: `wording`, `site_settings`, `site_address`, `error_reports`, `page`, `desk_markdown`, `print_notes`,
   `views`, `invisible_signs`, `comparison_views`, `article_views`, `source_views`, `pictures`, `picture_sections`,
   `search_entries`, `article_pages`, `rounds`, `comparison_pages`, `citing`, `note_views`, `measures`,
   `measures_section`, `bounds`, `timeline_section`, `watch_section`, `speakers_section`, `rewriting_views`,
   `left_out_section`, `download_links`, `briefing_glance`, `briefing_pages`, `notice_pages`, `home_page`,
   `missing_page`, `document_head`, `theme_pages`, `index_pages`, `shown_changes`, `recorded_words`, `changes_page`,
   `feeds`, `data_tables`, `downloads`, `data_page`, `method_page`, `compiled_templates`, `pages`
6. edges: `interchange`, `saved_page`, `html_tree`, `html_grids`, `html_blocks`, `html_around`, `html_article`,
   `html_text`, `html_details`, `capture`, `starters`, `unfinished`, `kept_theme`, `mkdocs_plugin`, `build_messages`,
   `site`, `watched`, `preview`, `preview_server`, `console`, `commands_normalize`, `commands_review`,
   `commands_rename`, `commands_capture`, `commands_new`, `commands_check`, `commands_schemas`, `commands_site`,
   `history`, `commands_diff`, `cli`, `start`
"""

__version__ = "0.1.0"
