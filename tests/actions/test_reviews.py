"""Review and re-review: another unit, another person, within 30 days, with clocks of their own (Art. 35, 36)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, NotAllowed, Refused, Stale
from petitions.adapters import clock
from petitions.models import OutboxNotice, Unit
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.feed import feed_of
from petitions.queries.queue import Filters, queue
from petitions.queries.stand import clocks_now
from petitions.queries.tracking import tracked
from petitions.rules.clocks import CaseClock
from petitions.rules.permissions import Actor
from petitions.rules.recusals import RecusalCause
from petitions.rules.reviews import ReviewLevel, ReviewOutcome
from petitions.rules.terms import (
    Action,
    Channel,
    Clock,
    Notice,
    PetitionClass,
    Recipient,
    Role,
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
    petitioner_of,
    stored,
    version_of,
)
from tests.factories.officers import changed
from tests.factories.outcomes import refused
from tests.factories.reviews import decided, reviews, under_the_street
from web.commands.verify import faults

DAY = timedelta(days=1)
CHAIN = (
    Action.DRAFT_REVIEW,
    Action.RECORD_HEARING,
    Action.DECIDE_REVIEW,
    Action.DECIDE_REREVIEW,
    Action.REMAND,
)
"""What nobody takes who had a hand in the matter."""


@pytest.fixture
def street(register: Session, town: Town) -> Town:
    """The town, with the street above the works department."""
    under_the_street(register, town)
    return town


def clocks(session: Session, case_id: int, which: Clock) -> list[CaseClock]:
    session.rollback()
    return [each for each in clocks_now(session, case_id) if each.clock is which]


def offered(case_id: int, actor: Actor, now: datetime) -> set[Action]:
    """The steps on this officer's page of the case, which he has."""
    file = case_file(case_id, actor=actor, now=now)
    assert file is not None, "who does not see the case is offered nothing anyway"
    return {step.action for step in file.steps}


def test_the_unit_next_above_reviews(register: Session, street: Town, now: datetime) -> None:
    case_id = a_case(street, Status.ANSWERED, now=now)
    for officer in (street.street_handler, street.other_handler):
        # The head of the street stands above the works department, and so it is his case already.
        assert case_file(case_id, actor=actor_of(officer), now=now) is None
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    (review,) = reviews(case_id)
    assert (review.level, review.unit_id) == (ReviewLevel.REVIEW, street.street.id)
    assert stored(case_id).status is Status.IN_REVIEW
    (window,) = clocks(register, case_id, Clock.ASK_REVIEW)
    assert window.stopped_by is Action.REQUEST_REVIEW
    (duty,) = clocks(register, case_id, Clock.DECIDE_REVIEW)
    assert duty.deadline.adjusted == clock.local_day(now) + 30 * DAY
    assert (stored(case_id).due_on, stored(case_id).due_clock) == (
        duty.deadline.adjusted,
        Clock.DECIDE_REVIEW,
    )
    told = register.scalars(
        select(OutboxNotice).where(
            OutboxNotice.case_id == case_id, OutboxNotice.recipient == Recipient.REVIEWER
        )
    ).all()
    assert [(row.notice, row.unit_id) for row in told] == [(Notice.REVIEW_SENT, street.street.id)]

    reader, handler = actor_of(street.street_handler), actor_of(street.handler)
    assert offered(case_id, reader, now) >= {Action.DRAFT_REVIEW, Action.NOTE}
    assert case_file(case_id, actor=actor_of(street.other_handler), now=now) is None
    today = clock.local_day(now)
    (pile,) = [each for each in desk(reader, today=today) if each.code == "to_review"]
    assert [row.id for row in pile.rows] == [case_id]
    assert [row.id for row in queue(reader, Filters(review=True), today=today).rows] == [case_id]
    for by in (reader, actor_of(street.street_head)):
        days = [(day.case_id, day.clock) for day in feed_of(by, today=today)]
        assert (case_id, Clock.DECIDE_REVIEW) in days
    assert Action.DRAFT_REVIEW not in offered(case_id, handler, now)

    do(street, Action.DRAFT_REVIEW, case_id, by=reader, now=now, opinion="草稿里的话")
    file = case_file(case_id, actor=handler, now=now)
    own = tracked(case_id, now=now)
    assert file is not None
    assert own is not None
    assert (file.reviews[0].opinion, own.reviews[0].opinion) == ("", ""), "a draft is theirs alone"
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=reader, now=now)
    assert error.code == "no_right", "a handler drafts, a head signs"
    do(street, Action.DECIDE_REVIEW, case_id, by=actor_of(street.street_head), now=now)
    own = tracked(case_id, now=now)
    assert own is not None
    assert (own.status, own.reviews[0].opinion) == (Status.REVIEWED, "草稿里的话")
    (again,) = clocks(register, case_id, Clock.ASK_REREVIEW)
    assert (again.running, again.deadline.nominal) == (True, clock.local_day(now) + 30 * DAY)
    assert Action.REQUEST_REREVIEW in {step.action for step in own.steps}
    assert not list(faults(register))


