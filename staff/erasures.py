"""Erasure by law: one officer asks with a ground, another decides; what is deleted cannot be brought back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from petitions.actions.approve_erasure import approve_erasure
from petitions.actions.refuse_erasure import refuse_erasure
from petitions.actions.request_erasure import request_erasure
from petitions.rules.erasure import ErasureGround
from petitions.rules.terms import Action
from staff.forms.erasures import ApproveErasureForm, RefuseErasureForm, RequestErasureForm
from staff.forms.read import typed
from staff.step_page import StepPage, Turn

DECISION = "staff/erasures/decide.html"


def _request(form: RequestErasureForm, turn: Turn) -> None:
    request_erasure(**turn.how, ground=ErasureGround(form.ground.data), reason=typed(form.reason))


PAGES = (
    StepPage(
        Action.REQUEST_ERASURE,
        _request,
        _l("申请已经提交，等信访机构的另一个人决定。"),
        _l(
            "法律要求删除个人信息的，写明依据申请删除。随即告知信访人，满 15 日后由信访机构的另一个人决定，"
            "批准以前什么也不删除。"
            "删除的是信访内容、信访人的身份信息、附件、答复和往来文字；编号、日期、办理步骤和登记的证明留着。"
        ),
        form=RequestErasureForm,
        template="staff/erasures/request.html",
    ),
    StepPage(
        Action.APPROVE_ERASURE,
        lambda form, turn: approve_erasure(
            **turn.how, confirmed=bool(form.confirmed.data), comment=typed(form.comment)
        ),
        _l("内容已经删除，登记的证明留着。"),
        _l(
            "批准后立即删除信访内容、信访人的身份信息、附件、答复和往来文字，不能恢复。"
            "编号、日期、办理步骤、谁申请、谁批准、为什么，都留着；信访人持有的回执仍然可以核验。"
        ),
        form=ApproveErasureForm,
        template=DECISION,
        warning=_l("删除以后不能恢复。"),
    ),
    StepPage(
        Action.REFUSE_ERASURE,
        lambda form, turn: refuse_erasure(**turn.how, reason=typed(form.reason)),
        _l("没有批准删除，内容不变。"),
        _l("不批准的，内容不变。申请和不批准的理由都留在案卷里。"),
        form=RefuseErasureForm,
        template=DECISION,
    ),
)
