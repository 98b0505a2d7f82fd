"""What every change of the office's own rules has in common: who may, on top of what, and one row for ever."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._unit import one_at_a_time
from petitions.actions.errors import NotAllowed, Refused
from petitions.adapters.office_rules import newest_mark, office_rules, with_change
from petitions.models.rule_change import RuleChange, RuleKind
from petitions.rules.permissions import Actor, may_enter

ROOM = "rules"


def check_right(by: Actor) -> int:
    """The acting officer's number. Raises NotAllowed for whoever may not change rules."""
    if not may_enter(by, ROOM) or by.officer_id is None:
        raise NotAllowed("no_right")
    return by.officer_id


def write_change(
    session: Session,
    kind: RuleKind,
    facts: dict[str, Any],
    *,
    seen: str,
    by: Actor,
    now: datetime,
    reason: str,
    title: str = "",
    effective_from: date | None = None,
    year: int | None = None,
) -> RuleChange:
    """Append the change on top of the rules the officer has ``seen``, by their mark.

    Raises NotAllowed, Refused("rules_changed") when another change came first, and what the rules refuse.
    """
    officer_id = check_right(by)
    one_at_a_time(session)
    before = session.scalar(select(newest_mark())) or ""
    if before != seen:
        raise Refused("rules_changed")
    if not reason.strip():
        raise Refused("without_reason")
    change = RuleChange(
        mark="",
        at=now,
        officer_id=officer_id,
        kind=kind,
        effective_from=effective_from,
        year=year,
        title=title.strip(),
        reason=reason.strip(),
        facts=facts,
    )
    change.mark = _mark(before, change)
    with_change(office_rules(session, before), change)  # refused here, not when it is first used
    session.add(change)
    why = reason.strip()[:200]
    audit(session, f"change_{kind.value}", by, now, mark=change.mark, reason=why)
    return change


def _mark(before: str, change: RuleChange) -> str:
    """A name for the rules after the change that depends on all of it, and on all changes before it."""
    content = [
        before,
        change.kind.value,
        change.effective_from and change.effective_from.isoformat(),
        change.year,
        change.title,
        change.reason,
        change.facts,
        change.at.isoformat(),
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
