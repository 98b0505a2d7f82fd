"""Which rows the chained register speaks of, and what it says of each: a keyed digest of all that counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from petitions.models.audit import AuditEntry
from petitions.models.base import Base
from petitions.models.correction import Correction
from petitions.models.erasure import Erasure
from petitions.models.exchange import CodeRequest
from petitions.models.history import CaseEvent
from petitions.models.keyring import derived
from petitions.models.petition import Case, Petitioner
from petitions.models.proof import SignedReceipt, SigningKey, TreeHead
from petitions.models.reply import Reply, ReplyState
from petitions.models.rule_change import RuleChange
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
    )
}
BY_MODEL: Mapping[type, Registered] = {each.model: each for each in KINDS.values()}


def counts(row: Base) -> bool:
    """Whether the register speaks of this row now: a reply from its issue on."""
    return not isinstance(row, Reply) or row.state is ReplyState.ISSUED


def digest_of(registered: Registered, row: Base) -> bytes:
    """The keyed digest of a row as it is."""
    content = {name: getattr(row, name) for name in registered.names}
    return proof.entry_digest(derived(PURPOSE), content)
