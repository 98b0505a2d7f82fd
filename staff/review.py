"""Review and re-review: the request that came by letter, the opinion of the next higher unit, and its service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.actions.decide_rereview import decide_rereview
from petitions.actions.decide_review import decide_review
from petitions.actions.draft_review import draft_review
from petitions.actions.record_hearing import record_hearing
from petitions.actions.record_review_service import record_review_service
from petitions.actions.remand import remand
from petitions.actions.request_rereview import request_rereview
from petitions.actions.request_review import request_review
from petitions.adapters import clock
from petitions.queries.case_views import CaseFile
from petitions.queries.review_view import ReviewView
from petitions.rules.counter import ServiceMethod
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import Action, Channel
from staff.forms.read import counted, typed
from staff.forms.review import (
    DraftReviewForm,
    HearingForm,
    ReviewRequestForm,
    ReviewServiceForm,
)
from staff.step_page import StepPage, Turn
from web.validators import Required

PAPER = "staff/review/step.html"


def running(file: CaseFile) -> ReviewView | None:
    """The review that waits for its opinion."""
    return next((each for each in file.reviews if each.decided_at is None), None)


def _came_in(form: ReviewRequestForm) -> dict[str, Any]:
    return {
        "text": typed(form.text),
        "received_on": form.received_on.data,
        "channel": Channel(form.channel.data),
    }


def _today(_file: CaseFile) -> Mapping[str, Any]:
    return {"received_on": clock.today()}


def _draft(form: DraftReviewForm, turn: Turn) -> None:
    draft_review(
        **turn.how,
        outcome=ReviewOutcome(form.outcome.data),
        findings=typed(form.findings),
        opinion=typed(form.opinion),
        legal_basis=typed(form.legal_basis),
        document_number=typed(form.document_number) if "document_number" in form else "",
        body=typed(form.body) if "body" in form else "",
    )


def _only_what_is_asked(form: DraftReviewForm, file: CaseFile) -> None:
    """The name of the reviewing unit where the directory does not know it; its document's number where the letters
    office records what it decided."""
    review = running(file)
    if review is None:
        return
    if review.by_office:
        _needed(form.document_number, _l("请填写文号。"))
    if review.unit is not None:
        del form.body
    elif review.by_office:
        _needed(form.body, _l("请填写复查、复核机关的名称。"))


def _needed(field: Any, wanted: LazyString) -> None:
    field.validators = (Required(wanted), *field.validators)
    field.flags.required = True


def _last_words(file: CaseFile) -> Mapping[str, Any]:
    """A draft that stands is where the next one starts."""
    review = running(file)
    if review is None or not review.draft:
        return {}
    return {
        "outcome": review.outcome.value if review.outcome else None,
        "findings": review.findings,
        "opinion": review.opinion,
        "legal_basis": review.legal_basis,
        "document_number": review.document_number,
        "body": review.body,
    }


PAGES = (
    StepPage(
        Action.REQUEST_REVIEW,
        lambda form, turn: request_review(**turn.how, **_came_in(form)),
        _l("复查请求已经登记，复查机关、承办单位和信访人会收到通知。"),
        _l(
            "登记信访人来信、来访提出的复查请求。从收到书面答复之日起 30 日内提出的，"
            "由承办单位的上一级机关、单位复查，30 日内作出意见。"
        ),
        form=ReviewRequestForm,
        start=_today,
        template=PAPER,
    ),
    StepPage(
        Action.REQUEST_REREVIEW,
        lambda form, turn: request_rereview(**turn.how, **_came_in(form)),
        _l("复核请求已经登记，复核机关、承办单位和信访人会收到通知。"),
        _l(
            "登记信访人来信、来访提出的复核请求。从收到复查意见书之日起 30 日内提出的，"
            "由复查机关的上一级机关、单位复核，30 日内作出意见。"
        ),
        form=ReviewRequestForm,
        start=_today,
        template=PAPER,
    ),
    StepPage(
        Action.DRAFT_REVIEW,
        _draft,
        _l("意见已经起草，请由另一人签发。"),
        _l("参加过办理或者上一次复查的人员不能起草、签发。签发以前可以改写，信访人看不到草稿。"),
        form=DraftReviewForm,
        prepare=_only_what_is_asked,
        start=_last_words,
        template=PAPER,
    ),
    StepPage(
        Action.RECORD_HEARING,
        lambda form, turn: record_hearing(
            **turn.how, held_on=form.held_on.data, days=counted(form.days)
        ),
        _l("听证已经登记，复核期限相应顺延。"),
        _l("复核中举行听证的，听证所需时间不计入 30 日的期限。只能登记一次，信访人可以看到。"),
        form=HearingForm,
        template=PAPER,
    ),
    StepPage(
        Action.DECIDE_REVIEW,
        lambda _form, turn: decide_review(**turn.how),
        _l("复查意见书已签发。"),
        _l("由另一人核对后签发。发出后信访人从收到之日起 30 日内可以请求复核。"),
        template=PAPER,
        warning=_l("签发后不能收回，也不能修改。请最后核对一遍。"),
        leaves=True,
    ),
    StepPage(
        Action.DECIDE_REREVIEW,
        lambda _form, turn: decide_rereview(**turn.how),
        _l("复核意见书已签发，程序终结。"),
        _l("由另一人核对后签发。发出后，信访人仍然以同一事实和理由提出的，不再受理。"),
        template=PAPER,
        warning=_l("签发后不能收回，也不能修改。请最后核对一遍。"),
        leaves=True,
    ),
    StepPage(
        Action.REMAND,
        lambda _form, turn: remand(**turn.how),
        _l("已经签发，由原承办单位重新办理。"),
        _l("由另一人核对后签发。原来的意见不再有效，承办单位的办理期限从今天重新计算。"),
        template=PAPER,
        warning=_l("签发后不能收回，也不能修改。请最后核对一遍。"),
        leaves=True,
    ),
    StepPage(
        Action.RECORD_REVIEW_SERVICE,
        lambda form, turn: record_review_service(
            **turn.how,
            served_on=form.served_on.data,
            method=ServiceMethod(form.method.data),
            taken=not form.not_taken.data,
        ),
        _l("送达情况已登记。"),
        _l(
            "登记信访人收到复查意见书的日期和方式。填错了可以再登记一次，以最后一次为准，原来的记录保留。"
        ),
        form=ReviewServiceForm,
        template=PAPER,
    ),
)
