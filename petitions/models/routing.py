"""The responsibility map in its versions: a draft, the live one, and those it replaced."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.routing import WordMatch
from petitions.rules.routing_sets import RuleSetState
from petitions.rules.terms import PetitionClass, UnitKind


def _one(state: str) -> Index:
    where = text(f"state = '{state}'")
    return Index(
        f"uq_rule_sets_{state}", "state", unique=True, sqlite_where=where, postgresql_where=where
    )


class RuleSet(Base):
    """One version of the map; a published one never changes again, apart from being retired."""

    __tablename__ = "rule_sets"
    __table_args__ = (_one("draft"), _one("live"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[RuleSetState] = mapped_column(by_value(RuleSetState))
    based_on: Mapped[int | None]
    """The number of the version it was copied from."""
    note: Mapped[str] = mapped_column(Text, default="")
    next_key: Mapped[int] = mapped_column(default=1)
    """The key its next new rule gets."""
    edits: Mapped[int] = mapped_column(default=0)
    author_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Officers who changed it."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """None: the command line of the house."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    tried_at_edit: Mapped[int | None]
    tried_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)

    __mapper_args__ = {"version_id_col": version}


class RoutingRow(Base):
    """One rule of one version; ``key`` is the same in all versions."""

    __tablename__ = "routing_rules"
    __table_args__ = (UniqueConstraint("set_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("rule_sets.id"))
    key: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    unit_kind: Mapped[UnitKind | None] = mapped_column(by_value(UnitKind))
    office: Mapped[str] = mapped_column(String(120), default="")
    category: Mapped[str] = mapped_column(String(6), default="")
    places: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[list[str]] = mapped_column(JSON, default=list)
    match: Mapped[WordMatch] = mapped_column(by_value(WordMatch), default=WordMatch.ANY)
    petition_class: Mapped[PetitionClass | None] = mapped_column(by_value(PetitionClass))
    leader: Mapped[str] = mapped_column(String(120), default="")
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    first: Mapped[str] = mapped_column(String(120), default="")
    first_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    priority: Mapped[int] = mapped_column(default=0)
    basis: Mapped[str] = mapped_column(Text, default="")
    article: Mapped[str] = mapped_column(String(120), default="")
