"""What a step leaves behind: why it was refused, its line in the audit, its rows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import ActionError
from petitions.models import AuditEntry, CoHandling
from petitions.models.session import db
from petitions.rules.terms import Action
from tests.factories.town import Town
from tests.factories.verbs import do


def refused(action: Action, town: Town, case_id: int, **given: Any) -> ActionError:
    """Take a step that must not be taken; returns the error."""
    with pytest.raises(ActionError) as caught:
        do(town, action, case_id, **given)
    return caught.value


def audited(session: Session, what: str) -> list[AuditEntry]:
    """The lines of the audit about this."""
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.what == what)))


def co_handlings(case_id: int) -> list[CoHandling]:
    """The co-handlings of a case as they stand in the database now, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    wanted = select(CoHandling).where(CoHandling.case_id == case_id).order_by(CoHandling.id)
    return list(db.session.scalars(wanted))