def test_who_drafts_does_not_sign(street: Town, now: datetime) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    head = actor_of(street.street_head)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=head, now=now)
    assert (type(error), error.code) == (NotAllowed, "no_review_draft")
    do(street, Action.DRAFT_REVIEW, case_id, by=head, now=now)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=head, now=now)
    assert (type(error), error.code) == (NotAllowed, "own_review_draft")
    assert reviews(case_id)[0].decided_at is None


@pytest.mark.parametrize("who", ["handler", "unit_head"])
def test_who_handled_it_does_not_decide_the_review(
    register: Session, street: Town, now: datetime, who: str
) -> None:
    """Not even from another desk: he was moved to the reviewing unit, as its head, since."""
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    officer = street.officers[who]
    changed(street, officer, now=now, role=Role.UNIT_HEAD, unit_id=street.street.id)
    register.expire_all()
    mover = actor_of(register.get_one(type(officer), officer.id))
    assert mover.unit_id == street.street.id
    assert not offered(case_id, mover, now) & set(CHAIN)
    do(street, Action.DRAFT_REVIEW, case_id, by=actor_of(street.street_handler), now=now)
    file = case_file(case_id, actor=mover, now=now)
    assert file is not None
    assert file.reviews[0].opinion == "", "he does not even read the draft"
    for action in (Action.DRAFT_REVIEW, Action.DECIDE_REVIEW):
        error = refused(action, street, case_id, by=mover, now=now)
        assert (type(error), error.code) == (NotAllowed, "took_part")
    do(street, Action.DECIDE_REVIEW, case_id, by=actor_of(street.street_head), now=now)


def test_a_head_above_both_who_signed_the_reply_does_not_decide_its_review(
    street: Town, now: datetime
) -> None:
    """The head of the street may sign for the units below; then the letters office records who else decided."""
    case_id = a_case(street, Status.REPLY_DRAFTED, now=now)
    head, clerk = actor_of(street.street_head), actor_of(street.clerk)
    do(street, Action.APPROVE_REPLY, case_id, by=head, now=now)
    do(street, Action.ISSUE_REPLY, case_id, by=actor_of(street.handler), now=now)
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    assert not offered(case_id, head, now) & set(CHAIN)
    assert refused(Action.DRAFT_REVIEW, street, case_id, by=head, now=now).code == "took_part"
    helper = actor_of(street.street_handler)
    error = refused(Action.DRAFT_REVIEW, street, case_id, by=helper, now=now)
    assert error.code == "office_keeps_review"
    do(street, Action.DRAFT_REVIEW, case_id, by=clerk, now=now)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=clerk, now=now)
    assert error.code == "own_review_draft"
    do(street, Action.DECIDE_REVIEW, case_id, by=actor_of(street.office_head), now=now)
    assert stored(case_id).status is Status.REVIEWED


