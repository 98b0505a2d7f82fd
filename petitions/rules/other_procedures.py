"""The procedures an appeal is led into (信访工作条例 §31(1)–(5)): body, time limit, the day it counts from.

What another law leaves to its own papers has no limit here: whoever leads the matter there types it, or says
that the petitioner has to ask the body at once. A petition stops none of these limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from petitions.rules.admissibility import (
    LAWSUIT_LIMIT,
    RECONSIDERATION_LIMIT,
    LimitUnit,
    Place,
    TimeLimit,
    limit_ends_on,
)
from petitions.rules.calendar import WorkingCalendar
from petitions.rules.terms import Procedure, UnitKind

MOST_UNITS = 240
"""Of a limit that an officer types: days, or months (20 years)."""


class Way(StrEnum):
    """One way into another procedure; several may belong to one item of §31."""

    LAWSUIT = "lawsuit"
    INACTION_SUIT = "inaction_suit"
    COURT_RULING = "court_ruling"
    PROCURATORATE = "procuratorate"
    POLICE = "police"
    ARBITRATION = "arbitration"
    PARTY_APPEAL = "party_appeal"
    RECONSIDERATION = "reconsideration"
    OTHER_ADMINISTRATIVE = "other_administrative"
    DUTY_REQUEST = "duty_request"


class CountsFrom(StrEnum):
    """The day that a limit counts from."""

    KNEW_THE_ACT = "knew_the_act"
    APPLIED = "applied"
    SERVED = "served"
    KNEW_THE_HARM = "knew_the_harm"


@dataclass(frozen=True, slots=True)
class WayRow:
    """``waits``: the time runs for the authority first, and the petitioner may go on once it is over."""

    way: Way
    procedure: Procedure
    article: str
    place: Place
    kinds: frozenset[UnitKind]
    counts_from: CountsFrom
    limit: TimeLimit | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A limit with its days: ``ends_on`` by plain counting, ``last_on`` moved on from a rest day (民法典 §203).

    The two are the same where nothing moves it, or where that year's holidays are not known yet.
    """

    limit: TimeLimit
    known_on: date
    ends_on: date
    last_on: date


INACTION_LIMIT = TimeLimit(2, LimitUnit.MONTHS, "行政诉讼法 §47")
_COURT = frozenset({UnitKind.COURT})
_ADMINISTRATIVE = frozenset({UnitKind.GOVERNMENT, UnitKind.STREET})

_ROWS = (
    WayRow(
        Way.LAWSUIT, Procedure.LITIGATION, "信访工作条例 §31(1)", Place.COURT, _COURT,
        CountsFrom.KNEW_THE_ACT, LAWSUIT_LIMIT,
    ),
    WayRow(
        Way.INACTION_SUIT, Procedure.LITIGATION, "信访工作条例 §31(1)", Place.COURT, _COURT,
        CountsFrom.APPLIED, INACTION_LIMIT, waits=True,
    ),
    WayRow(
        Way.COURT_RULING, Procedure.LITIGATION, "信访工作条例 §31(1)", Place.COURT, _COURT,
        CountsFrom.SERVED,
    ),
    WayRow(
        Way.PROCURATORATE, Procedure.LITIGATION, "信访工作条例 §31(1)", Place.PROCURATORATE,
        frozenset({UnitKind.PROCURATORATE}), CountsFrom.SERVED,
    ),
    WayRow(
        Way.POLICE, Procedure.LITIGATION, "信访工作条例 §31(1)", Place.PUBLIC_SECURITY,
        frozenset({UnitKind.GOVERNMENT}), CountsFrom.SERVED,
    ),
    WayRow(
        Way.ARBITRATION, Procedure.ARBITRATION, "信访工作条例 §31(2)", Place.ARBITRATION_COMMISSION,
        frozenset({UnitKind.GOVERNMENT, UnitKind.PEOPLES_ORGANISATION}), CountsFrom.KNEW_THE_HARM,
    ),
    WayRow(
        Way.PARTY_APPEAL, Procedure.PARTY_APPEAL, "信访工作条例 §31(3)", Place.DISCIPLINE_INSPECTION,
        frozenset({UnitKind.PARTY, UnitKind.SUPERVISORY}), CountsFrom.SERVED,
    ),
    WayRow(
        Way.RECONSIDERATION, Procedure.ADMINISTRATIVE, "信访工作条例 §31(4)",
        Place.RECONSIDERATION_BODY, _ADMINISTRATIVE, CountsFrom.KNEW_THE_ACT, RECONSIDERATION_LIMIT,
    ),
    WayRow(
        Way.OTHER_ADMINISTRATIVE, Procedure.ADMINISTRATIVE, "信访工作条例 §31(4)",
        Place.COMPETENT_UNIT, _ADMINISTRATIVE, CountsFrom.SERVED,
    ),
    WayRow(
        Way.DUTY_REQUEST, Procedure.DUTY_REQUEST, "信访工作条例 §31(5)", Place.COMPETENT_UNIT,
        _ADMINISTRATIVE, CountsFrom.APPLIED, INACTION_LIMIT, waits=True,
    ),
)  # fmt: skip

WAYS: Mapping[Way, WayRow] = MappingProxyType({row.way: row for row in _ROWS})

USUAL: Mapping[Procedure, Way] = MappingProxyType(
    {
        Procedure.LITIGATION: Way.LAWSUIT,
        Procedure.ARBITRATION: Way.ARBITRATION,
        Procedure.PARTY_APPEAL: Way.PARTY_APPEAL,
        Procedure.ADMINISTRATIVE: Way.RECONSIDERATION,
        Procedure.DUTY_REQUEST: Way.DUTY_REQUEST,
    }
)
"""The way that is meant where only the item of §31 is named."""

KINDS_OF_PLACE: Mapping[Place, frozenset[UnitKind]] = MappingProxyType(
    {
        Place.COURT: _COURT,
        Place.PROCURATORATE: frozenset({UnitKind.PROCURATORATE}),
        Place.DISCIPLINE_INSPECTION: frozenset({UnitKind.SUPERVISORY}),
    }
)
"""Places that the kind of a unit tells apart: where the directory has one such unit, it is meant."""
VAGUE = frozenset({Place.COMPETENT_UNIT})
"""Places whose words alone tell nobody where to go: a body must be named."""


def reckon(row: WayRow, limit: TimeLimit, known_on: date, calendar: WorkingCalendar) -> Reckoned:
    """The days of a limit. A citizen's last day that is a rest day moves on (民法典 §203); a wait does not."""
    nominal = limit_ends_on(limit, known_on)
    last = nominal
    if not row.waits:
        moved = calendar.working_on_or_after(nominal)
        if not any(map(calendar.is_provisional, (nominal, moved))):
            last = moved
    return Reckoned(limit, known_on, nominal, last)
