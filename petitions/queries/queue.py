"""The queue: open cases by the time that is left, in pages that follow the index (keyset)."""

import base64
import binascii
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Select,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from petitions.adapters import clock, word_index
from petitions.models.accused import AccusationException
from petitions.models.clock_run import ClockRun
from petitions.models.correction import Correction
from petitions.models.encrypted import blind_index
from petitions.models.erasure import Erasure
from petitions.models.officer import Officer
from petitions.models.petition import Case, Petitioner
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries._lists import in_order, own_cases
from petitions.queries._second_officer import waiting, waits_for
from petitions.queries.closing_reports import report_owed, report_waits
from petitions.queries.follow_ups import came_again
from petitions.queries.joint_matters import joint_waits
from petitions.queries.readable import found_by_words, title_for
from petitions.queries.recusals import with_recusal_asked
from petitions.queries.redactions import protected, to_redact
from petitions.queries.reveals import revealed_lately
from petitions.queries.reviews import review_waits
from petitions.queries.scope import ended, visible
from petitions.queries.stays import sent_round, unsigned
from petitions.rules.lifecycle import STEPS
from petitions.rules.numbering import BadNumber, parse_receipt
from petitions.rules.permissions import Actor
from petitions.rules.redaction import reads_original
from petitions.rules.terms import (
    Action,
    Alert,
    Channel,
    Clock,
    PetitionClass,
    Status,
    Urgency,
)

PAGE = 25
COUNT_LIMIT = 1000
NEAR_DAYS = 7
FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the officer asked for; every field may be left out."""

    words: str = ""
    """A number, a petitioner's exact name, or words of the text."""
    statuses: frozenset[Status] = frozenset()
    petition_class: PetitionClass | None = None
    channel: Channel | None = None
    unit_id: int | None = None
    mine: bool = False
    late: str = ""
    """"overdue", "near" (7 calendar days), "escalated" (to supervision) or blank."""
    closed: bool = False
    """Ended cases instead of open ones."""
    urgency: Urgency | None = None
    received_from: date | None = None
    received_to: date | None = None
    correction: bool = False
    """Only those with a correction that waits for a decision."""
    handed_over: bool = False
    """Only those that were sent on at least ``SENT_ROUND`` times."""
    unsigned: bool = False
    """Only those that were sent to a unit that has not signed for them."""
    erasure: bool = False
    """Only those whose erasure waits for a decision."""
    exception: bool = False
    """Only those with an exception from the protection of an accuser that waits for this officer."""
    recusal: bool = False
    """Only those whose petitioner waits for a decision on a recusal."""
    again: bool = False
    """Only those whose matter came in again more than once."""
    joint: bool = False
    """Only joint matters that are being settled; for a unit, those on which it owes its voice."""
    review: bool = False
    """Only those whose review is open; for a unit, those that it reviews."""
    report: bool = False
    """Only those whose closing report is owed by the unit, or waits for the office."""
    redaction: bool = False
    """Only those that wait for a redaction."""
    revealed: bool = False
    """Only those whose petitioner was looked up within the last days (``reveals.SHOWN``)."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue; ``due_on`` None when no duty runs."""

    id: int
    registration_number: str | None
    receipt_number: str
    title: str | None
    """None: for this reader nobody has redacted it yet."""
    petition_class: PetitionClass
    channel: Channel
    status: Status
    urgency: Urgency
    unit: str
    unit_en: str
    holder: str
    received_at: datetime
    due_on: date | None
    due_clock: Clock | None
    hand_overs: int
    """How often it was sent to a unit."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; ``next_cursor`` is blank on the last one."""

    rows: tuple[QueueRow, ...]
    total: int
    """How many fit, counted up to ``COUNT_LIMIT``."""
    next_cursor: str = ""
    filters: Filters = field(default_factory=Filters)


def queue(
    actor: Actor, filters: Filters, *, today: date, cursor: str = "", size: int = PAGE
) -> QueuePage:
    """A page of what this officer has before him; an unreadable cursor starts at the beginning."""
    session: Session = db.session()
    newest_first = filters.closed
    keys = (Case.received_at, Case.id) if newest_first else (Case.due_on, Case.id)
    order = [key.desc() if newest_first else key.asc() for key in keys]
    wanted = _conditions(session, actor, filters, today)
    here = list(wanted)
    after = _decoded(cursor, newest_first)
    if after is not None:
        place = tuple_(*keys)
        here.append(place < after if newest_first else place > after)
    if filters.words.strip() or filters.joint or filters.review:  # who is asked does not have it
        seen = scope = visible(actor)
    else:
        seen, scope = in_order(actor, here, order, size + 1), own_cases(actor)
    statement = rows_statement(actor).where(seen, *here)
    found = session.execute(statement.order_by(*order).limit(size + 1)).all()
    limited = select(Case.id).where(scope, *wanted).limit(COUNT_LIMIT).subquery()
    total = session.scalar(select(func.count()).select_from(limited)) or 0
    more = len(found) > size
    rows = tuple(row_of(each) for each in found[:size])
    last = found[size - 1] if more else None
    next_cursor = (
        _encoded(last.received_at.isoformat() if newest_first else last.due_on.isoformat(), last.id)
        if last is not None
        else ""
    )
    return QueuePage(rows, total, next_cursor, filters)


def rows_statement(actor: Actor) -> Select[tuple[object, ...]]:
    """The columns of a queue line as this actor may read them, without condition or order."""
    return _rows_statement(reads_original(actor.role))


