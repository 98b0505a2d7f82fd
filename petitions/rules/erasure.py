"""Erasure by law: on which grounds the content of an ended case goes, and what of its history stays.

What stays is what proves that the petition came in and what was done with it: numbers, dates, codes, the
signed receipt with its salted digests, and the tombstone. What anybody said in words goes.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from petitions.rules.terms import Procedure

CODE = re.compile(r"[A-Za-z0-9_:+.-]{1,40}")

CODED = frozenset(
    {
        "accepted_on",
        "accused",
        "addressee",
        "attachment_id",
        "by_office",
        "cadre_level",
        "cause",
        "channel",
        "close_reason",
        "closing_report_id",
        "competent_unit_id",
        "co_id",
        "confirmed",
        "correction_id",
        "days",
        "decided_from",
        "direct",
        "earlier_holder_id",
        "ends_on",
        "edition",
        "erasure_id",
        "exception_id",
        "fact",
        "files",
        "followed",
        "follow_up_id",
        "finish_by",
        "given_on",
        "held_on",
        "ground",
        "identity",
        "instruction_id",
        "joint_id",
        "kind",
        "last_day",
        "lead_unit_id",
        "known_on",
        "last_on",
        "limit_days",
        "link_id",
        "limit_length",
        "limit_over",
        "limit_unit",
        "new",
        "officer",
        "old",
        "outcome",
        "petition_class",
        "procedure",
        "promised_on",
        "purpose",
        "recusal_id",
        "recused",
        "redaction_id",
        "received_on",
        "registration_number",
        "reply_id",
        "report_id",
        "requested_by",
        "reveals",
        "review_id",
        "role",
        "rule",
        "rule_set",
        "route",
        "served_on",
        "service_method",
        "simple",
        "suggested_unit_id",
        "supplement_id",
        "taken",
        "tied",
        "to_unit_id",
        "unit_id",
        "units",
        "unreachable",
        "urgency",
        "way",
    }
)
"""Facts of events and looks that are codes, numbers and days; every other one is somebody's words."""


class ErasureGround(StrEnum):
    """Why the law wants the content deleted (个人信息保护法 §47 (1)–(5))."""

    PURPOSE_ENDED = "purpose_ended"
    RETENTION_OVER = "retention_over"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    UNLAWFULLY_KEPT = "unlawfully_kept"
    OTHER_LAW = "other_law"


KEPT = timedelta(days=180)
"""How long an ended case is kept in any case: half a year to go to court (行政诉讼法 §46). Calendar days."""
WAIT = timedelta(days=15)
"""Between request and decision, so that the petitioner, who is told, can object (office practice)."""


def kept_until(ground: ErasureGround, ended_on: date) -> date:
    """The first day on which an erasure may be asked for; the petitioner's own wish waits for nothing."""
    return ended_on if ground is ErasureGround.CONSENT_WITHDRAWN else ended_on + KEPT


def decided_from(asked_on: date) -> date:
    """The first day on which it may be agreed to."""
    return asked_on + WAIT


def remains(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of the facts of an event or a look after the erasure."""
    return {name: value for name, value in facts.items() if name in CODED and _is_code(name, value)}


def _is_code(name: str, value: Any) -> bool:
    """A number, a yes or no, or a code; never a sentence that stands where a code should."""
    if (
        name == "procedure"
    ):  # at acceptance it is told in words, at a redirection it is one of these
        return value in set(Procedure)
    return isinstance(value, int) or (isinstance(value, str) and bool(CODE.fullmatch(value)))
