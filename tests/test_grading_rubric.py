"""What a free text is found to say; a proposal only."""

import pytest

from tests.conftest import ROOT
from tests.doubles import recall
from trainer.cards.parse import parse_deck
from trainer.grading.rubric import MISSING, UNSURE, Finding, propose, said_aloud

PATH = ROOT / "decks" / "week06.md"
DECK, _ = parse_deck(PATH.read_text(encoding="utf-8"), str(PATH))
FREE_TEXT = [card for card in DECK.cards if card.kind != "numeric"]


@pytest.mark.parametrize("card", FREE_TEXT, ids=lambda card: card.id)
def test_a_model_answer_is_found_to_say_every_point(card):
    """The deck's own answers meet the deck's own word groups, and step into no trap."""
    proposal = propose(card, card.answer)
    assert proposal.claims == ()
    assert all(each.verdict != MISSING for each in proposal.findings), proposal.findings


@pytest.mark.parametrize(
    ("answer", "quality"),
    [
        ("The Range, and the loss.", 5),
        ("exponent; loss scaling", 5),
        ("only the range", 3),
        ("arrange the blossom", 1),
        ("", 0),
        (" \n ", 0),
        ("?!", 0),
    ],
)
def test_points_give_the_documented_quality(answer, quality):
    """Whole words in any case count; parts of words and empty answers do not."""
    assert propose(recall("a"), answer).quality == quality


def test_an_answer_said_aloud_is_for_the_learner_to_judge():
    """Nothing was typed, so nothing was found, and 3 is proposed."""
    proposal = said_aloud(recall("a"))
    assert (proposal.quality, proposal.findings) == (3, (Finding(UNSURE),) * 2)
