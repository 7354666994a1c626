"""The wording of clutter: lines that say by themselves that they are the page's, whatever stands around them.

In: one line. Out: its code, or None. A sentence that merely speaks of newsletters or cookies is left, and so is a label
before a sentence of the news. Words that are also honest headings (`Comments`, `Related`) count only at the edges.
"""

from __future__ import annotations

import re

from build_scripts.lines import SHORT

TITLE = 150
"""Longest title of a linked article, in characters; see `lines.SHORT`."""
SITE_NAMES = (
    r"Facebook|Twitter|X|LinkedIn|WhatsApp"
    r"|Telegram|Reddit|Pinterest|Tweet|Email|E-?mail|Print|Copy link|Instagram|YouTube"
    r"|Threads|Bluesky|Messenger|Tumblr|Flipboard"
)
SITES = f"(?:{SITE_NAMES})"
LINES: tuple[tuple[str, str], ...] = (
    ("C009", r"more on: .{2,120}(?<![.])"),
    ("C010", r"[\w-]{3,80}\.(?:jpe?g|png|webp|gif)"),
    ("C011", r"edited by: (?-i:[A-Z]).{2,60}(?<![.])"),
    ("C014", r"this article is more than .{1,20} old\.?"),
    (
        "C002",
        r"view cookies|(?:help us )?improve (?:this (?:page|site|website)|(?-i:[A-Z]{2,}\.?[A-Z]*))|"
        r"is this page useful\??|updates to this page|to view this video please enable javascript.{0,120}|"
        r"send us feedback|"
        r"skip next section\b.{0,60}(?<![.])|add [\w ]{2,20} on google|creative commons: some rights reserved\.?|"
        r"this work represents the views and opinions solely of the author.{0,120}|"
        r"anadolu agency website contains only a portion of .{1,260}|"
        r"the associated press is an independent global news organization.{0,240}|"
        r"leer en español|\d{1,2} of \d{1,2}(?: ?\|)?|ap logo|advertise with us|"
        r"listen to the (?:interview|podcast|episode|story)|"
        r"(?:sign up for emails|print this page)(?: or (?:sign up for emails|print this page))?|"
        r"cookies on (?-i:[A-Z]).{1,40}(?<![.])|"
        r"close thanks for watching!?|"
        r"a ?[-–−] ?a? ?a ?\+|no comments(?: yet)?|download (?:the |this )?(?:pdf|transcript)(?: ?\(.{1,20}\))?|"
        r"cite this (?:page|article|paper)|end of list|save articles to read later\b.{0,80}|"
        r"do not sell or share my personal information|eeo report|"
        r"(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed (?:in this .{1,40} |here(?:in)? )?"
        r"(?:are|do)\b.{1,200}|"
        r"disclaimer: .{0,160}\b(?:for (?:general )?information(?:al)? purposes|not (?:constitute|intended as)|"
        r"not (?:be )?responsible|not verified|auto-?generated|syndicated).{0,120}|"
        r"(?:previous|next) (?:article|post|story)(?: ?[:«»←→] ?| ?(?=(?-i:[A-Z]))).{4,140}(?<![.:])",
    ),
    ("C003", r"share (?:on|via|by|to) \w+ \(opens (?:in )?(?:a )?new (?:tab|window)\)"),
    (
        "C003",
        r"share\. ?" + SITES + r"(?:[ ,|/·•]+" + SITES + r")*",
    ),
    (
        "C004",
        r"skip past newsletter promotion|subscribe to updates|"
        r"get the latest (?:\w+ ){0,2}news from .{1,40} about .{1,80}",
    ),
    (
        "C005",
        r"(?:read|see|watch) more from (?-i:[A-Z]).{0,30}: ?(?-i:[A-Z]).{1,160}(?<![.])",
    ),
    (
        "C007",
        r"we use (?:some |only )?(?:essential|necessary|strictly necessary) cookies to .{1,80}|"
        r"(?:accept|reject|decline) (?:additional|optional|analytics|all) cookies|"
        r"we (?:value|care about|respect) your privacy|"
        r"we and our (?:\d[\d,.]* )?(?:trusted |advertising )?partners? .{0,200}\b(?:cookies|data|devices?|"
        r"identifiers)\b.{0,240}|"
        r"with your (?:permission|consent|agreement),? we and our .{1,280}|"
        r"agree (?:and|&) (?:proceed|close|continue)|accept (?:and|&) (?:close|continue)",
    ),
    (
        "C010",
        r".{10,280}\[(?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,2})/(?-i:[A-Z])[^\[\]]{1,40}\]\.?",
    ),
    ("C002", r"exit mobile version|skip to (?:main )?content|(?:toggle|open|close) (?:navigation|menu|search)"),
    (
        "C002",
        r"leave a (?:reply|comment)(?: cancel reply)?|cancel reply|post (?:a )?comment|add (?:a|your) comment|"
        r"(?:view|show|load|see|read) (?:all |more |the )*comments?(?: \(\d+\))?|\d+ comments?|"
        r"comments are closed\.?|"
        r"join the conversation|your email address will not be published\..*|log ?in to (?:comment|reply).{0,40}",
    ),
    (
        "C002",
        r"back to (?:the )?top|print this (?:page|article)|listen to this article.{0,40}|"
        r"please enable javascript.{0,80}|loading\.{0,3}|(?:estimated )?reading time:? .{1,20}|"
        r"\d{1,2}[ -]min(?:ute)?s?(?: (?:read|listen|watch|video))?|page \d{1,3} ?(?:of|/) ?\d{1,3}|"
        r"comments?:? ?[(\[]?\d[\d,.]*[)\]]?|"
        r"(?:(?:last |first )?(?:updated|published|posted|modified):? )?(?:about |over |an? |one )?(?:\d{1,3} ?)?"
        r"(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|months?|years?) ago|"
        r"your browser does not support.{0,80}|skip advertisement|view (?:the )?original (?:article|post).{0,40}|"
        r"view in (?:browser|app)|open in app",
    ),
    (
        "C002",
        r"view (?:image|gallery|photos?) ?(?:in full ?screen)?|our standards: .{1,80}|"
        r"image caption,? .{0,200}|!\[.{0,120}\]\(.{1,160}\)|opens? (?:in )?(?:a )?new (?:tab|window)|"
        r"(?:gift|save|print|email|bookmark|listen to|republish) (?:this )?article|"
        r"(?:suggest a correction|report (?:an? )?(?:error|typo|correction|ad)|reuse this content|"
        r"purchase licensing rights.{0,40}|request (?:reprint|permission).{0,60})|"
        r"(?:[\w-]+ ){0,2}(?:name|e-?mail|website|comment)(?: address)? ?\*|"
        r"the (?:content|page) you (?:requested|are looking for).{1,80}|this summary is ai-generated.{0,160}|"
        r"what readers are saying|add to (?:your )?(?:saved stories|reading list|favou?rites)|"
        r"save my name,? e-?mail,? .{1,100}|required fields are marked ?\*?|proudly powered by .{1,40}|"
        r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)[ -]minute (?:listen|read|watch)|"
        r"heard on [A-Z].{1,60}|produced by .{1,80} using ai narration\.?|listen(?: to (?:this|the).{1,40})?"
        r" ?[·(|] ?\d{1,2}[: ]\d\d.{0,10}|"
        r"(?:this article appears|published|appeared) in (?:the )?.{0,40}\bprint edition\b.{0,120}|"
        r"when you (?:buy|purchase|click).{0,60}(?:links?|site|page).{0,60}commission.{0,80}|"
        r"transcripts? (?:are|is|may be|was) (?:created|produced|generated).{0,220}",
    ),
    (
        "C003",
        r"share (?:this|on|via|with)(?: (?:this|article|story|post|page|news|link|friends|your friends|"
        + SITES
        + r"))*"
        r" ?(?:[:…]|\.\.\.)?(?: ?" + SITES + r"[ ,|/·•]*)*",
    ),
    ("C003", r"share|shares|share:|tweet|click to share.{0,60}|" + SITES + r"(?:[ ,|/·•]+(?:and )?" + SITES + r")+"),
    (
        "C003",
        r"(?:please )?(?:follow|find|like|join) us (?:on|at|in) .{1,80}|"
        r"follow .{1,40} on " + SITES + r".{0,40}",
    ),
    ("C003", r"like this:|like loading\.*|share this:?|spread the word:?"),
    (
        "C004",
        r"(?:click here to |please )?(?:subscribe|sign up|register|join)(?: now| today| here| free)?"
        r"(?:[.!:]?|(?: (?:to|for|and get) (?:our|the|your|a|free|daily|weekly|breaking|morning|email|"
        r"e-mail)(?: .{0,79}[^.])?)?[!:]?)|"
        r"(?:subscribe|sign up|register) .{0,40}\b(?:newsletters?|e-?mails?|alerts|inbox|briefing|digest|"
        r"podcast|channel)\b"
        r".{0,60}",
    ),
    (
        "C004",
        r"(?:get|receive|have) (?:the|our|your|all the|more|daily|breaking|latest).{0,80}"
        r"(?:inbox|newsletter|e-?mail alerts?).{0,30}",
    ),
    (
        "C004",
        r"(?:our |daily |weekly |free |e-?mail |morning )*newsletters?(?: sign[- ]?up)?|"
        r"enter your e-?mail(?: address)?.{0,40}|"
        r"e-?mail address:?|already (?:a )?(?:subscriber|subscribed|registered|member)\? ?.{0,40}|"
        r"this (?:article|content|story) is (?:for|reserved for|available to) (?:subscribers|members)(?: only)?\.?",
    ),
    (
        "C004",
        r"you have .{1,20}free (?:articles?|stor(?:y|ies)) (?:left|remaining).{0,40}|"
        r"to (?:continue|keep) reading,? .{1,80}|(?:start|begin)(?: your)? (?:free )?trial(?: now)?|"
        r"cancel any ?time\.?|"
        r"subscribe (?:for|from|now for) [€$£]?\d.{0,40}|want more .{1,60}\? (?:subscribe|sign up|join).{1,80}|"
        r"thanks for reading .{1,80}[!.] subscribe.{0,100}|"
        r"after newsletter promotion|skip newsletter promotion|"
        r"(?:sign|signing) up (?:to|for) (?-i:(?:the )?[A-Z][\w’']+(?: (?:[A-Z][\w’']+|and|of|the|in|"
        r"for)){0,5})(?: here)?|"
        r"our (?:\w+ )?(?:e-?mail|newsletter|briefing) (?:breaks|brings|delivers|sends|rounds|tells).{1,160}",
    ),
    (
        "C005",
        r"(?:read|learn|see|view|show|find out|discover|load) more(?: (?:here|stories|articles|news|posts|»|>|→|"
        r"…))*[.:»>→…]*|"
        r"(?:read|see|watch) (?:also|next)[:.]?(?: .{1,160})?|also read[: ].{0,160}|read (?:more|also|"
        r"next) ?(?:[:|>»→]|[–—-] ).{1,200}|"
        r"more (?:on|from|about) (?:this|the)(?: \w+)?(?: (?:story|topic|author|section))|"
        r"continue reading(?: [^.]{0,120}|\.{3}|…)?|keep reading|click here (?:to|for) .{1,80}|click here\.?|"
        r"read the (?:full|original|whole|rest of the) (?:article|story|report|post).{0,60}",
    ),
    (
        "C005",
        r"(?:related|recommended|popular|trending|latest|recent|similar|more)(?: (?:news|top|on|from))?"
        r" (?:posts?|articles?|stories|story|coverage|topics|reading|content|news|videos?):?|"
        r"(?:you (?:may|might) (?:also|like)|recommended for you|editors?['’]s? (?:picks?|choice)|don['’]t miss|"
        r"up next|more (?:stories|coverage|to read)).{0,60}|"
        r"(?:most (?:read|popular|viewed|commented|shared)|trending(?: now| stories| topics)?)"
        r"(?: (?:(?:in|on|from|this|today|now|stories|articles|news)\b.{0,40}|(?-i:[A-Z]\w+)))?(?<![.!?])",
    ),
    (
        "C005",
        r"(?:related|recommended|must read|watch|watch now|watch live|see also|read|in pictures|video) ?: \S.{1,160}",
    ),
    (
        "C005",
        r"explore more(?: on these topics)?|more on this(?: (?:story|topic))?|what to read next|read this next|"
        r"around the (?:web|bbc)|(?:today['’]s )?top stories|get caught up.{0,40}|stories to keep you informed|"
        r"(?:suggested|related) topics:?|recommended reading|"
        r"more (?:top )?(?:stories|news|headlines|from .{1,40})(?: ?[>»→])?|"
        r"(?:follow|for more of|find more of) (?:the |"
        r"our )?(?-i:[A-Z][\w.]{1,20})(?:[’']s)? (?:\w+ ){0,5}(?:coverage|news)"
        r" (?:of|on|at|here).{0,120}|"
        r"(?:more|full) (?:.{1,40} )?coverage ?(?::|at) ?https?:.{1,120}",
    ),
    (
        "C006",
        r"(?:story continues (?:below|after)(?: (?:this )?(?:advertisement|ad))?|article continues (?:below|"
        r"after).{0,40}|"
        r"advertisements?|advertising|advertisement[ –—-]+(?:scroll|continue).{0,60}|ad|ads|sponsored(?: content|"
        r" by .{1,60})?|promoted(?: content)?|"
        r"\[?\(?advertisement\)?\]?|remove ads|ad feedback|paid (?:post|content)|scroll to continue.{0,40})\.?",
    ),
    (
        "C007",
        r"(?:we|this (?:web)?site|our (?:web)?site|our partners).{0,40} use[sd]? (?:of )?cookies"
        r"(?: (?:and|or) [\w ]{1,40})? ?(?:(?:to|for|on|in order|that|as described|so)\b.{0,240}|[.,]?)|"
        r"privacy notice: .{1,280}|"
        r"(?:accept|reject|manage|allow)(?: all)?(?: non-essential)? (?:cookies|preferences|"
        r"consent)(?: settings)?|cookie (?:settings|policy|notice|preferences|consent)|"
        r"by (?:continuing|using|clicking|signing up|subscribing).{0,60}you (?:agree|accept|consent).{0,200}|"
        r"(?:privacy|cookie) (?:policy|notice)(?:[ |·•]+terms (?:of (?:use|service)|and conditions))?|"
        r"terms (?:of (?:use|service)|and conditions)(?:[ |·•]+privacy policy)?",
    ),
    (
        "C008",
        r"(?:©|\(c\) ?(?=\d)|copyright ?(?:©|\(c\)|\d)).{1,200}|"
        r".{0,80}\ball rights reserved\b(?:(?: ?[.,;|!)©–—-]| (?:worldwide|by|to|\d{4})\b).{0,60})?|"
        r"(?:this material|this article) may not be (?:published|reproduced|copied).{0,200}",
    ),
    (
        "C009",
        r"(?:tags?|tagged(?: with| as| in)?|filed under|topics|categories|category|keywords|posted in|"
        r"labels) ?: .{1,240}|(?:#\w[\w-]*[ ,]*){2,}",
    ),
    (
        "C010",
        r"(?:photo(?:graph)?|image|picture|figure|fig\.|caption|file photo|video|illustration|graphic|map|"
        r"watch) ?(?:\d+ ?)?[:–—|] ?.{1,280}|file ?[–—-] .{1,280}|"
        r".{10,280}[(\[](?:[^()\[\]]{0,60}\b)?(?-i:AP|Reuters|AFP|EPA|Getty(?: Images)?|Xinhua|Anadolu|TASS|"
        r"Photo|PHOTO|Image|Picture|File|FILE|Pool|Courtesy)\b"
        r"(?: (?:Photo|Images|Pool|File|of|via)\b)?(?:[/ ,|:][^()\[\]]{0,80})?[)\]]\.?",
    ),
    (
        "C010",
        r"item \d+ of \d+ .{1,280}|\[\d+/\d+\] ?.{1,280}|"
        r".{10,240}[.!?…)”\"] ?(?-i:REUTERS|AFP|Photograph|Photo|PHOTO|Photos|Image|Picture|Credit)[:/] ?.{2,80}|"
        r".{10,240}[.!?] ?[–—-] ?(?:\w+ )?photos?(?: by)? .{2,60}|.{10,240}[.!?”)] ?©(?! ?(?:19|20)\d\d) ?.{2,60}|"
        r".{10,280}\((?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,2})/(?-i:[A-Z])[^()]{1,40}\)\.?",
    ),
    (
        "C011",
        r"[(\[](?:(?:file )?photo(?:graph)?|image|picture|video|illustration|graphic|credit|source)s?"
        r"(?: ?(?:by|credits?|courtesy(?: of)?|source))? ?[:|/–—-] ?[^()\[\]]{1,120}[)\]]\.?|"
        r"[(\[]?(?:(?:photo(?:graph)?|image|picture|video|illustration|graphic)s? ?(?:by|credits?|"
        r"courtesy(?: of)?|source)|credits?|courtesy(?: of)?) ?:? ?(?-i:[A-Z/@©]).{1,80}|"
        r"[(\[]?(?:getty images|ap photo|reuters|afp|epa(?:-efe)?|shutterstock|istock|unsplash|"
        r"wikimedia commons|anadolu agency)"
        r"(?: ?[/|,–—-] ?.{1,60}| via .{1,60})?[)\]]?|.{1,60}[/|] ?(?:getty images|ap(?: photo)?|reuters|afp|"
        r"shutterstock|unsplash|anadolu)",
    ),
    (
        "C011",
        r"[(\[]?(?:additional )?(?:reporting|writing|editing|compiled|edited|translated) by (?-i:[A-Z]).{1,240}[)\]]?|"
        r"(?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2}) reported from (?-i:[A-Z]).{2,60}\.|"
        r"(?:the )?(?:associated press|reuters|ap|afp|\w+ news)(?: (?:\w+ ){0,3}(?:writers?|journalists?|reporters?|"
        r"producers?|correspondents?))? (?-i:[A-Z]).{1,160} contributed(?: to this (?:report|story|article))?\.|"
        r"(?-i:[A-Z][\w.’'-]+ [A-Z]).{1,120} contributed (?:reporting|to this (?:report|story|article))\.?|"
        r"\((?-i:[A-Z])[^()]{0,60}\b(?-i:AP|AFP|Reuters|dpa|Xinhua|TASS|PTI|ANI|IANS|agencies)\b[^()]{0,30}\)|"
        r"(?:with (?:reporting|additional reporting|files|agencies|inputs?)(?: (?:by|from) .{1,100})?\.?)",
    ),
    (
        "C012",
        r"[*_]{0,2}(?:this is a )?(?:developing|breaking)(?: news)? story\b.{0,120}|"
        r"[\[(]?download (?:the|our) (?:free )?(?:[\w.]+ ){0,3}app\b.{0,80}",
    ),
)
"""(code, pattern of a whole line, case ignored)."""
EDGE_LINES: tuple[tuple[str, str], ...] = (
    (
        "C002",
        r"menu|home|search|close|print|save|comments?|log ?in|sign in|next|previous|(?:next|"
        r"previous) (?:article|post|story):?.{0,120}|"
        r"about (?:us|the author)|contact(?: us)?|listen|font size.{0,20}|edition|live|breaking(?: news)?",
    ),
    ("C003", r"follow"),
    ("C005", r"related|see also:?|more|recommended|trending"),
    ("C009", r"tags?:?|topics:?|categories:?"),
)
"""As `LINES`, for words that are honest headings in the middle of a text."""
_LINES = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in LINES)
_EDGES = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in EDGE_LINES)
SAYING = re.compile(r"\b(?:said|says|told|added|wrote|tweeted|joked|warned|asked|according)\b")
REPORTED = re.compile(rf"[\"“”«»]|{SAYING.pattern}")
GATE = re.compile(
    r"[\[(#]*(?:exit|help|to view|send us|creative|[\w-]+\.(?:jpe?g|png|webp|gif)|improve|is this|"
    r"updates|leer|press release|cookies|decline|the associated|anadolu|"
    r"a ?[-–−]|no comment|download|cite|end of|do not|eeo|(?:the )?(?:views|opinions)|"
    r"disclaimer|previous|next|stay|with your|[*_]|!|what|"
    r"explore|develop|breaking|skip|toggle|open|close|leave|cancel|post|add|view|"
    r"show|load|see|read|your|log|join|back|print|listen|"
    r"please|estimated|share|tweet|click|follow|find|like|subscribe|sign|register|get|receive|have|our|daily|"
    r"weekly|free|"
    r"e-?mail|morning|newsletter|enter|already|this|learn|discover|also|more|continue|keep|related|recommended|"
    r"popular|"
    r"trending|latest|recent|similar|you|most|editor|don['’]t|up|must|watch|in|video|story|article|advertisement|ad|"
    r"sponsored|promoted|remove|paid|scroll|we|accept|reject|manage|allow|cookie|by|privacy|terms|copyright|c\b|"
    r"tag|filed|"
    r"topics|categor|keywords|posted|labels|photo|image|picture|figure|fig|caption|file|illustration|graphic|"
    r"map|credit|"
    r"courtesy|getty|ap\b|reuters|afp|epa|shutterstock|istock|unsplash|wikimedia|anadolu|\d+[ -]?[smhdwyc]|"
    r"updated|published|modified|last|first|about|over|an? |one |page|comment|"
    r"facebook|twitter|x\b|linkedin|whatsapp|telegram|reddit|pinterest|copy|instagram|youtube|threads|bluesky|"
    r"messenger|"
    r"tumblr|flipboard|loading|reading|item|today|stories|thanks|gift|save|bookmark|republish|suggest|report|"
    r"reuse|purchase|request|name|"
    r"website|required|proudly|one|two|three|four|five|six|seven|eight|nine|ten|heard|produced|appeared|when you|"
    r"transcript|spread|to (?:continue|keep)|start|begin|cancel|want|after news|around|top|for more|full|additional|"
    r"writing|editing|compiled|edited|translated|the |associated|with |website|[\w-]+ (?:[\w-]+ )?[\w-]+ ?\*|[©\w-]*#)|"
    r".*[©(\[/|]|.*\b(?:rights reserved|all rights|photo|image:|credit:|picture:|reported from|contributed)",
    re.IGNORECASE,
)
"""What every line of `LINES` begins with or holds: most lines are let through by this one look."""
PROSE = re.compile(
    r"[(\[]?(?:[^\W\d_]+ ){0,3}[^\W\d_]+(?: \d+)?(?: ?[:|»→>–—-]+ ?|(?<=also) |(?<=next) |(?<=also read) )"
    r"(?!(?:courtesy|by|via|from|https?)\b)(?=[“‘\"']?[^\W\d_])(?P<rest>.+[.!?][”’\"']?)[)\]]?",
    re.IGNORECASE,
)
"""A label, then a sentence that goes on in lower case to its full stop; behind clutter's labels stand titles, names or
lists."""
SPOKEN = frozenset({"C002", "C003", "C004", "C005", "C006", "C007"})
"""Codes of lines that no verb of saying has a place in, once they end like sentences."""
LABELLED = frozenset({"C003", "C004", "C005", "C009", "C010", "C011"})


