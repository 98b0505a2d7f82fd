"""The reply: drafted, signed by a second person, sent to the petitioner, and the case closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from petitions.actions.approve_reply import approve_reply
from petitions.actions.close import close
from petitions.actions.draft_reply import draft_reply
from petitions.actions.issue_interim_reply import issue_interim_reply
from petitions.actions.issue_reply import issue_reply
from petitions.actions.record_service import record_service
from petitions.actions.return_reply import return_reply
from petitions.queries.case_views import CaseFile
from petitions.rules.counter import ServiceMethod
from petitions.rules.outcomes import OUTCOMES
from petitions.rules.terms import (
    Action,
    AttachmentSource,
    CloseReason,
    Outcome,
    ReplyKind,
)
from staff.forms.read import typed
from staff.forms.reply import (
    ApproveReplyForm,
    CloseForm,
    DraftReplyForm,
    ReturnReplyForm,
    ServiceForm,
)
from staff.step_page import StepPage, Turn
from staff.uploads import staged
from web.fields import choices_of

PAPER = "staff/reply/paper.html"


def _draft(form: DraftReplyForm, turn: Turn) -> None:
    kind = ReplyKind(form.kind.data)
    final = kind is ReplyKind.FINAL
    draft_reply(
        **turn.how,
        kind=kind,
        opinion=typed(form.opinion),
        outcome=Outcome(form.outcome.data) if final else None,
        facts_found=typed(form.facts_found),
        legal_basis=typed(form.legal_basis),
        attachment_ids=staged(form, form.files, AttachmentSource.REPLY),
    )


def _outcomes(form: DraftReplyForm, file: CaseFile) -> None:
    """Only what fits the class of the petition."""
    form.outcome.choices = choices_of(Outcome, only=OUTCOMES[file.content.petition_class])


def _last_words(file: CaseFile) -> Mapping[str, Any]:
    """A draft that waits or came back is where the next one starts."""
    last = file.replies[-1] if file.replies else None
    if last is None or last.issued_at is not None:
        return {"kind": ReplyKind.FINAL.value}
    return {
        "kind": last.kind.value,
        "outcome": last.outcome.value if last.outcome else None,
        "facts_found": last.facts_found,
        "opinion": last.opinion,
        "legal_basis": last.legal_basis,
    }


def _close(form: CloseForm, turn: Turn) -> None:
    close(
        **turn.how,
        close_reason=CloseReason(form.close_reason.data),
    )


PAGES = (
    StepPage(
        Action.DRAFT_REPLY,
        _draft,
        _l("答复已提交，等负责人审批。"),
        _l(
            "处理意见书要写明信访人的请求、事实和理由，处理意见和依据。提交后由负责人审批，再发给信访人。"
        ),
        form=DraftReplyForm,
        prepare=_outcomes,
        start=_last_words,
        template="staff/reply/draft.html",
    ),
    StepPage(
        Action.APPROVE_REPLY,
        lambda form, turn: approve_reply(**turn.how, comments=typed(form.comments)),
        _l("答复已批准，可以发出。"),
        _l("由另一位负责人审核签发。自己起草的答复不能由自己批准。"),
        form=ApproveReplyForm,
        template=PAPER,
    ),
    StepPage(
        Action.RETURN_REPLY,
        lambda form, turn: return_reply(**turn.how, comments=typed(form.comments)),
        _l("答复已退回修改。"),
        _l("退回起草人修改，写明修改意见。"),
        form=ReturnReplyForm,
        template=PAPER,
    ),
    StepPage(
        Action.ISSUE_REPLY,
        lambda _form, turn: issue_reply(**turn.how),
        _l("处理意见书已发出。"),
        _l("发给信访人后内容不能再改。申诉求决事项的信访人从收到之日起 30 天内可以请求复查。"),
        template=PAPER,
        warning=_l("发出后不能收回，也不能修改。请最后核对一遍。"),
    ),
    StepPage(
        Action.RECORD_SERVICE,
        lambda form, turn: record_service(
            **turn.how,
            served_on=form.served_on.data,
            method=ServiceMethod(form.method.data),
            taken=not form.not_taken.data,
        ),
        _l("送达情况已登记。"),
        _l(
            "登记信访人收到书面答复的日期和方式。填错了可以再登记一次，以最后一次为准，原来的记录保留。"
        ),
        form=ServiceForm,
    ),
    StepPage(
        Action.ISSUE_INTERIM_REPLY,
        lambda _form, turn: issue_interim_reply(**turn.how),
        _l("阶段性答复已发出，信访件继续办理。"),
        _l("告知信访人进展。信访件继续办理，期限照常计算。"),
        template=PAPER,
        warning=_l("发出后不能收回，也不能修改。请最后核对一遍。"),
    ),
    StepPage(
        Action.CLOSE,
        _close,
        _l("已办结。"),
        _l(
            "答复发出、应当落实的已经落实后办结；交办件要先由交办机关同意办结报告。办结不影响信访人请求复查，也不影响有新情况时重新提出。"
        ),
        form=CloseForm,
        template=PAPER,
    ),
)
