"""Invented tables to fit columns on, of phrases and sentences of articles and of dates, names, amounts.

In: articles of the evaluation (`gold` blocks) and a seed. Out: records of the form of `tables.jsonl`. A few hundred
true tables cannot show every kind of column beside every other; these can, and the held-out figures are still told on
true tables alone. Nothing of the articles goes into the repository: only the weights do.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from build_scripts.word_classes import WORD_CLASSES

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SURNAMES = (
    "Abara Almeida Andersen Bauer Bell Bianchi Castro Chen Costa Dalton Dietz Dubois Ekström Farrow Fischer "
    "Garcia Grant Haddad Hansen Ito Ivanov Jansen Keller Khan Kim Kowalski Larsen Lopez Marin McKay Meyer "
    "Moreau Nakamura Novak O'Brien Okafor Olsen Patel Petrov Quinn Rahman Ricci Rossi Santos Schmidt Singh "
    "Sokolov Tanaka Torres Vogel Weber Yilmaz Zhang Zhou"
).split()
FIRMS = (
    "Apple Orion Borealis Northgate Sunline Veritas Kestrel Halcyon Umbra Meridian Lumen Atlas Bluefin Cobalt Delphi"
).split()
FIRM_ENDS = ("", "", "", "Labs", "Group", "Bank", "Systems", "Institute", "University", "Hat", "& Co", "Energy")
PLACES = (
    "France,Kenya,Brazil,South Korea,United States,New Zealand,Norway,Saudi Arabia,Germany,Sri Lanka,Mexico,Geneva,"
    "Buenos Aires,Cairo,Hong Kong,Southern Africa,Eastern Europe,Middle East,Americas,Asia Pacific"
).split(",")
MODIFIERS = (
    "Current Expected Key Main New Old Previous Estimated Regional Global Local Project Field Parameter Team "
    "Risk Policy Action Content Account Principal Data Default Total Annual Security Target Lead Login "
    "Reported"
).split()
NOUNS = (
    "Description Purpose Status Type Notes Owner Role Name Date Details Example Value Default Meaning Action "
    "Comments Summary Category Objective Outcome Impact Benefit Timeline Location Priority Result Reason Focus "
    "Usage Goal Function Requirement Response Mitigation Importance Area Item Factor "
    "Issue Strategy Measure Feature Step Phase Challenge Risk Threat Approach Indicator Criteria Contact "
    "Country Title Author Event Cost Change Recommendation Initiative Question Answer Advantages Scenario Tool "
    "Program Activity ID Region Timezone Project Leads System Resource Level Content Time Owner(s) Attendees "
    "Setting Product Article Actor Member Organization"
).split()
GRADES = (
    "High,Medium,Low;Yes,No;Yes,No,n/a;Critical,Moderate,Minor;Open,Closed,Pending;Required,Optional;On,Off;Pass,Fail;"
    "String,Integer,Boolean,Array;"
    "Done,In progress,Not started;Supported,Not supported;Strong,Weak;Rising,Falling,Stable"
).split(";")

Maker = Callable[[random.Random], str]


def phrases_of(articles: Sequence[Mapping[str, object]]) -> dict[str, list[str]]:
    """Headings, openings of list items, sentences and verb phrases of the articles, by kind."""
    found: dict[str, list[str]] = {"heading": [], "term": [], "sentence": [], "verbal": [], "phrase": []}
    verbs = set(WORD_CLASSES["verb"].split())
    for article in articles:
        for block in article["gold"]:  # type: ignore[attr-defined]
            texts = block.get("items") or [block.get("text") or str(article["text"])[slice(*block["span"])]]
            for text in texts:
                text = re.sub(r"^[\s•#>*\-]+", "", " ".join(str(text).split()))
                if block["kind"] == "heading" and 1 <= len(text.split()) <= 7:
                    found["heading"].append(text.rstrip(":"))
                if block["kind"] == "list":
                    head, colon, rest = text.partition(": ")
                    if colon and len(head.split()) <= 5:
                        found["term"].append(head)
                        text = rest
                if block["kind"] not in ("list", "paragraph"):
                    continue
                for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", text):
                    words = sentence.split()
                    if not 2 <= len(words) <= 24 or not words[0][0].isupper():
                        continue
                    kind = "verbal" if words[0].lower() in verbs else "phrase" if len(words) < 6 else "sentence"
                    found[kind].append(sentence if len(words) > 9 else sentence.rstrip("."))
                    clause = sentence.split(",")[0].split()
                    if 3 <= len(clause) < len(words):
                        found["phrase"].append(" ".join(clause))
    return {kind: list(dict.fromkeys(texts)) for kind, texts in found.items()}


def _makers(phrases: Mapping[str, Sequence[str]]) -> list[tuple[str, float, Callable[[random.Random], Maker]]]:
    """Kinds of columns: where they may stand (`first`, `any`, `last`), how often, and what makes one column's maker."""

    def of(kind: str, stop: str | None = None) -> Callable[[random.Random], Maker]:
        def column(_: random.Random) -> Maker:
            return lambda r: r.choice(phrases[kind]).rstrip(".") + (stop or "")

        return column

    def noun(r: random.Random) -> Maker:
        low = r.random() < 0.4
        # Rows of real tables share beginnings (`Model for X - A`, `Model for X - B`), which are no columns.
        shared = (
            " ".join(r.choice(phrases["heading"]).split()[:4]) + r.choice((" -", " for", ":"))
            if r.random() < 0.15
            else ""
        )

        def make(r: random.Random) -> str:
            words = r.choice(phrases["heading"]).split()
            text = " ".join(words[: r.choice((1, 2, 2, 3))])
            if text.split()[-1].lower() in ("a", "an", "and", "for", "in", "of", "on", "the", "to", "with", "or"):
                text = words[0]
            return f"{shared} " * bool(shared) + (text[:1].upper() + text[1:].lower() if low else text.title())

        return make

    def date(r: random.Random) -> Maker:
        style = r.randrange(6)
        return lambda r: (
            f"{r.choice(MONTHS)} {r.randint(1, 28)}",
            f"{r.choice(MONTHS)} {r.randint(1, 28)}, {r.randint(1990, 2027)}",
            f"{r.choice(DAYS)}, {r.choice(MONTHS)} {r.randint(1, 28)}",
            f"{r.randint(1, 28)} {r.choice(MONTHS)} {r.randint(1990, 2027)}",
            f"{r.choice(MONTHS)} {r.randint(1990, 2027)}",
            f"{r.randint(1990, 2027)}",
        )[style]

    def person(r: random.Random) -> Maker:
        title = r.choice(("", "", "", ", MVP", ", PhD"))
        given = WORD_CLASSES["given"].split()
        return lambda r: f"{r.choice((*given, *map(str.lower, SURNAMES))).title()} {r.choice(SURNAMES)}{title}"

    def amount(r: random.Random) -> Maker:
        style = r.randrange(6)
        unit = r.choice("days weeks months business days,percent,million,users,km".replace(" ", ",").split(","))
        return lambda r: (
            f"{r.randint(1, 90)} {unit}",
            f"{r.randint(1, 99)}%",
            f"${r.randint(1, 900)}{r.choice(('', ',000'))}",
            f"${r.randint(1, 90)}.{r.randint(1, 9)} billion",
            f"{r.randint(1, 9)}-{r.randint(10, 30)} {unit}",
            f"{r.randint(1, 5000)}",
        )[style]

    def code(r: random.Random) -> Maker:
        style = r.randrange(4)
        return lambda r: (
            r.choice(phrases["heading"]).split()[0].lower() + r.choice(("Name", "Key", "Path", "Value", "Count")),
            "@" + r.choice(SURNAMES).lower(),
            r.choice(("$", "--", "")) + "-".join(w.lower() for w in r.choice(phrases["heading"]).split()[:2]),
            r.choice(phrases["heading"]).split()[0].lower(),
        )[style]

    def grade(r: random.Random) -> Maker:
        values = r.choice(GRADES).split(",")
        return lambda r: r.choice(values)

    return [
        ("first", 2.5, noun),
        ("first", 1.5, of("term" if phrases["term"] else "heading")),
        ("first", 1.0, of("heading")),
        ("any", 1.0, noun),
        ("any", 0.7, of("phrase")),
        ("first", 0.8, code),
        ("any", 0.4, code),
        ("first", 0.8, date),
        ("any", 0.5, date),
        ("any", 0.6, amount),
        ("any", 0.8, grade),
        ("any", 0.8, person),
        ("any", 0.5, lambda _: lambda r: f"{r.choice(FIRMS)} {r.choice(FIRM_ENDS)}".strip()),
        ("any", 0.4, lambda _: lambda r: r.choice(PLACES)),
        ("last", 2.0, of("sentence")),
        ("last", 1.0, of("sentence", ".")),
        ("last", 2.0, of("verbal")),
        ("last", 1.0, of("verbal", ".")),
        ("last", 1.5, of("phrase")),
    ]


