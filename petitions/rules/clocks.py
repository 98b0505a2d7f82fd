"""The clocks of one case, folded from its history: derived each time, never patched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from petitions.rules.calendar import WorkingCalendar
from petitions.rules.deadlines import Deadline, deadline, state_of
from petitions.rules.lifecycle import STEPS
from petitions.rules.policy import POLICY, Policy
from petitions.rules.terms import Action, Clock, ClockState, PetitionClass

Fact = str | int | bool

DISPATCHES = frozenset({Action.TRANSFER, Action.ASSIGN})
AT_UNIT = frozenset({Clock.NOTICE_ROUTED, Clock.OBJECTION, Clock.ASSIGNED})
"""Clocks of one unit: a new dispatch ends the earlier unit's."""
APPEALS_ONLY = frozenset({Clock.HANDLING, Clock.ASK_REVIEW})
"""Only an appeal has the 60 days and the review (信访工作条例 §31(6), §34–35)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: when (an aware instant), what, and the facts given with it."""

    at: datetime
    action: Action
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an event needs an aware instant")


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A clock of a case; ``stopped_on`` is the office-local day of ``stopped_at``."""

    clock: Clock
    deadline: Deadline
    started_at: datetime
    stopped_at: datetime | None
    stopped_by: Action | None
    stopped_on: date | None

    @property
    def running(self) -> bool:
        """Whether nothing has stopped it yet."""
        return self.stopped_at is None


@dataclass(frozen=True, slots=True)
class _Run:
    """A clock while the history is still being read; days are of the clock's kind."""

    clock: Clock
    start: date
    started_at: datetime
    length: int | None = None
    extension: int = 0
    stopped_at: datetime | None = None
    stopped_by: Action | None = None


@dataclass(frozen=True, slots=True)
class _Story:
    """What has been read so far."""

    runs: tuple[_Run, ...] = ()
    petition_class: str | None = None
    direct: bool = False


def clocks_of(
    events: Iterable[Event], calendar: WorkingCalendar, tz: tzinfo, policy: Policy = POLICY
) -> tuple[CaseClock, ...]:
    """Every clock the history started, in order of start (信访工作条例 §22–23, §34–35).

    ``events`` come in the order of their sequence, whatever their times; ``tz`` is the office's.
    Facts read: ``received_on`` (ISO day, in place of the event's own), ``direct``,
    ``petition_class``, ``limit_days`` (calendar days) and ``days`` (calendar days).
    """
    story = _Story()
    for event in events:
        story = _told(story, event, tz)
    return tuple(
        _finished(run, calendar, tz, policy)
        for run in story.runs
        if run.length is not None or policy[run.clock].length is not None
    )


def binding(clocks: Iterable[CaseClock], policy: Policy = POLICY) -> CaseClock | None:
    """The running duty with the earliest last day: it leads the queue. Windows never do."""
    duties = [clock for clock in clocks if clock.running and policy[clock.clock].duty]
    return min(duties, key=lambda duty: (duty.deadline.adjusted, duty.clock), default=None)


def due_on(
    events: Iterable[Event], calendar: WorkingCalendar, tz: tzinfo, policy: Policy = POLICY
) -> date | None:
    """The last day of the binding clock, if any duty is running."""
    leading = binding(clocks_of(events, calendar, tz, policy), policy)
    return leading.deadline.adjusted if leading else None


def state_on(clock: CaseClock, today: date, policy: Policy = POLICY) -> ClockState:
    """How a case's clock stands on ``today`` (office-local).

    A clock that another took over, or that a withdrawal ended in time, was not met but stopped.
    """
    state = state_of(clock.deadline, clock.stopped_on, today, policy)
    handed_on = clock.clock in AT_UNIT and clock.stopped_by in {
        *DISPATCHES,
        Action.UPHOLD_OBJECTION,
    }
    dropped = clock.stopped_by is Action.WITHDRAW and state is ClockState.MET
    return ClockState.STOPPED if handed_on or dropped else state


def _told(story: _Story, event: Event, tz: tzinfo) -> _Story:
    """The story with one more event."""
    facts = event.facts
    petition_class = facts.get("petition_class", story.petition_class)
    story = replace(
        story,
        petition_class=None if petition_class is None else str(petition_class),
        direct=bool(facts.get("direct", story.direct)),
    )
    step = STEPS[event.action]
    starts = _applicable(step.starts, story)
    ended = {*step.stops, *starts}
    if event.action in DISPATCHES:
        ended |= AT_UNIT
    runs = tuple(_stopped(run, event) if run.clock in ended else run for run in story.runs)
    runs = _resumed(runs, step.resumes)
    if event.action is Action.APPROVE_EXTENSION:
        runs = tuple(_longer(run, int(facts.get("days", 0))) for run in runs)
    begun = tuple(_begun(clock, event, tz) for clock in starts)
    return replace(story, runs=runs + begun)


def _applicable(starts: tuple[Clock, ...], story: _Story) -> tuple[Clock, ...]:
    """T1 or T2 by who received it, T5 and T7 for appeals alone."""
    unwanted = {Clock.SORT if story.direct else Clock.NOTICE_DIRECT}
    if story.petition_class != PetitionClass.APPEAL:
        unwanted |= APPEALS_ONLY
    return tuple(clock for clock in starts if clock not in unwanted)


def _begun(clock: Clock, event: Event, tz: tzinfo) -> _Run:
    received = event.facts.get("received_on")
    limit = event.facts.get("limit_days") if clock is Clock.ASSIGNED else None
    return _Run(
        clock=clock,
        start=date.fromisoformat(str(received)) if received else event.at.astimezone(tz).date(),
        started_at=event.at,
        length=int(limit) if limit else None,
    )


def _stopped(run: _Run, event: Event) -> _Run:
    if run.stopped_at is not None:
        return run
    return replace(run, stopped_at=event.at, stopped_by=event.action)


def _resumed(runs: tuple[_Run, ...], clocks: tuple[Clock, ...]) -> tuple[_Run, ...]:
    """The latest run of each clock goes on from its original start, as if never stopped."""
    latest = {run.clock: index for index, run in enumerate(runs) if run.clock in clocks}
    again = set(latest.values())
    return tuple(
        replace(run, stopped_at=None, stopped_by=None) if index in again else run
        for index, run in enumerate(runs)
    )


def _longer(run: _Run, days: int) -> _Run:
    if run.clock is not Clock.HANDLING or run.stopped_at is not None:
        return run
    return replace(run, extension=run.extension + days)


def _finished(run: _Run, calendar: WorkingCalendar, tz: tzinfo, policy: Policy) -> CaseClock:
    stopped_at = run.stopped_at
    return CaseClock(
        clock=run.clock,
        deadline=deadline(
            run.clock,
            run.start,
            calendar,
            policy,
            length=run.length,
            extension=run.extension,
        ),
        started_at=run.started_at,
        stopped_at=stopped_at,
        stopped_by=run.stopped_by,
        stopped_on=stopped_at.astimezone(tz).date() if stopped_at else None,
    )
