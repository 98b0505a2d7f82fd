"""What the steps of co-handling share: the row, and which unit may be asked."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models.co_handling import CoHandling
from petitions.queries.accused import bars_for
from petitions.queries.directory import staffed_unit
from petitions.rules.co_handling import LEAST_DAYS, MOST_DAYS, co_last_day
from petitions.rules.terms import DayKind


def invite(opened: OpenCase, unit_id: int, task: str, days: int, kind: DayKind) -> CoHandling:
    """Ask a unit to help. Raises Refused: "no_such_unit" for one that is closed or has nobody,
    "co_is_lead" for the unit that leads, "co_already_invited", "co_limit_out_of_range", "accused_unit" and
    "superior_of_accused" for one that an accusation is kept from (信访工作条例 §30)."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refused("co_limit_out_of_range", least=LEAST_DAYS, most=MOST_DAYS)
    if not staffed_unit(opened.session, unit_id):
        raise Refused("no_such_unit", unit_id=unit_id)
    if unit_id == opened.case.handling_unit_id:
        raise Refused("co_is_lead")
    if any(each.unit_id == unit_id for each in opened.stand.co_handling):
        raise Refused("co_already_invited")
    barred = bars_for(opened.session, opened.stand, [unit_id]).get(unit_id)
    if barred is not None:
        raise Refused(barred, unit_id=unit_id)
    asked_on = clock.local_day(opened.now)
    row = CoHandling(
        case_id=opened.case.id,
        unit_id=unit_id,
        asked_by_id=opened.officer_id,
        asked_by_unit_id=opened.unit_id,
        at=opened.now,
        task=task,
        days=days,
        day_kind=kind,
        last_day=co_last_day(asked_on, days, kind, office_rules(opened.session).calendar),
    )
    opened.session.add(row)
    opened.session.flush()
    return row


def running(opened: OpenCase, co_id: int) -> CoHandling:
    """The co-handling a step is about. Raises Refused when it has ended or is another case's."""
    row = opened.session.scalars(
        select(CoHandling).where(
            CoHandling.id == co_id,
            CoHandling.case_id == opened.case.id,
            CoHandling.ended_at.is_(None),
        )
    ).first()
    if row is None:
        raise Refused("no_co_handling")
    return row
