"""A case against its own history: sequence, states, dates, notices, owners and papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from petitions.adapters import clock
from petitions.adapters.office_rules import OfficeRules
from petitions.models.exchange import Decision
from petitions.models.history import CaseEvent
from petitions.models.reply import ReplyState
from petitions.queries.stand import acknowledged
from petitions.rules.clocks import CaseClock, Event, binding, clocks_of, given_up
from petitions.rules.hand_overs import hand_overs
from petitions.rules.lifecycle import STEPS, ends, step_for
from petitions.rules.terms import AFTER_OPINION, Action, Notice, Recipient, ReplyKind, Status
from web.checks.batches import Papers
from web.checks.corrections import check_corrections
from web.checks.erasures import check_erasure
from web.checks.faults import Fault
from web.checks.owners import Directory
from web.checks.reviews import check_reviews

NO_DUTY = date(9999, 12, 31)
OF_STEPS = frozenset(notice for step in STEPS.values() for notice, _ in step.notices)
"""Notices that only a step of a case can owe."""
WITH_UNIT = frozenset(
    {
        Status.ROUTED,
        Status.OBJECTED,
        Status.ACCEPTED,
        Status.REPLY_DRAFTED,
        Status.REPLY_APPROVED,
        Status.ANSWERED,
        Status.IN_REVIEW,
        Status.REVIEWED,
        Status.IN_REREVIEW,
    }
)
JUDGED = AFTER_OPINION - {Status.ANSWERED}
"""Others judge what its unit did, which has nothing to do; a closed case may have come back to one that is no more."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""Two machines of one office may be apart by so much."""
WITH_REPLY = frozenset(
    {
        Status.ANSWERED,
        Status.IN_REVIEW,
        Status.REVIEWED,
        Status.IN_REREVIEW,
        Status.CONCLUDED,
        Status.CLOSED,
    }
)
AUDITED = frozenset(
    {
        Action.REVEAL,
        Action.REQUEST_CODE,
        Action.REISSUE_CODE,
        Action.REFUSE_CODE,
        Action.REPLACE_CODE,
        Action.RECUSE,
        Action.ORDER_RECUSAL,
        Action.END_RECUSAL,
        Action.GRANT_RECUSAL,
        Action.REFUSE_RECUSAL,
        Action.NAME_ACCUSED,
        Action.REQUEST_EXCEPTION,
        Action.APPROVE_EXCEPTION,
        Action.REFUSE_EXCEPTION,
        Action.REQUEST_ERASURE,
        Action.APPROVE_ERASURE,
        Action.REFUSE_ERASURE,
    }
)
"""Steps that stand in the audit as well, under their own names."""


def check_case(papers: Papers, directory: Directory, rules: OfficeRules) -> Iterator[Fault]:
    """All that can be said of one case."""
    for kind, found in (
        ("history", _history(papers)),
        ("clock", _projection(papers, rules)),
        ("notice", _notices(papers)),
        ("owner", _owner(papers, directory)),
        ("reply", _replies(papers)),
        ("review", check_reviews(papers)),
        ("correction", check_corrections(papers)),
        ("erasure", check_erasure(papers)),
        ("audit", _looks(papers)),
    ):
        for words in found:
            yield Fault(kind, papers.subject, words)


def _history(papers: Papers) -> Iterator[str]:
    events = papers.events
    if not events:
        yield "has no history"
        return
    numbers = [event.sequence for event in events]
    if numbers != list(range(1, len(events) + 1)):
        yield f"sequence is {numbers}, not 1 to {len(events)}"
    if papers.case.status != events[-1].status_after:
        yield f"the case is {papers.case.status}, its history says {events[-1].status_after}"
    yield from _steps(events)


def _steps(events: list[CaseEvent]) -> Iterator[str]:
    """Each step as the table has it, and each from where the one before left the case."""
    if events[0].status_before is not None:
        yield f"begins with {events[0].action}, as if it had been there before"
    for event in events:
        if step_for(event.action, event.status_before) is None:
            yield f"event {event.sequence}: {event.action} cannot start from {event.status_before}"
        elif event.status_after != (STEPS[event.action].target or event.status_before):
            yield f"event {event.sequence}: {event.action} does not lead to {event.status_after}"
    for one, next_one in pairwise(events):
        if next_one.status_before != one.status_after:
            yield f"event {next_one.sequence} starts from {next_one.status_before}, not {one.status_after}"
        if next_one.at < one.at - CLOCKS_DIFFER:
            yield f"event {next_one.sequence} is earlier than event {one.sequence}"


def _projection(papers: Papers, rules: OfficeRules) -> Iterator[str]:
    case = papers.case
    story = tuple(Event(row.at, row.action, row.facts) for row in papers.events)
    clocks = clocks_of(story, rules.calendar, clock.zone(), rules.book)
    leading = binding(clocks)
    over = ends(case.status)
    due = NO_DUTY if leading is None or over else leading.deadline.adjusted
    which = None if leading is None or over else leading.clock
    if case.closed != over:
        yield f"closed is {case.closed} in state {case.status}"
    if case.due_on != due:
        yield f"due on {case.due_on}, its history says {due}"
    if case.due_clock != which:
        yield f"due by clock {case.due_clock}, its history says {which}"
    if case.hand_overs != hand_overs(story):
        yield f"was sent {case.hand_overs} times, its history says {hand_overs(story)}"
    yield from _runs(papers, clocks)


