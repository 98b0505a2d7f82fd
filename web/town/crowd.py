"""Any number of further petitions for load: each is put together from ``crowd.toml`` by its number alone.

Number 17 is the same petition in every office. A whole life is drawn for each, and what has not
happened by now is left out, so some lie on the desk, some are late, and most old ones are closed.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from petitions.rules.lifecycle import STEPS
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, Channel, PetitionClass, Status
from web.town import people
from web.town.stories import Step, Story, guarded

FILE = Path(__file__).with_name("crowd.toml")
CHANNELS = (Channel.ONLINE,) * 6 + (Channel.LETTER,) * 2 + (Channel.VISIT, Channel.CALL)
SPAN = 150
"""Days back from now over which they came."""
OUTCOME = {
    PetitionClass.APPEAL: "support",
    PetitionClass.SUGGESTION: "partly_adopted",
    PetitionClass.ACCUSATION: "found",
}
DEGREES = ("属实", "基本属实", "部分属实")


@lru_cache(maxsize=1)
def _topics() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text("utf-8"))["topic"])


def crowd(count: int) -> list[Story]:
    """The first ``count`` petitions of the crowd."""
    return [_story(number) for number in range(count)]


def _story(number: int) -> Story:
    key = f"crowd-{number}"
    dice = random.Random(key)
    topic = dice.choice(_topics())
    words = _Words(dice)
    petition_class = PetitionClass(dice.choice(topic["classes"]))
    channel = dice.choice(CHANNELS)
    submission = Submission(
        petition_class=petition_class,
        title=words.filled(dice.choice(topic["titles"])),
        request=words.filled(dice.choice(topic["requests"])),
        facts=words.facts(topic),
        reasons=words.filled(dice.choice(topic["reasons"])),
        persons=(
            people.person(
                key, people.name(dice), mail=f"crowd{number}" if dice.random() < 0.1 else ""
            ),
        ),
        problem_place=words.place,
        category=topic["category"],
        confidential=petition_class is PetitionClass.ACCUSATION,
        channel=channel,
    )
    ago = dice.randrange(SPAN)
    life = guarded(_life(dice, topic, submission), submission)
    steps = tuple(step for step in life if step.after <= ago)
    return Story(
        key=key,
        submission=submission,
        ago=ago,
        ends=_end(channel, steps),
        steps=steps,
        replies={"final": words.reply(topic, OUTCOME[petition_class])},
        read=False,
    )


class _Words:
    """The blanks of one petition, filled the same throughout."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.place = dice.choice(people.STREETS)

    def filled(self, text: str) -> str:
        dice = self.dice
        return text.format(
            place=self.place,
            n=dice.randrange(2, 9),
            days=dice.randrange(20, 65),
            month=dice.randrange(1, 13),
            hour=dice.randrange(6, 12),
            degree=dice.choice(DEGREES),
        )

    def facts(self, topic: Mapping[str, Any]) -> str:
        dice = self.dice
        middles = dice.sample(topic["middles"], dice.randrange(2, 4))
        parts = [dice.choice(topic["openings"]), *middles, dice.choice(topic["endings"])]
        return "".join(self.filled(part) for part in parts)

    def reply(self, topic: Mapping[str, Any], outcome: str) -> dict[str, str]:
        return {
            "outcome": outcome,
            "facts_found": self.filled(topic["found"]),
            "opinion": self.filled(topic["opinion"]),
            "legal_basis": topic["basis"],
        }


def _life(dice: random.Random, topic: Mapping[str, Any], submission: Submission) -> list[Step]:
    """Everything that would happen in time, without regard to the present day."""
    day, steps = 0, list[Step]()

    def then(action: Action, soonest: int, latest: int, **facts: Any) -> None:
        nonlocal day
        day += dice.randint(soonest, latest)
        steps.append(Step(action, day, facts))

    if submission.channel is Channel.ONLINE:
        then(Action.REGISTER, 0, 6)
        if dice.random() < 0.03:
            then(Action.WITHDRAW, 1, 5, reason="已经自行解决。")
            return steps
    if dice.random() < 0.04:
        then(
            Action.DECLINE,
            1,
            8,
            ground="out_of_scope",
            explanation="所反映的事项不属于本市机关、单位的职责范围。",
            where_to_go="请向事项发生地的有权机关提出,联系方式见附页。",
        )
        return steps
    if dice.random() < 0.25:
        then(Action.ASSIGN, 0, 5, unit=topic["unit"], limit_days=dice.choice((15, 30, 45, 60)))
    else:
        then(Action.TRANSFER, 0, 5, unit=topic["unit"])
    then(Action.ACCEPT, 1, 14)
    if dice.random() < 0.2:
        then(Action.NOTE, 1, 5, text="已电话联系,约定上门时间。")
    then(Action.DRAFT_REPLY, 4, 48)
    then(Action.APPROVE_REPLY, 0, 3)
    then(Action.ISSUE_REPLY, 0, 2)
    then(
        Action.CLOSE,
        5,
        25,
        close_reason=dice.choice(("supported", "explained", "answered")),
        closing_report="已按处理意见落实,并向信访人核实。",
    )
    return steps


def _end(channel: Channel, steps: tuple[Step, ...]) -> Status:
    status = Status.RECEIVED if channel is Channel.ONLINE else Status.REGISTERED
    for step in steps:
        status = STEPS[step.action].target or status
    return status
