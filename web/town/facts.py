"""What a told step says becomes what its verb takes: codes to members, names to numbers, days to dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from petitions.actions.keep_draft import stage_loose_file
from petitions.adapters import clock
from petitions.adapters.inspection import inspect
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.exchange import Decision
from petitions.models.keyring import keyed_hash
from petitions.models.session import db
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.counter import IdentityProof, ServiceMethod
from petitions.rules.erasure import ErasureGround
from petitions.rules.joint_matters import JointOutcome
from petitions.rules.other_procedures import Way
from petitions.rules.permissions import Actor
from petitions.rules.recusals import RecusalCause
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import (
    Action,
    AttachmentSource,
    CloseReason,
    DayKind,
    DeclineGround,
    Outcome,
    PetitionClass,
    ReplyKind,
    Urgency,
)
from petitions.rules.triage import ReportTo
from web.town.moments import Turn
from web.town.papers import paper
from web.town.stories import Step, Story

CORRECTIONS = frozenset({Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION})
ENUMS: dict[str, type[StrEnum]] = {
    "ground": DeclineGround,
    "close_reason": CloseReason,
    "urgency": Urgency,
    "identity": IdentityProof,
    "fact": RegisteredFact,
    "cause": CorrectionCause,
    "kind": LinkKind,
    "day_kind": DayKind,
    "addressee": ReportTo,
    "way": Way,
    "outcome": ReviewOutcome,
    "method": ServiceMethod,
}
OF_THE_STEP: dict[tuple[Action, str], type[StrEnum]] = {
    (Action.REQUEST_ERASURE, "ground"): ErasureGround,
    (Action.RECUSE, "cause"): RecusalCause,
    (Action.SETTLE_JOINT, "way"): JointOutcome,
}
"""Facts that mean something else in one step."""
DAYS = {
    "promised_in": "promised_on",
    "finish_in": "finish_by",
    "given_ago": "given_on",
    "held_ago": "held_on",
    "served_ago": "served_on",
}
"""Days from the step on (or before it), and the date they become."""
UNITS = {"unit": "unit_id", "lead": "lead_unit_id"}
"""Units by code, and what the verb calls them."""
CASES = {"into": "into_id", "other": "other_id"}
"""Other stories by key, and what the verb calls their case."""
PROCEDURE = {
    PetitionClass.APPEAL: (
        "本单位已受理您的事项，将听取您陈述的事实和理由，进行调查核实，自受理之日起60日内办结"
        "并出具处理意见书；情况复杂需要延长的，会事先告知您理由。"
    ),
    PetitionClass.SUGGESTION: "本单位已受理您的建议，将认真研究论证，并答复您是否采纳。",
    PetitionClass.ACCUSATION: (
        "本单位已受理您的检举控告，将依规依法处理，并对您的身份和材料严格保密。"
    ),
}


def facts_of(
    step: Step,
    turn: Turn,
    case_id: int,
    by: Actor,
    units: Mapping[str, int],
    case_ids: Mapping[str, int],
) -> dict[str, Any]:
    """The arguments of the step's verb, but case, version, actor and moment."""
    facts = {name: value for name, value in step.facts.items() if name != "by"}
    _as_members(step.action, facts)
    for name, told in DAYS.items():
        if name in facts:
            ahead = timedelta(days=facts.pop(name) * (-1 if name.endswith("_ago") else 1))
            facts[told] = clock.local_day(turn.at) + ahead
    for name, told in CASES.items():
        if name in facts:
            facts[told] = case_ids[facts.pop(name)]
    for name, told in UNITS.items():
        if name in facts:
            facts[told] = units[facts.pop(name)]
    if "units" in facts:
        facts["unit_ids"] = [units[code] for code in facts.pop("units")]
    if "files" in facts:
        facts["attachment_ids"] = staged(
            facts.pop("files"), turn.at, AttachmentSource.OFFICER, by.officer_id
        )
    more = _MORE.get(step.action)
    if more is not None:
        facts |= more(turn, case_id, by, facts)
    return facts


def _as_members(action: Action, facts: dict[str, Any]) -> None:
    for name, enum in ENUMS.items():
        if name in facts:
            facts[name] = OF_THE_STEP.get((action, name), enum)(facts[name])


def _procedure(turn: Turn, _case_id: int, _by: Actor, facts: dict[str, Any]) -> dict[str, Any]:
    return {"procedure": facts.get("procedure", PROCEDURE[turn.story.submission.petition_class])}


def _code(turn: Turn, _case_id: int, _by: Actor, _facts: dict[str, Any]) -> dict[str, Any]:
    key = keyed_hash("invented-town", f"{turn.story.key}:{turn.number}")
    return {"confirmed": True, "press_key": key}


def _reply(turn: Turn, _case_id: int, _by: Actor, facts: dict[str, Any]) -> dict[str, Any]:
    return _words(turn.story, facts.pop("interim", False))


def _words(story: Story, interim: bool) -> dict[str, Any]:
    words = dict(story.replies["interim" if interim else "final"])
    outcome = words.pop("outcome", "")
    return {
        **words,
        "kind": ReplyKind.INTERIM if interim else ReplyKind.FINAL,
        "outcome": Outcome(outcome) if outcome else None,
    }


def _correction(_turn: Turn, case_id: int, _by: Actor, _facts: dict[str, Any]) -> dict[str, Any]:
    wanted = select(Correction.id).where(
        Correction.case_id == case_id, Correction.decision == Decision.PENDING
    )
    return {"correction_id": db.session().scalars(wanted).one()}


def _co_handling(_turn: Turn, case_id: int, by: Actor, _facts: dict[str, Any]) -> dict[str, Any]:
    wanted = select(CoHandling.id).where(
        CoHandling.case_id == case_id,
        CoHandling.unit_id == by.unit_id,
        CoHandling.ended_at.is_(None),
    )
    return {"co_id": db.session().scalars(wanted).one()}


def _own_unit(_turn: Turn, _case_id: int, by: Actor, _facts: dict[str, Any]) -> dict[str, Any]:
    return {"unit_id": by.unit_id}


def _reported(turn: Turn, _case_id: int, _by: Actor, _facts: dict[str, Any]) -> dict[str, Any]:
    return {"learned_at": turn.at - timedelta(minutes=50), "reported_at": turn.at}


More = Callable[[Turn, int, Actor, dict[str, Any]], dict[str, Any]]
_MORE: dict[Action, More] = {
    Action.ACCEPT: _procedure,
    Action.APPROVE_ERASURE: lambda *_: {"confirmed": True},
    Action.REISSUE_CODE: _code,
    Action.DRAFT_REPLY: _reply,
    **dict.fromkeys(CORRECTIONS, _correction),
    Action.FILE_CO_OPINION: _co_handling,
    Action.VOICE_JOINT: _own_unit,
    Action.REPORT_UP: _reported,
}
"""What a step needs besides what its story says."""


def staged(
    names: Iterable[str], now: datetime, source: AttachmentSource, officer_id: int | None
) -> list[int]:
    """Files that nobody has put on a case yet, by number."""
    return [
        stage_loose_file(inspect(name, paper(name)), now=now, source=source, officer_id=officer_id)
        for name in names
    ]
