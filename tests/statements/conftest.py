"""A town with a case that has been through a lot, and browsers on both counters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from petitions.adapters import clock
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, actor_of, do, make_town, petitioner_of
from tests.staff.browser import Browser


@pytest.fixture
def town(staff_app: Flask) -> Iterator[Town]:
    """The town, inside an app context in which actions and queries can be called."""
    with staff_app.app_context():
        yield make_town(db.session())
        db.session.remove()


@pytest.fixture
def plain(town: Town) -> int:
    """A case that was registered, assigned and accepted, as most are."""
    return a_case(town, Status.ACCEPTED, now=clock.now())


@pytest.fixture
def thick(town: Town) -> int:
    """A case with every kind of paper."""
    now = clock.now()
    case_id = a_case(town, Status.ROUTED, now=now)
    handler, clerk, head = map(actor_of, (town.handler, town.clerk, town.unit_head))
    do(town, Action.OBJECT, case_id, by=handler, now=now)
    do(town, Action.OVERRULE_OBJECTION, case_id, by=clerk, now=now)
    do(town, Action.ASK_MORE, case_id, by=handler, now=now)
    do(town, Action.SUPPLEMENT, case_id, by=petitioner_of(case_id), now=now)
    for _ in range(3):
        do(town, Action.NOTE, case_id, by=clerk, now=now)
        do(town, Action.ATTACH, case_id, by=handler, now=now)
    do(town, Action.ACCEPT, case_id, by=handler, now=now)
    do(town, Action.REQUEST_EXTENSION, case_id, by=handler, now=now)
    do(town, Action.APPROVE_EXTENSION, case_id, by=head, now=now)
    do(town, Action.REQUEST_CORRECTION, case_id, by=handler, now=now)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now)
    do(town, Action.APPROVE_REPLY, case_id, by=head, now=now)
    do(town, Action.ISSUE_REPLY, case_id, by=handler, now=now)
    return case_id


@pytest.fixture
def handler(staff_app: Flask, town: Town) -> Browser:
    """The handler's browser."""
    browser = Browser(staff_app)
    browser.admit(town.handler)
    return browser
