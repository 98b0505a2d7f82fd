"""What an erasure takes out of a case, table by table, inside the transaction that decides it (个人信息保护法 §47).

Rows stay where the history needs them, without the words. What the register chains is changed through the
session, so that each erased row gets a further line: its old digest stays, salted with the office's key.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petitions.actions._words import index_anew
from petitions.adapters import word_index
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
from petitions.models.history import Assignment, CaseEvent
from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case, Petitioner
from petitions.models.proof import SignedReceipt
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.redaction import Redaction
from petitions.models.reply import Reply
from petitions.models.review import Review
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.triage import ClosingReport, Instruction, Report
from petitions.rules.corrections import WORDED
from petitions.rules.erasure import remains
from petitions.rules.terms import NoticeState

PERSON = (
    "name",
    "phone",
    "email",
    "address",
    "id_number",
    "name_index",
    "phone_index",
    "id_index",
)
CONTENT = ("title", "request", "facts", "reasons", "problem_place")
WORDS: dict[type[Base], tuple[str, ...]] = {
    Note: ("text",),
    Question: ("text",),
    Supplement: ("text",),
    Objection: ("reasons", "checked", "ruling"),
    Extension: ("reason", "decision_reason"),
    Assignment: ("note",),
    JointMatter: ("reason", "words", "document_number"),
    JointVoice: ("reason",),
    Review: ("text", "findings", "opinion", "legal_basis", "body", "document_number"),
    CoHandling: ("task", "opinion", "end_reason"),
    CodeRequest: ("reason", "decision_reason"),
    Recusal: ("reason", "end_reason"),
    RecusalRequest: ("whom", "reason", "answer"),
    Accused: ("reason",),
    AccusationException: ("reason", "comment"),
    Redaction: (*CONTENT, "complained_about", "reason"),
    Correction: ("reason", "comment"),
    MatterLink: ("reason", "undo_reason"),
    FollowUp: ("text",),
    ClosingReport: ("done", "result", "told", "comment"),
    Report: ("proposal",),
    Instruction: ("text", "post"),
    Reply: ("facts_found", "opinion", "legal_basis", "comments"),
}
"""Columns in somebody's own words; what is left of the row are numbers, dates and codes."""
UNSENT = (NoticeState.QUEUED, NoticeState.SENDING, NoticeState.FAILED)


def erase(session: Session, case: Case, row: Erasure, now: datetime) -> None:
    """Take all words out of the case; the bytes of its files are removed after the commit."""
    session.flush()  # the tombstone stands before the triggers are asked
    case.erased_at = now
    _blank(case, CONTENT, "")
    # Outer number and submission key stay: a repeated import or press must not bring it all back.
    _blank(case, ("complained_about",), None)
    row.gone = {
        "persons": _erase_persons(session, case),
        "papers": _erase_papers(session, case, row),
        "files": _erase_files(session, case),
    }
    _erase_history(session, case)
    _erase_notices(session, case)
    index_anew(session, case)
    word_index.forget_replaced(session)


def _erase_persons(session: Session, case: Case) -> int:
    rows = _of(session, Petitioner, case)
    for person in rows:
        _blank(person, PERSON, None)
    return len(rows)


def _erase_papers(session: Session, case: Case, row: Erasure) -> int:
    count = 0
    for kind, names in WORDS.items():
        for paper in _of(session, kind, case):
            _blank(paper, names, "")
            if isinstance(paper, Correction) and paper.fact in WORDED:
                _blank(paper, ("old", "new"), "")
            if isinstance(paper, Redaction) and paper.supplements:
                paper.supplements = {}
            count += 1
    for paper in _of(session, FollowUp, case):
        _blank(paper, ("name", "phone"), None)
    _erase_elsewhere(session, case)
    for earlier in _of(session, Erasure, case):
        if earlier is not row:
            _blank(earlier, ("reason", "comment"), "")
    return count


def _erase_elsewhere(session: Session, case: Case) -> None:
    """What was copied from it into the case it was joined to, and what the other case says of the link."""
    joined = session.scalars(select(FollowUp).where(FollowUp.from_case_id == case.id)).all()
    for paper in joined:
        _blank(paper, ("text",), "")
        _blank(paper, ("name", "phone"), None)
    for link in session.scalars(select(MatterLink).where(MatterLink.other_id == case.id)).all():
        _blank(link, ("reason", "undo_reason"), "")
    for other in {paper.case_id for paper in joined}:
        index_anew(session, session.get_one(Case, other))


def _erase_files(session: Session, case: Case) -> int:
    """Rows stay; their bytes follow after the commit (``clear_erased``)."""
    rows = _of(session, Attachment, case)
    for file in rows:
        _blank(file, ("name", "sha256"), "")
    return len(rows)


def _erase_history(session: Session, case: Case) -> None:
    """Words that stand in events and looks; and without the salt its digests tell nothing to who guesses."""
    for receipt in _of(session, SignedReceipt, case):
        receipt.salt = b""
    for entry in (*_of(session, CaseEvent, case), *_of(session, AuditEntry, case)):
        if (kept := remains(entry.facts)) != entry.facts:
            entry.facts = kept


def _erase_notices(session: Session, case: Case) -> None:
    notices = update(OutboxNotice).where(OutboxNotice.case_id == case.id)
    session.execute(notices.values(subject=None, body=None, error=""))
    session.execute(
        notices.where(OutboxNotice.state.in_(UNSENT)).values(
            state=NoticeState.CANCELLED, error="erased", leased_until=None
        )
    )


def _of(session: Session, kind: Any, case: Case) -> Any:
    return session.scalars(select(kind).where(kind.case_id == case.id)).all()


def _blank(row: Base, names: tuple[str, ...], nothing: str | None) -> None:
    for name in names:
        if getattr(row, name) != nothing:
            setattr(row, name, nothing)
