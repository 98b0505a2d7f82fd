"""Cases brought to any state by the actions themselves, never by writing into the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from sqlalchemy import select

from petitions.actions.submit import submit
from petitions.models import Case, CaseEvent, Unit
from petitions.models.session import db
from petitions.rules.redaction import is_protected
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, PetitionClass, Status
from tests.factories.petitions import a_submission
from tests.factories.town import Town, actor_of, petitioner_of
from tests.factories.verbs import do

_keys = count(1)

WAY: Mapping[Status, tuple[Status, Action, str]] = {
    Status.REGISTERED: (Status.RECEIVED, Action.REGISTER, "clerk"),
    Status.ROUTED: (Status.REGISTERED, Action.ASSIGN, "clerk"),
    Status.OBJECTED: (Status.ROUTED, Action.OBJECT, "handler"),
    Status.ACCEPTED: (Status.ROUTED, Action.ACCEPT, "handler"),
    Status.REPLY_DRAFTED: (Status.ACCEPTED, Action.DRAFT_REPLY, "handler"),
    Status.REPLY_APPROVED: (Status.REPLY_DRAFTED, Action.APPROVE_REPLY, "unit_head"),
    Status.ANSWERED: (Status.REPLY_APPROVED, Action.ISSUE_REPLY, "handler"),
    Status.IN_REVIEW: (Status.ANSWERED, Action.REQUEST_REVIEW, ""),
    Status.REVIEWED: (Status.IN_REVIEW, Action.DECIDE_REVIEW, "office_head"),
    Status.IN_REREVIEW: (Status.REVIEWED, Action.REQUEST_REREVIEW, ""),
    Status.CONCLUDED: (Status.IN_REREVIEW, Action.DECIDE_REREVIEW, "office_head"),
    Status.CLOSED: (Status.ANSWERED, Action.CLOSE, "handler"),
    Status.NOT_ACCEPTED: (Status.REGISTERED, Action.DECLINE, "clerk"),
    Status.NO_LONGER_ACCEPTED: (Status.REGISTERED, Action.NO_LONGER_ACCEPT, "clerk"),
    Status.REDIRECTED: (Status.REGISTERED, Action.REDIRECT, "clerk"),
    Status.WITHDRAWN: (Status.RECEIVED, Action.WITHDRAW, ""),
    Status.JOINED: (Status.REGISTERED, Action.MERGE_INTO, "clerk"),
}
"""For each state: the one ``a_case`` comes from, the step it takes, and who takes it."""


def a_case(
    town: Town,
    to: Status = Status.RECEIVED,
    *,
    now: datetime,
    submission: Submission | None = None,
    key: str = "",
) -> int:
    """A case of the town's letters office in any state; returns its id. ``key``: that of the press.

    From ``routed`` on the works department has it, assigned with a limit of 45 days; from
    ``accepted`` on its handler.
    """
    if to is Status.RECEIVED:
        return submit(
            submission or a_submission(),
            submission_key=key or f"factory-{next(_keys)}",
            now=now,
            office_id=town.office.id,
        ).case_id
    before, action, who = WAY[to]
    case_id = a_case(town, before, now=now, submission=submission, key=key)
    if action is Action.CLOSE:
        reported(town, case_id, now=now)
    by = actor_of(town.officers[who]) if who else petitioner_of(case_id)
    if action is Action.ASSIGN:
        redacted(town, case_id, now=now)
    if action in (Action.DECIDE_REVIEW, Action.DECIDE_REREVIEW):
        do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=now)
    do(town, action, case_id, by=by, now=now)
    return case_id


def reported(town: Town, case_id: int, *, now: datetime) -> None:
    """File the closing report that an assigned case owes, and accept it."""
    do(town, Action.FILE_CLOSING_REPORT, case_id, by=actor_of(town.unit_head), now=now)
    do(town, Action.ACCEPT_CLOSING_REPORT, case_id, by=actor_of(town.clerk), now=now)


def redacted(town: Town, case_id: int, *, now: datetime) -> int:
    """Redact a case that may not be sent otherwise; any other one is left as it is. Returns its id."""
    case = stored(case_id)
    if is_protected(case.petition_class, case.confidential):
        do(town, Action.REDACT, case_id, by=actor_of(town.clerk), now=now)
    return case_id


def barred(town: Town, *, now: datetime) -> int:
    """An accusation of the street, which health has; then health is put under the street (信访工作条例 §30)."""
    submission = a_submission(
        petition_class=PetitionClass.ACCUSATION,
        confidential=True,
        complained_about=town.street.name,
    )
    case_id = a_case(town, Status.REGISTERED, now=now, submission=submission)
    redacted(town, case_id, now=now)
    clerk = actor_of(town.clerk)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=town.health.id)
    health = db.session.get_one(Unit, town.health.id)
    health.parent_id, health.path = town.street.id, f"{town.street.path}{health.id}/"
    db.session.commit()
    return case_id


def stored(case_id: int) -> Case:
    """The case as it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Case, case_id)


def version_of(case_id: int) -> int:
    """The version an officer would see on the page now."""
    return stored(case_id).version


def event_rows(case_id: int) -> list[CaseEvent]:
    """The history of a case as it stands in the database now, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.sequence)
        )
    )
