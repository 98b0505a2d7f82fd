"""Signs of life of the workers: written by the work itself, so that a stuck worker falls silent."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant


class WorkerHeartbeat(Base):
    """When the worker of one machine last looked for work, sent a message and cleared up."""

    __tablename__ = "worker_heartbeats"

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    scanned_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    purged_at: Mapped[datetime | None] = mapped_column(Instant)
