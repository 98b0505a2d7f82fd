"""A hundred and fifty cases that go wherever the table lets them: what always holds, whatever is done.

Each walk draws any actor and any action. The register must answer as the rules say: the step is taken
if and only if ``open_steps`` offers it, and everything derived equals what the history tells.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import ActionError, NotAllowed, NotFound, Refused
from petitions.adapters import clock
from petitions.adapters.office_rules import national_days
from petitions.models import Assignment, Case, CaseEvent, Correction, OutboxNotice, Reply, Review
from petitions.models.reply import ReplyState
from petitions.models.session import db
from petitions.queries.registered import open_corrections
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.clocks import Event, binding, clocks_of, due_on
from petitions.rules.corrections import RegisteredFact
from petitions.rules.lifecycle import STEPS, ends
from petitions.rules.permissions import Actor, may_see, open_steps
from petitions.rules.reviews import ReviewOutcome, handled_by
from petitions.rules.terms import (
    Action,
    Channel,
    Notice,
    Outcome,
    PetitionClass,
    Recipient,
    ReplyKind,
    Role,
    Status,
)
from tests.engines import POSTGRESQL, SQLITE
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    stored,
)

CASES, CHUNKS, STEPS_A_WALK = {SQLITE: 100, POSTGRESQL: 50}, 5, 20
"""The rules are the same on both; what differs by engine has tests of its own."""
NEVER = date(9999, 12, 31)
TOO_LATE = {"objection_too_late", "extension_too_late"}
"""Told by the action itself, to whoever comes to a step that is not offered any more."""
CAME_TOO_LATE = "review_too_late"
"""Told to who enters a letter: it is offered, since the letter may have come in time; never to the petitioner."""
OF_PEOPLE = {
    "already_recused",
    "nobody_left",
    "no_such_officer",
    "recuse_yourself",
    "name_not_oneself",
    "accused_already",
    "accused_first",
    "accused_unit",
    "superior_of_accused",
    "no_such_case",
    "kept_apart",
    "earlier_ended",
    "nobody_in_common",
    "has_joined",
    "joined_not_linked",
    "linked_already",
    "no_such_link",
    "no_such_unit",
    "co_is_lead",
    "co_already_invited",
    "no_co_handling",
    "joint_lead",
    "not_concerned",
}
"""About who is to be recused or accused, which case is the same matter, or which unit is to help: nobody knows
before it is named."""


DRAWN: dict[Action, Callable[[random.Random, list[int]], dict[str, object]]] = {
    Action.TRANSFER: lambda draw, units: {"unit_id": draw.choice(units)},
    Action.OPEN_JOINT: lambda draw, units: {"unit_ids": draw.sample(units, draw.choice([2, 3]))},
    Action.VOICE_JOINT: lambda draw, units: {"lead_unit_id": draw.choice(units)},
    Action.DRAFT_REVIEW: lambda draw, _units: {"outcome": draw.choice(list(ReviewOutcome))},
}
"""Steps whose facts ask for units alone, or for nothing."""


def facts_for(action: Action, town: Town, draw: random.Random, case_id: int) -> dict[str, object]:
    """Facts that satisfy the step, sometimes unusual ones."""
    units = [town.works.id, town.education.id, town.street.id, town.community.id]
    if action in DRAWN:
        return DRAWN[action](draw, units)
    if action is Action.ASSIGN:
        return {"unit_id": draw.choice(units), "limit_days": draw.choice([1, 30, 60, 90])}
    if action is Action.INVITE_CO_HANDLER:
        return {"unit_id": draw.choice([*units, town.health.id]), "days": draw.choice([1, 30])}
    if action is Action.REQUEST_EXTENSION:
        return {"days": draw.choice([1, 15, 30])}
    if action is Action.DRAFT_REPLY:
        kind = draw.choice(list(ReplyKind))
        return {"kind": kind, "outcome": draw.choice(list(Outcome))}
    if action is Action.ORDER_RECUSAL:
        return {"officer_id": draw.choice(list(town.officers.values())).id}
    if action is Action.NAME_ACCUSED:
        return {
            "unit_ids": [draw.choice(units)] if draw.random() < 0.5 else [],
            "officer_ids": [draw.choice(list(town.officers.values())).id],
        }
    if action is Action.GRANT_RECUSAL:
        return {"officer_ids": [draw.choice(list(town.officers.values())).id]}
    if action is Action.REQUEST_CORRECTION:
        return correction_for(case_id, draw)
    return {}


def correction_for(case_id: int, draw: random.Random) -> dict[str, object]:
    """A fact that no request waits for, and another value that it may have."""
    case, session = stored(case_id), db.session
    rows = session.scalars(select(Correction).where(Correction.case_id == case_id)).all()
    waiting = {each.fact for each in open_corrections(rows)}
    fact = draw.choice([each for each in RegisteredFact if each not in waiting] or ["channel"])
    earlier = clock.local_day(case.received_at) - timedelta(days=draw.choice([1, 20]))
    new = {
        RegisteredFact.PETITION_CLASS: draw.choice(
            [each.value for each in PetitionClass if each is not case.petition_class]
        ),
        RegisteredFact.CHANNEL: "visit" if case.channel is not Channel.VISIT else "letter",
        RegisteredFact.PROBLEM_PLACE: f"柳林路{draw.random()}号",
        RegisteredFact.PERSONS_COUNT: str(case.persons_count + 1),
        RegisteredFact.RECEIVED_AT: earlier.isoformat(),
    }
    return {"fact": RegisteredFact(fact), "new": new[RegisteredFact(fact)]}


def weight(action: Action) -> int:
    target = STEPS[action].target
    if target is None:
        return 3
    return 1 if ends(target) and action is not Action.CLOSE else 12


def check(case_id: int) -> int:
    """All that must hold of a case after any step; returns how many steps it took so far."""
    case = stored(case_id)
    history = event_rows(case_id)
    assert [row.sequence for row in history] == list(range(1, len(history) + 1))
    for row in history:
        step = STEPS[row.action]
        if row.status_before is None:
            assert not step.sources
        else:
            assert row.status_before in step.sources
        assert row.status_after is (step.target or row.status_before)
        assert row.article == step.article
    for before, after in pairwise(history):
        assert before.status_after is after.status_before
    assert case.status is history[-1].status_after
    assert case.closed is ends(case.status)

    events = [Event(row.at, row.action, row.facts) for row in history]
    running = binding(clocks_of(events, national_days(), clock.zone()))
    if case.closed:
        assert running is None, "a duty runs on a case that has ended"
    assert case.due_on == (due_on(events, national_days(), clock.zone()) or NEVER)
    assert case.due_clock is (running.clock if running else None)
    return len(history)


def check_reviews(session: Session, history: Sequence[CaseEvent]) -> None:
    """Who signed one neither drafted it nor handled the matter, whatever happened before."""
    case_id = history[0].case_id
    for row in session.scalars(select(Review).where(Review.case_id == case_id)):
        before = [each for each in history if each.sequence < row.asked_event]
        handlers = handled_by(before)
        if row.decided_by_id is not None:
            assert row.decided_by_id != row.drafted_by_id
            assert not {row.decided_by_id, row.drafted_by_id} & handlers


def check_papers(session: Session, case_id: int) -> None:
    """All that must hold of the papers of a case at the end of its walk."""
    case = stored(case_id)
    sent = session.scalars(select(Assignment).where(Assignment.case_id == case_id)).all()
    current = [row.unit_id for row in sent if row.ended_at is None]
    assert current in ([], [case.handling_unit_id])
    issued = session.scalars(
        select(Reply).where(Reply.case_id == case_id, Reply.state == ReplyState.ISSUED)
    ).all()
    assert all(row.approved_by_id not in (None, row.author_id) for row in issued)
    history = event_rows(case_id)
    remanded = sum(row.action is Action.REMAND for row in history)
    assert len([row for row in issued if row.kind is ReplyKind.FINAL]) <= 1 + remanded
    check_reviews(session, history)
    owed = session.scalars(select(OutboxNotice).where(OutboxNotice.case_id == case_id)).all()
    # What is owed by looks at the identity has a test of its own (test_reveals).
    told = {
        (row.occasion, row.notice, row.recipient)
        for row in owed
        if row.notice not in (Notice.IDENTITY_REVEALED, Notice.REVEAL_ALARM)
    }
    promised = {(row.sequence, *notice) for row in history for notice in STEPS[row.action].notices}
    assert told <= promised
    assert {recipient for _, _, recipient in promised - told} <= {
        Recipient.HANDLING_UNIT,
        Recipient.REVIEWER,
    }


@dataclass
class Walk:
    """One case on its way, and everybody who might do something to it."""

    session: Session
    town: Town
    people: list[Actor]
    draw: random.Random
    case_id: int
    moment: datetime
    events: int

    def go(self) -> Action | None:
        """Draw somebody and something, and compare what happens with what the rules say."""
        self.moment += timedelta(hours=self.draw.choice([0, 1, 24, 24 * 9]))
        stand = stand_of(self.session, stored(self.case_id), now=self.moment)
        offers = [(by, each.action) for by in self.people for each in open_steps(stand, by)]
        by, action = self.drawn(offers)
        if not STEPS[action].sources:
            return None
        outcome = self.tried(by, action)
        events = check(self.case_id)
        recalled = (
            action in (Action.NAME_ACCUSED, Action.REMAND)
            and event_rows(self.case_id)[-1].action is Action.RECALL
        )
        assert events == self.events + (outcome is None) * (2 if recalled else 1)
        if isinstance(outcome, Refused):
            if outcome.code == CAME_TOO_LATE:
                assert by.role is not Role.CITIZEN
            else:
                assert outcome.code in TOO_LATE | OF_PEOPLE
                assert (by, action) not in offers or outcome.code in OF_PEOPLE
        elif outcome is not None:
            assert (by, action) not in offers, (action, outcome.code)
            assert isinstance(outcome, NotAllowed if may_see(by, stand) else NotFound)
        else:
            assert (by, action) in offers, f"{by.role} took {action} though it was not offered"
            self.events = events
            return action
        return None

    def drawn(self, offers: list[tuple[Actor, Action]]) -> tuple[Actor, Action]:
        """Mostly something offered: rather a step onward than a note, and seldom the end."""
        if not offers or self.draw.random() < 0.2:
            return self.draw.choice(self.people), self.draw.choice([*Action])
        actions = sorted({action for _, action in offers})
        (action,) = self.draw.choices(actions, [weight(each) for each in actions])
        return self.draw.choice([each for each in offers if each[1] is action])

    def tried(self, by: Actor, action: Action) -> ActionError | None:
        facts = facts_for(action, self.town, self.draw, self.case_id)
        try:
            do(self.town, action, self.case_id, by=by, now=self.moment, **facts)
        except ActionError as refused:
            return refused
        return None

    def check_sight(self) -> None:
        """The query finds the case for exactly those for whom the rules say it exists."""
        stand = stand_of(self.session, stored(self.case_id))
        for by in self.people:
            condition = Case.id == self.case_id, visible(by)
            found = self.session.scalars(select(Case.id).where(*condition)).first()
            assert (found is not None) is may_see(by, stand), by.role


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_walks(register: Session, town: Town, now: datetime, engine: str, chunk: int) -> None:
    officers = [actor_of(officer) for officer in town.officers.values()]
    taken: set[Action] = set()
    for number in range(CASES[engine] // CHUNKS):
        draw = random.Random(f"walk {chunk} {number}")
        late = number % 4 == 3  # twenty steps from the beginning reach no review
        classes = [PetitionClass.APPEAL] if late else list(PetitionClass)
        submission = a_submission(petition_class=draw.choice(classes))
        moment = now + timedelta(days=draw.randrange(300))
        start = Status.IN_REVIEW if late else Status.RECEIVED
        case_id = a_case(town, start, now=moment, submission=submission)
        people = [*officers, petitioner_of(case_id)]
        if late:
            draft = {"outcome": draw.choice(list(ReviewOutcome))}
            do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=moment, **draft)
        begun = len(event_rows(case_id))
        walk = Walk(register, town, people, draw, case_id, moment, begun)
        for _ in range(STEPS_A_WALK):
            if action := walk.go():
                taken.add(action)
                if ends(STEPS[action].target or Status.RECEIVED):
                    walk.go()
                    break
        walk.check_sight()
        check_papers(register, case_id)
    assert len(taken) > 18, f"the walks go round in circles: {sorted(taken)}"
    assert taken & {Action.DECIDE_REVIEW, Action.REMAND}, "no walk had a review decided"
