"""Clutter: lines and closing sentences that belong to the page a text was captured from, not to the article.

In: lines. Out: omissions, each with a code and a reason. What is taken is told by its wording and stands alone on its
line; a sentence that merely speaks of newsletters or cookies is left. Words that are also honest headings (`Comments`,
`Related`) count only at the edges of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_scripts.lines import SHORT, Line, ends_sentence, last_sentence, word_count
from build_scripts.spans import Span

CODES: dict[str, str] = {
    "C001": "duplicate-headline",
    "C002": "boilerplate",
    "C003": "boilerplate",
    "C004": "boilerplate",
    "C005": "boilerplate",
    "C006": "boilerplate",
    "C007": "boilerplate",
    "C008": "boilerplate",
    "C009": "tags",
    "C010": "caption",
    "C011": "credit",
    "C012": "call-to-action",
    "C013": "rule",
    "C014": "date",
    "C015": "invisible",
}
"""Clutter codes and the reasons they are told by. C001 repeats of the headline; C002 controls of the page; C003
sharing; C004 sign-up; C005 links to other pages; C006 advertisements; C007 consent; C008 rights; C009 tags; C010
captions; C011 credits; C012 calls to action; C013 rules between sections; C014 date lines (their date is kept); C015
lines without any visible character."""

_SITES = (
    r"(?:Facebook|Twitter|X|LinkedIn|WhatsApp"
    r"|Telegram|Reddit|Pinterest|Email|E-?mail|Print|Copy link|Instagram|YouTube"
    r"|Threads|Bluesky|Messenger|Tumblr|Flipboard)"
)

LINES: tuple[tuple[str, str], ...] = (
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
        r"\d+[ -]min(?:ute)?s? read|page \d{1,3} ?(?:of|/) ?\d{1,3}|comments?:? ?[(\[]?\d[\d,.]*[)\]]?|"
        r"(?:(?:last |first )?(?:updated|published|posted|modified):? )?(?:about |over |an? |one )?(?:\d{1,3} ?)?"
        r"(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|months?|years?) ago|"
        r"your browser does not support.{0,80}|skip advertisement|view (?:the )?original (?:article|post).{0,40}|"
        r"view in (?:browser|app)|open in app",
    ),
    (
        "C003",
        r"share (?:this|on|via|with)(?: (?:this|article|story|post|page|news|link|friends|your friends|"
        + _SITES
        + r"))*"
        r" ?(?:[:…]|\.\.\.)?(?: ?" + _SITES + r"[ ,|/·•]*)*",
    ),
    ("C003", r"share|shares|share:|tweet|click to share.{0,60}|" + _SITES + r"(?:[ ,|/·•]+(?:and )?" + _SITES + r")+"),
    (
        "C003",
        r"(?:please )?(?:follow|find|like|join) us (?:on|at|in) .{1,80}|"
        r"follow .{1,40} on " + _SITES + r".{0,40}",
    ),
    (
        "C004",
        r"(?:click here to |please )?(?:subscribe|sign up|register|join)(?: now| today| here| free)?"
        r"(?: (?:to|for|and get) (?:our|the|your|a|free|daily|weekly|breaking|morning|email|"
        r"e-mail)(?: .{0,80})?)?[.!:]?",
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
        r"(?:you (?:may|might) (?:also|like)|recommended for you|most (?:read|popular|viewed)|trending now|"
        r"editors?['’]s? (?:picks?|choice)|"
        r"don['’]t miss|up next|more (?:stories|coverage|to read)).{0,60}",
    ),
    (
        "C005",
        r"(?:related|recommended|must read|watch|watch now|watch live|see also|read|in pictures|video) ?: \S.{1,160}",
    ),
    (
        "C006",
        r"(?:story continues (?:below|after)(?: (?:this )?(?:advertisement|ad))?|article continues (?:below|"
        r"after).{0,40}|"
        r"advertisements?|advertisement[ –—-]+(?:scroll|continue).{0,60}|ad|ads|sponsored(?: content|"
        r" by .{1,60})?|promoted(?: content)?|"
        r"\[?\(?advertisement\)?\]?|remove ads|ad feedback|paid (?:post|content)|scroll to continue.{0,40})\.?",
    ),
    (
        "C007",
        r"(?:we|this (?:web)?site|our (?:web)?site|our partners).{0,40} use[sd]? (?:of )?cookies.{0,240}|"
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
)
"""(code, pattern of a whole line, case ignored)."""

EDGE_LINES: tuple[tuple[str, str], ...] = (
    (
        "C002",
        r"menu|home|search|close|print|save|comments?|log ?in|sign in|next|previous|(?:next|"
        r"previous) (?:article|post|story):?.{0,120}|"
        r"about (?:us|the author)|contact(?: us)?|listen|font size.{0,20}|edition|live|breaking(?: news)?",
    ),
    ("C005", r"related|see also:?|more|recommended|trending"),
    ("C009", r"tags?:?|topics:?|categories:?"),
)
"""As `LINES`, for words that are honest headings in the middle of a text."""

CLOSING = re.compile(
    r"(?:stay tuned(?: for| to| as| with)?|(?:please |do |don['’]t forget to )?(?:follow us|subscribe to our|"
    r"sign up for our|share this (?:article|story|post))|"
    r"for (?:more|further|the latest) (?:updates|news|stories|coverage)[^.]{0,80}(?:follow|visit|subscribe|stay|"
    r"check)|"
    r"(?:let us know|tell us|share your (?:thoughts|views))[^.]{0,60}(?:comments?|below)|"
    r"check back (?:soon|later|often|for)|keep (?:following|checking) (?:us|this|our)|download our app|"
    r"(?:this is a )?(?:developing|breaking) (?:news )?story[^.]{0,60}(?:check|will be|update|refresh))\b",
    re.IGNORECASE,
)
"""The beginning of a closing sentence that speaks to the visitor of the page, not of the news."""

REPORTED = re.compile(r"[\"“”«»]|\b(?:said|says|told|added|wrote|tweeted|according)\b")

LINES += (
    (
        "C002",
        r"view (?:image|gallery|photos?) ?(?:in full ?screen)?|our standards: .{1,80}|"
        r"image caption,? .{0,200}|!\[.{0,120}\]\(.{1,160}\)",
    ),
    ("C005", r"explore more(?: on these topics)?|more on this(?: story)?|what to read next|read this next"),
    ("C012", r"[*_]{0,2}(?:this is a )?(?:developing|breaking)(?: news)? story\b.{0,120}"),
)
_LINES = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in LINES)
_EDGES = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in EDGE_LINES)
TOP = 6
"""How many lines from the beginning can be a menu."""
BODY = 80
"""From so many characters on, a line above shows that the article has begun."""
BARS = re.compile(r"\s(?:[|>»›/·•]|::)\s")
SECTION = re.compile(
    r"home(?:page)?|(?:world|uk|us|u\.s\.|local|national|international|latest|top|breaking|all) (?:news|stories)|"
    r"world|news|politics|business|economy|markets|sports?|opinion|culture|arts?|tech(?:nology)?|science|health|"
    r"travel|(?:life)?style|life|videos?|photos|weather|local|national|international|regions?|europe|asia|africa|"
    r"(?:the )?americas|middle east|uk|us|u\.s\.|entertainment|education|environment|climate|money|finance|food|live|"
    r"latest|trending|about(?: us)?|contact(?: us)?|menu|search|subscribe|log ?in|sign (?:in|up)|register|"
    r"newsletters?|podcasts?|jobs|careers|shop|games|magazine|features|topics|sections|archives?|advertise|help|faq|"
    r"privacy(?: policy)?|terms(?: of (?:use|service))?|cookies|sitemap|more|accessibility|arts (?:and|&) culture",
    re.IGNORECASE,
)
"""Names of sections and service pages, as menus tell them."""
LINKS = 12
"""How many lines from the end links to other articles can begin."""
EDGE = 4
"""How many lines from either end of the text count as its edge."""


GATE = re.compile(
    r"[\[(#]*(?:exit|[*_]|!|what|explore|develop|breaking|skip|toggle|open|close|leave|cancel|post|add|view|"
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
    r"tumblr|flipboard|loading|reading|[©\w-]*#)|.*[©(\[/|]|.*\b(?:rights reserved|all rights)",
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
LABELLED = frozenset({"C003", "C004", "C005", "C009", "C010", "C011"})


def _is_prose(code: str, text: str) -> bool:
    """Does a line of clutter's wording say something itself: a label before a sentence, or reported words?"""
    if code == "C008":
        before = re.split(r"\ball rights reserved", text, maxsplit=1, flags=re.IGNORECASE)[0]
        return not before.startswith(("©", "(", "C", "c")) and REPORTED.search(before) is not None
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