def _is_prose(code: str, text: str) -> bool:
    """Does a line of clutter's wording say something itself: a label before a sentence, or reported words?"""
    if code == "C008":
        before = re.split(r"\ball rights reserved", text, maxsplit=1, flags=re.IGNORECASE)[0]
        told = REPORTED.search(before) is not None or re.search(r"[.!?][”\"’')]? +[©A-Z(]", before) is not None
        return not before.startswith(("©", "(", "C", "c")) and told
    if code in SPOKEN and text.endswith(".") and SAYING.search(text) is not None:
        return True
    if code not in LABELLED or (match := PROSE.fullmatch(text)) is None:
        return False
    rest = match["rest"].lstrip("“‘\"'")
    parts = [part.split() for part in re.split(r"[,;/|]|\band\b", rest)]
    longest = max(map(len, parts))
    return rest[:1].islower() and longest >= 4 and len(rest.split()) >= 5 and not rest.endswith("...")


def clutter_code(text: str, at_edge: bool) -> str | None:
    """The code of the clutter that a whole line is, or None."""
    if len(text) > SHORT:
        return None
    if not any(c.isprintable() and not c.isspace() for c in text):
        return "C015"
    if GATE.match(text):
        for code, pattern in _LINES:
            if pattern.fullmatch(text):
                return None if _is_prose(code, text) else code
    if at_edge:
        for code, pattern in _EDGES:
            if pattern.fullmatch(text):
                return code
    return None
