"""Long commands: quick on the way, durable at the end, and stopped between two steps."""

import os
import signal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from petitions.actions.manage_units import UnitFacts, add_unit
from petitions.models import Unit
from petitions.models.session import db
from petitions.rules.terms import UnitKind
from tests.conftest import NOW
from web.bulk import in_bulk
from web.progress import Stopped, watched


def durability() -> str:
    """How commits of a fresh connection wait for the disk."""
    sqlite = db.engine.dialect.name == "sqlite"
    statement = "PRAGMA synchronous" if sqlite else "SHOW synchronous_commit"
    with db.engine.connect() as connection:
        return str(connection.scalar(text(statement)))


def test_only_inside_the_block_commits_wait_for_no_disk(register: Session) -> None:
    before = durability()

    with in_bulk():
        assert durability() in {"1", "off"}
        add_unit(UnitFacts("A", "甲", UnitKind.GOVERNMENT), by=None, now=NOW)

    assert durability() == before != "off"
    assert db.session.scalar(select(func.count(Unit.id))) == 1


def test_a_fault_inside_leaves_commits_as_they_were(register: Session) -> None:
    before = durability()

    with pytest.raises(LookupError), in_bulk():
        raise LookupError

    assert durability() == before


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_waits_for_the_end_of_the_step(sign: signal.Signals) -> None:
    handlers = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    whole: list[int] = []

    def work() -> None:
        with watched("steps", 10) as watch:
            for number in range(10):
                if number == 3:
                    os.kill(os.getpid(), sign)
                whole.append(number)
                watch.step()

    with pytest.raises(Stopped):
        work()

    assert whole == [0, 1, 2, 3]
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == handlers


def test_whoever_cannot_wait_presses_twice() -> None:
    def press_twice() -> None:
        with watched("steps", 10):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        press_twice()


def test_a_line_says_how_far_it_is() -> None:
    with watched("rows", 2000) as watch:
        watch.step(1500)

    assert watch.line().startswith("rows: 1,500 of 2,000 (")
    watch.began -= 3000
    assert watch.speed == "0.5"
