"""Grants of accounts by two persons, and reports of retaliation.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retaliation_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key_hash", sa.String(64), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_retaliation_reports_answered_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_retaliation_reports_case_id_cases"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["officers.id"],
            name="fk_retaliation_reports_answered_by_id_officers",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_retaliation_reports"),
        sa.UniqueConstraint(
            "submission_key_hash", name="uq_retaliation_reports_submission_key_hash"
        ),
    )
    op.create_index("ix_retaliation_reports_case_id", "retaliation_reports", ["case_id"])
    _grants()


def _grants() -> None:
    officers = ("officer_id", "asked_by_id", "decided_by_id")
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> asked_by_id AND decided_by_id <> officer_id)",
            name=op.f("ck_grants_two_persons"),
        ),
        *(
            sa.ForeignKeyConstraint([name], ["officers.id"], name=f"fk_grants_{name}_officers")
            for name in officers
        ),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_officer_id", "grants", ["officer_id"])
    waits = sa.text("decision = 'pending'")
    op.create_index(
        "uq_grants_waiting",
        "grants",
        ["officer_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM retaliation_reports")):
        # What supervision was told cannot be told again, and its lines in the chain would name nothing.
        raise RuntimeError(
            "retaliation was reported; the schema before 0015 has no place for it."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    if connection.scalar(sa.text("SELECT count(*) FROM grants")):
        # Software of that time does not know that an account waits for somebody.
        raise RuntimeError(
            "accounts were granted by two persons; the schema before 0015 knows no such thing."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    # Nor does it know the role: those accounts stay, shut, under one that sees no petition.
    officers = sa.table("officers", sa.column("role", sa.String), sa.column("active", sa.Boolean))
    op.execute(
        officers.update()
        .where(officers.c.role == "security")
        .values(role="auditor", active=sa.false())
    )
    op.drop_table("grants")
    op.drop_table("retaliation_reports")
