"""The two real articles the project starts from, block by block and cell by cell."""

from __future__ import annotations

import re
from pathlib import Path

from build_scripts.content_files import read_source
from build_scripts.model import Article, BulletList, Heading, MissingBlock, Paragraph, Table
from build_scripts.normalize import normalize

SOURCES = Path(__file__).parent.parent / "content" / "sources"


def seed(name: str) -> Article:
    source, _ = read_source(SOURCES / name, SOURCES)
    assert source is not None
    return normalize(source)


FIRST = seed("000_2c874cf073263f9e.txt")
SECOND = seed("002_18d3fcac22904aeb.txt")


def tables(article: Article) -> list[tuple[tuple[str, ...], ...]]:
    found = []
    for block in article.blocks:
        if isinstance(block, Table):
            assert not any(isinstance(r, str) for r in block.rows), block.rows
            found.append((block.columns, *(r for r in block.rows if not isinstance(r, str))))
    return found


def of(article: Article, kind: type) -> list[object]:
    return [b for b in article.blocks if isinstance(b, kind)]


def test_the_first_has_no_headline_and_no_publisher() -> None:
    assert FIRST.headline is None
    assert FIRST.publisher is None


def test_the_first_has_four_headings_and_three_lists() -> None:
    assert [b.text for b in FIRST.blocks if isinstance(b, Heading)] == [
        "US-Russia diplomatic Initiatives Take Center Stage in Turkey",
        "Analyzing the Impact of Fresh Embassy Talks on Bilateral Relations",
        "Recommendations for enhancing Communication and Cooperation between the US and Russia",
        "The Way Forward",
    ]
    assert [len(b.items) for b in FIRST.blocks if isinstance(b, BulletList)] == [4, 3, 3]
    assert not of(FIRST, MissingBlock)


def test_the_first_has_three_pipe_tables() -> None:
    assert tables(FIRST) == [
        (
            ("Outcome", "Description"),
            ("Increased Cooperation", "Potential joint initiatives in security and trade."),
            ("Conflict Resolution", "Framework for resolving ongoing disputes."),
            ("Trust Building", "Establishing channels for ongoing dialogue."),
        ),
        (
            ("Key Themes", "Potential Outcomes"),
            ("Security Cooperation", "Enhanced arms control agreements"),
            ("Trade Relations", "Possible lifting of sanctions"),
            ("Crisis Management", "Better risk communication strategies"),
        ),
        (
            ("Proposed Agreement", "Description"),
            ("Arms Control Treaty", "A renewed commitment to limit nuclear arsenals and promote disarmament."),
            (
                "Crisis Management Protocol",
                "Framework for timely communication during conflicts or military incidents.",
            ),
            (
                "Cybersecurity Partnership",
                "Collaborate to mitigate cyber threats and enhance mutual defense strategies.",
            ),
        ),
    ]


def test_the_last_paragraph_of_the_first_ends_in_a_span_of_clutter() -> None:
    last = FIRST.blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.text.endswith("but also for global stability.")
    (omission,) = FIRST.omissions
    assert omission.reason == "call-to-action"
    assert omission.span.start == last.spans[-1].end


def test_the_second_has_its_headline_once_with_its_publisher() -> None:
    assert SECOND.headline is not None
    assert SECOND.publisher is not None
    assert SECOND.headline.text == "Russian and US diplomats meet in Istanbul for second round of talks"
    assert SECOND.publisher.text == "The Associated Press"
    assert [o.reason for o in SECOND.omissions] == ["duplicate-headline", "duplicate-headline", "boilerplate"]


def test_the_second_has_seven_headings_one_list_and_three_gaps() -> None:
    assert len(of(SECOND, Heading)) == 7
    assert [len(b.items) for b in SECOND.blocks if isinstance(b, BulletList)] == [3]
    gaps = [b for b in SECOND.blocks if isinstance(b, MissingBlock)]
    assert [g.what for g in gaps] == ["list"] * 3
    assert [g.announced for g in gaps] == [
        "Recommendations for improving future meetings include:",
        "Effective mediators engage in several key practices:",
        "Key areas of focus may include:",
    ]


def test_the_second_has_five_tables_whose_columns_were_recovered() -> None:
    assert tables(SECOND) == [
        (
            ("Issue", "Current Status", "Prospective Solutions"),
            ("Arms Control", "Tense negotiations", "New treaties proposed"),
            ("Cybersecurity", "Rising threats", "Joint task force discussions"),
            ("Ukraine Conflict", "Ongoing hostilities", "Peace talks revival"),
        ),
        (
            ("Strategy", "Description"),
            ("Active Listening", "Encouraging both parties to fully engage with each othre’s viewpoints."),
            (
                "Cross-Cultural Training",
                "Providing diplomats with training on cultural differences to enhance communication.",
            ),
            ("Regular Follow-ups", "Establishing a timeline for progress checks and adjustments to strategies."),
        ),
        (
            ("Impact", "Regional Implications", "Global Implications"),
            ("Economic Sanctions", "Trade friction in Europe", "Global market instability"),
            ("Military posturing", "NATO ally defense enhancements", "Increased arms race dynamics"),
            ("Diplomatic Alignments", "Emerging alliances in the Middle East", "Redefined global power blocs"),
            ("Norms and Standards", "Challenges to sovereignty", "Weakening of multilateral institutions"),
        ),
        (
            ("Initiative", "Description"),
            ("Virtual Consultation Platforms", "Utilize online tools for real-time discussions between meetings."),
            (
                "Cultural Exchange Programs",
                "Encourage exchanges that allow diplomats to better understand each other’s backgrounds.",
            ),
            ("Joint Task Forces", "Form teams to collaboratively address specific global challenges."),
        ),
        (
            ("Measure", "Objective"),
            ("Regular Diplomatic Engagements", "Ensure continued dialogue and assessment of progress."),
            ("Joint initiatives", "Implement cooperative programs in areas of mutual interest."),
            ("Third-Party Mediation", "Involve neutral parties to facilitate discussions and reduce bias."),
        ),
    ]


def test_glued_words_and_lower_case_starts_are_mended_and_recorded() -> None:
    for article in (FIRST, SECOND):
        texts = [b.text for b in article.blocks if isinstance(b, Paragraph)]
        assert not [t for t in texts if any(f",{c}" in t for c in "abcdefghijklmnopqrstuvwxyz")]
        assert not [t for t in texts if t[0].islower() or re.search(r"[a-z]\. [a-z]", t)]
    mended = {(r.was, r.now) for a in (FIRST, SECOND) for r in a.repairs if r.applicability == "safe"}
    for was, now in (
        ("collaborate", "Collaborate"),
        ("landscape.as", "landscape. As"),
        ("world.The", "world. The"),
        ("initiative", "Initiative"),
    ):
        assert any(w.startswith(was) and n.startswith(now) for w, n in mended), was


def test_spun_words_and_typos_are_only_suggested() -> None:
    suggested = {r.was for a in (FIRST, SECOND) for r in a.repairs if r.applicability == "suggested"}
    for word in ("thes", "othre", "frequently enough", "a accomplished"):
        assert any(word in was for was in suggested), word
    assert any("thes discussions" in b.text for b in SECOND.blocks if isinstance(b, Paragraph))
