"""What a citizen has typed and not yet sent: kept a day, encrypted, opened only by his own cookie."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant
from petitions.models.encrypted import EncryptedJson


class Draft(Base):
    """The answers of one unfinished form; removed when sent or when it expires."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
