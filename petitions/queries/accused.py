"""Who is complained about in a case, as rights and pages want to know it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.accused import AccusationException, Accused
from petitions.models.exchange import Decision
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.directory import UnitView, actor_for, destinations, ids_on
from petitions.queries.recusals import recused_from
from petitions.queries.scope import subtree
from petitions.rules.accused import HEADS, AccusedStand, OpenException, bar_of_unit
from petitions.rules.actors import CaseStand, is_denied
from petitions.rules.terms import PetitionClass


def accused_stands(session: Session, rows: Iterable[Accused]) -> tuple[AccusedStand, ...]:
    """Those in force, with the units persons work in now."""
    in_force = [row for row in rows if row.ended_at is None]
    people = {row.officer_id for row in in_force if row.officer_id is not None}
    officers = {
        officer.id: officer
        for officer in (
            session.scalars(select(Officer).where(Officer.id.in_(sorted(people)))) if people else ()
        )
    }
    return tuple(_stand(row, officers.get(row.officer_id or 0)) for row in in_force)


def _stand(row: Accused, officer: Officer | None) -> AccusedStand:
    units = {row.unit_id} | ({officer.unit_id} if officer else set())
    heads = officer is None or row.heads or officer.role in HEADS
    return AccusedStand(row.id, row.officer_id, frozenset(units), heads, row.spares_office)


def excepted_units(rows: Iterable[AccusationException]) -> frozenset[int]:
    """Superiors that two officers let have the case."""
    return frozenset(
        row.unit_id for row in rows if row.unit_id is not None and row.decision is Decision.APPROVED
    )


def open_exceptions(rows: Iterable[AccusationException]) -> tuple[OpenException, ...]:
    """Those that wait for a second officer."""
    return tuple(
        OpenException(row.id, row.kind, row.requested_by_id, row.requested_as)
        for row in rows
        if row.decision is Decision.PENDING
    )


def bars(
    session: Session,
    petition_class: PetitionClass,
    accused: Sequence[AccusedStand],
    excepted: frozenset[int],
    unit_ids: Iterable[int],
) -> dict[int, str]:
    """Why a case must not go to these units, by unit; those it may go to are left out."""
    if petition_class is not PetitionClass.ACCUSATION or not accused:
        return {}
    found: dict[int, str] = {}
    for unit in session.scalars(select(Unit).where(Unit.id.in_(sorted(unit_ids)))):
        below = frozenset(session.scalars(select(Unit.id).where(subtree(unit.path))))
        code = bar_of_unit(accused, excepted, unit.id, ids_on(unit.path), below)
        if code is not None:
            found[unit.id] = code
    return found


def bars_for(session: Session, stand: CaseStand, unit_ids: Iterable[int]) -> dict[int, str]:
    """The same for a case whose stand is known."""
    return bars(session, stand.petition_class, stand.accused, stand.excepted_units, unit_ids)


def is_barred(session: Session, case: Case, unit_id: int) -> bool:
    """Whether this unit must not have the case, nor hear of it: it is named, stands below who is, or above without
    an exception."""
    if case.petition_class is not PetitionClass.ACCUSATION:
        return False
    rows = session.scalars(select(Accused).where(Accused.case_id == case.id)).all()
    exceptions = session.scalars(
        select(AccusationException).where(AccusationException.case_id == case.id)
    )
    stands = accused_stands(session, rows)
    return bool(bars(session, case.petition_class, stands, excepted_units(exceptions), [unit_id]))


def denied_among(session: Session, case: Case, officer_ids: Iterable[int]) -> frozenset[int]:
    """Which of these officers a case is kept from, recused or accused."""
    wanted = sorted(set(officer_ids))
    rows = session.scalars(select(Accused).where(Accused.case_id == case.id)).all()
    stands = accused_stands(session, rows)
    recused = recused_from(session, case.id)
    if not wanted or not stands:
        return recused.intersection(wanted)
    exceptions = session.scalars(
        select(AccusationException).where(AccusationException.case_id == case.id)
    )
    stand = CaseStand(
        case.id,
        case.status,
        case.petition_class,
        case.office_id,
        recused=recused,
        accused=stands,
        excepted_units=excepted_units(exceptions),
    )
    officers = session.scalars(select(Officer).where(Officer.id.in_(wanted))).all()
    return frozenset(each.id for each in officers if is_denied(actor_for(session, each), stand))


def destinations_for(case_id: int) -> tuple[UnitView, ...]:
    """Units this case may be sent to: never who is complained about, nor his subordinates (§30)."""
    units = destinations()
    barred = _barred(case_id, units)
    return tuple(unit for unit in units if unit.id not in barred)


def superiors_for(case_id: int) -> tuple[UnitView, ...]:
    """Units above the accused, which may have the case by decision of two officers alone."""
    units = destinations()
    barred = _barred(case_id, units)
    return tuple(unit for unit in units if barred.get(unit.id) == "superior_of_accused")


def _barred(case_id: int, units: Iterable[UnitView]) -> dict[int, str]:
    session: Session = db.session()
    petition_class = session.scalars(select(Case.petition_class).where(Case.id == case_id)).first()
    rows = session.scalars(select(Accused).where(Accused.case_id == case_id)).all()
    if petition_class is None or not rows:
        return {}
    exceptions = session.scalars(
        select(AccusationException).where(AccusationException.case_id == case_id)
    )
    return bars(
        session,
        petition_class,
        accused_stands(session, rows),
        excepted_units(exceptions),
        [unit.id for unit in units],
    )
