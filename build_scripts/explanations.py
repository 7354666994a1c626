"""What each problem code means: why it is told and how to mend it.

In: nothing. Out: `EXPLANATIONS`, one text a code; a problem's own message gives the place and the values. Repairs
explain their codes themselves (`repairs.PASSES`), so does clutter (`clutter.CODES`). A code is never renumbered or
reused.

The letter is the stage: B building, C omissions, E reading files, M merging, N normalizing and new files, P pages,
X references between files, Y YAML.
"""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "B001": "MkDocs does not accept mkdocs.yml. Mend the setting that the message names and build again.",
    "B002": "MkDocs, its theme or a plugin gave a warning or an error; the build is strict, so each one stops it and "
    "the last good site stays. Mend what the message names, often a broken link in content/pages/.",
    "B003": "MkDocs ended without an error, yet pages that content/ asks for are not in the site, so it was not put "
    "in place. Look for a plugin or a hook that removes pages; without one it is a defect of Briefbook.",
    "B004": "The site would replace the project or a folder that holds it. Set `site_dir` in mkdocs.yml, or "
    "`--site-dir`, to a folder of its own.",
    "B005": "`briefbook pages` writes into a new or empty folder only, so that it never mixes with other files or "
    "replaces them. Name another folder, or empty this one.",
    "B006": "The plugin `briefbook` is not among the `plugins` of mkdocs.yml, so the site would hold none of content/. "
    "Add `- briefbook` there.",
    "B999": "Briefbook itself failed. Nothing of yours is wrong; report it with the file of details that the message "
    "names.",
    "C000": "An omission that a maintainer wrote without a code. Nothing is wrong: `reason` says why it is left out.",
    "C900": "Text of the source that no entry of the article file names, because its block was deleted. It is shown "
    "as `removed by hand`; to keep it, add a block whose `at` has its lines.",
    "E001": "A capture holds bytes that are neither UTF-8, nor UTF-16 with its mark, nor cp1252 with every byte "
    "defined; guessing would invent characters. Save the capture as UTF-8, or capture it again.",
    "E002": "No text was found in a capture, so its article has no blocks. Check that the capture is complete.",
    "E003": "The system can't read a file of content/. Check its name and its rights.",
    "E004": "The system refused to read or write a file while a command ran. Check the path that is named, its rights "
    "and the space on the disk; content/ and the last good site are as they were.",
    "E005": "A symbolic link in content/sources/ leads out of the project, so that the site would show a file "
    "that its repository does not hold. Put the text itself there.",
    "M001": "The source or the normalizer changed, so that the machine would write other values today than the lock "
    "in content/locks/ remembers. Restore a changed source; after a change of the normalizer delete the "
    "article file and its lock, run `briefbook normalize`, and put your corrections back with git. "
    "Corrections by hand never cause it.",
    "N001": "A capture in content/sources/ has no article yet and is on no page. Run `briefbook normalize`.",
    "N002": "`briefbook normalize --check` found a capture whose article was not committed. Run `briefbook normalize` "
    "and commit what it writes.",
    "N003": "`briefbook new` never replaces a file. Choose another name, or edit the file that is there.",
    "N004": "A file of schemas/ is not what the models give today, so editors would check by old rules. Run "
    "`briefbook schemas` and commit.",
    "P001": "A template fails: broken syntax, or a field that the page does not have. Mend the template at the line "
    "that is named.",
    "P002": "An id would make an address that leads out of the site or that a file name can't hold. Ids are "
    "letters, digits, `-` and `_`.",
    "P003": "Two pages would have one address, or one that differs by case only, which is one file on many "
    "systems. Give one of the two another id.",
    "X001": "An article that is named is not in content/articles/, or is named as its own older capture; ids are file "
    "names without `.yaml`. Correct the id; after renaming an article file, correct every reference to it.",
    "X002": "A theme or an actor that is named has no file in content/themes/ or content/actors/. Correct the id, or "
    "begin one with `briefbook new theme NAME` or `briefbook new actor NAME`.",
    "X003": "An article names a capture that is not in content/sources/. Put the capture there, or correct `source`.",
    "X004": "A citation leads nowhere: it is no `article@line`, `article@4-7` or `article#statement`, its article is "
    "not in the briefing, or no statement stands there. Cite a line that a paragraph, an item or a table row "
    "comes from.",
    "X005": "Two article files have the same source, so its statements would count twice. Keep one of the two; a new "
    "capture of the same article is a new source file.",
    "X006": "A position does not fit the source: it is misspelt, lies outside, or is missing where a missing block "
    "needs one. Write lines of the source: `18`, `18-21`, or `5:1-5:304` where a line is split.",
    "X007": "A repair does not fit the source: its words (`was`) do not begin at `at`, or another repair changes the "
    "same place. Correct `at` or `was`, or delete the entry if you restored the text.",
    "X008": "Two blocks claim the same part of the source in different ways, so it would be shown twice. Give each "
    "its own lines; blocks that you split out of one share its whole `at`.",
    "X009": "A comparison names a row or a cell that it does not have. Rows are ids from `themes` or `actors`; cells "
    "are `row/article`, both of this briefing.",
    "T001": "The columns of a flattened table can be found only where there are a header and at least one more row, "
    "each of two words or more.",
    "T002": "`briefbook split-table --json` reads one JSON object a line: `id` (text), `flat` (a list of texts, the "
    "rows with the header first) and, if you like, `bigrams` (a list of [word, word, count]).",
    "X010": "A source is not the one that was normalized, or that its record speaks of, so positions and quotations "
    "may be wrong. Sources are immutable: restore the file, and add the new capture under a name of its own.",
    "X011": "An id names pages and files, and this one can't: it has signs that an address has not, is longer than 100 "
    "characters, or is `index`, the page of its folder. Rename the file, or change the comparison's `id`: "
    "letters, digits, `-` and `_`, and no sign first.",
    "X012": "Files of content/ end in `.yaml`; one that ends in `.yml` is not read. Rename it.",
    "X013": "A record's file name is the stem of its source's file name, and no source has this one. Rename the "
    "record, or add the capture.",
    "X014": "A briefing without `key_points` has no bottom line. Write three to five points, each with `cites`.",
    "X015": "Without content/vocabulary.yaml no wording decides a statement's kind, so all are shown as background. "
    "Write one with `kinds`, each with its `cues`.",
    "X016": "An id stands twice where each may stand once. Keep one of the two, or give one another id.",
    "X017": "A cell that you judged to be stated, conditional, disputed or superseded must show where. Add `cites`.",
    "X018": "A record says that a text must not be shown whole, and the pages can't withhold it yet, so nothing is "
    "built. Keep the source and its article out of content/ until they can.",
    "X019": "A lock without its article: the article was renamed or deleted and the lock was not. Without its lock "
    "every value of an article counts as a hand's. Rename the lock as the article was renamed, or delete it.",
    "X024": "A file of content/ lies where nothing reads it: a misspelt folder, a folder inside one of ours, or "
    "another ending. Move or rename it.",
    "X020": "Two ids differ in the case of their letters only. On Windows and macOS they are one file, so one of the "
    "two would be lost when the project is copied or the site is published there. Rename one of them.",
    "X021": "An entry of `repairs` tells of a mend, and the text has the words as they were before it: a hand put them "
    "back. Remove the entry, or write its new words into the text again.",
    "X022": "An entry of `suggested` offers words that the text has already. Move the entry to `repairs`, so that the "
    "pages show it as a mend and not as words that a hand wrote.",
    "X023": "The article has no lock in content/locks/, so nobody can tell what the machine wrote from what a hand "
    "wrote, and all of it counts as a hand's. Restore the lock with git; an article that was written by hand "
    "needs none.",
    "X025": "A row that you settled with ` | ` has another number of cells than `columns`, so words would stand below "
    "a header that is not theirs. Give each row as many cells as there are columns, with one bar between two cells; a "
    "bar that belongs to the text is written `\\|`.",
    "Y001": "The file is not YAML. The place is where reading stopped; the mistake is often in the line above: an "
    "open quote or bracket, a wrong indentation, a value with `: ` that needs double quotes.",
    "Y002": "A key stands twice in one mapping, and YAML would silently keep one of the two. Keep the one you mean.",
    "Y003": "YAML does not allow tabs in the indentation. Use two spaces for each level.",
    "Y004": "A key that no such file has, often a misspelt one, or a value whose key has no name; ignoring it would "
    "lose what you wrote. Correct or remove it.",
    "Y005": "A key that every such file needs is missing. Add it; `null` says that there is no value, where one may "
    "miss.",
    "Y006": "A value is of another type than its key needs, such as a text in the place of a list.",
    "Y007": "A value is none of those that its key may have: a word of a fixed list, the code of a repair, a date that "
    "the calendar has, a number in a range, some text where a page shows it. Where a value may miss, write "
    "`null`, not an empty text.",
    "Y008": "Anchors, aliases and tags are not used in these files: they hide what a reader of the file sees, and a "
    "few lines of them can fill a computer's memory. Write the value out; a text that begins with `*`, `&` or "
    "`!` needs quotes.",
    "Y009": "One file holds one document, and a `---` begins a second one. Remove it, or make a second file.",
    "Y010": "The file is bigger, or its values are nested deeper, than anything written by hand. Split or flatten it.",
    "Y011": "The file is empty, is not a mapping of keys, or has a list as a key. Begin with the keys that are named; "
    "`briefbook new` gives an example.",
    "Y012": "The file is not UTF-8, or holds a control character that YAML does not allow. Save it as UTF-8, and "
    'write the character as an escape in double quotes, such as "\\u0000".',
}
"""Why each problem is told, and how to mend it, by code."""
