"""How a case comes into being: numbers, persons, files and words, for a citizen's or a clerk's entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petitions.adapters import clock, codes, word_index
from petitions.models.counter import Counter
from petitions.models.document import Attachment
from petitions.models.encrypted import blind_index
from petitions.models.petition import Case, Petitioner
from petitions.models.unit import Unit
from petitions.rules.numbering import registration_number
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Status, UnitKind


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the petitioner holds: the number to say on the phone and the code that opens the case."""

    case_id: int
    receipt_number: str
    query_code: str
    received_on: date
    registration_number: str | None = None
    repeated: bool = False
    """The same press again: nothing new was written."""


def main_office_id(session: Session) -> int:
    """The letters office that stands highest in the tree. Raises LookupError before any exists."""
    office = session.scalars(
        select(Unit.id)
        .where(Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active)
        .order_by(Unit.path, Unit.id)
        .limit(1)
    ).first()
    if office is None:
        raise LookupError("no letters office is set up")
    return office


def already_filed(session: Session, submission_key: str) -> Receipt | None:
    """The receipt of an earlier press with the same key, or None."""
    case = session.scalars(
        select(Case).where(Case.submission_key_hash == codes.token_hash(submission_key))
    ).first()
    if case is None:
        return None
    return Receipt(
        case.id,
        case.receipt_number,
        codes.query_code_for(submission_key),
        clock.local_day(case.received_at),
        case.registration_number,
        repeated=True,
    )


def new_case(
    session: Session,
    submission: Submission,
    *,
    submission_key: str,
    office_id: int,
    status: Status,
    now: datetime,
    created_by_id: int | None = None,
) -> tuple[Case, Receipt]:
    """Write the case and its persons; the caller takes the first step. Numbers are final here."""
    received_at = submission.received_at or now
    receipt_number = codes.new_receipt_number(clock.local_day(now))
    query_code = codes.query_code_for(submission_key)
    case = Case(
        receipt_number=receipt_number,
        query_code_hash=codes.query_code_hash(receipt_number, query_code),
        submission_key_hash=codes.token_hash(submission_key),
        registration_number=(
            next_registration(session, office_id, now) if status is Status.REGISTERED else None
        ),
        external_source=submission.external_source or None,
        external_number=submission.external_number or None,
        office_id=office_id,
        created_by_id=created_by_id,
        petition_class=submission.petition_class,
        channel=submission.channel,
        urgency=submission.urgency,
        status=status,
        title=submission.title,
        request=submission.request,
        facts=submission.facts,
        reasons=submission.reasons,
        category=submission.category,
        problem_place=submission.problem_place,
        complained_about=submission.complained_about or None,
        legal_status=submission.legal_status,
        anonymous=submission.anonymous,
        confidential=submission.confidential,
        publish_consent=submission.publish_consent,
        persons_count=max(submission.persons_count, len(submission.persons), 1),
        language=submission.language,
        received_at=received_at,
        created_at=now,
        changed_at=now,
    )
    session.add(case)
    session.flush()
    for position, person in enumerate(submission.persons, start=1):
        if not person.blank:
            session.add(_petitioner(case.id, position, person))
    word_index.index_case(
        session,
        case.id,
        submission.title,
        submission.request,
        submission.facts,
        submission.reasons,
        submission.problem_place,
    )
    return case, Receipt(
        case.id,
        receipt_number,
        query_code,
        clock.local_day(received_at),
        case.registration_number,
    )


def _petitioner(case_id: int, position: int, person: Person) -> Petitioner:
    return Petitioner(
        case_id=case_id,
        position=position,
        name=person.name or None,
        phone=person.phone or None,
        email=person.email or None,
        address=person.address or None,
        id_number=person.id_number or None,
        name_index=blind_index("name", person.name),
        phone_index=blind_index("phone", person.phone),
        id_index=blind_index("id", person.id_number),
    )


def next_registration(session: Session, office_id: int, now: datetime) -> str:
    """The next number of the office's book of this year: gap-free, since it commits with the case."""
    code = session.scalars(select(Unit.code).where(Unit.id == office_id)).one()
    series, year = f"registration:{code}", clock.local_day(now).year
    taken = session.execute(
        update(Counter)
        .where(Counter.series == series, Counter.year == year)
        .values(last=Counter.last + 1)
        .returning(Counter.last)
    ).scalar_one_or_none()
    if taken is None:
        session.add(Counter(series=series, year=year, last=1))
        session.flush()
        taken = 1
    return registration_number(code, year, taken)


def claim_files(session: Session, case_id: int, attachment_ids: Sequence[int]) -> None:
    """Move the staged files of a draft to the case."""
    if attachment_ids:
        session.execute(
            update(Attachment)
            .where(Attachment.id.in_(list(attachment_ids)), Attachment.case_id.is_(None))
            .values(case_id=case_id, draft_id=None)
        )
