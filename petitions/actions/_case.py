"""An existing case opened for one step: scoped to the actor, locked, checked against the seen version."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._advance import advance, check_right
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotFound, Stale
from petitions.models.history import Assignment, CaseEvent
from petitions.models.petition import Case
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor, CaseStand
from petitions.rules.terms import Action


@dataclass(slots=True)
class OpenCase:
    """One case inside one transaction, with all a step needs."""

    session: Session
    case: Case
    stand: CaseStand
    by: Actor
    now: datetime

    def advance(
        self,
        action: Action,
        *,
        unit_before: int | None = None,
        private: Mapping[str, Any] | None = None,
        **facts: Any,
    ) -> CaseEvent:
        """Take the step; see ``_advance.advance``."""
        return advance(
            self.session,
            self.case,
            action,
            by=self.by,
            now=self.now,
            stand=self.stand,
            facts=facts,
            private=private,
            unit_before=unit_before,
        )

    def end_assignment(self) -> None:
        """The case leaves the unit that has it."""
        for row in self.session.scalars(
            select(Assignment).where(
                Assignment.case_id == self.case.id, Assignment.ended_at.is_(None)
            )
        ):
            row.ended_at = self.now

    @property
    def officer_id(self) -> int:
        """The acting officer. Raises NotFound for a citizen, who has no such step."""
        if self.by.officer_id is None:
            raise NotFound
        return self.by.officer_id

    @property
    def unit_id(self) -> int:
        """The acting officer's unit. Raises NotFound for a citizen."""
        if self.by.unit_id is None:
            raise NotFound
        return self.by.unit_id


@contextmanager
def open_case(
    case_id: int, version: int | None, action: Action, *, by: Actor, now: datetime
) -> Iterator[OpenCase]:
    """Open a case for a step in a new transaction.

    ``version`` is the one the page was drawn from; None for steps that cannot overwrite anything (a
    citizen adds material). Raises NotFound when it does not exist for this actor, Stale when another
    step came first, NotAllowed when the step is not open to him: in this order, before anything else
    is looked up, said or changed.
    """
    with unit_of_work() as session:
        case = session.scalars(
            select(Case).where(Case.id == case_id, visible(by)).with_for_update()
        ).first()
        if case is None:
            raise NotFound
        if version is not None and case.version != version:
            raise Stale(case_id, version, case.version)
        stand = stand_of(session, case, now=now)
        check_right(STEPS[action], by, stand)
        yield OpenCase(session, case, stand, by, now)
