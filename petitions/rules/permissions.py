"""Who stands how to a case, and so which steps are open to whom: one place for every right.

A right is a pair of role and relation in the row of the step, plus the few personal bars below
(four eyes: the author of a draft never approves it). Views ask ``open_steps`` and never an ``if``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from petitions.rules.corrections import RegisteredFact
from petitions.rules.lifecycle import OFFICE_DESK_STATUSES, STEPS, Step
from petitions.rules.terms import (
    Action,
    Clock,
    PetitionClass,
    Relation,
    ReplyKind,
    Role,
    Status,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an officer (with the unit he belongs to) or the holder of a query code."""

    role: Role
    officer_id: int | None = None
    unit_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    """Own unit and all below it in the tree."""
    case_id: int | None = None
    """For a citizen: the one case his query code opens."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """A correction that waits for a decision: of which fact, and who asked, in which role."""

    id: int
    fact: RegisteredFact
    asked_by: int
    asked_as: Role


@dataclass(frozen=True, slots=True)
class OpenErasure:
    """An erasure that waits for a decision: who asked, in which role, and when it may be agreed to."""

    asked_by: int
    asked_as: Role
    decided_from: date


@dataclass(frozen=True, slots=True)
class CaseStand:
    """All that the rights depend on, and nothing personal."""

    case_id: int
    status: Status
    petition_class: PetitionClass
    office_id: int
    handling_unit_id: int | None = None
    holder_id: int | None = None
    past_unit_ids: frozenset[int] = frozenset()
    confidential: bool = False
    objection_ruled: bool = False
    draft_author_id: int | None = None
    draft_kind: ReplyKind | None = None
    extension_requested_by: int | None = None
    extension_pending: bool = False
    extension_granted: bool = False
    anonymous: bool = False
    code_known_to_staff: bool = False
    code_requested_by: int | None = None
    """Who asked for a new query code, while that request waits; a lapsed one waits no more."""
    corrections: tuple[OpenCorrection, ...] = ()
    reclassed_since_draft: bool = False
    """The class was corrected after the waiting final reply was written: its outcome fits no more."""
    erasure: OpenErasure | None = None
    erased: bool = False
    """What the case said was deleted by law; nothing can be done with it any more."""
    last_days: Mapping[Clock, date] = field(default_factory=dict)
    """Of the clocks that run: office-local days."""
    today: date = date.min
    """The office's day on which a right is asked for."""


def relations(actor: Actor, case: CaseStand) -> frozenset[Relation]:
    """Every way ``actor`` stands to ``case`` now."""
    found: set[Relation] = set()
    if actor.role is Role.CITIZEN:
        return frozenset({Relation.PETITIONER} if actor.case_id == case.case_id else ())
    if actor.role in (Role.CLERK, Role.OFFICE_HEAD) and actor.unit_id == case.office_id:
        found.add(Relation.OFFICE)
        if case.status in OFFICE_DESK_STATUSES:
            found.add(Relation.OFFICE_DESK)
    if actor.role is Role.HANDLER and actor.unit_id == case.handling_unit_id:
        found.add(Relation.HANDLING_UNIT)
    if actor.role is Role.UNIT_HEAD and case.handling_unit_id in actor.unit_ids:
        found.add(Relation.HANDLING_UNIT)
    # Who has left the unit, or got another role, holds nothing any more.
    if (
        Relation.HANDLING_UNIT in found
        and actor.officer_id is not None
        and actor.officer_id == case.holder_id
    ):
        found.add(Relation.HOLDER)
    if actor.role in (Role.LEADER, Role.SUPERVISOR) and case.office_id in actor.unit_ids:
        found.add(Relation.OVERSEER)
    return frozenset(found)


def _four_eyes_reply(actor: Actor, case: CaseStand) -> str | None:
    if case.reclassed_since_draft:
        return "reclassed_since_draft"
    return "own_draft" if actor.officer_id == case.draft_author_id else None


def _one_extension(_actor: Actor, case: CaseStand) -> str | None:
    if case.extension_granted:
        return "extended_once"
    return "extension_pending" if case.extension_pending else None


def _decide_extension(actor: Actor, case: CaseStand) -> str | None:
    if not case.extension_pending:
        return "no_extension_pending"
    return "own_request" if actor.officer_id == case.extension_requested_by else None


