"""Co-handling: units that help the lead unit, each with a limit of its own.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0008"
branch_labels = None
depends_on = None

RUNS = "ended_at IS NULL"
WAITS = "ended_at IS NULL AND answered_at IS NULL"
STEPS = "('invite_co_handler', 'file_co_opinion', 'end_co_handling')"


def upgrade() -> None:
    op.create_table(
        "co_handlings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_unit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("day_kind", sa.String(40), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answered_at IS NULL OR answered_by_id IS NOT NULL",
            name=op.f("ck_co_handlings_answered"),
        ),
        _foreign("co_handlings", "case_id", "cases"),
        _foreign("co_handlings", "unit_id", "units"),
        _foreign("co_handlings", "asked_by_unit_id", "units"),
        _foreign("co_handlings", "asked_by_id", "officers"),
        _foreign("co_handlings", "answered_by_id", "officers"),
        _foreign("co_handlings", "ended_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_co_handlings"),
    )
    op.create_index(
        "uq_co_handlings_running", "co_handlings", ["case_id", "unit_id"], unique=True, **_if(RUNS)
    )
    op.create_index("ix_co_handlings_case_unit", "co_handlings", ["case_id", "unit_id"])
    op.create_index(
        "ix_co_handlings_waiting", "co_handlings", ["unit_id", "last_day", "id"], **_if(WAITS)
    )
    op.create_index("ix_co_handlings_late", "co_handlings", ["last_day", "id"], **_if(WAITS))


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time cannot read the steps.
        raise RuntimeError(
            "units helped each other; the schema before 0016 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("co_handlings")


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _if(where: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