def _header(r: random.Random, width: int) -> list[str]:
    """Header cells of one to three words; some tables repeat the noun (`Old value`, `New value`)."""
    shared = r.choice(NOUNS) if width > 2 and r.random() < 0.12 else ""
    modified = r.choice((0.15, 0.4, 0.7))
    low = r.random() < 0.2
    cells: list[str] = []
    for j in range(width):
        noun = shared if shared and j else r.choice(NOUNS)
        modifier = (
            r.choice((*MODIFIERS, *NOUNS[:70], *map(str.title, WORD_CLASSES["adj"].split())))
            if ((shared and j) or r.random() < modified)
            else ""
        )
        cell = f"{modifier} {noun}".strip()
        if r.random() < 0.07:
            cell = r.choice(
                (
                    "Updated by",
                    "Used for",
                    "Depends on",
                    "Time until review",
                    "Level of Risk",
                    "What It Means",
                    "Responsible for",
                    "Helps with",
                    "Area of Focus",
                    "Number of Members",
                )
            )
        cells.append(cell[:1] + cell[1:].lower() if low and not cell.isupper() else cell)
    return cells


def invent(articles: Sequence[Mapping[str, object]], number: int, seed: int) -> list[dict[str, object]]:
    """`number` tables whose text comes from `articles`; the same seed gives the same tables."""
    r = random.Random(seed)
    phrases = phrases_of(articles)
    makers = _makers(phrases)
    records: list[dict[str, object]] = []
    for n in range(number):
        width = r.choices((2, 3, 4, 5), (10, 6, 3, 1))[0]
        columns = []
        for j in range(width):
            places = {"any", *(("first",) if j == 0 else ()), *(("last",) if j == width - 1 else ())}
            near = [m for m in makers if m[0] in places]
            bias = [w * (3 if place != "any" else 1) for place, w, _ in near]
            columns.append(r.choices(near, bias)[0][2](r))
        rows = [_header(r, width), *([make(r) for make in columns] for _ in range(r.randint(2, 7)))]
        rows = [[" ".join(cell.split()) or "None" for cell in row] for row in rows]
        records.append({"id": f"invented-{n}", "origin": f"invented {n % 12}", "rows": rows, "bigrams": []})
    return records
