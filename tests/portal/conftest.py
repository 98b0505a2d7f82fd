"""A town whose letters office takes petitions online, and citizens who come to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select

from petitions.adapters import clock
from petitions.models import Case
from petitions.models.session import db
from petitions.rules.submission import Submission
from petitions.rules.terms import Status
from tests.factories import Town, a_case, make_town
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
        case_id = a_case(town, to, now=now, submission=submission, key=key)
        return case_id, key

    return make


def cases_filed() -> int:
    """How many cases stand in the register."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Case)) or 0
