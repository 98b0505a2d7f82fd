"""Every verb with facts that satisfy it, so that a test says only who does what, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import count
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from petitions.adapters import clock, codes, files
from petitions.models import (
    Accused,
    Attachment,
    Case,
    CoHandling,
    Correction,
    MatterLink,
    Recusal,
    StaffSession,
)
from petitions.models.session import db
from petitions.queries.registered import open_corrections
from petitions.queries.stand import stand_of
from petitions.rules.accused import ExceptionKind
from petitions.rules.actors import co_units_of
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.counter import IdentityProof, ServiceMethod
from petitions.rules.erasure import ErasureGround
from petitions.rules.joint_matters import JointOutcome
from petitions.rules.other_procedures import Way
from petitions.rules.permissions import Actor, decides
from petitions.rules.recusals import RecusalCause
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import (
    Action,
    AttachmentSource,
    Channel,
    CloseReason,
    DeclineGround,
    Outcome,
    ReplyKind,
    Status,
)
from petitions.rules.triage import ReportTo
from tests.factories.town import Town

_keys = count(1)

LONG_AGO = datetime(2010, 3, 1, 1, 0, tzinfo=UTC)
"""Before every case of the tests."""

Facts = Callable[[Town], dict[str, Any]]

FACTS: Mapping[Action, Facts] = {
    Action.REGISTER: lambda town: {},
    Action.REDACT: lambda town: {
        "title": "反映下水道问题",
        "request": "请查处。",
        "facts": "▇▇▇反映，下水道长期堵塞，无人处理。",
    },
    Action.TRANSFER: lambda town: {"unit_id": town.works.id},
    Action.ASSIGN: lambda town: {"unit_id": town.works.id, "limit_days": 45},
    Action.OPEN_JOINT: lambda town: {
        "unit_ids": [town.works.id, town.education.id],
        "reason": "下水道从学校通到小区。",
    },
    Action.VOICE_JOINT: lambda town: {
        "lead_unit_id": town.works.id,
        "reason": "管道由住建局管理。",
    },
    Action.SETTLE_JOINT: lambda town: {
        "words": "市政府办公室协调会决定由住建局牵头。",
        "document_number": "回政办函〔2026〕12号",
    },
    Action.OBJECT: lambda town: {
        "reasons": "按照本市职责划分，排水设施由市政公司管理和维修，我局没有这项职责。",
        "checked": "已查本市职责清单，并问过编办。",
    },
    Action.ACKNOWLEDGE: lambda town: {"promised_on": date(2040, 1, 5)},
    Action.UPHOLD_OBJECTION: lambda town: {"ruling": "同意退回。"},
    Action.OVERRULE_OBJECTION: lambda town: {"ruling": "由你单位办理。"},
    Action.TAKE: lambda town: {},
    Action.INVITE_CO_HANDLER: lambda town: {
        "unit_id": town.education.id,
        "task": "请核查学校一侧的排水管。",
        "days": 5,
    },
    Action.FILE_CO_OPINION: lambda town: {"opinion": "学校一侧的管道完好。"},
    Action.END_CO_HANDLING: lambda town: {"reason": "已经查清，不再需要。"},
    Action.ACCEPT: lambda town: {"procedure": "现场核查后书面答复。"},
    Action.DECLINE: lambda town: {
        "ground": DeclineGround.OUT_OF_SCOPE,
        "explanation": "该事项不属于本机关职责范围。",
        "where_to_go": "请向区人民法院提出。",
    },
    Action.NO_LONGER_ACCEPT: lambda town: {
        "earlier_number": "XF-2024-000007",
        "explanation": "已作出复核意见。",
    },
    Action.REDIRECT: lambda town: {
        "way": Way.ARBITRATION,
        "body": "市劳动人事争议仲裁委员会",
        "explanation": "请在一年内申请仲裁。",
    },
    Action.ASK_MORE: lambda town: {"question": "请说明堵塞的具体位置。"},
    Action.SUPPLEMENT: lambda town: {
        "text": "堵塞处在三号楼西侧。",
        "submission_key": f"supplement-{next(_keys)}",
    },
    Action.ATTACH: lambda town: {},
    Action.NOTE: lambda town: {"text": "已电话联系街道。"},
    Action.REQUEST_EXTENSION: lambda town: {"days": 30, "reason": "需开挖路面。"},
    Action.APPROVE_EXTENSION: lambda town: {"comment": "同意。"},
    Action.REFUSE_EXTENSION: lambda town: {"reason": "理由不足。"},
    Action.TURN_ORDINARY: lambda town: {"reason": "涉及两个单位，需要会商。"},
    Action.DRAFT_REPLY: lambda town: {
        "kind": ReplyKind.FINAL,
        "opinion": "已疏通，并更换管道。",
        "outcome": Outcome.SUPPORT,
        "facts_found": "经查，管道破损。",
        "legal_basis": "《城镇排水与污水处理条例》第十八条",
    },
    Action.APPROVE_REPLY: lambda town: {},
    Action.RETURN_REPLY: lambda town: {"comments": "请补充依据。"},
    Action.ISSUE_REPLY: lambda town: {},
    Action.RECORD_SERVICE: lambda town: {"method": ServiceMethod.IN_PERSON},
    Action.ISSUE_INTERIM_REPLY: lambda town: {},
    Action.CLOSE: lambda town: {"close_reason": CloseReason.SUPPORTED},
    Action.REQUEST_REVIEW: lambda town: {"text": "没有查清楚，请重新调查。"},
    Action.REQUEST_REREVIEW: lambda town: {"text": "复查没有看现场，请复核。"},
    Action.DRAFT_REVIEW: lambda town: {
        "outcome": ReviewOutcome.UPHOLD,
        "findings": "经复查，管道已经更换。",
        "opinion": "维持处理意见。",
        "legal_basis": "《信访工作条例》第三十五条",
        "document_number": "回政复查〔2026〕3号",
        "body": "省人民政府",
    },
    Action.RECORD_HEARING: lambda town: {"held_on": date(2000, 1, 1), "days": 1},
    Action.DECIDE_REVIEW: lambda town: {},
    Action.DECIDE_REREVIEW: lambda town: {},
    Action.REMAND: lambda town: {},
    Action.RECORD_REVIEW_SERVICE: lambda town: {"method": ServiceMethod.IN_PERSON},
    Action.FILE_CLOSING_REPORT: lambda town: {
        "done": "现场查看，更换管道。",
        "result": "已经疏通。",
        "told": "当面送达答复，信访人没有意见。",
    },
    Action.ACCEPT_CLOSING_REPORT: lambda town: {"comment": "属实。"},
    Action.RETURN_CLOSING_REPORT: lambda town: {"reason": "请写明落实的日期。"},
    Action.REPORT_UP: lambda town: {
        "addressee": ReportTo.PARTY_AND_GOVERNMENT,
        "learned_at": LONG_AGO,
        "reported_at": LONG_AGO,
        "proposal": "建议由分管领导召集有关单位研究。",
    },
    Action.RECORD_INSTRUCTION: lambda town: {
        "text": "请住建局三日内到现场核查。",
        "post": "分管副市长",
        "given_on": LONG_AGO.date(),
    },
    Action.WITHDRAW: lambda town: {"confirmed": True},
    Action.REQUEST_CORRECTION: lambda town: {
        "fact": RegisteredFact.PROBLEM_PLACE,
        "new": f"柳林路{next(_keys)}号",
        "cause": CorrectionCause.MISTAKEN,
        "reason": "信中写的是柳林路。",
    },
    Action.APPROVE_CORRECTION: lambda town: {"comment": "属实。"},
    Action.REFUSE_CORRECTION: lambda town: {"reason": "与来信不符。"},
    Action.RECUSE: lambda town: {"cause": RecusalCause.RELATIVE, "reason": "信访人是我的舅舅。"},
    Action.ORDER_RECUSAL: lambda town: {
        "officer_id": town.colleague.id,
        "cause": RecusalCause.COMPLAINED_ABOUT,
        "reason": "信中反映的就是他。",
    },
    Action.END_RECUSAL: lambda town: {"reason": "查明不是同一个人。"},
    Action.REQUEST_RECUSAL: lambda town: {"whom": "钱经办", "reason": "他是对方的亲戚。"},
    Action.GRANT_RECUSAL: lambda town: {"officer_ids": [town.colleague.id], "answer": "属实。"},
    Action.REFUSE_RECUSAL: lambda town: {"reason": "查明不是亲戚。"},
    Action.NAME_ACCUSED: lambda town: {
        "unit_ids": [town.health.id],
        "officer_ids": [],
        "reason": "信中反映的是这个单位。",
    },
    Action.RECALL: lambda town: {},
    Action.REQUEST_EXCEPTION: lambda town: {
        "kind": ExceptionKind.NOT_ACCUSED,
        "reason": "是同名的另一个单位。",
    },
    Action.APPROVE_EXCEPTION: lambda town: {"comment": "属实。"},
    Action.REFUSE_EXCEPTION: lambda town: {"reason": "就是这个单位。"},
    Action.REQUEST_ERASURE: lambda town: {
        "ground": ErasureGround.CONSENT_WITHDRAWN,
        "reason": "信访人要求删除。",
    },
    Action.APPROVE_ERASURE: lambda town: {"confirmed": True, "comment": "依据属实。"},
    Action.REFUSE_ERASURE: lambda town: {"reason": "还在保存期限以内。"},
    Action.REVEAL: lambda town: {"reason": "核实身份。"},
    Action.REQUEST_CODE: lambda town: {
        "identity": IdentityProof.ID_CARD,
        "reason": "回执遗失。",
    },
    Action.REISSUE_CODE: lambda town: {
        "press_key": f"press-{next(_keys)}",
        "confirmed": True,
    },
    Action.REFUSE_CODE: lambda town: {"reason": "证件与登记的姓名不一致。"},
    Action.REPLACE_CODE: lambda town: {"browser_key": f"browser-{next(_keys)}"},
    Action.FOLLOW_UP: lambda town: {
        "channel": Channel.VISIT,
        "received_on": date(2026, 3, 10),
        "text": "又来反映，污水已经进了屋。",
        "name": "张建国",
        "phone": "13812345678",
        "submission_key": f"follow-up-{next(_keys)}",
    },
    Action.LINK_CASES: lambda town: {"kind": LinkKind.JOINT, "reason": "说的是同一处下水道。"},
    Action.UNLINK_CASES: lambda town: {"reason": "核对后不是同一处。"},
    Action.MERGE_INTO: lambda town: {"reason": "同一人就同一件事又写了一封。"},
    Action.UNDO_MERGE: lambda town: {"reason": "新的一封说的是另一件事。"},
}
"""What each verb on an existing case is told, unless a test says otherwise."""

WITHOUT_VERSION = frozenset(
    {
        Action.SUPPLEMENT,
        Action.WITHDRAW,
        Action.REQUEST_RECUSAL,
        Action.REVEAL,
        Action.REPLACE_CODE,
        Action.FOLLOW_UP,
    }
)
PAIRS = frozenset({Action.LINK_CASES, Action.UNLINK_CASES, Action.MERGE_INTO})
OF_A_CO_HANDLING = frozenset({Action.FILE_CO_OPINION, Action.END_CO_HANDLING})
DECISIONS = frozenset({Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION})


def verb(action: Action) -> Callable[..., Any]:
    """The function of an action."""
    module = import_module(f"petitions.actions.{action.value}")
    function: Callable[..., Any] = getattr(module, action.value)
    return function


def do(
    town: Town,
    action: Action,
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    version: int | None = None,
    **facts: Any,
) -> Any:
    """Take a step with good facts, or with those given; ``version`` None means the present one."""
    given = {**FACTS[action](town), **facts}
    if action is Action.ATTACH and "attachment_ids" not in given:
        given["attachment_ids"] = [staged(by, now)]
    if action is Action.REPLACE_CODE:
        given = {**_shown_code(case_id, str(given["browser_key"])), **given}
    if action is Action.REVEAL and "session_id" not in given:
        given["session_id"] = confirmed_session(by, now)
    if action in DECISIONS and "correction_id" not in given:
        given["correction_id"] = waiting(case_id, by)
    if action is Action.END_RECUSAL and "recusal_id" not in given:
        given["recusal_id"] = newest_recusal(case_id)
    if action is Action.REQUEST_EXCEPTION and not {"accused_id", "unit_id"} & set(given):
        given["accused_id"] = newest_accused(case_id)
    given = {**partner(town, action, case_id, now, given), **given}
    if action in OF_A_CO_HANDLING and "co_id" not in given:
        given["co_id"] = newest_co_handling(
            case_id, by if action is Action.FILE_CO_OPINION else None
        )
    given = {**of_a_joint(action, case_id, by, now), **given}
    if action is Action.RECORD_HEARING and "held_on" not in facts:
        given["held_on"] = clock.local_day(now)
    if action in WITHOUT_VERSION:
        return verb(action)(case_id, by=by, now=now, **given)
    seen = version if version is not None else _version(case_id)
    return verb(action)(case_id, seen, by=by, now=now, **given)


def partner(
    town: Town,
    action: Action,
    case_id: int,
    now: datetime,
    given: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """The case that takes part, unless given: the one it is linked with, or one more by the same person."""
    name = "into_id" if action is Action.MERGE_INTO else "other_id"
    if action not in PAIRS or name in given:
        return {}
    if action is Action.UNLINK_CASES:
        db.session.rollback()
        wanted = select(MatterLink.other_id).where(
            MatterLink.case_id == case_id, MatterLink.undone_at.is_(None)
        )
        return {name: db.session.scalars(wanted).first() or 0}
    from tests.factories.cases import a_case

    return {name: a_case(town, Status.ACCEPTED, now=now)}


def confirmed_session(by: Actor, now: datetime) -> int:
    """A session in which this officer has just proved who he is; returns its id."""
    db.session.rollback()
    row = StaffSession(
        token_hash=codes.token_hash(codes.new_key()),
        officer_id=by.officer_id or 1,
        created_at=now,
        last_seen_at=now,
        confirmed_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def waiting(case_id: int, by: Actor) -> int:
    """The oldest correction of a case that waits for this officer, or for anybody; 0 where none does."""
    db.session.rollback()
    rows = open_corrections(
        db.session.scalars(
            select(Correction).where(Correction.case_id == case_id).order_by(Correction.id)
        )
    )
    mine = [each.id for each in rows if decides(by, each) is None]
    return next(iter([*mine, *(each.id for each in rows)]), 0)


def newest_recusal(case_id: int) -> int:
    """The newest recusal from a case that is in force; 0 where there is none."""
    db.session.rollback()
    wanted = select(func.max(Recusal.id)).where(
        Recusal.case_id == case_id, Recusal.ended_at.is_(None)
    )
    return db.session.scalar(wanted) or 0


def newest_accused(case_id: int) -> int:
    """Who was named last in a case and still is; 0 where nobody is."""
    db.session.rollback()
    wanted = select(func.max(Accused.id)).where(
        Accused.case_id == case_id, Accused.ended_at.is_(None)
    )
    return db.session.scalar(wanted) or 0


def of_a_joint(action: Action, case_id: int, by: Actor, now: datetime) -> dict[str, Any]:
    """For which unit somebody speaks; in which way a joint matter can be settled now, and on which unit."""
    if action not in (Action.VOICE_JOINT, Action.SETTLE_JOINT):
        return {}
    db.session.rollback()
    case = db.session.get(Case, case_id)
    joint = stand_of(db.session(), case).joint if case else None
    if action is Action.VOICE_JOINT:
        mine = (joint.owing if joint else frozenset()) & co_units_of(by)
        return {"unit_id": min(mine, default=by.unit_id or 0)}
    if joint is None:
        return {"way": JointOutcome.SUPERIOR, "lead_unit_id": 0}
    conference = joint.way is JointOutcome.CONFERENCE
    return {
        "way": joint.way,
        "lead_unit_id": min(joint.unit_ids),
        "held_on": clock.local_day(now) if conference else None,
    }


def newest_co_handling(case_id: int, by: Actor | None = None) -> int:
    """A co-handling that runs; for whoever gives an opinion one of his that waits; 0 where there is none."""
    db.session.rollback()
    wanted = select(func.max(CoHandling.id)).where(
        CoHandling.case_id == case_id, CoHandling.ended_at.is_(None)
    )
    if by is not None:
        wanted = wanted.where(
            CoHandling.unit_id.in_(sorted(co_units_of(by))), CoHandling.answered_at.is_(None)
        )
    return db.session.scalar(wanted) or 0


def staged(by: Actor, now: datetime, content: bytes = b"%PDF-1.7 a scan", **changes: Any) -> int:
    """A file put in the storage by an officer (or a citizen), not yet on any case; returns its id."""
    stored = files.put(content)
    row = Attachment(
        **{
            "source": AttachmentSource.OFFICER if by.officer_id else AttachmentSource.PETITIONER,
            "officer_id": by.officer_id,
            "name": "scan.pdf",
            "media_type": "application/pdf",
            "size": stored.size,
            "sha256": stored.sha256,
            "stored_as": stored.stored_as,
            "at": now,
            **changes,
        }
    )
    db.session.rollback()
    db.session.add(row)
    db.session.commit()
    return row.id


def _shown_code(case_id: int, browser_key: str) -> dict[str, str]:
    """What a browser carries and its reader types when he confirms his own query code."""
    db.session.rollback()
    case = db.session.get(Case, case_id)
    if case is None:
        return {"replaces": "", "typed": ""}
    stamp = codes.stamp_of(case.query_code_hash)
    code = codes.own_code(case.receipt_number, stamp, browser_key)
    return {"replaces": stamp, "typed": code}


def _version(case_id: int) -> int:
    from tests.factories.cases import version_of

    return version_of(case_id)
