"""From hand to hand (踢皮球): how often a case was sent on, and when a unit has signed for it.

The first receiver stays the owner until a unit has signed (首问首办责任制).
"""

from collections.abc import Iterable

from petitions.rules.actors import Actor, CaseStand, relations
from petitions.rules.clocks import DISPATCHES, Event
from petitions.rules.lifecycle import Step
from petitions.rules.terms import Action, Relation, Role

HAND_OVERS = DISPATCHES
"""Steps that bring a case to a unit. A return is none of its own: it is counted when the case is sent again."""

SENT_ROUND = 3
"""From so many on, supervision sees a case on its desk."""

STEPPING_BACK = frozenset({Action.RECUSE, Action.ORDER_RECUSAL})


def hand_overs(events: Iterable[Event]) -> int:
    """How often the case was sent to a unit, whichever it was."""
    return sum(event.action in HAND_OVERS for event in events)


def acknowledges(step: Step, actor: Actor, case: CaseStand) -> bool:
    """Whether this step is the unit's signature: any by which it begins to work, or says why it will not."""
    return (
        not case.acknowledged
        and actor.role in (Role.HANDLER, Role.UNIT_HEAD)
        and step.changes_case
        and step.action not in STEPPING_BACK
        and Relation.HANDLING_UNIT in relations(actor, case)
    )
