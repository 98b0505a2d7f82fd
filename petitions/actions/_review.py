"""What the steps of a review and of a re-review share (信访工作条例 §35, §36)."""

from datetime import date

from petitions.actions._case import OpenCase
from petitions.actions._words import index_anew
from petitions.actions.errors import Missing, Refused
from petitions.adapters import clock
from petitions.models.history import Assignment
from petitions.models.officer import Officer
from petitions.models.review import Review
from petitions.queries.review_stand import (
    can_decide,
    history_of,
    kept_out,
    next_higher,
    open_row,
    reviews_of,
)
from petitions.rules.reviews import ReviewLevel, ReviewOutcome
from petitions.rules.terms import Action, Channel, Clock, DispatchKind

WINDOWS = {
    Action.REQUEST_REVIEW: (Clock.ASK_REVIEW, ReviewLevel.REVIEW),
    Action.REQUEST_REREVIEW: (Clock.ASK_REREVIEW, ReviewLevel.REREVIEW),
}
"""Within which window the petitioner asks, and for what."""
OPINIONS = frozenset({Action.ISSUE_REPLY, Action.DECIDE_REVIEW})


def ask_for(
    opened: OpenCase,
    action: Action,
    unit_id: int | None,
    *,
    text: str,
    received_on: date | None,
    channel: Channel,
) -> None:
    """Lay the request before the unit next above ``unit_id``, which gave the opinion it is about.

    Raises Refused("review_too_late") for one that came after the last day, whoever enters it and when;
    Refused("received_in_future"), Refused("review_before_opinion").
    """
    if not text.strip():
        raise Missing(("text",))
    window, level = WINDOWS[action]
    day = received_on or clock.local_day(opened.now)
    if day > clock.local_day(opened.now):
        raise Refused("received_in_future", at=("received_on",))
    if day > opened.stand.last_days[window]:
        raise Refused("review_too_late", at=("received_on", "text"))
    session, case = opened.session, opened.case
    history = history_of(session, case.id)
    given = max(each.at for each in history if each.action in OPINIONS)
    if day < clock.local_day(given):
        raise Refused("review_before_opinion", at=("received_on",))
    reviewer = next_higher(session, unit_id)
    row = Review(
        case_id=case.id,
        level=level,
        unit_id=reviewer,
        asked_event=len(history) + 1,
        asked_at=opened.now,
        received_on=day,
        channel=channel,
        entered_by_id=opened.by.officer_id,
        text=text,
    )
    session.add(row)
    _take_up_again(opened)
    session.flush()
    out = kept_out(history, level, row.asked_event)
    opened.advance(
        action,
        review_id=row.id,
        unit_id=reviewer,
        by_office=not can_decide(session, case, reviewer, out),
        received_on=day.isoformat(),
        channel=channel.value,
        private={"text": text},
    )
    index_anew(session, case)


def _take_up_again(opened: OpenCase) -> None:
    """A case that was closed lies with the unit that handled it again: it may get it back."""
    case = opened.case
    if not case.closed or case.handling_unit_id is None:
        return
    holder = opened.session.get(Officer, case.holder_id) if case.holder_id else None
    if holder is not None and not holder.active:
        case.holder_id = None
    opened.session.add(
        Assignment(
            case_id=case.id,
            unit_id=case.handling_unit_id,
            kind=case.dispatch_kind or DispatchKind.TRANSFER,
            at=opened.now,
        )
    )


def open_matter(opened: OpenCase) -> Review:
    """The review a step is about. Raises Refused when there is none."""
    row = open_row(reviews_of(opened.session, opened.case.id))
    if row is None:
        raise Refused("no_review")
    return row


def sign(opened: OpenCase, action: Action) -> None:
    """The opinion leaves; from now on it is never changed. Who drafted it does not sign it (``review_bars.py``)."""
    row = open_matter(opened)
    row.decided_by_id, row.decided_at = opened.officer_id, opened.now
    outcome: ReviewOutcome | None = row.outcome
    opened.advance(
        action,
        review_id=row.id,
        unit_id=row.unit_id,
        outcome=outcome.value if outcome else None,
    )


def void_draft(row: Review) -> None:
    """What somebody drafted who is kept out of the case now is not signed by anybody."""
    row.outcome = row.drafted_by_id = row.drafted_at = None
    row.findings = row.opinion = row.legal_basis = row.document_number = row.body = ""
