"""Who is kept out of a review, however he comes to it, and that it can always be finished (Art. 28, 30, 35, 36)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.models import Attachment, Extension, Officer, Unit
from petitions.models.exchange import Decision
from petitions.queries.attachments import download
from petitions.queries.case_file import case_file
from petitions.queries.queue import Filters, queue
from petitions.queries.tracking import tracked
from petitions.rules.corrections import RegisteredFact
from petitions.rules.erasure import WAIT, ErasureGround
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import Action, Channel, PetitionClass, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    petitioner_of,
    redacted,
    reported,
    staged,
    stored,
)
from tests.factories.officers import changed
from tests.factories.outcomes import refused
from tests.factories.reviews import decided, reviews, under_the_street
from web.commands.verify import faults

DAY = timedelta(days=1)
REMANDS: dict[str, Any] = {"outcome": ReviewOutcome.REMAND}


@pytest.fixture
def street(register: Session, town: Town) -> Town:
    """The town, with the street above the works department."""
    under_the_street(register, town)
    return town


def moved(session: Session, town: Town, officer: Officer, now: datetime, **changes: Any) -> Any:
    """The officer after a change of his account."""
    changed(town, officer, now=now, **changes)
    session.expire_all()
    return actor_of(session.get_one(Officer, officer.id))


@pytest.mark.parametrize(
    "action", [Action.ASK_MORE, Action.INVITE_CO_HANDLER, Action.NOTE, Action.ATTACH, Action.CLOSE]
)
def test_any_step_for_the_handling_unit_is_a_hand_in_it(
    street: Town, now: datetime, action: Action
) -> None:
    """The head of the street acts for the units below; then he does not judge them."""
    head = actor_of(street.street_head)
    before = Status.ANSWERED if action is Action.CLOSE else Status.ACCEPTED
    case_id = a_case(street, before, now=now)
    if action is Action.CLOSE:
        reported(street, case_id, now=now)
    do(street, action, case_id, by=head, now=now)
    if action is Action.INVITE_CO_HANDLER:
        do(street, Action.END_CO_HANDLING, case_id, by=actor_of(street.handler), now=now)
    if before is Status.ACCEPTED:
        for step, officer in (
            (Action.DRAFT_REPLY, street.handler),
            (Action.APPROVE_REPLY, street.unit_head),
            (Action.ISSUE_REPLY, street.handler),
        ):
            do(street, step, case_id, by=actor_of(officer), now=now)
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    error = refused(Action.DRAFT_REVIEW, street, case_id, by=head, now=now)
    assert (type(error), error.code) == (NotAllowed, "took_part")


def test_a_draft_of_who_gets_a_hand_in_it_is_none(street: Town, now: datetime) -> None:
    """He drafts the opinion, then files the handlers' closing report."""
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    head, clerk = actor_of(street.street_head), actor_of(street.clerk)
    do(street, Action.DRAFT_REVIEW, case_id, by=head, now=now)
    do(street, Action.FILE_CLOSING_REPORT, case_id, by=head, now=now)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=clerk, now=now)
    assert (type(error), error.code) == (NotAllowed, "no_review_draft")


def test_a_draft_of_the_unit_is_none_of_the_office_nor_the_other_way_round(
    register: Session, street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    clerk, office_head = actor_of(street.clerk), actor_of(street.office_head)
    do(
        street,
        Action.DRAFT_REVIEW,
        case_id,
        by=actor_of(street.street_handler),
        now=now,
        document_number="",
    )
    changed(street, street.street_head, now=now, active=False)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=clerk, now=now)
    assert (type(error), error.code) == (NotAllowed, "no_review_draft"), "it decides nothing"
    do(street, Action.DRAFT_REVIEW, case_id, by=clerk, now=now)
    changed(street, street.street_head, now=now, active=True)
    register.expire_all()
    head = actor_of(street.street_head)
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=head, now=now)
    assert (type(error), error.code) == (NotAllowed, "no_review_draft")
    error = refused(Action.DECIDE_REVIEW, street, case_id, by=office_head, now=now)
    assert error.code == "reviewing_unit_decides"


