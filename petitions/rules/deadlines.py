"""Deadline arithmetic: from a start day to a last day, with every step and its article."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from petitions.rules.calendar import WorkingCalendar
from petitions.rules.policy import ClockRule, checked_length, law_of
from petitions.rules.reasons import (
    CIVIL_FIRST_DAY,
    CIVIL_LAST_DAY,
    HEARING,
    OWN_PRACTICE,
    ExclusionRefused,
    ExtensionRefused,
    LengthMissing,
    ObjectionRefused,
    Reason,
    ReasonCode,
)
from petitions.rules.rulebook import POLICY
from petitions.rules.terms import Clock, ClockState, DayKind


@dataclass(frozen=True, slots=True)
class Deadline:
    """A derived deadline; ``length`` is in units of ``kind``, ``extension`` and ``excluded`` in calendar days.

    ``nominal`` is the last day by plain counting (extension included), ``adjusted`` the last day
    that is still in time, ``target`` the working day to aim at; ``ends_at`` the moment, for minutes.
    ``provisional``: a notice not yet published may still move ``adjusted`` or ``target``.
    """

    clock: Clock
    start: date
    nominal: date
    adjusted: date
    target: date
    kind: DayKind
    length: int
    extension: int
    excluded: int
    provisional: bool
    steps: tuple[Reason, ...]
    rest: tuple[date, ...] = ()
    """The rest days that were not counted, all before the last day."""
    ends_at: datetime | None = None


def deadline(
    rule: ClockRule,
    started_on: date,
    calendar: WorkingCalendar,
    *,
    length: int | None = None,
    extension: int = 0,
    excluded: int = 0,
    started_at: datetime | None = None,
) -> Deadline:
    """The deadline of a clock started on that office-local day, which is not counted (民法典 §201).

    ``length`` is in units of the rule's kind, ``extension`` and ``excluded`` calendar days; ``started_at``,
    in the office's time zone, is needed for minutes alone. An authority's duty is never lengthened for a
    rest day, nor beyond the law's own limit; a citizen's right moves on to a working day (民法典 §203).
    Raises LengthMissing, ExtensionRefused, ExclusionRefused.
    """
    units = _length(rule, length)
    _check_extension(rule, extension)
    _check_exclusion(rule, excluded)
    if rule.kind is DayKind.MINUTES:
        return _moment(rule, started_on, units, started_at)
    nominal, counting, rest = _counted(rule, started_on, units, calendar)
    nominal += timedelta(days=extension)
    if extension:
        counting += (Reason(ReasonCode.EXTENDED, rule.article, day=nominal, days=extension),)
    ends = nominal + timedelta(days=excluded)
    if excluded:
        counting += (Reason(ReasonCode.EXCLUDED_HEARING, HEARING, day=ends, days=excluded),)
    adjusted, target, settling = _settled(rule, started_on, ends, calendar)
    return Deadline(
        clock=rule.clock,
        start=started_on,
        nominal=nominal,
        adjusted=adjusted,
        target=target,
        kind=rule.kind,
        length=units,
        extension=extension,
        excluded=excluded,
        provisional=any(map(calendar.is_provisional, (ends, adjusted, target))),
        steps=counting + settling,
        rest=rest,
    )


def days_left(due: Deadline, today: date) -> int:
    """Days after ``today`` that are still in time: 0 on the last day, negative once it is past.

    Before the last day they are days of the clock's kind; past it always calendar days.
    """
    return (due.adjusted - today).days - sum(1 for day in due.rest if today < day)


def near_from(due: Deadline, rule: ClockRule) -> date:
    """The first day on which the clock counts as near: ``near_days`` (of its kind) before the last one."""
    day, left = due.adjusted, rule.near_days
    while day > due.start:
        left -= day not in due.rest
        if left < 0:
            break
        day -= timedelta(days=1)
    return day


def state_of(
    due: Deadline, stopped: date | datetime | None, now: date | datetime, rule: ClockRule
) -> ClockState:
    """How the clock stands; the last day itself is in time (民法典 §1259).

    ``stopped`` and ``now`` are office-local days, or moments for a clock in minutes. A window (T4, T7) that
    was used or has passed is stopped: it is nobody's fault.
    """
    last = due.ends_at or due.adjusted
    if not rule.duty and (stopped is not None or _after(now, last)):
        return ClockState.STOPPED
    if stopped is not None:
        return ClockState.MET_LATE if _after(stopped, last) else ClockState.MET
    if _after(now, last):
        return ClockState.OVERDUE
    today = _day(now)
    if days_left(due, today) == 0:
        return ClockState.DUE_TODAY
    return ClockState.NEAR if today >= near_from(due, rule) else ClockState.RUNNING


def check_extension(
    days: int, reason: str, *, already_extended: bool, rule: ClockRule = POLICY[Clock.HANDLING]
) -> None:
    """Refuse an extension of T5 that 信访工作条例 §34 does not allow: at most 30 calendar days, once
    per case, with a reason to tell the petitioner.
    """
    if already_extended:
        raise ExtensionRefused("second_extension", rule.article)
    if not reason.strip():
        raise ExtensionRefused("without_reason", rule.article)
    if days < 1:
        raise ExtensionRefused("not_positive", rule.article)
    _check_extension(rule, days)


def check_not_expired(due: Deadline, on: date) -> None:
    """Refuse to lengthen a limit that has passed: what is late stays late (信访工作条例 §34, §45)."""
    if on > due.adjusted:
        raise ExtensionRefused("too_late", POLICY[due.clock].article)


def check_objection(window: Deadline, on: date, reason: str) -> None:
    """Refuse a routing objection after the 5 working days or without reasons (信访工作条例 §23(3))."""
    article = POLICY[window.clock].article
    if not reason.strip():
        raise ObjectionRefused("without_reason", article)
    if on > window.adjusted:
        raise ObjectionRefused("too_late", article)


def _length(rule: ClockRule, length: int | None) -> int:
    if length is not None:
        return checked_length(rule, length)
    if rule.length is None:
        raise LengthMissing("length_missing", rule.article)
    return rule.length


def _check_extension(rule: ClockRule, extension: int) -> None:
    if extension < 0:
        raise ExtensionRefused("not_positive", rule.article)
    if extension and not rule.max_extension:
        raise ExtensionRefused("not_extendable", rule.article)
    if extension > rule.max_extension:
        raise ExtensionRefused("too_long", rule.article)


def _check_exclusion(rule: ClockRule, excluded: int) -> None:
    if excluded < 0:
        raise ExclusionRefused("not_positive", rule.article)
    if excluded and not rule.excludes:
        raise ExclusionRefused("not_excludable", rule.article)


def _moment(rule: ClockRule, day: date, minutes: int, started_at: datetime | None) -> Deadline:
    """A clock in minutes: it ends at a moment, on a rest day as on any other."""
    if started_at is None:
        raise ValueError("a clock in minutes needs the moment it starts at")
    ends_at = started_at + timedelta(minutes=minutes)
    last = ends_at.date()
    counted = Reason(ReasonCode.MINUTES_COUNTED, rule.article, day=last, days=minutes)
    return Deadline(
        clock=rule.clock,
        start=day,
        nominal=last,
        adjusted=last,
        target=last,
        kind=rule.kind,
        length=minutes,
        extension=0,
        excluded=0,
        provisional=False,
        steps=(counted,),
        ends_at=ends_at,
    )


def _counted(
    rule: ClockRule, start: date, days: int, calendar: WorkingCalendar
) -> tuple[date, tuple[Reason, ...], tuple[date, ...]]:
    """The nominal last day, how it was reached, and the rest days on the way."""
    first = Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, CIVIL_FIRST_DAY, day=start)
    nominal, steps, rest = _plainly(rule, start, days, calendar)
    by_law = _by_law(rule, start, calendar)
    if by_law is not None and by_law < nominal:
        earlier = Reason(ReasonCode.LAW_IS_EARLIER, POLICY[rule.clock].article, day=by_law)
        nominal, steps = by_law, (*steps, earlier)
        rest = tuple(day for day in rest if day < by_law)  # the law counts its last day
    return nominal, (first, *steps), rest


def _plainly(
    rule: ClockRule, start: date, days: int, calendar: WorkingCalendar
) -> tuple[date, tuple[Reason, ...], tuple[date, ...]]:
    if rule.kind is DayKind.CALENDAR:
        nominal = start + timedelta(days=days)
        return nominal, (Reason(ReasonCode.DAYS_COUNTED, rule.article, nominal, days),), ()
    nominal = calendar.add_working_days(start, days)
    walked, rest = _walked(rule, start, nominal, calendar)
    counted = Reason(ReasonCode.WORKING_DAYS_COUNTED, rule.article, nominal, days)
    return nominal, (*walked, counted), rest


def _by_law(rule: ClockRule, start: date, calendar: WorkingCalendar) -> date | None:
    """Where the law's own limit ends, for an office that counts the same duty in other days."""
    legal, kind = law_of(rule)
    if legal is None or kind is rule.kind:
        return None
    if kind is DayKind.CALENDAR:
        return start + timedelta(days=legal)
    return calendar.add_working_days(start, legal)


