"""Word classes of English, as far as the borders of table cells depend on them.

In: one word. Out: the name of its class. A word not listed is classed by its suffix, and without a telling suffix it is
`x`. Nothing is refused. The lists are closed classes in full (determiners, prepositions, ...) and the common members of
open ones (verbs that begin a description, adjectives, header words); they were written for this module, not fitted.
What a class is worth at a border is fitted, by `bench/fit_columns.py`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

WORD_CLASSES = {
    "modifier": "current proposed previous recent key main global expected potential responsible "
    "principal estimated existing local national primary secondary total annual next last first new old "
    "reported planned required target actual initial final",
    "det": "a an the this that these those each every any all both some no another such either neither its their "
    "his her our your my whose",
    "prep": "of in on at by for with from into onto over under between among through during without within "
    "against about above below across after before behind beyond despite like near off per plus since "
    "than toward towards until upon via versus vs amid alongside around as up out down regarding "
    "concerning",
    "to": "to",
    "conj": "and or but nor so yet if because while when where whether although though unless once whereas &",
    "pron": "i you he she it we they me him us them who whom which what anyone everyone someone nobody itself "
    "themselves there here how why",
    "aux": "is are was were be been being am has have had do does did can could will would shall should may "
    "might must cannot can't don't doesn't won't isn't aren't not never",
    "answer": "yes no n/a na none tbd true false nil unknown pending n.a y n always sometimes required optional "
    "unlimited unchanged unaffected",
    "grade": "high low medium moderate critical severe minor major strong weak poor good fair excellent limited "
    "rising falling stable active inactive open closed done ongoing complete completed planned passed "
    "failed supported unsupported enabled disabled partial full mixed",
    "month": "january february march april june july august september october november december jan feb mar apr "
    "jun jul aug sep sept oct nov dec",
    "weekday": "monday tuesday wednesday thursday friday saturday sunday",
    "time": "mon tue wed thu fri sat sun spring summer autumn winter daily weekly monthly quarterly annually "
    "yearly annual today tomorrow mid early late",
    "unit": "day days week weeks month months year years hour hours minute minutes second seconds percent million "
    "billion trillion thousand hundred km kg mb gb tb ms am pm utc gmt est users members people dollars "
    "euros pounds business points tonnes tons barrels miles metres meters litres am. p.m. a.m.",
    "number": "one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred first "
    "second third fourth fifth last next several many few most more less",
    "header": "description descriptions purpose status type notes note owner owners role roles name names date "
    "dates details detail example examples value values default meaning definition action actions comment "
    "comments summary category objective objectives outcome outcomes impact impacts benefit benefits "
    "timeline deadline location responsibility priority result results reason reasons explanation focus "
    "usage use goal goals function functions requirement "
    "requirements response mitigation significance importance effect effects area areas item items field "
    "factor factors aspect aspects issue issues strategy strategies measure measures feature features "
    "element elements step steps stage phase topic theme challenge challenges risk risks threat threats "
    "approach method metric metrics indicator indicators parameter property criteria criterion source url "
    "link contact email version country region organization organisation title author position stance "
    "event level rank cost price amount count number percentage share year rate change recommendation "
    "recommendations initiative concern concerns question answer advantages disadvantages pros cons "
    "strengths weaknesses scenario principle practice tool program programme activity activities",
    "verb": "accept access accelerate achieve acquire act adapt add address adjust adopt advance advise advocate "
    "affect agree aim align allocate allow analyze analyse announce apply appoint approve arrange ask "
    "assess assign assist attend audit authorize avoid ban begin block boost bring broaden build buy call "
    "cancel capture carry check choose clarify collaborate collect combine come commit communicate "
    "compare complete comply conduct configure confirm connect consider consolidate consult contact "
    "contain continue contribute control convene convert cooperate coordinate copy cover create cut "
    "decide decrease define delay delegate delete deliver demonstrate deploy describe design detect "
    "determine develop deter disable discourage discuss display distribute diversify do document download "
    "draft drive edit educate eliminate embed emphasize empower enable encourage end enforce engage "
    "enhance ensure enter establish evaluate examine exchange exclude execute expand expedite explain "
    "explore export express extend facilitate fail fill find finish fix follow form formalize foster "
    "fulfill fund gather generate get give grant grow guarantee guide halt handle harmonize have help "
    "hire hold host identify impose improve include incorporate increase inform initiate inspect install "
    "integrate introduce invest investigate invite involve issue join keep launch lead learn leverage "
    "lift limit link list listen load locate look lower maintain make manage map maximize measure mediate "
    "meet minimize mitigate mobilize modernize modify monitor move navigate negotiate notify obtain offer "
    "open operate optimize order organize oversee participate pause perform permit plan post prepare "
    "preserve prevent prioritize proceed process produce prohibit promote propose protect provide publish "
    "purchase pursue push put raise reach read rebuild receive recognize recommend record recruit reduce "
    "refer reform refuse register regulate reinforce reject release remain remove rename renew replace "
    "report request require research resolve respect respond restore restrict resume retain return review "
    "revise run safeguard schedule secure see seek select sell send separate serve set share show sign "
    "simplify speak specify sponsor standardize start stop store streamline strengthen submit support "
    "suspend sustain tackle take target teach tell test track train transfer translate transform trigger "
    "try turn understand undertake unify update upgrade upload urge use utilize validate verify view "
    "visit vote want warn withdraw work write",
    "verbs": "allows provides includes contains shows defines describes enables ensures requires uses returns sets "
    "makes gives helps supports offers creates controls means represents identifies indicates specifies "
    "determines selects needs wants works runs adds displays leads causes reduces increases improves "
    "affects depends",
    "adj": "new old big small large great long short early easy hard key main global local national "
    "international political public private social legal "
    "financial foreign domestic clear common direct existing final formal former future general "
    "greater human immediate important indirect initial internal external latest lead "
    "limited permanent possible potential primary principal rapid reduced recent "
    "regular relevant secondary senior significant similar single special specific standard strategic "
    "strict strong sustainable technical temporary total traditional true urgent various "
    "visual vital volatile wide better best worse worst higher lower cross-border long-term short-term "
    "real-time third-party bilateral digital annual enhanced improved growing declining "
    "fewer broad deep fast slow free safe secure unclear uncertain likely unlikely additional",
}
"""Words by class; a word of two classes is in the one that stands first."""


@cache
def _classes() -> dict[str, str]:
    """Classes by word; given names stand in a file beside this module (its origin: `given_names.LICENSE.txt`)."""
    names = Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8").split()
    classes = dict.fromkeys(names, "given")
    for name, words in reversed(WORD_CLASSES.items()):
        classes.update(dict.fromkeys(words.split(), name))
    return classes


_SUFFIXES = (
    ("ing", "ing"),
    ("ed", "ed"),
    ("ly", "adv"),
    ("tion", "noun"),
    ("sion", "noun"),
    ("ment", "noun"),
    ("ness", "noun"),
    ("ity", "noun"),
    ("ance", "noun"),
    ("ence", "noun"),
    ("ship", "noun"),
    ("ism", "noun"),
    ("cy", "noun"),
    ("er", "agent"),
    ("or", "agent"),
    ("ist", "agent"),
    ("al", "adj"),
    ("ive", "adj"),
    ("ous", "adj"),
    ("ic", "adj"),
    ("able", "adj"),
    ("ible", "adj"),
    ("ful", "adj"),
    ("less", "adj"),
    ("ary", "adj"),
    ("ize", "verb"),
    ("ify", "verb"),
    ("ss", "x"),
    ("us", "x"),
    ("s", "plural"),
)
"""Tried in this order, on words of at least four letters."""


@lru_cache(maxsize=20_000)
def word_class(word: str) -> str:
    """The class of a lower-case word without punctuation around it."""
    known = _classes().get(word)
    if known is not None:
        return known
    if len(word) >= 4:
        for suffix, name in _SUFFIXES:
            if word.endswith(suffix) and len(word) > len(suffix) + 1:
                return name
    return "x"
