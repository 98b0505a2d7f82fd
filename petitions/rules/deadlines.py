"""Deadline arithmetic: from a start day to a last day, with every step and its article."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from petitions.rules.calendar import WorkingCalendar
from petitions.rules.policy import POLICY, ClockRule, OwedBy, Policy, checked_length
from petitions.rules.terms import Clock, ClockState, DayKind

CIVIL_FIRST_DAY = "民法典 §201"
CIVIL_LAST_DAY = "民法典 §203"
HEARING = "信访工作条例 §36"
OWN_PRACTICE = "domain.md §1.0"
"""The house's safe asymmetry: the Regulation itself has no rule on counting."""


class ReasonCode(StrEnum):
    """One step of the arithmetic, for the "why this date" panel."""

    FIRST_DAY_NOT_COUNTED = "first_day_not_counted"
    DAYS_COUNTED = "days_counted"
    SKIPPED_REST_DAY = "skipped_rest_day"
    MAKE_UP_DAY_COUNTED = "make_up_day_counted"
    EXTENDED = "extended"
    EXCLUDED_HEARING = "excluded_hearing"
    CITIZEN_MOVED_TO_WORKING_DAY = "citizen_moved_to_working_day"
    AUTHORITY_NOT_LENGTHENED = "authority_not_lengthened"
    AUTHORITY_TARGET_BEFORE_REST = "authority_target_before_rest"


@dataclass(frozen=True, slots=True)
class Reason:
    """A step with its article; ``days`` are of the clock's kind, ``day`` the day it speaks of."""

    code: ReasonCode
    article: str
    day: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A derived deadline; ``length`` and ``extension`` are days of ``kind``, ``excluded`` calendar.

    ``nominal`` is the last day by plain counting (extension included), ``adjusted`` the last day
    that is still in time, ``target`` the working day to aim at. ``provisional``: a notice not yet
    published may still move ``adjusted`` or ``target``.
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


class RuleRefused(ValueError):
    """Something the rules do not allow: a ``code`` for the words, and the article."""

    def __init__(self, code: str, article: str) -> None:
        super().__init__(f"{code} ({article})")
        self.code = code
        self.article = article


class ExtensionRefused(RuleRefused):
    """Codes: not_extendable, not_positive, too_long, second_extension, without_reason, too_late."""


class ExclusionRefused(RuleRefused):
    """Codes: not_excludable (only a re-review leaves out its hearing, 信访工作条例 §36), not_positive."""


class ObjectionRefused(RuleRefused):
    """Codes: too_late, without_reason (信访工作条例 §23(3))."""


class LengthMissing(RuleRefused):
    """Code: length_missing. Nobody set a limit for a clock that has no legal length (T6)."""


def deadline(
    clock: Clock,
    started_on: date,
    calendar: WorkingCalendar,
    policy: Policy = POLICY,
    *,
    length: int | None = None,
    extension: int = 0,
    excluded: int = 0,
) -> Deadline:
    """The deadline of ``clock`` started on that office-local day, which is not counted (民法典 §201).

    ``length`` and ``extension`` are days of the clock's kind, ``excluded`` calendar days. An
    authority's duty is never lengthened for a rest day; a citizen's right moves on to a working
    day (民法典 §203).
    """
    rule = policy[clock]
    days = _length(rule, length)
    _check_extension(rule, extension)
    _check_exclusion(rule, excluded)
    nominal, counting = _counted(rule, started_on, days, extension, calendar)
    ends = nominal + timedelta(days=excluded)
    if excluded:
        counting += (Reason(ReasonCode.EXCLUDED_HEARING, HEARING, day=ends, days=excluded),)
    adjusted, target, settling = _settled(rule, started_on, ends, calendar)
    return Deadline(
        clock=clock,
        start=started_on,
        nominal=nominal,
        adjusted=adjusted,
        target=target,
        kind=rule.kind,
        length=days,
        extension=extension,
        excluded=excluded,
        provisional=any(map(calendar.is_provisional, (ends, adjusted, target))),
        steps=counting + settling,
    )


