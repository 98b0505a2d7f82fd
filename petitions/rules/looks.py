"""Looks at a case: what counts as one, for what an officer looks, and when two of his looks are one."""

from datetime import timedelta
from enum import StrEnum

from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor, CaseStand, refusal, relations
from petitions.rules.terms import Action, Relation, Role


class Look(StrEnum):
    """How an officer came to see something of a case; a line of a list opens nothing and is none of these.

    The alarm is no look, but stands where looks are read: an officer looked at very many identities.
    """

    LOOK = "look"
    REVEAL = "reveal"
    DOWNLOAD = "download"
    TAKEN = "taken"
    LOOKS = "looks"
    REVEAL_ALARM = "reveal_alarm"


class Purpose(StrEnum):
    """For what he looks, as his relation to the case says at that moment (个人信息保护法 §6: for a stated purpose)."""

    APPROVAL = "approval"
    HANDLING = "handling"
    UNIT = "unit"
    CO_UNIT = "co_unit"
    CONSULTED = "consulted"
    REVIEW = "review"
    OFFICE = "office"
    SUPERVISION = "supervision"
    LEADERSHIP = "leadership"
    FORMER_UNIT = "former_unit"


SAME_VISIT = timedelta(minutes=10)
"""Who reads on within this time is still at the same look: a petitioner is told of visits, not of clicks."""

SHOWN = timedelta(days=7)
"""How long a look at the identity lies on the supervisor's desk (office practice)."""
MOST_REVEALS = 20
"""More looks at identities by one officer within ``ALARM_WINDOW`` are told to those over him (office practice)."""
ALARM_WINDOW = timedelta(hours=24)

DECISIONS = (Action.APPROVE_REPLY, Action.APPROVE_EXTENSION)
"""Steps that others wait for; whoever may take one looks for its sake."""


def purpose_of(actor: Actor, case: CaseStand) -> Purpose:
    """For what an officer who may see the case looks at it now; the narrowest that holds."""
    if any(refusal(STEPS[action], actor, case) is None for action in DECISIONS):
        return Purpose.APPROVAL
    held = relations(actor, case)
    if Relation.HOLDER in held:
        return Purpose.HANDLING
    if Relation.HANDLING_UNIT in held:
        return Purpose.UNIT
    if Relation.CO_UNIT in held:
        return Purpose.CO_UNIT
    if Relation.REVIEWER in held:
        return Purpose.REVIEW
    if Relation.CONSULTED in held:
        return Purpose.CONSULTED
    if Relation.OFFICE in held:
        return Purpose.OFFICE
    if Relation.OVERSEER in held:
        return Purpose.LEADERSHIP if actor.role is Role.LEADER else Purpose.SUPERVISION
    return Purpose.FORMER_UNIT