def clutter_lines(lines: Sequence[Line]) -> dict[int, str]:
    """The lines that are clutter, by their number in `lines`, with their codes."""
    last = len(lines) - EDGE
    found: dict[int, str] = {}
    for number, line in enumerate(lines):
        code = clutter_code(line.text, number < EDGE or number >= last)
        if code is not None:
            found[number] = code
        elif (number < TOP or number >= last) and _is_menu(lines, number):
            found[number] = "C002"
    return found | _trailing_links(lines, found)


def _is_menu(lines: Sequence[Line], number: int) -> bool:
    """Is a line at the edge of the text a menu or a trail of crumbs: three or more short names between bars, or section
    words alone? Beside other lines with bars it is rather the row of a table.
    """
    text = lines[number].text
    match = BARS.search(text)
    if match is None or len(text) > 160 or text.startswith("|") or text.endswith(("|", ".", ":", ",", ";")):
        return False
    sign = match[0].strip()
    parts = [part.strip() for part in text.split(sign)]
    names = [re.sub(r"\b(?:and|the|of)\b|&", " ", part).split() for part in parts]
    if len(parts) < 2 or not all(0 < len(name) <= 2 and name[0][0].isupper() for name in names):
        return False
    if any(ch.isdigit() for ch in text):
        return False
    known = sum(SECTION.fullmatch(part) is not None for part in parts)
    beside = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    if any(sign in x.text for x in beside) and sign == "|":
        return known == len(parts) and not any(x.text.strip("|:- ") == "" for x in beside)
    if known == len(parts):
        return True
    return len(parts) >= 3 and (
        known > 0 or (sign in "|>»›" and number < TOP and all(len(x.text) < BODY for x in lines[:number]))
    )


def _trailing_links(lines: Sequence[Line], clutter: Mapping[int, str]) -> dict[int, str]:
    """Titles under `You may also like` and its kind, where nothing but such short lines follows to the end."""
    heads = [n for n, code in clutter.items() if code == "C005" and n >= len(lines) - LINKS]
    for head in heads:
        rest = range(head + 1, len(lines))
        if all(
            n in clutter or (len(lines[n].text) <= 150 and not ends_sentence(lines[n].text.rstrip("?!"))) for n in rest
        ):
            return {n: "C005" for n in rest if n not in clutter}
    return {}


def closing_clutter(text: str, span: Span) -> Span | None:
    """The closing sentence of a paragraph where it is a call to the visitor, or None.

    A sentence in quotation marks, or with a verb of saying, is somebody's and stays.
    """
    if CLOSING.search(text, max(span.start, span.end - 400), span.end) is None:
        return None
    sentence = last_sentence(text, span)
    said = sentence.of(text)
    if not CLOSING.match(said) or REPORTED.search(said) or word_count(said) > 40:
        return None
    return sentence
