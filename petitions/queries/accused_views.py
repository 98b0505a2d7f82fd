"""The protection of an accuser as its readers in the house see it, and requests for a recusal."""

from collections.abc import Iterable

from petitions.models.accused import AccusationException, Accused
from petitions.models.recusal import RecusalRequest
from petitions.queries._parts import Names
from petitions.queries.accused_view import AccusedView, ExceptionView, RecusalRequestView


def officers_of(
    accused: Iterable[Accused], exceptions: Iterable[AccusationException]
) -> set[int | None]:
    """Everybody whose name a page with these needs."""
    found: set[int | None] = set()
    for row in accused:
        found |= {row.officer_id, row.said_by_id}
    for each in exceptions:
        found |= {each.requested_by_id, each.decided_by_id}
    return found


def accused_views(rows: Iterable[Accused], names: Names) -> tuple[AccusedView, ...]:
    """Who is and was named."""
    return tuple(
        AccusedView(
            row.id,
            names.unit(row.unit_id),
            names.officer(row.officer_id),
            row.source,
            row.reason,
            names.officer(row.said_by_id),
            row.at,
            row.ended_at,
            row.spares_office,
        )
        for row in rows
    )


def exception_views(
    rows: Iterable[AccusationException], accused: Iterable[AccusedView], names: Names
) -> tuple[ExceptionView, ...]:
    """What was asked and decided against the protection."""
    named = {each.id: each for each in accused}
    return tuple(
        ExceptionView(
            row.kind,
            names.unit(row.unit_id),
            named.get(row.accused_id or 0),
            row.reason,
            names.officer(row.requested_by_id),
            row.requested_at,
            row.decision,
            row.comment,
            names.officer(row.decided_by_id),
            row.decided_at,
        )
        for row in rows
    )


def request_view(
    row: RecusalRequest, names: Names, *, for_citizen: bool = False
) -> RecusalRequestView:
    """A request for a recusal; the petitioner is not told who decided it."""
    return RecusalRequestView(
        row.whom or "",
        row.reason,
        row.at,
        row.decision,
        row.answer,
        "" if for_citizen else names.officer(row.decided_by_id),
        row.decided_at,
    )
