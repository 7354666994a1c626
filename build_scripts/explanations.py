"""What each problem code means: why it is told and how to mend it.

In: nothing. Out: `EXPLANATIONS`, one text a code; a problem's own message gives the place and the values. Repairs
explain their codes themselves (`repairs.PASSES`), so does clutter (`clutter.CODES`). A code is never renumbered or
reused.

"""

from __future__ import annotations

STAGES: dict[str, str] = {
    "B": "building",
    "C": "omissions",
    "D": "differences",
    "E": "reading files",
    "K": "capturing",
    "M": "merging",
    "N": "normalizing and new files",
    "P": "pages",
    "R": "renaming, withdrawing, reviewing",
    "T": "tables",
    "V": "the preview",
    "X": "references between files",
    "Y": "YAML",
}
"""The stage that the letter of a code stands for."""

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
    "D001": "`briefbook diff` asks git what was there before, and no git was found. Install git, or put it on the "
    "PATH.",
    "D002": "The project lies in no git repository, so there is nothing to compare it with, or git does not trust the "
    "folder. Begin its history with `git init` and a first commit.",
    "D003": "Nothing in the repository has this name. Name a commit, a branch or a tag; `git branch --all` and `git "
    "tag` list them.",
    "D004": "The repository lacks the history that is asked for. A shallow clone has the newest commits only: run "
    "`git fetch --unshallow`, or in GitHub Actions give actions/checkout `fetch-depth: 0`.",
    "D005": "The content that readers would see has errors, so no site is made of it and nothing changes for them. "
    "Mend the problems that are told with it, then compare again.",
    "D006": "Something is not told among the changes that were recorded, for the reason given. Look whether readers "
    "should know of it, and add it to the file of content/changes/ by hand.",
    "E001": "A capture holds bytes that are neither UTF-8, nor UTF-16 with its mark, nor cp1252 with every byte "
    "defined; guessing would invent characters. Save the capture as UTF-8, or capture it again.",
    "E002": "No text was found in a capture, so its article has no blocks. Check that the capture is complete.",
    "E003": "The system can't read a file of content/. Check its name and its rights.",
    "E004": "The system refused to read or write a file while a command ran. Check the path that is named, its rights "
    "and the space on the disk; content/ and the last good site are as they were.",
    "E005": "A symbolic link in content/sources/ leads out of the project, so that the site would show a file "
    "that its repository does not hold. Put the text itself there.",
    "K001": "`briefbook capture` found no article in a saved page, so nothing was written: the page is a list of links "
    "or a form, asks for consent or a login, or a script had not put its text there yet when it was saved. Open it, "
    "wait until the text is shown, and save it again; or copy the text into a .txt file and capture that.",
    "K002": "`briefbook capture` reads saved pages (HTML, MHTML) and plain text; this file is something else, or is "
    "empty or too big. Save the page as HTML in the browser, or copy its text into a .txt file.",
    "K003": "A capture has this name already, and sources are never replaced: a new capture of the same article is a "
    "new source. Choose another name with `--name`.",
    "K004": "A text to be captured holds bytes that are neither UTF-8, nor UTF-16, nor cp1252 with every byte defined; "
    "guessing would invent characters. Save it as UTF-8.",
    "K005": "A saved page holds bytes that its encoding does not have, so some characters are lost and stand as "
    "U+FFFD. Save the page again, as UTF-8, or correct the article by hand where they stand.",
    "K006": "A saved page strikes text out (`<del>`, `<s>`, `<strike>`), so it takes it back, often with a correction "
    "beside it. A source says nothing of that, so the struck text is left out of it. Look at the page, and tell its "
    "readers of the correction where it matters, such as in a notice.",
    "K007": "A saved page does not say in which encoding it is, or names one that makes no words of it, so `briefbook "
    "capture` told it by the page's language or by its letters. Look whether the source reads right; if it does not, "
    "delete source and record, save the page again as UTF-8 in the browser, and capture that.",
    "E006": "A file was saved by a hand while a command was at work on it. Nothing was written, so nothing is lost; "
    "run the command again.",
    "E007": "A run was interrupted while it put files in place, and one of them was edited before the next run. The "
    "edit stays; what the interrupted run had for that file is given up. Run the command again.",
    "E008": "A command was interrupted while it put files in place, and what it left can't be finished, so content/ "
    "may hold half of a change and nothing is read. Make the folder writable, or wait for the command that is at work.",
    "E009": "A command was interrupted while it put files in place; the next one put the rest in place before it "
    "read. Nothing is lost, and nothing is to be done.",
    "M001": "The source changed after it was normalized, so positions and quotations may be wrong, and what the "
    "machine would write today can't be told from what a hand wrote. Sources are immutable: restore the file with "
    "git, add the newer capture under a name of its own, and carry your corrections over with `briefbook normalize "
    "--supersedes`.",
    "M002": "A hand changed a value, and today's normalizer writes another one than it wrote then. The hand's value "
    "stays in the file; both are told, once: the lock then knows what the machine writes. Take over what you want of "
    "it.",
    "M003": "An article file can't be merged safely, so it is left as it is: it has mistakes, or a layout that nobody "
    "can change without losing something of a hand's. Mend the mistakes; or make the change by hand, as `briefbook "
    "normalize --diff` of a copy shows it. Once the file says what the machine writes, only its lock is renewed.",
    "M004": "A newer capture does not have what a hand wrote or placed in the older one, so it can't be carried over "
    "to its place. A block then stands without `at`, as added by hand: give it the `at` of its lines, leave it, or "
    "delete it.",
    "M005": "A lock in content/locks/ can't be read: an older Briefbook wrote it (`briefbook migrate` renews it), or "
    "it was edited: restore it with git. Or it has the marks of an unfinished git merge: take either side with `git "
    "checkout --ours`, then run `briefbook normalize`. Its article file is left alone until then, for nobody can tell "
    "what in it is the machine's.",
    "N001": "A capture in content/sources/ has no article yet and is on no page. Run `briefbook normalize`.",
    "N002": "`briefbook normalize --check` found an article file or a lock that is not what `briefbook normalize` "
    "would leave there today: a new capture, or a normalizer that changed. Run `briefbook normalize` and commit what "
    "it writes; `--diff` shows it. A correction by hand never causes it.",
    "N003": "`briefbook new` never replaces a file. Choose another name, or edit the file that is there.",
    "N004": "A file that is made of the models is not what they give today: a schema, so that editors would check by "
    "old rules, or the reference of docs/maintaining.md. Run `briefbook schemas` and commit.",
    "N005": "A new file of `briefbook new` has `…` where only you know the value, and one is still there, so a page "
    "would show it. Fill it, or remove its entry.",
    "N006": "`briefbook new comparison` adds to a briefing that is there, and none has this id; ids are file names "
    "without `.yaml`. Name another one, or begin the briefing with `briefbook new briefing NAME`.",
    "N007": "The layout of a briefing's file does not let `briefbook new comparison` add to it and leave every other "
    "byte as it was. Write the comparison by hand, with `id`, `caption`, `rows` and `columns`.",
    "P001": "A template fails: broken syntax, or a field that the page does not have. Mend the template at the line "
    "that is named.",
    "P002": "An id would make an address that leads out of the site or that a file name can't hold. Ids are "
    "letters, digits, `-` and `_`.",
    "P003": "Two pages would have one address, or one that differs by case only, which is one file on many "
    "systems. Give one of the two another id.",
    "P004": "A word that the pages print is missing in the language's file in templates/languages/, or the English "
    "file itself is gone. Add the word: the English one stands beside the message.",
    "P005": "The language that `theme: language:` of mkdocs.yml names is none, or has no file in templates/languages/. "
    "Correct the tag, or copy en.yaml to a file of that name and translate it.",
    "P006": "A word of a language's file is neither a text nor a text for each plural category of that language. Write "
    "it as the message says; templates/languages/en.yaml shows how.",
    "P007": "A language's file has a word that no page prints, or a word with a field that the English one has not. "
    "Remove it, or use the fields that the message lists.",
    "P008": "`report_errors` in mkdocs.yml is neither a page of the web nor an address of mail, so a reader could not "
    "follow it. Write `https://…` or `mailto:name@example.org`, or nothing: then no page has such a link.",
    "P009": "`site_url` in mkdocs.yml, or the environment variable SITE_URL that it is taken from, is no address that "
    "a site can be published at, so links, feeds and search engines would be led astray. Write `https://` (or "
    "`http://`), a host and a folder, without `?`, `#`, quotation marks or spaces; or nothing: then no page names "
    "its address.",
    "V001": "The preview can't have the port: another program listens there, or the system keeps it for itself. Stop "
    "the other one, or name another port with `--port`; `--port 0` takes a free one and tells which.",
    "V002": "The preview can't listen at the address that `--host` names: it is none of this machine. Use 127.0.0.1, "
    "or 0.0.0.0 to let other machines of the network look too.",
    "X001": "An article that is named is not in content/articles/, or is named as its own older capture; ids are file "
    "names without `.yaml`. Correct the id; `briefbook rename` renames an article with every reference to it.",
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
    "same place. Or, as a warning, an entry that a hand put there says what the text does not: its new words stand "
    "nowhere, or show words that another repair changes too. Correct `at`, `was` or `now` (`briefbook check --fix` "
    "narrows an entry to its own words), or delete the entry if you restored the text.",
    "X008": "Two blocks claim the same part of the source in different ways, so it would be shown twice. Give each "
    "its own lines; blocks that you split out of one share its whole `at`.",
    "X009": "A comparison names a row or a cell that it does not have. Rows are ids from `themes`, `actors` or "
    "`claims`; cells are `row/article`, both of this briefing; in a table of rounds the article is its round's first.",
    "R001": "`briefbook rename` and `briefbook withdraw` take the id of an article or a briefing that is there: its "
    "file's name without `.yaml`. Where an article and a briefing have one id, say which with `--kind`.",
    "R002": "The new id can't be one, is in use, or its addresses tell of something else that had it. Choose another.",
    "R003": "Withdrawing this article would leave a briefing without any. Withdraw the briefing first, or give it "
    "another article.",
    "R004": "A reference stands where it can't be changed without touching what stands beside it, or in a file that "
    "can't be read. Change it by hand, or mend the file, and run the command again; nothing was written.",
    "R005": "A notice says what became of one id: either `moved_to` or `withdrawn`, with what belongs to it. Remove "
    "what does not fit.",
    "R006": "A notice sends readers to an id that is not there, or round in a circle. Name one that is there; after "
    "deleting a file by hand use `briefbook withdraw`, which mends notices too.",
    "R007": "There is an article or a briefing of this id again, and a notice that says where it went. Remove the "
    "notice, or give the file another id.",
    "R008": "A notice says that a capture has no article any more, and it has one, or the capture is not there. "
    "Remove `source` from the notice, or withdraw the article too.",
    "R009": "A file has the shape of an older Briefbook. `briefbook migrate` brings it to today's and keeps every "
    "other byte; where it can't, the message says what to do by hand.",
    "R010": "`briefbook review --accept` and `--reject` take the place of one open item, as the list gives it, and "
    "settle what needs no words of a person. Anything else is typed into the file at that place.",
    "R011": "Withdrawing this article would let the site show more of a newer capture of its text than it may: only "
    "the record of the older one says so. Write the same `rights` in the newer one's record first.",
    "T001": "The columns of a flattened table can be found only where there are a header and at least one more row, "
    "each of two words or more.",
    "T002": "`briefbook split-table --json` reads one JSON object a line: `id` (text), `flat` (a list of texts, the "
    "rows with the header first) and, if you like, `bigrams` (a list of [word, word, count]).",
    "X010": "A source is not the one that was normalized, or that its record speaks of, so positions and quotations "
    "may be wrong. Sources are immutable: restore the file, and add the new capture under a name of its own.",
    "X011": "An id names pages, files and rows, and this one can't: it has signs that an address has not, is longer "
    "than 100 characters, or is `index`, the page of its folder. Rename the file, or change the comparison's or the "
    "claim's `id`: letters, digits, `-` and `_`, and no sign first.",
    "X012": "Files of content/ end in `.yaml`; one that ends in `.yml`, `.YAML` or `.yaml.txt` is not read. Rename it; "
    "`briefbook check --fix` does.",
    "X013": "A record's file name is the stem of its source's file name, and no source has this one. Rename the "
    "record, or add the capture.",
    "X014": "A briefing without `key_points` has no bottom line. Write three to five points, each with `cites`.",
    "X015": "Without content/vocabulary.yaml no wording decides a statement's kind, so all are shown as background. "
    "Write one with `kinds`, each with its `cues`.",
    "X016": "An id stands twice where each may stand once. Keep one of the two, or give one another id.",
    "X017": "A cell that you judged to be stated, conditional, disputed or superseded must show where. Add `cites`.",
    # X018 is retired: it refused sources with other rights than `full`, before the pages could withhold their texts.
    "X019": "A lock without its article: the article was renamed or deleted and the lock was not. Without its lock "
    "every value of an article counts as a hand's. Put both back and use `briefbook rename`, or delete the lock.",
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
    "X025": "A row has another number of cells than `columns`, so words would stand below a header that is not theirs. "
    "Give each row as many cells as there are columns. In brackets a comma parts cells: put a cell that holds a comma "
    'in double quotes, and write an empty one as `""`. In a row with ` | ` a bar that belongs to the text is written '
    "`\\|`. Rows that the source itself has longer or shorter, as the machine wrote them, are not told.",
    "X026": "Words in quotation marks that stand neither in the source nor in the text of the articles that are "
    "cited (of a remark in `notes`: of the briefing's articles; of a record: of its source). Readers take them for "
    "the source's own. Quote its words, cite the article that has them, or leave the quotation marks out.",
    "X027": "Words in quotation marks that stand in the article, but not in the lines that are cited, so that a "
    "reader who follows the citation does not find them. Cite the lines that have them.",
    "X028": "The desk judged that an article does not say a thing, and a statement of it has a term of the theme, "
    "actor or claim today: the article or the terms changed, or the statement was not seen. Change the state, or cite "
    "the places that the judgement has weighed.",
    "X029": "The desk judged a cell to be stated or conditional, and what it cites has no term of its theme, "
    "actor or claim: the article may not say it any more. Cite the place that says it; if it says it in other words, "
    "add them to the `terms`, or say in `note` why the place counts.",
    "X030": "A cell tells what one article says, and all its citations are of other articles. Cite a line of its own.",
    "X031": "An article that no briefing names and no newer capture supersedes: readers find it in the list of "
    "articles and by search alone. Name it in a briefing's `articles`.",
    "X032": "A theme, actor or claim of a briefing none of whose articles has one of its terms: its row would say "
    "nothing. Mend its `terms`, or take it out of the briefing. A claim that no article makes may stay once the desk "
    "has judged a cell of it.",
    "X033": "Articles that supersede each other in a circle, so that none is the newest capture. Remove `supersedes` "
    "from the oldest.",
    "X034": "A claim's `theme` leads to the page of a theme, and the briefing does not have this one. Correct the id, "
    "add it to the briefing's `themes`, or take it out of the claim.",
    "X035": "A briefing has `claims`, and no comparison shows them: readers never see them. Add a comparison with "
    "`rows: claims`.",
    "X036": "The articles of one round stand one behind another in `articles`, whose order is the desk's: a round that "
    "begins twice has no place in it. Or, as a warning, what looks like one round counts as two: two spellings of "
    "it, or an article that has its name for a label and no `round`.",
    "X037": "Rows and cells have addresses of their ids, joined by `--`, and here two of them would have the same one, "
    "so that a link to one leads to the other. Give the comparison, the row or the article an id without `--`.",
    "X040": "The citations of an article with `rights: quotes` show more than a quarter of its words. Whatever the "
    "desk cites is shown, and a citation of lines shows every statement on them: cite the statements themselves.",
    "X041": "The citations of an article with `rights: quotes` show the whole of it, and its record says that it must "
    "not be. Cite fewer of its statements, or set `rights: full` in its record if that is right.",
    "X042": "A briefing cites an article with `rights: none`, whose words the site never shows: readers find the place "
    "and not what it says. Say so in the text, or set `rights: quotes` in its record if that is right.",
    "X045": "A header that two of the vocabulary's `columns` name, so a cell below it would have two places. Keep it "
    "in one of the two; case, plural and punctuation make no other header.",
    "X046": "The record of a newer capture states wider `rights` than that of an older capture of the same article, "
    "and a text that must not be shown is not shown by being captured again: the site keeps to the older one's. Write "
    "the older one's rights here, or, if the whole may be shown, set the wider ones in the older one's record too.",
    "X047": "Two articles, themes or parties of a briefing have one label, so that readers can't tell their columns, "
    "rows and links apart. Case and blanks make no other label.",
    "X048": "A briefing has an article and an older capture of it: what one text says stands twice, and looks as if "
    "two articles said it. Keep the newer one.",
    "X049": "A term that nothing can be found by, or that stands twice in its list: a term has letters or digits, "
    "and what is found in any case is found in capitals too.",
    "X050": "A comparison with `columns: rounds` in a briefing none of whose articles names a `round`: each article is "
    "a column of its own, under the word round. Give the articles a `round`, or take `columns: articles`.",
    "X051": "A column of the vocabulary that readers can't tell from another one, or a name in it that no header can "
    "have. Case and blanks make no other label; the page adds a column of the article that a row comes from.",
    "Y001": "The file is not YAML. The place is where reading stopped; the mistake is often in the line above: an "
    "open quote or bracket, a wrong indentation, a value with `: ` that needs double quotes.",
    "Y002": "A key stands twice in one mapping, and YAML would silently keep one of the two. Keep the one you mean.",
    "Y003": "YAML allows plain spaces only in the indentation and behind a dash: no tabs, and none of the non-breaking "
    "or wide spaces that come with text copied from a web page. Use two spaces for each level; `briefbook check --fix` "
    "does.",
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
    "Y013": "The file begins with a byte-order mark, which some editors write and no YAML file needs; other programs "
    "may take it for a part of the first key. `briefbook check --fix` takes it off, or save the file as UTF-8 "
    "without it.",
    "Y014": "A plain word or number that Briefbook reads as the text it is, and other YAML readers as something "
    "else: `No` as false, `12:30` as 750, `1e3` as 1000. Put it in double quotes; `briefbook check --fix` does.",
    "Y015": "A `#` behind a space begins a comment, also in the middle of a text: of `the case #5` YAML reads `the "
    "case` alone. Put the whole value in double quotes; if a comment is meant, put a space behind the `#`.",
    "Y016": "Git found two versions of some lines and wrote both, between lines of seven <, = and >. Keep what is "
    "right of the two and delete the lines of signs; `git diff` shows them all.",
    "Y017": "A plain text goes on in the lines below it as long as they stand deeper, also where one begins with a "
    "hyphen: no list begins there. Indent the items as a list of their own, with `- ` first; if it is all one text, "
    "put it in double quotes.",
}
"""Why each problem is told, and how to mend it, by code."""
