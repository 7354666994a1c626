"""What the repairs know of English words.

In: a word. Out: whether it is an ordinary word, how common it is, whether it begins a sentence often, whether its
lower case or its period is meant. Nothing is refused. The long list is data (`words_en.txt`, its origin and licence
beside it) and is read when first asked; the short lists are closed classes and conventions, written down here.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files

LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
"""The letters of Latin scripts: words of other scripts space and capitalize by rules of their own."""

WORD = re.compile(rf"[{LETTER}]+(?:['’][{LETTER}]+)*")

MODERN = frozenset(
    "analytics app apps async auth automate automates automating backend backends backlog bitcoin blockchain blog "
    "blogs boolean bot bots breakpoint breakpoints changelog chatbot chatbots checkbox checkboxes codebase config "
    "configs coronavirus cron crowdsourced crowdsourcing cryptocurrency cyber cyberattack cyberattacks "
    "cybersecurity dataset datasets debug debugging deepfake deepfakes deliverable deliverables deserialize devops "
    "disinformation dropdown email emails endpoint endpoints favicon filename filenames frontend fundraiser "
    "fundraising geolocation hackathon hackathons hardcoded hashtag hashtags healthcare homepage hotfix hotspot "
    "hypervisor inbox inclusivity influencer influencers internet intranet iterable json kanban keyframe lifecycle "
    "linter linters linting livestream localhost lockdown login logins lowercase malware mentorship metadata "
    "const consts grift improv merch mixin mixins semver "
    "microservice microservices middleware misinformation mockup mockups monorepo multilateral multithreaded "
    "namespace namespaces nonproliferation observability offline onboarding online parameterized paywall "
    "peacekeepers peacekeeping performant permalink personas phishing placeholder pluggable plugin plugins podcast "
    "podcasts policymaker policymakers policymaking preprocessing proactively ransomware rebase refactor refactored "
    "refactoring repo repos reusability reusable roadmap roadmaps runtime scalability scalable screenshot "
    "screenshots scrollbar selfie serializable serialization serverless sharding signup smartphone smartphones "
    "spyware stakeholder stakeholders standup standups startup startups stderr stdout stepwise subdirectory "
    "subdomain subfolder subprocess substring sysadmin takeaway takeaways telehealth telemetry testability timebox "
    "timeboxed timeline timelines timestamp timestamps toolchain toolkit toolkits tooltip touchpoint touchpoints "
    "touchscreen transpile unicode unittest unvaccinated uppercase upskill upskilling url urls usability username "
    "usernames vaping versioned versioning videoconference virtualization voicemail walkthrough warfighting webhook "
    "webhooks webinar webinars website websites wellbeing whiteboarding whitelist whitepaper wiki wikis workflow "
    "workflows workspace workspaces worldwide".split()
)
"""Ordinary words younger than the long list."""

OPENERS = frozenset(
    "a about above according accordingly across additionally admittedly after afterwards again all also although "
    "amid among an and another any anyone anything apart are as aside at because before below besides between "
    "beyond both but by can consequently could currently despite did do does during each earlier either even "
    "eventually every everyone everything few finally first following for fortunately from further furthermore "
    "given had has have he hence her here his how however i i'd i'll i'm i've if in indeed initially instead is it "
    "it's its just last lastly later let let's many may maybe meanwhile might more moreover most much must my "
    "naturally neither nevertheless next no nobody none nonetheless nor not notably nothing now of often on once "
    "one only or other others otherwise our over overall perhaps please previously rather recently regardless "
    "second secondly several she should similarly since so some somebody someone something sometimes soon "
    "specifically still subsequently such surely that that's the their them then there there's therefore these they "
    "they'll they're they've third this those though through throughout thus to today together tomorrow too "
    "typically ultimately under unfortunately unless unlike until upon usually very was we we'd we'll we're we've "
    "were what what's whatever when whenever where whereas wherever whether which while who whoever whose why will "
    "with within without would yes yesterday yet you you'll you're you've your".split()
)
"""Words that open sentences and are no name of anything: articles, pronouns, prepositions, conjunctions, adverbs."""

LOWER_OPENERS = frozenset(
    "a according additionally after although an and as at because before both but by despite during each every "
    "finally for from furthermore he her his however if in instead it its many meanwhile moreover most on once our "
    "overall she since so some such the their then there therefore these they this those though through thus under "
    "unlike until we what when where which while with within without yet you your".split()
)
"""Openers that are taken for a sentence's even in lower case; those that end web addresses need a follower (glued)."""