@cache
def _rows_statement(original: bool) -> Select[tuple[object, ...]]:
    unit, holder = aliased(Unit), aliased(Officer)
    return (
        select(
            Case.id,
            Case.registration_number,
            Case.receipt_number,
            title_for(original=original).label("title"),
            Case.petition_class,
            Case.channel,
            Case.status,
            Case.urgency,
            unit.name.label("unit"),
            unit.name_en.label("unit_en"),
            holder.name.label("holder"),
            Case.received_at,
            Case.due_on,
            Case.due_clock,
            Case.hand_overs,
        )
        .outerjoin(unit, unit.id == Case.handling_unit_id)
        .outerjoin(holder, holder.id == Case.holder_id)
    )


def row_of(row: object) -> QueueRow:
    """A selected line as a frozen value."""
    values = row._asdict()  # type: ignore[attr-defined]
    values["due_on"] = None if values["due_on"] == FAR else values["due_on"]
    for name in ("unit", "unit_en", "holder"):
        values[name] = values[name] or ""
    return QueueRow(**values)


def _conditions(
    session: Session, actor: Actor, filters: Filters, today: date
) -> list[ColumnElement[bool]]:
    """What is asked for, whoever asks; searches go through open and ended cases."""
    words = filters.words.strip()
    parts = [_words(session, actor, words) if words else ended(filters.closed)]
    equal = (
        (Case.petition_class, filters.petition_class),
        (Case.channel, filters.channel),
        (Case.urgency, filters.urgency),
        (Case.handling_unit_id, filters.unit_id),
        (Case.holder_id, actor.officer_id if filters.mine else None),
    )
    parts += [column == value for column, value in equal if value is not None]
    if filters.statuses:
        parts.append(Case.status.in_(sorted(filters.statuses)))
    parts += [condition for wanted, condition in _waiting(actor, filters) if wanted]
    return parts + _times(filters, today)


def _waiting(actor: Actor, filters: Filters) -> tuple[tuple[bool, ColumnElement[bool]], ...]:
    """What a case may wait for, or have on it, and whether only such cases are asked for."""
    return (
        (filters.correction, waiting(Correction)),
        (filters.handed_over, sent_round()),
        (filters.unsigned, unsigned()),
        (filters.erasure, waiting(Erasure)),
        (filters.exception, waits_for(actor, AccusationException)),
        (filters.recusal, with_recusal_asked(actor)),
        (filters.again, came_again()),
        (filters.joint, joint_waits(actor)),
        (filters.review, review_waits(actor)),
        (filters.report, or_(report_owed(), report_waits())),
        (filters.redaction, to_redact()),
        (filters.revealed, revealed_lately(clock.now())),
    )


def _times(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if filters.received_from is not None:
        parts.append(Case.received_at >= clock.day_start(filters.received_from))
    if filters.received_to is not None:
        parts.append(Case.received_at < clock.day_start(filters.received_to + timedelta(days=1)))
    if filters.late == "overdue":
        parts.append(Case.due_on < today)
    elif filters.late == "escalated":
        parts.append(escalated())
    elif filters.late == "near":
        parts.append(Case.due_on.between(today, today + timedelta(days=NEAR_DAYS)))
    return parts


def escalated() -> ColumnElement[bool]:
    """A duty of the case is so late that supervision was told, and it still runs."""
    return exists(
        select(ClockRun.id).where(
            ClockRun.case_id == Case.id,
            ClockRun.reached == Alert.TO_SUPERVISION,
            ClockRun.stopped_on.is_(None),
        )
    )


def _words(session: Session, actor: Actor, words: str) -> ColumnElement[bool]:
    """Number, exact name, or words of the text.

    Each way has an index of its own; joined by OR they would have none, and every case would be read.
    """
    plain = words.strip()
    ways: list[Select[int]] = []
    if any(sign.isdigit() for sign in plain):
        ways += [select(Case.id).where(same) for same in _numbers(plain)]
    name = blind_index("name", plain)
    if name is not None and any(role is actor.role for role, _ in STEPS[Action.REVEAL].who):
        ways.append(_of_person(actor, name))
    text = word_index.matches(session, plain)
    if text is not None:
        ways.append(select(Case.id).where(found_by_words(actor, text)))
    return Case.id.in_(union_all(*ways)) if ways else false()


def _of_person(actor: Actor, name: str) -> Select[int]:
    """Cases of the bearer of a name, where this actor might have the name revealed.

    Finding is telling: nobody tries names on an accusation or a confidential matter, and none of those
    who only ever see persons masked tries them at all (信访工作条例 §30).
    """
    return (
        select(Petitioner.case_id)
        .join(Case, Case.id == Petitioner.case_id)
        .where(
            Petitioner.name_index == name,
            not_(protected()),
            own_cases(actor),
        )
    )


def _numbers(plain: str) -> Iterator[ColumnElement[bool]]:
    """A number in our books, in somebody else's, or on a receipt."""
    yield Case.registration_number == plain.upper()
    yield Case.external_number == plain
    with suppress(BadNumber):
        yield Case.receipt_number == parse_receipt(plain)


def _encoded(key: str, case_id: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, case_id]).encode()).decode().rstrip("=")


def _decoded(cursor: str, moment: bool) -> tuple[date | datetime, int] | None:
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key, case_id = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        parsed = datetime.fromisoformat(key) if moment else date.fromisoformat(key)
        number = int(case_id)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    if isinstance(parsed, datetime) and parsed.tzinfo is None:
        return None
    return (parsed, number) if 0 <= number < 2**31 else None
