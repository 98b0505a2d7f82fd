"""How a case comes into being: numbers, persons, files and words, for a citizen's or a clerk's entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.actions._accused import find_accused
from petitions.actions._clocks import count
from petitions.actions._register import take_in
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.adapters import clock, codes, word_index
from petitions.adapters.office_rules import office_rules
from petitions.models.document import Attachment
from petitions.models.encrypted import blind_index
from petitions.models.petition import Case, Petitioner
from petitions.models.registered import BY_MODEL
from petitions.models.unit import Unit
from petitions.queries.scope import depth
from petitions.rules.clocks import Event
from petitions.rules.numbering import registration_number
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Status, UnitKind, Urgency


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the petitioner holds: the number to say on the phone and the code that opens the case."""

    case_id: int
    receipt_number: str
    query_code: str
    """Blank once it was replaced: its holder alone knows the new one."""
    received_on: date
    registration_number: str | None = None
    repeated: bool = False
    """The same press again: nothing new was written."""


def main_office_id(session: Session) -> int:
    """The letters office that stands highest in the tree. Raises LookupError before any exists."""
    office = session.scalars(
        select(Unit.id)
        .where(Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active)
        .order_by(depth(), Unit.id)
        .limit(1)
    ).first()
    if office is None:
        raise LookupError("no letters office is set up")
    return office


def filed_once(submission_key: str, file: Callable[[], Receipt]) -> Receipt:
    """What ``file`` returns; or the receipt of the other of two presses that came at the same moment."""
    try:
        return file()
    except IntegrityError:
        with unit_of_work() as session:
            earlier = already_filed(session, submission_key)
        if earlier is None:
            raise
        return earlier


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
        codes.still_valid(
            case.receipt_number, codes.query_code_for(submission_key), case.query_code_hash
        ),
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
    first: Event,
    created_by_id: int | None = None,
    code_known_to_staff: bool = False,
) -> tuple[Case, Receipt]:
    """Write the case and its persons; the caller takes the ``first`` step. Numbers are final here.

    ``code_known_to_staff``: an officer hands the code out, so its holder gets one of his own at first use.
    Raises Refused("external_number_taken") when the other office's case is registered already.
    """
    _check_external_number(session, submission)
    now = first.at
    received_at = submission.received_at or now
    receipt_number = codes.new_receipt_number(clock.local_day(now))
    query_code = codes.query_code_for(submission_key)
    case = Case(
        receipt_number=receipt_number,
        query_code_hash=codes.query_code_hash(receipt_number, query_code),
        code_known_to_staff=code_known_to_staff,
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
    count(case, (first,), office_rules(session))
    session.add(case)
    session.flush()
    for position, person in enumerate(submission.persons, start=1):
        if not person.blank:
            session.add(_petitioner(case.id, position, person))
    find_accused(session, case)
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


def birth_facts(submission: Submission, now: datetime) -> dict[str, str | bool]:
    """What the history keeps of the first step: the clocks count from the day the matter came in."""
    facts: dict[str, str | bool] = {
        "petition_class": submission.petition_class.value,
        "received_on": clock.local_day(submission.received_at or now).isoformat(),
    }
    if submission.urgency is Urgency.URGENT:
        facts["urgency"] = submission.urgency.value
    if not any(person.name and (person.address or person.email) for person in submission.persons):
        facts["unreachable"] = True  # 信访工作条例 §23: name or address unclear
    return facts


def _check_external_number(session: Session, submission: Submission) -> None:
    if not submission.external_number:
        return
    if session.scalars(
        select(Case.id).where(
            Case.external_source == submission.external_source,
            Case.external_number == submission.external_number,
        )
    ).first():
        raise Refused("external_number_taken", external_number=submission.external_number)


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


_NEXT = text(
    "INSERT INTO counters (series, year, last) VALUES (:series, :year, 1)"
    " ON CONFLICT (series, year) DO UPDATE SET last = counters.last + 1 RETURNING last"
)


def next_registration(session: Session, office_id: int, now: datetime) -> str:
    """The next number of the office's book of this year: gap-free, since it commits with the case."""
    code = session.scalars(select(Unit.code).where(Unit.id == office_id)).one()
    year = clock.local_day(now).year
    taken = session.scalar(_NEXT, {"series": f"registration:{code}", "year": year})
    return registration_number(code, year, int(taken))


def claim_files(
    session: Session,
    attachment_ids: Sequence[int],
    *,
    officer_id: int | None,
    case_id: int,
    supplement_id: int | None = None,
    reply_id: int | None = None,
) -> list[tuple[int, str]]:
    """Move staged files to the case, each only from whom put it there (None: the petitioner).

    Returns number and SHA-256 of each, by number. Raises Refused("files_gone") when one of them is not there
    any more.
    """
    wanted = set(attachment_ids)
    if not wanted:
        return []
    claimed = session.execute(
        update(Attachment)
        .where(
            Attachment.id.in_(sorted(wanted)),
            Attachment.case_id.is_(None),
            Attachment.officer_id == officer_id,
        )
        .values(case_id=case_id, draft_id=None, supplement_id=supplement_id, reply_id=reply_id)
        .returning(Attachment.id, Attachment.sha256)
    ).all()
    if len(claimed) != len(wanted):
        raise Refused("files_gone")
    for row in session.scalars(
        select(Attachment)
        .where(Attachment.id.in_(sorted(wanted)))
        .execution_options(populate_existing=True)
    ):
        take_in(session, BY_MODEL[Attachment], row)
    return sorted((number, sha256) for number, sha256 in claimed)
