"""The tables of the register; importing this package maps every one of them and decides nothing."""

from petitions.models.accused import AccusationException, Accused
from petitions.models.audit import AuditEntry
from petitions.models.base import Base
from petitions.models.category import CategoryRow
from petitions.models.clock_run import ClockRun, DateChange, DeadlineAlert, Reminder
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.counter import Counter
from petitions.models.directory import Post, ReceptionPlace, UnitSuccessor
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
from petitions.models.grant import Grant
from petitions.models.heartbeat import WorkerHeartbeat
from petitions.models.history import Assignment, CaseEvent
from petitions.models.joint_matter import JointMatter, JointVoice
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
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.redaction import Redaction
from petitions.models.reply import Reply
from petitions.models.retaliation import RetaliationReport
from petitions.models.review import Review
from petitions.models.routing import RoutingRow, RuleSet
from petitions.models.rule_change import Recount, RuleChange
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.triage import ClosingReport, Instruction, Report
from petitions.models.unit import Unit

__all__ = [
    "AccusationException",
    "Accused",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "Base",
    "Case",
    "CaseEvent",
    "CategoryRow",
    "ClockRun",
    "ClosingReport",
    "CoHandling",
    "CodeRequest",
    "Correction",
    "Counter",
    "DateChange",
    "DeadlineAlert",
    "Draft",
    "Erasure",
    "Extension",
    "FollowUp",
    "Grant",
    "Instruction",
    "JointMatter",
    "JointVoice",
    "MatterLink",
    "Note",
    "Objection",
    "Officer",
    "OutboxNotice",
    "Petitioner",
    "Post",
    "Question",
    "ReceptionPlace",
    "Recount",
    "Recusal",
    "RecusalRequest",
    "Redaction",
    "RegisterEnd",
    "RegisterEntry",
    "Reminder",
    "Reply",
    "Report",
    "RetaliationReport",
    "Review",
    "RoutingRow",
    "RuleChange",
    "RuleSet",
    "SignInAttempt",
    "SignedReceipt",
    "SigningKey",
    "StaffSession",
    "Supplement",
    "TreeHead",
    "Unit",
    "UnitSuccessor",
    "WorkerHeartbeat",
]
