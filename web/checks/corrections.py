"""Registered facts against what was registered first and corrected since: a chain without a gap."""

from __future__ import annotations

from collections.abc import Iterator

from petitions.models.correction import Correction
from petitions.models.exchange import Decision
from petitions.queries.registered import registered_value
from petitions.rules.corrections import WORDED, RegisteredFact
from petitions.rules.terms import Action
from web.checks.batches import Papers

BORN = {
    RegisteredFact.PETITION_CLASS: "petition_class",
    RegisteredFact.CHANNEL: "channel",
    RegisteredFact.RECEIVED_AT: "received_on",
}
"""What the first event of a case says of a fact; of the others only corrections tell."""


def check_corrections(papers: Papers) -> Iterator[str]:
    """Chain, four eyes, and the events; values are never named, since a place may say too much."""
    for fact in RegisteredFact:
        yield from _chain(papers, fact)
    for row in papers.corrections:
        if row.decided_by_id == row.requested_by_id:
            yield f"correction {row.id} was decided with one pair of eyes"
    yield from _events(papers)


def _chain(papers: Papers, fact: RegisteredFact) -> Iterator[str]:
    born = papers.events[0].facts.get(BORN.get(fact, "")) if papers.events else None
    value = str(born) if born is not None else None
    for row in _approved(papers):
        if row.fact is not fact:
            continue
        if value is not None and row.old != value:
            yield f"correction {row.id} of {fact} does not begin where the register stood"
        value = row.new
    if value is not None and value != registered_value(papers.case, fact):
        yield f"{fact} is neither what was registered nor what it was corrected to"


def _approved(papers: Papers) -> list[Correction]:
    """In the order of their decisions: of one fact, one waits at a time."""
    return [row for row in papers.corrections if row.decision is Decision.APPROVED]


def _events(papers: Papers) -> Iterator[str]:
    """Each approved one has its event, and each event its correction, saying the same."""
    told = {
        event.facts.get("correction_id"): event.facts
        for event in papers.events
        if event.action is Action.APPROVE_CORRECTION
    }
    for row in _approved(papers):
        facts = told.pop(row.id, None)
        if facts is None:
            yield f"correction {row.id} was approved by no event"
        elif row.fact not in WORDED and (facts.get("old"), facts.get("new")) != (row.old, row.new):
            yield f"correction {row.id} is not the one its event tells of"
    for number in told:
        yield f"an event approves correction {number}, which is not there"
