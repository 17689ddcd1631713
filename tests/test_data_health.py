"""The health claims: six, and all that their evidence names exists."""

import pytest

from tests.conftest import ROOT
from tests.world import EXPLAINER
from trainer import files
from trainer.cards.parse import parse_deck
from trainer.cards.scenario import RANKS
from trainer.questions.families import FAMILIES
from trainer.questions.family import bound_problems

HEALTH = files.read_data("health/week06.toml")
CLAIMS = HEALTH["claims"]
EVIDENCE = [(name, piece) for name, claim in CLAIMS.items() for piece in claim["evidence"]]
KEYS = {
    "numeric": {"kind", "families", "right", "bounds"},
    "cards": {"kind", "cards", "quality"},
    "sections": {"kind", "sections"},
    "interview": {"kind", "scenarios", "rank"},
    "labs": {"kind", "count"},
    "memo": {"kind"},
}


def of_kind(kind: str) -> pytest.MarkDecorator:
    """Run a test once for each piece of evidence of this kind."""
    pieces = [pytest.param(piece, id=name) for name, piece in EVIDENCE if piece["kind"] == kind]
    return pytest.mark.parametrize("piece", pieces)


def test_there_are_the_six_items_of_the_week():
    """Each with a title, the minutes of its sitting and at least one piece of evidence."""
    assert len(CLAIMS) == 6
    for claim in CLAIMS.values():
        assert claim.keys() == {"title", "minutes", "evidence"}
        assert claim["minutes"] > 0
        assert claim["evidence"]
    assert HEALTH["proof"] == {"days": 2, "recent_days": 30, "seconds": 180}


@pytest.mark.parametrize(("name", "piece"), EVIDENCE)
def test_evidence_has_a_known_kind_and_its_keys(name, piece):
    """No key is misspelt; only bounds may be left out."""
    assert KEYS[piece["kind"]] - {"bounds"} <= piece.keys() <= KEYS[piece["kind"]], name


@of_kind("numeric")
def test_numeric_evidence_names_families_and_bounds(piece):
    """Every family exists and allows the bounds."""
    for family in piece["families"]:
        assert bound_problems(FAMILIES[family], piece.get("bounds", {})) == []


@of_kind("cards")
def test_card_evidence_names_cards_of_the_week(piece):
    """Every card stands in the deck."""
    deck, _ = parse_deck((ROOT / "decks" / "week06.md").read_text("utf-8"), "week06.md")
    assert set(piece["cards"]) <= {card.id for card in deck.cards}


@of_kind("sections")
def test_reading_evidence_is_the_whole_explainer(piece):
    """All sections, chapters left out, in their order."""
    assert piece["sections"] == list(EXPLAINER.sections)


@of_kind("interview")
def test_interview_evidence_names_scenarios_and_a_rank(piece, tmp_path):
    """Every scenario is shipped."""
    assert set(piece["scenarios"]) <= files.scenario_files(files.Places(tmp_path)).keys()
    assert piece["rank"] in RANKS
