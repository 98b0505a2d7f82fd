"""Why a petition may be declined or led elsewhere, where to go then, and by when."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from petitions.rules.terms import DeclineGround, Legal, PetitionClass, Procedure


class Place(StrEnum):
    """Which body the person should go to; its name and address come from the directory.

    ``own_unit`` is the one that has the matter already, ``review_unit`` the next higher one.
    """

    COURT = "court"
    PROCURATORATE = "procuratorate"
    PUBLIC_SECURITY = "public_security"
    RECONSIDERATION_BODY = "reconsideration_body"
    ARBITRATION_COMMISSION = "arbitration_commission"
    DISCIPLINE_INSPECTION = "discipline_inspection"
    REVIEW_UNIT = "review_unit"
    OWN_UNIT = "own_unit"
    COMPETENT_UNIT = "competent_unit"


class LimitUnit(StrEnum):
    """What another procedure's time limit is counted in."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Another procedure's own limit, in calendar days or months; a petition does not stop it."""

    length: int
    unit: LimitUnit
    article: str


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One ground for not accepting, its article, and where to go instead."""

    code: DeclineGround
    article: str
    place: Place
    limit: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One of the other procedures of 信访工作条例 §31, and where it is asked for."""

    code: Procedure
    article: str
    place: Place
    limit: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What an answer suggests to the officer, with its article; a person decides."""

    code: str
    article: str
    place: Place | None = None
    procedure: Procedure | None = None
    ground: DeclineGround | None = None


RECONSIDERATION_LIMIT = TimeLimit(60, LimitUnit.DAYS, "行政复议法 §20")
LAWSUIT_LIMIT = TimeLimit(6, LimitUnit.MONTHS, "行政诉讼法 §46")
REVIEW_LIMIT = TimeLimit(30, LimitUnit.DAYS, "信访工作条例 §35")

GROUNDS: Mapping[DeclineGround, GroundRow] = MappingProxyType(
    {
        row.code: row
        for row in (
            GroundRow(DeclineGround.OUT_OF_SCOPE, "信访工作条例 §23", Place.COMPETENT_UNIT),
            GroundRow(DeclineGround.LITIGATION, "信访工作条例 §31(1)", Place.COURT, LAWSUIT_LIMIT),
            GroundRow(DeclineGround.IN_PROGRESS, "信访工作条例 §19", Place.OWN_UNIT),
            GroundRow(
                DeclineGround.IN_REVIEW, "信访工作条例 §35–36", Place.REVIEW_UNIT, REVIEW_LIMIT
            ),
            GroundRow(DeclineGround.NO_FACTS, "信访工作条例 §19", Place.OWN_UNIT),
        )
    }
)

PROCEDURES: Mapping[Procedure, ProcedureRow] = MappingProxyType(
    {
        row.code: row
        for row in (
            ProcedureRow(Procedure.LITIGATION, "信访工作条例 §31(1)", Place.COURT, LAWSUIT_LIMIT),
            ProcedureRow(
                Procedure.ARBITRATION, "信访工作条例 §31(2)", Place.ARBITRATION_COMMISSION
            ),
            ProcedureRow(
                Procedure.PARTY_APPEAL, "信访工作条例 §31(3)", Place.DISCIPLINE_INSPECTION
            ),
            ProcedureRow(
                Procedure.ADMINISTRATIVE,
                "信访工作条例 §31(4)",
                Place.RECONSIDERATION_BODY,
                RECONSIDERATION_LIMIT,
            ),
            ProcedureRow(Procedure.DUTY_REQUEST, "信访工作条例 §31(5)", Place.OWN_UNIT),
        )
    }
)
"""Limits None are set by each procedure's own law, which an officer fills in."""

_BY_LEGAL: Mapping[Legal, Hint] = MappingProxyType(
    {
        Legal.COURT: Hint(
            "in_court",
            "信访工作条例 §31(1)",
            Place.COURT,
            Procedure.LITIGATION,
            DeclineGround.LITIGATION,
        ),
        Legal.ARBITRATION: Hint(
            "in_arbitration",
            "信访工作条例 §31(2)",
            Place.ARBITRATION_COMMISSION,
            Procedure.ARBITRATION,
        ),
        Legal.RECONSIDERATION: Hint(
            "in_reconsideration",
            "信访工作条例 §31(4)",
            Place.RECONSIDERATION_BODY,
            Procedure.ADMINISTRATIVE,
        ),
        Legal.REVIEW: Hint(
            "in_review",
            "信访工作条例 §35–36",
            Place.REVIEW_UNIT,
            ground=DeclineGround.IN_REVIEW,
        ),
        Legal.UNSURE: Hint("ask_the_person", "信访工作条例 §31"),
    }
)

_BY_CLASS: Mapping[PetitionClass, Hint] = MappingProxyType(
    {
        PetitionClass.SUGGESTION: Hint("study_suggestion", "信访工作条例 §29"),
        PetitionClass.ACCUSATION: Hint(
            "pass_on_accusation", "信访工作条例 §30", Place.DISCIPLINE_INSPECTION
        ),
        PetitionClass.APPEAL: Hint("handle_here", "信访工作条例 §31(6)"),
    }
)


def triage(legal: Legal, petition_class: PetitionClass = PetitionClass.APPEAL) -> Hint:
    """What the citizen's own answer suggests (信访工作条例 §29–31, §35–36); a person decides.

    Only an appeal is led into another procedure; a suggestion or an accusation keeps its own way.
    """
    if petition_class is not PetitionClass.APPEAL or legal is Legal.NONE:
        return _BY_CLASS[petition_class]
    return _BY_LEGAL[legal]


def limit_ends_on(limit: TimeLimit, known_on: date) -> date:
    """The nominal last day, counted from the day the person knew of the act (民法典 §201–202).

    A period in months ends on the day of the same number, or on the month's last day if it has
    none. It is not moved for a rest day: nobody should be told a later day than is safe.
    """
    if limit.unit is LimitUnit.DAYS:
        return known_on + timedelta(days=limit.length)
    months = known_on.year * 12 + known_on.month - 1 + limit.length
    year, month = divmod(months, 12)
    return date(year, month + 1, min(known_on.day, monthrange(year, month + 1)[1]))
