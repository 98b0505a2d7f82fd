"""The reviews of a case against its history: one open while it is under review, decided by others than handled it."""

from __future__ import annotations

from collections.abc import Iterator

from petitions.rules.reviews import handled_by
from petitions.rules.terms import UNDER_REVIEW
from web.checks.batches import Papers


def check_reviews(papers: Papers) -> Iterator[str]:
    """What of them cannot be."""
    waiting = [row for row in papers.reviews if row.decided_at is None]
    if (papers.case.status in UNDER_REVIEW) != (len(waiting) == 1):
        yield f"is {papers.case.status} with {len(waiting)} reviews to decide"
    for row in papers.reviews:
        if row.decided_at is None:
            continue
        if row.drafted_by_id is None or row.drafted_by_id == row.decided_by_id:
            yield f"review {row.id} left with one pair of eyes"
        before = [each for each in papers.events if each.sequence < row.asked_event]
        if {row.drafted_by_id, row.decided_by_id} & handled_by(before):
            yield f"review {row.id} was decided by who had handled the matter"
