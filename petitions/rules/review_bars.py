"""Personal bars of reviews: in time, another unit, other persons, one drafts and another signs (Art. 35, 36)."""

from collections.abc import Callable, Mapping

from petitions.rules.accused import OFFICE_WORKERS
from petitions.rules.actors import Actor, CaseStand, relations
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import Action, Clock, Relation, Role


def _ask_review(window: Clock) -> Callable[[Actor, CaseStand], str | None]:
    """The petitioner within his 30 days; what came by letter is measured by the day it came, in the step itself."""

    def bar(actor: Actor, case: CaseStand) -> str | None:
        if window not in case.last_days:
            return "no_review_window"
        late = actor.role is Role.CITIZEN and case.today > case.last_days[window]
        return "review_too_late" if late else None

    return bar


def _review(actor: Actor, case: CaseStand) -> str | None:
    """Another unit and other persons than those who handled it; the office where nobody of that unit can."""
    if case.review is None:
        return "no_review"
    if actor.officer_id in case.review.took_part:
        return "took_part"
    if (actor.role in OFFICE_WORKERS) is case.review.by_office:
        return None
    return "office_keeps_review" if case.review.by_office else "reviewing_unit_decides"


def _hearing(actor: Actor, case: CaseStand) -> str | None:
    heard = case.review is not None and case.review.heard
    return _review(actor, case) or ("hearing_recorded" if heard else None)


def _sign_review(actor: Actor, case: CaseStand) -> str | None:
    barred = _review(actor, case)
    if barred is not None or case.review is None:
        return barred
    # What somebody drafted who had, or got, a hand in the matter is no draft.
    if case.review.drafted_by in {None, *case.review.took_part}:
        return "no_review_draft"
    return "own_review_draft" if actor.officer_id == case.review.drafted_by else None


def _decide_review(actor: Actor, case: CaseStand) -> str | None:
    barred = _sign_review(actor, case)
    remands = case.review is not None and case.review.outcome is ReviewOutcome.REMAND
    return barred or ("review_remands" if remands else None)


def _remand(actor: Actor, case: CaseStand) -> str | None:
    barred = _sign_review(actor, case)
    remands = case.review is not None and case.review.outcome is ReviewOutcome.REMAND
    return barred or (None if remands else "review_remands_not")


def _review_given(_actor: Actor, case: CaseStand) -> str | None:
    return None if Clock.ASK_REREVIEW in case.last_days else "no_review_opinion"


def _order_recusal(actor: Actor, case: CaseStand) -> str | None:
    """Who handled a matter does not choose its reviewers."""
    if case.review is None or actor.role is not Role.UNIT_HEAD:
        return None
    judges = Relation.REVIEWER in relations(actor, case)
    ok = judges and actor.officer_id not in case.review.took_part
    return None if ok else "office_orders_recusal"


def _served(_actor: Actor, case: CaseStand) -> str | None:
    """Otherwise a window that was used would open again."""
    return "opinion_reviewed" if case.opinion_reviewed else None


REVIEW_BARS: Mapping[Action, Callable[[Actor, CaseStand], str | None]] = {
    Action.ORDER_RECUSAL: _order_recusal,
    Action.RECORD_SERVICE: _served,
    Action.REQUEST_REVIEW: _ask_review(Clock.ASK_REVIEW),
    Action.REQUEST_REREVIEW: _ask_review(Clock.ASK_REREVIEW),
    Action.DRAFT_REVIEW: _review,
    Action.RECORD_HEARING: _hearing,
    Action.DECIDE_REVIEW: _decide_review,
    Action.DECIDE_REREVIEW: _decide_review,
    Action.REMAND: _remand,
    Action.RECORD_REVIEW_SERVICE: _review_given,
}
