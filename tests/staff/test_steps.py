"""Every step through its page: it works, it says what is missing, and it keeps what was typed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from petitions.models import Accused, Attachment, CaseEvent, Correction, MatterLink, Recusal, Reply
from petitions.models.session import db
from petitions.rules.erasure import WAIT
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import (
    Action,
    AttachmentSource,
    Outcome,
    PetitionClass,
    ReplyKind,
    Status,
)
from staff.steps import PAGES
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, actor_of, petitioner_of, redacted, stored
from tests.factories.verbs import do
from tests.staff import conftest
from tests.staff.browser import Page
from tests.staff.conftest import Opens

DETAILED = "按照本市职责划分，排水设施由市政公司管理和维修。"
LONG = "一段写了很久、不能丢掉的文字"


@dataclass(frozen=True)
class Walk:
    """A step: who takes it, where from, what he types, where it leads; and what he might type wrongly."""

    action: Action
    who: str
    at: Status
    to: Status
    typed: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    fault: str = ""
    kept: str = ""
    before: tuple[tuple[Action, str], ...] = ()


REPLY = {
    "kind": "final",
    "outcome": "support",
    "facts_found": "查明管道破损。",
    "opinion": "予以更换。",
    "legal_basis": "某条例第八条",
}

REVIEW = {"findings": "管道已换", "opinion": "维持", "legal_basis": "某条例第八条"}

WALKS = (
    Walk(
        Action.REGISTER, "clerk", Status.RECEIVED, Status.REGISTERED,
        {"category": "教育", "urgency": "urgent"}, {"category": "教育", "urgency": "soon"},
        "请从列出的选项中选一项。",
    ),
    Walk(
        Action.TRANSFER, "clerk", Status.REGISTERED, Status.ROUTED,
        {"unit_id": "works", "note": "请办"}, {"unit_id": "", "note": LONG},
        "请选择承办单位。", "note",
    ),
    Walk(
        Action.ASSIGN, "office_head", Status.REGISTERED, Status.ROUTED,
        {"unit_id": "works", "limit_days": "30"}, {"unit_id": "works", "limit_days": "91", "note": LONG},
        "请填写 1 到 90 之间的数。", "note",
    ),
    Walk(
        Action.OBJECT, "handler", Status.ROUTED, Status.OBJECTED,
        {"reasons": DETAILED, "competent_unit_id": "education"}, {"reasons": " "}, "请详细说明理由。",
    ),
    Walk(
        Action.UPHOLD_OBJECTION, "clerk", Status.OBJECTED, Status.REGISTERED,
        {"ruling": "同意"}, {"ruling": ""}, "请写明裁定意见。",
    ),
    Walk(
        Action.OVERRULE_OBJECTION, "clerk", Status.OBJECTED, Status.ROUTED,
        {"ruling": "由你单位办"}, {"ruling": ""}, "请写明裁定意见。",
    ),
    Walk(
        Action.ACKNOWLEDGE, "handler", Status.ROUTED, Status.ROUTED,
        {"promised_on": "2026-04-01"}, {"promised_on": "2026-03-01"}, "日期不能早于今天。",
    ),
    Walk(
        Action.OPEN_JOINT, "clerk", Status.REGISTERED, Status.REGISTERED,
        {"unit_ids": "both", "reason": "管道两家都管"}, {"unit_ids": "works", "reason": LONG},
        "请选择至少两个单位。", "reason",
    ),
    Walk(
        Action.VOICE_JOINT, "other_handler", Status.REGISTERED, Status.REGISTERED,
        {"unit_id": "education", "lead_unit_id": "works", "reason": "归住建局管"},
        {"unit_id": "education", "reason": LONG}, "请选择应当牵头的单位。", "reason",
        ((Action.OPEN_JOINT, "clerk"),),
    ),
    Walk(
        Action.SETTLE_JOINT, "office_head", Status.REGISTERED, Status.REGISTERED,
        {"way": "superior", "lead_unit_id": "works", "words": "市长办公会决定", "document_number": "3号"},
        {"way": "conference", "lead_unit_id": "works", "words": LONG},
        "没有协商一致，而这些单位有共同的上一级单位", "words",
        ((Action.OPEN_JOINT, "clerk"),),
    ),
    Walk(
        Action.INVITE_CO_HANDLER, "handler", Status.ACCEPTED, Status.ACCEPTED,
        {"unit_id": "education", "task": "核查管道", "days": "5", "day_kind": "working"},
        {"unit_id": "education", "task": LONG, "days": "61", "day_kind": "working"},
        "请填写 1 到 60 之间的数。", "task",
    ),
    Walk(
        Action.FILE_CO_OPINION, "other_handler", Status.ACCEPTED, Status.ACCEPTED,
        {"opinion": "管道完好"}, {"opinion": " "}, "请写明协办意见。", "",
        ((Action.INVITE_CO_HANDLER, "clerk"),),
    ),
    Walk(
        Action.END_CO_HANDLING, "clerk", Status.ACCEPTED, Status.ACCEPTED,
        {"reason": "不再需要"}, {"reason": ""}, "请写明理由。", "",
        ((Action.INVITE_CO_HANDLER, "handler"),),
    ),
    Walk(Action.TAKE, "colleague", Status.ACCEPTED, Status.ACCEPTED),
    Walk(
        Action.ACCEPT, "handler", Status.ROUTED, Status.ACCEPTED,
        {"procedure": "先核查，后答复", "promised_on": "2026-04-01"},
        {"procedure": LONG, "promised_on": "2026-03-01"}, "日期不能早于今天。", "procedure",
    ),
    Walk(
        Action.DECLINE, "handler", Status.ROUTED, Status.NOT_ACCEPTED,
        {"ground": "litigation", "explanation": "应当起诉"},
        {"ground": "", "explanation": LONG}, "请选择理由。", "explanation",
    ),
    Walk(
        Action.NO_LONGER_ACCEPT, "clerk", Status.REGISTERED, Status.NO_LONGER_ACCEPTED,
        {"earlier_number": "XF-2024-000007", "explanation": "同一事实"},
        {"earlier_number": "", "explanation": LONG}, "请填写作出复核意见的信访件编号。", "explanation",
    ),
    Walk(
        Action.REDIRECT, "handler", Status.ACCEPTED, Status.REDIRECTED,
        {"way": "arbitration", "known_on": "2026-02-03", "own_length": "12", "own_unit": "months",
         "body": "仲裁委", "explanation": "一年之内"},
        {"way": "duel", "body": "仲裁委", "explanation": LONG}, "请从列出的选项中选一项。", "explanation",
    ),
    Walk(
        Action.ASK_MORE, "handler", Status.ACCEPTED, Status.ACCEPTED,
        {"question": "在几号楼？"}, {"question": ""}, "请写明需要补充什么。",
    ),
    Walk(Action.ATTACH, "clerk", Status.ACCEPTED, Status.ACCEPTED, {"files": "scan"}, {}, "请选择至少一个文件。"),
    Walk(
        Action.NOTE, "office_head", Status.CLOSED, Status.CLOSED,
        {"text": "记一笔"}, {"text": "长" * 5001}, "最多 5000 个字", "text",
    ),
    Walk(
        Action.REQUEST_EXTENSION, "handler", Status.ACCEPTED, Status.ACCEPTED,
        {"days": "30", "reason": "要开挖"}, {"days": "31", "reason": LONG}, "请填写 1 到 30 之间的数。", "reason",
    ),
    Walk(
        Action.APPROVE_EXTENSION, "unit_head", Status.ACCEPTED, Status.ACCEPTED,
        {"comment": "同意"}, {"comment": "长" * 1001}, "最多 1000 个字", "comment",
        ((Action.REQUEST_EXTENSION, "handler"),),
    ),
    Walk(
        Action.REFUSE_EXTENSION, "unit_head", Status.ACCEPTED, Status.ACCEPTED,
        {"reason": "理由不足"}, {"reason": ""}, "请写明理由。", "",
        ((Action.REQUEST_EXTENSION, "handler"),),
    ),
    Walk(
        Action.DRAFT_REPLY, "handler", Status.ACCEPTED, Status.REPLY_DRAFTED,
        REPLY, {**REPLY, "legal_basis": "", "opinion": LONG}, "处理意见书要写明依据。", "opinion",
    ),
    Walk(
        Action.APPROVE_REPLY, "unit_head", Status.REPLY_DRAFTED, Status.REPLY_APPROVED,
        {"comments": "可以"}, {"comments": "长" * 1001}, "最多 1000 个字", "comments",
    ),
    Walk(
        Action.RETURN_REPLY, "unit_head", Status.REPLY_DRAFTED, Status.ACCEPTED,
        {"comments": "补充依据"}, {"comments": ""}, "请写明要修改什么。",
    ),
    Walk(Action.ISSUE_REPLY, "handler", Status.REPLY_APPROVED, Status.ANSWERED),
    Walk(
        Action.RECORD_SERVICE, "handler", Status.ANSWERED, Status.ANSWERED,
        {"served_on": f"{NOW:%Y-%m-%d}", "method": "post"},
        {"served_on": "2999-01-01", "method": ""}, "请选择送达方式。",
    ),
    Walk(
        Action.CLOSE, "handler", Status.ANSWERED, Status.CLOSED,
        {"close_reason": "supported"}, {"close_reason": ""}, "请选择办结方式。", "",
        ((Action.FILE_CLOSING_REPORT, "unit_head"), (Action.ACCEPT_CLOSING_REPORT, "clerk")),
    ),
    Walk(
        Action.REQUEST_REVIEW, "clerk", Status.ANSWERED, Status.IN_REVIEW,
        {"channel": "letter", "received_on": f"{NOW:%Y-%m-%d}", "text": "没有查清楚"},
        {"channel": "", "received_on": f"{NOW:%Y-%m-%d}", "text": LONG}, "请选择怎样提出的。", "text",
    ),
    Walk(
        Action.REQUEST_REREVIEW, "office_head", Status.REVIEWED, Status.IN_REREVIEW,
        {"channel": "visit", "received_on": f"{NOW:%Y-%m-%d}", "text": "没有看现场"},
        {"channel": "visit", "received_on": "2026-03-01", "text": LONG},
        "收到请求的日期不能早于意见书作出的那天。", "text",
    ),
    Walk(
        Action.DRAFT_REVIEW, "clerk", Status.IN_REVIEW, Status.IN_REVIEW,
        {**REVIEW, "outcome": "uphold", "document_number": "回政复查〔2026〕3号"},
        {**REVIEW, "outcome": "uphold", "findings": LONG}, "请填写文号。", "findings",
    ),
    Walk(
        Action.RECORD_HEARING, "clerk", Status.IN_REREVIEW, Status.IN_REREVIEW,
        {"held_on": f"{NOW:%Y-%m-%d}", "days": "1"}, {"held_on": "2026-03-01", "days": "1"},
        "听证日期不能早于收到复核请求的那天。", "days",
    ),
    Walk(
        Action.DECIDE_REVIEW, "office_head", Status.IN_REVIEW, Status.REVIEWED,
        before=((Action.DRAFT_REVIEW, "clerk"),),
    ),
    Walk(
        Action.DECIDE_REREVIEW, "second_clerk", Status.IN_REREVIEW, Status.CONCLUDED,
        before=((Action.DRAFT_REVIEW, "clerk"),),
    ),
    Walk(Action.REMAND, "office_head", Status.IN_REVIEW, Status.ACCEPTED),
    Walk(
        Action.RECORD_REVIEW_SERVICE, "clerk", Status.REVIEWED, Status.REVIEWED,
        {"served_on": f"{NOW:%Y-%m-%d}", "method": "post"},
        {"served_on": "2999-01-01", "method": ""}, "请选择送达方式。",
    ),
    Walk(
        Action.FILE_CLOSING_REPORT, "unit_head", Status.ANSWERED, Status.ANSWERED,
        {"done": "换了管道", "result": "通了", "told": "当面送达"}, {"done": LONG, "result": "", "told": "电话"},
        "请写明办理结果和落实情况。", "done",
    ),
    Walk(
        Action.ACCEPT_CLOSING_REPORT, "clerk", Status.ANSWERED, Status.ANSWERED,
        {"comment": "属实"}, {"comment": "长" * 1001}, "最多 1000 个字", "comment",
        ((Action.FILE_CLOSING_REPORT, "unit_head"),),
    ),
    Walk(
        Action.RETURN_CLOSING_REPORT, "office_head", Status.ANSWERED, Status.ANSWERED,
        {"reason": "没有落实日期"}, {"reason": " "}, "请写明退回的理由。", "",
        ((Action.FILE_CLOSING_REPORT, "unit_head"),),
    ),
    Walk(
        Action.REPORT_UP, "clerk", Status.REGISTERED, Status.REGISTERED,
        {"addressee": "party_and_government", "learned_at": "2026-03-09T08:30", "reported_at": "2026-03-10T09:00",
         "proposal": "建议由分管领导研究"},
        {"addressee": "higher_office", "learned_at": "2026-03-10T09:30", "reported_at": "2026-03-10T09:00",
         "proposal": LONG}, "得知的时间不能晚于报告的时间。", "proposal",
    ),
    Walk(
        Action.RECORD_INSTRUCTION, "office_head", Status.ACCEPTED, Status.ACCEPTED,
        {"post": "分管副市长", "given_on": "2026-03-09", "text": "请核查", "finish_by": "2026-03-20"},
        {"post": "分管副市长", "given_on": "2026-03-09", "text": LONG, "finish_by": "2026-03-08"},
        "要求办结的日期不能早于批示日期。", "text",
    ),
    Walk(
        Action.REQUEST_CODE, "clerk", Status.ACCEPTED, Status.ACCEPTED,
        {"identity": "representative", "reason": "回执遗失"}, {"identity": "face", "reason": LONG},
        "请从列出的选项中选一项。", "reason",
    ),
    Walk(
        Action.REFUSE_CODE, "office_head", Status.CLOSED, Status.CLOSED,
        {"reason": "证件不符"}, {"reason": " "}, "请写明理由。", "",
        ((Action.REQUEST_CODE, "clerk"),),
    ),
    Walk(
        Action.REQUEST_CORRECTION, "clerk", Status.ANSWERED, Status.ANSWERED,
        {"fact": "problem_place", "new_place": "柳林路", "cause": "mistaken", "reason": "来信写的是柳林路"},
        {"fact": "persons_count", "new_count": "0", "cause": "found_out", "reason": LONG},
        "请填写 1 到 99999 之间的数。", "reason",
    ),
    Walk(
        Action.APPROVE_CORRECTION, "office_head", Status.ACCEPTED, Status.ACCEPTED,
        {"correction": "waiting", "comment": "属实"}, {"comment": LONG}, "请选择一项更正申请。", "comment",
        ((Action.REQUEST_CORRECTION, "handler"),),
    ),
    Walk(
        Action.REFUSE_CORRECTION, "office_head", Status.RECEIVED, Status.RECEIVED,
        {"correction": "waiting", "reason": "与来信不符"}, {"correction": "waiting"}, "请写明理由。", "",
        ((Action.REQUEST_CORRECTION, "clerk"),),
    ),
    Walk(
        Action.ORDER_RECUSAL, "clerk", Status.ACCEPTED, Status.ACCEPTED,
        {"officer": "colleague", "cause": "complained_about", "reason": "信里说的就是他"},
        {"officer": "", "cause": "relative", "reason": LONG}, "请选择一个人。", "reason",
    ),
    Walk(
        Action.END_RECUSAL, "office_head", Status.ACCEPTED, Status.ACCEPTED,
        {"recusal": "newest", "reason": "查明不是他"}, {"reason": LONG}, "请选择一项。", "reason",
        ((Action.ORDER_RECUSAL, "clerk"),),
    ),
    Walk(
        Action.GRANT_RECUSAL, "office_head", Status.ACCEPTED, Status.ACCEPTED,
        {"officer_ids": "colleague", "answer": "属实"}, {"answer": LONG}, "请至少选择一个人。", "answer",
        ((Action.REQUEST_RECUSAL, ""),),
    ),
    Walk(
        Action.REFUSE_RECUSAL, "supervisor", Status.ACCEPTED, Status.ACCEPTED,
        {"reason": "不是亲戚"}, {"reason": " "}, "请写明理由。", "",
        ((Action.REQUEST_RECUSAL, ""),),
    ),
    Walk(
        Action.REQUEST_EXCEPTION, "clerk", Status.REGISTERED, Status.REGISTERED,
        {"kind": "not_accused", "accused": "newest", "reason": "同名"},
        {"kind": "superior_takes", "unit_id": "", "reason": LONG}, "请选择一个单位。", "reason",
        ((Action.NAME_ACCUSED, "clerk"),),
    ),
    Walk(
        Action.APPROVE_EXCEPTION, "office_head", Status.REGISTERED, Status.REGISTERED,
        {"comment": "属实"}, {}, "", "",
        ((Action.NAME_ACCUSED, "clerk"), (Action.REQUEST_EXCEPTION, "clerk")),
    ),
    Walk(
        Action.REFUSE_EXCEPTION, "office_head", Status.REGISTERED, Status.REGISTERED,
        {"reason": "就是他"}, {"reason": " "}, "请写明理由。", "",
        ((Action.NAME_ACCUSED, "clerk"), (Action.REQUEST_EXCEPTION, "clerk")),
    ),
    Walk(
        Action.REQUEST_ERASURE, "clerk", Status.WITHDRAWN, Status.WITHDRAWN,
        {"ground": "consent_withdrawn", "reason": "本人要求删除"}, {"ground": "shame", "reason": LONG},
        "请从列出的选项中选一项。", "reason",
    ),
    Walk(
        Action.FOLLOW_UP, "handler", Status.ACCEPTED, Status.ACCEPTED,
        {"channel": "visit", "received_on-year": "2026", "received_on-month": "3", "received_on-day": "9",
         "text": "又来说水没退"},
        {"channel": "visit", "received_on-year": "2026", "received_on-month": "4", "received_on-day": "9",
         "text": LONG},
        "日期不能晚于今天。", "text",
    ),
    Walk(
        Action.LINK_CASES, "clerk", Status.REGISTERED, Status.REGISTERED,
        {"other": "earlier", "kind": "joint", "reason": "同一处下水道"},
        {"other": "XF-1999-000001", "kind": "joint", "reason": LONG}, "没有找到这件信访件", "reason",
    ),
    Walk(
        Action.UNLINK_CASES, "clerk", Status.ACCEPTED, Status.ACCEPTED,
        {"link": "linked", "reason": "不是同一处"}, {"reason": LONG}, "请选择一项。", "reason",
        ((Action.LINK_CASES, "clerk"),),
    ),
    Walk(
        Action.MERGE_INTO, "clerk", Status.REGISTERED, Status.JOINED,
        {"other": "earlier", "reason": "同一人又写了一封"}, {"other": "", "reason": LONG},
        "请填写另一件的登记号或者信访件编号。", "reason",
    ),
    Walk(
        Action.UNDO_MERGE, "office_head", Status.JOINED, Status.REGISTERED,
        {"reason": "说的是另一件事"}, {"reason": " "}, "请写明理由。",
    ),
    Walk(
        Action.APPROVE_ERASURE, "office_head", Status.WITHDRAWN, Status.WITHDRAWN,
        {"confirmed": "y"}, {"comment": LONG}, "请先核对依据，再勾选。", "comment",
        ((Action.REQUEST_ERASURE, "clerk"),),
    ),
    Walk(
        Action.REFUSE_ERASURE, "office_head", Status.WITHDRAWN, Status.WITHDRAWN,
        {"reason": "期限未满"}, {"reason": " "}, "请写明理由。", "",
        ((Action.REQUEST_ERASURE, "clerk"),),
    ),
)  # fmt: skip


def arrived(town: Town, case_in: conftest.Case, walk: Walk) -> int:
    """A case on which the step is open."""
    to_erase = any(action is Action.REQUEST_ERASURE for action, _ in walk.before)
    case_id = a_case(town, walk.at, now=NOW - WAIT) if to_erase else case_in(walk.at)
    if walk.action is Action.REMAND:
        revoked = {"outcome": ReviewOutcome.REMAND}
        do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=NOW, **revoked)
    for action, who in walk.before:
        earlier = WAIT if action is Action.REQUEST_ERASURE else timedelta()
        by = actor_of(town.officers[who]) if who else petitioner_of(case_id)
        do(town, action, case_id, by=by, now=NOW - earlier)
    return case_id


def filled(town: Town, typed: dict[str, Any]) -> dict[str, Any]:
    """What is typed, with the numbers and files of this run."""
    given = dict(typed)
    known: dict[tuple[str, str], Callable[[], Any]] = {
        ("unit_id", "works"): lambda: town.works.id,
        ("lead_unit_id", "works"): lambda: town.works.id,
        ("unit_ids", "works"): lambda: town.works.id,
        ("unit_id", "education"): lambda: town.education.id,
        ("competent_unit_id", "education"): lambda: town.education.id,
        ("officer", "colleague"): lambda: town.colleague.id,
        ("officer_ids", "colleague"): lambda: town.colleague.id,
        ("accused", "newest"): lambda: db.session.scalars(select(Accused.id)).one(),
        ("recusal", "newest"): lambda: db.session.scalars(select(Recusal.id)).one(),
        ("other", "earlier"): lambda: (
            stored(a_case(town, Status.ACCEPTED, now=NOW)).registration_number
        ),
        ("link", "linked"): lambda: db.session.scalars(select(MatterLink.other_id)).first(),
        ("correction", "waiting"): lambda: db.session.scalars(select(Correction.id)).one(),
    }
    for name, value in typed.items():
        if isinstance(value, str) and (name, value) in known:
            given[name] = str(known[name, value]())
    if given.get("unit_ids") == "both":
        given["unit_ids"] = [str(town.works.id), str(town.education.id)]
    if given.get("files") == "scan":
        given["files"] = (io.BytesIO(b"%PDF-1.7 a scan"), "扫描.pdf")
    return given


def test_every_page_is_walked() -> None:
    walked = {walk.action.value for walk in WALKS}
    walked |= {Action.ISSUE_INTERIM_REPLY.value, Action.TURN_ORDINARY.value}  # walked below
    walked |= {Action.RECUSE.value}  # in test_recusals.py: the case is gone afterwards
    walked |= {Action.NAME_ACCUSED.value, Action.RECALL.value}  # in test_accused.py
    walked |= {Action.REDACT.value}  # in test_redaction.py: it takes an accusation
    walked |= {Action.REISSUE_CODE.value}  # in test_codes.py: it answers with a sheet
    assert walked == set(PAGES), "write a Walk for each new step"


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.action.value)
def test_a_step_is_taken_on_its_page(
    town: Town, browser_of: Opens, case_in: conftest.Case, walk: Walk
) -> None:
    case_id = arrived(town, case_in, walk)
    browser = browser_of(walk.who)
    page = browser.step(case_id, walk.action.value, **filled(town, walk.typed))
    assert page.status == 303, page.errors()
    assert page.location == f"/staff/cases/{case_id}"
    after = browser.get(page.location)
    if after.status == 200:
        assert after.tree.select_one(".govuk-notification-banner--success") is not None
    assert stored(case_id).status is walk.to
    last = events(case_id)[-1]
    assert last.action is walk.action
    assert last.officer_id == town.officers[walk.who].id


@pytest.mark.parametrize(
    "walk", [walk for walk in WALKS if walk.fault], ids=lambda walk: walk.action.value
)
def test_a_fault_is_named_and_the_text_stays(
    town: Town, browser_of: Opens, case_in: conftest.Case, walk: Walk
) -> None:
    case_id = arrived(town, case_in, walk)
    number = len(events(case_id))
    page = browser_of(walk.who).step(case_id, walk.action.value, **filled(town, walk.wrong))
    assert page.status == 422
    assert any(line.startswith(walk.fault) for line in page.errors()), page.errors()
    if walk.kept:
        assert page.value(walk.kept) == walk.wrong[walk.kept]
    assert stored(case_id).status is walk.at
    assert len(events(case_id)) == number


def events(case_id: int) -> list[CaseEvent]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.sequence)
        )
    )


def test_an_interim_reply_is_issued(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    drafted = handler.step(case_id, "draft_reply", kind="interim", opinion="正在核查。")
    assert drafted.status == 303, drafted.errors()
    assert browser_of("unit_head").step(case_id, "approve_reply").status == 303
    assert "issue_reply" not in handler.get(f"/cases/{case_id}").steps()
    assert handler.step(case_id, "issue_interim_reply").status == 303
    assert stored(case_id).status is Status.ACCEPTED
    assert "正在核查。" in handler.get(f"/cases/{case_id}/draft_reply").text


def test_a_simple_matter_turns_out_not_to_be(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, handler, head = case_in(Status.ROUTED), browser_of("handler"), browser_of("unit_head")
    path = {"procedure": "当即核查。", "simple": "y"}
    assert handler.step(case_id, "accept", **path).status == 303
    simple = handler.get(f"/cases/{case_id}")
    assert "简易办理" in simple.text
    assert "turn_ordinary" not in simple.steps(), "the head decides"
    page = head.step(case_id, "turn_ordinary", reason=" ")
    assert page.status == 422
    assert page.errors() == ["请写明转为普通程序的理由。"]
    assert head.step(case_id, "turn_ordinary", reason="需要会商").status == 303
    assert "turn_ordinary" not in head.get(f"/cases/{case_id}").steps()
    assert stored(case_id).status is Status.ACCEPTED


def test_a_final_reply_needs_its_parts_and_an_interim_one_does_not(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    page = browser_of("handler").step(case_in(Status.ACCEPTED), "draft_reply", kind="final")
    assert page.errors() == [
        "处理意见书要写明处理结果。",
        "处理意见书要写明查明的事实。",
        "请写明处理意见。",
        "处理意见书要写明依据。",
    ]


@pytest.mark.parametrize(
    ("kind", "fits", "misfits"),
    [
        (PetitionClass.APPEAL, Outcome.EXPLAIN, Outcome.ADOPTED),
        (PetitionClass.SUGGESTION, Outcome.NOTED, Outcome.SUPPORT),
        (PetitionClass.ACCUSATION, Outcome.REFERRED, Outcome.NOTED),
    ],
)
def test_outcomes_fit_the_class(
    browser_of: Opens,
    case_in: conftest.Case,
    kind: PetitionClass,
    fits: Outcome,
    misfits: Outcome,
) -> None:
    case_id = case_in(Status.ACCEPTED, a_submission(petition_class=kind, complained_about="某单位"))
    handler = browser_of("handler")
    wrong = handler.step(case_id, "draft_reply", **{**REPLY, "outcome": misfits.value})
    assert wrong.status == 422
    right = handler.step(case_id, "draft_reply", **{**REPLY, "outcome": fits.value})
    assert right.status == 303, right.errors()


def test_the_petition_stands_beside_the_reply(browser_of: Opens, case_in: conftest.Case) -> None:
    page = browser_of("handler").get(f"/cases/{case_in(Status.ACCEPTED)}/draft_reply")
    assert "污水倒灌入院" in page.tree.select_one(".hy-step-page__papers").get_text()  # type: ignore[union-attr]


def test_a_returned_draft_comes_back_with_the_comments(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    handler.step(case_id, "draft_reply", **REPLY)
    browser_of("unit_head").step(case_id, "return_reply", comments="请补充依据的条款")
    page = handler.get(f"/cases/{case_id}/draft_reply")
    assert "请补充依据的条款" in page.text
    assert page.value("opinion") == REPLY["opinion"]
    assert page.value("legal_basis") == REPLY["legal_basis"]


def test_the_approver_reads_what_he_signs(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.REPLY_DRAFTED)
    page = browser_of("unit_head").get(f"/cases/{case_id}/approve_reply")
    assert "已疏通，并更换管道。" in page.text
    assert "污水倒灌入院" in page.text


def test_files_of_a_reply_go_with_it(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    scan = (io.BytesIO(b"%PDF-1.7 an opinion"), "处理意见书.pdf")
    browser_of("handler").step(case_id, "draft_reply", **REPLY, files=scan)
    (file,) = db.session.scalars(select(Attachment)).all()
    (reply,) = db.session.scalars(select(Reply)).all()
    assert (file.source, file.reply_id, file.case_id) == (AttachmentSource.REPLY, reply.id, case_id)
    assert reply.kind is ReplyKind.FINAL
    page = browser_of("unit_head").get(f"/cases/{case_id}/approve_reply")
    assert "处理意见书.pdf" in page.text


def test_a_bad_file_keeps_the_text(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    program = (io.BytesIO(b"MZ\x90 a program"), "照片.pdf")
    page = browser_of("handler").step(
        case_id, "draft_reply", **{**REPLY, "opinion": LONG}, files=program
    )
    assert page.status == 422
    assert "照片.pdf" in page.errors()[0]
    assert page.value("opinion") == LONG
    assert db.session.scalars(select(Attachment)).all() == []


def test_where_to_go_follows_from_the_ground(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/decline")
    assert "去处：人民法院" in page.text
    assert "期限：6 个月" in page.text
    clerk.step(case_id, "decline", ground="litigation", explanation="应当起诉")
    assert events(case_id)[-1].facts["where_to_go"] == "人民法院"


def test_an_assigned_case_owes_a_closing_report(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, handler = case_in(Status.ANSWERED), browser_of("handler")
    assert "close" not in handler.get(f"/cases/{case_id}").steps()
    page = handler.get(f"/cases/{case_id}/close")
    assert page.status == 403
    assert "先由承办单位负责人报送办结报告" in page.text


def test_an_objection_after_five_working_days_is_refused_in_words(
    browser_of: Opens, case_in: conftest.Case, clock: Any
) -> None:
    case_id = case_in(Status.ROUTED)
    handler, path = browser_of("handler"), f"/cases/{case_id}/object"
    page = handler.get(path)
    typed = {name: page.value(name) for name in ("version", "seen")} | {"reasons": LONG}
    clock.shift(timedelta(days=8))
    handler = browser_of("handler")  # the night was longer than a session
    page = handler.post(path, typed)
    assert page.status == 422
    assert page.errors() == ["提出异议的 5 个工作日已经过了，由您单位办理。"]
    assert page.value("reasons") == LONG
    assert "object" not in handler.get(f"/cases/{case_id}").steps(), "it is not offered any more"
    page = handler.get(path)
    assert page.status == 403
    assert "5 个工作日已经过了" in page.text


def test_nobody_signs_his_own_draft(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, head = case_in(Status.ACCEPTED), browser_of("unit_head")
    assert head.step(case_id, "draft_reply", **REPLY).status == 303
    page = head.get(f"/cases/{case_id}/approve_reply")
    assert page.status == 403
    assert "自己起草的答复不能由自己批准" in page.text
    assert head.post(f"/cases/{case_id}/approve_reply", {"version": "1"}).status in {403, 409}
    assert stored(case_id).status is Status.REPLY_DRAFTED


def test_an_accusation_is_not_sent_without_a_warning(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    accusation = a_submission(petition_class=PetitionClass.ACCUSATION, complained_about="某科长")
    case_id = redacted(town, case_in(Status.REGISTERED, accusation), now=NOW)
    page = browser_of("clerk").get(f"/cases/{case_id}/transfer")
    assert "不得转给被检举、控告的单位和个人" in page.text


def test_a_step_out_of_its_time_says_why(browser_of: Opens, case_in: conftest.Case) -> None:
    page = browser_of("clerk").get(f"/cases/{case_in(Status.RECEIVED)}/transfer")
    assert page.status == 409
    assert "现在的状态不允许这一步" in page.text
    page = browser_of("clerk").get(f"/cases/{case_in(Status.ROUTED)}/accept")
    assert page.status == 403
    assert "岗位没有这项权限" in page.text


def test_fields_that_are_not_on_the_form_change_nothing(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED)
    before = stored(case_id).registration_number
    browser_of("clerk").step(
        case_id,
        "note",
        text="记一笔",
        status="closed",
        case_id="77",
        holder_id=str(town.leader.id),
        registration_number="XF-1",
        officer_id=str(town.leader.id),
        action="close",
        at="2001-01-01",
    )
    case = stored(case_id)
    assert (case.status, case.holder_id) == (Status.REGISTERED, None)
    assert case.registration_number == before
    assert events(case_id)[-1].officer_id == town.clerk.id
    assert events(case_id)[-1].at == NOW


@pytest.mark.parametrize(
    "garbage",
    [
        {},
        {"version": "x", "seen": "-1"},
        {"version": "9" * 40, "seen": "9" * 40, "days": "9" * 40, "limit_days": "-1"},
        {"version": "１", "unit_id": "2147483648", "kind": "\x00", "ground": "'; DROP TABLE cases"},
        {"version": "1", "unit_id": "__class__", "text": "\u202e{{config}}", "promised_on": "0000"},
    ],
    ids=["nothing", "words", "huge", "quotes", "signs"],
)
def test_odd_input_is_never_a_failure(
    browser_of: Opens, case_in: conftest.Case, garbage: dict[str, str]
) -> None:
    case_id = case_in(Status.ACCEPTED)
    for name in ("handler", "clerk"):
        browser = browser_of(name)
        for action in sorted(PAGES):
            page: Page = browser.post(f"/cases/{case_id}/{action}", garbage)
            assert page.status in {303, 403, 409, 422}, (name, action)
