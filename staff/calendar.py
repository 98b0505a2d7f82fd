"""The working-day calendar: the special days of each year, typed, imported, tried on the open cases, put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import Refused
from petitions.actions.load_calendar import checked_notice, load_calendar
from petitions.adapters import clock
from petitions.adapters.office_rules import FIRST_YEAR, LAST_YEAR
from petitions.queries import rule_history
from petitions.queries.limits import rules_now
from petitions.queries.rule_history import ChangeView
from petitions.rules.calendar import NoticeRow, RawRow
from petitions.rules.permissions import may_enter
from staff.forms.calendar import YearForm
from staff.forms.read import typed
from staff.refusals import put_back
from staff.rights import me, room
from web.importing.holidays import UnreadableNotice, as_lines, from_file, from_lines
from web.limits import takes_files

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

SINCE = 2018
AHEAD = 2


@blueprint.get("/")
@room("calendar")
def show() -> ResponseReturnValue:
    return redirect(url_for(".year", year=clock.today().year), code=303)


@blueprint.get("/<int:year>")
@room("calendar")
def year(year: int) -> str:
    """Every day of a year that is not as its weekday says."""
    check_year(year)
    rules = rules_now()
    return render_template(
        "staff/calendar/year.html",
        year=year,
        years=range(SINCE, clock.today().year + AHEAD),
        rows=rule_history.year_rows(year),
        provisional=year not in rules.calendar.announced_years,
        changes=rule_history.changes(year=year),
        may_change=may_enter(me().actor, "rules"),
        recounting=rule_history.recounting(),
    )


@blueprint.get("/<int:year>/edit")
@room("rules")
def ask(year: int) -> str:
    check_year(year)
    rows = [(row.day.isoformat(), row.kind.value, row.name) for row in rule_history.year_rows(year)]
    form = YearForm(
        formdata=None,
        data={
            "rows": as_lines(rows),  # type: ignore[arg-type]
            "announced": year in rules_now().calendar.announced_years,
            "seen": rule_history.mark_now(),
        },
    )
    return form_page(year, form)


@blueprint.post("/<int:year>/preview")
@room("rules")
@takes_files
def try_year(year: int) -> ResponseReturnValue:
    """What would change, before it does: days, and last days of open cases."""
    check_year(year)
    form = YearForm()
    if "again" in request.form:  # he saw what it would do, and goes on typing
        return form_page(year, form)
    rows = read_rows(form) if form.validate() else None
    if rows is None:
        return form_page(year, form), 422
    try:
        notice = checked_notice(year, rows)
    except Refused as error:
        put_back(form, error)
        return form_page(year, form), 422
    wanted = rule_history.calendar_with(year, rows, announced=form.announced.data)
    form.rows.data = as_lines(rows)
    return render_template(
        "staff/calendar/preview.html",
        year=year,
        form=form,
        differences=differences(year, notice),
        effect=rule_history.calendar_effect(wanted, actor=me().actor),
    )


@blueprint.post("/<int:year>")
@room("rules")
def put_in(year: int) -> ResponseReturnValue:
    check_year(year)
    form = YearForm()
    rows = read_rows(form) if form.validate() else None
    if rows is None:
        return form_page(year, form), 422
    try:
        load_calendar(
            year,
            rows,
            announced=form.announced.data,
            title=typed(form.title),
            reason=typed(form.reason),
            seen=form.seen.data or "",
            by=me().actor,
            now=clock.now(),
        )
    except Refused as error:
        put_back(form, error)
        newer = rule_history.changes_since(form.seen.data or "")
        form.seen.data = rule_history.mark_now()
        return form_page(year, form, newer), 409 if newer else 422
    flash(
        gettext("日历已经保存。系统正在重新计算所有信访件的期限，日期有变动的会通知有关人员。"),
        "success",
    )
    return redirect(url_for(".year", year=year), code=303)


def check_year(year: int) -> None:
    """404 for years that no calendar has."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)


def read_rows(form: YearForm) -> list[RawRow] | None:
    """The days from the file or the lines; None, with the fault on the form, where they cannot be read."""
    files: list[Any] = form.file.data or []
    try:
        file = files[0] if files else None
        rows = from_file(file.filename, file.stream.read()) if file else from_lines(form.text)
    except UnreadableNotice as fault:
        words = {
            "encoding": gettext("这个文件不是文本，或者编码读不懂。请另存为 UTF-8 的 CSV 文件。"),
            "too_many": gettext("天数太多，不像是一年的放假安排。"),
            "calendar": gettext("这个日历文件读不懂。"),
            "twice": gettext("第 %(row)s 行的日子前面已经写过了。", row=fault.row),
            "event": gettext(
                "日历文件的第 %(row)s 个日程看不出是休还是班，或者太长。", row=fault.row
            ),
        }
        line = gettext("第 %(row)s 行读不懂：要有日期、休或者班。", row=fault.row)
        form.refuse(form.file if files else form.rows, words.get(fault.code, line))
        return None
    if not rows:
        form.refuse(form.rows, gettext("请填写放假和调休上班的日子。"))
        return None
    return rows


def differences(year: int, notice: tuple[NoticeRow, ...]) -> list[tuple[NoticeRow, str]]:
    """Days that come, go or change, in order; of another year only what the notice names is changed."""
    new = {row.day: row for row in notice}
    old = {
        row.day: row
        for each in sorted({year} | {day.year for day in new})
        for row in rule_history.year_rows(each)
        if each == year or row.day in new
    }
    found = []
    for day in sorted(old.keys() | new.keys()):
        if day not in new:
            found.append((old[day], "gone"))
        elif day not in old:
            found.append((new[day], "new"))
        elif old[day].kind is not new[day].kind:
            found.append((new[day], "changed"))
    return found


def form_page(year: int, form: YearForm, newer: Sequence[ChangeView] = ()) -> str:
    """The form of a year, with what others changed since it was drawn."""
    return render_template("staff/calendar/edit.html", year=year, form=form, newer=newer)
