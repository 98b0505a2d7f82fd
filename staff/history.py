"""Tells the history of a case line by line: what was done, by whom, and the facts given with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from petitions.queries.directory import unit
from petitions.queries.paper_views import EventView
from petitions.queries.unit_name import UnitName
from petitions.rules.accused import ExceptionKind
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.counter import IdentityProof, ServiceMethod
from petitions.rules.erasure import ErasureGround
from petitions.rules.joint_matters import JointOutcome
from petitions.rules.other_procedures import Way
from petitions.rules.recusals import RecusalCause
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import (
    Action,
    Channel,
    CloseReason,
    DeclineGround,
    Outcome,
    PetitionClass,
    Procedure,
    ReplyKind,
    Role,
    Urgency,
)
from petitions.rules.triage import CadreLevel, ReportTo, Route
from staff.navigation import unit_name
from web import wording
from web.filters import date_words, registered_words
from web.wording.elsewhere import limit_lines

MEMBERS: dict[str, type[StrEnum]] = {
    "petition_class": PetitionClass,
    "channel": Channel,
    "ground": DeclineGround,
    "procedure": Procedure,
    "way": Way,
    "route": Route,
    "cadre_level": CadreLevel,
    "addressee": ReportTo,
    "kind": ReplyKind,
    "outcome": Outcome,
    "close_reason": CloseReason,
    "service_method": ServiceMethod,
    "urgency": Urgency,
    "identity": IdentityProof,
}
CORRECTIONS = frozenset(
    {Action.REQUEST_CORRECTION, Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION}
)
ERASURES = frozenset({Action.REQUEST_ERASURE, Action.APPROVE_ERASURE, Action.REFUSE_ERASURE})
LINKS = frozenset({Action.LINK_CASES, Action.UNLINK_CASES})
RECUSALS = frozenset({Action.RECUSE, Action.ORDER_RECUSAL, Action.END_RECUSAL})
JOINT = frozenset({Action.VOICE_JOINT, Action.SETTLE_JOINT})
REVIEWS = frozenset(
    {
        Action.REQUEST_REVIEW,
        Action.REQUEST_REREVIEW,
        Action.DECIDE_REVIEW,
        Action.DECIDE_REREVIEW,
        Action.REMAND,
    }
)
CO_HANDLING = frozenset({Action.INVITE_CO_HANDLER, Action.FILE_CO_OPINION, Action.END_CO_HANDLING})
PROTECTION = frozenset(
    {
        Action.NAME_ACCUSED,
        Action.REQUEST_EXCEPTION,
        Action.APPROVE_EXCEPTION,
        Action.REFUSE_EXCEPTION,
        Action.GRANT_RECUSAL,
    }
)
Units = dict[int, UnitName]
UNITS = frozenset({"unit_id", "suggested_unit_id", "competent_unit_id", "lead_unit_id"})
DAYS = frozenset(
    {
        "accepted_on",
        "given_on",
        "held_on",
        "finish_by",
        "last_day",
        "received_on",
        "promised_on",
        "served_on",
    }
)
NUMBERS = frozenset({"limit_days", "days"})
SILENT = frozenset(
    {
        "rule_set",
        "rule",
        "co_id",
        "joint_id",
        "review_id",
        "by_office",
        "follow_up_id",
        "link_id",
        "redaction_id",
        "direct",
        "reply_id",
        "supplement_id",
        "earlier_holder_id",
        "confirmed",
        "files",
        "closing_report_id",
        "ends_on",
        "instruction_id",
        "known_on",
        "last_on",
        "limit_length",
        "limit_over",
        "limit_unit",
        "report_id",
        "to_unit_id",
    }
)
"""Facts that other parts of the page show."""


def entries(
    events: Iterable[EventView],
    *,
    known: Iterable[UnitName | None] = (),
    newest_first: bool = True,
) -> list[dict[str, Any]]:
    """The events as ``components/case.html: timeline`` draws them; units not ``known`` are looked up."""
    units: Units = {each.id: each for each in known if each is not None}
    told = [_entry(event, units) for event in events]
    return told[::-1] if newest_first else told


def news(events: Iterable[EventView], seen: int) -> list[dict[str, Any]]:
    """What happened after the line with that number, oldest first; mere looks left out."""
    return entries(
        (event for event in events if event.sequence > seen and event.action is not Action.REVEAL),
        newest_first=False,
    )


def _entry(event: EventView, units: Units) -> dict[str, Any]:
    return {
        "title": wording.word(event.action),
        "at": event.at,
        "by": _who(event),
        "text": "\n".join(_lines(event, units)),
    }


def _who(event: EventView) -> str:
    if event.role is Role.CITIZEN:
        return str(wording.word(Role.CITIZEN))
    names = (event.officer or gettext("系统"), unit_name(event.unit))
    return " · ".join(name for name in names if name)


def _lines(event: EventView, units: Units) -> Iterable[str]:
    if event.action in CORRECTIONS:
        yield from _correction(event.facts)
        return
    if event.action in RECUSALS:
        yield from _recusal(event.facts)
        return
    if event.action in PROTECTION:
        yield from _protection(event.facts)
        return
    if event.action in LINKS:
        yield str(wording.word(LinkKind(event.facts["kind"])))
        return
    if event.action in ERASURES:
        yield from _erasure(event.facts)
        return
    if event.action is Action.REDIRECT:
        yield from (
            gettext("%(what)s：%(value)s", what=what, value=text)
            for what, text in limit_lines(event.facts, date_words)
        )
    for name, value in event.facts.items():
        if name in SILENT or value in (None, ""):
            continue
        yield gettext(
            "%(what)s：%(value)s",
            what=_fact_word(event.action, name),
            value=_shown(name, value, units),
        )


def _correction(facts: Mapping[str, Any]) -> Iterable[str]:
    """Which fact, and as far as they are codes the two values; the rest stands in its own paper."""
    fact = RegisteredFact(facts["fact"])
    told = [
        ("fact", str(wording.word(fact))),
        *((name, registered_words(facts[name], fact)) for name in ("old", "new") if name in facts),
        ("cause", str(wording.word(CorrectionCause(facts["cause"])))),
    ]
    for name, value in told:
        what = gettext("原来登记") if name == "old" else wording.fact_word(name)
        yield gettext("%(what)s：%(value)s", what=what, value=value)


def _recusal(facts: Mapping[str, Any]) -> Iterable[str]:
    """The cause; who it is about stands in its own paper."""
    if "cause" in facts:
        yield str(wording.word(RecusalCause(facts["cause"])))


def _protection(facts: Mapping[str, Any]) -> Iterable[str]:
    """Which kind of exception; who is named stands in its own paper."""
    if "kind" in facts:
        yield str(wording.word(ExceptionKind(facts["kind"])))


def _erasure(facts: Mapping[str, Any]) -> Iterable[str]:
    """The ground; everything else stands in its own paper."""
    if "ground" in facts:
        words = str(wording.word(ErasureGround(facts["ground"])))
        yield gettext("%(what)s：%(value)s", what=gettext("删除的依据"), value=words)
    if "decided_from" in facts:
        day = date_words(date.fromisoformat(facts["decided_from"]))
        yield gettext("%(what)s：%(value)s", what=gettext("最早决定日期"), value=day)


def _fact_word(action: Action, name: str) -> str:
    if action in JOINT and name == "unit_id":
        return gettext("提出意见的单位") if action is Action.VOICE_JOINT else gettext("牵头单位")
    if action is Action.SETTLE_JOINT and name == "way":
        return gettext("怎样确定")
    if action in REVIEWS and name == "unit_id":
        return gettext("复查、复核机关")
    if action is Action.RECORD_HEARING and name == "days":
        return gettext("听证所需天数（不计入期限）")
    if action in CO_HANDLING and name == "unit_id":
        return gettext("协办单位")
    if action is Action.ACCEPT and name == "procedure":
        return gettext("告知的途径和程序")
    own = {
        "registration_number": gettext("登记号"),
        "accepted_on": gettext("期限接着计算，从这一天起"),
        "received_on": gettext("收到日期"),
        "promised_on": gettext("预告办结日期"),
        "note": gettext("附言"),
        "last_day": gettext("最迟日期"),
        "competent_unit_id": gettext("应当办理的单位"),
        "checked": gettext("查过什么"),
        "taken": gettext("签收情况"),
        "urgency": gettext("紧急程度"),
        "category": gettext("内容分类"),
        "unreachable": gettext("姓名或者住址不清"),
        "simple": gettext("简易办理"),
        "suggested_unit_id": gettext("责任分工规则建议"),
        "followed": gettext("采用建议"),
        "tied": gettext("建议的单位不止一个"),
        "outcome": gettext("处理结果"),
        "closing_report": gettext("办结报告"),
        "route": gettext("途径"),
        "explained": gettext("怎样向来访人说明"),
        "cadre_level": gettext("干部管理权限"),
        "given_on": gettext("批示日期"),
        "finish_by": gettext("要求办结的日期"),
    }
    return own.get(name) or str(wording.fact_word(name))


def _shown(name: str, value: Any, units: Units) -> str:
    if name == "way" and value in set(JointOutcome):
        return str(wording.word(JointOutcome(value)))
    if name == "outcome" and value in set(ReviewOutcome):
        return str(wording.word(ReviewOutcome(value)))
    if name in MEMBERS and value in set(MEMBERS[name]):
        return str(wording.word(MEMBERS[name](value)))
    if name != "taken" and isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if name == "taken":
        return gettext("已签收") if value else gettext("拒收或者没有签收")
    if name in UNITS:
        return unit_name(units.get(value) or unit(int(value)))
    if name in DAYS:
        return date_words(date.fromisoformat(value))
    return gettext("%(days)s 天", days=value) if name in NUMBERS else str(value)
