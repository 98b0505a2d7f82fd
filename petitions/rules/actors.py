"""Who acts, how a case stands, and how the one stands to the other: all that rights depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from petitions.rules.co_handling import OpenCoHandling
from petitions.rules.corrections import RegisteredFact
from petitions.rules.lifecycle import OFFICE_DESK_STATUSES
from petitions.rules.terms import Clock, PetitionClass, Relation, ReplyKind, Role, Status


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
    acknowledged: bool = True
    """The unit that it was sent to has signed for it; until then the letters office answers for it (首办负责)."""
    co_handling: tuple[OpenCoHandling, ...] = ()
    """Units that help with it now; those that did before are past ones."""
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
    recused: frozenset[int] = frozenset()
    """Officers for whom the case does not exist: above every grant (信访工作条例 §28)."""
    erasure: OpenErasure | None = None
    erased: bool = False
    """What the case said was deleted by law; nothing can be done with it any more."""
    last_days: Mapping[Clock, date] = field(default_factory=dict)
    """Of the clocks that run: office-local days."""
    today: date = date.min
    """The office's day on which a right is asked for."""


def relations(actor: Actor, case: CaseStand) -> frozenset[Relation]:
    """Every way ``actor`` stands to ``case`` now; none at all for who is recused."""
    if is_recused(actor, case):
        return frozenset()
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
    if _is_co_unit(actor, case):
        found.add(Relation.CO_UNIT)
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


def _is_co_unit(actor: Actor, case: CaseStand) -> bool:
    """Whether a unit of this officer helps with the case now."""
    return any(each.unit_id in co_units_of(actor) for each in case.co_handling)


def co_units_of(actor: Actor) -> frozenset[int]:
    """The units for which this officer may help with cases: a handler's own, a head's whole tree."""
    if actor.role is Role.UNIT_HEAD:
        return actor.unit_ids
    own = actor.role is Role.HANDLER and actor.unit_id is not None
    return frozenset({actor.unit_id} if own else ())  # type: ignore[arg-type]


def is_recused(actor: Actor, case: CaseStand) -> bool:
    """Whether the case is kept from this officer."""
    return actor.officer_id is not None and actor.officer_id in case.recused
