"""The figures by which a machine sees how the register is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from petitions.adapters import mailer
from petitions.adapters.office_rules import national_days
from petitions.jobs.send_notices import send_due
from petitions.models.session import db
from petitions.queries.health import days_announced, snapshot
from petitions.rules.terms import NoticeState
from tests.factories import Town, a_case, make_town
from tests.notices.outbox_rows import change, rows
from tests.notices.post_office import free_port

MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(app: Flask) -> Town:
    mailer.install(app, mailer.MailServer("127.0.0.1", free_port(), "noreply@example.cn"))
    with app.app_context():
        return make_town(db.session())


def test_a_new_office(app: Flask, town: Town, now: datetime) -> None:
    with app.app_context():
        figures = snapshot(now)
    assert figures.at_head
    assert (figures.notices_waiting, figures.notices_failed) == (0, 0)
    assert (figures.outbox_lag_seconds, figures.outbox_oldest_seconds) == (0, 0)
    assert (figures.worker_scan_age_seconds, figures.worker_sent_age_seconds) == (None, None)


def test_nobody_sends(app: Flask, town: Town, now: datetime) -> None:
    with app.app_context():
        a_case(town, now=now)
        figures = snapshot(now + 11 * MINUTE)
    assert figures.outbox_lag_seconds == 660
    assert figures.outbox_oldest_seconds == 660
    assert figures.notices_waiting == 2


def test_the_mail_server_is_away(app: Flask, town: Town, now: datetime) -> None:
    with app.app_context():
        a_case(town, now=now)
        send_due(now + MINUTE)
        change(rows()[0].id, state=NoticeState.FAILED)
        figures = snapshot(now + 1.5 * MINUTE)
    assert figures.outbox_lag_seconds == 0, "a try was made, the next is not due"
    assert figures.outbox_oldest_seconds == 90
    assert (figures.notices_waiting, figures.notices_failed) == (1, 1)
    assert figures.worker_scan_age_seconds is not None
    assert 25 < figures.worker_scan_age_seconds <= 30


def test_how_far_the_calendar_reaches() -> None:
    known = national_days().announced_years
    last = max(known)
    assert days_announced(date(last, 12, 1), known) == 31
    assert days_announced(date(last, 1, 1), known) >= 365
    assert days_announced(date(last + 1, 1, 1), known) == 0
