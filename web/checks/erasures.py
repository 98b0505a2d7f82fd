"""Erased cases against their tombstones: nothing was erased without one, and nothing that one covers is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._erasure import CONTENT, PERSON, WORDS
from petitions.actions.clear_erased import GONE
from petitions.adapters import files
from petitions.models.audit import AuditEntry
from petitions.models.base import Base
from petitions.models.correction import Correction
from petitions.models.document import Attachment
from petitions.models.exchange import Decision
from petitions.models.history import CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case, Petitioner
from petitions.models.redaction import Redaction
from petitions.rules.corrections import WORDED
from petitions.rules.erasure import remains
from petitions.rules.terms import Action
from web.checks.batches import Papers
from web.checks.faults import Fault

EMPTY: Mapping[type[Base], tuple[str, ...]] = {
    Petitioner: PERSON,
    OutboxNotice: ("subject", "body"),
    Attachment: ("name", "sha256"),
    **WORDS,
}
"""Columns of what hangs on an erased case that say nothing any more."""


def check_erasure(papers: Papers) -> Iterator[str]:
    """Four eyes, the tombstone and the step."""
    approved = [row for row in papers.erasures if row.decision is Decision.APPROVED]
    for row in papers.erasures:
        if row.decided_by_id == row.requested_by_id:
            yield f"erasure {row.id} was decided with one pair of eyes"
    erased = papers.case.erased_at is not None
    if len(approved) != int(erased):
        yield f"has {len(approved)} tombstones" + (" and is erased" if erased else "")
    told = {
        event.facts.get("erasure_id")
        for event in papers.events
        if event.action is Action.APPROVE_ERASURE
    }
    if told != {row.id for row in approved}:
        yield "its history and its tombstone tell of different erasures"


def check_erased(session: Session) -> Iterator[Fault]:
    """What is left of erased cases; words are never named."""
    erased = select(Case.id).where(Case.erased_at.is_not(None)).order_by(Case.id)
    for case_id in session.scalars(erased).all():
        for words in _left(session, case_id):
            yield Fault("erasure", f"case {case_id}", f"is erased and {words}")
        session.expunge_all()


def _left(session: Session, case_id: int) -> Iterator[str]:
    case = session.get_one(Case, case_id)
    if any(getattr(case, name) for name in (*CONTENT, "complained_about")):
        yield "still says something"
    for model, names in EMPTY.items():
        for row in _rows(session, model, case_id):
            for name in (each for each in names if getattr(row, each)):
                yield f"{model.__tablename__} {row.id} still has its {name}"
    yield from _left_between(session, case_id)


def _left_between(session: Session, case_id: int) -> Iterator[str]:
    """Where only a part of the words had to go, and in the storage."""
    for row in _rows(session, Correction, case_id):
        if row.fact in WORDED and (row.old or row.new):
            yield f"corrections {row.id} still has its words"
    for row in _rows(session, Redaction, case_id):
        if row.supplements:
            yield f"redactions {row.id} still has its supplements"
    for entry in (*_rows(session, CaseEvent, case_id), *_rows(session, AuditEntry, case_id)):
        if remains(entry.facts) != entry.facts:
            yield f"{type(entry).__tablename__} {entry.id} still says something"
    for row in _rows(session, Attachment, case_id):
        if not row.stored_as.startswith(GONE) and files.exists(row.stored_as):
            yield f"the content of file {row.id} is still there; the worker removes it"


def _rows(session: Session, model: Any, case_id: int) -> Any:
    return session.scalars(select(model).where(model.case_id == case_id).order_by(model.id)).all()
