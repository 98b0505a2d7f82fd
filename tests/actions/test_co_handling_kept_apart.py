"""Who an accusation is kept from does not help with it, and who helps reads the redaction only (§30)."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models import OutboxNotice
from petitions.queries.case_file import case_file
from petitions.queries.co_handlings import ASKED, co_queue
from petitions.rules.terms import (
    Action,
    Notice,
    NoticeState,
    PetitionClass,
    Status,
)
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    stored,
)
from tests.factories.outcomes import co_handlings, refused
from web.commands.verify import faults


def named(town: Town, case_id: int, now: datetime, unit_id: int) -> None:
    do(
        town,
        Action.NAME_ACCUSED,
        case_id,
        by=actor_of(town.clerk),
        now=now,
        unit_ids=[unit_id],
        officer_ids=[],
    )


def an_accusation(town: Town, now: datetime) -> int:
    about = a_submission(petition_class=PetitionClass.ACCUSATION, complained_about="某个科长")
    return a_case(town, Status.ROUTED, now=now, submission=about)


@pytest.mark.parametrize("who", ["handler", "clerk"])
def test_who_is_complained_about_is_not_asked_to_help(town: Town, now: datetime, who: str) -> None:
    """Neither the unit itself nor one above it without two officers' decision (信访工作条例 §30)."""
    case_id = an_accusation(town, now)
    named(town, case_id, now, town.education.id)
    named(town, case_id, now, town.community.id)
    for unit_id, code in (
        (town.education.id, "accused_unit"),
        (town.street.id, "superior_of_accused"),
    ):
        error = refused(
            Action.INVITE_CO_HANDLER,
            town,
            case_id,
            by=actor_of(town.officers[who]),
            now=now,
            unit_id=unit_id,
        )
        assert (type(error), error.code) == (Refused, code)
    assert co_handlings(case_id) == []


def test_who_helps_and_is_named_afterwards_is_out_at_once(
    register: Session, town: Town, now: datetime
) -> None:
    """With what waits in the outbox for them; who does not is still expected to answer."""
    case_id = an_accusation(town, now)
    for unit_id in (town.education.id, town.street.id):
        do(
            town,
            Action.INVITE_CO_HANDLER,
            case_id,
            by=actor_of(town.clerk),
            now=now,
            unit_id=unit_id,
        )
    named(town, case_id, now, town.education.id)
    out, stays = co_handlings(case_id)
    assert (out.ended_at, out.ended_by_id) == (now, town.clerk.id)
    assert stays.ended_at is None
    told = {
        row.unit_id: row.state
        for row in register.scalars(
            select(OutboxNotice).where(OutboxNotice.notice == Notice.CO_INVITED)
        )
    }
    assert told[town.education.id] is NoticeState.CANCELLED
    assert told[town.street.id] is NoticeState.QUEUED
    for officer in (town.other_handler, town.other_head):
        assert case_file(case_id, actor=actor_of(officer), now=now) is None
        assert not co_queue(actor_of(officer), ASKED, today=clock.local_day(now)).rows
    assert case_file(case_id, actor=actor_of(town.street_handler), now=now) is not None
    assert stored(case_id).handling_unit_id == town.works.id, "the lead unit is not named"
    assert list(faults(register)) == []


def test_a_recall_ends_the_help_that_was_asked_for(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.clerk), now=now)
    named(town, case_id, now, town.works.id)
    (row,) = co_handlings(case_id)
    assert row.ended_at == now
    assert stored(case_id).handling_unit_id is None
    assert list(faults(register)) == []


def test_who_helps_reads_the_redaction_only(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.clerk), now=now)
    file = case_file(case_id, actor=actor_of(town.other_handler), now=now)
    office = case_file(case_id, actor=actor_of(town.clerk), now=now)
    assert file is not None
    assert office is not None
    assert (file.original, office.original) == (False, True)
    assert file.content.facts == "▇▇▇反映，下水道长期堵塞，无人处理。"
    assert office.content.facts != file.content.facts
