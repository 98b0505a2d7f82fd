"""An unfinished petition, opened by the token in the citizen's own cookie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from petitions.adapters import codes
from petitions.models.document import Attachment
from petitions.models.draft import Draft
from petitions.models.session import db
from petitions.queries.paper_views import FileView


@dataclass(frozen=True, slots=True)
class DraftView:
    """The answers so far and the staged files."""

    id: int
    answers: Mapping[str, Any]
    files: tuple[FileView, ...]


def draft_of(token: str | None, *, now: datetime) -> DraftView | None:
    """The draft of a token, or None when there is none or it expired."""
    if not token:
        return None
    session = db.session()
    draft = session.scalars(
        select(Draft).where(Draft.token_hash == codes.token_hash(token), Draft.expires_at > now)
    ).first()
    if draft is None:
        return None
    staged = session.scalars(
        select(Attachment).where(Attachment.draft_id == draft.id).order_by(Attachment.id)
    )
    return DraftView(
        draft.id,
        draft.answers,
        tuple(
            FileView(row.id, row.name, row.media_type, row.size, row.source, row.at)
            for row in staged
        ),
    )
