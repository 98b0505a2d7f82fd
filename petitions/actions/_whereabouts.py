"""Where a petitioner is told to go: a unit of the directory, or the words of whoever decides."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Refused
from petitions.models.unit import Unit
from petitions.rules.whereabouts import says_nothing


def told_place(session: Session, text: str, to_unit_id: int | None) -> str:
    """The place in words: as typed, else the unit's name; blank where neither is given (the step needs it).

    Raises Refused: "no_such_place" for a unit that is not published, "place_says_nothing" for words that
    name no place.
    """
    unit = None
    if to_unit_id is not None:
        unit = session.scalars(
            select(Unit).where(Unit.id == to_unit_id, Unit.active, Unit.published)
        ).first()
        if unit is None:
            raise Refused("no_such_place")
    if unit is not None and not text.strip():
        return unit.name
    if not text.strip():
        return ""
    if says_nothing(text):
        raise Refused("place_says_nothing")
    return text
