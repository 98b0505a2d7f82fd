"""An appeal is led into another procedure of the law (Art. 31 items 1 to 5), with the day its limit ends."""

from datetime import date, datetime
from typing import Any

from petitions.actions._case import OpenCase, open_case
from petitions.actions._whereabouts import told_place
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.rules.admissibility import LimitUnit, TimeLimit
from petitions.rules.other_procedures import MOST_UNITS, WAYS, Way, reckon
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def redirect(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    way: Way,
    explanation: str,
    body: str = "",
    to_unit_id: int | None = None,
    known_on: date | None = None,
    own_limit: tuple[int, LimitUnit] | None = None,
) -> None:
    """End the case here, telling the petitioner the procedure, the body and until when.

    ``known_on`` is the day the limit counts from, None where nobody knows it. ``own_limit`` is for ways whose
    limit stands in no table; a law's own is never changed by it. Raises Refused.
    """
    with open_case(case_id, version, Action.REDIRECT, by=by, now=now) as opened:
        row = WAYS[way]
        place = told_place(opened.session, body, to_unit_id)
        days = _days(opened, way, known_on, own_limit)
        opened.end_assignment()
        opened.advance(
            Action.REDIRECT,
            procedure=row.procedure.value,
            way=way.value,
            body=place,
            to_unit_id=to_unit_id,
            explanation=explanation,
            **days,
        )


def _days(
    opened: OpenCase, way: Way, known_on: date | None, own_limit: tuple[int, LimitUnit] | None
) -> dict[str, Any]:
    """The limit and its days, as codes and ISO days."""
    row = WAYS[way]
    if known_on is not None and known_on > clock.local_day(opened.now):
        raise Refused("known_in_future")
    limit = row.limit
    if limit is None and own_limit is not None:
        length, unit = own_limit
        if not 1 <= length <= MOST_UNITS:
            raise Refused("other_limit_out_of_range", most=MOST_UNITS)
        limit = TimeLimit(length, unit, row.article)
    told: dict[str, Any] = {}
    if limit is not None:
        told |= {"limit_length": limit.length, "limit_unit": limit.unit.value}
    if known_on is not None:
        told["known_on"] = known_on.isoformat()
    if limit is not None and known_on is not None:
        found = reckon(row, limit, known_on, office_rules(opened.session).calendar)
        told |= {"ends_on": found.ends_on.isoformat(), "last_on": found.last_on.isoformat()}
        if not row.waits and found.last_on < clock.local_day(opened.now):
            told["limit_over"] = True
    return told
