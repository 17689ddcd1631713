"""Study notes: the same items from a page and from Markdown, and the deck drafted from them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.world import deck_problems
from trainer.cards.notes import MOST_LINES, read_notes, read_references
from trainer.cards.notes_draft import draft_deck, slug
from trainer.cards.parse import parse_deck
from trainer.errors import DeckError

PAGE, MARKDOWN = (
    (ROOT / "tests" / "data" / "notes" / name).read_text(encoding="utf-8")
    for name in ("page.txt", "notes.md")
)
COUNTS = {
    "key_concepts": 5, "mental_models": 2, "traps": 2, "interview": 1,
    "difficulty": 4, "self_check": 4, "health": 2, "prerequisites": 2,
}  # fmt: skip
EMOJI = re.compile("[\U0001f000-\U0001ffff\u2600-\u27bf\u23f1\ufe0f]+ ?")
LEVELS = {"🟢": "green:", "🟡": "[Y]", "🔴": "hard -"}
IN_WORDS = EMOJI.sub("", re.sub("|".join(LEVELS), lambda found: LEVELS[found[0]], PAGE))


def counts(text: str) -> dict[str, int]:
    """The number of items of each section."""
    return {name: len(found) for name, found in read_notes(text, "n.md").sections.items()}


def texts(text: str, section: str) -> list[str]:
    """The items of a section, code marks left out."""
    return [entry.text.replace("`", "") for entry in read_notes(text, "n.md").sections[section]]


def draft(text: str):
    """The deck that is drafted from notes, read back; it has no problem."""
    deck, problems = parse_deck(draft_deck(read_notes(text, "n.md"), "w7")[0], "d.md")
    assert problems == []
    return deck


SHAPES = [
    pytest.param(PAGE, id="page"),
    pytest.param(PAGE.replace("¶", ""), id="bare headings"),
    pytest.param(IN_WORDS, id="no emoji"),
    pytest.param(IN_WORDS.replace("¶", ""), id="no emoji, bare headings"),
    pytest.param(re.sub("(?m)¶$", "\uf0c1", PAGE), id="headings marked by an icon"),
    pytest.param(re.sub("(?m)^(.+)¶$", r"\n\1\n-----\n", PAGE), id="underlined headings"),
    pytest.param(re.sub("(?m)^(.+)¶$", r"\n**\1**\n", PAGE), id="bold headings"),
    pytest.param(PAGE.replace("\n- ", "\n• "), id="round bullets"),
    pytest.param(PAGE.replace("\n- ", "\n\t• "), id="indented bullets"),
    pytest.param(PAGE.replace("\n- ", "\n\n- "), id="blank lines between bullets"),
    pytest.param(PAGE.replace(" ", "\u00a0"), id="no-break spaces"),
    pytest.param(PAGE.replace(":\nchunks", ": chunks").replace("h\nn", "h n"), id="joined lines"),
    pytest.param(PAGE.replace("\n", "\r\n"), id="Windows line ends"),
    pytest.param("\ufeff" + PAGE, id="byte order mark"),
    pytest.param(MARKDOWN, id="Markdown"),
    pytest.param(MARKDOWN.replace("\n- ", "\n1. "), id="numbered"),
    pytest.param(re.sub("(?m)^## (.*)", r"## 🧠 3. \1:", MARKDOWN), id="numbered headings"),
]


@pytest.mark.parametrize("text", SHAPES)
def test_every_shape_of_notes_gives_the_same_items(text):
    """Headings, bullets and line ends of any kind: the counts, the questions, the references."""
    notes = read_notes(text, "n.md")
    assert (counts(text), notes.problems) == (COUNTS, ())
    assert notes.title == "Week 7 — Retrieval basics"
    for section in COUNTS:
        assert texts(text, section) == texts(MARKDOWN, section)
    assert [entry.reads for entry in notes.sections["self_check"]] == [
        ("1.1", "1.2", "1.3"), ("2.1", "3.4"), ("2.5", "2.6"), ("3.1",),
    ]  # fmt: skip
    assert [entry.level for entry in notes.sections["difficulty"]] == [
        "green", "yellow", "red", "red",
    ]  # fmt: skip


def test_items_glued_by_inline_code_know_their_lines():
    """A bullet behind another on one line has that line; a formula with a minus stays whole."""
    entries = read_notes(PAGE, "n.md").sections["key_concepts"]
    assert [(entry.line, entry.text.split()[0]) for entry in entries] == [
        (3, "Index"), (4, "int8"), (5, "BM25"), (6, "Reranking:"), (7, "Index"),
    ]  # fmt: skip
    assert entries[-1].text == "Index bytes left: total_bytes - used_bytes, watched per shard"


@pytest.mark.parametrize(
    "bullet",
    [
        "Cache left: total - weights - activations",
        "Cache left:\nvram \u00d7 0.9 - weights - activations",
        "Codes: `q = round(x / s) - z`",
        "Scale: (max - min) / 15 - z, where z is the zero point",
        "Step: (max - Min values of w) / 15",
        "Residual\nW - W_q, which GPTQ spreads",
        "Budget: 0.9 \u00d7 vram - what the weights take",
        "LoRA rank `r` - What do higher ranks buy?",
        "`r` - The rank of the update",
        "GPTQ - Compress, then mend",
        "Is INT4 free? - Not quite free",
    ],
)
def test_a_dash_within_an_item_does_not_split_it(bullet):
    """A minus in a formula, or a dash in a sentence, is part of the item."""
    text = f"# Key concepts\n- {bullet}\n- next\n"
    assert texts(text, "key_concepts") == [" ".join(bullet.replace("`", "").split()), "next"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Further reading\n- a\n- b\n", "n.md:3: unknown section 'Further reading', its 2"),
        ("📚 Further reading¶\n- a\n", "n.md:3: unknown section 'Further reading', its 1"),
        ("# Papers\n", "n.md:3: unknown section 'Papers', its 0"),
        ("# Mental models\n\nNone yet.\n", "n.md:3: section 'mental_models' has no bullets"),
        ("# Difficulty\n- caching\n", "n.md:4: difficulty marker has no level"),
        ("# Difficulty\n- Hard: tasks\n- Blue: y\n", "n.md:5: difficulty marker has no level"),
        ("# Self-check\n- Why? (§1.3-§2.1)\n", "n.md:4: section range '1.3-§2.1'"),
        ("```\n# a comment\n- no bullet\n", "n.md:3: a code block never ends"),
    ],
)
def test_what_is_not_understood_is_reported_with_its_line(text, expected):
    """Nothing is dropped in silence; each problem is a warning with a remedy."""
    problems = read_notes(f"# Traps\n- one\n{text}", "n.md").problems
    assert [str(problem).startswith(expected) for problem in problems] == [True], problems
    assert problems[0].warning


def test_an_unknown_bare_heading_is_reported_where_no_heading_has_a_mark():
    """A short line of words above a bullet is a heading, not the rest of the bullet before."""
    text = "Common traps\n- one\nFurther reading\n- two\nn — the rest\nHealth check\n- three\n"
    notes = read_notes(text, "n.md")
    assert [str(problem).split(";")[0] for problem in notes.problems] == [
        "n.md:3: unknown section 'Further reading', its 1 bullets are left out"
    ]
    assert (counts(text)["traps"], counts(text)["health"]) == (1, 1)


def test_headings_below_a_section_and_nested_bullets_belong_to_it():
    """Sub-headings group the items of a section; details are told with their item."""
    text = "# W\n- stray\n## Traps\n### Memory\n- one\n  - detail\n### Speed\n- two\n"
    assert texts(text, "traps") == ["one \N{EN DASH} detail", "two"]
    assert [str(problem)[:24] for problem in read_notes(text, "n").problems] == [
        "n:2: 1 bullets stand abo"
    ]


def test_code_blocks_hold_no_headings_and_no_items():
    """A comment in code is no heading, a list in code no bullet."""
    text = "# Traps\n- one\n```python\n# Mental models\n- x\n```\n- two\n"
    assert texts(text, "traps") == ["one", "two"]
    assert read_notes(text, "n.md").problems == ()


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("(§5.6, §6.6)", ("5.6", "6.6")),
        ("(§5.6, 6.1-6.3)", ("5.6", "6.1", "6.2", "6.3")),
        ("see §2-§4 today", ("2", "3", "4")),
        ("§ 2.3 to § 2.5", ("2.3", "2.4", "2.5")),
        ("(§2.3, 80 GB)", ("2.3",)),
        ("80 GB, 2.3", ()),
        ("§1.3-§2.1", ("1.3", "2.1")),
        ("§1.1-§1.999", ("1.1", "1.999")),
        ("§2.5-§2.3", ("2.5", "2.3")),
    ],
)
def test_references_are_unfolded(text, reads):
    """Ranges within a chapter name each section; others name their ends and are told."""
    assert read_references(text)[0] == reads


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no section of study notes; sections: key concepts"),
        ("# Shopping\n- milk\n", "no section of study notes"),
        ("\n" * (MOST_LINES + 1) + "# Traps\n- one\n", "more than 10,000 lines"),
    ],
)
def test_a_text_that_is_no_notes_is_refused(text, words):
    """No known section, or far too many lines: an error that names the file."""
    with pytest.raises(DeckError, match=f"n.md: {words}"):
        read_notes(text, "n.md")


# The draft


@pytest.mark.parametrize("text", [PAGE, MARKDOWN])
def test_the_draft_is_a_deck_of_drafts(text):
    """It parses, each card is a warning of the check, kinds, levels and references are kept."""
    deck = draft(text)
    assert len(deck.cards) == 14
    found = deck_problems(deck)
    assert all(problem.warning for problem in found)
    assert sum("is a draft" in problem.what for problem in found) == 14
    assert all(card.draft and card.id.startswith("w7-") for card in deck.cards)
    shown = {card.id: (card.kind, card.level, card.reads) for card in deck.cards}
    assert shown["w7-key-concepts-index-size"] == ("recall", "green", ())
    assert shown["w7-key-concepts-reranking"] == ("recall", "red", ())
    assert shown["w7-mental-models-embedding"] == ("model", "yellow", ())
    check = shown["w7-self-check-bm25-embeddings-which-queries-each-lose"]
    assert check == ("compare", "yellow", ("2.1", "3.4"))
    assert deck.title == "Week 7 — Retrieval basics"


def test_traps_are_objects_and_pictures_are_answers():
    """A trap's claim and truth, a model's picture; what the notes lack stays empty."""
    deck = draft(MARKDOWN)
    first, second = deck.traps.values()
    assert first.claim == "Taking a larger top-k for better answers"
    assert first.truth == "noise grows with every passage."
    assert (second.claim, second.truth) == ("Measuring the answer only, never the retrieval", "")
    cards = {card.id: card for card in deck.cards}
    assert cards[first.name].traps == (first.name,)
    assert cards[first.name].question == f"> {first.claim}"
    assert cards["w7-mental-models-reranker"].answer == "A second reader with more time."
    assert cards[second.name].answer == ""


def test_goals_prerequisites_and_prose_are_kept_as_text():
    """What becomes no card still stands in the draft."""
    text, unused = draft_deck(read_notes(PAGE, "n.md"), "w7")
    assert "# Goals: the health check\n\n- All sections read once\n- Can size an" in text
    assert "- Builds on: Module 06 (Quantization) — memory of a model in service.\n" in text
    assert "For fuller answers, see 07_explainer.md §1-§3." in text
    assert [str(problem) for problem in unused] == [
        "n.md:23: no card speaks of the difficulty marker 'graph databases'; "
        "set the level of its cards by hand"
    ]


def test_the_marker_that_shares_most_sets_the_level():
    """A name or two words must be shared; one common word is not enough."""
    text = (
        "# Difficulty\n- 🟢 raw weight memory\n- 🔴 GPTQ calibration\n- 🟡 batching\n"
        "# Self-check\n- Why is memory short?\n- Which weights take memory in GPTQ calibration?\n"
        "- What does GPTQ do?\n- Why batch?\n- How does batching help?\n- Raw weights?\n"
    )
    assert [card.level for card in draft(text).cards] == [
        "yellow", "red", "red", "yellow", "yellow", "green",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["# no heading", "<!-- no comment", "> no quote", "1. no list", "```", "+++", "| a |", "-- x"],
)
def test_an_item_is_never_taken_for_markdown(text):
    """What an item begins with cannot swallow the cards below it."""
    deck = draft(f"# Self-check\n- {text}\n- second\n")
    assert [card.question.replace("\\", "") for card in deck.cards] == [text, "second"]


def test_items_with_the_same_words_get_ids_of_their_own():
    """Ids are unique, also where a text has no Latin letter."""
    deck = draft("# Self-check\n- Why?\n- Why?\n- Почему?\n")
    assert [card.id for card in deck.cards] == [
        "w7-self-check", "w7-self-check-2", "w7-self-check-3",
    ]  # fmt: skip
    assert slug("Über größere Modelle") == "uber-groere-modelle"


def test_notes_without_an_item_for_a_card_are_refused():
    """A deck must have a card; goals alone are none."""
    with pytest.raises(DeckError, match=r"n\.md: no item becomes a card; bullets of these do: Key"):
        draft_deck(read_notes("# Health check\n- one\n", "n.md"), "w7")


@given(
    st.lists(
        st.sampled_from([
            "# Traps", "Mental models¶", "Self-check questions", "## x", "- a - B c", "• (§1.1-§2)",
            "  - d", "```", "---", "", "Why? *a* `b`:", "x \u00d7 y - fp8 is it", "🟢", "- <!--",
            "+++", "- \x1b[1m", "1. # e", "Builds on: f. Feeds into: g", "# Difficulty", "- red: h",
        ]),
        max_size=12,
    )
)  # fmt: skip
def test_any_notes_give_a_deck_that_parses(lines):
    """Whatever stands in the notes, the draft is a valid deck with a card for each item."""
    notes = read_notes("\n".join(["# Interview phrasing", "- First?", *lines]), "n.md")
    text, _ = draft_deck(notes, "w7")
    deck, problems = parse_deck(text, "d.md")
    assert problems == []
    cards = sum(len(notes.sections[name]) for name in COUNTS) - sum(
        len(notes.sections[name]) for name in ("difficulty", "health", "prerequisites")
    )
    assert len(deck.cards) == cards
    assert "\x1b" not in text
