"""The petitioner reports retaliation (信访工作条例 §18, §46(6)): to supervision, past all who handle the case."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.actions._outbox import owe
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Missing, NotFound
from petitions.adapters import codes
from petitions.models.petition import Case
from petitions.models.retaliation import RetaliationReport
from petitions.queries.retaliation import readers
from petitions.queries.scope import visible
from petitions.rules.permissions import Actor
from petitions.rules.terms import Notice, Recipient, Role


def report_retaliation(
    case_id: int, *, by: Actor, now: datetime, text: str, submission_key: str
) -> None:
    """Keep the report in any state of the case; a repeated press with the same key adds nothing twice.

    It is no step: the case, its version, its history and its notices stay as they are, so that nobody who
    handles it can tell. Raises Missing, NotFound.
    """
    if not text.strip():
        raise Missing(("text",))
    key_hash = codes.token_hash(f"retaliation:{case_id}:{submission_key}")
    try:
        _keep(case_id, by, now, text.strip(), key_hash)
    except IntegrityError:
        with unit_of_work() as session:
            if _earlier(session, key_hash) is None:
                raise  # not the other of two presses at the same moment


def _keep(case_id: int, by: Actor, now: datetime, text: str, key_hash: str) -> None:
    with unit_of_work() as session:
        mine = select(Case.id).where(Case.id == case_id, visible(by))
        if by.role is not Role.CITIZEN or session.scalars(mine).first() is None:
            raise NotFound
        if _earlier(session, key_hash) is not None:
            return
        row = RetaliationReport(case_id=case_id, text=text, at=now, submission_key_hash=key_hash)
        session.add(row)
        session.flush()
        for officer_id, email in readers(session, case_id):
            # Of no case and no unit: nobody's outbox shows it.
            owe(
                session,
                None,
                Notice.SUPERVISOR_NEWS,
                Recipient.OFFICER,
                occasion=row.id,
                at=now,
                deliverable=bool(email),
                officer_id=officer_id,
            )


def _earlier(session: Session, key_hash: str) -> int | None:
    wanted = select(RetaliationReport.id).where(RetaliationReport.submission_key_hash == key_hash)
    return session.scalars(wanted).first()
