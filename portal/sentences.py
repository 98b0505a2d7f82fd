"""One plain sentence for each step of a case, as its petitioner reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from petitions.queries.paper_views import CorrectionView, EventView
from petitions.rules.corrections import RegisteredFact
from petitions.rules.counter import ServiceMethod
from petitions.rules.erasure import ErasureGround
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import (
    Action,
    Channel,
    CloseReason,
    Outcome,
)
from portal.names import unit_name
from web import wording
from web.decision import TITLES, lines
from web.filters import date_words, registered_words

Facts = Mapping[str, Any]
Told = Callable[[Facts, str], str]
"""From the facts of a step, and the name of the unit it went to, to its sentence."""


def sentence(event: EventView) -> str:
    """What happened, in one sentence."""
    said = _SENTENCES[event.action]
    return str(said) if isinstance(said, LazyString) else said(event.facts, unit_name(event.target))


def correction_particulars(each: CorrectionView) -> list[tuple[str, str]]:
    """What was registered, what it is now, and why; label and text."""
    nothing = gettext("没有登记")
    return [
        (gettext("原来登记"), registered_words(each.old, each.fact) or nothing),
        (gettext("更正为"), registered_words(each.new, each.fact)),
        (gettext("怎样发现的"), str(wording.word(each.cause))),
        (gettext("理由"), each.reason),
    ]


def particulars(event: EventView) -> list[tuple[str, str]]:
    """What a step says beyond its sentence: decisions, reasons and where to go; label and text."""
    if event.action in TITLES:
        return lines(event)
    facts = event.facts
    wanted = _PARTICULARS.get(event.action, ())
    return [
        (str(wording.fact_word(name)), _value(name, facts[name]))
        for name in wanted
        if facts.get(name)
    ]


_PARTICULARS: dict[Action, tuple[str, ...]] = {
    Action.ASK_MORE: ("question",),
    Action.APPROVE_EXTENSION: ("reason",),
    Action.TURN_ORDINARY: ("reason",),
    Action.UPHOLD_OBJECTION: ("ruling",),
    Action.OVERRULE_OBJECTION: ("ruling",),
    Action.RECORD_SERVICE: ("service_method",),
    Action.RECORD_REVIEW_SERVICE: ("service_method",),
    Action.CLOSE: ("close_reason",),
}
_CODED: dict[str, type[StrEnum]] = {
    "close_reason": CloseReason,
    "service_method": ServiceMethod,
}


def _value(name: str, value: object) -> str:
    if name in _CODED:
        return str(wording.word(_CODED[name](str(value))))
    return str(value)


def _entered(facts: Facts, _unit: str) -> str:
    channel = wording.word(Channel(str(facts["channel"])))
    return gettext("信访工作机构登记了您的信访事项（%(channel)s）。", channel=channel)


def _registered(facts: Facts, _unit: str) -> str:
    number = facts.get("registration_number", "")
    return gettext("信访工作机构已经登记，登记号 %(number)s。", number=number)


def _transferred(_facts: Facts, unit: str) -> str:
    return gettext("转送给“%(unit)s”办理。", unit=unit)


def _assigned(facts: Facts, unit: str) -> str:
    days = int(facts.get("limit_days") or 0)
    return ngettext(
        "交给“%(unit)s”办理，要求在 %(num)d 日内反馈结果。",
        "交给“%(unit)s”办理，要求在 %(num)d 日内反馈结果。",
        days,
        unit=unit,
    )


def _accepted(facts: Facts, _unit: str) -> str:
    promised = facts.get("promised_on")
    if promised:
        day = date_words(date.fromisoformat(str(promised)))
        return gettext("承办单位已经受理，预计 %(day)s前办完。", day=day)
    if facts.get("simple"):
        return gettext("承办单位已经受理，按简易程序办理。")
    return gettext("承办单位已经受理。")


def _signed_for(facts: Facts, _unit: str) -> str:
    day = date_words(date.fromisoformat(str(facts["promised_on"])))
    return gettext("承办单位已经签收，预计 %(day)s前办完。", day=day)


def _joint_settled(_facts: Facts, unit: str) -> str:
    return gettext("已经确定由“%(unit)s”牵头办理。", unit=unit)


def _co_invited(_facts: Facts, unit: str) -> str:
    return gettext("请“%(unit)s”协助办理。", unit=unit)


def _co_answered(_facts: Facts, unit: str) -> str:
    return gettext("协办单位“%(unit)s”提出了意见，由承办单位一并研究。", unit=unit)


def _co_ended(_facts: Facts, unit: str) -> str:
    return gettext("“%(unit)s”不再协助办理。", unit=unit)


def _supplemented(facts: Facts, _unit: str) -> str:
    files = int(facts.get("files") or 0)
    if files:
        return ngettext("您补充了材料，附件 %(num)d 个。", "您补充了材料，附件 %(num)d 个。", files)
    return gettext("您补充了情况。")


def _extended(facts: Facts, _unit: str) -> str:
    return ngettext(
        "经承办单位负责人批准，办理期限延长 %(num)d 日。",
        "经承办单位负责人批准，办理期限延长 %(num)d 日。",
        int(facts.get("days") or 0),
    )


def _answered(facts: Facts, _unit: str) -> str:
    outcome = facts.get("outcome")
    if outcome:
        return gettext(
            "承办单位作出书面答复：%(outcome)s。", outcome=wording.word(Outcome(str(outcome)))
        )
    return gettext("承办单位作出书面答复。")


def _served(facts: Facts, _unit: str) -> str:
    day = date_words(date.fromisoformat(str(facts.get("served_on"))))
    return gettext("书面答复已经在 %(day)s送达。", day=day)


def _corrected(facts: Facts, _unit: str) -> str:
    fact = wording.word(RegisteredFact(str(facts["fact"])))
    return gettext("信访工作机构更正了登记的“%(fact)s”。", fact=fact)


def _erasure_asked(facts: Facts, _unit: str) -> str:
    return gettext(
        "有人申请依法删除这件信访事项的内容（%(ground)s），最早 %(day)s决定。"
        "不同意的，请在那以前告诉信访工作机构。",
        ground=wording.word(ErasureGround(str(facts["ground"]))),
        day=date_words(date.fromisoformat(str(facts["decided_from"]))),
    )


def _erased(facts: Facts, _unit: str) -> str:
    ground = wording.word(ErasureGround(str(facts["ground"])))
    return gettext("内容已经依法删除（%(ground)s），登记的证明留着。", ground=ground)


def _again(facts: Facts, _unit: str) -> str:
    channel = wording.word(Channel(str(facts["channel"])))
    return gettext(
        "您又提出同一事项（%(channel)s），已经记入这件信访事项，期限不变。", channel=channel
    )


def _review_asked(_facts: Facts, unit: str) -> str:
    if unit:
        return gettext("您请求复查，由“%(unit)s”复查。", unit=unit)
    return gettext("您请求复查，由上一级机关、单位复查。")


def _rereview_asked(_facts: Facts, unit: str) -> str:
    if unit:
        return gettext("您请求复核，由“%(unit)s”复核。", unit=unit)
    return gettext("您请求复核，由再上一级机关、单位复核。")


def _heard(facts: Facts, _unit: str) -> str:
    return ngettext(
        "%(day)s举行了听证，所需的 %(num)d 天不计入复核的期限。",
        "%(day)s举行了听证，所需的 %(num)d 天不计入复核的期限。",
        int(facts.get("days") or 0),
        day=date_words(date.fromisoformat(str(facts["held_on"]))),
    )


def _reviewed(facts: Facts, _unit: str) -> str:
    return gettext("作出复查意见：%(outcome)s。", outcome=_review_outcome(facts))


def _concluded(facts: Facts, _unit: str) -> str:
    return gettext("作出复核意见：%(outcome)s。程序到此终结。", outcome=_review_outcome(facts))


def _review_outcome(facts: Facts) -> str:
    return str(wording.word(ReviewOutcome(str(facts["outcome"]))))


def _review_served(facts: Facts, _unit: str) -> str:
    day = date_words(date.fromisoformat(str(facts.get("served_on"))))
    return gettext("复查意见书已经在 %(day)s送达。", day=day)


_SENTENCES: dict[Action, LazyString | Told] = {
    Action.SUBMIT: _l("您在网上提交了这件信访事项。"),
    Action.ENTER: _entered,
    Action.REGISTER: _registered,
    Action.REDACT: _l("信访工作机构做了脱敏：承办单位看到的文本里没有您的身份信息。"),
    Action.TRANSFER: _transferred,
    Action.ASSIGN: _assigned,
    Action.OPEN_JOINT: _l("这件事涉及几个单位，正在商定由哪个单位办理。"),
    Action.SETTLE_JOINT: _joint_settled,
    Action.OBJECT: _l("承办单位认为不归它办，提出了异议，由信访工作机构裁定。"),
    Action.UPHOLD_OBJECTION: _l("信访工作机构同意异议，将另外确定承办单位。"),
    Action.OVERRULE_OBJECTION: _l("信访工作机构不同意异议，仍由原承办单位办理。"),
    Action.ACCEPT: _accepted,
    Action.ACKNOWLEDGE: _signed_for,
    Action.INVITE_CO_HANDLER: _co_invited,
    Action.FILE_CO_OPINION: _co_answered,
    Action.END_CO_HANDLING: _co_ended,
    Action.DECLINE: _l("决定不予受理。"),
    Action.NO_LONGER_ACCEPT: _l("决定不再受理。"),
    Action.REDIRECT: _l("这件事项应当通过其他法定程序解决。"),
    Action.ASK_MORE: _l("请您补充材料或者说明情况。"),
    Action.SUPPLEMENT: _supplemented,
    Action.APPROVE_EXTENSION: _extended,
    Action.TURN_ORDINARY: _l("这件信访事项由简易程序转为普通程序办理。"),
    Action.ISSUE_REPLY: _answered,
    Action.RECORD_SERVICE: _served,
    Action.ISSUE_INTERIM_REPLY: _l("承办单位告诉您办理的进展，还在继续办理。"),
    Action.CLOSE: _l("这件信访事项已经办结。"),
    Action.REQUEST_REVIEW: _review_asked,
    Action.REQUEST_REREVIEW: _rereview_asked,
    Action.RECORD_HEARING: _heard,
    Action.DECIDE_REVIEW: _reviewed,
    Action.DECIDE_REREVIEW: _concluded,
    Action.REMAND: _l("原来的意见被撤销，由承办单位重新办理，办理期限重新计算。"),
    Action.RECORD_REVIEW_SERVICE: _review_served,
    Action.WITHDRAW: _l("您撤回了这件信访事项。"),
    Action.REISSUE_CODE: _l("核对身份以后，在信访工作机构补发了新的查询码，原来的查询码作废。"),
    Action.REPLACE_CODE: _l("您换成了自己的查询码，原来的查询码作废。"),
    Action.APPROVE_CORRECTION: _corrected,
    Action.FOLLOW_UP: _again,
    Action.MERGE_INTO: _l("您先前提出过同一事项，这一件并入先前的那件，一并办理。"),
    Action.UNDO_MERGE: _l("这件信访事项恢复单独办理，期限按原来的计算。"),
    Action.RECUSE: _l("一名工作人员对这件信访事项回避，由其他人办理。"),
    Action.REQUEST_RECUSAL: _l("您要求工作人员回避，5 个工作日内决定。"),
    Action.GRANT_RECUSAL: _l("同意您的要求，被要求回避的人从现在起看不到这件信访事项。"),
    Action.REFUSE_RECUSAL: _l("没有同意您要求的回避，理由见上面的答复。"),
    Action.RECALL: _l("信访工作机构收回这件信访事项，将另外确定承办单位。"),
    Action.ORDER_RECUSAL: _l("一名工作人员对这件信访事项回避，由其他人办理。"),
    Action.REQUEST_ERASURE: _erasure_asked,
    Action.APPROVE_ERASURE: _erased,
    Action.REFUSE_ERASURE: _l("没有批准删除，内容不变。"),
}
"""What each step says: always the same, or what its facts make of it."""