def test_who_handled_it_throws_no_reviewer_out(street: Town, now: datetime) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    do(street, Action.DRAFT_REVIEW, case_id, by=actor_of(street.street_handler), now=now)
    error = refused(
        Action.ORDER_RECUSAL,
        street,
        case_id,
        by=actor_of(street.unit_head),
        now=now,
        officer_id=street.street_handler.id,
    )
    assert (type(error), error.code) == (NotAllowed, "office_orders_recusal")
    assert reviews(case_id)[0].drafted_by_id == street.street_handler.id


def test_two_of_the_office_are_left_while_it_keeps_a_review(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.IN_REVIEW, now=now)
    head = actor_of(town.office_head)
    one = {"officer_id": town.second_clerk.id}
    do(town, Action.ORDER_RECUSAL, case_id, by=head, now=now, **one)
    other = {"officer_id": town.clerk.id}
    error = refused(Action.ORDER_RECUSAL, town, case_id, by=head, now=now, **other)
    assert (type(error), error.code) == (Refused, "nobody_left")


def test_what_goes_back_to_a_unit_that_is_no_more_comes_to_the_office(
    register: Session, street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.CLOSED, now=now)
    for name in ("handler", "colleague", "unit_head"):
        changed(street, street.officers[name], now=now, active=False)
    unit = register.get_one(Unit, street.works.id)
    unit.active = False
    register.commit()
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    assert not list(faults(register))
    do(street, Action.DRAFT_REVIEW, case_id, by=actor_of(street.street_handler), now=now, **REMANDS)
    do(street, Action.REMAND, case_id, by=actor_of(street.street_head), now=now)
    assert (stored(case_id).status, stored(case_id).handling_unit_id) == (Status.REGISTERED, None)
    assert not list(faults(register))
    sent = {"unit_id": street.education.id}
    do(street, Action.TRANSFER, case_id, by=actor_of(street.clerk), now=now, **sent)


def test_what_goes_back_to_a_unit_that_must_not_have_it_comes_to_the_office(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.IN_REVIEW, now=now)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    named = {"unit_ids": [town.works.id], "officer_ids": []}
    do(town, Action.NAME_ACCUSED, case_id, by=clerk, now=now, **named)
    given = {"fact": RegisteredFact.PETITION_CLASS, "new": PetitionClass.ACCUSATION.value}
    do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now, **given)
    do(town, Action.APPROVE_CORRECTION, case_id, by=head, now=now)
    redacted(town, case_id, now=now)
    do(town, Action.DRAFT_REVIEW, case_id, by=clerk, now=now, **REMANDS)
    do(town, Action.REMAND, case_id, by=head, now=now)
    assert (stored(case_id).status, stored(case_id).handling_unit_id) == (Status.REGISTERED, None)


def test_another_class_takes_no_window_that_was_told(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    given = {"fact": RegisteredFact.PETITION_CLASS, "new": PetitionClass.SUGGESTION.value}
    do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now, **given)
    do(town, Action.APPROVE_CORRECTION, case_id, by=head, now=now)
    own = tracked(case_id, now=now)
    assert own is not None
    assert Action.REQUEST_REVIEW in {step.action for step in own.steps}
    do(town, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    assert stored(case_id).status is Status.IN_REVIEW


def test_an_erasure_that_waited_through_a_review_waits_anew(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.CLOSED, now=now)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    asked = now + 40 * DAY
    given = {"ground": ErasureGround.CONSENT_WITHDRAWN}
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=asked, **given)
    letter = {"received_on": (now + 20 * DAY).date(), "channel": Channel.LETTER}
    do(town, Action.REQUEST_REVIEW, case_id, by=clerk, now=asked + DAY, **letter)
    then = asked + 2 * DAY
    for level in (Action.DECIDE_REVIEW, Action.DECIDE_REREVIEW):
        if level is Action.DECIDE_REREVIEW:
            do(town, Action.REQUEST_REREVIEW, case_id, by=petitioner_of(case_id), now=then)
        do(town, Action.DRAFT_REVIEW, case_id, by=clerk, now=then)
        do(town, level, case_id, by=head, now=then)
    error = refused(Action.APPROVE_ERASURE, town, case_id, by=head, now=asked + WAIT)
    assert (type(error), error.code) == (NotAllowed, "erasure_waits")
    do(town, Action.APPROVE_ERASURE, case_id, by=head, now=then + WAIT)


