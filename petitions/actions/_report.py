"""Tells supervision that an officer looked at an identity, and raises the alarm over very many (S-09)."""

from sqlalchemy import select

from petitions.actions._audit import note_in_audit
from petitions.actions._case import OpenCase
from petitions.actions._outbox import owe
from petitions.actions._reminders import heads_of, supervisors_of
from petitions.adapters import clock
from petitions.models.audit import AuditEntry
from petitions.models.officer import Officer
from petitions.queries.accused import denied_among
from petitions.queries.reveals import reveals_of
from petitions.rules.looks import MOST_REVEALS, Look
from petitions.rules.terms import Notice, Recipient


def report_reveal(opened: OpenCase, occasion: int) -> None:
    """One notice an officer, case and day to each supervisor; the alarm once a day to them and the head.

    Never to the officer himself. The look is recorded before; the alarm stops nobody: the office has to go on.
    """
    session, officer_id = opened.session, opened.officer_id
    # Looks of one officer at two cases at once are counted one after the other.
    session.get(Officer, officer_id, with_for_update=True)
    session.flush()
    if _today(opened, Look.REVEAL, opened.case.id) == 1:
        told = _supervisors(opened) or _heads(opened)
        _tell(opened, Notice.IDENTITY_REVEALED, told, occasion)
    count = reveals_of(session, officer_id, opened.now)
    if count > MOST_REVEALS and not _today(opened, Look.REVEAL_ALARM):
        role = opened.by.role.value
        note_in_audit(opened, Look.REVEAL_ALARM.value, reveals=count, role=role)
        everybody = dict.fromkeys([*_supervisors(opened), *_heads(opened)])
        _tell(opened, Notice.REVEAL_ALARM, list(everybody), occasion)


def _today(opened: OpenCase, what: Look, case_id: int | None = None) -> int:
    """How many such entries this officer has since midnight, of one case or of all."""
    since = clock.day_start(clock.local_day(opened.now))
    wanted = select(AuditEntry.id).where(
        AuditEntry.officer_id == opened.officer_id,
        AuditEntry.what == what.value,
        AuditEntry.at >= since,
    )
    if case_id is not None:
        wanted = wanted.where(AuditEntry.case_id == case_id)
    return len(opened.session.scalars(wanted.limit(2)).all())


def _supervisors(opened: OpenCase) -> list[tuple[int, str]]:
    return _others(opened, supervisors_of(opened.session, opened.case.office_id))


def _heads(opened: OpenCase) -> list[tuple[int, str]]:
    return _others(opened, heads_of(opened.session, opened.case.office_id, opened.case))


def _others(opened: OpenCase, found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Without those the case is kept from, and who looked himself."""
    out = denied_among(opened.session, opened.case, [each for each, _ in found])
    return [each for each in found if each[0] not in out | {opened.officer_id}]


def _tell(opened: OpenCase, notice: Notice, whom: list[tuple[int, str]], occasion: int) -> None:
    """To nobody's, and cancelled, where there is none: it stands in the outbox all the same."""
    for officer_id, email in whom or [(0, "")]:
        owe(
            opened.session,
            opened.case,
            notice,
            Recipient.OFFICER,
            occasion=occasion,
            at=opened.now,
            deliverable=bool(email),
            unit_id=opened.case.office_id,
            officer_id=officer_id,
        )