CLAUSE_OPENERS = frozenset(
    "a according additionally after all although an another any at because before both by consequently despite during "
    "each every few finally following for from furthermore he her his however in instead it its many meanwhile "
    "moreover most neither nevertheless nonetheless on once others our overall recently several she similarly "
    "since some such that the their there therefore these they this those though through throughout thus under "
    "unless unlike until we when whereas while with without".split()
)
"""Openers that begin a main clause or lead into one; they carry a raise where the evidence before them is weaker."""

DOMAIN_ENDINGS = frozenset(
    "ac ai am app as asp aspx at au be bin biz br by bz ca cc cfg ch cl cls cmd cn co com conf config cpp cs css csv "
    "cz dat db de dev dk dll do doc docx edu es eu exe fi fm fr gg gif gl go gov gr gz hk hr htm html hu id ie il "
    "in info ini int io ir is it jar java jp jpeg jpg js json jsx kr lock log lt lu lv ly ma md me mil mk mp mx my "
    "net nl no nu nz online org out pdf ph php pl png ppt pptx pro ps pt py rar rb re ro rs ru sa se sh si sk so "
    "social sql st svg svn tar tex tk to toml ts tsx tv tw tx txt ua ui uk us uy uz vb ve vn ws xls xlsx xml xyz yaml "
    "yml za zip".split()
)
"""Endings of web addresses and of file names that follow a period without a space."""

WORDS_TOO = frozenset("app as at be by do go id in info is it lock log me my no online out pro so social to us".split())
"""Endings that are words as well: with a capital they begin sentences (`project.Be aware`)."""

SUBJECTS = frozenset("a an he her his it its our she the their these they this those we you".split())
"""Words that begin a clause behind a colon."""

SITES_END = frozenset("co com edu gov io net org".split())
"""Endings of addresses that are never words, not even where a space was put before them (`Digital. gov`)."""

FOLLOWERS = frozenset(
    "a all an another any both each every he her his it its many most my our she some such that the their there "
    "these they this those we you your".split()
)
"""Words that show an ambiguous opener (`.in`, `.as`, `.it`) to begin a clause: `landscape.as the talks`."""

SHORT_WORDS = frozenset("art mar mass max min no sat spec sun tech temp wed".split())
"""Abbreviations that are words when they stand in lower case (`where he sat.`)."""

ABBREVIATIONS = frozenset(
    "abbr acct aka addr adj adm admin al alt approx apr apt art assn assoc asst aug ave avg bldg blvd bros ca calif "
    "capt cc cf cfr ch chap cit cl cmdr co col colo conn corp cpl dec deg dept dir dist div doc dr ed edn eds eg "
    "esp esq est etc ex exc excl ext feb fed fig figs fl fn fr fri ft fwd gen gov govt hon hosp hr hrs ibid ie "
    "illus inc incl inst intl jan jr jul jun lat lb lbs lt ltd maj mar mass max mfg mg mgr min misc mon mr mrs ms "
    "msgr mt mtn mts mx nat natl neg no nos nov nr obj oct op opp org orig oz pa para pl pls pos pp pres prev prof "
    "phd pt ptd pub pvt qty rd ref refs reg rep reps res resp ret rev revs sat sci sec sen sens sep sept seq sgt sic "
    "sig sp spec sq sr st stat std ste subj sun supp supt tbd tbsp tech tel temp thu thurs tsp tue tues univ viz "
    "vol vols vs wed wk wt www yd yr yrs".split()
)
"""Words whose period is part of them; a sentence may go on behind it."""

MEANT_LOWER = frozenset(
    "al ap async awk az b bash bin c cd chmod conda const curl d da das de del della den der des di django docker dos "
    "du e ebay el emacs eq eslint extern f find flask fs g gcc git github golang grep gulp h helm homebrew http https "
    "ios ipad iphone ipod j java javascript jest jq jquery json k kg km kubectl l la las le les linux localhost los ls "
    "m macos make mg mkdir mm mongo mysql n nano nginx node npm npx numpy o os p pandas perl php pip pipx podman "
    "postgres py pytest python q r react redis rsync ruby rust s sed sh sql ssh sudo svn systemd t tar ter "
    "terraform tmux u ubuntu unix v van vi vim vite von vue w wget x y yaml yarn z zsh zum zur".split()
)
"""Words that stay in lower case at a start: commands, brands, particles of names, units, single letters."""


