"""``python -m benchmarks.recount``: every case of a large office counted anew under another calendar.

First the clocks of all cases are counted as after an upgrade, alerts and reminders included; then a holiday
notice is loaded and all are counted again. Time and memory are printed beside a floor: reading the same
histories and doing nothing with them.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

import click
from sqlalchemy import func, select

from benchmarks.databases import ENGINES, databases
from benchmarks.office import office
from petitions.actions._unit import unit_of_work
from petitions.actions.recount_cases import BATCH, recount_cases
from petitions.adapters import clock
from petitions.adapters.office_rules import national_days
from petitions.models import Case, ClockRun, DateChange, DeadlineAlert, Officer
from petitions.models.rule_change import RuleChange, RuleKind
from petitions.models.session import db
from petitions.queries.histories import histories


@click.command()
@click.option("--engine", type=click.Choice([*ENGINES, "both"]), default="both", show_default=True)
@click.option("--cases", type=click.IntRange(20), default=100_000, show_default=True)
def main(engine: str, cases: int) -> None:
    """Count every case of a large office anew, and say how long that took."""
    for each in ENGINES if engine == "both" else (engine,):
        with (
            databases(each) as given,
            office(given.folder / "office", given.url("office"), cases) as made,
            made.inside(),
        ):
            click.echo(measured(each))


def measured(engine: str) -> str:
    """The figures of one engine as a table."""
    now, session = clock.now(), db.session()
    open_cases = session.scalar(select(func.count()).where(Case.closed.is_(False))) or 0
    floor = timed(read_only)
    first = timed(lambda: counted(now))
    load_notice(now)
    again = timed(lambda: counted(now + timedelta(minutes=1)))
    rows = {
        "open cases": f"{open_cases:,}",
        "floor: reading the histories": f"{floor:.1f} s",
        "first count, with alerts": f"{first:.1f} s, {first / floor:.1f}x the floor",
        "recount under another calendar": f"{again:.1f} s, {again / floor:.1f}x the floor",
        "clock runs": f"{total(ClockRun):,}",
        "alerts noted": f"{total(DeadlineAlert):,}",
        "last days moved": f"{total(DateChange):,}",
        "peak memory of the process": f"{peak():,} MiB",
    }
    lines = "\n".join(f"| {name} | {value} |" for name, value in rows.items())
    return f"## {engine}\n\n| what | found |\n| --- | --- |\n{lines}\n"


def timed(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def read_only() -> None:
    """The same histories, batch by batch, for nothing."""
    last = 0
    while True:
        session = db.session()
        ids = session.scalars(
            select(Case.id).where(Case.id > last).order_by(Case.id).limit(BATCH)
        ).all()
        if not ids:
            return
        histories(session, ids)
        last = ids[-1]
        session.rollback()


def counted(now: datetime) -> None:
    """What the worker does, without its pauses."""
    while not recount_cases(now).finished:
        db.session.remove()
    db.session.remove()


def load_notice(now: datetime) -> None:
    """The next four weeks begin with three days off that nobody expected."""
    days, first = national_days(), clock.local_day(now) + timedelta(days=3)
    year = first.year
    rows = {day: ["off", days.name_of(day) or ""] for day in days.days_off if day.year == year}
    rows |= {day: ["work", ""] for day in days.make_up_days if day.year == year}
    for offset in range(25):
        day: date = first + timedelta(days=offset)
        if day.year == year and offset % 3 == 0:
            rows[day] = ["off", "临时放假"]
    with unit_of_work() as session:
        session.add(
            RuleChange(
                mark="benchmark",
                at=now,
                officer_id=session.scalars(select(Officer.id).limit(1)).one(),
                kind=RuleKind.CALENDAR,
                year=year,
                facts={
                    "rows": [[day.isoformat(), *more] for day, more in sorted(rows.items())],
                    "announced": True,
                },
            )
        )
    db.session.remove()


def total(table: type) -> int:
    """Rows of a table."""
    return db.session().scalar(select(func.count()).select_from(table)) or 0


def peak() -> int:
    """The most memory this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
