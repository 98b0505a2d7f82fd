"""Reports of retaliation, for supervision alone, and for the petitioner who wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from petitions.adapters.mail_words import Facts
from petitions.models.accused import Accused
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.recusal import Recusal
from petitions.models.retaliation import RetaliationReport
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.accused import denied_among
from petitions.queries.scope import is_below, visible
from petitions.rules.accused import HEADS
from petitions.rules.permissions import Actor
from petitions.rules.terms import Notice, PetitionClass, Role

MOST = 200
"""Lines of the list; more than an office has in years."""
DESK_PATH = "/staff/"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in the list of supervision; waiting ones have no ``answered_at``."""

    id: int
    case_id: int
    number: str
    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report as supervision and the petitioner read it; the petitioner is told no officer's name."""

    id: int
    case_id: int
    text: str
    at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str


def for_supervision(actor: Actor) -> ColumnElement[bool]:
    """On ``Case``: those whose reports this officer reads.

    The supervisor over the letters office; a leader only where no active supervisor is there for the case.
    Nobody of the office and nobody of a unit ever.
    """
    if actor.role is Role.SUPERVISOR:
        return visible(actor)
    if actor.role is Role.LEADER:
        return and_(visible(actor), ~exists(_supervisors()))
    return false()


def _supervisors() -> Select[Any]:
    """Active supervisors over the office of ``Case`` whom it is not kept from."""
    own, office = aliased(Unit), aliased(Unit)
    recused = exists().where(
        Recusal.case_id == Case.id,
        Recusal.officer_id == Officer.id,
        Recusal.ended_at.is_(None),
    )
    return (
        select(Officer.id)
        .join(own, own.id == Officer.unit_id)
        .join(office, is_below(office, own))
        .where(
            Officer.active,
            Officer.role == Role.SUPERVISOR,
            office.id == Case.office_id,
            ~recused,
            ~_accused(own),
        )
        .correlate(Case)
    )


def _accused(own: Any) -> ColumnElement[bool]:
    """On ``Case`` and ``Officer`` of the unit ``own``: he is named, or works below who is (``scope.not_denied``)."""
    person, then, today = aliased(Officer), aliased(Unit), aliased(Unit)
    over_people = or_(Accused.officer_id.is_(None), Accused.heads, person.role.in_(sorted(HEADS)))
    return (
        select(Accused.id)
        .join(then, then.id == Accused.unit_id)
        .outerjoin(person, person.id == Accused.officer_id)
        .outerjoin(today, today.id == person.unit_id)
        .where(
            Accused.case_id == Case.id,
            Accused.ended_at.is_(None),
            or_(
                Accused.officer_id == Officer.id,
                and_(
                    Case.petition_class == PetitionClass.ACCUSATION,
                    over_people,
                    or_(is_below(own, then), is_below(own, today)),
                ),
            ),
        )
        .correlate(Case, Officer, own)
        .exists()
    )


def reports(actor: Actor) -> tuple[ReportLine, ...]:
    """Those that wait first, the oldest of them on top; then the answered ones, newest first."""
    number = func.coalesce(Case.registration_number, Case.receipt_number).label("number")
    found = db.session().execute(
        select(
            RetaliationReport.id,
            RetaliationReport.case_id,
            number,
            RetaliationReport.at,
            RetaliationReport.answered_at,
        )
        .join(Case, Case.id == RetaliationReport.case_id)
        .where(for_supervision(actor))
        .order_by(RetaliationReport.answered_at.is_not(None), RetaliationReport.at)
        .limit(MOST)
    )
    return tuple(ReportLine(*row) for row in found)


def waiting(actor: Actor) -> int:
    """How many wait for this officer."""
    if actor.role not in (Role.SUPERVISOR, Role.LEADER):
        return 0
    statement = (
        select(func.count())
        .select_from(RetaliationReport)
        .join(Case, Case.id == RetaliationReport.case_id)
        .where(RetaliationReport.answered_at.is_(None), for_supervision(actor))
    )
    return db.session().scalar(statement) or 0


def report(report_id: int, *, actor: Actor) -> ReportView | None:
    """One report; None where it does not exist for this officer: foreign and missing are the same."""
    found = (
        db.session()
        .execute(
            select(RetaliationReport, Officer.name)
            .join(Case, Case.id == RetaliationReport.case_id)
            .outerjoin(Officer, Officer.id == RetaliationReport.answered_by_id)
            .where(RetaliationReport.id == report_id, for_supervision(actor))
        )
        .first()
    )
    return _view(found[0], found[1] or "") if found is not None else None


def own_reports(case_id: int) -> tuple[ReportView, ...]:
    """What the petitioner wrote, newest first. The caller has opened the case with number and code before."""
    rows = db.session().scalars(
        select(RetaliationReport)
        .where(RetaliationReport.case_id == case_id)
        .order_by(RetaliationReport.id.desc())
    )
    return tuple(_view(row, "") for row in rows)


def _view(row: RetaliationReport, answered_by: str) -> ReportView:
    return ReportView(
        row.id, row.case_id, row.text, row.at, row.answer or "", row.answered_at, answered_by
    )


def readers(session: Session, case_id: int) -> Sequence[tuple[int, str]]:
    """Number and address of those who are told that a report waits: the same who read it."""
    found = session.execute(
        _supervisors().add_columns(Officer.email).join(Case, Case.id == case_id).correlate(None)
    ).all()
    return [(row[0], row[1]) for row in found] or _leaders(session, case_id)


def _leaders(session: Session, case_id: int) -> list[tuple[int, str]]:
    """Leaders over the office whom the case is not kept from."""
    own, office = aliased(Unit), aliased(Unit)
    found = session.execute(
        select(Officer.id, Officer.email)
        .join(own, own.id == Officer.unit_id)
        .join(office, is_below(office, own))
        .join(Case, Case.office_id == office.id)
        .where(Case.id == case_id, Officer.active, Officer.role == Role.LEADER)
    ).all()
    case = session.get_one(Case, case_id)
    out = denied_among(session, case, [row.id for row in found])
    return [(row.id, row.email) for row in found if row.id not in out]


def news_facts(session: Session, notice_id: int) -> tuple[str, Facts] | None:
    """The address of a supervisor's news, and that there is some: no number, no case.

    Blank for who does not read the report any more: named or recused since it was written.
    """
    row = session.execute(
        select(
            Officer.id,
            Officer.email,
            Officer.active,
            Unit.name,
            Unit.phone,
            RetaliationReport.case_id,
        )
        .select_from(OutboxNotice)
        .join(RetaliationReport, RetaliationReport.id == OutboxNotice.occasion)
        .join(Officer, Officer.id == OutboxNotice.officer_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(OutboxNotice.id == notice_id, OutboxNotice.notice == Notice.SUPERVISOR_NEWS)
    ).first()
    if row is None:
        return None
    facts = Facts(
        notice=Notice.SUPERVISOR_NEWS,
        language="zh",
        number="",
        veiled=True,
        office=row.name,
        phone=row.phone,
        path=DESK_PATH,
    )
    reads = row.active and row.id in dict(readers(session, row.case_id))
    return (row.email if reads else ""), facts
