"""An officer opens the petitioner's identity for a reason, and that is written down first."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._case import open_case
from petitions.actions.record_look import look_facts
from petitions.models.audit import AuditEntry
from petitions.models.petition import Petitioner
from petitions.rules.looks import Look, purpose_of
from petitions.rules.permissions import Actor
from petitions.rules.submission import Person
from petitions.rules.terms import Action


def reveal(case_id: int, *, by: Actor, now: datetime, reason: str) -> tuple[Person, ...]:
    """The persons of the case in clear, after the look is recorded with its reason."""
    with open_case(case_id, None, Action.REVEAL, by=by, now=now) as opened:
        opened.advance(Action.REVEAL, reason=reason)
        opened.session.add(
            AuditEntry(
                at=now,
                what=Look.REVEAL.value,
                officer_id=by.officer_id,
                unit_id=by.unit_id,
                case_id=case_id,
                facts={"reason": reason, **look_facts(by, purpose_of(by, opened.stand))},
            )
        )
        rows = opened.session.scalars(
            select(Petitioner).where(Petitioner.case_id == case_id).order_by(Petitioner.position)
        ).all()
        return tuple(
            Person(
                row.name or "",
                row.phone or "",
                row.email or "",
                row.address or "",
                row.id_number or "",
            )
            for row in rows
        )