def test_who_reviewed_does_not_decide_the_rereview(
    register: Session, street: Town, now: datetime
) -> None:
    """A street below a street: the first reviewer moves up with the case and is out."""
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    decided(street, case_id, Action.DECIDE_REVIEW, now=now)
    # Education becomes the unit above the street.
    above = register.get_one(Unit, street.street.id)
    above.parent_id = street.education.id
    above.path = f"{street.education.path}{above.id}/"
    works = register.get_one(Unit, street.works.id)
    works.path = f"{above.path}{works.id}/"
    register.commit()
    do(street, Action.REQUEST_REREVIEW, case_id, by=petitioner_of(case_id), now=now)
    (_, again) = reviews(case_id)
    assert (again.level, again.unit_id) == (ReviewLevel.REREVIEW, street.education.id)
    changed(street, street.street_head, now=now, unit_id=street.education.id)
    register.expire_all()
    mover = actor_of(register.get_one(type(street.street_head), street.street_head.id))
    error = refused(Action.DRAFT_REVIEW, street, case_id, by=mover, now=now)
    assert (type(error), error.code) == (NotAllowed, "took_part")
    do(street, Action.DRAFT_REVIEW, case_id, by=actor_of(street.other_handler), now=now)
    assert refused(Action.DECIDE_REREVIEW, street, case_id, by=mover, now=now).code == "took_part"
    do(street, Action.DECIDE_REREVIEW, case_id, by=actor_of(street.other_head), now=now)
    assert stored(case_id).status is Status.CONCLUDED
    assert stored(case_id).closed
    assert not list(faults(register))


def test_where_nobody_above_works_here_the_letters_office_records_the_decision(
    register: Session, town: Town, now: datetime
) -> None:
    """The government above has no handlers here; above the government our directory ends."""
    case_id = a_case(town, Status.IN_REVIEW, now=now)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    assert reviews(case_id)[0].unit_id == town.government.id
    (pile,) = [
        each for each in desk(clerk, today=clock.local_day(now)) if each.code == "under_review"
    ]
    assert [row.id for row in pile.rows] == [case_id]
    days = [(day.case_id, day.clock) for day in feed_of(clerk, today=clock.local_day(now))]
    assert days == [(case_id, Clock.DECIDE_REVIEW)]
    error = refused(Action.DRAFT_REVIEW, town, case_id, by=clerk, now=now, document_number=" ")
    assert isinstance(error, Missing)
    assert error.names == ("document_number",)
    do(town, Action.DRAFT_REVIEW, case_id, by=clerk, now=now)
    assert reviews(case_id)[0].body == "", "the directory knows the government's name"
    assert (
        refused(Action.DECIDE_REVIEW, town, case_id, by=clerk, now=now).code == "own_review_draft"
    )
    do(town, Action.DECIDE_REVIEW, case_id, by=head, now=now)
    do(town, Action.REQUEST_REREVIEW, case_id, by=petitioner_of(case_id), now=now)
    assert reviews(case_id)[1].unit_id is None
    error = refused(Action.DRAFT_REVIEW, town, case_id, by=clerk, now=now, body="")
    assert isinstance(error, Missing)
    assert error.names == ("body",)
    do(town, Action.DRAFT_REVIEW, case_id, by=clerk, now=now)
    do(town, Action.DECIDE_REREVIEW, case_id, by=head, now=now)
    own = tracked(case_id, now=now)
    assert own is not None
    assert (own.status, own.reviews[1].body) == (Status.CONCLUDED, "省人民政府")
    assert not list(faults(register))


