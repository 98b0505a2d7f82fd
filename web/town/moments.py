"""When things happen in the town: days ago become moments at which such people would act."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from petitions.adapters import clock
from petitions.adapters.office_rules import national_days
from petitions.rules.terms import Action
from web.town.stories import Story

CITIZENS_OWN = frozenset(
    {
        Action.SUBMIT,
        Action.SUPPLEMENT,
        Action.WITHDRAW,
        Action.REQUEST_RECUSAL,
        Action.REQUEST_REVIEW,
        Action.REQUEST_REREVIEW,
    }
)
SOON = timedelta(minutes=11)


@dataclass(frozen=True, slots=True)
class Turn:
    """One act of one story; number 0 is the petition itself, number 1 its first step."""

    at: datetime
    story: Story
    number: int


def schedule(stories: Iterable[Story], now: datetime) -> list[Turn]:
    """All acts of all stories in the order in which they happen, none after ``now``.

    The books of the office are numbered in this order. Everything is counted back from the day of
    ``now``, so the same office is a day older when it is made a day later.
    """
    turns = [turn for story in stories for turn in _turns(story, now)]
    turns.sort(key=lambda turn: (turn.at, turn.story.key, turn.number))
    return turns


def _turns(story: Story, now: datetime) -> Sequence[Turn]:
    dice = random.Random(f"moments:{story.key}")
    came = clock.local_day(now) - timedelta(days=story.ago)
    acts = [(story.birth, 0), *((step.action, step.after) for step in story.steps)]
    turns: list[Turn] = []
    last: datetime | None = None
    for number, (action, after) in enumerate(acts):
        left = len(acts) - number
        at = _moment(came + timedelta(days=after), action in CITIZENS_OWN, dice)
        if last is not None:
            at = max(at, last + SOON)
        # What still follows needs room before now.
        at = min(at, now - timedelta(seconds=30 * left))
        if last is not None and at <= last:
            at = last + timedelta(seconds=10)
        turns.append(Turn(at, story, number))
        last = at
    return turns


def _moment(day: date, citizen: bool, dice: random.Random) -> datetime:
    """A citizen writes at any hour of his day, an officer in working hours of a working day."""
    if citizen:
        minutes = dice.randrange(7 * 60, 23 * 60)
    else:
        minutes = dice.choice((9 * 60, 13 * 60 + 30)) + dice.randrange(170)
        day = national_days().working_on_or_after(day)
    at = time(minutes // 60, minutes % 60, dice.randrange(60), tzinfo=clock.zone())
    return datetime.combine(day, at)
