"""The acceptance guide: every path ends in a step that is open there, and a refusal says where to go."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.acceptance_guide import (
    AT_OFFICE,
    AT_UNIT,
    FIRST,
    QUESTIONS,
    Proposal,
    Question,
    proposals,
    walk,
)
from petitions.rules.admissibility import GROUNDS
from petitions.rules.lifecycle import OFFICE_DESK, STEPS, UNIT, step_for
from petitions.rules.other_procedures import WAYS, Way
from petitions.rules.terms import Action, DeclineGround, Procedure

REFUSING = {Action.DECLINE, Action.REDIRECT}


def test_at_most_eight_questions_each_with_its_article() -> None:
    assert len(QUESTIONS) <= 8
    for code, question in QUESTIONS.items():
        assert re.search(r"§\d+", question.article)
        assert question.code == code
        codes = [each.code for each in question.answers]
        assert len(codes) == len(set(codes)) >= 2
        assert all(re.fullmatch("[a-z_]+", each) for each in (code, *codes))


def test_every_path_ends_and_every_question_is_reached() -> None:
    reached: set[str] = set()

    def follow(question: Question, asked: tuple[str, ...]) -> None:
        assert question.code not in asked, "the tree goes round"
        reached.add(question.code)
        for answer in question.answers:
            if not isinstance(answer.leads_to, Proposal):
                follow(QUESTIONS[answer.leads_to], (*asked, question.code))

    follow(QUESTIONS[FIRST], ())
    assert reached == set(QUESTIONS)


@pytest.mark.parametrize("proposal", proposals(), ids=lambda each: each.code)
def test_a_proposal_is_a_step_open_there(proposal: Proposal) -> None:
    assert re.search(r"§\d+", proposal.article)
    assert set(proposal.steps) == {AT_OFFICE, AT_UNIT}
    for status, action in proposal.steps.items():
        assert step_for(action, status) is not None
        who = OFFICE_DESK if status is AT_OFFICE else UNIT
        assert set(who) <= set(STEPS[action].who), "whoever is asked may take it"
    if REFUSING & set(proposal.steps.values()):
        assert proposal.place is not None, "a refusal says where to go"
    if Action.DECLINE in proposal.steps.values():
        assert proposal.ground in GROUNDS
    if Action.REDIRECT in proposal.steps.values():
        assert proposal.way in WAYS


def test_every_way_is_proposed_and_every_ground_but_the_court_s() -> None:
    """What the court settles is led there (§31(1)), which says more than a refusal."""
    assert {each.way for each in proposals() if each.way} == set(Way)
    grounds = {each.ground for each in proposals() if each.ground}
    assert grounds == set(DeclineGround) - {DeclineGround.LITIGATION}
    assert {WAYS[each.way].procedure for each in proposals() if each.way} == set(Procedure)


@pytest.mark.parametrize(
    ("answers", "code", "article"),
    [
        ({"concluded": "same"}, "concluded", "信访工作条例 §36"),
        ({"concluded": "new_facts", "in_review": "yes"}, "in_review", "信访工作条例 §35–36"),
        (
            {"concluded": "no", "in_review": "no", "in_progress": "yes"},
            "in_progress",
            "信访工作条例 §19",
        ),
        (
            {
                "concluded": "no",
                "in_review": "no",
                "in_progress": "no",
                "class": "appeal",
                "way": "arbitration",
            },
            "way_arbitration",
            "信访工作条例 §31(2)",
        ),
        (
            {
                "concluded": "no",
                "in_review": "no",
                "in_progress": "no",
                "class": "accusation",
                "inspection": "yes",
            },
            "to_inspection",
            "信访工作条例 §22, §30",
        ),
        (
            {
                "concluded": "no",
                "in_review": "no",
                "in_progress": "no",
                "class": "suggestion",
                "clear": "yes",
                "competent": "nobody_here",
            },
            "out_of_scope",
            "信访工作条例 §23",
        ),
    ],
)
def test_paths(answers: dict[str, str], code: str, article: str) -> None:
    found = walk(answers)
    assert found.open is None
    assert found.proposal is not None
    assert (found.proposal.code, found.proposal.article) == (code, article)
    assert found.answers == answers


CODES = sorted({each.code for q in QUESTIONS.values() for each in q.answers} | {"", "x' OR 1"})


@given(st.dictionaries(st.sampled_from([*QUESTIONS, "name"]), st.sampled_from(CODES)))
def test_whatever_is_answered_leads_somewhere(given_answers: dict[str, str]) -> None:
    found = walk(given_answers)
    assert (found.open is None) is (found.proposal is not None)
    assert found.answers.items() <= given_answers.items()
    assert set(found.answers) <= set(QUESTIONS), "nothing else gets into an address"
    assert walk(found.answers) == found
