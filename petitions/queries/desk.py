"""My desk: what waits for this officer, in the order in which he should look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.models.accused import AccusationException
from petitions.models.correction import Correction
from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision, Extension
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries._lists import own_cases
from petitions.queries._second_officer import waiting, waits_for
from petitions.queries.closing_reports import report_owed, report_waits
from petitions.queries.co_handlings import co_queue, lists_of
from petitions.queries.follow_ups import came_again
from petitions.queries.joint_matters import joint_waits
from petitions.queries.queue import NEAR_DAYS, QueueRow, escalated, row_of, rows_statement
from petitions.queries.recusals import recusal_to_decide
from petitions.queries.redactions import to_redact
from petitions.queries.reveals import revealed_lately
from petitions.queries.reviews import review_waits
from petitions.queries.scope import ended, visible
from petitions.queries.stays import sent_at, sent_round, unsigned
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Role, Status

TOP, JOINT_ASKED, TO_REVIEW = 8, "joint_asked", "to_review"


@dataclass(frozen=True, slots=True)
class DeskSection:
    """A pile on the desk: its code for ``web/wording``, how many, the first few, and the queue filter."""

    code: str
    count: int
    rows: tuple[QueueRow, ...]
    query: dict[str, str]
    """Arguments of the queue page that shows the whole pile."""


def desk(actor: Actor, *, today: date) -> tuple[DeskSection, ...]:
    """The piles for this officer's role; empty for roles without cases."""
    session: Session = db.session()
    own = tuple(
        _section(session, actor, code, condition, query)
        for code, condition, query in _piles(actor, today)
    )
    return own + tuple(_helping(actor, which, today) for which in lists_of(actor))


def _helping(actor: Actor, which: str, today: date) -> DeskSection:
    """Co-handling: opinions that are owed, and those that others owe and are late with."""
    page = co_queue(actor, which, today=today, size=TOP)
    return DeskSection(f"co_{which}", page.total, page.rows, {"pile": which})


def _piles(actor: Actor, today: date) -> Sequence[tuple[str, ColumnElement[bool], dict[str, str]]]:
    overdue = ("overdue", Case.due_on < today, {"late": "overdue"})
    near = (
        "near",
        Case.due_on.between(today, today + timedelta(days=NEAR_DAYS)),
        {"late": "near"},
    )
    again = ("came_again", came_again(), {"again": "1"})
    if actor.role in (Role.CLERK, Role.OFFICE_HEAD):
        return (
            ("to_register", *_in(Status.RECEIVED)),
            ("to_route", *_in(Status.REGISTERED)),
            ("to_redact", to_redact(), {"redaction": "1"}),
            ("to_rule", *_in(Status.OBJECTED)),
            ("joint_to_settle", joint_waits(actor), {"joint": "1"}),
            ("unsigned_sent", unsigned(), {"unsigned": "1"}),
            ("under_review", review_waits(actor), {"review": "1"}),
            ("to_check", report_waits(), {"report": "1"}),
            ("to_correct", waits_for(actor, Correction), {"correction": "1"}),
            ("to_recuse", recusal_to_decide(actor), {"recusal": "1"}),
            ("to_except", waits_for(actor, AccusationException), {"exception": "1"}),
            ("to_erase", waits_for(actor, Erasure), {"closed": "1", "erasure": "1"}),
            *((again,) if actor.role is Role.OFFICE_HEAD else ()),
            overdue,
            near,
        )
    if actor.role in (Role.HANDLER, Role.UNIT_HEAD):
        mine = ("mine", Case.holder_id == actor.officer_id, {"mine": "1"})
        new = ("to_accept", *_in(Status.ROUTED))
        to_sign = ("unsigned", unsigned(), {"unsigned": "1"})
        to_issue = ("to_issue", *_in(Status.REPLY_APPROVED))
        joint = (JOINT_ASKED, joint_waits(actor), {"joint": "1"})
        review = (TO_REVIEW, review_waits(actor), {"review": "1"})
        if actor.role is Role.HANDLER:
            return (to_sign, new, mine, to_issue, overdue, near, joint, review)
        asked = select(Extension.case_id).where(Extension.decision == Decision.PENDING)
        in_hand = STEPS[Action.APPROVE_EXTENSION].sources
        pending = and_(
            Case.id.in_(asked),
            Case.status.in_(sorted(in_hand)),
            # A class that was corrected meanwhile may know no extension.
            Case.petition_class.in_(sorted(STEPS[Action.APPROVE_EXTENSION].classes)),
        )
        return (
            ("to_approve", *_in(Status.REPLY_DRAFTED)),
            ("to_report", report_owed(), {"report": "1"}),
            ("to_extend", pending, {"status": Status.ACCEPTED.value}),
            to_sign,
            new,
            overdue,
            near,
            mine,
            joint,
            review,
        )
    if actor.role in (Role.LEADER, Role.SUPERVISOR):
        escalations = ("escalated", escalated(), {"late": "escalated"})
        erasures = ("erasures", waiting(Erasure), {"closed": "1", "erasure": "1"})
        round_ = ("sent_round", sent_round(), {"handed_over": "1"})
        if actor.role is Role.LEADER:
            return (escalations, round_, again, overdue, near, erasures)
        revealed = ("revealed", revealed_lately(clock.now()), {"revealed": "1"})
        to_recuse = ("to_recuse", recusal_to_decide(actor), {"recusal": "1"})
        return (escalations, round_, to_recuse, again, revealed, overdue, near, erasures)
    return ()


def _in(status: Status) -> tuple[ColumnElement[bool], dict[str, str]]:
    return Case.status == status, {"status": status.value}


def _section(
    session: Session,
    actor: Actor,
    code: str,
    condition: ColumnElement[bool],
    query: dict[str, str],
) -> DeskSection:
    over = query.get("closed") == "1"
    # Who waits longest for a signature comes first.
    order = (sent_at(), Case.due_on) if query.get("unsigned") == "1" else (Case.due_on,)
    # A joint matter on which a unit is to say who should lead is nobody's case yet; a review is another's case.
    asked = code in (JOINT_ASKED, TO_REVIEW)
    scope = visible(actor) if asked else own_cases(actor)
    wanted = and_(scope, ended(over), condition)
    rows: Sequence[Any] = session.execute(
        rows_statement(actor).where(wanted).order_by(*order, Case.id).limit(TOP)
    ).all()
    count = len(rows)
    if count == TOP:
        count = session.scalar(select(func.count()).select_from(Case).where(wanted)) or 0
    return DeskSection(code, count, tuple(row_of(row) for row in rows), query)
