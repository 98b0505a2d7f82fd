"""The tables of the register; importing this package maps every one of them and decides nothing."""

from petitions.models.audit import AuditEntry
from petitions.models.base import Base
from petitions.models.clock_run import ClockRun, DateChange, DeadlineAlert, Reminder
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.counter import Counter
from petitions.models.document import Attachment
from petitions.models.draft import Draft
from petitions.models.erasure import Erasure
from petitions.models.exchange import (
    CodeRequest,
    Extension,
    Note,
    Objection,
    Question,
    Supplement,
)
from petitions.models.heartbeat import WorkerHeartbeat
from petitions.models.history import Assignment, CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer, SignInAttempt, StaffSession
from petitions.models.petition import Case, Petitioner
from petitions.models.proof import (
    RegisterEnd,
    RegisterEntry,
    SignedReceipt,
    SigningKey,
    TreeHead,
)
from petitions.models.recusal import Recusal
from petitions.models.reply import Reply
from petitions.models.rule_change import Recount, RuleChange
from petitions.models.unit import Unit

__all__ = [
    "Assignment",
    "Attachment",
    "AuditEntry",
    "Base",
    "Case",
    "CaseEvent",
    "ClockRun",
    "CoHandling",
    "CodeRequest",
    "Correction",
    "Counter",
    "DateChange",
    "DeadlineAlert",
    "Draft",
    "Erasure",
    "Extension",
    "Note",
    "Objection",
    "Officer",
    "OutboxNotice",
    "Petitioner",
    "Question",
    "Recount",
    "Recusal",
    "RegisterEnd",
    "RegisterEntry",
    "Reminder",
    "Reply",
    "RuleChange",
    "SignInAttempt",
    "SignedReceipt",
    "SigningKey",
    "StaffSession",
    "Supplement",
    "TreeHead",
    "Unit",
    "WorkerHeartbeat",
]
