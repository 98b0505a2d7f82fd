"""What the town does to protect people: redacts what must not tell who wrote it, and proves who looks at identities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from petitions.actions.propose_redaction import propose_redaction
from petitions.actions.sign_in import sign_in
from petitions.models.document import Attachment
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.signed_in import signed_in
from petitions.rules.permissions import Actor
from petitions.rules.redaction import FIELDS


def redaction_of(case_id: int, by: Actor, now: datetime) -> dict[str, Any]:
    """What a clerk would save: the proposal as it is; files only where nobody is named anyway."""
    session = db.session()
    case = session.get_one(Case, case_id)
    texts = {name: getattr(case, name) or "" for name in FIELDS}
    anonymous = case.anonymous
    session.rollback()
    found = propose_redaction(case_id, by=by, now=now, texts=texts)
    files: Iterable[int] = ()
    if anonymous:
        files = session.scalars(select(Attachment.id).where(Attachment.case_id == case_id)).all()
    return {**{name: each.text for name, each in found.items()}, "files": list(files)}


def proof_of(username: str, password: str, now: datetime) -> int | None:
    """A session in which this officer has just proved who he is. Raises Refused with another password."""
    fresh = sign_in(username, password, address="town", now=now)
    signed = signed_in(fresh.token, now=now)
    return signed.session_id if signed else None
