"""A lost query code: one officer asks for a new one, another confirms and hands it out, or does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from petitions.actions.refuse_code import refuse_code
from petitions.actions.reissue_code import reissue_code
from petitions.actions.request_code import request_code
from petitions.adapters import codes
from petitions.queries.case_views import CaseFile
from petitions.queries.directory import unit
from petitions.rules.counter import IdentityProof
from petitions.rules.terms import Action
from staff.forms.codes import RefuseCodeForm, ReissueCodeForm, RequestCodeForm
from staff.forms.read import typed
from staff.step_page import Answer, StepPage, Turn
from web.settings import current

REQUEST = "staff/codes/request.html"


def _request(form: RequestCodeForm, turn: Turn) -> None:
    request_code(**turn.how, identity=IdentityProof(form.identity.data), reason=typed(form.reason))


def _fresh_key(_file: CaseFile) -> Mapping[str, Any]:
    """What the new code is made of is drawn with the page, so that a second press gives the same code."""
    return {"press_key": codes.new_key()}


def _hand_out(form: ReissueCodeForm, turn: Turn) -> Answer:
    """The sheet for the petitioner, on this answer alone."""
    handed = reissue_code(
        **turn.how, press_key=typed(form.press_key), confirmed=bool(form.confirmed.data)
    )
    return Answer(
        render_template(
            "staff/codes/slip.html",
            handed=handed,
            case_id=turn.case_id,
            office=unit(turn.by.unit_id or 0),
            address=current().public_url,
        )
    )


PAGES = (
    StepPage(
        Action.REQUEST_CODE,
        _request,
        _l("申请已经提交，请另一位同事当面核对后确认。"),
        _l(
            "信访人丢失查询码、来窗口补办的，先核对身份，再由另一位同事确认。确认以前不会有新查询码，原来的仍然有效。"
        ),
        form=RequestCodeForm,
    ),
    StepPage(
        Action.REISSUE_CODE,
        _hand_out,
        _l("已补发新的查询码。"),
        _l(
            "由另一位同事自己核对来人的证件，再确认。确认后，原来的查询码和已经打开的查询页面立即失效。"
        ),
        form=ReissueCodeForm,
        start=_fresh_key,
        template=REQUEST,
        warning=_l("新查询码只显示一次，请准备好打印或者抄写，当面交给信访人。"),
    ),
    StepPage(
        Action.REFUSE_CODE,
        lambda form, turn: refuse_code(**turn.how, reason=typed(form.reason)),
        _l("没有补发，原来的查询码不变。"),
        _l("不能确定来人就是信访人的，不补发，写明理由。申请人也可以这样撤回自己的申请。"),
        form=RefuseCodeForm,
        template=REQUEST,
    ),
)
