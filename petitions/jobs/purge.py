"""Clears away what nobody needs any more: drafts never sent, files never claimed, old traces of log-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from petitions.actions._unit import unit_of_work
from petitions.actions.clear_erased import clear_erased, empty_log
from petitions.adapters import files
from petitions.jobs import watch
from petitions.models.document import Attachment
from petitions.models.draft import Draft
from petitions.models.heartbeat import WorkerHeartbeat
from petitions.models.officer import SignInAttempt, StaffSession

GRACE = timedelta(hours=1)
"""A draft that has just expired may be on its way to being sent."""
LOOSE = timedelta(hours=48)
TRACES = timedelta(days=184)
"""Logs are kept six months at least (网络安全法 §21)."""
SILENT = timedelta(days=7)
"""A worker that was not heard of for so long was taken out of service."""
MOST = 500
"""Rows cleared in one transaction, so that nobody waits for it."""
_BLINDLY: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


@dataclass(frozen=True, slots=True)
class Purged:
    """How much one run cleared away."""

    drafts: int = 0
    files: int = 0
    attempts: int = 0
    sessions: int = 0


def purge(now: datetime) -> Purged:
    """Clear away everything that has had its time at ``now``."""
    drafts, draft_files = _drafts(now)
    if clear_erased():
        empty_log()
    loose = _files(now)
    attempts = _clear(SignInAttempt.id, SignInAttempt.at < now - TRACES)
    ended = func.coalesce(StaffSession.ended_at, StaffSession.last_seen_at)
    sessions = _clear(StaffSession.id, ended < now - TRACES)
    _clear(WorkerHeartbeat.worker, WorkerHeartbeat.scanned_at < now - SILENT)
    watch.purged(now)
    return Purged(drafts, draft_files + loose, attempts, sessions)


def _drafts(now: datetime) -> tuple[int, int]:
    """Expired drafts with their files; a file that a petition has claimed meanwhile stays."""
    drafts = cleared = 0
    while True:
        with unit_of_work() as session:
            expired = session.scalars(
                select(Draft.id)
                .where(Draft.expires_at < now - GRACE)
                .limit(MOST)
                .with_for_update(skip_locked=True)
            ).all()
            names = _take_out(
                session, Attachment.draft_id.in_(expired), Attachment.case_id.is_(None)
            )
            session.execute(delete(Draft).where(Draft.id.in_(expired)), **_BLINDLY)
        _remove(names)
        drafts, cleared = drafts + len(expired), cleared + len(names)
        if len(expired) < MOST:
            return drafts, cleared


def _files(now: datetime) -> int:
    """Files that were to go with an action that never came."""
    unclaimed = (
        Attachment.case_id.is_(None),
        Attachment.draft_id.is_(None),
        Attachment.at < now - LOOSE,
    )
    cleared = 0
    while True:
        with unit_of_work() as session:
            names = _take_out(
                session,
                Attachment.id.in_(select(Attachment.id).where(*unclaimed).limit(MOST)),
                *unclaimed,
            )
        _remove(names)
        cleared += len(names)
        if len(names) < MOST:
            return cleared


def _take_out(session: Session, *conditions: ColumnElement[bool]) -> Sequence[str]:
    """Delete rows of attachments; returns where their bytes lie."""
    rows = delete(Attachment).where(*conditions).returning(Attachment.stored_as)
    return session.scalars(rows, **_BLINDLY).all()


def _remove(names: Sequence[str]) -> None:
    """The bytes go after their rows: a file without a row is litter, a row without a file is a loss."""
    for name in names:
        files.remove(name)


def _clear(key: InstrumentedAttribute[Any], condition: ColumnElement[bool]) -> int:
    """Delete the rows of a table that fit, some at a time; returns how many."""
    cleared = 0
    while True:
        with unit_of_work() as session:
            chosen = select(key).where(condition).limit(MOST)
            rows = delete(key.class_).where(key.in_(chosen)).returning(key)
            gone = len(session.execute(rows, **_BLINDLY).all())
        cleared += gone
        if gone < MOST:
            return cleared