@cache
def ranks() -> dict[str, int]:
    """Each word of the long list and its place in the order of frequency, 0 the most frequent."""
    text = files(__package__).joinpath("words_en.txt").read_text(encoding="ascii")
    return {word: rank for rank, word in enumerate(text.split())}


def known(word: str) -> bool:
    """Is this an English word (any case; `’s` is taken off, a compound counts as its last part)?"""
    lowered = word.lower().replace("’", "'")
    if lowered in OPENERS:
        return True
    stem = lowered.split("'", 1)[0].rsplit("-", 1)[-1]
    return stem in ranks() or stem in MODERN or any(v in ranks() for v in _british(stem))


BRITISH = (("yz", "ys"), ("iz", "is"), ("or", "our"), ("el", "ell"), ("og", "ogue"), ("er", "re"), ("ense", "ence"))
"""American spellings and the British ones: the long list has some words in these alone."""


def _british(word: str) -> tuple[str, ...]:
    return tuple(word.replace(ours, theirs) for ours, theirs in BRITISH if ours in word)


def ordinary(word: str) -> bool:
    """A known word of two letters or more (or `a`, `i`) whose lower case is not meant."""
    lowered = word.lower()
    return lowered not in MEANT_LOWER and (len(word) > 1 or lowered in ("a", "i")) and known(word)


def abbreviation(word: str) -> bool:
    """Is the period behind this word part of it?"""
    return word.lower() in ABBREVIATIONS and word not in SHORT_WORDS


def opener(word: str) -> bool:
    """Does this word open sentences and name nothing?"""
    return word.lower().replace("’", "'") in OPENERS


def is_cased(word: str) -> bool:
    """Written as a plain word: all lower case, or a capital and then lower case (`iPhone`, `TTS` are not)."""
    return word.islower() or (word[:1].isupper() and (len(word) == 1 or word[1:].islower()))


ENGLISH = frozenset("the and of to in that is for with are was on as by it be this from at an has have a".split())
OTHERS = frozenset(
    "der das und ist nicht ein eine mit auf dem zu von sich les des et est une dans que qui pour sur avec los las el y "
    "con del por una para como il che di per non della gli sono um uma não och att det som med är inte på av og er "
    "en de la le da du af til ikke har ve bir bu için ile olarak het een van niet zijn dat nie się na jest ja kan ei "
    "että se".split()
)
"""Common words of other European languages that are none of English's."""
LETTERS = re.compile(r"[a-z]++")
WORDS_OF_ANY = re.compile(r"[^\W\d_]+")
OTHER_LETTERS = re.compile(r"[^\W\d_a-z]+")
SAMPLE = 3_000
"""How many characters tell the language of a text."""


@lru_cache(maxsize=1)
def is_english(text: str) -> bool:
    """Mainly English: of the words at the beginning, in Latin letters, every eighth or more is one of the commonest."""
    sample = text[:SAMPLE].lower()
    words = LETTERS.findall(sample)
    foreign = 0 if sample.isascii() else sum(map(len, OTHER_LETTERS.findall(sample)))
    common = sum(word in ENGLISH for word in words)
    return foreign * 9 <= sum(map(len, words)) and common * 8 >= len(words) > 0 and not is_foreign(text)


@lru_cache(maxsize=1)
def is_foreign(text: str) -> bool:
    """Does the beginning hold more of the commonest words of other languages than of English, five or more?

    Not the opposite of `is_english`: a list of names or a line or two is neither.
    """
    words = WORDS_OF_ANY.findall(text[:SAMPLE].lower())
    return sum(word in OTHERS for word in words) > max(4, sum(word in ENGLISH for word in words))


@lru_cache(maxsize=1)
def tokens(text: str) -> Counter[str]:
    """The runs without white space of a text and how often each stands: what is asked of words is asked of each "
    "once.
    """
    return Counter(text.split())
