"""Whom an alert or a moved date concerns: the handler, then the head, then those who supervise."""

from collections.abc import Callable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from petitions.models.clock_run import DateChange, DeadlineAlert, Reminder
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.queries.accused import denied_among
from petitions.queries.recusals import named_in_request
from petitions.rules.terms import Alert, Clock, Role

HEADS = (Role.UNIT_HEAD, Role.OFFICE_HEAD)
WORKING = (Role.HANDLER, Role.CLERK)


Known = dict[tuple[str, int], list[int]]
KNOWN = "officers_known"
"""In ``session.info``: who works where, asked for once a transaction."""


def remind(
    session: Session,
    case: Case,
    unit_id: int,
    *,
    alert: DeadlineAlert | None = None,
    change: DateChange | None = None,
) -> None:
    """Leave a note for each officer concerned; it goes out with his next digest."""
    with session.no_autoflush:
        whom = _concerned(session, case, unit_id, alert.alert if alert else None)
        out = denied_among(session, case, whom) if whom else frozenset()
        if alert is not None and alert.clock is Clock.DECIDE_RECUSAL:
            out |= named_in_request(session, case.id)
        if out:
            above = (
                whom,
                [head for head, _ in heads_of(session, unit_id, case)],
                [each for each, _ in supervisors_of(session, case.office_id)],
            )
            # Somebody has to hear of it: the next who may.
            left = ([each for each in group if each not in out] for group in above)
            whom = next(filter(None, left), [])
    session.add_all(
        Reminder(officer_id=officer_id, alert=alert, change=change) for officer_id in whom
    )


def heads_of(
    session: Session, unit_id: int | None, case: Case | None = None
) -> list[tuple[int, str]]:
    """Id and e-mail of the unit's own heads, or of those of the nearest unit above that has any.

    Those whom the ``case`` is kept from do not count: a head's recusal goes one level up (§28).
    """
    lineage = _lineage(session, unit_id)
    found = session.execute(
        select(Officer.id, Officer.email, Officer.unit_id)
        .where(
            Officer.unit_id.in_(lineage),
            Officer.role.in_(HEADS),
            Officer.active,
        )
        .order_by(Officer.id)
    ).all()
    if case is not None and found:
        out = denied_among(session, case, [row.id for row in found])
        found = [row for row in found if row.id not in out]
    nearest = max((lineage.index(row.unit_id) for row in found), default=0)
    return [(row.id, row.email) for row in found if lineage.index(row.unit_id) == nearest]


def supervisors_of(session: Session, office_id: int) -> list[tuple[int, str]]:
    """Id and e-mail of those who watch over the letters office."""
    found = session.execute(
        select(Officer.id, Officer.email)
        .where(Officer.id.in_(_supervisors(session, office_id)))
        .order_by(Officer.id)
    )
    return [(row.id, row.email) for row in found]


def _concerned(session: Session, case: Case, unit_id: int, alert: Alert | None) -> list[int]:
    """Officers by id; an alert climbs from the handler to the head to supervision."""
    if alert is Alert.TO_SUPERVISION:
        return _known(session, "supervisors", case.office_id, _supervisors)
    if alert is Alert.TO_HEAD:
        return _known(session, "heads", unit_id, _heads)
    if unit_id == case.handling_unit_id and case.holder_id is not None:
        holder = _known(session, "officer", case.holder_id, _active)
        if holder:
            return holder
    return _known(session, "workers", unit_id, _workers) or _known(
        session, "heads", unit_id, _heads
    )


def _known(
    session: Session, what: str, key: int, ask: Callable[[Session, int], list[int]]
) -> list[int]:
    known: Known = session.info.setdefault(KNOWN, {})
    if (what, key) not in known:
        known[what, key] = ask(session, key)
    return known[what, key]


def _heads(session: Session, unit_id: int) -> list[int]:
    return [officer_id for officer_id, _ in heads_of(session, unit_id)]


def _active(session: Session, officer_id: int) -> list[int]:
    """The officer himself, while he works here."""
    return _in_order(session, select(Officer.id).where(Officer.id == officer_id, Officer.active))


def _workers(session: Session, unit_id: int) -> list[int]:
    """All who work in the unit."""
    return _in_order(
        session,
        select(Officer.id).where(
            Officer.unit_id == unit_id, Officer.role.in_(WORKING), Officer.active
        ),
    )


def _supervisors(session: Session, office_id: int) -> list[int]:
    """Those whose unit stands above the letters office, or is it."""
    above = _lineage(session, office_id)
    return _in_order(
        session,
        select(Officer.id).where(
            Officer.unit_id.in_(above), Officer.role == Role.SUPERVISOR, Officer.active
        ),
    )


def _in_order(session: Session, statement: Select[int]) -> list[int]:
    return list(session.scalars(statement.order_by(Officer.id)))


def _lineage(session: Session, unit_id: int | None) -> list[int]:
    """A unit and all above it, from the top."""
    path = session.scalars(select(Unit.path).where(Unit.id == unit_id)).first() or "/"
    return [int(each) for each in path.strip("/").split("/") if each]
