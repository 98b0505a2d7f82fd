"""Files on a case: the row knows the name, kind, size and SHA-256; the bytes lie in the storage."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.terms import AttachmentSource


class Attachment(Base):
    """A file that belongs to a case, or to a draft not yet submitted."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("size >= 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("drafts.id", ondelete="SET NULL"), index=True
    )
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplements.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"))
    source: Mapped[AttachmentSource] = mapped_column(by_value(AttachmentSource))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    @property
    def erased(self) -> bool:
        """Whether its content was deleted by law; the row stays for the register."""
        return self.sha256 == ""
