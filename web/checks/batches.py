"""Cases with their histories, notices and papers, read some hundred at a time from one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.audit import AuditEntry
from petitions.models.clock_run import ClockRun
from petitions.models.correction import Correction
from petitions.models.erasure import Erasure
from petitions.models.exchange import Extension, Objection
from petitions.models.history import Assignment, CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case
from petitions.models.reply import Reply
from petitions.models.review import Review

SIZE = 300


@dataclass(slots=True)
class Papers:
    """One case and everything the checks want to know of it."""

    case: Case
    events: list[CaseEvent] = field(default_factory=list)
    notices: list[OutboxNotice] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    looks: list[AuditEntry] = field(default_factory=list)
    runs: list[ClockRun] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    erasures: list[Erasure] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """How a fault names the case: by numbers that open nothing."""
        case = self.case
        return f"case {case.id} ({case.registration_number or case.receipt_number[:8]})"


def case_papers(session: Session) -> Iterator[Papers]:
    """Every case by id; a batch is forgotten before the next one is read."""
    last = 0
    while cases := session.scalars(
        select(Case).where(Case.id > last).order_by(Case.id).limit(SIZE)
    ).all():
        yield from _batch(session, cases)
        last = cases[-1].id
        session.expunge_all()


def _batch(session: Session, cases: Sequence[Case]) -> Iterator[Papers]:
    ids = [case.id for case in cases]

    def of(table: Any, *order: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in session.scalars(
            select(table).where(table.case_id.in_(ids)).order_by(table.case_id, *order)
        ):
            found[row.case_id].append(row)
        return found

    events = of(CaseEvent, CaseEvent.sequence)
    notices, assignments = of(OutboxNotice, OutboxNotice.id), of(Assignment, Assignment.id)
    replies, objections = of(Reply, Reply.id), of(Objection, Objection.id)
    extensions, looks = of(Extension, Extension.id), of(AuditEntry, AuditEntry.id)
    runs, corrections = of(ClockRun, ClockRun.sequence), of(Correction, Correction.id)
    erasures, reviews = of(Erasure, Erasure.id), of(Review, Review.id)
    for case in cases:
        key = case.id
        yield Papers(
            case,
            events[key],
            notices[key],
            assignments[key],
            replies[key],
            objections[key],
            extensions[key],
            looks[key],
            runs[key],
            corrections[key],
            erasures[key],
            reviews[key],
        )
