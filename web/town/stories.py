"""The invented petitions, read from ``stories/*.toml``: what each says, and what happens to it when.

A story has the fields of a submission, ``ago`` (days since it reached the office), ``ends`` (the state
it is left in), ``files`` and ``steps``: ``[action, days after it came, {facts}]``. ``unit``, ``units`` and
``lead`` are codes; ``interim`` on a draft takes ``[story.interim]``, otherwise ``[story.reply]``. Who acts
follows from the table of steps, unless ``by`` names somebody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from petitions.rules.redaction import is_protected
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Action, Channel, Legal, PetitionClass, Status
from web.town.people import person

DISPATCHES = frozenset({Action.TRANSFER, Action.ASSIGN})
FOLDER = Path(__file__).with_name("stories")


@dataclass(frozen=True, slots=True)
class Step:
    """One act after the petition came in; ``after`` are days since then."""

    action: Action
    after: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One petition from the day it came; ``key`` is its name for ever."""

    key: str
    submission: Submission
    ago: int
    ends: Status
    steps: tuple[Step, ...] = ()
    files: tuple[str, ...] = ()
    replies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Words of the "final" and the "interim" reply."""
    read: bool = True
    """Whether it is told that people looked at it as well; the crowd is there for its number."""

    @property
    def birth(self) -> Action:
        """How it came: filed by a citizen, or entered by a clerk."""
        online = self.submission.channel is Channel.ONLINE
        return Action.SUBMIT if online else Action.ENTER


def guarded(steps: Iterable[Step], submission: Submission) -> tuple[Step, ...]:
    """The steps with a redaction before the first dispatch, where the petition may not go out without."""
    told = tuple(steps)
    if not is_protected(submission.petition_class, submission.confidential):
        return told
    first = next((place for place, step in enumerate(told) if step.action in DISPATCHES), None)
    if first is None:
        return told
    return (*told[:first], Step(Action.REDACT, told[first].after), *told[first:])


@lru_cache(maxsize=1)
def stories() -> tuple[Story, ...]:
    """Every story, in the order of the files."""
    return tuple(
        _story(table)
        for path in sorted(FOLDER.glob("*.toml"))
        for table in tomllib.loads(path.read_text("utf-8"))["story"]
    )


def _story(table: Mapping[str, Any]) -> Story:
    replies = {"final": table.get("reply", {}), "interim": table.get("interim", {})}
    submission = _submission(table)
    return Story(
        key=table["key"],
        submission=submission,
        ago=table["ago"],
        ends=Status(table["ends"]),
        steps=guarded(
            (
                Step(Action(row[0]), row[1], row[2] if len(row) > 2 else {})
                for row in table["steps"]
            ),
            submission,
        ),
        files=tuple(table.get("files", ())),
        replies=replies,
    )


def _submission(table: Mapping[str, Any]) -> Submission:
    persons = _persons(table)
    return Submission(
        petition_class=PetitionClass(table["class"]),
        title=table["title"],
        request=table["request"],
        facts=table["facts"],
        reasons=table["reasons"],
        persons=persons,
        anonymous=table.get("anonymous", False),
        persons_count=table.get("persons_count", max(1, len(persons))),
        problem_place=table["place"],
        complained_about=table.get("about", ""),
        category=table["category"],
        legal_status=Legal(table.get("legal", "none")),
        confidential=table.get("confidential", False),
        publish_consent=table.get("publish", False),
        channel=Channel(table["channel"]),
        language=table.get("language", "zh"),
    )


def _persons(table: Mapping[str, Any]) -> tuple[Person, ...]:
    if table.get("anonymous"):
        return ()
    names = table.get("people") or [table["person"]]
    return tuple(
        person(
            f"{table['key']}-{place}",
            name,
            mail=table.get("mail", "") if place == 0 else "",
            whole=table["channel"] in ("online", "visit") and place == 0,
        )
        for place, name in enumerate(names)
    )
