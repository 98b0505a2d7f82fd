"""Lead and co-handling units: who is asked, who sees what, whose opinion is missing, and how it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, NotFound, Refused, Stale
from petitions.adapters import clock
from petitions.models import OutboxNotice
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.co_handlings import ASKED, LATE, co_queue, lists_of
from petitions.queries.desk import desk
from petitions.queries.tracking import tracked
from petitions.rules.calendar import national_calendar
from petitions.rules.co_handling import co_last_day
from petitions.rules.terms import (
    Action,
    DayKind,
    Notice,
    PetitionClass,
    Recipient,
    ReplyKind,
    Status,
)
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    reported,
    stored,
    version_of,
)
from tests.factories.outcomes import co_handlings, refused

DAY = timedelta(days=1)


@pytest.fixture
def helped(town: Town, now: datetime) -> int:
    """A case of the works department with which education helps."""
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.handler), now=now)
    return case_id


@pytest.mark.parametrize(
    ("days", "kind", "last"),
    [
        (5, DayKind.WORKING, date(2026, 3, 17)),
        (5, DayKind.CALENDAR, date(2026, 3, 15)),
        (1, DayKind.WORKING, date(2026, 3, 11)),
        (60, DayKind.CALENDAR, date(2026, 5, 9)),
    ],
)
def test_a_limit_is_of_working_or_calendar_days(days: int, kind: DayKind, last: date) -> None:
    """Tuesday 10 March 2026; the day of asking is not counted."""
    assert co_last_day(date(2026, 3, 10), days, kind, national_calendar(2026, 2026)) == last


@pytest.mark.parametrize("who", ["handler", "unit_head", "clerk", "office_head"])
@pytest.mark.parametrize("status", [Status.ROUTED, Status.ACCEPTED])
def test_lead_and_office_may_ask(town: Town, now: datetime, who: str, status: Status) -> None:
    case_id = a_case(town, status, now=now)
    by = actor_of(town.officers[who])
    do(town, Action.INVITE_CO_HANDLER, case_id, by=by, now=now)
    (row,) = co_handlings(case_id)
    assert (row.unit_id, row.asked_by_id) == (town.education.id, by.officer_id)
    assert stored(case_id).handling_unit_id == town.works.id, "the lead stays"
    told = db.session.scalars(select(OutboxNotice).where(OutboxNotice.notice == Notice.CO_INVITED))
    assert [(each.recipient, each.unit_id) for each in told] == [
        (Recipient.CO_UNIT, town.education.id)
    ]


def test_only_a_unit_that_can_help_and_does_not_yet(
    register: Session, town: Town, now: datetime, helped: int
) -> None:
    by = actor_of(town.handler)
    for unit_id, code in (
        (town.health.id, "no_such_unit"),  # nobody works there
        (999_999, "no_such_unit"),
        (town.works.id, "co_is_lead"),
        (town.education.id, "co_already_invited"),
    ):
        error = refused(Action.INVITE_CO_HANDLER, town, helped, by=by, now=now, unit_id=unit_id)
        assert (type(error), error.code) == (Refused, code)
    for days in (0, -1, 61):
        error = refused(Action.INVITE_CO_HANDLER, town, helped, by=by, now=now, days=days)
        assert error.code == "co_limit_out_of_range"
    assert len(co_handlings(helped)) == 1


def test_who_helps_sees_the_case_until_it_ends(town: Town, now: datetime, helped: int) -> None:
    helpers = [actor_of(town.other_handler), actor_of(town.other_head)]
    for by in helpers:
        assert case_file(helped, actor=by, now=now) is not None
    assert case_file(helped, actor=actor_of(town.street_handler), now=now) is None
    do(town, Action.NOTE, helped, by=helpers[0], now=now)
    do(town, Action.END_CO_HANDLING, helped, by=actor_of(town.handler), now=now)
    file = case_file(helped, actor=helpers[0], now=now)
    assert file is not None, "like a unit that had it before"
    assert not file.steps
    assert [row.end_reason for row in co_handlings(helped)] == ["已经查清，不再需要。"]


@pytest.mark.parametrize(
    "changes", [{"confidential": True}, {"petition_class": PetitionClass.ACCUSATION}], ids=str
)
def test_of_a_secret_matter_nothing_is_seen_afterwards(
    town: Town, now: datetime, changes: dict[str, object]
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=a_submission(**changes))
    do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.handler), now=now)
    by = actor_of(town.other_handler)
    assert case_file(case_id, actor=by, now=now) is not None
    do(town, Action.END_CO_HANDLING, case_id, by=actor_of(town.clerk), now=now)
    assert case_file(case_id, actor=by, now=now) is None
    assert isinstance(refused(Action.NOTE, town, case_id, by=by, now=now), NotFound)


def test_recusal_stands_above_helping(town: Town, now: datetime, helped: int) -> None:
    """Even the only one there: the lead unit can do without."""
    clerk, helper = actor_of(town.clerk), actor_of(town.other_handler)
    do(town, Action.ORDER_RECUSAL, helped, by=clerk, now=now, officer_id=town.other_handler.id)
    assert case_file(helped, actor=helper, now=now) is None
    assert not co_queue(helper, ASKED, today=now.date()).rows
    assert co_queue(actor_of(town.other_head), ASKED, today=now.date()).rows
    do(town, Action.RECUSE, helped, by=actor_of(town.other_head), now=now)
    assert case_file(helped, actor=actor_of(town.other_head), now=now) is None


def test_an_opinion_comes_once_and_from_the_unit_that_was_asked(
    town: Town, now: datetime, helped: int
) -> None:
    helper = actor_of(town.other_handler)
    for who in ("handler", "clerk", "leader"):
        error = refused(
            Action.FILE_CO_OPINION, town, helped, by=actor_of(town.officers[who]), now=now
        )
        assert (type(error), error.code) == (NotAllowed, "no_right")
    (row,) = co_handlings(helped)
    do(
        town,
        Action.INVITE_CO_HANDLER,
        helped,
        by=actor_of(town.clerk),
        now=now,
        unit_id=town.street.id,
    )
    theirs = co_handlings(helped)[-1].id
    error = refused(Action.FILE_CO_OPINION, town, helped, by=helper, now=now, co_id=theirs)
    assert error.code == "no_co_handling"
    do(town, Action.FILE_CO_OPINION, helped, by=helper, now=now, co_id=row.id)
    error = refused(Action.FILE_CO_OPINION, town, helped, by=helper, now=now, co_id=row.id)
    assert error.code == "co_opinion_filed"
    told = db.session.scalars(
        select(OutboxNotice.unit_id).where(OutboxNotice.notice == Notice.UNIT_NEWS)
    ).all()
    assert list(told) == [town.works.id], "the lead is told"


def test_no_final_reply_leaves_while_an_opinion_is_missing(
    town: Town, now: datetime, helped: int
) -> None:
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.DRAFT_REPLY, helped, by=handler, now=now)
    do(town, Action.APPROVE_REPLY, helped, by=head, now=now)
    error = refused(Action.ISSUE_REPLY, town, helped, by=handler, now=now)
    assert (type(error), error.code) == (NotAllowed, "co_opinion_missing")
    do(town, Action.END_CO_HANDLING, helped, by=handler, now=now)
    do(town, Action.ISSUE_REPLY, helped, by=handler, now=now)
    assert stored(helped).status is Status.ANSWERED


def test_an_interim_reply_waits_for_nobody_and_an_opinion_lets_the_final_one_go(
    town: Town, now: datetime, helped: int
) -> None:
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.DRAFT_REPLY, helped, by=handler, now=now, kind=ReplyKind.INTERIM)
    do(town, Action.APPROVE_REPLY, helped, by=head, now=now)
    do(town, Action.ISSUE_INTERIM_REPLY, helped, by=handler, now=now)
    do(town, Action.FILE_CO_OPINION, helped, by=actor_of(town.other_head), now=now)
    do(town, Action.DRAFT_REPLY, helped, by=handler, now=now)
    do(town, Action.APPROVE_REPLY, helped, by=head, now=now)
    do(town, Action.ISSUE_REPLY, helped, by=handler, now=now)
    assert co_handlings(helped)[0].ended_at is None, "it helps until the case ends"
    reported(town, helped, now=now)
    do(town, Action.CLOSE, helped, by=handler, now=now + DAY)
    assert co_handlings(helped)[0].ended_at == now + DAY


def test_an_upheld_objection_ends_all_help(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.OBJECT, case_id, by=actor_of(town.handler), now=now)
    do(town, Action.UPHOLD_OBJECTION, case_id, by=actor_of(town.clerk), now=now)
    assert co_handlings(case_id)[0].ended_at == now
    do(town, Action.ASSIGN, case_id, by=actor_of(town.clerk), now=now, unit_id=town.education.id)
    assert stored(case_id).handling_unit_id == town.education.id


def test_a_unit_is_asked_anew_once_its_help_has_ended(
    town: Town, now: datetime, helped: int
) -> None:
    do(town, Action.END_CO_HANDLING, helped, by=actor_of(town.handler), now=now)
    error = refused(Action.END_CO_HANDLING, town, helped, by=actor_of(town.handler), now=now)
    assert error.code == "no_co_handling"
    do(town, Action.INVITE_CO_HANDLER, helped, by=actor_of(town.handler), now=now)
    assert [row.ended_at is None for row in co_handlings(helped)] == [False, True]


def test_lists_follow_the_co_limit_and_leave_the_queue_alone(
    town: Town, now: datetime, helped: int
) -> None:
    """Education's own list by its own last day; late ones lie before the lead, the office and supervision."""
    today = clock.local_day(now)
    helper, lead = actor_of(town.other_handler), actor_of(town.handler)
    other = a_case(town, Status.ACCEPTED, now=now)
    before = stored(other).due_on
    do(town, Action.INVITE_CO_HANDLER, other, by=lead, now=now, days=1)
    page = co_queue(helper, ASKED, today=today, size=1)
    assert (page.total, [row.id for row in page.rows]) == (2, [other])
    assert page.rows[0].due_on == date(2026, 3, 11)
    assert page.rows[0].unit == town.works.name
    rest = co_queue(helper, ASKED, today=today, size=1, cursor=page.next_cursor)
    assert ([row.id for row in rest.rows], rest.next_cursor) == ([helped], "")
    assert stored(other).due_on == before, "the case's own dates are its own"

    day_after = date(2026, 3, 12)
    for who in ("handler", "unit_head", "clerk", "office_head", "leader", "supervisor"):
        actor = actor_of(town.officers[who])
        assert not co_queue(actor, LATE, today=today).rows
        late = co_queue(actor, LATE, today=day_after)
        assert [(row.id, row.unit) for row in late.rows] == [(other, town.education.name)], who
        piles = {each.code: each.count for each in desk(actor, today=day_after)}
        assert piles["co_late"] == 1
    assert {each.code: each.count for each in desk(helper, today=day_after)}["co_asked"] == 2
    for who in ("foreign_clerk", "foreign_leader", "street_handler", "other_handler"):
        assert not co_queue(actor_of(town.officers[who]), LATE, today=day_after).rows
    for who in ("auditor", "administrator"):
        assert lists_of(actor_of(town.officers[who])) == ()
    do(town, Action.FILE_CO_OPINION, other, by=helper, now=now + 3 * DAY)
    assert not co_queue(lead, LATE, today=day_after).rows