def test_where_the_unit_above_can_decide_the_letters_office_does_not(
    street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    for officer in (street.clerk, street.office_head):
        error = refused(Action.DRAFT_REVIEW, street, case_id, by=actor_of(officer), now=now)
        assert (type(error), error.code) == (NotAllowed, "reviewing_unit_decides")


@pytest.mark.parametrize(
    ("entered_after", "received_after", "code"),
    [
        (30, 30, None),
        (33, 30, None),  # it lay in the post room
        (33, 33, "review_too_late"),
        (5, -1, "review_before_opinion"),
        (5, 6, "received_in_future"),
    ],
)
def test_a_letter_counts_from_the_day_it_came(
    register: Session,
    town: Town,
    now: datetime,
    entered_after: int,
    received_after: int,
    code: str | None,
) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    (window,) = clocks(register, case_id, Clock.ASK_REVIEW)
    last, issued = window.deadline.adjusted, clock.local_day(now)
    shift = (last - issued).days - 30  # a last day of rest moves on
    when = now + (entered_after + shift) * DAY
    came = issued + (received_after + (shift if received_after >= 30 else 0)) * DAY
    given: dict[str, Any] = {
        "by": actor_of(town.clerk),
        "now": when,
        "received_on": came,
        "channel": Channel.LETTER,
    }
    if code is not None:
        error = refused(Action.REQUEST_REVIEW, town, case_id, **given)
        assert (type(error), error.code) == (Refused, code)
        assert reviews(case_id) == []
        return
    do(town, Action.REQUEST_REVIEW, case_id, **given)
    (row,) = reviews(case_id)
    assert (row.received_on, row.channel, row.entered_by_id) == (
        came,
        Channel.LETTER,
        town.clerk.id,
    )
    (duty,) = clocks(register, case_id, Clock.DECIDE_REVIEW)
    assert duty.deadline.adjusted == came + 30 * DAY


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_the_petitioner_asks_within_his_window(
    register: Session, town: Town, now: datetime, status: Status
) -> None:
    case_id = a_case(town, status, now=now)
    citizen = petitioner_of(case_id)
    (window,) = clocks(register, case_id, Clock.ASK_REVIEW)
    left = (window.deadline.adjusted - clock.local_day(now)).days
    late = now + (left + 1) * DAY
    own = tracked(case_id, now=late)
    assert own is not None
    assert Action.REQUEST_REVIEW not in {step.action for step in own.steps}
    error = refused(Action.REQUEST_REVIEW, town, case_id, by=citizen, now=late)
    assert (type(error), error.code) == (NotAllowed, "review_too_late")
    do(town, Action.REQUEST_REVIEW, case_id, by=citizen, now=now + left * DAY)
    assert not stored(case_id).closed
    error = refused(Action.REQUEST_REVIEW, town, case_id, by=citizen, now=now + left * DAY)
    assert error.code == "wrong_status"
    assert not list(faults(register))


def test_only_an_appeal_has_a_review(town: Town, now: datetime) -> None:
    """Art. 35 speaks of handling opinions, which appeals alone get (Art. 31 item 6)."""
    given = a_submission(petition_class=PetitionClass.SUGGESTION)
    case_id = a_case(town, Status.ANSWERED, now=now, submission=given)
    own = tracked(case_id, now=now)
    assert own is not None
    assert Action.REQUEST_REVIEW not in {step.action for step in own.steps}
    error = refused(Action.REQUEST_REVIEW, town, case_id, by=petitioner_of(case_id), now=now)
    assert (type(error), error.code) == (NotAllowed, "no_review_window")


def test_a_rereview_is_of_a_review_opinion_only(town: Town, now: datetime) -> None:
    """Art. 36 starts from a review opinion: none for who let the review pass."""
    case_id = a_case(town, Status.CLOSED, now=now)
    error = refused(Action.REQUEST_REREVIEW, town, case_id, by=petitioner_of(case_id), now=now)
    assert (type(error), error.code) == (NotAllowed, "no_review_window")


@pytest.mark.parametrize("closed", [False, True])
def test_what_is_revoked_is_handled_anew(
    register: Session, street: Town, now: datetime, closed: bool
) -> None:
    case_id = a_case(street, Status.CLOSED if closed else Status.ANSWERED, now=now)
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    later = now + 10 * DAY
    helper, head = actor_of(street.street_handler), actor_of(street.street_head)
    given = {"outcome": ReviewOutcome.REMAND}
    do(street, Action.DRAFT_REVIEW, case_id, by=helper, now=later, **given)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=head, now=later)
    assert (type(error), error.code) == (NotAllowed, "review_remands")
    do(street, Action.REMAND, case_id, by=head, now=later)
    case = stored(case_id)
    assert (case.status, case.handling_unit_id) == (Status.ACCEPTED, street.works.id)
    *_, handling = clocks(register, case_id, Clock.HANDLING)
    assert handling.running
    assert handling.deadline.nominal == clock.local_day(later) + 60 * DAY
    assert Action.DRAFT_REPLY in offered(case_id, actor_of(street.handler), later)
    assert not list(faults(register))
    for action, officer in (
        (Action.DRAFT_REPLY, street.handler),
        (Action.APPROVE_REPLY, street.unit_head),
        (Action.ISSUE_REPLY, street.handler),
    ):
        do(street, action, case_id, by=actor_of(officer), now=later)
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=later)
    assert [each.level for each in reviews(case_id)] == [ReviewLevel.REVIEW, ReviewLevel.REVIEW]
    # What they judge now is another opinion.
    decided(street, case_id, Action.DECIDE_REVIEW, now=later)
    assert not list(faults(register))


