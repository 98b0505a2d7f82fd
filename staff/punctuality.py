"""On-time figures: for each duty how often it was met by its last day, and behind each number its cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext

from petitions.actions.record_look import record_look
from petitions.adapters import clock
from petitions.queries.directory import unit, units
from petitions.queries.punctuality import CLOCKS, LEAST, Figure, Figures, Standing, figures, runs
from petitions.rules.policy import Force
from petitions.rules.terms import Clock, Role
from staff.forms.punctuality import DUE, PunctualityFilter, RunsFilter
from staff.navigation import unit_name
from staff.rights import me, room
from staff.words import STANDINGS
from web import tables, wording

blueprint = Blueprint("punctuality", __name__, url_prefix="/punctuality")
Form = TypeVar("Form", bound=PunctualityFilter)
KINDS = {"csv": tables.csv_file, "xlsx": tables.xlsx_file}
COLUMNS = (Standing.MET, Standing.LATE, Standing.OVERDUE)
LEFT_OUT = (Standing.RUNNING, Standing.GIVEN_UP, Standing.NOT_OWED)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what it counts, and the arguments of the lists behind its numbers."""

    name: str
    figure: Figure
    query: dict[str, str]


@blueprint.get("/")
@room("punctuality")
def show() -> str:
    """The rate, its parts, and the same by clock and by unit."""
    form = asked(PunctualityFilter)
    counted, query = count(form), form.address()
    one = form.chosen_clock()
    led_by = (one,) if one else CLOCKS[Force.LAW]
    head = query if one else {**query, "force": Force.LAW.value}
    return render_template(
        "staff/punctuality/show.html",
        form=form,
        query=query,
        clock=one,
        period=form.period,
        today=clock.today(),
        whole=Line(heading(one), counted.of(led_by), head),
        by_law=by_clock(counted, Force.LAW, query),
        by_office=by_clock(counted, Force.OFFICE, query),
        by_unit=by_unit(counted, led_by, head),
        least=LEAST,
        own_units=me().actor.role is Role.UNIT_HEAD,
        **WORDS,
    )


@blueprint.get("/cases/")
@room("punctuality")
def cases() -> str:
    """Exactly the cases of one number."""
    form, after = asked(RunsFilter), request.args.get("after", "")
    wanted = form.wanted()
    return render_template(
        "staff/punctuality/cases.html",
        form=form,
        query=form.address(),
        page=runs(me().actor, wanted, today=clock.today(), cursor=after),
        period=form.period,
        clock=form.chosen_clock(),
        unit=unit(wanted.unit_id) if wanted.unit_id is not None else None,
        began=not after,
        **WORDS,
    )


@blueprint.post("/export/<kind>")
@room("punctuality")
def export(kind: str) -> Response:
    """The figures by clock and unit as a table; that it was taken is recorded."""
    make = KINDS.get(kind)
    if make is None:
        abort(404)
    rows = list(lines_out(count(asked(PunctualityFilter))))
    record_look("export", by=me().actor, now=clock.now(), rows=len(rows))
    return make(gettext("期限统计"), head_out(), rows)


def asked(kind: type[Form]) -> Form:
    """The filter panel as the address fills it."""
    form = kind(request.args, meta={"csrf": False})
    form.read(clock.today())
    return form


def count(form: PunctualityFilter) -> Figures:
    """What this officer may count of it."""
    return figures(me().actor, form.wanted(), today=clock.today())


def heading(one: Clock | None) -> str:
    """What the rate on top is of."""
    return str(wording.word(one)) if one else gettext("全部法定期限")


def by_clock(counted: Figures, force: Force, query: dict[str, str]) -> list[Line]:
    """A line for each clock that was counted, in the order of the rulebook."""
    return [
        Line(str(wording.word(each)), counted.of((each,)), {**query, "clock": each.value})
        for each in counted.clocks(CLOCKS[force])
    ]


def by_unit(counted: Figures, clocks: tuple[Clock, ...], query: dict[str, str]) -> list[Line]:
    """A line for each unit that owed any, in the order of the tree and never of a number."""
    owing = counted.units(clocks)
    return [
        Line(unit_name(each), counted.of(clocks, each.id), {**query, "unit": str(each.id)})
        for each in units(active_only=False)
        if each.id in owing
    ]


def rate(figure: Figure) -> str:
    """The rate as people read it; blank where there are too few."""
    return "" if figure.rate is None else f"{figure.rate:.1f}%"


def head_out() -> list[str]:
    """The columns of the exported table."""
    return [
        gettext("种类"),
        gettext("期限"),
        gettext("单位"),
        gettext("按期率"),
        *(str(STANDINGS[each]) for each in COLUMNS),
        gettext("应完成"),
        *(str(STANDINGS[each]) for each in LEFT_OUT),
    ]


def lines_out(counted: Figures) -> Iterator[list[Any]]:
    """One line for each clock and unit, in the order of ``head_out``."""
    tree = units(active_only=False)
    for force in Force:
        for each in counted.clocks(CLOCKS[force]):
            owing = counted.units((each,))
            for owed_by in tree:
                if owed_by.id not in owing:
                    continue
                figure = counted.of((each,), owed_by.id)
                yield [
                    str(wording.word(force)),
                    str(wording.word(each)),
                    unit_name(owed_by),
                    rate(figure),
                    *(figure.of({one}) for one in COLUMNS),
                    figure.counted,
                    *(figure.of({one}) for one in LEFT_OUT),
                ]


WORDS: dict[str, Any] = {
    "words": STANDINGS,
    "columns": COLUMNS,
    "left_out": LEFT_OUT,
    "due": DUE,
    "rate": rate,
}
"""What both templates need to name and link a number."""
