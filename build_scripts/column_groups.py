"""Column groups: headers of like meaning, so that tables of several articles can be set in one.

In: the vocabulary's `columns`, or none. Out: the group that a printed header belongs to. A header is compared by its
words: case, accents of capitals, punctuation and plural do not matter, and words such as *key* or *proposed* in front
of a name may stand (*Key Measures* is *Measure*). Meaning is not guessed: what no group names belongs to none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from build_scripts.documents import VocabularyDocument

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
PLURAL_IN_BRACKETS = re.compile(r"\((?:e?s|n|en)\)(?!\w)", re.IGNORECASE)
QUALIFIERS = frozenset(
    "key main major core proposed possible potential recommended suggested planned joint new specific practical "
    "concrete "
    "priority short-term long-term short long term immediate further additional other prospective confidence building "
    "confidence-building trust diplomatic policy security economic political technical legal "
    "wichtige wichtigste vorgeschlagene mögliche geplante empfohlene neue olası önerilen temel yeni planlanan "
    "ключевые ключевая предлагаемые предлагаемая возможные возможная основные рекомендуемые новые "
    "principales posibles nuevas propuestas".split()
)
"""Words that may stand before (in French, Spanish and their like: behind) a group's name without changing it."""
QUALIFIERS_BEHIND = frozenset(
    "clés clé proposées proposée possibles principales recommandées clave propuestas propuesta recomendadas propostas "
    "proposta recomendadas proposte proposta المقترحة المقترح الرئيسية الممكنة".split()
)
PROPOSING = frozenset(
    "proposed recommended suggested vorgeschlagene vorgeschlagener vorgeschlagenes empfohlene önerilen предлагаемое "
    "предлагаемые предлагаемая предлагаемый рекомендуемые рекомендуемая запропоновані запропонована".split()
)
"""A header that begins with one of these names what is proposed, whatever it is: *Proposed Treaty*."""
NUMBERING = frozenset("no nr num number item s/n sn id nummer numéro número numero № رقم الرقم".split()) | {""}
"""Headers of a column that only numbers the rows, by their one word; `#` has none."""


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Headers that mean the same. `label` is the maintainer's; None where the language's words name the group."""

    id: str
    names: tuple[str, ...]
    measure: bool = False
    label: str | None = None


BUILT_IN: tuple[ColumnGroup, ...] = (
    ColumnGroup(
        "measure",
        (
            "measure", "strategy", "initiative", "proposal", "proposed agreement", "recommendation", "action",
            "action item", "action point", "solution", "intervention", "next step", "step", "tactic", "best practice",
            "maßnahme", "maßnahmen", "vorschlag", "vorschläge", "strategie", "strategien", "empfehlung", "empfehlungen",
            "initiativen", "lösung", "lösungen", "schritt", "schritte",
            "mesure", "proposition", "stratégie", "recommandation", "accord proposé", "medida", "propuesta",
            "estrategia", "recomendación", "iniciativa", "proposta", "estratégia", "recomendação", "misura",
            "strategia", "raccomandazione", "önlem", "tedbir", "öneri", "strateji", "girişim", "tavsiye", "eylem",
            "мера", "меры", "предложение", "предложения", "стратегия", "стратегии", "рекомендация", "рекомендации",
            "инициатива", "инициативы", "захід", "заходи", "пропозиція", "пропозиції", "стратегія", "ініціатива",
            "рекомендація", "рекомендації", "الإجراء", "إجراء", "الإجراءات", "التدبير", "التدابير", "المقترح",
            "الاقتراح", "المبادرة", "المبادرات", "الاستراتيجية", "التوصية", "التوصيات",
        ),
        measure=True,
    ),
    ColumnGroup(
        "description",
        (
            "description", "detail", "explanation", "summary", "content", "details of the proposal", "what it means",
            "how it works", "beschreibung", "erläuterung", "einzelheiten", "détail", "détails", "explication",
            "descripción", "detalle", "descrição", "detalhe", "descrizione", "dettagli", "açıklama", "ayrıntı",
            "tanım", "описание", "подробности", "опис", "الوصف", "وصف", "التفاصيل", "الشرح",
        ),
    ),
    ColumnGroup(
        "objective",
        (
            "objective", "goal", "purpose", "aim", "intention", "target", "rationale", "ziel", "zweck", "objectif",
            "but", "objetivo", "finalidad", "meta", "obiettivo", "scopo", "amaç", "hedef", "цель", "цели", "задача",
            "мета", "ціль", "الهدف", "الأهداف", "الغرض", "الغاية",
        ),
    ),
    ColumnGroup(
        "expected",
        (
            "expected outcome", "expected benefit", "expected result", "expected impact", "outcome", "benefit",
            "potential benefit", "potential outcome", "result", "desired outcome", "anticipated outcome",
            "erwartetes ergebnis", "ergebnis", "nutzen", "résultat attendu", "résultat", "bénéfice",
            "resultado esperado", "resultado", "beneficio", "benefício", "risultato atteso", "risultato", "beneficio",
            "beklenen sonuç", "sonuç", "fayda", "ожидаемый результат", "результат", "результаты", "польза", "выгода",
            "очікуваний результат", "النتيجة المتوقعة", "النتائج المتوقعة", "النتيجة", "الفائدة", "الفوائد",
        ),
    ),
    ColumnGroup(
        "responsible",
        (
            "responsible", "responsible party", "responsible actor", "responsibility", "actor", "lead", "lead agency",
            "owner", "party", "parties", "parties involved", "stakeholder", "key stakeholders", "by whom", "who",
            "implementing body", "verantwortlich", "zuständig", "zuständigkeit", "akteur", "beteiligte", "responsable",
            "acteur", "parties prenantes", "actor responsable", "responsável", "responsabile", "attore", "sorumlu",
            "aktör", "taraf", "taraflar", "ответственный", "ответственные", "исполнитель", "участники", "стороны",
            "відповідальний", "виконавець", "المسؤول", "الجهة المسؤولة", "الجهة", "الأطراف",
        ),
    ),
    ColumnGroup(
        "timeline",
        (
            "timeline", "time line", "date", "deadline", "timeframe", "time frame", "when", "schedule", "due date",
            "target date", "period", "phase", "by when", "zeitplan", "frist", "datum", "termin", "zeitraum",
            "calendrier",
            "échéance", "délai", "date limite", "plazo", "calendario", "fecha", "prazo", "cronograma", "scadenza",
            "tempistica", "tarih", "süre", "takvim", "zaman çizelgesi", "срок", "сроки", "дата", "график", "термін",
            "строк", "الجدول الزمني", "الموعد", "التاريخ", "المهلة",
        ),
    ),
)  # fmt: skip
"""What is united where the vocabulary has no `columns`: English, and the commonest headers of the other languages that
dates are known in."""


def groups_of(vocabulary: VocabularyDocument | None) -> tuple[ColumnGroup, ...]:
    """The vocabulary's groups in their order, or the built-in ones."""
    if vocabulary is None or not vocabulary.columns:
        return BUILT_IN
    found: dict[str, ColumnGroup] = {}
    for column in vocabulary.columns:
        named = "-".join(header_words(column.label)) or "column"
        number = 1
        while (group_id := named if number == 1 else f"{named}-{number}") in found:
            number += 1
        found[group_id] = ColumnGroup(group_id, tuple(column.names), column.measure, column.label)
    return tuple(found.values())


