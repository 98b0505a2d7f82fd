"""Work on a case: taking it on, asking, noting, adding files, and asking for more time."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from petitions.actions.approve_extension import approve_extension
from petitions.actions.ask_more import ask_more
from petitions.actions.attach import attach
from petitions.actions.note import note
from petitions.actions.refuse_extension import refuse_extension
from petitions.actions.request_extension import request_extension
from petitions.actions.take import take
from petitions.actions.turn_ordinary import turn_ordinary
from petitions.rules.terms import Action, AttachmentSource
from staff.forms.handling import (
    ApproveExtensionForm,
    AskMoreForm,
    AttachForm,
    NoteForm,
    RefuseExtensionForm,
    RequestExtensionForm,
    TurnOrdinaryForm,
)
from staff.forms.read import counted, typed
from staff.step_page import StepPage, Turn
from staff.uploads import staged

EXTENSION = "staff/handling/extension.html"


def _attach(form: AttachForm, turn: Turn) -> None:
    attach(**turn.how, attachment_ids=staged(form, form.files, AttachmentSource.OFFICER))


PAGES = (
    StepPage(
        Action.TAKE,
        lambda _form, turn: take(**turn.how),
        _l("这件信访事项由您办理。"),
        _l("由您担任首办责任人，直到另一位同事认领。原来的责任人会留在办理经过里。"),
    ),
    StepPage(
        Action.ASK_MORE,
        lambda form, turn: ask_more(**turn.how, question=typed(form.question)),
        _l("已向信访人提出。"),
        _l("事实、请求不清楚时，可以请信访人补充。不得因为缺少材料拒绝登记。"),
        form=AskMoreForm,
    ),
    StepPage(
        Action.ATTACH,
        _attach,
        _l("附件已添加。"),
        _l("把来信扫描件、接访记录、现场照片等放进案卷。照片里的拍摄地点会自动去掉。"),
        form=AttachForm,
    ),
    StepPage(
        Action.NOTE,
        lambda form, turn: note(**turn.how, text=typed(form.text)),
        _l("办理记录已保存。"),
        _l("记下调查、沟通和研究的情况，供信访机构和承办单位查看。"),
        form=NoteForm,
    ),
    StepPage(
        Action.REQUEST_EXTENSION,
        lambda form, turn: request_extension(
            **turn.how, days=counted(form.days), reason=typed(form.reason)
        ),
        _l("延期申请已提交，等负责人批准。"),
        _l("情况复杂的，经本单位负责人批准，可以适当延长办理期限，最多 30 天，并告知信访人理由。"),
        form=RequestExtensionForm,
    ),
    StepPage(
        Action.APPROVE_EXTENSION,
        lambda form, turn: approve_extension(**turn.how, comment=typed(form.comment)),
        _l("已批准延期，将告知信访人。"),
        _l("批准后期限延长，理由会写进延期告知书。"),
        form=ApproveExtensionForm,
        template=EXTENSION,
    ),
    StepPage(
        Action.REFUSE_EXTENSION,
        lambda form, turn: refuse_extension(**turn.how, reason=typed(form.reason)),
        _l("没有批准延期，原期限不变。"),
        _l("不批准延期，承办人按原来的期限办结。"),
        form=RefuseExtensionForm,
        template=EXTENSION,
    ),
    StepPage(
        Action.TURN_ORDINARY,
        lambda form, turn: turn_ordinary(**turn.how, reason=typed(form.reason)),
        _l("已转为普通程序，将告知信访人。"),
        _l("不适合简易办理的，经负责人批准转为普通程序。60 天仍从受理之日起算。"),
        form=TurnOrdinaryForm,
    ),
)
