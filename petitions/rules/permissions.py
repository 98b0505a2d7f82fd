"""Who may do what with a case: one place for every right.

A right is a pair of role and relation in the row of the step, plus the few personal bars (``bars.py``: the
author of a draft never approves it). Views ask ``open_steps`` and never an ``if``.
"""

from collections.abc import Mapping
from datetime import date

from petitions.rules.actors import (
    Actor,
    CaseStand,
    OpenCorrection,
    OpenErasure,
    is_denied,
    relations,
)
from petitions.rules.bars import BARS, decides
from petitions.rules.lifecycle import STEPS, Step
from petitions.rules.terms import Action, Clock, PetitionClass, Role

__all__ = [
    "BARS",
    "Actor",
    "CaseStand",
    "OpenCorrection",
    "OpenErasure",
    "decides",
    "lateness",
    "may_enter",
    "may_see",
    "open_steps",
    "refusal",
    "relations",
]


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
    if is_denied(actor, case):
        return False
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
    # Three separated roles (S-10): the system administrator, the security administrator who alone decides on
    # what another asked for an account, and the auditor who only reads.
    "officers": frozenset({Role.ADMINISTRATOR, Role.SECURITY}),
    "grants": frozenset({Role.SECURITY}),
    "audit": frozenset({Role.AUDITOR}),
    # Who opened a file is asked by those who watch over the work; the head of the office owns its files.
    "looks": frozenset({Role.SUPERVISOR, Role.OFFICE_HEAD}),
    # Past the office and the units: supervision reads what a petitioner reports of them.
    "retaliation": frozenset({Role.SUPERVISOR, Role.LEADER}),
    "account": frozenset(Role) - {Role.CITIZEN},
    "calendar": frozenset(Role) - {Role.CITIZEN},
    "rules": frozenset({Role.ADMINISTRATOR, Role.OFFICE_HEAD}),
    "categories": frozenset({Role.ADMINISTRATOR, Role.OFFICE_HEAD}),
    "routing_rules": frozenset({Role.ADMINISTRATOR, Role.OFFICE_HEAD}),
    # Tried on cases, and so by who has them in sight; put in force by who answers for where they go.
    "routing_live": frozenset({Role.OFFICE_HEAD}),
    "punctuality": frozenset({Role.OFFICE_HEAD, Role.UNIT_HEAD, Role.LEADER, Role.SUPERVISOR}),
    "feed": frozenset(
        {Role.CLERK, Role.OFFICE_HEAD, Role.HANDLER, Role.UNIT_HEAD, Role.SUPERVISOR}
    ),
}
"""Rooms of the staff console and the roles that may enter; every staff endpoint names one."""


def may_enter(actor: Actor, room: str) -> bool:
    """Whether this officer may enter the room; an unknown room is closed to everyone."""
    return actor.role in RIGHTS.get(room, frozenset())
