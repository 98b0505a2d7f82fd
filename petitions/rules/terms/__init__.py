"""The words of the trade: every enumeration the register uses, by value, as the glossary names them.

Values are what the database stores; they never change once released. The words that people read
(Chinese and English) belong to ``web/wording.py``.
"""

from petitions.rules.terms.case import (
    AFTER_OPINION,
    FINAL_STATUSES,
    OPEN_STATUSES,
    OPINION_GIVEN,
    UNDER_REVIEW,
    Action,
    AttachmentSource,
    Channel,
    CloseReason,
    DeclineGround,
    DispatchKind,
    Legal,
    Outcome,
    PetitionClass,
    Procedure,
    ReplyKind,
    Stage,
    Status,
    Urgency,
)
from petitions.rules.terms.house import (
    STAFF_ROLES,
    ClosingCause,
    Level,
    Relation,
    Role,
    UnitKind,
)
from petitions.rules.terms.outbox import Notice, NoticeState, Recipient
from petitions.rules.terms.time import Alert, Clock, ClockState, DayKind

__all__ = [
    "AFTER_OPINION",
    "FINAL_STATUSES",
    "OPEN_STATUSES",
    "OPINION_GIVEN",
    "STAFF_ROLES",
    "UNDER_REVIEW",
    "Action",
    "Alert",
    "AttachmentSource",
    "Channel",
    "Clock",
    "ClockState",
    "CloseReason",
    "ClosingCause",
    "DayKind",
    "DeclineGround",
    "DispatchKind",
    "Legal",
    "Level",
    "Notice",
    "NoticeState",
    "Outcome",
    "PetitionClass",
    "Procedure",
    "Recipient",
    "Relation",
    "ReplyKind",
    "Role",
    "Stage",
    "Status",
    "UnitKind",
    "Urgency",
]
