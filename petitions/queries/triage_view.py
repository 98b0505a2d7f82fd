"""The frozen shapes of closing reports, reports to those above and leaders' instructions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from petitions.models.exchange import Decision
from petitions.models.triage import ClosingReport, Instruction, Report
from petitions.rules.triage import ReportTo


class Names(Protocol):
    """Names of officers, as the page has read them."""

    def officer(self, officer_id: int | None) -> str: ...


@dataclass(frozen=True, slots=True)
class ClosingReportView:
    """A closing report and what the assigning office said to it."""

    done: str
    result: str
    told: str
    filed_by: str
    filed_at: datetime
    decision: Decision
    comment: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report of a grave or urgent matter to those above."""

    addressee: ReportTo
    learned_at: datetime
    reported_at: datetime
    proposal: str
    reported_by: str


@dataclass(frozen=True, slots=True)
class InstructionView:
    """A leader's instruction, with his post."""

    text: str
    post: str
    given_on: date
    finish_by: date | None
    recorded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TriageView:
    """All three of one case, oldest first."""

    closing_reports: tuple[ClosingReportView, ...]
    reports: tuple[ReportView, ...]
    instructions: tuple[InstructionView, ...]


def officers_of(
    closing: Iterable[ClosingReport], reports: Iterable[Report], told: Iterable[Instruction]
) -> set[int | None]:
    """Whose names these papers need."""
    found: set[int | None] = {row.reported_by_id for row in reports}
    found |= {row.recorded_by_id for row in told}
    for row in closing:
        found |= {row.filed_by_id, row.decided_by_id}
    return found


def triage_view(
    closing: Iterable[ClosingReport],
    reports: Iterable[Report],
    told: Iterable[Instruction],
    names: Names,
) -> TriageView:
    """The papers as they are shown inside the house."""
    return TriageView(
        tuple(
            ClosingReportView(
                row.done,
                row.result,
                row.told,
                names.officer(row.filed_by_id),
                row.filed_at,
                row.decision,
                row.comment,
                names.officer(row.decided_by_id),
                row.decided_at,
            )
            for row in closing
        ),
        tuple(
            ReportView(
                row.addressee,
                row.learned_at,
                row.reported_at,
                row.proposal,
                names.officer(row.reported_by_id),
            )
            for row in reports
        ),
        tuple(
            InstructionView(
                row.text,
                row.post,
                row.given_on,
                row.finish_by,
                names.officer(row.recorded_by_id),
                row.at,
            )
            for row in told
        ),
    )
