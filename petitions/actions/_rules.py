"""What every change of the office's own rules has in common: who may, on top of what, and one row for ever."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.adapters.office_rules import office_rules, with_change
from petitions.models.audit import AuditEntry
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
    newest = session.scalars(
        select(RuleChange).order_by(RuleChange.id.desc()).limit(1).with_for_update()
    ).first()
    before = newest.mark if newest else ""
    if before != seen:
        raise Refused("rules_changed")
    if not reason.strip():
        raise Refused("without_reason")
    change = RuleChange(
        mark=_mark(before, facts, now),
        at=now,
        officer_id=officer_id,
        kind=kind,
        effective_from=effective_from,
        year=year,
        title=title.strip(),
        reason=reason.strip(),
        facts=facts,
    )
    with_change(office_rules(session, before), change)  # refused here, not when it is first used
    session.add(change)
    session.add(
        AuditEntry(
            at=now,
            what=f"change_{kind.value}",
            officer_id=officer_id,
            unit_id=by.unit_id,
            facts={"mark": change.mark, "reason": reason.strip()[:200]},
        )
    )
    return change


def _mark(before: str, facts: dict[str, Any], now: datetime) -> str:
    """A name for the rules after the change that depends on all changes before it."""
    content = json.dumps([before, facts, now.isoformat()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
