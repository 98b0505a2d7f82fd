"""Joint matters: the units concerned are asked who should lead, say so, and the office records what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.open_joint import open_joint
from petitions.actions.settle_joint import settle_joint
from petitions.actions.voice_joint import voice_joint
from petitions.queries.accused import destinations_for
from petitions.queries.case_views import CaseFile
from petitions.queries.joint_view import JointView
from petitions.rules.terms import Action
from staff.forms.joint_matters import OpenJointForm, SettleForm, VoiceForm
from staff.forms.read import typed
from staff.navigation import tree_choices, unit_name
from staff.step_page import StepPage, Turn
from web.fields import chosen_row

Choices = list[tuple[str, str]]


def running(file: CaseFile) -> JointView | None:
    """The joint matter that is being settled."""
    return next((each for each in file.joints if each.way), None)


def _open(form: OpenJointForm, turn: Turn) -> None:
    open_joint(
        **turn.how,
        unit_ids=[chosen_row(each) for each in form.unit_ids.data or ()],
        reason=typed(form.reason),
    )


def _voice(form: VoiceForm, turn: Turn) -> None:
    voice_joint(
        **turn.how,
        unit_id=chosen_row(form.unit_id.data),
        lead_unit_id=chosen_row(form.lead_unit_id.data),
        reason=typed(form.reason),
    )


def _settle(form: SettleForm, turn: Turn) -> None:
    settle_joint(
        **turn.how,
        way=form.chosen,
        lead_unit_id=chosen_row(form.lead_unit_id.data),
        words=typed(form.words),
        document_number=typed(form.document_number),
        held_on=form.held_on.data or None,
    )


def _units(form: OpenJointForm, file: CaseFile) -> None:
    """The units it may be shown to, as a tree."""
    form.unit_ids.choices = tree_choices(destinations_for(file.id))


def _concerned(file: CaseFile) -> Choices:
    joint = running(file)
    return [(str(each.id), unit_name(each)) for each in joint.concerned] if joint else []


def _mine(form: VoiceForm, file: CaseFile) -> None:
    """The units he may speak for and that have not said yet; one alone is chosen already."""
    joint = running(file)
    owing = {each.id for each in joint.owing} if joint else set()
    mine = [
        (str(each.unit.id), unit_name(each.unit))
        for each in (joint.voices if joint else ())
        if each.unit and each.own and each.unit.id in owing
    ]
    form.unit_id.choices = mine
    if len(mine) == 1 and not form.unit_id.data:
        form.unit_id.data = mine[0][0]
    form.lead_unit_id.choices = _concerned(file)


def _leads(form: SettleForm, file: CaseFile) -> None:
    form.lead_unit_id.choices = [("", gettext("请选择")), *_concerned(file)]


def _as_it_stands(file: CaseFile) -> Mapping[str, Any]:
    """The way that is open now."""
    joint = running(file)
    return {"way": joint.way.value} if joint and joint.way else {}


def _joint(file: CaseFile) -> Mapping[str, Any]:
    return {"joint": running(file)}


PAGES = (
    StepPage(
        Action.OPEN_JOINT,
        _open,
        _l("已经请涉及的单位商定，这些单位会收到通知。"),
        _l(
            "涉及两个以上单位的信访事项，由所涉及的单位协商受理；有争议的，由共同的上一级单位决定；"
            "没有共同的上一级单位的，由信访工作联席会议协调。确定以前不能转送、交办。"
        ),
        form=OpenJointForm,
        prepare=_units,
        template="staff/joint/open.html",
    ),
    StepPage(
        Action.VOICE_JOINT,
        _voice,
        _l("您单位的意见已经提出，信访机构会收到通知。"),
        _l("每个单位提一次，提出后不能再改。各单位意见一致的，就由那个单位牵头。"),
        form=VoiceForm,
        prepare=_mine,
        beside=_joint,
        template="staff/joint/step.html",
    ),
    StepPage(
        Action.SETTLE_JOINT,
        _settle,
        _l("已经记下由哪个单位牵头，请转送、交办给这个单位。"),
        _l("记下以后，这件信访件只能转送、交办给牵头单位；别的单位可以请来协办。"),
        form=SettleForm,
        prepare=_leads,
        start=_as_it_stands,
        beside=_joint,
        template="staff/joint/step.html",
    ),
)
