"""Corrections of registered facts: asked for by one officer, decided by another, read by the petitioner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.approve_correction import approve_correction
from petitions.actions.refuse_correction import refuse_correction
from petitions.actions.request_correction import request_correction
from petitions.queries.case_views import CaseFile
from petitions.queries.paper_views import CorrectionView
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.terms import Action
from staff.forms.corrections import (
    ApproveCorrectionForm,
    DecisionForm,
    RefuseCorrectionForm,
    RequestCorrectionForm,
)
from staff.forms.read import typed
from staff.step_page import StepPage, Turn
from web import wording
from web.filters import registered_words

DECISION = "staff/corrections/decide.html"


def _request(form: RequestCorrectionForm, turn: Turn) -> None:
    request_correction(
        **turn.how,
        fact=RegisteredFact(form.fact.data),
        new=form.new_value(),
        cause=CorrectionCause(form.cause.data),
        reason=typed(form.reason),
    )


def _as_registered(form: RequestCorrectionForm, file: CaseFile) -> None:
    """Beside each fact, how it stands in the register; what waits for a decision cannot be asked for twice."""
    waiting = {each.fact for each in file.corrections if each.decision.value == "pending"}
    form.fact.hints = {
        fact.value: gettext("已经有一份更正申请等待决定。")
        if fact in waiting
        else gettext("现在登记的是：%(value)s", value=_now(file, fact) or gettext("没有登记"))
        for fact in RegisteredFact
    }


def _now(file: CaseFile, fact: RegisteredFact) -> str:
    content = file.content
    if fact is RegisteredFact.RECEIVED_AT:
        return registered_words(content.received_at, fact)
    return registered_words(getattr(content, fact.value), fact)


def _waiting(form: DecisionForm, file: CaseFile) -> None:
    """The requests that this officer may decide."""
    form.correction.choices = [
        (str(each.id), in_short(each)) for each in file.corrections if each.decidable
    ]


def _the_only_one(file: CaseFile) -> Mapping[str, Any]:
    waiting = [each for each in file.corrections if each.decidable]
    return {"correction": str(waiting[0].id)} if len(waiting) == 1 else {}


def in_short(each: CorrectionView) -> str:
    """What of which fact becomes what, in one line."""
    return gettext(
        "%(fact)s：“%(old)s”更正为“%(new)s”",
        fact=wording.word(each.fact),
        old=registered_words(each.old, each.fact) or gettext("没有登记"),
        new=registered_words(each.new, each.fact),
    )


PAGES = (
    StepPage(
        Action.REQUEST_CORRECTION,
        _request,
        _l("更正申请已提交，等信访机构的另一个人决定。"),
        _l(
            "类别、渠道、问题属地、人数和收到日期登记后，任何人不能一个人改。"
            "写明理由，由信访机构的另一个人决定；批准后，信访人会看到原来登记的内容、更正后的内容和理由。"
        ),
        form=RequestCorrectionForm,
        prepare=_as_registered,
        start=lambda file: {"new_place": file.content.problem_place},
        template="staff/corrections/request.html",
    ),
    StepPage(
        Action.APPROVE_CORRECTION,
        lambda form, turn: approve_correction(
            **turn.how, correction_id=form.correction_id, comment=typed(form.comment)
        ),
        _l("已更正，将告知信访人。"),
        _l(
            "批准后登记的内容随即更正，期限跟着重新计算，只会提前，不会推后。"
            "原来的内容、更正的内容和理由都留在案卷里，信访人也能看到。"
        ),
        form=ApproveCorrectionForm,
        prepare=_waiting,
        start=_the_only_one,
        template=DECISION,
    ),
    StepPage(
        Action.REFUSE_CORRECTION,
        lambda form, turn: refuse_correction(
            **turn.how, correction_id=form.correction_id, reason=typed(form.reason)
        ),
        _l("没有批准更正，登记的内容不变。"),
        _l("不批准的，登记的内容不变。申请和不批准的理由都留在案卷里。"),
        form=RefuseCorrectionForm,
        prepare=_waiting,
        start=_the_only_one,
        template=DECISION,
    ),
)
