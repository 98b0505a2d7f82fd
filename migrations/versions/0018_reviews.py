"""Reviews and re-reviews of an opinion (信访工作条例 §35, §36).

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = "decided_at IS NULL"
STEPS = (
    "('request_review', 'request_rereview', 'draft_review', 'record_hearing', 'decide_review',"
    " 'decide_rereview', 'remand', 'record_review_service')"
)


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("asked_event", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("hearing_days", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decided_at IS NULL OR outcome IS NOT NULL", name=op.f("ck_reviews_decided")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> drafted_by_id",
            name=op.f("ck_reviews_four_eyes"),
        ),
        _foreign("case_id", "cases"),
        _foreign("unit_id", "units"),
        _foreign("entered_by_id", "officers"),
        _foreign("drafted_by_id", "officers"),
        _foreign("decided_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    where = {"sqlite_where": sa.text(OPEN), "postgresql_where": sa.text(OPEN)}
    op.create_index("uq_reviews_open", "reviews", ["case_id"], unique=True, **where)
    op.create_index("ix_reviews_case_unit", "reviews", ["case_id", "unit_id"])
    op.create_index("ix_reviews_waiting", "reviews", ["unit_id", "case_id"], **where)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time cannot read the steps.
        raise RuntimeError(
            "reviews were asked for; the schema before 0018 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("reviews")


def _foreign(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_reviews_{column}_{target}")