def days_left(due: Deadline, today: date) -> int:
    """Days after ``today`` that are still in time: 0 on the last day, negative once it is past.

    Before the last day they are days of the clock's kind; past it always calendar days.
    """
    left = (due.adjusted - today).days
    if due.kind is DayKind.CALENDAR or left <= 0:
        return left
    rest = (step.day for step in due.steps if step.code is ReasonCode.SKIPPED_REST_DAY)
    return left - sum(1 for day in rest if day is not None and today < day <= due.adjusted)


def state_of(
    due: Deadline, stopped_on: date | None, today: date, policy: Policy = POLICY
) -> ClockState:
    """How the clock stands on ``today``; the last day itself is in time (民法典 §1259).

    A window (T4, T7) that was used or has passed is stopped: it is nobody's fault.
    """
    rule = policy[due.clock]
    if not rule.duty and (stopped_on is not None or today > due.adjusted):
        return ClockState.STOPPED
    if stopped_on is not None:
        return ClockState.MET if stopped_on <= due.adjusted else ClockState.MET_LATE
    left = days_left(due, today)
    if left < 0:
        return ClockState.OVERDUE
    if left == 0:
        return ClockState.DUE_TODAY
    return ClockState.NEAR if left <= rule.near_days else ClockState.RUNNING


def check_extension(
    days: int, reason: str, *, already_extended: bool, policy: Policy = POLICY
) -> None:
    """Refuse an extension of T5 that 信访工作条例 §34 does not allow: at most 30 calendar days, once
    per case, with a reason to tell the petitioner.
    """
    rule = policy[Clock.HANDLING]
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


def check_objection(window: Deadline, on: date, reason: str, policy: Policy = POLICY) -> None:
    """Refuse a routing objection after the 5 working days or without reasons (信访工作条例 §23(3))."""
    article = policy[window.clock].article
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
    if excluded and not rule.exclusions:
        raise ExclusionRefused("not_excludable", rule.article)


def _counted(
    rule: ClockRule, start: date, days: int, extension: int, calendar: WorkingCalendar
) -> tuple[date, tuple[Reason, ...]]:
    """The nominal last day, and how it was reached."""
    total = days + extension
    steps = [Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, CIVIL_FIRST_DAY, day=start)]
    if rule.kind is DayKind.CALENDAR:
        nominal = start + timedelta(days=total)
    else:
        nominal = calendar.add_working_days(start, total)
        steps += _walked(rule, start, nominal, calendar)
    steps.append(Reason(ReasonCode.DAYS_COUNTED, rule.article, days=days))
    if extension:
        steps.append(Reason(ReasonCode.EXTENDED, rule.article, day=nominal, days=extension))
    return nominal, tuple(steps)


def _walked(rule: ClockRule, start: date, nominal: date, calendar: WorkingCalendar) -> list[Reason]:
    """One step per rest day skipped and per make-up day counted on the way."""
    steps: list[Reason] = []
    for offset in range(1, (nominal - start).days + 1):
        day = start + timedelta(days=offset)
        if not calendar.is_working(day):
            steps.append(Reason(ReasonCode.SKIPPED_REST_DAY, rule.article, day=day))
        elif day in calendar.make_up_days:
            steps.append(Reason(ReasonCode.MAKE_UP_DAY_COUNTED, rule.article, day=day))
    return steps


def _settled(
    rule: ClockRule, start: date, ends: date, calendar: WorkingCalendar
) -> tuple[date, date, tuple[Reason, ...]]:
    """The adjusted day, the target and why, by whose clock it is."""
    if calendar.is_working(ends):
        return ends, ends, ()
    if rule.owed_by is OwedBy.CITIZEN:
        moved = calendar.working_on_or_after(ends)
        code = ReasonCode.CITIZEN_MOVED_TO_WORKING_DAY
        return moved, moved, (Reason(code, CIVIL_LAST_DAY, day=moved),)
    kept = Reason(ReasonCode.AUTHORITY_NOT_LENGTHENED, OWN_PRACTICE, day=ends)
    target = calendar.working_on_or_before(ends)
    if target < start:
        return ends, ends, (kept,)
    aimed = Reason(ReasonCode.AUTHORITY_TARGET_BEFORE_REST, OWN_PRACTICE, day=target)
    return ends, target, (kept, aimed)
