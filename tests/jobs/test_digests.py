"""Digests: every reminder once, in the morning, with what still matters."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._unit import unit_of_work
from petitions.adapters import clock, mail_words
from petitions.jobs.watch_deadlines import go_round
from petitions.models import Reminder
from petitions.queries.notice_letter import addressed
from petitions.rules.terms import (
    Action,
    Alert,
    NoticeState,
    Status,
)
from tests.factories import Town, a_case, actor_of, do, stored
from tests.jobs.watching import DAY, digests


def test_one_digest_a_day_with_every_reminder_once(
    register: Session, town: Town, now: datetime
) -> None:
    for _ in range(2):
        a_case(town, Status.ROUTED, now=now)
    go_round(now + 12 * DAY)
    go_round(now + 12 * DAY + timedelta(hours=1))
    first = digests(register)
    assert len(first) == len({row.officer_id for row in first}) > 0
    assert {row.occasion for row in first} == {clock.local_day(now + 12 * DAY).toordinal()}
    go_round(now + 16 * DAY)
    assert not register.scalars(select(Reminder).where(Reminder.notice_id.is_(None))).all()
    again = digests(register)
    assert {row.officer_id for row in again[len(first) :]} >= {town.unit_head.id}


def test_reminders_of_the_night_leave_in_the_morning(
    register: Session, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    midnight = clock.day_start(clock.local_day(now) + 12 * DAY)
    go_round(midnight)
    assert {row.next_try_at for row in digests(register)} == {midnight + timedelta(hours=8)}


def test_a_digest_says_numbers_and_days_and_leaves_out_what_was_settled(
    register: Session, town: Town, now: datetime
) -> None:
    stays, goes = (a_case(town, Status.REGISTERED, now=now) for _ in range(2))
    go_round(now + 16 * DAY)
    do(town, Action.TRANSFER, goes, by=actor_of(town.clerk), now=now + 16 * DAY)
    digest = next(row for row in digests(register) if row.officer_id == town.clerk.id)
    found = addressed(digest.id)
    assert found.to == town.clerk.email
    assert [(line.number, line.alert) for line in found.facts.lines] == [
        (stored(stays).registration_number, Alert.OVERDUE)
    ]
    assert (found.facts.settled, found.facts.more) == (1, 0)
    words = mail_words.write(found.facts)
    case = stored(stays)
    assert str(case.registration_number) in words.text
    for secret in (case.title, case.request, case.facts):
        assert secret not in words.text + words.html + words.subject


def test_an_officer_without_an_address_is_no_reason_to_forget(
    register: Session, town: Town, now: datetime
) -> None:
    with unit_of_work() as session:
        session.merge(town.clerk).email = ""
    a_case(town, now=now)
    go_round(now + 12 * DAY)
    (digest,) = [row for row in digests(register) if row.officer_id == town.clerk.id]
    assert (digest.state, digest.error) == (NoticeState.CANCELLED, "no_address")


def test_what_he_may_not_see_any_more_is_not_in_his_digest(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    go_round(now + 52 * DAY)
    (digest,) = [row for row in digests(register) if row.officer_id == town.handler.id]
    found = addressed(digest.id)
    assert found is not None
    assert {line.number for line in found.facts.lines} == {stored(case_id).registration_number}
    with unit_of_work() as session:
        session.merge(town.handler).unit_id = town.education.id
    found = addressed(digest.id)
    assert found is not None
    assert (found.facts.lines, found.facts.settled) == ((), 0)
