"""Lost query codes: requests for a new one, and which codes an officer has seen.

Codes of what officers entered are known to them, and so are those of imported petitions, which carry the
number of another office: their holders get a code of their own when they next open the case.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column("code_known_to_staff", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    sqlite = op.get_context().dialect.name == "sqlite"
    op.execute(
        f"UPDATE cases SET code_known_to_staff = {'1' if sqlite else 'TRUE'}"
        " WHERE created_by_id IS NOT NULL OR external_source IS NOT NULL"
    )
    op.create_table(
        "code_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_code_requests_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["officers.id"], name="fk_code_requests_requested_by_id_officers"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officers.id"], name="fk_code_requests_decided_by_id_officers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_code_requests"),
    )
    op.create_index("ix_code_requests_case_id", "code_requests", ["case_id"])


def downgrade() -> None:
    op.drop_table("code_requests")
    op.drop_column("cases", "code_known_to_staff")
