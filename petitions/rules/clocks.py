"""The clocks of one case, folded from its history: derived each time, never patched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from petitions.rules.calendar import WorkingCalendar
from petitions.rules.deadlines import Deadline, deadline, near_from, state_of
from petitions.rules.occasions import Occasion
from petitions.rules.policy import ClockRule, Fact, Rulebook
from petitions.rules.rulebook import NATIONAL
from petitions.rules.terms import Action, Alert, Clock, ClockState

DISPATCHES = frozenset({Action.TRANSFER, Action.ASSIGN})
CLASS, RECEIVED = "petition_class", "received_on"
"""Facts that a correction may change once clocks run."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: when (an aware instant), what, and the facts given with it."""

    at: datetime
    action: Action | Occasion
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an event needs an aware instant")


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A clock of a case; ``stopped_on`` is the office-local day of ``stopped_at``.

    ``sequence`` is the number of the event that started it, from 1; with the clock it names the run.
    """

    clock: Clock
    rule: ClockRule
    deadline: Deadline
    sequence: int
    started_at: datetime
    stopped_at: datetime | None
    stopped_by: Action | Occasion | None
    stopped_on: date | None
    owed: bool = True

    @property
    def running(self) -> bool:
        """Whether nothing has stopped it yet."""
        return self.stopped_at is None

    @property
    def binds(self) -> bool:
        """Whether it is a running duty that somebody owes."""
        return self.running and self.rule.duty and self.owed


@dataclass(frozen=True, slots=True)
class _Run:
    """A clock while the history is still being read; days are of the clock's kind."""

    rule: ClockRule
    sequence: int
    start: date
    started_at: datetime
    length: int | None = None
    extension: int = 0
    excluded: int = 0
    owed: bool = True
    stopped_at: datetime | None = None
    stopped_by: Action | Occasion | None = None
    asleep: bool = False
    """Its event has come, but it does not run for the class of the case; a correction may wake it."""


