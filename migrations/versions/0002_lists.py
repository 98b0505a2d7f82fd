"""Indexes for lists that would be sorted or searched by hand in a large office.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
Write plain types here, never those of the models: a migration says what was true on its day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = {"sqlite_where": sa.text("closed = 0"), "postgresql_where": sa.text("NOT closed")}
ENDED = {"sqlite_where": sa.text("closed = 1"), "postgresql_where": sa.text("closed")}


def upgrade() -> None:
    # Whoever looks after many units or offices walks all cases in the order of their last days.
    op.create_index("ix_cases_queue", "cases", ["due_on", "id"], **OPEN)
    op.create_index("ix_cases_ended", "cases", ["received_at", "id"], **ENDED)
    # The piles of a desk.
    op.create_index(
        "ix_cases_office_status", "cases", ["office_id", "status", "due_on", "id"], **OPEN
    )
    op.create_index(
        "ix_cases_unit_status", "cases", ["handling_unit_id", "status", "due_on", "id"], **OPEN
    )
    # Searches: another office's number, and whether a case was ever sent to a unit.
    op.create_index("ix_cases_external_number", "cases", ["external_number"])
    op.create_index("ix_assignments_case_unit", "assignments", ["case_id", "unit_id"])
    op.drop_index("ix_assignments_case_id", "assignments")


def downgrade() -> None:
    op.create_index("ix_assignments_case_id", "assignments", ["case_id"])
    op.drop_index("ix_assignments_case_unit", "assignments")
    for name in (
        "ix_cases_external_number",
        "ix_cases_unit_status",
        "ix_cases_office_status",
        "ix_cases_ended",
        "ix_cases_queue",
    ):
        op.drop_index(name, "cases")
