"""The notices desk: what left, what waits and what failed, for the cases this officer may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from petitions.adapters import mail_words
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.notice_letter import addressed
from petitions.queries.scope import visible_notice
from petitions.rules.permissions import Actor
from petitions.rules.terms import Notice, NoticeState, Recipient
from petitions.rules.visibility import mask_email

PAGE = 25
COUNT_LIMIT = 1000
RETRIABLE = frozenset({NoticeState.FAILED, NoticeState.QUEUED})
CANCELLABLE = frozenset({NoticeState.FAILED, NoticeState.QUEUED})


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the notices desk; ``error`` is a short code, blank if none."""

    id: int
    case_id: int | None
    """None for a digest, which belongs to no case."""
    registration_number: str | None
    receipt_number: str | None
    notice: Notice
    recipient: Recipient
    unit: str
    unit_en: str
    officer: str
    language: str
    state: NoticeState
    attempts: int
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """A page of the desk, newest first; ``next_cursor`` is blank on the last one."""

    rows: tuple[NoticeRow, ...]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice with the words that left; both blank as long as nothing was written."""

    row: NoticeRow
    subject: str
    body: str
    address: str
    """Where it would go now: masked for a petitioner, blank where there is none."""
    may_retry: bool
    may_cancel: bool


def outbox(
    actor: Actor, *, state: NoticeState | None = None, cursor: str = "", size: int = PAGE
) -> OutboxPage:
    """A page of notices, newest first; an unreadable cursor starts at the beginning."""
    session: Session = db.session()
    wanted = [visible_notice(actor)]
    if state is not None:
        wanted.append(OutboxNotice.state == state)
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 10:
        wanted.append(OutboxNotice.id < int(cursor))
    found = session.execute(_rows(*wanted).order_by(OutboxNotice.id.desc()).limit(size + 1)).all()
    more = len(found) > size
    return OutboxPage(
        tuple(_row(each) for each in found[:size]), str(found[size - 1].id) if more else ""
    )


def counts(actor: Actor) -> Mapping[NoticeState, int]:
    """How many notices stand in each state, counted up to ``COUNT_LIMIT``."""
    session: Session = db.session()
    found = {}
    for state in NoticeState:
        some = (
            select(OutboxNotice.id)
            .outerjoin(Case, Case.id == OutboxNotice.case_id)
            .where(OutboxNotice.state == state, visible_notice(actor))
            .limit(COUNT_LIMIT)
            .subquery()
        )
        found[state] = session.scalar(select(func.count()).select_from(some)) or 0
    return found


def notice(notice_id: int, *, actor: Actor) -> NoticeView | None:
    """One notice, or None: foreign and missing are the same."""
    session: Session = db.session()
    found = session.execute(_rows(OutboxNotice.id == notice_id, visible_notice(actor))).first()
    if found is None:
        return None
    kept = session.execute(
        select(OutboxNotice.subject, OutboxNotice.body).where(OutboxNotice.id == notice_id)
    ).one()
    row = _row(found)
    to = addressed(notice_id).to
    return NoticeView(
        row,
        kept.subject or "",
        kept.body or "",
        mask_email(to) if row.recipient is Recipient.PETITIONER else to,
        row.state in RETRIABLE,
        row.state in CANCELLABLE,
    )


def preview(notice_id: int, *, actor: Actor) -> mail_words.Words | None:
    """The words as they would leave now, or None where the notice does not exist for this actor."""
    session: Session = db.session()
    if session.execute(_rows(OutboxNotice.id == notice_id, visible_notice(actor))).first() is None:
        return None
    return mail_words.write(addressed(notice_id).facts)


def _rows(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    unit, officer = aliased(Unit), aliased(Officer)
    return (
        select(
            OutboxNotice.id,
            OutboxNotice.case_id,
            Case.registration_number,
            Case.receipt_number,
            OutboxNotice.notice,
            OutboxNotice.recipient,
            unit.name.label("unit"),
            unit.name_en.label("unit_en"),
            officer.name.label("officer"),
            OutboxNotice.language,
            OutboxNotice.state,
            OutboxNotice.attempts,
            OutboxNotice.created_at,
            OutboxNotice.next_try_at,
            OutboxNotice.sent_at,
            OutboxNotice.error,
        )
        .outerjoin(Case, Case.id == OutboxNotice.case_id)
        .outerjoin(unit, unit.id == OutboxNotice.unit_id)
        .outerjoin(officer, officer.id == OutboxNotice.officer_id)
        .where(and_(*conditions))
    )


def _row(row: Row[*tuple[Any, ...]]) -> NoticeRow:
    values = row._asdict()
    for name in ("unit", "unit_en", "officer"):
        values[name] = values[name] or ""
    return NoticeRow(**values)
