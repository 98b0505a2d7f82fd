"""What a citizen has typed so far is kept for a day, encrypted, so that nothing is lost on the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.adapters import codes, files
from petitions.adapters.inspection import Inspected
from petitions.models.document import Attachment
from petitions.models.draft import Draft
from petitions.rules.completeness import MAX_FILES
from petitions.rules.terms import AttachmentSource

KEPT = timedelta(hours=24)


def keep_draft(token: str | None, answers: Mapping[str, Any], *, now: datetime) -> str:
    """Keep the answers under the token of the citizen's cookie; returns the token (new or the same)."""
    with unit_of_work() as session:
        draft = None
        if token:
            draft = session.scalars(
                select(Draft).where(Draft.token_hash == codes.token_hash(token))
            ).first()
        if draft is None:
            token = codes.new_key()
            draft = Draft(token_hash=codes.token_hash(token), created_at=now)
            session.add(draft)
        draft.answers = dict(answers)
        draft.expires_at = now + KEPT
    assert token is not None
    return token


def stage_file(token: str, inspected: Inspected, *, now: datetime) -> int:
    """Keep a citizen's file with his draft; the bytes are durable before the row names them.

    Raises Refused("too_many_files") beyond 10 and Refused("draft_gone") when the draft expired.
    """
    stored = files.put(inspected.content)
    try:
        return _staged(token, inspected, stored, now)
    except Refused:
        # Nothing names the bytes, so nothing would ever clear them away.
        files.remove(stored.stored_as)
        raise


def _staged(token: str, inspected: Inspected, stored: files.Stored, now: datetime) -> int:
    with unit_of_work() as session:
        draft_id = session.scalars(
            select(Draft.id).where(Draft.token_hash == codes.token_hash(token)).with_for_update()
        ).first()
        if draft_id is None:
            raise Refused("draft_gone")
        count = session.scalar(
            select(func.count()).select_from(Attachment).where(Attachment.draft_id == draft_id)
        )
        if (count or 0) >= MAX_FILES:
            raise Refused("too_many_files", most=MAX_FILES)
        row = _row(inspected, stored, now, AttachmentSource.PETITIONER)
        row.draft_id = draft_id
        session.add(row)
        session.flush()
        return row.id


def stage_loose_file(
    inspected: Inspected,
    *,
    now: datetime,
    source: AttachmentSource,
    officer_id: int | None = None,
) -> int:
    """Keep a file that an action of the same request is going to claim; unclaimed ones are purged."""
    stored = files.put(inspected.content)
    with unit_of_work() as session:
        row = _row(inspected, stored, now, source)
        row.officer_id = officer_id
        session.add(row)
        session.flush()
        return row.id


def drop_file(token: str, attachment_id: int) -> None:
    """Take a file out of a draft again; another draft's file is left alone."""
    with unit_of_work() as session:
        row = session.scalars(
            select(Attachment)
            .join(Draft, Draft.id == Attachment.draft_id)
            .where(Attachment.id == attachment_id, Draft.token_hash == codes.token_hash(token))
        ).first()
        if row is None:
            return
        stored_as = row.stored_as
        session.delete(row)
    files.remove(stored_as)


def _row(
    inspected: Inspected, stored: files.Stored, now: datetime, source: AttachmentSource
) -> Attachment:
    return Attachment(
        source=source,
        name=inspected.name,
        media_type=inspected.media_type,
        size=stored.size,
        sha256=stored.sha256,
        stored_as=stored.stored_as,
        at=now,
    )
