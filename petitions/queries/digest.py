"""What one officer's digest says: the alerts and moved dates it was given that still matter when it leaves."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from petitions.adapters.mail_words import DigestLine, Facts
from petitions.models.clock_run import ClockRun, DateChange, DeadlineAlert, Reminder
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.queries.directory import actor_for
from petitions.queries.scope import visible
from petitions.rules.permissions import Actor
from petitions.rules.terms import Alert, Clock, Notice
from petitions.rules.visibility import bare_view_allowed

DESK_PATH = "/staff/"
MOST_LINES = 40
RUNGS = list(Alert)


def digest_facts(session: Session, notice_id: int) -> tuple[str, Facts] | None:
    """The officer's address and what the digest says, or None if there is no such digest."""
    row = session.execute(
        select(Officer, Unit.name, Unit.name_en, Unit.phone)
        .select_from(OutboxNotice)
        .join(Officer, Officer.id == OutboxNotice.officer_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(OutboxNotice.id == notice_id, OutboxNotice.notice == Notice.DIGEST)
        .execution_options(populate_existing=True)  # his unit and role as they are when it leaves
    ).first()
    if row is None:
        return None
    lines, settled = _of_digest(session, notice_id, actor_for(session, row.Officer))
    facts = Facts(
        notice=Notice.DIGEST,
        language="zh",
        number="",
        veiled=True,
        office=row.name,
        phone=row.phone,
        path=DESK_PATH,
        lines=tuple(lines[:MOST_LINES]),
        more=max(0, len(lines) - MOST_LINES),
        settled=settled,
    )
    return (row.Officer.email if row.Officer.active else ""), facts


def _of_digest(session: Session, notice_id: int, actor: Actor) -> tuple[list[DigestLine], int]:
    """What still runs, each clock once with its highest rung and the nearest first; and how much was settled."""
    found: dict[tuple[int, Clock, int], DigestLine] = {}
    settled: set[int] = set()
    for row in (
        *_rows(session, notice_id, actor, DeadlineAlert),
        *_rows(session, notice_id, actor, DateChange),
    ):
        if row.stopped_on is not None:
            settled.add(row.case_id)
            continue
        key = (row.case_id, row.clock, row.sequence)
        shown = bare_view_allowed(row.petition_class, row.confidential)
        line = DigestLine(
            (row.number or "") if shown else "", row.clock, row.alert, row.due_on, row.old_on
        )
        if key not in found or _rung(line.alert) > _rung(found[key].alert):
            found[key] = line
    lines = sorted(
        found.values(), key=lambda line: (-_rung(line.alert), line.last_day, line.number)
    )
    return lines, len(settled)


def _rows(
    session: Session, notice_id: int, actor: Actor, of: type[DeadlineAlert] | type[DateChange]
) -> Sequence[Any]:
    """The reminders of one kind with the clock each speaks of, as it stands now."""
    ours = Reminder.alert_id if of is DeadlineAlert else Reminder.change_id
    return session.execute(
        select(
            ClockRun.case_id,
            ClockRun.clock,
            ClockRun.sequence,
            ClockRun.due_on,
            ClockRun.stopped_on,
            Case.registration_number.label("number"),
            Case.petition_class,
            Case.confidential,
            DeadlineAlert.alert,
            DateChange.old_on,
        )
        .select_from(Reminder)
        .outerjoin(DeadlineAlert, DeadlineAlert.id == Reminder.alert_id)
        .outerjoin(DateChange, DateChange.id == Reminder.change_id)
        .join(ClockRun, _same_run(of))
        .join(Case, Case.id == ClockRun.case_id)
        # What he may not see any more (another unit, another role) is not his to be reminded of.
        .where(Reminder.notice_id == notice_id, ours.is_not(None), visible(actor))
    ).all()


def _same_run(other: type[DeadlineAlert] | type[DateChange]) -> Any:
    return and_(
        ClockRun.case_id == other.case_id,
        ClockRun.clock == other.clock,
        ClockRun.sequence == other.sequence,
    )


def _rung(alert: Alert | None) -> int:
    return RUNGS.index(alert) if alert is not None else -1
