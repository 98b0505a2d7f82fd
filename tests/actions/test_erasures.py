"""An erasure is asked for by one and decided by another, in its time, once, and the petitioner reads it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused, Stale
from petitions.adapters import clock
from petitions.models import (
    OutboxNotice,
)
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.queue import Filters, queue
from petitions.queries.tracking import tracked
from petitions.rules.erasure import KEPT, WAIT, ErasureGround
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, NoticeState, Recipient, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    stored,
    version_of,
)
from tests.factories.erasures import YEAR, a_whole_life, erase


def test_nobody_does_anything_with_it_any_more(town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    erase(town, case_id, now + YEAR)
    for action, who in (
        (Action.NOTE, town.clerk),
        (Action.REVEAL, town.clerk),
        (Action.REQUEST_CODE, town.clerk),
        (Action.REQUEST_ERASURE, town.clerk),
    ):
        with pytest.raises(NotAllowed) as refused:
            do(town, action, case_id, by=actor_of(who), now=now + YEAR)
        assert refused.value.code == "case_erased"
    file = case_file(case_id, actor=actor_of(town.clerk), now=now + YEAR)
    assert file is not None
    assert file.erased
    assert file.steps == ()


def test_the_petitioner_reads_that_and_why(town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    erase(town, case_id, now + YEAR, ground=ErasureGround.CONSENT_WITHDRAWN, reason="内部的话")
    case = tracked(case_id, now=now + YEAR)
    assert case is not None
    assert case.erasure is not None
    assert case.erasure.ground is ErasureGround.CONSENT_WITHDRAWN
    assert (case.erasure.reason, case.erasure.requested_by, case.erasure.decided_by) == ("", "", "")
    assert case.timeline[-1].action is Action.APPROVE_ERASURE


@pytest.mark.parametrize("when", [timedelta(days=0), timedelta(days=29)])
def test_not_while_the_petitioner_may_ask_for_a_review(
    town: Town, now: datetime, when: timedelta
) -> None:
    case_id = a_case(town, Status.CLOSED, now=now)
    with pytest.raises(NotAllowed) as refused:
        do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now + when)
    assert refused.value.code == "time_still_runs"


def test_two_persons_and_the_head_decides(town: Town, now: datetime) -> None:
    case_id, then = a_whole_life(town, now), now + YEAR
    asked = then - WAIT
    clerk, second, head = (
        actor_of(each) for each in (town.clerk, town.second_clerk, town.office_head)
    )

    def why_not(action: Action, by: Actor) -> str:
        with pytest.raises(NotAllowed) as refused:
            do(town, action, case_id, by=by, now=then)
        return refused.value.code

    assert why_not(Action.APPROVE_ERASURE, head) == "no_erasure_pending"
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=asked)
    assert why_not(Action.REQUEST_ERASURE, second) == "erasure_pending"
    assert why_not(Action.APPROVE_ERASURE, clerk) == "own_erasure"
    assert why_not(Action.APPROVE_ERASURE, second) == "head_decides_erasure"
    assert why_not(Action.APPROVE_ERASURE, actor_of(town.handler)) == "no_right"
    do(town, Action.REFUSE_ERASURE, case_id, by=head, now=then)
    assert stored(case_id).erased_at is None
    do(town, Action.REQUEST_ERASURE, case_id, by=head, now=asked)
    assert why_not(Action.APPROVE_ERASURE, head) == "own_erasure"
    do(town, Action.APPROVE_ERASURE, case_id, by=second, now=then)
    assert stored(case_id).erased_at == then


def test_it_waits_on_the_desk_of_who_decides(town: Town, now: datetime) -> None:
    case_id, then = a_whole_life(town, now), now + YEAR
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=then)

    def pile(by: Actor) -> int:
        found = {each.code: each.count for each in desk(by, today=clock.local_day(then))}
        return found["to_erase"]

    assert (pile(head), pile(clerk)) == (1, 0)
    page = queue(head, Filters(closed=True, erasure=True), today=clock.local_day(then))
    assert [row.id for row in page.rows] == [case_id]


def test_two_presses_erase_once(town: Town, now: datetime) -> None:
    case_id, then = a_whole_life(town, now), now + YEAR
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=then - WAIT)
    seen = version_of(case_id)
    head = actor_of(town.office_head)
    do(town, Action.APPROVE_ERASURE, case_id, by=head, now=then, version=seen)
    with pytest.raises(Stale):
        do(town, Action.APPROVE_ERASURE, case_id, by=head, now=then, version=seen)


def test_a_repeated_import_does_not_bring_it_back(town: Town, now: datetime) -> None:
    """The outer number and the key of the press are numbers: they stay, and are taken once."""
    submission = a_submission(external_source="省信访局", external_number="SJ-2026-1")
    case_id = a_case(town, Status.WITHDRAWN, now=now - WAIT, submission=submission, key="once-0001")
    erase(town, case_id, now)
    again = a_case(town, Status.RECEIVED, now=now, submission=submission, key="once-0001")
    assert again == case_id


@pytest.mark.parametrize("ground", list(ErasureGround))
def test_an_ended_case_is_kept_half_a_year_unless_he_wants_it_gone(
    town: Town, now: datetime, ground: ErasureGround
) -> None:
    case_id = a_case(town, Status.NOT_ACCEPTED, now=now)
    clerk, last = actor_of(town.clerk), now + KEPT - timedelta(days=1)
    if ground is not ErasureGround.CONSENT_WITHDRAWN:
        with pytest.raises(Refused) as refused:
            do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=last, ground=ground)
        assert refused.value.code == "kept_for_now"
        assert refused.value.facts["first_day"] == clock.local_day(now + KEPT).isoformat()
        last = now + KEPT
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=last, ground=ground)


def test_the_petitioner_has_fifteen_days_to_object(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.WITHDRAWN, now=now)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now)
    told = register.scalars(
        select(OutboxNotice).where(OutboxNotice.notice == "erasure_asked")
    ).one()
    assert (told.recipient, told.state) == (Recipient.PETITIONER, NoticeState.QUEUED)
    head = actor_of(town.office_head)
    with pytest.raises(NotAllowed) as refused:
        do(town, Action.APPROVE_ERASURE, case_id, by=head, now=now + WAIT - timedelta(days=1))
    assert refused.value.code == "erasure_waits"
    do(town, Action.APPROVE_ERASURE, case_id, by=head, now=now + WAIT)
