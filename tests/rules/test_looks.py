"""For what an officer looks: the narrowest relation, and a decision that waits for him before all others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from petitions.rules.co_handling import OpenCoHandling
from petitions.rules.joint_matters import OpenJoint, OpenVoice
from petitions.rules.looks import Purpose, purpose_of
from petitions.rules.permissions import Actor, CaseStand
from petitions.rules.reviews import OpenReview, ReviewLevel
from petitions.rules.terms import PetitionClass, ReplyKind, Role, Status

OFFICE, UNIT, OTHER, GOVERNMENT = 2, 3, 4, 1
BELOW = frozenset({GOVERNMENT, OFFICE, UNIT, OTHER})
CASE = CaseStand(
    case_id=1,
    status=Status.ACCEPTED,
    petition_class=PetitionClass.APPEAL,
    office_id=OFFICE,
    handling_unit_id=UNIT,
    holder_id=31,
)
DRAFTED = replace(CASE, status=Status.REPLY_DRAFTED, draft_author_id=31, draft_kind=ReplyKind.FINAL)
HELPED = replace(CASE, co_handling=(OpenCoHandling(OTHER, answered=True),))
CONSULTED = replace(CASE, joint=OpenJoint((OpenVoice(UNIT), OpenVoice(OTHER))))
REVIEWED = replace(CASE, review=OpenReview(ReviewLevel.REVIEW, OTHER))
ASKED = replace(CASE, extension_pending=True, extension_requested_by=31)


def actor(role: Role, officer_id: int, unit_id: int, *units: int) -> Actor:
    return Actor(role, officer_id, unit_id, frozenset(units or (unit_id,)))


HOLDER = actor(Role.HANDLER, 31, UNIT)
HEAD = actor(Role.UNIT_HEAD, 33, UNIT)


@pytest.mark.parametrize(
    ("by", "case", "purpose"),
    [
        (HOLDER, CASE, Purpose.HANDLING),
        (HOLDER, DRAFTED, Purpose.HANDLING),
        (actor(Role.HANDLER, 32, UNIT), CASE, Purpose.UNIT),
        (HEAD, CASE, Purpose.UNIT),
        (HEAD, DRAFTED, Purpose.APPROVAL),
        (HEAD, ASKED, Purpose.APPROVAL),
        (HEAD, replace(DRAFTED, draft_author_id=33), Purpose.UNIT),
        (HEAD, replace(ASKED, extension_requested_by=33), Purpose.UNIT),
        (actor(Role.CLERK, 21, OFFICE), DRAFTED, Purpose.OFFICE),
        (actor(Role.OFFICE_HEAD, 22, OFFICE), CASE, Purpose.OFFICE),
        (actor(Role.SUPERVISOR, 11, GOVERNMENT, *BELOW), DRAFTED, Purpose.SUPERVISION),
        (actor(Role.LEADER, 12, GOVERNMENT, *BELOW), CASE, Purpose.LEADERSHIP),
        (actor(Role.HANDLER, 41, OTHER), CASE, Purpose.FORMER_UNIT),
        (actor(Role.HANDLER, 41, OTHER), HELPED, Purpose.CO_UNIT),
        (actor(Role.HANDLER, 41, OTHER), CONSULTED, Purpose.CONSULTED),
        (actor(Role.HANDLER, 41, OTHER), REVIEWED, Purpose.REVIEW),
    ],
)
def test_the_narrowest_purpose(by: Actor, case: CaseStand, purpose: Purpose) -> None:
    assert purpose_of(by, case) is purpose
