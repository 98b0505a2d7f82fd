"""Which rows the chained register speaks of, and what it says of each: a keyed digest of all that counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, inspect, true
from sqlalchemy.orm import Mapper

from petitions.models.accused import AccusationException, Accused
from petitions.models.audit import AuditEntry
from petitions.models.base import Base
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.document import Attachment
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
from petitions.models.history import Assignment, CaseEvent
from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.models.keyring import derived
from petitions.models.petition import Case, Petitioner
from petitions.models.proof import SignedReceipt, SigningKey, TreeHead
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.redaction import Redaction
from petitions.models.reply import Reply, ReplyState
from petitions.models.retaliation import RetaliationReport
from petitions.models.review import Review
from petitions.models.rule_change import RuleChange
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.triage import ClosingReport, Instruction, Report
from petitions.rules import proof

PURPOSE = "register"


@dataclass(frozen=True, slots=True)
class Registered:
    """One kind of row. ``once``: written once and for ever, and so has exactly one entry; of the others the
    newest entry says how the row is. ``columns``: what counts, None for all of it."""

    kind: str
    model: type[Base]
    once: bool = True
    columns: tuple[str, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that count."""
        mapper: Mapper[Any] = inspect(self.model)
        return self.columns or tuple(each.key for each in mapper.column_attrs)


FACTS_OF_CASE = (
    "receipt_number",
    "registration_number",
    "office_id",
    "petition_class",
    "channel",
    "title",
    "request",
    "facts",
    "reasons",
    "problem_place",
    "complained_about",
    "anonymous",
    "confidential",
    "persons_count",
    "received_at",
    "created_at",
    "erased_at",
)
"""What was registered; where a case stands and who has it follows from its history."""

FACTS_OF_FILE = ("case_id", "supplement_id", "source", "size", "sha256", "at")
"""What was kept of a file; to which draft of a reply it belongs may change."""

KINDS: Mapping[str, Registered] = {
    each.kind: each
    for each in (
        Registered("event", CaseEvent),
        Registered("look", AuditEntry),
        Registered("rules", RuleChange),
        Registered("receipt", SignedReceipt),
        Registered("key", SigningKey),
        Registered("head", TreeHead),
        Registered("case", Case, once=False, columns=FACTS_OF_CASE),
        Registered("person", Petitioner, once=False),
        Registered("reply", Reply, once=False),
        Registered("correction", Correction, once=False),
        Registered("code_request", CodeRequest, once=False),
        Registered("erasure", Erasure, once=False),
        Registered("recusal", Recusal, once=False),
        Registered("recusal_request", RecusalRequest, once=False),
        Registered("accused", Accused, once=False),
        Registered("accusation_exception", AccusationException, once=False),
        Registered("matter_link", MatterLink, once=False),
        Registered("follow_up", FollowUp, once=False),
        Registered("closing_report", ClosingReport, once=False),
        Registered("report", Report, once=False),
        Registered("instruction", Instruction, once=False),
        Registered("redaction", Redaction, once=False),
        Registered("retaliation", RetaliationReport, once=False),
        Registered("grant", Grant, once=False),
        Registered("file", Attachment, once=False, columns=FACTS_OF_FILE),
        Registered("supplement", Supplement, once=False),
        Registered("question", Question, once=False),
        Registered("note", Note, once=False),
        Registered("objection", Objection, once=False),
        Registered("extension", Extension, once=False),
        Registered("dispatch", Assignment, once=False),
        Registered("co_handling", CoHandling, once=False),
        Registered("joint_matter", JointMatter, once=False),
        Registered("joint_voice", JointVoice, once=False),
        Registered("review", Review, once=False),
    )
}
BY_MODEL: Mapping[type, Registered] = {each.model: each for each in KINDS.values()}


def counts(row: Base) -> bool:
    """Whether the register speaks of this row now: a reply from its issue on, a file once a case has it."""
    if isinstance(row, Attachment):
        return row.case_id is not None
    return not isinstance(row, Reply) or row.state is ReplyState.ISSUED


def counted(registered: Registered) -> ColumnElement[bool]:
    """The same as a condition on the table."""
    if registered.model is Attachment:
        return Attachment.case_id.is_not(None)
    return Reply.state == ReplyState.ISSUED if registered.model is Reply else true()


def digest_of(registered: Registered, row: Base) -> bytes:
    """The keyed digest of a row as it is; what is not there is left out, so that a column may be added later."""
    values = {name: getattr(row, name) for name in registered.names}
    content = {name: value for name, value in values.items() if value is not None}
    return proof.entry_digest(derived(PURPOSE), content)
