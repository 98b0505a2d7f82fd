"""The unit of work: the only module that commits, so that an action is whole or did not happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from petitions.actions._outbox import OWES_MAIL
from petitions.actions._register import forget, seal
from petitions.actions._reminders import KNOWN
from petitions.actions.errors import Refused, Stale
from petitions.adapters import bell
from petitions.adapters.office_rules import MARK
from petitions.models.session import WRITE, db
from petitions.models.unit import Unit


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One write transaction around the block; any error undoes all of it.

    Raises Stale when another officer's commit came first (version counter).
    """
    session: Session = db.session()
    # What was only read before this point must not pin an old snapshot or hold back the write lock,
    # and what the session still remembers from an earlier transaction may have changed since.
    session.rollback()
    session.expire_all()
    session.info.pop(OWES_MAIL, None)
    session.info.pop(MARK, None)
    session.info.pop(KNOWN, None)
    forget(session)
    session.connection(execution_options={WRITE: True})
    try:
        yield session
        seal(session)
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Stale(0, 0, 0) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(MARK, None)
        forget(session)
    if session.info.pop(OWES_MAIL, False):
        bell.ring()


def one_at_a_time(session: Session) -> None:
    """Who writes a row that may not be there yet waits for the other: the first unit is there to be locked.

    What is read after that sees what the other one committed.
    """
    session.execute(select(Unit.id).order_by(Unit.id).limit(1).with_for_update(key_share=True))


@contextmanager
def one_of_two(code: str, **facts: Any) -> Iterator[None]:
    """Around a unit of work: two wrote the same at the same moment, and the later is refused like who comes late."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(code, **facts) from error