@dataclass(frozen=True, slots=True)
class _Story:
    """What has been read so far: the runs, and the newest facts that rules ask about."""

    runs: tuple[_Run, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    length: int = 0


ASKED_FACTS = frozenset(
    name
    for rules in NATIONAL.editions.values()
    for rule in rules
    for condition in (rule.when, rule.unless, rule.not_owed_when)
    for name in condition
)
"""The facts of a case that decide which clocks run."""


def clocks_of(
    events: Iterable[Event], calendar: WorkingCalendar, tz: tzinfo, book: Rulebook = NATIONAL
) -> tuple[CaseClock, ...]:
    """Every clock the history started, in order of start: due = f(events, rules, calendar).

    ``events`` come in the order of their sequence, whatever their times; ``tz`` is the office's. Each
    clock is counted by the edition of its rule that was in force on its first day. Facts read: those of
    ``ASKED_FACTS``, the rule's ``day_from`` (ISO day, in place of the event's own) and ``length_from``,
    ``days`` (calendar days) of an extension or a hearing, and ``received_on`` of a correction.
    """
    story = _Story()
    for event in events:
        story = _told(story, event, tz, book)
    return tuple(
        _finished(run, calendar, tz)
        for run in story.runs
        if not run.asleep and (run.length is not None or run.rule.length is not None)
    )


def binding(clocks: Iterable[CaseClock]) -> CaseClock | None:
    """The running duty with the earliest last day: it leads the queue. Windows never do."""
    duties = [clock for clock in clocks if clock.binds]
    return min(duties, key=lambda duty: (duty.deadline.adjusted, duty.clock), default=None)


def due_on(
    events: Iterable[Event], calendar: WorkingCalendar, tz: tzinfo, book: Rulebook = NATIONAL
) -> date | None:
    """The last day of the binding clock, if any duty is running."""
    leading = binding(clocks_of(events, calendar, tz, book))
    return leading.deadline.adjusted if leading else None


def state_on(clock: CaseClock, today: date | datetime) -> ClockState:
    """How a case's clock stands on ``today`` (office-local; a moment in that zone for a clock in minutes).

    A clock that another took over, or that became pointless in time, was not met but stopped.
    """
    if not clock.owed:
        return ClockState.NOT_OWED
    if given_up(clock):
        return ClockState.STOPPED
    return state_of(clock.deadline, _stop_of(clock), today, clock.rule)


def given_up(clock: CaseClock) -> bool:
    """Whether it ended neither met nor missed: handed on, begun anew, or pointless in time.

    What became pointless after its last day was missed before; who hands it on leaves that to the next.
    """
    stopped = _stop_of(clock)
    if stopped is None or _handed_on(clock):
        return stopped is not None
    dropped = clock.stopped_by in clock.rule.dropped_by
    return dropped and state_of(clock.deadline, stopped, stopped, clock.rule) is ClockState.MET


def alert_days(clock: CaseClock) -> tuple[tuple[Alert, date], ...]:
    """The days on which a running duty climbs its warn ladder, in order; none for windows.

    Near and due come on or before the last day, the others on calendar days after it.
    """
    rule, due = clock.rule, clock.deadline
    if not rule.duty or not clock.owed or due.ends_at is not None:
        return ()
    warn, last = rule.warn, due.adjusted
    days: list[tuple[Alert, date]] = []
    if warn.near:
        days.append((Alert.NEAR, near_from(due, rule)))
    days += [(Alert.DUE, last), (Alert.OVERDUE, last + _ONE_DAY)]
    if warn.head is not None:
        # whoever is nearer is told no later than who stands above
        head = warn.head if warn.supervision is None else min(warn.head, warn.supervision)
        days.append((Alert.TO_HEAD, last + _ONE_DAY * max(head, 1)))
    if warn.supervision is not None:
        days.append((Alert.TO_SUPERVISION, last + _ONE_DAY * max(warn.supervision, 1)))
    return tuple(days)


def _stop_of(clock: CaseClock) -> date | datetime | None:
    """When it stopped: the day, but the moment for a clock in minutes, which may be late within a day."""
    return clock.stopped_at if clock.deadline.ends_at else clock.stopped_on


def _handed_on(clock: CaseClock) -> bool:
    return clock.stopped_by in clock.rule.handed_on_by or clock.stopped_by in clock.rule.starts


def _told(story: _Story, event: Event, tz: tzinfo, book: Rulebook) -> _Story:
    """The story with one more event."""
    known = {name: fact for name, fact in event.facts.items() if name in ASKED_FACTS}
    facts = {**story.facts, **known} if known else story.facts
    sequence = story.length + 1
    begun = tuple(_begun(facts, event, sequence, tz, book))
    again = {(run.rule.clock, run.asleep) for run in begun}
    runs = tuple(_carried_on(run, event, again) for run in story.runs)
    if event.action is Action.APPROVE_CORRECTION:
        day = event.at.astimezone(tz).date()
        runs = tuple(_corrected(run, event, facts, sequence, day, book) for run in runs)
    return _Story(_resumed(runs, event) + begun, facts, sequence)


def _begun(
    facts: Mapping[str, Fact],
    event: Event,
    sequence: int,
    tz: tzinfo,
    book: Rulebook,
) -> Iterable[_Run]:
    """The clocks an event starts for a case with these facts."""
    for clock in book.started_by(event.action):
        start = _start_day(book, clock, event, tz)
        rule = book.rule(clock, start)
        if event.action not in rule.starts:
            continue
        asleep = not rule.runs_for(facts)
        if asleep and CLASS not in rule.when:
            continue
        limit = event.facts.get(rule.length_from) if rule.length_from else None
        yield _Run(
            rule=rule,
            sequence=sequence,
            start=start,
            started_at=event.at.astimezone(tz),
            length=int(limit) if limit else None,
            owed=rule.owed_for(facts),
            asleep=asleep,
        )


def _start_day(book: Rulebook, clock: Clock, event: Event, tz: tzinfo) -> date:
    """The day the starting event names, or its own."""
    own = event.at.astimezone(tz).date()
    for name in book.rule(clock, own).day_from:
        if given := event.facts.get(name):
            return date.fromisoformat(str(given))
    return own


def _carried_on(run: _Run, event: Event, again: set[tuple[Clock, bool]]) -> _Run:
    """A run after one more event: stopped, begun anew, lengthened, or as it was."""
    if run.stopped_at is not None:
        return run
    if event.action in run.rule.stops or (run.rule.clock, run.asleep) in again:
        return replace(run, stopped_at=event.at, stopped_by=event.action)
    if event.action in run.rule.excludes:
        return replace(run, excluded=run.excluded + int(event.facts.get("days", 0)))
    if event.action is Action.APPROVE_EXTENSION and run.rule.max_extension:
        return replace(run, extension=run.extension + int(event.facts.get("days", 0)))
    return run


def _corrected(
    run: _Run,
    event: Event,
    facts: Mapping[str, Fact],
    sequence: int,
    day: date,
    book: Rulebook,
) -> _Run:
    """A run after a registered fact was corrected: no duty ends later for it, no right is cut short.

    An earlier day of receipt moves the clocks that count from it back (信访工作条例 §22, §23), those that
    have stopped too: late is late. What runs for the class the case now has begins: a duty from the day it
    would have begun on (§34: from acceptance), a petitioner's right today, since he could not use it before.
    What ran before goes on: it was promised.
    """
    received = event.facts.get(RECEIVED)
    if received and run.sequence == 1 and RECEIVED in run.rule.day_from:
        run = replace(run, start=min(run.start, date.fromisoformat(str(received))))
    if not run.asleep or run.stopped_at is not None or not run.rule.runs_for(facts):
        return run
    run = replace(run, asleep=False, owed=run.rule.owed_for(facts))
    if run.rule.duty:
        return run
    rule = book.rule(run.rule.clock, day)
    return replace(run, rule=rule, sequence=sequence, start=day, started_at=event.at)


UNDOES: Mapping[Action, Action] = {Action.UNDO_MERGE: Action.MERGE_INTO}
"""Steps that undo another: exactly what that one stopped goes on, and nothing else."""


def _resumed(runs: tuple[_Run, ...], event: Event) -> tuple[_Run, ...]:
    """The latest run of each clock the event resumes goes on from its first day, as if never stopped."""
    undone = UNDOES.get(event.action) if isinstance(event.action, Action) else None
    if undone is not None:
        return tuple(
            replace(run, stopped_at=None, stopped_by=None) if run.stopped_by is undone else run
            for run in runs
        )
    latest = {
        run.rule.clock: index for index, run in enumerate(runs) if event.action in run.rule.resumes
    }
    again = set(latest.values())
    return tuple(
        replace(run, stopped_at=None, stopped_by=None) if index in again else run
        for index, run in enumerate(runs)
    )


def _finished(run: _Run, calendar: WorkingCalendar, tz: tzinfo) -> CaseClock:
    stopped_at = run.stopped_at
    return CaseClock(
        clock=run.rule.clock,
        rule=run.rule,
        deadline=deadline(
            run.rule,
            run.start,
            calendar,
            length=run.length,
            extension=run.extension,
            excluded=run.excluded,
            started_at=run.started_at,
        ),
        sequence=run.sequence,
        started_at=run.started_at,
        stopped_at=stopped_at,
        stopped_by=run.stopped_by,
        stopped_on=stopped_at.astimezone(tz).date() if stopped_at else None,
        owed=run.owed,
    )