def header_words(text: str) -> tuple[str, ...]:
    """A header's words as they are compared: small letters, English plurals as singulars, no punctuation."""
    text = PLURAL_IN_BRACKETS.sub("", text)
    folded = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold().replace("ё", "е")
    return tuple(_singular(w) for w in WORD.findall(folded))


def _singular(word: str) -> str:
    if not word.isascii() or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class Columns:
    """The groups, compiled: which of them a header belongs to."""

    def __init__(self, groups: Sequence[ColumnGroup]) -> None:
        self.groups = tuple(groups)
        self._by_words: dict[tuple[str, ...], ColumnGroup] = {}
        for group in self.groups:
            for name in group.names:
                self._by_words.setdefault(header_words(name), group)
        self._measures = sorted(
            (words for words, group in self._by_words.items() if group.measure and words), key=lambda w: (-len(w), w)
        )

    def group_of(self, header: str) -> ColumnGroup | None:
        """The group that a header belongs to: its words as they stand, else without its qualifiers."""
        words = header_words(header)
        found = self._by_words.get(words)
        if found is None:
            found = next((self._by_words[w] for w in _unqualified(words) if w in self._by_words), None)
        if found is None and len(words) > 1 and words[0] in PROPOSING:
            found = next((group for group in self.groups if group.measure), None)
        return found if words else None

    def names_measures(self, text: str) -> bool:
        """Does a text name what is proposed, anywhere: *Key initiatives may include:*?"""
        words = header_words(text)
        return any(words[i : i + len(m)] == m for m in self._measures for i in range(len(words) - len(m) + 1))


def _unqualified(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words less one qualifier after the other, first those in front."""
    qualifiers = frozenset(_singular(q) for q in QUALIFIERS)
    rest = words
    while len(rest) > 1 and rest[0] in qualifiers:
        rest = rest[1:]
        yield rest
    behind = frozenset(_singular(q) for q in QUALIFIERS_BEHIND)
    rest = words
    while len(rest) > 1 and rest[-1] in behind:
        rest = rest[:-1]
        yield rest


def is_numbering(header: str) -> bool:
    """Does a column of this header only number the rows?"""
    words = header_words(header)
    return len(words) <= 1 and (words[0] if words else "") in NUMBERING


def repeated_names(vocabulary: VocabularyDocument) -> Iterator[tuple[int, int, str, str]]:
    """Names that a group before has already: the places (group, name), the name and the other group's label."""
    seen: dict[tuple[str, ...], str] = {}
    for i, group in enumerate(vocabulary.columns or ()):
        for j, name in enumerate(group.names):
            words = header_words(name)
            if words in seen:
                yield i, j, name, seen[words]
            else:
                seen[words] = group.label
