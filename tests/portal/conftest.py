"""A town whose letters office takes petitions online, and citizens who come to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select

from petitions.actions.submit import submit
from petitions.adapters import clock
from petitions.models import Case
from petitions.models.session import db
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_submission, actor_of, do, make_town, petitioner_of
from tests.factories.cases import WAY
from tests.portal.citizen import Citizen

_keys = count(1)
Made = tuple[int, str]
"""A case and the key it was filed under."""


@pytest.fixture
def app(portal_app: Flask) -> Iterator[Flask]:
    """The portal itself, in place of the app without pages."""
    with portal_app.app_context():
        yield portal_app
        db.session.remove()


@pytest.fixture
def town(app: Flask) -> Town:
    """The town, committed."""
    made = make_town(db.session())
    db.session.remove()
    return made


@pytest.fixture
def citizen(app: Flask, town: Town) -> Citizen:
    """A browser that reads Chinese."""
    return Citizen(app)


@pytest.fixture
def case_in(town: Town) -> Callable[..., Made]:
    """Makes a case in any state, some days ago, under a key that opens it."""

    def make(
        to: Status = Status.RECEIVED, *, days: int = 3, submission: Submission | None = None
    ) -> Made:
        key = f"portal-test-{next(_keys)}"
        now = clock.now() - timedelta(days=days)
        case_id = submit(
            submission or a_submission(),
            submission_key=key,
            now=now,
            office_id=town.office.id,
        ).case_id
        for action, who in _way(to):
            by = actor_of(town.officers[who]) if who else petitioner_of(case_id)
            do(town, action, case_id, by=by, now=now)
        return case_id, key

    return make


def _way(to: Status) -> list[tuple[Action, str]]:
    steps: list[tuple[Action, str]] = []
    while to is not Status.RECEIVED:
        to, action, who = WAY[to]
        steps.insert(0, (action, who))
    return steps


def cases_filed() -> int:
    """How many cases stand in the register."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Case)) or 0
