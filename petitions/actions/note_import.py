"""A workbook was taken into the directory: one line in the audit beside those of its rows."""

from datetime import datetime

from petitions.actions._audit import audit
from petitions.actions._directory import check_administrator
from petitions.actions._unit import unit_of_work
from petitions.rules.permissions import Actor


def note_import(*, rows: int, by: Actor | None, now: datetime) -> None:
    """Note how many rows added or changed something."""
    check_administrator(by)
    with unit_of_work() as session:
        audit(session, "import_directory", by, now, rows=rows)
