"""Plays the stories through the actions of the register, each at its own moment, never through tables.

A case is known again by its submission key, which the secret of the house makes from the story's name:
nobody outside can guess it, and a second run finds what the first one did and goes on from there.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from itertools import islice

from sqlalchemy import func, select

from petitions.actions import (
    enter,
    request_recusal,
    request_rereview,
    request_review,
    submit,
    supplement,
    withdraw,
)
from petitions.actions._birth import Receipt
from petitions.actions.accept_closing_report import accept_closing_report
from petitions.actions.errors import ActionError
from petitions.actions.file_closing_report import file_closing_report
from petitions.actions.keep_draft import keep_draft, stage_file
from petitions.adapters import codes
from petitions.adapters.inspection import inspect
from petitions.models.exchange import Question
from petitions.models.history import CaseEvent
from petitions.models.keyring import keyed_hash
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.drafts import draft_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import (
    Action,
    AttachmentSource,
    Role,
)
from web.town.directory import OFFICE, Town, officer_facts
from web.town.facts import CORRECTIONS, facts_of, staged
from web.town.guarding import proof_of, redaction_of
from web.town.looking import read_before
from web.town.moments import Turn, schedule
from web.town.papers import paper
from web.town.stories import DISPATCHES, Step, Story

CHUNK = 500
FOR_THE_UNIT_ABOVE = frozenset(
    {Action.DRAFT_REVIEW, Action.RECORD_HEARING, Action.RECORD_REVIEW_SERVICE}
)
"""What a clerk records where the unit above does not work in the system."""
RULINGS = frozenset({Action.UPHOLD_OBJECTION, Action.OVERRULE_OBJECTION}) | CORRECTIONS
HEADS_OWN = frozenset(
    {
        Action.APPROVE_REPLY,
        Action.RETURN_REPLY,
        Action.APPROVE_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.TURN_ORDINARY,
    }
)


def key_of(story: Story) -> str:
    """The submission key of a story in this house."""
    return keyed_hash("invented-town", story.key)


ASKS = {
    Action.REQUEST_REVIEW: request_review.request_review,
    Action.REQUEST_REREVIEW: request_rereview.request_rereview,
}
"""What a petitioner asks for after an opinion."""


class Teller:
    """Plays turns in order; ``faults`` names the stories it had to leave as they were, and why."""

    def __init__(self, town: Town, stories: Sequence[Story], password: str = "") -> None:
        self.town = town
        self._password = password
        self.faults: dict[str, str] = {}
        self.case_ids: dict[str, int] = {}
        self._done = dict(self._already(stories))

    def _already(self, stories: Iterable[Story]) -> Iterator[tuple[str, int]]:
        """How many events the cases of earlier runs have, by story."""
        todo = iter(stories)
        while batch := list(islice(todo, CHUNK)):
            hashes = {codes.token_hash(key_of(story)): story.key for story in batch}
            rows = db.session().execute(
                select(Case.id, Case.submission_key_hash, func.count(CaseEvent.id))
                .join(CaseEvent, CaseEvent.case_id == Case.id)
                .where(Case.submission_key_hash.in_(list(hashes)))
                .group_by(Case.id, Case.submission_key_hash)
            )
            for case_id, key_hash, events in rows:
                key = hashes[str(key_hash)]
                self.case_ids[key] = case_id
                yield key, events

    def waiting(self, stories: Iterable[Story], now: datetime) -> list[Turn]:
        """What of these stories was not played yet, in the order in which it happens."""
        open_ones = [story for story in stories if self._done.get(story.key, 0) <= len(story.steps)]
        turns = schedule(open_ones, now)
        return [turn for turn in turns if turn.number >= self._done.get(turn.story.key, 0)]

    def play(self, turns: Iterable[Turn], told: Callable[[], object] = lambda: None) -> int:
        """Play what waits, in the order given; returns how many were played."""
        played = 0
        for turn in turns:
            key = turn.story.key
            if key not in self.faults:
                try:
                    self._play(turn)
                    played += 1
                except ActionError as error:
                    # Somebody has worked on this case since: it is his now.
                    self.faults[key] = error.code
            told()
        return played

    def receipt(self, story: Story) -> Receipt | None:
        """Number and code of a story's case, if it is there."""
        row = db.session().get(Case, self.case_ids.get(story.key, 0))
        if row is None:
            return None
        code = codes.still_valid(
            row.receipt_number, codes.query_code_for(key_of(story)), row.query_code_hash
        )
        return Receipt(row.id, row.receipt_number, code, row.received_at.date())

    def _play(self, turn: Turn) -> None:
        story, now = turn.story, turn.at
        if turn.number == 0:
            birth = self._submit if story.birth is Action.SUBMIT else self._enter
            self.case_ids[story.key] = birth(story, now).case_id
            return
        step = story.steps[turn.number - 1]
        case_id = self.case_ids[story.key]
        if step.action is Action.SUPPLEMENT:
            self._supplement(case_id, turn, step)
        elif step.action is Action.WITHDRAW:
            citizen = Actor(Role.CITIZEN, case_id=case_id)
            reason = step.facts.get("reason", "")
            withdraw.withdraw(case_id, by=citizen, now=now, confirmed=True, reason=reason)
        elif step.action is Action.REQUEST_RECUSAL:
            citizen = Actor(Role.CITIZEN, case_id=case_id)
            request_recusal.request_recusal(case_id, by=citizen, now=now, **step.facts)
        elif step.action in ASKS:
            citizen = Actor(Role.CITIZEN, case_id=case_id)
            ASKS[step.action](case_id, None, by=citizen, now=now, **step.facts)
        else:
            self._officer_acts(case_id, turn, step)

    def _submit(self, story: Story, now: datetime) -> Receipt:
        draft_id = None
        if story.files:
            token = keep_draft(None, {}, now=now)
            for name in story.files:
                stage_file(token, inspect(name, paper(name, story.submission.facts)), now=now)
            draft = draft_of(token, now=now)
            draft_id = draft.id if draft else None
        return submit.submit(
            story.submission, submission_key=key_of(story), now=now, draft_id=draft_id
        )

    def _enter(self, story: Story, now: datetime) -> Receipt:
        clerk = self.town.actor(self._clerk(story))
        return enter.enter(
            story.submission,
            submission_key=key_of(story),
            by=clerk,
            now=now,
            attachment_ids=staged(story.files, now, AttachmentSource.OFFICER, clerk.officer_id),
        )

    def _supplement(self, case_id: int, turn: Turn, step: Step) -> None:
        question = None
        if step.facts.get("answers"):
            question = (
                db.session()
                .scalars(
                    select(Question.id)
                    .where(Question.case_id == case_id, Question.answered_at.is_(None))
                    .order_by(Question.id.desc())
                )
                .first()
            )
        supplement.supplement(
            case_id,
            by=Actor(Role.CITIZEN, case_id=case_id),
            now=turn.at,
            text=step.facts["text"],
            submission_key=keyed_hash("invented-town", f"{turn.story.key}:{turn.number}"),
            attachment_ids=staged(
                step.facts.get("files", ()), turn.at, AttachmentSource.PETITIONER, None
            ),
            question_id=question,
        )

    def _officer_acts(self, case_id: int, turn: Turn, step: Step) -> None:
        name = step.action.value
        act = getattr(import_module(f"petitions.actions.{name}"), name)
        username = self._who(turn.story, turn.number)
        by = self.town.actor(username)
        facts = facts_of(step, turn, case_id, by, self.town.units, self.case_ids)
        if step.action is Action.REDACT:
            facts |= redaction_of(case_id, by, turn.at)
        if step.action is Action.REVEAL:
            facts["session_id"] = proof_of(username, self._password, turn.at)
        if step.action is not Action.REVEAL:
            facts["version"] = _version(case_id)
        if turn.story.read:
            read_before(self.town, turn, case_id, by)
        if step.action is Action.CLOSE:
            self._reports(case_id, turn, facts.pop("closing_report", ""))
            facts["version"] = _version(case_id)
        act(case_id, by=by, now=turn.at, **facts)

    def _reports(self, case_id: int, turn: Turn, words: str) -> None:
        """What an assigned case owes before its end: the unit's closing report, and the office's consent."""
        unit = _unit_before(turn.story, turn.number)
        dispatched = [each for each in turn.story.steps[: turn.number] if each.action in DISPATCHES]
        if unit is None or dispatched[-1].action is not Action.ASSIGN:
            return
        file_closing_report(
            case_id,
            _version(case_id),
            by=self.town.actor(self.town.head(unit)),
            now=turn.at,
            done=words,
            result="处理意见已经落实。",
            told="书面答复已经送达信访人，并当面说明。",
        )
        accept_closing_report(
            case_id, _version(case_id), by=self.town.actor(self.town.head(OFFICE)), now=turn.at
        )

    def _who(self, story: Story, number: int) -> str:
        """The user name of whoever takes this step, by the table and where the case lies."""
        step = story.steps[number - 1]
        if "by" in step.facts:
            return str(step.facts["by"])
        if step.action in FOR_THE_UNIT_ABOVE:
            return self._clerk(story)
        if step.action in RULINGS:
            return self.town.head(OFFICE)
        unit = _unit_before(story, number)
        if unit is None:
            return self._clerk(story)
        if step.action in HEADS_OWN:
            return self.town.head(unit)
        return _one_of(self.town.handlers(unit), story)

    def _clerk(self, story: Story) -> str:
        names = [
            each.username
            for each in officer_facts()
            if each.role is Role.CLERK and each.unit == OFFICE
        ]
        return _one_of(names, story)


def _version(case_id: int) -> int:
    return db.session().scalars(select(Case.version).where(Case.id == case_id)).one()


def _one_of(names: Sequence[str], story: Story) -> str:
    return names[zlib.crc32(story.key.encode()) % len(names)]


def _unit_before(story: Story, number: int) -> str | None:
    """The unit that has the case when this step is taken; None: it lies in the letters office."""
    unit = None
    for step in story.steps[: number - 1]:
        if step.action in DISPATCHES:
            unit = str(step.facts["unit"])
        elif step.action is Action.UPHOLD_OBJECTION:
            unit = None
    return unit
