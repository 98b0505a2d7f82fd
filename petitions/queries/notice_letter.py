"""What one notice needs to be written and sent: its address as of now, and the few facts it may say."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from petitions.adapters import clock, witness
from petitions.adapters.mail_words import Facts
from petitions.adapters.office_rules import office_rules
from petitions.models.history import CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case, Petitioner
from petitions.models.proof import TreeHead
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.digest import digest_facts
from petitions.queries.retaliation import news_facts
from petitions.queries.scope import depth
from petitions.queries.stand import clocks_now
from petitions.rules.terms import Clock, Notice, PetitionClass, Recipient, Role, UnitKind
from petitions.rules.visibility import bare_view_allowed

FAR = date(9999, 12, 31)
TRACK_PATH = "/track"
CASE_PATH = "/staff/cases/{}"
HEADS_PATH = "/proof/heads"
NO_ADDRESS = "no_address"

SPOKEN_OF: dict[Notice, tuple[Clock, ...]] = {
    Notice.RECEIVED: (Clock.SORT, Clock.NOTICE_DIRECT),
    Notice.REGISTERED: (Clock.SORT, Clock.NOTICE_DIRECT),
    Notice.FORWARDED: (Clock.NOTICE_ROUTED,),
    Notice.EXTENDED: (Clock.HANDLING,),
    Notice.UNIT_CASE_SENT: (Clock.NOTICE_ROUTED,),
}
"""The clock whose last day a notice names; inside the house the others name the next duty's."""


OF_LOOKS = frozenset({Notice.IDENTITY_REVEALED, Notice.REVEAL_ALARM})


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice ready to be written. ``to`` is blank where it may not go; ``barred`` says why."""

    to: str
    barred: str
    facts: Facts


def addressed(notice_id: int) -> Addressed:
    """Look up the address and the facts of a notice. Raises LookupError."""
    session: Session = db.session()
    row = session.execute(_statement(), {"notice_id": notice_id}).first()
    if row is None:
        return _head(session, notice_id) or _to_officer(session, notice_id)
    to, barred = _address(row)
    return Addressed(to, barred, _facts(session, row))


def _head(session: Session, notice_id: int) -> Addressed | None:
    """The head of a day, for the second body; None where the notice is none."""
    row = session.execute(
        select(TreeHead.head, TreeHead.size)
        .join(OutboxNotice, OutboxNotice.occasion == TreeHead.id)
        .where(OutboxNotice.id == notice_id, OutboxNotice.notice == Notice.TREE_HEAD)
    ).first()
    if row is None:
        return None
    office = session.execute(
        select(Unit.name, Unit.phone)
        .where(Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active)
        .order_by(depth(), Unit.id)
    ).first()
    facts = Facts(
        notice=Notice.TREE_HEAD,
        language="zh",
        number="",
        veiled=True,
        office=office.name if office else "",
        phone=office.phone if office else "",
        path=HEADS_PATH,
        head=row.head,
        size=row.size,
    )
    to = witness.address()
    return Addressed(to, "" if to else NO_ADDRESS, facts)


def _to_officer(session: Session, notice_id: int) -> Addressed:
    """A digest and the news of supervision belong to an officer, not to a case. Raises LookupError."""
    found = digest_facts(session, notice_id) or news_facts(session, notice_id)
    if found is None:
        raise LookupError(notice_id)
    to, facts = found
    return Addressed(to, "" if to else NO_ADDRESS, facts)


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    """Everything about one notice in one row; made once, since the worker asks it for each."""
    office, target = aliased(Unit), aliased(Unit)
    return (
        select(
            OutboxNotice.case_id,
            OutboxNotice.notice,
            OutboxNotice.recipient,
            OutboxNotice.language,
            OutboxNotice.occasion,
            Case.receipt_number,
            Case.registration_number,
            Case.petition_class,
            Case.confidential,
            Case.anonymous,
            Case.due_on,
            office.name,
            office.name_en,
            office.phone,
            target.email.label("unit_email"),
            Officer.email.label("officer_email"),
            Petitioner.email.label("petitioner_email"),
        )
        .join(Case, Case.id == OutboxNotice.case_id)
        .join(office, office.id == Case.office_id)
        .outerjoin(target, target.id == OutboxNotice.unit_id)
        .outerjoin(Officer, and_(Officer.id == OutboxNotice.officer_id, Officer.active))
        .outerjoin(
            Petitioner,
            and_(
                Petitioner.case_id == OutboxNotice.case_id,
                Petitioner.position == 1,
                OutboxNotice.recipient == Recipient.PETITIONER,
            ),
        )
        .where(OutboxNotice.id == bindparam("notice_id"))
    )


def _address(row: Row[*tuple[Any, ...]]) -> tuple[str, str]:
    """Where it goes now, or why it goes nowhere."""
    address = {
        Recipient.PETITIONER: row.petitioner_email,
        Recipient.UNIT_HEAD: row.officer_email,
        Recipient.OFFICER: row.officer_email,
    }.get(row.recipient, row.unit_email)
    return (address, "") if address else ("", NO_ADDRESS)


def _facts(session: Session, row: Row[*tuple[Any, ...]]) -> Facts:
    to_citizen = row.recipient is Recipient.PETITIONER
    days = _last_days(session, row.case_id) if row.notice in SPOKEN_OF else {}
    named = [days[each] for each in SPOKEN_OF.get(row.notice, ()) if each in days]
    next_duty = None if to_citizen or row.due_on == FAR else row.due_on
    is_appeal = row.petition_class is PetitionClass.APPEAL
    role, unit = _who_looked(session, row) if row.notice in OF_LOOKS else (None, "")
    return Facts(
        notice=row.notice,
        language=row.language,
        role=role,
        unit=unit,
        number=row.receipt_number if to_citizen else row.registration_number or "",
        # Who stays unknown gets no mail, unless he left an address for just this.
        veiled=row.anonymous or not bare_view_allowed(row.petition_class, row.confidential),
        office=row.name_en if row.language == "en" and row.name_en else row.name,
        phone=row.phone,
        path=TRACK_PATH if to_citizen else CASE_PATH.format(row.case_id),
        last_day=named[0] if named else (None if row.notice in SPOKEN_OF else next_duty),
        objection_day=days.get(Clock.OBJECTION),
        review_days=_review_days(session) if is_appeal else None,
    )


def _who_looked(session: Session, row: Row[*tuple[Any, ...]]) -> tuple[Role | None, str]:
    """The post and unit of an officer who looked at an identity; never his name."""
    found = session.execute(
        select(CaseEvent.actor_role, Unit.name, Unit.name_en)
        .outerjoin(Unit, Unit.id == CaseEvent.unit_id)
        .where(CaseEvent.case_id == row.case_id, CaseEvent.sequence == row.occasion)
    ).first()
    if found is None:
        return None, ""
    english = row.language == "en" and found.name_en
    return found.actor_role, (found.name_en if english else found.name) or ""


def _review_days(session: Session) -> int | None:
    """How long a review may be asked for (信访工作条例 §35)."""
    return office_rules(session).book.rule(Clock.ASK_REVIEW, clock.today()).length


def _last_days(session: Session, case_id: int) -> dict[Clock, date]:
    """The last day of every clock of the case that is running."""
    return {
        each.clock: each.deadline.adjusted for each in clocks_now(session, case_id) if each.running
    }
