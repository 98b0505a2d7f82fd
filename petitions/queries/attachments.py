"""The bytes of one attachment, if this actor may see its case."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from petitions.adapters import files
from petitions.models.document import Attachment
from petitions.models.petition import Case
from petitions.models.reply import Reply, ReplyState
from petitions.models.session import db
from petitions.queries.readable import may_open
from petitions.queries.review_stand import history_of
from petitions.queries.reviewers_papers import ReviewersPapers
from petitions.queries.scope import visible
from petitions.rules.accused import UNIT_WORKERS
from petitions.rules.permissions import Actor
from petitions.rules.terms import AttachmentSource, Role


@dataclass(frozen=True, slots=True)
class Download:
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


def download(attachment_id: int, *, actor: Actor) -> Download | None:
    """The file, or None: foreign and missing are the same.

    The petitioner gets his own files and those of issued replies, never the office's papers; of a protected
    petition a unit gets what was released.
    """
    statement = (
        select(Attachment, Case)
        .join(Case, Case.id == Attachment.case_id)
        .outerjoin(Reply, Reply.id == Attachment.reply_id)
        .where(Attachment.id == attachment_id, Attachment.sha256 != "", visible(actor))
    )
    if actor.role is Role.CITIZEN:
        statement = statement.where(
            or_(
                Attachment.source == AttachmentSource.PETITIONER,
                Reply.state == ReplyState.ISSUED,
            )
        )
    session = db.session()
    found = session.execute(statement).first()
    if found is None or not may_open(session, found.Case, actor, found.Attachment):
        return None
    row: Attachment = found.Attachment
    if not _of_reviewers(session, found.Case, actor).may_open(row):
        return None
    return Download(row.name, row.media_type, files.get(row.stored_as))


def _of_reviewers(session: Session, case: Case, actor: Actor) -> ReviewersPapers:
    """Asked of a unit alone: everybody else reads what reviewers wrote."""
    history = history_of(session, case.id) if actor.role in UNIT_WORKERS else ()
    return ReviewersPapers(history, case.handling_unit_id, actor)
