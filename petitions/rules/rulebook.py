"""Reads ``rulebook.toml``, the one file of all limits, into the rules of ``policy.py``."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from petitions.rules.occasions import Occasion
from petitions.rules.policy import (
    FROM_THE_BEGINNING,
    ClockRule,
    Condition,
    Force,
    Limit,
    OwedBy,
    Rulebook,
    Warn,
    with_limits,
)
from petitions.rules.terms import Action, Clock, DayKind

FILE = Path(__file__).with_name("rulebook.toml")
EVENTS = frozenset({*Action, *Occasion})
_LAST_DAYS = {"kept": False, "moves_on": True}
_EVENT_FIELDS = ("starts", "stops", "resumes", "handed_on_by", "dropped_by", "excludes")
_CONDITIONS = ("when", "unless", "not_owed_when")
_PLAIN = (
    *(
        "length",
        "suggested",
        "promised",
        "name",
        "name_en",
        "tell",
        "tell_en",
        "duty",
        "length_from",
    ),
)


class BadRulebook(ValueError):
    """A rule that cannot be read: its id, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of stricter limits that belongs together, for an office to take over from a day on."""

    id: str
    name: str
    name_en: str
    limits: tuple[Limit, ...]


def read(text: str) -> tuple[Rulebook, tuple[Profile, ...]]:
    """The rulebook and its profiles from TOML. Raises BadRulebook, naming the rule."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRulebook(str(error)) from error
    editions: dict[Clock, tuple[ClockRule, ...]] = {}
    for rules in map(_rule, raw.get("rule", ())):
        clock = rules[0].clock
        if clock in editions:
            raise BadRulebook(f"{clock}: every clock has one block")
        editions[clock] = rules
    if missing := set(Clock) - set(editions):
        raise BadRulebook(f"{', '.join(sorted(missing))}: every clock has one block")
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    book = Rulebook(version, MappingProxyType(editions))
    return book, tuple(_profile(each, book) for each in raw.get("profile", ()))


def _rule(raw: dict[str, Any]) -> tuple[ClockRule, ...]:
    """One block in all its editions."""
    name = raw.get("id", "?")
    try:
        plain = _plain_rule(raw)
        rules = tuple(_edition(plain, each) for each in raw.get("editions", ())) or (plain,)
        if [rule.effective_from for rule in rules] != sorted(
            {rule.effective_from for rule in rules}
        ):
            raise ValueError("editions are not in the order of their days")
    except (KeyError, ValueError, TypeError) as error:
        raise BadRulebook(f"{name}: {error}") from error
    return (replace(rules[0], effective_from=FROM_THE_BEGINNING), *rules[1:])


def _plain_rule(raw: dict[str, Any]) -> ClockRule:
    known = {*_EVENT_FIELDS, *_CONDITIONS, *_PLAIN, "id", "article", "force", "owed_by", "days"}
    known |= {"first_day", "last_day", "extension", "day_from", "warn", "editions"}
    if unknown := set(raw) - known:
        raise ValueError(f"unknown {sorted(unknown)}")
    if raw.get("first_day", "not_counted") != "not_counted":
        raise ValueError("the first day is never counted (民法典 §201)")
    fields: dict[str, Any] = {name: _events(raw.get(name, [])) for name in _EVENT_FIELDS}
    fields |= {name: _condition(raw.get(name, {})) for name in _CONDITIONS}
    fields |= {name: raw[name] for name in _PLAIN if name in raw}
    for name in ("length", "suggested", "extension"):
        _check_whole(name, raw.get(name))
    for name, days in raw["warn"].items():
        _check_whole(name, days, least=0)
    return ClockRule(
        clock=Clock(raw["id"]),
        article=raw["article"],
        force=Force(raw["force"]),
        owed_by=OwedBy(raw["owed_by"]),
        kind=DayKind(raw["days"]),
        max_extension=raw.get("extension", 0),
        moves_on=_LAST_DAYS[raw.get("last_day", "kept")],
        day_from=tuple(_listed("day_from", raw.get("day_from", []))),
        warn=Warn(**raw["warn"]),
        **{"length": None, **fields},
    )


def _edition(rule: ClockRule, raw: dict[str, Any]) -> ClockRule:
    if unknown := set(raw) - {"from", "length", "article"}:
        raise ValueError(f"unknown {sorted(unknown)}")
    if not isinstance(raw["from"], date):
        raise TypeError(f"from is no day: {raw['from']}")
    _check_whole("length", raw.get("length"))
    return replace(
        rule, effective_from=raw["from"], length=raw.get("length"), article=raw["article"]
    )


def _check_whole(name: str, number: Any, least: int = 1) -> None:
    """Refuse what is no whole number of days; None is a limit nobody has set."""
    if number is not None and (type(number) is not int or number < least):
        raise ValueError(f"{name} is {number!r}")


def _listed(name: str, values: Any) -> list[Any]:
    """``values`` if they are a list: the letters of a text are not."""
    if not isinstance(values, list):
        raise TypeError(f"{name} is no list: {values!r}")
    return values


def _events(names: list[str]) -> frozenset[str]:
    if unknown := set(_listed("events", names)) - EVENTS:
        raise ValueError(f"no such event: {sorted(unknown)}")
    return frozenset(names)


def _condition(raw: Mapping[str, list[Any]]) -> Condition:
    return MappingProxyType(
        {name: frozenset(_listed(name, values)) for name, values in raw.items()}
    )


def _profile(raw: dict[str, Any], book: Rulebook) -> Profile:
    """One profile, with every limit as the law allows it."""
    try:
        limits = tuple(_limit(each, book) for each in raw["limits"])
        with_limits(book, [replace(limit, effective_from=date.max) for limit in limits], "")
        return Profile(raw["id"], raw["name"], raw["name_en"], limits)
    except (KeyError, ValueError, TypeError) as error:
        raise BadRulebook(f"{raw.get('id', '?')}: {error}") from error


def _limit(raw: dict[str, Any], book: Rulebook) -> Limit:
    clock = Clock(raw["id"])
    return Limit(
        clock,
        raw["length"],
        DayKind(raw["days"]),
        FROM_THE_BEGINNING,
        book.rule(clock, date.max).warn,
        raw["article"],
    )


NATIONAL, PROFILES = read(FILE.read_text(encoding="utf-8"))
"""The rules of the Regulation with nothing of any office's own, and the local sets that ship with them."""

POLICY = NATIONAL.on(date.max)
"""The national rules in their newest edition."""
