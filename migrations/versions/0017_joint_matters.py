"""Joint matters: units concerned, their voices, and how it was settled who leads (信访工作条例 §24).

Up and down are both tried with rows in the tables, on both engines (tests/migrations).
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = "decided_at IS NULL"
ASKED = "ended_at IS NULL"
ONE, SEVERAL = "recipient <> 'consulted'", "recipient = 'consulted'"
ONCE = ["case_id", "notice", "occasion", "recipient", "officer_id"]
STEPS = "('open_joint', 'voice_joint', 'settle_joint')"


def upgrade() -> None:
    op.create_table(
        "joint_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("superior_unit_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decided_at IS NULL OR outcome IS NOT NULL", name=op.f("ck_joint_matters_settled")
        ),
        _foreign("joint_matters", "case_id", "cases"),
        _foreign("joint_matters", "opened_by_id", "officers"),
        _foreign("joint_matters", "superior_unit_id", "units"),
        _foreign("joint_matters", "lead_unit_id", "units"),
        _foreign("joint_matters", "decided_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_joint_matters"),
    )
    op.create_index("uq_joint_matters_open", "joint_matters", ["case_id"], unique=True, **_if(OPEN))
    op.create_index("ix_joint_matters_case_id", "joint_matters", ["case_id"])
    op.create_table(
        "joint_voices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("joint_matter_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _foreign("joint_voices", "joint_matter_id", "joint_matters"),
        _foreign("joint_voices", "case_id", "cases"),
        _foreign("joint_voices", "unit_id", "units"),
        _foreign("joint_voices", "lead_unit_id", "units"),
        _foreign("joint_voices", "officer_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_joint_voices"),
    )
    op.create_index(
        "uq_joint_voices_unit", "joint_voices", ["joint_matter_id", "unit_id"], unique=True
    )
    op.create_index("ix_joint_voices_case_unit", "joint_voices", ["case_id", "unit_id"])
    op.create_index("ix_joint_voices_asked", "joint_voices", ["unit_id", "case_id"], **_if(ASKED))
    # Several units are told of one event; so far a notice had one recipient of a kind.
    with op.batch_alter_table("notices") as changed:
        changed.drop_constraint("uq_notices_once", type_="unique")
    op.create_index("uq_notices_once", "notices", ONCE, unique=True, **_if(ONE))
    op.create_index(
        "uq_notices_unit_once",
        "notices",
        ["case_id", "notice", "occasion", "unit_id"],
        unique=True,
        **_if(SEVERAL),
    )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text(f"SELECT count(*) FROM case_events WHERE action IN {STEPS}")):
        # The history is never rewritten, and software of that time cannot read the steps.
        raise RuntimeError(
            "units settled who leads; the schema before 0017 knows no such step."
            " Restore the backup made before the upgrade instead (docs/operations.md)."
        )
    op.drop_index("uq_notices_unit_once", "notices")
    op.drop_index("uq_notices_once", "notices")
    with op.batch_alter_table("notices") as changed:
        changed.create_unique_constraint("uq_notices_once", ONCE)
    op.drop_table("joint_voices")
    op.drop_table("joint_matters")


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _if(where: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}