def _runs(papers: Papers, clocks: tuple[CaseClock, ...]) -> Iterator[str]:
    """What is kept for lists and figures is what the engine says."""
    kept = {
        (row.clock, row.sequence): (row.started_on, row.due_on, row.stopped_on, row.given_up)
        for row in papers.runs
    }
    derived = {
        (each.clock, each.sequence): (
            each.deadline.start,
            each.deadline.adjusted,
            each.stopped_on,
            given_up(each),
        )
        for each in clocks
    }
    for key in sorted(kept.keys() | derived.keys()):
        if kept.get(key) != derived.get(key):
            yield f"clock {key[0]} of event {key[1]} is kept as {kept.get(key)}, not {derived.get(key)}"


def _notices(papers: Papers) -> Iterator[str]:
    there: dict[int, set[tuple[Notice, Recipient]]] = defaultdict(set)
    for row in papers.notices:
        there[row.occasion].add((row.notice, row.recipient))
    for event, owed in _owed(papers.events):
        for notice, recipient in owed - there[event.sequence]:
            yield f"event {event.sequence} ({event.action}) owes {notice} to {recipient}"
        for notice, recipient in there.pop(event.sequence) - owed:
            if (
                recipient is Recipient.REVIEWER
                and (notice, recipient) in STEPS[event.action].notices
            ):
                continue  # owed where somebody worked in the reviewing unit at that time
            if notice in OF_STEPS:
                yield f"{notice} to {recipient} is not owed by event {event.sequence}"
    for occasion, rows in sorted(there.items()):
        for notice, _recipient in rows:
            if notice in OF_STEPS:
                yield f"{notice} names event {occasion}, which is not there"


def _owed(events: list[CaseEvent]) -> Iterator[tuple[CaseEvent, set[tuple[Notice, Recipient]]]]:
    """Each event with what it owes; a unit is told only while the case is with one, a reviewing one if it can be."""
    unit: object = None
    for event in events:
        if event.action in (Action.TRANSFER, Action.ASSIGN):
            unit = event.facts.get("unit_id")
        rows = STEPS[event.action].notices
        nobody = {Recipient.REVIEWER} if unit else {Recipient.REVIEWER, Recipient.HANDLING_UNIT}
        yield event, {row for row in rows if row[1] not in nobody}
        if event.action in (Action.UPHOLD_OBJECTION, Action.RECALL):
            unit = None


def _owner(papers: Papers, directory: Directory) -> Iterator[str]:
    case = papers.case
    if case.office_id not in directory.offices:
        yield f"belongs to unit {case.office_id}, which is no letters office"
    if case.closed:
        return
    running = [row for row in papers.assignments if row.ended_at is None]
    if case.status not in WITH_UNIT:
        if case.office_id not in directory.with_clerks:
            yield "nobody of its letters office can work on it"
        if running or case.handling_unit_id is not None:
            yield "lies in the letters office and with a unit at once"
        return
    if case.status not in JUDGED and case.handling_unit_id not in directory.with_handlers:
        yield f"nobody of unit {case.handling_unit_id} can work on it"
    yield from _signatures(papers, directory)
    if [row.unit_id for row in running] != [case.handling_unit_id]:
        yield f"is with unit {case.handling_unit_id}, its dispatches say otherwise"
    if case.holder_id is not None and case.holder_id not in directory.active_officers:
        yield f"its holder, officer {case.holder_id}, is not active"


def _signatures(papers: Papers, directory: Directory) -> Iterator[str]:
    """Until a unit has signed, the letters office that sent the case answers for it."""
    case = papers.case
    if not acknowledged(case, papers.assignments) and case.office_id not in directory.with_clerks:
        yield "nobody has signed for it, and nobody of its letters office can work on it"
    for row in papers.assignments:
        if (row.acknowledged_at is None) != (row.acknowledged_by_id is None):
            yield f"dispatch {row.id} is signed for by nobody, or at no time"


def _replies(papers: Papers) -> Iterator[str]:
    case = papers.case
    issued = [row for row in papers.replies if row.state is ReplyState.ISSUED]
    if case.status in WITH_REPLY and not any(row.kind is ReplyKind.FINAL for row in issued):
        yield f"is {case.status} without an issued reply"
    for row in issued:
        if row.approved_by_id is None or row.approved_by_id == row.author_id:
            yield f"reply {row.id} left with one pair of eyes"
    pending = [row for row in papers.objections if row.decision is Decision.PENDING]
    if (case.status is Status.OBJECTED) != bool(pending):
        yield f"is {case.status} with {len(pending)} objections to rule on"


def _looks(papers: Papers) -> Iterator[str]:
    """Every look at the persons, every step of a query code of a recusal and of an erasure, is in the audit as well."""
    noted = {(row.what, row.at, row.officer_id) for row in papers.looks}
    for event in papers.events:
        line = (event.action.value, event.at, event.officer_id)
        if event.action in AUDITED and line not in noted:
            yield f"event {event.sequence} ({event.action}) is not in the audit"
