"""A year of the working-day calendar is put in: the State Council's notice, or the office's own days."""

from collections.abc import Iterable
from datetime import datetime

from petitions.actions._rules import write_change
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.adapters import bell
from petitions.adapters.office_rules import FIRST_YEAR, LAST_YEAR
from petitions.models.rule_change import RuleKind
from petitions.rules.calendar import BadNotice, NoticeRow, RawRow, parse_notice_rows
from petitions.rules.permissions import Actor


def load_calendar(
    year: int,
    rows: Iterable[RawRow],
    *,
    announced: bool,
    title: str,
    reason: str,
    seen: str,
    by: Actor,
    now: datetime,
) -> str:
    """Replace all that is known of a year by ``rows``; the worker then counts every case anew.

    ``announced``: the notice for that year is complete, so that its dates are no longer provisional. Returns
    the mark of the rules then. Raises NotAllowed, Refused ("bad_notice" with ``row``, "no_days",
    "year_out_of_range", "days_of_another_year", "rules_changed").
    """
    notice = checked_notice(year, rows)
    facts = {
        "rows": [[row.day.isoformat(), row.kind.value, row.name] for row in notice],
        "announced": announced,
    }
    with unit_of_work() as session:
        change = write_change(
            session,
            RuleKind.CALENDAR,
            facts,
            seen=seen,
            by=by,
            now=now,
            reason=reason,
            title=title,
            year=year,
        )
        mark = change.mark
    bell.ring()  # the worker recounts at once, not at the next minute
    return mark


def checked_notice(year: int, rows: Iterable[RawRow]) -> tuple[NoticeRow, ...]:
    """The rows of a year's notice, which may name days of the years beside it (a New Year's week).

    Raises Refused, as ``load_calendar`` does.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    try:
        notice = parse_notice_rows(rows)
    except BadNotice as bad:
        raise Refused("bad_notice", row=bad.row, why=bad.code) from bad
    if not notice:
        raise Refused("no_days")
    years = {row.day.year for row in notice}
    if year not in years or not years <= {year - 1, year, year + 1}:
        raise Refused("days_of_another_year", year=year)
    return notice
