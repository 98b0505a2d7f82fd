"""Who acts, how a case stands, and how the one stands to the other: all that rights depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from petitions.rules.accused import OFFICE_WORKERS, UNIT_WORKERS, AccusedStand, OpenException
from petitions.rules.co_handling import OpenCoHandling
from petitions.rules.corrections import RegisteredFact
from petitions.rules.joint_matters import OpenJoint
from petitions.rules.lifecycle import OFFICE_DESK_STATUSES
from petitions.rules.reviews import OpenReview
from petitions.rules.terms import Clock, PetitionClass, Relation, ReplyKind, Role, Status


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an officer (with the unit he belongs to) or the holder of a query code."""

    role: Role
    officer_id: int | None = None
    unit_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    """Own unit and all below it in the tree."""
    above_ids: frozenset[int] = frozenset()
    """Own unit and all above it."""
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
    joint: OpenJoint | None = None
    """Units concerned that settle which of them accepts (信访工作条例 §24), while they do."""
    joint_lead: int | None = None
    """The unit that was settled on last; it binds whoever sends the case on."""
    review: OpenReview | None = None
    """What waits for a review or re-review opinion (信访工作条例 §35, §36)."""
    opinion_reviewed: bool = False
    """A review of the newest opinion was asked for: when it was served matters no more."""
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
    accused: tuple[AccusedStand, ...] = ()
    """Who is complained about: an accusation does not exist for them and theirs (信访工作条例 §30)."""
    excepted_units: frozenset[int] = frozenset()
    """Superiors of the accused that may have it by decision of two officers."""
    exceptions: tuple[OpenException, ...] = ()
    recusal_asked: frozenset[int] | None = None
    """While the petitioner's request for a recusal waits: whom it names, as far as the register knows."""
    unit_barred: bool = False
    """Whether the unit that has it must not have it any more."""
    unredacted: bool = False
    """Its text may go out redacted only, and no redaction was made yet (信访工作条例 §30)."""
    erasure: OpenErasure | None = None
    linked: bool = False
    """Another case is linked to it as the same matter; a joined one is not meant."""
    joined: bool = False
    """It was joined into another case, or another one into it."""
    erased: bool = False
    """What the case said was deleted by law; nothing can be done with it any more."""
    report_owed: bool = False
    """The case was assigned (信访工作条例 §22(3)): it is not closed before its closing report is accepted."""
    report_waiting: bool = False
    report_accepted: bool = False
    last_days: Mapping[Clock, date] = field(default_factory=dict)
    """Of the clocks that run: office-local days."""
    today: date = date.min
    """The office's day on which a right is asked for."""


def relations(actor: Actor, case: CaseStand) -> frozenset[Relation]:
    """Every way ``actor`` stands to ``case`` now; none at all for whom it is kept from."""
    if is_denied(actor, case):
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
    found |= _asked(actor, case)
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


def is_denied(actor: Actor, case: CaseStand) -> bool:
    """Whether the case is kept from this officer: above every grant."""
    if actor.officer_id is None:
        return False
    return actor.officer_id in case.recused or _is_accused(actor, case)


def _is_accused(actor: Actor, case: CaseStand) -> bool:
    """Who is named himself has nothing to do with any kind of case (§28); an accusation is kept from his
    subordinates, from a unit that is named and all below it, and from those who work above it (§30)."""
    if any(each.officer_id == actor.officer_id for each in case.accused):
        return True
    if case.petition_class is not PetitionClass.ACCUSATION:
        return False
    of_the_office = actor.role in OFFICE_WORKERS and actor.unit_id == case.office_id
    if any(
        each.reaches_below
        and each.unit_ids & actor.above_ids
        and not (each.spares_office and of_the_office)
        for each in case.accused
    ):
        return True
    return (
        actor.role in UNIT_WORKERS
        and actor.unit_id not in case.excepted_units
        and any(each.unit_ids & actor.unit_ids for each in case.accused)
    )


def _asked(actor: Actor, case: CaseStand) -> frozenset[Relation]:
    """Whether a unit of this officer helps with the case now, is asked who should lead, or reviews it."""
    own, found = co_units_of(actor), set()
    if any(each.unit_id in own for each in case.co_handling):
        found.add(Relation.CO_UNIT)
    if case.joint is not None and case.joint.unit_ids & own:
        found.add(Relation.CONSULTED)
    if case.review is not None and case.review.unit_id in own:
        found.add(Relation.REVIEWER)
    return frozenset(found)


def co_units_of(actor: Actor) -> frozenset[int]:
    """The units for which this officer may help with cases: a handler's own, a head's whole tree."""
    if actor.role is Role.UNIT_HEAD:
        return actor.unit_ids
    if actor.role is Role.HANDLER and actor.unit_id is not None:
        return frozenset({actor.unit_id})
    return frozenset()
