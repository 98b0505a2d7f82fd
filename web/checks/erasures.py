"""Erased cases against their tombstones: nothing was erased without one, and nothing that one covers is left."""

from __future__ import annotations

from collections.abc import Iterator

from petitions.models.exchange import Decision
from petitions.rules.erasure import remains
from petitions.rules.terms import Action
from web.checks.batches import Papers


def check_erasure(papers: Papers) -> Iterator[str]:
    """Four eyes, the step, and what is left; words are never named."""
    approved = [row for row in papers.erasures if row.decision is Decision.APPROVED]
    for row in papers.erasures:
        if row.decided_by_id == row.requested_by_id:
            yield f"erasure {row.id} was decided with one pair of eyes"
    erased = papers.case.erased_at is not None
    if len(approved) != int(erased):
        yield f"has {len(approved)} tombstones" + (" and is erased" if erased else "")
    told = {
        event.facts.get("erasure_id")
        for event in papers.events
        if event.action is Action.APPROVE_ERASURE
    }
    if told != {row.id for row in approved}:
        yield "its history and its tombstone tell of different erasures"
    if erased:
        yield from _left(papers)


def _left(papers: Papers) -> Iterator[str]:
    case = papers.case
    words = (case.title, case.request, case.facts, case.reasons, case.problem_place)
    if any(words) or case.complained_about:
        yield "is erased and still says something"
    for event in papers.events:
        if remains(event.facts) != event.facts:
            yield f"is erased and event {event.sequence} still says something"
    if any(row.body or row.subject for row in papers.notices):
        yield "is erased and its notices are still there"
    if any(row.opinion or row.facts_found for row in papers.replies):
        yield "is erased and its replies still say something"
    if any(row.reason or row.comment for row in papers.corrections):
        yield "is erased and its corrections still say something"
