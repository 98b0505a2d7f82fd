"""What a rule of the rulebook is: a limit with its article, by date of effect; an office may only be stricter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from petitions.rules.terms import Clock, DayKind

Fact = str | int | bool
Condition = Mapping[str, frozenset[Fact]]
"""Facts of a case by name, and the values that fit."""

FROM_THE_BEGINNING = date(1, 1, 1)
_WEEK, _WORKED = 7, 5


class OwedBy(StrEnum):
    """Whose clock it is: an authority's is never lengthened, a citizen's right never shortened."""

    LETTERS_OFFICE = "letters_office"
    UNIT = "unit"
    REVIEWER = "reviewer"
    CITIZEN = "citizen"


class Force(StrEnum):
    """Whether the length is the law's, or the office's own where the law is silent."""

    LAW = "law"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Warn:
    """When to warn: ``near`` days (of the clock's kind) before the last one, the others calendar days after
    it. None: nobody is told."""

    near: int | None = None
    head: int | None = None
    supervision: int | None = None


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One edition of one rule, as ``rulebook.toml`` explains its fields.

    ``length``, ``max_extension`` and ``legal`` are in units of ``kind`` (days, or minutes). ``legal`` and
    ``legal_kind`` are the law's own limit, which stands behind an office's stricter one.
    """

    clock: Clock
    length: int | None
    article: str
    kind: DayKind = DayKind.CALENDAR
    owed_by: OwedBy = OwedBy.UNIT
    duty: bool = True
    force: Force = Force.LAW
    max_extension: int = 0
    moves_on: bool = False
    warn: Warn = Warn()
    starts: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    resumes: frozenset[str] = frozenset()
    handed_on_by: frozenset[str] = frozenset()
    dropped_by: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    day_from: tuple[str, ...] = ()
    length_from: str = ""
    when: Condition = field(default_factory=dict)
    unless: Condition = field(default_factory=dict)
    not_owed_when: Condition = field(default_factory=dict)
    promised: bool = False
    """The petitioner is told this length: an office's own, and yet only to be shortened."""
    suggested: int | None = None
    name: str = ""
    name_en: str = ""
    tell: str = ""
    tell_en: str = ""
    effective_from: date = FROM_THE_BEGINNING
    legal: int | None = None
    legal_kind: DayKind | None = None

    @property
    def near_days(self) -> int:
        """How many days before the last one it counts as near; 0 where nobody is warned."""
        return self.warn.near or 0

    @property
    def changeable(self) -> bool:
        """Whether an office may set its own limit: never for somebody else's window under the law, nor where
        each case is given its own (信访工作条例 §22(3))."""
        return (self.duty or self.force is Force.OFFICE) and not self.length_from

    def runs_for(self, facts: Mapping[str, Fact]) -> bool:
        """Whether the clock runs for a case with these facts."""
        return _all_fit(self.when, facts) and not _any_fits(self.unless, facts)

    def owed_for(self, facts: Mapping[str, Fact]) -> bool:
        """Whether anybody owes it there (信访工作条例 §23: not where name or address is unclear)."""
        return not _any_fits(self.not_owed_when, facts)


Policy = Mapping[Clock, ClockRule]
"""The rules in force on one day."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An office's own limit for one clock from a day on; ``length`` None goes back to the law's (or to none).

    ``length`` is in units of ``kind``.
    """

    clock: Clock
    length: int | None
    kind: DayKind
    effective_from: date
    warn: Warn = Warn()
    article: str = ""
    """A local rule the office follows with it; blank for its own decision."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every clock's rule in all its editions, oldest first; ``version`` names the whole.

    ``law`` is the book without any office's ``limits``, None where this is it.
    """

    version: str
    editions: Mapping[Clock, tuple[ClockRule, ...]]
    law: "Rulebook | None" = field(default=None, compare=False, repr=False)
    limits: tuple[Limit, ...] = field(default=(), compare=False, repr=False)
    starters: Mapping[str, tuple[Clock, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Note which clocks each event may start: the fold asks at every event."""
        found: dict[str, list[Clock]] = {}
        for clock, rules in self.editions.items():
            for event in {event for rule in rules for event in rule.starts}:
                found.setdefault(event, []).append(clock)
        object.__setattr__(
            self, "starters", {event: tuple(clocks) for event, clocks in found.items()}
        )

    def rule(self, clock: Clock, day: date) -> ClockRule:
        """The edition that was in force on ``day``; the first one for any earlier day."""
        found = self.editions[clock][0]
        for edition in self.editions[clock][1:]:
            if edition.effective_from <= day:
                found = edition
        return found

    def started_by(self, event: str) -> tuple[Clock, ...]:
        """The clocks an event may start in some edition, in the order of the file."""
        return self.starters.get(event, ())

    def on(self, day: date) -> Policy:
        """All the rules in force on ``day``."""
        return MappingProxyType({clock: self.rule(clock, day) for clock in self.editions})


class LimitRefused(ValueError):
    """A limit an office may not set: ``wanted`` against the ``legal`` one (each in its kind), and the article."""

    code = "limit_refused"

    def __init__(self, rule: ClockRule, wanted: int | None) -> None:
        legal = rule.length if rule.legal is None else rule.legal
        super().__init__(f"{rule.clock}: {wanted}, the law says {legal} ({rule.article})")
        self.clock = rule.clock
        self.wanted = wanted
        self.legal = legal
        self.article = rule.article


class LooserThanLaw(LimitRefused):
    """It would give people less than the law does."""

    code = "limit_looser_than_law"


class LongerThanPromised(LimitRefused):
    """The petitioner is told on the page where he asks that it takes no longer."""

    code = "limit_longer_than_promised"


class FixedByLaw(LimitRefused):
    """The window belongs to somebody else (a unit, a citizen): the office may not alter it."""

    code = "limit_fixed_by_law"


class NotPositive(LimitRefused):
    """A limit under one day (or minute) is none."""

    code = "limit_not_positive"


class WrongKind(LimitRefused):
    """Minutes and days do not stand for each other."""

    code = "limit_wrong_kind"


def checked_length(rule: ClockRule, wanted: int, kind: DayKind | None = None) -> int:
    """``wanted`` (in ``kind``, else the rule's own) if it is no looser than the law's (信访工作条例 §22–36) or
    than what the petitioner is told.

    Working days are measured against calendar days in plain weeks; the holidays are the engine's business,
    which never lets a stricter limit end later than the law's own. Raises LimitRefused.
    """
    kind = kind or rule.kind
    legal, legal_kind = law_of(rule)
    fixed = not rule.duty and rule.force is Force.LAW
    if fixed and (wanted, kind) != (legal, legal_kind):
        raise FixedByLaw(rule, wanted)
    if wanted < 1:
        raise NotPositive(rule, wanted)
    if DayKind.MINUTES in {kind, legal_kind} and kind is not legal_kind:
        raise WrongKind(rule, wanted)
    longer = legal is not None and not _within(wanted, kind, legal, legal_kind)
    if longer and rule.force is Force.LAW:
        raise LooserThanLaw(rule, wanted)
    if longer and rule.promised:
        raise LongerThanPromised(rule, wanted)
    return wanted


def law_of(rule: ClockRule) -> tuple[int | None, DayKind]:
    """The law's own length and kind behind a rule, or the rule's where no office has changed it."""
    if rule.legal_kind is None:
        return rule.length, rule.kind
    return rule.legal, rule.legal_kind


def with_limits(
    book: Rulebook, limits: Iterable[Limit], version: str, *, checked: bool = True
) -> Rulebook:
    """``book`` with an office's limits as further editions; of two for one day the later one holds.

    Each is measured against the law of its day, whatever the office had before. When the law changes, the
    office's limit goes on where it is still no looser.
    Raises LimitRefused for the first that is looser than the law's, or is not the office's to set. Limits
    that were set long ago come with ``checked`` False: a newer law may be stricter than they are, and then
    it holds in their place.
    """
    law, wanted = book.law or book, tuple(limits)
    if checked:
        for limit in wanted:
            _edition(law.rule(limit.clock, limit.effective_from), limit)
    limits = (*book.limits, *wanted)
    editions = dict(law.editions)
    for clock in {limit.clock for limit in limits}:
        editions[clock] = _laid_over(law, clock, [each for each in limits if each.clock is clock])
    return Rulebook(version, MappingProxyType(editions), law, limits)


def _laid_over(law: Rulebook, clock: Clock, limits: list[Limit]) -> tuple[ClockRule, ...]:
    """The editions of one clock as the law and the office's limits make them."""
    by_day = {limit.effective_from: limit for limit in limits}
    found: list[ClockRule] = []
    current: Limit | None = None
    for day in sorted({rule.effective_from for rule in law.editions[clock]} | set(by_day)):
        legal, current = law.rule(clock, day), by_day.get(day, current)
        try:
            found.append(
                _edition(legal, replace(current, effective_from=day)) if current else legal
            )
        except LimitRefused:  # the law has become stricter than the office's limit
            found.append(legal)
    return tuple(found)


def _edition(law: ClockRule, limit: Limit) -> ClockRule:
    """The law's rule as the office has it from that day on."""
    if limit.length is None:
        return replace(law, effective_from=limit.effective_from, warn=limit.warn)
    return replace(
        law,
        length=checked_length(law, limit.length, limit.kind),
        kind=limit.kind,
        effective_from=limit.effective_from,
        warn=limit.warn,
        legal=law.length if law.force is Force.LAW else None,
        legal_kind=law.kind,
        article=limit.article or law.article,
    )


def _within(wanted: int, kind: DayKind, legal: int, legal_kind: DayKind) -> bool:
    """Whether ``wanted`` ends no later than ``legal``, counted in plain weeks from any weekday."""
    if kind is legal_kind:
        return wanted <= legal
    if kind is DayKind.CALENDAR:
        return wanted <= legal  # a working day is a calendar day at least
    # the longest way of so many working days begins on a Friday
    weeks, rest = divmod(wanted, _WORKED)
    longest = weeks * _WEEK + (rest + _WEEK - _WORKED if rest else 0)
    return longest <= legal


def _all_fit(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    return all(facts.get(name) in values for name, values in condition.items())


def _any_fits(condition: Condition, facts: Mapping[str, Fact]) -> bool:
    return any(facts.get(name) in values for name, values in condition.items())
