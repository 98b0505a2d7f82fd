"""Erasure by law: on which grounds the content of an ended case goes, and what of its history stays.

What stays is what proves that the petition came in and what was done with it: numbers, dates, codes, the
signed receipt with its salted digests, and the tombstone. What anybody said in words goes.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

CODE = re.compile(r"[A-Za-z0-9_:+.-]{1,40}")

CODED = frozenset(
    {
        "attachment_id",
        "cause",
        "channel",
        "close_reason",
        "confirmed",
        "correction_id",
        "days",
        "direct",
        "earlier_holder_id",
        "erasure_id",
        "fact",
        "files",
        "ground",
        "identity",
        "kind",
        "limit_days",
        "new",
        "old",
        "outcome",
        "petition_class",
        "procedure",
        "promised_on",
        "purpose",
        "received_on",
        "registration_number",
        "reply_id",
        "requested_by",
        "role",
        "served_on",
        "service_method",
        "simple",
        "supplement_id",
        "taken",
        "unit_id",
        "unreachable",
        "urgency",
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


def remains(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of the facts of an event or a look after the erasure."""
    return {name: value for name, value in facts.items() if name in CODED and _is_code(value)}


def _is_code(value: Any) -> bool:
    """A number, a yes or no, or a code; never a sentence that stands where a code should."""
    return isinstance(value, int) or (isinstance(value, str) and bool(CODE.fullmatch(value)))