def test_of_a_confidential_petition_no_opinion_tells_who_brought_it(
    street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.ANSWERED, now=now, submission=a_submission(confidential=True))
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now + DAY)
    later = now + 2 * DAY
    clerk = actor_of(street.clerk)
    pile = queue(clerk, Filters(redaction=True), today=later.date())
    assert [row.id for row in pile.rows] == [case_id], "what he asks for is not redacted yet"
    for name in ("findings", "opinion", "legal_basis"):
        error = refused(
            Action.DRAFT_REVIEW,
            street,
            case_id,
            by=actor_of(street.street_handler),
            now=later,
            **{name: "信访人张建国反映的情况属实。"},
        )
        assert (type(error), error.code) == (Refused, "identity_left")
    do(street, Action.REDACT, case_id, by=clerk, now=later)
    assert queue(clerk, Filters(redaction=True), today=later.date()).rows == ()


def test_what_reviewers_note_and_attach_is_not_for_who_handled_it(
    register: Session, street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    helper, handler = actor_of(street.street_handler), actor_of(street.handler)
    do(street, Action.NOTE, case_id, by=handler, now=now, text="承办单位的记录")
    do(street, Action.NOTE, case_id, by=helper, now=now + DAY, text="拟撤销原意见")
    paper = staged(helper, now + DAY, name="拟稿.pdf")
    do(street, Action.ATTACH, case_id, by=helper, now=now + DAY, attachment_ids=[paper])
    assert register.get(Attachment, paper) is not None
    for officer, reads in (
        (street.street_handler, True),
        (street.street_head, True),
        (street.clerk, True),
        (street.supervisor, True),
        (street.handler, False),
        (street.unit_head, False),
    ):
        by = actor_of(officer)
        file = case_file(case_id, actor=by, now=now + DAY)
        assert file is not None
        notes = {each.text for each in file.notes}
        assert ("拟撤销原意见" in notes) is reads, officer.username
        assert "承办单位的记录" in notes
        assert (paper in {each.id for each in file.files}) is reads, officer.username
        assert (download(paper, actor=by) is not None) is reads, officer.username


def test_a_revoked_opinion_takes_its_report_and_its_extension_with_it(
    register: Session, street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.ACCEPTED, now=now)
    handler, head = actor_of(street.handler), actor_of(street.unit_head)
    do(street, Action.REQUEST_EXTENSION, case_id, by=handler, now=now)
    for action, by in (
        (Action.DRAFT_REPLY, handler),
        (Action.APPROVE_REPLY, head),
        (Action.ISSUE_REPLY, handler),
    ):
        do(street, action, case_id, by=by, now=now)
    reported(street, case_id, now=now)
    do(street, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    later = now + DAY
    decided(street, case_id, Action.REMAND, now=later, **REMANDS)
    register.rollback()
    assert register.scalars(select(Extension.decision)).all() == [Decision.REFUSED]
    error = refused(Action.APPROVE_EXTENSION, street, case_id, by=head, now=later)
    assert error.code == "no_extension_pending"
    do(street, Action.REQUEST_EXTENSION, case_id, by=handler, now=later)
    do(street, Action.APPROVE_EXTENSION, case_id, by=head, now=later)
    for action, by in (
        (Action.DRAFT_REPLY, handler),
        (Action.APPROVE_REPLY, head),
        (Action.ISSUE_REPLY, handler),
    ):
        do(street, action, case_id, by=by, now=later)
    error = refused(Action.CLOSE, street, case_id, by=handler, now=later)
    assert (type(error), error.code) == (NotAllowed, "closing_report_owed")
    reported(street, case_id, now=later)
    do(street, Action.CLOSE, case_id, by=handler, now=later)
    assert not list(faults(register))


def test_a_reviewer_who_came_to_the_letters_office_records_no_rereview(
    register: Session, street: Town, now: datetime
) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=now)
    decided(street, case_id, Action.DECIDE_REVIEW, now=now)
    do(street, Action.REQUEST_REREVIEW, case_id, by=petitioner_of(case_id), now=now)
    clerk = {"role": street.clerk.role, "unit_id": street.office.id}
    by = moved(register, street, street.street_handler, now, **clerk)
    error = refused(Action.DRAFT_REVIEW, street, case_id, by=by, now=now)
    assert (type(error), error.code) == (NotAllowed, "took_part")
