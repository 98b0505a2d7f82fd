"""Triage: closing reports of assigned cases, reports of grave and urgent matters, leaders' instructions.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WAITING = {
    "sqlite_where": sa.text("decision = 'pending'"),
    "postgresql_where": sa.text("decision = 'pending'"),
}
STEPS = (
    "('file_closing_report', 'accept_closing_report', 'return_closing_report', 'report_up',"
    " 'record_instruction')"
)


def upgrade() -> None:
    op.create_table(
        "closing_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> filed_by_id",
            name=op.f("ck_closing_reports_four_eyes"),
        ),
        sa.CheckConstraint(
            "decision = 'pending' OR decided_by_id IS NOT NULL",
            name=op.f("ck_closing_reports_decided"),
        ),
        *_keys("closing_reports", "filed_by_id", "decided_by_id"),
    )
    op.create_index("ix_closing_reports_case_id", "closing_reports", ["case_id"])
    op.create_index(
        "uq_closing_reports_waiting", "closing_reports", ["case_id"], unique=True, **WAITING
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(40), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        *_keys("reports", "reported_by_id"),
    )
    op.create_index("ix_reports_case_id", "reports", ["case_id"])
    op.create_table(
        "instructions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post", sa.String(100), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("finish_by", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_keys("instructions", "recorded_by_id"),
    )
    op.create_index("ix_instructions_case_id", "instructions", ["case_id"])


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time knows no such steps.
        raise RuntimeError(
            "reports or instructions were written; the schema before 0013 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    for table in ("instructions", "reports", "closing_reports"):
        op.drop_table(table)


def _keys(table: str, *officers: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=f"fk_{table}_case_id_cases"),
        *(
            sa.ForeignKeyConstraint([name], ["officers.id"], name=f"fk_{table}_{name}_officers")
            for name in officers
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]