@pytest.mark.parametrize("cursor", ["x", "e30=", "W10=", "WyJ4IiwgMV0=", "1" * 5000, "\u202e"])
def test_an_odd_cursor_starts_at_the_beginning(
    town: Town, now: datetime, helped: int, cursor: str
) -> None:
    page = co_queue(actor_of(town.other_handler), ASKED, today=now.date(), cursor=cursor)
    assert [row.id for row in page.rows] == [helped]


def test_the_petitioner_reads_who_leads_and_who_helps(
    town: Town, now: datetime, helped: int
) -> None:
    case = tracked(helped, now=now)
    assert case is not None
    assert case.handling_unit is not None
    assert case.handling_unit.id == town.works.id
    assert [each.id for each in case.co_units] == [town.education.id]
    assert case.timeline[-1].target is not None
    assert case.timeline[-1].target.id == town.education.id
    assert "task" not in case.timeline[-1].facts, "what was asked stays inside"


def test_two_at_once_ask_the_same_unit_once(app: Flask, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    seen = version_of(case_id)
    clerk, handler = actor_of(town.clerk), actor_of(town.handler)
    outcomes = at_once(
        app,
        lambda: do(town, Action.INVITE_CO_HANDLER, case_id, by=clerk, now=now, version=seen),
        lambda: do(town, Action.INVITE_CO_HANDLER, case_id, by=handler, now=now, version=seen),
    )
    assert [type(each) for each in outcomes if each is not None] == [Stale]
    assert len(co_handlings(case_id)) == 1
    taken = [row.action for row in event_rows(case_id)]
    assert taken.count(Action.INVITE_CO_HANDLER) == 1
