"""How a case stands, as the rules want to know it: read from its row and its papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models.accused import AccusationException, Accused
from petitions.models.clock_run import ClockRun
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.erasure import Erasure
from petitions.models.exchange import CodeRequest, Decision, Extension, Objection
from petitions.models.history import Assignment, CaseEvent
from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.models.petition import Case
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.reply import Reply
from petitions.models.review import Review
from petitions.models.same_matter import MatterLink
from petitions.models.triage import ClosingReport
from petitions.queries.accused import accused_stands, bars, excepted_units, open_exceptions
from petitions.queries.directory import ids_on
from petitions.queries.joint_stand import lead_settled, open_joint
from petitions.queries.redactions import newest_redaction
from petitions.queries.registered import open_corrections, reclassed_since
from petitions.queries.review_stand import open_review, reviews_of
from petitions.rules.accused import AccusedStand, OpenException
from petitions.rules.clocks import CaseClock, Event, clocks_of
from petitions.rules.co_handling import OpenCoHandling
from petitions.rules.erasure import decided_from, kept_until
from petitions.rules.permissions import CaseStand, OpenErasure
from petitions.rules.redaction import is_protected
from petitions.rules.reviews import OpenReview, ReviewOutcome
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import AFTER_OPINION, Clock, DispatchKind, Status

STAND_COLUMNS = (
    Case.status,
    Case.petition_class,
    Case.office_id,
    Case.handling_unit_id,
    Case.holder_id,
    Case.confidential,
    Case.anonymous,
    Case.code_known_to_staff,
    Case.erased_at,
    Case.dispatch_kind,
)
"""What a stand takes from the row of its case; the texts stay where they are."""


@dataclass(frozen=True, slots=True)
class Protection:
    """From whom a case is kept, as its stand takes it over (信访工作条例 §30)."""

    accused: tuple[AccusedStand, ...] = ()
    excepted_units: frozenset[int] = frozenset()
    exceptions: tuple[OpenException, ...] = ()
    unit_barred: bool = False


def protection_of(
    session: Session,
    case: Case,
    accused: Sequence[Accused],
    exceptions: Sequence[AccusationException],
) -> Protection:
    """The same from the papers of the case; nothing is read where nobody is named."""
    stands = accused_stands(session, accused)
    if not stands:
        return Protection()
    let = excepted_units(exceptions)
    has = [case.handling_unit_id] if case.handling_unit_id else []
    barred = bars(session, case.petition_class, stands, let, has)
    return Protection(stands, let, open_exceptions(exceptions), bool(barred))


def latest_reply(session: Session, case_id: int) -> Reply | None:
    """The newest reply of a case, whatever its state."""
    return session.scalars(
        select(Reply).where(Reply.case_id == case_id).order_by(Reply.id.desc()).limit(1)
    ).first()


def stand_of(session: Session, case: Case, *, now: datetime | None = None) -> CaseStand:
    """The frozen facts on which every right depends (some short indexed reads)."""
    running = session.execute(
        select(ClockRun.clock, ClockRun.due_on).where(
            ClockRun.case_id == case.id, ClockRun.stopped_on.is_(None)
        )
    )
    return stand_from(
        case,
        last_days={row.clock: row.due_on for row in running},
        now=now,
        reply=latest_reply(session, case.id),
        extensions=session.scalars(select(Extension).where(Extension.case_id == case.id)).all(),
        objections=session.scalars(select(Objection).where(Objection.case_id == case.id)).all(),
        corrections=session.scalars(select(Correction).where(Correction.case_id == case.id)).all(),
        recusals=session.scalars(select(Recusal).where(Recusal.case_id == case.id)).all(),
        protection=protection_of(
            session,
            case,
            session.scalars(select(Accused).where(Accused.case_id == case.id)).all(),
            session.scalars(
                select(AccusationException).where(AccusationException.case_id == case.id)
            ).all(),
        ),
        recusal_requests=session.scalars(
            select(RecusalRequest).where(RecusalRequest.case_id == case.id)
        ).all(),
        links=session.scalars(select(MatterLink).where(MatterLink.case_id == case.id)).all(),
        redacted=not is_protected(case.petition_class, case.confidential)
        or newest_redaction(session, case.id) is not None,
        co_handlings=session.scalars(
            select(CoHandling).where(CoHandling.case_id == case.id).order_by(CoHandling.id)
        ).all(),
        joint_matters=session.scalars(
            select(JointMatter).where(JointMatter.case_id == case.id).order_by(JointMatter.id)
        ).all(),
        joint_voices=session.scalars(
            select(JointVoice).where(JointVoice.case_id == case.id).order_by(JointVoice.id)
        ).all(),
        reviews=(reviews := reviews_of(session, case.id)),
        review=open_review(session, case, reviews),
        # Only an ended case can be erased.
        erasures=session.scalars(select(Erasure).where(Erasure.case_id == case.id)).all()
        if case.closed
        else (),
        # Only an answered case that was assigned has one (Art. 22 (3)).
        closing_reports=session.scalars(
            select(ClosingReport).where(ClosingReport.case_id == case.id)
        ).all()
        if _assigned(case) and case.status in AFTER_OPINION | {Status.CONCLUDED}
        else (),
        assignments=session.scalars(select(Assignment).where(Assignment.case_id == case.id)).all(),
        code_requests=session.scalars(
            select(CodeRequest).where(CodeRequest.case_id == case.id).order_by(CodeRequest.id)
        ),
    )


def stand_from(
    case: Case,
    *,
    reply: Reply | None = None,
    extensions: Sequence[Extension] = (),
    objections: Sequence[Objection] = (),
    assignments: Sequence[Assignment] = (),
    code_requests: Iterable[CodeRequest] = (),
    corrections: Sequence[Correction] = (),
    recusals: Iterable[Recusal] = (),
    protection: Protection | None = None,
    recusal_requests: Iterable[RecusalRequest] = (),
    redacted: bool = True,
    co_handlings: Sequence[CoHandling] = (),
    joint_matters: Sequence[JointMatter] = (),
    joint_voices: Sequence[JointVoice] = (),
    reviews: Sequence[Review] = (),
    review: OpenReview | None = None,
    erasures: Sequence[Erasure] = (),
    links: Sequence[MatterLink] = (),
    closing_reports: Sequence[ClosingReport] = (),
    last_days: Mapping[Clock, date] | None = None,
    now: datetime | None = None,
) -> CaseStand:
    """The same from papers already read: the newest reply, all extensions, objections, dispatches,
    requests for codes, corrections, recusals, requests for them, co-handlings, joint matters, reviews, erasures, links,
    closing reports, and who is protected.

    ``review`` is the open one of ``reviews``; ``redacted`` says whether there is a redaction; ``last_days`` are those
    of the running clocks; ``now`` is the present moment unless given.
    """
    # An opinion that a review revoked takes its extensions with it, and the next one owes a report of its own.
    remanded = _last_remand(reviews)
    extensions = [each for each in extensions if remanded is None or each.requested_at >= remanded]
    issued = reply.issued_at if reply else None
    closing_reports = [row for row in closing_reports if issued is None or row.filed_at >= issued]
    pending = next((each for each in extensions if each.decision is Decision.PENDING), None)
    today = clock.local_day(now) if now else clock.today()
    asked = waiting_request(code_requests, today)
    to_erase = next((each for each in erasures if each.decision is Decision.PENDING), None)
    guarded = protection or Protection()
    ruled = {each.unit_id for each in objections if each.decision is Decision.REFUSED}
    return CaseStand(
        case_id=case.id,
        status=case.status,
        petition_class=case.petition_class,
        office_id=case.office_id,
        handling_unit_id=case.handling_unit_id,
        holder_id=case.holder_id,
        past_unit_ids=frozenset(
            [
                *(row.unit_id for row in assignments),
                *(row.unit_id for row in co_handlings),
                *(row.unit_id for row in joint_voices),
                *(row.unit_id for row in reviews if row.unit_id is not None),
            ]
        ),
        acknowledged=acknowledged(case, assignments),
        co_handling=tuple(
            OpenCoHandling(row.unit_id, row.answered_at is not None)
            for row in co_handlings
            if row.ended_at is None
        ),
        joint=open_joint(joint_matters, joint_voices),
        joint_lead=lead_settled(joint_matters, objections),
        review=review,
        opinion_reviewed=_reviewed_since(reply, reviews),
        confidential=case.confidential,
        objection_ruled=case.handling_unit_id in ruled,
        draft_author_id=reply.author_id if reply else None,
        draft_kind=reply.kind if reply else None,
        extension_requested_by=pending.requested_by_id if pending else None,
        extension_pending=pending is not None,
        extension_granted=any(each.decision is Decision.APPROVED for each in extensions),
        anonymous=case.anonymous,
        code_known_to_staff=case.code_known_to_staff,
        code_requested_by=asked.requested_by_id if asked else None,
        corrections=open_corrections(corrections),
        reclassed_since_draft=reclassed_since(reply, corrections),
        unredacted=not redacted and is_protected(case.petition_class, case.confidential),
        recused=frozenset(row.officer_id for row in recusals if row.ended_at is None),
        accused=guarded.accused,
        excepted_units=guarded.excepted_units,
        exceptions=guarded.exceptions,
        unit_barred=guarded.unit_barred,
        recusal_asked=next(
            (ids_on(each.named) for each in recusal_requests if each.decision is Decision.PENDING),
            None,
        ),
        erasure=_open_erasure(to_erase, reviews),
        linked=any(row.kind is not LinkKind.JOINED for row in links if row.undone_at is None),
        joined=any(row.kind is LinkKind.JOINED for row in links if row.undone_at is None),
        erased=case.erased_at is not None,
        report_owed=_assigned(case),
        report_waiting=any(each.decision is Decision.PENDING for each in closing_reports),
        report_accepted=any(each.decision is Decision.APPROVED for each in closing_reports),
        last_days=last_days or {},
        today=today,
    )


def _last_remand(reviews: Iterable[Review]) -> datetime | None:
    revoked = [row.decided_at for row in reviews if row.outcome is ReviewOutcome.REMAND]
    return max((at for at in revoked if at is not None), default=None)


def _reviewed_since(reply: Reply | None, reviews: Iterable[Review]) -> bool:
    issued = reply.issued_at if reply else None
    return issued is not None and any(row.asked_at >= issued for row in reviews)


def _assigned(case: Case) -> bool:
    return case.dispatch_kind is DispatchKind.ASSIGNMENT


def acknowledged(case: Case, assignments: Iterable[Assignment]) -> bool:
    """Whether the unit that has the case has signed for it; who works on it has, also before 0016."""
    if case.status is not Status.ROUTED or case.holder_id is not None:
        return True
    current = next((row for row in assignments if row.ended_at is None), None)
    return current is None or current.acknowledged_at is not None


def _open_erasure(row: Erasure | None, reviews: Iterable[Review]) -> OpenErasure | None:
    """One that waits; what was taken up again since has ended anew, and both times begin with that."""
    if row is None:
        return None
    earliest = decided_from(clock.local_day(row.requested_at))
    for each in reviews:
        if each.decided_at is not None and each.decided_at > row.requested_at:
            ended = clock.local_day(each.decided_at)
            earliest = max(earliest, decided_from(ended), kept_until(row.ground, ended))
    return OpenErasure(row.requested_by_id, row.requested_as, earliest)


def waiting_request(rows: Iterable[CodeRequest], today: date) -> CodeRequest | None:
    """The request for a new query code that can still be confirmed; one lapses after its last day."""
    waiting = (row for row in rows if row.decision is Decision.PENDING and today <= row.last_day)
    return next(waiting, None)


def stands_of(session: Session, case_ids: Sequence[int]) -> dict[int, CaseStand]:
    """How several cases stand as far as relations and waiting decisions go, in three reads for all.

    Which units had a case before, objections and last days are left out.
    """
    cases = session.scalars(
        select(Case).options(load_only(*STAND_COLUMNS)).where(Case.id.in_(case_ids))
    ).all()
    replies = {
        row.case_id: row
        for row in session.scalars(
            select(Reply)
            .options(
                load_only(Reply.case_id, Reply.author_id, Reply.kind, Reply.state, Reply.drafted_at)
            )
            .where(Reply.case_id.in_(case_ids))
            .order_by(Reply.id)
        )
    }
    extensions: dict[int, list[Extension]] = {}
    for row in session.scalars(select(Extension).where(Extension.case_id.in_(case_ids))):
        extensions.setdefault(row.case_id, []).append(row)
    return {
        case.id: stand_from(
            case, reply=replies.get(case.id), extensions=extensions.get(case.id, ())
        )
        for case in cases
    }


def clocks_now(session: Session, case_id: int) -> tuple[CaseClock, ...]:
    """Every clock of a case, by the office's rules as they are now."""
    rules = office_rules(session)
    return clocks_of(events_of(session, case_id), rules.calendar, clock.zone(), rules.book)


def events_of(session: Session, case_id: int) -> tuple[Event, ...]:
    """The history of a case, oldest first, as the clocks want it."""
    rows = session.execute(
        select(CaseEvent.at, CaseEvent.action, CaseEvent.facts)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.sequence)
    )
    return tuple(Event(row.at, row.action, row.facts) for row in rows)
