"""The office sets limits of its own, never looser than the law's, for clocks that start from a day on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from petitions.actions._rules import write_change
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.rule_change import RuleKind
from petitions.rules.permissions import Actor
from petitions.rules.policy import Limit, LimitRefused, Warn
from petitions.rules.rulebook import NATIONAL

LONGEST_WARN = 365


def set_limits(
    limits: Sequence[Limit],
    *,
    effective_from: date,
    reason: str,
    seen: str,
    by: Actor,
    now: datetime,
    title: str = "",
) -> str:
    """Set them for clocks that start on ``effective_from`` or later; returns the mark of the rules then.

    From tomorrow at the earliest: what began today keeps the limit it began with.

    Raises NotAllowed; Refused with the code of the limit's
    fault ("limit_looser_than_law" and its like, with ``legal`` and ``article``), "limit_from_the_past",
    "warn_out_of_order" or "rules_changed".
    """
    check_limits(limits, effective_from=effective_from, now=now)
    facts = {"limits": [as_facts(limit) for limit in limits]}
    with unit_of_work() as session:
        try:
            change = write_change(
                session,
                RuleKind.LIMITS,
                facts,
                seen=seen,
                by=by,
                now=now,
                reason=reason,
                title=title,
                effective_from=effective_from,
            )
        except LimitRefused as refused:
            raise Refused(
                refused.code, legal=refused.legal, article=refused.article, clock=refused.clock
            ) from refused
        return change.mark


def check_limits(limits: Sequence[Limit], *, effective_from: date, now: datetime) -> None:
    """Whether they could be set, before they are tried or written. Raises Refused, as ``set_limits`` does."""
    if effective_from <= clock.local_day(now):
        raise Refused("limit_from_the_past")
    for limit in limits:
        _check_warn(limit.warn)
        rule = NATIONAL.rule(limit.clock, effective_from)
        if not rule.changeable:
            raise Refused("limit_fixed_by_law", legal=rule.length or "–", article=rule.article)


def as_facts(limit: Limit) -> dict[str, Any]:
    """One limit as ``RuleChange.facts`` keeps it."""
    return {
        "clock": limit.clock.value,
        "length": limit.length,
        "kind": limit.kind.value,
        "near": limit.warn.near,
        "head": limit.warn.head,
        "supervision": limit.warn.supervision,
        "article": limit.article,
    }


def _check_warn(warn: Warn) -> None:
    """Near, then the head, then supervision; each at most a year off."""
    days = [each for each in (warn.near, warn.head, warn.supervision) if each is not None]
    late = [each for each in (warn.head, warn.supervision) if each is not None]
    if any(not 0 <= each <= LONGEST_WARN for each in days) or late != sorted(late):
        raise Refused("warn_out_of_order")
