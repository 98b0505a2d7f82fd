"""Who is complained about, exceptions by two officers, requests for a recusal, staff numbers.

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STEPS = (
    "('name_accused', 'recall', 'request_exception', 'approve_exception', 'refuse_exception',"
    " 'request_recusal', 'grant_recusal', 'refuse_recusal')"
)
AT = sa.DateTime(timezone=True)


def _only(where: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def upgrade() -> None:
    op.add_column("officers", sa.Column("badge", sa.String(40), nullable=False, server_default=""))
    op.create_table(
        "accused",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Boolean(), nullable=False),
        sa.Column("spares_office", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        _key("accused", "case_id", "cases"),
        _key("accused", "officer_id", "officers"),
        _key("accused", "unit_id", "units"),
        _key("accused", "said_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_accused"),
    )
    op.create_index("ix_accused_case_id", "accused", ["case_id"])
    op.create_index(
        "uq_accused_unit",
        "accused",
        ["case_id", "unit_id"],
        unique=True,
        **_only("ended_at IS NULL AND officer_id IS NULL"),
    )
    op.create_index(
        "uq_accused_officer",
        "accused",
        ["case_id", "officer_id"],
        unique=True,
        **_only("ended_at IS NULL AND officer_id IS NOT NULL"),
    )
    op.create_table(
        "accusation_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("accused_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_as", sa.String(40), nullable=False),
        sa.Column("requested_at", AT, nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id",
            name=op.f("ck_accusation_exceptions_two_officers"),
        ),
        sa.CheckConstraint(
            "(unit_id IS NULL) <> (accused_id IS NULL)",
            name=op.f("ck_accusation_exceptions_one_matter"),
        ),
        _key("accusation_exceptions", "case_id", "cases"),
        _key("accusation_exceptions", "unit_id", "units"),
        _key("accusation_exceptions", "accused_id", "accused"),
        _key("accusation_exceptions", "requested_by_id", "officers"),
        _key("accusation_exceptions", "decided_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_accusation_exceptions"),
    )
    op.create_index("ix_accusation_exceptions_case_id", "accusation_exceptions", ["case_id"])
    op.create_table(
        "recusal_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("whom", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        _key("recusal_requests", "case_id", "cases"),
        _key("recusal_requests", "decided_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_recusal_requests"),
    )
    op.create_index("ix_recusal_requests_case_id", "recusal_requests", ["case_id"])
    op.create_index(
        "uq_recusal_requests_waiting",
        "recusal_requests",
        ["case_id"],
        unique=True,
        **_only("decision = 'pending'"),
    )


def downgrade() -> None:
    connection = op.get_bind()
    rows = "SELECT count(*) FROM accused"
    if connection.scalar(sa.text(rows)) or connection.scalar(
        sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")
    ):
        # The history is never rewritten, and software of that time would show accusers to whom they accuse.
        raise RuntimeError(
            "cases are kept from who is complained about; the schema before 0009 knows no such protection."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_table("recusal_requests")
    op.drop_table("accusation_exceptions")
    op.drop_table("accused")
    op.drop_column("officers", "badge")
