"""Accusations, who is named in them, and every way in which a case shows itself to an officer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.models import Accused, Case, Unit
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.feed import feed_of
from petitions.queries.queue import Filters, queue
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.corrections import RegisteredFact
from petitions.rules.permissions import Actor, may_see
from petitions.rules.terms import Action, PetitionClass, Status, UnitKind
from tests.factories import Town, a_case, a_submission, actor_of, do, redacted, stored

MARK = "芦荟胡同"
"""Words of title and facts, by which a search finds the case."""


def an_accusation(
    town: Town, now: datetime, about: str, to: Status = Status.REGISTERED, **changes: Any
) -> int:
    """A confidential accusation full of ``MARK`` about whom it names; redacted where it waits to be sent."""
    given: dict[str, Any] = {
        "title": MARK,
        "facts": f"{MARK}有人收钱",
        "petition_class": PetitionClass.ACCUSATION,
        "confidential": True,
        "complained_about": about,
        **changes,
    }
    case_id = a_case(town, to, now=now, submission=a_submission(**given))
    return redacted(town, case_id, now=now) if to is Status.REGISTERED else case_id


def named(session: Session, case_id: int) -> set[tuple[int | None, int]]:
    """Who is and was named: officer (None for a unit itself) and unit."""
    session.rollback()
    return {
        (row.officer_id, row.unit_id)
        for row in session.scalars(select(Accused).where(Accused.case_id == case_id))
    }


def sees(session: Session, town: Town, who: str, case_id: int, now: datetime) -> bool:
    """What query and rules say alike."""
    actor = actor_of(town.officers[who])
    in_sql = session.scalars(select(Case.id).where(Case.id == case_id, visible(actor))).first()
    by_rule = may_see(actor, stand_of(session, stored(case_id), now=now))
    assert (in_sql is not None) is by_rule, who
    return by_rule


def seen_by(actor: Actor, case_id: int, now: datetime) -> set[str]:
    """Every way in which the case still shows itself to an officer."""
    today, found = clock.local_day(now), set()
    if case_file(case_id, actor=actor, now=now) is not None:
        found.add("page")
    for name, filters in (
        ("queue", Filters()),
        ("search", Filters(words=MARK)),
        ("number", Filters(words=stored(case_id).registration_number or "")),
    ):
        page = queue(actor, filters, today=today)
        if page.total or page.rows:
            found.add(name)
    if any(each.count for each in desk(actor, today=today)):
        found.add("desk")
    if any(day.case_id == case_id for day in feed_of(actor, today=today)):
        found.add("feed")
    return found


def reclassed(town: Town, case_id: int, now: datetime, to: str) -> None:
    """Two persons of the letters office correct the class of a case."""
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    given: dict[str, Any] = {"fact": RegisteredFact.PETITION_CLASS, "new": to}
    do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now, **given)
    do(town, Action.APPROVE_CORRECTION, case_id, by=head, now=now)


def the_only_office(session: Session, town: Town) -> None:
    """The other letters office is none any more."""
    session.get_one(Unit, town.foreign_office.id).kind = UnitKind.GOVERNMENT
    session.commit()