def test_what_stands_is_not_remanded(street: Town, now: datetime) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    do(street, Action.DRAFT_REVIEW, case_id, by=actor_of(street.street_handler), now=now)
    error = refused(Action.REMAND, street, case_id, by=actor_of(street.street_head), now=now)
    assert (type(error), error.code) == (NotAllowed, "review_remands_not")


def test_a_hearing_is_not_counted(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.IN_REREVIEW, now=now)
    asked, clerk = clock.local_day(now), actor_of(town.clerk)
    for given, code in (
        ({"held_on": asked - DAY}, "hearing_before_request"),
        ({"held_on": asked + DAY}, "hearing_in_future"),
        ({"days": 0}, "hearing_days"),
        ({"days": 2}, "hearing_days"),  # it cannot have begun before it was asked for
    ):
        error = refused(Action.RECORD_HEARING, town, case_id, by=clerk, now=now, **given)
        assert (type(error), error.code) == (Refused, code)
    late = {"by": clerk, "now": now + 40 * DAY, "held_on": asked + 31 * DAY}
    error = refused(Action.RECORD_HEARING, town, case_id, **late)
    assert (type(error), error.code) == (Refused, "hearing_too_late"), "what is late stays late"
    now += 10 * DAY
    do(town, Action.RECORD_HEARING, case_id, by=clerk, now=now, days=5)
    (duty,) = clocks(register, case_id, Clock.DECIDE_REREVIEW)
    assert (duty.deadline.nominal, duty.deadline.adjusted) == (
        asked + 30 * DAY,
        asked + 35 * DAY,
    )
    error = refused(Action.RECORD_HEARING, town, case_id, by=clerk, now=now)
    assert error.code == "hearing_recorded"


def test_the_rereview_window_counts_from_service(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.REVIEWED, now=now)
    clerk, signed = actor_of(town.clerk), clock.local_day(now)
    later = now + 20 * DAY
    for day, code in (
        (signed - DAY, "served_before_issue"),
        (signed + 21 * DAY, "served_in_future"),
    ):
        error = refused(
            Action.RECORD_REVIEW_SERVICE, town, case_id, by=clerk, now=later, served_on=day
        )
        assert (type(error), error.code) == (Refused, code)
    do(
        town,
        Action.RECORD_REVIEW_SERVICE,
        case_id,
        by=clerk,
        now=later,
        served_on=signed + 7 * DAY,
    )
    *_, window = clocks(register, case_id, Clock.ASK_REREVIEW)
    assert window.deadline.nominal == signed + 37 * DAY
    do(
        town,
        Action.REQUEST_REREVIEW,
        case_id,
        by=petitioner_of(case_id),
        now=now + 36 * DAY,
    )
    assert stored(case_id).status is Status.IN_REREVIEW


def test_a_draft_of_who_is_recused_is_none(street: Town, now: datetime) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    helper, head = actor_of(street.street_handler), actor_of(street.street_head)
    do(street, Action.DRAFT_REVIEW, case_id, by=helper, now=now)
    do(
        street,
        Action.ORDER_RECUSAL,
        case_id,
        by=actor_of(street.clerk),
        now=now,
        officer_id=street.street_handler.id,
        cause=RecusalCause.INTEREST,
        reason="是信访人的邻居。",
    )
    (row,) = reviews(case_id)
    assert (row.drafted_by_id, row.outcome, row.opinion) == (None, None, "")
    assert case_file(case_id, actor=helper, now=now) is None
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=head, now=now)
    assert error.code == "office_keeps_review", "of two one is left"


def test_a_draft_of_who_is_named_as_complained_about_is_none(street: Town, now: datetime) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    helper, clerk = street.street_handler, actor_of(street.clerk)
    do(street, Action.DRAFT_REVIEW, case_id, by=actor_of(helper), now=now)
    assert reviews(case_id)[0].drafted_by_id == helper.id
    named = {"unit_ids": [], "officer_ids": [helper.id]}
    do(street, Action.NAME_ACCUSED, case_id, by=clerk, now=now, **named)
    assert reviews(case_id)[0].drafted_by_id is None
    assert case_file(case_id, actor=actor_of(helper), now=now) is None


