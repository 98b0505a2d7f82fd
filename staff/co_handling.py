"""Co-handling (协办): other units asked to help, their opinions, and the lists of what they still owe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.end_co_handling import end_co_handling
from petitions.actions.file_co_opinion import file_co_opinion
from petitions.actions.invite_co_handler import invite_co_handler
from petitions.adapters import clock
from petitions.queries.accused import destinations_for
from petitions.queries.case_views import CaseFile
from petitions.queries.co_handling_view import CoHandlingView
from petitions.queries.co_handlings import co_queue, lists_of
from petitions.queries.queue import COUNT_LIMIT
from petitions.rules.terms import Action, DayKind
from staff.forms.co_handling import EndForm, InviteForm, OneOfThem, OpinionForm
from staff.forms.read import counted, typed
from staff.navigation import unit_name
from staff.rights import me, room
from staff.step_page import StepPage, Turn
from staff.words import PILES

blueprint = Blueprint("co_handling", __name__, url_prefix="/co-handling")

NOTHING: dict[str, LazyString] = {
    "asked": _l("现在没有等您单位提出的协办意见。"),
    "late": _l("没有逾期未到的协办意见。"),
}


@blueprint.get("/")
@room("queue")
def show() -> str:
    """One list of co-handled cases by their own last days."""
    actor = me().actor
    mine = lists_of(actor)
    which = request.args.get("pile", mine[0] if mine else "")
    if which not in mine:
        abort(404)
    today, after = clock.today(), request.args.get("after", "")
    return render_template(
        "staff/co_handling/list.html",
        which=which,
        lists=mine,
        words=PILES,
        page=co_queue(actor, which, today=today, cursor=after),
        today=today,
        began=not after,
        limit=COUNT_LIMIT,
        nothing=NOTHING[which],
    )


def _invite(form: InviteForm, turn: Turn) -> None:
    invite_co_handler(
        **turn.how,
        unit_id=int(typed(form.unit_id)),
        task=typed(form.task),
        days=counted(form.days),
        day_kind=DayKind(form.day_kind.data),
    )


def _units(form: InviteForm, file: CaseFile) -> None:
    """The units it may be shown to, as a tree, without the lead one and those that help already."""
    out = {each.unit.id for each in file.co_handlings if each.runs and each.unit}
    if file.handling_unit:
        out.add(file.handling_unit.id)
    form.unit_id.choices = [
        ("", gettext("请选择")),
        *(
            (str(unit.id), "　" * unit.depth + unit_name(unit))
            for unit in destinations_for(file.id)
            if unit.id not in out
        ),
    ]


def _choose(form: OneOfThem, found: Iterable[CoHandlingView]) -> None:
    choices = [(str(each.id), unit_name(each.unit)) for each in found]
    form.co.choices = choices
    if len(choices) == 1 and not form.co.data:
        form.co.data = choices[0][0]


def _owed(form: OpinionForm, file: CaseFile) -> None:
    _choose(form, (each for each in file.co_handlings if each.waits and each.own))


def _running(form: EndForm, file: CaseFile) -> None:
    _choose(form, (each for each in file.co_handlings if each.runs))


def _usual(_file: CaseFile) -> Mapping[str, Any]:
    """Working days; the unit that a link on the page of a joint matter chose."""
    return {"day_kind": DayKind.WORKING.value, "unit_id": request.args.get("unit", "")}


PAGES = (
    StepPage(
        Action.INVITE_CO_HANDLER,
        _invite,
        _l("已请协办，该单位会收到通知。"),
        _l("请别的单位就它的职责提出意见。牵头单位不变，由牵头单位汇总、答复。"),
        form=InviteForm,
        prepare=_units,
        start=_usual,
        template="staff/co_handling/invite.html",
    ),
    StepPage(
        Action.FILE_CO_OPINION,
        lambda form, turn: file_co_opinion(
            **turn.how, co_id=form.co_id, opinion=typed(form.opinion)
        ),
        _l("协办意见已经提出，牵头单位会收到通知。"),
        _l("提出后不能再改；要补充的，写进办理记录。"),
        form=OpinionForm,
        prepare=_owed,
        template="staff/co_handling/opinion.html",
    ),
    StepPage(
        Action.END_CO_HANDLING,
        lambda form, turn: end_co_handling(**turn.how, co_id=form.co_id, reason=typed(form.reason)),
        _l("协办已经结束。"),
        _l("不再需要这个单位协办，或者不再等它的意见。它会收到通知，理由留在案卷里。"),
        form=EndForm,
        prepare=_running,
        template="staff/co_handling/opinion.html",
    ),
)
