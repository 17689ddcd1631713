"""Lists of keywords and the question again earn nothing."""

from dataclasses import replace

import pytest

from tests.answers import CARDS
from trainer.grading.guards import PASTED, STUFFED
from trainer.grading.rubric import MISSING, propose

CARD = CARDS["master-weights"]
SENTENCE = "Its mantissa is coarse, so small updates are rounded away; an fp32 copy collects them."


@pytest.mark.parametrize(
    "text",
    [
        "precision, mantissa, rounding, updates vanish, fp32 master copy, accumulate, 4 bytes",
        "- precision\n- mantissa\n- rounding\n- small updates\n- fp32 copy\n- 4 bytes",
        "precision mantissa rounding small updates vanish fp32 master copy accumulate bf16 4 bytes",
        "precision; rounding; updates vanish; fp32 copy; accumulate; 4 bytes",
    ],
)
def test_a_list_of_keywords_earns_nothing(text):
    """Whatever parts its items; and the note says why."""
    proposal = propose(CARD, text)
    assert {finding.verdict for finding in proposal.findings} == {MISSING}
    assert (proposal.notes, proposal.quality) == ((STUFFED,), 1)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "coarse mantissa, tiny updates vanish, fp32 copy",
        "It is precision. fp32 keeps what bf16 loses. So: mantissa, rounding, copy, sum, 4 bytes.",
    ],
)
def test_short_notes_and_lists_behind_a_sentence_count(text):
    """Telegraphic notes are no stuffing."""
    assert propose(CARD, text).notes == ()


def test_the_question_again_earns_nothing():
    """Pasted whole or with other words around; what is new still counts."""
    card = replace(CARD, question="Do updates that are too small vanish in the coarse bf16?")
    again = propose(card, f"> {card.question}")
    assert {finding.verdict for finding in again.findings} == {MISSING}
    assert again.notes == (PASTED,)
    assert propose(card, "Updates too small vanish in bf16?").notes == (PASTED,)
    more = propose(card, f"{card.question} {SENTENCE}")
    assert [finding.verdict for finding in more.findings][:2] == ["found", "found"]
    assert card.question[:20] not in "".join(finding.quote for finding in more.findings)
