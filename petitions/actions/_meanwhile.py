"""Two change one row of the directory from pages drawn before either saved: the later is refused, nothing is lost."""

from typing import TypeVar

from sqlalchemy.orm import Session

from petitions.actions.errors import NotFound, Refused
from petitions.models.base import Base
from petitions.queries.marks import mark_of

Row = TypeVar("Row", bound=Base)


def row_as_seen(session: Session, model: type[Row], key: int, seen: str | None) -> Row:
    """The row, locked until the commit. Raises NotFound, or Refused as ``check_seen`` does.

    The lock lets others refer to the row: a case may still come in for a unit that is being changed.
    """
    row = session.get(model, key, with_for_update={"key_share": True})
    if row is None:
        raise NotFound
    check_seen(seen, mark_of(row))
    return row


def check_seen(seen: str | None, mark: str) -> None:
    """Raise Refused("changed_meanwhile") where the page was drawn from another state.

    None is who was shown no page: the command line of the house, or a workbook with a mark of its own.
    """
    if seen is not None and seen != mark:
        raise Refused("changed_meanwhile")
