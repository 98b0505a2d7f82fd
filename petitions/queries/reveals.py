"""Looks at the identity of petitioners, for those who watch over them: which cases, and how many an officer."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from petitions.models.audit import AuditEntry
from petitions.models.petition import Case
from petitions.rules.looks import ALARM_WINDOW, SHOWN, Look


def revealed_lately(now: datetime) -> ColumnElement[bool]:
    """Somebody looked at the identity within the last days."""
    return exists(
        select(AuditEntry.id).where(
            AuditEntry.case_id == Case.id,
            AuditEntry.what == Look.REVEAL.value,
            AuditEntry.at > now - SHOWN,
        )
    )


def reveals_of(session: Session, officer_id: int, now: datetime) -> int:
    """How often an officer looked within the window of the alarm, this moment included."""
    wanted = select(func.count(AuditEntry.id)).where(
        AuditEntry.officer_id == officer_id,
        AuditEntry.what == Look.REVEAL.value,
        AuditEntry.at > now - ALARM_WINDOW,
    )
    return session.scalar(wanted) or 0
