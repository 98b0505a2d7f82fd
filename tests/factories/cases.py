"""Cases brought to any state by the actions themselves, never by writing into the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from petitions.actions.accept import accept
from petitions.actions.approve_reply import approve_reply
from petitions.actions.assign import assign
from petitions.actions.close import close
from petitions.actions.decline import decline
from petitions.actions.draft_reply import draft_reply
from petitions.actions.issue_reply import issue_reply
from petitions.actions.no_longer_accept import no_longer_accept
from petitions.actions.object import object as object_
from petitions.actions.redirect import redirect
from petitions.actions.register import register
from petitions.actions.submit import submit
from petitions.actions.withdraw import withdraw
from petitions.models import Case, CaseEvent
from petitions.models.session import db
from petitions.rules.submission import Submission
from petitions.rules.terms import (
    CloseReason,
    DeclineGround,
    Outcome,
    PetitionClass,
    Procedure,
    ReplyKind,
    Status,
)
from tests.factories.petitions import a_submission
from tests.factories.town import Town, actor_of, petitioner_of

_keys = count(1)

OUTCOMES = {
    PetitionClass.APPEAL: Outcome.SUPPORT,
    PetitionClass.SUGGESTION: Outcome.ADOPTED,
    PetitionClass.ACCUSATION: Outcome.FOUND,
}

BEFORE: Mapping[Status, Status] = {
    Status.REGISTERED: Status.RECEIVED,
    Status.ROUTED: Status.REGISTERED,
    Status.OBJECTED: Status.ROUTED,
    Status.ACCEPTED: Status.ROUTED,
    Status.REPLY_DRAFTED: Status.ACCEPTED,
    Status.REPLY_APPROVED: Status.REPLY_DRAFTED,
    Status.ANSWERED: Status.REPLY_APPROVED,
    Status.CLOSED: Status.ANSWERED,
    Status.NOT_ACCEPTED: Status.REGISTERED,
    Status.NO_LONGER_ACCEPTED: Status.REGISTERED,
    Status.REDIRECTED: Status.REGISTERED,
    Status.WITHDRAWN: Status.RECEIVED,
}
"""The state from which ``a_case`` goes on to a state."""


def a_case(
    town: Town,
    to: Status = Status.RECEIVED,
    *,
    now: datetime,
    submission: Submission | None = None,
    unit_id: int | None = None,
) -> int:
    """A case of the town's letters office in any state; returns its id.

    From ``routed`` on the handler of the works department has it, or nobody yet in ``unit_id``.
    """
    if to is Status.RECEIVED:
        key = f"factory-{next(_keys)}"
        receipt = submit(
            submission or a_submission(),
            submission_key=key,
            now=now,
            office_id=town.office.id,
        )
        return receipt.case_id
    case_id = a_case(town, BEFORE[to], now=now, submission=submission, unit_id=unit_id)
    take_step(town, case_id, to, now=now, unit_id=unit_id)
    return case_id


def take_step(
    town: Town, case_id: int, to: Status, *, now: datetime, unit_id: int | None = None
) -> None:
    """Take the one step that leads to this state."""
    clerk, handler, head = (actor_of(each) for each in (town.clerk, town.handler, town.unit_head))
    case = stored(case_id)
    seen = case.version
    steps: Mapping[Status, Callable[[], Any]] = {
        Status.REGISTERED: lambda: register(case_id, seen, by=clerk, now=now),
        Status.ROUTED: lambda: assign(
            case_id, seen, by=clerk, now=now, unit_id=unit_id or town.works.id, limit_days=45
        ),
        Status.OBJECTED: lambda: object_(
            case_id, seen, by=handler, now=now, reasons="该事项属市政公司管理"
        ),
        Status.ACCEPTED: lambda: accept(case_id, seen, by=handler, now=now),
        Status.REPLY_DRAFTED: lambda: draft_reply(
            case_id,
            seen,
            by=handler,
            now=now,
            kind=ReplyKind.FINAL,
            opinion="已疏通，并更换管道。",
            outcome=OUTCOMES[case.petition_class],
            facts_found="经查，管道破损。",
            legal_basis="《城镇排水与污水处理条例》第十八条",
        ),
        Status.REPLY_APPROVED: lambda: approve_reply(case_id, seen, by=head, now=now),
        Status.ANSWERED: lambda: issue_reply(case_id, seen, by=handler, now=now),
        Status.CLOSED: lambda: close(
            case_id,
            seen,
            by=handler,
            now=now,
            close_reason=CloseReason.SUPPORTED,
            closing_report="已办结。",
        ),
        Status.NOT_ACCEPTED: lambda: decline(
            case_id,
            seen,
            by=clerk,
            now=now,
            ground=DeclineGround.OUT_OF_SCOPE,
            explanation="该事项不属于本机关职责范围。",
            where_to_go="请向区人民法院提出。",
        ),
        Status.NO_LONGER_ACCEPTED: lambda: no_longer_accept(
            case_id,
            seen,
            by=clerk,
            now=now,
            earlier_number="XF-2024-000007",
            explanation="已作出复核意见。",
        ),
        Status.REDIRECTED: lambda: redirect(
            case_id,
            seen,
            by=clerk,
            now=now,
            procedure=Procedure.ARBITRATION,
            body="市劳动人事争议仲裁委员会",
            explanation="请在一年内申请仲裁。",
        ),
        Status.WITHDRAWN: lambda: withdraw(
            case_id, by=petitioner_of(case_id), now=now, confirmed=True
        ),
    }
    steps[to]()


def stored(case_id: int) -> Case:
    """The case as it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Case, case_id)


def version_of(case_id: int) -> int:
    """The version an officer would see on the page now."""
    return stored(case_id).version


def event_rows(case_id: int) -> list[CaseEvent]:
    """The history of a case, oldest first."""
    return list(
        db.session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.sequence)
        )
    )
