"""What the petitioner of a joined case may know of the case in which it is handled."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.petition import Case
from petitions.models.same_matter import MatterLink
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.matter_views import JoinedView
from petitions.queries.persons import marks_of
from petitions.queries.tracking import legal_due_on
from petitions.queries.unit_name import UnitName
from petitions.rules.same_matter import LinkKind, Matter
from petitions.rules.visibility import bare_view_allowed, stage_of


def joined_view(case_id: int) -> JoinedView | None:
    """The earlier case as far as this petitioner may know it; None for a case that was not joined.

    The caller has opened the case with number and code before. A name alone makes nobody the same person:
    identity number, or telephone and name together, must agree (who shares a name must learn nothing).
    """
    session: Session = db.session()
    row = session.execute(
        select(
            Case.id,
            Case.petition_class,
            Case.confidential,
            Case.status,
            Case.registration_number,
            Case.erased_at,
            Unit.id.label("unit_id"),
            Unit.name,
            Unit.name_en,
            legal_due_on(),
        )
        .join(MatterLink, MatterLink.into_id == Case.id)
        .outerjoin(Unit, Unit.id == Case.handling_unit_id)
        .where(
            MatterLink.case_id == case_id,
            MatterLink.other_id == Case.id,
            MatterLink.kind == LinkKind.JOINED,
            MatterLink.undone_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    if not bare_view_allowed(row.petition_class, row.confidential) or row.erased_at is not None:
        return JoinedView(None)
    persons = marks_of(session, (case_id, row.id))
    if not is_same_person(persons[case_id], persons[row.id]):
        return JoinedView(stage_of(row.status))
    unit = UnitName(row.unit_id, row.name, row.name_en or row.name) if row.unit_id else None
    return JoinedView(
        stage_of(row.status), row.registration_number or "", row.status, unit, row.legal_due_on
    )


def is_same_person(one: Matter, other: Matter) -> bool:
    """Whether somebody is known on both by more than his name."""
    if one.ids & other.ids:
        return True
    return bool(one.phones & other.phones and one.names & other.names)
