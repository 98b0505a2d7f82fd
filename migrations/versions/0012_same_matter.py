"""Same matter: links between cases, follow-ups inside a case.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IN_FORCE = {
    "sqlite_where": sa.text("undone_at IS NULL"),
    "postgresql_where": sa.text("undone_at IS NULL"),
}
STEPS = "('follow_up', 'link_cases', 'unlink_cases', 'merge_into', 'undo_merge')"


def upgrade() -> None:
    op.create_table(
        "matter_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_matter_links_two_cases")),
        *_keys("matter_links", case_id="cases", other_id="cases", into_id="cases"),
        *_keys("matter_links", made_by_id="officers", undone_by_id="officers"),
        sa.PrimaryKeyConstraint("id", name="pk_matter_links"),
    )
    op.create_index("ix_matter_links_case_id", "matter_links", ["case_id"])
    op.create_index(
        "uq_matter_links_in_force", "matter_links", ["case_id", "other_id"], unique=True, **IN_FORCE
    )
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("from_case_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key_hash", sa.String(64), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("follow_ups", case_id="cases", from_case_id="cases"),
        *_keys("follow_ups", officer_id="officers", unit_id="units"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_ups"),
        sa.UniqueConstraint("submission_key_hash", name="uq_follow_ups_submission_key_hash"),
    )
    op.create_index("ix_follow_ups_case_id", "follow_ups", ["case_id"])
    op.create_index("ix_follow_ups_from_case_id", "follow_ups", ["from_case_id"])


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
        for column, other in columns.items()
    ]


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time knows no joined case.
        raise RuntimeError(
            "cases were linked or joined; the schema before 0012 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("follow_ups")
    op.drop_table("matter_links")
