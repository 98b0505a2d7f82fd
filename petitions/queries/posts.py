"""Posts of officers and places of reception, as the administrator and the portal read them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from petitions.models.directory import Post, ReceptionPlace
from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.models.unit import Unit


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with its holder and his unit."""

    id: int
    officer_id: int
    username: str
    officer: str
    unit_id: int
    unit: str
    unit_en: str
    title: str
    lines: tuple[str, ...]
    contact_clerk: bool
    full_time: bool
    phone: str
    from_on: date
    until_on: date | None
    published: bool

    def lasts(self, today: date) -> bool:
        """Whether the post is held on that office-local day."""
        return self.from_on <= today and (self.until_on is None or today <= self.until_on)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of reception with the unit it belongs to."""

    id: int
    unit_id: int
    unit: str
    unit_en: str
    name: str
    address: str
    phone: str
    days: str
    hours: str
    access: str
    published: bool
    active: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact clerk as the portal names him: post and telephone; his name only where it is published."""

    unit_id: int
    title: str
    lines: tuple[str, ...]
    phone: str
    name: str


def posts(officer_id: int | None = None) -> tuple[PostView, ...]:
    """Every post in the order of the tree, or those of one officer; ended ones too."""
    rows = _posts()
    if officer_id is not None:
        rows = rows.where(Post.officer_id == officer_id)
    return tuple(_post(row) for row in db.session().execute(rows))


def post(post_id: int) -> PostView | None:
    """One post by id."""
    row = db.session().execute(_posts().where(Post.id == post_id)).first()
    return _post(row) if row is not None else None


def contacts(today: date) -> tuple[ContactView, ...]:
    """Who may be asked in each unit on that office-local day (G6: contact clerks, not informants)."""
    held = _posts().where(
        Post.contact_clerk,
        Officer.active,
        Post.from_on <= today,
        or_(Post.until_on.is_(None), Post.until_on >= today),
    )
    return tuple(
        ContactView(
            each.unit_id,
            each.title,
            each.lines,
            each.phone,
            each.officer if each.published else "",
        )
        for each in map(_post, db.session().execute(held))
    )


def places(*, shown_only: bool = False) -> tuple[PlaceView, ...]:
    """Places of reception in the order of the tree; ``shown_only`` those in use and published."""
    rows = _places()
    if shown_only:
        rows = rows.where(ReceptionPlace.active, ReceptionPlace.published)
    return tuple(_place(row) for row in db.session().execute(rows))


def place(place_id: int) -> PlaceView | None:
    """One place by id."""
    row = db.session().execute(_places().where(ReceptionPlace.id == place_id)).first()
    return _place(row) if row is not None else None


def _posts() -> Any:
    return (
        select(Post, Officer.username, Officer.name, Officer.unit_id, Unit.name, Unit.name_en)
        .join(Officer, Officer.id == Post.officer_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .order_by(Unit.path, Officer.id, Post.from_on, Post.id)
    )


def _post(row: Any) -> PostView:
    found, username, officer, unit_id, unit, unit_en = row
    return PostView(
        found.id,
        found.officer_id,
        username,
        officer,
        unit_id,
        unit,
        unit_en or unit,
        found.title,
        tuple(found.lines.splitlines()),
        found.contact_clerk,
        found.full_time,
        found.phone,
        found.from_on,
        found.until_on,
        found.published,
    )


def _places() -> Any:
    return (
        select(ReceptionPlace, Unit.name, Unit.name_en)
        .join(Unit, Unit.id == ReceptionPlace.unit_id)
        .order_by(Unit.path, ReceptionPlace.id)
    )


def _place(row: Any) -> PlaceView:
    found, unit, unit_en = row
    return PlaceView(
        found.id,
        found.unit_id,
        unit,
        unit_en or unit,
        found.name,
        found.address,
        found.phone,
        found.days,
        found.hours,
        found.access,
        found.published,
        found.active,
    )
