"""The console in its town, at ten in the morning: a browser for each officer who is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask

from petitions.models.session import db
from petitions.rules.submission import Submission
from petitions.rules.terms import Status
from tests.conftest import NOW
from tests.factories import Town, a_case, make_town
from tests.staff.browser import Browser

Opens = Callable[[str], Browser]
Case = Callable[..., int]


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Time stands still at ``NOW``; tests move it on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(staff_app: Flask, clock: time_machine.Coordinates) -> Iterator[Town]:
    """The town, inside an app context in which actions and queries can be called."""
    with staff_app.app_context():
        yield make_town(db.session())
        db.session.remove()


@pytest.fixture
def stranger(staff_app: Flask, town: Town) -> Browser:
    """A browser nobody has signed in with."""
    return Browser(staff_app)


@pytest.fixture
def browser_of(staff_app: Flask, town: Town) -> Opens:
    """The signed-in browser of an officer, by the name of his field in the town."""

    def opened(name: str) -> Browser:
        browser = Browser(staff_app)
        browser.admit(town.officers[name])
        return browser

    return opened


@pytest.fixture
def case_in(town: Town) -> Case:
    """A case of the town in any state; returns its id."""

    def made(to: Status = Status.RECEIVED, submission: Submission | None = None) -> int:
        return a_case(town, to, now=NOW, submission=submission)

    return made
