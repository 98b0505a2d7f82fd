"""Co-handling units with limits of their own; what a unit signed for, objections in detail, hand-overs.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RUNS = "ended_at IS NULL"
WAITS = "ended_at IS NULL AND answered_at IS NULL"
STEPS = "('invite_co_handler', 'file_co_opinion', 'end_co_handling', 'acknowledge')"
ADDED = (
    ("assignments", "acknowledged_by_id", "officers"),
    ("objections", "competent_unit_id", "units"),
)
"""Columns that point to other tables: SQLite knows their names only once the table is written anew."""
SENT_ROUND = {
    "sqlite_where": sa.text("closed = 0 AND hand_overs >= 3"),
    "postgresql_where": sa.text("NOT closed AND hand_overs >= 3"),
}


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

    for table, column, target in ADDED:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column(column, sa.Integer(), nullable=True))
            changed.create_foreign_key(f"fk_{table}_{column}_{target}", target, [column], ["id"])
    op.add_column(
        "assignments", sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("assignments", sa.Column("promised_on", sa.Date(), nullable=True))
    op.add_column("objections", sa.Column("checked", sa.Text(), nullable=True))
    op.add_column(
        "cases", sa.Column("hand_overs", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute(
        "UPDATE cases SET hand_overs = (SELECT count(*) FROM case_events"
        " WHERE case_id = cases.id AND action IN ('transfer', 'assign'))"
    )
    op.create_index("ix_cases_handed_over", "cases", ["office_id", "due_on", "id"], **SENT_ROUND)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time cannot read the steps.
        raise RuntimeError(
            "units helped each other; the schema before 0016 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_index("ix_cases_handed_over", "cases")
    for table, column in (
        ("cases", "hand_overs"),
        ("objections", "checked"),
        ("assignments", "promised_on"),
        ("assignments", "acknowledged_at"),
    ):
        op.drop_column(table, column)
    for table, column, target in ADDED:
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(f"fk_{table}_{column}_{target}", type_="foreignkey")
            changed.drop_column(column)
    op.drop_table("co_handlings")


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _if(where: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
