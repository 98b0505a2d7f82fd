"""Content categories as the office changed them or added to them; the shipped list is a file (rules/categories)."""

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base


class CategoryRow(Base):
    """What the office says of one code, whole: it stands in place of the shipped entry."""

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(36))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    official: Mapped[str] = mapped_column(String(20), default="")
    """The national code."""
    active: Mapped[bool] = mapped_column(default=True)
    former: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names it had before."""