def test_service_of_an_opinion_that_was_reviewed_opens_no_window_again(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.CLOSED, now=now)
    do(town, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.DECIDE_REVIEW, case_id, by=actor_of(town.office_head), now=now)
    handler = actor_of(town.handler)
    do(town, Action.CLOSE, case_id, by=handler, now=now)
    error = refused(Action.RECORD_SERVICE, town, case_id, by=handler, now=now)
    assert (type(error), error.code) == (NotAllowed, "opinion_reviewed")
    (window,) = clocks(register, case_id, Clock.ASK_REVIEW)
    assert window.stopped_by is Action.REQUEST_REVIEW
    do(town, Action.REQUEST_REREVIEW, case_id, by=petitioner_of(case_id), now=now)
    assert stored(case_id).status is Status.IN_REREVIEW


def test_a_closing_report_is_owed_and_filed_while_a_review_goes_on(
    register: Session, town: Town, now: datetime
) -> None:
    """The limit of an assignment goes on, and so does the way to keep it (Art. 22 (3))."""
    case_id = a_case(town, Status.IN_REVIEW, now=now)
    clerk, head, today = actor_of(town.clerk), actor_of(town.unit_head), clock.local_day(now)
    for by, code in ((head, "to_report"), (clerk, "to_check")):
        (pile,) = [each for each in desk(by, today=today) if each.code == code]
        assert [row.id for row in pile.rows] == [case_id]
        assert [row.id for row in queue(by, Filters(report=True), today=today).rows] == [case_id]
        if by is head:
            do(town, Action.FILE_CLOSING_REPORT, case_id, by=head, now=now)
    do(town, Action.ACCEPT_CLOSING_REPORT, case_id, by=clerk, now=now)
    (assigned,) = clocks(register, case_id, Clock.ASSIGNED)
    assert assigned.stopped_by is Action.FILE_CLOSING_REPORT


def test_of_a_confidential_petition_the_reviewer_reads_what_was_redacted(
    street: Town, now: datetime
) -> None:
    given = a_submission(confidential=True)
    case_id = a_case(street, Status.ANSWERED, now=now, submission=given)
    do(
        street,
        Action.REQUEST_REVIEW,
        case_id,
        by=petitioner_of(case_id),
        now=now,
        text="我叫张三，住柳林路。",
    )
    for officer, text in ((street.street_handler, ""), (street.clerk, "我叫张三，住柳林路。")):
        file = case_file(case_id, actor=actor_of(officer), now=now)
        assert file is not None
        assert file.reviews[0].text == text
    (row,) = reviews(case_id)
    do(
        street,
        Action.REDACT,
        case_id,
        by=actor_of(street.clerk),
        now=now,
        supplements={f"r{row.id}": "请重新调查。"},
    )
    file = case_file(case_id, actor=actor_of(street.street_handler), now=now)
    assert file is not None
    assert file.reviews[0].text == "请重新调查。"


def test_after_its_opinion_the_reviewing_unit_has_a_case_of_the_past(
    street: Town, now: datetime
) -> None:
    plain = a_case(street, Status.IN_REVIEW, now=now)
    secret = a_case(street, Status.IN_REVIEW, now=now, submission=a_submission(confidential=True))
    helper = actor_of(street.street_handler)
    for case_id in (plain, secret):
        assert Action.DRAFT_REVIEW in offered(case_id, helper, now)
        decided(street, case_id, Action.DECIDE_REVIEW, now=now)
    assert offered(plain, helper, now) == set()
    assert case_file(secret, actor=helper, now=now) is None


def test_two_at_once_sign_it_once(app: Flask, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.IN_REVIEW, now=now)
    do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=now)
    seen = version_of(case_id)
    second, head = actor_of(town.second_clerk), actor_of(town.office_head)

    def signed(by: Actor) -> Any:
        return do(town, Action.DECIDE_REVIEW, case_id, by=by, now=now, version=seen)

    outcomes = at_once(app, lambda: signed(second), lambda: signed(head))
    assert [type(each) for each in outcomes if each is not None] == [Stale]
    assert [row.action for row in event_rows(case_id)].count(Action.DECIDE_REVIEW) == 1


def test_a_second_press_asks_once(app: Flask, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    citizen = petitioner_of(case_id)

    def asked() -> Any:
        return do(town, Action.REQUEST_REVIEW, case_id, by=citizen, now=now)

    outcomes = at_once(app, asked, asked)
    assert len([each for each in outcomes if each is None]) == 1
    assert len(reviews(case_id)) == 1
