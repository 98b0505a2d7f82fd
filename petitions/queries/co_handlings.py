"""Co-handlings as pages draw them, and the lists of those that an opinion is still expected of.

They have last days of their own, so they lie in lists of their own, beside the queue and not in it.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from petitions.adapters import clock
from petitions.models.co_handling import CoHandling
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries._lists import own_cases
from petitions.queries._parts import Names
from petitions.queries.co_handling_view import CoHandlingView
from petitions.queries.queue import COUNT_LIMIT, PAGE, QueuePage, QueueRow, row_of, rows_statement
from petitions.queries.scope import ended, not_denied
from petitions.rules.actors import co_units_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role

ASKED, LATE = "asked", "late"
"""Lists: opinions that my units owe, and those that others owe on my cases after their last day."""
LISTS = (ASKED, LATE)


def co_handling_view(row: CoHandling, names: Names, actor: Actor | None = None) -> CoHandlingView:
    """One of them as the house sees it."""
    return CoHandlingView(
        row.id,
        names.unit(row.unit_id),
        names.officer(row.asked_by_id),
        names.unit(row.asked_by_unit_id),
        row.at,
        row.task,
        row.days,
        row.day_kind,
        row.last_day,
        row.opinion,
        names.officer(row.answered_by_id),
        row.answered_at,
        row.end_reason,
        names.officer(row.ended_by_id),
        row.ended_at,
        came_late=row.answered_at is not None and clock.local_day(row.answered_at) > row.last_day,
        own=actor is not None and row.unit_id in co_units_of(actor),
    )


def units_in(rows: Iterable[CoHandling]) -> set[int | None]:
    """Units whose names a page with these needs."""
    return {each for row in rows for each in (row.unit_id, row.asked_by_unit_id)}


def officers_in(rows: Iterable[CoHandling]) -> set[int | None]:
    """Officers whose names it needs."""
    return {each for row in rows for each in (row.asked_by_id, row.answered_by_id, row.ended_by_id)}


def lists_of(actor: Actor) -> tuple[str, ...]:
    """Which of the lists this officer has."""
    if actor.role in (Role.HANDLER, Role.UNIT_HEAD):
        return LISTS
    watches = (Role.CLERK, Role.OFFICE_HEAD, Role.LEADER, Role.SUPERVISOR)
    return (LATE,) if actor.role in watches else ()


def co_queue(
    actor: Actor, which: str, *, today: date, cursor: str = "", size: int = PAGE
) -> QueuePage:
    """A page of one list by its own last days; an unreadable cursor starts at the beginning.

    ``due_on`` of a row is the co-limit; its unit is the lead one, or for late ones the one that is late.
    """
    session: Session = db.session()
    if which not in lists_of(actor):
        return QueuePage((), 0)
    wanted = _wanted(actor, which, today)
    here = list(wanted)
    place = _decoded(cursor)
    if place is not None:
        here.append(tuple_(CoHandling.last_day, CoHandling.id) > place)
    helper = aliased(Unit)
    found = session.execute(
        rows_statement(actor)
        .join(CoHandling, CoHandling.case_id == Case.id)
        .join(helper, helper.id == CoHandling.unit_id)
        .add_columns(
            CoHandling.id.label("co_id"),
            CoHandling.last_day.label("last_day"),
            helper.name.label("helper"),
            helper.name_en.label("helper_en"),
        )
        .where(*here)
        .order_by(CoHandling.last_day, CoHandling.id)
        .limit(size + 1)
    ).all()
    rows = tuple(_row(each, which) for each in found[:size])
    last = found[size - 1] if len(found) > size else None
    total = len(rows) if last is None and place is None else _counted(session, wanted)
    return QueuePage(rows, total, _encoded(last.last_day, last.co_id) if last is not None else "")


def _counted(session: Session, wanted: Sequence[ColumnElement[bool]]) -> int:
    limited = (
        select(CoHandling.id)
        .join(Case, Case.id == CoHandling.case_id)
        .where(*wanted)
        .limit(COUNT_LIMIT)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(limited)) or 0


def _wanted(actor: Actor, which: str, today: date) -> list[ColumnElement[bool]]:
    """Open cases, and an opinion that is still expected, in the words of the partial indexes."""
    parts = [
        CoHandling.ended_at.is_(None),
        CoHandling.answered_at.is_(None),
        ended(False),
    ]
    if which == ASKED:
        mine = CoHandling.unit_id.in_(sorted(co_units_of(actor)))
        return [*parts, and_(mine, not_denied(actor))]
    return [*parts, CoHandling.last_day < today, own_cases(actor)]


def _row(each: Any, which: str) -> QueueRow:
    values = each._asdict()
    extra = {name: values.pop(name) for name in ("co_id", "last_day", "helper", "helper_en")}
    row = replace(row_of(_Row(values)), due_on=extra["last_day"], due_clock=None)
    if which == ASKED:
        return replace(row, holder="")
    return replace(
        row, unit=extra["helper"], unit_en=extra["helper_en"] or extra["helper"], holder=""
    )


class _Row(dict[str, Any]):
    """Columns of a queue line without those of the list."""

    def _asdict(self) -> dict[str, Any]:
        return dict(self)


def _encoded(day: date, co_id: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([day.isoformat(), co_id]).encode()).decode()


def _decoded(cursor: str) -> tuple[date, int] | None:
    if not cursor:
        return None
    try:
        day, number = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        place = date.fromisoformat(day), int(number)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    return place if 0 <= place[1] < 2**31 else None
