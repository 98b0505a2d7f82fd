"""The content categories as they are now: the shipped list with what the office changed or added."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.category import CategoryRow
from petitions.models.session import db
from petitions.rules.categories import Categories, Category, merged


def categories() -> Categories:
    """The whole list, active or not."""
    return categories_in(db.session())


def categories_in(session: Session) -> Categories:
    """The same within a session."""
    return merged(_category(row) for row in session.scalars(select(CategoryRow)))


def _category(row: CategoryRow) -> Category:
    return Category(
        row.code, row.name, row.name_en, row.official, row.active, tuple(row.former or ())
    )