def _walked(
    rule: ClockRule, start: date, nominal: date, calendar: WorkingCalendar
) -> tuple[list[Reason], tuple[date, ...]]:
    """One step per stretch of rest days skipped and per make-up day counted on the way."""
    steps: list[Reason] = []
    rest: list[date] = []
    for offset in range(1, (nominal - start).days + 1):
        day = start + timedelta(days=offset)
        name = calendar.name_of(day) or ""
        if not calendar.is_working(day):
            _skip(steps, rule, day, name)
            rest.append(day)
        elif day in calendar.make_up_days:
            steps.append(Reason(ReasonCode.MAKE_UP_DAY_COUNTED, rule.article, day=day, name=name))
    return steps, tuple(rest)


def _skip(steps: list[Reason], rule: ClockRule, day: date, name: str) -> None:
    """Add a rest day to the stretch it belongs to, or begin a new one."""
    last = steps[-1] if steps else None
    if (
        last is not None
        and last.code is ReasonCode.SKIPPED_REST_DAY
        and last.name == name
        and last.until == day - timedelta(days=1)
    ):
        steps[-1] = Reason(last.code, last.article, last.day, None, day, name)
    else:
        steps.append(Reason(ReasonCode.SKIPPED_REST_DAY, rule.article, day, None, day, name))


def _settled(
    rule: ClockRule, start: date, ends: date, calendar: WorkingCalendar
) -> tuple[date, date, tuple[Reason, ...]]:
    """The adjusted day, the target and why, by whose clock it is."""
    if calendar.is_working(ends):
        return ends, ends, ()
    named = calendar.name_of(ends) or ""
    if rule.moves_on:
        moved = calendar.working_on_or_after(ends)
        code = ReasonCode.CITIZEN_MOVED_TO_WORKING_DAY
        return moved, moved, (Reason(code, CIVIL_LAST_DAY, day=moved, name=named),)
    kept = Reason(ReasonCode.AUTHORITY_NOT_LENGTHENED, OWN_PRACTICE, day=ends, name=named)
    target = calendar.working_on_or_before(ends)
    if target < start:
        return ends, ends, (kept,)
    aimed = Reason(ReasonCode.AUTHORITY_TARGET_BEFORE_REST, OWN_PRACTICE, day=target)
    return ends, target, (kept, aimed)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _after(moment: date | datetime, last: date | datetime) -> bool:
    """Whether a moment or day is past the last one; a bare day is compared by day."""
    if isinstance(moment, datetime) and isinstance(last, datetime):
        return moment > last
    return _day(moment) > _day(last)
