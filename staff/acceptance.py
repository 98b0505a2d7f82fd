"""Whether a matter is taken on here: accepted, not accepted, no longer accepted, or led elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.accept import accept
from petitions.actions.decline import decline
from petitions.actions.no_longer_accept import no_longer_accept
from petitions.actions.redirect import redirect
from petitions.queries.case_views import CaseFile
from petitions.rules.admissibility import GROUNDS
from petitions.rules.other_procedures import WAYS, Way
from petitions.rules.terms import Action, DeclineGround
from staff.forms.acceptance import (
    AcceptForm,
    DeclineForm,
    NoLongerAcceptForm,
    RedirectForm,
    ground_hints,
    way_hints,
)
from staff.forms.read import typed
from staff.navigation import unit_name
from staff.step_page import StepPage, Turn
from staff.whereabouts import Places

FINAL = _l("这一步结束本件信访事项，会书面告知信访人，不能撤销。")
BESIDE = "staff/acceptance/beside.html"


def _accept(form: AcceptForm, turn: Turn) -> None:
    promised = form.promised_on.data
    accept(
        **turn.how,
        procedure=typed(form.procedure),
        promised_on=promised.isoformat() if promised else "",
        simple=bool(form.simple.data),
    )


def _path(file: CaseFile) -> Mapping[str, Any]:
    """What the notice of acceptance usually says."""
    return {
        "procedure": gettext(
            "您的信访事项由%(unit)s受理。我们将听取您陈述事实和理由，进行调查核实，并书面答复您。"
            "您可以随时凭编号和查询码查询办理情况，补充材料。",
            unit=unit_name(file.handling_unit),
        )
    }


def _decline(form: DeclineForm, turn: Turn) -> None:
    ground = DeclineGround(form.ground.data)
    place, unit_id = form.places.answer(
        GROUNDS[ground].place, typed(form.where_to_go), typed(form.to_unit_id)
    )
    decline(
        **turn.how,
        ground=ground,
        explanation=typed(form.explanation),
        where_to_go=place,
        to_unit_id=unit_id,
    )


def _grounds(form: DeclineForm, file: CaseFile) -> None:
    form.places = Places(file)
    form.to_unit_id.choices = form.places.choices
    form.ground.hints = ground_hints(form.places)


def _redirect(form: RedirectForm, turn: Turn) -> None:
    way = Way(form.way.data)
    body, unit_id = form.places.answer(WAYS[way].place, typed(form.body), typed(form.to_unit_id))
    redirect(
        **turn.how,
        way=way,
        body=body,
        to_unit_id=unit_id,
        known_on=form.known_on.data,
        own_limit=form.own_limit,
        explanation=typed(form.explanation),
    )


def _ways(form: RedirectForm, file: CaseFile) -> None:
    form.places = Places(file)
    form.to_unit_id.choices = form.places.choices
    form.way.hints = way_hints(form.places)


def _no_longer(form: NoLongerAcceptForm, turn: Turn) -> None:
    no_longer_accept(
        **turn.how,
        earlier_number=typed(form.earlier_number),
        explanation=typed(form.explanation),
    )


PAGES = (
    StepPage(
        Action.ACCEPT,
        _accept,
        _l("已受理，受理告知书将发给信访人。"),
        _l("决定由本单位办理，书面告知信访人处理途径和程序。申诉求决事项的 60 天从今天起算。"),
        form=AcceptForm,
        start=_path,
        template=BESIDE,
    ),
    StepPage(
        Action.DECLINE,
        _decline,
        _l("已决定不予受理，告知书将发给信访人。"),
        _l("写明理由，并告诉信访人应当向哪里提出。不予受理的信访件不会被删除。"),
        form=DeclineForm,
        prepare=_grounds,
        template=BESIDE,
        warning=FINAL,
    ),
    StepPage(
        Action.NO_LONGER_ACCEPT,
        _no_longer,
        _l("已决定不再受理，告知书将发给信访人。"),
        _l("已经作出复核意见，仍以同一事实和理由提出的，不再受理。有新的事实和理由的，不适用。"),
        form=NoLongerAcceptForm,
        template=BESIDE,
        warning=FINAL,
    ),
    StepPage(
        Action.REDIRECT,
        _redirect,
        _l("已导入其他程序，告知书将发给信访人。"),
        _l("应当通过诉讼、仲裁、行政复议等程序解决的，告诉信访人程序、机关和期限。"),
        form=RedirectForm,
        prepare=_ways,
        template=BESIDE,
        warning=FINAL,
    ),
)
