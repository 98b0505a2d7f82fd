"""Who is recused is out: in every list, page, search, file, feed, digest and count, from that moment on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.actions.record_look import record_look
from petitions.models import Case, OutboxNotice, Recusal
from petitions.queries.attachments import download
from petitions.queries.case_file import case_file
from petitions.queries.looks import looks_at
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.queries.tracking import tracked
from petitions.rules.looks import Look
from petitions.rules.permissions import Actor, may_see, open_steps
from petitions.rules.recusals import RecusalCause
from petitions.rules.terms import Action, Notice, Status
from tests.factories import Town, a_case, a_submission, actor_of, do, event_rows, staged, stored
from tests.factories.accusations import MARK, seen_by
from web.commands.verify import faults


def a_marked_case(town: Town, now: datetime) -> int:
    return a_case(
        town, Status.ACCEPTED, now=now, submission=a_submission(title=MARK, facts=f"{MARK}积水")
    )


@pytest.mark.parametrize(
    "who", ["clerk", "office_head", "handler", "unit_head", "leader", "supervisor"]
)
def test_the_case_is_gone_for_who_is_recused(
    register: Session, town: Town, now: datetime, who: str
) -> None:
    case_id = a_marked_case(town, now)
    officer = town.officers[who]
    before = seen_by(actor_of(officer), case_id, now)
    assert {"page", "queue", "search"} <= before
    by = town.second_clerk if who != "second_clerk" else town.clerk

    do(town, Action.ORDER_RECUSAL, case_id, by=actor_of(by), now=now, officer_id=officer.id)

    assert seen_by(actor_of(officer), case_id, now) == set()
    stand = stand_of(register, stored(case_id), now=now)
    assert not may_see(actor_of(officer), stand)
    assert open_steps(stand, actor_of(officer)) == ()
    condition = Case.id == case_id, visible(actor_of(officer))
    assert register.scalars(select(Case.id).where(*condition)).first() is None
    with pytest.raises(NotFound):
        do(town, Action.NOTE, case_id, by=actor_of(officer), now=now)
    assert list(faults(register)) == []


def test_files_and_looks_are_kept_from_him(town: Town, now: datetime) -> None:
    case_id = a_marked_case(town, now)
    handler = actor_of(town.handler)
    file = staged(handler, now)
    do(town, Action.ATTACH, case_id, by=handler, now=now, attachment_ids=[file])
    record_look(Look.LOOK, by=actor_of(town.clerk), now=now, case_id=case_id)
    assert download(file, actor=handler) is not None
    assert len(looks_at(case_id, actor=handler).lines) == 1
    do(town, Action.RECUSE, case_id, by=handler, now=now)
    assert download(file, actor=handler) is None
    assert looks_at(case_id, actor=handler).lines == ()


def test_who_declares_it_holds_the_case_no_more(town: Town, now: datetime) -> None:
    case_id = a_marked_case(town, now)
    handler, colleague = actor_of(town.handler), actor_of(town.colleague)
    assert stored(case_id).holder_id == town.handler.id
    do(town, Action.RECUSE, case_id, by=handler, now=now)
    assert stored(case_id).holder_id is None
    do(town, Action.TAKE, case_id, by=colleague, now=now)
    assert stored(case_id).holder_id == town.colleague.id


def test_he_cannot_let_himself_back(register: Session, town: Town, now: datetime) -> None:
    case_id = a_marked_case(town, now)
    head = actor_of(town.office_head)
    do(town, Action.RECUSE, case_id, by=head, now=now)
    with pytest.raises(NotFound):
        do(town, Action.END_RECUSAL, case_id, by=head, now=now)
    with pytest.raises(NotAllowed):
        do(town, Action.END_RECUSAL, case_id, by=actor_of(town.clerk), now=now)


def test_the_head_lets_somebody_back_with_a_reason(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_marked_case(town, now)
    handler = actor_of(town.handler)
    do(town, Action.RECUSE, case_id, by=handler, now=now)
    do(town, Action.END_RECUSAL, case_id, by=actor_of(town.office_head), now=now)
    assert case_file(case_id, actor=handler, now=now) is not None
    row = register.scalars(select(Recusal)).one()
    assert (row.ended_by_id, row.end_reason) == (town.office_head.id, "查明不是同一个人。")
    do(town, Action.RECUSE, case_id, by=handler, now=now)
    assert case_file(case_id, actor=handler, now=now) is None


def test_a_heads_recusal_goes_one_level_up(register: Session, town: Town, now: datetime) -> None:
    """What waits for a head is told to the nearest one above who is not recused."""
    case_id = a_marked_case(town, now)
    do(
        town,
        Action.ORDER_RECUSAL,
        case_id,
        by=actor_of(town.clerk),
        now=now,
        officer_id=town.unit_head.id,
    )
    do(town, Action.DRAFT_REPLY, case_id, by=actor_of(town.handler), now=now)
    rows = register.scalars(
        select(OutboxNotice).where(
            OutboxNotice.case_id == case_id, OutboxNotice.notice == Notice.APPROVAL_WANTED
        )
    ).all()
    assert town.unit_head.id not in {row.officer_id for row in rows}


def refused(town: Town, case_id: int, now: datetime, by: Actor, **facts: Any) -> str:
    with pytest.raises(Refused) as error:
        do(town, Action.ORDER_RECUSAL, case_id, by=by, now=now, **facts)
    return error.value.code


def test_what_cannot_be_is_refused(town: Town, now: datetime) -> None:
    case_id, clerk = a_marked_case(town, now), actor_of(town.clerk)
    assert refused(town, case_id, now, clerk, officer_id=town.clerk.id) == "recuse_yourself"
    assert refused(town, case_id, now, clerk, officer_id=99_999) == "no_such_officer"
    assert refused(town, case_id, now, clerk, officer_id=town.administrator.id) == "no_such_officer"
    do(town, Action.ORDER_RECUSAL, case_id, by=clerk, now=now)
    assert refused(town, case_id, now, clerk) == "already_recused"


def test_somebody_must_be_left_to_work_on_it(town: Town, now: datetime) -> None:
    case_id, clerk = a_marked_case(town, now), actor_of(town.clerk)
    for who in (town.handler, town.colleague):
        do(town, Action.ORDER_RECUSAL, case_id, by=clerk, now=now, officer_id=who.id)
    code = refused(town, case_id, now, clerk, officer_id=town.unit_head.id)
    assert code == "nobody_left"


def test_the_petitioner_reads_that_somebody_withdrew_and_no_name(town: Town, now: datetime) -> None:
    case_id = a_marked_case(town, now)
    do(
        town,
        Action.RECUSE,
        case_id,
        by=actor_of(town.handler),
        now=now,
        cause=RecusalCause.RELATIVE,
        reason="内部的话",
    )
    case = tracked(case_id, now=now)
    assert case is not None
    last = case.timeline[-1]
    assert (last.action, last.officer) == (Action.RECUSE, "")
    assert "内部的话" not in str(event_rows(case_id)[-1].facts)
