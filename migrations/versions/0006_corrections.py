"""Corrections of registered facts: a reason, a second person, and nothing lost.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITING = {
    "sqlite_where": sa.text("decision = 'pending'"),
    "postgresql_where": sa.text("decision = 'pending'"),
}
STEPS = "('request_correction', 'approve_correction', 'refuse_correction')"


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(40), nullable=False),
        sa.Column("old", sa.String(200), nullable=False),
        sa.Column("new", sa.String(200), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_as", sa.String(40), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id",
            name=op.f("ck_corrections_four_eyes"),
        ),
        sa.CheckConstraint(
            "decision = 'pending' OR decided_by_id IS NOT NULL", name=op.f("ck_corrections_decided")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_corrections_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["officers.id"], name="fk_corrections_requested_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officers.id"], name="fk_corrections_decided_by_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_case_id", "corrections", ["case_id"])
    op.create_index(
        "uq_corrections_waiting", "corrections", ["case_id", "fact"], unique=True, **WAITING
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time cannot read the steps.
        raise RuntimeError(
            "registered facts were corrected; the schema before 0006 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("corrections")