def _in_simple_procedure(_actor: Actor, case: CaseStand) -> str | None:
    return None if Clock.SIMPLE in case.last_days else "not_simple"


def _refuse_extension(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.extension_pending else "no_extension_pending"


def _final_draft(_actor: Actor, case: CaseStand) -> str | None:
    if case.reclassed_since_draft:
        return "reclassed_since_draft"
    return None if case.draft_kind is ReplyKind.FINAL else "not_a_final_reply"


def _interim_draft(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.draft_kind is ReplyKind.INTERIM else "not_an_interim_reply"


def _object_once(_actor: Actor, case: CaseStand) -> str | None:
    """A ruling on an objection is final: the unit may not return the case again."""
    return "objection_ruled" if case.objection_ruled else None


def _some_fact_left(_actor: Actor, case: CaseStand) -> str | None:
    waiting = {each.fact for each in case.corrections}
    return "correction_pending" if waiting == set(RegisteredFact) else None


def decides(actor: Actor, asked: OpenCorrection) -> str | None:
    """Why this officer of the letters office may not decide this request, or None if he may.

    Its head decides what others ask for; what the head asks for, a clerk. Nobody decides his own.
    """
    if actor.officer_id == asked.asked_by:
        return "own_correction"
    return "head_decides_correction" if _is_for_the_head(actor, asked.asked_as) else None


def _is_for_the_head(actor: Actor, asked_as: Role) -> bool:
    return actor.role is Role.CLERK and asked_as is not Role.OFFICE_HEAD


def _decide_correction(actor: Actor, case: CaseStand) -> str | None:
    barred = [decides(actor, each) for each in case.corrections]
    if not barred:
        return "no_correction_pending"
    return None if None in barred else barred[0]


def _ask_for_erasure(_actor: Actor, case: CaseStand) -> str | None:
    """Not while somebody may still do something about it: the petitioner's 30 days above all (Art. 35, 36)."""
    if case.erasure is not None:
        return "erasure_pending"
    return "time_still_runs" if _time_runs(case) else None


def _approve_erasure(actor: Actor, case: CaseStand) -> str | None:
    barred = _decide_erasure(actor, case)
    if barred is None and case.erasure is not None and case.today < case.erasure.decided_from:
        return "erasure_waits"
    return "time_still_runs" if barred is None and _time_runs(case) else barred


def _decide_erasure(actor: Actor, case: CaseStand) -> str | None:
    if case.erasure is None:
        return "no_erasure_pending"
    if actor.officer_id == case.erasure.asked_by:
        return "own_erasure"
    return "head_decides_erasure" if _is_for_the_head(actor, case.erasure.asked_as) else None


def _time_runs(case: CaseStand) -> bool:
    return any(case.today <= last_day for last_day in case.last_days.values())


def _not_mine_already(actor: Actor, case: CaseStand) -> str | None:
    return "already_holder" if actor.officer_id == case.holder_id else None


def _ask_for_code(_actor: Actor, case: CaseStand) -> str | None:
    """Who brought an anonymous petition cannot be told from anybody else (office practice)."""
    if case.anonymous:
        return "anonymous_no_code"
    return "code_pending" if case.code_requested_by is not None else None


def _hand_out_code(actor: Actor, case: CaseStand) -> str | None:
    """Four eyes: one officer alone could open any case of his office unseen as its petitioner."""
    if case.code_requested_by is None:
        return "no_code_pending"
    return "own_code_request" if actor.officer_id == case.code_requested_by else None


def _refuse_code(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.code_requested_by is not None else "no_code_pending"


def _known_code(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.code_known_to_staff else "code_is_own"


BARS: Mapping[Action, Callable[[Actor, CaseStand], str | None]] = {
    Action.APPROVE_REPLY: _four_eyes_reply,
    Action.REQUEST_EXTENSION: _one_extension,
    Action.APPROVE_EXTENSION: _decide_extension,
    Action.REFUSE_EXTENSION: _refuse_extension,
    Action.TURN_ORDINARY: _in_simple_procedure,
    Action.ISSUE_REPLY: _final_draft,
    Action.ISSUE_INTERIM_REPLY: _interim_draft,
    Action.OBJECT: _object_once,
    Action.TAKE: _not_mine_already,
    Action.REQUEST_CODE: _ask_for_code,
    Action.REISSUE_CODE: _hand_out_code,
    Action.REFUSE_CODE: _refuse_code,
    Action.REPLACE_CODE: _known_code,
    Action.REQUEST_CORRECTION: _some_fact_left,
    Action.APPROVE_CORRECTION: _decide_correction,
    Action.REFUSE_CORRECTION: _decide_correction,
    Action.REQUEST_ERASURE: _ask_for_erasure,
    Action.APPROVE_ERASURE: _approve_erasure,
    Action.REFUSE_ERASURE: _decide_erasure,
}


def refusal(step: Step, actor: Actor, case: CaseStand) -> str | None:
    """Why this actor may not take this step now: a code for ``web/wording``, or None if he may."""
    if case.petition_class not in step.classes:
        return "wrong_class"
    held = relations(actor, case)
    if not any(actor.role is role and relation in held for role, relation in step.who):
        return "no_right"
    if case.status not in step.sources:
        return "wrong_status"
    if case.erased and step.action is not Action.REPLACE_CODE:
        return "case_erased"
    bar = BARS.get(step.action)
    return bar(actor, case) if bar else None


LATE: Mapping[Action, tuple[Clock, str]] = {
    Action.OBJECT: (Clock.OBJECTION, "objection_too_late"),
    Action.REQUEST_EXTENSION: (Clock.HANDLING, "extension_too_late"),
    Action.APPROVE_EXTENSION: (Clock.HANDLING, "extension_too_late"),
}
"""Steps that end with a clock, and why (信访工作条例 §23(3), §34). They are not offered any more; who was at
it when the day ended is told by the action itself, with the day, and keeps what he typed."""


def lateness(step: Step, case: CaseStand) -> str | None:
    """Why the step is no longer offered although nothing else bars it: its last day is over."""
    clock, code = LATE.get(step.action, (None, ""))
    if clock is None:
        return None
    return code if case.today > case.last_days.get(clock, date.max) else None


def open_steps(case: CaseStand, actor: Actor) -> tuple[Step, ...]:
    """The steps this actor may take on this case now, in the order of the table."""
    return tuple(
        step
        for step in STEPS.values()
        if step.sources and refusal(step, actor, case) is None and lateness(step, case) is None
    )


def may_see(actor: Actor, case: CaseStand) -> bool:
    """Whether the case exists for this actor at all; the scoped query says the same in SQL."""
    if relations(actor, case):
        return True
    if case.petition_class is PetitionClass.ACCUSATION or case.confidential:
        # The unit that gave it back has no more to do with it (信访工作条例 §30, §46(5)).
        return False
    if actor.role is Role.HANDLER:
        return actor.unit_id in case.past_unit_ids
    if actor.role is Role.UNIT_HEAD:
        return bool(actor.unit_ids & case.past_unit_ids)
    return False


RIGHTS: Mapping[str, frozenset[Role]] = {
    "desk": frozenset(Role) - {Role.CITIZEN},
    "queue": frozenset(
        {
            Role.CLERK,
            Role.OFFICE_HEAD,
            Role.HANDLER,
            Role.UNIT_HEAD,
            Role.LEADER,
            Role.SUPERVISOR,
        }
    ),
    "intake": frozenset({Role.CLERK, Role.OFFICE_HEAD}),
    "outbox": frozenset({Role.CLERK, Role.OFFICE_HEAD}),
    "directory": frozenset({Role.ADMINISTRATOR}),
    "audit": frozenset({Role.AUDITOR}),
    # Who opened a file is asked by those who watch over the work; the head of the office owns its files.
    "looks": frozenset({Role.SUPERVISOR, Role.OFFICE_HEAD}),
    "account": frozenset(Role) - {Role.CITIZEN},
    "calendar": frozenset(Role) - {Role.CITIZEN},
    "rules": frozenset({Role.ADMINISTRATOR, Role.OFFICE_HEAD}),
    "punctuality": frozenset({Role.OFFICE_HEAD, Role.UNIT_HEAD, Role.LEADER, Role.SUPERVISOR}),
    "feed": frozenset(
        {Role.CLERK, Role.OFFICE_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.SUPERVISOR}
    ),
}
"""Rooms of the staff console and the roles that may enter; every staff endpoint names one."""


def may_enter(actor: Actor, room: str) -> bool:
    """Whether this officer may enter the room; an unknown room is closed to everyone."""
    return actor.role in RIGHTS.get(room, frozenset())
