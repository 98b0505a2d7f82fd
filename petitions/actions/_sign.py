"""A unit signs for a case: by the step of that name, or by the first other one it takes."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.history import Assignment


def sign_for(
    session: Session,
    case_id: int,
    officer_id: int | None,
    now: datetime,
    promised_on: date | None = None,
) -> None:
    """Write the signature on the newest dispatch, once; a unit that ends the case signs as it does."""
    row = session.scalars(
        select(Assignment)
        .where(Assignment.case_id == case_id)
        .order_by(Assignment.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return
    if row.acknowledged_at is None:
        row.acknowledged_at = now
        row.acknowledged_by_id = officer_id
    row.promised_on = promised_on or row.promised_on
