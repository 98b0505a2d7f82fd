"""Recusals: officers for whom a case does not exist.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IN_FORCE = {
    "sqlite_where": sa.text("ended_at IS NULL"),
    "postgresql_where": sa.text("ended_at IS NULL"),
}
STEPS = "('recuse', 'order_recusal', 'end_recusal')"


def upgrade() -> None:
    op.create_table(
        "recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_by_id IS NULL OR ended_by_id <> officer_id",
            name=op.f("ck_recusals_not_oneself"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_recusals_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_recusals_officer_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["officers.id"], name="fk_recusals_said_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["officers.id"], name="fk_recusals_ended_by_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recusals"),
    )
    op.create_index("ix_recusals_case_id", "recusals", ["case_id"])
    op.create_index(
        "uq_recusals_in_force", "recusals", ["officer_id", "case_id"], unique=True, **IN_FORCE
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time would let everybody in again.
        raise RuntimeError(
            "officers were recused; the schema before 0008 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("recusals")
