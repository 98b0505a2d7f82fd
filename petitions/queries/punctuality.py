"""How many duties were done in time, counted from the engine's own runs: no figure disagrees with a case."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, not_, select, tuple_

from petitions.models.clock_run import ClockRun
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.readable import title_for
from petitions.queries.scope import visible
from petitions.rules.permissions import Actor
from petitions.rules.policy import Force
from petitions.rules.redaction import reads_original
from petitions.rules.rulebook import POLICY
from petitions.rules.terms import Clock, DayKind, Role

PAGE = 50
LEAST = 5
"""Of fewer duties no percentage is given: one case more or less would turn it over."""


class Standing(StrEnum):
    """What a run counts as; each run is exactly one of these."""

    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    RUNNING = "running"
    GIVEN_UP = "given_up"
    NOT_OWED = "not_owed"


COUNTED = frozenset({Standing.MET, Standing.LATE, Standing.OVERDUE})
"""Of these the rate is made; the others were never due, or not any more."""

CLOCKS: Mapping[Force, tuple[Clock, ...]] = {
    force: tuple(
        clock
        for clock, rule in POLICY.items()
        if rule.force is force and rule.duty and rule.kind is not DayKind.MINUTES
    )
    for force in Force
}
"""Duties that are counted; a run keeps days, which cannot tell whether a clock in minutes was late."""
DUTIES = tuple(clock for force in Force for clock in CLOCKS[force])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Runs whose last day lies from ``first_day`` to ``last_day``, of these clocks, owed by this unit or any."""

    first_day: date
    last_day: date
    clocks: tuple[Clock, ...] = DUTIES
    unit_id: int | None = None
    standings: frozenset[Standing] = frozenset(Standing)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many runs stand how."""

    counts: Mapping[Standing, int] = field(default_factory=dict)

    def of(self, standings: Iterable[Standing]) -> int:
        """How many stand in one of these ways."""
        return sum(self.counts.get(each, 0) for each in standings)

    @property
    def met(self) -> int:
        """The numerator."""
        return self.of({Standing.MET})

    @property
    def counted(self) -> int:
        """The denominator."""
        return self.of(COUNTED)

    @property
    def rate(self) -> float | None:
        """Per cent done in time, cut off after a tenth: all but one is never 100; None for too few."""
        return self.met * 1000 // self.counted / 10 if self.counted >= LEAST else None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was counted, by clock, unit and standing."""

    counts: Mapping[tuple[Clock, int, Standing], int]

    def of(self, clocks: Iterable[Clock], unit_id: int | None = None) -> Figure:
        """The figure of these clocks, for one unit or all."""
        wanted, found = frozenset(clocks), dict.fromkeys(Standing, 0)
        for (clock, unit, standing), count in self.counts.items():
            if clock in wanted and unit_id in (None, unit):
                found[standing] += count
        return Figure(found)

    def clocks(self, among: Iterable[Clock]) -> tuple[Clock, ...]:
        """Those clocks that were counted at all, in the order given."""
        counted = {clock for clock, _, _ in self.counts}
        return tuple(clock for clock in among if clock in counted)

    def units(self, clocks: Iterable[Clock]) -> frozenset[int]:
        """The units that owed one of these clocks."""
        wanted = frozenset(clocks)
        return frozenset(unit for clock, unit, _ in self.counts if clock in wanted)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One counted run with its case."""

    id: int
    case_id: int
    registration_number: str | None
    receipt_number: str
    title: str | None
    clock: Clock
    unit: str
    unit_en: str
    started_on: date
    due_on: date
    stopped_on: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class RunPage:
    """A page of runs by their last day; ``total`` is the number that led here, ``next_cursor`` blank at the end."""

    lines: tuple[RunLine, ...]
    total: int
    next_cursor: str = ""


def figures(actor: Actor, wanted: Wanted, *, today: date) -> Figures:
    """How the wanted runs of the cases this officer may see stand on that day."""
    standing = _standing(today).label("standing")
    rows = db.session().execute(
        _of_cases(select(ClockRun.clock, ClockRun.unit_id, standing, func.count().label("many")))
        .where(*_conditions(actor, wanted, today))
        .group_by(ClockRun.clock, ClockRun.unit_id, "standing")
    )
    return Figures({(row.clock, row.unit_id, Standing(row.standing)): row.many for row in rows})


def runs(
    actor: Actor, wanted: Wanted, *, today: date, cursor: str = "", size: int = PAGE
) -> RunPage:
    """The runs behind a figure, earliest last day first; an unreadable cursor starts at the beginning."""
    session, conditions = db.session(), _conditions(actor, wanted, today)
    total = session.scalar(_of_cases(select(func.count())).where(*conditions)) or 0
    after = _decoded(cursor)
    if after is not None:
        conditions.append(tuple_(ClockRun.due_on, ClockRun.id) > after)
    found = session.execute(
        _of_cases(_columns(actor, today))
        .join(Unit, Unit.id == ClockRun.unit_id)
        .where(*conditions)
        .order_by(ClockRun.due_on, ClockRun.id)
        .limit(size + 1)
    ).all()
    lines = tuple(_line(row) for row in found[:size])
    more = f"{lines[-1].due_on.isoformat()}.{lines[-1].id}" if len(found) > size else ""
    return RunPage(lines, total, more)


def _columns(actor: Actor, today: date) -> Select[*tuple[Any, ...]]:
    return select(
        ClockRun.id,
        ClockRun.case_id,
        Case.registration_number,
        Case.receipt_number,
        title_for(original=reads_original(actor.role)).label("title"),
        ClockRun.clock,
        Unit.name.label("unit"),
        Unit.name_en.label("unit_en"),
        ClockRun.started_on,
        ClockRun.due_on,
        ClockRun.stopped_on,
        _standing(today).label("standing"),
    )


def _line(row: Any) -> RunLine:
    values = row._asdict()
    return RunLine(**{**values, "standing": Standing(values["standing"])})


def _of_cases(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    # The runs of the period come first, by their own index, and then their cases: an index is not used for
    # a sum, so that nobody walks all cases of the office to look for the few runs that fit.
    return statement.select_from(ClockRun).join(Case, Case.id == ClockRun.case_id + 0)


def _conditions(actor: Actor, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    """The same for a figure and for the list behind it."""
    parts = [
        visible(actor),
        ClockRun.clock.in_(wanted.clocks),
        ClockRun.due_on.between(wanted.first_day, wanted.last_day),
    ]
    if actor.role is Role.UNIT_HEAD:
        # He sees a part of other units' cases; a rate of that part would be nobody's.
        parts.append(ClockRun.unit_id.in_(sorted(actor.unit_ids)))
    if wanted.unit_id is not None:
        parts.append(ClockRun.unit_id == wanted.unit_id)
    if wanted.standings != frozenset(Standing):
        parts.append(_standing(today).in_(sorted(wanted.standings)))
    return parts


def _standing(today: date) -> ColumnElement[str]:
    """What ``rules.clocks.state_on`` says of a run, in SQL; the last day itself is in time (民法典 §1259)."""
    return case(
        (not_(ClockRun.duty), Standing.NOT_OWED.value),
        (ClockRun.given_up, Standing.GIVEN_UP.value),
        (ClockRun.stopped_on <= ClockRun.due_on, Standing.MET.value),
        (ClockRun.stopped_on.is_not(None), Standing.LATE.value),
        (ClockRun.due_on < today, Standing.OVERDUE.value),
        else_=Standing.RUNNING.value,
    )


def _decoded(cursor: str) -> tuple[date, int] | None:
    day, _, number = cursor.partition(".")
    with suppress(ValueError):
        if number.isascii() and number.isdigit() and len(number) < 10:
            return date.fromisoformat(day), int(number)
    return None
