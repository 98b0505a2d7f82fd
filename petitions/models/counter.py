"""Gap-free yearly number series: the next number is taken inside the transaction that uses it."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base


class Counter(Base):
    """The last number given in a series (``registration:XF``) in a year."""

    __tablename__ = "counters"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
