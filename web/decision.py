"""The notice of a decision that ends a case unanswered: what was decided, why, and where to go by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.queries.directory import UnitView, unit
from petitions.queries.paper_views import EventView
from petitions.queries.unit_name import UnitName
from petitions.rules.other_procedures import WAYS, Way
from petitions.rules.terms import Action, DeclineGround, Procedure
from web import wording
from web.filters import date_words
from web.wording.elsewhere import limit_lines

TITLES: dict[Action, LazyString] = {
    Action.DECLINE: _l("不予受理告知书"),
    Action.NO_LONGER_ACCEPT: _l("不再受理告知书"),
    Action.REDIRECT: _l("导入其他程序告知书"),
}
_SAID: dict[Action, tuple[str, ...]] = {
    Action.DECLINE: ("ground", "explanation", "where_to_go"),
    Action.NO_LONGER_ACCEPT: ("earlier_number", "explanation"),
    Action.REDIRECT: ("procedure", "way", "body", "explanation"),
}
_CODED: dict[str, type[StrEnum]] = {"ground": DeclineGround, "procedure": Procedure, "way": Way}


@dataclass(frozen=True, slots=True)
class Decision:
    """One such notice, ready to be drawn; ``place`` is the unit of the directory that it leads to."""

    title: LazyString
    at: datetime
    unit: UnitName | None
    article: str
    lines: list[tuple[str, str]]
    onward: list[tuple[str, str]]
    """Of these, where to go and until when."""
    place: UnitView | None


def lines(event: EventView) -> list[tuple[str, str]]:
    """What the decision says, label and text; for a redirection the limit with its last day too."""
    return _told(event, _SAID[event.action]) + _limit(event)


def _told(event: EventView, names: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (str(wording.fact_word(name)), _words(name, str(event.facts[name])))
        for name in names
        if event.facts.get(name)
    ]


def _limit(event: EventView) -> list[tuple[str, str]]:
    return limit_lines(event.facts, date_words) if event.action is Action.REDIRECT else []


def decision_of(history: Iterable[EventView]) -> Decision | None:
    """The decision that ended a case, or None where it ended otherwise or goes on."""
    event = next((each for each in reversed(list(history)) if each.action in TITLES), None)
    if event is None:
        return None
    way = event.facts.get("way")
    number = event.facts.get("to_unit_id")
    place = unit(number) if number else None
    return Decision(
        TITLES[event.action],
        event.at,
        event.unit,
        WAYS[Way(way)].article if way in set(Way) else event.article,
        lines(event),
        _told(event, ("where_to_go", "body")) + _limit(event),
        place if place is not None and place.published else None,
    )


def _words(name: str, value: str) -> str:
    enum = _CODED.get(name)
    return str(wording.word(enum(value))) if enum and value in set(enum) else value
