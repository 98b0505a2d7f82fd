"""The bytes of files whose rows were erased: removed after the commit that erased them, and again until they are."""

from sqlalchemy import select

from petitions.actions._unit import unit_of_work
from petitions.adapters import files
from petitions.models.document import Attachment
from petitions.models.session import db

GONE = "erased-"
"""What stands where the name of the stored bytes stood, with the number of the row."""


def clear_erased(case_id: int | None = None) -> int:
    """Remove the bytes of erased files, of one case or all, then note that they are gone; returns how many.

    A process killed in between leaves rows that the next clean-up finds; removing twice does no harm.
    """
    wanted = select(Attachment.id, Attachment.stored_as).where(
        Attachment.sha256 == "", ~Attachment.stored_as.startswith(GONE)
    )
    if case_id is not None:
        wanted = wanted.where(Attachment.case_id == case_id)
    session = db.session()
    session.rollback()
    found = session.execute(wanted).all()
    session.rollback()
    for row in found:
        files.remove(row.stored_as)
    if found:
        numbers = [row.id for row in found]
        with unit_of_work() as writing:
            for file in writing.scalars(select(Attachment).where(Attachment.id.in_(numbers))):
                file.stored_as = f"{GONE}{file.id}"
    return len(found)


def empty_log() -> None:
    """Write SQLite's log of changes into the database and empty it: it still holds what was replaced.

    While somebody reads an older state the log stays; the next clean-up tries again.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
